"""How does each office keep its papers: which file type, which headings, which way of writing a date?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import numpy as np

from campaign.office import rules
from campaign.places.areas import AREAS, ECONOMIC_ZONE, find
from etl.sample import people
from etl.sample.files import WORKBOOKS, Cell, Kind
from etl.sample.plan import BIGGEST_TOWN, FORM_SHEET_UNITS, LIST_UNITS, PUBLISHED, WORD_UNITS, XLSX_AS_XLS, Plan

Paperwork = Literal["ledger", "word-forms", "form-sheets"]
DateStyle = Literal["dots", "iso", "month-day", "slashes", "chinese", "cell"]
HALVES = tuple(rules.half_month(day) for day in (date(2017, 3, 1), date(2017, 3, 16), date(2017, 4, 1)))
GBK_DISTRICT = "钟楼区"
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("奔牛镇", "孟河镇"), "utf8-csv"),
    **dict.fromkeys(("罗溪镇",), "tsv"),
    **dict.fromkeys(("儒林镇", "上黄镇", "埭头镇"), "xls"),
    XLSX_AS_XLS: "xlsx-as-xls",
}
FILE_PER_VILLAGE = ("雕庄街道", "三井街道", "指前镇")
OWN_WORDS_EVERY = 9
"""One office in so many has words of its own."""
INJECTED = {"市级机关": 12, "镇街": 16}
"""How many offices of a level have something wrong in their papers."""


@dataclass(frozen=True, slots=True)
class Habit:
    """One unit's ways, the same in all its papers; the defaults are those of the city's own offices."""

    folder: str = ""
    period_style: int = 0
    is_flat: bool = False
    kind: Kind = "xlsx"
    paperwork: Paperwork = "ledger"
    date_style: DateStyle = "iso"
    notes_evenings: bool = False
    place_style: tuple[int, int, int] = (0, 0, 0)
    phone_style: int = 0
    member_style: int = 0
    label_style: int = 0
    has_two_headers: bool = False
    merges_areas: bool = False
    sheet_per_village: bool = False
    file_per_village: bool = False
    has_unit_column: bool = True
    has_unit_line: bool = False
    blank_lines: int = 0
    has_footer: bool = False
    hides_rows: bool = False
    numbers_issues: bool = False
    one_ledger_a_month: bool = True
    writes_solved_date: bool = True
    repeats_in_cells: bool = True
    is_injected: bool = False
    reports_cumulative: bool = False
    own_weekly_file: bool = False
    has_own_words: bool = False
    """Whether it calls categories, routes and states as it always has, and not as the forms do."""
    misses_weeks: float = 0.0
    """How often the unit's weekly line does not come."""


PLAIN = Habit()


def habits(plan: Plan) -> tuple[Habit, ...]:
    """The habit of every sender, in the plan's order; drawn from the seed only."""
    random = np.random.default_rng([plan.seed, 5])
    drawn = [_habit(random, plan, i) for i in range(len(plan.senders))]
    left = dict(INJECTED)
    for i, (sender, habit) in enumerate(zip(plan.senders, drawn, strict=True)):
        is_plain = (habit.kind, habit.paperwork) == ("xlsx", "ledger") and sender.issue_form in ("ledger", "cells")
        is_split = habit.merges_areas or habit.sheet_per_village or habit.file_per_village
        is_known = sender.unit.unit_name in (*PUBLISHED, BIGGEST_TOWN)
        if is_plain and sender.sends and not (is_split or is_known or sender.is_late) and left.get(sender.unit.level):
            left[sender.unit.level] -= 1
            drawn[i] = replace(habit, is_injected=True, has_unit_column=True)
    return tuple(drawn)


def _habit(random: np.random.Generator, plan: Plan, i: int) -> Habit:
    unit = plan.senders[i].unit
    name, is_town, is_fixed = unit.unit_name, unit.level == "镇街", unit.unit_name in PUBLISHED

    def chance(part: float) -> bool:
        return bool(random.random() < part)

    def one(many: int) -> int:
        return int(random.integers(many))

    kind = KINDS.get(name, "gbk-csv" if is_town and unit.zone == GBK_DISTRICT else "xlsx")
    if chance(0.08) and kind == "xlsx" and not (is_town or is_fixed):
        kind = "xls"
    paperwork: Paperwork = "word-forms" if name in (*WORD_UNITS, LIST_UNITS[0]) else "ledger"
    if name in FORM_SHEET_UNITS:
        paperwork, kind = "form-sheets", "xlsx"
    is_book = kind in WORKBOOKS
    styles: list[DateStyle] = ["dots", "iso", "month-day", "slashes", "chinese", *["cell"] * (3 * is_book)]
    names = (name, name, unit.short_name, *unit.aliases[:2])
    return Habit(
        folder=names[one(len(names))],
        period_style=one(3),
        is_flat=chance(0.1),
        kind=kind,
        paperwork=paperwork,
        date_style=styles[one(len(styles))],
        notes_evenings=chance(0.5),
        place_style=(one(3), one(2), one(3)),
        phone_style=one(3),
        member_style=one(4),
        label_style=one(3),
        has_two_headers=is_book and chance(0.35),
        merges_areas=is_book and chance(0.2),
        sheet_per_village=is_book and chance(0.12) and name != BIGGEST_TOWN,
        file_per_village=name in FILE_PER_VILLAGE,
        has_unit_column=chance(0.6),
        has_unit_line=chance(0.6),
        blank_lines=int(random.choice([0, 0, 5, 12, 20])),
        has_footer=chance(0.6),
        hides_rows=is_book and chance(0.04),
        numbers_issues=chance(0.6),
        one_ledger_a_month=chance(0.65),
        writes_solved_date=is_fixed or chance(0.93),
        repeats_in_cells=chance(0.75),
        reports_cumulative=chance(0.6),
        own_weekly_file=not is_town and chance(0.12),
        misses_weeks=float(random.choice([0.0, 0.03, 0.12])),
        has_own_words=not is_fixed and i % OWN_WORDS_EVERY == 4,
    )


# --- ways of writing --------------------------------------------------------------------------------


def period_written(half: int, style: int) -> str:
    """The half month as a folder or file name has it: 0 and 1 in March, 2 in April."""
    period = HALVES[half]
    month = period.start.month
    return (period.label, f"2017-0{month}{period.label[-3:]}", f"{month}月{period.label[-3:]}")[style]


def half_of(day: np.ndarray) -> np.ndarray:
    """0, 1 or 2: the half month of each day, counted from 1 March as day 1."""
    return np.where(day <= 15, 0, np.where(day <= 31, 1, 2))


def as_date(day: int) -> date:
    """The date of a day of the plan: 1 is 1 March 2017."""
    return rules.START + timedelta(days=int(day) - 1)


def date_written(day: int, style: DateStyle) -> Cell:
    """The day as this office writes it; blank for day 0."""
    if day <= 0:
        return ""
    when = as_date(day)
    match style:
        case "dots":
            return f"{when.year}.{when.month}.{when.day}"
        case "iso":
            return when.isoformat()
        case "month-day":
            return f"{when.month}月{when.day}日"
        case "slashes":
            return f"{when.year}/{when.month}/{when.day}"
        case "chinese":
            return f"{when.year}年{when.month}月{when.day}日"
        case "cell":
            return when


def visit_date_written(day: int, is_evening: bool, habit: Habit) -> Cell:
    """The day of a visit; some offices that write 日 after the day add 晚 where the cadres came in the evening."""
    written = date_written(day, habit.date_style)
    is_noted = is_evening and habit.notes_evenings and habit.date_style in ("month-day", "chinese")
    return f"{written}晚" if is_noted else written


def phone_written(phone: str, habit: Habit) -> Cell:
    """A phone as text, as the number that Excel makes of it, or in groups; one with its area code stays as it is."""
    if len(phone) != 11 or "-" in phone:
        return phone
    if habit.phone_style == 1:
        return int(phone)
    return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}" if habit.phone_style == 2 else phone


def members_written(count: int, style: int) -> Cell:
    """A head count in one of four ways of writing it."""
    return (count, f"{count}人", f"{'零一两三四五六'[count]}口", str(count))[style]


def full_width(written: str) -> str:
    """The same with full-width digits."""
    return written.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


_DISTRICTS = {"新北区": ("新北区", "高新区", "新北"), ECONOMIC_ZONE: ("经开区", "武进区", "常州经开区")}
_ENDINGS = {"社区": "居委会", "村": "委会"}


@lru_cache(maxsize=8192)
def place_written(village: int, style: tuple[int, int, int]) -> tuple[str, str, str]:
    """市(区), 镇(街道), 村(社区) as this office writes them; they mean this village and no other."""
    area = AREAS[village]
    districts = _DISTRICTS.get(area.zone, (area.district, area.district, area.district[:-1]))
    town = re.sub(r"(?<=..)(镇|街道)$", "", area.town_name) if style[1] else area.town_name
    name = area.village_name
    if style[2] == 1:
        name = people.stem(name)
    elif style[2] == 2:
        name += next((tail for end, tail in _ENDINGS.items() if name.endswith(end)), "")
    written = (districts[style[0]], town, name)
    return written if find(*written) == (area,) else (area.district, area.town_name, area.village_name)
