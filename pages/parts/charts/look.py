"""What has every chart of the house in common: its colours, its letters, its layout, its two readings?

The only colours of the house. Red is kept for what must be acted on; navy carries the message, light blue and grey the
context.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

NAVY = "#1F4E8C"
LIGHT = "#9DB7D6"
PALE = "#E4ECF5"
FAINT = "#F5F8FB"
GREY = "#A9B4C0"
AMBER = "#D9822B"
OCHRE = "#A65D14"
"""Amber that is dark enough to be read as text."""
RED = "#C0392B"
INK = "#1F2933"
MUTED = "#6B7280"
LINE = "#DDE4EC"
WHITE = "#FFFFFF"
MAP_STEPS = ("#D3E2F1", "#B0CAE4", "#86ACD3", "#4474AE", NAVY)
"""Colours of a map, from little to much."""
NO_DATA = "#D9DADC"
"""A place without a number: no step of a map."""
CLEAR = "rgba(0,0,0,0)"
"""Behind a chart lies the page, light or dark: `static/style.css` turns a chart's lightness round where the page is dark."""
VARIABLES: Mapping[str, tuple[str, str]] = {
    "muted": ("#4F5B67", "#AEB9C5"),
    "label": ("#4B5563", "#B4BEC9"),
    "navy": (NAVY, "#8DB8EE"),
    "light": (LIGHT, "#47688F"),
    "pale": ("#F3F6FA", "#1B2430"),
    "line": (LINE, "#33404F"),
    "red": (RED, "#F0877C"),
    "amber": (OCHRE, "#E0A35C"),
    "grey": (GREY, "#6D7986"),
    "page": (WHITE, "#11161D"),
}
"""What the style sheet calls a colour → the colour on a light page, on a dark one."""
FONT = "PingFang SC,HarmonyOS Sans SC,Microsoft YaHei,Noto Sans CJK SC,Source Han Sans SC,sans-serif"
ROW = 30
"""Height of one bar with its gap, in pixels."""
LONGEST_NAME = 11
"""Characters of a name that an axis shows; the whole name is in the hover text and the table."""


is_checked = False
"""Whether Plotly checks what is declared, as it does of every chart that a test draws."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure, and the same as a table with Chinese headings."""

    figure: go.Figure
    cells: Callable[[], pd.DataFrame]
    """Makes the table: few ask for it."""

    @property
    def table(self) -> pd.DataFrame:
        """The table."""
        return self.cells()


def as_declared(parts: Mapping[str, Any]) -> go.Figure:
    """A figure of these parts. Plotly does not check them for a visitor: that takes longer than all else of a chart."""
    return go.Figure(parts, _validate=is_checked)


def layout(height: int, **more: Any) -> dict[str, Any]:
    """What every figure of the house has in common."""
    return {
        "template": {"layout": {"font": {"family": FONT, "size": 12, "color": INK}}},
        "height": height,
        "margin": {"l": 4, "r": 8, "t": 6, "b": 6},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "modebar": {"bgcolor": CLEAR, "color": GREY, "activecolor": NAVY},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": WHITE, "bordercolor": LINE, "font": {"family": FONT, "color": INK}},
        **more,
    }


def ink_on(colour: str) -> str:
    """The colour of words on a step of a map."""
    return WHITE if colour in MAP_STEPS[-2:] else INK


def short(name: str) -> str:
    """`name` cut to what fits next to a bar on a phone."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
