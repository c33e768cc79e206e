"""Which issues have no category yet, or a doubtful one, and to which does a person assign them?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.access import audit
from campaign.judgement.to_assign import BASIS_OF, NO_GUESS, WAITING, decided_since, texts
from campaign.office import assigned, rules
from campaign.office.assigned import Assignment, NotAssigned
from campaign.words.text_model import trust
from pages.parts import bar, door, frame, tables, visiting
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room

TITLE = "人工归类"
ICON = ":material/checklist:"
MENU = Menu("数据", 440, needs="load")
QUESTION = "待人工核定类别的问题"

ANY = "全部"
SHOWN = {
    "issue_text": "问题",
    "issues": "件数",
    "category": "现类别",
    **{name: schema.ISSUES.column(name).label for name in ("category_guess", "category_likelihood", "category_words")},
}
CHOICES = (
    *(name for name in rules.CATEGORIES if name != rules.OTHER),
    *(f"{rules.OTHER}/{under}" for under in rules.SUBCATEGORIES),
)
SAVED = "assign-saved"


def render(room: Room | frame.NoSnapshot) -> None:
    """Texts by themselves, each once; many can be assigned at a time."""
    if not isinstance(room, Room):
        st.title(TITLE, anchor=False)
        st.caption(QUESTION)
        frame.empty_shelf(room)
        return
    heading(room, TITLE, QUESTION)
    bar.folded(room, "归类不分时段和地区")
    st.caption(
        f"{trust()}表内已写明类别的不在此列，申报的类别不作改动。人工归类另行记录，下次入库时计入，并供自动归类改进。"
    )
    if saved := st.session_state.pop(SAVED, None):
        st.success(saved, icon=":material/check_circle:")
    try:
        decided = assigned.assigned(assigned.folder())
    except NotAssigned as why:
        st.error(f"{why}。", icon=":material/error:")
        return
    _texts(room, decided)


@cached()
def _waiting(room: Room, which: str, decided: tuple[str, ...]) -> pd.DataFrame:
    return texts(room.snapshot, room.scope, which, decided)


@cached()
def _since(room: Room, decided: tuple[Assignment, ...]) -> int:
    return decided_since(room.snapshot, decided)


def _texts(room: Room, decided: dict[str, Assignment]) -> None:
    which = st.segmented_control("范围", list(BASIS_OF), default=WAITING, required=True, key="assign-which") or WAITING
    found, since = _waiting(room, which, tuple(decided)), _since(room, tuple(decided.values()))
    section(which, "文字相同的只列一次。" + (f"最近一次入库后又归类{since}种，下次入库时计入。" if since else ""))
    left, right = st.columns(2)
    word = left.text_input("关键词", key="assign-word", placeholder="如“路灯”")
    known = set(found["category_guess"])
    guesses = [ANY, *(name for name in (*rules.CATEGORIES, NO_GUESS) if name in known)]
    guess = right.selectbox("建议类别", guesses, key="assign-guess")
    if word:
        found = found[found["issue_text"].str.contains(word, regex=False)]
    if guess != ANY:
        found = found[found["category_guess"] == guess]
    if found.empty:
        tables.nothing("暂无待归类的问题")
        return
    shown = SHOWN if which != WAITING else {name: head for name, head in SHOWN.items() if name != "category"}
    chosen = st.dataframe(
        found[list(shown)],
        key=f"assign-texts-{room.snapshot.id}-{which}-{word}-{guess}-{len(decided)}",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            **shown,
            "issue_text": st.column_config.TextColumn(shown["issue_text"], width="large"),
            "category_likelihood": st.column_config.NumberColumn(shown["category_likelihood"], format="percent"),
        },
    )
    _assign(found.iloc[chosen["selection"]["rows"]])


def _assign(chosen: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="assign-bar"):
        choice = st.selectbox("归入类别", CHOICES, index=None, placeholder="请选择", key="assign-to", width=280)
        ready = bool(choice) and not chosen.empty
        label = f"将所选{len(chosen)}种归入该类" if len(chosen) else "请先在上方选择"
        if st.button(label, type="primary", disabled=not ready, key="assign-do") and choice:
            _keep(chosen, choice)


def _keep(chosen: pd.DataFrame, choice: str) -> None:
    category, _, under = choice.partition("/")
    now = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
    rows: Sequence[tuple[str, str]] = list(zip(chosen["text_mark"], chosen["issue_text"], strict=True))
    visiting.record(audit.ASSIGNED, what=f"{len(rows)}种归入“{choice}”")
    try:
        assigned.add(assigned.folder(), [Assignment(mark, category, under, text, now) for mark, text in rows])
    except NotAssigned as why:
        st.error(f"{why}。", icon=":material/error:")
        return
    st.session_state[SAVED] = f"已归类：{len(rows)}种归入“{choice}”，下次入库时计入。"
    st.rerun()


if __name__ == "__main__":  # run without app.py
    door.through_app()
