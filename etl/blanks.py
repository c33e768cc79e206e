"""Which blank papers does an office fill in, and what may be written in each column?

The four annexes are Word files laid out as they are printed; the lists are workbooks whose header and
explanations come from the forms' own declarations, so that a blank is always a paper that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docx
import pyarrow as pa
import xlsxwriter
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run

from campaign.office import rules
from campaign.places import areas
from etl.forms import BY_ID, FORMS, Field, Form
from etl.values import Problem

TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
TITLE_SIZE, BODY_SIZE = Pt(20), Pt(12)
MARGIN = 1.8
"""Centimetres around an A4 page."""
WIDTH = 21 - 2 * MARGIN
ROWS_TO_FILL = 2000
"""Rows of a workbook that offer their choices; more may be filled in."""
INSTRUCTIONS = "填表说明"

Box = tuple[str, int]
"""The text of a box of a printed table, and how many columns it is wide."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as it is printed: the lines above its table, the table, the lines below."""

    title: str
    above: tuple[str, ...]
    widths: tuple[float, ...]
    """Of the table's columns, as parts of the page."""
    rows: tuple[tuple[Box, ...], ...]
    below: tuple[str, ...]
    heights: Mapping[int, float]
    """Centimetres of rows that are written full; the others are as high as a line."""
    down: tuple[tuple[int, int, int], ...] = ()
    """Boxes that reach down: column, first and last row."""


def _label(form: str, name: str) -> str:
    """How a field of a form is headed on paper, with what is printed below in brackets."""
    return BY_ID[form].field(name).label + PRINTED_BELOW.get(name, "")


PRINTED_BELOW: Mapping[str, str] = {
    "income": "\n（家境情况）",
    "poverty_cause": "\n（贫困户填写）",
    "needs_text": "\n（贫困户填写）",
    "opinion_text": "\n（对居住、就医、教育、文化、平安、社保等）",
}


def _pairs(form: str, *names: str) -> tuple[Box, ...]:
    """Label and empty box, side by side."""
    return tuple(box for name in names for box in ((_label(form, name), 1), ("", 1)))


def _survey() -> Printed:
    form = "village_survey"
    figures = (
        ("household_total", "population"),
        ("income_per_head", "cadre_income"),
        ("hamlet_count", "villager_group_count"),
        ("party_member_count", "party_branch_count"),
        ("graduate_official_count", "collective_income"),
        ("operating_income", "collective_assets"),
    )
    needs = ("party_need", "economy_need", "service_need", "order_need", "work_need", "other_need")
    first_need = len(figures) + 2
    return Printed(
        title="附件1 村（社区）调查表",
        above=("________市（区）________镇（街道）________村（社区）",),
        widths=(4, 3, 4, 3),
        rows=(
            (("基本情况", 4),),
            *(_pairs(form, *names) for names in figures),
            (("本村存在的主要困难和发展对策建议（可另附纸）", 4),),
            *(((f"{_label(form, name)}：", 1), ("", 3)) for name in needs),
        ),
        below=(
            "________村（社区）　书记：____________　电话：____________",
            "走访单位：____________　联系人：____________　电话：____________",
            "日期：________年____月____日",
        ),
        heights=dict.fromkeys(range(first_need, first_need + len(needs)), 1.8),
    )


def _household() -> Printed:
    form = "household_form"
    full = ("address", "income", "poverty_cause", "needs_text", "opinion_text", "outcome_text")
    return Printed(
        title="附件3 群众入户调查表",
        above=(),
        widths=(3.4, 2.6, 2.4, 3.2, 2.6, 1.8),
        rows=(
            _pairs(form, "head_name", "phone", "member_count"),
            *(((_label(form, name), 1), ("", 5)) for name in full),
        ),
        below=(
            "所属地：________市（区）________镇（街道）________村（社区）",
            "采集人（单位）：________________　走访日期：________________",
        ),
        heights={2: 1.8, 3: 2.6, 4: 3.2, 5: 5.2, 6: 3.6},
    )


def _cadre_list() -> Printed:
    lines = 12
    return Printed(
        title="附件4 党员干部走访收集问题清单",
        above=("（个人填写，交本单位汇总）", "走访人：________________", "走访时间：________________"),
        widths=(1.4, 3, 8, 5),
        rows=(
            (("序号", 1), *((field.label, 1) for field in BY_ID["cadre_list"].offered)),
            *(((str(n), 1), ("", 1), ("", 1), ("", 1)) for n in range(1, lines + 1)),
        ),
        below=(),
        heights=dict.fromkeys(range(1, lines + 1), 1.4),
    )


def _summary() -> Printed:
    form, needs = "village_summary", 5
    columns = ("item_text", "solved_count", "pending_count", "issue_count")
    first_of_second = 2 + needs + 1
    figures = (("", 1),) * len(columns)
    return Printed(
        title="附件5 群众入户调查问题建议汇总表",
        above=(),
        widths=(2.4, 3, 5.4, 2.2, 2.2, 2.2),
        rows=(
            _pairs(form, "district", "town", "village"),
            (("项　目", 2), *((_label(form, name), 1) for name in columns)),
            *(((rules.BLOCKS[0] if not n else "", 1), ("", 1), *figures) for n in range(needs)),
            (("", 1), ("合　计", 1), *figures),
            *(
                ((rules.BLOCKS[1] if not n else "", 1), (f"{name[:2]}\n{name[2:]}", 1), *figures)
                for n, name in enumerate(rules.CATEGORIES)
            ),
            (("合　计", 2), *figures),
        ),
        below=(),
        heights=dict.fromkeys(range(2, first_of_second + len(rules.CATEGORIES)), 1.2),
        down=((0, 2, 2 + needs), (0, first_of_second, first_of_second + len(rules.CATEGORIES) - 1)),
    )


PRINTED: Mapping[str, Callable[[], Printed]] = {
    "village_survey": _survey,
    "household_form": _household,
    "cadre_list": _cadre_list,
    "village_summary": _summary,
}
"""Form → how it is printed; every other list is a workbook."""


def blanks() -> Iterator[tuple[str, str, bytes]]:
    """Every blank paper: the form's id, the file's name, its bytes."""
    for form in FORMS:
        if form.id in PRINTED:
            printed = PRINTED[form.id]()
            yield form.id, f"{printed.title}.docx", word(printed)
        elif form.shape == "list" and not form.exported:
            yield form.id, f"{form.label}.xlsx", workbook(form)


def write(folder: Path) -> tuple[list[str], list[str]]:
    """Writes the blanks into `folder`; the names written, and those that were there and stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written, there = [], []
    for _, name, content in blanks():
        try:
            with (folder / name).open("xb") as file:  # a blank may have been filled in by now
                file.write(content)
            written.append(name)
        except FileExistsError:
            there.append(name)
    return written, there


# ── Word ──────────────────────────────────────────────────────────────────────────────────────


def word(printed: Printed) -> bytes:
    """The paper as a Word file on A4."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    annex, _, title = printed.title.partition(" ")
    _paragraph(document, annex, BODY_FONT, BODY_SIZE)
    _paragraph(document, title, TITLE_FONT, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    for line in printed.above:
        _paragraph(document, line, BODY_FONT, BODY_SIZE)
    _table(document, printed)
    for line in printed.below:
        _paragraph(document, line, BODY_FONT, BODY_SIZE)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: docx.document.Document, printed: Printed) -> None:
    table = document.add_table(len(printed.rows), len(printed.widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, part in zip(table.columns, printed.widths, strict=True):
        for cell in column.cells:
            cell.width = Cm(WIDTH * part / sum(printed.widths))
    for column, top, bottom in printed.down:
        table.cell(top, column).merge(table.cell(bottom, column))
    for r, (row, boxes) in enumerate(zip(table.rows, printed.rows, strict=True)):
        row.height, row.height_rule = Cm(printed.heights.get(r, 1.0)), WD_ROW_HEIGHT_RULE.AT_LEAST
        c = 0
        for text, wide in boxes:
            cell = table.cell(r, c) if wide == 1 else table.cell(r, c).merge(table.cell(r, c + wide - 1))
            c += wide
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            if text:
                _write(cell.paragraphs[0].add_run(text), BODY_FONT, BODY_SIZE)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _paragraph(
    document: docx.document.Document, text: str, font: str, size: Pt, where: WD_ALIGN_PARAGRAPH | None = None
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = where
    _write(paragraph.add_run(text), font, size)


def _write(run: Run, font: str, size: Pt) -> None:
    """Sets a run's font for Chinese characters too, which Word keeps apart."""
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


# ── Excel ─────────────────────────────────────────────────────────────────────────────────────


def workbook(form: Form) -> bytes:
    """A list as a workbook: the header, the choices of each column, and a sheet that explains them."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
        sheet = book.add_worksheet(form.label[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 32)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.repeat_rows(0)
        for c, field in enumerate(form.offered):
            kind = {"num_format": _number_format(field), "text_wrap": field.type == pa.string()}
            sheet.set_column(c, c, _column_width(field), book.add_format(kind))
            sheet.write_string(0, c, field.label, head)
            sheet.data_validation(1, c, ROWS_TO_FILL, c, _validation(field))
        _explain(book, form)
    return out.getvalue()


def _explain(book: xlsxwriter.Workbook, form: Form) -> None:
    """A sheet of one column: labels with words next to them would be a paper of their own."""
    sheet = book.add_worksheet(INSTRUCTIONS)
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = (
        f"{form.label}填表说明",
        "每行填一条，不够就往下加行；空着的行不读。栏目名请不要改；栏目的次序可以变，用不着的可以空着。",
        f"必须有的栏目：{form.needs}。",
        *(f"“{field.label}”：{accepted(field)}。" for field in form.offered),
    )
    for r, line in enumerate(lines):
        sheet.write_string(r, 0, line)


def _number_format(field: Field) -> str:
    if field.type == pa.date32():
        return "yyyy-mm-dd"
    return "0" if pa.types.is_integer(field.type) else "@"


def _column_width(field: Field) -> float:
    """Wide enough for the heading, and for what is written under it."""
    least = 28 if field.personal and field.name.endswith("_text") else 13 if field.type == pa.date32() else 9
    return max(least, 2.1 * len(field.label))


def _validation(field: Field) -> dict[str, object]:
    """The choices that a column offers, and a word about it when a cell of it is entered."""
    prompt = {"input_title": field.label[:32], "input_message": accepted(field)[:255]}
    words = choices(field)
    if not words:
        return {"validate": "any", **prompt}
    return {
        "validate": "list",
        "source": list(words),
        "error_type": "warning",
        "error_title": "请核对",
        "error_message": accepted(field)[:255],
        **prompt,
    }


def accepted(field: Field) -> str:
    """What a column takes, in a sentence: its own parser's advice on a cell that it cannot read."""
    advice = _advice(field) or PLAIN.get(field.name, "文字")
    return advice + ("；只在收件办公室内可见" if field.personal else "")


def choices(field: Field) -> tuple[str, ...]:
    """The words that a column takes, when it takes no others."""
    listed = re.fullmatch("请填写 (.+) 之一", _advice(field))
    return tuple(listed[1].split("、")) if listed else ()


def _advice(field: Field) -> str:
    """The advice of a column's parser; '' for a column that takes any text."""
    problem = field.parse(UNREADABLE) if field.parse else None
    return problem.sentence.rpartition("；")[2] if isinstance(problem, Problem) else ""


UNREADABLE = "无此写法"
PLAIN: Mapping[str, str] = {
    "district": f"{'或'.join(filter(None, ('辖市区', areas.ECONOMIC_ZONE)))}的名称，例如 {areas.DISTRICTS[-2:][0]}",
    "town": "镇（街道）的全称，例如 红梅街道",
    "village": f"村（社区）的全称，{rules.PLACES.year} 年名录上的",
    "villages": "一到三个村（社区）的全称，中间用顿号隔开",
    "unit": "单位的全称或简称，花名册上的",
    "department": "单位的全称或简称",
    "period": f"例如 {rules.HALF_EXAMPLE}、{rules.MONTH_EXAMPLE}，或 {rules.WEEK_EXAMPLE}",
    "phone": "11 位手机号，或区号加电话；本栏已设为文本，不会变成 1.0E+10",
    "visitor_names": "姓名，几个人的中间用顿号隔开",
}
"""Of columns that take any text, what text."""
