"""What must the leaders decide now? The few facts that only they can act on, each with the rows or the page behind it.

Facts, not verdicts: a unit is named only on the evidence that the ranking requires.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import islice

import pandas as pd

from campaign.access.scope import Scope
from campaign.judgement.outlook import RECENT_DAYS, Pace
from campaign.judgement.ranking import BEHIND, Ranking, Standing, published
from campaign.judgement.ranking.method import BadMethod
from campaign.judgement.ranking.questions import question_of
from campaign.numbers.batch import Asked, Batch
from campaign.numbers.dimensions import CannotAnswer, shown
from campaign.numbers.kinds import Count
from campaign.numbers.metrics import BROKEN_PROMISES, DISAGREEING, OVERDUE, PROGRESS, REFUTED, REPORTS_MISSING
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, format_share, format_value
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


Stand = Callable[[str], Callable[[], Standing]]
"""States how the units of a peer group do on a day; what it gives looks it up."""


@dataclass(frozen=True, slots=True)
class About:
    """The day and the filters that all matters share, and where they state their questions."""

    batch: Batch
    stand: Stand
    day: date
    data_date: date
    where: Mapping[str, object]


Matter = Callable[[], Iterable[Decision]]
"""What there is to decide of one matter whose questions are stated."""
CANNOT = (CannotAnswer, BadMethod)
"""For what reasons a matter is left out."""


class ToDecide:
    """The matters of a day, whose questions are stated: see `to_decide`."""

    def __init__(
        self,
        batch: Batch,
        stand: Stand,
        *,
        day: date,
        data_date: date,
        where: Mapping[str, object] | None = None,
    ) -> None:
        about = About(batch, stand, day, data_date, dict(where or {}))
        self._matters = list(_stated(about))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """At most `MOST`, the gravest first."""
        decisions: list[Decision] = []
        for matter in self._matters:
            with suppress(*CANNOT):
                decisions += matter()
        return tuple(decisions[:MOST])


def to_decide(
    snapshot: Snapshot, *, day: date, scope: Scope, where: Mapping[str, object] | None = None
) -> tuple[Decision, ...]:
    """At most three things, the gravest first: units behind, visits that will not be done, what is late or refuted.

    A matter that cannot be counted within `where`, or judged because the rules of the ranking cannot be used, is left out.
    """
    batch = Batch(partial(snapshot.answers, scope=scope))

    def stand(group: str) -> Callable[[], Standing]:
        ranking = Ranking(question_of(snapshot, group, None, batch=batch, scope=scope, as_of=day))
        return lambda: ranking.standing

    return ToDecide(batch, stand, day=day, data_date=snapshot.data_date or day, where=where).decisions


def _stated(about: About) -> Iterator[Matter]:
    for matter in MATTERS:
        with suppress(*CANNOT):
            yield matter(about)


def _nothing() -> tuple[Decision, ...]:
    return ()


def _behind(about: About) -> Matter:
    """Units with enough evidence to be named, only for the whole city: they are compared with all their peers."""
    if about.where:
        return _nothing
    first, *others = published().groups
    # Those after the first group are asked about only where nobody in it is named.
    return partial(_named, about, about.stand(first.name), [group.name for group in others])


def _named(about: About, first: Callable[[], Standing], others: Iterable[str]) -> Iterator[Decision]:
    if decision := _of_group(first()):
        yield decision
        return
    stated = [about.stand(name) for name in others]
    yield from islice(filter(None, (_of_group(stand()) for stand in stated)), 1)


def _of_group(judged: Standing) -> Decision | None:
    behind = judged.of(BEHIND)
    if not behind:
        return None
    names = "、".join(shown_name(p.unit) for p in behind[:MOST_NAMED]) + ("等" if len(behind) > MOST_NAMED else "")
    return Decision(
        f"{judged.group.name}中{len(behind)}家单位{judged.label}明显低于同类，达到列入{BEHIND}的条件：{names}。",
        "建议核实后研究约谈对象和整改时限。",
        page="ranking",
        where={"peers": judged.group.name},
    )


def _too_slow(about: About) -> Matter:
    if about.where or about.day < rules.START + timedelta(days=RECENT_DAYS):
        return _nothing
    pace = Pace(about.batch, PROGRESS, day=about.day)

    def decide() -> Iterator[Decision]:
        outlook = pace.outlook
        if outlook and outlook.is_projected and not outlook.is_in_time:
            level = dict(PROGRESS.only)["level"][0]
            prompt = "加人、加夜访，还是调整任务？" if outlook.days_left else "延期补访，还是到期结束？"
            done = f"{level}走访完成{format_share(outlook.done / outlook.task)}，序时进度{format_share(outlook.even)}"
            yield Decision(f"{done}，尚需走访{outlook.left:,}户；{outlook.ahead}。", prompt, page="visits")

    return decide


def _counted(number: Count, by: str, words: str, prompt: str) -> Callable[[About], Matter]:
    """A count that should be zero, and the units that have most of it."""

    def state(about: About) -> Matter:
        by_unit = about.batch.ask((number.id,), (by,), where=about.where, as_of=about.day)
        whole = about.batch.ask((number.id,), where=about.where, as_of=about.day)
        return partial(_most, number, by, words, prompt, by_unit, whole)

    return state


def _most(number: Count, by: str, words: str, prompt: str, by_unit: Asked, whole: Asked) -> Iterator[Decision]:
    frame, total = by_unit.answer.frame, whole.number(number.id)
    counted = [(name, as_number(n) or 0) for name, n in zip(frame[by], frame[number.id], strict=True) if pd.notna(name)]
    units = {name: n for name, n in counted if n > 0 and name != rules.OTHER_DEPARTMENT}
    if not units or not total:
        return
    most = max(units.values())
    first = [name for name, n in units.items() if n == most]
    names = "、".join(shown(by, name) for name in first[:MOST_NAMED]) + ("等" if len(first) > MOST_NAMED else "")
    of_one = f"{names}{'各' if len(first) > 1 else ''}{format_value(number, most)}{number.unit}"
    who = f"均为{names}" if len(units) == 1 else f"涉及{len(units)}家单位，其中{of_one}，数量最多"
    yield Decision(f"{words.format(format_value(number, total))}，{who}。", prompt, metric=number.id)


def _disagreeing(about: About) -> Matter:
    """Only for the data's last day: a reconciliation does not record what was known on an earlier day."""
    if about.day < about.data_date:
        return _nothing
    return _counted(DISAGREEING, "unit", "申报数与台账不一致{}项", "请有关单位当面核对。")(about)


MATTERS: tuple[Callable[[About], Matter], ...] = (
    _behind,
    _too_slow,
    _counted(OVERDUE, "handler", "超期未办结{}件", "哪些由市级协调，哪些限期办结？"),
    _counted(REFUTED, "handler", "申报已解决但回访群众不认可{}件", "不予销账，责成重新办理。"),
    _counted(BROKEN_PROMISES, "handler", "承诺到期未兑现{}件", "请明确由谁向群众说明。"),
    _counted(REPORTS_MISSING, "unit", "应报未报报表{}份", "统一催报，还是点名通报？"),
    _disagreeing,
)
"""In the order of their weight."""
