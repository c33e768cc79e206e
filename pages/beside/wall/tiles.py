"""How are the towns of a city drawn for a room: tiles that fill what height there is, in the colours of the map?"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil

import streamlit as st

from campaign.numbers.kinds import Metric
from campaign.places import areas
from pages.parts import charts, maps
from pages.parts.maps import Place

WIDE = 6
"""Of so many in a row or fewer the letters are small: the tiles then share the window with the map."""


def draw(places: Sequence[Place], number: Metric, *, across: int) -> None:
    """The tiles, `across` in a row, under a band for each district, and what the colours mean."""
    st.html(html(places, number, across))


def html(places: Sequence[Place], number: Metric, across: int) -> str:
    """The tiles as HTML. A band is as high as it has rows, so that all tiles are alike."""
    steps = maps.scale(places, number)
    rows = "".join(_square(words, colour, hatched) for words, colour, hatched in maps.legend(steps, places, number))
    bands = ""
    for name in dict.fromkeys(place.within for place in places):
        members = [place for place in places if place.within == name]
        tiles = "".join(
            _tile(areas.short_town(p.name), p.label, maps.colour_of(p, steps), is_small=p.is_small) for p in members
        )
        heading = f"<h3>{escape(name)}</h3>" if name else ""
        bands += f'<section style="flex-grow:{ceil(len(members) / across)}">{heading}<div>{tiles}</div></section>'
    look = "tiles wide" if across > WIDE else "tiles"
    return f'<div class="{look}" style="--across:{across}"><p>{rows}</p>{bands}</div>'


def _tile(name: str, label: str, colour: str, *, is_small: bool) -> str:
    look = "small" if is_small else ""
    return f'<span class="{look}" style="{_in(colour)}">{escape(name)} <b>{escape(label)}</b></span>'


def _square(words: str, colour: str, is_hatched: bool) -> str:
    return f'<span class="{"small" if is_hatched else ""}" style="{_in(colour)}">{escape(words)}</span>'


def _in(colour: str) -> str:
    return f"background-color:{colour};color:{charts.ink_on(colour)}"
