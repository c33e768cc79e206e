"""Which original texts name nobody, and may be shown to everybody?

Numbers, lists and public downloads hold no personal column, whatever the scope. Only the office that loads the
sheets may read what was written in them, row by row: to defend a number, and to send a row back.
"""

from __future__ import annotations

import re
import unicodedata

from campaign.access.scope import Scope
from campaign.masking import holds_a_number, may_be_a_person
from campaign.office import rules
from campaign.papers import papers

HIDDEN = "（涉及个人，不显示）"
"""In place of the text of a cell that the reader may not see."""


def may_be_quoted(scope: Scope, field_name: str, written: str, *, is_personal: bool, is_kept: bool) -> bool:
    """Whether the original text of one cell may be shown to this scope.

    Without names in sight only a cell of a kept row, in a field that is not personal, whose text fits the field.

    >>> from campaign.access.scope import DESK, EVERYWHERE
    >>> may_be_quoted(DESK, "head_name", "李甲", is_personal=True, is_kept=True)
    True
    >>> may_be_quoted(EVERYWHERE, "village", "富都社区", is_personal=False, is_kept=True)
    True
    >>> may_be_quoted(EVERYWHERE, "village", "富都社区", is_personal=False, is_kept=False)
    False
    >>> may_be_quoted(EVERYWHERE, "village", "赵大有", is_personal=False, is_kept=True)
    False
    """
    if scope.sees_names or not written:
        return True
    return not is_personal and is_kept and (written in PRINTED_WORDS or looks_like(field_name, written))


PRINTED_WORDS = frozenset(
    (
        *(*rules.CATEGORIES, *rules.BLOCKS, *rules.LEVELS, *rules.STATUSES, *rules.ROUTES),
        *(*rules.VISIT_TYPES, "电话", "入户", "接通", "未接通"),
        *(*rules.OBJECT_TYPES, *rules.RAISERS),
        *("满意", "基本满意", "不满意", "未联系上"),
        *"是否有无√×✓",
        *(word for paper in papers() for field in paper.fields for word in (*field.yes, *field.no)),
    )
)
"""Words of the printed forms: they name nobody, in whatever field."""
_PLACES = re.compile(
    r".(村|社区|小区|新村|花园|居委会|村委会|委员会|镇|街道|街道办|乡|区|市|农场|开发区|管委会|村委|[组队])$|武进|新北|天宁|钟楼|金坛|溧阳|经开"
)
_OFFICES = re.compile(
    r"^(?:村委会|居委会|业委会|村委|居委|派出所|司法所|卫生院|物业)$|..(局|委|办|部|院|厅|镇|队|所|站|处|科|集团|公司|中心|办公室|街道|社区|居委会|村委会|委员会|管委会|业委会|物业|工会|协会|联合会"
    r"|政府|办事处|服务处|管理处|管理所|派出所|服务站|卫生院|学校|医院|银行|支行|大学|学院|法院|检察院|机关|单位|指挥部|突击队)$"
)
_LOOKS: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("district", "town", "village", "place", "villages"), _PLACES),
    **dict.fromkeys(("unit", "department"), _OFFICES),
}
_AFTER_A_NUMBER = r"(?<=[\d〇零一二两三四五六七八九十百千万余多])"
"""张, 万 and 余 are surnames too: 张三 is no number, 3张 is."""
_FIGURES = re.compile(
    r"(?:[\d年月日号.\-/:,，、 近约几上中下旬初末底人口户个条一二三四五六七八九十〇零百千两#A-Z!?]"
    r"|左右|上下|以[上下内]|不[足到满少多]|不超过|不低于|至少|至多|最少|最多|大约|大概|将近|接近|超过|少于|多于"
    r"|星期|礼拜|周(?=[一二三四五六日天])|[上下]午|(?<=[\d日号])[至到和及~](?=\d)|[户人件]次|未报|没有|暂无|未统计"
    rf"|{_AFTER_A_NUMBER}(?:[余多来万元]|[件名次位张份家类期篇组项](?![一二三四五六七八九十])))*"
)


def looks_like(field_name: str, written: str) -> bool:
    """Whether a cell's text fits its field, so that quoting it names nobody.

    A row that has slipped by one column puts a name or a phone number where a place or a date belongs.

    >>> looks_like("village", "火星村"), looks_like("village", "赵大有"), looks_like("village", "李园"), looks_like("unit", "某某局")
    (True, False, False, True)
    >>> looks_like("village", "李卫镇"), looks_like("town", "湖塘镇"), looks_like("village", "陈大村"), looks_like("place", "3组")
    (False, True, False, True)
    >>> looks_like("village", "孙霞芬家村"), looks_like("village", "幸福里95号501室村"), looks_like("unit", "张三丰、城管局")
    (False, False, False)
    >>> looks_like("visit_date", "3月上旬"), looks_like("visit_date", "10000000009"), looks_like("visit_date", "余一")
    (True, False, False)
    """
    text = _plain(written)
    if holds_a_number(text):
        return False
    return _names_nobody(text, _LOOKS[field_name]) if field_name in _LOOKS else _FIGURES.fullmatch(text) is not None


def is_office(written: str) -> bool:
    """Whether a text names an office, or several, and nobody, so that it may be shown: 某物业公司, not 孙主任100….

    >>> [is_office(written) for written in ("某物业公司", "市住建局", "孙主任10000000003", "孙某", "李建中", "陈文会", "王处")]
    [True, True, False, False, False, False, False]
    >>> [is_office(written) for written in ("张卫镇", "李学部", "湖塘镇", "农工部", "交警中队", "刘中队", "王建国办公室", "张三丰 城管局")]
    [False, False, True, True, True, False, False, False]
    """
    text = _plain(written)
    return not holds_a_number(text) and not re.search(r"\d{5,}", text) and _names_nobody(text, _OFFICES)


_BETWEEN = re.compile(r"[、,;/:\s()]+")


def _names_nobody(text: str, ends: re.Pattern[str]) -> bool:
    """Whether each part of a text ends as an office or a place does, and none may be a person."""
    parts = [part for part in _BETWEEN.split(text) if part]
    return bool(parts) and all(ends.search(part) and not may_be_a_person(part) for part in parts)


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip()
