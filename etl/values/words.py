"""Which of the agreed words does a cell mean?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from campaign.access.quoting import is_office
from campaign.office import rules
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
    AS_WRITTEN,
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
LEFT_BLANK = frozenset({TICKED_TWICE, "method-unknown", "reached-unknown", "answer-unknown"})
"""The rules of cells that are to be mended while the row is taken: no line of the list of words would make them known."""


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


def _word(
    raw: str,
    words: Mapping[str, str],
    rule: str,
    label: str,
    accepted: tuple[str, ...],
    costs: type[Problem] = Problem,
) -> str | Problem | None:
    """The meaning of a cell by a list of words of which there are no more; another word costs its row, or its cell alone."""
    text, is_ticked = _chosen(raw)
    if meaning := _dressed(text, words):
        return meaning
    if text in NOTHING or text in NOT_REPORTED:
        return None
    if is_ticked and text:
        return costs(rule, _TWICE.format(label=label, written=excerpt(raw)))
    return costs(rule, f"{label}“{excerpt(raw)}”不是约定的写法；请填写 {'、'.join(accepted)} 之一")


_TWICE = "{label}“{written}”勾选多于一项，无法判断；请只勾选一项"


def _chosen(raw: str) -> tuple[str, bool]:
    """The word of a cell, or the one that is ticked in it, and whether it was ticked."""
    text = word_key(raw)
    ticked = _ticked(text) if len(text) <= LONGEST_VALUE else None
    return (text, False) if ticked is None else (ticked, True)


_ORDER = re.compile(
    r"^(?:\(?\d{1,2}(?:[).、:]|(?=[^\d%.月年/-]))|\(?[一二三四五六七八九十]{1,2}[).、]|第[一二三四五六七八九十\d]{1,2}[类项][,:]?)"
)
_TICKS = "√✓✔☑"
_WRAPPED = re.compile(r"[【\[(《〈<「『“\"'](.+)[】\])》〉>」』”\"']")
_REMARK = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")
_HARMLESS = re.compile(
    r"(?:\d{1,4}[年月日号.\-/]*)+|第?[\d一二三四五六七八九十]+次|(?:经)?(?:电话|入户|上门|当面|现场|口头|书面|短信|微信)(?:回访|答复|告知|反馈|了解|核实|联系|走访|接听)?"
    r"|(?:其|户主|由)?(?:本人|家属|家人|妻子|丈夫|老伴|配偶|爱人|子女|儿子|女儿|儿媳|女婿|父亲|母亲|父母|邻居|邻里|妻|夫|子|女|父|母)(?:接听|代答|代接|反映)?"
)
"""What stands in brackets behind a word and takes nothing from it: a day, how it was heard, who answered."""


def _dressed(text: str, words: Mapping[str, str]) -> str | None:
    """The meaning of a word with what is around it: its number in a list, a tick, brackets, a remark that changes nothing.

    A remark that may change it (已解决（部分）) and two words of different meanings leave it unknown.

    >>> words = {"满意": "满意", "很满意": "满意", "不满意": "不满意"}
    >>> [_dressed(text, words) for text in ("①满意", "2.不满意", "√满意", "【满意】", "满意(电话)", "满意(3.25)", "很满意、满意")]
    ['满意', '不满意', '满意', '满意', '满意', '满意', '满意']
    >>> [_dressed(text, words) for text in ("满意(部分)", "满意/不满意", "满意(不满意)", "×满意", "100%满意", "满意90%")]
    [None, None, None, None, None, None]
    """
    if text in words:
        return words[text]
    text = plain(text)
    if len(text) > LONGEST_VALUE:
        return None
    for bare in (text, _undressed(text)):
        if bare in (*YES, *NO):  # 3x is no answer
            return None
        if bare in words:
            return words[bare]
        remark = _REMARK.fullmatch(bare)
        if remark and (meaning := words.get(remark[1])):
            changes_nothing = _HARMLESS.fullmatch(remark[2]) or is_office(remark[2]) or words.get(remark[2]) == meaning
            return meaning if changes_nothing else None
    meanings = {words.get(part) for part in _PARTS.split(bare)}
    return meanings.pop() if len(meanings) == 1 else None


_PARTS = re.compile(r"[、,;/]")


def _undressed(text: str) -> str:
    """A text without its number in a list, the tick before or behind it, and brackets around the whole of it."""
    bare = _ORDER.sub("", text.strip(_TICKS)).strip(_TICKS).strip()
    wrapped = _WRAPPED.fullmatch(bare)
    return wrapped[1] if wrapped else bare


def _read(raw: str, section: str) -> tuple[str | None, str, bool]:
    """The meaning of a cell, or 照原文 for a word that means none; its text; and whether the text is what was ticked."""
    text, is_ticked = _chosen(raw)
    found = vocabulary()
    if text in found.meanings[section]:
        return found.meanings[section][text], text, is_ticked
    return _dressed(text, _all_words(section)), text, is_ticked


@cache
def _all_words(section: str) -> Mapping[str, str]:
    found = vocabulary()
    return {**found.meanings[section], **dict.fromkeys(found.as_written[section], AS_WRITTEN)}


def _meant(raw: str, section: str) -> str | CellProblem | None:
    """The meaning of a cell by the words of offices; a word that they do not have costs the cell alone."""
    meaning, _, is_ticked = _read(raw, section)
    if meaning:
        return None if meaning == AS_WRITTEN else meaning
    if is_left_out(raw):
        return None
    label = LABELS[section]
    if is_ticked:
        return CellProblem(TICKED_TWICE, _TWICE.format(label=label, written=excerpt(raw)))
    return CellProblem(
        f"{section.replace('_', '-')}-unknown",
        f"{label}“{excerpt(raw)}”无法识别，保留原文、不归类；请填写 {'、'.join(_accepted(section))} 之一",
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
    >>> parse_status("未解决，正在协调"), parse_status("无法解决，已解释"), parse_status("已解决，待回访").rule, parse_status("已解决/待解决").rule
    ('正在办理', '已解释', 'status-unknown', 'status-unknown')
    """
    meaning = _meant(raw, "status")
    if isinstance(meaning, CellProblem) and "," in plain(raw):
        # what is done about an open issue says more than that it is open
        words = vocabulary().meanings["status"]
        parts = {words.get(word_key(part)) for part in plain(raw).split(",")} - {"待解决"}
        if len(parts) == 1 and parts <= {"正在办理", "已解释"}:
            return parts.pop()
    return meaning


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
    meaning, _, _ = _read(raw, "satisfaction")
    return None if meaning is None else meaning != NOT_REACHED


def parse_visit_type(raw: str) -> str | CellProblem | None:
    """One of the kinds of visit.

    >>> parse_visit_type("补访"), parse_visit_type("回头看"), parse_visit_type("入户"), parse_visit_type("重访").rule
    ('补课访', '回头访', None, 'visit-type-unknown')
    """
    return _meant(raw, "visit_type")


_BETWEEN = re.compile(r"[\s、/·.]+")
_ENDS = re.compile(r"(?:(?:方面|类)的?(?:问题|诉求|事项)?|问题|事项)$")
_LEVELS = re.compile(r"[(\[:>\-—–_]+")


def _category(raw: str) -> str | CellProblem | None:
    """One of 附件5's seven, or a second level of 其他方面: 其他方面（停车） is 停车."""
    words = vocabulary().meanings["category"]
    text = _undressed(plain(raw))
    text = _BETWEEN.sub("", text) or plain(raw)
    if text in words:
        return words[text]
    bare = _ENDS.sub("", text)
    if bare in words:
        return words[bare]
    levels = [words.get(_ENDS.sub("", part)) for part in _LEVELS.split(text.rstrip(")]"))]
    if len(levels) == 2 and levels[0] == rules.OTHER and levels[1] in SECOND_LEVELS:
        return levels[1]
    if len(levels) == 2 and levels[0] == levels[1] and levels[0]:  # 医疗卫生（就医）
        return levels[0]
    named = {words.get(_ENDS.sub("", part)) for part in _PARTS.split(_undressed(plain(raw)))}
    if len(named) > 1 and named <= {rules.OTHER, *SECOND_LEVELS}:  # 物业管理/停车
        return rules.OTHER
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
    return Problem("group-unknown", f"督导小组“{excerpt(raw)}”无法识别；请填写 1 到 {rules.SUPERVISION_GROUPS}")


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
