"""How does a table that scrolls come onto paper? Written out: all its rows, in sight nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

MOST = 200
"""Rows that are written out; a longer list is taken along as a file."""


def table(frame: pd.DataFrame, heads: Sequence[str], *, numbers: Collection[str] = (), has_total: bool = False) -> None:
    """Write the frame's cells out for paper before the table of the screen is drawn; `numbers` are columns written to the right.

    With `has_total` its last row stands on the screen in a table of its own, under the other.
    """
    if len(frame) > MOST + has_total:
        return
    looks = [' class="number"' if name in numbers else _look(frame[name]) for name in frame.columns]
    head = "".join(f'<th scope="col"{look}>{escape(said)}</th>' for look, said in zip(looks, heads, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{look}>{escape(said(cell))}</td>' for look, cell in zip(looks, row, strict=True))}</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    st.html(
        f'<div class="on-paper{" whole" if has_total else ""}"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _look(column: pd.Series) -> str:
    """Days are not broken over two lines."""
    known = column.dropna()
    return ' class="day"' if len(known) and isinstance(known.iloc[0], date) else ""


def said(cell: object) -> str:
    """A cell as paper has it.

    >>> said(pd.NaT), said(True), said(3.0), said(["甲", "乙"]), said(pd.Timestamp("2017-03-20")), said(" 路灯 ")
    ('', '是', '3', '甲、乙', '2017-03-20', ' 路灯 ')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Sequence | np.ndarray):
        return "、".join(str(one) for one in cell)
    if pd.isna(cell):
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == datetime.min.time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
