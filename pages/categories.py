"""What are people asking for, and where?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from campaign.numbers.dimensions import dimension
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Count
from campaign.numbers.metrics import ISSUES, OVERDUE, PENDING, SOLVED, SOLVED_SHARE
from campaign.office import rules
from campaign.places import areas
from campaign.words.text_model import trust
from pages.parts import bar, charts, door, figures, leads, ruled, tables
from pages.parts.bar import UNFILLED, filters, toggle, words
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, Rows, View

TITLE = "问题分类"
ICON = ":material/category:"
MENU = Menu("分析", 350)

COUNTS = ("issues", "solved", "solved_share")
ORDER = (*rules.CATEGORIES, rules.UNCATEGORISED)
UNDER = (*rules.SUBCATEGORIES, rules.NO_SUBCATEGORY)
CELLS = (ISSUES, PENDING, SOLVED_SHARE)
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
    of_blocks = {
        block: (whole.but(block=block) if block else whole).rows_by(COUNTS, "category")
        for block in (None, *rules.BLOCKS)
    }
    bases, second = whole.rows_by(("issues",), "category_basis"), view.rows_by(COUNTS, "subcategory")
    form = Form(whole)

    section(
        "各类问题",
        "附件5的七类；浅色为收集问题，深色为其中已解决；右侧为解决率。没有写板块的只计入全部。"
        f"点一条只看这一类，再点一次取消；点“{rules.OTHER}”看其中的二级类别。",
    )
    choose = partial(toggle, "category")
    for column, (block, rows) in zip(st.columns(len(of_blocks), gap="medium"), of_blocks.items(), strict=True):
        with column:
            st.markdown(f"**{block or '全部'}**")
            figures.solved_bars(rows, "category", f"categories-{block or 'all'}", chosen=chosen, on_choose=choose)
    leads.behind([(view, (ISSUES, SOLVED, PENDING, OVERDUE))])
    _basis(bases)
    if chosen == rules.OTHER:
        _second_level(view, second)
    _by_area(view)
    form.draw()


def _basis(bases: Rows) -> None:
    """One sentence: whose the categories are: the sheets' own, a person's, the model's, nobody's yet; and how good the model is."""
    known = [row for row in bases if row.name is not None and not row["issues"].is_empty]
    parts = [f"{row['issues'].full}{BASIS_LABELS[str(row.name)]}" for row in known]
    if parts:
        whole = f"类别依据：{'；'.join(parts)}"
        waits = rules.CATEGORY_BASES[-1] in [row.name for row in known]
        st.caption(f"{whole}，计入“{rules.UNCATEGORISED}”。{trust()}" if waits else f"{whole}。{trust()}")


def _second_level(view: View, rows: Rows) -> None:
    section(
        f"{rules.OTHER}里是什么",
        f"附件5没有这些行；二级类别由模型从问题正文判断；“{rules.NO_SUBCATEGORY}”的是正文里几类分不出主次。",
    )
    figures.solved_bars(
        [replace(row, of={"subcategory": row.name or rules.NO_SUBCATEGORY}) for row in rows],
        "subcategory",
        "categories-second",
        on_choose=leads.on_click(view, "issues", "subcategory"),
    )


def _by_area(view: View) -> None:
    parts = bar.parts(view)
    section(f"各{parts.name}各类问题", "每格一个数，颜色越深数越大。" + parts.note)
    choices = {number.label: number for number in CELLS}
    chosen = st.segmented_control(
        "看哪个数",
        list(choices),
        default=next(iter(choices)),
        required=True,
        key="cells",
        bind="query-params",
        label_visibility="collapsed",
    )
    number = choices[chosen or next(iter(choices))]
    is_second = view.where.get("category") == rules.OTHER
    kind = "subcategory" if is_second else "category"
    grid = {}
    for row in parts.whole.rows_by((number,), parts.by, kind):
        group = row.of[kind] or (rules.NO_SUBCATEGORY if is_second else None)
        if row.name is not None and group is not None:
            grid[(row.name, group)] = row[number]
    listed = dimension(parts.by).order or sorted({str(place) for place, _ in grid})
    places = [p for p in listed if any(p == place for place, _ in grid)]
    kinds = [c for c in (UNDER if is_second else ORDER) if any(c == k for _, k in grid)]
    if not places or not kinds:
        tables.nothing("没有问题")
        return
    known = [one for one in grid if one[0] in places and one[1] in kinds and not grid[one].is_empty]
    if not known:
        tables.nothing(f"各{parts.name}各类都没有{number.label}：{view.why_empty(number) or '没有填'}。")
        return
    cells = [[grid.get((p, k), Figure(number)) for p in places] for k in kinds]
    heads = [areas.short_town(p.removesuffix("区").removesuffix("市")) if len(p) > 2 else p for p in places]
    most = max(known, key=lambda one: grid[one].value)
    sentence = f"{view.label(number)}最大的一格是{most[0]}的“{most[1]}”，{grid[most].full}。"
    values, labels = [[c.value for c in row] for row in cells], [[c.bare for c in row] for row in cells]
    charts.show(charts.heat(kinds, heads, values, labels), "categories-areas", sentence)
    leads.behind([(view, (number,))])


class Form:
    """The numbers as 附件5 has them; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._by_category = view.rows_by(NUMBERS, "block", "category")
        self._by_block = view.rows_by(NUMBERS, "block")
        self._whole = view.figures(*NUMBERS)

    def draw(self) -> None:
        """A part for each block, the whole last."""
        section(
            "附件5的样子",
            "困难需求来自贫困户填写的栏目，意见建议来自所有家庭；合计是另问的，不是各行相加。"
            + leads.if_rows("点数看它由哪些行组成。"),
        )
        blocks = []
        for block in (*rules.BLOCKS, None):
            of_block = [row for row in self._by_category if row.name == block]
            by_name = {row.of["category"]: row for row in of_block if not row["issues"].is_empty}
            if not by_name:
                continue
            rows = [self._line(name, by_name[name].figures, block) for name in ORDER if name in by_name]
            totals = [self._line("合计", row.figures, block) for row in self._by_block if row.name == block]
            blocks.append(ruled.Block(block or f"板块{UNFILLED}", [*rows, *totals]))
        if not blocks:
            tables.nothing("没有问题")
            return
        blocks.append(ruled.Block("全部", [self._line("合计", {f.id: f for f in self._whole}, UNSPLIT)]))
        columns = [
            ruled.Column("类别"),
            *(ruled.Column(figure.timed_label, is_number=True, note=figure.number.note) for figure in self._whole),
        ]
        ruled.official(f"群众反映的问题，{words(self.view)}", OVER, columns, blocks)

    def _line(self, name: str, numbers: Mapping[str, Figure], block: str | None) -> list[ruled.Cell]:
        """One line of the form; each count leads to its rows."""
        where: dict[str, object] = {} if block == UNSPLIT else {"block": block}
        where |= {} if name == "合计" else {"category": name}
        cells = [ruled.Cell(name)]
        for figure in (numbers[number] for number in NUMBERS):
            leads_on = isinstance(figure.number, Count) and figure.value
            to = leads.to_rows(self.view, figure.number, **where) if leads_on else None
            cells.append(ruled.Cell(figure.bare, to))
        return cells


if __name__ == "__main__":  # run without app.py
    door.through_app()
