"""What becomes of every row: kept, merged or rejected?

`sift` takes the files as read and fills the tables of `campaign.schema`. It guesses nothing and
loses nothing: for every sheet, rows read = kept + merged + rejected, where kept is counted in
the finished tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, count

import duckdb
import pyarrow as pa

from campaign.rules import DEFINITIONS_VERSION
from etl import values
from etl.sift.briefing_rows import sift_briefings
from etl.sift.card_rows import sift_cards
from etl.sift.finish import finish
from etl.sift.followup_rows import sift_followups
from etl.sift.issue_rows import sift_issues
from etl.sift.message_rows import sift_messages
from etl.sift.profile_rows import sift_profiles
from etl.sift.report_rows import sift_reports
from etl.sift.source import Sheet, SourceFile, sheets_of
from etl.sift.unit_rows import sift_units
from etl.sift.visit_rows import sift_visits

__all__ = ["Sheet", "SourceFile", "identify", "sift"]

ROWS_A_THREAD = 122_880
"""DuckDB shares work out by so many rows: with fewer, a second thread costs and does nothing."""


def sift(files: Sequence[SourceFile], snapshot_id: str, built_at: datetime) -> dict[str, pa.Table]:
    """The finished tables by name, each in its declared schema; raises `Unbalanced` when a row is unaccounted for."""
    identify(files)
    sheets = sheets_of(files)
    rows = sum(sheet.read.rows.num_rows for sheet in sheets if sheet.read.rows is not None)
    con = duckdb.connect(":memory:", config={"threads": 1} if rows < ROWS_A_THREAD else {})
    try:
        reference, roster, units, pairs, roster_merged = sift_units(sheets)
        sieves = [roster]
        sieves += sift_visits(con, sheets, reference)
        sieves += sift_issues(con, sheets, reference)
        sieves += sift_reports(con, sheets, reference)
        sieves += sift_messages(con, sheets, reference)
        sieves += sift_followups(con, sheets, reference)
        sieves += sift_cards(con, sheets, reference)
        sieves += sift_profiles(con, sheets, reference)
        briefings, published = sift_briefings(sheets, reference)
        sieves.append(briefings)
        snapshot = {
            "snapshot_id": snapshot_id,
            "built_at": built_at,
            "definitions_version": DEFINITIONS_VERSION,
        }
        papers = {"briefing_figures": published}
        return finish(con, files, sheets, reference, sieves, units, pairs, roster_merged, snapshot, papers)
    finally:
        con.close()


def identify(files: Sequence[SourceFile]) -> None:
    """Settles by what path each file is shown, and which file repeats another."""
    hide_persons(files)
    mark_repeats(files)


def hide_persons(files: Sequence[SourceFile]) -> None:
    """Takes people's names and long numbers out of the shown path of each file, but not out of the unit's folder.

    Offices name files after a family or a colleague. The file is found again by its folder and fingerprint.
    """
    taken = {file.path for file in files}
    for file in files:
        if f"#{file.sha256[:6]}" in file.path:  # hidden before
            continue
        reads = [*file.sheets, *(file.written or ())]
        *folders, name = file.path.split("/")
        stem, dot, kind = name.rpartition(".") if "." in name else (name, "", "")
        own = [*folders[1:], stem]
        if all(values.without_persons(part, {}, is_read=False) == part for part in own):
            continue
        named = {person: shown for read in reads for person, shown in read.persons.items()}
        filled = [read for read in reads if read.form or read.refused]
        is_read = bool(filled) and not file.refused and all(read.names_somebody for read in filled)
        *between, shown = (
            values.without_persons(part, named, is_read or i < len(own) - 1) for i, part in enumerate(own)
        )
        if [*between, shown] == own:
            continue
        numbers = chain([""], (f"-{number}" for number in count(2)))
        ways = ("/".join([*folders[:1], *between, f"{shown}#{file.sha256[:6]}{n}{dot}{kind}"]) for n in numbers)
        file.path = next(way for way in ways if way not in taken)
        taken.add(file.path)


def mark_repeats(files: Sequence[SourceFile]) -> None:
    """Marks a file that has the same bytes, unit folder and period as an earlier one.

    Not where the unit sent another sheet of that form in between: the copy then takes a correction back.
    """
    first: dict[tuple, SourceFile] = {}
    for file in files:
        known = first.setdefault((file.sha256, file.folder_unit, file.period), file)
        file.same_as = known.path if known is not file and not _came_between(files, known, file) else None


def _came_between(files: Sequence[SourceFile], one: SourceFile, other: SourceFile) -> bool:
    since, until = sorted((one.received_at, other.received_at))
    forms = {sheet.form for sheet in one.sheets}
    return any(
        since < file.received_at < until
        and file.folder_unit == one.folder_unit
        and file.sha256 != one.sha256
        and any(sheet.form in forms for sheet in file.sheets)
        for file in files
    )
