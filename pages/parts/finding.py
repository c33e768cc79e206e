"""Where is the unit, place, page or number that somebody has in mind? One field on every page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from campaign.access.rights import may_compare
from campaign.finding import Found, Known, found, nearest
from pages.parts import leads, tables
from pages.parts.bar import DAY, KINDS_OF_PERIOD, TIME, own_areas
from pages.parts.cached import cached
from pages.parts.leads import Address
from pages.parts.view import Room, View

KEY = "find"
TIMES = (TIME, DAY, *KINDS_OF_PERIOD.values())
"""What of the bar a link keeps: the time, and not the place, which may be what is looked for."""
HINT = "单位、地名、指标、页面或问题中的词"


def draw(room: Room, pages: Mapping[str, str]) -> None:
    """The field in the heading line, and under it what may be meant; nothing is asked until something is typed. `pages` are title → slug.

    It stands over the page and takes no line of it: static/style.css.
    """
    with st.container(key="finding", gap=None):
        typed = st.text_input("查找", key=KEY, placeholder=HINT, label_visibility="collapsed", icon=":material/search:")
        if typed.strip():
            with st.container(key="found", gap="xxsmall"):
                _show(room, pages, typed)


def _show(room: Room, pages: Mapping[str, str], typed: str) -> None:
    known = Known(pages, _units(room), own_areas(room), "issues" in pages.values())
    results = found(typed, known)
    if not [one for one in results if one.kind != "问题中的词"]:
        near = [found(name, known)[0] for name in nearest(typed, known)]
        names = "、".join(one.name for one in near)
        st.caption(f"没有找到“{tables.plain(typed.strip())}”" + (f"，试试：{tables.plain(names)}" if near else "。"))
        results = [*near, *results]
    addresses = {_words(one): address for one in results if (address := _address(View(room), one))}
    time = {name: st.query_params[name] for name in TIMES if name in st.query_params}
    leads.links({words: address | time for words, address in addresses.items()})


@cached()
def _units(room: Room) -> tuple[str, ...]:
    """The units that the visitor is shown."""
    frame = View(room).ask(("units",), by=("unit",)).frame
    return tuple(map(str, frame["unit"].dropna()))


def _words(one: Found) -> str:
    return f"{one.kind}：{one.name}" + (f"（{one.within}）" if one.within else "")


def _address(view: View, one: Found) -> Address:
    """The page about it."""
    about = dict(one.about)
    match one.kind:
        case "页面":
            return leads.to_page(about["page"], view)
        case "指标":
            return leads.to_saved("definitions", {"number": about["number"]})
        case "单位":
            return leads.to_page("unit", view, **about) if may_compare(view.room.scope) or view.room.own else {}
        case "类别" | "问题中的词":
            return leads.to_page("issues", view, **about)
        case _:
            return leads.to_page("places", view, **about)
