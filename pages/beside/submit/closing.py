"""Which month can be closed, and what does closing it mean? A visitor of the office closes it with a button, as the command does."""

from __future__ import annotations

import streamlit as st

from campaign.access import audit
from campaign.access.rights import check_may_load
from campaign.access.scope import NotAllowed, Scope
from campaign.months import frozen
from campaign.numbers.snapshot import NoSnapshot
from campaign.office import loads, rules
from pages.beside.submit.commands import answer, presses, why_not
from pages.beside.submit.loading import clock
from pages.door import visitor
from pages.parts import leads, opened, tables, visiting
from pages.parts.frame import section
from pages.parts.view import Room, View

CLOSED = "submit-closed"
"""What the last press of the button came to, told once."""
FREEZE_LIMIT = 300
"""Seconds for the closing of a month."""


def draw(room: Room | NoSnapshot) -> None:
    """The last month that is over and not closed, with the button that closes it."""
    section("月度数据定版", "月报上报后定版：当时的数字、口径和数据永久保留，不再变动。")
    with st.container(border=True, key="submit-month"):
        if told := st.session_state.pop(CLOSED, None):
            (st.success if told[0] else st.error)(tables.plain(told[1]))
        shelf = opened.shelf()
        kept = frozen.frozen(shelf)
        if kept:
            st.markdown(
                "已定版：" + "、".join(f"{one.label}（{clock(one.frozen_at)}）" for one in reversed(kept)) + "。"
            )
        month = frozen.to_freeze(shelf, room.data_date) if isinstance(room, Room) and room.snapshot.data_date else None
        if month is None:
            st.markdown(f"暂无可定版的月份：{frozen.WHEN}。")
        elif loads.holder(shelf):
            st.markdown("正在入库，请待其结束后再定版。")
        else:
            _confirm(month)
        if kept and isinstance(room, Room):
            leads.links({"查看数字变动": leads.to_page("changes", View(room))})


def _confirm(month: rules.Period) -> None:
    with st.popover(f"{month.label}数据定版", icon=":material/lock:"):
        st.markdown(
            f"定版后，{month.label}的数字、口径和数据永久保留，不再变动，也不能再次定版。"
            "此后补报、更正照常入库，变动的数量、原因和涉及的报表在“数字变动”页列明。请确认月报已上报、应报报表已收齐。"
        )
        st.button("确认定版", key="submit-freeze", type="primary", on_click=_freeze, args=(month.id,))


def _freeze(month: str) -> None:
    try:
        st.session_state[CLOSED] = freeze(presses(), month)
    except visitor.SignedOut:
        return
    except (NotAllowed, audit.NotRecorded) as why:
        st.session_state[CLOSED] = (False, str(why))


def freeze(scope: Scope, month: str) -> tuple[bool, str]:
    """Closes a month; whether it is closed, and the sentence. NotAllowed and NotRecorded as above."""
    check_may_load(scope)
    month = frozen.the_month(month).id
    visiting.record(audit.FROZE, what=month)
    shelf = opened.shelf().resolve()
    said = answer("freeze", month, "--shelf", str(shelf), limit=FREEZE_LIMIT)
    if kept := frozen.frozen_month(shelf, month):
        return True, f"{kept.label}数据已于{kept.frozen_at}定版，数据截至{kept.data_date}。"
    if said is None:
        return False, f"定版用时超过{FREEZE_LIMIT // 60}分钟，已停止，未定版；请稍后重试"
    return False, why_not(said[1], "定版程序未能启动")
