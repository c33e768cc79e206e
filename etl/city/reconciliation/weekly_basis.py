"""Are a unit's weekly figures the week's own, or running totals since the campaign began?

The form does not say. The sheets decide where they can; else the shape of the series does; else nobody does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from campaign.office import rules

RUNNING, OWN, UNKNOWN = rules.WEEKLY_BASES
ENOUGH_WEEKS = 3
ENOUGH_VOTES = 2
CORRECTED = 0.1
"""A running total that falls once, by no more than this part of itself, has been corrected."""
GROWN = 2
"""Such a series must end at so many times its beginning to be taken for a running total."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a unit's series: figures in a fixed order, and which of them fit the sheets either way.

    A fit is None where the sheets tell nothing.
    """

    figures: tuple[int | None, ...]
    fits_running: tuple[bool | None, ...] = ()
    fits_own: tuple[bool | None, ...] = ()


def basis_of(weeks: Sequence[Week]) -> tuple[str, str]:
    """What the series is taken for, and why, in Chinese; `weeks` in their order.

    >>> basis_of([Week((12,)), Week((30,)), Week((41,))])
    ('累计', '各周数字只增不减')
    >>> basis_of([Week((12,)), Week((30,)), Week((9,))])
    ('当周', '1 周少于前一周')
    """
    running, own = _votes(weeks)
    if max(running, own) >= ENOUGH_VOTES and max(running, own) >= 2 * min(running, own):
        voted = RUNNING if running > own else OWN
        others = f"，{min(running, own)} 个不合" if min(running, own) else ""
        return voted, f"与表中逐周核对，能区分的数里 {max(running, own)} 个合{voted}{others}"
    basis, why = _by_shape([week.figures for week in weeks])
    if (basis == RUNNING and own) or (basis == OWN and running):
        return UNKNOWN, f"{why}，表中的数却更合{OWN if own else RUNNING}"
    return basis, why


def _votes(weeks: Sequence[Week]) -> tuple[int, int]:
    """How many figures fit the sheets as running totals only, and how many as the week's own only."""
    fits = [pair for week in weeks for pair in zip(week.fits_running, week.fits_own, strict=True)]
    return fits.count((True, False)), fits.count((False, True))


def _by_shape(series: Sequence[tuple[int | None, ...]]) -> tuple[str, str]:
    if len(series) < ENOUGH_WEEKS:
        return UNKNOWN, f"不足 {ENOUGH_WEEKS} 周，表中也看不出"
    steps = [
        [(a, b) for a, b in zip(before, after, strict=True) if a is not None and b is not None]
        for before, after in pairwise(series)
    ]
    falls = [[(a, b) for a, b in step if b < a] for step in steps if any(b < a for a, b in step)]
    if not falls:
        rises = any(b > a for step in steps for a, b in step)
        return (RUNNING, "各周数字只增不减") if rises else (UNKNOWN, "各周数字不变，表中也看不出")
    is_small = len(falls) == 1 and all(a - b <= max(1, CORRECTED * a) for a, b in falls[0])
    if is_small:
        ends = [(a, b) for a, b in zip(series[0], series[-1], strict=True) if a is not None and b is not None]
        if any(b >= GROWN * a and b > a for a, b in ends):
            return RUNNING, "只回落一次，不到一成，按更正看，此外只增不减"
        return UNKNOWN, "只回落一次且不到一成，可能是更正，也可能是当周数"
    return OWN, f"{len(falls)} 周少于前一周"
