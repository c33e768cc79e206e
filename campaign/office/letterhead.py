"""Who issues the campaign's official papers, to whom do they go, and how long has a unit to answer?

Written in `data/reference/letterhead.toml`; what it leaves out is as declared here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from campaign.office import settings

FILE = settings.REFERENCE / "letterhead.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What stands on every official paper."""

    name: str = "市“大走访”活动领导小组办公室"
    code: str = "大走访办"
    to: tuple[str, ...] = ("各辖市、区委", "市各有关单位")
    copies: tuple[str, ...] = ("市委、市政府领导同志", "各督导小组")
    reply_days: int = 5
    """Days in which a unit answers a 核对函."""
    rectify_days: int = 15
    """Days in which a unit reports what it has put right."""
    most_named: int = 10
    """Units that a paper lists under one fault."""

    def number(self, year: int, number: int | None) -> str:
        """The 发文字号; a place to fill in where no number is given (GB/T 9704-2012: 六角括号, no 第, no 01).

        >>> Letterhead().number(2017, 3), Letterhead().number(2017, None)
        ('大走访办〔2017〕3号', '大走访办〔2017〕　号')
        """
        return f"{self.code}〔{year}〕{number or '　'}号"


@cache
def letterhead() -> Letterhead:
    """The one in force; WrongSettings, in Chinese, when the file cannot be used."""
    return read(FILE)


def read(file: Path) -> Letterhead:
    """That of a file; without a file as declared here."""
    if not file.is_file():
        return Letterhead()
    return settings.section(settings.written(file), Letterhead, f"data/reference/{file.name}")


def full_day(day: date) -> str:
    """A day as it stands at the end of an official paper.

    >>> full_day(date(2017, 3, 4))
    '2017年3月4日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
