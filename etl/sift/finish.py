"""How do the accepted rows become the tables of a snapshot?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign import rules, schema
from campaign.units import Unit
from etl import values
from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet, SourceFile

MERGE_SENTENCES = {
    "same-visit": "同一户、同一单位、同一天的走访已有记录",
    "same-issue": "同一单位的同一个问题已有记录，以最后报来的为准",
    "issue-in-ledger": "同一人反映的同一个问题在本单位问题台账中已有，以台账为准",
    "same-report": "同一单位同一时段的同一项数已有，以最后报来的为准",
    "same-message": "内容完全相同的留言已有记录",
    "same-unit": "同一单位在花名册中已有，以最后一行为准",
    "same-file": "与另一份文件的内容、单位、时段完全相同，不再重复计入",
}


class Unbalanced(Exception):
    """A sheet whose rows do not add up: read ≠ kept + merged + rejected. Never the sheet's fault."""


def finish(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[SourceFile],
    sheets: Sequence[Sheet],
    reference: Reference,
    sieves: Sequence[Sieve],
    units: Sequence[Mapping[str, Any]],
    pairs: Sequence[tuple[str, Any]],
    roster_merged: Sequence[int],
    snapshot: Mapping[str, Any],
) -> dict[str, pa.Table]:
    """Every declared table, filled; raises `Unbalanced` when a row is unaccounted for."""
    sheet_units = [_sheet_unit(sheet, reference) for sheet in sheets]
    _register_names(con, sheets, reference)
    done = {
        "areas": _areas(),
        "units": _table("units", units),
        "unit_villages": _unit_villages(pairs, units, reference),
        "visits": _visits(con),
        "households": _households(con),
        "issues": _issues(con, reference),
        "messages": _messages(con),
        "note_rows": _notes(sheets),
        "rejected_rows": _rejected(sieves, sheets, sheet_units, reference),
        "merged_rows": _merged(con, files, sheets, sieves[0], roster_merged),
    }
    con.register("finished_units", done["units"])
    done["cadres"] = _cadres(con)
    done["reports"] = _reports(con)
    data_date = _data_date(done)
    done["due_reports"] = _due_reports(done, files, data_date)
    done["source_sheets"] = _source_sheets(done, sheets, sheet_units, sieves, reference)
    done["source_files"] = _source_files(done, files, reference)
    totals = _sums(done["source_files"])
    done["snapshot"] = _table("snapshot", [{**snapshot, "data_date": data_date, "file_count": len(files), **totals}])
    return {table.name: done[table.name].select(table.arrow.names).cast(table.arrow) for table in schema.TABLES}


def _register_names(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], reference: Reference) -> None:
    """Registers sheet_names, unit_names and place_names, keyed by the numbers that accepted rows carry."""
    numbers = pa.array(range(len(sheets)), pa.int32())
    named = {
        "sheet_no": numbers,
        "source_file": pa.array([s.file.path for s in sheets], pa.string()),
        "source_sheet": pa.array([s.read.sheet for s in sheets], pa.string()),
    }
    con.register("sheet_names", pa.table(named))
    for name, table, key in (
        ("unit_names", reference.units, "unit_no"),
        ("place_names", reference.places, "place_no"),
    ):
        numbers = pa.array(range(table.num_rows), pa.int32())
        con.register(name, table.append_column(key, numbers))


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    wanted = schema.table(name).arrow
    return pa.Table.from_pylist([{n: row.get(n) for n in wanted.names} for row in rows], schema=wanted)


def _query(con: duckdb.DuckDBPyConnection, name: str, sql: str, **given: Any) -> pa.Table:
    """The declared columns of `name` out of a query that yields at least those."""
    wanted = schema.table(name).arrow
    columns = ", ".join(f'"{n}"' for n in wanted.names)
    return con.sql(f"SELECT {columns} FROM ({sql})", params=given or None).to_arrow_table().cast(wanted)


SOURCE = "source_file, source_sheet, (row_key % 2097152)::BIGINT AS source_row"


def _areas() -> pa.Table:
    names = schema.AREAS.arrow.names
    return _table("areas", ({name: getattr(area, name) for name in names} for area in values.areas.AREAS))


def _unit_villages(
    pairs: Sequence[tuple[str, Any]], units: Sequence[Mapping[str, Any]], reference: Reference
) -> pa.Table:
    by_name = {unit["unit_name"]: unit for unit in units}
    place = ("village_id", "village_name", "town_name", "district", "zone")
    return _table("unit_villages", ({**by_name[unit], **{n: getattr(area, n) for n in place}} for unit, area in pairs))


def _visits(con: duckdb.DuckDBPyConnection) -> pa.Table:
    con.execute(
        """
        CREATE TEMP TABLE household_numbers AS
        SELECT household, row_number() OVER (ORDER BY household) AS household_id FROM (SELECT DISTINCT household FROM visit_fates)
        """
    )
    # the flags are found on a narrow table: a window would otherwise carry every text of every row
    con.execute(
        """
        CREATE TEMP TABLE visit_flags AS
        SELECT row_key, household_id,
            row_number() OVER (PARTITION BY household_id ORDER BY turn) = 1 AS is_first,
            row_number() OVER (PARTITION BY household_id, unit_no ORDER BY turn) = 1 AS is_first_by_unit,
            row_number() OVER (PARTITION BY household_id, unit_level ORDER BY turn) = 1 AS is_first_by_level,
            CASE WHEN supervision_group IS NOT NULL THEN
                row_number() OVER (PARTITION BY household_id, supervision_group ORDER BY turn) = 1 END AS is_first_by_group
        FROM (
            SELECT row_key, household_id, unit_no, unit_level, supervision_group,
                row_number() OVER (ORDER BY visit_date, row_key) AS turn
            FROM visit_rows JOIN visit_fates USING (row_key) JOIN household_numbers USING (household)
            JOIN unit_names USING (unit_no) WHERE into_key = row_key)
        """
    )
    con.execute(
        f"""
        CREATE TEMP TABLE finished_visits AS
        SELECT row_number() OVER (ORDER BY row_key) AS visit_id, v.* EXCLUDE (needs_text, opinion_text,
                outcome_text, visitor_names, visit_type, name_key, address_key, phone_key, needs_key, opinion_key),
            nullif(needs_text, '') AS needs_text, nullif(opinion_text, '') AS opinion_text,
            nullif(outcome_text, '') AS outcome_text, nullif(visitor_names, '') AS visitor_names,
            nullif(visit_type, '') AS visit_type,
            u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), {SOURCE}, f.* EXCLUDE (row_key)
        FROM visit_rows v JOIN visit_flags f USING (row_key)
        JOIN unit_names u USING (unit_no) JOIN place_names p USING (place_no) JOIN sheet_names USING (sheet_no)
        ORDER BY row_key
        """
    )
    return _query(con, "visits", "FROM finished_visits")


def _households(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per household, told by its first visit; a fact missing there is taken from a later visit."""
    return _query(
        con,
        "households",
        """
        WITH seen AS (
            SELECT household_id, count(*) AS visit_count, count(DISTINCT unit_no) AS visiting_unit_count,
                arg_min(nullif(phone, ''), row_key) AS phone, arg_min(nullif(address, ''), row_key) AS address,
                arg_min(nullif(income, ''), row_key) AS income, arg_min(nullif(poverty_cause, ''), row_key) AS poverty_cause,
                arg_min(member_count, row_key) AS member_count,
                bool_or(poverty_cause <> '' OR needs_is_issue) AS is_poor
            FROM finished_visits GROUP BY household_id)
        SELECT seen.*, v.head_name, v.village_id, v.village_name, v.town_name, v.district, v.zone,
            v.visit_date AS first_visit_date, v.unit_name AS first_unit_name, v.source_file, v.source_sheet, v.source_row
        FROM finished_visits v JOIN seen USING (household_id) WHERE v.is_first
        ORDER BY household_id
        """,
    )


def _cadres(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per cadre of each unit that sent a roster; those not seen yet fill up the head count."""
    return _query(
        con,
        "cadres",
        f"""
        WITH named AS (
            SELECT unit_name, trim(unnest(regexp_split_to_array(visitor_names, '[、,，;；/]+'))) AS cadre_name,
                household_id, visit_date FROM finished_visits WHERE visitor_names IS NOT NULL),
        doors AS (
            SELECT unit_name, cadre_name, household_id, min(visit_date) AS day FROM named
            WHERE cadre_name <> '' GROUP BY ALL),
        counted AS (
            SELECT *, row_number() OVER (PARTITION BY unit_name, cadre_name ORDER BY day, household_id) AS nth FROM doors),
        seen AS (
            SELECT unit_name, cadre_name, count(*) AS household_count,
                min(day) FILTER (nth = {rules.HOUSEHOLDS_PER_CADRE}) AS on_target_date, true AS has_visited
            FROM counted GROUP BY ALL),
        roster AS (SELECT unit_name, unit_level, supervision_group, cadre_count FROM finished_units WHERE cadre_count IS NOT NULL),
        unseen AS (
            SELECT unit_name, NULL AS cadre_name, 0 AS household_count, NULL::DATE AS on_target_date, false AS has_visited
            FROM (SELECT unit_name, cadre_count - coalesce(n, 0) AS missing FROM roster
                  LEFT JOIN (SELECT unit_name, count(*) AS n FROM seen GROUP BY 1) USING (unit_name)),
                 range(greatest(missing, 0)))
        SELECT * FROM (SELECT * FROM seen UNION ALL SELECT * FROM unseen) JOIN roster USING (unit_name)
        ORDER BY unit_name, household_count DESC, cadre_name
        """,
    )


def _issues(con: duckdb.DuckDBPyConnection, reference: Reference) -> pa.Table:
    con.register("department_names", _departments(con, reference))
    con.execute(
        """
        CREATE TEMP TABLE records AS
        SELECT r.* REPLACE (first_raised AS raised_date), n.household
        FROM issue_rows r
        JOIN (SELECT into_key, min(raised_date) AS first_raised FROM issue_fates JOIN issue_rows USING (row_key)
              GROUP BY 1) f ON f.into_key = r.row_key
        LEFT JOIN (SELECT place_no, name_key, min(household) AS household FROM named GROUP BY ALL
                   HAVING min(household) = max(household)) n ON n.place_no = r.place_no AND n.name_key = r.name_key
        """
    )
    said = " ".join(
        f"WHEN regexp_matches(outcome_text, '{begins}') THEN '{status}'"
        for status, begins in values.OUTCOME_BEGINS.items()
    )
    con.execute(
        """
        CREATE TEMP TABLE told AS
        SELECT *, '困难需求' AS block, needs_text AS issue_said, needs_key AS text_key FROM visit_rows WHERE needs_is_issue
        UNION ALL
        SELECT *, '意见建议', opinion_text, opinion_key FROM visit_rows WHERE opinion_is_issue
        """
    )
    con.execute(
        """
        CREATE TEMP TABLE same_words AS
        SELECT r.row_key AS record_key, t.row_key AS told_key, t.block
        FROM records r JOIN told t USING (unit_no, place_no, name_key)
        WHERE contains(r.text_key, t.text_key) OR contains(t.text_key, r.text_key)
        """
    )
    con.execute(
        f"""
        CREATE TEMP TABLE heard AS
        SELECT t.row_key, t.sheet_no, t.place_no, t.unit_no, t.head_name AS raised_by, nullif(t.visitor_names, '') AS visitor_names,
            t.block, t.issue_said, t.visit_date AS raised_date, 'visit' AS raised_date_basis, f.household, t.form,
            CASE {said} END AS status, outcome_text <> '' AS is_answered
        FROM told t JOIN visit_fates f USING (row_key)
        WHERE NOT EXISTS (SELECT 1 FROM same_words w WHERE w.told_key = t.row_key AND w.block = t.block)
        QUALIFY row_number() OVER (PARTITION BY t.unit_no, f.household, t.text_key ORDER BY t.visit_date, t.row_key) = 1
        """
    )
    return _query(
        con,
        "issues",
        f"""
        WITH every AS (
            SELECT *, coalesce(period_end, raised_date) AS known_by, status = '已解决' AS is_solved,
                route IS NOT NULL OR coalesce(status IN ('已解决', '已解释', '正在办理'), false) AS is_answered
            FROM records
            UNION ALL BY NAME
            SELECT *, raised_date AS known_by, status = '已解决' AS is_solved FROM heard),
        dated AS (
            SELECT * REPLACE (CASE WHEN is_solved THEN coalesce(solved_date, greatest(known_by, raised_date)) END AS solved_date),
                CASE WHEN is_solved THEN solved_date IS NOT NULL END AS is_solved_date_written
            FROM every)
        SELECT row_number() OVER (ORDER BY row_key, block) AS issue_id, issue_no,
            coalesce(block, heard_block) AS block, coalesce(category, '{rules.UNCATEGORISED}') AS category,
            {_masked("issue_said", "raised_by")} AS issue_text, issue_said, raised_by, visitor_names,
            household_id, raised_date, raised_date_basis, u.unit_name, u.unit_level, u.supervision_group,
            coalesce(n.unit_name, CASE WHEN route = '自办' AND department IS NULL THEN u.unit_name END, department) AS department,
            coalesce(n.unit_level, CASE WHEN route = '自办' AND department IS NULL THEN u.unit_level END) AS department_level,
            route, assigned_date, coalesce(due_date, DATE '{rules.SOLVE_DEADLINE}') AS due_date, status,
            coalesce(least(assigned_date, solved_date), CASE WHEN is_answered THEN greatest(known_by, raised_date) END)
                AS responded_date,
            solved_date, is_solved_date_written, followup_method, followup_date, satisfaction, difficulty,
            p.village_id, p.village_name, p.town_name, p.district, p.zone, form, {SOURCE}
        FROM dated d JOIN unit_names u USING (unit_no) JOIN place_names p USING (place_no) JOIN sheet_names USING (sheet_no)
        LEFT JOIN household_numbers h ON h.household = d.household
        LEFT JOIN department_names n ON n.said = d.department
        LEFT JOIN (SELECT record_key, min(block) AS heard_block FROM same_words GROUP BY 1) w ON w.record_key = d.row_key
        ORDER BY issue_id
        """,
    )


def _masked(text: str, name: str) -> str:
    """SQL: the text without the row's own name and without phone or identity numbers."""
    digits = rf"regexp_replace({text}, '[0-9０-９][0-9０-９Xx\- ]{{5,}}[0-9０-９Xx]', '＊＊＊', 'g')"
    return f"CASE WHEN length({name}) > 1 THEN replace({digits}, {name}, '某居民') ELSE {digits} END"


def _departments(con: duckdb.DuckDBPyConnection, reference: Reference) -> pa.Table:
    said = [
        row[0]
        for row in con.execute("SELECT DISTINCT department FROM issue_rows WHERE department IS NOT NULL").fetchall()
    ]
    found = [(text, unit) for text in said if isinstance(unit := reference.unit(text), Unit)]
    return pa.table(
        {
            "said": pa.array([text for text, _ in found], pa.string()),
            "unit_name": pa.array([unit.unit_name for _, unit in found], pa.string()),
            "unit_level": pa.array([unit.level for _, unit in found], pa.string()),
        }
    )


def _reports(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The reports as sent; a weekly series that never falls over three weeks or more is a running total."""
    return _query(
        con,
        "reports",
        f"""
        WITH kept AS (SELECT r.* FROM report_rows r JOIN report_fates f USING (row_key) WHERE f.into_key = r.row_key),
        steps AS (
            SELECT unit_no, household_count < lag(household_count) OVER series OR issue_count < lag(issue_count) OVER series
                OR solved_count < lag(solved_count) OVER series AS falls
            FROM kept WHERE report_kind = '周报' WINDOW series AS (PARTITION BY unit_no ORDER BY period_start)),
        bases AS (
            SELECT unit_no, CASE WHEN count(*) < 3 THEN '未判定' WHEN bool_or(falls) THEN '当周' ELSE '累计' END AS basis
            FROM steps GROUP BY 1)
        SELECT k.*, u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), {SOURCE},
            CASE WHEN report_kind = '周报' THEN basis END AS basis
        FROM kept k JOIN unit_names u USING (unit_no) JOIN sheet_names USING (sheet_no)
        LEFT JOIN place_names p USING (place_no) LEFT JOIN bases b ON b.unit_no = k.unit_no
        ORDER BY row_key
        """,
    )


def _messages(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return _query(
        con,
        "messages",
        f"""
        SELECT r.*, {SOURCE} FROM message_rows r JOIN message_fates f USING (row_key) JOIN sheet_names USING (sheet_no)
        WHERE f.into_key = r.row_key ORDER BY row_key
        """,
    )


def _notes(sheets: Sequence[Sheet]) -> pa.Table:
    return _table(
        "note_rows",
        (
            {
                "source_file": s.file.path,
                "source_sheet": s.read.sheet,
                "source_row": row,
                "kind": kind,
                "said": said,
            }
            for s in sheets
            for row, kind, said in s.read.notes
        ),
    )


def _sheet_unit(sheet: Sheet, reference: Reference) -> Unit | None:
    """The unit that sent a sheet: the line beside its table, else its folder."""
    for said in (sheet.read.about.get("unit", ""), sheet.file.folder_unit):
        unit = reference.unit(said)
        if isinstance(unit, Unit):
            return unit
    return None


def _unit_columns(unit: Unit | None) -> dict[str, Any]:
    if unit is None:
        return {}
    return {
        "unit_name": unit.unit_name,
        "unit_level": unit.level,
        "supervision_group": unit.supervision_group,
    }


def _rejected(
    sieves: Sequence[Sieve], sheets: Sequence[Sheet], sheet_units: Sequence[Unit | None], reference: Reference
) -> pa.Table:
    rows = []
    for sieve in sieves:
        for found in sieve.rejections():
            sheet = sheets[found["sheet_no"]]
            unit = sheet_units[found["sheet_no"]]
            if "unit" in sieve.rows.column_names:
                own = reference.unit(sieve.said("unit")[found["row"]].as_py())
                unit = own if isinstance(own, Unit) else unit
            rows.append(
                {
                    **found,
                    **_unit_columns(unit),
                    "source_file": sheet.file.path,
                    "source_sheet": sheet.read.sheet,
                    "form": sieve.form.label,
                    "period_label": sheet.period.label if sheet.period else None,
                }
            )
    return _table("rejected_rows", rows)


def _merged(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[SourceFile],
    sheets: Sequence[Sheet],
    roster: Sieve,
    roster_merged: Sequence[int],
) -> pa.Table:
    fates = con.sql(
        """
        SELECT row_key, into_key, 'same-visit' AS rule FROM visit_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM issue_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM report_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM message_fates WHERE into_key <> row_key
        ORDER BY row_key
        """
    ).fetchall()
    rows = [_merge(sheets, key >> 21, key % (1 << 21), rule, into >> 21, into % (1 << 21)) for key, into, rule in fates]
    for row in roster_merged:
        no, line = roster.sheet_no[row].as_py(), roster.rows["source_row"][row].as_py()
        rows.append(_merge(sheets, no, line, "same-unit", no, line))
    first = {(s.file.path, s.read.sheet): no for no, s in enumerate(sheets)}
    for no, sheet in enumerate(sheets):
        if sheet.file.same_as and sheet.read.rows is not None:
            into = first[sheet.file.same_as, sheet.read.sheet]
            lines = sheet.read.rows["source_row"].to_pylist()
            rows += [_merge(sheets, no, line, "same-file", into, line) for line in lines]
    return _table("merged_rows", rows)


def _merge(sheets: Sequence[Sheet], no: int, line: int, rule: str, into_no: int, into_line: int) -> dict[str, Any]:
    sheet, into = sheets[no], sheets[into_no]
    return {
        "source_file": sheet.file.path,
        "source_sheet": sheet.read.sheet,
        "source_row": line,
        "form": BY_ID[sheet.read.form].label,
        "rule": rule,
        "sentence": MERGE_SENTENCES[rule],
        "into_file": into.file.path,
        "into_sheet": into.read.sheet,
        "into_row": into_line,
    }


def _data_date(done: Mapping[str, pa.Table]) -> date | None:
    """The latest day on which the sheets say that something happened."""

    days = [
        pc.max(done[table][column]).as_py()
        for table, column in (("visits", "visit_date"), ("issues", "raised_date"), ("issues", "solved_date"))
    ]
    return max((day for day in days if day), default=None)


def _due_reports(done: Mapping[str, pa.Table], files: Sequence[SourceFile], data_date: date | None) -> pa.Table:
    """What each 市级机关 and 辖市区 owes by the data's last day, and when it came.

    Weekly figures from each; 附件5 from each 市级机关 for each village that the roster gives it.
    """
    if data_date is None:
        return _table("due_reports", [])
    arrived = {file.path: file.received_at.date() for file in files}
    came: dict[tuple, tuple[date, str]] = {}
    for report in (
        done["reports"].select(["report_kind", "unit_name", "village_id", "period_start", "source_file"]).to_pylist()
    ):
        key = (report["report_kind"], report["unit_name"], report["village_id"], report["period_start"])
        day = arrived[report["source_file"]]
        came[key] = min(came.get(key, (day, report["source_file"])), (day, report["source_file"]))
    rows = []
    for unit in done["units"].to_pylist():
        if unit["unit_level"] in ("市级机关", "辖市区"):
            rows += [_due("周报", unit, None, period, came) for period in rules.weeks(data_date)]
    for pair in done["unit_villages"].to_pylist():
        if pair["unit_level"] == "市级机关":
            rows += [_due("半月汇总", pair, pair, period, came) for period in rules.half_months(data_date)]
    return _table("due_reports", rows)


def _due(
    kind: str, unit: Mapping[str, Any], place: Mapping[str, Any] | None, period: rules.Period, came: Mapping
) -> dict[str, Any]:
    names = ("village_id", "village_name", "town_name", "district", "zone")
    where = {name: place[name] for name in names} if place else {}
    day, path = came.get((kind, unit["unit_name"], where.get("village_id"), period.start), (None, None))
    return {
        **{name: unit[name] for name in ("unit_name", "unit_level", "supervision_group")},
        **where,
        "report_kind": kind,
        "period_label": period.label,
        "due_date": period.end,
        "received_date": day,
        "source_file": path,
    }


def _source_sheets(
    done: Mapping[str, pa.Table],
    sheets: Sequence[Sheet],
    sheet_units: Sequence[Unit | None],
    sieves: Sequence[Sieve],
    reference: Reference,
) -> pa.Table:
    read: dict[int, int] = defaultdict(int)
    for sieve in sieves:
        for counted in sieve.sheet_no.value_counts().to_pylist():
            read[counted["values"]] += counted["counts"]
    for no, sheet in enumerate(sheets):
        if sheet.file.same_as and sheet.read.rows is not None:
            read[no] = sheet.read.rows.num_rows
    kept = _count_by_sheet(done, ("visits", "issues", "reports", "messages", "units"))
    merged = _count_by_sheet(done, ("merged_rows",))
    rejected = _count_by_sheet(done, ("rejected_rows",))
    rows = []
    for no, sheet in enumerate(sheets):
        key = (sheet.file.path, sheet.read.sheet)
        counts = (kept.get(key, 0), merged.get(key, 0), rejected.get(key, 0))
        if read[no] != sum(counts):
            raise Unbalanced(
                f"{key[0]} 的“{key[1]}”：读到 {read[no]} 行，采用 {counts[0]}、归并 {counts[1]}、退回 {counts[2]}，对不上"
            )
        rows.append(
            {
                "source_file": key[0],
                "source_sheet": key[1],
                "form": BY_ID[sheet.read.form].label if sheet.read.form else None,
                "is_hidden": sheet.read.is_hidden,
                "hidden_row_count": sheet.read.hidden_row_count,
                **_unit_columns(sheet_units[no]),
                "period_label": sheet.period.label if sheet.period else None,
                "refused": sheet.read.refused,
                "rows_read": read[no],
                "rows_kept": counts[0],
                "rows_merged": counts[1],
                "rows_rejected": counts[2],
                "note_row_count": len(sheet.read.notes),
                "unknown_headings": sheet.read.unknown_headings,
            }
        )
    return _table("source_sheets", rows)


def _count_by_sheet(done: Mapping[str, pa.Table], names: Sequence[str]) -> dict[tuple[str, str], int]:
    """How many rows of the finished tables come from each sheet; an issue heard in a visit row is that row's."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for name in names:
        table = done[name]
        if name == "issues":
            table = table.filter(pc.is_in(table["form"], pa.array(["issue_ledger", "cadre_list"])))
        grouped = table.select(["source_file", "source_sheet"]).group_by(["source_file", "source_sheet"])
        for row in grouped.aggregate([([], "count_all")]).to_pylist():
            counts[row["source_file"], row["source_sheet"]] += row["count_all"]
    return counts


def _source_files(done: Mapping[str, pa.Table], files: Sequence[SourceFile], reference: Reference) -> pa.Table:
    names = ("rows_read", "rows_kept", "rows_merged", "rows_rejected")
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(names, 0))
    refused: dict[str, list[str]] = defaultdict(list)
    for sheet in done["source_sheets"].to_pylist():
        for name in names:
            sums[sheet["source_file"]][name] += sheet[name]
        if sheet["refused"]:
            refused[sheet["source_file"]].append(sheet["refused"])
    return _table(
        "source_files",
        (
            {
                "source_file": file.path,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "received_at": file.received_at,
                "unit_name": unit.unit_name if isinstance(unit := reference.unit(file.folder_unit), Unit) else None,
                "period_label": file.period.label if file.period else None,
                "refused": file.refused or "；".join(refused[file.path]) or None,
                **sums[file.path],
            }
            for file in files
        ),
    )


def _sums(source_files: pa.Table) -> dict[str, int]:

    return {
        name: pc.sum(source_files[name]).as_py() or 0
        for name in ("rows_read", "rows_kept", "rows_merged", "rows_rejected")
    }
