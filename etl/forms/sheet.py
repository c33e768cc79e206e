"""What does one sheet say, once it is known which form it is?

Rows are taken as they are written; nothing is parsed here. A line that is no record (a title, a
total, a note, a signature, a second header) is kept as a note, so that no line is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from etl.forms.form import Field, Form, heading_key, without_brackets
from etl.readers import Grid
from etl.readers.grid import column_letters

HEADER_WITHIN = 60
"""A list's header stands within so many rows of the top."""

TOTAL, NOTE = "合计", "备注"
_TOTAL_WORDS = re.compile(r"^\s*(合\s*计|总\s*计|小\s*计|累\s*计|共\s*计)\s*[:：]?\s*$")
_NOTE_WORDS = re.compile(
    r"^\s*(注|备注|说明|填表说明|填表人|填报人|制表人|制表|审核人|审核|单位负责人|负责人|联系人|填报单位|填报日期|报送日期|村（社区）书记|分管领导)"
    r"\s*(\d\s*)?[:：.、]"
)
_INSTRUCTIONS = re.compile(r"说明|须知|填表要求|填报要求")

heading_key = lru_cache(maxsize=65536)(heading_key)


@dataclass(slots=True)
class SheetRead:
    """One sheet as read: its form, its records, the facts beside them, the lines that are no records."""

    sheet: str
    form: str | None = None
    refused: str | None = None
    is_hidden: bool = False
    hidden_row_count: int = 0
    is_word: bool = False
    title: str = ""
    about: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    """Field → its column (C, 第3列) in a list, its whole address in boxes."""
    unknown_headings: list[str] = field(default_factory=list)
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    """(row, kind, text)"""
    marks: list[tuple[int, str, str]] = field(default_factory=list)
    """(source row, field, mark)"""
    rows: pa.Table | None = None
    """source_row and a text column for each field found; None when the sheet holds no record."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where a list's header stands and which column is which field."""

    form: Form
    top: int
    bottom: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]


def read_sheet(grid: Grid, forms: Sequence[Form]) -> SheetRead:
    """What `grid` says under the one form that it is; `refused` says why when it is none."""
    read = SheetRead(grid.sheet, is_hidden=grid.is_hidden, hidden_row_count=len(grid.hidden_rows), is_word=grid.is_word)
    if not any(any(column) for column in grid.columns):
        return read
    claims = [claim for form in forms if (claim := _claim(grid, form))]
    most = max((len(found) for _, found, _ in claims), default=0)
    best = [claim for claim in claims if len(claim[1]) == most]
    if not best:
        _refuse(read, grid, forms)
    elif len(best) > 1:
        names = "、".join(form.label for form, _, _ in best)
        read.refused = f"工作表“{grid.sheet}”同时像 {names}，无法确定是哪一种；请把表头改成其中一种的栏目"
    else:
        form, _, header = best[0]
        read.form = form.id
        if header is None:
            _read_boxes(read, grid, form)
        else:
            _read_list(read, grid, header)
    return read


def _claim(grid: Grid, form: Form) -> tuple[Form, Mapping[str, object], Header | None] | None:
    if form.shape == "boxes":
        boxes = _find_boxes(grid, form.fields)
        rows = {boxes[name][0] for name in form.must_have if name in boxes}
        fits = all(name in boxes for name in form.must_have) and len(rows) > 1
        return (form, boxes, None) if fits else None
    header = _find_header(grid, form)
    return (form, header.columns, header) if header else None


def _find_header(grid: Grid, form: Form) -> Header | None:
    names = _heading_names(form)
    bottom = grid.n_rows if grid.table_bottom is None else grid.table_bottom
    for top in range(grid.table_top, min(bottom, grid.table_top + HEADER_WITHIN)):
        upper = [heading_key(said) for said in grid.row(top)]
        if not any(key in names or without_brackets(key) in names for key in upper):
            continue
        found = [_match([(key,) for key in upper], names)]
        if top + 1 < bottom:
            lower = [heading_key(said) for said in grid.row(top + 1)]
            spans = any(a == top and b == top + 1 for a, _, b, _ in grid.merged)
            two_levels = _match([_two_level(p, c) for p, c in zip(_carried(upper), lower, strict=True)], names)
            if spans or len(two_levels[0]) > len(found[0][0]):
                found.append(two_levels)
        for height, (columns, unknown) in reversed(list(enumerate(found))):
            if all(name in columns for name in form.must_have):
                return Header(form, top, top + height, columns, unknown)
    return None


def _carried(upper: list[str]) -> list[str]:
    """The upper header row with each blank taking the heading to its left, as an unmerged csv leaves it."""
    carried, last = [], ""
    for key in upper:
        last = key or last
        carried.append(last)
    return carried


def _two_level(parent: str, child: str) -> tuple[str, ...]:
    return (parent,) if child in ("", parent) else (parent + child, child)


def _heading_names(form: Form) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for declared in form.fields:
        for heading in declared.headings:
            names.setdefault(heading_key(heading), []).append(declared.name)
    return names


def _match(
    headings: Sequence[tuple[str, ...]], names: Mapping[str, list[str]]
) -> tuple[dict[str, int], tuple[str, ...]]:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for c, ways in enumerate(headings):
        keys = [k for way in ways for k in (way, without_brackets(way)) if k]
        free = (name for key in keys for name in names.get(key, ()) if name not in columns)
        name = next(free, None)
        if name is not None:
            columns[name] = c
        elif keys and not any(key in names for key in keys) and keys[0] not in unknown:
            unknown.append(keys[0])
    return columns, tuple(unknown)


def _read_list(read: SheetRead, grid: Grid, header: Header) -> None:
    form = header.form
    first = header.bottom + 1
    bottom = grid.n_rows if grid.table_bottom is None else grid.table_bottom
    table = {name: pa.array(grid.columns[c][first:bottom], pa.string()) for name, c in header.columns.items()}
    numbers = pa.array(range(grid.line(first), grid.line(bottom)), pa.int32())
    filled = _any_filled([table[n] for n in form.marks_a_record or table if n in table])
    notes = _lines_that_are_no_records(grid, header, first, bottom)
    is_note = pa.array([r in notes for r in range(first, bottom)], pa.bool_()) if notes else None
    record = pc.and_not(filled, is_note) if is_note is not None else filled
    read.rows = pa.table({"source_row": numbers, **table}).filter(record)
    for r in _other_lines(grid, header, first, bottom, filled, notes):
        notes.setdefault(r, NOTE)
    read.notes = [(grid.line(r), kind, _joined(grid, r)) for r, kind in sorted(notes.items())]
    by_column = {c: name for name, c in header.columns.items()}
    kept = set(read.rows["source_row"].to_pylist()) if grid.marks else set()
    read.marks = [
        (grid.line(r), by_column[c], str(mark))
        for (r, c), mark in grid.marks.items()
        if c in by_column and grid.line(r) in kept
    ]
    read.cells = {n: (f"第{c + 1}列" if grid.is_word else column_letters(c)) for n, c in header.columns.items()}
    read.unknown_headings = [h for h in header.unknown if h not in ("序号", "备注")]
    beside = [*range(header.top), *range(bottom, grid.n_rows), *sorted(notes)]
    read.title = " ".join(dict.fromkeys(_joined(grid, r) for r in range(header.top)))
    _read_about(read, grid, form.about, beside)


def _any_filled(columns: Sequence[pa.Array]) -> pa.Array:
    filled = pc.not_equal(pc.utf8_trim_whitespace(columns[0]), "")
    for column in columns[1:]:
        filled = pc.or_(filled, pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    return filled


def _lines_that_are_no_records(grid: Grid, header: Header, first: int, bottom: int) -> dict[int, str]:
    """Totals, notes, section lines merged over the row, and headers printed again, below the header."""
    notes: dict[int, str] = {}
    for column in grid.columns[:3]:
        said = pa.array(column[first:bottom], pa.string())
        for pattern, kind in ((_TOTAL_WORDS, TOTAL), (_NOTE_WORDS, NOTE)):
            hits = pc.indices_nonzero(pc.match_substring_regex(said, pattern.pattern))
            notes.update((first + i, kind) for i in hits.to_pylist())
    wide = max(3, grid.n_columns // 2)
    notes.update((a, NOTE) for a, left, b, right in grid.merged if a == b >= first and right - left + 1 >= wide)
    headings = grid.row(header.top)
    c = next(iter(header.columns.values()))
    notes.update(
        (r, NOTE) for r in range(first, bottom) if grid.columns[c][r] == headings[c] and grid.row(r) == headings
    )
    return {r: kind for r, kind in notes.items() if first <= r < bottom}


def _other_lines(
    grid: Grid, header: Header, first: int, bottom: int, filled: pa.Array, notes: Mapping[int, str]
) -> Iterator[int]:
    """Lines with some text that are neither records nor known notes; bare row numbers and areas are not text."""
    quiet = {
        header.columns[n] for n in ("district", "town", "village", "sequence", "block", "item") if n in header.columns
    }
    numbered = {c for c in range(grid.n_columns) if heading_key(grid.columns[c][header.bottom]) in ("序号", "编号")}
    for i in pc.indices_nonzero(pc.invert(filled)).to_pylist():
        r = first + i
        if r not in notes and any(said.strip() for c, said in enumerate(grid.row(r)) if c not in quiet | numbered):
            yield r


def _joined(grid: Grid, r: int) -> str:
    """The line's text, each merged area once."""
    return " ".join(dict.fromkeys(said.strip() for said in grid.row(r) if said.strip()))


def _find_boxes(grid: Grid, fields: Sequence[Field]) -> dict[str, tuple[int, int]]:
    """Where each field's value stands: the first cell to the right of its label that is not the label itself."""
    names = {heading_key(h): f.name for f in fields for h in f.headings}
    found: dict[str, tuple[int, int]] = {}
    for c, column in enumerate(grid.columns):
        for r, said in enumerate(column):
            key = heading_key(said) if said and len(said) < 80 else ""
            name = names.get(key) or names.get(without_brackets(key)) if key else None
            if name is None or (name in found and found[name] < (r, c)):
                continue
            value = next((k for k in range(c + 1, grid.n_columns) if grid.columns[k][r] != said), None)
            if value is not None:
                found[name] = (r, value)
    return found


def _box_text(grid: Grid, cell: tuple[int, int], names: frozenset[str]) -> str:
    """What a box holds; '' when the next cell is the next label, so that the box is blank."""
    said = grid.columns[cell[1]][cell[0]]
    key = heading_key(said)
    return "" if key in names or without_brackets(key) in names else said


def _read_boxes(read: SheetRead, grid: Grid, form: Form) -> None:
    labels = frozenset(heading_key(h) for f in form.fields for h in f.headings)
    boxes = _find_boxes(grid, form.fields)
    said = {name: _box_text(grid, cell, labels) for name, cell in boxes.items()}
    top = min(r for r, _ in boxes.values())
    read.cells = {name: grid.address(r, c) for name, (r, c) in boxes.items()}
    by_cell = {cell: name for name, cell in boxes.items()}
    read.marks = [(grid.line(top), by_cell[cell], str(mark)) for cell, mark in grid.marks.items() if cell in by_cell]
    bottom = max(r for r, _ in boxes.values()) + 1
    read.title = " ".join(_joined(grid, r) for r in range(top))
    below = [r for r in range(bottom, grid.n_rows)]
    _read_about(read, grid, form.about, below or range(top))
    if any(text.strip() for text in said.values()):
        read.rows = pa.table(
            {"source_row": pa.array([grid.line(top)], pa.int32()), **{n: [t] for n, t in said.items()}}
        )


def _read_about(read: SheetRead, grid: Grid, fields: Sequence[Field], rows: Sequence[int] | range) -> None:
    """The facts that stand beside the table, as `label | value` cells or as `label：value` in a line."""
    labels = sorted((h for f in fields for h in f.headings), key=len, reverse=True)
    if not labels:
        return
    names = {heading_key(h): f.name for f in fields for h in f.headings}
    inline = re.compile("(" + "|".join(r"\s*".join(map(re.escape, label)) for label in labels) + r")\s*:")
    for r in rows:
        cells = list(dict.fromkeys((said, c) for c, said in enumerate(grid.row(r)) if said.strip()))
        seen: list[tuple[str, int]] = []
        for said, c in cells:
            if not seen or seen[-1][0] != said:
                seen.append((said, c))
        for i, (said, c) in enumerate(seen):
            parts = inline.split(said.translate(_HALF_WIDTH))
            for label, value in zip(parts[1::2], parts[2::2], strict=False):
                _tell(read, names[heading_key(label)], value, grid.address(r, c))
            name = names.get(heading_key(said))
            if name and len(parts) == 1 and i + 1 < len(seen) and heading_key(seen[i + 1][0]) not in names:
                _tell(read, name, seen[i + 1][0], grid.address(r, seen[i + 1][1]))


_HALF_WIDTH = str.maketrans("（）：", "():")


def _tell(read: SheetRead, name: str, value: str, address: str) -> None:
    text = re.sub(r"_+", "", value).strip(" 　，,；;")
    if text and name not in read.about:
        read.about[name] = text
        read.cells.setdefault(f"about:{name}", address)


def _refuse(read: SheetRead, grid: Grid, forms: Sequence[Form]) -> None:
    first = next((said for said in (c for row in range(grid.n_rows) for c in grid.row(row)) if said.strip()), "")
    if _INSTRUCTIONS.search(grid.sheet) or (len(first) < 30 and _INSTRUCTIONS.search(first)):
        read.notes = [(grid.line(r), NOTE, _joined(grid, r)) for r in range(grid.n_rows) if _joined(grid, r)]
        return
    widest = max(
        range(min(grid.n_rows, HEADER_WITHIN)),
        key=lambda r: len(set(filter(str.strip, grid.row(r)))),
        default=0,
    )
    headings = list(dict.fromkeys(said.strip().replace("\n", "")[:12] for said in grid.row(widest) if said.strip()))[:6]
    keys = {k for said in grid.row(widest) for k in (heading_key(said), without_brackets(heading_key(said)))}

    def missing(form: Form) -> list[str]:
        wanted = (form.field(name) for name in form.must_have)
        return [f.label for f in wanted if not keys & {heading_key(h) for h in f.headings}]

    nearest = min(forms, key=lambda form: len(missing(form)) / len(form.must_have))
    found = "、".join(f"“{h}”" for h in headings) or "没有文字"
    if len(missing(nearest)) < len(nearest.must_have):
        looked = f"最接近 {nearest.label}，还缺 {'、'.join(missing(nearest))}"
    else:
        looked = "找过 " + "；".join(f"{form.label}（{form.needs}）" for form in forms)
    read.refused = f"工作表“{grid.sheet}”认不出是哪种表：{looked}。表中找到的是 {found}"
