"""Which snapshot is open, and for how long?

What is kept of a page after it was drawn (what a click does, a part that draws itself again, a download) knows its snapshot
only by name. So an old one is let go, with its file, its threads and its answers, once the last run that draws from it has
ended; whoever comes back to it opens it again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

import streamlit as st

from campaign.access.scope import Scope
from campaign.numbers.snapshot import CURRENT, open_current, open_snapshot
from pages.parts.cached import Opened
from pages.parts.view import Room

SHELF_VARIABLE = "DAZOUFANG_SHELF"
DEFAULT_SHELF = Path("data/shelf")


_open: WeakValueDictionary[tuple[str, str], Opened] = WeakValueDictionary()
_opening = Lock()


def opened(shelf: Path, snapshot_id: str) -> Opened:
    """The snapshot of that id, opened once however many use it; NoSnapshot when it cannot be."""
    key = (str(shelf), snapshot_id)
    with _opening:
        there = _open.get(key)
        if there is None:
            _open[key] = there = Opened(open_snapshot(shelf, snapshot_id))
        return there


@st.cache_resource(max_entries=1, show_spinner=False)
def _newest(shelf: str, snapshot_id: str) -> Opened:
    """What is taken up stays open between two visits, until there is a newer one."""
    return opened(Path(shelf), snapshot_id)


@contextmanager
def room_of(scope: Scope) -> Iterator[Room]:
    """A room before the newest snapshot, which is open until the room is left; NoSnapshot when there is none."""
    folder = shelf()
    snapshot_id = current_id(folder)
    in_use = _newest(str(folder), snapshot_id)
    yield Room(partial(opened, folder, snapshot_id), scope)
    assert in_use  # held until here


def shelf() -> Path:
    """The folder that holds the snapshots: the environment variable, else `data/shelf`."""
    return Path(os.environ.get(SHELF_VARIABLE) or DEFAULT_SHELF)


def current_id(folder: Path) -> str:
    """The id that CURRENT names at this moment; NoSnapshot when there is none."""
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return open_current(folder).id
