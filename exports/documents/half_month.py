"""What does 附件5 hold when it is made from the sheets: each of a unit's villages, or all that goes to one receiver?

The official grid cell for cell, one sheet a village or district: two blocks with a 合计 each, formulas in every sum. What has
no block or no category cannot stand in the grid, and is counted in a line below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from campaign.access.rights import may_see_rows
from campaign.numbers.metrics import ISSUES, SOLVED
from campaign.office import rules
from campaign.papers import papers
from campaign.places.units import shown_name
from exports.documents.document import Document, Order, Source
from exports.sheets import UNSAFE, Papers, origin

FORM = next(paper for paper in papers() if paper.id == "village_summary")
NEEDS, OPINIONS = rules.BLOCKS
HEADINGS = ("项　目", "", "具体内容", "已解决（个）", "待解决（个）", "小计（个）")
WIDTHS = (10, 12, 56, 11, 11, 11)
MOST_TEXTS = 20
"""Issues of one line that are written out; the line counts all."""
HALF = rules.PERIOD_KINDS[1]

Key = tuple[str | None, str | None]
"""A block and a category."""


@dataclass
class Grid:
    """One sheet: where it is of, and how many issues of each line there are and are solved."""

    district: str = ""
    town: str = ""
    village: str = ""
    counts: dict[Key, tuple[int, int]] = field(default_factory=dict)
    texts: dict[Key, list[str]] = field(default_factory=dict)

    def add(self, key: Key, raised: float | None, solved: float | None) -> None:
        """Some more of a line."""
        had = self.counts.get(key, (0, 0))
        self.counts[key] = (had[0] + int(raised or 0), had[1] + int(solved or 0))

    @property
    def outside(self) -> int:
        """Issues that no line of the grid is for."""
        return sum(n for (block, category), (n, _) in self.counts.items() if not _is_in_grid(block, category))


def _is_in_grid(block: str | None, category: str | None) -> bool:
    return block in rules.BLOCKS and category in rules.CATEGORIES


def of_unit(order: Order) -> bytes:
    """A sheet for each village in which the unit heard of anything, with the public texts for whoever may see them."""
    where = {"unit": order.unit}
    grids: dict[object, Grid] = {}
    for row in _counted(order, where, ("district", "town", "village_id", "village", "block", "category")):
        grid = grids.setdefault(row["village_id"], Grid(*(row[n] or "" for n in ("district", "town", "village"))))
        grid.add((row["block"], row["category"]), row[ISSUES.id], row[SOLVED.id])
    if may_see_rows(order.scope, "issues"):
        rows = order.snapshot.rows(
            "issues", scope=order.scope, where=where, period=order.period.id, columns=("village_id", "block", "category", "issue_text"), limit=1_000_000,
        )  # fmt: skip
        for village, block, category, text in rows.astype(object).where(rows.notna(), None).itertuples(index=False):
            if village in grids and text:
                grids[village].texts.setdefault((block, category), []).append(text)
    return _workbook(
        order, {grid.village or "未写明村（社区）": grid for grid in grids.values()}, shown_name(order.unit)
    )


def of_receiver(order: Order) -> bytes:
    """The whole city's sheet of what goes to one receiver, then each district's."""
    whole, grids = Grid(rules.WHOLE_CITY), dict[str, Grid]()
    for row in _counted(order, {"route_to": order.unit}, ("district", "block", "category")):
        name = row["district"] or "未写明辖市区"
        for grid in (whole, grids.setdefault(name, Grid(name))):
            grid.add((row["block"], row["category"]), row[ISSUES.id], row[SOLVED.id])
    return _workbook(order, {rules.WHOLE_CITY: whole} | grids, f"报{order.unit}")


def _counted(order: Order, where: Mapping[str, object], by: tuple[str, ...]) -> Sequence[Mapping[str, Any]]:
    asked = order.source.batch.ask((ISSUES.id, SOLVED.id), by, where=where, period=order.period.id)
    return asked.answer.rows


def _workbook(order: Order, grids: Mapping[str, Grid], whose: str) -> bytes:
    came_from = [("时段", order.period.label), *origin(order.snapshot)]
    made = Papers(came_from)
    names: set[str] = set()
    for name, grid in grids.items():
        short = name.translate(UNSAFE)[:28] or "村"
        while short in names:
            short += "+"
        names.add(short)
        _sheet(made, made.book.add_worksheet(short), grid, f"走访单位：{whose}　时段：{order.period.label}")
    return made.finish()


def _sheet(made: Papers, sheet: Worksheet, grid: Grid, line: str) -> None:
    """One grid: title, place, headings, 困难需求 with its 合计, 意见建议, the 合计 of both."""
    centre = made.look(border=1, align="center", valign="vcenter", text_wrap=True)
    title = made.look(bold=True, font_size=16, align="center")
    sheet.merge_range(0, 0, 0, 5, FORM.label, title)
    sheet.write_string(1, 0, line)
    for column, text in enumerate(("市（区）", grid.district, "镇（街道）", grid.town, "村（社区）", grid.village)):
        sheet.write_string(2, column, text, centre)
    for column, text in enumerate(HEADINGS):
        sheet.write_string(3, column, text, centre)
    sheet.merge_range(3, 0, 3, 1, HEADINGS[0], centre)
    needs = [one for one in rules.CATEGORIES if grid.counts.get((NEEDS, one))]
    row = first = 4
    for category in needs or [""]:
        row = _line(made, sheet, row, grid, (NEEDS, category))
    of_needs = row
    row = _total(made, sheet, row, ("", "合　计"), [(first, of_needs - 1)], _sums(grid, (NEEDS,)))
    begin = row
    for category in rules.CATEGORIES:
        row = _line(made, sheet, row, grid, (OPINIONS, category))
    _merged(made, sheet, first, of_needs - 1, NEEDS)
    _merged(made, sheet, begin, row - 1, OPINIONS)
    row = _total(made, sheet, row, ("合　计", ""), [(of_needs, of_needs), (begin, row - 1)], _sums(grid, rules.BLOCKS))
    if grid.outside:
        sheet.write_string(row + 1, 0, f"说明：另有{grid.outside:,}件没有写明板块或类别，未列入上表。")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    made.page(sheet, is_landscape=False)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)


def _merged(made: Papers, sheet: Worksheet, first: int, last: int, block: str) -> None:
    """The block's name once beside all of its lines."""
    if last > first:
        sheet.merge_range(
            first, 0, last, 0, block, made.look(border=1, align="center", valign="vcenter", text_wrap=True)
        )


def _line(made: Papers, sheet: Worksheet, row: int, grid: Grid, key: Key) -> int:
    """One category: the texts, how many are solved and how many are not, the sum as a formula; the next row."""
    words, number = (
        made.look(border=1, text_wrap=True, valign="vcenter"),
        made.look(border=1, valign="vcenter", num_format="#,##0"),
    )
    centre = made.look(border=1, align="center", valign="vcenter", text_wrap=True)
    raised, solved = grid.counts.get(key, (0, 0))
    texts = [f"{n}.{text}" for n, text in enumerate(grid.texts.get(key, [])[:MOST_TEXTS], start=1)]
    if len(grid.texts.get(key, [])) > MOST_TEXTS:
        texts.append("……")
    for column, name in enumerate(key):
        sheet.write_string(row, column, name or "", centre)
    sheet.write_string(row, 2, "\n".join(texts), words)
    sheet.write_number(row, 3, solved, number)
    sheet.write_number(row, 4, raised - solved, number)
    sheet.write_formula(row, 5, f"=D{row + 1}+E{row + 1}", number, raised)
    return row + 1


def _sums(grid: Grid, blocks: Sequence[str]) -> tuple[int, int]:
    counted = [grid.counts.get((block, category), (0, 0)) for block in blocks for category in rules.CATEGORIES]
    return sum(raised for raised, _ in counted), sum(solved for _, solved in counted)


def _total(
    made: Papers,
    sheet: Worksheet,
    row: int,
    names: tuple[str, str],
    spans: Sequence[tuple[int, int]],
    sums: tuple[int, int],
) -> int:
    """A line of sums over the rows of some spans; the next row."""
    look = made.look(border=1, bold=True, align="center", valign="vcenter", num_format="#,##0")
    for column, name in enumerate((*names, "")):
        sheet.write_string(row, column, name, look)
    raised, solved = sums
    for column, value in ((3, solved), (4, raised - solved), (5, raised)):
        letter = "ABCDEF"[column]
        over = "+".join(f"SUM({letter}{top + 1}:{letter}{bottom + 1})" for top, bottom in spans)
        sheet.write_formula(row, column, f"={over}", look, value)
    return row + 1


def units(source: Source) -> list[str]:
    """The units that heard of anything in the period, by name."""
    return source.with_any(ISSUES, "unit", period=source.period.id)


def receivers(source: Source) -> list[str]:
    """To whom the period's 附件5 go, by name."""
    return source.with_any(ISSUES, "route_to", period=source.period.id)


DOCUMENT = Document("half_month", "附件5", 60, make=of_unit, rhythm=HALF, to=units, needs="rows")
