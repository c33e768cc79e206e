"""What do the lines beside a table tell: which place, unit, people and period?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache

from etl import values
from etl.forms.form import Field, heading_key
from etl.readers import Grid
from etl.values import Problem

_HALF_WIDTH = str.maketrans("（）：", "():")
_SHORT = 3
"""A label of so many characters may be the end of another word: 主办单位, 打印日期."""
_PLACE_LINE = re.compile(r".*市\(区\).*镇\(街道\).+村\(社区\)")
"""____市（区）____镇（街道）____村（社区）: each name stands before its printed word."""
_LONGEST_PLACE = 30
_NEXT_LABEL = re.compile(r"[\s,，;；]+[\u4e00-\u9fff()]{2,10}:")


@dataclass(frozen=True, slots=True)
class Fact:
    """What one label says, and where."""

    said: str
    address: str


@cache
def _labels(fields: tuple[Field, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """The labels as `label:` in a line, and each label as a key with its field."""
    headings = sorted((heading for field in fields for heading in field.headings), key=len, reverse=True)
    words = (
        (r"(?<![\u4e00-\u9fff])" if len(heading) <= _SHORT else "") + r"\s*".join(map(re.escape, heading))
        for heading in headings
    )
    names = {heading_key(heading): field.name for field in reversed(fields) for heading in field.headings}
    return re.compile("(" + "|".join(words) + r")\s*:"), names


def distinct(grid: Grid, r: int) -> list[tuple[str, int]]:
    """A line's texts with their columns, each merged area once."""
    seen: list[tuple[str, int]] = []
    for c, said in enumerate(grid.row(r)):
        if said.strip() and (not seen or seen[-1][0] != said):
            seen.append((said, c))
    return seen


def facts(grid: Grid, fields: Sequence[Field], rows: Iterable[int]) -> dict[str, Fact]:
    """Field → what the lines say of it, as `label | value` cells or as `label：value`; the first one counts."""
    found: dict[str, Fact] = {}
    if not fields:
        return found
    inline, names = _labels(tuple(fields))
    bare = {heading for field in fields if field.bare for heading in field.headings}
    place = next((field.name for field in fields if field.bare and field.name == "place"), None)
    for r in rows:
        cells = distinct(grid, r)
        if place and (said := _place_line([said for said, _ in cells])):
            _tell(found, place, said, grid.address(r, cells[0][1]))
            continue
        before = ""
        for i, (said, c) in enumerate(cells):
            parts = inline.split(_with_colon(said.translate(_HALF_WIDTH), bare))
            after = cells[i + 1][0] if i + 1 < len(cells) else ""
            is_next_label = heading_key(after) in names or inline.search(after.translate(_HALF_WIDTH))
            for k, (label, value) in enumerate(zip(parts[1::2], parts[2::2], strict=False)):
                name = names.get(heading_key(before + label)) or names[heading_key(label)]
                before = label
                if not value.strip(" _") and after and 2 * k + 3 == len(parts) and not is_next_label:
                    _tell(found, name, after, grid.address(r, cells[i + 1][1]))
                else:
                    _tell(found, name, _NEXT_LABEL.split(value)[0], grid.address(r, c))
            name = names.get(heading_key(said))
            if name and len(parts) == 1 and i + 1 < len(cells) and heading_key(cells[i + 1][0]) not in names:
                _tell(found, name, cells[i + 1][0], grid.address(r, cells[i + 1][1]))
    return found


def _with_colon(line: str, bare: Set[str]) -> str:
    """The line with the colon that is not printed after a bare label at its beginning."""
    label = next((heading for heading in bare if line.lstrip().startswith(heading)), None)
    return line if label is None else re.sub(rf"^\s*{re.escape(label)}\s*:?", f"{label}:", line)


def _place_line(cells: Sequence[str]) -> str:
    """The line when it is a place and nothing else: names before the printed words, or a village of the list; else ''."""
    line = re.sub(r"[\s_]+", "", values.plain("".join(cells)))
    if _PLACE_LINE.fullmatch(line):
        return line
    if len(cells) != 1 or len(line) > _LONGEST_PLACE or not re.search(r"[村区]\)?$|居委会$", line):
        return ""
    village = values.resolve_place("", "", re.sub(r"村\(社区\)$", "", line))
    is_place = village is not None and (not isinstance(village, Problem) or village.rule == "place-ambiguous")
    return line if is_place else ""


def is_labelled(grid: Grid, fields: Sequence[Field], rows: Iterable[int]) -> bool:
    """Whether one of the labels stands in the lines, filled in or not."""
    if not fields:
        return False
    inline, names = _labels(tuple(fields))
    texts = (said for r in rows for said, _ in distinct(grid, r))
    return any(heading_key(said) in names or inline.search(said.translate(_HALF_WIDTH)) for said in texts)


def is_fact_line(grid: Grid, fields: Sequence[Field], r: int) -> bool:
    """Whether a line is nothing but labels and what they say."""
    inline, names = _labels(tuple(fields))
    after_label = False
    for said, _ in distinct(grid, r):
        is_label = heading_key(said) in names
        if not (is_label or after_label or inline.match(said.translate(_HALF_WIDTH).strip())):
            return False
        after_label = is_label
    return True


def _tell(found: dict[str, Fact], name: str, value: str, address: str) -> None:
    said = re.sub(r"_+", "", value).strip(" 　，,；;")
    is_blank = re.fullmatch(r"[\s年月日]*", said)  # __年__月__日
    if not is_blank and name not in found:
        found[name] = Fact(said, address)
