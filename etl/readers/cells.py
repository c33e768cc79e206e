"""Which text is one value of a file, and where does a merged area's text go?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from campaign.office.rules import CUT
from etl.readers.grid import Grid, Mark, Unreadable, column_letters

Area = tuple[int, int, int, int]
"""(top, left, bottom, right), zero-based and inclusive."""

MAX_CELLS = 20_000_000
"""The dense area of one sheet; above it a reader would need gigabytes for what is mostly nothing."""
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
"""Excel's own limits, which hold for every kind of file."""
MAX_TEXT = 32_767
"""How many characters Excel lets a cell hold: more is no answer on a form."""
LONG_FROM = 10**15
"""The first number of 16 digits; Excel keeps 15."""
MAX_GROWTH_ROWS = 1_000
MAX_GROWTH_COLUMNS = 256
"""How far a merged area may carry its text beyond the cells that hold something."""

_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
"""A day between 1982 and 2036, counted from 1900."""
_ROUND = timedelta(microseconds=500_000)


def number_text(value: float) -> str:
    """A number as Excel shows it with 15 digits, never in scientific notation.

    >>> number_text(3.0), number_text(0.1 + 0.2), number_text(1e-07), number_text(-2.50), number_text(math.inf)
    ('3', '0.3', '0.0000001', '-2.5', '#NUM!')
    """
    if not math.isfinite(value):
        return "#NUM!"
    if -1e21 < value < 1e21 and value == int(value):
        return str(int(value))
    digits = f"{value:.15g}"
    return f"{Decimal(digits):f}" if "e" in digits and abs(value) < 1e21 else digits


def date_text(value: date) -> str:
    """A day as 2017-03-25; an instant to the nearest second, and as a day when it is midnight."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.microsecond:
        value += _ROUND
    if value.hour or value.minute or value.second:
        return value.isoformat(" ", "seconds")
    return value.date().isoformat()


def duration_text(value: timedelta) -> str:
    """Hours, minutes and seconds; the hours may pass 24.

    >>> duration_text(timedelta(hours=27, minutes=30))
    '27:30:00'
    """
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _time_text(value: time) -> str:
    return duration_text(
        timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    )


def _flag_text(value: bool) -> str:
    return "TRUE" if value else "FALSE"


_TEXT: dict[type, Callable[..., str]] = {
    str: str,
    float: number_text,
    int: number_text,
    bool: _flag_text,
    date: date_text,
    datetime: date_text,
    time: _time_text,
    timedelta: duration_text,
}


def texts(values: Sequence[object]) -> tuple[list[str], dict[int, Mark]]:
    """A column of values as texts, and the marks of its numbers by row."""
    if set(map(type, values)) <= {str}:
        return list(values), {}  # type: ignore[arg-type]
    written: list[str] = []
    marks = {}
    for r, value in enumerate(values):
        if type(value) is str:
            written.append(value)
            continue
        text, mark = _text_and_mark(value)
        written.append(text)
        if mark:
            marks[r] = mark
    return written, marks


@lru_cache(maxsize=16384, typed=True)
def _text_and_mark(value: object) -> tuple[str, Mark | None]:
    """A value that is no text as text, and its mark if it is a number with one; most come again and again."""
    return _TEXT[type(value)](value), _number_mark(value) if type(value) in (float, int) else None


def _number_mark(value: float) -> Mark | None:
    """A number that is none, or lost digits: its last ones beyond 15, or the 0 of a 3.10 that somebody meant as a day."""
    if not math.isfinite(value):
        return Mark.ERROR
    if abs(value) >= LONG_FROM:
        return Mark.LONG_NUMBER
    is_month_and_tens = 1 <= value < 13 and round(value * 10) == value * 10 and round(value * 10) % 10 in (1, 2, 3)
    return Mark.SHORT_DECIMAL if is_month_and_tens else None


def mark_serials(columns: Sequence[Sequence[str]], marks: dict[tuple[int, int], Mark]) -> None:
    """Marks the numbers that could be days, in a workbook that counts days from 1904; dates read as such are none."""
    for c, column in enumerate(columns):
        serials = {text for text in set(column) if _SERIAL.fullmatch(text)}
        if serials:
            marks.update({(r, c): Mark.SERIAL_1904 for r, text in enumerate(column) if text in serials})


_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY_NAME = re.compile(r"a{3,4}|e+|g{1,3}e*|b{1,2}(?:e+)?", re.IGNORECASE)


def is_day_format(number_format: str) -> bool:
    """Whether a number format without y, m, d, h and s means a day all the same: 星期六, or a year of an era.

    >>> is_day_format("[$-804]aaaa;@"), is_day_format("aaa"), is_day_format('"第"0"天"'), is_day_format("General")
    (True, True, False, False)
    """
    first = _QUOTED.sub("", number_format.split(";")[0]).strip()
    return bool(_DAY_NAME.fullmatch(first))


def mark_long_texts(grid: Grid) -> Grid:
    """`grid`, with a mark on each cell that is longer than Excel allows, or was cut for that."""
    long = {
        (r, c): Mark.LONG_TEXT
        for c, column in enumerate(grid.columns)
        if len("".join(column)) >= MAX_TEXT
        for r, text in enumerate(column)
        if len(text) > MAX_TEXT or (len(text) == MAX_TEXT and text.endswith(CUT))
    }
    return replace(grid, marks={**grid.marks, **long}) if long else grid


def cell_index(letters: str) -> int:
    """The zero-based column of Excel's letters.

    >>> cell_index("A"), cell_index("Z"), cell_index("AA"), cell_index("XFD")
    (0, 25, 26, 16383)
    """
    c = 0
    for letter in letters.upper():
        c = c * 26 + ord(letter) - 64
    return c - 1


def check_extent(sheet: str, n_rows: int, n_columns: int) -> None:
    """Unreadable when so many rows and columns cannot be held."""
    if n_rows * n_columns > MAX_CELLS or n_columns > MAX_COLUMNS or n_rows > MAX_ROWS:
        raise Unreadable(
            f"工作表「{sheet}」占了 {n_rows} 行 × {n_columns} 列，太大，没有读；"
            f"请删去数据以外的行和列（直到 {column_letters(n_columns - 1)}{n_rows}）后再报。"
        )


def assemble(
    sheet: str,
    columns: list[list[str]],
    *,
    merged: Iterable[Area] = (),
    marks: Mapping[tuple[int, int], Mark] | None = None,
    overrides: Mapping[tuple[int, int], str] | None = None,
    hidden_rows: Iterable[int] = (),
    is_hidden: bool = False,
) -> Grid:
    """The Grid of `columns`, grown to hold every mark, with merged areas filled.

    `overrides` overwrites cells that the reader underneath left empty. An area whose first cell is
    empty fills nothing: filled cells under it keep their text.
    """
    marks, overrides = dict(marks or {}), overrides or {}
    n_rows, n_columns = len(columns[0]) if columns else 0, len(columns)
    needed = [*marks, *overrides]
    n_rows = max([n_rows, *(r + 1 for r, _ in needed)])
    n_columns = max([n_columns, *(c + 1 for _, c in needed)])
    _grow(columns, n_rows, n_columns)
    for (r, c), text in overrides.items():
        columns[c][r] = text

    areas = _kept_areas(merged, columns, n_rows, n_columns)
    if areas:
        if sum((b - t + 1) * (r - left + 1) for t, left, b, r in areas) > MAX_CELLS:
            raise Unreadable(f"工作表「{sheet}」的合并区互相重叠，没有读；请取消合并后再报。")
        n_rows = max(n_rows, *(area[2] + 1 for area in areas))
        n_columns = max(n_columns, *(area[3] + 1 for area in areas))
        check_extent(sheet, n_rows, n_columns)
        _grow(columns, n_rows, n_columns)
        _fill(columns, areas, marks)
    return Grid(
        sheet,
        columns,
        is_hidden=is_hidden,
        hidden_rows=frozenset(r for r in hidden_rows if r < n_rows),
        merged=tuple(areas),
        marks=marks,
    )


def _grow(columns: list[list[str]], n_rows: int, n_columns: int) -> None:
    for column in columns:
        if len(column) < n_rows:
            column.extend([""] * (n_rows - len(column)))
    while len(columns) < n_columns:
        columns.append([""] * n_rows)


def _kept_areas(merged: Iterable[Area], columns: list[list[str]], n_rows: int, n_columns: int) -> list[Area]:
    """Areas inside the grid, or carried a little beyond it by an area with a text."""
    areas = []
    for top, left, bottom, right in merged:
        if top >= n_rows or left >= n_columns or bottom < top or right < left:
            continue
        if columns[left][top]:
            limit_row, limit_column = n_rows + MAX_GROWTH_ROWS, max(n_columns, MAX_GROWTH_COLUMNS)
        else:
            limit_row, limit_column = n_rows, n_columns
        area = (top, left, min(bottom, limit_row - 1), min(right, limit_column - 1))
        if area[:2] != area[2:]:
            areas.append(area)
    return sorted(areas)


def _fill(columns: list[list[str]], areas: list[Area], marks: dict[tuple[int, int], Mark]) -> None:
    for top, left, bottom, right in areas:
        text = columns[left][top]
        if text:
            for c in range(left, right + 1):
                columns[c][top : bottom + 1] = [text] * (bottom - top + 1)
        mark = marks.get((top, left))
        if mark:
            marks.update(((r, c), mark) for r in range(top, bottom + 1) for c in range(left, right + 1))
