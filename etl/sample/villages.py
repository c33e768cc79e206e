"""What does an office report of each village: 附件1 once, and 附件5 every half month?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from campaign.places.areas import AREAS
from etl.sample import people
from etl.sample.files import Cell
from etl.sample.habits import HALVES, as_date, half_of, place_written
from etl.sample.office import LAST_DAY_OF_HALF, Office
from etl.sample.paper import Paper, Part, Record, Sent
from etl.sample.plan import Plan, Rows

LEVEL = "市级机关"
"""Whose villages these papers are about."""
COVERED = (0.55, 0.97)
"""Which part of a village's households is visited by the middle of April."""
NEEDS = {
    "基层党建方面：": ("党员年龄偏大，年轻党员流动多", "活动阵地面积小", "无"),
    "村级经济发展方面：": ("集体资产闲置，缺少稳定收入", "缺少合适项目，需要引进", "土地零散，流转意愿不高"),
    "公共服务方面：": ("卫生室设备旧", "缺少居家养老服务场所", "文体广场没有照明"),
    "社会治理及稳定方面：": ("外来人口多，管理力量不足", "监控探头覆盖不够", "无"),
    "就业创业方面：": ("年轻人外出多，技能培训少", "农产品缺少销路", ""),
    "其他方面：": ("", "", "村口道路狭窄"),
}
SURVEY = Paper(
    "village_survey",
    "附件1村（社区）调查表",
    boxes="""
【基本情况】
总户数；总人口
人均可支配收入（元）；村（社区）干部平均年收入（元）
自然村个数；村民小组个数
党员人数；党支部个数
大学生村官人数；集体总收入|2016年村（社区）/集体总收入（万元）
经营性收入|2016年村（社区）/经营性收入（万元）；集体总资产|2016年村（社区）/集体总资产（万元）
【本村存在的主要困难和发展对策建议（可另附纸）】
基层党建方面：
村级经济发展方面：
公共服务方面：
社会治理及稳定方面：
就业创业方面：
其他方面：
""",
)
SUMMARY = Paper(
    "village_summary",
    "附件5汇总表",
    "附件5  群众入户调查问题建议汇总表",
    headings="项 目、、具体内容、已解决（个）、待解决（个）、小计（个）",
    merged_down="项 目",
)
SPACED = ("房屋 土地", "医疗 卫生", "教育 文化", "平安 治理", "就业 创业", "社会 保障", "其他 方面")


# --- 附件1 ------------------------------------------------------------------------------------------


def profile(plan: Plan, village: int) -> dict[str, Cell]:
    """The invented figures of one village by their labels, with more households than the campaign visits there."""
    random = np.random.default_rng([plan.seed, village, 53])
    visited = int((plan.households["village"] == village).sum())
    households = int(np.ceil(visited / random.uniform(*COVERED))) + 4
    population = round(households * random.uniform(2.1, 3.3))
    collective = round(float(random.lognormal(5.2, 0.7)), 1)
    branches, hamlets, groups = (int(random.integers(*limits)) for limits in ((1, 7), (3, 24), (6, 40)))
    is_village = AREAS[village].village_kind == "村"
    return {
        "总户数": households,
        "总人口": population,
        "人均可支配收入（元）": int(random.integers(180, 420)) * 100,
        "村（社区）干部平均年收入（元）": int(random.integers(380, 820)) * 100,
        "自然村个数": hamlets if is_village else None,
        "村民小组个数": groups if is_village else None,
        "党员人数": round(population * random.uniform(0.03, 0.08)),
        "党支部个数": branches,
        "大学生村官人数": branches % 3,
        "集体总收入": collective,
        "经营性收入": round(collective * random.uniform(0.1, 0.9), 1),
        "集体总资产": round(collective * random.uniform(3, 12), 1),
    }


def village_surveys(office: Office) -> Iterator[Sent]:
    """附件1 of the office's villages: one Word file, a workbook with a sheet each, or one file a village."""
    if office.sender.unit.level != LEVEL:
        return
    parts = [_survey(office, village) for village in office.sender.villages]
    way = office.index % 4
    if way < 2:
        yield office.send(SURVEY, 0, parts, kind="xlsx" if way else "docx")
        return
    for part in parts:
        yield office.send(SURVEY, 0, [part], f"附件1调查表（{part.name}）", "xlsx")


def _survey(office: Office, village: int) -> Part:
    index, cells = office.index, profile(office.plan, village)
    income, cadre_income = "人均可支配收入（元）", "村（社区）干部平均年收入（元）"
    as_written = {
        "总人口": f"{cells['总人口']}人" if index % 3 == 0 else cells["总人口"],
        income: f"{cells[income]:,}" if index % 2 else cells[income],
        cadre_income: f"{cells[cadre_income] / 10_000:g}万元" if index % 5 == 0 else cells[cadre_income],
        **{aspect: needs[(village + n) % 3] for n, (aspect, needs) in enumerate(NEEDS.items())},
    }
    district, town, place = place_written(village, office.habit.place_style)
    secretary, secretary_phone = people.name(village * 97 + 13), people.phone(village + 30_000_000)
    contact, contact_phone = people.contact(index)
    day = as_date(8 + village % 6)
    line = f"{district} 市（区） {town} 镇（街道） {place} 村（社区）"
    if index % 3 == 1:  # on the notice's own form, whose rules stay around what is filled in
        line = f"__{district}__（市区）__{town}__镇（街道）__{place}__村（社区）"
    above = ["附件1", "村（社区）调查表", line]
    below = [
        f"{place} 村（社区） 书记：{secretary} 电话：{secretary_phone}",
        f"走访单位{office.name} 联系人：{contact} 电话：{contact_phone}",
        f"日期：{day.year}年{day.month}月{day.day}日",
    ]
    name = AREAS[village].village_name
    return Part(name, [Record(cells | as_written)], above=[[line] for line in above], below=[[line] for line in below])


# --- 附件5 ------------------------------------------------------------------------------------------


def village_summaries(office: Office) -> Iterator[Sent]:
    """附件5: one file a village and half month, for the two half months that have ended."""
    if office.sender.unit.level != LEVEL or office.sender.issue_form == "none":
        return
    villages = office.plan.households["village"][office.issues["household"]]
    halves = half_of(office.issues["day"])
    wrong, apart = office.injection.wrong_totals, office.injection.disagreeing_summaries
    for half in range(2):
        for turn, village in enumerate(office.sender.villages):
            if (office.index + 3 * half + turn) % 13 == 0 and not (wrong or apart):
                continue
            issues = office.issues.take((villages == village) & (halves == half))
            if not len(issues) and (office.plan.scale < 0.1 or turn % 2):
                continue
            is_wrong, is_apart = wrong > 0 and len(issues) > 0, not wrong and apart > 0 and len(issues) > 0
            wrong, apart = wrong - is_wrong, apart - is_apart
            records = _summary_records(office, half, issues)
            if is_wrong:
                _put_wrong(records)
            if is_apart:
                # more than the rows that will be rejected can explain
                more = 4 + len(office.injection.bad_issues) + len(office.injection.bad_visits)
                for record in records[-2:]:
                    _add(record, "待解决（个）", more)
                    _add(record, "小计（个）", more)
            district, town, place = place_written(village, office.habit.place_style)
            where = ["市（区）", district, "镇（街道）", town, "村（社区）", place]
            name = f"{SUMMARY.name}（{AREAS[village].village_name}）"
            part = Part("附件5", records, above=[where])
            sent = office.send(SUMMARY, half, [part], name, "xlsx", is_late=office.is_late(half))
            if is_apart:
                period = HALVES[half].label
                sent.disagrees.append({"file": sent.path, "sheet": part.name, "unit": office.name, "period": period})
            yield sent


def _summary_records(office: Office, half: int, issues: Rows) -> list[Record]:
    """The two blocks: the needs with their own total, the seven rows of the opinions, and the total of all.

    Some offices leave the needs out of the last total.
    """
    is_need, category = issues["is_need"], issues["category"]
    is_solved = (
        (issues["solved_day"] > 0) & (issues["solved_day"] <= LAST_DAY_OF_HALF[half]) & office.sender.status_known
    )
    texts = [office.texts[number - 1] for number in issues["number_in_unit"].tolist()]

    def row(block: str, name: str, which: np.ndarray, is_total: bool = False) -> Record:
        done, many = int(is_solved[which].sum()), int(which.sum())
        content = "" if is_total else _numbered([texts[i] for i in np.flatnonzero(which).tolist()])
        counts = dict(zip(SUMMARY.keys[2:], (content, done, many - done, many), strict=True))
        return Record({"项 目": block, "": name, **counts}, is_note=is_total)

    needs = [row("困难需求", "", is_need & (category == c)) for c in range(7) if (is_need & (category == c)).any()]
    needs = needs or [Record({"项 目": "困难需求"}, is_note=True)]
    opinions = [row("意 见 建 议", SPACED[c], ~is_need & (category == c)) for c in range(7)]
    counted = np.ones(len(issues), dtype=bool) if office.index % 2 else ~is_need
    return [*needs, row("困难需求", "合 计", is_need, True), *opinions, row("合 计", "", counted, True)]


def _numbered(texts: Sequence[str]) -> str:
    lines = [f"{n}.{text}" for n, text in enumerate(texts[:4], 1)]
    return "\n".join(lines + (["……"] if len(texts) > 4 else []))


def _put_wrong(records: list[Record]) -> None:
    """Lets one row's sum be more than its parts."""
    _add(records[-2], "小计（个）", 2)
    records[-2].flaw = "wrong-total"


def _add(record: Record, key: str, more: int) -> None:
    record.cells = {**record.cells, key: int(record.cells[key]) + more}
