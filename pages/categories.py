"""What are people asking for, and where?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from campaign.numbers.dimensions import dimension
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Count, Metric
from campaign.numbers.metrics import ISSUES, OVERDUE, PENDING, SOLVED, SOLVED_SHARE
from campaign.office import rules
from campaign.places import areas
from campaign.words.text_model import trust
from pages.parts import bar, charts, door, figures, kinds, leads, ruled, tables
from pages.parts.bar import UNFILLED, filters, words
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, Rows, View

TITLE = "问题分类"
ICON = ":material/category:"
MENU = Menu("分析", 350)

COUNTS = ("issues", "solved", "solved_share")
ORDER = (*rules.CATEGORIES, rules.UNCATEGORISED)
CELLS = (ISSUES, PENDING, SOLVED_SHARE)
NUMBERS = ("solved", "pending", "issues", "solved_share", "confirmed_share", "asked", "overdue")
OVER = (("", 1), ("问题（件）", 3), ("解决率", 3), ("", 1))
"""The headings over the columns of the form: the category, the counts of 附件5, how far they are confirmed, what is late."""
UNSPLIT = ""
"""Means all blocks together."""
BASIS_LABELS = {
    "报送": "按报表填报类别",
    "人工": "报表未填，由人工归类",
    "自动": "报表未填，按关键词自动归类",
    "待人工": "无法自动归类，待人工核定",
}


def render(room: Room) -> None:
    """What issues are about, in both blocks and place by place, 其他方面 told by its second level; then as 附件5 has it."""
    heading(room, TITLE, "群众诉求分类")
    view = filters(room)
    whole = view.but(without=kinds.BY)
    of_blocks = {
        block: (of_block.figures(*COUNTS), kinds.Kinds(of_block, COUNTS))
        for block in (None, *rules.BLOCKS)
        for of_block in (whole.but(block=block) if block else whole,)
    }
    bases = whole.rows_by(("issues",), "category_basis")
    form = Form(view.but(without=("category",)))

    section(
        "各类问题",
        f"附件5的七类，其中{rules.OTHER}按二级类别列出；浅色为收集问题，深色为其中已解决，右侧为解决率。未填板块的只计入全部。"
        "点击可筛选该类，再次点击取消。",
    )
    for column, (block, (all_of_it, rows)) in zip(
        st.columns(len(of_blocks), gap="medium"), of_blocks.items(), strict=True
    ):
        with column:
            st.markdown(f"**{block or '全部'}**")
            figures.solved_bars(
                rows,
                kinds.KIND,
                f"categories-{block or 'all'}",
                chosen=kinds.chosen(view),
                on_choose=partial(kinds.toggle, view),
                whole=all_of_it,
            )
    leads.behind([(view, (ISSUES, SOLVED, PENDING, OVERDUE))])
    _basis(bases)
    _by_area(view)
    form.draw()


def _basis(bases: Rows) -> None:
    """One sentence: whose the categories are: the sheets' own, a person's, the model's, nobody's yet; and how good the model is."""
    known = [row for row in bases if row.name is not None and not row["issues"].is_empty]
    parts = [f"{BASIS_LABELS[str(row.name)]}{row['issues'].full}" for row in known]
    if parts:
        waits = rules.CATEGORY_BASES[-1] in [row.name for row in known]
        st.caption(
            f"归类方式：{'；'.join(parts)}{f'，计入“{rules.UNCATEGORISED}”' if waits else ''}。"
            f"二级类别按问题内容自动归类。{trust()}"
        )


def _by_area(view: View) -> None:
    parts = bar.parts(view)
    section(f"各{parts.name}各类问题", f"数为件数或比率；件数的颜色越深，占该{parts.name}比重越大。{parts.note}")
    choices = {number.label: number for number in CELLS}
    chosen = st.segmented_control(
        "指标",
        list(choices),
        default=next(iter(choices)),
        required=True,
        key="cells",
        bind="query-params",
        label_visibility="collapsed",
    )
    number = choices[chosen or next(iter(choices))]
    grid = {
        (row.name, kinds.name(row)): row[number]
        for row in parts.whole.rows_by((number,), parts.by, *kinds.BY)
        if row.name is not None
    }
    listed = dimension(parts.by).order or sorted({str(place) for place, _ in grid})
    places = [p for p in listed if any(p == place for place, _ in grid)]
    shown = [kind for kind in kinds.ORDER if any(kind == k for _, k in grid)]
    if not places or not shown:
        tables.nothing("暂无问题")
        return
    if all(figure.is_empty for figure in grid.values()):
        tables.nothing(f"各{parts.name}各类均无{number.label}：{view.why_empty(number) or '未填报'}。")
        return
    cells = [[grid.get((p, k), Figure(number)) for p in places] for k in shown]
    heads = [areas.short_town(p.removesuffix("区").removesuffix("市")) if len(p) > 2 else p for p in places]
    values, labels = [[c.value for c in row] for row in cells], [[c.bare for c in row] for row in cells]
    charts.show(
        charts.heat(shown, heads, values, labels, is_by_column=isinstance(number, Count)),
        "categories-areas",
        _cells_sentence(parts, number, shown, places, values),
        unit=number.unit,
    )
    leads.behind([(view, (number,))])


def _cells_sentence(
    parts: bar.Parts,
    number: Metric,
    shown: Sequence[str],
    places: Sequence[str],
    values: Sequence[Sequence[float | None]],
) -> str:
    """In which place what takes a larger part than elsewhere; of a share only what it is in all: a cell rests on too few."""
    of_all = bar.subject(parts.whole)
    label = parts.whole.label(number)
    if isinstance(number, Count):
        return charts.unlike(
            label, shown, places, values, fewest=figures.least(ISSUES), each=f"各{parts.name}", of_all=of_all
        )
    return f"{of_all}{label}{parts.whole.figures(number)[number].full}；各格件数不等，件数少的仅供参考。"


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
            "附件5汇总表",
            "困难需求来自贫困户填写的栏目，意见建议来自所有家庭；合计为直接统计数，不等于各行之和。"
            + leads.if_rows("点击数字查看明细。"),
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
            tables.nothing("暂无问题")
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
