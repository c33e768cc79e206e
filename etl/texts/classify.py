"""Of which category is one issue, how sure is that, and by which of its words?

The model weighs every stretch of characters and the words of the lexicon; an issue whose likeliest category is less
likely than the threshold is left to a person. The words shown are those of the lexicon that speak for the category;
where it has none, the stretches that weighed most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from campaign.office import rules
from etl.texts.model import LEAF, LEAVES, NONE, Vector, leaf_shares, model
from etl.texts.topics import topic_scores

LEVEL = 2
"""From how many points on two answers count as equally strong; a single hint is none."""
_OF_CATEGORY = np.array([[leaf.split("/")[0] == name for leaf in LEAVES] for name in rules.CATEGORIES])
_SECOND = np.array([LEAF[f"{rules.OTHER}/{under}"] for under in rules.SUBCATEGORIES])


@dataclass(frozen=True, slots=True)
class Category:
    """A judgement: the likeliest category and second level, the words for it, how likely it is, and whether that is enough."""

    name: str | None
    subcategory: str | None
    words: tuple[str, ...]
    likelihood: float
    is_sure: bool


def classify(text: str) -> Category:
    """The category of one issue; name None where nothing speaks for any, is_sure False where a person must decide.

    >>> judged = classify("3幢外墙渗水，要求维修")
    >>> judged.name, judged.subcategory, judged.words, judged.is_sure
    ('房屋土地', None, ('外墙', '渗水'), True)
    >>> classify("路灯不亮").subcategory, classify("路灯不亮，夜间出行不安全").name
    ('道路市政', '平安治理')
    >>> classify("希望越来越好").is_sure
    False
    """
    shares = leaf_shares(text)
    likely = _OF_CATEGORY @ shares
    best = int(likely.argmax())
    if likely[best] <= shares[LEAF[NONE]]:
        return Category(None, None, (), float(likely[best]), False)
    name = rules.CATEGORIES[best]
    under = _second(shares, text) if name == rules.OTHER else None
    needed = model().thresholds["level" if _is_level(_points(text, "category")) else "category"]
    is_sure = bool(likely[best] >= needed)
    return Category(name, under, _words(text, name, shares), float(likely[best]), is_sure)


def second_level(text: str) -> str | None:
    """The second level of an issue that is known to belong to 其他方面; None where its words do not decide.

    >>> second_level("停车位太少"), second_level("增加健身器材")
    ('停车', None)
    """
    return _second(leaf_shares(text), text)


def _points(text: str, level: str) -> dict[str, float]:
    """How strongly the lexicon's words speak for each category, or for each second level."""
    totals: dict[str, float] = defaultdict(float)
    for topic, score in topic_scores(text)[0].items():
        totals[getattr(topic, level)] += score
    return totals


def _is_level(points: Mapping[str, float]) -> bool:
    """Whether the lexicon's words speak as strongly for one as for another: who says two things is asked which."""
    most = sorted(points.values())[-2:]
    return len(most) == 2 and most[0] == most[1] >= LEVEL


def _second(shares: Vector, text: str) -> str | None:
    """The likeliest second level, where it is likelier than all others together and 其他方面 is thinkable at all."""
    second = shares[_SECOND]
    best = int(second.argmax())
    needed = model().thresholds["second_level" if _is_level(_points(text, "subcategory")) else "second"]
    is_clear = second[best] >= needed * second.sum() and second.sum() >= model().thresholds["other"]
    return rules.SUBCATEGORIES[best] if is_clear else None


def _words(text: str, name: str, shares: Vector) -> tuple[str, ...]:
    _, matches = topic_scores(text)
    if known := tuple(word for word, topic in matches if topic.category == name):
        return known
    leaves = np.where(_OF_CATEGORY[rules.CATEGORIES.index(name)], shares, 0)
    return model().leaf.heaviest(text, int(leaves.argmax()))
