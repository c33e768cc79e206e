"""Which workbook goes to a meeting with the ranking: the table, the chart, the evidence, the method, and where it all comes from?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from campaign.judgement.ranking import AHEAD, BEHIND, LABELS, SIDES, WATCHED, Place, Standing, side, whole_label
from campaign.judgement.ranking.composite import Score
from campaign.judgement.ranking.method import Method
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number, format_share, format_value
from campaign.places.units import shown_name
from exports.sheets import COUNT, RATIO, SHARE, TEXT, UNSAFE, Column, Papers, origin

CHANCE = '[>0.99]">99%";[<0.01]"<1%";0%'
POINTS = "+0.0;-0.0;0.0"
"""A probability, never certain; a change in percentage points."""
RANKED: Mapping[str, str] = {
    "unit": TEXT, "supervision_group": COUNT, "tier": TEXT, "rate": SHARE, "part": COUNT, "whole": COUNT, "peers": SHARE,
    "short": COUNT, "change": POINTS, "marks": TEXT, "sentence": TEXT,
}  # fmt: skip
"""The columns of the sheet that a leader reads → how each is written."""
EVIDENCE: Mapping[str, str] = {
    "unit": TEXT, "tier": TEXT, "mean": SHARE, "low": SHARE, "high": SHARE, "beyond": TEXT, "below": CHANCE, "ahead": CHANCE,
    "first": COUNT, "last": COUNT, "stays": COUNT, "should": COUNT, "expected": RATIO, "ratio": RATIO, "ratio_low": RATIO, "ratio_high": RATIO,
    "beside_part": COUNT, "beside_whole": COUNT, "moved": POINTS, "risen": CHANCE, "blank": COUNT, "support": RATIO,
}  # fmt: skip
"""The columns of the sheet that supports it."""
SCORE_LABELS = ("单位", "督导小组", "档次", "综合分", "区间下限", "区间上限", "同类在同样指标上", "位次区间（前）", "位次区间（后）", "档次不变的次数", "缺的指标", "加减分", "加减分的理由")  # fmt: skip
OTHERS = "其他"
COLOURS: Mapping[str, str] = {BEHIND: "red", WATCHED: "orange", AHEAD: "navy", OTHERS: "gray"}
"""Of the dots in the chart, as on the page."""
LINE_POINTS = 60
CHART, BELOW_CHART = "图", 26
"""The sheet of the chart, and the row under it where its points begin."""
FOOT = "位次为区间，区间重叠的不分先后；依据和评定办法见后。名单是督查的线索，不是结论。"


def file_name(standing: Standing, snapshot_id: str) -> str:
    """The name of the workbook: the group, the measure, the snapshot."""
    return f"督查排名_{standing.group.name}_{standing.measure.label}_{snapshot_id}.xlsx".translate(UNSAFE)


def workbook(
    snapshot: Snapshot, standing: Standing, filters: Sequence[tuple[str, str]], scores: Sequence[Score] = ()
) -> bytes:
    """The workbook (.xlsx): every unit with its figures and its sentence, the chart, the evidence, the method, the origin.

    `filters` are the chosen conditions in words, as the page shows them.
    """
    papers = Papers([*filters, *origin(snapshot)])
    title = f"{standing.group.name}，{standing.label}"
    _table(papers, "排名", RANKED, standing, f"督查排名：{title}", [papers.came_from, _peers(standing), FOOT])
    _chart(papers, standing)
    _table(papers, "依据", EVIDENCE, standing, f"依据：{title}", [_peers(standing)])
    if scores:
        _scores(papers, scores)
    method_sheet(papers, standing.method)
    return papers.finish()


def _peers(standing: Standing) -> str:
    """What the units are judged against, and what is not judged, in one line."""
    whole = standing.measure.whole
    lines = (("同类水平", standing.rate), ("底线", standing.floor), ("先进线", standing.ahead))
    facts = [(label, format_share(line)) for label, line in lines if line is not None]
    if standing.blank:
        facts.append(("未注明是否解决，不计入", f"{standing.blank:,}件"))
    if standing.unassigned:
        why = "未写明地点，不评" if standing.group.by else "花名册以外的单位承办，不评"
        facts.append((why, f"{format_value(whole, standing.unassigned)}{whole.unit}"))
    return "；".join(f"{label}：{text}" for label, text in facts)


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


def _table(
    papers: Papers, name: str, wanted: Mapping[str, str], standing: Standing, title: str, above: Sequence[str]
) -> None:
    """Those of the columns that the standing has, a row a place."""
    left_out = {"beside_part", "beside_whole"} if not standing.counterpart else set()
    left_out |= {"blank"} if not standing.needs_status else set()
    left_out |= {"supervision_group"} if standing.group.by else set()
    columns = {column: form for column, form in wanted.items() if column not in left_out}
    heads, frame = _headings(standing), standing.frame().assign(peers=standing.rate)
    rows = [
        [_cell(standing, column, row[column], columns[column]) for column in columns]
        for row in frame.to_dict("records")
    ]
    shown = [Column(heads[column], form if form != TEXT else "", 60) for column, form in columns.items()]
    papers.table(name, shown, rows, title=title, above=[line for line in above if line], filtered=True)


def _cell(standing: Standing, column: str, value: object, form: str) -> object:
    """A value as it is written: a name as a reader knows it, a change in points, a probability as far as it is sure."""
    if column == "unit":
        return standing.shown(str(value))
    if column == "beyond":
        return side(value, standing.method) if value in SIDES else None  # type: ignore[arg-type]
    if form == TEXT:
        return str(value)
    number = as_number(value)
    if number is None:
        return None
    if form == POINTS:
        return 100 * number
    return int(100 * number) / 100 if form == CHANCE and 0.01 <= number <= 0.99 else number


def _chart(papers: Papers, standing: Standing) -> None:
    """The page's chart: every unit by size and share within the range that chance explains, and its points beneath."""
    rated = sorted(
        (p for p in standing.places if p.rate is not None and p.whole), key=lambda p: list(COLOURS).index(_series(p))
    )
    if not rated or standing.rate is None:
        return
    sheet, first, size = (
        papers.book.add_worksheet(CHART),
        BELOW_CHART,
        f"{standing.measure.whole.label}（{standing.measure.whole.unit}）",
    )
    papers.write(sheet, 0, 0, f"{standing.group.name}：{standing.label}")
    heads = (
        _headings(standing)["unit"],
        LABELS["tier"],
        size,
        standing.label,
        size,
        "正常波动下限",
        "正常波动上限",
        "同类",
    )
    for column, head in enumerate(heads):
        sheet.write_string(first - 1, column, head, papers.head)
    for row, place in enumerate(rated, start=first):
        for column, (cell, form) in enumerate(
            ((standing.shown(place.unit), ""), (place.tier, ""), (place.whole, COUNT), (place.rate, SHARE))
        ):
            papers.write(sheet, row, column, cell, form)
    sizes = [p.whole or 1 for p in rated]
    at = standing.limits_at(np.unique(np.geomspace(min(sizes), max(*sizes, 2), LINE_POINTS).round()))
    lines = at.assign(whole=standing.rate)[["size", "inner_low", "inner_high", "whole"]]
    for row, values in enumerate(lines.itertuples(index=False), start=first):
        for column, value in enumerate(values, start=4):
            papers.write(sheet, row, column, value, COUNT if column == 4 else SHARE)
    sheet.insert_chart(1, 0, _scatter(papers, standing, rated, first, first + len(lines) - 1, size))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(heads) - 1, 12)
    papers.page(sheet)
    sheet.print_area(0, 0, first - 2, len(heads) - 1)
    sheet.fit_to_pages(1, 1)


def _scatter(papers: Papers, standing: Standing, rated: Sequence[Place], first: int, last: int, size: str) -> Any:
    """Dots in the colours of their tiers, between dotted lines."""
    chart = papers.book.add_chart({"type": "scatter"})
    for name, colour in COLOURS.items():
        if rows := [n for n, p in enumerate(rated, start=first) if _series(p) == name]:
            chart.add_series({
                "name": name, "categories": [CHART, rows[0], 2, rows[-1], 2], "values": [CHART, rows[0], 3, rows[-1], 3],
                "marker": {"type": "circle", "size": 7, "fill": {"color": colour}, "border": {"color": "white"}},
            })  # fmt: skip
    for name, column, dash in (
        ("正常波动下限", 5, "square_dot"),
        ("正常波动上限", 6, "square_dot"),
        ("同类", 7, "dash"),
    ):
        chart.add_series({
            "name": name, "categories": [CHART, first, 4, last, 4], "values": [CHART, first, column, last, column],
            "marker": {"type": "none"}, "line": {"color": "gray", "width": 1.25, "dash_type": dash},
        })  # fmt: skip
    top = min(1.0, 1.2 * max(*(p.rate or 0 for p in rated), standing.rate or 0)) or 1.0
    words = f"每点代表一{standing.counter}{'地区' if standing.group.by else '单位'}，越靠右问题越多"
    chart.set_title({"name": f"{standing.label}与同类比较：{words}", "name_font": {"size": 12}})
    chart.set_x_axis({"name": size, "log_base": 10, "num_format": COUNT, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": top})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 780, "height": 460})
    return chart


def _series(place: Place) -> str:
    return place.tier if place.tier in COLOURS else OTHERS


def _scores(papers: Papers, scores: Sequence[Score]) -> None:
    """The composite: the score with its interval, what it lacks, the extra points."""
    rows = [
        (
            shown_name(one.unit), one.supervision_group, one.tier, one.score, one.low, one.high, one.peers, one.first, one.last, one.stays,
            "、".join(one.lacking), one.points, "；".join(f"{e.points:+g}：{e.reason}（{e.date}）" for e in one.entries),
        )
        for one in scores
    ]  # fmt: skip
    papers.table(
        "综合分", [Column(label) for label in SCORE_LABELS], rows, title="综合分，供领导参阅", above=[papers.came_from]
    )


def method_sheet(papers: Papers, method: Method) -> None:
    """The rules in force, one a row, under where the numbers come from."""
    numbered = [(f"办法 {i}", rule) for i, rule in enumerate(method.sentences, start=1)]
    papers.definitions("办法", [*papers.source, *numbered])
