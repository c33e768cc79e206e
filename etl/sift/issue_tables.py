"""What was raised and what became of it: the table issues."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from campaign import rules
from campaign.units import Unit
from etl import values
from etl.sift.issue_rows import same_words
from etl.sift.issue_texts import judge, tell
from etl.sift.source import Reference
from etl.sift.tables import SOURCE, query


def issues(con: duckdb.DuckDBPyConnection, reference: Reference) -> pa.Table:
    """The table issues: the records of the two papers, then what only 附件3 and 走访台账 tell of."""
    con.register("department_names", _departments(con, reference))
    con.execute(
        """
        CREATE TEMP TABLE records AS
        SELECT r.* REPLACE (f.raised_date AS raised_date, f.raised_date_basis AS raised_date_basis), n.household,
            f.solved_by, f.answered_by
        FROM issue_rows r
        JOIN (SELECT into_key, min(raised_date) AS raised_date, arg_min(raised_date_basis, raised_date) AS raised_date_basis,
                min(period_end) FILTER (status = '已解决') AS solved_by,
                min(period_end) FILTER (route IS NOT NULL OR status IN ('已解决', '已解释', '正在办理')) AS answered_by
              FROM issue_fates JOIN issue_rows USING (row_key) GROUP BY 1) f ON f.into_key = r.row_key
        LEFT JOIN (SELECT place_no, name_key, min(household) AS household FROM named GROUP BY ALL
                   HAVING min(household) = max(household)) n ON n.place_no = r.place_no AND n.name_key = r.name_key
        """
    )
    said = " ".join(
        f"WHEN regexp_matches(outcome_text, '{begins}') THEN '{status}'"
        for status, begins in values.OUTCOME_BEGINS.items()
    )
    tell(con)
    con.execute(
        f"""
        CREATE TEMP TABLE same_words AS
        SELECT r.row_key AS record_key, t.row_key AS told_key, t.block, t.part
        FROM records r JOIN told t USING (unit_no, place_no, name_key)
        WHERE {same_words("r.text_key", "t.text_key")}
        """
    )
    con.execute(
        f"""
        CREATE TEMP TABLE heard AS
        WITH new AS (
            SELECT t.*, f.household, CASE WHEN regexp_matches(outcome_text, '{values.OUTCOME_IN_PART}') THEN '正在办理' {said} END AS status
            FROM told t JOIN visit_fates f USING (row_key)
            WHERE NOT EXISTS (SELECT 1 FROM same_words w WHERE w.told_key = t.row_key AND w.block = t.block AND w.part = t.part))
        SELECT * EXCLUDE (status, solved_date) REPLACE (nullif(visitor_names, '') AS visitor_names),
            head_name AS raised_by, visit_date AS raised_date, 'visit' AS raised_date_basis,
            last_status AS status, CASE WHEN last_status = '已解决' THEN first_solved END AS solved_date
        FROM (
            SELECT *, NULL::DATE AS solved_date, bool_or(outcome_text <> '') OVER same AS is_answered,
                arg_max(status, (visit_date, row_key, part)) FILTER (status IS NOT NULL) OVER same AS last_status,
                min(visit_date) FILTER (status = '已解决') OVER same AS first_solved,
                row_number() OVER (PARTITION BY unit_no, household, text_key ORDER BY visit_date, row_key, part) AS nth
            FROM new WINDOW same AS (PARTITION BY unit_no, household, text_key))
        WHERE nth = 1
        """
    )
    con.execute(
        """
        CREATE TEMP TABLE every_issue AS
        SELECT *, status = '已解决' AS is_solved, 'issue_text' AS source_field,
            route IS NOT NULL OR coalesce(status IN ('已解决', '已解释', '正在办理'), false) AS is_answered
        FROM records
        UNION ALL BY NAME
        SELECT *, status = '已解决' AS is_solved FROM heard
        """
    )
    judge(con)
    return query(
        con,
        "issues",
        f"""
        WITH dated AS (
            SELECT * REPLACE (CASE WHEN is_solved THEN coalesce(solved_date, greatest(solved_by, raised_date)) END AS solved_date),
                CASE WHEN is_solved THEN solved_date IS NOT NULL END AS is_solved_date_written
            FROM every_issue)
        SELECT row_number() OVER (ORDER BY row_key, block, text_start) AS issue_id, issue_no,
            coalesce(block, heard_block) AS block, coalesce(category, j.auto, '{rules.UNCATEGORISED}') AS category,
            {_masked("issue_said", "raised_by")} AS issue_text, issue_said, raised_by, visitor_names,
            CASE WHEN coalesce(category, j.auto) = '{rules.OTHER}' THEN j.under END AS subcategory,
            CASE WHEN category IS NOT NULL THEN '报送' WHEN j.auto IS NOT NULL THEN '自动' ELSE '待人工' END AS category_basis,
            category AS category_reported, j.auto AS category_auto, j.words AS category_words,
            source_field, text_start, text_end,
            household_id, raised_date, raised_date_basis, u.unit_name, u.unit_level, u.supervision_group,
            coalesce(n.unit_name, CASE WHEN route = '自办' AND department IS NULL THEN u.unit_name END) AS department,
            department AS department_said,
            coalesce(n.unit_level, CASE WHEN route = '自办' AND department IS NULL THEN u.unit_level END) AS department_level,
            coalesce(n.unit_name, u.unit_name) AS handler,
            CASE WHEN department IS NULL THEN u.unit_level ELSE n.unit_level END AS handler_level,
            NULL AS ended_date, NULL AS promised_date, NULL AS told_count, NULL AS reached_date, NULL AS is_solved_confirmed,
            route, assigned_date, coalesce(due_date, DATE '{rules.SOLVE_DEADLINE}') AS due_date, status,
            coalesce(least(assigned_date, solved_date), CASE WHEN is_answered THEN greatest(answered_by, raised_date) END)
                AS responded_date,
            solved_date, is_solved_date_written, followup_method, followup_date, satisfaction, difficulty,
            p.village_id, p.village_name, p.town_name, p.district, p.zone, form, {SOURCE}
        FROM dated d JOIN unit_names u USING (unit_no) JOIN place_names p USING (place_no) JOIN sheet_names USING (sheet_no)
        JOIN judged j ON j.said = issue_said
        LEFT JOIN household_numbers h ON h.household = d.household
        LEFT JOIN department_names n ON n.said = d.department
        LEFT JOIN (SELECT record_key, min(block) AS heard_block FROM same_words GROUP BY 1) w ON w.record_key = d.row_key
        ORDER BY issue_id
        """,
    )


def _masked(text: str, name: str) -> str:
    """SQL: the text without the names written as its row's 反映人, however spaced or titled, without phone and identity
    numbers, and without the house in an address. A third person's name in free text cannot be told from words.
    """
    masked = rf"regexp_replace({text}, '[0-9０-９][0-9０-９Xx\-—–－ ]{{5,}}[0-9０-９Xx]', '＊＊＊', 'g')"
    house = r"[0-9０-９一二三四五六七八九十]+(组|幢|栋|号楼|单元)[0-9０-９一二三四五六七八九十\-]+(号|室|幢|栋|单元|楼)?([0-9０-９\-]+(室|号)?)*"
    masked = f"regexp_replace({masked}, '{house}', '某处', 'g')"
    plain = rf"regexp_replace({name}, '\s+|先生|女士|同志|[（(].*?[)）]', '', 'g')"
    names = rf"list_filter(string_split_regex({plain}, '[、,，;；/和]') || [{name}, {plain}], lambda n: length(n) > 1)"
    return f"coalesce(list_reduce(list_prepend({masked}, {names}), lambda t, n: replace(t, n, '某居民')), {masked})"


def _departments(con: duckdb.DuckDBPyConnection, reference: Reference) -> pa.Table:
    said = [
        row[0]
        for row in con.execute("SELECT DISTINCT department FROM issue_rows WHERE department IS NOT NULL").fetchall()
    ]
    units = [unit if isinstance(unit := reference.unit(text), Unit) else None for text in said]
    other = [text if values.is_office(text) else rules.OTHER_DEPARTMENT for text in said]
    return pa.table(
        {
            "said": pa.array(said, pa.string()),
            "unit_name": pa.array([u.unit_name if u else o for u, o in zip(units, other, strict=True)], pa.string()),
            "unit_level": pa.array([u.level if u else None for u in units], pa.string()),
        }
    )
