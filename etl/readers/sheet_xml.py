"""What does a worksheet's XML hold that python-calamine would erase, or die of?

python-calamine gives '' for error cells and for formulas without a stored value, knows nothing of
hidden rows, and aborts the whole process on one stray cell in the last row and column. So every
sheet is scanned first: with bytes patterns where the XML is as all programs write it, with a full
parse where it is not.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from lxml import etree

from etl.readers.cells import MAX_CELLS, MAX_ROWS, Area, cell_index
from etl.readers.grid import Unreadable
from etl.readers.package import DAMAGED, refuse_doctype

UNNAMED_ERROR = "#ERROR!"
LONGEST_TAG = 4096
"""Bytes; what is so far behind any tag is text."""

_AREA = r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})"
_ROW_TAG = re.compile(rb'<row r="(\d{1,9})"([^>]*)>')
_ANY_ROW = re.compile(rb"<row[\s>/]")
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d')
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"(?:\s[^>/]*)?\st="e"[^>/]*>(.*?)</c>', re.DOTALL)
_ERROR_TYPE = b't="e"'
_ERROR_TAG = re.compile(rb"<c\s(?:[^>]*\s)?")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]+)(\d+)"([^>/]*)>\s*<f(?:\s[^>]*?)?(?:/>|>[^<]*</f>)\s*(<v\s*/>|<v[^>]*>\s*</v>)?\s*</c>'
)
_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="' + _AREA.encode() + rb'"')
_FILLED = (b"<v>", b"<v ", b"<is>", b"<is ")
_EMPTY_VALUE = b"<v></v>"
_BARE_CELL = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d+")?(?:/>|></c>)')
_BARE_ROW = re.compile(rb'<row r="\d{1,7}"[^>]*(?:/>|></row>)')
_ODD = (b"<![CDATA[", b"<!--", b"='", b"= ", b":sheetData")


@dataclass(slots=True)
class Scan:
    """What a sheet's XML holds besides its values."""

    n_rows: int = 0
    n_columns: int = 0
    filled: int = 0
    """How many cells hold a value, errors included; a plain Scan counts some that are empty, and `filled` does not."""
    hidden_rows: list[int] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    no_value: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Walk(Scan):
    """A Scan by full parse; it also knows each filled cell."""

    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """(row, column) → (the t attribute, what is stored)."""
    repeated: tuple[int, int] | None = None
    """A cell that is written twice."""


def scan(xml: bytes) -> Scan:
    """The Scan of a worksheet part; Unreadable when it is not a sound worksheet."""
    if b"\0" in xml[:64]:
        raise Unreadable("文件内部不是通常的 UTF-8 编码，读不了；请在 Excel 或 WPS 中另存为新文件后再报。")
    if b"<!DOCTYPE" in xml:
        refuse_doctype()
    return _plain(xml) or _quick(xml) or _quick(without_bare_cells(xml)) or walk(xml)


def without_bare_cells(xml: bytes) -> bytes:
    """The XML without cells and rows that hold only a format, with which a sheet can claim a million rows."""
    return _BARE_ROW.sub(b"", _BARE_CELL.sub(b"", xml))


def _plain(xml: bytes) -> Scan | None:
    """The Scan of a sheet where every cell is a bare value in columns A to Z and no row is hidden; None of any other.

    Most sheets are such, and few looks at their bytes show it; one byte alone is looked for quickest.
    """
    if b"!" in xml or b"'" in xml or b"hidden" in xml or b":sheetData" in xml:
        return None
    tag = _ROW_TAG.match(xml, max(xml.rfind(b"<row"), 0))
    if tag is None and b"<row" in xml:
        return None
    result = Scan(n_rows=int(tag[1]) if tag else 0, n_columns=26)
    roof = _roof(result.n_rows)
    if roof * result.n_columns > MAX_CELLS or _no_bare_value(roof).search(xml):
        return None
    result.filled = xml.count(b"<v")
    first = xml.find(b"<mergeCell ")
    if first >= 0:
        result.merged = [_area(reference) for reference in _MERGED.findall(xml, first)]
        if len(result.merged) != xml.count(b"<mergeCell ", first):
            return None
    return result


def _quick(xml: bytes) -> Scan | None:
    """The Scan by patterns; None where the XML is not as all programs write it, or claims too much."""
    if any(odd in xml for odd in _ODD):
        return None
    rows = _ROW_TAG.findall(xml)
    if len(rows) != len(_ANY_ROW.findall(xml)):
        return None
    result = Scan(n_rows=max((int(r) for r, _ in rows), default=0))
    result.n_columns = max((cell_index(c.decode()) + 1 for c in set(_WIDE.findall(xml))), default=26)
    if result.n_rows > MAX_ROWS or result.n_rows * result.n_columns > MAX_CELLS:
        return None
    roof = _roof(result.n_rows)
    if _stray(roof if roof * result.n_columns <= MAX_CELLS else result.n_rows).search(xml):
        return None

    result.filled = filled(xml)
    if b' hidden="' in xml:
        result.hidden_rows = [int(r) - 1 for r, rest in rows if _HIDDEN.search(rest)]
    result.merged = [_area(reference) for reference in _MERGED.findall(xml)]
    errors = _errors(xml)
    if errors is None:
        return None
    result.errors = errors
    if b"<f" in xml:
        for letters, row, attributes, value in _NO_VALUE.findall(xml):
            # ="" is stored as an empty value of type str: a result, not a missing one
            if not (value and b't="str"' in attributes) and b't="e"' not in attributes:
                result.no_value.append((int(row) - 1, cell_index(letters.decode())))
    return result


def _errors(xml: bytes) -> dict[tuple[int, int], str] | None:
    """The error of each cell that holds one; None where such a cell is not written as usual."""
    errors: dict[tuple[int, int], str] = {}
    at = xml.find(_ERROR_TYPE)
    while at >= 0:
        start = xml.rfind(b"<", max(at - LONGEST_TAG, 0), at)
        if start < 0:
            return None
        if _ERROR_TAG.fullmatch(xml, start, at):
            cell = _ERROR.match(xml, start)
            if cell is None:
                return None
            place = int(cell[2]) - 1, cell_index(cell[1].decode())
            if place in errors:
                return None
            value = _VALUE.search(cell[3])
            errors[place] = (html.unescape(value[1].decode("utf-8", "replace")) if value else "") or UNNAMED_ERROR
        at = xml.find(_ERROR_TYPE, at + 1)
    return errors


def filled(xml: bytes) -> int:
    """How many cells hold a value, by patterns."""
    return sum(map(xml.count, _FILLED)) - xml.count(_EMPTY_VALUE)


def _roof(n_rows: int) -> int:
    """The largest number of as many digits: few different roofs, so few patterns to compile."""
    return 10 ** len(str(n_rows)) - 1


@lru_cache(maxsize=16)
def _no_bare_value(roof: int) -> re.Pattern[bytes]:
    """Finds a cell that is not written as most are: an error, a formula, a text of its own, or in no plain place."""
    cell = rb'(?! r="[A-Z](?:' + _up_to(roof) + rb')"(?: s="\d+")?(?: t="(?:s|n|b|d|str)")?(?:/>|><v>))'
    return re.compile(rb"<c" + cell + rb"[\s>/]")


@lru_cache(maxsize=64)
def _stray(n_rows: int) -> re.Pattern[bytes]:
    """Finds a cell without a plain reference, or with one below row `n_rows`.

    The references are what the reader underneath goes by, whatever row tag they are in.
    """
    return re.compile(rb'<c(?! r="[A-Z]{1,3}(?:' + _up_to(n_rows) + rb')"[ />])[\s>/]')


def _up_to(n: int) -> bytes:
    """A pattern of the numbers 1 to `n`."""
    digits = str(n)
    options = [rf"[1-9]\d{{0,{len(digits) - 2}}}"] if len(digits) > 1 else []
    for place, digit in enumerate(digits):
        low = 1 if place == 0 else 0
        if int(digit) > low:
            rest = len(digits) - place - 1
            options.append(f"{digits[:place]}[{low}-{int(digit) - 1}]" + (rf"\d{{{rest}}}" if rest else ""))
    return "|".join([*options, digits]).encode()


def _area(reference: tuple[bytes, bytes, bytes, bytes]) -> Area:
    left, top, right, bottom = (part.decode() for part in reference)
    return int(top) - 1, cell_index(left), int(bottom) - 1, cell_index(right)


def walk(xml: bytes) -> Walk:
    """The Scan by full parse: any prefix, comments, cells without references."""
    result = Walk()
    last_row = column = -1
    row = -1
    try:
        for event, element in etree.iterparse(
            BytesIO(xml),
            events=("start", "end"),
            tag=("{*}row", "{*}c", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            kind = etree.QName(element).localname
            if kind == "row":
                if event == "start":
                    row = int(element.get("r") or last_row + 2) - 1
                    last_row, column = row, -1
                    if element.get("hidden") in ("1", "true"):
                        result.hidden_rows.append(row)
                else:
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
            elif event == "end" and kind == "c":
                at = re.fullmatch(r"([A-Za-z]{1,7})(\d{1,9})", element.get("r") or "")
                if at:
                    r, column = int(at[2]) - 1, cell_index(at[1])
                else:
                    r, column = row, column + 1
                _take(result, element, r, column)
            elif event == "end":
                area = re.fullmatch(_AREA, element.get("ref") or "")
                if area:
                    result.merged.append(_area(tuple(part.encode() for part in area.groups())))  # type: ignore[arg-type]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(DAMAGED) from error
    result.filled = len(result.cells)
    return result


def _take(result: Walk, cell: etree._Element, r: int, c: int) -> None:
    kind = cell.get("t") or "n"
    value = cell.find("{*}v")
    inline = cell.find("{*}is")
    stored = (value.text or "") if value is not None else ""
    if inline is not None:
        stored = "".join(text.text or "" for text in inline.iter("{*}t"))
    if kind == "e":
        result.errors[r, c] = stored or UNNAMED_ERROR
    elif not stored and cell.find("{*}f") is not None and not (value is not None and kind == "str"):
        result.no_value.append((r, c))
    elif not stored:
        return
    if (r, c) in result.cells:
        result.repeated = (r, c)
    if stored:
        result.cells[r, c] = (kind, stored)
    result.n_rows = max(result.n_rows, r + 1)
    result.n_columns = max(result.n_columns, c + 1)
