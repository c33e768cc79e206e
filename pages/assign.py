"""Which issues have no category yet, or a doubtful one, and to which does a person assign them?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from campaign import assigned, rules
from campaign.assigned import Assignment, NotAssigned
from campaign.text_model import trust
from pages.parts import bar, door, frame, tables
from pages.parts.frame import Room, View, heading, section
from pages.parts.menu import Menu

TITLE = "人工归类"
ICON = ":material/checklist:"
MENU = Menu("数据", 440, is_for_desk=True)
QUESTION = "哪些问题还没有归类，或者归得没有把握？"

WAITING, DOUBTFUL, ASSIGNED = "待人工", "自动归了、把握不大", "人工归过"
BASIS_OF = {WAITING: "待人工", DOUBTFUL: "自动", ASSIGNED: "人工"}
DOUBTFUL_BELOW = 0.7
"""An automatic category that is less likely than this is offered to a person."""
MOST_ROWS = 5_000
COLUMNS = (
    "issue_text", "text_mark", "category", "subcategory", "category_guess", "category_likelihood", "category_words",
)  # fmt: skip
ANY = "全部"
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
    _texts(View(room), decided)


def _texts(view: View, decided: dict[str, Assignment]) -> None:
    which = st.segmented_control("看哪些", list(BASIS_OF), default=WAITING, required=True, key="assign-which")
    texts = _of(view, which or WAITING, decided)
    section(which or WAITING, f"字一样的只列一次。{_waiting(decided, view)}")
    left, right = st.columns(2)
    with left:
        word = st.text_input("含有的字", key="assign-word", placeholder="如 路灯")
    with right:
        guesses = [ANY, *(name for name in rules.CATEGORIES if name in set(texts["最像的类别"]))]
        guess = st.selectbox("最像的类别", guesses, key="assign-guess")
    if word:
        texts = texts[texts["问题"].str.contains(word, regex=False)]
    if guess != ANY:
        texts = texts[texts["最像的类别"] == guess]
    texts = texts.reset_index(drop=True)
    if texts.empty:
        tables.nothing("没有要归的")
        return
    chosen = st.dataframe(
        texts.drop(columns="text_mark"),
        key=f"assign-texts-{view.room.snapshot.id}-{which}-{word}-{guess}-{len(decided)}",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "问题": st.column_config.TextColumn(width="large"),
            "把握": st.column_config.NumberColumn(format="percent"),
        },
    )
    _assign(texts.iloc[chosen["selection"]["rows"]])


def _of(view: View, which: str, decided: dict[str, Assignment]) -> pd.DataFrame:
    """The texts of one kind, each once, those that are on most sheets first; without those decided since the load."""
    found = view.room.snapshot.rows(
        "issues",
        scope=view.room.scope,
        where={"category_basis": BASIS_OF[which]},
        columns=COLUMNS,
        order="category_likelihood",
        limit=MOST_ROWS,
    )
    if which == DOUBTFUL:
        found = found[found["category_likelihood"] < DOUBTFUL_BELOW]
    if which != ASSIGNED:
        found = found[~found["text_mark"].isin(decided)]
    each = found.groupby("text_mark", sort=False).agg(
        问题=("issue_text", "first"),
        件数=("issue_text", "size"),
        最像的类别=("category_guess", "first"),
        把握=("category_likelihood", "first"),
        判断用词=("category_words", "first"),
        现在的类别=("category", "first"),
    )
    if which == WAITING:
        each = each.drop(columns="现在的类别")
    shown = each.reset_index().sort_values(["件数", "最像的类别", "把握"], ascending=[False, True, False])
    return shown.assign(最像的类别=shown["最像的类别"].fillna("看不出"))


def _waiting(decided: dict[str, Assignment], view: View) -> str:
    """How many decisions the snapshot does not hold yet."""
    built = view.room.snapshot.built_at
    since = sum(
        datetime.fromisoformat(one.assigned_at).astimezone().timestamp() > pd.Timestamp(built, tz="UTC").timestamp()
        for one in decided.values()
    )
    return f"这次装载以后又归了 {since} 种话，下次装载时计入。" if since else ""


def _assign(texts: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="assign-bar"):
        choice = st.selectbox("归到", CHOICES, index=None, placeholder="选一类", key="assign-to", width=280)
        ready = bool(choice) and not texts.empty
        label = f"把选中的 {len(texts)} 种话归到这一类" if len(texts) else "先在上面选要归的话"
        if st.button(label, type="primary", disabled=not ready, key="assign-do") and choice:
            _keep(texts, choice)


def _keep(texts: pd.DataFrame, choice: str) -> None:
    category, _, under = choice.partition("/")
    now = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
    rows: Sequence[tuple[str, str]] = list(zip(texts["text_mark"], texts["问题"], strict=True))
    try:
        assigned.add(assigned.folder(), [Assignment(mark, category, under, text, now) for mark, text in rows])
    except NotAssigned as why:
        st.error(f"{why}。", icon=":material/error:")
        return
    st.session_state[SAVED] = f"已记下：{len(rows)} 种话归到“{choice}”，下次装载时计入。"
    st.rerun()


if __name__ == "__main__":  # run without app.py
    door.through_app()
