"""Which issues does a person find in each labelled text, where do they stand in it, and of what category are they?"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from campaign.office import rules

PLACE = Path(__file__).resolve().parents[2] / "data" / "labelled"
"""Texts to learn from, a file for each writer; how they are labelled stands in its README."""
SEPARATOR = " | "
"""Between the issues of one text, and between their categories; no text holds it."""


@dataclass(frozen=True, slots=True)
class LabelledIssue:
    """One issue of a text: what it says, from which character to which (not included), and its category."""

    text: str
    start: int
    end: int
    category: str
    subcategory: str | None

    @property
    def leaf(self) -> str:
        """The category with its second level."""
        return f"{self.category}/{self.subcategory}" if self.subcategory else self.category


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One cell's text with the issues that a person found in it, in order; none when it holds none."""

    text: str
    issues: tuple[LabelledIssue, ...]


def labelled_texts(place: Path) -> list[LabelledText]:
    """Every text of a file, in its order; ValueError where an issue is not in its text after the one before, or its
    category is none of the form's."""
    with place.open(encoding="utf-8-sig", newline="") as lines:
        return [labelled(row["text"], row["issues"], row["categories"]) for row in csv.DictReader(lines)]


def labelled(text: str, issues: str, categories: str) -> LabelledText:
    """One row of a file as offsets into its text.

    >>> labelled("1.路灯不亮；2.车位少", "路灯不亮 | 车位少", "其他方面/道路市政 | 其他方面/停车").issues[1]
    LabelledIssue(text='车位少', start=9, end=12, category='其他方面', subcategory='停车')
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
    for part, label in zip(parts, labels, strict=True):
        start = text.index(part, position)
        position = start + len(part)
        category, _, subcategory = label.partition("/")
        seconds = rules.SUBCATEGORIES if category == rules.OTHER else ("",)
        if category not in rules.CATEGORIES or subcategory not in seconds:
            raise ValueError(f"no such category: {label}")
        found.append(LabelledIssue(part, start, position, category, subcategory or None))
    return LabelledText(text, tuple(found))
