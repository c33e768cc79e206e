"""Which place, unit, people and period do the lines around a table name?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from etl import values
from etl.forms.form import Form, heading_key
from etl.readers import Grid
from etl.values import Problem

_HALF_WIDTH = str.maketrans("（）：", "():")
_SHORT = 3
"""A label of so many characters may be the end of another word: 主办单位, 打印日期."""
_LONGEST_PLACE = 30
_OF_A_PLACE = frozenset({"place", "district", "town", "village"})
_NEXT_LABEL = re.compile(r"[\s,，;；]+[\u4e00-\u9fff()]{2,10}:")
_SEAL = r"\s*[(（]\s*(?:加盖|请盖|单位)?(?:盖章|公章|签章|印章|签字盖章|盖章处|章)\s*[)）]"
_SEALED = re.compile(_SEAL)
_AFTER_UNIT = re.compile(
    r"[\s(（,，;；]+(?:截[至止]|统计|时间|日期|时段|20\d\d|二[〇○零]|\d{1,2}\s*[月.]|第?[一二三四五六七\d]{1,2}\s*(?:督[导查])?小?组)"
    r"|截[至止]|20\d\d\s*年|第[一二三四五六七\d]{1,2}\s*督[导查]小?组"
)
"""What follows the unit's name in its line: a date, a period, its 督导小组."""
_WIDE = re.compile(r"[ \t]{2,}|\u3000+")
_MEASURES = re.compile(r"[元万千百户人个件条次名项张家、,，/ ]+")
"""单位：户、人 names what is counted in, and no unit."""
BESIDE_UNIT = "beside unit"
"""Among the facts of a sheet: what its unit's line says besides the unit."""
SIGNED_VILLAGE = "signed village"
"""Among the facts of a sheet: the village of which the 书记 signs below the table, where the paper has one."""


@dataclass(frozen=True, slots=True)
class Fact:
    """The text after one label, and its address."""

    text: str
    address: str
    rest: str = ""
    """Of a unit's line: what follows the name."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of facts around a table: as `label:` in a line, and each as a key with its field."""

    inline: re.Pattern[str]
    names: Mapping[str, str]
    bare: frozenset[str]
    has_place: bool
    """Whether the whole place may be a line of its own, without a label."""
    is_signed: bool
    """Whether the secretary of a village signs: ____村（社区） 书记：____ names the village too."""


@cache
def labels_of(form: Form, only: tuple[str, ...] | None = None) -> Labels | None:
    """The labels of a form's facts, or of those named; None when there are none."""
    fields = [field for field in form.about if only is None or field.name in only]
    if not fields:
        return None
    headings = sorted((heading for field in fields for heading in field.headings), key=len, reverse=True)
    words = (
        (r"(?<![\u4e00-\u9fff])" if len(heading) <= _SHORT else "") + r"\s*".join(map(re.escape, heading))
        for heading in headings
    )
    return Labels(
        re.compile("(" + "|".join(words) + rf")(?:{_SEAL}\s*:?|\s*:)"),
        {heading_key(heading): field.name for field in reversed(fields) for heading in field.headings},
        frozenset(heading for field in fields if field.bare for heading in field.headings),
        any(field.bare and field.name == "place" for field in fields),
        any(field.name == "secretary_name" for field in fields),
    )


def distinct(grid: Grid, r: int) -> list[tuple[str, int]]:
    """A line's texts with their columns, each merged area once."""
    seen: list[tuple[str, int]] = []
    for c, text in enumerate(grid.row(r)):
        if text.strip() and (not seen or seen[-1][0] != text):
            seen.append((text, c))
    return seen


def facts(grid: Grid, labels: Labels | None, rows: Iterable[int]) -> dict[str, Fact]:
    """Field → its fact in the lines, as `label | value` cells or as `label：value`; the first one counts."""
    known: dict[str, Fact] = {}
    if labels is None:
        return known
    names = labels.names
    for r in rows:
        cells = distinct(grid, r)
        line = " ".join(text for text, _ in cells)
        own: dict[str, Fact] = {}
        place = _place_line(cells, line) if labels.has_place else ""
        if place:
            _add(known, "place", place, grid.address(r, cells[0][1]))
            if not _is_labelled(line, labels):
                continue
        if labels.is_signed and SIGNED_VILLAGE not in known and (village := values.signed_village(line)):
            known[SIGNED_VILLAGE] = Fact(village, grid.address(r, cells[0][1]))
        before = ""
        for i, (text, c) in enumerate(cells):
            after, after_at = cells[i + 1] if i + 1 < len(cells) else ("", 0)
            parts = _parts(text, labels)
            for k, (label, value) in enumerate(zip(parts[1::2], parts[2::2], strict=False)):
                name = names.get(heading_key(before + label)) or names[heading_key(label)]
                before = label
                is_last = 2 * k + 3 == len(parts)
                if not value.strip(" _") and after and is_last and not _is_labelled(after, labels):
                    _add(own, name, after, grid.address(r, after_at))
                else:
                    _add(own, name, _NEXT_LABEL.split(value)[0], grid.address(r, c))
            name = names.get(_label_key(text))
            if (
                name
                and (len(parts) == 1 or text.rstrip()[-1] in "）)")
                and i + 1 < len(cells)
                and heading_key(after) not in names
            ):
                _add(own, name, after, grid.address(r, after_at))
        known |= {name: fact for name, fact in own.items() if name not in known and not (place and name in _OF_A_PLACE)}
    return known


def _parts(text: str, labels: Labels) -> list[str]:
    """A text cut at its labels: what comes before the first, then each label and what follows it."""
    line = _with_colon(text.translate(_HALF_WIDTH), labels.bare)
    return labels.inline.split(line) if ":" in line or "章" in line else [line]


def _label_key(text: str) -> str:
    """A label for comparing, without the note that a seal belongs there."""
    return heading_key(_SEALED.sub("", text) if "章" in text else text)


def _is_labelled(text: str, labels: Labels) -> bool:
    """Whether a text is a label or holds one."""
    if _label_key(text) in labels.names:
        return True
    line = text.translate(_HALF_WIDTH)
    return (":" in line or "章" in line) and labels.inline.search(line) is not None


def _with_colon(line: str, bare: Set[str]) -> str:
    """The line with the colon that is not printed after a bare label at its beginning."""
    label = next((heading for heading in bare if line.lstrip().startswith(heading)), None)
    return line if label is None else re.sub(rf"^\s*{re.escape(label)}\s*:?", f"{label}:", line)


def _place_line(cells: Sequence[tuple[str, int]], text: str) -> str:
    """The place of a line that is printed for one, as far as it is filled in, or a line that is a village of the list; else ''."""
    if place := values.printed_place(text):
        return place.line if any(place) else ""
    line = re.sub(r"[\s_]+", "", values.plain(text))
    if len(cells) != 1 or len(line) > _LONGEST_PLACE or not re.search(r"[村区]\)?$|居委会$", line):
        return ""
    village = values.resolve_place("", "", re.sub(r"村\(社区\)$", "", line))
    is_place = village is not None and (not isinstance(village, Problem) or village.rule == "place-ambiguous")
    return line if is_place else ""


def is_labelled(grid: Grid, labels: Labels | None, rows: Iterable[int]) -> bool:
    """Whether the lines hold one of the labels, filled in or not."""
    return labels is not None and any(_is_labelled(text, labels) for r in rows for text, _ in distinct(grid, r))


def is_fact_line(grid: Grid, labels: Labels, r: int) -> bool:
    """Whether a line is nothing but labels and their texts."""
    after_label = False
    for text, _ in distinct(grid, r):
        is_label = _label_key(text) in labels.names
        if not (is_label or after_label or labels.inline.match(text.translate(_HALF_WIDTH).strip())):
            return False
        after_label = is_label
    return True


def _add(known: dict[str, Fact], name: str, value: str, address: str) -> None:
    text, rest = re.sub(r"_+", "", value).strip(" 　，,；;"), ""
    if name == "unit":
        text, rest = unit_and_rest(text)
    is_blank = re.fullmatch(r"[\s年月日]*", text)  # __年__月__日
    if not is_blank and name not in known:
        known[name] = Fact(text, address, rest)


def unit_and_rest(line: str) -> tuple[str, str]:
    """A unit's line as its name, and the date, period or group after it; the seal belongs to neither.

    >>> unit_and_rest("市财政局（盖章）　　　　2017年3月"), unit_and_rest("市水利局　第3督导小组"), unit_and_rest("市农委 截至2017年4月10日")
    (('市财政局', '2017年3月'), ('市水利局', '第3督导小组'), ('市农委', '截至2017年4月10日'))
    >>> unit_and_rest("市　农　委"), unit_and_rest("市第一人民医院(公章)"), unit_and_rest("户、人")
    (('市　农　委', ''), ('市第一人民医院', ''), ('', ''))
    >>> unit_and_rest("国家统计局常州调查队"), unit_and_rest("某某统计局常州调查队 2017年3月")
    (('国家统计局常州调查队', ''), ('某某统计局常州调查队', '2017年3月'))
    """
    text = _SEALED.sub("　", line).strip()
    if _MEASURES.fullmatch(text):
        return "", ""
    if values.names_a_unit(text):
        return text, ""
    after = _AFTER_UNIT.search(text, 2)
    name, rest = (text[: after.start()], text[after.start() :]) if after else (text, "")
    first, *others = _WIDE.split(name.strip())
    if others and len(first) > 2:
        name, rest = first, " ".join((*others, rest))
    return name.strip(" 　，,；;(（"), rest.strip(" 　，,；;()（）")
