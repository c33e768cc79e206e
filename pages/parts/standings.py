"""How does the standing of a unit look: its evidence in words, its interval, its dot in the funnel?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import streamlit as st

from campaign import rules
from campaign.access import Scope
from campaign.ranking import Place, Standing, Tier, chance, standing
from campaign.ranking.composite import Score
from campaign.ranking.method import percent
from campaign.snapshot import Snapshot
from campaign.wording import EMPTY, format_share
from pages.parts import charts, leads, ruled, tables
from pages.parts.frame import View

COLOURS: Mapping[Tier, str] = {"整改": charts.RED, "关注": charts.AMBER, "先进": charts.NAVY, "达标": charts.GREY}
RED_SAID = "红色是要整改的警示。"
"""Red means the better ones elsewhere: a legend says what it means here."""
MOST_OPEN = 12
"""A longer list of evidence starts folded."""
MOST_NAMED = 5
"""Names that a funnel plot can hold."""
POINTS = 80
"""Of a control limit's line."""


def stand(view: View, group: str, measure: str | None = None, only: int | None = None) -> Standing:
    """The standing in sight of a peer group on a measure, of one 督导小组 alone with `only`."""
    snapshot, scope = view.room.snapshot, view.room.scope
    return _stand(snapshot, snapshot.id, scope, scope.label, group, measure, view.as_of, view.period, only)


# Shared and not copied: a measure is made of functions, which cannot be, and nobody changes a standing.
@st.cache_resource(max_entries=120, show_spinner=False)
def _stand(
    _snapshot: Snapshot,
    snapshot_id: str,
    _scope: Scope,
    scope_label: str,
    group: str,
    measure: str | None,
    as_of: date | None,
    period: str | None,
    only: int | None,
) -> Standing:
    return standing(_snapshot, group, measure, scope=_scope, as_of=as_of, period=period, only_group=only)


def rank_said(place: Place) -> str:
    """The rank interval in words; nothing for a unit that is not ranked."""
    if place.first is None or place.last is None:
        return ""
    return f"第{place.first}–{place.last}位" if place.first < place.last else f"第{place.first}位"


def more_said(found: Standing, place: Place) -> str:
    """What stands after the evidence: the rank, how firm the tier is, the mix of cases, the change, the marks."""
    unit = found.measure.whole.unit
    said = [f"位次{rank_said(place)}"] if place.first is not None else []
    if place.stays is not None and place.first is not None:
        said.append(f"门槛浮动时{found.method.stability.draws}次中{place.stays}次仍为{place.tier}")
    if place.beside_part is not None and place.beside_whole is not None:
        said.append(beside_said(found, place.beside_part, place.beside_whole))
    if place.expected is not None and place.ratio is not None:
        bounds = f"（{place.ratio_low:.2f}–{place.ratio_high:.2f}）"
        said.append(f"按类别和时长应为{place.expected:.1f}{unit}，实际是应有的{place.ratio:.2f}{bounds}")
    if place.moved is not None and place.risen is not None:
        said.append(moved_said(found, place))
    if "对账差异" in place.marks:
        said.append("有没有解决的对账差异")
    return "；".join(said) + "。" if said else ""


def beside_said(found: Standing, part: int, whole: int) -> str:
    """The number that must stand beside the measure: what people confirm beside what a unit reports."""
    share = found.counterpart
    if share is None:
        return ""
    unit = share.whole.unit
    counts = f"{share.whole.label}的{whole:,}{unit}中{share.part.label}{part:,}{unit}"
    return f"{share.label}{format_share(part / whole)}（{counts}）"


def moved_said(found: Standing, place: Place) -> str:
    """The change since the period before, with its probability."""
    assert place.moved is not None and place.risen is not None
    way, likely = ("升", place.risen) if place.moved >= 0 else ("降", 1 - place.risen)
    return f"{found.now}较{found.before}同样天数{way}{abs(100 * place.moved):.1f}个百分点，确实{way}了的概率{chance(likely)}"


def evidence(
    view: View, found: Standing, places: Sequence[Place], none: str = "没有这样的单位。", *, in_sight: bool = False
) -> None:
    """A sentence a unit, with what else is known and links to its rows; a long list is folded unless `in_sight`."""
    if not places:
        st.markdown(none)
        return
    lines = [
        f"- {named(view, p.unit)}：{tables.plain(p.sentence)}{_quiet(more_said(found, p))} {rows_of(view, found, p)}"
        for p in places
    ]
    if in_sight or len(places) <= MOST_OPEN:
        st.markdown("\n".join(lines))
        return
    with st.expander(f"逐家依据（{len(places)}家）"):
        st.markdown("\n".join(lines))


def _quiet(said: str) -> str:
    return f":gray[{tables.plain(said)}]" if said else ""


def named(view: View, unit: str, *, mark: str = "**") -> str:
    """A unit's name, which leads to its own page."""
    return f"[{mark}{tables.plain(unit)}{mark}]({leads.href(leads.to_page('unit', view, unit=unit))})"


def listed(view: View, places: Sequence[Place], said: Callable[[Place], str], none: str = "没有这样的单位。") -> None:
    """A short list: a unit and one thing about it a line."""
    lines = [f"- {named(view, p.unit)}：{tables.plain(said(p))}" for p in places]
    st.markdown("\n".join(lines) or none)


def rows_of(view: View, found: Standing, place: Place) -> str:
    """Links to the rows behind one unit's sentence: the part, and the whole, as they are counted there."""
    counted = as_counted(view, found)
    return " ".join(
        f"[{count.label}]({leads.href(leads.to_rows(counted, count.id, **{found.by: place.unit}))})"
        for count in (found.measure.part, found.measure.whole)
    )


def as_counted(view: View, found: Standing) -> View:
    """The view of the rows by which units are judged: without those that do not say whether they are solved."""
    return view.but(status=list(rules.STATUSES)) if found.needs_status else view


def funnel(view: View, found: Standing) -> None:
    """Every unit that says its outcome, by size and share, within the control limits."""
    told = [p for p in found.places if p.rate is not None and p.whole]
    if not told or found.rate is None:
        tables.nothing("没有可画的单位")
        return
    named = [p.unit for p in told if p.tier == "整改"][:MOST_NAMED]
    unit = found.measure.whole.unit
    dots = [
        charts.Dot(
            p.unit,
            float(p.whole or 0),
            p.rate or 0.0,
            _hover(p, unit),
            COLOURS.get(p.tier, charts.GREY),
            p.unit in named,
        )
        for p in told
    ]
    most = max(d.size for d in dots)
    sizes = np.unique(np.geomspace(min(d.size for d in dots), max(most, 2), POINTS).round())
    at = found.limits_at(sizes)
    limits = [
        charts.Limits(
            percent(getattr(found.method.funnel, name)),
            sizes.tolist(),
            at[f"{name}_low"].tolist(),
            at[f"{name}_high"].tolist(),
        )
        for name in ("outer", "inner")
    ]
    whole = f"同类 {format_share(found.rate)}"
    out = len(found.of("整改"))
    says = f"{len(dots)}家中{out}家列为整改。" if out else f"{len(dots)}家中没有一家列为整改。"
    base = f"{found.measure.whole.label}（{unit}，按倍数）"
    charts.show(
        charts.funnel(dots, found.rate, whole, limits, base),
        "ranking-funnel",
        says,
        on_choose=leads.goes_to("unit", view, "unit"),
    )


def _hover(place: Place, unit: str) -> str:
    """A dot in words; without a probability and a rank where it has no tier."""
    said = [place.tier, f"{place.part:,}/{place.whole:,}{unit}", format_share(place.rate or 0.0)]
    said += [f"低于底线的概率{chance(place.below)}"] if place.below is not None else []
    return "　".join([*said, rank_said(place)]).rstrip()


def league(view: View, found: Standing, places: Sequence[Place]) -> None:
    """Each unit's figures, its estimate with its interval, its rank interval; a name leads to the unit's own page."""
    if not places:
        tables.nothing("没有这样的单位")
        return
    measure, counted = found.measure, as_counted(view, found)
    width = percent(found.method.estimate.interval)
    top = ruled.top_of(places, [found.rate])
    columns = [
        ruled.Column("单位"),
        ruled.Column("档次"),
        ruled.Column(found.label, is_number=True),
        ruled.Column(f"{measure.part.label}（{measure.part.unit}）", is_number=True),
        ruled.Column(f"{measure.whole.label}（{measure.whole.unit}）", is_number=True),
        ruled.Column(f"估计值和{width}区间", note="点是估计值，条是区间，竖线是同类水平"),
        ruled.Column("位次区间"),
        ruled.Column("标记"),
    ]
    rows = [
        (
            ruled.Cell(p.unit, leads.to_page("unit", view, unit=p.unit)),
            ruled.tier(p.tier),
            format_share(p.rate) if p.rate is not None else EMPTY,
            ruled.Cell(f"{p.part:,}", leads.to_rows(counted, measure.part.id, **{found.by: p.unit})),
            ruled.Cell(f"{p.whole:,}", leads.to_rows(counted, measure.whole.id, **{found.by: p.unit})),
            ruled.Cell(p.formatted_interval, span=ruled.span_of(p, found.rate, top)),
            rank_said(p),
            "、".join(p.marks),
        )
        for p in places
    ]
    ruled.show(f"{found.group.name}的{found.label}，{len(places)}家", columns, rows)


def unreported(view: View, places: Sequence[Place]) -> None:
    """Who has no figures, by the reason."""
    if not places:
        st.markdown("没有这样的单位。")
    by_reason: dict[str, list[str]] = {}
    for place in places:
        by_reason.setdefault(place.sentence, []).append(named(view, place.unit, mark=""))
    for reason, units in by_reason.items():
        st.markdown(f"- {'、'.join(units)}：{tables.plain(reason)}")


def scores(view: View, found: Sequence[Score]) -> None:
    """The composite: the score with its interval, what it lacks, and the points apart."""
    for one in found:
        if one.score is None:
            continue
        said = f"{one.score:.1f}（{one.low:.1f}–{one.high:.1f}），同类在同样指标上{one.peers:.1f}，第{one.first}–{one.last}位，{one.tier}"
        lacking = f"；缺{'、'.join(one.lacking)}，权重按比例放大" if one.lacking else ""
        points = "".join(f"；{e.points:+g}分：{e.reason}（{e.date}）" for e in one.entries)
        st.markdown(f"- {named(view, one.unit)}：{tables.plain(said + lacking + points)}")
