"""How does a chart come onto a page: under its sentence, as a table too, as a picture to take along?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

from pages.parts import tables
from pages.parts.charts.look import Chart

CONFIG: dict[str, Any] = {
    "modeBarButtons": [["toImage"]],
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
    "locale": "zh-CN",
    "locales": {"zh-CN": {"dictionary": {"Download plot as a PNG": "存为图片（PNG）"}}},
}


class Show(Protocol):
    """How a chart comes onto a page: see `show`."""

    def __call__(
        self, chart: Chart, key: str, sentence: str, *, on_choose: Callable[[str], None] | None = None
    ) -> None:
        """Draw it."""


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


def clicked(event: Any) -> str | None:
    """The name of the bar that a selection event points at; None when there is none."""
    points = (event or {}).get("selection", {}).get("points", [])
    return str(points[0].get("customdata") or points[0].get("y")) if points else None


def _file_name(sentence: str) -> str:
    """A picture's file name: the beginning of its sentence."""
    return re.sub(r"[\\/:*?\"<>|\s]+", "_", sentence)[:40].rstrip("，。；_")
