"""Which free words of a cell are a label that everybody may read?"""

from __future__ import annotations

import re

from campaign.masking import names_nobody, unknown
from campaign.masking.surnames import SURNAMES
from etl.values.problem import NOTHING, SPACES, plain

LONGEST = 16
_WORDS = re.compile(r"[\u3400-\u9fff]+")
_PAPER = re.compile(r"[发办函字号通令纪组督电批复文单表件]$")
"""A word of a number that ends so is that of a paper."""
_NUMBERED = re.compile(r"[\da-zA-Z〇零一二三四五六七八九十]")
_DEGREES = re.compile(
    r"(?:[很较最特非常比稍略极]*(?:易|容易|简单|一般|普通|中等?|难|困难|复杂|疑难|棘手|高|低|大|小|轻|重)(?:[度级类档型]|等级|程度)?|难易?适中|[A-Da-d1-5一二三四五ⅠⅡⅢ甲乙丙](?:[级类档星]|等级)?)"
)


def parse_label(raw: str) -> str | None:
    """A label as it is written; None where it may name somebody or is a whole sentence.

    >>> parse_label("城乡建设"), parse_label("张三丰"), parse_label("电话10600002211"), parse_label("/")
    ('城乡建设', None, None, None)
    """
    text = SPACES.sub(" ", raw.strip())
    return text if len(text) <= LONGEST and text not in NOTHING and names_nobody(text) else None


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


def parse_difficulty(raw: str) -> str | None:
    """How hard something is, as it is written; None for words that say nothing of it.

    >>> [parse_difficulty(text) for text in ("难", "较难", "比较容易", "一般", "A级", "三级", "张三丰", "")]
    ['难', '较难', '比较容易', '一般', 'A级', '三级', None, None]
    """
    text = SPACES.sub("", plain(raw))
    return text if _DEGREES.fullmatch(text) else None
