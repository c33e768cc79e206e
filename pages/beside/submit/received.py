"""What came in through the page, what became of it, and how is a file taken back?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from campaign.access import audit
from campaign.access.rights import check_may_load
from campaign.access.scope import NotAllowed
from campaign.numbers.snapshot import NoSnapshot
from campaign.office import loads, sent
from campaign.office.sent import Sent
from pages.beside.submit import intake
from pages.beside.submit.commands import presses
from pages.beside.submit.loading import clock
from pages.door import visitor
from pages.parts import leads, opened, tables, visiting
from pages.parts.frame import section
from pages.parts.view import Room, View

TOLD, NOT_TOLD = "submit-told", "submit-not-told"
"""What the last press of a button came to, told once."""
FILE = "file"
"""The parameter of 退回数据 that names a file."""
RECEIVED_COLUMNS = ("source_file", "sha256", "refused", "rows_kept", "rows_merged", "rows_rejected")
EVERY_FILE = 100_000
MOST_SENT = 300
WAITING, TAKEN_UP, SENT_BACK, NOT_READ, TAKEN_BACK, GONE = (
    "待入库", "已入库", "有退回", "未能读取", "已撤回", "已不在收件目录",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file: a word, and its rows; None where it is not in the data."""

    state: str
    source_file: str = ""
    kept: int | None = None
    merged: int | None = None
    rejected: int | None = None


def _fates(room: Room | NoSnapshot, entries: Sequence[Sent]) -> list[Fate]:
    """What became of each file in the data that are shown."""
    taken_up: dict[tuple[str, str], Mapping[str, Any]] = {}
    if isinstance(room, Room):
        names = room.received_as
        for row in View(room).rows("source_files", RECEIVED_COLUMNS, limit=EVERY_FILE).to_dict("records"):
            taken_up[names.get(row["source_file"], row["source_file"]), row["sha256"]] = row
    return [_fate(entry, taken_up.get(entry.key)) for entry in entries]


def _fate(entry: Sent, row: Mapping[str, Any] | None) -> Fate:
    state = TAKEN_BACK if entry.taken_back_at else "" if intake.is_there(entry) else GONE
    if row is None:
        return Fate(state or WAITING)
    rejected = int(row["rows_rejected"])
    state = state or (NOT_READ if tables.is_filled(row["refused"]) else SENT_BACK if rejected else TAKEN_UP)
    return Fate(state, row["source_file"], int(row["rows_kept"]), int(row["rows_merged"]), rejected)


def draw(room: Room | NoSnapshot) -> None:
    """The files that came through this page, and the way to take one back."""
    section("已上传的报表", "由本页上传的文件及其入库结果，新的在前；选中一行可查看退回行或撤回。")
    if told := st.session_state.pop(TOLD, None):
        st.success(tables.plain(told), icon=":material/check_circle:")
    if refusal := st.session_state.pop(NOT_TOLD, None):
        st.error(tables.plain(refusal), icon=":material/error:")
    entries = sent.read(opened.shelf())[:MOST_SENT]
    if not entries:
        tables.nothing("尚无由本页上传的报表。")
        return
    fates = _fates(room, entries)
    shown = pd.DataFrame(
        {
            "上传时间": [entry.sent_at[:16] for entry in entries],
            "文件": [entry.path for entry in entries],
            "状态": [_state(entry, fate) for entry, fate in zip(entries, fates, strict=True)],
            "识别为": [entry.papers for entry in entries],
            "采用": pd.array([fate.kept for fate in fates], dtype="Int64"),
            "归并": pd.array([fate.merged for fate in fates], dtype="Int64"),
            "退回": pd.array([fate.rejected for fate in fates], dtype="Int64"),
            "上传人": [entry.account for entry in entries],
        }
    )
    counted = st.column_config.NumberColumn(format="%,d", width=70)
    chosen = st.dataframe(
        shown if shown["上传人"].any() else shown.drop(columns="上传人"),
        key=f"submit-sent-{len(entries)}-{sum(bool(entry.taken_back_at) for entry in entries)}",
        hide_index=True,
        row_height=tables.ROW_HEIGHT,
        height=(min(len(shown), tables.MOST_ROWS_IN_SIGHT) + 1) * tables.ROW_HEIGHT + 3,
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        column_config={"文件": st.column_config.TextColumn(width=360)}
        | dict.fromkeys(("采用", "归并", "退回"), counted),
    )
    at = chosen["selection"]["rows"]
    if at and at[0] < len(entries):
        _one_sent(room, entries[at[0]], fates[at[0]])


def _state(entry: Sent, fate: Fate) -> str:
    if fate.state != TAKEN_BACK:
        return fate.state
    by = (
        f"（{entry.taken_back_by}，{clock(entry.taken_back_at)}）"
        if entry.taken_back_by
        else f"（{clock(entry.taken_back_at)}）"
    )
    return f"{TAKEN_BACK}{by}" + ("，再次入库后不再计入" if fate.source_file else "")


def _one_sent(room: Room | NoSnapshot, entry: Sent, fate: Fate) -> None:
    with st.container(border=True, key="submit-chosen"):
        st.markdown(f"**{tables.plain(entry.path)}**：{fate.state}")
        if isinstance(room, Room) and (fate.rejected or fate.state == NOT_READ):
            leads.links({"查看退回行": {**leads.to_page("rejected", View(room)), FILE: fate.source_file}})
        if fate.state in (TAKEN_BACK, GONE):
            return
        with st.popover("撤回", icon=":material/undo:"):
            st.markdown(
                "撤回后，文件移出收件目录另行保存，不删除；"
                + ("其中已入库的行在再次入库后不再计入。" if fate.source_file else "入库时不再读取。")
                + "如需恢复，重新上传即可。"
            )
            st.button("确认撤回", key="submit-take-back", type="primary", on_click=_take_back, args=(entry,))


def _take_back(entry: Sent) -> None:
    shelf, name = opened.shelf(), entry.path.rpartition("/")[2]
    if loads.holder(shelf):
        st.session_state[NOT_TOLD] = "正在入库，请待其结束后再撤回。"
        return
    try:
        check_may_load(presses())
        visiting.record(audit.TAKEN_BACK, what=f"{'/'.join(entry.path.split('/')[:2])}：1份")
        intake.take_back(shelf, visiting.account(), entry)
    except visitor.SignedOut:
        return
    except (intake.NotTaken, NotAllowed, audit.NotRecorded) as why:
        st.session_state[NOT_TOLD] = str(why)
    else:
        st.session_state[TOLD] = f"“{name}”已撤回，另行保存，未删除。" + "再次入库后，其中的行不再计入。"
