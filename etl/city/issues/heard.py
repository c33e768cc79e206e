"""Which issues do the free texts of visits hold, and what became of those that no ledger and no list has?"""

from __future__ import annotations

import pyarrow as pa

from campaign.office import rules
from etl import texts, values
from etl.city.accepted import is_apart
from etl.city.issues.records import same_words
from etl.city.relations import City


def heard(city: City) -> None:
    """Makes heard_parts: one row for each issue in 困难需求 and 意见建议; and heard: those that no record tells of."""
    _parts(city)
    city.make(
        "same_words",
        f"""
        SELECT r.row_key AS record_key, h.row_key AS heard_key, h.block, h.part, h.visit_date, v.household
        FROM {city.issue_records} r JOIN {city.heard_parts} h USING (unit_no, place_no, name_key)
        JOIN {_tellers(city)} v ON v.row_key = h.row_key
        WHERE {same_words("r.text_key", "h.text_key")}
        """,
        of=[city.issue_records],
    )
    city.make(
        "heard",
        f"""
        WITH new AS (
            SELECT t.*, f.household, {status_in("outcome_text")} AS status
            FROM {city.heard_parts} t JOIN {_tellers(city)} f USING (row_key)
            WHERE NOT EXISTS (
                SELECT 1 FROM {city.same_words} w WHERE w.heard_key = t.row_key AND w.block = t.block AND w.part = t.part)),
        -- what a household says again to the same unit is one issue: as it was said first, with what became of it last
        told AS (
            SELECT *, bool_or(outcome_text <> '' AND status IS DISTINCT FROM '已撤销') OVER same AS is_answered,
                arg_max(outcome_text, (visit_date, row_key, part)) FILTER (outcome_text <> '') OVER same AS last_outcome,
                min(visit_date) FILTER (status IN {rules.ENDED_OTHERWISE}) OVER same AS ended_by,
                count(DISTINCT visit_date) OVER same AS told_count,
                arg_max(status, (visit_date, row_key, part)) FILTER (status IS NOT NULL) OVER same AS last_status,
                min(visit_date) FILTER (status = '已解决') OVER same AS first_solved,
                row_number() OVER (PARTITION BY unit_no, household, text_key ORDER BY visit_date, row_key, part) AS nth
            FROM new WINDOW same AS (PARTITION BY unit_no, household, text_key))
        SELECT told.* EXCLUDE (status, nth, household) REPLACE (coalesce(last_outcome, '') AS outcome_text), household,
            nullif(visitor_names, '') AS visitor_names, head_name AS raised_by, address, income, poverty_cause, visit_date AS raised_date,
            'visit' AS raised_date_basis, last_status AS status,
            CASE WHEN last_status = '已解决' THEN first_solved END AS solved_date
        FROM told JOIN (SELECT row_key, head_name, visitor_names, address, income, poverty_cause FROM {city.visit_texts}) USING (row_key) WHERE nth = 1
        """,
        of=[city.heard_parts],
    )


def status_in(outcome: str) -> str:
    """SQL: the state of an issue that 处理落实情况 begins with; null where it begins with none."""
    states = " ".join(
        f"WHEN regexp_matches({outcome}, '{begins}') THEN '{status}'"
        for status, begins in values.outcome_begins().items()
    )
    return f"CASE WHEN regexp_matches({outcome}, '{values.OUTCOME_IN_PART}') THEN '正在办理' {states} END"


def _tellers(city: City) -> str:
    """SQL: row_key and whose row it is: a household, or an organisation that stands in a list of families."""
    of_objects = f" UNION ALL SELECT row_key, object FROM {city.object_fates}" if city.object_fates.rows else ""
    return f"(SELECT row_key, household FROM {city.visit_fates}{of_objects})"


def _parts(city: City) -> None:
    """Makes heard_parts, each issue with its place in the cell and its own outcome.

    The form's label is 意见建议处理落实情况: beside an opinion it does not speak of the need. Where a cell holds
    several issues, it speaks of those that it names.
    """
    city.make(
        "raised_cells",
        f"""
        WITH spoken AS (
            SELECT r.row_key, sheet_no, place_no, unit_no, name_key, visit_date, form, raiser, needs_is_issue, opinion_is_issue,
                needs_parts, opinion_parts, coalesce(o.outcome, outcome_text) AS outcome_text
            FROM {city.visit_rows} r JOIN {city.visit_texts} USING (row_key) LEFT JOIN {city.outcomes} o USING (row_key)
            WHERE needs_is_issue OR opinion_is_issue
            UNION ALL
            SELECT r.row_key, sheet_no, place_no, unit_no, name_key, visit_date, form, raiser, needs_parts IS NOT NULL,
                opinion_parts IS NOT NULL, needs_parts, opinion_parts, outcome_text
            FROM {city.object_rows} r JOIN {city.object_speaks} USING (row_key) JOIN {city.object_texts} USING (row_key)
            WHERE NOT {is_apart("raiser")})
        SELECT * EXCLUDE (needs_parts, opinion_parts, needs_is_issue, opinion_is_issue)
                REPLACE (CASE WHEN opinion_is_issue THEN '' ELSE outcome_text END AS outcome_text),
            '{rules.BLOCKS[0]}' AS block, 'needs_text' AS source_field, needs_parts AS parts FROM spoken WHERE needs_is_issue
        UNION ALL BY NAME
        SELECT * EXCLUDE (needs_parts, opinion_parts, needs_is_issue, opinion_is_issue),
            '{rules.BLOCKS[1]}' AS block, 'opinion_text' AS source_field, opinion_parts AS parts
        FROM spoken WHERE opinion_is_issue
        """,
        of=[city.visit_rows, city.object_rows],
    )
    city.give("part_outcomes", _outcomes(city))
    city.make(
        "heard_parts",
        f"""
        WITH each AS (
            SELECT * EXCLUDE (parts), len(parts) AS n_parts, unnest(parts) AS one, generate_subscripts(parts, 1) - 1 AS part
            FROM {city.raised_cells})
        SELECT e.* EXCLUDE (one, n_parts)
                REPLACE (CASE WHEN n_parts = 1 THEN outcome_text ELSE coalesce(o.outcome, '') END AS outcome_text),
            unnest(one)
        FROM each e LEFT JOIN {city.part_outcomes} o USING (row_key, block, part)
        """,
        of=[city.raised_cells],
    )


def _outcomes(city: City) -> pa.Table:
    """What 处理落实情况 says of each of several issues in a cell: row_key, block, part, outcome."""
    several = city.rows(
        f"""
        SELECT row_key, block, outcome_text, list_transform(parts, lambda one: one.issue_written) FROM {city.raised_cells}
        WHERE outcome_text <> '' AND len(parts) > 1
        """,
        of=[city.raised_cells],
    )
    known: dict[tuple, list[str]] = {}
    rows = []
    for key, block, outcome, issues in several:
        told = known.setdefault((outcome, *issues), texts.outcomes(outcome, issues))
        rows += [(key, block, part, of_part) for part, of_part in enumerate(told)]
    keys, blocks, part, outcomes = zip(*rows, strict=True) if rows else ((),) * 4
    return pa.table(
        {
            "row_key": pa.array(keys, pa.int64()),
            "block": pa.array(blocks, pa.string()),
            "part": pa.array(part, pa.int64()),
            "outcome": pa.array(outcomes, pa.string()),
        }
    )
