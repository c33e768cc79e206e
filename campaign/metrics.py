"""What does each number count, over which table, and what does it leave out?

A count lives on one table; a share is built from its own whole, so that its numerator cannot
leave its denominator; two tables are counted apart and laid side by side, never joined. Every
expression is Ibis over one unbound table and is only ever compiled here, never run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache, reduce
from math import isnan
from operator import add, and_, or_
from typing import Literal

import ibis
import ibis.expr.types as ir

from campaign import rules, schema
from campaign.access import Scope, may_leave

CATALOG = "shelf"
"""The name under which `campaign.snapshot` attaches the snapshot's file."""

Direction = Literal["higher", "lower"] | None
Where = tuple[tuple[str, tuple[object, ...]], ...]
"""Filters in a form that can be a cache's key: (dimension or column, values)."""


class CannotAnswer(ValueError):
    """A question that the declarations do not allow; `str()` is the Chinese sentence."""


# ── dimensions ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split a number; a table has it when it has the column."""

    id: str
    label: str
    column: str = ""
    """Empty for the three that are cut from the table's dating column."""
    order: tuple[str, ...] = ()
    """The order in which the office lists the values; by value when empty."""
    told_apart_by: str = ""
    """A column that keeps two values of the same name apart."""


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("unit", "走访单位", "unit_name"),
    Dimension("level", "单位级别", "unit_level", order=rules.LEVELS),
    Dimension("group", "督导小组", "supervision_group"),
    Dimension("district", "辖市区", "district"),
    Dimension("zone", "报送区", "zone"),
    Dimension("town", "镇（街道）", "town_name"),
    Dimension("village", "村（社区）", "village_name", told_apart_by="village_id"),
    Dimension("village_id", "村（社区）代码", "village_id"),
    Dimension("department", "承办单位", "department"),
    Dimension("department_level", "承办单位级别", "department_level", order=rules.LEVELS),
    Dimension("category", "类别", "category", order=(*rules.CATEGORIES, rules.UNCATEGORISED)),
    Dimension("block", "板块", "block", order=rules.BLOCKS),
    Dimension("route", "办理方式", "route", order=rules.ROUTES),
    Dimension("status", "是否解决", "status", order=rules.STATUSES),
    Dimension("month", "月份"),
    Dimension("week", "周（周一）"),
    Dimension("day", "日期"),
    Dimension("form", "表种", "form"),
    Dimension("rule", "规则", "rule"),
    Dimension("field", "栏目", "field"),
    Dimension("period", "时段", "period_label"),
    Dimension("report_kind", "报表", "report_kind"),
    Dimension("visit_type", "走访方式", "visit_type"),
)
TIMES = ("month", "week", "day")
AREA = ("district", "zone", "town", "village", "village_id")
FLAGGED = frozenset((*AREA, *TIMES, "unit", "level", "group"))
"""Dimensions by which households can be counted without a DISTINCT, thanks to the first-visit flags."""

DATED: Mapping[str, str] = {
    "households": "first_visit_date",
    "visits": "visit_date",
    "issues": "raised_date",
    "due_reports": "due_date",
    "reports": "period_end",
}
"""The one column by which a table's rows fall into a month; other tables do not change with the date."""


def dimension(dimension_id: str) -> Dimension:
    """The dimension; CannotAnswer when there is none of that id."""
    for declared in DIMENSIONS:
        if declared.id == dimension_id:
            return declared
    known = "、".join(f"{d.id}（{d.label}）" for d in DIMENSIONS)
    raise CannotAnswer(f"没有“{dimension_id}”这个维度。现有维度：{known}。")


def dimensions_of(table: str) -> tuple[Dimension, ...]:
    """The dimensions that the table has."""
    columns = {c.name for c in schema.table(table).public}
    return tuple(d for d in DIMENSIONS if d.column in columns or (d.id in TIMES and table in DATED))


def splits(asked: Metric) -> tuple[Dimension, ...]:
    """The dimensions that the number may be split by, each by itself."""
    counts = (asked.top, asked.bottom) if isinstance(asked, Ratio) else counts_in(asked)
    only = asked.only if isinstance(asked, Ratio) else ()
    needs_first = any(count.counts_first_visits for count in counts)

    def is_split(d: Dimension) -> bool:
        if not all(d in dimensions_of(count.table) for count in counts):
            return False
        try:
            return not needs_first or bool(first_flag((d.id,), only))
        except CannotAnswer:
            return False

    return tuple(d for d in dimensions_of(asked.table) if is_split(d))


def column_of(table: str, dimension_id: str) -> str:
    """The table's column behind the dimension; CannotAnswer when the table does not have it."""
    asked = dimension(dimension_id)
    declared = dimensions_of(table)
    if asked not in declared:
        known = "、".join(f"{d.id}（{d.label}）" for d in declared) or "无"
        raise CannotAnswer(
            f"“{schema.table(table).label}”表不能按“{asked.label}”（{asked.id}）统计。可用维度：{known}。"
        )
    return DATED[table] if asked.id in TIMES else asked.column


# ── what is asked ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of which days, in the state of which day."""

    day: date
    """States are those of this day: solved by then, overdue by then, that many days old."""
    start: date | None = None
    """First day of the asked month; None asks for everything up to `day`."""
    undated: bool = False
    """Whether rows without a date are counted too."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a condition may depend on besides its row."""

    day: date
    first: str = "is_first"
    """The flag column that makes one visit of each household, at the grain that is asked."""


Condition = Callable[[ir.Table, Asking], ir.BooleanValue]


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
        fresh: dict[str, object] = {"code": "", "direction": None, "note": "", "leaves_out": ""}
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

    @property
    def counts_first_visits(self) -> bool:
        """Whether the grain that is asked decides the flag column."""
        return any(c in (is_first_visit, is_repeat_visit) for c in self.conditions)

    def tallies(self, t: ir.Table, asking: Asking) -> dict[str, ir.IntegerScalar]:
        """The two sums that the count needs of every group; both add up over groups."""
        counted = [condition(t, asking) for condition in self.conditions]
        known = [t[name].notnull() for name in self.known_by or self.summed]
        if self.summed:
            amounts = [t[name].fill_null(0) for name in self.summed]
            amount = reduce(add, amounts)
            tally = (ibis.ifelse(reduce(and_, counted), amount, 0) if counted else amount).sum()
        else:
            tally = t.count(where=reduce(and_, counted)) if counted else t.count()
        return {self.id: tally, f"{self.id}:known": t.count(where=reduce(or_, known)) if known else t.count()}

    def value(self, tallied: ir.Table) -> ir.IntegerColumn:
        """The count from its tallies: empty for a group without rows, or with nothing known."""
        return ibis.ifelse(tallied[f"{self.id}:known"] > 0, tallied[self.id], ibis.null("int64"))


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

    def tallies(self, t: ir.Table, asking: Asking) -> dict[str, ir.IntegerScalar]:
        """The oldest row's age, empty when no row is counted; it does not add up over groups."""
        counted = reduce(and_, [condition(t, asking) for condition in self.of.conditions])
        days = ibis.literal(asking.day).delta(t[self.since], unit="day")
        return self.of.tallies(t, asking) | {self.id: ibis.ifelse(counted, days, ibis.null("int64")).max()}

    def value(self, tallied: ir.Table) -> ir.IntegerColumn:
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
    unit: str = "%"

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

    def tallies(self, t: ir.Table, asking: Asking) -> dict[str, ir.IntegerScalar]:
        """The tallies of the part and of the whole."""
        return self.part.tallies(t, asking) | self.whole.tallies(t, asking)

    def value(self, tallied: ir.Table) -> ir.FloatingColumn:
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
    """The bottom is taken so many times."""
    only: Where = ()
    """Rows that both counts are restricted to."""
    code: str = ""
    direction: Direction = None
    note: str = ""
    leaves_out: str = ""

    def __post_init__(self) -> None:
        if self.top.table == self.bottom.table:
            raise CannotAnswer(f"“{self.label}”的分子分母在同一张表上，应当用占比。")

    @property
    def table(self) -> str:
        """The table of the top count."""
        return self.top.table


Counted = Count | Age | Share
"""Numbers that one query over one table answers."""
Metric = Counted | Ratio


# ── the conditions ────────────────────────────────────────────────────────────────────────────


def is_first_visit(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """The household's first visit at the grain that is asked."""
    return t[asking.first].fill_null(False)


def is_repeat_visit(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Any later visit."""
    return ~is_first_visit(t, asking)


def is_on_target(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """The cadre had reached the target by the day."""
    return (t.on_target_date <= asking.day).fill_null(False)


def is_solved(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Solved by the day."""
    return (t.solved_date <= asking.day).fill_null(False)


def is_open(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Not solved by the day."""
    return ~is_solved(t, asking)


def is_past_due(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Due before the day."""
    return (t.due_date < asking.day).fill_null(False)


def is_responded(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Answered in any way by the day."""
    return (t.responded_date <= asking.day).fill_null(False)


def is_received(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Received by the day."""
    return (t.received_date <= asking.day).fill_null(False)


def is_not_received(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Not received by the day."""
    return ~is_received(t, asking)


def is_within_grace(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """Received no later than the days of grace after it was due."""
    return (t.received_date <= t.due_date + ibis.interval(days=rules.REPORT_GRACE_DAYS)).fill_null(False)


def is_refused(t: ir.Table, asking: Asking) -> ir.BooleanValue:
    """The whole file could not be read."""
    return t.refused.notnull()


# ── the numbers ───────────────────────────────────────────────────────────────────────────────

VISITS = Count(
    id="visits", code="V2", label="走访户次", unit="户次", table="visits", direction="higher",
    note="一个单位在一天到一户为一户次；与走访户数并列，两者不相加。",
    leaves_out="退回的行；走访企业、名士不在其内。",
)  # fmt: skip
HOUSEHOLDS = VISITS.where(
    is_first_visit, id="households", code="V1", label="走访户数", unit="户", direction="higher",
    note="去重：同一户无论走访几次、被几个单位走访，全市只计一户；按单位统计时，每个单位各计一户，"
    "因此各单位之和大于全市。按月统计的是当月首次走访的户，各月相加等于累计。",
    leaves_out="走访企业、名士；认不出户主和住址而退回的行。",
)  # fmt: skip
REPEATS = VISITS.where(
    is_repeat_visit, id="repeats", label="重复走访户次", unit="户次",
    note="走访户次中，不是首次走访该户的部分。",
)  # fmt: skip
REPEAT_SHARE = Share(
    id="repeat_share", label="重复走访率", part=REPEATS, whole=VISITS, direction=None,
    note="1 − 走访户数 ÷ 走访户次。回访也是重复走访，本身不是毛病。",
)  # fmt: skip

CADRES = Count(
    id="cadres", label="机关干部", unit="人", table="cadres",
    note="花名册上的干部；尚未走访的也计在内。花名册不随日期变化。",
    leaves_out="没有报送花名册的单位为空。",
)  # fmt: skip
CADRES_ON_TARGET = CADRES.where(
    is_on_target, id="cadres_on_target", label="达标干部", direction="higher",
    note=f"截至当日走访不少于 {rules.HOUSEHOLDS_PER_CADRE} 户（去重）的干部。",
    leaves_out="花名册上没有的走访人。",
)  # fmt: skip
CADRE_TARGET_SHARE = Share(
    id="cadre_target_share", code="V4", label="干部达标率", part=CADRES_ON_TARGET, whole=CADRES,
    note=f"每名机关干部走访群众家庭不少于 {rules.HOUSEHOLDS_PER_CADRE} 户；按户数，不按户次、人次。",
    leaves_out="没有报送花名册的单位没有分母，为空。",
)  # fmt: skip
PROGRESS = Ratio(
    id="progress", code="V5", label="完成进度", top=HOUSEHOLDS, bottom=CADRES,
    times=rules.HOUSEHOLDS_PER_CADRE, only=(("level", ("市级机关",)),), unit="%", direction="higher",
    note=f"市级机关走访户数 ÷（{rules.HOUSEHOLDS_PER_CADRE} × 花名册干部人数），"
    f"期限 {rules.VISIT_DEADLINE:%Y-%m-%d}；可以超过 100%。",
    leaves_out="只算市级机关；其他级别没有人均任务，为空。",
)  # fmt: skip

ISSUES = Count(
    id="issues", code="I1", label="收集问题", unit="件", table="issues",
    note="拆分、归并之后的问题，按反映日期计；没有反映日期的只计入最新累计数，不计入任何一月。",
    leaves_out="网上留言；企业、名士的意见建议；单位周报和半月汇总里只有数字的问题。",
)  # fmt: skip
ISSUES_PER_HOUSEHOLD = Ratio(
    id="issues_per_household", code="I2", label="户均问题数", top=ISSUES, bottom=HOUSEHOLDS, unit="件/户",
    note="收集问题 ÷ 走访户数，两数分别统计后相除。户数多而问题少只是核查线索，本身不是毛病。",
)  # fmt: skip
SOLVED = ISSUES.where(
    is_solved, id="solved", label="已解决", direction="higher", known_by=("status", "solved_date"),
    note="截至当日单位申报已解决。一组问题全都没有填是否解决的，为空，不作零。",
    leaves_out="已解释、正在办理的不算解决。",
)  # fmt: skip
PENDING = ISSUES.where(
    is_open, id="pending", label="待解决", direction="lower", known_by=("status", "solved_date"),
    note="收集问题 − 已解决；同组中有填有未填的，未填的按待解决。",
)  # fmt: skip
SOLVED_SHARE = Share(
    id="solved_share", code="S1", label="解决率（单位申报）", part=SOLVED, whole=ISSUES,
    note="已解决 ÷（已解决 + 待解决），由单位申报，未经群众核实。",
    leaves_out="一组问题全都没有填是否解决的，为空，不作零。",
)  # fmt: skip
RESPONDED = ISSUES.where(
    is_responded, id="responded", label="已回应", direction="higher",
    known_by=("status", "route", "responded_date"),
    note="截至当日至少有过一次自办、交办、委托办理、解释说明或办结。",
    leaves_out="办理方式、是否解决、回应日期全都没有填的一组，为空。",
)  # fmt: skip
RESPONDED_SHARE = Share(
    id="responded_share", code="S3", label="回应率", part=RESPONDED, whole=ISSUES,
    note="已回应 ÷ 收集问题。回应不等于解决，与解决率分开看。",
)  # fmt: skip
OVERDUE = PENDING.where(
    is_past_due, id="overdue", code="S7", label="超期未解决", direction="lower",
    note=f"截至当日未解决，且办理时限早于当日；没有写时限的按 {rules.SOLVE_DEADLINE:%Y-%m-%d}。",
)  # fmt: skip
OLDEST_OPEN_DAYS = Age(
    id="oldest_open_days", code="S7", label="最长未解决天数", of=PENDING, since="raised_date",
    direction="lower", note="未解决的问题从反映日到当日的天数，取最长的一件。",
    leaves_out="没有反映日期的问题。",
)  # fmt: skip

REPORTS_DUE = Count(
    id="reports_due", label="应报", unit="份", table="due_reports",
    note="到应报日期为止应当报送的周报和半月汇总。半月汇总的具体日子（15 日、月末）为假定。",
)  # fmt: skip
REPORTS_RECEIVED = REPORTS_DUE.where(
    is_received, id="reports_received", label="已报", direction="higher", note="截至当日已收到，含迟报。",
)  # fmt: skip
REPORTS_MISSING = REPORTS_DUE.where(
    is_not_received, id="reports_missing", label="未报", direction="lower", note="截至当日还没有收到。",
)  # fmt: skip
REPORTS_ON_TIME = REPORTS_RECEIVED.where(
    is_within_grace, id="reports_on_time", label="及时报送", direction="higher",
    note=f"收到日期不晚于应报日期后 {rules.REPORT_GRACE_DAYS} 天（宽限天数为假定）。",
)  # fmt: skip
ON_TIME_SHARE = Share(
    id="on_time_share", code="R1", label="报送及时率", part=REPORTS_ON_TIME, whole=REPORTS_DUE,
    note="及时报送 ÷ 应报；还在宽限期内、尚未收到的，暂按未及时。",
)  # fmt: skip

ROWS_READ = Count(
    id="rows_read", label="读到行数", unit="行", table="source_sheets", column="rows_read",
    parts=("rows_kept", "rows_merged", "rows_rejected"),
    note="认出的表中的数据行 = 采用 + 归并 + 退回，发布前核对。是整个快照的数，不随日期变化。",
    leaves_out="标题、说明、合计行；整张未读的表。",
)  # fmt: skip
ROWS_KEPT = ROWS_READ.where(
    id="rows_kept", label="采用行数", only=("rows_kept",), direction="higher", note="成为记录的数据行。",
)  # fmt: skip
ROWS_MERGED = ROWS_READ.where(
    id="rows_merged", label="归并行数", only=("rows_merged",), note="与已有记录相同、并入其中的数据行。",
)  # fmt: skip
ROWS_REJECTED = ROWS_READ.where(
    id="rows_rejected", label="退回行数", only=("rows_rejected",), direction="lower",
    note="有栏目读不懂而退回的数据行。",
)  # fmt: skip
ROWS_ACCEPTED = ROWS_READ.where(
    id="rows_accepted", label="接受行数", only=("rows_kept", "rows_merged"), direction="higher",
    note="采用 + 归并。",
)  # fmt: skip
ACCEPTED_SHARE = Share(
    id="accepted_share", code="R3", label="数据合格率", part=ROWS_ACCEPTED, whole=ROWS_READ,
    note="（采用 + 归并）÷ 读到行数。", leaves_out="整张未读的表没有行数，另列。",
)  # fmt: skip

REJECTIONS = Count(
    id="rejections", label="退回的行", unit="行", table="rejected_rows", direction="lower",
    note="逐行列出的退回行，可按规则、栏目统计；总数与退回行数相等。",
)  # fmt: skip
MERGES = Count(
    id="merges", label="归并的行", unit="行", table="merged_rows",
    note="逐行列出的归并行，可按规则统计；总数与归并行数相等。",
)  # fmt: skip
FILES = Count(id="files", label="收到文件", unit="个", table="source_files", note="收件夹内的文件。")
FILES_REFUSED = FILES.where(
    is_refused, id="files_refused", label="未读文件", direction="lower", note="整个文件读不了或认不出。",
)  # fmt: skip
UNITS = Count(id="units", label="单位", unit="家", table="units", note="单位表上的单位，含未报数据的。")
VILLAGES = Count(id="villages", label="村（社区）", unit="个", table="areas", note="2017 年名录上的村和社区。")
MESSAGES = Count(
    id="messages", label="网上留言", unit="条", table="messages",
    note="与入户问题分开，从不相加；不随日期变化。",
)  # fmt: skip

METRICS: tuple[Metric, ...] = (
    HOUSEHOLDS, VISITS, REPEATS, REPEAT_SHARE,
    CADRES, CADRES_ON_TARGET, CADRE_TARGET_SHARE, PROGRESS,
    ISSUES, ISSUES_PER_HOUSEHOLD, SOLVED, PENDING, SOLVED_SHARE, RESPONDED, RESPONDED_SHARE,
    OVERDUE, OLDEST_OPEN_DAYS,
    REPORTS_DUE, REPORTS_RECEIVED, REPORTS_MISSING, REPORTS_ON_TIME, ON_TIME_SHARE,
    ROWS_READ, ROWS_KEPT, ROWS_MERGED, ROWS_REJECTED, ROWS_ACCEPTED, ACCEPTED_SHARE,
    REJECTIONS, MERGES, FILES, FILES_REFUSED, UNITS, VILLAGES, MESSAGES,
)  # fmt: skip


def metric(metric_id: str) -> Metric:
    """The number; CannotAnswer when there is none of that id."""
    for declared in METRICS:
        if declared.id == metric_id:
            return declared
    known = "、".join(f"{m.id}（{m.label}）" for m in METRICS)
    raise CannotAnswer(f"没有“{metric_id}”这个指标。现有指标：{known}。")


# ── from a question to SQL ────────────────────────────────────────────────────────────────────

IBIS: Mapping[schema.Type, str] = {
    "text": "string",
    "texts": "array<string>",
    "date": "date",
    "instant": "timestamp",
    "integer": "int64",
    "number": "float64",
    "flag": "boolean",
}


@cache
def unbound(table: str) -> ir.Table:
    """The table as Ibis sees it: names and types from the schema, no data."""
    columns = {c.name: IBIS[c.type] for c in schema.table(table).columns}
    return ibis.table(columns, name=table, catalog=CATALOG, database="main")


def first_flag(by: Iterable[str], where: Where) -> str:
    """The flag that leaves one visit of each household in every asked group.

    CannotAnswer when only a DISTINCT could: two units' visits in one group may be to one household.
    """
    by = set(by)
    single = {name for name, values in where if len(values) <= 1}
    filtered = {name for name, _ in where}
    unfit = (by | filtered) - FLAGGED
    if unfit:
        names = "、".join(f"“{dimension(d).label}”（{d}）" for d in sorted(unfit))
        raise CannotAnswer(f"走访户数要去重，不能按{names}统计；可以按单位、级别、督导小组、地区和时间统计。")
    for name in ("unit", "level", "group"):
        if name in filtered - by - single and "unit" not in (by | single):
            raise CannotAnswer(
                f"走访户数要去重，几个“{dimension(name).label}”合在一起的户数无法相加；"
                f"请同时按“{dimension(name).label}”（{name}）分组，或一次只选一个。"
            )
    if "unit" in by | filtered:
        return "is_first_by_unit"
    if {"level", "group"} <= by | filtered:
        raise CannotAnswer("走访户数要去重，不能同时按单位级别和督导小组统计；请任选其一，或按单位统计。")
    if "level" in by | filtered:
        return "is_first_by_level"
    return "is_first_by_group" if "group" in by | filtered else "is_first"


def filters(where: Mapping[str, object] | None, scope: Scope | None = None, only: Where = (), table: str = "") -> Where:
    """All restrictions as one sorted key, each value in its column's type.

    `None` among the values stands for rows in which nothing is filled. With `table`, a public column
    of that table may stand where a dimension's id stands. CannotAnswer for anything else.
    """
    restrictions = [*(where or {}).items(), *(scope.where.items() if scope else ()), *only]
    allowed: dict[str, tuple[object, ...]] = {}
    for name, said in restrictions:
        several = said if isinstance(said, list | tuple | set | frozenset) else (said,)
        values = tuple(dict.fromkeys(typed(name, value, table) for value in several))
        if name in allowed:
            values = tuple(v for v in allowed[name] if v in values)
        allowed[name] = values
    return tuple(sorted(allowed.items()))


def typed(name: str, said: object, table: str = "") -> object:
    """A filter's value in the type of its dimension or column; CannotAnswer when it cannot be."""
    if said is None or (isinstance(said, float) and said != said):
        return None
    kind: schema.Type
    if table and name not in {d.id for d in DIMENSIONS}:
        kind = public_column(table, name).type
        label = public_column(table, name).label
    else:
        asked = dimension(name)
        label = asked.label
        kind = "date" if name in ("week", "day") else "integer" if name == "group" else "text"
    try:
        if kind == "integer":
            return int(said)  # type: ignore[call-overload]
        if kind == "date":
            day = said if isinstance(said, date) else datetime.fromisoformat(str(said))
            return day.date() if isinstance(day, datetime) else day
    except (TypeError, ValueError):
        written = "整数" if kind == "integer" else "2017-03-25 这样的日期"
        raise CannotAnswer(f"“{label}”（{name}）应写作{written}，写的是“{said}”。") from None
    if kind == "flag":
        return str(said).lower() in ("true", "1", "是")
    return str(said)


def public_column(table: str, name: str) -> schema.Column:
    """The table's column; CannotAnswer when it has none of that name or the column is personal."""
    declared = schema.table(table)
    for column in declared.columns:
        if column.name == name and may_leave(column):
            return column
        if column.name == name:
            raise CannotAnswer(f"“{declared.label}”表的“{column.label}”（{name}）涉及个人信息，不能查询或导出。")
    known = "、".join(c.name for c in declared.public)
    raise CannotAnswer(f"“{declared.label}”表没有“{name}”这一栏。现有：{known}。")


def cut(t: ir.Table, table: str, dimension_id: str) -> ir.Column:
    """The dimension's values, row by row."""
    column = t[column_of(table, dimension_id)]
    if dimension_id == "month":
        return column.strftime("%Y-%m")
    return column.truncate("W") if dimension_id == "week" else column


def counted_rows(table: str, where: Where, span: Span) -> ir.Table:
    """The rows that a question is about."""
    t = unbound(table)
    known = {d.id for d in DIMENSIONS}
    for name, values in where:
        column = cut(t, table, name) if name in known else t[name]
        present = [v for v in values if v is not None]
        fits = column.isin(present) if present else ibis.literal(False)
        t = t.filter(fits.fill_null(False) | column.isnull() if None in values else fits)
    if table in DATED:
        dated = t[DATED[table]]
        within = dated <= span.day
        if span.start is not None:
            within = within & (dated >= span.start)
        t = t.filter(within | dated.isnull() if span.undated else within)
    return t


@lru_cache(maxsize=1024)
def compiled(
    table: str, metric_ids: tuple[str, ...], by: tuple[str, ...], where: Where, span: Span, running: bool
) -> str:
    """The SQL of numbers of one table: one row a group, dimensions first, then the numbers."""
    asked: list[Counted] = [m for i in metric_ids if not isinstance(m := metric(i), Ratio)]
    first = "is_first"
    if any(c.counts_first_visits for m in asked for c in counts_in(m)):
        first = first_flag(by, where)
    asking = Asking(span.day, first)
    t = counted_rows(table, where, span)
    keys = {name: cut(t, table, name) for name in by}
    tallies: dict[str, ir.IntegerScalar] = {}
    for m in asked:
        tallies |= m.tallies(t, asking)
    tallied = t.group_by(**keys).aggregate(**tallies) if keys else t.aggregate(**tallies)
    if running:
        tallied = run_on(tallied, asked, by, list(tallies))
    answer = tallied.select(*(tallied[k] for k in keys), **{m.id: m.value(tallied) for m in asked})
    return str(ibis.to_sql(answer, dialect="duckdb"))


def counts_in(asked: Counted) -> tuple[Count, ...]:
    """The counts that a number is made of."""
    if isinstance(asked, Share):
        return (asked.part, asked.whole)
    return (asked.of,) if isinstance(asked, Age) else (asked,)


def run_on(tallied: ir.Table, asked: Sequence[Counted], by: tuple[str, ...], tallies: Sequence[str]) -> ir.Table:
    """Every tally added up over the time that has passed; CannotAnswer when it cannot be."""
    times = [d for d in by if d in TIMES]
    if len(times) != 1:
        raise CannotAnswer("累计数要按月、周、日之一（month、week、day）分组。")
    for m in asked:
        if isinstance(m, Age):
            raise CannotAnswer(f"“{m.label}”不能累计相加。")
    window = ibis.cumulative_window(group_by=[tallied[d] for d in by if d not in times], order_by=tallied[times[0]])
    return tallied.mutate(**{name: tallied[name].sum().over(window) for name in tallies})


@lru_cache(maxsize=1024)
def compiled_rows(
    table: str,
    columns: tuple[str, ...],
    where: Where,
    span: Span,
    counted_by: str | None,
    order: str | None,
    descending: bool,
    limit: int,
    offset: int,
) -> str:
    """The SQL of rows themselves; without `columns`, of how many there are."""
    t = counted_rows(table, where, span)
    if counted_by is not None:
        t = behind(t, table, counted_by, where, span)
    if not columns:
        return str(ibis.to_sql(t.aggregate(rows=t.count()), dialect="duckdb"))
    if order is not None:
        # A page of rows must not change between two looks: ties fall back on the row's own identity.
        named = [c.name for c in schema.table(table).public]
        ties = dict.fromkeys(n for n in (*named[:2], "source_file", "source_sheet", "source_row") if n in named)
        key = ibis.desc(t[order]) if descending else ibis.asc(t[order])
        t = t.order_by([key, *(t[n] for n in ties if n != order)])
    shown = t.select(*columns).limit(limit, offset=offset)
    return str(ibis.to_sql(shown, dialect="duckdb"))


def behind(t: ir.Table, table: str, metric_id: str, where: Where, span: Span) -> ir.Table:
    """The rows that a count counts, or of which a share or an age takes its part."""
    counted = metric(metric_id)
    if isinstance(counted, Ratio) or counted.table != table:
        raise CannotAnswer(f"“{counted.label}”不是“{schema.table(table).label}”表上的数，没有对应的行。")
    count = counts_in(counted)[0]
    first = first_flag((), where) if count.counts_first_visits else "is_first"
    for condition in count.conditions:
        t = t.filter(condition(t, Asking(span.day, first)))
    return t


# ── how a number is written ───────────────────────────────────────────────────────────────────

EMPTY = "—"


def format_value(asked: str | Metric, value: object) -> str:
    """The number as a reader sees it, without its unit except %; — when empty.

    A share reads 100.0% only when it is all and 0.0% only when it is none.

    >>> format_value("households", 251633), format_value("solved", None)
    ('251,633', '—')
    >>> format_value("solved_share", 0.24403), format_value("solved_share", 0.99996)
    ('24.4%', '>99.9%')
    """
    number = as_number(value)
    if number is None:
        return EMPTY
    unit = (metric(asked) if isinstance(asked, str) else asked).unit
    if unit == "%":
        return format_share(number)
    return f"{number:,.2f}" if "/" in unit else f"{number:,.0f}"


def as_number(value: object) -> float | None:
    """The value as a float; None for every way of writing empty (None, NaN, pandas' NA)."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return None if isnan(number) else number


def format_share(share: float) -> str:
    """A share in % with one decimal.

    >>> format_share(0.0), format_share(0.0001), format_share(1.0), format_share(1.236)
    ('0.0%', '<0.1%', '100.0%', '123.6%')
    """
    written = f"{share * 100:.1f}%"
    if share > 0 and written == "0.0%":
        return "<0.1%"
    return ">99.9%" if share < 1 and written == "100.0%" else written


def format_headline(asked: str | Metric, value: object) -> str:
    """The number with its unit, in 万 from ten thousand on.

    >>> format_headline("households", 251633), format_headline("units", 109)
    ('25.16万户', '109家')
    """
    declared = metric(asked) if isinstance(asked, str) else asked
    number, written = as_number(value), format_value(declared, value)
    if number is None or declared.unit == "%":
        return written
    return (f"{number / 10_000:,.2f}万" if abs(number) >= 10_000 else written) + declared.unit
