"""What does the current snapshot answer?

The only way out of the store: read-only, personal columns stay inside, and no other module runs SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd
import pyarrow as pa

from campaign import schema
from campaign.access.quoting import HIDDEN, may_be_quoted
from campaign.access.rights import (
    check_may_ask,
    check_may_open_names,
    check_may_pick_a_family,
    check_may_see_rows,
    may_see_few,
    may_see_rows,
    may_see_written,
)
from campaign.access.scope import Scope
from campaign.numbers import few
from campaign.numbers.asking import Need, Plan, as_frame, fetched, is_alike, needs_of, parts_of
from campaign.numbers.dimensions import (
    DIMENSIONS,
    CannotAnswer,
    Dimension,
    Where,
    column_of,
    dimension,
    dimensions_of,
    splitting,
)
from campaign.numbers.durations import curves
from campaign.numbers.kinds import Count, Duration, Metric, Ratio, Span, counts_in, is_state
from campaign.numbers.metrics import metric
from campaign.numbers.question import Answer, Question, as_key, of_its_base
from campaign.numbers.questions import (
    SOURCE,
    by_source,
    cells_of,
    dating,
    events,
    filters,
    follows_day,
    follows_period,
    household_of,
    itself,
    people,
    people_columns,
    public_column,
    refuse,
    renamed_files,
    row_of_each,
    rows_of,
)
from campaign.numbers.spark import Connected, NoEngine, engine
from campaign.numbers.store import Builder, Embedded, Statement, Store
from campaign.numbers.wording import WHOLE_SNAPSHOT, until
from campaign.office import rules

CURRENT = "CURRENT"
FILE = "campaign.duckdb"
SPREAD = "snapshot.parquet"
"""One of the Parquet files that a server of its own reads; a month that was frozen has none."""

FEW = 1000
"""Rows that need not be read as they come."""
_COUNTABLE = frozenset(d.id for d in DIMENSIONS if not d.of_one_family and not d.tells_hardship)
"""What narrows a number of anything without telling of one family."""
ITSELF = Statement(itself, (), ())
"""What a snapshot says of itself."""


class NoSnapshot(Exception):
    """There is nothing to show; `str()` is the Chinese sentence, with the command to run, `why` the same without it."""

    def __init__(self, why: str, command: str = "") -> None:
        super().__init__(f"{why}{command}")
        self.why = why


def open_current(shelf: Path) -> Snapshot:
    """The snapshot that CURRENT names; NoSnapshot when there is none."""
    pointer = shelf / CURRENT
    try:
        snapshot_id = pointer.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        raise NoSnapshot("尚无可查看的数据。", f"请先入库：python -m etl load --shelf {shelf}") from None
    return open_snapshot(shelf, snapshot_id)


def open_snapshot(shelf: Path, snapshot_id: str) -> Snapshot:
    """The snapshot of that id; NoSnapshot when it is not on the shelf or cannot be opened."""
    again = f"请重新入库：python -m etl load --shelf {shelf}，或退回上一版本：python -m etl back --shelf {shelf}"
    if not re.fullmatch(r"[\w.-]+", snapshot_id) or snapshot_id.startswith("."):
        raise NoSnapshot(f"“{snapshot_id}”不是数据版本编号。", again)
    if not (shelf / snapshot_id / FILE).is_file():
        raise NoSnapshot(f"没有数据版本“{snapshot_id}”。", again)
    folder = shelf / snapshot_id
    if (address := engine()) and (folder / SPREAD).is_file():
        try:
            return opened(Connected.opened(folder, address), folder, again)
        except NoEngine as why:
            raise NoSnapshot(f"数据版本“{snapshot_id}”无法打开：{why}。") from why
    return open_draft(folder, again)


def open_draft(folder: Path, again: str = "") -> Snapshot:
    """The snapshot of that folder, on the shelf or not yet; NoSnapshot, ending with `again`, when it cannot be opened."""
    try:
        store = Embedded.opened(folder / FILE)
    except duckdb.Error as error:
        raise NoSnapshot(f"数据版本“{folder.name}”无法打开（{type(error).__name__}）。", again) from error
    return opened(store, folder, again)


def opened(store: Store, folder: Path, again: str) -> Snapshot:
    """The snapshot of a folder in a store; NoSnapshot when it does not say what it is."""
    told = store.answer(ITSELF).to_pylist()
    if not told:
        store.close()
        raise NoSnapshot(f"数据版本“{folder.name}”不完整。", again)
    return Snapshot(**told[0], store=store)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot, open for reading; safe to share between threads."""

    id: str
    built_at: datetime
    data_date: date | None
    """The last day in the data; None when it holds no dated row."""
    store: Store = field(repr=False, compare=False)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def ask(
        self,
        metrics: str | Iterable[str],
        by: str | Iterable[str] = (),
        *,
        scope: Scope,
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
        question = Question(
            tuple([metrics] if isinstance(metrics, str) else metrics),
            tuple([by] if isinstance(by, str) else by),
            as_key(where or {}),
            as_of,
            period,
            running,
        )
        if not question.metrics:
            raise CannotAnswer("没有指明要看哪个指标。")
        (answer,) = self.answers([question], scope=scope)
        if answer.refused:
            raise CannotAnswer(next(iter(answer.refused.values())))
        return answer.frame

    def answers(self, questions: Iterable[Question], *, scope: Scope) -> list[Answer]:
        """The answers to several questions, in their order; a number that is refused does not keep the others back.

        Equal questions are asked once, and those over one table and grouping are one statement. NotAllowed where the
        scope may ask nothing; a number of few families in need is empty for whoever sees no rows: see `Answer.few`.
        """
        check_may_ask(scope)
        asked = list(questions)
        plans = {question: self.planned(question, scope) for question in dict.fromkeys(asked)}
        counts = fetched(self.store.answer, needs_of(plans.values()))
        answers = {question: plan.answer(counts) for question, plan in plans.items()}
        if not may_see_few(scope):
            answers = {question: few.shown(self.store.answer, plans[question], a) for question, a in answers.items()}
        return [answers[question] for question in asked]

    def planned(self, question: Question, scope: Scope) -> Plan:
        """How a question is answered; numbers that cannot be split or narrowed so are refused, each with its reason."""
        try:
            return self._plan(question, question.metrics, scope)
        except CannotAnswer as refusal:
            if len(question.metrics) == 1:
                return Plan(question, refused={question.metrics[0]: str(refusal)})
        refused: dict[str, str] = {}
        for name in question.metrics:
            try:
                self._plan(question, (name,), scope)
            except CannotAnswer as refusal:
                refused[name] = str(refusal)
        answerable = [name for name in question.metrics if name not in refused]
        plan = self._plan(question, answerable, scope) if answerable else Plan(question)
        return replace(plan, refused=refused)

    def _plan(self, question: Question, names: Iterable[str], scope: Scope) -> Plan:
        """How some numbers of a question are answered; CannotAnswer where the declarations do not allow one."""
        numbers = tuple(metric(m) for m in dict.fromkeys(names))
        split = tuple(splitting(d) for d in dict.fromkeys(question.by))
        keys, where = tuple(grouping(split)), dict(question.where)
        if not may_see_few(scope) and few.tells_hardship(question):
            few.check_time(question, self.data_date)
        refuse_unfit(numbers, [*keys, *(name for name, _ in filters(where, scope))])
        span, states = self.spans(question)
        counts: list[tuple[Metric, Where, Need]] = []
        durations: list[tuple[Duration, Need]] = []
        for m in numbers:
            if isinstance(m, Duration):
                restricted = self.query_filters(m.table, keys, where, scope, ())
                if question.running:
                    raise CannotAnswer(f"“{m.label}”不能累计相加。")
                if question.each_day:
                    raise CannotAnswer(f"“{m.label}”要一天一天地问。")
                alike = next((n.duration for d, n in durations if is_alike(d, m)), m.id)
                durations.append((m, Need(m.table, keys, restricted, self.reached(m.table, span), duration=alike)))
                continue
            for part in parts_of(m):
                only = m.only if isinstance(m, Ratio) else ()
                restricted = self.query_filters(part.table, keys, where, scope, only)
                refuse(part, keys, restricted, running=question.running)
                time = self.reached(part.table, states if is_state(part) else span)
                if not question.each_day and not follows_day(part):  # so that it is asked once for all times
                    time = Span(rules.START)
                counts.append((part, only, Need(part.table, keys, restricted, time, dating(part), question.running)))
        return Plan(question, split, keys, tuple(counts), tuple(durations), numbers)

    def spans(self, question: Question) -> tuple[Span, Span]:
        """The span of a question, and that of the states in it."""
        if not question.each_day:
            return self.span(question.as_of, question.period), self.span_of_states(question.as_of, question.period)
        last = max(question.each_day)
        ends = rules.period(question.period).end if question.period else last
        if question.as_of or last > ends or not self.data_date or last >= self.data_date:
            raise ValueError(f"not days of a state each: {question.each_day}")
        each = ",".join(f"{day:%Y-%m-%d}" for day in question.each_day)
        times = self.span(last, question.period), self.span_of_states(last, question.period)
        span, states = (replace(time, each=each) for time in times)
        return span, states

    def reached(self, table: str, span: Span) -> Span:
        """The span as a table knows it, so that a question with a day is compiled once with those without."""
        return span if schema.table(table).reaches_beyond else replace(span, until=None)

    def followed(
        self,
        metric_id: str,
        by: str | Iterable[str] = (),
        *,
        scope: Scope,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """How a duration's share grows with the days: the dimensions of `by`, `days`, `share`, as of the question's day."""
        duration = metric(metric_id)
        if not isinstance(duration, Duration):
            raise CannotAnswer(f"“{duration.label}”不是时长，没有随天数的曲线。")
        keys = grouping([splitting(d) for d in dict.fromkeys([by] if isinstance(by, str) else by)])
        check_may_ask(scope)
        if not may_see_few(scope) and not few.HARDSHIP.isdisjoint((*keys, *(where or {}))):
            raise CannotAnswer(f"“{duration.label}”随天数的曲线，不看逐条记录的人不能按家庭的情况看。")
        restricted = self.query_filters(duration.table, keys, where, scope, ())
        span = self.reached(duration.table, self.span(as_of, period))
        statement = Statement(events, (duration.id, tuple(keys)), ((restricted, span),), of_groups=duration.table)
        followed = self.store.answer(statement)
        return curves(as_frame(followed), keys)

    def reported(
        self,
        metric_id: str,
        by: str | Iterable[str] = (),
        *,
        scope: Scope,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """How much of a number's base is reported under the question's own filters, one row a group: the dimensions of
        `by`, `some`, `of`; no row where it declares nothing, or where the question cannot be put to those who report.
        """
        split = [by] if isinstance(by, str) else list(by)
        question = of_its_base(metric_id, split, as_key(where or {}), as_of, period)
        (answer,) = self.answers([question], scope=scope) if question else (None,)
        if question is None or answer is None or answer.refused:
            return pd.DataFrame(columns=[*split, "some", "of"])
        return answer.frame.set_axis([*split, "some", "of"], axis=1)

    def query_filters(
        self, table: str, keys: Sequence[str], where: Mapping[str, object] | None, scope: Scope, only: Where
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
        scope: Scope,
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
        counts. CannotAnswer for a personal column, in whatever place; NotAllowed where the scope may not see such rows.
        """
        known_table(table)
        check_may_see_rows(scope, table)
        shown = [c.name for c in known_table(table).public] if columns is None else list(columns)
        for name in (*shown, *([order] if order else ())):
            public_column(table, name)
        if not shown:
            raise CannotAnswer("没有指明要看哪些栏目。")
        restricted = self.restricted(table, where, scope)
        of = (table, tuple(shown), counted_by, order, descending, limit, offset)
        span, is_short = self.span_of(counted_by, as_of, period), limit <= FEW
        return as_frame(self.look(table, rows_of, of, restricted, span, is_short=is_short))

    def row_of_each(
        self,
        table: str,
        columns: Sequence[str],
        counts: Sequence[str],
        *,
        scope: Scope,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """Of several counts of a table the first row that each counts, as `rows` gives it; none for one without rows.

        `counted_by`, the count's id, then the columns.
        """
        check_may_see_rows(scope, table)
        for name in columns:
            public_column(table, name)
        restricted = self.restricted(table, where, scope)
        asked = tuple((restricted, self.reached(table, self.span_of(name, as_of, period))) for name in counts)
        return as_frame(self.store.answer(Statement(row_of_each, (table, tuple(columns), tuple(counts)), asked)))

    def count_rows(
        self,
        table: str,
        *,
        scope: Scope,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
        counted_by: str | None = None,
    ) -> int:
        """How many rows `rows` would give without a limit; for whoever sees no rows, narrowed only as a number may be."""
        known_table(table)
        if not may_see_rows(scope, table):
            check_may_ask(scope)
            if not set(where or {}) <= _COUNTABLE:
                check_may_see_rows(scope, table)
        restricted = self.restricted(table, where, scope)
        of = (table, (), counted_by, None, False, 0, 0)
        counted = self.look(table, rows_of, of, restricted, self.span_of(counted_by, as_of, period), is_short=True)
        return int(counted["rows"][0].as_py())

    def by_source(
        self,
        count: Count,
        *,
        scope: Scope,
        as_of: date | None = None,
        period: str | None = None,
        where: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """A count by the lines of sheets behind it: the source columns, `rows`, `counted`; parameters as of `ask`."""
        check_may_see_rows(scope, count.table)
        restricted = self.query_filters(count.table, [], where, scope, ())
        span = self.span_of(count.id, as_of, period)
        return as_frame(self.look(count.table, by_source, (count,), restricted, span))

    def received_as(self, scope: Scope) -> dict[str, str]:
        """The files whose names hide somebody, each with the name under which it came; none where `scope` may not see it."""
        if not may_see_written(scope):
            return {}
        try:
            hidden = self.store.answer(Statement(renamed_files, (), ()))
        except CannotAnswer:  # a snapshot of an earlier day knows only the names that are shown
            return {}
        return {row["source_file"]: row["received_as"] for row in hidden.to_pylist()}

    def origin(self, source_file: str, source_sheet: str, source_row: int, *, scope: Scope) -> pd.DataFrame:
        """One row of one sheet as it was written, a cell a line: `field`, `place` (C7, B7, 第7行第2列, 表格上方), `said`.

        `said` is the cell's text, or `HIDDEN` where `scope` may not read it. Empty when no such row was read.
        """
        where = dict(zip(SOURCE, (source_file, source_sheet, source_row), strict=True))
        cells = self.written("source_rows", where, scope=self.of_own_sheet(source_file, source_sheet, scope))
        return cells[["field", "cell", "said"]].rename(columns={"cell": "place"})

    def people_of(
        self, table: str, source_file: str, source_sheet: str, source_row: int, *, scope: Scope
    ) -> pd.DataFrame:
        """Whom the records of one line of a sheet are of, each personal column masked where the rows lie: 李*宗, 137****6150.

        One row a family or person, under the columns' names; empty where the scope has no such line. NotAllowed for a
        scope that may not open names either.
        """
        return self._people(table, (source_file, source_sheet, source_row), scope, is_whole=False)

    def opened(
        self,
        table: str,
        source_file: str,
        source_sheet: str,
        source_row: int,
        *,
        scope: Scope,
        reason: str,
        record: Callable[[str], None],
    ) -> pd.DataFrame:
        """The same as it was written, of one line, after `record` has noted which and for what `reason`.

        NotAllowed for a scope that may not open names; CannotAnswer without a reason. What `record` raises ends it: what
        cannot be noted is not opened. Nothing is noted of a line that the scope does not have.
        """
        check_may_open_names(scope)
        if not reason.strip():
            raise CannotAnswer("请写明打开姓名的事由。")
        line = (source_file, source_sheet, source_row)
        if not (there := self._people(table, line, scope, is_whole=False)).empty:
            label = schema.table(table).label
            record(f"{label}：{source_file}，{source_sheet}，第{source_row}行；事由：{reason.strip()}")
            return self._people(table, line, scope, is_whole=True)
        return there

    def _people(self, table: str, line: tuple[str, str, int], scope: Scope, *, is_whole: bool) -> pd.DataFrame:
        known_table(table)
        check_may_open_names(scope)
        check_may_see_rows(scope, table)
        if not people_columns(table):
            raise CannotAnswer(f"“{schema.table(table).label}”表没有写是谁。")
        restricted = self.restricted(table, dict(zip(SOURCE, line, strict=True)), scope)
        return as_frame(self.look(table, people, (table, is_whole), restricted, Span(date.max)))

    def household_of(self, source_file: str, source_sheet: str, source_row: int, *, scope: Scope) -> int | None:
        """The number of the household that one line of a sheet is of, to narrow by it; None where there is none.

        NotAllowed for a scope that may not narrow to one family.
        """
        check_may_pick_a_family(scope)
        where = dict(zip(SOURCE, (source_file, source_sheet, source_row), strict=True))
        for table in ("visits", "issues"):
            restricted = self.restricted(table, where, scope)
            found = self.look(table, household_of, (table,), restricted, Span(date.max), is_short=True)
            if found.num_rows:
                return int(found["household_id"][0].as_py())
        return None

    def corrected(self, source_file: str, source_sheet: str, source_row: int, *, scope: Scope) -> pd.DataFrame:
        """The corrections of one row: every declared column but the source; `HIDDEN` where `scope` may not read it."""
        where = dict(zip(SOURCE, (source_file, source_sheet, source_row), strict=True))
        check_may_see_rows(scope, "corrections")
        scope = self.of_own_sheet(source_file, source_sheet, scope)
        columns = tuple(c for c in schema.CORRECTIONS.columns if c.name not in SOURCE)
        names = tuple(c.name for c in columns)
        restricted = self.restricted("corrections", where, scope)
        of = ("corrections", names, None, None, False, 1000, 0)
        rows = as_frame(self.look("corrections", rows_of, of, restricted, self.span(None, None)))
        hidden = [] if may_see_written(scope) else [c.name for c in columns if c.personal]
        return rows.assign(**dict.fromkeys(hidden, HIDDEN))

    def written(self, table: str, where: Mapping[str, object] | None = None, *, scope: Scope) -> pd.DataFrame:
        """The cells, as written, behind the rows of `table`, a cell a line, in the order of the sheets.

        `place` is the field's place in its sheet, `cell` the address of the one cell, `said` its text, or `HIDDEN`
        where `scope` may not read it.
        """
        check_may_see_rows(scope, table)
        check_may_see_rows(scope, "source_rows")
        restricted = self.restricted(table, where, scope)
        cells = as_frame(self.look(table, cells_of, (table,), restricted, Span(date.max)))
        places = zip(cells["place"], cells["source_row"], strict=True)
        contents = zip(cells["field_name"], cells["said"], cells["is_personal"], cells["is_kept"], strict=True)
        texts = [
            text if may_be_quoted(scope, name, text, is_personal=is_personal, is_kept=is_kept) else HIDDEN
            for name, text, is_personal, is_kept in contents
        ]
        shown = cells.assign(cell=[cell_address(place, row) for place, row in places], said=texts)
        return shown[[*SOURCE, "position", "field", "place", "cell", "said"]]

    def of_own_sheet(self, source_file: str, source_sheet: str, scope: Scope) -> Scope:
        """The scope for the lines of a sheet, which have neither unit nor place: whole where its unit is in the scope.

        The scope itself, in which such lines cannot be counted, for a part of the city that is written in places.
        """
        if not scope.where or not set(scope.where) <= {d.id for d in dimensions_of("source_sheets")}:
            return scope
        where = {"source_file": source_file, "source_sheet": source_sheet}
        is_own = bool(self.count_rows("source_sheets", scope=scope, where=where))
        return replace(scope, where={}) if is_own else scope

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
        """The time that a number is of where the question's does not apply to it: 不分时段, 截至3月31日; else empty.

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

    def look(
        self,
        table: str,
        build: Builder,
        of: tuple[object, ...],
        where: Where,
        span: Span,
        *,
        is_short: bool = False,
    ) -> pa.Table:
        """The answer to one question about the rows of one table."""
        return self.store.answer(Statement(build, of, ((where, self.reached(table, span)),), is_short=is_short))


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


def grouping(split: Sequence[Dimension]) -> list[str]:
    """The keys of the groups: the dimensions, and the ids that distinguish two values of the same name."""
    keys = [d.id for d in split]
    return [*keys, *(d.distinguished_by for d in split if d.distinguished_by and d.distinguished_by not in keys)]


def refuse_unfit(numbers: Iterable[Metric], dimensions: list[str]) -> None:
    """CannotAnswer when a ratio is split or narrowed by a dimension that means different things for its two counts."""
    for m in numbers:
        unfit = [d for d in dimensions if d not in m.within] if isinstance(m, Ratio) and m.within else []
        if unfit:
            known = "、".join(f"{dimension(d).label}（{d}）" for d in m.within)
            raise CannotAnswer(f"“{m.label}”不能按“{dimension(unfit[0]).label}”统计。可用维度：{known}。")
