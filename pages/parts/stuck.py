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
FEW = f"未办结不足{charts.FEWEST}件的列后"
"""How small ones are listed, for a caption."""


def in_order(rows: Rows) -> list[Row]:
    """The groups by the overdue part of what they have open, the worst first; those with fewer than FEWEST open after them.

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
    is_few = still_open < charts.FEWEST
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
    known = [row for row in in_order(rows) if row.name is not None and (row[STILL_OPEN].value or 0) >= charts.FEWEST]
    if not known:
        tables.nothing(f"没有未办结满{charts.FEWEST}件的，明细见表。")
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
    rates = [
        charts.Rate(
            figures.named(row.name, by),
            row[OVERDUE_SHARE].value or 0.0,
            row[OVERDUE_SHARE].full,
            row[STILL_OPEN].value,
        )
        for row in known
        if not row[OVERDUE_SHARE].is_empty
    ]
    share = whole[OVERDUE_SHARE]
    of_all = "" if share.is_empty else f"{subject(whole.view)}{share.full}"
    if by in UNITS and len(rates) > 1:  # a unit that does well is no finding here
        worst = "、".join(f"{rate.name}{rate.label}" for rate in rates[: charts.MOST_TOGETHER])
        return f"{OVERDUE_SHARE.label}较高的是{worst}{f'，{of_all}' if of_all else ''}。"
    return charts.judged(OVERDUE_SHARE.label, rates, of_all)
