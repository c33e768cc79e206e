"""Which tables does a .docx hold, and which lines around each?

Accepted changes only: what a reviser inserted counts, what he deleted does not. Headers, footers,
footnotes and comments go with the first table; automatic list numbers are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from etl.readers.asides import document_asides
from etl.readers.cells import MAX_COLUMNS, Area, check_extent
from etl.readers.grid import Grid, Unreadable
from etl.readers.package import DAMAGED, Package, parse

_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


_P, _TBL, _TR, _TC, _T = _w("p"), _w("tbl"), _w("tr"), _w("tc"), _w("t")
_TC_PR, _GRID_SPAN, _V_MERGE, _VAL = map(_w, ("tcPr", "gridSpan", "vMerge", "val"))
_GRID_BEFORE = f"{_w('trPr')}/{_w('gridBefore')}"
_R, _STRIKES = _w("r"), (_w("strike"), _w("dstrike"))
_TAB, _BR, _CR, _SYM, _HYPHEN = _w("tab"), _w("br"), _w("cr"), _w("sym"), _w("noBreakHyphen")
_CHECKBOX, _DROPDOWN, _MATH = _w("checkBox"), _w("ddList"), f"{{{_M}}}t"
_SPEAKING = (_P, _T, _TAB, _BR, _CR, _SYM, _HYPHEN, _CHECKBOX, _DROPDOWN, _MATH)

_UNWRAPPED = tuple(map(_w, ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple")))
_DROPPED = tuple(map(_w, ("del", "moveFrom", "tabs", "rt", "sdtPr", "instrText")))

_SYMBOLS = {
    **dict.fromkeys(("F0FE", "F052"), "☑"),
    **dict.fromkeys(("F0FD", "F078", "F053"), "☒"),
    **dict.fromkeys(("F0A8", "F06F", "F0A3", "F071", "F072"), "☐"),
    **dict.fromkeys(("F0FC", "F050"), "√"),
    **dict.fromkeys(("F0FB", "F04F"), "×"),
}
"""What the boxes and ticks of Wingdings and Wingdings 2 look like."""


@dataclass(slots=True)
class _Block:
    """A table's cells as laid out, before the lines around it are added."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)


def read_docx(package: Package) -> list[Grid]:
    """One Grid a top-level table, 表1, 表2…; without a table, the lines as one column named 正文."""
    body = _body(package)
    tables: list[_Block] = []
    lines: list[list[str]] = [[]]  # lines[i] come before tables[i]; the last ones after all
    for element in body.iterchildren(_P, _TBL):
        if element.tag == _TBL:
            tables.append(_table(element, f"表{len(tables) + 1}"))
            lines.append([])
        else:
            lines[-1].extend(_lines(element))
    asides = tuple(document_asides(package))
    if tables:
        first, *others = [_grid(f"表{i + 1}", lines[i], table, lines[i + 1]) for i, table in enumerate(tables)]
        return [replace(first, asides=asides), *others]
    if not lines[0]:
        raise Unreadable("文件里没有文字（也许只有图片）；请确认报的是填好的表。")
    return [Grid("正文", [lines[0]], is_word=True, asides=asides)]


def _body(package: Package) -> etree._Element:
    root = parse(package.read(package.main_part).replace(_STRICT.encode(), _W.encode()))
    body = root.find(_w("body"))
    if body is None:
        raise Unreadable(DAMAGED)
    if any(True for _ in body.iter(_w("altChunk"))):
        raise Unreadable("文件里整段嵌着另一份文档，读不到其中的内容；请在 Word 或 WPS 中打开后另存为 .docx 再报。")
    _settle(body)
    return body


def _settle(body: etree._Element) -> None:
    """Take every tracked change as accepted and every wrapper away, so that only content is left."""
    for mark in [*body.iter(_w("del"))]:
        properties = mark.getparent()
        if properties is not None and properties.tag == _w("trPr"):
            row = properties.getparent()
            if row is not None and row.getparent() is not None:
                row.getparent().remove(row)
    # a text box is written twice, for new and for old programs
    for choice in body.iter(f"{{{_MC}}}AlternateContent"):
        fallback = choice.find(f"{{{_MC}}}Fallback")
        if fallback is not None and choice.find(f"{{{_MC}}}Choice") is not None:
            choice.remove(fallback)
    for flag in body.iter(_w("showingPlcHdr")):  # 单击此处输入文字: a prompt, not what anybody wrote
        for text in flag.getparent().getparent().iter(_T):
            text.text = ""
    etree.strip_elements(body, *_DROPPED, with_tail=False)
    etree.strip_tags(body, *_UNWRAPPED)


def _grid(name: str, above: list[str], table: _Block, below: list[str]) -> Grid:
    width = max([1, *map(len, table.rows)])
    top, bottom = len(above), len(above) + len(table.rows)
    check_extent(name, bottom + len(below), width)
    rows = [[line] for line in above] + table.rows + [[line] for line in below]
    columns = [list(column) for column in zip(*(row + [""] * (width - len(row)) for row in rows), strict=True)]
    return Grid(
        name,
        columns,
        merged=tuple((t + top, left, b + top, r) for t, left, b, r in table.merged),
        is_word=True,
        table_top=top,
        table_bottom=bottom,
        struck=frozenset((r + top, c) for r, c in table.struck),
    )


def _table(table: etree._Element, name: str) -> _Block:
    """Cells laid on the grid; what spans columns (gridSpan) or rows (vMerge) fills its whole area."""
    block = _Block()
    areas: list[list[int]] = []
    open_areas: dict[int, list[int]] = {}  # by left column: areas that the next row may continue
    cells = 0
    has_strikes = next(table.iter(*_STRIKES), None) is not None
    for r, tr in enumerate(table.iterchildren(_TR)):
        row = [""] * min(_number(tr.find(_GRID_BEFORE), 0), MAX_COLUMNS)
        cells += len(row)
        still_open: dict[int, list[int]] = {}
        for tc in tr.iterchildren(_TC):
            left = len(row)
            span, merge = _shape(tc)
            cells += span
            check_extent(name, 1, left + span)
            check_extent(name, cells, 1)
            area = open_areas.get(left) if merge == "continue" else None
            if area is None:
                area = [r, left, r, left + span - 1]
                areas.append(area)
                text = _cell_text(tc)
                if has_strikes and _is_struck(tc):
                    block.struck.add((r, left))
            else:
                area[2] = r
                text = block.rows[area[0]][left]
            if merge:
                still_open[left] = area
            row.extend([text] * span)
        open_areas = still_open
        block.rows.append(row)
    block.merged = [(t, left, b, r) for t, left, b, r in areas if (t, left) != (b, r)]
    return block


def _is_struck(tc: etree._Element) -> bool:
    """Whether every run of a cell that shows something is struck out."""
    shown = [run for run in tc.iter(_R) if "".join(text.text or "" for text in run.iter(_T)).strip()]
    return bool(shown) and all(any(_is_on(mark) for mark in run.iter(*_STRIKES)) for run in shown)


def _is_on(mark: etree._Element) -> bool:
    return (mark.get(_VAL) or "1") not in ("0", "false", "off")


def _shape(tc: etree._Element) -> tuple[int, str]:
    """How many columns a cell spans, and whether it begins ("restart") or goes on ("continue") down."""
    properties = tc.find(_TC_PR)
    if properties is None:
        return 1, ""
    merge = properties.find(_V_MERGE)
    across = properties.find(_GRID_SPAN)
    span = 1 if across is None else max(_number(across, 1), 1)
    return span, "" if merge is None else merge.get(_VAL) or "continue"


def _number(element: etree._Element | None, otherwise: int) -> int:
    raw = element.get(_VAL) if element is not None else None
    return int(raw) if raw and raw.isdigit() and len(raw) < 9 else otherwise


def _cell_text(cell: etree._Element) -> str:
    """A cell's paragraphs, one a line; a table inside it as lines of tab-separated cells."""
    lines = []
    for element in cell.iterchildren(_P, _TBL):
        if element.tag == _P:
            lines.append(_paragraph(element))
        else:
            for tr in element.iterchildren(_TR):
                lines.append("\t".join(_cell_text(tc) for tc in tr.iterchildren(_TC)))
    return "\n".join(lines).strip("\n")


def _lines(paragraph: etree._Element) -> Iterator[str]:
    """The text of a paragraph outside tables; nothing when it is blank."""
    text = _paragraph(paragraph).strip("\n")
    if text.strip():
        yield text


def _paragraph(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    for element in paragraph.iter(*_SPEAKING):
        tag = element.tag
        if tag in (_T, _MATH):
            pieces.append(element.text or "")
        elif tag == _TAB:
            pieces.append("\t")
        elif tag in (_BR, _CR):
            pieces.append("\n")
        elif tag == _P:
            if element is not paragraph and pieces:  # a text box's own paragraph
                pieces.append("\n")
        elif tag == _HYPHEN:
            pieces.append("-")
        elif tag == _SYM:
            pieces.append(_symbol(element.get(_w("char")) or ""))
        elif tag == _DROPDOWN:
            pieces.append(_chosen(element))
        else:
            pieces.append("☑" if _is_checked(element) else "☐")
    return "".join(pieces)


def _symbol(code: str) -> str:
    if code.upper() in _SYMBOLS:
        return _SYMBOLS[code.upper()]
    try:
        symbol = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    if symbol < " " or "\ud800" <= symbol <= "\udfff":  # half a character, which no text can hold
        return ""
    return "•" if "\ue000" <= symbol <= "\uf8ff" else symbol


def _is_checked(box: etree._Element) -> bool:
    for name in ("checked", "default"):
        state = box.find(_w(name))
        if state is not None:
            return (state.get(_VAL) or "1") in ("1", "true", "on")
    return False


def _chosen(dropdown: etree._Element) -> str:
    entries = [entry.get(_VAL) or "" for entry in dropdown.iterfind(_w("listEntry"))]
    chosen = _number(dropdown.find(_w("result")), _number(dropdown.find(_w("default")), 0))
    return entries[chosen] if chosen < len(entries) else ""
