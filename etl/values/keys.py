"""When are two names, addresses, phones or texts the same?"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from etl.values.quantities import chinese_number


def name_keys(raw: pa.Array) -> pa.Array:
    """People's names for comparing: half width, no spaces, no title.

    >>> name_keys(pa.array(["张 三", "李四（户主）", None])).to_pylist()
    ['张三', '李四', '']
    """
    text = pc.replace_substring_regex(pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC"), r"\s+", "")
    return pc.replace_substring_regex(text, r"(先生|女士|同志|\(户主\)|\(已故\))$", "")


def address_keys(raw: pa.Array) -> pa.Array:
    """Addresses for comparing: half width, no spaces, one word for a building, numbers in figures.

    >>> address_keys(pa.array(["宋剑湖家园４ 栋302室", "宋剑湖家园4幢 302", "三组12号", "3组 12 号"])).to_pylist()
    ['宋剑湖家园4幢302', '宋剑湖家园4幢302', '3组12', '3组12']
    >>> address_keys(pa.array(["三四组5号", "一百二号楼"])).to_pylist()
    ['三四组5', '一百二幢']
    >>> address_keys(pa.array(["无", "/", "同上"])).to_pylist()
    ['', '', '']
    """
    text = pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC")
    numerals = pc.match_substring_regex(text, _NUMERALS.pattern)
    if pc.any(numerals).as_py():
        figures = [
            _NUMERALS.sub(_figures, t) if has else t
            for t, has in zip(text.to_pylist(), numerals.to_pylist(), strict=True)
        ]
        text = pa.array(figures, pa.string())
    text = pc.replace_substring_regex(text, r"\s+", "")
    text = pc.replace_substring_regex(text, r"(号楼|栋|座)", "幢")
    text = pc.replace_substring_regex(text, r"([0-9])(室|号|户)$", r"\1")
    text = pc.replace_substring_regex(text, r"^(无|没有|不详|未知|同上|[/\\-]+)$", "")
    return pc.utf8_lower(pc.replace_substring_regex(text, r"[-—–,，.。#、]+", "-"))


_NUMERALS = re.compile(r"([一二三四五六七八九十百]+)([组号幢栋室楼单])")


def _figures(match: re.Match[str]) -> str:
    number = chinese_number(match[1])
    return match[0] if number is None else f"{number}{match[2]}"


def phone_keys(raw: pa.Array) -> pa.Array:
    """The digits of phone numbers, without country and area code; '' where they are no one number of 7 to 12 digits.

    Of a number that Excel wrote as 1.37769E+10 the last digits are lost: it identifies nobody, and two households of
    one such text are not one household.

    >>> phone_keys(pa.array(["100-1234 5678", "1.37769E+10", "1.37769e10", "无", "10012345678.0"])).to_pylist()
    ['10012345678', '', '', '', '10012345678']
    >>> phone_keys(pa.array(["+86 10012345678", "0519-88881234", "（0519）88881234", "88881234"])).to_pylist()
    ['10012345678', '88881234', '88881234', '88881234']
    >>> phone_keys(pa.array(["10012345678/10012345679", "12345"])).to_pylist()
    ['', '']
    """
    text = pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC")
    digits = pc.replace_substring_regex(pc.replace_substring_regex(text, r"\.0+\s*$", ""), r"\D", "")
    digits = pc.replace_substring_regex(digits, r"^(?:0086|86)(\d{11})$", r"\1")
    digits = pc.replace_substring_regex(digits, r"^0519(\d{8})$", r"\1")
    fits = pc.and_(pc.match_substring_regex(digits, r"^\d{7,12}$"), pc.invert(_lost_digits(text)))
    return pc.if_else(fits, digits, "")


def _lost_digits(text: pa.Array) -> pa.Array:
    return pc.match_substring_regex(text, r"\d\s*[eE]\s*\+?\s*\d")


def text_keys(raw: pa.Array) -> pa.Array:
    """Issue texts for comparing: half width, without spaces and punctuation.

    >>> text_keys(pa.array(["路灯不亮，晚上 很黑。"])).to_pylist()
    ['路灯不亮晚上很黑']
    """
    text = pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC")
    return pc.replace_substring_regex(text, r"[\s\pP]+", "")
