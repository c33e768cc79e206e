"""What would a snapshot of a hundred such cities be like, without a hundred times the sheets to read?

    python -m tests.multiplied data/shelf 100 build/shelf100

copies the current snapshot onto another shelf with the rows of its event tables so many times: each copy has households,
visits and issues of its own, in the same villages and weeks and by the same units. Every count of them is so many times
what it was, and every share the same; registers, reports and sheets are as they were. A copy's texts are those of the
original, so that files pack better than those of a hundred cities would.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from campaign import schema
from campaign.numbers.questions import CATALOG, text_in_sql
from etl import publish
from etl import shelf as shelves

IDENTITIES = frozenset(
    (
        "household_id",
        "visit_id",
        "visitor_no",
        "issue_id",
        "object_id",
        "object_visit_id",
        "object_issue_id",
    )
)
"""Columns of whole numbers by which one household, visit, visitor, issue or object differs from another."""


def multiplied(home: Path, times: int, shelf: Path) -> Path:
    """Publishes a snapshot's rows so many times on another shelf, and points it there; returns the new folder.

    Nothing is checked: a village may have been visited more often than it has families.
    """
    snapshot_id = f"{home.name}x{times}"
    draft = publish.begin(shelf, snapshot_id)
    with duckdb.connect(str(draft / shelves.FILE)) as con:
        path = text_in_sql(home / shelves.FILE)
        con.execute(f"ATTACH {path} AS {CATALOG} (READ_ONLY)")
        apart = distances(con)
        for table in schema.TABLES:
            con.execute(table.ddl)
            for selected in copies(table, apart, times):
                con.execute(f'INSERT INTO "{table.name}" {selected}')
        for fold in schema.FOLDED.values():
            con.execute(fold.ddl)
        con.execute("UPDATE snapshot SET snapshot_id = $1", [snapshot_id])
        con.execute(f"DETACH {CATALOG}")
        con.execute("CHECKPOINT")
        for table in schema.TABLES:
            publish.copy(con, table.name, draft / f"{table.name}.parquet")
    shelves.settle(draft, shelf / snapshot_id)
    shelves.point(shelf, snapshot_id)
    return shelf / snapshot_id


def identities(table: schema.Table) -> list[str]:
    """The columns of a table that must differ from copy to copy; none in a table that is no event's."""
    return [column.name for column in table.columns if column.name in IDENTITIES]


def distances(con: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """How far apart two copies' numbers lie, by column: one more than the largest of any table."""
    apart = dict.fromkeys(IDENTITIES, 1)
    for table in schema.TABLES:
        for name in identities(table):
            ((most,),) = con.execute(f'SELECT max("{name}") FROM {CATALOG}.main."{table.name}"').fetchall()
            apart[name] = max(apart[name], (most or 0) + 1)
    return apart


def copies(table: schema.Table, apart: Mapping[str, int], times: int) -> Iterator[str]:
    """The SELECT of each copy, one after the other as files are loaded; a single one of a table that is no event's."""
    own = identities(table)
    for copy in range(times if own else 1):
        moved = ", ".join(f'"{name}" + {copy * apart[name]} AS "{name}"' for name in own)
        yield f'SELECT * {f"REPLACE ({moved})" if own else ""} FROM {CATALOG}.main."{table.name}"'


def main() -> None:
    """Multiplies the snapshot that a shelf shows."""
    parser = argparse.ArgumentParser(prog="python -m tests.multiplied")
    parser.add_argument("shelf", type=Path, help="whose current snapshot is taken")
    parser.add_argument("times", type=int)
    parser.add_argument("out", type=Path, help="the shelf for the new one")
    asked = parser.parse_args()
    current = shelves.current(asked.shelf)
    if current is None:
        parser.error(f"no snapshot on {asked.shelf}")
    print(multiplied(asked.shelf / current, asked.times, asked.out))


if __name__ == "__main__":
    main()
