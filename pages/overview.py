"""How far have we got?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from campaign.access.scope import may
from campaign.judgement.to_decide import Decision, ToDecide
from campaign.numbers.metrics import COVERAGE, PROGRESS
from campaign.office import rules
from pages.beside.overview import districts, months, published
from pages.parts import door, figures, leads, maps, objects, progress, standings, tables
from pages.parts.bar import OF_PLACES, filters, subject
from pages.parts.frame import heading, section
from pages.parts.matter_bars import Matters
from pages.parts.menu import Menu
from pages.parts.shortfall import Shortfall
from pages.parts.view import Room, View

TITLE = "总览"
ICON = ":material/home:"
MENU = Menu("看进度", 110)


def render(room: Room) -> None:
    """In the first screen how it went, which district lags and what to decide; below it the way to the deadline, where and what about."""
    heading(room, TITLE, "总体进展")
    view = filters(room)
    sheets, city = view.figures("households", "issues", "cadres", "village_households"), published.Published(view)
    conclusion, cards = progress.Conclusion(view), figures.Cards(view, progress.HEADLINE, ways=False)
    strip, decisions = districts.Districts(view), Decisions(view) if may(room.scope, "comparison") else None
    costs, way, month, about = _costs(view), Way(view), months.Beside(view), Matters(view)
    others = objects.Visited(view)
    maps.state(view)

    has_visits = bool(sheets["households"].value or sheets["issues"].value)
    if has_visits or not city.known:
        with st.container(key="conclusion"):
            st.markdown(conclusion.sentence)
        cards.draw()
    if has_visits:
        _first_screen(strip, decisions)
    elif decisions:
        decisions.draw()
    if city.known and not any(figure.value for figure in sheets):
        city.draw()
        tables.nothing("尚未收到各单位的花名册、村（社区）调查表和走访、问题报表，进度、地图和分类暂无数据。")
        return
    if costs:
        costs.draw()
    way.draw()
    month.draw()
    maps.where(view, below=partial(about.draw, "top-categories"))
    city.draw()
    others.draw()


def _first_screen(strip: districts.Districts, decisions: Decisions | None) -> None:
    """The districts with what is to be decided beside them, on a phone below them."""
    if decisions is None:
        strip.draw()
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        strip.draw()
    with right:
        decisions.draw()


def _costs(view: View) -> Shortfall | None:
    """What costs the district most that the bar narrows to."""
    chosen = view.where.get(view.area)
    if chosen is None or view.area in view.room.own or "town" in view.where:
        return None
    around = view.but(without=OF_PLACES)
    return Shortfall(view, around, str(chosen), view.room.whole, by=("town", "handler", "category"))


# ── what to decide ────────────────────────────────────────────────────────────────────────────


class Decisions:
    """What only the leaders can decide; stated when made."""

    def __init__(self, view: View) -> None:
        self.state = View(view.room, view.day, None, view.where, view.area)
        stand = partial(standings.Stated, self.state)
        self._stated = ToDecide(view.room.batch, stand, day=view.day, data_date=view.room.data_date, where=view.where)

    def draw(self) -> None:
        """Each with the way to its rows or its page."""
        section("提请研究事项")
        decisions = self._stated.decisions
        if not decisions:
            st.markdown("暂无提请研究事项。")
            return
        with st.container(border=True, gap="xsmall", key="decisions"):
            for n, one in enumerate(decisions, start=1):
                st.markdown(f"{n}\\. {tables.plain(one.sentence)}**{tables.plain(one.question)}**{self._link(one)}")

    def _link(self, one: Decision) -> str:
        if one.metric:
            words, to = "查看清单", leads.to_rows(self.state, one.metric, **one.where)
        else:
            words, to = "查看依据", leads.to_page(one.page, self.state) | {k: str(v) for k, v in one.where.items()}
        return f" {leads.linked(words, to)}" if leads.leads_on(to) else ""


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
                f"任务按每名干部走访{rules.HOUSEHOLDS_PER_CADRE}户计（已报花名册单位）。",
            )
            self._agencies.draw("burn-up-agencies")
        with right:
            self._draw_all()

    def _draw_all(self) -> None:
        section(f"{subject(self.view)}走访覆盖", progress.EVERY_HOUSEHOLD)
        self._all.draw("burn-up-all")


if __name__ == "__main__":  # run without app.py
    door.through_app()
