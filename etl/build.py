"""How does an inbox become a snapshot? The whole run, top to bottom."""

from __future__ import annotations

import errno
import hashlib
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from campaign import loads
from campaign.areas import plain
from campaign.units import Register, registered
from etl import corrections, publish, reading, values
from etl.forms import BadHeadings
from etl.sift import SourceFile, identify, sift

IGNORED = frozenset({"manifest.json", "Thumbs.db", "desktop.ini"})
"""Files that no office sends: the sample's own list, and what file managers leave behind."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def say_nothing(stage: str, done: int, whole: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load or a check found; `snapshot` is None when nothing was published."""

    tables: dict[str, pa.Table]
    snapshot: str | None
    seconds: float
    sources: tuple[SourceFile, ...] = ()
    """The files as read, in the order in which they were named."""

    @property
    def files(self) -> list[dict[str, Any]]:
        """Each file with its form, its counts and its refusal."""
        forms: dict[str, list[str]] = {}
        for sheet in self.tables["source_sheets"].select(["source_file", "form"]).to_pylist():
            names = forms.setdefault(sheet["source_file"], [])
            if sheet["form"] and sheet["form"] not in names:
                names.append(sheet["form"])
        return [
            {
                "path": file["source_file"],
                "form": "、".join(forms.get(file["source_file"], ())) or None,
                "rows_read": file["rows_read"],
                "kept": file["rows_kept"],
                "merged": file["rows_merged"],
                "replaced": file["rows_replaced"],
                "rejected": file["rows_rejected"],
                "refused": file["refused"],
            }
            for file in self.tables["source_files"].to_pylist()
        ]

    @property
    def totals(self) -> dict[str, int]:
        """The counts of all files together."""
        files = self.files
        counts = {
            name: sum(file[name] for file in files) for name in ("rows_read", "kept", "merged", "replaced", "rejected")
        }
        return {"files": len(files), **counts, "refused": sum(file["refused"] is not None for file in files)}

    @property
    def correcting(self) -> int:
        """How many of the rows kept stand for an earlier version of themselves."""
        merged = self.tables["merged_rows"]
        replaced = merged.filter(pc.equal(merged["fate"], "被更正"))
        return replaced.group_by(["into_file", "into_sheet", "into_row"]).aggregate([]).num_rows

    @property
    def sentence(self) -> str:
        """What the load or check came to, in one line."""
        totals = self.totals
        replaced = f"，被更正 {totals['replaced']:,}" if totals["replaced"] else ""
        correcting = f"（其中更正 {self.correcting:,}）" if self.correcting else ""
        return (
            f"{totals['files']:,} 个文件，读到 {totals['rows_read']:,} 行："
            f"采用 {totals['kept']:,}{correcting}，已有 {totals['merged'] - totals['replaced']:,}{replaced}，"
            f"退回 {totals['rejected']:,}；"
            f"有 {totals['refused']:,} 个文件没有读或没有读全"
        )

    @property
    def is_clean(self) -> bool:
        """Whether nothing was rejected and nothing refused."""
        return not self.totals["rejected"] and not self.totals["refused"]


def load(inbox: Path, shelf: Path, progress: Progress = say_nothing, corrected_by: Path = corrections.LISTED) -> Loaded:
    """Reads the inbox, corrects what is known to be wrong, sifts it and publishes a snapshot.

    Raises `publish.NotPublished` with a sentence; `corrected_by` is the list of corrections.

    How it ended is left on the shelf, as `campaign.loads` reads it.
    """
    with publish.hold(shelf) as holder:
        try:
            done = _load(inbox, shelf, progress, corrected_by)
        except BaseException as why:
            _note(shelf, holder, loads.NOT_PUBLISHED, why_not(why))
            raise
        _note(shelf, holder, loads.PUBLISHED, done.sentence, done)
    return done


def _load(inbox: Path, shelf: Path, progress: Progress, corrected_by: Path) -> Loaded:
    started = time.perf_counter()
    if not inbox.is_dir():
        raise publish.NotPublished(f"收件夹 {inbox} 不存在；请建好文件夹，或用 --inbox 指明")
    built_at = datetime.now(UTC).replace(tzinfo=None)
    snapshot_id = built_at.strftime("%Y%m%dT%H%M%S%f")[:-3]
    files = received(inbox)
    if not files:
        raise publish.NotPublished(f"收件夹 {inbox} 是空的，没有可装载的表")
    kept = shelf / "readings"
    pairs = [(file.location, file.sha256) for file in files]
    _read(files, pairs, kept, progress)
    correct(files, corrected_by)
    progress("核对每一行", 0, 0)
    tables = sift(files, snapshot_id, built_at)
    progress("检查并发布", 0, 0)
    publish.publish(tables, shelf, snapshot_id)
    reading.forget_others(kept, pairs)
    return Loaded(tables, snapshot_id, time.perf_counter() - started)


def _note(shelf: Path, holder: loads.Holder, result: str, sentence: str, done: Loaded | None = None) -> None:
    """Leaves word of how a load ended; a shelf that takes no word changes nothing about the load."""
    snapshot, counts = (done.snapshot, done.totals) if done else (None, {})
    with suppress(OSError):
        loads.note(shelf, loads.LastLoad(holder.since, loads.now(), result, sentence, holder.pid, snapshot, counts))


def why_not(why: BaseException) -> str:
    """Why nothing was published, as a sentence for the person at the terminal and for the page.

    Of a mistake in the program it names the places and not the message, which may quote a cell.
    """
    if isinstance(why, (publish.NotPublished, BadHeadings)):
        return str(why)
    if isinstance(why, KeyboardInterrupt):
        return "装载被人中断，没有发布；原来的数字不变"
    if isinstance(why, OSError) and why.errno in _DISK:
        return f"{_DISK[why.errno]}，没有发布；原来的数字不变（{why.filename}）"
    places = " < ".join(
        f"{Path(f.filename).name}:{f.lineno}" for f in reversed(traceback.extract_tb(why.__traceback__))
    )
    return f"程序出错，没有发布；原来的数字不变。请把这一行交给维护人员：{type(why).__name__} 在 {places}"


_DISK = {
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EACCES: "没有读写的权限",
    errno.EPERM: "没有读写的权限",
    errno.ENOENT: "找不到文件或文件夹",
    errno.EIO: "磁盘读写出错",
}


def check(paths: Sequence[Path]) -> Loaded:
    """What a load would make of the given files alone; changes nothing."""
    started = time.perf_counter()
    files = [_source(path, name) for path, name in zip(paths, _told_apart(map(in_its_folders, paths)), strict=True)]
    _read(files, [(path, file.sha256) for path, file in zip(paths, files, strict=True)], None, say_nothing)
    correct(files, corrections.LISTED, is_strict=False)
    tables = sift(files, "", datetime.now(UTC).replace(tzinfo=None))
    return Loaded(tables, None, time.perf_counter() - started, tuple(files))


def correct(files: Sequence[SourceFile], listed: Path, is_strict: bool = True) -> None:
    """Applies the list of corrections to what was read; when not `is_strict`, those that fit.

    Raises `publish.NotPublished`, naming the entry that corrects nothing.
    """
    identify(files)
    try:
        entries = corrections.by_file(corrections.known(listed))
        by_path = {file.path: file for file in files}
        for path, own in entries.items():
            file = by_path.get(path)
            if file is None or file.same_as:
                if not is_strict:
                    continue
                why = f"它与 {file.same_as} 完全相同，请改写那一份" if file else "收件夹里没有这份文件"
                raise corrections.WrongCorrection(f"{own[0].name}：{why}")
            sheets, done = corrections.correct(file.sheets, own, is_strict)
            if done:
                file.written, file.sheets, file.corrections = file.sheets, sheets, done
    except corrections.WrongCorrection as why:
        raise publish.NotPublished(f"没有发布：{why}。原来的数字不变") from why


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


def received(inbox: Path) -> list[SourceFile]:
    """The files of the inbox, in the order of their paths; hidden and temporary ones are no files of an office."""
    paths = sorted(path for path in inbox.rglob("*") if path.is_file() and not _is_left_behind(path.relative_to(inbox)))
    return [_source(path, readable(path.relative_to(inbox).as_posix())) for path in paths]


def readable(name: str) -> str:
    """A path as text: names that were zipped in GBK are read as that.

    >>> readable("台账.csv"), readable("台账.csv".encode("gbk").decode("utf-8", "surrogateescape"))
    ('台账.csv', '台账.csv')
    """
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _is_left_behind(path: Path) -> bool:
    return path.name in IGNORED or any(part.startswith((".", "~$")) for part in path.parts)


def _source(path: Path, name: str) -> SourceFile:
    """A file as it lies there; one that cannot be opened is like no other, and its reading says why."""
    arrived = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().replace(tzinfo=None, microsecond=0)
    try:
        with path.open("rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        fingerprint = hashlib.sha256(bytes(path)).hexdigest()
    return SourceFile(name, fingerprint, path.stat().st_size, arrived, path)


def _read(
    files: Sequence[SourceFile], pairs: Sequence[tuple[Path, str]], kept: Path | None, progress: Progress
) -> None:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress("读表", done, len(files))

    for file, found in zip(files, reading.read_all(pairs, kept, step), strict=True):
        file.sheets, file.refused = found.sheets, found.refused


def in_its_folders(path: Path) -> str:
    """The path as the inbox would have it, from the folder that names a unit: 政法委/3月上半月/台账.xlsx.

    A file whose folders name no unit is taken alone; only folders that name a unit or a period count.
    """
    register = Register.of(registered())
    folders = list(path.resolve().parts[:-1])
    for i in range(len(folders) - 1, max(-1, len(folders) - 4), -1):
        if register.find(plain(folders[i])):
            return "/".join([*folders[i:], path.name])
    period = folders[-1] if folders and values.parse_period(folders[-1]) else ""
    return f"{period}_{path.name}" if period else path.name
