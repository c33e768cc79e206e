"""What does every page share: which snapshot, which heading, what when there is none?

A page is drawn from one snapshot from its first number to its last; a new one is taken up on the
next rerun. Filters live in the URL, so that a view can be sent to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import streamlit as st

from campaign.access.scope import Scope
from campaign.numbers.snapshot import NoSnapshot
from campaign.office import rules
from pages.door import visitor
from pages.door.signing_in import SIGN_IN
from pages.parts import dress, picture, tables, visiting
from pages.parts.opened import current_id, room_of, shelf
from pages.parts.view import Room

STALE_DAYS = 7
"""A snapshot that is older than this is marked as old: the reports are weekly."""
WATCHED_EVERY = 30
"""Seconds between two checks for a newer snapshot."""

_SEEN = "snapshot_seen"


def month_label(month: str) -> str:
    """2017-03 as people write it.

    >>> month_label("2017-03")
    '2017年3月'
    """
    return rules.period(month).label


@contextmanager
def enter(scope: Scope) -> Iterator[Room | NoSnapshot]:
    """The room for one run, or why there is none; reads CURRENT anew every time. Its snapshot is open until the run ends."""
    with ExitStack() as until_left:
        try:
            room: Room | NoSnapshot = until_left.enter_context(room_of(scope))
        except NoSnapshot as missing:
            room = missing
        yield room


def heading(room: Room, title: str, subject: str) -> None:
    """The title line of a page: what it is about, and up to which day its data reach."""
    picture.of_page(title, room.data_date, room.snapshot.id)
    with st.container(key="heading", gap=None):
        st.title(title, anchor=False)
        day = room.data_date
        st.caption(f"{subject} · 数据截至**{day.year}年{day.month}月{day.day}日**{_age_text(room.snapshot.built_at)}")


def foot(room: Room) -> None:
    """The last line of a page: the snapshot and the definitions that its numbers come from."""
    with st.container(key="foot", gap="xsmall"):
        dress.to_take_along()
        st.caption(f"数据版本 {room.snapshot.id}；指标口径第{rules.DEFINITIONS_VERSION}版")


def _age_text(built_at: datetime) -> str:
    """A warning that the snapshot is old; empty when it is not."""
    days = (datetime.now(UTC).replace(tzinfo=None) - built_at).days  # a snapshot's stamp is in UTC without a zone
    return f" · :orange[**已有{days}天未更新数据**]" if days > STALE_DAYS else ""


def section(title: str, note: str = "") -> None:
    """The heading of one part of a page, with what must be known to read it."""
    picture.of_part(title)
    with st.container(gap="xxsmall"):
        st.header(tables.plain(title), anchor=False)
        if note:
            st.caption(tables.plain(note))


def watch(room: Room) -> None:
    """Show that a newer snapshot has been published, and let the reader switch to it with the filters as they are."""
    last = st.session_state.get(_SEEN)
    if last not in (None, room.snapshot.id):
        st.toast("数据已更新", icon=":material/update:")
    st.session_state[_SEEN] = room.snapshot.id
    _look_for_newer(room.snapshot.id)


@st.fragment(run_every=WATCHED_EVERY)
def _look_for_newer(shown: str) -> None:
    try:
        newest = current_id(shelf())
    except NoSnapshot:
        return
    if newest == shown:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="newer", border=True):
        st.markdown("数据已更新，筛选条件保留。", width="content")
        if st.button("点击刷新", key="take-newer", type="primary"):
            st.rerun()


def signed_out(why: visitor.SignedOut) -> None:
    """What whoever has been signed out sees of any page."""
    with st.container(border=True, key="signed-out"):
        st.title("请重新登录", anchor=False)
        st.markdown(str(why))
        here = urlsplit(st.context.url or "/")
        back = f"{here.path}?{here.query}" if here.query else here.path
        st.markdown(f"[去登录]({SIGN_IN}?{urlencode({'next': back})})")


def empty_shelf(missing: NoSnapshot) -> None:
    """What a visitor sees before the first load: what to do in the browser, or whom to ask; never a command, nor where anything lies."""
    with st.container(border=True, key="empty-shelf"):
        st.title("暂无数据", anchor=False)
        st.markdown(tables.plain(missing.why))
        if visiting.has("submit"):
            st.markdown("请在[报送](submit)页上传报表并入库，完成后即可查看。")
        else:
            st.markdown("请联系收件办公室上传报表并入库；已入库仍看不到数据的，请联系管理员。")
