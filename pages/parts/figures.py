"""How do a metric's own declarations become a card, a bar or a change in words?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isinf
from typing import Any

import pandas as pd
import streamlit as st

from campaign import docs
from campaign.numbers import kinds
from campaign.numbers.dimensions import UNITS, shown
from campaign.numbers.metrics import metric
from campaign.numbers.questions import follows_day
from campaign.numbers.wording import format_value
from campaign.office import rules
from campaign.places.units import stored_name
from pages.parts import charts, leads, tables
from pages.parts.bar import UNFILLED
from pages.parts.frame import View

NO_GROUP = (UNFILLED, rules.UNCATEGORISED, rules.NO_SUBCATEGORY)
"""Names of what belongs to no group: drawn last and grey."""
Numbers = Mapping[str, object]
SHORTEST_LINE = 3
"""Points that a sparkline needs to have a shape."""


def change(now: object, before: object) -> float | None:
    """How much a number has moved; None when either side is empty, or infinite: half is not solved yet."""
    new, old = tables.value(now), tables.value(before)
    return None if new is None or old is None or isinf(new) or isinf(old) else new - old


def change_amount(metric_id: str, moved: float) -> str:
    """A movement without its sign: of a share in 个百分点, of a count with its unit."""
    if metric(metric_id).unit == "%":
        return f"{abs(moved) * 100:.1f}个百分点"
    return tables.brief(metric_id, abs(moved))


def change_words(metric_id: str, now: object, before: object) -> str:
    """走访户数增加4.20万户 / 解决率提高2.1个百分点; empty when either number is missing."""
    moved = change(now, before)
    if moved is None:
        return ""
    name, amount = metric(metric_id).label.partition("（")[0], change_amount(metric_id, moved)
    if not any(c in "123456789" for c in amount):
        return f"{name}持平"
    is_share = metric(metric_id).unit == "%"
    verb = ("提高" if is_share else "增加") if moved > 0 else ("下降" if is_share else "减少")
    return f"{name}{verb}{amount}"


def companions(metrics: Sequence[str]) -> dict[str, str]:
    """The numbers that must be shown along with some of `metrics` and are not among them, each with what it is a share of."""
    names = dict.fromkeys(name for m in metrics if (name := kinds.beside(metric(m))) and name not in metrics)
    return {n: m.whole.id if isinstance(m := metric(n), kinds.Share) else "" for n in names}


def companion_text(view: View, numbers: Numbers, companion: str, base: str) -> str:
    """A number that must be shown along with others, with what it is a share of, and of how many that is known."""
    of = view.of_how_many(companion) or (
        f"{tables.label(base)}{tables.formatted(base, numbers.get(base))}" if base else ""
    )
    return f"{tables.label(companion)} **{tables.formatted(companion, numbers.get(companion))}**" + (
        f"（{of}）" if of else ""
    )


def needed_for(metrics: Sequence[str]) -> tuple[str, ...]:
    """What to query for some numbers: these, their companions, and the counts that their shares are made of."""
    numbers = (*metrics, *companions(metrics))
    wholes = [
        whole.id
        for name in metrics
        if isinstance(m := metric(name), kinds.Count) and (whole := kinds.judged_against(m))
    ]
    return tuple(dict.fromkeys((*numbers, *(count.id for name in numbers for count in base(metric(name))), *wholes)))


def base(declared: kinds.Metric) -> tuple[kinds.Count, ...]:
    """The counts that a number is computed from; none where they would be of other rows."""
    if isinstance(declared, kinds.Count | kinds.Age) or (isinstance(declared, kinds.Ratio) and declared.only):
        return ()
    return kinds.counts_in(declared)


def cards(metrics: Sequence[str], view: View, *, parts: Sequence[tuple[View, Sequence[str]]] = ()) -> None:
    """Headline numbers in a row, on a phone in two columns: each with its change, its way so far, its base, its definition.

    `parts` give the numbers that are of another view. What a change is measured against is explained once below, and a
    line of links leads to the rows.
    """
    parts = parts or [(view, metrics)]
    grid = st.grid(len(metrics), min_column_width=150)
    has_moved = False
    answered = []
    for own, names in parts:
        now = own.one(needed_for(names))
        moving = [name for name in names if follows_day(metric(name))]
        before = own.before.one(needed_for(moving)) if own.before and moving else {}
        answered.append((own, [name for name in names if now[name] is not None]))
        so_far = own.at_each_week([name for name in moving if not isinstance(metric(name), kinds.Duration)])
        for name in names:
            has_moved |= change(now[name], before.get(name)) is not None
            card(grid, own, name, now, before, so_far.get(name))
    if has_moved:
        st.caption(
            f"箭头是{view.before_words}的变化：蓝色向好，橙色变差，灰色不分好坏；件数按它占总数的比例看好坏。小图是到各周末的数。"
        )
    for companion, base in companions(metrics).items():
        now = view.one((companion, *filter(None, (base,))))
        why = tables.plain(view.why_empty(companion)) if now[companion] is None else ""
        st.caption(
            f"并列看：{tables.label(companion)} —（{why}）"
            if why
            else f"并列看：{companion_text(view, now, companion, base)}"
        )
    leads.behind(answered)


def is_better(metric_id: str, now: Numbers, before: Numbers, *, in_period: bool = False) -> bool | None:
    """Whether a number has changed for the better; None where that cannot be said.

    A count is judged by its share of what it is a part of: more overdue among more open issues is not worse. One that is
    a part of nothing is never judged, nor, of a period, a state against what came within the period.
    """
    declared = metric(metric_id)
    values = [tables.value(numbers.get(metric_id)) for numbers in (now, before)]
    if isinstance(declared, kinds.Count):
        whole = kinds.judged_against(declared)
        if whole is None or (in_period and whole.is_state != declared.is_state):
            return None
        wholes = [tables.value(numbers.get(whole.id)) for numbers in (now, before)]
        values = [part / of if part is not None and of else None for part, of in zip(values, wholes, strict=True)]
    moved = change(*values)
    return (moved > 0) == (declared.direction == "higher") if moved and declared.direction else None


def card(grid: Any, view: View, metric_id: str, numbers: Numbers, before: Numbers, so_far: pd.Series | None) -> None:
    """One headline number with its change: blue when better, amber when worse, grey when neither; see `is_better`.

    An empty number shows the reason in place of its change.
    """
    now = numbers[metric_id]
    moved = change(now, before.get(metric_id))
    more: dict[str, Any] = {}
    if now is None:
        more = {"delta": tables.plain(view.why_empty(metric_id)), "delta_color": "gray", "delta_arrow": "off"}
    elif moved is not None:
        amount = change_amount(metric_id, moved)
        still = not any(c in "123456789" for c in amount)
        better = None if still else is_better(metric_id, numbers, before, in_period=bool(view.period))
        more = {
            "delta": 0 if still else ("+" if moved > 0 else "-") + amount,
            "delta_color": {None: "gray", True: "blue", False: "orange"}[better],
        }
    line = [] if so_far is None else [float(n) for n in so_far.dropna() if not isinf(n)]
    grid.metric(
        tables.label(metric_id),
        tables.brief(metric_id, now),
        border=True,
        height="stretch",
        help=definition(metric_id),
        chart_data=line if len(line) >= SHORTEST_LINE else None,
        delta_description=base_text(view, metric_id, numbers) or None,
        **more,
    )


def base_text(view: View, metric_id: str, numbers: Numbers) -> str:
    """A number's time where it is another, what it is computed from, 13,174÷53,986件, and of how many that is known."""
    return "；".join(filter(None, (view.other_time(metric_id), _made_of(view, metric_id, numbers))))


def _made_of(view: View, metric_id: str, numbers: Numbers) -> str:
    if numbers.get(metric_id) is None:
        return ""
    of_how_many, counts = view.of_how_many(metric_id), base(metric(metric_id))
    if isinstance(metric(metric_id), kinds.Duration) and of_how_many:
        return of_how_many
    if isinstance(metric(metric_id), kinds.Ratio) and not counts:
        return "；".join(filter(None, (_task(view, metric(metric_id)), of_how_many)))
    is_known = counts and all(numbers.get(c.id) is not None for c in counts)
    made_of = "÷".join(format_value(c, numbers[c.id]) for c in counts) + counts[-1].unit if is_known else ""
    return "；".join(filter(None, (made_of, of_how_many)))


def _task(view: View, ratio: kinds.Ratio) -> str:
    """What a ratio of some rows alone is computed from, 2,435÷7,860户: its counts are of those rows."""
    top, bottom = ratio.top.id, ratio.bottom.id
    counts = view.one((top, bottom), **{name: list(values) for name, values in ratio.only})
    whole = tables.value(counts[bottom])
    if counts[top] is None or whole is None:
        return ""
    return f"{format_value(ratio.top, counts[top])}÷{format_value(ratio.top, whole * ratio.times)}{ratio.top.unit}"


def definition(metric_id: str) -> str:
    """What a number counts and leaves out, as the help text of its card."""
    declared = metric(metric_id)
    sentences = [declared.note or docs.formula(declared)]
    if declared.leaves_out:
        sentences.append(f"不含：{declared.leaves_out}")
    return "\n\n".join(sentences)


def day_of(cell: Any) -> date:
    """A day of a result as Python has it."""
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


def week_name(monday: Any) -> str:
    """A week under a bar, in two lines: 3.6-, 3.12; the campaign's first begins with it."""
    week = rules.week(day_of(monday))
    start = max(week.start, rules.START)
    return f"{start.month}.{start.day}-<br>{week.end.month}.{week.end.day}"


def named(cell: object, by: str = "") -> str:
    """A group's name as a reader sees it; the word for unfilled where the rows have none."""
    return UNFILLED if pd.isna(cell) else shown(by, cell)  # type: ignore[call-overload]


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
    """One number by group, the largest on top unless `in_order`; with its companion where `numbers` has it."""
    known = numbers.dropna(subset=[metric_id])
    if not in_order:
        known = known.sort_values(metric_id, ascending=False)
    companion = next((name for name in companions((metric_id,)) if name in known), "")

    def label(row: Numbers) -> str:
        also = f"（{tables.formatted(companion, row[companion])}）" if companion else ""
        return tables.formatted(metric_id, row[metric_id]) + also

    bars = [
        charts.Bar(named(row[by], by), float(row[metric_id]), label(row))
        for row in known.head(limit or len(known)).to_dict("records")
    ]
    _draw(bars, key, by, chosen, on_choose, is_whole=len(bars) == len(known))


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
            named(row[by], by),
            float(row["issues"]),
            f"{tables.formatted('issues', row['issues'])} {tables.formatted('solved_share', row['solved_share'])}",
            part=tables.value(row["solved"]) or 0.0,
            colour=charts.GREY if named(row[by]) in NO_GROUP else charts.NAVY,
        )
        for row in known.head(limit or len(known)).to_dict("records")
    ]
    _draw(bars, key, by, chosen, on_choose, is_whole=len(bars) == len(known))


def _draw(
    bars: list[charts.Bar],
    key: str,
    by: str,
    chosen: str | None,
    on_choose: Callable[[str], None] | None,
    *,
    is_whole: bool,
) -> None:
    if not bars:
        tables.nothing("没有数据")
        return
    known = [bar for bar in bars if bar.name not in NO_GROUP] or bars
    chosen = chosen and shown(by, chosen)
    choose = (lambda name: on_choose(stored_name(name) if by in UNITS else name)) if on_choose else None
    charts.show(charts.bars(bars, chosen=chosen), key, charts.seen(known, is_whole=is_whole), on_choose=choose)
