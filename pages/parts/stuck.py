"""Where are issues stuck? Places and units by the part of what they have open that is overdue, not by how much they have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from campaign.numbers.dimensions import UNITS, shown
from campaign.numbers.metrics import OLDEST_OPEN_DAYS, OVERDUE, OVERDUE_SHARE, STILL_OPEN
from campaign.places.units import stored_name
from pages.parts import charts, figures, tables
from pages.parts.bar import subject
from pages.parts.view import Figures, Row, Rows

NUMBERS = ("overdue", "overdue_share", "still_open", "oldest_open_days")
"""What is stuck: stated by whoever draws this."""


def few(where: str = "列后") -> str:
    """Where small ones are listed, for a caption."""
    return f"未办结不足{figures.least(OVERDUE_SHARE):.0f}件的{where}"


def in_order(rows: Rows) -> list[Row]:
    """The groups by the overdue part of what they have open, the worst first; those with too few open to be compared after them.

    Of two alike the one with more overdue, and then with the oldest.
    """
    return sorted(rows, key=_worst_first)


def frame(rows: Rows) -> pd.DataFrame:
    """The same as a table's rows."""
    order = {row.name: at for at, row in enumerate(in_order(rows))}
    named = rows.frame
    first = named[named.columns[0]].map(lambda name: order[None if pd.isna(name) else name])
    return named.iloc[first.argsort(kind="stable")].reset_index(drop=True)


def _worst_first(row: Row) -> tuple[bool, float, float, float]:
    overdue, still_open, oldest = (row[n].value or 0.0 for n in (OVERDUE, STILL_OPEN, OLDEST_OPEN_DAYS))
    is_few = still_open < figures.least(OVERDUE_SHARE)
    return is_few, 0.0 if is_few else -(row[OVERDUE_SHARE].value or 0.0), -overdue, -oldest


def bars(
    rows: Rows,
    by: str,
    key: str,
    *,
    whole: Figures,
    limit: int | None = None,
    chosen: str | None = None,
    on_choose: Callable[[str], None] | None = None,
) -> None:
    """The groups with the largest overdue part of what is open; those with too little open to be compared are left to the table."""
    fewest = figures.least(OVERDUE_SHARE)
    known = [row for row in in_order(rows) if row.name is not None and (row[STILL_OPEN].value or 0) >= fewest]
    if not known:
        tables.nothing(f"未办结均不足{fewest:.0f}件，明细见表。")
        return
    drawn = [
        charts.Bar(
            figures.named(row.name, by),
            row[OVERDUE_SHARE].value or 0.0,
            f"{row[OVERDUE_SHARE].full}（{row[OVERDUE].bare}/{row[STILL_OPEN].full}）",
        )
        for row in known[: limit or len(known)]
    ]
    choose = (lambda name: on_choose(stored_name(name) if by in UNITS else name)) if on_choose else None
    chart = charts.bars(drawn, chosen=chosen and shown(by, chosen))
    charts.show(
        chart,
        key,
        sentence(known, by, whole),
        on_choose=choose,
        unit=f"{OVERDUE_SHARE.unit}（{OVERDUE.label}/{STILL_OPEN.label}）",
    )


def sentence(known: Sequence[Row], by: str, whole: Figures) -> str:
    """Whose overdue part is the largest and the smallest beside that of all, and who has most overdue where that is another."""
    share = whole[OVERDUE_SHARE]
    if by in UNITS and len(known) > 1:  # a unit that does well is no finding here
        worst = "、".join(
            f"{figures.named(row.name, by)}{row[OVERDUE_SHARE].full}" for row in known[: charts.MOST_TOGETHER]
        )
        of_all = "" if share.is_empty else f"，{subject(whole.view)}{share.full}"
        return f"{OVERDUE_SHARE.label}较高的是{worst}{of_all}。"
    shares = [(figures.named(row.name, by), row[OVERDUE_SHARE], row[STILL_OPEN].value or 0.0) for row in known]
    return figures.extremes(OVERDUE_SHARE, shares, subject(whole.view), share)
