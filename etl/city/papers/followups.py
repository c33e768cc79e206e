"""Which issue does each follow-up speak of, and which of them stands?

A number alone is no identity, for offices begin again at 1 each half month: a follow-up speaks of the one issue of its
unit's ledger (and its village, where it names one) that has the number and had been raised by then. The campaign's own
office calls families of every unit: its follow-up speaks of the one issue in the city that has the number. None or several
such issues: the row is set aside. Of one issue, day and way of asking, what came last stands, every row of it.
"""

from __future__ import annotations

from etl.city.accepted import accepted
from etl.city.arrive import typed
from etl.city.relations import City
from etl.city.setting_aside import set_aside
from etl.city.units import of_campaign_office, of_units, unit_of
from etl.values import Problem

FORM = "followups"


def _not_found(is_of_office: bool) -> Problem:
    whose = "全市各单位" if is_of_office else "本单位"
    return Problem(
        "issue-not-found",
        f"{whose}的问题台账里，到这一天为止没有编号是这个的问题（0 个）；请照台账核对问题编号、回访日期和村（社区），没有报台账的请先报台账，检查时和台账一起检查；企业、名士反映的问题另外计，不用报回访记录",
    )


def _not_unique(candidates: int, is_of_office: bool) -> Problem:
    if is_of_office:
        mend = f"全市各单位的问题台账里有 {candidates} 个问题用这个编号，分不清回访的是哪一个；请加一栏写明走访单位"
    else:
        mend = f"本单位的问题台账里有 {candidates} 个问题用这个编号，分不清回访的是哪一个；请加一栏写明村（社区），或在台账和回访记录里改用不重复的编号"
    return Problem("issue-not-unique", mend)


def followups(city: City) -> None:
    """Makes followup_rows (one row per accepted row, with the issue that it speaks of) and followup_fates."""
    city.make(
        "followed_issues",
        f"""
        WITH issues AS (
            SELECT into_key, min(raised_date) AS raised_date, any_value(unit_no) AS unit_no, any_value(place_no) AS place_no
            FROM {city.issue_fates} JOIN {city.issue_rows} USING (row_key) GROUP BY 1),
        -- an issue is known by every number under which it was told
        numbers AS (
            SELECT DISTINCT into_key, issue_no_key FROM {city.issue_fates} JOIN {city.issue_rows} USING (row_key)
            WHERE issue_no_key IS NOT NULL),
        ledger AS (SELECT * FROM issues JOIN numbers USING (into_key)),
        rows AS (
            SELECT row_key, {unit_of("t")} AS unit_no, {of_campaign_office("t")} AS is_of_office, place_no, issue_no_key,
                followup_date
            FROM {typed(city, FORM)} t {of_units(city, "t")}),
        candidates AS (
            SELECT r.row_key, l.into_key, l.unit_no FROM rows r JOIN ledger l ON l.issue_no_key = r.issue_no_key
                AND (l.unit_no = r.unit_no OR r.is_of_office)
                AND l.raised_date <= r.followup_date AND (r.place_no IS NULL OR l.place_no = r.place_no))
        SELECT r.row_key, any_value(is_of_office) AS is_of_office, count(into_key) AS candidates, min(into_key) AS issue_key,
            min(c.unit_no) AS issue_unit_no
        FROM rows r LEFT JOIN candidates c USING (row_key) GROUP BY r.row_key
        """,
        of=[typed(city, FORM)],
    )
    bad = city.rows(
        f"""
        SELECT row_key, candidates, is_of_office FROM {city.followed_issues}
        WHERE candidates <> 1 AND row_key NOT IN (SELECT row_key FROM {city.problems}) ORDER BY row_key
        """,
        of=[city.followed_issues],
    )
    problems = [(key, "issue_no", _not_unique(n, of) if n else _not_found(of)) for key, n, of in bad]
    set_aside(city, FORM, problems)
    told = accepted(city, FORM, ("t.*", "issue_key", "issue_unit_no"), city.followed_issues)
    city.make(
        "followup_rows",
        # what the campaign's office asks is kept with the unit whose issue it is
        f"SELECT * EXCLUDE (issue_unit_no) REPLACE (coalesce(unit_no, issue_unit_no) AS unit_no) FROM ({told}) ORDER BY row_key",
        of=[typed(city, FORM)],
    )
    city.make(
        "followup_fates",
        f"""
        WITH told AS (
            SELECT row_key, row(issue_key, followup_date, followup_method, is_reached) AS what, came,
                row(is_solved, satisfaction, followed_by_key) AS answer
            FROM {city.followup_rows}),
        placed AS (SELECT *, came = max(came) OVER (PARTITION BY what) AS is_last FROM told)
        SELECT row_key, 'same-followup' AS rule, coalesce(min(row_key) FILTER (is_last) OVER (PARTITION BY what, answer),
            max(row_key) FILTER (is_last) OVER (PARTITION BY what)) AS into_key
        FROM placed
        """,
        of=[city.followup_rows],
    )
    city.fates[FORM] = city.followup_fates
