"""Which people does a cell of people's names hold, however titled, bracketed, numbered and spaced; and where does a text name them?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from campaign.masking.surnames import DOUBLE_SURNAMES, begins_as_a_name
from campaign.masking.words import is_registered, is_somebody, unknown
from campaign.masking.written import Span, close, plain

_LABEL = re.compile(
    r"^(?:(?:户主|户名|姓名|联系人|反映人|走访人员?|采集人|申请人)+\s*:?\s*|(?:代表|租户|房东|居民|村民|业主|[组队]长|[组队]员|陪同)+\s*[:\s]\s*)(?=..)"
)
_NUMBERING = re.compile(
    r"^\s*(?:[(\[]?\s*\d{1,3}\s*[)\]]|[\dA-Za-z一二三四五六七八九十]{1,3}\s*[.、)#:]|\d{1,3}(?=[\u3400-\u9fff])|[\u2460-\u2473\u3251-\u325f])\s*"
)
_BETWEEN = re.compile(r"[、,，;；/\\\n|。:-]+")
_AND = re.compile(r"[和与及跟]")
_AND_OTHERS = re.compile(r"等(?:\s*[\d一二两三四五六七八九十几]*.*)?$")
_TITLE = re.compile(
    r"(?:先生|女士|小姐|同志|同学|师傅|老师|医生|大爷|大妈|大娘|大伯|大叔|大婶|大嫂|大姐|大哥|阿姨|阿婆|阿公|奶奶|爷爷|婆婆|公公|老伯|伯伯|叔叔|婶婶"
    r"|老[师爷奶太][傅爷奶]?子?|老大[爷妈娘]|老人家?|老太太?|老汉|姑娘|小伙子?|嫂子?|大[姨舅姑]|支书|委员|村长|老妈妈|夫妇|夫妻俩?|两口子|老伴|父子|母子|父女|母女|兄弟|姐妹|兄妹|姐弟|祖孙|婆媳|本人|[男女]|之[妻夫子女母父]|儿子|女儿|父亲|母亲|妻子?|丈夫|[副正]?(?:主任|书记|[组队科处局村镇]长|会计|经理|老板)"
    r"|户主|家庭|一家人?|全家|家人|户|家|[代待](?:填|签|答|诉)?|收)+$"
)
_BRACKETED = re.compile(r"[(\[【〔{「](.*?)(?:[)\]】〕}」]|$)")
_NO_NAME = re.compile(r"[^\u3400-\u9fff]")
_LONGEST, _LEAST, _OF_A_PERSON = 12, 2, 3
_DOUBLE = re.compile(DOUBLE_SURNAMES)
_SURELY_AN_OFFICE = re.compile("(?:[局委办站所队处]|中心|公司|集团|物业|社区|街道)$")
_ENDS_AN_OFFICE = re.compile("[部局委办处科室站所队院校镇村区户员监管边体工众]$")
_BEHIND_A_SURNAME = (
    *("大爷", "大妈", "大娘", "大伯", "大叔", "大婶", "大嫂", "大姐", "阿姨", "阿婆", "阿公", "奶奶", "爷爷", "婆婆"),
    *("老伯", "老太", "老汉", "师傅", "先生", "女士"),
)


@lru_cache(maxsize=65536)
def names_in(cell: str) -> tuple[str, ...]:
    """The names that a cell of people's names may hold, the longest first: with and without what may be a title.

    What stands in brackets counts where it is written as a name is.

    >>> [names_in(cell) for cell in ("殷国祥大爷", "户主：何锁良", "1.金志庆", "万福庆等3户", "戴云芬【低保】", "张  三", "赵氏（王菊英）")]
    [('殷国祥',), ('何锁良',), ('金志庆',), ('万福庆',), ('戴云芬',), ('张三',), ('王菊英', '赵氏')]
    >>> names_in("孙凤芳 贺东明"), names_in("钱乙和孙丙"), names_in("张和平"), names_in("政法委"), names_in("无")
    (('孙凤芳贺东明', '孙凤芳', '贺东明'), ('钱乙和孙丙', '钱乙和', '钱乙', '孙丙'), ('张和平',), (), ())
    """
    text = plain(cell)
    inside = [part for part in _BRACKETED.findall(text) if begins_as_a_name("".join(part.split()))]
    names: dict[str, None] = {}
    for whole in (_BRACKETED.sub("\n", _unnumbered(text)), *inside):
        for part in _BETWEEN.split(_unnumbered(whole)):
            names |= dict.fromkeys(_names_of(_unnumbered(part)))
    return tuple(sorted(filter(_is_somebody, names), key=len, reverse=True))


def _is_somebody(name: str) -> bool:
    """Whether a name holds more than words of offices and places; 党建国 and 金东明 are people all the same.

    >>> [_is_somebody(name) for name in ("党建国", "金东明", "连心", "政法委", "宣传部", "党员", "安监站", "房管中心")]
    [True, True, True, False, False, False, False, False]
    """
    if office := _SURELY_AN_OFFICE.search(name):
        return is_somebody(name[: office.start()])
    is_whole = len(name) <= _OF_A_PERSON + (_DOUBLE.match(name) is not None) and begins_as_a_name(name)
    return bool(unknown(name)) or (is_whole and not _ENDS_AN_OFFICE.search(name) and not is_registered(name))


def _unnumbered(part: str) -> str:
    return _LABEL.sub("", _NUMBERING.sub("", part.strip(" *#?？-")))


def _names_of(part: str) -> Iterator[str]:
    """A part between two marks as one name, and its words, or the two sides of an 和, where each can be a name."""
    part = _AND_OTHERS.sub("", part)
    words = part.split()
    sides = words if len(words) > 1 else _AND.split(part)
    are_several = len(sides) > 1 and all(map(_may_be_a_name, sides) if len(words) < _LEAST else map(_is_long, sides))
    for one in ("".join(words), *(filter(_may_be_a_name, sides) if are_several else ())):
        yield from _untitled(_NO_NAME.sub("", one))


def _is_long(word: str) -> bool:
    return len(word) >= _LEAST


def _may_be_a_name(word: str) -> bool:
    return _is_long(word) and begins_as_a_name(_TITLE.sub("", word) or word)


def _untitled(name: str) -> Iterator[str]:
    bare = _TITLE.sub("", name)
    if _LEAST <= len(bare) <= _LONGEST:
        yield bare
    elif len(bare) < _LEAST <= len(name):  # 王老师 is called nothing else
        yield name
    if len(bare) > _OF_A_PERSON and begins_as_a_name(bare):  # behind three characters stands a title that nobody knows
        yield bare[:_OF_A_PERSON]


def people_named(texts: Iterable[str | None]) -> frozenset[str]:
    """The names that cells of people's names hold, without brackets, titles and spaces; no unit and no place is among them.

    >>> sorted(people_named(["张  三", "李四（户主）", "赵六女士", "钱乙、孙 丙", "政法委", "", None]))
    ['孙丙', '张三', '李四', '赵六', '钱乙']
    """
    return frozenset(name for text in texts if text for name in names_in(text))


def named(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Where a plain text names one of several people, whatever stands loosely between the characters; also 殷大爷 of 殷国祥.

    >>> [*named("徐 红 芬家", ["徐红芬"])], [*named("请殷大爷来", ["殷国祥"])], [*named("姓殷的", ["殷国祥"])]
    ([(0, 5)], [(1, 4)], [])
    """
    bare, at = close(text)
    for name in names:
        calls = [f"{name[0]}{title}" for title in _BEHIND_A_SURNAME] if name[0] in bare and name not in bare else ()
        for call in (name, *calls):
            start = bare.find(call)
            while start >= 0:
                end = start + len(call) - 1
                yield (start, end + 1) if at is None else (at[start], at[end] + 1)
                start = bare.find(call, end + 1)
