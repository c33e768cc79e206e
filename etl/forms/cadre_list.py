"""附件4 党员干部走访收集问题清单: what one cadre heard, handed to the own unit."""

from etl.forms.form import PLACE, UNIT, VISIT_DATE, VISITORS, Field, Form

CADRE_LIST = Form(
    id="cadre_list",
    label="附件4 走访收集问题清单",
    shape="list",
    fields=(
        Field("raised_by", ("走访对象", "走访对象姓名", "走访户"), personal=True),
        Field(
            "issue_text",
            ("反映问题或意见建议", "反映问题", "问题或意见建议", "反映问题(意见建议)"),
            personal=True,
        ),
        Field("proposal", ("办理意见", "处理意见", "办理建议"), personal=True),
    ),
    about=(VISITORS, VISIT_DATE, UNIT, *PLACE),
    must_have=("raised_by", "issue_text", "proposal"),
    identity=(("raised_by",), ("issue_text",), ("visit_date",)),
)
