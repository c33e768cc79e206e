"""Is a load running, how far is it, and how did the last one end?

A load holds `LOCK` while it runs, tells in `progress.json` how far it is, and leaves `last_load.json` when it ends, well or
badly; all three lie on the shelf beside the snapshots. Whoever shows them only looks: nothing here waits for a load.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from campaign.office.rules import CITY_TIME

LOCK = "LOCK"
LAST_LOAD = "last_load.json"
PROGRESS = "progress.json"
LOADING, FREEZING, TIDYING = "入库", "月度数据定版", "清理旧数据版本"
"""What somebody holds the shelf for."""

PUBLISHED, UNCHANGED, NOT_PUBLISHED, BROKEN_OFF = "已发布", "没有变化", "没有发布", "中断"
WELL_ENDED = (PUBLISHED, UNCHANGED)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the shelf, and since when, in the city's time."""

    pid: int
    who: str
    """user@machine."""
    since: str
    doing: str = LOADING
    """One of LOADING, FREEZING, TIDYING."""

    def __str__(self) -> str:
        return f"进程 {self.pid}，{self.who}，{self.since} 开始"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is."""

    pid: int
    since: str
    stage: str
    """In words: 读取报表, 汇总全市, 核对并启用."""
    files: int = 0
    """Read, of `of`."""
    of: int = 0
    rows: int = 0
    """Found in the files so far."""
    rejected: int = 0
    """Of the rows, those that a file by itself shows to be wrong."""
    ends: str = ""
    """When it is expected to be done, as the last load went; empty where nothing tells."""


@dataclass(frozen=True, slots=True)
class LastLoad:
    """How a load ended: `result` in a word, `sentence` in full, `counts` of its files and rows."""

    started: str
    ended: str
    result: str
    sentence: str
    pid: int
    snapshot: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)
    """Seconds that each stage of the last whole load took."""
    lacks_files: bool = False
    """Whether it was not published because so many files had left the inbox."""


def now() -> str:
    """This moment as both files write it: the city's time, to the second."""
    return f"{datetime.now(CITY_TIME):%Y-%m-%d %H:%M:%S}"


def holder(shelf: Path) -> Holder | None:
    """Who is loading into `shelf` at this moment; None when nobody is."""
    try:
        with (shelf / LOCK).open(encoding="utf-8") as lock:
            try:  # a load that starts in this very moment tries again a little later
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return holder_in(lock.read()) or Holder(0, "不明", "不明")
    except FileNotFoundError:
        pass
    return None


def holder_in(text: str) -> Holder | None:
    """The holder written in a LOCK file; None when it cannot be read."""
    try:
        return Holder(**json.loads(text))
    except (ValueError, TypeError):
        return None


def progress(shelf: Path, holder: Holder) -> Progress | None:
    """How far the load of that holder is; None where it has not said yet."""
    try:
        told = Progress(**json.loads((shelf / PROGRESS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return told if (told.pid, told.since) == (holder.pid, holder.since) else None


def last_load(shelf: Path) -> LastLoad | None:
    """How the last load into `shelf` ended; None when there was none, or one is running.

    A load that was killed leaves no `last_load.json`; its LOCK then names another load than the file does.
    """
    if (running := holder(shelf)) and running.doing == LOADING:
        return None
    last = noted(shelf)
    try:
        began = holder_in((shelf / LOCK).read_text(encoding="utf-8"))
    except OSError:
        began = None
    if began and began.doing == LOADING and (last is None or (last.pid, last.started) != (began.pid, began.since)):
        sentence = f"本次入库（{began}）中途中断，新数据未启用，原有数字不变；请重新入库"
        stages = last.stages if last else {}
        return LastLoad(began.since, began.since, BROKEN_OFF, sentence, began.pid, stages=stages)
    return last


def noted(shelf: Path) -> LastLoad | None:
    """How the last load that came to its end did so, also while another one runs; None where none has."""
    try:
        return LastLoad(**json.loads((shelf / LAST_LOAD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def note(shelf: Path, ended: LastLoad) -> None:
    """Writes down how a load ended, in one step."""
    _write(shelf / LAST_LOAD, ended)


def tell(shelf: Path, so_far: Progress) -> None:
    """Writes down how far a load is, in one step."""
    _write(shelf / PROGRESS, so_far)


def _write(file: Path, told: LastLoad | Progress) -> None:
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        partial.write_text(json.dumps(asdict(told), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
