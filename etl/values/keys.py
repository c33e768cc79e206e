"""When are two names, addresses, phones or texts the same?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from etl.values.problem import ANY_BLANK, INVISIBLE, NONE, NOT_REPORTED, NOTHING
from etl.values.quantities import chinese_number

_BLANKS = f"[{ANY_BLANK}]+"


def name_keys(raw: pa.Array) -> pa.Array:
    """People's names for comparing: half width, no spaces, no title.

    >>> name_keys(pa.array(["张 三", "李四（户主）", None])).to_pylist()
    ['张三', '李四', '']
    """
    text = pc.replace_substring_regex(pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC"), _BLANKS, "")
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
    text = _in_figures(text, _NUMERALS, _figures)
    text = pc.replace_substring_regex(text, _BLANKS, "")
    text = pc.replace_substring_regex(text, r"(号楼|栋|座)", "幢")
    text = pc.replace_substring_regex(text, r"([0-9])(室|号|户)$", r"\1")
    text = pc.replace_substring_regex(text, r"^(无|没有|不详|未知|同上|[/\\-]+)$", "")
    return pc.utf8_lower(pc.replace_substring_regex(text, r"[-—–,，.。#、]+", "-"))


def _in_figures(text: pa.Array, numerals: re.Pattern[str], figures: Callable[[re.Match[str]], str]) -> pa.Array:
    """The texts with their Chinese numerals in figures; few texts have any."""
    spelt = pc.match_substring_regex(text, numerals.pattern)
    if not pc.any(spelt).as_py():
        return text
    each = zip(text.to_pylist(), spelt.to_pylist(), strict=True)
    return pa.array([numerals.sub(figures, t) if has else t for t, has in each], pa.string())


_NUMERALS = re.compile(r"([一二三四五六七八九十百]+)([组号幢栋室楼单])")


def _figures(match: re.Match[str]) -> str:
    number = chinese_number(match[1])
    return match[0] if number is None else f"{number}{match[2]}"


def phone_keys(raw: pa.Array) -> pa.Array:
    """The digits of phone numbers, without country and area code; '' where they are no one whole number.

    A mobile's begins with 1 and has 11 digits; another has 7 or 8, or 10 to 12 with an area code; 400 and 800 have 10.

    Of a number that Excel wrote as 1.37769E+10 the last digits are lost: it identifies nobody, and two households of
    one such text are not one household.

    >>> phone_keys(pa.array(["100-1234 5678", "1.37769E+10", "1.37769e10", "无", "10012345678.0"])).to_pylist()
    ['10012345678', '', '', '', '10012345678']
    >>> phone_keys(pa.array(["+86 10012345678", "0519-88881234", "（0519）88881234", "88881234"])).to_pylist()
    ['10012345678', '88881234', '88881234', '88881234']
    >>> phone_keys(pa.array(["10012345678/10012345679", "12345", "1001234567", "123456789", "4001234567"])).to_pylist()
    ['', '', '', '', '4001234567']
    """
    text = pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC")
    digits = pc.replace_substring_regex(pc.replace_substring_regex(text, r"\.0+\s*$", ""), r"\D", "")
    digits = pc.replace_substring_regex(digits, r"^(?:0086|86)(\d{11})$", r"\1")
    digits = pc.replace_substring_regex(digits, r"^0519(\d{8})$", r"\1")
    fits = pc.and_(pc.match_substring_regex(digits, _WHOLE_PHONE), pc.invert(_lost_digits(text)))
    return pc.if_else(fits, digits, "")


_WHOLE_PHONE = r"^(1\d{10}|[2-9]\d{6,7}|0\d{9,11}|[48]00\d{7})$"


def _lost_digits(text: pa.Array) -> pa.Array:
    return pc.match_substring_regex(text, r"\d\s*[eE]\s*\+?\s*\d")


def number_keys(raw: pa.Array) -> pa.Array:
    """Numbers that people give to issues, calls and messages, for comparing: the runs of letters and of figures; '' where a
    text identifies nothing.

    Width, case, blanks, 第…号, No., leading zeros and whichever sign stands between two runs are ways of writing one number.
    Where a run of figures ends tells numbers apart: 1-2 and 12, B7-1 and B71.

    >>> number_keys(pa.array(["A1", "Ａ１", "a-01", "A11", "CZ—001", "cz 1", "B 7", "B-7-1", "1-2", "12"])).to_pylist()
    ['A-1', 'A-1', 'A-1', 'A-11', 'CZ-1', 'CZ-1', 'B-7', 'B-7-1', '1-2', '12']
    >>> number_keys(pa.array(["0012", "第３号", "第十二号", "No.3", "№ 3", "编号：3", "3号", "1,234", "12.0", "000"])).to_pylist()
    ['12', '3', '12', '3', '3', '3', '3', '1234', '12', '0']
    >>> number_keys(pa.array(["常〔2017〕3号", "常(2017)第03号", "2017/3/1", "2017-03-001", "无", "——", "3.20412E+17"])).to_pylist()
    ['常-2017-3', '常-2017-3', '2017-3-1', '2017-3-1', '', '', '']
    """
    text = pc.utf8_normalize(pc.replace_substring_regex(pc.fill_null(raw, ""), INVISIBLE, ""), form="NFKC")
    text = pc.utf8_upper(pc.replace_substring_regex(text, _BLANKS, ""))
    text = _in_figures(text, _SPELT, _counted)
    text = pc.if_else(pc.match_substring_regex(text, _THOUSANDS), pc.replace_substring(text, ",", ""), text)
    for pattern, becomes in _WAYS_OF_WRITING:
        text = pc.replace_substring_regex(text, pattern, becomes)
    is_none = pc.or_(pc.is_in(text, _NO_NUMBER), is_cut(raw))
    return pc.if_else(is_none, "", pc.utf8_trim(text, "-"))


def is_cut(raw: pa.Array) -> pa.Array:
    """Whether each text is a number that a spreadsheet has cut: 3.20412E+17 stands for a million million numbers.

    >>> is_cut(pa.array(["3.20412E+17", "３.２Ｅ＋17", "3e+05", "3E12", "20170012", None])).to_pylist()
    [True, True, True, False, False, False]
    """
    text = pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC")
    return pc.match_substring_regex(text, rf"^[{ANY_BLANK}]*\d(?:\.\d+[eE]\+?|[eE]\+)\d{{1,3}}[{ANY_BLANK}]*$")


_SPELT = re.compile("^第?([一二三四五六七八九十百]+)[号件条项个]?$")
_THOUSANDS = r"^\d{1,3}(,\d{3})+$"
_WAYS_OF_WRITING = (
    (r"^(\d+)\.0+$", r"\1"),
    (r"^(?:NO|\pL{0,2}[编序]号)[^\pL\pN]*(\pN)", r"\1"),
    (r"^第(.+)[号件条项个]$", r"\1"),
    (r"第?(\d+)号$", r"-\1"),
    (r"[^\pL\pN]+", "-"),
    (r"(\pL)(\d)", r"\1-\2"),
    (r"(\d)(\pL)", r"\1-\2"),
    (r"(^|-)0+(\d)", r"\1\2"),
)
"""What is taken off a number before it is compared, in this order."""
_NO_NUMBER = pa.array(sorted({*NONE, *NOTHING, *NOT_REPORTED}))


def _counted(match: re.Match[str]) -> str:
    number = chinese_number(match[1])
    return match[0] if number is None else str(number)


_NO_WORDS = rf"[{ANY_BLANK}\pP]+"


def text_keys(raw: pa.Array) -> pa.Array:
    """Issue texts for comparing: half width, without spaces and punctuation.

    >>> text_keys(pa.array(["路灯不亮，晚上 很黑。"])).to_pylist()
    ['路灯不亮晚上很黑']
    """
    text = pc.utf8_normalize(pc.fill_null(raw, ""), form="NFKC")
    return pc.replace_substring_regex(text, _NO_WORDS, "")


COMPARED: Mapping[str, Callable[[pa.Array], pa.Array]] = {
    **dict.fromkeys(("head_name", "raised_by", "followed_by"), name_keys),
    "address": address_keys,
    "phone": phone_keys,
    **dict.fromkeys(("issue_text", "needs_text", "opinion_text"), text_keys),
    **dict.fromkeys(("issue_no", "check_no", "message_no"), number_keys),
}
"""Fields that are not compared as they are written, and how each is."""
