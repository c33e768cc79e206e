"""Which form is a sheet, and where do its labels stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from etl.forms.form import Form, heading_key, without_brackets
from etl.readers import Grid

LABELS_WITHIN = (12, 60)
"""A list's header, and a form of boxes, stand within so many rows of the top; nearly all within the first number."""
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Header:
    """Where a list's header stands and which column is which field."""

    form: Form
    top: int
    bottom: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Where the values of a form of boxes stand, as (row, column)."""

    form: Form
    columns: Mapping[str, tuple[int, int]]


def claims(grid: Grid, forms: Sequence[Form]) -> list[Header | Boxes]:
    """Every form that the sheet can be, each with the fields it finds."""
    found = (_claims_within(grid, forms, rows) for rows in LABELS_WITHIN)
    return next(filter(None, found), [])


def _claims_within(grid: Grid, forms: Sequence[Form], within: int) -> list[Header | Boxes]:
    bottom = grid.n_rows if grid.table_bottom is None else grid.table_bottom
    last = min(bottom, grid.table_top + within + 1)
    rows = list(
        zip(*([_label(said) for said in column[grid.table_top : last]] for column in grid.columns), strict=True)
    )
    line = [frozenset(key for label in row if label for key in (label, without_brackets(label))) for row in rows]
    words = [upper | lower for upper, lower in zip(line, [*line[1:], frozenset()], strict=True)]
    found = []
    for form in forms:
        claim = _boxes(grid, rows, form) if form.shape == "boxes" else _header(grid, rows, words, form)
        if claim:
            found.append(claim)
    return found


def _label(said: str) -> str:
    return heading_key(said) if said and len(said) <= LONGEST_LABEL else ""


@cache
def heading_names(form: Form) -> dict[str, list[str]]:
    """Every heading of a form's fields, as a key, with the fields that it can mean."""
    names: dict[str, list[str]] = {}
    for field in form.fields:
        for heading in field.headings:
            names.setdefault(heading_key(heading), []).append(field.name)
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
        found = [_match([(key,) for key in upper], names)]
        if r + 1 < len(rows):
            top = grid.table_top + r
            spans = any(a == top and b == top + 1 for a, _, b, _ in grid.merged)
            two_levels = _match([_two_level(p, c) for p, c in zip(_carried(upper), rows[r + 1], strict=True)], names)
            if spans or len(two_levels[0]) > len(found[0][0]):
                found.append(two_levels)
        for height, (columns, unknown) in reversed(list(enumerate(found))):
            if all(name in columns for name in form.must_have):
                return Header(form, grid.table_top + r, grid.table_top + r + height, columns, unknown)
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


def _match(
    headings: Sequence[tuple[str, ...]], names: Mapping[str, list[str]]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Field → column, and the headings that mean no field."""
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for c, ways in enumerate(headings):
        keys = [k for way in ways if way for k in (way, without_brackets(way))]
        name = next((name for key in keys for name in names.get(key, ()) if name not in columns), None)
        if name is not None:
            columns[name] = c
        elif keys and not any(key in names for key in keys) and keys[0] not in unknown:
            unknown.append(keys[0])
    return columns, tuple(unknown)


def _boxes(grid: Grid, rows: Sequence[Sequence[str]], form: Form) -> Boxes | None:
    """Each field's value: the first cell to the right of its label that is not the label itself."""
    names = heading_names(form)
    found: dict[str, tuple[int, int]] = {}
    for r, row in enumerate(rows, grid.table_top):
        for c, label in enumerate(row):
            if not label or not (fields := names.get(label) or names.get(without_brackets(label))):
                continue
            said = grid.columns[c][r]
            value = next((k for k in range(c + 1, grid.n_columns) if grid.columns[k][r] != said), None)
            if value is not None:
                found.setdefault(fields[0], (r, value))
    lines = {found[name][0] for name in form.must_have if name in found}
    return Boxes(form, found) if len(lines) > 1 and all(name in found for name in form.must_have) else None
