"""How many does a cell count, and is it the exact number?"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from etl.values.problem import BLANKS, NONE, NOT_REPORTED, Problem, excerpt, is_one_value, plain

Bound = Literal["≥", "起", "≤", "≈"]
"""80余 is ≥: a little more. 至少80 and 80以上 are 起: however many more."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A whole number, and how it bounds what was meant: 80余户 is 80 with ≥; an exact number has no bound."""

    value: int
    bound: Bound | None = None

    @property
    def formatted(self) -> str:
        """The quantity as a person may write it, which reads back as itself."""
        return f"{self.value}起" if self.bound == "起" else f"{self.bound or ''}{self.value}"


@dataclass(frozen=True, slots=True)
class Range:
    """A figure between its bounds, both included."""

    low: int
    high: int

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __str__(self) -> str:
        if self.high >= LARGEST_COUNT:
            return f"至少 {self.low:,}"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} 至 {self.high:,}"

    def beyond(self, other: Range) -> int:
        """How far this lies above (+) or below (−) the other; 0 where the two meet."""
        return max(0, self.low - other.high) or min(0, self.high - other.low)


def meant(figure: int, bound: str | None) -> Range:
    """The range of a rounded figure: 80余 is 80 to 90, 近20 is 10 to 20, 约50 is 45 to 55; 至少5 has no upper end.

    >>> meant(83, None), meant(80, "≥"), meant(20, "≤"), meant(600, "≥").high
    (Range(low=83, high=83), Range(low=80, high=90), Range(low=10, high=20), 700)
    """
    step = 1
    while figure and figure % (10 * step) == 0:
        step *= 10
    if bound == "起":
        return Range(figure, max(figure, LARGEST_COUNT))
    if bound == "≥":
        return Range(figure, figure + step)
    if bound == "≤":
        return Range(figure - step, figure)
    return Range(figure - step // 2, figure + step // 2) if bound == "≈" else Range(figure, figure)


_ZEROS = "零〇○"
DIGITS = {**dict.fromkeys(_ZEROS, 0), **{digit: n for n, digit in enumerate("一二三四五六七八九", 1)}, "两": 2}
"""Chinese digits, as years and numbers have them."""
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬俩仨", "一二二三三四五六六七八九十百千万两三")
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(text: str) -> int | None:
    """A whole number below a hundred million in Chinese numerals; None when it is not one, or may be two.

    >>> [chinese_number(text) for text in ("二十五", "十", "叁", "一百零六", "一百一十", "三万二千", "零")]
    [25, 10, 3, 106, 110, 32000, 0]
    >>> [chinese_number(text) for text in ("三户", "三四", "一百六", "一万二", "十两", "")]
    [None, None, None, None, None, None]
    """
    text = text.translate(_FORMAL)
    high, wan, low = text.partition("万")
    if not wan:
        return _below_ten_thousand(text)
    if low and not (low[0] in _ZEROS or "千" in low):  # 一万二 is 12,000 to one and 10,002 to another
        return None
    tens, ones = _below_ten_thousand(high), _below_ten_thousand(low.lstrip(_ZEROS)) if low else 0
    return tens * 10_000 + ones if tens and ones is not None else None


def _below_ten_thousand(text: str) -> int | None:
    if text and text in _ZEROS:
        return 0
    total, digit, last, after_zero = 0, None, 10_000, False
    for character in text:
        if character in _ZEROS:
            if digit is not None or not total:
                return None
            after_zero = True
        elif character in DIGITS:
            if digit is not None:  # 三四: two digits side by side are an estimate or a row of figures
                return None
            digit = DIGITS[character]
        elif (unit := _UNITS.get(character)) is None or unit >= last or (digit is None and total and unit > 10):
            return None
        else:
            total += (digit or 1) * unit
            digit, last, after_zero = None, unit, False
    if digit is None:
        return None if after_zero or not text else total
    if total and (text[-1] == "两" or (last > 10 and not after_zero)):  # 一百六 is 160 to one and 106 to another
        return None
    return total + digit


LARGEST_COUNT = 10_000_000
LARGEST_FAMILY = 50

HOUSEHOLDS = frozenset({"户"})
PEOPLE = frozenset({"人", "名", "位", "口"})
ISSUES = frozenset({"个", "条", "件", "项"})
CARDS = frozenset({"张", "份"})
THINGS = frozenset({"个"})
MEASURES = (
    "户次",
    "人次",
    "件次",
    "户",
    "人",
    "口",
    "名",
    "位",
    "个",
    "条",
    "件",
    "项",
    "张",
    "份",
    "家",
    "类",
    "次",
    "期",
    "篇",
    "组",
)
"""What Chinese counts things in. 户 and 户次, 件 and 类, 人 and 人次 are different things, never added."""
_ANY = "个"
"""Said of anything."""

_BEFORE: dict[str, Bound] = {
    **dict.fromkeys(("约", "大约", "约有", "约为", "大概", "大致", "≈"), "≈"),
    **dict.fromkeys(
        (
            "近",
            "将近",
            "接近",
            "不足",
            "不到",
            "不满",
            "未满",
            "少于",
            "最多",
            "至多",
            "不超过",
            "不多于",
            "≤",
            "<=",
            "<",
        ),
        "≤",
    ),
    **dict.fromkeys(("至少", "最少", "不少于", "不低于", "不下"), "起"),
    **dict.fromkeys(("超过", "超", "逾", "多于", "≥", ">=", ">"), "≥"),
}
_AFTER: dict[str, Bound] = {
    **dict.fromkeys(("余", "多", "+"), "≥"),
    **dict.fromkeys(("以上", "及以上", "起"), "起"),
    **dict.fromkeys(("以下", "及以下", "以内", "之内", "不到"), "≤"),
    **dict.fromkeys(("左右", "上下", "来"), "≈"),
}
"""The words around a number that is not exact. 超过80 holds for 81 and up: that it is at least 80 is true as well."""


def _one_of(words: Collection[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_QUANTITY = re.compile(
    rf"(?:共计|总计|合计|共有|共|计)?(?P<before>{_one_of(_BEFORE)})?"
    r"(?:(?P<figures>[1-9]\d{0,2}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?(?P<times>[百千万])?"
    rf"|(?P<numerals>[{''.join(DIGITS)}十百千万壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬俩仨]+))"
    r"(?:(?P<more>[余多来])(?P<of>[十百千万])?)?"
    rf"[(]?(?P<measure>{_one_of(MEASURES)})?[)]?(?:人|之家|人家|家庭|群众|居民|干部|问题|问题建议|意见建议|意见|建议)?"
    rf"(?P<after>{_one_of(_AFTER)})?[。.]?"
)
BESIDE_A_NUMBER = re.compile(rf"[几数]|{_one_of([*_BEFORE, *_AFTER])}|\d\s*[-~至到]\s*\d")
_THOUSANDS = re.compile(r"(?<![\d ])([1-9]\d{0,2})((?: \d{3})+)(?![\d ])")


def parse_quantity(
    raw: str,
    largest: int = LARGEST_COUNT,
    counted_in: frozenset[str] = frozenset(),
    none_is_zero: bool = False,
) -> Quantity | Problem | None:
    """A whole number as people write one, with its bound.

    A blank, a stroke and 未报 are None. 无 is 0 where `none_is_zero`, because the field counts things that
    there may be none of; elsewhere it is a problem. `counted_in` are the measure words that fit the field; empty: any.

    >>> [parse_quantity(raw).formatted for raw in ("３人", "三口", "叁", "1,226", "1.2万", "约5万", "80余户", "近20条", "600多")]
    ['3', '3', '3', '1226', '12000', '≈50000', '≥80', '≤20', '≥600']
    >>> [parse_quantity(raw).formatted for raw in ("50左右", "不足30户", "至少8", "二十余万", "3口之家", "百余户", "600 余户")]
    ['≈50', '≤30', '8起', '≥200000', '3', '≥100', '≥600']
    >>> [parse_quantity(raw).rule for raw in ("几户", "三四个", "80-90", "近80余户", "1.25", "3 4", "无")]
    ['count-not-exact', 'count-unreadable', 'count-not-exact', 'count-unreadable', 'count-unreadable', 'count-unreadable', 'count-says-none']
    >>> parse_quantity("80户次", counted_in=HOUSEHOLDS).rule, parse_quantity("41类", counted_in=ISSUES).rule
    ('count-other-unit', 'count-other-unit')
    >>> parse_quantity("0").value, parse_quantity("无", none_is_zero=True).value, parse_quantity(""), parse_quantity("未报")
    (0, 0, None, None)
    """
    if not is_one_value(raw.strip()):
        return _unreadable(raw)
    text = closed_up(plain(raw))
    if text in BLANKS or text in NOT_REPORTED:
        return None
    if text in NONE:
        if none_is_zero:
            return Quantity(0)
        return Problem("count-says-none", f"“{excerpt(raw)}”可能是 0，也可能是没有统计；是 0 请填 0，没有统计请填 未报")
    match = _QUANTITY.fullmatch(text)
    number = _number(match) if match else None
    if match is None or number is None:
        if BESIDE_A_NUMBER.search(text):
            return Problem(
                "count-not-exact", f"数字“{excerpt(raw)}”无法确定数值；请填写一个整数，或写成 80余、近80、约80"
            )
        return _unreadable(raw)
    bounds = {_BEFORE.get(match["before"]), _AFTER.get(match["more"]), _AFTER.get(match["after"])} - {None}
    if bounds == {"≥", "起"}:  # 至少80余
        bounds = {"起"}
    if len(bounds) > 1 or (bounds and not number):
        return Problem("count-unreadable", f"数字“{excerpt(raw)}”前后说法不一；请只写 80余、近80 或 约80 中的一种")
    measure = match["measure"]
    if counted_in and measure not in (None, _ANY, *counted_in):
        fits = "、".join(sorted(counted_in))
        return Problem("count-other-unit", f"“{excerpt(raw)}”数的是{measure}，这一栏数的是{fits}，两者不能相加；请核对")
    if number > largest:
        return Problem("count-too-large", f"数字“{excerpt(raw)}”大得不合常理；请核对是否填错了栏")
    return Quantity(number, next(iter(bounds), None))


def _unreadable(raw: str) -> Problem:
    return Problem("count-unreadable", f"数字“{excerpt(raw)}”无法识别；请填写一个整数，例如 3")


def closed_up(text: str) -> str:
    """A number without its spaces; two numbers side by side stay apart."""
    text = _THOUSANDS.sub(lambda match: match[1] + match[2].replace(" ", ""), text)
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)


def _number(match: re.Match[str]) -> int | None:
    """The number of a quantity; None when it is not whole or its numerals are none."""
    if match["figures"]:
        number = Decimal(match["figures"].replace(",", "") + (match["decimals"] or ""))
        number *= _TIMES.get(match["times"], 1)
        if match["times"] and match["of"]:
            return None
    else:
        numerals = chinese_number(match["numerals"])
        if numerals is None:
            return None
        number = Decimal(numerals)
    number *= _TIMES.get(match["of"], 1)
    return int(number) if number == number.to_integral_value() else None


def parse_count(
    raw: str,
    largest: int = LARGEST_COUNT,
    counted_in: frozenset[str] = frozenset(),
    none_is_zero: bool = False,
) -> int | Problem | None:
    """An exact whole number, for a field that makes no sense with a bound.

    >>> parse_count("３人"), parse_count("三口"), parse_count("1,226"), parse_count(""), parse_count("0")
    (3, 3, 1226, None, 0)
    >>> parse_count("80余户").rule, parse_count("三四个").rule
    ('count-not-exact', 'count-unreadable')
    """
    quantity = parse_quantity(raw, largest, counted_in, none_is_zero)
    if not isinstance(quantity, Quantity):
        return quantity
    if quantity.bound:
        return Problem("count-not-exact", f"数字“{excerpt(raw)}”不是准数；这一栏请填写一个整数，例如 3")
    return quantity.value


def parse_family(raw: str) -> int | Problem | None:
    """How many belong to a household.

    >>> parse_family("3"), parse_family("三口之家"), parse_family("10000000001").rule, parse_family("2户").rule
    (3, 3, 'count-too-large', 'count-other-unit')
    """
    return parse_count(raw, LARGEST_FAMILY, PEOPLE)
