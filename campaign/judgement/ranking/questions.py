"""What must be known of a peer group to judge its units?

All of it is stated first and read afterwards, so that it is asked together: see `campaign.numbers.batch`. A function that
states gives a function that reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from campaign.access.rights import check_may_compare
from campaign.access.scope import EVERYWHERE, Scope
from campaign.judgement.ranking.method import Coverage, Measure, Method, PeerGroup, Role, compared, published
from campaign.numbers.batch import Asked, Batch
from campaign.numbers.dimensions import CannotAnswer, dimensions_of
from campaign.numbers.kinds import Ratio, Share
from campaign.numbers.metrics import (
    CADRES,
    DISAGREEING,
    ISSUES,
    REPORTS_DUE,
    SOLVED,
    SOLVED_ON_TIME,
    UNITS,
    VISITS,
    metric,
)
from campaign.numbers.questions import follows_period
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from campaign.places import areas

BY: Mapping[Role, tuple[str, str]] = {"visiting": ("unit", "level"), "handling": ("handler", "handler_level")}
"""Of each role the dimensions of the unit that owes a measure, and of its level, by which its peers are chosen."""
NEEDING_STATUS = (SOLVED, SOLVED_ON_TIME)
"""Parts that are unknown where 是否解决 is blank: nobody is judged by what was not written."""

Days = tuple[rules.Period, date]
"""A period, and the day up to which it is counted."""


@dataclass(frozen=True, slots=True)
class Question:
    """One measure of one peer group, at one time, and where all that it needs is stated."""

    batch: Batch
    register: Batch
    """Where the register is asked. It has no places: with a scope of places it is read whole, to look up a unit's group."""
    method: Method
    group: PeerGroup
    measure: Measure
    role: Role
    scope: Scope
    as_of: date | None
    period: str | None
    day: date
    """The day of the state in question."""
    time: str
    """The time that the measure is of where the question's does not apply to it."""
    is_undated: bool
    """Whether the measure is the same on every day."""

    @property
    def by(self) -> str:
        """The dimension of the units, or of the places."""
        return self.group.by or BY[self.role][0]

    @property
    def where(self) -> dict[str, object]:
        """The filter for the peer group's rows; places are all that there are."""
        return {} if self.group.by else {BY[self.role][1]: list(self.group.levels)}

    @property
    def counterpart(self) -> Share | None:
        """The share that must be shown with the measure."""
        return counterpart(self.measure)

    def ask(self, numbers: Iterable[str], by: Iterable[str] = (), where: Mapping[str, object] | None = None) -> Asked:
        """State some numbers at the question's time."""
        return self.batch.ask(tuple(numbers), tuple(by), where=where, as_of=self.as_of, period=self.period)

    def counts(self, by: Iterable[str] = (), days: Days | None = None) -> Counts:
        """State `part` and `whole` of each unit, split further by `by`; of other days than the question's with `days`."""
        return self.counts_of(self.measure, by, (days[1], days[0].id) if days else (self.as_of, self.period))

    def counts_of(self, measure: Measure, by: Iterable[str], time: tuple[date | None, str | None]) -> Counts:
        """The same of any share."""
        written = {"status": list(rules.STATUSES)} if needs_status(measure) else {}
        names, where = (measure.part.id, measure.whole.id), self.where | written
        asked = self.batch.ask(names, (self.by, *by), where=where, as_of=time[0], period=time[1])
        return Counts(asked, {self.by: "unit", measure.part.id: "part", measure.whole.id: "whole"})

    def answers(self, table: str) -> bool:
        """Whether a table has the dimensions of the scope."""
        return _has(table, self.scope)


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of each unit, stated."""

    asked: Asked
    names: Mapping[str, str]

    @property
    def frame(self) -> pd.DataFrame:
        """`unit`, what it is split by, `part`, NA where nothing was reported, and `whole`; without bodies outside the register."""
        counted = self.asked.required.rename(columns=self.names)
        return counted[counted["unit"].notna() & (counted["unit"] != rules.OTHER_DEPARTMENT)]


def question_of(
    snapshot: Snapshot,
    group: str | PeerGroup,
    measure: str | None,
    *,
    batch: Batch,
    scope: Scope,
    as_of: date | None = None,
    period: str | None = None,
    method: Method | None = None,
) -> Question:
    """The question of one measure; CannotAnswer when the group has no such measure, NotAllowed for whoever may not compare."""
    check_may_compare(scope)
    method = method or published()
    group = method.group(group) if isinstance(group, str) else group
    name = measure or method.measures.default
    role = method.measures.role(name)
    share = compared(name)
    if name not in method.measures.of(group):
        whose = "走访单位" if name in method.measures.visiting else "责任单位" if group.by else "地区"
        raise CannotAnswer(f"“{group.name}”不比“{share.label}”：那是{whose}的指标。")
    time = snapshot.other_time(name, as_of=as_of, period=period)
    register = batch if _has(UNITS.table, scope) else Batch(partial(snapshot.answers, scope=EVERYWHERE))
    day = day_of(snapshot, as_of, period)
    is_undated = bool(snapshot.other_time(name, as_of=rules.START))
    return Question(batch, register, method, group, share, role, scope, as_of, period, day, time, is_undated)


def _has(table: str, scope: Scope) -> bool:
    return set(scope.where) <= {d.id for d in dimensions_of(table)}


def day_of(snapshot: Snapshot, as_of: date | None, period: str | None) -> date:
    """The day of the state in question."""
    last = snapshot.data_date or rules.START
    if period and as_of is None:
        return min(rules.period(period).end, last)
    return min(as_of or last, last)


def needs_status(measure: Measure) -> bool:
    """Whether a measure counts only issues with 是否解决."""
    return measure.part in NEEDING_STATUS


def counterpart(measure: Measure) -> Share | None:
    """The share that must be shown with a measure; None for most."""
    share = metric(measure.beside) if measure.beside else None
    return share if isinstance(share, Share) else None


def periods(question: Question) -> tuple[Days, Days]:
    """The question's period, by default the month of its day, and the one before it over as many days.

    Each in the state of its own last day: a later state would favour the older period.
    """
    now = rules.period(question.period) if question.period else rules.month(question.day.year, question.day.month)
    return (now, min(question.day, now.end)), rules.days_before(now, question.day)


def moving(question: Question) -> tuple[Counts, ...]:
    """State the counts of the question's period and of the one before; none where the measure has no change to show."""
    now, before = periods(question)
    if isinstance(question.measure, Coverage) or not follows_period(question.measure) or before[0].start < rules.START:
        return ()
    return question.counts(days=now), question.counts(days=before)


def earlier(question: Question) -> Counts | None:
    """State the counts that each unit's own are compared with: of as many days of the period before, else of everything
    up to the same day a month earlier, as on every page; None where the campaign had not begun or nothing has a day."""
    if question.period:
        stated = moving(question)
        return stated[1] if stated else None
    day = rules.month_earlier(question.day)
    if day < rules.START or question.is_undated:
        return None
    return question.counts_of(question.measure, (), (day, None))


def since(question: Question) -> str:
    """What `earlier` compares with, in words."""
    if question.period:
        now, before = periods(question)
        return f"{rules.in_its_year(now[0].label)}较{rules.in_its_year(before[0].label)}同样天数"
    return f"较{rules.day_text(rules.month_earlier(question.day))}"


def beside(question: Question) -> Counts | None:
    """State the counts of the share that must be shown with the measure."""
    share = question.counterpart
    return question.counts_of(share, (), (question.as_of, question.period)) if share else None


def teams(question: Question) -> Callable[[], dict[str, int | None]]:
    """State the units of the group that the register lists, with their 督导小组; the places, which need no asking."""
    if question.group.by:
        names = () if question.scope.where else areas.names_of(question.group.by)
        return lambda: dict.fromkeys(names)
    listed = question.register.ask((UNITS.id,), ("unit", "group"), where={"level": list(question.group.levels)})

    def read() -> dict[str, int | None]:
        frame = listed.required
        return {
            str(unit): None if pd.isna(group) else int(group)
            for unit, group in zip(frame["unit"], frame["group"], strict=True)
        }

    return read


def owing(question: Question, listed: Iterable[str]) -> tuple[str, ...]:
    """The units that are 未报 when they have no figures: all that the register lists; none where only handling is
    compared, where no report is owed, or where it is not known which units belong to the scope."""
    if question.group.by:
        return tuple(listed)
    reporting = {level for levels in rules.REPORT_LEVELS.values() for level in levels}
    owes_none = question.measure.table == REPORTS_DUE.table and not reporting & set(question.group.levels)
    return () if owes_none or question.group.handling_only or not question.answers(UNITS.table) else tuple(listed)


def reporting(question: Question) -> Callable[[], frozenset[str]]:
    """State who reported anything at that time, or has an issue in hand: without a figure of their own they have
    nothing to be judged by, and are not silent.

    None where the measure is of the roster or of 附件1 itself: who sent none has not reported.
    """
    if question.measure.table == CADRES.table or isinstance(question.measure, Coverage):
        return frozenset
    levels = list(question.group.levels)
    wanted: list[tuple[str, Mapping[str, object], tuple[str, ...]]] = [
        ("unit", {"level": levels}, (VISITS.id, ISSUES.id)),
        ("handler", {"handler_level": levels}, (ISSUES.id,)),
    ]
    if question.group.by:
        wanted = [(question.by, {}, (VISITS.id, ISSUES.id))]
    stated = [(by, numbers, question.ask(numbers, (by,), where)) for by, where, numbers in wanted]

    def read() -> frozenset[str]:
        units: set[str] = set()
        for by, numbers, asked in stated:
            counted = asked.required
            units |= set(counted.loc[counted[list(numbers)].fillna(0).sum(axis=1) > 0, by].dropna().astype(str))
        return frozenset(units)

    return read


def blanks(question: Question) -> Callable[[], dict[str, int]]:
    """State the number of each unit's issues without 是否解决, where the measure depends on it."""
    if not needs_status(question.measure):
        return dict
    by = question.by
    asked = question.ask((ISSUES.id,), (by,), question.where | {"status": [None]})

    def read() -> dict[str, int]:
        counted = asked.required
        counted = counted[counted[by] != rules.OTHER_DEPARTMENT].dropna(subset=[by, ISSUES.id])
        return {str(u): int(n) for u, n in zip(counted[by], counted[ISSUES.id], strict=True) if n > 0}

    return read


def unassigned(question: Question) -> Callable[[], int]:
    """State the number of cases of bodies outside the register, or of no known place; only of handling units and places."""
    if not (question.group.handling_only or question.group.by):
        return int
    whole = question.measure.whole.id
    asked = question.ask((whole,), where={question.by if question.group.by else BY[question.role][1]: [None]})
    return lambda: int(asked.required[whole].fillna(0).sum())


def support(question: Question) -> Callable[[], dict[str, float]]:
    """State each unit's burden, to be read the largest first: for the support list, whatever the rate.

    A number per household counts only for units with the minimum base of households.
    """
    name, by = getattr(question.method.support, question.role), question.by
    declared = metric(name)
    base = (declared.bottom.id,) if isinstance(declared, Ratio) else ()
    asked = question.ask((name, *base), (by,), question.where)

    def read() -> dict[str, float]:
        counted = asked.required
        counted = counted[counted[by] != rules.OTHER_DEPARTMENT].dropna(subset=[by, name])
        for bottom in base:
            counted = counted[counted[bottom] >= question.method.tiers.minimum_base]
        counted = counted.sort_values([name, by], ascending=[False, True])
        return {str(unit): float(value) for unit, value in zip(counted[by], counted[name], strict=True)}

    return read


def disagreeing(question: Question) -> Callable[[], frozenset[str]]:
    """State the units with an unresolved difference between their reports and their sheets."""
    if question.group.by or not question.answers(DISAGREEING.table):
        return frozenset
    asked = question.ask((DISAGREEING.id,), ("unit",))

    def read() -> frozenset[str]:
        counted = asked.required
        return frozenset(counted.loc[counted[DISAGREEING.id].fillna(0) > 0, "unit"].dropna().astype(str))

    return read
