"""Which rows did an office take back without deleting them: struck out, or on a hidden sheet beside the one that stands?

They are kept as notes, named in the check, and counted nowhere (docs/decisions/0031).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from etl import values
from etl.forms.form import BY_ID, Form
from etl.readers import Grid

if TYPE_CHECKING:
    from etl.forms.sheet import SheetRead

STRUCK, HIDDEN = "划掉", "隐藏表"
_WRITTEN_FOR_MANY = frozenset({"sequence", "block", "district", "town", "village", "unit", "period"})
"""What a row shares with its neighbours, or has printed: nobody strikes it out with the row."""
MOST_NAMED = 12
"""Rows of a hidden sheet that are named by their number."""


def struck_rows(grid: Grid, columns: Mapping[str, int], rows: Iterable[int]) -> tuple[frozenset[int], int]:
    """The rows of a list that are struck out whole, and how many others are in part.

    A row is, when each of its own cells that is written in is; a cell merged with other rows is not its own.
    """
    if not grid.struck:
        return frozenset(), 0
    merged = {
        (r, c)
        for top, left, bottom, right in grid.merged
        if bottom > top
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    }
    own = [c for name, c in columns.items() if name not in _WRITTEN_FOR_MANY]
    whole, partly = set(), 0
    for r in sorted({r for r, _ in grid.struck}.intersection(rows)):
        filled = {(r, c) for c in own if grid.columns[c][r].strip()} - merged
        if filled and filled <= grid.struck:
            whole.add(r)
        else:
            partly += 1
    return frozenset(whole), partly


def set_hidden_aside(reads: Sequence[SheetRead]) -> None:
    """Takes the rows out of each hidden sheet beside which a visible one of the same form holds rows.

    Where the hidden one holds a record that the visible ones do not, it is refused with the rows that do: whether they
    count is for a person to say. Where it holds none, it is an old copy.
    """
    for read in reads:
        form = BY_ID.get(read.form or "")
        if form is None or not read.is_hidden or read.refused or read.rows is None:
            continue
        visible = [
            other for other in reads if not other.is_hidden and other.form == read.form and other.rows is not None
        ]
        if not visible:
            continue
        known = {key for other in visible for _, keys in _records(other, form) for key in keys}
        others = [line for line, keys in _records(read, form) if known.isdisjoint(keys)]
        read.stands_in = "、".join(f"“{other.sheet}”" for other in visible[:3]) + ("等" if len(visible) > 3 else "")
        if others:
            lines = "、".join(map(str, others[:MOST_NAMED])) + ("等" if len(others) > MOST_NAMED else "")
            read.refused = (
                f"工作表“{read.sheet}”是隐藏的，与{read.stands_in}是同一种表，没有计入；其中第 {lines} 行是{read.stands_in}里没有的，"
                "要计入的请抄进看得见的表，不要的请删去这张隐藏的表"
            )
        texts = [column.to_pylist() for column in read.rows.columns[1:]]
        lines_of = read.rows["source_row"].to_pylist()
        read.notes += [
            (line, HIDDEN, " ".join(filter(None, cells))) for line, *cells in zip(lines_of, *texts, strict=True)
        ]
        read.rows, read.totals, read.marks = None, [], []


def _records(read: SheetRead, form: Form) -> Iterator[tuple[int, list[tuple[tuple[str, str], ...]]]]:
    """Each row's number, and the ways in which it says what it is a record of.

    Who or what a row is about makes it a record; a row of bare figures is one of a unit, a place and a time.
    """
    assert read.rows is not None
    same = [name for name in (form.record.same if form.record else ()) if form.has(name)]
    names_its_own = any(form.field(name).personal for group in form.identity for name in group if form.has(name))
    if names_its_own:
        same = [name for name in same if name not in (*_WRITTEN_FOR_MANY, "issue_no")]
        of_sheet = ""
    else:
        same += [f.name for f in form.about if f.name in ("place", "district", "town", "village")]
        period = next((p for text in (read.title, read.sheet) if (p := values.parse_period(text))), None)
        of_sheet = period.label if period else ""
    groups = [*(tuple(filter(form.has, group)) for group in form.identity), *((name,) for name in dict.fromkeys(same))]
    columns = {
        name: read.rows[name].to_pylist() if name in read.rows.column_names else None
        for group in groups
        for name in group
    }

    def text(name: str, row: int) -> str:
        column = columns[name]
        written = (column[row] if column else "") or read.about.get(name, "")
        return "".join(values.plain(written).split())

    for row, line in enumerate(read.rows["source_row"].to_pylist()):
        ways = [[(name, text(name, row)) for name in group if text(name, row) or len(group) == 1] for group in groups]
        yield line, [(("", of_sheet), *way) for way in product(*(way for way in ways if way))]
