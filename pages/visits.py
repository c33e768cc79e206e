"""How is the visiting going, week by week, place by place, unit by unit?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from campaign.numbers.figure import Figure
from campaign.numbers.kinds import counts_in
from campaign.numbers.metrics import COVERAGE, HOUSEHOLDS
from campaign.office import rules
from pages.parts import bar, charts, door, figures, leads, tables
from pages.parts.bar import OF_ISSUES, cannot, filters, toggle
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, Rows, View

TITLE = "走访进度"
ICON = ":material/directions_walk:"
MENU = Menu("分析", 320)

OF_ROSTERS = ("progress", "households", "visits", "cadres", "cadre_target_share")
OF_VISITS = ("households", "visits", "repeat_share")
HEADLINE = ("households", "repeat_share", "disturbed_share")


def render(room: Room) -> None:
    """Weeks, places, units: from the whole to the unit that has to act."""
    heading(room, TITLE, "各单位走访进度")
    view = filters(room, unfit=cannot(OF_ISSUES, "走访数据无此项"))
    cards, units = _cards(view), Units(view)
    weeks = view.rows_by(("households",), "week")
    parts = bar.parts(view)
    places = parts.whole.rows_by(("households", "visits", COVERAGE, *counts_in(COVERAGE)), parts.by)
    covered = parts.whole.figures(COVERAGE)

    cards.draw()
    left, right = st.columns(2, gap="medium")
    with left:
        section(
            "每周走访户数",
            f"按首次走访日期统计，每周为{rules.WEEK_BEGINS}至{rules.WEEK_ENDS}；浅色为不足整周的，不作比较。",
        )
        _weeks(view, weeks)
    with right:
        section(f"各{parts.name}走访户数", parts.note)
        shares = [(str(row.name), row[COVERAGE], row[COVERAGE.bottom].value or 0) for row in places if row.name]
        whole = parts.whole.room.whole
        figures.ranked_bars(
            [row for row in places if row.name is not None],
            parts.by,
            "households",
            "visits-areas",
            chosen=parts.chosen,
            on_choose=partial(toggle, parts.key),
            sentence=figures.extremes(COVERAGE, shares, whole, covered[COVERAGE]),
        )
    units.draw()


def _cards(view: View) -> figures.Cards:
    """Visits in sight; the roster's numbers, which have no area, only where they are valid."""
    parts = [(view, HEADLINE)]
    if not _in_one_area(view):
        parts.append((view, ("cadre_target_share",)))
        if view.where.get("level") in (None, rules.TASKED_LEVEL):
            parts.append((view.but(level=rules.TASKED_LEVEL), ("progress",)))
    if "level" not in view.where:
        parts.append((view, ("coverage",)))
    return figures.Cards(view, [name for _, names in parts for name in names], parts=parts)


def _in_one_area(view: View) -> bool:
    return "district" in view.where or "zone" in view.where


def _weeks(view: View, weeks: Rows) -> None:
    known = [row for row in weeks if row.name is not None and row["households"].value is not None]
    if not known:
        tables.nothing("暂无走访数据")
        return
    by_week = {
        figures.day_of(row.name): charts.Bar("", float(row["households"].value or 0), row["households"].full)
        for row in known
    }
    bars = charts.in_time("周", by_week, view)
    over = [bar for bar in bars if not bar.is_part]
    charts.show(charts.columns(bars), "visits-weeks", _last_weeks(over) + charts.apart(bars), unit=HOUSEHOLDS.unit)
    leads.behind([(view, [HOUSEHOLDS])])


def _last_weeks(over: Sequence[charts.Bar]) -> str:
    """The last week that is over beside the one before: one that still runs is compared with none."""
    if not over:
        return "首周尚未结束。"
    *before, last = over
    words = f"最近完整一周（{last.name_in_words}）新走访{Figure(HOUSEHOLDS, last.value).full}"
    change = Figure(HOUSEHOLDS, last.value, before=Figure(HOUSEHOLDS, before[-1].value)).change_words if before else ""
    return f"{words}，较前一周{change.removeprefix(HOUSEHOLDS.label)}。" if change else f"{words}。"


class Units:
    """The units with what they have walked, where it holds beside their roster; stated when made."""

    def __init__(self, view: View) -> None:
        level = view.where.get("level")
        self.view = view
        self.with_roster = not view.period and not _in_one_area(view) and level in (None, rules.TASKED_LEVEL)
        own = view.but(level=rules.TASKED_LEVEL) if self.with_roster else view
        numbers = OF_ROSTERS if self.with_roster else OF_VISITS
        self._rows, self._whole = own.rows_by(numbers, "unit", based="unit"), own.figures(*numbers)

    def draw(self) -> None:
        """The table, those that are furthest behind first where that is known."""
        section(
            f"各{rules.TASKED_LEVEL}走访" if self.with_roster else "各单位走访",
            f"{leads.if_rows('点击一行查看走访明细。')}每户在各单位各计一次，合计已去重。"
            + (
                f"达标为每名干部走访不少于{rules.HOUSEHOLDS_PER_CADRE}户；完成进度只统计{rules.TASKED_LEVEL}，由低到高排列。"
                if self.with_roster
                else "按走访户数由多到少排列；选择时段、区域或其他级别时，不列完成进度。"
            ),
        )
        units = self._rows.frame
        units = (
            units.sort_values("progress", na_position="last")
            if self.with_roster
            else units.sort_values("households", ascending=False)
        )
        tables.numbers(
            self._rows,
            f"visits-units-{self.view.room.snapshot.id}",
            shown=units.reset_index(drop=True),
            on_choose=leads.on_click(self.view, "visits", "unit"),
            total=self._whole,
        )
        leads.behind([(self._rows.view, self._whole.numbers)])


if __name__ == "__main__":  # run without app.py
    door.through_app()
