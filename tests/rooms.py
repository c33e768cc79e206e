"""A visitor's room before a snapshot that a test has opened itself."""

from __future__ import annotations

from campaign.access.scope import EVERYWHERE, Scope
from campaign.numbers.snapshot import Snapshot
from pages.parts.cached import Opened
from pages.parts.view import Room


def room_of(snapshot: Snapshot, scope: Scope = EVERYWHERE) -> Room:
    """The room; the snapshot stays open for as long as the room is kept."""
    opened = Opened(snapshot)
    return Room(lambda: opened, scope)
