"""Which of several files of one paper is the later one, by what they are called?

An office that mends a sheet sends it again and names it so: 更正, 更新, 终稿, （2）, or a later day. A name counts before the
time of arrival, which a copy gives all files alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from campaign.places.areas import plain

_MENDED = re.compile(
    r"更正|更新|补正|修正|修改|修订|订正|改正|勘误|重报|重新?报|重发|改后|改好|新版|最新|终稿|终版|最终|定稿|正式[稿版]|\(改\d?\)"
)
_LAST = re.compile(r"终稿|终版|最终|定稿|正式[稿版]")
_NUMBERS = (
    re.compile(r"\((\d{1,2})\)"),
    re.compile(r"第?([一二三四五六七八九]|\d{1,2})[稿版]"),
    re.compile(r"(?<![A-Za-z])[Vv](\d{1,2})(?!\d)"),
)
_DAY = r"(?:(?:20)?\d\d[年.\-/])?(?P<{0}m>\d{{1,2}})[月.\-/](?P<{0}d>\d{{1,2}})[日号]?"
_COMPACT = r"(?:20\d\d)?(?P<{0}m>0[1-9]|1[0-2])(?P<{0}d>[0-2]\d|3[01])"
_ONE = re.compile(rf"(?<![\d.\-])(?:{_DAY.format('a')}|{_COMPACT.format('b')})(?![\d.])")
_SPAN = re.compile(
    rf"(?<!\d)(?:{_DAY.format('a')}|{_COMPACT.format('b')})[\-—–~～至到]+(?:(?:20)?\d\d[年.\-/])?(?:\d{{1,2}}[月.\-/])?\d{{1,4}}日?"
)
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a name says of a file's place among others: how far it is mended, of which day it is, its number."""

    mended: int = 0
    """0 as first sent, 1 mended, 2 the last version."""
    day: tuple[int, int] | None = None
    """Month and day."""
    number: int = 0

    @property
    def key(self) -> tuple[tuple[int, int], int, int]:
        """Later marks have a greater key: days first; what is mended without a day follows all days."""
        undated = (99, 99) if self.mended else (0, 0)
        return self.day or undated, self.mended, self.number

    def follows(self, other: Marks) -> bool:
        """Whether the name alone makes this the later file; a day orders only what has one too, or is marked besides."""
        return self.key > other.key and bool(self.mended or self.number or (self.day and other.day))


def marks(path: str) -> Marks:
    """What a file's name, and the folders below its unit's, say.

    >>> marks("市文联/3月下半月/走访台账（更正）.xlsx"), marks("市文联/问题台账（2）.xlsx")
    (Marks(mended=1, day=None, number=0), Marks(mended=0, day=None, number=2))
    >>> marks("市文联/4月上半月/4月12日更新问题台账.xlsx"), marks("市文联/台账0412.xlsx").day, marks("市文联/周报3.13-3.19.xlsx").day
    (Marks(mended=1, day=(4, 12), number=0), (4, 12), None)
    """
    name = plain(path.rpartition(".")[0] or path)
    *folders, stem = name.split("/")
    parts = [stem, *reversed(folders[1:])]
    written = "/".join(parts)
    mended = 2 if _LAST.search(written) else 1 if _MENDED.search(written) else 0
    day = next((day for part in parts if (day := _day(part))), None)
    number = max((_number(found[1]) for one in _NUMBERS for found in one.finditer(stem)), default=0)
    return Marks(mended, day, number)


def _day(part: str) -> tuple[int, int] | None:
    """The last single day that a name holds; a span of days is a period."""
    days = [(int(m["am"] or m["bm"]), int(m["ad"] or m["bd"])) for m in _ONE.finditer(_SPAN.sub(" ", part))]
    days = [(month, day) for month, day in days if 1 <= month <= 12 and 1 <= day <= 31]
    return days[-1] if days else None


def _number(written: str) -> int:
    return _DIGITS.index(written) if written in _DIGITS else int(written)
