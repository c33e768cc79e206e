"""What is a sheet once its file type is taken away?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Unreadable(Exception):
    """A file that cannot be read; `str()` is the Chinese sentence that the clerk gets."""


class Mark(StrEnum):
    """What a cell's text alone does not show."""

    ERROR = "error"
    """The cell holds an Excel error value; its text is the error's name, such as #REF!."""
    NO_VALUE = "no-value"
    """The cell holds a formula whose result was never stored; its text is empty."""
    SHORT_DECIMAL = "short-decimal"
    """A number such as 3.1: as a day it can be 3月1日, or 3月10日 whose 0 the program dropped."""
    SERIAL_1904 = "serial-1904"
    """A bare number in a workbook that counts days from 1904: as a day it can be one of two, four years apart."""
    LONG_NUMBER = "long-number"
    """A number of more than 15 digits: the file itself has lost the last ones."""
    LONG_TEXT = "long-text"
    """More text than a cell of Excel can hold."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or one Word table: columns of text, each cell with its address.

    `columns[c][r]` is the cell's text, '' when empty; all columns are equally long. Numbers are
    written without a trailing `.0`, dates as 2017-03-25, instants as 2017-03-25 08:30:00. Merged
    areas are filled: every cell of the area has the area's text. Rows and columns start at
    the sheet's own A1 (leading empty ones included), so row index r is Excel's row r + 1.
    """

    sheet: str
    columns: list[list[str]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Filled areas as (top, left, bottom, right), zero-based and inclusive."""
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    """(row, column) → mark; sparse."""
    struck: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of the cells that are written in and struck out; of a merged area its first one."""
    is_word: bool = False
    is_text: bool = False
    """Of a csv: what was merged when it was saved is in the first cell alone."""
    table_top: int = 0
    """First row of the table proper: in a Word file the lines above the table come before it."""
    serves: bool = False
    """Whether other sheets take the choices of their dropdowns from this one, or it holds a pivot of theirs."""
    asides: tuple[tuple[int, str, str], ...] = ()
    """(row, kind, text) of what is written on the sheet and in no cell: comments, text boxes, page headers."""
    displayed: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) → what is seen of a number whose format spells it out, such as 001; sparse."""
    table_bottom: int | None = None
    """Row after the table's last one; None when the table reaches the grid's end."""

    @property
    def n_rows(self) -> int:
        """How many rows, empty ones included."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def n_columns(self) -> int:
        """How many columns."""
        return len(self.columns)

    def row(self, r: int) -> list[str]:
        """The texts of row `r`, cell by cell."""
        return [column[r] for column in self.columns]

    def line(self, r: int) -> int:
        """The number of row `r` as a person counts it: Excel's row number, or the row within the Word table."""
        return r - self.table_top + 1 if self.is_word else r + 1

    def address(self, r: int, c: int) -> str:
        """Where cell (r, c) is: B7 in a sheet, 第7行第2列 in a Word table, 表格上方 or 下方 beside one."""
        if not self.is_word:
            return f"{column_letters(c)}{r + 1}"
        if r < self.table_top:
            return "表格上方"
        if self.table_bottom is not None and r >= self.table_bottom:
            return "表格下方"
        return f"第{self.line(r)}行第{c + 1}列"


def column_letters(c: int) -> str:
    """Excel's letters of zero-based column `c`.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    c += 1
    while c:
        c, rest = divmod(c - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
