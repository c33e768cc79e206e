"""Which free words of a cell are a label that everybody may read?"""

from __future__ import annotations

import re

from campaign.masking import names_nobody
from etl.values.problem import NOTHING, SPACES, plain

LONGEST = 16
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


def parse_difficulty(raw: str) -> str | None:
    """How hard something is, as it is written; None for words that say nothing of it.

    >>> [parse_difficulty(text) for text in ("难", "较难", "比较容易", "一般", "A级", "三级", "张三丰", "")]
    ['难', '较难', '比较容易', '一般', 'A级', '三级', None, None]
    """
    text = SPACES.sub("", plain(raw))
    return text if _DEGREES.fullmatch(text) else None
