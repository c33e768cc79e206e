"""How do the maps stand on a page, and where does a click on a place lead?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from campaign.judgement.ranking.method import BadMethod
from campaign.numbers.kinds import Metric
from campaign.places import areas
from pages.parts import bar, charts, leads, tables
from pages.parts.borders import have_borders
from pages.parts.frame import section
from pages.parts.maps.outline import districts
from pages.parts.maps.places import CHOSEN, NUMBERS, areas_of, is_of_one, smallest_of, towns_of
from pages.parts.maps.tiles import tiles
from pages.parts.maps.words import judged, meaning, seen, whole_of
from pages.parts.view import View

PAGE = "places"

Choose = Callable[[Mapping[str, str]], None]
"""What a click does: it gets the place as the filter bar names it."""


def number_chooser() -> Metric:
    """The number that the maps are coloured by, kept in the address."""
    label = st.selectbox(
        "地图指标",
        [m.label for m in NUMBERS],
        key=CHOSEN,
        bind="query-params",
        width=220,
    )
    return next((m for m in NUMBERS if m.label == label), NUMBERS[0])


def where(view: View, key: str = "where", *, below: Callable[[], None] | None = None) -> None:
    """The chosen number by district as a map, and by town as tiles; a click leads to the page of the place.

    The tiles are taller than the map: `below` draws what comes under it.
    """
    number = number_chooser()
    left, right = st.columns(2, gap="medium")
    if is_of_one(view):
        with left:
            show_own(view, number, f"{key}-towns", _to_its_page(view, number))
        with right:
            if below:
                below()
        return
    with left:
        show_areas(view, number, f"{key}-areas", _to_its_page(view, number))
        names = areas.towns_of_each(view.area)
        leads.links({name: address_of(view, number, **{view.area: name}) for name in names}, "各区情况：")
        if below:
            below()
    with right:
        show_towns(view, number, f"{key}-towns", _to_its_page(view, number))


def address_of(view: View, number: Metric, **place: object) -> leads.Address:
    """The page of a place, whose maps show the number that is looked at."""
    address = leads.to_page(PAGE, view.but(without=bar.OF_PLACES), **place)
    return address if number is NUMBERS[0] else {**address, CHOSEN: number.label}


def _to_its_page(view: View, number: Metric) -> Choose:
    """Go to the page of the place that was clicked."""

    def go(place: Mapping[str, str]) -> None:
        conditions = {view.area if name == bar.AREA else name: value for name, value in place.items()}
        leads.go(address_of(view, number, **conditions))

    return go


def show_areas(view: View, number: Metric, key: str, on_choose: Choose) -> None:
    """The districts, or zones, as a map."""
    section(f"各区{view.label(number)}", bar.with_its_zone(view.area) + "点击查看该区。")
    try:
        places = areas_of(view, number)
        sentence, colour = judged(view, places, number, view.area, "区"), meaning(number)
    except BadMethod as error:
        tables.nothing(str(error))
        return
    draw = districts if have_borders([p.name for p in places]) else tiles
    chart = draw(places, number, chosen=str(view.where.get(view.area, "")))
    charts.show(chart, key, sentence, on_choose=partial(_chosen_area, on_choose))
    known = view.but(without=bar.OF_PLACES).of_how_many(number)
    st.caption(colour + (f"{view.room.whole}{known}。" if known else ""))


def _chosen_area(on_choose: Choose, name: str) -> None:
    on_choose({bar.AREA: name})


def show_own(view: View, number: Metric, key: str, on_choose: Choose) -> None:
    """What lies in the one place that the visitor is shown: the towns of a district, the villages of a town."""
    parts, room = bar.parts(view), view.room
    if parts.by == "town":
        show_towns(view, number, key, on_choose, str(room.own.get("district") or room.own.get("zone")))
        return
    section(f"各{parts.name}{view.label(number)}（示意，不代表地理位置）", f"点击查看该{parts.name}。")
    try:
        places, _ = smallest_of(view, number)
        sentence = seen(places, number, parts.name, f"{room.whole}{whole_of(view, number).full}")
    except BadMethod as error:
        tables.nothing(str(error))
        return
    chart = tiles(places, number, chosen=str(parts.chosen or ""))
    charts.show(chart, key, sentence, on_choose=lambda village: on_choose({"village": village}))


def show_towns(view: View, number: Metric, key: str, on_choose: Choose, within: str = "") -> None:
    """The towns and streets of the city or of one district as tiles."""
    section(f"{within}各镇（街道）{view.label(number)}（示意，不代表地理位置）", "点击查看该镇（街道）。")
    try:
        places = towns_of(view, number, within)
        sentence = judged(view, places, number, "town", "镇街", within)
    except BadMethod as error:
        tables.nothing(str(error))
        return
    chart = tiles(places, number, chosen=str(view.where.get("town", "")))
    lies_in = {p.name: p.within for p in places}
    charts.show(chart, key, sentence, on_choose=lambda town: on_choose({bar.AREA: lies_in[town], "town": town}))
