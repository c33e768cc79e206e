"""How is a file read so that it can harm nobody but itself?

Files are read in batches, in processes of their own: one that crashes, runs too long or asks for too much memory costs
itself a sentence and nothing else, and none outlives the load by more than one file's time. A batch that ends badly is
read again file by file, so that only the file that is to blame pays.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import pyarrow as pa
from pebble import ProcessFuture, ProcessPool

from etl import readers
from etl.forms import SheetRead, known_forms, read_sheets
from etl.readers import Grid, Unreadable

MEMORY_LIMIT = 3 << 30
"""Bytes of address space for a process that reads."""
TIME_LIMIT = 90
"""Seconds for one file that is read alone; a batch has a third of it."""
SIZE_LIMIT = 200 << 20
"""Bytes of one file."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What a disk answers that has no room left."""
GRACE = 5
"""Seconds after its time at which a reading process ends by itself, should nobody be left to end it."""
PROCESSES = min(4, os.cpu_count() or 1)
BATCH_FILES, BATCH_BYTES = 48, 2 << 20
"""The most files of a batch, and the bytes from which on it is full."""

TOO_LONG = f"读取本文件超过{TIME_LIMIT}秒，已停止；请删除空白行列和图片，或拆分后再报"
TOO_MUCH_MEMORY = f"读取本文件所需内存超过{MEMORY_LIMIT >> 30}GB，已停止；请删除空白行列，或拆分后再报"
CRASHED = "读取本文件时程序中断，文件可能已损坏；请用 Excel 或 WPS 打开后另存再报"
TOO_BIG = f"文件超过{SIZE_LIMIT >> 20}MB；请拆分后再报"
NOT_OPENED = "文件无法打开（没有读取权限、正被其他程序占用或刚被移走）；请关闭正在编辑它的程序，重新放入后再入库"


class Crashed(Exception):
    """A reading that ended in something no file should cause; carried home as an ordinary exception."""


class NotOpened(Exception):
    """A file that the system would not hand over; another time it may."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file as read: its sheets, or the sentence that says why not."""

    sheets: list[SheetRead]
    refused: str | None


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
    sheets = read_sheets(grids, known_forms())
    return FileRead(sheets, _why_no_row(sheets, data, grids))


def _why_no_row(sheets: Sequence[SheetRead], data: bytes, grids: Sequence[Grid]) -> str | None:
    """Why a file that was read gives no row at all; None where it gives one, or where a sheet of it says why not."""
    if any((sheet.rows is not None and sheet.rows.num_rows) or sheet.refused for sheet in sheets):
        return None
    if not any(any(map(any, grid.columns)) for grid in grids):
        return readers.why_blank(data, grids)
    if any(sheet.form for sheet in sheets):  # a blank paper, or one that says that there was nothing
        return None
    return "仅有说明文字，没有表格；请核对文件是否有误"


# ── apart ─────────────────────────────────────────────────────────────────────────────────────


class Sized(Protocol):
    """Something to be read that says how large it is."""

    @property
    def bytes(self) -> int:
        """Its size."""


Job = TypeVar("Job", bound=Sized)
Result = TypeVar("Result")


def apart(work: Callable[[Sequence[Job]], list[Result]], jobs: Sequence[Job]) -> Iterator[tuple[Job, Result | str]]:
    """Each job with its result, or with the sentence that says why it has none, as they come; the largest go first.

    `work` takes a batch and gives a result for each of it, in order.
    """
    if not jobs:
        return
    batches = list(_batches(sorted(jobs, key=lambda job: -job.bytes)))
    with ProcessPool(
        min(PROCESSES, len(batches)), initializer=_limit, initargs=(MEMORY_LIMIT,), context=_processes()
    ) as pool:

        def start(batch: Sequence[Job], seconds: int) -> tuple[Sequence[Job], ProcessFuture]:
            return batch, pool.schedule(_apart, args=(work, batch, seconds + GRACE), timeout=seconds)

        waiting = [start(batch, TIME_LIMIT if len(batch) == 1 else max(1, TIME_LIMIT // 3)) for batch in batches]
        while waiting:
            batch, future = waiting.pop(0)
            try:
                results: list[Result | str] = [*future.result()]
            except (KeyboardInterrupt, GeneratorExit):
                pool.stop()
                raise
            except Exception as why:
                if isinstance(why, OSError) and why.errno in FULL:  # no fault of any file
                    pool.stop()
                    raise
                if len(batch) > 1:
                    waiting += [start([job], TIME_LIMIT) for job in batch]
                    continue
                results = [_sentence(why)]
            yield from zip(batch, results, strict=True)


def _batches(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += job.bytes
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _sentence(why: Exception) -> str:
    if isinstance(why, TooLong):
        return TOO_LONG
    if isinstance(why, MemoryError):
        return TOO_MUCH_MEMORY
    return NOT_OPENED if isinstance(why, NotOpened) else CRASHED


def _processes() -> multiprocessing.context.ForkServerContext:
    """Processes that are forked from a small server which has imported the readers and started no thread."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "etl.staging"])
    return context


def _limit(memory: int) -> None:
    """Run once in each reading process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pa.set_cpu_count(1)
    os.umask(0o077)  # what is kept of a file names people
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the load ends its readers


def _apart(work: Callable[[Sequence[Job]], list[Result]], batch: Sequence[Job], seconds: int) -> list[Result]:
    """Does a batch in a reading process, which the system ends after `seconds` whatever it is doing.

    A Rust panic, SystemExit and their like are no `Exception`: raised at home, they would end the load.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    try:
        return work(batch)
    except (Exception, KeyboardInterrupt):
        raise
    except BaseException as why:  # noqa: BLE001 (that is the point)
        raise Crashed(type(why).__name__) from None
    finally:
        signal.alarm(0)
