"""What does the current snapshot answer?

The only way out of the store: read-only, personal columns stay inside, and no other module runs SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial, reduce
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd
import pyarrow as pa

from campaign import schema
from campaign.access import EVERYWHERE, HIDDEN, Scope, may_be_quoted
from campaign.numbers.dimensions import TIMES, CannotAnswer, Dimension, Where, column_of, dimension, splitting
from campaign.numbers.durations import curves, estimated
from campaign.numbers.kinds import Count, Duration, Metric, Ratio, Span, counts_in, is_state, reported
from campaign.numbers.metrics import metric
from campaign.numbers.prepared import prepared
from campaign.numbers.questions import (
    BOUND,
    CATALOG,
    SOURCE,
    compiled,
    compiled_by_source,
    compiled_cells,
    compiled_events,
    compiled_rows,
    dating,
    filters,
    follows_day,
    follows_period,
    public_column,
)
from campaign.numbers.wording import WHOLE_SNAPSHOT, until
from campaign.office import rules

CURRENT = "CURRENT"
FILE = "campaign.duckdb"

LACKING = "缺栏目："
"""Prefix of the engine's error for a column that an older file does not have."""

PANDAS = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


class NoSnapshot(Exception):
    """There is nothing to show; `str()` is the Chinese sentence, with the command to run."""


def open_current(shelf: Path) -> Snapshot:
    """The snapshot that CURRENT names; NoSnapshot when there is none."""
    pointer = shelf / CURRENT
    try:
        snapshot_id = pointer.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        raise NoSnapshot(f"“{shelf}”里还没有可看的数据。请先载入收件夹：python -m etl load --shelf {shelf}") from None
    return open_snapshot(shelf, snapshot_id)


def open_snapshot(shelf: Path, snapshot_id: str) -> Snapshot:
    """The snapshot of that id; NoSnapshot when it is not on the shelf or cannot be opened."""
    again = f"请重新载入：python -m etl load --shelf {shelf}，或退回上一份：python -m etl back --shelf {shelf}"
    if not re.fullmatch(r"[\w.-]+", snapshot_id) or snapshot_id.startswith("."):
        raise NoSnapshot(f"“{snapshot_id}”不是快照编号。{again}")
    if not (shelf / snapshot_id / FILE).is_file():
        raise NoSnapshot(f"架上没有快照“{snapshot_id}”。{again}")
    return open_draft(shelf / snapshot_id, again)


def open_draft(folder: Path, again: str = "") -> Snapshot:
    """The snapshot of that folder, on the shelf or not yet; NoSnapshot, ending with `again`, when it cannot be opened."""
    file, snapshot_id = folder / FILE, folder.name
    connection = duckdb.connect(":memory:")
    try:
        # Attached, not opened: an open by path can be handed the instance of an older file (duckdb#15912).
        quoted = str(file.resolve()).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS {CATALOG} (READ_ONLY)")
        if lacking := lacks(connection):
            stand_in(connection, quoted, lacking)
        for setting in (
            "autoinstall_known_extensions=false",
            "autoload_known_extensions=false",
            "enable_external_access=false",
            "lock_configuration=true",
        ):
            connection.execute(f"SET {setting}")
        row = connection.execute(f"SELECT snapshot_id, built_at, data_date FROM {CATALOG}.main.snapshot").fetchone()
    except duckdb.Error as error:
        connection.close()
        raise NoSnapshot(f"快照“{snapshot_id}”打不开（{type(error).__name__}）。{again}") from error
    if row is None:
        connection.close()
        raise NoSnapshot(f"快照“{snapshot_id}”没有写完。{again}")
    return Snapshot(row[0], row[1], row[2], connection)


def lacks(connection: duckdb.DuckDBPyConnection) -> dict[str, list[schema.Column]]:
    """The declared columns that the file of an earlier day does not have, by table."""
    there: dict[str, set[str]] = {}
    for table in schema.TABLES:
        # Table by table: duckdb_columns() would first build every view of the engine's own catalogs.
        with suppress(duckdb.CatalogException):
            named = connection.execute(f"SELECT name FROM pragma_table_info('{CATALOG}.main.{table.name}')")
            there[table.name] = {name for (name,) in named.fetchall()}
    missing = {t.name: [c for c in t.columns if c.name not in there.get(t.name, set())] for t in schema.TABLES}
    return {name: columns for name, columns in missing.items() if columns}


def stand_in(connection: duckdb.DuckDBPyConnection, file: str, lacking: Mapping[str, Sequence[schema.Column]]) -> None:
    """Views with today's columns over an older file, so that questions that need no missing column are still answered.

    A missing column may be named, but not read: see `Snapshot.fetch`.
    """
    connection.execute(f"DETACH {CATALOG}")
    connection.execute(f"ATTACH '{file}' AS older (READ_ONLY)")
    connection.execute(f"ATTACH ':memory:' AS {CATALOG}")
    for table in schema.TABLES:
        missing = lacking.get(table.name, ())
        sentences = [
            f"{LACKING}这份快照是早先的程序装载的，“{table.label}”表还没有“{c.label}”（{c.name}）" for c in missing
        ]
        unreadable = ", ".join(
            f"CAST(error('{sentence}') AS {schema.DUCKDB[c.type]}) AS \"{c.name}\""
            for sentence, c in zip(sentences, missing, strict=True)
        )
        view = f'CREATE VIEW {CATALOG}.main."{table.name}" AS SELECT '
        if len(missing) < len(table.columns):
            connection.execute(f'{view}*{"," if missing else ""} {unreadable} FROM older.main."{table.name}"')
        else:
            sentence = f"{LACKING}这份快照是早先的程序装载的，还没有“{table.label}”这张表"
            connection.execute(f"{view}{unreadable} WHERE error('{sentence}') IS NULL")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot, open for reading; safe to share between threads."""

    id: str
    built_at: datetime
    data_date: date | None
    """The last day in the data; None when it holds no dated row."""
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def ask(
        self,
        metrics: str | Iterable[str],
        by: str | Iterable[str] = (),
        *,
        scope: Scope = EVERYWHERE,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
        running: bool = False,
    ) -> pd.DataFrame:
        """The numbers, one row a group: the dimensions of `by`, then the metrics, in the order given.

        A number of an undated table is answered all the same: `other_time` gives the note to show with it.

        `as_of` counts rows dated up to that day in the state of that day; `period` ("2017-03",
        "2017-03-上", "2017-W12") rows dated within it in the state of its last day; both, rows dated
        within it up to that day in the state of that day; neither is as of `data_date`. What is a state (`kinds.is_state`)
        is asked of a period as of its end, whenever its rows are dated, and split by time it still is. `where`
        maps a dimension to a value or a list of values, None for not filled. `running` adds up along
        the one time dimension of `by`; a day without rows keeps the total of the day before.
        Nothing counted is NA, never 0; a sum of rounded figures is followed by its bound (`cards_bound`), and the day
        by which half is solved is infinite where half is not yet. CannotAnswer, in Chinese, when the question is not allowed.
        """
        numbers = [metric(m) for m in dict.fromkeys([metrics] if isinstance(metrics, str) else metrics)]
        if not numbers:
            raise CannotAnswer("没有指明要看哪个指标。")
        split = [splitting(d) for d in dict.fromkeys([by] if isinstance(by, str) else by)]
        keys = grouping(split)
        span, states = self.span(as_of, period), self.span_of_states(as_of, period)
        answer = self.counted(numbers, keys, where, scope, span, states, running)
        answer = in_order(answer, split, keys)
        if running:
            answer = carried_on(answer, keys)
        for m in numbers:
            if isinstance(m, Ratio):
                answer[m.id] = divided(m, answer)
        columns = [n for m in numbers for n in (m.id, m.id + BOUND) if n in answer]
        return answer[[*(d.id for d in split), *columns]]

    def followed(
        self,
        metric_id: str,
        by: str | Iterable[str] = (),
        *,
        scope: Scope = EVERYWHERE,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """How a duration's share grows with the days: the dimensions of `by`, `days`, `share`, as of the question's day."""
        duration = metric(metric_id)
        if not isinstance(duration, Duration):
            raise CannotAnswer(f"“{duration.label}”不是时长，没有随天数的曲线。")
        keys = grouping([splitting(d) for d in dict.fromkeys([by] if isinstance(by, str) else by)])
        return curves(self.events(duration, keys, where, scope, self.span(as_of, period)), keys)

    def reported(
        self,
        metric_id: str,
        by: str | Iterable[str] = (),
        *,
        scope: Scope = EVERYWHERE,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """How much of a number's base is reported under the question's own filters, one row a group: the dimensions of
        `by`, `some`, `of`; no row where it declares nothing, or where the question cannot be put to those who report.
        """
        declared = metric(metric_id)
        base, split = reported(declared), [by] if isinstance(by, str) else list(by)
        if base is None:
            return pd.DataFrame(columns=[*split, "some", "of"])
        try:
            narrowed = dict(filters(where, scope, declared.only if isinstance(declared, Ratio) else ()))
            answer = self.ask(
                (base.some.id, base.of.id), split, scope=scope, as_of=as_of, period=period, where=narrowed
            )
        except CannotAnswer:
            return pd.DataFrame(columns=[*split, "some", "of"])
        return answer.rename(columns={base.some.id: "some", base.of.id: "of"})[[*split, "some", "of"]]

    def estimated(
        self, durations: list[Duration], keys: list[str], where: Mapping[str, object] | None, scope: Scope, span: Span
    ) -> pd.DataFrame:
        """The durations of each group; those over the same rows share one table of events."""
        alike: dict[tuple[str, ...], list[Duration]] = {}
        for m in durations:
            alike.setdefault((m.of.id, m.since, m.until, m.otherwise), []).append(m)
        tables = [
            estimated(self.events(several[0], keys, where, scope, span), keys, {m.id: m.days for m in several})
            for several in alike.values()
        ]
        return side_by_side(tables, keys)

    def events(
        self, duration: Duration, keys: list[str], where: Mapping[str, object] | None, scope: Scope, span: Span
    ) -> pd.DataFrame:
        """A duration's events, counted: see `compiled_events`."""
        restricted = self.query_filters(duration.table, keys, where, scope, ())
        return self.answer(duration.table, partial(compiled_events, duration.id, tuple(keys)), restricted, span)

    def counted(
        self,
        numbers: list[Metric],
        keys: list[str],
        where: Mapping[str, object] | None,
        scope: Scope,
        span: Span,
        states: Span,
        running: bool,
    ) -> pd.DataFrame:
        """The answers of all queries side by side: the keys, then the counts that the numbers are made of."""
        refuse_unfit(numbers, [*keys, *(name for name, _ in filters(where, scope))])
        answers = []
        for (table, only, _, of_states), ids in needed(numbers).items():
            restricted = self.query_filters(table, keys, where, scope, only)
            compile_query = partial(compiled, table, tuple(ids), tuple(keys), running)
            answers.append(
                self.answer(table, compile_query, restricted, states if of_states else span).rename(
                    columns={i: named(i, only) for i in ids}
                )
            )
        if durations := [m for m in numbers if isinstance(m, Duration)]:
            if running:
                raise CannotAnswer(f"“{durations[0].label}”不能累计相加。")
            answers.append(self.estimated(durations, keys, where, scope, span))
        return side_by_side(answers, keys)

    def query_filters(
        self, table: str, keys: list[str], where: Mapping[str, object] | None, scope: Scope, only: Where
    ) -> Where:
        """The restrictions of one query; CannotAnswer when its table lacks a dimension of the question."""
        restricted = filters(where, scope, only)
        for name in (*keys, *(name for name, _ in restricted)):
            column_of(table, name)
        return restricted

    def rows(
        self,
        table: str,
        *,
        scope: Scope = EVERYWHERE,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
        counted_by: str | None = None,
        columns: Iterable[str] | None = None,
        order: str | None = None,
        descending: bool = False,
        limit: int = 200,
        offset: int = 0,
    ) -> pd.DataFrame:
        """The rows themselves, public columns only; in the order of loading unless `order` is given.

        `where` takes dimensions and public columns; `counted_by` leaves only the rows that the metric
        counts. CannotAnswer for a personal column, in whatever place.
        """
        shown = [c.name for c in known_table(table).public] if columns is None else list(columns)
        for name in (*shown, *([order] if order else ())):
            public_column(table, name)
        if not shown:
            raise CannotAnswer("没有指明要看哪些栏目。")
        restricted = self.restricted(table, where, scope)
        compile_query = partial(compiled_rows, table, tuple(shown), counted_by, order, descending, limit, offset)
        return self.answer(table, compile_query, restricted, self.span_of(counted_by, as_of, period))

    def count_rows(
        self,
        table: str,
        *,
        scope: Scope = EVERYWHERE,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
        counted_by: str | None = None,
    ) -> int:
        """How many rows `rows` would give without a limit."""
        known_table(table)
        restricted = self.restricted(table, where, scope)
        compile_query = partial(compiled_rows, table, (), counted_by, None, False, 0, 0)
        span = self.span_of(counted_by, as_of, period)
        return int(self.answer(table, compile_query, restricted, span)["rows"].iloc[0])

    def by_source(
        self,
        count: Count,
        *,
        scope: Scope = EVERYWHERE,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """A count by the lines of sheets behind it: the source columns, `rows`, `counted`; parameters as of `ask`."""
        restricted = self.query_filters(count.table, [], where, scope, ())
        span = self.span_of(count.id, as_of, period)
        return self.answer(count.table, partial(compiled_by_source, count), restricted, span)

    def received_as(self, scope: Scope) -> dict[str, str]:
        """The files whose names hide somebody, each with the name under which it came; none where `scope` may not see it."""
        if not scope.sees_names:
            return {}
        files = f"SELECT source_file, received_as FROM {CATALOG}.main.source_files WHERE received_as <> source_file"
        try:
            hidden = self.fetch(files, {})
        except CannotAnswer:  # a snapshot of an earlier day knows only the names that are shown
            return {}
        return dict(zip(hidden["source_file"], hidden["received_as"], strict=True))

    def origin(self, source_file: str, source_sheet: str, source_row: int, *, scope: Scope) -> pd.DataFrame:
        """One row of one sheet as it was written, a cell a line: `field`, `place` (C7, B7, 第7行第2列, 表格上方), `said`.

        `said` is the cell's text, or `HIDDEN` where `scope` may not read it. Empty when no such row was read.
        """
        where = dict(zip(SOURCE, (source_file, source_sheet, source_row), strict=True))
        cells = self.written("source_rows", where, scope=scope)
        return cells[["field", "cell", "said"]].rename(columns={"cell": "place"})

    def corrected(self, source_file: str, source_sheet: str, source_row: int, *, scope: Scope) -> pd.DataFrame:
        """The corrections of one row: every declared column but the source; `HIDDEN` where `scope` may not read it."""
        where = dict(zip(SOURCE, (source_file, source_sheet, source_row), strict=True))
        columns = tuple(c for c in schema.CORRECTIONS.columns if c.name not in SOURCE)
        names = tuple(c.name for c in columns)
        restricted = self.restricted("corrections", where, scope)
        compile_query = partial(compiled_rows, "corrections", names, None, None, False, 1000, 0)
        rows = self.answer("corrections", compile_query, restricted, self.span(None, None))
        hidden = [] if scope.sees_names else [c.name for c in columns if c.personal]
        return rows.assign(**dict.fromkeys(hidden, HIDDEN))

    def written(self, table: str, where: Mapping[str, object] | None = None, *, scope: Scope) -> pd.DataFrame:
        """The cells, as written, behind the rows of `table`, a cell a line, in the order of the sheets.

        `place` is the field's place in its sheet, `cell` the address of the one cell, `said` its text, or `HIDDEN`
        where `scope` may not read it.
        """
        restricted = self.restricted(table, where, scope)
        cells = self.answer(table, partial(compiled_cells, table), restricted, Span(date.max))
        places = zip(cells["place"], cells["source_row"], strict=True)
        cells_of = zip(cells["field_name"], cells["said"], cells["is_personal"], cells["is_kept"], strict=True)
        texts = [
            text if may_be_quoted(scope, name, text, is_personal=is_personal, is_kept=is_kept) else HIDDEN
            for name, text, is_personal, is_kept in cells_of
        ]
        shown = cells.assign(cell=[cell_address(place, row) for place, row in places], said=texts)
        return shown[[*SOURCE, "position", "field", "place", "cell", "said"]]

    def restricted(self, table: str, where: Mapping[str, object] | None, scope: Scope) -> Where:
        """The filters for rows of a table; CannotAnswer when it lacks a dimension of the scope or of `where`."""
        for name in scope.where:
            column_of(table, name)
        restrictions = filters(where, scope, table=table)
        own = {c.name for c in known_table(table).columns}
        for name, _ in restrictions:
            if name not in own:
                column_of(table, name)
        return restrictions

    def span(self, as_of: date | None, period: str | None) -> Span:
        """The span of days that a question is about."""
        last = self.data_date or rules.START
        is_latest = as_of is None or (self.data_date is not None and as_of >= self.data_date)
        asked = as_of if self.data_date is not None and as_of and as_of > self.data_date else None
        # Nobody knows what is still open, or overdue, on a day that the data has not reached.
        as_of = min(as_of, self.data_date) if as_of and self.data_date else as_of
        if period is None:
            return Span(as_of or last, until=None if is_latest else as_of, asked=asked)
        try:
            wanted = rules.period(period)
        except ValueError as refusal:
            raise CannotAnswer(str(refusal)) from None
        if as_of is not None:
            end = min(as_of, wanted.end)
            return Span(as_of, wanted.start, end, wanted.end if is_latest else end, asked)
        return Span(min(wanted.end, last) if wanted.start <= last else wanted.end, wanted.start, until=wanted.end)

    def span_of_states(self, as_of: date | None, period: str | None) -> Span:
        """The span of what is a state: of a period all up to its end."""
        if period is None:
            return self.span(as_of, None)
        end = rules.period(period).end
        return self.span(min(as_of, end) if as_of else end, None)

    def span_of(self, counted_by: str | None, as_of: date | None, period: str | None) -> Span:
        """The span of the rows that a number counts, the first of its counts where it has two; of all rows without one."""
        if counted_by and counts_in(metric(counted_by))[0].is_state:
            return self.span_of_states(as_of, period)
        return self.span(as_of, period)

    def other_time(self, number: str | Metric, *, as_of: date | None = None, period: str | None = None) -> str:
        """The time that a number is of where the question's does not apply to it: 整个快照, 截至3月31日; else empty.

        Whoever shows a number adds this to its label, with `wording.with_time`.
        """
        declared = metric(number) if isinstance(number, str) else number
        span = self.span(as_of, period)
        if is_state(declared) and span.start:
            return until(self.span_of_states(as_of, period).day)
        if follows_period(declared) or (span.start is None and span.until is None):
            return ""
        if not follows_day(declared):
            return WHOLE_SNAPSHOT
        return until(span.day) if span.start else ""

    def answer(self, table: str, compiled: Callable[[Where, Span], str], where: Where, span: Span) -> pd.DataFrame:
        """The answer to one question about one table."""
        if not schema.table(table).reaches_beyond:
            span = replace(span, until=None)  # so that a question with a day is compiled once with those without
        return self.fetch(*prepared(compiled, where, span))

    def fetch(self, sql: str, values: Mapping[str, object]) -> pd.DataFrame:
        """The answer to one query with its values, integers nullable."""
        cursor = self.connection.cursor()
        try:
            table = cursor.sql(sql, params=dict(values)).to_arrow_table()
        except duckdb.InvalidInputException as error:
            _, lacking, sentence = str(error).partition(LACKING)
            if not lacking:
                raise
            raise CannotAnswer(f"{sentence}，说不出这个数。") from None
        finally:
            cursor.close()
        exact = pa.schema(
            # DuckDB adds BIGINTs up to a HUGEINT, which arrives as a decimal.
            [f.with_type(pa.int64()) if pa.types.is_decimal(f.type) else f for f in table.schema]
        )
        frame = table.cast(exact).to_pandas(types_mapper=PANDAS.get, date_as_object=False)
        if frame.empty:
            # Two text columns without any Arrow chunk, which is how "no rows" arrives, cannot be merged.
            return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in frame.dtypes.items()})
        return frame


def cell_address(place: str, row: int) -> str:
    """A cell's address, from its column's place and its row.

    >>> cell_address("C", 7), cell_address("第2列", 7), cell_address("B7", 3), cell_address("表格上方", 9)
    ('C7', '第7行第2列', 'B7', '表格上方')
    """
    if not is_column(place):
        return place
    return f"{place}{row}" if place.isascii() else f"第{row}行{place}"


def is_column(place: str) -> bool:
    """Whether a field's place is a column of a list (C, 第2列) and not a single cell (B7, 表格上方)."""
    return re.fullmatch(r"[A-Z]+|第\d+列", place) is not None


def known_table(table: str) -> schema.Table:
    """The declared table; CannotAnswer when there is none."""
    try:
        return schema.table(table)
    except KeyError:
        known = "、".join(f"{t.name}（{t.label}）" for t in schema.TABLES)
        raise CannotAnswer(f"没有“{table}”这张表。现有：{known}。") from None


def grouping(split: list[Dimension]) -> list[str]:
    """The keys of the groups: the dimensions, and the ids that distinguish two values of the same name."""
    keys = [d.id for d in split]
    return [*keys, *(d.distinguished_by for d in split if d.distinguished_by and d.distinguished_by not in keys)]


def needed(numbers: list[Metric]) -> dict[tuple[str, Where, str, bool], list[str]]:
    """The ids of the counts by query: one for each table, restriction, column that numbers are dated by, and whether it is of states."""
    queries: dict[tuple[str, Where, str, bool], list[str]] = {}
    for m in numbers:
        if isinstance(m, Duration):
            continue
        counts = [(m.top, m.only), (m.bottom, m.only)] if isinstance(m, Ratio) else [(m, ())]
        for count, only in counts:
            ids = queries.setdefault((count.table, only, dating(count), is_state(count)), [])
            if count.id not in ids:
                ids.append(count.id)
    return queries


def refuse_unfit(numbers: list[Metric], dimensions: list[str]) -> None:
    """CannotAnswer when a ratio is split or narrowed by a dimension that means different things for its two counts."""
    for m in numbers:
        unfit = [d for d in dimensions if d not in m.within] if isinstance(m, Ratio) and m.within else []
        if unfit:
            known = "、".join(f"{dimension(d).label}（{d}）" for d in m.within)
            raise CannotAnswer(f"“{m.label}”不能按“{dimension(unfit[0]).label}”统计。可用维度：{known}。")


def named(metric_id: str, only: Where) -> str:
    """A column name that distinguishes a restricted count from the unrestricted one."""
    return f"{metric_id}:{only}" if only else metric_id


def divided(ratio: Ratio, answer: pd.DataFrame) -> pd.Series:
    """The ratio of two counts of an answer; NA where either is empty or the bottom is 0."""
    top = answer[named(ratio.top.id, ratio.only)].astype("Float64")
    bottom = answer[named(ratio.bottom.id, ratio.only)].astype("Float64") * ratio.times
    return (top / bottom.mask(bottom == 0)).astype("float64")


def side_by_side(answers: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Answers to several queries as one table; a group that one of them does not have is empty there."""
    if not keys:
        return pd.concat(answers, axis=1)
    return reduce(lambda one, other: one.merge(other, on=keys, how="outer"), answers)


def in_order(answer: pd.DataFrame, split: list[Dimension], keys: list[str]) -> pd.DataFrame:
    """Groups in the order in which the office lists them, else by value; not filled comes last."""
    if not keys:
        return answer
    orders = {d.id: {value: i for i, value in enumerate(d.order)} for d in split if d.order}

    def place(values: pd.Series) -> pd.Series:
        order = orders.get(str(values.name))
        return values if order is None else values.map(lambda v: order.get(v, len(order)))

    nothing = [f"{key}:" for key in keys if answer[key].isna().any()]
    flagged = answer.assign(**{name: answer[name[:-1]].isna() for name in nothing})
    sort = [name for key in keys for name in (f"{key}:", key) if name in flagged]
    return flagged.sort_values(sort, key=place, ignore_index=True, kind="stable").drop(columns=nothing)


def carried_on(answer: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Running totals carried over days on which one of the tables has no rows."""
    time = next(k for k in keys if k in TIMES)
    others = [k for k in keys if k != time]
    numbers = [c for c in answer.columns if c not in keys]
    by_time = answer.sort_values(time, kind="stable")
    filled = by_time.groupby(others, dropna=False)[numbers].ffill() if others else by_time[numbers].ffill()
    return answer.assign(**{c: filled[c] for c in numbers})
