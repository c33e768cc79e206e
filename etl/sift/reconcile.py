"""Do the figures that units report agree with their sheets, and with themselves?

Reported and derived figures stand beside each other and are never mixed. A difference is found only where nothing
else explains it: rounding, a day that is not written, a rejected row, a sheet that has not come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from campaign import rules, schema
from etl import texts, values
from etl.forms import figures
from etl.forms.village_summary import VILLAGE_SUMMARY
from etl.sift import weekly_basis
from etl.sift.claims import CITY, Claim, Ledgers, Told, What, rejected_facts, roster
from etl.sift.sieve import Sieve
from etl.sift.source import Sheet
from etl.sift.tables import PLACE, SOURCE, UNIT, table
from etl.values import Problem, Quantity

WEEKLY, SUMMARY, ADDED_UP, BRIEFING, CARDS = rules.CHECKS
DIFFERENT, NO_SHEETS, NO_REPORT, AGREED = rules.OUTCOMES
OF_PERIOD = "当期"


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the figures that units report: what the sheets count for it, and how it is said."""

    column: str
    what: What
    said: str
    unit: str

    @property
    def label(self) -> str:
        """Its 中文名."""
        return schema.REPORTS.column(self.column).label


HOUSEHOLDS = Measure("household_count", "households", "走访", "户")
ISSUES = Measure("issue_count", "issues", "汇总问题", "件")
SOLVED = Measure("solved_count", "solved", "解决问题", "件")
MEASURES = (HOUSEHOLDS, ISSUES, SOLVED)
COUNTED = ("issue_count", "solved_count", "pending_count")
"""The three columns of 附件5, 小计 first."""


@dataclass(frozen=True, slots=True)
class Range:
    """A figure between its bounds, both included."""

    low: int
    high: int

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __str__(self) -> str:
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} 至 {self.high:,}"

    def beyond(self, other: Range) -> int:
        """How far this lies above (+) or below (−) the other; 0 where the two meet."""
        return max(0, self.low - other.high) or min(0, self.high - other.low)


def meant(figure: int, bound: str | None) -> Range:
    """What a rounded figure can stand for: 80余 is 80 to 90, 近20 is 10 to 20, 约50 is 45 to 55.

    >>> meant(83, None), meant(80, "≥"), meant(20, "≤"), meant(600, "≥").high
    (Range(low=83, high=83), Range(low=80, high=90), Range(low=10, high=20), 700)
    """
    step = 1
    while figure and figure % (10 * step) == 0:
        step *= 10
    if bound == "≥":
        return Range(figure, figure + step)
    if bound == "≤":
        return Range(figure - step, figure)
    return Range(figure - step // 2, figure + step // 2) if bound == "≈" else Range(figure, figure)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of laying a reported figure beside the sheets'."""

    outcome: str
    told: Told
    difference: int | None
    tolerance: int
    is_by_room: bool = False
    """It agrees only because of what the sheets leave open."""


def judged(reported: Range, told: Told, *, at_most: bool = False) -> Verdict:
    """Whether the two agree; with `at_most` the report may well say less than the sheets.

    More than the sheets say is no difference while sheets of those days are missing.
    """
    if told.counted is None:
        return Verdict(NO_SHEETS, told, None, rules.tolerance(0))
    tolerance = rules.tolerance(told.counted)
    beyond = reported.beyond(Range(told.low, told.high))
    if at_most:
        beyond = max(0, beyond)
    if abs(beyond) <= tolerance:
        apart = reported.beyond(Range(told.counted, told.counted))
        return Verdict(AGREED, told, beyond, tolerance, (max(0, apart) if at_most else abs(apart)) > tolerance)
    return Verdict(NO_SHEETS if beyond > 0 and told.missing else DIFFERENT, told, beyond, tolerance)


# ── sentences ─────────────────────────────────────────────────────────────────────────────────


def day_said(day: date) -> str:
    """3月19日."""
    return f"{day.month}月{day.day}日"


def reported_said(figure: int, bound: str | None, unit: str) -> str:
    """The figure with its bound as people write it: 80余户, 近20件."""
    number = f"{figure:,}"
    return {"≥": f"{number} 余{unit}", "≤": f"近 {number} {unit}", "≈": f"约 {number} {unit}"}.get(
        bound or "", f"{number} {unit}"
    )


def verdict_said(verdict: Verdict, unit: str, days: str, *, at_most: bool = False) -> str:
    """The second half of a finding: what the sheets say, how far it is, and what may explain it."""
    told = verdict.told
    if told.counted is None:
        return told.silent
    parts = [f"表中{days}为 {told.counted:,} {unit}"]
    if told.low != told.high:
        unwritten = told.high - told.low - told.rejected
        why = [f"{unwritten:,} {unit}没有写明日期或结果"] if unwritten else []
        why += [f"退回 {told.rejected:,} 行"] if told.rejected else []
        parts[0] += f"（{told.low:,} 至 {told.high:,}，因{'、'.join(why)}）"
    beyond = verdict.difference or 0
    side = f"{'多' if beyond > 0 else '少'} {abs(beyond):,} {unit}"
    if not beyond:
        parts.append("不矛盾" if verdict.is_by_room else "没有多出" if at_most else "相符")
    elif abs(beyond) <= verdict.tolerance:
        parts.append(f"{side}，在容差 {verdict.tolerance} {unit}之内")
    else:
        parts.append(f"{side}，超过容差 {verdict.tolerance} {unit}")
    return "，".join(parts) + _missing_said(verdict)


def _missing_said(verdict: Verdict) -> str:
    if verdict.outcome != NO_SHEETS:
        return ""
    days = (f"{day_said(a)}至{day_said(b)}" if a != b else day_said(a) for a, b in verdict.told.missing)
    return f"，但没有收到 {'、'.join(days)} 的表，还不能算差异"


# ── the five checks ───────────────────────────────────────────────────────────────────────────

Row = dict[str, Any]
HEAD = (*UNIT, *PLACE, "period_label", "period_start", "period_end", "source_file", "source_sheet", "source_row")


def reconcile(
    con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], sieves: Sequence[Sieve], done: Mapping[str, pa.Table]
) -> tuple[pa.Table, pa.Table]:
    """The tables reports, with the basis of the weekly figures, and reconciliations, the worst first."""
    ledgers = Ledgers(con, sheets, done["issues"], rejected_facts(sieves, done["rejected_rows"]), roster(done))
    told = ledgers.tell(c for r in _of_kind(done["reports"], "周报") for m in MEASURES for c in _both_ways(r, m))
    bases = weekly_bases(done["reports"], told)
    papers = summary_rows(con)
    rows = [
        *weekly(done["reports"], told, bases),
        *summaries(papers, ledgers),
        *totals(papers, sheets, done["rejected_rows"]),
        *not_reported(done["due_reports"], done["reports"], ledgers),
        *briefings(done["briefing_figures"], ledgers),
        *cards([*done["card_counts"].to_pylist(), *published_cards(done["briefing_figures"])], ledgers),
    ]
    basis = [
        bases[unit][0] if kind == "周报" else None for kind, unit in _pairs(done["reports"], "report_kind", "unit_name")
    ]
    at = done["reports"].schema.get_field_index("basis")
    reports = done["reports"].set_column(at, "basis", pa.array(basis, pa.string()))
    numbered = ({"reconciliation_id": n, **row} for n, row in enumerate(sorted(rows, key=worst_first), 1))
    return reports, table("reconciliations", numbered)


def worst_first(row: Row) -> tuple[Any, ...]:
    """The order in which somebody should look: by outcome, then by the difference's part of what the sheets say."""
    size = abs(row["difference"] or 0) if row["difference"] is not None else row["reported"] or 0
    part = size / max(1, row["derived"] or 0)
    where = (row[name] or "" for name in ("unit_name", "village_id", "period_label", "measure"))
    return (rules.OUTCOMES.index(row["outcome"]), -part, -size, row["check"], *where)


def _pairs(found: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(found[name].to_pylist() for name in names), strict=True))


def _of_kind(reports: pa.Table, kind: str) -> list[Row]:
    return reports.filter(pc.equal(reports["report_kind"], kind)).to_pylist()


def _row(
    check: str,
    report: Mapping[str, Any],
    measure: str,
    finding: str,
    *,
    outcome: str = "",
    verdict: Verdict | None = None,
    told: Told | None = None,
    counted_from: date | None = None,
    **more: Any,
) -> Row:
    """One row of reconciliations out of a report's own row and what came of the comparison."""
    told = verdict.told if verdict else told or Told(None)
    is_known = told.counted is not None
    return {
        **{name: report.get(name) for name in HEAD},
        "check": check,
        "measure": measure,
        "outcome": outcome or (verdict.outcome if verdict else None),
        "basis": None,
        "reported": None,
        "reported_bound": None,
        "counted_from": counted_from,
        "derived": told.counted,
        "derived_low": told.low if is_known else None,
        "derived_high": told.high if is_known else None,
        "difference": verdict.difference if verdict else None,
        "tolerance": verdict.tolerance if verdict and is_known else None,
        "finding": finding,
        **more,
    }


# ── 周报 ──


def _both_ways(report: Row, measure: Measure) -> tuple[Claim, Claim]:
    """The claim of a weekly figure as a running total, and as the week's own."""
    unit, end = report["unit_name"], report["period_end"]
    return Claim(unit, measure.what, rules.START, end), Claim(unit, measure.what, report["period_start"], end)


def weekly_bases(reports: pa.Table, told: Mapping[Claim, Told]) -> dict[str, tuple[str, str]]:
    """Each unit's 累计, 当周 or 未判定, and why."""
    found = sorted(_of_kind(reports, "周报"), key=lambda r: (r["unit_name"], r["period_end"], r["period_start"]))

    def fits(report: Row, measure: Measure, way: int) -> bool | None:
        answer = told[_both_ways(report, measure)[way]]
        if answer.counted is None or report[measure.column] is None:
            return None
        return judged(_said(report, measure), answer).outcome == AGREED

    def week(report: Row) -> weekly_basis.Week:
        running, own = (tuple(fits(report, m, way) for m in MEASURES) for way in (0, 1))
        return weekly_basis.Week(tuple(report[m.column] for m in MEASURES), running, own)

    return {
        unit: weekly_basis.basis_of([week(report) for report in series])
        for unit, series in groupby(found, key=lambda r: r["unit_name"])
    }


def _said(report: Row, measure: Measure) -> Range:
    return meant(report[measure.column], report[f"{measure.column}_bound"])


def weekly(reports: pa.Table, told: Mapping[Claim, Told], bases: Mapping[str, tuple[str, str]]) -> Iterator[Row]:
    """Three of the weekly four numbers beside the sheets; who went along is written on no sheet."""
    found = _of_kind(reports, "周报")
    for report in found:
        basis, why = bases[report["unit_name"]]
        for measure in MEASURES:
            if report[measure.column] is None:
                finding = f"周报没有填{measure.label}，空白不作零。"
                yield _row(WEEKLY, report, measure.label, finding, outcome=NO_REPORT, basis=basis)
                continue
            said = _said(report, measure)
            ways = {
                way: (claim, judged(said, told[claim]))
                for way, claim in zip(
                    (weekly_basis.RUNNING, weekly_basis.OWN), _both_ways(report, measure), strict=True
                )
            }
            # where nobody knows, the reading that comes nearer
            taken = basis if basis in ways else min(ways, key=lambda way: abs(ways[way][1].difference or 0))
            claim, verdict = ways[taken]
            figure, bound = report[measure.column], report[f"{measure.column}_bound"]
            days = f"到{day_said(claim.end)}" if taken == weekly_basis.RUNNING else "这一周"
            finding = (
                f"周报写{'' if basis == weekly_basis.UNKNOWN else taken}{measure.said} {reported_said(figure, bound, measure.unit)}，"
                f"{verdict_said(verdict, measure.unit, days)}。口径{basis}：{why}{_nearer(basis, taken)}。"
            )
            yield _row(
                WEEKLY, report, measure.label, finding, verdict=verdict, counted_from=claim.start, basis=basis,
                reported=figure, reported_bound=bound,
            )  # fmt: skip


def _nearer(basis: str, taken: str) -> str:
    return f"，两种都核对过，这里按较近的{taken}" if basis == weekly_basis.UNKNOWN else ""


# ── 半月汇总 ──

_SUMMARY_ROWS = f"""
SELECT r.sheet_no, {SOURCE}, block, item_text, {", ".join(f"{c}, {c}_bound, {c}_untold" for c in COUNTED)},
    period_label, period_start, period_end, unit_name, unit_level, supervision_group, p.* EXCLUDE (place_no)
FROM report_rows r JOIN report_fates f USING (row_key)
JOIN unit_names USING (unit_no) JOIN place_names p USING (place_no) JOIN sheet_names USING (sheet_no)
WHERE report_kind = '半月汇总' AND f.into_key = row_key ORDER BY row_key
"""


def summary_rows(con: duckdb.DuckDBPyConnection) -> dict[int, list[Row]]:
    """The accepted rows of each 附件5 that stands, by the number of its sheet."""
    found = con.sql(_SUMMARY_ROWS).to_arrow_table().to_pylist()
    return {no: list(rows) for no, rows in groupby(found, key=lambda row: row["sheet_no"])}


def _figures(row: Mapping[str, Any]) -> dict[str, Range | None]:
    """小计, 已解决 and 待解决 of one row; None where the row does not tell.

    A blank part is 0 only beside a number in the other part, beside a 小计 of 0, or where 具体内容 is 无.
    """
    said = {name: None if row[name] is None else meant(row[name], row[f"{name}_bound"]) for name in COUNTED}
    whole, solved, pending = COUNTED
    nothing = Range(0, 0)
    text = row["item_text"]
    is_nothing = said[whole] == nothing or (said[whole] is None and bool(text) and texts.says_no_issue(text))
    known = dict(said)
    for part, other in ((solved, pending), (pending, solved)):
        if said[part] is None and not row[f"{part}_untold"] and (said[other] is not None or is_nothing):
            known[part] = nothing
    if said[whole] is None and not row[f"{whole}_untold"]:
        known[whole] = _sum((known[solved], known[pending]))
    return known


def _sum(figures: Iterable[Range | None]) -> Range | None:
    """The figures added up; None as soon as one of them is not known."""
    whole = Range(0, 0)
    for figure in figures:
        if figure is None:
            return None
        whole += figure
    return whole


def _added(rows: Iterable[Row]) -> dict[str, Range | None]:
    """The three columns added up."""
    figures = [_figures(row) for row in rows]
    return {name: _sum(found[name] for found in figures) for name in COUNTED}


def _label(name: str) -> str:
    """A figure of 附件5 as its heading says it, without what it is counted in."""
    return VILLAGE_SUMMARY.field(name).label.removesuffix("（个）")


def summaries(papers: Mapping[int, Sequence[Row]], ledgers: Ledgers) -> Iterator[Row]:
    """附件5 of each village beside the sheets: it holds a part of all issues, so that only more than they say is a difference."""
    measures = (ISSUES, SOLVED)

    def claim(row: Row, measure: Measure) -> Claim:
        return Claim(row["unit_name"], measure.what, row["period_start"], row["period_end"], row["village_id"])

    told = ledgers.tell(claim(rows[0], measure) for rows in papers.values() for measure in measures)
    for rows in papers.values():
        sums = _added(rows)
        for measure in measures:
            said, asked = sums[measure.column], claim(rows[0], measure)
            label = _label(measure.column)
            if said is None:
                silent = "、".join(str(r["source_row"]) for r in rows if _figures(r)[measure.column] is None)
                yield _row(
                    SUMMARY, rows[0], measure.label, f"附件5第{silent}行没有写{label}，空白和未报不作零，各行之和不知道。",
                    outcome=NO_REPORT, told=told[asked], counted_from=asked.start, basis=OF_PERIOD,
                )  # fmt: skip
                continue
            verdict = judged(said, told[asked], at_most=True)
            finding = (
                f"附件5各行{label}之和 {said} {measure.unit}，"
                f"{verdict_said(verdict, measure.unit, '这半个月', at_most=True)}。"
            )
            yield _row(
                SUMMARY, rows[0], measure.label, finding + (_uneven(rows) if measure is ISSUES else ""),
                verdict=verdict, counted_from=asked.start, basis=OF_PERIOD, **_reported(said),
            )  # fmt: skip


def _uneven(rows: Sequence[Row]) -> str:
    """Where the numbered items of 具体内容 are not as many as 小计 says: worth a look, and no difference."""
    told = []
    for row in rows:
        said, whole = row["item_text"] or "", _figures(row)["issue_count"]
        items = 0 if _GOES_ON.search(said) else len(texts.numbered_items(said))
        if items and whole and whole.beyond(Range(items, items)):
            told.append(f"第{row['source_row']}行具体内容列了 {items} 条、小计写 {whole}")
    return f"另外，{'，'.join(told)}，请核对。" if told else ""


_GOES_ON = re.compile(r"…|\.\.\.|等\s*$")


def _reported(said: Range) -> dict[str, Any]:
    return {"reported": said.low, "reported_bound": None if said.low == said.high else "≥"}


def totals(papers: Mapping[int, Sequence[Row]], sheets: Sequence[Sheet], rejected: pa.Table) -> Iterator[Row]:
    """Both 合计 rows of 附件5 beside the sums of its rows; a sheet with a rejected row waits until that row is right."""
    waiting = set(_pairs(rejected, "source_file", "source_sheet"))
    for no, rows in papers.items():
        if (rows[0]["source_file"], rows[0]["source_sheet"]) not in waiting:
            yield from _totals_of(sheets[no], rows)


def _totals_of(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Row]:
    """Each 合计 row of one sheet.

    The form does not say whether the last one covers 意见建议 only or both blocks: either is right. A column of which
    a row does not tell is left out.
    """
    written = [(line, said, total) for line, said in sheet.read.totals if (total := _total(said))]
    for nth, (line, said, total) in enumerate(written):
        is_first = nth == 0 and len(written) > 1
        own = values.parse_block(said.get("block", ""))
        block = own if isinstance(own, str) else rules.BLOCKS[0] if is_first else rules.BLOCKS[1]
        above = [row for row in rows if row["source_row"] < line]
        sums = {block: _added(row for row in above if row["block"] == block), "两块": _added(above)}
        if is_first:
            del sums["两块"]
        report = {**rows[0], "source_row": line}
        measure = f"{block if is_first else '最后'}合计"
        unreadable = [name for name, figure in total.items() if isinstance(figure, Problem)]
        unknown = [n for n in total if n not in unreadable and all(added[n] is None for added in sums.values())]
        figures = {n: f for n, f in total.items() if isinstance(f, Range) and n not in unknown}
        left_out = _left_out(said, unreadable, unknown)
        if not figures:
            finding = f"第{line}行合计无从核对：{left_out}。"
            yield _row(ADDED_UP, report, measure, finding, outcome=NO_REPORT, basis=OF_PERIOD)
            continue
        off = {name: _off(figures, added) for name, added in sums.items()}
        nearest = min(off, key=lambda name: len(off[name]))
        compared = [n for n in figures if sums[nearest][n] is not None]
        wrong = next(iter(off[nearest] or compared))
        said_of = "，".join(f"{name}各行之和为 {added[wrong]}" for name, added in sums.items() if added[wrong])
        fitting = "和".join(name for name in sums if not off[name])
        verdict = f"合计按{fitting}算，相符" if fitting else "都对不上；请核对各行和合计"
        derived = sums[nearest][wrong] or Range(0, 0)
        difference = figures[wrong].beyond(derived)
        told = Told(derived.low, "", derived.low, derived.high)
        yield _row(
            ADDED_UP, report, measure,
            f"第{line}行合计的{_label(wrong)}写 {figures[wrong]}，{said_of}；{verdict}{left_out and '；' + left_out}。",
            verdict=Verdict(DIFFERENT if difference else AGREED, told, difference, 0), basis=OF_PERIOD,
            counted_from=rows[0]["period_start"], **_reported(figures[wrong]),
        )  # fmt: skip


def _off(total: Mapping[str, Range], added: Mapping[str, Range | None]) -> list[str]:
    """The columns in which a 合计 row is not what its rows come to."""
    return [name for name, figure in total.items() if (own := added[name]) is not None and figure.beyond(own)]


def _left_out(said: Mapping[str, str], unreadable: Sequence[str], unknown: Sequence[str]) -> str:
    """Which columns of a 合计 row are not compared, and why."""
    told = [f"{_label(name)}写的“{values.shown(said[name], 20)}”读不出" for name in unreadable]
    if unknown:
        told.append(f"有的行没有写{'、'.join(_label(name) for name in unknown)}，这一栏不核对")
    return "，".join(told)


def _total(said: Mapping[str, str]) -> dict[str, Range | Problem]:
    """Those figures of a 合计 row that are written: a blank one says nothing."""
    found = {}
    for name in COUNTED:
        figure = VILLAGE_SUMMARY.field(name).parse(said.get(name, ""))
        if isinstance(figure, Quantity):
            found[name] = meant(figure.value, figure.bound)
        elif isinstance(figure, Problem):
            found[name] = figure
    return found


# ── 未报 ──


def not_reported(due: pa.Table, reports: pa.Table, ledgers: Ledgers) -> Iterator[Row]:
    """Reports that were due and of which no figure stands although the unit sent sheets of those days: one row a report.

    They did not come, or every row of them was set aside.
    """
    key = ("report_kind", "unit_name", "village_id", "period_start")
    stand = set(_pairs(reports, *key))
    periods = {p.label: p for end in [rules.SOLVE_DEADLINE] for p in (*rules.weeks(end), *rules.half_months(end))}
    found = []
    for report in due.to_pylist():
        period = periods[report["period_label"]]
        row = {**report, "period_start": period.start, "period_end": period.end}
        if tuple(row[name] for name in key) not in stand and ledgers.sent(row["unit_name"], period.start, period.end):
            found.append(row)

    def claims(report: Row) -> dict[Measure, Claim]:
        days = (report["period_start"], report["period_end"], report["village_id"] or "")
        return {m: Claim(report["unit_name"], m.what, *days) for m in MEASURES}

    told = ledgers.tell(claim for report in found for claim in claims(report).values())
    for report in found:
        answers = {m: told[claim] for m, claim in claims(report).items()}
        is_weekly = report["report_kind"] == "周报"
        measure = HOUSEHOLDS if is_weekly else ISSUES
        if not is_weekly and not any(t.high for t in answers.values()):
            continue
        known = [f"{m.said} {t.counted:,} {m.unit}" for m, t in answers.items() if t.counted is not None]
        days = f"{day_said(report['period_start'])}至{day_said(report['period_end'])}"
        came = "报来了，各行都被退回，改好后再核对" if report["received_date"] else "没有报"
        finding = f"{'周报' if is_weekly else '附件5'}{came}；表中{days}{'、'.join(known)}。"
        yield _row(
            WEEKLY if is_weekly else SUMMARY, report, measure.label, finding, outcome=NO_REPORT, told=answers[measure],
            counted_from=report["period_start"], basis=None if is_weekly else OF_PERIOD,
        )  # fmt: skip


# ── 简报, 联系卡 ──

PUBLISHED: Mapping[str, Measure] = {figures.HOUSEHOLDS: HOUSEHOLDS, figures.ISSUES: ISSUES, figures.SOLVED: SOLVED}
COUNTERS: Mapping[What, tuple[str, ...]] = {
    "households": ("户",),
    "issues": ("个", "条", "件", "项"),
    "solved": ("个", "条", "件", "项"),
}
"""户次, 人次 and 类 count something else."""


def briefings(published: pa.Table, ledgers: Ledgers) -> Iterator[Row]:
    """Published figures beside the sheets of the same unit up to the same day."""
    found = []
    for figure in published.to_pylist():
        measure = PUBLISHED.get(figure["measure"])
        is_named = figure["unit_name"] or figure["subject"] == figures.WHOLE_CITY
        if measure and is_named and figure["figure"] is not None and figure["counted_in"] in COUNTERS[measure.what]:
            found.append((figure, measure))

    def claim(figure: Row, measure: Measure) -> Claim:
        day = figure["as_of"] or rules.LAST_DAY
        return Claim(figure["unit_name"] or CITY, measure.what, rules.START, day, figure["village_id"] or "")

    told = ledgers.tell(claim(*pair) for pair in found)
    for figure, measure in found:
        asked, day = claim(figure, measure), figure["as_of"]
        # without a day the sheets' latest count is as many as there can have been
        verdict = judged(meant(figure["figure"], figure["figure_bound"]), told[asked], at_most=day is None)
        days = f"到{day_said(day)}" if day else "至今"
        said = reported_said(figure["figure"], figure["figure_bound"], figure["counted_in"])
        finding = f"简报写{figure['subject']}{measure.said} {said}{'' if day else '，没有写截至哪天'}，{verdict_said(verdict, measure.unit, days, at_most=day is None)}。"
        report = {
            **figure,
            "period_label": f"截至{day_said(day)}" if day else None,
            "period_start": rules.START,
            "period_end": day,
        }
        yield _row(
            BRIEFING, report, measure.label, finding, verdict=verdict, counted_from=rules.START,
            basis=weekly_basis.RUNNING, reported=figure["figure"], reported_bound=figure["figure_bound"],
        )  # fmt: skip


def published_cards(published: pa.Table) -> Iterator[Row]:
    """The cards of which a briefing tells, as the lists of cards have them."""
    for figure in published.to_pylist():
        if figure["measure"] == figures.CARDS and figure["unit_name"] and figure["as_of"]:
            yield {
                **figure,
                "card_count": figure["figure"],
                "card_count_bound": figure["figure_bound"],
                "period_label": f"截至{day_said(figure['as_of'])}",
                "period_start": rules.START,
                "period_end": figure["as_of"],
            }


def cards(counts: Iterable[Row], ledgers: Ledgers) -> Iterator[Row]:
    """附件2 cards given out beside households visited, one to each; the list does not say since when it counts."""
    found = [count for count in counts if count["card_count"] is not None]

    def claims(count: Row) -> list[Claim]:
        unit, village = count["unit_name"], count["village_id"] or ""
        end = count["period_end"] or rules.LAST_DAY
        starts = dict.fromkeys((rules.START, count["period_start"] or rules.START))
        return [Claim(unit, HOUSEHOLDS.what, start, end, village) for start in starts]

    told = ledgers.tell(claim for count in found for claim in claims(count))
    fewest, most = rules.CARDS_PER_HOUSEHOLD
    label = schema.CARD_COUNTS.column("card_count").label
    for count in found:
        said = meant(count["card_count"], count["card_count_bound"])
        ways = [(claim, _one_to_each(said, told[claim])) for claim in claims(count)]
        claim, verdict = min(ways, key=lambda way: (way[1].outcome != AGREED, abs(way[1].difference or 0)))
        days = f"到{day_said(claim.end)}" if claim.start == rules.START else "这一时段"
        words = reported_said(count["card_count"], count["card_count_bound"], "张")
        told_said = (
            verdict.told.silent
            if verdict.told.counted is None
            else f"表中{days}走访 {verdict.told.counted:,} 户，每户一张，"
            + ("相符" if verdict.outcome == AGREED else f"应在户数的 {fewest:.0%} 至 {most:.0%} 之间")
            + _missing_said(verdict)
        )
        yield _row(
            CARDS, count, label, f"联系卡发放 {words}，{told_said}。", verdict=verdict, counted_from=claim.start,
            basis=weekly_basis.RUNNING if claim.start == rules.START else OF_PERIOD,
            reported=count["card_count"], reported_bound=count["card_count_bound"],
        )  # fmt: skip


def _one_to_each(cards: Range, told: Told) -> Verdict:
    """Whether so many cards are one to each household that the sheets tell of."""
    if told.counted is None:
        return judged(cards, told)
    fewest, most = rules.CARDS_PER_HOUSEHOLD
    low, high = min(told.low - 1, int(told.low * fewest)), max(told.high + 1, int(told.high * most))
    if cards.beyond(Range(low, high)) == 0:
        return Verdict(AGREED, told, cards.beyond(Range(told.low, told.high)), high - told.high)
    beyond = cards.beyond(Range(told.low, told.high))
    is_missing = beyond > 0 and told.missing
    return Verdict(
        NO_SHEETS if is_missing else DIFFERENT, told, beyond, high - told.high if beyond > 0 else told.low - low
    )
