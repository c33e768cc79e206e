"""How is a question compiled once and used for many days and values?

Compiling an expression takes several times as long as answering it, and most questions of a visitor differ from the
one before only by a day, a place or a unit. So a question is compiled with blanks in place of its days and values, and
the store gets these as parameters of the SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

from campaign.numbers.dimensions import DIMENSIONS, Where
from campaign.numbers.kinds import Span

Prepared = tuple[str, dict[str, object]]
"""SQL with named parameters, and their values."""
_FIRST_DAY = date(1001, 1, 1)
_FIRST_NUMBER = 900_000_000
_BLANK = re.compile(
    r"'‹(?P<text>[0-9]+)›'"
    r"|MAKE_DATE\((?P<year>1[0-8][0-9]{2}), (?P<month>[0-9]+), (?P<day>[0-9]+)\)"
    r"|\b(?P<number>9[0-9]{8})\b"
)
"""A blank of each type as the compiled SQL writes it: of days all before 1900, so that a list of thousands has room; no
declared constant looks like one."""
_SEARCHED = frozenset(d.id for d in DIMENSIONS if d.searched_in)


def prepared(compiled: Callable[[Where, Span], str], where: Where, span: Span) -> Prepared:
    """The SQL that `compiled` gives for questions of this shape, and this question's days and values as parameters."""
    numbers = count()
    values: dict[int, object] = {}
    shape = tuple((name, tuple(_blanks(name, value, numbers, values) for value in several)) for name, several in where)
    days = [day and _blank(day, numbers, values) for day in (span.day, span.start, span.end, span.until, span.asked)]
    sql = compiled(shape, Span(*days))
    used: dict[str, object] = {}

    def parameter(blank: re.Match[str]) -> str:
        n = _number(blank)
        used[f"p{n}"] = values[n]
        return f"$p{n}"

    return _BLANK.sub(parameter, sql), used


def _blanks(name: str, value: object, numbers: Iterator[int], values: dict[int, object]) -> object:
    """The blank of one value; search words stay as they are: they become patterns, each of its own shape."""
    return value if name in _SEARCHED else _blank(value, numbers, values)


def _blank(value: object, numbers: Iterator[int], values: dict[int, object]) -> object:
    """A placeholder of the value's type, used while its question is compiled; None, true and false stay as they are."""
    if value is None or isinstance(value, bool):
        return value
    n = next(numbers)
    values[n] = value
    if isinstance(value, date):
        return _FIRST_DAY + timedelta(days=n)
    return _FIRST_NUMBER + n if isinstance(value, int) else f"‹{n}›"


def _number(blank: re.Match[str]) -> int:
    """Which blank it is."""
    if blank["text"]:
        return int(blank["text"])
    if blank["number"]:
        return int(blank["number"]) - _FIRST_NUMBER
    return (date(int(blank["year"]), int(blank["month"]), int(blank["day"])) - _FIRST_DAY).days
