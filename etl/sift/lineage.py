"""What did each row say, cell by cell, and where does each cell stand?

`source_rows` holds every row that was read, kept or not, as it was written; `source_columns` says
which of its texts is which field and in which cell of the sheet. Both are of the sheets as
received: a correction changes what is sifted and never what was written.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign import schema
from etl.forms import FORMS, Form
from etl.sift.source import Sheet, raw_rows


def source_columns(sheets: Sequence[Sheet]) -> pa.Table:
    """One row for each field that a sheet carries, as a column or box and as a fact beside its table."""
    places = {form.id: _places(form) for form in FORMS}
    personal = {form.id: [field.personal for field in (*form.fields, *form.about)] for form in FORMS}
    labels = {form.id: [field.label for field in (*form.fields, *form.about)] for form in FORMS}
    rows: list[tuple] = []
    for sheet in sheets:
        form, cells = sheet.written.form, sheet.written.cells
        if form is None:
            continue
        for i, (name, key) in enumerate(places[form]):
            if key in cells:
                where = (sheet.file.path, sheet.written.sheet, i + 1)
                rows.append((*where, name, labels[form][i], cells[key], personal[form][i]))
    wanted = schema.SOURCE_COLUMNS.arrow
    columns = zip(*rows, strict=True) if rows else [()] * len(wanted)
    return pa.table([pa.array(c, t) for c, t in zip(columns, wanted.types, strict=True)], schema=wanted)


def _places(form: Form) -> list[tuple[str, str]]:
    """Each field with the name under which a sheet keeps its place, in the order of `source_rows.cells`."""
    return [(f.name, f.name) for f in form.fields] + [(f.name, f"about:{f.name}") for f in form.about]


def source_rows(sheets: Sequence[Sheet]) -> pa.Table:
    """One row for each row that was read; a field that its sheet does not carry is null in `cells`, a blank one ''."""
    return pa.concat_tables([_rows_of(form, sheets) for form in FORMS]).cast(schema.SOURCE_ROWS.arrow)


def _rows_of(form: Form, sheets: Sequence[Sheet]) -> pa.Table:
    rows = raw_rows(form, sheets, written=True)
    sheet_no = rows["sheet_no"].combine_chunks()

    def of_sheet(values: list[str | None]) -> pa.Array:
        return pa.array(values, pa.string()).take(sheet_no)

    columns = [rows[field.name].combine_chunks() for field in form.fields]
    columns += [of_sheet([sheet.written.about.get(field.name) for sheet in sheets]) for field in form.about]
    n, width = rows.num_rows, len(columns)
    by_row = np.arange(n * width).reshape(width, n).T.ravel()
    cells = pa.ListArray.from_arrays(
        pa.array(np.arange(n + 1) * width, pa.int32()), pa.concat_arrays(columns).take(pa.array(by_row))
    )
    return pa.table(
        {
            "source_file": of_sheet([sheet.file.path for sheet in sheets]),
            "source_sheet": of_sheet([sheet.written.sheet for sheet in sheets]),
            "source_row": pc.cast(rows["source_row"], pa.int64()),
            "cells": cells,
        }
    )
