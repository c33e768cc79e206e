"""Where do the real files lie that may not be shipped, and are they here?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("DAZOUFANG_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))
"""The folder that holds corpus/ and real/: beside the repository, or where DAZOUFANG_SHARED says."""

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="真实文件不在此机（DAZOUFANG_SHARED），它们不能随项目分发"
)
