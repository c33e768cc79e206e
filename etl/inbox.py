"""Which files lie in the inbox, and what do their folders say?

Nothing is read here but the bytes' fingerprint, so that an inbox that has not changed costs next to nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

IGNORED = frozenset({"manifest.json", "Thumbs.db", "desktop.ini"})
"""Files that no office sends: the sample's own list, and what file managers leave behind."""


@dataclass(frozen=True, slots=True)
class Received:
    """One file as it lies in the inbox."""

    path: str
    """Inside the inbox, as its name reads."""
    sha256: str
    bytes: int
    received_at: datetime
    """Local time."""
    location: Path
    """Where it lies: `path` is how its name reads."""

    @property
    def folder_unit(self) -> str:
        """The sending unit as the first folder names it; '' for a file that lies loose in the inbox."""
        return self.path.split("/")[0] if "/" in self.path else ""


def received(inbox: Path) -> list[Received]:
    """The files of the inbox, in the order of their paths; hidden and temporary ones are no files of an office."""
    paths = sorted(path for path in inbox.rglob("*") if path.is_file() and not _is_left_behind(path.relative_to(inbox)))
    return [as_received(path, readable(path.relative_to(inbox).as_posix())) for path in paths]


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


def _is_left_behind(path: Path) -> bool:
    return path.name in IGNORED or any(part.startswith((".", "~$")) for part in path.parts)


def as_received(path: Path, name: str) -> Received:
    """A file as it lies there; one that cannot be opened is like no other, and its reading says why."""
    found = path.stat()
    arrived = datetime.fromtimestamp(found.st_mtime, UTC).astimezone().replace(tzinfo=None, microsecond=0)
    try:
        with path.open("rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        fingerprint = hashlib.sha256(bytes(path)).hexdigest()
    return Received(name, fingerprint, found.st_size, arrived, path)
