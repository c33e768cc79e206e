"""What answers expressions over the tables of one snapshot where they lie on more than one machine's disk?

A server that speaks Spark Connect: a Spark cluster, or Sail. It reads the Parquet files that lie beside a snapshot's own
file, so that their folder must be the same path for it. The packages are those of requirements-scale.txt; nothing else of
the program needs them.
"""

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from campaign import schema
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.questions import CATALOG, columns_read
from campaign.numbers.store import Statement

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend
    from pyspark.sql.connect.session import SparkSession

ENGINE_VARIABLE = "CAMPAIGN_ENGINE"
"""Set to sc://host:port where a server that speaks Spark Connect answers, and not the embedded DuckDB."""
SECONDS = 5
"""So long a server is waited for that does not answer at all."""
SPARK: dict[schema.Type, str] = {
    "text": "STRING",
    "texts": "ARRAY<STRING>",
    "date": "DATE",
    "instant": "TIMESTAMP_NTZ",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "flag": "BOOLEAN",
}
_QUALIFIED = re.compile(rf"`{CATALOG}`\.`main`\.")


class NoEngine(Exception):
    """The server cannot be reached or spoken to; `str()` is a Chinese sentence."""


def engine() -> str:
    """The address of the server that answers; empty where the embedded store does."""
    return os.environ.get(ENGINE_VARIABLE, "")


@dataclass(frozen=True, slots=True)
class Connected:
    """A server over the Parquet files of one folder, in a session of its own."""

    folder: Path
    session: SparkSession = field(repr=False)
    backend: Backend = field(repr=False)
    known: set[str] = field(default_factory=set, repr=False)
    """The tables that the session knows already."""
    lock: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def opened(cls, folder: Path, address: str) -> Connected:
        """The store over a snapshot's folder; NoEngine when the server or the packages are not there."""
        _refuse_silent(address)
        try:
            import ibis
            from pyspark.errors import PySparkException
            from pyspark.sql.connect.session import SparkSession
        except ImportError as error:
            raise NoEngine(f"没有装连接 Spark 的包（{error.name}）：pip install -r requirements-scale.txt") from error
        try:
            session = SparkSession.builder.remote(address).create()
            return cls(folder, session, ibis.pyspark.connect(session))
        except PySparkException as error:
            raise NoEngine(f"{address} 不能用（{type(error).__name__}）") from error

    def close(self) -> None:
        """Ends the session."""
        self.session.stop()

    def answer(self, statement: Statement) -> pa.Table:
        """The rows; CannotAnswer, in Chinese, where a file lacks a column that they are made of."""
        answer, skipped = from_the_first(statement.build(*statement.of, *statement.asked))
        self._know(answer)
        sql = _QUALIFIED.sub("", self.backend.compile(answer))
        return as_embedded(self.session.sql(sql).toArrow().slice(skipped))

    def _know(self, answer: ir.Table) -> None:
        """Shows the server the tables that an expression reads."""
        for name in sorted({table.name for table in answer.op().find(ops.UnboundTable)}):
            declared, file = schema.table(name), self.folder / f"{name}.parquet"
            if lacking := columns_read(answer, name) - columns_in(file):
                column = declared.column(min(lacking))
                raise CannotAnswer(
                    f"这份快照是早先的程序装载的，“{declared.label}”表还没有“{column.label}”（{column.name}），说不出这个数。"
                )
            with self.lock:
                if name not in self.known:
                    columns = ", ".join(f"`{c.name}` {SPARK[c.type]}" for c in declared.columns)
                    self.session.read.schema(columns).parquet(str(file.resolve())).createOrReplaceTempView(name)
                    self.known.add(name)


def from_the_first(answer: ir.Table) -> tuple[ir.Table, int]:
    """An expression without an offset, and how many of its first rows are to be left out.

    Ibis cuts a page by numbers that Spark gives rows without regard to their order: right only where one task reads them all.
    """
    cut = answer.op()
    if not isinstance(cut, ops.Limit) or not cut.offset:
        return answer, 0
    skipped, limit = int(cut.offset), None if cut.n is None else int(cut.n) + int(cut.offset)
    return cut.parent.to_expr().limit(limit), skipped


def columns_in(file: Path) -> set[str]:
    """The columns of a Parquet file; none where there is no file."""
    return set(pq.read_schema(file).names) if file.is_file() else set()


def as_embedded(table: pa.Table) -> pa.Table:
    """An answer in the types in which the embedded store gives it: numbers in 64 bits, texts and instants plain."""
    return table.cast(pa.schema([each.with_type(_plain(each.type)) for each in table.schema]))


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return pa.int64()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


def _refuse_silent(address: str) -> None:
    """NoEngine where nobody listens: the client itself would try again for minutes."""
    where = urlsplit(address)
    if where.scheme != "sc" or not where.hostname:
        raise NoEngine(f"{ENGINE_VARIABLE} 应写作 sc://主机:端口，写的是“{address}”")
    try:
        socket.create_connection((where.hostname, where.port or 15002), SECONDS).close()
    except OSError as error:
        raise NoEngine(f"{address} 没有回应；请先启动它，或者不设 {ENGINE_VARIABLE}，用自带的 DuckDB") from error
