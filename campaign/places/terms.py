"""What held for a unit, and when: its own days, its 督导小组, its head count, its villages?

The register says it with days; a roster says it from the day on which it came, or from the day that it names, and until
the next one. What the first one says has always been so, unless an earlier roster of the same hand did not know the unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Span(Generic[Said]):
    """Something that held for a time, both days included; without a day, from the start or for good."""

    what: Said
    since: date | None = None
    until: date | None = None


@dataclass(slots=True)
class Terms:
    """All that held for one unit."""

    since: date | None = None
    until: date | None = None
    groups: list[Span[int]] = field(default_factory=list)
    counts: list[Span[int]] = field(default_factory=list)
    villages: list[Span[frozenset[int]]] = field(default_factory=list)

    def group_on(self, day: date) -> int | None:
        """The 督导小组 on a day."""
        held = [one.what for one in self.groups if (one.since or day) <= day <= (one.until or day)]
        return held[-1] if held else None

    def listed(self) -> list[tuple[int, int, date | None, date | None]]:
        """Which cadres of the unit, by their number, were on its roster from when until when: the first, the last, the days."""
        steps = [0, *sorted({span.what for span in self.counts if span.what})]
        return [
            (low + 1, high, run.since, run.until)
            for low, high in pairwise(steps)
            for run in runs(span for span in self.counts if span.what >= high)
        ]

    def paired(self) -> list[tuple[int, date | None, date | None]]:
        """Each village of the unit, by its number, with the days from and until."""
        every = dict.fromkeys(number for span in self.villages for number in span.what)
        return [
            (number, run.since, run.until)
            for number in every
            for run in runs(span for span in self.villages if number in span.what)
        ]


def in_turn(spans: Iterable[Span[Said]]) -> list[Span[Said]]:
    """Spans in the order of their first days, each until the day before the next; of two from one day the later one holds.

    >>> [(one.what, one.until) for one in in_turn([Span(30), Span(60, date(2017, 4, 10))])]
    [(30, datetime.date(2017, 4, 9)), (60, None)]
    """
    ordered = sorted(spans, key=lambda span: span.since or date.min)
    from_each_day = {span.since: span for span in ordered}
    ordered = [*from_each_day.values()]
    lasts = [one.since and one.since - timedelta(days=1) for one in ordered[1:]]
    return [
        replace(one, until=min(filter(None, (one.until, last)), default=None))
        for one, last in zip(ordered, [*lasts, None], strict=bool(ordered))
    ]


def runs(spans: Iterable[Span[Said]]) -> list[Span[Said]]:
    """Spans that follow one another without a day between, as one."""
    joined: list[Span[Said]] = []
    for span in spans:
        if joined and joined[-1].until and span.since == joined[-1].until + timedelta(days=1):
            joined[-1] = replace(joined[-1], until=span.until)
        else:
            joined.append(span)
    return joined


def came_into_force(came: date, days: Sequence[date], start: date | None, end: date | None) -> date:
    """From when a roster holds: the day it came, or its period's first where that day says nothing.

    That is where it came outside its period, or where several rosters came on one day, as a copy has it; `days` are those
    of all rosters.

    >>> came_into_force(date(2017, 4, 10), [date(2017, 4, 10)], date(2017, 4, 1), date(2017, 4, 30)).isoformat()
    '2017-04-10'
    >>> came_into_force(date(2017, 4, 16), [date(2017, 4, 16)] * 2, date(2017, 4, 1), date(2017, 4, 30)).isoformat()
    '2017-04-01'
    """
    if start is None or end is None:
        return came
    return came if start <= came <= end and days.count(came) < 2 else start
