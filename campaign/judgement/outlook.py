"""Will the visiting be finished by the deadline, and at which pace?

The task is what a ratio divides by: thirty households for each cadre of the roster, or all households of the villages
whose 附件1 counts them. Where too few have reported theirs, no end is projected: the rest may be larger, or slower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from campaign.access import EVERYWHERE, Scope
from campaign.numbers.kinds import Ratio
from campaign.numbers.questions import filters
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, of_how_many
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
    """The same in words, 202/1,059个村（社区）有附件1; empty when all have."""

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
    def sentence(self) -> str:
        """The way to the deadline in words."""
        deadline = rules.day_text(rules.VISIT_DEADLINE)
        task = f"任务{self.task:,}户{f'（{self.of_how_many}）' if self.of_how_many else ''}"
        if not self.left:
            return f"{task}已经完成。"
        so_far = f"{task}，还差{self.left:,}户"
        if not self.is_projected:
            return f"{so_far}；报来的不到{rules.PROJECTED_FROM_SHARE:.0%}，不推算哪天走完。"
        if self.needed is None:
            return f"{so_far}；期限{deadline}已过。"
        days = "近两周" if self.day - rules.START >= timedelta(days=RECENT_DAYS - 1) else "开始以来"
        pace = f"到{deadline}还有{self.days_left}天，每天要走{self.needed:,}户，{days}每天{self.recent:,.0f}户"
        if self.is_in_time:
            return f"{so_far}；{pace}，照这样能按期完成。"
        if self.finished_on is None:
            return f"{so_far}；{pace}。"
        late = self.finished_on
        never = "今年走不完" if late.year > self.day.year else f"{rules.day_text(rules.LAST_DAY)}前走不完"
        when = f"要到{rules.day_text(late)}" if late <= rules.LAST_DAY else never
        return f"{so_far}；{pace}，照这样{when}。"


def outlook(
    snapshot: Snapshot,
    ratio: Ratio,
    *,
    day: date,
    scope: Scope = EVERYWHERE,
    where: Mapping[str, object] | None = None,
) -> Outlook | None:
    """How far a task has got by `day`; None when its size is unknown, CannotAnswer when `where` does not fit it."""
    narrowed = {name: list(values) for name, values in filters(where, only=ratio.only)}
    # With the ratio itself, which refuses what would not mean the same of what is done and of the task.
    now = snapshot.ask((ratio.id, ratio.top.id, ratio.bottom.id), scope=scope, as_of=day, where=narrowed or None).iloc[
        0
    ]
    done, base = as_number(now[ratio.top.id]), as_number(now[ratio.bottom.id])
    if done is None or not base:
        return None
    since = max(rules.START - timedelta(days=1), day - timedelta(days=RECENT_DAYS))
    earlier = 0.0
    if since >= rules.START:
        then = snapshot.ask(ratio.top.id, scope=scope, as_of=since, where=narrowed or None).iloc[0]
        earlier = as_number(then[ratio.top.id]) or 0.0
    recent = (done - earlier) / max(1, (day - since).days)
    reported = snapshot.reported(ratio.id, scope=scope, as_of=day, where=where)
    some, of = (as_number(reported[name].sum()) or 0.0 for name in ("some", "of"))
    share = some / of if of else 1.0
    return Outlook(day, int(done), int(base * ratio.times), recent, share, of_how_many(ratio, some, of))
