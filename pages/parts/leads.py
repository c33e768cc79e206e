"""Which links lead from a number to the rows that it counts, and from a name to the page about it?

Every link and click takes the number, the filters of the page and what was clicked along in the address: it can be
sent to somebody else, and the browser's back button returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from campaign.numbers.dimensions import DIMENSIONS, UNITS, dimension, shown
from campaign.numbers.kinds import Metric, Ratio
from campaign.numbers.metrics import metric
from campaign.office import rules
from campaign.places.units import stored_name
from pages.parts import dress, visiting
from pages.parts.bar import (
    AREA,
    AREA_KINDS,
    AREAS,
    DAY,
    KINDS_OF_PERIOD,
    MAY_BE_UNFILLED,
    NAMES,
    OF_PLACES,
    UNFILLED,
)
from pages.parts.view import Number, View

ADDRESS = "trace"
METRIC = "metric"
ONLY = "only_"
"""Before the id of a dimension that is not in the bar, or of a condition that the bar cannot hold."""
SOURCE = ("source_file", "source_sheet", "source_row")
"""The parameters that name one row of one sheet."""
FILLED = "（已填）"
"""Means all values of a dimension that lists them: what is not filled is left out."""
COMPOSED = "查看明细："
_GOING = "going_to"
_PAGE = ""
"""Names the page of an address that is not one of 溯源; no parameter has this name."""

Address = Mapping[str, str | tuple[str, ...]]


def to_rows(view: View, number: Number, **where: object) -> Address:
    """The address of the rows of a number in a view, further narrowed to `where`: dimension → value."""
    declared = metric(number) if isinstance(number, str) else number
    met = [name for name, _ in declared.only] if isinstance(declared, Ratio) else []
    return {METRIC: declared.id} | to_page(
        "", view.but(without=met), **{n: v for n, v in where.items() if n not in met}
    )


def to_page(page: str, view: View, **where: object) -> Address:
    """The address of a page with the view's filters, further narrowed to `where`: dimension → value."""
    conditions: dict[str, object] = {**view.where, **where}
    address = {_PAGE: page} if page else {}
    if view.days:
        address[KINDS_OF_PERIOD[view.days.kind]] = view.days.label
    elif view.as_of and view.as_of < view.room.data_date:
        address[DAY] = view.as_of.isoformat()
    kinds = {column: kind for kind, column in AREA_KINDS.items()}
    column = next((name for name in ("zone", "district") if name in conditions), view.area)
    if column != next(iter(kinds)):
        address[AREAS] = kinds[column]
    if column in conditions and _parameter(conditions[column]) != UNFILLED:
        address[AREA] = _parameter(conditions.pop(column))
    parameters = {name: FILLED if _is_filled(name, value) else _parameter(value) for name, value in conditions.items()}
    return address | {name if _is_in_the_bar(name, value) else ONLY + name: value for name, value in parameters.items()}


def to_saved(page: str, parameters: Mapping[str, str | tuple[str, ...]]) -> Address:
    """The address of a page with parameters as they were saved; one with several values is repeated."""
    return {_PAGE: page, **parameters}


def to_row(file: object, sheet: object, row: object) -> Address:
    """The address of one row of one sheet."""
    return dict(zip(SOURCE, (str(file), str(sheet), str(row)), strict=True))


def conditions(parameters: Address) -> dict[str, str | None]:
    """The conditions of an address that the filter bar does not hold: dimension → value, None for not filled."""
    named = {d.id: parameters.get(ONLY + d.id) for d in DIMENSIONS}
    return {name: None if value == UNFILLED else value for name, value in named.items() if value is not None}


def values_of(name: str, value: str | None) -> list[str | None]:
    """The values that a condition of an address means."""
    return list(dimension(name).order) if value == FILLED else [value]


def number_in(parameter: str) -> int | None:
    """The number that a parameter is, as a row's or an item's can be; None where it is none.

    >>> number_in("12"), number_in("²"), number_in("-1"), number_in("1" * 20), number_in("")
    (12, None, None, None, None)
    """
    return int(parameter) if re.fullmatch(r"[0-9]{1,9}", parameter) else None


def _is_in_the_bar(name: str, parameter: str) -> bool:
    """Whether the filter bar can hold a condition; it would drop a value that it does not offer, and show all rows."""
    return name in (MAY_BE_UNFILLED if parameter == UNFILLED else () if parameter == FILLED else NAMES)


def _is_filled(name: str, value: object) -> bool:
    """Whether a condition holds every value that the dimension lists."""
    return isinstance(value, list | tuple) and len(value) > 1 and tuple(value) == dimension(name).order


def _parameter(value: object) -> str:
    """A condition's value as a parameter of an address."""
    one = value if isinstance(value, str | int) or value is None else next(iter(value), None)  # type: ignore[call-overload]
    return UNFILLED if one is None else str(one)


def href(address: Address) -> str:
    """The address as a link in a page."""
    parameters = {name: value for name, value in address.items() if name != _PAGE}
    return f"{address.get(_PAGE, ADDRESS)}?{urlencode(parameters, doseq=True)}"


def leads_on(address: Address) -> bool:
    """Whether the visitor has the page of an address: to another one nothing leads."""
    return visiting.has(str(address.get(_PAGE, ADDRESS)))


def has_rows() -> bool:
    """Whether the visitor may go down from a number to its rows."""
    return visiting.has(ADDRESS)


def if_rows(words: str) -> str:
    """What a caption says of a click that leads to rows; nothing for whoever sees none."""
    return words if has_rows() else ""


def linked(words: str, address: Address) -> str:
    """Words as Markdown, as a link where the visitor has the page."""
    return f"[{words}]({href(address)})" if leads_on(address) else words


def links(addresses: Mapping[str, Address], before: str = "") -> None:
    """A quiet line of links: label → address; without those to pages that the visitor does not have.

    Plain links: Streamlit's own take the filters of the page along, also where the number had none, and leave a step
    between two pages in the browser's history that shows the one under the address of the other.
    """
    open_ones = {words: address for words, address in addresses.items() if leads_on(address)}
    if not open_ones:
        return
    anchors = "".join(f'<a href="{escape(href(address))}">{escape(words)}</a>' for words, address in open_ones.items())
    st.html(f'<div class="leads">{escape(before)}{anchors}</div>')


def way_up(view: View) -> None:
    """A line of links from rows back up: to the place, step by step, and to the unit and the category that they belong to."""
    here = view.but(without=OF_PLACES)
    is_of_one = set(OF_PLACES) & view.room.own.keys()
    addresses = {} if is_of_one else {view.room.whole: to_page("places", here)}
    steps: dict[str, object] = {}
    for name in (view.area, "town", "village"):
        if name in view.where:
            steps[name] = view.where[name]
            addresses[_parameter(view.where[name])] = to_page("places", here, **steps)
    for name in ("unit", "handler"):
        if name in view.where:
            addresses[shown(name, _parameter(view.where[name]))] = to_page(
                "unit", view.but(without=("unit", "handler")), unit=view.where[name]
            )
    if "category" in view.where:
        addresses[_parameter(view.where["category"])] = to_page("categories", view)
    links(addresses, "返回：")


def behind(numbers: Sequence[tuple[View, Sequence[Metric]]]) -> None:
    """A line of links to the rows of some numbers, each in its view."""
    links({number.label.partition("（")[0]: to_rows(view, number) for view, own in numbers for number in own}, COMPOSED)


def goes_to(page: str, view: View, dimension_id: str) -> Callable[[str], None] | None:
    """What a click on a name does: go to the page about it; None for whoever does not have it."""
    if not visiting.has(page):
        return None
    return lambda name: go(to_page(page, view, **{dimension_id: stored_name(name) if dimension_id in UNITS else name}))


def on_click(view: View, number: Number, dimension_id: str) -> Callable[[str], None] | None:
    """What a click on a bar or a row of numbers does: go to the rows of that group; None for whoever sees no rows."""
    if not has_rows():
        return None
    none = (UNFILLED, rules.NO_SUBCATEGORY)
    return lambda name: go(to_rows(view, number, **{dimension_id: UNFILLED if name in none else name}))


def on_sheet() -> Callable[[Mapping[str, object]], None] | None:
    """What a click on a row that names its source does: go to the row as it was written; None for whoever sees no rows."""
    return _to_its_sheet if has_rows() else None


def _to_its_sheet(row: Mapping[str, object]) -> None:
    if not any(pd.isna(row[name]) for name in SOURCE):  # type: ignore[call-overload]
        go(to_row(*(row[name] for name in SOURCE)))


def another_number(metric_id: str) -> None:
    """Go to another number under the same filters and conditions."""
    go({**st.query_params.to_dict(), METRIC: metric_id} | dict.fromkeys(SOURCE, ""))


def go(address: Address) -> None:
    """Leave for an address once the page is drawn again; for one that the visitor does not have stay."""
    if not leads_on(address):
        return
    st.session_state[_GOING] = {name: value for name, value in address.items() if value}


def follow() -> None:
    """Go where a click wanted to; the front door calls it after it has drawn the page."""
    address = st.session_state.pop(_GOING, None)
    if address:
        dress.have_done("go", href(address))
