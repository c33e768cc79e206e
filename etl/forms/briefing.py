"""Which sheets are a 简报, and under which heading and of which unit does each of its lines stand?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.forms.figures import CAMPAIGN, figures
from etl.forms.form import BY_ID
from etl.readers import Grid

BRIEFING = BY_ID["briefing"]

_SAYS_SO = re.compile(r"简报|工作动态|亮点典型|工作信息|信息专报|情况通报|总结")
_SAYS_SO_WITHIN = 5
"""How many lines from the top may say that a text is a briefing."""
_TAG = re.compile(r"(?:^|(?<=[。！”\s]))[（(]([^（）()\d]{2,15})[）)]\s*$")
_NO_TAG = re.compile(r"附件|^见|^注|^完$|^续")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the text: under which heading, and which unit stands in brackets at the end of its item."""

    row: int
    text: str
    heading: str
    tag: str
    tells: bool
    """Whether it publishes a figure."""


def is_briefing(grid: Grid) -> bool:
    """Whether a sheet without a table is a briefing: it says so at its top, or publishes a figure of the campaign."""
    lines = [line for _, line in _lines(grid)]
    if any(figure.measure in CAMPAIGN for line in lines for figure in figures(line)):
        return True
    says_so = any(_SAYS_SO.search(line) for line in lines[:_SAYS_SO_WITHIN])
    return says_so and any("走访" in line and "。" in line for line in lines)


def passages(grid: Grid) -> list[Passage]:
    """Every line that says something, in order. A heading begins an item, a unit in brackets ends it."""
    done: list[Passage] = []
    item: list[Passage] = []
    headings: list[str] = []
    for row, text in _lines(grid):
        tells = bool(figures(text))
        tag = _TAG.search(text)
        is_tag = bool(tag and not _NO_TAG.search(tag[1]))
        is_heading = not (tells or is_tag) and len(text) <= _LONGEST_HEADING and not re.search("[。！；]", text)
        if is_heading and not _NUMBERED.match(text):
            if any(passage.tag == "" for passage in item):
                done, item, headings = done + item, [], []
            headings.append(text)
            done.append(Passage(row, text, "", "", False))
            continue
        item.append(Passage(row, text, "\n".join(headings), "", tells))
        if is_tag:
            done += [replace(passage, tag=tag[1].strip()) for passage in item]
            item, headings = [], []
    return sorted(done + item, key=lambda passage: passage.row)


def _lines(grid: Grid) -> Iterator[tuple[int, str]]:
    """The filled cells of the one column that a text has; none when the sheet has several."""
    filled = [column for column in grid.columns if any(said.strip() for said in column)]
    if len(filled) == 1:
        yield from ((row, said.strip()) for row, said in enumerate(filled[0]) if said.strip())
