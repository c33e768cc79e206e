"""Into which clauses does running text fall, and what does each hold?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.texts.lexicon import Topic, lexicon
from etl.texts.nothing import says_nothing

WORDS = re.compile("[\u4e00-\u9fff]")
"""A character of a word; a house number has none."""


@dataclass(slots=True)
class Stretch:
    """Characters of the text that belong to one issue, as far as is known."""

    text: str
    start: int
    end: int

    @property
    def written(self) -> str:
        """As it stands in the text."""
        return self.text[self.start : self.end]

    @property
    def body(self) -> str:
        """Without spaces and line breaks."""
        return "".join(self.written.split())

    @property
    def all_topics(self) -> frozenset[Topic]:
        """What it speaks of."""
        body = self.body
        return lexicon().topics(body, lexicon().find(body))


class Clause:
    """What a clause holds: objects, a problem, a request; and the mark before it."""

    def __init__(self, text: str, start: int, end: int, mark: str) -> None:
        self.text, self.start, self.end, self.mark = text, start, end, mark
        words = lexicon()
        self.written = text[start:end]
        self.body = body = "".join(self.written.split())
        joined = words.joins.match(body)
        self.joins = bool(joined)
        bare = body[joined.end() :].lstrip(",:") if joined else body
        self.is_tail = bool(words.tail.fullmatch(bare))
        self.continues = bool(words.continues.match(bare)) and not self.joins
        self.topics = words.topics(bare, words.find(bare))
        self.has_problem = bool(words.problem.search(bare))
        request = words.ask.search(bare)
        self.asks = bool(request)
        self.begins_with_ask = bool(request and request.start() == 0)
        self.is_nothing = says_nothing(bare)
        self.length = len(bare)


_AT_ENDS = ";。!?\n\r,、\t …"
_MARKS = re.compile(r"[;。!?\n\r]+|[,、\t ]+|…+")


def has_marks(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] falls into more than one clause."""
    return bool(_MARKS.search(text.rstrip(_AT_ENDS), start, end))


def cut(text: str, start: int, end: int) -> Iterator[Clause]:
    """The clauses of text[start:end], each with the heaviest mark before it."""
    at, mark = start, ""
    for match in _MARKS.finditer(text, start, end):
        if match.start() > at:
            yield Clause(text, at, match.start(), mark)
            mark = ""
        mark = _heavier(mark, match[0])
        at = match.end()
    if at < end:
        yield Clause(text, at, end, mark)


def _heavier(before: str, now: str) -> str:
    marks = before + now
    return next((heavy for heavy in (";", "\n", "。", ",", "、") if heavy in marks.translate(_LIKE)), " ")


_LIKE = str.maketrans("\r!?…\t", "\n。。。 ")
