"""How is it drawn that a figure got from one value to another?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pages.parts.charts.look import INK, LIGHT, MUTED, NAVY, ROW, Chart, as_declared, layout


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way from an earlier figure to a later one."""

    name: str
    change: float
    label: str


def steps(steps: Sequence[Step], start: float, start_label: str, end_label: str) -> Chart:
    """How a figure got from one value to another, the first step on top: each bar begins where the one before ended.

    Two upright lines mark the two values; the scale is that of the steps and does not begin at zero.
    """
    shown = list(steps)
    levels = [start]
    for step in shown:
        levels.append(levels[-1] + step.change)
    low, high = min(levels), max(levels)
    reach = (high - low) or 1
    names = [s.name for s in shown]
    hover = [f"{s.name}<br>{s.label}" for s in shown]
    bars_ = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "base": [min(pair) for pair in itertools.pairwise(levels)],
        "x": [abs(s.change) for s in shown],
        "marker": {
            "color": [NAVY if s.change > 0 else LIGHT for s in shown],
            "line": {"color": MUTED, "width": [2 if s.change == 0 else 0 for s in shown]},
        },
        "width": 0.6,
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    ends = [
        {
            "x": max(pair),
            "y": s.name,
            "text": s.label,
            "showarrow": False,
            "xanchor": "left",
            "xshift": 5,
            "font": {"size": 12, "color": INK},
        }
        for s, pair in zip(shown, itertools.pairwise(levels), strict=True)
    ]
    lines = []
    for value, text, colour, dash, above in (
        (start, start_label, MUTED, "dot", True),
        (levels[-1], end_label, NAVY, "solid", False),
    ):
        line = {"width": 1.5, "color": colour, "dash": dash}
        lines.append({"type": "line", "x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper", "line": line})
        at_left = (value - low) < reach * 0.5
        ends.append(
            {
                "x": value,
                "y": 1 if above else 0,
                "yref": "paper",
                "text": text,
                "showarrow": False,
                "xanchor": "left" if at_left else "right",
                "yanchor": "bottom" if above else "top",
                "font": {"size": 12, "color": colour},
            }
        )
    figure = as_declared(
        {
            "data": [bars_],
            "layout": layout(
                ROW * max(len(shown), 1) + 60,
                margin={"l": 4, "r": 4, "t": 26, "b": 26},
                annotations=ends,
                shapes=lines,
                xaxis={"visible": False, "range": [low - 0.06 * reach, high + 0.3 * reach], "fixedrange": True},
                yaxis={
                    "automargin": True,
                    "fixedrange": True,
                    "ticks": "",
                    "type": "category",
                    "autorange": "reversed",
                    "ticksuffix": " ",
                },
            ),
        }
    )
    return Chart(figure, lambda: pd.DataFrame({"原因": [s.name for s in shown], "增减": [s.label for s in shown]}))
