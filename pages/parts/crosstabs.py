"""How is a crosstab shown: as a table whose every cell leads to its rows, and as the chart that fits its question?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import inf
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from campaign.numbers import few
from campaign.numbers.crosstab import GRAINS, TOTAL, Crosstab, Head, heading_of
from campaign.numbers.dimensions import TIMES, UNITS
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Count
from campaign.numbers.metrics import ISSUES
from campaign.numbers.wording import EMPTY
from campaign.office import rules
from pages.parts import charts, figures, leads, tables
from pages.parts.bar import OF_PLACES, subject
from pages.parts.view import View

PERIODS = TIMES[: len(rules.PERIOD_KINDS)]
"""The grains of time that are periods; the last is a day."""
MOST_ROWS_IN_SIGHT = 20
NARROW = 105
"""Of each of two columns that name a row: on a phone both stay in sight."""
MOST_BARS = 20
MOST_HEAT_ROWS, MOST_HEAT_COLUMNS = 30, 16
"""What a grid of numbers can hold and still be read."""
MOST_BOLD = 20_000
"""Cells of a table whose totals are set in bold: the style of a larger one takes longer to send than its numbers."""

Column = tuple[str, int]
"""A number, and the place of the column among its columns."""


def table(
    view: View,
    answer: Crosstab,
    numbers: Sequence[str],
    key: str,
    *,
    under: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Some numbers of a crosstab as one table, the whole in its last row; a click on a cell leads to its rows.

    Without columns the numbers are side by side, each under its own name, or `under` two headings where they are given.
    """
    places: list[Column] = [(number, at) for number in numbers for at in range(len(answer.columns))]
    levels = 2 if under else max(1, len(answer.question.across))
    names = [heading_of(name) for name in answer.question.down] or [""]
    shown: dict[tuple[str, ...], pd.Series] = {}
    settings = {}
    for at, name in enumerate(names):
        heads = [row.names[at] if row.names else TOTAL for row in answer.rows]
        shown[_under(levels, "", f"head-{at}")] = pd.Series(heads)
        settings[f"head-{at}"] = st.column_config.TextColumn(
            name, pinned=True, width=tables.NAME_WIDTH if len(names) == 1 else NARROW
        )
    for place, (number, at) in enumerate(places):
        cells = [row[at] for row in answer.cells[number]]
        values = pd.Series([cell.value for cell in cells], dtype="Float64")
        bounds = pd.Series([cell.bound for cell in cells], dtype=object)
        path = under[number] if under else answer.columns[at].names
        head = path[-1] if path else answer.figure(number).heading
        name = f"cell-{place}"
        shown[_under(levels, path[0] if path else "", name)], settings[name] = tables.column_of(
            answer.figure(number).number, values, bounds, head
        )
        of_rows = [row[-1].of_how_many for row in answer.cells[number]]
        if at == len(answer.columns) - 1 and any(of_rows):
            base = f"base-{place}"
            shown[_under(levels, "", base)] = pd.Series(of_rows)
            settings[base] = st.column_config.TextColumn(answer.base_heading(number))
    frame = pd.DataFrame(shown)
    if levels > 1:
        frame.columns = pd.MultiIndex.from_tuples(frame.columns)
    else:
        frame.columns = [path[-1] for path in shown]
    more: dict[str, Any] = {}
    if leads.has_rows():
        more = {"on_select": lambda: _go(view, answer, places, key), "selection_mode": "single-cell"}
    st.dataframe(
        _bold_totals(frame, answer, places) if frame.size <= MOST_BOLD else frame,
        key=key,
        hide_index=True,
        column_config=settings,
        height=(min(len(frame), MOST_ROWS_IN_SIGHT) + levels) * tables.ROW_HEIGHT + 3,
        row_height=tables.ROW_HEIGHT,
        placeholder=tables.EMPTY,
        **more,
    )
    if answer.is_of_few:
        st.caption(f"部分单元格{few.WHY}；为防止推算，相邻单元格同时不显示。")


def whole(answer: Crosstab, number: str) -> str:
    """The number of the whole, with its unit."""
    figure = answer.figure(number)
    return f"{figure.full}（{figure.reported}）" if figure.reported else figure.full


def _under(levels: int, upper: str, name: str) -> tuple[str, ...]:
    """A column's headings: those of one level have none above."""
    return (upper, name) if levels > 1 else (name,)


def _bold_totals(frame: pd.DataFrame, answer: Crosstab, places: Sequence[Column]) -> Styler:
    """The whole's row and, where there are columns, their totals in bold."""
    last = frame.index[-1]
    before = len(answer.question.down) or 1
    columns = {
        before + at for at, (_, place) in enumerate(places) if answer.question.across and answer.columns[place].is_total
    }
    bold = "font-weight: 600"
    return frame.style.apply(
        lambda row: [bold if row.name == last or at in columns else "" for at in range(frame.shape[1])], axis=1
    )


def _go(view: View, answer: Crosstab, places: Sequence[Column], key: str) -> None:
    """What a click on a cell does: go to the rows that it counts; an empty one has none."""
    cells = (st.session_state.get(key) or {}).get("selection", {}).get("cells", [])
    if not cells:
        return
    row, name = cells[0]
    kind, _, place = str(name).partition("-")
    if kind != "cell" or row >= len(answer.rows):
        return
    number, at = places[int(place)]
    if answer.cells[number][row][at].value is None:
        st.toast("该单元格暂无数据，没有明细。", icon=":material/info:")
        return
    leads.go(address_of(view, number, answer.rows[row], answer.columns[at]))


def address_of(view: View, number: str, *heads: Head) -> leads.Address:
    """The address of the rows behind one cell."""
    where = {name: value for head in heads for name, value in head.where.items()}
    conditions = {name: value.isoformat() if isinstance(value, date) else value for name, value in where.items()}
    return leads.to_rows(view, number, **conditions)


# ── the chart ─────────────────────────────────────────────────────────────────────────────────


def chart(view: View, answer: Crosstab, number: str, key: str) -> None:
    """One number in the chart that fits its question: groups as bars, time as columns, two ways of splitting as a grid."""
    down, across = answer.question.down, answer.question.across
    rows = [at for at, row in enumerate(answer.rows) if not row.is_total]
    columns = _single(answer)
    if down and across and len(rows) <= MOST_HEAT_ROWS and len(columns) <= MOST_HEAT_COLUMNS:
        _grid(view, answer, number, rows, columns, key)
    elif down and down == (answer.question.grain,):
        bars = _along(view, answer, number, rows)
        _draw(answer, number, charts.columns(bars), key, charts.over_time(bars), None)
    elif down:
        _ranked(view, answer, number, [(at, -1) for at in rows], answer.rows, key)
    elif across:
        _ranked(view, answer, number, [(-1, at) for at in columns], answer.columns, key)
    if known := answer.cells[number][-1][-1].of_how_many:
        st.caption(f"{answer.label(number)}：{TOTAL}{known}。")


def _along(view: View, answer: Crosstab, number: str, rows: Sequence[int]) -> list[charts.Bar]:
    """Bars of a number through time: every period up to the day in sight has its place, also one without a row."""
    grain = answer.question.grain
    known: dict[date, charts.Bar] = {}
    for row in rows:
        if period := _period(answer.rows[row], grain):
            value = _drawn(answer, number, row, -1)
            name = answer.rows[row].names[0]
            label = EMPTY if value is None else _figure(answer, number, value).full
            known[period.start] = charts.Bar(name, value or 0.0, label, is_empty=value is None)
    if grain not in PERIODS:
        return list(known.values())
    return charts.in_time(GRAINS[grain], {day: bar for day, bar in known.items() if not bar.is_empty}, view)


def _period(head: Head, grain: str) -> rules.Period | None:
    """The period that a row or a column is of; None for a total, and where nothing is filled."""
    when = head.where.get(grain)
    if when is None or isinstance(when, date):
        return when and (rules.week(when) if grain == "week" else rules.Period(when, when, head.names[0]))
    return rules.period(str(when))


def _single(answer: Crosstab) -> list[int]:
    """The columns that are drawn: of two levels the totals of the upper one, else all but the total."""
    upper = [at for at, column in enumerate(answer.columns) if _is_upper(column)]
    return upper or [at for at, column in enumerate(answer.columns) if not column.is_total]


def _is_upper(column: Head) -> bool:
    return len(column.names) > 1 and column.is_total and column.names[0] != TOTAL and column.names[1] == TOTAL


def _bars(answer: Crosstab, number: str, places: Sequence[tuple[int, int]], heads: Sequence[Head]) -> list[charts.Bar]:
    """A bar for each place that has a number, in the table's order."""
    bars = []
    names = _names(heads)
    for row, column in places:
        value = _drawn(answer, number, row, column)
        if value is not None:
            at = row if row >= 0 else column
            colour = charts.GREY if leads.UNFILLED in heads[at].names else charts.NAVY
            bars.append(charts.Bar(names[at], value, _figure(answer, number, value).full, colour=colour))
    return bars


def _figure(answer: Crosstab, number: str, value: float | None) -> Figure:
    """A value as it is drawn: a bar, or a cell of a grid, has no bound."""
    return Figure(answer.figure(number).number, value)


def _drawn(answer: Crosstab, number: str, row: int, column: int) -> float | None:
    """A cell as it can be drawn: a day that is not reached has no length."""
    value = answer.cells[number][row][column].value
    return None if value == inf else value


def _names(heads: Sequence[Head]) -> list[str]:
    """The names of the groups; two of one name are distinguished by their code."""
    names = [" ".join(head.names) for head in heads]
    return [
        f"{name}（{[*head.where.values()][-1]}）" if names.count(name) > 1 and head.where else name
        for name, head in zip(names, heads, strict=True)
    ]


def _ranked(
    view: View, answer: Crosstab, number: str, places: Sequence[tuple[int, int]], heads: Sequence[Head], key: str
) -> None:
    """The groups as bars, the largest on top; a click leads to the rows of one."""
    bars = sorted(_bars(answer, number, places, heads), key=lambda bar: bar.value, reverse=True)
    by_name = dict(zip(_names(heads), heads, strict=True))
    shown = bars[:MOST_BARS]
    by = (answer.question.down or answer.question.across)[:1]
    sentence = _said(view, answer, number, bars, by[0] if by else "") + (
        f"图中为前{len(shown)}个，共{len(bars):,}个。" if len(bars) > len(shown) else ""
    )
    choose = (lambda name: leads.go(address_of(view, number, by_name[name]))) if leads.has_rows() else None
    _draw(answer, number, charts.bars(shown), key, sentence, choose)


def _said(view: View, answer: Crosstab, number: str, bars: Sequence[charts.Bar], by: str) -> str:
    """What to see in groups: of a share the ends beside the whole, of a count what it gathers in, of places their parts.

    No unit is named for a share: whom it is evidence enough against says the ranking.
    """
    whole = answer.figure(number)
    of_all = f"{subject(view)}{whole.full}"
    if not isinstance(whole.number, Count):
        if by in UNITS:
            return f"{whole.label}{of_all}；单位之间的比较见督查排名。"
        return charts.judged(whole.label, [charts.Rate(b.name, b.value, b.label) for b in bars], of_all)
    if by in OF_PLACES:
        return charts.spread(whole.label, bars)
    return charts.seen(bars)


def _grid(view: View, answer: Crosstab, number: str, rows: Sequence[int], columns: Sequence[int], key: str) -> None:
    """Every cell with its number, darker where larger."""
    cells = [[_drawn(answer, number, row, column) for column in columns] for row in rows]
    all_names = _names(answer.rows)
    names = [all_names[row] for row in rows]
    heads = [answer.columns[column].names[0] for column in columns]
    labels = [[_figure(answer, number, value).bare for value in row] for row in cells]
    if not any(value is not None for row in cells for value in row):
        return
    whole = answer.figure(number)
    if isinstance(whole.number, Count):
        periods = {
            head: _period(answer.columns[at], answer.question.grain) for head, at in zip(heads, columns, strict=True)
        }
        cut = [head for head, period in periods.items() if period and charts.is_cut(period, view)]
        sentence = charts.unlike(
            whole.label, names, heads, cells, fewest=figures.least(ISSUES), of_all=subject(view), apart=cut
        )
    else:
        sentence = f"{whole.label}{subject(view)}{whole.full}；各格件数不等，件数少的仅供参考。"
    _draw(answer, number, charts.heat(names, heads, cells, labels), key, sentence, None)


def _draw(
    answer: Crosstab,
    number: str,
    chart: charts.Chart,
    key: str,
    sentence: str,
    on_choose: Callable[[str], None] | None,
) -> None:
    if sentence:
        of = answer.figure(number).number
        words = answer.question.words.partition("：")[2]
        charts.show(chart, key, sentence, on_choose=on_choose, title=f"{of.label}（{words}）", unit=of.unit)
