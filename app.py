"""Who comes in, and which room do they enter?

Every path runs `st.navigation`, and no page is ever drawn without this file: see `pages/parts/door.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

import streamlit as st

from pages import (
    categories,
    changes,
    definitions,
    explore,
    groups,
    issues,
    overview,
    places,
    ranking,
    reconciliation,
    rejected,
    submit,
    timeliness,
    trace,
    unit,
    visits,
    wall,
)
from pages.parts import door, dress, frame, leads

FIRST = overview
ROOMS: Mapping[str, tuple[ModuleType, ...]] = {
    "看进度": (overview, places, wall),
    "督查": (ranking, unit, groups, reconciliation, changes),
    "分析": (explore, visits, issues, timeliness, categories, trace),
    "数据": (rejected, definitions, submit),
}
"""What a visitor comes for → the pages that serve it; the first page of all is the one without a name in its address."""


def draw(page: ModuleType, room: frame.Room | frame.NoSnapshot) -> None:
    """One page, or the empty state; a failure is told in Chinese and logged without any row's contents."""
    if isinstance(room, frame.NoSnapshot) and page is not submit:
        frame.empty_shelf(room)
        return
    try:
        if isinstance(room, frame.Room):
            frame.watch(room)
        if page is submit and not frame.at_the_desk():
            frame.no_entry(submit.TITLE)
            return
        page.render(room)
    except Exception as error:  # noqa: BLE001 (whatever it is, the visitor reads a sentence and the log a place)
        # Not the message: it may quote a cell.
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(extract_tb(error.__traceback__)))
        logging.getLogger("pages").error("%s failed: %s at %s", page.__name__, type(error).__name__, places)
        st.error("这一页没有画出来。请刷新重试；仍然不行，请把时间和页面名称告诉管理员。")


def slug(page: ModuleType) -> str:
    """The last part of a page's address."""
    return page.__name__.rpartition(".")[2]


def nothing() -> None:
    """What Streamlit would run for a page: see `main`."""


def main() -> None:
    """The whole visit, top to bottom."""
    door.close_side_door()
    st.set_page_config(
        page_title="大走访数据看板", page_icon=str(dress.FAVICON), layout="wide", initial_sidebar_state="auto"
    )
    dress.put_on()
    pages = {page: _page(page) for rooms in ROOMS.values() for page in rooms}
    # The first page stands at the bare address; its own name leads there.
    named = st.Page(nothing, title=FIRST.TITLE, url_path=slug(FIRST), visibility="hidden")
    chosen = st.navigation({part: [pages[page] for page in rooms] for part, rooms in ROOMS.items()} | {"": [named]})
    if chosen is named:
        st.switch_page(pages[FIRST], query_params=st.query_params.to_dict())
    # Drawn from here and not by chosen.run(): a filter in the URL belongs to the script that drew it,
    # and one that a page drew would be dropped on the way to the next page.
    draw(next((page for page, shown in pages.items() if shown is chosen), FIRST), frame.enter())
    leads.follow()


def _page(page: ModuleType) -> st.Page:
    """The page as the menu lists it; the one that is only for the office stands in no other server's menu."""
    if page is FIRST:
        return st.Page(nothing, title=page.TITLE, icon=page.ICON, url_path="home", default=True)
    visibility = "hidden" if page is submit and not frame.at_the_desk() else "visible"
    return st.Page(nothing, title=page.TITLE, icon=page.ICON, url_path=slug(page), visibility=visibility)


if __name__ == "__main__":
    main()
