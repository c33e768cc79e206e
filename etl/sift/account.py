"""Is every row that was read accounted for?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign import papers
from campaign.papers import Merge
from campaign.units import Unit
from etl.forms import BY_ID
from etl.sift.sieve import Sieve
from etl.sift.source import ROWS_A_SHEET, Reference, Sheet, SourceFile
from etl.sift.tables import table
from etl.sift.visit_rows import row_keys

MERGES = {
    **papers.merges(),
    "same-file": Merge("与另一份文件的内容、单位、时段完全相同，不再重复计入", replaces=False),
    "corrected-later": Merge("退回后已更正重报", replaces=True),
}
THERE_ALREADY, REPLACED = "已有", "被更正"


COUNTS = ("rows_read", "rows_kept", "rows_merged", "rows_replaced", "rows_rejected")
"""What is counted of every sheet; the replaced are part of the merged."""


KEPT_IN = frozenset(record.table_name for paper in papers.papers() if (record := paper.record))
"""The tables whose rows are rows of sheets."""


class Unbalanced(Exception):
    """A sheet whose rows do not add up: read ≠ kept + merged + rejected. Never the sheet's fault."""


def notes(sheets: Sequence[Sheet]) -> pa.Table:
    """The lines that are no records, as note_rows."""
    return table(
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


def sheet_unit(sheet: Sheet, reference: Reference) -> Unit | None:
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


def rejected(
    sieves: Sequence[Sieve],
    sheets: Sequence[Sheet],
    sheet_units: Sequence[Unit | None],
    reference: Reference,
    closed: Container[int],
) -> pa.Table:
    """The rows that were set aside and not `closed` since, as rejected_rows, each with the unit that sent it."""
    rows = []
    for sieve in sieves:
        for found in sieve.rejections():
            if found["sheet_no"] * ROWS_A_SHEET + found["source_row"] in closed:
                continue
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
    return table("rejected_rows", rows)


def fates(
    con: duckdb.DuckDBPyConnection, roster: Sieve, roster_merged: Sequence[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """The accepted rows that went into another: row key, the other's, and the rule."""
    found = con.sql(
        """
        SELECT row_key, into_key, rule FROM visit_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM issue_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM report_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM message_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM followup_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM card_fates WHERE into_key <> row_key
        UNION ALL SELECT row_key, into_key, rule FROM profile_fates WHERE into_key <> row_key
        ORDER BY row_key
        """
    ).fetchall()
    keys = row_keys(roster)
    return found + [(keys[old].as_py(), keys[new].as_py(), "same-unit") for old, new in roster_merged]


def merged(
    sheets: Sequence[Sheet],
    sieves: Sequence[Sieve],
    fates: Sequence[tuple[int, int, str]],
    closed: Mapping[int, int],
) -> pa.Table:
    """The rows that repeat another or were corrected later, as merged_rows, each with the row it went into."""
    said = _contents(sieves, [key for fate in fates for key in fate[:2]])
    rows = []
    for key, into, rule in fates:
        replaces = MERGES[rule].replaces
        if replaces is None:
            replaces = said[key] != said[into]
        fate = REPLACED if replaces else THERE_ALREADY
        rows.append(_merge(sheets, key, rule, fate, into))
    rows += [_merge(sheets, key, "corrected-later", REPLACED, into) for key, into in sorted(closed.items())]
    first = {(s.file.path, s.read.sheet): no for no, s in enumerate(sheets)}
    for no, sheet in enumerate(sheets):
        if sheet.file.same_as and sheet.read.rows is not None:
            into = first[sheet.file.same_as, sheet.read.sheet]
            rows += [
                _merge(sheets, no * ROWS_A_SHEET + line, "same-file", THERE_ALREADY, into * ROWS_A_SHEET + line)
                for line in sheet.read.rows["source_row"].to_pylist()
            ]
    return table("merged_rows", rows)


def _contents(sieves: Sequence[Sieve], keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Row key → form and all that the row says, its number in the list aside."""
    wanted = pa.array(keys, pa.int64())
    said: dict[int, tuple[str, str]] = {}
    for sieve in sieves:
        own = row_keys(sieve)
        rows = pc.indices_nonzero(pc.is_in(own, wanted))
        if len(rows):
            columns = [sieve.said(f.name).take(rows) for f in sieve.form.fields if f.name != "sequence"]
            texts = pc.binary_join_element_wise(*columns, "\x1f").to_pylist()
            said |= {key: (sieve.form.id, text) for key, text in zip(own.take(rows).to_pylist(), texts, strict=True)}
    return said


def _merge(sheets: Sequence[Sheet], key: int, rule: str, fate: str, into_key: int) -> dict[str, Any]:
    (no, line), (into_no, into_line) = divmod(key, ROWS_A_SHEET), divmod(into_key, ROWS_A_SHEET)
    sheet, into = sheets[no], sheets[into_no]
    return {
        "source_file": sheet.file.path,
        "source_sheet": sheet.read.sheet,
        "source_row": line,
        "form": BY_ID[sheet.read.form].label,
        "rule": rule,
        "fate": fate,
        "sentence": MERGES[rule].sentence,
        "into_file": into.file.path,
        "into_sheet": into.read.sheet,
        "into_row": into_line,
    }


def source_sheets(
    done: Mapping[str, pa.Table],
    sheets: Sequence[Sheet],
    sheet_units: Sequence[Unit | None],
    sieves: Sequence[Sieve],
) -> pa.Table:
    """The sheets with what became of their rows; raises `Unbalanced` where read is not kept + merged + rejected."""
    read: dict[int, int] = defaultdict(int)
    for sieve in sieves:
        for counted in sieve.sheet_no.value_counts().to_pylist():
            read[counted["values"]] += counted["counts"]
    for no, sheet in enumerate(sheets):
        if sheet.file.same_as and sheet.read.rows is not None:
            read[no] = sheet.read.rows.num_rows
    kept = _count_by_sheet(done, KEPT_IN)
    merged = _count_by_sheet(done, ("merged_rows",))
    by_fate = done["merged_rows"].filter(pc.equal(done["merged_rows"]["fate"], REPLACED))
    replaced = _count_by_sheet({"merged_rows": by_fate}, ("merged_rows",))
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
                "rows_replaced": replaced.get(key, 0),
                "rows_rejected": counts[2],
                "note_row_count": len(sheet.read.notes),
                "unknown_headings": sheet.read.unknown_headings,
            }
        )
    return table("source_sheets", rows)


def _count_by_sheet(done: Mapping[str, pa.Table], names: Iterable[str]) -> dict[tuple[str, str], int]:
    """How many rows of the finished tables come from each sheet.

    An issue heard in a visit row is that row's; the figures of one paragraph are one row's.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for name in names:
        table = done[name]
        if name == "issues":
            table = table.filter(pc.is_in(table["form"], pa.array(["issue_ledger", "cadre_list"])))
        if name == "briefing_figures":
            table = table.group_by(["source_file", "source_sheet", "source_row"]).aggregate([])
        grouped = table.select(["source_file", "source_sheet"]).group_by(["source_file", "source_sheet"])
        for row in grouped.aggregate([([], "count_all")]).to_pylist():
            counts[row["source_file"], row["source_sheet"]] += row["count_all"]
    return counts


def source_files(done: Mapping[str, pa.Table], files: Sequence[SourceFile], reference: Reference) -> pa.Table:
    """The files with the sums of their sheets, and why a file or a sheet of it was refused."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    refused: dict[str, list[str]] = defaultdict(list)
    for sheet in done["source_sheets"].to_pylist():
        for name in COUNTS:
            sums[sheet["source_file"]][name] += sheet[name]
        if sheet["refused"]:
            refused[sheet["source_file"]].append(sheet["refused"])
    return table(
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


def sums(source_files: pa.Table) -> dict[str, int]:
    """The counts of all files together."""
    return {name: pc.sum(source_files[name]).as_py() or 0 for name in COUNTS}
