"""How does a test draw an inbox? Sheets as text, read and sifted as anyone's.

A drawn table is lines of cells between bars; a row of dashes is left out, a blank cell is blank:

    户主姓名 | 家庭住址 | 走访日期
    张甲     | 3组5号   | 3月10日
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pyarrow as pa
import xlsxwriter

from etl import build, reading, staging
from etl import inbox as inbox_of
from etl.city import File, identify
from etl.corrections import Correction
from etl.loaded import Loaded

Merges = Sequence[tuple[int, int, int, int]]


def drawn(text: str) -> list[list[str]]:
    """The cells of a drawn table, row by row."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return [[cell.strip() for cell in line.split("|")] for line in lines if line.strip("-+| ") or not line]


def workbook(*sheets: Sequence[Sequence[Any]], merges: Merges = (), names: Sequence[str] = ()) -> bytes:
    """An .xlsx of the given sheets; `merges` are (top, left, bottom, right) of the first one, zero-based."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for i, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[i] if names else None)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell != "":
                        sheet.write(r, c, cell)
            for top, left, bottom, right in merges if i == 0 else ():
                sheet.merge_range(top, left, bottom, right, rows[top][left])
    return out.getvalue()


def word(*parts: str | Sequence[Sequence[str]]) -> bytes:
    """A .docx of paragraphs (text) and tables (rows), in that order; equal neighbours in a row are merged."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), max(map(len, part)))
        for r, row in enumerate(part):
            c = 0
            while c < len(row):
                end = c
                while end + 1 < len(row) and row[end + 1] == row[c] and row[c]:
                    end += 1
                cell = table.cell(r, c).merge(table.cell(r, end)) if end > c else table.cell(r, c)
                cell.text = row[c]
                c = end + 1
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class Inbox:
    """A folder of files on its way into the tables."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, path: str, content: bytes | str, encoding: str = "utf-8", received: str = "2017-04-01") -> Inbox:
        """Writes one file, received on that day; text is a drawn table and becomes a csv."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            rows = drawn(content)
            content = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows).encode(
                encoding
            )
        file.write_bytes(content)
        arrived = datetime.fromisoformat(received).replace(tzinfo=UTC).timestamp()
        os.utime(file, (arrived, arrived))
        return self

    def check(self, corrected_by: Path | None = None) -> Loaded:
        """What a check of every file finds, read here and now, with the office's corrections if there are any."""
        received = inbox_of.received(self.root)
        reads = {one.path: reading.read_file(one.location) for one in received}

        def staged(entries: Mapping[str, Sequence[Correction]]) -> list[staging.Staged]:
            jobs = [
                staging.Job(one.location, one.path, one.sha256, one.bytes, tuple(entries.get(one.path, ())))
                for one in received
            ]
            return staging.staged_together([(job, reads[job.path]) for job in jobs])

        files = [File(one, place, staging.head(place)) for one, place in zip(received, staged({}), strict=True)]
        identify(files)
        if corrected_by:
            build.correct(files, corrected_by, lambda file, own: staged({file.received.path: own})[files.index(file)])
        return build.in_memory(files, staging.load, "20170401T000000")

    def sift(self, corrected_by: Path | None = None) -> dict[str, pa.Table]:
        """The tables that this inbox comes to."""
        return self.check(corrected_by).tables

    def rows(self, table: str, *columns: str) -> list[tuple]:
        """The named columns of one table."""
        return rows(self.sift()[table], *columns)


def rows(table: pa.Table, *columns: str) -> list[tuple]:
    """The named columns, row by row."""
    return list(zip(*(table[column].to_pylist() for column in columns), strict=True))
