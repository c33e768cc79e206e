"""When did each file first arrive?

A file's own time is lost by a copy, an unpacked archive or a new server. So each arrival is noted once, in a book beside
the snapshots: the file's path in the inbox, the fingerprint of its bytes, and when it was first seen, in the city's time.
What is noted is never moved to a later time. Each line is written whole or not at all and carries its own check, so that
a damaged line is known for one and is left out; a load then writes the book anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

BOOK = "receipts.tsv"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One arrival."""

    path: str
    """Inside the inbox; its first folder is the unit's."""
    sha256: str
    first_seen: datetime

    @property
    def line(self) -> str:
        """The receipt as the book has it."""
        rest = "\t".join((self.sha256, self.first_seen.isoformat(sep=" "), self.path.replace("\n", " ")))
        return f"{_check(rest)}\t{rest}\n"


@dataclass(frozen=True, slots=True)
class Book:
    """All arrivals, and whether the book could be read whole."""

    receipts: tuple[Receipt, ...] = ()
    is_whole: bool = True


def read(shelf: Path) -> Book:
    """The book of a shelf; an empty one where there is none, and what is left of a damaged one."""
    try:
        lines = (shelf / BOOK).read_bytes().split(b"\n")
    except FileNotFoundError:
        return Book(is_whole=False)
    except OSError:
        return Book(is_whole=False)
    receipts = [_receipt(line) for line in lines if line]
    return Book(tuple(filter(None, receipts)), all(receipts) and not lines[-1])


def note(shelf: Path, receipts: Iterable[Receipt]) -> None:
    """Adds receipts to the book, each line whole; does nothing for none."""
    written = "".join(receipt.line for receipt in receipts).encode("utf-8", "surrogateescape")
    if not written:
        return
    handle = os.open(shelf / BOOK, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, written)
        os.fsync(handle)
    finally:
        os.close(handle)


def rewrite(shelf: Path, receipts: Iterable[Receipt]) -> None:
    """Replaces the book in one step."""
    partial = shelf / f"{BOOK}.{os.getpid()}"
    partial.unlink(missing_ok=True)
    partial.touch(0o600)
    with partial.open("wb") as file:
        file.write("".join(receipt.line for receipt in receipts).encode("utf-8", "surrogateescape"))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(shelf / BOOK)


def _receipt(line: bytes) -> Receipt | None:
    check, _, rest = line.decode("utf-8", "surrogateescape").partition("\t")
    if check != _check(rest):
        return None
    sha256, at, path = rest.split("\t", 2)
    return Receipt(path, sha256, datetime.fromisoformat(at))


def _check(rest: str) -> str:
    return hashlib.sha256(rest.encode("utf-8", "surrogateescape")).hexdigest()[:8]
