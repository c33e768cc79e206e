"""Which workbook holds a crosstab: the table with its totals, and what every number in it means?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import groupby
from math import inf
from typing import Any

import xlsxwriter

from campaign.numbers.crosstab import TOTAL, Crosstab, heading_of
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Metric
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import EMPTY
from exports.standings import OPTIONS, UNSAFE, origin

NAME_WIDTH, NUMBER_WIDTH = 18, 12
LINE = {"border": 1}
TOTALS_NOTE = "合计是另外问的，不是各格相加：一户被几个单位走访只算一户，占比的合计是整体的占比。"


def file_name(table: Crosstab, snapshot_id: str) -> str:
    """The name of the workbook: the question, the snapshot."""
    return f"自助查询_{table.question.words[:60]}_{snapshot_id}.xlsx".translate(UNSAFE)


def workbook(snapshot: Snapshot, table: Crosstab, filters: Sequence[tuple[str, str]]) -> bytes:
    """The workbook (.xlsx): 结果 is the table, 口径 the definitions behind it.

    `filters` are the chosen conditions in words, as the page shows them.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        _result(book, table, [*filters, *origin(snapshot)])
        _definitions(book, table, [*filters, *origin(snapshot)])
    return out.getvalue()


def _result(book: Any, table: Crosstab, came_from: Sequence[tuple[str, str]]) -> None:
    """The table under as many levels of headings as it has: the numbers above what they are split by."""
    head = book.add_format({**LINE, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"})
    sheet = book.add_worksheet("结果")
    sheet.write_string(0, 0, table.question.words, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, "；".join(f"{label}：{text}" for label, text in came_from))
    names = [heading_of(name) for name in table.question.down] or [""]
    paths = [
        (heading, *column.names)
        for number in table.cells
        for heading in (
            table.figure(number).heading,
            *([table.base_heading(number)] if number in table.partly else []),
        )
        for column in table.columns
    ]
    levels = max(map(len, paths), default=1)
    top, first = 3, len(names)
    for column, name in enumerate(names):
        _merged(sheet, (top, column, top + levels - 1, column), name, head)
    for level in range(levels):
        _level(sheet, top + level, first, [path[: level + 1] for path in paths], head)
    body = top + levels
    looks: dict[tuple[str, bool], Any] = {}

    def look(form: str, is_total: bool) -> Any:
        if (form, is_total) not in looks:
            looks[form, is_total] = book.add_format({**LINE, "num_format": form, "bold": is_total})
        return looks[form, is_total]

    for r, row in enumerate(table.rows):
        for c, name in enumerate(row.names or (TOTAL,)):
            sheet.write_string(body + r, c, name, look("@", row.is_total))
        c = first
        for number, cells in table.cells.items():
            for at, column in enumerate(table.columns):
                look_of = look(_form(table.figure(number, r, at)), row.is_total or column.is_total)
                _write(sheet, body + r, c, table.figure(number, r, at), look_of)
                c += 1
            for column, cell in zip(table.columns, cells[r] if number in table.partly else (), strict=False):
                sheet.write_string(body + r, c, cell.of_how_many, look("@", row.is_total or column.is_total))
                c += 1
    sheet.set_column(0, first - 1, NAME_WIDTH)
    sheet.set_column(first, first + max(len(paths) - 1, 0), NUMBER_WIDTH)
    sheet.freeze_panes(body, first)
    sheet.repeat_rows(top, body - 1)


def _level(sheet: Any, row: int, first: int, paths: Sequence[tuple[str, ...]], look: Any) -> None:
    """One level of headings; one cell over all columns under the same headings."""
    column = first
    for path, same in groupby(paths):
        last = column + len(list(same)) - 1
        _merged(sheet, (row, column, row, last), path[-1], look)
        column = last + 1


def _merged(sheet: Any, place: tuple[int, int, int, int], text: str, look: Any) -> None:
    if place[:2] == place[2:]:
        sheet.write_string(*place[:2], text, look)
    else:
        sheet.merge_range(*place, "", look)
        sheet.write_string(*place[:2], text, look)


def _form(figure: Figure) -> str:
    """How Excel writes the cell: as the page does, also where a plain format would round a share up to 100 % or drop a bound."""
    if figure.bare[0] in "<>":
        return f'"{figure.bare}"'
    unit = figure.number.unit
    plain = "0.0%" if unit == "%" else "#,##0.00" if "/" in unit else "#,##0"
    return f'"{figure.bound}"{plain}' if figure.bound else plain


def _write(sheet: Any, row: int, column: int, figure: Figure, look: Any) -> None:
    if figure.value is None or figure.value == inf:
        sheet.write_string(row, column, figure.why_empty or figure.bare, look)
    else:
        sheet.write_number(row, column, figure.value, look)


def _definitions(book: Any, table: Crosstab, came_from: Sequence[tuple[str, str]]) -> None:
    label_look = book.add_format({"bold": True, "valign": "top"})
    text_look = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("口径")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    lines = [
        ("问的是", table.question.words),
        *came_from,
        (TOTAL, TOTALS_NOTE),
        (EMPTY, "没有数据：没有报、没有填、没有符合条件的行，都不作零。"),
        *((table.label(number), definition(table.figure(number).number)) for number in table.cells),
        *(
            (table.base_heading(number), f"{TOTAL}{known}。占比只说这一部分，其余的没有报来或没有问到。")
            for number in table.partly
            if (known := table.cells[number][-1][-1].of_how_many)
        ),
        *((f"没有列出：{table.name(number)}", why) for number, why in table.left_out.items()),
        *((f"没有{TOTAL}：{table.name(number)}", why) for number, why in table.without_total.items()),
    ]
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label, label_look)
        sheet.write_string(row, 1, text, text_look)


def definition(number: Metric) -> str:
    """A number's unit, what it counts and what it leaves out, in one cell."""
    parts: Mapping[str, str] = {"单位：": number.unit, "": number.note, "不含：": number.leaves_out}
    return "".join(f"{before}{text.rstrip('。')}。" for before, text in parts.items() if text)
