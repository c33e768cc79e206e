"""Which numbers in a text reach or identify somebody: telephones, identity and account numbers, plates, mail, WeChat, QQ?

Telephones go by their digits, whatever stands between them. A day, a range of years, an amount with its unit, a public
number such as 12345 and the number of a bus are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from campaign.masking.written import Span

CHINESE_DIGITS = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_DIGIT = f"[0-9{CHINESE_DIGITS}Oo]"
_GAP = r"[\s.·•*_~/\\()\[\]【】<>|+\-]{0,3}"
_MOBILE = rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?\(?[1一幺壹]{_GAP}[3-9三四五六七八九叁肆伍陆柒捌玖](?:{_GAP}{_DIGIT}){{9}}(?!\d)\)?"
_IN_THREE = (
    rf"(?<!\d)[1一幺壹][3-9三四五六七八九叁肆伍陆柒捌玖]{_DIGIT}\W{{1,4}}{_DIGIT}{{4}}\W{{1,4}}{_DIGIT}{{4}}(?!\d)"
)
"""Three digits, four and four, with any marks between them."""
_LANDLINE = r"(?<!\d)(?:\+?86[\s\-]?)?\(?0(?:10|2\d|[3-9]\d\d)\)?[\s.·/\-]{0,2}[2-8]\d{2,3}[\s.·\-]{0,2}\d{4}(?!\d)(?:(?:转|-)\d{1,4})?"
_LOCAL = r"(?<![\d.\-])[5-8]\d{3}[\s.·\-]\d{4}(?![\d.])"
_SPELT = rf"[{CHINESE_DIGITS}](?:[\s.·\-]*[{CHINESE_DIGITS}]){{6,}}"
_RUN = r"(?<![\d.])\d{7,}(?:[Xx]\d*)?"
_GROUPS = r"(?<![\d.])\d(?:[ \-]{0,2}\d){13,22}[Xx]?(?![\d.])"
_CALLED = rf"(?:电话|手机|固话|座机|小灵通|联系方式|号码|传真|(?<![A-Za-z])[Tt][Ee][Ll]|拨打|致电)[^\d,。;]{{0,6}}({_DIGIT}(?:{_GAP}{_DIGIT}){{6,}})"
_SHORT = r"(?:短号|虚拟网|集团号|集团网|[Vv]网|小号|内线|分机)(?:短号)?(?:号码|号)?[^\d,。;]{0,3}(\d{3,6})(?!\d)"
_PAPERS = (
    r"(?:(?:身份证|证件|证书?|卡|户|[水电气]?表|账户?|帐户?|学籍|学|工|准考证|保单|尾)号(?:码|为|是)?"
    r"|身份证|社保卡|医保卡|市民卡|银行卡|信用卡|存折|残疾证|低保证|军官证|护照|驾驶证|驾照|不动产证)"
    r"[^\dA-Za-z,。;]{0,4}([A-Za-z]{0,3}\d(?:[\s\-]?[\dA-Za-z]){2,})"
)
_PLATE = (
    r"[京津沪冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼渝]\s?[A-Za-z][\s·.\-]?(?=[A-Za-z]{0,4}\s?\d)"
    r"(?:[A-Za-z0-9][\s·\-]?){4,5}[A-Za-z0-9](?![A-Za-z0-9])"
)
_MAIL = r"[A-Za-z0-9_.+\- ]*@\s?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
_WECHAT = (
    r"(?:[微威薇]\s?信|(?<![A-Za-z])(?:[Vv]信|[Ww]e[Cc]hat|[Vv][Xx]|[Ww][Xx]))(?:号码?|群|ID|id)?[\s:是为加]{0,3}"
    r"([A-Za-z][A-Za-z0-9_\-]{3,}|\d{5,})"
)
_QQ = r"(?:(?<![A-Za-z])[Qq]\s?[Qq]|扣扣)(?:号码?|群)?[\s:是为]{0,3}(\d{5,})"

UNIT = (
    r"\s?(?:元|块|[万亿千百余多]|[毫厘分]?米|公里|里路|亩|平|㎡|m|吨|公?斤|千?克|升|度|伏|千[瓦伏]|k[VvWw]|年|月|日|天|周|学年|小时|分钟?"
    r"|点|时|户|人|名|位|家|次|[辆盏棵株个只条件张台套座处所间届期批级岁班]|立方|%|‰|左右|上下|以[上下]|不等)"
)
_COUNTED = re.compile(UNIT)
_LONGEST_AMOUNT = 6
_MONTH_DAY = r"(?:0?[1-9]|1[0-2])[ \-./]?(?:0?[1-9]|[12]\d|3[01])"
DAY = rf"(?:19|20)\d\d[ \-./]?{_MONTH_DAY}"
"""A day, as scanners and offices write one."""
_DAYS = re.compile(
    rf"{DAY}(?:[ \-]?(?:[01]\d|2[0-3])(?:[ \-]?[0-5]\d){{1,2}})?(?:[ \-]+(?:{DAY}|{_MONTH_DAY}|\d{{1,2}}))?"
    rf"|{_MONTH_DAY}-{_MONTH_DAY}|(?:(?:19|20)\d\d[ \-]?)+"
)
"""A day with its hour, the first and the last of several, or years."""


def _is_days(number: str) -> bool:
    return _DAYS.fullmatch(number) is not None


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Whether a number, or a number to a number, is counted in something: 2000-3000元, 1000000元, 6000-8000."""
    first, _, second = match[0].partition("-")
    rounds = first.endswith("00") and second.endswith("00") and not second.startswith("0")
    return _COUNTED.match(text, match.end()) is not None or rounds


def _always(text: str, match: re.Match[str]) -> bool:
    return True


def _unless_counted(text: str, match: re.Match[str]) -> bool:
    return not _is_days(match[0]) and not _is_amount(text, match)


def _unless_a_range(text: str, match: re.Match[str]) -> bool:
    """Of a mobile's eleven digits: not 15000-180000元, which is counted and not written in three, four and four."""
    return re.match(r"\d{3}(?!\d)|\d{11}", match[0]) is not None or not _is_amount(text, match)


def _unless_a_day(text: str, match: re.Match[str]) -> bool:
    """Of a number that a word announces: not a day, a year or an amount."""
    is_long = sum(map(str.isdigit, match[1])) > _LONGEST_AMOUNT and match[1][-1].isdigit() and "-" not in match[1]
    return not _is_days(match[1]) and (is_long or _COUNTED.match(text, match.end()) is None)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], bool]], ...] = tuple(
    (re.compile(pattern), holds)
    for pattern, holds in (
        (_MOBILE, _unless_a_range),
        (_IN_THREE, _unless_a_range),
        (_LANDLINE, _always),
        (_RUN, _unless_counted),
        (_GROUPS, _unless_counted),
        (_LOCAL, _unless_counted),
        (_SPELT, _always),
        (_CALLED, _unless_a_day),
    )
)
_BY_A_WORD = tuple(
    (re.compile(pattern), holds)
    for pattern, holds in ((_SHORT, _always), (_PAPERS, _unless_a_day), (_WECHAT, _always), (_QQ, _always))
)
_OTHERS = (re.compile(_PLATE), re.compile(_MAIL))
_ENOUGH_DIGITS = re.compile(rf"{_DIGIT}(?:[^{CHINESE_DIGITS}0-9Oo]{{0,3}}{_DIGIT}){{6}}")
_A_DIGIT = re.compile(r"\d")


_IDENTITY = r"(?<!\d)[1-6]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])\d{5}[\dXx](?![\dA-Za-z])"
_REACHING = re.compile("|".join(f"(?:{way})" for way in (_MOBILE, _IN_THREE, _LANDLINE, _IDENTITY, _CALLED, _SPELT)))


def reaches_somebody(text: str) -> bool:
    """Whether a plain text has a telephone or an identity number; other long numbers are what offices give.

    >>> reaches_somebody("13600002211"), reaches_somebody("20170315001"), reaches_somebody("320402199901010011")
    (True, False, True)
    """
    return _REACHING.search(text) is not None


def numbers(text: str) -> Iterator[Span]:
    """Where a plain text holds a number that reaches or identifies somebody.

    >>> [text[a:b] for text in ("请打136.0000.2211！", "联系一三六〇〇〇〇二二一一") for a, b in [next(numbers(text))]]
    ['136.0000.2211', '一三六〇〇〇〇二二一一']
    >>> [[*numbers(text)] for text in ("2016-2017学年", "补偿2000-3000元", "2017-03-05停电", "12345热线", "100-150毫米", "28路")]
    [[], [], [], [], [], []]
    >>> [text[a:b] for text in ("苏D00A12占道", "微信号wx_yin0000", "短号660000", "身份证尾号0012") for a, b in numbers(text)]
    ['苏D00A12', 'wx_yin0000', '660000', '0012']
    """
    if _A_DIGIT.search(text) or _ENOUGH_DIGITS.search(text):
        if _ENOUGH_DIGITS.search(text):
            for pattern, holds in _KINDS:
                for match in pattern.finditer(text):
                    if holds(text, match):
                        yield match.span(match.lastindex or 0)
        for pattern, holds in _BY_A_WORD:
            for match in pattern.finditer(text):
                if holds(text, match):
                    yield match.span(1)
        yield from (match.span() for match in _OTHERS[0].finditer(text))
    elif "信" in text or "x" in text or "X" in text:
        yield from (match.span(1) for match in _BY_A_WORD[2][0].finditer(text))
    if "@" in text:
        yield from (match.span() for match in _OTHERS[1].finditer(text))
