"""Is this program run where the sheets are held, by the office that loads them?"""

from __future__ import annotations

import os

DESK_VARIABLE = "DAZOUFANG_DESK"
"""Set to 1 where the sheets are held, for commands and timers; a server asks who has signed in."""


def is_desk() -> bool:
    """Whether a command may show names."""
    return os.environ.get(DESK_VARIABLE) == "1"
