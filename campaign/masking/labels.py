"""Does a short text that stands for something, a number that an office gives or a label, name nobody?"""

from __future__ import annotations

import re

from campaign.masking.numbers import reaches_somebody
from campaign.masking.people import names_in
from campaign.masking.words import is_somebody
from campaign.masking.written import plain

_WORDS = re.compile(r"[\u3400-\u9fff]+")


def names_nobody(text: str) -> bool:
    """Whether a number or a label may be shown: no telephone or identity number is in it, and no word that is a person's.

    >>> [names_nobody(text) for text in ("常〔2017〕3号", "保密局201700001", "20170315001", "城乡建设", "A-1", "难", "公共安全")]
    [True, True, True, True, True, True, True]
    >>> [names_nobody(text) for text in ("张三丰", "13600002211", "李四1", "王建国家", "问题-陈小妹", "320402199901010011", "电话80000221")]
    [False, False, False, False, False, False, False]
    """
    bare = plain(text)
    return not reaches_somebody(bare) and not any(map(_is_somebody, _WORDS.findall(bare)))


def _is_somebody(word: str) -> bool:
    return any(is_somebody(name) for name in (word, *names_in(word)))
