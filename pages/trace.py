"""Which rows does a number count, and what was written in them, cell by cell?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.access.rights import may_pick_a_family, may_see_written
from campaign.access.scope import Scope
from campaign.numbers.dimensions import CannotAnswer, Where, dimension, dimensions_of
from campaign.numbers.kinds import Count, Metric, Ratio, counts_in
from campaign.numbers.metrics import METRICS
from campaign.numbers.wording import rule_name
from pages.parts import door, dress, leads, people, tables, visiting
from pages.parts.bar import NAMES, OF_PLACES, cannot, filters, subject
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, View

TITLE = "溯源"
ICON = ":material/account_tree:"
MENU = Menu("分析", 360, needs="rows")

FIRST = "issues"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "visits": (
        "visit_date", "unit_name", "visit_type", "district", "town_name", "village_name",
        "source_file", "source_sheet", "source_row",
    ),
    "issues": (
        "raised_date", "category", "issue_text", "unit_name", "department", "status", "due_date", "solved_date",
        "district", "town_name", "village_name", "source_file", "source_sheet", "source_row",
    ),
}  # fmt: skip
"""What is shown of a row; of other tables every public column."""
RECORDS = tuple(
    t
    for t in schema.TABLES
    if {c.name for c in schema.SOURCE} <= {c.name for c in t.columns}
    and t.name
    not in ("source_rows", "source_columns", "corrections", "rejected_rows", "remarks", "merged_rows", "note_rows")
)
"""Tables whose rows come from one row of a sheet."""
CODES = ("source_field", "text_start", "text_end")
"""Where in its cell the text of an issue is, for programs: the cells above show it."""
MOST_RECORDS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A count whose rows can be listed, and the rows that it is restricted to."""

    count: Count
    only: Where = ()


def render(room: Room) -> None:
    """The chosen row as it was written, then the number and the rows that it counts."""
    heading(room, TITLE, "数据来源：指标明细和原表单元格")
    given = st.query_params
    row = leads.number_in(given.get(leads.SOURCE[2], ""))
    if row is not None and leads.SOURCE[0] in given:
        _original(room, given[leads.SOURCE[0]], given.get(leads.SOURCE[1], ""), row)
    if leads.METRIC in given or row is None or leads.SOURCE[0] not in given:
        _number(room)


# ── the number and its rows ───────────────────────────────────────────────────────────────────


def _number(room: Room) -> None:
    section("指标明细", "选择指标，或从其他页面的“查看明细”进入；点击一行查看原表内容。")
    known = {m.id: m for m in METRICS}
    number = st.query_params.get(leads.METRIC, FIRST)
    number = number if number in known else FIRST
    # Only the address names the number, so that the browser's back button returns to the one before.
    chosen = st.selectbox(
        "指标",
        list(known),
        index=list(known).index(number),
        format_func=lambda m: known[m].label,
        key=f"trace-metric-{number}",
        width=296,
        on_change=_choose_metric,
        args=(f"trace-metric-{number}",),
    )
    parts = _parts(known[chosen])
    names = list(parts)
    name = names[0]
    if len(names) > 1:
        name = (
            st.segmented_control("明细范围", names, default=names[0], required=True, key="part", bind="query-params")
            or names[0]
        )
    part = parts[name]
    has = {d.id for d in dimensions_of(part.count.table)}
    met = {name for name, _ in part.only}
    lacking = [name for name in (*OF_PLACES, *NAMES) if name not in has or name in met]
    bare = filters(room, unfit=cannot(lacking, f"“{part.count.label}”的记录没有这一栏"))
    leads.way_up(bare)
    view, conditions = _narrowed(bare)
    if conditions:
        with st.container(horizontal=True, vertical_alignment="center", key="trace-conditions"):
            st.markdown("附加条件：" + "；".join(conditions), width="content")
            leads.links({"清除条件": leads.to_rows(bare, chosen)})
    try:
        _sum(view, known[chosen])
        _rows(view.but(**{d: list(values) for d, values in part.only}), part.count)
    except CannotAnswer as question:
        tables.refused(question)


def _choose_metric(key: str) -> None:
    leads.another_number(st.session_state[key])


def _parts(number: Metric) -> dict[str, Part]:
    """The counts that a number is made of, by 中文名."""
    only = number.only if isinstance(number, Ratio) else ()
    return {count.label: Part(count, only) for count in counts_in(number)}


def _narrowed(view: View) -> tuple[View, list[str]]:
    """The view with the conditions that the address names, and these in words."""
    conditions = []
    for name, value in leads.conditions(st.query_params).items():
        view = view.but(**{name: leads.values_of(name, value)})
        shown = leads.UNFILLED if value is None else rule_name(value) if name == "rule" else value
        conditions.append(f"{dimension(name).label} **{tables.plain(shown)}**")
    return view, conditions


def _sum(view: View, number: Metric) -> None:
    """The number in one line, with what it is made of."""
    now = view.figures(number)
    parts = [view.but(**{d: list(v) for d, v in p.only}).figures(p.count) for p in _parts(number).values()]
    whole = now[number]
    sentence = f"{whole.time or view.span}，{tables.plain(subject(view))}，{number.label} **{whole.full}**"
    if len(parts) > 1:
        top, bottom = (f"{figure.timed_label} {figure.full}" for figures in parts for figure in figures)
        times = f"（{number.times} × {bottom}）" if isinstance(number, Ratio) and number.times > 1 else bottom
        sentence += f" = {top}/{times}"
    if whole.reported:
        sentence += f"（{whole.reported}）"
    st.markdown(sentence)


def _rows(view: View, count: Count) -> None:
    table = count.table
    columns = COLUMNS.get(table) or tuple(c.name for c in schema.table(table).public)
    added = "、".join(schema.table(table).column(name).label for name in count.summed)
    note = f"该指标为各行“{added}”之和。" if added else ""
    if view.other_time(count.id) and isinstance(undated := schema.table(table).time, schema.Undated):
        note += f"记录不分时段，列出全部：{undated.why}。"
    has_source = {c.name for c in schema.SOURCE} <= set(columns)
    tables.paged(
        view,
        table,
        columns,
        "trace_page",
        counted_by=count.id,
        order=schema.table(table).dated_by or None,
        file_name=f"{count.label}明细_{view.room.snapshot.id}.csv",
        note=note + ("" if has_source else "该表由系统生成，没有对应的原表。"),
        on_choose=_choose_row if has_source else None,
    )


def _choose_row(row: Mapping[str, object]) -> None:
    # All at once: one step of the browser's back button.
    st.query_params.update(leads.to_row(*(row[name] for name in leads.SOURCE)))


@cached()
def _cells(room: Room, file: str, sheet: str, row: int) -> pd.DataFrame:
    return room.snapshot.origin(file, sheet, row, scope=room.scope)


@cached()
def _corrected(room: Room, file: str, sheet: str, row: int) -> pd.DataFrame:
    return room.snapshot.corrected(file, sheet, row, scope=room.scope)


# ── one row of one sheet ──────────────────────────────────────────────────────────────────────


def _original(room: Room, file: str, sheet: str, row: int) -> None:
    """What was written, cell by cell, and what became of it."""
    section(f"原表第{row}行")
    st.markdown(f"**{tables.plain(room.received_as.get(file, file))}** · {tables.plain(sheet)}")
    source: dict[str, object] = dict(zip(leads.SOURCE, (file, sheet, row), strict=True))
    try:
        cells = _cells(room, file, sheet, row)
    except CannotAnswer:  # a sheet has no place: whoever is shown a place sees what its lines became there
        cells = pd.DataFrame()
        if _records(room, source):
            return
    if cells.empty:
        tables.nothing("没有找到该行：文件、工作表或行号不在当前数据中。")
        return
    visiting.saw_rows(room.snapshot.id, f"原表的行：{file}，{sheet}，第{row}行")
    dress.to_the_top(f"{file}·{sheet}·{row}")
    # Lines of a sheet have neither unit nor place: they are of whoever has the sheet.
    of_sheet = Room(room.opened, _of_own_sheet(room, file, sheet))
    bad = _fate(of_sheet, source)
    blank = (cells["said"].str.strip() == "") & ~cells["field"].isin(bad)
    tables.written(cells[~blank], bad)
    if blank.any():
        st.caption("未填栏目：" + "、".join(cells[blank]["field"]))
    if not may_see_written(room.scope):
        st.caption("姓名、电话、住址和群众原话不显示；可按上列文件、工作表和单元格查阅原表。")
    people.of_line(room, [table.name for table in RECORDS], (file, sheet, row))
    corrected = _corrected(room, file, sheet, row)
    if len(corrected):
        st.markdown("**按更正表更正的单元格**")
        tables.rows(corrected, "corrections", "trace-corrections")
    _merged_into_it(of_sheet, source)
    _records(room, source)


def _fate(room: Room, source: Mapping[str, object]) -> Sequence[str]:
    """Kept, merged or rejected, in one sentence; the fields for which it was rejected."""
    for row in _row_of(room, "rejected_rows", source):
        sentences = "；".join(str(row[name]) for name in ("sentence", "also") if tables.is_filled(row[name]))
        st.markdown(f"**退回**：{tables.plain(row['cell'])}，{tables.plain(sentences)}")
        return list(row["bad_fields"]) if tables.is_filled(row["field"]) else []  # type: ignore[call-overload]
    for row in _row_of(room, "merged_rows", source):
        st.markdown(f"**归并**：{tables.plain(row['sentence'])}")
        into = leads.to_row(row["into_file"], row["into_sheet"], row["into_row"])
        leads.links({"查看并入的行": into})
        return []
    st.markdown("**采用**：该行已入库，记录如下。")
    return []


def _merged_into_it(room: Room, source: Mapping[str, object]) -> None:
    into = {name.replace("source_", "into_"): value for name, value in source.items()}
    columns = ("sentence", "fate", *leads.SOURCE)
    merged = View(room, where=into).rows("merged_rows", columns, limit=MOST_RECORDS)
    if len(merged):
        st.markdown("**并入该行的**")
        tables.rows(merged, "merged_rows", "trace-merged", on_choose=_choose_row, received_as=room.received_as)


def _records(room: Room, source: Mapping[str, object]) -> bool:
    """The records that the row became; for whoever may narrow to one family also what else is known of it. Whether there are any."""
    are_any = False
    for table in RECORDS:
        columns = [c.name for c in table.public if c.name not in (*leads.SOURCE, *CODES)]
        try:
            records = View(room, where=source).rows(table.name, columns, limit=MOST_RECORDS)
        except CannotAnswer:  # of a table that has no place somebody who is shown one sees nothing
            continue
        if records.empty:
            continue
        are_any = True
        st.markdown(f"**入库记录：{table.label}**")
        tables.rows(records.dropna(axis="columns", how="all"), table.name, f"trace-{table.name}")
    line = (str(source["source_file"]), str(source["source_sheet"]), int(str(source["source_row"])))
    if are_any and may_pick_a_family(room.scope) and (household := _household_of(room, *line)) is not None:
        _household(room, household)
    return are_any


@cached()
def _of_own_sheet(room: Room, file: str, sheet: str) -> Scope:
    return room.snapshot.of_own_sheet(file, sheet, room.scope)


@cached()
def _household_of(room: Room, file: str, sheet: str, row: int) -> int | None:
    return room.snapshot.household_of(file, sheet, row, scope=room.scope)


def _household(room: Room, household: int) -> None:
    st.markdown(f"**该户（家庭编号 {household}）的全部走访和问题**")
    for name in ("visits", "issues"):
        own = View(room, where={"household_id": household})
        rows = own.rows(name, COLUMNS[name], order=schema.table(name).dated_by, limit=MOST_RECORDS)
        if len(rows):
            tables.rows(rows, name, f"trace-household-{name}", on_choose=_choose_row, received_as=room.received_as)


def _row_of(room: Room, table: str, source: Mapping[str, object]) -> list[dict[str, object]]:
    columns = [column.name for column in schema.table(table).public]
    rows = View(room, where=source).rows(table, columns, limit=1)
    return rows.to_dict("records")  # type: ignore[return-value]


if __name__ == "__main__":  # run without app.py
    door.through_app()
