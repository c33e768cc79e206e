"""Do the cases from outside hold, those of what comes in and of what it means?

They lie beside the project where it is developed, are written by others, and are only run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "cases" / "run.py"
KINDS = ("way-in", "identity", "time", "robustness", "meaning")


@pytest.mark.slow
@pytest.mark.skipif(not CASES.exists(), reason="the cases are not beside the project")
@pytest.mark.parametrize("kind", KINDS)
def test_every_case_of_the_kind_holds(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, CASES, "--kind", kind, "--jobs", "1"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
