"""How often are free texts split and classified as a person does it?

Measured on `tests/labelled/issue_texts.csv`, written by somebody who did not see the lexicon: a row is a text, its
issues (parts of it, joined with " | ") and their categories (of the seven, or 其他方面/二级类别). The lexicon is never
tuned on it. `python -m tests.accuracy`, and `make bench` prints the same.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from campaign import rules
from etl import texts

LABELLED = Path(__file__).parent / "labelled" / "issue_texts.csv"
BETWEEN = " | "
EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text as a person reads it: its issues and each one's category and second level."""

    text: str
    issues: tuple[str, ...]
    categories: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Splitting:
    """Of all texts, and of all issues in them: how many are found exactly, apart from punctuation at their ends."""

    texts: int
    exact: int
    same_number: int
    expected: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        return f1(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Classifying:
    """Pairs (labelled, judged) of every labelled issue; judged is None where no word is known."""

    pairs: tuple[tuple[str, str | None], ...]
    sure: tuple[bool, ...]
    second: tuple[tuple[str, str | None], ...]

    @property
    def accuracy(self) -> float:
        return share(a == b for a, b in self.pairs)

    @property
    def accuracy_when_sure(self) -> float:
        return share(a == b for (a, b), sure in zip(self.pairs, self.sure, strict=True) if sure)

    @property
    def left_to_a_person(self) -> float:
        return share(not sure for sure in self.sure)

    @property
    def second_accuracy(self) -> float:
        return share(a == b for a, b in self.second)

    @property
    def macro_f1(self) -> float:
        scores = []
        for kind in sorted({a for a, _ in self.pairs}):
            both = sum(a == b == kind for a, b in self.pairs)
            labelled, judged = (sum(pair[i] == kind for pair in self.pairs) for i in (0, 1))
            scores.append(f1(both / judged if judged else 0.0, both / labelled))
        return sum(scores) / len(scores) if scores else 0.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(answers: Iterable[bool]) -> float:
    """The part of the answers that are true; 0 of none."""
    known = list(answers)
    return sum(known) / len(known) if known else 0.0


def read(path: Path = LABELLED) -> list[Labelled]:
    """The labelled texts; ValueError where an issue is no part of its text or a label is unknown."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [_labelled(row) for row in csv.DictReader(lines)]


def _labelled(row: dict[str, str]) -> Labelled:
    issues = tuple(filter(None, row["issues"].split(BETWEEN)))
    labels = tuple(filter(None, row["categories"].split(BETWEEN)))
    if len(issues) != len(labels) or any(issue not in row["text"] for issue in issues):
        raise ValueError(f"{row}: the issues are not parts of the text, or not as many as the categories")
    kinds = tuple((kind, second or None) for kind, _, second in (label.partition("/") for label in labels))
    if any(kind not in rules.CATEGORIES or second not in (None, *rules.SUBCATEGORIES) for kind, second in kinds):
        raise ValueError(f"{row}: a category that there is not")
    return Labelled(row["text"], issues, kinds)


def bare(said: str) -> str:
    """An issue without the punctuation at its ends."""
    return EDGES.sub("", said)


def splitting(labelled: Sequence[Labelled]) -> Splitting:
    """The project's splitting beside a person's."""
    exact = same = expected = found = right = 0
    for one in labelled:
        ours = [bare(one.text[p.start : p.end]) for p in texts.split(one.text)]
        theirs = [bare(issue) for issue in one.issues]
        exact += ours == theirs
        same += len(ours) == len(theirs)
        expected, found = expected + len(theirs), found + len(ours)
        right += (Counter(ours) & Counter(theirs)).total()
    return Splitting(len(labelled), exact, same, expected, found, right)


def classifying(labelled: Sequence[Labelled]) -> Classifying:
    """The project's categories of the labelled issues, as a person has split them."""
    pairs, sure, second = [], [], []
    for one in labelled:
        for issue, (kind, under) in zip(one.issues, one.categories, strict=True):
            judged = texts.classify(issue)
            pairs.append((kind, judged.name))
            sure.append(judged.is_sure)
            if under:
                second.append((under, judged.subcategory))
    return Classifying(tuple(pairs), tuple(sure), tuple(second))


def report(labelled: Sequence[Labelled]) -> str:
    """All the figures, as lines."""
    cut, kind = splitting(labelled), classifying(labelled)
    lines = [
        f"free text, {cut.texts} labelled texts with {cut.expected} issues",
        f"  split exactly as labelled   {cut.exact / max(1, cut.texts):6.1%} of texts"
        f"   right number of issues {cut.same_number / max(1, cut.texts):6.1%}",
        f"  issues found                precision {cut.precision:.1%}  recall {cut.recall:.1%}  F1 {cut.f1:.3f}",
        f"  category of the seven       accuracy {kind.accuracy:.1%}  macro-F1 {kind.macro_f1:.3f}",
        f"  left to a person (待人工)   {kind.left_to_a_person:.1%}; of the others right {kind.accuracy_when_sure:.1%}",
        f"  second level of 其他方面    accuracy {kind.second_accuracy:.1%} of {len(kind.second)}",
        *_confusion(kind.pairs),
    ]
    return "\n".join(lines)


def _confusion(pairs: Sequence[tuple[str, str | None]]) -> list[str]:
    counted = Counter(pairs)
    judged = (*rules.CATEGORIES, None)
    lines = ["  labelled ↓ judged →  " + " ".join(name[:2] if name else "不知" for name in judged)]
    for kind in rules.CATEGORIES:
        lines.append(f"  {kind}             " + " ".join(f"{counted[kind, name]:4}" for name in judged))
    return lines


def main() -> None:
    """Prints the figures; never the texts, so that nobody tunes the lexicon on them."""
    sys.stdout.write(report(read()) + "\n")


if __name__ == "__main__":
    main()
