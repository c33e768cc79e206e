"""How much of what must not show does the masker take out, and how much of what must stay does it leave?

Measured on rows of invented families, each with a text, what must not show of it and what must stay, whose writer did not
look at the masker. It is mended on `tests/labelled/masked_texts.csv`; of `masked_texts_held_back.csv` nobody who mends it
reads more than the figures. `python -m tests.masking [FILE.csv…]`, and `make bench` prints the same; `--mistakes` shows
those of a file, but for the one held back.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from campaign.masking import masked

TEXTS = Path(__file__).parent / "labelled" / "masked_texts.csv"
HELD_BACK = TEXTS.with_stem("masked_texts_held_back")


@dataclass(frozen=True, slots=True)
class Case:
    """A row with its text, and the strings that its masked text must not have and must have."""

    text: str
    own: tuple[str, str, str, str, str]
    """Whose row it is, who went there, address, income, hardship."""
    hidden: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Of so many strings, those that were taken out and those that stayed."""

    hidden: int
    hidden_of: int
    kept: int
    kept_of: int

    @property
    def recall(self) -> float:
        return self.hidden / self.hidden_of if self.hidden_of else 1.0

    @property
    def stay(self) -> float:
        return self.kept / self.kept_of if self.kept_of else 1.0


def cases(path: Path = TEXTS) -> list[Case]:
    """The cases of a file: head_name, visitor, address, text, must_not_show, must_show (`|` between strings), income, hardship."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_case(row) for row in csv.DictReader(file)]


def _case(row: dict[str, str]) -> Case:
    own = (row["head_name"], row["visitor"], row["address"], row["income"] or "", row["hardship"] or "")
    hidden, kept = (tuple(filter(None, row[name].split("|"))) for name in ("must_not_show", "must_show"))
    return Case(row["text"], own, hidden, kept)


def shown(case: Case) -> str:
    """The case's text as everybody may read it."""
    return masked(case.text, *case.own)


def measure(of: Iterable[Case]) -> Measured:
    """How many of the strings of cases were taken out, and how many stayed."""
    texts = [(case, shown(case)) for case in of]
    hidden = [string not in text for case, text in texts for string in case.hidden]
    kept = [string in text for case, text in texts for string in case.kept]
    return Measured(sum(hidden), len(hidden), sum(kept), len(kept))


def report(paths: Sequence[Path] = (TEXTS, HELD_BACK)) -> str:
    """Recall and what is kept, of each file, and what a text costs."""
    lines = []
    for path in paths:
        m = measure(cases(path))
        lines.append(f"masker, {path.stem}: recall {m.recall:.1%} of {m.hidden_of}, kept {m.stay:.1%} of {m.kept_of}")
    return "\n".join((*lines, f"masker: {cost(cases(paths[0])):.0f} µs a text"))


def cost(of: Sequence[Case], times: int = 10) -> float:
    """Microseconds that a text takes once its row's cells have been seen."""
    measure(of)
    began = time.process_time()
    for _ in range(times):
        for case in of:
            shown(case)
    return (time.process_time() - began) / (times * len(of)) * 1e6


def mistakes(of: Iterable[Case]) -> list[str]:
    """What is shown though it must not be, and what is not though it must stay."""
    lines = []
    for case in of:
        text = shown(case)
        wrong = [f"-{s}" for s in case.hidden if s in text] + [f"+{s}" for s in case.kept if s not in text]
        lines += [f"{' '.join(wrong)} | {case.text} | {text} | {case.own}"] if wrong else []
    return lines


def main() -> None:
    """Prints the figures; the mistakes of the rows that are not held back where they are asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("paths", nargs="*", type=Path, default=[TEXTS, HELD_BACK], metavar="FILE.csv")
    asked.add_argument("--mistakes", action="store_true")
    given = asked.parse_args()
    for path in given.paths if given.mistakes else ():
        if path.resolve() != HELD_BACK:
            sys.stdout.write("\n".join([*mistakes(cases(path)), ""]))
    sys.stdout.write(report(given.paths) + "\n")


if __name__ == "__main__":
    main()
