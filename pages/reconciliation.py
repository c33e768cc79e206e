"""Do the figures that units report agree with their sheets, and which rows are behind each?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.numbers.crosstab import Crosstab, Question, answered
from campaign.numbers.dimensions import dimension, shown
from campaign.numbers.figure import in_full
from campaign.numbers.kinds import Count
from campaign.numbers.metrics import HOUSEHOLDS, ISSUES, SOLVED
from campaign.numbers.question import value_of
from campaign.numbers.wording import EMPTY
from campaign.office import rules
from pages.parts import crosstabs, door, figures, leads, tables
from pages.parts.bar import ALL, OF_FAMILIES, OF_ISSUES, WIDTH, cannot, filters, toggle
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, Rows, View

TITLE = "对账"
ICON = ":material/balance:"
MENU = Menu("督查", 240, within=("unit", "group"))

HEADLINE = ("disagreeing", "without_sheets", "without_report", "reconciled", "reconciled_share")
FOUR_NUMBERS: Mapping[str, tuple[str, str]] = {
    "干部走访（人）": ("visitors_in_period", "reported_visitors"),
    "走访家庭（户）": ("households_in_period", "reported_households"),
    "收集问题（件）": ("issues", "reported_issues"),
    "解决问题（件）": ("solved_in_period", "reported_solved"),
}
"""Each of the weekly four numbers as the sheets have it, and as it was reported."""
SIDES = ("台账", "周报")
FILTERS = (("check", "全部事项"), ("outcome", "全部结果"), ("period", "全部时段"))
"""Dimension, and the word of its filter when it does not narrow."""
COLUMNS = (
    "outcome", "unit_name", "village_name", "period_label", "check", "measure", "reported", "derived", "difference",
    "tolerance", "finding", "source_file", "source_sheet", "source_row", "reconciliation_id",
)  # fmt: skip
REPORT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "reports": (
        "period_label", "block", "category", "visitor_count", "household_count", "household_count_bound", "issue_count",
        "issue_count_bound", "solved_count", "solved_count_bound", "pending_count", "basis",
        "source_file", "source_sheet", "source_row",
    ),
    "briefing_figures": (
        "subject", "measure", "figure", "figure_bound", "counted_in", "as_of", "source_file", "source_sheet", "source_row",
    ),
    "card_counts": (
        "unit_name", "period_label", "card_count", "card_count_bound", "household_count",
        "source_file", "source_sheet", "source_row",
    ),
}  # fmt: skip
SHEET_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "visits": ("visit_date", "village_name", "town_name", "visit_type", "source_file", "source_sheet", "source_row"),
    "issues": (
        "raised_date", "issue_text", "status", "solved_date", "village_name", "source_file", "source_sheet", "source_row",
    ),
}  # fmt: skip
ITEM = tuple(column.name for column in schema.RECONCILIATIONS.public)
COUNTED_BY: Mapping[str, Count] = {
    schema.REPORTS.column("household_count").label: HOUSEHOLDS,
    schema.REPORTS.column("issue_count").label: ISSUES,
    schema.REPORTS.column("solved_count").label: SOLVED,
    schema.table("card_counts").column("card_count").label: HOUSEHOLDS,
}
"""Measure → the number that counts it in the sheets."""
WEEKLY, SUMMARY, ADDED_UP, BRIEFING, CARDS = rules.CHECKS
CHOSEN = "item"
"""The number in the address that names the chosen row."""
MOST_UNITS = 12
MOST_REPORT_ROWS = 50


def render(room: Room) -> None:
    """How many agree, whose do not, every item from the worst on, and the rows behind the chosen one."""
    heading(room, TITLE, "申报数与台账核对")
    view = filters(room, unfit=cannot((*OF_ISSUES, *OF_FAMILIES), "申报数没有该项"))
    cards = figures.Cards(view, HEADLINE)
    where = {key: view.but(without=(key,)).rows_by(("disagreeing",), key) for key in ("unit", "check")}
    cards.draw()
    st.caption(
        f"申报数与台账数并列，不混用。相差在台账数的{rules.TOLERANCE}以内（不足1的按1计）不计差异；半月汇总仅含共性问题，"
        "少于台账属正常，多于台账记差异。逐项列明算法，请先与单位核实。"
    )
    _where(where)
    _weeks(view)
    _items(view)
    _chosen(room)


def _where(rows_by: Mapping[str, Rows]) -> None:
    left, right = st.columns(2, gap="medium")
    for side, key, title in ((left, "unit", "差异较多的单位"), (right, "check", "差异较多的核对事项")):
        with side:
            section(title, "点击可筛选，再次点击取消。")
            none, in_filter = (ALL, key) if key == "unit" else (dict(FILTERS)[key], _filter(key))
            named = st.session_state.get(in_filter)
            figures.ranked_bars(
                [row for row in rows_by[key] if row["disagreeing"].value],
                key,
                "disagreeing",
                f"reconciliation-{key}",
                limit=MOST_UNITS,
                chosen=None if named in (None, none) else str(named),
                on_choose=partial(toggle, in_filter, none=none),
            )


@cached()
def _by_week(view: View, numbers: tuple[str, ...]) -> Crosstab:
    room, where = view.room, dict(view.where) or None
    question = Question(numbers, grain="week")
    return answered(room.snapshot, question, scope=room.scope, as_of=view.as_of, period=view.period, where=where)


def _weeks(view: View) -> None:
    section(
        "四项数逐周",
        "“台账”按走访台账等统计，同一户、同一人一周只计一次，解决按办结日期计；“周报”为各单位申报之和，两家走访同一户的重复计入，"
        "选定一家单位方可逐项核对。周报的干部人数仅含按当周口径填报的单位。合计一行，“台账”按整段时间去重，“周报”为各周之和。",
    )
    heads = {number: (of, side) for of, pair in FOUR_NUMBERS.items() for number, side in zip(pair, SIDES, strict=True)}
    table = _by_week(view, tuple(heads))
    if not table.rows:
        tables.nothing("暂无走访和周报")
        return
    shown = [number for number in heads if number in table.cells]
    crosstabs.table(view, table, shown, "reconciliation-weeks", under=heads)


def _filter(name: str) -> str:
    """The key of a filter, in the session and in the address: no other page's."""
    return f"by_{name}"


def _items(view: View) -> None:
    section(
        "逐项对账",
        "差异大的在前：依次为差异、无表、未报、一致，各按相差比例从大到小。点击一行，下方列出申报的行和台账的行，再点击可查看原表。",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="reconciliation-filters"):
        for name, none in FILTERS:
            rows = view.rows_by(("reconciliations",), name)
            options = [row.name for row in rows if row.name is not None and not row["reconciliations"].is_empty]
            chosen = st.selectbox(
                dimension(name).label, [none, *options], key=_filter(name), bind="query-params", width=WIDTH
            )
            if chosen not in (None, none):
                view = view.but(**{name: str(chosen)})
    tables.paged(
        view,
        "reconciliations",
        COLUMNS,
        "reconciliation_page",
        order="reconciliation_id",
        file_name=f"对账_{view.room.snapshot.id}.csv",
        empty="无符合条件的核对项。",
        on_choose=_choose,
    )


def _choose(row: Mapping[str, object]) -> None:
    st.session_state.pop("reconciliation_behind", None)
    st.query_params[CHOSEN] = str(row["reconciliation_id"])


# ── the rows behind one item ──────────────────────────────────────────────────────────────────


def _chosen(room: Room) -> None:
    """What was reported, with the report's own rows, and the rows of the sheets that were counted."""
    number = leads.number_in(st.query_params.get(CHOSEN, ""))
    rows = None if number is None else View(room, where={"reconciliation_id": number}).rows("reconciliations", ITEM)
    if rows is None or rows.empty:
        return
    item = {name: _plain(value) for name, value in rows.iloc[0].items()}
    whose = " · ".join(shown(name, item[name]) for name in ("unit_name", "village_name", "period_label") if item[name])
    section(f"第 {number} 项：{item['check']}，{item['outcome']}", whose)
    st.markdown(tables.plain(item["finding"]))
    grid = st.grid(3, min_column_width=100)
    for name in ("reported", "derived", "difference"):
        label = schema.RECONCILIATIONS.column(name).label
        figure = _figure(item[name], item["reported_bound"] if name == "reported" else None)
        low, high = item["derived_low"], item["derived_high"]
        if name == "derived" and None not in (low, high) and low != high:
            figure = f"{_figure(low)}–{_figure(high)}"
        grid.metric(label, figure, border=True)
    _report(room, item)
    _sheets(room, item)


def _plain(cell: Any) -> Any:
    """A cell of a result as Python has it: empty is None, a day a date."""
    if cell is None or pd.isna(cell):
        return None
    return cell.date() if isinstance(cell, pd.Timestamp) else value_of(cell)


def _figure(value: object, bound: object = None) -> str:
    if bound == "起":
        return f"{value:,} 起"
    return EMPTY if value is None else f"{bound or ''}{value:,}"


def _report(room: Room, item: Mapping[str, object]) -> None:
    """The report's own row, or rows where the figure was added up from several; of a weekly one the whole series."""
    table = {BRIEFING: "briefing_figures", CARDS: "card_counts"}.get(str(item["check"]), "reports")
    where = {name: item[name] for name in ("source_file", "source_sheet") if item[name]}
    if not where:
        st.markdown("**未报**")
        return
    if item["check"] == CARDS and View(room, where=where).count_rows(table) == 0:
        table = "briefing_figures"
    line = "" if item["check"] == SUMMARY else f"第{item['source_row']}行"
    st.markdown(f"**申报的行**：{tables.plain(item['source_file'])} · {tables.plain(item['source_sheet'])} {line}")
    if item["check"] == WEEKLY:
        st.caption(f"以下为该单位各周周报，口径按{item['basis']}。")
        where = {"unit": str(item["unit_name"]), "report_kind": "周报"}
    elif item["check"] in (BRIEFING, CARDS):
        where["source_row"] = str(item["source_row"])
    order = "period_end" if item["check"] == WEEKLY else "source_row"
    rows = View(room, where=where).rows(table, REPORT_COLUMNS[table], order=order, limit=MOST_REPORT_ROWS)
    shown = rows.dropna(axis="columns", how="all")
    tables.rows(shown, table, "reconciliation-report", on_choose=leads.on_sheet())


def behind(item: Mapping[str, Any], data_date: date | None) -> tuple[Count, dict[str, Any]]:
    """The number that counts the sheets' side of an item, and the rows that it is narrowed to."""
    counted = COUNTED_BY[item["measure"]]
    last = item["period_end"] or data_date or rules.START
    days = pd.date_range(item["counted_from"], last).strftime("%Y-%m-%d").tolist()
    where = {"unit": item["unit_name"], "village_id": item["village_id"]}
    where["solved_date" if counted is SOLVED else "day"] = days
    return counted, {name: value for name, value in where.items() if value}


def _sheets(room: Room, item: Mapping[str, Any]) -> None:
    """The rows that the sheets' number counts: dated from its first day to its last."""
    if item["check"] == ADDED_UP or item["derived"] is None:
        return
    counted, where = behind(item, room.data_date)
    view = View(room, where=where)
    total = view.count_rows(counted.table, counted_by=counted.id)
    first, last = item["counted_from"], item["period_end"] or room.data_date
    st.markdown(
        f"**台账的行**：{rules.day_text(first)}至{rules.day_text(last, after=first)}，{in_full(counted, total)}"
    )
    tables.paged(
        view,
        counted.table,
        SHEET_COLUMNS[counted.table],
        "reconciliation_behind",
        order=schema.table(counted.table).dated_by,
        counted_by=counted.id,
        file_name=f"对账第{item['reconciliation_id']}项_{room.snapshot.id}.csv",
        empty="台账无该时段的记录。",
        on_choose=leads.on_sheet(),
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
