"""How are the towns and streets drawn, which have no border in any source?"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from campaign.numbers.kinds import Metric
from campaign.places import areas
from pages.parts import charts
from pages.parts.borders import Point
from pages.parts.charts import Chart
from pages.parts.maps.colours import HATCH, HATCHED, Scale, colour_of, ink_of, legend, scale
from pages.parts.maps.places import Place
from pages.parts.maps.words import hover, table_of

ACROSS = 6
"""Tiles in a row: more could not be read on a phone."""
BAND_HEAD = 0.62
"""Height of a district's name above its tiles, in tiles."""
TILE = 41
"""Height of a tile with its gap, in pixels."""


def tiles(places: Sequence[Place], number: Metric, *, chosen: str = "") -> Chart:
    """The towns and streets as tiles, six to a row, a band for each district, each tile in the colour of its number."""
    steps = scale(places, number)
    rows = legend(steps, places, number)
    heads: list[dict[str, Any]] = []
    at: list[Point] = []
    height = BAND_HEAD + 0.1
    for name in dict.fromkeys(p.within for p in places):
        members = [p for p in places if p.within == name]
        heads.append(_head(name, height + BAND_HEAD / 2))
        first = height + BAND_HEAD + 0.5
        at += [(i % ACROSS, first + i // ACROSS) for i, _ in enumerate(members)]
        height += BAND_HEAD + ceil(len(members) / ACROSS)
    figure = charts.as_declared(
        {
            "data": [_legend_tiles(rows), _tiles(places, at, steps, number, chosen)],
            "layout": charts.layout(
                int(TILE * height) + 14,
                margin={"l": 0, "r": 0, "t": 12, "b": 2},
                barmode="overlay",
                annotations=heads,
                xaxis={"visible": False, "range": [-0.02, ACROSS - 0.02], "fixedrange": True},
                yaxis={"visible": False, "range": [height, 0], "fixedrange": True},
                clickmode="event+select",
            ),
        }
    )
    return Chart(figure, lambda: table_of(places, number))


def _head(name: str, y: float) -> dict[str, Any]:
    return {
        "x": 0, "y": y, "text": f"<b>{name}</b>", "showarrow": False, "xanchor": "left", "yanchor": "middle",
        "xshift": -2, "font": {"size": 12, "color": charts.INK},
    }  # fmt: skip


def _tiles(places: Sequence[Place], at: Sequence[Point], steps: Scale, number: Metric, chosen: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [x for x, _ in at],
        "x": [0.96 for _ in places],
        "y": [y for _, y in at],
        "width": 0.93,
        "text": [f"{areas.short_town(p.name)}<br><b>{p.label}</b>" for p in places],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textangle": 0,
        "insidetextfont": {"size": 11, "color": [ink_of(p, steps) for p in places]},
        "customdata": [p.name for p in places],
        "hovertext": [hover(p, number) for p in places],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": [colour_of(p, steps) for p in places],
            "pattern": _hatched([p.is_small for p in places], [colour_of(p, steps) for p in places]),
            "line": {"color": charts.INK, "width": [2.5 if p.name == chosen else 0 for p in places]},
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _hatched(small: Sequence[bool], colours: Sequence[str]) -> dict[str, Any]:
    shapes = [HATCH if is_small else "" for is_small in small]
    return {**HATCHED, "shape": shapes, "fgcolor": [charts.ink_on(colour) for colour in colours]}


def _legend_tiles(rows: Sequence[tuple[str, str, bool]]) -> dict[str, Any]:
    """The legend as a first row of flat tiles; it cannot be clicked."""
    width = ACROSS / max(len(rows), 1)
    return {
        "type": "bar",
        "orientation": "h",
        "base": [i * width for i, _ in enumerate(rows)],
        "x": [width for _ in rows],
        "y": [BAND_HEAD / 2 for _ in rows],
        "width": BAND_HEAD,
        "text": [text for text, _, _ in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textangle": 0,
        "insidetextfont": {"size": 11, "color": [charts.ink_on(colour) for _, colour, _ in rows]},
        "marker": {
            "color": [colour for _, colour, _ in rows],
            "pattern": _hatched([is_hatched for _, _, is_hatched in rows], [colour for _, colour, _ in rows]),
        },
        "hoverinfo": "skip",
        "unselected": {"marker": {"opacity": 1}},
    }
