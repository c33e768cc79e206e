"""How do the accepted rows become the tables of a snapshot?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from campaign import schema
from campaign.frozen import definitions
from etl import values
from etl.sift import account, last_day, lineage, report_tables
from etl.sift.card_rows import card_counts
from etl.sift.followup_rows import followed_up, followups
from etl.sift.issue_tables import issues
from etl.sift.profile_rows import village_needs, village_profiles
from etl.sift.reconcile import reconcile
from etl.sift.resent import resent
from etl.sift.sieve import Sieve
from etl.sift.source import Reference, Sheet, SourceFile
from etl.sift.tables import PLACE, SOURCE, query, register_names, table
from etl.sift.visit_tables import cadres, households, visits


def finish(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[SourceFile],
    sheets: Sequence[Sheet],
    reference: Reference,
    sieves: Sequence[Sieve],
    units: Sequence[Mapping[str, Any]],
    pairs: Sequence[tuple[str, Any]],
    roster_merged: Sequence[tuple[int, int]],
    snapshot: Mapping[str, Any],
    papers: Mapping[str, pa.Table],
) -> dict[str, pa.Table]:
    """Every declared table, filled; raises `account.Unbalanced` when a row is unaccounted for."""
    sheet_units = [account.sheet_unit(sheet, reference) for sheet in sheets]
    register_names(con, sheets, reference)
    finished_units = table("units", units)
    con.register("finished_units", finished_units)
    fates = account.fates(con, sieves[0], roster_merged)
    closed = resent(con, sieves, sheet_units, {key: into for key, into, _ in fates})
    done = {
        "areas": _areas(),
        "units": finished_units,
        "unit_villages": _unit_villages(pairs, units),
        "visits": visits(con),
        "households": households(con),
        "issues": issues(con, reference),
        "messages": _messages(con),
        "note_rows": account.notes(sheets),
        "definitions": table("definitions", definitions()),
        "corrections": table(
            "corrections", ({**row, "source_file": file.path} for file in files for row in file.corrections)
        ),
        "source_columns": lineage.source_columns(sheets),
        "source_rows": lineage.source_rows(sheets),
        "rejected_rows": account.rejected(sieves, sheets, sheet_units, reference, closed),
        "merged_rows": account.merged(sheets, sieves, fates, closed),
        **papers,
    }
    done["followups"] = followups(con, done["issues"])
    done["issues"] = followed_up(con, done["issues"], done["followups"])
    done["card_counts"] = card_counts(con)
    done["village_profiles"] = village_profiles(con)
    done["village_needs"] = village_needs(con)
    done["cadres"] = cadres(con)
    done["reports"] = report_tables.reports(con)
    data_date = last_day.data_date(con, done, sheets)
    done["issues"] = last_day.not_after(con, done["issues"], data_date)
    done["due_reports"] = report_tables.due_reports(con, sieves, done, data_date)
    done["reports"], done["reconciliations"] = reconcile(con, sheets, sieves, done)
    done["source_sheets"] = account.source_sheets(done, sheets, sheet_units, sieves)
    done["source_files"] = account.source_files(done, files, reference)
    totals = account.sums(done["source_files"])
    done["snapshot"] = table("snapshot", [{**snapshot, "data_date": data_date, "file_count": len(files), **totals}])
    return {t.name: done[t.name].select(t.arrow.names).cast(t.arrow) for t in schema.TABLES}


@cache
def _areas() -> pa.Table:
    """The table areas, the same for every load."""
    names = schema.AREAS.arrow.names
    return table("areas", ({name: getattr(area, name) for name in names} for area in values.areas.AREAS))


def _unit_villages(pairs: Sequence[tuple[str, Any]], units: Sequence[Mapping[str, Any]]) -> pa.Table:
    by_name = {unit["unit_name"]: unit for unit in units}
    return table("unit_villages", ({**by_name[unit], **{n: getattr(area, n) for n in PLACE}} for unit, area in pairs))


def _messages(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return query(
        con,
        "messages",
        f"""
        SELECT r.*, {SOURCE} FROM message_rows r JOIN message_fates f USING (row_key) JOIN sheet_names USING (sheet_no)
        WHERE f.into_key = r.row_key ORDER BY row_key
        """,
    )
