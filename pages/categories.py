"""What are people asking for, and where?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from campaign.numbers.kinds import Count
from campaign.numbers.metrics import metric
from campaign.numbers.wording import format_value
from campaign.office import rules
from campaign.places import areas
from campaign.words.text_model import trust
from pages.parts import charts, door, figures, leads, ruled, tables
from pages.parts.bar import UNFILLED, filters, toggle, with_its_zone, words
from pages.parts.frame import Room, View, heading, section
from pages.parts.menu import Menu

TITLE = "问题分类"
ICON = ":material/category:"
MENU = Menu("分析", 350)

COUNTS = ("issues", "solved", "solved_share")
ORDER = (*rules.CATEGORIES, rules.UNCATEGORISED)
UNDER = (*rules.SUBCATEGORIES, rules.NO_SUBCATEGORY)
CELLS = ("issues", "pending", "solved_share")
NUMBERS = ("solved", "pending", "issues", "solved_share", "confirmed_share", "asked", "overdue")
OVER = (("", 1), ("问题（件）", 3), ("解决率", 3), ("", 1))
"""The headings over the columns of the form: the category, the counts of 附件5, how far they are confirmed, what is late."""
UNSPLIT = ""
"""Means all blocks together."""
BASIS_LABELS = {
    "报送": "照表上写的类别",
    "人工": "表上没写类别，由人工归类",
    "自动": "表上没写类别，由模型从正文判断",
    "待人工": "表上没写、模型也拿不准，待人工判断",
}


def render(room: Room) -> None:
    """The seven categories of 附件5, in both blocks, and place by place; under 其他方面 its second level."""
    heading(room, TITLE, "群众最需要什么？")
    view = filters(room)
    chosen = view.where.get("category")
    whole = view.but(without=("category",))
    section(
        "各类问题",
        "附件5的七类；浅色为收集问题，深色为其中已解决；右侧为解决率。没有写板块的只计入全部。"
        f"点一条只看这一类，再点一次取消；点“{rules.OTHER}”看其中的二级类别。",
    )
    columns = st.columns(len(rules.BLOCKS) + 1, gap="medium")
    choose = partial(toggle, "category")
    for column, block in zip(columns, (None, *rules.BLOCKS), strict=True):
        with column:
            st.markdown(f"**{block or '全部'}**")
            numbers = whole.ask(COUNTS, by=("category",), **({"block": block} if block else {}))
            figures.solved_bars(numbers, "category", f"categories-{block or 'all'}", chosen=chosen, on_choose=choose)
    leads.behind([(view, ("issues", "solved", "pending", "overdue"))])
    _basis(whole)
    if chosen == rules.OTHER:
        _second_level(view)
    _by_area(view)
    _table(whole)


def _basis(view: View) -> None:
    """One sentence: whose the categories are: the sheets' own, a person's, the model's, nobody's yet; and how good the model is."""
    bases = view.ask(("issues",), by=("category_basis",)).dropna(subset=["category_basis", "issues"])
    parts = [
        f"{tables.formatted('issues', row['issues'])}{BASIS_LABELS[row['category_basis']]}"
        for row in bases.to_dict("records")
    ]
    if parts:
        whole = f"类别依据：{'；'.join(parts)}"
        st.caption(f"{whole}，计入“{rules.UNCATEGORISED}”。{trust()}" if _waits(bases) else f"{whole}。{trust()}")


def _waits(bases: pd.DataFrame) -> bool:
    return rules.CATEGORY_BASES[-1] in set(bases["category_basis"])


def _second_level(view: View) -> None:
    section(
        f"{rules.OTHER}里是什么",
        f"附件5没有这些行；二级类别由模型从问题正文判断；“{rules.NO_SUBCATEGORY}”的是正文里几类分不出主次。",
    )
    figures.solved_bars(
        _named(view.ask(COUNTS, by=("subcategory",))),
        "subcategory",
        "categories-second",
        on_choose=leads.on_click(view, "issues", "subcategory"),
    )


def _named(numbers: pd.DataFrame) -> pd.DataFrame:
    return numbers.assign(subcategory=numbers["subcategory"].fillna(rules.NO_SUBCATEGORY))


def _by_area(view: View) -> None:
    section("各区各类问题", "每格一个数，颜色越深数越大。" + with_its_zone(view.area))
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
    is_second = view.where.get("category") == rules.OTHER
    kind = "subcategory" if is_second else "category"
    numbers = view.but(without=("district", "zone")).ask((metric,), by=(view.area, kind))
    numbers = (_named(numbers) if is_second else numbers).dropna(subset=[view.area, kind])
    grid = {(row[view.area], row[kind]): tables.value(row[metric]) for row in numbers.to_dict("records")}
    places = [
        p for p in (areas.ZONES if view.area == "zone" else areas.DISTRICTS) if any(p == place for place, _ in grid)
    ]
    kinds = [c for c in (UNDER if is_second else ORDER) if any(c == k for _, k in grid)]
    if not places or not kinds:
        tables.nothing("没有问题")
        return
    known = [one for one in grid if one[0] in places and one[1] in kinds and grid[one] is not None]
    if not known:
        tables.nothing(f"各区各类都没有{tables.label(metric)}：{view.why_empty(metric) or '没有填'}。")
        return
    cells = [[grid.get((p, k)) for p in places] for k in kinds]
    labels = [[tables.formatted(metric, c).removesuffix("件") for c in row] for row in cells]
    heads = [p.removesuffix("区").removesuffix("市") if len(p) > 2 else p for p in places]
    most = max(known, key=lambda one: grid[one])
    sentence = f"{view.label(metric)}最大的一格是{most[0]}的“{most[1]}”，{tables.formatted(metric, grid[most])}。"
    charts.show(charts.heat(kinds, heads, cells, labels), "categories-areas", sentence)
    leads.behind([(view, (metric,))])


def _table(view: View) -> None:
    section(
        "附件5的样子",
        "困难需求来自贫困户填写的栏目，意见建议来自所有家庭；合计是另问的，不是各行相加。点数看它由哪些行组成。",
    )
    by_category = view.ask(NUMBERS, by=("category", "block"))
    by_block = view.ask(NUMBERS, by=("block",))
    blocks = []
    for block in (*rules.BLOCKS, None):
        mine = by_category[by_category["block"].isna() if block is None else by_category["block"] == block]
        whole = by_block[by_block["block"].isna() if block is None else by_block["block"] == block]
        by_name = {row["category"]: row for row in mine.dropna(subset=["issues"]).to_dict("records")}
        if not by_name:
            continue
        rows = [_row(view, name, by_name[name], block) for name in ORDER if name in by_name]
        totals = [_row(view, "合计", row, block) for row in whole.to_dict("records")]
        blocks.append(ruled.Block(block or f"板块{UNFILLED}", [*rows, *totals]))
    if not blocks:
        tables.nothing("没有问题")
        return
    whole = view.one(NUMBERS)
    blocks.append(ruled.Block("全部", [_row(view, "合计", whole, UNSPLIT)]))
    columns = [
        ruled.Column("类别"),
        *(ruled.Column(view.label(m), is_number=True, note=metric(m).note) for m in NUMBERS),
    ]
    ruled.official(f"群众反映的问题，{words(view)}", OVER, columns, blocks)


def _row(view: View, name: str, numbers: Mapping[str, object], block: str | None) -> list[ruled.Cell]:
    """One line of the form; each count leads to its rows."""
    where: dict[str, object] = {} if block == UNSPLIT else {"block": block}
    where |= {} if name == "合计" else {"category": name}
    cells = [ruled.Cell(name)]
    for number in NUMBERS:
        leads_on = isinstance(metric(number), Count) and tables.value(numbers[number])
        to = leads.to_rows(view, number, **where) if leads_on else None
        cells.append(ruled.Cell(format_value(number, numbers[number]), to))
    return cells


if __name__ == "__main__":  # run without app.py
    door.through_app()
