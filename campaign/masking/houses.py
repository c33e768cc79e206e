"""Where does a text name a house: 81号, 82弄6号, 86#404, B座1203室, 3单元405, 5组18号?

A day (15号停水), a road's or a bus's number, a document's (58号文), a gate's, a pump's and a count (共28幢) are no house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.masking.numbers import DAY, UNIT
from campaign.masking.written import Span

_SPELT = "一二三四五六七八九十百零〇"
_N = rf"(?:\d+(?:-\d+)*|[{_SPELT}]+)"
_NO_COUNT = "(?<![共有计约这几各近建盖拆造增第\\d])"
_PART = rf"(?:{_N}\s?(?:号楼|幢|栋|弄|单元|室|房(?![屋子产租])|#|号|层|楼)|[甲乙丙丁戊己东西中A-Za-z](?:单元|座|幢|栋)|[A-Za-z]室|[东西中左右]边?户)"
_BARE = rf"[A-Za-z]?\d{{2,4}}(?:-\d{{1,4}})?(?![\d.]|{UNIT}|路|-\d)"
_CHINESE_ROOM = rf"[{_SPELT}]{{3,4}}(?![{_SPELT}])"
_TAIL = rf"(?:\s?(?:-|、(?=[\d]+[号室幢]))?\s?(?:之[一二三四五六七八九十\d]+|{_PART}|{_BARE}|{_CHINESE_ROOM}|[甲乙丙丁]|\d{{1,2}}(?=-)))*"
_NUMBERED = rf"{_NO_COUNT}{_N}\s?(?:号楼|幢|栋|弄|单元)(?!个)"
_LETTERED = r"(?:(?<![A-Za-z])[A-Za-z](?:座|单元|幢|栋)|[甲乙丙丁戊己](?:单元|幢|栋))"
_TOWER = r"(?<![\d.])\d{1,2}座(?=\s?[A-Za-z]?\d{3,4}(?!\d))|第\d+(?:号楼|幢|栋)"
_PLATE = r"(?<=门牌)(?:号码?)?[^\d,。;]{0,3}\d+(?:-\d+)*号?"
_YARD = rf"(?:{_N}号)?大?院?{_N}排{_N}[号户间]"
_HASH = r"(?<![\d#])\d{1,3}#(?!\s?[变泵机线井桥路灯])楼?"
_ROOM = rf"(?:(?<![\d第]){_N}|(?<![A-Za-z])[A-Za-z]\d{{3,4}})室(?!\s?[一二两三四\d]厅)"
_IN_A_GROUP = rf"{_N}(?:村民|居民)?小?组\s?{_N}号"
_ESTATE = "(?<=[村园苑城庄庭墅居府里邸湾坊寓街巷弄路区])"
_ROW = rf"{_ESTATE}\s?[A-Za-z甲乙丙丁\d]{{1,3}}-(?:[A-Za-z甲乙丙丁\d]{{1,2}}-)?\d{{3,4}}(?![\d.]|{UNIT}|-\d)"
_THREE = rf"(?<![\d.\-])(?!{DAY})\d{{1,3}}-[甲乙丙丁A-Da-d\d]{{1,2}}-\d{{3,4}}(?![\d.\-]|{UNIT})"
_STARTS = re.compile(
    "|".join(
        f"(?:{way})" for way in (_IN_A_GROUP, _YARD, _PLATE, _TOWER, _NUMBERED, _LETTERED, _HASH, _ROOM, _ROW, _THREE)
    )
    + "|(?P<no>"
    rf"(?<![\d月第年〕)\]{_SPELT}.]){_N}\s?号(?![线文令桥泵机井闸站涵厅窗池塔仓库矿坝码公高地标段炉变召称角桩杆灯渠汽柴水钢混路]|门(?![口牌前面市旁边])))"
)
_TAILS = re.compile(_TAIL)
_AFTER_A_PLACE = re.compile(
    r"[路街巷弄里村组园苑城庄庭墅居府邸湾坊寓塘桥头家道岸浜沟圩墩垛渎区院堍店场段桥东西南北上下]\s?$"
)
_MAY = re.compile(r"[号幢栋弄座室#排]|单元|门牌|\d-|-\d")
_LONGEST_MONTH = 31


def houses(text: str) -> Iterator[Span]:
    """Where a plain text names a house, each whole: building, staircase, room.

    >>> def shown(text): return [text[a:b] for a, b in houses(text)]
    >>> [shown(text) for text in ("翠柏里81号", "翠柏里82弄6号", "翠柏新村86#404", "花园B座1203室", "新村12幢乙单元301室", "5组18号")]
    [['81号'], ['82弄6号'], ['86#404'], ['B座1203室'], ['12幢乙单元301室'], ['5组18号']]
    >>> [shown(text) for text in ("15号停水", "3月15号前", "58号文件", "地铁1号线", "共28幢", "两室一厅2室1厅", "办公室", "1号桥")]
    [[], [], [], [], [], [], [], []]
    """
    if not _MAY.search(text):
        return
    at = 0
    while match := _STARTS.search(text, at):
        start, at = match.start(), match.end()
        if match["no"] and _may_be_a_day(text, start, match["no"]):
            continue
        at = max(at, _TAILS.match(text, at).end())  # type: ignore[union-attr]
        yield start, at


def _may_be_a_day(text: str, start: int, written: str) -> bool:
    """Whether N号 can be a day of the month: a small number that stands after no place."""
    number = written.rstrip("号 ")
    is_small = number.isdigit() and int(number) <= _LONGEST_MONTH
    return (is_small or (not number[0].isdigit() and len(number) <= 3)) and not _AFTER_A_PLACE.search(text[:start])
