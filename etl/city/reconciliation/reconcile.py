"""Do the figures that units report agree with their sheets, and with themselves?

Reported and derived figures stand beside each other and are never mixed. A difference is found only where nothing
else explains it: rounding, a day that is not written, a rejected row, a sheet that has not come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from campaign.office import rules
from etl.city.account.rejected import SetAside
from etl.city.reconciliation import weekly_basis
from etl.city.reconciliation.claims import Claim, Evidence, Ledgers
from etl.city.reconciliation.judgement import (
    AGREED,
    HOUSEHOLDS,
    ISSUES,
    MEASURES,
    NO_REPORT,
    OF_PERIOD,
    SUMMARY,
    WEEKLY,
    Measure,
    Row,
    judged,
    reported_text,
    row_of,
    verdict_text,
)
from etl.city.reconciliation.published import briefings, cards, published_cards
from etl.city.reconciliation.village_sums import summaries, summary_rows, totals
from etl.city.relations import SOURCE, City
from etl.city.reports.tables import reports
from etl.rows.reports import WEEKLY as WEEKLY_REPORT
from etl.values import Range, meant


def reconcile(city: City, set_aside: Sequence[SetAside]) -> None:
    """Fills reports, with the basis of the weekly figures, and reconciliations, the worst first.

    Needs every other table but those of files and sheets.
    """
    ledgers = Ledgers(city, set_aside)
    # the basis of the weekly figures is found by laying them beside the sheets
    sent_weekly = city.records(
        f"""
        SELECT r.*, u.* EXCLUDE (unit_no), p.* EXCLUDE (place_no), {SOURCE}
        FROM {city.report_rows} r JOIN {city.report_fates} f USING (row_key) JOIN {city.unit_names} u USING (unit_no)
        JOIN {city.sheets} USING (sheet_no) LEFT JOIN {city.place_names} p USING (place_no)
        WHERE f.into_key = r.row_key AND report_kind = '{WEEKLY_REPORT}' ORDER BY row_key
        """,
        of=[city.report_rows],
    )
    evidence = ledgers.evidence_for(c for r in sent_weekly for m in MEASURES for c in _both_ways(r, m))
    bases = weekly_bases(sent_weekly, evidence)
    reports(city, {unit: basis for unit, (basis, _) in bases.items()})
    papers = summary_rows(city)
    published = city.records("FROM briefing_figures", of=["briefing_figures"])
    rows = [
        *weekly(sent_weekly, evidence, bases),
        *summaries(papers, ledgers),
        *totals(papers, city.sheet, _waiting(city)),
        *not_reported(city, ledgers),
        *briefings(published, ledgers),
        *cards([*city.records("FROM card_counts", of=["card_counts"]), *published_cards(published)], ledgers),
    ]
    numbered = ({"reconciliation_id": n, **row} for n, row in enumerate(sorted(rows, key=worst_first), 1))
    city.fill_rows("reconciliations", numbered)


def _waiting(city: City) -> set[tuple[str, str]]:
    """The sheets with rows that no figure counts and a 合计 may: rejected, or corrected in another sheet."""
    return set(
        city.rows(
            """
            SELECT source_file, source_sheet FROM rejected_rows
            UNION SELECT source_file, source_sheet FROM merged_rows WHERE rule = 'corrected-later'
            """,
            of=["rejected_rows", "merged_rows"],
        )
    )


def worst_first(row: Row) -> tuple[Any, ...]:
    """The order in which somebody should look: by outcome, then by the difference's part of what the sheets say."""
    size = abs(row["difference"] or 0) if row["difference"] is not None else row["reported"] or 0
    part = size / max(1, row["derived"] or 0)
    where = (row[name] or "" for name in ("unit_name", "village_id", "period_label", "measure"))
    return (rules.OUTCOMES.index(row["outcome"]), -part, -size, row["check"], *where)


# ── 周报 ──


def _both_ways(report: Row, measure: Measure) -> tuple[Claim, Claim]:
    """The claim of a weekly figure as a running total, and as the week's own."""
    unit, end = report["unit_name"], report["period_end"]
    return Claim(unit, measure.what, rules.START, end), Claim(unit, measure.what, report["period_start"], end)


def weekly_bases(reports: Sequence[Row], evidence: Mapping[Claim, Evidence]) -> dict[str, tuple[str, str]]:
    """Each unit's 累计, 当周 or 未判定, and why."""
    found = sorted(reports, key=lambda r: (r["unit_name"], r["period_end"], r["period_start"]))

    def fits(report: Row, measure: Measure, way: int) -> bool | None:
        answer = evidence[_both_ways(report, measure)[way]]
        if answer.counted is None or report[measure.column] is None:
            return None
        return judged(_reported_range(report, measure), answer).outcome == AGREED

    def week(report: Row) -> weekly_basis.Week:
        running, own = (tuple(fits(report, m, way) for m in MEASURES) for way in (0, 1))
        return weekly_basis.Week(tuple(report[m.column] for m in MEASURES), running, own)

    return {
        unit: weekly_basis.basis_of([week(report) for report in series])
        for unit, series in groupby(found, key=lambda r: r["unit_name"])
    }


def _reported_range(report: Row, measure: Measure) -> Range:
    return meant(report[measure.column], report[f"{measure.column}_bound"])


def weekly(
    reports: Sequence[Row], evidence: Mapping[Claim, Evidence], bases: Mapping[str, tuple[str, str]]
) -> Iterator[Row]:
    """Three of the weekly four numbers beside the sheets; who went along is written on no sheet."""
    for report in reports:
        basis, why = bases[report["unit_name"]]
        for measure in MEASURES:
            if report[measure.column] is None:
                finding = f"周报没有填{measure.label}，空白不作零。"
                yield row_of(WEEKLY, report, measure.label, finding, outcome=NO_REPORT, basis=basis)
                continue
            reported = _reported_range(report, measure)
            ways = {
                way: (claim, judged(reported, evidence[claim]))
                for way, claim in zip(
                    (weekly_basis.RUNNING, weekly_basis.OWN), _both_ways(report, measure), strict=True
                )
            }
            # where nobody knows, the reading that comes nearer
            taken = basis if basis in ways else min(ways, key=lambda way: abs(ways[way][1].difference or 0))
            claim, verdict = ways[taken]
            figure, bound = report[measure.column], report[f"{measure.column}_bound"]
            days = f"到{rules.day_text(claim.end)}" if taken == weekly_basis.RUNNING else "这一周"
            finding = (
                f"周报写{'' if basis == weekly_basis.UNKNOWN else taken}{measure.verb} {reported_text(figure, bound, measure.unit)}，"
                f"{verdict_text(verdict, measure.unit, days)}。口径{basis}：{why}{_nearer(basis, taken)}。"
            )
            yield row_of(
                WEEKLY, report, measure.label, finding, verdict=verdict, counted_from=claim.start, basis=basis,
                reported=figure, reported_bound=bound,
            )  # fmt: skip


def _nearer(basis: str, taken: str) -> str:
    return f"，两种都核对过，这里按较近的{taken}" if basis == weekly_basis.UNKNOWN else ""


# ── 未报 ──


def not_reported(city: City, ledgers: Ledgers) -> Iterator[Row]:
    """Reports that were due and of which no figure stands although the unit sent sheets of those days: one row a report.

    They did not come, or every row of them was set aside.
    """
    key = ("report_kind", "unit_name", "village_id", "period_start")
    stand = set(city.rows(f"SELECT DISTINCT {', '.join(key)} FROM reports", of=["reports"]))
    periods = {p.label: p for kind, end in rules.OWED_UNTIL.items() for p in rules.owed_periods(kind, end)}
    found = []
    for report in city.records("FROM due_reports", of=["due_reports"]):
        period = periods[report["period_label"]]
        row = {**report, "period_start": period.start, "period_end": period.end}
        if tuple(row[name] for name in key) not in stand and ledgers.sent(row["unit_name"], period.start, period.end):
            found.append(row)

    def claims(report: Row) -> dict[Measure, Claim]:
        days = (report["period_start"], report["period_end"], report["village_id"] or "")
        return {m: Claim(report["unit_name"], m.what, *days) for m in MEASURES}

    evidence = ledgers.evidence_for(claim for report in found for claim in claims(report).values())
    for report in found:
        answers = {m: evidence[claim] for m, claim in claims(report).items()}
        is_weekly = report["report_kind"] == WEEKLY_REPORT
        measure = HOUSEHOLDS if is_weekly else ISSUES
        if not is_weekly and not any(t.high for t in answers.values()):
            continue
        known = [f"{m.verb} {t.counted:,} {m.unit}" for m, t in answers.items() if t.counted is not None]
        days = f"{rules.day_text(report['period_start'])}至{rules.day_text(report['period_end'])}"
        came = "报来了，各行都被退回，改好后再核对" if report["received_date"] else "没有报"
        finding = f"{'周报' if is_weekly else '附件5'}{came}；表中{days}{'、'.join(known)}。"
        yield row_of(
            WEEKLY if is_weekly else SUMMARY, report, measure.label, finding, outcome=NO_REPORT, evidence=answers[measure],
            counted_from=report["period_start"], basis=None if is_weekly else OF_PERIOD,
        )  # fmt: skip
