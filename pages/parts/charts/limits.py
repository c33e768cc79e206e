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
    sizes: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def funnel(
    dots: Sequence[Dot], whole: float, whole_label: str, limits: Sequence[Limits], base_label: str, height: int = 380
) -> Chart:
    """Each unit's share against its number of cases, inside control limits that narrow as the cases grow.

    The limits are given from the outer to the inner; named units have their names next to their dots.
    """
    top = max([d.rate for d in dots] + [whole])
    # The limits of the smallest sizes reach 100 % whatever the units do: they must not flatten all else.
    top = min(1.0, max(1.1 * top, 1.5 * whole))
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
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
        if pair.sizes:
            notes.append(_beside(pair.sizes[-1], pair.high[-1], pair.name, MUTED, anchor="right", shift=9 - 18 * i))
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
    least, most = min(ends, default=1), max(ends, default=10)
    middle = (least * most) ** 0.5
    notes += [
        _beside(d.size, d.rate, short(d.name), d.colour, anchor="left" if d.size < middle else "right", aside=9)
        for d in dots
        if d.is_named
    ]
    notes.append(_beside(least, whole, whole_label, MUTED, anchor="left", shift=9))
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
                    "range": [log10(least / 1.15), log10(most * 1.15)],
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


def _beside(
    size: float, rate: float, text: str, colour: str, *, anchor: str, shift: float = 0, aside: float = 0
) -> dict[str, Any]:
    """Words at a point of a funnel plot; on a logarithmic axis Plotly places a note by its logarithm."""
    return {
        "x": log10(size),
        "y": rate,
        "text": text,
        "showarrow": False,
        "xanchor": anchor,
        "xshift": aside if anchor == "left" else -aside,
        "yshift": shift,
        "font": {"size": 12, "color": colour},
    }


def _funnel_table(dots: Sequence[Dot], base_label: str) -> pd.DataFrame:
    cells = {
        "单位": [d.name for d in dots],
        base_label: [d.size for d in dots],
        "占比": [f"{100 * d.rate:.1f}%" for d in dots],
    }
    return pd.DataFrame(cells).assign(读作=[d.label for d in dots])
