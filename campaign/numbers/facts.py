"""How do other programs come to the numbers that the pages show?

A table's numbers are one view: a row for each row of the table, a column for each dimension that splits it, and a column
for each number, to be added up over whatever group a tool makes. `numbers` says of every number in which view it is, by
what it may be split and what its formula is: a share is one sum over another. The views are compiled from the numbers'
own declarations, so that their sums are what `Snapshot.ask` answers; they need public columns only, and none that says of
one family how it is off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from campaign import schema
from campaign.numbers.dimensions import OF_DAY, TIMES, CannotAnswer, Where, dimension, dimensions_of
from campaign.numbers.kinds import Age, Count, Counted, Duration, Metric, Ratio, Rows, Share, Span, counts_in
from campaign.numbers.metrics import METRICS, dated_within
from campaign.numbers.questions import (
    IBIS,
    as_sql,
    asked_of,
    counts_first_visits,
    cut,
    dating,
    first_flag,
    known_on,
    splits,
    tallies_of,
    text_in_sql,
    within,
)

GRAINS = ((), ("unit",), ("level",), ("group",), ("level", "group"))
"""What households may be counted once for: the whole city, each unit, each level, …; each has a column of its own."""


@dataclass(frozen=True, slots=True)
class EachRow(Rows):
    """Rows of which each tally is what one row adds to it."""

    def count(self, where: ir.BooleanValue | None = None) -> ir.IntegerValue:
        """1, or 0 of a row for which the condition does not hold."""
        return self.total(ibis.literal(1), where)

    def total(self, amount: ir.IntegerValue, where: ir.BooleanValue | None = None) -> ir.IntegerValue:
        """The row's amount, or 0 of one for which the condition does not hold."""
        return amount if where is None else where.ifelse(amount, 0)

    def most(self, amount: ir.IntegerValue, where: ir.BooleanValue) -> ir.IntegerValue:
        """The row's amount; empty of one for which the condition does not hold."""
        return where.ifelse(amount, ibis.null("int64"))


@dataclass(frozen=True, slots=True)
class Facts:
    """One view of numbers."""

    name: str
    label: str
    columns: Mapping[str, str]
    """The Chinese comment of each column, by name, in order."""
    sql: str
    """What it selects, out of tables of the snapshot by their bare names."""
    is_counted_inside: bool = False
    """Whether it looks if a personal cell is filled, and so is counted where those cells are, as a table."""


PARTS = {"": "", "known": "：知道的行数", "more": "：实际可能更多的行数", "less": "：实际可能更少的行数"}
"""What else is summed for a number, with the Chinese words that follow its label."""

NUMBERS = schema.Table(
    "numbers",
    "指标",
    "一行一个指标；走访户数这样去重的数，一行一种分法",
    schema.Undated("口径是装载时的"),
    (
        schema.word("metric_id", "指标代号"),
        schema.word("metric_label", "指标"),
        schema.word("metric_unit", "计量单位"),
        schema.word("view_name", "视图", note="在哪个视图里；时长不能求和，没有视图，为空"),
        schema.Column("split_by", "必分", "texts", "一定要按这些栏目分组，或者只取其中一个值", personal=False),
        schema.Column("may_be_split_by", "可分", "texts", "还可以按哪些栏目分组", personal=False),
        schema.word("formula", "算法", note="在那个视图上怎样算，和 GROUP BY 一起用"),
        schema.word("bound_formula", "界的算法", note="数的界（≥、≤、≈）怎样算；准数为空"),
        schema.word("note", "说明"),
        schema.word("leaves_out", "不含"),
    ),
)
"""The table that says of every number where it is and how it is added up."""


DAY = date(1001, 1, 1)
"""Stands for the data's last day in compiled views: no declared day looks like it."""
_WRITTEN_DAY = f"MAKE_DATE({DAY.year}, {DAY.month}, {DAY.day})"


def facts() -> list[Facts]:
    """Every view of numbers; a view stands after those that it is made from."""
    return [*(of_table(table, dated_by) for table, dated_by in homes()), *map(of_ratio, ratios())]


def as_of(sql: str, day: date) -> str:
    """The SQL of a view as of the data's last day."""
    return sql.replace(_WRITTEN_DAY, f"DATE '{day}'")


def numbers() -> list[dict[str, object]]:
    """The rows of `NUMBERS`."""
    return [dict(zip((c.name for c in NUMBERS.columns), row, strict=True)) for row in _numbers()]


def _numbers() -> Iterator[tuple[object, ...]]:
    """One row for each number, and for each of `GRAINS` where they differ."""
    for m in METRICS:
        about = (m.id, m.label, m.unit)
        ends = (m.note or None, m.leaves_out or None)
        if isinstance(m, Duration):
            yield (*about, None, [], [], None, None, *ends)
            continue
        for grain, dimensions in ways(m):
            suffix = suffix_of(m, grain)
            yield (*about, home(m), list(grain), dimensions, formula(m, suffix), bound_formula(m, suffix), *ends)


# ── where a number is, and how it is split ────────────────────────────────────────────────────


def homes() -> dict[tuple[str, str], list[Counted]]:
    """The numbers of each view of one table: the table, and the column that they are dated by where it is not its own."""
    found: dict[tuple[str, str], list[Counted]] = {}
    for m in METRICS:
        for part in counts_in(m) if isinstance(m, Ratio) else (m,):
            if not isinstance(part, Ratio | Duration):
                found.setdefault((part.table, dating(part)), []).append(part)
    return found


def ratios() -> list[Ratio]:
    """The numbers that two tables are counted for."""
    return [m for m in METRICS if isinstance(m, Ratio)]


def home(m: Metric) -> str:
    """The name of the view that a number is in."""
    if isinstance(m, Ratio):
        return f"numbers_of_{m.id}"
    return name_of(m.table, dating(m)) if not isinstance(m, Duration) else ""


def name_of(table: str, dated_by: str) -> str:
    """The name of the view of one table's numbers."""
    return f"numbers_of_{table}" + (f"_by_{dated_by}" if dated_by else "")


def ways(m: Counted | Ratio) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The grains that a number has columns for, each with the other dimensions that may split it there."""
    only = m.only if isinstance(m, Ratio) else ()
    of_parts = any(count.each_once for count in counts_in(m))
    may = [d.id for d in splits(m) if not d.tells_hardship and not (of_parts and d.id in TIMES)]
    if not any(map(counts_first_visits, counts_in(m))):
        yield (), may
        return
    for grain in GRAINS:
        flag = _flag(grain, only)
        if flag and (not grain or set(grain) <= set(may)):
            yield grain, [d for d in may if d not in grain and _flag((*grain, d), only) == flag]


def _flag(by: Iterable[str], only: Where) -> str:
    """`first_flag`, or nothing where a question so split is not allowed."""
    try:
        return first_flag(by, only)
    except CannotAnswer:
        return ""


def suffix_of(m: Metric, grain: tuple[str, ...]) -> str:
    """What a number's column is called by beside its id, at a grain; nothing for most."""
    only = m.only if isinstance(m, Ratio) else ()
    if not any(map(counts_first_visits, counts_in(m))):
        return ""
    return first_flag(grain, only).removeprefix("is_first")


def suffix_in(ratio: Ratio, count: Count, grain: tuple[str, ...]) -> str:
    """The same for one of a ratio's two counts."""
    return suffix_of(ratio, grain) if counts_first_visits(count) else ""


# ── the views ─────────────────────────────────────────────────────────────────────────────────


def of_table(table: str, dated_by: str) -> Facts:
    """The numbers of one table, each row's share of each."""
    declared, numbers = schema.table(table), homes()[table, dated_by]
    is_counted_inside = any(looks_inside(m) for m in numbers)
    shown = declared.columns if is_counted_inside else declared.outside
    span = Span(DAY)
    t = ibis.table({c.name: IBIS[c.type] for c in shown}, name=table)
    t = t.filter(in_time) if (in_time := within(EachRow(t), table, span, dated_by)) else t
    rows = EachRow(t, known_on(t, table, DAY))
    values, comments = split_columns(rows, table, span, dated_by)
    for m in numbers:
        for name, label, value in columns_of(m, rows, span):
            values[name], comments[name] = value, label
    sql = as_sql(t.select(**values))
    dated = f"，按{declared.column(dated_by).label}归入时段" if dated_by else ""
    label = f"{declared.label}的数{dated}：{declared.one_row_per}，每个数一栏，怎样求和见 numbers"
    return Facts(name_of(table, dated_by), label, comments, sql, is_counted_inside)


def looks_inside(m: Counted) -> bool:
    """Whether it matters to a number if a personal cell is filled."""
    table = schema.table(m.table)
    return any(table.column(name).personal for count in counts_in(m) for name in count.known_by)


def split_columns(rows: Rows, table: str, span: Span, dated_by: str) -> tuple[dict[str, ir.Value], dict[str, str]]:
    """The dimensions of each row, with their labels; a row outside the time that its numbers are dated by has no time."""
    columns, comments = {}, {}
    for d in dimensions_of(table):
        if d.only_narrows or d.tells_hardship:
            continue
        column = cut(rows, table, d.id, span.day, dated_by)
        if dated_by and d.id in OF_DAY:
            is_within = dated_within(dated_by)(rows, asked_of(rows, _count_of(table, dated_by), (), (), span))
            column = is_within.ifelse(column, ibis.null(column.type()))
        columns[d.id], comments[d.id] = column, d.label
    return columns, comments


def _count_of(table: str, dated_by: str) -> Count:
    """Any count of a view: they are all dated alike."""
    return counts_in(homes()[table, dated_by][0])[0]


def columns_of(m: Counted, rows: Rows, span: Span) -> Iterator[tuple[str, str, ir.Value]]:
    """The name, the Chinese comment and the value in each row of every column of a number."""
    counts = {count.id: count for count in counts_in(m)}
    labels = {c.id: c.label for c in counts.values()} | {m.id: m.label}
    for grain, _ in ways(m):
        for name, value in tallies_of(m, rows, grain, (), span).items():
            counted, _, part = name.partition(":")
            if part != "known" or is_known_of_some(counts[counted]):
                yield column(counted, part, suffix_of(m, grain)), labels[counted] + PARTS[part] + once_for(grain), value


def column(counted: str, part: str, suffix: str) -> str:
    """The name of a number's column, of the number itself or of one of `PARTS`."""
    return counted + (f"_{part}" if part else "") + suffix


def once_for(grain: tuple[str, ...]) -> str:
    """Within what each household is counted once, in Chinese; nothing for the whole city."""
    return f"，每个{'、'.join(dimension(d).label for d in grain)}各计一次" if grain else ""


def of_ratio(ratio: Ratio) -> Facts:
    """The rows of a ratio's two counts, one under the other: each fills its own columns."""
    dimensions = [d for _, several in ways(ratio) for d in several] + [d for grain, _ in ways(ratio) for d in grain]
    kept = [d for d in dict.fromkeys((*(name for name, _ in ratio.only), *dimensions))]
    selected, comments = [], {d: dimension(d).label for d in kept}
    for count in (ratio.top, ratio.bottom):
        parts = ("", "known") if is_known_of_some(count) else ("",)
        grains = [grain for grain, _ in ways(ratio)] if counts_first_visits(count) else [()]
        own = {
            column(count.id, part, suffix_in(ratio, count, grain)): count.label + PARTS[part] + once_for(grain)
            for grain in grains
            for part in parts
        }
        comments |= own
        listed = ", ".join(f'"{name}"' for name in (*kept, *own))
        restricted = " AND ".join(f'"{name}" IN ({", ".join(map(text_in_sql, values))})' for name, values in ratio.only)
        selected.append(f'SELECT {listed} FROM "{home(count)}"{f" WHERE {restricted}" if restricted else ""}')
    label = f"{ratio.label}的两个数，上下相接：分子一些行，分母一些行，怎样求和见 numbers"
    return Facts(home(ratio), label, comments, " UNION ALL BY NAME ".join(selected))


# ── the formulas ──────────────────────────────────────────────────────────────────────────────


def is_known_of_some(count: Count) -> bool:
    """Whether a group may have rows and its count still be unknown."""
    return bool(count.known_by or count.summed)


def total(count: Count, suffix: str, amount: str = "") -> str:
    """The formula of a count, or of another `amount` of its rows: empty where nothing of the group is known."""
    amount = amount or f'sum("{column(count.id, "", suffix)}")'
    known = f'sum("{column(count.id, "known", suffix)}")'
    return f"CASE WHEN {known} > 0 THEN {amount} END" if is_known_of_some(count) else amount


def formula(m: Counted | Ratio, suffix: str) -> str:
    """How a number is had from its view."""
    if isinstance(m, Share):
        return f"CAST({total(m.part, suffix)} AS DOUBLE) / nullif({total(m.whole, suffix)}, 0)"
    if isinstance(m, Ratio):
        top, bottom = (total(count, suffix if counts_first_visits(count) else "") for count in (m.top, m.bottom))
        return f"CAST({top} AS DOUBLE) / nullif({m.times} * {bottom}, 0)"
    if isinstance(m, Age):
        return total(m.of, suffix, f'max("{m.id}{suffix}")')
    return total(m, suffix)


def bound_formula(m: Counted | Ratio, suffix: str) -> str | None:
    """How the bound of a sum of rounded figures is had; None where it is exact."""
    if not isinstance(m, Count) or not m.bound:
        return None
    more, less = (f'sum("{column(m.id, side, suffix)}") > 0' for side in ("more", "less"))
    return f"CASE WHEN {more} AND {less} THEN '≈' WHEN {more} THEN '≥' WHEN {less} THEN '≤' END"
