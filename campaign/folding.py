"""When do two ways of writing say the same word? Wide or narrow, capital or small: ＬＥＤ灯 is led灯."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MOST_CHARACTERS = 200
"""Of what is looked for."""


def words(said: str) -> tuple[str, ...]:
    """The words that are looked for, each once and in one way of writing: what stands between white space.

    >>> words(" 路灯　不亮 路灯 ＬＥＤ 100％ ")
    ('路灯', '不亮', 'led', '100%')
    """
    readable = (_read(c) if c.isprintable() else " " for c in said[:MOST_CHARACTERS])
    return tuple(dict.fromkeys("".join(readable).split()))


def pattern(word: str) -> str:
    """A regular expression for every way of writing the word; a word that is written in one way only is its own.

    >>> pattern("坏灯"), pattern("a灯")
    ('坏灯', '[AaªᴬᵃₐⒶⓐＡａ]灯')
    """
    return "".join(f"[{re.escape(ways)}]" if (ways := _ways().get(c)) else re.escape(c) for c in word)


def _read(character: str) -> str:
    """The character as it is read: narrow and small. One that stands for several (㎡) is only itself."""
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


@cache
def _ways() -> dict[str, str]:
    """How else the characters can be written that can be written in several ways."""
    written: dict[str, str] = {}
    for character in map(chr, (*range(0xD800), *range(0xE000, 0x10000))):
        read = _read(character)
        written[read] = written.get(read, "") + character
    return {read: ways for read, ways in written.items() if len(ways) > 1}
