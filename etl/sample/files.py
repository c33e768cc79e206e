"""How does a laid-out sheet become the bytes of an Excel, Word or text file, the same on every run?"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

import docx
import xlsxwriter
import xlwt
from docx.oxml.table import CT_Tbl

Kind = Literal["xlsx", "xls", "xlsx-as-xls", "gbk-csv", "utf8-csv", "tsv", "docx"]
SUFFIX: dict[Kind, str] = {
    "xlsx": ".xlsx",
    "xls": ".xls",
    "xlsx-as-xls": ".xls",
    "gbk-csv": ".csv",
    "utf8-csv": ".csv",
    "tsv": ".tsv",
    "docx": ".docx",
}
WORKBOOKS = ("xlsx", "xls", "xlsx-as-xls")
CREATED = datetime(2017, 3, 1, 8, 0, 0)  # noqa: DTZ001 - Office notes a wall clock
DAY, INSTANT = "yyyy/m/d", "yyyy/m/d h:mm:ss"


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell in which Excel shows an error value, such as #REF!."""

    name: str


Cell = str | int | float | date | datetime | ErrorCell | None
Row = Sequence[Cell]
Area = tuple[int, int, int, int]
"""Merged cells of a table as top, left, bottom, right: zero-based, inclusive."""


@dataclass(slots=True)
class Sheet:
    """A table with the lines above and below it; a line of one cell above it reaches over the whole table."""

    name: str
    above: Sequence[Row] = ()
    table: Sequence[Row] = ()
    below: Sequence[Row] = ()
    merged: Sequence[Area] = ()
    hidden: range = field(default_factory=lambda: range(0))
    """Rows of the table that are hidden."""

    @property
    def rows(self) -> list[Row]:
        """Every row from the first down."""
        return [*self.above, *self.table, *self.below]

    @property
    def areas(self) -> list[Area]:
        """Every merged area, counted from the first row of the sheet."""
        shift, width = len(self.above), max(map(len, self.table), default=1)
        titles = [(r, 0, r, width - 1) for r, line in enumerate(self.above) if len(line) == 1 and width > 1]
        return titles + [(top + shift, left, bottom + shift, right) for top, left, bottom, right in self.merged]


def to_bytes(kind: Kind, sheets: Sequence[Sheet]) -> bytes:
    """The file of `kind` that holds `sheets`; a text file holds the first one only."""
    match kind:
        case "xlsx" | "xlsx-as-xls":
            return xlsx(sheets)
        case "xls":
            return xls(sheets)
        case "docx":
            return word(sheets)
    return text(sheets[0], "gb18030" if kind == "gbk-csv" else "utf-8-sig", "\t" if kind == "tsv" else ",")


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx workbook."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.set_properties({"created": CREATED})
    formats = {date: book.add_format({"num_format": DAY}), datetime: book.add_format({"num_format": INSTANT})}
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for area in sheet.areas:
            page.merge_range(*area, "")  # its text is written below, with the other cells
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                kind = type(value)
                if kind is str:
                    if value:
                        page.write_string(r, c, value)
                elif kind is int or kind is float:
                    page.write_number(r, c, value)
                elif kind is ErrorCell:
                    page.write_formula(r, c, f"={value.name}", None, value.name)
                elif value is not None:
                    page.write_datetime(r, c, value, formats[kind])
        for r in sheet.hidden:
            page.set_row(len(sheet.above) + r, None, None, {"hidden": True})
    book.close()
    return packed.getvalue()


def xls(sheets: Sequence[Sheet]) -> bytes:
    """An .xls workbook (Excel 97); errors as their names."""
    book = xlwt.Workbook(encoding="utf-8")
    formats = {date: xlwt.easyxf(num_format_str=DAY), datetime: xlwt.easyxf(num_format_str=INSTANT)}
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        for top, left, bottom, right in sheet.areas:
            page.merge(top, bottom, left, right)
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    page.write(r, c, value, formats[type(value)])
                elif value is not None and value != "":
                    page.write(r, c, value.name if isinstance(value, ErrorCell) else value)
        for r in sheet.hidden:
            page.row(len(sheet.above) + r).hidden = True
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def text(sheet: Sheet, encoding: str, delimiter: str) -> bytes:
    """A delimited text file."""
    lines = io.StringIO()
    csv.writer(lines, delimiter=delimiter, lineterminator="\r\n").writerows(map(as_text, row) for row in sheet.rows)
    return lines.getvalue().encode(encoding)


def as_text(value: Cell) -> str:
    """A cell as text: dates as 2017/3/25, errors by their names."""
    if isinstance(value, ErrorCell):
        return value.name
    if isinstance(value, date):
        clock = f" {value:%H:%M:%S}" if isinstance(value, datetime) else ""
        return f"{value.year}/{value.month}/{value.day}{clock}"
    return "" if value is None else str(value)


def word(sheets: Sequence[Sheet]) -> bytes:
    """A Word document of the sheets one after another: their lines as paragraphs, their tables with cells merged across."""
    document = docx.Document()
    for sheet in sheets:
        for line in sheet.above:
            document.add_paragraph("　　".join(filter(None, map(as_text, line))))
        if sheet.table:
            across = tuple((top, left, right) for top, left, bottom, right in sheet.merged if top == bottom)
            table = deepcopy(_empty_table(len(sheet.table), len(sheet.table[0]), across))
            document.element.body.insert(len(document.element.body) - 1, table)
            for row, line in zip(table.tr_lst, sheet.table, strict=True):
                for cell in row.tc_lst:
                    cell.p_lst[0].add_r().text = as_text(line[cell.grid_offset])
        for line in sheet.below:
            document.add_paragraph("　　".join(filter(None, map(as_text, line))))
    packed = io.BytesIO()
    document.save(packed)
    return _without_clock(packed)


@lru_cache
def _empty_table(rows: int, columns: int, across: tuple[tuple[int, int, int], ...]) -> CT_Tbl:
    """A table that is merged once and then copied: python-docx merges slowly."""
    table = docx.Document().add_table(rows, columns, "Table Grid")
    for row, left, right in across:
        table.cell(row, left).merge(table.cell(row, right))
    return table._tbl


def _without_clock(packed: io.BytesIO) -> bytes:
    """The same package with one time on every part: python-docx notes when it wrote them."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for part in read.infolist():
            written.writestr(
                zipfile.ZipInfo(part.filename, CREATED.timetuple()[:6]), read.read(part), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
