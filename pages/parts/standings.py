"""How is the standing of a unit shown: its evidence in words, its interval, its dot in the funnel?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st

from campaign.judgement.ranking import (
    AHEAD,
    AS_PEERS,
    BEHIND,
    BY,
    WATCHED,
    PeerGroup,
    Place,
    Ranking,
    Standing,
    Tier,
    chance,
)
from campaign.judgement.ranking.composite import Score
from campaign.judgement.ranking.method import percent
from campaign.judgement.ranking.questions import Question, question_of
from campaign.numbers.wording import EMPTY, format_share
from campaign.office import rules
from campaign.places.units import shown_name
from pages.parts import charts, leads, ruled, tables
from pages.parts.cached import cached
from pages.parts.view import View

COLOURS: Mapping[Tier, str] = {BEHIND: charts.RED, WATCHED: charts.AMBER, AHEAD: charts.NAVY, AS_PEERS: charts.GREY}
RED_MEANING = "红色是要整改的警示。"
"""Elsewhere red can mark the better ones: a legend explains what it means here."""
MOST_OPEN = 12
"""A longer list of evidence starts folded."""
MOST_NAMED = 5
"""Names that a funnel plot can hold."""
POINTS = 80
"""Of a control limit's line."""


class Stated:
    """The standing in sight of a peer group on a measure, of one 督导小组 alone with `only`; stated when made."""

    def __init__(self, view: View, group: str | PeerGroup, measure: str | None = None, only: int | None = None) -> None:
        self._view, self._of = view.but(without=tuple(view.where)), (group, measure, only)
        self.question = _ranking(self._view, *self._of).question

    def state_bases(self, view: View) -> None:
        """State also how much of its bases is reported in a view."""
        for share in filter(None, (self.question.measure, self.question.counterpart)):
            state_bases(view, self.question, share.id)

    def __call__(self) -> Standing:
        """The standing, looked up."""
        return _stand(self._view, *self._of)


def stand(view: View, group: str | PeerGroup, measure: str | None = None, only: int | None = None) -> Standing:
    """The standing in sight, looked up at once."""
    return Stated(view, group, measure, only)()


@cached()
def _stand(view: View, group: str | PeerGroup, measure: str | None, only: int | None) -> Standing:
    # Stated once more: what the snapshot has answered by now is there.
    return _ranking(view, group, measure, only).standing


def _ranking(view: View, group: str | PeerGroup, measure: str | None, only: int | None) -> Ranking:
    room = view.room
    question = question_of(
        room.snapshot, group, measure, batch=room.batch, scope=room.scope, as_of=view.as_of, period=view.period
    )
    return Ranking(question, only)


def rank_text(place: Place) -> str:
    """The rank interval in words; nothing for a unit that is not ranked."""
    if place.first is None or place.last is None:
        return ""
    return f"第{place.first}–{place.last}位" if place.first < place.last else f"第{place.first}位"


def bases(view: View, standing: Standing, number: str) -> dict[object, str]:
    """How much of a number's base is reported, in words: of each unit or place, and under None of all its peers."""
    return state_bases(view, standing, number)()


def state_bases(view: View, of: Standing | Question, number: str) -> Callable[[], dict[object, str]]:
    """State how much of a number's base is reported; read as `bases`."""
    peers = view if of.group.by else view.but(**{BY[of.role][1]: list(of.group.levels)})
    whole, each = peers.base_of(number), peers.base_of(number, of.by)
    return lambda: {None: whole.words, **each.words_by}


def remarks(standing: Standing, place: Place, base: str, beside_base: str) -> str:
    """What follows the evidence: its base, the rank, how firm the tier is, the mix of cases, the change, the marks."""
    unit = standing.measure.whole.unit
    parts = [base] if base else []
    parts += [f"位次{rank_text(place)}"] if place.first is not None else []
    if place.stays is not None and place.first is not None:
        parts.append(f"门槛浮动时{standing.method.stability.draws}次中{place.stays}次仍为{place.tier}")
    if place.beside_part is not None and place.beside_whole is not None:
        parts.append(counterpart_text(standing, place.beside_part, place.beside_whole, beside_base))
    if place.expected is not None and place.ratio is not None:
        bounds = f"（{place.ratio_low:.2f}–{place.ratio_high:.2f}）"
        parts.append(f"按类别和时长应为{place.expected:.1f}{unit}，实际是应有的{place.ratio:.2f}{bounds}")
    if place.moved is not None and place.risen is not None:
        parts.append(change_text(standing, place))
    if "对账差异" in place.marks:
        parts.append("有没有解决的对账差异")
    return "；".join(parts) + "。" if parts else ""


def counterpart_text(standing: Standing, part: int, whole: int, base: str) -> str:
    """The number that must be shown along with the measure: what people confirm along with what is reported; `base` as in `bases`."""
    share = standing.counterpart
    if share is None:
        return ""
    unit = share.whole.unit
    counts = f"{base}，其中" if base else f"{share.whole.label}的{whole:,}{unit}中"
    return f"{share.label}{format_share(part / whole)}（{counts}{share.part.label}{part:,}{unit}）"


def change_text(standing: Standing, place: Place) -> str:
    """The change since the period before, with its probability."""
    assert place.moved is not None and place.risen is not None
    way, likely = ("升", place.risen) if place.moved >= 0 else ("降", 1 - place.risen)
    return f"{standing.now}较{standing.before}同样天数{way}{abs(100 * place.moved):.1f}个百分点，确实{way}了的概率{chance(likely)}"


def evidence(
    view: View, standing: Standing, places: Sequence[Place], none: str = "", *, in_sight: bool = False
) -> None:
    """One sentence for each unit, with its remarks and links to its rows; a long list is folded unless `in_sight`."""
    if not places:
        st.markdown(none or _none(standing))
        return
    own = bases(view, standing, standing.measure.id)
    beside = bases(view, standing, standing.counterpart.id) if standing.counterpart else {}
    lines = [
        f"- {of_place(view, standing, p)}：{tables.plain(p.sentence)}"
        f"{_quiet(remarks(standing, p, own.get(p.unit, ''), beside.get(p.unit, '')))} {rows_of(view, standing, p)}"
        for p in places
    ]
    if in_sight or len(places) <= MOST_OPEN:
        st.markdown("\n".join(lines))
        return
    with st.expander(f"逐{standing.counter}依据（{len(places)}{standing.counter}）"):
        st.markdown("\n".join(lines))


def _quiet(text: str) -> str:
    return f":gray[{tables.plain(text)}]" if text else ""


def named(view: View, unit: str, *, mark: str = "**") -> str:
    """A unit's name, which leads to its own page."""
    return leads.linked(f"{mark}{tables.plain(shown_name(unit))}{mark}", leads.to_page("unit", view, unit=unit))


def of_place(view: View, standing: Standing, place: Place, *, mark: str = "**") -> str:
    """The name of a unit, or of a place, which leads to its own page."""
    return leads.linked(f"{mark}{tables.plain(standing.shown(place.unit))}{mark}", its_page(view, standing, place))


def its_page(view: View, standing: Standing, place: Place) -> leads.Address:
    """The address of the page about a unit, or about a place."""
    page, name = ("places", standing.by) if standing.group.by else ("unit", "unit")
    return leads.to_page(page, view, **{name: place.unit})


def _none(standing: Standing) -> str:
    return f"没有这样的{'地区' if standing.group.by else '单位'}。"


def listed(view: View, standing: Standing, places: Sequence[Place], line_of: Callable[[Place], str]) -> None:
    """A short list: each line a unit, or a place, and one fact about it."""
    lines = [f"- {of_place(view, standing, p)}：{tables.plain(line_of(p))}" for p in places]
    st.markdown("\n".join(lines) or _none(standing))


def rows_of(view: View, standing: Standing, place: Place) -> str:
    """Links to the rows behind one unit's sentence: the part, and the whole, as they are counted there."""
    if not leads.has_rows():
        return ""
    counted = as_counted(view, standing)
    return " ".join(
        f"[{count.label}]({leads.href(leads.to_rows(counted, count.id, **{standing.by: place.unit}))})"
        for count in (standing.measure.part, standing.measure.whole)
    )


def as_counted(view: View, standing: Standing) -> View:
    """The view of the rows by which units are judged: without those whose status is blank."""
    return view.but(status=list(rules.STATUSES)) if standing.needs_status else view


def funnel(view: View, standing: Standing) -> None:
    """Every unit with a known outcome, by size and share, within the control limits."""
    rated = [p for p in standing.places if p.rate is not None and p.whole]
    if not rated or standing.rate is None:
        tables.nothing("没有可画的单位")
        return
    # Of several at one height, as those who have done nothing are, only one: their names would lie on one another.
    heights = {round(p.rate or 0, 2): p.unit for p in reversed(rated) if p.tier == BEHIND}
    named = [p.unit for p in rated if p.unit in heights.values()][:MOST_NAMED]
    unit, words = standing.measure.whole.unit, bases(view, standing, standing.measure.id)
    dots = [
        charts.Dot(
            standing.shown(p.unit),
            float(p.whole or 0),
            p.rate or 0.0,
            _hover(p, unit, words.get(p.unit, "")),
            COLOURS.get(p.tier, charts.GREY),
            p.unit in named,
        )
        for p in rated
    ]
    most = max(d.size for d in dots)
    sizes = np.unique(np.geomspace(min(d.size for d in dots), max(most, 2), POINTS).round())
    at = standing.limits_at(sizes)
    limits = [
        charts.Limits(
            percent(getattr(standing.method.funnel, name)),
            sizes.tolist(),
            at[f"{name}_low"].tolist(),
            at[f"{name}_high"].tolist(),
        )
        for name in ("outer", "inner")
    ]
    whole = f"同类 {format_share(standing.rate)}"
    out = len(standing.of(BEHIND))
    one = standing.counter
    sentence = f"{len(dots)}{one}中{f'{out}{one}' if out else f'没有一{one}'}列为{BEHIND}。"
    base = f"{standing.measure.whole.label}（{unit}，按倍数）"
    charts.show(
        charts.funnel(dots, standing.rate, whole, limits, base),
        "ranking-funnel",
        sentence,
        on_choose=leads.goes_to(
            "places" if standing.group.by else "unit", view, standing.by if standing.group.by else "unit"
        ),
    )


def _hover(place: Place, unit: str, base: str) -> str:
    """A dot in words, with how much of its base is reported; without a probability and a rank where it has no tier."""
    parts = [
        place.tier,
        f"{place.part:,}/{place.whole:,}{unit}",
        *([base] if base else []),
        format_share(place.rate or 0.0),
    ]
    parts += [f"低于底线的概率{chance(place.below)}"] if place.below is not None else []
    return "　".join([*parts, rank_text(place)]).rstrip()


def league(view: View, standing: Standing, places: Sequence[Place]) -> None:
    """Each unit's figures, its estimate with its interval, its rank interval; a name leads to the unit's own page."""
    if not places:
        tables.nothing("没有这样的单位")
        return
    measure, counted = standing.measure, as_counted(view, standing)
    width = percent(standing.method.estimate.interval)
    top = ruled.top_of(places, [standing.rate])
    words = bases(view, standing, measure.id)
    partly = ("底数",) if any(words.get(p.unit) for p in places) else ()
    columns = [
        ruled.Column("地区" if standing.group.by else "单位"),
        ruled.Column("档次"),
        ruled.Column(standing.label, is_number=True),
        ruled.Column(f"{measure.part.label}（{measure.part.unit}）", is_number=True),
        ruled.Column(f"{measure.whole.label}（{measure.whole.unit}）", is_number=True),
        ruled.Column(f"估计值和{width}区间", note="点是估计值，条是区间，竖线是同类水平"),
        ruled.Column("位次区间"),
        ruled.Column("标记"),
        *map(ruled.Column, partly),
    ]
    rows = [
        (
            ruled.Cell(standing.shown(p.unit), its_page(view, standing, p)),
            ruled.tier(p.tier),
            format_share(p.rate) if p.rate is not None else EMPTY,
            ruled.Cell(f"{p.part:,}", leads.to_rows(counted, measure.part.id, **{standing.by: p.unit})),
            ruled.Cell(f"{p.whole:,}", leads.to_rows(counted, measure.whole.id, **{standing.by: p.unit})),
            ruled.Cell(p.formatted_interval, span=ruled.span_of(p, standing.rate, top)),
            rank_text(p),
            "、".join(p.marks),
            *(words.get(p.unit, "") for _ in partly),
        )
        for p in places
    ]
    ruled.show(f"{standing.group.name}的{standing.label}，{len(places)}{standing.counter}", columns, rows)


def unreported(view: View, standing: Standing, places: Sequence[Place]) -> None:
    """The units without figures, by reason."""
    by_reason: dict[str, list[str]] = {}
    for place in places:
        by_reason.setdefault(place.sentence, []).append(of_place(view, standing, place, mark=""))
    for reason, units in by_reason.items():
        st.markdown(f"- {'、'.join(units)}：{tables.plain(reason)}")


def scores(view: View, composites: Sequence[Score]) -> None:
    """The composite: the score with its interval, the measures that it lacks, and the extra points."""
    for one in composites:
        if one.score is None:
            continue
        summary = f"{one.score:.1f}（{one.low:.1f}–{one.high:.1f}），同类在同样指标上{one.peers:.1f}，第{one.first}–{one.last}位，{one.tier}"
        lacking = f"；缺{'、'.join(one.lacking)}，权重按比例放大" if one.lacking else ""
        points = "".join(f"；{e.points:+g}分：{e.reason}（{e.date}）" for e in one.entries)
        st.markdown(f"- {named(view, one.unit)}：{tables.plain(summary + lacking + points)}")
