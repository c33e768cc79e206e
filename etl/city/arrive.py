"""How do the staged files of an inbox come together in one database?

Rows come in portions of a few files' worth, so that memory does not grow with the inbox. Where each row was read, and what
was written there, goes straight into the tables of the snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from campaign import schema
from etl import staging, values
from etl.city.files import File, SheetOf
from etl.city.relations import PROBLEMS, ROWS_A_SHEET, City, Relation
from etl.forms import BY_ID, FORMS, Form
from etl.forms.form import RETURNED
from etl.rows import empty_rows
from etl.staging import Staged

PORTION = 64 << 20
"""So many bytes of staged files are taken in at once."""
Again = Callable[[File], Staged]
"""Stages a file anew whose kept form turns out to be damaged."""
_APART = ("sheet", "line", "cells", "written", *(field.name for field in RETURNED))


def arrive(city: City, again: Again) -> None:
    """Makes sheets, problems, doubts, corrected, returned and the typed rows of every form; fills what is told of sheets and rows."""
    _sheets(city)
    city.give("problems", PROBLEMS.empty_table())
    city.give("doubts", PROBLEMS.empty_table())
    city.give("corrected", pa.schema([("row_key", pa.int64()), ("cells", pa.list_(pa.string()))]).empty_table())
    city.give("returned", _RETURNED.empty_table())
    for files in _portions(city.files):
        _take_in(city, files, again)
    with city.seen_as("given", _source_columns(city)):
        city.fill(
            "source_columns", f"SELECT * FROM given JOIN {city.sheets} USING (sheet_no) ORDER BY sheet_no, position"
        )
    city.fill_rows(
        "note_rows",
        (
            {"source_file": s.file.path, "source_sheet": s.name, "source_row": row, "kind": kind, "said": text}
            for s in city.sheet
            for row, kind, text in s.read.notes
            if not (s.left_out and _names_somebody_left_out(city, text))
        ),
    )
    city.fill_rows("corrections", _corrections(city))


def _names_somebody_left_out(city: City, text: str) -> bool:
    said = values.plain(text)
    return any(name in said for name in city.names_left_out)


def _corrections(city: City) -> Iterator[dict[str, Any]]:
    """What the office corrected, but for rows that are left out."""
    for file in city.files:
        numbers = {sheet.name: sheet.number for sheet in file.of_sheets}
        for row in file.staged.corrections:
            if numbers[row["source_sheet"]] * ROWS_A_SHEET + (row["source_row"] or 0) not in city.left_out:
                yield {**row, "source_file": file.path}


def typed(city: City, form: str) -> Relation:
    """The typed rows of a form; none of them where no sheet is of that form."""
    if form not in city.typed:
        city.typed[form] = city.give(f"typed_{form}", _no_rows(form))
    return city.typed[form]


def received(city: City, forms: Sequence[str]) -> Sequence[str]:
    """Those of several forms of one shape of which there is any row, else the first: the others need not be planned."""
    return [form for form in forms if typed(city, form).rows] or forms[:1]


@cache
def _no_rows(form: str) -> pa.Table:
    own = (field for field in empty_rows(form) if field.name not in _APART)
    return pa.schema([("row_key", pa.int64()), ("sheet_no", pa.int32()), *own]).empty_table()


def _sheets(city: City) -> None:
    sheets = city.sheet
    columns = {
        "sheet_no": pa.array(range(len(sheets)), pa.int32()),
        "form": pa.array([s.read.form for s in sheets], pa.string()),
        "source_file": pa.array([s.file.path for s in sheets], pa.string()),
        "source_sheet": pa.array([s.name for s in sheets], pa.string()),
        "period_label": pa.array([s.period and s.period.label for s in sheets], pa.string()),
        "period_start": pa.array([s.period and s.period.start for s in sheets], pa.date32()),
        "period_end": pa.array([s.period and s.period.end for s in sheets], pa.date32()),
        "received_at": pa.array([s.file.received_at for s in sheets], pa.timestamp("us")),
        "came": pa.array([s.file.came for s in sheets], pa.timestamp("us")),
        "folder_unit": pa.array([_unit_of_folder(s) for s in sheets], pa.string()),
    }
    city.give("sheets", pa.table(columns))


def _unit_of_folder(sheet: SheetOf) -> str:
    """The folder of the unit that the sheet's rows are of where they name none; '' where the paper is about others."""
    form = BY_ID.get(sheet.read.form or "")
    return sheet.file.folder_unit if form is None or form.is_of_sender else ""


def _portions(files: Sequence[File]) -> Iterator[list[File]]:
    portion: list[File] = []
    size = 0
    for file in files:
        portion.append(file)
        size += file.place.stat().st_size if isinstance(file.place, Path) else 0
        if size >= PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _take_in(city: City, files: Iterable[File], again: Again) -> None:
    rows: dict[str, list[pa.Table]] = defaultdict(list)
    problems: list[pa.Table] = []
    remarks: list[pa.Table] = []
    for file in files:
        try:
            staged = staging.load(file.place)
        except (staging.Damaged, OSError):
            staged = again(file)
        first = file.of_sheets[0].number if file.of_sheets else 0
        stays = partial(_staying, city) if file.has_left_out else _as_it_is
        for form, table in staged.rows.items():
            own = stays(keyed(table, first))
            rows[form].append(own.append_column("is_repeat", pa.repeat(file.same_as is not None, own.num_rows)))
        if file.same_as is None:
            for tables, of_kind in ((problems, staged.problems), (remarks, staged.remarks)):
                tables += [stays(keyed(t, first)).drop_columns(["sheet_no"]) for t in of_kind.values() if t.num_rows]
    for form, tables in rows.items():
        _add_rows(city, form, pa.concat_tables(tables).combine_chunks())
    if problems:
        city.add(city.problems, pa.concat_tables(problems))
    if remarks:
        city.add(city.doubts, pa.concat_tables(remarks))


def _as_it_is(table: pa.Table) -> pa.Table:
    return table


def _staying(city: City, table: pa.Table) -> pa.Table:
    """The rows that are not left out."""
    return table.filter(pc.invert(pc.is_in(table["row_key"], pa.array(sorted(city.left_out), pa.int64()))))


def keyed(table: pa.Table, first: int) -> pa.Table:
    """The rows with row_key and sheet_no in the place of sheet and line."""
    sheet = pc.add(table["sheet"], pa.scalar(first, pa.int32()))
    key = pc.add(pc.multiply(sheet.cast(pa.int64()), ROWS_A_SHEET), table["line"].cast(pa.int64()))
    rest = table.drop_columns(["sheet", "line"])
    return pa.table({"row_key": key, "sheet_no": sheet, **dict(zip(rest.column_names, rest.columns, strict=True))})


def _add_rows(city: City, form: str, rows: pa.Table) -> None:
    with city.seen_as("portion", rows):
        city.fill(
            "source_rows",
            f"""
            SELECT source_file, source_sheet, row_key % {ROWS_A_SHEET} AS source_row, coalesce(written, cells) AS cells
            FROM portion JOIN {city.sheets} USING (sheet_no)
            """,
        )
        if rows["written"].null_count < rows.num_rows:
            city.execute(
                f"INSERT INTO {city.corrected} SELECT row_key, cells FROM portion WHERE written IS NOT NULL AND NOT is_repeat"
            )
            city.corrected.rows += 1
        file, sheet, line = (field.name for field in RETURNED)
        if pc.any(pc.not_equal(rows[file], "")).as_py():
            city.execute(
                f"""INSERT INTO {city.returned}
                SELECT row_key, "{file}", "{sheet}", "{line}" FROM portion WHERE "{file}" <> '' AND NOT is_repeat"""
            )
            city.returned.rows += 1
        left_out = ", ".join(f'"{name}"' for name in (*_APART[2:], "is_repeat"))
        chosen = f"SELECT * EXCLUDE ({left_out}) FROM portion WHERE NOT is_repeat"
        if form in city.typed:
            city.execute(f"INSERT INTO {city.typed[form]} BY NAME {chosen}")
            city.typed[form].rows += rows.num_rows
        else:
            city.typed[form] = city.make(f"typed_{form}", chosen)


_RETURNED = pa.schema([("row_key", pa.int64()), ("file", pa.string()), ("sheet", pa.string()), ("line", pa.string())])


def _source_columns(city: City) -> pa.Table:
    """One row for each field that a sheet carries, as a column or box and as a fact beside its table."""
    places = {form.id: _places(form) for form in FORMS}
    sheets: list[int] = []
    rows: list[tuple] = []
    for sheet in city.sheet:
        cells = sheet.read.cells
        own = [(*place, cells[key]) for key, *place in places.get(sheet.read.form or "", ()) if key in cells]
        rows += own
        sheets += [sheet.number] * len(own)
    names = ("position", "field_name", "field", "is_personal", "place")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    types = {name: schema.SOURCE_COLUMNS.arrow.field(name).type for name in names}
    table = {name: pa.array(columns[name], types[name]) for name in names}
    return pa.table({"sheet_no": pa.array(sheets, pa.int32()), **table})


def _places(form: Form) -> list[tuple[str, int, str, str, bool]]:
    """Each field with the key of its place in a sheet: key, position, name, label, whether it is personal."""
    keys = [f.name for f in form.fields] + [f"about:{f.name}" for f in form.about]
    fields = (*form.fields, *form.about)
    return [(key, n, f.name, f.label, f.personal) for n, (key, f) in enumerate(zip(keys, fields, strict=True), 1)]
