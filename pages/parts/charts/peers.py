"""How is a unit drawn along the weeks, beside its peers?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.parts.charts.look import GREY, INK, LINE, MUTED, NAVY, Chart, as_declared, layout


@dataclass(frozen=True, slots=True)
class Point:
    """A unit and its peers at one time; None where nothing is known."""

    name: str
    own: float | None
    peers: float | None
    own_label: str
    peers_label: str


def beside_peers(
    points: Sequence[Point],
    own: str,
    peers: str,
    *,
    is_share: bool = False,
    top: float | None = None,
    height: int = 190,
) -> Chart:
    """A unit along the weeks, as upright bars or, of a share, as a line; its peers as a grey dotted line, none without a name for them.

    A week of which nothing is known has a dash and no bar. `top` ends the scale where several units share it.
    """
    names = [p.name for p in points]
    ends = [value for p in points for value in (p.own, p.peers if peers else None) if value is not None]
    top = (top or max(ends, default=0) or 1) * 1.22
    hover = [f"{p.name}<br>{own} {p.own_label}" + (f"<br>{peers} {p.peers_label}" if peers else "") for p in points]
    quiet = {"hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}
    labels = {
        "text": ["" if p.own is None else p.own_label for p in points],
        "textfont": {"color": INK, "size": 11},
        "cliponaxis": False,
    }
    of_own: dict[str, Any] = {"x": names, "y": [p.own for p in points], **quiet, **labels}
    if is_share:
        line = {"color": NAVY, "width": 3}
        of_own |= {"type": "scatter", "mode": "lines+markers+text", "textposition": "top center", "line": line}
        of_own["marker"] = {"color": NAVY, "size": 7}
    else:
        of_own |= {"type": "bar", "textposition": "outside", "textangle": 0, "constraintext": "none", "width": 0.62}
        of_own["marker"] = {"color": NAVY}
    of_peers = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": names,
        "y": [p.peers for p in points],
        "line": {"color": GREY, "width": 2, "dash": "dot"},
        "marker": {"color": GREY, "size": 6},
        **quiet,
    }
    dash = {"y": 0, "text": "—", "showarrow": False, "yanchor": "bottom", "font": {"size": 12, "color": MUTED}}
    # By its place: "3.20" would be taken for a number.
    missing = [{**dash, "x": place} for place, p in enumerate(points) if p.own is None]
    figure = as_declared(
        {
            "data": ([of_peers, of_own] if is_share else [of_own, of_peers]) if peers else [of_own],
            "layout": layout(
                height,
                margin={"l": 4, "r": 8, "t": 10, "b": 6},
                annotations=missing,
                xaxis={
                    "type": "category",
                    "categoryorder": "array",
                    "categoryarray": names,
                    "range": [-0.6, len(names) - 0.4],
                    "showgrid": False,
                    "fixedrange": True,
                    "tickangle": 0,
                    "tickfont": {"size": 11},
                    "automargin": True,
                    "linecolor": LINE,
                },
                yaxis={"visible": False, "range": [0, top], "fixedrange": True},
            ),
        }
    )
    table = {"周": names, own: [p.own_label for p in points]}
    if peers:
        table[peers] = [p.peers_label for p in points]
    return Chart(figure, lambda: pd.DataFrame(table))
