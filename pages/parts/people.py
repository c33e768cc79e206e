"""Whom is a row of? Masked in a list; whole one row at a time, with a reason, once, and written down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.access import audit
from campaign.access.rights import may_open_names
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.questions import people_columns
from pages.parts import visiting
from pages.parts.cached import cached
from pages.parts.view import Room

Line = tuple[str, str, int]
"""A file, a sheet, a row: what the records of one line of a sheet came from."""
SOURCE = tuple(column.name for column in schema.SOURCE)
IN_LISTS = ("name", "phone")
"""What a list shows of somebody: an address is too long for one."""
OTHER = "其他（写明）"
REASONS = ("核对走访", "核对问题办理", "电话回访", "群众来电来访", OTHER)
_ASKED = "names-asked"
LONGEST = 60
"""Characters of a reason."""


def are_known(room: Room, table: str) -> bool:
    """Whether the visitor may know whom rows of a table are of."""
    return may_open_names(room.scope) and bool(people_columns(table))


def in_list(room: Room, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Masked names and phones beside some rows, under their 中文名; no column where the visitor may not know them."""
    if not are_known(room, table) or not set(SOURCE) <= set(rows.columns):
        return pd.DataFrame(index=rows.index)
    lines = [(str(file), str(sheet), int(row)) for file, sheet, row in rows[list(SOURCE)].itertuples(index=False)]
    of_line = {line: _masked(room, table, line) for line in dict.fromkeys(lines)}
    columns = [column for column in people_columns(table) if column.masked in IN_LISTS]
    return pd.DataFrame(
        {c.label: [_together(of_line[line][c.name]) for line in lines] for c in columns}, index=rows.index
    )


@cached()
def _masked(room: Room, table: str, line: Line) -> pd.DataFrame:
    return room.snapshot.people_of(table, *line, scope=room.scope)


def _together(cells: pd.Series) -> str:
    return "、".join(dict.fromkeys(str(cell) for cell in cells.dropna() if str(cell).strip()))


# ── one row ───────────────────────────────────────────────────────────────────────────────────


def of_line(room: Room, tables: Sequence[str], line: Line) -> None:
    """Whom the records of a line are of, masked, and the button that shows them whole until the next click."""
    of_tables = ((table, _of_line(room, table, line)) for table in tables if are_known(room, table))
    table, masked = next(((table, masked) for table, masked in of_tables if not masked.empty), ("", pd.DataFrame()))
    if not table:
        return
    with st.container(border=True, key="people"):
        whole = _opened(room, table, line, masked)
        _draw(table, masked if whole is None else whole)
        if whole is not None:
            st.caption("仅显示一次，已留存记录；再次操作后收起。")


def _of_line(room: Room, table: str, line: Line) -> pd.DataFrame:
    """The people of a line as a table has them; none where the visitor's part of the city is not in the table."""
    try:
        return _masked(room, table, line)
    except CannotAnswer:
        return pd.DataFrame()


def _draw(table: str, people: pd.DataFrame) -> None:
    labels = {column.name: column.label for column in people_columns(table)}
    shown = people.dropna(axis="columns", how="all").rename(columns=labels).fillna("")
    st.dataframe(shown, hide_index=True, key="people-shown", placeholder="")


def _opened(room: Room, table: str, line: Line, masked: pd.DataFrame) -> pd.DataFrame | None:
    """The people of the line as they were written, in the run of the click; None otherwise."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            "查看姓名的事由", REASONS, index=None, placeholder="请选择", key="open-names-for", width=180
        )
        words = st.text_input("补充说明（不写姓名、电话）", max_chars=LONGEST, key="open-names-words", width=320)
        st.button("显示该行姓名", icon=":material/visibility:", key="open-names", on_click=_ask, args=(line,))
    if st.session_state.pop(_ASKED, None) != line:
        return None
    if unfit := unfit_reason(chosen, words, masked):
        st.warning(unfit, icon=":material/error:")
        return None
    reason = "，".join(filter(None, ("" if chosen == OTHER else chosen, words.strip())))
    record = partial(visiting.record, audit.OPENED_NAMES, snapshot_id=room.snapshot.id)
    try:
        return room.snapshot.opened(table, *line, scope=room.scope, reason=reason, record=record)
    except (CannotAnswer, audit.NotRecorded) as refusal:
        st.error(str(refusal))
        return None


def _ask(line: Line) -> None:
    """Of this line, and in this run only."""
    st.session_state[_ASKED] = line


def unfit_reason(chosen: str | None, words: str, masked: pd.DataFrame) -> str:
    """Why names are not opened for a reason, in a sentence; empty when they are. A reason stays for good and names nobody."""
    if not chosen or (chosen == OTHER and not words.strip()):
        return "请先选择查看姓名的事由。"
    if re.search(r"[0-9]{5,}", words):
        return "事由将长期留存，请勿填写电话、证件号。"
    cells = [str(cell) for name in masked.columns for cell in masked[name].dropna() if "*" in str(cell)]
    names = [re.escape(cell).replace(r"\*", ".") for cell in cells if re.fullmatch(r"[^*0-9]\*+[^*]?", cell)]
    if any(re.search(name, words) for name in names):
        return "事由将长期留存，请勿填写群众姓名。"
    return ""
