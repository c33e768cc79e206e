"""What was written, and why can it not be taken?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell cannot be taken: a stable rule and a Chinese sentence with what would be right."""

    rule: str
    sentence: str


class CellProblem(Problem):
    """A problem that costs its cell alone: the row is taken, and the cell is kept as it is written."""

    __slots__ = ()


INVISIBLE = "[\u200b-\u200f\u2060\ufeff\u00ad]"
"""Characters that copying leaves behind and nobody sees."""
_INVISIBLE = re.compile(INVISIBLE)


def plain(raw: str) -> str:
    """`raw` in half width, without invisible characters, and without spaces and line breaks at its ends."""
    if raw.isascii():
        return raw.strip()
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw)).strip()


SPACES = re.compile(r"\s+")
ANY_BLANK = r"\s\x{b}\x{85}\x{a0}\p{Z}"
"""Every kind of blank, for a class of RE2, by which Arrow and the database search: its own `\\s` knows the ASCII ones alone."""
BLANKS = frozenset({"", "-", "--", "—", "——", "/", "//", "\\", "／"})
"""A cell left empty, or struck through."""
ERROR_NAMES = frozenset(
    {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
    | {f"Err:{number}" for number in range(501, 541)}
)
"""What a spreadsheet shows in place of a value that it could not work out."""
NOT_REPORTED = frozenset(
    {
        "未报",
        "未上报",
        "未报送",
        "没有报",
        "没报",
        "暂未报",
        "尚未上报",
        "未统计",
        "尚未统计",
        "暂未统计",
        "待统计",
        "待报",
    }
)
"""The sender has no figure yet."""
NONE = frozenset({"无", "没有", "暂无", "无。"})
"""No such thing, or no figure: which of the two depends on the form."""
NOTHING = BLANKS | {"无", "无。"}
"""What is written where a name or a word is left out."""


LONGEST_VALUE = 80
"""A day, a number or an agreed word takes fewer characters; a longer text is something else, and is not searched."""


def is_one_value(raw: str) -> bool:
    """Whether a text can be one day, number or word: short, and without the small figures that mark a footnote.

    In half width 80² and 80① would read as 802 and 801.

    >>> is_one_value("80余户"), is_one_value("80①"), is_one_value("8" * 100)
    (True, False, False)
    """
    return len(raw) <= LONGEST_VALUE and not any(unicodedata.category(character) == "No" for character in raw)


def excerpt(raw: str, limit: int = 24) -> str:
    """What was written, short enough for a sentence."""
    text = SPACES.sub(" ", raw.strip())
    return text if len(text) <= limit else text[: limit - 1] + "…"
