"""How far is a load, and when will it be done? Told on the shelf, where every server process reads it, and to who watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from campaign.office import loads
from campaign.office.rules import CITY_TIME

READING, JOINING, CHECKING = "读取报表", "汇总全市", "核对并启用"
AFTER = {READING: (JOINING, CHECKING), JOINING: (CHECKING,), CHECKING: ()}
"""Each stage of a load → those that follow."""
EVERY = 0.5
"""Seconds between two words."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a load is."""

    stage: str
    files: int = 0
    of: int = 0
    rows: int = 0
    rejected: int = 0


Progress = Callable[[Step], None]
"""Is told each step."""


def say_nothing(step: Step) -> None:
    """A progress that nobody watches."""


@dataclass(slots=True)
class Told:
    """Passes on each step, and leaves word of it on the shelf; a shelf that takes no word changes nothing about the load.

    The time left is what reading took for each file so far, and what the later stages took in the last whole load.
    """

    shelf: Path
    holder: loads.Holder
    pass_on: Progress
    earlier: Mapping[str, float]
    """Stage → seconds in the last whole load."""
    stages: dict[str, float] = field(default_factory=dict)
    """Stage → seconds so far."""
    _step: Step = Step("")
    _began: float = 0.0
    _told: float = 0.0
    _known: int = 0
    """Files that had been read before: they take no time."""

    def __call__(self, step: Step) -> None:
        """One step."""
        self.pass_on(step)
        now = time.monotonic()
        is_new = step.stage != self._step.stage
        if is_new:
            self._end(now)
            self._began, self._known = now, step.files
        self._step = step
        if is_new or now - self._told >= EVERY:
            self._told = now
            with suppress(OSError):
                loads.tell(self.shelf, self._so_far(now))

    def done(self) -> None:
        """The load has come to its end, well or badly."""
        self._end(time.monotonic())
        with suppress(OSError):
            (self.shelf / loads.PROGRESS).unlink(missing_ok=True)

    def _end(self, now: float) -> None:
        if self._step.stage:
            self.stages[self._step.stage] = round(now - self._began, 2)

    def _so_far(self, now: float) -> loads.Progress:
        step, left = self._step, self._left(now)
        ends = "" if left is None else f"{datetime.now(CITY_TIME) + timedelta(seconds=left):%Y-%m-%d %H:%M:%S}"
        return loads.Progress(
            self.holder.pid, self.holder.since, step.stage, step.files, step.of, step.rows, step.rejected, ends
        )

    def _left(self, now: float) -> float | None:
        """Seconds; None where nothing tells."""
        step, here = self._step, self.earlier.get(self._step.stage)
        if not all(stage in self.earlier for stage in AFTER.get(step.stage, ())):
            return None
        after = sum(self.earlier[stage] for stage in AFTER.get(step.stage, ()))
        read = step.files - self._known
        if step.of and read > 0:
            return (now - self._began) / read * (step.of - step.files) + after
        if step.of and step.files == step.of:
            return after
        return None if here is None else max(0.0, here - (now - self._began)) + after
