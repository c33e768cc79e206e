"""How is a question compiled once and used for many days and values?

Compiling an expression takes several times as long as answering it, and most questions of a visitor differ from the
one before only by a day, a place or a unit. So a question is compiled with blanks in place of its days and values, and
the store gets these as parameters of the SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import count

import ibis.expr.types as ir

from campaign import schema
from campaign.numbers.dimensions import DIMENSIONS, Where
from campaign.numbers.kinds import Span
from campaign.numbers.questions import as_sql, columns_read, is_all_of, plainly

Prepared = tuple[str, dict[str, object]]
"""SQL with named parameters, and their values."""
Builder = Callable[..., ir.Table]
"""Makes an expression of its own arguments and, after these, of the filters and the time of each question in it."""
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


def prepared(
    build: Builder, of: tuple[object, ...], asked: Sequence[tuple[Where, Span]], folds: tuple[schema.Folded, ...] = ()
) -> Prepared:
    """The SQL of the expression that `build` makes of `of` and of the questions, with their days and values as parameters.

    It scans the first of `folds` that has all columns it needs, in place of the table.
    """
    numbers = count()
    values: dict[int, object] = {}
    same: dict[object, object] = {}
    shapes = tuple((_where(where, numbers, values, same), _span(span, numbers, values, same)) for where, span in asked)
    sql = compiled(build, of, shapes, folds)
    used: dict[str, object] = {}

    def parameter(blank: re.Match[str]) -> str:
        n = _number(blank)
        used[f"p{n}"] = values[n]
        return f"$p{n}"

    return _BLANK.sub(parameter, sql), used


@lru_cache(maxsize=2048)
def compiled(
    build: Builder,
    of: tuple[object, ...],
    shapes: tuple[tuple[Where, Span], ...],
    folds: tuple[schema.Folded, ...] = (),
) -> str:
    """The SQL for questions of these shapes."""
    if folds:
        # a join with days would read every column
        read = columns_read(build(*of, *((where, replace(span, each="")) for where, span in shapes)), folds[0].of)
        for fold in folds:
            if read <= set(fold.names):
                return as_sql(plainly(build(*of, *shapes, folded=fold.name)))
    return as_sql(plainly(build(*of, *shapes)))


def _where(where: Where, numbers: Iterator[int], values: dict[int, object], same: dict[object, object]) -> Where:
    """Filters with blanks; a value that several questions have is one blank, so that they are seen to share it."""

    def blank(name: str, value: object) -> object:
        if name in _SEARCHED:  # search words stay as they are: they become patterns, each of its own shape
            return value
        return _shared((name, type(value), value), numbers, values, same)

    def blanks(name: str, several: tuple[object, ...]) -> tuple[object, ...]:
        if is_all_of(name, {*several} - {None}):
            return several
        return tuple(blank(name, value) for value in several)

    return tuple((name, blanks(name, several)) for name, several in where)


def _span(span: Span, numbers: Iterator[int], values: dict[int, object], same: dict[object, object]) -> Span:
    """A time with blanks; a day that several questions have is one blank as well."""
    days = [
        day and _shared(("", date, day), numbers, values, same)
        for day in (span.day, span.start, span.end, span.until, span.asked)
    ]
    return Span(*days, each=span.each and str(_blank(span.each, numbers, values)))  # type: ignore[arg-type]


def _shared(
    key: tuple[str, type, object], numbers: Iterator[int], values: dict[int, object], same: dict[object, object]
) -> object:
    """The blank of a value, the same wherever it comes again."""
    if key not in same:
        same[key] = _blank(key[-1], numbers, values)
    return same[key]


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
