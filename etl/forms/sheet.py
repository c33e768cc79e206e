"""What does one sheet say, once it is known which form it is?

Rows are taken as they are written; nothing is parsed here. A line that is no record (a title, a
total, a note, a signature, a second header) is kept as a note, so that no line is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from etl.forms.form import Field, Form, heading_key, without_brackets
from etl.forms.recognise import LABELS_WITHIN, Boxes, Header, claims, heading_names
from etl.readers import Grid
from etl.readers.grid import column_letters

TOTAL, NOTE = "合计", "备注"
_TOTAL_WORDS = r"(合\s*计|总\s*计|小\s*计|累\s*计|共\s*计)\s*[:：]?\s*$"
_NOTE_WORDS = (
    r"(注|备注|说明|填表说明|填表人|填报人|制表人|制表|审核人|审核|单位负责人|负责人|联系人|填报单位|填报日期|报送日期|村（社区）书记|分管领导)"
    r"\s*(\d\s*)?[:：.、]"
)
_NO_RECORD = rf"^\s*({_TOTAL_WORDS}|{_NOTE_WORDS})"
_INSTRUCTIONS = re.compile(r"说明|须知|填表要求|填报要求")


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


def read_sheet(grid: Grid, forms: Sequence[Form]) -> SheetRead:
    """What `grid` says under the one form that it is; `refused` says why when it is none."""
    read = SheetRead(grid.sheet, is_hidden=grid.is_hidden, hidden_row_count=len(grid.hidden_rows), is_word=grid.is_word)
    if not any(any(column) for column in grid.columns):
        return read
    found = claims(grid, forms)
    most = max((len(claim.columns) for claim in found), default=0)
    best = [claim for claim in found if len(claim.columns) == most]
    if not best:
        _refuse(read, grid, forms)
    elif len(best) > 1:
        names = "、".join(claim.form.label for claim in best)
        read.refused = f"工作表“{grid.sheet}”同时像 {names}，无法确定是哪一种；请把表头改成其中一种的栏目"
    else:
        claim = best[0]
        read.form = claim.form.id
        if isinstance(claim, Boxes):
            _read_boxes(read, grid, claim)
        else:
            _read_list(read, grid, claim)
    return read


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
        hits = pc.indices_nonzero(pc.match_substring_regex(said, _NO_RECORD)).to_pylist()
        notes.update((first + i, TOTAL if re.match(r"\s*" + _TOTAL_WORDS, column[first + i]) else NOTE) for i in hits)
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


def _box_text(grid: Grid, cell: tuple[int, int], names: Set[str]) -> str:
    """What a box holds; '' when the next cell is the next label, so that the box is blank."""
    said = grid.columns[cell[1]][cell[0]]
    key = heading_key(said)
    return "" if key in names or without_brackets(key) in names else said


def _read_boxes(read: SheetRead, grid: Grid, claim: Boxes) -> None:
    boxes = claim.columns
    labels = heading_names(claim.form).keys()
    said = {name: _box_text(grid, cell, labels) for name, cell in boxes.items()}
    top = min(r for r, _ in boxes.values())
    read.cells = {name: grid.address(r, c) for name, (r, c) in boxes.items()}
    by_cell = {cell: name for name, cell in boxes.items()}
    read.marks = [(grid.line(top), by_cell[cell], str(mark)) for cell, mark in grid.marks.items() if cell in by_cell]
    bottom = max(r for r, _ in boxes.values()) + 1
    read.title = " ".join(_joined(grid, r) for r in range(top))
    below = [r for r in range(bottom, grid.n_rows)]
    _read_about(read, grid, claim.form.about, below or range(top))
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
        range(min(grid.n_rows, LABELS_WITHIN[-1])),
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
