"""How is a share drawn that grows with the days?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pages.parts.charts.look import LINE, NAVY, PALE, Chart, as_declared, layout


def rising(days: Sequence[int], shares: Sequence[float], marks: Mapping[int, str], last: int) -> Chart:
    """A share that grows with the days, in steps, up to `last`; `marks` are the days that get a label: day → label."""
    shown = [(0, 0.0), *((d, s) for d, s in zip(days, shares, strict=True) if d <= last)]
    shown.append((last, shown[-1][1]))
    at = {mark: max((s for d, s in shown if d <= mark), default=0.0) for mark in marks}
    top = max(0.5, *(share for _, share in shown)) * 1.15
    ticks = [day for day in (0, 7, 14, 30, 60, 90, 120, 180) if day <= last]
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [day for day, _ in shown],
            "y": [share for _, share in shown],
            "line": {"color": NAVY, "width": 3, "shape": "hv"},
            "fill": "tozeroy",
            "fillcolor": PALE,
            "hovertemplate": "%{x}天内<br>%{y:.1%}<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": list(at),
            "y": list(at.values()),
            "text": [f"<b>{marks[day]}</b>" for day in at],
            "textposition": "top center",
            "textfont": {"color": NAVY, "size": 12},
            "marker": {"color": NAVY, "size": 8},
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    ]
    figure = as_declared(
        {
            "data": data,
            "layout": layout(
                240,
                margin={"l": 20, "r": 24, "t": 24, "b": 6},
                xaxis={
                    "range": [0, last],
                    "tickvals": ticks,
                    "ticktext": [f"{day}天" for day in ticks],
                    "showgrid": False,
                    "fixedrange": True,
                    "automargin": True,
                    "linecolor": LINE,
                },
                yaxis={
                    "range": [0, top],
                    "tickformat": ".0%",
                    "tickvals": [0, 0.25, 0.5, 0.75, 1],
                    "gridcolor": LINE,
                    "fixedrange": True,
                    "automargin": True,
                },
            ),
        }
    )
    return Chart(
        figure, lambda: pd.DataFrame({"天数": [d for d, _ in shown], "解决比例": [f"{100 * s:.1f}%" for _, s in shown]})
    )
