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
from pages.parts import leads
from pages.parts.bar import OF_PLACES
from pages.parts.view import Figures, View

_NUMBERS = (
    *(OBJECTS_VISITED, ENTERPRISES_VISITED, ENTERPRISE_ISSUES_HEARD, ENTERPRISE_ISSUES_SOLVED),
    *(ENTERPRISE_ISSUES_SOLVED_SHARE, NOTABLES_VISITED, NOTABLE_SUGGESTIONS),
)
_SHOWN = (ENTERPRISES_VISITED, ENTERPRISE_ISSUES_HEARD, NOTABLES_VISITED, NOTABLE_SUGGESTIONS, OBJECTS_VISITED)


class Visited:
    """Enterprises, 名士 and organisations in one line with the ways to their rows; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._now = view.figures(*_NUMBERS)
        of_a_place = set(OF_PLACES) & set(view.where)
        whole = view.but(without=OF_PLACES)
        self._by_place = whole.rows_by((ENTERPRISES_VISITED, NOTABLES_VISITED), view.area) if of_a_place else None

    def draw(self) -> None:
        """Nothing where there are none, nor any whose place is unknown."""
        sentence = _sentence(self._now)
        if not sentence:
            if elsewhere := self._without_place():
                st.caption(elsewhere)
            return
        with st.container(key="objects", gap="xxsmall"):
            st.markdown(f"此外，{sentence}。")
            st.caption("企业、名士、组织单独统计，不计入走访户数和收集问题。" + self._without_place())
            leads.links(
                {number.label: leads.to_rows(self.view, number) for number in _SHOWN if self._now[number].value},
                leads.COMPOSED,
            )

    def _without_place(self) -> str:
        """Beside the numbers of a place: those whose place nobody wrote, and so are counted in none."""
        nowhere = [row for row in self._by_place or () if row.name is None]
        known = [figure for row in nowhere for figure in row.figures.values() if figure.value]
        parts = "、".join(figure.label + figure.full for figure in known)
        return f"全市另有{parts}未写明所在村（社区），不计入各地区。" if parts else ""


def _sentence(now: Figures) -> str:
    """What is known of them in words; '' where nothing is."""
    parts = []
    firms, heard, solved = (now[n] for n in (ENTERPRISES_VISITED, ENTERPRISE_ISSUES_HEARD, ENTERPRISE_ISSUES_SOLVED))
    if firms.value or heard.value:
        words = [f"走访企业**{firms.full}**"] if firms.value else []
        words += [f"企业反映问题**{heard.full}**"] if heard.value else []
        if heard.value and not solved.is_empty:
            words.append(f"已解决{solved.full}（{now[ENTERPRISE_ISSUES_SOLVED_SHARE].full}）")
        parts.append("，".join(words))
    notables, suggestions = now[NOTABLES_VISITED], now[NOTABLE_SUGGESTIONS]
    if notables.value or suggestions.value:
        words = [f"走访名士**{notables.full}**"] if notables.value else []
        words += [f"意见建议**{suggestions.full}**"] if suggestions.value else []
        parts.append("，".join(words))
    others = (now[OBJECTS_VISITED].value or 0) - (firms.value or 0) - (notables.value or 0)
    if others > 0:
        parts.append(f"走访村（社区）组织、学校等{others:,.0f}个")
    return "；".join(parts)
