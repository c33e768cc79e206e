"""What does a cell answer: yes or no; by which way, was anybody there, is it solved?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.values.problem import CellProblem, Problem
from etl.values.vocabulary import NO, YES
from etl.values.words import _word, parse_status


def _meanings(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Word → meaning, for lists of words under what they mean."""
    return {word: meaning for meaning, meant in words.items() for word in (meaning, *meant)}


_METHOD = _meanings(
    {
        "电话": ("电话", "电话回访", "电访", "打电话", "致电", "短信", "微信", "语音", "视频", "微信视频", "电话联系"),
        "入户": ("入户", "入户回访", "上门", "上门回访", "当面", "面访", "登门", "登门回访", "现场回访", "走访"),
    }
)
_REACHED = _meanings(
    {
        "是": (
            *YES,
            "有",
            "已联系",
            "已联系上",
            "联系上",
            "通",
            "已通",
            "接通",
            "已接通",
            "打通",
            "已接听",
            "接听",
            "联系上了",
            "能联系上",
        ),
        "否": (
            *NO,
            "未联系上",
            "没联系上",
            "联系不上",
            "无人接听",
            "未接通",
            "没接通",
            "不通",
            "打不通",
            "未接听",
            "拒接",
            "挂断",
            "关机",
            "占线",
            "无人在家",
            "没人",
            "没人在家",
            "空号",
            "停机",
            "不在家",
            "未联系到",
        ),
    }
)

_YES_OR_NO = _meanings(
    {
        "是": (*YES, "有", "有的", "已", "接通", "已接通", "通", "打通", "能打通", "会", "能", "可以"),
        "否": (*NO, "无", "没有", "没", "未", "未接通", "没接通", "接不通", "不通", "打不通", "不会", "不能", "不可以"),
        "不知道": (
            "不知道",
            "不清楚",
            "不了解",
            "说不清",
            "说不清楚",
            "记不清",
            "记不清楚",
            "记不清了",
            "不记得了",
            "忘了",
            "不记得",
            "记不得",
            "未回答",
        ),
    }
)


def parse_yes_or_no(raw: str, yes: Sequence[str] = (), no: Sequence[str] = ()) -> bool | Problem | None:
    """The answer to a question that is asked with 是否 or 有无: 无 is a no; a stroke, nothing or 记不清 is no answer.

    `yes` and `no` are further answers to this one question.

    >>> parse_yes_or_no("√"), parse_yes_or_no("无"), parse_yes_or_no("□是☑否"), parse_yes_or_no("未接通"), parse_yes_or_no("/")
    (True, False, False, False, None)
    >>> parse_yes_or_no("来过", yes=("来过",)), parse_yes_or_no("没来过", no=("没来过",)), parse_yes_or_no("记不清")
    (True, False, None)
    >>> parse_yes_or_no("不一定").rule
    'answer-unknown'
    """
    words = _YES_OR_NO | dict.fromkeys(yes, "是") | dict.fromkeys(no, "否")
    meant = _word(raw, words, "answer-unknown", "回答", ("是", "否"), CellProblem)
    return {"是": True, "否": False}.get(meant) if isinstance(meant, str) else meant


def parse_method(raw: str) -> str | Problem | None:
    """电话 or 入户.

    >>> parse_method("电话回访"), parse_method("上门"), parse_method(""), parse_method("托人").rule
    ('电话', '入户', None, 'method-unknown')
    """
    return _word(raw, _METHOD, "method-unknown", "回访方式", ("电话", "入户"), CellProblem)


def parse_reached(raw: str) -> bool | Problem | None:
    """Whether the resident was reached.

    >>> parse_reached("√"), parse_reached("无人接听"), parse_reached(""), parse_reached("好像").rule
    (True, False, None, 'reached-unknown')
    """
    meant = _word(raw, _REACHED, "reached-unknown", "是否联系上", ("是", "否"), CellProblem)
    return meant == "是" if isinstance(meant, str) else meant


def parse_solved_as_heard(raw: str) -> bool | Problem | None:
    """Whether the resident calls the issue solved; explained or in hand is not.

    >>> parse_solved_as_heard("是"), parse_solved_as_heard("正在办理"), parse_solved_as_heard("")
    (True, False, None)
    """
    meant = parse_status(raw)
    return meant == "已解决" if isinstance(meant, str) else meant
