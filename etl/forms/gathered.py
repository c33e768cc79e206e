"""Which columns of a list are together one field?

是否解决 over 已解决 | 待解决 with a tick under one of them is one answer; 意见建议1 | 意见建议2 are one text. Each row's cells
become the one cell that the form prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import groupby
from typing import Any

from etl import values
from etl.forms.form import Field, Form, heading_key, without_brackets
from etl.values import Problem

Ways = tuple[tuple[str, ...], ...]
"""For each column the headings that it may have, the closest one first; of two levels (both together, the lower one)."""

TICKS = frozenset({*"√✓✔☑✅●■○〇◯1Vv", "打勾", "打√", *values.YES})
NO_TICKS = frozenset({*values.BLANKS, *"0×✗✘✕╳Xx□☐", "否", "无"})
_FULL, _EMPTY = frozenset("●■"), frozenset("○〇◯□")
"""Beside a full circle an empty one is no tick."""
_ASKED = frozenset({"status", "route", "satisfaction", "solved as heard", "reached", "yes or no"})
"""Kinds of field that an office may print as one column for each answer."""
_IS_WORD = re.compile("[\u4e00-\u9fff]")
_NUMBERED = re.compile(r"(.*[^\d一二三四五六七八九十(])\(?(?:[1-9]|10|[一二三四五六七八九十])\)?")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Columns that are one field: each an answer to be ticked, or each a part of a text."""

    field: Field
    columns: tuple[int, ...]
    answers: tuple[str, ...] = ()
    """What is printed over each column, where one is ticked."""

    def texts(self, columns: Sequence[Sequence[str]]) -> list[str]:
        """Each row as one cell: 已解决(√)待解决(), or the parts one after the other; '' where all are blank."""
        if not self.answers:
            return [
                self.field.joined.join(part for part in parts if part.strip()) for parts in zip(*columns, strict=True)
            ]
        return [self._ticked(cells) if any(cells) else "" for cells in zip(*columns, strict=True)]

    def _ticked(self, cells: Sequence[str]) -> str:
        if _FULL.intersection(cells):
            cells = ["" if cell in _EMPTY else cell for cell in cells]
        marks = [self._mark(answer, cell) for answer, cell in zip(self.answers, cells, strict=True)]
        return (
            "".join(f"{answer}({mark})" for answer, mark in zip(self.answers, marks, strict=True)) if any(marks) else ""
        )

    def _mark(self, answer: str, cell: str) -> str:
        text = values.plain(cell)
        if text in NO_TICKS:
            return ""
        return "√" if text in TICKS or without_brackets(heading_key(text)) == answer else text


@lru_cache(maxsize=1024)
def gathered(headings: Ways, form: Form) -> tuple[Gathered, ...]:
    """The fields of a header that have several columns each."""
    return (*_answers(headings, form), *_numbered(headings, form))


def _answers(headings: Ways, form: Form) -> Iterator[Gathered]:
    """Neighbouring columns under one heading, or under none, that are different answers to one question."""
    asked = [field for field in form.fields if field.kind in _ASKED]
    printed = {heading_key(heading) for field in form.fields for heading in field.headings}
    levels = [(way[0].removesuffix(way[-1]) if len(way) > 1 else "", without_brackets(way[-1])) for way in headings]
    for parent, group in groupby(enumerate(levels), key=lambda one: one[1][0]):
        rest = list(group)
        for field in sorted(asked, key=lambda field: not _names(parent, field)):
            meaning = partial(_meaning, field, _names(parent, field))
            run = _longest_run([(c, key) for c, (_, key) in rest if key not in printed], meaning)
            if run:
                columns, answers = zip(*run, strict=True)
                yield Gathered(field, columns, answers)
                rest = [one for one in rest if one[0] not in columns]


def _names(key: str, field: Field) -> bool:
    keys = {heading_key(heading) for heading in field.headings}
    return bool(key) and (key in keys or without_brackets(key) in keys)


@cache
def _meaning(field: Field, is_asked: bool, key: str) -> Any:
    """What a heading means as an answer to a field; None where it is none. A bare 是 is one only below the question."""
    if not _IS_WORD.search(key):  # a mark below the question is the first record's
        return None
    if not is_asked:
        return values.agreed(field.kind).get(key)
    meant = field.parse(key) if field.parse else None
    return None if isinstance(meant, Problem) else meant


def _longest_run(columns: Iterable[tuple[int, str]], meaning: Callable[[str], Any]) -> list[tuple[int, str]]:
    """The longest row of neighbours that mean different things, if it is of two at least."""
    runs: list[list[tuple[int, str]]] = [[]]
    for c, key in columns:
        last, meant = runs[-1], meaning(key)
        if meant is None:
            runs.append([])
        elif last and (last[-1][0] != c - 1 or meant in [meaning(k) for _, k in last]):
            runs.append([(c, key)])
        else:
            last.append((c, key))
    best = max(runs, key=len)
    return best if len(best) > 1 else []


def _numbered(headings: Ways, form: Form) -> Iterator[Gathered]:
    """Columns whose headings differ by a number at their end alone, and the one without a number."""
    joined = [field for field in form.fields if field.joined]
    numbered = {c: base for c, way in enumerate(headings) for key in way if (base := _without_number(key))}
    if not numbered:
        return
    for field in joined:
        own = [c for c, base in numbered.items() if _names(base, field)]
        plain = [c for c, way in enumerate(headings) if c not in numbered and any(_names(key, field) for key in way)]
        if own:
            yield Gathered(field, tuple(sorted([*own, *plain])))


def _without_number(key: str) -> str:
    """A heading without the number at its end; '' when it has none.

    >>> _without_number("意见建议1"), _without_number("意见建议(二)"), _without_number("2016年收入"), _without_number("周一")
    ('意见建议', '意见建议', '', '周')
    """
    match = _NUMBERED.fullmatch(key)
    return match[1] if match else ""
