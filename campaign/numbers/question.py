"""What may a page ask, and what comes back?

A question is a value: two that are equal are asked once, and what was answered is kept under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from campaign.numbers.dimensions import Where
from campaign.numbers.kinds import Ratio, reported
from campaign.numbers.metrics import metric


@dataclass(frozen=True, slots=True)
class Question:
    """Some numbers, by groups, of some rows, at a time; parameters as of `Snapshot.ask`."""

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: Where = ()
    as_of: date | None = None
    period: str | None = None
    running: bool = False
    each_day: tuple[date, ...] = ()
    """Several days before the data's last one, in place of `as_of`: the answer has a row a day and group, `state_on` first."""


@dataclass(frozen=True)
class Answer:
    """What a snapshot answers to a question."""

    read: Callable[[], tuple[Mapping[str, Any], ...]] = field(repr=False)
    tabled: Callable[[tuple[Mapping[str, Any], ...]], pd.DataFrame] = field(repr=False)
    refused: Mapping[str, str] = field(default_factory=dict)
    """The numbers that cannot be split or narrowed so, each with the reason in Chinese."""
    few: frozenset[tuple[object, ...]] = frozenset()
    """The groups whose numbers are of too few families to be shown, by what the question is split by."""

    def is_of_few(self, row: Mapping[str, Any], by: Iterable[str]) -> bool:
        """Whether the numbers of a row are empty because they are of too few families."""
        return bool(self.few) and tuple(row[name] for name in by) in self.few

    @cached_property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """One row a group, with values as Python has them, empty ones as None; made once, however often they are read."""
        return self.read()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """As `Snapshot.ask` gives it; a number that is refused is empty."""
        return self.tabled(self.rows)

    @property
    def first(self) -> Mapping[str, Any]:
        """The first row; empty without rows."""
        return self.rows[0] if self.rows else {}


def rows_of(frame: pd.DataFrame) -> tuple[Mapping[str, Any], ...]:
    """The rows of an answer with values as Python has them, empty ones as None."""
    columns = [[value_of(cell) for cell in frame[name]] for name in frame]
    return tuple(dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True))


def value_of(cell: object) -> Any:
    """A cell of an answer as Python has it; an empty one is None."""
    if cell is None or pd.isna(cell):  # type: ignore[call-overload]
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date()
    return cell.item() if hasattr(cell, "item") else cell


def as_key(where: Mapping[str, object]) -> Where:
    """Conditions as a question holds them: sorted, each with its values.

    >>> as_key({"town": "湖塘镇", "category": ["社会保障", None]})
    (('category', ('社会保障', None)), ('town', ('湖塘镇',)))
    """
    return tuple(sorted((k, tuple(v) if isinstance(v, list | tuple) else (v,)) for k, v in where.items()))


def met(where: Where, only: Where) -> Where:
    """Conditions further narrowed to others: of a dimension that both name, the values that both allow.

    >>> met((("level", ("镇街", "市级机关")),), (("level", ("市级机关",)), ("group", (1,))))
    (('group', (1,)), ('level', ('市级机关',)))
    """
    narrowed = dict(where)
    for name, values in only:
        narrowed[name] = tuple(value for value in narrowed.get(name, values) if value in values)
    return as_key(narrowed)


def of_its_base(
    metric_id: str, by: Iterable[str] = (), where: Where = (), as_of: date | None = None, period: str | None = None
) -> Question | None:
    """How much of a number's base is reported, as a question: those who report, and all who should.

    None for a number that declares nothing of the kind.
    """
    declared = metric(metric_id)
    base = reported(declared)
    if base is None:
        return None
    narrowed = met(where, declared.only if isinstance(declared, Ratio) else ())
    return Question((base.some.id, base.of.id), tuple(by), narrowed, as_of, period)
