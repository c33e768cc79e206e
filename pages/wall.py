"""What should be read off a wall, from across a room, by people who touch nothing?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from campaign.access.scope import may
from campaign.judgement.ranking import BEHIND, WATCHED, Place, Standing, published
from campaign.judgement.ranking.method import BadMethod
from campaign.judgement.to_decide import ToDecide
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Metric, beside
from campaign.numbers.metrics import COVERAGE, PROGRESS, SOLVED_SHARE
from campaign.numbers.wording import EMPTY, format_share
from campaign.office import rules
from pages.beside.wall import tiles
from pages.beside.wall.turning import TURN, Turning
from pages.door import visitor
from pages.parts import bar, charts, door, dress, figures, frame, leads, maps, progress, ruled, standings, tables
from pages.parts.borders import have_borders
from pages.parts.menu import Menu
from pages.parts.view import Figures, Room, Row, View

TITLE = "一张图"
ICON = ":material/present_to_all:"
MENU = Menu("看进度", 130)

NUMBERS = ("households", "issues", "solved", "solved_share", "confirmed_share", "overdue")
BESIDE_THE_MAP = ("households", "coverage", "issues", "solved_share", "confirmed_share", "overdue")
MOST_UNITS = 8
"""Units of a table that can be read from across a room."""
KEYS = {"ArrowLeft": ".st-key-wall-before button", "ArrowRight": ".st-key-wall-after button", " ": ".st-key-wall-stop button"}  # fmt: skip
"""Key → the button of the wall that it presses."""
MOST_NAMED = 3
_TURNING = "wall-turning"


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands on the wall for a while: its name among the scenes, its heading, and what draws it."""

    name: str
    heading: Callable[[View], str]
    draw: Callable[[View], None]
    needs: str = "numbers"
    """The right without which it is left out."""


def render(room: Room) -> None:
    """One scene after another, full screen, of the newest snapshot; the filters of the address hold."""
    dress.full_screen()
    dress.have_done("keys", KEYS)
    with st.container(key="wall-bar"):  # out of sight: what the address narrows to stays narrowed
        view = bar.filters(room)
    _turn(view)
    with st.container(key="wall-way-out"):
        leads.links({"回到总览": leads.to_page("overview", view)})


@st.fragment(run_every=TURN)
def _turn(view: View) -> None:
    """The scene of this moment; where there is a newer snapshot the whole page is drawn of that."""
    visitor.stay()
    with frame.enter(view.room.scope) as newest:
        if not isinstance(newest, Room):
            _scene(view)
        elif newest.snapshot.id != view.room.snapshot.id:
            st.rerun()
        else:
            _scene(replace(view, room=newest))


def _scene(view: View) -> None:
    scenes = [scene for scene in SCENES if may(view.room.scope, scene.needs)]
    turning = _turning().by_the_clock(time.time(), len(scenes))
    st.session_state[_TURNING] = turning
    scene, day = scenes[turning.at], view.room.data_date
    with st.container(key="wall", gap=None):
        with st.container(key="heading", gap=None):
            st.title(TITLE, anchor=False)  # for a screen reader; on the screen the scene has its own title
            st.header(tables.plain(scene.heading(view)), anchor=False)
            st.caption(f"统计范围：{tables.plain(bar.words(view))} · 数据截至**{day.year}年{day.month}月{day.day}日**")
        with st.container(key=f"wall-scene-{turning.at}"):
            scene.draw(view)
        _what_comes(scenes, turning)


def _turning() -> Turning:
    return st.session_state.get(_TURNING) or Turning(0, time.time())


def _what_comes(scenes: Sequence[Scene], turning: Turning) -> None:
    """The scenes by name, the one in sight marked, and what comes next; each is a button, and so are back, stop and on."""
    after = scenes[(turning.at + 1) % len(scenes)].name
    stop, icon = ("继续", ":material/play_arrow:") if turning.is_paused else ("暂停", ":material/pause:")
    with st.container(key="wall-foot", horizontal=True, vertical_alignment="center", gap="small"):
        for at, scene in enumerate(scenes):
            looks: dict[str, Any] = {"type": "primary"} if at == turning.at else {"type": "tertiary"}
            st.button(scene.name, key=f"wall-to-{at}", on_click=_go_to, args=(at,), **looks)
        st.button(
            "上一幕",
            key="wall-before",
            type="tertiary",
            icon=":material/chevron_left:",
            on_click=_go_to,
            args=((turning.at - 1) % len(scenes),),
        )
        st.button(stop, key="wall-stop", type="tertiary", icon=icon, on_click=_stop_or_go)
        st.button(
            f"下一幕：{after}",
            key="wall-after",
            type="tertiary",
            icon=":material/chevron_right:",
            on_click=_go_to,
            args=((turning.at + 1) % len(scenes),),
        )


def _go_to(at: int) -> None:
    st.session_state[_TURNING] = _turning().turned(at, time.time())


def _stop_or_go() -> None:
    st.session_state[_TURNING] = _turning().stopped_or_going(time.time())


def fill(
    chart: charts.Chart,
    key: str,
    sentence: str,
    *,
    on_choose: Callable[[str], None] | None = None,
    says: str = "",
) -> None:
    """A chart as high as the room that is left, under its sentence or what it `says` instead; nobody clicks on it."""
    sentence = says or sentence
    with st.container(key=f"chart-{key}", gap="xxsmall", height="stretch"):
        st.markdown(tables.plain(sentence))
        config = {"displayModeBar": False, "responsive": True}
        st.plotly_chart(chart.figure, key=key, config=config, theme=None, alt=sentence, height="stretch")


# ── the scenes ────────────────────────────────────────────────────────────────────────────────


def _map(view: View) -> None:
    """The districts as a map and the towns as tiles, the numbers of the whole beside them."""
    maps.state(view)
    now, number = view.figures(*BESIDE_THE_MAP), maps.number_in_address()
    if maps.is_of_one(view):
        numbers, towns = st.columns([1, 3.4], gap="medium")
        with numbers:
            _cards(now, 1)
        with towns:
            _towns(view, number, across=8)
        return
    numbers, districts, towns = st.columns([1.15, 3.6, 2.6], gap="medium")
    with numbers:
        _cards(now, 1)
    with districts:
        _districts(view, number)
    with towns:
        _towns(view, number, across=6)


def _districts(view: View, number: Metric) -> None:
    try:
        places = maps.areas_of(view, number)
        sentence = maps.judged(view, places, number, view.area, "区")
    except BadMethod as error:
        tables.nothing(str(error))
        return
    draw = maps.districts if have_borders([place.name for place in places]) else maps.tiles
    fill(draw(places, number, chosen=str(view.where.get(view.area, ""))), "wall-map", sentence)


def _towns(view: View, number: Metric, *, across: int) -> None:
    try:
        places, kind = maps.smallest_of(view, number)
        within = places[0].within if len({place.within for place in places}) == 1 else ""
        is_town = kind == "镇街"
        sentence = (
            maps.judged(view, places, number, "town", kind, within) if is_town else maps.seen(places, number, kind)
        )
    except BadMethod as error:
        tables.nothing(str(error))
        return
    st.markdown(tables.plain(sentence))
    _compared_with(view, number)
    tiles.draw(places, number, across=across)


def _compared_with(view: View, number: Metric) -> None:
    """Of all in sight, what must stand beside a number."""
    for companion in view.figures(number).companions:
        st.caption(f"对照：{tables.plain(bar.subject(view))}{figures.beside(companion)}")


def _solved_by_town(view: View) -> None:
    _towns(view, SOLVED_SHARE, across=10)


def _numbers(view: View) -> None:
    conclusion, now = progress.Conclusion(view), view.figures(*NUMBERS)
    with st.container(key="conclusion"):
        st.markdown(conclusion.sentence)
    _cards(now, 3)


def _cards(now: Figures, across: int) -> None:
    """Numbers large enough for a room, each with what it is made of and what must stand beside it."""
    companions = {figure.id: figure for figure in now.companions}
    with st.container(key=f"wall-cards-{across}"):
        grid = st.grid(across, min_column_width=150)
        for figure in now:
            grid.metric(
                figure.label,
                figure.brief,
                border=True,
                height="stretch",
                delta_description=_under(figure, companions.get(beside(figure.number) or "")) or None,
            )


def _under(figure: Figure, companion: Figure | None) -> str:
    also = f"{companion.label}{companion.brief}" if companion is not None else ""
    return "；".join(filter(None, (figure.footnote or figure.why_empty, also)))


def _way(view: View) -> None:
    is_of_units = not set(bar.OF_PLACES) & set(view.where)
    agencies = progress.BurnUp(view.but(level=rules.TASKED_LEVEL), PROGRESS) if is_of_units else None
    households = progress.BurnUp(view, COVERAGE)
    if agencies is None:
        households.draw("wall-coverage", fill)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(f"{rules.TASKED_LEVEL}：每名干部走访{rules.HOUSEHOLDS_PER_CADRE}户", anchor=False)
        agencies.draw("wall-agencies", fill)
    with right:
        st.subheader("走访覆盖：一户不落", anchor=False)
        households.draw("wall-coverage", fill)


def _decisions(view: View) -> None:
    state = View(view.room, view.day, None, view.where, view.area)
    stand = partial(standings.Stated, state)
    stated = ToDecide(view.room.batch, stand, day=view.day, data_date=view.room.data_date, where=view.where)
    decisions = stated.decisions
    if not decisions:
        st.markdown("暂无提请研究事项。")
        return
    with st.container(key="wall-decisions"):
        for number, one in enumerate(decisions, start=1):
            with st.container(border=True, key=f"wall-decision-{number}"):
                st.markdown(f"{number}．{tables.plain(one.sentence)}")
                st.markdown(f"**{tables.plain(one.question)}**")


def _categories(view: View) -> None:
    """The categories and, beside them, what the last of them holds: that most is in it says nothing."""
    counts = ("issues", "solved", "solved_share")
    first, second = view.rows_by(counts, "category"), view.rows_by(counts, "subcategory")
    halves = (("按类别", first, "category", rules.OTHER), (f"{rules.OTHER}的构成", second, "subcategory", ""))
    for column, (title, rows, by, vague) in zip(st.columns(2, gap="medium"), halves, strict=True):
        named = [row for row in rows if row.name not in (None, rules.NO_SUBCATEGORY) and not row["issues"].is_empty]
        says = _concentrated([row for row in named if row.name not in (vague, rules.UNCATEGORISED)])
        with column:
            st.subheader(title, anchor=False)
            figures.solved_bars(named, by, f"wall-{by}", show=partial(fill, says=says))


def _concentrated(rows: Sequence[Row]) -> str:
    """What people speak of most, in their order."""
    most = sorted(rows, key=lambda row: -(row["issues"].value or 0))[:MOST_NAMED]
    names = "、".join(f"{row.name}（{row['issues'].full}）" for row in most)
    return f"较集中的是{names}。" if names else ""


# ── who is supervised ─────────────────────────────────────────────────────────────────────────


def _supervised(view: View) -> None:
    """The units that the ranking names, and those that it watches, as far as can be read from across a room."""
    try:
        standing = standings.Stated(view, published().groups[0].name)()
    except BadMethod as error:
        tables.nothing(str(error))
        return
    behind, watched = standing.of(BEHIND), standing.of(WATCHED)
    peers = EMPTY if standing.rate is None else format_share(standing.rate)
    with st.container(key="conclusion"):
        st.markdown(
            f"{standing.group.name}{len(standing.places)}{standing.counter}，{tables.plain(standing.label)}{peers}；"
            f"{BEHIND}**{len(behind)}{standing.counter}**，{WATCHED}{len(watched)}{standing.counter}。"
        )
    _compared_with(view, standing.measure)
    shown = (*behind, *watched)[:MOST_UNITS]
    if not shown:
        st.markdown(f"暂无列入{BEHIND}、{WATCHED}的单位。")
        return
    columns = [
        ruled.Column("单位"),
        ruled.Column("档次"),
        ruled.Column(standing.label, is_number=True),
        ruled.Column(f"{standing.measure.part.label}/{standing.measure.whole.label}", is_number=True),
        ruled.Column(f"按同类水平应{standing.measure.part.label.removeprefix('已')}", is_number=True),
    ]
    ruled.show("督查重点单位", columns, [_row(standing, place) for place in shown])


def _row(standing: Standing, place: Place) -> list[ruled.Cell | str]:
    unit = standing.measure.whole.unit
    return [
        standing.shown(place.unit),
        ruled.tier(place.tier),
        EMPTY if place.rate is None else format_share(place.rate),
        f"{place.part or 0:,}/{place.whole or 0:,}{unit}",
        EMPTY if place.expected is None else f"{place.expected:,.0f}{unit}",
    ]


def _of_towns(view: View) -> str:
    return f"各{bar.parts(view).name if maps.is_of_one(view) else '镇（街道）'}"


SCENES: tuple[Scene, ...] = (
    Scene("地图", lambda view: f"各区、各镇（街道）{maps.number_in_address().label}" if not maps.is_of_one(view) else f"{_of_towns(view)}{maps.number_in_address().label}", _map),
    Scene("总数", lambda _: "总体进展", _numbers),
    Scene("镇街", lambda view: f"{_of_towns(view)}{SOLVED_SHARE.label}", _solved_by_town),
    Scene("进度", lambda _: "走访进度", _way),
    Scene("提请研究", lambda _: "提请研究事项", _decisions, needs="comparison"),
    Scene("分类", lambda _: "群众反映问题构成：深色部分为已解决", _categories),
    Scene("督查", lambda _: "督查重点单位", _supervised, needs="comparison"),
)  # fmt: skip


if __name__ == "__main__":  # run without app.py
    door.through_app()
