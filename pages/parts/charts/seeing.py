"""What is to be seen in a chart? The sentence over it says the judgment, not what the longest bar shows anyway.

A period of which only some days are in sight is compared with none. A place is never called the largest for a plain count:
it is told by its share, or by what differs. What is collected under 其他 is no answer to what people raise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from campaign.office import rules
from pages.parts.charts.lengths import Bar

MOST_TOGETHER = 3
"""Names of a tie, or of the first of several, that a sentence holds."""
DIFFERS = 3.0
"""Standard deviations by which a cell must stand out to be named as what differs."""
OTHERS = frozenset((rules.OTHER, rules.OTHER_DEPARTMENT, rules.UNCATEGORISED, rules.NO_SUBCATEGORY, "（未填）"))
"""What is collected under no name of its own: it is drawn, and never said to be the most."""


class Rate(NamedTuple):
    """A share of one group, and what it is written as."""

    name: str
    value: float
    label: str


def is_other(name: str) -> bool:
    """Whether a name stands for what has none of its own.

    >>> is_other("其他方面"), is_other("其他方面（其他）"), is_other("停车")
    (True, True, False)
    """
    return name in OTHERS or name.startswith(rules.OTHER)


def seen(bars: Sequence[Bar], *, is_whole: bool = True) -> str:
    """Who has most and, where all bars are drawn, who has least; ties are named together, what is under 其他 is left out."""
    named = [bar for bar in bars if not is_other(bar.name_in_words)] or list(bars)
    if not named:
        return ""
    if len(named) == 1:
        return f"{_but_for(bars, named)}{named[0].name_in_words}，{named[0].label_in_words}。"
    most, least = ([b for b in named if b.value == end(b.value for b in named)] for end in (max, min))
    if len(most) == len(named):
        return f"{_but_for(bars, named)}{len(named)}个一样多：{most[0].label_in_words}。"
    leader = f"{_but_for(bars, most)}最多的是{_together(most)}"
    return f"{leader}；最少的是{_together(least)}。" if is_whole else f"{leader}。"


def gathered(what: str, bars: Sequence[Bar], unit: str) -> str:
    """What most of a count gathers in: the first of them that have a name of their own, without a full stop."""
    named = sorted((bar for bar in bars if not is_other(bar.name_in_words)), key=lambda bar: -bar.value)
    first = "、".join(f"{bar.name_in_words}（{bar.value:,.0f}{unit}）" for bar in named[:MOST_TOGETHER])
    return f"{what}{'较集中的' if len(named) > 1 else ''}是{first}" if first else ""


def judged(what: str, rates: Sequence[Rate], whole: str = "") -> str:
    """Which share is the highest, which the lowest, and what the whole's is (全市28.2%); empty where there is none.

    A share of what is under 其他 is compared with none; of too few cases the caller hands none over.

    >>> judged("解决率", [Rate("溧阳市", 0.31, "31.0%"), Rate("钟楼区", 0.243, "24.3%"), Rate("天宁区", 0.3, "30.0%")], "全市28.2%")
    '解决率最高溧阳市31.0%，最低钟楼区24.3%，全市28.2%。'
    """
    known = [rate for rate in rates if not is_other(rate.name)]
    after = f"，{whole}" if whole else ""
    if not known:
        return f"{what}{whole}。" if whole else ""
    if len(known) == 1:
        return f"{known[0].name}{what}{known[0].label}{after}。"
    high, low = ([r for r in known if r.label == end(known, key=lambda r: r.value).label] for end in (max, min))
    if len(high) == len(known):
        return f"{len(known)}个{what}相同，均为{known[0].label}{after}。"
    return f"{what}最高{_same(high)}，最低{_same(low)}{after}。"


def spread(what: str, bars: Sequence[Bar]) -> str:
    """How a count falls to places, as shares of all: the largest place is no finding."""
    total = sum(bar.value for bar in bars)
    if not total:
        return ""
    ordered = sorted(bars, key=lambda bar: -bar.value)
    if len(ordered) == 1:
        return f"{ordered[0].name_in_words}{what}{ordered[0].label_in_words}。"
    first = ordered if len(ordered) <= MOST_TOGETHER + 1 else ordered[:MOST_TOGETHER]
    parts = [f"{bar.name_in_words}{100 * bar.value / total:.1f}%" for bar in first]
    if rest := ordered[len(first) :]:
        parts.append(f"其余{len(rest)}个{100 * sum(bar.value for bar in rest) / total:.1f}%")
    return f"{what}各占：{'、'.join(parts)}。"


def over_time(bars: Sequence[Bar]) -> str:
    """When there was most and when least, of whole periods only; then what is compared with none."""
    whole = [bar for bar in bars if not bar.is_part and not bar.is_empty]
    most, least = ([b for b in whole if b.value == end(b.value for b in whole)] for end in (_most, _least))
    if len(whole) > len(most):
        said = f"最高为{_together(most)}；最低为{_together(least)}。"
    elif len(whole) > 1:
        said = f"{len(whole)}个时段相同，均为{most[0].label_in_words}。"
    else:
        said = "；".join(f"{b.name_in_words}{b.label_in_words}" for b in whole or bars if not b.is_empty)
        said = f"{said}。" if said else ""
    return said + apart(bars)


def apart(bars: Sequence[Bar]) -> str:
    """Which periods are compared with none, and which have no row: sentences to follow another; empty where all are whole."""
    known = [bar for bar in bars if not bar.is_empty]
    cut = "、".join(bar.name_in_words for bar in known if bar.is_part and not bar.is_running)
    running = "、".join(bar.name_in_words for bar in known if bar.is_running)
    why = "，".join(filter(None, (cut and f"{cut}不足整期", running and f"{running}尚未结束")))
    empty = [bar.name_in_words for bar in bars if bar.is_empty]
    more = f"等{len(empty)}个时段" if len(empty) > MOST_TOGETHER else ""
    return (f"{why}，不作比较。" if why else "") + (
        f"{'、'.join(empty[:MOST_TOGETHER])}{more}无记录。" if empty else ""
    )


def _most(values: Iterable[float]) -> float:
    return max(values, default=0.0)


def _least(values: Iterable[float]) -> float:
    return min(values, default=0.0)


def unlike(
    what: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    *,
    fewest: float,
    each: str = "各列",
    of_all: str = "总体",
    apart: Collection[str] = (),
) -> str:
    """In which column a row takes a larger part than in all of them: what differs, where the largest of both is no finding.

    What is under 其他 or in `apart` is counted and not named. A cell of less than `fewest` is too little. `each` calls the columns, `of_all` all of them.
    """
    cells = [[value or 0.0 for value in row] for row in values]
    of_rows, of_columns = [sum(row) for row in cells], [sum(column) for column in zip(*cells, strict=True)]
    total = sum(of_rows)
    found: tuple[float, int, int] | None = None
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            expected = of_rows[i] * of_columns[j] / total if total else 0.0
            if expected < 1 or cells[i][j] < fewest or any(is_other(name) or name in apart for name in (row, column)):
                continue
            by = (cells[i][j] - expected) / sqrt(expected)
            if by >= DIFFERS and (found is None or by > found[0]):
                found = by, i, j
    if found is None:
        return f"{each}{what}的构成与{of_all}相近，无明显偏多的。"
    _, i, j = found
    own, usual = cells[i][j] / of_columns[j], of_rows[i] / total
    return f"{columns[j]}{what}中{rows[i]}偏多，占{100 * own:.1f}%，{of_all}{100 * usual:.1f}%。"


def _but_for(bars: Sequence[Bar], leaders: Sequence[Bar]) -> str:
    """What is larger than the leaders and no answer: it is left out in so many words."""
    larger = [bar.name_in_words for bar in bars if is_other(bar.name_in_words) and bar.value > leaders[0].value]
    return f"除{'、'.join(larger)}外，" if larger and not is_other(leaders[0].name_in_words) else ""


def _together(bars: Sequence[Bar]) -> str:
    """Bars of one length in words."""
    names = "、".join(b.name_in_words for b in bars[:MOST_TOGETHER])
    if len(bars) > MOST_TOGETHER:
        names += f"等{len(bars)}个"
    return f"{names}，{'各' if len(bars) > 1 else ''}{bars[0].label_in_words}"


def _same(rates: Sequence[Rate]) -> str:
    """Groups of one share in words."""
    names = "、".join(rate.name for rate in rates[:MOST_TOGETHER])
    more = f"等{len(rates)}个" if len(rates) > MOST_TOGETHER else ""
    return f"{names}{more}{'均为' if len(rates) > 1 else ''}{rates[0].label}"
