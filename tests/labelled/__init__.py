"""Which issues does each labelled text hold, where do they stand in it, and of what category are they?"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).with_name("issue_texts.csv")
SEPARATOR = " | "
"""Between the issues of one text, and between their categories; no text holds it."""


@dataclass(frozen=True, slots=True)
class LabelledIssue:
    """One issue of a text: what it says, from which character to which (not included), and its category."""

    said: str
    start: int
    end: int
    category: str
    subcategory: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One cell's text with the issues that a person found in it, in order; none when it holds none."""

    text: str
    issues: tuple[LabelledIssue, ...]


def labelled_texts(place: Path = PLACE) -> list[LabelledText]:
    """Every text of the set, in file order; ValueError when an issue is not found in its text after the one before."""
    with place.open(encoding="utf-8", newline="") as lines:
        return [labelled(row["text"], row["issues"], row["categories"]) for row in csv.DictReader(lines)]


def labelled(text: str, issues: str, categories: str) -> LabelledText:
    """One row of the file as offsets into its text.

    >>> labelled("1.路灯不亮；2.车位少", "路灯不亮 | 车位少", "其他方面/道路市政 | 其他方面/停车").issues[1]
    LabelledIssue(said='车位少', start=9, end=12, category='其他方面', subcategory='停车')
    >>> labelled("满意", "", "").issues
    ()
    >>> labelled("路灯不亮", "路灯不亮", "")
    Traceback (most recent call last):
    ValueError: 1 issues but 0 categories: 路灯不亮
    """
    parts = issues.split(SEPARATOR) if issues else []
    labels = categories.split(SEPARATOR) if categories else []
    if len(parts) != len(labels):
        raise ValueError(f"{len(parts)} issues but {len(labels)} categories: {text}")
    found, position = [], 0
    for said, label in zip(parts, labels, strict=True):
        start = text.index(said, position)
        position = start + len(said)
        category, _, subcategory = label.partition("/")
        found.append(LabelledIssue(said, start, position, category, subcategory))
    return LabelledText(text, tuple(found))
