"""Is a load running, and how did the last one end?

A load holds `LOCK` while it runs and leaves `last_load.json` when it ends, well or badly; both lie on
the shelf beside the snapshots. Whoever shows them only looks: nothing here waits for a load.
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

PUBLISHED, UNCHANGED, NOT_PUBLISHED, BROKEN_OFF = "已发布", "没有变化", "没有发布", "中断"
WELL_ENDED = (PUBLISHED, UNCHANGED)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the shelf, and since when, in the city's time."""

    pid: int
    who: str
    """user@machine."""
    since: str

    def __str__(self) -> str:
        return f"进程 {self.pid}，{self.who}，{self.since} 开始"


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


def last_load(shelf: Path) -> LastLoad | None:
    """How the last load into `shelf` ended; None when there was none, or one is running.

    A load that was killed leaves no `last_load.json`; its LOCK then names another load than the file does.
    """
    if holder(shelf):
        return None
    try:
        last: LastLoad | None = LastLoad(**json.loads((shelf / LAST_LOAD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        last = None
    try:
        began = holder_in((shelf / LOCK).read_text(encoding="utf-8"))
    except OSError:
        began = None
    if began and (last is None or (last.pid, last.started) != (began.pid, began.since)):
        sentence = f"这次装载（{began}）没有做完就断了，没有发布，原来的数字不变；请再装载一次"
        return LastLoad(began.since, began.since, BROKEN_OFF, sentence, began.pid)
    return last


def note(shelf: Path, ended: LastLoad) -> None:
    """Writes down how a load ended, in one step."""
    partial = shelf / f"{LAST_LOAD}.{os.getpid()}"
    try:
        partial.write_text(json.dumps(asdict(ended), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        partial.replace(shelf / LAST_LOAD)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
