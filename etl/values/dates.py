"""Which day, moment or period does a cell name?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from campaign.office import rules
from campaign.office.rules import ACCEPTED_DATE, Period
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
_YEARS = frozenset(range(rules.START.year, rules.LAST_DAY.year + 1))
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_OF_DAY = "(?:上午|下午|早上|中午|晚上?|夜间?)"
_WEEKDAY = re.compile(rf"\s*[(]?(?:星期|礼拜|周)([一二三四五六日天])\s*{_OF_DAY}?[)]?\s*$")
_OF_DAY_IN_BRACKETS = re.compile(rf"\s*[(]{_OF_DAY}[)]$")
_CLOCK = re.compile(
    r"(?:T|\s+|(?<=[日号]))(?:(?:上午|下午|早上|中午|晚上?)?\d{1,2}(?:[:时点]\d{0,2}分?(?::\d{2})?(?:\.\d+)?)|(?:上午|下午|早上|中午|晚上?))$"
)
_NO_DAY = frozenset({"0", "00:00:00"})
"""A cell of days that takes up an empty one holds 0, which its number format may show as nothing."""
_SOME_DAYS = re.compile(
    r"(?:\d{4}\s*[年./\-]\s*|\d{2}年\s*)?\d{1,2}\s*[月./\-]\s*\d{1,2}[日号]?"
    r"(?:\s*(?:[-~—–－～]+|至|到|[、,，和及])\s*(?:\d{4}\s*[年./\-]\s*)?(?:\d{1,2}\s*[月./\-]\s*)?\d{1,2}[日号]?)+"
)


def parse_date(raw: str, near: date = rules.START) -> date | Problem | None:
    """The day a person wrote; `year` is used where only a month and a day are written.

    >>> parse_date("2017.3.25") == parse_date("3月25日") == parse_date("20170325") == parse_date("17.3.25") == date(2017, 3, 25)
    True
    >>> parse_date("42819"), parse_date("二〇一七年三月二十五日"), parse_date("2017/3/25 周六")
    (datetime.date(2017, 3, 25), datetime.date(2017, 3, 25), datetime.date(2017, 3, 25))
    >>> parse_date("2017/3/12 8:30"), parse_date("2017.3.25 9:00") == parse_date("3月25日上午9时") == parse_date("25/3/2017")
    (datetime.date(2017, 3, 12), True)
    >>> [parse_date(raw).rule for raw in ("3月上旬", "2017年4月31日", "3月25日-27日", "3.25、3.26", "2017.3.25 周五 9:30")]
    ['date-unreadable', 'date-impossible', 'date-is-range', 'date-is-range', 'date-weekday']
    >>> {parse_date(raw) for raw in ("3.25（周六晚）", "3月25日（晚上）", "2017-03-25 星期六上午", "3.25(夜)")}
    {datetime.date(2017, 3, 25)}
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
    text = _CLOCK.sub("", _OF_DAY_IN_BRACKETS.sub("", text))
    weekday = _WEEKDAY.search(text)
    text = in_figures(_CLOCK.sub("", _WEEKDAY.sub("", text)))
    day = _written(text, near, raw)
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


def _written(text: str, near: date, raw: str) -> date | Problem:
    if match := _EIGHT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        first, month, day = int(match[1]), int(match[2]), int(match[3])
        if first <= 99 and day == near.year % 100 != first:
            return _two_ways(raw)
        return _day(first if first > 99 else 2000 + first, month, day, raw)
    if match := _YEAR_LAST.fullmatch(text):
        one, other, last = int(match[1]), int(match[2]), int(match[3])
        if one <= 12 and other <= 12 and one != other:
            return _two_ways(raw)
        return _day(last, *((one, other) if one <= 12 else (other, one)), raw)
    if match := _MONTH_DAY.fullmatch(text):
        month, day = int(match[1]), int(match[2])
        return _day(rules.year_of(month, day, near), month, day, raw)
    if _SERIAL.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    if (match := _SIX.fullmatch(text)) and 2000 + int(match[1]) in _YEARS | {near.year}:
        return _day(2000 + int(match[1]), int(match[2]), int(match[3]), raw)
    if _SOME_DAYS.fullmatch(text):
        return Problem(
            "date-is-range", f"“{excerpt(raw)}”不止一天，这一栏要写一天；{ACCEPTED_DATE}，分几天走访的请分行填写"
        )
    return _unreadable(raw)


def _unreadable(raw: str) -> Problem:
    return Problem("date-unreadable", f"日期“{excerpt(raw)}”不完整或无法识别；{ACCEPTED_DATE}")


def _two_ways(raw: str) -> Problem:
    return Problem("date-two-ways", f"日期“{excerpt(raw)}”分不清哪个是年、月、日；{ACCEPTED_DATE}")


def _day(year: int, month: int, day: int, raw: str) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return Problem("date-impossible", f"日期“{excerpt(raw)}”有误（该月无此日）；{ACCEPTED_DATE}")


def parse_campaign_date(raw: str, near: date = rules.START) -> date | Problem | None:
    """A day of the campaign: not before it began, not after it can have ended.

    >>> parse_campaign_date("2016.3.25").rule, parse_campaign_date("2107.3.25").rule
    ('date-outside-campaign', 'date-outside-campaign')
    """
    day = parse_date(raw, near)
    if isinstance(day, date) and not rules.START <= day <= rules.LAST_DAY:
        return Problem(
            "date-outside-campaign",
            f"日期“{excerpt(raw)}”不在{rules.NAME}期间（{rules.START} 至 {rules.LAST_DAY}）；请核对年份和月份",
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
        return Problem("date-unreadable", f"时间“{excerpt(raw)}”无法识别；请写成 {rules.EXAMPLE} 08:30")
    hour, minute, second = (int(match[2]), int(match[3]), int(match[4] or 0)) if match else (0, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        return Problem("date-impossible", f"时间“{excerpt(raw)}”没有这个时刻；请写成 {rules.EXAMPLE} 08:30")
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 (local time, as written)


_UNTIL = r"起?(?:[-—~～–－]|至|到)+"
_RANGE = re.compile(
    rf"(?<![\d.\-/])(?:(\d{{4}})[年.\-/])?(\d{{1,2}})[月.\-/](\d{{1,2}})[日号]?{_UNTIL}"
    r"(?:(\d{4})[年.\-/])?(?:(\d{1,2})[月.\-/])?(\d{1,2})[日号]?(?![\d.\-/])"
)
_RANGE_OF_EIGHT = re.compile(rf"(?<!\d)(20\d{{2}})(\d{{2}})(\d{{2}}){_UNTIL}(20\d{{2}})(\d{{2}})(\d{{2}})(?!\d)")
_RANGE_OF_FOUR = re.compile(rf"(?<!\d)()(0\d)(\d{{2}}){_UNTIL}()(0\d|1[0-2])(\d{{2}})(?!\d)")
"""0313-0319, as sheets and files are named: with its 0, or a run of house numbers would be one."""
_A_MONTH = r"(?:(?P<year>\d{4})[年.\-/]?)?(?P<month>\d{1,2})(?P<printed>月份?)?[-_.·(]*"
_HALF = re.compile(rf"(?<!\d){_A_MONTH}(?P<half>[上下])(?:半个?月?|(?=$|[^\u4e00-\u9fff]|附件|周报|台账|汇总|问题))")
"""3月下半月, 2017-03下, 3月（上）; not 3月上访, 3月下乡."""
_LONGEST_OVER_A_NEW_YEAR = timedelta(days=31)
_HALF_ALONE = re.compile(r"([上下])半个?月")
_MONTH = re.compile(r"(\d{4})[年.\-/](\d{1,2})(?:月(?!\d)|(?![\d月.\-/]))")
_THIRD = re.compile(rf"(?:{_A_MONTH})?[上中下]旬")
UNCLEAR_PERIOD = Problem(
    "period-unclear",
    f"时段写的是旬，报送按周、半月或月；请写成 {rules.WEEK_EXAMPLE}、{rules.HALF_EXAMPLE} 或 {rules.MONTH_EXAMPLE}",
)


@lru_cache(maxsize=16384)
def parse_period(raw: str, near: date = rules.START, around: Period | None = None) -> Period | None:
    """The reporting period that a folder, a file name or a title names; None when it names none.

    `around` is the month that a half month without one (下半月) is of.

    >>> parse_period("2017-03下半月") == parse_period("附件5_富都社区_三月下半月") == rules.half_month(date(2017, 3, 20))
    True
    >>> {parse_period(raw) for raw in ("2017-03下", "3月下半", "2017年3月（下）", "2017.3下", "2017-03-下", "三月份下半个月")} == {rules.half_month(date(2017, 3, 20))}
    True
    >>> parse_period("2017.3.13-3.19") == parse_period("周报（3月13日-3月19日）") == parse_period("20170313-20170319") == rules.week(date(2017, 3, 15))
    True
    >>> parse_period("0313-0319") == parse_period("3月13日起至3月19日止") == rules.week(date(2017, 3, 15))
    True
    >>> parse_period("2017年3月").label, parse_period("问题台账"), parse_period("2017年4月1日"), parse_period("9999.12.30-12.31")
    ('2017年3月', None, None, None)
    >>> parse_period("2017年3月上访件").label, parse_period("2017年3月下旬"), parse_period("上半月", around=rules.month(2017, 3)).label
    ('2017年3月', None, '2017年3月上半月')
    """
    text = in_figures(SPACES.sub("", plain(raw)))
    try:
        if match := _RANGE_OF_EIGHT.search(text) or _RANGE.search(text) or _RANGE_OF_FOUR.search(text):
            first = _first_day(match[1], int(match[2]), int(match[3]), near)
            last = date(int(match[4] or first.year), int(match[5] or first.month), int(match[6]))
            if last < first and not match[4] and last.month < first.month:
                last = last.replace(year=first.year + 1)  # 12月25日-1月7日
                if last - first > _LONGEST_OVER_A_NEW_YEAR:
                    return None
            if first <= last:
                return days_from(first, last)
        if match := _HALF.search(text):
            if match["year"] or match["printed"] or match[0].endswith("月"):
                return rules.half_month(
                    _first_day(match["year"], int(match["month"]), 1 if match["half"] == "上" else 16, near)
                )
        elif around and (match := _HALF_ALONE.search(text)):
            return rules.half_month(around.start.replace(day=1 if match[1] == "上" else 16))
        if (match := _MONTH.search(text)) and not _THIRD.search(text):
            return rules.month(int(match[1]), int(match[2]))
    except (ValueError, OverflowError):
        return None
    return None


def _first_day(year: str | None, month: int, day: int, near: date) -> date:
    return date(int(year) if year else rules.year_of(month, day, near), month, day)


def is_third(raw: str) -> bool:
    """Whether a text names a third of a month, which no report is of.

    >>> is_third("2017.03下旬"), is_third("中旬"), is_third("3月下半月")
    (True, True, False)
    """
    return "旬" in raw and _THIRD.search(in_figures(SPACES.sub("", plain(raw)))) is not None


def days_from(first: date, last: date) -> Period:
    """The days as the week, half month or month that they are, or as a period of their own."""
    named = (rules.week(first), rules.half_month(first), rules.month(first.year, first.month))
    known = {(period.start, period.end): period for period in named}
    return known.get((first, last), Period(first, last, rules.days_text(first, last)))


_WEEKEND_FROM = timedelta(days=4)
"""After its first day a week has no more work to report: from a Friday on, where it begins on Monday."""


def week_ending(day: date) -> Period | None:
    """The week that a day ends, which a report has as its 截止日期: a Friday, Saturday or Sunday; None of another day.

    >>> week_ending(date(2017, 3, 19)) == week_ending(date(2017, 3, 17)) == rules.week(date(2017, 3, 13)), week_ending(date(2017, 3, 20))
    (True, None)
    """
    week = rules.week(day)
    return week if day - week.start >= _WEEKEND_FROM else None
