"""Which rows of a form can be taken, and why not the others?

Cells are parsed by distinct value, so that a month of dates costs thirty parses. A cell that
cannot be read sets its row aside; every bad cell of the row is named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl import values
from etl.forms import Form
from etl.sift.source import Reference, Sheet, raw_rows
from etl.values import Problem, Quantity

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
        "日期是数字 {said}，而这份工作簿从 1904 年起算日子，可能差四年零一天；请把这一列设为日期格式，或写成 2017-03-25",
    ),
    "long-number": Problem("number-too-long", "数字超过 15 位，Excel 已丢失末几位；请把该列设为文本后重新填写"),
    "long-text": Problem(
        "text-too-long", "一格里超过 32,767 个字，Excel 的一格也放不下；请核对是否粘贴错了，只留该填的内容"
    ),
}


_OF_DATES = ("short-decimal", "serial-1904")
"""Marks that matter only where a day is asked for."""
_QUANTITY = pa.struct([("value", pa.int64()), ("bound", pa.string())])
_NEVER_SEEN = f"{values.INVISIBLE}|[\x00-\x08\x0b\x0c\x0e-\x1f]"
_QUOTED = re.compile("“[^”]*”")


def seen(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a reader sees of each text: without invisible characters and without space at its ends; '' for null."""
    column = pc.replace_substring_regex(pc.fill_null(column, ""), _NEVER_SEEN, "")
    return pc.utf8_trim_whitespace(column)


class Sieve:
    """The rows of one form on their way in: columns as written, values as meant, problems by row."""

    def __init__(self, form: Form, sheets: Sequence[Sheet], reference: Reference) -> None:
        self.form = form
        self.sheets = sheets
        self.reference = reference
        self.rows = raw_rows(form, sheets)
        self.sheet_no = self.rows["sheet_no"].combine_chunks()
        self._problems: dict[int, list[tuple[str, str, Problem]]] = defaultdict(list)
        self._said: dict[str, pa.Array] = {}
        self._rejected: pa.Array | None = None
        self._add_marks()
        self._add_error_names()

    @property
    def n(self) -> int:
        """How many rows."""
        return self.rows.num_rows

    def by_sheet(self, value: Callable[[Sheet], Any], kind: pa.DataType | None = None) -> pa.Array:
        """A fact of each row's sheet."""
        return pa.array([value(sheet) for sheet in self.sheets], kind or pa.string()).take(self.sheet_no)

    def said(self, name: str) -> pa.Array:
        """What each row says in a field: its own cell, else the sheet's line beside the table; '' when blank."""
        if name not in self._said:
            column = (
                self.rows[name] if name in self.rows.column_names else pa.chunked_array([pa.nulls(self.n, pa.string())])
            )
            column = seen(column).combine_chunks()
            if any(field.name == name for field in self.form.about):
                beside = self.by_sheet(lambda sheet: sheet.read.about.get(name, ""))
                column = pc.if_else(pc.equal(column, ""), beside, column)
            self._said[name] = column
        return self._said[name]

    def raw(self, name: str) -> pa.Array:
        """The field's own cells exactly as they were read; '' when blank."""
        return pc.fill_null(self.rows[name], "").combine_chunks()

    def parsed(self, name: str) -> pa.Array:
        """The meaning of each row's cell by the field's own parser; problems are noted."""
        field = self.form.field(name)
        said = self.said(name)
        if field.parse is None:
            return pc.if_else(pc.equal(said, ""), None, said)
        if field.type in (pa.date32(),):
            years = {sheet.year for sheet in self.sheets} or {0}
            if len(years) > 1:
                year = self.by_sheet(lambda sheet: str(sheet.year))
                said = pc.binary_join_element_wise(year, said, "|")
                return self.mapped(said, lambda text: field.parse(text[5:], int(text[:4])), name, field.type)
            return self.mapped(said, lambda text: field.parse(text, *years), name, field.type)
        return self.mapped(said, field.parse, name, field.type)

    def bounded(self, name: str) -> dict[str, pa.Array]:
        """The number in each row's cell under `name`, and its bound under `name`_bound; problems are noted."""
        meaning = self.form.field(name).parse
        if meaning is None:
            raise TypeError(f"{self.form.id}.{name} has no parser")
        found = self.mapped(self.said(name), lambda text: _parts(meaning(text)), name, _QUANTITY)
        return {name: pc.struct_field(found, "value"), f"{name}_bound": pc.struct_field(found, "bound")}

    def mapped(self, said: pa.Array, meaning: Callable[[str], Any], field: str, kind: pa.DataType) -> pa.Array:
        """`meaning` of each distinct text, spread over the rows; a Problem becomes empty and is noted."""
        encoded = said.dictionary_encode()
        found = [meaning(text) for text in encoded.dictionary.to_pylist()]
        bad = pa.array([isinstance(value, Problem) for value in found], pa.bool_())
        if pc.any(bad).as_py():
            indices = encoded.indices.to_pylist()
            for row in pc.indices_nonzero(bad.take(encoded.indices)).to_pylist():
                self.note(row, field, found[indices[row]])
        return pa.array([None if isinstance(v, Problem) else v for v in found], kind).take(encoded.indices)

    def note(self, row: int, field: str, problem: Problem) -> None:
        """Sets `row` aside for `problem` in `field`."""
        self._rejected = None
        self._problems[row].append((field, self._text(row, field), problem))

    def reject_where(self, mask: pa.Array, field: str, problem: Problem) -> None:
        """Sets aside every row where `mask` holds."""
        for row in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist():
            self.note(row, field, problem)

    def require(self, value: pa.Array, field: str, problem: Problem) -> None:
        """Sets aside rows whose `value` is empty, unless the same cell has been found bad already."""
        for row in pc.indices_nonzero(pc.is_null(value)).to_pylist():
            if not any(f == field for f, _, _ in self._problems.get(row, ())):
                self.note(row, field, problem)

    @property
    def rejected(self) -> pa.Array:
        """Whether each row is set aside."""
        if self._rejected is None:
            mask = np.zeros(self.n, np.bool_)
            mask[np.fromiter(self._problems, np.int64, len(self._problems))] = True
            self._rejected = pa.array(mask)
        return self._rejected

    def bad_fields(self) -> dict[int, frozenset[str]]:
        """The rows that are set aside, each with the fields in which a problem was found."""
        return {row: frozenset(field for field, _, _ in problems) for row, problems in self._problems.items()}

    def rejections(self) -> list[dict[str, Any]]:
        """The set-aside rows as `rejected_rows` holds them, without unit and period."""
        order = {f.name: i for i, f in enumerate((*self.form.fields, *self.form.about))}
        found = []
        for row, problems in sorted(self._problems.items()):
            problems = sorted(problems, key=lambda p: order.get(p[0], 99))
            field, said, problem = problems[0]
            hidden = self._hides(field, said)
            sentences = [self._sentence(f, s, p) for f, s, p in problems]
            found.append(
                {
                    "row": row,
                    "sheet_no": self.sheet_no[row].as_py(),
                    "source_row": self.rows["source_row"][row].as_py(),
                    "cell": self._cell(row, field),
                    "field": self._label(field),
                    "rule": problem.rule,
                    "said": said,
                    "said_shown": "（可能涉及个人，不显示）" if hidden else values.shown(said, 60),
                    "sentence": sentences[0],
                    "also": "\n".join(
                        self._elsewhere(row, *more) for more in zip(problems[1:], sentences[1:], strict=True)
                    )
                    or None,
                    "bad_fields": [self._label(f) for f, _, _ in problems],
                    "bad_rules": [p.rule for _, _, p in problems],
                }
            )
        return found

    def _sentence(self, field: str, said: str, problem: Problem) -> str:
        """The sentence; what was written is left out where it may name a person."""
        text = problem.sentence.replace("{said}", "" if self._hides(field, said) else said)
        quoted = _QUOTED.search(text)
        return _QUOTED.sub("", text, count=1) if quoted and self._hides(field, quoted[0][1:-1]) else text

    def _elsewhere(self, row: int, problem: tuple[str, str, Problem], sentence: str) -> str:
        """A further bad cell of a row, as a line of its own: where it stands, its column, what is wrong."""
        return f"{self._cell(row, problem[0])}（{self._label(problem[0])}）：{sentence}"

    def _hides(self, field: str, said: str) -> bool:
        """Whether what a cell says may name a person: by its field, or because it is not what the field holds."""
        return bool(said) and (self._is_personal(field) or not values.looks_like(field, said))

    def _is_personal(self, field: str) -> bool:
        return any(f.name == field and f.personal for f in (*self.form.fields, *self.form.about))

    def _label(self, field: str) -> str:
        return next((f.label for f in (*self.form.fields, *self.form.about) if f.name == field), field)

    def _text(self, row: int, field: str) -> str:
        known = field in self.rows.column_names or any(f.name == field for f in self.form.about)
        return self.said(field)[row].as_py() if known else ""

    def cell(self, row: int, field: str) -> str:
        """Where a row's field stands: C7, 第7行第2列, 表格上方."""
        return self._cell(row, field)

    def _cell(self, row: int, field: str) -> str:
        read = self.sheets[self.sheet_no[row].as_py()].read
        line = self.rows["source_row"][row].as_py()
        place = read.cells.get(field) or ""
        own = field in self.rows.column_names and (self.rows[field][row].as_py() or "").strip()
        if not own and f"about:{field}" in read.cells:
            return read.cells[f"about:{field}"]
        if not place or self.form.shape == "boxes":
            return place or f"第{line}行"
        return f"第{line}行{place}" if read.is_word else f"{place}{line}"

    def _add_marks(self) -> None:
        marked = [no for no, s in enumerate(self.sheets) if s.read.marks and s.read.form == self.form.id]
        if not marked:
            return
        rows = pc.indices_nonzero(pc.is_in(self.sheet_no, pa.array(marked, pa.int32())))
        lines = zip(self.sheet_no.take(rows).to_pylist(), self.rows["source_row"].take(rows).to_pylist(), strict=True)
        at = dict(zip(lines, rows.to_pylist(), strict=True))
        for no in marked:
            for line, field, mark in self.sheets[no].read.marks:
                if mark in _OF_DATES and self.form.field(field).type != pa.date32():
                    continue
                if (no, line) in at:
                    self.note(at[no, line], field, MARK_PROBLEMS[mark])

    def _add_error_names(self) -> None:
        """A text file carries the errors of the workbook it was saved from as texts."""
        for field in self.form.fields:
            found = pc.is_in(pc.utf8_trim_whitespace(self.rows[field.name]), pa.array(values.ERROR_NAMES))
            for row in pc.indices_nonzero(found).to_pylist():
                if not any(f == field.name for f, _, _ in self._problems.get(row, ())):
                    self.note(row, field.name, MARK_PROBLEMS["error"])


def _parts(meant: Quantity | Problem | None) -> dict[str, Any] | Problem | None:
    return asdict(meant) if isinstance(meant, Quantity) else meant
