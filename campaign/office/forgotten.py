"""Which households asked to be removed, so that no later load takes them in again?

One csv file outside snapshots and inbox, a line for each request and for each that was taken back, only ever added to. It
holds no name: a household is known by marks, which are what identifies it, hashed with a key that lies beside the list.
Who has the one without the other learns nothing, and without the key nothing is loaded.
"""

from __future__ import annotations

import csv
import fcntl
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from campaign.office.loads import now

FOLDER_VARIABLE = "DAZOUFANG_FORGOTTEN"
DEFAULT_FOLDER = Path("data/forgotten")
FILE, KEY = "households.csv", "key"
COLUMNS = ("number", "day", "why", "noted_at", "marks", "seal")
_KEPT = "KEEP"
"""In place of the marks: the request of this number was taken back."""


class NotForgotten(Exception):
    """A request that cannot be noted, or a list that cannot be read; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Request:
    """One household that asked to be removed."""

    number: int
    day: str
    """When it asked, as in 2017-04-02."""
    why: str
    noted_at: str
    """Local time, to the second."""
    marks: tuple[str, ...]
    kept_since: str = ""
    """When the request was taken back; empty while it holds."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The marks of all households whose requests hold, and the key that makes such marks."""

    key: bytes = field(repr=False)
    marks: frozenset[str] = frozenset()

    def mark(self, kind: str, *parts: str) -> str:
        """The mark of what identifies somebody; `kind` tells a name alone from a name with a village."""
        return hmac.digest(self.key, "\x1f".join((kind, *parts)).encode(), "sha256").hex()[:32]

    def has(self, kind: str, *parts: str) -> bool:
        """Whether a household with this mark asked to be removed."""
        return self.mark(kind, *parts) in self.marks


def folder() -> Path:
    """The folder that holds list and key: the environment variable, else `data/forgotten`."""
    return Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)


def forgotten(where: Path) -> Forgotten | None:
    """The marks that hold; None where nobody asked; NotForgotten when list or key cannot be read."""
    marks = frozenset(mark for one in requests(where) if not one.kept_since for mark in one.marks)
    return Forgotten(_key(where), marks) if marks else None


def requests(where: Path) -> list[Request]:
    """Every request in the order of its number, also those taken back; NotForgotten, naming the line that is wrong."""
    try:
        with (where / FILE).open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            return [*_read(rows, where).values()]
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as why:
        raise NotForgotten(f"删除名单 {where / FILE} 读不出来（{type(why).__name__}）；请核对文件") from None


def _read(rows: csv.DictReader[str], where: Path) -> dict[int, Request]:
    key = _key(where)
    found: dict[int, Request] = {}
    for row in rows:
        told = [row.get(name) or "" for name in COLUMNS]
        *facts, seal = told
        if not hmac.compare_digest(seal, _seal(key, facts)):
            raise NotForgotten(
                f"删除名单 {where / FILE} 第 {rows.line_num} 行与钥匙对不上：名单改过，或钥匙 {where / KEY} 不是原来那一把；请从备份中找回"
            )
        number = int(facts[0])
        _, day, why, noted_at, marks = facts
        if marks == _KEPT:
            found[number] = replace(found[number], kept_since=noted_at)
        else:
            found[number] = Request(number, day, why, noted_at, tuple(marks.split()))
    return found


def key_for(where: Path) -> Forgotten:
    """What makes marks, for a new request: the key of the folder, made now where there is none and no list either."""
    if not (where / KEY).exists() and not (where / FILE).exists():
        try:
            where.mkdir(parents=True, exist_ok=True)
            where.chmod(0o700)
            handle = os.open(where / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
        except OSError as why:
            raise _not_written(where, why) from None
    return Forgotten(_key(where))


def add(where: Path, marks: Iterable[str], why: str, day: str) -> Request:
    """Notes a request under the next number; NotForgotten when the disk does not take it."""
    number = max((one.number for one in requests(where)), default=0) + 1
    one = Request(number, day, why, now(), tuple(sorted(set(marks))))
    _write(where, [str(number), day, why, one.noted_at, " ".join(one.marks)])
    return one


def keep(where: Path, number: int, why: str, day: str) -> Request:
    """Notes that a request no longer holds; NotForgotten where there is none of that number."""
    one = next((one for one in requests(where) if one.number == number and not one.kept_since), None)
    if one is None:
        raise NotForgotten(f"删除名单里没有第 {number} 号，或已经撤销；用 python -m etl forget --list 查看")
    noted_at = now()
    _write(where, [str(number), day, why, noted_at, _KEPT])
    return replace(one, kept_since=noted_at)


def _write(where: Path, facts: list[str]) -> None:
    try:
        with (where / FILE).open("a", encoding="utf-8", newline="") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            (where / FILE).chmod(0o600)
            lines = csv.writer(file)
            if not file.tell():
                lines.writerow(COLUMNS)
            lines.writerow([*facts, _seal(_key(where), facts)])
            file.flush()
            os.fsync(file.fileno())
    except OSError as why:
        raise _not_written(where, why) from None


def _not_written(where: Path, why: OSError) -> NotForgotten:
    return NotForgotten(f"没有记下：{where} 写不进去（{why.strerror}）；请告诉维护人员")


def _key(where: Path) -> bytes:
    try:
        return (where / KEY).read_bytes()
    except OSError as why:
        raise NotForgotten(
            f"删除名单的钥匙 {where / KEY} 读不出来（{why.strerror}），认不出名单上是哪几户；请从备份中找回"
        ) from None


def _seal(key: bytes, facts: list[str]) -> str:
    """What shows that a line is as it was written, and with this key."""
    return hmac.digest(key, "\x1f".join(("line", *facts)).encode(), "sha256").hex()[:16]


def today() -> str:
    """This day in the city, as a request notes it."""
    return now()[:10]
