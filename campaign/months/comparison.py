"""How does this month stand beside the last one, the same days beside the same days?

A month that is not over is never compared with a whole one. What came within the days stands beside what there is at
their end, each marked as what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from campaign.access.scope import Scope
from campaign.numbers.batch import Batch
from campaign.numbers.kinds import Metric, is_state
from campaign.numbers.metrics import (
    ANSWERED_IN_PERIOD,
    COVERAGE,
    HOUSEHOLDS,
    ISSUES,
    OVERDUE,
    PENDING,
    PROGRESS,
    SOLVED_IN_PERIOD,
    STILL_OPEN,
    VISITORS_IN_PERIOD,
    VISITS,
    metric,
)
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import EMPTY, format_value, with_time
from campaign.office import rules

NUMBERS = (
    *(VISITORS_IN_PERIOD.id, VISITS.id, HOUSEHOLDS.id, ISSUES.id, SOLVED_IN_PERIOD.id, ANSWERED_IN_PERIOD.id),
    *(COVERAGE.id, PROGRESS.id, PENDING.id, STILL_OPEN.id, OVERDUE.id),
)
"""What came within the days, then what there is at their end."""
AT_THE_END = "截至末日"
"""Marks a number that is of the last day of its column, and not of the days that it heads."""
NOTE = (
    f"标“{AT_THE_END}”的为累计到各列末日的数，环比为增减数（占比为百分点）；其余为各列期内的数，环比为增减幅度。"
    "期内解决、期内答复含以前收集的问题。本月未结束的，与上月同样天数相比。"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One number in the days of each column; None where it is not known."""

    metric: str
    now: float | None
    then: float | None
    """In the same days of the month before."""
    whole: float | None
    """In the whole month before."""
    base: str
    """How much of its base is reported, in words; empty where all of it is."""

    @property
    def number(self) -> Metric:
        """The declared number."""
        return metric(self.metric)

    @property
    def label(self) -> str:
        """What is counted, and whether at the end of the days."""
        declared = metric(self.metric)
        notes = [AT_THE_END if is_state(declared) else "", "" if declared.unit == "%" else declared.unit]
        return with_time(declared.label, "，".join(filter(None, notes)))

    @property
    def change(self) -> str:
        """How much more or less than in the same days of the month before: −12.3%, of a state +1,316, of a share +0.4个百分点.

        — where one of the two is not known, or where there was nothing then of what is counted by days.
        """
        if self.now is None or self.then is None:
            return EMPTY
        difference, declared = self.now - self.then, metric(self.metric)
        if declared.unit == "%":
            size = f"{100 * abs(difference):.1f}个百分点"
        elif is_state(declared):
            size = f"{abs(difference):,.0f}"
        elif not self.then:
            return EMPTY
        else:
            size = f"{100 * abs(difference / self.then):,.1f}%"
        return size if not any(c in "123456789" for c in size) else ("+" if difference > 0 else "−") + size


@dataclass(frozen=True, slots=True)
class Months:
    """A month by a day, and the month before."""

    month: rules.Period
    until: date
    before: rules.Period
    before_until: date
    lines: tuple[Line, ...]

    @property
    def is_over(self) -> bool:
        """Whether the whole month is in sight, and so compared with the whole month before."""
        return self.until >= self.month.end

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of `rows`."""
        now, then = (_days(p, day) for p, day in ((self.month, self.until), (self.before, self.before_until)))
        whole = () if self.is_over else (f"上月全月（{_days(self.before, self.before.end)}）",)
        base = ("统计基数",) if any(line.base for line in self.lines) else ()
        return ("指标", f"本月（{now}）", f"上月{'' if self.is_over else '同期'}（{then}）", "环比", *whole, *base)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """A line of texts for each number, under `headings`."""
        lines = []
        for line in self.lines:
            now, then, whole = (format_value(line.metric, value) for value in (line.now, line.then, line.whole))
            ends = (*(() if self.is_over else (whole,)), *((line.base,) if "统计基数" in self.headings else ()))
            lines.append((line.label, now, then, line.change, *ends))
        return tuple(lines)


class Compared:
    """Two months whose questions are stated: see `months`."""

    def __init__(self, batch: Batch, *, day: date, where: Mapping[str, object] | None = None) -> None:
        self.month = rules.month(day.year, day.month)
        self.before, self.before_until = rules.days_before(self.month, day)
        self.until = min(day, self.month.end)
        if self.before.start < rules.START:
            return
        ends = ((self.month, self.until), (self.before, self.before_until), (self.before, self.before.end))
        self._asked = [batch.ask(NUMBERS, where=where, period=p.id, as_of=last) for p, last in ends]
        self._bases = {
            name: batch.base_of(name, where=where, period=self.month.id, as_of=self.until) for name in NUMBERS
        }

    @property
    def months(self) -> Months | None:
        """None when the campaign had not begun in the month before."""
        if self.before.start < rules.START:
            return None
        lines = []
        for name in NUMBERS:
            now, then, whole = (asked.number(name) for asked in self._asked)
            if now is not None or whole is not None:
                lines.append(Line(name, now, then, whole, self._bases[name].words))
        return Months(self.month, self.until, self.before, self.before_until, tuple(lines))


def months(snapshot: Snapshot, *, day: date, scope: Scope, where: Mapping[str, object] | None = None) -> Months | None:
    """The month that holds `day` beside the one before; None when the campaign had not begun in that.

    A number that cannot be counted within `where`, or of which nothing is known in either month, is left out.
    """
    return Compared(Batch(partial(snapshot.answers, scope=scope)), day=day, where=where).months


def _days(period: rules.Period, until: date) -> str:
    """The days of a month up to one of them: 4月1—12日; 3月 when it is all of them.

    >>> _days(rules.month(2017, 4), date(2017, 4, 12)), _days(rules.month(2017, 3), date(2017, 3, 31))
    ('4月1—12日', '3月')
    """
    if until >= period.end:
        return f"{period.start.month}月"
    return f"{period.start.month}月1{f'—{until.day}' if until.day > 1 else ''}日"
