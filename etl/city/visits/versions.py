"""Which row of a visit that was sent again stands, and of what does it still speak?

Sent again in a later sheet, what the later row fills in stands instead of what the earlier one said; within one sheet
every row speaks.
"""

from __future__ import annotations

from etl.city.relations import City
from etl.values import ANY_BLANK


def in_turn(what: str, came: str) -> str:
    """SQL: the period of a row's sheet; a sheet without one stands with the latest that had come by then for `what`."""
    return f"coalesce(period_end, max(period_end) OVER (PARTITION BY {what} ORDER BY {came}))"


def versions(city: City) -> None:
    """Makes visit_versions, visit_fates and outcomes; silences in visit_rows what was corrected later.

    Versions are the sheets, of one form and of the same named visitors, that tell of one visit, in the order of their
    periods and then in which they came; sheets without an order are one version, and where nobody is named every
    row speaks. A cell left blank in a later version corrects nothing. The row kept is the first that says what the last
    version says; of the others, `age` is 1 for the latest.
    """
    city.make(
        "visit_versions",
        f"""
        WITH every AS (SELECT * FROM {city.visit_rows} JOIN {city.who} USING (row_key)),
        -- only a visit that is told more than once has versions: the texts of all others are left where they are
        repeated AS (
            SELECT household, unit_no, visit_date FROM every GROUP BY ALL HAVING count(*) > 1),
        timed AS (
            SELECT every.*, period_end, needs_text, opinion_text, outcome_text, poverty_cause,
                array_to_string(list_sort(people), '、') AS named,
                row(form, named, phone_key, address_key, member_count, income, poverty_cause, needs_text, opinion_text,
                    outcome_text, visit_type_written) AS content,
                min(row_key) OVER (PARTITION BY household, unit_no, visit_date, form, named,
                    CASE WHEN named = '' THEN row_key END) AS series
            FROM every JOIN repeated USING (household, unit_no, visit_date)
            JOIN (SELECT sheet_no, period_end FROM {city.sheets}) USING (sheet_no) JOIN {city.visit_texts} USING (row_key)),
        placed AS (
            SELECT *, {in_turn("series", "came")} AS turn, {in_turn("household, unit_no, visit_date", "came")} AS visit_turn
            FROM timed),
        numbered AS (
            SELECT *, dense_rank() OVER (PARTITION BY series ORDER BY turn NULLS FIRST, came) AS version FROM placed),
        versions AS (SELECT *, version = max(version) OVER (PARTITION BY series) AS is_last FROM numbered)
        SELECT row_key, household, unit_no, visit_date, content, series, version,
            needs_text, opinion_text, outcome_text, needs_is_issue, opinion_is_issue,
            coalesce(version = max(version) FILTER (needs_text <> '') OVER whole, true) AS needs_stand,
            coalesce(version = max(version) FILTER (opinion_text <> '') OVER whole, true) AS opinion_stands,
            coalesce(version = max(version) FILTER (poverty_cause <> '') OVER whole, true) AS poverty_stands,
            row_number() OVER (PARTITION BY household, unit_no, visit_date
                ORDER BY visit_turn DESC NULLS LAST, came DESC, row_key) AS age,
            list(content) FILTER (is_last) OVER whole AS last_contents
        FROM versions
        WINDOW whole AS (PARTITION BY series)
        """,
        of=[city.visit_rows],
    )
    city.make(
        "visit_fates",
        f"""
        WITH last AS (
            SELECT *, first_value(content) OVER (PARTITION BY household, unit_no, visit_date ORDER BY age) AS last_content
            FROM {city.visit_versions}),
        decided AS (
            SELECT row_key, age,
                min(row_key) FILTER (content = last_content) OVER (PARTITION BY household, unit_no, visit_date) AS into_key,
                CASE WHEN list_contains(last_contents, content) THEN 'same-visit' ELSE 'visit-corrected' END AS rule
            FROM last)
        SELECT row_key, household, coalesce(into_key, row_key) AS into_key, coalesce(rule, 'same-visit') AS rule,
            coalesce(age, 1) AS age
        FROM {city.who} LEFT JOIN decided USING (row_key)
        """,
        of=[city.visit_rows],
    )
    for form in ("visit_ledger", "household_form"):
        city.fates[form] = city.visit_fates
    if city.visit_versions.rows:
        city.execute(
            f"""
            UPDATE {city.visit_rows} AS r SET needs_is_issue = r.needs_is_issue AND needs_stand,
                opinion_is_issue = r.opinion_is_issue AND opinion_stands,
                poverty_is_written = poverty_is_written AND poverty_stands
            FROM {city.visit_versions} v WHERE v.row_key = r.row_key AND NOT (needs_stand AND opinion_stands AND poverty_stands)
            """
        )
    _outcomes(city)


def _outcomes(city: City) -> None:
    """Gives what stands the last 处理落实情况 that speaks of it, where another version fills it in.

    A version speaks of the opinion that stands (of the need, where none does) if it says the same, or leaves it
    blank later on and nothing else stands beside it; of the opinion not where it raises another need.
    """
    city.make(
        "carried",
        rf"""
        WITH compared AS (
            SELECT * REPLACE (regexp_replace(needs_text, '[{ANY_BLANK}\pP]+', '', 'g') AS needs_text,
                regexp_replace(opinion_text, '[{ANY_BLANK}\pP]+', '', 'g') AS opinion_text),
                bool_or(opinion_is_issue AND opinion_stands) OVER (PARTITION BY series) AS of_opinion
            FROM {city.visit_versions} WHERE series IN (SELECT series FROM {city.visit_versions} WHERE version > 1)),
        standing AS (
            SELECT *, CASE WHEN of_opinion THEN opinion_text ELSE needs_text END AS subject,
                min(subject) OVER same = max(subject) OVER same AS is_only
            FROM compared
            WHERE CASE WHEN of_opinion THEN opinion_is_issue AND opinion_stands
                  ELSE needs_is_issue AND needs_stand AND NOT opinion_is_issue END
            WINDOW same AS (PARTITION BY series))
        SELECT s.row_key, arg_max(o.outcome_text, (o.version, o.row_key)) AS outcome,
            list(o.row_key) FILTER (o.version > s.version) AS spoken
        FROM standing s JOIN compared o ON o.series = s.series AND o.outcome_text <> ''
            AND (o.version > s.version OR (o.version < s.version AND s.outcome_text = ''))
            AND CASE WHEN s.of_opinion THEN o.opinion_text = s.subject OR (s.is_only AND o.version > s.version
                        AND o.opinion_text = '' AND o.needs_text IN ('', s.needs_text))
                ELSE NOT o.opinion_is_issue AND (o.needs_text = s.subject
                        OR (s.is_only AND o.version > s.version AND o.needs_text = '')) END
        GROUP BY 1
        """,
        of=[city.visit_versions],
    )
    # what is said of an opinion that was corrected, or said again of one that stands elsewhere, speaks of nothing any more
    city.make(
        "outcomes",
        f"""
        WITH spoken AS (SELECT DISTINCT unnest(spoken) AS row_key FROM {city.carried})
        SELECT row_key, CASE WHEN c.row_key IS NOT NULL THEN c.outcome
            WHEN v.row_key IN (SELECT row_key FROM spoken) OR NOT (opinion_stands OR v.opinion_text = '') THEN ''
            ELSE outcome_text END AS outcome
        FROM {city.visit_versions} v LEFT JOIN {city.carried} c USING (row_key)
        """,
        of=[city.visit_versions],
    )
