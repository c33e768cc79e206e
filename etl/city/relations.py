"""Which relations does a load make on its way from typed rows to the tables of a snapshot?

They are temporary tables of one DuckDB connection, and fields of one object: a step that reads a relation names its
field, so that an editor finds who made it, and a relation that was never made is an error where it is read. A row is
known by its key, `row_key`: the number of its sheet times ROWS_A_SHEET, plus its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from campaign import masking, schema
from campaign.places.terms import Terms
from campaign.places.units import Register, Unit
from etl import values
from etl.city.files import File, SheetOf
from etl.rows.typed import PROBLEM
from etl.values import Problem

ROWS_A_SHEET = 1 << 21
"""Excel has half as many lines."""
PLACE = tuple(column.name for column in schema.PLACE)
UNIT = tuple(column.name for column in schema.UNIT)
SOURCE = f"source_file, source_sheet, (row_key % {ROWS_A_SHEET})::BIGINT AS source_row"
"""SQL: where a row stands, beside `sheets`."""


PROBLEMS = pa.schema([("row_key", pa.int64()), *list(PROBLEM)[2:]])
"""Bad cells by the key of their row."""

_shapes: dict[str, str] = {}
"""How each relation that this process has made was created, for one that will be empty."""
_NAMED = re.compile(r'temp\."(\w+)"')
"""A relation in SQL."""


@dataclass(slots=True, eq=False)
class Relation:
    """A temporary table; in SQL it is its name."""

    name: str
    rows: int

    def __str__(self) -> str:
        return f'temp."{self.name}"'


def masked(
    text: str,
    raised_by: str = "''",
    others: str = "''",
    address: str = "''",
    income: str = "''",
    hardship: str = "''",
    become: str = "某居民",
) -> str:
    """SQL: a text as everybody may read it, given the columns of its own row: `campaign.masking.masked`."""
    return f"masked({text}, {raised_by}, {others}, {address}, {income}, {hardship}, '{become}')"


def _masked(
    text: str | None,
    raised_by: str | None,
    others: str | None,
    address: str | None,
    income: str | None,
    hardship: str | None,
    become: str,
) -> str | None:
    cells = (raised_by or "", others or "", address or "", income or "", hardship or "")
    return text and masking.masked(text, *cells, become)


class City:
    """One load: what was received, what is known of units, and every relation that is made."""

    # ── what was received (etl.city.arrive) ──
    sheets: Relation
    """sheet_no, form, source_file, source_sheet, period_label, period_start, period_end, received_at, came (its place
    in the order of arrival), folder_unit ('' where the paper is not of the unit in whose folder it lies)."""
    problems: Relation
    """row_key, nth, field, label, cell, rule, written, shown, sentence: the bad cells; a row that has one is set aside."""
    doubts: Relation
    """The same columns: what is to be looked at in rows that are kept all the same."""
    corrected: Relation
    """row_key, cells: the rows of which the office has corrected a cell, as they are to be taken."""
    returned: Relation
    """row_key, file, sheet, line: the rows that name a rejected row, which they correct."""
    # ── who and where (etl.city.units) ──
    unit_names: Relation
    """unit_no, unit_name, unit_level, supervision_group."""
    place_names: Relation
    """place_no and the columns of a place."""
    units_written: Relation
    """text, unit_no, rule, sentence, is_campaign_office: what a written unit means, or why it means none."""
    senders: Relation
    """sheet_no, unit_no: the unit that sent a sheet, as the line beside its table says, else its folder."""
    roster_fates: Relation
    listed: Relation
    """unit_name, low, high, since, until: which cadres of a unit, by their number, its rosters counted, and when."""
    # ── visits ──
    visit_rows: Relation
    """One row per accepted row: row_key, sheet_no, place_no, unit_no, visit_date, member_count, the keys that rows are
    compared by, whether the cells raise issues (and still speak), and people, the visitors one by one."""
    visit_texts: Relation
    """row_key and the texts of visit_rows, and the issues of their cells."""
    who: Relation
    """row_key, household (the smallest key among rows of one household)."""
    visit_versions: Relation
    visit_fates: Relation
    """row_key, household, into_key, rule, age."""
    carried: Relation
    outcomes: Relation
    """row_key, outcome: what 处理落实情况 says of the row's issues, after what came later."""
    household_numbers: Relation
    """household, household_id."""
    visit_flags: Relation
    """row_key, household_id, whose first visit it is, and the day of the one before."""
    household_facts: Relation
    """household_id, household_visit_count, is_poor, is_special."""
    disturbed: Relation
    """household_id, disturbed_date."""
    named: Relation
    """unit_no, place_no, name_key, visit_date, household: each unit's visits by name and day."""
    # ── visits of what is no family (etl.city.objects) ──
    object_rows: Relation
    """One row per accepted row: row_key, sheet_no, place_no (or null), unit_no, visit_date, raiser, keys, form, came."""
    object_texts: Relation
    """row_key and the texts of object_rows, and what is asked for in their cells."""
    object_who: Relation
    object_fates: Relation
    """row_key, object (the smallest key among rows of one object), into_key, rule, turn."""
    object_speaks: Relation
    """row_key, object: the rows of whose texts something stands."""
    # ── issues ──
    ledger_raised: Relation
    cadre_places: Relation
    issue_rows: Relation
    """One row per accepted row of 问题台账 and 附件4, but for those of enterprises and 名士."""
    apart_rows: Relation
    """One row per accepted row of the two papers that is an enterprise's or a 名士's."""
    apart_fates: Relation
    filled_in: Relation
    """row_key, person, number: what a row of a ledger leaves out and another sheet says of the same text."""
    same_issue: Relation
    ledger_fates: Relation
    issue_fates: Relation
    """row_key, into_key, rule."""
    raised_cells: Relation
    part_outcomes: Relation
    heard_parts: Relation
    """One row for each issue in 困难需求 and 意见建议: row_key, block, part, its place in the cell, its own outcome."""
    issue_records: Relation
    same_words: Relation
    heard: Relation
    every_issue: Relation
    department_names: Relation
    co_department_names: Relation
    promises: Relation
    assigned: Relation
    """text_mark, category, subcategory: what people gave to texts at the desk."""
    issues_made: Relation
    """The table issues before follow-ups and the last day of the data are known, with the row_key of each."""
    raised_counts: Relation
    """household_id, household_issue_count."""
    # ── papers beside ──
    followed_issues: Relation
    followup_rows: Relation
    followup_fates: Relation
    last_followups: Relation
    profile_rows: Relation
    profile_fates: Relation
    report_rows: Relation
    report_fates: Relation
    weekly_bases: Relation
    rejected_facts: Relation
    dated_facts: Relation

    def __init__(self, con: duckdb.DuckDBPyConnection, files: Sequence[File]) -> None:
        """A load into the tables of `con`, which are there and empty."""
        self.con = con
        self.files = files
        self.sheet: list[SheetOf] = [sheet for file in files for sheet in file.of_sheets]
        self.typed: dict[str, Relation] = {}
        """Form → its typed rows, accepted or not, but for those of files that were received twice."""
        self.fates: dict[str, Relation] = {}
        """Form → row_key, into_key, rule: which of its rows went into another."""
        self.register = Register.of(())
        self.terms: dict[str, Terms] = {}
        """What held for each unit, and when."""
        self.data_date: date | None = None
        self.left_out: set[int] = set()
        """The keys of the rows that are left out because their household asked for it (etl.city.account.forgotten)."""
        self.names_left_out: set[str] = set()
        """The names of those households, as texts around a table may hold them."""
        self.filled: Counter[str] = Counter()
        """Table of the snapshot → how many rows it has so far."""
        con.create_function("masked", _masked, ["VARCHAR"] * 7, "VARCHAR", null_handling="special")
        self._unlaid: dict[str, str] = {}
        """Relation → how it is laid when the first query names it."""
        for number, sheet in enumerate(self.sheet):
            sheet.number = number

    # ── making ──

    def make(self, name: str, sql: str, of: Sequence[Relation | str] | None = None) -> Relation:
        """Makes the relation `name` out of a query, and the field of that name.

        `of` are the relations, or the names of tables of the snapshot, without which it has no row: where all of them are
        empty, the query is not even planned.
        """
        if self._is_empty(of) and name in _shapes:
            return self._leave(name)
        ((rows,),) = self.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}').fetchall()
        self._unlaid.pop(name, None)
        if of is not None and name not in _shapes:
            shape = f"SELECT sql FROM duckdb_tables() WHERE temporary AND table_name = '{name}'"
            ((created,),) = self.con.execute(shape).fetchall()
            _shapes[name] = created.replace("CREATE ", "CREATE OR REPLACE ", 1)
        return self._hold(name, rows)

    def view(self, name: str, sql: str, rows: int) -> Relation:
        """Names a query that gives so many rows and is run where it is read."""
        self._unlaid[name] = f'CREATE OR REPLACE TEMP VIEW "{name}" AS {sql}'
        return self._hold(name, rows)

    def give(self, name: str, table: pa.Table) -> Relation:
        """Makes the relation `name` out of a small table."""
        if not table.num_rows and name in _shapes:
            return self._leave(name)
        with self.seen_as("given", table):
            return self.make(name, "SELECT * FROM given", of=[Relation("given", table.num_rows)])

    @contextmanager
    def seen_as(self, name: str, table: pa.Table) -> Iterator[None]:
        """While it lasts, SQL sees a table of Python's under `name`."""
        self.con.register(name, table)
        try:
            yield
        finally:
            self.con.unregister(name)

    def _leave(self, name: str) -> Relation:
        """A relation without rows, of which this process knows the columns: laid when a query first names it."""
        self._unlaid[name] = _shapes[name]
        return self._hold(name, 0)

    def _hold(self, name: str, rows: int) -> Relation:
        relation = Relation(name, rows)
        setattr(self, name, relation)
        return relation

    def add(self, relation: Relation, table: pa.Table) -> None:
        """Adds rows to a relation, by name."""
        with self.seen_as("given", table):
            self.execute(f"INSERT INTO {relation} BY NAME SELECT * FROM given")
        relation.rows += table.num_rows

    def fill(self, name: str, sql: str, of: Sequence[Relation | str] | None = None, **given: Any) -> None:
        """Fills a table of the snapshot out of a query that yields at least its columns; `of` as in `make`."""
        if self._is_empty(of):
            return
        columns = ", ".join(f'"{column.name}"' for column in schema.table(name).columns)
        ((rows,),) = self.execute(f'INSERT INTO "{name}" ({columns}) SELECT {columns} FROM ({sql})', given).fetchall()
        self.filled[name] += rows

    def fill_rows(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Fills a table of the snapshot out of rows that may hold more or less."""
        if rows := list(rows):
            self.fill_table(name, pa.Table.from_pylist(rows, schema=schema.table(name).arrow))

    def fill_table(self, name: str, rows: pa.Table) -> None:
        """Fills a table of the snapshot out of an Arrow table."""
        with self.seen_as("given", rows):
            self.fill(name, "SELECT * FROM given")

    # ── asking ──

    def execute(self, sql: str, given: Mapping[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
        """Runs a statement."""
        self._lay(sql)
        return self.con.execute(sql, given or None)

    def _lay(self, sql: str) -> None:
        """Lays the relations without rows, and the views, that a statement is the first to name: most are never read."""
        for name in _NAMED.findall(sql):
            if unlaid := self._unlaid.pop(name, None):
                self.execute(unlaid)

    def rows(self, sql: str, of: Sequence[Relation | str] | None = None, **given: Any) -> list[tuple]:
        """What a query answers; `of` as in `make`."""
        return [] if self._is_empty(of) else self.execute(sql, given).fetchall()

    def table(self, sql: str) -> pa.Table:
        """What a query answers, as an Arrow table."""
        self._lay(sql)
        return self.con.sql(sql).to_arrow_table()

    def records(self, sql: str, of: Sequence[Relation | str] | None = None) -> list[dict[str, Any]]:
        """What a query answers, row by row with names; `of` as in `make`."""
        return [] if self._is_empty(of) else self.table(sql).to_pylist()

    def _is_empty(self, of: Sequence[Relation | str] | None) -> bool:
        return of is not None and not any(self.filled[one] if isinstance(one, str) else one.rows for one in of)

    def unit(self, text: str) -> Unit | Problem | None:
        """The unit that a cell or a folder names."""
        return values.resolve_unit(text, self.register)

    def sheet_at(self, row_key: int) -> tuple[SheetOf, int]:
        """The sheet of a row, and its line."""
        number, line = divmod(row_key, ROWS_A_SHEET)
        return self.sheet[number], line

    def source(self, row_key: int) -> dict[str, Any]:
        """The columns by which a table says where a row stands."""
        sheet, line = self.sheet_at(row_key)
        return {"source_file": sheet.file.path, "source_sheet": sheet.name, "source_row": line}
