"""How does a figure become a card, and several of them bars?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from campaign import docs
from campaign.judgement.ranking.method import BadMethod, published
from campaign.numbers.dimensions import UNITS, shown
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Count, Duration, Metric, Share
from campaign.numbers.kinds import beside as companion_of
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

    Stated when made. `parts` give the numbers that are of another view; without `ways` the cards are low. A count that must be
    shown along with another is in the card of that. What a change is measured against is explained once below, and a line of
    links leads to the rows.
    """

    def __init__(
        self,
        view: View,
        numbers: Sequence[Number],
        *,
        parts: Sequence[tuple[View, Sequence[Number]]] = (),
        ways: bool = True,
    ) -> None:
        self.view = view
        self.parts = [own.figures(*names, compared=True) for own, names in parts or [(view, numbers)]]
        self._ways = [_way(figures) for figures in self.parts] if ways else []
        self._beside = view.figures(*companions(ids(numbers)))

    def draw(self) -> None:
        """The cards, and what is explained below them."""
        shown = [figure for own in self.parts for figure in own]
        ways = {figure.id: way[figure.id] for own, way in zip(self.parts, self._ways, strict=False) for figure in own}
        counts = {one.id: one for one in self._beside if isinstance(one.number, Count)}
        grid = st.grid(len(shown), min_column_width=150)
        for figure in shown:
            card(grid, figure, ways.get(figure.id, ()), counts.get(companion_of(figure.number)))
        with st.container(gap="xxsmall", key=f"below-{'-'.join(figure.id for figure in shown)}"):
            if words := "　".join(self._explained(shown)):
                st.caption(words)
            leads.behind([(own.view, [figure.number for figure in own if not figure.is_empty]) for own in self.parts])

    def _explained(self, shown: Sequence[Figure]) -> Iterator[str]:
        for one in self._beside:
            if not isinstance(one.number, Count):
                why = tables.plain(one.why_empty)
                yield f"对照：{one.label} —（{why}）。" if why else f"对照：{beside(one)}。"
        if any(figure.moved is not None for figure in shown):
            ways = "；折线为每周末累计数" if self._ways else ""
            yield f"箭头为{self.view.before_words}的增减（蓝色为向好，橙色为变差，灰色不作评价，件数按占比）{ways}。"


def _way(figures: Figures) -> Weeks:
    """The way so far of those that depend on the day and add up."""
    moving = [m for m in figures.numbers if follows_day(m) and not isinstance(m, Duration)]
    return figures.view.at_each_week(moving)


def beside(companion: Figure) -> str:
    """A number that must be shown along with others, with what it is a share of, or of how many that is known."""
    whole = companion.counts[-1] if isinstance(companion.number, Share) else None
    of = companion.reported or (whole.label + whole.full if whole else "")
    return f"{companion.label} **{companion.full}**" + (f"（{of}）" if of else "")


def card(grid: Any, figure: Figure, way: Sequence[float], also: Figure | None = None) -> None:
    """One headline number with its change: blue when better, amber when worse, grey when neither; and a count shown along with it.

    An empty number shows the reason in place of its change.
    """
    more: dict[str, Any] = {}
    if figure.is_empty:
        more = {"delta": tables.plain(figure.why_empty), "delta_color": "gray", "delta_arrow": "off"}
    elif figure.change == "0":
        more = {"delta": 0, "delta_color": "gray"}
    elif figure.change:
        more = {"delta": figure.change, "delta_color": {None: "gray", True: "blue", False: "orange"}[figure.is_better]}
    counted = f"{also.label}{also.bare}" if also and not also.is_empty else ""
    grid.metric(
        figure.label,
        figure.brief,
        border=True,
        height="stretch",
        help=definition(figure.number),
        chart_data=way if len(way) >= SHORTEST_LINE else None,
        delta_description="；".join(filter(None, (counted, figure.footnote))) or None,
        **more,
    )


def extremes(number: Metric, shares: Iterable[tuple[str, Figure, float]], whose: str, whole: Figure) -> str:
    """The judgement under a chart: who has the best and the worst share of those with cases enough, and the whole.

    `shares` are name, share and number of cases. 解决率最高溧阳市31.0%，最低钟楼区24.3%，全市28.2%。
    """
    name, fewest = number.label.partition("（")[0], least(number)
    of_all = "" if whole.is_empty else f"{whose}{whole.full}" + (f"（{whole.reported}）" if whole.reported else "")
    rates = [
        charts.Rate(one, share.value, share.full)
        for one, share, cases in shares
        if share.value is not None and cases >= fewest
    ]
    return charts.judged(name, rates, of_all) or f"暂无可比较的{name}。"


def least(number: Metric) -> float:
    """The least number of cases that are compared; any where the ranking's rules cannot be used."""
    try:
        return published().base(number.id)
    except BadMethod:
        return 1


def definition(number: Metric) -> str:
    """What a number counts and leaves out, as the help text of its card."""
    sentences = [number.note or docs.formula(number)]
    if number.leaves_out:
        sentences.append(f"不含：{number.leaves_out}")
    return "\n\n".join([*sentences, f"[查看口径](definitions?number={number.id})"])


def day_of(cell: Any) -> date:
    """A day of a result as Python has it."""
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


def week_name(monday: Any) -> str:
    """A week under a bar, in two lines: 3月6日, —12日; the campaign's first begins with it."""
    week = rules.week(day_of(monday))
    start = max(week.start, rules.START)
    end = f"{week.end.day}日" if week.end.month == start.month else rules.day_text(week.end, after=start)
    return f"{rules.day_text(start)}<br>—{end}"


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

    The `sentence` over it says what follows from it, where that is not who has most.
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
    if by in OF_PLACES and known and len(bars) == len(known):
        sentence = sentence or charts.spread(known[0][number].label, bars)
    _draw(bars, key, by, chosen, on_choose, is_whole=len(bars) == len(known), sentence=sentence)


def solved_bars(
    rows: Iterable[Row],
    by: str,
    key: str,
    *,
    limit: int | None = None,
    chosen: str | None = None,
    on_choose: Callable[[str], None] | None = None,
    show: charts.Show = charts.show,
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
    _draw(
        bars,
        key,
        by,
        chosen,
        on_choose,
        is_whole=len(bars) == len(known),
        sentence=_of_solved(known, bars, by, whole),
        show=show,
    )


def _of_solved(known: Sequence[Row], bars: Sequence[charts.Bar], by: str, whole: Figures | None) -> str:
    """What to see in issues by group: of categories what most is about, then where the solved share is high and low; empty for units.

    No unit is named for its share: whom a share is evidence enough against says the ranking.
    """
    if by in UNITS:
        return ""
    shares = [
        (named(row.name, by), row[SOLVED_SHARE], row[ISSUES].value or 0.0)
        for row in known
        if named(row.name) not in NO_GROUP
    ]
    of_all = whole[SOLVED_SHARE] if whole else Figure(SOLVED_SHARE)
    judged = extremes(SOLVED_SHARE, shares, subject(whole.view) if whole else "", of_all)
    gathered = charts.gathered("反映", bars, ISSUES.unit) if by in OF_KINDS else ""
    return "；".join(filter(None, (gathered, judged)))


def _draw(
    bars: list[charts.Bar],
    key: str,
    by: str,
    chosen: str | None,
    on_choose: Callable[[str], None] | None,
    *,
    is_whole: bool,
    sentence: str = "",
    show: charts.Show = charts.show,
) -> None:
    if not bars:
        tables.nothing("暂无数据")
        return
    known = [bar for bar in bars if bar.name not in NO_GROUP] or bars
    chosen = chosen and shown(by, chosen)
    choose = (lambda name: on_choose(stored_name(name) if by in UNITS else name)) if on_choose else None
    show(charts.bars(bars, chosen=chosen), key, sentence or charts.seen(known, is_whole=is_whole), on_choose=choose)
