"""Is there anything to load, and how did it end?

An inbox that has not changed since the snapshot that is shown costs the fingerprints of its files and nothing more: what
reads, types and publishes is imported only when it is needed.
"""

from __future__ import annotations

import errno
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from campaign import assigned, loads
from etl import fingerprint
from etl import shelf as shelves
from etl.inbox import Received, received
from etl.loaded import Loaded
from etl.shelf import NotPublished


def load(
    inbox: Path,
    shelf: Path,
    progress: Callable[[str, int, int], None] = lambda stage, done, whole: None,
    corrected_by: Path = fingerprint.CORRECTIONS,
    assigned_in: Path | None = None,
) -> Loaded:
    """Loads the inbox and publishes a snapshot, or says that nothing has changed; raises `NotPublished` with a sentence.

    How it ended is left on the shelf, as `campaign.loads` reads it.
    """
    with shelves.hold(shelf) as holder:
        try:
            done = _load(inbox, shelf, progress, corrected_by, assigned_in or assigned.folder())
        except BaseException as why:
            _note(shelf, holder, loads.NOT_PUBLISHED, why_not(why))
            raise
        _note(shelf, holder, loads.PUBLISHED if done.is_new else loads.UNCHANGED, done.sentence, done)
    return done


def _load(
    inbox: Path, shelf: Path, progress: Callable[[str, int, int], None], corrected_by: Path, assigned_in: Path
) -> Loaded:
    started = time.perf_counter()
    if not inbox.is_dir():
        raise NotPublished(f"收件夹 {inbox} 不存在；请建好文件夹，或用 --inbox 指明")
    files = received(inbox)
    if not files:
        raise NotPublished(f"收件夹 {inbox} 是空的，没有可装载的表")
    try:
        decisions = [*assigned.assigned(assigned_in).values()]
    except assigned.NotAssigned as why:
        raise NotPublished(f"没有发布：{why}。原来的数字不变") from None
    inputs = _inputs(files, corrected_by, decisions)
    shown = shelves.current(shelf)
    known = shelves.report(shelf, shown) if shown else None
    # what the machine was to blame for, and not the file, is tried again
    if shown and known and known["inputs"] == inputs and not known["failed"]:
        return Loaded(known, shown, time.perf_counter() - started, is_new=False)
    from etl import build  # what reads and publishes is needed only now

    return build.load(files, shelf, corrected_by, inputs, progress, decisions)


def _inputs(files: Sequence[Received], corrected_by: Path, decisions: Sequence[assigned.Assignment]) -> str:
    """The fingerprint of all that a snapshot is made of."""
    listed = corrected_by.read_bytes() if corrected_by.is_file() else b""
    return fingerprint.of(fingerprint.code(), listed, decisions, [(f.path, f.sha256, f.received_at) for f in files])


def _note(shelf: Path, holder: loads.Holder, result: str, sentence: str, done: Loaded | None = None) -> None:
    """Leaves word of how a load ended; a shelf that takes no word changes nothing about the load."""
    snapshot, counts = (done.snapshot, done.totals) if done else (None, {})
    with suppress(OSError):
        loads.note(shelf, loads.LastLoad(holder.since, loads.now(), result, sentence, holder.pid, snapshot, counts))


def why_not(why: BaseException) -> str:
    """Why nothing was published, as a sentence for the person at the terminal and for the page.

    Of a mistake in the program it names the places and not the message, which may quote a cell.
    """
    if isinstance(why, NotPublished):
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
