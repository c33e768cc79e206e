"""Which units are behind their peers, and is the evidence enough to say so?

A unit is named only when its true rate almost surely lies below the floor. No one gets an ordinal: for most units the
data cannot distinguish a first from a tenth. The rules are in `campaign.judgement.ranking.method`, what must be known in
`campaign.judgement.ranking.questions`, the arithmetic in `campaign.judgement.ranking.evidence`; this module gives every
unit its place and reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from campaign.access.scope import Scope
from campaign.judgement.ranking.evidence import (
    AHEAD,
    AS_PEERS,
    BEHIND,
    JUDGED,
    NAMED,
    NOTHING,
    SILENT,
    TIERS,
    TOO_FEW,
    WATCHED,
    Beyond,
    Floats,
    Judged,
    Posterior,
    Tier,
    against_expected,
    judged,
    limits,
    risen,
)
from campaign.judgement.ranking.method import Measure, Method, PeerGroup, Role, percent, published
from campaign.judgement.ranking.questions import (
    BY,
    Counts,
    Question,
    beside,
    blanks,
    counterpart,
    disagreeing,
    earlier,
    moving,
    needs_status,
    owing,
    periods,
    question_of,
    reporting,
    since,
    support,
    teams,
    unassigned,
)
from campaign.numbers.batch import Batch
from campaign.numbers.dimensions import shown
from campaign.numbers.kinds import Metric, Share
from campaign.numbers.metrics import metric
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import format_share, format_value, with_time

__all__ = [
    "AHEAD", "AS_PEERS", "BEHIND", "JUDGED", "LABELS", "MARKS", "NAMED", "NOTHING", "SIDES", "SILENT", "TIERS", "TOO_FEW", "WATCHED",
    "Mark", "Method", "Place", "Standing", "Tier", "published", "standing",
]  # fmt: skip

Mark = Literal["进步", "治理", "对账差异"]
MARKS: tuple[Mark, ...] = ("进步", "治理", "对账差异")

SIDES: Mapping[Beyond, tuple[str, str]] = {
    "below_outer": ("outer", "低于{}控制限"),
    "below_inner": ("inner", "低于{}控制限"),
    "inside": ("inner", "在{}控制限之内"),
    "above_inner": ("inner", "高于{}控制限"),
    "above_outer": ("outer", "高于{}控制限"),
}
"""Which control limit, and the phrase for it."""
DONE = "已"
"""Begins the label of what a unit has done to a case."""
CASE_MIX = ("category", "age_band")
"""What an issue is like before anybody has handled it: the dimensions of the case mix."""


@dataclass(frozen=True, slots=True)
class Place:
    """One unit's evidence and what follows from it; None where it is not known."""

    unit: str
    supervision_group: int | None
    tier: Tier
    marks: tuple[Mark, ...]
    whole: int | None
    blank: int | None
    """Issues without 是否解决, not counted in `whole`; None where the measure does not depend on it or there are none."""
    part: int | None
    rate: float | None
    mean: float | None
    """The estimate of the true rate: the unit's own rate drawn towards the peers'."""
    low: float | None
    high: float | None
    below: float | None
    """The probability of lying below the floor; None for a unit without a tier."""
    ahead: float | None
    beyond: Beyond | None
    """The side of the control limits on which its own rate lies."""
    first: int | None
    """The rank interval."""
    last: int | None
    stays: int | None
    """In how many draws with the rules moved the tier is the same."""
    should: int | None
    """The part that it would have at the peers' level, in whole cases: by the mix of its cases where that is known, else
    by how many it has."""
    short: int | None
    """By how many cases it has less than that; None where it does not, or where its own rate is not below the peers'."""
    expected: float | None
    """The part expected from the mix of its cases."""
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    beside_part: int | None
    """The counts of the share that must be shown with the measure: what people confirm with what is reported."""
    beside_whole: int | None
    moved: float | None
    """The estimate's change since the period before."""
    risen: float | None
    """The probability that the true rate has risen since."""
    change: float | None
    """The change of its own rate, with enough cases in both: what a reader can count again."""
    support: float | None
    """The value of the number by which the support list is made."""
    sentence: str
    """Its counts beside the peers' level, as a leader reads it."""
    evidence: str
    """What supports the tier: the control limits and the probability; empty without a tier."""

    @property
    def formatted_interval(self) -> str:
        """The estimate with its interval; empty where there is none."""
        if self.low is None or self.high is None or self.mean is None:
            return ""
        return f"{format_share(self.mean)}（{format_share(self.low)}–{format_share(self.high)}）"


LABELS: Mapping[str, str] = {
    "unit": "单位", "supervision_group": "督导小组", "tier": "档次", "marks": "标记", "whole": "基数", "blank": "未注明是否解决", "part": "办到",
    "rate": "占比", "mean": "估计值", "low": "区间下限", "high": "区间上限", "below": "低于底线的概率",
    "ahead": "高于先进线的概率", "beyond": "控制限", "first": "位次区间（前）", "last": "位次区间（后）",
    "stays": "档次不变的次数", "should": "按同类水平应有", "short": "少于同类水平", "expected": "应有数", "ratio": "实际/应有", "ratio_low": "实际/应有下限",
    "ratio_high": "实际/应有上限", "beside_part": "对照指标办到", "beside_whole": "对照指标基数", "change": "较上期", "moved": "较上期（估计值）", "risen": "升高的概率",
    "support": "治理指标", "sentence": "说明", "evidence": "依据",
}  # fmt: skip
"""The headings of `Standing.frame`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A peer group's units, those behind first."""

    method: Method
    group: PeerGroup
    measure: Measure
    role: Role
    part: int
    whole: int
    """The cases whose outcome is known: the base of `rate`."""
    blank: int
    """The peer group's issues without 是否解决, where the measure depends on it: not counted in `whole`."""
    rate: float | None
    """The peers' rate; None when nobody's outcome is known."""
    floor: float | None
    ahead: float | None
    beside: tuple[int, int] | None
    """Part and whole of `counterpart` in the whole peer group; None when it has none or nothing is known."""
    unassigned: int
    """Cases of bodies outside the register, or of no known place: not compared, not hidden; 0 in other groups."""
    now: str
    """The labels of the period in which 进步 is looked for, and of the one before."""
    before: str
    since: str
    """What each unit's own change is measured against, in words: 较3月12日."""
    time: str
    """The time that the measure is of where the question's does not apply to it; empty for most."""
    places: tuple[Place, ...]

    @property
    def label(self) -> str:
        """The measure's label, with its time where the question's does not apply to it."""
        return with_time(self.measure.label, self.time)

    @property
    def by(self) -> str:
        """The dimension that selects the rows of a unit, or of a place."""
        return self.group.by or BY[self.role][0]

    @property
    def counter(self) -> str:
        """The word with which they are counted."""
        return "个" if self.group.by else "家"

    def shown(self, name: str) -> str:
        """The name of a unit, or of a place, as a reader sees it."""
        return shown(self.by, name)

    @property
    def short_label(self) -> str:
        """The heading of `Place.short`: 少解决（件）."""
        label, unit = self.measure.part.label, self.measure.whole.unit
        return f"少{done(self.measure)}（{unit}）" if label.startswith(DONE) else f"少于同类水平（{unit}）"

    @property
    def needs_status(self) -> bool:
        """Whether only issues with 是否解决 are counted."""
        return needs_status(self.measure)

    @property
    def counterpart(self) -> Share | None:
        """The share that must be shown with the measure."""
        return counterpart(self.measure)

    @property
    def support(self) -> Metric:
        """The number of the support list."""
        return metric(getattr(self.method.support, self.role))

    def place(self, unit: str) -> Place | None:
        """The place of one unit; None when it owes nothing here."""
        return next((place for place in self.places if place.unit == unit), None)

    def of(self, *tiers: Tier) -> tuple[Place, ...]:
        """The units of these tiers."""
        return tuple(place for place in self.places if place.tier in tiers)

    def marked(self, mark: Mark) -> tuple[Place, ...]:
        """The units with this mark; of the support list, those with most first."""
        marked = [place for place in self.places if mark in place.marks]
        if mark == "治理":
            marked.sort(key=lambda place: (-(place.support or 0), place.unit))
        if mark == "进步":
            marked.sort(key=lambda place: (-(place.risen or 0), place.unit))
        return tuple(marked)

    def limits_at(self, sizes: Iterable[float]) -> pd.DataFrame:
        """The control limits at each size: `size`, `inner_low`, `inner_high`, `outer_low`, `outer_high`."""
        frame = pd.DataFrame({"size": np.array(list(sizes), dtype=np.float64)})
        if self.rate is None:
            return frame.assign(inner_low=np.nan, inner_high=np.nan, outer_low=np.nan, outer_high=np.nan)
        for name in ("inner", "outer"):
            width = getattr(self.method.funnel, name)
            low, high = limits(self.rate, frame["size"].to_numpy(), width, self.method.targets.get(self.measure.id))
            frame[f"{name}_low"], frame[f"{name}_high"] = low, high
        return frame

    def frame(self) -> pd.DataFrame:
        """The places as a table; headings are in LABELS."""
        rows = [asdict(place) | {"marks": "、".join(place.marks)} for place in self.places]
        frame = pd.DataFrame(rows, columns=list(LABELS))
        whole = (
            "supervision_group",
            "whole",
            "blank",
            "part",
            "first",
            "last",
            "stays",
            "should",
            "short",
            "beside_part",
            "beside_whole",
        )
        texts = ("unit", "tier", "marks", "beyond", "sentence", "evidence")
        numbers = [name for name in LABELS if name not in (*whole, *texts)]
        return frame.astype(dict.fromkeys(whole, "Int64") | dict.fromkeys(numbers, "float64"))


def standing(
    snapshot: Snapshot,
    group: str | PeerGroup,
    measure: str | None = None,
    *,
    scope: Scope,
    as_of: date | None = None,
    period: str | None = None,
    only_group: int | None = None,
    method: Method | None = None,
) -> Standing:
    """The places of a peer group's units on one measure, the published default without `measure`.

    `only_group` shows only the units of one 督导小组; they are judged against the whole peer group all the same.
    CannotAnswer when the group has no such measure.
    """
    batch = Batch(partial(snapshot.answers, scope=scope))
    question = question_of(
        snapshot, group, measure, batch=batch, scope=scope, as_of=as_of, period=period, method=method
    )
    return Ranking(question, only_group).standing


class Ranking:
    """A standing whose questions are stated: see `standing`."""

    def __init__(self, question: Question, only_group: int | None = None) -> None:
        self.question, self.only_group = question, only_group
        has_case_mix = question.measure.id in question.method.measures.case_mix
        self._counts = question.counts()
        self._of_cases = question.counts(CASE_MIX) if has_case_mix else None
        self._moving, self._beside = moving(question), beside(question)
        self._earlier = earlier(question)
        self._blanks, self._unassigned = blanks(question), unassigned(question)
        self._teams, self._reporting = teams(question), reporting(question)
        self._support, self._disagreeing = support(question), disagreeing(question)

    @property
    def standing(self) -> Standing:
        """The places; CannotAnswer where something that is needed cannot be counted."""
        question = self.question
        counted = self._counts.frame
        counted = counted[counted["whole"].fillna(0) > 0].set_index("unit").sort_index()
        known = counted.dropna(subset=["part"])
        blank = self._blanks()
        groups = self._teams()
        judgement = _judged(question, known)
        now, before = periods(question)
        columns: dict[str, dict[str, dict[str, object]]] = {
            "own": _own(question, known, judgement),
            "expected": _expected(question, known, self._of_cases),
            "moved": _moved(question, self._moving),
            "beside": _counterparts(self._beside),
            "change": _changes(question, known, self._earlier),
        }
        sums = [[facts[name] for facts in columns["beside"].values()] for name in ("beside_part", "beside_whole")]
        burden, active = self._support(), self._reporting()
        most = question.method.support.most
        # A list that holds all six districts would be of no help to any.
        are_all = bool(question.group.by) and len(burden) <= most
        helped = {unit for unit in list(burden)[:most] if burden[unit] > 0 and not are_all}
        disagreeing = self._disagreeing()
        wholes = {str(unit): int(whole) for unit, whole in counted["whole"].items()}
        places = []
        for unit in sorted({*wholes, *blank, *owing(question, groups), *burden}):
            facts = {key: value for column in columns.values() for key, value in column.get(unit, {}).items()}
            whole = wholes.get(unit)
            marks: list[Mark] = []
            if (facts.get("risen") or 0) >= question.method.tiers.progress:  # type: ignore[operator]
                marks.append("进步")
            if unit in helped:
                marks.append("治理")
            if unit in disagreeing:
                marks.append("对账差异")
            basics = {
                "tier": NOTHING if unit in active and whole is None and unit not in blank else SILENT, "whole": whole, "blank": blank.get(unit),
                "supervision_group": groups.get(unit), "support": burden.get(unit),
            }  # fmt: skip
            named = {"unit": unit, "marks": tuple(marks), "sentence": "", "evidence": ""}
            place = Place(**(dict.fromkeys(f.name for f in fields(Place)) | basics | facts | named))  # type: ignore[arg-type]
            place = _beside_peers(place, judgement)
            places.append(
                replace(
                    place,
                    sentence=sentence(question, place, judgement),
                    evidence=evidence(question.method, place, judgement),
                )
            )
        if self.only_group is not None:
            places = [place for place in places if place.supervision_group == self.only_group]
        return Standing(
            question.method,
            question.group,
            question.measure,
            question.role,
            int(known["part"].sum()),
            int(known["whole"].sum()),
            sum(blank.values()),
            judgement.lines.rate if judgement else None,
            judgement.lines.floor if judgement else None,
            judgement.lines.ahead if judgement else None,
            (sum(sums[0]), sum(sums[1])) if sums[0] else None,  # type: ignore[arg-type]
            self._unassigned(),
            now[0].label,
            before[0].label,
            since(question),
            question.time,
            tuple(sorted(places, key=reading_order)),
        )


Facts = dict[str, dict[str, object]]
"""Unit → the fields of its place."""


def _judged(question: Question, known: pd.DataFrame) -> Judged | None:
    if known.empty:
        return None
    return judged(*_arrays(known), question.method, question.measure.id)


def _arrays(counted: pd.DataFrame) -> tuple[Floats, Floats]:
    return counted["part"].to_numpy(np.float64), counted["whole"].to_numpy(np.float64)


def _own(question: Question, known: pd.DataFrame, judgement: Judged | None) -> Facts:
    """What follows from each unit's own figures, compared with its peers'."""
    if judgement is None:
        return {}
    part, whole = _arrays(known)
    has_tier = judgement.tiers != TOO_FEW
    below, ahead, stays = (np.where(has_tier, x, np.nan) for x in (judgement.below, judgement.ahead, judgement.stays))
    frame = pd.DataFrame(
        {
            "tier": judgement.tiers, "part": part, "rate": part / whole, "mean": judgement.posterior.mean,
            "low": judgement.low, "high": judgement.high, "below": below, "ahead": ahead, "beyond": judgement.beyond,
            "first": judgement.first, "last": judgement.last, "stays": stays,
        },
        index=known.index,
    )  # fmt: skip
    return _facts(frame, whole_numbers=("part", "first", "last", "stays"))


def _facts(frame: pd.DataFrame, whole_numbers: Iterable[str] = ()) -> Facts:
    """The rows by unit; an empty number is None."""
    rows: Facts = {}
    for unit, row in zip(frame.index, frame.to_dict("records"), strict=True):
        rows[str(unit)] = {str(k): None if pd.isna(v) else int(v) if k in whole_numbers else v for k, v in row.items()}
    return rows


def _expected(question: Question, known: pd.DataFrame, of_cases: Counts | None) -> Facts:
    """Case mix: the part expected of each unit at the peers' rate for issues of the same kind and age."""
    if of_cases is None or known.empty:
        return {}
    cells = of_cases.frame
    cells = cells[cells["unit"].isin(known.index)].fillna({"part": 0})
    kind = cells.groupby(list(CASE_MIX), dropna=False)[["part", "whole"]].transform("sum")
    expected = (cells["whole"] * kind["part"] / kind["whole"]).astype("float64").groupby(cells["unit"]).sum()
    part, whole = _arrays(known)
    should = expected.reindex(known.index).to_numpy(np.float64)
    ratio, low, high = against_expected(part, whole, should, question.method.estimate.interval)
    frame = pd.DataFrame({"expected": should, "ratio": ratio, "ratio_low": low, "ratio_high": high}, index=known.index)
    return _facts(frame)


def _counterparts(stated: Counts | None) -> Facts:
    """Of each unit the counts of the share that must be shown with the measure."""
    if stated is None:
        return {}
    counted = stated.frame.dropna(subset=["part", "whole"])
    counted = counted[counted["whole"] > 0].set_index("unit")
    counted = counted[["part", "whole"]].rename(columns={"part": "beside_part", "whole": "beside_whole"})
    return _facts(counted, whole_numbers=tuple(counted.columns))


def _changes(question: Question, known: pd.DataFrame, stated: Counts | None) -> Facts:
    """The change of each unit's own rate, for units with enough cases now and then."""
    if stated is None:
        return {}
    before, least = stated.frame.dropna(subset=["part"]).set_index("unit"), question.method.base(question.measure.id)
    rates = [
        (counted["part"] / counted["whole"]).astype("float64")
        for counted in (known[known["whole"] >= least], before[before["whole"] >= least])
    ]
    return _facts(pd.DataFrame({"change": rates[0] - rates[1]}).dropna())


def _moved(question: Question, stated: Iterable[Counts]) -> Facts:
    """The change of each unit's estimate since the period before; only for units with enough cases in both."""
    posteriors = []
    for counts in stated:
        counted = counts.frame.dropna(subset=["part"]).set_index("unit")
        counted = counted[counted["whole"] >= question.method.base(question.measure.id)]
        if counted.empty:
            return {}
        judgement = judged(*_arrays(counted), question.method, question.measure.id, with_ranks=False)
        posteriors.append(pd.DataFrame({"a": judgement.posterior.a, "b": judgement.posterior.b}, index=counted.index))
    if not posteriors:
        return {}
    both = pd.concat(posteriors, axis=1, join="inner", keys=["now", "before"])
    is_now, was = (Posterior(both[when, "a"].to_numpy(), both[when, "b"].to_numpy()) for when in ("now", "before"))
    estimate = question.method.estimate
    frame = pd.DataFrame(
        {"moved": is_now.mean - was.mean, "risen": risen(is_now, was, estimate.draws, estimate.seed)},
        index=both.index,
    )
    return _facts(frame)


def _beside_peers(place: Place, judgement: Judged | None) -> Place:
    """The place with what it would have at the peers' level; of one with a tier, for too few cases prove nothing."""
    if judgement is None or place.tier not in JUDGED or place.whole is None or place.part is None:
        return place
    rate = judgement.lines.rate
    should = round(place.expected if place.expected is not None else rate * place.whole)
    is_below = place.rate is not None and place.rate < rate and should > place.part
    return replace(place, should=should, short=should - place.part if is_below else None)


def sentence(question: Question, place: Place, judgement: Judged | None) -> str:
    """One unit in one sentence that needs no statistics: what it has done of how much, the peers, how many cases fewer."""
    measure, whole, unit = question.measure, question.measure.whole, question.measure.whole.unit
    left = f"；{blanks_note(place.blank)}" if place.blank else ""
    if place.tier == NOTHING:
        return f"无{whole.label}，无可评数据，不作零计。"
    if place.whole is None:
        return f"未报{whole_label(measure) if left else whole.label}数据，不作零计{left}。"
    if place.part is None or judgement is None:
        return f"{whole.label}{format_value(whole, place.whole)}{unit}，未报{measure.part.label}数，不作零计。"
    assert place.rate is not None
    figures = (
        f"{format_value(whole, place.whole)}{unit}中{done(measure)}{format_value(measure.part, place.part)}{unit}"
        f"（{format_share(place.rate)}），同类{format_share(judgement.lines.rate)}"
    )
    if place.tier == TOO_FEW:
        return figures + f"；不足{question.method.base(measure.id):g}{unit}，不定档{left}。"
    if place.short is None:
        return figures + f"{left}。"
    verb = f"应{done(measure)}" if measure.part.label.startswith(DONE) else "应有"
    return figures + f"；按同类水平{verb}{place.should:,}{unit}，少{place.short:,}{unit}{left}。"


def evidence(method: Method, place: Place, judgement: Judged | None) -> str:
    """The two conditions of a tier, for whoever checks it: the control limits and the probability; empty without a tier."""
    if judgement is None or place.below is None or place.ahead is None or place.beyond is None:
        return ""
    likely = (
        f"高于先进线{format_share(judgement.lines.ahead)}的概率{chance(place.ahead)}"
        if place.tier == AHEAD
        else f"低于底线{format_share(judgement.lines.floor)}的概率{chance(place.below)}"
    )
    if place.tier == WATCHED and place.below >= method.tiers.behind:
        likely += f"，但占比未低于{percent(method.funnel.inner)}控制限，不列{BEHIND}"
    return f"{side(place.beyond, method)}，{likely}"


def done(measure: Measure) -> str:
    """What has been done of the cases, as a verb where its label begins with one.

    >>> done(metric("solved_share")), done(metric("on_time_share"))
    ('解决', '及时报送')
    """
    return measure.part.label.removeprefix(DONE).removeprefix("有总户数的村")


def side(beyond: Beyond, method: Method) -> str:
    """The side of the control limits, in words."""
    which, words = SIDES[beyond]
    return words.format(percent(getattr(method.funnel, which)))


def chance(probability: float) -> str:
    """A probability formatted for people: whole percents, and never certain.

    >>> chance(0.9999), chance(0.904), chance(0.001)
    ('>99%', '90%', '<1%')
    """
    if probability > 0.99:
        return ">99%"
    return "<1%" if probability < 0.01 else f"{int(100 * probability)}%"


def blanks_note(many: int) -> str:
    """The clause on issues that are not counted because 是否解决 is blank."""
    return f"另有{many:,}件未注明是否解决，不计入"


def points(moved: float) -> str:
    """A change of a share, with its sign.

    >>> points(0.0312), points(-0.2)
    ('+3.1个百分点', '-20.0个百分点')
    """
    return f"{100 * moved:+.1f}个百分点"


def meaning(tier: Tier, standing: Standing) -> str:
    """A tier in a few words; the thresholds stand in the method's sentences."""
    least, unit = standing.method.base(standing.measure.id), standing.measure.whole.unit
    words: dict[Tier, str] = {
        BEHIND: "明显低于同类",
        WATCHED: "可能低于同类",
        AS_PEERS: "其他地区" if standing.group.by else "其他单位",
        AHEAD: "明显高于同类",
        TOO_FEW: f"不足{least:g}{unit}",
        SILENT: "未报数据，不作零计",
        NOTHING: "已报，无此类数据可评",
    }
    return words[tier]


def whole_label(measure: Measure) -> str:
    """The label of a measure's base where units are judged by it.

    >>> whole_label(metric("solved_share")), whole_label(metric("satisfied_share"))
    ('收集问题（写明是否解决的）', '群众评价')
    """
    return measure.whole.label + ("（写明是否解决的）" if needs_status(measure) else "")


def reading_order(place: Place) -> tuple[int, float, str]:
    """The sort key of a place: by tier, those behind first, then by the estimate."""
    lowest = place.mean if place.mean is not None else 0.0
    surest = -lowest if place.tier == AHEAD else lowest
    return TIERS.index(place.tier), surest, place.unit
