"""What do the rows of one form mean, cell by cell, and which of them cannot be taken?

Cells are parsed by distinct text, and a text that was parsed for one file is not parsed again for the next. A cell
that cannot be read sets its row aside; every bad cell of the row is named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property, reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.office import rules
from campaign.office.rules import Period
from etl import values
from etl.forms import Form, SheetRead
from etl.forms.form import RETURNED
from etl.values import CellProblem, Problem, Quantity
from etl.values.places import PLACE_NUMBER

MARK_PROBLEMS = {
    "error": Problem("cell-error", "单元格是公式错误 {said}；请改成数值或文字"),
    "no-value": Problem(
        "formula-without-value", "单元格是公式，但文件里没有算好的结果；请用 Excel 打开、重新计算并保存后再报"
    ),
    "short-decimal": Problem(
        "date-ambiguous", "日期是数字 {said}，可能是这一天，也可能是末尾的 0 被省掉了（如 3.10）；请改成日期格式或文字"
    ),
    "serial-1904": Problem(
        "date-system",
        f"日期是数字 {{said}}，而这份工作簿从 1904 年起算日子，可能差四年零一天；请把这一列设为日期格式，或写成 {rules.EXAMPLE}",
    ),
    "long-number": Problem("number-too-long", "数字超过 15 位，Excel 已丢失末几位；请把该列设为文本后重新填写"),
    "long-text": Problem(
        "text-too-long", "一格里超过 32,767 个字，Excel 的一格也放不下；请核对是否粘贴错了，只留该填的内容"
    ),
}
LOST_MERGES = "合并单元格另存为 csv 后只剩第一格，请报原来的 .xlsx，或每行填满再存"
_LOST = f"（{LOST_MERGES}）"
_OF_DATES = ("short-decimal", "serial-1904")
"""Marks that matter only where a day is asked for."""
_QUANTITY = pa.struct([("value", pa.int64()), ("bound", pa.string())])
NEVER_SEEN = f"{values.INVISIBLE}|[\x00-\x08\x0b\x0c\x0e-\x1f]"
"""What a cell can hold and no reader sees, as a pattern."""
_NEVER_SEEN = re.compile(NEVER_SEEN)
_QUOTED = re.compile("“[^”]*”")
PROBLEM = pa.schema(
    [
        ("sheet", pa.int32()),
        ("line", pa.int32()),
        ("nth", pa.int32()),
        ("field", pa.string()),
        ("label", pa.string()),
        ("cell", pa.string()),
        ("rule", pa.string()),
        ("written", pa.string()),
        ("shown", pa.string()),
        ("sentence", pa.string()),
    ]
)
"""One bad cell: where, its place among those of its row, what its field is called, what was written, what may be shown of it,
what is wrong."""
PROBLEMS_A_FIELD = 1000
"""A row's problems are in the order of its fields, those of one field as they were noted."""
FOUND_TOGETHER = PROBLEMS_A_FIELD - 1
"""The turn of a problem that only all files together show."""

Columns = Mapping[str, pa.Array | pa.ChunkedArray]
_memo: dict[Hashable, dict[str, Any]] = defaultdict(dict)
"""What texts were found to mean, for the next file that this process types."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file that is being staged, with what is known of its file."""

    read: SheetRead
    """With the office's corrections."""
    written: SheetRead
    """As received."""
    folder_unit: str
    period: Period | None
    problems: Mapping[str, Problem]
    """Field → what is wrong around the table with a row that has no answer of its own."""

    @property
    def near(self) -> date:
        """The day that a date written without its year is near."""
        return rules.near(self.period)


Typing = Callable[["TypedRows"], Columns]


def visible(column: pa.Array) -> pa.Array:
    """What a reader sees of each text: without invisible characters and without space at its ends; '' for null."""
    column = pc.replace_substring_regex(pc.fill_null(column, ""), NEVER_SEEN, "")
    return pc.utf8_trim_whitespace(column)


def by_text(texts: pa.Array, meaning: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`meaning` of each distinct text, spread over the rows."""
    encoded = texts.dictionary_encode()
    return pa.array(map(meaning, encoded.dictionary.to_pylist()), kind).take(encoded.indices)


def visible_text(text: str | None) -> str:
    """The same of one text."""
    return _NEVER_SEEN.sub("", text or "").strip()


class TypedRows:
    """The rows of one form in some sheets: columns as written, values as meant, problems by row."""

    def __init__(self, form: Form, sheets: Sequence[Sheet]) -> None:
        self.form = form
        self.sheets = sheets
        self.rows = _rows(form, [(i, s.read) for i, s in enumerate(sheets)])
        self.sheet = self.rows["sheet"].combine_chunks()
        self.n = self.rows.num_rows
        self._problems: dict[int, list[tuple[str, Problem]]] = defaultdict(list)
        self._remarks: dict[int, list[tuple[str, Problem]]] = defaultdict(list)
        self._cut: dict[str, set[int]] = defaultdict(set)
        self._texts: dict[str, pa.Array] = {}
        self._add_marks()
        self._add_error_names()
        self._add_problems_around()

    # ── what is written ──

    def by_sheet(self, value: Callable[[Sheet], Any], kind: pa.DataType | None = None) -> pa.Array:
        """A fact of each row's sheet."""
        return pa.array([value(sheet) for sheet in self.sheets], kind or pa.string()).take(self.sheet)

    def text(self, name: str) -> pa.Array:
        """What each row says in a field: its own cell, else the sheet's line beside the table; '' when blank."""
        if name not in self._texts:
            is_column = name in self.rows.column_names
            column = visible(self.rows[name].combine_chunks() if is_column else pa.nulls(self.n, pa.string()))
            if any(field.name == name for field in self.form.about):
                beside = self.by_sheet(lambda sheet: sheet.read.about.get(name, ""))
                column = pc.if_else(pc.equal(column, ""), beside, column)
            self._texts[name] = column
        return self._texts[name]

    def raw(self, name: str) -> pa.Array:
        """The field's own cells exactly as they were read; '' when blank."""
        return pc.fill_null(self.rows[name], "").combine_chunks()

    # ── what is meant ──

    def parsed(self, name: str, where: pa.Array | None = None) -> pa.Array:
        """The meaning of each row's cell by the field's own parser; problems are noted. Only of the rows `where`, if given."""
        field, text = self.form.field(name), self.text(name)
        text = text if where is None else pc.if_else(where, text, "")
        if field.parse is None:
            return self.written(name)
        if field.type != pa.date32():
            return self.mapped(text, field.parse, name, field.type, (self.form.id, name))
        days = {sheet.near for sheet in self.sheets} or {rules.START}
        if len(days) > 1:
            near = self.by_sheet(lambda sheet: sheet.near.isoformat())
            text = pc.binary_join_element_wise(near, text, "|")
            return self.mapped(
                text,
                lambda t: field.parse(t[11:], date.fromisoformat(t[:10])),
                name,
                field.type,
                (self.form.id, name, 0),
            )
        (day,) = days
        return self.mapped(text, lambda t: field.parse(t, day), name, field.type, (self.form.id, name, day))

    def written(self, name: str) -> pa.Array:
        """What each row says in a field, null when blank: kept beside what it means."""
        text = self.text(name)
        return pc.if_else(pc.equal(text, ""), None, text)

    def bounded(self, name: str) -> dict[str, pa.Array]:
        """The number in each row's cell under `name`, and its bound under `name`_bound; problems are noted."""
        meaning = self.form.field(name).parse
        if meaning is None:
            raise TypeError(f"{self.form.id}.{name} has no parser")
        quantities = self.mapped(
            self.text(name), lambda t: _parts(meaning(t)), name, _QUANTITY, (self.form.id, name, "bound")
        )
        return {name: pc.struct_field(quantities, "value"), f"{name}_bound": pc.struct_field(quantities, "bound")}

    def identified(self, name: str) -> dict[str, pa.Array]:
        """The number in each row's cell under `name`, as it is written unless it names somebody, and under `name`_key what
        it is compared by.

        A number that a spreadsheet has cut identifies nothing: its row is set aside where the paper cannot do without it,
        and is else remarked on.
        """
        text = self.text(name)
        cut = values.is_cut(text)
        if name in self._cut:
            cut = pc.or_(cut, pa.array([row in self._cut[name] for row in range(self.n)], pa.bool_()))
        need = self.form.need(name)
        for row in pc.indices_nonzero(cut).to_pylist():
            (self.note if need and not need.instead else self.remark)(row, name, CUT_NUMBER)
        key = values.number_keys(text)
        is_none = pc.or_(cut, pc.equal(key, ""))
        shown = by_text(text, lambda written: written if values.is_shown_number(written) else None, pa.string())
        return {name: pc.if_else(pc.equal(text, ""), None, shown), f"{name}_key": pc.if_else(is_none, None, key)}

    def mapped(
        self, texts: pa.Array, meaning: Callable[[str], Any], field: str, kind: pa.DataType, key: Hashable = None
    ) -> pa.Array:
        """`meaning` of each distinct text, spread over the rows; a Problem becomes empty and is noted.

        Under a `key` what a text means is kept for the next file: `meaning` must then depend on the text alone.
        """
        encoded = texts.dictionary_encode()
        known = _memo[key] if key is not None else {}
        meanings = []
        for text in encoded.dictionary.to_pylist():
            if text not in known:
                known[text] = meaning(text)
            meanings.append(known[text])
        bad = pa.array([isinstance(value, Problem) for value in meanings], pa.bool_())
        if pc.any(bad).as_py():
            indices = encoded.indices.to_pylist()
            for row in pc.indices_nonzero(bad.take(encoded.indices)).to_pylist():
                self.note(row, field, meanings[indices[row]])
        return pa.array([None if isinstance(v, Problem) else v for v in meanings], kind).take(encoded.indices)

    def places(self) -> pa.Array:
        """The number of each row's village in the list of places; problems are noted at the village cell."""
        parts = [self.text(name) for name in ("district", "town", "village")]
        joined = pc.binary_join_element_wise(*parts, "\x1f")
        return self.mapped(joined, lambda t: place_number(*t.split("\x1f")), "village", pa.int32(), "places")

    def raisers(self, name: str, kind: str) -> pa.Array:
        """Who each row is of, one of `rules.RAISERS`: as the cell under `kind` says, else as the name under `name` is written."""
        by_name = by_text(self.text(name), values.raiser_of, pa.string())
        return pc.coalesce(self.parsed(kind), by_name) if self.form.has(kind) else by_name

    def periods(self) -> dict[str, pa.Array]:
        """Label, first and last day of each row's period: its own cells, else the sheet's; a row without one is set aside where it is needed."""
        missing = self.form.missing("period")
        texts = [self.text(name) for name in period_fields(self.form)]
        encoded = pc.binary_join_element_wise(*texts, "\x1f").dictionary_encode()
        own = [written_period(*text.split("\x1f")) for text in encoded.dictionary.to_pylist()]
        indices = encoded.indices.to_pylist()
        periods: list[Period | None] = []
        for row, (i, no) in enumerate(zip(indices, self.sheet.to_pylist(), strict=True)):
            period = own[i] or self.sheets[no].period
            if isinstance(period, Problem):
                self.note(row, "period", period)
            elif period is None and missing:
                self.note(row, "period", self.sheets[no].problems.get("period", missing))
            periods.append(None if isinstance(period, Problem) else period)
        start, end = ([getattr(p, side) if p else None for p in periods] for side in ("start", "end"))
        return {
            "period_label": pa.array([p.label if p else None for p in periods], pa.string()),
            "period_start": pa.array(start, pa.date32()),
            "period_end": pa.array(end, pa.date32()),
        }

    # ── what cannot be taken ──

    def note(self, row: int, field: str, problem: Problem) -> None:
        """Sets `row` aside for `problem` in `field`, or only that cell where the problem or the paper spares the rest."""
        need = self.form.need(field)
        is_needed = need is not None and not need.instead
        is_spared = field in self.form.spares or (isinstance(problem, CellProblem) and not is_needed)
        of = self._remarks if is_spared else self._problems
        of[row].append((field, problem))

    def remark(self, row: int, field: str, problem: Problem) -> None:
        """Names what is to be looked at in `field` of a `row` that is kept all the same."""
        self._remarks[row].append((field, problem))

    def reject_where(self, mask: pa.Array, field: str, problem: Problem) -> None:
        """Sets aside every row where `mask` holds."""
        for row in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist():
            self.note(row, field, problem)

    def require(self, field: str, *columns: pa.Array) -> None:
        """Sets aside rows in which all of `columns` are empty where the paper needs `field`, unless its cell has been found bad already."""
        problem = self.form.missing(field)
        if problem is None:
            return
        for row in pc.indices_nonzero(reduce(pc.and_, map(pc.is_null, columns))).to_pylist():
            if not any(f == field for f, _ in self._problems.get(row, ())):
                is_cut = field in self.sheets[self.sheet[row].as_py()].read.only_first
                self.note(row, field, replace(problem, sentence=problem.sentence + _LOST) if is_cut else problem)

    def has_problem(self, row: int, *fields: str) -> bool:
        """Whether a cell of `fields` has been found bad in a row."""
        return any(field in fields for field, _ in self._problems.get(row, ()))

    def _add_marks(self) -> None:
        marked = [no for no, s in enumerate(self.sheets) if s.read.marks and s.read.form == self.form.id]
        if not marked:
            return
        rows = pc.indices_nonzero(pc.is_in(self.sheet, pa.array(marked, pa.int32())))
        lines = zip(self.sheet.take(rows).to_pylist(), self.rows["line"].take(rows).to_pylist(), strict=True)
        at = dict(zip(lines, rows.to_pylist(), strict=True))
        for no in marked:
            for line, field, mark in self.sheets[no].read.marks:
                if mark in _OF_DATES and self.form.field(field).type != pa.date32():
                    continue
                if mark == "no-value" and (no, line) in at and self._has_parts(at[no, line], field, no, line):
                    continue
                if (no, line) not in at:
                    continue
                if mark == "long-number" and self.form.field(field).kind == "identifier":
                    self._cut[field].add(at[no, line])
                else:
                    self.note(at[no, line], field, MARK_PROBLEMS[mark])

    def _add_problems_around(self) -> None:
        """Two texts around a table that name two villages: the rows that name none are of neither."""
        for no, sheet in enumerate(self.sheets):
            for name in sheet.problems.keys() & {"village", "place"}:
                is_blank = pc.equal(visible(self.raw(name)), "") if name in self.rows.column_names else True
                self.reject_where(pc.and_(pc.equal(self.sheet, no), is_blank), name, sheet.problems[name])

    def _has_parts(self, row: int, field: str, sheet: int, line: int) -> bool:
        """Whether a sum that nobody worked out can be: its parts are written in the row, and no formulas either."""
        parts = self.form.field(field).sum_of
        marked = {name for at, name, _ in self.sheets[sheet].read.marks if at == line}
        return (
            bool(parts) and marked.isdisjoint(parts) and all((self.rows[p][row].as_py() or "").strip() for p in parts)
        )

    def _add_error_names(self) -> None:
        """A text file carries the errors of the workbook it was saved from as texts."""
        names = pa.array(values.ERROR_NAMES)
        for field in self.form.fields:
            errors = pc.is_in(pc.utf8_trim_whitespace(self.rows[field.name]), names)
            for row in pc.indices_nonzero(errors).to_pylist():
                if not any(f == field.name for f, _ in self._problems.get(row, ())):
                    self.note(row, field.name, MARK_PROBLEMS["error"])

    # ── what is kept ──

    @cached_property
    def cells(self) -> pa.Array:
        """All that each row says, field by field, then fact by fact; null where its sheet has no such field."""
        return self._cells(self.rows, [sheet.read for sheet in self.sheets])

    def cell(self, row: int, name: str) -> str:
        """Where a row's field stands: C7, 第7行第2列, 表格上方."""
        read, line = self.sheets[self.sheet[row].as_py()].read, self.rows["line"][row].as_py()
        return address_of(self.form, read, line, self.cells[row].as_py(), name)

    def _cells(self, rows: pa.Table, reads: Sequence[SheetRead]) -> pa.Array:
        sheet = rows["sheet"].combine_chunks()
        columns = [rows[field.name].combine_chunks() for field in self.form.fields]
        columns += [
            pa.array([read.about.get(field.name) for read in reads], pa.string()).take(sheet)
            for field in self.form.about
        ]
        n, width = rows.num_rows, len(columns)
        by_row = np.arange(n * width).reshape(width, n).T.ravel()
        offsets = pa.array(np.arange(n + 1) * width, pa.int32())
        return pa.ListArray.from_arrays(offsets, pa.concat_arrays(columns).take(pa.array(by_row)))

    def table(self, columns: Columns) -> pa.Table:
        """Every row with its cells and its typed columns; `written` is null where nothing was corrected."""
        is_corrected = [sheet.read is not sheet.written for sheet in self.sheets]
        written = pa.nulls(self.n, pa.list_(pa.string()))
        if any(is_corrected):
            received = _rows(self.form, [(i, s.written) for i, s in enumerate(self.sheets)])
            own = pa.array(is_corrected).take(self.sheet)
            written = pc.if_else(own, self._cells(received, [s.written for s in self.sheets]), written)
        named = {field.name: self.raw(field.name) for field in RETURNED}
        facts = {"sheet": self.sheet, "line": self.rows["line"], "cells": self.cells, "written": written, **named}
        return pa.table({**facts, **columns})

    def problems(self) -> pa.Table:
        """The problems of all rows, those of a row in the order of the form; of a row that goes back, every cell to mend."""
        spared = {
            row: [one for one in self._remarks.get(row, ()) if one[1].rule in values.LEFT_BLANK]
            for row in self._problems
        }
        return self._faults({row: [*of_row, *spared[row]] for row, of_row in self._problems.items()})

    def remarks(self) -> pa.Table:
        """The remarks on all rows, in the same order and with the same columns."""
        return self._faults(self._remarks)

    def _faults(self, of_rows: Mapping[int, Sequence[tuple[str, Problem]]]) -> pa.Table:
        faults = []
        if not of_rows:
            return PROBLEM.empty_table()
        cells = self.cells
        for row, problems in sorted(of_rows.items()):
            no, line = self.sheet[row].as_py(), self.rows["line"][row].as_py()
            own = cells[row].as_py()
            faults += [
                fault(self.form, self.sheets[no].read, no, line, own, field, problem, turn)
                for turn, (field, problem) in enumerate(problems)
            ]
        return pa.Table.from_pylist(
            sorted(faults, key=lambda one: (one["sheet"], one["line"], one["nth"])), schema=PROBLEM
        )


def _rows(form: Form, reads: Sequence[tuple[int, SheetRead]]) -> pa.Table:
    """The records of one form, unparsed: sheet, line, and a text column for every field and RETURNED."""
    names = [f.name for f in (*form.fields, *RETURNED)]
    schema = pa.schema([("sheet", pa.int32()), ("line", pa.int32()), *((name, pa.string()) for name in names)])
    tables = []
    for number, read in reads:
        if read.form == form.id and read.rows is not None and read.rows.num_rows:
            tables.append(
                read.rows.append_column("sheet", pa.repeat(pa.scalar(number, pa.int32()), read.rows.num_rows))
            )
    if not tables:
        return schema.empty_table()
    whole = pa.concat_tables(tables, promote_options="default")
    whole = whole.rename_columns(["line" if name == "source_row" else name for name in whole.column_names])
    for name in schema.names:
        if name not in whole.column_names:
            whole = whole.append_column(name, pa.nulls(whole.num_rows, pa.string()))
    return whole.select(schema.names).cast(schema)


def _parts(meant: Quantity | Problem | None) -> dict[str, Any] | Problem | None:
    return asdict(meant) if isinstance(meant, Quantity) else meant


# ── one bad cell ──


def text_of(form: Form, cells: Sequence[str | None], name: str) -> str:
    """What a row says in a field, out of its cells: its own, else the one beside the table; '' when neither does."""
    own = next((visible_text(cells[i]) for i, f in enumerate(form.fields) if f.name == name), "")
    width = len(form.fields)
    return own or next((cells[width + i] or "" for i, f in enumerate(form.about) if f.name == name), "")


def address_of(form: Form, read: SheetRead, line: int, cells: Sequence[str | None], name: str) -> str:
    """Where a row's field stands: C7, 第7行第2列, 表格上方."""
    place = read.cells.get(name) or ""
    own = next(((cells[i] or "").strip() for i, f in enumerate(form.fields) if f.name == name), "")
    if not own and f"about:{name}" in read.cells:
        return read.cells[f"about:{name}"]
    if not place or form.shape == "boxes":
        return place or f"第{line}行"
    if read.is_word:
        return f"第{line}行{place}"
    return "、".join(f"{letters}{line}" for letters in place.split("、"))


def fault(
    form: Form,
    read: SheetRead,
    sheet: int,
    line: int,
    cells: Sequence[str | None],
    name: str,
    problem: Problem,
    turn: int = 0,
) -> dict[str, Any]:
    """One bad cell as a row of PROBLEM; what was written is left out of what is shown where it may name a person."""
    fields = (*form.fields, *form.about)
    nth, field = next(((i, f) for i, f in enumerate(fields) if f.name == name), (99, None))
    written = text_of(form, cells, name)
    is_personal = any(f.name == name and f.personal for f in fields)

    def hides(text: str) -> bool:
        return bool(text) and (is_personal or not values.looks_like(name, text))

    sentence = problem.sentence.replace("{said}", "" if hides(written) else written)
    quoted = _QUOTED.search(sentence)
    if quoted and hides(quoted[0][1:-1]):
        sentence = _QUOTED.sub("", sentence, count=1)
    return {
        "sheet": sheet,
        "line": line,
        "nth": nth * PROBLEMS_A_FIELD + turn,
        "field": name,
        "label": field.label if field else name,
        "cell": address_of(form, read, line, cells, name),
        "rule": problem.rule,
        "written": written,
        "shown": "（可能涉及个人，不显示）" if hides(written) else values.excerpt(written, 60),
        "sentence": sentence,
    }


# ── problems and readings that several papers share ──

CUT_NUMBER = Problem(
    "number-cut",
    "编号太长，末几位已被 Excel 截去（显示成 3.2E+17 这样，或末尾变成了 0），无法识别，不能用于归并和对应回访；请把这一列设为文本，照原编号重新填写",
)

UNREADABLE_PERIOD = Problem(
    "period-unreadable", f"时段写的不是起止日期，无法确定起止日；请写成 {rules.WEEK_EXAMPLE} 或 {rules.HALF_EXAMPLE}"
)
PERIOD_CELLS_DIFFER = Problem(
    "period-cells-differ", "时段、周次和截止日期几栏说的不是同样的几天；请核对，改成一样的再报"
)


def period_fields(form: Form) -> tuple[str, ...]:
    """The fields of a form in which a row says its period, as `written_period` takes them."""
    return tuple(name for name in ("period", "week", "first_day", "last_day") if form.has(name))


def written_period(text: str, week: str = "", first: str = "", last: str | None = None) -> Period | Problem | None:
    """The period that a row's own cells say: as one text, as a week with its days, as two days; a week's last day alone is enough.

    `last` is None where the paper has no such field: there a single day is no period.

    >>> week = written_period("3.13-3.19")
    >>> week == written_period("", "第二周", "3.13", "3.19") == written_period("", "第二周（3.13-3.19）") == written_period("3月19日", last="")
    True
    >>> written_period("", "第二周").rule, written_period("3.13-3.19", last="2017-03-26").rule, written_period("3月19日").rule
    ('period-unreadable', 'period-cells-differ', 'period-unreadable')
    """
    if not (text or week or first or last):
        return None
    named = [period for period in (values.parse_period(text), values.parse_period(week)) if period]
    begin, end = _day(first), _day(last or ("" if named or last is None else text))
    if begin and end and begin <= end:
        named.append(values.days_from(begin, end))
    elif end and not named and (ended := values.week_ending(end)):
        named.append(ended)
    if not named:
        return UNREADABLE_PERIOD
    agree = all(period == named[0] for period in named) and (end is None or named[0].start <= end <= named[0].end)
    return named[0] if agree else PERIOD_CELLS_DIFFER


def _day(text: str) -> date | None:
    day = values.parse_campaign_date(text)
    return day if isinstance(day, date) else None


def place_number(district: str, town: str, village: str) -> int | Problem | None:
    """The number of a village in the list of places."""
    area = values.resolve_place(district, town, village)
    return area if area is None or isinstance(area, Problem) else PLACE_NUMBER[area.village_id]
