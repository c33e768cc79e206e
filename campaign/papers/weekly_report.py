"""周报: the weekly four numbers, one row per unit and week."""

from campaign.papers.fields import FILLED_DATE, PERIOD, PERIOD_NEEDED, UNIT, UNIT_NEEDED, VISITED_HOUSEHOLDS
from campaign.papers.paper import Field, Paper, Record

PAPER = Paper(
    id="weekly_report",
    order=8,
    label="周报",
    shape="list",
    fields=(
        UNIT,
        PERIOD,
        Field("visitor_count", ("干部走访人数", "走访干部人数", "走访人数", "参与走访干部数"), "people"),
        VISITED_HOUSEHOLDS,
        Field("issue_count", ("汇总问题数", "收集问题数", "问题数", "梳理问题数"), "issues"),
        Field("solved_count", ("解决问题数", "已解决问题数", "解决数"), "issues"),
    ),
    about=(UNIT, PERIOD, FILLED_DATE),
    must_have=("household_count", "issue_count", "solved_count"),
    marks_a_record=("visitor_count", "household_count", "issue_count", "solved_count"),
    record=Record(
        "reports",
        needs=(UNIT_NEEDED, PERIOD_NEEDED),
        same=("unit", "period"),
        rule="same-report",
        sentence="同一单位同一时段的同一项数已有，以最后报来的为准",
    ),
)
