"""Who comes in, and which room do they enter?

Every path runs `st.navigation`, and no page is ever drawn without this file: see `pages/parts/door.py`.
"""

from __future__ import annotations

import logging
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

import streamlit as st

try:
    import pages
    from campaign.access.audit import NotRecorded
    from campaign.access.scope import may
    from pages.door import visitor
    from pages.parts import door, dress, finding, frame, leads, menu, visiting
except SystemExit as end:  # what the office has set of its campaign cannot be used: whoever opens a page reads why
    st.error(str(end.__cause__))
    st.stop()


def draw(page: ModuleType, room: frame.Room | frame.NoSnapshot) -> None:
    """One page, or the empty state; a failure is reported in Chinese and logged without any row's contents."""
    if isinstance(room, frame.NoSnapshot) and not page.MENU.opens_empty:
        frame.empty_shelf(room)
        return
    try:
        if isinstance(room, frame.Room) and may(room.scope, "numbers"):
            frame.watch(room)
        page.render(room)
        if isinstance(room, frame.Room):
            frame.foot(room)
    except NotRecorded as why:
        st.error(str(why))
    except Exception as error:  # noqa: BLE001 (whatever it is, the visitor reads a sentence and the log a place)
        # Not the message: it may quote a cell.
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(extract_tb(error.__traceback__)))
        logging.getLogger("pages").error("%s failed: %s at %s", page.__name__, type(error).__name__, places)
        st.error("页面加载失败。请刷新重试；如仍失败，请将时间和页面名称告知管理员。")


def nothing() -> None:
    """What Streamlit would run for a page: see `main`."""


def main() -> None:
    """The whole visit, top to bottom."""
    door.close_side_door()
    st.set_page_config(page_title=dress.TITLE, page_icon=str(dress.FAVICON), layout="wide", initial_sidebar_state=248)
    dress.put_on()
    try:
        comes = visiting.enter()
    except visitor.SignedOut as why:
        st.navigation([st.Page(nothing, title=dress.TITLE)], position="hidden")
        frame.signed_out(why)
        return
    # What the visitor's role does not open is not there: its address is answered as one that nobody has written.
    rooms = menu.open_to(menu.pages_in(pages), comes.scope)
    if not rooms:
        visiting.no_room(comes)
        return
    first, *others = rooms
    shown = {first: st.Page(nothing, title=first.TITLE, icon=first.ICON, url_path="home", default=True)}
    shown |= {page: st.Page(nothing, title=page.TITLE, icon=page.ICON, url_path=menu.slug(page)) for page in others}
    # The first page is at the bare address; its own name leads there.
    named = st.Page(nothing, title=first.TITLE, url_path=menu.slug(first), visibility="hidden")
    parts = {part: [shown[page] for page in own] for part, own in menu.by_part(rooms).items()}
    chosen = st.navigation(parts | {"": [named]}, expanded=True)
    if chosen is named:
        st.switch_page(shown[first], query_params=st.query_params.to_dict())
    page = next((page for page in rooms if shown[page] is chosen), first)
    visiting.note_page(page.TITLE, [menu.slug(one) for one in rooms])
    visiting.sign(comes)
    with st.sidebar:
        dress.switch()
    st.set_page_config(page_title=f"{page.TITLE} · {dress.TITLE}")
    # Drawn from here and not by chosen.run(): a filter in the URL belongs to the script that drew it,
    # and one that a page drew would be dropped on the way to the next page.
    with frame.enter(comes.scope) as room:
        if isinstance(room, frame.Room) and may(room.scope, "numbers"):
            finding.draw(room, {one.TITLE: menu.slug(one) for one in rooms})
        draw(page, room)
    leads.follow()


if __name__ == "__main__":
    main()
