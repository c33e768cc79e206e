"""What does each word that an office writes mean?

The words are data: `data/reference/words.toml`, section by section, each meaning with the ways in which offices write it. A
meaning is its own first word. A list that cannot be used stops everything with a sentence, before any sheet is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from campaign.office import rules
from campaign.places.areas import REFERENCE
from etl.shelf import NotPublished
from etl.values.pasted import pasted
from etl.values.problem import NOT_REPORTED, NOTHING, SPACES, plain

WORDS = REFERENCE / "words.toml"
"""What offices write, and what they mean by it; an office adds to it."""
SHOWN_AS = "data/reference/words.toml"
YES = ("是", "是的", "√", "✓", "✔", "☑", "对", "Y", "y", "YES", "Yes", "yes")
NO = ("否", "不是", "×", "✗", "✘", "✕", "╳", "x", "X", "N", "n", "NO", "No", "no")
"""The answers to a question; 有 and 无 answer another one, and 无 is also how a blank is written."""
AS_WRITTEN = "照原文"
"""The line of the words that are understood and mean none of the meanings: kept as they are written, and not proposed again."""
LONGEST_WORD = 12
NOT_REACHED = "未联系上"
SECOND_LEVELS = tuple(name for name in rules.SUBCATEGORIES if name != "其他")
"""其他 alone is 其他方面, and no second level of it."""
OUTCOME = "outcome"
MEANINGS: Mapping[str, tuple[str, ...]] = {
    "category": (*rules.CATEGORIES, *SECOND_LEVELS),
    "route": rules.ROUTES,
    "status": rules.STATUSES,
    "satisfaction": (*rules.SATISFACTIONS, NOT_REACHED),
    "visit_type": rules.VISIT_TYPES,
    "raiser": rules.RAISERS,
    "special_group": ("特殊群体",),
    OUTCOME: rules.STATUSES,
}
"""Section → what a word of it can mean."""
LABELS: Mapping[str, str] = {
    "category": "类别",
    "route": "办理方式",
    "status": "是否解决",
    "satisfaction": "群众是否满意",
    "visit_type": "走访方式",
}
"""Section → what the column is called in sentences; of the sections whose words are whole cells."""


class BadWords(NotPublished):
    """Why the list of words cannot be used, as a sentence for whoever wrote in it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Section → word → its meaning; section → the words that are kept as written."""

    meanings: Mapping[str, Mapping[str, str]]
    as_written: Mapping[str, frozenset[str]]


@cache
def vocabulary() -> Vocabulary:
    """The words of `WORDS`; raises `BadWords`."""
    return read_words(WORDS)


def word_key(raw: str) -> str:
    """A word for comparing: half width, no spaces, no mark at its end.

    >>> word_key(" 已 解决。"), word_key("房屋（土地）")
    ('已解决', '房屋(土地)')
    """
    return SPACES.sub("", plain(raw)).rstrip("。.!;,、；，！")


def read_words(path: Path) -> Vocabulary:
    """The words of a file; raises `BadWords`."""
    written = pasted(path, SHOWN_AS, '"意思" = ["写法"]', BadWords)
    for section in written:
        if section not in MEANINGS:
            raise BadWords(f"{SHOWN_AS} 里的 [{section}] 不是词表；可以写 {'、'.join(MEANINGS)}")
    meanings: dict[str, dict[str, str]] = {}
    as_written: dict[str, frozenset[str]] = {}
    for section, known in MEANINGS.items():
        words = _section(section, written.get(section, {}), {name: name for name in known})
        as_written[section] = frozenset(word for word, meaning in words.items() if meaning == AS_WRITTEN)
        meanings[section] = {word: meaning for word, meaning in words.items() if meaning != AS_WRITTEN}
    for section, yes, no in (("status", "已解决", "待解决"), ("satisfaction", "满意", "不满意")):
        meanings[section] |= dict.fromkeys(YES, yes) | dict.fromkeys(NO, no)
    return Vocabulary(meanings, as_written)


def _section(section: str, written: object, words: dict[str, str]) -> dict[str, str]:
    """`words` with those of a section; raises `BadWords`."""
    if not isinstance(written, dict):
        raise BadWords(f"{SHOWN_AS} 里的 {section} 应写成一段：先一行 [{section}]，下面每种意思一行")
    known = (*MEANINGS[section], *(() if section == OUTCOME else (AS_WRITTEN,)))
    for meaning, ways in written.items():
        where = f"{SHOWN_AS} 的 [{section}] 下，“{meaning}”"
        if meaning not in known:
            raise BadWords(f"{where}不是约定的意思；可以写 {'、'.join(known)}")
        if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
            raise BadWords(f'{where}应写成 "{meaning}" = ["写法"]，方括号里每种写法用引号括起')
        for way in ways:
            key = word_key(way)
            if not key or len(key) > LONGEST_WORD or key in NOTHING or key in NOT_REPORTED or key in (*YES, *NO):
                raise BadWords(
                    f"{where}里的“{way}”不能作写法：要是一个词，不超过 {LONGEST_WORD} 个字；无、未报、是、否和√、×程序自己认得"
                )
            other = words.setdefault(key, meaning)
            if other != meaning:
                raise BadWords(f"{where}里的“{way}”已经是“{other}”的写法；一种写法只能是一种意思，请删去其中一处")
    return words
