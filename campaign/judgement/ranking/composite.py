"""What is a unit's score over several measures, by weights that everybody can read?

For leaders, and only when `ranking.toml` turns it on. Each measure enters as its estimate, not as the observed rate; a
measure that a unit lacks is left out and listed, never counted as zero; additions and deductions are kept apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from campaign.access.scope import Scope
from campaign.judgement.ranking.evidence import (
    NOTHING,
    SILENT,
    TIERS,
    TOO_FEW,
    Floats,
    Posterior,
    Tier,
    ahead_line,
    judged,
    rank_intervals,
    tiers_of,
)
from campaign.judgement.ranking.method import Entry, Method, published
from campaign.judgement.ranking.questions import Counts, Question, owing, question_of, reporting, teams
from campaign.numbers.batch import Batch
from campaign.numbers.metrics import ISSUES, metric
from campaign.numbers.snapshot import Snapshot

SKIPPED = 5
"""One in so many draws is used to see whether a tier stays the same when the weights are moved."""


@dataclass(frozen=True, slots=True)
class Score:
    """One unit's composite, 0 to 100."""

    unit: str
    supervision_group: int | None
    tier: Tier
    score: float | None
    low: float | None
    high: float | None
    peers: float | None
    """The peers' score on the measures that this unit has."""
    first: int | None
    """The rank interval, by the distance from `peers`: two units may not have the same measures."""
    last: int | None
    stays: int | None
    """In how many draws with the weights moved the tier is the same."""
    lacking: tuple[str, ...]
    """The measures that it has too few cases of; the others' weights are scaled up."""
    entries: tuple[Entry, ...]

    @property
    def points(self) -> float:
        """The additions and deductions, which are not part of the score."""
        return sum(entry.points for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of every unit of the group; 0 where a unit has too few cases."""

    rate: float
    has: NDArray[np.bool_]
    mean: Floats
    draws: Floats
    """Joint draws of the true rates."""


def composite(
    snapshot: Snapshot,
    group: str,
    *,
    scope: Scope,
    as_of: date | None = None,
    period: str | None = None,
    only_group: int | None = None,
    method: Method | None = None,
) -> tuple[Score, ...]:
    """The scores of a peer group, the lowest first; none while the composite is turned off."""
    batch = Batch(partial(snapshot.answers, scope=scope))
    return Scoring(
        snapshot, batch, group, scope=scope, as_of=as_of, period=period, only_group=only_group, method=method
    ).scores


class Scoring:
    """The scores of a peer group, for which what must be known is stated: see `composite`."""

    def __init__(
        self,
        snapshot: Snapshot,
        batch: Batch,
        group: str,
        *,
        scope: Scope,
        as_of: date | None = None,
        period: str | None = None,
        only_group: int | None = None,
        method: Method | None = None,
    ) -> None:
        self._method = method = method or published()
        self._only_group = only_group
        weighed = method.composite.weights if method.composite.on else ()
        self._measures = [m for m in weighed if m in method.measures.of(method.group(group))]
        self._questions = [
            question_of(snapshot, group, m, batch=batch, scope=scope, as_of=as_of, period=period, method=method)
            for m in self._measures
        ]
        self._counts = [to_weigh(question) for question in self._questions]
        # Who is listed and who reported is the same for all measures.
        self._teams = [teams(question) for question in self._questions[:1]]
        self._reporting = [reporting(question) for question in self._questions[:1]]

    @property
    def scores(self) -> tuple[Score, ...]:
        """The scores; CannotAnswer where something that is needed cannot be counted."""
        method = self._method
        counted = [of_weight(*each) for each in zip(self._questions, self._counts, strict=True)]
        groups: dict[str, int | None] = {}
        listed: tuple[str, ...] = ()
        active: frozenset[str] = frozenset()
        for question, of_teams, of_reporting in zip(self._questions, self._teams, self._reporting, strict=False):
            groups, active = of_teams(), of_reporting()
            listed = owing(question, groups)
        counted_units = {str(unit) for frame in counted for unit in frame.index}
        units = sorted({*listed, *counted_units})
        if not units:
            return ()
        measurements = [
            measured(question, frame, units) for question, frame in zip(self._questions, counted, strict=True)
        ]
        has = np.array([m.has for m in measurements])
        weights = np.array([method.composite.weights[m] for m in self._measures])
        ranked = (weights[:, None] * has).sum(axis=0) >= method.composite.least_weight * weights.sum()
        score = weighted(weights, has, np.array([m.mean for m in measurements]))
        draws = np.array([m.draws for m in measurements])
        peers = peers_of(weights, measurements, has)
        low, high, first, last = np.full((4, len(units)), np.nan)
        if ranked.any():
            likely = weighted(weights, has[:, ranked], draws[:, :, ranked])
            half = method.estimate.interval / 2
            low[ranked], high[ranked] = np.quantile(likely, [0.5 - half, 0.5 + half], axis=0)
            first[ranked], last[ranked] = rank_intervals(likely - peers[ranked], method.estimate.interval)
        tiers = tiers_under(weights, measurements, has, draws, ranked, method)
        stays = np.zeros(len(units), dtype=np.int64)
        random, most = np.random.default_rng(method.estimate.seed), method.stability.moved_by
        some = np.ascontiguousarray(draws[:, ::SKIPPED])
        for shift in random.uniform(1 - most, 1 + most, (method.stability.draws, len(weights))):
            stays += tiers_under(weights * shift, measurements, has, some, ranked, method) == tiers
        scores = []
        for i, unit in enumerate(units):
            lacking = tuple(metric(m).label for m, there in zip(self._measures, has[:, i], strict=True) if not there)
            entries = tuple(entry for entry in method.composite.entries if entry.unit == unit)
            numbers = (
                (*(float(100 * at[i]) for at in (score, low, high, peers)), int(first[i]), int(last[i]), int(stays[i]))
                if ranked[i]
                else (None,) * 7
            )
            tier = (
                str(tiers[i])
                if has[:, i].any()
                else TOO_FEW
                if unit in counted_units
                else NOTHING
                if unit in active
                else SILENT
            )
            scores.append(Score(unit, groups.get(unit), tier, *numbers, lacking, entries))  # type: ignore[arg-type]
        if self._only_group is not None:
            scores = [one for one in scores if one.supervision_group == self._only_group]
        return tuple(
            sorted(scores, key=lambda one: (TIERS.index(one.tier), (one.score or 0) - (one.peers or 0), one.unit))
        )


def is_weighted(question: Question) -> bool:
    """Whether the cases of a measure are weighted by their difficulty."""
    return bool(question.method.composite.difficulty) and question.measure.table == ISSUES.table


def to_weigh(question: Question) -> Counts:
    """State the counts of a measure, by difficulty where it counts."""
    return question.counts(["difficulty"] if is_weighted(question) else [])


def of_weight(question: Question, counts: Counts) -> pd.DataFrame:
    """`part` and `whole` of each unit with known outcomes; issues weighted by difficulty, their number unchanged."""
    difficulty: Mapping[str, float] = question.method.composite.difficulty
    counted = counts.frame.dropna(subset=["part"])
    counted = counted[counted["whole"] > 0]
    counted = counted.astype({"part": "float64", "whole": "float64"})
    if not is_weighted(question):
        return counted.set_index("unit")[["part", "whole"]]
    each = counted["difficulty"].map(lambda written: difficulty.get(written, 1.0)).astype("float64")
    heavy = counted.assign(heavy_part=counted["part"] * each, heavy_whole=counted["whole"] * each)
    summed = heavy.groupby("unit")[["whole", "heavy_part", "heavy_whole"]].sum()
    share = (summed["heavy_part"] / summed["heavy_whole"].where(summed["heavy_whole"] > 0)).fillna(0)
    return pd.DataFrame({"part": share * summed["whole"], "whole": summed["whole"]})


def measured(question: Question, counted: pd.DataFrame, units: list[str]) -> Measured:
    """The estimates of one measure, in the order of `units`."""
    many = question.method.estimate.draws
    has, mean, nothing = np.zeros(len(units), dtype=np.bool_), np.zeros(len(units)), np.zeros((many, len(units)))
    if counted.empty:
        return Measured(0.0, has, mean, nothing)
    part, whole = counted["part"].to_numpy(), counted["whole"].to_numpy()
    judgement = judged(part, whole, question.method, question.measure.id, with_ranks=False)
    enough = whole >= question.method.base(question.measure.id)
    at = pd.Index(units).get_indexer(counted.index[enough])
    has[at] = True
    mean[at] = judgement.posterior.mean[enough]
    # Every measure draws from its own stream: two measures of a unit are not made to agree.
    seed = question.method.estimate.seed + sum(question.measure.id.encode())
    drawn = nothing.copy()
    drawn[:, at] = Posterior(judgement.posterior.a[enough], judgement.posterior.b[enough]).draws(many, seed)
    return Measured(judgement.lines.rate, has, mean, drawn)


def weighted(weights: Floats, has: NDArray[np.bool_], values: Floats) -> Floats:
    """The weighted mean over the measures that each unit has; the first axis of `values` is the measure's.

    A value that a unit lacks is 0 there, and so is its share of the weight.
    """
    total = weights @ has
    return np.tensordot(weights, values, axes=1) / np.where(total > 0, total, np.nan)


def peers_of(weights: Floats, measurements: list[Measured], has: NDArray[np.bool_]) -> Floats:
    """The peers' score on the measures that each unit has."""
    return weighted(weights, has, np.array([m.rate * m.has for m in measurements]))


def tiers_under(
    weights: Floats,
    measurements: list[Measured],
    has: NDArray[np.bool_],
    draws: Floats,
    ranked: NDArray[np.bool_],
    method: Method,
) -> NDArray[np.str_]:
    """The tiers under some weights: each unit against its peers' score on the measures that it has."""
    peers = peers_of(weights, measurements, has)
    floor, ahead = method.tiers.floor_factor * peers, ahead_line(peers, method.tiers.ahead_factor)
    score = weighted(weights, has, draws)
    below, above = (score < floor).mean(axis=0), (score > ahead).mean(axis=0) * (peers > 0)
    return tiers_of(below, above, ranked, method)
