"""Does the name of a file, a folder, a sheet or a column name a person or a house?

Offices call papers after a family, a house or a colleague: 张三.docx, 翠柏里98幢502室台账.xlsx, a sheet 钱乙10…. Such a name is
quoted without it: what the paper's own cells give as somebody's name is taken out, every number that reaches somebody or
is a house's, and every word that is written as people's names are and is no word of offices, forms or the map.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from campaign.masking.houses import houses
from campaign.masking.numbers import numbers
from campaign.masking.people import named
from campaign.masking.surnames import SURNAMES, begins_as_a_name
from campaign.masking.words import is_somebody, unknown
from campaign.masking.written import plain, without

_ENDS_A_PAPER = re.compile(r"[表单册录案函账书卡证票]$")
_ENDS_A_PLACE = re.compile(
    r"..(?:小区|新村|花园|家园|国际|大厦|广场|公寓|市场|片区|路段|工地|大院)$|..[里苑坊弄]$|...[城府庭湾]$"
)
_CALLED = re.compile(r"先生|女士|小姐|同志|大爷|大妈|大娘|大伯|阿姨|老师|家|户")
HIDDEN_NUMBER, SOMEBODY = "＊", "某人"


def may_name_somebody(text: str) -> bool:
    """Whether anything of a name has to be compared with the people of the paper's cells: of most there is nothing."""
    return bool(unknown(text)) or without_persons(text, {}) != text


def without_persons(text: str, own: Mapping[str, str]) -> str:
    """A file's or sheet's name as it may be quoted; `own` are the persons of its cells and the word for each.

    >>> without_persons("王 五家庭调查表", {"王五": "某户"}), without_persons("附件3 张大牛", {}), without_persons("值班表", {})
    ('某户家庭调查表', '附件3 某人', '值班表')
    >>> without_persons("孙丙10012345678", {"孙丙": "某人"}), without_persons("台账2017-03-16", {}), without_persons("翠柏里9幢502室", {})
    ('某人＊', '台账2017-03-16', '翠柏里＊')
    >>> without_persons("周二台账", {}), without_persons("周二牛台账", {}), without_persons("2017-03-01至15", {})
    ('周二台账', '某人台账', '2017-03-01至15')
    """
    bare = plain(text)
    masked = without(text, ((span, HIDDEN_NUMBER) for of in (numbers, houses) for span in of(bare)))
    left = unknown(masked)
    for name in sorted(own, key=len, reverse=True) if left else ():
        masked = _without_name(masked, name, own[name])
    for word in left:
        if name := _name_in(word, "".join(masked.split()).partition(word)[2]):
            masked = _without_name(masked, name, SOMEBODY)
    return masked


def _without_name(text: str, name: str, stand_in: str) -> str:
    return without(text, ((span, stand_in) for span in named(plain(text), [name])))


def _name_in(word: str, after: str) -> str:
    """What of an unknown word is written as a person's name, given what stands after it; '' when nothing is.

    >>> [_name_in(word, after) for word, after in (("张大牛", ""), ("某某", "家"), ("殷国庆", "上报"), ("给孙丙", ""))]
    ['张大牛', '某某', '殷国庆', '孙丙']
    >>> [_name_in(word, "") for word in ("餐饮留样", "金百国际", "老旧电梯")]
    ['', '', '']
    """
    if _CALLED.match(after) and len(word) <= 4:
        return word
    if _ENDS_A_PLACE.search(word):
        return ""
    if begins_as_a_name(word):
        return word
    ends_with = (word[at:] for at in range(1, len(word) - 1) if begins_as_a_name(word[at:]))
    return "" if _ENDS_A_PAPER.search(word) else next((name for name in ends_with if len(name) <= 3), "")


_SIGNS = re.compile(
    r"((?:填表|制表|填报|填写|联系|负责|审核|审批|经办|经手|承办|报送|上报|统计|录入|复核|记录|责任)人员?"
    r")(?:签[名字章])?(.+)"
)
_OF_A_FAMILY = re.compile(
    rf"[{SURNAMES}][\u3400-\u9fff]{{1,2}}(?=家(?![庭境长属])|先生|女士|同志|大爷|大妈|阿姨|大娘|大伯|户(?![主数籍]))"
)
"""A name that a heading has before what a family or a person is called."""
_ANY_NUMBER = re.compile(r"\d(?:[ -]?\d){4,}[Xx]?")
_MOST_OF_A_HEADING = 12
_ALSO_BEGIN_HEADINGS = tuple("何周任程毛")
"""Common surnames with which headings begin too: 何时, 周次, 程度."""


def quotable_heading(raw: str, own: Container[str] = frozenset()) -> str:
    """A heading as it may be quoted: without the person who signed in it, without numbers that reach somebody.

    >>> [quotable_heading(raw) for raw in ("填表人王小明10012345678", "联系人电话", "备用10012345678", "走访人意见", "血型")]
    ['填表人…', '联系人电话', '备用＊', '走访人意见', '血型']
    >>> [quotable_heading(raw) for raw in ("杨晟昱家的情况", "家庭情况", "何时受理", "孙曦霆", "程度")]
    ['…家的情况', '家庭情况', '何时受理', '…', '程度']
    """
    bare = plain(raw)
    found = [span for of in (numbers, houses) for span in of(bare)]
    found += [] if len(bare) > _MOST_OF_A_HEADING * 2 else [one.span() for one in _ANY_NUMBER.finditer(bare)]
    text = without(raw, ((span, HIDDEN_NUMBER) for span in found))
    text = _OF_A_FAMILY.sub(lambda name: "…" if unknown(name[0]) else name[0], text)
    if (signed := _SIGNS.match("".join(plain(text).split()))) and (unknown(signed[2]) or HIDDEN_NUMBER in signed[2]):
        return signed[1] + "…"
    is_name = is_somebody(bare.strip()) and not bare.startswith(_ALSO_BEGIN_HEADINGS)
    return "…" if is_name or text.strip() in own else text
