"""Which texts does an .xlsx or .xlsm workbook hold, errors and missing values included?"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TypeVar

import python_calamine
from lxml import etree

from etl.readers.asides import Aside, sheet_asides
from etl.readers.cells import assemble, check_extent, is_day_format, mark_serials, texts
from etl.readers.formats import Spelt, displayed, spelling_styles, spelt_cells
from etl.readers.grid import Grid, Mark, Unreadable, column_letters
from etl.readers.package import DAMAGED, Package
from etl.readers.sheet_xml import Scan, Walk, filled, scan, walk
from etl.readers.struck import Struck

SAVE_AGAIN = "请在 Excel 或 WPS 中打开并另存为 .xlsx 后再报。"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that the workbook lists."""

    name: str
    part: str


def read_xlsx(data: bytes, package: Package) -> list[Grid]:
    """Every worksheet in the workbook's order; chart sheets hold no cells and give none."""
    workbook = package.tree(package.main_part)
    sheets = _sheets(package, workbook)
    is_1904 = _counts_from_1904(workbook)
    named = _styles(package), _shared_strings(package)
    styles, strings = (package.read(part) if part else b"" for part in named)
    strike = Struck(styles, strings)
    scans: list[Scan | None] = []
    struck: list[frozenset[tuple[int, int]]] = []
    choices: list[str] = []
    asides: list[list[Aside]] = []
    spellings = spelling_styles(package)
    spelt: list[list[Spelt]] = []
    for sheet in sheets:
        xml = package.read(sheet.part)
        scanned = None if _is_chart(xml) else scan(xml)
        if scanned:
            check_extent(sheet.name, scanned.n_rows, scanned.n_columns)
        scans.append(scanned)
        struck.append(strike.cells(xml) if scanned else frozenset())
        asides.append(sheet_asides(package, sheet.part, xml))
        spelt.append(spelt_cells(xml, spellings))
        if b"dataValidation" in xml:
            choices += [html.unescape(source.decode("utf-8", "replace")) for source in _CHOICES.findall(xml)]
    serving = _serving(package, workbook, sheets, choices)

    plain = _with_true_count(data, package, strings)
    if plain is not data:
        package = Package(plain)
    plain = _with_plain_days(plain, package, styles)
    book = rust(lambda: python_calamine.load_workbook(BytesIO(plain)))
    listed = book.sheets_metadata
    if len(listed) != len(sheets):
        raise Unreadable(f"工作簿的目录和内容对不上，怕漏读；{SAVE_AGAIN}")
    grids = []
    for index, (sheet, scanned) in enumerate(zip(sheets, scans, strict=True)):
        if scanned is None:
            continue
        rows = rust(lambda index=index: book.get_sheet_by_index(index).to_python(skip_empty_area=False))
        columns, marks = _columns(rows)
        if is_1904:
            mark_serials(columns, marks)
        del rows
        scanned = _nothing_lost(sheet, package, columns, scanned)
        marks.update(dict.fromkeys(scanned.no_value, Mark.NO_VALUE))
        marks.update(dict.fromkeys(scanned.errors, Mark.ERROR))
        grid = assemble(
            sheet.name,
            columns,
            merged=scanned.merged,
            marks=marks,
            overrides=scanned.errors,
            hidden_rows=scanned.hidden_rows,
            is_hidden=listed[index].visible != python_calamine.SheetVisibleEnum.Visible,
        )
        extra = {"struck": struck[index], "displayed": displayed(grid, spelt[index]), "serves": sheet.name in serving}
        grids.append(replace(grid, asides=tuple(asides[index]), **extra))
    return grids


def _with_true_count(data: bytes, package: Package, strings: bytes) -> bytes:
    """The workbook without an absurd number of shared strings, for which calamine would reserve memory and die."""
    part = _shared_strings(package)
    if part is None:
        return data
    declared = _STRING_COUNT.search(strings, 0, 4096)
    if declared is None or int(declared[1]) * len(b"<si/>") <= len(strings):
        return data
    return package.with_part(part, _STRING_COUNT.sub(b' uniqueCount="0"', strings, count=1))


_STRING_COUNT = re.compile(rb"""\suniqueCount\s*=\s*["'](\d+)["']""")


def _with_plain_days(data: bytes, package: Package, styles: bytes) -> bytes:
    """The workbook with 星期六 and the years of eras formatted as plain days, which calamine would take for numbers."""
    part = _styles(package)
    if part is None:
        return data
    odd = {
        code for code in _FORMAT_CODE.findall(styles) if is_day_format(html.unescape(code.decode("utf-8", "replace")))
    }
    if not odd:
        return data
    return package.with_part(
        part, _FORMAT_CODE.sub(lambda code: b'formatCode="yyyy-mm-dd"' if code[1] in odd else code[0], styles)
    )


_FORMAT_CODE = re.compile(rb'formatCode="([^"]*)"')


def rust(call: Callable[[], T]) -> T:
    """What `call` returns; Unreadable when the Rust reader fails or panics."""
    try:
        return call()
    except Exception as error:
        raise Unreadable(f"表格内部结构有误，读不了；{SAVE_AGAIN}") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # pyo3's, derived from BaseException
            raise Unreadable(f"表格内部结构有误，读不了；{SAVE_AGAIN}") from error
        raise


def _sheets(package: Package, workbook: etree._Element) -> list[Sheet]:
    """The sheets in order, each with its part, by the workbook's relationships."""
    folder, name = posixpath.split(package.main_part)
    targets = {}
    for relation in package.tree(f"{folder}/_rels/{name}.rels").iter("{*}Relationship"):
        if relation.get("Id") and relation.get("Target"):
            targets[relation.get("Id")] = relation.get("Target")
    sheets = []
    for entry in workbook.iterfind("{*}sheets/{*}sheet"):
        rid = next((v for k, v in entry.attrib.items() if k.endswith("}id")), "")
        part = package.resolve(folder, targets.get(rid, ""))
        sheet_name = entry.get("name") or ""
        if part not in package:
            raise Unreadable(f"工作表「{sheet_name}」在文件里找不到；{SAVE_AGAIN}")
        sheets.append(Sheet(sheet_name, part))
    if not sheets:
        raise Unreadable(DAMAGED)
    return sheets


_CHOICES = re.compile(rb"<(?:\w+:)?(?:formula1|f)>([^<]*![^<]*|[^<\"!,]+)</")
"""Where a dropdown takes its words from: cells of another sheet, or a name for such cells."""


def _serving(package: Package, workbook: etree._Element, sheets: list[Sheet], choices: list[str]) -> set[str]:
    """The names of the sheets that hold the words of dropdowns, or a pivot."""
    serving = {sheet.name for sheet in sheets if _has_pivot(package, sheet.part)}
    if choices:
        named = {name.get("name"): name.text or "" for name in workbook.iterfind("{*}definedNames/{*}definedName")}
        sources = [named.get(source, source) for source in choices]
        places = {source.rpartition("!")[0].strip("'").replace("''", "'") for source in sources}
        serving |= {sheet.name for sheet in sheets if sheet.name in places}
    return serving


def _has_pivot(package: Package, part: str) -> bool:
    if not any(name.startswith("xl/pivottables/") for name in package.names):
        return False
    try:
        return any(kind == "pivotTable" for kind, _ in package.related(part))
    except Unreadable:  # the part itself is read all the same
        return False


def _counts_from_1904(workbook: etree._Element) -> bool:
    properties = workbook.find("{*}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true", "on")


def _is_chart(xml: bytes) -> bool:
    head = xml[:2000]
    return b"chartsheet" in head and b"<worksheet" not in head and b":worksheet" not in head


def _columns(rows: list[list[object]]) -> tuple[list[list[str]], dict[tuple[int, int], Mark]]:
    columns: list[list[str]] = []
    marks: dict[tuple[int, int], Mark] = {}
    for c, values in enumerate(zip(*rows, strict=True)):
        column, own = texts(values)
        columns.append(column)
        marks.update({(r, c): mark for r, mark in own.items()})
    return columns, marks


def _nothing_lost(sheet: Sheet, package: Package, columns: list[list[str]], scanned: Scan) -> Scan:
    """The Scan to trust; Unreadable when a cell that holds something came out empty unexplained."""
    n_filled = sum(len(column) - column.count("") for column in columns)
    if n_filled + len(scanned.errors) >= scanned.filled:
        return scanned
    if not isinstance(scanned, Walk):
        xml = package.read(sheet.part)
        if n_filled + len(scanned.errors) >= filled(xml):
            return scanned
    exact = scanned if isinstance(scanned, Walk) else walk(xml)
    if exact.repeated:
        raise Unreadable(f"工作表「{sheet.name}」的 {_name(exact.repeated)} 写了两次；{SAVE_AGAIN}")
    empty_strings = _empty_strings(package)
    for (r, c), (kind, stored) in exact.cells.items():
        if kind == "e" or (c < len(columns) and r < len(columns[c]) and columns[c][r]):
            continue
        if not stored.strip():  # blanks alone, which the reader trims
            continue
        if kind == "s" and stored.strip().isdigit() and int(stored) in empty_strings:
            continue
        raise Unreadable(f"工作表「{sheet.name}」的 {_name((r, c))} 有内容却读不出来；{SAVE_AGAIN}")
    return exact


def _styles(package: Package) -> str | None:
    return next((name for name in package.names if name.endswith("styles.xml")), None)


def _shared_strings(package: Package) -> str | None:
    return next((name for name in package.names if name.endswith("sharedstrings.xml")), None)


def _empty_strings(package: Package) -> set[int]:
    """Which shared strings are blank."""
    part = _shared_strings(package)
    if part is None:
        return set()
    items = package.tree(part).iterfind("{*}si")
    return {i for i, item in enumerate(items) if not _string_text(item).strip()}


def _string_text(item: etree._Element) -> str:
    """A shared string without its reading aids (rPh)."""
    return "".join(text.text or "" for text in item.iter("{*}t") if etree.QName(text.getparent()).localname != "rPh")


def _name(at: tuple[int, int]) -> str:
    return f"{column_letters(at[1])}{at[0] + 1}"
