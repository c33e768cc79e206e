"""Which units are behind their peers, and is the evidence enough to say so?

A unit is named only when it is all but sure that its true rate lies below the floor. No one gets an ordinal: between
most units the data cannot tell a first from a tenth. The rules are `campaign.ranking.method`, the arithmetic is
`campaign.ranking.evidence`; here the snapshot is asked and every unit gets its place and the reason beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from campaign import rules
from campaign.access import EVERYWHERE, Scope
from campaign.dimensions import CannotAnswer, dimensions_of
from campaign.kinds import Metric, Ratio, Share
from campaign.metrics import DISAGREEING, ISSUES, REPORTS_DUE, SOLVED, SOLVED_ON_TIME, UNITS, metric
from campaign.questions import follows_period
from campaign.ranking.evidence import (
    TIERS,
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
from campaign.ranking.method import Method, PeerGroup, Role, percent, published
from campaign.wording import format_share, format_value, with_time

__all__ = ["LABELS", "MARKS", "SIDES", "TIERS", "Mark", "Method", "Place", "Standing", "Tier", "published", "standing"]

Mark = Literal["进步", "治理", "对账差异"]
MARKS: tuple[Mark, ...] = ("进步", "治理", "对账差异")

SIDES: Mapping[Beyond, tuple[str, str]] = {
    "below_outer": ("outer", "低于{}控制限"),
    "below_inner": ("inner", "低于{}控制限"),
    "inside": ("inner", "在{}控制限之内"),
    "above_inner": ("inner", "高于{}控制限"),
    "above_outer": ("outer", "高于{}控制限"),
}
"""Which limit, and the words."""
BY: Mapping[Role, tuple[str, str]] = {"visiting": ("unit", "level"), "handling": ("handler", "handler_level")}
"""Who owes a measure and by what its peers are told: the dimensions."""
CASE_MIX = ("category", "age_band")
"""What an issue is like, before anybody has handled it."""
TOLD_BY_STATUS = (SOLVED, SOLVED_ON_TIME)
"""Parts that a blank 是否解决 leaves unknown: nobody is judged by what was not written."""


@dataclass(frozen=True, slots=True)
class Place:
    """One unit's evidence and what follows from it; None where it is not known."""

    unit: str
    supervision_group: int | None
    tier: Tier
    marks: tuple[Mark, ...]
    whole: int | None
    blank: int | None
    """Issues without 是否解决, beside the whole; None where the measure does not depend on it or there are none."""
    part: int | None
    rate: float | None
    mean: float | None
    """The estimate of the true rate: the own rate drawn towards the peers'."""
    low: float | None
    high: float | None
    below: float | None
    """The probability of lying below the floor; None for a unit without a tier."""
    ahead: float | None
    beyond: Beyond | None
    """On which side of which control limit its own rate lies."""
    first: int | None
    """The rank interval."""
    last: int | None
    stays: int | None
    """In how many draws with the rules moved the tier is the same."""
    expected: float | None
    """What the mix of its cases lets expect."""
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    beside_part: int | None
    """The counts of the number that must stand beside the measure: what people confirm beside what is reported."""
    beside_whole: int | None
    moved: float | None
    """The estimate's change since the period before."""
    risen: float | None
    """The probability that the true rate has risen since."""
    support: float | None
    """The number of the support list."""
    sentence: str

    @property
    def interval_said(self) -> str:
        """The estimate with its interval; empty where there is none."""
        if self.low is None or self.high is None or self.mean is None:
            return ""
        return f"{format_share(self.mean)}（{format_share(self.low)}–{format_share(self.high)}）"


LABELS: Mapping[str, str] = {
    "unit": "单位", "supervision_group": "督导小组", "tier": "档次", "marks": "标记", "whole": "基数", "blank": "没有写是否解决", "part": "办到",
    "rate": "占比", "mean": "估计值", "low": "区间下限", "high": "区间上限", "below": "低于底线的概率",
    "ahead": "高于先进线的概率", "beyond": "控制限", "first": "位次区间（前）", "last": "位次区间（后）",
    "stays": "档次不变的次数", "expected": "应有数", "ratio": "实际/应有", "ratio_low": "实际/应有下限",
    "ratio_high": "实际/应有上限", "beside_part": "并列指标办到", "beside_whole": "并列指标基数", "moved": "较上一期", "risen": "升高的概率", "support": "治理指标", "sentence": "依据",
}  # fmt: skip
"""The headings of `Standing.frame`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A peer group's units, those behind first."""

    method: Method
    group: PeerGroup
    measure: Share
    role: Role
    part: int
    whole: int
    """Of the units whose outcome is known: the base of `rate`."""
    blank: int
    """The peer group's issues without 是否解决, where the measure depends on it: not counted in `whole`."""
    rate: float | None
    """The peers' rate; None when nobody's outcome is known."""
    floor: float | None
    ahead: float | None
    spread: float
    """How many times wider than sampling alone the control limits are, squared."""
    prior_strength: float | None
    beside: tuple[int, int] | None
    """Part and whole of `counterpart` in the whole peer group; None when it has none or nothing is known."""
    unassigned: int
    """Of the whole, what bodies outside the register answer for: not compared, not hidden; 0 in the other groups."""
    now: str
    """The period of which the change is told, and the one before."""
    before: str
    time: str
    """Of what time the measure is where that is not the one that is asked; empty for most."""
    places: tuple[Place, ...]

    @property
    def label(self) -> str:
        """What the measure is called, with its time where that is not the one that is asked."""
        return with_time(self.measure.label, self.time)

    @property
    def by(self) -> str:
        """The dimension by which a unit's rows are found."""
        return BY[self.role][0]

    @property
    def needs_status(self) -> bool:
        """Whether only issues with 是否解决 are counted."""
        return needs_status(self.measure)

    @property
    def counterpart(self) -> Share | None:
        """The share that must stand beside the measure."""
        return counterpart(self.measure)

    @property
    def support(self) -> Metric:
        """The number of the support list."""
        return metric(getattr(self.method.support, self.role))

    def place(self, unit: str) -> Place | None:
        """Where one unit stands; None when it owes nothing here."""
        return next((place for place in self.places if place.unit == unit), None)

    def of(self, *tiers: Tier) -> tuple[Place, ...]:
        """The units of these tiers."""
        return tuple(place for place in self.places if place.tier in tiers)

    def marked(self, mark: Mark) -> tuple[Place, ...]:
        """The units with this mark; of the support list, those with most first."""
        found = [place for place in self.places if mark in place.marks]
        if mark == "治理":
            found.sort(key=lambda place: (-(place.support or 0), place.unit))
        if mark == "进步":
            found.sort(key=lambda place: (-(place.risen or 0), place.unit))
        return tuple(found)

    def limits_at(self, sizes: Iterable[float]) -> pd.DataFrame:
        """The control limits at each size: `size`, `inner_low`, `inner_high`, `outer_low`, `outer_high`."""
        frame = pd.DataFrame({"size": np.array(list(sizes), dtype=np.float64)})
        if self.rate is None:
            return frame.assign(inner_low=np.nan, inner_high=np.nan, outer_low=np.nan, outer_high=np.nan)
        for name in ("inner", "outer"):
            width = getattr(self.method.funnel, name)
            low, high = limits(self.rate, frame["size"].to_numpy(), width, self.spread)
            frame[f"{name}_low"], frame[f"{name}_high"] = low, high
        return frame

    def frame(self) -> pd.DataFrame:
        """The places as a table; headings are in LABELS."""
        found = [asdict(place) | {"marks": "、".join(place.marks)} for place in self.places]
        frame = pd.DataFrame(found, columns=list(LABELS))
        whole = ("supervision_group", "whole", "blank", "part", "first", "last", "stays", "beside_part", "beside_whole")
        texts = ("unit", "tier", "marks", "beyond", "sentence")
        numbers = [name for name in LABELS if name not in (*whole, *texts)]
        return frame.astype(dict.fromkeys(whole, "Int64") | dict.fromkeys(numbers, "float64"))


class Answers(Protocol):
    """What a standing needs of `campaign.snapshot.Snapshot`."""

    @property
    def data_date(self) -> date | None:
        """The last day that the data speaks of."""

    def ask(
        self,
        metrics: str | Iterable[str],
        by: str | Iterable[str] = (),
        *,
        scope: Scope = ...,
        as_of: date | None = ...,
        period: str | None = ...,
        where: Mapping[str, object] | None = ...,
        running: bool = ...,
    ) -> pd.DataFrame:
        """The numbers, one row a group."""

    def other_time(self, number: str | Metric, *, as_of: date | None = ..., period: str | None = ...) -> str:
        """Of what time a number is where that is not the one that is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """One measure of one peer group, at one time."""

    snapshot: Answers
    method: Method
    group: PeerGroup
    measure: Share
    role: Role
    scope: Scope
    as_of: date | None
    period: str | None

    @property
    def by(self) -> str:
        """The dimension of the units."""
        return BY[self.role][0]

    @property
    def where(self) -> dict[str, object]:
        """Which rows are the peer group's."""
        return {BY[self.role][1]: list(self.group.levels)}

    def counts(self, by: Iterable[str] = (), *, as_of: date | None = None, period: str | None = None) -> pd.DataFrame:
        """`part` and `whole` of each unit, split further by `by`; `part` is NA where nothing was told."""
        return self.counts_of(self.measure, by, (as_of, period) if period else (self.as_of, self.period))

    def counts_of(self, measure: Share, by: Iterable[str], days: tuple[date | None, str | None]) -> pd.DataFrame:
        """The same of any share; what nobody on the register answers for is left out."""
        written = {"status": list(rules.STATUSES)} if needs_status(measure) else {}
        found = self.snapshot.ask(
            [measure.part.id, measure.whole.id],
            by=[self.by, *by],
            scope=self.scope,
            as_of=days[0],
            period=days[1],
            where=self.where | written,
        )
        found = found.rename(columns={self.by: "unit", measure.part.id: "part", measure.whole.id: "whole"})
        return found[found["unit"].notna() & (found["unit"] != rules.OTHER_DEPARTMENT)]

    def answers(self, table: str) -> bool:
        """Whether a table can be asked within the scope."""
        return set(self.scope.where) <= {d.id for d in dimensions_of(table)}

    @property
    def day(self) -> date:
        """The day whose state is asked."""
        last = self.snapshot.data_date or rules.START
        if self.period and self.as_of is None:
            return min(rules.period(self.period).end, last)
        return min(self.as_of or last, last)


def standing(
    snapshot: Answers,
    group: str | PeerGroup,
    measure: str | None = None,
    *,
    scope: Scope = EVERYWHERE,
    as_of: date | None = None,
    period: str | None = None,
    only_group: int | None = None,
    method: Method | None = None,
) -> Standing:
    """Where each unit of the peer group stands on one measure, the published default without `measure`.

    `only_group` leaves the units of one 督导小组 in sight; they are judged against the whole peer group all the same.
    CannotAnswer when the group has no such measure.
    """
    asked = question(snapshot, group, measure, scope, as_of, period, method)
    counted = asked.counts()
    counted = counted[counted["whole"].fillna(0) > 0].set_index("unit").sort_index()
    told = counted.dropna(subset=["part"])
    blanks = _blanks(asked)
    groups = teams(asked)
    found = _judged(asked, told)
    now, before = periods(asked)
    columns: dict[str, dict[str, dict[str, object]]] = {
        "own": _own(asked, told, found),
        "expected": _expected(asked, told),
        "moved": _moved(asked, now, before),
        "beside": _beside(asked),
    }
    sums = [[facts[name] for facts in columns["beside"].values()] for name in ("beside_part", "beside_whole")]
    burden = support(asked)
    helped = {unit for unit in list(burden)[: asked.method.support.most] if burden[unit] > 0}
    disagreeing = _disagreeing(asked)
    wholes = {str(unit): int(whole) for unit, whole in counted["whole"].items()}
    places = []
    for unit in sorted({*wholes, *blanks, *owing(asked, groups), *burden}):
        facts = {key: value for column in columns.values() for key, value in column.get(unit, {}).items()}
        whole = wholes.get(unit)
        marks: list[Mark] = []
        if (facts.get("risen") or 0) >= asked.method.tiers.progress:  # type: ignore[operator]
            marks.append("进步")
        if unit in helped:
            marks.append("治理")
        if unit in disagreeing:
            marks.append("对账差异")
        known = {
            "tier": "未报", "whole": whole, "blank": blanks.get(unit),
            "supervision_group": groups.get(unit), "support": burden.get(unit),
        }  # fmt: skip
        named = {"unit": unit, "marks": tuple(marks), "sentence": ""}
        place = Place(**(dict.fromkeys(f.name for f in fields(Place)) | known | facts | named))  # type: ignore[arg-type]
        places.append(replace(place, sentence=sentence(asked, place, found)))
    if only_group is not None:
        places = [place for place in places if place.supervision_group == only_group]
    return Standing(
        asked.method,
        asked.group,
        asked.measure,
        asked.role,
        int(told["part"].sum()),
        int(told["whole"].sum()),
        sum(blanks.values()),
        found.lines.rate if found else None,
        found.lines.floor if found else None,
        found.lines.ahead if found else None,
        found.spread if found else 1.0,
        found.prior.strength if found else None,
        (sum(sums[0]), sum(sums[1])) if sums[0] else None,  # type: ignore[arg-type]
        _unassigned(asked),
        now[0].label,
        before[0].label,
        snapshot.other_time(asked.measure, as_of=as_of, period=period),
        tuple(sorted(places, key=reading_order)),
    )


def question(
    snapshot: Answers,
    group: str | PeerGroup,
    measure: str | None,
    scope: Scope,
    as_of: date | None,
    period: str | None,
    method: Method | None = None,
) -> Question:
    """The question of one measure; CannotAnswer when the group has no such measure."""
    method = method or published()
    group = method.group(group) if isinstance(group, str) else group
    name = measure or method.measures.default
    role = method.measures.role(name)
    share = metric(name)
    assert isinstance(share, Share)
    if name not in method.measures.of(group):
        raise CannotAnswer(f"“{group.name}”不比“{share.label}”：那是走访单位的指标。")
    return Question(snapshot, method, group, share, role, scope, as_of, period)


def needs_status(measure: Share) -> bool:
    """Whether a measure can only be told of issues with 是否解决."""
    return measure.part in TOLD_BY_STATUS


def teams(asked: Question) -> dict[str, int | None]:
    """The units of the group that the register lists, with their 督导小组.

    The register has no places: within a scope of places it is read whole, to look a unit up and not to list it.
    """
    scope = asked.scope if asked.answers(UNITS.table) else EVERYWHERE
    listed = asked.snapshot.ask(UNITS.id, by=["unit", "group"], scope=scope, where={"level": list(asked.group.levels)})
    return {
        str(unit): None if pd.isna(group) else int(group)
        for unit, group in zip(listed["unit"], listed["group"], strict=True)
    }


def owing(asked: Question, listed: Iterable[str]) -> tuple[str, ...]:
    """Who is 未报 without figures: all that the register lists; nobody where only handling is compared, where
    no report is owed, or where it is not known who belongs to the scope."""
    reporting = {level for levels in rules.REPORT_LEVELS.values() for level in levels}
    owes_none = asked.measure.table == REPORTS_DUE.table and not reporting & set(asked.group.levels)
    return () if owes_none or asked.group.handling_only or not asked.answers(UNITS.table) else tuple(listed)


def _blanks(asked: Question) -> dict[str, int]:
    """The issues of each unit that do not say whether they are solved, where the measure depends on it."""
    if not needs_status(asked.measure):
        return {}
    found = asked.snapshot.ask(
        ISSUES.id,
        by=asked.by,
        scope=asked.scope,
        as_of=asked.as_of,
        period=asked.period,
        where=asked.where | {"status": [None]},
    )
    found = found[found[asked.by] != rules.OTHER_DEPARTMENT].dropna(subset=[asked.by, ISSUES.id])
    return {str(u): int(n) for u, n in zip(found[asked.by], found[ISSUES.id], strict=True) if n > 0}


def _unassigned(asked: Question) -> int:
    """Of the whole, what bodies outside the register answer for; told in the group where one looks for them."""
    if not asked.group.handling_only:
        return 0
    whole = asked.measure.whole.id
    found = asked.snapshot.ask(
        whole, scope=asked.scope, as_of=asked.as_of, period=asked.period, where={BY[asked.role][1]: [None]}
    )
    return int(found[whole].fillna(0).sum())


def support(asked: Question) -> dict[str, float]:
    """What each unit has to carry, the most first: for a list of help, whatever the rate.

    A number to each household is told of units with the minimum base of households: of three households it says nothing.
    """
    name = getattr(asked.method.support, asked.role)
    declared = metric(name)
    base = (declared.bottom.id,) if isinstance(declared, Ratio) else ()
    found = asked.snapshot.ask(
        [name, *base], by=asked.by, scope=asked.scope, as_of=asked.as_of, period=asked.period, where=asked.where
    )
    found = found[found[asked.by] != rules.OTHER_DEPARTMENT].dropna(subset=[asked.by, name])
    for bottom in base:
        found = found[found[bottom] >= asked.method.tiers.minimum_base]
    found = found.sort_values([name, asked.by], ascending=[False, True])
    return {str(unit): float(value) for unit, value in zip(found[asked.by], found[name], strict=True)}


def _disagreeing(asked: Question) -> frozenset[str]:
    """The units with an unresolved difference between their reports and their sheets."""
    if not asked.answers(DISAGREEING.table):
        return frozenset()
    found = asked.snapshot.ask(DISAGREEING.id, by="unit", scope=asked.scope, as_of=asked.as_of, period=asked.period)
    return frozenset(found.loc[found[DISAGREEING.id].fillna(0) > 0, "unit"].dropna().astype(str))


Facts = dict[str, dict[str, object]]
"""Unit → the fields of its place."""


def _judged(asked: Question, told: pd.DataFrame) -> Judged | None:
    if told.empty:
        return None
    return judged(*_arrays(told), asked.method, asked.measure.id)


def _arrays(counted: pd.DataFrame) -> tuple[Floats, Floats]:
    return counted["part"].to_numpy(np.float64), counted["whole"].to_numpy(np.float64)


def _own(asked: Question, told: pd.DataFrame, found: Judged | None) -> Facts:
    """What a unit's own figures say against its peers'."""
    if found is None:
        return {}
    part, whole = _arrays(told)
    has_tier = found.tiers != "样本不足"
    below, ahead, stays = (np.where(has_tier, x, np.nan) for x in (found.below, found.ahead, found.stays))
    frame = pd.DataFrame(
        {
            "tier": found.tiers, "part": part, "rate": part / whole, "mean": found.posterior.mean,
            "low": found.low, "high": found.high, "below": below, "ahead": ahead, "beyond": found.beyond,
            "first": found.first, "last": found.last, "stays": stays,
        },
        index=told.index,
    )  # fmt: skip
    return _facts(frame, whole_numbers=("part", "first", "last", "stays"))


def _facts(frame: pd.DataFrame, whole_numbers: Iterable[str] = ()) -> Facts:
    """The rows by unit; an empty number is None."""
    rows: Facts = {}
    for unit, row in zip(frame.index, frame.to_dict("records"), strict=True):
        rows[str(unit)] = {str(k): None if pd.isna(v) else int(v) if k in whole_numbers else v for k, v in row.items()}
    return rows


def _expected(asked: Question, told: pd.DataFrame) -> Facts:
    """Case mix: what each unit's issues would have come to at the peers' rate for issues of that kind and age."""
    if asked.measure.id not in asked.method.measures.case_mix or told.empty:
        return {}
    cells = asked.counts(CASE_MIX)
    cells = cells[cells["unit"].isin(told.index)].fillna({"part": 0})
    kind = cells.groupby(list(CASE_MIX), dropna=False)[["part", "whole"]].transform("sum")
    expected = (cells["whole"] * kind["part"] / kind["whole"]).astype("float64").groupby(cells["unit"]).sum()
    part, whole = _arrays(told)
    should = expected.reindex(told.index).to_numpy(np.float64)
    ratio, low, high = against_expected(part, whole, should, asked.method.estimate.interval)
    frame = pd.DataFrame({"expected": should, "ratio": ratio, "ratio_low": low, "ratio_high": high}, index=told.index)
    return _facts(frame)


def counterpart(measure: Share) -> Share | None:
    """The share that must stand beside a measure; None for most."""
    found = metric(measure.beside) if measure.beside else None
    return found if isinstance(found, Share) else None


def _beside(asked: Question) -> Facts:
    """What must be known beside the measure, of each unit."""
    share = counterpart(asked.measure)
    if share is None:
        return {}
    found = asked.counts_of(share, (), (asked.as_of, asked.period)).dropna(subset=["part", "whole"])
    found = found[found["whole"] > 0].set_index("unit")
    found = found[["part", "whole"]].rename(columns={"part": "beside_part", "whole": "beside_whole"})
    return _facts(found, whole_numbers=tuple(found.columns))


Days = tuple[rules.Period, date]
"""A period, and the day up to which it is looked at."""


def periods(asked: Question) -> tuple[Days, Days]:
    """The period of the asked day, a month unless another was asked, and the one before it over as many days.

    Each in the state of its own last day: a period looked at later would only look better for being older.
    """
    now = rules.period(asked.period) if asked.period else rules.month(asked.day.year, asked.day.month)
    return (now, min(asked.day, now.end)), rules.days_before(now, asked.day)


def _moved(asked: Question, now: Days, before: Days) -> Facts:
    """How each unit's estimate has moved since the period before; only of units with enough cases in both."""
    if not follows_period(asked.measure) or before[0].start < rules.START:
        return {}
    posteriors = []
    for period, day in (now, before):
        counted = asked.counts(as_of=day, period=period.id).dropna(subset=["part"]).set_index("unit")
        counted = counted[counted["whole"] >= asked.method.base(asked.measure.id)]
        if counted.empty:
            return {}
        found = judged(*_arrays(counted), asked.method, asked.measure.id, told=False)
        posteriors.append(pd.DataFrame({"a": found.posterior.a, "b": found.posterior.b}, index=counted.index))
    both = pd.concat(posteriors, axis=1, join="inner", keys=["now", "before"])
    is_now, was = (Posterior(both[when, "a"].to_numpy(), both[when, "b"].to_numpy()) for when in ("now", "before"))
    estimate = asked.method.estimate
    frame = pd.DataFrame(
        {"moved": is_now.mean - was.mean, "risen": risen(is_now, was, estimate.draws, estimate.seed)},
        index=both.index,
    )
    return _facts(frame)


def sentence(asked: Question, place: Place, found: Judged | None) -> str:
    """The evidence in words: what a unit that comes last is shown first."""
    whole, part, unit = asked.measure.whole, asked.measure.part, asked.measure.whole.unit
    left = f"；{blanks_said(place.blank)}" if place.blank else ""
    if place.whole is None:
        return f"名下没有{whole_label(asked.measure) if left else whole.label}的数据，不作零计{left}。"
    if place.part is None or found is None:
        return f"{whole.label}{format_value(whole, place.whole)}{unit}，没有报来{part.label}多少，不作零计。"
    assert place.rate is not None and place.mean is not None and place.low is not None and place.high is not None
    width = percent(asked.method.estimate.interval)
    said = (
        f"{format_value(whole, place.whole)}{unit}中{part.label}{format_value(part, place.part)}{unit}，"
        f"{format_share(place.rate)}，同类{format_share(found.lines.rate)}，"
    )
    if place.tier == "样本不足":
        return said + f"不足{asked.method.base(asked.measure.id):g}{unit}，不定档{left}。"
    assert place.below is not None and place.ahead is not None and place.beyond is not None
    likely = (
        f"高于先进线{format_share(found.lines.ahead)}的概率{chance(place.ahead)}"
        if place.tier == "先进"
        else f"低于底线{format_share(found.lines.floor)}的概率{chance(place.below)}"
    )
    estimate = f"估计{format_share(place.mean)}（{width}区间{format_share(place.low)}–{format_share(place.high)}）"
    if place.tier == "关注" and place.below >= asked.method.tiers.behind:
        likely += f"，但占比没有低于{percent(asked.method.funnel.inner)}控制限，不列整改"
    return said + f"{side(place.beyond, asked.method)}；{estimate}，{likely}{left}。"


def side(beyond: Beyond, method: Method) -> str:
    """On which side of which control limit, in words."""
    which, said = SIDES[beyond]
    return said.format(percent(getattr(method.funnel, which)))


def chance(probability: float) -> str:
    """A probability as people read it: whole percents, and never certain.

    >>> chance(0.9999), chance(0.904), chance(0.001)
    ('>99%', '90%', '<1%')
    """
    if probability > 0.99:
        return ">99%"
    return "<1%" if probability < 0.01 else f"{int(100 * probability)}%"


def blanks_said(many: int) -> str:
    """What is not counted because nobody wrote how it ended."""
    return f"另有{many:,}件没有写是否解决，不计"


def points(moved: float) -> str:
    """A change of a share, with its sign.

    >>> points(0.0312), points(-0.2)
    ('+3.1个百分点', '-20.0个百分点')
    """
    return f"{100 * moved:+.1f}个百分点"


def whole_label(measure: Share) -> str:
    """What the base of a measure is called where units are judged by it.

    >>> whole_label(metric("solved_share")), whole_label(metric("satisfied_share"))
    ('收集问题（写明是否解决的）', '群众评价')
    """
    return measure.whole.label + ("（写明是否解决的）" if needs_status(measure) else "")


def reading_order(place: Place) -> tuple[int, float, str]:
    """Those behind first and the surest on top; where a probability cannot tell, the lower estimate."""
    lowest = place.mean if place.mean is not None else 0.0
    surest = -lowest if place.tier == "先进" else lowest
    return TIERS.index(place.tier), surest, place.unit
