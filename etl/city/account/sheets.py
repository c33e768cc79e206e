"""What became of the rows of each sheet and of each file, and do they add up?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from campaign import papers, schema
from campaign.places.units import Unit
from etl.city.account.merged import REPLACED
from etl.city.relations import City
from etl.city.units import unit_columns
from etl.forms import BY_ID

COUNTS = ("rows_read", "rows_kept", "rows_merged", "rows_replaced", "rows_rejected", "rows_forgotten")
"""What is counted of every sheet; the replaced are part of the merged."""


class Unbalanced(Exception):
    """A sheet whose rows do not add up: read ≠ kept + merged + rejected + left out on request. Never the sheet's fault."""


def source_sheets(city: City) -> None:
    """Fills source_sheets; raises `Unbalanced` where read is not kept + merged + rejected + left out on request."""
    city.fill_rows("source_sheets", _sheets(city))


def _sheets(city: City) -> Iterator[dict[str, Any]]:
    kept: dict[tuple[str, str], int] = defaultdict(int)
    for table, forms in _tables().items():
        for *sheet, count in city.rows(_kept(table, forms), of=[table]):
            kept[tuple(sheet)] += count
    merged, replaced, rejected = (
        {tuple(sheet): count for *sheet, count in city.rows(_COUNT.format(table + which), of=[table])}
        for table, which in (("merged_rows", ""), ("merged_rows", f" WHERE fate = '{REPLACED}'"), ("rejected_rows", ""))
    )
    for sheet in city.sheet:
        key = (sheet.file.path, sheet.name)
        counts = (kept.get(key, 0), merged.get(key, 0), rejected.get(key, 0), sheet.left_out)
        if sheet.lines != sum(counts):
            raise Unbalanced(
                f"{key[0]} 的“{key[1]}”：读到 {sheet.lines} 行，采用 {counts[0]}、归并 {counts[1]}、退回 {counts[2]}、应要求删除 {counts[3]}，对不上"
            )
        yield {
            "source_file": key[0],
            "source_sheet": key[1],
            "form": BY_ID[sheet.read.form].label if sheet.read.form else None,
            "is_hidden": sheet.read.is_hidden,
            "hidden_row_count": sheet.read.hidden_row_count,
            "struck_row_count": sheet.read.struck_row_count,
            **unit_columns(sheet.sender),
            "period_label": sheet.period and sheet.period.label,
            "refused": sheet.read.refused,
            "rows_read": sheet.lines,
            "rows_kept": counts[0],
            "rows_merged": counts[1],
            "rows_replaced": replaced.get(key, 0),
            "rows_rejected": counts[2],
            "rows_forgotten": counts[3],
            "note_row_count": len(sheet.read.notes),
            "unknown_headings": sheet.read.unknown_headings,
        }


_COUNT = "SELECT source_file, source_sheet, count(*) FROM {} GROUP BY ALL HAVING source_file IS NOT NULL"


def _tables() -> dict[str, list[str]]:
    """The tables whose rows are rows of sheets, each with the papers that they are rows of."""
    tables: dict[str, list[str]] = defaultdict(list)
    for paper in papers.papers():
        if paper.record:
            for table in (paper.record.table_name, *paper.record.also):
                tables[table].append(paper.id)
    return tables


def _kept(table: str, forms: Sequence[str]) -> str:
    """SQL: how many rows of each sheet stand in a table; figures of one paragraph are one row's.

    A record that was found in a row of another paper, as an issue is in a visit, is that row's.
    """
    has_form = any(column.name == "form" for column in schema.table(table).columns)
    own = f"form IN ({', '.join(repr(form) for form in forms)})" if has_form else "source_file IS NOT NULL"
    return _COUNT.format(f"(SELECT DISTINCT source_file, source_sheet, source_row FROM {table} WHERE {own})")


def source_files(city: City) -> None:
    """Fills source_files: the sums of each file's sheets, and why it or a sheet of it was refused."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for path, *counts in city.rows(f"SELECT source_file, {', '.join(COUNTS)} FROM source_sheets"):
        for name, count in zip(COUNTS, counts, strict=True):
            sums[path][name] += count
    rows = []
    for file in city.files:
        unit = city.unit(file.folder_unit)
        refused = [sheet.refused for sheet in file.sheets if sheet.refused]
        rows.append(
            {
                "source_file": file.path,
                "received_as": file.received_as,
                "sha256": file.received.sha256,
                "bytes": file.received.bytes,
                "received_at": file.received_at,
                "unit_name": unit.unit_name if isinstance(unit, Unit) else None,
                "period_label": file.period and file.period.label,
                "refused": file.refused or _first_of(refused),
                **sums[file.path],
            }
        )
    city.fill_rows("source_files", rows)


MOST_SENTENCES = 2
"""Of the sheets of one file that are refused; each has its own in source_sheets."""


def _first_of(refused: Sequence[str]) -> str | None:
    """Why sheets of a file were not read, in a few lines."""
    rest = len(refused) - MOST_SENTENCES
    return "；".join([*refused[:MOST_SENTENCES], *([f"另有 {rest} 张工作表没有读"] if rest > 0 else [])]) or None
