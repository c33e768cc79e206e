"""How is a number drawn? One file a chart, all with one look; the only Plotly of the house but the maps.

Every builder gives a `Chart`, the figure and the same as a table; `show` draws it under a sentence on what to see in it.
"""

from pages.parts.charts.curve import rising
from pages.parts.charts.grid import heat
from pages.parts.charts.horizontal import bars
from pages.parts.charts.lengths import Bar
from pages.parts.charts.limits import Dot, Limits, funnel
from pages.parts.charts.look import (
    AMBER,
    CLEAR,
    GREY,
    INK,
    LIGHT,
    MAP_STEPS,
    MUTED,
    NAVY,
    NO_DATA,
    OCHRE,
    RED,
    VARIABLES,
    WHITE,
    Chart,
    as_declared,
    ink_on,
    layout,
)
from pages.parts.charts.pace import burn_up
from pages.parts.charts.peers import Point, beside_peers
from pages.parts.charts.seeing import (
    MOST_TOGETHER,
    Rate,
    apart,
    gathered,
    is_other,
    judged,
    over_time,
    seen,
    spread,
    unlike,
)
from pages.parts.charts.showing import Show, show
from pages.parts.charts.spans import days_in_words, in_time, is_cut
from pages.parts.charts.upright import columns
from pages.parts.charts.waterfall import Step, steps

__all__ = [
    "AMBER", "CLEAR", "GREY", "INK", "LIGHT", "MAP_STEPS", "MOST_TOGETHER", "MUTED", "NAVY", "NO_DATA", "OCHRE", "RED", "VARIABLES", "WHITE",
    "Bar", "Chart", "Dot", "Limits", "Point", "Rate", "Show", "Step",
    "apart", "as_declared", "bars", "beside_peers", "burn_up", "columns", "days_in_words", "funnel", "gathered", "heat", "in_time", "ink_on", "is_cut",
    "is_other", "judged", "layout", "over_time", "rising", "seen", "show", "spread", "steps", "unlike",
]  # fmt: skip
