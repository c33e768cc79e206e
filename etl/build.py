"""How does an inbox become a snapshot? The whole run, top to bottom."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from campaign import schema
from campaign.office.assigned import Assignment
from campaign.office.forgotten import Forgotten
from campaign.places.areas import plain
from campaign.places.units import shipped_register
from etl import city, corrections, fingerprint, staging, values
from etl import shelf as shelves
from etl.city import File
from etl.city.account.merged import REPLACED, UNORDERED
from etl.corrections import Correction
from etl.inbox import Received, as_received
from etl.loaded import Loaded
from etl.progress import CHECKING, JOINING, READING, Progress, Step, say_nothing
from etl.shelf import NotPublished


def load(
    received: Sequence[Received],
    shelf: Path,
    corrected_by: Path,
    inputs: str,
    progress: Progress = say_nothing,
    assignments: Sequence[Assignment] = (),
    had_rows: bool = False,
    listed: Forgotten | None = None,
) -> Loaded:
    """Reads what was received, corrects what is known to be wrong, and publishes a snapshot of all of it.

    `assignments` are the categories that people gave at the desk, `inputs` is the fingerprint of all that the snapshot is
    made of, `had_rows` whether the snapshot that is shown has any row, `listed` the households that asked to be removed;
    what was read of files that tell of one is not kept. Raises `NotPublished` with a sentence; whatever it
    raises, it leaves no draft.
    """
    from campaign.numbers.wording import rule_name  # what asks for numbers is needed to publish, and not to check
    from etl import public, publish

    started = time.perf_counter()
    built_at = datetime.now(UTC).replace(tzinfo=None)
    snapshot_id = shelves.named_after(shelf, shelves.stamp(built_at))
    kept = shelf / "readings"
    so_far = Step(READING)

    def read(files: int, rows: int, rejected: int) -> None:
        nonlocal so_far
        so_far = Step(READING, files, len(received), rows, rejected)
        progress(so_far)

    files = _staged(received, kept, read)
    correct(files, corrected_by, partial(_restaged, kept=kept, is_strict=True))
    progress(replace(so_far, stage=JOINING, files=len(files)))
    draft = publish.begin(shelf, snapshot_id)
    try:
        with city.connected(draft / publish.FILE, files) as con:
            city.make(con, files, snapshot_id, built_at, lambda file: _again(file, kept), assignments, listed)
            definitions, rows = _made_once(kept, "definitions", _definitions)
            con.register("defined", rows)
            con.execute("INSERT INTO definitions SELECT * FROM defined")
            con.unregister("defined")
            report = {**_report(con, inputs), "failed": sum(map(_may_be_read_yet, files)), "received": _received(files)}
            for told in ("reasons", "doubts"):
                report[told] = [(field, rule_name(rule), count) for field, rule, count in report[told]]
            _refuse_nothing(report, had_rows)
            totals = report["totals"]
            progress(Step(CHECKING, len(files), len(files), totals["rows_read"], totals["rejected"]))
            declared = {name: _made_once(kept, name, make) for name, make in public.DECLARED.items()}
            home = publish.publish(con, draft, shelf, report, {name: rows for name, (_, rows) in declared.items()})
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    staging.forget_others(
        kept,
        (
            definitions,
            *(place for place, _ in declared.values()),
            *(file.place for file in files if not file.has_left_out),
        ),
    )
    return Loaded(report, snapshot_id, time.perf_counter() - started, tables=Published(home))


def _may_be_read_yet(file: File) -> bool:
    """Whether a file was not read through no fault of its own, and is worth another try although nothing changed."""
    return isinstance(file.place, staging.Staged) and not file.received.obstacle


def _received(files: Sequence[File]) -> list[tuple[str, str, str, str]]:
    """Each file of a load: its path in the inbox, its fingerprint, when it came, and the path under which it is shown."""
    every = (file for file in files if not file.received.obstacle)
    return [(one.received_as, one.received.sha256, one.received_at.isoformat(sep=" "), one.path) for one in every]


def _refuse_nothing(report: Mapping[str, Any], had_rows: bool) -> None:
    """Raises `NotPublished` where no row is kept and the snapshot that is shown has some."""
    if had_rows and not report["totals"]["kept"]:
        reasons = [f"{file['path']}：{file['refused']}" for file in report["files"] if file["refused"]]
        named = "；".join(reasons[:MOST_NAMED]) + (f"；等 {len(reasons)} 份" if len(reasons) > MOST_NAMED else "")
        raise NotPublished(
            f"新数据未启用：收件目录的{report['totals']['files']:,}个文件没有一行可以采用，不能以空数据替换现有数据。"
            f"原有数字不变{f'（{named}）' if named else ''}"
        )


MOST_NAMED = 5
"""Files that a sentence names."""


def check(paths: Sequence[Path], listed: Forgotten | None = None) -> Loaded:
    """What a load would make of the given files alone, without the rows of `listed` households; changes nothing."""
    received = [
        as_received(path, name) for path, name in zip(paths, _told_apart(map(in_its_folders, paths)), strict=True)
    ]
    with TemporaryDirectory() as folder:
        kept = Path(folder)
        files = _staged(received, kept)
        correct(files, corrections.LISTED, partial(_restaged, kept=kept, is_strict=False), is_strict=False)
        return in_memory(files, lambda file: _again(file, kept), listed=listed)


def in_memory(
    files: Sequence[File],
    again: Callable[[File], staging.Staged],
    snapshot_id: str = "",
    listed: Forgotten | None = None,
) -> Loaded:
    """What identified files come to, without a snapshot of it."""
    started = time.perf_counter()
    con = city.connected(None, files)
    city.make(con, files, snapshot_id, datetime.now(UTC).replace(tzinfo=None), again, listed=listed)
    tables = InMemory(con)
    return Loaded(_report(con, ""), None, time.perf_counter() - started, tables=tables, sources=tuple(files))


# ── from files to staged files ────────────────────────────────────────────────────────────────


def _staged(received: Sequence[Received], kept: Path, done: staging.Done = staging.say_nothing) -> list[File]:
    """Every file with what it says by itself, identified among the others."""
    files, rows, rejected = [], 0, 0
    for one, place in zip(received, staging.stage(received, kept, done=done), strict=True):
        try:
            head = staging.head(place)
        except (staging.Damaged, OSError):
            place = _anew(one, place, kept)
            head = staging.head(place)
        files.append(File(one, place, head))
        rows, rejected = rows + sum(head.lines), rejected + head.rejected
    done(len(files), rows, rejected)
    city.identify(files)
    return files


def _anew(
    one: Received, place: Path | staging.Staged, kept: Path, entries: Sequence[Correction] = ()
) -> Path | staging.Staged:
    """A file staged anew in the place of what was damaged."""
    if isinstance(place, Path):
        place.unlink(missing_ok=True)
    return staging.stage([one], kept, {one.path: entries})[0]


def _again(file: File, kept: Path) -> staging.Staged:
    """The same for a file whose kept form was found damaged after its head was read."""
    file.place = _anew(file.received, file.place, kept, file.entries)
    return staging.load(file.place)


Restage = Callable[[File, Sequence[Correction]], Path | staging.Staged]
"""Stages a file anew with the entries that correct it."""


def _restaged(file: File, entries: Sequence[Correction], kept: Path, is_strict: bool) -> Path | staging.Staged:
    return staging.stage([file.received], kept, {file.received.path: entries}, is_strict)[0]


def correct(files: Sequence[File], listed: Path, restage: Restage, is_strict: bool = True) -> None:
    """Stages anew the files that the office corrects; when not `is_strict`, by those entries that fit.

    Raises `NotPublished`, naming the entry that corrects nothing.
    """
    try:
        entries = corrections.by_file(corrections.known(listed))
        by_path = {name: file for file in files for name in (file.received.path, file.path)}
        for path, own in entries.items():
            file = by_path.get(path)
            if file is None or file.same_as:
                if not is_strict:
                    continue
                twin = file.same_as if file else None
                why = f"它与 {twin.path} 完全相同，请改写那一份" if twin else "收件夹里没有这份文件"
                raise corrections.WrongCorrection(f"{own[0].name}：{why}")
            place = restage(file, own)
            head = staging.head(place)
            if head.wrong:
                raise corrections.WrongCorrection(head.wrong)
            if head.corrections:
                file.take(place, head, tuple(own))
    except corrections.WrongCorrection as why:
        raise NotPublished(f"新数据未启用：{why}。原有数字不变") from why


@cache
def _definitions() -> pa.Table:
    """The table definitions."""
    from campaign.months import frozen

    return frozen.definitions_table()


def _made_once(kept: Path, name: str, make: Callable[[], pa.Table]) -> tuple[Path, pa.Table]:
    """What is the same for every load of one program, and costly to work out; and where it is kept."""
    place = kept / f"{fingerprint.of(name, fingerprint.code())}.parquet"
    try:
        return place, pq.read_table(place)
    except (OSError, pa.ArrowException):
        rows = make()
        partial_file = place.with_suffix(f".{os.getpid()}")
        pq.write_table(rows, partial_file)
        partial_file.replace(place)
        return place, rows


# ── what came of it ───────────────────────────────────────────────────────────────────────────


class InMemory(Mapping[str, pa.Table]):
    """The tables of a check, each read when it is asked for."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

    def __getitem__(self, name: str) -> pa.Table:
        return self._con.sql(f'FROM "{name}"').to_arrow_table().cast(schema.table(name).arrow)

    def __iter__(self) -> Iterator[str]:
        return (table.name for table in schema.TABLES)

    def __len__(self) -> int:
        return len(schema.TABLES)


class Published(InMemory):
    """The tables of a snapshot, out of its Parquet files."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __getitem__(self, name: str) -> pa.Table:
        return pq.read_table(self._home / f"{name}.parquet").cast(schema.table(name).arrow)


def _report(con: duckdb.DuckDBPyConnection, inputs: str) -> dict[str, Any]:
    """What became of every file and of all together, and why rows were rejected, most frequent first."""
    forms: dict[str, list[str]] = {}
    for path, form in con.execute("SELECT source_file, form FROM source_sheets WHERE form IS NOT NULL").fetchall():
        names = forms.setdefault(path, [])
        if form not in names:
            names.append(form)
    columns = ("path", "received_as", "rows_read", "kept", "merged", "replaced", "rejected", "forgotten", "refused")
    rows = con.execute(
        """SELECT source_file, received_as, rows_read, rows_kept, rows_merged, rows_replaced, rows_rejected, rows_forgotten, refused FROM source_files"""
    ).fetchall()
    files = [dict(zip(columns, row, strict=True)) for row in rows]
    files = [{"path": f["path"], "form": "、".join(forms.get(f["path"], ())) or None, **f} for f in files]
    counted = ("rows_read", "kept", "merged", "replaced", "rejected", "forgotten")
    totals = {"files": len(files), **{name: sum(f[name] for f in files) for name in counted}}
    totals["refused"] = sum(f["refused"] is not None for f in files)
    correcting = f"SELECT count(DISTINCT (into_file, into_sheet, into_row)) FROM merged_rows WHERE fate = '{REPLACED}'"
    reasons = con.execute(
        "SELECT field, rule, count(*) AS n FROM rejected_rows GROUP BY ALL ORDER BY n DESC, field, rule"
    ).fetchall()
    doubts = con.execute(
        "SELECT field, rule, count(*) AS n FROM remarks WHERE cell IS NOT NULL GROUP BY ALL ORDER BY n DESC, field, rule"
    ).fetchall()
    unknown_words = con.execute(
        "SELECT count(*) FROM remarks WHERE list_contains($1, rule)", [sorted(values.UNKNOWN_WORDS)]
    ).fetchall()[0][0]
    slips = con.execute("SELECT DISTINCT sentence FROM remarks WHERE cell IS NULL ORDER BY 1").fetchall()
    unordered = con.execute(
        f"""SELECT source_file, into_file, count(*) FROM merged_rows WHERE fate = '{UNORDERED}' GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return {
        "unordered": unordered,
        "inputs": inputs,
        "files": files,
        "totals": totals,
        "correcting": con.execute(correcting).fetchall()[0][0],
        "reasons": reasons,
        "doubts": doubts,
        "unknown_words": unknown_words,
        "slips": [sentence for (sentence,) in slips],
    }


# ── names of files ────────────────────────────────────────────────────────────────────────────


def _told_apart(names: Iterable[str]) -> list[str]:
    """Names of which none is there twice, as two villages' 台账.xlsx are when both are checked at once.

    >>> _told_apart(["台账.xlsx", "周报.xlsx", "台账.xlsx"])
    ['台账.xlsx', '周报.xlsx', '台账#2.xlsx']
    """
    apart: list[str] = []
    for name in names:
        stem, dot, kind = name.rpartition(".")
        ways = chain([name], (f"{stem}#{number}{dot}{kind}" for number in count(2)))
        apart.append(next(way for way in ways if way not in apart))
    return apart


def in_its_folders(path: Path) -> str:
    """The path as the inbox would have it, from the folder that names a unit: 政法委/3月上半月/台账.xlsx.

    A file whose folders name no unit is taken alone; only folders that name a unit or a period count.
    """
    register = shipped_register()
    folders = list(path.resolve().parts[:-1])
    for i in range(len(folders) - 1, max(-1, len(folders) - 4), -1):
        if register.find(plain(folders[i])):
            return "/".join([*folders[i:], path.name])
    period = folders[-1] if folders and values.parse_period(folders[-1]) else ""
    return f"{period}_{path.name}" if period else path.name
