"""Which day, moment or period does a cell name?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from campaign import rules
from campaign.rules import ACCEPTED_DATE, Period
from etl.values.problem import LONGEST_VALUE, SPACES, Problem, excerpt, is_one_value, plain
from etl.values.quantities import DIGITS, chinese_number

_ZERO = "〇零○0Oo"
_YEAR_IN_CHINESE = re.compile(rf"(?<![{_ZERO}一二三四五六七八九])([{_ZERO}一二三四五六七八九]{{4}})(?=年)")
_NUMBER_IN_CHINESE = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号])|(?<=月)[一二三四五六七八九十]{1,3}$")
_SEPARATOR = r"\s*[年月./\-\\、,。·]\s*|\s+"
_DAY = r"\s*(?:[日号]|[.。])?"
_YEAR_FIRST = re.compile(rf"(\d{{4}}|\d{{2}})(?:{_SEPARATOR})(\d{{1,2}})(?:{_SEPARATOR})(\d{{1,2}}){_DAY}")
_YEAR_LAST = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](20\d{2})")
_MONTH_DAY = re.compile(rf"(\d{{1,2}})\s*[月./\-]\s*(\d{{1,2}}){_DAY}")
_EIGHT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SIX = re.compile(r"(\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_WEEKDAY = re.compile(r"\s*[(]?(?:星期|礼拜|周)([一二三四五六日天])[)]?\s*$")
_CLOCK = re.compile(
    r"(?:T|\s+|(?<=[日号]))(?:(?:上午|下午|早上|中午|晚上?)?\d{1,2}(?:[:时点]\d{0,2}分?(?::\d{2})?(?:\.\d+)?)|(?:上午|下午|早上|中午|晚上?))$"
)
_NO_DAY = frozenset({"0", "00:00:00"})
"""A cell of days that takes up an empty one holds 0, which its number format may show as nothing."""
_SOME_DAYS = re.compile(
    r"(?:\d{4}\s*[年./\-]\s*|\d{2}年\s*)?\d{1,2}\s*[月./\-]\s*\d{1,2}[日号]?"
    r"(?:\s*(?:[-~—–－～]+|至|到|[、,，和及])\s*(?:\d{4}\s*[年./\-]\s*)?(?:\d{1,2}\s*[月./\-]\s*)?\d{1,2}[日号]?)+"
)


def parse_date(raw: str, year: int = rules.START.year) -> date | Problem | None:
    """The day a person wrote; `year` is used where only a month and a day are written.

    >>> parse_date("2017.3.25") == parse_date("3月25日") == parse_date("20170325") == parse_date("17.3.25") == date(2017, 3, 25)
    True
    >>> parse_date("42819"), parse_date("二〇一七年三月二十五日"), parse_date("2017/3/25 周六")
    (datetime.date(2017, 3, 25), datetime.date(2017, 3, 25), datetime.date(2017, 3, 25))
    >>> parse_date("2017/3/12 8:30"), parse_date("2017.3.25 9:00") == parse_date("3月25日上午9时") == parse_date("25/3/2017")
    (datetime.date(2017, 3, 12), True)
    >>> [parse_date(raw).rule for raw in ("3月上旬", "2017年4月31日", "3月25日-27日", "3.25、3.26", "2017.3.25 周五 9:30")]
    ['date-unreadable', 'date-impossible', 'date-is-range', 'date-is-range', 'date-weekday']
    >>> parse_date(""), parse_date("00:00:00")
    (None, None)
    >>> [parse_date(raw).rule for raw in ("4/3/2017", "25/3/17")]
    ['date-two-ways', 'date-two-ways']
    """
    text = plain(raw)
    if not text or text in _NO_DAY:
        return None
    if not is_one_value(raw.strip()):
        return _unreadable(raw)
    text = _CLOCK.sub("", text)
    weekday = _WEEKDAY.search(text)
    text = in_figures(_CLOCK.sub("", _WEEKDAY.sub("", text)))
    day = _written(text, year, raw)
    if isinstance(day, date) and weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != day.weekday():
        is_really = "一二三四五六日"[day.weekday()]
        return Problem("date-weekday", f"“{excerpt(raw)}”：{day} 是星期{is_really}，与所写的星期不符；请核对是哪一天")
    return day


def in_figures(text: str) -> str:
    """The text with year, month and day in figures instead of Chinese numerals.

    >>> in_figures("二〇一七年四月十五日"), in_figures("四月底")
    ('2017年4月15日', '4月底')
    """
    text = _YEAR_IN_CHINESE.sub(lambda match: "".join(str(DIGITS.get(c, 0)) for c in match[1]), text)

    def figure(match: re.Match[str]) -> str:
        number = chinese_number(match[0])
        return match[0] if number is None else str(number)

    return _NUMBER_IN_CHINESE.sub(figure, text)


def _written(text: str, year: int, raw: str) -> date | Problem:
    if match := _EIGHT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        first, month, day = int(match[1]), int(match[2]), int(match[3])
        if first <= 99 and day == year % 100 != first:
            return _two_ways(raw)
        return _day(first if first > 99 else 2000 + first, month, day, raw)
    if match := _YEAR_LAST.fullmatch(text):
        one, other, last = int(match[1]), int(match[2]), int(match[3])
        if one <= 12 and other <= 12 and one != other:
            return _two_ways(raw)
        return _day(last, *((one, other) if one <= 12 else (other, one)), raw)
    if match := _MONTH_DAY.fullmatch(text):
        return _day(year, int(match[1]), int(match[2]), raw)
    if _SERIAL.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    if (match := _SIX.fullmatch(text)) and int(match[1]) == year % 100:
        return _day(year, int(match[2]), int(match[3]), raw)
    if _SOME_DAYS.fullmatch(text):
        return Problem(
            "date-is-range", f"“{excerpt(raw)}”不止一天，这一栏要写一天；{ACCEPTED_DATE}，分几天走访的请分行填写"
        )
    return _unreadable(raw)


def _unreadable(raw: str) -> Problem:
    return Problem("date-unreadable", f"日期“{excerpt(raw)}”读不出是哪一天；{ACCEPTED_DATE}")


def _two_ways(raw: str) -> Problem:
    return Problem("date-two-ways", f"日期“{excerpt(raw)}”分不清哪个是年、月、日；{ACCEPTED_DATE}")


def _day(year: int, month: int, day: int, raw: str) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return Problem("date-impossible", f"日期“{excerpt(raw)}”在日历上没有这一天；{ACCEPTED_DATE}")


def parse_campaign_date(raw: str, year: int = rules.START.year) -> date | Problem | None:
    """A day of the campaign: not before it began, not after it can have ended.

    >>> parse_campaign_date("2016.3.25").rule, parse_campaign_date("2107.3.25").rule
    ('date-outside-campaign', 'date-outside-campaign')
    """
    day = parse_date(raw, year)
    if isinstance(day, date) and not rules.START <= day <= rules.LAST_DAY:
        return Problem(
            "date-outside-campaign",
            f"日期“{excerpt(raw)}”不在大走访期间（{rules.START} 至 {rules.LAST_DAY}）；请核对年份和月份",
        )
    return day


def parse_instant(raw: str) -> datetime | Problem | None:
    """A day with or without a time of day.

    >>> parse_instant("2019/12/9 7:35:20"), parse_instant("2020-01-02")
    (datetime.datetime(2019, 12, 9, 7, 35, 20), datetime.datetime(2020, 1, 2, 0, 0))
    """
    text = plain(raw)
    if not text:
        return None
    match = re.fullmatch(r"(.+?)[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", text[: LONGEST_VALUE + 1])
    day = parse_date(match[1] if match else text)
    if not isinstance(day, date):
        return Problem("date-unreadable", f"时间“{excerpt(raw)}”读不出；请写成 2017-03-25 08:30")
    hour, minute, second = (int(match[2]), int(match[3]), int(match[4] or 0)) if match else (0, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        return Problem("date-impossible", f"时间“{excerpt(raw)}”没有这个时刻；请写成 2017-03-25 08:30")
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 (local time, as written)


_RANGE = re.compile(
    r"(?<![\d.\-/])(?:(\d{4})[年.\-/])?(\d{1,2})[月.\-/](\d{1,2})[日号]?(?:[-—~～–－]|至|到)+"
    r"(?:(\d{4})[年.\-/])?(?:(\d{1,2})[月.\-/])?(\d{1,2})[日号]?(?![\d.\-/])"
)
_RANGE_OF_EIGHT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?:[-—~～–－]|至|到)+(20\d{2})(\d{2})(\d{2})(?!\d)")
_HALF = re.compile(r"(?:(\d{4})[年.\-/]?)?(\d{1,2})月?份?(上|下)半月")
_MONTH = re.compile(r"(\d{4})[年.\-/](\d{1,2})(?:月(?!\d)|(?![\d月.\-/]))")


def parse_period(raw: str, year: int = rules.START.year) -> Period | None:
    """The reporting period that a folder, a file name or a title names; None when it names none.

    >>> parse_period("2017-03下半月") == parse_period("附件5_富都社区_三月下半月") == rules.half_month(date(2017, 3, 20))
    True
    >>> parse_period("2017.3.13-3.19") == parse_period("周报（3月13日-3月19日）") == parse_period("20170313-20170319") == rules.week(date(2017, 3, 15))
    True
    >>> parse_period("2017年3月").label, parse_period("问题台账"), parse_period("2017年4月1日"), parse_period("9999.12.30-12.31")
    ('2017年3月', None, None, None)
    """
    text = in_figures(SPACES.sub("", plain(raw)))
    try:
        if match := _RANGE_OF_EIGHT.search(text) or _RANGE.search(text):
            first = date(int(match[1] or year), int(match[2]), int(match[3]))
            last = date(int(match[4] or first.year), int(match[5] or first.month), int(match[6]))
            if first <= last:
                named = (rules.week(first), rules.half_month(first), rules.month(first.year, first.month))
                known = {(period.start, period.end): period for period in named}
                label = f"{first.month}月{first.day}日-{last.month}月{last.day}日"
                return known.get((first, last), Period(first, last, label))
        if match := _HALF.search(text):
            return rules.half_month(date(int(match[1] or year), int(match[2]), 1 if match[3] == "上" else 16))
        if match := _MONTH.search(text):
            return rules.month(int(match[1]), int(match[2]))
    except (ValueError, OverflowError):
        return None
    return None
