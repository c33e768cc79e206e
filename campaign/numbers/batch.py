"""How is everything asked at once that one page, or one judgement, wants to know?

Stating a question costs nothing: the first time that an answer is needed, all that was stated by then and is not answered
yet is asked together. Whoever states late is not wrong, and only asks once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.question import Answer, Question, as_key, of_its_base
from campaign.numbers.wording import of_how_many


@dataclass(slots=True, eq=False)
class Batch:
    """Questions that are stated, and who answers several at once."""

    answers: Callable[[Sequence[Question]], Sequence[Answer]] = field(repr=False)
    stated: list[Asked] = field(default_factory=list, repr=False)
    """What is not answered yet."""

    def ask(
        self,
        metrics: Sequence[str],
        by: Sequence[str] = (),
        *,
        where: Mapping[str, object] | None = None,
        as_of: date | None = None,
        period: str | None = None,
        running: bool = False,
    ) -> Asked:
        """State a question; parameters as of `Snapshot.ask`."""
        return self.state(Question(tuple(metrics), tuple(by), as_key(where or {}), as_of, period, running))

    def base_of(
        self,
        metric_id: str,
        by: str = "",
        *,
        where: Mapping[str, object] | None = None,
        as_of: date | None = None,
        period: str | None = None,
    ) -> Base:
        """State how much of a number's base is reported, of the whole or by the groups of one dimension."""
        question = of_its_base(metric_id, (by,) if by else (), as_key(where or {}), as_of, period)
        return Base(metric_id, by, self.state(question) if question else None)

    def state(self, question: Question) -> Asked:
        """State a question as it is."""
        asked = Asked(self, question)
        self.stated.append(asked)
        return asked

    def answer(self) -> None:
        """Have all answered that was stated."""
        stated = self.stated[:]
        del self.stated[: len(stated)]
        questions = list(dict.fromkeys(asked.question for asked in stated))
        answers = dict(zip(questions, self.answers(questions), strict=True))
        for asked in stated:
            asked.answered = answers[asked.question]


@dataclass(slots=True, eq=False)
class Asked:
    """A question that is stated; its answer is there when it is needed."""

    batch: Batch = field(repr=False)
    question: Question
    answered: Answer | None = None

    @property
    def answer(self) -> Answer:
        """The answer, after which all others that were stated by now are answered too."""
        if self.answered is None:
            self.batch.answer()
        assert self.answered is not None
        return self.answered

    @property
    def frame(self) -> pd.DataFrame:
        """The numbers, one row a group, as `Snapshot.ask` gives them; one that is refused is empty."""
        return self.answer.frame.copy(deep=False)

    @property
    def required(self) -> pd.DataFrame:
        """The same where each of the numbers is needed: CannotAnswer when one is refused."""
        for refusal in self.refused.values():
            raise CannotAnswer(refusal)
        return self.frame

    @property
    def refused(self) -> Mapping[str, str]:
        """The numbers that cannot be split or narrowed so, each with the reason."""
        return self.answer.refused

    @property
    def first(self) -> Mapping[str, Any]:
        """The first row by column, empty cells as None; empty without rows."""
        return self.answer.first

    def number(self, metric_id: str) -> float | None:
        """A number of the first row; None where it is empty."""
        return self.first.get(metric_id)


@dataclass(slots=True, eq=False)
class Base:
    """How much of a number's base is reported."""

    metric: str
    by: str
    asked: Asked | None
    """None for a number of whose base all is there."""

    @property
    def counts(self) -> list[tuple[object, float | None, float | None]]:
        """The group, None for the whole; how many have reported; how many there are."""
        if self.asked is None or self.asked.refused:
            return []
        some, of = self.asked.question.metrics
        return [(row.get(self.by), row[some], row[of]) for row in self.asked.answer.rows]

    @property
    def words_by(self) -> dict[object, str]:
        """The same in words, by group; those of which all is reported are left out."""
        return {group: words for group, some, of in self.counts if (words := of_how_many(self.metric, some, of))}

    @property
    def words(self) -> str:
        """The same of the whole; empty where all is reported."""
        return next(iter(self.words_by.values()), "")
