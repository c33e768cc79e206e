"""Which workbook does a unit get to see: its numbers, the evidence, what is open, what it owes, and by which rules?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import pandas as pd

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
from campaign.numbers.wording import as_number, with_time
from exports.sheets import SHARE, UNSAFE, Column, Papers, origin
from exports.standings import POINTS, method_sheet

OPEN = (
    "raised_date", "due_date", "category", "issue_text", "status", "unit_name", "village_name", "source_file", "source_sheet",
    "source_row",
)  # fmt: skip
"""Columns of the open issues, on the page and here."""
CHART, FRONT = "图", "画像"
Row = Sequence[object]


def file_name(portrait: Portrait, snapshot_id: str) -> str:
    """The name of the workbook: the unit, the snapshot."""
    return f"单位画像_{portrait.unit.shown}_{snapshot_id}.xlsx".translate(UNSAFE)


def workbook(snapshot: Snapshot, portrait: Portrait, filters: Sequence[tuple[str, str]], *, scope: Scope) -> bytes:
    """The workbook (.xlsx) of one unit; `filters` are the chosen conditions in words, as the page shows them."""
    papers = Papers([*filters, *origin(snapshot)])
    _front(papers, portrait)
    if portrait.is_compared:
        _chart(papers, len(portrait.standings))
        _evidence(papers, portrait)
    headings = (
        "角色",
        "指标",
        "单位",
        "本单位",
        "底数",
        *(("同类", "同类为", "同类底数") if portrait.is_compared else ()),
    )
    _sheet(papers, "指标", headings, (row[: len(headings)] for row in _facts(portrait)))
    _sheet(papers, "督导要点", ("督导要点",), [(one.sentence,) for one in portrait.questions])
    if may_see_rows(scope, "issues"):
        _rows(papers, "尚未办结问题", "issues", open_issues(snapshot, portrait, scope=scope))
    owed = portrait.owed.reports
    reports = owed.reindex(columns=["report_kind", "period_label", "village_name", "report_due_date", "received_date"])
    states = reports.assign(state=owed["state"]).itertuples(index=False) if len(owed) else ()
    _sheet(papers, "报送", (*_headings("due_reports", reports.columns), "状态"), states)
    _sheet(papers, "村（社区）", _village_headings(portrait), _villages(portrait))
    duties = [(one.duty, one.state, one.seen_in, one.sentence) for one in portrait.duties]
    _sheet(papers, listed().title, (listed().title, "是否具备", "依据报表", "说明"), duties)
    numbered = [(f"干部{n}", *row) for n, row in enumerate(portrait.cadres.itertuples(index=False), start=1)]
    cadres = ("干部（不列姓名）", *_headings("cadres", portrait.cadres.columns))
    _sheet(papers, with_time("干部", portrait.cadres_time), cadres, numbered)
    _rows(papers, "对账差异", "reconciliations", portrait.disagreeing)
    _definitions(papers, portrait)
    method_sheet(papers, portrait.method)
    return papers.finish()


def open_issues(snapshot: Snapshot, portrait: Portrait, *, scope: Scope) -> pd.DataFrame:
    """The issues that the unit is responsible for and has not settled, the oldest first."""
    return snapshot.rows(
        "issues", scope=scope, as_of=portrait.day, where={"handler": portrait.unit.name}, counted_by=STILL_OPEN.id,
        columns=OPEN, order="raised_date", limit=EVERY_ROW,
    )  # fmt: skip


def _front(papers: Papers, portrait: Portrait) -> None:
    """The sentences of the page, and of each measure the figures beside the peers' and its sentence."""
    columns = [
        Column("指标"),
        Column("档次"),
        Column("本单位", SHARE),
        *map(Column, ("办到", "基数", "基数为")),
        Column("同类", SHARE),
    ]
    columns += [Column("少于同类水平"), Column("趋势（百分点）", POINTS), Column("说明", "", 60)]
    rows: list[Row] = []
    for standing in portrait.standings:
        place, share = portrait.place(standing), partial(Figure, metric(standing.measure.id))
        own = (share(place.rate), place.part, place.whole) if place else (None, None, None)
        change = 100 * place.change if place and place.change is not None else None
        beside = (place.short, change, place.sentence) if place else (None, None, None)
        tier = portrait.tier(standing)
        rows.append((standing.label, tier, *own, whole_label(standing.measure), share(standing.rate), *beside))
    above = ["".join(portrait.sentences()), papers.came_from]
    papers.table(
        FRONT,
        columns if portrait.is_compared else columns[:1],
        rows,
        title=f"单位画像：{portrait.unit.label}",
        above=above,
    )


def _chart(papers: Papers, rows: int) -> None:
    """The unit beside its peers on each measure, from the first sheet's table."""
    first = 5  # under the title, two lines, an empty one and the headings
    series = [
        {
            "name": name,
            "categories": [FRONT, first, 0, first + rows - 1, 0],
            "values": [FRONT, first, at, first + rows - 1, at],
        }
        for name, at in (("本单位", 2), ("同类", 6))
    ]
    papers.chart(CHART, "bars", "各项指标与同类比较", series, form="0%")


def _evidence(papers: Papers, portrait: Portrait) -> None:
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
    _sheet(papers, "依据", headings, rows)


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


def _rows(papers: Papers, name: str, table: str, frame: pd.DataFrame) -> None:
    _sheet(papers, name, _headings(table, frame.columns), as_shown(frame).itertuples(index=False))


def _definitions(papers: Papers, portrait: Portrait) -> None:
    numbers = {f.metric: f.figure.number for f in portrait.facts} | {
        s.measure.id: s.measure for s in portrait.standings
    }
    rows = [(m.label, m.unit, m.note, m.leaves_out) for m in numbers.values()]
    _sheet(papers, "口径", ("指标", "单位", "说明", "不含"), rows)


def _sheet(papers: Papers, name: str, headings: Sequence[str], rows: Iterable[Row]) -> None:
    papers.table(name, [Column(heading) for heading in headings], rows)
