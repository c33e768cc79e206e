"""Is a sheet that is no paper there for those beside it, or a list that nobody could read?

Words of dropdowns, pivots, instructions, a blank header, a hidden sheet of whatever: beside a sheet that was read they make
no file unread. A list in words of its own is refused like any other, whatever its sheet is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.access.quoting import PRINTED_WORDS
from etl import values
from etl.forms.form import Form, heading_key
from etl.forms.recognise import forms_naming
from etl.readers import Grid

INSTRUCTIONS = re.compile(r"说明|须知|填表要求|填报要求")
_PIVOT = re.compile(r"行标签|列标签|(求和|计数|平均值)项[:：]|数据透视")
LONGEST_WORD = 12


def is_instructions(grid: Grid, forms: Sequence[Form]) -> bool:
    """Whether a sheet calls itself instructions and holds no list, or explains the columns of one."""
    first = next((text for row in range(grid.n_rows) for text in grid.row(row) if text.strip()), "")
    used = sum(any(text.strip() for text in column) for column in grid.columns)
    names_itself = used <= 2 and len(first) < 30 and INSTRUCTIONS.search(first)
    return bool(names_itself or (INSTRUCTIONS.search(grid.sheet) and not _is_list(grid, forms)))


def is_serving(grid: Grid, forms: Sequence[Form]) -> bool:
    """Whether a sheet without a known header serves others, beside one that was read."""
    return (
        grid.serves
        or is_instructions(grid, forms)
        or any(_PIVOT.search(text) for column in grid.columns for text in column)
        or not _records(grid)
        or _is_of_choices(grid, forms)
    )


def _records(grid: Grid) -> list[int]:
    """The rows below the widest one that fill two cells at least, a row number apart."""
    filled = [{text.strip() for text in grid.row(r) if text.strip()} for r in range(grid.n_rows)]
    widest = max(range(grid.n_rows), key=lambda r: len(filled[r]), default=0)
    return [r for r in range(widest + 1, grid.n_rows) if len({t for t in filled[r] if not t.isdigit()}) > 1]


def _is_list(grid: Grid, forms: Sequence[Form]) -> bool:
    """Whether three columns hold records, and no column is of the headings that are being explained."""
    wide = [r for r in _records(grid) if len({*filter(str.strip, grid.row(r))}) > 2]
    names = forms_naming(tuple(forms))
    explains = any(
        2 * sum(bool(names(text)) and not _is_agreed(text) for text in filled) > len(filled)
        for column in grid.columns
        if (filled := [text for text in column if text.strip()])
    )
    return bool(wide) and not explains


def _is_of_choices(grid: Grid, forms: Sequence[Form]) -> bool:
    """Whether every column is a list of words to choose from, each once, and one at least is of agreed words, or mostly."""
    names = forms_naming(tuple(forms))
    agreed = 0
    for column in grid.columns:
        words = [values.plain(text) for text in column if text.strip()]
        if words and names(words[0]):
            words = words[1:]
        if len({*words}) < len(words) or any(len(word) > LONGEST_WORD or re.search(r"\d{3}", word) for word in words):
            return False
        if words and 2 * sum(map(_is_agreed, words)) > len(words):
            agreed += 1
        elif not all(map(_is_register, words)):
            return False
    return agreed > 0


def _is_agreed(word: str) -> bool:
    key = heading_key(word)
    return (
        key in PRINTED_WORDS
        or any(key in words for words in values.vocabulary().meanings.values())
        or any(key in words for words in values.vocabulary().as_written.values())
        or isinstance(values.parse_category(word), str)
    )


def _is_register(word: str) -> bool:
    """Whether a word names an office or a village."""
    return values.is_office(word) or not isinstance(values.resolve_place("", "", word), values.Problem)
