"""What is written on a sheet or in a document, and yet in none of its cells?

Comments, text boxes, page headers and footers, footnotes, embedded objects: kept as they are written, beside the rows,
and never taken for data.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from etl.readers.cells import MAX_ROWS
from etl.readers.grid import Unreadable
from etl.readers.package import Package

COMMENT, TEXT_BOX, PAGE_EDGE, FOOTNOTE, OBJECT = "批注", "文本框", "页眉页脚", "脚注", "嵌入对象"
KINDS = (COMMENT, TEXT_BOX, PAGE_EDGE, FOOTNOTE, OBJECT)
MOST = 1_000
"""Asides of one sheet that are kept."""

Aside = tuple[int, str, str]
"""(row, kind, text); a row of 0 where it belongs to no row."""

_UNREAD = "（文件的这一部分损坏，读不出）"
_OBJECTS = ("oleObject", "package")
_EDGE = re.compile(rb"<(?:\w+:)?((?:odd|even|first)(?:Header|Footer))[^>]*>(.*?)</", re.DOTALL)
_PAGE_NUMBER = re.compile(r"(?:[\s\d第页共,，/\-—–]|Page|of)*", re.IGNORECASE)
"""Says nothing but which page it is."""
_EDGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[LCRBIUSXYEPNDTZFAGHO+\-])')


def sheet_asides(package: Package, part: str, xml: bytes) -> list[Aside]:
    """The texts outside the cells of the worksheet `xml`, held by `part`."""
    asides: list[Aside] = []
    for kind, target in _related(package, part):
        if kind == "comments":
            asides += _of(package, target, _comments, COMMENT)
        elif kind == "drawing":
            asides += _of(package, target, _text_boxes, TEXT_BOX)
        elif kind in _OBJECTS:
            asides.append((0, OBJECT, "里面的内容没有读"))
    at = xml.rfind(b"headerFooter>")
    if at >= 0:
        edges = dict.fromkeys(
            text for _, written in _EDGE.findall(xml[xml.find(b"headerFooter") : at]) if (text := _edge_text(written))
        )
        asides += [(0, PAGE_EDGE, text) for text in edges]
    return asides[:MOST]


def document_asides(package: Package) -> list[Aside]:
    """The texts outside a Word file's body. Its comments are replies to the text, its headers are on each page."""
    asides: list[Aside] = []
    for kind, target in _related(package, package.main_part):
        if kind in ("header", "footer"):
            asides += _of(package, target, _paragraphs, PAGE_EDGE)
        elif kind in ("footnotes", "endnotes"):
            asides += _of(package, target, _paragraphs, FOOTNOTE)
        elif kind == "comments":
            asides += _of(package, target, _paragraphs, COMMENT)
        elif kind in _OBJECTS:
            asides.append((0, OBJECT, "里面的内容没有读"))
    return [*dict.fromkeys(asides)][:MOST]


def _related(package: Package, part: str) -> list[tuple[str, str]]:
    try:
        return package.related(part)
    except Unreadable:  # the part itself is read all the same
        return []


def _of(package: Package, part: str, texts: object, kind: str) -> Iterator[Aside]:
    """The asides of a part; one that is damaged costs only itself."""
    try:
        root = package.tree(part)
    except Unreadable:
        yield 0, kind, _UNREAD
        return
    for row, text in texts(root):  # type: ignore[operator]
        if kind != PAGE_EDGE or not _PAGE_NUMBER.fullmatch(text):
            stripped = text.strip()
            if stripped:
                yield row, kind, stripped


def _comments(root: etree._Element) -> Iterator[tuple[int, str]]:
    for comment in root.iter("{*}comment"):
        row = re.search(r"\d+$", comment.get("ref") or "")
        written = "".join(text.text or "" for text in comment.iter("{*}t"))
        yield _row(row[0], 1) if row else 0, written


def _text_boxes(root: etree._Element) -> Iterator[tuple[int, str]]:
    for anchor in root:
        written = "\n".join(
            "".join(text.text or "" for text in paragraph.iter("{*}t"))
            for body in anchor.iter("{*}txBody")
            for paragraph in body.iter("{*}p")
        )
        row = anchor.findtext("{*}from/{*}row") or ""
        yield _row(row, 0), written


def _row(number: str, first: int) -> int:
    """The zero-based row of a number counted from `first`; 0 when no sheet has such a row."""
    row = int(number) - first if number.isascii() and number.isdigit() and len(number) < 8 else 0
    return row if 0 <= row < MAX_ROWS else 0


def _paragraphs(root: etree._Element) -> Iterator[tuple[int, str]]:
    for paragraph in root.iter("{*}p"):
        yield 0, "".join(text.text or "" for text in paragraph.iter("{*}t"))


def _edge_text(written: bytes) -> str:
    """A page header without its codes for fonts, sides and page numbers."""
    text = html.unescape(written.decode("utf-8", "replace"))
    plain = " ".join(_EDGE_CODE.sub(" ", text.replace("&&", "\0")).replace("\0", "&").split())
    return "" if _PAGE_NUMBER.fullmatch(plain) else plain
