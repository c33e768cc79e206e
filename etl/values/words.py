"""Which of the agreed words does a cell mean?"""

from __future__ import annotations

import re

from campaign import rules
from etl.values.problem import NOTHING, SPACES, Problem, plain, shown
from etl.values.quantities import parse_count

_STATUS_WORDS = {
    "已解决": ("已解决", "解决", "已办结", "办结", "已处理", "已落实", "已完成", "是", "√", "已答复解决"),
    "待解决": ("待解决", "未解决", "未办结", "否", "×", "x", "X", "尚未解决", "未落实"),
    "已解释": ("已解释", "解释说明", "已答复", "已解释说明"),
    "正在办理": ("正在办理", "办理中", "在办", "处理中", "正在处理", "正在落实", "正在解决"),
}
_STATUS = {word: status for status, words in _STATUS_WORDS.items() for word in words}
_ROUTE_WORDS = {
    "自办": ("自办", "即知即改", "即访即改", "自行办理", "现场解决"),
    "交办": ("交办", "交办件"),
    "委托办理": ("委托办理", "转办", "委托", "委托办理单"),
    "上报": ("上报", "集中整治"),
    "解释说明": ("解释说明", "解释", "已解释"),
}
_ROUTE = {word: route for route, words in _ROUTE_WORDS.items() for word in words}
_SATISFACTION = {
    word: meant
    for meant, words in {
        "满意": ("满意", "是", "√"),
        "基本满意": ("基本满意", "较满意", "比较满意"),
        "不满意": ("不满意", "否", "×"),
        "未联系上": ("未联系上", "联系不上", "无人接听"),
    }.items()
    for word in words
}


def _word(said: str, words: dict[str, str], rule: str, label: str, accepted: tuple[str, ...]) -> str | Problem | None:
    text = SPACES.sub("", plain(said)).rstrip("。")
    if text in NOTHING:
        return None
    if text in words:
        return words[text]
    return Problem(rule, f"{label}“{shown(said)}”不是约定的写法；请填写 {'、'.join(accepted)} 之一")


def parse_status(said: str) -> str | Problem | None:
    """One of the four states of an issue.

    >>> parse_status("已办结"), parse_status(" 待解决 "), parse_status(""), parse_status("大概解决了").rule
    ('已解决', '待解决', None, 'status-unknown')
    """
    return _word(said, _STATUS, "status-unknown", "是否解决", rules.STATUSES)


def parse_route(said: str) -> str | Problem | None:
    """One of the five ways an issue is handled."""
    return _word(said, _ROUTE, "route-unknown", "办理方式", rules.ROUTES)


def parse_satisfaction(said: str) -> str | Problem | None:
    """What the resident said at the follow-up."""
    return _word(
        said,
        _SATISFACTION,
        "satisfaction-unknown",
        "群众是否满意",
        ("满意", "基本满意", "不满意", "未联系上"),
    )


_CATEGORY = {name: name for name in rules.CATEGORIES} | {
    "其他": "其他方面",
    "其它方面": "其他方面",
    "其它": "其他方面",
}


def parse_category(said: str) -> str | Problem | None:
    """One of 附件5's seven, whatever spaces stand inside; never read out of the text.

    >>> parse_category("房屋 土地"), parse_category("房屋土地方面"), parse_category("交通").rule
    ('房屋土地', '房屋土地', 'category-unknown')
    """
    text = SPACES.sub("", plain(said))
    text = text if text in _CATEGORY else re.sub(r"(方面|类)$", "", text)
    return _word(text, _CATEGORY, "category-unknown", "类别", rules.CATEGORIES)


def parse_block(said: str) -> str | Problem | None:
    """困难需求 or 意见建议."""
    return _word(said, {name: name for name in rules.BLOCKS}, "block-unknown", "板块", rules.BLOCKS)


def parse_level(said: str) -> str | Problem | None:
    """A unit's level as the roster writes it."""
    words = {name: name for name in rules.LEVELS} | {
        "镇（街道）": "镇街",
        "镇(街道)": "镇街",
        "辖市（区）": "辖市区",
        "辖市(区)": "辖市区",
    }
    return _word(said, words, "level-unknown", "级别", rules.LEVELS)


def parse_group(said: str) -> int | Problem | None:
    """A 督导小组's number, 1 to 7; the campaign's papers call the same seven 督查小组.

    >>> parse_group("第3组"), parse_group("第三督导小组"), parse_group("督查3组"), parse_group("9").rule
    (3, 3, 3, 'group-unknown')
    """
    text = re.sub(r"[第组小]|督[导查]", "", SPACES.sub("", plain(said)))
    number = parse_count(text)
    if number is None or (isinstance(number, int) and 1 <= number <= 7):
        return number
    return Problem("group-unknown", f"督导小组“{shown(said)}”读不出；请填写 1 到 7")


OUTCOME_BEGINS = {
    "已解决": "^(已解决|已办结|已处理|已落实|已完成|当场解决)",
    "待解决": "^(待解决|未解决|尚未|暂未)",
    "已解释": "^(已解释|已答复|解释|已向)",
    "正在办理": "^(正在|办理中|处理中|已转|已交办|已联系|拟)",
}
"""What 处理落实情况 must begin with to say how an issue stands; other words leave the state unknown."""
OUTCOME_IN_PART = "^已解决.*(一半|部分|其余|待解决|未解决|尚未)"
"""Solved in part is being handled, not solved."""
