"""Which part of the campaign is in sight: the one filter bar, the same on every page, kept in the address and in words?

Every filter's key is its name in the address and in the session. The front door's script draws the bar on every page, so a
choice made on one page is kept on the next. What a page cannot narrow by stays chosen, and the page reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from campaign.access.rights import may_pick_a_family
from campaign.numbers.choices import areas_in, groups_in
from campaign.numbers.dimensions import UNITS, dimension, shown
from campaign.numbers.wording import UNFILLED
from campaign.office import rules
from campaign.places import areas
from campaign.places.units import stored_name
from campaign.words import folding
from pages.parts import dress, picture, tables
from pages.parts.cached import cached
from pages.parts.view import SEARCHED, Room, View

WHOLE_TIME = "累计"
KINDS_OF_PERIOD = dict(zip(rules.PERIOD_KINDS, ("month", "half", "week"), strict=True))
"""What the bar calls a kind of period → the name in the address of the chosen one."""
TIME, DAY = "time", "as_of"
"""The names in the address of the kind of period, and of the day up to which everything is counted."""
AREAS, AREA = "apart", "area"
"""The names in the address of whether 经开区 stands apart, and of the district or zone."""
MERGED, APART = f"并入{areas.AROUND_ECONOMIC_ZONE}", "单列"
AREA_KINDS = {MERGED: "district", APART: "zone"}
"""How 经开区 is counted → the dimension that areas are distinguished by: it belongs to 武进区 on the map and reports for itself."""
FORMER_AREAS = "areas"
FORMER_KINDS = {f"含{areas.ECONOMIC_ZONE}": MERGED, f"不含{areas.ECONOMIC_ZONE}": APART}
"""How addresses said it that were sent before: they lead where they led."""


def with_its_zone(column: str) -> str:
    """Where 经开区 is counted when areas are districts, or zones, in words; empty where no zone reports apart.

    >>> with_its_zone("district"), with_its_zone("zone")
    ('武进区含经开区。', '经开区单列，武进区不含经开区。')
    """
    around, apart = areas.AROUND_ECONOMIC_ZONE, areas.ECONOMIC_ZONE
    if not apart:
        return ""
    return f"{around}含{apart}。" if column == "district" else f"{apart}单列，{around}不含{apart}。"


HOUSEHOLD = "household_id"
"""The dimension of one family, by its number: only for whoever may open names."""
ALL = "全部"
NOTHING_UNFIT: Mapping[str, str] = {}

WIDTH = 140
"""A filter's width in pixels: two fit side by side on a phone."""
WIDER = 190
"""Of a filter with the name of a period, and the cross that clears it."""
NARROW = 90
"""Of a filter with short words: a third fits next to two."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The places that lie side by side in sight: the districts or zones of the city, the towns of one's own district, the villages of one's own town."""

    by: str
    """Their dimension."""
    key: str
    """Their filter in the bar."""
    name: str
    """What one of them is called: 区, 镇街, 村（社区）."""
    note: str
    chosen: object
    """The one that the bar narrows to."""
    whole: View
    """The view with all of them."""


def parts(view: View) -> Parts:
    """By which places a view's numbers are compared."""
    own = view.room.own
    if "town" in own:
        return Parts("village", "village", "村（社区）", "", view.where.get("village"), view.but(without=("village",)))
    if {"district", "zone"} & own.keys():
        return Parts("town", "town", "镇街", "", view.where.get("town"), view.but(without=("town", "village")))
    whole = view.but(without=("district", "zone"))
    return Parts(view.area, AREA, "区", with_its_zone(view.area), view.where.get(view.area), whole)


@dataclass(frozen=True, slots=True)
class Filter:
    """One dimension that the bar narrows by, and what may be chosen."""

    dimension: str
    options: Callable[[Room], Iterable[str]]
    may_be_unfilled: bool = False


COUNTED = {"unit": "units", "handler": "issues", "department": "issues"}
"""Dimensions whose values are those that a number of the whole snapshot has, the largest first."""


@cached()
def _counted(room: Room) -> Mapping[str, tuple[str, ...]]:
    whole = View(room)
    stated = {name: whole.ask((number,), by=(name,)) for name, number in COUNTED.items()}
    largest = {
        name: asked.frame.dropna().sort_values(COUNTED[name], ascending=False, kind="stable")
        for name, asked in stated.items()
    }
    return {name: tuple(map(str, numbers[name])) for name, numbers in largest.items()}


def _of_all(name: str) -> Callable[[Room], tuple[str, ...]]:
    return lambda room: _counted(room)[name]


def _listed(name: str) -> Callable[[Room], tuple[str, ...]]:
    return lambda room: dimension(name).order


def _groups(room: Room) -> list[str]:
    return [str(group) for group in _own_groups(room)]


@cached()
def _own_groups(room: Room) -> tuple[int, ...]:
    return groups_in(room.snapshot, scope=room.scope)


def _towns(room: Room) -> list[str]:
    return [a.town_name for a in _in_the_area(room)]


def _villages(room: Room) -> list[str]:
    town = room.own.get("town", st.session_state.get("town"))
    return [a.village_name for a in _in_the_area(room) if town in (None, ALL, a.town_name)]


def _in_the_area(room: Room) -> list[areas.Area]:
    """The villages of the chosen district or zone, or of the one that the visitor is shown."""
    if set(AREA_KINDS.values()) & room.own.keys():
        return list(own_areas(room))
    place, column = st.session_state.get(AREA), AREA_KINDS.get(st.session_state.get(AREAS, ""), "district")
    return [a for a in own_areas(room) if place in (None, rules.WHOLE_CITY, getattr(a, column))]


@cached()
def own_areas(room: Room) -> tuple[areas.Area, ...]:
    """The villages that the visitor is shown."""
    return areas_in(room.snapshot, scope=room.scope)


FILTERS = (
    Filter("town", _towns),
    Filter("village", _villages),
    Filter("village_kind", _listed("village_kind")),
    Filter("level", _listed("level")),
    Filter("unit", _of_all("unit")),
    Filter("group", _groups),
    Filter("handler", _of_all("handler")),
    Filter("department", _of_all("department"), may_be_unfilled=True),
    Filter("category", _listed("category")),
    Filter("subcategory", _listed("subcategory"), may_be_unfilled=True),
    Filter("block", _listed("block"), may_be_unfilled=True),
    Filter("route", _listed("route"), may_be_unfilled=True),
    Filter("status", _listed("status"), may_be_unfilled=True),
    Filter("age_band", _listed("age_band")),
    Filter("is_poor", _listed("is_poor"), may_be_unfilled=True),
    Filter("weekday", _listed("weekday")),
)
"""In the order in which the bar offers them."""
NAMES = (*(f.dimension for f in FILTERS), SEARCHED, HOUSEHOLD)
"""The dimensions that are in the bar under their own names."""
EXPLAINED = ("handler", "department", "unit", "village_kind", "is_poor", HOUSEHOLD)
"""Whose values do not say which dimension they are of."""
MAY_BE_UNFILLED = tuple(f.dimension for f in FILTERS if f.may_be_unfilled)
OF_PLACES = ("district", "zone", "town", "village")
OF_ISSUES = ("handler", "department", "category", "subcategory", "block", "route", "status", "age_band", SEARCHED)
"""What only an issue has: visits and reports are not distinguished by it."""
OF_FAMILIES = ("is_poor", "weekday", HOUSEHOLD)
"""What a visit and an issue have: reports are not distinguished by it."""
KEYS = (TIME, DAY, *KINDS_OF_PERIOD.values(), AREAS, FORMER_AREAS, AREA, *NAMES)
"""Every name that the bar has in the address."""
FOLD = '<details class="filter-fold"><summary>筛选</summary></details>'
"""Opens the boxes of the bar where the screen is narrow: static/style.css."""
NEAR = 3
"""Names like one that is not there which are offered at most."""
_ZONE_RETURNS = "zone_returns"


@dataclass(slots=True)
class Said:
    """What must be said of an address and of a click, beyond the view that they leave."""

    void: dict[str, str] = field(default_factory=dict)
    """What an address names and is not there → where it is, or what is called like it; may be empty."""
    left: list[str] = field(default_factory=list)
    """What was chosen and is no longer on offer beside another choice."""
    is_set_apart: bool = False
    """Whether the address named 经开区, which was then set apart."""

    def show(self, place: str) -> None:
        """Above the numbers; `place` is what they are of."""
        if self.void:
            names = "、".join(f"“{name}”" for name in self.void)
            st.warning(
                tables.plain(f"链接中的{names}无效，已忽略，以下为{place}数据。{''.join(self.void.values())}"),
                icon=":material/link_off:",
            )
        if self.left:
            st.info(tables.plain(f"{'、'.join(f'“{name}”' for name in self.left)}不在{place}，已取消该项筛选。"))
        if self.is_set_apart:
            apart = areas.ECONOMIC_ZONE
            st.info(tables.plain(f"链接中的“{apart}”为单列区域，已切换为“{apart}：{APART}”。"))


def filters(room: Room, *, unfit: Mapping[str, str] = NOTHING_UNFIT) -> View:
    """The bar and the words under it; the view that it leaves.

    `unfit` are dimensions by which the page cannot be narrowed, and TIME where its rows have no day, each with the reason:
    what is chosen there is kept for the other pages, reported under the bar, and left out of the view.
    """
    said = Said()
    with st.container(key="filters", gap="xsmall"):
        st.html(FOLD)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter-boxes"):
            as_of, period = _span(room, said)
            where, column = _place(room, said)
            where |= _more(room, said) | room.own
            st.button(
                "重置",
                key="clear-filters",
                icon=":material/restart_alt:",
                on_click=clear,
                args=(room.data_date.isoformat(),),
                type="tertiary",
            )
        _keep_in_the_address()
        unused: dict[str, list[str]] = {}
        for name in (n for n in where if n in unfit and n not in room.own):
            unused.setdefault(unfit[name], []).append(_value_words(name, where[name]))
        if TIME in unfit and (as_of or period):
            unused.setdefault(unfit[TIME], []).insert(0, _span_words(View(room, as_of, period)))
            as_of, period = None, None
        view = View(room, as_of, period, {n: v for n, v in where.items() if n not in unfit}, column)
        picture.of_view(words(view))
        st.markdown(f"统计范围：**{tables.plain(words(view))}**")
        if unused:
            kept = "；".join(f"{'、'.join(f'“{one}”' for one in ones)}筛选（{why}）" for why, ones in unused.items())
            st.caption(tables.plain(f"本页不按{kept}"))
        said.show(_place_words(view))
    return view


def folded(room: Room, why: str) -> None:
    """The bar out of the way, on a page that it does not narrow: what is chosen in it stays chosen."""
    with st.expander("筛选"):
        filters(room, unfit=cannot((TIME, *OF_PLACES, *NAMES), why))


def cannot(names: Iterable[str], reason: str) -> dict[str, str]:
    """The same reason for several dimensions, as `filters` takes it."""
    return dict.fromkeys(names, reason)


def words(view: View) -> str:
    """The filters of a view in words: 武进区（不含经开区），3月，市级机关."""
    return "，".join((_place_words(view), _span_words(view), *(_value_words(n, v) for n, v in _others(view))))


def subject(view: View) -> str:
    """Of whom a sentence speaks, with all that narrows it: 武进区湖塘镇（市级机关、平安治理）."""
    others = "、".join(_value_words(name, value) for name, value in _others(view))
    return "在".join((*_own_words(view), *_places(view))) + (f"（{others}）" if others else "")


def clear(latest: str) -> None:
    """Clear every filter, for a click; `latest` is the last day of the data.

    A filter that was only forgotten would be read from the address again: each is set to its word for everything.
    """
    nothing = {TIME: WHOLE_TIME, AREAS: next(iter(AREA_KINDS)), AREA: rules.WHOLE_CITY, SEARCHED: "", HOUSEHOLD: ""}
    if st.session_state.get(TIME) == WHOLE_TIME:
        nothing[DAY] = latest
    choose(**dict.fromkeys((f.dimension for f in FILTERS), ALL), **nothing)


def choose(**values: str) -> None:
    """Put values into the bar, for a click; it is one step of the browser's back button."""
    for key, value in values.items():
        st.session_state[key] = value


def toggle(key: str, name: str, none: str = "") -> None:
    """Put what was clicked into its filter; a second click takes it off again. `none` is the word of a page's own filter for everything."""
    none = none or (rules.WHOLE_CITY if key == AREA else ALL)
    if name != UNFILLED:
        st.session_state[key] = none if st.session_state.get(key) == name else name


def _others(view: View) -> list[tuple[str, object]]:
    order = {name: i for i, name in enumerate(NAMES)}
    conditions = [(n, value) for n, value in view.where.items() if n not in OF_PLACES and n not in view.room.own]
    return sorted(conditions, key=lambda one: order.get(one[0], len(order)))


def _span_words(view: View) -> str:
    """3月, 3月上半月, 截至4月12日; with the year where it is not the one in which the campaign began."""
    return rules.in_its_year(view.span)


def _own_words(view: View) -> tuple[str, ...]:
    """Whose part of the city the visitor is shown, where that is no place: of the whole city nothing is written beside a place."""
    is_of_units = bool({"unit", "group"} & view.room.own.keys())
    return (view.room.whole,) if is_of_units or not set(OF_PLACES) & set(view.where) else ()


def _places(view: View) -> tuple[str, ...]:
    """The place in sight as one word; none where none is chosen."""
    name = "".join(_name(view.where[name]) for name in OF_PLACES if name in view.where)
    return (name,) if name else ()


def _name(value: object) -> str:
    values = value if isinstance(value, list | tuple) else (value,)
    return "、".join(UNFILLED if one is None else str(one) for one in values)


def _place_words(view: View) -> str:
    names = [_name(view.where[name]) for name in OF_PLACES if name in view.where]
    if areas.ECONOMIC_ZONE and names == [areas.AROUND_ECONOMIC_ZONE]:
        names[0] += f"（{'含' if view.area == 'district' else '不含'}{areas.ECONOMIC_ZONE}）"
    return "，".join(one for one in (*_own_words(view), "".join(names)) if one)


def _value_words(name: str, value: object) -> str:
    """One condition in words; the dimension is written before a value that does not make it clear."""
    one = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
    if one is None:
        return f"{dimension(name).label}{UNFILLED}"
    if isinstance(one, list | tuple):
        return f"{dimension(name).label}（{'、'.join(shown(name, each) for each in one)}）"
    if name == "group":
        return f"第{one}督导小组"
    if name == SEARCHED:
        return f"关键词“{one}”"
    return f"{dimension(name).label}：{shown(name, one)}" if name in (*UNITS, *EXPLAINED) else str(one)


# ── time ──────────────────────────────────────────────────────────────────────────────────────


def periods(kind: str, until: date) -> list[rules.Period]:
    """The months, half months or weeks of the campaign that have begun by `until`, the latest first."""
    begun = [rules.holding(kind, until)]
    while (earlier := rules.before(begun[-1])).end >= rules.START:
        begun.append(earlier)
    return begun


def look_at(kind: str, label: str) -> None:
    """Put a period into the bar: for the answer to a click. A second click on it takes it off again."""
    is_drawn = st.session_state.get(TIME) == kind
    if is_drawn and st.session_state.get(KINDS_OF_PERIOD[kind]) == label:
        st.session_state[TIME] = WHOLE_TIME
        return
    st.session_state[TIME] = kind
    _choose_period(kind, label, is_drawn=is_drawn)


def _choose_period(kind: str, label: str, *, is_drawn: bool) -> None:
    """Choose a period in its box; one that is not drawn yet would not be written into the address."""
    st.session_state[KINDS_OF_PERIOD[kind]] = label
    if not is_drawn:
        st.query_params[KINDS_OF_PERIOD[kind]] = label


def _as_weeks_are_written(until: date) -> None:
    """Take up an address that names a week as weeks were written before."""
    key, former = KINDS_OF_PERIOD["周"], {rules.former_label(week): week.label for week in periods("周", until)}
    if (named := st.query_params.get(key)) in former:
        st.session_state[key] = former[named]
        del st.query_params[key]  # the browser drops it; `_keep_in_the_address` writes it as it is now
        if TIME not in st.query_params:
            st.session_state[TIME] = "周"


def _span(room: Room, said: Said) -> tuple[date | None, str | None]:
    """The chosen day or the chosen period."""
    labels = {kind: {p.label: p.id for p in periods(kind, room.data_date)} for kind in KINDS_OF_PERIOD}
    _as_weeks_are_written(room.data_date)
    if TIME not in st.session_state and TIME not in st.query_params:
        kinds = (k for k, key in KINDS_OF_PERIOD.items() if st.query_params.get(key) in labels[k])
        st.session_state[TIME] = next(kinds, WHOLE_TIME)

    def take_one() -> None:
        kind = st.session_state[TIME]
        if kind in labels:
            before = st.session_state.get(KINDS_OF_PERIOD[kind])
            _choose_period(kind, before if before in labels[kind] else next(iter(labels[kind])), is_drawn=False)

    def none_is_whole() -> None:
        if st.session_state[KINDS_OF_PERIOD[st.session_state[TIME]]] is None:
            st.session_state[TIME] = WHOLE_TIME

    named = {kind: st.query_params.get(key) for kind, key in KINDS_OF_PERIOD.items()}
    said.void |= {value: "" for kind, value in named.items() if value and value not in labels[kind]}
    options = [WHOLE_TIME, *KINDS_OF_PERIOD]
    kind = st.selectbox("时段", options, key=TIME, bind="query-params", width=NARROW, on_change=take_one)
    if kind not in labels:
        days = [(room.data_date - timedelta(days=n)) for n in range((room.data_date - rules.START).days + 1)]
        written = [day.isoformat() for day in days] or [room.data_date.isoformat()]
        said.void |= {day: "" for day in (st.query_params.get(DAY),) if day and day not in written}
        day = date.fromisoformat(st.selectbox("截至", written, key=DAY, bind="query-params", width=WIDTH))
        return (day if day < room.data_date else None), None
    # Without a default, so that the address always names the period: the latest is another one next week.
    label = st.selectbox(
        kind,
        list(labels[kind]),
        index=None,
        key=KINDS_OF_PERIOD[kind],
        bind="query-params",
        width=WIDER,
        placeholder="请选择",
        on_change=none_is_whole,
    )
    return None, labels[kind].get(label or next(iter(labels[kind])))


# ── place and the rest ────────────────────────────────────────────────────────────────────────


def _place(room: Room, said: Said) -> tuple[dict[str, object], str]:
    """The chosen district or zone as a condition, and the dimension it belongs to; no choice for whoever is shown one place."""
    named, own = st.query_params.get(AREA), set(OF_PLACES) & room.own.keys()
    if own:
        said.void |= {named: ""} if named and named not in map(_name, room.own.values()) else {}
        return {}, "zone" if "zone" in own else "district"
    around, apart, of_own = areas.AROUND_ECONOMIC_ZONE, areas.ECONOMIC_ZONE, own_areas(room)
    is_of_the_zone = bool(apart) and named == apart and any(a.zone == apart for a in of_own)
    _take_up_the_switch(said, is_of_the_zone)
    kind = apart and st.selectbox(
        apart,
        list(AREA_KINDS),
        key=AREAS,
        bind="query-params",
        width=WIDTH,
        help=f"行政区划上，{apart}{len(areas.ECONOMIC_ZONE_TOWNS)}个镇（街道）属{around}；报送时{apart}单列。",
        on_change=_follow_the_switch,
    )
    column = AREA_KINDS[kind or MERGED]
    if is_of_the_zone and column != "zone" and _is_a_step_back():
        # The address that the browser has returned to decides what the switch says, and cannot be overruled in this run.
        st.session_state[_ZONE_RETURNS] = True
        st.rerun()
    listed = areas.ZONES if column == "zone" else areas.DISTRICTS
    names = [name for name in listed if name in {getattr(a, column) for a in of_own}]
    if named and named not in (rules.WHOLE_CITY, apart, *names):
        said.void[named] = _near(named, names)
    elif named == apart and apart and not is_of_the_zone:
        said.void[named] = ""
    place = st.selectbox("区域", [rules.WHOLE_CITY, *names], key=AREA, bind="query-params", width=WIDTH)
    return ({} if place in (None, rules.WHOLE_CITY) else {column: place}), column


def _take_up_the_switch(said: Said, is_of_the_zone: bool) -> None:
    """Set the switch as an address means it: one that names 经开区 is of it standing apart, one of old has another word for it."""
    if st.session_state.pop(_ZONE_RETURNS, False):
        choose(**{AREAS: APART, AREA: areas.ECONOMIC_ZONE})
        said.is_set_apart = True
    elif AREAS not in st.session_state:
        written = st.query_params.get(AREAS) or FORMER_KINDS.get(st.query_params.get(FORMER_AREAS, ""), MERGED)
        said.is_set_apart = is_of_the_zone and written != APART
        if is_of_the_zone or written == APART:
            st.session_state[AREAS] = APART


def _follow_the_switch() -> None:
    """经开区 that no longer stands apart is in 武进区; a town of it that is in sight stays in sight."""
    is_apart, place = st.session_state[AREAS] == APART, st.session_state.get(AREA)
    is_in_its_town = st.session_state.get("town") in areas.ECONOMIC_ZONE_TOWNS and place != rules.WHOLE_CITY
    if is_in_its_town or (place == areas.ECONOMIC_ZONE and not is_apart):
        choose(**{AREA: areas.ECONOMIC_ZONE if is_apart else areas.AROUND_ECONOMIC_ZONE})


def _is_a_step_back() -> bool:
    """Whether this run answers the browser's back or forward button."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _near(named: str, names: Iterable[str]) -> str:
    """Which of the names on offer are called like one that is not there, as a sentence; empty for none."""
    near = get_close_matches(named, dict.fromkeys(names), NEAR)
    return f"与“{named}”名称相近的有：{'、'.join(near)}。" if near else ""


def _where_it_is(room: Room, name: str, named: str, options: Iterable[str]) -> str:
    """Of a town or village that is not on offer: where else it is among the visitor's own, or what is called like it."""
    if name not in ("town", "village"):
        return _near(named, (shown(name, one) for one in options)) if name in UNITS else ""
    column = AREA_KINDS.get(st.session_state.get(AREAS, ""), "district")
    found = {
        getattr(a, column) + (a.town_name if name == "village" else "")
        for a in own_areas(room)
        if named == (a.town_name if name == "town" else a.village_name)
    }
    if found:
        return f"“{named}”在{'、'.join(sorted(found))}。"
    return _near(named, (a.town_name if name == "town" else a.village_name for a in own_areas(room)))


def _more(room: Room, said: Said) -> dict[str, object]:
    """What is chosen of the other filters, which fold away; the button shows how many."""
    own = room.own
    typed = sum(bool(st.session_state.get(name, st.query_params.get(name))) for name in (SEARCHED, HOUSEHOLD))
    chosen = typed + sum(_is_chosen(room, one) for one in FILTERS if one.dimension not in own)
    where: dict[str, object] = {}
    with (
        st.popover(f"更多筛选（{chosen}）" if chosen else "更多筛选", key="more-filters", icon=":material/tune:"),
        st.container(horizontal=True, gap="small", key="more"),
    ):
        text = st.text_input(
            dimension(SEARCHED).label,
            key=SEARCHED,
            bind="query-params",
            placeholder="多个关键词用空格分隔",
            width=2 * WIDTH,
            max_chars=100,
        )
        if text and folding.words(text):
            where[SEARCHED] = text.strip()
        if may_pick_a_family(room.scope):
            number = st.text_input(
                dimension(HOUSEHOLD).label, key=HOUSEHOLD, bind="query-params", width=WIDTH, max_chars=12
            )
            if number and number.strip().isdecimal():
                where[HOUSEHOLD] = int(number)
        for one in FILTERS:
            if one.dimension in own:
                said.void |= _another(one.dimension, own[one.dimension])
                continue
            choice = _choice(room, one, said)
            if choice is not None:
                where[one.dimension] = [None] if choice == UNFILLED else choice
    return where


def _is_chosen(room: Room, one: Filter) -> bool:
    """Whether one of the filters narrows: what is named and not on offer does not."""
    value = st.session_state.get(one.dimension, st.query_params.get(one.dimension))
    if value in (None, "", ALL):
        return False
    return (stored_name(value) if one.dimension in UNITS else value) in _offered(room, one)


def _keep_in_the_address() -> None:
    """Add the chosen filters that the address lacks to it, and take out of it what it no longer says, so that it can be sent, and returned to.

    On the way to another page the browser takes along only the filters that it draws, not those that are folded away; and
    an address that names a month without the kind of period is one of everything once the back button returns to it.
    """
    drawn = KINDS_OF_PERIOD.get(st.session_state.get(TIME, ""), TIME)
    chosen = {name: shown(name, st.session_state.get(name) or "") for name in (TIME, drawn, *NAMES)}
    nothing = ("", ALL, WHOLE_TIME)
    missing = {name: value for name, value in chosen.items() if value not in nothing and name not in st.query_params}
    if st.session_state.get(AREAS) == APART and AREAS not in st.query_params:
        missing[AREAS] = APART
    if FORMER_AREAS in st.query_params:
        missing[FORMER_AREAS] = ""  # taken out of it
    if missing:
        # Put in its place, so that it is no step of the back button; for another address it is another thing to do.
        dress.have_done("address", [missing, st.context.url, st.query_params.to_dict()])


def _another(name: str, own: object) -> dict[str, str]:
    """What the address names in place of the visitor's own: as unknown here as what nobody has."""
    named = st.query_params.get(name)
    return {named: ""} if named and (stored_name(named) if name in UNITS else named) != own else {}


def _offered(room: Room, one: Filter) -> list[str]:
    """What may be chosen in one filter."""
    return [*dict.fromkeys(one.options(room)), *([UNFILLED] if one.may_be_unfilled else [])]


def _choice(room: Room, one: Filter, said: Said) -> str | None:
    """The value chosen in one filter; None for all. A value that is no longer offered is cleared."""
    options = [ALL, *_offered(room, one)]
    named = st.query_params.get(one.dimension)
    if named and one.dimension in UNITS:
        # The box has a unit's shown name in the address; a name as it is stored is taken as well.
        named = stored_name(named)
        st.session_state.setdefault(one.dimension, named)
    if named and named not in options:
        if st.session_state.get(one.dimension) == named and one.dimension in ("town", "village"):
            said.left.append(named)
        else:
            said.void[named] = _where_it_is(room, one.dimension, named, options[1:])
    if st.session_state.get(one.dimension, ALL) not in options:
        st.session_state[one.dimension] = ALL
    choice = st.selectbox(
        dimension(one.dimension).label,
        options,
        key=one.dimension,
        bind="query-params",
        width=WIDER,
        format_func=partial(shown, one.dimension),
    )
    return None if choice in (None, ALL) else str(choice)
