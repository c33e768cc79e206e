"""Is this program run where the sheets are held, by the office that loads them?"""

from __future__ import annotations

import os

DESK_VARIABLE = "DAZOUFANG_DESK"
"""Set to 1 where the sheets are held: on the server of the desk, which listens on loopback, and in its timers."""


def is_desk() -> bool:
    """Whether a command, or a server on loopback, may show names."""
    return os.environ.get(DESK_VARIABLE) == "1"
