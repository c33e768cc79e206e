"""How far have we got?"""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from campaign.access import Scope
from campaign.judgement.to_decide import Decision, to_decide
from campaign.numbers.dimensions import Where
from campaign.numbers.metrics import COVERAGE, PROGRESS
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from pages.beside.overview import months, published
from pages.parts import door, figures, leads, maps, objects, progress, tables
from pages.parts.bar import OF_PLACES, filters, subject
from pages.parts.frame import Room, View, as_key, heading, section
from pages.parts.menu import Menu

TITLE = "总览"
ICON = ":material/home:"
MENU = Menu("看进度", 110, is_first=True)

CLICK = "点一条看它由哪些行组成。"
TOP = 8
"""Categories shown: all of 附件5's, the largest first, and the issues without a category."""


def render(room: Room) -> None:
    """The month in one screen: the sentence, the numbers, what to decide, the way to the deadline, where and what about."""
    heading(room, TITLE, "走到哪一步了？")
    view = filters(room)
    has_sheets = _numbers(view)
    _to_decide(view)
    if not has_sheets:
        tables.nothing("尚未收到各单位的花名册、村（社区）调查表和走访、问题报表，进度、地图和分类暂无数据。")
        return
    _way_to_the_deadline(view)
    months.show(view)
    maps.where(view, below=partial(_categories, view))


def _numbers(view: View) -> bool:
    """What the sheets come to, then what the city published; that alone where no visit has come. Whether there is any sheet to draw."""
    of_city = published.of_city(view)
    if of_city and not any(view.one(("households", "issues")).values()):
        published.strip(view, of_city)
        return any(view.one(("cadres", "village_households")).values())
    with st.container(key="conclusion"):
        st.markdown(progress.conclusion(view))
    figures.cards(progress.HEADLINE, view)
    objects.visited(view)
    published.strip(view, of_city)
    return True


# ── what to decide ────────────────────────────────────────────────────────────────────────────


def _to_decide(view: View) -> None:
    room = view.room
    decisions = _decisions(room.snapshot, room.snapshot.id, room.scope, room.scope.label, view.day, as_key(view.where))
    section("要定的事")
    if not decisions:
        st.markdown("没有要领导定的事。")
        return
    columns = st.columns(len(decisions), gap="small")
    for column, one in zip(columns, decisions, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"{tables.plain(one.sentence)} **{tables.plain(one.question)}**")
            state = View(room, view.day, None, view.where, view.area)
            if one.metric:
                leads.links({"看是哪些": leads.to_rows(state, one.metric, **one.where)})
            else:
                leads.links({"看依据": leads.to_page(one.page, state) | {k: str(v) for k, v in one.where.items()}})


@st.cache_data(max_entries=60, show_spinner="正在找要定的事…")
def _decisions(
    _snapshot: Snapshot,
    snapshot_id: str,
    _scope: Scope,
    scope_label: str,
    day: date,
    where: Where,
) -> tuple[Decision, ...]:
    return to_decide(_snapshot, day=day, scope=_scope, where=dict(where))


# ── the way to the deadline ───────────────────────────────────────────────────────────────────


def _way_to_the_deadline(view: View) -> None:
    """The running totals against their tasks: the cadres' thirty households, and the households that 附件1 counts."""
    is_tasked = view.where.get("level", rules.TASKED_LEVEL) == rules.TASKED_LEVEL
    if set(OF_PLACES) & set(view.where) or not is_tasked:  # the cadres' task is of their unit, not of a place
        section(f"{subject(view)}一户不落", progress.EVERY_HOUSEHOLD)
        progress.burn_up(view, COVERAGE, "burn-up-all")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        section(
            f"{rules.TASKED_LEVEL}走访进度",
            f"任务是每名干部{rules.HOUSEHOLDS_PER_CADRE}户，只算报来花名册的单位。",
        )
        progress.burn_up(view.but(level=rules.TASKED_LEVEL), PROGRESS, "burn-up-agencies")
    with right:
        section(f"{subject(view)}一户不落", progress.EVERY_HOUSEHOLD)
        progress.burn_up(view, COVERAGE, "burn-up-all")


# ── where and what about ──────────────────────────────────────────────────────────────────────


def _categories(view: View) -> None:
    section("群众反映什么", "浅色为收集问题，深色为其中已解决；右侧为解决率。" + CLICK)
    numbers = view.ask(("issues", "solved", "solved_share"), by=("category",))
    figures.solved_bars(
        numbers, "category", "top-categories", limit=TOP, on_choose=leads.on_click(view, "issues", "category")
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
