"""How much money does a cell name, in the unit of its column?"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from etl.values.problem import BLANKS, NONE, NOT_REPORTED, Problem, excerpt, is_one_value, plain
from etl.values.quantities import BESIDE_A_NUMBER, closed_up

MoneyUnit = Literal["元", "万元"]

_IN_YUAN = {"元": 1, "块": 1, "万": 10_000, "万元": 10_000, "亿": 100_000_000, "亿元": 100_000_000, "千元": 1000}
LEAST_IN_YUAN = Decimal(100)
"""Nobody's yearly income is less: a smaller number in a 元 column was typed in 万元."""
MOST_IN_WAN = Decimal(1_000_000)
"""No village has ten billion yuan: a larger number in a 万元 column was typed in 元."""
MOST_IN_YUAN = Decimal(10_000_000)
"""Nobody's yearly income is more: a larger number in a 元 column is something else."""
_MONEY = re.compile(
    r"(?:人民币|[¥￥])?(?P<figures>[1-9]\d{0,2}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?"
    rf"(?P<unit>{'|'.join(sorted(_IN_YUAN, key=len, reverse=True))})?(?:(?:/|每)?(?:人年|年|人)|人民币)?(?:整)?[。.]?"
)


def parse_money(raw: str, unit: MoneyUnit, none_is_zero: bool = False) -> float | Problem | None:
    """An amount in `unit`; one that is written with its own unit is turned into it.

    A blank, a stroke and 未报 are None; 无 is 0 where `none_is_zero`. A bare number that makes no sense in the column's
    unit was typed in the other one, and is a problem: which of the two only the village knows.

    >>> parse_money("3.2万", "元"), parse_money("32000元", "万元"), parse_money("1,200.5", "万元"), parse_money("0", "元")
    (32000.0, 3.2, 1200.5, 0.0)
    >>> [parse_money(raw, "元").rule for raw in ("3.2", "约3万", "三万多", "-5", "无")]
    ['money-unit', 'money-not-exact', 'money-not-exact', 'money-unreadable', 'money-says-none']
    >>> parse_money("32000000", "万元").rule, parse_money("", "元"), parse_money("未报", "元")
    ('money-unit', None, None)
    """
    if not is_one_value(raw.strip()):
        return _unreadable(raw, unit)
    text = closed_up(plain(raw))
    if text in BLANKS or text in NOT_REPORTED:
        return None
    if text in NONE:
        if none_is_zero:
            return 0.0
        return Problem("money-says-none", f"“{excerpt(raw)}”可能是 0，也可能是没有统计；是 0 请填 0，没有统计请填 未报")
    match = _MONEY.fullmatch(text)
    if match is None:
        if BESIDE_A_NUMBER.search(text):
            return Problem("money-not-exact", f"金额“{excerpt(raw)}”不是准数；请填写一个数，单位是{unit}")
        return _unreadable(raw, unit)
    number = Decimal(match["figures"].replace(",", "") + (match["decimals"] or ""))
    if match["unit"]:
        number = number * _IN_YUAN[match["unit"]] / _IN_YUAN[unit]
    least, most = (LEAST_IN_YUAN, MOST_IN_YUAN) if unit == "元" else (Decimal(0), MOST_IN_WAN)
    if number and not least <= number <= most:
        other = "万元" if number < least else "元"
        typed = f"，像是按{other}填的" if other != unit else ""
        return Problem(
            "money-unit",
            f"这一栏的单位是{unit}，“{excerpt(raw)}”不合常理{typed}；请核对，或把单位写在数字后面",
        )
    return float(number)


def _unreadable(raw: str, unit: MoneyUnit) -> Problem:
    return Problem("money-unreadable", f"金额“{excerpt(raw)}”无法识别；请填写一个数，单位是{unit}，例如 12.5")


def parse_labelled(raw: str, unit: MoneyUnit, written_in: MoneyUnit) -> float | Problem | None:
    """An amount in `unit`, whose label puts bare numbers in `written_in`.

    >>> parse_labelled("35000000", "万元", "元"), parse_labelled("3.2", "元", "万元"), parse_labelled("3.2万元", "万元", "元")
    (3500.0, 32000.0, 3.2)
    """
    is_bare = re.search(r"\d", raw) and not re.search("[元万亿块]", raw)
    return parse_money(f"{plain(raw)}{written_in}" if is_bare else raw, unit, none_is_zero=unit == "万元")
