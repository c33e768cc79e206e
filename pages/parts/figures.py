"""How does a figure become a card, and several of them bars?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from campaign import docs
from campaign.numbers.dimensions import UNITS, shown
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Duration, Metric, Share
from campaign.numbers.metrics import ISSUES, SOLVED, SOLVED_SHARE
from campaign.numbers.questions import follows_day
from campaign.office import rules
from campaign.places.units import stored_name
from pages.parts import charts, kinds, leads, tables
from pages.parts.bar import OF_PLACES, UNFILLED, subject
from pages.parts.view import Figures, Number, Row, View, Weeks, companions, ids

NO_GROUP = (UNFILLED, rules.NO_SUBCATEGORY, *kinds.UNTOLD_KINDS)
"""Names of what belongs to no group: drawn last and grey."""
OF_KINDS = (*kinds.BY, kinds.KIND)
"""Dimensions of what issues are about."""
SHORTEST_LINE = 3
"""Points that a sparkline needs to have a shape."""


class Cards:
    """Headline numbers in a row, on a phone in two columns: each with its change, its way so far, its base, its definition.

    Stated when made. `parts` give the numbers that are of another view. What a change is measured against is explained once
    below, and a line of links leads to the rows.
    """

    def __init__(
        self, view: View, numbers: Sequence[Number], *, parts: Sequence[tuple[View, Sequence[Number]]] = ()
    ) -> None:
        self.view = view
        self.parts = [own.figures(*names, compared=True) for own, names in parts or [(view, numbers)]]
        self._ways = [_way(figures) for figures in self.parts]
        self._beside = view.figures(*companions(ids(numbers)))

    def draw(self) -> None:
        """The cards, and what is explained below them."""
        shown = [(figure, way[figure.id]) for own, way in zip(self.parts, self._ways, strict=True) for figure in own]
        grid = st.grid(len(shown), min_column_width=150)
        for figure, way in shown:
            card(grid, figure, way)
        if any(figure.moved is not None for figure, _ in shown):
            st.caption(
                f"箭头是{self.view.before_words}的变化：蓝色向好，橙色变差，灰色不分好坏；件数按它占总数的比例看好坏。小图是到各周末的数。"
            )
        for companion in self._beside:
            why = tables.plain(companion.why_empty)
            st.caption(f"并列看：{companion.label} —（{why}）" if why else f"并列看：{beside(companion)}")
        leads.behind([(own.view, [figure.number for figure in own if not figure.is_empty]) for own in self.parts])


def _way(figures: Figures) -> Weeks:
    """The way so far of those that depend on the day and add up."""
    moving = [m for m in figures.numbers if follows_day(m) and not isinstance(m, Duration)]
    return figures.view.at_each_week(moving)


def beside(companion: Figure) -> str:
    """A number that must be shown along with others, with what it is a share of, or of how many that is known."""
    whole = companion.counts[-1] if isinstance(companion.number, Share) else None
    of = companion.reported or (whole.label + whole.full if whole else "")
    return f"{companion.label} **{companion.full}**" + (f"（{of}）" if of else "")


def card(grid: Any, figure: Figure, way: Sequence[float]) -> None:
    """One headline number with its change: blue when better, amber when worse, grey when neither.

    An empty number shows the reason in place of its change.
    """
    more: dict[str, Any] = {}
    if figure.is_empty:
        more = {"delta": tables.plain(figure.why_empty), "delta_color": "gray", "delta_arrow": "off"}
    elif figure.change == "0":
        more = {"delta": 0, "delta_color": "gray"}
    elif figure.change:
        more = {"delta": figure.change, "delta_color": {None: "gray", True: "blue", False: "orange"}[figure.is_better]}
    grid.metric(
        figure.label,
        figure.brief,
        border=True,
        height="stretch",
        help=definition(figure.number),
        chart_data=way if len(way) >= SHORTEST_LINE else None,
        delta_description=figure.footnote or None,
        **more,
    )


def definition(number: Metric) -> str:
    """What a number counts and leaves out, as the help text of its card."""
    sentences = [number.note or docs.formula(number)]
    if number.leaves_out:
        sentences.append(f"不含：{number.leaves_out}")
    return "\n\n".join(sentences)


def day_of(cell: Any) -> date:
    """A day of a result as Python has it."""
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


def named(cell: object, by: str = "") -> str:
    """A group's name as a reader sees it; the word for unfilled where the rows have none."""
    return UNFILLED if pd.isna(cell) else shown(by, cell)  # type: ignore[call-overload]


def ranked_bars(
    rows: Iterable[Row],
    by: str,
    number: Number,
    key: str,
    *,
    limit: int | None = None,
    chosen: str | None = None,
    on_choose: Callable[[str], None] | None = None,
    in_order: bool = False,
    sentence: str = "",
) -> None:
    """One number by group, the largest on top unless `in_order`; with its companion where the rows have it.

    `sentence` says what to see in them where the page knows better than the bars.
    """
    known = [row for row in rows if not row[number].is_empty]
    if not in_order:
        known.sort(key=lambda row: -(row[number].value or 0))

    def label(row: Row) -> str:
        return row[number].full + "".join(f"（{companion.full}）" for companion in row.companions_of(number))

    bars = [
        charts.Bar(named(row.name, by), float(row[number].value or 0), label(row))
        for row in known[: limit or len(known)]
    ]
    unit = known[0][number].number.unit if known else ""
    if by in OF_PLACES and bars and len(bars) == len(known):
        sentence = sentence or charts.spread(known[0][number].label, bars)
    _draw(bars, key, by, chosen, on_choose, sentence or _seen(bars, is_whole=len(bars) == len(known)), unit)


def solved_bars(
    rows: Iterable[Row],
    by: str,
    key: str,
    *,
    limit: int | None = None,
    chosen: str | None = None,
    on_choose: Callable[[str], None] | None = None,
    whole: Figures | None = None,
) -> None:
    """Issues by group with the solved ones inside, the largest on top, what has no group last and grey.

    Needs issues, solved and solved_share; of the `whole` the last, beside which the sentence puts the groups'.
    """
    known = sorted((row for row in rows if not row[ISSUES].is_empty), key=lambda row: -(row[ISSUES].value or 0))
    known.sort(key=lambda row: named(row.name) in NO_GROUP)
    bars = [
        charts.Bar(
            named(row.name, by),
            float(row[ISSUES].value or 0),
            f"{row[ISSUES].full} {row[SOLVED_SHARE].full}",
            part=row[SOLVED].value or 0.0,
            colour=charts.GREY if named(row.name) in NO_GROUP else charts.NAVY,
        )
        for row in known[: limit or len(known)]
    ]
    _draw(bars, key, by, chosen, on_choose, _of_solved(known, bars, by, whole), f"{ISSUES.unit}、{SOLVED_SHARE.unit}")


def _of_solved(known: Sequence[Row], bars: Sequence[charts.Bar], by: str, whole: Figures | None) -> str:
    """What to see in issues by group: of categories what most is about, then where the solved share is high and low.

    No unit is named for its share: whom a share is evidence enough against says the ranking.
    """
    if by in UNITS:
        return _seen(bars, is_whole=len(bars) == len(known))
    rates = [
        charts.Rate(named(row.name, by), row[SOLVED_SHARE].value or 0.0, row[SOLVED_SHARE].full, row[ISSUES].value)
        for row in known
        if not row[SOLVED_SHARE].is_empty and named(row.name) not in NO_GROUP
    ]
    share = whole[SOLVED_SHARE] if whole else None
    of_all = f"{subject(whole.view)}{share.full}" if whole and share and not share.is_empty else ""
    judged = charts.judged(SOLVED_SHARE.label.partition("（")[0], rates, of_all)
    if by not in OF_KINDS:
        return judged or _seen(bars, is_whole=len(bars) == len(known))
    return "；".join(filter(None, (charts.gathered("反映", bars, ISSUES.unit), judged))) or _seen(bars, is_whole=True)


def _seen(bars: Sequence[charts.Bar], *, is_whole: bool) -> str:
    known = [bar for bar in bars if bar.name not in NO_GROUP] or bars
    return charts.seen(known, is_whole=is_whole)


def _draw(
    bars: list[charts.Bar],
    key: str,
    by: str,
    chosen: str | None,
    on_choose: Callable[[str], None] | None,
    sentence: str,
    unit: str = "",
) -> None:
    if not bars:
        tables.nothing("没有数据")
        return
    chosen = chosen and shown(by, chosen)
    choose = (lambda name: on_choose(stored_name(name) if by in UNITS else name)) if on_choose else None
    charts.show(charts.bars(bars, chosen=chosen), key, sentence, on_choose=choose, unit=unit)
