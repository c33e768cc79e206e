"""What does a paper to one unit say of it: its own figures as of the day, and the rows behind what is late?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from campaign.access.rights import may_see_rows
from campaign.judgement.ranking import BEHIND, Place, Standing
from campaign.judgement.ranking.questions import BY
from campaign.numbers.figure import Figure
from campaign.numbers.metrics import metric
from campaign.numbers.questions import BOUND
from campaign.numbers.wording import EMPTY
from campaign.office import rules
from exports.documents.document import Field, Order, Source

VISITING = ("households", "visits", "progress", "reports_due", "reports_missing")
HANDLING = ("issues", "solved", "solved_share", "confirmed_share", "still_open", "overdue", "refuted")
OF_FIGURE = (Field("指标", "指标和单位"), Field("数值", "数值；没有的写“—”"))
OF_ISSUE = (
    Field("编号", "问题编号"),
    Field("反映日期", "反映日期"),
    Field("村", "村（社区）"),
    Field("类别", "类别"),
    Field("内容", "问题内容，不含姓名、电话、住址"),
    Field("时限", "办理时限"),
)
ISSUE_WIDTHS, ISSUE_TEXTS = (16, 22, 25, 20, 51, 22), (4,)
"""In millimetres, of the columns of a table of issues, and which of them are read as texts."""
MOST_ROWS = 200
"""Issues that one paper lists; the rest is counted in a sentence."""
DUE, LATE = "due_date", "late"
OF_ISSUE_COLUMNS = dict(
    zip(
        (one.name for one in OF_ISSUE),
        ("issue_id", "raised_date", "village_name", "category", "issue_text", DUE),
        strict=True,
    )
)
"""The fields of OF_ISSUE and the columns that they hold."""


class NotToUnit(ValueError):
    """A paper that cannot be written to this unit; `str()` is the Chinese sentence."""


def figures(order: Order) -> list[dict[str, str]]:
    """The unit's own figures, of what it visited and of what it answers for."""
    batch = order.source.batch
    asked = {
        role: batch.ask(names, where={BY[role][0]: order.unit}, as_of=order.day)  # type: ignore[index]
        for role, names in (("visiting", VISITING), ("handling", HANDLING))
    }
    lines = []
    for one in asked.values():
        for name in one.question.metrics:
            if name not in one.refused:
                figure = Figure(metric(name), one.number(name), one.first.get(name + BOUND))
                lines.append({"指标": figure.heading, "数值": figure.bare})
    return lines


def issues(
    order: Order, number: str, columns: Mapping[str, str] = OF_ISSUE_COLUMNS
) -> tuple[list[dict[str, str]], int]:
    """The issues of the unit that a number counts, the earliest due first, and how many there are in all.

    `columns` are the fields of a line and the columns that they hold; LATE is the days since an issue was due.

    Their texts are the public ones; none for whoever may not see rows.
    """
    where = {BY["handling"][0]: order.unit}
    count = order.snapshot.count_rows("issues", scope=order.scope, where=where, counted_by=number, as_of=order.day)
    if not may_see_rows(order.scope, "issues"):
        return [], count
    rows = order.snapshot.rows(
        "issues", scope=order.scope, where=where, counted_by=number, as_of=order.day, columns=sorted({DUE if name == LATE else name for name in columns.values()}), order=DUE, limit=MOST_ROWS,
    )  # fmt: skip
    return [
        {field: _late(order, row) if name == LATE else _cell(row[name]) for field, name in columns.items()}
        for row in rows.to_dict("records")
    ], count


def _late(order: Order, row: Mapping[Hashable, Any]) -> str:
    due = row[DUE]
    return EMPTY if pd.isna(due) else f"{(order.day - pd.Timestamp(due).date()).days:,}"


def behind(source: Source, unit: str) -> list[tuple[Standing, Place]]:
    """On which measures the unit's evidence suffices for 整改, in the order in which they are published."""
    places = ((standing, standing.place(unit)) for standing in source.standings)
    return [(standing, place) for standing, place in places if place and place.tier == BEHIND]


def named(source: Source) -> list[str]:
    """The units that the evidence names on some measure, by name."""
    return sorted({place.unit for standing in source.standings for place in standing.of(BEHIND)})


def _cell(value: object) -> str:
    if value is None or value is pd.NaT or pd.isna(value):  # type: ignore[call-overload]
        return EMPTY
    if isinstance(value, pd.Timestamp):
        return rules.day_text(value.date())
    return str(value)
