"""What is said of a place, and of all that a map shows?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from campaign.judgement.ranking.method import published
from campaign.numbers import kinds
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import COVERAGE
from pages.parts import bar
from pages.parts.maps.places import JUDGED_BY, Place, areas_of, towns_of
from pages.parts.view import View


def judged(view: View, places: Sequence[Place], number: Metric, by: str, kind: str, within: str = "") -> str:
    """What to see in a map: how the places compare, by what does not only say how large they are, and how the whole stands."""
    whole = f"{view.room.whole}{whole_of(view, number).full}"
    instead = JUDGED_BY.get(number.id)
    if instead is None:
        if kinds.base(number) is None:
            return f"{view.label(number)}{whole}；各{kind}大小不同，数量多少不作比较。"
        return seen(places, number, kind, whole)
    compared = towns_of(view, instead, within) if by == "town" else areas_of(view, instead)
    of_whole = f"{view.room.whole}{whole_of(view, instead).full}"
    return f"{view.label(number)}{whole}；" + seen(compared, instead, kind, of_whole)


def whole_of(view: View, number: Metric) -> Figure:
    """The number of all that the visitor is shown."""
    return view.but(without=bar.OF_PLACES).figures(number)[number]


def seen(places: Sequence[Place], number: Metric, kind: str, whole: str = "") -> str:
    """Who is highest and lowest of those that can be compared, beside the `whole`, and how many cannot."""
    label = number.label
    unit = "" if number.unit == "%" else number.unit
    fit = [p for p in places if p.value is not None and not p.is_small]
    few, none = [p for p in places if p.is_small], [p for p in places if p.value is None]
    if not fit:
        parts = [f"各{kind}{label}暂不能比较"]
    elif len({p.label for p in fit}) == 1:
        parts = [f"{len(fit)}个{kind}的{label}{'均' if len(fit) > 1 else ''}为{fit[0].label}{unit}"]
    else:
        top, bottom = max(fit, key=lambda p: p.value or 0), min(fit, key=lambda p: p.value or 0)
        high, low = (f"{p.name}{p.label}{unit}{_of_how_many(p)}" for p in (top, bottom))
        ends = f"{label}最高{high}，最低{low}"
        parts = ["，".join(filter(None, (ends, whole)))]
    if few:
        parts.append(f"{len(few)}个{kind}样本不足，不作比较")
    if none:
        parts.append(_without_number(none, number, kind) if len(none) < len(places) else _why_none(none))
    return "；".join(parts).rstrip("。") + "。"


def _of_how_many(place: Place) -> str:
    """How much of a place's base is reported, in brackets; empty where all of it is."""
    known = place.base.rpartition("；")[2]
    return f"（{known}）" if "/" in known else ""


def _without_number(none: Sequence[Place], number: Metric, kind: str) -> str:
    """How many have no number, and what they lack where that is the same for all: 12个镇街未报总户数."""
    reasons = {p.reason for p in none}
    lacks = next(iter(reasons)) if len(reasons) == 1 else ""
    verb = "未报" if number is COVERAGE else "暂无"
    return f"{len(none)}个{kind}" + (verb + lacks.removeprefix("没有") if lacks.startswith("没有") else "暂无数据")


def _why_none(none: Sequence[Place]) -> str:
    """Why nobody has a number."""
    reasons = {p.reason for p in none}
    return f"暂无数据：{next(iter(reasons))}" if len(reasons) == 1 else "暂无数据"


def meaning(number: Metric) -> str:
    """What the colour means, and what it does not."""
    label, of = number.label, kinds.base(number)
    if of is None:
        return f"颜色越深，{label}越多；各地大小不同，数量多少不作评价。"
    good = {"higher": "，越高越好", "lower": "，越低越好"}.get(number.direction or "", "，高低不作评价")
    return f"颜色越深，{label}越高{good}；斜线为{of.label}不足{published().base(number.id):g}{of.unit}，仅供参考。"


def hover(place: Place, number: Metric) -> str:
    """What is read where a place is pointed at."""
    lines = [f"<b>{place.within}{place.name}</b>", f"{number.label}　{place.label}"]
    return "<br>".join([*lines, *filter(None, (place.beside, place.base, note(place)))])


def note(place: Place) -> str:
    """Why a place has no number, or that its number is not to be compared."""
    return place.reason or ("样本不足，仅供参考" if place.is_small else "")


def table_of(places: Sequence[Place], number: Metric) -> pd.DataFrame:
    """The places as rows; empty columns are left out."""
    table = pd.DataFrame(
        {
            "区域": [p.within for p in places],
            "名称": [p.name for p in places],
            number.label: [p.label for p in places],
            "对照": [p.beside for p in places],
            "基数": [p.base for p in places],
            "备注": [note(p) for p in places],
        }
    )
    return table[[name for name in table.columns if (table[name] != "").any()]]
