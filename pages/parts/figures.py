"""How do a metric's own declarations become a card, a bar or a change in words?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isinf
from typing import Any

import pandas as pd
import streamlit as st

from campaign import kinds, rules
from campaign.metrics import metric
from pages.parts import charts, leads, tables
from pages.parts.frame import View

UNFILLED = leads.UNFILLED
NO_GROUP = (UNFILLED, rules.UNCATEGORISED, rules.NO_SUBCATEGORY)
"""Names of what belongs to no group: drawn last and grey."""
Numbers = Mapping[str, object]


def change(metric_id: str, now: object, before: object) -> float | None:
    """How much a number has moved; None when either side is empty, or endless: half is not solved yet."""
    new, old = tables.value(now), tables.value(before)
    return None if new is None or old is None or isinf(new) or isinf(old) else new - old


def change_said(metric_id: str, moved: float) -> str:
    """A movement without its sign: of a share in 个百分点, of a count with its unit."""
    if metric(metric_id).unit == "%":
        return f"{abs(moved) * 100:.1f}个百分点"
    return tables.brief(metric_id, abs(moved))


def change_words(metric_id: str, now: object, before: object) -> str:
    """走访户数增加4.20万户 / 解决率提高2.1个百分点; empty when nothing can be said."""
    moved = change(metric_id, now, before)
    if moved is None:
        return ""
    name, amount = metric(metric_id).label.partition("（")[0], change_said(metric_id, moved)
    if not any(c in "123456789" for c in amount):
        return f"{name}持平"
    is_share = metric(metric_id).unit == "%"
    verb = ("提高" if is_share else "增加") if moved > 0 else ("下降" if is_share else "减少")
    return f"{name}{verb}{amount}"


def beside(metrics: Sequence[str]) -> dict[str, str]:
    """The numbers that must stand beside some of `metrics` and are not among them, each with what it is a share of."""
    names = dict.fromkeys(name for m in metrics if (name := kinds.beside(metric(m))) and name not in metrics)
    return {n: m.whole.id if isinstance(m := metric(n), kinds.Share) else "" for n in names}


def beside_said(numbers: Numbers, companion: str, base: str) -> str:
    """A number that must stand beside others, with what it is a share of."""
    of = f"（{tables.label(base)}{tables.said(base, numbers.get(base))}）" if base else ""
    return f"{tables.label(companion)} **{tables.said(companion, numbers.get(companion))}**{of}"


def asked(metrics: Sequence[str]) -> tuple[str, ...]:
    """All that `cards` of `metrics` show."""
    companions = beside(metrics)
    return tuple(dict.fromkeys((*metrics, *companions, *filter(None, companions.values()))))


def cards(
    metrics: Sequence[str],
    now: Numbers,
    before: Numbers,
    before_words: str,
    behind: Sequence[tuple[View, Sequence[str]]] = (),
) -> None:
    """Headline numbers in a row, on a phone in two columns; changes are explained once below them.

    `behind` are the same numbers each with its view: a line of links leads to their rows.
    """
    grid = st.grid(len(metrics), min_column_width=150)
    for metric_id in metrics:
        card(grid, metric_id, now.get(metric_id), before.get(metric_id))
    if any(change(m, now.get(m), before.get(m)) is not None for m in metrics):
        st.caption(f"箭头是{before_words}的变化：蓝色向好，橙色变差，灰色无好坏之分。")
    for companion, base in beside(metrics).items():
        st.caption(f"并列看：{beside_said(now, companion, base)}")
    if behind:
        leads.behind(behind)


def card(grid: Any, metric_id: str, now: object, before: object) -> None:
    """One headline number with its change; blue when better, amber when worse, grey when neither."""
    declared = metric(metric_id)
    moved = change(metric_id, now, before)
    more: dict[str, Any] = {}
    if moved is not None:
        said = change_said(metric_id, moved)
        still = not any(c in "123456789" for c in said)
        better = declared.direction and (moved > 0) == (declared.direction == "higher")
        more = {
            "delta": 0 if still else ("+" if moved > 0 else "-") + said,
            "delta_color": "gray" if still or declared.direction is None else "blue" if better else "orange",
        }
    grid.metric(
        declared.label,
        tables.brief(metric_id, now),
        border=True,
        height="stretch",
        help=declared.note or None,
        **more,
    )


def named(found: object) -> str:
    """A group's name; rows in which it was not filled are called so."""
    return UNFILLED if pd.isna(found) else str(found)  # type: ignore[call-overload]


def toggle(key: str, none: str, name: str) -> None:
    """Put what was clicked into its filter; a second click takes it off again."""
    if name != UNFILLED:
        st.session_state[key] = none if st.session_state.get(key) == name else name


def ranked_bars(
    numbers: pd.DataFrame,
    by: str,
    metric_id: str,
    key: str,
    *,
    limit: int | None = None,
    chosen: str | None = None,
    on_choose: Callable[[str], None] | None = None,
    in_order: bool = False,
) -> None:
    """One number by group, the largest on top unless `in_order`; with the number that must stand beside it where `numbers` has it."""
    known = numbers.dropna(subset=[metric_id])
    if not in_order:
        known = known.sort_values(metric_id, ascending=False)
    companion = next((name for name in beside((metric_id,)) if name in known), "")

    def label(row: Numbers) -> str:
        also = f"（{tables.said(companion, row[companion])}）" if companion else ""
        return tables.said(metric_id, row[metric_id]) + also

    bars = [
        charts.Bar(named(row[by]), float(row[metric_id]), label(row))
        for row in known.head(limit or len(known)).to_dict("records")
    ]
    _draw(bars, key, f"{tables.label(metric_id)}，按{tables.label(by)}", chosen, on_choose)


def solved_bars(
    numbers: pd.DataFrame,
    by: str,
    key: str,
    *,
    limit: int | None = None,
    chosen: str | None = None,
    on_choose: Callable[[str], None] | None = None,
) -> None:
    """Issues by group with the solved ones inside, the largest on top, what has no group last and grey.

    Needs issues, solved and solved_share.
    """
    known = numbers.dropna(subset=["issues"]).sort_values("issues", ascending=False)
    unsorted = known[by].isna() | known[by].isin(NO_GROUP)
    known = pd.concat([known[~unsorted], known[unsorted]])
    bars = [
        charts.Bar(
            named(row[by]),
            float(row["issues"]),
            f"{tables.said('issues', row['issues'])} {tables.said('solved_share', row['solved_share'])}",
            part=tables.value(row["solved"]) or 0.0,
            colour=charts.GREY if named(row[by]) in NO_GROUP else charts.NAVY,
        )
        for row in known.head(limit or len(known)).to_dict("records")
    ]
    _draw(bars, key, f"收集问题与已解决，按{tables.label(by)}", chosen, on_choose)


def _draw(
    bars: list[charts.Bar], key: str, alt: str, chosen: str | None, on_choose: Callable[[str], None] | None
) -> None:
    if not bars:
        tables.nothing("没有数据")
        return
    figure = charts.bars(bars, chosen=chosen)
    if on_choose is None:
        charts.show(figure, key, alt)
    else:
        charts.show_clickable(figure, key, alt, on_choose)
