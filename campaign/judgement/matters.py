"""What is an issue about, in the word that tells most: its category, or what 其他方面 holds?

附件5 has no row for roads, parking or cleaning, so 其他方面 is the largest of its seven and says nothing: its second level speaks.
"""

from __future__ import annotations

from collections.abc import Mapping

from campaign.office import rules

BY = ("category", "subcategory")
"""The dimensions that a matter is told from."""
_NOTHING = (None, rules.SUBCATEGORIES[-1], rules.NO_SUBCATEGORY)


def matter(category: object, subcategory: object) -> str | None:
    """The matter's name; None for what is left of 其他方面, and for what is not classified.

    >>> matter("房屋土地", None), matter("其他方面", "停车"), matter("其他方面", "其他"), matter("未分类", None)
    ('房屋土地', '停车', None, None)
    """
    if category == rules.OTHER:
        return None if subcategory in _NOTHING else str(subcategory)
    return None if category in (None, rules.UNCATEGORISED) else str(category)


def conditions(name: str) -> Mapping[str, object]:
    """What narrows to one matter.

    >>> conditions("停车"), conditions("房屋土地")
    ({'category': '其他方面', 'subcategory': '停车'}, {'category': '房屋土地'})
    """
    return {"category": name} if name in rules.CATEGORIES else {"category": rules.OTHER, "subcategory": name}
