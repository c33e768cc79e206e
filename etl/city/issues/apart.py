"""What do enterprises and 名士 ask for, and what became of it: the table object_issues?

It is told of in 企业走访台账 and 名士走访台账, in lists of families in which a firm stands, and in 问题台账 and 附件4 where a firm
is the one who raises it. None of it is one of 收集问题. What the same unit writes of the same object in the same words is one.
"""

from __future__ import annotations

from etl import values
from etl.city.accepted import is_apart, object_type
from etl.city.issues.heard import status_in
from etl.city.issues.records import CADRE_LIST, LEDGER, same_words
from etl.city.relations import SOURCE, City, masked
from etl.city.visits.versions import in_turn

_CELLS = {"issue_text": "issue_text_parts", "needs_text": "needs_parts", "opinion_text": "opinion_parts"}


def object_issues(city: City) -> None:
    """Makes apart_fates; fills object_issues, with no assumed day after the last day of the data."""
    _fates(city)
    each = " UNION ALL ".join(
        f"SELECT row_key, '{field}' AS source_field, unnest({parts}) AS one FROM {city.object_texts} WHERE len({parts}) > 0"
        for field, parts in _CELLS.items()
    )
    of_records = "'issue_text' AS source_field, issue_written, text_key, text_start, text_end"
    city.fill(
        "object_issues",
        f"""
        WITH records AS (
            SELECT r.row_key, raiser, unit_no, place_no, sheet_no, name_key, {of_records}, raised_by AS object_name,
                visitor_names, raised_date, raised_date_basis, status, solved_date, outcome_text, form, NULL::VARCHAR AS contacts
            FROM {city.apart_rows} r JOIN {city.apart_fates} USING (row_key) WHERE into_key = row_key),
        told AS (
            SELECT r.row_key, raiser, unit_no, place_no, sheet_no, name_key, object, source_field, one.issue_written,
                one.text_key, one.text_start, one.text_end, nullif(t.object_name, '') AS object_name,
                nullif(t.visitor_names, '') AS visitor_names, visit_date,
                coalesce(t.status, {status_in("t.outcome_text")}) AS status, t.solved_date,
                nullif(t.outcome_text, '') AS outcome_text, form, contacts
            FROM ({each}) JOIN {city.object_rows} r USING (row_key) JOIN {city.object_speaks} USING (row_key)
            JOIN {city.object_texts} t USING (row_key)
            WHERE {is_apart("raiser")}),
        -- what is said again to the same unit is one: as it was said first, with what became of it last
        each_demand AS (
            SELECT * EXCLUDE (object, visit_date, nth) FROM (
                SELECT * REPLACE (
                    arg_max(status, (visit_date, row_key)) FILTER (status IS NOT NULL) OVER same AS status,
                    arg_max(solved_date, (visit_date, row_key)) FILTER (solved_date IS NOT NULL) OVER same AS solved_date,
                    arg_max(outcome_text, (visit_date, row_key)) FILTER (outcome_text IS NOT NULL) OVER same AS outcome_text),
                    visit_date AS raised_date,
                    row_number() OVER (PARTITION BY unit_no, object, text_key ORDER BY visit_date, row_key, text_start) AS nth
                FROM told WINDOW same AS (PARTITION BY unit_no, object, text_key)) WHERE nth = 1),
        every AS (
            SELECT * FROM records
            UNION ALL BY NAME
            SELECT * FROM each_demand h WHERE NOT EXISTS (
                SELECT 1 FROM records r WHERE r.unit_no = h.unit_no AND r.name_key = h.name_key
                    AND {same_words("r.text_key", "h.text_key")}))
        SELECT e.* REPLACE (
            CASE WHEN raised_date_basis = 'period' AND raised_date > $last THEN $last ELSE raised_date END AS raised_date,
            CASE WHEN status = '已解决' THEN coalesce(solved_date, greatest(least(period_end, $last), raised_date)) END AS solved_date),
            row_number() OVER (ORDER BY row_key, source_field, text_start) AS object_issue_id, {object_type("raiser")} AS object_type,
            {_public_text()} AS issue_text, issue_written AS issue_said,
            u.* EXCLUDE (unit_no), p.* EXCLUDE (place_no), {SOURCE}
        FROM every e JOIN {city.unit_names} u USING (unit_no) JOIN {city.sheets} s USING (sheet_no)
        LEFT JOIN {city.place_names} p USING (place_no) ORDER BY row_key, source_field, text_start
        """,
        of=[city.object_rows, city.apart_rows],
        last=city.data_date,
    )


def _public_text() -> str:
    """SQL: the text without the name of the object and of whoever spoke for it."""
    person = f"CASE WHEN raiser = '{values.NOTABLE}' THEN object_name END"
    others = "concat_ws('、', contacts, visitor_names)"
    without_people = masked("issue_written", person, others, become=f"某{values.NOTABLE}")
    name = "trim(regexp_replace(object_name, '[（(].*?[)）]', '', 'g'))"
    return (
        f"CASE WHEN length({name}) > 1 THEN replace({without_people}, {name}, '某' || raiser) ELSE {without_people} END"
    )


def _fates(city: City) -> None:
    """Makes apart_fates: of rows of one text of one object the ledger's last stands, else the list's first."""
    is_ledger = f"form = '{LEDGER}'"
    city.make(
        "apart_fates",
        f"""
        WITH placed AS (
            SELECT row_key, form, raiser, unit_no, name_key, text_key, came, {in_turn("unit_no, name_key, text_key", "came")} AS turn
            FROM {city.apart_rows}),
        decided AS (
            SELECT row_key, form, first_value(row_key) OVER stands AS into_key, first_value(form) OVER stands AS into_form
            FROM placed
            WINDOW stands AS (PARTITION BY raiser, unit_no, name_key, text_key ORDER BY {is_ledger} DESC,
                CASE WHEN {is_ledger} THEN turn END DESC NULLS LAST, CASE WHEN {is_ledger} THEN came END DESC NULLS LAST,
                CASE WHEN {is_ledger} THEN row_key END DESC NULLS LAST, row_key))
        SELECT row_key, into_key, CASE WHEN {is_ledger} THEN 'same-issue' WHEN into_form = '{CADRE_LIST}' THEN 'issue-in-list'
            ELSE 'issue-in-ledger' END AS rule
        FROM decided
        """,
        of=[city.apart_rows],
    )
    city.fates["object_issues"] = city.apart_fates
