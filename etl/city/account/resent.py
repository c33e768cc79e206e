"""Which rejected rows have been corrected and sent again?

The workbook that goes back to a unit names beside each row where it was rejected: an accepted row that names a
rejected one is its correction, whatever was changed. Without that name a row closes only where it cannot be another
record: one row of a later file has what such records are known by, their number or person, place and day; or nothing that
says which record it is was bad, and all else that it said stands in one row of a later file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import pyarrow as pa

from campaign import papers
from campaign.papers.paper import KnownBy
from etl.city.account.rejected import SetAside
from etl.city.arrive import typed
from etl.city.files import SheetOf
from etl.city.relations import ROWS_A_SHEET, City
from etl.city.units import of_units, unit_of
from etl.forms import BY_ID, Form
from etl.forms.form import TEXT
from etl.rows.typed import NEVER_SEEN
from etl.values import ANY_BLANK

LEAST_EQUAL = 4
"""So many filled cells of a row's own must be equal: fewer could be anybody's."""
IDENTITY: tuple[tuple[str, ...], ...] = (("district",), ("town",), ("village",), ("place",), ("unit",), ("period",))
"""What says in every form which record a row is; each form adds its own."""
JUDGED_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"status", "raised_date", "solved_date"}),
    frozenset({"household_total", "population", "party_member_count"}),
    frozenset({"collective_income", "operating_income"}),
    *(frozenset({only.where, *only.fields}) for paper in papers.papers() if paper.record for only in paper.record.only),
)
"""A problem noted at one of these fields may be mended at another."""
NOT_COMPARED = frozenset({"sequence", "filled_date", "unit"})
"""A row's number and the day of filling in change when it is sent again; units are compared by what they mean."""


def resent(city: City, rows: Sequence[SetAside], into: Mapping[int, int]) -> dict[int, int]:
    """Rejected row → the row that its correction went into, by row keys; `into` is where merged rows went."""
    closed: dict[int, int] = {}
    rejected = {row.key for row in rows}
    by_form: dict[str, list[SetAside]] = defaultdict(list)
    for row in rows:
        by_form[row.form.id].append(row)
    for form, of_form in by_form.items():
        if len({id(sheet.file) for sheet in city.sheet if sheet.read.form == form}) < 2:
            continue  # a correction is in another file
        closed |= _one_each(_by_identity(city, form, into), into) | _one_each(_pairs(city, of_form), into)
    closed |= _followed(_named(city, rejected), into, rejected)
    for row in rows:
        row.is_closed = row.key in closed
    return closed


# ── by name ───────────────────────────────────────────────────────────────────────────────────


def _named(city: City, rejected: set[int]) -> dict[int, int]:
    """Row → the rejected row that it names: of the same form, in another file, which came no later."""
    number = {(s.file.path, s.name): s for s in city.sheet}
    found: dict[int, int] = {}
    for key, file, sheet, line in city.rows(
        f"SELECT row_key, file, sheet, line FROM {city.returned} ORDER BY row_key", of=[city.returned]
    ):
        there = number.get((file, sheet))
        line = (line or "").strip()
        if there is None or not line.isdecimal():
            continue
        named = there.number * ROWS_A_SHEET + int(line)
        here = city.sheet_at(key)[0]
        if named in rejected and here.read.form == there.read.form and _may_correct(here, there):
            found[key] = named
    return found


def _may_correct(sheet: SheetOf, named: SheetOf) -> bool:
    """Whether a sheet can have been written with the other one's row before it: a file that came since is another."""
    return sheet.file is not named.file and sheet.file.came >= named.file.came


def _followed(named: Mapping[int, int], into: Mapping[int, int], rejected: set[int]) -> dict[int, int]:
    """The rejected rows that accepted ones name, and those that these name in turn: sent back twice, mended once."""
    closed: dict[int, int] = {}
    for accepted in sorted(named.keys() - rejected):
        row: int | None = named[accepted]
        while row is not None and row not in closed:
            closed[row] = into.get(accepted, accepted)
            row = named.get(row)
    return closed


# ── by what records are known by ──────────────────────────────────────────────────────────────


def _by_identity(city: City, form: str, into: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Rejected and accepted rows of one record, the accepted one in another file that came later.

    Not where a row that stood beside the rejected one was accepted and is that record already.
    """
    known = BY_ID[form].known_by
    if known is None:
        return
    rows = city.rows(_same_record(city, form, known), of=[typed(city, form)])
    beside: dict[str, set[int]] = defaultdict(set)
    files = {city.sheet_at(row)[0].file.path for row, _ in rows}
    numbers = [sheet.number for sheet in city.sheet if sheet.file.path in files and sheet.read.form == form]
    accepted = city.rows(
        f"""
        SELECT row_key FROM {typed(city, form)}
        WHERE sheet_no IN (SELECT unnest($numbers)) AND row_key NOT IN (SELECT row_key FROM {city.problems})
        """,
        of=[typed(city, form)],
        numbers=numbers,
    )
    for (key,) in accepted if rows else ():
        beside[city.sheet_at(key)[0].file.path].add(into.get(key, key))
    for row, key in rows:
        if into.get(key, key) not in beside[city.sheet_at(row)[0].file.path]:
            yield row, key


def _same_record(city: City, form: str, known: KnownBy) -> str:
    """SQL: the pairs of a rejected and an accepted row that are of one record."""
    filled = " AND ".join(f"r.{name} = a.{name}" for name in known.equal)
    # '' fills nothing in, and is equal to nothing
    texts = " AND ".join(f"r.{name} <> ''" for name in known.equal if name.endswith("_key"))
    alike = " AND ".join(
        f"(nullif(r.{n}::VARCHAR, '') IS NULL OR nullif(a.{n}::VARCHAR, '') IS NULL OR r.{n} = a.{n})"
        for n in known.alike
    )
    return f"""
        WITH rows AS (
            SELECT t.*, {unit_of("t")} AS unit_no, sheet.source_file, sheet.received_at,
                coalesce(sheet.period_label, '') AS sheet_period,
                t.row_key IN (SELECT row_key FROM {city.problems}) AS is_rejected
            FROM {typed(city, form)} t {of_units(city, "t")})
        SELECT r.row_key, a.row_key FROM rows r JOIN rows a ON {filled}
        WHERE r.is_rejected AND NOT a.is_rejected AND a.source_file <> r.source_file AND a.received_at > r.received_at
            AND a.row_key NOT IN (SELECT row_key FROM {city.returned})
            AND {" AND ".join(filter(None, (texts, alike, f"({known.besides})")))}
        ORDER BY ALL"""


# ── by equal cells ────────────────────────────────────────────────────────────────────────────


def _one_each(pairs: Iterable[tuple[int, int]], into: Mapping[int, int]) -> dict[int, int]:
    """Rejected row → its one correction; two corrections of one row, or one for two rows of a sheet, close nothing."""
    found: dict[int, set[int]] = defaultdict(set)
    for row, accepted in pairs:
        found[row].add(into.get(accepted, accepted))
    claims: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, (target, *others) in found.items():
        if not others:
            claims[row // ROWS_A_SHEET, target].append(row)
    return {rows[0]: target for (_, target), rows in claims.items() if len(rows) == 1}


def _pairs(city: City, rows: Sequence[SetAside]) -> Iterator[tuple[int, int]]:
    """Rejected and accepted rows that say the same but for the cells found bad, and whatever those are judged with."""
    form = rows[0].form
    by_fields: dict[frozenset[str], list[SetAside]] = defaultdict(list)
    for row in rows:
        if _is_known(row):
            by_fields[frozenset().union(row.fields, *(g for g in JUDGED_TOGETHER if g & row.fields))].append(row)
    if not by_fields or not _may_have_come(city, [row for group in by_fields.values() for row in group]):
        return
    names = [n for n in dict.fromkeys(f.name for f in (*form.fields, *form.about)) if n not in NOT_COMPARED]
    for fields, group in by_fields.items():
        with city.seen_as("rejected_texts", _texts(group, names)):
            yield from city.rows(_same_but_for(city, form, [name for name in names if name not in fields]))


def _may_have_come(city: City, rows: Sequence[SetAside]) -> bool:
    """Whether any file of the form came after one of the rows, for the same period."""
    later = {
        (sheet.period and sheet.period.label, sheet.file.came)
        for sheet in city.sheet
        if sheet.read.form == rows[0].form.id and sheet.lines
    }
    return any(
        period == (row.sheet.period and row.sheet.period.label) and came > row.sheet.file.came
        for row in rows
        for period, came in later
    )


def _is_known(row: SetAside) -> bool:
    """Whether a row says which record it is although bad cells were found in it."""

    def stands(group: tuple[str, ...]) -> bool:
        if len(group) == 1:
            return group[0] not in row.fields
        return any(name not in row.fields and row.text(name) for name in group)

    return all(map(stands, (*IDENTITY, *row.form.identity)))


def _texts(rows: Sequence[SetAside], names: Sequence[str]) -> pa.Table:
    """What rejected rows say under `names`, with whose they are, of when, and when they came."""
    return pa.Table.from_pylist(
        [
            {
                "row_key": row.key,
                "source_file": row.sheet.file.path,
                "came": row.sheet.file.came,
                "sheet_period": row.sheet.period.label if row.sheet.period else "",
                "whose": row.unit.unit_name if row.unit else "",
                **{f"text_{name}": row.text(name) for name in names},
            }
            for row in rows
        ],
        pa.schema(
            [
                ("row_key", pa.int64()),
                ("source_file", pa.string()),
                ("came", pa.timestamp("us")),
                ("sheet_period", pa.string()),
                ("whose", pa.string()),
                *((f"text_{name}", pa.string()) for name in names),
            ]
        ),
    )


def _text(form: Form, name: str) -> str:
    """SQL: what a row says in a field, out of its cells."""
    own = next((i for i, f in enumerate(form.fields, 1) if f.name == name), None)
    beside = next((i for i, f in enumerate(form.about, 1 + len(form.fields)) if f.name == name), None)
    seen = f"regexp_replace(regexp_replace(coalesce(cells[{own}], ''), '{_pattern(NEVER_SEEN)}', '', 'g'), '{_ENDS}', '', 'g')"
    if beside is None:
        return seen
    return f"coalesce(nullif({seen}, ''), cells[{beside}], '')" if own else f"coalesce(cells[{beside}], '')"


def _same_but_for(city: City, form: Form, equal: Sequence[str]) -> str:
    """SQL: the pairs whose cells under `equal` are the same, of one unit and period, in a file that came later.

    What may stand beside the table and does not say which record a row is, and an answer that is ticked, is the same for many rows and counts for nothing.
    """
    beside = {field.name for field in form.about} - {*chain.from_iterable(form.identity)}
    own = {
        f.name for f in form.fields if f.name not in beside and (f.parse is None or f.type not in (TEXT, pa.bool_()))
    }
    texts = ", ".join(f"{_text(form, name)} AS text_{name}" for name in equal)
    keys = [*(f"text_{name}" for name in equal), "sheet_period", "whose"]
    filled = " + ".join(f"(r.text_{name} <> '')::INTEGER" for name in equal if name in own) or "0"
    return f"""
        WITH near AS (
            -- only sheets that came later for the same period can hold a correction
            SELECT s.* FROM {city.sheets} s WHERE form = '{form.id}' AND EXISTS (
                SELECT 1 FROM rejected_texts r WHERE r.came < s.came AND r.sheet_period = coalesce(s.period_label, ''))),
        rows AS (
            SELECT t.row_key, near.*, coalesce(c.cells, r.cells) AS cells,
                coalesce(own.unit_name, sender.unit_name, '') AS whose
            FROM {typed(city, form.id)} t JOIN near USING (sheet_no)
            JOIN source_rows r ON r.source_file = near.source_file AND r.source_sheet = near.source_sheet
                AND r.source_row = t.row_key % {ROWS_A_SHEET}
            LEFT JOIN {city.corrected} c ON c.row_key = t.row_key
            {_own_unit(city, form)}
            LEFT JOIN {city.senders} sent ON sent.sheet_no = t.sheet_no
            LEFT JOIN {city.unit_names} sender ON sender.unit_no = sent.unit_no
            WHERE t.row_key NOT IN (SELECT row_key FROM {city.problems})
                AND t.row_key NOT IN (SELECT row_key FROM {city.returned})),
        accepted AS (
            SELECT row_key, source_file, came, coalesce(period_label, '') AS sheet_period, whose, {texts} FROM rows)
        SELECT r.row_key, a.row_key
        FROM rejected_texts r JOIN accepted a ON {" AND ".join(f"a.{key} = r.{key}" for key in keys)}
        WHERE {filled} >= {LEAST_EQUAL} AND a.source_file <> r.source_file AND a.came > r.came
        """


def _own_unit(city: City, form: Form) -> str:
    """SQL: the joins that find the unit that a row's own cell names."""
    if not form.has("unit"):
        return "LEFT JOIN (SELECT NULL::VARCHAR AS unit_name) own ON false"
    return f"""
        LEFT JOIN {city.units_written} w ON w.text = t.unit_text
        LEFT JOIN {city.unit_names} own ON own.unit_no = w.unit_no"""


def _pattern(text: str) -> str:
    """A pattern as RE2 reads it in a statement: characters that cannot be printed by their numbers."""
    return "".join(c if c.isascii() and c.isprintable() else f"\\x{{{ord(c):x}}}" for c in text)


_ENDS = f"^[{ANY_BLANK}]+|[{ANY_BLANK}]+$"
"""Every kind of blank at the ends of a cell."""
