"""Which issue does each follow-up speak of, and which of them stands?

A number alone is no identity, for offices begin again at 1 each half month: a follow-up speaks of the one issue of its
unit's ledger (and its village, where it names one) that has the number and had been raised by then. None or several such
issues: the row is set aside. Of one issue, day and way of asking, what came last stands, every row of it.
"""

from __future__ import annotations

from etl.city.accepted import accepted
from etl.city.arrive import typed
from etl.city.relations import City
from etl.city.setting_aside import set_aside
from etl.city.units import of_units, unit_of
from etl.values import Problem

FORM = "followups"
NOT_FOUND = Problem(
    "issue-not-found",
    "本单位的问题台账里，到这一天为止没有编号是这个的问题（0 个）；请照台账核对问题编号、回访日期和村（社区），没有报台账的请先报台账，检查时和台账一起检查",
)


def _not_unique(candidates: int) -> Problem:
    return Problem(
        "issue-not-unique",
        f"本单位的问题台账里有 {candidates} 个问题用这个编号，分不清回访的是哪一个；请加一栏写明村（社区），或在台账和回访记录里改用不重复的编号",
    )


def followups(city: City) -> None:
    """Makes followup_rows (one row per accepted row, with the issue that it speaks of) and followup_fates."""
    city.make(
        "followed_issues",
        f"""
        WITH raised AS (
            SELECT into_key, min(raised_date) AS raised_date
            FROM {city.issue_fates} JOIN {city.issue_rows} USING (row_key) GROUP BY 1),
        ledger AS (
            SELECT unit_no, place_no, trim(issue_no) AS issue_no, row_key AS issue_key, f.raised_date
            FROM {city.issue_rows} JOIN raised f ON f.into_key = row_key WHERE issue_no IS NOT NULL),
        rows AS (
            SELECT row_key, {unit_of("t")} AS unit_no, place_no, trim(issue_no) AS issue_no, followup_date
            FROM {typed(city, FORM)} t {of_units(city, "t")})
        SELECT r.row_key, count(issue_key) AS candidates, min(issue_key) AS issue_key
        FROM rows r LEFT JOIN ledger l ON l.unit_no = r.unit_no AND l.issue_no = r.issue_no
            AND l.raised_date <= r.followup_date AND (r.place_no IS NULL OR l.place_no = r.place_no)
        GROUP BY r.row_key
        """,
        of=[typed(city, FORM)],
    )
    bad = city.rows(
        f"""
        SELECT row_key, candidates FROM {city.followed_issues}
        WHERE candidates <> 1 AND row_key NOT IN (SELECT row_key FROM {city.problems}) ORDER BY row_key
        """,
        of=[city.followed_issues],
    )
    set_aside(city, FORM, [(key, "issue_no", _not_unique(n) if n else NOT_FOUND) for key, n in bad])
    city.make(
        "followup_rows",
        f"{accepted(city, FORM, ('t.*', 'issue_key'), city.followed_issues)} ORDER BY row_key",
        of=[typed(city, FORM)],
    )
    city.make(
        "followup_fates",
        f"""
        WITH told AS (
            SELECT row_key, row(issue_key, followup_date, followup_method, is_reached) AS what, came,
                row(is_solved, satisfaction, followed_by) AS answer
            FROM {city.followup_rows}),
        placed AS (SELECT *, came = max(came) OVER (PARTITION BY what) AS is_last FROM told)
        SELECT row_key, 'same-followup' AS rule, coalesce(min(row_key) FILTER (is_last) OVER (PARTITION BY what, answer),
            max(row_key) FILTER (is_last) OVER (PARTITION BY what)) AS into_key
        FROM placed
        """,
        of=[city.followup_rows],
    )
    city.fates[FORM] = city.followup_fates
