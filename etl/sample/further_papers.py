"""What else does an office send: 附件1 of its villages, and what it heard when it asked again?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from campaign.areas import AREAS
from etl.sample import books, people
from etl.sample.books import Cell, Sheet, WordTable
from etl.sample.desk import Office, Paper, arrival, path_of
from etl.sample.habits import as_date, day_said, place_said
from etl.sample.plan import MARCH_DAYS, Plan

COVERED = (0.55, 0.97)
"""Which part of a village's households is visited by the middle of April."""
FOLLOWUP_EVERY = 4
"""One ledger office in so many keeps its follow-ups on a sheet of their own."""
ASKED_AGAIN = ("满意", "满意", "满意", "基本满意", "满意", "不满意", "满意", "未联系上")

ASPECTS = (
    "基层党建方面：",
    "村级经济发展方面：",
    "公共服务方面：",
    "社会治理及稳定方面：",
    "就业创业方面：",
    "其他方面：",
)
NEEDS = (
    ("党员年龄偏大，年轻党员流动多", "活动阵地面积小", "无"),
    ("集体资产闲置，缺少稳定收入", "缺少合适项目，需要引进", "土地零散，流转意愿不高"),
    ("卫生室设备旧", "缺少居家养老服务场所", "文体广场没有照明"),
    ("外来人口多，管理力量不足", "监控探头覆盖不够", "无"),
    ("年轻人外出多，技能培训少", "农产品缺少销路", ""),
    ("", "", "村口道路狭窄"),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a village is like, the same in whoever's paper."""

    village: int
    households: int
    population: int
    members: int
    branches: int
    hamlets: int | None
    groups: int | None
    income: int
    cadre_income: int
    collective: float
    operating: float
    assets: float


def profile(plan: Plan, village: int) -> Profile:
    """The invented figures of one village, with more households than the campaign visits there."""
    random = np.random.default_rng([plan.seed, village, 53])
    visited = int((plan.households["village"] == village).sum())
    households = int(np.ceil(visited / random.uniform(*COVERED))) + 4
    population = round(households * random.uniform(2.1, 3.3))
    collective = round(float(random.lognormal(5.2, 0.7)), 1)
    is_village = AREAS[village].village_kind == "村"
    return Profile(
        village,
        households,
        population,
        round(population * random.uniform(0.03, 0.08)),
        int(random.integers(1, 7)),
        int(random.integers(3, 24)) if is_village else None,
        int(random.integers(6, 40)) if is_village else None,
        int(random.integers(180, 420)) * 100,
        int(random.integers(380, 820)) * 100,
        collective,
        round(collective * random.uniform(0.1, 0.9), 1),
        round(collective * random.uniform(3, 12), 1),
    )


def village_surveys(office: Office) -> Iterator[Paper]:
    """附件1 of the office's villages: one file a village, a workbook with a sheet each, or one Word file."""
    profiles = [profile(office.plan, village) for village in office.sender.villages]
    way = office.index % 4
    if way == 0:
        blocks: list[str | WordTable] = []
        for one in profiles:
            above, table, below = _survey(office, one)
            blocks += [*above, WordTable([_spans(row) for row in table]), *below]
        path = path_of(office, 0, "附件1村（社区）调查表", "docx")
        yield Paper(path, books.docx(blocks), arrival(office, 0), "village_survey", len(profiles))
        return
    sheets = [_as_sheet(office, one) for one in profiles]
    if way == 1:
        path = path_of(office, 0, "附件1村（社区）调查表", "xlsx")
        yield Paper(path, books.xlsx(sheets), arrival(office, 0), "village_survey", len(sheets))
        return
    for sheet in sheets:
        path = path_of(office, 0, f"附件1调查表（{sheet.name}）", "xlsx")
        yield Paper(path, books.xlsx([sheet]), arrival(office, 0), "village_survey", 1)


def _survey(office: Office, one: Profile) -> tuple[list[str], list[list[str]], list[str]]:
    """The lines above, the table, the lines below."""
    district, town, place = place_said(one.village, office.habit.place_style)
    said = [
        ("总户数", one.households),
        ("总人口", f"{one.population}人" if office.index % 3 == 0 else one.population),
        ("人均可支配收入（元）", f"{one.income:,}" if office.index % 2 else one.income),
        (
            "村（社区）干部平均年收入（元）",
            f"{one.cadre_income / 10_000:g}万元" if office.index % 5 == 0 else one.cadre_income,
        ),
        ("自然村个数", "" if one.hamlets is None else one.hamlets),
        ("村民小组个数", "" if one.groups is None else one.groups),
        ("党员人数", one.members),
        ("党支部个数", one.branches),
        ("大学生村官人数", one.branches % 3),
        ("2016年村（社区）\n集体总收入（万元）", one.collective),
        ("2016年村（社区）\n经营性收入（万元）", one.operating),
        ("2016年村（社区）\n集体总资产（万元）", one.assets),
    ]
    cells = [str(cell) for pair in said for cell in pair]
    table = [["基本情况"] * 4, *(cells[i : i + 4] for i in range(0, len(cells), 4))]
    table.append(["本村存在的主要困难和发展对策建议（可另附纸）"] * 4)
    turn = one.village
    table += [[aspect, *[NEEDS[n][(turn + n) % 3]] * 3] for n, aspect in enumerate(ASPECTS)]
    secretary, contact = people.names(np.array([one.village * 97 + 13, office.index * 211 + 31_337]))
    phones = people.phones(np.array([one.village + 30_000_000, office.index + 20_000_000]))
    day = as_date(8 + one.village % 6)
    above = ["附件1", "村（社区）调查表", f"{district} 市（区） {town} 镇（街道） {place} 村（社区）"]
    below = [
        f"{place} 村（社区） 书记：{secretary} 电话：{phones[0]}",
        f"走访单位{office.sender.unit.name} 联系人：{contact} 电话：{phones[1]}",
        f"日期：{day.year}年{day.month}月{day.day}日",
    ]
    return above, table, below


def _spans(row: list[str]) -> list[tuple[str, int]]:
    """A row's cells for Word, equal neighbours as one."""
    if len(set(row)) == 1:
        return [(row[0], 4)]
    return [(row[0], 1), (row[1], 3)] if row[1] == row[2] == row[3] else [(said, 1) for said in row]


def _as_sheet(office: Office, one: Profile) -> Sheet:
    above, table, below = _survey(office, one)
    rows: list[list[Cell]] = [[line] for line in above]
    merged = [(r, 0, r, 3) for r in range(len(above))]
    for row in table:
        r = len(rows)
        spans = _spans(row)
        if len(spans) == 1:
            merged.append((r, 0, r, 3))
        elif len(spans) == 2:
            merged.append((r, 1, r, 3))
        numbers = (
            [_number(said) for said in row] if len(spans) == 4 else [spans[0][0], *([spans[1][0]] if spans[1:] else [])]
        )
        rows.append(numbers)
    rows += [[line] for line in below]
    return Sheet(AREAS[one.village].village_name, rows, tuple(merged))


def _number(said: str) -> Cell:
    """A cell as Excel holds it: a plain number is one."""
    try:
        return int(said) if said.isdigit() else float(said)
    except ValueError:
        return said


FOLLOWUP_HEADER = ("序号", "问题编号", "回访日期", "回访方式", "是否联系上", "是否解决", "是否满意", "回访人")


def keeps_followups(office: Office) -> bool:
    """Whether the office has a sheet of follow-ups: its ledger gives each issue a number of its own."""
    plain = office.sender.issue_form == "ledger" and office.habit.numbers_issues and office.sender.status_known
    return plain and office.index % FOLLOWUP_EVERY == 1


def followup_records(office: Office, is_noted: np.ndarray) -> Iterator[Paper]:
    """回访记录 of March: the solved issues whose follow-up the ledger does not note; `is_noted` by number in the unit."""
    rows: list[list[Cell]] = [["大走访问题回访记录"], list(FOLLOWUP_HEADER)]
    names = ("solved_day", "day", "number_in_unit", "cadre")
    for solved, day, number, cadre in zip(*office.issues.lists(*names), strict=True):
        if not 0 < solved < MARCH_DAYS or day > MARCH_DAYS or is_noted[number - 1]:
            continue
        answer = ASKED_AGAIN[number % len(ASKED_AGAIN)]
        reached = answer != "未联系上"
        asked = min(solved + 1 + number % 4, MARCH_DAYS)
        rows.append(
            [
                len(rows) - 1,
                f"{office.sender.unit.short_name}2017{number:05d}",
                day_said(asked, office.habit.date_style),
                ("电话", "入户", "电话回访")[number % 3],
                ("是", "√")[number % 2] if reached else "否",
                ("否" if answer == "不满意" else "是") if reached else "",
                answer,
                office.cadre_names[cadre],
            ]
        )
    if len(rows) > 2:
        kind = "xlsx" if office.habit.kind == "xlsx-as-xls" else office.habit.kind
        sheet = Sheet("回访记录", rows, ((0, 0, 0, len(FOLLOWUP_HEADER) - 1),))
        path = path_of(office, 1, "回访记录", kind)
        yield Paper(path, books.to_bytes(kind, [sheet]), arrival(office, 1), "followups", len(rows) - 2)
