"""How many issues does a free text raise, each where in the text, and of which category?"""

from etl.texts.classify import Category, classify, second_level
from etl.texts.nothing import is_no_issue, says_nothing
from etl.texts.outcomes import outcomes
from etl.texts.split import Part, numbered_items, split

__all__ = [
    "Category",
    "Part",
    "classify",
    "is_no_issue",
    "numbered_items",
    "outcomes",
    "says_nothing",
    "second_level",
    "split",
]
