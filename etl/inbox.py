"""Which files lie in the inbox, and what do their folders say?

Nothing is read here but the bytes' fingerprint, so that an inbox that has not changed costs next to nothing. What lies
there and is no file that can be read is listed with the sentence that says so.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from campaign.office.receipts import Receipt
from campaign.office.rules import CITY_TIME

IGNORED = frozenset({"manifest.json", "Thumbs.db", "desktop.ini"})
"""Files that no office sends: the sample's own list, and what file managers leave behind."""

SHUT = "文件夹无法打开（没有权限或磁盘错误），其中的表均未读取；请管理员授予读取权限后再入库"
LINKED = "此为指向其他文件夹的链接，其中的表未读取；请放入文件夹本身"
DANGLING = "此为链接，所指文件已不存在；请放入文件本身"
NO_FILE = "此非文件（管道、套接字或设备），未读取；请移走"
VANISHED = "入库开始后该文件被移走或改名，未读取；请放好后重新入库"


@dataclass(frozen=True, slots=True)
class Received:
    """One file as it lies in the inbox."""

    path: str
    """Inside the inbox, as its name reads."""
    sha256: str
    bytes: int
    received_at: datetime
    """In the city's time."""
    location: Path
    """Where it lies: `path` is how its name reads."""
    obstacle: str = ""
    """Why there is nothing to read, as a sentence: a folder that cannot be opened, a link to nothing."""

    @property
    def folder_unit(self) -> str:
        """The sending unit as the first folder names it; '' for a file that lies loose in the inbox."""
        return self.path.split("/")[0] if "/" in self.path else ""


def received(inbox: Path) -> list[Received]:
    """What lies in the inbox, in the order of the paths; hidden and temporary files are none of an office's.

    OSError where the inbox itself cannot be opened.
    """
    shut: list[Path] = []
    found: list[Path] = []
    os.scandir(inbox).close()
    for folder, folders, names in os.walk(inbox, onerror=lambda why: shut.append(Path(why.filename))):
        here = Path(folder)
        folders[:] = [name for name in folders if not _is_left_behind(name)]
        found += [here / name for name in names if not _is_left_behind(name)]
        found += [here / name for name in folders if (here / name).is_symlink()]
    listed = [as_received(path, _name(path, inbox)) for path in found]
    listed += [_unread(path, _name(path, inbox), SHUT) for path in shut]
    return sorted(listed, key=lambda one: one.location)


def _name(path: Path, inbox: Path) -> str:
    return readable(path.relative_to(inbox).as_posix())


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


def _is_left_behind(name: str) -> bool:
    return name in IGNORED or name.startswith((".", "~$"))


def as_received(path: Path, name: str) -> Received:
    """A file as it lies there; one that cannot be opened is like no other, and its reading says why."""
    try:
        lies = path.stat()
    except OSError as why:
        is_link = path.is_symlink()
        return _unread(path, name, SHUT if why.errno == errno.EACCES else DANGLING if is_link else VANISHED)
    if not stat.S_ISREG(lies.st_mode):
        return _unread(path, name, LINKED if stat.S_ISDIR(lies.st_mode) else NO_FILE)
    try:
        with path.open("rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return _unread(path, name, VANISHED)
    except OSError:
        fingerprint = hashlib.sha256(bytes(path)).hexdigest()
    return Received(name, fingerprint, lies.st_size, city_time(lies.st_mtime), path)


def _unread(path: Path, name: str, obstacle: str) -> Received:
    """What is there and cannot be read as a file; its time is that of the entry itself, where even that can be seen."""
    try:
        at = path.lstat().st_mtime
    except OSError:
        at = 0
    return Received(name, hashlib.sha256(obstacle.encode() + bytes(path)).hexdigest(), 0, city_time(at), path, obstacle)


def city_time(seconds: float) -> datetime:
    """A moment as the city's clocks show it, to the second.

    >>> city_time(1490718600.9).isoformat()
    '2017-03-29T00:30:00'
    """
    return datetime.fromtimestamp(int(seconds), CITY_TIME).replace(tzinfo=None)


# ── when it first came ────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Arrivals:
    """What lies in the inbox, each file with the time at which its bytes first came."""

    files: list[Received] = field(default_factory=list)
    new: list[Receipt] = field(default_factory=list)
    """What the book does not have yet."""
    again: list[Received] = field(default_factory=list)
    """Files that a copy or a move gave another time or place: their bytes had come before."""


def as_first_seen(files: Iterable[Received], book: Sequence[Receipt]) -> Arrivals:
    """Each file as the book has it: by its place and bytes, or by its bytes where the place that had them is empty now.

    The same bytes at a second place, while the first still holds them, are another arrival: a unit that sends a sheet
    again after another one takes that one back.
    """
    files = list(files)
    here = {(one.path, one.sha256) for one in files}
    noted: dict[tuple[str, str], datetime] = {}
    left: dict[str, dict[str, datetime]] = defaultdict(dict)
    for receipt in sorted(book, key=lambda one: one.first_seen):
        noted.setdefault((receipt.path, receipt.sha256), receipt.first_seen)
        if (receipt.path, receipt.sha256) not in here:
            left[receipt.sha256].setdefault(receipt.path.split("/")[0], receipt.first_seen)
    now = city_time(time.time())
    arrivals = Arrivals()
    for one in files:
        if one.obstacle:
            arrivals.files.append(one)
            continue
        first = noted.get((one.path, one.sha256))
        if is_new := first is None:
            moved = left.get(one.sha256, {})
            first = moved.get(one.folder_unit) or min(moved.values(), default=None)
        if first is not None and first != one.received_at:
            arrivals.again.append(one)
        first = first or min(one.received_at, now)
        if is_new:
            arrivals.new.append(Receipt(one.path, one.sha256, first))
        arrivals.files.append(replace(one, received_at=first))
    return arrivals
