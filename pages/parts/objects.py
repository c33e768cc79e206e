"""Who was visited besides families, and what did they ask for?"""

from __future__ import annotations

import streamlit as st

from campaign.numbers.metrics import (
    ENTERPRISE_ISSUES_HEARD,
    ENTERPRISE_ISSUES_SOLVED,
    ENTERPRISE_ISSUES_SOLVED_SHARE,
    ENTERPRISES_VISITED,
    NOTABLE_SUGGESTIONS,
    NOTABLES_VISITED,
    OBJECTS_VISITED,
)
from pages.parts import leads, tables
from pages.parts.bar import OF_PLACES
from pages.parts.frame import View

_NUMBERS = (
    *(OBJECTS_VISITED.id, ENTERPRISES_VISITED.id, ENTERPRISE_ISSUES_HEARD.id, ENTERPRISE_ISSUES_SOLVED.id),
    *(ENTERPRISE_ISSUES_SOLVED_SHARE.id, NOTABLES_VISITED.id, NOTABLE_SUGGESTIONS.id),
)


def visited(view: View) -> None:
    """Enterprises, 名士 and organisations in one line with the ways to their rows; nothing where there are none, nor any whose place is unknown."""
    now = {name: tables.value(number) for name, number in view.one(_NUMBERS).items()}
    sentence = _sentence(now)
    if not sentence:
        if elsewhere := _without_place(view):
            st.caption(elsewhere)
        return
    with st.container(key="objects", gap="xxsmall"):
        st.markdown(f"另外{sentence}。")
        st.caption("企业、名士、组织单独统计，不计入走访户数和收集问题。" + _without_place(view))
        shown = (ENTERPRISES_VISITED, ENTERPRISE_ISSUES_HEARD, NOTABLES_VISITED, NOTABLE_SUGGESTIONS, OBJECTS_VISITED)
        leads.links(
            {number.label: leads.to_rows(view, number.id) for number in shown if now.get(number.id)}, "看是哪些："
        )


def _without_place(view: View) -> str:
    """Beside the numbers of a place: those whose place nobody wrote, and so are counted in none."""
    if not set(OF_PLACES) & set(view.where):
        return ""
    shown = (ENTERPRISES_VISITED.id, NOTABLES_VISITED.id)
    numbers = view.but(without=OF_PLACES).ask(shown, by=(view.area,))
    nowhere = numbers[numbers[view.area].isna()]
    known = [n for n in shown if len(nowhere) and tables.value(nowhere[n].iloc[0])]
    parts = "、".join(f"{tables.label(n)}{tables.formatted(n, nowhere[n].iloc[0])}" for n in known)
    return f"全市另有{parts}未写明所在村（社区），不计入各地区。" if parts else ""


def _sentence(now: dict[str, float | None]) -> str:
    """What is known of them in words; '' where nothing is."""

    def formatted(name: str) -> str:
        return tables.formatted(name, now[name])

    parts = []
    firms, heard = now.get(ENTERPRISES_VISITED.id), now.get(ENTERPRISE_ISSUES_HEARD.id)
    if firms or heard:
        words = [f"走访企业**{formatted(ENTERPRISES_VISITED.id)}**"] if firms else []
        words += [f"企业反映问题**{formatted(ENTERPRISE_ISSUES_HEARD.id)}**"] if heard else []
        if heard and now.get(ENTERPRISE_ISSUES_SOLVED.id) is not None:
            share = formatted(ENTERPRISE_ISSUES_SOLVED_SHARE.id)
            words.append(f"已解决{formatted(ENTERPRISE_ISSUES_SOLVED.id)}（{share}）")
        parts.append("，".join(words))
    notables, suggestions = now.get(NOTABLES_VISITED.id), now.get(NOTABLE_SUGGESTIONS.id)
    if notables or suggestions:
        words = [f"走访名士**{formatted(NOTABLES_VISITED.id)}**"] if notables else []
        words += [f"意见建议**{formatted(NOTABLE_SUGGESTIONS.id)}**"] if suggestions else []
        parts.append("，".join(words))
    others = (now.get(OBJECTS_VISITED.id) or 0) - (firms or 0) - (notables or 0)
    if others > 0:
        parts.append(f"走访村（社区）组织、学校等{others:,.0f}个")
    return "；".join(parts)
