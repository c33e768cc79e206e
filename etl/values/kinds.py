"""How is each kind of field read: by which parser, into which Arrow type, with a bound or without?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from campaign.papers import BOUNDED
from campaign.papers import KINDS as COLUMN_TYPES
from campaign.papers.table import ARROW
from etl.values.answers import parse_method, parse_reached, parse_solved_as_heard, parse_yes_or_no
from etl.values.dates import parse_campaign_date, parse_date, parse_instant
from etl.values.labels import parse_difficulty, parse_label
from etl.values.money import parse_labelled
from etl.values.objects import parse_raiser
from etl.values.quantities import CARDS, HOUSEHOLDS, ISSUES, PEOPLE, THINGS, parse_count, parse_family, parse_quantity
from etl.values.words import (
    parse_block,
    parse_category,
    parse_group,
    parse_level,
    parse_route,
    parse_satisfaction,
    parse_status,
    parse_visit_type,
)

_PARSERS: Mapping[str, Callable[..., Any]] = {
    "date": parse_date,
    "campaign date": parse_campaign_date,
    "instant": parse_instant,
    "people": partial(parse_quantity, counted_in=PEOPLE),
    "people or none": partial(parse_quantity, counted_in=PEOPLE, none_is_zero=True),
    "households": partial(parse_quantity, counted_in=HOUSEHOLDS),
    "things": partial(parse_quantity, counted_in=THINGS, none_is_zero=True),
    "cards": partial(parse_quantity, counted_in=CARDS),
    "issues": partial(parse_quantity, counted_in=ISSUES, none_is_zero=True),
    "count": parse_count,
    "family": parse_family,
    "group": parse_group,
    "money 元": partial(parse_labelled, unit="元"),
    "money 万元": partial(parse_labelled, unit="万元"),
    "yes or no": parse_yes_or_no,
    "reached": parse_reached,
    "solved as heard": parse_solved_as_heard,
    "status": parse_status,
    "route": parse_route,
    "category": parse_category,
    "block": parse_block,
    "satisfaction": parse_satisfaction,
    "visit type": parse_visit_type,
    "level": parse_level,
    "method": parse_method,
    "raiser": parse_raiser,
    "label": parse_label,
    "difficulty": parse_difficulty,
}
"""Kinds that are more than their text. Where 无 answers how many issues or things, it is 0."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How the cells of one kind of field are read; without a parser they are texts, taken as they are written."""

    parse: Callable[..., Any] | None
    type: pa.DataType
    bounded: bool
    """Whether the parser gives a `Quantity`: a number with its bound."""


KINDS: Mapping[str, Kind] = {
    name: Kind(_PARSERS.get(name), ARROW[column_type], name in BOUNDED) for name, column_type in COLUMN_TYPES.items()
}
