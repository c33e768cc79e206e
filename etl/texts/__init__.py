"""What does free text say: how many issues, each where in the text, and of which category?"""

from etl.texts.classify import Category, classify, second_level
from etl.texts.outcomes import outcomes
from etl.texts.split import Part, numbered_items, says_no_issue, split

__all__ = ["Category", "Part", "classify", "numbered_items", "outcomes", "says_no_issue", "second_level", "split"]
