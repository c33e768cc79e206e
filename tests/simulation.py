"""Are those who are named behind really behind? Cities whose true rates are known, judged by the published rules.

109 units, sizes log-normal with median 60 (5–95 %: 14–280). The reference is true rates with mean 24.4 % and a spread of
6 points; the other shapes are alike, far apart, of two kinds, or high. `python -m tests.simulation 2000`, or within
`make bench`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np

from campaign.judgement.ranking.evidence import Floats, judged, lines
from campaign.judgement.ranking.method import published
from campaign.numbers.wording import format_share

UNITS = 109
MEDIAN, LEAST, MOST = 60, 14, 280
WORST = 10
RUNS = 500
Z95 = 1.645
Draw = Callable[[np.random.Generator], Floats]


def beta(mean: float, spread: float) -> Draw:
    """True rates from a beta distribution: bounded, a little skewed, what the rule itself supposes."""
    strength = mean * (1 - mean) / spread**2 - 1
    return lambda random: random.beta(mean * strength, (1 - mean) * strength, UNITS)


def normal(mean: float, spread: float) -> Draw:
    """True rates from a bell curve: more of them far down, and not what the rule supposes."""
    return lambda random: np.clip(random.normal(mean, spread, UNITS), 0.005, 0.995)


def two_kinds(random: np.random.Generator) -> Floats:
    """One in ten at about 12 %, the others at about 26 %."""
    low, others = random.normal(0.12, 0.03, UNITS), random.normal(0.26, 0.04, UNITS)
    return np.clip(np.where(random.random(UNITS) < 0.1, low, others), 0.005, 0.995)


SHAPES: Mapping[str, Draw] = {"beta": beta(0.244, 0.06), "normal": normal(0.244, 0.06)}
"""The reference: the true rates of a city as the papers describe it."""
OTHERS: Mapping[str, Draw] = {
    "alike": lambda random: np.full(UNITS, 0.244),
    "beta 24.4±3": beta(0.244, 0.03),
    "two kinds": two_kinds,
    "beta 20±18": beta(0.2, 0.18),
    "beta 60±10": beta(0.6, 0.1),
    "beta 93±4": beta(0.93, 0.04),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a number of runs came to, counts over all of them."""

    runs: int
    named: int
    """Put in 整改."""
    rightly: int
    """Of those, truly below the floor."""
    plain_named: int
    """Whom the probability alone would name: at least 0.90, with the minimum base."""
    plain_rightly: int
    """Of those, truly below the floor."""
    praised: int
    """Put in 先进."""
    praised_rightly: int
    """Of those, truly above the line ahead."""
    worst_named: int
    """Of the true worst ten of each run, put in 整改."""
    worst_watched: int
    """Put in 整改 or 关注."""
    worst_by_raw: int
    """In the bottom ten by raw rate."""
    raw_rightly: int
    """Of the bottom ten by raw rate, truly below the floor."""

    @property
    def precision(self) -> float:
        """Of those named, the share that is truly below the floor."""
        return self.rightly / self.named


def simulated(shape: str, runs: int = RUNS, seed: int = 2017) -> Outcome:
    """`runs` cities, judged; the true lines are the published factors of the city's true rate."""
    method, random = published(), np.random.default_rng(seed)
    draw = (SHAPES | OTHERS)[shape]  # type: ignore[operator]
    sigma = np.log(MOST / LEAST) / (2 * Z95)
    totals = np.zeros(len(fields(Outcome)) - 1, dtype=np.int64)
    for _ in range(runs):
        whole = np.maximum(1, np.round(random.lognormal(np.log(MEDIAN), sigma, UNITS)))
        true = draw(random)
        part = random.binomial(whole.astype(np.int64), true).astype(np.float64)
        found = judged(part, whole, method, with_ranks=False)
        rate = (true * whole).sum() / whole.sum()
        is_behind, is_ahead = true < lines(rate, method).floor, true > lines(rate, method).ahead
        named, praised = found.tiers == "整改", found.tiers == "先进"
        watched = named | (found.tiers == "关注")
        plain = (found.below >= method.tiers.behind) & (whole >= method.tiers.minimum_base)
        worst = true.argsort()[:WORST]
        raw = (part / whole).argsort(kind="stable")[:WORST]
        totals += [
            named.sum(), (named & is_behind).sum(), plain.sum(), (plain & is_behind).sum(),
            praised.sum(), (praised & is_ahead).sum(), named[worst].sum(), watched[worst].sum(),
            np.isin(raw, worst).sum(), is_behind[raw].sum(),
        ]  # fmt: skip
    return Outcome(runs, *(int(total) for total in totals))


def interval(part: int, whole: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not whole:
        return "—"
    z, share = 1.96, part / whole
    middle, half = share + z**2 / 2 / whole, z * np.sqrt(share * (1 - share) / whole + (z / 2 / whole) ** 2)
    low, high = ((middle + sign * half) / (1 + z**2 / whole) for sign in (-1, 1))
    return f"{format_share(share)} ({100 * low:.1f}–{100 * high:.1f})"


def report(runs: int = RUNS) -> str:
    """The outcomes as a table."""
    heads = (
        "named/city",
        "rightly",
        "P alone",
        "rightly",
        "ahead/city",
        "rightly",
        "worst 10",
        "watched",
        "by raw",
        "raw rightly",
    )
    widths = (11, 20, 9, 20, 11, 20, 9, 9, 8, 12)
    lines_of = [
        f"{runs} drawn cities of {UNITS} units",
        f"{'true rates':12}" + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)),
    ]
    for shape in (*SHAPES, *OTHERS):
        found = simulated(shape, runs)
        cells = (
            f"{found.named / runs:.3f}", interval(found.rightly, found.named),
            f"{found.plain_named / runs:.3f}", interval(found.plain_rightly, found.plain_named),
            f"{found.praised / runs:.3f}", interval(found.praised_rightly, found.praised),
            *(f"{n / runs:.2f}" for n in (found.worst_named, found.worst_watched, found.worst_by_raw)),
            format_share(found.raw_rightly / (WORST * runs)),
        )  # fmt: skip
        lines_of.append(f"{shape:12}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)))
    return "\n".join(lines_of)


if __name__ == "__main__":
    sys.stdout.write(report(*map(int, sys.argv[1:])) + "\n")
