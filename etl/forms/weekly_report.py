"""周报: the weekly four numbers, one row per unit and week."""

from etl.forms.form import FILLED_DATE, HOUSEHOLDS, ISSUES, PEOPLE, PERIOD, UNIT, Field, Form

WEEKLY_REPORT = Form(
    id="weekly_report",
    label="周报",
    shape="list",
    fields=(
        UNIT,
        PERIOD,
        Field("visitor_count", ("干部走访人数", "走访干部人数", "走访人数", "参与走访干部数"), **PEOPLE),
        Field("household_count", ("走访户数", "走访家庭户数", "走访群众户数"), **HOUSEHOLDS),
        Field("issue_count", ("汇总问题数", "收集问题数", "问题数", "梳理问题数"), **ISSUES),
        Field("solved_count", ("解决问题数", "已解决问题数", "解决数"), **ISSUES),
    ),
    about=(UNIT, PERIOD, FILLED_DATE),
    must_have=("household_count", "issue_count", "solved_count"),
    marks_a_record=("visitor_count", "household_count", "issue_count", "solved_count"),
)
