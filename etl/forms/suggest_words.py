"""Which lines of words.toml would make known the words that nobody has told the meaning of?

Each word is proposed under the meaning that is likeliest, and a clerk has the last word. Nothing is ever proposed as solved or
satisfied: whoever reads that must be able to rely on it. What is like nothing is proposed as 照原文.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from campaign.office import rules
from etl import values
from etl.forms.suggest import CLOSE_ENOUGH, like
from etl.values.vocabulary import AS_WRITTEN, LABELS, LONGEST_WORD, MEANINGS, SHOWN_AS, word_key

NEVER_PROPOSED = frozenset({"已解决", "已撤销", *rules.SATISFACTIONS[:2]})
Word = tuple[str, str]
"""A section of the list, and a word that it does not have."""


def section_of(rule: str) -> str:
    """The section that a rule of unknown words speaks of.

    >>> section_of("visit-type-unknown")
    'visit_type'
    """
    return rule.removesuffix("-unknown").replace("-", "_")


def is_word(written: str) -> bool:
    """Whether what was written can be a line's word: one word, short, and no name of somebody whose row has slipped.

    >>> is_word("函商"), is_word("吹哨、报到"), is_word("秦小满"), is_word("已和居民说好等天晴了再来修")
    (True, False, False, False)
    """
    key = word_key(written)
    is_short = re.fullmatch(r"[\w-]+", key) is not None and 1 < len(key) <= LONGEST_WORD and not key.isascii()
    return is_short and not (len(key) <= 3 and values.without_persons(key, {}) != key)


def likely_meaning(section: str, written: str) -> str:
    """The meaning of the known word that is most like an unknown one; 照原文 where none is like it.

    >>> likely_meaning("route", "交给镇街办理"), likely_meaning("route", "函商"), likely_meaning("category", "小区的物业")
    ('交办', '照原文', '物业管理')
    >>> likely_meaning("status", "基本办结"), likely_meaning("satisfaction", "还算比较满意")
    ('照原文', '照原文')
    """
    key = word_key(written)
    known = values.vocabulary().meanings[section].items()
    likeness, meaning = max(((like(key, word), meaning) for word, meaning in known), key=lambda one: one[0])
    return meaning if likeness >= CLOSE_ENOUGH and meaning not in NEVER_PROPOSED else AS_WRITTEN


def lines(proposed: Iterable[Mapping[Word, str]]) -> list[str]:
    """The lines to paste for the words of several files, under one sentence; none where there are none.

    >>> for line in lines([{("route", "函商"): "照原文", ("route", "会办"): "照原文"}, {("route", "函商"): "照原文"}]):
    ...     print(line)
    提示：下面几行可以原样贴到 data/reference/words.toml 末尾，下次就认得；等号前的意思不对的，先改成对的一种
        [route]  # 办理方式：自办、交办、委托办理、上报、解释说明；照原文 就是不归类
        "照原文" = ["会办", "函商"]
    """
    meanings: dict[Word, str] = {}
    for of_file in proposed:
        meanings = {**of_file, **meanings}
    sections: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (section, word), meaning in sorted(meanings.items(), key=lambda one: list(LABELS).index(one[0][0])):
        sections[section][meaning].append(word)
    if not sections:
        return []
    pasted = []
    for section, words in sections.items():
        pasted.append(f"[{section}]  # {LABELS[section]}：{'、'.join(MEANINGS[section])}；{AS_WRITTEN} 就是不归类")
        pasted += [
            f'"{meaning}" = [{", ".join(f"{chr(34)}{way}{chr(34)}" for way in sorted(ways))}]'
            for meaning, ways in words.items()
        ]
    sentence = f"提示：下面几行可以原样贴到 {SHOWN_AS} 末尾，下次就认得；等号前的意思不对的，先改成对的一种"
    return [sentence, *(f"    {line}" for line in pasted)]
