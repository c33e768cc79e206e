"""Which numbers are of so few families in need that whoever sees no rows could tell which they are?

A group with few of them is not split by need at all, for the others would be what is left of the whole. Where one group of
a line is hidden, the smallest other one of it is hidden too. Both follow from the data and not from the question, so that
asking otherwise gives nothing away: see decision 0053 for what this does not stop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa

from campaign.numbers.asking import Need, Plan, Run, days_in
from campaign.numbers.dimensions import DIMENSIONS, TIMES, CannotAnswer, dimension, dimensions_of
from campaign.numbers.question import Answer, Question
from campaign.numbers.questions import families
from campaign.numbers.store import Statement
from campaign.office import rules

WHY = f"少于{rules.FEWEST_FAMILIES}户，不显示"
ABOVE: Mapping[str, tuple[str, ...]] = {
    "village": ("district", "town", "village_id"),
    "village_id": ("district", "town"),
    "town": ("district",),
}
"""A place → what it lies in, so that a place is always one of those beside it."""
FINEST = (("village_id", "village"), ("town",), ("district",))
HARDSHIP = frozenset(d.id for d in DIMENSIONS if d.tells_hardship)
NEEDY = frozenset(d.id for d in DIMENSIONS if d.tells_hardship and not d.searched_in)
Group = tuple[object, ...]


def tells_hardship(question: Question) -> bool:
    """Whether a question splits or narrows by how families are off."""
    return not HARDSHIP.isdisjoint((*question.by, *(name for name, _ in question.where)))


def check_time(question: Question, last: date | None) -> None:
    """CannotAnswer for a question about need day by day: two days apart are the families of one day."""
    fine = {*TIMES} - {"month"} & {*question.by, *(name for name, _ in question.where)}
    is_of_days = bool(question.as_of and question.as_of != last) or question.each_day or question.running
    is_of_part = question.period is not None and rules.period(question.period).kind != rules.PERIOD_KINDS[0]
    if fine or is_of_days or is_of_part:
        names = "、".join(f"“{dimension(name).label}”" for name in sorted(HARDSHIP & _names(question)))
        raise CannotAnswer(f"{names}的数只按整月、按截至现在看，不按天、周、半月看：前后一减，就是一两户人家。")


def _names(question: Question) -> set[str]:
    return {*question.by, *(name for name, _ in question.where)}


def shown(run: Run, plan: Plan, answer: Answer) -> Answer:
    """The answer without what is of too few families; refused where it is one number that is."""
    if not tells_hardship(plan.question):
        return answer
    needs = dict.fromkeys((*(need for *_, need in plan.counts), *(need for _, need in plan.durations)))
    hidden = {group for need in needs for group in _by_question(plan, need, hidden_groups(run, need))}
    if not hidden:
        return answer
    if not plan.question.by:
        return replace(
            answer, read=tuple, refused={**dict.fromkeys(plan.question.metrics, f"{WHY}。"), **answer.refused}
        )
    return replace(answer, read=partial(_emptied, answer, plan.question.by, hidden), few=frozenset(hidden))


def _by_question(plan: Plan, need: Need, groups: set[Group]) -> Iterator[Group]:
    """Groups by what the question is split by, without the ids that distinguish two of a name."""
    places = [need.by.index(name) for name in plan.question.by]
    return (tuple(group[place] for place in places) for group in groups)


def _emptied(answer: Answer, by: tuple[str, ...], hidden: set[Group]) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {name: value if name in by else None for name, value in row.items()}
        if tuple(row[name] for name in by) in hidden
        else row
        for row in answer.rows
    )


def hidden_groups(run: Run, need: Need) -> set[Group]:
    """The groups of a need, by its own keys, whose numbers may not be seen; `()` of a need without groups."""
    own = [name for name in need.by if name not in NEEDY]
    single = {name: values[0] for name, values in need.where if len(values) == 1 and name not in HARDSHIP}
    needy = tuple(sorted(NEEDY & {*need.by, *(name for name, _ in need.where)}))
    split = tuple(_with_places([*own, *single], need.table))
    where = tuple((name, values) for name, values in need.where if name not in single and name not in needy)
    asked = ((where, need.span),)
    counted = run(Statement(families, (need.table, (*split, *needy), need.dated_by), asked))
    hidden = _hidden(split, *_sizes(counted, split, needy))
    in_sight = [group for group in hidden if all(group[split.index(name)] == value for name, value in single.items())]
    of_own = {tuple(group[split.index(name)] for name in own) for group in in_sight}
    return {key for key in _keys(counted, need.by) if tuple(_only(key, need.by, own)) in of_own}


def _keys(counted: pa.Table, names: Iterable[str]) -> set[Group]:
    columns = [days_in(counted[name]) for name in names]
    return set(zip(*columns, strict=True)) if columns else {()}


def _only(key: Group, names: tuple[str, ...], own: list[str]) -> Iterator[object]:
    return (value for name, value in zip(names, key, strict=True) if name in own)


def _with_places(names: Iterable[str], table: str) -> list[str]:
    """The dimensions, each place with what it lies in."""
    known = {d.id for d in dimensions_of(table)}
    every = [above for name in names for above in (*ABOVE.get(name, ()), name)]
    return [name for name in dict.fromkeys(every) if name in known]


def _sizes(counted: pa.Table, split: tuple[str, ...], needy: tuple[str, ...]) -> tuple[dict[Group, int], set[Group]]:
    """How many families in need each group has, and the groups of which some are too few."""
    yes = rules.YES_NO[0]
    sizes: dict[Group, int] = defaultdict(int)
    few: set[Group] = set()
    answers = zip(*(counted[name].to_pylist() for name in needy), strict=True) if needy else ((yes,),) * len(counted)
    groups = zip(*(days_in(counted[name]) for name in split), strict=True) if split else ((),) * len(counted)
    for group, answer, number in zip(groups, answers, counted["families"].to_pylist(), strict=True):
        if yes in answer and number:
            sizes[group] += number
            if number < rules.FEWEST_FAMILIES:
                few.add(group)
    return sizes, few


def _hidden(split: tuple[str, ...], sizes: Mapping[Group, int], few: set[Group]) -> set[Group]:
    """The groups that are not shown: those of few, and in each line of one hidden group the smallest other one."""
    hidden = set(few)
    lines = [line for axis in _axes(split) for line in _lines(split, axis, sizes)]
    while added := {other for line in lines if (other := _other(line, hidden, sizes)) is not None}:
        hidden |= added
    return hidden


def _other(line: list[Group], hidden: set[Group], sizes: Mapping[Group, int]) -> Group | None:
    """What must be hidden beside the one hidden group of a line; None where none is, or several are."""
    if sum(group in hidden for group in line) != 1:
        return None
    others = [group for group in line if group not in hidden]
    return min(others, key=lambda group: (sizes[group], tuple(map(str, group))), default=None)


def _axes(split: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What varies along a line: each dimension, and of places the finest, under its many names."""
    finest = next((names for names in FINEST if set(names) & set(split)), ())
    places = {name for names in FINEST for name in names}
    return [*([finest] if finest else []), *((name,) for name in split if name not in places)]


def _lines(split: tuple[str, ...], axis: tuple[str, ...], sizes: Mapping[Group, int]) -> list[list[Group]]:
    lines: dict[Group, list[Group]] = defaultdict(list)
    for group in sizes:
        lines[tuple(value for name, value in zip(split, group, strict=True) if name not in axis)].append(group)
    return list(lines.values())
