"""Which records, facts and notes does a sheet of a known form hold?

Rows are taken as they are written; nothing is parsed here. A line that is no record (a title, a
total, a note, a signature, a second header) is kept as a note, so that no line is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from campaign.office.rules import RETURN_REASON
from etl import values
from etl.forms.beside import BESIDE_UNIT, Labels, facts, is_labelled, labels_of
from etl.forms.briefing import BRIEFING, is_briefing, passages
from etl.forms.form import RETURNED, TEXT, Form, heading_key, without_brackets
from etl.forms.lines import FIRST_COLUMNS, NOTE, TOTAL, is_printed, sort_lines
from etl.forms.recognise import (
    LABELS_WITHIN,
    Boxes,
    Header,
    box_columns,
    claims,
    heading_names,
    label,
    stacked,
    table_bottom,
)
from etl.forms.refusal import refusal
from etl.forms.serving import is_instructions, is_serving
from etl.forms.suggest import Proposal, proposals
from etl.forms.withdrawn import STRUCK, set_hidden_aside, struck_rows
from etl.readers import Grid
from etl.readers.grid import column_letters

Side = Literal["above", "below"] | None
"""On which side of its table a line outside it belongs; None: on both, for there is one table."""
_ROWS_OF_A_LINE = 3
"""A table of so few rows beside a form may be no more than the form's own line, laid out in cells."""


@dataclass(slots=True)
class SheetRead:
    """One sheet as read: its form, its records, the facts beside them, the lines that are no records."""

    sheet: str
    form: str | None = None
    refused: str | None = None
    is_hidden: bool = False
    hidden_row_count: int = 0
    struck_row_count: int = 0
    """Rows that are struck out whole, and therefore notes."""
    partly_struck_row_count: int = 0
    unheaded: dict[str, int] = field(default_factory=dict)
    """Column without a heading → how many rows are written in it, and not read there."""
    only_first: list[str] = field(default_factory=list)
    """Fields that a csv has in the first row of each group alone, as merged cells are saved."""
    aside: str = ""
    """Why a sheet with texts is no paper, where there is more to it than that it holds none."""
    stands_in: str = ""
    """Of a hidden sheet whose rows are not taken: the visible sheets of the same form, quoted."""
    is_word: bool = False
    title: str = ""
    about: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    """Field → its column (C, 第3列) in a list, its whole address in boxes."""
    unknown_headings: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    """What does not agree around the table and costs no row, as sentences."""
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    """(row, kind, text)"""
    totals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """(source row, field → text) of each total row; personal fields are left out"""
    marks: list[tuple[int, str, str]] = field(default_factory=list)
    """(source row, field, mark)"""
    suggestions: dict[str, Proposal] = field(default_factory=dict)
    """Unknown heading → which field it may be; also for a sheet that was refused."""
    rows: pa.Table | None = None
    """source_row and a text column for each of the sheet's fields; None when the sheet holds no record."""

    def texts_of(self, name: str) -> list[str]:
        """The texts of one field in the rows, each once, and the one beside the table."""
        rows = self.rows[name].unique().to_pylist() if self.rows is not None and name in self.rows.column_names else []
        return [*rows, self.about.get(name, "")]

    @property
    def persons(self) -> dict[str, str]:
        """The people whom the rows name, and the word for each where names are hidden."""
        named = (*_PERSONS, *_PERSONS_OF.get(self.form or "", ()))
        others = values.people_named(text for name in named for text in self.texts_of(name))
        return {
            **dict.fromkeys(others, "某人"),
            **dict.fromkeys(values.people_named(self.texts_of("head_name")), "某户"),
        }


_PERSONS = (
    "visitor_names",
    "raised_by",
    "cadre_name",
    "contact_name",
    "followed_by",
    "secretary_name",
    "user_name",
    "handled_by",
)
_PERSONS_OF = {"notable_visits": ("object_name",), "enterprise_visits": ("legal_person",)}
"""Fields that name people in one form only."""


def read_sheets(grids: Sequence[Grid], forms: Sequence[Form]) -> list[SheetRead]:
    """Each sheet of one file as read; a sheet of several 附件3 gives one reading each.

    A sheet whose name holds a person's is called by its place in the file.
    """
    claimed = [_best(grid, claims(grid, forms)) for grid in grids]
    side = _side_of_lines(grids, claimed)
    parts = [_read_sheet(grid, forms, best, side) for grid, best in zip(grids, claimed, strict=True)]
    _add_small_neighbours(grids, claimed, parts)
    if any(form.id == BRIEFING.id for form in forms):
        _add_text_around(grids, claimed, parts)
    _tell_once(grids, parts)
    _set_helpers_aside(grids, parts, forms)
    for grid, of_grid in zip(grids, parts, strict=True):
        _add_asides(of_grid, grid)
    _hide_persons(grids, parts)
    reads = [read for of_grid in parts for read in of_grid]
    _name_apart(reads)
    set_hidden_aside(reads)
    return reads


def _tell_once(grids: Sequence[Grid], parts: Sequence[Sequence[SheetRead]]) -> None:
    """Takes each paragraph of a Word file once: those between two of its tables (报头 and 版记) are in both grids."""
    known: set[str] = set()
    for grid, (read, *_) in zip(grids, parts, strict=True):
        if read.form != BRIEFING.id or read.rows is None or not grid.is_word:
            continue
        fresh = [text not in known for text in read.rows["paragraph"].to_pylist()]
        known.update(read.rows["paragraph"].to_pylist())
        read.rows = read.rows.filter(pa.array(fresh)) if any(fresh) else None
        if read.rows is None:
            _set_aside(read, grid)
            read.form = None


def _hide_persons(grids: Sequence[Grid], parts: Sequence[Sequence[SheetRead]]) -> None:
    """Calls a sheet whose name holds a person's by its place in the file, also where its refusal names it."""
    if not any(values.may_name_somebody(grid.sheet) for grid in grids):
        return
    named = {name: stand_in for reads in parts for read in reads for name, stand_in in read.persons.items()}
    for number, (grid, reads) in enumerate(zip(grids, parts, strict=True), 1):
        if values.without_persons(grid.sheet, named) == grid.sheet:
            continue
        for read in reads:
            read.sheet = f"第{number}张表" + read.sheet.removeprefix(grid.sheet)
            read.refused = read.refused and read.refused.replace(f"“{grid.sheet}”", f"“第{number}张表”")


def _name_apart(reads: Sequence[SheetRead]) -> None:
    """Numbers sheets of one name, as a damaged or converted file can hold them: a row is looked up by its sheet."""
    taken: set[str] = set()
    for read in reads:
        name, again = read.sheet, 1
        while read.sheet in taken:
            again += 1
            read.sheet = f"{name}（{again}）"
        taken.add(read.sheet)


def _best(grid: Grid, claimed: Sequence[Header | Boxes]) -> list[Header | Boxes]:
    """The forms of which most fields are there; before them one whose own word is in the title."""
    if any(claim.form.titled for claim in claimed):
        in_title = [claim for claim in claimed if _is_titled(grid, claim)]
        claimed = in_title or [claim for claim in claimed if not claim.form.titled or _is_headed(grid, claim)]
    most = max(map(_weight, claimed), default=None)
    best = [claim for claim in claimed if _weight(claim) == most]
    return [claim for claim in best if claim.form.titled] or best


def _weight(claim: Header | Boxes) -> tuple[int, int]:
    """How many columns speak for a form; of several that ask for more labels, for they are less likely by chance."""
    by_a_word = claim.worded if isinstance(claim, Header) else frozenset()
    return len(claim.columns.keys() - {"sequence"} - by_a_word), len(claim.form.must_have)


def _is_titled(grid: Grid, claim: Header | Boxes) -> bool:
    """Whether the title has a word that the form is known by, and none of families."""
    if not claim.form.titled:
        return False
    top = min(r for r, _ in claim.columns.values()) if isinstance(claim, Boxes) else claim.top
    title = "".join(_joined(grid, r) for r in range(top)) or grid.sheet
    return any(word in title for word in claim.form.titled) and not any(word in title for word in _OF_FAMILIES)


def _is_headed(grid: Grid, claim: Header | Boxes) -> bool:
    """Whether the heading over the form's first needed column has such a word."""
    if isinstance(claim, Boxes):
        line, value = claim.columns[claim.form.must_have[0]]
        return any(word in text for text in grid.row(line)[:value] for word in claim.form.titled or text)
    heading = "".join(grid.columns[claim.columns[claim.form.must_have[0]]][claim.top : claim.bottom + 1])
    return any(word in heading for word in claim.form.titled)


_OF_FAMILIES = ("群众", "家庭", "居民", "村民", "入户", "户主")
"""A title that names families too is of a list of all kinds of visits."""


def _side_of_lines(grids: Sequence[Grid], claimed: Sequence[Sequence[Header | Boxes]]) -> Side:
    """On which side of each table its facts are in a Word file of several, as the first one has them.

    The lines between two tables are in both grids, and belong to one.
    """
    tables = [(grid, best[0]) for grid, best in zip(grids, claimed, strict=True) if grid.is_word and best]
    if len(tables) < 2:
        return None
    grid, claim = tables[0]
    return "above" if is_labelled(grid, labels_of(claim.form), range(grid.table_top)) else "below"


def _read_sheet(grid: Grid, forms: Sequence[Form], best: Sequence[Header | Boxes], side: Side) -> list[SheetRead]:
    read = SheetRead(grid.sheet, is_hidden=grid.is_hidden, hidden_row_count=len(grid.hidden_rows), is_word=grid.is_word)
    if not any(any(column) for column in grid.columns):
        return [read]
    if not best and any(form.id == BRIEFING.id for form in forms) and is_briefing(grid):
        _read_text(read, grid)
    elif not best and (listed := _read_listed(read, grid, forms)):
        return listed
    elif not best:
        _refuse(read, grid, forms)
    elif len(best) > 1:
        names = "、".join(claim.form.label for claim in best)
        read.refused = f"工作表“{grid.sheet}”同时像 {names}，无法确定是哪一种；请把表头改成其中一种的栏目"
    else:
        claim = best[0]
        read.form = claim.form.id
        if isinstance(claim, Boxes):
            return _read_boxes(read, grid, claim, side)
        _read_list(read, grid, claim, forms, side)
    return [read]


def _add_asides(reads: Sequence[SheetRead], grid: Grid) -> None:
    """Keeps the texts outside the sheet's cells with its first reading."""
    reads[0].notes += [(grid.line(row), kind, text) for row, kind, text in grid.asides]


def _read_list(read: SheetRead, grid: Grid, header: Header, forms: Sequence[Form], side: Side) -> None:
    form = header.form
    first = header.bottom + 1
    bottom = table_bottom(grid)
    above = [*range(grid.table_top if side == "below" else 0, header.top)]
    returned = _returned(grid, header)
    unknown = [h for h in header.unknown if h not in ("序号", "备注", RETURN_REASON, *(f.label for f in RETURNED))]
    read.unknown_headings = [values.quotable_heading(h) for h in unknown]
    # the line to add would hold the name
    of_unknown = _below(grid, header, [h for h in unknown if h in read.unknown_headings])
    read.suggestions = proposals(form, of_unknown, header.columns)
    read.title = _title(grid, labels_of(form), range(header.top), is_of_before=side == "below")
    _add_facts(read, grid, labels_of(form), above)
    read.refused = _twin_headings(grid, header, first, bottom)
    if read.refused:
        return
    columns = sorted({*range(min(FIRST_COLUMNS, grid.n_columns)), *header.columns.values()})
    texts = {c: grid.columns[c][first:bottom] for c in columns}
    table = {name: _as_displayed(grid, form, name, texts[c], c, first) for name, c in header.columns.items()}
    for one in header.gathered:
        table[one.field.name] = one.texts([grid.columns[c][first:bottom] for c in one.columns])
    filled = {n: table[n] for n in form.marks_a_record or table if n in table}
    if "item_text" in filled and any(f.carried for f in form.fields):  # in five columns the seven are printed there
        filled["item_text"] = ["" if text and is_printed(text) else text for text in filled["item_text"]]
    unfilled = _unfilled([*filled.values()], range(first, bottom))
    lines = sort_lines(grid, header, tuple(forms), range(first, bottom), texts, unfilled)
    if lines.other_table is not None:
        row = grid.line(lines.other_table)
        read.refused = (
            f"工作表“{grid.sheet}”第{row}行起是另一张表（或换了单位、村、时段）；请分成几张工作表再报，每张一个表头"
        )
        return
    places = {name: (c,) for name, c in header.columns.items()} | {g.field.name: g.columns for g in header.gathered}
    struck, read.partly_struck_row_count = struck_rows(grid, header.columns, lines.records)
    read.struck_row_count = len(struck)
    notes = lines.notes | dict.fromkeys(struck, STRUCK)
    records = [r for r in lines.records if r not in struck] if struck else lines.records
    table |= {n: grid.columns[c][first:bottom] for n, c in returned.items()}
    read.rows = _table(
        [grid.line(r) for r in records], {n: _kept(column, records, first) for n, column in table.items()}
    )
    used = {c for columns in places.values() for c in columns} | {*returned.values()}
    read.unheaded = _unheaded(grid, header, used, records)
    read.only_first = _only_first(grid, header, records) if grid.is_text else []
    read.notes = [(grid.line(r), kind, _joined(grid, r)) for r, kind in sorted(notes.items())]
    public = {name: c for name, c in header.columns.items() if not form.field(name).personal}
    read.totals = [
        (grid.line(r), {name: text for name, c in public.items() if (text := grid.columns[c][r].strip())})
        for r, kind in sorted(notes.items())
        if kind == TOTAL
    ]
    by_column = {c: name for name, columns in places.items() for c in columns}
    kept = set(records) if grid.marks else set()
    read.marks = [
        (grid.line(r), by_column[c], str(mark)) for (r, c), mark in grid.marks.items() if c in by_column and r in kept
    ]
    read.cells |= {name: "、".join(_column(grid, c) for c in columns) for name, columns in places.items()}
    first_record, last_record = (records[0], records[-1]) if records else (first, first)
    around = [r for r in sorted(lines.notes.keys() - lines.headers) if not first_record < r < last_record]
    below = range(bottom, grid.n_rows) if side != "above" else range(0)
    _add_facts(read, grid, labels_of(form), [*below, *around])


def _as_displayed(grid: Grid, form: Form, name: str, column: Sequence[str], c: int, first: int) -> Sequence[str]:
    """A column that begins with row `first`; a number that people quote is what they see of it: 001, not 1."""
    if not grid.displayed or form.field(name).kind != "identifier":
        return column
    return [grid.displayed.get((first + i, c), text) for i, text in enumerate(column)]


def _unheaded(grid: Grid, header: Header, used: Set[int], records: Sequence[int]) -> dict[str, int]:
    """The columns of the table over which nothing is printed, each with how many records are written in it."""
    rows = range(header.top, header.bottom + 1)
    bare = (c for c in range(grid.n_columns) if c not in used and not any(grid.columns[c][r].strip() for r in rows))
    written = {c: [text for r in records if (text := grid.columns[c][r].strip())] for c in bare if any(grid.columns[c])}
    return {_column(grid, c): len(texts) for c, texts in written.items() if not all(map(str.isdigit, texts))}


def _only_first(grid: Grid, header: Header, records: Sequence[int]) -> list[str]:
    """The fields that are written once above several records that lack them; nothing proves that they go on below."""
    return [
        name
        for name in _WRITTEN_ONCE
        if name in header.columns
        and (filled := [bool(grid.columns[header.columns[name]][r].strip()) for r in records])
        and filled[0]
        and 2 * filled.count(False) >= filled.count(True)
    ]


_WRITTEN_ONCE = ("district", "town", "village", "unit", "visitor_names", "visit_date")
"""What an office merges down over the rows of one group."""


def _column(grid: Grid, c: int) -> str:
    return f"第{c + 1}列" if grid.is_word else column_letters(c)


def _below(grid: Grid, header: Header, headings: Sequence[str]) -> dict[str, Sequence[str]]:
    """The texts below each of the headings that are left over."""
    used = set(header.columns.values())
    keys = {c: label(column[header.bottom]) or label(column[header.top]) for c, column in enumerate(grid.columns)}
    tops = {c: label(column[header.top]) for c, column in enumerate(grid.columns)}
    first, bottom = header.bottom + 1, table_bottom(grid)
    return {
        heading: next(
            (
                grid.columns[c][first:bottom]
                for c in keys
                if c not in used and heading in (keys[c], tops[c], tops[c] + keys[c])
            ),
            [],
        )
        for heading in headings
    }


def _unfilled(columns: Sequence[Sequence[str]], rows: range) -> Sequence[int]:
    """The rows that are blank in all of the columns, which begin with the first row."""
    unfilled: Sequence[int] = rows
    for column in columns:
        unfilled = [r for r in unfilled if not (text := column[r - rows.start]) or text.isspace()]
    return unfilled


def _kept(column: Sequence[str], records: Sequence[int], first: int) -> Sequence[str]:
    """The records' texts in a column that begins with row `first`; most records are one below the other."""
    if records and records[-1] - records[0] + 1 == len(records):
        return column[records[0] - first : records[-1] + 1 - first]
    return [column[r - first] for r in records]


def _table(lines: Sequence[int], columns: Mapping[str, Sequence[str]]) -> pa.Table:
    """The rows of a sheet, each with its number."""
    every = pa.array([text for column in columns.values() for text in column], TEXT)  # one array costs less than many
    n = len(lines)
    arrays = [pa.array(lines, pa.int32()), *(every.slice(i * n, n) for i in range(len(columns)))]
    return pa.Table.from_arrays(arrays, names=["source_row", *columns])


def _returned(grid: Grid, header: Header) -> dict[str, int]:
    """The columns that name a rejected row, by field; a form is never recognised by them."""
    keys = [heading_key(column[header.bottom]) for column in grid.columns]
    return {f.name: keys.index(f.label) for f in RETURNED if f.label in keys}


def _returned_beside(grid: Grid, rows: Iterable[int]) -> dict[str, str]:
    """The rejected row that a form of boxes corrects, as `label | value` lines beside it, to the letter."""
    names = {field.label: field.name for field in RETURNED}
    lines = ([text for text in grid.row(r) if text.strip()] for r in rows)
    return {names[key]: line[1] for line in lines if len(line) > 1 and (key := heading_key(line[0])) in names}


_OF_A_PASSAGE = {
    "paragraph": "text",
    "heading": "heading",
    "tag": "tag",
    "written_on": "written_on",
    "before": "before",
}


def _read_text(read: SheetRead, grid: Grid) -> None:
    """The paragraphs with a figure are records, every other line is a note."""
    every = passages(grid)
    records = [passage for passage in every if passage.has_figure]
    read.form = BRIEFING.id
    read.title = next((passage.text for passage in every), "")
    read.cells = {field.name: "正文" for field in BRIEFING.fields}
    read.notes = [(grid.line(p.row), NOTE, p.text) for p in every if not p.has_figure]
    if records:
        read.rows = _table(
            [grid.line(p.row) for p in records],
            {name: [getattr(p, field) for p in records] for name, field in _OF_A_PASSAGE.items()},
        )


def _title(grid: Grid, below: Labels | None, rows: Iterable[int], *, is_of_before: bool) -> str:
    """The lines above a table, without those with facts that stand below one, where they are of the table before it."""
    own = [r for r in rows if not (is_of_before and is_labelled(grid, below, [r]))]
    return " ".join(dict.fromkeys(_joined(grid, r) for r in own))


def _twin_headings(grid: Grid, header: Header, first: int, bottom: int) -> str | None:
    """Why two columns under one heading cannot be read: the second one differs."""
    for c, others in header.twins:
        column = grid.columns[c]
        same = [grid.columns[other] for other in others]
        if any(column[r].strip() and all(column[r] != other[r] for other in same) for r in range(first, bottom)):
            heading = "".join(grid.columns[c][header.top].split())
            where = "和".join(_column(grid, k).removesuffix("列") + "列" for k in (others[0], c))
            return (
                f"工作表“{grid.sheet}”第{grid.line(header.top)}行的表头里“{heading}”有两列（{where}），下面填的不一样；"
                "并排的表请上下接成一张，同名的栏目请写成不同的名称"
            )
    return None


def _joined(grid: Grid, r: int) -> str:
    """The line's text, each merged area once."""
    return " ".join(dict.fromkeys(text.strip() for text in grid.row(r) if text.strip()))


def _box_text(grid: Grid, cell: tuple[int, int], names: Set[str]) -> str:
    """What a box holds; '' when the next cell is the next label, so that the box is blank."""
    text = grid.columns[cell[1]][cell[0]]
    key = heading_key(text)
    return "" if key in names or without_brackets(key) in names else text


def _read_boxes(first: SheetRead, grid: Grid, claim: Boxes, side: Side) -> list[SheetRead]:
    """One reading for each form of boxes in the sheet, with the lines that belong to it."""
    parts = stacked(grid, claim)
    if isinstance(parts, int):
        first.refused = (
            f"第{grid.line(parts)}行起的表看不出是哪一{claim.form.one}（一张表里“{claim.form.field(claim.form.must_have[0]).label}”多于一个，"
            f"或缺 {claim.form.needs} 之一）；请每{claim.form.one}一张、上下排列，栏目填齐再报"
        )
        return [first]
    tops = [min(r for r, _ in part.columns.values()) for part in parts]
    bottoms = [max(r for r, _ in part.columns.values()) + 1 for part in parts]
    about = labels_of(claim.form)
    above_it, below_it = _labels_of_sides(claim.form)
    if side is None and len(parts) > 1:
        side = "above" if is_labelled(grid, about, range(tops[0])) else "below"
    reads = []
    for k, part in enumerate(parts):
        read = first
        if k:
            name = f"{grid.sheet}·第{k + 1}{claim.form.one}"
            read = SheetRead(name, claim.form.id, is_hidden=grid.is_hidden, is_word=grid.is_word)
        above = range(bottoms[k - 1] if k else 0, tops[k])
        below = range(bottoms[k], tops[k + 1] if k + 1 < len(parts) else grid.n_rows)
        if len(parts) == 1:  # every line inside the one table is its own
            own = [*_on_side(grid, below, "below", side), *_on_side(grid, above, "above", side)]
        else:
            own = [*(above if side == "above" else below)]
        _read_one(read, grid, part, tops[k])
        if part.form.also_boxes:
            read.unknown_headings = [
                values.quotable_heading(h) for h in _unread_labels(grid, part, tops[k], bottoms[k])
            ]
        if above_it and side is not None:
            own_lines = [
                r for r in reversed(above) if not is_labelled(grid, below_it, [r]) or _is_printed_place(grid, r)
            ]
            read.title = _title(grid, below_it, above, is_of_before=True)
            _add_facts(read, grid, above_it, own_lines)
            _add_facts(read, grid, below_it, below)
        else:
            read.title = _title(grid, about, above, is_of_before=side == "below")
            _add_facts(read, grid, about, own)
        if read.rows is not None:
            for name, text in _returned_beside(grid, own).items():
                read.rows = read.rows.append_column(name, pa.array([text], pa.string()))
        reads.append(read)
    return reads


def _unread_labels(grid: Grid, part: Boxes, top: int, bottom: int) -> list[str]:
    """What begins a line of a form, has something written beside it, and is no label that is known."""
    read, names = {r for r, _ in part.columns.values()}, heading_names(part.form).keys()
    lines = (
        [text.strip() for text in dict.fromkeys(grid.row(r)) if text.strip()]
        for r in range(top, bottom)
        if r not in read
    )
    return [line[0] for line in lines if len(line) > 1 and (key := label(line[0])) and key not in names]


def _read_listed(first: SheetRead, grid: Grid, forms: Sequence[Form]) -> list[SheetRead]:
    """One reading for each row of a list whose columns are the boxes of a form that has one village; empty where it is none."""
    for form in forms:
        if form.shape != "boxes" or "village" not in form.above:
            continue
        for top in range(grid.table_top, min(grid.n_rows, grid.table_top + LABELS_WITHIN[0])):
            columns = box_columns(grid, top, form)
            if {*form.must_have, "village"} <= columns.keys():
                return _of_each_row(first, grid, form, columns, top)
    return []


def _of_each_row(first: SheetRead, grid: Grid, form: Form, columns: Mapping[str, int], top: int) -> list[SheetRead]:
    reads: list[SheetRead] = []
    first.form = form.id
    first.title = _title(grid, None, range(top), is_of_before=False)
    used = {*columns.values()}
    unknown = [heading_key(grid.columns[c][top]) for c in range(grid.n_columns) if c not in used]
    first.unknown_headings = [
        values.quotable_heading(key) for key in dict.fromkeys(unknown) if key not in ("", "序号", "备注")
    ]
    for r in range(top + 1, table_bottom(grid)):
        texts = {name: grid.columns[c][r] for name, c in columns.items()}
        is_filled = texts["village"].strip() or any(texts[name].strip() for name in form.must_have)
        if not is_filled or _TOTAL_LINE.search(texts["village"] or grid.columns[0][r]):
            if _joined(grid, r):
                first.notes.append((grid.line(r), NOTE, _joined(grid, r)))
            continue
        name = f"{grid.sheet}·第{len(reads) + 1}{form.one}" if reads else grid.sheet
        read = (
            SheetRead(name, form.id, is_hidden=grid.is_hidden, is_word=grid.is_word, title=first.title)
            if reads
            else first
        )
        boxes = {f.name for f in form.fields}
        read.about = {name: text for name, text in texts.items() if name not in boxes and text.strip()}
        read.cells = {n if n in boxes else f"about:{n}": grid.address(r, c) for n, c in columns.items()}
        read.marks = [(grid.line(r), n, str(mark)) for n, c in columns.items() if (mark := grid.marks.get((r, c)))]
        read.rows = _table([grid.line(r)], {n: [text] for n, text in texts.items() if n in boxes})
        reads.append(read)
    return reads or [first]


_TOTAL_LINE = re.compile(r"[合总小]\s*计|平均")


def _labels_of_sides(form: Form) -> tuple[Labels | None, Labels | None]:
    """The labels of the facts above and below a form's table; None and None where it has all on one side."""
    if not form.above:
        return None, None
    below = tuple(field.name for field in form.about if field.name not in form.above)
    return labels_of(form, form.above), labels_of(form, below)


def _is_printed_place(grid: Grid, r: int) -> bool:
    return any(values.printed_place(_joined(grid, r)) or ())


def _add_small_neighbours(
    grids: Sequence[Grid], claimed: Sequence[Sequence[Header | Boxes]], parts: Sequence[Sequence[SheetRead]]
) -> None:
    """Adds what a table of a line or two, before or after a form in a Word file, says of the form's place or people."""
    for k, (grid, best, (read, *_)) in enumerate(zip(grids, claimed, parts, strict=True)):
        if not grid.is_word or not best or not isinstance(best[0], Boxes):
            continue
        for n, labels in zip((k - 1, k + 1), _labels_of_sides(best[0].form), strict=True):
            if labels and 0 <= n < len(grids) and not claimed[n]:
                rows = range(grids[n].table_top, table_bottom(grids[n]))
                if len(rows) <= _ROWS_OF_A_LINE:
                    _add_facts(read, grids[n], labels, rows)


def _add_text_around(
    grids: Sequence[Grid], claimed: Sequence[Sequence[Header | Boxes]], parts: Sequence[list[SheetRead]]
) -> None:
    """Reads a Word file's text too, where it is a briefing around tables of their own (各镇街情况表).

    A table of a line or two that is no paper is a line of the text: 报头, 版记.
    """
    if not grids or not grids[0].is_word or any(read.form == BRIEFING.id for reads in parts for read in reads):
        return
    lines: list[str] = []
    for k, (grid, best) in enumerate(zip(grids, claimed, strict=True)):
        bottom = table_bottom(grid)
        small = [] if best or bottom - grid.table_top > _ROWS_OF_A_LINE else [*range(grid.table_top, bottom)]
        after = [*range(bottom, grid.n_rows)] if k == len(grids) - 1 else []
        lines += [_joined(grid, r) for r in [*range(grid.table_top), *small, *after]]
    text = Grid("正文", [lines], is_word=True, asides=grids[0].asides)
    if lines and is_briefing(text, around_tables=True):
        read = SheetRead(text.sheet, is_word=True)
        _read_text(read, text)
        parts[0].append(read)


def _on_side(grid: Grid, rows: Iterable[int], where: Side, side: Side) -> list[int]:
    """The rows that lie in the table itself, and the others where lines of that side count."""
    return [r for r in rows if side in (None, where) or grid.table_top <= r < table_bottom(grid)]


def _read_one(read: SheetRead, grid: Grid, part: Boxes, top: int) -> None:
    boxes = part.columns
    labels = heading_names(part.form).keys()
    texts = {name: _box_text(grid, cell, labels) for name, cell in boxes.items()}
    read.cells = {name: grid.address(r, c) for name, (r, c) in boxes.items()}
    by_cell = {cell: name for name, cell in boxes.items()}
    read.marks = [(grid.line(top), by_cell[cell], str(mark)) for cell, mark in grid.marks.items() if cell in by_cell]
    filled = {boxes[name] for name, text in texts.items() if text.strip()}
    if filled and filled <= grid.struck:
        read.struck_row_count = 1
        read.notes.append((grid.line(top), STRUCK, " ".join(filter(str.strip, texts.values()))))
    elif filled:
        read.rows = _table([grid.line(top)], {name: [text] for name, text in texts.items()})


def _add_facts(read: SheetRead, grid: Grid, labels: Labels | None, rows: Iterable[int]) -> None:
    """Adds the facts beside the table; what is known already stays."""
    for name, fact in facts(grid, labels, rows).items():
        if name not in read.about:
            read.about[name] = fact.text
            if fact.rest:
                read.about[BESIDE_UNIT] = fact.rest
            read.cells[f"about:{name}"] = fact.address


def _set_aside(read: SheetRead, grid: Grid, why: str = "") -> None:
    """Keeps every line of a sheet that is no paper as a note."""
    read.notes = [(grid.line(r), NOTE, _joined(grid, r)) for r in range(grid.n_rows) if _joined(grid, r)]
    read.refused, read.aside, read.unknown_headings, read.suggestions = None, why, [], {}


def _set_helpers_aside(grids: Sequence[Grid], parts: Sequence[Sequence[SheetRead]], forms: Sequence[Form]) -> None:
    """Beside a sheet that was read, what only serves it or nobody sees is no list that could not be read."""
    if not any(read.form and not read.refused for reads in parts for read in reads):
        return
    for grid, (read, *_) in zip(grids, parts, strict=True):
        if read.form or not read.refused:
            continue
        if grid.is_hidden:
            _set_aside(read, grid, "是隐藏的，认不出是哪种表，照存原文，没有计入")
        elif is_serving(grid, forms):
            _set_aside(read, grid, "是下拉选项、透视表、空表或说明一类，照存原文，不读")


def _refuse(read: SheetRead, grid: Grid, forms: Sequence[Form]) -> None:
    """Notes a sheet of instructions; refuses any other with what it holds and the form that is nearest."""
    if is_instructions(grid, forms):
        _set_aside(read, grid)
        return
    why = refusal(grid, forms)
    read.refused, read.unknown_headings, read.suggestions = why.sentence, why.unknown, why.proposals
