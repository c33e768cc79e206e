"""How does a workbook that goes to a meeting look, on a screen and on paper?

Numbers and days are numbers and days with a format, so that they can be sorted and summed. On paper every sheet is A4, as
wide as the page, with its headings on each page and where it comes from at the foot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from math import ceil, inf
from typing import Any, NamedTuple
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.color import Color
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from campaign.numbers.figure import Figure
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import EMPTY, format_share
from campaign.office import rules

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
"""Nothing that a sheet brought may act as a formula or a link."""
UNSAFE = str.maketrans({mark: None for mark in r"\/:*?[]"})
"""What the name of a file or a sheet may not hold."""
COUNT, RATIO, SHARE, DAY, TEXT = "#,##0", "#,##0.00", "0.0%", "yyyy-mm-dd", "@"
"""How Excel writes a cell."""

PALE = Color.theme(0, 1)
"""Behind a heading: the theme's own paper, a little darker."""
A4 = 9
PAGE = {True: (148, 460.0), False: (100, 700.0)}
"""What fits on A4 at full size, landscape or not: characters across, points down."""
LEAST_SCALE = 0.55
"""Smaller than this (6 points) nothing is printed: what is wider goes on to a page beside it."""
LEAST_UPRIGHT = 0.75
"""Smaller than this (8 points) no list is printed upright to save pages."""
HANDFUL = 5
"""Pages that somebody prints without asking how many there are."""
LINE = 16.5
"""Points of a line of text."""
NARROWEST, WIDEST, ONE_LINE = 7, 48, 14
"""Of a column, in characters, a Chinese one counted twice; a heading that is no longer than the last stays on one line."""
TALLEST = 400.0
"""Of a row, in points; Excel has no taller one."""
MOST_FOOTER = 170
"""Characters of the source at the foot: Excel holds 255 with the page numbers and marks."""


class Column(NamedTuple):
    """A column of a table."""

    heading: str
    form: str = ""
    """How its numbers are written; empty where each says it itself."""
    widest: int = WIDEST
    """Characters after which its text goes on to another line."""


def origin(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What the table can be made again from: the day of the data, the version of the data, the definitions."""
    day = snapshot.data_date
    return [
        ("数据截至", f"{day.year}年{day.month}月{day.day}日" if day else EMPTY),
        ("数据版本", snapshot.id),
        ("指标口径", f"第{rules.DEFINITIONS_VERSION}版"),
    ]


def width_of(text: str) -> int:
    """How many characters wide a text is; a Chinese one counts twice.

    >>> width_of("解决率28.2%"), width_of("")
    (11, 0)
    """
    return max((sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")), default=0)


def form_of(figure: Figure) -> str:
    """How Excel writes a figure: as the page does, also where a plain format would round a share up to 100 % or drop a bound."""
    if figure.bare[0] in "<>":
        return f'"{figure.bare}"'
    unit = figure.number.unit
    plain = SHARE if unit == "%" else RATIO if "/" in unit else COUNT
    return f'"{figure.bound}"{plain}' if figure.bound else plain


def share_form(share: float) -> str:
    """How Excel writes a share that is no figure, under the same rule.

    >>> share_form(0.282), share_form(0.99999)
    ('0.0%', '">99.9%"')
    """
    text = format_share(share)
    return f'"{text}"' if text[0] in "<>" else SHARE


class Papers:
    """A workbook as it is written: `source` (label, text) says where its numbers come from."""

    def __init__(self, source: Sequence[tuple[str, str]]) -> None:
        self._out = BytesIO()
        self.book = xlsxwriter.Workbook(self._out, OPTIONS)
        self.source = tuple(source)
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}

    @property
    def came_from(self) -> str:
        """Where its numbers come from, in one line."""
        return "；".join(f"{label}：{text}" for label, text in self.source)

    def finish(self) -> bytes:
        """The workbook (.xlsx), whole."""
        self.book.close()
        return self._out.getvalue()

    # ── one sheet ─────────────────────────────────────────────────────────────────────────────

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[object]],
        *,
        title: str = "",
        above: Sequence[str] = (),
        filtered: bool = False,
    ) -> Worksheet:
        """A sheet: a title and lines above where they are given, the headings, the rows.

        A cell may be a Figure, a number, a day, a text; what is empty is a dash. `filtered` adds Excel's filter buttons.
        """
        lines = [list(row) for row in rows]
        widths = [
            fitting([column.heading], [words_of(row[at]) for row in lines if at < len(row)], column.widest)
            for at, column in enumerate(columns)
        ]
        heights = [height([words_of(cell) for cell in row], widths) for row in lines]
        sheet = self.book.add_worksheet(name)
        top = self.top(sheet, title, [*above, *many_pages(widths, heights)], widths) if title else 0
        for at, column in enumerate(columns):
            sheet.write_string(top, at, column.heading, self.head)
        sheet.set_row(top, height([column.heading for column in columns], widths))
        for r, row in enumerate(lines, start=top + 1):
            for at, cell in enumerate(row):
                self.write(sheet, r, at, cell, columns[at].form)
            sheet.set_row(r, heights[r - top - 1])
        if filtered and lines:
            sheet.autofilter(top, 0, top + len(lines), len(columns) - 1)
        self.print_on_paper(sheet, widths, heights, heads=(top, top), first=1)
        return sheet

    def definitions(self, name: str, lines: Iterable[tuple[str, str]]) -> Worksheet:
        """A sheet of words with what each means."""
        sheet = self.book.add_worksheet(name)
        widths, heights = (24, 100), []
        for row, (label, text) in enumerate(lines):
            sheet.write_string(row, 0, label, self.look(bold=True, text_wrap=True, valign="top"))
            sheet.write_string(row, 1, text, self.look(text_wrap=True, valign="top"))
            heights.append(height((label, text), widths))
            sheet.set_row(row, heights[-1])
        self.print_on_paper(sheet, widths, heights)
        return sheet

    def top(self, sheet: Worksheet, title: str, lines: Sequence[str], widths: Sequence[float]) -> int:
        """Write the title and the lines below it over the whole width; the row of the headings, one below."""
        last, across = 0, widths[0]
        while last + 1 < len(widths) and across < PAGE[False][0]:  # more would run on to a page beside this one
            last += 1
            across += widths[last]
        sheet.write_string(0, 0, title, self.look(bold=True, font_size=14))
        sheet.set_row(0, 24)
        look = self.look(text_wrap=True, valign="top", font_color="gray")
        for row, line in enumerate(lines, start=1):
            if last:
                sheet.merge_range(row, 0, row, last, "", look)
            sheet.write_string(row, 0, line, look)
            sheet.set_row(row, height([line], [across]))
        return len(lines) + 2

    def write(self, sheet: Worksheet, row: int, column: int, cell: object, form: str = "", **more: Any) -> None:
        """One cell: a number or a day as such with its format, a text never as a formula, a dash where nothing is known."""
        if isinstance(cell, Figure):
            if cell.value is None or cell.value == inf:
                sheet.write_string(row, column, cell.why_empty or cell.bare, self.cell(**more))
            else:
                sheet.write_number(row, column, cell.value, self.cell(form_of(cell), **more))
            return
        plain = cell.item() if isinstance(cell, np.generic) else cell
        if isinstance(plain, date) and plain is not pd.NaT:
            sheet.write_datetime(row, column, plain, self.cell(form or DAY, **more))
        elif isinstance(plain, int | float) and not isinstance(plain, bool) and plain == plain and abs(plain) != inf:
            own = form or (COUNT if float(plain).is_integer() else RATIO)
            sheet.write_number(row, column, plain, self.cell(share_form(plain) if own == SHARE else own, **more))
        else:
            sheet.write_string(row, column, words_of(plain), self.cell(**more))

    # ── how it looks ──────────────────────────────────────────────────────────────────────────

    def look(self, **properties: Any) -> Format:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self.book.add_format(properties)
        return self._looks[key]

    def cell(self, form: str = TEXT, **more: Any) -> Format:
        """How a cell of a table looks."""
        wraps = {"text_wrap": True, "indent": 1} if form == TEXT else {}
        return self.look(border=1, border_color="silver", valign="vcenter", num_format=form, **wraps, **more)

    @property
    def head(self) -> Format:
        """How a heading looks."""
        return self.look(
            border=1, border_color="silver", bold=True, text_wrap=True, align="center", valign="vcenter", bg_color=PALE
        )  # fmt: skip

    # ── on paper ──────────────────────────────────────────────────────────────────────────────

    def print_on_paper(
        self,
        sheet: Worksheet,
        widths: Sequence[float],
        heights: Sequence[float],
        *,
        heads: tuple[int, int] | None = None,
        first: int = 0,
    ) -> None:
        """Set the columns, and how the sheet is printed.

        `heads` are the rows that head each page and stay in sight, `first` how many columns do.
        """
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        on_paper = laid_out(widths, heights)
        self.page(sheet, is_landscape=on_paper.is_landscape)
        sheet.fit_to_pages(on_paper.across, 0)
        sheet.center_horizontally()
        if heads:
            sheet.repeat_rows(*heads)
            sheet.freeze_panes(heads[1] + 1, first)
        if first and on_paper.across > 1:
            sheet.repeat_columns(0, first - 1)

    def page(self, sheet: Any, *, is_landscape: bool = True) -> None:
        """A4, with where the numbers come from and the page's number at the foot; also of a sheet that is a chart."""
        if is_landscape:
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.75)
        source = self.came_from
        if len(source) > MOST_FOOTER:
            source = source[: MOST_FOOTER - 1] + "…"
        sheet.set_footer(f"&L&8 {source.replace('&', '&&')}&R&8 第 &P 页，共 &N 页")

    # ── a chart ───────────────────────────────────────────────────────────────────────────────

    def chart(
        self,
        name: str,
        kind: str,
        title: str,
        series: Sequence[dict[str, Any]],
        *,
        form: str = COUNT,
    ) -> None:
        """A sheet that is one chart of Excel's own: bars (the first on top), columns, or lines, over cells of the workbook."""
        chart = self.book.add_chart({"type": {"bars": "bar", "columns": "column", "lines": "line"}[kind]})
        for one in series:  # in the colours of the reader's own Excel
            drawn: dict[str, Any] = {"marker": {"type": "automatic"}} if kind == "lines" else {"gap": 60}
            if len(series) == 1:
                drawn["data_labels"] = {"value": True, "num_format": form}
            chart.add_series({**one, **drawn})
        chart.set_title({"name": title, "name_font": {"size": 14}, "overlay": False})
        chart.set_legend({"none": True} if len(series) == 1 else {"position": "bottom"})
        values = {"num_format": form, "major_gridlines": {"visible": True, "line": {"color": "silver"}}, "min": 0}
        if kind == "bars":
            chart.set_y_axis({"reverse": True})
            chart.set_x_axis({**values, "label_position": "low"})
        else:
            chart.set_y_axis(values)
        sheet = self.book.add_chartsheet(name)
        sheet.set_chart(chart)
        self.page(sheet)


def words_of(cell: object) -> str:
    """A cell as it is read: a day as a day, yes and no, a dash where nothing is known."""
    if isinstance(cell, Figure):
        return cell.why_empty or cell.bare
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return EMPTY
    if isinstance(cell, bool | np.bool_):
        return "是" if cell else "否"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:,.2f}".removesuffix(".00") if isinstance(cell, int | float | np.number) else str(cell)


def fitting(headings: Iterable[str], texts: Iterable[str], widest: int = WIDEST) -> float:
    """A column's width: its words, a heading on two lines at most, nothing wider than `widest`."""
    wide = max(map(width_of, headings), default=0)
    head = wide if wide <= ONE_LINE else ceil(wide / 2) + 1
    body = max(map(width_of, texts), default=0)
    return min(max(head, body, NARROWEST - 3), widest) + 3


def height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """A row's height: enough for the text that needs most lines in its column."""
    lines = max((lines_of(text, width) for text, width in zip(texts, widths, strict=False)), default=1)
    return min(max(lines, 1) * LINE + 2, TALLEST)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return sum(max(ceil(width_of(line) / max(width - 1.5, 1)), 1) for line in text.split("\n"))


class Layout(NamedTuple):
    """How a sheet falls on to A4."""

    is_landscape: bool
    across: int
    """Pages beside one another: one, except where the letters would become too small."""
    pages: int
    """In all, about."""


def laid_out(widths: Sequence[float], heights: Sequence[float]) -> Layout:
    """How a sheet of such columns and rows is printed: landscape, but a long list upright where that makes fewer pages."""
    upright, landscape = (_on_pages(is_landscape, sum(widths), sum(heights)) for is_landscape in (False, True))
    fits = sum(widths) * LEAST_UPRIGHT <= PAGE[False][0]
    return upright if fits and upright.pages < landscape.pages else landscape


def _on_pages(is_landscape: bool, wide: float, tall: float) -> Layout:
    room, height_of_page = PAGE[is_landscape]
    across = max(ceil(wide * LEAST_SCALE / room), 1)
    scale = min(1, across * room / max(wide, 1))
    return Layout(is_landscape, across, across * max(ceil(tall * scale / height_of_page), 1))


def many_pages(widths: Sequence[float], heights: Sequence[float]) -> list[str]:
    """A line that says how many pages a long list makes; none for a handful."""
    pages = laid_out(widths, heights).pages
    return [f"共{len(heights):,}行，按A4纸打印约{pages}页。"] if pages > HANDFUL else []
