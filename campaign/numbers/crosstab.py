"""What is the table of a question by rows, columns and time, with its totals?

A total is a question of its own, like every cell, never a sum of cells: a household that two units visited is one
household, and the share of a whole is not the mean of its parts' shares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product
from typing import NamedTuple

import pandas as pd

from campaign.access.scope import Scope
from campaign.numbers import few
from campaign.numbers.asking import in_reading_order, listing
from campaign.numbers.dimensions import DIMENSIONS, TIMES, CannotAnswer, Dimension, dimension, shown, splitting
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import beside, reported
from campaign.numbers.metrics import metric
from campaign.numbers.question import Question as Asking
from campaign.numbers.question import as_key
from campaign.numbers.questions import BOUND
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import UNFILLED, as_number, of_how_many, reason, rule_name, with_time
from campaign.office import rules

GRAINS: Mapping[str, str] = dict(zip(TIMES, (*rules.PERIOD_KINDS, "日"), strict=True))
"""The grains of time → what they are called."""
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 2_000, 150, 120_000
"""Limits of one table, with totals and all numbers; nobody reads a larger one."""
TOTAL = "合计"

Key = tuple[tuple[str, object], ...]
"""The (dimension, value) pairs that a row or a column is narrowed to; empty for the total."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which numbers, by which dimensions in rows, columns and time; CannotAnswer when they make no table."""

    numbers: tuple[str, ...]
    rows: tuple[str, ...] = ()
    """At most two dimensions."""
    columns: str = ""
    grain: str = ""
    """One of `GRAINS`; it comes under the columns, or heads the rows where there are no row dimensions."""

    def __post_init__(self) -> None:
        if not self.numbers:
            raise CannotAnswer("没有指明要看哪个指标。")
        for number in self.numbers:
            metric(number)
        if len(self.rows) > 2:
            raise CannotAnswer("行最多按两个维度分。")
        split = [*self.rows, *([self.columns] if self.columns else [])]
        if self.grain and self.grain not in GRAINS:
            raise CannotAnswer(f"时间没有“{self.grain}”这种分法。可以写：{'、'.join(GRAINS)}。")
        for name in split:
            if splitting(name).id in TIMES:
                raise CannotAnswer(f"“{dimension(name).label}”写在时间里，不写在行和列里。")
        if twice := [name for name in split if split.count(name) > 1]:
            raise CannotAnswer(f"“{dimension(twice[0]).label}”在行和列里写了两次。")

    @property
    def down(self) -> tuple[str, ...]:
        """The dimensions that head the rows."""
        return self.rows or ((self.grain,) if self.grain else ())

    @property
    def across(self) -> tuple[str, ...]:
        """The dimensions that head the columns, the upper first."""
        named = (self.columns, self.grain if self.rows else "")
        return tuple(filter(None, named))

    @property
    def shown(self) -> tuple[str, ...]:
        """The numbers with those that must be shown along with them."""
        return tuple(dict.fromkeys(n for m in self.numbers for n in (m, beside(metric(m))) if n))

    @property
    def words(self) -> str:
        """The question in words.

        >>> Question(("issues", "solved"), ("category",), "district", "week").words
        '收集问题、已解决：行按类别，列按辖市区，逐周'
        """
        parts = [
            f"行按{'、'.join(dimension(d).label for d in self.rows)}" if self.rows else "",
            f"列按{dimension(self.columns).label}" if self.columns else "",
            f"逐{GRAINS[self.grain]}" if self.grain else "",
        ]
        numbers = "、".join(metric(m).label for m in self.numbers)
        return f"{numbers}：{'，'.join(filter(None, parts)) or '一个总数，不分行列'}"


class Cell(NamedTuple):
    """One number of the table; empty where nothing is counted."""

    value: float | None
    bound: str | None = None
    """The bound (≥, ≤, ≈) of a sum of rounded figures."""
    of_how_many: str = ""
    """How much of the number's base is reported, in words; empty where all of it is."""
    is_of_few: bool = False
    """Whether it is empty because it is of too few families to be shown."""


@dataclass(frozen=True, slots=True)
class Head:
    """A row or a column: what it is narrowed to, and what it is called, level by level."""

    where: Mapping[str, object]
    names: tuple[str, ...]
    is_total: bool


@dataclass(frozen=True, slots=True)
class Crosstab:
    """The answer: each number's cells, row by row; the last row is the total."""

    question: Question
    rows: tuple[Head, ...] = ()
    columns: tuple[Head, ...] = ()
    cells: Mapping[str, tuple[tuple[Cell, ...], ...]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Numbers that this question cannot be put to, with the reason."""
    without_total: Mapping[str, str] = field(default_factory=dict)
    """Numbers that have no answer for some total, with the reason; it is empty in the table."""
    partly: tuple[str, ...] = ()
    """Numbers of which some cell's base is only partly reported, which stands beside it."""
    times: Mapping[str, str] = field(default_factory=dict)
    """Numbers that the question's time does not apply to, with the time that they are of: see `Snapshot.other_time`."""

    def base_heading(self, number: str) -> str:
        """The heading of the column with how much of a number's base is reported."""
        base = reported(metric(number))
        return f"{metric(number).label}：{base.some.label}" if base else ""

    def figure(self, number: str, row: int = -1, column: int = -1) -> Figure:
        """One cell as a figure; that of the whole without a place."""
        cell = self.cells[number][row][column]
        of, time = metric(number), self.times.get(number, "")
        why = (lambda: few.WHY) if cell.is_of_few else str
        return Figure(of, cell.value, cell.bound, reported=cell.of_how_many, time=time, reason=why)

    @property
    def is_of_few(self) -> bool:
        """Whether some cells are empty because they are of too few families to be shown."""
        return any(cell.is_of_few for cells in self.cells.values() for row in cells for cell in row)

    def name(self, number: str) -> str:
        """A number's 中文名, also of one that is left out."""
        return metric(number).label

    def label(self, number: str, heading: str = "") -> str:
        """A number's label, or `heading` instead, with its time where the question's does not apply to it."""
        return with_time(heading or metric(number).label, self.times.get(number, ""))


def answered(
    snapshot: Snapshot,
    question: Question,
    *,
    scope: Scope,
    as_of: date | None = None,
    period: str | None = None,
    where: Mapping[str, object] | None = None,
) -> Crosstab:
    """The table of a question, with every total; CannotAnswer when it is too large. Parameters as of `Snapshot.ask`."""
    counted: dict[str, dict[tuple[Key, Key], Cell]] = {}
    reasons: dict[str, str] = {}

    def ask(numbers: Sequence[str], down: Sequence[str], across: Sequence[str]) -> None:
        by = [*_key_dimensions(down), *_key_dimensions(across)]
        wanted = Asking(tuple(numbers), tuple(by), as_key(where or {}), as_of, period)
        (answer,) = snapshot.answers([wanted], scope=scope)
        if answer.refused:
            if len(numbers) == 1:
                reasons[numbers[0]] = reason(answer.refused[numbers[0]]) + "。"
                return
            for number in numbers:
                ask([number], down, across)
            return
        for record in answer.frame.to_dict("records"):
            key = _key(record, down), _key(record, across)
            is_of_few = answer.is_of_few({name: _plain(record[name]) for name in by}, by)
            for number in numbers:
                bound = record.get(number + BOUND)
                value = as_number(record[number])
                cell = Cell(value, bound if isinstance(bound, str) else None, is_of_few=is_of_few)
                counted.setdefault(number, {})[key] = cell
        for number in numbers:
            add_bases(number, down, across)

    def add_bases(number: str, down: Sequence[str], across: Sequence[str]) -> None:
        by = [*_key_dimensions(down), *_key_dimensions(across)]
        bases = snapshot.reported(number, by, scope=scope, as_of=as_of, period=period, where=where)
        for record in bases.to_dict("records"):
            key = _key(record, down), _key(record, across)
            words = of_how_many(number, record["some"], record["of"])
            if words and (cell := counted[number].get(key)) and cell.value is not None:
                counted[number][key] = cell._replace(of_how_many=words)

    ask(question.shown, question.down, question.across)
    left_out = {number: reasons.pop(number) for number in question.shown if number in reasons}
    numbers = [number for number in question.shown if number not in left_out]
    if not numbers:
        return Crosstab(question, left_out=left_out)
    keys = [key for cells in counted.values() for key in cells]
    _refuse_large(len({row for row, _ in keys}), "行", MOST_ROWS)
    _refuse_large(len({column for _, column in keys}), "列", MOST_COLUMNS)
    for down, across in _totals(question):
        ask(numbers, down, across)
    keys = [key for cells in counted.values() for key in cells]
    first = counted[numbers[0]]
    ends = (as_of, rules.period(period).end if period else None, snapshot.data_date)
    until = min((day for day in ends if day), default=rules.START)
    rows = _heads([question.down], (row for row, _ in keys), lambda row: first.get((row, ())), until)
    columns = _heads(
        [(name,) for name in question.across],
        (column for _, column in keys),
        lambda column: first.get(((), column)),
        until,
    )
    _refuse_large(len(columns), "列", MOST_COLUMNS)
    _refuse_large(len(rows) * len(columns) * len(numbers), "格", MOST_CELLS)
    nothing = Cell(None)
    cells = {
        number: tuple(
            tuple(counted.get(number, {}).get((tuple(row.where.items()), tuple(column.where.items())), nothing) for column in columns)
            for row in rows
        )
        for number in numbers
    }  # fmt: skip
    times = {number: snapshot.other_time(number, as_of=as_of, period=period) for number in numbers}
    partly = tuple(n for n in numbers if any(cell.of_how_many for row in cells[n] for cell in row))
    return Crosstab(question, tuple(rows), tuple(columns), cells, left_out, reasons, partly, times)


def _refuse_large(many: int, what: str, most: int) -> None:
    if many > most:
        raise CannotAnswer(f"这张表有 {many:,} {what}，太大了，最多 {most:,} {what}。请少分一层，或用筛选缩小范围。")


def _totals(question: Question) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The splits of the totals: those of the cells, but without the rows, or without some of the columns."""
    kept = [tuple(filter(None, names)) for names in product(*((name, "") for name in question.across))]
    cuts = dict.fromkeys(product((question.down, ()), kept))
    return [cut for cut in cuts if cut != (question.down, question.across)]


def _key_dimensions(names: Iterable[str]) -> list[str]:
    """The dimensions, each with the one that distinguishes two of its values of the same name."""
    return [n for name in names for n in (name, dimension(name).distinguished_by) if n]


def _key(record: Mapping[str, object], names: Iterable[str]) -> Key:
    return tuple((name, _plain(record[name])) for name in _key_dimensions(names))


def _plain(value: object) -> object:
    """A group's value: None when it is not filled, days without a time."""
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, datetime):
        return value.date()
    return value.item() if hasattr(value, "item") else value


# ── the heads of rows and columns ─────────────────────────────────────────────────────────────


def _heads(
    levels: Sequence[Sequence[str]], keys: Iterable[Key], total: Callable[[Key], Cell | None], until: date
) -> list[Head]:
    """Every combination of the values of the levels, each followed by its total.

    Dimensions of one level come only in the combinations that occur.
    """
    there = list(dict.fromkeys(keys))
    values = [_values(level, there, total, until) for level in levels if level]
    names = [tuple(level) for level in levels if level]
    heads = []
    for parts in product(*([*options, ()] for options in values)):
        labels = tuple(
            word
            for level, part in zip(names, parts, strict=True)
            for word in ([name_of(n, dict(part)[n]) for n in level] if part else [TOTAL, *[""] * (len(level) - 1)])
        )
        where = {name: value for part in parts for name, value in part}
        heads.append(Head(where, labels, not all(parts)))
    return heads


def _values(level: Sequence[str], keys: Iterable[Key], total: Callable[[Key], Cell | None], until: date) -> list[Key]:
    """The values of a level: in the office's order, else by the first number, the largest on top; unfilled last.

    Of a time every one from the first up to the day in sight: a week in which nothing was reported is seen.
    """
    names = _key_dimensions(level)
    groups = dict.fromkeys(
        tuple((name, dict(key)[name]) for name in names) for key in keys if set(names) <= {name for name, _ in key}
    )
    if len(level) == 1 and level[0] in TIMES:
        days = [value for ((_, value),) in groups]
        through = _through(level[0], [value for value in days if value is not None], until)
        return [((level[0], value),) for value in (*through, *([None] if None in days else []))]
    if not groups:
        return []
    by_values = {tuple(value for _, value in group): group for group in groups}
    orders = {place: listing(dimension(name)) for place, name in enumerate(names)}
    every = [by_values[values] for values in in_reading_order(by_values, orders)]
    if dimension(level[-1]).order:
        return every
    above = list(dict.fromkeys(dict(key)[name] for key in every for name in level[:-1]))

    def size(key: Key) -> tuple[int, bool, float]:
        values = dict(key)
        cell = total(key)
        upper = above.index(values[level[0]]) if above else 0
        return upper, values[level[-1]] is None, -(cell.value if cell and cell.value is not None else 0.0)

    return sorted(every, key=size)


def _through(grain: str, values: Sequence[object], until: date) -> list[object]:
    """Every day, week, half month or month from the first that occurs to the last, or to that of `until`; also those without rows."""
    if not values:
        return []
    days = [value if isinstance(value, date) else rules.period(str(value)).start for value in values]
    days.append(max(until, min(days)))
    if grain == "day":
        return [min(days) + timedelta(days=n) for n in range((max(days) - min(days)).days + 1)]
    periods = [rules.holding(GRAINS[grain], min(days))]
    while periods[-1].end < max(days):
        periods.append(rules.holding(GRAINS[grain], periods[-1].end + timedelta(days=1)))
    return [period.start if grain == "week" else period.id for period in periods]


def heading_of(dimension_id: str) -> str:
    """The heading of a dimension's groups."""
    return GRAINS.get(dimension_id) or dimension(dimension_id).label


def name_of(dimension_id: str, value: object) -> str:
    """The label of a group.

    >>> name_of("week", date(2017, 3, 6)), name_of("half", "2017-03-上"), name_of("unit", None)
    ('3月6日—12日', '2017年3月上半月', '（未填）')
    """
    if value is None:
        return UNFILLED
    if isinstance(value, date):
        return rules.week(value).label if dimension_id == "week" else rules.day_text(value)
    if dimension_id in TIMES:
        return rules.period(str(value)).label
    return rule_name(str(value)) if dimension_id == "rule" else shown(dimension_id, value)


def axes() -> tuple[Dimension, ...]:
    """The dimensions that may head rows or columns."""
    return tuple(d for d in DIMENSIONS if d.id not in TIMES and not d.only_narrows)
