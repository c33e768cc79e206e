"""Which units take part, with how many cadres and which villages, and which of them does each row and sheet name?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import pyarrow as pa

from campaign.office.rules import year_of
from campaign.places.areas import Area
from campaign.places.terms import Span, Terms, came_into_force, in_turn
from campaign.places.units import Register, Unit, is_campaign_office, registered
from etl import values
from etl.city.arrive import typed
from etl.city.files import SheetOf
from etl.city.relations import PLACE, City
from etl.city.setting_aside import remark, set_aside
from etl.forms import BY_ID
from etl.order import marks
from etl.rows.roster import village_numbers
from etl.values import Problem

ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Listing:
    """One accepted row of a roster: which unit it names, and from when it holds."""

    name: str
    since: date
    row: dict[str, Any]
    sheet: SheetOf


def units(city: City) -> None:
    """Lays the rosters over the register: makes unit_names, place_names, listed and the roster's fates; fills units,
    unit_villages.

    A roster row that names a registered unit adds its head count, villages and group; one that names no registered unit
    adds a unit. Of rows that hold from one day the last stands; an earlier one holds until the next.
    """
    known = {unit.unit_name: unit for unit in registered()}
    city.register = _register(tuple(known.values()))
    listings = _listings(city)
    merged = []
    last: dict[str, Listing] = {}
    for one in listings:
        old = known.get(one.name) or Unit(one.name, "", one.row["unit_level"], None, None)
        group = one.row["supervision_group"] or old.supervision_group
        known[one.name] = replace(old, supervision_group=group, **_aliases(one, old))
        if one.name in last:
            merged.append((last[one.name].row["row_key"], one.row["row_key"]))
        last[one.name] = one
    city.register = _register(tuple(known.values()))
    listed = {one.name for one in listings}
    city.terms = {
        name: _terms(unit, listings) if name in listed else _registered_terms(unit) for name, unit in known.items()
    }
    _names(city)
    _fates(city, merged)
    runs = [(unit, *run) for unit, terms in city.terms.items() for run in terms.listed()]
    city.give("listed", _listed_table(runs))
    rows = {name: one.row for name, one in last.items()}
    city.fill_rows("units", (_unit(city, unit, rows.get(unit.unit_name)) for unit in known.values()))
    city.fill_rows(
        "unit_villages",
        (
            {
                **unit_columns(known[name]),
                **(city.source(rows[name]["row_key"]) if name in rows else {}),
                **place_columns(values.areas.AREAS[number]),
                "since": since,
                "until": until,
            }
            for name, terms in city.terms.items()
            for number, since, until in terms.paired()
        ),
    )


def _listings(city: City) -> list[Listing]:
    """The rows of all rosters in the order of time; rows whose unit may be several are set aside."""
    not_clear: list[tuple[int, str, Problem]] = []
    others: list[tuple[int, str, Problem]] = []
    listings = []
    rows = city.records(
        f"FROM {typed(city, ROSTER)} WHERE row_key NOT IN (SELECT row_key FROM {city.problems}) ORDER BY row_key",
        of=[typed(city, ROSTER)],
    )
    files = {id(sheet.file): sheet.file for sheet in city.sheet if sheet.read.form == ROSTER and not sheet.file.same_as}
    days = [file.received_at.date() for file in files.values()]
    for row in rows:
        meant = city.unit(row["unit_text"])
        if isinstance(meant, Problem) and meant.rule == "unit-ambiguous":
            not_clear.append((row["row_key"], "unit", meant))
            continue
        name = meant.unit_name if isinstance(meant, Unit) else values.plain(row["unit_text"])
        if taken := _taken(city.register, name, row["short_names"]):
            others.append((row["row_key"], "short_name", taken))
            row["short_names"] = [text for text in row["short_names"] if not _is_of_another(city.register, text, name)]
        sheet, _ = city.sheet_at(row["row_key"])
        period = sheet.period
        came = came_into_force(sheet.file.received_at.date(), days, period and period.start, period and period.end)
        listings.append(Listing(name, row["since"] or _day_named(sheet) or came, row, sheet))
    set_aside(city, ROSTER, not_clear)
    remark(city, ROSTER, others)
    return sorted(listings, key=lambda one: (one.since, one.sheet.file.came, one.row["row_key"]))


def _day_named(sheet: SheetOf) -> date | None:
    """The day that a roster's file is called after."""
    day = marks(sheet.file.received.path).day
    try:
        return date(year_of(*day, sheet.near), *day) if day else None
    except ValueError:
        return None


@lru_cache(maxsize=2)
def _register(units: tuple[Unit, ...]) -> Register:
    """The register of `units`: without a roster, the same for every load."""
    return Register.of(units)


@cache
def _registered_terms(unit: Unit) -> Terms:
    """What held for a unit that no roster lists."""
    return _terms(unit, ())


def _terms(unit: Unit, listings: Sequence[Listing]) -> Terms:
    """What the register and then the rosters say of a unit."""
    own = [one for one in listings if one.name == unit.unit_name]
    groups: list[Span] = [Span(t.supervision_group, t.since, t.until) for t in unit.terms if t.supervision_group]
    counts: list[Span] = [Span(t.cadre_count, t.since, t.until) for t in unit.terms if t.cadre_count is not None]
    villages: list[Span] = [
        Span(frozenset(village_numbers(t.villages)), t.since, t.until) for t in unit.terms if t.villages
    ]
    founded = unit.since if unit.terms else own[0].since if own and not _always_there(own[0], listings) else None
    ended = [one.row["until"] for one in own]
    for nth, one in enumerate(own):
        said = (
            (groups, one.row["supervision_group"]),
            (counts, one.row["cadre_count"]),
            (villages, frozenset(one.row["village_nos"]) or None),
        )
        for spans, what in said:
            # what the register dates, the first roster changes only from when it came
            is_first = not nth and not any(span.since for span in spans)
            since = one.row["since"] or (founded if is_first else one.since)
            if what is not None:
                spans.append(Span(what, since, one.row["until"]))
    return Terms(
        since=own[0].row["since"] or founded if own and not unit.terms else founded,
        until=unit.until if unit.terms and unit.until else ended[-1] if ended else None,
        groups=in_turn(groups),
        counts=in_turn(counts),
        villages=in_turn(villages),
    )


def _always_there(first: Listing, listings: Sequence[Listing]) -> bool:
    """Whether no earlier roster of the same hand, with units of that level, was silent of the unit."""
    return not any(
        one.since < first.since
        and one.sheet.file is not first.sheet.file
        and one.sheet.file.folder_unit == first.sheet.file.folder_unit
        and one.row["unit_level"] == first.row["unit_level"]
        for one in listings
    )


def _aliases(one: Listing, old: Unit) -> dict[str, Any]:
    """The short names that a roster adds to a unit's own."""
    new = [name for name in one.row["short_names"] if name not in old.names]
    if not old.short_name and new:
        return {"short_name": new[0], "aliases": (*old.aliases, *new[1:])}
    return {"aliases": (*old.aliases, *new)}


def _listed_table(runs: Sequence[tuple]) -> pa.Table:
    types = {
        "unit_name": pa.string(),
        "low": pa.int64(),
        "high": pa.int64(),
        "since": pa.date32(),
        "until": pa.date32(),
    }
    columns = zip(*runs, strict=True) if runs else [()] * len(types)
    return pa.table({name: pa.array(column, types[name]) for name, column in zip(types, columns, strict=True)})


def _taken(register: Register, name: str, short: Sequence[str]) -> Problem | None:
    """Why a unit cannot have short names that are another's."""
    text = next((text for text in short if _is_of_another(register, text, name)), None)
    if text is None:
        return None
    other = next(unit.unit_name for unit in register.find(text) if unit.unit_name != name)
    sentence = f"简称“{values.excerpt(text)}”已是{other}的名称，没有用作{name}的简称；请核对"
    return Problem("short-name-taken", sentence)


def _is_of_another(register: Register, text: str, name: str) -> bool:
    return any(unit.unit_name != name for unit in register.find(text))


def _unit(city: City, unit: Unit, row: dict[str, Any] | None) -> dict[str, Any]:
    terms = city.terms[unit.unit_name]
    listed = (
        {
            "cadre_count_bound": row["cadre_count_bound"],
            "is_trained": row["is_trained"],
            "contact_name": row["contact_name"] or None,
            "contact_phone": row["contact_phone"] or None,
            **city.source(row["row_key"]),
        }
        if row
        else {}
    )
    return {
        **unit_columns(unit),
        "short_name": unit.short_name or None,
        "aliases": list(unit.aliases),
        "zone": unit.zone,
        "cadre_count": terms.counts[-1].what if terms.counts else None,
        "since": terms.since,
        "until": terms.until,
        **listed,
    }


def unit_columns(unit: Unit | None) -> dict[str, Any]:
    """The columns by which a table names a unit."""
    if unit is None:
        return {}
    return {"unit_name": unit.unit_name, "unit_level": unit.level, "supervision_group": unit.supervision_group}


def place_columns(area: Area) -> dict[str, Any]:
    """The columns by which a table names a village."""
    return {name: getattr(area, name) for name in PLACE}


def _names(city: City) -> None:
    every = city.register.units
    city.give(
        "unit_names",
        pa.table(
            {
                "unit_no": pa.array(range(len(every)), pa.int32()),
                "unit_name": pa.array([u.unit_name for u in every], pa.string()),
                "unit_level": pa.array([u.level for u in every], pa.string()),
                "supervision_group": pa.array([u.supervision_group for u in every], pa.int64()),
            }
        ),
    )
    city.give("place_names", _places())


@cache
def _places() -> pa.Table:
    """Every place of the shipped list, by its number."""
    places = [place_columns(area) for area in values.areas.AREAS]
    # what a street itself raises is of no village
    places += [{"district": district, "town_name": town, "zone": zone} for district, town, zone in values.TOWN_PLACES]
    columns = {name: pa.array([place.get(name) for place in places], pa.string()) for name in PLACE}
    return pa.table({"place_no": pa.array(range(len(places)), pa.int32()), **columns})


def _fates(city: City, merged: Sequence[tuple[int, int]]) -> None:
    old, new = zip(*merged, strict=True) if merged else ((), ())
    table = pa.table({"row_key": pa.array(old, pa.int64()), "into_key": pa.array(new, pa.int64())})
    city.give("roster_fates", table.append_column("rule", pa.repeat("same-unit", len(merged)).cast(pa.string())))
    city.fates[ROSTER] = city.roster_fates


# ── which unit a row names ──


def resolve(city: City) -> None:
    """Makes units_written and senders: what every written unit means, and who sent each sheet."""
    forms = [form for form in city.typed if form != ROSTER and BY_ID[form].has("unit")]
    written = {sheet.file.folder_unit for sheet in city.sheet} | {""}
    for rows in map(city.typed.__getitem__, forms):
        written |= {text for (text,) in city.rows(f"SELECT DISTINCT unit_text FROM {rows}", of=[rows])}
    beside = {sheet.read.about.get("unit", "") for sheet in city.sheet}
    numbers = {unit.unit_name: number for number, unit in enumerate(city.register.units)}
    meanings = {text: city.unit(text) for text in sorted(written | beside)}
    rows = [
        {"text": text, "unit_no": numbers[unit.unit_name], "is_campaign_office": False}
        if isinstance(unit, Unit)
        else {
            "text": text,
            "rule": unit and unit.rule,
            "sentence": unit and unit.sentence,
            "is_campaign_office": is_campaign_office(text),
        }
        for text, unit in meanings.items()
    ]
    schema = pa.schema(
        [
            ("text", pa.string()),
            ("unit_no", pa.int32()),
            ("rule", pa.string()),
            ("sentence", pa.string()),
            ("is_campaign_office", pa.bool_()),
        ]
    )
    city.give("units_written", pa.Table.from_pylist(rows, schema))

    for sheet in city.sheet:
        named = (meanings[text] for text in (sheet.read.about.get("unit", ""), sheet.file.folder_unit))
        sheet.sender = next((unit for unit in named if isinstance(unit, Unit)), None)
    senders = [sheet.sender and numbers[sheet.sender.unit_name] for sheet in city.sheet]
    city.give(
        "senders",
        pa.table({"sheet_no": pa.array(range(len(senders)), pa.int32()), "unit_no": pa.array(senders, pa.int32())}),
    )
    for form in forms:
        _set_aside_units(city, form)


def unit_of(rows: str) -> str:
    """SQL: the number of each row's unit, of rows with unit_text that are joined by `of_units`."""
    return f"CASE WHEN {rows}.unit_text <> '' THEN own_unit.unit_no ELSE folder_unit.unit_no END"


def of_campaign_office(rows: str) -> str:
    """SQL: whether each row is of the campaign's own office, of rows that are joined by `of_units`."""
    return f"coalesce(CASE WHEN {rows}.unit_text <> '' THEN own_unit.is_campaign_office ELSE folder_unit.is_campaign_office END, false)"


def of_units(city: City, rows: str) -> str:
    """SQL: the joins of typed rows with their sheets and with what their own cell and their folder say of the unit."""
    return f"""
        JOIN {city.sheets} sheet ON sheet.sheet_no = {rows}.sheet_no
        LEFT JOIN {city.units_written} own_unit ON own_unit.text = {rows}.unit_text
        LEFT JOIN {city.units_written} folder_unit ON folder_unit.text = sheet.folder_unit"""


def _set_aside_units(city: City, form: str) -> None:
    """Sets aside the rows whose unit is not known: the one they name, else that of their folder; or that name none."""
    bad = city.rows(
        f"""
        SELECT row_key, unit_text <> '' AS is_own, CASE WHEN is_own THEN own_unit.rule ELSE folder_unit.rule END,
            CASE WHEN is_own THEN own_unit.sentence ELSE folder_unit.sentence END,
            row_key IN (SELECT row_key FROM {city.problems} WHERE field = 'unit') AS is_bad
        FROM {city.typed[form]} t {of_units(city, "t")}
        WHERE {unit_of("t")} IS NULL AND NOT ({BY_ID[form].by_campaign_office} AND {of_campaign_office("t")}) ORDER BY row_key
        """,
        of=[city.typed[form]],
    )
    problems = []
    for key, is_own, rule, sentence, is_bad in bad:
        if rule is None:
            if (missing := BY_ID[form].missing("unit")) and not is_bad:
                problems.append((key, "unit", missing))
        elif is_own:
            problems.append((key, "unit", Problem(rule, sentence)))
        else:
            problems.append((key, "unit", Problem(rule, "没有写走访单位，文件夹也不是：" + sentence)))
    set_aside(city, form, problems)
