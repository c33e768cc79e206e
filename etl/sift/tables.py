"""How is a declared table filled: from rows, or from a query over what was accepted?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from campaign import schema
from etl.sift.source import ROWS_A_SHEET, Reference, Sheet

PLACE = tuple(column.name for column in schema.PLACE)
UNIT = tuple(column.name for column in schema.UNIT)
SOURCE = f"source_file, source_sheet, (row_key % {ROWS_A_SHEET})::BIGINT AS source_row"


def register_names(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> None:
    """Registers sheet_names, unit_names and place_names, keyed by the numbers that accepted rows carry."""
    numbers = pa.array(range(len(sheets)), pa.int32())
    named = {
        "sheet_no": numbers,
        "source_file": pa.array([s.file.path for s in sheets], pa.string()),
        "source_sheet": pa.array([s.read.sheet for s in sheets], pa.string()),
    }
    con.register("sheet_names", pa.table(named))
    for name, table, key in (
        ("unit_names", reference.units, "unit_no"),
        ("place_names", reference.places, "place_no"),
    ):
        numbers = pa.array(range(table.num_rows), pa.int32())
        con.register(name, table.append_column(key, numbers))


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The declared columns of `name` out of rows that may hold more or less."""
    wanted = schema.table(name).arrow
    return pa.Table.from_pylist([{n: row.get(n) for n in wanted.names} for row in rows], schema=wanted)


def query(con: duckdb.DuckDBPyConnection, name: str, sql: str, **given: Any) -> pa.Table:
    """The declared columns of `name` out of a query that yields at least those."""
    wanted = schema.table(name).arrow
    columns = ", ".join(f'"{n}"' for n in wanted.names)
    return con.sql(f"SELECT {columns} FROM ({sql})", params=given or None).to_arrow_table().cast(wanted)
