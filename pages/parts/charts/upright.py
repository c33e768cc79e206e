"""How are bars drawn that stand side by side in their own order, weeks or months?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pages.parts.charts.lengths import Bar, bars_table
from pages.parts.charts.look import LIGHT, LINE, NAVY, PALE, Chart, as_declared, layout

MOST_LABELLED = 16
"""Upright bars that can carry their labels side by side; of more, the labels are in the hover text and the table."""
MOST_TICKS = 6
"""Names under more bars than MOST_LABELLED, so that they do not touch on a phone."""


def columns(bars: Sequence[Bar], height: int = 240) -> Chart:
    """Upright bars in their own order (weeks, months), each labelled above; an empty one has its place and a dash."""
    nested = any(b.part is not None for b in bars)
    names = [b.name for b in bars]
    top = max((b.value for b in bars), default=0) or 1
    quiet = {
        "hovertext": [f"{b.name_in_words}<br>{'无记录' if b.is_empty else b.label}" for b in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [b.id or b.name for b in bars],
    }
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": names,
            "y": [b.value for b in bars],
            "text": [b.label for b in bars] if len(bars) <= MOST_LABELLED else None,
            "textposition": "outside",
            "textangle": 0,
            "cliponaxis": False,
            "constraintext": "none",
            "marker": {"color": [_whole(b) if nested else b.colour for b in bars]},
            "width": 0.62,
            **quiet,
        }
    ]
    if nested:
        inside = {"color": [LIGHT if b.is_part else NAVY for b in bars]}
        part = {"type": "bar", "x": names, "y": [b.part or 0 for b in bars], "marker": inside, "width": 0.62}
        data.append({**part, **quiet})
    figure = as_declared(
        {
            "data": data,
            "layout": layout(
                height,
                barmode="overlay",
                xaxis={
                    "type": "category",
                    "fixedrange": True,
                    "tickangle": 0,
                    "automargin": True,
                    "linecolor": LINE,
                    "tickvals": names if len(names) <= MOST_LABELLED else names[:: -(-len(names) // MOST_TICKS)],
                },
                yaxis={
                    "visible": False,
                    "range": [0, top * (1.32 if any("<br>" in b.label for b in bars) else 1.18)],
                    "fixedrange": True,
                },
            ),
        }
    )
    return Chart(figure, lambda: bars_table(bars))


def _whole(bar: Bar) -> str:
    """The colour of a bar with a piece inside: paler where only some days of it are in sight."""
    return (PALE if bar.is_part else LIGHT) if bar.colour == NAVY else bar.colour
