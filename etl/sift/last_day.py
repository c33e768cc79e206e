"""Up to which day do the sheets speak?

An issue without a day is dated by the last day of its sheet's period, the latest that it can have been raised. While
the period runs that day lies ahead: what the sheets write down says how far they reach, and nothing is dated after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb
import pyarrow as pa

from etl.sift.source import Sheet
from etl.sift.tables import query


def data_date(con: duckdb.DuckDBPyConnection, done: Mapping[str, pa.Table], sheets: Sequence[Sheet]) -> date | None:
    """The last day that is written down; the end of a period only when the whole period lies after that day."""
    con.register("dated_visits", done["visits"])
    con.register("dated_issues", done["issues"])
    written = con.sql(
        """
        SELECT max(day) FROM (
            SELECT max(visit_date) AS day FROM dated_visits
            UNION ALL SELECT max(raised_date) FROM dated_issues WHERE raised_date_basis IS DISTINCT FROM 'period'
            UNION ALL SELECT max(solved_date) FROM dated_issues WHERE is_solved_date_written
            UNION ALL SELECT max(ended_date) FROM dated_issues WHERE is_ended_date_written)
        """
    ).fetchall()[0][0]
    assumed = con.sql(
        """
        SELECT source_file, source_sheet, greatest(max(raised_date), max(solved_date)) FROM dated_issues
        WHERE raised_date_basis = 'period' OR NOT is_solved_date_written GROUP BY ALL
        """
    ).fetchall()
    begins = {(sheet.file.path, sheet.read.sheet): sheet.period.start for sheet in sheets if sheet.period}
    ahead = [end for *where, end in assumed if written is None or begins.get(tuple(where), date.min) > written]
    return max((day for day in (written, *ahead) if day), default=None)


def not_after(con: duckdb.DuckDBPyConnection, issues: pa.Table, day: date | None) -> pa.Table:
    """The issues, days that were assumed and not written no later than `day`."""
    con.register("dated_issues", issues)
    return query(
        con,
        "issues",
        """
        SELECT * REPLACE (
            CASE WHEN raised_date_basis = 'period' AND raised_date > $day THEN $day ELSE raised_date END AS raised_date,
            CASE WHEN NOT is_solved_date_written AND solved_date > $day THEN $day ELSE solved_date END AS solved_date,
            CASE WHEN NOT is_responded_date_written AND responded_date > $day THEN $day
                ELSE responded_date END AS responded_date,
            CASE WHEN NOT is_ended_date_written AND ended_date > $day THEN $day ELSE ended_date END AS ended_date)
        FROM dated_issues ORDER BY issue_id
        """,
        day=day,
    )
