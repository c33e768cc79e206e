"""Will the visiting be finished by the deadline, and at which pace?

The task is what a ratio divides by: thirty households for each cadre of the roster, or all households of the villages
whose 附件1 counts them. Where too few have reported theirs, no end is projected: the rest may be larger, or slower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from math import ceil

from campaign.access.scope import Scope
from campaign.numbers.batch import Batch
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Ratio
from campaign.numbers.metrics import HOUSEHOLDS
from campaign.numbers.question import as_key, met
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import format_headline, of_how_many
from campaign.office import rules

RECENT_DAYS = 14
"""A pace is taken over two weeks, so that every pace covers the same number of weekends."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """How much of a task is done by a day, and the recent pace."""

    day: date
    done: int
    task: int
    recent: float
    """Households a day over the last two weeks, or since the first day."""
    reported: float = 1.0
    """The share of villages, or units, that have reported their part of the task."""
    of_how_many: str = ""
    """The same in words, 202/1,059个村（社区）已报总户数; empty when all have."""

    @property
    def left(self) -> int:
        """Households that are still to be visited."""
        return max(0, self.task - self.done)

    @property
    def days_left(self) -> int:
        """Days until the deadline, the day itself not counted."""
        return max(0, (rules.VISIT_DEADLINE - self.day).days)

    @property
    def needed(self) -> int | None:
        """Households a day that reach the task on the deadline; None when it has passed."""
        return ceil(self.left / self.days_left) if self.days_left else None

    @property
    def finished_on(self) -> date | None:
        """The day on which the recent pace reaches the task; None when nothing moves."""
        if not self.left:
            return self.day
        return self.day + timedelta(days=ceil(self.left / self.recent)) if self.recent > 0 else None

    @property
    def is_projected(self) -> bool:
        """Whether enough of the task is reported to speak of its end."""
        return self.reported >= rules.PROJECTED_FROM_SHARE

    @property
    def is_in_time(self) -> bool:
        """Whether the recent pace reaches the task by the deadline."""
        return self.finished_on is not None and self.finished_on <= rules.VISIT_DEADLINE

    @property
    def even(self) -> float:
        """The share that an even pace has done by the day: 序时进度."""
        return even_pace(self.day)

    @property
    def sentence(self) -> str:
        """The way to the deadline in words."""
        task = f"任务{_households(self.task)}{f'（{self.of_how_many}）' if self.of_how_many else ''}"
        if not self.left:
            return f"{task}，已全部完成。"
        return f"{task}，尚需走访{_households(self.left)}；{self.ahead}。"

    @property
    def ahead(self) -> str:
        """What the rest of the way needs, and when the recent pace is through, in words."""
        deadline = rules.day_text(rules.VISIT_DEADLINE)
        if not self.is_projected:
            return f"已报送的不足{rules.PROJECTED_FROM_SHARE:.0%}，暂不预测完成日期"
        if self.needed is None:
            return f"{deadline}期限已过"
        days = "近两周" if self.day - rules.START >= timedelta(days=RECENT_DAYS - 1) else "开展以来"
        pace = f"距{deadline}还有{self.days_left}天，需日均走访{_households(self.needed)}，{days}日均{_households(self.recent)}"
        if self.is_in_time:
            return f"{pace}，预计可按期完成"
        late = self.finished_on
        if late is None:
            return pace
        if late <= rules.LAST_DAY:
            return f"{pace}，按{days}进度，预计{rules.day_text(late)}完成"
        by_when = "年内" if late.year > self.day.year else f"{rules.day_text(rules.LAST_DAY)}前"
        return f"{pace}，按{days}进度，{by_when}难以完成"


def even_pace(day: date) -> float:
    """The share of the visiting done by the end of `day` at an even pace to the deadline.

    >>> round(even_pace(date(2017, 3, 31)), 3), even_pace(date(2017, 5, 2))
    (0.508, 1.0)
    """
    return min(1.0, ((day - rules.START).days + 1) / ((rules.VISIT_DEADLINE - rules.START).days + 1))


def _households(number: float) -> str:
    return format_headline(HOUSEHOLDS, number)


class Pace:
    """An outlook whose questions are stated: see `outlook`."""

    def __init__(self, batch: Batch, ratio: Ratio, *, day: date, where: Mapping[str, object] | None = None) -> None:
        self.ratio, self.day = ratio, day
        self.since = max(rules.START - timedelta(days=1), day - timedelta(days=RECENT_DAYS))
        narrowed = dict(met(as_key(where or {}), ratio.only))
        # With the ratio itself, which refuses what would not mean the same of what is done and of the task.
        self._now = batch.ask((ratio.id, ratio.top.id, ratio.bottom.id), where=narrowed, as_of=day)
        is_begun = self.since >= rules.START
        self._then = batch.ask((ratio.top.id,), where=narrowed, as_of=self.since) if is_begun else None
        self._base = batch.base_of(ratio.id, where=where, as_of=day)

    @property
    def outlook(self) -> Outlook | None:
        """None when the task's size is unknown, CannotAnswer when what it is narrowed to does not fit it."""
        if refusal := self._now.refused.get(self.ratio.id):
            raise CannotAnswer(refusal)
        done, base = self._now.number(self.ratio.top.id), self._now.number(self.ratio.bottom.id)
        if done is None or not base:
            return None
        earlier = self._then.number(self.ratio.top.id) if self._then else None
        recent = (done - (earlier or 0.0)) / max(1, (self.day - self.since).days)
        some = sum(some or 0.0 for _, some, _ in self._base.counts)
        of = sum(of or 0.0 for _, _, of in self._base.counts)
        share = some / of if of else 1.0
        task = int(base * self.ratio.times)
        return Outlook(self.day, int(done), task, recent, share, of_how_many(self.ratio, some, of))


def outlook(
    snapshot: Snapshot,
    ratio: Ratio,
    *,
    day: date,
    scope: Scope,
    where: Mapping[str, object] | None = None,
) -> Outlook | None:
    """How far a task has got by `day`; None when its size is unknown, CannotAnswer when `where` does not fit it."""
    return Pace(Batch(partial(snapshot.answers, scope=scope)), ratio, day=day, where=where).outlook
