"""Which form is a sheet, and where do its labels stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from etl.forms.form import LONGEST_LABEL, Form, heading_key, money_unit, without_brackets
from etl.readers import Grid

LABELS_WITHIN = (12, 200)
"""A list's header, and a form of boxes, stand within so many rows of the top; nearly all within the first number."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where a list's header stands and which column is which field."""

    form: Form
    top: int
    bottom: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    twins: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """A column left over because its heading is also the heading of these columns."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Where the values of a form of boxes stand, as (row, column), and the label that it begins with."""

    form: Form
    columns: Mapping[str, tuple[int, int]]
    first_label: str


def claims(grid: Grid, forms: Sequence[Form]) -> list[Header | Boxes]:
    """Every form that the sheet can be, each with the fields it finds."""
    found = (_claims_within(grid, forms, rows) for rows in LABELS_WITHIN)
    return next(filter(None, found), [])


def _claims_within(grid: Grid, forms: Sequence[Form], within: int) -> list[Header | Boxes]:
    last = min(table_bottom(grid), grid.table_top + within + 1)
    rows = _labels(grid, grid.table_top, last)
    line = [frozenset(key for label in row if label for key in (label, without_brackets(label))) for row in rows]
    words = [upper | lower for upper, lower in zip(line, [*line[1:], frozenset()], strict=False)]
    found = []
    for form in forms:
        if form.shape == "text":
            continue
        boxed = form.shape == "boxes"
        claim = _boxes(grid, rows, grid.table_top, form) if boxed else _header(grid, rows, words, form)
        if claim:
            found.append(claim)
    return found


def table_bottom(grid: Grid) -> int:
    """The row after the table's last one."""
    return grid.n_rows if grid.table_bottom is None else grid.table_bottom


def _labels(grid: Grid, top: int, bottom: int) -> list[tuple[str, ...]]:
    return list(zip(*([label(said) for said in column[top:bottom]] for column in grid.columns), strict=True))


def label(said: str) -> str:
    """A cell as a heading for comparing; '' when it is blank or too long for one."""
    return heading_key(said) if said and len(said) <= LONGEST_LABEL else ""


@cache
def heading_names(form: Form) -> dict[str, dict[str, int]]:
    """Every heading of a form's fields, as a key, with the fields that it can mean and its rank in each."""
    names: dict[str, dict[str, int]] = {}
    for field in form.fields:
        for rank, heading in enumerate(field.headings):
            names.setdefault(heading_key(heading), {}).setdefault(field.name, rank)
    return names


@cache
def must_have_keys(form: Form) -> tuple[frozenset[str], ...]:
    """For each field that the form is recognised by, the headings that it can have."""
    return tuple(frozenset(map(heading_key, form.field(name).headings)) for name in form.must_have)


def _header(grid: Grid, rows: Sequence[Sequence[str]], words: Sequence[frozenset[str]], form: Form) -> Header | None:
    names = heading_names(form)
    for r, upper in enumerate(rows):
        if names.keys().isdisjoint(upper) or any(words[r].isdisjoint(keys) for keys in must_have_keys(form)):
            continue
        found = [match([(key,) for key in _over_two(upper, names)], names)]
        if r + 1 < len(rows):
            top = grid.table_top + r
            spans = any(a == top and b == top + 1 for a, _, b, _ in grid.merged)
            two_levels = match([_two_level(p, c) for p, c in zip(_carried(upper), rows[r + 1], strict=True)], names)
            if spans or len(two_levels[0]) > len(found[0][0]):
                found.append(two_levels)
        for height, (columns, unknown, twins) in reversed(list(enumerate(found))):
            if all(name in columns for name in form.must_have):
                top = grid.table_top + r
                return Header(form, top, top + height, columns, unknown, twins)
    return None


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


def match(
    headings: Sequence[tuple[str, ...]], names: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, int], tuple[str, ...], tuple[tuple[int, tuple[int, ...]], ...]]:
    """Field → column, the headings that are left over, and the columns left over under a heading in use.

    Of two headings for one field the one that the field names first wins, wherever it stands.
    """
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
    unknown = dict.fromkeys(next(filter(None, headings[c])) for c in sorted(left_over))
    return {name: column for name, (_, column) in held.items()}, tuple(unknown), tuple(twins)


def _boxes(grid: Grid, rows: Sequence[Sequence[str]], top: int, form: Form) -> Boxes | None:
    """Each field's value: the first cell to the right of its label that is not the label itself."""
    names = heading_names(form)
    found: dict[str, tuple[int, int]] = {}
    first: list[tuple[int, str]] = []
    for r, row in enumerate(rows, top):
        for c, key in enumerate(row):
            if not key or not (fields := names.get(key) or names.get(without_brackets(key))):
                continue
            said = grid.columns[c][r]
            value = next((k for k in range(c + 1, grid.n_columns) if grid.columns[k][r] != said), None)
            if value is not None:
                found.setdefault(_by_unit(form, next(iter(fields)), key), (r, value))
                first.append((r, key))
    lines = {found[name][0] for name in form.must_have if name in found}
    if len(lines) < 2 or not all(name in found for name in form.must_have):
        return None
    key_name = {heading_key(heading) for heading in form.fields[0].headings}
    in_first_row = [key for r, key in first if r == first[0][0]]
    return Boxes(form, found, next((key for key in in_first_row if key in key_name), in_first_row[0]))


def _by_unit(form: Form, name: str, key: str) -> str:
    """The field that a label means: its twin when the label says the twin's unit of money."""
    field, unit = form.field(name), money_unit(key)
    return field.twin if field.twin and unit and unit != field.money else name


def stacked(grid: Grid, claim: Boxes) -> list[Boxes] | int:
    """Every form of boxes in a sheet, one below the other; or the row where one begins that cannot be told apart.

    A form begins where the first one's first label stands again.
    """
    bottom = table_bottom(grid)
    starts: set[int] = set()
    for column in grid.columns:
        before = ""
        for r in range(grid.table_top, bottom):
            key = label(column[r])
            if key == claim.first_label and before != key:
                starts.add(r)
            before = key
    tops = sorted(starts)
    found = []
    for top, end in zip(tops, [*tops[1:], bottom], strict=True):
        rows = _labels(grid, top, end)
        part = _boxes(grid, rows, top, claim.form)
        beside = any(_times(row, claim.first_label) > 1 for row in rows)
        if part is None or beside or _begins_twice(rows, claim.form):
            return top
        found.append(part)
    return found


def _times(row: Sequence[str], key: str) -> int:
    """How often a label stands in a row, a merged label once."""
    return sum(1 for c, said in enumerate(row) if said == key and (c == 0 or row[c - 1] != key))


def _begins_twice(rows: Sequence[Sequence[str]], form: Form) -> bool:
    """Whether the boxes of one form name its householder in two places."""
    keys = {heading_key(heading) for heading in form.fields[0].headings[:1]}
    lines = [r for r, row in enumerate(rows) if not keys.isdisjoint(row)]
    return any(b - a > 1 for a, b in pairwise(lines))
