"""What are the issues of a view about: in a sentence, and as bars, 其他方面 by its second level?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from campaign.judgement import matters
from campaign.numbers.figure import Figure
from campaign.numbers.metrics import ISSUES, SOLVED, SOLVED_SHARE
from campaign.office import rules
from pages.parts import charts, figures, leads, tables
from pages.parts.frame import section
from pages.parts.view import Row, View

TITLE = "群众反映问题构成"
NAMED = 3
"""Matters of the second level that a sentence names."""
THE_REST = "其他方面其余"


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter, or what is left of 其他方面, with its issues."""

    name: str
    issues: float
    solved: float | None

    @property
    def is_left_over(self) -> bool:
        """Whether it says nothing of what it is about: drawn last and grey."""
        return self.name in (THE_REST, rules.UNCATEGORISED)

    @property
    def in_brackets(self) -> str:
        """停车（1,886件）."""
        return f"{self.name}（{Figure(ISSUES, self.issues).brief}）"

    @property
    def share(self) -> Figure:
        """How many of them are solved."""
        return Figure(SOLVED_SHARE, None if self.solved is None else self.solved / self.issues)


class Matters:
    """The issues in sight by matter; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._rows = view.rows_by((ISSUES, SOLVED, SOLVED_SHARE), *matters.BY)
        self._whole = view.figures(SOLVED_SHARE)

    @property
    def all(self) -> list[Matter]:
        """The largest first, what says nothing of its matter last."""
        grouped: dict[str, list[Row]] = {}
        for row in self._rows:
            if row[ISSUES].value:
                grouped.setdefault(_name(row), []).append(row)
        found = [Matter(name, _sum(ISSUES, rows) or 0, _sum(SOLVED, rows)) for name, rows in grouped.items()]
        return sorted(found, key=lambda one: (one.is_left_over, -one.issues))

    @property
    def sentence(self) -> str:
        """What people raise most, in the order of the bars; empty where the view is narrowed to some."""
        if set(matters.BY) & self.view.where.keys():
            return ""
        known = [one for one in self.all if not one.is_left_over]
        most = "、".join(one.in_brackets for one in known[:NAMED])
        return f"群众反映较集中的是{most}" if most else ""

    def draw(self, key: str) -> None:
        """The bars under their judgement; a click leads to the rows."""
        click = leads.if_rows("点击查看明细。")
        section(TITLE, f"深色部分为已解决；右侧为件数和解决率（单位申报）。“其他方面”按二级类别列出。{click}")
        bars = [
            charts.Bar(
                one.name,
                one.issues,
                f"{Figure(ISSUES, one.issues).full} {one.share.full}",
                part=one.solved or 0.0,
                colour=charts.GREY if one.is_left_over else charts.NAVY,
            )
            for one in self.all
        ]
        if not bars:
            tables.nothing("暂无数据")
            return
        charts.show(charts.bars(bars), key, self._judgement(), on_choose=self._go if leads.has_rows() else None)

    def _judgement(self) -> str:
        shares = [(one.name, one.share, one.issues) for one in self.all if not one.is_left_over]
        return figures.extremes(SOLVED_SHARE, shares, "合计", self._whole[SOLVED_SHARE])

    def _go(self, name: str) -> None:
        of_none = {THE_REST: {"category": rules.OTHER}, rules.UNCATEGORISED: {"category": rules.UNCATEGORISED}}
        leads.go(leads.to_rows(self.view, ISSUES, **(of_none.get(name) or matters.conditions(name))))


def _name(row: Row) -> str:
    category, subcategory = (row.of[name] for name in matters.BY)
    return matters.matter(category, subcategory) or (THE_REST if category == rules.OTHER else rules.UNCATEGORISED)


def _sum(number: object, rows: Iterable[Row]) -> float | None:
    known = [value for row in rows if (value := row[number].value) is not None]  # type: ignore[index]
    return sum(known) if known else None
