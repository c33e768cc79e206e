"""What can a reader do to its process, other than read?

Stands in for `etl.reading.read_file`: a file whose text is the name of a way to fail makes the reader fail that way, and any
other file is read.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from etl import reading


class PanicException(BaseException):
    """Like the one that a panic in Rust arrives as, which is no Exception."""


def _panic() -> None:
    raise PanicException("index out of bounds")


def _local_panic() -> None:
    class Local(BaseException):
        """One that cannot be sent from process to process."""

    raise Local


def _abort() -> None:
    os.abort()


def _recurse() -> None:
    _recurse()


def _allocate() -> None:
    kept = []
    while True:
        kept.append(bytearray(1 << 26))


def _loop() -> None:
    while True:
        pass


def _deaf_loop() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(0.01)


WAYS: dict[str, tuple[Callable[[], object], str]] = {
    "panic": (_panic, "CRASHED"),
    "local panic": (_local_panic, "CRASHED"),
    "sys.exit": (sys.exit, "CRASHED"),
    "os._exit": (lambda: os._exit(3), "CRASHED"),
    "os._exit as if all were well": (lambda: os._exit(0), "TOO_LONG"),
    "abort": (_abort, "CRASHED"),
    "segmentation fault": (lambda: os.kill(os.getpid(), signal.SIGSEGV), "CRASHED"),
    "killed for its memory": (lambda: os.kill(os.getpid(), signal.SIGKILL), "CRASHED"),
    "recursion": (_recurse, "CRASHED"),
    "memory": (_allocate, "TOO_MUCH_MEMORY"),
    "endless loop": (_loop, "TOO_LONG"),
    "endless loop that ignores being asked to end": (_deaf_loop, "TOO_LONG"),
}
"""Name → what is done, and which sentence of `etl.reading` it must come to."""


def read_file(path: Path) -> reading.FileRead:
    """Fails the way that the file says, or reads it."""
    said = path.read_bytes()[:100].decode("utf-8", "replace")
    if said in WAYS:
        WAYS[said][0]()
    return _sound(path)


_sound = reading.read_file
