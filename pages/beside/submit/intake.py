"""How does a file that somebody drops get into the inbox, and what does `check` report on it?

Nothing of a file is read or run here: its bytes are put where they belong, and a process of its own
reads them. A file that lies in the inbox is never written over.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from campaign.office import receipts, rules, sent
from campaign.office.sent import Sent
from pages.beside.submit.commands import answer

INBOX_VARIABLE = "DAZOUFANG_INBOX"
DEFAULT_INBOX = Path("data/inbox")
TAKEN_BACK = ".taken-back"
"""The folder of what was taken back: in the inbox, so that a file is moved in one step, and hidden, so that no load reads it."""

KINDS = ("xlsx", "xls", "docx", "csv", "txt", "ods", "et", "doc", "wps", "tsv", "xlsb", "rtf")
"""Kinds of files that are taken; of those that cannot be read the report names the program that saves them anew."""
_OPENED_WITH = {
    **dict.fromkeys(("xlsm", "xltx", "xml", "htm", "html", "mht"), "Excel 打开并另存为 .xlsx"),
    **dict.fromkeys(("docm", "dotx", "odt"), "Word 打开并另存为 .docx"),
}
"""Kinds that are not taken, and what to do with them."""
MOST_FILES = 20
"""At a time."""
LONGEST_NAME = 60
"""Characters of a file's name, without its ending: three bytes each, and room for a number."""
TIME_LIMIT = 300
"""Seconds for the answer to one lot of files."""
TEMPLATES_TIME_LIMIT = 60

PERIODS = tuple(
    period.label for period in rules.half_months(max(rules.SOLVE_DEADLINE, rules.OWED_UNTIL[rules.HALF_MONTH_SUMMARY]))
)
"""The half months that name a folder."""

_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_ONE_AT_A_TIME = Lock()


class NotTaken(Exception):
    """A file that is not put into the inbox; `str()` is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file in the inbox: its path, and a remark on how it came there."""

    path: Path
    remark: str


def inbox() -> Path:
    """The folder that the sheets are collected in: the environment variable, else `data/inbox`."""
    return Path(os.environ.get(INBOX_VARIABLE) or DEFAULT_INBOX).resolve()


def sanitised(name: str) -> str:
    """A file's name as the inbox allows it: no folder, nothing hidden, nothing that a program would take for more.

    >>> sanitised("../../etc/台账.XLSX"), sanitised(".~$ 台账?.xlsx"), sanitised("C:\\\\上报\\\\台账.csv")
    ('台账.xlsx', '台账.xlsx', '台账.csv')
    >>> sanitised("台账"), sanitised(".xlsx"), sanitised("con.txt"), len(sanitised("长" * 300 + ".docx"))
    ('台账', '来件.xlsx', '来件con.txt', 65)
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem, dot, kind = _RESERVED.sub("", last).rpartition(".")
    stem, kind = (stem, kind) if dot else (kind, "")
    stem = stem.lstrip(".~$ ").strip(" .")[:LONGEST_NAME].strip() or "来件"
    stem = f"来件{stem}" if _DEVICE.match(stem) else stem
    return f"{stem}.{kind.strip().lower()}" if kind.strip() else stem


def take(folder: Path, name: str, data: bytes, limit: int) -> Taken:
    """Puts one file of at most `limit` bytes into `folder`; raises `NotTaken` with a sentence.

    A file that differs from one of the same name gets a number; one with the same bytes is there already.
    """
    clean = sanitised(name)
    stem, _, kind = clean.rpartition(".")
    if not stem or kind not in KINDS:
        advice = f"；请用 {_OPENED_WITH[kind]} 后再上传" if kind in _OPENED_WITH else ""
        raise NotTaken(f"“{clean}”未接收：仅接收 {'、'.join(KINDS)} 文件{advice}")
    if len(data) > limit:
        raise NotTaken(f"“{clean}”未接收：超过{limit >> 20}MB；请删除图片和空白行列，或拆分后再报")
    folder.mkdir(parents=True, exist_ok=True)
    if same := _same(folder, data):
        return Taken(same, f"已收到内容相同的“{same.name}”，不再重复接收")
    path = _put(folder, stem, kind, data)
    if path.name == clean:
        return Taken(path, "已收到")
    return Taken(path, f"已有另一份“{clean}”，本份存为“{path.name}”")


def _same(folder: Path, data: bytes) -> Path | None:
    """A file of the folder with the same bytes."""
    for path in sorted(folder.iterdir()):
        is_sheet = path.is_file() and not path.name.startswith(".")
        if is_sheet and path.stat().st_size == len(data) and path.read_bytes() == data:
            return path
    return None


def _put(folder: Path, stem: str, kind: str, data: bytes) -> Path:
    """Writes the bytes under the first name that is free; a file appears whole or not at all."""
    handle, partial = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        for number in count(1):
            path = folder / (f"{stem}.{kind}" if number == 1 else f"{stem}（{number}）.{kind}")
            with suppress(FileExistsError):
                os.link(partial, path)  # unlike a move, it writes over nothing
                path.chmod(0o640)
                return path
    finally:
        Path(partial).unlink()
    raise AssertionError


def with_receipt(shelf: Path, one: Taken) -> Taken:
    """Notes the moment at which a file came in the shelf's book; its remark says so where the unit had sent it before."""
    path, now = (
        one.path.relative_to(inbox()).as_posix(),
        datetime.now(rules.CITY_TIME).replace(tzinfo=None, microsecond=0),
    )
    sha256 = hashlib.sha256(one.path.read_bytes()).hexdigest()
    same = [receipt for receipt in receipts.read(shelf).receipts if receipt.sha256 == sha256]
    if any(receipt.path == path for receipt in same):
        return one
    own = [receipt for receipt in same if receipt.path.split("/")[0] == path.split("/")[0]]
    first = min(own, key=lambda receipt: receipt.first_seen, default=None)
    is_moved = first is not None and not (inbox() / first.path).exists()
    with suppress(OSError):  # a load notes it as well, by the file's own time
        receipts.note(shelf, [receipts.Receipt(path, sha256, first.first_seen if first and is_moved else now)])
    if first is None:
        return one
    remark = f"{one.remark}；相同内容已于{first.first_seen:%Y-%m-%d %H:%M}收到（{first.path}）"
    return replace(one, remark=remark)


def checked(paths: Sequence[Path]) -> Mapping[str, Any] | str:
    """The report of `check` on files in the inbox, as plain values; a sentence when there is none."""
    with _ONE_AT_A_TIME:
        said = answer("check", "--json", "--", *map(str, paths), limit=TIME_LIMIT)
    if said is None:
        return f"检查用时超过{TIME_LIMIT // 60}分钟，已停止。文件已收到，入库时再读取；请减少份数后重试"
    try:
        return json.loads(said[0])
    except ValueError:
        return "检查程序未答复。文件已收到，入库时再读取；请将时间和文件名告知管理员"


def templates() -> dict[str, bytes]:
    """The blank papers: name → bytes; none when they could not be written."""
    with tempfile.TemporaryDirectory() as folder:
        answer("templates", "--out", folder, limit=TEMPLATES_TIME_LIMIT)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def since(folder: Path, moment: str) -> int:
    """How many files came into the inbox after a moment in the city's time."""
    then = datetime.fromisoformat(moment).replace(tzinfo=rules.CITY_TIME).timestamp()
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(
        path.stat().st_ctime > then
        for path in files
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


# ── what came through the page, and is taken back ─────────────────────────────────────────────


def note_sent(shelf: Path, account: str, files: Sequence[tuple[Path, str]]) -> None:
    """Notes who put files into the inbox: each with what it was recognised as. One that lies there already is not noted anew."""
    known = {entry.key for entry in sent.read(shelf) if not entry.taken_back_at}
    entries = [Sent(_now(), account, _inside(path), _fingerprint(path), papers) for path, papers in files]
    with suppress(OSError):  # the file lies in the inbox all the same
        sent.note(shelf, [entry for entry in entries if entry.key not in known])


def is_there(entry: Sent) -> bool:
    """Whether the file still lies where it was put."""
    return (inbox() / entry.path).is_file()


def take_back(shelf: Path, account: str, entry: Sent) -> Sent:
    """Moves a file out of the inbox, deletes nothing; raises `NotTaken` with a sentence where it is not there or another now."""
    here, name = inbox() / entry.path, entry.path.rpartition("/")[2]
    now = _now()
    try:
        if _fingerprint(here) != entry.sha256:
            raise NotTaken(f"“{name}”未撤回：原位置的文件内容已不同，请先核对")
        folder = inbox() / TAKEN_BACK / now.translate(str.maketrans(" :", "T-"))
        for number in count(1):
            to = folder / str(number) / entry.path
            with suppress(FileExistsError):
                to.parent.mkdir(parents=True)
                break
        here.rename(to)
    except FileNotFoundError:
        raise NotTaken(f"“{name}”未撤回：文件已不在收件目录") from None
    except OSError:
        raise NotTaken(f"“{name}”未撤回：收件目录无法写入，请告知管理员") from None
    back = sent.aside(entry, now, account, _inside(to))
    with suppress(OSError):
        sent.note(shelf, [back])
    return back


def _inside(path: Path) -> str:
    return path.relative_to(inbox()).as_posix()


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _now() -> str:
    return f"{datetime.now(rules.CITY_TIME):%Y-%m-%d %H:%M:%S}"
