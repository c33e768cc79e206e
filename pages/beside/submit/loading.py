"""Is a load running, how far is it, how did the last one end, and how does a visitor begin one?

It runs as the command does, over the server's own inbox and shelf: nothing that a visitor writes is an argument. It outlives
the visit that began it, and tells on the shelf how far it is.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import streamlit as st

from campaign.access import audit
from campaign.access.rights import check_may_load
from campaign.access.scope import NotAllowed, Scope
from campaign.numbers.snapshot import NoSnapshot
from campaign.office import loads, rules
from pages.beside.submit import intake
from pages.beside.submit.commands import begun, presses, why_not, without_paths
from pages.door import visitor
from pages.parts import leads, opened, tables, visiting
from pages.parts.frame import section
from pages.parts.view import Room, View

REFUSED = "submit-refused"
"""Why the last press of the button began no load, told once."""
NEXT = {"rejected": "退回数据", "overview": "总览"}
"""Where the clerk goes when a load has ended."""
EVERY = 2
"""Seconds between two looks at a load."""
BEGINS_WITHIN = 20
"""Seconds until a load holds the shelf, or has ended."""


def draw(room: Room | NoSnapshot) -> None:
    """The load that runs, or how the last one ended, with the button that begins one."""
    section("入库", "上传的报表入库后计入各页数字；入库期间各页仍显示原有数字，关闭本页不影响入库。")
    shelf = opened.shelf()
    with st.container(border=True, key="submit-load"):
        if running := loads.holder(shelf):
            st.fragment(_running, run_every=EVERY)(str(shelf), running.doing)
            return
        last = loads.last_load(shelf)
        if refusal := st.session_state.pop(REFUSED, None):
            st.error(f"未开始入库：{tables.plain(refusal)}。", icon=":material/error:")
        elif last:
            _last(room, last)
        else:
            st.markdown("尚未入库。")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "入库", key="submit-begin", type="primary", icon=":material/database_upload:",
                on_click=_begin,
            )  # fmt: skip
            st.button("刷新状态", key="submit-refresh", icon=":material/refresh:")
            if last and last.lacks_files:
                with st.popover("确认文件为有意撤走"):
                    st.markdown("上述文件确属有意撤走的，可继续入库：其中的行不再计入各页数字，文件以后仍可重新上传。")
                    st.button("确认并入库", key="submit-shrink", on_click=_begin, args=(True,))


def _begin(may_shrink: bool = False) -> None:
    with suppress(visitor.SignedOut):
        try:
            st.session_state[REFUSED] = begin_load(presses(), may_shrink=may_shrink)
        except (NotAllowed, audit.NotRecorded) as why:
            st.session_state[REFUSED] = str(why).rstrip("。")
        except OSError:
            st.session_state[REFUSED] = "入库程序未能启动，请将时间告知管理员"


def _running(shelf: str, doing: str) -> None:
    """How far the load is; draws itself again until it has ended, and then the whole page."""
    running = loads.holder(Path(shelf))
    if running is None:
        st.rerun()
    if running.doing != loads.LOADING:
        st.info(f"正在{running.doing}（{running.since}开始），请稍候。", icon=":material/sync:")
        return
    so_far = loads.progress(Path(shelf), running)
    began = datetime.fromisoformat(running.since)
    now = datetime.fromisoformat(loads.now())
    st.progress(_share(so_far), text=f"正在入库：{so_far.stage if so_far else '准备'}")
    words = [f"{clock(running.since)}开始，已用时{_length(now - began)}"]
    if so_far and so_far.of:
        words += [f"已读取{so_far.files:,}/{so_far.of:,}个文件"]
    if so_far and so_far.rows:
        words += [f"读到{so_far.rows:,}行，其中需退回{so_far.rejected:,}行"]
    if so_far and so_far.ends:
        left = datetime.fromisoformat(so_far.ends) - now
        words += [f"预计还需{_length(left)}" if left.total_seconds() > 1 else "即将完成"]
    st.markdown("；".join(words) + "。")


def _share(so_far: loads.Progress | None) -> float:
    """How much of a load is done: of reading by the files, each later stage a step."""
    if so_far is None:
        return 0.0
    read = so_far.files / so_far.of if so_far.of else 0.0
    return {"读取报表": 0.6 * read, "汇总全市": 0.6, "核对并启用": 0.9}.get(so_far.stage, 0.0)


def _length(time: timedelta) -> str:
    """A length of time in words.

    >>> _length(timedelta(seconds=42)), _length(timedelta(seconds=95))
    ('42秒', '2分钟')
    """
    seconds = max(1, int(time.total_seconds()))
    return f"{seconds}秒" if seconds < 90 else f"{round(seconds / 60)}分钟"


def clock(moment: str) -> str:
    """A moment of a book as a sentence has it: 4月12日09:01."""
    at = datetime.fromisoformat(moment)
    return f"{rules.day_text(at.date(), after=datetime.fromisoformat(loads.now()).date())}{at:%H:%M}"


def _last(room: Room | NoSnapshot, last: loads.LastLoad) -> None:
    whole = without_paths(last.sentence).rstrip("。")
    sentence, _, beside = whole.partition("。") if last.result == loads.PUBLISHED else (whole, "", "")
    sentence = tables.plain(sentence)
    if last.result == loads.PUBLISHED:
        st.success(f"入库完成（{clock(last.ended)}）：{sentence}；新数据已启用。", icon=":material/check_circle:")
    elif last.result == loads.UNCHANGED:
        st.success(
            f"无需入库（{clock(last.ended)}）：收到的报表与现有数据一致，没有变化。", icon=":material/check_circle:"
        )
    else:
        ended = "入库中断" if last.result == loads.BROKEN_OFF else f"入库未完成（{clock(last.ended)}）"
        st.error(f"{ended}：{sentence}。", icon=":material/error:")
    if beside:
        st.caption(f"请留意：{tables.plain(beside)}。")
    if last.result in loads.WELL_ENDED and isinstance(room, Room):
        leads.links({f"查看{title}": leads.to_page(page, View(room)) for page, title in NEXT.items()})
    if waiting := intake.since(intake.inbox(), last.started):
        st.markdown(f"此后又收到**{waiting:,}**份，尚未入库。")


def begin_load(scope: Scope, *, may_shrink: bool = False) -> str:
    """Starts a load of the server's own inbox; returns '' once it runs or has left word, else why not.

    NotAllowed for a role that does not load, NotRecorded where it cannot be written down who began it.
    """
    check_may_load(scope)
    shelf = opened.shelf().resolve()
    if busy := loads.holder(shelf):
        return "" if busy.doing == loads.LOADING else f"正在{busy.doing}，请待其结束后再入库"
    visiting.record(audit.LOADED, what="开始入库" + ("（确认文件为有意撤走）" if may_shrink else ""))
    words = ["load", "--json", "--inbox", str(intake.inbox()), "--shelf", str(shelf)]
    with tempfile.TemporaryFile() as said:
        process = begun(*words, *(["--may-shrink"] if may_shrink else []), said=said)
        until = time.monotonic() + BEGINS_WITHIN
        while time.monotonic() < until and process.poll() is None:
            if loads.holder(shelf):
                return ""
            time.sleep(0.1)
        if process.returncode is None:
            return ""
        last = loads.noted(shelf)
        if last and last.pid == process.pid:
            return ""
        said.seek(0)
        return why_not(said.read().decode("utf-8", "replace"), "入库程序未能启动")
