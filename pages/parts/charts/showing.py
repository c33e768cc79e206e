"""How does a chart come onto a page: under its sentence, as a table too, as a picture to take along?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

from pages.parts import picture, tables
from pages.parts.charts.look import Chart

CONFIG: dict[str, Any] = {
    "modeBarButtons": [["toImage"]],
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
    "locale": "zh-CN",
    "locales": {"zh-CN": {"dictionary": {"Download plot as a PNG": "保存图片"}}},
}


class Show(Protocol):
    """How a chart comes onto a page: see `show`."""

    def __call__(
        self,
        chart: Chart,
        key: str,
        sentence: str,
        *,
        on_choose: Callable[[str], None] | None = None,
        title: str = "",
        unit: str = "",
    ) -> None:
        """Draw it."""


def show(
    chart: Chart,
    key: str,
    sentence: str,
    *,
    on_choose: Callable[[str], None] | None = None,
    title: str = "",
    unit: str = "",
) -> None:
    """Draw a chart under the `sentence` about what to see in it; a screen reader reads the same sentence.

    With `on_choose`, a click on a bar or a dot hands over its name before the page is drawn again. Its picture is headed by
    the part of the page that it stands in, or by `title`; `unit` is written there where the labels do not hold it.
    """
    written = picture.words(sentence, title=title, unit=unit)
    config = {**CONFIG, "toImageButtonOptions": {"format": "png", "scale": 2, "filename": written.pop("name")}}
    # static/chart.js writes it around the picture when it is saved: Plotly's own title would take the chart's room on the page.
    chart.figure.update_layout(meta={"picture": written})
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
            "查看数据表", key=f"table-{key}", icon=":material/table:", type="tertiary", on_change="rerun"
        ) as folded:
            if folded.open:
                tables.bare(chart.table, f"table-of-{key}")


def clicked(event: Any) -> str | None:
    """The name of the bar that a selection event points at; None when there is none."""
    points = (event or {}).get("selection", {}).get("points", [])
    return str(points[0].get("customdata") or points[0].get("y")) if points else None
