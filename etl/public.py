"""What do other programs see of a snapshot? Every table without what
is personal and without what says of one family how it is off, and the numbers as views.

Beside the snapshot's own file lies the folder `public`: `public.duckdb`, and each table as Parquet. It is written with the
draft and never changed after, as the snapshot is; `shelf/public` always leads to the folder of the snapshot that CURRENT
names (`etl.shelf.point`), so that a tool keeps one path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from campaign import schema
from campaign.numbers import facts
from campaign.numbers.questions import text_in_sql
from etl.shelf import PUBLIC, PUBLIC_FILE, second_name

INSIDE, OUTSIDE = "campaign", "outside"
"""The catalogs of the draft, after its file's name, and of its public side."""


def write(con: duckdb.DuckDBPyConnection, draft: Path, declared: Mapping[str, pa.Table]) -> None:
    """Writes the public side of the draft that `con` holds, beside its Parquet files; `declared` as `DECLARED` makes it."""
    folder = draft / PUBLIC
    folder.mkdir()
    con.execute(f"ATTACH {text_in_sql(folder / PUBLIC_FILE)} AS {OUTSIDE}")
    con.register("declared_numbers", declared["numbers"])
    try:
        con.execute("BEGIN")  # else the disk is waited for after each of a thousand comments
        for statement in statements(con, declared["views"]):
            con.execute(statement)
        con.execute("COMMIT")
        for table in schema.TABLES:
            _parquet(con, table, draft)
    finally:
        con.execute(f"USE {INSIDE}")
        con.unregister("declared_numbers")
    con.execute(f"DETACH {OUTSIDE}")


@cache
def compiled() -> pa.Table:
    """The views of numbers as text."""
    return pa.table({"created": [statement for view in facts.facts() for statement in _view(view)]})


@cache
def numbers() -> pa.Table:
    """The table `facts.NUMBERS`."""
    return pa.Table.from_pylist(facts.numbers(), schema=facts.NUMBERS.arrow)


DECLARED: Mapping[str, Callable[[], pa.Table]] = {"views": compiled, "numbers": numbers}
"""What the declarations of numbers come to: the same for every load of one program, and costly to work out."""


def statements(con: duckdb.DuckDBPyConnection, views: pa.Table) -> Iterator[str]:
    """All that makes the public side, in order: tables, what is counted where personal cells are, views."""
    for table in schema.TABLES:
        shown = ", ".join(f'"{column.name}"' for column in table.outside)
        yield f'CREATE TABLE {OUTSIDE}."{table.name}" AS SELECT {shown} FROM {INSIDE}."{table.name}"'
        yield from comments(table)
    yield f"CREATE TABLE {OUTSIDE}.{facts.NUMBERS.name} AS FROM declared_numbers"
    yield from comments(facts.NUMBERS)
    ((day,),) = con.execute("SELECT data_date FROM snapshot").fetchall()
    for statement in views["created"].to_pylist():
        yield facts.as_of(statement, day or date.max)


def comments(table: schema.Table) -> Iterator[str]:
    """A table's and its columns' Chinese names and what is noted of them."""
    name = f'{OUTSIDE}."{table.name}"'
    yield f"COMMENT ON TABLE {name} IS {text_in_sql(f'{table.label}：{table.one_row_per}')}"
    for column in table.outside:
        yield f'COMMENT ON COLUMN {name}."{column.name}" IS {text_in_sql("：".join(filter(None, (column.label, column.note))))}'


def _view(view: facts.Facts) -> Iterator[str]:
    """What makes one view, or the table of one that looks into personal cells."""
    kind, read = ("TABLE", INSIDE) if view.is_counted_inside else ("VIEW", OUTSIDE)
    name = f'{OUTSIDE}."{view.name}"'
    yield f"USE {read}"
    yield f"CREATE {kind} {name} AS {view.sql}"
    yield f"COMMENT ON {kind} {name} IS {text_in_sql(view.label)}"
    for column, label in view.columns.items():
        yield f'COMMENT ON COLUMN {name}."{column}" IS {text_in_sql(label)}'


def _parquet(con: duckdb.DuckDBPyConnection, table: schema.Table, draft: Path) -> None:
    """One table's columns that may leave as Parquet: where there are no others, the draft's own file under a second name."""
    file = draft / PUBLIC / f"{table.name}.parquet"
    if len(table.outside) == len(table.columns):
        second_name(draft / file.name, file)
    else:
        con.execute(f'COPY {OUTSIDE}."{table.name}" TO {text_in_sql(file)} (FORMAT parquet, COMPRESSION zstd)')
