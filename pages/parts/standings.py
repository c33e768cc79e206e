"""How is the standing of a unit shown: its row and its sentence, its dot in the funnel, and folded what supports its tier?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st

from campaign.judgement.ranking import (
    AHEAD,
    AS_PEERS,
    BEHIND,
    BY,
    TOO_FEW,
    WATCHED,
    Mark,
    PeerGroup,
    Place,
    Ranking,
    Standing,
    Tier,
    blanks_note,
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
RED_MEANING = f"红色为{BEHIND}"
"""Elsewhere red can mark the better ones: a legend explains what it means here."""
EVIDENCE, METHOD = "依据", "评定办法"
"""The folds that hold what a leader need not read."""
MOST_OPEN = 12
"""A longer list starts folded."""
MOST_NAMED = 5
"""Names that a funnel plot can hold."""
PROGRESS: Mark = "进步"
DISAGREES: Mark = "对账差异"
BLANK = " "
"""In a cell where there is nothing to say; a dash would say that something is not known."""
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


def counterpart_text(standing: Standing, part: int, whole: int, base: str) -> str:
    """The number that must be shown along with the measure: what people confirm along with what is reported; `base` as in `bases`."""
    share = standing.counterpart
    if share is None:
        return ""
    unit = share.whole.unit
    counts = f"{base}，其中" if base else f"{share.whole.label}的{whole:,}{unit}中"
    return f"{share.label}{format_share(part / whole)}（{counts}{share.part.label}{part:,}{unit}）"


def sentences(view: View, standing: Standing, places: Sequence[Place]) -> None:
    """One sentence for each unit; a long list is folded."""
    lines = "\n".join(f"- {of_place(view, standing, p)}：{tables.plain(p.sentence)}" for p in places)
    if len(places) <= MOST_OPEN:
        st.markdown(lines)
        return
    with st.expander(f"逐{standing.counter}说明（{len(places)}{standing.counter}）"):
        st.markdown(lines)


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
    named = [p.unit for p in rated if p.tier == BEHIND][:MOST_NAMED]
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
        charts.Limits(name, sizes.tolist(), at[f"{limit}_low"].tolist(), at[f"{limit}_high"].tolist())
        for limit, name in (("outer", ""), ("inner", "正常波动范围"))
    ]
    whole = f"同类{format_share(standing.rate)}"
    out, one = len(standing.of(BEHIND)), f"{standing.counter}{'地区' if standing.group.by else '单位'}"
    sentence = f"{len(dots)}{one}中{f'{out}{standing.counter}列为{BEHIND}' if out else f'没有列为{BEHIND}的'}。"
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
    """A dot in words, with how much of its base is reported."""
    parts = [place.tier, f"{place.part:,}/{place.whole:,}{unit}", base, format_share(place.rate or 0.0)]
    return "　".join(filter(None, parts))


def league(view: View, standing: Standing, places: Sequence[Place]) -> None:
    """Each unit with a tier, those behind first: its share, its counts, its peers, how many cases fewer, its trend."""
    if not places:
        tables.nothing(f"没有可以定档的{'地区' if standing.group.by else '单位'}")
        return
    words = bases(view, standing, standing.measure.id)
    partly = ("底数",) if any(words.get(p.unit) for p in places) else ()
    noted = ("备注",) if any(_note(p).strip() for p in places) else ()
    columns = [
        ruled.Column("地区" if standing.group.by else "单位"),
        ruled.Column("档次"),
        *(figure_columns(standing)),
        *map(ruled.Column, (*partly, *noted)),
    ]
    rows = [
        (
            ruled.Cell(standing.shown(p.unit), its_page(view, standing, p)),
            ruled.tier(p.tier),
            *figure_cells(view, standing, p),
            *(words.get(p.unit, "") for _ in partly),
            *(_note(p) for _ in noted),
        )
        for p in places
    ]
    ruled.show(f"{standing.group.name}的{standing.label}，{len(places)}{standing.counter}", columns, rows)


def _note(place: Place) -> str:
    """The mark that goes with a rank: its reports and its sheets disagree."""
    return DISAGREES if DISAGREES in place.marks else BLANK


def figure_columns(standing: Standing) -> list[ruled.Column]:
    """The headings of `figure_cells`."""
    measure = standing.measure
    level = "按同类中同类别、同时长的问题折算" if _is_mixed(standing) else "按同类水平折算"
    return [
        ruled.Column(standing.label, is_number=True),
        ruled.Column(f"{measure.part.label}/{measure.whole.label}（{measure.whole.unit}）", is_number=True),
        ruled.Column("同类", is_number=True),
        ruled.Column(standing.short_label, is_number=True, note=f"{level}，取整"),
        ruled.Column("趋势（百分点）", is_number=True, note=f"{standing.since}的增减"),
    ]


def _is_mixed(standing: Standing) -> bool:
    return standing.measure.id in standing.method.measures.case_mix


def figure_cells(view: View, standing: Standing, place: Place | None) -> tuple[ruled.Cell | str, ...]:
    """A unit's share, its counts with their rows, its peers' share, how many cases fewer it has, and the trend."""
    peers = ruled.Cell(format_share(standing.rate) if standing.rate is not None else EMPTY, look="quiet")
    if place is None or place.rate is None or place.part is None or place.whole is None:
        return ("", "", peers, "", "")
    short = f"{place.short:,}" if place.short is not None else BLANK
    look = ruled.tier(place.tier).look
    rate = ruled.Cell(format_share(place.rate), look=look)
    return (
        rate,
        counts(view, standing, place),
        peers,
        ruled.Cell(short, look=look if short.strip() else ""),
        trend(place),
    )


def counts(view: View, standing: Standing, place: Place) -> ruled.Cell:
    """Part and whole of a unit, each with its rows: 6 / 114."""
    words = (f"{place.part or 0:,}", f"/ {place.whole or 0:,}")
    if not leads.has_rows():
        return ruled.Cell(" ".join(words))
    counted, measure = as_counted(view, standing), standing.measure
    part, whole = (
        leads.to_rows(counted, count.id, **{standing.by: place.unit}) for count in (measure.part, measure.whole)
    )
    return ruled.Cell(words[0], part, also=((words[1], whole),))


def trend(place: Place) -> ruled.Cell | str:
    """The change against the same days before as an arrow; empty where it is not known."""
    if place.change is None:
        return ""
    points = round(100 * place.change, 1)
    if not points:
        return ruled.Cell("持平", look="quiet")
    mark = f"　{PROGRESS}" if PROGRESS in place.marks else ""
    look = "watch" if points < 0 else "ahead" if mark else ""
    return ruled.Cell(f"{'↑' if points > 0 else '↓'}{abs(points):.1f}{mark}", look=look)


def evidence(view: View, standing: Standing, places: Sequence[Place]) -> None:
    """What supports each unit's tier, for whoever checks it."""
    top = ruled.top_of(places, [standing.rate])
    named = ruled.Column("地区" if standing.group.by else "单位")
    beside = bases(view, standing, standing.counterpart.id) if standing.counterpart else {}
    rows = [(standing.shown(p.unit), *evidence_cells(standing, p, top, beside.get(p.unit, ""))) for p in places]
    ruled.show(f"{standing.group.name}的{standing.label}：依据", [named, *evidence_columns(standing)], rows)


def evidence_columns(standing: Standing) -> list[ruled.Column]:
    """The headings of `evidence_cells`."""
    draws = standing.method.stability.draws
    return [
        ruled.Column(
            f"估计值和{percent(standing.method.estimate.interval)}区间", note="点为估计值，条为区间，竖线为同类水平"
        ),
        ruled.Column("位次区间"),
        ruled.Column("控制限和概率"),
        ruled.Column("稳定性", note=f"门槛浮动时，{draws}次中档次不变的次数"),
        ruled.Column("实际/应有", note="按同类中同类别、同时长的问题折算"),
        ruled.Column("进步依据", note=f"{standing.now}与{standing.before}同样天数相比"),
        ruled.Column("对照"),
    ]


def evidence_cells(
    standing: Standing, place: Place | None, top: float, beside: str = ""
) -> tuple[ruled.Cell | str, ...]:
    """The estimate with its interval, the ranks, limits and probability, how firm the tier is, the mix of cases, the
    probability of the trend, and the share that goes with the measure; `beside` as in `bases`.
    """
    if place is None:
        return ("",) * len(evidence_columns(standing))
    mix = risen = other = ""
    if place.expected is not None and place.ratio is not None:
        mix = f"{place.ratio:.2f}（{place.ratio_low:.2f}–{place.ratio_high:.2f}），应有{place.expected:.1f}"
    if place.moved is not None and place.risen is not None:
        way, likely = ("升", place.risen) if place.moved >= 0 else ("降", 1 - place.risen)
        risen = f"确实{way}了的概率{chance(likely)}"
    if place.beside_part is not None and place.beside_whole is not None:
        other = counterpart_text(standing, place.beside_part, place.beside_whole, beside)
    return (
        ruled.Cell(place.formatted_interval, span=ruled.span_of(place, standing.rate, top)),
        rank_text(place),
        place.evidence,
        f"{place.stays}/{standing.method.stability.draws}次"
        if place.stays is not None and place.first is not None
        else "",
        mix,
        risen,
        other,
    )


def few(view: View, standing: Standing, places: Sequence[Place]) -> None:
    """The units with too few cases to be judged: their figures, no tier."""
    columns = [
        ruled.Column("地区" if standing.group.by else "单位"),
        *figure_columns(standing)[:2],
        ruled.Column("备注"),
    ]
    rows = [
        (
            ruled.Cell(standing.shown(p.unit), its_page(view, standing, p)),
            *figure_cells(view, standing, p)[:2],
            blanks_note(p.blank) if p.blank else "",
        )
        for p in places
    ]
    ruled.show(f"{TOO_FEW}，{len(places)}{standing.counter}", columns, rows)


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
        lacking = f"；缺{'、'.join(one.lacking)}，其余权重按比例放大" if one.lacking else ""
        points = "".join(f"；{e.points:+g}分：{e.reason}（{e.date}）" for e in one.entries)
        st.markdown(f"- {named(view, one.unit)}：{tables.plain(summary + lacking + points)}")
