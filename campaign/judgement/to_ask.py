"""What should a supervisor ask a unit? One sentence for each number that needs an answer, none for one that is fine.

A question names a figure and the rows behind it: where to look, not a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from campaign.access.scope import EVERYWHERE, Scope
from campaign.judgement.due_reports import AHEAD, EVERY_ROW, GRACE, IN_FORCE, MISSING, Calendar, in_force
from campaign.judgement.outlook import even_pace as pace
from campaign.numbers.batch import Batch
from campaign.numbers.metrics import (
    BROKEN_PROMISES,
    CADRES,
    COMPARED,
    COVERAGE,
    DISAGREEING,
    HOUSEHOLDS,
    OLDEST_OPEN_DAYS,
    OVERDUE,
    PROGRESS,
    REFUTED,
    REJECTIONS,
    REPORTS_MISSING,
    SURVEYED_HOUSEHOLDS,
    UNIT_VILLAGES,
    UNITS,
    VILLAGE_HOUSEHOLDS,
    VILLAGES_VISITED,
)
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, format_share, format_value, with_time
from campaign.office import rules

LONG = rules.AGE_LIMITS[-1]
"""An issue that is open for more days gets a question, also when it is not overdue."""
TASKED = dict(PROGRESS.only)["level"]
"""Levels whose cadres each have a number of households to visit; the rest of a village is up to others."""
BEHIND_PLAN = 0.8
"""Assumed: progress and coverage get a question below this part of an even pace to the deadline."""

Numbers = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One question to one unit."""

    unit: str
    metric: str
    where: Mapping[str, str]
    """With the metric, the rows that the figure counts."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """When a number gets a question, and its words: in braces the values of `numbers`, and the pace."""

    metric: str
    by: str
    numbers: tuple[str, ...]
    applies: Callable[[Numbers, float], bool]
    words: str


def _any(metric_id: str) -> Callable[[Numbers, float], bool]:
    return lambda n, pace: (n[metric_id] or 0) > 0


def _behind(metric_id: str) -> Callable[[Numbers, float], bool]:
    return lambda n, pace: n[metric_id] is not None and n[metric_id] < BEHIND_PLAN * pace  # type: ignore[operator]


PROMPTS: tuple[Prompt, ...] = (
    Prompt(
        OVERDUE.id, "handler", (OVERDUE.id, OLDEST_OPEN_DAYS.id), _any(OVERDUE.id),
        "{overdue}件超过办理时限尚未解决，未解决问题中最长已{oldest_open_days}天：堵点何在，何时办结？",
    ),
    Prompt(
        OLDEST_OPEN_DAYS.id, "handler", (OLDEST_OPEN_DAYS.id, OVERDUE.id),
        lambda n, pace: not n[OVERDUE.id] and (n[OLDEST_OPEN_DAYS.id] or 0) > LONG,
        "未解决问题中最长已{oldest_open_days}天：原因何在，何时办结？",
    ),
    Prompt(
        BROKEN_PROMISES.id, "handler", (BROKEN_PROMISES.id,), _any(BROKEN_PROMISES.id),
        "{broken_promises}件承诺到期尚未解决：如何答复群众？",
    ),
    Prompt(
        REFUTED.id, "handler", (REFUTED.id,), _any(REFUTED.id),
        "{refuted}件申报已解决但群众不认可：是否已重新办理？",
    ),
    Prompt(
        DISAGREEING.id, "unit", (DISAGREEING.id, COMPARED.id), _any(DISAGREEING.id),
        "可核对的{compared}项中有{disagreeing}项申报数与台账不一致：以哪一个为准？",
    ),
    Prompt(
        REJECTIONS.id, "unit", (REJECTIONS.id,), _any(REJECTIONS.id),
        "{rejections}行退回后尚未更正报送：缺什么，何时补报？",
    ),
    Prompt(
        PROGRESS.id, "unit", (PROGRESS.id, HOUSEHOLDS.id, CADRES.id), _behind(PROGRESS.id),
        "{cadres}名干部走访{households}户，完成{progress}，序时进度{pace}：如何补足？",
    ),
)  # fmt: skip
REPORT_WORDS = "应报报表{due}份，尚有{missing}份未收到，其中{late}份已过宽限期：何时补报？"
NOT_BEGUN = 0.25
"""Assumed: a unit that has gone to none of its villages gets a question once this part of the time is over."""
NO_VILLAGE_WORDS = "花名册上没有挂钩村（社区），也没有走访村（社区）的记录：尚未开展，还是未报走访表？"
NONE_VISITED_WORDS = "挂钩的{unit_villages}个村（社区）均未走访（{names}）：何时开展？"
SOME_VISITED_WORDS = "挂钩的{unit_villages}个村（社区）中，{names}尚未走访：何时走访？"
MANY_LISTED_WORDS = (
    "花名册上挂钩{unit_villages}个村（社区），通知要求{least}至{most}个：花名册是否有误？（提示，不作差错）"
)
MANY_VISITED_WORDS = (
    "走访到{villages_visited}个村（社区），通知要求{least}至{most}个：属多走访，还是走访表填写有误？（提示，不作差错）"
)
VILLAGE_WORDS = (
    "{village}{village_households}户走访{surveyed_households}户（{coverage}），序时进度{pace}：哪些户尚未走访？"
)
NOTE = (
    f"办理时限对责任单位（未写明承办单位的，由收集的走访单位负责），报送、对账、退回和走访对走访单位；村（社区）整村走访不对{'、'.join(TASKED)}。"
    f"未超期但最长超过{LONG}天的也列入；走访进度低于序时进度{BEHIND_PLAN:.0%}的才列入"
    f"（序时进度按{rules.day_text(rules.START)}至{rules.day_text(rules.VISIT_DEADLINE)}匀速计，此比例为假定）。"
)


def to_ask(snapshot: Snapshot, owed: Calendar, *, units: Sequence[str] = (), scope: Scope) -> dict[str, list[ToAsk]]:
    """The questions to each unit of a calendar as of its day, in the order of PROMPTS; an empty list when there are none.

    `units` names the units, where some of them owe no report and so are not in the calendar.
    """
    return ToAskUnits(snapshot, Batch(partial(snapshot.answers, scope=scope)), owed, units, scope=scope).questions


class ToAskUnits:
    """The questions to some units, for which what must be known is stated: see `to_ask`."""

    def __init__(
        self, snapshot: Snapshot, batch: Batch, owed: Calendar, units: Sequence[str] = (), *, scope: Scope
    ) -> None:
        self._owed, self._units = owed, list(units) or owed.units
        self._prompted, self._of_villages = [], []
        if not self._units:
            return
        as_of, now = owed.day, pace(owed.day)
        for prompt in PROMPTS:
            where = {prompt.by: self._units}
            other = with_time("", snapshot.other_time(prompt.metric, as_of=as_of))
            self._prompted.append((prompt, other, batch.ask(prompt.numbers, (prompt.by,), where=where, as_of=as_of)))
        self._of_villages = [
            _own_villages(snapshot, batch, self._units, scope, as_of, now),
            _villages(snapshot, batch, self._units, scope, as_of, now),
        ]

    @property
    def questions(self) -> dict[str, list[ToAsk]]:
        """The questions by unit; CannotAnswer where something that is needed cannot be counted."""
        questions: dict[str, list[ToAsk]] = {unit: [] for unit in self._units}
        if not self._units:
            return questions
        for unit, question in _reports(self._owed):
            questions[unit].append(question)
        now = pace(self._owed.day)
        for prompt, other, asked in self._prompted:
            for row in asked.required.to_dict("records"):
                unit = str(row[prompt.by])
                numbers = {name: as_number(row[name]) for name in prompt.numbers}
                if unit in questions and prompt.applies(numbers, now):
                    sentence = prompt.words.format(**_formatted(numbers), pace=format_share(now)) + other
                    questions[unit].append(ToAsk(unit, prompt.metric, {prompt.by: unit}, sentence))
        for read in self._of_villages:
            for of_village in read():
                questions[of_village.unit].append(of_village)
        return questions


def _reports(owed: Calendar) -> list[tuple[str, ToAsk]]:
    """Of each unit the reports that have not come, once any of them is past its days of grace."""
    questions = []
    for unit in owed.units:
        states = owed.reports.loc[owed.reports["unit_name"] == unit, "state"].value_counts()
        late, missing = (int(states.reindex(names).sum()) for names in ([MISSING], [MISSING, GRACE]))
        due = int(states.drop(AHEAD, errors="ignore").sum())
        if late:
            sentence = REPORT_WORDS.format(due=due, missing=missing, late=late)
            questions.append((unit, ToAsk(unit, REPORTS_MISSING.id, {"unit": unit}, sentence)))
    return questions


def _own_villages(
    snapshot: Snapshot, batch: Batch, units: Sequence[str], scope: Scope, as_of: date, now: float
) -> Callable[[], list[ToAsk]]:
    """State what gives the questions to units that each have a few villages to visit: whether they go there, and whether
    to many more.

    None as long as no visit of anybody is known: then it is the sheets that are missing.
    """
    whole = Batch(partial(snapshot.answers, scope=EVERYWHERE)) if scope.where else batch
    anybody = whole.ask((VILLAGES_VISITED.id,), as_of=as_of)
    return lambda: _of_own(snapshot, units, scope, as_of, now) if anybody.number(VILLAGES_VISITED.id) else []


def _of_own(snapshot: Snapshot, units: Sequence[str], scope: Scope, as_of: date, now: float) -> list[ToAsk]:
    where = {"unit": list(units)}
    known = snapshot.rows("units", scope=scope, where=where, columns=("unit_name", "unit_level"), limit=EVERY_ROW)
    columns = ("unit_name", "village_id", "village_name")
    own = snapshot.rows("unit_villages", scope=scope, where=where, columns=(*columns, *IN_FORCE), limit=EVERY_ROW)
    own = in_force(own, as_of)
    gone = snapshot.rows("visited_villages", scope=scope, as_of=as_of, where=where, columns=columns, limit=EVERY_ROW)
    questions = []
    for unit in known.loc[known["unit_level"].isin(TASKED), "unit_name"]:
        listed, visited = own[own["unit_name"] == unit], gone[gone["unit_name"] == unit]
        questions += [
            ToAsk(unit, metric, {"unit": unit}, sentence) for metric, sentence in _of_villages(listed, visited, now)
        ]
    return questions


def _of_villages(listed: pd.DataFrame, visited: pd.DataFrame, now: float) -> Iterator[tuple[str, str]]:
    """What to ask a unit about the villages that the roster gives it and those that it has visited: number, sentence."""
    least, most = rules.VILLAGES_PER_UNIT
    missing = listed[~listed["village_id"].isin(visited["village_id"])]
    words = {"unit_villages": len(listed), "villages_visited": len(visited), "least": least, "most": most}
    words["names"] = "、".join(missing["village_name"])
    if visited.empty and now >= NOT_BEGUN:
        yield (UNITS.id, NO_VILLAGE_WORDS) if listed.empty else (UNIT_VILLAGES.id, NONE_VISITED_WORDS.format(**words))
    elif len(visited) and len(missing) and 1 - len(missing) / len(listed) < BEHIND_PLAN * now:
        yield UNIT_VILLAGES.id, SOME_VISITED_WORDS.format(**words)
    if len(listed) > most:
        yield UNIT_VILLAGES.id, MANY_LISTED_WORDS.format(**words)
    if len(visited) > most:
        yield VILLAGES_VISITED.id, MANY_VISITED_WORDS.format(**words)


def _villages(
    snapshot: Snapshot, batch: Batch, units: Iterable[str], scope: Scope, as_of: date, now: float
) -> Callable[[], list[ToAsk]]:
    """State what gives the questions to units that visit whole villages, on those behind an even pace whose households
    are known."""
    columns = ("unit_name", "unit_level", "village_id", "village_name", *IN_FORCE)
    own = snapshot.rows("unit_villages", scope=scope, where={"unit": list(units)}, columns=columns, limit=EVERY_ROW)
    own = in_force(own, as_of)
    own = own[~own["unit_level"].isin(TASKED)].dropna(subset=["village_id"])
    if own.empty:
        return list
    names = (COVERAGE.id, SURVEYED_HOUSEHOLDS.id, VILLAGE_HOUSEHOLDS.id)
    where = {"village_id": own["village_id"].drop_duplicates().tolist()}
    asked = batch.ask(names, ("village_id",), where=where, as_of=as_of)
    # Refused where only a part of the villages' visits is shown.
    return lambda: [] if asked.refused else list(_of_whole_villages(own, asked.required, now))


def _of_whole_villages(own: pd.DataFrame, answer: pd.DataFrame, now: float) -> Iterator[ToAsk]:
    for row in own.merge(answer, on="village_id").to_dict("records"):
        numbers = {name: as_number(row[name]) for name in (COVERAGE.id, SURVEYED_HOUSEHOLDS.id, VILLAGE_HOUSEHOLDS.id)}
        share = numbers[COVERAGE.id]
        if share is not None and share < BEHIND_PLAN * now:
            sentence = VILLAGE_WORDS.format(village=row["village_name"], **_formatted(numbers), pace=format_share(now))
            yield ToAsk(str(row["unit_name"]), COVERAGE.id, {"village_id": str(row["village_id"])}, sentence)


def _formatted(numbers: Numbers) -> dict[str, str]:
    return {name: format_value(name, value) for name, value in numbers.items()}
