"""Which figures did a briefing publish, of whom and as of when?

They are what was published, kept beside what the sheets say, and never mixed in. Whom a figure is of says the
beginning of its clause, else the item's heading, else the unit in brackets at the item's end, else, where a paper names
nobody, the folder it came in. A name that the register does not know stays a name without a unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from campaign import rules
from campaign.areas import Area
from campaign.units import Unit
from etl import values
from etl.city.arrive import typed
from etl.city.files import SheetOf
from etl.city.relations import City
from etl.city.units import place_columns, unit_columns
from etl.forms.figures import Figure, figures, is_sender, named

FORM = "briefing"


def briefings(city: City) -> None:
    """Fills briefing_figures, a row for each figure that a paragraph publishes; every typed paragraph has one."""
    names = city.register.by_name
    longest = max(map(len, names), default=0)
    rows = [
        (row, _office(row["tag"], city))
        for row in city.records(f"FROM {typed(city, FORM)} ORDER BY row_key", of=[typed(city, FORM)])
    ]
    tagged = {row["sheet_no"] for row, tag in rows if tag}
    published = []
    for row, tag in rows:
        sheet, _ = city.sheet_at(row["row_key"])
        headed = next((name for text in row["heading"].split("\n") if (name := named(text, names, longest))), "")
        sender = sheet.file.folder_unit if row["sheet_no"] not in tagged else ""
        for figure in figures(row["paragraph"], names, longest):
            own = "" if is_sender(figure.subject) else figure.subject
            subject = _without_persons(own or headed or tag or sender)
            published.append(
                {
                    "subject": subject or None,
                    **_whose(subject, city),
                    "measure": figure.measure,
                    "counted_in": figure.counted_in,
                    "figure": figure.value,
                    "figure_bound": figure.bound,
                    "as_of": _as_of(figure, sheet),
                    "quote": figure.sentence,
                    **city.source(row["row_key"]),
                }
            )
    _supersede(published)
    city.fill_rows("briefing_figures", published)


def _supersede(figures: Sequence[dict[str, Any]]) -> None:
    """Marks each figure with the day from which the next of the same stands; one without a day stands from the start."""
    last: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for figure in sorted(figures, key=lambda one: one["as_of"] or date.min):
        if earlier := last.get(_told(figure)):
            earlier["superseded_on"] = figure["as_of"] or rules.START
        last[_told(figure)] = figure


def _told(row: Mapping[str, Any]) -> tuple[str | None, ...]:
    """What a figure is of: a later figure of the same includes it. A unit is the same by whatever name."""
    whom = row.get("unit_name") or row.get("village_id") or row["subject"]
    return whom, row["measure"], row["counted_in"]


def _office(tag: str, city: City) -> str:
    """What stands in brackets at an item's end, when it is an office; its author's name is not shown."""
    return tag if tag == rules.WHOLE_CITY or _whose(tag, city) or values.is_office(tag) else ""


def _without_persons(subject: str) -> str:
    """A subject in which nobody is named: 李卫镇 is written as a town is, and is none.

    >>> _without_persons("李卫镇"), _without_persons("湖塘镇、李卫镇"), _without_persons("湖塘镇")
    ('某人', '湖塘镇、某人', '湖塘镇')
    """
    return re.sub(r"[^、和与及]+", lambda part: "某人" if values.may_be_a_person(part[0]) else part[0], subject)


def _whose(subject: str, city: City) -> dict[str, Any]:
    """The unit that a subject names, or the village."""
    if not subject or subject == rules.WHOLE_CITY:
        return {}
    unit = city.unit(subject)
    if isinstance(unit, Unit):
        return unit_columns(unit)
    area = values.resolve_place("", "", subject)
    return place_columns(area) if isinstance(area, Area) else {}


def _as_of(figure: Figure, sheet: SheetOf) -> date | None:
    """截至 as written, else the last day of the paper's period; a day that does not exist is none."""
    if figure.as_of:
        day = values.parse_campaign_date(figure.as_of, sheet.near)
        return day if isinstance(day, date) else None
    return sheet.period.end if sheet.period else None
