"""Which of the agreed words does a cell mean?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from campaign import rules
from etl.values.problem import (
    LONGEST_VALUE,
    NOT_REPORTED,
    NOTHING,
    SPACES,
    CellProblem,
    Problem,
    excerpt,
    plain,
)
from etl.values.quantities import parse_count
from etl.values.vocabulary import (
    LABELS,
    MEANINGS,
    NO,
    NOT_REACHED,
    OUTCOME,
    SECOND_LEVELS,
    YES,
    vocabulary,
    word_key,
)

UNKNOWN_WORDS = frozenset(
    {"category-unknown", "route-unknown", "status-unknown", "satisfaction-unknown", "visit-type-unknown"}
)
"""The rules of words that nobody has told the meaning of: the row is taken, and the cell is kept as it is written."""
TICKED_TWICE = "ticked-twice"


@cache
def agreed(kind: str) -> Mapping[str, str]:
    """The words of a kind of field and what each means, but for the answers to any question; empty for other kinds."""
    words = vocabulary().meanings.get(kind, {}) if kind in ("status", "route", "satisfaction", "raiser") else {}
    return {word: meaning for word, meaning in words.items() if word not in (*YES, *NO)}


_BOXES = re.compile(r"([□☐○◯]|[☑☒■●√✓✔])([^□☐○◯☑☒■●√✓✔]+)")
_BRACKETS = re.compile(r"([^()\[\]]+)[(\[]([√✓✔☑]?)[)\]]")


def _ticked(text: str) -> str | None:
    """The word that is ticked where a cell prints several: □已解决☑待解决; '' when none is, None when it is no such cell.

    >>> _ticked("□已解决☑待解决"), _ticked("是(√)否()"), _ticked("□是□否"), _ticked("已解决"), _ticked("☑是☑否")
    ('待解决', '是', '', None, '是、否')
    """
    for pattern, mark, word in ((_BOXES, 0, 1), (_BRACKETS, 1, 0)):
        choices = pattern.findall(text)
        if len(choices) > 1 and len("".join(a + b for a, b in choices)) >= len(text) - 2 * len(choices):
            ticked = [choice[word] for choice in choices if choice[mark] and choice[mark] not in "□☐○◯"]
            return "、".join(ticked)
    return None


def _word(raw: str, words: Mapping[str, str], rule: str, label: str, accepted: tuple[str, ...]) -> str | Problem | None:
    """The meaning of a cell by a list of words of which there are no more; a cell of another word costs its row."""
    text, is_ticked = _chosen(raw)
    if text in words:
        return words[text]
    if text in NOTHING or text in NOT_REPORTED:
        return None
    if is_ticked and text:
        return Problem(rule, _TWICE.format(label=label, written=excerpt(raw)))
    return Problem(rule, f"{label}“{excerpt(raw)}”不是约定的写法；请填写 {'、'.join(accepted)} 之一")


_TWICE = "{label}“{written}”打了不止一个勾，看不出是哪一种；请只在一处打勾"


def _chosen(raw: str) -> tuple[str, bool]:
    """The word of a cell, or the one that is ticked in it, and whether it was ticked."""
    text = word_key(raw)
    ticked = _ticked(text) if len(text) <= LONGEST_VALUE else None
    return (text, False) if ticked is None else (ticked, True)


def _meant(raw: str, section: str) -> str | CellProblem | None:
    """The meaning of a cell by the words of offices; a word that they do not have costs the cell alone."""
    text, is_ticked = _chosen(raw)
    words = vocabulary().meanings[section]
    if text in words:
        return words[text]
    if is_left_out(raw) or text in vocabulary().as_written[section]:
        return None
    label = LABELS[section]
    if is_ticked:
        return CellProblem(TICKED_TWICE, _TWICE.format(label=label, written=excerpt(raw)))
    return CellProblem(
        f"{section.replace('_', '-')}-unknown",
        f"{label}“{excerpt(raw)}”不是认得的写法，照原文留着，不归类；请填写 {'、'.join(_accepted(section))} 之一",
    )


def _accepted(section: str) -> tuple[str, ...]:
    return rules.CATEGORIES if section == "category" else MEANINGS[section]


def is_left_out(raw: str) -> bool:
    """Whether a cell of words says nothing: blank, a stroke, 未报, printed boxes of which none is ticked.

    >>> is_left_out("/"), is_left_out("□已解决 □待解决"), is_left_out("作废")
    (True, True, False)
    """
    return _chosen(raw)[0] in NOTHING | NOT_REPORTED


def parse_status(raw: str) -> str | CellProblem | None:
    """One of the five states of an issue.

    >>> parse_status("已办结"), parse_status(" 待解决 "), parse_status("部分解决"), parse_status("□已解决 ☑待解决")
    ('已解决', '待解决', '正在办理', '待解决')
    >>> parse_status("撤件"), parse_status("群众已撤回"), parse_status("作废").rule, parse_status("不销账"), parse_status("列入计划")
    ('已撤销', '已撤销', 'status-unknown', '待解决', '正在办理')
    >>> parse_status(""), parse_status("未报"), parse_status("大概解决了").rule, parse_status("☑已解决 ☑待解决").rule
    (None, None, 'status-unknown', 'ticked-twice')
    """
    return _meant(raw, "status")


def parse_route(raw: str) -> str | CellProblem | None:
    """One of the five ways an issue is handled.

    >>> parse_route("转办"), parse_route("函商").rule
    ('委托办理', 'route-unknown')
    """
    return _meant(raw, "route")


def parse_satisfaction(raw: str) -> str | CellProblem | None:
    """The resident's satisfaction at the follow-up, or that nobody was reached.

    >>> parse_satisfaction("很满意"), parse_satisfaction("打不通"), parse_satisfaction("一般"), parse_satisfaction("马马虎虎").rule
    ('满意', '未联系上', None, 'satisfaction-unknown')
    """
    return _meant(raw, "satisfaction")


def is_heard(raw: str) -> bool | None:
    """Whether what stands under 是否满意 shows that somebody was reached; 一般 is an answer too, an unknown word may be none.

    >>> is_heard("不满意"), is_heard("一般"), is_heard("空号"), is_heard(""), is_heard("马马虎虎")
    (True, True, False, None, None)
    """
    meaning = parse_satisfaction(raw)
    if isinstance(meaning, str):
        return meaning != NOT_REACHED
    return True if _chosen(raw)[0] in vocabulary().as_written["satisfaction"] else None


def parse_visit_type(raw: str) -> str | CellProblem | None:
    """One of the kinds of visit.

    >>> parse_visit_type("补访"), parse_visit_type("回头看"), parse_visit_type("入户"), parse_visit_type("重访").rule
    ('补课访', '回头访', None, 'visit-type-unknown')
    """
    return _meant(raw, "visit_type")


_NUMBERED = re.compile(r"^(?:\(?[\d一二三四五六七八九十]{1,2}(?:[)、.]|(?=\s)))")
_BETWEEN = re.compile(r"[\s、/·.]+")
_ENDS = re.compile(r"(?:(?:方面|类)的?(?:问题|诉求|事项)?|问题|事项)$")
_LEVELS = re.compile(r"[(\[:>\-—–_]+")


def _category(raw: str) -> str | CellProblem | None:
    """One of 附件5's seven, or a second level of 其他方面: 其他方面（停车） is 停车."""
    words = vocabulary().meanings["category"]
    text = _NUMBERED.sub("", plain(raw))
    text = _BETWEEN.sub("", text) or plain(raw)
    if text in words:
        return words[text]
    bare = _ENDS.sub("", text)
    if bare in words:
        return words[bare]
    levels = [words.get(_ENDS.sub("", part)) for part in _LEVELS.split(text.rstrip(")]"))]
    if len(levels) == 2 and levels[0] == rules.OTHER and levels[1] in SECOND_LEVELS:
        return levels[1]
    return _meant(raw if _chosen(raw)[1] else bare, "category")


def parse_category(raw: str) -> str | CellProblem | None:
    """One of 附件5's seven, whatever is between its two halves; never read out of the text.

    >>> parse_category("房屋 土地"), parse_category("医疗、卫生类"), parse_category("社保方面"), parse_category("交通类问题")
    ('房屋土地', '医疗卫生', '社会保障', '其他方面')
    >>> parse_category("卫生"), parse_category("鸡毛蒜皮").rule, parse_category("一、医疗卫生"), parse_category("其他（绿化）").rule
    (None, 'category-unknown', '医疗卫生', 'category-unknown')
    """
    meaning = _category(raw)
    return rules.OTHER if isinstance(meaning, str) and meaning in SECOND_LEVELS else meaning


def second_level(raw: str) -> str | None:
    """The second level of 其他方面 that a cell of categories names; None where it names none.

    >>> second_level("物业"), second_level("其他方面（环境卫生）"), second_level("其他"), second_level("医疗卫生")
    ('物业管理', '环境卫生', None, None)
    """
    meaning = _category(raw)
    return meaning if isinstance(meaning, str) and meaning in SECOND_LEVELS else None


def parse_block(raw: str) -> str | Problem | None:
    """困难需求 or 意见建议."""
    return _word(raw, {name: name for name in rules.BLOCKS}, "block-unknown", "板块", rules.BLOCKS)


def parse_level(raw: str) -> str | Problem | None:
    """A unit's level as the roster writes it."""
    words = {name: name for name in rules.LEVELS} | {
        written: level for written, level in (("镇(街道)", "镇街"), ("辖市(区)", "辖市区")) if level in rules.LEVELS
    }
    return _word(raw, words, "level-unknown", "级别", rules.LEVELS)


def parse_group(raw: str) -> int | Problem | None:
    """A 督导小组's number, from 1 on; the campaign's papers call the same groups 督查小组.

    >>> parse_group("第3组"), parse_group("第三督导小组"), parse_group("督查3组"), parse_group("9").rule
    (3, 3, 3, 'group-unknown')
    """
    text = re.sub(r"[第组小]|督[导查]", "", SPACES.sub("", plain(raw)))
    number = parse_count(text)
    if number is None or (isinstance(number, int) and 1 <= number <= rules.SUPERVISION_GROUPS):
        return number
    return Problem("group-unknown", f"督导小组“{excerpt(raw)}”读不出；请填写 1 到 {rules.SUPERVISION_GROUPS}")


@cache
def outcome_begins() -> Mapping[str, str]:
    """State of an issue → the pattern of what 处理落实情况 must begin with for it; other words leave it unknown."""
    words = vocabulary().meanings[OUTCOME]
    return {
        state: f"^({'|'.join(re.escape(word) for word, meaning in words.items() if meaning == state)})"
        for state in rules.STATUSES
    }


OUTCOME_IN_PART = "^已解决.*(一半|部分|其余|待解决|未解决|尚未)"
"""Solved in part is being handled, not solved."""
