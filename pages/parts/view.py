"""What is in sight: whose view of which snapshot, at what time, of which rows?

A page first states what it wants to know, and then draws: see `campaign.numbers.batch`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from math import isinf
from typing import Any, TypeGuard

import pandas as pd

from campaign import schema
from campaign.access.scope import NotAllowed, Scope
from campaign.numbers import few
from campaign.numbers.batch import Asked, Base, Batch
from campaign.numbers.dimensions import DIMENSIONS, CannotAnswer, shown
from campaign.numbers.figure import Figure, task_of
from campaign.numbers.kinds import Age, Count, Metric, Ratio, beside, counts_in, judged_against, reported
from campaign.numbers.metrics import metric
from campaign.numbers.question import Answer, Question, as_key, rows_of
from campaign.numbers.questions import BOUND, follows_day
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import UNFILLED, reason, why_empty, with_time
from campaign.office import rules
from campaign.places import areas
from pages.parts import visiting
from pages.parts.cached import Answers, Opened, cached

SEARCHED = "text"
"""The dimension of the words that an issue is searched for."""
MOST_WEEKS = 26
"""Of a number's way so far: half a year."""

Number = Metric | str
"""A declared number, or the id of one that only the address names."""
Where = Mapping[str, object]
"""Dimension → value, or a list of values; None among them is for rows in which nothing is filled."""


@dataclass(frozen=True, slots=True)
class Room:
    """One visitor in front of one snapshot; it knows the snapshot by name, so that keeping a room keeps no file open."""

    opened: Callable[[], Opened] = field(repr=False)
    scope: Scope
    batch: Batch = field(init=False, repr=False, compare=False)
    """What a run states, and is answered together."""

    def __post_init__(self) -> None:
        """Answers are looked up among those that the snapshot has given to this scope."""
        object.__setattr__(self, "batch", Batch(partial(_answered, self.opened, self.scope, self.key)))

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot, for as long as it is used."""
        return self.opened().snapshot

    @property
    def answers(self) -> Answers:
        """What the snapshot has answered already."""
        return self.opened().answers

    @property
    def room(self) -> Room:
        """Itself: what is asked of a view may be asked of a room."""
        return self

    @property
    def key(self) -> Hashable:
        """The scope, as a part of a key."""
        return self.scope.key

    @property
    def whole(self) -> str:
        """All that the visitor is shown, in words."""
        return visiting.part_of_the_city(self.scope)

    @property
    def own(self) -> Where:
        """What every view of the visitor is narrowed to: dimension → value; a village by its name."""
        own: dict[str, object] = {}
        for name, values in self.scope.where.items():
            own[name] = values[0] if len(values) == 1 else list(values)
            if village := next(
                (a for a in areas.AREAS if name == "village_id" and (a.village_id,) == tuple(values)), None
            ):
                own |= {"district": village.district, "town": village.town_name, "village": village.village_name}
        return own

    @property
    def data_date(self) -> date:
        """The last day in the data; the campaign's first day when it has none."""
        return self.snapshot.data_date or rules.START

    @property
    def received_as(self) -> Mapping[str, str]:
        """At the desk: the names under which files came, for those whose shown names hide somebody."""
        return _received_as(self)


def _answered(
    opened: Callable[[], Opened], scope: Scope, scope_key: Hashable, questions: Sequence[Question]
) -> list[Answer]:
    """The answers to some questions; what the snapshot has answered to this scope before is not asked again."""
    there = opened()

    def make(keys: list[tuple[Hashable, Question]]) -> list[Answer]:
        return there.snapshot.answers([question for _, question in keys], scope=scope)

    return there.answers.of([(scope_key, question) for question in questions], make)


@cached()
def _received_as(room: Room) -> Mapping[str, str]:
    return room.snapshot.received_as(room.scope)


@dataclass(frozen=True, slots=True)
class View:
    """What the filters of a page leave in sight: a span of time and some rows."""

    room: Room
    as_of: date | None = None
    period: str | None = None
    where: Where = field(default_factory=dict)
    area: str = "district"
    """The dimension that areas are distinguished by: district or zone."""

    @property
    def answers(self) -> Answers:
        """What its snapshot has answered already."""
        return self.room.answers

    @property
    def key(self) -> Hashable:
        """Its scope and all that narrows it, as a part of a key."""
        return self.room.key, self.as_of, self.period, as_key(self.where), self.area

    def ask(
        self, numbers: Sequence[Number], by: Sequence[str] = (), *, running: bool = False, **where: object
    ) -> Asked:
        """State a question: the numbers in sight, one row a group."""
        conditions = {**self.where, **where}
        return self.room.batch.ask(
            ids(numbers), by, where=conditions, as_of=self.as_of, period=self.period, running=running
        )

    def on_each(self, days: tuple[date, ...], metrics: Sequence[str]) -> Asked:
        """State a question about several days that have passed: a row a day, each in the state of that day."""
        return self.room.batch.state(
            Question(tuple(metrics), where=as_key(self.where), period=self.period, each_day=days)
        )

    def figures(self, *numbers: Number, compared: bool = False) -> Figures:
        """State some numbers of all rows in sight, and with `compared` what they were before."""
        return Figures(self, ids(numbers), compared=compared)

    def rows_by(self, numbers: Sequence[Number], *by: str, based: str = "") -> Rows:
        """State some numbers by the groups of one or more dimensions, and how much of their bases is reported by that in `based`."""
        return Rows(self, ids(numbers), by, based)

    def base_of(self, number: Number, by: str = "") -> Base:
        """State how much of a number's base is reported, of the whole or by the groups of one dimension."""
        (metric_id,) = ids((number,))
        return self.room.batch.base_of(metric_id, by, where=self.where, as_of=self.as_of, period=self.period)

    def why_empty(self, number: Number) -> str:
        """Why a number in sight is empty, in a few words; empty when it is not."""
        return self.figures(number)[number].why_empty

    def rows_in_sight(self, table: str) -> int:
        """How many rows a table has in sight; none where it cannot be narrowed so."""
        try:
            return self.count_rows(table)
        except (CannotAnswer, NotAllowed):
            return 0

    def of_how_many(self, number: Number) -> str:
        """How much of a number's base is reported, in words; empty where all of it is, or the number is empty."""
        return self.base_of(number).words

    def label(self, number: Number) -> str:
        """A number's label in this view: with its time where that is not the one in sight."""
        declared = number if not isinstance(number, str) else metric(number)
        return with_time(declared.label, self.other_time(number))

    def other_time(self, number: Number) -> str:
        """A number's time where that is not the one in sight; else empty."""
        return self.room.snapshot.other_time(number, as_of=self.as_of, period=self.period)

    def at_each_week(self, numbers: Sequence[Number]) -> Weeks:
        """State the numbers as they were at the end of every week: what a sparkline shows."""
        return Weeks(self, ids(numbers))

    def followed(self, metric_id: str) -> pd.DataFrame:
        """How a duration's share grows with the days."""
        return _followed(self, metric_id)

    def rows(
        self,
        table: str,
        columns: Sequence[str],
        *,
        order: str | None = None,
        descending: bool = False,
        limit: int = 50,
        offset: int = 0,
        counted_by: str | None = None,
    ) -> pd.DataFrame:
        """The rows behind the numbers in sight; that somebody sees them is written down."""
        if schema.table(table).one_of:
            visiting.saw_rows(self.room.snapshot.id, f"{schema.table(table).label}：{self.on_record}")
        return _rows(self, table, tuple(columns), order, descending, limit, offset, counted_by)

    def count_rows(self, table: str, *, counted_by: str | None = None) -> int:
        """How many rows there are behind the numbers in sight."""
        return _count_rows(self, table, counted_by)

    @property
    def on_record(self) -> str:
        """Its time and what narrows it, for what is written down: of words that somebody searched for only that they did."""
        words = [self.span, self.room.whole]
        for name, value in self.where.items():
            if name not in self.room.own:
                words.append(f"{_LABELS.get(name, name)} {_on_record(name, value)}")
        return "，".join(words)

    def but(self, *, without: Sequence[str] = (), **where: object) -> View:
        """The same view with some conditions taken off and others put on."""
        own = self.room.own  # what the visitor is not shown is not let in by taking a condition off
        kept = {k: v for k, v in self.where.items() if k not in without or k in own}
        return replace(self, where={**kept, **where})

    @property
    def day(self) -> date:
        """The day whose state the view shows; a period still running is shown as of the data's last day."""
        data_date = self.room.data_date
        last = self.days.end if self.days else data_date
        return min(self.as_of or last, data_date)

    @property
    def days(self) -> rules.Period | None:
        """The chosen period; None when everything up to a day is in sight."""
        return rules.period(self.period) if self.period else None

    @property
    def is_running(self) -> bool:
        """Whether the view shows only the first days of its period."""
        return self.days is not None and self.day < self.days.end

    @property
    def before(self) -> View | None:
        """What this view is compared with: as many days of the period before; None when the campaign had not begun.

        A period still running is compared with its first days only, everything up to a day with everything up to the
        same day a month earlier.
        """
        if self.days is None:
            day = rules.month_earlier(self.day)
            return replace(self, as_of=day) if day >= rules.START else None
        earlier, until = rules.days_before(self.days, self.day)
        if earlier.start < rules.START:
            return None
        return replace(self, period=earlier.id, as_of=until if until < earlier.end else None)

    @property
    def span(self) -> str:
        """The span of time in words."""
        if self.days:
            return self.days.label + (f"（至{_day_text(self.day, self.days.start)}）" if self.is_running else "")
        return f"截至{rules.day_text(self.day)}"

    @property
    def before_words(self) -> str:
        """What a change is measured against, in words; empty when there is nothing to measure it against."""
        before = self.before
        if before is None:
            return ""
        if before.days is None:
            return f"较{rules.day_text(before.day)}"
        name = rules.in_its_year(before.days.label)
        if not before.is_running:
            return f"较{name}"
        first, last = before.days.start, before.day
        begins = (
            "" if first == last else f"{first.day}日—" if first.month == last.month else f"{rules.day_text(first)}—"
        )
        return f"较{name}同期（{begins}{_day_text(last, first)}）"


_LABELS = {column.name: column.label for column in schema.SOURCE} | {d.id: d.label for d in DIMENSIONS}


def _on_record(name: str, value: object) -> str:
    """A condition's value; of several only how many there are, and of what somebody typed nothing."""
    if name == SEARCHED:
        return "（不记）"
    if isinstance(value, list | tuple) and len(value) > 1:
        return f"{len(value)}个"
    one = value[0] if isinstance(value, list | tuple) and value else value
    return UNFILLED if one is None or one == [] else shown(name, one)


def _day_text(day: date, after: date) -> str:
    """A day as it is written after another: without its month when that is the same."""
    return f"{day.day}日" if (day.year, day.month) == (after.year, after.month) else rules.day_text(day, after=after)


@cached()
def _followed(view: View, metric_id: str) -> pd.DataFrame:
    return view.room.snapshot.followed(
        metric_id, scope=view.room.scope, as_of=view.as_of, period=view.period, where=dict(view.where) or None
    )


@cached()
def _rows(
    view: View,
    table: str,
    columns: tuple[str, ...],
    order: str | None,
    descending: bool,
    limit: int,
    offset: int,
    counted_by: str | None,
) -> pd.DataFrame:
    return view.room.snapshot.rows(
        table,
        scope=view.room.scope,
        as_of=view.as_of,
        period=view.period,
        where=dict(view.where) or None,
        columns=columns,
        order=order,
        descending=descending,
        limit=limit,
        offset=offset,
        counted_by=counted_by,
    )


@cached()
def _count_rows(view: View, table: str, counted_by: str | None) -> int:
    return view.room.snapshot.count_rows(
        table,
        scope=view.room.scope,
        as_of=view.as_of,
        period=view.period,
        where=dict(view.where) or None,
        counted_by=counted_by,
    )


class Weeks:
    """Some numbers as they were at the end of every week, of half a year at most, and on the day in sight.

    Of a period only what falls into it: the line ends at the number that the card shows.
    """

    def __init__(self, view: View, metrics: Sequence[str]) -> None:
        metrics = tuple(metrics)  # a question's numbers are in an order of their own
        self.metrics = frozenset(metrics)
        first = view.days.start if view.days else rules.START
        over = tuple(week.end for week in rules.weeks(view.day) if first <= week.end < view.day)[-MOST_WEEKS:]
        self._over = view.on_each(over, metrics) if metrics and over else None
        self._now = replace(view, as_of=view.day).ask(metrics) if metrics else None

    def __getitem__(self, metric_id: str) -> list[float]:
        """The known ones, oldest first; none for a number that is not followed."""
        if self._now is None or metric_id not in self.metrics:
            return []
        over = [row[metric_id] for row in self._over.answer.rows] if self._over else []
        return [value for value in (*over, self._now.number(metric_id)) if value is not None and not isinf(value)]


class Figures:
    """Some numbers of a view, stated with all that each needs to be written: see `Figure`."""

    def __init__(self, view: View, metrics: Sequence[str], *, compared: bool = False) -> None:
        self.view, self.metrics = view, tuple(metrics)
        self._made: dict[str, Figure] = {}
        if not metrics:  # as where nothing must be shown along with some others
            return
        shown = (*self.metrics, *companions(metrics))
        self._now = view.ask(needed_for(metrics))
        moving = [name for name in metrics if follows_day(metric(name))]
        before = view.before if compared and moving else None
        self._before = before.ask(needed_for(moving)) if before else None
        self._bases = {name: view.base_of(name) for name in shown}
        self._tasks = {m.id: view.ask(counts_in(m), **_only(m)) for m in map(metric, shown) if _is_of_some_rows(m)}

    def __getitem__(self, number: Number) -> Figure:
        (metric_id,) = ids((number,))
        if metric_id not in self._made:
            self._made[metric_id] = self._figure(metric_id)
        return self._made[metric_id]

    def __iter__(self) -> Iterator[Figure]:
        return (self[name] for name in self.metrics)

    @property
    def numbers(self) -> list[Metric]:
        """The declared numbers."""
        return [metric(name) for name in self.metrics]

    @property
    def companions(self) -> list[Figure]:
        """The numbers that must be shown along with these and are not among them."""
        return [self[name] for name in companions(self.metrics)]

    def _figure(self, metric_id: str) -> Figure:
        number, bound = metric(metric_id), self._now.first.get(metric_id + BOUND)
        whole = judged_against(number) if isinstance(number, Count) else None
        return Figure(
            number,
            self._value(metric_id),
            bound,
            self._counts(number),
            self._bases[metric_id].words if metric_id in self._bases else "",
            self.view.other_time(number),
            Figure(whole, self._value(whole.id), before=self._then(whole)) if whole else None,
            self._then(number),
            bool(self.view.period),
            partial(self._why_empty, metric_id),
        )

    def _why_empty(self, metric_id: str) -> str:
        if refusal := self._now.refused.get(metric_id):
            return reason(refusal)
        return why_empty(metric(metric_id), self._count, self.view.rows_in_sight)

    def _count(self, metric_id: str) -> float | None:
        if metric_id in self._now.question.metrics:
            return self._now.number(metric_id)
        return self.view.ask((metric_id,)).number(metric_id)

    def _value(self, metric_id: str) -> float | None:
        return self._now.number(metric_id)

    def _then(self, number: Metric) -> Figure | None:
        if self._before is None or number.id not in self._before.question.metrics:
            return None
        return Figure(number, self._before.number(number.id))

    def _counts(self, number: Metric) -> tuple[Figure, ...]:
        if isinstance(number, Ratio) and number.id in self._tasks:
            counts = self._tasks[number.id]
            return task_of(number, *(counts.number(count.id) for count in counts_in(number)))
        return tuple(Figure(count, self._value(count.id)) for count in base(number))


@dataclass(frozen=True, slots=True)
class Row:
    """One group with its figures."""

    of: Mapping[str, object]
    """Dimension → value; None where nothing is filled."""
    figures: Mapping[str, Figure]

    @property
    def name(self) -> object:
        """The first dimension's value."""
        return next(iter(self.of.values()))

    def __getitem__(self, number: Number) -> Figure:
        (metric_id,) = ids((number,))
        return self.figures[metric_id]

    def companions_of(self, number: Number) -> list[Figure]:
        """The number that must be shown along with one, where the row has it."""
        return [self.figures[name] for name in companions(ids((number,))) if name in self.figures]


class Rows:
    """Some numbers of a view by the groups of one or more dimensions, stated; with `based` also how much of their bases is reported."""

    def __init__(self, view: View, metrics: Sequence[str], by: Sequence[str], based: str = "") -> None:
        self.view, self.by = view, tuple(by)
        self.numbers: Mapping[str, Metric] = {name: metric(name) for name in metrics}
        """The numbers, by the names of their columns."""
        self._asked = view.ask(tuple(metrics), by)
        self.bases = {name: view.base_of(name, based) for name in metrics if based and reported(self.numbers[name])}

    @property
    def frame(self) -> pd.DataFrame:
        """One row a group, as `Snapshot.ask` gives them."""
        return self._asked.frame

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self._asked.answer.rows)

    def of(self, frame: pd.DataFrame) -> Iterator[Row]:
        """Some of the groups, in the order of `frame`."""
        return map(self._row, rows_of(frame))

    def _row(self, row: Mapping[str, Any]) -> Row:
        why = (lambda: few.WHY) if self._asked.answer.is_of_few(row, self.by) else str
        figures = {
            name: Figure(m, row[name], row.get(name + BOUND), reason=why)
            for name, m in self.numbers.items()
            if name in row
        }
        return Row({name: row[name] for name in self.by}, figures)


def ids(numbers: Iterable[Number]) -> tuple[str, ...]:
    """The ids of some numbers."""
    return tuple(number if isinstance(number, str) else number.id for number in numbers)


def companions(metrics: Sequence[str]) -> list[str]:
    """The numbers that must be shown along with some of `metrics` and are not among them."""
    return list(dict.fromkeys(name for m in metrics if (name := beside(metric(m))) and name not in metrics))


def needed_for(metrics: Sequence[str]) -> tuple[str, ...]:
    """What to ask for some numbers: these, their companions, and the counts that their shares are made of and they are judged against."""
    numbers = [metric(name) for name in (*metrics, *companions(metrics))]
    wholes = [whole for m in numbers[: len(metrics)] if isinstance(m, Count) and (whole := judged_against(m))]
    made_of = [count for m in numbers for count in base(m)]
    return tuple(dict.fromkeys(m.id for m in (*numbers, *made_of, *wholes)))


def base(number: Metric) -> tuple[Count, ...]:
    """The counts that a number is computed from; none where they would be of other rows."""
    return () if isinstance(number, Count | Age) or _is_of_some_rows(number) else counts_in(number)


def _only(ratio: Ratio) -> dict[str, object]:
    return {name: list(values) for name, values in ratio.only}


def _is_of_some_rows(number: Metric) -> TypeGuard[Ratio]:
    return isinstance(number, Ratio) and bool(number.only)
