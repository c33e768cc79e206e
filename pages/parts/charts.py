"""How is a number drawn? The only colours and the only Plotly of the house.

Red is kept for what must be acted on; navy carries the message, light blue and grey the context.
Bars are sorted by their caller, start at zero and are labelled directly. Every chart has a sentence on what to see in it,
and can be read as a table and taken along as a picture.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from campaign.office.rules import day_text
from pages.parts import tables

NAVY = "#1F4E8C"
LIGHT = "#9DB7D6"
PALE = "#E4ECF5"
FAINT = "#F5F8FB"
GREY = "#A9B4C0"
AMBER = "#D9822B"
OCHRE = "#B86A1C"
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
    "muted": ("#5B6673", "#A3AEBB"),
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
MOST_LABELLED = 16
"""Upright bars that can carry their labels side by side; of more, the labels are in the hover text and the table."""
MOST_TICKS = 6
"""Names under more bars than MOST_LABELLED, so that they do not touch on a phone."""
MOST_TOGETHER = 3
"""Names of a tie that a sentence holds."""
LONGEST_NAME = 11
"""Characters of a name that an axis shows; the whole name is in the hover text and the table."""

_MONTHS = [f"{n}月" for n in range(1, 13)]
_DAYS = ["日", "一", "二", "三", "四", "五", "六"]
CONFIG: dict[str, Any] = {
    "modeBarButtons": [["toImage"]],
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
    "locale": "zh-CN",
    "locales": {
        "zh-CN": {
            "dictionary": {"Download plot as a PNG": "存为图片（PNG）", "Download plot": "存为图片（PNG）"},
            "format": {
                "days": [f"星期{d}" for d in _DAYS],
                "shortDays": [f"周{d}" for d in _DAYS],
                "months": _MONTHS,
                "shortMonths": _MONTHS,
                "date": "%Y-%m-%d",
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure, and the same as a table with Chinese headings."""

    figure: go.Figure
    table: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, the label at its end."""

    name: str
    value: float
    label: str
    part: float | None = None
    """The darker piece inside the bar; None when the bar has none."""
    colour: str = NAVY

    @property
    def name_in_words(self) -> str:
        """The name without the line break, which is for the picture only."""
        return self.name.replace("<br>", "")

    @property
    def label_in_words(self) -> str:
        """The label on one line."""
        return self.label.replace("<br>", "，")


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


def bars(bars: Sequence[Bar], *, chosen: str | None = None) -> Chart:
    """Horizontal bars, the first one on top; with `part`, the piece in navy inside the whole in light blue."""
    shown = list(bars)[::-1]
    nested = any(b.part is not None for b in shown)
    top = max((b.value for b in shown), default=0) or 1
    whole = [LIGHT if nested and b.colour == NAVY else b.colour for b in shown]
    if chosen is not None:
        whole = [c if b.name == chosen else (PALE if nested else LIGHT) for b, c in zip(shown, whole, strict=True)]
    hover = [f"{b.name}<br>{b.label}" for b in shown]
    names = [b.name for b in shown]
    common = {"type": "bar", "orientation": "h", "y": names, "customdata": names}
    quiet = {"hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}
    data: list[dict[str, Any]] = [
        {
            **common,
            **quiet,
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
        data.append(
            {
                **common,
                **quiet,
                "x": [b.part or 0 for b in shown],
                "marker": {"color": [MUTED if b.colour == GREY else b.colour for b in shown]},
                "width": 0.66,
            }
        )
    widest = max((_width(b.label) for b in shown), default=0)
    figure = go.Figure(
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
    return Chart(figure, _bars_table(bars))


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
    """A unit along the weeks, as upright bars or, of a share, as a line; its peers as a grey dotted line.

    A week of which nothing is known has a dash and no bar. `top` ends the scale where several units share it.
    """
    names = [p.name for p in points]
    ends = [value for p in points for value in (p.own, p.peers) if value is not None]
    top = (top or max(ends, default=0) or 1) * 1.22
    hover = [f"{p.name}<br>{own} {p.own_label}<br>{peers} {p.peers_label}" for p in points]
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
    figure = go.Figure(
        {
            "data": [of_peers, of_own] if is_share else [of_own, of_peers],
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
    table = {"周": names, own: [p.own_label for p in points], peers: [p.peers_label for p in points]}
    return Chart(figure, pd.DataFrame(table))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


def _width(label: str) -> float:
    """Width of a label in Latin characters: a Chinese one takes two."""
    return sum(1 if ord(c) < 0x2E80 else 1.8 for c in label)


def columns(bars: Sequence[Bar], height: int = 240) -> Chart:
    """Upright bars in their own order (weeks, months), each labelled above."""
    nested = any(b.part is not None for b in bars)
    names = [b.name for b in bars]
    top = max((b.value for b in bars), default=0) or 1
    quiet = {
        "hovertext": [f"{b.name}<br>{b.label}" for b in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": names,
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
            "marker": {"color": [LIGHT if nested and b.colour == NAVY else b.colour for b in bars]},
            "width": 0.62,
            **quiet,
        }
    ]
    if nested:
        part = {"type": "bar", "x": names, "y": [b.part or 0 for b in bars], "marker": {"color": NAVY}, "width": 0.62}
        data.append({**part, **quiet})
    figure = go.Figure(
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
                yaxis={"visible": False, "range": [0, top * 1.18], "fixedrange": True},
            ),
        }
    )
    return Chart(figure, _bars_table(bars))


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
    figure = go.Figure(
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
    return Chart(figure, pd.DataFrame({"原因": [s.name for s in shown], "增减": [s.label for s in shown]}))


MOST_TICKS = 6
"""Days written under an axis: more could not be read on a phone."""


def day_ticks(first: date, last: date) -> list[date]:
    """The days to write under a chart: its ends, and the 1sts and 15ths between them, or of as many months as there is room for.

    >>> [f"{day:%m-%d}" for day in day_ticks(date(2017, 3, 1), date(2017, 4, 30))]
    ['03-01', '03-15', '04-01', '04-15', '04-30']
    >>> [f"{day:%y-%m-%d}" for day in day_ticks(date(2017, 3, 1), date(2018, 2, 20))]
    ['17-03-01', '17-06-01', '17-09-01', '17-12-01', '18-02-20']
    """
    room = (last - first) / (2 * MOST_TICKS)
    begun = [day.date() for day in pd.date_range(first, last, freq="MS")]
    middles = [day.replace(day=15) for day in (first, *begun)]
    between = [day for day in sorted({*begun, *middles}) if first + room < day < last - room]
    if len(between) > MOST_TICKS - 2:
        firsts = [day for day in between if day.day == 1]
        every = -(-len(firsts) // (MOST_TICKS - 2))
        between = firsts[every - 1 :: every]
    return [first, *between, last]


def burn_up(
    days: Sequence[date],
    done: Sequence[float],
    label: str,
    *,
    start: date,
    deadline: date,
    target: float | None = None,
    target_label: str = "",
    needed_label: str = "",
    height: int = 250,
) -> Chart:
    """Running total by day up to the deadline; with a target, the even pace from the first day and the pace needed from now on."""
    top = max([*done, target or 0]) or 1
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": list(days),
        "y": list(done),
        "line": {"color": NAVY, "width": 3},
        "fill": "tozeroy",
        "fillcolor": PALE,
        "hovertemplate": "%{x|%m月%d日}<br>%{y:,d}户<extra></extra>",
    }
    data: list[dict[str, Any]] = [line]
    notes: list[dict[str, Any]] = []
    if days:
        early = days[-1] < deadline - (deadline - start) / 4
        notes.append(
            {
                "x": days[-1],
                "y": done[-1],
                "text": f"<b>{label}</b>"
                + (f"<br><span style='color:{OCHRE}'>{needed_label}</span>" if needed_label else ""),
                "align": "left",
                "showarrow": False,
                "xanchor": "left" if early else "right",
                "yanchor": "top" if early else "bottom",
                "xshift": 9 if early else -4,
                "yshift": -6 if early else 4,
                "font": {"color": NAVY, "size": 13},
            }
        )
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [days[-1]],
                "y": [done[-1]],
                "marker": {"color": NAVY, "size": 9},
                "hoverinfo": "skip",
            }
        )
    if target:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [start, deadline],
                "y": [0, target],
                "line": {"color": GREY, "width": 1.5, "dash": "dot"},
                "hoverinfo": "skip",
            }
        )
        notes.append(
            {
                "x": deadline,
                "y": target,
                "text": target_label,
                "showarrow": False,
                "xanchor": "right",
                "yanchor": "bottom",
                "yshift": 3,
                "font": {"color": OCHRE, "size": 12},
            }
        )
    if target and needed_label and days and days[-1] < deadline:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [days[-1], deadline],
                "y": [done[-1], target],
                "line": {"color": OCHRE, "width": 2.5},
                "hoverinfo": "skip",
            }
        )
    last = max(deadline, *days) if days else deadline
    ticks = day_ticks(start, last)
    figure = go.Figure(
        {
            "data": data,
            "layout": layout(
                height,
                margin={"l": 20, "r": 24, "t": 14, "b": 6},
                annotations=notes,
                shapes=[
                    {
                        "type": "line",
                        "x0": deadline,
                        "x1": deadline,
                        "y0": 0,
                        "y1": 1,
                        "yref": "paper",
                        "line": {"color": GREY, "width": 1},
                    }
                ],
                xaxis={
                    "type": "date",
                    "range": [_noon(start) - timedelta(days=1), _noon(last)],
                    "tickvals": ticks,
                    "showgrid": False,
                    "ticklabeloverflow": "allow",
                    "ticktext": [day_text(d, after=before) for before, d in itertools.pairwise([start, *ticks])],
                    "tickangle": 0,
                    "fixedrange": True,
                    "automargin": True,
                    "linecolor": LINE,
                },
                yaxis={"visible": False, "range": [0, top * 1.15], "fixedrange": True},
            ),
        }
    )
    return Chart(figure, pd.DataFrame({"日期": list(days), "累计": list(done)}))


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
    figure = go.Figure(
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
        figure, pd.DataFrame({"天数": [d for d, _ in shown], "解决比例": [f"{100 * s:.1f}%" for _, s in shown]})
    )


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    labels: Sequence[Sequence[str]],
) -> Chart:
    """A grid of numbers, darker where larger; every cell carries its number."""
    figure = go.Figure(
        {
            "data": [
                {
                    "type": "heatmap",
                    "x": list(columns),
                    "y": list(rows)[::-1],
                    "z": [list(r) for r in values][::-1],
                    "text": [list(r) for r in labels][::-1],
                    "texttemplate": "%{text}",
                    "textfont": {"size": 12, "color": INK},
                    "colorscale": [[0, FAINT], [1, LIGHT]],
                    "showscale": False,
                    "xgap": 3,
                    "ygap": 3,
                    "hovertemplate": "%{y} · %{x}<br>%{text}<extra></extra>",
                }
            ],
            "layout": layout(
                38 * len(rows) + 44,
                xaxis={
                    "side": "top",
                    "ticks": "",
                    "fixedrange": True,
                    "tickangle": 0,
                    "automargin": True,
                    "type": "category",
                },
                yaxis={"fixedrange": True, "automargin": True, "type": "category", "ticks": ""},
            ),
        }
    )
    return Chart(figure, _heat_table(rows, columns, labels))


SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Ticks of an axis of sizes, which is logarithmic."""


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
    figure = go.Figure(
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
    return Chart(figure, _funnel_table(dots, base_label))


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


def _bars_table(bars: Sequence[Bar]) -> pd.DataFrame:
    """The bars as rows."""
    cells = {
        "名称": [b.name_in_words for b in bars],
        "数": [b.value for b in bars],
        "其中": [b.part for b in bars],
        "读作": [b.label_in_words for b in bars],
    }
    frame = pd.DataFrame(cells)
    return frame if frame["其中"].notna().any() else frame.drop(columns="其中")


def _heat_table(rows: Sequence[str], columns: Sequence[str], labels: Sequence[Sequence[str]]) -> pd.DataFrame:
    frame = pd.DataFrame([list(row) for row in labels], columns=list(columns))
    frame.insert(0, "名称", list(rows))
    return frame


def _funnel_table(dots: Sequence[Dot], base_label: str) -> pd.DataFrame:
    cells = {
        "单位": [d.name for d in dots],
        base_label: [d.size for d in dots],
        "占比": [f"{100 * d.rate:.1f}%" for d in dots],
    }
    return pd.DataFrame(cells).assign(读作=[d.label for d in dots])


def seen(bars: Sequence[Bar], *, is_whole: bool = True) -> str:
    """What to see in bars: who has most and, where all bars are drawn, who has least; ties are named together."""
    if not bars:
        return ""
    if len(bars) == 1:
        return f"只有{bars[0].name_in_words}：{bars[0].label_in_words}。"
    most, least = ([b for b in bars if b.value == end(b.value for b in bars)] for end in (max, min))
    if len(most) == len(bars):
        return f"{len(bars)}个一样多：{most[0].label_in_words}。"
    leader = f"最多的是{_together(most)}"
    return f"{leader}；最少的是{_together(least)}。" if is_whole else f"{leader}。"


def _together(bars: Sequence[Bar]) -> str:
    """Bars of one length in words."""
    names = "、".join(b.name_in_words for b in bars[:MOST_TOGETHER])
    if len(bars) > MOST_TOGETHER:
        names += f"等{len(bars)}个"
    return f"{names}，{'各' if len(bars) > 1 else ''}{bars[0].label_in_words}"


def clicked(event: Any) -> str | None:
    """The name of the bar that a selection event points at; None when there is none."""
    points = (event or {}).get("selection", {}).get("points", [])
    return str(points[0].get("customdata") or points[0].get("y")) if points else None


def show(chart: Chart, key: str, sentence: str, *, on_choose: Callable[[str], None] | None = None) -> None:
    """Draw a chart under the `sentence` about what to see in it; a screen reader reads the same sentence.

    With `on_choose`, a click on a bar or a dot hands over its name before the page is drawn again.
    """
    config = {**CONFIG, "toImageButtonOptions": {"format": "png", "scale": 2, "filename": _file_name(sentence)}}
    more: dict[str, Any] = {}
    if on_choose is not None:

        def choose() -> None:
            name = clicked(st.session_state.get(key))
            if name is not None:
                on_choose(name)

        more = {"on_select": choose, "selection_mode": "points"}
    with st.container(key=f"chart-{key}", gap="xxsmall"):
        st.markdown(tables.plain(sentence))
        st.plotly_chart(chart.figure, key=key, config=config, theme=None, alt=sentence, **more)
        with st.popover(
            "看表", key=f"table-{key}", icon=":material/table:", type="tertiary", on_change="rerun"
        ) as folded:
            if folded.open:
                st.dataframe(chart.table, hide_index=True, key=f"table-of-{key}")


def _file_name(sentence: str) -> str:
    """A picture's file name: the beginning of its sentence."""
    return re.sub(r"[\\/:*?\"<>|\s]+", "_", sentence)[:40].rstrip("，。；_")
