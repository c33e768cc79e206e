"""How did a month go, in the figures and sentences that every paper of the month uses?

The state as of its last day, or of the data's where that is earlier, for the city and its districts; units only where the
ranking's evidence suffices. All questions are stated when it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from campaign.access.scope import Scope
from campaign.judgement import matters
from campaign.judgement.outlook import Outlook, Pace
from campaign.judgement.ranking import BEHIND, Place, Ranking, Standing, published
from campaign.judgement.ranking.questions import question_of
from campaign.numbers.batch import Asked, Batch
from campaign.numbers.dimensions import shown
from campaign.numbers.figure import Figure
from campaign.numbers.metrics import (
    ASKED,
    CONFIRMED_SHARE,
    COVERAGE,
    ENTERPRISE_ISSUES_HEARD,
    ENTERPRISE_ISSUES_SOLVED,
    ENTERPRISES_VISITED,
    HOUSEHOLDS,
    ISSUES,
    NOTABLE_SUGGESTIONS,
    NOTABLES_VISITED,
    OVERDUE,
    PROGRESS,
    REFUTED,
    REPORTS_MISSING,
    SOLVED,
    SOLVED_IN_PERIOD,
    SOLVED_SHARE,
    STILL_OPEN,
    VISITS,
    metric,
)
from campaign.numbers.questions import BOUND
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules

CITY = (
    HOUSEHOLDS, VISITS, ISSUES, SOLVED, SOLVED_SHARE, ASKED, CONFIRMED_SHARE, STILL_OPEN, OVERDUE, REFUTED, REPORTS_MISSING, COVERAGE,
    ENTERPRISES_VISITED, ENTERPRISE_ISSUES_HEARD, ENTERPRISE_ISSUES_SOLVED, NOTABLES_VISITED, NOTABLE_SUGGESTIONS,
)  # fmt: skip
IN_MONTH = (HOUSEHOLDS, VISITS, ISSUES, SOLVED_IN_PERIOD)
OF_DISTRICTS = (HOUSEHOLDS, VISITS, COVERAGE, ISSUES, SOLVED, SOLVED_SHARE, OVERDUE)
LATE = ((OVERDUE, "handler"), (REFUTED, "handler"), (REPORTS_MISSING, "unit"))
"""What should not be, and whose it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A district, or a unit, with its figures by the ids of their numbers."""

    name: str
    figures: dict[str, Figure]
    base: str = ""
    """How much of the base of its coverage is reported, in words."""

    def __getitem__(self, number: str) -> Figure:
        return self.figures[number]


class Monthly:
    """The month's figures, stated when made."""

    def __init__(self, snapshot: Snapshot, month: rules.Period, scope: Scope) -> None:
        self.month, self.scope, self.snapshot = month, scope, snapshot
        self.day = min(month.end, snapshot.data_date or month.end)
        batch = Batch(partial(snapshot.answers, scope=scope))
        self._city = batch.ask(tuple(m.id for m in CITY), as_of=self.day)
        self._month = batch.ask(tuple(m.id for m in IN_MONTH), period=month.id, as_of=self.day)
        self._districts = batch.ask(tuple(m.id for m in OF_DISTRICTS), ("district",), as_of=self.day)
        self._bases = batch.base_of(COVERAGE.id, "district", as_of=self.day)
        self._kinds = batch.ask((ISSUES.id, SOLVED.id), matters.BY, as_of=self.day)
        self._late = {m.id: (by, batch.ask((m.id,), (by,), as_of=self.day)) for m, by in LATE}
        self._paces = {ratio.id: Pace(batch, ratio, day=self.day) for ratio in (PROGRESS, COVERAGE)}
        self._rankings = [
            Ranking(question_of(snapshot, group.name, None, batch=batch, scope=scope, as_of=self.day))
            for group in published().groups
        ]

    def __getitem__(self, number: str) -> Figure:
        """A figure of the city as of the month's last day."""
        return _figure(self._city, number)

    def in_month(self, number: str) -> Figure:
        """A figure of what came within the month."""
        return _figure(self._month, number)

    @property
    def until(self) -> str:
        """截至3月31日."""
        return f"截至{rules.day_text(self.day)}"

    @property
    def districts(self) -> list[Line]:
        """The districts in the order of the register."""
        words = self._bases.words_by
        return [
            Line(str(row["district"]), {m.id: Figure(m, row[m.id], row.get(m.id + BOUND)) for m in OF_DISTRICTS}, words.get(row["district"], ""))
            for row in self._districts.answer.rows
            if row["district"] is not None
        ]  # fmt: skip

    def outlook(self, ratio: str) -> Outlook | None:
        """How far a task is, and whether the pace reaches its deadline."""
        return self._paces[ratio].outlook

    @property
    def standings(self) -> list[Standing]:
        """Every peer group on the measure that is published first."""
        return [ranking.standing for ranking in self._rankings]

    @property
    def behind(self) -> Iterator[tuple[Standing, Place]]:
        """The units that may be named: those whose evidence suffices, of each peer group those with most confidence first."""
        for standing in self.standings:
            for place in standing.of(BEHIND):
                yield standing, place

    def most(self, number: str, limit: int) -> list[tuple[str, Figure]]:
        """The units that have most of what should not be, at most `limit`: of those that are equal to the last all or none."""
        by, _ = self._late[number]
        rows = sorted(self._units_with(number), key=lambda row: (-row[1], str(row[0])))
        least = rows[limit][1] + 1 if len(rows) > limit else 1
        return [(shown(by, name), Figure(metric(number), value)) for name, value in rows if value >= least]

    def how_many(self, number: str) -> int:
        """How many units have any of it."""
        return len(self._units_with(number))

    def _units_with(self, number: str) -> list[tuple[object, float]]:
        by, asked = self._late[number]
        return [
            (row[by], row[number])
            for row in asked.answer.rows
            if row[by] not in (None, rules.OTHER_DEPARTMENT) and row[number]
        ]

    @property
    def kinds(self) -> list[tuple[str, Figure, Figure]]:
        """What people raised and what of it was solved, most first: the categories, 其他方面 by its second level."""
        counted: dict[str, list[float]] = {}
        for row in self._kinds.answer.rows:
            if name := matters.matter(*(row[dimension] for dimension in matters.BY)):
                so_far = counted.setdefault(name, [0.0, 0.0])
                so_far[0] += row[ISSUES.id] or 0
                so_far[1] += row[SOLVED.id] or 0
        ordered = sorted(counted.items(), key=lambda one: -one[1][0])
        return [(name, Figure(ISSUES, raised), Figure(SOLVED, solved)) for name, (raised, solved) in ordered]

    # ── the sentences ─────────────────────────────────────────────────────────────────────────

    @property
    def summary(self) -> str:
        """The city's own sentence of the month, as of its last day."""
        said = f"{self.until}，{rules.WHOLE_CITY}累计走访群众家庭{self['households'].brief}（{self['visits'].brief}），收集梳理各类问题{self['issues'].brief}"
        if not self["solved"].is_empty:
            said += f"，帮助解决具体问题{self['solved'].brief}，解决率{self['solved_share'].full}（单位申报）"
            confirmed, asked = self["confirmed_share"], self["asked"]
            of = f"{confirmed.full}（回访{asked.full}）" if asked.value else "暂无回访数据"
            said += f"，{confirmed.label}{of}"
        return said + "。"

    @property
    def others(self) -> str:
        """Enterprises and notables; empty where none was visited."""
        parts = []
        if self["enterprises_visited"].value:
            heard, solved = self["enterprise_issues_heard"], self["enterprise_issues_solved"]
            parts.append(
                f"走访企业{self['enterprises_visited'].full}"
                + (f"，收集问题{heard.full}" if heard.value else "")
                + (f"，解决{solved.full}" if solved.value else "")
            )
        if self["notables_visited"].value:
            told = self["notable_suggestions"]
            parts.append(
                f"走访名士{self['notables_visited'].full}" + (f"，收集意见建议{told.full}" if told.value else "")
            )
        return "；".join(parts) + "。" if parts else ""

    @property
    def of_the_month(self) -> str:
        """What came within the month; empty for the campaign's first, of which the summary says it."""
        if self.month.start <= rules.START:
            return ""
        parts = [
            f"{words}{figure.full}"
            for words, number in (
                ("走访群众家庭", "households"),
                ("收集问题", "issues"),
                ("解决问题", "solved_in_period"),
            )
            if not (figure := self.in_month(number)).is_empty
        ]
        name = rules.in_its_year(self.month.label)
        days = "" if self.day >= self.month.end else f"（至{rules.day_text(self.day)}）"
        return f"其中{name}份{days}" + "，".join(parts) + "。" if parts else ""

    def extremes(self, number: str, label: str) -> str:
        """The judgment over the districts: the highest, the lowest, the city; empty where fewer than two are known."""
        known = [line for line in self.districts if not line[number].is_empty]
        if len(known) < 2:
            return ""
        ordered = sorted(known, key=lambda line: line[number].value or 0)
        low, high = ordered[0], ordered[-1]
        if low[number].value == high[number].value:
            return f"各地{label}均为{high[number].full}。"
        return f"{label}最高的是{_with_base(high, number)}，最低的是{_with_base(low, number)}，{rules.WHOLE_CITY}{self[number].full}。"


def _with_base(line: Line, number: str) -> str:
    base = f"（{line.base}）" if line.base and number == COVERAGE.id else ""
    return f"{line.name}{line[number].full}{base}"


def _figure(asked: Asked, number: str) -> Figure:
    return Figure(metric(number), asked.number(number), asked.first.get(number + BOUND))


def listed(units: Sequence[tuple[str, Figure]]) -> str:
    """Units with their figures in one sentence: 市人社局283件、市教育局120件."""
    return "、".join(f"{name}{figure.full}" for name, figure in units)
