"""Which lines below a list's header are no records, and does another table begin among them?

A line is a total or a note only when nothing else in it is a record; every other line stays one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_

from etl import values
from etl.forms.beside import Labels, distinct, facts, is_fact_line, labels_of
from etl.forms.form import LONGEST_LABEL, Form, heading_key
from etl.forms.recognise import Header, forms_naming, match, row_labels, wanted_labels
from etl.readers import Grid
from etl.values import Problem

TOTAL, NOTE = "合计", "备注"
FIRST_COLUMNS = 6
"""Totals, notes and labels begin in one of the first columns."""
LONGEST_FIGURE = 10
"""A longer text that speaks of a number is no figure of a total."""
_SIGNED = "注|备注|说明|填表说明|填表人|填报人|制表人|制表|审核人|审核|单位负责人|负责人|联系人|村（社区）书记|分管领导"
_NAMED = "单位|部门|日期|时间|人|领导|书记|电话|签字|签名|盖章"
_FREE = "注|备注|说明"


def _spaced(words: str) -> str:
    """A pattern of words, each also with blanks between its characters: 填　表　人.

    >>> _spaced("注|备注")
    '注|备\\\\s*注'
    """
    return "|".join(r"\s*".join(word) for word in words.split("|"))


def _before(other: str) -> str:
    """A pattern of a few characters before a word, in one or all of them apart: 本页合计, 本　页　合　计."""
    return rf"(?:[^{other}]{{0,8}}?|(?:[^{other}]\s+){{1,8}})"


_TOTAL = r"^\s*" + _before(r"\d\s，。；,;") + r"\s*[合总小累共]\s*计\s*[:：]?\s*$"
_NAMES = _before(r"\d\s:：，。") + f"({_spaced(_NAMED)})"
_NOTE = rf"^\s*((({_spaced(_SIGNED)})\s*(\d\s*)?|{_NAMES}([（(][^（）()]*[）)])?\s*)[:：.、]|({_spaced(_FREE)})\s*$)"
_FREE_NOTE = re.compile(rf"({_spaced(_FREE)})\s*[:：]?")
_MARKS = (":", "：", ".", "、")
_BEGINS = re.compile(f"{_TOTAL}|{_NOTE}")
"""How a line in one of the first columns begins that may be a total or a note."""
_WORDS = (*_SIGNED.split("|"), *_NAMED.split("|"))
_MEASURE = "个|户|人|件|条|次|名|元|万元|项"
_NUMBER = re.compile(
    rf"[-—/\\]*|约?[\d.,，%]+\s*({_MEASURE}|%)?|([\u4e00-\u9fff]{{1,6}}[:：]?\s*[\d,]+\s*({_MEASURE})[、,，;；\s]*)+"
)
"""A figure of a total, also with the word for what it counts: 已解决1件."""
_SEAL = re.compile(
    rf"[（(]({_spaced('盖章|公章|签字|签章')})[）)]|\d{{4}}\s*[年./-]\s*\d{{1,2}}\s*[月./-]\s*\d{{1,2}}\s*日?"
)
_RECORD = re.compile(r"\d{7}")
"""What no note holds beside its label: a phone number."""
_ROW_NUMBER = re.compile(r"[\d.、（）()\s]*")
_TABLE_FACTS = ("district", "town", "village", "place", "unit", "period")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines below a header: records and others, and the row from which it is another table, if any."""

    records: Sequence[int]
    notes: dict[int, str]
    headers: frozenset[int]
    """The notes that only repeat the header."""
    other_table: int | None


def sort_lines(
    grid: Grid,
    header: Header,
    forms: tuple[Form, ...],
    rows: range,
    texts: Mapping[int, Sequence[str]],
    unfilled: Sequence[int],
) -> Lines:
    """What each of the lines `rows` below the header is.

    `texts` are the table's columns there by number, the first ones and those of fields; `unfilled` are the rows that
    fill no field.
    """
    first, bottom = rows.start, rows.stop
    begin = [first + i for c in list(texts)[:FIRST_COLUMNS] for i in _beginnings(texts[c])]
    notes = _totals_and_notes(grid, header, first, bottom, begin)
    other = None
    headers: set[int] = set()
    written, own = _known(grid, header, forms)
    known = {c: _places(column, written, own) for c, column in texts.items()}
    for r in _headers(grid, forms, first, known):
        if r in notes:
            continue
        height = header.bottom - header.top
        again = [
            row_labels(grid, header.top + i) == row_labels(grid, r + i) for i in range(height + 1) if r + i < bottom
        ]
        if all(again) or (
            not height and match(tuple((k,) for k in row_labels(grid, r)), header.form)[0] == header.columns
        ):
            headers.update(range(r, min(r + height + 1, bottom)))
        elif other is None:
            other = r
    labels = labels_of(header.form, _TABLE_FACTS)
    label_lines = {
        r: NOTE for r in _label_rows(header.form, first, texts, known) if labels and is_fact_line(grid, labels, r)
    }
    notes = label_lines | notes | dict.fromkeys(headers, NOTE)
    notes = dict.fromkeys(_other_lines(grid, header, first, unfilled, notes), NOTE) | notes
    no_records = {*unfilled, *notes}
    records = [r for r in rows if r not in no_records] if no_records else rows
    if records and _is_sum_of_others(grid, header, records):
        *records, last = records
        notes |= {last: TOTAL}
    if records:
        changed = _changed_facts(grid, header, labels, notes.keys() - headers, records)
        other = min((r for r in (other, changed) if r is not None), default=None)
    return Lines(records, notes, frozenset(headers), other)


def _is_sum_of_others(grid: Grid, header: Header, records: Sequence[int]) -> bool:
    """Whether the last line says nothing but figures, each the sum of its column: a total that lost its label."""
    counted = {c for name, c in header.columns.items() if header.form.field(name).bounded}
    *others, last = records
    said = {c for c, text in enumerate(grid.row(last)) if text.strip()}
    if (
        len(counted) < LEAST_FIGURES
        or len(others) < LEAST_ROWS
        or not counted <= said
        or said - counted - _area_columns(header)
    ):
        return False
    return all(
        _WHOLE.fullmatch(total := grid.columns[c][last].strip())
        and all(_WHOLE.fullmatch(text) for r in others if (text := grid.columns[c][r].strip()))
        and int(total) == sum(int(grid.columns[c][r].strip() or 0) for r in others)
        for c in counted
    )


LEAST_FIGURES, LEAST_ROWS = 2, 3
"""Fewer figures, or fewer rows, may add up by chance."""
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def _totals_and_notes(grid: Grid, header: Header, first: int, bottom: int, begin: Iterable[int]) -> dict[int, str]:
    """The totals and notes among the lines that `begin` as one, or hold a single text across the table."""
    notes: dict[int, str] = {}
    quiet = _area_columns(header)
    candidates = set(begin)
    wide = max(3, grid.n_columns // 2)
    for top, left, end, right in grid.merged:
        if right - left + 1 >= wide and end >= first:
            candidates.update(r for r in range(max(top, first), min(end + 1, bottom)) if len(_texts(grid, r)) == 1)
    for r in candidates:
        cells = distinct(grid, r)
        rest = [(text, c) for text, c in cells if not re.match(_TOTAL, text)]
        if len(rest) < len(cells) and all(c in quiet or _is_figure(text.strip()) for text, c in rest):
            notes[r] = TOTAL
        elif _is_note([text.strip() for text, _ in cells]):
            notes[r] = NOTE
    return notes


def _beginnings(column: Sequence[str]) -> list[int]:
    """Where in a column a text begins as a total or a note does; most columns hold none of their words."""
    joined = "".join("".join(column).split())
    has_note = any(mark in joined for mark in _MARKS) and any(word in joined for word in _WORDS)
    if not has_note and not any(word in joined for word in ("计", "注", "说明")):
        return []
    hits = {text for text in set(column) if _BEGINS.match(text)}
    return [i for i, text in enumerate(column) if text in hits] if hits else []


@cache
def _is_figure(text: str) -> bool:
    """Whether a cell of a total is a figure, also one that is rounded, or of which Excel shows an error."""
    if _NUMBER.fullmatch(text) or text in values.ERROR_NAMES:
        return True
    meaning = values.parse_quantity(text)
    return not isinstance(meaning, Problem) or (meaning.rule != "count-unreadable" and len(text) <= LONGEST_FIGURE)


def _texts(grid: Grid, r: int) -> set[str]:
    return {text.strip() for text in grid.row(r)} - {""}


def _is_note(cells: Sequence[str]) -> bool:
    """Whether a line is only notes and signatures, each alone or as a label with its answer in the next cell."""
    if len(cells) == 1 and not re.match(_TOTAL, cells[0]):
        return True
    if _FREE_NOTE.fullmatch(cells[0]) and not any(_RECORD.search(text) for text in cells):
        return True  # what is noted may go on in any number of cells
    answered = False
    for text in cells:
        is_note = bool(re.match(_NOTE, text))
        if not (is_note or answered or _SEAL.fullmatch(text)):
            return False
        answered = is_note and (text[-1] in ":：" or heading_key(text) in ("注", "备注", "说明"))
    return any(re.match(_NOTE, text) for text in cells)


def _area_columns(header: Header) -> set[int]:
    return {header.columns[n] for n in ("district", "town", "village", "block") if n in header.columns}


@cache
def _written(forms: tuple[Form, ...], beside: bool) -> frozenset[str]:
    """The headings of the forms as offices write them, in half and in full width."""
    fields = (f for form in forms for f in (form.about if beside else (*form.fields, *form.about)))
    headings = {heading for field in fields for heading in field.headings}
    full = str.maketrans("()", "（）")
    return frozenset(way for h in headings for way in (h, h.translate(full), f"{h}:", f"{h}："))


def _known(grid: Grid, header: Header, forms: tuple[Form, ...]) -> tuple[Set[str], Set[str]]:
    """The texts that a header below the header may hold: headings of the forms, and the other texts of this header."""
    written = _written(forms, False)
    own = {text for r in range(header.top, header.bottom + 1) for text in grid.row(r) if text.strip()}
    return written, own - written


def _places(column: Sequence[str], written: Set[str], own: Set[str]) -> list[int]:
    """The places in a column of the known texts, blanks around them or not."""
    column = list(map(str.strip, column))
    if written.isdisjoint(column) and own.isdisjoint(column):
        return []
    return [i for i, text in enumerate(column) if text in written or text in own]


def _headers(grid: Grid, forms: tuple[Form, ...], first: int, known: Mapping[int, Sequence[int]]) -> list[int]:
    """The rows below the header that are a header themselves, of this form or another."""
    hits = Counter(i for places in known.values() for i in places)
    rows = sorted(i for i, count in hits.items() if count > 1)
    return [first + i for i in rows if _is_header(grid.row(first + i), forms)]


def _is_header(row: Sequence[str], forms: tuple[Form, ...]) -> bool:
    short = {text for text in row if text and len(text) <= LONGEST_LABEL}
    is_lists, most = _headed(frozenset(filter(forms_naming(forms), short)), forms)
    return is_lists or (most >= 3 and 2 * most >= len({*map(heading_key, short)} - {""}))


@lru_cache(maxsize=4096)
def _headed(known: frozenset[str], forms: tuple[Form, ...]) -> tuple[bool, int]:
    """Whether headings have all that a list is recognised by, and how many of them are of one form.

    Records too hold a few headings, and again and again the same: 已解决, 其他方面.
    """
    wanted = wanted_labels(forms)
    has = reduce(or_, map(wanted.of, known), 0)
    is_lists = any(
        form.shape == "list" and has & needs == needs for form, needs in zip(forms, wanted.needs, strict=True)
    )
    named = Counter(form for key in {*map(heading_key, known)} for form in forms_naming(forms)(key))
    return is_lists, max(named.values(), default=0)


def _label_rows(
    form: Form, first: int, texts: Mapping[int, Sequence[str]], known: Mapping[int, Sequence[int]]
) -> Iterator[int]:
    """The rows that begin with a label of a fact around a table."""
    beside = _written((form,), True)
    yield from sorted({first + i for c in list(texts)[:3] for i in known[c] if texts[c][i].strip() in beside})


def _other_lines(
    grid: Grid, header: Header, first: int, unfilled: Sequence[int], notes: Mapping[int, str]
) -> Iterator[int]:
    """Lines with some text that fill no field: a bare row number, or an area as the row above has it, is not text."""
    if not unfilled:
        return
    numbered = {c for c in range(grid.n_columns) if heading_key(grid.columns[c][header.bottom]) in ("序号", "编号")}
    areas = _area_columns(header) - {header.columns.get("block")}
    blocks = {header.columns[n] for n in ("block", "item", "item_text") if n in header.columns}
    printed = blocks if any(field.carried for field in header.form.fields) else set()
    for r in unfilled:
        if r in notes:
            continue
        for c, text in enumerate(grid.row(r)):
            if not text.strip() or (c in numbered | blocks and _ROW_NUMBER.fullmatch(text.strip())):
                continue
            if c in areas | blocks and r > first and grid.columns[c][r - 1] == text:
                continue
            if c in printed and is_printed(text):
                continue
            yield r
            break


def is_printed(text: str) -> bool:
    """Whether a cell is one of the printed names of 附件5's blocks and rows."""
    return any(not isinstance(parse(text), Problem) for parse in (values.parse_block, values.parse_category))


def _changed_facts(
    grid: Grid, header: Header, labels: Labels | None, notes: Set[int], records: Sequence[int]
) -> int | None:
    """The first line between records whose place, unit or period differs from that of the lines around the table."""
    between = [r for r in sorted(notes) if records[0] < r < records[-1]]
    if not between:
        return None
    top = facts(grid, labels, range(header.top))
    foot = facts(grid, labels, [r for r in notes if r > records[-1]])
    for r in between:
        for name, fact in facts(grid, labels, [r]).items():
            around = top.get(name) or foot.get(name)
            if around is None or heading_key(around.text) != heading_key(fact.text):
                return r
        texts = _texts(grid, r)
        if len(texts) == 1 and labels and "village" in labels.names.values() and _is_village(next(iter(texts))):
            column = header.columns.get("village")
            if column is None or any(not grid.columns[column][row].strip() for row in records):
                return r
    return None


def _is_village(text: str) -> bool:
    area = values.resolve_place("", "", text) if len(text) <= 20 else None
    return area is not None and not isinstance(area, Problem)
