"""Which workbook holds a month beside the one before: the table, and what every number in it means?"""

from __future__ import annotations

from collections.abc import Sequence

from campaign.months.comparison import NOTE, Months
from campaign.numbers.figure import Figure
from campaign.numbers.snapshot import Snapshot
from exports.crosstab import definition
from exports.sheets import Column, Papers, origin

TITLE = "本月与上月对比"
WIDTHS = {"指标": 30, "统计基数": 32}


def file_name(table: Months, snapshot_id: str) -> str:
    """The name of the workbook: the month, the version of the data."""
    return f"{TITLE}_{table.month.id}_{snapshot_id}.xlsx"


def workbook(snapshot: Snapshot, table: Months, filters: Sequence[tuple[str, str]]) -> bytes:
    """The workbook (.xlsx): 结果 is the table as the page shows it, 口径 the definitions behind it.

    `filters` are the chosen conditions in words, as the page shows them.
    """
    papers = Papers([*filters, *origin(snapshot)])
    rows: list[list[object]] = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        figures = {1: line.now, 2: line.then} | ({} if table.is_over else {4: line.whole})
        rows.append(
            [Figure(line.number, figures[at]) if figures.get(at) is not None else text for at, text in enumerate(cells)]
        )
    papers.table(
        "结果",
        [Column(heading, widest=WIDTHS.get(heading, 20)) for heading in table.headings],
        rows,
        title=f"{table.month.label}{TITLE.removeprefix('本月')}",
        above=[papers.came_from, NOTE],
    )
    meanings = ((line.label, definition(line.number)) for line in table.lines)
    papers.definitions("口径", [*papers.source, *meanings])
    return papers.finish()
