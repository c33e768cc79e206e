"""What does one figure say of itself: written out, at a glance, as a change, with what it is made of?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isinf

from campaign.numbers.kinds import Count, Duration, Metric, Ratio, is_state
from campaign.numbers.wording import EMPTY, NOT_REACHED, format_headline, format_value, with_time

DIGITS = "123456789"


@dataclass(frozen=True, slots=True)
class Figure:
    """A declared number as it was answered."""

    number: Metric
    value: float | None = None
    """None where it is empty; infinite where half is not reached yet."""
    bound: str | None = None
    """≥, ≤ or ≈ where it is the sum of rounded figures."""
    counts: tuple[Figure, ...] = ()
    """What it is computed from, the part before the whole; none for a plain count."""
    reported: str = ""
    """How much of its base is reported, in words; empty where all of it is."""
    time: str = ""
    """The time that it is of, where that is not the one in sight."""
    whole: Figure | None = field(default=None, repr=False)
    """What a count is a part of, and is judged against."""
    before: Figure | None = field(default=None, repr=False)
    """What it was before; None where there is nothing to compare it with."""
    in_period: bool = field(default=False, repr=False)
    """Whether it is of a period: then a state is no part of what came within it."""
    reason: Callable[[], str] = field(default=str, repr=False, compare=False)
    """Looks up why it is empty."""

    @property
    def id(self) -> str:
        """The id of its number."""
        return self.number.id

    @property
    def label(self) -> str:
        """The 中文名 of its number."""
        return self.number.label

    @property
    def timed_label(self) -> str:
        """The same with its time where that is not the one in sight."""
        return with_time(self.label, self.time)

    @property
    def heading(self) -> str:
        """The heading of its column: the 中文名 with the unit, and its time where that is another."""
        return headed(self.number, self.time)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known; a 0 is known."""
        return self.value is None

    @property
    def why_empty(self) -> str:
        """Why it is empty, in a few words; empty when it is not."""
        return self.reason() if self.is_empty else ""

    @property
    def bare(self) -> str:
        """Without its unit except %: 53,986."""
        return format_value(self.number, self.value, self.bound)

    @property
    def full(self) -> str:
        """With its unit, written out: 251,633户."""
        return in_full(self.number, self.value, self.bound)

    @property
    def brief(self) -> str:
        """On a card and in a sentence: 25.16万户, 53,986件."""
        return format_headline(self.number, self.value)

    @property
    def made_of(self) -> str:
        """What it is computed from, 13,174/53,986件, and of how many that is known; empty with the figure."""
        if self.is_empty:
            return ""
        if isinstance(self.number, Duration) and self.reported:
            return self.reported
        is_known = self.counts and not any(count.is_empty for count in self.counts)
        counts = "/".join(count.bare for count in self.counts) + self.counts[-1].number.unit if is_known else ""
        return "；".join(filter(None, (counts, self.reported)))

    @property
    def footnote(self) -> str:
        """Its time where that is another, then what it is made of."""
        return "；".join(filter(None, (self.time, self.made_of)))

    @property
    def moved(self) -> float | None:
        """How much it has moved; None when either side is empty, or infinite: half is not solved yet."""
        return moved(self.value, self.before.value) if self.before else None

    @property
    def change(self) -> str:
        """The movement with its sign: +2.1个百分点, -4.20万户; 0 where it has not moved, empty where that is not known."""
        if self.moved is None:
            return ""
        amount = amount_of(self.number, self.moved)
        return ("+" if self.moved > 0 else "-") + amount if has_moved(amount) else "0"

    @property
    def change_words(self) -> str:
        """The same in words: 走访户数增加4.20万户, 解决率提高2.1个百分点, 收集问题持平."""
        if self.moved is None:
            return ""
        name, amount = self.label.partition("（")[0], amount_of(self.number, self.moved)
        if not has_moved(amount):
            return f"{name}持平"
        is_share = self.number.unit == "%"
        verb = ("提高" if is_share else "增加") if self.moved > 0 else ("下降" if is_share else "减少")
        return f"{name}{verb}{amount}"

    @property
    def is_better(self) -> bool | None:
        """Whether it has changed for the better; None where that cannot be said.

        A count is judged by its share of what it is a part of: more overdue among more open issues is not worse. One that
        is a part of nothing is never judged.
        """
        if self.before is None:
            return None
        now, then = self.value, self.before.value
        if isinstance(self.number, Count):
            if self.whole is None or self.whole.before is None:
                return None
            if self.in_period and is_state(self.whole.number) != is_state(self.number):
                return None
            now, then = _share(now, self.whole.value), _share(then, self.whole.before.value)
        by = moved(now, then)
        return (by > 0) == (self.number.direction == "higher") if by and self.number.direction else None


def _share(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def moved(now: float | None, then: float | None) -> float | None:
    """How much a number has moved; None when either side is empty or infinite."""
    return None if now is None or then is None or isinf(now) or isinf(then) else now - then


def amount_of(number: Metric, by: float) -> str:
    """A movement without its sign: of a share in 个百分点, of a count with its unit."""
    return f"{abs(by) * 100:.1f}个百分点" if number.unit == "%" else format_headline(number, abs(by))


def has_moved(amount: str) -> bool:
    """Whether an amount as written is more than nothing.

    >>> has_moved("0.0个百分点"), has_moved("2户")
    (False, True)
    """
    return any(digit in amount for digit in DIGITS)


def in_full(number: Metric, value: object, bound: object = None) -> str:
    """A value with its unit: 53,986件."""
    text = format_value(number, value, bound)
    return text if text in (EMPTY, NOT_REACHED) or number.unit == "%" else text + number.unit


def headed(number: Metric, time: str = "") -> str:
    """The heading of a number's column: its 中文名 with the unit, and the time that it is of where one is given."""
    return with_time(number.label if number.unit == "%" else f"{number.label}（{number.unit}）", time)


def task_of(ratio: Ratio, done: float | None, base: float | None) -> tuple[Figure, ...]:
    """The two counts of a ratio of some rows, the second as the task that its base makes: 2,435 of 7,860户."""
    task = None if base is None else base * ratio.times
    return (Figure(ratio.top, done), Figure(ratio.top, task))
