"""Who is behind their peers, and is the evidence enough to name them?"""

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
BY_UNIT, BY_PLACE = "按单位", "按地区"
"""What is compared: units by what they themselves have to do, or places by all that lies there."""


def render(room: Room) -> None:
    """One peer group on one measure: who is named and why, then everybody; the method under them."""
    heading(room, TITLE, "谁明显落后于同类，凭什么这么说？")
    try:
        method = published()
    except BadMethod as error:
        st.error(str(error))
        return
    group = _peers(method)
    if group.by:
        view = filters(room, unfit=cannot((*OF_PLACES, *NAMES), "各地同全市的同类比，不另挑单位和问题"))
        group = replace(group, by=view.area) if group.by in AREA_KINDS.values() else group
    else:
        view = filters(room, unfit=cannot(FITS_NOT, "单位同全市的同类比，不另挑地区和问题"))
    measure = _measure(method, group)
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
        if standing.unassigned:
            whole = standing.measure.whole
            why = "没有写清在哪里" if group.by else "由花名册以外的单位承办"
            st.markdown(f"另有{in_full(whole, standing.unassigned)}{why}，不评。")
        if standing.beside:
            base = standings.bases(view, standing, standing.counterpart.id)[None] if standing.counterpart else ""
            st.markdown(f"{group.name}的{standings.counterpart_text(standing, *standing.beside, base)}。")
        if group.by:
            counted = "有附件1的村（社区）的户" if isinstance(standing.measure, Coverage) else "各地的全部问题"
            st.markdown(f"统计的是{counted}，不论由谁走访、承办；区和镇街机关自身承办的问题按单位比较，写作“{OWN}”。")
    _counts(standing, method)
    _download(view, standing, scored, only)
    inner = percent(method.funnel.inner)
    section(BEHIND, f"低于底线的概率不低于{percent(method.tiers.behind)}，并且占比低于{inner}控制限；最有把握的在前。")
    standings.evidence(
        view,
        standing,
        standing.of(BEHIND),
        f"没有{'地区' if group.by else '单位'}的数据足以列为{BEHIND}。",
        in_sight=True,
    )
    section(
        "漏斗图",
        f"一点是一{standing.counter}：越靠右{standing.measure.whole.label}越多。{standings.RED_MEANING}橙的是{WATCHED}，蓝的是{AHEAD}，灰的是其余；{_leads_to(standing)}。",
    )
    standings.funnel(view, standing)
    _league(view, standing)
    section(WATCHED, f"概率不低于{percent(method.tiers.watch)}，尚未同时达到两项条件，暂列{WATCHED}。")
    standings.evidence(view, standing, standing.of(WATCHED))
    _others(view, standing)
    if scored:
        section("综合分", "供领导参阅；区间重叠的不分先后。加减分另列。")
        standings.scores(view, scored)
    _without_tier(view, standing)
    section("办法")
    st.markdown("\n".join(f"- {tables.plain(rule)}" for rule in method.sentences))


def _without_tier(view: View, standing: Standing) -> None:
    """Those that are not compared, by the reason; a reason that nobody has takes no room."""
    if few := standing.of(TOO_FEW):
        section(TOO_FEW, f"{meaning(TOO_FEW, standing)}，不定档，没有位次。")
        standings.evidence(view, standing, few)
    notes = {
        SILENT: "没有报，或者没有填；不是零，也不作平均。",
        NOTHING: "报了，只是没有可评的数，例如名下没有这样的问题；不是零，也不作平均。",
    }
    for tier, note in notes.items():
        if places := standing.of(tier):
            section(tier, note)
            standings.unreported(view, standing, places)


def _peers(method: Method) -> PeerGroup:
    """The units, or the places, that are compared; each kind keeps its own choice in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kinds = [BY_UNIT, BY_PLACE] if method.territories else [BY_UNIT]
        kind = st.segmented_control("比什么", kinds, default=BY_UNIT, required=True, key="ranked", bind="query-params")
        is_of_places = kind == BY_PLACE
        names = [group.name for group in (method.territories if is_of_places else method.groups)]
        key = "territory" if is_of_places else "peers"
        chosen = st.segmented_control("同类", names, default=names[0], required=True, key=key, bind="query-params")
    return method.group(chosen or names[0])


def _leads_to(standing: Standing) -> str:
    return "点一个看这个地方" if standing.group.by else "点一家看它的画像"


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
    measure, group = standing.measure, standing.group.name
    if standing.rate is None:
        return f"{view.span}，{group}还没有{measure.whole.label}的结果，无从比较。"
    notes = (standings.bases(view, standing, measure.id)[None], blanks_note(standing.blank) if standing.blank else "")
    note = "；".join(filter(None, notes))
    whose = f"第{only}督导小组联系的单位中，" if only else ""
    one = standing.counter
    others = "、".join(f"{len(standing.of(t))}{one}{t}" for t in (WATCHED, TOO_FEW, SILENT, NOTHING) if standing.of(t))
    return (
        f"{view.span}，{group}合计{in_full(measure.whole, standing.whole)}中"
        f"{measure.part.label}{in_full(measure.part, standing.part)}，{standing.label}的同类水平"
        f"**{format_share(standing.rate)}**{f'（{note}）' if note else ''}；{whose}数据足以列为{BEHIND}的**{len(standing.of(BEHIND))}{one}**，"
        f"{AHEAD}的**{len(standing.of(AHEAD))}{one}**{'，另有' if others else ''}{others}。"
    )


def _counts(standing: Standing, method: Method) -> None:
    grid = st.grid(len(TIERS), min_column_width=130)
    for tier in TIERS:
        is_red = tier == BEHIND and bool(standing.of(tier))
        grid.metric(
            tier,
            f"{len(standing.of(tier))}{standing.counter}",
            border=True,
            height="stretch",
            delta=meaning(tier, standing),
            delta_arrow="off",
            delta_color="red" if is_red else "gray",
        )


def _download(view: View, standing: Standing, scored: tuple[Score, ...], only: int | None) -> None:
    filters = (("时段", view.span), ("同类", standing.group.name), ("指标", standing.label))
    team = () if standing.group.by else (("督导小组", f"第{only}督导小组" if only else EVERY_TEAM),)
    room = view.room
    tables.download(
        view,
        "下载排名、依据和办法（Excel）",
        paper.file_name(standing, room.snapshot.id),
        lambda: paper.workbook(room.snapshot, standing, (*filters, *team), scored),
        "ranking-workbook",
    )


def _league(view: View, standing: Standing) -> None:
    """Everybody with a tier."""
    ranked = standing.of(*JUDGED)
    section(
        "全部排名",
        f"{BEHIND}在前，同档的最有把握的在前。点是估计值，条是区间，竖线是同类水平；位次是区间，区间重叠的不分先后。"
        f"{standings.RED_MEANING}{_leads_to(standing)}。",
    )
    standings.league(view, standing, ranked)


def _others(view: View, standing: Standing) -> None:
    """Those who are better than their peers, or need help."""
    section(
        AHEAD,
        f"高于先进线{format_share(standing.ahead) if standing.ahead is not None else ''}的概率不低于{percent(standing.method.tiers.ahead)}，并且占比高于{percent(standing.method.funnel.inner)}控制限。",
    )
    standings.evidence(view, standing, standing.of(AHEAD))
    section(
        "进步",
        f"{standing.now}与{standing.before}同样天数相比，占比升高的概率不低于{percent(standing.method.tiers.progress)}。",
    )
    standings.listed(
        view, standing, standing.marked("进步"), lambda p: f"{standings.change_text(standing, p)}；现为{p.tier}。"
    )
    heaviest = standing.marked("治理")
    if standing.group.by and not heaviest:  # all the districts are no list of those to help
        return
    section(
        "治理",
        f"{standing.support.label}最多的{standing.method.support.most}{standing.counter}：任务最重，要帮，不是问责。",
    )
    standings.listed(
        view,
        standing,
        heaviest,
        lambda p: f"{standing.support.label}{in_full(standing.support, p.support)}；档次{p.tier}。",
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
