"""Which texts does an .xls workbook hold, and what else may hide in that old container?

xlrd, not calamine: it keeps errors, hidden rows, merged areas and elapsed times apart, and never
takes the process down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import xlrd
from xlrd.compdoc import CompDoc
from xlrd.xldate import XLDateError, xldate_as_datetime

from etl.readers.asides import COMMENT
from etl.readers.cells import assemble, check_extent, date_text, duration_text, is_day_format, mark_serials, texts
from etl.readers.formats import Spelt, displayed, shown_by
from etl.readers.grid import Grid, Mark, Unreadable
from etl.readers.protected import opened

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage"
"""The stream that holds a newer file with a password."""
PASSWORD = "文件有密码保护，读不了；请在 Excel、Word 或 WPS 中取消密码后再报。"  # pragma: allowlist secret

_STREAMS = (
    (ENCRYPTED, PASSWORD),
    ("WordDocument", "这是旧版 Word 或 WPS 文字文件（.doc、.wps）；请用 Word 或 WPS 文字打开并另存为 .docx 后再报。"),
    ("PowerPoint Document", "这是幻灯片，不是表格；请报 Word 或 Excel 文件。"),
)
_UNSOUND = "旧版 Excel 文件（.xls）内部有误，读不全；请打开后另存为 .xlsx 再报。"
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


_BY_NAME = {
    **dict.fromkeys(("doc", "dot"), "这是旧版 Word 文件（.doc），内部认不出；请用 Word 打开并另存为 .docx 后再报。"),
    "wps": "这是旧版 WPS 文字文件（.wps），内部认不出；请用 WPS 文字打开并另存为 .docx 后再报。",
    "et": "这是旧版 WPS 表格文件（.et），内部认不出；请用 WPS 表格打开并另存为 .xlsx 后再报。",
}
"""Of a container that holds none of the known streams, what its ending says."""


def read_ole(data: bytes, name: str = "") -> list[Grid]:
    """Every sheet of the .xls or .et in `data`; Unreadable for what else is stored in such containers."""
    streams = _streams(data)
    is_book = not streams.isdisjoint(("workbook", "book"))  # Book before 1997; Word may lie inside, as an object
    for stream, sentence in _STREAMS:
        if stream.lower() in streams and not is_book:
            raise Unreadable(sentence)
    if not is_book:
        other = "这不是 Excel 或 Word 文件；请在 Excel 或 WPS 中另存为 .xlsx 后再报。"
        raise Unreadable(_BY_NAME.get(name.lower().rpartition(".")[2], other))
    book = _book(data) or _book(opened(data) or b"")
    if book is None:
        raise Unreadable(PASSWORD)
    return [_grid(book, sheet) for sheet in book.sheets()]


def _book(data: bytes) -> xlrd.Book | None:
    """The workbook; None where it is encrypted or there is nothing."""
    if not data:
        return None
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            return None
        raise Unreadable(_UNSOUND) from error
    except Exception as error:  # xlrd asserts and indexes its way through a damaged file
        raise Unreadable(_UNSOUND) from error


def _streams(data: bytes) -> set[str]:
    """What the container's top level holds, lower case; in a damaged one, whatever known name is anywhere in it."""
    try:
        listed = CompDoc(data, logfile=StringIO()).dirlist
        names = {listed[child].name.lower() for child in listed[0].children}
    except Exception:  # noqa: BLE001 (xlrd asserts and indexes its way through a damaged file)
        names = set()
    if names:
        return names
    known = {stream.lower() for stream, _ in _STREAMS if stream.encode("utf-16-le") in data}
    return known or ({"book"} if "BOOK".encode("utf-16-le") in data.upper() else set())


def _grid(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Grid:
    check_extent(sheet.name, sheet.nrows, max(sheet.ncols, 1))
    columns: list[list[str]] = []
    marks: dict[tuple[int, int], Mark] = {}
    day_styles = _day_styles(book)
    for c in range(sheet.ncols):
        values, kinds = sheet.col_values(c), sheet.col_types(c)
        if day_styles:
            for r, kind in enumerate(kinds):
                if kind == xlrd.XL_CELL_NUMBER and sheet.cell_xf_index(r, c) in day_styles:
                    values[r] = _date(book, sheet, r, c, values[r])
        special = set(kinds) & {xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN, xlrd.XL_CELL_ERROR}
        if special:
            for r, kind in enumerate(kinds):
                if kind == xlrd.XL_CELL_DATE:
                    values[r] = _date(book, sheet, r, c, values[r])
                elif kind == xlrd.XL_CELL_BOOLEAN:
                    values[r] = bool(values[r])
                elif kind == xlrd.XL_CELL_ERROR:
                    values[r] = xlrd.error_text_from_code.get(values[r], f"#ERR{values[r]}")
                    marks[r, c] = Mark.ERROR
        column, own = texts(values)
        columns.append(column)
        marks.update({(r, c): mark for r, mark in own.items()})
    if book.datemode == 1:
        mark_serials(columns, marks)
    grid = assemble(
        sheet.name,
        columns,
        merged=((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells),
        marks=marks,
        hidden_rows=[r for r, info in sheet.rowinfo_map.items() if info.hidden],
        is_hidden=sheet.visibility != 0,
    )
    notes = (
        (r, COMMENT, note.text.strip()) for (r, _), note in sorted(sheet.cell_note_map.items()) if note.text.strip()
    )
    return replace(
        grid, asides=tuple(notes), displayed=displayed(grid, _spelt(book, sheet)), struck=_struck(book, sheet)
    )


def _spelt(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[Spelt]:
    """The cells whose format spells them out."""
    formats = {key: shown for key, style in book.format_map.items() if (shown := shown_by(style.format_str or ""))}
    styles = {i: formats[style.format_key] for i, style in enumerate(book.xf_list) if style.format_key in formats}
    if styles:
        for r in range(sheet.nrows):
            for c in range(sheet.row_len(r)):
                if shown := styles.get(sheet.cell_xf_index(r, c)):
                    yield r, c, shown


def _struck(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> frozenset[tuple[int, int]]:
    """The cells that are struck out, by their style or letter by letter; most workbooks have no such font."""
    fonts = {i for i, font in enumerate(book.font_list) if font.struck_out}
    if not fonts:
        return frozenset()
    styles = {i for i, style in enumerate(book.xf_list) if style.font_index in fonts}

    def is_struck(r: int, c: int) -> bool:
        runs = sheet.rich_text_runlist_map.get((r, c), ())
        if runs and runs[0][0] == 0:
            return all(font in fonts for _, font in runs)
        return sheet.cell_xf_index(r, c) in styles and all(font in fonts for _, font in runs)

    return frozenset(
        (r, c)
        for c in range(sheet.ncols)
        for r, kind in enumerate(sheet.col_types(c))
        if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) and is_struck(r, c)
    )


def _day_styles(book: xlrd.Book) -> set[int]:
    """The cell styles whose numbers are days although xlrd takes them for numbers."""
    formats = {key for key, style in book.format_map.items() if is_day_format(style.format_str or "")}
    return {i for i, style in enumerate(book.xf_list) if style.format_key in formats} if formats else set()


def _date(book: xlrd.Book, sheet: xlrd.sheet.Sheet, r: int, c: int, value: float) -> object:
    """The day, instant, time of day or duration of a date cell; the bare number when it is none."""
    style = book.format_map.get(book.xf_list[sheet.cell_xf_index(r, c)].format_key)
    if style and _ELAPSED.search(style.format_str or ""):
        return duration_text(timedelta(days=value))
    if 0 <= value < 1:
        return duration_text(timedelta(days=value))
    try:
        return date_text(xldate_as_datetime(value, book.datemode))
    except (XLDateError, ValueError, OverflowError):
        return value
