"""How does a draft become the numbers that everyone sees?

A draft is made beside the shelf's snapshots, checked, synced to disk and given its own name; then CURRENT is replaced in
one step. A crash anywhere leaves CURRENT, and the snapshot it names, as they were.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from campaign import schema
from campaign.numbers import identities
from campaign.numbers.questions import text_in_sql
from campaign.numbers.snapshot import open_draft
from etl import public
from etl.city import SPILL
from etl.city.accepted import is_family
from etl.shelf import DRAFT, FILE, REPORT, NotPublished, point, settle

CHECKS: tuple[tuple[str, str], ...] = (
    (
        "每次走访都属于一户",
        "SELECT count(*) FROM visits WHERE household_id NOT IN (SELECT household_id FROM households)",
    ),
    ("解决日期不早于反映日期", "SELECT count(*) FROM issues WHERE solved_date < raised_date"),
    (
        "已解决的问题都有解决日期，别的都没有",
        "SELECT count(*) FROM issues WHERE coalesce(status = '已解决', false) <> (solved_date IS NOT NULL)",
    ),
    (
        "每个问题都有镇（街道）和单位，群众反映的都有村（社区）",
        "SELECT count(*) FROM issues WHERE town_name IS NULL OR unit_name IS NULL"
        f" OR (village_id IS NULL AND {is_family('raiser')})",
    ),
    ("村（社区）都在名录中", "SELECT count(*) FROM visits WHERE village_id NOT IN (SELECT village_id FROM areas)"),
    ("单位都在单位表中", "SELECT count(*) FROM visits WHERE unit_name NOT IN (SELECT unit_name FROM units)"),
    (
        "读到＝采用＋归并＋退回＋应要求删除",
        "SELECT count(*) FROM source_sheets WHERE rows_read <> rows_kept + rows_merged + rows_rejected + rows_forgotten",
    ),
    (
        "读到的每一行都存有原文，应要求删除的除外",
        "SELECT abs((SELECT count(*) FROM source_rows) - (SELECT rows_read - rows_forgotten FROM snapshot))",
    ),
    ("各文件之和等于全部", "SELECT abs((SELECT sum(rows_read) FROM source_files) - (SELECT rows_read FROM snapshot))"),
    ("退回的行都写明原因", "SELECT count(*) FROM rejected_rows WHERE sentence IS NULL OR rule IS NULL"),
    *(
        (
            f"{fold.label}合起来行数不变",
            f"SELECT abs((SELECT coalesce(sum(rows), 0) FROM {fold.name}) - (SELECT count(*) FROM {fold.of}))",
        )
        for fold in schema.FOLDED.values()
    ),
)
"""What must hold of a draft's rows, each with a query that counts the violations; of its numbers, `campaign.numbers.identities`."""


def begin(shelf: Path, snapshot_id: str) -> Path:
    """The folder of a new draft."""
    draft = shelf / f"{DRAFT}{snapshot_id}"
    draft.mkdir(parents=True)
    return draft


def publish(
    con: duckdb.DuckDBPyConnection,
    draft: Path,
    shelf: Path,
    report: Mapping[str, Any],
    declared: Mapping[str, pa.Table] | None = None,
) -> Path:
    """Shelves the draft that `con` holds, then points CURRENT at it; closes `con`; returns the snapshot's folder.

    `declared` is what `etl.public.DECLARED` makes, where it is at hand.
    Raises `NotPublished` with what failed; the old snapshot then stands.
    """
    snapshot_id = draft.name.removeprefix(DRAFT)
    try:
        for table in schema.TABLES:
            copy(con, table.name, draft / f"{table.name}.parquet")
        for fold in schema.FOLDED.values():
            con.execute(fold.ddl)
        public.write(con, draft, declared or {name: make() for name, make in public.DECLARED.items()})
    finally:
        con.close()
    for spilled in draft.glob(f"*{SPILL}"):
        shutil.rmtree(spilled)
    (draft / REPORT).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    verify(draft)
    agree(draft)
    home = shelf / snapshot_id
    settle(draft, home)
    point(shelf, snapshot_id)
    return home


def copy(con: duckdb.DuckDBPyConnection, table: str, file: Path) -> None:
    """Writes one table as Parquet, for programs that know no DuckDB."""
    con.execute(f'COPY "{table}" TO {text_in_sql(file)} (FORMAT parquet, COMPRESSION zstd)')


def verify(draft: Path) -> None:
    """Reads the draft back whole: every column of every table, every check; raises `NotPublished`."""
    with duckdb.connect(str(draft / FILE), read_only=True) as con:
        for table in schema.TABLES:
            ((rows, _),) = con.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{table.name}" t').fetchall()
            parquet = pq.read_metadata(draft / f"{table.name}.parquet").num_rows
            if rows != parquet:
                raise NotPublished(f"写出的表“{table.label}”行数不对：一处 {rows} 行，一处 {parquet} 行")
        for rule, violations in CHECKS:
            ((found,),) = con.execute(violations).fetchall()
            if found:
                raise NotPublished(f"新数据未启用：“{rule}”不成立，差 {int(found)}。原有数字不变")


def agree(draft: Path) -> None:
    """Asks the draft for its numbers as the pages will; raises `NotPublished` when they contradict one another."""
    with open_draft(draft) as snapshot:
        broken = identities.broken(snapshot)
    if broken:
        raise NotPublished(f"新数据未启用：{'。'.join(broken)}。原有数字不变")
