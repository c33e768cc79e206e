"""Who is behind their peers, and by how much?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from campaign.judgement.ranking import (
    AHEAD,
    BEHIND,
    JUDGED,
    NOTHING,
    SILENT,
    TIERS,
    TOO_FEW,
    WATCHED,
    PeerGroup,
    Place,
    Standing,
    blanks_note,
    meaning,
    published,
)
from campaign.judgement.ranking.composite import Score, Scoring
from campaign.judgement.ranking.method import BadMethod, Coverage, Method, percent
from campaign.numbers.figure import in_full
from campaign.numbers.metrics import metric
from campaign.numbers.wording import format_share
from campaign.places.units import OWN
from exports import standings as paper
from pages.parts import door, standings, tables
from pages.parts.bar import AREA_KINDS, NAMES, OF_PLACES, WIDTH, cannot, filters
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, View

TITLE = "督查排名"
ICON = ":material/leaderboard:"
MENU = Menu("督查", 210, needs="comparison")

GROUP = "group"
"""The 督导小组 as a dimension."""
FITS_NOT = tuple(name for name in (*OF_PLACES, *NAMES) if name != GROUP)
EVERY_TEAM = "全部小组"
PROGRESS = standings.PROGRESS
MOST_TOLD = 3
"""Names that the sentence over the table can hold."""
BY_UNIT, BY_PLACE = "按单位", "按地区"
"""What is compared: units by what they themselves have to do, or places by all that lies there."""


def render(room: Room) -> None:
    """Everybody in one table under one sentence, then the words to those who are behind; what supports it is folded."""
    heading(room, TITLE, "落后单位及依据")
    try:
        method = published()
    except BadMethod as error:
        st.error(str(error))
        return
    group, measure = _chosen(method)
    if group.by:
        view = filters(room, unfit=cannot((*OF_PLACES, *NAMES), "各地与全市同类比较，不另选单位和问题"))
        group = replace(group, by=view.area) if group.by in AREA_KINDS.values() else group
    else:
        view = filters(room, unfit=cannot(FITS_NOT, "单位与全市同类比较，不另选地区和问题"))
    only = int(str(view.where[GROUP])) if GROUP in view.where else None
    view = view.but(without=(GROUP,))
    stated = standings.Stated(view, group if group.by else group.name, measure, only)
    stated.state_bases(view)
    if not group.by:
        _scoring(view, group.name, only)
    standing = stated()
    scored = () if group.by else _scores(view, group.name, only)
    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, standing, only))
    _tiers(standing)
    ranked = standing.of(*JUDGED)
    standings.league(view, standing, ranked)
    st.caption(_notes(view, standing))
    _download(view, standing, scored, only)
    _behind(view, standing)
    if ranked:
        section(
            "与同类比较",
            f"每点代表一{standing.counter}{_noun(standing)}，越靠右问题越多；两条线之间为正常波动范围。{_leads_to(standing)}。",
        )
        standings.funnel(view, standing)
    if scored:
        section("综合分", "供领导参阅；区间重叠的不分先后。加减分另列。")
        standings.scores(view, scored)
    _to_help(view, standing)
    _without_tier(view, standing)
    _folded(view, standing, ranked)


def _noun(standing: Standing) -> str:
    return "地区" if standing.group.by else "单位"


def _tiers(standing: Standing) -> None:
    """How many in each tier, in one line; an empty tier only where it is the one to act on."""
    looks = {BEHIND: "red", WATCHED: "orange", AHEAD: "blue"}
    counted = []
    for tier in TIERS:
        many = len(standing.of(tier))
        if many or tier == BEHIND:
            words, look = f"**{tier}{many}{standing.counter}**", looks.get(tier) if many else None
            told = f":small[:gray[{meaning(tier, standing)}]]" if tier not in (SILENT, NOTHING) else ""
            counted.append(f"{f':{look}[{words}]' if look else words} {told}".rstrip())
    with st.container(key="tiers"):
        st.markdown("　".join(counted))


def _notes(view: View, standing: Standing) -> str:
    """How the table is read, and what stands outside its counts."""
    mixed = "，按同类别、同时长的问题折算" if standing.measure.id in standing.method.measures.case_mix else ""
    notes = [
        f"{standings.RED_MEANING}，排在最前；位次为区间，区间重叠的不分先后。同类为{_whose(standing)}合计；“{standing.short_label.partition('（')[0]}”为低于同类水平的数{mixed}。"
    ]
    if any(p.change is not None for p in standing.places):
        notes.append(f"趋势为{standing.since}的增减。")
    if standing.beside:
        base = standings.bases(view, standing, standing.counterpart.id)[None] if standing.counterpart else ""
        notes.append(f"对照：{standing.group.name}{standings.counterpart_text(standing, *standing.beside, base)}。")
    if standing.blank:
        notes.append(f"{blanks_note(standing.blank)}。")
    if standing.unassigned:
        why = "未写明地点" if standing.group.by else "由花名册以外的单位承办"
        notes.append(f"另有{in_full(standing.measure.whole, standing.unassigned)}{why}，不评。")
    if standing.group.by:
        counted = "已报总户数的村（社区）的户" if isinstance(standing.measure, Coverage) else "各地的全部问题"
        notes.append(f"统计的是{counted}，不论由谁走访、承办；区和镇街机关自身承办的问题按单位比较，写作“{OWN}”。")
    return "".join(notes)


def _whose(standing: Standing) -> str:
    return f"全市{standing.group.name}" if not standing.group.by else f"各{standing.group.name}"


def _behind(view: View, standing: Standing) -> None:
    """One sentence to each of those who are behind, and of those who may be."""
    notes = {BEHIND: "建议核实后研究约谈对象和整改时限。", WATCHED: f"尚未同时达到两项条件，暂列{WATCHED}。"}
    for tier, note in notes.items():
        if places := standing.of(tier):
            section(f"{tier}{_noun(standing)}", note)
            standings.sentences(view, standing, places)


def _to_help(view: View, standing: Standing) -> None:
    """Those who carry most: a list for help."""
    heaviest = standing.marked("治理")
    if not heaviest or (standing.group.by and len(heaviest) == len(standing.places)):
        return
    with st.expander(f"任务较重的{_noun(standing)}（{len(heaviest)}{standing.counter}）：重点帮助，不作问责依据"):
        listed = "、".join(
            f"{standings.of_place(view, standing, p, mark='')}{in_full(standing.support, p.support)}" for p in heaviest
        )
        st.markdown(f"{standing.support.label}最多的{len(heaviest)}{standing.counter}：{listed}。")


def _without_tier(view: View, standing: Standing) -> None:
    """Those that are not compared, by the reason; they stand after, folded."""
    tiers = [tier for tier in (TOO_FEW, SILENT, NOTHING) if standing.of(tier)]
    if not tiers:
        return
    one = standing.counter
    of_each = "、".join(f"{tier}{len(standing.of(tier))}{one}" for tier in tiers)
    with st.expander(f"未定档的{_noun(standing)}（{len(standing.of(*tiers))}{one}）：{of_each}"):
        if few := standing.of(TOO_FEW):
            st.markdown(f"**{TOO_FEW}**：{meaning(TOO_FEW, standing)}，不定档，不排位次。")
            standings.few(view, standing, few)
        for tier, note in {
            SILENT: "未报或者未填，不作零计，也不作平均。",
            NOTHING: "已报，名下没有此类问题；不作零计，也不作平均。",
        }.items():
            if places := standing.of(tier):
                st.markdown(f"**{tier}**：{note}")
                standings.unreported(view, standing, places)


def _folded(view: View, standing: Standing, ranked: tuple[Place, ...]) -> None:
    """What supports the tiers, and by which rules they are given."""
    if ranked:
        with st.expander(standings.EVIDENCE):
            tiers, inner = standing.method.tiers, percent(standing.method.funnel.inner)
            st.markdown(
                f"{BEHIND}须同时达到两项条件：低于底线的概率不低于{percent(tiers.behind)}，并且占比低于{inner}控制限。"
                f"{WATCHED}的概率不低于{percent(tiers.watch)}。"
                f"{PROGRESS}：升高的概率不低于{percent(tiers.progress)}。图中两条点线为{inner}控制限，外侧实线为{percent(standing.method.funnel.outer)}控制限。"
            )
            standings.evidence(view, standing, ranked)
    with st.expander(standings.METHOD):
        st.markdown("\n".join(f"- {tables.plain(rule)}" for rule in standing.method.sentences))


def _chosen(method: Method) -> tuple[PeerGroup, str]:
    """The units, or the places, that are compared, and the number; each kind keeps its own choice in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kinds = [BY_UNIT, BY_PLACE] if method.territories else [BY_UNIT]
        kind = st.segmented_control(
            "比较对象", kinds, default=BY_UNIT, required=True, key="ranked", bind="query-params"
        )
        is_of_places = kind == BY_PLACE
        names = [group.name for group in (method.territories if is_of_places else method.groups)]
        key = "territory" if is_of_places else "peers"
        chosen = st.segmented_control("同类", names, default=names[0], required=True, key=key, bind="query-params")
        group = method.group(chosen or names[0])
        return group, _measure(method, group)


def _leads_to(standing: Standing) -> str:
    return "点击查看该地区" if standing.group.by else "点击查看该单位画像"


def _measure(method: Method, group: PeerGroup) -> str:
    """The number by which the peers are compared."""
    labels = {metric(m).label: m for m in method.measures.of(group)}
    if st.session_state.get("measure") not in labels:
        st.session_state.pop("measure", None)
    label = st.selectbox("指标", list(labels), key="measure", bind="query-params", width=WIDTH + 40)
    return labels.get(label or "", method.measures.of(group)[0])


@cached()
def _scores(view: View, group: str, only: int | None) -> tuple[Score, ...]:
    return _scoring(view, group, only).scores


def _scoring(view: View, group: str, only: int | None) -> Scoring:
    room = view.room
    return Scoring(
        room.snapshot, room.batch, group, scope=room.scope, as_of=view.as_of, period=view.period, only_group=only
    )


def _conclusion(view: View, standing: Standing, only: int | None) -> str:
    """How the peers are doing, and who is behind them."""
    measure, group = standing.measure, standing.group.name
    if standing.rate is None:
        return f"{view.span}，{group}尚无{measure.whole.label}数据，无法比较。"
    base = standings.bases(view, standing, measure.id)[None]
    counted = f"{standing.part:,}/{standing.whole:,}{measure.whole.unit}{f'；{base}' if base else ''}"
    one, behind, ahead = standing.counter, standing.of(BEHIND), standing.of(AHEAD)
    names = "、".join(tables.plain(standing.shown(p.unit)) for p in behind[:MOST_TOLD])
    whose = f"第{only}督导小组联系的单位中，" if only else ""
    named = (
        f"明显低于同类、列为{BEHIND}的**{len(behind)}{one}**：{names}{'等' if len(behind) > MOST_TOLD else ''}"
        if behind
        else f"没有{_noun(standing)}达到列入{BEHIND}的条件"
    )
    better = f"；{AHEAD}**{len(ahead)}{one}**" if ahead else ""
    return (
        f"{view.span}，{group}{standing.label}**{format_share(standing.rate)}**（{counted}）；{whose}{named}{better}。"
    )


def _download(view: View, standing: Standing, scored: tuple[Score, ...], only: int | None) -> None:
    filters = (("时段", view.span), ("同类", standing.group.name), ("指标", standing.label))
    team = () if standing.group.by else (("督导小组", f"第{only}督导小组" if only else EVERY_TEAM),)
    room = view.room
    tables.download(
        view,
        "导出Excel",
        paper.file_name(standing, room.snapshot.id),
        lambda: paper.workbook(room.snapshot, standing, (*filters, *team), scored),
        "ranking-workbook",
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
