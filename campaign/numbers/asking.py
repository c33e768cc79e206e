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
        read = None if self.question.running else partial(self.rows, own, refused)
        return Answer(partial(self.made, own, refused), read, refused)

    def rows(self, counts: Mapping[Need, Counts], refused: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
        """The answer as rows, without a table: its dimensions, then its numbers; what is empty is None."""
        asked, keys = self.question, self.grouped_by
        names = list(dict.fromkeys(asked.metrics))
        shown = [*([STATE_ON] if asked.each_day else []), *asked.by]
        if not set(names) - set(refused):
            return ()
        groups: dict[tuple[object, ...], dict[str, Any]] = {}
        if asked.each_day and not self.keys:
            groups = {(day,): {} for day in asked.each_day}
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
        ratios = [m for m in self.numbers if isinstance(m, Ratio) and m.id not in refused]
        bounds = self.bounds(counts)
        shown_numbers = [n for m in names for n in (m, m + BOUND) if n == m or n in bounds]
        places = [(name, keys.index(name)) for name in shown]
        rows, empty = [], dict.fromkeys(refused)
        for key in in_reading_order(groups, self.orders):
            cells = groups[key]
            for m in ratios:
                cells[m.id] = quotient(m, cells)
            row = {name: key[place] for name, place in places}
            for n in shown_numbers:
                row[n] = cells.get(n)
            if refused:
                row |= empty
            rows.append(row)
        return tuple(rows)

    @property
    def grouped_by(self) -> list[str]:
        """The keys of its groups, the day before them where it is about several."""
        return [STATE_ON, *self.keys] if self.question.each_day else list(self.keys)

    @property
    def orders(self) -> list[Mapping[object, int]]:
        """Of each key the places of its values, as the office lists them; nothing where it lists none."""
        listed = {d.id: {value: i for i, value in enumerate(d.order)} for d in self.split}
        return [listed.get(key, {}) for key in self.grouped_by]

    def columns(self, refused: Mapping[str, str]) -> dict[tuple[Need, Where], list[str]]:
        """What is read of each need, and under which restriction of a ratio."""
        wanted = {part.id for m in self.numbers if m.id not in refused for part in parts_of(m)}
        columns: dict[tuple[Need, Where], list[str]] = {}
        for m, only, need in self.counts:
            if m.id in wanted and m.id not in (ids := columns.setdefault((need, only), [])):
                ids.append(m.id)
        return columns

    def bounds(self, counts: Mapping[Need, Counts]) -> set[str]:
        """The columns with bounds that its needs have."""
        return {name for _, _, need in self.counts for name in counts[need].table.column_names if name.endswith(BOUND)}

    def alike(self, refused: Mapping[str, str]) -> dict[Need, dict[str, int | None]]:
        """The durations that are read from one table of events, each with its days."""
        alike: dict[Need, dict[str, int | None]] = {}
        for m, need in self.durations:
            if m.id not in refused:
                alike.setdefault(need, {})[m.id] = m.days
        return alike

    def made(self, counts: Mapping[Need, Counts], refused: Mapping[str, str]) -> pd.DataFrame:
        """The answer as a table: its dimensions, then its numbers."""
        asked, numbers = self.question, [m for m in self.numbers if m.id not in refused]
        by = [STATE_ON, *asked.by] if asked.each_day else list(asked.by)
        names = list(dict.fromkeys(asked.metrics))
        if not numbers:
            return pd.DataFrame(columns=[*by, *names])
        keys = self.grouped_by
        frame = in_order(self._together(counts, refused), self.split, keys)
        if asked.running:
            frame = carried_on(frame, keys)
        for m in numbers:
            if isinstance(m, Ratio):
                frame[m.id] = divided(m, frame)
        if refused:
            frame = frame.assign(**dict.fromkeys(refused))
        columns = [name for m in names for name in (m, m + BOUND) if name in frame]
        return frame[[*by, *columns]]

    def _together(self, counts: Mapping[Need, Counts], refused: Mapping[str, str]) -> pd.DataFrame:
        """All counts and durations of the question side by side."""
        keys, frames = self.grouped_by, []
        for (need, only), ids in self.columns(refused).items():
            table = counts[need].table
            names = [name for i in ids for name in (i, i + BOUND) if name in table.column_names]
            frame = as_frame(table.select([*keys, *names]))
            frames.append(frame.rename(columns={i: named(i, only) for i in ids}) if only else frame)
        frames += [
            estimated(as_frame(counts[need].table), keys, several) for need, several in self.alike(refused).items()
        ]
        if self.question.each_day and not self.keys:
            days = pd.to_datetime(list(self.question.each_day)).astype(frames[0][STATE_ON].dtype)
            return side_by_side([pd.DataFrame({STATE_ON: days}), *frames], keys)
        return side_by_side(frames, keys)


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
    groups: Iterable[tuple[Any, ...]], orders: Sequence[Mapping[object, int]]
) -> Iterable[tuple[Any, ...]]:
    """Groups in the order in which the office lists their values, else by value; not filled comes last."""
    ordered = list(groups)
    for place in reversed(range(len(orders))):
        order = orders[place]
        filled = [group for group in ordered if group[place] is not None]
        filled.sort(key=itemgetter(place))
        if order:
            filled.sort(key=lambda group, order=order, place=place: order.get(group[place], len(order)))
        ordered = filled + [group for group in ordered if group[place] is None]
    return ordered


def quotient(ratio: Ratio, cells: Mapping[str, object]) -> float | None:
    """The ratio of two counts; None where either is empty or the bottom is 0."""
    top, bottom = (cells.get(named(count.id, ratio.only)) for count in (ratio.top, ratio.bottom))
    return float(top) / (float(bottom) * ratio.times) if top is not None and bottom else None  # type: ignore[arg-type]


def divided(ratio: Ratio, answer: pd.DataFrame) -> pd.Series:
    """The ratio of two counts of an answer; NA where either is empty or the bottom is 0."""
    top = answer[named(ratio.top.id, ratio.only)].astype("Float64")
    bottom = answer[named(ratio.bottom.id, ratio.only)].astype("Float64") * ratio.times
    return (top / bottom.mask(bottom == 0)).astype("float64")


def side_by_side(answers: Sequence[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Answers to several queries as one table; a group that one of them does not have is empty there."""
    if not keys:
        return pd.concat(answers, axis=1)
    return reduce(lambda one, other: one.merge(other, on=list(keys), how="outer"), answers)


def in_order(answer: pd.DataFrame, split: Sequence[Dimension], keys: Sequence[str]) -> pd.DataFrame:
    """Groups in the order in which the office lists them, else by value; not filled comes last."""
    if not keys:
        return answer
    orders = {d.id: {value: i for i, value in enumerate(d.order)} for d in split if d.order}

    def place(values: pd.Series) -> pd.Series:
        order = orders.get(str(values.name))
        return values if order is None else values.map(lambda v: order.get(v, len(order)))

    nothing = [f"{key}:" for key in keys if answer[key].isna().any()]
    flagged = answer.assign(**{name: answer[name[:-1]].isna() for name in nothing})
    sort = [name for key in keys for name in (f"{key}:", key) if name in flagged]
    return flagged.sort_values(sort, key=place, ignore_index=True, kind="stable").drop(columns=nothing)


def carried_on(answer: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Running totals carried over days on which one of the tables has no rows."""
    time = next(k for k in keys if k in TIMES)
    others = [k for k in keys if k != time]
    numbers = [c for c in answer.columns if c not in keys]
    by_time = answer.sort_values(time, kind="stable")
    filled = by_time.groupby(others, dropna=False)[numbers].ffill() if others else by_time[numbers].ffill()
    return answer.assign(**{c: filled[c] for c in numbers})
