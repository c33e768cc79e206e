"""附件5 群众入户调查问题建议汇总表: one per village and half month."""

from etl.forms.form import ISSUES, PERIOD, PLACE, UNIT, Field, Form

VILLAGE_SUMMARY = Form(
    id="village_summary",
    label="附件5 问题建议汇总表",
    shape="list",
    fields=(
        Field("block", ("项目", "板块", "类别", "项目类别")),
        Field("item", ("项目", "类别")),
        Field("item_text", ("具体内容", "内容", "主要内容"), personal=True),
        Field("solved_count", ("已解决(个)", "已解决"), **ISSUES),
        Field("pending_count", ("待解决(个)", "待解决", "未解决"), **ISSUES),
        Field("issue_count", ("小计(个)", "小计", "合计(个)"), **ISSUES),
    ),
    about=(*PLACE, UNIT, PERIOD),
    must_have=("block", "solved_count", "pending_count", "issue_count"),
    identity=(("block",), ("item",), ("category",)),
    marks_a_record=("item_text", "solved_count", "pending_count", "issue_count"),
)
