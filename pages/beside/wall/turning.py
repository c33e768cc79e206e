"""Which scene of a wall is it, and does it go on by itself?"""

from __future__ import annotations

from dataclasses import dataclass, replace

TURN = 20
"""Seconds that a scene stays: long enough to be read twice."""


@dataclass(frozen=True, slots=True)
class Turning:
    """The scene in sight, since when, and whether somebody has stopped it."""

    at: int
    since: float
    is_paused: bool = False

    def by_the_clock(self, now: float, many: int) -> Turning:
        """What a tick of the clock makes of it: the next scene, but none that somebody has only just turned to."""
        if self.is_paused or now - self.since < TURN / 2:
            return replace(self, at=self.at % many)
        return Turning((self.at + 1) % many, now)

    def turned(self, to: int, now: float) -> Turning:
        """Another scene by hand; whether it goes on stays as it is."""
        return replace(self, at=to, since=now)

    def stopped_or_going(self, now: float) -> Turning:
        """Stopped where it went on by itself, and the other way round."""
        return Turning(self.at, now, not self.is_paused)
