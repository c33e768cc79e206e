"""Up to which day do the sheets speak?

An issue without a day is dated by the last day of its sheet's period, the latest that it can have been raised. While
the period runs that day lies ahead: what the sheets write down says how far they reach, and nothing is dated after it.
"""

from __future__ import annotations

from datetime import date

from etl.city.relations import City, Relation


def data_date(city: City) -> date | None:
    """The last day that is written down; the end of a period only when the whole period lies after that day.

    Where no sheet has any day, the last day of which briefings tell.
    """
    made = city.issues_made
    written = _latest(
        *_days(city, "visits", "max(visit_date) FROM visits"),
        *_days(city, "object_visits", "max(visit_date) FROM object_visits"),
        *_days(
            city,
            city.object_rows,
            f"max(solved_date) FROM {city.object_texts} SEMI JOIN {city.object_rows} USING (row_key)",
        ),
        *_days(
            city,
            city.apart_rows,
            f"max(raised_date) FILTER (raised_date_basis IS DISTINCT FROM 'period'), max(solved_date) FROM {city.apart_rows}",
        ),
        *_days(
            city,
            made,
            f"""
            max(raised_date) FILTER (raised_date_basis IS DISTINCT FROM 'period'),
            max(solved_date) FILTER (is_solved_date_written), max(ended_date) FILTER (is_ended_date_written),
            max(followup_date) FROM {made}
            """,
        ),
        *_days(city, "followups", "max(followup_date) FROM followups"),
    )
    assumed = city.rows(
        f"""
        SELECT greatest(max(raised_date), max(solved_date)) AS day, any_value(period_start) AS begins
        FROM {made} JOIN {city.sheets} USING (source_file, source_sheet)
        WHERE raised_date_basis = 'period' OR NOT is_solved_date_written GROUP BY source_file, source_sheet
        """,
        of=[made],
    )
    beyond = (day for day, begins in assumed if written is None or (begins and begins > written))
    last = _latest(written, *beyond)
    return last or _latest(*_days(city, "briefing_figures", "max(as_of) FROM briefing_figures"))


def _days(city: City, of: Relation | str, latest: str) -> tuple[date | None, ...]:
    """The days of a query with one row; none where what it reads is empty."""
    return next(iter(city.rows(f"SELECT {latest}", of=[of])), ())


def _latest(*days: date | None) -> date | None:
    return max(filter(None, days), default=None)
