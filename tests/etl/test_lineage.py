"""Does the named cell of the named file hold what a fact of the snapshot says?

A thousand random facts are looked up in the sheets by other libraries than the product reads
with (openpyxl, xlrd, python-docx, csv), and told again by small rules of this test's own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import duckdb
import openpyxl
import pytest
import xlrd
from openpyxl.utils import column_index_from_string

from etl import shelf as shelves
from etl.sample.issues import OWN_STATES

FACTS = 1000
BESIDE = ("place", "district", "town", "village", "unit", "visitor_names", "visit_date", "period")
"""Fields that stand once, beside the table: in a sheet at an address of their own, often behind a label in one cell."""


# ── the file, read by another library ─────────────────────────────────────────────────────────


@dataclass
class Paper:
    """One received file; `cell` is what stands in one place of it."""

    path: Path

    @cached_property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def book(self) -> Any:
        if self.data[:4] == b"\xd0\xcf\x11\xe0":
            return xlrd.open_workbook(file_contents=self.data, formatting_info=True)
        if self.path.suffix == ".docx":
            return docx.Document(io.BytesIO(self.data))
        if self.data[:2] == b"PK":
            return openpyxl.load_workbook(io.BytesIO(self.data), data_only=True)
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = self.data.decode("gb18030")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if self.path.suffix == ".tsv" else ","))

    def cell(self, sheet: str, row: int, place: str) -> str:
        """The text at a place: a column of the row, an address, or the lines beside a Word table."""
        sheet = re.sub(r"·第\d+户$", "", sheet)
        if place in ("表格上方", "表格下方"):
            return self._beside(int(sheet.removeprefix("表")) - 1, place)
        if at := re.fullmatch(r"第(\d+)行第(\d+)列|第(\d+)列", place):
            r, c = (int(at[1]), int(at[2])) if at[1] else (row, int(at[3]))
            return self.book.tables[int(sheet.removeprefix("表")) - 1].cell(r - 1, c - 1).text
        at = re.fullmatch(r"([A-Z]+)(\d*)", place)
        return self._grid_cell(sheet, int(at[2] or row), column_index_from_string(at[1]))

    def _grid_cell(self, sheet: str, r: int, c: int) -> str:
        if isinstance(self.book, list):
            line = self.book[r - 1]
            return line[c - 1] if c <= len(line) else ""
        number = re.fullmatch(r"第(\d+)张表", sheet)
        if isinstance(self.book, openpyxl.Workbook):
            page = self.book.worksheets[int(number[1]) - 1] if number else self.book[sheet]
            area = next((a for a in page.merged_cells.ranges if (r, c) in _cells(a)), None)
            return _written(page.cell(area.min_row, area.min_col).value if area else page.cell(r, c).value)
        page = self.book.sheet_by_index(int(number[1]) - 1) if number else self.book.sheet_by_name(sheet)
        for top, end, left, right in page.merged_cells:
            if top <= r - 1 < end and left <= c - 1 < right:
                r, c = top + 1, left + 1
        cell = page.cell(r - 1, c - 1)
        if cell.ctype == xlrd.XL_CELL_DATE:
            return _written(xlrd.xldate_as_datetime(cell.value, self.book.datemode))
        return _written(cell.value)

    def _beside(self, number: int, place: str) -> str:
        """The paragraphs between a table of a Word file and the one before or after it."""
        between: list[list[str]] = [[]]
        for block in self.book.iter_inner_content():
            if isinstance(block, docx.table.Table):
                between.append([])
            else:
                between[-1].append(block.text)
        return "\n".join(between[number + (place == "表格下方")])


def _cells(area: Any) -> Any:
    class Within:
        def __contains__(self, at: tuple[int, int]) -> bool:
            return area.min_row <= at[0] <= area.max_row and area.min_col <= at[1] <= area.max_col

    return Within()


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if (value.hour, value.minute, value.second) == (0, 0, 0) else "%Y-%m-%d %X")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def bare(said: str) -> str:
    """A text for comparing: half width, without spaces and printed underscores."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", said))


# ── what a cell means, told once more ─────────────────────────────────────────────────────────


def day(said: str) -> date | None:
    numbers = [int(n) for n in re.findall(r"\d+", bare(said))]
    return date(*numbers[:3]) if len(numbers) >= 3 else date(2017, *numbers) if numbers else None


def count(said: str) -> int | None:
    numerals = bare(said).translate(str.maketrans("一二三四五六七八九", "123456789"))
    digits = re.sub(r"[^\d]", "", numerals)
    return int(digits) if digits else None


def text(said: str) -> str | None:
    return said.strip() or None


def status(said: str) -> str | None:
    words = {"是": "已解决", "否": "待解决", "√": "已解决", "×": "待解决", "已办结": "已解决"}
    words |= {written: meant for meant, written in OWN_STATES.items()}
    return words.get(bare(said), bare(said)) or None


def core(said: str) -> str:
    return re.sub(r"(社区居委会|社区|居委会|村委会|村)$", "", bare(said))


@dataclass(frozen=True)
class Fact:
    """One cell of a finished table, and the row of the sheet that it came from."""

    table: str
    column: str
    value: Any
    at: tuple[str, str, int]
    row: dict[str, Any]


RULES: dict[tuple[str, str], tuple[Callable[[dict], tuple[str, ...]], Callable[[str], Any]]] = {
    ("visits", "visit_date"): (lambda row: ("visit_date",), day),
    ("visits", "needs_text"): (lambda row: ("needs_text",), text),
    ("visits", "opinion_text"): (lambda row: ("opinion_text",), text),
    ("visits", "outcome_text"): (lambda row: ("outcome_text",), text),
    ("visits", "village_name"): (lambda row: ("village", "place"), core),
    ("issues", "issue_said"): (lambda row: (row["source_field"],), text),
    ("issues", "raised_date"): (
        lambda row: {
            "written": ("raised_date",) if row["form"] == "issue_ledger" else ("visit_date",),
            "visit": () if row["form"] == "issue_ledger" else ("visit_date",),
        }.get(row["raised_date_basis"], ()),
        day,
    ),
    ("issues", "status"): (lambda row: ("status",) if row["form"] == "issue_ledger" else (), status),
    ("issues", "solved_date"): (
        lambda row: ("solved_date",) if row["form"] == "issue_ledger" and row["is_solved_date_written"] else (),
        day,
    ),
    ("issues", "village_name"): (lambda row: ("village",) if row["form"] == "issue_ledger" else (), core),
    ("reports", "household_count"): (lambda row: ("household_count",), count),
    ("reports", "issue_count"): (lambda row: ("issue_count",), count),
    ("reports", "solved_count"): (lambda row: ("solved_count",), count),
    ("reports", "pending_count"): (lambda row: ("pending_count",) if row["report_kind"] == "半月汇总" else (), count),
    ("units", "cadre_count"): (lambda row: ("cadre_count",) if row["source_file"] else (), count),
    ("units", "contact_phone"): (lambda row: ("contact_phone",) if row["source_file"] else (), text),
}
"""Table and column → the fields it is told by (none: it is not told by a cell of its row) and what the cell means."""


@pytest.fixture(scope="module", params=["small_month", pytest.param("whole_month", marks=pytest.mark.slow)])
def month(request) -> tuple[Path, duckdb.DuckDBPyConnection]:
    root = request.getfixturevalue(request.param)
    home = root / "shelf" / shelves.current(root / "shelf")
    return root / "inbox", duckdb.connect(str(home / "campaign.duckdb"), read_only=True)


def drawn_facts(con: duckdb.DuckDBPyConnection) -> Iterator[Fact]:
    """Random facts, spread over the tables and their columns."""
    dice = random.Random(20170331)
    asked = defaultdict(list)
    for table, column in RULES:
        asked[table].append(column)
    for table, columns in asked.items():
        found = con.execute(f"SELECT * FROM {table} ORDER BY ALL")
        names = [c[0] for c in found.description]
        everything = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        pool = [(row, column) for row in everything for column in columns if RULES[table, column][0](row)]
        for row, column in dice.sample(pool, min(len(pool), FACTS * len(columns) // len(RULES) + 1)):
            at = (row["source_file"], row["source_sheet"], row["source_row"])
            yield Fact(table, column, row[column], at, row)


def test_the_named_cell_of_the_named_file_holds_what_the_fact_says(month):
    inbox, con = month
    places = defaultdict(list)
    for file, sheet, position, name, place in con.execute(
        "SELECT source_file, source_sheet, position, field_name, place FROM source_columns ORDER BY ALL"
    ).fetchall():
        places[file, sheet, name].append((position, place))
    facts = sorted(drawn_facts(con), key=lambda fact: fact.at)
    assert len(facts) >= 0.9 * FACTS
    by_print = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in inbox.rglob("*") if path.is_file()}
    prints = dict(con.execute("SELECT source_file, sha256 FROM source_files").fetchall())
    cells = con.cursor()
    papers: dict[str, Paper] = {}
    wrong = []
    for fact in facts:
        file, sheet, row = fact.at
        if file not in papers:
            papers = {file: Paper(by_print[prints[file]])}
        ((said,),) = cells.execute(
            "SELECT cells FROM source_rows WHERE (source_file, source_sheet, source_row) = (?, ?, ?)", [*fact.at]
        ).fetchall()
        fields, meaning = RULES[fact.table, fact.column]
        own = [(name, *at) for name in fields(fact.row) for at in places[file, sheet, name]]
        if not own:
            assert fact.value is None, fact
            continue
        name, *filled = next((at for at in own if (said[at[1] - 1] or "").strip()), own[0])
        told, read = said[filled[0] - 1], papers[file].cell(sheet, row, filled[1])
        is_beside = filled[1] in ("表格上方", "表格下方") or (name in BESIDE and re.fullmatch(r"[A-Z]+\d+", filled[1]))
        if not (bare(told) in bare(read) if is_beside else bare(told) == bare(read)):
            wrong.append((fact, "the sheet says otherwise", told, read))
            continue
        value, meant = fact.value, meaning(told if is_beside else read)
        if fact.column == "village_name":
            same = core(value) in meant or meant in core(value)
        elif fact.column == "issue_said":
            same = value == told[fact.row["text_start"] : fact.row["text_end"]] and bare(value) in bare(read)
        else:
            same = value == meant or (isinstance(value, str) and bare(value) == bare(meant or ""))
        if not same:
            wrong.append((fact, "the fact says otherwise", told, meant))
    assert not wrong, wrong[:5]


def test_every_row_that_was_read_is_kept_as_it_was_written(month):
    _, con = month
    assert (
        con.execute("SELECT count(*) FROM source_rows").fetchone()
        == con.execute("SELECT rows_read FROM snapshot").fetchone()
    )
    lost = con.execute(
        """
        SELECT count(*) FROM (
            SELECT source_file, source_sheet, source_row FROM rejected_rows
            UNION ALL SELECT source_file, source_sheet, source_row FROM merged_rows
            UNION ALL SELECT source_file, source_sheet, source_row FROM visits)
        ANTI JOIN source_rows USING (source_file, source_sheet, source_row)
        """
    ).fetchone()
    assert lost == (0,)
