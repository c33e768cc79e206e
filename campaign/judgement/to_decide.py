"""What must the leaders decide now? The few facts that only they can act on, each with the rows or the page behind it.

Facts, not verdicts: a unit is named only on the evidence that the ranking requires.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from campaign.access import EVERYWHERE, Scope
from campaign.judgement.outlook import RECENT_DAYS, outlook
from campaign.judgement.ranking import BEHIND, published, standing
from campaign.judgement.ranking.method import BadMethod
from campaign.numbers.dimensions import CannotAnswer, shown
from campaign.numbers.metrics import BROKEN_PROMISES, DISAGREEING, OVERDUE, PROGRESS, REFUTED, REPORTS_MISSING
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, format_value
from campaign.office import rules
from campaign.places.units import shown_name

MOST = 3
"""The most things for leaders to decide at one sitting."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to decide: a sentence, the question to decide, and where to look."""

    sentence: str
    question: str
    metric: str = ""
    """The number whose rows support it; empty when a page does."""
    page: str = ""
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """The snapshot, the scope, the day and the filters that all matters share."""

    snapshot: Snapshot
    scope: Scope
    day: date
    where: Mapping[str, object]


def to_decide(
    snapshot: Snapshot, *, day: date, scope: Scope = EVERYWHERE, where: Mapping[str, object] | None = None
) -> tuple[Decision, ...]:
    """At most three things, the gravest first: units behind, visits that will not be done, what is late or refuted.

    A matter that cannot be counted within `where`, or judged because the rules of the ranking cannot be used, is left out.
    """
    question = Question(snapshot, scope, day, dict(where or {}))
    decisions: list[Decision] = []
    for matter in MATTERS:
        try:
            decisions += matter(question)
        except (CannotAnswer, BadMethod):
            continue
    return tuple(decisions[:MOST])


def _behind(question: Question) -> Iterator[Decision]:
    """Units with enough evidence to be named, only for the whole city: they are compared with all their peers."""
    if question.where:
        return
    for group in published().groups:
        judged = standing(question.snapshot, group.name, scope=question.scope, as_of=question.day)
        behind = judged.of(BEHIND)
        if behind:
            names = "、".join(shown_name(p.unit) for p in behind[:MOST_NAMED]) + (
                "等" if len(behind) > MOST_NAMED else ""
            )
            yield Decision(
                f"{group.name}中{len(behind)}家的{judged.label}明显低于同类，数据足以列为{BEHIND}：{names}。",
                "先核对依据，再定约谈哪几家、限期多久。",
                page="ranking",
                where={"peers": group.name},
            )
            return


def _too_slow(question: Question) -> Iterator[Decision]:
    if question.where or question.day < rules.START + timedelta(days=RECENT_DAYS):
        return
    pace = outlook(question.snapshot, PROGRESS, day=question.day, scope=question.scope, where=question.where)
    if pace and pace.is_projected and not pace.is_in_time:
        level = dict(PROGRESS.only)["level"][0]
        prompt = "加人、加夜访，还是调整任务？" if pace.days_left else "补走到哪一天，还是就此为止？"
        yield Decision(f"{level}的走访：{pace.sentence}", prompt, page="visits")


def _counted(metric_id: str, by: str, words: str, prompt: str) -> Callable[[Question], Iterator[Decision]]:
    """A count that should be zero, and the units that have most of it."""

    def matter(question: Question) -> Iterator[Decision]:
        units = question.snapshot.ask(
            metric_id, by=by, scope=question.scope, as_of=question.day, where=question.where or None
        ).dropna()
        units = units[(units[metric_id] > 0) & (units[by] != rules.OTHER_DEPARTMENT)].sort_values(
            metric_id, ascending=False, kind="stable"
        )
        whole = question.snapshot.ask(metric_id, scope=question.scope, as_of=question.day, where=question.where or None)
        total = as_number(whole[metric_id].iloc[0])
        if units.empty or not total:
            return
        most = units[metric_id].iloc[0]
        first = units.loc[units[metric_id] == most, by].tolist()
        names = "、".join(shown(by, name) for name in first[:MOST_NAMED]) + ("等" if len(first) > MOST_NAMED else "")
        figures = {"total": format_value(metric_id, total), "most": format_value(metric_id, most), "units": len(units)}
        yield Decision(words.format(**figures, unit=names + ("各" if len(first) > 1 else "")), prompt, metric=metric_id)

    return matter


def _disagreeing(question: Question) -> Iterator[Decision]:
    """Only for the data's last day: a reconciliation does not record what was known on an earlier day."""
    if question.day >= (question.snapshot.data_date or question.day):
        words = "{total}项报来的数和表对不上，最多的是{unit}{most}项。"
        yield from _counted(DISAGREEING.id, "unit", words, "请单位当面对账。")(question)


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
