"""Where do snapshots stand, which of them is shown, and who may put a new one there?

`CURRENT` names the snapshot that everyone sees and is replaced in one step. A snapshot is never overwritten: DuckDB goes on
serving an open file's old contents when its path is replaced, so a new snapshot always has a new name.
"""

from __future__ import annotations

import errno
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
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from campaign.office.loads import LOADING, LOCK, Holder, holder_in, now

CURRENT = "CURRENT"
DRAFT = ".draft-"
FILE = "campaign.duckdb"
PUBLIC, PUBLIC_FILE = "public", "public.duckdb"
"""Of each snapshot, the folder of what other programs may see; on the shelf, the way to that of the one that is shown."""
NO_LINK = frozenset({errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS})
"""What a disk answers that cannot give one file two names."""
STAMP = "%Y%m%dT%H%M%S%f"
KEPT = 30
"""So many snapshots stay on the shelf after a load, unless somebody keeps fewer."""
REPORT = "load.json"
"""Beside a snapshot's tables: out of what it was made, and what became of it."""


class NotPublished(Exception):
    """A draft that failed a check, or a shelf that cannot be written; `str()` is a Chinese sentence."""


@contextmanager
def hold(shelf: Path, doing: str = LOADING) -> Iterator[Holder]:
    """Holds the shelf for one load, or for what else `doing` says; raises `NotPublished`, naming the holder, when another has it."""
    shelf.mkdir(parents=True, exist_ok=True)
    with (shelf / LOCK).open("a+", encoding="utf-8") as lock:
        if not _locked(lock):
            lock.seek(0)
            other = holder_in(lock.read())
            raise NotPublished(
                f"另一次{other.doing if other else LOADING}正在进行（{other or '进程不明'}），请待其结束后再试"
            )
        mine = Holder(os.getpid(), _somebody(), now(), doing)
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


def settle(draft: Path, home: Path) -> None:
    """Gives a whole draft its own name, its files on the disk before it."""
    for place in (*draft.rglob("*"), draft):
        sync(place)
    draft.rename(home)
    sync(home.parent)


def point(shelf: Path, snapshot_id: str) -> None:
    """Makes CURRENT name `snapshot_id`, in one step; the way to what is public before it, in another.

    A crash between the two leaves a way to a snapshot that is whole, and the next load or step back mends it.
    """
    _lead(shelf, snapshot_id)
    partial = shelf / f"{CURRENT}.{os.getpid()}"
    with partial.open("w", encoding="utf-8") as file:
        file.write(snapshot_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(shelf / CURRENT)
    sync(shelf)


def _lead(shelf: Path, snapshot_id: str) -> None:
    """Makes `shelf/public` a way to the folder of that snapshot.

    A symbolic link: DuckDB knows a file by where it leads, and hands nobody the instance of the file before.
    """
    there, new = shelf / PUBLIC, shelf / f"{PUBLIC}.{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(Path(snapshot_id) / PUBLIC)
    if there.is_dir() and not there.is_symlink():  # the shelf was copied by a program that follows links
        shutil.rmtree(there)
    new.replace(there)


def current(shelf: Path) -> str | None:
    """The snapshot that CURRENT names; None on an empty shelf, or where CURRENT cannot be read."""
    try:
        return (shelf / CURRENT).read_text(encoding="utf-8").strip() or None
    except (OSError, ValueError):
        return None


def snapshots(shelf: Path) -> list[str]:
    """The snapshots on the shelf, oldest first."""
    return sorted(file.parent.name for file in shelf.glob(f"*/{FILE}") if not file.parent.name.startswith("."))


def named_after(shelf: Path, wanted: str) -> str:
    """The name of a new snapshot: `wanted`, a moment, or one that follows the last where the clock was set back."""
    last = max(snapshots(shelf), default="")
    if wanted > last:
        return wanted
    try:
        moment = datetime.strptime(last, STAMP)  # noqa: DTZ007 (a snapshot's stamp is in UTC without a zone)
    except ValueError:
        return wanted
    return stamp(moment + timedelta(milliseconds=1))


def stamp(moment: datetime) -> str:
    """A moment in UTC as it names a snapshot, to the millisecond."""
    return moment.strftime(STAMP)[:-3]


def back(shelf: Path) -> str:
    """Points CURRENT at the snapshot before the one it names, at the last where it names none; returns that.

    Raises `NotPublished` when there is none.
    """
    shown, there = current(shelf), snapshots(shelf)
    earlier = there[: there.index(shown)] if shown in there else there
    if not earlier:
        raise NotPublished("没有更早的数据版本，无法退回")
    point(shelf, earlier[-1])
    return earlier[-1]


def keep(shelf: Path, newest: int) -> list[str]:
    """Takes all snapshots but the newest few off the shelf, never the one that is shown; returns those taken off.

    A frozen month has its snapshot under a second name, which stays.
    """
    taken_off = [name for name in snapshots(shelf)[: -max(newest, 1)] if name != current(shelf)]
    for name in taken_off:
        aside = shelf / f"{DRAFT}{name}"  # what is half deleted is no snapshot, and the next load clears it
        (shelf / name).rename(aside)
        shutil.rmtree(aside)
    return taken_off


def report(shelf: Path, snapshot_id: str) -> Mapping[str, Any] | None:
    """Out of what a snapshot was made and what became of it; None where that was not written, or not whole."""
    home = shelf / snapshot_id
    try:
        found = json.loads((home / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and (home / FILE).is_file() else None


def second_name(file: Path, to: Path) -> None:
    """The same file under a second name, so that taking the first away leaves it; a copy where that cannot be."""
    try:
        os.link(file, to)
    except OSError as why:
        if why.errno not in NO_LINK:
            raise
        shutil.copyfile(file, to)


def sync(path: Path) -> None:
    """Has what a file holds, or a folder names, on the disk before it returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
