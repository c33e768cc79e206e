"""How is a running total drawn up to a deadline, with the pace that is needed?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from campaign.office.rules import day_text
from pages.parts.charts.look import GREY, LINE, NAVY, OCHRE, PALE, Chart, as_declared, layout

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
    figure = as_declared(
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
    return Chart(figure, lambda: pd.DataFrame({"日期": list(days), "累计": list(done)}))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))
