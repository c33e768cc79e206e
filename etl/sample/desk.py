"""Who sends, what a file is, and how a family's name or an arrival is written down?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

import numpy as np

from campaign.areas import AREAS
from etl.sample import books, people
from etl.sample.books import Cell, Kind
from etl.sample.habits import HALVES, Habit, period_said
from etl.sample.plan import MARCH_DAYS, Plan, Rows, Sender

CHINA = timezone(timedelta(hours=8))
TEXT_SHEET = "数据"
LAST_DAY_OF_HALF = (15, MARCH_DAYS, 46)
DATA_END = (15, MARCH_DAYS, 43)


@dataclass(frozen=True, slots=True)
class Injection:
    """What is to be put wrong in one office's papers, over and above its figures."""

    bad_visits: tuple[str, ...] = ()
    bad_issues: tuple[str, ...] = ()
    repeats: int = 0
    sends_file_twice: bool = False
    sends_ledger_again: bool = False
    wrong_totals: int = 0
    disagreeing_summaries: int = 0


@dataclass(slots=True)
class Paper:
    """One file: its place in the inbox, its bytes, its arrival, and what the manifest says of it."""

    path: str
    content: bytes
    arrived: datetime
    form: str
    rows: int
    rejected: list[dict] = field(default_factory=list)
    merged: list[dict] = field(default_factory=list)
    disagrees: list[dict] = field(default_factory=list)
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """One sender with its visits, its issues and its habits."""

    plan: Plan
    index: int
    sender: Sender
    habit: Habit
    injection: Injection
    visits: Rows
    issues: Rows
    texts: tuple[str, ...]
    cadre_names: tuple[str, ...]

    @property
    def random(self) -> np.random.Generator:
        """A fresh generator of this office's own."""
        return np.random.default_rng([self.plan.seed, self.index, 11])


@dataclass(frozen=True, slots=True)
class Line:
    """One data row before it gets its place; `flaw` says how it is wrong, `number` which issue of the unit it is."""

    cells: dict[str, Cell]
    village: int
    flaw: str = ""
    is_repeat: bool = False
    number: int = 0


def cadre_names(sender_index: int, many: int) -> tuple[str, ...]:
    """The invented names of a unit's cadres, all different."""
    return tuple(people.names(people.name_ids(np.full(many, 1013 * sender_index + 77), np.arange(many) + 60_000)))


def path_of(office: Office, half: int, name: str, kind: Kind) -> str:
    """The file's place in the inbox: in a folder for the half month, or beside it with the period in its name."""
    said = period_said(half, office.habit.period_style)
    suffix = books.SUFFIX[kind]
    if office.habit.is_flat:
        return f"{office.habit.folder}/{name}_{said}{suffix}"
    return f"{office.habit.folder}/{said}/{name}{suffix}"


def arrival(office: Office, half: int, late: bool = False) -> datetime:
    """When the file came in: a day or two after the period's end, a week or more if late."""
    end = date(2017, 4, 12) if half == 2 else HALVES[half].end
    after = 1 + office.index % 2 + (6 + office.index % 5 if late else 0)
    return datetime.combine(end + timedelta(days=after), time(9 + office.index % 8, office.index % 60), CHINA)


def member_said(count: int, style: int) -> Cell:
    """A head count in one of four ways of writing it."""
    return (count, f"{count}人", f"{'零一两三四五六'[count]}口", str(count))[style]


def full_width(said: str) -> str:
    """`said` with full-width digits."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in said)


def families_of(office: Office, households: np.ndarray) -> dict[int, tuple[str, str, str]]:
    """Household → name, phone, address; every twentieth family has no phone."""
    ours = np.unique(households)
    table = office.plan.households
    names = people.names(table["name_id"][ours])
    phones = people.phones(ours)
    villages, serials = table["village"][ours].tolist(), table["serial"][ours].tolist()
    stems = {v: people.stem(AREAS[v].village_name) for v in set(villages)}
    return {
        home: (name, phone if home % 20 else "", people.address(AREAS[v].village_kind == "村", stems[v], serial))
        for home, name, phone, v, serial in zip(ours.tolist(), names, phones, villages, serials, strict=True)
    }


def texts_of(plan: Plan, issues: Rows) -> tuple[str, ...]:
    """The words of each issue, in their order."""
    villages = plan.households["village"][issues["household"]].tolist()
    stems = {v: people.stem(AREAS[v].village_name) for v in set(villages)}
    columns = issues.lists("is_need", "category", "template", "number")
    return tuple(
        people.issue_text(need, category, template, stems[v], number)
        for v, need, category, template, number in zip(villages, *columns, strict=True)
    )


def unit_said(office: Office, row: int) -> str:
    """The unit's name as a row gives it: here and there the short one."""
    unit = office.sender.unit
    return unit.short_name if row % 7 == 3 else unit.name
