"""What are people asking for, and where?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from campaign import areas, rules
from pages.parts import charts, door, figures, leads, tables
from pages.parts.frame import Room, View, filters, heading, section

TITLE = "问题分类"
ICON = ":material/category:"

COUNTS = ("issues", "solved", "solved_share")
ORDER = (*rules.CATEGORIES, rules.UNCATEGORISED)
CELLS = ("issues", "pending", "solved_share")


def render(room: Room) -> None:
    """The seven categories of 附件5, in both blocks, and place by place."""
    heading(room, TITLE, "群众最需要什么？")
    view = filters(room)
    section(
        "各类问题",
        "附件5的七类；浅色为收集问题，深色为其中已解决；右侧为解决率。没有写板块的只计入全部。点一条看它由哪些行组成。",
    )
    columns = st.columns(len(rules.BLOCKS) + 1, gap="medium")
    with columns[0]:
        st.markdown("**全部**")
        click = leads.on_click(view, "issues", "category")
        figures.solved_bars(view.ask(COUNTS, by=("category",)), "category", "categories-all", on_choose=click)
    for column, block in zip(columns[1:], rules.BLOCKS, strict=True):
        with column:
            st.markdown(f"**{block}**")
            found = view.ask(COUNTS, by=("category",), block=block)
            click = leads.on_click(view.but(block=block), "issues", "category")
            figures.solved_bars(found, "category", f"categories-{block}", on_choose=click)
    _by_area(view)
    _table(view)


def _by_area(view: View) -> None:
    section("各区各类问题", "每格一个数，颜色越深数越大。" + _places(view))
    choices = {tables.label(m): m for m in CELLS}
    chosen = st.segmented_control(
        "看哪个数",
        list(choices),
        default=next(iter(choices)),
        required=True,
        key="cells",
        bind="query-params",
        label_visibility="collapsed",
    )
    metric = choices[chosen or next(iter(choices))]
    found = view.but(without=("district", "zone")).ask((metric,), by=(view.area, "category"))
    found = found.dropna(subset=[view.area, "category"])
    grid = {(row[view.area], row["category"]): tables.value(row[metric]) for row in found.to_dict("records")}
    places = [
        p for p in (areas.ZONES if view.area == "zone" else areas.DISTRICTS) if any(p == place for place, _ in grid)
    ]
    kinds = [c for c in ORDER if any(c == kind for _, kind in grid)]
    if not places or not kinds:
        tables.nothing("没有问题")
        return
    cells = [[grid.get((p, k)) for p in places] for k in kinds]
    labels = [[tables.said(metric, c).removesuffix("件") for c in row] for row in cells]
    heads = [p.removesuffix("区").removesuffix("市") if len(p) > 2 else p for p in places]
    charts.show(charts.heat(kinds, heads, cells, labels), "categories-areas", "各区各类问题")
    leads.behind([(view, (metric,))])


def _places(view: View) -> str:
    return "武进含经开区。" if view.area == "district" else "经开区单列，武进不含经开区。"


def _table(view: View) -> None:
    section("类别与板块", "困难需求来自贫困户填写的栏目，意见建议来自所有家庭。")
    found = view.ask(("issues", "solved", "pending", "solved_share", "overdue"), by=("category", "block"))
    found = found.assign(order=found["category"].map(_place_of)).sort_values(["order", "block"])
    tables.numbers(
        found.drop(columns="order").reset_index(drop=True),
        "categories-table",
        on_choose=leads.on_click(view, "issues", "category"),
    )
    leads.behind([(view, ("issues", "solved", "pending", "overdue"))])


def _place_of(category: object) -> int:
    return ORDER.index(category) if not pd.isna(category) and category in ORDER else len(ORDER)  # type: ignore[call-overload,arg-type]


if __name__ == "__main__":  # run without app.py
    door.through_app()
