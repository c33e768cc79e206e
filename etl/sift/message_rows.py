"""Which messages did residents send online?"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet
from etl.sift.visit_rows import row_keys
from etl.values import Problem

ONLINE_MESSAGES = BY_ID["online_messages"]


def sift_messages(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> list[Sieve]:
    """Creates message_rows and message_fates; a row that repeats another in every column is merged into it."""
    sieve = Sieve(ONLINE_MESSAGES, sheets, reference)
    sieve.require(sieve.parsed("message_no"), "message_no", Problem("number-missing", "没有留言编号"))
    fields = [field.name for field in ONLINE_MESSAGES.fields]
    parsed = {name: sieve.parsed(name) for name in fields}
    sieve.require(parsed["message_at"], "message_at", Problem("date-missing", "没有留言时间；请写成 2017-03-25 08:30"))
    table = pa.table({"row_key": row_keys(sieve), "sheet_no": sieve.sheet_no, **parsed})
    con.register("accepted_messages", table.filter(pc.invert(sieve.rejected)))
    con.execute("CREATE TEMP TABLE message_rows AS SELECT * FROM accepted_messages ORDER BY row_key")
    con.unregister("accepted_messages")
    con.execute(
        f"""
        CREATE TEMP TABLE message_fates AS
        SELECT row_key, 'same-message' AS rule,
            first_value(row_key) OVER (PARTITION BY {", ".join(fields)} ORDER BY row_key) AS into_key
        FROM message_rows
        """
    )
    return [sieve]
