"""What are any numbers by any rows, columns and time, and which rows are behind each of them?"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

import streamlit as st

from campaign.access.scope import may
from campaign.numbers import crosstab
from campaign.numbers.crosstab import GRAINS, Crosstab, Question
from campaign.numbers.dimensions import CannotAnswer, dimension
from campaign.numbers.metrics import ISSUES, METRICS, SOLVED, SOLVED_SHARE
from campaign.numbers.questions import splits
from exports import crosstab as paper
from pages.beside.explore import saved_views
from pages.parts import bar, crosstabs, door, leads, tables, visiting
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, View

TITLE = "自助查询"
ICON = ":material/query_stats:"
MENU = Menu("分析", 310)

ADDRESS = "explore"
NUMBERS, ROWS, THEN, COLUMNS, GRAIN = "numbers", "rows", "then", "columns", "grain"
"""The names in the address of the parts of a question."""
DRAWN = "drawn"
"""The name in the address of the number that the chart shows."""
KNOWN = frozenset((NUMBERS, ROWS, THEN, COLUMNS, GRAIN, *bar.KEYS))
"""What a saved view may hold."""
FIRST, FIRST_ROWS = (ISSUES, SOLVED, SOLVED_SHARE), "category"
MOST_NUMBERS = 8
NONE = "不分组"
ONCE_NONE = "不分"
"""What NONE was called in addresses that were saved or sent before."""
WIDTH = 150
ISSUE_COLUMNS = (
    "raised_date", "category", "issue_text", "unit_name", "department", "status", "due_date", "solved_date", "district",
    "town_name", "village_name", "source_file", "source_sheet", "source_row",
)  # fmt: skip

LABELS: Mapping[str, str] = {m.label: m.id for m in METRICS}
SPLITS: Mapping[str, str] = {
    d.label: d.id for d in crosstab.axes() if d.id != "village_id" and any(d in splits(m) for m in METRICS)
}
TIMES: Mapping[str, str] = {label: grain for grain, label in GRAINS.items()}


def render(room: Room) -> None:
    """The question, the table, the numbers left out, the chart, and the matching issues."""
    heading(room, TITLE, "选择指标、行、列和时间" + leads.if_rows("；点击单元格查看明细") + "。")
    view = bar.filters(room)
    try:
        question, address = _question(view)
        with st.spinner("正在统计……", show_time=True):
            table = _answered(view, question)
    except CannotAnswer as refusal:
        tables.refused(refusal)
        return
    st.markdown(f"当前查询：**{tables.plain(question.words)}**")
    _take_along(view, table, address)
    _table(view, table)
    _chart(view, table)
    if any(table.figure(number).number.table == "issues" for number in table.cells):
        _issues(view)


def _question(view: View) -> tuple[Question, leads.Address]:
    """What is chosen, and its address."""
    with st.container(key="question", border=True):
        numbers = st.multiselect(
            "指标",
            list(LABELS),
            default=[number.label for number in FIRST],
            key=NUMBERS,
            bind="query-params",
            max_selections=MOST_NUMBERS,
            placeholder="选择一个或多个指标",
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            rows = _choice("行", ROWS, dimension(FIRST_ROWS).label)
            then = _choice("二级行", THEN)
            columns = _choice("列", COLUMNS)
            grain = str(
                st.segmented_control(
                    "时间", [NONE, *TIMES], default=NONE, required=True, key=GRAIN, bind="query-params"
                )
                or NONE
            )
    question = Question(
        tuple(LABELS[label] for label in numbers),
        tuple(SPLITS[label] for label in (rows, then) if label != NONE),
        SPLITS.get(columns, ""),
        TIMES.get(grain, ""),
    )
    chosen = {NUMBERS: tuple(numbers), ROWS: rows, THEN: then, COLUMNS: columns, GRAIN: grain}
    return question, leads.to_saved(ADDRESS, {**leads.to_page("", view), **chosen})


def _choice(label: str, key: str, first: str = NONE) -> str:
    options = [NONE, *SPLITS]
    if st.query_params.get(key) == ONCE_NONE:
        st.session_state.setdefault(key, NONE)
    chosen = st.selectbox(label, options, index=options.index(first), key=key, bind="query-params", width=WIDTH)
    return str(chosen or NONE)


@cached()
def _answered(view: View, question: Question) -> Crosstab:
    room = view.room
    return crosstab.answered(
        room.snapshot,
        question,
        scope=room.scope,
        as_of=view.as_of,
        period=view.period,
        where=dict(view.where) or None,
    )


# ── what is answered ──────────────────────────────────────────────────────────────────────────


def _table(view: View, table: Crosstab) -> None:
    """One table for each number where there are columns, else all numbers side by side; under it what is not in it, and why."""
    if not table.cells:
        tables.nothing("所选指标均不能按此分组，原因如下。")
    together = [list(table.cells)] if table.cells and not table.question.across else []
    # A click is kept by its place in the table: another table must not take it over.
    key = (
        f"explore-{crc32(repr((view.room.snapshot.id, view.as_of, view.period, view.where, table.question)).encode())}"
    )
    for numbers in together or [[number] for number in table.cells]:
        wholes = " · ".join(f"{table.label(m)} **{crosstabs.whole(table, m)}**" for m in numbers)
        st.markdown(f"{crosstab.TOTAL}：{wholes}")
        crosstabs.table(view, table, numbers, f"{key}-{numbers[0]}")
    if table.cells:
        st.caption(f"{leads.if_rows('点击单元格查看明细；')}“—”为暂无数据，不作零。{paper.TOTALS_NOTE}")
    for number, why in table.left_out.items():
        st.caption(f"**{table.name(number)}**未列出：{tables.plain(why)}")
    for number, why in table.without_total.items():
        st.caption(f"**{table.name(number)}**部分合计为空：{tables.plain(why)}")


def _chart(view: View, table: Crosstab) -> None:
    numbers = {table.label(number): number for number in table.cells}
    if not numbers or not (table.question.down or table.question.across):
        return
    section("图表")
    drawn = next(iter(numbers))
    if len(numbers) > 1:
        drawn = st.segmented_control(
            "图表指标",
            list(numbers),
            default=drawn,
            required=True,
            key=DRAWN,
            bind="query-params",
            label_visibility="collapsed",
        )
    number = numbers.get(str(drawn), next(iter(table.cells)))
    crosstabs.chart(view, table, number, f"explore-chart-{number}")


def _issues(view: View) -> None:
    if not leads.has_rows():
        section("问题明细", visiting.NO_ROWS)
        return
    section("问题明细", "符合筛选条件的问题，反映时间早的在前；点击一行查看原表。")
    tables.paged(
        view,
        "issues",
        ISSUE_COLUMNS,
        "explore_page",
        file_name=f"问题明细_{view.room.snapshot.id}.csv",
        order="raised_date",
        empty="未找到符合条件的问题，请减少关键词或放宽筛选。",
        on_choose=leads.on_sheet(),
    )


# ── to take along, to send, to come back to ───────────────────────────────────────────────────


def _take_along(view: View, table: Crosstab, address: leads.Address) -> None:
    """The workbook, the address to send, and the views that were saved by name."""
    with st.container(horizontal=True, gap="small", key="take-along"):
        if table.cells:
            tables.download(
                view,
                "导出Excel",
                paper.file_name(table, view.room.snapshot.id),
                lambda: paper.workbook(view.room.snapshot, table, [("筛选", bar.words(view))]),
                "explore-workbook",
            )
        with st.popover("分享链接", icon=":material/link:", key="send-view"):
            st.caption("打开该链接即可看到同一张表。")
            st.code(f"{st.context.url or ADDRESS}?{leads.href(address).partition('?')[2]}", language=None)
        if may(view.room.scope, "views"):
            saved_views.offer(ADDRESS, address, KNOWN)


if __name__ == "__main__":  # run without app.py
    door.through_app()
