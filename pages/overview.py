"""How far have we got?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from campaign.access.scope import may
from campaign.judgement.to_decide import ToDecide
from campaign.numbers.metrics import COVERAGE, PROGRESS
from campaign.office import rules
from pages.beside.overview import months, published
from pages.parts import door, figures, leads, maps, objects, progress, standings, tables
from pages.parts.bar import OF_PLACES, filters, subject
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, Rows, View

TITLE = "总览"
ICON = ":material/home:"
MENU = Menu("看进度", 110)

CLICK = "点一条看它由哪些行组成。"
TOP = 8
"""Categories shown: all of 附件5's, the largest first, and the issues without a category."""


def render(room: Room) -> None:
    """The month in one screen: the sentence, the numbers, what to decide, the way to the deadline, where and what about."""
    heading(room, TITLE, "走到哪一步了？")
    view = filters(room)
    sheets, city = view.figures("households", "issues", "cadres", "village_households"), published.Published(view)
    conclusion, cards = progress.Conclusion(view), figures.Cards(view, progress.HEADLINE)
    others, way = objects.Visited(view), Way(view)
    decisions = Decisions(view) if may(room.scope, "comparison") else None
    month, categories = months.Beside(view), view.rows_by(("issues", "solved", "solved_share"), "category")
    maps.state(view)

    has_visits = bool(sheets["households"].value or sheets["issues"].value)
    if has_visits or not city.known:
        with st.container(key="conclusion"):
            st.markdown(conclusion.sentence)
        cards.draw()
        others.draw()
    city.draw()
    if decisions:
        decisions.draw()
    if city.known and not any(figure.value for figure in sheets):
        tables.nothing("尚未收到各单位的花名册、村（社区）调查表和走访、问题报表，进度、地图和分类暂无数据。")
        return
    way.draw()
    month.draw()
    maps.where(view, below=partial(_categories, view, categories))


# ── what to decide ────────────────────────────────────────────────────────────────────────────


class Decisions:
    """What only the leaders can decide; stated when made."""

    def __init__(self, view: View) -> None:
        self.state = View(view.room, view.day, None, view.where, view.area)
        stand = partial(standings.Stated, self.state)
        self._stated = ToDecide(view.room.batch, stand, day=view.day, data_date=view.room.data_date, where=view.where)

    def draw(self) -> None:
        """Each with the way to its rows or its page."""
        section("要定的事")
        decisions = self._stated.decisions
        if not decisions:
            st.markdown("没有要领导定的事。")
            return
        columns = st.columns(len(decisions), gap="small")
        for column, one in zip(columns, decisions, strict=True):
            with column, st.container(border=True, height="stretch"):
                st.markdown(f"{tables.plain(one.sentence)} **{tables.plain(one.question)}**")
                if one.metric:
                    leads.links({"看是哪些": leads.to_rows(self.state, one.metric, **one.where)})
                else:
                    own = {name: str(value) for name, value in one.where.items()}
                    leads.links({"看依据": leads.to_page(one.page, self.state) | own})


# ── the way to the deadline ───────────────────────────────────────────────────────────────────


class Way:
    """The running totals against their tasks: the cadres' thirty households, and the households that 附件1 counts; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        is_tasked = view.where.get("level", rules.TASKED_LEVEL) == rules.TASKED_LEVEL
        # The cadres' task is of their unit, not of a place.
        is_of_units = is_tasked and not set(OF_PLACES) & set(view.where)
        self._agencies = progress.BurnUp(view.but(level=rules.TASKED_LEVEL), PROGRESS) if is_of_units else None
        self._all = progress.BurnUp(view, COVERAGE)

    def draw(self) -> None:
        """Side by side, or that of all households alone."""
        if self._agencies is None:
            self._draw_all()
            return
        left, right = st.columns(2, gap="medium")
        with left:
            section(
                f"{rules.TASKED_LEVEL}走访进度",
                f"任务是每名干部{rules.HOUSEHOLDS_PER_CADRE}户，只算报来花名册的单位。",
            )
            self._agencies.draw("burn-up-agencies")
        with right:
            self._draw_all()

    def _draw_all(self) -> None:
        section(f"{subject(self.view)}一户不落", progress.EVERY_HOUSEHOLD)
        self._all.draw("burn-up-all")


# ── where and what about ──────────────────────────────────────────────────────────────────────


def _categories(view: View, rows: Rows) -> None:
    section("群众反映什么", "浅色为收集问题，深色为其中已解决；右侧为解决率。" + leads.if_rows(CLICK))
    figures.solved_bars(
        rows, "category", "top-categories", limit=TOP, on_choose=leads.on_click(view, "issues", "category")
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
