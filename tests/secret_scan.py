"""Is there anything secret in what is committed? `python -m tests.secret_scan`, a part of `make lint`.

Whatever is a secret of an office lies outside the repository; what only looks like one has the comment
`pragma: allowlist secret` on its line.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from detect_secrets.pre_commit_hook import main

ROOT = Path(__file__).resolve().parents[1]
MADE = r"\.lock$|\.png$|\.npz$|^docs/(numbers|tables)\.md$"
"""Hashes, pictures, and documents that are made of what is looked through itself."""


def wrong(files: Sequence[str]) -> int:
    """0 when no file holds a secret, 1 otherwise, printed with its place; nothing is looked up over the network."""
    return main(["--no-verify", "--exclude-files", MADE, *files])


def committed() -> list[str]:
    """The files that git keeps, or will keep."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [file for file in listed if (ROOT / file).is_file()]


if __name__ == "__main__":
    sys.exit(wrong(committed()))
