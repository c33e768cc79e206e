"""Which category did a person give to texts that the automatic judgement left open, or got wrong?

One csv file, a line for each decision, only ever added to: of several about one text the last holds. A load takes the
decisions up, and the training learns from them.
"""

from __future__ import annotations

import csv
import fcntl
import os
from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from campaign.office import rules

FOLDER_VARIABLE = "DAZOUFANG_ASSIGNED"
DEFAULT_FOLDER = Path("data/assigned")
FILE = "categories.csv"


class NotAssigned(Exception):
    """A decision that cannot be kept, or decisions that cannot be read; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One decision: `mark` is that of the text among the issues, `text` is without names and numbers."""

    mark: str
    category: str
    subcategory: str
    text: str
    assigned_at: str
    """Local time, to the second."""

    def __post_init__(self) -> None:
        seconds = ("", *rules.SUBCATEGORIES) if self.category == rules.OTHER else ("",)
        if self.category not in rules.CATEGORIES or self.subcategory not in seconds:
            raise NotAssigned(f"没有“{self.category}{self.subcategory and '/'}{self.subcategory}”这一类")


def folder() -> Path:
    """The folder that holds the decisions: the environment variable, else `data/assigned`."""
    return Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)


def assigned(where: Path) -> dict[str, Assignment]:
    """The decision that holds for each text, by its mark; NotAssigned, naming the line, when the file cannot be read."""
    try:
        with (where / FILE).open(encoding="utf-8-sig", newline="") as lines:
            return {one.mark: one for one in _read(csv.DictReader(lines), where / FILE)}
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as why:
        raise NotAssigned(f"人工归类的文件 {where / FILE} 读不出来（{type(why).__name__}）；请核对文件") from None


def _read(rows: csv.DictReader[str], place: Path) -> Iterable[Assignment]:
    names = [field.name for field in fields(Assignment)]
    for row in rows:
        try:
            yield Assignment(**{name: row[name] or "" for name in names})
        except (KeyError, NotAssigned) as why:
            wrong = f"缺少栏目 {why}" if isinstance(why, KeyError) else str(why)
            raise NotAssigned(f"人工归类的文件 {place} 第 {rows.line_num} 行不对：{wrong}") from None


def add(where: Path, decisions: Sequence[Assignment]) -> None:
    """Adds decisions at the end of the file; NotAssigned when the disk does not take them."""
    try:
        where.mkdir(parents=True, exist_ok=True)
        with (where / FILE).open("a", encoding="utf-8", newline="") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            (where / FILE).chmod(0o600)
            lines = csv.DictWriter(file, [field.name for field in fields(Assignment)])
            if not file.tell():
                lines.writeheader()
            lines.writerows(asdict(one) for one in decisions)
            file.flush()
            os.fsync(file.fileno())
    except OSError as why:
        raise NotAssigned(f"没有记下：{where / FILE} 写不进去（{why.strerror}）；请告诉维护人员") from None


def remove(where: Path, marks: Set[str]) -> int:
    """Takes every decision about texts of these marks out of the file, in one step; returns how many texts they were."""
    gone = marks & assigned(where).keys()
    if not gone:
        return 0
    try:
        with (where / FILE).open("r+", encoding="utf-8-sig", newline="") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            left = [row for row in csv.DictReader(file) if row["mark"] not in gone]
            partial = where / f"{FILE}.{os.getpid()}"
            partial.touch(0o600)
            with partial.open("w", encoding="utf-8", newline="") as anew:
                lines = csv.DictWriter(anew, [one.name for one in fields(Assignment)], extrasaction="ignore")
                lines.writeheader()
                lines.writerows(left)
                anew.flush()
                os.fsync(anew.fileno())
            partial.replace(where / FILE)
    except OSError as why:
        raise NotAssigned(f"没有删去：{where / FILE} 写不进去（{why.strerror}）；请告诉维护人员") from None
    return len(gone)
