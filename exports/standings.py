"""Which workbook goes to a meeting with the ranking: the table, the evidence, the method, and where it all comes from?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from campaign.judgement.ranking import LABELS, SIDES, Standing, chance, points, side, whole_label
from campaign.judgement.ranking.composite import Score
from campaign.judgement.ranking.method import Method
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, format_share, format_value
from campaign.office import rules
from campaign.places.units import shown_name

FORMATS: Mapping[str, Callable[[float], str]] = (
    dict.fromkeys(("rate", "mean", "low", "high"), format_share)
    | dict.fromkeys(("below", "ahead", "risen"), chance)
    | {"moved": points}
)
"""Columns written as text as on the page: a cell's own format would round a share to all and a probability to certain."""
RATIOS = frozenset(("expected", "ratio", "ratio_low", "ratio_high", "support"))
WIDTHS = {"unit": 24, "marks": 14, "beyond": 18, "sentence": 90}
SCORE_LABELS = ("单位", "督导小组", "档次", "综合分", "区间下限", "区间上限", "同类在同样指标上", "位次区间（前）", "位次区间（后）", "档次不变的次数", "缺的指标", "加减分", "加减分的理由")  # fmt: skip
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
"""Nothing that a sheet brought may act as a formula or a link."""
UNSAFE = str.maketrans({mark: None for mark in r"\/:*?[]"})
"""What the name of a file or a sheet may not hold."""


def file_name(standing: Standing, snapshot_id: str) -> str:
    """The name of the workbook: the group, the measure, the snapshot."""
    return f"督查排名_{standing.group.name}_{standing.measure.label}_{snapshot_id}.xlsx".translate(UNSAFE)


def workbook(
    snapshot: Snapshot, standing: Standing, filters: Sequence[tuple[str, str]], scores: Sequence[Score] = ()
) -> bytes:
    """The workbook (.xlsx): every unit with its numbers and its evidence, the lists, the method, the origin.

    `filters` are the chosen conditions in words, as the page shows them.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks = looks_of(book)
        came_from = [*filters, *origin(snapshot)]
        _places(book, looks, standing, came_from)
        if scores:
            _scores(book, looks, scores, came_from)
        method_sheet(book, looks, standing.method, came_from)
    return out.getvalue()


def looks_of(book: Any) -> dict[str, Any]:
    """The few formats of a workbook."""
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}),
        "ratio": book.add_format({"num_format": "0.00"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }


def origin(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What the table can be made again from: the day of the data, the definitions, the snapshot."""
    return [
        ("数据截至", f"{snapshot.data_date}" if snapshot.data_date else "—"),
        ("口径版本", rules.DEFINITIONS_VERSION),
        ("快照编号", snapshot.id),
    ]


def _peers(standing: Standing) -> list[tuple[str, str]]:
    """What the units are judged against, and what is not judged."""
    whole = standing.measure.whole
    lines = (("同类水平", standing.rate), ("底线", standing.floor), ("先进线", standing.ahead))
    facts = [(label, format_share(line)) for label, line in lines if line is not None]
    if standing.blank:
        facts.append(("没有写是否解决，不计", f"{standing.blank:,}件"))
    if standing.unassigned:
        facts.append(
            (
                "没有写清在哪里，不评" if standing.group.by else "花名册以外的单位承办，不评",
                f"{format_value(whole, standing.unassigned)}{whole.unit}",
            )
        )
    return facts


def _places(book: Any, looks: dict[str, Any], standing: Standing, origin: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("排名")
    sheet.write(0, 0, f"督查排名：{standing.group.name}，{standing.label}", looks["title"])
    sheet.write(1, 0, "；".join(f"{label}：{text}" for label, text in origin))
    sheet.write_string(2, 0, "；".join(f"{label}：{text}" for label, text in _peers(standing)))
    frame = standing.frame()
    headings = LABELS | {
        "unit": "地区" if standing.group.by else LABELS["unit"],
        "whole": whole_label(standing.measure),
        "part": standing.measure.part.label,
        "rate": standing.label,
        "support": standing.support.label,
    }
    if standing.counterpart:
        headings |= {"beside_part": standing.counterpart.part.label, "beside_whole": standing.counterpart.whole.label}
    else:
        frame = frame.drop(columns=["beside_part", "beside_whole"])
    if not standing.needs_status:
        frame = frame.drop(columns="blank")
    if standing.group.by:
        frame = frame.drop(columns="supervision_group")
    for column, name in enumerate(frame.columns):
        sheet.write(3, column, headings[name], looks["head"])
        sheet.set_column(column, column, WIDTHS.get(name, 11))
        look = looks["ratio"] if name in RATIOS else None
        for row, value in enumerate(frame[name], start=4):
            if name == "unit":
                sheet.write_string(row, column, standing.shown(value))
            elif name in ("tier", "marks", "sentence"):
                sheet.write_string(row, column, str(value), looks["text"] if name == "sentence" else None)
            elif name == "beyond":
                sheet.write_string(row, column, side(value, standing.method) if value in SIDES else "—")
            elif (number := as_number(value)) is None:
                sheet.write_string(row, column, "—")
            elif name in FORMATS:
                sheet.write_string(row, column, FORMATS[name](number))
            else:
                sheet.write_number(row, column, number, look)
    last = 3 + len(frame)
    sheet.autofilter(3, 0, max(last, 4), len(frame.columns) - 1)
    sheet.freeze_panes(4, 1)
    for i, rule in enumerate(standing.method.sentences, start=last + 2):
        sheet.write_string(i, 0, rule)


def _scores(book: Any, looks: dict[str, Any], scores: Sequence[Score], origin: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("综合分")
    sheet.write(0, 0, "综合分，供领导参阅", looks["title"])
    sheet.write(1, 0, "；".join(f"{label}：{text}" for label, text in origin))
    for column, label in enumerate(SCORE_LABELS):
        sheet.write(3, column, label, looks["head"])
    for row, one in enumerate(scores, start=4):
        reasons = "；".join(f"{e.points:+g}：{e.reason}（{e.date}）" for e in one.entries)
        cells = (
            shown_name(one.unit), one.supervision_group, one.tier, one.score, one.low, one.high, one.peers, one.first, one.last, one.stays,
            "、".join(one.lacking), one.points, reasons,
        )  # fmt: skip
        for column, value in enumerate(cells):
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, looks["ratio"] if isinstance(value, float) else None)
            else:
                sheet.write_string(row, column, "—" if value is None else value)


def method_sheet(book: Any, looks: dict[str, Any], method: Method, origin: Sequence[tuple[str, str]]) -> None:
    """The rules in force, one a row, under where the numbers come from."""
    sheet = book.add_worksheet("办法")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 110)
    numbered_rules = [(f"办法 {i}", rule) for i, rule in enumerate(method.sentences, start=1)]
    for row, (label, text) in enumerate([*origin, *numbered_rules]):
        sheet.write_string(row, 0, label, looks["head"])
        sheet.write_string(row, 1, text, looks["text"])
