"""Which rejected rows have been corrected and sent again?

A row that was sent back closes itself: when all it said, but for the cells that were found bad,
stands in one accepted row of the same form and unit that came no earlier, that row is its
correction. Cells are compared as written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign import rules
from campaign.units import Unit
from etl.forms import Form
from etl.sift.sieve import Sieve
from etl.sift.source import ROWS_A_SHEET
from etl.sift.visit_rows import row_keys

LEAST_EQUAL = 3
"""So many filled cells must be equal: fewer could be anybody's."""
JUDGED_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"district", "town", "village", "place"}),
    frozenset({"address", "phone"}),
    frozenset({"status", "raised_date", "solved_date"}),
    frozenset({"solved_count", "pending_count", "issue_count"}),
    frozenset({"block", "item", "category"}),
    frozenset({"household_total", "population", "party_member_count"}),
    frozenset({"collective_income", "operating_income"}),
    frozenset({"is_reached", "satisfaction"}),
)
"""A problem noted at one of these fields may be mended at another."""
NOT_COMPARED = frozenset({"sequence", "filled_date", "unit"})
"""A row's number and the day of filling in change when it is sent again; units are compared by what they mean."""


def resent(
    con: duckdb.DuckDBPyConnection,
    sieves: Sequence[Sieve],
    sheet_units: Sequence[Unit | None],
    into: Mapping[int, int],
) -> dict[int, int]:
    """Rejected row → the row that its correction went into, by row keys; `into` is where merged rows went.

    Two possible corrections of one row, or one correction for two rows of a sheet, close nothing.
    """
    closed: dict[int, int] = {}
    for sieve in sieves:
        found: dict[int, set[int]] = defaultdict(set)
        for row, accepted in _pairs(con, sieve, sheet_units):
            target = into.get(accepted, accepted)
            # a row of the same sheet that was only repeated elsewhere stands beside the rejected one
            if target == accepted or target // ROWS_A_SHEET != row // ROWS_A_SHEET:
                found[row].add(target)
        claims: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row, (target, *others) in found.items():
            if not others:
                claims[row // ROWS_A_SHEET, target].append(row)
        closed |= {rows[0]: target for (_, target), rows in claims.items() if len(rows) == 1}
    return closed


def _pairs(con: duckdb.DuckDBPyConnection, sieve: Sieve, sheet_units: Sequence[Unit | None]) -> list[tuple[int, int]]:
    """Rejected and accepted rows that say the same but for the cells found bad, and whatever those are judged with."""
    bad = sieve.bad_fields()
    if not bad or len(bad) == sieve.n:
        return []
    form = sieve.form
    names = [n for n in dict.fromkeys(f.name for f in (*form.fields, *form.about)) if n not in NOT_COMPARED]
    rows = _comparable(sieve, names, sheet_units)
    con.register("accepted_said", rows.filter(pc.invert(sieve.rejected)))
    by_fields: dict[frozenset[str], list[int]] = defaultdict(list)
    for row, fields in bad.items():
        by_fields[frozenset().union(fields, *(group for group in JUDGED_TOGETHER if group & fields))].append(row)
    found: list[tuple[int, int]] = []
    for fields, numbers in by_fields.items():
        equal = [name for name in names if name not in fields]
        con.register("rejected_said", rows.take(pa.array(numbers)))
        found += con.execute(_same_but_for(form, equal, fields)).fetchall()
        con.unregister("rejected_said")
    con.unregister("accepted_said")
    return found


def _comparable(sieve: Sieve, names: Sequence[str], sheet_units: Sequence[Unit | None]) -> pa.Table:
    """What each row says under `names`, with whose it is, of when, and when it came."""
    grace = timedelta(days=rules.SHEET_GRACE_DAYS)
    sender = pa.array([unit.unit_name if unit else "" for unit in sheet_units], pa.string()).take(sieve.sheet_no)
    return pa.table(
        {
            "row_key": row_keys(sieve),
            "file": sieve.by_sheet(lambda sheet: sheet.file.path),
            "received_at": sieve.by_sheet(lambda sheet: sheet.file.received_at, pa.timestamp("us")),
            "sheet_period": sieve.by_sheet(lambda sheet: sheet.period.label if sheet.period else ""),
            "latest": sieve.by_sheet(lambda sheet: sheet.period.end + grace if sheet.period else None, pa.date32()),
            "sender": sender,
            "whose": _whose(sieve, sender),
            **{f"said_{name}": sieve.said(name) for name in names},
        }
    )


def _whose(sieve: Sieve, sender: pa.Array) -> pa.Array:
    """The unit that each row names, else the one that sent its sheet; '' where neither is known."""
    encoded = sieve.said("unit").dictionary_encode()
    units = [sieve.reference.unit(said) for said in encoded.dictionary.to_pylist()]
    named = pa.array([unit.unit_name if isinstance(unit, Unit) else None for unit in units], pa.string())
    return pc.coalesce(named.take(encoded.indices), sender)


def _same_but_for(form: Form, equal: Sequence[str], bad: frozenset[str]) -> str:
    """SQL: the pairs whose cells under `equal` are the same, of one unit, and of one period where a form has periods.

    In one file only a row further on corrects. A row that differs by its day may be another visit: it must lie in
    another file, on a day that the rejected row's sheet can hold.
    """
    has_period = any(field.name == "period" for field in (*form.fields, *form.about))
    keys = [f"said_{name}" for name in equal] + ["sheet_period"] * has_period
    keys.append("sender" if "unit" in bad else "whose")
    filled = " + ".join(f"(r.said_{name} <> '')::INTEGER" for name in equal) or "0"
    later = "false" if "visit_date" in bad else "a.row_key > r.row_key"
    in_time = "v.visit_date <= r.latest IS NOT FALSE" if "visit_date" in bad else "true"
    return f"""
        SELECT r.row_key, a.row_key
        FROM rejected_said r JOIN accepted_said a ON {" AND ".join(f"a.{key} = r.{key}" for key in keys)}
        LEFT JOIN visit_rows v ON v.row_key = a.row_key
        WHERE {filled} >= {LEAST_EQUAL} AND {in_time}
            AND CASE WHEN a.file = r.file THEN {later} ELSE a.received_at >= r.received_at END
        """
