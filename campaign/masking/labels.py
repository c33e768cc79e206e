"""Does a short text that stands for something, a number that an office gives or a label, name nobody?"""

from __future__ import annotations

import re

from campaign.masking.numbers import reaches_somebody
from campaign.masking.people import names_in
from campaign.masking.surnames import SURNAMES
from campaign.masking.words import is_somebody, unknown
from campaign.masking.written import plain

_WORDS = re.compile(r"[\u3400-\u9fff]+")
_PAPER = re.compile(r"[发办函字号通令纪组督电批复文单表件]$")
"""A word of a number that ends so is that of a paper."""
_NUMBERED = re.compile(r"[\da-zA-Z〇零一二三四五六七八九十]")


def names_nobody(text: str) -> bool:
    """Whether a number or a label may be shown: no telephone or identity number is in it, and no word that is a person's.

    >>> [names_nobody(text) for text in ("常〔2017〕3号", "保密局201700001", "20170315001", "城乡建设", "A-1", "难", "公共安全")]
    [True, True, True, True, True, True, True]
    >>> [names_nobody(text) for text in ("张三丰", "10600002211", "李四1", "王建国家", "问题-陈小妹", "320402199901010011", "电话80000221")]
    [False, False, False, False, False, False, False]
    """
    bare = plain(text)
    return not reaches_somebody(bare) and not any(map(_is_somebody, _WORDS.findall(bare)))


def is_shown_number(written: str) -> bool:
    """Whether what stands in a column of numbers is one that everybody may read: no words alone, and no person.

    A family may be numbered by its head, whose surname few have; 常政发 and 武政办函 begin as such names and are papers.

    >>> [is_shown_number(text) for text in ("常〔2017〕3号", "常政发12", "A-1", "第十二号", "督办单3", "丁-07")]
    [True, True, True, True, True, True]
    >>> [is_shown_number(text) for text in ("万小明", "万小明7", "李四1", "10600002211")]
    [False, False, False, False]
    """
    words = [word for word in _WORDS.findall(written) if 3 <= len(word) <= 4 and not _PAPER.search(word)]
    is_numbered = _NUMBERED.search(written) is not None
    return is_numbered and names_nobody(written) and not any(word[0] in SURNAMES and unknown(word) for word in words)


def _is_somebody(word: str) -> bool:
    return any(is_somebody(name) for name in (word, *names_in(word)))
