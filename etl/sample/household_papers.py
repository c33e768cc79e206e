"""How does an office fill in 附件3, one form a family, in Word or in Excel?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from campaign.areas import AREAS
from etl.sample import books
from etl.sample.books import Cell, Sheet, WordTable
from etl.sample.desk import Line, Office, Paper, arrival, path_of
from etl.sample.habits import half_of
from etl.sample.visit_papers import heard_at, visit_lines

FORM_LABELS = (
    ("家庭收入情况", "家庭收入情况\n(家境情况)"),
    ("致贫原因", "致贫原因及现状\n(贫困户填写)"),
    ("困难需求", "困难需求\n(贫困户填写)"),
    ("意见建议", "意见建议\n(对居住、就医、教育、文化、平安、社保等)"),
    ("处理落实情况", "意见建议处理落实情况"),
)


def _form_foot(office: Office, cells: dict[str, Cell]) -> tuple[str, str]:
    """The two lines below the table; some offices write between the printed words, some over them."""
    day = cells["走访日期"]
    if isinstance(day, date):
        day = f"{day.year}年{day.month}月{day.day}日"
    district, town, place = (str(cells[key]) for key in ("市(区)", "镇(街道)", "村(社区)"))
    where = f"{district}{town}{place}"
    if office.index % 2:
        where = f" {district} 市(区) {town} 镇(街道) {place} 村(社区)"
    return f"所属地：{where}", f"采集人(单位)：{cells['走访人']}（{office.sender.unit.name}） 走访日期：{day}"


def _form_pages(office: Office, lines: Sequence[Line]) -> Iterator[str | WordTable]:
    for line in lines:
        c = {k: str(v) if not isinstance(v, date) else v for k, v in line.cells.items()}
        foot = _form_foot(office, c)
        yield "群众入户调查表"
        yield WordTable(
            [
                [(t, 1) for t in ("户主姓名", c["户主姓名"], "联系电话", c["联系电话"], "家庭成员数", c["家庭成员数"])],
                [("家庭住址", 1), (c["家庭住址"], 5)],
                *[[(label, 1), (c[key], 5)] for key, label in FORM_LABELS],
            ]
        )
        yield from foot


def word_forms(office: Office) -> Iterator[Paper]:
    """附件3 in Word: the first five families one to a file, the others together by village."""
    halves, heard = half_of(office.visits["day"]), heard_at(office)
    for half in range(3):
        lines = visit_lines(office, office.visits.take(halves == half), heard)
        single = lines[:5] if half == 0 else []
        stacks = [(f"群众入户调查表{n}", [line]) for n, line in enumerate(single, 1)]
        by_village: dict[int, list[Line]] = defaultdict(list)
        for line in lines[len(single) :]:
            by_village[line.village].append(line)
        stacks += [(f"群众入户调查表（{AREAS[v].village_name}）", stack) for v, stack in by_village.items()]
        for name, stack in stacks:
            content = books.docx(["附件3", *_form_pages(office, stack)])
            path = path_of(office, half, name, "docx")
            yield Paper(path, content, arrival(office, half), "household_form", len(stack))


def _form_sheet(office: Office, number: int, line: Line) -> Sheet:
    c = line.cells
    first, second = _form_foot(office, c)
    rows: list[list[Cell]] = [
        ["群众入户调查表"],
        ["户主姓名", c["户主姓名"], "联系电话", c["联系电话"], "家庭成员数", c["家庭成员数"]],
        ["家庭住址", c["家庭住址"]],
        *[[label, c[key]] for key, label in FORM_LABELS],
        [first],
        [second],
    ]
    merged = [(0, 0, 0, 5), *[(r, 1, r, 5) for r in range(2, 8)], (8, 0, 8, 5), (9, 0, 9, 5)]
    return Sheet(f"第{number}户", rows, tuple(merged))


def form_sheets(office: Office) -> Iterator[Paper]:
    """附件3 in Excel: one sheet a family, forty sheets a workbook."""
    halves, heard = half_of(office.visits["day"]), heard_at(office)
    for half in range(3):
        lines = visit_lines(office, office.visits.take(halves == half), heard)
        for part in range(0, len(lines), 40):
            stack = lines[part : part + 40]
            sheets = [_form_sheet(office, part + n, line) for n, line in enumerate(stack, 1)]
            path = path_of(office, half, f"群众入户调查表{part // 40 + 1}", "xlsx")
            yield Paper(path, books.xlsx(sheets), arrival(office, half), "household_form", len(stack))
