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
QUESTION = "哪些问题还没有归类，或者归得没有把握？"

ANY = "全部"
SHOWN = {
    "issue_text": "问题",
    "issues": "件数",
    "category": "现在的类别",
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
        f"{trust()}表上写了类别的不在这里：报来的类别不改。人工归的记在一个文件里，下次装载时计入，也供以后再学。"
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
    which = (
        st.segmented_control("看哪些", list(BASIS_OF), default=WAITING, required=True, key="assign-which") or WAITING
    )
    found, since = _waiting(room, which, tuple(decided)), _since(room, tuple(decided.values()))
    section(which, "字一样的只列一次。" + (f"这次装载以后又归了 {since} 种话，下次装载时计入。" if since else ""))
    left, right = st.columns(2)
    word = left.text_input("含有的字", key="assign-word", placeholder="如 路灯")
    known = set(found["category_guess"])
    guesses = [ANY, *(name for name in (*rules.CATEGORIES, NO_GUESS) if name in known)]
    guess = right.selectbox("最像的类别", guesses, key="assign-guess")
    if word:
        found = found[found["issue_text"].str.contains(word, regex=False)]
    if guess != ANY:
        found = found[found["category_guess"] == guess]
    if found.empty:
        tables.nothing("没有要归的")
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
        choice = st.selectbox("归到", CHOICES, index=None, placeholder="选一类", key="assign-to", width=280)
        ready = bool(choice) and not chosen.empty
        label = f"把选中的 {len(chosen)} 种话归到这一类" if len(chosen) else "先在上面选要归的话"
        if st.button(label, type="primary", disabled=not ready, key="assign-do") and choice:
            _keep(chosen, choice)


def _keep(chosen: pd.DataFrame, choice: str) -> None:
    category, _, under = choice.partition("/")
    now = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
    rows: Sequence[tuple[str, str]] = list(zip(chosen["text_mark"], chosen["issue_text"], strict=True))
    visiting.record(audit.ASSIGNED, what=f"{len(rows)}种话归到“{choice}”")
    try:
        assigned.add(assigned.folder(), [Assignment(mark, category, under, text, now) for mark, text in rows])
    except NotAssigned as why:
        st.error(f"{why}。", icon=":material/error:")
        return
    st.session_state[SAVED] = f"已记下：{len(rows)} 种话归到“{choice}”，下次装载时计入。"
    st.rerun()


if __name__ == "__main__":  # run without app.py
    door.through_app()
