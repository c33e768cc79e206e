"""How many issues does a free text raise, each where in the text, and of which category?"""

from etl.texts.classify import Category, classify, second_level
from etl.texts.outcomes import outcomes
from etl.texts.split import Part, is_no_issue, numbered_items, split

__all__ = ["Category", "Part", "classify", "is_no_issue", "numbered_items", "outcomes", "second_level", "split"]
