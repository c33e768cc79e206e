"""Who did what, and when?

One file of lines, only ever added to, outside snapshot and repository. Each line holds a hash of itself and of the one
before, and a second small file the last of them: a line that was changed, put in or taken away is noticed. An entry says
which page, which rows in the words of the filters and for what reason; it holds no family's name and no text.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from campaign.access import state
from campaign.office.rules import CITY_TIME

FILE, LAST = "audit.log", "audit.last"
SIGNED_IN, SIGNED_OUT, FAILED = "signed_in", "signed_out", "failed"
SAW_ROWS, OPENED_NAMES, DOWNLOADED = "saw_rows", "opened_names", "downloaded"
SUBMITTED, TAKEN_BACK = "submitted", "taken_back"
LOADED, ASSIGNED, FROZE, FORGOT = "loaded", "assigned", "froze", "forgot"
USERS = "users"
KINDS = {
    SIGNED_IN: "登录",
    SIGNED_OUT: "退出",
    FAILED: "登录失败",
    SAW_ROWS: "查看明细",
    OPENED_NAMES: "查看姓名",
    DOWNLOADED: "下载",
    SUBMITTED: "上传报表",
    TAKEN_BACK: "撤回报表",
    LOADED: "入库",
    ASSIGNED: "归类、更正",
    FROZE: "月度定版",
    FORGOT: "应要求删除",
    USERS: "用户管理",
}
"""What is recorded → what the office calls it."""
COMMAND_LINE = "命令行"
"""In place of the role of whoever runs a command."""
_BEGINNING = "0" * 64
_MOST_OF_A_LINE = 1 << 16
_LONGEST = 1000
"""Characters of one field; what is longer is cut."""


class NotRecorded(Exception):
    """What was to be recorded could not be, so that it must not be done; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did."""

    at: str
    """The city's time, to the second: 2017-04-12 09:30:00."""
    kind: str
    """One of KINDS."""
    account: str
    role: str
    """The role's label, or COMMAND_LINE."""
    where: str = ""
    """The page or the command."""
    snapshot: str = ""
    what: str = ""
    """The filters in words, the file, the reason."""

    @property
    def day(self) -> str:
        """Its day: 2017-04-12."""
        return self.at.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Log:
    """All entries, the oldest first, and what is not as it was written."""

    entries: tuple[Entry, ...] = ()
    broken: tuple[int, ...] = ()
    """Numbers of the lines, from 1, that were changed, or before which something was taken away or put in."""
    is_cut: bool = False
    """Whether lines are missing at the end."""

    @property
    def is_whole(self) -> bool:
        """Whether every line is as it was written, and none is missing."""
        return not self.broken and not self.is_cut


def record(kind: str, account: str, role: str, *, where: str = "", snapshot: str = "", what: str = "") -> None:
    """Adds an entry; NotRecorded where it cannot be written: what was to be recorded is then not done.

    `what` is put together by the caller, who leaves out names of families and what they wrote. KeyError for another kind.
    """
    KINDS[kind]
    now = f"{datetime.now(CITY_TIME):%Y-%m-%d %H:%M:%S}"
    entry = Entry(now, kind, *(text[:_LONGEST] for text in (account, role, where, snapshot, what)))
    folder = state.folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            _add(handle, folder, entry)
        finally:
            os.close(handle)
    except OSError as why:
        raise NotRecorded(f"未办理：操作须留记录，记录写入失败（{why.strerror}）。请告知管理员。") from None


def by_command(kind: str, command: str, *, snapshot: str = "", what: str = "") -> None:
    """Adds an entry of whoever runs a command on this machine; NotRecorded as above."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    record(kind, user, COMMAND_LINE, where=command, snapshot=snapshot, what=what)


def read() -> Log:
    """All that was recorded, checked line by line; NotRecorded where it cannot be read."""
    folder = state.folder()
    try:
        with (folder / FILE).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            lines = file.read().split(b"\n")
            last = _last(folder)
    except FileNotFoundError:
        return Log(is_cut=_last(folder) is not None)
    except OSError as why:
        raise NotRecorded(f"记录读取失败（{why.strerror}）。") from None
    return _checked(lines if lines[-1] else lines[:-1], last)


def _checked(lines: list[bytes], last: str | None) -> Log:
    entries, broken, before, hashes = [], [], _BEGINNING, {_BEGINNING}
    for number, line in enumerate(lines, 1):
        written, _, rest = line.partition(b" ")
        if written.decode("ascii", "replace") != _hash(before, rest):
            broken.append(number)
        before = written.decode("ascii", "replace")
        hashes.add(before)
        entries += _entry(rest)
    return Log(tuple(entries), tuple(broken), last is not None and last not in hashes)


def _entry(rest: bytes) -> Iterator[Entry]:
    """The entry of a line; none where it cannot be read."""
    try:
        values = json.loads(rest)
        yield Entry(**{field.name: str(values[field.name]) for field in fields(Entry)})
    except (ValueError, KeyError, TypeError):
        return


def _add(handle: int, folder: Path, entry: Entry) -> None:
    size = os.fstat(handle).st_size
    tail = os.pread(handle, _MOST_OF_A_LINE, max(0, size - _MOST_OF_A_LINE))
    begins = b"" if not tail or tail.endswith(b"\n") else b"\n"  # the disk was full in the middle of a line
    before = tail.rstrip(b"\n").rpartition(b"\n")[2].partition(b" ")[0].decode("ascii", "replace") or _BEGINNING
    rest = json.dumps(asdict(entry), ensure_ascii=False).encode("utf-8", "replace")
    now = _hash(before, rest)
    line = begins + now.encode() + b" " + rest + b"\n"
    if os.write(handle, line) != len(line):
        raise OSError(28, "磁盘满了")
    os.fsync(handle)
    _note_last(folder, now)


def _hash(before: str, rest: bytes) -> str:
    return hashlib.sha256(before.encode("utf-8", "replace") + b" " + rest).hexdigest()


def _last(folder: Path) -> str | None:
    """The hash of the last line, as it was noted; a line may have been added since by a process that was killed."""
    try:
        return (folder / LAST).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None


def _note_last(folder: Path, written: str) -> None:
    handle = os.open(folder / LAST, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.pwrite(handle, written.encode(), 0)  # always as long as before: no moment at which it is empty
        os.fsync(handle)
    finally:
        os.close(handle)
