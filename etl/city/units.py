"""Which units take part, with how many cadres and which villages, and which of them does each row and sheet name?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from campaign.areas import Area
from campaign.units import Register, Unit, is_campaign_office, registered
from etl import values
from etl.city.arrive import typed
from etl.city.relations import PLACE, City
from etl.city.setting_aside import set_aside
from etl.forms import BY_ID
from etl.values import Problem

ROSTER = "roster"


def units(city: City) -> None:
    """Lays the rosters over the register: makes unit_names, place_names and the roster's fates; fills units, unit_villages.

    A roster row that names a registered unit adds its head count, villages and group; one that names no registered unit
    adds a unit. A unit named twice keeps its last row.
    """
    known = {unit.unit_name: unit for unit in registered()}
    city.register = Register.of(known.values())
    facts: dict[str, dict[str, Any]] = {}
    last: dict[str, int] = {}
    merged: list[tuple[int, int]] = []
    not_clear: list[tuple[int, str, Problem]] = []
    for row in city.records(
        f"FROM {typed(city, ROSTER)} WHERE row_key NOT IN (SELECT row_key FROM {city.problems}) ORDER BY row_key",
        of=[typed(city, ROSTER)],
    ):
        meant = city.unit(row["unit_text"])
        if isinstance(meant, Problem) and meant.rule == "unit-ambiguous":
            not_clear.append((row["row_key"], "unit", meant))
            continue
        name = meant.unit_name if isinstance(meant, Unit) else values.plain(row["unit_text"])
        if taken := _taken(city.register, name, row["short_names"]):
            not_clear.append((row["row_key"], "short_name", taken))
            continue
        if name in last:
            merged.append((last[name], row["row_key"]))
        last[name] = row["row_key"]
        short = row["short_names"]
        old = known.get(name) or Unit(name, next(iter(short), ""), row["unit_level"], None, None)
        aliases = (*old.aliases, *(text for text in short if text not in old.names))
        known[name] = replace(old, supervision_group=row["supervision_group"] or old.supervision_group, aliases=aliases)
        facts[name] = row
    set_aside(city, ROSTER, not_clear)
    city.register = Register.of(known.values())
    _names(city)
    _fates(city, merged)
    city.fill_rows("units", (_unit(city, unit, facts.get(unit.unit_name)) for unit in known.values()))
    city.fill_rows(
        "unit_villages",
        (
            {**unit_columns(known[name]), **city.source(row["row_key"]), **place_columns(values.areas.AREAS[number])}
            for name, row in facts.items()
            for number in row["village_nos"]
        ),
    )


def _taken(register: Register, name: str, short: Sequence[str]) -> Problem | None:
    """Why a unit cannot have short names that are another's."""
    others = {text: unit.unit_name for text in short for unit in register.find(text) if unit.unit_name != name}
    if not others:
        return None
    text, other = next(iter(others.items()))
    return Problem("short-name-taken", f"简称“{values.excerpt(text)}”已是{other}的名称，不能再作别的单位的简称；请核对")


def _unit(city: City, unit: Unit, row: dict[str, Any] | None) -> dict[str, Any]:
    listed = (
        {
            "cadre_count": row["cadre_count"],
            "cadre_count_bound": row["cadre_count_bound"],
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
    places = values.areas.AREAS
    columns = {name: pa.array([getattr(area, name) for area in places], pa.string()) for name in PLACE}
    city.give("place_names", pa.table({"place_no": pa.array(range(len(places)), pa.int32()), **columns}))


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
    for form in forms:
        written |= {text for (text,) in city.rows(f"SELECT DISTINCT unit_text FROM {city.typed[form]}")}
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
        """
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
