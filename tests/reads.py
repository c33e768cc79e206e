"""What do files say when they are read apart, as a load reads them?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from etl import staging
from etl.inbox import as_received
from etl.staging import Staged


def read_apart(paths: Sequence[Path]) -> list[Staged]:
    """Each file as staged, without its rows, or with the sentence that says why it could not be read."""
    files = [as_received(path, f"{number}/{path.name}") for number, path in enumerate(paths)]
    with TemporaryDirectory() as kept:
        return [staging.head(place) for place in staging.stage(files, Path(kept))]
