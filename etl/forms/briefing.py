"""Which sheets are a 简报, and to which heading, unit and day does each of its lines belong?

The day is the paper's own: of its head (报头), of the web page (发布日期), or at its foot (成文日期).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from etl import values
from etl.forms.figures import CAMPAIGN, figures
from etl.forms.form import BY_ID
from etl.readers import Grid
from etl.readers.asides import PAGE_EDGE

BRIEFING = BY_ID["briefing"]

_TITLE_WORDS = re.compile(r"简报|快报|动态|亮点典型|信息|专报|通报|总结|小结|月报|汇报|见闻|报道|督查")
_TOP_LINES = 5
"""In how many lines from the top a text may call itself a briefing."""
_TAG = re.compile(r"(?:^|(?<=[。！”\s]))[（(]([^（）()\d]{2,15})[）)]\s*$")
_NO_TAG = re.compile(r"附件|^见|^注|^完$|^续")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
_LONGEST_HEADING = 40
_MOST_HEAD_LINES = 3
"""How many rows the table of a head may have."""
_A_DAY = r"\d{4}[年.\-/]\d{1,2}[月.\-/]\d{1,2}日?(?![\d日.\-/—~～至到])"
_DATE_LINE = re.compile(
    rf"(?:^|[^。]{{0,20}}(?:日期|时间|印发|编发|发布|刊发|发稿)[:：]?|[^。，]{{0,40}}?[^\d年月日。，至到\-—~～])(?P<day>{_A_DAY})"
    r"(?P<rest>[^。，]{0,40})$"
)
_DAY_LINE = re.compile(
    r"[^，。；]{0,40}?(?<![\d到\-—~～年])(?<![日月\d]至)(?P<day>\d{1,2}月\d{1,2}日)(?:\d{1,2}[时点]|止|夜|晚)?[)）\]】]*(?:第?\d+期)?$"
)
"""A line that ends with a day of this year: （4月9日）, 某局大走访信息（截至4月5日）."""
_CLOCK = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?")
"""A line that only dates the paper: 某办公室 2017年3月14日, 发布日期:2017-04-06, 某报 2017-03-20 10:49."""
_NARROWEST = 40
"""A text is broken into lines of one width when two of them are so wide, a Chinese character being two."""
_SENTENCE_ENDS = re.compile(r"[。！？；：!?;:”》）)】]$")
_GOES_ON = re.compile(r"[，、]\n|\d\n[余多]?[户个件条家项位人张万千百]|\n[，、；。%％]")
"""A line that ends, or begins, in the middle of a sentence."""
_OPENING_OF_A_LINE, _MOST_LINES_BEFORE = 40, 12


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the text, with its heading and the unit in brackets at the end of its item."""

    row: int
    text: str
    heading: str
    tag: str
    has_figure: bool
    """Whether it publishes a figure."""
    written_on: str = ""
    """The paper's own day, as written."""
    before: str = ""
    """How the lines of its item before it begin: whom they are of may be whom it is of."""


def is_briefing(grid: Grid, around_tables: bool = False) -> bool:
    """Whether a sheet without a table is a briefing: by its first lines, or by a figure of the campaign.

    The text around tables is one by both.
    """
    lines = [line for _, line in _lines(grid)]
    measures = {figure.measure for line in lines for figure in figures(line)}
    has_figures = not measures.isdisjoint(CAMPAIGN)
    names_itself = any(_TITLE_WORDS.search(line) for line in lines[:_TOP_LINES])
    if around_tables or has_figures:
        return has_figures and (names_itself or not around_tables)
    is_told = bool(measures) or any("走访" in line and "。" in line for line in lines)
    return names_itself and is_told and any("走访" in line for line in lines)


def passages(grid: Grid) -> list[Passage]:
    """Every filled line, in order. A heading begins an item, a unit in brackets ends it."""
    done: list[Passage] = []
    item: list[Passage] = []
    headings: list[str] = []
    days: list[tuple[int, str]] = []
    for row, text in _lines(grid):
        has_figure = bool(figures(text))
        if not has_figure and (day := dated(text)):
            days.append((row, day))
            done.append(Passage(row, text, "", "", False))
            continue
        tag = _TAG.search(text)
        is_tag = bool(tag and not _NO_TAG.search(tag[1]))
        is_heading = not (has_figure or is_tag) and len(text) <= _LONGEST_HEADING and not re.search("[。！；]", text)
        if is_heading and not _NUMBERED.match(text):
            if any(passage.tag == "" for passage in item):
                done, item, headings = done + item, [], []
            headings.append(text)
            done.append(Passage(row, text, "", "", False))
            continue
        before = "\n".join(one.text[:_OPENING_OF_A_LINE] for one in item[-_MOST_LINES_BEFORE:])
        item.append(Passage(row, text, "\n".join(headings), "", has_figure, before=before))
        if is_tag:
            done += [replace(passage, tag=tag[1].strip()) for passage in item]
            item, headings = [], []
    days = days or [(-1, day) for _, kind, text in grid.asides if kind == PAGE_EDGE and (day := dated(text))]
    ordered = sorted(done + item, key=lambda passage: passage.row)
    return [replace(passage, written_on=_day_of(passage.row, days)) for passage in ordered]


def dated(line: str) -> str:
    """The day that a line gives its paper; '' where it tells of something on that day, or of none.

    >>> dated("市某办公室　　2017年3月14日"), dated("发布日期:2017-04-06 来源:某报"), dated("二〇一七年四月三日")
    ('2017年3月14日', '2017-04-06', '2017年4月3日')
    >>> dated("某局大走访信息（截至4月5日）"), dated("4月3日某局召开推进会"), dated("3月20日至4月5日")
    ('4月5日', '', '')
    >>> dated("2017年3月15日，某局走访20户。"), dated("2017年3月15日-20日专项督查"), dated("3月份总结")
    ('', '', '')
    """
    if not any(mark in line for mark in "年月-./"):
        return ""
    text = re.sub(r"\s+", "", _CLOCK.sub("", values.in_figures(values.plain(line))))
    match = _DATE_LINE.match(text)
    if match:
        return match["day"] if "走访" not in match["rest"] else ""
    this_year = _DAY_LINE.match(text)
    return this_year["day"] if this_year else ""


def _day_of(row: int, days: list[tuple[int, str]]) -> str:
    """The last day above a line, else the first below."""
    return next((day for at, day in reversed(days) if at < row), days[0][1] if days else "")


def _lines(grid: Grid) -> Iterator[tuple[int, str]]:
    """The lines of the one column that a text has; none when the sheet has several.

    The head of a Word file (报头) may stand in a table of its own: its cells are one line.
    """
    filled = [column for column in grid.columns if any(text.strip() for text in column)]
    lines = [
        (row, " ".join(filter(None, map(str.strip, cells)))) for row, cells in enumerate(zip(*filled, strict=True))
    ]
    of_table = sum(sum(bool(text.strip()) for text in cells) > 1 for cells in zip(*filled, strict=True))
    if len(filled) == 1 and not grid.is_word:
        lines = list(_unwrapped(filled[0]))
    if len(filled) == 1 or (grid.is_word and of_table <= _MOST_HEAD_LINES):
        yield from ((row, line) for row, line in lines if line)


def _unwrapped(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines of a plain text, each sentence that its program broke at a width whole again, at its first row."""
    widths = [2 * len(text.strip()) - sum(map(str.isascii, text.strip())) for text in texts]
    full = max(widths, default=0) - 2
    is_wrapped = full >= _NARROWEST and sum(width >= full for width in widths) > 1
    start, held = 0, ""
    for row, text in enumerate(texts):
        line = text.strip()
        goes_on = bool(held and line) and not text.startswith((" ", "\t", "\u3000")) and not _SENTENCE_ENDS.search(held)
        if goes_on and (_GOES_ON.search(f"{held}\n{line}") or (is_wrapped and widths[row - 1] >= full)):
            held += line
            continue
        yield start, held
        start, held = row, line
    yield start, held
