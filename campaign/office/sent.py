"""Which files came in through the page, who sent each, and which were taken back?

One book beside the snapshots, a line an entry, only ever added to: several server processes write it. It names files, which
people name after families, so it is for its owner alone, as the shelf is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

BOOK = "sent.jsonl"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that somebody put into the inbox through the page."""

    sent_at: str
    """The city's time, to the second."""
    account: str
    """Empty where nobody signs in."""
    path: str
    """Inside the inbox; its first folder is the unit's."""
    sha256: str
    papers: str = ""
    """What it was recognised as, in words; empty where it was not."""
    taken_back_at: str = ""
    taken_back_by: str = ""
    aside: str = ""
    """Where it lies since, beside the files of the inbox."""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the others."""
        return self.path, self.sha256


def read(shelf: Path) -> list[Sent]:
    """Every file as the last entry about it has it, the newest first; a line that cannot be read is left out."""
    try:
        lines = (shelf / BOOK).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    last: dict[tuple[str, str], Sent] = {}
    for line in lines:
        try:
            entry = Sent(**json.loads(line))
        except (ValueError, TypeError):
            continue
        last.pop(entry.key, None)
        last[entry.key] = entry
    return sorted(last.values(), key=lambda entry: entry.sent_at, reverse=True)


def taken_back(shelf: Path) -> list[tuple[str, str]]:
    """Path and fingerprint of every file that was taken back and has not come again."""
    return [entry.key for entry in read(shelf) if entry.taken_back_at]


def note(shelf: Path, entries: Iterable[Sent]) -> None:
    """Adds entries, each line whole; OSError where the shelf takes none."""
    written = "".join(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in entries)
    if not written:
        return
    shelf.mkdir(parents=True, exist_ok=True)
    handle = os.open(shelf / BOOK, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, written.encode("utf-8", "surrogatepass"))
        os.fsync(handle)
    finally:
        os.close(handle)


def aside(entry: Sent, at: str, by: str, where: str) -> Sent:
    """The entry of a file that was taken back."""
    return replace(entry, taken_back_at=at, taken_back_by=by, aside=where)
