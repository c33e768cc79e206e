"""What is taken out of a text before anybody may read it? The one masker of texts, columns, file, folder and sheet names.

It knows whom the text's own row names, where they live, what they earn and what makes their life hard; and it knows
numbers that reach somebody and houses, whoever wrote them. A third person's name in free text cannot be told from words.
"""

from __future__ import annotations

from campaign.masking.houses import houses
from campaign.masking.labels import is_shown_number, names_nobody
from campaign.masking.names import may_name_somebody, quotable_heading, without_persons
from campaign.masking.numbers import numbers
from campaign.masking.own import copied
from campaign.masking.people import named, names_in, people_named
from campaign.masking.surnames import DOUBLE_SURNAMES, SURNAMES, begins_as_a_name
from campaign.masking.words import is_registered, may_be_a_name, may_be_a_person, unknown
from campaign.masking.written import plain, without

__all__ = [
    "DOUBLE_SURNAMES",
    "SURNAMES",
    "begins_as_a_name",
    "holds_a_number",
    "is_registered",
    "is_shown_number",
    "masked",
    "may_be_a_name",
    "may_be_a_person",
    "may_name_somebody",
    "names_in",
    "names_nobody",
    "people_named",
    "quotable_heading",
    "unknown",
    "without_persons",
]

RESIDENT, SOMEBODY, NUMBER, HOUSE, OWN = "某居民", "某人", "＊＊＊", "某处", "＊＊＊"


def masked(
    text: str,
    raised_by: str = "",
    others: str = "",
    address: str = "",
    income: str = "",
    hardship: str = "",
    become: str = RESIDENT,
) -> str:
    """A text as everybody may read it; besides it the cells of its own row, each as it was written.

    `become` stands for whoever raised it.

    >>> masked("殷国祥家在翠柏里81号，电话100.0000.2211，路灯坏了", "殷国祥大爷")
    '某居民家在翠柏里某处，电话＊＊＊，路灯坏了'
    >>> masked("钱学明答应协调：2016-2017学年校车停了，28路太少", "张三", "钱学明、李四")
    '某人答应协调：2016-2017学年校车停了，28路太少'
    """
    bare = plain(text)
    found = [(span, NUMBER) for span in numbers(bare)]
    found += [(span, HOUSE) for span in houses(bare)]
    if raised_by:
        found += [(span, become) for span in named(bare, names_in(raised_by))]
    if others:
        found += [(span, SOMEBODY) for span in named(bare, names_in(others))]
    if address or income or hardship:
        found += [(span, OWN) for span in copied(bare, address, income, hardship)]
    return without(text, found) if found else text


def holds_a_number(text: str) -> bool:
    """Whether a text has a number that reaches or identifies somebody, or a house.

    >>> holds_a_number("孙主任10000000003"), holds_a_number("幸福里95号501室村"), holds_a_number("2017-03-05"), holds_a_number("3组")
    (True, True, False, False)
    """
    bare = plain(text)
    return any(True for of in (numbers, houses) for _ in of(bare))
