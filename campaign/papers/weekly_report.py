"""周报: the weekly four numbers, one row per unit and week."""

from dataclasses import replace

from campaign.office.rules import WEEK_DAYS
from campaign.papers.fields import FILLED_DATE, PERIOD, PERIOD_NEEDED, UNIT, UNIT_NEEDED, VISITED_HOUSEHOLDS
from campaign.papers.paper import Field, KnownBy, Paper, Record

_WEEK = ("周次", "周别", "第几周")
"""Often no more than 第一周, with its days in another column."""
_UNTIL = ("截止时间", "截至时间", "结束日期", "结束时间", "统计截止日期", "数据截至")
PAPER = Paper(
    id="weekly_report",
    order=8,
    label="周报",
    shape="list",
    fields=(
        UNIT,
        replace(PERIOD, headings=(*(h for h in PERIOD.headings if h not in _WEEK), "时间", "日期")),
        Field("week", _WEEK, "period", is_offered=False),
        Field("first_day", ("起始日期", "开始日期", "起始时间", "开始时间"), personal=False, is_offered=False),
        Field("last_day", ("截止日期", "截至日期", *_UNTIL), personal=False, is_offered=False),
        Field(
            "visitor_count",
            (
                "干部走访人数",
                "走访干部人数",
                "走访人数",
                "参与走访干部数",
                "走访干部",
                "走访干部数",
                "参加走访干部人数",
            ),
            "people",
        ),
        VISITED_HOUSEHOLDS,
        Field(
            "issue_count",
            ("汇总问题数", "收集问题数", "问题数", "梳理问题数", "汇总问题", "收集问题", "收集问题总数", "反映问题数"),
            "issues",
        ),
        Field(
            "solved_count",
            ("解决问题数", "已解决问题数", "解决数", "解决问题", "已解决问题", "已解决数", "其中已解决", "办结问题数"),
            "issues",
        ),
    ),
    about=(UNIT, PERIOD, FILLED_DATE),
    must_have=("household_count", "issue_count", "solved_count"),
    period_days=WEEK_DAYS,
    known_by=KnownBy(("unit_no", "period_start", "period_end")),
    marks_a_record=("visitor_count", "household_count", "issue_count", "solved_count"),
    record=Record(
        "reports",
        needs=(UNIT_NEEDED, PERIOD_NEEDED),
        same=("unit", "period"),
        rule="same-report",
        sentence="同一单位同一时段的同一项数已有，以最后报来的为准",
    ),
)
