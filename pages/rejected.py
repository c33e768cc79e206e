"""What could we not read, whose sheet is it, and what would be right?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from campaign.access.rights import may_see_written
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.wording import RULES, rule_name
from campaign.places.units import shown_name
from exports import returns
from pages.parts import door, figures, leads, tables
from pages.parts.bar import ALL, NAMES, OF_PLACES, TIME, cannot, filters, toggle
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, Rows, View

TITLE = "退回数据"
ICON = ":material/assignment_return:"
MENU = Menu("数据", 410, needs="rows", within=("unit", "group"))

HEADLINE = ("files", "files_refused", "rows_rejected", "accepted_share")
BALANCE = ("rows_read", "rows_kept", "rows_merged", "rows_rejected", "rows_forgotten")
FILTERS = {
    "form": ("form", "表种", "全部表种"),
    "why": ("rule", "原因", "全部原因"),
    "field": ("field", "栏目", "全部栏目"),
}
"""Filter → its dimension, its label, and its word when it filters nothing."""
EVERY_FIELD = FILTERS["field"][2]
COLUMNS = (
    "sentence", "said_shown", "field", "cell", "unit_name", "source_file", "source_sheet", "source_row", "also",
)  # fmt: skip
FILES = ("source_file", "unit_name", "period_label", "refused")
REMARKED = ("sentence", "field", "cell", "is_left_blank", "unit_name", "source_file", "source_sheet", "source_row")
OF_UNITS = ("unit", "level", "group")
FITS_NOT = tuple(name for name in (*OF_PLACES, *NAMES) if name not in OF_UNITS)
"""Dimensions that a rejected row does not have, because it was not understood."""
FILE = "file"
"""The parameter in the address that names one file, as 报送 leads here."""
MOST_SHEETS = 20_000
MOST_SENTENCES = 8
MOST_UNITS = 12


def render(room: Room) -> None:
    """Refused files first, then rejected rows by unit and by field, then what was taken and is doubtful, then each row with its cell."""
    heading(room, TITLE, "未入库数据及原因")
    view = filters(room, unfit=cannot((TIME, *FITS_NOT), "退回的行没有该项"))
    cards, balance, where = figures.Cards(view, HEADLINE), view.figures(*BALANCE), _state_where(view)
    groups = view.rows_by(("rejections",), "unit", "form", "rule")
    cards.draw()
    shown = [figure for figure in balance if figure.value or figure.id != BALANCE[-1]]
    read, *parts = (f"{figure.label.removesuffix('行数')} {figure.full}" for figure in shown)
    st.caption(f"{read} = {' + '.join(parts)}，启用前逐项核对。退回的行不计入任何数字，更正后重报即可。")
    if file := _file_named(view):
        of_file = view.but(source_file=file)
        _refused(of_file)
        _rows(of_file)
        _remarks(of_file)
        return
    _refused(view)
    _where(view, where)
    _groups(view, groups)
    _remarks(view)
    _rows(view)


def _file_named(view: View) -> str:
    """The file that the address names, told with the way back to all of them; empty where it names none that there is."""
    named = st.query_params.get(FILE, "")
    if not named or not view.but(source_file=named).rows_in_sight("source_sheets"):
        return ""
    with st.container(horizontal=True, vertical_alignment="center", key="rejected-file"):
        st.markdown(f"仅列文件：**{tables.plain(view.room.received_as.get(named, named))}**", width="content")
        st.button("查看全部文件", key="rejected-all-files", on_click=lambda: st.query_params.pop(FILE, None))
    return named


def _refused(view: View) -> None:
    section("未读取的文件和工作表", "无法识别的表不予读取，并列明原因。")
    try:
        files = _by_units(view).rows("source_files", FILES, counted_by="files_refused", limit=500)
    except CannotAnswer as question:  # of a file only the unit is known: whoever is shown a group is shown its sheets
        tables.refused(question)
        files = pd.DataFrame(columns=FILES)
    sheets = view.rows("source_sheets", ("source_file", "source_sheet", "unit_name", "refused"), limit=MOST_SHEETS)
    sheets = sheets.dropna(subset=["refused"])
    names = view.room.received_as
    _refusals(files, "" if len(sheets) else "文件全部读取成功。", names)
    if len(sheets):
        with st.expander("详情：未读取的工作表及可识别的表"):
            tables.rows(sheets, "source_sheets", "refused-sheets", received_as=names)
            tables.known_papers()


def _by_units(view: View) -> View:
    """The view with a level or a group replaced by its units: of a file only the unit is known."""
    conditions = {name: view.where[name] for name in OF_UNITS if name in view.where}
    if set(conditions) <= {"unit"}:
        return view
    units = View(view.room, where=conditions).rows("units", ("unit_name",), limit=MOST_SHEETS)
    return view.but(without=OF_UNITS, unit=units["unit_name"].tolist())


def _refusals(refusals: pd.DataFrame, none: str, names: Mapping[str, str]) -> None:
    """Each refusal as a sentence that a phone can show; many of them as a table as well."""
    if refusals.empty:
        st.markdown(none)
        return
    lines = []
    for row in refusals.head(MOST_SENTENCES).to_dict("records"):
        file = names.get(row["source_file"], row["source_file"])
        lines.append(f"- **{tables.plain(file)}**：{tables.plain(row['refused'])}")
    st.markdown("\n".join(lines))
    if len(refusals) > MOST_SENTENCES:
        with st.expander(f"全部{len(refusals)}个"):
            tables.rows(refusals, "source_files", "refused-files", received_as=names)


def _state_where(view: View) -> Mapping[str, Rows]:
    number = ("rejections",)
    return {"unit": view.but(without=("unit",)).rows_by(number, "unit"), "field": view.rows_by(number, "field")}


def _where(view: View, rows_by: Mapping[str, Rows]) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        section("退回行较多的单位", "点击可筛选该单位，再次点击取消。")
        figures.ranked_bars(
            rows_by["unit"],
            "unit",
            "rejections",
            "rejected-units",
            limit=MOST_UNITS,
            chosen=view.where.get("unit"),
            on_choose=partial(toggle, "unit"),
        )
    with right:
        section("退回较多的栏目", "点击可筛选该栏目，再次点击取消。")
        figures.ranked_bars(
            rows_by["field"],
            "field",
            "rejections",
            "rejected-fields",
            limit=MOST_UNITS,
            chosen=_chosen("field", EVERY_FIELD),
            on_choose=partial(toggle, "field", none=EVERY_FIELD),
        )


def _chosen(key: str, none: str) -> str | None:
    chosen = st.session_state.get(key)
    return None if chosen in (None, none) else str(chosen)


def _groups(view: View, rows: Rows) -> None:
    section("按单位、表种和原因", "行数多的在前；点击一行，下方仅列相应的行。")
    groups = rows.frame.dropna(subset=["rejections"]).sort_values("rejections", ascending=False)
    shown = groups.assign(rule=groups["rule"].map(rule_name)).reset_index(drop=True)
    tables.numbers(rows, f"rejected-groups-{view.room.snapshot.id}", shown=shown, on_choose_row=_choose_group)


def _choose_group(row: Mapping[str, object]) -> None:
    """Put a clicked group into the filters."""
    for key, (dimension, _, none) in {**FILTERS, "unit": ("unit", "", ALL)}.items():
        if dimension in row:
            st.session_state[key] = str(row[dimension]) if tables.is_filled(row[dimension]) else none


def _rows(view: View) -> None:
    section("退回明细", "逐行列明文件、工作表、单元格、填写内容和退回原因；点击一行可查看原表。涉及个人的原文不显示。")
    with st.container(horizontal=True, vertical_alignment="bottom", key="rejected-filters"):
        for key, (dimension, label, none) in FILTERS.items():
            rows = [row for row in view.rows_by(("rejections",), dimension) if row.name and row["rejections"].value]
            rows.sort(key=lambda row: -row["rejections"].value)
            names = {rule_name(str(row.name)) if dimension == "rule" else row.name: row.name for row in rows}
            kept = st.session_state.get(key)
            if kept in RULES.values() and kept not in names:
                st.session_state[key] = none
            chosen = st.selectbox(label, [none, *names], key=key, bind="query-params", width=200)
            if chosen not in (None, none):
                view = view.but(**{dimension: str(names[chosen])})
    _send_back(view, view.where.get("unit"))
    tables.paged(
        view,
        "rejected_rows",
        COLUMNS,
        "rejected_page",
        file_name=f"退回清单_{view.room.snapshot.id}.csv",
        empty="无退回的行。",
        on_choose=leads.on_sheet(),
    )


def _remarks(view: View) -> None:
    section(
        "已采用、请核对",
        "行已采用，有一处请核对：编号末位缺失，办结早于交办，单元格无法识别按未填处理，同一文件报送两个单位等。",
    )
    if not view.count_rows("remarks"):
        st.markdown("无。")
        return
    tables.paged(
        view,
        "remarks",
        REMARKED,
        "remarks_page",
        file_name=f"请核对_{view.room.snapshot.id}.csv",
        on_choose=leads.on_sheet(),
    )


def _send_back(view: View, sender: object) -> None:
    """The workbooks that go back to the units."""
    if not view.count_rows("rejected_rows"):
        return
    room = view.room
    sender = str(sender) if sender else ""
    with st.container(horizontal=True, vertical_alignment="center", key="rejected-send-back"):
        if sender:
            tables.download(
                view,
                f"下载退回表：{shown_name(sender)}",
                returns.file_name(sender, room.snapshot.id),
                lambda: returns.workbook(room.snapshot, sender, room.scope),
                "rejected-workbook",
            )
        tables.download(
            view,
            "下载全部单位的退回表",
            f"退回_全部单位_{room.snapshot.id}.zip",
            lambda: returns.zipped(room.snapshot, room.scope),
            "rejected-workbooks",
        )
        st.caption(
            "每个单位一个工作簿：列明原行、标黄的错处和原因；单位更正后发回，上传并入库，即予销号。"
            if may_see_written(room.scope)
            else "每个单位一个工作簿，列明原因和位置，不含姓名、电话、住址等原文；含原文的由收件办公室下载。"
        )


if __name__ == "__main__":  # run without app.py
    door.through_app()
