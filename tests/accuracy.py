"""How often are free texts split and classified as a person does it?

Measured on `tests/labelled/measured.csv`, whose writer saw neither lexicon nor model nor other writers' texts, and from
which nothing is learned. `python -m tests.accuracy`, and `make bench` prints the same.
"""

from __future__ import annotations

import sys
from pathlib import Path

from etl.texts.labelled import labelled_texts
from etl.texts.measured import report

MEASURED = Path(__file__).parent / "labelled" / "measured.csv"


def main() -> None:
    """Prints the figures; never the texts, so that nobody tunes anything on them."""
    sys.stdout.write(report(labelled_texts(MEASURED)) + "\n")


if __name__ == "__main__":
    main()
