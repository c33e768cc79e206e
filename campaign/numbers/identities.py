"""Do the numbers of a snapshot agree with one another?

The questions are those of the pages, so that what is checked is what is shown; `etl` publishes no draft that breaks an
identity. An empty number is not zero: where nothing is known of a group, nothing is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from campaign import schema
from campaign.access.scope import EVERYWHERE
from campaign.numbers.dimensions import dimension
from campaign.numbers.kinds import Count
from campaign.numbers.metrics import metric
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules

VILLAGE = ("district", "town", "village")
MONTH = ("month",)
MOST_PLACES = 3
"""So many places are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class AtMost:
    """One number never exceeds another, in any group."""

    label: str
    less: str
    more: str
    by: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """What it compares."""
        return self.less, self.more

    def breaches(self, snapshot: Snapshot, split: pd.DataFrame, whole: pd.DataFrame) -> Iterator[str]:
        """Each group in which it does, and by how much."""
        one, other = (metric(name).label for name in self.metrics)
        for row in split[(split[self.less] > split[self.more]).fillna(False)].to_dict("records"):
            less, more = int(row[self.less]), int(row[self.more])
            yield f"{place(row, self.by)}{one} {less:,}，{other} {more:,}，多 {less - more:,}"


@dataclass(frozen=True, slots=True)
class AddsUp:
    """The declared groups of a number, and no others, add up to the whole."""

    label: str
    counted: str
    over: str

    @property
    def metrics(self) -> tuple[str, ...]:
        """The number that it adds up, and the count of its rows."""
        return self.counted, self.rows

    @property
    def rows(self) -> str:
        """The count that the number is a part of; where only the part is empty, it is unknown."""
        counted = metric(self.counted)
        return counted.made_from.id if isinstance(counted, Count) and counted.made_from else self.counted

    @property
    def by(self) -> tuple[str, ...]:
        """What it is split by."""
        return (self.over,)

    def breaches(self, snapshot: Snapshot, split: pd.DataFrame, whole: pd.DataFrame) -> Iterator[str]:
        """The two sums where they differ, and what lies outside of the declared groups."""
        declared = dimension(self.over).order
        inside = split[self.over].isin(declared) if declared else split[self.over].notna()
        groups, everything = split[inside], whole
        unknown = groups[self.counted].isna() & groups[self.rows].notna()
        if may_be_unknown(self.counted) and unknown.any():  # the whole is then of the groups of which it is known
            groups = groups[~unknown]
            everything = snapshot.ask(self.counted, scope=EVERYWHERE, where={self.over: list(groups[self.over])})
        total, known = number(groups[self.counted].sum()), number(everything[self.counted].iloc[0])
        if total != known:
            others = [
                f"{group_name(row[self.over])} {number(row[self.counted]):,}"
                for row in split[~inside].to_dict("records")
            ]
            outside = f"（不在其中的：{'、'.join(others)}）" if others else ""
            counted = f"{metric(self.counted).label}按{dimension(self.over).label}相加 {total:,}{outside}"
            yield f"{counted}，{rules.WHOLE_CITY} {known:,}，差 {abs(total - known):,}"


@dataclass(frozen=True, slots=True)
class MakesUp:
    """Parts sum to the whole, in every group."""

    label: str
    parts: tuple[str, ...]
    together: str
    by: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """What it compares."""
        return *self.parts, self.together

    def breaches(self, snapshot: Snapshot, split: pd.DataFrame, whole: pd.DataFrame) -> Iterator[str]:
        """Each group in which the parts do not sum to the whole."""
        frame = split if self.by else whole
        unknown = [name for name in self.metrics if may_be_unknown(name)]
        for row in frame[frame[unknown].notna().all(axis=1)].to_dict("records"):
            parts, together = [number(row[name]) for name in self.parts], number(row[self.together])
            if sum(parts) != together:
                listed = "＋".join(f"{metric(name).label} {n:,}" for name, n in zip(self.parts, parts, strict=True))
                gap = f"{metric(self.together).label} {together:,}，差 {abs(sum(parts) - together):,}"
                yield f"{place(row, self.by)}{listed}，{gap}"


@dataclass(frozen=True, slots=True)
class HasRows:
    """A number equals the row count of another table."""

    label: str
    counted: str
    table: str
    by: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """What it compares."""
        return (self.counted,)

    def breaches(self, snapshot: Snapshot, split: pd.DataFrame, whole: pd.DataFrame) -> Iterator[str]:
        """The two numbers where they differ."""
        counted, rows = number(whole[self.counted].iloc[0]), snapshot.count_rows(self.table, scope=EVERYWHERE)
        if counted != rows:
            figures = f"{metric(self.counted).label} {counted:,}，“{schema.table(self.table).label}”表 {rows:,} 行"
            yield f"{figures}，差 {abs(counted - rows):,}"


Identity = AtMost | AddsUp | MakesUp | HasRows

IDENTITIES: tuple[Identity, ...] = (
    *(AtMost("已解决不多于收集的", "solved", "issues", by) for by in ((), ("district",), ("category",), ("unit",), VILLAGE)),
    AtMost("走访户数不多于村（社区）的总户数", "households", "village_households", VILLAGE),
    AtMost("走访户数不多于走访户次", "households", "visits", ("unit",)),
    AtMost("问题不多于反映次数", "issues", "told", ("unit",)),
    AtMost("首次走访的户不多于期内走访的户", "households", "households_in_period", MONTH),
    AtMost("期内走访户数不多于走访户次", "households_in_period", "visits", MONTH),
    AtMost("已解决的都是答复了的", "solved", "answered", ("unit",)),
    HasRows("走访户数就是家庭的数目", "households", "households"),
    *(
        AddsUp(label, counted, over)
        for over, label in (("district", f"各辖市区之和等于{rules.WHOLE_CITY}"), ("zone", f"各报送区之和等于{rules.WHOLE_CITY}"))
        for counted in ("households", "visits", "issues", "solved")
    ),
    *(AddsUp("各类别之和等于全部", counted, "category") for counted in ("issues", "solved", "pending")),
    *(AddsUp("各月之和等于全部", counted, "month") for counted in ("households", "visits", "issues", "solved_in_period")),
    *(
        MakesUp("已解决与待解决合起来是全部", ("solved", "pending"), "issues", by)
        for by in ((), ("district",), ("zone",), ("category",), ("unit",))
    ),
    MakesUp(
        "采用、归并、退回、应要求删除合起来是读到的",
        ("rows_kept", "rows_merged", "rows_rejected", "rows_forgotten"), "rows_read", ("form",),
    ),
    MakesUp("逐行列出的退回行就是退回行数", ("rejections",), "rows_rejected"),
    MakesUp("逐行列出的归并行就是归并行数", ("merges",), "rows_merged"),
)  # fmt: skip
"""What must hold of every snapshot; the label is the sentence that is reported when it does not."""


def broken(snapshot: Snapshot, identities: Sequence[Identity] = IDENTITIES) -> list[str]:
    """A Chinese sentence for each identity that does not hold: which, where and by how much; empty when all hold."""
    needed: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for identity in identities:
        for by in (identity.by, ()):
            needed[by] |= dict.fromkeys(identity.metrics)
    answers = {by: answer(snapshot, tuple(metrics), by) for by, metrics in needed.items()}
    by_label: dict[str, list[str]] = defaultdict(list)
    for identity in identities:
        by_label[identity.label] += identity.breaches(snapshot, answers[identity.by], answers[()])
    return [f"“{label}”不成立：{first_few(breaches)}" for label, breaches in by_label.items() if breaches]


def answer(snapshot: Snapshot, metrics: tuple[str, ...], by: tuple[str, ...]) -> pd.DataFrame:
    """The numbers by group; each month is a question of its own, like a page's period."""
    if by != MONTH:
        return snapshot.ask(metrics, by, scope=EVERYWHERE)
    months, day = [], rules.START
    while day <= (snapshot.data_date or rules.START):
        period = rules.month(day.year, day.month)
        months.append(snapshot.ask(metrics, scope=EVERYWHERE, period=period.id).assign(month=period.id))
        day = period.end + timedelta(days=1)
    return pd.concat(months, ignore_index=True)


def first_few(breaches: Sequence[str]) -> str:
    """The breaches of one identity, the first few in full."""
    more = f"；等 {len(breaches)} 处" if len(breaches) > MOST_PLACES else ""
    return "；".join(breaches[:MOST_PLACES]) + more


def place(row: dict, by: tuple[str, ...]) -> str:
    """Where a breach is: the names of its group, 全市 when it has none."""
    return "".join(group_name(row[name]) for name in by) + "：" if by else f"{rules.WHOLE_CITY}："


def group_name(value: object) -> str:
    """The name of a group; a blank has one too."""
    return "（空白）" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def number(value: object) -> int:
    """A count as an integer that can be added up; empty is 0."""
    return 0 if pd.isna(value) else int(value)  # type: ignore[call-overload]


def may_be_unknown(name: str) -> bool:
    """Whether the number is empty, rather than zero, where its rows do not give it."""
    counted = metric(name)
    return isinstance(counted, Count) and bool(counted.known_by)
