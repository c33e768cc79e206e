"""What must the leaders decide now? The few facts that only they can act on, each with the rows or the page behind it.

A fact is told, not a verdict: who is named has the evidence that the ranking asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from campaign import rules
from campaign.access import EVERYWHERE, Scope
from campaign.dimensions import CannotAnswer
from campaign.metrics import BROKEN_PROMISES, DISAGREEING, OVERDUE, PROGRESS, REFUTED, REPORTS_MISSING
from campaign.outlook import RECENT_DAYS, outlook
from campaign.ranking import published, standing
from campaign.snapshot import Snapshot
from campaign.wording import as_number, format_value

MOST = 3
"""A leader decides so many things at a sitting."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to decide: a sentence, the question it puts, and where to look."""

    sentence: str
    question: str
    metric: str = ""
    """The number whose rows stand behind it; empty when a page does."""
    page: str = ""
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a snapshot."""

    snapshot: Snapshot
    scope: Scope
    day: date
    where: Mapping[str, object]


def to_decide(
    snapshot: Snapshot, *, day: date, scope: Scope = EVERYWHERE, where: Mapping[str, object] | None = None
) -> tuple[Decision, ...]:
    """At most three things, the gravest first: units behind, visits that will not be done, what is late or refuted.

    A matter that cannot be told of the rows that `where` leaves is not told.
    """
    asked = Question(snapshot, scope, day, dict(where or {}))
    found: list[Decision] = []
    for matter in MATTERS:
        try:
            found += matter(asked)
        except CannotAnswer:
            continue
    return tuple(found[:MOST])


def _behind(asked: Question) -> Iterator[Decision]:
    """Units with evidence enough to be named, of the whole city only: they are compared with all their peers."""
    if asked.where:
        return
    for group in published().groups:
        found = standing(asked.snapshot, group.name, scope=asked.scope, as_of=asked.day)
        behind = found.of("整改")
        if behind:
            names = "、".join(p.unit for p in behind[:MOST_NAMED]) + ("等" if len(behind) > MOST_NAMED else "")
            yield Decision(
                f"{group.name}中{len(behind)}家的{found.label}明显低于同类，数据足以列为整改：{names}。",
                "先核对依据，再定约谈哪几家、限期多久。",
                page="ranking",
                where={"peers": group.name},
            )
            return


def _too_slow(asked: Question) -> Iterator[Decision]:
    if asked.where or asked.day < rules.START + timedelta(days=RECENT_DAYS):
        return
    found = outlook(asked.snapshot, PROGRESS, day=asked.day, scope=asked.scope, where=asked.where)
    if found and not found.is_in_time:
        level = dict(PROGRESS.only)["level"][0]
        yield Decision(f"{level}的走访：{found.sentence}", "加人、加夜访，还是调整任务？", page="visits")


def _counted(metric_id: str, by: str, words: str, question: str) -> Callable[[Question], Iterator[Decision]]:
    """A count that ought to be nothing, and who has most of it."""

    def matter(asked: Question) -> Iterator[Decision]:
        found = asked.snapshot.ask(
            metric_id, by=by, scope=asked.scope, as_of=asked.day, where=asked.where or None
        ).dropna()
        found = found[(found[metric_id] > 0) & (found[by] != rules.OTHER_DEPARTMENT)].sort_values(
            metric_id, ascending=False, kind="stable"
        )
        whole = asked.snapshot.ask(metric_id, scope=asked.scope, as_of=asked.day, where=asked.where or None)
        total = as_number(whole[metric_id].iloc[0])
        if found.empty or not total:
            return
        most = found[metric_id].iloc[0]
        first = found.loc[found[metric_id] == most, by].tolist()
        names = "、".join(first[:MOST_NAMED]) + ("等" if len(first) > MOST_NAMED else "")
        said = {"total": format_value(metric_id, total), "most": format_value(metric_id, most), "units": len(found)}
        yield Decision(words.format(**said, unit=names + ("各" if len(first) > 1 else "")), question, metric=metric_id)

    return matter


def _disagreeing(asked: Question) -> Iterator[Decision]:
    """Of today only: what is laid side by side does not say what could be known on an earlier day."""
    if asked.day >= (asked.snapshot.data_date or asked.day):
        words = "{total}项报来的数和表对不上，最多的是{unit}{most}项。"
        yield from _counted(DISAGREEING.id, "unit", words, "请单位当面对账。")(asked)


MATTERS: tuple[Callable[[Question], Iterator[Decision]], ...] = (
    _behind,
    _too_slow,
    _counted(
        OVERDUE.id,
        "handler",
        "{total}件问题超过办理时限还没有了结，{units}家有，最多的是{unit}{most}件。",
        "哪些要市里协调，哪些限期办结？",
    ),
    _counted(
        REFUTED.id, "handler", "{total}件报了解决，回访时群众说没有，最多的是{unit}{most}件。", "不销账，责成重办。"
    ),
    _counted(
        BROKEN_PROMISES.id,
        "handler",
        "{total}件答应办好的日期过了还没有兑现，最多的是{unit}{most}件。",
        "谁来向群众说明？",
    ),
    _counted(
        REPORTS_MISSING.id,
        "unit",
        "应报的表有{total}份没有收到，{units}家欠报，最多的是{unit}{most}份。",
        "催报，还是点名？",
    ),
    _disagreeing,
)
"""In the order of their weight."""
