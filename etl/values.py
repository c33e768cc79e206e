"""What does one written cell mean?

Each parser turns what was written into a value or a `Problem`: never a guess. Blank is None: the
caller decides whether a blank is allowed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from campaign import areas, rules
from campaign.access import is_office, looks_like  # noqa: F401 (what may be quoted is said there)
from campaign.areas import Area
from campaign.rules import Period
from campaign.units import Register, Unit


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell cannot be taken: a stable rule and a Chinese sentence that says what would be right."""

    rule: str
    sentence: str


INVISIBLE = "[\u200b-\u200f\u2060\ufeff\u00ad]"
"""Characters that copying leaves behind and nobody sees."""
_INVISIBLE = re.compile(INVISIBLE)


def plain(said: str) -> str:
    """`said` in half width, without invisible characters, and without spaces and line breaks at its ends."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", said)).strip()


_SPACES = re.compile(r"\s+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?")
_YEAR_FIRST = re.compile(r"(\d{4}|\d{2})[年./\-\\、,](\d{1,2})[月./\-\\、,](\d{1,2})[日号]?")
_MONTH_DAY = re.compile(r"(\d{1,2})[月./\-](\d{1,2})[日号]?")
_EIGHT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_CHINESE_DATE = re.compile(
    r"(?:([〇零○一二三四五六七八九]{4})年)?([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_WEEKDAY = re.compile(r"\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?\s*$")
_CLOCK = re.compile(r"(?:\s+|(?<=[日号]))(?:上午|下午|晚上?)?\d{1,2}[:时点]\d{0,2}分?(?::\d{2})?$")
_DIGITS = {**dict(zip("〇零○一二三四五六七八九", (0, 0, 0, *range(1, 10)), strict=True)), "两": 2}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟俩", "一二三四五六七八九十百千两")

ACCEPTED_DATE = "请写成 2017-03-25 或 2017年3月25日"


def parse_date(said: str, year: int = rules.START.year) -> date | Problem | None:
    """The day a person wrote; `year` stands where only a month and a day are written.

    >>> parse_date("2017.3.25") == parse_date("3月25日") == parse_date("20170325") == date(2017, 3, 25)
    True
    >>> parse_date("42819"), parse_date("二〇一七年三月二十五日"), parse_date("2017/3/25 周六")
    (datetime.date(2017, 3, 25), datetime.date(2017, 3, 25), datetime.date(2017, 3, 25))
    >>> parse_date("2017/3/12 8:30"), parse_date("2017.3.25 9:00") == parse_date("3月25日上午9时")
    (datetime.date(2017, 3, 12), True)
    >>> parse_date("3月上旬").rule, parse_date("2017年4月31日").rule, parse_date("3月25-27日").rule
    ('date-unreadable', 'date-impossible', 'date-unreadable')
    """
    text = plain(said)
    if not text:
        return None
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), said)
    text = _SPACES.sub("", _WEEKDAY.sub("", _CLOCK.sub("", text)))
    if match := _EIGHT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        written = int(match[1])
        return _day(written if written > 99 else 2000 + written, int(match[2]), int(match[3]), said)
    if match := _MONTH_DAY.fullmatch(text):
        return _day(year, int(match[1]), int(match[2]), said)
    if _SERIAL.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    if match := _CHINESE_DATE.fullmatch(text):
        written = int("".join(str(_DIGITS[d]) for d in match[1])) if match[1] else year
        month, day = chinese_number(match[2]), chinese_number(match[3])
        if month is not None and day is not None:
            return _day(written, month, day, said)
    return Problem("date-unreadable", f"日期“{shown(said)}”读不出是哪一天；{ACCEPTED_DATE}")


def _day(year: int, month: int, day: int, said: str) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return Problem("date-impossible", f"日期“{shown(said)}”在日历上没有这一天；{ACCEPTED_DATE}")


def parse_campaign_date(said: str, year: int = rules.START.year) -> date | Problem | None:
    """A day of the campaign: not before it began, not after it can have ended.

    >>> parse_campaign_date("2016.3.25").rule
    'date-outside-campaign'
    """
    day = parse_date(said, year)
    if isinstance(day, date) and not rules.START <= day <= rules.LAST_DAY:
        return Problem(
            "date-outside-campaign",
            f"日期“{shown(said)}”不在大走访期间（{rules.START} 至 {rules.LAST_DAY}）；请核对年份和月份",
        )
    return day


def parse_instant(said: str) -> datetime | Problem | None:
    """A day with or without a time of day.

    >>> parse_instant("2019/12/9 7:35:20"), parse_instant("2020-01-02")
    (datetime.datetime(2019, 12, 9, 7, 35, 20), datetime.datetime(2020, 1, 2, 0, 0))
    """
    text = plain(said)
    if not text:
        return None
    match = re.fullmatch(r"(.+?)[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", text)
    day = parse_date(match[1] if match else text)
    if not isinstance(day, date):
        return Problem("date-unreadable", f"时间“{shown(said)}”读不出；请写成 2017-03-25 08:30")
    hour, minute, second = (int(match[2]), int(match[3]), int(match[4] or 0)) if match else (0, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        return Problem("date-impossible", f"时间“{shown(said)}”没有这个时刻；请写成 2017-03-25 08:30")
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 (local time, as written)


def chinese_number(text: str) -> int | None:
    """A whole number below ten thousand in Chinese numerals; None when it is not one.

    >>> chinese_number("二十五"), chinese_number("十"), chinese_number("叁"), chinese_number("一百零六"), chinese_number("三户")
    (25, 10, 3, 106, None)
    """
    total, digit = 0, None
    for character in text.translate(_FORMAL):
        if character in _DIGITS:
            if digit:  # 三四: two digits side by side are an estimate or a row of figures
                return None
            digit = _DIGITS[character]
        elif character in "十百千":
            total += (1 if digit is None else digit) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = None
        else:
            return None
    return total + (digit or 0) if text else None


_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?(?:人|口|户|个|件|条|名|次|户次|人次)?(?:人)?")
LARGEST_COUNT = 10_000_000
LARGEST_FAMILY = 50


def parse_count(said: str, largest: int = LARGEST_COUNT) -> int | Problem | None:
    """A whole number of people, households or issues; `-` and `/` count as blank.

    >>> parse_count("３人"), parse_count("三口"), parse_count("1,226"), parse_count(""), parse_count("0")
    (3, 3, 1226, None, 0)
    >>> parse_count("80余户").rule, [parse_count(said).rule for said in ("三四个", "两三个", "3，4人", "，", "二〇")]
    ('count-not-exact', ['count-unreadable', 'count-unreadable', 'count-unreadable', 'count-unreadable', 'count-unreadable'])
    """
    text = _SPACES.sub("", plain(said))
    if text in ("", "-", "/", "—", "--"):
        return None
    match = _COUNT.fullmatch(text)
    number = int(match[1].replace(",", "")) if match else chinese_number(re.sub(r"(人|口|户|个|件|条|名)$", "", text))
    if number is not None and number <= largest:
        return number
    if number is not None:
        return Problem("count-too-large", f"数字“{shown(said)}”大得不合常理；请核对是否填错了栏")
    if re.search(r"[余近约多几左右]", text):
        return Problem("count-not-exact", f"数字“{shown(said)}”不是准数；请填写一个整数，例如 80")
    return Problem("count-unreadable", f"数字“{shown(said)}”读不出；请填写一个整数，例如 3")


def parse_family(said: str) -> int | Problem | None:
    """How many belong to a household.

    >>> parse_family("3"), parse_family("10000000001").rule
    (3, 'count-too-large')
    """
    return parse_count(said, LARGEST_FAMILY)


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
_NOTHING = frozenset({"", "无", "/", "-", "—", "——", "无。"})


def _word(said: str, words: dict[str, str], rule: str, label: str, accepted: tuple[str, ...]) -> str | Problem | None:
    text = _SPACES.sub("", plain(said)).rstrip("。")
    if text in _NOTHING:
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
    text = _SPACES.sub("", plain(said))
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
    """A 督导小组's number, 1 to 7.

    >>> parse_group("第3组"), parse_group("第三督导小组"), parse_group("9").rule
    (3, 3, 'group-unknown')
    """
    text = re.sub(r"[第组]|督[导查]小?组|小组", "", _SPACES.sub("", plain(said)))
    number = parse_count(text)
    if number is None or (isinstance(number, int) and 1 <= number <= 7):
        return number
    return Problem("group-unknown", f"督导小组“{shown(said)}”读不出；请填写 1 到 7")


_NO_ISSUE = re.compile(
    r"(暂时?|都|均|目前|本户|该户|对[^，,。]{0,6})*"
    r"(无|没有|没|满意|很满意|非常满意|比较满意|基本满意|一切都好|都好|很好|好)(什么|任何|啥)?"
    r"(困难|意见|建议|需求|意见建议|意见和建议|困难需求|问题|要求|诉求|其他)*"
)


def says_no_issue(said: str) -> bool:
    """Whether an opinion cell says that there is nothing to say: each of its clauses does.

    >>> [says_no_issue(s) for s in ("无", "暂无意见建议。", "没有困难", "没有什么意见", "满意，无意见", "无困难，无意见")]
    [True, True, True, True, True, True]
    >>> says_no_issue("小区没有路灯"), says_no_issue("满意，但路灯不亮")
    (False, False)
    """
    clauses = re.split(r"[\s。，,.!！、;；]+", plain(said))
    return all(clause in _NOTHING or clause.startswith("非贫困") or _NO_ISSUE.fullmatch(clause) for clause in clauses)


def resolve_place(district: str, town: str, village: str) -> Area | Problem | None:
    """The village that a row names; a name that fits several is never guessed.

    >>> resolve_place("", "", "朝阳村").rule, resolve_place("武进区", "", "无此村").rule
    ('place-ambiguous', 'place-unknown')
    """
    if not plain(village):
        return None
    found = areas.find(district, town, village)
    if len(found) == 1:
        return found[0]
    said = "".join(filter(None, (plain(district), plain(town), plain(village))))
    if found:
        where = "、".join(f"{a.district}{a.town_name}{a.village_name}" for a in found[:4])
        return Problem("place-ambiguous", f"“{shown(said)}”可能是 {where}；请写明市（区）和镇（街道）")
    if plain(district) and areas.district_of(district) is None:
        return Problem("place-unknown", f"市（区）“{shown(district)}”不在名录中；请填写 {'、'.join(areas.ZONES)} 之一")
    if plain(town) and not areas.towns_of(town):
        return Problem("place-unknown", f"镇（街道）“{shown(town)}”不在 2017 年名录中；请核对名称")
    elsewhere = areas.find("", "", village)
    hint = "；同名的在 " + "、".join(f"{a.district}{a.town_name}" for a in elsewhere[:3]) if elsewhere else ""
    return Problem("place-unknown", f"村（社区）“{shown(said)}”不在 2017 年名录中{hint}；请核对名称")


def resolve_unit(said: str, register: Register) -> Unit | Problem | None:
    """The unit that a cell names, by the register's aliases only."""
    if _SPACES.sub("", plain(said)) in _NOTHING:
        return None
    found = register.find(said)
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(unit.unit_name for unit in found)
        return Problem("unit-ambiguous", f"单位“{shown(said)}”可能是 {names}；请写全称")
    return Problem("unit-unknown", f"单位“{shown(said)}”不在花名册中；请写花名册上的全称或简称")


def shown(said: str, limit: int = 24) -> str:
    """What was written, short enough for a sentence."""
    text = _SPACES.sub(" ", said.strip())
    return text if len(text) <= limit else text[: limit - 1] + "…"


_RANGE = re.compile(
    r"(?:(\d{4})[年.\-/])?(\d{1,2})[月.\-/](\d{1,2})日?(?:-|至|到|—|~|～|－)+(?:(\d{4})[年.\-/])?(?:(\d{1,2})[月.\-/])?(\d{1,2})日?"
)
_HALF = re.compile(r"(?:(\d{4})[年.\-/]?)?(\d{1,2})月?(上|下)半月")
_MONTH = re.compile(r"(\d{4})[年.\-/](\d{1,2})(?:月(?!\d)|(?![\d月.\-/]))")


def parse_period(said: str, year: int = rules.START.year) -> Period | None:
    """The reporting period that a folder, a file name or a title names; None when it names none.

    >>> parse_period("2017-03下半月") == parse_period("附件5_富都社区_3月下半月") == rules.half_month(date(2017, 3, 20))
    True
    >>> parse_period("2017.3.13-3.19") == parse_period("周报（3月13日-3月19日）") == rules.week(date(2017, 3, 15))
    True
    >>> parse_period("2017年3月").label, parse_period("问题台账"), parse_period("2017年4月1日"), parse_period("9999.12.30-12.31")
    ('2017年3月', None, None, None)
    """
    text = _SPACES.sub("", plain(said))
    try:
        if match := _RANGE.search(text):
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


def name_keys(said: pa.ChunkedArray) -> pa.ChunkedArray:
    """People's names for comparing: half width, no spaces, no title.

    >>> name_keys(pa.chunked_array([["张 三", "李四（户主）", None]])).to_pylist()
    ['张三', '李四', '']
    """
    text = pc.replace_substring_regex(pc.utf8_normalize(pc.fill_null(said, ""), form="NFKC"), r"\s+", "")
    return pc.replace_substring_regex(text, r"(先生|女士|同志|\(户主\)|\(已故\))$", "")


def address_keys(said: pa.ChunkedArray) -> pa.ChunkedArray:
    """Addresses for comparing: half width, no spaces, one word for a building, numbers in figures.

    >>> address_keys(pa.chunked_array([["宋剑湖家园４ 栋302室", "宋剑湖家园4幢 302", "三组12号", "3组 12 号"]])).to_pylist()
    ['宋剑湖家园4幢302', '宋剑湖家园4幢302', '3组12', '3组12']
    >>> address_keys(pa.chunked_array([["无", "/", "同上"]])).to_pylist()
    ['', '', '']
    """
    text = pc.utf8_normalize(pc.fill_null(said, ""), form="NFKC")
    numerals = pc.match_substring_regex(text, _NUMERALS.pattern)
    if pc.any(numerals).as_py():
        figures = [
            _NUMERALS.sub(_figures, t) if has else t
            for t, has in zip(text.to_pylist(), numerals.to_pylist(), strict=True)
        ]
        text = pa.chunked_array([pa.array(figures, pa.string())])
    text = pc.replace_substring_regex(text, r"\s+", "")
    text = pc.replace_substring_regex(text, r"(号楼|栋|座)", "幢")
    text = pc.replace_substring_regex(text, r"([0-9])(室|号|户)$", r"\1")
    text = pc.replace_substring_regex(text, r"^(无|没有|不详|未知|同上|[/\\-]+)$", "")
    return pc.utf8_lower(pc.replace_substring_regex(text, r"[-—–,，.。#、]+", "-"))


_NUMERALS = re.compile(r"([一二三四五六七八九十百]+)([组号幢栋室楼单])")


def _figures(match: re.Match[str]) -> str:
    return f"{chinese_number(match[1])}{match[2]}"


def phone_keys(said: pa.ChunkedArray) -> pa.ChunkedArray:
    """The digits of phone numbers; '' where they are not 7 to 12, or where Excel wrote 1.0E+10.

    >>> phone_keys(pa.chunked_array([["100-1234 5678", "1.37769E+10", "无"]])).to_pylist()
    ['10012345678', '', '']
    """
    text = pc.utf8_normalize(pc.fill_null(said, ""), form="NFKC")
    digits = pc.replace_substring_regex(text, r"\D", "")
    fits = pc.and_(
        pc.match_substring_regex(digits, r"^\d{7,12}$"), pc.invert(pc.match_substring_regex(text, r"[eE]\+"))
    )
    return pc.if_else(fits, digits, "")


def text_keys(said: pa.ChunkedArray) -> pa.ChunkedArray:
    """Issue texts for comparing: half width, without spaces and punctuation.

    >>> text_keys(pa.chunked_array([["路灯不亮，晚上 很黑。"]])).to_pylist()
    ['路灯不亮晚上很黑']
    """
    text = pc.utf8_normalize(pc.fill_null(said, ""), form="NFKC")
    return pc.replace_substring_regex(text, r"[\s\pP]+", "")


OUTCOME_BEGINS = {
    "已解决": "^(已解决|已办结|已处理|已落实|已完成|当场解决)",
    "待解决": "^(待解决|未解决|尚未|暂未)",
    "已解释": "^(已解释|已答复|解释|已向)",
    "正在办理": "^(正在|办理中|处理中|已转|已交办|已联系|拟)",
}
"""What 处理落实情况 must begin with to say how an issue stands; other words leave the state unknown."""
OUTCOME_IN_PART = "^已解决.*(一半|部分|其余|待解决|未解决|尚未)"
"""Solved in part is being handled, not solved."""
