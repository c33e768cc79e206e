"""Who sends, how does it call and date its files, and how does it write down a family or a unit?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

import numpy as np

from campaign.places.areas import AREAS
from etl.sample import people
from etl.sample.files import SUFFIX, Kind, Row
from etl.sample.habits import HALVES, PLAIN, Habit, as_date, date_written, half_of, period_written
from etl.sample.paper import Paper, Part, Record, Sent, written
from etl.sample.plan import END, MARCH_DAYS, Plan, Rows, Sender

CHINA = timezone(timedelta(hours=8))
LAST_DAY_OF_HALF = (15, MARCH_DAYS, 46)
DATA_END = (15, MARCH_DAYS, END)


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
    """The words of each issue, in their order."""
    cadre_names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The unit's full name."""
        return self.sender.unit.unit_name

    def dice(self, purpose: int, many: int) -> np.ndarray:
        """The same throws for the same purpose."""
        return np.random.default_rng([self.plan.seed, self.index, purpose]).integers(0, 1_000_000, many)

    def halves(self, rows: Rows) -> Iterator[tuple[int, Rows]]:
        """The rows of each half month."""
        of_row = half_of(rows["day"])
        return ((half, rows.take(of_row == half)) for half in range(3))

    def path(self, half: int, name: str, kind: Kind) -> str:
        """The file's place in the inbox: in a folder for the half month, or beside it with the period in its name."""
        period = period_written(half, self.habit.period_style)
        where = f"{name}_{period}" if self.habit.is_flat else f"{period}/{name}"
        return f"{self.habit.folder}/{where}{SUFFIX[kind]}"

    def arrival(self, half: int, is_late: bool = False) -> datetime:
        """When the file came in: a day or two after the period's end, a week or more if late."""
        end = as_date(END) if half == 2 else HALVES[half].end
        after = 1 + self.index % 2 + (6 + self.index % 5 if is_late else 0)
        return datetime.combine(end + timedelta(days=after), time(9 + self.index % 8, self.index % 60), CHINA)

    def is_late(self, half: int) -> bool:
        """Whether it sends the papers of this half month late."""
        return self.sender.is_late and half == 1

    def send(
        self,
        paper: Paper,
        half: int,
        parts: Sequence[Part],
        name: str = "",
        kind: Kind | None = None,
        habit: Habit = PLAIN,
        without: Set[str] = frozenset(),
        is_late: bool = False,
    ) -> Sent:
        """A file of this office, laid out plainly unless its habit is given; only ledgers and 附件5 are ever late."""
        kind = kind or self.habit.kind
        path = self.path(half, name or paper.name, kind)
        return written(paper, path, kind, parts, habit, self.arrival(half, is_late), without, is_late)

    def ledger(self, name: str, title: str, records: Sequence[Record], until: int) -> Part:
        """A sheet of a ledger, with the lines above and below that this office writes."""
        style = self.habit.date_style if self.habit.date_style != "cell" else "iso"
        above: list[Row] = []
        if self.habit.has_unit_line:
            above.append([f"走访单位：{self.name}", *[""] * 7, f"填报日期：{date_written(until, style)}"])
        below: list[Row] = []
        if self.habit.has_footer:
            total = ["合计", "", "", "", str(len(records))]
            below = [total, ["备注：本表由走访人员如实填写。"], [f"填表人：{self.cadre_names[0]}"]]
        return Part(name, records, title, above, below)

    def families(self, households: np.ndarray) -> dict[int, tuple[str, str, str]]:
        """Household → name, phone, address."""
        ours = self.plan.households.take(np.unique(households))
        families = {}
        for home, village, serial, name_id, phone_id, has_landline in zip(
            *ours.lists("household", "village", "serial", "name_id", "phone_id", "has_landline"), strict=True
        ):
            phone = "" if phone_id < 0 else people.landline(phone_id) if has_landline else people.phone(phone_id)
            area = AREAS[village]
            address = people.address(area.village_kind == "村", people.stem(area.village_name), serial)
            families[home] = (people.name(name_id), phone, address)
        return families

    def own_name(self, die: int) -> str:
        """The unit's name as a row gives it: here and there the short one."""
        return self.sender.unit.short_name if die % 7 == 3 else self.name

    def hand(self, cadre: int) -> int:
        """How this cadre writes, whatever the office's way is."""
        return self.index * 31 + cadre * 7


def cadre_names(sender_index: int, many: int) -> tuple[str, ...]:
    """The invented names of a unit's cadres, all different."""
    return tuple(people.name(people.name_ids(1013 * sender_index + 77, n + 60_000)) for n in range(many))


def texts_of(plan: Plan, issues: Rows) -> tuple[str, ...]:
    """The words of each issue, in their order."""
    villages = plan.households["village"][issues["household"]].tolist()
    stems = {v: people.stem(AREAS[v].village_name) for v in set(villages)}
    columns = issues.lists("is_need", "is_committee", "category", "template", "number")
    return tuple(
        people.issue_text(need, committee, category, template, stems[v], number)
        for v, need, committee, category, template, number in zip(villages, *columns, strict=True)
    )
