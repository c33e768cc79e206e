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
        f"""
        CREATE TEMP TABLE records AS
        SELECT r.* REPLACE (f.raised_date AS raised_date, f.raised_date_basis AS raised_date_basis), n.household,
            f.solved_by, f.answered_by, f.ended_by, t.told_count
        FROM issue_rows r JOIN ({_TOLD}) t ON t.into_key = r.row_key
        JOIN (SELECT into_key, min(raised_date) AS raised_date, arg_min(raised_date_basis, raised_date) AS raised_date_basis,
                min(period_end) FILTER (status = '已解决') AS solved_by,
                min(period_end) FILTER (status IN {rules.ENDED_OTHERWISE}) AS ended_by,
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
        SELECT r.row_key AS record_key, t.row_key AS told_key, t.block, t.part, t.visit_date, v.household
        FROM records r JOIN told t USING (unit_no, place_no, name_key) JOIN visit_fates v ON v.row_key = t.row_key
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
        SELECT * EXCLUDE (status, solved_date)
                REPLACE (nullif(visitor_names, '') AS visitor_names, coalesce(last_outcome, '') AS outcome_text),
            head_name AS raised_by, visit_date AS raised_date, 'visit' AS raised_date_basis,
            last_status AS status, CASE WHEN last_status = '已解决' THEN first_solved END AS solved_date
        FROM (
            SELECT *, NULL::DATE AS solved_date, bool_or(outcome_text <> '' AND status IS DISTINCT FROM '已撤销') OVER same AS is_answered,
                arg_max(outcome_text, (visit_date, row_key, part)) FILTER (outcome_text <> '') OVER same AS last_outcome,
                min(visit_date) FILTER (status IN {rules.ENDED_OTHERWISE}) OVER same AS ended_by,
                count(DISTINCT visit_date) OVER same AS told_count,
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
    con.register("promises", _promises(con))
    return query(
        con,
        "issues",
        f"""
        WITH heard_of AS (
            SELECT record_key, min(block) AS heard_block, count(DISTINCT (household, visit_date)) AS told_times
            FROM same_words GROUP BY 1),
        dated AS (
            SELECT * REPLACE (CASE WHEN is_solved THEN coalesce(solved_date, greatest(solved_by, raised_date)) END AS solved_date),
                -- a visit sheet says that it is solved and not when: the day is that of the visit
                CASE WHEN is_solved THEN solved_date IS NOT NULL AND source_field = 'issue_text' END AS is_solved_date_written,
                CASE WHEN status = '已解释' THEN solved_date END AS explained_date,
                CASE WHEN status IN {rules.ENDED_OTHERWISE} THEN solved_date IS NOT NULL END AS is_ended_date_written,
                CASE WHEN status IN {rules.ENDED_OTHERWISE} THEN coalesce(solved_date, greatest(ended_by, raised_date)) END AS ended_by_then
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
            coalesce(n.listed_name, u.unit_name) AS handler,
            CASE WHEN department IS NULL THEN u.unit_level ELSE n.unit_level END AS handler_level,
            coalesce(least(assigned_date, solved_date, explained_date), CASE WHEN is_answered THEN greatest(answered_by, raised_date) END)
                AS responded_date,
            CASE WHEN responded_date IS NOT NULL THEN least(assigned_date, explained_date,
                CASE WHEN is_solved_date_written THEN solved_date END) IS NOT NULL END AS is_responded_date_written,
            CASE WHEN status IN {rules.ENDED_OTHERWISE} THEN coalesce(ended_by_then, responded_date, raised_date) END AS ended_date,
            CASE WHEN coalesce(status NOT IN ('已解决', '已撤销'), true) AND day >= raised_date THEN day END AS promised_date,
            is_ended_date_written, greatest(told_count, told_times, 1) AS told_count,
            CASE WHEN satisfaction <> '未联系上' THEN followup_date END AS reached_date, NULL AS is_solved_confirmed,
            route, assigned_date, coalesce(due_date, DATE '{rules.SOLVE_DEADLINE}') AS due_date, status,
            solved_date, is_solved_date_written, followup_method, followup_date, satisfaction, difficulty,
            p.village_id, p.village_name, p.town_name, p.district, p.zone, form, {SOURCE}
        FROM dated d JOIN unit_names u USING (unit_no) JOIN place_names p USING (place_no) JOIN sheet_names USING (sheet_no)
        JOIN judged j ON j.said = issue_said
        LEFT JOIN household_numbers h ON h.household = d.household
        LEFT JOIN department_names n ON n.said = d.department
        LEFT JOIN heard_of w ON w.record_key = d.row_key
        LEFT JOIN promises ON promises.said = d.outcome_text
        ORDER BY issue_id
        """,
    )


_TOLD = """
    SELECT into_key, max(days) AS told_count
    FROM (
        -- a ledger tells of one entry in each sheet that it goes into: its number says so; without one only another day does
        SELECT into_key, form, CASE WHEN issue_no IS NOT NULL THEN sheet_no END AS sheet,
            count(DISTINCT CASE WHEN form = 'issue_ledger' THEN written_date ELSE raised_date END) AS days
        FROM issue_fates JOIN issue_rows USING (row_key) GROUP BY ALL)
    GROUP BY 1
"""
"""How often each record was told of, as the one paper says that says most: two papers may date one telling two ways.

Rows of one issue have one 反映人; a row without a day cannot be told from the others, and adds nothing.
"""


def _promises(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The promised day of each distinct 办理情况 that holds one: said, day."""
    said = con.execute("SELECT DISTINCT outcome_text FROM every_issue WHERE outcome_text <> ''").fetchall()
    found = [(text, day) for (text,) in said if (day := values.promised_day(text))]
    texts, days = zip(*found, strict=True) if found else ((), ())
    return pa.table({"said": pa.array(texts, pa.string()), "day": pa.array(days, pa.date32())})


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
    """Each written 承办单位: as it is shown, and as it answers, which only a unit of the register can."""
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
            "listed_name": pa.array([u.unit_name if u else rules.OTHER_DEPARTMENT for u in units], pa.string()),
        }
    )
