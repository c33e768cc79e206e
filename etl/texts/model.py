"""What does the trained model give for a text: its weights, its thresholds, and how far it may be trusted?

Three linear judgements, all of them sums of weights that can be read: of which leaf (one of the seven categories, under
其他方面 one of its second levels, or nothing) a text is; whether a text raises nothing; whether a clause begins another
issue. `python -m etl.texts.train` makes the weights and their card out of labelled texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add
from typing import Any

import numpy as np

from campaign.office import rules
from campaign.places.areas import REFERENCE
from campaign.words.text_model import card
from etl.texts.topics import topic_scores
from etl.values import plain

WEIGHTS = REFERENCE / "text_model.npz"
NONE = "没有问题"
"""The leaf of a text that raises nothing."""
LEAVES = (
    *(name for name in rules.CATEGORIES if name != rules.OTHER),
    *(f"{rules.OTHER}/{under}" for under in rules.SUBCATEGORIES),
    NONE,
)
LEAF = {name: number for number, name in enumerate(LEAVES)}
LONGEST = 400
"""Characters of a text that the model looks at."""
HEAVIEST = 6
"""What a leaf's words can weigh together."""
_DIGITS = re.compile(r"\d")
_EDGES = "，。；、：！？,.;:!?"

Vector = np.ndarray[tuple[int], np.dtype[np.float32]]


def bare(text: str) -> str:
    """A text as the model sees it: without spaces and without marks at its ends, every digit is 0.

    >>> bare(" 3 幢漏水。")
    '0幢漏水'
    """
    return _DIGITS.sub("0", "".join(plain(text[:LONGEST]).split()).strip(_EDGES))


def ngrams(text: str) -> list[str]:
    """The stretches of one to three characters of a bare text.

    >>> ngrams("0幢")
    ['0', '幢', '0幢']
    """
    pairs = list(map(add, text, text[1:]))
    return [*text, *pairs, *map(add, pairs, text[2:])]


def topic_weights(text: str) -> Vector:
    """How much the words of the lexicon speak for each leaf."""
    weights = np.zeros(len(LEAVES), np.float32)
    scores, _ = topic_scores(text)
    for topic, score in scores.items():
        weights[LEAF[f"{topic.category}/{topic.subcategory}" if topic.subcategory else topic.category]] += score
    return np.minimum(weights, HEAVIEST)


@dataclass(frozen=True, slots=True)
class Bag:
    """The known stretches of characters, how telling each is, and what each weighs for each answer."""

    row_of: Mapping[str, int]
    telling: Vector
    weights: np.ndarray[tuple[int, int], np.dtype[np.float32]]

    def sums(self, text: str) -> Vector:
        """The weights of a text's stretches, summed; long texts weigh no more than short ones."""
        known = list(filter(None, map(self.row_of.get, ngrams(bare(text)))))
        if not known:
            return np.zeros(self.weights.shape[1], np.float32)
        times = Counter(known)
        rows = np.fromiter(times, np.int64, len(times))
        values = self.telling[rows]
        if len(times) < len(known):
            values *= 1 + np.log(np.fromiter(times.values(), np.float32, len(times)))
        return (values / np.sqrt(values @ values)) @ self.weights[rows]

    def heaviest(self, text: str, answer: int, most: int = 3) -> tuple[str, ...]:
        """The stretches of two or three characters that speak most for an answer, none within another."""
        grams = {gram for gram in ngrams(bare(text)) if len(gram) > 1 and gram in self.row_of}
        weighed = {gram: self.telling[self.row_of[gram]] * self.weights[self.row_of[gram], answer] for gram in grams}
        heaviest: list[str] = []
        for gram in sorted(weighed, key=lambda gram: (-weighed[gram], gram)):
            if weighed[gram] <= 0 or len(heaviest) == most:
                break
            if gram in text and not any(gram in other or other in gram for other in heaviest):
                heaviest.append(gram)
        return tuple(sorted(heaviest, key=text.index))


@dataclass(frozen=True, slots=True)
class Model:
    """The three judgements and their thresholds."""

    leaf: Bag
    leaf_topics: np.ndarray[tuple[int, int], np.dtype[np.float32]]
    leaf_start: Vector
    nothing: Bag
    nothing_start: float
    border: Mapping[str, float]
    border_start: float
    thresholds: Mapping[str, float]

    def leaf_shares(self, text: str) -> Vector:
        """How likely each leaf is; they sum to 1."""
        sums = self.leaf.sums(text) + topic_weights(text) @ self.leaf_topics + self.leaf_start
        shares = np.exp(sums - sums.max())
        return shares / shares.sum()

    def nothing_share(self, text: str) -> float:
        """How likely a text, or a clause of one, raises nothing."""
        return _share(float(self.nothing.sums(text)[0]) + self.nothing_start)

    def begins_another(self, facts: Mapping[str, float]) -> bool:
        """Whether a clause of which this holds begins another issue."""
        weight = self.border_start + sum(self.border.get(name, 0.0) * value for name, value in facts.items())
        return _share(weight) >= self.thresholds["border"]


def _share(sum_of_weights: float) -> float:
    return float(1 / (1 + np.exp(-sum_of_weights)))


def model() -> Model:
    """The model that judges: the project's, but for a while that another one stands in."""
    return _standing_in or _stored()


@cache
def _stored() -> Model:
    with np.load(WEIGHTS) as stored:
        return from_arrays(stored, card()["thresholds"])


_standing_in: Model | None = None


@contextmanager
def standing_in(judge: Model) -> Iterator[None]:
    """While it lasts, texts are judged by this model."""
    global _standing_in
    leaf_shares.cache_clear()
    _standing_in = judge
    try:
        yield
    finally:
        _standing_in = None
        leaf_shares.cache_clear()


def from_arrays(stored: Mapping[str, Any], thresholds: Mapping[str, float]) -> Model:
    """A model out of its arrays, as the file of weights holds them."""

    def bag(name: str) -> Bag:
        grams = _lines(stored[f"{name}_grams"])
        weights = stored[f"{name}_weights"].astype(np.float32)
        # row 0 belongs to no stretch, so that a row is never false
        nowhere = np.zeros((1, weights.shape[1]), np.float32)
        telling = np.concatenate([np.zeros(1, np.float32), stored[f"{name}_telling"].astype(np.float32)])
        return Bag({gram: row for row, gram in enumerate(grams, 1)}, telling, np.concatenate([nowhere, weights]))

    border = dict(zip(_lines(stored["border_facts"]), map(float, stored["border_weights"]), strict=True))
    return Model(
        leaf=bag("leaf"),
        leaf_topics=stored["leaf_topics"].astype(np.float32),
        leaf_start=stored["leaf_start"].astype(np.float32),
        nothing=bag("nothing"),
        nothing_start=float(stored["nothing_start"]),
        border=border,
        border_start=float(stored["border_start"]),
        thresholds=thresholds,
    )


def as_bytes(lines: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Texts as an array of bytes."""
    return np.frombuffer("\0".join(lines).encode(), np.uint8)


def _lines(stored: np.ndarray[Any, Any]) -> list[str]:
    return stored.tobytes().decode().split("\0")


@lru_cache(maxsize=16384)
def leaf_shares(text: str) -> Vector:
    """How likely each leaf is, by the model that judges."""
    return model().leaf_shares(text)
