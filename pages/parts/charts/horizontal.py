"""How are bars drawn that lie under one another, the first on top?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pages.parts.charts.lengths import Bar, bars_table
from pages.parts.charts.look import GREY, INK, LIGHT, MUTED, NAVY, PALE, ROW, Chart, as_declared, layout, short


def bars(bars: Sequence[Bar], *, chosen: str | None = None) -> Chart:
    """Horizontal bars, the first one on top; with `part`, the piece in navy inside the whole in light blue."""
    shown = list(bars)[::-1]
    nested = any(b.part is not None for b in shown)
    top = max((b.value for b in shown), default=0) or 1
    whole = [LIGHT if nested and b.colour == NAVY else b.colour for b in shown]
    if chosen is not None:
        whole = [
            c if (b.id or b.name) == chosen else (PALE if nested else LIGHT) for b, c in zip(shown, whole, strict=True)
        ]
    hover = [f"{b.name}<br>{b.label}" for b in shown]
    names = [b.name for b in shown]
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "orientation": "h",
            "y": names,
            "customdata": [b.id or b.name for b in shown],
            "hovertext": hover,
            "hovertemplate": "%{hovertext}<extra></extra>",
            "x": [b.value for b in shown],
            "text": [b.label for b in shown],
            "textposition": "outside",
            "textfont": {"color": INK, "size": 12},
            "textangle": 0,
            "cliponaxis": False,
            "marker": {"color": whole},
            "width": 0.66,
        }
    ]
    if nested:
        data.append(  # it lies on its whole, which answers when it is pointed at
            {
                "type": "bar",
                "orientation": "h",
                "y": names,
                "hoverinfo": "skip",
                "x": [b.part or 0 for b in shown],
                "marker": {"color": [MUTED if b.colour == GREY else b.colour for b in shown]},
                "width": 0.66,
            }
        )
    widest = max((_width(b.label) for b in shown), default=0)
    figure = as_declared(
        {
            "data": data,
            "layout": layout(
                ROW * max(len(shown), 1) + 16,
                barmode="overlay",
                xaxis={"visible": False, "range": [0, top * (1 + widest * 0.042)], "fixedrange": True},
                yaxis={
                    "tickmode": "array",
                    "tickvals": names,
                    "ticktext": [short(n) + " " for n in names],
                    "automargin": True,
                    "fixedrange": True,
                    "ticks": "",
                    "type": "category",
                },
                clickmode="event+select",
            ),
        }
    )
    return Chart(figure, lambda: bars_table(bars))


def _width(label: str) -> float:
    """Width of a label in Latin characters: a Chinese one takes two."""
    return sum(1 if ord(c) < 0x2E80 else 1.8 for c in label)
