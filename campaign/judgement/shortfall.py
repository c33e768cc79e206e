"""What costs a place or a unit most: of which of its parts are fewer cases solved than at the level it is measured by?

A place is measured by what lies around it, a unit by its peers. What is expected of a part is its own cases times the share
there; of a kind of case the share of the same kind, since a kind that is hard everywhere is nobody's own. Facts, not verdicts:
who has too few cases to be judged is not named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from campaign.judgement import matters
from campaign.judgement.ranking.method import published
from campaign.numbers.batch import Asked, Batch
from campaign.numbers.dimensions import UNITS
from campaign.numbers.kinds import Ratio, Share, counts_in
from campaign.numbers.wording import as_number
from campaign.office import rules

MOST = 5
"""The most parts that are listed of one kind."""
SURE = 3.0
"""Assumed: a share is clearly worse when it is so many standard errors from the level."""
CLEAR = 0.01
"""Assumed: and by more than this; of a large place any difference is sure."""
KINDS = frozenset({"category"})
"""Splits by kind of case, each of which is measured by the same kind."""

Compared = Share | Ratio
"""A number with a part and a whole that can be cut up."""
Where = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is looked at."""

    name: str
    """As stored; of a kind of case its matter."""
    where: Where
    """What narrows to it."""
    part: int
    whole: int
    level: float
    """The share that is expected of it."""

    @property
    def share(self) -> float:
        """Its own share."""
        return self.part / self.whole

    @property
    def expected(self) -> int:
        """How many there would be at the level, in whole cases."""
        return round(self.whole * self.level)

    @property
    def fewer(self) -> int:
        """By how many cases it falls short; negative where it is above the level."""
        return self.expected - self.part


@dataclass(frozen=True, slots=True)
class Costs:
    """What is looked at as a whole, and what of it costs most, by each way of cutting it up."""

    whole: Part
    by: Mapping[str, tuple[Part, ...]]
    """Split → its parts with a shortfall of a case at least, the worst first, `MOST` at most."""
    least: float
    """The least number of cases with which anybody is judged."""

    @property
    def is_enough(self) -> bool:
        """Whether there are cases enough to compare at all."""
        return self.whole.whole >= self.least

    def rest(self, split: str) -> int:
        """By how many cases all that is not listed of a split falls short together; negative where it makes up for others.

        Of kinds also what comes of a mix of harder ones. With what is listed it makes the whole.
        """
        return self.whole.fewer - sum(part.fewer for part in self.by[split])


class Shortfall:
    """The costs of what `where` narrows to, measured by what `around` narrows to, whose questions are stated.

    `by` are dimensions; "category" means matters, 其他方面 by its second level. Raises BadMethod when the ranking's rules, which say
    how many cases are enough, cannot be used.
    """

    def __init__(
        self,
        batch: Batch,
        number: Compared,
        *,
        where: Where,
        around: Where,
        by: Sequence[str],
        as_of: date | None = None,
        period: str | None = None,
    ) -> None:
        self.number, self.by = number, tuple(by)
        self.least = published().base(number.id)
        names = (number.id, *(count.id for count in counts_in(number)))

        def ask(conditions: Where, split: str = "") -> Asked:
            groups = matters.BY if split in KINDS else (split,) if split else ()
            return batch.ask(names, groups, where=conditions, as_of=as_of, period=period)

        self._own, self._around = ask(where), ask(around)
        self._parts = {split: ask(where, split) for split in self.by}
        self._kinds = {split: ask(around, split) for split in self.by if split in KINDS}

    @property
    def costs(self) -> Costs | None:
        """None where one of the two shares is not known."""
        own, level = _counts(self.number, self._own.first), _counts(self.number, self._around.first)
        if not own or not level or self._own.refused or self._around.refused:
            return None
        rate = level[0] / level[1]
        whole = Part("", {}, *own, rate)
        by = {
            split: self._worst(split, asked, rate)
            for split, asked in self._parts.items()
            if not asked.refused  # as households of a village by who handles issues there
        }
        return Costs(whole, by, self.least)

    def _worst(self, split: str, asked: Asked, rate: float) -> tuple[Part, ...]:
        levels, found = self._levels(split), []
        for name, (done, whole) in self._named(split, asked).items():
            where = matters.conditions(name) if split in KINDS else {split: name}
            part = Part(name, where, done, whole, levels.get(name, rate))
            if part.fewer >= 1 and (split in KINDS or part.whole >= self.least):
                found.append(part)
        found.sort(key=lambda part: (-part.fewer, part.share, part.name))
        return tuple(found[:MOST])

    def _levels(self, split: str) -> dict[str, float]:
        """The share around of each kind that has cases enough there."""
        around = self._named(split, self._kinds[split]) if split in self._kinds else {}
        return {name: done / whole for name, (done, whole) in around.items() if whole >= self.least}

    def _named(self, split: str, asked: Asked) -> dict[str, tuple[int, int]]:
        """Part and whole of those that have a name and are known."""
        counted = ((_name(split, row), _counts(self.number, row)) for row in asked.answer.rows)
        return {name: counts for name, counts in counted if name is not None and counts is not None}


def is_clearly_worse(part: float, whole: float, level: float, *, is_lower_better: bool = False) -> bool:
    """Whether a share is worse than a level by more than chance explains, and by enough to matter.

    >>> [is_clearly_worse(part, 1000, 0.28) for part in (200, 265, 290)], is_clearly_worse(2, 10, 0.28)
    ([True, False, False], False)
    """
    gap = (level - part / whole) * (-1 if is_lower_better else 1) if whole else 0.0
    return gap > CLEAR and gap > SURE * sqrt(level * (1 - level) / whole)


def _name(split: str, row: Mapping[str, Any]) -> str | None:
    """The part's name; None for what is not filled in, or names nobody."""
    if split in KINDS:
        return matters.matter(*(row[name] for name in matters.BY))
    name = row[split]
    return None if name is None or (split in UNITS and name == rules.OTHER_DEPARTMENT) else str(name)


def _counts(number: Compared, row: Mapping[str, Any]) -> tuple[int, int] | None:
    """Part and whole; None where one of them is not known, or may not be."""
    part, whole = (as_number(row.get(count.id)) for count in counts_in(number))
    times = number.times if isinstance(number, Ratio) else 1
    return (int(part), int(whole * times)) if part is not None and whole else None
