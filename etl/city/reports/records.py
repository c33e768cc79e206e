"""Which figures did the units report themselves: the weekly four numbers and 附件5?

They are kept as they were sent, beside what the sheets say, and never mixed in.
"""

from __future__ import annotations

from etl.city.accepted import accepted
from etl.city.arrive import typed
from etl.city.papers.simple import set_aside_sheets_that_differ
from etl.city.relations import City
from etl.rows.reports import SUMMARY, WEEKLY

FORMS = {"weekly_report": WEEKLY, "village_summary": SUMMARY}


def records(city: City) -> None:
    """Makes report_rows (one row per accepted row) and report_fates."""
    set_aside_sheets_that_differ(city, "weekly_report")
    returned = f"t.row_key IN (SELECT row_key FROM {city.returned}) AS is_returned"
    each = (accepted(city, form, ("t.*", returned, "sheet.source_file AS sent_in")) for form in FORMS)
    city.make(
        "report_rows", " UNION ALL BY NAME ".join(each) + " ORDER BY row_key", of=[typed(city, form) for form in FORMS]
    )
    city.make(
        "report_fates",
        f"""
        WITH standing AS (
            -- an 附件5 that is sent again stands whole in the place of the one before, also where it leaves a row out;
            -- a row that came back corrected names the sheet it belongs to, and joins what stands
            SELECT *, first_value(sent_in) OVER newest = sent_in OR (is_returned AND came >= first_value(came) OVER newest)
                AS is_newest, first_value(row_key) OVER newest AS newest_key,
                list_sort(list(({ITEM}, {", ".join(FIGURES)})::VARCHAR) OVER (PARTITION BY sheet_no, {REPORT})) AS content
            FROM {city.report_rows} WHERE report_kind = '{SUMMARY}'
            WINDOW newest AS (PARTITION BY {REPORT} ORDER BY is_returned, came DESC, row_key DESC)),
        items AS (
            SELECT *, max(row_key) FILTER (is_newest) OVER same_item AS same_key,
                arg_max(sent_in, sheet_no) FILTER (is_newest) OVER same_item AS last_in,
                max(sheet_no) OVER (PARTITION BY sent_in, {REPORT}, content) AS last_copy,
                max(row_key) OVER (PARTITION BY sent_in, {REPORT}, content, {ITEM}) AS copied_key
            FROM standing
            WINDOW same_item AS (PARTITION BY {REPORT}, {ITEM}))
        SELECT row_key, 'same-report' AS rule, first_value(row_key) OVER (
            PARTITION BY unit_no, period_start, period_end ORDER BY came DESC, row_key DESC) AS into_key
        FROM {city.report_rows} WHERE report_kind = '{WEEKLY}'
        -- within one file every row of 附件5 is an issue of its own: its sheets are parts, unless one is a copy of another
        UNION ALL SELECT row_key, 'same-report', CASE
            WHEN is_newest AND sent_in = last_in THEN if(sheet_no = last_copy, row_key, copied_key)
            ELSE coalesce(same_key, newest_key) END
        FROM items
        """,
        of=[city.report_rows],
    )
    for form in FORMS:
        city.fates[form] = city.report_fates


REPORT = "unit_no, place_no, period_start, period_end"
ITEM = "block, category, coalesce(item_key, '')"
FIGURES = ("solved_count", "pending_count", "issue_count")
