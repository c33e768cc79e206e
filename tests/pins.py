"""From what is everything installed, and is anything else there? `python -m tests.pins` writes the lock files.

`requirements*.txt` hold what was chosen, `requirements*.lock` that and all that it brings along, each with the hashes
of its files: pip installs nothing whose hash is another. A lock file has only what the ones before it do not.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("requirements", "requirements-dev", "requirements-scale")
"""What runs, what tests need on top of it, and what lies past one machine on top of both."""
HEAD = """# Written by `make lock` from {chosen}.txt.
--require-hashes
--only-binary :all:
--no-binary pyspark
"""
"""Nothing that is installed runs code on the way, but for the one package that comes as source only."""
INSTALLER = "pip"
"""Comes with Python into a new environment, and installs all else."""
COMPILE = (
    *(Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet"),
    *("--generate-hashes", "--no-annotate", "--no-header", "--python-version=3.11"),
)
_PIN = re.compile(r"^([\w.-]+)==(\S+?)(?: ;.*?)?((?: \\\n    --hash=sha256:[0-9a-f]{64})*)$", re.MULTILINE)


def same(name: str) -> str:
    """A distribution's name as the registry compares it.

    >>> same("Jinja2"), same("typing_extensions")
    ('jinja2', 'typing-extensions')
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, str]:
    """Package → version of a lock file's text; ValueError for one without a hash."""
    found = {}
    for name, version, hashes in _PIN.findall(lock):
        if not hashes:
            raise ValueError(f"{name}=={version} has no hash")
        found[same(name)] = version
    return found


def rest(lock: str) -> list[str]:
    """The lines of a lock file's text that are no pin with its hashes and no comment."""
    return [line for line in _PIN.sub("", lock).splitlines() if line and not line.startswith("#")]


def locked() -> dict[str, str]:
    """Package → version, of all lock files."""
    return {name: version for layer in LAYERS for name, version in pins(_file(layer, "lock").read_text()).items()}


def unpinned(installed: Iterable[tuple[str, str]], pinned: dict[str, str]) -> list[str]:
    """What is installed and not as pinned, as `name version`."""
    return sorted(
        f"{name} {version}" for name, version in installed if pinned.get(same(name)) != version and name != INSTALLER
    )


def installed() -> list[tuple[str, str]]:
    """Name and version of everything in this environment."""
    return [(one.metadata["Name"], one.version) for one in distributions()]


def renew() -> None:
    """Write the lock files anew; what is pinned already stays unless what was chosen forbids it."""
    for number, layer in enumerate(LAYERS):
        earlier = LAYERS[:number]
        constraints = [f"--constraint={_file(name, 'lock')}" for name in earlier]
        subprocess.run(
            [*COMPILE, *constraints, f"--output-file={_file(layer, 'lock')}", _file(layer, "txt")], check=True
        )
        known = {name for one in earlier for name in pins(_file(one, "lock").read_text())}
        own = [pin[0] for pin in _PIN.finditer(_file(layer, "lock").read_text()) if same(pin[1]) not in known]
        inherited = [f"-r {name}.lock" for name in earlier[-1:]]
        _file(layer, "lock").write_text(HEAD.format(chosen=layer) + "\n".join([*inherited, *own]) + "\n")


def _file(layer: str, kind: str) -> Path:
    return ROOT / f"{layer}.{kind}"


if __name__ == "__main__":
    renew()
