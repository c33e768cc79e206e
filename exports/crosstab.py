"""Which workbook holds a crosstab: the table with its totals, its chart, and what every number in it means?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from xlsxwriter.worksheet import Worksheet

from campaign.numbers.crosstab import TOTAL, Crosstab, heading_of
from campaign.numbers.dimensions import TIMES
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Metric
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import EMPTY
from exports.sheets import UNSAFE, Papers, fitting, form_of, height, many_pages, origin, words_of

RESULT = "结果"
TOTALS_NOTE = "合计为直接统计数，不等于各格之和：一户被几个单位走访只计一户，占比的合计为整体的占比。"
MOST_BARS, MOST_SERIES = 20, 8
"""Groups and lines that one chart holds and can still be read."""


def file_name(table: Crosstab, snapshot_id: str) -> str:
    """The name of the workbook: the question, the version of the data."""
    return f"自助查询_{table.question.words[:60]}_{snapshot_id}.xlsx".translate(UNSAFE)


def workbook(snapshot: Snapshot, table: Crosstab, filters: Sequence[tuple[str, str]], drawn: str = "") -> bytes:
    """The workbook (.xlsx): 结果 is the table, 图表 a chart of `drawn` or the first number, 口径 the definitions behind it.

    `filters` are the chosen conditions in words, as the page shows them.
    """
    papers = Papers([*filters, *origin(snapshot)])
    if table.cells:
        body = _result(papers, table)
        _chart(papers, table, drawn if drawn in table.cells else next(iter(table.cells)), body)
    papers.definitions("口径", _definitions(papers, table))
    return papers.finish()


def _result(papers: Papers, table: Crosstab) -> int:
    """The table under as many levels of headings as it has, the numbers above what they are split by; its first row."""
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
    rows = [_cells(table, row) for row in range(len(table.rows))]
    heads = [[name] for name in names] + [[path[-1], *(path[:1] if len(table.columns) == 1 else ())] for path in paths]
    widths = [fitting(head, [words_of(row[at]) for row in rows], 30) for at, head in enumerate(heads)]
    heights = [height([words_of(cell) for cell in row], widths) for row in rows]
    sheet = papers.book.add_worksheet(RESULT)
    top = papers.top(sheet, table.question.words, [papers.came_from, *many_pages(widths, heights)], widths)
    levels, first = max(map(len, paths), default=1), len(names)
    for column, name in enumerate(names):
        _merged(papers, sheet, (top, column, top + levels - 1, column), name)
    for level in range(levels):
        _level(papers, sheet, top + level, first, [path[: level + 1] for path in paths])
    if levels == 1:
        sheet.set_row(top, height([path[0] for path in paths], widths[first:]))
    body = top + levels
    is_of_total = [column.is_total for column in table.columns]
    bold = [False] * first + is_of_total * (len(paths) // max(len(is_of_total), 1)) if len(table.columns) > 1 else []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            is_total = table.rows[r].is_total or (c < len(bold) and bold[c])
            papers.write(sheet, body + r, c, cell, **({"bold": True} if is_total else {}))
        sheet.set_row(body + r, heights[r])
    papers.print_on_paper(sheet, widths, heights, heads=(top, body - 1), first=first)
    return body


def _cells(table: Crosstab, row: int) -> list[str | Figure]:
    """One row: its names, then each number's cells, and of how many each is known where that is not all."""
    cells: list[str | Figure] = list(table.rows[row].names or (TOTAL,))
    for number in table.cells:
        of_number = [table.figure(number, row, at) for at in range(len(table.columns))]
        cells += [*of_number, *((figure.reported for figure in of_number) if number in table.partly else ())]
    return cells


def _level(papers: Papers, sheet: Worksheet, row: int, first: int, paths: Sequence[tuple[str, ...]]) -> None:
    """One level of headings; one cell over all columns under the same headings."""
    column = first
    for path, same in groupby(paths):
        last = column + len(list(same)) - 1
        _merged(papers, sheet, (row, column, row, last), path[-1])
        column = last + 1


def _merged(papers: Papers, sheet: Worksheet, place: tuple[int, int, int, int], text: str) -> None:
    if place[:2] != place[2:]:
        sheet.merge_range(*place, "", papers.head)
    sheet.write_string(place[0], place[1], text, papers.head)


# ── the chart ─────────────────────────────────────────────────────────────────────────────────


def _chart(papers: Papers, table: Crosstab, number: str, body: int) -> None:
    """One number as Excel draws it: time as columns or lines, groups as bars; none of a single number."""
    question, first = table.question, len(table.question.down) or 1
    rows = [at for at, row in enumerate(table.rows) if not row.is_total][:MOST_BARS]
    columns = [at for at, column in enumerate(table.columns) if not column.is_total]
    start = first + _columns_before(table, number)
    head = body - 1
    title = table.figure(number).heading
    form = form_of(Figure(table.figure(number).number, 1.0 if table.figure(number).number.unit == "%" else 2.0))

    def down(name: str | Sequence[object], at: int) -> dict[str, Any]:
        names, values = (body + rows[0], 0, body + rows[-1], first - 1), start + at
        return {
            "name": name,
            "categories": [RESULT, *names],
            "values": [RESULT, body + rows[0], values, body + rows[-1], values],
        }

    def across(row: int) -> dict[str, Any]:
        cells = (start + columns[0], start + columns[-1])
        return {
            "name": [RESULT, body + row, first - 1] if question.down else title,
            "categories": [RESULT, head, cells[0], head, cells[1]],
            "values": [RESULT, body + row, cells[0], body + row, cells[1]],
        }

    is_one_level = len(question.across) == 1
    if rows and is_one_level and question.grain in question.across and len(columns) > 1:
        papers.chart("图表", "lines", title, [across(row) for row in rows[:MOST_SERIES]], form=form)
    elif rows and is_one_level and len(columns) <= MOST_SERIES and question.down:
        kind = "columns" if set(question.down) & set(TIMES) else "bars"
        series = [down([RESULT, head, start + at], at) for at in columns]
        papers.chart("图表", kind, title, series, form=form)
    elif rows and question.down:
        kind = "columns" if set(question.down) & set(TIMES) else "bars"
        papers.chart("图表", kind, title, [down(title, len(table.columns) - 1)], form=form)
    elif columns and is_one_level:
        papers.chart("图表", "columns", title, [across(len(table.rows) - 1)], form=form)


def _columns_before(table: Crosstab, number: str) -> int:
    """How many columns of other numbers stand left of a number's."""
    before = list(table.cells)[: list(table.cells).index(number)]
    return sum(len(table.columns) * (2 if name in table.partly else 1) for name in before)


# ── in words ──────────────────────────────────────────────────────────────────────────────────


def _definitions(papers: Papers, table: Crosstab) -> list[tuple[str, str]]:
    return [
        ("当前查询", table.question.words),
        *papers.source,
        (TOTAL, TOTALS_NOTE),
        (EMPTY, "暂无数据：未报、未填或没有符合条件的记录，均不作零。"),
        *((table.label(number), definition(table.figure(number).number)) for number in table.cells),
        *(
            (table.base_heading(number), f"{TOTAL}{known}。占比只反映已报部分，其余未报或未回访。")
            for number in table.partly
            if (known := table.cells[number][-1][-1].of_how_many)
        ),
        *((f"未列出：{table.name(number)}", why) for number, why in table.left_out.items()),
        *((f"无{TOTAL}：{table.name(number)}", why) for number, why in table.without_total.items()),
    ]


def definition(number: Metric) -> str:
    """A number's unit, what it counts and what it leaves out, in one cell."""
    parts: Mapping[str, str] = {"单位：": number.unit, "": number.note, "不含：": number.leaves_out}
    return "".join(f"{before}{text.rstrip('。')}。" for before, text in parts.items() if text)
