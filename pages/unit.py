"""What is known of one unit, among its peers and side by side with some of them?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from campaign.access.rights import may_compare
from campaign.judgement import portrait
from campaign.judgement.duties import BadDuties, listed
from campaign.judgement.portrait import History, NoUnit, Portrait, Unit, not_peers, unit_of
from campaign.judgement.ranking import NAMED, NOTHING, SILENT, PeerGroup, published
from campaign.judgement.ranking.method import BadMethod
from campaign.numbers.metrics import OVERDUE, STILL_OPEN
from campaign.numbers.wording import with_time
from campaign.office import rules
from campaign.places.units import lead_agencies, shown_name, stored_name
from exports import portrait as paper
from pages.beside.unit import portraits
from pages.parts import bar, door, leads, shortfall, standings, tables
from pages.parts.bar import NAMES, OF_PLACES, cannot
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, View

TITLE = "单位画像"
ICON = ":material/id_card:"
MENU = Menu("督查", 220, within=("unit", "group"))

UNIT, AGAINST, PRINT = "unit", "against", "print"
"""The names in the address: the bar's own filter, those it is compared with, and whether it is drawn for paper."""
FITS_NOT = tuple(name for name in (*OF_PLACES, *NAMES) if name != UNIT)
VISITED = ("households", "issues")
ANSWERED = ("solved", "solved_share")
SMALL = ("households", "solved_share")
"""The weeks that are drawn of every unit in a comparison."""
OPEN = {"全部": STILL_OPEN.id, "超期": OVERDUE.id}
MOST_DISAGREEING = 5


def render(room: Room) -> None:
    """One unit, top to bottom; without one, whom to choose."""
    heading(room, TITLE, "单位综合情况")
    try:
        published()
        listed()
    except (BadMethod, BadDuties) as error:
        st.error(str(error))
        return
    named = stored_name(st.query_params.get(UNIT, ""))
    is_paper = st.query_params.get(PRINT) == "1"
    with st.container(key="on-paper" if is_paper else "on-screen"):
        view = bar.filters(room, unfit=cannot(FITS_NOT, "画像统计该单位全部问题和走访"))
        # A name that the bar offers and does not hold was cleared, though the address still has it; a short name is only in the address.
        offered = set(_register(room)["unit_name"])
        name = str(view.where.get(UNIT, "" if named in offered else named))
        view = view.but(without=(UNIT,))
        if not name:
            _choose(view)
            return
        try:
            unit = _unit(room, name)
        except NoUnit as missing:
            st.warning(tables.plain(missing))
            _choose(view)
            return
        unit_portrait = _portrait(view, unit)
        section(unit.shown)
        with st.container(key="conclusion"):
            first, *others = (tables.plain(one) for one in unit_portrait.sentences())
            st.markdown(f"**{first}** {''.join(others)}")
        if unit.name in lead_agencies():
            led = "、".join(lead_agencies()[unit.name])
            st.caption(f"“四访四求”活动牵头部门，{f'牵头{led}' if led else '牵头事项未列明'}。")
        portraits.cards(unit_portrait)
        _leads(view, unit_portrait, is_paper=is_paper)
        _parts(view, unit_portrait, is_paper=is_paper)


def _parts(view: View, unit_portrait: Portrait, *, is_paper: bool) -> None:
    unit = unit_portrait.unit
    is_compared, is_own = unit_portrait.is_compared, UNIT in view.room.own
    costs = _costs(view, unit_portrait) if is_compared else None
    if is_compared:
        since = unit_portrait.standings[0].since
        section(
            "各项指标",
            f"{view.span}，与{_within(view)}{unit.peers.name}比较。{standings.RED_MEANING}；{SILENT}和{NOTHING}不作零计；趋势为{since}的增减。",
        )
        portraits.measures(view, unit_portrait)
        if not is_paper:
            with st.expander(standings.EVIDENCE):
                portraits.evidence(unit_portrait)
        if peers := _peers(view, unit, is_paper=is_paper):
            _side_by_side(view, unit_portrait, peers)
    if costs:
        costs.draw()
        if _differs(unit_portrait):
            st.caption("本节按同类合计解决率折算；上表另按问题类别和时长折算，两数略有出入。")
    section("督导要点", "供核实，不作结论。")
    portraits.questions(view, unit_portrait)
    _disagreeing(view, unit_portrait)
    section(
        "尚未办结的问题",
        f"作为责任单位，截至{rules.day_text(unit_portrait.day)}；反映时间最早的在前。"
        + ("只列本单位走访收集的，其他单位交办的不在此列。" if is_own else ""),
    )
    if is_paper:
        portraits.printed_issues(view, unit_portrait)
    else:
        chosen = st.segmented_control(
            "范围", list(OPEN), default=next(iter(OPEN)), required=True, key="open", bind="query-params"
        )
        portraits.open_issues(view, unit_portrait, OPEN[chosen or next(iter(OPEN))])
    section("报送", f"截至{rules.day_text(unit_portrait.day)}应报的报表；半月汇总每村（社区）一份。")
    portraits.reports(unit_portrait)
    section("走访和办理", f"{view.span}。")
    portraits.facts(view, unit_portrait)
    section("村（社区）", f"{view.span}，本单位走访情况；覆盖率为全村走访情况，不论由谁走访。点击村名查看该村。")
    portraits.villages(view, unit_portrait)
    section(
        with_time(listed().title, unit_portrait.cadres_time),
        "依据已收到的全部报表，不随所选时段变化。“没有”指未收到相应报表，不等于未开展；没有相应报表可查的，写“无从得知”。",
    )
    portraits.duties(unit_portrait)
    section(
        with_time(f"干部走访{rules.HOUSEHOLDS_PER_CADRE}户完成情况", unit_portrait.cadres_time),
        f"截至数据截至日，不随所选时段变化；每名机关干部走访不少于{rules.HOUSEHOLDS_PER_CADRE}户。姓名见单位自报的花名册和走访表，本页不列。",
    )
    portraits.cadres(unit_portrait, is_paper=is_paper)
    section(
        "每周走势",
        ("蓝色为本单位，灰色虚线为同类（各单位中位数，解决率为同类合计）；" if is_compared else "")
        + "横轴为每周周一；当周没有记录的写“—”，不作零计；解决率为截至周末的累计数。",
    )
    history = _history(view.room, unit.peers, view.day)
    portraits.weeks(history, unit.name, "unit-weeks", (*VISITED, *ANSWERED), is_alone=not is_compared)
    if is_paper and is_compared:
        section(standings.EVIDENCE)
        portraits.evidence(unit_portrait)
        section(standings.METHOD)
        st.markdown("\n".join(f"- {tables.plain(rule)}" for rule in unit_portrait.method.sentences))


def _costs(view: View, unit_portrait: Portrait) -> shortfall.Shortfall:
    """What costs the unit most against its peers, of the issues that it answers for and that the ranking counts."""
    unit = unit_portrait.unit
    everything = standings.as_counted(view.but(without=tuple(view.where)), unit_portrait.standings[0])
    levels = list(unit.peers.levels)
    return shortfall.Shortfall(
        everything.but(handler=unit.name),
        everything.but(handler_level=levels),
        unit.shown,
        "同类",
        by=("category", "town"),
    )


def _differs(unit_portrait: Portrait) -> bool:
    """Whether the ranking's own count of what is missing stands on the page beside the other."""
    places = (unit_portrait.place(standing) for standing in unit_portrait.standings[:1])
    return any(place is not None and place.short is not None for place in places)


def _within(view: View) -> str:
    """Among whom units are compared, where that is not the whole city."""
    return view.room.whole if view.room.own else ""


# Of all that narrows the view only its time counts: the standings are looked up for the same time.
def _portrait(view: View, unit: Unit) -> Portrait:
    return _drawn(view.but(without=tuple(view.where)), unit.name)


@cached("正在汇总该单位数据……")
def _drawn(view: View, unit: str) -> Portrait:
    room = view.room
    return portrait.portrait(
        room.snapshot,
        _unit(room, unit),
        scope=room.scope,
        as_of=view.as_of,
        period=view.period,
        batch=room.batch,
        stand=partial(standings.Stated, view),
    )


@cached()
def _unit(room: Room, name: str) -> Unit:
    return unit_of(room.snapshot, name, scope=room.scope)


@cached()
def _register(room: Room) -> pd.DataFrame:
    return portrait.units(room.snapshot, scope=room.scope)


@cached()
def _history(room: Room, group: PeerGroup, day: date) -> History:
    return portrait.history(room.snapshot, group, scope=room.scope, as_of=day, batch=room.batch)


def _choose(view: View) -> None:
    """Every unit by name, and those that the ranking names."""
    register = _register(view.room)
    levels = dict(zip(register["unit_name"], register["unit_level"], strict=True))

    def take() -> None:
        bar.choose(**{UNIT: st.session_state["choose-unit"]})

    st.selectbox(
        "单位",
        list(levels),
        index=None,
        key="choose-unit",
        format_func=lambda name: f"{shown_name(name)}（{levels[name]}）",
        placeholder="输入单位名称查找，如“民政”",
        on_change=take,
        width=420,
    )
    if not may_compare(view.room.scope):
        return
    section("督查重点单位", f"{view.span}，按督查排名默认指标；其他指标见督查排名。")
    for stated in [standings.Stated(view, group.name) for group in published().groups]:
        standing = stated()
        for tier in NAMED:
            if places := standing.of(tier):
                leads.links(
                    {shown_name(place.unit): leads.to_page("unit", view, unit=place.unit) for place in places},
                    f"{standing.group.name}，{tier}：",
                )


def _leads(view: View, unit_portrait: Portrait, *, is_paper: bool) -> None:
    """Links to print the portrait, download it, or go back to the ranking."""
    own = leads.to_page("unit", view, unit=unit_portrait.unit.name)
    if is_paper:
        leads.links({"回到看板": own}, "打印：在浏览器中选择“打印”，纸张A4。")
        return
    against, group = st.query_params.get(AGAINST), unit_portrait.unit.supervision_group
    to = {
        "打印版": {**own, **({AGAINST: against} if against else {}), PRINT: "1"},
        "督查排名": {**leads.to_page("ranking", view), "peers": unit_portrait.unit.peers.name},
        "更换单位": leads.to_page("unit", view),
    }
    if group:
        to[f"第{group}督导小组"] = leads.to_page("groups", view, group=group)
    with st.container(horizontal=True, vertical_alignment="center"):
        leads.links(to)
        filters = (("时段", view.span), ("单位", unit_portrait.unit.label))
        room = view.room
        tables.download(
            view,
            "导出Excel",
            paper.file_name(unit_portrait, room.snapshot.id),
            lambda: paper.workbook(room.snapshot, unit_portrait, filters, scope=room.scope),
            "unit-workbook",
        )


def _peers(view: View, unit: Unit, *, is_paper: bool) -> list[str]:
    """The peers that it is compared with; those of other groups are refused with the reason."""
    others: list[Unit] = []
    for name in filter(None, st.query_params.get(AGAINST, "").split(",")):
        try:
            others.append(_unit(view.room, name))
        except NoUnit as missing:
            st.warning(tables.plain(missing))
    if refused := not_peers(unit, others):
        st.warning(tables.plain(refused))
    fit = dict.fromkeys(one.name for one in others if one.peers == unit.peers and one.name != unit.name)
    chosen = list(fit)[: portrait.MOST_COMPARED - 1]
    if not is_paper:
        _choose_peers(view, unit, chosen)
    return chosen


def _choose_peers(view: View, unit: Unit, chosen: Sequence[str]) -> None:
    """Which peers it is compared with. Not bound to the address: a name there that is refused must stay, with the reason."""
    register = _register(view.room)
    peers = register.loc[register["unit_level"].isin(unit.peers.levels), "unit_name"]
    key = f"against-{unit.name}-{','.join(chosen)}"

    def take() -> None:
        st.query_params[AGAINST] = ",".join(st.session_state[key])

    st.multiselect(
        f"与同类单位对比（最多{portrait.MOST_COMPARED - 1}家）",
        [str(name) for name in peers if name != unit.name],
        default=list(chosen),
        key=key,
        format_func=shown_name,
        on_change=take,
        max_selections=portrait.MOST_COMPARED - 1,
        placeholder=f"选择{unit.peers.name}",
        width=560,
    )


def _side_by_side(view: View, unit_portrait: Portrait, peers: Sequence[str]) -> None:
    units = [unit_portrait.unit.name, *peers]
    section("与同类单位对比", f"{view.span}。区间不重叠的方可认定高低，重叠的可能属偶然。竖线为同类水平。")
    portraits.compared(view, units, portrait.side_by_side(units, unit_portrait.standings))
    history = _history(view.room, unit_portrait.unit.peers, view.day)
    tops = portraits.scales(history, units, SMALL)
    for n, (side, unit) in enumerate(zip(st.columns(len(units), gap="medium"), units, strict=True)):
        with side:
            st.markdown(f"**{tables.plain(shown_name(unit))}**")
            portraits.weeks(history, unit, f"beside-{n}", SMALL, tops=tops)


def _disagreeing(view: View, unit_portrait: Portrait) -> None:
    """The differences between its reports and its sheets, with the way to all of them."""
    rows = unit_portrait.disagreeing
    if rows.empty:
        return
    lines = [f"- {tables.plain(sentence)}" for sentence in rows["finding"].head(MOST_DISAGREEING)]
    st.markdown("\n".join([f"对账差异{len(rows)}项，差异较大的：", "", *lines]))
    leads.links({"查看全部对账": leads.to_page("reconciliation", view, unit=unit_portrait.unit.name)})


if __name__ == "__main__":  # run without app.py
    door.through_app()
