"""What kinds of number are there, and what does each need to be counted?

A count lives on one table; a share is built from its own whole, so that its numerator cannot leave its
denominator; two tables are counted apart and laid side by side, never joined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import add, and_, or_
from typing import Literal

import ibis
import ibis.expr.types as ir

from campaign.numbers.dimensions import CannotAnswer, Where

Direction = Literal["higher", "lower"] | None


@dataclass(frozen=True, slots=True)
class Span:
    """Which days' rows a question is about, and as of which day their state is taken."""

    day: date
    """The day of the state: solved by then, overdue by then, age on that day."""
    start: date | None = None
    """First day of the period; None for everything up to `day`."""
    end: date | None = None
    """Last day of the period where `day` is later: the period's rows in the state of `day`."""
    until: date | None = None
    """Last day of the rows of a table that reaches beyond the data's last day; None leaves none of them out."""
    asked: date | None = None
    """The day in question where it lies beyond the data's last day: registers know what holds on it."""
    each: str = ""
    """Several days, 2017-03-12,2017-03-19, each the day of a state of its own: `day` is then the last of them."""

    def on_each(self, day: ir.DateColumn) -> Span:
        """The span of each row of a scan that has a day of its own: up to that day, and in its state."""
        end, until = (day if bound is not None else None for bound in (self.end, self.until))
        return replace(self, day=day, end=end, until=until)  # type: ignore[arg-type]


Day = date | ir.DateColumn
"""One day, or that of each row of a scan which answers for several days."""

FIRST = "is_first"
"""The flag of a household's first visit; in `known_by` it means the flag for the grain of the question."""
PREVIOUS = "previous_date"
"""The day of the household's visit before; the columns for narrower grains are called as the flags are."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a condition may depend on besides its row."""

    day: Day
    first: str = FIRST
    """The flag column that leaves one visit of each household, at the grain of the question."""
    asked: date | None = None
    """The day in question where it lies beyond the data's last day."""
    start: ir.DateValue | None = None
    """First day of the period, or of each row's own part of it where the question is split by time; None for everything."""
    end: Day | None = None
    """Last day of the period, where it is not `day`."""
    until: Day | None = None
    """The last day of what somebody else wrote, which may lie beyond the data's own; None leaves none of it out."""

    @property
    def previous(self) -> str:
        """The column with the day of the household's visit before, at the grain of the question."""
        return PREVIOUS + self.first.removeprefix(FIRST)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a question in a scan that it may share with other questions: a column is `rows.name` or `rows[name]`."""

    scan: ir.Table
    known: Mapping[str, ir.Value] = field(default_factory=dict)
    """The columns that were known otherwise on the question's day, in place of the scan's own."""
    within: tuple[ir.BooleanValue, ...] = ()
    """What makes a row of the scan one of the question's; all rows are where there is nothing."""
    weight: str = ""
    """The scan's column with the number of rows that each of its rows stands for; empty for one."""

    def __getitem__(self, name: str) -> ir.Value:
        return self.known[name] if name in self.known else self.scan[name]

    def __getattr__(self, name: str) -> ir.Value:
        return self[name]

    def is_filled(self, name: str) -> ir.BooleanValue:
        """Whether a column has a value: what was not known yet on the question's day is an empty day, but never an empty state."""
        return (self[name] if self.scan[name].type().is_date() else self.scan[name]).notnull()

    def narrowed(self, *conditions: ir.BooleanValue) -> Rows:
        """Those of the rows for which the conditions hold too."""
        return replace(self, within=(*self.within, *conditions))

    def count(self, where: ir.BooleanValue | None = None) -> ir.IntegerScalar:
        """How many rows there are, or those for which a condition holds."""
        if self.weight:
            return self.scan[self.weight].sum(where=self._where(where)).fill_null(0)
        return self.scan.count(where=self._where(where))

    def total(self, amount: ir.IntegerValue, where: ir.BooleanValue | None = None) -> ir.IntegerScalar:
        """The amounts of the rows added up, or of those for which a condition holds; 0 of none."""
        weighed = amount * self.scan[self.weight] if self.weight else amount
        return weighed.sum(where=self._where(where)).fill_null(0)

    def most(self, amount: ir.IntegerValue, where: ir.BooleanValue) -> ir.IntegerScalar:
        """The largest amount of the rows for which a condition holds; empty of none."""
        return amount.max(where=self._where(where))

    def _where(self, where: ir.BooleanValue | None) -> ir.BooleanValue | None:
        conditions = (*self.within, *([where] if where is not None else []))
        return reduce(and_, conditions) if conditions else None


Tallied = Mapping[str, ir.Column] | ir.Table
"""The tallies of a question by their names."""
Condition = Callable[[Rows, Asking], ir.BooleanValue]

MAY_BE_MORE = ("≥", "起", "≈")
MAY_BE_LESS = ("≤", "≈")
"""Bounds of a figure whose true value may be more, or less, than written."""

# ── kinds of numbers ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Rows of one table, or the sum of some of its columns."""

    id: str
    label: str
    unit: str
    table: str
    code: str = ""
    direction: Direction = None
    note: str = ""
    leaves_out: str = ""
    column: str = ""
    """Summed instead of counting rows."""
    parts: tuple[str, ...] = ()
    """Columns that add up to `column`, row by row; `etl` asserts it before it publishes."""
    conditions: tuple[Condition, ...] = ()
    known_by: tuple[str, ...] = ()
    """Where none of these columns is filled in a whole group, the count is empty, not zero."""
    bound: str = ""
    """The column with each summed figure's bound: 80余 is at least 80. The sum carries the bound on."""
    is_state: bool = False
    """Whether it counts what there is at the end of a period, whenever it came, and not what came within the period."""
    beside: str = ""
    """The number without which this one misleads: both are always shown together."""
    dated_by: str = ""
    """The column by which it falls into time where that is not its table's: what was solved in a week, whenever raised."""
    each_once: bool = False
    """Counts each household or person once in every period that is asked about, so that periods do not add up."""
    made_from: Count | None = None

    def where(
        self,
        *conditions: Condition,
        id: str,
        label: str,
        only: tuple[str, ...] = (),
        **changes: object,
    ) -> Count:
        """A part of this count: fewer of its rows, or `only` some of the columns that make it up."""
        if not set(only) <= set(self.parts):
            raise CannotAnswer(f"“{label}”不是“{self.label}”的一部分：{'、'.join(only)}。")
        fresh: dict[str, object] = {"code": "", "direction": None, "note": "", "leaves_out": "", "beside": ""}
        part = replace(
            self,
            **(fresh | changes),  # type: ignore[arg-type]
            id=id,
            label=label,
            conditions=self.conditions + conditions,
            made_from=self,
        )
        return replace(part, column="", parts=only) if only else part

    def is_part_of(self, whole: Count) -> bool:
        """Whether this count was made from `whole`, in one or more steps."""
        return self.made_from is not None and (self.made_from is whole or self.made_from.is_part_of(whole))

    @property
    def summed(self) -> tuple[str, ...]:
        """The summed columns; none when rows are counted."""
        return (self.column,) if self.column else self.parts

    def tallies(self, t: Rows, asking: Asking) -> dict[str, ir.IntegerScalar]:
        """The two sums that the count needs of every group; both add up over groups."""
        conditions = [condition(t, asking) for condition in self.conditions]
        counted = reduce(and_, conditions) if conditions else None
        columns = [asking.first if name == FIRST else name for name in self.known_by or self.summed]
        known = [t.is_filled(name) for name in columns]
        if self.summed and not self.known_by:  # a sum over no row at all is not known, rather than 0
            known = [reduce(and_, conditions, one) for one in known]
        amount = reduce(add, [t[name].fill_null(0) for name in self.summed]) if self.summed else None
        tallies = {
            self.id: t.count(counted) if amount is None else t.total(amount, counted),
            f"{self.id}:known": t.count(reduce(or_, known) if known else None),
        }
        if self.bound:
            for side, bounds in (("more", MAY_BE_MORE), ("less", MAY_BE_LESS)):
                is_bound = t[self.bound].isin(bounds).fill_null(False)
                tallies[f"{self.id}:{side}"] = t.count(reduce(and_, conditions, is_bound))
        return tallies

    def bound_of(self, tallied: Tallied) -> ir.StringColumn:
        """The bound of the sum: ≥, ≤ or ≈; empty when it is exact."""
        more, less = tallied[f"{self.id}:more"] > 0, tallied[f"{self.id}:less"] > 0
        bound = ibis.cases((more & less, "≈"), (more, "≥"), (less, "≤"), else_=ibis.null("string"))
        return ibis.ifelse(tallied[f"{self.id}:known"] > 0, bound, ibis.null("string"))

    def value(self, tallied: Tallied) -> ir.IntegerColumn:
        """The count from its tallies: empty for a group without rows, or with nothing known."""
        return ibis.ifelse(tallied[f"{self.id}:known"] > 0, tallied[self.id], ibis.null("int64"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """How much of a number's base is reported: `some` of all those `of` whom it would be right to know."""

    some: Count
    of: Count
    words: str
    """What stands after 202/1,059: 个村（社区）已报总户数."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """The most days between a column of the count's rows and the as-of day."""

    id: str
    label: str
    of: Count
    since: str
    code: str = ""
    direction: Direction = None
    note: str = ""
    leaves_out: str = ""
    unit: str = "天"

    @property
    def table(self) -> str:
        """The table whose rows are aged."""
        return self.of.table

    def tallies(self, t: Rows, asking: Asking) -> dict[str, ir.IntegerScalar]:
        """The oldest row's age, empty when no row is counted; it does not add up over groups."""
        counted = reduce(and_, [condition(t, asking) for condition in self.of.conditions])
        return self.of.tallies(t, asking) | {self.id: t.most(days_from(t[self.since], asking.day), counted)}

    def value(self, tallied: Tallied) -> ir.IntegerColumn:
        """The age; empty where it is not known which rows are counted."""
        return ibis.ifelse(tallied[f"{self.of.id}:known"] > 0, tallied[self.id], ibis.null("int64"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part over its own whole, 0 to 1; CannotAnswer at construction when it is not a part."""

    id: str
    label: str
    part: Count
    whole: Count
    code: str = ""
    direction: Direction = "higher"
    note: str = ""
    leaves_out: str = ""
    reported: Reported | None = None
    unit: str = "%"
    beside: str = ""

    def __post_init__(self) -> None:
        if not self.part.is_part_of(self.whole):
            raise CannotAnswer(
                f"“{self.label}”不能成立：“{self.part.label}”不是由“{self.whole.label}”限定条件得来的，"
                "分子可能超出分母。"
            )

    @property
    def table(self) -> str:
        """The one table that both are counted on."""
        return self.whole.table

    def tallies(self, t: Rows, asking: Asking) -> dict[str, ir.IntegerScalar]:
        """The tallies of the part and of the whole."""
        return self.part.tallies(t, asking) | self.whole.tallies(t, asking)

    def value(self, tallied: Tallied) -> ir.FloatingColumn:
        """The share; empty where the whole is nothing or the part is not known."""
        return self.part.value(tallied).cast("float64") / self.whole.value(tallied).cast("float64").nullif(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Two counts of different tables, counted apart and then divided."""

    id: str
    label: str
    top: Count
    bottom: Count
    unit: str
    times: int = 1
    """The factor of the bottom count."""
    only: Where = ()
    """Rows that both counts are restricted to."""
    within: tuple[str, ...] = ()
    """Dimensions by which it may be split and narrowed; all that both tables have when empty."""
    code: str = ""
    direction: Direction = None
    note: str = ""
    leaves_out: str = ""
    reported: Reported | None = None

    def __post_init__(self) -> None:
        if self.top.table == self.bottom.table:
            raise CannotAnswer(f"“{self.label}”的分子分母在同一张表上，应当用占比。")

    @property
    def table(self) -> str:
        """The table of the top count."""
        return self.top.table


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Time until the rows of a count end in one way; open rows are censored, other ends compete.

    With `days` the share that has ended so by then, 0 to 1; without, the day by which half has, infinite when half
    never has. Estimated by `campaign.numbers.durations` from a table of events; it adds up over no groups.
    """

    id: str
    label: str
    of: Count
    since: str
    until: str
    otherwise: str
    """The columns of the day it began, the day it ended so, the day it ended otherwise; no other end where empty."""
    unit: str
    days: int | None = None
    code: str = ""
    direction: Direction = None
    note: str = ""
    leaves_out: str = ""
    reported: Reported | None = None

    @property
    def table(self) -> str:
        """The table whose rows are followed."""
        return self.of.table

    def events(self, t: Rows, asking: Asking) -> dict[str, ir.Value]:
        """Of each row the days until it ended or the as-of day, how (0 still open, 1 so, 2 otherwise), and the days since it began."""
        since, until = _day(t[self.since]), _day(t[self.until])
        otherwise = _day(t[self.otherwise]) if self.otherwise else ibis.null("date")
        ended_so = (until <= asking.day).fill_null(False)
        ended_otherwise = (otherwise <= asking.day).fill_null(False)
        last = ibis.cases((ended_so, until), (ended_otherwise, otherwise), else_=asking.day)
        return {
            "days": last.delta(since, unit="day"),
            "ending": ibis.cases((ended_so, 1), (ended_otherwise, 2), else_=0),
            "watched": days_from(since, asking.day),
        }


def days_from(since: ir.DateColumn, day: Day) -> ir.IntegerColumn:
    """The days from each row's own day until the day in question."""
    return (ibis.literal(day) if isinstance(day, date) else day).delta(since, unit="day")


def _day(column: ir.Column) -> ir.DateColumn:
    """A column of days; of instants, the day of each."""
    return column.date() if column.type().is_timestamp() else column


Counted = Count | Age | Share
"""Numbers that one query over one table answers."""
Metric = Counted | Ratio | Duration


def beside(number: Metric) -> str:
    """The id of the number that must be shown with this one; empty for most."""
    return number.beside if isinstance(number, Count | Share) else ""


def counts_in(number: Metric) -> tuple[Count, ...]:
    """The counts that a number is made of."""
    if isinstance(number, Share):
        return (number.part, number.whole)
    if isinstance(number, Ratio):
        return (number.top, number.bottom)
    return (number.of,) if isinstance(number, Age | Duration) else (number,)


def is_state(number: Metric) -> bool:
    """Whether a number is asked of a period as of its end: what it counts is there then, whenever it came."""
    return any(count.is_state for count in counts_in(number))


def reported(number: Metric) -> Reported | None:
    """How much of a number's base is reported; None for one whose base is all that there is."""
    return number.reported if isinstance(number, Share | Ratio | Duration) else None


def judged_against(number: Count) -> Count | None:
    """The count that a part is judged against: more overdue among more open issues is not worse.

    None for a number that is no part of another: visits are not a part of households.
    """
    whole = number.made_from
    return whole if whole is not None and whole.unit == number.unit else None


def base(number: Metric) -> Count | None:
    """The count that a share, a ratio or a duration is based on; None for a plain count or an age."""
    if isinstance(number, Share):
        return number.whole
    if isinstance(number, Ratio):
        return number.bottom
    return number.of if isinstance(number, Duration) else None
