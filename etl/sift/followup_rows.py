"""Which issue does each follow-up speak of, and what does it say of it?

A number alone is no identity, for offices begin again at 1 each half month: a follow-up speaks of the one issue of its
unit's ledger (and its village, where it names one) that has the number and had been raised by then. None or several such
issues: the row is set aside. Of one issue, day and way of asking, what came last stands, every row of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from etl import values
from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import ROWS_A_SHEET, Reference, Sheet
from etl.sift.tables import SOURCE, query
from etl.sift.visit_rows import MISSING_UNIT, resolve_places, resolve_units, row_keys
from etl.values import Problem

FOLLOWUPS = BY_ID["followups"]

MISSING_NUMBER = Problem("number-missing", "没有写问题编号，无法知道回访的是哪个问题；请照本单位问题台账填写编号")
MISSING_DATE = Problem("date-missing", f"没有写回访日期；{values.ACCEPTED_DATE}")
NOT_FOUND = Problem(
    "issue-not-found",
    "本单位的问题台账里，到这一天为止没有编号是这个的问题（0 个）；请照台账核对问题编号、回访日期和村（社区），没有报台账的请先报台账，检查时和台账一起检查",
)
CONTRADICTS = Problem("followup-contradicts", "是否联系上与是否满意两栏对不上；没有联系上的，是否满意请填 未联系上")


def _not_unique(candidates: int) -> Problem:
    return Problem(
        "issue-not-unique",
        f"本单位的问题台账里有 {candidates} 个问题用这个编号，分不清回访的是哪一个；请加一栏写明村（社区），或在台账和回访记录里改用不重复的编号",
    )


def sift_followups(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> list[Sieve]:
    """Creates followup_rows (one row per accepted row) and followup_fates; needs issue_rows and issue_fates."""
    sieve = Sieve(FOLLOWUPS, sheets, reference)
    place_no, unit_no = resolve_places(sieve), resolve_units(sieve)
    sieve.require(unit_no, "unit", MISSING_UNIT)
    number, day = sieve.parsed("issue_no"), sieve.parsed("followup_date")
    sieve.require(number, "issue_no", MISSING_NUMBER)
    sieve.require(day, "followup_date", MISSING_DATE)
    satisfaction = sieve.parsed("satisfaction")
    said, reached = sieve.parsed("is_reached"), _reached(satisfaction)
    sieve.reject_where(pc.and_(pc.is_valid(reached), pc.not_equal(said, reached)), "is_reached", CONTRADICTS)
    rows = pa.table(
        {
            "row_key": row_keys(sieve),
            "sheet_no": sieve.sheet_no,
            "received_at": sieve.by_sheet(lambda sheet: sheet.file.received_at, pa.timestamp("us")),
            "unit_no": unit_no,
            "place_no": place_no,
            "issue_no": number,
            "followup_date": day,
            "followup_method": sieve.parsed("followup_method"),
            "is_reached": pc.coalesce(said, reached),
            "is_solved": sieve.parsed("is_solved"),
            "satisfaction": satisfaction,
            "followed_by": sieve.parsed("followed_by"),
        }
    )
    issue_key = _issues(con, sieve, rows)
    accepted = rows.append_column("issue_key", issue_key).filter(pc.invert(sieve.rejected))
    con.register("accepted_followups", accepted)
    con.execute("CREATE TEMP TABLE followup_rows AS SELECT * FROM accepted_followups ORDER BY row_key")
    con.unregister("accepted_followups")
    con.execute(
        """
        CREATE TEMP TABLE followup_fates AS
        WITH told AS (
            SELECT row_key, row(issue_key, followup_date, followup_method, is_reached) AS what, received_at::DATE AS came,
                row(is_solved, satisfaction, followed_by) AS said
            FROM followup_rows),
        placed AS (SELECT *, came = max(came) OVER (PARTITION BY what) AS is_last FROM told)
        SELECT row_key, 'same-followup' AS rule, coalesce(min(row_key) FILTER (is_last) OVER (PARTITION BY what, said),
            max(row_key) FILTER (is_last) OVER (PARTITION BY what)) AS into_key
        FROM placed
        """
    )
    return [sieve]


def _reached(satisfaction: pa.Array) -> pa.Array:
    """What 是否满意 says of whether anybody was reached; null when it is blank."""
    return pc.not_equal(satisfaction, "未联系上")


def _issues(con: duckdb.DuckDBPyConnection, sieve: Sieve, rows: pa.Table) -> pa.Array:
    """The row key of each row's issue; rows without one, or with several, are set aside."""
    con.register("asked", rows.select(["row_key", "unit_no", "place_no", "issue_no", "followup_date"]))
    found = con.sql(
        """
        WITH ledger AS (
            SELECT r.unit_no, r.place_no, trim(r.issue_no) AS issue_no, r.row_key AS issue_key, f.raised_date
            FROM issue_rows r
            JOIN (SELECT into_key, min(raised_date) AS raised_date FROM issue_fates JOIN issue_rows USING (row_key) GROUP BY 1) f
                ON f.into_key = r.row_key
            WHERE r.issue_no IS NOT NULL)
        SELECT count(issue_key) AS candidates, min(issue_key) AS issue_key
        FROM asked a LEFT JOIN ledger l ON l.unit_no = a.unit_no AND l.issue_no = trim(a.issue_no)
            AND l.raised_date <= a.followup_date AND (a.place_no IS NULL OR l.place_no = a.place_no)
        GROUP BY a.row_key ORDER BY a.row_key
        """
    ).to_arrow_table()
    con.unregister("asked")
    fine = pc.invert(sieve.rejected).to_pylist()
    for row, candidates in enumerate(found["candidates"].to_pylist()):
        if fine[row] and candidates != 1:
            sieve.note(row, "issue_no", _not_unique(candidates) if candidates else NOT_FOUND)
    return found["issue_key"].combine_chunks()


def followups(con: duckdb.DuckDBPyConnection, issues: pa.Table) -> pa.Table:
    """The table followups, each row with the number of its issue in this snapshot."""
    con.register("finished_issues", issues)
    return query(
        con,
        "followups",
        f"""
        WITH told AS (
            SELECT r.* EXCLUDE (place_no), i.issue_id, i.village_id, i.village_name, i.town_name, i.district, i.zone
            FROM followup_rows r JOIN followup_fates f USING (row_key)
            JOIN issue_rows k ON k.row_key = r.issue_key JOIN sheet_names s ON s.sheet_no = k.sheet_no
            JOIN finished_issues i ON i.source_file = s.source_file AND i.source_sheet = s.source_sheet
                AND i.source_row = k.row_key % {ROWS_A_SHEET} AND i.form = k.form
            WHERE f.into_key = r.row_key)
        SELECT t.*, u.unit_name, u.unit_level, u.supervision_group, {SOURCE}
        FROM told t JOIN unit_names u USING (unit_no) JOIN sheet_names USING (sheet_no) ORDER BY row_key
        """,
    )


def followed_up(con: duckdb.DuckDBPyConnection, issues: pa.Table, followups: pa.Table) -> pa.Table:
    """The issues with the last follow-up that reached anybody; one that reached nobody speaks only where nothing else does.

    A follow-up record is the primary paper: it gives way only to a later day on which the issue ledger reached somebody. It never
    changes whether an issue counts as solved; what was said of that stands beside it, and only a record says it.
    """
    if not followups.num_rows:
        return issues
    con.register("finished_issues", issues)
    con.register("finished_followups", followups)
    return query(
        con,
        "issues",
        """
        WITH last AS (
            SELECT issue_id, followup_date AS day, followup_method AS method, satisfaction AS answer, is_reached, is_solved
            FROM finished_followups
            QUALIFY row_number() OVER (PARTITION BY issue_id
                ORDER BY coalesce(is_reached, false) DESC, followup_date DESC, source_file DESC, source_row DESC) = 1)
        SELECT i.* REPLACE (
            CASE WHEN speaks THEN day ELSE followup_date END AS followup_date,
            CASE WHEN speaks THEN method ELSE followup_method END AS followup_method,
            CASE WHEN speaks THEN coalesce(answer, CASE WHEN NOT is_reached THEN '未联系上' END) ELSE satisfaction END AS satisfaction,
            CASE WHEN is_last_reached THEN day ELSE reached_date END AS reached_date,
            CASE WHEN is_last_reached THEN is_solved END AS is_solved_confirmed)
        FROM (
            SELECT *, is_last_reached OR (day IS NOT NULL AND NOT coalesce(is_reached, false)
                AND followup_date IS NULL AND satisfaction IS NULL) AS speaks
            FROM (
                SELECT i.*, day, method, answer, is_reached, is_solved,
                    coalesce(is_reached AND (reached_date IS NULL OR reached_date <= day), false) AS is_last_reached
                FROM finished_issues i LEFT JOIN last USING (issue_id))) i
        ORDER BY issue_id
        """,
    )
