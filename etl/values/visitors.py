"""Which people does a cell of 走访人 name?

Offices write names with a post before or behind, a telephone, a number in a list, who leads and who comes along. One person
written in two of these ways is one person, for 干部走访人数 and for the households of a cadre.
"""

from __future__ import annotations

import re

from campaign.masking import DOUBLE_SURNAMES, begins_as_a_name
from etl.values.posts import POST
from etl.values.problem import plain

_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_LABELS = re.compile(
    r"(?:(?:带队|分管|主要)领导|带队(?:人|干部)?|领队|副?[组队]长|组员|队员|成员|陪同(?:走访|人员|干部)*|参加(?:人员)?"
    r"|走访(?:人员|干部|人)|采集人|第?[一二三四五六七八九十\d]+组)[:：]?"
)
"""What stands before a name, or behind it, and is none: which of the party somebody is."""
_NUMBERS = re.compile(r"\d[\d\-—–]{5,}\d|(?<![\d\u3400-\u9fff])\d{1,2}[.)、]?(?!\d)")
"""A telephone, a place in a list."""
_BETWEEN = re.compile(r"[、,;/\\|。·\u2502]+")
_AND = re.compile(r"[和与及]")
_AND_OTHERS = re.compile(r"(?:一行|等|共)+[\d一二两三四五六七八九十几]*[余多]?(?:[人名位]|同志)?$|\d+[人名位]$")
_TITLES = re.compile(r"(?:先生|女士|同志|老师)+$")
_POST_BEFORE = re.compile(rf"^(?:村|社区|镇|街道|机关|党员)?(?:{POST}|干部|社工|网格员)+")
_POST_BEHIND = re.compile(rf"(?:{POST}|干部|社工|网格员)+$")


def people(visitors: str) -> list[str]:
    """The people named in 走访人, one by one, however spaced, numbered, titled and separated.

    >>> people("张 三、李四（副科长）；王五同志"), people("钱学明 宋立军"), people("欧阳 建国、张三 副科长")
    (['张三', '李四', '王五'], ['钱学明', '宋立军'], ['欧阳建国', '张三'])
    >>> people("组长：张三 组员：李四"), people("张三10012345678"), people("1.张三 2.李四"), people("张三和李四"), people("李和平")
    (['张三', '李四'], ['张三'], ['张三', '李四'], ['张三', '李四'], ['李和平'])
    >>> people("张三等3人"), people("副局长张三"), people("带队领导张三"), people("张三，陪同：村干部李四"), people("等3人")
    (['张三'], ['张三'], ['张三'], ['张三', '李四'], [])
    """
    text = _BRACKETS.sub(" ", plain(visitors))
    text = _NUMBERS.sub("、", _LABELS.sub("、", _AND_OTHERS.sub("", text)))
    return [name for part in _BETWEEN.split(text) for name in _names_in(part)]


def _names_in(part: str) -> list[str]:
    """The names of a part between two marks: its words where each of them is a whole name; 张 三 is one person."""
    words = [bare for word in _joined(part.split()) if (bare := _bare(word))]
    if len(words) > 1 and all(_is_a_name(word) for word in words):
        return [name for word in words for name in _and(word)]
    whole = _bare("".join(words))
    return _and(whole) if whole else []


def _joined(words: list[str]) -> list[str]:
    """Words, with those of one character each that follow one another as one: 吕 新 华."""
    joined: list[str] = []
    is_open = False
    for word in words:
        if len(word) == 1 and is_open:
            joined[-1] += word
        else:
            joined.append(word)
        is_open = len(word) == 1
    return joined


def _bare(word: str) -> str:
    """A name without titles and posts around it; a word of nothing else is left out."""
    word = _TITLES.sub("", _AND_OTHERS.sub("", word))
    for post in (_POST_BEHIND, _POST_BEFORE):
        rest = post.sub("", word)
        if not rest or _is_a_name(rest):
            word = rest
    return word


def _and(word: str) -> list[str]:
    """Two names with 和 between them; 李和平 is one."""
    for between in _AND.finditer(word):
        sides = [word[: between.start()], word[between.end() :]]
        if all(len(side) >= 2 and _is_a_name(side) for side in sides):
            return sides
    return [word]


def _is_a_name(word: str) -> bool:
    return len(word) <= 4 and begins_as_a_name(word) and word not in DOUBLE_SURNAMES.split("|")
