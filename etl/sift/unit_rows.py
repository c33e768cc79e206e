"""Which units take part, with how many cadres and which villages?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from campaign.units import Register, Unit, registered
from etl import values
from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet
from etl.values import Problem

ROSTER = BY_ID["roster"]


def sift_units(
    sheets: Sequence[Sheet],
) -> tuple[Reference, Sieve, list[dict[str, Any]], list[tuple[str, Any]], list[tuple[int, int]]]:
    """The register with the rosters laid over it: reference, sieve, unit rows, (unit, village) pairs, merged rows.

    A roster row that names a registered unit adds its head count, villages and group; one that
    names no registered unit adds a unit. A unit named twice keeps its last row.
    """
    known = {unit.unit_name: unit for unit in registered()}
    sieve = Sieve(ROSTER, sheets, Reference(Register.of(known.values())))
    level = sieve.parsed("level").to_pylist()
    cadres = sieve.parsed("cadre_count").to_pylist()
    group = sieve.parsed("supervision_group").to_pylist()
    said = {
        name: sieve.said(name).to_pylist()
        for name in ("unit", "short_name", "villages", "contact_name", "contact_phone")
    }
    sieve.require(sieve.parsed("unit"), "unit", Problem("unit-missing", "没有写单位名称"))
    sieve.require(pa.array(level), "level", Problem("level-missing", "没有写单位级别"))
    places = [_villages(sieve, row, text) for row, text in enumerate(said["villages"])]
    rejected = sieve.rejected.to_pylist()

    facts: dict[str, dict[str, Any]] = {}
    pairs: dict[str, list[Any]] = {}
    last: dict[str, int] = {}
    merged: list[tuple[int, int]] = []
    for row in range(sieve.n):
        if rejected[row]:
            continue
        meant = sieve.reference.unit(said["unit"][row])
        if isinstance(meant, Problem) and meant.rule == "unit-ambiguous":
            sieve.note(row, "unit", meant)
            continue
        name = meant.unit_name if isinstance(meant, Unit) else values.plain(said["unit"][row])
        if name in last:
            merged.append((last[name], row))
        last[name] = row
        old = known.get(name) or Unit(name, said["short_name"][row], level[row], None, None)
        known[name] = replace(old, supervision_group=group[row] or old.supervision_group)
        sheet = sieve.sheets[sieve.sheet_no[row].as_py()]
        facts[name] = {
            "cadre_count": cadres[row],
            "contact_name": said["contact_name"][row] or None,
            "contact_phone": said["contact_phone"][row] or None,
            "source_file": sheet.file.path,
            "source_sheet": sheet.read.sheet,
            "source_row": sieve.rows["source_row"][row].as_py(),
        }
        pairs[name] = places[row]
    reference = Reference(Register.of(known.values()))
    units = [
        {
            "unit_name": unit.unit_name,
            "unit_level": unit.level,
            "supervision_group": unit.supervision_group,
            "short_name": unit.short_name or None,
            "aliases": list(unit.aliases),
            "zone": unit.zone,
            **facts.get(unit.unit_name, {}),
        }
        for unit in known.values()
    ]
    return reference, sieve, units, [(name, area) for name, found in pairs.items() for area in found], merged


def _villages(sieve: Sieve, row: int, said: str) -> list[Any]:
    """The villages that one roster cell lists; a name that is not one village sets the row aside."""
    found = []
    for name in filter(None, (part.strip() for part in re.split(r"[、,，;；\n/]+", said))):
        area = values.resolve_place("", "", name)
        if isinstance(area, Problem):
            sieve.note(row, "villages", area)
        elif area is not None:
            found.append(area)
    return found
