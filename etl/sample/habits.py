"""How does each office keep its papers: which file type, which headings, which way of writing a date?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import numpy as np

from campaign import rules
from campaign.areas import AREAS, ECONOMIC_ZONE, find
from etl.sample import people
from etl.sample.books import Cell, Kind
from etl.sample.plan import BIGGEST_TOWN, FORM_SHEET_UNITS, LIST_UNITS, PUBLISHED, WORD_UNITS, XLSX_AS_XLS, Plan

Paperwork = Literal["ledger", "word-forms", "form-sheets"]
DateStyle = Literal["dots", "iso", "month-day", "slashes", "chinese", "cell"]
HALVES = tuple(rules.half_month(day) for day in (date(2017, 3, 1), date(2017, 3, 16), date(2017, 4, 1)))
GBK_DISTRICT, UTF8_TOWNS, TSV_TOWNS = "钟楼区", ("奔牛镇", "孟河镇"), ("罗溪镇",)
XLS_TOWNS = ("儒林镇", "上黄镇", "埭头镇")
FILE_PER_VILLAGE = ("雕庄街道", "三井街道", "指前镇")
INJECTED_AGENCIES, INJECTED_TOWNS = 12, 16


@dataclass(frozen=True, slots=True)
class Habit:
    """One unit's ways, the same in all its papers."""

    folder: str
    period_style: int
    is_flat: bool
    kind: Kind
    paperwork: Paperwork
    date_style: DateStyle
    place_style: tuple[int, int, int]
    label_style: int
    has_two_headers: bool
    merges_areas: bool
    sheet_per_village: bool
    file_per_village: bool
    has_unit_column: bool
    has_unit_line: bool
    blank_lines: int
    has_footer: bool
    member_style: int
    numbers_issues: bool
    one_ledger_a_month: bool
    has_raised_date: bool
    writes_solved_date: bool
    repeats_in_cells: bool
    tail: str
    hides_rows: bool
    is_injected: bool
    reports_cumulative: bool
    own_weekly_file: bool


def habits(plan: Plan) -> tuple[Habit, ...]:
    """The habit of every sender, in the plan's order; drawn from the seed only."""
    random = np.random.default_rng([plan.seed, 5])
    drawn = [_habit(random, plan, i) for i in range(len(plan.senders))]
    agencies, towns = 0, 0
    for i, (sender, habit) in enumerate(zip(plan.senders, drawn, strict=True)):
        plain = habit.kind == "xlsx" and habit.paperwork == "ledger" and sender.sends
        plain = plain and not (
            habit.merges_areas or habit.sheet_per_village or habit.file_per_village or sender.is_late
        )
        plain = plain and sender.unit.name not in PUBLISHED and sender.issue_form in ("ledger", "cells")
        if not plain:
            continue
        if sender.unit.level == "市级机关" and agencies < INJECTED_AGENCIES:
            agencies += 1
        elif sender.unit.level == "镇街" and towns < INJECTED_TOWNS and sender.unit.name != BIGGEST_TOWN:
            towns += 1
        else:
            continue
        drawn[i] = replace(habit, is_injected=True, has_unit_column=True)
    return tuple(drawn)


def _habit(random: np.random.Generator, plan: Plan, i: int) -> Habit:
    unit = plan.senders[i].unit
    is_town, is_fixed = unit.level == "镇街", unit.name in PUBLISHED
    names = (unit.name, unit.name, unit.short_name, *unit.aliases[:2])
    draw = random.random(12)
    kind: Kind = "xlsx"
    if is_town and unit.zone == GBK_DISTRICT:
        kind = "gbk-csv"
    elif unit.name in UTF8_TOWNS:
        kind = "utf8-csv"
    elif unit.name in TSV_TOWNS:
        kind = "tsv"
    elif unit.name in XLS_TOWNS or (not is_town and not is_fixed and draw[0] < 0.08):
        kind = "xls"
    elif unit.name == XLSX_AS_XLS:
        kind = "xlsx-as-xls"
    paperwork: Paperwork = "ledger"
    if unit.name in (*WORD_UNITS, LIST_UNITS[0]):
        paperwork = "word-forms"
    elif unit.name in FORM_SHEET_UNITS:
        paperwork, kind = "form-sheets", "xlsx"
    styles: list[DateStyle] = ["dots", "iso", "month-day", "slashes", "chinese"]
    if kind in ("xlsx", "xls", "xlsx-as-xls"):
        styles += ["cell", "cell", "cell"]
    is_book = kind in ("xlsx", "xls", "xlsx-as-xls")
    return Habit(
        folder=str(names[int(random.integers(len(names)))]),
        period_style=int(random.integers(3)),
        is_flat=bool(draw[1] < 0.1),
        kind=kind,
        paperwork=paperwork,
        date_style=styles[int(random.integers(len(styles)))],
        place_style=(int(random.integers(3)), int(random.integers(2)), int(random.integers(3))),
        label_style=int(random.integers(3)),
        has_two_headers=bool(is_book and draw[2] < 0.35),
        merges_areas=bool(is_book and draw[3] < 0.2),
        sheet_per_village=bool(is_book and draw[4] < 0.12 and unit.name != BIGGEST_TOWN),
        file_per_village=unit.name in FILE_PER_VILLAGE,
        has_unit_column=bool(draw[5] < 0.6),
        has_unit_line=bool(draw[6] < 0.6),
        blank_lines=int(random.choice([0, 0, 5, 12, 20])),
        has_footer=bool(draw[7] < 0.6),
        member_style=int(random.integers(4)),
        numbers_issues=bool(draw[8] < 0.6),
        one_ledger_a_month=bool(draw[9] < 0.65),
        has_raised_date=bool(is_fixed or draw[10] < 0.8),
        writes_solved_date=bool(is_fixed or draw[11] < 0.93),
        repeats_in_cells=bool(random.random() < 0.75),
        tail=str(random.choice(people.TAILS)),
        hides_rows=bool(is_book and random.random() < 0.04),
        is_injected=False,
        reports_cumulative=bool(random.random() < 0.6),
        own_weekly_file=bool(not is_town and random.random() < 0.12),
    )


def period_said(half: int, style: int) -> str:
    """The half month as a folder or file name says it: 0 and 1 in March, 2 in April."""
    label = rules.half_month(HALVES[half].start).label
    if style == 0:
        return label
    part = label[-3:]
    return f"2017-0{HALVES[half].start.month}{part}" if style == 1 else f"{HALVES[half].start.month}月{part}"


def half_of(day: np.ndarray) -> np.ndarray:
    """0, 1 or 2: the half month of each day, counted from 1 March as day 1."""
    return np.where(day <= 15, 0, np.where(day <= 31, 1, 2))


def as_date(day: int) -> date:
    """The date of a day of the plan: 1 is 1 March 2017."""
    return rules.START + timedelta(days=int(day) - 1)


def day_said(day: int, style: DateStyle) -> Cell:
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


_SHORT_DISTRICT = {"新北区": ("新北区", "高新区", "新北"), ECONOMIC_ZONE: ("经开区", "武进区", "常州经开区")}


@lru_cache(maxsize=8192)
def place_said(village: int, style: tuple[int, int, int]) -> tuple[str, str, str]:
    """市(区), 镇(街道), 村(社区) as this office writes them; they mean this village and no other."""
    area = AREAS[village]
    options = _SHORT_DISTRICT.get(area.zone, (area.district, area.district, area.district[:-1]))
    town = re.sub(r"(?<=..)(镇|街道)$", "", area.town_name) if style[1] else area.town_name
    name = area.village_name
    if style[2] == 1:
        name = re.sub(r"(社区|居委会|村)$", "", name)
    elif style[2] == 2:
        name += {"社区": "居委会", "村": "委会"}.get(re.search(r"(社区|村|)$", name).group(1), "")
    said = (options[style[0]], town, name)
    return said if find(*said) == (area,) else (area.district, area.town_name, area.village_name)
