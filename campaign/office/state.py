"""Where is kept what belongs to no snapshot and no repository: who may sign in, who did what?"""

from __future__ import annotations

import os
from pathlib import Path

STATE_VARIABLE = "DAZOUFANG_STATE"


def folder() -> Path:
    """The folder of this office's accounts and audit: the environment variable, else below the user's own state."""
    if named := os.environ.get(STATE_VARIABLE):
        return Path(named)
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "dazoufang"
