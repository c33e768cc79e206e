"""Which sheets are a 简报, and to which heading and unit does each of its lines belong?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.forms.figures import CAMPAIGN, figures
from etl.forms.form import BY_ID
from etl.readers import Grid

BRIEFING = BY_ID["briefing"]

_TITLE_WORDS = re.compile(r"简报|工作动态|亮点典型|工作信息|信息专报|情况通报|总结")
_TOP_LINES = 5
"""In how many lines from the top a text may call itself a briefing."""
_TAG = re.compile(r"(?:^|(?<=[。！”\s]))[（(]([^（）()\d]{2,15})[）)]\s*$")
_NO_TAG = re.compile(r"附件|^见|^注|^完$|^续")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the text, with its heading and the unit in brackets at the end of its item."""

    row: int
    text: str
    heading: str
    tag: str
    has_figure: bool
    """Whether it publishes a figure."""


def is_briefing(grid: Grid) -> bool:
    """Whether a sheet without a table is a briefing: by its first lines, or by a figure of the campaign."""
    lines = [line for _, line in _lines(grid)]
    if any(figure.measure in CAMPAIGN for line in lines for figure in figures(line)):
        return True
    names_itself = any(_TITLE_WORDS.search(line) for line in lines[:_TOP_LINES])
    return names_itself and any("走访" in line and "。" in line for line in lines)


def passages(grid: Grid) -> list[Passage]:
    """Every filled line, in order. A heading begins an item, a unit in brackets ends it."""
    done: list[Passage] = []
    item: list[Passage] = []
    headings: list[str] = []
    for row, text in _lines(grid):
        has_figure = bool(figures(text))
        tag = _TAG.search(text)
        is_tag = bool(tag and not _NO_TAG.search(tag[1]))
        is_heading = not (has_figure or is_tag) and len(text) <= _LONGEST_HEADING and not re.search("[。！；]", text)
        if is_heading and not _NUMBERED.match(text):
            if any(passage.tag == "" for passage in item):
                done, item, headings = done + item, [], []
            headings.append(text)
            done.append(Passage(row, text, "", "", False))
            continue
        item.append(Passage(row, text, "\n".join(headings), "", has_figure))
        if is_tag:
            done += [replace(passage, tag=tag[1].strip()) for passage in item]
            item, headings = [], []
    return sorted(done + item, key=lambda passage: passage.row)


def _lines(grid: Grid) -> Iterator[tuple[int, str]]:
    """The filled cells of the one column that a text has; none when the sheet has several."""
    filled = [column for column in grid.columns if any(text.strip() for text in column)]
    if len(filled) == 1:
        yield from ((row, text.strip()) for row, text in enumerate(filled[0]) if text.strip())
