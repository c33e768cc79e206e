"""Which place does a printed line name: ____（市区）____镇（街道）____村（社区）, whatever an office leaves on its blanks?"""

from __future__ import annotations

import re
from typing import NamedTuple

from campaign.places import areas
from etl.values.problem import plain

_BLANK = r"[\s_\-‐‑–—―─━.·•~〜]"
"""What a blank to be filled in is drawn with; … is three dots, a wide ＿ or ～ a narrow one."""
_BLANKS = re.compile(f"{_BLANK}+")
_DISTRICT = r"(?:辖?市\(区\)|\((?:辖?市)?区\)|\(市\)|辖?市[、/]区|区\(市\)|辖?市区)"
_TOWN = r"(?:镇(?:\(街道\)|[、/]街道)|街道(?:\(镇\)|[、/]镇)|\(镇?[、/]?街道\)|\(镇\))"
_VILLAGE = r"(?:村(?:\(社区\)|[、/]社区)|社区(?:\(村\)|[、/]村)|\(村?[、/]?社区\)|\(村\))"
_LINE = re.compile(f"(.*?){_DISTRICT}(.*?){_TOWN}(.*?){_VILLAGE}(.*)", re.DOTALL)
_BEFORE_ITS_WORD = re.compile(f"(.*?){_VILLAGE}")
_AFTER_ITS_WORD = re.compile(f"(?:{_VILLAGE})?(.*)")
_AROUND_NAMES = "、,;:/<>《》【】[]〔〕“”\"'"
_NO_NAME = re.compile(r"[、,;:。]|\d{4}")
_LONGEST_LINE = 300
_LONGEST_NAME = 20
_LONGEST_DISTRICT = 8
_AFTER_VILLAGE = re.compile(r"书记|走访|联系|电话|日期|填表|填报|\d{4}|[,;:]")
_SIGNED = re.compile(r"书记|负责人|主任|[(](?:加?盖)?[公印]?章")
_OF_THE_PARTY = re.compile("(?:党(?:总支|支部|委|工委)?|总支|支部)$")


class Place(NamedTuple):
    """The names on a line, '' where one was left blank."""

    district: str
    town: str
    village: str

    @property
    def line(self) -> str:
        """The same as it is printed."""
        return f"{self.district}市(区){self.town}镇(街道){self.village}村(社区)"


def split_place(text: str) -> Place:
    """A line 所属地 as district, town and village; printed words and what is drawn on the blanks are taken off.

    >>> tuple(split_place("武进 市（区） 湖塘 镇(街道) 马家巷 村（社区）")), tuple(split_place("武进区湖塘镇马家巷社区"))
    (('武进', '湖塘', '马家巷'), ('', '', '武进区湖塘镇马家巷社区'))
    >>> tuple(split_place("……新北区……（区）——河海街道——（街道）~~富都社区~~（社区）  2017年3月"))
    ('新北区', '河海街道', '富都社区')
    >>> tuple(split_place("（市区）新北 镇（街道）河海 村（社区）富都")), tuple(split_place("__富都__村（社区）"))
    (('新北', '河海', '富都'), ('', '', '富都'))
    """
    if place := printed_place(text):
        return place
    line = _without_blanks(text)
    match = _BEFORE_ITS_WORD.fullmatch(line)
    return Place("", "", match[1] if match else line)


def printed_place(text: str) -> Place | None:
    """The place of a line that is printed so, all blank where nothing is filled in; None for any other line.

    >>> tuple(printed_place("____（市区）____镇（街道）____村（社区）")), printed_place("请填写市（区）、镇（街道）、村（社区）的全称")
    (('', '', ''), None)
    >>> tuple(printed_place("村（社区）调查表 新北（市区）河海镇（街道）富都村（社区）")), printed_place("新北区富都社区")
    (('新北', '河海', '富都'), None)
    """
    match = _LINE.fullmatch(_without_blanks(text)) if len(text) <= _LONGEST_LINE else None
    if match is None:
        return None
    before, *between, after = match.groups()
    names = [name.strip(_AROUND_NAMES) for name in (_district_ending(before), *between)]
    behind = _AFTER_VILLAGE.split(after.lstrip(_AROUND_NAMES))[0].strip(_AROUND_NAMES)
    if between[1].startswith(":") or (not names[0] and behind and areas.find(names[1], names[2], behind)):
        names = [names[1], names[2], behind]
    elif before and not (names[0] and (names[2] or areas.district_of(names[0]))):
        return None
    is_prose = any(_NO_NAME.search(name) or len(name) > _LONGEST_NAME for name in names)
    return None if is_prose else Place(*names)


def _without_blanks(text: str) -> str:
    return _BLANKS.sub("", plain(text))


def _district_ending(text: str) -> str:
    """The district at the end of what stands before its printed word; all of it where it holds no known one and is short."""
    own = text.split(":")[-1]
    known = next((own[n:] for n in range(len(own)) if areas.district_of(own[n:])), "")
    return known or own * (len(own) <= _LONGEST_DISTRICT)


def signed_village(text: str) -> str:
    """The village of the line that its 书记 signs, __富都__村（社区） 书记：__, as it is written; '' where it names none.

    >>> [signed_village(line) for line in ("__富都__村（社区） 书记：王某 电话：1", "河海街道富都社区党总支书记：王某", "书记：王某")]
    ['富都', '河海街道富都社区', '']
    >>> [signed_village(line) for line in ("村（社区） 书记：王某", "村（社区）：富都 书记：王某", "湖塘镇党委书记：王某", "村书记：王某")]
    ['', '富都', '', '']
    >>> [signed_village(line) for line in ("富都村（社区） 负责人：王某", "富都社区（盖章）", "走访单位（盖章）：市文联")]
    ['富都', '富都社区', '']
    """
    head, *word = _SIGNED.split(_without_blanks(text), maxsplit=1) if len(text) <= _LONGEST_LINE else ("",)
    head = _OF_THE_PARTY.sub("", head)
    before = _BEFORE_ITS_WORD.fullmatch(head)
    after = _AFTER_ITS_WORD.fullmatch(head)
    name = (before[1] if before else after[1] if after else "").strip(_AROUND_NAMES)
    if not word or not name or _NO_NAME.search(name) or len(name) > _LONGEST_NAME:
        return ""
    return name if before or areas.find("", "", name) else ""
