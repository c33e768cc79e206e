"""How many 走访联系卡 did each unit say it gave out?

The number is kept as it was sent, beside the households that the sheets hold.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from etl.forms import BY_ID
from etl.sift.report_rows import periods
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet
from etl.sift.tables import SOURCE, query
from etl.sift.visit_rows import MISSING_UNIT, resolve_places, resolve_units, row_keys
from etl.values import Problem

CARD_COUNTS = BY_ID["card_counts"]

MISSING_COUNT = Problem("count-missing", "没有写发放张数；请填写一个整数，没有发放请填 0")


def sift_cards(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> list[Sieve]:
    """Creates card_rows and card_fates; of two figures for one unit, village and period the one received last stands."""
    sieve = Sieve(CARD_COUNTS, sheets, reference)
    place_no, unit_no = resolve_places(sieve), resolve_units(sieve)
    sieve.require(unit_no, "unit", MISSING_UNIT)
    label, start, end = periods(sieve, sieve.said("period"))
    counts = {**sieve.bounded("card_count"), **sieve.bounded("household_count")}
    sieve.require(counts["card_count"], "card_count", MISSING_COUNT)
    rows = pa.table(
        {
            "row_key": row_keys(sieve),
            "sheet_no": sieve.sheet_no,
            "received_at": sieve.by_sheet(lambda sheet: sheet.file.received_at, pa.timestamp("us")),
            "unit_no": unit_no,
            "place_no": place_no,
            "period_label": label,
            "period_start": start,
            "period_end": end,
            **counts,
        }
    )
    con.register("accepted_cards", rows.filter(pc.invert(sieve.rejected)))
    con.execute("CREATE TEMP TABLE card_rows AS SELECT * FROM accepted_cards ORDER BY row_key")
    con.unregister("accepted_cards")
    con.execute(
        """
        CREATE TEMP TABLE card_fates AS
        SELECT row_key, 'same-cards' AS rule, first_value(row_key) OVER (
            PARTITION BY unit_no, place_no, period_start, period_end ORDER BY received_at DESC, row_key DESC) AS into_key
        FROM card_rows
        """
    )
    return [sieve]


def card_counts(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The table card_counts, as sent."""
    return query(
        con,
        "card_counts",
        f"""
        SELECT r.*, u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), {SOURCE}
        FROM card_rows r JOIN card_fates f USING (row_key) JOIN unit_names u USING (unit_no)
        JOIN sheet_names USING (sheet_no) LEFT JOIN place_names p USING (place_no)
        WHERE f.into_key = r.row_key ORDER BY row_key
        """,
    )
