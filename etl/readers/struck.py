"""Which cells of a workbook are struck out: deleted by hand, and still there?

Whether any cell can be is known from the workbook's styles and shared texts; only then is a sheet looked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO

from lxml import etree

from etl.readers.cells import cell_index
from etl.readers.grid import Unreadable
from etl.readers.package import DAMAGED, parse

_OFF = ("0", "false", "off", "none")
_STRIKE = b"strike"


class Struck:
    """The cell styles and the shared texts of one .xlsx that strike out what they show."""

    def __init__(self, styles: bytes, texts: bytes) -> None:
        """Looks into the two parts' XML; most workbooks strike nothing out."""
        self.styles = _styles(styles) if _STRIKE in styles else frozenset()
        self.texts = _texts(texts) if _STRIKE in texts else frozenset()
        names = "|".join(map(str, sorted(self.styles)))
        self._is_used = re.compile(rf'\ss="(?:{names})"'.encode()) if self.styles else None

    def cells(self, xml: bytes) -> frozenset[tuple[int, int]]:
        """The (row, column) of each filled cell of a worksheet that is struck out."""
        if not (self.texts or _STRIKE in xml or (self._is_used and self._is_used.search(xml))):
            return frozenset()
        try:
            return frozenset(self._walk(xml))
        except etree.XMLSyntaxError as error:
            raise Unreadable(DAMAGED) from error

    def _walk(self, xml: bytes) -> Iterable[tuple[int, int]]:
        row = column = -1
        for event, element in etree.iterparse(
            BytesIO(xml), events=("start", "end"), tag=("{*}row", "{*}c"), resolve_entities=False, no_network=True
        ):
            is_row = etree.QName(element).localname == "row"
            if is_row and event == "start":
                row, column = int(element.get("r") or row + 2) - 1, -1
            elif is_row:
                element.clear()
            elif event == "end":
                at = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,7})", element.get("r") or "")
                row, column = (int(at[2]) - 1, cell_index(at[1])) if at else (row, column + 1)
                if self._strikes(element):
                    yield row, column

    def _strikes(self, cell: etree._Element) -> bool:
        value, inline = cell.findtext("{*}v"), cell.find("{*}is")
        if not value and inline is None:
            return False
        if (cell.get("s") or "0") in self.styles:
            return True
        if inline is not None:
            return _all_struck(inline)
        return cell.get("t") == "s" and value in self.texts


def _styles(xml: bytes) -> frozenset[str]:
    """The numbers of the cell formats whose font is struck out."""
    root = parse(xml)
    fonts = {str(n) for n, font in enumerate(root.iterfind("{*}fonts/{*}font")) if _has_strike(font)}
    return frozenset(str(n) for n, xf in enumerate(root.iterfind("{*}cellXfs/{*}xf")) if xf.get("fontId") in fonts)


def _texts(xml: bytes) -> frozenset[str]:
    """The numbers of the shared texts that are struck out letter by letter."""
    return frozenset(str(n) for n, item in enumerate(parse(xml).iterfind("{*}si")) if _all_struck(item))


def _all_struck(item: etree._Element) -> bool:
    """Whether every part of a text that shows something is struck out."""
    shown = [run for run in item.iterfind("{*}r") if (run.findtext("{*}t") or "").strip()]
    plain = any((text.text or "").strip() for text in item.iterfind("{*}t"))
    return bool(shown) and not plain and all(_has_strike(run.find("{*}rPr")) for run in shown)


def _has_strike(font: etree._Element | None) -> bool:
    strike = font.find("{*}strike") if font is not None else None
    return strike is not None and (strike.get("val") or "1") not in _OFF
