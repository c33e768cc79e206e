"""Of which topics does a text speak, how strongly, and by which words?

Every word of the lexicon has a weight, a topic counts with its heaviest word, and what follows 影响 or 导致 is a
consequence that counts 1 at most.
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.texts.lexicon import Topic, WordMatch, lexicon
from etl.values import plain

LONGEST = 2_000
"""Characters of a text that are looked at."""
_CONSEQUENCE = re.compile("影响|导致|造成|致使|引起|引发|担心|害怕|存在|方便|不利于")
_CLAUSE_END = re.compile("[，,。；;！!？?]")


@lru_cache(maxsize=16384)
def topic_scores(raw: str) -> tuple[dict[Topic, float], list[tuple[str, Topic]]]:
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
