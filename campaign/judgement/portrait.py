"""What is known of one unit, compared with its peers?

This module only collects: each number is an answer of the snapshot, each tier comes from the standing. A unit that has
sent nothing is 未报 in every part, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

import pandas as pd

from campaign.access.rights import may_compare, may_see_rows
from campaign.access.scope import Scope
from campaign.judgement.due_reports import (
    EVERY_ROW,
    GRACE,
    IN_FORCE,
    LATE,
    MISSING,
    Calendar,
    calendar,
    dates,
    in_force,
)
from campaign.judgement.duties import Doing, Done
from campaign.judgement.ranking import (
    BY,
    NAMED,
    NOTHING,
    SILENT,
    TIERS,
    TOO_FEW,
    Place,
    Ranking,
    Standing,
    Tier,
    published,
)
from campaign.judgement.ranking.method import Method, PeerGroup, Role
from campaign.judgement.ranking.questions import day_of, question_of
from campaign.judgement.to_ask import ToAsk, ToAskUnits
from campaign.numbers.batch import Asked, Base, Batch
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Age, Count
from campaign.numbers.metrics import (
    CADRES,
    COVERAGE,
    DISAGREEING,
    ENTERPRISE_ISSUES_HEARD,
    ENTERPRISE_ISSUES_SOLVED,
    ENTERPRISES_VISITED,
    HOUSEHOLDS,
    ISSUES,
    ISSUES_PER_HOUSEHOLD,
    NOTABLE_SUGGESTIONS,
    NOTABLES_VISITED,
    OLDEST_OPEN_DAYS,
    OVERDUE,
    PROGRESS,
    SOLVED,
    SOLVED_IN_14,
    SOLVED_SHARE,
    STILL_OPEN,
    UNITS,
    VERIFIED_SHARE,
    VILLAGES_VISITED,
    VISIT_ANSWERS,
    VISITS,
    metric,
)
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, format_value
from campaign.office import rules
from campaign.places.units import shown_name, stored_name

MOST_COMPARED = 4
"""The most units compared side by side."""
FACTS: dict[Role, tuple[str, ...]] = {
    "visiting": (
        *(HOUSEHOLDS.id, VISITS.id, PROGRESS.id, ISSUES.id, ISSUES_PER_HOUSEHOLD.id),
        *(VISIT_ANSWERS.id, VERIFIED_SHARE.id, VILLAGES_VISITED.id),
        *(ENTERPRISES_VISITED.id, ENTERPRISE_ISSUES_HEARD.id, ENTERPRISE_ISSUES_SOLVED.id),
        *(NOTABLES_VISITED.id, NOTABLE_SUGGESTIONS.id),
    ),
    "handling": (ISSUES.id, SOLVED.id, STILL_OPEN.id, OVERDUE.id, OLDEST_OPEN_DAYS.id, SOLVED_IN_14.id),
}
"""Numbers of a unit that have no tier: of what it visited, and of what it answers for."""
ROLES: dict[Role, str] = {"visiting": "作为走访单位", "handling": "作为责任单位"}
Compared = Literal["合计", "中位数"]
OF_OPEN = (ISSUES.id, STILL_OPEN.id, OVERDUE.id, OLDEST_OPEN_DAYS.id)
OF_VILLAGE = (HOUSEHOLDS, VISITS, ISSUES, SOLVED)
PLACE = ("district", "zone", "town", "village_id", "village")


class NoUnit(ValueError):
    """The register has no unit of that name; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the snapshot's register."""

    name: str
    level: str
    supervision_group: int | None
    zone: str | None
    cadre_count: int | None
    peers: PeerGroup

    @property
    def shown(self) -> str:
        """Its name as a reader sees it."""
        return shown_name(self.name)

    @property
    def label(self) -> str:
        """The unit's name, level and 督导小组."""
        group = f"，第{self.supervision_group}督导小组" if self.supervision_group else ""
        return f"{self.shown}（{self.level}{group}）"


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a unit and its peers'; None where it is not known."""

    metric: str
    role: Role
    own: float | None
    peers: float | None
    how: Compared
    """Whether the peers' figure is that of all of them together, or the median of those with figures."""
    known: int
    """The number of peers for which it is known."""
    own_of_how_many: str = ""
    peers_of_how_many: str = ""
    """How much of the base of each is reported, in words; empty where all of it is."""
    time: str = ""
    """The time that it is of, where the question's does not apply to it: see `Snapshot.other_time`."""

    @property
    def figure(self) -> Figure:
        """The unit's own, with its time where that is not the question's."""
        return Figure(metric(self.metric), self.own, reported=self.own_of_how_many, time=self.time)

    @property
    def peers_figure(self) -> Figure:
        """The peers'."""
        return Figure(metric(self.metric), self.peers, reported=self.peers_of_how_many, time=self.time)

    @property
    def label(self) -> str:
        """The number's label, with its time where that is not the question's."""
        return self.figure.timed_label


@dataclass(frozen=True, slots=True)
class History:
    """A peer group week by week."""

    day: date
    weeks: tuple[rules.Period, ...]
    units: pd.DataFrame
    """One row a unit and week: WEEKLY, `solved_share` by the week's end, and the running `households_so_far`."""
    peers: pd.DataFrame
    """The same of the peers, one row a week: the median of those with figures; the share is of all together."""

    def of(self, unit: str) -> pd.DataFrame:
        """One unit's weeks, one row for every week."""
        own = self.units[self.units["unit"] == unit].set_index("week")
        return own.reindex([week.start for week in self.weeks]).drop(columns="unit").rename_axis("week").reset_index()


WEEKLY = ("households", "issues", "solved")
"""Visited for the first time, raised, and solved within the week: the first two of what a unit visited, the last of
what it answers for."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """One unit as of a day, or in a period."""

    unit: Unit
    day: date
    method: Method
    standings: tuple[Standing, ...]
    """The peer group on each of its measures; none for whoever may not compare units."""
    facts: tuple[Fact, ...]
    still: Mapping[str, float | None]
    """OF_OPEN as of the day, whenever raised, also when the question is about a period."""
    owed: Calendar
    questions: tuple[ToAsk, ...]
    villages: pd.DataFrame
    """PLACE, `is_own` for those that the roster gives it, OF_VILLAGE, and the whole village's coverage."""
    bands: pd.DataFrame
    """How many cadres in each `cadre_band`; no row without a roster."""
    cadres: pd.DataFrame
    """The cadres without names, those with most households first."""
    duties: tuple[Done, ...]
    """What every unit has to do, by all that it has sent, whatever the day or the period."""
    disagreeing: pd.DataFrame
    """The items in which what it reported and its sheets disagree, the worst first."""
    cadres_time: str
    """不分时段 where the question has a day or a period: the roster and the bands are undated."""
    coverage_time: str
    """截至3月31日 where the question has a period: a village's coverage is a state."""

    @property
    def is_compared(self) -> bool:
        """Whether its peers are beside it."""
        return bool(self.standings)

    def place(self, standing: Standing) -> Place | None:
        """The unit's place on one measure; None where it owes nothing there."""
        return standing.place(self.unit.name)

    def tier(self, standing: Standing) -> Tier:
        """The unit's tier on one measure."""
        place = self.place(standing)
        return place.tier if place else NOTHING

    def fact(self, metric_id: str, role: Role) -> float | None:
        """The unit's own number."""
        return next((f.own for f in self.facts if (f.metric, f.role) == (metric_id, role)), None)

    def sentences(self) -> list[str]:
        """The summary to read in ten seconds: the tiers, the evidence, what is overdue, what has not come."""
        return [self.tiers_sentence(), *self.evidence_sentences(), self.open_sentence(), self.reports_sentence()]

    def tiers_sentence(self) -> str:
        """The tiers, with their measures."""
        if not self.is_compared:
            return f"{self.unit.label}。"
        tiers: dict[str, list[str]] = {}
        for measured in self.standings:
            tiers.setdefault(self.tier(measured), []).append(measured.label)
        named = [f"{tier}：{'、'.join(tiers[tier])}" for tier in NAMED if tier in tiers]
        rest = [f"{tier}{len(labels)}项" for tier in TIERS if tier not in NAMED and (labels := tiers.get(tier))]
        if set(tiers) <= {SILENT, NOTHING} and SILENT in tiers:
            return f"{self.unit.label}{SILENT}可比数据，各项均不作零计。"
        head = "；".join(named) or f"各项指标均未列为{'或'.join(NAMED)}"
        return (
            f"{self.unit.label}{head}{'；其余' if named else '；'}{'、'.join(rest)}。"
            if rest
            else f"{self.unit.label}{head}。"
        )

    def evidence_sentences(self) -> list[str]:
        """The evidence of the unit's worst measure; none when it is named on none."""
        for tier in NAMED:
            for measured in self.standings:
                place = self.place(measured)
                if place and place.tier == tier:
                    return [f"{measured.label}：{place.sentence}"]
        return []

    def open_sentence(self) -> str:
        """The open issues that it answers for."""
        still, overdue = self.still[STILL_OPEN.id], self.still[OVERDUE.id]
        if self.still[ISSUES.id] is None:
            return f"{SILENT}问题数据，不作零计。"
        if still is None:
            return "名下问题未注明是否解决，尚未办结的件数不详。"
        if not still:
            return "名下问题均已办结。"
        oldest = self.still[OLDEST_OPEN_DAYS.id]
        late = f"其中超期{format_value(OVERDUE, overdue)}件" if overdue else "无超期"
        return (
            f"尚有{format_value(STILL_OPEN, still)}件未办结，{late}，最长{format_value(OLDEST_OPEN_DAYS, oldest)}天。"
        )

    def reports_sentence(self) -> str:
        """The reports that have not come."""
        if self.owed.reports.empty:
            return "无需报送周报和半月汇总。"
        late, missing = self.owed.of(LATE), self.owed.of(MISSING)
        if missing.empty:
            grace = f"，另有{len(g)}份在宽限期内" if len(g := self.owed.of(GRACE)) else ""
            return f"到期报表均已报送{grace}{f'，其中迟报{len(late)}份' if len(late) else ''}。"
        kinds = missing.groupby("report_kind", sort=False)["period_label"].agg(
            lambda labels: "、".join(dates(label) for label in dict.fromkeys(labels))
        )
        return f"未报报表{len(missing)}份：{'；'.join(f'{kind}（{periods}）' for kind, periods in kinds.items())}。"


def unit_of(snapshot: Snapshot, name: str, *, scope: Scope, method: Method | None = None) -> Unit:
    """The unit of that name, or of that short name or other name when only one has it; NoUnit otherwise."""
    register, name = units(snapshot, scope=scope), stored_name(name)
    matches = register[register["unit_name"] == name]
    if matches.empty:
        is_called = [
            name == short or name in (other if other is not None else ())
            for short, other in zip(register["short_name"], register["aliases"], strict=True)
        ]
        matches = register[is_called]
    if len(matches) != 1:
        like = [unit for unit in register["unit_name"] if name and (name in unit or unit in name)]
        near = f"名称相近的有：{'、'.join(like[:5])}。" if like else ""
        raise NoUnit(f"花名册上没有“{name}”这个单位。{near}请在下方选择单位。")
    row = matches.iloc[0]
    group, count = as_number(row["supervision_group"]), as_number(row["cadre_count"])
    return Unit(
        str(row["unit_name"]),
        str(row["unit_level"]),
        None if group is None else int(group),
        None if pd.isna(row["zone"]) else str(row["zone"]),
        None if count is None else int(count),
        peer_group(str(row["unit_level"]), method or published()),
    )


def units(snapshot: Snapshot, *, scope: Scope) -> pd.DataFrame:
    """The register: names, levels, groups, in its order."""
    columns = ("unit_name", "unit_level", "supervision_group", "zone", "cadre_count", "short_name", "aliases")
    return snapshot.rows("units", scope=scope, columns=columns, limit=EVERY_ROW)


def peer_group(level: str, method: Method) -> PeerGroup:
    """The peer group of a level; NoUnit when it is in none."""
    for group in method.groups:
        if level in group.levels:
            return group
    raise NoUnit(f"“{level}”未列入任何同类，没有画像。")


def not_peers(unit: Unit, others: Sequence[Unit]) -> str:
    """Why some units are not compared with one, in a sentence; empty when all may be."""
    strangers = [f"{other.shown}（{other.peers.name}）" for other in others if other.peers != unit.peers]
    return (
        f"只能与{unit.peers.name}对比：{'、'.join(strangers)}不是{unit.shown}的同类，任务和件数不可比。"
        if strangers
        else ""
    )


def portrait(
    snapshot: Snapshot,
    unit: Unit,
    *,
    scope: Scope,
    as_of: date | None = None,
    period: str | None = None,
    method: Method | None = None,
    batch: Batch | None = None,
    stand: Callable[[str, str], Callable[[], Standing]] | None = None,
) -> Portrait:
    """All that is known of a unit, asked in `batch`, without its peers for whoever may not compare; `stand` states the
    standing of a peer group on a measure, and what it gives looks it up in the caller's cache.
    """
    method, batch = method or published(), batch or Batch(partial(snapshot.answers, scope=scope))

    def judged(group: str, measure: str) -> Callable[[], Standing]:
        ranking = Ranking(
            question_of(snapshot, group, measure, batch=batch, scope=scope, as_of=as_of, period=period, method=method)
        )
        return lambda: ranking.standing

    day = day_of(snapshot, as_of, period)
    owed = calendar(snapshot, unit=unit.name, scope=scope, as_of=day)
    measures = method.measures.of(unit.peers) if may_compare(scope) else ()
    standings = [(stand or judged)(unit.peers.name, measure) for measure in measures]
    numbers = Facts(snapshot, batch, unit, scope=scope, as_of=as_of, period=period)
    still = batch.ask(OF_OPEN, where={"handler": unit.name}, as_of=day)
    cadres_stated = _cadres_of(snapshot, batch, unit, scope)
    questions = ToAskUnits(snapshot, batch, owed, [unit.name], scope=scope)
    villages_stated = _villages(snapshot, batch, unit, scope, as_of, period)
    doing = Doing(snapshot, batch, unit.name, scope=scope)

    of_open = still.required.iloc[0]
    bands, cadres = cadres_stated()
    return Portrait(
        unit,
        day,
        method,
        tuple(looked_up() for looked_up in standings),
        numbers.facts,
        {name: as_number(of_open[name]) for name in OF_OPEN},
        owed,
        tuple(questions.questions[unit.name]),
        villages_stated(),
        bands,
        cadres,
        doing.done,
        disagreeing(snapshot, unit, scope=scope, as_of=as_of, period=period),
        snapshot.other_time(UNITS, as_of=as_of, period=period),  # the bands have no day, as the register has none
        snapshot.other_time(COVERAGE, as_of=as_of, period=period),
    )


def _cadres_of(
    snapshot: Snapshot, batch: Batch, unit: Unit, scope: Scope
) -> Callable[[], tuple[pd.DataFrame, pd.DataFrame]]:
    """State the number of cadres in each band; read with the cadres without names, of the whole snapshot, whatever the day.

    For a unit that has sent no visit it is not known how many households its cadres have visited: no band, no count.
    """
    stated = batch.ask((CADRES.id,), ("cadre_band",), where={"unit": unit.name})
    return lambda: _bands_and_cadres(snapshot, unit, scope, stated.required)


def _bands_and_cadres(
    snapshot: Snapshot, unit: Unit, scope: Scope, bands: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    where = {"unit": unit.name}
    bands = bands[bands["cadre_band"].notna()]
    if not may_see_rows(scope, "cadres"):
        return bands, pd.DataFrame(columns=["household_count", "on_target_date", "has_visited"])
    cadres = snapshot.rows(
        "cadres", scope=scope, where=where, columns=("household_count", "on_target_date", "has_visited", *IN_FORCE),
        order="household_count", descending=True, limit=EVERY_ROW,
    )  # fmt: skip
    cadres = in_force(cadres, snapshot.data_date or rules.LAST_DAY).drop(columns=list(IN_FORCE)).reset_index(drop=True)
    if snapshot.count_rows("visits", scope=scope, where=where) == 0:
        return bands.head(0), cadres.assign(household_count=pd.Series(pd.NA, index=cadres.index, dtype="Int64"))
    return bands, cadres


def facts(
    snapshot: Snapshot, unit: Unit, *, scope: Scope, as_of: date | None = None, period: str | None = None
) -> tuple[Fact, ...]:
    """The numbers of a unit that have no tier, with its peers'."""
    batch = Batch(partial(snapshot.answers, scope=scope))
    return Facts(snapshot, batch, unit, scope=scope, as_of=as_of, period=period).facts


@dataclass(frozen=True, slots=True)
class _Stated:
    """One number of a unit and its peers, stated."""

    name: str
    role: Role
    together: Asked | None
    """The number of all peers together; None where their median is compared."""
    own_base: Base
    peers_base: Base
    time: str

    def fact(self, each: pd.DataFrame, unit: str) -> Fact | None:
        """The fact from the number of each peer; None where it is known of nobody."""
        known = int(each[self.name].notna().sum())
        if not known:
            return None
        own = as_number(each.loc[unit, self.name]) if unit in each.index else None
        how: Compared = "合计" if self.together else "中位数"
        # None where the households of several levels cannot be added up.
        peers = (
            as_number(self.together.number(self.name))
            if self.together
            else as_number(each[self.name].astype("float64").median())
        )
        own_of, peers_of = (
            base.words if number is not None else ""
            for number, base in ((own, self.own_base), (peers, self.peers_base))
        )
        return Fact(self.name, self.role, own, peers, how, known, own_of, peers_of, self.time)


class Facts:
    """The numbers of a unit that have no tier, stated: see `facts`."""

    def __init__(
        self,
        snapshot: Snapshot,
        batch: Batch,
        unit: Unit,
        *,
        scope: Scope,
        as_of: date | None = None,
        period: str | None = None,
    ) -> None:
        self._unit, self._has_peers = unit.name, may_compare(scope)
        self._each: dict[Role, Asked] = {}
        self._stated: list[_Stated] = []
        for role, names in FACTS.items():
            by, level = BY[role]
            own = {by: unit.name}
            peers = {level: list(unit.peers.levels)} if self._has_peers else own
            self._each[role] = batch.ask(names, (by,), where=peers, as_of=as_of, period=period)
            for name in names:
                is_apart = isinstance(metric(name), Count | Age)
                together = None if is_apart else batch.ask((name,), where=peers, as_of=as_of, period=period)
                bases = (batch.base_of(name, where=whose, as_of=as_of, period=period) for whose in (own, peers))
                time = snapshot.other_time(name, as_of=as_of, period=period)
                self._stated.append(_Stated(name, role, together, *bases, time))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Those that are known of anybody; CannotAnswer where one cannot be counted by unit."""
        each = {role: _of_units(asked.required, BY[role][0]) for role, asked in self._each.items()}
        known = (stated.fact(each[stated.role], self._unit) for stated in self._stated)
        facts = tuple(fact for fact in known if fact)
        return facts if self._has_peers else tuple(replace(fact, peers=None, peers_of_how_many="") for fact in facts)


def _of_units(each: pd.DataFrame, by: str) -> pd.DataFrame:
    return each[each[by].notna() & (each[by] != rules.OTHER_DEPARTMENT)].set_index(by)


def _villages(
    snapshot: Snapshot, batch: Batch, unit: Unit, scope: Scope, as_of: date | None, period: str | None
) -> Callable[[], pd.DataFrame]:
    """State the villages that a unit has visited; read with those that the roster gives it, its own first.

    Coverage is the whole village's, whoever visited: a unit's part of it has no meaning of its own.
    """
    columns = ("district", "zone", "town_name", "village_id", "village_name")
    own = snapshot.rows(
        "unit_villages", scope=scope, where={"unit": unit.name}, columns=(*columns, *IN_FORCE), limit=EVERY_ROW
    )
    own = in_force(own, as_of or snapshot.data_date or rules.LAST_DAY)[list(columns)]
    own = own.rename(columns={"town_name": "town", "village_name": "village"})
    stated = batch.ask(tuple(m.id for m in OF_VILLAGE), PLACE, where={"unit": unit.name}, as_of=as_of, period=period)

    def read() -> pd.DataFrame:
        visited = stated.required
        visited = visited[visited["village"].notna()]
        table = visited.merge(own.drop_duplicates("village_id").assign(is_own=True), on=list(PLACE), how="outer")
        table["is_own"] = table["is_own"].notna()
        # Only now is it known which villages these are: their coverage is asked on its own.
        if known := [str(v) for v in table["village_id"].dropna()]:
            where = {"village_id": known}
            # Refused where only a part of the villages' visits is shown: then it is known to nobody there.
            whole = batch.ask((COVERAGE.id,), ("village_id",), where=where, as_of=as_of, period=period).frame
            table = table.merge(whole.reindex(columns=["village_id", COVERAGE.id]), on="village_id", how="left")
        else:
            table[COVERAGE.id] = pd.NA
        in_order = table.sort_values(["is_own", HOUSEHOLDS.id], ascending=[False, False], kind="stable")
        return in_order.reset_index(drop=True)

    return read


def history(
    snapshot: Snapshot,
    group: PeerGroup,
    *,
    scope: Scope,
    as_of: date | None = None,
    batch: Batch | None = None,
) -> History:
    """A peer group week by week up to a day, asked in `batch`: what was new in each week, and the share solved by its end.

    Every week is taken in the state of its last day, so that an early week does not look better for being older. A week
    without any dated row of a unit is empty for it, not zero. As in the standing, issues without 是否解决 are left out of
    the solved ones.
    """
    day = min(as_of or date.max, snapshot.data_date or rules.START)
    weeks = tuple(_weeks(day))
    visiting, handling = ({level: list(group.levels)} for _, level in BY.values())
    handling["status"] = list(rules.STATUSES)
    batch = batch or Batch(partial(snapshot.answers, scope=scope))
    stated = [
        (
            week,
            batch.ask((HOUSEHOLDS.id, VISITS.id, ISSUES.id), ("unit",), where=visiting, as_of=min(week.end, day)),
            batch.ask((ISSUES.id, SOLVED.id, SOLVED_SHARE.id), ("handler",), where=handling, as_of=min(week.end, day)),
            batch.ask((SOLVED_SHARE.id,), where=handling, as_of=min(week.end, day)),
        )
        for week in weeks
    ]
    states, shares = [], []
    for week, of_visitors, of_handlers, of_all in stated:
        answered = of_handlers.required.rename(columns={"handler": "unit", ISSUES.id: "handled"})
        states.append(of_visitors.required.merge(answered, on="unit", how="outer").assign(week=week.start))
        shares.append(of_all.required[SOLVED_SHARE.id].iloc[0])
    running = pd.concat(states, ignore_index=True)
    running = running[running["unit"].notna() & (running["unit"] != rules.OTHER_DEPARTMENT)]
    running = running.sort_values(["unit", "week"], ignore_index=True)
    before = running.groupby("unit")[[HOUSEHOLDS.id, VISITS.id, ISSUES.id, SOLVED.id]].shift().fillna(0)
    new = running[[HOUSEHOLDS.id, VISITS.id, ISSUES.id, SOLVED.id]] - before
    has_rows = (new[[VISITS.id, ISSUES.id]].fillna(0) > 0).any(axis=1)
    each = pd.DataFrame(
        {
            "unit": running["unit"],
            "week": running["week"],
            "households": new[HOUSEHOLDS.id].where(has_rows),
            "issues": new[ISSUES.id].where(has_rows),
            "solved": new[SOLVED.id],
            "solved_share": running[SOLVED_SHARE.id],
            "households_so_far": running[HOUSEHOLDS.id],
        }
    )
    numbers = ["households", "issues", "solved", "households_so_far"]
    middle = each.astype(dict.fromkeys(numbers, "float64")).groupby("week")[numbers].median()
    peers = middle.reindex([week.start for week in weeks]).assign(solved_share=shares).rename_axis("week").reset_index()
    return History(
        day,
        weeks,
        each,
        peers if may_compare(scope) else peers.assign(**dict.fromkeys([*numbers, "solved_share"], pd.NA)),
    )


def _weeks(day: date) -> list[rules.Period]:
    """The weeks that have begun by a day, the campaign's first one first."""
    weeks = [rules.week(day)]
    while weeks[-1].start > rules.START:
        weeks.append(rules.before(weeks[-1]))
    return weeks[::-1]


@dataclass(frozen=True, slots=True)
class Beside:
    """Several peers on one measure."""

    standing: Standing
    places: tuple[Place | None, ...]
    sentence: str
    """The pairs that surely differ, in words."""
    is_telling: bool
    """Whether there is any such pair."""


def side_by_side(units: Sequence[str], standings: Sequence[Standing]) -> tuple[Beside, ...]:
    """Each measure with the places of some peers, and whether their intervals are apart."""
    rows = [(standing, tuple(standing.place(unit) for unit in units)) for standing in standings]
    return tuple(Beside(standing, places, differ(places), bool(higher(places))) for standing, places in rows)


def higher(places: Sequence[Place | None]) -> dict[str, list[str]]:
    """The units whose interval lies wholly below each unit's; units with too few cases are left out."""
    placed = [place for place in places if place is not None and place.low is not None and place.tier != TOO_FEW]
    above: dict[str, list[str]] = {}
    for one in placed:
        for other in placed:
            if one.low > other.high:  # type: ignore[operator]
                above.setdefault(one.unit, []).append(other.unit)
    return above


def differ(places: Sequence[Place | None]) -> str:
    """Which units surely lie above which, in words; overlapping intervals prove nothing.

    >>> differ([])
    '区间重叠或者样本不足，不分高低。'
    """
    above = higher(places)
    if not above:
        return "区间重叠或者样本不足，不分高低。"
    pairs = "；".join(f"{shown_name(one)}明显高于{'、'.join(map(shown_name, others))}" for one, others in above.items())
    return f"{pairs}（区间不重叠）；其余不分高低。"


def disagreeing(
    snapshot: Snapshot, unit: Unit, *, scope: Scope, as_of: date | None = None, period: str | None = None
) -> pd.DataFrame:
    """The items in which what a unit reported and its sheets disagree, the worst first."""
    columns = ("period_label", "check", "measure", "reported", "derived", "difference", "finding")
    return snapshot.rows(
        DISAGREEING.table, scope=scope, as_of=as_of, period=period, where={"unit": unit.name},
        counted_by=DISAGREEING.id, columns=columns, order="reconciliation_id", limit=EVERY_ROW,
    )  # fmt: skip
