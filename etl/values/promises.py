"""By which day does an office promise to have something done?"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from campaign.office import rules
from etl.values.dates import in_figures
from etl.values.problem import SPACES, plain

LAST_PROMISE = date(rules.LAST_DAY.year + 3, 12, 31)
"""Assumed: a later day is a slip of the pen."""
LONG_PAST = timedelta(days=90)
"""Assumed: nobody promises a day that is so long over; one without a year is then of the next."""

_WORDS = "争取|力争|承诺|答应|确保|保证|预计|预期|计划|定于|打算|拟|将于|将在|将会"
_NOT_OURS = "不能|无法|未能|不敢|难以|不再|原计划|原定|原拟|原承诺|要求|希望|请求|建议|盼|诉求"
"""Words of a refusal or a broken plan, or of somebody else's request."""
_DONE = (
    "完成|完工|完毕|竣工|解决|办结|办好|到位|落实|开放|建成|建好|修好|修复|修缮|修理|维修|安装|装好|整改|整治|处理|处置|化解"
    "|投用|使用|启用|通车|通水|通气|通电|开通|交付|清理|清运|清除|拆除|更换|改造|疏通|恢复|增设|拓宽|铺设|硬化|发放"
)
_NOT_YET_DONE = (
    "开工|动工|进场|启动|开始|着手|开会|会办|会商|研究|讨论|答复|回复|反馈|勘察|勘测|查看|测量|招标|招投标|设计|立项|申报|上报"
    "|报批|审批|方案|前期|摸底|调查|排查|论证|预算|评估|登记|统计|选址|协商|联系|左右|前后|以后|之后|上下"
)
"""What is promised is a step on the way, or the day is no limit."""
_OVER = re.compile(r"(?<!未)已(?!承诺|计划|列入|纳入|拟|答应|安排|联系|交办|转|上报|受理|落实资金)")
_SENTENCE, _CLAUSE = re.compile(r"[。！!?？\n]"), re.compile(r"[，,；;、]")
_SEVERAL = re.compile(r"(?:[日号旬]|月\d{1,2}|\d\.\d{1,2})(?:[-~—–－～]+|至|到)[\d上中下]")
_DAY = re.compile(
    r"(?<![\d.])(?:(?P<year>20\d\d)(?:年|[./-]))?(?P<month>\d{1,2})"
    r"(?:月(?:份)?(?:(?P<day>\d{1,2})[日号]|(?P<end>[底末])|(?P<part>[上中下])旬末?)"
    r"|[./-](?P<pointed>\d{1,2})(?=日|号|前|之前|以前))[日号]?(?P<before>以?之?前)?(?!\d)"
)
_BEGINS = re.compile(r"(?:起|后)")


def promised_day(raw: str, raised: date = rules.START) -> date | None:
    """The day by which 办理情况 promises that an issue will be settled; None where it names none, or more than one.

    A day is written or the end of a written month or 旬; 年底, 上半年 and 近期 are none. A day on which work begins, or on
    which an answer will come, is none either, and what was done is no promise. A day without a year is one after the
    issue was `raised`.

    >>> str(promised_day("正在筹建，争取3月底正式向社区居民开放")), str(promised_day("4月15日前完成"))
    ('2017-03-31', '2017-04-15')
    >>> str(promised_day("已列入计划，承诺五月十日前解决")), str(promised_day("预计4月中旬修复"))
    ('2017-05-10', '2017-04-20')
    >>> promised_day("3月20日已完成"), promised_day("力争上半年完成"), promised_day("计划4月5日开工"), promised_day("本月底前完成")
    (None, None, None, None)
    >>> promised_day("原计划3月底完成，因资金未到位推迟"), promised_day("4月10日至15日完成"), promised_day("群众要求4月底前解决")
    (None, None, None)
    """
    text = in_figures(SPACES.sub("", plain(raw)))
    days: set[date | None] = set()
    for sentence in _SENTENCE.split(text):
        for clause in _CLAUSE.split(sentence):
            if re.search(_DONE, clause) and _OVER.search(clause):
                days.clear()  # what was promised before has been done
            days |= _in_clause(clause, raised)
    return days.pop() if len(days) == 1 else None


def _in_clause(clause: str, raised: date) -> set[date | None]:
    """The days that one clause promises."""
    if _OVER.search(clause) or re.search(_NOT_OURS, clause) or _SEVERAL.search(clause):
        return set()
    days: set[date | None] = set()
    for match in _DAY.finditer(clause):
        before, after = clause[: match.start()], clause[match.end() :]
        is_promised = re.search(_WORDS, before) or re.match(_WORDS, after)
        is_limit = match["before"] and re.search(_DONE, after)
        is_of_doing = re.search(_DONE, clause) or match["before"]
        if re.search(_NOT_YET_DONE, after) or _BEGINS.match(after) or "完成了" in after:
            continue
        if (is_promised and is_of_doing) or is_limit:
            days.add(_meant(match, raised))
    return days - {None}


def _meant(match: re.Match[str], raised: date) -> date | None:
    """The day; None where the calendar has none, or none of the campaign or soon after it."""
    day = _in_year(match, int(match["year"] or raised.year))
    if day and not match["year"] and day < raised - LONG_PAST:
        day = _in_year(match, raised.year + 1)
    return day if day and rules.START <= day <= LAST_PROMISE else None


def _in_year(match: re.Match[str], year: int) -> date | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    ends = {"上": 10, "中": 20, "下": last}
    day = last if match["end"] else ends[match["part"]] if match["part"] else int(match["day"] or match["pointed"])
    return date(year, month, day) if 1 <= day <= last else None
