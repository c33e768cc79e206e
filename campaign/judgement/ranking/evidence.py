"""What do the counts of a peer group prove about each of its units?

Pure arithmetic on arrays, one entry a unit: no names, no snapshot. Every count is `part` of `whole`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betainc, betaincinv, betaln, expit, logit
from scipy.stats import betabinom, binom

from campaign.judgement.ranking.method import Method

Floats = NDArray[np.float64]
Tier = Literal["整改", "关注", "达标", "先进", "样本不足", "未报", "无可评数据"]
TIERS: tuple[Tier, ...] = ("整改", "关注", "达标", "先进", "样本不足", "未报", "无可评数据")
BEHIND, WATCHED, AS_PEERS, AHEAD, TOO_FEW, SILENT, NOTHING = TIERS
"""The last two have no figure: one has not reported, the other has reported and has nothing to be judged by."""
NAMED: tuple[Tier, ...] = (BEHIND, WATCHED)
"""The tiers of which every unit's evidence is printed."""
JUDGED: tuple[Tier, ...] = (BEHIND, WATCHED, AS_PEERS, AHEAD)
"""The tiers of units that have a rank interval."""
Beyond = Literal["below_outer", "below_inner", "inside", "above_inner", "above_outer"]
"""The side of the control limits on which a unit's own rate lies."""
WEAKEST, STRONGEST = 4.0, 1e5
"""The range in which a prior's strength is searched, in cases.

A weaker prior would mean that most units do either all or nothing, and twenty cases would still outweigh it.
"""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a unit from its peers, before its own figures: `strength` cases at the rate `mean`."""

    mean: float
    strength: float | Floats
    """One for all units, or one a unit."""

    def times(self, by: float | Floats) -> tuple[float | Floats, float | Floats]:
        """The two parameters of the beta distribution, the strength multiplied."""
        return self.mean * self.strength * by, (1 - self.mean) * self.strength * by

    def only(self, which: NDArray[np.bool_]) -> Prior:
        """Of some of the units."""
        return self if isinstance(self.strength, float) else Prior(self.mean, self.strength[which])


@dataclass(frozen=True, slots=True)
class Posterior:
    """The distribution of each unit's true rate: one beta distribution a unit."""

    a: Floats
    b: Floats

    @classmethod
    def of(cls, part: Floats, whole: Floats, prior: Prior, by: float = 1.0) -> Posterior:
        """The prior, its strength multiplied, and each unit's own counts together."""
        a, b = prior.times(by)
        return cls(part + a, whole - part + b)

    @property
    def mean(self) -> Floats:
        """The expected true rate."""
        return self.a / (self.a + self.b)

    def interval(self, width: float) -> tuple[Floats, Floats]:
        """The central interval that holds the true rate with this probability."""
        return betaincinv(self.a, self.b, 0.5 - width / 2), betaincinv(self.a, self.b, 0.5 + width / 2)

    def below(self, line: float | Floats) -> Floats:
        """The probability that the true rate is below the line."""
        return betainc(self.a, self.b, np.clip(line, 0, 1))

    def draws(self, many: int, seed: int) -> Floats:
        """`many` joint draws of all true rates, one draw a row; the same seed gives the same draws."""
        return np.random.default_rng(seed).beta(self.a, self.b, (many, len(self.a)))


def fitted(part: Floats, whole: Floats, method: Method, rate: float) -> Prior:
    """The beta distribution that the peers' true rates come from, by penalised maximum likelihood; `rate` is the pooled
    one of all peers, those with few cases among them.

    The penalty keeps the spread between units off zero where the data cannot distinguish it from zero; every unit would
    otherwise be declared equal with certainty (Chung, Rabe-Hesketh, Dorie, Gelman, Liu 2013). With fewer units than
    `fewest_units` a spread cannot be estimated: the pooled rate, at the published strength.
    """
    pooled = float(np.clip(rate, 1e-6, 1 - 1e-6))
    if len(part) < method.estimate.fewest_units:
        return Prior(pooled, method.estimate.few_units_strength)

    def surprise(point: Floats) -> float:
        mean = float(np.clip(expit(point[0]), 1e-9, 1 - 1e-9))
        strength = float(np.exp(np.clip(point[1], np.log(WEAKEST), np.log(STRONGEST))))
        a, b = mean * strength, (1 - mean) * strength
        likelihood = float((betaln(part + a, whole - part + b) - betaln(a, b)).sum())
        spread = -0.5 * np.log(strength + 1)
        inside = 0.5 * (np.log(mean) + np.log(1 - mean))
        return -(likelihood + spread + inside)

    optimum = minimize(
        surprise, [logit(pooled), np.log(50.0)], method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-3}
    )
    return Prior(float(expit(optimum.x[0])), float(np.exp(np.clip(optimum.x[1], np.log(WEAKEST), np.log(STRONGEST)))))


def apart(part: Floats, whole: Floats, prior: Prior, method: Method, many: int) -> Prior:
    """The prior of each unit: as fitted, and no stronger than `few_units_strength` for one that is not like its peers.

    Not like them: its figures would occur among `many` units of the fitted distribution once in a thousand groups.
    Without this, peers that are all alike would pull a unit that has done nothing of a hundred up to where they are.
    """
    a, b = prior.times(1.0)
    rarest = (1 - method.funnel.outer) / 2 / max(many, 1)
    is_apart = np.minimum(betabinom.cdf(part, whole, a, b), betabinom.sf(part - 1, whole, a, b)) < rarest
    return Prior(
        prior.mean, np.where(is_apart, np.minimum(prior.strength, method.estimate.few_units_strength), prior.strength)
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """The peers' rate, and the two lines derived from it."""

    rate: float
    floor: float
    ahead: float


def lines(
    rate: float, method: Method, target: float | None = None, floor_by: float = 1.0, ahead_by: float = 1.0
) -> Lines:
    """The two lines of a peer rate, their factors multiplied by `floor_by` and `ahead_by`."""
    floor = (method.tiers.floor_factor * rate if target is None else target) * floor_by
    return Lines(rate, floor, float(ahead_line(np.float64(rate), method.tiers.ahead_factor * ahead_by)))


def ahead_line(rate: Floats, factor: float) -> Floats:
    """The rate from which on a unit is ahead.

    Above one half, 1.2 times the rate runs into 100 %: there the line is drawn as far from 100 % as the same
    factor allows, which meets the other rule exactly at one half.
    """
    return np.minimum(factor * rate, 1 - (2 - factor) * (1 - rate))


@dataclass(frozen=True, slots=True)
class Judged:
    """The evidence of every unit, and its tier."""

    lines: Lines
    prior: Prior
    """As it was fitted to all of them."""
    posterior: Posterior
    low: Floats
    high: Floats
    below: Floats
    """The probability of lying below the floor."""
    ahead: Floats
    beyond: NDArray[np.str_]
    """The side of the control limits on which the own rate lies: the second piece of evidence."""
    tiers: NDArray[np.str_]
    first: Floats
    """The rank interval, NaN for a unit that is not ranked."""
    last: Floats
    stays: NDArray[np.int64]
    """In how many draws with the rules moved the tier is the same."""


def judged(part: Floats, whole: Floats, method: Method, measure: str = "", *, with_ranks: bool = True) -> Judged:
    """What the counts prove; every `whole` at least 1. Without `with_ranks`, no rank intervals and no stability.

    `measure` is only used for its target and its minimum base, if it has them.
    """
    rate = float(part.sum() / whole.sum())
    ranked, target = whole >= method.base(measure), method.targets.get(measure)
    where = lines(rate, method, target)
    prior = fitted(part[ranked], whole[ranked], method, rate)
    own_prior = apart(part, whole, prior, method, int(ranked.sum()))
    posterior = Posterior.of(part, whole, own_prior)
    low, high = posterior.interval(method.estimate.interval)
    below, ahead = chances(posterior, where)
    beyond = sides(part, whole, rate, method, target)
    tiers = tiers_of(below, ahead, ranked, method, Outside.of(beyond))
    first, last = np.full((2, len(part)), np.nan)
    stays = np.zeros(len(part), dtype=np.int64)
    if with_ranks and ranked.any():
        only = Posterior(posterior.a[ranked], posterior.b[ranked])
        drawn = only.draws(method.estimate.draws, method.estimate.seed)
        first[ranked], last[ranked] = rank_intervals(drawn, method.estimate.interval)
        stays = stability(part, whole, own_prior, rate, method, target, tiers, ranked, Outside.of(beyond))
    return Judged(where, prior, posterior, low, high, below, ahead, beyond, tiers, first, last, stays)


def chances(posterior: Posterior, where: Lines) -> tuple[Floats, Floats]:
    """The probabilities of lying below the floor and above the line ahead."""
    # Where nobody has done anything, nobody is ahead of the others.
    return posterior.below(where.floor), (1 - posterior.below(where.ahead)) * (where.rate > 0)


@dataclass(frozen=True, slots=True)
class Outside:
    """Whether each unit's own rate lies below, or above, the inner control limit."""

    below: NDArray[np.bool_]
    above: NDArray[np.bool_]

    @classmethod
    def of(cls, beyond: NDArray[np.str_]) -> Outside:
        """The two from the side of each."""
        return cls(np.isin(beyond, ("below_inner", "below_outer")), np.isin(beyond, ("above_inner", "above_outer")))

    def only(self, which: NDArray[np.bool_]) -> Outside:
        """Of some of the units."""
        return Outside(self.below[which], self.above[which])


def sides(part: Floats, whole: Floats, rate: float, method: Method, target: float | None = None) -> NDArray[np.str_]:
    """The side of the control limits on which each unit's own rate lies."""
    inner, outer = (limits(rate, whole, width, target) for width in (method.funnel.inner, method.funnel.outer))
    own = part / whole
    return np.select(
        [own < outer[0], own < inner[0], own > outer[1], own > inner[1]],
        ["below_outer", "below_inner", "above_outer", "above_inner"],
        "inside",
    )


def tiers_of(
    below: Floats, ahead: Floats, ranked: NDArray[np.bool_], method: Method, outside: Outside | None = None
) -> NDArray[np.str_]:
    """The tier of each unit from its two probabilities and, where it has control limits, `outside` of them."""
    rule = method.tiers
    everyone = np.ones(len(below), dtype=np.bool_)
    is_low, is_high = (outside.below, outside.above) if outside else (everyone, everyone)
    return np.select(
        [~ranked, (below >= rule.behind) & is_low, below >= rule.watch, (ahead >= rule.ahead) & is_high],
        [TOO_FEW, BEHIND, WATCHED, AHEAD],
        AS_PEERS,
    )


def stability(
    part: Floats,
    whole: Floats,
    prior: Prior,
    rate: float,
    method: Method,
    target: float | None,
    tiers: NDArray[np.str_],
    ranked: NDArray[np.bool_],
    outside: Outside,
) -> NDArray[np.int64]:
    """In how many draws the tier stays when the factors of both lines and the prior's strength are moved.

    The control limits do not depend on these, and stay.
    """
    most, many = method.stability.moved_by, method.stability.draws
    shifts = np.random.default_rng(method.estimate.seed).uniform(1 - most, 1 + most, (many, 3))

    def again(which: NDArray[np.bool_], floor_by: float, ahead_by: float, strength_by: float) -> NDArray[np.str_]:
        where = lines(rate, method, target, floor_by, ahead_by)
        below, ahead = chances(Posterior.of(part[which], whole[which], prior.only(which), strength_by), where)
        return tiers_of(below, ahead, ranked[which], method, outside.only(which))

    # A probability only grows with its line: a unit that is the same at all corners is the same in every draw.
    corners = ((1 + most, 1 - most), (1 - most, 1 + most))
    everyone = np.ones(len(part), dtype=np.bool_)
    same = np.all([again(everyone, *c, by) == tiers for c in corners for by in (1 - most, 1 + most)], axis=0)
    stays = np.where(same, many, 0).astype(np.int64)
    for floor_by, ahead_by, strength_by in shifts:
        stays[~same] += again(~same, floor_by, ahead_by, strength_by) == tiers[~same]
    return np.where(ranked, stays, 0)


def rank_intervals(drawn: Floats, width: float) -> tuple[Floats, Floats]:
    """The ranks between which each unit lies with this probability; the highest rate is the first."""
    ranks = np.empty(drawn.shape, dtype=np.int64)
    np.put_along_axis(ranks, (-drawn).argsort(axis=1), np.arange(1, drawn.shape[1] + 1)[None, :], axis=1)
    first, last = np.quantile(ranks, [0.5 - width / 2, 0.5 + width / 2], axis=0, method="nearest")
    return first.astype(np.float64), last.astype(np.float64)


def limits(rate: float, whole: Floats, width: float, target: float | None = None) -> tuple[Floats, Floats]:
    """The control limits around the peers' rate at each size: what chance alone may do to a unit like the others.

    The lower one is around the `target` where one is set. The exact binomial ones, because at the sizes of this campaign
    the normal ones run below zero; interpolated between two counts, as Spiegelhalter (2005) does, so that a line can be
    drawn. Not widened by how much the units differ: the prior holds that already.
    """
    tail = (1 - width) / 2
    return _exact(rate if target is None else target, whole, tail), 1 - _exact(1 - rate, whole, tail)


def _exact(rate: float, whole: Floats, tail: float) -> Floats:
    """The lower limit: the counts below it have together at most the probability `tail`."""
    least = binom.ppf(tail, whole, rate)
    over = (binom.cdf(least, whole, rate) - tail) / np.maximum(binom.pmf(least, whole, rate), 1e-300)
    return np.clip((least - np.clip(over, 0, 1)) / whole, 0, 1)


def against_expected(part: Floats, whole: Floats, expected: Floats, width: float) -> tuple[Floats, Floats, Floats]:
    """The part done over the part expected from the case mix, with the interval of the unit's own rate (Jeffreys)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        own = Posterior(part + 0.5, whole - part + 0.5)
        low, high = own.interval(width)
        low, high = np.where(part == 0, 0, low), np.where(part == whole, 1, high)
        return tuple(
            np.where(expected > 0, x, np.nan)
            for x in (part / expected, low * whole / expected, high * whole / expected)
        )  # type: ignore[return-value]


def risen(now: Posterior, before: Posterior, many: int, seed: int) -> Floats:
    """The probability that each unit's true rate is higher now than it was before; the two periods share no case."""
    return (now.draws(many, seed) > before.draws(many, seed + 1)).mean(axis=0)
