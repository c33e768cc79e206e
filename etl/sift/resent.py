"""Which rejected rows have been corrected and sent again?

The workbook that goes back to a unit names beside each row where it was rejected: an accepted row that names a
rejected one is its correction, whatever was changed. Without that name a row closes only where it cannot be another
record: nothing that says which record it is was bad, and all else that it said stands in one row of a later file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign.units import Unit
from etl.forms import Form
from etl.forms.form import RETURNED, TEXT
from etl.sift.sieve import Sieve
from etl.sift.source import ROWS_A_SHEET, Sheet
from etl.sift.visit_rows import row_keys

LEAST_EQUAL = 4
"""So many filled cells of a row's own must be equal: fewer could be anybody's."""
IDENTITY: tuple[tuple[str, ...], ...] = (("district",), ("town",), ("village",), ("place",), ("unit",), ("period",))
"""What says in every form which record a row is; each form adds its own."""
JUDGED_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"status", "raised_date", "solved_date"}),
    frozenset({"household_total", "population", "party_member_count"}),
    frozenset({"collective_income", "operating_income"}),
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
    """Rejected row → the row that its correction went into, by row keys; `into` is where merged rows went."""
    closed: dict[int, int] = {}
    for sieve in sieves:
        if bad := sieve.bad_fields():
            keys = row_keys(sieve).to_pylist()
            rejected = {keys[row] for row in bad}
            closed |= _by_cells(con, sieve, sheet_units, into)
            closed |= _followed(_named(sieve, rejected), into, rejected)
    return closed


# ── by name ───────────────────────────────────────────────────────────────────────────────────


def _named(sieve: Sieve, rejected: set[int]) -> dict[int, int]:
    """Row → the rejected row that it names: of the same form, in another file, which came no later."""
    file, sheet, line = (sieve.raw(field.name) for field in RETURNED)
    number = {(s.file.path, s.read.sheet): no for no, s in enumerate(sieve.sheets)}
    keys = row_keys(sieve)
    found: dict[int, int] = {}
    for row in pc.indices_nonzero(pc.not_equal(file, "")).to_pylist():
        no, said = number.get((file[row].as_py(), sheet[row].as_py())), line[row].as_py()
        if no is None or not said.isdecimal():
            continue
        named = no * ROWS_A_SHEET + int(said)
        if named in rejected and _may_correct(sieve.sheets[sieve.sheet_no[row].as_py()], sieve.sheets[no]):
            found[keys[row].as_py()] = named
    return found


def _may_correct(sheet: Sheet, named: Sheet) -> bool:
    """Whether a sheet can have been written with the other one's row before it: a file that came since is another."""
    return sheet.file is not named.file and sheet.file.received_at >= named.file.received_at


def _followed(named: Mapping[int, int], into: Mapping[int, int], rejected: set[int]) -> dict[int, int]:
    """The rejected rows that accepted ones name, and those that these name in turn: sent back twice, mended once."""
    closed: dict[int, int] = {}
    for accepted in sorted(named.keys() - rejected):
        row = named[accepted]
        while row is not None and row not in closed:
            closed[row] = into.get(accepted, accepted)
            row = named.get(row)
    return closed


# ── by equal cells ────────────────────────────────────────────────────────────────────────────


def _by_cells(
    con: duckdb.DuckDBPyConnection, sieve: Sieve, sheet_units: Sequence[Unit | None], into: Mapping[int, int]
) -> dict[int, int]:
    """Rejected row → its one correction; two corrections of one row, or one for two rows of a sheet, close nothing."""
    found: dict[int, set[int]] = defaultdict(set)
    for row, accepted in _pairs(con, sieve, sheet_units):
        found[row].add(into.get(accepted, accepted))
    claims: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, (target, *others) in found.items():
        if not others:
            claims[row // ROWS_A_SHEET, target].append(row)
    return {rows[0]: target for (_, target), rows in claims.items() if len(rows) == 1}


def _pairs(con: duckdb.DuckDBPyConnection, sieve: Sieve, sheet_units: Sequence[Unit | None]) -> Iterator[tuple]:
    """Rejected and accepted rows that say the same but for the cells found bad, and whatever those are judged with."""
    form = sieve.form
    by_fields: dict[frozenset[str], list[int]] = defaultdict(list)
    for row, fields in sieve.bad_fields().items():
        if _is_known(sieve, row, fields):
            by_fields[frozenset().union(fields, *(group for group in JUDGED_TOGETHER if group & fields))].append(row)
    if not by_fields:
        return
    names = [n for n in dict.fromkeys(f.name for f in (*form.fields, *form.about)) if n not in NOT_COMPARED]
    rows = _comparable(sieve, names, sheet_units)
    unnamed = pc.equal(sieve.raw(RETURNED[0].name), "")
    con.register("accepted_said", rows.filter(pc.and_(pc.invert(sieve.rejected), unnamed)))
    for fields, numbers in by_fields.items():
        con.register("rejected_said", rows.take(pa.array(numbers)))
        yield from con.execute(_same_but_for(form, [name for name in names if name not in fields])).fetchall()
        con.unregister("rejected_said")
    con.unregister("accepted_said")


def _is_known(sieve: Sieve, row: int, bad: frozenset[str]) -> bool:
    """Whether a row says which record it is although `bad` cells were found in it."""

    def stands(group: tuple[str, ...]) -> bool:
        if len(group) == 1:
            return group[0] not in bad
        return any(name not in bad and sieve.said(name)[row].as_py() for name in group)

    return all(map(stands, (*IDENTITY, *sieve.form.identity)))


def _comparable(sieve: Sieve, names: Sequence[str], sheet_units: Sequence[Unit | None]) -> pa.Table:
    """What each row says under `names`, with whose it is, of when, and when it came."""
    sender = pa.array([unit.unit_name if unit else "" for unit in sheet_units], pa.string()).take(sieve.sheet_no)
    return pa.table(
        {
            "row_key": row_keys(sieve),
            "file": sieve.by_sheet(lambda sheet: sheet.file.path),
            "received_on": sieve.by_sheet(lambda sheet: sheet.file.received_at.date(), pa.date32()),
            "sheet_period": sieve.by_sheet(lambda sheet: sheet.period.label if sheet.period else ""),
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


def _same_but_for(form: Form, equal: Sequence[str]) -> str:
    """SQL: the pairs whose cells under `equal` are the same, of one unit and period, in a file of a later day.

    What may stand beside the table, and an answer that is ticked, is the same for many rows and counts for nothing.
    """
    beside = {field.name for field in form.about}
    own = {
        f.name for f in form.fields if f.name not in beside and (f.parse is None or f.type not in (TEXT, pa.bool_()))
    }
    keys = [*(f"said_{name}" for name in equal), "sheet_period", "whose"]
    filled = " + ".join(f"(r.said_{name} <> '')::INTEGER" for name in equal if name in own) or "0"
    return f"""
        SELECT r.row_key, a.row_key
        FROM rejected_said r JOIN accepted_said a ON {" AND ".join(f"a.{key} = r.{key}" for key in keys)}
        WHERE {filled} >= {LEAST_EQUAL} AND a.file <> r.file AND a.received_on > r.received_on
        """
