"""Which workbook does a unit get to see: its numbers, the evidence, what is open, what it owes, and by which rules?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from math import isinf
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from campaign import schema
from campaign.access.rights import may_see_rows
from campaign.access.scope import Scope
from campaign.judgement.due_reports import EVERY_ROW
from campaign.judgement.duties import listed
from campaign.judgement.portrait import OF_VILLAGE, ROLES, Portrait
from campaign.judgement.ranking import whole_label
from campaign.numbers.dimensions import as_shown, dimension
from campaign.numbers.figure import Figure
from campaign.numbers.metrics import COVERAGE, STILL_OPEN, metric
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import EMPTY, as_number, with_time
from exports.standings import OPTIONS, UNSAFE, form_of, line_over, looks_of, method_sheet, on_paper, origin

OPEN = (
    "raised_date", "due_date", "category", "issue_text", "status", "unit_name", "village_name", "source_file", "source_sheet",
    "source_row",
)  # fmt: skip
"""Columns of the open issues, on the page and here."""
WIDE = {"说明": 60, "督导要点": 110, "问题内容（公开）": 56, "来源文件": 30, "不含": 40}
Row = Sequence[object]


def file_name(portrait: Portrait, snapshot_id: str) -> str:
    """The name of the workbook: the unit, the snapshot."""
    return f"单位画像_{portrait.unit.shown}_{snapshot_id}.xlsx".translate(UNSAFE)


def workbook(snapshot: Snapshot, portrait: Portrait, filters: Sequence[tuple[str, str]], *, scope: Scope) -> bytes:
    """The workbook (.xlsx) of one unit; `filters` are the chosen conditions in words, as the page shows them."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks = looks_of(book)
        came_from = [*filters, *origin(snapshot)]
        _front(book, looks, portrait, came_from)
        if portrait.is_compared:
            _evidence(book, looks, portrait)
        headings = (
            "角色",
            "指标",
            "单位",
            "本单位",
            "底数",
            *(("同类", "同类为", "同类底数") if portrait.is_compared else ()),
        )
        _sheet(book, looks, "指标", headings, (row[: len(headings)] for row in _facts(portrait)))
        _sheet(book, looks, "督导要点", ("督导要点",), [(one.sentence,) for one in portrait.questions])
        if may_see_rows(scope, "issues"):
            _rows(book, looks, "尚未办结问题", "issues", open_issues(snapshot, portrait, scope=scope))
        owed = portrait.owed.reports
        reports = owed.reindex(
            columns=["report_kind", "period_label", "village_name", "report_due_date", "received_date"]
        )
        _sheet(
            book, looks, "报送", (*_headings("due_reports", reports.columns), "状态"),
            reports.assign(state=owed["state"]).itertuples(index=False) if len(owed) else (),
        )  # fmt: skip
        _sheet(book, looks, "村（社区）", _village_headings(portrait), _villages(portrait))
        duties = [(one.duty, one.state, one.seen_in, one.sentence) for one in portrait.duties]
        _sheet(book, looks, listed().title, (listed().title, "是否具备", "依据报表", "说明"), duties)
        numbered = [(f"干部{n}", *row) for n, row in enumerate(portrait.cadres.itertuples(index=False), start=1)]
        _sheet(
            book,
            looks,
            with_time("干部", portrait.cadres_time),
            ("干部（不列姓名）", *_headings("cadres", portrait.cadres.columns)),
            numbered,
        )
        _rows(book, looks, "对账差异", "reconciliations", portrait.disagreeing)
        _definitions(book, looks, portrait)
        method_sheet(book, looks, portrait.method, came_from)
    return out.getvalue()


def open_issues(snapshot: Snapshot, portrait: Portrait, *, scope: Scope) -> pd.DataFrame:
    """The issues that the unit is responsible for and has not settled, the oldest first."""
    return snapshot.rows(
        "issues", scope=scope, as_of=portrait.day, where={"handler": portrait.unit.name}, counted_by=STILL_OPEN.id,
        columns=OPEN, order="raised_date", limit=EVERY_ROW,
    )  # fmt: skip


def _front(book: Any, looks: dict[str, Any], portrait: Portrait, came_from: Sequence[tuple[str, str]]) -> None:
    """The sentences of the page, and of each measure the figures beside the peers' and its sentence; a chart below."""
    headings: tuple[str, ...] = ()
    if portrait.is_compared:
        headings = (
            "指标",
            "档次",
            "本单位",
            "办到",
            "基数",
            "基数为",
            "同类",
            "少于同类水平",
            "趋势（百分点）",
            "说明",
        )
    rows: list[Row] = []
    for standing in portrait.standings:
        place = portrait.place(standing)
        share = partial(Figure, metric(standing.measure.id))
        own = (
            (share(place.rate), place.part, place.whole, whole_label(standing.measure))
            if place
            else (None, None, None, whole_label(standing.measure))
        )
        beside = (place.short, Points(place.change), place.sentence) if place else (None, None, None)
        rows.append((standing.label, portrait.tier(standing), *own, share(standing.rate), *beside))
    above = ["".join(portrait.sentences()), "；".join(f"{label}：{text}" for label, text in came_from)]
    sheet = _sheet(book, looks, "画像", headings, rows, title=f"单位画像：{portrait.unit.label}", above=above)
    if rows:
        _chart(book, sheet, first=len(above) + 2, rows=len(rows))


def _chart(book: Any, sheet: Any, first: int, rows: int) -> None:
    """The unit beside its peers on each measure, from the table above it."""
    chart, last = book.add_chart({"type": "bar"}), first + rows - 1
    for name, column, colour in (("同类", 6, "#A9B4C0"), ("本单位", 2, "#1F4E8C")):
        chart.add_series({
            "name": name, "categories": ["画像", first, 0, last, 0], "values": ["画像", first, column, last, column],
            "fill": {"color": colour}, "data_labels": {"value": True},
        })  # fmt: skip
    chart.set_title({"name": "各项指标与同类比较", "name_font": {"size": 12}})
    chart.set_x_axis({"num_format": "0%", "min": 0, "max": 1, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 90 + 46 * rows})
    sheet.insert_chart(last + 2, 0, chart)


def _evidence(book: Any, looks: dict[str, Any], portrait: Portrait) -> None:
    """What supports the tiers."""
    headings = (
        "指标",
        "档次",
        "估计值",
        "区间下限",
        "区间上限",
        "位次区间（前）",
        "位次区间（后）",
        "档次不变的次数",
        "说明",
    )
    rows: list[Row] = []
    for standing in portrait.standings:
        share = partial(Figure, metric(standing.measure.id))
        if place := portrait.place(standing):
            estimate = (share(place.mean), share(place.low), share(place.high), place.first, place.last, place.stays)
            rows.append((standing.label, place.tier, *estimate, place.evidence or None))
    _sheet(book, looks, "依据", headings, rows)


@dataclass(frozen=True, slots=True)
class Points:
    """A change of a share, written in percentage points."""

    change: float | None


def _facts(portrait: Portrait) -> Iterable[Row]:
    for fact in portrait.facts:
        own, peers = fact.figure, fact.peers_figure
        yield (
            *(ROLES[fact.role], fact.label, own.number.unit, own, own.reported or None),
            *(peers, f"{fact.how}（{fact.known}家有数据）", peers.reported or None),
        )


def _village_headings(portrait: Portrait) -> tuple[str, ...]:
    numbers = tuple(m.label for m in OF_VILLAGE)
    return (
        "挂钩",
        *(dimension(d).label for d in ("district", "town", "village")),
        *numbers,
        with_time(f"全村{COVERAGE.label}", portrait.coverage_time),
    )


def _villages(portrait: Portrait) -> Iterable[Row]:
    for row in portrait.villages.to_dict("records"):
        numbers = [Figure(m, as_number(row[m.id])) for m in (*OF_VILLAGE, COVERAGE)]
        yield ("是" if row["is_own"] else "", row["district"], row["town"], row["village"], *numbers)


def _headings(table: str, columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(schema.table(table).column(name).label for name in columns)


def _rows(book: Any, looks: dict[str, Any], name: str, table: str, frame: pd.DataFrame) -> None:
    _sheet(book, looks, name, _headings(table, frame.columns), as_shown(frame).itertuples(index=False))


def _definitions(book: Any, looks: dict[str, Any], portrait: Portrait) -> None:
    numbers = {f.metric: f.figure.number for f in portrait.facts} | {
        s.measure.id: s.measure for s in portrait.standings
    }
    rows = [(m.label, m.unit, m.note, m.leaves_out) for m in numbers.values()]
    _sheet(book, looks, "口径", ("指标", "单位", "说明", "不含"), rows)


def _sheet(
    book: Any,
    looks: dict[str, Any],
    name: str,
    headings: Sequence[str],
    rows: Iterable[Row],
    *,
    title: str = "",
    above: Sequence[str] = (),
) -> Any:
    """One sheet: a title and lines above, the headings, the rows; numbers and days are real ones, what is empty is a dash, a
    text never a formula.
    """
    sheet = book.add_worksheet(name)
    head = len(above) + 1 if title else 0
    if title:
        sheet.write_string(0, 0, title, looks["title"])
        for n, line in enumerate(above, start=1):
            line_over(book, sheet, n, max(len(headings) - 1, 0), line, looks)
    for column, label in enumerate(headings):
        sheet.write_string(head, column, label, looks["head"])
        sheet.set_column(column, column, 20 if not column else WIDE.get(label, 13))
    if len(headings) == 1:
        sheet.set_column(0, 0, WIDE.get(headings[0], 20))
    for r, row in enumerate(rows, start=head + 1):
        for column, cell in enumerate(row):
            _write(book, sheet, r, column, cell, looks, looks["text"] if headings[column] in WIDE else looks["plain"])
    on_paper(sheet, head)
    return sheet


def _write(book: Any, sheet: Any, row: int, column: int, cell: object, looks: dict[str, Any], text_look: Any) -> None:
    """One cell as what it is: a figure in its own format, a change in points, a number, a day, else words."""
    plain = cell.item() if isinstance(cell, np.generic) else cell
    if isinstance(plain, Figure):
        _write_figure(book, sheet, row, column, plain, looks)
    elif isinstance(plain, Points):
        if plain.change is None:
            sheet.write_string(row, column, EMPTY, looks["empty"])
        else:
            sheet.write_number(row, column, 100 * plain.change, looks["points"])
    elif isinstance(plain, int | float) and not isinstance(plain, bool) and (number := as_number(plain)) is not None:
        sheet.write_number(row, column, number, looks["count"])
    elif isinstance(plain, date) and not pd.isna(plain):
        sheet.write_datetime(row, column, plain, looks["day"])
    else:
        sheet.write_string(row, column, _cell_text(plain), text_look)


def _write_figure(book: Any, sheet: Any, row: int, column: int, figure: Figure, looks: dict[str, Any]) -> None:
    if figure.value is None or isinf(figure.value):
        sheet.write_string(row, column, figure.bare, looks["empty"])
        return
    form = form_of(figure)
    if form not in looks:
        looks[form] = book.add_format({"num_format": form, "valign": "top", "align": "right"})
    sheet.write_number(row, column, figure.value, looks[form])


def _cell_text(cell: object) -> str:
    """A cell that is no number and no day: yes and no, a dash where nothing is known."""
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return EMPTY
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell)
