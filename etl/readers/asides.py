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
"""(row, kind, text); a row of 0 where it stands at no row."""

_UNREAD = "（文件的这一部分损坏，读不出）"
_OBJECTS = ("oleObject", "package")
_EDGE = re.compile(rb"<(?:\w+:)?((?:odd|even|first)(?:Header|Footer))[^>]*>(.*?)</", re.DOTALL)
_PAGE_NUMBER = re.compile(r"(?:[\s\d第页共,，/\-—–]|Page|of)*", re.IGNORECASE)
"""Says nothing but which page it is."""
_EDGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[LCRBIUSXYEPNDTZFAGHO+\-])')


def sheet_asides(package: Package, part: str, xml: bytes) -> list[Aside]:
    """What the worksheet `xml`, held by `part`, says outside its cells."""
    found: list[Aside] = []
    for kind, target in _related(package, part):
        if kind == "comments":
            found += _of(package, target, _comments, COMMENT)
        elif kind == "drawing":
            found += _of(package, target, _text_boxes, TEXT_BOX)
        elif kind in _OBJECTS:
            found.append((0, OBJECT, "里面的内容没有读"))
    at = xml.rfind(b"headerFooter>")
    if at >= 0:
        edges = dict.fromkeys(
            said for _, written in _EDGE.findall(xml[xml.find(b"headerFooter") : at]) if (said := _edge_text(written))
        )
        found += [(0, PAGE_EDGE, said) for said in edges]
    return found[:MOST]


def document_asides(package: Package) -> list[Aside]:
    """What a Word file says outside its body. Its comments are replies to the text, its headers stand on each page."""
    found: list[Aside] = []
    for kind, target in _related(package, package.main_part):
        if kind in ("header", "footer"):
            found += _of(package, target, _paragraphs, PAGE_EDGE)
        elif kind in ("footnotes", "endnotes"):
            found += _of(package, target, _paragraphs, FOOTNOTE)
        elif kind == "comments":
            found += _of(package, target, _paragraphs, COMMENT)
        elif kind in _OBJECTS:
            found.append((0, OBJECT, "里面的内容没有读"))
    return [*dict.fromkeys(found)][:MOST]


def _related(package: Package, part: str) -> list[tuple[str, str]]:
    try:
        return package.related(part)
    except Unreadable:  # what the part itself says is read all the same
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
            said = text.strip()
            if said:
                yield row, kind, said


def _comments(root: etree._Element) -> Iterator[tuple[int, str]]:
    for comment in root.iter("{*}comment"):
        row = re.search(r"\d+$", comment.get("ref") or "")
        said = "".join(text.text or "" for text in comment.iter("{*}t"))
        yield _row(row[0], 1) if row else 0, said


def _text_boxes(root: etree._Element) -> Iterator[tuple[int, str]]:
    for anchor in root:
        said = "\n".join(
            "".join(text.text or "" for text in paragraph.iter("{*}t"))
            for body in anchor.iter("{*}txBody")
            for paragraph in body.iter("{*}p")
        )
        row = anchor.findtext("{*}from/{*}row") or ""
        yield _row(row, 0), said


def _row(said: str, first: int) -> int:
    """The zero-based row of a number counted from `first`; 0 when no sheet has such a row."""
    row = int(said) - first if said.isascii() and said.isdigit() and len(said) < 8 else 0
    return row if 0 <= row < MAX_ROWS else 0


def _paragraphs(root: etree._Element) -> Iterator[tuple[int, str]]:
    for paragraph in root.iter("{*}p"):
        yield 0, "".join(text.text or "" for text in paragraph.iter("{*}t"))


def _edge_text(written: bytes) -> str:
    """A page header without its codes for fonts, sides and page numbers."""
    text = html.unescape(written.decode("utf-8", "replace"))
    said = " ".join(_EDGE_CODE.sub(" ", text.replace("&&", "\0")).replace("\0", "&").split())
    return "" if _PAGE_NUMBER.fullmatch(said) else said
