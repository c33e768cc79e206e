"""What does a test need instead of sheets? A snapshot, drawn as tables of text.

    snapshot = tiny(
        tmp_path,
        data_date="2017-03-31",
        issues='''
            district | raised_date | solved_date | status
            天宁区   | 2017-03-10  | 2017-03-20  | 已解决
            天宁区   | 2017-03-11  |             | 待解决
        ''',
    )
    snapshot.ask("solved_share", by="district")

Each keyword is a table of `campaign.schema`. The first line names columns (a name that the table
does not have is an error), the others are rows. Columns that are not drawn are NULL, and so is a
blank cell; dates are ISO, flags `true` or `false`, lists `[a, b]`. A line of dashes is ignored.
A column headed `×` says how many times its row stands in the table, so that 194 issues need one line.
Tables that are not drawn are empty, except `snapshot`, which has its one row.
"""

from __future__ import annotations

import re
import tempfile
from functools import cache, lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from campaign import schema
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.office.rules import DEFINITIONS_VERSION

TIMES = "×"


def tiny(
    tmp_path: Path,
    *,
    data_date: str = "2017-03-31",
    snapshot_id: str = "tiny",
    **tables: str,
) -> Snapshot:
    """The drawn tables as an open snapshot on a real shelf, `tmp_path/"shelf"`.

    A second call with another `snapshot_id` adds a snapshot to the shelf and makes it the current one.
    """
    shelf = tmp_path / "shelf"
    folder = shelf / snapshot_id
    folder.mkdir(parents=True)
    tables.setdefault(
        "snapshot",
        f"""
        snapshot_id   | built_at            | data_date   | definitions_version
        {snapshot_id} | 2017-04-01 08:00:00 | {data_date} | {DEFINITIONS_VERSION}
        """,
    )
    (folder / "campaign.duckdb").write_bytes(_written(tuple(tables.items())))
    (shelf / "CURRENT").write_text(snapshot_id + "\n", encoding="utf-8")
    return open_current(shelf)


@lru_cache(maxsize=8)
def _written(tables: tuple[tuple[str, str], ...]) -> bytes:
    """The file of a snapshot with these drawn tables; written once where many tests draw the same."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "drawn.duckdb"
        file.write_bytes(_empty())
        with duckdb.connect(str(file)) as connection:
            for name, text in tables:
                table = schema.table(name)
                if rows := drawn(text):
                    header, *cells = rows
                    insert(connection, table, header, cells)
        return file.read_bytes()


@cache
def _empty() -> bytes:
    """The file of a snapshot with every declared table and no row."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.duckdb"
        with duckdb.connect(str(file)) as connection:
            for table in schema.TABLES:
                connection.execute(table.ddl)
        return file.read_bytes()


def drawn(text: str) -> list[list[str]]:
    """The cells of a drawn table, header first.

    >>> drawn('''
    ...     a | b
    ...     --+--
    ...     1 |
    ... ''')
    [['a', 'b'], ['1', '']]
    """
    lines = [line.strip() for line in text.splitlines()]
    rows = [line for line in lines if line and not re.fullmatch(r"[-+| ]+", line)]
    return [[cell.strip() for cell in line.split("|")] for line in rows]


def insert(
    connection: duckdb.DuckDBPyConnection, table: schema.Table, header: list[str], cells: list[list[str]]
) -> None:
    """Put drawn rows into the table; ValueError where the drawing does not fit it."""
    names = [name for name in header if name != TIMES]
    for name in names:
        table.column(name)
    rows: list[list[str | None]] = []
    for row in cells:
        if len(row) != len(header):
            raise ValueError(f"{table.name}: {len(row)} cells under {len(header)} headings: {row}")
        said = dict(zip(header, row, strict=True))
        repeated = int(said.pop(TIMES, "1"))
        rows += [[said[name] or None for name in names]] * repeated
    texts = pa.table({name: pa.array([r[i] for r in rows], pa.string()) for i, name in enumerate(names)})
    connection.register("drawn", texts)
    quoted = ", ".join(f'"{name}"' for name in names)
    casts = ", ".join(f'CAST("{n}" AS {schema.DUCKDB[table.column(n).type]})' for n in names)
    connection.execute(f'INSERT INTO "{table.name}" ({quoted}) SELECT {casts} FROM drawn')
    connection.unregister("drawn")
