"""How does a question become SQL?

Every expression is Ibis over one unbound table and is only ever compiled here, never run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, reduce
from operator import and_, or_
from typing import Any, NamedTuple

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from campaign import schema
from campaign.access.rights import may_pick_a_family
from campaign.access.scope import Scope, may_leave
from campaign.numbers.dimensions import (
    DIMENSIONS,
    FLAGGED,
    OF_DAY,
    TIMES,
    UNIT_COLUMNS,
    UNITS,
    CannotAnswer,
    Dimension,
    Where,
    column_of,
    dimension,
    dimensions_of,
)
from campaign.numbers.kinds import (
    FIRST,
    Age,
    Asking,
    Count,
    Counted,
    Day,
    Duration,
    Metric,
    Ratio,
    Rows,
    Span,
    counts_in,
    days_from,
)
from campaign.numbers.metrics import dated_within, is_first_visit, is_first_visit_in_period, is_repeat_visit, metric
from campaign.office import rules
from campaign.places.units import stored_name
from campaign.words import folding

BOUND = "_bound"
"""Suffix of the column with a number's bound (≥, ≤, ≈), next to the number's own column."""
ONE_FAMILY = frozenset(d.id for d in DIMENSIONS if d.of_one_family)
_YES_OR_NO = {"true": "是", "1": "是", "false": "否", "0": "否"}
BANDS: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "age_band": (rules.AGE_BANDS, rules.AGE_LIMITS),
    "cadre_band": (rules.CADRE_BANDS, rules.CADRE_LIMITS),
    "issue_band": (rules.ISSUE_BANDS, rules.ISSUE_LIMITS),
    "visit_band": (rules.VISIT_BANDS, rules.VISIT_LIMITS),
}
"""Each dimension of bands, with the most of every band but the last."""
CATALOG = "shelf"
"""The name under which the embedded store attaches the snapshot's file."""

IBIS: Mapping[schema.Type, str] = {
    "text": "string",
    "texts": "array<string>",
    "date": "date",
    "instant": "timestamp",
    "integer": "int64",
    "number": "float64",
    "flag": "boolean",
}


FOLDED_ROWS = "rows"
"""A folded table's column with the number of rows that each of its rows stands for."""


@cache
def unbound(table: str) -> ir.Table:
    """A declared or a folded table as Ibis sees it: names and types from the schema, no data."""
    folded = schema.FOLDED.get(table)
    columns = {c.name: IBIS[c.type] for c in (folded.columns if folded else schema.table(table).columns)}
    if folded:
        columns[FOLDED_ROWS] = "int64"
    return ibis.table(columns, name=table, catalog=CATALOG, database="main")


def follows_period(number: Metric) -> bool:
    """Whether a number counts only rows of the period in question; a ratio does if its top does."""
    return bool(schema.table(number.table).dated_by)


@cache
def follows_day(number: Metric) -> bool:
    """Whether a number depends on the day, even if its rows are undated: a cadre is on target from some day on."""
    if isinstance(number, Duration) or follows_period(number):
        return True

    def on(day: date) -> list[str]:
        parts = counts_in(number) if isinstance(number, Ratio) else (number,)
        rows = [(part, counted_rows(part.table, (), Span(day))) for part in parts]
        return [as_sql(t.aggregate(**part.tallies(Rows(t), Asking(day, until=day)))) for part, t in rows]

    return on(rules.START) != on(rules.LAST_DAY)


def counts_first_visits(count: Count) -> bool:
    """Whether the count's flag column depends on the grain of the question."""
    return any(c in (is_first_visit, is_repeat_visit, is_first_visit_in_period) for c in count.conditions)


def first_flag(by: Iterable[str], where: Where) -> str:
    """The flag column that leaves one visit of each household in every group of the question.

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
        return "is_first_by_level_group"
    if "level" in by | filtered:
        return "is_first_by_level"
    return "is_first_by_group" if "group" in by | filtered else "is_first"


def splits(number: Metric) -> tuple[Dimension, ...]:
    """The dimensions by which the number may be split, each on its own."""
    counts = counts_in(number)
    only, within = (number.only, number.within) if isinstance(number, Ratio) else ((), ())
    needs_first = any(counts_first_visits(count) for count in counts)

    def is_split(d: Dimension) -> bool:
        if d.only_narrows or (within and d.id not in within):
            return False
        if not all(d in dimensions_of(count.table) for count in counts):
            return False
        try:
            return not needs_first or bool(first_flag((d.id,), only))
        except CannotAnswer:
            return False

    return tuple(d for d in dimensions_of(number.table) if is_split(d))


def filters(where: Mapping[str, object] | None, scope: Scope | None = None, only: Where = (), table: str = "") -> Where:
    """All restrictions as one sorted key, each value in its column's type.

    `None` among the values matches rows in which nothing is filled. With `table`, a public column of that table may be
    used like a dimension. CannotAnswer for anything else.
    """
    restrictions = [*(where or {}).items(), *(scope.where.items() if scope else ()), *only]
    allowed: dict[str, tuple[object, ...]] = {}
    for name, value in restrictions:
        if name in ONE_FAMILY and not (scope and may_pick_a_family(scope)):
            raise CannotAnswer(
                f"“{dimension(name).label}”（{name}）把数缩小到一户人家，只有能看姓名、能看来表的才能用来筛选。"
            )
        several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
        values = tuple(dict.fromkeys(typed(name, value, table) for value in several))
        if name in allowed:
            values = tuple(v for v in allowed[name] if v in values)
        allowed[name] = values
    return tuple(sorted(allowed.items()))


def typed(name: str, raw: object, table: str = "") -> object:
    """A filter's value in the type of its dimension or column; CannotAnswer when it cannot be."""
    if raw is None or (isinstance(raw, float) and raw != raw):
        return None
    kind: schema.Type
    if table and name not in {d.id for d in DIMENSIONS}:
        kind = public_column(table, name).type
        label = public_column(table, name).label
    else:
        declared = dimension(name)
        label = declared.label
        if declared.order == rules.YES_NO:
            raw = _YES_OR_NO.get(str(raw).lower(), raw)
        if declared.order and str(raw) not in declared.order:
            known = "、".join(declared.order)
            raise CannotAnswer(f"“{label}”（{name}）没有“{raw}”。现有：{known}。")
        if declared.searched_in:
            return " ".join(folding.words(str(raw)))
        kind = "date" if name in ("week", "day") else "integer" if name in ("group", "household_id") else "text"
    try:
        if kind == "integer":
            return int(raw)  # type: ignore[call-overload]
        if kind == "date":
            day = raw if isinstance(raw, date) else datetime.fromisoformat(str(raw))
            return day.date() if isinstance(day, datetime) else day
    except (TypeError, ValueError):
        written = "整数" if kind == "integer" else f"{rules.EXAMPLE} 这样的日期"
        raise CannotAnswer(f"“{label}”（{name}）应写作{written}，写的是“{raw}”。") from None
    if kind == "flag":
        return str(raw).lower() in ("true", "1", "是")
    return stored_name(str(raw)) if name in UNITS or name in UNIT_COLUMNS else str(raw)


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


def cut(t: Rows, table: str, dimension_id: str, day: Day, dated_by: str = "") -> ir.Column:
    """The dimension's value of each row, as of `day`; times are of the table's own day, or of the column `dated_by`."""
    name = column_of(table, dimension_id)
    column = day_of(t, table, dated_by) if dimension_id in OF_DAY else t[name]
    if dimension_id in BANDS:
        (*bands, most), limits = BANDS[dimension_id]
        size = days_from(column, day) if dimension_id == "age_band" else column
        in_bands = [(size <= limit, band) for limit, band in zip(limits, bands, strict=True)]
        return ibis.cases(*in_bands, (size.notnull(), most), else_=ibis.null("string"))
    if dimension(dimension_id).order == rules.YES_NO:
        yes, no = rules.YES_NO
        return ibis.cases((column, yes), (~column, no), else_=ibis.null("string"))
    if dimension_id == "weekday":
        days = [(column.day_of_week.index() == n, name) for n, name in enumerate(rules.WEEKDAYS)]
        return ibis.cases(*days, else_=ibis.null("string"))
    if dimension_id == "weekend":
        working, weekend = rules.WEEKEND
        return ibis.cases(
            (column.day_of_week.index() >= 5, weekend), (column.notnull(), working), else_=ibis.null("string")
        )
    if dimension_id == "month":
        return column.strftime("%Y-%m")
    if dimension_id == "half":
        return column.strftime("%Y-%m-") + (column.day() <= 15).ifelse("上", "下")
    return _week_of(column) if dimension_id == "week" else column


def _week_of(column: ir.Column) -> ir.Column:
    """The first day of each day's week."""
    if not rules.WEEK_SHIFT:
        return column.truncate("W")
    shift = ibis.interval(days=rules.WEEK_SHIFT.days)
    return ((column - shift).truncate("W") + shift).cast("date")


def known_on(t: ir.Table, table: str, day: Day) -> dict[str, ir.Column]:
    """The columns of an issue as they were known on `day`: what was solved or answered later was still pending.

    An answer without a written day may have been given earlier: until its period ends it is not known whether the issue
    had been answered, and `is_response_told` is false.
    """
    if table != "issues":
        return {}
    has = set(t.columns)
    days = {"solved_date", "responded_date", "answered_date", "ended_date", "followup_date", "reached_date"} & has
    known = {name: (t[name] <= day).ifelse(t[name], ibis.null("date")) for name in sorted(days)}
    if {"status", "solved_date", "ended_date"} <= has:
        is_solved_later = (t.status == "已解决") & ~(t.solved_date <= day).fill_null(False)
        is_ended_later = t.status.isin(rules.ENDED_OTHERWISE) & ~(t.ended_date <= day).fill_null(True)
        known["status"] = (is_solved_later | is_ended_later).ifelse("待解决", t.status)
    if {"responded_date", "is_responded_date_written"} <= has:
        known["is_response_told"] = ~((t.responded_date > day) & ~t.is_responded_date_written).fill_null(False)
    return known


def counted_rows(table: str, where: Where, span: Span, dated_by: str = "") -> ir.Table:
    """The rows that a question is about, as they were known on its day; `dated_by` as in `Count`.

    Of a number with a day of its own these are the rows up to the end of the period, however old: it says itself which
    of them fall into the period, and 0 where none does.
    """
    t = unbound(table)
    t = t.mutate(**known_on(t, table, span.day))
    conditions = [*fitting(Rows(t), table, where, span.day, dated_by), *within(Rows(t), table, span, dated_by)]
    return t.filter(conditions) if conditions else t


def fitting(t: Rows, table: str, where: Where, day: Day, dated_by: str = "") -> list[ir.BooleanValue]:
    """What makes a row fit the filters."""
    known, conditions = {d.id for d in DIMENSIONS}, []
    for name, values in where:
        if name in known and dimension(name).searched_in:
            conditions.append(holds_words(t[column_of(table, name)], values))
            continue
        column = cut(t, table, name, day, dated_by) if name in known else t[name]
        present = [v for v in values if v is not None]
        is_filled = t.is_filled(column_of(table, name)) if name == "status" else column.notnull()
        fits = is_filled if is_all_of(name, present) else column.isin(present) if present else ibis.literal(False)
        conditions.append((fits.fill_null(False) | ~is_filled if present else ~is_filled) if None in values else fits)
    return conditions


def is_all_of(name: str, values: Collection[object]) -> bool:
    """Whether a filter names every value that its dimension lists: then it leaves out only what is not filled."""
    listed = next((d.order for d in DIMENSIONS if d.id == name), ())
    return bool(listed) and set(listed) == set(values)


def within(t: Rows, table: str, span: Span, dated_by: str = "") -> list[ir.BooleanValue]:
    """What makes a row lie in the span of the question; nothing for an undated table."""
    declared = schema.table(table)
    last = span.until if declared.reaches_beyond else span.end if span.end is not None else span.day
    if not declared.dated_by:
        return []
    if dated_by:
        return [(day_of(t, table) <= last).fill_null(False) | (t[dated_by] <= last).fill_null(False)]
    bounds = [day_of(t, table) <= last] if last is not None else []
    return bounds + ([day_of(t, table) >= span.start] if span.start is not None else [])


def day_of(t: Rows | ir.Table, table: str, dated_by: str = "") -> ir.DateColumn:
    """The day of each row of a dated table, or of its column `dated_by`."""
    declared = schema.table(table)
    name = dated_by or declared.dated_by
    column = t[name]
    return column.date() if declared.column(name).type == "instant" else column


def dating(number: Counted) -> str:
    """The column by which a number falls into time where that is not its table's; empty for most."""
    return counts_in(number)[0].dated_by


def asked_of(t: Rows, count: Count, by: Iterable[str], where: Where, span: Span) -> Asking:
    """What a count's conditions may depend on; its period is that of the question, or each row's own part of it."""
    first = first_flag(by, where) if counts_first_visits(count) else FIRST
    times = {name for name in by if name in TIMES}
    starts = [
        begun(day_of(t, count.table, count.dated_by), name) for name in (times | {n for n, _ in where}) & set(TIMES)
    ]
    starts += [ibis.literal(span.start)] if span.start is not None else []
    start = ibis.greatest(*starts) if len(starts) > 1 else starts[0] if starts else None
    return Asking(span.day, first, span.asked, start, span.end, span.until)


def tallies_of(number: Counted, rows: Rows, by: Iterable[str], where: Where, span: Span) -> dict[str, ir.IntegerScalar]:
    """The sums that a number needs of every group, each by its name."""
    whose = next((count for count in counts_in(number) if counts_first_visits(count)), counts_in(number)[0])
    return number.tallies(rows, asked_of(rows, whose, by, where, span))


def begun(day: ir.DateColumn, time: str) -> ir.DateColumn:
    """The first day of the month, half month or week that a day lies in; of a day itself."""
    if time == "day":
        return day
    if time == "week":
        return _week_of(day)
    month = day.truncate("M")
    return month if time == "month" else (day.day() <= 15).ifelse(month, month + ibis.interval(days=15))


def holds(column: ir.StringColumn, word: str) -> ir.BooleanValue:
    """Whether a text contains the word, in any way of writing it; the word is taken literally, not as a pattern."""
    pattern = folding.pattern(word)
    return column.contains(word) if pattern == word else column.re_search(pattern)


def holds_words(column: ir.StringColumn, searches: Sequence[object]) -> ir.BooleanValue:
    """Whether a text contains every word of at least one of the searches."""
    held = [
        column.isnull()
        if search is None
        else reduce(and_, (holds(column, word) for word in str(search).split()), ibis.literal(True))
        for search in searches
    ]
    return reduce(or_, held, ibis.literal(False))


ROWS = "rows"
"""The tally of a question's rows, by which the groups that it has are known in a statement of several questions."""
STATE_ON = "state_on"
"""The column with the day of the state, in the answer to a question about several days."""
OF_ITS_DAY = frozenset({"age_band", "status"})
"""Dimensions by which a row falls into another group on another day."""


class Wanted(NamedTuple):
    """What one of several questions asks of a table besides its filters and its time."""

    metrics: tuple[str, ...]
    dated_by: str = ""


def together(
    table: str,
    by: tuple[str, ...],
    running: bool,
    wanted: tuple[Wanted, ...],
    *asked: tuple[Where, Span],
    folded: str = "",
    spelled: bool = False,
) -> ir.Table:
    """Several questions over one table and grouping in one scan: one row a group, dimensions first, then the numbers.

    `folded` is the folded table that is scanned in its place. The columns of a question that is not alone are called
    after its place, 2:issues, and 2:rows says whether it has the group. Questions about several days have a column with
    the day. `spelled` gives what was known on the day as columns, for a reader of the SQL.
    """
    each = asked[0][1].each
    scan = unbound(folded or table)
    scan = scan.cross_join(days_of(each)) if each else scan
    shared = shared_filters([where for where, _ in asked])
    if conditions := fitting(Rows(scan), table, shared, asked[0][1].day):
        scan = scan.filter(conditions)
    spans = in_scan(scan, [span for _, span in asked])
    questions = []
    for of, (where, _), span in zip(wanted, asked, spans, strict=True):
        rows = known_then(scan, table, span.day, folded)
        unshared = tuple(item for item in where if item not in shared)
        questions.append(rows.narrowed(*narrowing(rows, table, by, of, unshared, where, span)))
    alone = len(asked) == 1
    if alone:
        scan = filtered(questions[0])
        spans = in_scan(scan, spans)
        scan = scan.mutate(**known_on(scan, table, spans[0].day)) if spelled else scan
        questions = [Rows(scan) if spelled else known_then(scan, table, spans[0].day, folded)]
    keys = {STATE_ON: scan[STATE_ON]} if each else {}
    keys |= {name: cut(questions[0], table, name, spans[0].day, wanted[0].dated_by) for name in by}
    tallies: dict[str, ir.IntegerScalar] = {}
    for i, (rows, of, (where, _), span) in enumerate(zip(questions, wanted, asked, spans, strict=True)):
        own = {} if alone or not keys else {ROWS: rows.count()}
        for m in counted(of):
            own |= tallies_of(m, rows, by, where, span)
        tallies |= own if alone else {f"{i}:{name}": tally for name, tally in own.items()}
    first: dict[ops.Node, str] = {}  # what several numbers or questions need alike is tallied once
    called = {name: name if spelled else first.setdefault(tally.op(), name) for name, tally in tallies.items()}
    apart = {name: tallies[name] for name in called.values()}
    tallied = scan.group_by(**keys).aggregate(**apart) if keys else scan.aggregate(**apart)
    if running:
        tallied = run_on(tallied, by, list(apart))
    columns: dict[str, ir.Column] = {}
    for i, of in enumerate(wanted):
        own_tallies = OfQuestion(tallied, called, "" if alone else f"{i}:")
        values = {m.id: m.value(own_tallies) for m in counted(of)}
        values |= {m.id + BOUND: m.bound_of(own_tallies) for m in counted(of) if isinstance(m, Count) and m.bound}
        if not alone and keys:
            values[ROWS] = own_tallies[ROWS]
        columns |= values if alone else {f"{i}:{name}": value for name, value in values.items()}
    return tallied.select(*(tallied[k] for k in keys), **columns)


class OfQuestion(NamedTuple):
    """The tallies of one question; where another has the same, they are its."""

    tallied: ir.Table
    called: Mapping[str, str]
    prefix: str

    def __getitem__(self, name: str) -> ir.Column:  # type: ignore[override]
        return self.tallied[self.called[self.prefix + name]]


def counted(of: Wanted) -> list[Counted]:
    """The numbers that a question wants of its table."""
    return [m for i in of.metrics if not isinstance(m := metric(i), Ratio | Duration)]


def days_of(each: str) -> ir.Table:
    """A relation of days from their list as a text, so that the same SQL serves any number of days."""
    one = unbound("snapshot")
    return one.select(**{STATE_ON: ibis.literal(each).split(",").unnest()}).mutate(
        **{STATE_ON: lambda t: t[STATE_ON].cast("date")}
    )


def shared_filters(filters: Sequence[Where]) -> Where:
    """The filters that all questions have, and that leave the same rows on every day."""
    first, *others = filters
    return tuple(
        item
        for item in first
        if item[0] not in OF_ITS_DAY and item[0] not in OF_DAY and all(item in where for where in others)
    )


def known_then(scan: ir.Table, table: str, day: Day, folded: str) -> Rows:
    """The rows of a scan with what was known of them on the day."""
    return Rows(scan, known_on(scan, table, day), weight=FOLDED_ROWS if folded else "")


def narrowing(
    rows: Rows, table: str, by: tuple[str, ...], of: Wanted, unshared: Where, where: Where, span: Span
) -> list[ir.BooleanValue]:
    """What makes a row fit the filters that are not shared, and lie in the question's time."""
    conditions = [*fitting(rows, table, unshared, span.day, of.dated_by), *within(rows, table, span, of.dated_by)]
    if of.dated_by and set(OF_DAY) & {*by, *(name for name, _ in where)}:  # what has no such day is of no part of time
        count = counts_in(metric(of.metrics[0]))[0]
        conditions.append(dated_within(of.dated_by)(rows, asked_of(rows, count, (), where, span)))
    return conditions


def in_scan(scan: ir.Table, spans: Sequence[Span]) -> list[Span]:
    """The spans of questions in a scan: of those about several days, with the day of each of its rows."""
    return [span.on_each(scan[STATE_ON]) if span.each else span for span in spans]


def filtered(rows: Rows) -> ir.Table:
    """The rows as a relation of their own."""
    return rows.scan.filter(list(rows.within)) if rows.within else rows.scan


def definition(number: Metric) -> str | None:
    """A number's SQL as of the visiting deadline, to check a figure by hand; None for a ratio, which is two queries."""
    if isinstance(number, Ratio):
        return None
    span = Span(rules.VISIT_DEADLINE, until=rules.VISIT_DEADLINE)
    if isinstance(number, Duration):
        return as_sql(events(number.id, (), ((), span)), for_reader=True)
    wanted = (Wanted((number.id,), dating(number)),)
    return as_sql(together(number.table, (), False, wanted, ((), span), spelled=True), for_reader=True)


def as_sql(answer: ir.Table, *, for_reader: bool = False) -> str:
    """An expression in the SQL of the embedded store; in many lines for a reader."""
    return str(ibis.to_sql(answer, dialect="duckdb", pretty=for_reader))


def text_in_sql(value: object) -> str:
    """A text as SQL writes it.

    >>> text_in_sql("市'民政局")
    "'市''民政局'"
    """
    return "'" + str(value).replace("'", "''") + "'"


def families(table: str, by: tuple[str, ...], dated_by: str, asked: tuple[Where, Span]) -> ir.Table:
    """How many families the rows of a question are of, one row a group; a row of no known family is one of its own."""
    where, span = asked
    t = counted_rows(table, where, span, dated_by)
    known = [t.household_id] if "household_id" in t.columns else []
    counted = sum((id_.nunique() + id_.isnull().sum().fill_null(0) for id_ in known), start=ibis.literal(0))
    keys = {name: cut(Rows(t), table, name, span.day, dated_by) for name in by}
    how_many = counted if known else t.count()
    return t.group_by(**keys).aggregate(families=how_many) if keys else t.aggregate(families=how_many)


def events(metric_id: str, by: tuple[str, ...], asked: tuple[Where, Span], *, folded: str = "") -> ir.Table:
    """A duration's events: one row a group, `days`, `ending` and `watched`, with the number of `rows`."""
    where, span = asked
    duration = metric(metric_id)
    assert isinstance(duration, Duration)
    asking = Asking(span.day, asked=span.asked, until=span.until)
    rows = known_then(unbound(folded or duration.table), duration.table, span.day, folded)
    rows = rows.narrowed(*narrowing(rows, duration.table, by, Wanted((metric_id,)), where, where, span))
    t = filtered(rows.narrowed(*(condition(rows, asking) for condition in duration.of.conditions)))
    rows = known_then(t, duration.table, span.day, folded)
    keys = {name: cut(rows, duration.table, name, span.day) for name in by}
    return t.group_by(**keys, **duration.events(rows, asking)).aggregate(rows=rows.count())


def plainly(answer: ir.Table) -> ir.Table:
    """The same rows by plainer conditions, which an engine plans and reads several times as fast.

    What was known by a day is compared with a day as it is written, and a condition under which rows are counted need not
    tell what is false from what is empty.
    """

    def rewritten(node: ops.Node, changed: dict[str, Any] | None) -> ops.Node:
        node = node.__recreate__(changed) if changed else node
        match node:
            case ops.Coalesce(arg=(ops.LessEqual(left=ops.IfElse() as known, right=day), ops.Literal(value=False))):
                if (by_then := _known_by(known)) is not None and by_then.right == day:
                    return ops.Coalesce((by_then, FALSE))
            case ops.NotNull(arg=ops.IfElse() as known) if (by_then := _known_by(known)) is not None:
                return ops.Coalesce((by_then, FALSE))
            case ops.CountStar() | ops.Sum() | ops.Max() if node.where is not None:
                return node.copy(where=reduce(ops.And, _holding(node.where)))
            case ops.Filter():
                return node.copy(predicates=tuple(one for each in node.predicates for one in _holding(each)))
        return node

    return answer.op().replace(rewritten).to_expr()


FALSE = ops.Literal(False, dtype="boolean")


def _known_by(value: ops.Node) -> ops.LessEqual | None:
    """By when a day is known, where that is all that a value depends on."""
    match value:
        case ops.IfElse(
            bool_expr=ops.LessEqual(left=day) as by_then, true_expr=known, false_null_expr=ops.Literal(value=None)
        ) if day == known:
            return by_then
    return None


def _holding(condition: ops.Node) -> list[ops.Node]:
    """What must hold so that a condition does; an alternative that another one implies is left out."""
    parts = _parts(condition)

    def is_implied(part: ops.Node) -> bool:
        return isinstance(part, ops.Or) and any(_parts(side).keys() <= parts.keys() for side in part.args)

    return [part for part in parts if not is_implied(part)]


def _parts(condition: ops.Node) -> dict[ops.Node, None]:
    """The conditions that all hold where one does, each once."""
    match condition:
        case ops.And(left=one, right=other):
            return _parts(one) | _parts(other)
        case ops.Or(left=one, right=other):
            return {ops.Or(*(reduce(ops.And, _holding(side)) for side in (one, other))): None}
        case ops.Coalesce(arg=(one, ops.Literal(value=False))):
            return _parts(one)
        case ops.Not(arg=ops.Coalesce(arg=(ops.LessEqual(left=day, right=last), ops.Literal(value=False)))):
            return {ops.Or(ops.Greater(day, last), ops.IsNull(day)): None}
        case ops.LessEqual() | ops.GreaterEqual():
            known = [by_then for side in condition.args if (by_then := _known_by(side)) is not None]
            sides = (by_then.left if (by_then := _known_by(side)) is not None else side for side in condition.args)
            return {**dict.fromkeys(known), type(condition)(*sides): None}
    return {condition: None}


def columns_read(answer: ir.Table, table: str) -> frozenset[str]:
    """The columns of a table that an expression reads, and perhaps some more of the same names."""
    return frozenset(field.name for field in answer.op().find(ops.Field)) & set(unbound(table).columns)


def refuse(number: Counted, by: tuple[str, ...], where: Where, *, running: bool) -> None:
    """CannotAnswer, in Chinese, when a number cannot be split, narrowed or added up so."""
    if running:
        if len([d for d in by if d in TIMES]) != 1:
            raise CannotAnswer("累计数要按月、半月、周、日之一（month、half、week、day）分组。")
        if isinstance(number, Age) or any(count.each_once for count in counts_in(number)):
            raise CannotAnswer(f"“{number.label}”不能累计相加。")
    for count in counts_in(number):
        if counts_first_visits(count):
            first_flag(by, where)
        for name, values in where:
            if count.each_once and name in TIMES and name not in by and len(values) > 1:
                label = dimension(name).label
                raise CannotAnswer(
                    f"“{count.label}”每户每人一段时间只计一次，不能只看几个“{label}”（{name}）；可以按它分组。"
                )


def run_on(tallied: ir.Table, by: tuple[str, ...], tallies: Sequence[str]) -> ir.Table:
    """Every tally as a running total over the one time of the groups."""
    (time,) = (d for d in by if d in TIMES)
    window = ibis.cumulative_window(group_by=[tallied[d] for d in by if d != time], order_by=tallied[time])
    return tallied.mutate(**{name: tallied[name].sum().over(window) for name in tallies})


def rows_of(
    table: str,
    columns: tuple[str, ...],
    counted_by: str | None,
    order: str | None,
    descending: bool,
    limit: int,
    offset: int,
    asked: tuple[Where, Span],
) -> ir.Table:
    """The rows themselves; without `columns`, their number."""
    where, span = asked
    t = counted_rows(table, where, span, dating_of(counted_by))
    if counted_by is not None:
        t = behind(t, table, counted_by, where, span)
    if not columns:
        return t.aggregate(rows=t.count())
    if order is not None:
        # A page of rows must not change between two looks: ties fall back on the row's own identity.
        named = [c.name for c in schema.table(table).public]
        ties = dict.fromkeys(n for n in (*named[:2], "source_file", "source_sheet", "source_row") if n in named)
        key = ibis.desc(t[order]) if descending else ibis.asc(t[order])
        t = t.order_by([key, *(t[n] for n in ties if n != order)])
    return t.select(*columns).limit(limit, offset=offset)


def row_of_each(table: str, columns: tuple[str, ...], counts: tuple[str, ...], *asked: tuple[Where, Span]) -> ir.Table:
    """Of several counts of a table a row that each counts: `counted_by`, then the columns."""
    rows = [
        rows_of(table, columns, count, None, False, 1, 0, one).mutate(counted_by=ibis.literal(count))
        for count, one in zip(counts, asked, strict=True)
    ]
    return ibis.union(*rows).relocate("counted_by") if len(rows) > 1 else rows[0].relocate("counted_by")


SOURCE = tuple(c.name for c in schema.SOURCE)
"""File, sheet and row: together they identify one line of one sheet."""


def by_source(count: Count, asked: tuple[Where, Span]) -> ir.Table:
    """A count by the lines of sheets that its rows come from; a table without lines has only file or sheet.

    `rows` is the number of rows in question, `counted` the count of them; `household_id` where the table has it.
    """
    where, span = asked
    t = counted_rows(count.table, where, span, count.dated_by)
    keys = [name for name in SOURCE if name in t.columns]
    household = {"household_id": t.household_id.max()} if "household_id" in t.columns else {}
    tallies = count.tallies(Rows(t), asked_of(Rows(t), count, (), where, span))
    return t.group_by(keys).aggregate(rows=t.count(), counted=tallies[count.id], **household)


def itself() -> ir.Table:
    """What a snapshot says of itself: its id, when it was built, and the last day in its data."""
    t = unbound("snapshot")
    return t.select(id=t.snapshot_id, built_at=t.built_at, data_date=t.data_date)


def renamed_files() -> ir.Table:
    """The files whose names hide somebody, with the name under which each came: for the desk alone."""
    t = unbound("source_files")
    return t.filter(t.received_as != t.source_file).select("source_file", "received_as")


def cells_of(table: str, asked: tuple[Where, Span]) -> ir.Table:
    """The cells, as written, behind some rows of a table: one row a cell, in the sheet's order.

    Personal cells too: `campaign.numbers.snapshot` decides which of them may be shown.
    """
    wanted = counted_rows(table, *asked).select(*SOURCE).distinct()
    rejected, merged = (unbound(name).select(*SOURCE) for name in ("rejected_rows", "merged_rows"))
    aside = ibis.union(rejected, merged, distinct=True).mutate(is_aside=ibis.literal(True))
    rows = unbound("source_rows").semi_join(wanted, SOURCE).left_join(aside, SOURCE)
    cells = rows.select(*SOURCE, "cells", "is_aside").join(unbound("source_columns"), SOURCE[:2])
    said = cells.cells[cells.position - 1].fill_null("")
    written = cells.select(
        *SOURCE, "position", "field_name", "field", "place", "is_personal", is_kept=cells.is_aside.isnull(), said=said
    )
    return written.order_by([*SOURCE, "position"])


HOUSEHOLDS = "households"
_BUILDING = r"^[^0-9]*[0-9]*[^0-9]*?(幢|栋|号楼|组|弄)"
"""An address up to its building, or to the group of houses in a village."""
_BEFORE_NUMBERS = r"^[^0-9０-９〇零一二三四五六七八九十百#]*"


def household_of(table: str, asked: tuple[Where, Span]) -> ir.Table:
    """The numbers of the households that some rows are of."""
    t = counted_rows(table, *asked)
    return t.filter(t.household_id.notnull()).select("household_id").distinct().order_by("household_id")


def people_columns(table: str) -> tuple[schema.Column, ...]:
    """The columns that tell whom the rows of a table are of: its own, and those of the household where it has one."""
    declared = schema.table(table)
    own = tuple(c for c in declared.columns if c.masked)
    has_household = table != HOUSEHOLDS and "household_id" in declared.arrow.names
    return (*own, *(people_columns(HOUSEHOLDS) if has_household else ()))


def people(table: str, is_whole: bool, asked: tuple[Where, Span]) -> ir.Table:
    """Whom some rows of a table are of: `people_columns`, masked unless `is_whole`."""
    t = counted_rows(table, *asked)
    columns = people_columns(table)
    if of_household := [c.name for c in columns if c.name not in t.columns]:
        t = t.left_join(unbound(HOUSEHOLDS).select("household_id", *of_household), "household_id")

    def leaving(name: str, how: schema.Mask) -> ir.StringColumn:
        return t[name] if is_whole else t[name].isnull().ifelse(ibis.null("string"), masked(t[name], how))

    return t.select(**{c.name: leaving(c.name, c.masked) for c in columns}).distinct()


def masked(column: ir.StringColumn, how: schema.Mask) -> ir.StringColumn:
    """A text of which enough is left to recognise who is known anyway: 李*宗, 137****6150, an address up to the building."""
    text = column.strip()
    if how == "name":
        length = text.length()
        short = ibis.cases(
            (length == 2, text.left(1) + "*"),
            (length == 3, text.left(1) + "*" + text.right(1)),
            else_=text.left(1) + "**",
        )
        return (length > 1).ifelse(short, "*")
    if how == "phone":
        digits = text.re_replace("[^0-9]", "")
        return (digits.length() == 11).ifelse(digits.left(3) + "****" + digits.right(4), "****")
    building = text.re_extract(_BUILDING, 0)
    before = text.re_extract(_BEFORE_NUMBERS, 0)
    return (building.length() > 0).ifelse(building, (before.length() < text.length()).ifelse(before, "")) + "***"


def dating_of(metric_id: str | None) -> str:
    """`dating` of a number by its id; empty for a number that has no rows of its own."""
    number = metric(metric_id) if metric_id else None
    return "" if number is None or isinstance(number, Ratio | Duration) else dating(number)


def behind(t: ir.Table, table: str, metric_id: str, where: Where, span: Span) -> ir.Table:
    """The rows that a count counts; of a share those of its part, of an age those that it ages."""
    number = metric(metric_id)
    if isinstance(number, Ratio | Duration) or number.table != table:
        raise CannotAnswer(f"“{number.label}”不是“{schema.table(table).label}”表上的数，没有对应的行。")
    count = counts_in(number)[0]
    asking = asked_of(Rows(t), count, (), where, span)
    conditions = [condition(Rows(t), asking) for condition in count.conditions]
    return t.filter(conditions) if conditions else t
