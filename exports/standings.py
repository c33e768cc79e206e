"""Which workbook goes to a meeting with the ranking: the table, the evidence, the method, and where it all comes from?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import xlsxwriter

from campaign.judgement.ranking import AHEAD, BEHIND, LABELS, SIDES, WATCHED, Place, Standing, chance, side, whole_label
from campaign.judgement.ranking.composite import Score
from campaign.judgement.ranking.method import Method
from campaign.numbers.figure import Figure
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import EMPTY, as_number, format_share, format_value
from campaign.office import rules
from campaign.places.units import shown_name

RANKED: Mapping[str, str] = {
    "unit": "text", "supervision_group": "count", "tier": "text", "rate": "share", "part": "count", "whole": "count",
    "peers": "share", "short": "count", "change": "points", "marks": "text", "sentence": "words",
}  # fmt: skip
"""The columns of the sheet that a leader reads → how each is written."""
EVIDENCE: Mapping[str, str] = {
    "unit": "text", "tier": "text", "mean": "share", "low": "share", "high": "share", "beyond": "text", "below": "chance", "ahead": "chance",
    "first": "count", "last": "count", "stays": "count", "should": "count", "expected": "ratio", "ratio": "ratio", "ratio_low": "ratio", "ratio_high": "ratio",
    "beside_part": "count", "beside_whole": "count", "moved": "points", "risen": "chance", "blank": "count", "support": "ratio",
}  # fmt: skip
"""The columns of the sheet that supports it."""
NUMBER_FORMS: Mapping[str, str] = {
    "share": "0.0%",
    "chance": "0%",
    "count": "#,##0",
    "ratio": "#,##0.00",
    "points": "+0.0;-0.0;0.0",
}
WIDTHS = {"unit": 24, "tier": 9, "marks": 12, "beyond": 16, "sentence": 64}
SCORE_LABELS = ("单位", "督导小组", "档次", "综合分", "区间下限", "区间上限", "同类在同样指标上", "位次区间（前）", "位次区间（后）", "档次不变的次数", "缺的指标", "加减分", "加减分的理由")  # fmt: skip
OTHERS = "其他"
COLOURS: Mapping[str, str] = {BEHIND: "#C0392B", WATCHED: "#D9822B", AHEAD: "#1F4E8C", OTHERS: "#A9B4C0"}
"""Of the dots in the chart, as on the page."""
POINTS = 60
"""Of a line in the chart."""
HEAD_ROW = 3
"""Above it stand the title, where the numbers come from and what they are judged against."""
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
        _chart(book, looks, standing)
        _evidence(book, looks, standing)
        if scores:
            _scores(book, looks, scores, came_from)
        method_sheet(book, looks, standing.method, came_from)
    return out.getvalue()


def looks_of(book: Any) -> dict[str, Any]:
    """The few formats of a workbook."""
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "top": 1, "valign": "vcenter", "bg_color": "#F3F6FA"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "plain": book.add_format({"valign": "top"}),
        "empty": book.add_format({"valign": "top", "align": "right"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }  # fmt: skip
    return looks | {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in NUMBER_FORMS.items()}


def on_paper(sheet: Any, head: int | None = None) -> None:
    """A sheet as it is printed: landscape A4, one page wide, its heading row on every page and in sight, pages numbered."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C第&P页，共&N页")
    if head is not None:
        sheet.repeat_rows(head)
        sheet.freeze_panes(head + 1, 1)


def line_over(book: Any, sheet: Any, row: int, last_column: int, text: str, looks: Mapping[str, Any]) -> None:
    """A line of words over the whole table, as high as it needs."""
    if last_column:
        sheet.merge_range(row, 0, row, last_column, "", looks["text"])
    sheet.write_string(row, 0, text, looks["text"])
    sheet.set_row(row, 15 * (1 + len(text) // 90))


def form_of(figure: Figure) -> str:
    """How Excel writes a figure: as the page does, also where a plain format would round a share up to all or drop a bound."""
    if figure.bare[0] in "<>":
        return f'"{figure.bare}"'
    unit = figure.number.unit
    plain = "0.0%" if unit == "%" else "#,##0.00" if "/" in unit else "#,##0"
    return f'"{figure.bound}"{plain}' if figure.bound else plain


def write_number(book: Any, sheet: Any, row: int, column: int, kind: str, value: float, looks: dict[str, Any]) -> None:
    """A real number that reads as on the page: a share that is not all is not rounded up to it, a probability is never certain."""
    words = {"share": format_share, "chance": chance}.get(kind, str)(value)
    look = looks[kind]
    if words[0] in "<>":
        if words not in looks:
            looks[words] = book.add_format({"num_format": f'"{words}"', "valign": "top", "align": "right"})
        look = looks[words]
    elif kind == "chance":
        value = int(100 * value) / 100
    sheet.write_number(row, column, 100 * value if kind == "points" else value, look)


def origin(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What the table can be made again from: the day of the data, the definitions, the snapshot."""
    return [
        ("数据截至", f"{snapshot.data_date}" if snapshot.data_date else EMPTY),
        ("指标口径", f"第{rules.DEFINITIONS_VERSION}版"),
        ("数据版本", snapshot.id),
    ]


def _peers(standing: Standing) -> list[tuple[str, str]]:
    """What the units are judged against, and what is not judged."""
    whole = standing.measure.whole
    lines = (("同类水平", standing.rate), ("底线", standing.floor), ("先进线", standing.ahead))
    facts = [(label, format_share(line)) for label, line in lines if line is not None]
    if standing.blank:
        facts.append(("未注明是否解决，不计入", f"{standing.blank:,}件"))
    if standing.unassigned:
        facts.append(
            (
                "未写明地点，不评" if standing.group.by else "花名册以外的单位承办，不评",
                f"{format_value(whole, standing.unassigned)}{whole.unit}",
            )
        )
    return facts


def _headings(standing: Standing) -> dict[str, str]:
    heads = dict(LABELS) | {
        "unit": "地区" if standing.group.by else LABELS["unit"],
        "peers": "同类",
        "whole": whole_label(standing.measure),
        "part": standing.measure.part.label,
        "rate": standing.label,
        "short": standing.short_label,
        "should": f"{LABELS['should']}（{standing.measure.whole.unit}）",
        "change": f"趋势（{standing.since}，百分点）",
        "moved": f"{LABELS['moved']}，百分点",
        "support": standing.support.label,
    }
    if standing.counterpart:
        heads |= {"beside_part": standing.counterpart.part.label, "beside_whole": standing.counterpart.whole.label}
    return heads


def _columns(standing: Standing, wanted: Mapping[str, str]) -> dict[str, str]:
    """Those of the columns that the standing has."""
    left_out = {"beside_part", "beside_whole"} if not standing.counterpart else set()
    left_out |= {"blank"} if not standing.needs_status else set()
    left_out |= {"supervision_group"} if standing.group.by else set()
    return {name: kind for name, kind in wanted.items() if name not in left_out}


def _places(book: Any, looks: dict[str, Any], standing: Standing, origin: Sequence[tuple[str, str]]) -> None:
    """Everybody as on the page: the figures and one sentence each."""
    sheet = book.add_worksheet("排名")
    columns = _columns(standing, RANKED)
    last = len(columns) - 1
    sheet.write(0, 0, f"督查排名：{standing.group.name}，{standing.label}", looks["title"])
    line_over(book, sheet, 1, last, "；".join(f"{label}：{text}" for label, text in origin), looks)
    line_over(book, sheet, 2, last, "；".join(f"{label}：{text}" for label, text in _peers(standing)), looks)
    rows = _table(book, sheet, looks, standing, columns)
    sheet.write_string(
        HEAD_ROW + rows + 2, 0, "位次为区间，区间重叠的不分先后；依据和评定办法见后。名单是督查的线索，不是结论。"
    )


def _evidence(book: Any, looks: dict[str, Any], standing: Standing) -> None:
    """What supports the tiers: estimates, limits, probabilities, rank intervals."""
    sheet = book.add_worksheet("依据")
    sheet.write(0, 0, f"{standing.group.name}，{standing.label}：依据", looks["title"])
    _table(book, sheet, looks, standing, _columns(standing, EVIDENCE))


def _table(book: Any, sheet: Any, looks: dict[str, Any], standing: Standing, columns: Mapping[str, str]) -> int:
    """The columns of all places under their headings; how many rows."""
    frame, heads = standing.frame(), _headings(standing)
    frame["peers"] = standing.rate if standing.rate is not None else float("nan")
    for column, (name, kind) in enumerate(columns.items()):
        sheet.write_string(HEAD_ROW, column, heads[name], looks["head"])
        sheet.set_column(column, column, WIDTHS.get(name, 10))
        for row, value in enumerate(frame[name], start=HEAD_ROW + 1):
            if kind in ("text", "words"):
                sheet.write_string(
                    row, column, _text(standing, name, value), looks["text" if kind == "words" else "plain"]
                )
            elif (number := as_number(value)) is None:
                sheet.write_string(row, column, EMPTY, looks["empty"])
            else:
                write_number(book, sheet, row, column, kind, number, looks)
    sheet.set_row(HEAD_ROW, 46)
    sheet.autofilter(HEAD_ROW, 0, max(HEAD_ROW + len(frame), HEAD_ROW + 1), len(columns) - 1)
    on_paper(sheet, HEAD_ROW)
    return len(frame)


def _text(standing: Standing, name: str, value: object) -> str:
    if name == "unit":
        return standing.shown(str(value))
    if name == "beyond":
        return side(value, standing.method) if value in SIDES else EMPTY  # type: ignore[arg-type]
    return str(value)


def _chart(book: Any, looks: dict[str, Any], standing: Standing) -> None:
    """The page's chart: every unit by size and share inside the range that chance explains, and its points beneath."""
    rated = sorted(
        (p for p in standing.places if p.rate is not None and p.whole), key=lambda p: list(COLOURS).index(_series(p))
    )
    if not rated or standing.rate is None:
        return
    sheet, unit = book.add_worksheet("图"), standing.measure.whole.unit
    sheet.write(
        0, 0, f"{standing.group.name}的{standing.label}：每点代表一{standing.counter}，越靠右问题越多", looks["title"]
    )
    heads = (LABELS["unit"], LABELS["tier"], f"{standing.measure.whole.label}（{unit}）", standing.label)
    first = 26
    for column, head in enumerate(
        (*heads, "", f"{standing.measure.whole.label}（{unit}）", "范围下限", "范围上限", "同类")
    ):
        sheet.write_string(first - 1, column, head, looks["head"])
    for row, place in enumerate(rated, start=first):
        sheet.write_string(row, 0, standing.shown(place.unit))
        sheet.write_string(row, 1, place.tier)
        sheet.write_number(row, 2, place.whole or 0, looks["count"])
        sheet.write_number(row, 3, place.rate or 0.0, looks["share"])
    sizes = np.unique(
        np.geomspace(min(p.whole or 1 for p in rated), max(*(p.whole or 1 for p in rated), 2), POINTS).round()
    )
    at = standing.limits_at(sizes)
    for row, (size, low, high) in enumerate(
        zip(at["size"], at["inner_low"], at["inner_high"], strict=True), start=first
    ):
        for column, (value, kind) in enumerate(
            ((size, "count"), (low, "share"), (high, "share"), (standing.rate, "share")), start=5
        ):
            sheet.write_number(row, column, value, looks[kind])
    chart = book.add_chart({"type": "scatter"})
    for name, colour in COLOURS.items():
        rows = [n for n, p in enumerate(rated, start=first) if _series(p) == name]
        if rows:
            chart.add_series({
                "name": name, "categories": ["图", rows[0], 2, rows[-1], 2], "values": ["图", rows[0], 3, rows[-1], 3],
                "marker": {"type": "circle", "size": 7, "fill": {"color": colour}, "border": {"color": "#FFFFFF"}},
            })  # fmt: skip
    end = first + len(at) - 1
    for name, column, dash in (
        ("正常波动下限", 6, "square_dot"),
        ("正常波动上限", 7, "square_dot"),
        ("同类", 8, "dash"),
    ):
        chart.add_series({
            "name": name, "categories": ["图", first, 5, end, 5], "values": ["图", first, column, end, column], "marker": {"type": "none"},
            "line": {"color": "#6B7280", "width": 1.25, "dash_type": dash},
        })  # fmt: skip
    chart.set_title({"name": f"{standing.group.name}：{standing.label}", "name_font": {"size": 12}})
    chart.set_x_axis(
        {
            "name": f"{standing.measure.whole.label}（{unit}）",
            "log_base": 10,
            "num_format": "#,##0",
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_y_axis(
        {"num_format": "0%", "min": 0, "max": min(1.0, 1.2 * max(*(p.rate or 0 for p in rated), standing.rate)) or 1.0}
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 780, "height": 460})
    sheet.insert_chart(1, 0, chart)
    for column, width in enumerate((24, 9, 12, 12, 4, 12, 12, 12, 12)):
        sheet.set_column(column, column, width)
    on_paper(sheet)
    sheet.print_area(0, 0, first - 2, 8)
    sheet.fit_to_pages(1, 1)


def _series(place: Place) -> str:
    return place.tier if place.tier in COLOURS else OTHERS


def _scores(book: Any, looks: dict[str, Any], scores: Sequence[Score], origin: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("综合分")
    sheet.write(0, 0, "综合分，供领导参阅", looks["title"])
    sheet.write(1, 0, "；".join(f"{label}：{text}" for label, text in origin))
    for column, label in enumerate(SCORE_LABELS):
        sheet.write(HEAD_ROW, column, label, looks["head"])
        sheet.set_column(column, column, 24 if column in (0, len(SCORE_LABELS) - 1) else 10)
    on_paper(sheet, HEAD_ROW)
    for row, one in enumerate(scores, start=HEAD_ROW + 1):
        reasons = "；".join(f"{e.points:+g}：{e.reason}（{e.date}）" for e in one.entries)
        cells = (
            shown_name(one.unit), one.supervision_group, one.tier, one.score, one.low, one.high, one.peers, one.first, one.last, one.stays,
            "、".join(one.lacking), one.points, reasons,
        )  # fmt: skip
        for column, value in enumerate(cells):
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, looks["ratio"] if isinstance(value, float) else None)
            else:
                sheet.write_string(row, column, EMPTY if value is None else value)


def method_sheet(book: Any, looks: dict[str, Any], method: Method, origin: Sequence[tuple[str, str]]) -> None:
    """The rules in force, one a row, under where the numbers come from."""
    sheet = book.add_worksheet("办法")
    on_paper(sheet)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 110)
    numbered_rules = [(f"办法 {i}", rule) for i, rule in enumerate(method.sentences, start=1)]
    for row, (label, text) in enumerate([*origin, *numbered_rules]):
        sheet.write_string(row, 0, label, looks["head"])
        sheet.write_string(row, 1, text, looks["text"])
        sheet.set_row(row, 15 * (1 + len(text) // 60))
