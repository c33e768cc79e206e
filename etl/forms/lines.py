"""Which lines below a list's header are no records, and does another table begin among them?

A line is a total or a note only when nothing else in it is a record; every other line stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from etl import values
from etl.forms.beside import distinct, facts, is_fact_line
from etl.forms.form import Field, Form, heading_key, without_brackets
from etl.forms.recognise import Header, heading_names, label, match, must_have_keys
from etl.readers import Grid
from etl.values import Problem

TOTAL, NOTE = "合计", "备注"
FIRST_COLUMNS = 6
"""Totals, notes and labels begin in one of the first columns."""
LONGEST_FIGURE = 10
"""A longer text that speaks of a number is no figure of a total."""
_TOTAL = r"^\s*[^\d\s，。；,;]{0,8}?\s*[合总小累共]\s*计\s*[:：]?\s*$"
_SIGNED = "注|备注|说明|填表说明|填表人|填报人|制表人|制表|审核人|审核|单位负责人|负责人|联系人|村（社区）书记|分管领导"
_NAMED = "单位|部门|日期|时间|人|领导|书记|电话|签字|签名|盖章"
_NOTE = rf"^\s*((({_SIGNED})\s*(\d\s*)?|[^\d\s:：，。]{{0,8}}({_NAMED})([（(][^（）()]*[）)])?\s*)[:：.、]|(注|备注|说明)\s*$)"
_NUMBER = re.compile(r"[-—/\\]*|约?[\d.,，%]+\s*(个|户|人|件|条|次|名|元|万元|项|%)?")
_SEAL = re.compile(r"[（(](盖章|公章|签字|签章)[）)]|\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?")
_ROW_NUMBER = re.compile(r"[\d.、（）()\s]*")
_TELLS = ("district", "town", "village", "place", "unit", "period")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines below a header that are no records, and the row from which it is another table, if any."""

    notes: dict[int, str]
    headers: frozenset[int]
    """The notes that are the header again, which tells nothing."""
    other_table: int | None


def sort_lines(
    grid: Grid, header: Header, forms: Sequence[Form], first: int, texts: Mapping[int, pa.Array], filled: pa.Array
) -> Lines:
    """The lines from `first` on that are no records.

    `texts` are the table's columns below the header by number, the first ones and those of fields;
    `filled` says which lines fill a field.
    """
    bottom = first + len(filled)
    notes = _totals_and_notes(grid, header, first, bottom, texts)
    other = None
    headers: set[int] = set()
    for r in _headers(grid, header, forms, first, texts):
        if r in notes:
            continue
        height = header.bottom - header.top
        again = [_keys(grid, header.top + i) == _keys(grid, r + i) for i in range(height + 1) if r + i < bottom]
        if all(again) or (
            not height and match([(k,) for k in _keys(grid, r)], heading_names(header.form))[0] == header.columns
        ):
            headers.update(range(r, min(r + height + 1, bottom)))
        elif other is None:
            other = r
    tells = [field for field in header.form.about if field.name in _TELLS]
    told_by = {r: NOTE for r in _label_rows(header, tells, first, texts) if is_fact_line(grid, tells, r)}
    notes = told_by | notes | dict.fromkeys(headers, NOTE)
    notes = dict.fromkeys(_other_lines(grid, header, first, filled, notes), NOTE) | notes
    record = [r for r, is_filled in enumerate(filled.to_pylist(), first) if is_filled and r not in notes]
    if record:
        changed = _tells_otherwise(grid, header, tells, notes.keys() - headers, record)
        other = min((r for r in (other, changed) if r is not None), default=None)
    return Lines(notes, frozenset(headers), other)


def _totals_and_notes(
    grid: Grid, header: Header, first: int, bottom: int, texts: Mapping[int, pa.Array]
) -> dict[int, str]:
    notes: dict[int, str] = {}
    quiet = _area_columns(header)
    candidates: set[int] = set()
    for c in list(texts)[:FIRST_COLUMNS]:
        hits = pc.indices_nonzero(pc.match_substring_regex(texts[c], f"{_TOTAL}|{_NOTE}"))
        candidates.update(first + i for i in hits.to_pylist())
    wide = max(3, grid.n_columns // 2)
    for top, left, end, right in grid.merged:
        if right - left + 1 >= wide and end >= first:
            candidates.update(r for r in range(max(top, first), min(end + 1, bottom)) if len(_texts(grid, r)) == 1)
    for r in candidates:
        cells = distinct(grid, r)
        rest = [(said, c) for said, c in cells if not re.match(_TOTAL, said)]
        if len(rest) < len(cells) and all(c in quiet or _is_figure(said.strip()) for said, c in rest):
            notes[r] = TOTAL
        elif _is_note([said.strip() for said, _ in cells]):
            notes[r] = NOTE
    return notes


@cache
def _is_figure(said: str) -> bool:
    """Whether a cell of a total is a figure, also one that is rounded, or of which Excel shows an error."""
    if _NUMBER.fullmatch(said) or said in values.ERROR_NAMES:
        return True
    meaning = values.parse_quantity(said)
    return not isinstance(meaning, Problem) or (meaning.rule != "count-unreadable" and len(said) <= LONGEST_FIGURE)


def _texts(grid: Grid, r: int) -> set[str]:
    return {said.strip() for said in grid.row(r)} - {""}


def _is_note(cells: Sequence[str]) -> bool:
    """Whether a line is only notes and signatures, each alone or as a label with its answer in the next cell."""
    if len(cells) == 1 and not re.match(_TOTAL, cells[0]):
        return True
    answered = False
    for said in cells:
        is_note = bool(re.match(_NOTE, said))
        if not (is_note or answered or _SEAL.fullmatch(said)):
            return False
        answered = is_note and (said[-1] in ":：" or heading_key(said) in ("注", "备注", "说明"))
    return any(re.match(_NOTE, said) for said in cells)


def _area_columns(header: Header) -> set[int]:
    return {header.columns[n] for n in ("district", "town", "village", "block") if n in header.columns}


def _keys(grid: Grid, r: int) -> list[str]:
    return [label(said) for said in grid.row(r)]


@cache
def _written(forms: tuple[Form, ...], beside: bool) -> pa.Array:
    """The headings of the forms as offices write them, in half and in full width."""
    fields = (f for form in forms for f in (form.about if beside else (*form.fields, *form.about)))
    headings = {heading for field in fields for heading in field.headings}
    full = str.maketrans("()", "（）")
    return pa.array(sorted({way for h in headings for way in (h, h.translate(full), f"{h}:", f"{h}：")}))


def _headers(grid: Grid, header: Header, forms: Sequence[Form], first: int, texts: Mapping[int, pa.Array]) -> list[int]:
    """The rows below the header that are a header themselves, of this form or another."""
    own = {said for r in range(header.top, header.bottom + 1) for said in grid.row(r) if said.strip()}
    known = pa.array(sorted(own | set(_written(tuple(forms), False).to_pylist())))
    hits = None
    for text in texts.values():
        hit = pc.is_in(pc.utf8_trim_whitespace(text), known).cast(pa.int32())
        hits = hit if hits is None else pc.add(hits, hit)
    rows = pc.indices_nonzero(pc.greater_equal(hits, 2)).to_pylist() if hits is not None else []
    return [first + i for i in rows if _is_header(_keys(grid, first + i), forms)]


def _is_header(keys: Sequence[str], forms: Sequence[Form]) -> bool:
    said = {key for key in keys if key}
    words = said | {without_brackets(key) for key in said}
    if any(form.shape == "list" and all(words & wanted for wanted in must_have_keys(form)) for form in forms):
        return True
    for form in forms:
        known = {key for key in said if key in heading_names(form) or without_brackets(key) in heading_names(form)}
        if len(known) >= 3 and 2 * len(known) >= len(said):
            return True
    return False


def _label_rows(header: Header, tells: Sequence[Field], first: int, texts: Mapping[int, pa.Array]) -> Iterator[int]:
    """The rows that begin with a label of a fact that stands beside a table."""
    if not tells:
        return
    known = _written((header.form,), True)
    rows: set[int] = set()
    for c in list(texts)[:3]:
        rows.update(pc.indices_nonzero(pc.is_in(pc.utf8_trim_whitespace(texts[c]), known)).to_pylist())
    yield from (first + i for i in sorted(rows))


def _other_lines(grid: Grid, header: Header, first: int, filled: pa.Array, notes: Mapping[int, str]) -> Iterator[int]:
    """Lines with some text that fill no field: a bare row number, or an area as the row above has it, is not text."""
    numbered = {c for c in range(grid.n_columns) if heading_key(grid.columns[c][header.bottom]) in ("序号", "编号")}
    areas = _area_columns(header) - {header.columns.get("block")}
    blocks = {header.columns[n] for n in ("block", "item") if n in header.columns}
    for i in pc.indices_nonzero(pc.invert(filled)).to_pylist():
        r = first + i
        if r in notes:
            continue
        for c, said in enumerate(grid.row(r)):
            if not said.strip() or (c in numbered | blocks and _ROW_NUMBER.fullmatch(said.strip())):
                continue
            if c in areas | blocks and r > first and grid.columns[c][r - 1] == said:
                continue
            if c in blocks and header.form.id == "village_summary" and _is_printed(said):
                continue
            yield r
            break


def _is_printed(said: str) -> bool:
    """Whether a cell is one of the printed names of 附件5's blocks and rows."""
    return any(not isinstance(parse(said), Problem) for parse in (values.parse_block, values.parse_category))


def _tells_otherwise(
    grid: Grid, header: Header, tells: Sequence[Field], notes: Iterable[int], records: Sequence[int]
) -> int | None:
    """The first line between records that tells a place, unit or period other than the lines around the table do."""
    top = facts(grid, tells, range(header.top))
    foot = facts(grid, tells, [r for r in notes if r > records[-1]])
    for r in sorted(notes):
        if not records[0] < r < records[-1]:
            continue
        for name, fact in facts(grid, tells, [r]).items():
            around = top.get(name) or foot.get(name)
            if around is None or heading_key(around.said) != heading_key(fact.said):
                return r
        said = _texts(grid, r)
        if len(said) == 1 and "village" in {f.name for f in tells} and _is_village(next(iter(said))):
            column = header.columns.get("village")
            if column is None or any(not grid.columns[column][row].strip() for row in records):
                return r
    return None


def _is_village(said: str) -> bool:
    area = values.resolve_place("", "", said) if len(said) <= 20 else None
    return area is not None and not isinstance(area, Problem)
