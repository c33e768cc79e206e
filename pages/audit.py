"""Who did what, and when, and is the record still as it was written?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from campaign.access import audit
from campaign.access.audit import KINDS, Entry, Log, NotRecorded
from pages.parts import door, frame, tables, visiting
from pages.parts.frame import section
from pages.parts.menu import Menu
from pages.parts.view import Room

TITLE = "审计"
ICON = ":material/policy:"
MENU = Menu("管理", 520, needs="audit", opens_empty=True)
QUESTION = "登录、查阅和操作记录"

EVERYBODY, EVERYTHING, EVERY_DAY = "全部人员", "全部事项", "全部日期"
NOBODY = "（未登录）"
PAGE = 100
MOST_NUMBERS = 10
"""Of broken lines that a sentence names."""
HEADS = ("时间", "人员", "事项", "页面或命令", "说明", "角色", "数据版本")
WIDTHS = {"时间": 150, "人员": 110, "角色": 90, "事项": 100, "页面或命令": 110, "说明": 460, "数据版本": 170}


def render(room: Room | frame.NoSnapshot) -> None:
    """Whether the record is whole, then the entries that the filters leave, the newest first."""
    st.title(TITLE, anchor=False)
    st.caption(QUESTION)
    try:
        log = audit.read()
    except NotRecorded as why:
        st.error(str(why))
        return
    _is_whole(log)
    section("记录", "北京时间，新的在前。仅记录人员在各页的查阅范围和操作事项，不记录群众姓名和反映内容。")
    entries = _narrowed(log)
    shown = _as_table(entries)
    with st.container(horizontal=True, vertical_alignment="center", key="audit-above"):
        pages = max(1, -(-len(shown) // PAGE))
        page = st.pagination(pages, key=f"audit-page-{pages}") if pages > 1 else 1
        st.caption(f"共{len(shown):,}条" + (f"，第{page}页，共{pages:,}页。" if pages > 1 else "。"))
        if len(shown):
            _download(shown)
    if shown.empty:
        tables.nothing("无符合条件的记录。")
        return
    here = shown.iloc[(page - 1) * PAGE : page * PAGE]
    st.dataframe(
        here,
        key=f"audit-entries-{page}",
        hide_index=True,
        row_height=tables.ROW_HEIGHT,
        height=(min(len(here), 2 * tables.MOST_ROWS_IN_SIGHT) + 1) * tables.ROW_HEIGHT + 3,
        column_config={name: st.column_config.TextColumn(name, width=width) for name, width in WIDTHS.items()},
        placeholder="",
    )


def _is_whole(log: Log) -> None:
    with st.container(key="conclusion"):
        if log.is_whole:
            st.markdown(f"共**{len(log.entries):,}条**记录，经逐条核对，无改动、无缺失。")
            return
        numbers = "、".join(map(str, log.broken[:MOST_NUMBERS])) + ("等" if len(log.broken) > MOST_NUMBERS else "")
        parts = [f"第{numbers}行核对不符：该行有改动，或其前有缺失、增加"] if log.broken else []
        parts += ["末尾有缺失"] if log.is_cut else []
        st.markdown(f":red[**记录不完整**]：{'；'.join(parts)}。请保留文件并查明原因。")


def _narrowed(log: Log) -> list[Entry]:
    """The entries of the chosen person, kind and day, the newest first."""
    newest = log.entries[::-1]
    people = sorted({entry.account or NOBODY for entry in newest})
    kinds = [KINDS[kind] for kind in KINDS if any(entry.kind == kind for entry in newest)]
    days = list(dict.fromkeys(entry.day for entry in newest))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="audit-filters"):
        who = st.selectbox("人员", [EVERYBODY, *people], key="audit-who", width=180)
        kind = st.selectbox("事项", [EVERYTHING, *kinds], key="audit-kind", width=160)
        day = st.selectbox("日期", [EVERY_DAY, *days], key="audit-day", width=160)
    return [
        entry
        for entry in newest
        if who in (EVERYBODY, entry.account or NOBODY)
        and kind in (EVERYTHING, KINDS.get(entry.kind))
        and day in (EVERY_DAY, entry.day)
    ]


def _as_table(entries: list[Entry]) -> pd.DataFrame:
    rows = [
        (
            entry.at,
            entry.account or NOBODY,
            KINDS.get(entry.kind, entry.kind),
            entry.where,
            entry.what,
            entry.role,
            entry.snapshot,
        )
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=list(HEADS))


def _download(shown: pd.DataFrame) -> None:
    name = "审计记录.csv"
    note = visiting.recorder(audit.DOWNLOADED, what=f"{name}：{len(shown)}条")

    def made() -> bytes:
        note()
        return tables.csv(shown, {})

    st.download_button(
        f"下载{len(shown):,}条（csv）", data=made, file_name=name, mime="text/csv", on_click="ignore",
        key="audit-download", icon=":material/download:",
    )  # fmt: skip


if __name__ == "__main__":  # run without app.py
    door.through_app()
