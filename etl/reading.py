"""What do the files of the inbox say, each read apart from the others?

A file is read in a process of its own kind: one that crashes, runs too long or asks for too much
memory costs itself a sentence and nothing else, and none outlives the load by more than one file's
time. What was read is kept under the file's fingerprint, so that an unchanged file is not read again.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass, fields
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
from pebble import ProcessPool

from etl import readers
from etl.forms import SheetRead, known_forms, read_sheets
from etl.forms.headings import HEADINGS
from etl.readers import Unreadable

MEMORY_LIMIT = 3 << 30
"""Bytes of address space for the process that reads one file."""
TIME_LIMIT = 90
"""Seconds for one file."""
SIZE_LIMIT = 200 << 20
"""Bytes of one file."""
GRACE = 5
"""Seconds after TIME_LIMIT at which a reading process ends by itself, should nobody be left to end it."""
PROCESSES = min(4, os.cpu_count() or 1)

TOO_LONG = f"读这份文件用了超过 {TIME_LIMIT} 秒，已停止；请删去空白行列和图片，或拆成几份再报"
TOO_MUCH_MEMORY = f"读这份文件需要超过 {MEMORY_LIMIT >> 30} GB 内存，已停止；请删去空白行列，或拆成几份再报"
CRASHED = "读这份文件时读取程序中断，文件可能已损坏；请用 Excel 或 WPS 打开后另存一份再报"
TOO_BIG = f"文件超过 {SIZE_LIMIT >> 20} MB；请拆成几份再报"
NOT_OPENED = "文件打不开（没有读取权限、正被别的程序占用，或刚被移走）；请关闭正在编辑它的程序，重新放入后再装载"


class Crashed(Exception):
    """A reading that ended in something no file should cause; carried home as an ordinary exception."""


class NotOpened(Exception):
    """A file that the system would not hand over; another time it may."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file as read: its sheets, or the sentence that says why not."""

    sheets: list[SheetRead]
    refused: str | None


def read_all(
    paths: Iterable[tuple[Path, str]], kept: Path | None = None, progress: Callable[[], None] = lambda: None
) -> list[FileRead]:
    """Reads (path, fingerprint) pairs, in order; `kept` is the folder of earlier readings.

    `progress` is called once a file. Raises `BadHeadings`.
    """
    known_forms()  # whatever is wrong with the added headings is said here, once, and not of every file
    paths = list(paths)
    done: list[bytes | None] = [None] * len(paths)
    waiting = []
    for i, (path, fingerprint) in enumerate(paths):
        known = kept / reading_name(path, fingerprint) if kept else None
        if known and known.exists():
            done[i] = known.read_bytes()
            progress()
        else:
            waiting.append(i)
    if waiting:
        limits = (MEMORY_LIMIT, TIME_LIMIT + GRACE)
        processes = min(PROCESSES, len(waiting))
        with ProcessPool(processes, initializer=_limit, initargs=limits[:1], context=_processes()) as pool:
            futures = [
                (i, pool.schedule(_read_apart, args=(read_file, str(paths[i][0]), limits[1]), timeout=TIME_LIMIT))
                for i in waiting
            ]
            for i, future in futures:
                try:
                    done[i] = future.result()
                    if kept:  # what went wrong may have been the machine's fault, and is tried again
                        _keep(kept / reading_name(*paths[i]), done[i])
                except TooLong:
                    done[i] = _dump(FileRead([], TOO_LONG))
                except MemoryError:
                    done[i] = _dump(FileRead([], TOO_MUCH_MEMORY))
                except NotOpened:
                    done[i] = _dump(FileRead([], NOT_OPENED))
                except Exception:  # noqa: BLE001 (whatever a file does to its reader costs that file alone)
                    done[i] = _dump(FileRead([], CRASHED))
                progress()
    return [_load(data) for data in done if data is not None]


def forget_others(kept: Path, paths: Iterable[tuple[Path, str]]) -> None:
    """Deletes the readings that belong to none of the (path, fingerprint) pairs."""
    names = {reading_name(*pair) for pair in paths}
    for old in kept.glob("*.reading"):
        if old.name not in names:
            old.unlink()


def reading_name(path: Path, fingerprint: str) -> str:
    """The name under which a reading is kept: it changes with the bytes, the file's name and this code."""
    told = f"{fingerprint} {path.name} {_code_key()}".encode("utf-8", "surrogateescape")
    return hashlib.sha256(told).hexdigest()[:40] + ".reading"


@cache
def _code_key() -> str:
    """A fingerprint of everything that decides what a file says."""
    here = Path(__file__).parent
    code = (part for name in ("readers", "forms", "values") for part in here.joinpath(name).rglob("*.py"))
    parts = sorted([*code, here / "reading.py", HEADINGS])
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts if part.exists())).hexdigest()


def _processes() -> multiprocessing.context.ForkServerContext:
    """Processes that are forked from a small server which has imported the readers and started no thread."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _limit(memory: int) -> None:
    """Run once in each reading process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pa.set_cpu_count(1)


def read_file(path: Path) -> FileRead:
    """Reads one file here and now, without a process around it. Raises `NotOpened`."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            return FileRead([], TOO_BIG)
        data = path.read_bytes()
    except OSError as why:
        raise NotOpened from why
    try:
        grids = readers.read(data, path.name)
    except Unreadable as why:
        return FileRead([], str(why))
    return FileRead(read_sheets(grids, known_forms()), None)


def _read_apart(read: Callable[[Path], FileRead], path: str, seconds: int) -> bytes:
    """Reads one file in a reading process, which the system ends after `seconds` whatever it is doing.

    A Rust panic, SystemExit and their like are no `Exception`: raised at home, they would end the load.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    try:
        return _dump(read(Path(path)))
    except (Exception, KeyboardInterrupt):
        raise
    except BaseException as why:  # noqa: BLE001 (that is the point)
        raise Crashed(type(why).__name__) from None
    finally:
        signal.alarm(0)


def _dump(read: FileRead) -> bytes:
    """A reading as bytes: a line of JSON, then one Arrow stream for each sheet that has rows."""
    out = BytesIO()
    told = {"refused": read.refused, "sheets": [_told(sheet) for sheet in read.sheets]}
    out.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
    for sheet in read.sheets:
        if sheet.rows is not None:
            with pa.ipc.new_stream(out, sheet.rows.schema) as stream:
                stream.write_table(sheet.rows)
    return out.getvalue()


def _told(sheet: SheetRead) -> dict[str, Any]:
    """Everything of a sheet but its rows; `has_rows` says whether a stream follows."""
    facts = {f.name: getattr(sheet, f.name) for f in fields(sheet) if f.name != "rows"}
    return {**facts, "has_rows": sheet.rows is not None}


def _load(data: bytes) -> FileRead:
    head, _, _ = data.partition(b"\n")
    told = json.loads(head)
    rest = pa.BufferReader(pa.py_buffer(data).slice(len(head) + 1))
    sheets = []
    for sheet in told["sheets"]:
        has_rows = sheet.pop("has_rows")
        sheet["notes"] = [tuple(note) for note in sheet["notes"]]
        sheet["totals"] = [(row, figures) for row, figures in sheet["totals"]]
        sheet["marks"] = [tuple(mark) for mark in sheet["marks"]]
        sheets.append(SheetRead(**sheet, rows=pa.ipc.open_stream(rest).read_all() if has_rows else None))
    return FileRead(sheets, told["refused"])


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)
