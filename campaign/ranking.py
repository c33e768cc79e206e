"""Which units are behind their peers, and is the evidence enough to say so?

A unit is named only when the whole 99.8% interval of its rate lies on one side of its peers' rate; the
95% interval is shown beside it. No one gets an ordinal: between most units the data cannot tell a first from a tenth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist
from typing import Literal, Protocol

import pandas as pd

from campaign import rules
from campaign.access import EVERYWHERE, Scope
from campaign.dimensions import CannotAnswer, dimensions_of
from campaign.metrics import ISSUES, SOLVED, SOLVED_SHARE, UNITS
from campaign.wording import format_share, format_value

Verdict = Literal["落后", "不足以认定", "领先", "样本不足", "未报"]
VERDICTS: tuple[Verdict, ...] = ("落后", "不足以认定", "领先", "样本不足", "未报")


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Units that are compared with one another and with nobody else."""

    label: str
    by: Literal["unit", "department"]
    level: str = ""
    """The level whose units are all expected to report; empty when nobody knows who belongs."""


PEER_GROUPS: tuple[PeerGroup, ...] = (
    PeerGroup("市级机关", "unit", "市级机关"),
    PeerGroup("辖市区", "unit", "辖市区"),
    PeerGroup("镇街", "unit", "镇街"),
    PeerGroup("承办单位", "department"),
)


@dataclass(frozen=True, slots=True)
class Method:
    """How units are judged; the note is printed under every table."""

    confidence: float = 0.998
    """A unit is named when this interval lies wholly on one side: with a hundred units, 95% would name the innocent."""
    shown: float = 0.95
    """The interval that is printed and drawn."""
    minimum_base: int = rules.MINIMUM_BASE

    @property
    def percent(self) -> str:
        """The confidence of naming as it is written, 99.8%."""
        return f"{100 * self.confidence:g}%"

    @property
    def shown_percent(self) -> str:
        """The confidence of the printed interval as it is written, 95%."""
        return f"{100 * self.shown:g}%"

    @property
    def note(self) -> str:
        """The method in words."""
        return (
            f"督查排名只在同类单位内比较{SOLVED_SHARE.label}。没有报来问题或没有报来解决情况的列为未报，"
            f"收集问题不足 {self.minimum_base} 件的列为样本不足，两者都不作比较。"
            f"其余单位各算威尔逊区间：整个 {self.percent} 区间低于同类水平的列为落后，高于的列为领先，"
            f"含同类水平的不足以认定；图表上画的是 {self.shown_percent} 区间。"
            "同类水平是同类中报来解决情况的单位（含样本不足的）合计的解决率。"
            f"落后按 {self.shown_percent} 区间上限由低到高排列，其他单位的先后不代表名次。"
            f"即使各单位毫无差别，每千家单位中也会有约 {1000 * (1 - self.confidence) / 2:.0f} 家"
            "偶然列为落后：名单是核查线索，不是结论。"
            f"（口径版本 {rules.DEFINITIONS_VERSION}）"
        )


METHOD = Method()


@dataclass(frozen=True, slots=True)
class Place:
    """One unit's evidence and what follows from it."""

    unit: str
    verdict: Verdict
    issues: int | None
    solved: int | None
    rate: float | None
    low: float | None
    high: float | None
    sentence: str


LABELS: Mapping[str, str] = {
    "unit": "单位",
    "verdict": "认定",
    "issues": ISSUES.label,
    "solved": SOLVED.label,
    "rate": SOLVED_SHARE.label,
    "low": "区间下限",
    "high": "区间上限",
    "sentence": "依据",
}
"""The headings of `Standing.frame`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A peer group's units, those behind first."""

    peer_group: PeerGroup
    issues: int
    """Issues of the units that say what is solved; the base of `rate`."""
    solved: int
    rate: float | None
    """The peers' rate; None when no unit says what is solved."""
    unassigned: int
    """Issues that name no unit of this group: not compared, not hidden."""
    places: tuple[Place, ...]
    note: str = METHOD.note

    def of(self, *verdicts: Verdict) -> tuple[Place, ...]:
        """The units of these verdicts."""
        return tuple(place for place in self.places if place.verdict in verdicts)

    def frame(self) -> pd.DataFrame:
        """The places as a table; headings are in LABELS."""
        frame = pd.DataFrame([asdict(place) for place in self.places], columns=list(LABELS))
        whole = {"issues": "Int64", "solved": "Int64"}
        shares = {"rate": "float64", "low": "float64", "high": "float64"}
        return frame.astype(whole | shares)


class Answers(Protocol):
    """What a standing needs of `campaign.snapshot.Snapshot`."""

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


def peer_group(label: str) -> PeerGroup:
    """The group; CannotAnswer when there is none of that name."""
    for declared in PEER_GROUPS:
        if declared.label == label:
            return declared
    known = "、".join(group.label for group in PEER_GROUPS)
    raise CannotAnswer(f"没有“{label}”这个同类。现有：{known}。")


def standing(
    snapshot: Answers,
    group: str | PeerGroup,
    *,
    scope: Scope = EVERYWHERE,
    as_of: date | None = None,
    period: str | None = None,
    method: Method = METHOD,
) -> Standing:
    """Where each unit of the peer group stands on the solved share."""
    group = peer_group(group) if isinstance(group, str) else group
    where = {"level": group.level} if group.level else {}
    counted = snapshot.ask([ISSUES.id, SOLVED.id], by=group.by, scope=scope, as_of=as_of, period=period, where=where)
    tallies: dict[str, tuple[int, int | None]] = {}
    unassigned = 0
    for unit, n, solved in counted.itertuples(index=False):
        if pd.isna(unit) or unit == rules.OTHER_DEPARTMENT:
            unassigned += int(n)
        else:
            tallies[str(unit)] = (int(n), None if pd.isna(solved) else int(solved))
    reported = [(n, solved) for n, solved in tallies.values() if solved is not None]
    issues = sum(n for n, _ in reported)
    solved_all = sum(solved for _, solved in reported)
    rate = solved_all / issues if issues else None
    expected = set(tallies) | set(expected_units(snapshot, group, scope))
    places = [judge(unit, *tallies.get(unit, (0, None)), rate, method) for unit in expected]
    return Standing(group, issues, solved_all, rate, unassigned, tuple(sorted(places, key=reading_order)), method.note)


def expected_units(snapshot: Answers, group: PeerGroup, scope: Scope) -> list[str]:
    """The units that ought to have reported; none when the scope cannot be told of a unit."""
    if not group.level or not set(scope.where) <= {d.id for d in dimensions_of(UNITS.table)}:
        return []
    listed = snapshot.ask(UNITS.id, by="unit", scope=scope, where={"level": group.level})
    return [str(unit) for unit in listed["unit"].dropna()]


def judge(unit: str, issues: int, solved: int | None, peers: float | None, method: Method = METHOD) -> Place:
    """What one unit's figures say against its peers' rate.

    >>> judge("某局", 194, 11, 0.244).sentence
    '194件中解决11件，5.7%（95%区间3.2%–9.9%），同类24.4%，整个99.8%区间低于同类。'
    """
    if issues == 0:
        return Place(unit, "未报", None, None, None, None, None, "没有报来问题，不作零计。")
    if solved is None or peers is None:
        said = f"收集{format_value(ISSUES, issues)}件，没有报来是否解决，不作零计。"
        return Place(unit, "未报", issues, None, None, None, None, said)
    rate = solved / issues
    low, high = wilson(solved, issues, method.shown)
    surely_low, surely_high = wilson(solved, issues, method.confidence)
    said = (
        f"{format_value(ISSUES, issues)}件中解决{format_value(SOLVED, solved)}件，{format_share(rate)}"
        f"（{method.shown_percent}区间{format_share(low)}–{format_share(high)}），同类{format_share(peers)}，"
    )
    if issues < method.minimum_base:
        few = f"不足{method.minimum_base}件，不作比较。"
        return Place(unit, "样本不足", issues, solved, rate, low, high, said + few)
    if surely_high < peers:
        return Place(unit, "落后", issues, solved, rate, low, high, said + f"整个{method.percent}区间低于同类。")
    if surely_low > peers:
        return Place(unit, "领先", issues, solved, rate, low, high, said + f"整个{method.percent}区间高于同类。")
    unsure = f"{method.percent}区间含同类水平，不足以认定。"
    return Place(unit, "不足以认定", issues, solved, rate, low, high, said + unsure)


def wilson(solved: int, issues: int, confidence: float = METHOD.shown) -> tuple[float, float]:
    """Wilson's score interval of a share.

    >>> [round(100 * end, 1) for end in wilson(55, 281)]
    [15.4, 24.6]
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = solved / issues
    scale = 1 + z * z / issues
    centre = (share + z * z / (2 * issues)) / scale
    half = z * sqrt(share * (1 - share) / issues + z * z / (4 * issues * issues)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)


def reading_order(place: Place) -> tuple[int, float, str]:
    """Those behind first and the surest of them on top; others by name, which is no rank."""
    upper = place.high if place.verdict == "落后" and place.high is not None else 0.0
    return VERDICTS.index(place.verdict), upper, place.unit
