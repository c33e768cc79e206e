"""How are the districts drawn, each within its border?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from campaign.numbers.kinds import Metric
from campaign.places import areas
from pages.parts import charts
from pages.parts.borders import (
    BLOCK,
    BLOCK_LABEL,
    LEGEND_AT,
    LEGEND_STEP,
    LINE_TO,
    NAME_AT,
    NAMED_OUTSIDE,
    Point,
    address,
    hatching,
    legend_row,
)
from pages.parts.charts import Chart
from pages.parts.maps.colours import HATCHED, Scale, colour_of, ink_of, legend, scale
from pages.parts.maps.places import Place
from pages.parts.maps.words import hover, table_of

EAST = {"district": 120.32, "zone": 120.50}
"""How far the map reaches: the block needs more room."""
WEST, SOUTH, NORTH = 119.10, 31.12, 32.08
MAP_HEIGHT = 410


def districts(places: Sequence[Place], number: Metric, *, chosen: str = "") -> Chart:
    """The districts, and 经开区 as a block where it is one of the places, each in the colour of its number."""
    has_block = any(p.name == areas.ECONOMIC_ZONE for p in places)
    steps = scale(places, number)
    rows = legend(steps, places, number)
    figure = charts.as_declared(
        {
            # Words first: Plotly fetches its own map of the world where the first of all is an area.
            "data": [
                _names(places, steps),
                _areas(sorted(places, key=lambda p: p.name == chosen), steps, number, chosen),
                *_map_legend(rows),
                *_hatched_areas(places, steps, rows),
                *_thin_lines(places, chosen),
            ],
            "layout": charts.layout(
                MAP_HEIGHT,
                margin={"l": 0, "r": 0, "t": 8, "b": 0},
                geo={
                    "visible": False,
                    "bgcolor": charts.CLEAR,
                    "projection": {"type": "mercator"},
                    "lonaxis": {"range": [WEST, EAST["zone" if has_block else "district"]]},
                    "lataxis": {"range": [SOUTH, NORTH]},
                },
                clickmode="event+select",
            ),
        }
    )
    return Chart(figure, lambda: table_of(places, number))


def _filled(shapes: Sequence[str], colours: Sequence[str], **more: Any) -> dict[str, Any]:
    """Shapes of the file that the browser has, each in its colour."""
    different = list(dict.fromkeys(colours))
    last = max(len(different) - 1, 1)
    return {
        "type": "choropleth",
        "geojson": address(),
        "locations": list(shapes),
        "z": [different.index(colour) for colour in colours],
        "zmin": 0,
        "zmax": last,
        "colorscale": [[i / last, colour] for i, colour in enumerate((different * 2)[: last + 1])],
        "showscale": False,
        "marker": {"line": {"width": 0}},
        "hoverinfo": "skip",
        **more,
    }


def _areas(places: Sequence[Place], steps: Scale, number: Metric, chosen: str) -> dict[str, Any]:
    """The areas, each of which can be clicked all over; the one that is chosen lies on top."""
    widths = [0 if p.name == areas.ECONOMIC_ZONE else 2.5 if p.name == chosen else 1.5 for p in places]
    colours = [charts.INK if p.name == chosen else charts.WHITE for p in places]
    names = [p.name for p in places]
    return _filled(
        names,
        [colour_of(p, steps) for p in places],
        marker={"line": {"width": widths, "color": colours}},
        customdata=names,
        hoverinfo="text",
        hovertext=[hover(p, number) for p in places],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _hatched_areas(
    places: Sequence[Place], steps: Scale, rows: Sequence[tuple[str, str, bool]]
) -> list[dict[str, Any]]:
    """The lines over what has too few cases, and over its square in the legend, faint as on the tiles."""
    colours = {hatching(p.name): ink_of(p, steps) for p in places if p.is_small}
    colours |= {hatching(legend_row(i)): charts.ink_on(c) for i, (_, c, is_hatched) in enumerate(rows) if is_hatched}
    faint = {"line": {"width": 0}, "opacity": HATCHED["fgopacity"]}
    return [_filled(list(colours), list(colours.values()), marker=faint)] if colours else []


def _thin_lines(places: Sequence[Place], chosen: str) -> list[dict[str, Any]]:
    """The lines from a name into its district, and the dashed one round the block."""
    common = {"type": "scattergeo", "mode": "lines", "hoverinfo": "skip"}
    leading = [point for p in places if p.name in LINE_TO for point in (*LINE_TO[p.name], (None, None))]
    lines = [{**common, **_at(leading), "line": {"color": charts.MUTED, "width": 1}}] if leading else []
    if any(p.name == areas.ECONOMIC_ZONE for p in places):
        line = {"color": charts.MUTED, "width": 1.5}
        if chosen == areas.ECONOMIC_ZONE:
            line = {"color": charts.INK, "width": 2.5}
        lines.append({**common, **_at(BLOCK), "line": {**line, "dash": "dash"}})
    return lines


def _at(points: Sequence[Point | tuple[None, None]]) -> dict[str, Any]:
    return {"lon": [x for x, _ in points], "lat": [y for _, y in points]}


def _names(places: Sequence[Place], steps: Scale) -> dict[str, Any]:
    """Each name with its number, and under it the number that must be shown along with it."""
    texts = []
    for p in places:
        # On a phone there is no room for more than the last two characters of a name.
        beside = p.beside.removeprefix("群众").removeprefix("走访")
        small = (beside, BLOCK_LABEL if p.name == areas.ECONOMIC_ZONE else "")
        texts.append("<br>".join([p.name, f"<b>{p.label}</b>", *(f"<sup>{words}</sup>" for words in small if words)]))
    return {
        "type": "scattergeo",
        "mode": "text",
        **_at([NAME_AT[p.name] for p in places]),
        "text": texts,
        "textposition": ["bottom center" if p.name == areas.ECONOMIC_ZONE else "middle center" for p in places],
        "textfont": {
            "size": 13,
            "color": [charts.INK if p.name in NAMED_OUTSIDE else ink_of(p, steps) for p in places],
        },
        "hoverinfo": "skip",
    }


def _map_legend(rows: Sequence[tuple[str, str, bool]]) -> list[dict[str, Any]]:
    """The steps of colour below one another, the lightest on top; then what is hatched and what is grey, where there is any."""
    if not rows:
        return []
    x, y = LEGEND_AT
    words = {
        "type": "scattergeo",
        "mode": "text",
        **_at([(x + 0.07, y - i * LEGEND_STEP) for i, _ in enumerate(rows)]),
        "text": [text for text, _, _ in rows],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": charts.INK},
        "hoverinfo": "skip",
    }
    return [_filled([legend_row(i) for i, _ in enumerate(rows)], [colour for _, colour, _ in rows]), words]
