"""How is the visiting going, week by week, place by place, unit by unit?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from campaign.office import rules
from pages.parts import charts, door, figures, leads, tables
from pages.parts.bar import OF_ISSUES, cannot, filters, toggle, with_its_zone
from pages.parts.frame import Room, View, heading, section
from pages.parts.menu import Menu

TITLE = "走访进度"
ICON = ":material/directions_walk:"
MENU = Menu("分析", 320)

HEADLINE = ("households", "visits", "repeat_share", "disturbed_share")


def render(room: Room) -> None:
    """Weeks, places, units: from the whole to the unit that has to act."""
    heading(room, TITLE, "谁走了多少户，哪里还没走到？")
    view = filters(room, unfit=cannot(OF_ISSUES, "走访没有这一项"))
    _headline(view)
    left, right = st.columns(2, gap="medium")
    with left:
        section("每周走访户数", f"按首次走访日期；一周从{rules.WEEK_BEGINS}到{rules.WEEK_ENDS}，浅色为尚未结束的一周。")
        _weeks(view)
    with right:
        section("各区走访户数", with_its_zone(view.area))
        here = view.but(without=("district", "zone")).ask(("households", "visits"), by=(view.area,))
        figures.ranked_bars(
            here.dropna(subset=[view.area]),
            view.area,
            "households",
            "visits-areas",
            chosen=view.where.get(view.area),
            on_choose=partial(toggle, "area"),
        )
    _units(view)


def _headline(view: View) -> None:
    """Visits in sight; the roster's numbers, which have no area, only where they are valid."""
    parts = [(view, HEADLINE)]
    if not _in_one_area(view):
        parts.append((view, ("cadre_target_share",)))
        if view.where.get("level") in (None, rules.TASKED_LEVEL):
            parts.append((view.but(level=rules.TASKED_LEVEL), ("progress",)))
    if "level" not in view.where:
        parts.append((view, ("coverage",)))
    figures.cards([name for _, names in parts for name in names], view, parts=parts)


def _in_one_area(view: View) -> bool:
    return "district" in view.where or "zone" in view.where


def _weeks(view: View) -> None:
    weeks = view.ask(("households",), by=("week",)).dropna().sort_values("week")
    if weeks.empty:
        tables.nothing("还没有走访数据")
        return
    bars = [
        charts.Bar(
            figures.week_name(row["week"]),
            float(row["households"]),
            tables.formatted("households", row["households"]).removesuffix("户"),
            colour=charts.NAVY if rules.week(figures.day_of(row["week"])).end <= view.day else charts.LIGHT,
        )
        for row in weeks.to_dict("records")
    ]
    charts.show(charts.columns(bars), "visits-weeks", charts.seen(bars))
    leads.behind([(view, ("households",))])


def _units(view: View) -> None:
    level = view.where.get("level")
    with_roster = not view.period and not _in_one_area(view) and level in (None, rules.TASKED_LEVEL)
    section(
        f"各{rules.TASKED_LEVEL}走访" if with_roster else "各单位走访",
        f"点一行看这个单位的走访。每户在每个单位各计一次，合计按这些单位去重。达标：每名干部走访不少于{rules.HOUSEHOLDS_PER_CADRE}户；"
        f"完成进度只算{rules.TASKED_LEVEL}。进度低的在前。"
        if with_roster
        else "点一行看这个单位的走访。每户在每个单位各计一次，合计按这些单位去重。走访户数多的在前；选了时段、区域或其他级别时不列完成进度。",
    )
    agencies = view.but(level=rules.TASKED_LEVEL)
    if with_roster:
        units = agencies.ask(("progress", "households", "visits", "cadres", "cadre_target_share"), by=("unit",))
        units = units.sort_values("progress", na_position="last")
    else:
        units = view.ask(("households", "visits", "repeat_share"), by=("unit",))
        units = units.sort_values("households", ascending=False)
    numbers = tuple(name for name in units.columns if name != "unit")
    whole = agencies if with_roster else view
    tables.numbers(
        whole,
        units.reset_index(drop=True),
        f"visits-units-{view.room.snapshot.id}",
        on_choose=leads.on_click(view, "visits", "unit"),
        total=whole.one(numbers),
    )
    leads.behind([(whole, numbers)])


if __name__ == "__main__":  # run without app.py
    door.through_app()
