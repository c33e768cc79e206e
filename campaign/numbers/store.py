"""What answers expressions over the tables of one snapshot?

Everything above says what is wanted as expressions, which name no engine; a store compiles and runs them. The embedded
one is DuckDB over the snapshot's own file.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from campaign import schema
from campaign.numbers.dimensions import CannotAnswer, Where
from campaign.numbers.kinds import Span
from campaign.numbers.prepared import Builder, prepared
from campaign.numbers.questions import CATALOG, text_in_sql

# what is fetched so is a row a group: the copy costs nothing
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)

LACKING = "缺栏目："
"""Prefix of the engine's error for a column that an older file does not have."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An expression that is asked for: what makes it, of what, and the filters and the time of each question in it."""

    build: Builder
    of: tuple[object, ...]
    asked: tuple[tuple[Where, Span], ...]
    of_groups: str = ""
    """The table whose rows are counted, where the answer is short and a folded table may be read instead; else empty."""
    is_short: bool = False
    """Whether another answer is short."""


class Store(Protocol):
    """Answers statements; safe to share between threads."""

    def answer(self, statement: Statement) -> pa.Table:
        """The rows; CannotAnswer, in Chinese, where an older snapshot lacks a column that they are made of."""

    def close(self) -> None:
        """Lets go of what it holds."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """DuckDB, over one file that is never written again."""

    connection: duckdb.DuckDBPyConnection = field(repr=False)
    folded: tuple[schema.Folded, ...] = ()
    """The folded tables that the file has."""

    @classmethod
    def opened(cls, file: Path) -> Embedded:
        """The store over a file, read-only; duckdb.Error when it cannot be opened."""
        connection = duckdb.connect(":memory:")
        try:
            # Attached, not opened: an open by path can be handed the instance of an older file (duckdb#15912).
            path = text_in_sql(file.resolve())
            connection.execute(f"ATTACH {path} AS {CATALOG} (READ_ONLY)")
            if lacking := lacks(connection):
                stand_in(connection, path, lacking)
            for setting in (
                "autoinstall_known_extensions=false",
                "autoload_known_extensions=false",
                "enable_external_access=false",
                "lock_configuration=true",
            ):
                connection.execute(f"SET {setting}")
            folded = [fold for fold in schema.FOLDED.values() if columns_of(connection, fold.name) >= set(fold.names)]
        except duckdb.Error:
            connection.close()
            raise
        return cls(connection, tuple(folded))

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

    def answer(self, statement: Statement) -> pa.Table:
        """The rows; CannotAnswer, in Chinese, where the file lacks a column that they are made of."""
        folds = tuple(fold for fold in self.folded if fold.of == statement.of_groups)
        sql, values = prepared(statement.build, statement.of, statement.asked, folds)
        return self.fetch(sql, values, is_short=bool(statement.of_groups) or statement.is_short)

    def fetch(self, sql: str, values: Mapping[str, object], *, is_short: bool) -> pa.Table:
        """The answer to one query with its values; one that `is_short` need not be read as it comes."""
        cursor = self.connection.cursor()
        try:
            if is_short:  # cursor.sql looks at every token of the text in Python, which takes longer than to answer
                table = cursor.execute(sql, dict(values)).to_arrow_table()
            else:
                table = cursor.sql(sql, params=dict(values)).to_arrow_table()
        except duckdb.InvalidInputException as error:
            _, lacking, sentence = str(error).partition(LACKING)
            if not lacking:
                raise
            raise CannotAnswer(f"{sentence}，说不出这个数。") from None
        finally:
            cursor.close()
        # DuckDB adds BIGINTs up to a HUGEINT, which arrives as a decimal.
        if not any(map(pa.types.is_decimal, table.schema.types)):
            return table
        columns = [c.cast(pa.int64()) if pa.types.is_decimal(c.type) else c for c in table.columns]
        return pa.Table.from_arrays(columns, names=table.column_names)


def lacks(connection: duckdb.DuckDBPyConnection) -> dict[str, list[schema.Column]]:
    """The declared columns that the file of an earlier day does not have, by table."""
    there: dict[str, set[str]] = {}
    for table in schema.TABLES:
        there[table.name] = columns_of(connection, table.name)
    missing = {t.name: [c for c in t.columns if c.name not in there.get(t.name, set())] for t in schema.TABLES}
    return {name: columns for name, columns in missing.items() if columns}


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """The columns that the file has of a table; none where it has no such table."""
    # Table by table: duckdb_columns() would first build every view of the engine's own catalogs.
    with suppress(duckdb.CatalogException):
        columns = connection.execute(f"SELECT name FROM pragma_table_info('{CATALOG}.main.{table}')")
        return {name for (name,) in columns.fetchall()}
    return set()


def stand_in(connection: duckdb.DuckDBPyConnection, path: str, lacking: Mapping[str, Sequence[schema.Column]]) -> None:
    """Views with today's columns over an older file, so that questions that need no missing column are still answered.

    A missing column may be named, but not read: see `Embedded.fetch`.
    """
    connection.execute(f"DETACH {CATALOG}")
    connection.execute(f"ATTACH {path} AS older (READ_ONLY)")
    connection.execute(f"ATTACH ':memory:' AS {CATALOG}")
    for table in schema.TABLES:
        missing = lacking.get(table.name, ())
        sentences = [
            f"{LACKING}这份快照是早先的程序装载的，“{table.label}”表还没有“{c.label}”（{c.name}）" for c in missing
        ]
        unreadable = ", ".join(
            f"CAST(error('{sentence}') AS {schema.DUCKDB[c.type]}) AS \"{c.name}\""
            for sentence, c in zip(sentences, missing, strict=True)
        )
        view = f'CREATE VIEW {CATALOG}.main."{table.name}" AS SELECT '
        if len(missing) < len(table.columns):
            connection.execute(f'{view}*{"," if missing else ""} {unreadable} FROM older.main."{table.name}"')
        else:
            sentence = f"{LACKING}这份快照是早先的程序装载的，还没有“{table.label}”这张表"
            connection.execute(f"{view}{unreadable} WHERE error('{sentence}') IS NULL")
