"""How is a table drawn that is read, printed and pasted: ruled rows, links in the cells, an interval as a small bar?

A real table of HTML: a screen reader walks through it, a spreadsheet takes it cell by cell, paper shows all of it. On a
screen its heading and its first column stay in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from campaign.judgement.ranking import AHEAD, BEHIND, NOTHING, SILENT, TOO_FEW, WATCHED, Place, Tier
from campaign.numbers.wording import EMPTY
from pages.parts import leads

LOOKS: Mapping[Tier, str] = {
    BEHIND: "act", WATCHED: "watch", AHEAD: "ahead", TOO_FEW: "quiet", SILENT: "quiet", NOTHING: "quiet",
}  # fmt: skip
"""How the word of a tier is written; red is kept for what must be mended."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and whether it holds numbers or sentences."""

    label: str
    is_number: bool = False
    is_words: bool = False
    """Whether its cells may take several lines."""
    note: str = ""
    """The heading's tooltip."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range on a scale from 0 to `top`, with the point in it and the peers' rate."""

    low: float
    at: float
    high: float
    peers: float | None
    top: float
    look: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: words, where they lead, how they are written, and the range that is drawn before them."""

    text: str
    to: leads.Address | None = None
    look: str = ""
    span: Span | None = None
    also: tuple[tuple[str, leads.Address], ...] = ()
    """More links after the words."""


Row = Sequence[Cell | str]


def tier(name: Tier) -> Cell:
    """The word of a tier."""
    return Cell(name, look=LOOKS.get(name, ""))


def span_of(place: Place | None, peers: float | None, top: float) -> Span | None:
    """The range of a unit's estimate; None where it has none."""
    if place is None or place.low is None or place.high is None or place.mean is None:
        return None
    return Span(place.low, place.mean, place.high, peers, top, LOOKS.get(place.tier, ""))


def top_of(places: Sequence[Place | None], peers: Sequence[float | None]) -> float:
    """The end of a scale that holds all of some ranges: never more than 100 %."""
    ends = [place.high for place in places if place is not None and place.high is not None]
    return min(1.0, 1.05 * max([*ends, *(p for p in peers if p is not None)], default=1.0)) or 1.0


def show(caption: str, columns: Sequence[Column], rows: Sequence[Row], *, is_narrow: bool = False) -> None:
    """Draw the table under its `caption`, which a screen reader reads first. In narrow columns a bar is above its words."""
    st.html(html(caption, columns, rows, "ruled narrow" if is_narrow else "ruled"))


def html(caption: str, columns: Sequence[Column], rows: Sequence[Row], look: str = "ruled") -> str:
    """The table as HTML: the first cell of a row heads it.

    >>> html("各村", [Column("村"), Column("户", is_number=True)], [["西村", "3"]])
    '<div class="ruled" role="region" aria-label="各村" tabindex="0"><table><caption>各村</caption><thead><tr><th scope="col">村</th><th scope="col" class="number">户</th></tr></thead><tbody><tr><th scope="row">西村</th><td class="number">3</td></tr></tbody></table></div>'
    """
    head = "".join(
        f'<th scope="col"{_look("number" if c.is_number else "")}{_note(c.note)}>{escape(c.label)}</th>'
        for c in columns
    )
    body = "".join(f"<tr>{''.join(_cells(columns, row))}</tr>" for row in rows)
    label = escape(caption)
    return (
        f'<div class="{look}" role="region" aria-label="{label}" tabindex="0"><table><caption>{label}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one name, written once next to all of them: a part of an official form."""

    name: str
    rows: Sequence[Row]


def official(caption: str, over: Sequence[tuple[str, int]], columns: Sequence[Column], blocks: Sequence[Block]) -> None:
    """Draw a form of two levels: over so many columns what they have in common, before the rows their block."""
    st.html(official_html(caption, over, columns, blocks))


def official_html(
    caption: str, over: Sequence[tuple[str, int]], columns: Sequence[Column], blocks: Sequence[Block]
) -> str:
    """The form as HTML; a column with no heading above it reaches up to the top.

    >>> official_html("表", [("", 1), ("件", 1)], [Column("类"), Column("已", is_number=True)], [Block("甲", [["一", "2"]])])
    '<div class="ruled official" role="region" aria-label="表" tabindex="0"><table><caption>表</caption><thead><tr><th scope="col" rowspan="2">板块</th><th scope="col" rowspan="2">类</th><th scope="colgroup" colspan="1">件</th></tr><tr><th scope="col" class="number">已</th></tr></thead><tbody><tr><th scope="rowgroup" rowspan="1">甲</th><th scope="row">一</th><td class="number">2</td></tr></tbody></table></div>'
    """
    first, second, at = ['<th scope="col" rowspan="2">板块</th>'], [], 0
    for name, width in over:
        if name:
            first.append(f'<th scope="colgroup" colspan="{width}">{escape(name)}</th>')
        tall = "" if name else ' rowspan="2"'
        heads = [
            f'<th scope="col"{tall}{_look("number" if c.is_number else "")}{_note(c.note)}>{escape(c.label)}</th>'
            for c in columns[at : at + width]
        ]
        (second if name else first).extend(heads)
        at += width
    body = "".join(f"<tbody>{_rows_of(columns, block)}</tbody>" for block in blocks)
    label = escape(caption)
    return (
        f'<div class="ruled official" role="region" aria-label="{label}" tabindex="0"><table><caption>{label}</caption>'
        f"<thead><tr>{''.join(first)}</tr><tr>{''.join(second)}</tr></thead>{body}</table></div>"
    )


def _rows_of(columns: Sequence[Column], block: Block) -> str:
    block_cell = f'<th scope="rowgroup" rowspan="{len(block.rows)}">{escape(block.name)}</th>'
    cells = ["".join(_cells(columns, row)) for row in block.rows]
    return "".join(f"<tr>{block_cell if n == 0 else ''}{cell_html}</tr>" for n, cell_html in enumerate(cells))


def _cells(columns: Sequence[Column], row: Row) -> list[str]:
    tags = []
    for i, (column, content) in enumerate(zip(columns, row, strict=True)):
        cell = content if isinstance(content, Cell) else Cell(content)
        kind = "number" if column.is_number else "words" if column.is_words else ""
        looks = " ".join(filter(None, (kind, cell.look)))
        tag = 'th scope="row"' if i == 0 else "td"
        tags.append(f"<{tag}{_look(looks)}>{_inside(cell)}</{'th' if i == 0 else 'td'}>")
    return tags


def _inside(cell: Cell) -> str:
    words = escape(cell.text) or ("" if cell.also else EMPTY)
    if cell.to is not None:
        words = _link(words, cell.to)
    more = [_link(escape(text), to) for text, to in cell.also if leads.leads_on(to)]
    return (_bar(cell.span) if cell.span else "") + " ".join(filter(None, (words, *more)))


def _link(words: str, to: leads.Address) -> str:
    if not leads.leads_on(to):
        return words
    return f'<a href="{escape(leads.href(to))}">{words}</a>'


def _bar(span: Span) -> str:
    """The range as a bar, the estimate as a dot, the peers as an upright line; only for the eye: the words give the same."""
    low, at, high = (round(100 * x / span.top, 1) for x in (span.low, span.at, span.high))
    peers = "" if span.peers is None else f'<i class="peers" style="left:{round(100 * span.peers / span.top, 1)}%"></i>'
    return (
        f'<span class="{f"span {span.look}".strip()}" aria-hidden="true"><i class="range" style="left:{low}%;width:{round(high - low, 1)}%"></i>'
        f'{peers}<i class="at" style="left:{at}%"></i></span>'
    )


def _look(name: str) -> str:
    return f' class="{name}"' if name else ""


def _note(text: str) -> str:
    return f' title="{escape(text)}"' if text else ""
