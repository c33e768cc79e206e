"""Which processes of a command still run, and when do they end?"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path


def session(leader: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, sid = re.split(r"\) ", stat.read_text())[-1].split()[:4]
        except OSError:
            continue
        if int(sid) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    """Waits until `done()`; fails when that takes too long."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "不该等这么久"
        time.sleep(0.1)
