"""Which form is a sheet, and where are its labels?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import pairwise
from operator import or_

import pyarrow as pa

from campaign.papers.fields import ANSWER_WORDS
from etl import values
from etl.forms.beside import facts, labels_of
from etl.forms.form import LONGEST_LABEL, Field, Form, heading_key, money_unit, without_brackets
from etl.forms.gathered import Gathered, Ways, gathered
from etl.readers import Grid

LABELS_WITHIN = (12, 200)
"""A list's header, and a form of boxes, lie within so many rows of the top; nearly all within the first number."""

REMEMBERED = 16384
"""How many short texts to remember the labels of: the same ones are in many sheets."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where a list's header is, and which column is which field."""

    form: Form
    top: int
    bottom: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    twins: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """A column left over because its heading is also the heading of these columns."""
    gathered: tuple[Gathered, ...] = ()
    """Fields that have several columns each; the first of them is among `columns`."""
    worded: frozenset[str] = frozenset()
    """Those of the columns that are known by a word in their heading alone: they say nothing of which form it is."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Where the values of a form of boxes are, as (row, column), and the label that it begins with."""

    form: Form
    columns: Mapping[str, tuple[int, int]]
    first_label: str


def claims(grid: Grid, forms: Sequence[Form]) -> list[Header | Boxes]:
    """Every form that the sheet can be, each with its fields."""
    claimed = (_claims_within(grid, forms, rows) for rows in LABELS_WITHIN)
    return next(filter(None, claimed), [])


def _claims_within(grid: Grid, forms: Sequence[Form], within: int) -> list[Header | Boxes]:
    top, last = grid.table_top, min(table_bottom(grid), grid.table_top + within + 1)
    wanted = wanted_labels(tuple(forms), or_words=True)
    lines = [0] * (last - top)
    for column in grid.columns:
        for i, text in enumerate(column[top:last]):
            # a number, a day or a telephone is no label: most cells
            if text and len(text) <= LONGEST_LABEL and (wanted.some_ascii or not text.isascii()):
                lines[i] |= wanted.of(text)
    everywhere = reduce(or_, lines, 0)
    over_two = [upper | lower for upper, lower in zip(lines, [*lines[1:], 0], strict=False)]
    claimed: list[Header | Boxes | None] = []
    for form, needs, in_header in zip(forms, wanted.needs, wanted.in_header, strict=True):
        if form.shape == "list":
            rows = (r for r, has in enumerate(over_two, top) if has & in_header == in_header)
            claimed.append(_header(grid, rows, last, form))
        if everywhere & needs == needs if form.shape == "boxes" else form.also_boxes and everywhere & needs:
            claimed.append(_boxes(grid, _labels(grid, top, last), top, form))
    return [claim for claim in claimed if claim]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields that forms are recognised by, as bits: of a text, those it can be a label of; of a form, those it needs.

    So one look at a text serves all forms at once, and a form is tried only where all its labels are.
    """

    of: Callable[[str], int]
    needs: tuple[int, ...]
    in_header: tuple[int, ...]
    """Those without which a row is no header: without a fact that may be written once, above the table."""
    some_ascii: bool
    """Whether one of the labels is in ASCII alone."""


@cache
def wanted_labels(forms: tuple[Form, ...], or_words: bool = False) -> Wanted:
    """What `forms` are recognised by, and `or_words` also what can stand over a column in a label's place."""
    bits: dict[str, int] = {}
    needs, in_header = [], []
    number = 0
    for form in forms:
        first = number
        above = 0
        for name, keys in zip(form.must_have, must_have_keys(form), strict=True):
            field = form.field(name)
            others = (*map(heading_key, field.else_under), *values.agreed(field.kind)) if or_words else ()
            for key in {*keys, *others}:
                bits[key] = bits.get(key, 0) | 1 << number
            above |= (1 << number) * (name in may_be_above(form))
            number += 1
        needs.append((1 << number) - (1 << first))
        in_header.append(needs[-1] & ~above)

    @lru_cache(maxsize=REMEMBERED)
    def of(text: str) -> int:
        key = heading_key(text)
        return bits.get(key, 0) | (bits.get(without_brackets(key), 0) if "(" in key else 0)

    return Wanted(of, tuple(needs), tuple(in_header), any(key.isascii() for key in bits))


def table_bottom(grid: Grid) -> int:
    """The row after the table's last one."""
    return grid.n_rows if grid.table_bottom is None else grid.table_bottom


def _labels(grid: Grid, top: int, bottom: int) -> list[tuple[str, ...]]:
    return list(zip(*(map(label, column[top:bottom]) for column in grid.columns), strict=True))


def row_labels(grid: Grid, r: int) -> tuple[str, ...]:
    """The cells of a row, each as a heading for comparing."""
    return tuple(map(label, grid.row(r)))


def label(text: str) -> str:
    """A cell as a heading for comparing; '' when it is blank or too long for one."""
    return heading_key(text) if text and len(text) <= LONGEST_LABEL else ""


@cache
def heading_names(form: Form) -> dict[str, dict[str, int]]:
    """Every heading of a form's fields, as a key, with the fields that it can mean and its rank in each."""
    names: dict[str, dict[str, int]] = {}
    for field in form.fields:
        for rank, heading in enumerate(field.headings):
            names.setdefault(heading_key(heading), {}).setdefault(field.name, rank)
    return names


@cache
def forms_naming(forms: tuple[Form, ...]) -> Callable[[str], tuple[int, ...]]:
    """Which of `forms`, by number, have a field under a heading, with its brackets or without them."""
    names = [heading_names(form) for form in forms]

    @lru_cache(maxsize=REMEMBERED)
    def naming(text: str) -> tuple[int, ...]:
        key = heading_key(text)
        bare = without_brackets(key)
        return tuple(i for i, known in enumerate(names) if key in known or bare in known)

    return naming


@cache
def may_be_above(form: Form) -> frozenset[str]:
    """The fields that a list is recognised by which may be written once, in a line above it: the day of its visits."""
    return frozenset(form.must_have) & {fact.name for fact in form.about if fact.type == pa.date32()}


@cache
def must_have_keys(form: Form) -> tuple[frozenset[str], ...]:
    """For each field that the form is recognised by, the headings that it can have."""
    return tuple(frozenset(map(heading_key, form.field(name).headings)) for name in form.must_have)


def _header(grid: Grid, rows: Iterable[int], last: int, form: Form) -> Header | None:
    """The first of `rows` that is a header of the form, alone or with the row below it, which is above `last`."""
    names = heading_names(form)
    for r in rows:
        upper = row_labels(grid, r)
        if names.keys().isdisjoint(upper):
            continue
        matches = [_matched(grid, r + 1, tuple((key,) for key in _over_two(upper, names)), form)]
        if r + 1 < last:
            lower = row_labels(grid, r + 1)
            spans = any(a == r and b == r + 1 for a, _, b, _ in grid.merged)
            if spans or _may_add(upper, lower, names):
                two_levels = _matched(grid, r + 2, tuple(map(_two_level, _carried(upper), lower)), form)
                if spans or (len(two_levels[0]), len(two_levels[3])) > (len(matches[0][0]), len(matches[0][3])):
                    matches.append(two_levels)
        for height, (columns, unknown, twins, together, worded) in reversed(list(enumerate(matches))):
            lacking = {name for name in form.must_have if name not in columns}
            if not lacking or (
                lacking <= may_be_above(form) and lacking <= facts(grid, labels_of(form), range(r)).keys()
            ):
                return Header(form, r, r + height, columns, unknown, twins, together, worded)
    return None


def _matched(
    grid: Grid, first: int, headings: Ways, form: Form
) -> tuple[
    Mapping[str, int], tuple[str, ...], tuple[tuple[int, tuple[int, ...]], ...], tuple[Gathered, ...], frozenset[str]
]:
    """As `match`, with the fields that have several columns, and those whose words are under another field's heading.

    `first` is the row below the header.
    """
    together = gathered(headings, form)
    taken = {c for one in together for c in one.columns}
    rest = _without(headings, taken)
    columns, unknown, twins, worded = match(rest, form)
    if any(one.field.name in columns for one in together):  # the question has a column of its own
        together = tuple(one for one in together if one.field.name not in columns)
        rest = _without(headings, {c for one in together for c in one.columns})
        columns, unknown, twins, worded = match(rest, form)
    own = {one.field.name: one.columns[0] for one in together}
    for field in form.fields:
        if field.else_under and field.name not in columns and field.name not in own:
            c = _holds_words_of(field, grid, first, rest)
            if c is not None:
                rest = _without(rest, {c})
                columns, unknown, twins, worded = match(rest, form)
                own[field.name] = c
    return {**columns, **own}, unknown, twins, together, worded


def _without(headings: Ways, columns: Set[int]) -> Ways:
    return tuple(("",) if c in columns else way for c, way in enumerate(headings)) if columns else headings


def _holds_words_of(field: Field, grid: Grid, first: int, headings: Ways) -> int | None:
    """The column under one of the field's other headings in which at least half of the cells are its agreed words."""
    words = values.agreed(field.kind)
    for heading in map(heading_key, field.else_under):
        for c, way in enumerate(headings):
            if heading in way or any(without_brackets(key) == heading for key in way):
                filled = [key for text in grid.columns[c][first:] if (key := label(text))]
                if filled and 2 * sum(key.rstrip("。.") in words for key in filled) >= len(filled):
                    return c
    return None


def _may_add(upper: Sequence[str], lower: Sequence[str], names: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether the row below a header can make more of its columns known: most are the first record, and cannot."""
    return (
        "" in upper
        or any(a == b for a, b in pairwise(upper))
        or any(
            key in names or ("(" in key and without_brackets(key) in names)
            for parent, child in zip(upper, lower, strict=True)
            for key in (child, parent + child)
            if child not in ("", parent)
        )
    )


def _carried(upper: Sequence[str]) -> list[str]:
    """The upper header row with each blank taking the heading to its left, as an unmerged csv leaves it."""
    carried, last = [], ""
    for key in upper:
        last = key or last
        carried.append(last)
    return carried


def _two_level(parent: str, child: str) -> tuple[str, ...]:
    return (parent,) if child in ("", parent) else (parent + child, child)


def _over_two(upper: Sequence[str], names: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The header row with a heading that can mean two fields also over the blank to its right (附件5: 项目)."""
    over = list(upper)
    for c in range(1, len(over)):
        if not over[c] and len(names.get(upper[c - 1], ())) > 1:
            over[c] = upper[c - 1]
    return over


@lru_cache(maxsize=1024)
def match(
    headings: tuple[tuple[str, ...], ...], form: Form
) -> tuple[Mapping[str, int], tuple[str, ...], tuple[tuple[int, tuple[int, ...]], ...], frozenset[str]]:
    """Field → column, the headings left over, the columns left over under a heading in use, the fields known by a word alone.

    Of two headings for one field the one that the field names first wins, wherever it is.
    """
    names = heading_names(form)
    held: dict[str, tuple[int, int]] = {}
    left_over: list[int] = []
    twins: list[tuple[int, tuple[int, ...]]] = []
    for c, ways in enumerate(headings):
        keys = [key for way in ways if way for key in (way, without_brackets(way))]
        wishes = [wish for key in keys for wish in names.get(key, {}).items()]
        free = next(((name, rank) for name, rank in wishes if name not in held), None)
        if free:
            held[free[0]] = (free[1], c)
            continue
        same = tuple(column for _, column in held.values() if headings[column] == ways)
        better = next(((name, rank) for name, rank in wishes if rank < held[name][0]), None)
        if same:
            twins.append((c, same))
        elif better:
            left_over.append(held[better[0]][1])
            held[better[0]] = (better[1], c)
        elif keys:
            left_over.append(c)
    for c in sorted(left_over):
        if name := _worded(headings[c], form, held):
            held[name] = (_BY_A_WORD, c)
            left_over.remove(c)
    unknown = dict.fromkeys(next(filter(None, headings[c])) for c in sorted(left_over))
    columns = {name: column for name, (_, column) in held.items()}
    return columns, tuple(unknown), tuple(twins), frozenset(n for n, (rank, _) in held.items() if rank == _BY_A_WORD)


def _worded(ways: Sequence[str], form: Form, held: Collection[str]) -> str:
    """The text that a heading speaks of by one of its words: 对家乡发展的意见建议; '' where it is of something else, or of none.

    `ways` as in `Ways`: a question over the heading counts, and what the heading itself asks for goes before it.
    """
    if not ways[-1] or _OF_ANOTHER_KIND.search(ways[-1]):
        return ""
    is_answer = _OF_AN_ANSWER.search(ways[0]) is not None  # 问题办理进展, whatever else it names
    fields = (field for field in form.fields if (field.name == "outcome_text") == is_answer)
    return next((f.name for f in fields if f.name not in held and any(word in ways[0] for word in f.worded)), "")


_OF_ANOTHER_KIND = re.compile(
    r"是否|数量|[个件条]?数$|编号|序号|类别|类型|分类|性质|来源|人$|人员|姓名|电话|时间|日期|时限|单位$|部门|领导|签[字名]|备注|满意|状态|^(?:其他|有无)"
)
"""What a heading asks for that only names a text: 问题类别, 是否有困难, 办理意见（领导签字）."""
_OF_AN_ANSWER = re.compile("|".join(ANSWER_WORDS))
_BY_A_WORD = 1000
"""Ranks after every heading that a field has."""
_LEAST_LINES = 3
"""So many labels stand below each other in a form that can be a list too."""
_LONGEST_QUESTION = 20
"""Characters that a label of a form has at most which is known by one of its words alone."""


def _boxes(grid: Grid, rows: Sequence[Sequence[str]], top: int, form: Form) -> Boxes | None:
    """Each field's value: the first cell to the right of its label that is not the label itself."""
    names = heading_names(form)
    places: dict[str, tuple[int, int]] = {}
    first: list[tuple[int, str]] = []
    for r, row in enumerate(rows, top):
        for c, key in enumerate(row):
            if not key or not (fields := names.get(key) or ("(" in key and names.get(without_brackets(key)))):
                continue
            text = grid.columns[c][r]
            value = next((k for k in range(c + 1, grid.n_columns) if grid.columns[k][r] != text), None)
            if value is not None:
                places.setdefault(_by_unit(form, next(iter(fields)), key), (r, value))
                first.append((r, key))
    if form.also_boxes:
        if not _is_a_form(rows, form):
            return None
        for r, row in enumerate(rows, top):
            c = next((c for c, key in enumerate(row) if key), 0)
            value = next((k for k in range(c + 1, grid.n_columns) if row[k] != row[c]), None)
            if row[c] not in names and _is_question(row[c], form) and value is not None:
                places.setdefault(_worded((row[c],), form, places), (r, value))
        places.pop("", None)
    else:
        lines = {places[name][0] for name in form.must_have if name in places}
        if len(lines) < 2 or not all(name in places for name in form.must_have):
            return None
    key_name = {heading_key(heading) for heading in form.fields[0].headings}
    in_first_row = [key for r, key in first if r == first[0][0]]
    return Boxes(form, places, next((key for key in in_first_row if key in key_name), in_first_row[0]))


def _is_a_form(rows: Sequence[Sequence[str]], form: Form) -> bool:
    """Whether labels stand below each other: below the heading of a list's names are names."""
    names = heading_names(form)
    needed = must_have_keys(form)[0]
    of_it = {c for row in rows for c, key in enumerate(row) if key in needed and (c == 0 or row[c - 1] != key)}
    return any(
        len({key for row in rows if (key := row[c]) in names or _is_question(key, form)}) >= _LEAST_LINES for c in of_it
    )


def _is_question(key: str, form: Form) -> bool:
    return len(key) <= _LONGEST_QUESTION and _worded((key,), form, ()) != ""


def box_columns(grid: Grid, r: int, form: Form) -> dict[str, int]:
    """Which column is which box, or fact beside the boxes, where row `r` is the header of a list of them."""
    every = (*form.fields, *form.about)
    names = {heading_key(heading): field.name for field in reversed(every) for heading in field.headings}
    columns: dict[str, int] = {}
    for c, key in enumerate(row_labels(grid, r)):
        if name := key and (names.get(key) or names.get(without_brackets(key))):
            columns.setdefault(_by_unit(form, name, key), c)
    return columns


def _by_unit(form: Form, name: str, key: str) -> str:
    """The field that a label means: its twin when the label has the twin's unit of money."""
    field, unit = form.field(name), money_unit(key)
    return field.twin if field.twin and unit and unit != field.money else name


def stacked(grid: Grid, claim: Boxes) -> list[Boxes] | int:
    """Every form of boxes in a sheet, one below the other; or the row where one begins that cannot be kept apart.

    A form begins where the first one's first label comes again.
    """
    first, bottom = grid.table_top, table_bottom(grid)
    labels = _labels(grid, first, bottom)
    starts = {
        r
        for r, row in enumerate(labels)
        if claim.first_label in row
        for c, key in enumerate(row)
        if key == claim.first_label and (r == 0 or labels[r - 1][c] != key)
    }
    tops = sorted(first + r for r in starts)
    parts = []
    for top, end in zip(tops, [*tops[1:], bottom], strict=True):
        rows = labels[top - first : end - first]
        part = _boxes(grid, rows, top, claim.form)
        beside = any(_times(row, claim.first_label) > 1 for row in rows)
        if part is None or beside or _begins_twice(rows, claim.form):
            return top
        parts.append(part)
    return parts


def _times(row: Sequence[str], key: str) -> int:
    """How often a label is in a row, a merged label once."""
    return sum(1 for c, text in enumerate(row) if text == key and (c == 0 or row[c - 1] != key))


def _begins_twice(rows: Sequence[Sequence[str]], form: Form) -> bool:
    """Whether the boxes of one form name its householder in two places."""
    keys = {heading_key(heading) for heading in form.fields[0].headings[:1]}
    lines = [r for r, row in enumerate(rows) if not keys.isdisjoint(row)]
    return any(b - a > 1 for a, b in pairwise(lines))
