"""What does a 督导小组 see of its units: what they owe, how they compare, what to ask?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from campaign.access.rights import may_compare
from campaign.judgement.due_reports import AHEAD, GRACE, LATE, MEANING, MISSING, RECEIVED, STATES, Calendar, calendar
from campaign.judgement.ranking import NAMED, TIERS, Place, Standing, published
from campaign.judgement.to_ask import NOTE, ToAsk, ToAskUnits
from campaign.office import rules
from campaign.places.units import shown_name
from pages.parts import charts, door, figures, leads, standings, tables
from pages.parts.bar import NAMES, OF_PLACES, cannot, choose, filters
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, View, companions

TITLE = "督导小组"
ICON = ":material/groups:"
MENU = Menu("督查", 230, within=("group",))

GROUPS = tuple(str(n) for n in range(1, rules.SUPERVISION_GROUPS + 1))
GROUP = "group"
"""The dimension, and its filter in the bar."""
OF_UNITS = ("households", "visits", "issues", "solved_share", "asked", "confirmed_share", "pending", "overdue")
FITS_NOT = tuple(name for name in (*OF_PLACES, *NAMES) if name != GROUP)
COLOURS = {MISSING: charts.RED, GRACE: charts.OCHRE, LATE: charts.OCHRE, RECEIVED: charts.NAVY, AHEAD: charts.MUTED}


def render(room: Room) -> None:
    """One group's units: the calendar of their reports, their tiers, the questions to each."""
    heading(room, TITLE, "督导小组联系单位情况")
    view = filters(room, unfit=cannot(FITS_NOT, "本页统计一个小组的全部单位"))
    group = int(str(view.where.get(GROUP, GROUPS[0])))
    view = view.but(without=(GROUP,))
    chosen = _name(str(group))
    if GROUP not in room.own:
        st.segmented_control(
            "小组",
            GROUPS,
            default=str(group),
            required=True,
            format_func=_name,
            key=f"group-{group}",
            on_change=_choose,
            args=(f"group-{group}",),
        )
    is_compared = may_compare(room.scope)
    standings_stated = [
        standings.Stated(view, peers.name, only=group)
        for peers in (published().groups if is_compared else ())
        if set(peers.levels) & set(rules.REPORT_LEVELS[rules.WEEKLY_REPORT])
    ]
    of_group = view.but(**{GROUP: str(group)})
    rows, whole = of_group.rows_by(OF_UNITS, "unit", based="unit"), of_group.figures(*OF_UNITS)
    owed, questions_by_unit = _owed(room, group, view.day)
    standings_in_sight = [standing for stated in standings_stated if (standing := stated()).places]
    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, chosen, owed, standings_in_sight, questions_by_unit))
    _calendar(owed, chosen)
    _to_ask(View(room, view.day), questions_by_unit)
    if is_compared:
        others = "本组同类单位之间比较" if room.own else "本组单位与全市同类单位比较"
        section("同类比较", f"{view.span}。{others}；先后不作名次，同档差别可能属偶然。")
        for standing in standings_in_sight:
            _evidence(view, standing)
        _beside(of_group, [standing.measure.id for standing in standings_in_sight])
    section("各单位情况", f"{view.span}。点击查看单位画像。同一户在各单位分别计数，合计已去重。")
    tables.numbers(
        rows,
        f"groups-units-{room.snapshot.id}-{group}",
        shown=rows.frame.sort_values("households", ascending=False, na_position="last", ignore_index=True),
        on_choose=leads.goes_to("unit", view, "unit"),
        total=whole,
    )


def _name(group: str) -> str:
    return f"第{group}组"


def _choose(key: str) -> None:
    """Put the group into the bar: it is the same filter on every page."""
    choose(**{GROUP: st.session_state[key]})


@cached()
def _owed(room: Room, group: int, day: date) -> tuple[Calendar, dict[str, list[ToAsk]]]:
    owed = calendar(room.snapshot, group, scope=room.scope, as_of=day)
    return owed, ToAskUnits(room.snapshot, room.batch, owed, scope=room.scope).questions


def _conclusion(
    view: View,
    name: str,
    owed: Calendar,
    standings_in_sight: Sequence[Standing],
    questions_by_unit: Mapping[str, Sequence[ToAsk]],
) -> str:
    if not owed.units:
        return f"{name}没有需报送的单位。"
    missing = owed.of(MISSING)
    late = sorted(set(missing["unit_name"]))
    tiers = []
    for tier in NAMED:
        places = [place for standing in standings_in_sight for place in standing.of(tier)]
        tiers.append(f"{tier}**{len(places)}家**")
    questions = [question for of_unit in questions_by_unit.values() for question in of_unit]
    owing = f"未报报表**{len(missing)}份**（{len(late)}家）" if late else "到期报表均已报送"
    until = f"截至{rules.day_text(view.day)}"
    named = f"{'、'.join(tiers)}；" if standings_in_sight else ""
    return f"{until}，{name}{len(owed.units)}家单位：{owing}；{named}督导要点{len(questions)}条。"


def _calendar(owed: Calendar, name: str) -> None:
    section("报送日历", "未报多的在前。半月汇总每村（社区）一份，有多份的显示最差一档及份数；空白为无需报送。")
    tables.matrix(owed.matrix(), "groups-calendar", COLOURS, empty="没有需报送的单位")
    st.caption("；".join(f"{state}：{MEANING[state]}，{len(owed.of(state))}份" for state in STATES) + "。")
    st.markdown(owed.coming())
    text = owed.reminder()
    if text:
        with st.expander(f"催报文字（{name}，可复制）"):
            st.code(text, language=None, wrap_lines=True)


def _evidence(view: View, standing: Standing) -> None:
    """The evidence of those behind; of the others only their names, by tier."""
    st.markdown(f"**{standing.group.name}，{standing.label}**")
    lines = [
        f"- {standings.named(view, place.unit)} {place.tier}{_marks(place)}：{tables.plain(place.sentence)} {standings.rows_of(view, standing, place)}"
        for place in standing.of(*NAMED)
    ]
    for tier in TIERS:
        places = standing.of(tier) if tier not in NAMED else ()
        if places:
            names = "、".join(standings.named(view, place.unit, mark="") + _marks(place) for place in places)
            lines.append(f"- {tier}（{len(places)}家）：{names}")
    st.markdown("\n".join(lines))


def _beside(view: View, measures: Sequence[str]) -> None:
    """The numbers without which those above would mislead."""
    for companion in view.figures(*companions(measures)):
        st.caption(f"对照，本组单位收集的问题：{figures.beside(companion)}")


def _marks(place: Place) -> str:
    words = ["任务较重" if mark == "治理" else mark for mark in place.marks]
    return f"（{'、'.join(words)}）" if words else ""


def _to_ask(view: View, questions_by_unit: Mapping[str, Sequence[ToAsk]]) -> None:
    section("督导要点", "供核实，不作结论。")
    some = {unit: questions for unit, questions in questions_by_unit.items() if questions}
    sides = st.columns(2, gap="medium")
    for n, (unit, questions) in enumerate(some.items()):
        lines = [
            f"- {tables.plain(one.sentence)} {leads.if_rows(leads.linked('明细', leads.to_rows(view, one.metric, **one.where)))}"
            for one in questions
        ]
        # The first half on the left, so that the order is the same where the two are one below the other.
        sides[2 * n // len(some)].markdown("\n".join([standings.named(view, unit), "", *lines]))
    none = [unit for unit in questions_by_unit if unit not in some]
    if none:
        st.markdown("暂无督导要点：" + tables.plain("、".join(map(shown_name, none))) + "。")
    with st.expander("督导要点的范围"):
        st.markdown(tables.plain(NOTE))


if __name__ == "__main__":  # run without app.py
    door.through_app()
