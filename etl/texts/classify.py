"""Of which category is one issue, and by which of its words?

An explainable lexicon: every word has a weight, every topic counts with its heaviest word, and what follows
影响 or 导致 is a consequence that counts 1 at most. A category is sure when it has 2 or more and leads the next
by 1 or more; everything else is left to a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from campaign import rules
from etl.texts.lexicon import Topic, WordMatch, lexicon
from etl.values import plain

LEAST = 2
LEAD = 1
LONGEST = 2_000
"""Characters of a text that are looked at."""
_CONSEQUENCE = re.compile("影响|导致|造成|致使|引起|引发|担心|害怕|存在|方便|不利于")
_CLAUSE_END = re.compile("[，,。；;！!？?]")


@dataclass(frozen=True, slots=True)
class Category:
    """A judgement: the most likely category and second level, the words for it, and whether it is sure."""

    name: str | None
    subcategory: str | None
    words: tuple[str, ...]
    is_sure: bool


def classify(text: str) -> Category:
    """The category of one issue; name None where no word is known, is_sure False where a person must decide.

    >>> classify("3幢外墙渗水，要求维修")
    Category(name='房屋土地', subcategory=None, words=('外墙', '渗水'), is_sure=True)
    >>> classify("路灯不亮").subcategory, classify("路灯不亮，夜间出行不安全").name
    ('道路市政', '平安治理')
    >>> classify("希望越来越好").is_sure
    False
    """
    scores, words = _scores(text)
    totals: dict[str, float] = defaultdict(float)
    for topic, score in scores.items():
        totals[topic.category] += score
    if not totals:
        return Category(None, None, (), False)
    (best, most), *others = sorted(totals.items(), key=lambda item: (-item[1], rules.CATEGORIES.index(item[0])))
    is_sure = most >= LEAST and most - (others[0][1] if others else 0) >= LEAD
    under = _second(scores) if best == rules.OTHER else None
    return Category(best, under, tuple(w for w, topic in words if topic.category == best), is_sure)


def second_level(text: str) -> str | None:
    """The second level of an issue that is known to belong to 其他方面; None where its words do not decide.

    >>> second_level("停车位太少"), second_level("增加健身器材")
    ('停车', None)
    """
    return _second(_scores(text)[0])


def _second(scores: dict[Topic, float]) -> str | None:
    totals: dict[str, float] = defaultdict(float)
    for topic, score in scores.items():
        if topic.subcategory:
            totals[topic.subcategory] += score
    ranked = sorted(totals.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < LEAST or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


def _scores(raw: str) -> tuple[dict[Topic, float], list[tuple[str, Topic]]]:
    """The topics with their scores, and the words of each, in the order of the text."""
    text = "".join(plain(raw[:LONGEST]).split())
    matches = lexicon().find(text)
    names = {match.word.topic.name: match.word.topic for match in matches}
    scores: dict[Topic, float] = {}
    effects = _consequences(text)
    for match in matches:
        weight = min(1, match.word.weight) if any(a <= match.start < b for a, b in effects) else match.word.weight
        scores[match.word.topic] = max(scores.get(match.word.topic, 0), weight)
    dropped: set[str] = set()
    for rule in lexicon().rules:
        if rule.of in names and rule.of not in dropped and rule.pattern.search(text):
            dropped |= rule.drops - {rule.adds}
            if rule.adds:
                topic = names.get(rule.adds) or _topic_named(rule.adds)
                scores[topic] = max(scores.get(topic, 0), 3)
                names[rule.adds] = topic
    kept = {topic: score for topic, score in scores.items() if topic.name not in dropped}
    return kept, _words(matches, kept)


def _words(matches: list[WordMatch], kept: dict[Topic, float]) -> list[tuple[str, Topic]]:
    words = {match.word.text: match.word.topic for match in matches if match.word.topic in kept}
    # a topic that a rule put in place of another has no word: it takes the words that made the rule hold
    unspoken = [topic for topic in kept if topic not in words.values()]
    if unspoken:
        words |= {match.word.text: unspoken[0] for match in matches if match.word.topic not in kept}
    return [(word, topic) for word, topic in words.items()]


def _topic_named(name: str) -> Topic:
    return next(w.topic for group in lexicon().words.values() for w in group if w.topic.name == name)


def _consequences(text: str) -> list[tuple[int, int]]:
    """Where the text speaks of consequences: from 影响, 导致 and the like to the end of the clause."""
    spans = []
    for match in _CONSEQUENCE.finditer(text):
        end = _CLAUSE_END.search(text, match.end())
        spans.append((match.end(), end.start() if end else len(text)))
    return spans
