"""How is a grid of numbers drawn, darker where larger?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pages.parts.charts.look import FAINT, INK, LIGHT, Chart, as_declared, layout


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    labels: Sequence[Sequence[str]],
    *,
    is_by_column: bool = False,
) -> Chart:
    """A grid of numbers, darker where larger; every cell carries its number.

    With `is_by_column` darker where a cell is a larger part of its column: else a large place is dark in every row.
    """
    totals = [sum(value or 0.0 for value in column) if is_by_column else 1.0 for column in zip(*values, strict=True)]
    shades = [
        [None if value is None else value / (total or 1.0) for value, total in zip(row, totals, strict=True)]
        for row in values
    ]
    figure = as_declared(
        {
            "data": [
                {
                    "type": "heatmap",
                    "x": list(columns),
                    "y": list(rows)[::-1],
                    "z": shades[::-1],
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
    return Chart(figure, lambda: _heat_table(rows, columns, labels))


def _heat_table(rows: Sequence[str], columns: Sequence[str], labels: Sequence[Sequence[str]]) -> pd.DataFrame:
    frame = pd.DataFrame([list(row) for row in labels], columns=list(columns))
    frame.insert(0, "名称", list(rows))
    return frame
