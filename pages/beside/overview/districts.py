"""Which part of the city lags? One row a district with its visiting, its solving and what is overdue, against the city, the worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from campaign.judgement.shortfall import CLEAR, is_clearly_worse
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Metric, counts_in
from campaign.numbers.metrics import COVERAGE, HOUSEHOLDS, OVERDUE, SOLVED_SHARE, STILL_OPEN
from campaign.numbers.question import value_of
from campaign.numbers.wording import EMPTY, format_share
from pages.parts import bar, leads, maps, ruled, tables
from pages.parts.frame import section
from pages.parts.view import Row, View

MOST = 8
"""Rows in the first screen; a district has more towns."""
NUMBERS = (HOUSEHOLDS, COVERAGE, *counts_in(COVERAGE), SOLVED_SHARE, *counts_in(SOLVED_SHARE), OVERDUE, STILL_OPEN)
WORSE = "watch"
"""How what is clearly worse is written."""
_Cases = Mapping[str, float | None]


class Districts:
    """The districts, or the towns of one's own, beside the whole; stated when made."""

    def __init__(self, view: View) -> None:
        self.parts = bar.parts(view)
        whole = self.parts.whole
        self._rows, self._whole = whole.rows_by(NUMBERS, self.parts.by), whole.figures(*NUMBERS)
        self._bases = whole.base_of(COVERAGE, self.parts.by)

    def draw(self) -> None:
        """The sentence and the strip; each number leads to the place with that number chosen."""
        name, rows = self.parts.name, self._worst_first()
        is_by_solved = any(not row[SOLVED_SHARE].is_empty for row in rows)
        order = (SOLVED_SHARE if is_by_solved else COVERAGE).label.partition("（")[0]
        section(
            f"各{name}进度",
            f"{self.parts.note}按{order}由低到高排列；橙色为明显差于{self._level}。点击查看该{name}。",
        )
        if not rows:
            tables.nothing("暂无数据。")
            return
        ruled.show(f"各{name}进度", self._columns(), [*map(self._row, rows[:MOST]), self._last_row()], is_narrow=True)
        if more := len(rows) - MOST:
            leads.links({f"其余{more}个{name}": leads.to_page("places", self._elsewhere())} if more > 0 else {})

    @property
    def _level(self) -> str:
        return self.parts.whole.room.whole

    def _worst_first(self) -> list[Row]:
        """Those that have a name, by how many of their issues are solved, then by coverage."""
        named = [row for row in self._rows if row.name is not None]
        return sorted(named, key=lambda row: tuple(_last_if_empty(row[number]) for number in (SOLVED_SHARE, COVERAGE)))

    def _columns(self) -> list[ruled.Column]:
        clearly = f"橙色：差于{self._level}{100 * CLEAR:g}个百分点以上，且不是件数少造成的起伏。"
        return [
            ruled.Column(self.parts.name),
            ruled.Column("解决率", is_number=True, note=f"单位申报。{clearly}"),
            ruled.Column("超期未办结", is_number=True, note=f"括号内为占未办结问题的比例。{clearly}"),
            ruled.Column("覆盖率", is_number=True, note=f"只计已报附件1总户数的村（社区），括号内为已报数。{clearly}"),
            ruled.Column("走访户数", is_number=True),
        ]

    def _row(self, row: Row) -> Sequence[ruled.Cell]:
        values = {number.id: row[number].value for number in NUMBERS}
        texts = self._texts(values, self._bases_of(row.name))
        solved, coverage = (self._look(values, *counts_in(number)) for number in (SOLVED_SHARE, COVERAGE))
        looks = ("", solved, self._look(values, OVERDUE, STILL_OPEN), coverage, "")
        numbers = (None, SOLVED_SHARE, OVERDUE, COVERAGE, HOUSEHOLDS)
        return [
            ruled.Cell(text, self._to(str(row.name), number), look)
            for text, number, look in zip((str(row.name), *texts), numbers, looks, strict=True)
        ]

    def _last_row(self) -> Sequence[ruled.Cell]:
        values = {number.id: self._whole[number].value for number in NUMBERS}
        base = self._whole[COVERAGE].reported.partition("个")[0]
        return [ruled.Cell(self._level), *map(ruled.Cell, self._texts(values, base))]

    def _bases_of(self, name: object) -> str:
        return self._bases.words_by.get(name, "").partition("个")[0]

    @staticmethod
    def _texts(values: _Cases, reported: str) -> tuple[str, str, str, str]:
        """The four cells of a row; a number that is not known is —."""
        overdue, still_open = values[OVERDUE.id], values[STILL_OPEN.id]
        of_open = f"（{format_share(overdue / still_open)}）" if overdue is not None and still_open else ""
        coverage = Figure(COVERAGE, values[COVERAGE.id]).full
        return (
            Figure(SOLVED_SHARE, values[SOLVED_SHARE.id]).full,
            Figure(OVERDUE, overdue).full + of_open,
            coverage + (f"（{reported}村）" if reported and coverage != EMPTY else ""),
            Figure(HOUSEHOLDS, values[HOUSEHOLDS.id]).full,
        )

    def _look(self, values: _Cases, part: Metric, whole: Metric) -> str:
        """Amber for what is clearly worse than the whole; nothing for what is better, or not known."""
        mine, all_of_it = (values[part.id], values[whole.id]), (self._whole[part].value, self._whole[whole].value)
        if None in mine or None in all_of_it or not mine[1] or not all_of_it[1]:
            return ""
        level = (all_of_it[0] or 0) / all_of_it[1]
        is_lower_better = part is OVERDUE
        return WORSE if is_clearly_worse(mine[0] or 0, mine[1], level, is_lower_better=is_lower_better) else ""

    def _to(self, name: str, number: Metric | None) -> leads.Address:
        """The page of a place, with the number that was looked at chosen there."""
        chosen = {maps.CHOSEN: number.label} if number in maps.NUMBERS else {}
        return {**leads.to_page("places", self._elsewhere(), **{self.parts.by: name}), **chosen}

    def _elsewhere(self) -> View:
        return self.parts.whole.but(without=bar.OF_PLACES)


def _last_if_empty(figure: Figure) -> float:
    value = value_of(figure.value)
    return float("inf") if value is None else value
