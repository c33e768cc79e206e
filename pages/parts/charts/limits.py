"""How are shares of large and small units drawn, so that chance is told from difference?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

import pandas as pd

from pages.parts.charts.look import GREY, LIGHT, LINE, MUTED, PALE, WHITE, Chart, as_declared, layout, short

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Ticks of an axis of sizes, which is logarithmic."""
WIDTHS = (300.0, 1000.0)
"""Pixels of a plot on a phone and on a desk: a label must stand free on both."""
EDGES = 46
"""Pixels of the height that the axis and its title take."""
LETTER, HIGH, AWAY, DOT = 12, 16, 9, 5
"""Pixels: a letter's width and a line's height, from a point to its label, and a dot's radius."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One unit of a funnel plot: how many cases, which share."""

    name: str
    size: float
    rate: float
    label: str
    colour: str = GREY
    is_named: bool = False
    """Whether its name is written next to it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A pair of control limits along the sizes of a funnel plot."""

    name: str
    """Written beside the lines where there is room; empty for lines that the words around the chart explain."""
    sizes: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label may stand: at a point, on this side of it, moved by so many pixels (up is positive)."""

    size: float
    rate: float
    anchor: str
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class Plane:
    """The plot on which labels are laid: what its axes show, and its height in pixels."""

    least: float
    most: float
    bottom: float
    top: float
    height: float

    def at(self, size: float, rate: float, width: float) -> tuple[float, float]:
        """A point in pixels from the lower left."""
        across = (log10(size) - log10(self.least)) / (log10(self.most) - log10(self.least))
        return width * across, self.height * (rate - self.bottom) / (self.top - self.bottom)


Box = tuple[float, float, float, float]


def funnel(
    dots: Sequence[Dot], whole: float, whole_label: str, limits: Sequence[Limits], base_label: str, height: int = 380
) -> Chart:
    """Each unit's share against its number of cases, inside control limits that narrow as the cases grow.

    The limits are given from the outer to the inner; named units have their names next to their dots.
    """
    top = max([d.rate for d in dots] + [whole])
    # The limits of the smallest sizes reach 100 % whatever the units do: they must not flatten all else.
    top = min(1.0, max(1.1 * top, 1.5 * whole)) or 1.0
    data: list[dict[str, Any]] = []
    for i, pair in enumerate(limits):
        line = {"color": LIGHT, "width": 1.5, "dash": "dot" if i else "solid"}
        for ends in (pair.low, pair.high):
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": list(pair.sizes),
                    "y": [min(end, 1.0) for end in ends],
                    "line": line,
                    "hoverinfo": "skip",
                }
            )
    # Those that are named lie on top of the rest.
    for shown in ([d for d in dots if not d.is_named], [d for d in dots if d.is_named]):
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [d.size for d in shown],
                "y": [d.rate for d in shown],
                "customdata": [d.name for d in shown],
                "hovertext": [f"{d.name}<br>{d.label}" for d in shown],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "marker": {"color": [d.colour for d in shown], "size": 9, "line": {"color": WHITE, "width": 1}},
            }
        )
    ends = [d.size for d in dots]
    least, most = min(ends, default=1) / 1.15, max(ends, default=10) * 1.15
    plane = Plane(least, most, -0.02 * top, top, height - EDGES)
    wanted = [
        (whole_label, MUTED, [Spot(*at, dy) for at in ((least, whole, "left", 4), (most, whole, "right", -4)) for dy in (10, -10)]),
        *((short(d.name), d.colour, _around(d)) for d in dots if d.is_named),
        *((pair.name, MUTED, _along(pair)) for pair in limits if pair.name),
    ]  # fmt: skip
    notes = laid(wanted, dots, plane)
    figure = as_declared(
        {
            "data": data,
            "layout": layout(
                height,
                margin={"l": 4, "r": 12, "t": 12, "b": 6},
                annotations=notes,
                shapes=[
                    {
                        "type": "line",
                        "x0": 0,
                        "x1": 1,
                        "xref": "paper",
                        "y0": whole,
                        "y1": whole,
                        "line": {"color": MUTED, "width": 1.5, "dash": "dot"},
                    }
                ],
                xaxis={
                    "type": "log",
                    "title": {"text": base_label, "font": {"size": 12, "color": MUTED}, "standoff": 4},
                    "range": [log10(least), log10(most)],
                    "tickvals": list(SIZES),
                    "ticktext": [f"{n:,}" for n in SIZES],
                    "tickangle": 0,
                    "showgrid": False,
                    "fixedrange": True,
                    "automargin": True,
                    "linecolor": LINE,
                },
                yaxis={
                    "range": [-0.02 * top, top],
                    "tickformat": ".0%",
                    "gridcolor": PALE,
                    "zeroline": False,
                    "fixedrange": True,
                    "automargin": True,
                },
                clickmode="event+select",
            ),
        }
    )
    return Chart(figure, lambda: _funnel_table(dots, base_label))


def _around(dot: Dot) -> list[Spot]:
    """Where the name of a dot may stand: beside it, above, below."""
    sides = (("left", AWAY, 0), ("right", -AWAY, 0), ("center", 0, 14), ("center", 0, -14))
    corners = (("left", 4, 14), ("right", -4, 14), ("left", 12, 28), ("right", -12, 28))
    return [Spot(dot.size, dot.rate, *side) for side in (*sides, *corners)]


def _along(pair: Limits) -> list[Spot]:
    """Where the name of two lines may stand: below the lower one or above the upper one, from the large sizes down."""
    steps = range(len(pair.sizes) - 1, -1, -4)
    below = [Spot(pair.sizes[n], pair.low[n], "center", 0, -12) for n in steps]
    return [*below, *(Spot(pair.sizes[n], pair.high[n], "center", 0, 12) for n in steps)]


def laid(wanted: Sequence[tuple[str, str, Sequence[Spot]]], dots: Sequence[Dot], plane: Plane) -> list[dict[str, Any]]:
    """The labels (words, colour, where each may stand) as notes of a plot, the first ones first: none touches another, each
    covers as few dots as it can, and one for which there is no room is left out: hovering and the table tell it.
    """
    points = {width: [plane.at(d.size, d.rate, width) for d in dots] for width in WIDTHS}
    taken: dict[float, list[Box]] = {width: [] for width in WIDTHS}
    notes = []
    for text, colour, spots in wanted:
        free = []
        for n, spot in enumerate(spots):
            boxes = {width: _box(text, spot, plane, width) for width in WIDTHS}
            if all(_fits(box, plane, w) and not any(_touch(box, b) for b in taken[w]) for w, box in boxes.items()):
                free.append((sum(_covers(boxes[w], at) for w in WIDTHS for at in points[w]), n, spot, boxes))
        if free:
            _, _, spot, boxes = min(free, key=lambda one: one[:2])
            for width, box in boxes.items():
                taken[width].append(box)
            notes.append(_note(text, colour, spot))
    return notes


def _box(text: str, spot: Spot, plane: Plane, width: float) -> Box:
    """The pixels that words take there: left, bottom, right, top."""
    x, y = plane.at(spot.size, spot.rate, width)
    wide = sum(LETTER if ord(letter) > 255 else 0.6 * LETTER for letter in text) + 4
    left = x + spot.dx - {"left": 0.0, "center": wide / 2, "right": wide}[spot.anchor]
    return left, y + spot.dy - HIGH / 2, left + wide, y + spot.dy + HIGH / 2


def _fits(box: Box, plane: Plane, width: float) -> bool:
    return box[0] >= 0 and box[2] <= width and box[1] >= 0 and box[3] <= plane.height


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _covers(box: Box, at: tuple[float, float]) -> bool:
    return _touch(box, (at[0] - DOT, at[1] - DOT, at[0] + DOT, at[1] + DOT))


def _note(text: str, colour: str, spot: Spot) -> dict[str, Any]:
    """Words at a point of a funnel plot; on a logarithmic axis Plotly places a note by its logarithm."""
    return {
        "x": log10(spot.size),
        "y": spot.rate,
        "text": text,
        "showarrow": False,
        "xanchor": spot.anchor,
        "yanchor": "middle",
        "xshift": spot.dx,
        "yshift": spot.dy,
        "font": {"size": 12, "color": colour},
    }


def _funnel_table(dots: Sequence[Dot], base_label: str) -> pd.DataFrame:
    cells = {
        "单位": [d.name for d in dots],
        base_label: [d.size for d in dots],
        "占比": [f"{100 * d.rate:.1f}%" for d in dots],
    }
    return pd.DataFrame(cells).assign(读作=[d.label for d in dots])
