"""Which processes does a command start, when do they end, and what do they all cost together?

Run as a script, `processes.py REPORT COMMAND…` runs the command, waits for everything that it started and writes the
cost to REPORT. It is a process of its own so that nobody else's children are among those that it counts and waits for.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
"""From linux/prctl.h: who is left behind by its parent becomes this process's child."""
BETWEEN_SAMPLES = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command and every process that it started took, to the end of the last one."""

    cpu: float
    """Seconds of processor, user and system."""
    wall: float
    """Seconds on the clock, to BETWEEN_SAMPLES."""
    peak: int
    """Bytes: the largest sum of PSS that a sample saw."""
    exit_code: int
    output: str
    errors: str


def cost(command: Sequence[str | Path | float]) -> Cost:
    """Runs a command and waits for everything that it starts."""
    with tempfile.TemporaryDirectory() as kept:
        report = Path(kept) / "report.json"
        run = subprocess.run(
            [sys.executable, __file__, str(report), *map(str, command)],
            capture_output=True,
            text=True,
            check=True,
        )
        return Cost(**json.loads(report.read_text(encoding="utf-8")), output=run.stdout, errors=run.stderr)


def session(leader: int) -> list[int]:
    """The processes of a session that still run."""
    return [pid for pid, _, sid in _running() if sid == leader]


def below(ancestor: int) -> list[int]:
    """The processes that descend from one and still run."""
    children: dict[int, list[int]] = {}
    for pid, parent, _ in _running():
        children.setdefault(parent, []).append(pid)
    tree = [ancestor]
    for pid in tree:  # which grows on the way
        tree += children.get(pid, [])
    return tree[1:]


def memory(pid: int) -> int:
    """Bytes of a process, each page that several share divided among them (PSS); 0 when it has ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    pss = re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)
    return int(pss[1]) << 10 if pss else 0


def used(pids: Sequence[int]) -> float:
    """Seconds of processor that running processes have taken so far, user and system."""
    ticks = 0
    for pid in pids:
        fields = re.split(r"\) ", Path(f"/proc/{pid}/stat").read_text())[-1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def command(pid: int) -> list[str]:
    """What a process was started with; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    """Waits until `done()`; fails when that takes too long."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "不该等这么久"
        time.sleep(0.1)


def _running() -> Iterator[tuple[int, int, int]]:
    """Process, parent and session of everything on this machine that has not ended."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, sid = re.split(r"\) ", stat.read_text())[-1].split()[:4]
        except OSError:
            continue
        if state != "Z":
            yield int(stat.parent.name), int(parent), int(sid)


def _main(report: str, *command: str) -> None:
    """Runs the command as the only parent that its left-behind processes can have."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    started = time.perf_counter()
    leader = os.posix_spawnp(command[0], command, os.environ)
    ended: dict[int, int] = {}
    peak = 0
    while _is_waited_for(ended):
        peak = max(peak, sum(map(memory, below(os.getpid()))))
        time.sleep(BETWEEN_SAMPLES)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": time.perf_counter() - started,
        "peak": peak,
        "exit_code": ended[leader],
    }
    Path(report).write_text(json.dumps(figures), encoding="utf-8")


def _is_waited_for(ended: dict[int, int]) -> bool:
    """Whether anybody still runs; who has ended is noted with its exit code."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if not pid:
            return True
        ended[pid] = os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    _main(*sys.argv[1:])
