"""Up to which day do the sheets speak?

An issue without a day is dated by the last day of its sheet's period, the latest that it can have been raised. While
the period runs that day lies ahead: what the sheets write down says how far they reach, and nothing is dated after it.
"""

from __future__ import annotations

from datetime import date

from etl.city.relations import City


def data_date(city: City) -> date | None:
    """The last day that is written down; the end of a period only when the whole period lies after that day.

    Where no sheet has any day, the last day of which briefings tell.
    """
    ((last,),) = city.rows(
        f"""
        WITH written AS (
            SELECT max(day) AS day FROM (
                SELECT max(visit_date) AS day FROM visits
                UNION ALL SELECT max(visit_date) FROM object_visits
                UNION ALL SELECT max(solved_date) FROM {city.object_rows} JOIN {city.object_texts} USING (row_key)
                UNION ALL SELECT max(raised_date) FROM {city.apart_rows} WHERE raised_date_basis IS DISTINCT FROM 'period'
                UNION ALL SELECT max(solved_date) FROM {city.apart_rows}
                UNION ALL SELECT max(raised_date) FROM {city.issues_made} WHERE raised_date_basis IS DISTINCT FROM 'period'
                UNION ALL SELECT max(solved_date) FROM {city.issues_made} WHERE is_solved_date_written
                UNION ALL SELECT max(ended_date) FROM {city.issues_made} WHERE is_ended_date_written
                UNION ALL SELECT max(followup_date) FROM {city.issues_made}
                UNION ALL SELECT max(followup_date) FROM followups)),
        assumed AS (
            SELECT greatest(max(raised_date), max(solved_date)) AS day, any_value(period_start) AS begins
            FROM {city.issues_made} JOIN {city.sheets} USING (source_file, source_sheet)
            WHERE raised_date_basis = 'period' OR NOT is_solved_date_written GROUP BY source_file, source_sheet)
        SELECT max(day) FROM (
            SELECT day FROM written
            UNION ALL SELECT a.day FROM assumed a, written w WHERE w.day IS NULL OR a.begins > w.day
            UNION ALL SELECT max(as_of) FROM briefing_figures WHERE (SELECT day IS NULL FROM written)
                AND NOT EXISTS (FROM assumed WHERE day IS NOT NULL))
        """
    )
    return last
