"""How often are free texts split and classified as a person does it?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from campaign.office import rules
from etl.texts.classify import Category, classify
from etl.texts.labelled import LabelledText
from etl.texts.split import Part, split

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Splitting:
    """Of all texts, and of all issues in them: how many are found exactly, apart from punctuation at their ends."""

    texts: int
    exact: int
    same_number: int
    of_nothing: int
    nothing_right: int
    lost: int
    """Texts with issues in which none was found."""
    expected: int
    found: int
    right: int

    @property
    def number_right(self) -> float:
        """The share of texts in which as many issues are found as a person finds."""
        return self.same_number / self.texts if self.texts else 0.0

    @property
    def nothing(self) -> float:
        """The share found to say nothing, of the texts that say nothing."""
        return self.nothing_right / self.of_nothing if self.of_nothing else 0.0

    @property
    def precision(self) -> float:
        """The share of the issues found that a person found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of a person's issues that are found."""
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        """Of precision and recall."""
        return f1(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Classifying:
    """Pairs (labelled, judged) of every labelled issue; judged is None where no category speaks."""

    pairs: tuple[tuple[str, str | None], ...]
    sure: tuple[bool, ...]
    second: tuple[tuple[str, str | None], ...]

    @property
    def accuracy(self) -> float:
        """Of the likeliest category, sure or not."""
        return share(a == b for a, b in self.pairs)

    @property
    def accuracy_when_sure(self) -> float:
        """Of what is stored."""
        return share(a == b for (a, b), sure in zip(self.pairs, self.sure, strict=True) if sure)

    @property
    def left_to_a_person(self) -> float:
        """The share that is not sure."""
        return share(not sure for sure in self.sure)

    @property
    def sure_and_wrong(self) -> float:
        """The share of all that is stored under a wrong category."""
        return share(sure and a != b for (a, b), sure in zip(self.pairs, self.sure, strict=True))

    @property
    def second_accuracy(self) -> float:
        """Of the second level of issues that a person puts under 其他方面."""
        return share(a == b for a, b in self.second)

    @property
    def f1_by_category(self) -> dict[str, float]:
        """Of each category as stored: what is left to a person is found under none."""
        stored = [(a, b if sure else None) for (a, b), sure in zip(self.pairs, self.sure, strict=True)]
        return {kind: _f1_of(kind, stored) for kind in rules.CATEGORIES if any(a == kind for a, _ in stored)}

    @property
    def macro_f1(self) -> float:
        """The mean over the categories, as stored."""
        scores = self.f1_by_category.values()
        return sum(scores) / len(scores) if scores else 0.0


def _f1_of(kind: str, pairs: Sequence[tuple[str, str | None]]) -> float:
    both = sum(a == b == kind for a, b in pairs)
    labelled, judged = (sum(pair[i] == kind for pair in pairs) for i in (0, 1))
    return f1(both / judged if judged else 0.0, both / labelled if labelled else 0.0)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(answers: Iterable[bool]) -> float:
    """The part of the answers that are true; 0 of none."""
    known = list(answers)
    return sum(known) / len(known) if known else 0.0


def bare(issue: str) -> str:
    """An issue without the punctuation at its ends."""
    return _EDGES.sub("", issue)


def splitting(labelled: Sequence[LabelledText], by: Callable[[str], Sequence[Part]] = split) -> Splitting:
    """The project's splitting beside a person's."""
    exact = same = nothing = nothing_right = lost = expected = found = right = 0
    for one in labelled:
        ours = [bare(one.text[part.start : part.end]) for part in by(one.text)]
        theirs = [bare(issue.text) for issue in one.issues]
        exact += ours == theirs
        same += len(ours) == len(theirs)
        nothing += not theirs
        nothing_right += not theirs and not ours
        lost += bool(theirs) and not ours
        expected, found = expected + len(theirs), found + len(ours)
        right += (Counter(ours) & Counter(theirs)).total()
    return Splitting(len(labelled), exact, same, nothing, nothing_right, lost, expected, found, right)


def classifying(labelled: Sequence[LabelledText], by: Callable[[str], Category] = classify) -> Classifying:
    """The project's categories of the labelled issues, as a person has split them."""
    pairs, sure, second = [], [], []
    for issue in (issue for one in labelled for issue in one.issues):
        judged = by(issue.text)
        pairs.append((issue.category, judged.name))
        sure.append(judged.is_sure)
        if issue.subcategory:
            second.append((issue.subcategory, judged.subcategory))
    return Classifying(tuple(pairs), tuple(sure), tuple(second))


def report(labelled: Sequence[LabelledText]) -> str:
    """All the figures, as lines."""
    cut, kind = splitting(labelled), classifying(labelled)
    lines = [
        f"free text, {cut.texts} labelled texts with {cut.expected} issues",
        f"  number of issues right      {cut.number_right:6.1%} of texts; split exactly as labelled {cut.exact / max(1, cut.texts):.1%}",
        f"  texts that say nothing      {cut.nothing:6.1%} of {cut.of_nothing} found so; {cut.lost} texts with issues taken for such",
        f"  issues found                precision {cut.precision:.1%}  recall {cut.recall:.1%}  F1 {cut.f1:.3f}",
        f"  category as stored          macro-F1 {kind.macro_f1:.3f}  left to a person {kind.left_to_a_person:.1%}  sure and wrong {kind.sure_and_wrong:.1%}",
        f"  category, likeliest         accuracy {kind.accuracy:.1%}; of the sure ones {kind.accuracy_when_sure:.1%}",
        f"  second level of 其他方面    accuracy {kind.second_accuracy:.1%} of {len(kind.second)}",
        "  F1 as stored                "
        + "  ".join(f"{name} {value:.2f}" for name, value in kind.f1_by_category.items()),
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
