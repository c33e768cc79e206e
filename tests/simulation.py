"""Are those who are named behind really behind? Cities whose true rates are known, judged by the published rules.

109 units, sizes log-normal with median 60 (5–95 %: 14–280), true rates with mean 24.4 % and a spread of 6 points.
`python -m tests.simulation`, or within `make bench`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from campaign.ranking.evidence import Floats, judged
from campaign.ranking.method import published

UNITS = 109
MEDIAN, LEAST, MOST = 60, 14, 280
MEAN, SPREAD = 0.244, 0.06
WORST = 10
RUNS = 500
Z95 = 1.645


def beta_rates(random: np.random.Generator) -> Floats:
    """True rates from a beta distribution: bounded, a little skewed, what the rule itself supposes."""
    strength = MEAN * (1 - MEAN) / SPREAD**2 - 1
    return random.beta(MEAN * strength, (1 - MEAN) * strength, UNITS)


def normal_rates(random: np.random.Generator) -> Floats:
    """True rates from a bell curve: more of them far down, and not what the rule supposes."""
    return np.clip(random.normal(MEAN, SPREAD, UNITS), 0.005, 0.995)


SHAPES: dict[str, Callable[[np.random.Generator], Floats]] = {"beta": beta_rates, "normal": normal_rates}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a number of runs came to, counts over all of them."""

    runs: int
    named: int
    """Put in 整改."""
    rightly: int
    """Of those, truly below the floor."""
    worst_named: int
    """Of the true worst ten of each run, put in 整改."""
    worst_watched: int
    """Put in 整改 or 关注."""
    worst_by_raw: int
    """In the bottom ten by raw rate."""
    raw_rightly: int
    """Of the bottom ten by raw rate, truly below the floor."""
    raw_small: int
    """Of the bottom ten by raw rate, with fewer cases than the minimum."""

    @property
    def precision(self) -> float:
        """Of those named, the share that is truly below the floor."""
        return self.rightly / self.named


def simulated(shape: str, runs: int = RUNS, seed: int = 2017) -> Outcome:
    """`runs` cities, judged; the true floor is the published factor of the city's true rate."""
    method, random = published(), np.random.default_rng(seed)
    sigma = np.log(MOST / LEAST) / (2 * Z95)
    totals = np.zeros(7, dtype=np.int64)
    for _ in range(runs):
        whole = np.maximum(1, np.round(random.lognormal(np.log(MEDIAN), sigma, UNITS)))
        true = SHAPES[shape](random)
        part = random.binomial(whole.astype(np.int64), true).astype(np.float64)
        found = judged(part, whole, method, with_ranks=False)
        is_behind = true < method.tiers.floor_factor * (true * whole).sum() / whole.sum()
        named = found.tiers == "整改"
        watched = named | (found.tiers == "关注")
        worst = true.argsort()[:WORST]
        raw = (part / whole).argsort(kind="stable")[:WORST]
        totals += [
            named.sum(), (named & is_behind).sum(), named[worst].sum(), watched[worst].sum(),
            np.isin(raw, worst).sum(), is_behind[raw].sum(), (whole[raw] < method.tiers.minimum_base).sum(),
        ]  # fmt: skip
    return Outcome(runs, *(int(total) for total in totals))


def report(runs: int = RUNS) -> str:
    """The outcomes as a table."""
    lines = [
        f"{runs} drawn cities of {UNITS} units, true rates {MEAN:.1%} ± {100 * SPREAD:.0f} points",
        f"{'true rates':12}{'named/city':>12}{'rightly':>10}{'worst 10: named':>18}{'or watched':>12}{'by raw rate':>13}{'raw rightly':>13}",
    ]
    for shape in SHAPES:
        found = simulated(shape, runs)
        per = [n / runs for n in (found.worst_named, found.worst_watched, found.worst_by_raw)]
        lines.append(
            f"{shape:12}{found.named / runs:12.2f}{found.precision:10.1%}{per[0]:18.2f}{per[1]:12.2f}{per[2]:13.2f}"
            f"{found.raw_rightly / (WORST * runs):13.1%}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
