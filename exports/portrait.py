"""Which workbook does a unit get to see: its numbers, the evidence, what is open, what it owes, and by which rules?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
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
from campaign.numbers.metrics import COVERAGE, STILL_OPEN
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import EMPTY, as_number, format_share, with_time
from exports.standings import OPTIONS, UNSAFE, looks_of, method_sheet, origin

OPEN = (
    "raised_date", "due_date", "category", "issue_text", "status", "unit_name", "village_name", "source_file", "source_sheet",
    "source_row",
)  # fmt: skip
"""Columns of the open issues, on the page and here."""
WIDE = {"依据": 90, "说明": 60, "该问什么": 90, "问题内容（公开）": 60, "来源文件": 36}
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
        headings = ("角色", "指标", "本单位", *(("同类", "同类是") if portrait.is_compared else ()))
        _sheet(book, looks, "指标", headings, (row[: len(headings)] for row in _facts(portrait)))
        _sheet(book, looks, "该问什么", ("该问什么",), [(one.sentence,) for one in portrait.questions])
        if may_see_rows(scope, "issues"):
            _rows(book, looks, "未了结问题", "issues", open_issues(snapshot, portrait, scope=scope))
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
        _sheet(book, looks, listed().title, (listed().title, "有没有", "看哪种表", "说明"), duties)
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
    headings: tuple[str, ...] = ()
    if portrait.is_compared:
        headings = ("指标", "档次", "基数", "基数是", "办到", "占比", "同类水平", "估计值（区间）", "依据")
    rows: list[Row] = []
    for standing in portrait.standings:
        place = portrait.place(standing)
        peers = format_share(standing.rate) if standing.rate is not None else EMPTY
        if place is None:
            rows.append(
                (
                    standing.label,
                    portrait.tier(standing),
                    None,
                    whole_label(standing.measure),
                    None,
                    None,
                    peers,
                    None,
                    None,
                )
            )
            continue
        rate = format_share(place.rate) if place.rate is not None else EMPTY
        rows.append(
            (standing.label, place.tier, place.whole, whole_label(standing.measure), place.part, rate, peers,
             place.formatted_interval or None, place.sentence)
        )  # fmt: skip
    above = ["".join(portrait.sentences()), "；".join(f"{label}：{text}" for label, text in came_from)]
    _sheet(book, looks, "画像", headings, rows, title=f"单位画像：{portrait.unit.label}", above=above)


def _facts(portrait: Portrait) -> Iterable[Row]:
    for fact in portrait.facts:
        yield (
            ROLES[fact.role],
            fact.label,
            _with_base(fact.figure),
            _with_base(fact.peers_figure),
            f"{fact.how}（{fact.known}家有数）",
        )


def _with_base(figure: Figure) -> str:
    return figure.bare + (f"（{figure.reported}）" if figure.reported else "")


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
        numbers = [as_number(row[m.id]) for m in OF_VILLAGE]
        coverage = Figure(COVERAGE, as_number(row[COVERAGE.id])).bare
        yield ("是" if row["is_own"] else "", row["district"], row["town"], row["village"], *numbers, coverage)


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
) -> None:
    """One sheet: a title and lines above, the headings, the rows; what is empty is a dash, a text never a formula."""
    sheet = book.add_worksheet(name)
    head = len(above) + 1 if title else 0
    if title:
        sheet.write_string(0, 0, title, looks["title"])
        for n, line in enumerate(above, start=1):
            sheet.write_string(n, 0, line)
    for column, label in enumerate(headings):
        sheet.write_string(head, column, label, looks["head"])
        sheet.set_column(column, column, WIDE.get(label, 14))
    for r, row in enumerate(rows, start=head + 1):
        for column, cell in enumerate(row):
            plain = cell.item() if isinstance(cell, np.generic) else cell
            number = as_number(plain) if isinstance(plain, int | float) and not isinstance(plain, bool) else None
            if number is not None:
                sheet.write_number(r, column, number)
            else:
                sheet.write_string(r, column, _cell_text(plain), looks["text"] if headings[column] in WIDE else None)
    sheet.freeze_panes(head + 1, 1)


def _cell_text(cell: object) -> str:
    """A cell that is no number: a day as a day, yes and no, a dash where nothing is known."""
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return EMPTY
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return f"{cell:%Y-%m-%d}" if hasattr(cell, "strftime") else str(cell)
