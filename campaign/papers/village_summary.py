"""附件5 群众入户调查问题建议汇总表: one per village and half month."""

from dataclasses import replace

from campaign.office.rules import HALF_MONTH_DAYS
from campaign.papers import weekly_report
from campaign.papers.fields import PERIOD, PERIOD_NEEDED, PLACE, UNIT, UNIT_NEEDED, VILLAGE_NEEDED
from campaign.papers.paper import Field, Paper

PAPER = Paper(
    id="village_summary",
    order=7,
    label="附件5 问题建议汇总表",
    shape="list",
    fields=(
        Field("block", ("项目", "板块", "类别", "项目类别"), personal=False, carried=True),
        Field("item", ("项目", "类别"), personal=False),
        Field("item_text", ("具体内容", "内容", "主要内容"), personal=True),
        Field("solved_count", ("已解决(个)", "已解决"), "issues"),
        Field("pending_count", ("待解决(个)", "待解决", "未解决"), "issues"),
        Field("issue_count", ("小计(个)", "小计", "合计(个)"), "issues", sum_of=("solved_count", "pending_count")),
    ),
    about=(*PLACE, UNIT, PERIOD),
    must_have=("block", "solved_count", "pending_count", "issue_count"),
    period_days=HALF_MONTH_DAYS,
    identity=(("block",), ("item",), ("category",)),
    marks_a_record=("item_text", "solved_count", "pending_count", "issue_count"),
    record=replace(
        weekly_report.PAPER.record,
        needs=(UNIT_NEEDED, VILLAGE_NEEDED, PERIOD_NEEDED),
        same=("unit", "village", "period", "block", "category", "item_text"),
        stands="own",
    ),
)
