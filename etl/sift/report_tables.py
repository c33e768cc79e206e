"""What did the units report, and what do they still owe: the tables reports and due_reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign import rules
from campaign.areas import Area
from etl import values
from etl.forms import BY_ID
from etl.sift.report_rows import NOT_MADE
from etl.sift.sieve import Sieve
from etl.sift.tables import PLACE, SOURCE, UNIT, query, table

VILLAGE_SUMMARY = BY_ID["village_summary"]
WEEKLY_REPORT = BY_ID["weekly_report"]

KINDS = {WEEKLY_REPORT.id: "周报", VILLAGE_SUMMARY.id: "半月汇总"}


def reports(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The reports as sent; `etl.sift.reconcile` finds the basis of the weekly ones."""
    return query(
        con,
        "reports",
        f"""
        WITH kept AS (SELECT r.* FROM report_rows r JOIN report_fates f USING (row_key) WHERE f.into_key = r.row_key)
        SELECT k.*, u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), {SOURCE},
            NULL AS basis
        FROM kept k JOIN unit_names u USING (unit_no) JOIN sheet_names USING (sheet_no)
        LEFT JOIN place_names p USING (place_no)
        ORDER BY row_key
        """,
    )


def due_reports(
    con: duckdb.DuckDBPyConnection, sieves: Sequence[Sieve], done: Mapping[str, pa.Table], data_date: date | None
) -> pa.Table:
    """What each 市级机关 and 辖市区 owes by the data's last day, and when it first came.

    Weekly figures from each; 附件5 from each 市级机关 for each village that the roster gives it. A report that
    was corrected came on the day of its first version, and one whose rows were all set aside has come as well.
    """
    if data_date is None:
        return table("due_reports", [])
    arrivals = con.execute(
        """
        SELECT report_kind, unit_name, village_id, period_start, min(received_at)::DATE, arg_min(source_file, received_at)
        FROM report_rows JOIN unit_names USING (unit_no) JOIN sheet_names USING (sheet_no)
        LEFT JOIN place_names USING (place_no) GROUP BY ALL
        """
    ).fetchall()
    came = _set_aside(sieves, done["rejected_rows"]) | {tuple(key): (day, path) for *key, day, path in arrivals}
    rows = []
    for unit in done["units"].to_pylist():
        if unit["unit_level"] in rules.REPORT_LEVELS["周报"]:
            rows += [_due("周报", unit, None, period, came) for period in rules.weeks(data_date)]
    for pair in done["unit_villages"].to_pylist():
        if pair["unit_level"] in rules.REPORT_LEVELS["半月汇总"]:
            rows += [_due("半月汇总", pair, pair, period, came) for period in rules.half_months(data_date)]
    return table("due_reports", rows)


def _set_aside(sieves: Sequence[Sieve], rejected: pa.Table) -> dict[tuple, tuple[date, str]]:
    """The reports of which rows were set aside: kind, unit, village and first day → when they came, in which file.

    A row that says 未报 is no report.
    """
    where = ("source_file", "source_sheet", "source_row")
    units = {tuple(row[name] for name in where): row for row in rejected.to_pylist()}
    came: dict[tuple, tuple[date, str]] = {}
    for sieve in sieves:
        kind = KINDS.get(sieve.form.id)
        if kind is None:
            continue
        for n in pc.indices_nonzero(sieve.rejected).to_pylist():
            sheet = sieve.sheets[sieve.sheet_no[n].as_py()]
            row = units.get((sheet.file.path, sheet.read.sheet, sieve.rows["source_row"][n].as_py()))
            period = values.parse_period(sieve.said("period")[n].as_py()) or sheet.period
            if row is None or period is None or NOT_MADE.rule in row["bad_rules"]:
                continue
            village = None
            if kind == "半月汇总":
                place = values.resolve_place(*(sieve.said(name)[n].as_py() for name in ("district", "town", "village")))
                village = place.village_id if isinstance(place, Area) else None
            key = (kind, row["unit_name"], village, period.start)
            came[key] = min(came.get(key, (date.max, "")), (sheet.file.received_at.date(), sheet.file.path))
    return came


def _due(
    kind: str, unit: Mapping[str, Any], place: Mapping[str, Any] | None, period: rules.Period, came: Mapping
) -> dict[str, Any]:
    where = {name: place[name] for name in PLACE} if place else {}
    day, path = came.get((kind, unit["unit_name"], where.get("village_id"), period.start), (None, None))
    return {
        **{name: unit[name] for name in UNIT},
        **where,
        "report_kind": kind,
        "period_label": period.label,
        "report_due_date": period.end,
        "received_date": day,
        "source_file": path,
    }
