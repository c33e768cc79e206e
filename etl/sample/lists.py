"""How does a list of rows become a sheet with its title, headings, merged cells and foot?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from etl.sample import books
from etl.sample.books import Cell, Kind, Sheet
from etl.sample.desk import TEXT_SHEET, Line, Office, Paper, arrival
from etl.sample.habits import Habit

LABELS: dict[str, tuple[str, str, str]] = {
    "市(区)": ("市(区)", "市（区）", "市\n（区）"),
    "镇(街道)": ("镇(街道)", "镇（街道）", "镇\n（街道）"),
    "村(社区)": ("村(社区)", "村（社区）", "村\n（社区）"),
    "户主姓名": ("户主姓名", "户主", "户主\n姓名"),
    "联系电话": ("联系电话", "电话", "联系\n电话"),
    "家庭住址": ("家庭住址", "家庭 住址", "家庭\n住址"),
    "家庭成员数": ("家庭成员数", "家庭人口", "家庭\n成员数"),
    "家庭收入情况": ("家庭收入情况", "家庭收入", "家庭收入情况\n（家境情况）"),
    "致贫原因": ("致贫原因", "致贫原因及现状", "致贫原因\n（贫困户填写）"),
    "困难需求": ("困难需求", "困难 需求", "困难需求\n（贫困户填写）"),
    "意见建议": ("意见建议", "意 见 建 议", "意见\n建议"),
    "处理落实情况": ("处理落实情况", "落实情况", "意见建议\n处理落实情况"),
    "走访人": ("走访人", "走访干部", "走访人："),
    "走访日期": ("走访日期", "走访时间", "走访\n日期"),
    "反映问题": ("反映问题", "反映问题", "反映\n问题"),
    "是否解决": ("是否解决", "是否解决", "是否\n解决"),
}
VISIT_COLUMNS = (
    "序号", "市(区)", "镇(街道)", "村(社区)", "户主姓名", "联系电话", "家庭住址", "家庭成员数", "家庭收入情况",
    "致贫原因", "困难需求", "意见建议", "处理落实情况", "走访人", "走访单位", "走访日期", "走访方式",
)  # fmt: skip
VISIT_GROUPS = (
    ("所属地", ("市(区)", "镇(街道)", "村(社区)")),
    ("家庭情况", ("户主姓名", "联系电话", "家庭住址", "家庭成员数", "家庭收入情况", "致贫原因")),
    ("走访情况", ("走访人", "走访单位", "走访日期", "走访方式")),
)
ISSUE_COLUMNS = (
    "序号", "问题编号", "市(区)", "镇(街道)", "村(社区)", "走访单位", "走访人", "反映人", "反映日期", "反映问题", "类别",
    "承办单位", "办理方式", "交办日期", "办理时限", "办理情况", "是否解决", "办结日期", "回访方式", "回访日期",
    "群众是否满意", "难易程度",
)  # fmt: skip
ISSUE_GROUPS = (
    ("所属地", ("市(区)", "镇(街道)", "村(社区)")),
    ("办理情况", ("办理方式", "交办日期", "办理时限", "办理情况")),
)
SHORT_IN_GROUP = {"办理方式": "方式", "办理时限": "时限", "办理情况": "结果"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A finished list: the sheet, and the Excel rows of what was put wrong."""

    sheet: Sheet
    flaws: tuple[tuple[int, str], ...]
    repeats: tuple[int, ...]
    records: int
    row_of: dict[int, int]
    """Issue's number in its unit → Excel row."""


def _header(
    columns: Sequence[str], groups: Sequence[tuple[str, Sequence[str]]], habit: Habit, top: int
) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    """One header row, or two with the group's name merged over its columns."""
    said = [LABELS.get(c, (c, c, c))[habit.label_style] for c in columns]
    if not habit.has_two_headers:
        return [list(said)], []
    upper, lower, merged = list(said), [""] * len(columns), []
    grouped = {c: label for label, members in groups for c in members}
    for label, run in groupby(range(len(columns)), key=lambda c: grouped.get(columns[c], "")):
        across = list(run)
        for c in across:
            if label:
                lower[c] = SHORT_IN_GROUP.get(columns[c], said[c])
                upper[c] = label if c == across[0] else ""
            else:
                merged.append((top, c, top + 1, c))
        if label and len(across) > 1:
            merged.append((top, across[0], top, across[-1]))
    return [list(upper), list(lower)], merged


def list_sheet(
    office: Office, name: str, title: str, lines: Sequence[Line], columns: Sequence[str], groups: Sequence, day: Cell
) -> Listed:
    """A title, a line on who and when, the header, the rows, and what stands below them."""
    habit = office.habit
    width = len(columns)
    rows: list[list[Cell]] = [[title]]
    merged: list[tuple[int, int, int, int]] = [(0, 0, 0, width - 1)] if width > 1 else []
    if habit.has_unit_line:
        filled = [""] * width
        filled[0], filled[min(8, width - 1)] = f"走访单位：{office.sender.unit.name}", f"填报日期：{day}"
        rows.append(filled)
    header, header_merges = _header(columns, groups, habit, len(rows))
    merged += header_merges
    rows += header
    ordered = sorted(lines, key=lambda line: line.village) if habit.merges_areas else lines
    first = len(rows)
    flaws, repeats, row_of = [], [], {}
    keys = columns[1:]
    for number, line in enumerate(ordered, 1):
        cells = line.cells
        rows.append([number, *[cells.get(key, "") for key in keys]])
        if line.flaw:
            flaws.append((len(rows), line.flaw))
        if line.is_repeat:
            repeats.append(len(rows))
        if line.number:
            row_of[line.number] = len(rows)
    if habit.merges_areas:
        merged += _merge_down(rows, first, [columns.index(c) for c in ("市(区)", "镇(街道)", "村(社区)")])
    hidden = frozenset(range(first + 2, min(first + 6, len(rows)))) if habit.hides_rows else frozenset()
    rows += [[len(ordered) + n] for n in range(1, habit.blank_lines + 1)]
    if habit.has_footer:
        total = ["合计", *[""] * (width - 1)]
        total[min(4, width - 1)] = f"{len(ordered)}"
        rows += [total, ["备注：本表由走访人员如实填写。"], [f"填表人：{office.cadre_names[0]}"]]
    return Listed(Sheet(name, rows, tuple(merged), hidden), tuple(flaws), tuple(repeats), len(ordered), row_of)


def _merge_down(rows: list[list[Cell]], first: int, columns: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Merges equal neighbours under one another, leaving the word in the top cell, as Excel does."""
    merged = []
    last = columns[-1]
    for _, run in groupby(range(first, len(rows)), key=lambda r: tuple(rows[r][c] for c in columns[: last + 1])):
        block = list(run)
        if len(block) == 1:
            continue
        for c in columns:
            merged.append((block[0], c, block[-1], c))
            for r in block[1:]:
                rows[r][c] = ""
    return merged


def sheet_said(kind: Kind, name: str) -> str:
    """What a reader calls the sheet: the one table of a text file has no name of its own."""
    return name if kind in ("xlsx", "xls", "xlsx-as-xls") else TEXT_SHEET


def book_paper(
    office: Office, path: str, kind: Kind, listed: Sequence[Listed], form: str, half: int, late: bool
) -> Paper:
    """The workbook or text file of finished lists, with what the manifest says of it."""
    paper = Paper(
        path,
        books.to_bytes(kind, [each.sheet for each in listed]),
        arrival(office, half, late),
        form,
        sum(each.records for each in listed),
        is_late=late,
    )
    for each in listed:
        where = {"file": path, "sheet": sheet_said(kind, each.sheet.name)}
        paper.rejected += [where | {"row": row, "kind": flaw} for row, flaw in each.flaws]
        paper.merged += [where | {"row": row, "kind": "repeated-row"} for row in each.repeats]
    return paper
