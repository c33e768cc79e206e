"""How does a draft become the numbers that everyone sees, and how does one go back?

A draft is written beside the shelf's snapshots, checked, synced to disk and given its own name;
then `CURRENT` is replaced in one step. A snapshot is never overwritten: DuckDB goes on serving an
open file's old contents when its path is replaced, so a new snapshot always has a new name. A
crash anywhere leaves CURRENT, and the snapshot it names, as they were.
"""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from campaign import identities, schema
from campaign.loads import LOCK, Holder, now, said_in
from campaign.snapshot import open_draft

CURRENT = "CURRENT"
DRAFT = ".draft-"


class NotPublished(Exception):
    """A draft that failed a check, or a shelf that cannot be written; `str()` is a Chinese sentence."""


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
    ("每个问题都有村（社区）和单位", "SELECT count(*) FROM issues WHERE village_id IS NULL OR unit_name IS NULL"),
    ("村（社区）都在名录中", "SELECT count(*) FROM visits WHERE village_id NOT IN (SELECT village_id FROM areas)"),
    ("单位都在单位表中", "SELECT count(*) FROM visits WHERE unit_name NOT IN (SELECT unit_name FROM units)"),
    (
        "读到＝采用＋归并＋退回",
        "SELECT count(*) FROM source_sheets WHERE rows_read <> rows_kept + rows_merged + rows_rejected",
    ),
    ("读到的每一行都存有原文", "SELECT abs((SELECT count(*) FROM source_rows) - (SELECT rows_read FROM snapshot))"),
    ("各文件之和等于全部", "SELECT abs((SELECT sum(rows_read) FROM source_files) - (SELECT rows_read FROM snapshot))"),
    ("退回的行都写明原因", "SELECT count(*) FROM rejected_rows WHERE sentence IS NULL OR rule IS NULL"),
)
"""What must hold of a draft's rows, each with a query that counts the violations; of its numbers, `campaign.identities`."""


@contextmanager
def hold(shelf: Path) -> Iterator[Holder]:
    """Holds the shelf for one load; raises `NotPublished`, naming the holder, when another load has it."""
    shelf.mkdir(parents=True, exist_ok=True)
    with (shelf / LOCK).open("a+", encoding="utf-8") as lock:
        if not _locked(lock):
            lock.seek(0)
            other = said_in(lock.read())
            raise NotPublished(f"另一次装载正在进行（{other or '进程不明'}），请等它结束再试")
        mine = Holder(os.getpid(), _somebody(), now())
        lock.truncate(0)
        lock.write(json.dumps(asdict(mine), ensure_ascii=False))
        lock.flush()
        for stale in shelf.glob(f"{DRAFT}*"):
            shutil.rmtree(stale)
        yield mine


def _locked(lock: TextIO) -> bool:
    """Takes the lock; tries for half a second, since a page that looks whether a load runs holds it for a moment."""
    for _ in range(10):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False


def _somebody() -> str:
    """user@machine; a user that the machine has no name for is its number."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"


def publish(tables: Mapping[str, pa.Table], shelf: Path, snapshot_id: str) -> Path:
    """Shelves `tables` under `snapshot_id`, then points CURRENT at it; returns the snapshot's folder.

    Raises `NotPublished` with what failed; the old snapshot then stands.
    """
    draft = shelf / f"{DRAFT}{snapshot_id}"
    draft.mkdir(parents=True)
    write(tables, draft)
    verify(draft, tables)
    agree(draft)
    home = shelf / snapshot_id
    settle(draft, home)
    point(shelf, snapshot_id)
    return home


def settle(draft: Path, home: Path) -> None:
    """Gives a whole draft its own name, its files on the disk before it."""
    for file in draft.iterdir():
        sync(file)
    sync(draft)
    draft.rename(home)
    sync(home.parent)


def write(tables: Mapping[str, pa.Table], draft: Path) -> None:
    """Writes campaign.duckdb and one Parquet file a table."""
    with duckdb.connect(str(draft / "campaign.duckdb")) as con:
        con.execute("SET preserve_insertion_order = false")
        for table in schema.TABLES:
            con.execute(table.ddl)
            if tables[table.name].num_rows:
                con.register("draft_rows", tables[table.name])
                con.execute(f'INSERT INTO "{table.name}" SELECT * FROM draft_rows')
                con.unregister("draft_rows")
            pq.write_table(tables[table.name], draft / f"{table.name}.parquet", compression="zstd")


def verify(draft: Path, tables: Mapping[str, pa.Table]) -> None:
    """Reads the draft back whole: every column of every table, every check; raises `NotPublished`."""
    with duckdb.connect(str(draft / "campaign.duckdb"), read_only=True) as con:
        for table in schema.TABLES:
            rows, _ = con.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{table.name}" t').fetchone()
            parquet = pq.read_metadata(draft / f"{table.name}.parquet").num_rows
            if not rows == parquet == tables[table.name].num_rows:
                raise NotPublished(
                    f"写出的表“{table.label}”行数不对：{tables[table.name].num_rows} 行写成了 {rows} 和 {parquet} 行"
                )
        for rule, violations in CHECKS:
            found = con.execute(violations).fetchone()[0] or 0
            if found:
                raise NotPublished(f"没有发布：“{rule}”不成立，差 {int(found)}。原来的数字不变")


def agree(draft: Path) -> None:
    """Asks the draft for its numbers as the pages will; raises `NotPublished` when they contradict one another."""
    with open_draft(draft) as snapshot:
        broken = identities.broken(snapshot)
    if broken:
        raise NotPublished(f"没有发布：{'。'.join(broken)}。原来的数字不变")


def point(shelf: Path, snapshot_id: str) -> None:
    """Makes CURRENT name `snapshot_id`, in one step."""
    partial = shelf / f"{CURRENT}.{os.getpid()}"
    with partial.open("w", encoding="utf-8") as file:
        file.write(snapshot_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(shelf / CURRENT)
    sync(shelf)


def current(shelf: Path) -> str | None:
    """The snapshot that CURRENT names; None on an empty shelf."""
    file = shelf / CURRENT
    return file.read_text(encoding="utf-8").strip() if file.exists() else None


def snapshots(shelf: Path) -> list[str]:
    """The snapshots on the shelf, oldest first."""
    return sorted(file.parent.name for file in shelf.glob("*/campaign.duckdb") if not file.parent.name.startswith("."))


def back(shelf: Path) -> str:
    """Points CURRENT at the snapshot before the one it names; returns that. Raises `NotPublished` when there is none."""
    now = current(shelf)
    earlier = [name for name in snapshots(shelf) if now and name < now]
    if not earlier:
        raise NotPublished("书架上没有更早的快照，退不回去")
    point(shelf, earlier[-1])
    return earlier[-1]


def sync(path: Path) -> None:
    """Has what a file holds, or a folder names, on the disk before it returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
