"""Which texts does an OpenDocument spreadsheet hold?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lxml import etree

from etl.readers.asides import COMMENT, MOST, Aside
from etl.readers.cells import MAX_CELLS, Area, assemble, check_extent, date_text, duration_text, texts
from etl.readers.grid import Grid, Mark, Unreadable
from etl.readers.package import DAMAGED, Package

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def _q(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


_ROW, _CELL, _COVERED = _q("table:table-row"), _q("table:table-cell"), _q("table:covered-table-cell")
_ROW_HOLDERS = {
    _q("table:table-row-group"),
    _q("table:table-header-rows"),
    _q("table:table-rows"),
}
_TYPE, _VALUE, _FORMULA = _q("office:value-type"), _q("office:value"), _q("table:formula")
_ROWS_REPEATED, _COLUMNS_REPEATED = (
    _q("table:number-rows-repeated"),
    _q("table:number-columns-repeated"),
)
_ROWS_SPANNED, _COLUMNS_SPANNED = _q("table:number-rows-spanned"), _q("table:number-columns-spanned")
_SPELT = re.compile(r"0\d+|[^.,，%￥$¥]*[^\d.,，%￥$¥\s][^.,，%￥$¥]*")
_ERROR_NAME = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_TIME = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")


@dataclass(slots=True)
class _Sheet:
    """A table being read: rows as (row index, its cells), and what the cells' text does not show."""

    rows: dict[int, list[str]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    displayed: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)
    strikes: frozenset[str | None] = frozenset()
    """The styles that strike out what they show."""
    asides: list[Aside] = field(default_factory=list)
    cells: int = 0
    next_row: int = 0


def read_ods(package: Package) -> list[Grid]:
    """Every sheet of the workbook in `package`."""
    if "meta-inf/manifest.xml" in package and b"encryption-data" in package.read("meta-inf/manifest.xml"):
        raise Unreadable("文件有密码保护，读不了；请取消密码后再报。")
    root = package.tree("content.xml")
    hidden = _hidden_styles(root)
    body = root.find(f"{_q('office:body')}/{_q('office:spreadsheet')}")
    if body is None:
        raise Unreadable(DAMAGED)
    strikes = _striking_styles(root)
    tables = body.iterfind(_q("table:table"))
    return [_grid(table, table.get(_q("table:style-name")) in hidden, strikes) for table in tables]


def _striking_styles(root: etree._Element) -> frozenset[str | None]:
    """The styles of cells and of letters that strike out; a row's or a column's own style is not looked at."""
    style, through = _q("style:text-line-through-style"), _q("style:text-line-through-type")
    return frozenset(
        own.getparent().get(_q("style:name"))
        for own in root.iter(_q("style:text-properties"))
        if own.get(style, own.get(through, "none")) != "none"
    )


def _hidden_styles(root: etree._Element) -> set[str | None]:
    return {
        style.get(_q("style:name"))
        for style in root.iter(_q("style:style"))
        if any(
            properties.get(_q("table:display")) == "false"
            for properties in style.iterfind(_q("style:table-properties"))
        )
    }


def _grid(table: etree._Element, is_hidden: bool, strikes: frozenset[str | None]) -> Grid:
    name = table.get(_q("table:name")) or ""
    sheet = _Sheet(strikes=strikes)
    _read_rows(table, sheet, name, False)
    n_rows = max(sheet.rows, default=-1) + 1
    n_columns = max((len(row) for row in sheet.rows.values()), default=0)
    check_extent(name, n_rows, max(n_columns, 1))
    columns = [[""] * n_rows for _ in range(n_columns)]
    for r, row in sheet.rows.items():
        for c, text in enumerate(row):
            if text:
                columns[c][r] = text
    grid = assemble(
        name,
        columns,
        merged=sheet.merged,
        marks=sheet.marks,
        hidden_rows=sheet.hidden,
        is_hidden=is_hidden,
    )
    shown = {"displayed": sheet.displayed, "struck": frozenset(sheet.struck)}
    return replace(grid, asides=tuple(sheet.asides[:MOST]), **shown)


def _read_rows(parent: etree._Element, sheet: _Sheet, name: str, hidden: bool) -> None:
    for element in parent:
        if element.tag in _ROW_HOLDERS:
            _read_rows(element, sheet, name, hidden or element.get(_q("table:display")) == "false")
        elif element.tag == _ROW:
            _read_row(element, sheet, name, hidden)


def _read_row(row: etree._Element, sheet: _Sheet, name: str, hidden: bool) -> None:
    times = _times(row, _ROWS_REPEATED)
    first, sheet.next_row = sheet.next_row, sheet.next_row + times
    row_texts: list[str] = []
    marks: dict[int, Mark] = {}
    column = 0
    for cell in row:
        if cell.tag not in (_CELL, _COVERED):
            continue
        repeat = _times(cell, _COLUMNS_REPEATED)
        text, mark = _cell(cell)
        for note in cell.iterfind(_q("office:annotation")):
            written = "\n".join(_inline(p) for p in note.iterfind(_q("text:p"))).strip()
            if written:
                sheet.asides.append((first, COMMENT, written))
        if text and (shown := _spelt(cell, text)):
            sheet.displayed.update(((r, column), shown) for r in range(first, first + min(times, 65_536)))
        if text or mark:
            check_extent(name, 1, column + repeat)
            row_texts.extend([""] * (column - len(row_texts)))
            row_texts.extend([text] * repeat)
            if sheet.strikes and text and times == 1 and _is_struck(cell, sheet.strikes):
                sheet.struck.update((first, c) for c in range(column, column + repeat))
            if mark:
                marks.update(dict.fromkeys(range(column, column + repeat), mark))
        down, across = _times(cell, _ROWS_SPANNED), _times(cell, _COLUMNS_SPANNED)
        if down > 1 or across > 1:
            sheet.merged.append((first, column, first + down - 1, column + across - 1))
        column += repeat
    if hidden or row.get(_q("table:visibility")) in ("collapse", "filter"):
        # a hidden empty tail may be a million rows: only those that can matter are listed
        sheet.hidden.extend(range(first, first + min(times, 65_536)))
    if row_texts or marks:
        sheet.cells += times * max(len(row_texts), 1)
        if sheet.cells > MAX_CELLS:
            check_extent(name, first + times, MAX_CELLS)
        for r in range(first, first + times):
            sheet.rows[r] = row_texts
            sheet.marks.update(((r, c), mark) for c, mark in marks.items())


def _spelt(cell: etree._Element, text: str) -> str:
    """What is seen of a whole number that the format spells out: 001, WT201700012; '' of any other cell."""
    seen = _text(cell) if cell.get(_TYPE) == "float" and text.isdigit() else ""
    return seen if seen != text and _SPELT.fullmatch(seen) else ""


def _times(element: etree._Element, attribute: str) -> int:
    number = element.get(attribute)
    return max(int(number), 1) if number and number.isdigit() else 1


def _cell(cell: etree._Element) -> tuple[str, Mark | None]:
    kind = cell.get(_TYPE)
    if cell.get(_q("calcext:value-type")) == "error" or (
        cell.get(_FORMULA) and kind == "string" and _ERROR_NAME.fullmatch(_text(cell))
    ):
        return _text(cell) or "#ERROR!", Mark.ERROR
    if kind in ("float", "percentage", "currency"):
        try:
            (formatted,), own = texts([float(cell.get(_VALUE) or "")])
        except ValueError:
            return _text(cell), None
        return formatted, own.get(0)
    if kind == "date":
        return _date(cell.get(_q("office:date-value")) or "", _text(cell)), None
    if kind == "time":
        return _time(cell.get(_q("office:time-value")) or "", _text(cell)), None
    if kind == "boolean":
        return ("TRUE" if cell.get(_q("office:boolean-value")) == "true" else "FALSE"), None
    text = _text(cell) or cell.get(_q("office:string-value")) or ""
    if not text and kind is None and cell.get(_FORMULA):
        return "", Mark.NO_VALUE
    return text, None


def _is_struck(cell: etree._Element, strikes: frozenset[str | None]) -> bool:
    """Whether the cell's own style, or that of every letter in it, strikes out."""
    if cell.get(_q("table:style-name")) in strikes:
        return True
    spans = [*cell.iterfind(f"{_q('text:p')}/{_q('text:span')}")]
    in_spans = "".join(_inline(span) for span in spans if span.get(_q("text:style-name")) in strikes)
    return bool(spans) and "".join(in_spans.split()) == "".join(_text(cell).split())


def _date(stored: str, displayed: str) -> str:
    try:
        return date_text(datetime.fromisoformat(stored))
    except ValueError:
        return displayed or stored


def _time(stored: str, displayed: str) -> str:
    match = _TIME.fullmatch(stored)
    if not match:
        return displayed or stored
    sign, days, hours, minutes, seconds = match.groups()
    span = timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=float((seconds or "0").replace(",", ".")),
    )
    return duration_text(-span if sign else span)


def _text(cell: etree._Element) -> str:
    """The cell's paragraphs, one a line; notes attached to it are left out."""
    return "\n".join(_inline(p) for p in cell.iterfind(_q("text:p")))


def _inline(element: etree._Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        if child.tag == _q("text:s"):
            pieces.append(" " * min(_times(child, _q("text:c")), 1000))
        elif child.tag == _q("text:tab"):
            pieces.append("\t")
        elif child.tag == _q("text:line-break"):
            pieces.append("\n")
        elif child.tag not in (_q("office:annotation"), _q("text:note"), _q("text:ruby-text")):
            pieces.append(_inline(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
