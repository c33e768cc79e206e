"""How is a text looked at, so that one pattern finds a number or a name in whatever width and spacing it was typed?

Every character stands for one character: what is found in the plain text lies at the same place in the written one.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

Span = tuple[int, int]
"""Where something begins and ends in a text."""


@cache
def _widths() -> dict[int, int]:
    """Each character that has a plainer one: wide letters, every kind of blank and dash, invisible characters."""
    plainer = {}
    for code in range(0xA0, min(sys.maxunicode, 0xFFFF)):
        one = unicodedata.normalize("NFKC", chr(code))
        kind = unicodedata.category(chr(code))
        if kind == "Cf" or one.isspace():
            plainer[code] = ord(" ")
        elif kind == "Pd" or code == 0x2212:
            plainer[code] = ord("-")
        elif len(one) == 1 and one != chr(code) and kind != "No":
            plainer[code] = ord(one)
    return plainer


def plain(written: str) -> str:
    """The text in half width, with one kind of blank and one kind of dash; as long as it was.

    >>> plain("１３６－００００\u3000（２２１１）")
    '136-0000 (2211)'
    """
    return written.translate(_widths()) if not written.isascii() else written


_LOOSE = frozenset(" \t\r\n\v\f·•‧.*_\"'“”‘’-")
"""What people put between the characters of a word without making another word of it."""


def close(text: str) -> tuple[str, list[int] | None]:
    """A plain text without what stands loosely between its characters, and where each character stood; None: nothing did.

    >>> close("徐 红·芬家")
    ('徐红芬家', [0, 2, 4, 5])
    """
    if _LOOSE.isdisjoint(text):
        return text, None
    at = [i for i, character in enumerate(text) if character not in _LOOSE]
    return "".join(text[i] for i in at), at


def without(written: str, found: Iterable[tuple[Span, str]]) -> str:
    """The text with a word in place of each span; where spans meet or overlap, one word, that of the first.

    >>> without("张三家在3幢5室", [((5, 7), "某处"), ((0, 2), "某居民"), ((4, 6), "某处")])
    '某居民家在某处室'
    """
    parts, end, last = [], 0, ""
    for (start, stop), word in sorted(found):
        if start > end or not last or (start == end and word != last):
            parts += [written[end:start], word] if start >= end else []
            last = word
        end = max(end, stop)
    return "".join((*parts, written[end:]))
