"""How is a number written?"""

from __future__ import annotations

from math import isnan

from campaign.kinds import Metric
from campaign.metrics import metric

EMPTY = "—"
READING_RULES = (
    "没有数据的写作“—”，不作零：没有报、没有填，都不等于没有。",
    "占比的分子一定是分母的一部分；两张表的数分别统计，并列后相除，从不连接。",
    "累计到某一天的数，只算到当日为止的行，状态也是当日的状态；不指明日期的，截至快照的数据截至日。",
    "某月的数，只算当月的行，状态是月末那天的状态；数据还没有到月末的，是数据截至日的状态。",
    "占比保留一位小数；不到全部不写100.0%，不是没有不写0.0%。",
)
"""How every number is to be read; stands on 口径 and in docs/numbers.md."""


def format_value(asked: str | Metric, value: object) -> str:
    """The number as a reader sees it, without its unit except %; — when empty.

    A share reads 100.0% only when it is all and 0.0% only when it is none.

    >>> format_value("households", 251633), format_value("solved", None)
    ('251,633', '—')
    >>> format_value("solved_share", 0.24403), format_value("solved_share", 0.99996)
    ('24.4%', '>99.9%')
    """
    number = as_number(value)
    if number is None:
        return EMPTY
    unit = (metric(asked) if isinstance(asked, str) else asked).unit
    if unit == "%":
        return format_share(number)
    return f"{number:,.2f}" if "/" in unit else f"{number:,.0f}"


def as_number(value: object) -> float | None:
    """The value as a float; None for every way of writing empty (None, NaN, pandas' NA)."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return None if isnan(number) else number


def format_share(share: float) -> str:
    """A share in % with one decimal.

    >>> format_share(0.0), format_share(0.0001), format_share(1.0), format_share(1.236)
    ('0.0%', '<0.1%', '100.0%', '123.6%')
    """
    written = f"{share * 100:.1f}%"
    if share > 0 and written == "0.0%":
        return "<0.1%"
    return ">99.9%" if share < 1 and written == "100.0%" else written


def format_headline(asked: str | Metric, value: object) -> str:
    """The number with its unit, in 万 from ten thousand on.

    >>> format_headline("households", 251633), format_headline("units", 109)
    ('25.16万户', '109家')
    """
    declared = metric(asked) if isinstance(asked, str) else asked
    number, written = as_number(value), format_value(declared, value)
    if number is None or declared.unit == "%":
        return written
    return (f"{number / 10_000:,.2f}万" if abs(number) >= 10_000 else written) + declared.unit
