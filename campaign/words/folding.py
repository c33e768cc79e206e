"""When do two ways of writing mean the same word? Wide or narrow, capital or small: ＬＥＤ灯 is led灯."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MOST_CHARACTERS = 200
"""The longest search text that is read."""


def words(written: str) -> tuple[str, ...]:
    """The search words of a text, separated by white space, each once and in one way of writing.

    >>> words(" 路灯　不亮 路灯 ＬＥＤ 100％ ")
    ('路灯', '不亮', 'led', '100%')
    """
    readable = (_read(c) if c.isprintable() else " " for c in written[:MOST_CHARACTERS])
    return tuple(dict.fromkeys("".join(readable).split()))


def pattern(word: str) -> str:
    """A regular expression for every way of writing the word; the word itself when there is only one.

    >>> pattern("坏灯"), pattern("a灯")
    ('坏灯', '[AaªᴬᵃₐⒶⓐＡａ]灯')
    """
    return "".join(f"[{re.escape(ways)}]" if (ways := _ways().get(c)) else re.escape(c) for c in word)


def _read(character: str) -> str:
    """The character made narrow and small; one that would become several (㎡) stays itself."""
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


@cache
def _ways() -> dict[str, str]:
    """The other ways of writing a character, for characters that have any."""
    written: dict[str, str] = {}
    for character in map(chr, (*range(0xD800), *range(0xE000, 0x10000))):
        read = _read(character)
        written[read] = written.get(read, "") + character
    return {read: ways for read, ways in written.items() if len(ways) > 1}
