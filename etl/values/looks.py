"""Does a text look like what its field holds, so that it may be shown?"""

from __future__ import annotations

import re

from etl.values.problem import plain
from etl.values.quantities import BESIDE_NUMBERS

_PLACES = re.compile(
    r".(村|社区|小区|新村|花园|居委会|村委会|委员会|镇|街道|街道办|乡|区|市|农场|开发区|管委会|村委|[组队])$|武进|新北|天宁|钟楼|金坛|溧阳|经开"
)
_OFFICES = re.compile(
    r"..(局|委|办|部|院|厅|镇|队|集团|公司|中心|办公室|街道|社区|居委会|村委会|委员会|管委会|业委会|物业|工会|协会|联合会"
    r"|政府|办事处|服务处|管理处|管理所|派出所|服务站|卫生院|学校|医院|银行|支行|大学|学院|法院|检察院|机关|单位|指挥部|突击队)$"
)
_LOOKS: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("district", "town", "village", "place", "villages"), _PLACES),
    **dict.fromkeys(("unit", "department"), _OFFICES),
}
_FIGURES = re.compile(
    rf"(?:[\d年月日号.\-/:,，、 近约几左右上中下旬初末底人口户个条一二三四五六七八九十〇零百千两#A-Z!?]|{BESIDE_NUMBERS})*"
)


def looks_like(field: str, said: str) -> bool:
    """Whether a cell says the kind of thing its field holds, so that quoting it names nobody.

    A row that has slipped by one column puts a name or a phone number where a place or a date belongs.

    >>> looks_like("village", "火星村"), looks_like("village", "赵大有"), looks_like("village", "李园"), looks_like("unit", "某某局")
    (True, False, False, True)
    >>> looks_like("visit_date", "3月上旬"), looks_like("visit_date", "10000000009"), looks_like("visit_date", "赵一 3组")
    (True, False, False)
    """
    text = plain(said)
    if re.search(r"\d{7,}", text.replace(" ", "")) and not re.fullmatch(r"20\d{6}", text):
        return False
    return bool(_LOOKS[field].search(text)) if field in _LOOKS else _FIGURES.fullmatch(text) is not None


def is_office(said: str) -> bool:
    """Whether a text names an office and holds no number, so that it may be shown: 某物业公司, not 孙主任100….

    >>> [is_office(said) for said in ("某物业公司", "市住建局", "孙主任10000000003", "孙某", "李建中", "陈文会", "王处")]
    [True, True, False, False, False, False, False]
    """
    return not re.search(r"\d{5,}", plain(said)) and _OFFICES.search(plain(said)) is not None
