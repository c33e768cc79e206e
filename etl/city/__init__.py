"""What do all files say together: who is one household, one visit, one issue, and does everything add up?

Staged files go in, the tables of `campaign.schema` come out. Nothing is guessed and nothing is lost: for every sheet,
rows read = kept + merged + rejected + left out on request, where kept is counted in the finished tables. Each step below makes relations
(fields of `City`) out of those of the steps before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from campaign import schema
from campaign.office.assigned import Assignment
from campaign.office.forgotten import Forgotten
from campaign.office.rules import DEFINITIONS_VERSION
from etl.city import arrive as arrival
from etl.city.account.forgotten import leave_out
from etl.city.account.merged import fates, merged_rows
from etl.city.account.rejected import rejected_rows, set_aside_rows
from etl.city.account.remarks import remarks
from etl.city.account.resent import resent
from etl.city.account.sheets import COUNTS, source_files, source_sheets
from etl.city.files import File, identify
from etl.city.issues import records as issue_records
from etl.city.issues import tables as issue_tables
from etl.city.issues.apart import object_issues
from etl.city.issues.last_day import data_date
from etl.city.objects import records as object_records
from etl.city.objects import tables as object_tables
from etl.city.papers.briefings import briefings
from etl.city.papers.followups import followups as followup_records
from etl.city.papers.profiles import profiles
from etl.city.papers.simple import simple_papers
from etl.city.reconciliation.reconcile import reconcile
from etl.city.relations import City
from etl.city.reports import records as report_records
from etl.city.reports import tables as report_tables
from etl.city.units import resolve, units
from etl.city.visits import tables as visit_tables
from etl.city.visits.identity import households
from etl.city.visits.versions import versions
from etl.city.visits.villages import villages
from etl.staging import Staged
from etl.values import areas

__all__ = ["SPILL", "City", "File", "connected", "identify", "make"]

SPILL = ".spill"
"""Ends the name of the folder beside the database into which it writes what it cannot hold."""
MEMORY = "1GB"
"""What the database may hold before it writes to the disk."""
ROWS_A_THREAD = 122_880
"""DuckDB shares work out by so many rows: with fewer, a second thread costs and does nothing."""


def connected(file: Path | None, files: Sequence[File]) -> duckdb.DuckDBPyConnection:
    """A database with every declared table and no row: a new file, or in memory."""
    rows = sum(sheet.lines for one in files for sheet in one.of_sheets)
    config: dict[str, str | int] = {"threads": 1} if rows < ROWS_A_THREAD else {}
    if file is not None:
        config |= {"memory_limit": MEMORY, "temp_directory": str(file.with_suffix(SPILL))}
    con = duckdb.connect(str(file or ":memory:"), config=config)
    con.execute(";".join(table.ddl for table in schema.TABLES))
    return con


@cache
def _areas() -> pa.Table:
    """The table areas: the shipped list of villages."""
    columns = schema.AREAS.arrow
    return pa.table([[getattr(area, name) for area in areas.AREAS] for name in columns.names], schema=columns)


def make(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[File],
    snapshot_id: str,
    built_at: datetime,
    again: Callable[[File], Staged],
    assignments: Iterable[Assignment] = (),
    listed: Forgotten | None = None,
) -> None:
    """Fills every declared table of `con`; raises `Unbalanced` when a row is unaccounted for.

    `files` are identified; `again` stages a file anew whose kept form is damaged; `assignments` are the
    categories that people gave at the desk, `listed` the households that asked to be removed.
    """
    city = City(con, files)
    city.fill_table("areas", _areas())
    leave_out(city, again, listed)
    # the rows of all files, and what they are of
    arrival.arrive(city, again)
    units(city)
    resolve(city)
    # who was visited, what was raised, what was reported
    households(city)
    versions(city)
    object_records.object_visits(city)
    issue_records.records(city)
    report_records.records(city)
    followup_records(city)
    profiles(city)
    briefings(city)
    simple_papers(city)
    # the tables
    visit_tables.flags(city)
    object_tables.object_visits(city)
    issue_tables.made(city, assignments)
    visit_tables.visits(city)
    visit_tables.households(city)
    visit_tables.visitor_days(city)
    villages(city)
    issue_tables.followups(city)
    visit_tables.cadres(city)
    city.data_date = data_date(city)
    issue_tables.issues(city)
    object_issues(city)
    # what became of every row, and do the figures agree
    gone = fates(city)
    aside = set_aside_rows(city)
    closed = resent(city, aside, {key: into for key, (into, _) in gone.items()})
    rejected_rows(city, aside)
    merged_rows(city, gone, closed)
    remarks(city)
    report_tables.due_reports(city, aside)
    reconcile(city, aside)
    source_sheets(city)
    source_files(city)
    sums = ", ".join(f"coalesce(sum({name}), 0)::BIGINT AS {name}" for name in COUNTS)
    (totals,) = city.records(f"SELECT {sums} FROM source_files")
    city.fill_rows(
        "snapshot",
        [
            {
                "snapshot_id": snapshot_id,
                "built_at": built_at,
                "definitions_version": DEFINITIONS_VERSION,
                "data_date": city.data_date,
                "file_count": len(files),
                **totals,
            }
        ],
    )
