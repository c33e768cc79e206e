"""Which words does the campaign know, and what does each speak of?

The words are data: `data/reference/lexicon.toml`. Reading it checks that every category, second level
and topic named there exists.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from campaign.office import rules
from campaign.places.areas import AREAS, REFERENCE

LEXICON = REFERENCE / "lexicon.toml"


@dataclass(frozen=True, slots=True)
class Topic:
    """One object of complaint: two of them in one text may be two issues."""

    name: str
    category: str
    subcategory: str | None
    is_effect: bool
    """It mostly follows from something else, and does not begin another issue after a comma."""

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its topic; of weight 1 it only supports other words, of weight 0 it hides the words within it."""

    text: str
    topic: Topic
    weight: int


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word at its place in a text."""

    start: int
    word: Word


@dataclass(frozen=True, slots=True)
class Rule:
    """What counts when two topics both fit: where `of` occurs and `pattern` matches, `drops` fall away for `adds`."""

    of: str
    pattern: re.Pattern[str]
    drops: frozenset[str]
    adds: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words by their first character, longest first; the rules; the words that splitting goes by."""

    words: Mapping[str, tuple[Word, ...]]
    rules: tuple[Rule, ...]
    problem: re.Pattern[str]
    ask: re.Pattern[str]
    continues: re.Pattern[str]
    joins: re.Pattern[str]
    tail: re.Pattern[str]

    def find(self, text: str) -> list[WordMatch]:
        """The words of `text` from left to right, the longest at each place, none overlapping another."""
        matches, at = [], 0
        while at < len(text):
            for word in self.words.get(text[at], ()):
                if text.startswith(word.text, at):
                    if word.weight:
                        matches.append(WordMatch(at, word))
                    at += len(word.text)
                    break
            else:
                at += 1
        return matches

    def topics(self, text: str, matches: list[WordMatch]) -> frozenset[Topic]:
        """What `text` speaks of: the topics of its words that are more than a hint, after the rules."""
        topics = {match.word.topic for match in matches if match.word.weight > 1}
        if len(topics) < 2:
            return frozenset(topics)
        names = {topic.name for topic in topics}
        dropped = {
            name
            for rule in self.rules
            if rule.of in names and rule.pattern.search(text)
            for name in rule.drops - {rule.adds}
        }
        return frozenset(topic for topic in topics if topic.name not in dropped)


def read_lexicon(path: Path) -> Lexicon:
    """The lexicon in a file; ValueError where it names a category, second level or topic that there is not."""
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    topics: dict[str, Topic] = {}
    words: dict[str, Word] = {}
    for group in declared["topic"]:
        topic = topics.setdefault(group["name"], _topic(group))
        if topic != _topic(group):
            raise ValueError(f"{path.name}：对象“{topic.name}”写了两种类别")
        for text in group["words"]:
            if (before := words.get(text)) and before.topic != topic:
                raise ValueError(f"{path.name}：“{text}”既属“{before.topic.name}”，又属“{topic.name}”")
            words.setdefault(text, Word(text, topic, group["weight"]))
    for name in _place_names(tuple(words)):
        words.setdefault(name, Word(name, topic, 0))
    by_first: dict[str, list[Word]] = defaultdict(list)
    for word in sorted(words.values(), key=lambda w: (-len(w.text), w.text)):
        by_first[word.text[0]].append(word)
    splitting = declared["splitting"]
    return Lexicon(
        {first: tuple(group) for first, group in by_first.items()},
        tuple(_rule(path, rule, topics) for rule in declared["rule"]),
        problem=_any_of(splitting["problem"]),
        ask=_asks(splitting["ask"]),
        continues=_any_of(splitting["continues"]),
        joins=_any_of(splitting["joins"]),
        tail=re.compile(splitting["tails"]),
    )


@cache
def lexicon() -> Lexicon:
    """The project's lexicon, read once."""
    return read_lexicon(LEXICON)


def _place_names(words: tuple[str, ...]) -> set[str]:
    """The names of villages and towns that a word is part of: 文化社区 is no 文化, nor is 文化3幢."""
    names = {name for area in AREAS for name in (area.village_name, area.town_name)}
    known = {name for name in names if any(word in name for word in words)}
    short = {re.sub("(社区|居委会|村)$", "", name) for name in known}
    spoken = {name for name in short if any(word in name for word in words)}
    return known | (spoken - set(words)) | {f"{name}{digit}" for name in spoken for digit in range(10)}


def _topic(group: Mapping[str, Any]) -> Topic:
    topic = Topic(group["name"], group["category"], group.get("subcategory"), group.get("effect", False))
    known = rules.SUBCATEGORIES if topic.category == rules.OTHER else (None,)
    if topic.category not in rules.CATEGORIES or topic.subcategory not in known:
        raise ValueError(f"{LEXICON.name}：对象“{topic.name}”的类别“{topic.category}/{topic.subcategory}”没有")
    return topic


def _rule(path: Path, declared: Mapping[str, Any], topics: Mapping[str, Topic]) -> Rule:
    for name in (declared["of"], *declared["drops"], *filter(None, (declared["adds"],))):
        if name not in topics:
            raise ValueError(f"{path.name}：规则“{declared['why']}”中的对象“{name}”没有")
    return Rule(declared["of"], re.compile(declared["says"]), frozenset(declared["drops"]), declared["adds"])


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def _asks(words: list[str]) -> re.Pattern[str]:
    """A word of one character, 修 or 建, is a request only where a clause begins: 修车, 建筑 are no requests."""
    long = [re.escape(w) for w in words if len(w) > 1]
    short = "".join(w for w in words if len(w) == 1)
    return re.compile("|".join(sorted(long, key=len, reverse=True)) + f"|^[{short}]")
