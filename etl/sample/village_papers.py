"""What does an office report on each village every half month, on 附件5?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from campaign.areas import AREAS
from etl.sample import books
from etl.sample.books import Cell, Sheet
from etl.sample.desk import LAST_DAY_OF_HALF, Office, Paper, arrival, path_of
from etl.sample.habits import HALVES, half_of, place_said
from etl.sample.plan import Rows

SPACED = ("房屋 土地", "医疗 卫生", "教育 文化", "平安 治理", "就业 创业", "社会 保障", "其他 方面")


def village_summaries(office: Office) -> Iterator[Paper]:
    """附件5: one file a village and half month, for the two half months that have ended."""
    villages = office.plan.households["village"][office.issues["household"]]
    halves = half_of(office.issues["day"])
    texts = np.array(office.texts, dtype=object)
    wrong, apart = office.injection.wrong_totals, office.injection.disagreeing_summaries
    for half in range(2):
        for turn, village in enumerate(office.sender.villages):
            if (office.index + 3 * half + turn) % 13 == 0 and not (wrong or apart):
                continue
            here = (villages == village) & (halves == half)
            part, said = office.issues.take(here), texts[here]
            if not len(part) and (office.plan.scale < 0.1 or turn % 2):
                continue
            is_wrong, is_apart = wrong > 0 and len(part) > 0, not wrong and apart > 0 and len(part) > 0
            wrong, apart = wrong - is_wrong, apart - is_apart
            sheet, flawed_row = _summary_sheet(office, village, half, part, said, is_wrong, is_apart)
            late = office.sender.is_late and half == 1
            name = f"附件5汇总表（{AREAS[village].village_name}）"
            path = path_of(office, half, name, "xlsx")
            rows = len([row for row in sheet.rows[3:] if type(row[5]) is int and "合" not in f"{row[0]}{row[1]}"])
            paper = Paper(path, books.xlsx([sheet]), arrival(office, half, late), "village_summary", rows, is_late=late)
            if is_wrong:
                paper.rejected.append({"file": path, "sheet": sheet.name, "row": flawed_row, "kind": "wrong-total"})
            if is_apart:
                paper.disagrees.append(
                    {"file": path, "sheet": sheet.name, "unit": office.sender.unit.name, "period": HALVES[half].label}
                )
            yield paper


def _summary_sheet(
    office: Office, village: int, half: int, issues: Rows, texts: np.ndarray, is_wrong: bool, is_apart: bool
) -> tuple[Sheet, int]:
    """The sheet, and the Excel row whose sum was put wrong (0: none)."""
    until = LAST_DAY_OF_HALF[half]
    need, category = issues["is_need"], issues["category"]
    solved = (issues["solved_day"] > 0) & (issues["solved_day"] <= until)
    if not office.sender.status_known:
        solved[:] = False
    district, town, place = place_said(village, office.habit.place_style)
    rows: list[list[Cell]] = [
        ["附件5  群众入户调查问题建议汇总表", "", "", "", "", ""],
        ["市（区）", district, "镇（街道）", town, "村（社区）", place],
        ["项 目", "", "具体内容", "已解决（个）", "待解决（个）", "小计（个）"],
    ]
    merged = [(0, 0, 0, 5), (2, 0, 2, 1)]
    start = len(rows)
    for c in range(7):
        at = need & (category == c)
        if at.any():
            rows.append(["困难需求", "", _numbered(texts[at]), *_three(solved[at])])
    if len(rows) == start:
        rows.append(["困难需求", "", "", "", "", ""])
    rows.append(["", "合 计", "", *_three(solved[need])])
    merged.append((start, 0, len(rows) - 1, 0))
    for r in range(start + 1, len(rows)):
        rows[r][0] = ""
    start = len(rows)
    for c in range(7):
        at = ~need & (category == c)
        rows.append(["意 见 建 议", SPACED[c], _numbered(texts[at]), *_three(solved[at])])
    for r in range(start + 1, len(rows)):
        rows[r][0] = ""
    merged.append((start, 0, len(rows) - 1, 0))
    whole = solved if office.index % 2 else solved[~need]
    rows.append(["合 计", "", "", *_three(whole)])
    merged.append((len(rows) - 1, 0, len(rows) - 1, 1))
    flawed = 0
    if is_wrong:
        flawed = start + 7
        rows[flawed - 1][5] = int(rows[flawed - 1][5]) + 2
    if is_apart:
        for r in (start + 6, len(rows) - 1):
            rows[r][4], rows[r][5] = int(rows[r][4]) + 4, int(rows[r][5]) + 4
    return Sheet("附件5", rows, tuple(merged)), flawed


def _three(solved: np.ndarray) -> list[Cell]:
    done = int(solved.sum())
    return [done, len(solved) - done, len(solved)]


def _numbered(texts: Sequence[str]) -> str:
    shown = list(texts[:4])
    return "\n".join(f"{n}.{said}" for n, said in enumerate(shown, 1)) + ("\n……" if len(texts) > 4 else "")
