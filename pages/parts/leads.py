"""What leads from a number to the rows that it counts?

Every link and click goes to 溯源 with the number, the filters of the page and what was clicked, all in the address:
it can be sent to somebody else, and the browser's back button returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from campaign.metrics import metric
from pages.parts.frame import AREA_KINDS, View, month_label

ADDRESS = "trace"
METRIC = "metric"
SOURCE = ("source_file", "source_sheet", "source_row")
"""The parameters that name one row of one sheet."""
COMPOSED = "这些数由哪些行组成："
_GOING = "going_to_rows"


def room() -> st.Page:
    """The page of rows, as the navigation knows it."""
    return st.Page(lambda: None, title="溯源", url_path=ADDRESS)


def to_rows(view: View, metric_id: str, **where: str) -> dict[str, str]:
    """The address parameters of a number in a view, further narrowed to `where`: dimension → value."""
    kinds = {column: kind for kind, column in AREA_KINDS.items()}
    conditions = {**view.where, **where}
    found = {METRIC: metric_id}
    if view.month:
        found["month"] = month_label(view.month)
    elif view.as_of and view.as_of < view.room.data_date:
        found["as_of"] = view.as_of.isoformat()
    area = next((name for name in ("zone", "district") if name in conditions), None)
    if (area or view.area) == "zone":
        found["areas"] = kinds["zone"]
    if area:
        found["area"] = str(conditions.pop(area))
    return found | {name: str(value) for name, value in conditions.items() if isinstance(value, str | int)}


def to_row(file: object, sheet: object, row: object) -> dict[str, str]:
    """The address parameters of one row of one sheet."""
    return dict(zip(SOURCE, (str(file), str(sheet), str(row)), strict=True))


def href(address: Mapping[str, str]) -> str:
    """The same as a link in a sentence: from the page that is open, in a tab of its own."""
    return f"{ADDRESS}?{urlencode(address)}"


def link(words: str, address: Mapping[str, str]) -> None:
    """A quiet link to rows."""
    st.page_link(room(), label=words, query_params=dict(address))


def behind(numbers: Sequence[tuple[View, Sequence[str]]], key: str) -> None:
    """A line of small links to the rows of some numbers, each in its view."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"leads-{key}"):
        st.caption(COMPOSED)
        for view, metrics in numbers:
            for metric_id in metrics:
                link(metric(metric_id).label.partition("（")[0], to_rows(view, metric_id))


def on_click(view: View, metric_id: str, dimension_id: str) -> Callable[[str], None]:
    """What a click on a bar does: go to the rows of that group."""
    return lambda name: go(to_rows(view, metric_id, **{dimension_id: name}))


def to_its_sheet(row: Mapping[str, object]) -> None:
    """What a click on a row that names its source does: go to the row as it was written."""
    go(to_row(*(row[name] for name in SOURCE)))


def go(address: Mapping[str, str]) -> None:
    """Leave for rows at the end of the callbacks."""
    st.session_state[_GOING] = dict(address)


def follow() -> None:
    """Go where a click wanted to; the front door calls it before it draws."""
    address = st.session_state.pop(_GOING, None)
    if address:
        st.switch_page(room(), query_params=address)
