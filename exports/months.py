"""Which workbook holds a month beside the one before: the table, and what every number in it means?"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from campaign.months.comparison import NOTE, Months
from campaign.numbers.snapshot import Snapshot
from exports.crosstab import definition
from exports.standings import OPTIONS, origin

TITLE = "本月与上月对比"
WIDTHS = {"指标": 30, "统计基数": 32}


def file_name(table: Months, snapshot_id: str) -> str:
    """The name of the workbook: the month, the snapshot."""
    return f"{TITLE}_{table.month.id}_{snapshot_id}.xlsx"


def workbook(snapshot: Snapshot, table: Months, filters: Sequence[tuple[str, str]]) -> bytes:
    """The workbook (.xlsx): 结果 is the table as the page shows it, 口径 the definitions behind it.

    `filters` are the chosen conditions in words, as the page shows them.
    """
    out = BytesIO()
    came_from = [*filters, *origin(snapshot)]
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        head = book.add_format({"border": 1, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"})
        text, counts, shares = (book.add_format({"border": 1, "num_format": f}) for f in ("@", "#,##0", "0.0%"))
        sheet = book.add_worksheet("结果")
        sheet.write_string(
            0, 0, f"{table.month.label}{TITLE.removeprefix('本月')}", book.add_format({"bold": True, "font_size": 14})
        )
        sheet.write_string(1, 0, "；".join(f"{label}：{text}" for label, text in came_from))
        sheet.write_string(2, 0, NOTE)
        for column, heading in enumerate(table.headings):
            sheet.write_string(4, column, heading, head)
            sheet.set_column(column, column, WIDTHS.get(heading, 18))
        for row, (line, cells) in enumerate(zip(table.lines, table.rows, strict=True), start=5):
            figures = {1: line.now, 2: line.then} | ({} if table.is_over else {4: line.whole})
            for column, cell in enumerate(cells):
                if (figure := figures.get(column)) is not None:
                    sheet.write_number(row, column, figure, shares if line.number.unit == "%" else counts)
                else:
                    sheet.write_string(row, column, cell, text)
        sheet.freeze_panes(5, 1)
        meaning = book.add_worksheet("口径")
        meaning.set_column(0, 0, 30)
        meaning.set_column(1, 1, 110)
        wrapped = book.add_format({"text_wrap": True})
        lines = [*came_from, *((line.label, definition(line.number)) for line in table.lines)]
        for row, (label, words) in enumerate(lines):
            meaning.write_string(row, 0, label)
            meaning.write_string(row, 1, words, wrapped)
    return out.getvalue()
