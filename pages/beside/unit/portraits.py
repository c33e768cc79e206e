"""How is the portrait of a unit shown: its numbers along with its peers', its weeks, its villages, its reports, its cadres?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from campaign.judgement.due_reports import AHEAD, GRACE, LATE, MEANING, MISSING, RECEIVED
from campaign.judgement.duties import listed
from campaign.judgement.portrait import OF_VILLAGE, ROLES, Beside, Fact, History, Portrait
from campaign.judgement.ranking import BY, NOTHING, SILENT, Place, Standing
from campaign.numbers.figure import Figure, headed
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import COVERAGE, HOUSEHOLDS, ISSUES, OVERDUE, SOLVED, SOLVED_SHARE, STILL_OPEN
from campaign.numbers.question import value_of
from campaign.numbers.wording import EMPTY, format_share, with_time
from campaign.office import rules
from campaign.places.units import shown_name
from pages.parts import charts, leads, ruled, standings, tables, visiting
from pages.parts.view import Figures, View

WEEKS: Mapping[str, tuple[str, Metric]] = {
    "households": ("每周走访户数", HOUSEHOLDS),
    "issues": ("每周收集问题", ISSUES),
    "solved": ("每周解决问题", SOLVED),
    "solved_share": ("周末解决率（单位申报）", SOLVED_SHARE),
}
"""What is drawn week by week: its name, and the number whose unit it has."""
WEEKS_WIDTH = 265
"""Of a small chart, in pixels: four side by side fit a wide screen, two a narrow one."""
STATE_LOOKS = {MISSING: "act", GRACE: "watch", LATE: "watch", RECEIVED: "", AHEAD: "quiet"}
ISSUE_COLUMNS = ("raised_date", "due_date", "category", "issue_text", "status", "unit_name", "village_name")
MOST_PRINTED = 200
"""Open issues that paper holds; all of them are in the workbook."""


def cards(portrait: Portrait) -> None:
    """What a reader looks for first: visited, solved, open, owed, each beside its peers."""
    grid = st.grid(4, min_column_width=150)
    of_metric = {(fact.metric, fact.role): fact for fact in portrait.facts}
    told: list[tuple[str, str, str]] = []
    if visited := of_metric.get((HOUSEHOLDS.id, "visiting")):
        told.append((visited.label, visited.figure.brief, _peers_text(visited)))
    for standing in portrait.standings[:1]:
        place = portrait.place(standing)
        own = format_share(place.rate) if place and place.rate is not None else EMPTY
        peers = f"同类{format_share(standing.rate)}" if standing.rate is not None else ""
        told.append((standing.label, own, f"{portrait.tier(standing)}　{peers}".rstrip()))
    still, overdue = portrait.still[STILL_OPEN.id], portrait.still[OVERDUE.id]
    told.append(("尚未办结", Figure(STILL_OPEN, still).brief, f"其中超期{overdue:,.0f}件" if overdue else ""))
    if not portrait.owed.reports.empty:
        told.append(
            (
                "未报报表",
                f"{len(portrait.owed.of(MISSING))}份",
                f"应报{len(portrait.owed.reports) - len(portrait.owed.of(AHEAD))}份",
            )
        )
    for label, value, beside in told:
        grid.metric(label, value, beside or None, delta_arrow="off", delta_color="off", border=True, height="stretch")


def _peers_text(fact: Fact) -> str:
    return "" if fact.peers_figure.is_empty else f"同类{fact.how}{fact.peers_figure.brief}"


def measures(view: View, portrait: Portrait) -> None:
    """The measures of the peer group: the tier, the unit, the peers, how many cases fewer; what supports it is folded."""
    places = [portrait.place(standing) for standing in portrait.standings]
    stated = {s.measure.id: standings.state_bases(view, s, s.measure.id) for s in portrait.standings}
    bases = {measure: read().get(portrait.unit.name, "") for measure, read in stated.items()}
    columns = [
        ruled.Column("指标"),
        ruled.Column("档次"),
        ruled.Column("本单位", is_number=True),
        ruled.Column("同类", is_number=True),
        ruled.Column("少于同类水平", is_number=True, note="按同类水平应有的数减实际数，取整；不低于同类的不列"),
        ruled.Column("趋势（百分点）", is_number=True, note=portrait.standings[0].since if portrait.standings else ""),
        ruled.Column("查看明细"),
    ]
    rows = [
        (
            standing.label,
            ruled.tier(portrait.tier(standing)),
            ruled.Cell(_own_text(standing, place, bases.get(standing.measure.id, "")), look="wraps"),
            ruled.Cell(format_share(standing.rate) if standing.rate is not None else EMPTY, look="quiet"),
            f"{place.short:,}{standing.measure.whole.unit}" if place and place.short is not None else standings.BLANK,
            standings.trend(place) if place else "",
            ruled.Cell("", also=_rows_behind(view, standing, portrait.unit.name) if place and place.whole else ()),
        )
        for standing, place in zip(portrait.standings, places, strict=True)
    ]
    ruled.show(f"{portrait.unit.shown}和{portrait.unit.peers.name}", columns, rows)


def evidence(portrait: Portrait) -> None:
    """What supports the tiers of the unit, measure by measure."""
    places = [portrait.place(standing) for standing in portrait.standings]
    top = ruled.top_of(places, [standing.rate for standing in portrait.standings])
    rows = [
        (standing.label, *standings.evidence_cells(standing, place, top))
        for standing, place in zip(portrait.standings, places, strict=True)
    ]
    columns = [ruled.Column("指标"), *standings.evidence_columns(portrait.standings[0])]
    ruled.show(f"{portrait.unit.shown}：{standings.EVIDENCE}", columns, rows)


def _own_text(standing: Standing, place: Place | None, base: str = "") -> str:
    if place is None or place.rate is None or place.whole is None or place.part is None:
        return EMPTY
    return f"{format_share(place.rate)}（{place.part:,}/{place.whole:,}{standing.measure.whole.unit}{f'；{base}' if base else ''}）"


def _rows_behind(view: View, standing: Standing, unit: str) -> tuple[tuple[str, leads.Address], ...]:
    counted = standings.as_counted(view, standing)
    return tuple(
        (count.label, leads.to_rows(counted, count.id, **{standing.by: unit}))
        for count in (standing.measure.part, standing.measure.whole)
    )


def facts(view: View, portrait: Portrait) -> None:
    """The numbers without a tier, in two tables: as the unit that visits, as the one that is responsible."""
    empty = {
        role: view.but(**{by: portrait.unit.name}).figures(
            *(fact.metric for fact in portrait.facts if fact.role == role and fact.figure.is_empty)
        )
        for role, (by, _) in BY.items()
    }
    sides = st.columns(2, gap="medium")
    for side, (role, words) in zip(sides, ROLES.items(), strict=True):
        own = [fact for fact in portrait.facts if fact.role == role]
        with side:
            columns = [ruled.Column(words), ruled.Column("本单位", is_number=True)]
            columns += [ruled.Column("同类", is_number=True)] if portrait.is_compared else []
            rows = [_fact(view, portrait.unit.name, fact, empty[role])[: len(columns)] for fact in own]
            ruled.show(words, columns, rows, is_narrow=True)


def _fact(view: View, unit: str, fact: Fact, empty: Figures) -> ruled.Row:
    own, theirs = fact.figure, fact.peers_figure
    peers = EMPTY if theirs.is_empty else f"{fact.how} {theirs.full}"
    peers += f"（{theirs.reported}）" if theirs.reported else ""
    where = {BY[fact.role][0]: unit}
    if own.is_empty:
        why = empty[fact.metric].why_empty
        return (fact.label, ruled.Cell(f"{EMPTY}（{why}）" if why else EMPTY, look="quiet"), peers)
    words = own.full + (f"（{own.reported}）" if own.reported else "")
    return (fact.label, ruled.Cell(words, leads.to_rows(view, own.number, **where)), peers)


def villages(view: View, portrait: Portrait) -> None:
    """The villages of the roster and those visited; a name leads to its place, a number to its rows."""
    if portrait.villages.empty:
        tables.nothing("花名册上没有挂钩的村（社区），也没有走访记录")
        return
    columns = [
        ruled.Column("村（社区）"),
        ruled.Column("镇（街道）"),
        ruled.Column("联系方式"),
        *(ruled.Column(headed(m), is_number=True) for m in OF_VILLAGE),
        ruled.Column(with_time(f"全村{COVERAGE.label}", portrait.coverage_time), is_number=True, note=COVERAGE.note),
    ]
    rows = [_village(view, portrait.unit.name, row) for row in portrait.villages.to_dict("records")]
    ruled.show(f"{portrait.unit.shown}的村（社区），{len(rows)}个", columns, rows)


def _village(view: View, unit: str, row: Mapping[str, object]) -> ruled.Row:
    where = {view.area: row[view.area], "town": row["town"], "village": row["village"]}
    numbers = []
    for number in OF_VILLAGE:
        figure = Figure(number, value_of(row[number.id]))
        if figure.is_empty:
            numbers.append(ruled.Cell(SILENT, look="quiet"))
            continue
        to = leads.to_rows(view, number, unit=unit, village_id=row["village_id"])
        numbers.append(ruled.Cell(figure.bare, to))
    return (
        ruled.Cell(str(row["village"]), leads.to_page("places", view, **where)),
        str(row["town"]),
        "挂钩" if row["is_own"] else "走访",
        *numbers,
        Figure(COVERAGE, value_of(row[COVERAGE.id])).bare,
    )


STATE_OF_DUTY = {"没有": "watch", "无从得知": "quiet"}


def duties(portrait: Portrait) -> None:
    """What every unit has to do: whether its paper shows it, and which."""
    columns = [ruled.Column(listed().title), ruled.Column("是否具备"), ruled.Column("说明", is_words=True)]
    rows = [
        (one.duty, ruled.Cell(one.state, look=STATE_OF_DUTY.get(one.state, "")), tables.plain(one.sentence))
        for one in portrait.duties
    ]
    ruled.show(f"{portrait.unit.shown}的{listed().title}", columns, rows)


def open_issues(view: View, portrait: Portrait, counted_by: str) -> None:
    """The issues that the unit is responsible for and has not settled, the oldest first, a page at a time; a click goes to the sheet."""
    own = View(view.room, portrait.day).but(handler=portrait.unit.name)
    tables.paged(
        own,
        "issues",
        (*ISSUE_COLUMNS, *leads.SOURCE),
        "unit-open",
        file_name=f"尚未办结问题_{portrait.unit.shown}_{view.room.snapshot.id}.csv",
        counted_by=counted_by,
        order="raised_date",
        note="点击查看原表。",
        empty="没有此类问题",
        on_choose=leads.on_sheet(),
    )


def printed_issues(view: View, portrait: Portrait) -> None:
    """The same issues on paper: the oldest ones, as many as paper holds."""
    if not leads.has_rows():
        st.caption(visiting.NO_ROWS)
        return
    own = View(view.room, portrait.day).but(handler=portrait.unit.name)
    rows = own.rows("issues", ISSUE_COLUMNS, counted_by=STILL_OPEN.id, order="raised_date", limit=MOST_PRINTED)
    if rows.empty:
        tables.nothing("没有尚未办结的问题")
        return
    total = own.count_rows("issues", counted_by=STILL_OPEN.id)
    if total > len(rows):
        st.caption(f"列出时间最长的{len(rows)}件，全部{total:,}件见导出的工作簿。")
    labels = tables.row_labels("issues", ISSUE_COLUMNS)
    columns = [ruled.Column(label, is_words=name == "issue_text") for name, label in labels.items()]
    texts = [[_text(cell) for cell in row] for row in rows.itertuples(index=False)]
    ruled.show("尚未办结的问题", columns, texts)


def _text(cell: object) -> str:
    if not tables.is_filled(cell):
        return EMPTY
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else str(cell)


def reports(portrait: Portrait) -> None:
    """The calendar of the unit's own reports."""
    frame = portrait.owed.by_period()
    if frame.empty:
        tables.nothing(f"{portrait.unit.level}无需报送周报和半月汇总")
        return
    columns = [ruled.Column("报表"), *(ruled.Column(str(period)) for period in frame.columns)]
    rows = [
        (str(name), *(ruled.Cell(str(cell), look=STATE_LOOKS.get(str(cell).partition(" ")[0], "")) if cell else " " for cell in states))
        for name, *states in frame.itertuples()
    ]  # fmt: skip
    ruled.show(f"{portrait.unit.shown}的报送日历", columns, rows)
    st.caption("；".join(f"{state}：{MEANING[state]}，{len(portrait.owed.of(state))}份" for state in MEANING) + "。")


def cadres(portrait: Portrait, *, is_paper: bool) -> None:
    """How many households each cadre has visited, in bands and one by one, without names; on paper as one line of counts."""
    if portrait.cadres.empty:
        tables.nothing("未报花名册，干部人数不详")
        return
    if portrait.bands.empty:
        st.markdown(f"花名册上{len(portrait.cadres)}名干部；未报走访表，各人走访户数不详，不作零计。")
        return
    left, right = st.columns([1, 1], gap="medium")
    counts = dict(zip(portrait.bands["cadre_band"], portrait.bands["cadres"], strict=True))
    bars = [
        charts.Bar(band, float(counts.get(band, 0)), f"{counts.get(band, 0)}人", colour=_band_colour(band))
        for band in rules.CADRE_BANDS
    ]
    with left:
        reached, most = counts.get(rules.CADRE_BANDS[-1], 0), max(counts, key=lambda band: counts[band])
        sentence = f"{len(portrait.cadres)}名干部中{reached}名走访满{rules.HOUSEHOLDS_PER_CADRE}户；走访{most}的最多，{counts[most]}人。"
        charts.show(charts.bars(bars), "unit-cadres", sentence)
    columns = [
        ruled.Column("干部"),
        ruled.Column("走访户数", is_number=True),
        ruled.Column("达标日期"),
        ruled.Column("是否有走访记录"),
    ]
    rows = [
        (
            f"干部{n}",
            Figure(HOUSEHOLDS, row["household_count"]).bare,
            _text(row["on_target_date"]),
            "有" if row["has_visited"] else "无",
        )
        for n, row in enumerate(portrait.cadres.to_dict("records"), start=1)
    ]
    with right:
        if is_paper:
            counts_text = [Figure(HOUSEHOLDS, n).bare for n in portrait.cadres["household_count"]]
            st.markdown(f"各人走访户数，由多到少：{'、'.join(counts_text)}。")
        else:
            ruled.show("各名干部（不列姓名）", columns, rows)


def _band_colour(band: str) -> str:
    return charts.NAVY if band == rules.CADRE_BANDS[-1] else charts.LIGHT


def weeks(
    history: History,
    unit: str,
    key: str,
    names: Sequence[str],
    *,
    tops: Mapping[str, float] | None = None,
    is_alone: bool = False,
) -> None:
    """A unit week by week against its peers unless it `is_alone`, one small chart for each number; one below the other
    where several units share `tops`.
    """
    own = history.of(unit)
    place = st.grid(len(names), min_column_width=WEEKS_WIDTH) if tops is None else st.container()
    for name in names:
        label, number = WEEKS[name]
        points = _points(history, own, name, number)
        is_share = name == "solved_share"
        peers = "" if is_alone else "同类合计" if is_share else "同类中位数"
        chart = charts.beside_peers(points, shown_name(unit), peers, is_share=is_share, top=(tops or {}).get(name))
        with place.container():
            charts.show(chart, f"{key}-{name}", _week_sentence(label, points, peers))


def _points(history: History, own: pd.DataFrame, name: str, number: Metric) -> list[charts.Point]:
    points = []
    for week, mine, theirs in zip(history.weeks, own[name], history.peers[name], strict=True):
        at = f"{week.start.month}.{week.start.day}"
        value, peers = Figure(number, value_of(mine)), Figure(number, value_of(theirs))
        points.append(charts.Point(at, value.value, peers.value, value.bare, peers.bare))
    return points


def _week_sentence(label: str, points: Sequence[charts.Point], peers: str) -> str:
    """What to see in one small chart: its latest value, and the peers."""
    known = [p for p in points if p.own is not None]
    if not known:
        theirs = f"；{peers}{points[-1].peers_label}（最近一周）" if peers else ""
        return f"{label}：未报，不作零计{theirs}。"
    last = known[-1]
    best = max(known, key=lambda p: p.own or 0)
    when = f"{_day(last)}起一周" if last is points[-1] else f"最近有记录的{_day(last)}起一周"
    theirs = f"，{peers}{last.peers_label}" if peers else ""
    return f"{label}：{when}{last.own_label}{theirs}；最高{best.own_label}（{_day(best)}起一周）。"


def _day(point: charts.Point) -> str:
    """The Monday under a point of a narrow axis, written out."""
    return f"{point.name.replace('.', '月')}日"


def scales(history: History, units: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """The end of the scale that several units share, for each number."""
    ends = {}
    for name in names:
        values = [value_of(v) for frame in (history.peers, *(history.of(u) for u in units)) for v in frame[name]]
        ends[name] = max((v for v in values if v is not None), default=1.0) or 1.0
    return ends


def questions(view: View, portrait: Portrait) -> None:
    """What to ask, each with its rows."""
    if not portrait.questions:
        st.markdown("暂无督导要点。")
        return
    now = View(view.room, portrait.day)
    lines = [
        f"- {tables.plain(one.sentence)} {leads.if_rows(leads.linked('明细', leads.to_rows(now, one.metric, **one.where)))}"
        for one in portrait.questions
    ]
    st.markdown("\n".join(lines))


def compared(view: View, units: Sequence[str], beside: Sequence[Beside]) -> None:
    """Some peers on each measure, their intervals on one scale, and in words which of them differ for certain."""
    columns = [
        ruled.Column("指标"),
        ruled.Column("同类", is_number=True),
        *(ruled.Column(shown_name(unit)) for unit in units),
    ]
    rows: list[ruled.Row] = []
    for one in beside:
        standing, top = one.standing, ruled.top_of(one.places, [one.standing.rate])
        cells = [_compared(view, standing, place, unit, top) for unit, place in zip(units, one.places, strict=True)]
        rows.append((standing.label, format_share(standing.rate) if standing.rate is not None else EMPTY, *cells))
    ruled.show(f"与同类单位对比：{'、'.join(map(shown_name, units))}", columns, rows, is_narrow=True)
    lines = [f"- **{one.standing.label}**：{tables.plain(one.sentence)}" for one in beside if one.is_telling]
    rest = "其余指标" if lines else "各项指标"
    st.markdown("\n".join([*lines, f"- {rest}区间重叠或者样本不足，不分高低。"]))


def _compared(view: View, standing: Standing, place: Place | None, unit: str, top: float) -> ruled.Cell:
    if place is None or place.whole is None:
        return ruled.tier(place.tier if place else NOTHING)
    to = leads.to_rows(standings.as_counted(view, standing), standing.measure.whole.id, **{standing.by: unit})
    text = f"{_own_text(standing, place)} {place.tier}"
    return ruled.Cell(text, to, look=ruled.LOOKS.get(place.tier, ""), span=ruled.span_of(place, standing.rate, top))
