"""What was received: the files, their sheets, and what their folders say?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from campaign import schema
from campaign.rules import Period
from campaign.units import Register, Unit
from etl import values
from etl.forms import Form, SheetRead
from etl.forms.form import RETURNED
from etl.values import Problem

ROWS_A_SHEET = 1 << 21
"""A row's number within the load is its sheet's number times this, plus its line: Excel has half as many lines."""


@dataclass(slots=True)
class SourceFile:
    """One file of the inbox and what was read in it."""

    path: str
    sha256: str
    bytes: int
    received_at: datetime
    """Local time."""
    location: Path
    """Where it lies: `path` is how its name reads."""
    refused: str | None = None
    sheets: list[SheetRead] = field(default_factory=list)
    same_as: str | None = None
    """The path of an earlier file with the same bytes, unit and period: its rows are merged into that file's."""
    written: list[SheetRead] | None = None
    """The sheets as received, when a correction has changed `sheets`; in the same order."""
    corrections: Sequence[Mapping[str, Any]] = ()
    """What was corrected, as rows of the table corrections."""

    @property
    def folder_unit(self) -> str:
        """The sending unit as the first folder names it; '' for a file that lies loose in the inbox."""
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def period(self) -> Period | None:
        """The period that the nearest folder or the file's own name gives."""
        parts = self.path.rsplit(".", 1)[0].split("/")
        return next((p for part in reversed(parts) if (p := values.parse_period(part))), None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that holds records, with the file around it."""

    file: SourceFile
    read: SheetRead
    period: Period | None
    written: SheetRead
    """As received; `read` is that with the office's corrections."""

    @property
    def year(self) -> int:
        """The year of a date that is written without one."""
        return (self.period.start if self.period else values.rules.START).year


def sheets_of(files: Sequence[SourceFile]) -> list[Sheet]:
    """Every sheet that was read, in the order of the files."""
    return [
        Sheet(file, read, sheet_period(file, read), written)
        for file in files
        for read, written in zip(file.sheets, file.written or file.sheets, strict=True)
    ]


def sheet_period(file: SourceFile, read: SheetRead) -> Period | None:
    """The period of a sheet: its own line, then its title, then the folder or file name."""
    own = values.parse_period(read.about.get("period", "")) or values.parse_period(read.title)
    return own or file.period


class Reference:
    """The names against which rows are resolved: the register of units, the places."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.number = {unit.unit_name: i for i, unit in enumerate(register.units)}
        units = register.units
        self.units = pa.table(
            {
                "unit_name": pa.array([u.unit_name for u in units], pa.string()),
                "unit_level": pa.array([u.level for u in units], pa.string()),
                "supervision_group": pa.array([u.supervision_group for u in units], pa.int64()),
            }
        )
        columns = [column.name for column in schema.PLACE]
        self.places = pa.table({c: [getattr(a, c) for a in values.areas.AREAS] for c in columns})
        self.place_number = {area.village_id: i for i, area in enumerate(values.areas.AREAS)}

    def unit(self, said: str) -> Unit | Problem | None:
        """The unit that a cell or a folder names."""
        return values.resolve_unit(said, self.register)


def raw_rows(form: Form, sheets: Sequence[Sheet], written: bool = False) -> pa.Table:
    """The records of one form, unparsed: sheet_no, source_row, and a text column for every field and RETURNED.

    Those to be sifted, with corrections and without the files received twice; or all of them as `written`.
    """
    tables = []
    for number, sheet in enumerate(sheets):
        rows = sheet.written.rows if written else sheet.read.rows
        wanted = written or not sheet.file.same_as
        if sheet.read.form == form.id and rows is not None and rows.num_rows and wanted:
            tables.append(rows.append_column("sheet_no", pa.repeat(pa.scalar(number, pa.int32()), rows.num_rows)))
    names = [f.name for f in (*form.fields, *RETURNED)]
    schema = pa.schema([("sheet_no", pa.int32()), ("source_row", pa.int32()), *((name, pa.string()) for name in names)])
    if not tables:
        return schema.empty_table()
    whole = pa.concat_tables(tables, promote_options="default")
    missing = [name for name in schema.names if name not in whole.column_names]
    for name in missing:
        whole = whole.append_column(name, pa.nulls(whole.num_rows, pa.string()))
    return whole.select(schema.names)
