"""What was raised and what became of it: the tables issues and followups."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa

from campaign.office import rules
from campaign.office.assigned import Assignment
from campaign.places.units import Unit
from etl import values
from etl.city.accepted import is_family
from etl.city.issues.heard import heard
from etl.city.relations import PLACE, ROWS_A_SHEET, City, masked

_LINE = f"({{}}.row_key % {ROWS_A_SHEET})::BIGINT AS source_row"


def made(city: City, assignments: Iterable[Assignment]) -> None:
    """Makes issues_made: the records of the two papers, then what only 附件3 and 走访台账 tell of."""
    city.give("department_names", _departments(city))
    city.give("co_department_names", _co_departments(city))
    city.make(
        "issue_records",
        f"""
        WITH told AS ({_told(city)}),
        days AS (
            SELECT into_key, min(raised_date) AS raised_date, arg_min(raised_date_basis, raised_date) AS raised_date_basis,
                min(period_end) FILTER (status = '已解决') AS solved_by,
                min(period_end) FILTER (status IN {rules.ENDED_OTHERWISE}) AS ended_by,
                min(period_end) FILTER (route IS NOT NULL OR status IN ('已解决', '已解释', '正在办理')) AS answered_by,
                arg_max(issue_no, row_key) FILTER (issue_no_key IS NOT NULL) AS issue_no,
                arg_max(raised_by, row_key) FILTER (name_key <> '') AS raised_by,
                arg_max(name_key, row_key) FILTER (name_key <> '') AS name_key,
                {", ".join(f"arg_max({name}, row_key) AS {name}" for name in CARRIED)}
            FROM {city.issue_fates} JOIN {city.issue_rows} USING (row_key) GROUP BY 1),
        -- the household of a person whose name stands for one household only
        homes AS (
            SELECT place_no, name_key, min(household) AS household FROM {city.named} GROUP BY ALL
            HAVING min(household) = max(household))
        -- a number, a name, a proposal that the row that stands leaves out is another row's
        SELECT r.* REPLACE (f.raised_date AS raised_date, f.raised_date_basis AS raised_date_basis,
            coalesce(r.issue_no, f.issue_no) AS issue_no, coalesce(r.raised_by, f.raised_by) AS raised_by,
            coalesce(nullif(r.name_key, ''), f.name_key, '') AS name_key,
            {", ".join(f"coalesce(r.{name}, f.{name}) AS {name}" for name in CARRIED)}), n.household,
            f.solved_by, f.answered_by, f.ended_by, t.told_count
        FROM {city.issue_rows} r JOIN told t ON t.into_key = r.row_key JOIN days f ON f.into_key = r.row_key
        LEFT JOIN homes n ON n.place_no = r.place_no AND n.name_key = coalesce(nullif(r.name_key, ''), f.name_key)
        """,
        of=[city.issue_rows],
    )
    heard(city)
    city.make(
        "every_issue",
        f"""
        SELECT *, status = '已解决' AS is_solved, 'issue_text' AS source_field,
            route IS NOT NULL OR coalesce(status IN ('已解决', '已解释', '正在办理'), false) AS is_answered
        FROM {city.issue_records}
        UNION ALL BY NAME
        SELECT *, status = '已解决' AS is_solved FROM {city.heard}
        """,
        of=[city.issue_records, city.heard],
    )
    city.give("promises", _promises(city))
    city.give("assigned", _assigned(assignments))
    city.make(
        "issues_made",
        f"""
        WITH heard_of AS (
            SELECT record_key, min(block) AS heard_block, count(DISTINCT (household, visit_date)) AS told_times
            FROM {city.same_words} GROUP BY 1),
        dated AS (
            SELECT * REPLACE (CASE WHEN is_solved THEN coalesce(solved_date, greatest(solved_by, raised_date)) END AS solved_date),
                left(md5(text_key), 16) AS text_mark,
                -- a visit sheet says that it is solved and not when: the day is that of the visit
                CASE WHEN is_solved THEN solved_date IS NOT NULL AND source_field = 'issue_text' END AS is_solved_date_written,
                CASE WHEN status = '已解释' THEN solved_date END AS explained_date,
                CASE WHEN status IN {rules.ENDED_OTHERWISE} THEN solved_date IS NOT NULL END AS is_ended_date_written,
                CASE WHEN status IN {rules.ENDED_OTHERWISE} THEN coalesce(solved_date, greatest(ended_by, raised_date)) END AS ended_by_then
            FROM {city.every_issue})
        SELECT d.row_key, row_number() OVER (ORDER BY d.row_key, block, text_start) AS issue_id, issue_no,
            coalesce(block, heard_block) AS block, coalesce(d.category, a.category, auto, '{rules.UNCATEGORISED}') AS category,
            {_public_text("raiser", "raised_by")} AS issue_text, raiser, issue_written AS issue_said, raised_by, visitor_names,
            CASE WHEN coalesce(d.category, a.category, auto) = '{rules.OTHER}' THEN coalesce(d.subcategory, CASE WHEN d.category IS NULL THEN a.subcategory END, under)
                END AS subcategory,
            CASE WHEN d.category IS NOT NULL THEN '报送' WHEN a.category IS NOT NULL THEN '人工' WHEN auto IS NOT NULL THEN '自动' ELSE '待人工'
                END AS category_basis,
            d.category AS category_reported, category_written, auto AS category_auto,
            list_filter(words, lambda word: contains(issue_text, word)) AS category_words, guess AS category_guess,
            likelihood AS category_likelihood, text_mark,
            source_field, text_start, text_end,
            household_id, raised_date, raised_date_basis, u.unit_name, u.unit_level, u.supervision_group,
            coalesce(n.unit_name, CASE WHEN route = '自办' AND department IS NULL THEN u.unit_name END) AS department,
            department AS department_said,
            coalesce(n.unit_level, CASE WHEN route = '自办' AND department IS NULL THEN u.unit_level END) AS department_level,
            coalesce(n.listed_name, u.unit_name) AS handler,
            CASE WHEN department IS NULL THEN u.unit_level ELSE n.unit_level END AS handler_level,
            coalesce(least(assigned_date, solved_date, explained_date), CASE WHEN is_answered THEN greatest(answered_by, raised_date) END)
                AS responded_date,
            CASE WHEN responded_date IS NOT NULL THEN least(assigned_date, explained_date,
                CASE WHEN is_solved_date_written THEN solved_date END) IS NOT NULL END AS is_responded_date_written,
            CASE WHEN status IN {rules.ENDED_OTHERWISE} THEN coalesce(ended_by_then, responded_date, raised_date) END AS ended_date,
            CASE WHEN coalesce(status NOT IN ('已解决', '已撤销'), true) AND day >= raised_date THEN day END AS promised_date,
            is_ended_date_written, greatest(told_count, told_times, 1) AS told_count,
            CASE WHEN is_heard THEN followup_date END AS reached_date, NULL::BOOLEAN AS is_solved_confirmed,
            route, route_written, status_written, satisfaction_written, assigned_date, coalesce(due_date, DATE '{rules.SOLVE_DEADLINE}') AS due_date, status,
            document_no, co.shown AS co_department, d.co_department AS co_department_written, handler_post, proposal,
            nullif(d.outcome_text, '') AS outcome_text,
            solved_date, is_solved_date_written, days_contradict, followup_method, followup_date, satisfaction, difficulty,
            p.* EXCLUDE (place_no), d.form, source_file, source_sheet,
            {_LINE.format("d")}
        FROM dated d JOIN {city.unit_names} u USING (unit_no) JOIN {city.place_names} p USING (place_no)
        JOIN {city.sheets} USING (sheet_no)
        LEFT JOIN {city.household_numbers} h ON h.household = d.household
        LEFT JOIN {city.department_names} n ON n.written = d.department
        LEFT JOIN {city.co_department_names} co ON co.written = d.co_department
        LEFT JOIN heard_of w ON w.record_key = d.row_key
        LEFT JOIN {city.promises} pr ON pr.written = d.outcome_text
        LEFT JOIN {city.assigned} a USING (text_mark)
        """,
        of=[city.every_issue],
    )
    city.make(
        "raised_counts",
        f"SELECT household_id, count(*) AS household_issue_count FROM {city.issues_made} WHERE household_id IS NOT NULL GROUP BY 1",
        of=[city.issues_made],
    )


CARRIED = ("document_no", "co_department", "handler_post", "proposal")
"""What the row that stands may leave out and another row of its issue say: 办理意见 is the cadre's, in 附件4."""


def _told(city: City) -> str:
    """SQL: how often each record was told of, as the one paper says that says most: two papers may date one telling two ways.

    Rows of one issue have one 反映人; a row without a day cannot be told from the others, and adds nothing.
    """
    return f"""
        SELECT into_key, max(days) AS told_count
        FROM (
            -- a ledger tells of one entry in each sheet that it goes into: its number says so; without one only another day does
            SELECT into_key, form, CASE WHEN issue_no_key IS NOT NULL THEN sheet_no END AS sheet,
                count(DISTINCT CASE WHEN form = 'issue_ledger' THEN written_date ELSE raised_date END) AS days
            FROM {city.issue_fates} JOIN {city.issue_rows} USING (row_key) GROUP BY ALL)
        GROUP BY 1
    """


def _promises(city: City) -> pa.Table:
    """The promised day of each distinct 办理情况 that holds one: written, day."""
    written = city.rows(
        f"""
        SELECT outcome_text, max(raised_date) FROM {city.every_issue} WHERE outcome_text <> '' GROUP BY 1
        """,
        of=[city.every_issue],
    )
    found = [(text, day) for text, raised in written if (day := values.promised_day(text, raised or rules.START))]
    texts, days = zip(*found, strict=True) if found else ((), ())
    return pa.table({"written": pa.array(texts, pa.string()), "day": pa.array(days, pa.date32())})


def _assigned(assignments: Iterable[Assignment]) -> pa.Table:
    """What people decided at the desk: text_mark, category, subcategory."""
    one_each = {one.mark: one for one in assignments}.values()
    return pa.table(
        {
            "text_mark": pa.array([one.mark for one in one_each], pa.string()),
            "category": pa.array([one.category for one in one_each], pa.string()),
            "subcategory": pa.array([one.subcategory or None for one in one_each], pa.string()),
        }
    )


def _public_text(raiser: str, name: str) -> str:
    """SQL: an issue's text as it may be shown; the name of a committee or a street that raised it may stand in it."""
    raised_by = f"CASE WHEN {is_family(raiser)} THEN {name} END"
    return masked("issue_written", raised_by, "visitor_names", "address", "income", "poverty_cause")


def _departments(city: City) -> pa.Table:
    """Each written 承办单位: as it is shown, and as it answers, which only a unit of the register can."""
    written = [
        text
        for (text,) in city.rows(
            f"SELECT DISTINCT department FROM {city.issue_rows} WHERE department IS NOT NULL", of=[city.issue_rows]
        )
    ]
    units = [unit if isinstance(unit := city.unit(text), Unit) else None for text in written]
    other = [text if values.is_office(text) else rules.OTHER_DEPARTMENT for text in written]
    return pa.table(
        {
            "written": pa.array(written, pa.string()),
            "unit_name": pa.array([u.unit_name if u else o for u, o in zip(units, other, strict=True)], pa.string()),
            "unit_level": pa.array([u.level if u else None for u in units], pa.string()),
            "listed_name": pa.array([u.unit_name if u else rules.OTHER_DEPARTMENT for u in units], pa.string()),
        }
    )


_BETWEEN_OFFICES = re.compile(r"[、,，;；/\n]+")


def _co_departments(city: City) -> pa.Table:
    """Each written 协办单位, one or several offices, as they are shown: no office is 其他, for it may be a person."""
    written = [
        text
        for (text,) in city.rows(
            f"SELECT DISTINCT co_department FROM {city.issue_rows} WHERE co_department IS NOT NULL",
            of=[city.issue_rows],
        )
    ]
    return pa.table(
        {
            "written": pa.array(written, pa.string()),
            "shown": pa.array(["、".join(_offices(city, text)) for text in written], pa.string()),
        }
    )


def _offices(city: City, text: str) -> list[str]:
    each = [part.strip() for part in _BETWEEN_OFFICES.split(text) if part.strip()]
    meant = [(part, city.unit(part)) for part in each]
    shown = [
        unit.unit_name if isinstance(unit, Unit) else part if values.is_office(part) else rules.OTHER_DEPARTMENT
        for part, unit in meant
        if unit is not None
    ]
    return [*dict.fromkeys(shown)]


def followups(city: City) -> None:
    """Fills followups, each row with the number of its issue in this snapshot; makes last_followups."""
    city.fill(
        "followups",
        f"""
        SELECT r.* EXCLUDE (place_no), i.issue_id, {", ".join(f"i.{name}" for name in PLACE)},
            u.unit_name, u.unit_level, u.supervision_group, s.source_file, s.source_sheet,
            {_LINE.format("r")}
        FROM {city.followup_rows} r JOIN {city.followup_fates} f USING (row_key)
        JOIN {city.issues_made} i ON i.row_key = r.issue_key AND i.form = 'issue_ledger'
        JOIN {city.unit_names} u USING (unit_no) JOIN {city.sheets} s USING (sheet_no)
        WHERE f.into_key = r.row_key ORDER BY r.row_key
        """,
        of=[city.followup_rows],
    )
    city.make(
        "last_followups",
        """
        SELECT issue_id, followup_date AS day, followup_method AS method, satisfaction AS answer, satisfaction_written AS answer_written, is_reached, is_solved,
            min(followup_date) FILTER (is_reached) OVER (PARTITION BY issue_id) AS first_reached
        FROM followups
        QUALIFY row_number() OVER (PARTITION BY issue_id
            ORDER BY coalesce(is_reached, false) DESC, followup_date DESC, source_file DESC, source_row DESC) = 1
        """,
        of=[city.followup_rows],
    )


def issues(city: City) -> None:
    """Fills issues: with the last follow-up that reached anybody, and with no assumed day after the last day of the data.

    One that reached nobody speaks only where nothing else does. A follow-up record is the primary paper: it gives way only
    to a later day on which the issue ledger reached somebody. It never changes whether an issue counts as solved; what was
    said of that stands beside it, and only a record says it.
    """
    city.fill(
        "issues",
        f"""
        WITH compared AS (
            SELECT i.*, day, method, answer, answer_written, is_reached, is_solved,
                coalesce(is_reached AND (reached_date IS NULL OR reached_date <= day), false) AS is_last_reached,
                is_last_reached OR (day IS NOT NULL AND NOT coalesce(is_reached, false)
                    AND followup_date IS NULL AND satisfaction IS NULL) AS speaks,
                least(reached_date, first_reached) AS reached_first, h.* EXCLUDE (household_id), household_issue_count
            FROM {city.issues_made} i LEFT JOIN {city.last_followups} USING (issue_id)
            LEFT JOIN {city.household_facts} h USING (household_id) LEFT JOIN {city.raised_counts} USING (household_id)),
        stand AS (SELECT * REPLACE (
            CASE WHEN speaks THEN day ELSE followup_date END AS followup_date,
            CASE WHEN speaks THEN method ELSE followup_method END AS followup_method,
            CASE WHEN speaks THEN coalesce(answer, CASE WHEN NOT is_reached THEN '未联系上' END) ELSE satisfaction END AS satisfaction,
            CASE WHEN speaks THEN answer_written ELSE satisfaction_written END AS satisfaction_written,
            CASE WHEN is_last_reached THEN day ELSE reached_date END AS reached_date,
            CASE WHEN is_last_reached THEN is_solved END AS is_solved_confirmed,
            CASE WHEN raised_date_basis = 'period' AND raised_date > $last THEN $last ELSE raised_date END AS raised_date,
            CASE WHEN NOT is_solved_date_written AND solved_date > $last THEN $last ELSE solved_date END AS solved_date,
            CASE WHEN NOT is_responded_date_written AND responded_date > $last THEN $last
                ELSE responded_date END AS responded_date,
            CASE WHEN NOT is_ended_date_written AND ended_date > $last THEN $last ELSE ended_date END AS ended_date)
            FROM compared)
        SELECT *, least(solved_date, CASE WHEN status = '已解释' THEN ended_date END, reached_first) AS answered_date
        FROM stand ORDER BY issue_id
        """,
        of=[city.issues_made],
        last=city.data_date,
    )
