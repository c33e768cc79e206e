"""How does a page have a command of the office run? As a process of its own, which knows nothing of the server's secrets.

A page does not read sheets and does not publish: it starts `etl`, which holds the same lock as at a terminal.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from campaign.access.scope import Scope
from pages.door import visitor

PROJECT = Path(__file__).resolve().parents[3]
KEPT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "XDG_STATE_HOME",
    "DAZOUFANG_STATE", "DAZOUFANG_ASSIGNED", "DAZOUFANG_FORGOTTEN",
)  # fmt: skip
"""Of the server's environment: what a command needs to find its files, and none of the server's secrets."""
_PATH = re.compile(r"（/[^（）]*）|\s/[^\s，。；：）（]+\s?")


def presses() -> Scope:
    """Whoever presses a button, as of this moment: a click is answered before the front door has looked. SignedOut as there."""
    return visitor.current().scope


def answer(*words: str, limit: int) -> tuple[str, str] | None:
    """What a command of the office prints, and what it says of its failure; None when it took too long, and was ended with all it began."""
    process = subprocess.Popen(
        _command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **_apart()
    )
    try:
        return process.communicate(timeout=limit)
    except BaseException as why:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(why, subprocess.TimeoutExpired):
            return None
        raise


def begun(*words: str, said: IO[bytes]) -> subprocess.Popen[bytes]:
    """A command that outlives the visit; it leaves the processors to whoever looks at pages, and says its failure into a file."""
    nice = shutil.which("nice")
    return subprocess.Popen(
        [*([nice, "-n", "10"] if nice else []), *_command(*words)], stdout=subprocess.DEVNULL, stderr=said, **_apart()
    )


def without_paths(sentence: str) -> str:
    """A sentence of a command as a page shows it: where things lie on the server is not for the page.

    >>> without_paths("收件目录 /srv/in 为空，没有可入库的报表"), without_paths("磁盘已满（/srv/x y/z），新数据未启用")
    ('收件目录为空，没有可入库的报表', '磁盘已满，新数据未启用')
    """
    return _PATH.sub("", sentence).replace("（命令加 --may-shrink）", "")


def why_not(said: str, otherwise: str) -> str:
    """The sentence in which a command said that it failed; `otherwise` where it said none."""
    lines = [line for line in said.splitlines() if re.search("[\u4e00-\u9fff]", line)]
    return without_paths(lines[-1]) if lines else f"{otherwise}，请将时间告知管理员"


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "etl", *words]


def _apart() -> dict[str, Any]:
    return {
        "cwd": PROJECT,
        "env": {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONUTF8": "1"},
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
    }
