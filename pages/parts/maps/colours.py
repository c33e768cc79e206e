"""Which colour does a place have, and what does each colour mean?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from campaign.numbers import kinds
from campaign.numbers.kinds import Metric
from pages.parts import charts
from pages.parts.maps.places import Place

HATCH = "/"
HATCHED: Mapping[str, Any] = {"fillmode": "overlay", "fgopacity": 0.3, "size": 8, "solidity": 0.18}
"""Lines over a number of too few cases, faint enough to read it through them."""

UNEQUAL = 8
"""Counts of which the largest is so many times the smallest are coloured in steps that double."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where each step of colour begins, the lightest first."""

    begins: tuple[float, ...]

    def step(self, value: float) -> int:
        """The step that holds a value; one below all belongs to the first."""
        return max(sum(begin <= value + 1e-9 for begin in self.begins) - 1, 0)

    @property
    def colours(self) -> list[str]:
        """The colour of each step, as far apart as they can be."""
        last = len(charts.MAP_STEPS) - 1
        if len(self.begins) == 1:
            return [charts.MAP_STEPS[1]]
        return [charts.MAP_STEPS[round(i * last / (len(self.begins) - 1))] for i in range(len(self.begins))]


def scale(places: Sequence[Place], number: Metric) -> Scale:
    """Round steps over what the places have; those with too few cases do not stretch it.

    Shares go up evenly. Counts of places of very unequal size do not: each step is about twice the one before.
    """
    values = [p.value for p in places if p.value is not None and not p.is_small]
    values = values or [p.value for p in places if p.value is not None]
    if not values:
        return Scale(())
    low, high = min(values), max(values)
    if low == high:
        return Scale((low,))
    most = len(charts.MAP_STEPS)
    is_count = kinds.base(number) is None
    if is_count and high > UNEQUAL * low:
        return Scale((0.0, *_rounds((1, 2, 5), 1, high)[1 - most :]))
    digits = (1, 2, 2.5, 5) if number.unit == "%" else (1, 2, 5)
    for width in _rounds(digits, max((high - low) / most, 1 if is_count else 0), 10 * (high - low)):
        first = floor(low / width + 1e-9)
        steps = floor(high / width + 1e-9) - first + 1
        if steps <= most:
            break
    return Scale(tuple(round((first + i) * width, 10) for i in range(steps)))


def _rounds(digits: Sequence[float], least: float, most: float) -> list[float]:
    """The digits times every power of ten, from `least` to `most`."""
    powers = range(floor(log10(least)), floor(log10(most)) + 1)
    return [number for p in powers for d in digits if least <= (number := d * 10.0**p) <= most]


def colour_of(place: Place, steps: Scale) -> str:
    """The colour of a place; that of no data where it has no number."""
    return charts.NO_DATA if place.value is None else steps.colours[steps.step(place.value)]


def ink_of(place: Place, steps: Scale) -> str:
    """The colour of words on a place."""
    return charts.ink_on(colour_of(place, steps))


def legend(steps: Scale, places: Sequence[Place], number: Metric) -> list[tuple[str, str, bool]]:
    """Each row of the legend: its words, its colour, whether it is hatched."""
    ends = "以上" if len(steps.begins) > 1 else ""
    rows = [(_edge(number, b) + ends, c, False) for b, c in zip(steps.begins, steps.colours, strict=True)]
    if any(p.is_small for p in places):
        rows.append(("样本不足", charts.MAP_STEPS[1], True))
    if any(p.value is None for p in places):
        rows.append(("暂无数据", charts.NO_DATA, False))
    return rows


def _edge(number: Metric, edge: float) -> str:
    """Where a step begins, in few characters: 72.5%, 0.24, 4,000, 1.5万."""
    unit = number.unit
    if unit == "%":
        return f"{100 * edge:.4g}%"
    if "/" in unit:
        return f"{edge:.3g}"
    return f"{edge / 10_000:g}万" if edge >= 10_000 else f"{edge:,.0f}"
