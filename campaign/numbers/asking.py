"""How do the questions of a page become few statements, and their results the answers?

A question needs something of one table or of several. Equal needs are asked once; those over one table and grouping are
one statement, whose columns are then dealt out again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial, reduce
from math import isnan
from operator import itemgetter
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from campaign.numbers.dimensions import OF_DAY, TIMES, CannotAnswer, Dimension, Where
from campaign.numbers.durations import estimated
from campaign.numbers.kinds import Duration, Metric, Ratio, Span
from campaign.numbers.question import Answer, Question, value_of
from campaign.numbers.questions import BOUND, OF_ITS_DAY, ROWS, STATE_ON, Wanted, events, together
from campaign.numbers.store import Statement

MOST_TOGETHER = 16
"""Needs in one statement: its SQL is compiled and planned as a whole."""
PANDAS = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


@dataclass(frozen=True, slots=True)
class Need:
    """What a question needs of one table: counts, or the events of a duration."""

    table: str
    by: tuple[str, ...]
    where: Where
    span: Span
    dated_by: str = ""
    running: bool = False
    duration: str = ""

    @property
    def statement(self) -> Hashable:
        """Needs for which this is equal can be asked in one statement."""
        is_apart = self.running or self.duration or OF_ITS_DAY & set(self.by)
        by_time = self.dated_by if set(OF_DAY) & set(self.by) else ""
        apart = (self.where, self.span, self.duration) if is_apart else ()
        return self.table, self.by, self.span.each, by_time, apart


@dataclass(frozen=True, slots=True)
class Counts:
    """What came back for a need."""

    table: pa.Table
    """One row a group: the keys, then the counts."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """The counts that could not be read, each with the reason."""


Run = Callable[[Statement], pa.Table]


def fetched(run: Run, needs: Mapping[Need, Sequence[str]]) -> dict[Need, Counts]:
    """What the store answers to all needs, each with the ids of its counts."""
    statements: dict[Hashable, list[Need]] = {}
    for need in needs:
        statements.setdefault(need.statement, []).append(need)
    counts: dict[Need, Counts] = {}
    for several in statements.values():
        for first in range(0, len(several), MOST_TOGETHER):
            counts |= _one_statement(run, {need: tuple(needs[need]) for need in several[first : first + MOST_TOGETHER]})
    return counts


def _one_statement(run: Run, needs: Mapping[Need, tuple[str, ...]]) -> dict[Need, Counts]:
    """The counts of needs that are asked together; one by one where the snapshot lacks a column that some of them read."""
    (first, *others), asked = needs, tuple((need.where, need.span) for need in needs)
    try:
        if first.duration:
            return {first: Counts(run(Statement(events, (first.duration, first.by), asked, first.table)))}
        wanted = tuple(Wanted(ids, need.dated_by) for need, ids in needs.items())
        of = (first.table, first.by, first.running, wanted)
        table = run(Statement(together, of, asked, first.table))
    except CannotAnswer as refusal:
        if first.duration or (len(needs) == 1 and len(needs[first]) == 1):
            names = (first.duration,) if first.duration else needs[first]
            return {first: Counts(pa.table({}), dict.fromkeys(names, str(refusal)))}
        alone = [_one_statement(run, {need: (name,)}) for need, ids in needs.items() for name in ids]
        return {need: _joined([one[need] for one in alone if need in one], _keys(need)) for need in needs}
    return {need: Counts(_dealt(table, i, _keys(need)) if others else table) for i, need in enumerate(needs)}


def _keys(need: Need) -> list[str]:
    return [STATE_ON, *need.by] if need.span.each else list(need.by)


def _dealt(table: pa.Table, place: int, keys: Sequence[str]) -> pa.Table:
    """The groups and counts of one of several needs in a statement."""
    prefix = f"{place}:"
    own = [name for name in table.column_names if name.startswith(prefix)]
    if keys:
        table = table.filter(pc.greater(table[prefix + ROWS], 0))
        own.remove(prefix + ROWS)
    return table.select([*keys, *own]).rename_columns([*keys, *(name.removeprefix(prefix) for name in own)])


def _joined(counts: Sequence[Counts], keys: Sequence[str]) -> Counts:
    """Counts that were asked one by one, side by side."""
    read = [as_frame(one.table) for one in counts if not one.refused]
    refused = {name: why for one in counts for name, why in one.refused.items()}
    table = pa.Table.from_pandas(side_by_side(read, keys), preserve_index=False) if read else pa.table({})
    return Counts(table, refused)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is answered: what it needs, and what is then made of it."""

    question: Question
    split: tuple[Dimension, ...] = ()
    keys: tuple[str, ...] = ()
    counts: tuple[tuple[Metric, Where, Need], ...] = ()
    """The numbers that are counted: each with the restriction of its ratio, and what it is read from."""
    durations: tuple[tuple[Duration, Need], ...] = ()
    numbers: tuple[Metric, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)

    def answer(self, counts: Mapping[Need, Counts]) -> Answer:
        """The answer, from what the store said to its needs."""
        refused = dict(self.refused)
        for number in self.numbers:
            names = {part.id for part in parts_of(number)}
            needs = [(m.id, n) for m, _, n in self.counts if m.id in names] + [
                (n.duration, n) for m, n in self.durations if m.id == number.id
            ]
            if reason := next((why for name, n in needs if (why := counts[n].refused.get(name))), ""):
                refused[number.id] = reason
        # Its own counts alone: an answer is kept for long, and those of the whole batch would be kept with each.
        own = {need: counts[need] for need in (*(n for *_, n in self.counts), *(n for _, n in self.durations))}
        return Answer(partial(self.rows, own, refused), partial(self.table, own, refused), refused)

    def rows(self, counts: Mapping[Need, Counts], refused: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
        """The answer as rows: its dimensions, then its numbers; what is empty is None."""
        keys = self.grouped_by
        if not {m.id for m in self.numbers} - set(refused):
            return ()
        groups: dict[tuple[object, ...], dict[str, Any]] = {}
        if self.question.each_day and not self.keys:
            groups = {(day,): {} for day in self.question.each_day}
        for (need, only), ids in self.columns(refused).items():
            table = counts[need].table
            present = [name for i in ids for name in (i, i + BOUND) if name in table.column_names]
            called, cells = [named(name, only) for name in present], [table[name].to_pylist() for name in present]
            split = zip(*(days_in(table[k]) for k in keys), strict=True) if keys else [()]
            for key, values in zip(split, zip(*cells, strict=True), strict=True):
                groups.setdefault(key, {}).update(zip(called, values, strict=True))
        for need, several in self.alike(refused).items():
            for row in estimated(as_frame(counts[need].table), keys, several).to_dict("records"):
                key = tuple(value_of(row[k]) for k in keys)
                groups.setdefault(key, {}).update({n: None if isnan(row[n]) else row[n] for n in several})
        if self.question.running:
            carry_on(groups, keys)
        ratios = [m for m in self.numbers if isinstance(m, Ratio) and m.id not in refused]
        places = [(name, keys.index(name)) for name in self.shown]
        numbers, rows = self.named_columns(counts), []
        for key in in_reading_order(groups, self.orders):
            cells = groups[key]
            for m in ratios:
                cells[m.id] = quotient(m, cells)
            row = {name: key[place] for name, place in places}
            for name in numbers:
                row[name] = cells.get(name)
            rows.append(row)
        return tuple(rows)

    def table(
        self, counts: Mapping[Need, Counts], refused: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
    ) -> pd.DataFrame:
        """The same rows as a table, each column in the type in which it was read; a day is a day: see `days_in`."""
        types = {f.name: f.type for read in counts.values() for f in read.table.schema}
        types |= {key: pa.date32() for key in self.shown if pa.types.is_timestamp(types.get(key, pa.null()))}
        types |= {m.id: pa.float64() for m in self.numbers if isinstance(m, Ratio | Duration)}
        types |= dict.fromkeys(refused, pa.null())
        columns = [*self.shown, *self.named_columns(counts)]
        return as_frame(
            pa.Table.from_pylist(rows, schema=pa.schema([(name, types.get(name, pa.null())) for name in columns]))
        )

    @property
    def shown(self) -> list[str]:
        """What the groups are shown by: the day where it is about several, then its dimensions."""
        return [*([STATE_ON] if self.question.each_day else []), *dict.fromkeys(self.question.by)]

    def named_columns(self, counts: Mapping[Need, Counts]) -> list[str]:
        """Its numbers, each followed by its bound where it has one."""
        read = {name for _, _, need in self.counts for name in counts[need].table.column_names}
        return [n for m in dict.fromkeys(self.question.metrics) for n in (m, m + BOUND) if n == m or n in read]

    @property
    def grouped_by(self) -> list[str]:
        """The keys of its groups, the day before them where it is about several."""
        return [STATE_ON, *self.keys] if self.question.each_day else list(self.keys)

    @property
    def orders(self) -> dict[int, Mapping[object, int]]:
        """Of the key at each place the places of its values, as the office lists them; nothing where it lists none."""
        listed = {d.id: listing(d) for d in self.split}
        return {place: listed.get(key, {}) for place, key in enumerate(self.grouped_by)}

    def columns(self, refused: Mapping[str, str]) -> dict[tuple[Need, Where], list[str]]:
        """What is read of each need, and under which restriction of a ratio."""
        wanted = {part.id for m in self.numbers if m.id not in refused for part in parts_of(m)}
        columns: dict[tuple[Need, Where], list[str]] = {}
        for m, only, need in self.counts:
            if m.id in wanted and m.id not in (ids := columns.setdefault((need, only), [])):
                ids.append(m.id)
        return columns

    def alike(self, refused: Mapping[str, str]) -> dict[Need, dict[str, int | None]]:
        """The durations that are read from one table of events, each with its days."""
        alike: dict[Need, dict[str, int | None]] = {}
        for m, need in self.durations:
            if m.id not in refused:
                alike.setdefault(need, {})[m.id] = m.days
        return alike


def days_in(column: pa.ChunkedArray) -> list[Any]:
    """The values of a key; a day that arrives as an instant is a day."""
    return [value.date() if isinstance(value, datetime) else value for value in column.to_pylist()]


def parts_of(number: Metric) -> tuple[Metric, ...]:
    """What a number is read from: the two counts of a ratio, else itself."""
    return (number.top, number.bottom) if isinstance(number, Ratio) else (number,)


def is_alike(one: Duration, other: Duration) -> bool:
    """Whether two durations are read from the same events."""
    return (one.of.id, one.since, one.until, one.otherwise) == (other.of.id, other.since, other.until, other.otherwise)


def needs_of(plans: Iterable[Plan]) -> dict[Need, list[str]]:
    """All that some plans need, each with the ids of its counts."""
    needs: dict[Need, list[str]] = {}
    for plan in plans:
        for m, _, need in plan.counts:
            ids = needs.setdefault(need, [])
            if m.id not in ids:
                ids.append(m.id)
        for _, need in plan.durations:
            needs.setdefault(need, [])
    return needs


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Rows as pandas has them, integers nullable."""
    frame = table.to_pandas(types_mapper=PANDAS.get, date_as_object=False)
    if frame.empty:
        # Two text columns without any Arrow chunk, which is how "no rows" arrives, cannot be merged.
        return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in frame.dtypes.items()})
    return frame


def named(metric_id: str, only: Where) -> str:
    """A column name that distinguishes a restricted count from the unrestricted one."""
    return f"{metric_id}:{only}" if only else metric_id


def in_reading_order(
    groups: Iterable[tuple[Any, ...]], orders: Mapping[int, Mapping[object, int]]
) -> list[tuple[Any, ...]]:
    """Groups by their values at some places, as the office lists these, else by value; not filled comes last."""
    ordered = list(groups)
    for place, order in reversed(orders.items()):
        filled = [group for group in ordered if group[place] is not None]
        filled.sort(key=itemgetter(place))
        if order:
            filled.sort(key=lambda group, order=order, place=place: order.get(group[place], len(order)))
        ordered = filled + [group for group in ordered if group[place] is None]
    return ordered


def listing(dimension: Dimension) -> dict[object, int]:
    """The place of each value that the office lists for a dimension; nothing where it lists none."""
    return {value: place for place, value in enumerate(dimension.order)}


def quotient(ratio: Ratio, cells: Mapping[str, object]) -> float | None:
    """The ratio of two counts; None where either is empty or the bottom is 0."""
    top, bottom = (cells.get(named(count.id, ratio.only)) for count in (ratio.top, ratio.bottom))
    return float(top) / (float(bottom) * ratio.times) if top is not None and bottom else None  # type: ignore[arg-type]


def side_by_side(answers: Sequence[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Answers to several queries as one table; a group that one of them does not have is empty there."""
    if not keys:
        return pd.concat(answers, axis=1)
    return reduce(lambda one, other: one.merge(other, on=list(keys), how="outer"), answers)


def carry_on(groups: dict[tuple[Any, ...], dict[str, Any]], keys: Sequence[str]) -> None:
    """Running totals are carried over days on which one of the tables has no rows."""
    time = next(place for place, key in enumerate(keys) if key in TIMES)
    so_far: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key in in_reading_order(groups, {time: {}}):
        before = so_far.setdefault(key[:time] + key[time + 1 :], {})
        before |= {name: value for name, value in groups[key].items() if value is not None}
        groups[key] |= before
