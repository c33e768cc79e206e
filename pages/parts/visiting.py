"""Who is before the pages, which of them do they have, and what is written down of what they do?

What is kept here is of one visit, in its session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from campaign.access import audit
from campaign.access.rights import may_ask
from campaign.access.scope import DEMONSTRATION, Scope, Visitor
from campaign.numbers.dimensions import shown
from campaign.office import rules
from pages.door import visitor

_COMES, _PAGE, _OPEN, _RECORDED = "comes", "page-in-sight", "open-pages", "recorded"
NO_ROWS = "当前角色仅提供汇总数，不提供逐条明细。"
NOBODY_SIGNS_IN = "未启用登录，仅限本机查看"


def enter() -> Visitor:
    """The visitor of this run; SignedOut where the session has ended."""
    comes = visitor.current()
    st.session_state[_COMES] = comes
    return comes


def account() -> str:
    """The account of whoever is before the pages; empty where nobody signs in."""
    comes: Visitor | None = st.session_state.get(_COMES)
    return comes.account if comes else ""


def note_page(title: str, slugs: Sequence[str]) -> None:
    """Which page is drawn in this run, and which ones the visitor has."""
    st.session_state[_PAGE], st.session_state[_OPEN] = title, frozenset(slugs)


def has(slug: str) -> bool:
    """Whether the visitor has the page, so that a link may lead there."""
    known = st.session_state.get(_OPEN)
    return known is None or slug in known


def part_of_the_city(scope: Scope) -> str:
    """What a scope shows, in words: 全市, 武进区湖塘镇, 市住建局, 第3督导小组."""
    names = {"unit": "{}", "group": "第{}督导小组"}
    words = [
        names.get(name, "{}").format("、".join(shown(name, value) for value in values))
        for name, values in scope.where.items()
    ]
    return "".join(words) or rules.WHOLE_CITY


def sign(comes: Visitor) -> None:
    """The visitor's name and role beside the menu with the way out; where nobody signs in, one line on every page that says so."""
    if not comes.account:
        st.html(f'<p class="unsigned">{escape(comes.label)}：{NOBODY_SIGNS_IN}</p>')
        return
    seen = f" · {part_of_the_city(comes.scope)}" if may_ask(comes.scope) else ""  # who administers is shown none
    role = f"{comes.role.label}{seen}"
    with st.sidebar:
        st.html(
            f'<p class="signed"><b>{escape(comes.label)}</b><a href="{escape(visitor.signing_out())}" target="_self">退出</a><br>{escape(role)}</p>'
        )


def no_room(comes: Visitor) -> None:
    """What somebody sees whose role opens no page."""
    st.navigation([st.Page(lambda: None, title=rules.NAME)], position="hidden")
    st.title("暂无可查看的页面", anchor=False)
    st.markdown("当前角色尚未开通查看权限，请联系管理员。")
    sign(comes)


# ── what is written down ──────────────────────────────────────────────────────────────────────


def saw_rows(snapshot_id: str, what: str) -> None:
    """Rows are shown: written down once for each page and view of a visit. NotRecorded where it cannot be: they are then not shown."""
    mark = (st.session_state.get(_PAGE), snapshot_id, what)
    recorded: set[object] = st.session_state.setdefault(_RECORDED, set())
    if mark not in recorded:
        record(audit.SAW_ROWS, snapshot_id=snapshot_id, what=what)
        recorded.add(mark)


def record(kind: str, what: str = "", *, snapshot_id: str = "") -> None:
    """Writes down what the visitor does on the page in sight; NotRecorded where it cannot be."""
    recorder(kind, snapshot_id=snapshot_id, what=what)()


def recorder(kind: str, *, snapshot_id: str = "", what: str = "") -> Callable[[], None]:
    """What writes it down later, when a file is made outside of the run; of the open demonstration nothing is written down."""
    comes, page = st.session_state.get(_COMES), st.session_state.get(_PAGE, "")
    if comes is None or comes == DEMONSTRATION:
        return lambda: None
    return lambda: audit.record(kind, comes.account, comes.role.label, where=page, snapshot=snapshot_id, what=what)
