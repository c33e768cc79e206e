"""Of several issues in one cell, which does the line 处理落实情况 speak of?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from etl import values
from etl.texts.lexicon import Topic, lexicon
from etl.texts.split import numbered_items

_OF_ALL = re.compile(r"^(均|都|全都|全部|以上(问题)?(均|都|全部)?|上述(问题)?(均|都|全部)?|两个问题(均|都))")

_EXCEPT = re.compile("除外|除了|除.*(外|之外|以外)")
"""Words after or before which a thing is named as an exception."""
_BUT = re.compile("但|不过|只是|仅剩|只剩|其余|其他")
"""Words after which a statement about all is taken back in part."""


@cache
def _state() -> re.Pattern[str]:
    return re.compile("|".join(begins.removeprefix("^") for begins in values.outcome_begins().values()))


def outcomes(text: str, issues: Sequence[str]) -> list[str]:
    """For each issue its part of the line; '' where it is open which issue the line means.

    >>> outcomes("已解决", ["路灯不亮"])
    ['已解决']
    >>> outcomes("均已解决", ["路灯不亮", "停车难"]), outcomes("1.已解决；2.正在办理", ["路灯不亮", "停车难"])
    (['已解决', '已解决'], ['已解决', '正在办理'])
    >>> outcomes("路灯已解决", ["路灯不亮", "停车难"]), outcomes("已解决", ["路灯不亮", "停车难"])
    (['已解决', ''], ['', ''])
    >>> outcomes("均已解决，停车难除外", ["路灯不亮", "停车难"]), outcomes("均已解决，但停车难未解决", ["路灯不亮", "停车难"])
    (['', ''], ['', '未解决'])
    """
    if len(issues) < 2:
        return [text] * len(issues)
    if _EXCEPT.search(text):
        return [""] * len(issues)
    if (match := _OF_ALL.match(text)) and not _BUT.search(text):
        return [text[match.end() :]] * len(issues)
    numbered = numbered_items(text)
    if len(numbered) == len(issues):
        return numbered
    named = [_topics(issue) for issue in issues]
    by_issue = [""] * len(issues)
    for clause in re.split("[，,；;。]", text):
        meant = [i for i, topics in enumerate(named) if topics & _topics(clause)]
        state = _state().search(clause)
        if len(meant) == 1 and state and not by_issue[meant[0]]:
            by_issue[meant[0]] = clause[state.start() :]
    return by_issue


def _topics(text: str) -> frozenset[Topic]:
    return lexicon().topics(text, lexicon().find(text))
