"""How does a question become SQL?

Every expression is Ibis over one unbound table and is only ever compiled here, never run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache, reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from campaign import folding, rules, schema
from campaign.access import Scope, may_leave
from campaign.dimensions import (
    DIMENSIONS,
    FLAGGED,
    TIMES,
    CannotAnswer,
    Dimension,
    Where,
    column_of,
    dimension,
    dimensions_of,
)
from campaign.kinds import Age, Asking, Count, Counted, Duration, Metric, Ratio, Span, counts_in
from campaign.metrics import is_first_visit, is_repeat_visit, metric

BOUND = "_bound"
"""Ends the name of the column that says how far a sum is rounded, beside the number's own."""
CATALOG = "shelf"
"""The name under which `campaign.snapshot` attaches the snapshot's file."""

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


def follows_period(asked: Metric) -> bool:
    """Whether a number asked for a period is the period's own: of a ratio its top is."""
    return bool(schema.table(asked.table).dated_by)


@cache
def follows_day(asked: Metric) -> bool:
    """Whether a number is another one on another day, though its rows may be of no day: a cadre is on target from one on."""
    if isinstance(asked, Duration) or follows_period(asked):
        return True

    def on(day: date) -> list[str]:
        parts = counts_in(asked) if isinstance(asked, Ratio) else (asked,)
        rows = [(part, counted_rows(part.table, (), Span(day))) for part in parts]
        return [str(ibis.to_sql(t.aggregate(**part.tallies(t, Asking(day))), dialect="duckdb")) for part, t in rows]

    return on(rules.START) != on(rules.LAST_DAY)


def counts_first_visits(count: Count) -> bool:
    """Whether the grain that is asked decides the count's flag column."""
    return any(c in (is_first_visit, is_repeat_visit) for c in count.conditions)


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
        return "is_first_by_level_group"
    if "level" in by | filtered:
        return "is_first_by_level"
    return "is_first_by_group" if "group" in by | filtered else "is_first"


def splits(asked: Metric) -> tuple[Dimension, ...]:
    """The dimensions that the number may be split by, each by itself."""
    counts = counts_in(asked)
    only, within = (asked.only, asked.within) if isinstance(asked, Ratio) else ((), ())
    needs_first = any(counts_first_visits(count) for count in counts)

    def is_split(d: Dimension) -> bool:
        if d.found_in or (within and d.id not in within):
            return False
        if not all(d in dimensions_of(count.table) for count in counts):
            return False
        try:
            return not needs_first or bool(first_flag((d.id,), only))
        except CannotAnswer:
            return False

    return tuple(d for d in dimensions_of(asked.table) if is_split(d))


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
        if asked.order and str(said) not in asked.order:
            known = "、".join(asked.order)
            raise CannotAnswer(f"“{label}”（{name}）没有“{said}”。现有：{known}。")
        if asked.found_in:
            return " ".join(folding.words(str(said)))
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


def cut(t: ir.Table, table: str, dimension_id: str, day: date) -> ir.Column:
    """The dimension's values, row by row, as of `day`."""
    name = column_of(table, dimension_id)
    column = day_of(t, table) if dimension_id in TIMES else t[name]
    if dimension_id == "age_band":
        age = ibis.literal(day).delta(column, unit="day")
        *bands, longer = rules.AGE_BANDS
        in_bands = [(age <= limit, band) for limit, band in zip(rules.AGE_LIMITS, bands, strict=True)]
        return ibis.cases(*in_bands, (age.notnull(), longer), else_=ibis.null("string"))
    if dimension_id == "cadre_band":
        *bands, most = rules.CADRE_BANDS
        in_bands = [(column <= limit, band) for limit, band in zip(rules.CADRE_LIMITS, bands, strict=True)]
        return ibis.cases(*in_bands, (column.notnull(), most), else_=ibis.null("string"))
    if dimension_id == "month":
        return column.strftime("%Y-%m")
    if dimension_id == "half":
        return column.strftime("%Y-%m-") + (column.day() <= 15).ifelse("上", "下")
    return column.truncate("W") if dimension_id == "week" else column


def as_it_stood(t: ir.Table, table: str, day: date) -> ir.Table:
    """An issue as it was known on `day`: what was solved or answered later was still pending.

    An answer of which nobody wrote the day may have been given before: `is_response_told` is false until its period ends.
    """
    if table != "issues":
        return t
    is_solved_later = (t.status == "已解决") & ~(t.solved_date <= day).fill_null(False)
    by_then = {
        name: (t[name] <= day).ifelse(t[name], ibis.null("date"))
        for name in ("solved_date", "responded_date", "ended_date", "followup_date", "reached_date")
    }
    is_answered_by_then = ~((t.responded_date > day) & ~t.is_responded_date_written).fill_null(False)
    is_ended_later = t.status.isin(rules.ENDED_OTHERWISE) & ~(t.ended_date <= day).fill_null(True)
    return t.mutate(
        status=(is_solved_later | is_ended_later).ifelse("待解决", t.status),
        is_response_told=is_answered_by_then,
        **by_then,
    )


def counted_rows(table: str, where: Where, span: Span) -> ir.Table:
    """The rows that a question is about, as they stood on its day."""
    t = as_it_stood(unbound(table), table, span.day)
    known = {d.id for d in DIMENSIONS}
    for name, values in where:
        if name in known and dimension(name).found_in:
            t = t.filter(holds_words(t[column_of(table, name)], values))
            continue
        column = cut(t, table, name, span.day) if name in known else t[name]
        present = [v for v in values if v is not None]
        fits = column.isin(present) if present else ibis.literal(False)
        t = t.filter(fits.fill_null(False) | column.isnull() if None in values else fits)
    return within(t, table, span)


def within(t: ir.Table, table: str, span: Span) -> ir.Table:
    """The rows of the days that are asked; all of them where the table falls into none."""
    declared = schema.table(table)
    last = span.until if declared.reaches_beyond else span.end or span.day
    if not declared.dated_by:
        return t
    bounds = [day_of(t, table) <= last] if last else []
    bounds += [day_of(t, table) >= span.start] if span.start else []
    return t.filter(reduce(and_, bounds)) if bounds else t


def day_of(t: ir.Table, table: str) -> ir.DateColumn:
    """The day of each row of a table that falls into time."""
    declared = schema.table(table)
    column = t[declared.dated_by]
    return column.date() if declared.column(declared.dated_by).type == "instant" else column


def holds(column: ir.StringColumn, word: str) -> ir.BooleanValue:
    """Whether a text holds the word, in whatever way it is written; no character of the word is a mark."""
    pattern = folding.pattern(word)
    return column.contains(word) if pattern == word else column.re_search(pattern)


def holds_words(column: ir.StringColumn, searches: Sequence[object]) -> ir.BooleanValue:
    """Whether a text holds every word of one of the searches."""
    held = [
        column.isnull()
        if search is None
        else reduce(and_, (holds(column, word) for word in str(search).split()), ibis.literal(True))
        for search in searches
    ]
    return reduce(or_, held, ibis.literal(False))


@lru_cache(maxsize=1024)
def compiled(
    table: str, metric_ids: tuple[str, ...], by: tuple[str, ...], running: bool, where: Where, span: Span
) -> str:
    """The SQL of numbers of one table: one row a group, dimensions first, then the numbers."""
    asked: list[Counted] = [m for i in metric_ids if not isinstance(m := metric(i), Ratio | Duration)]
    first = "is_first"
    if any(counts_first_visits(c) for m in asked for c in counts_in(m)):
        first = first_flag(by, where)
    asking = Asking(span.day, first)
    t = counted_rows(table, where, span)
    keys = {name: cut(t, table, name, span.day) for name in by}
    tallies: dict[str, ir.IntegerScalar] = {}
    for m in asked:
        tallies |= m.tallies(t, asking)
    tallied = t.group_by(**keys).aggregate(**tallies) if keys else t.aggregate(**tallies)
    if running:
        tallied = run_on(tallied, asked, by, list(tallies))
    numbers = {m.id: m.value(tallied) for m in asked}
    numbers |= {m.id + BOUND: m.bound_of(tallied) for m in asked if isinstance(m, Count) and m.bound}
    answer = tallied.select(*(tallied[k] for k in keys), **numbers)
    return str(ibis.to_sql(answer, dialect="duckdb"))


def definition(asked: Metric) -> str | None:
    """A number's SQL as of the visiting deadline, to check a figure by hand; a ratio has none of its own."""
    if isinstance(asked, Ratio):
        return None
    span = Span(rules.VISIT_DEADLINE, until=rules.VISIT_DEADLINE)
    if isinstance(asked, Duration):
        return compiled_events(asked.id, (), (), span)
    return compiled(asked.table, (asked.id,), (), False, (), span)


@lru_cache(maxsize=256)
def compiled_events(metric_id: str, by: tuple[str, ...], where: Where, span: Span) -> str:
    """The SQL of what became of a duration's rows: one row a group, `days`, `ending` and `watched`, with how many rows in `rows`."""
    asked = metric(metric_id)
    assert isinstance(asked, Duration)
    asking = Asking(span.day)
    t = only_counted(counted_rows(asked.table, where, span), asked.of, asking)
    keys = {name: cut(t, asked.table, name, span.day) for name in by}
    events = t.group_by(**keys, **asked.events(t, asking)).aggregate(rows=t.count())
    return str(ibis.to_sql(events, dialect="duckdb"))


def run_on(tallied: ir.Table, asked: Sequence[Counted], by: tuple[str, ...], tallies: Sequence[str]) -> ir.Table:
    """Every tally added up over the time that has passed; CannotAnswer when it cannot be."""
    times = [d for d in by if d in TIMES]
    if len(times) != 1:
        raise CannotAnswer("累计数要按月、半月、周、日之一（month、half、week、day）分组。")
    for m in asked:
        if isinstance(m, Age):
            raise CannotAnswer(f"“{m.label}”不能累计相加。")
    window = ibis.cumulative_window(group_by=[tallied[d] for d in by if d not in times], order_by=tallied[times[0]])
    return tallied.mutate(**{name: tallied[name].sum().over(window) for name in tallies})


@lru_cache(maxsize=1024)
def compiled_rows(
    table: str,
    columns: tuple[str, ...],
    counted_by: str | None,
    order: str | None,
    descending: bool,
    limit: int,
    offset: int,
    where: Where,
    span: Span,
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


SOURCE = tuple(c.name for c in schema.SOURCE)
"""File, sheet and row: together they name one line of one sheet."""


@lru_cache(maxsize=256)
def compiled_by_source(count: Count, where: Where, span: Span) -> str:
    """The SQL of a count by the lines of sheets that its rows come from; a table that has no line has only file or sheet.

    `asked` is how many rows the question is about, `counted` what they count for; `household_id` where there is one.
    """
    first = first_flag((), where) if counts_first_visits(count) else "is_first"
    t = counted_rows(count.table, where, span)
    keys = [name for name in SOURCE if name in t.columns]
    household = {"household_id": t.household_id.max()} if "household_id" in t.columns else {}
    counted = count.tallies(t, Asking(span.day, first))[count.id]
    return str(ibis.to_sql(t.group_by(keys).aggregate(asked=t.count(), counted=counted, **household), dialect="duckdb"))


@lru_cache(maxsize=256)
def compiled_cells(table: str, where: Where, span: Span) -> str:
    """The SQL of what was written in the rows that some rows of a table come from: one row a cell, in the sheet's order.

    Personal cells too: `campaign.snapshot` decides which of them may be shown.
    """
    wanted = counted_rows(table, where, span).select(*SOURCE).distinct()
    rejected, merged = (unbound(name).select(*SOURCE) for name in ("rejected_rows", "merged_rows"))
    aside = ibis.union(rejected, merged, distinct=True).mutate(is_aside=ibis.literal(True))
    rows = unbound("source_rows").semi_join(wanted, SOURCE).left_join(aside, SOURCE)
    cells = rows.select(*SOURCE, "cells", "is_aside").join(unbound("source_columns"), SOURCE[:2])
    said = cells.cells[cells.position - 1].fill_null("")
    found = cells.select(
        *SOURCE, "position", "field_name", "field", "place", "is_personal", is_kept=cells.is_aside.isnull(), said=said
    )
    return str(ibis.to_sql(found.order_by([*SOURCE, "position"]), dialect="duckdb"))


def behind(t: ir.Table, table: str, metric_id: str, where: Where, span: Span) -> ir.Table:
    """The rows that a count counts, or of which a share or an age takes its part."""
    counted = metric(metric_id)
    if isinstance(counted, Ratio | Duration) or counted.table != table:
        raise CannotAnswer(f"“{counted.label}”不是“{schema.table(table).label}”表上的数，没有对应的行。")
    count = counts_in(counted)[0]
    first = first_flag((), where) if counts_first_visits(count) else "is_first"
    return only_counted(t, count, Asking(span.day, first))


def only_counted(t: ir.Table, count: Count, asking: Asking) -> ir.Table:
    """The rows for which all conditions of the count hold."""
    for condition in count.conditions:
        t = t.filter(condition(t, asking))
    return t
