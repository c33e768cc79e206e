"""On what does all that is made of a file depend, besides its bytes and its name?"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ("etl", "campaign")
REFERENCE = "data/reference"
CORRECTIONS = ROOT / REFERENCE / "corrections.yml"
"""The office's own list."""
LIBRARIES = ("python-calamine", "xlrd", "lxml", "charset-normalizer", "msoffcrypto-tool", "pyarrow", "duckdb")
"""Those that read a file or work out what is in it."""


@cache
def code() -> str:
    """A fingerprint of the program that reads, of the reference data that it reads by, and of its libraries."""
    files = [path for folder in CODE for path in ROOT.joinpath(folder).rglob("*.py")]
    files += [path for path in ROOT.joinpath(REFERENCE).rglob("*") if path.is_file()]
    whole = hashlib.sha256(f"{sys.version} {[metadata.version(name) for name in LIBRARIES]}".encode())
    for path in sorted(files):
        whole.update(path.relative_to(ROOT).as_posix().encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def of(*parts: object) -> str:
    """A fingerprint of parts, each of which can be told apart from the next."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()[:40]
