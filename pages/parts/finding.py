"""Where is the unit, place, page or number that somebody has in mind? One field on every page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from campaign.access.rights import may_compare
from campaign.finding import Found, Known, found, nearest
from campaign.numbers.choices import areas_in
from pages.parts import leads, tables
from pages.parts.cached import cached
from pages.parts.leads import Address
from pages.parts.view import Room, View

KEY = "find"
HINT = "查找单位、地名、指标、问题"


def draw(room: Room, pages: Mapping[str, str]) -> None:
    """The field, and under it what may be meant; nothing is asked until something is typed. `pages` are title → slug."""
    with st.container(key="finding", gap="xxsmall"):
        typed = st.text_input("查找", key=KEY, placeholder=HINT, label_visibility="collapsed", icon=":material/search:")
        if not typed.strip():
            return
        known = Known(pages, _units(room), areas_in(room.snapshot, scope=room.scope), "issues" in pages.values())
        results = found(typed, known)
        with st.container(key="found", gap="xxsmall"):
            if not [one for one in results if one.kind != "问题中的词"]:
                near = "、".join(nearest(typed, known))
                st.caption(f"没有找到“{tables.plain(typed.strip())}”" + (f"，试试：{tables.plain(near)}" if near else "。"))
            leads.links({_words(one): address for one in results if (address := _address(View(room), one))})


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
