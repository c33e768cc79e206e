"""What becomes of every file of other people's corpus: read, or refused with which sentence?

`python -m tests.outcomes` prints the table by folder and kind of file. The files are read as a load reads them, each
in a process apart. The corpus may not be shipped; `tests.shared` says where it is looked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl import reading
from etl.staging import Staged
from tests.reads import read_apart
from tests.shared import SHARED

CORPUS = SHARED / "corpus"
FAILED = frozenset({reading.CRASHED, reading.TOO_LONG, reading.TOO_MUCH_MEMORY, reading.NOT_OPENED})
"""What the reading process's own end is told by: none of the corpus may come to that."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: where it lies, what it is, and why it was refused; None when it was read."""

    folder: str
    kind: str
    name: str
    refused: str | None
    sheets: int

    @property
    def has_failed(self) -> bool:
        """Whether the reading process gave no answer of its own."""
        return self.refused in FAILED


def outcomes(corpus: Path = CORPUS) -> list[Outcome]:
    """Every file of the corpus, read apart."""
    files = sorted(path for path in corpus.rglob("*") if path.is_file())
    reads = read_apart(files)
    return [_outcome(path.relative_to(corpus), read) for path, read in zip(files, reads, strict=True)]


def _outcome(path: Path, read: Staged) -> Outcome:
    return Outcome(path.parts[0], path.suffix.lower() or "（无）", path.name, read.refused, len(read.sheets))


def told(found: list[Outcome]) -> Iterator[str]:
    """The table: read, refused and failed by folder and kind, then each sentence with its count."""
    yield f"{'folder':14}{'kind':8}{'files':>7}{'read':>7}{'sheets':>8}{'refused':>9}{'crashed':>9}"
    groups = sorted({(one.folder, one.kind) for one in found})
    for folder, kind in groups:
        yield _line(folder, kind, [one for one in found if (one.folder, one.kind) == (folder, kind)])
    yield _line("all", "", found)
    yield ""
    sentences = Counter(_general(one.refused) for one in found if one.refused)
    for sentence, count in sentences.most_common():
        yield f"{count:5}  {sentence}"


def _line(folder: str, kind: str, group: list[Outcome]) -> str:
    read, failed = sum(one.refused is None for one in group), sum(one.has_failed for one in group)
    sheets, refused = sum(one.sheets for one in group), len(group) - read - failed
    return f"{folder:14}{kind:8}{len(group):7}{read:7}{sheets:8}{refused:9}{failed:9}"


def _general(sentence: str) -> str:
    """A sentence without the sheet and the place it names."""
    return re.sub(r"\d+", "…", re.sub(r"「[^」]*」|“[^”]*”", "“…”", sentence))


def show() -> None:
    """Prints the table; one line says so where the corpus is not."""
    if not CORPUS.is_dir():
        print("corpus: not on this machine (DAZOUFANG_SHARED)")
        return
    print("\nother people's files, each read as a load reads it")
    print("\n".join(told(outcomes())))


if __name__ == "__main__":
    show()
