"""Where does a text copy what its own row says of a family: where it lives, what it earns, what makes its life hard?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from campaign.masking.words import without_places
from campaign.masking.written import Span, plain

_ESTATE = re.compile(
    r"^(?:.{1,6}?(?:大道|路|街|巷))?"
    r"(?:[^第门排]{1,6}?(?:新村|花园|家园|小区|公寓|国际|广场|大厦|村|苑|里|园|庄|庭|府|坊|湾|城|墅)(?:[一二三四五六七八九十东西南北]?[期区])?)?"
)
"""The name of a village, an estate or a road, which many share."""
_WORDS = re.compile(r"[\u3400-\u9fff]")
_FAMILY = 4
"""So many characters in a row are copied, and not said by chance."""
_HARD = re.compile(
    r"[病癌瘤症残瘫痪痴呆聋哑盲瞎孤寡丧亡故逝离债患肾肝肺脑胃癫痫伤疾]|低保|五保|特困|贫|失独|独居|去世|手术|化疗|透析|精神|智力|智障|抑郁|中风|住院"
)
_ILLS = re.compile(
    r"低保|五保|特困|残疾|癌症|瘫痪|失独|独居|离异|去世|中风|偏瘫|智障|贫困|透析|化疗|孤寡|服刑|吸毒|坐牢|双亡"
)
_NAMED_ILL = re.compile(r"(?![看治因生得有大重]病)[\u3400-\u9fff][病癌瘫瘤痴聋哑盲癫痫症炎残疾]")
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_AMOUNT = re.compile(
    r"(?:\d+(?:,\d{3})*(?:\.\d+)?|[零〇一二两三四五六七八九十百千])(?:\s?[万千百十WwKk]|\d|[零〇一二两三四五六七八九])*"
)
_AS_UNITS = str.maketrans({"W": "万", "w": "万", "K": "千", "k": "千", " ": "", ",": ""})
_TOKENS = re.compile(r"\d+(?:\.\d+)?|[^\d.]")
_OF_OTHERS = re.compile(r"\s?(?:亩|米|公里|平|户|人|年|月|日|号|路|幢|个|只|辆|盏|度|吨|%|岁|次|天|小时|里)")
_WORTH_HIDING = 100


def copied(text: str, address: str, income: str, hardship: str) -> Iterator[Span]:
    """Where a plain text copies its row's address, income or hardship.

    >>> def shown(text, *own): return [text[a:b] for a, b in copied(text, *own)]
    >>> shown("翠柏里东首第二家门口", "翠柏里东首第二家", "", ""), shown("湖塘镇的公交", "常州市武进区湖塘镇", "", "")
    (['东首第二家'], [])
    >>> shown("年入88000元，下水道堵", "", "家庭年入8.8万元", ""), shown("每月工资1200元太低", "", "88000元", "")
    (['88000'], [])
    >>> shown("患尿 毒 症三年，车位少", "", "", "尿毒症"), shown("没有人修路灯", "", "", "没有人照顾")
    (['尿 毒 症', '毒 症'], [])
    """
    if not (address or income or hardship):
        return
    at = [i for i, character in enumerate(text) if character.isalnum()]
    bare = "".join(text[i] for i in at)
    spans: list[Span] = []
    if address and (home := _home(address)):
        spans += _shared(bare, home, min(_FAMILY, len(home)), lambda part: _WORDS.search(part) is not None)
    if hardship and (hard := _bare(hardship)):
        spans += _shared(bare, hard, 3, lambda part: _says_much(part) or _HARD.search(part) is not None)
        spans += [word.span() for of in (_ILLS, _NAMED_ILL) for word in of.finditer(bare) if word[0] in hard]
    if income and (earned := _bare(income)):
        spans += _shared(bare, earned, _FAMILY, _says_much)
    yield from ((at[start], at[end - 1] + 1) for start, end in spans)
    if income:
        yield from _same_sums(text, plain(income))


def _says_much(part: str) -> bool:
    return len(_WORDS.findall(part)) >= _FAMILY


@lru_cache(maxsize=4096)
def _home(address: str) -> str:
    """What an address says besides the town, the village, the estate and the road."""
    rest = without_places(_bare(address))
    rest = _ESTATE.sub("", rest)
    return rest if len(rest) > 1 else ""


@lru_cache(maxsize=4096)
def _bare(cell: str) -> str:
    return "".join(filter(str.isalnum, plain(cell)))


def _shared(text: str, own: str, least: int, counts: Callable[[str], bool]) -> Iterator[Span]:
    """Where so many characters in a row of a text stand in the row's own cell too, each stretch as long as it goes."""
    if len(own) < least:
        return
    known = {own[i : i + least] for i in range(len(own) - least + 1)}
    start = 0
    while start <= len(text) - least:
        end = start + least
        if text[start:end] not in known:
            start += 1
            continue
        while end < len(text) and text[start : end + 1] in own:
            end += 1
        if counts(text[start:end]):
            yield start, end
        start = end


def _same_sums(text: str, income: str) -> Iterator[Span]:
    """Where a text has a sum that the income has, in figures or in words."""
    if own := _earned(income):
        yield from (span for sum_, span in _sums(text) if sum_ in own and not _OF_OTHERS.match(text, span[1]))


@lru_cache(maxsize=4096)
def _earned(income: str) -> frozenset[float]:
    return frozenset(value for value, _ in _sums(income))


def _sums(text: str) -> Iterator[tuple[float, Span]]:
    for match in _AMOUNT.finditer(text):
        value = _number(match[0].translate(_AS_UNITS))
        if value >= _WORTH_HIDING:
            yield value, match.span()


def _number(written: str) -> float:
    """A number in figures, in Chinese numerals or in both.

    >>> [_number(text) for text in ("1870.5", "三千二百", "四", "3.6万", "3万6千", "八万八", "四万二千五", "一百零五")]
    [1870.5, 3200, 4, 36000.0, 36000.0, 88000, 42500.0, 105]
    """
    high, wan, low = written.partition("万")
    if not wan:
        return _below(written)
    rest = _NUMERALS.get(low) or (int(low) if len(low) == 1 and low.isdigit() else 0)  # 八万八 is 88,000
    return round((_below(high) or 1) * 10_000 + (rest * 1000 or _below(low)), 2)


def _below(written: str) -> float:
    """A number below ten thousand; 三千二 is 3,200."""
    total: float = 0
    digit: float = 0
    unit = 1
    for token in _TOKENS.findall(written):
        if token in _TENS:
            unit = _TENS[token]
            total, digit = total + (digit or 1) * unit, 0
        elif token in _NUMERALS:
            digit = _NUMERALS[token]
            unit = 1 if digit == 0 else unit
        elif token[0].isdigit():
            digit = float(token)
    is_short = unit > 10 and 0 < digit < 10 and written[-1] in _NUMERALS
    return total + digit * (unit / 10 if is_short else 1)
