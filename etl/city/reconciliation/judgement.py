"""Does a reported figure agree with the sheets, and in which words is that written?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaign import schema
from campaign.office import rules
from etl.city.reconciliation.claims import Evidence, What
from etl.city.relations import PLACE, UNIT
from etl.values import Range

WEEKLY, SUMMARY, ADDED_UP, BRIEFING, CARDS = rules.CHECKS
DIFFERENT, NO_SHEETS, NO_REPORT, AGREED = rules.OUTCOMES
OF_PERIOD = "当期"


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the figures that units report: what the sheets count for it, and the words for it."""

    column: str
    what: What
    verb: str
    unit: str

    @property
    def label(self) -> str:
        """Its 中文名."""
        return schema.REPORTS.column(self.column).label


HOUSEHOLDS = Measure("household_count", "households", "走访", "户")
ISSUES = Measure("issue_count", "issues", "汇总问题", "件")
SOLVED = Measure("solved_count", "solved", "解决问题", "件")
MEASURES = (HOUSEHOLDS, ISSUES, SOLVED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of laying a reported figure beside the sheets'."""

    outcome: str
    evidence: Evidence
    difference: int | None
    tolerance: int
    is_by_room: bool = False
    """It agrees only because of what the sheets leave open."""


def judged(reported: Range, evidence: Evidence, *, at_most: bool = False) -> Verdict:
    """Whether the two agree; with `at_most` the report may well say less than the sheets.

    More than the sheets say is no difference while sheets of those days are missing.
    """
    if evidence.counted is None:
        return Verdict(NO_SHEETS, evidence, None, rules.tolerance(0))
    tolerance = rules.tolerance(evidence.counted)
    beyond = reported.beyond(Range(evidence.low, evidence.high))
    if at_most:
        beyond = max(0, beyond)
    if abs(beyond) <= tolerance:
        off = reported.beyond(Range(evidence.counted, evidence.counted))
        return Verdict(AGREED, evidence, beyond, tolerance, (max(0, off) if at_most else abs(off)) > tolerance)
    return Verdict(apart(beyond, evidence), evidence, beyond, tolerance)


def apart(beyond: int, evidence: Evidence) -> str:
    """The outcome of figures too far apart: more than the sheets tell of may stand in sheets that did not come."""
    return NO_SHEETS if beyond > 0 and evidence.missing else DIFFERENT


# ── sentences ─────────────────────────────────────────────────────────────────────────────────


def reported_text(figure: int, bound: str | None, unit: str) -> str:
    """The figure with its bound as people write it: 80余户, 近20件."""
    number = f"{figure:,}"
    return {
        "≥": f"{number} 余{unit}",
        "起": f"至少 {number} {unit}",
        "≤": f"近 {number} {unit}",
        "≈": f"约 {number} {unit}",
    }.get(bound or "", f"{number} {unit}")


def verdict_text(verdict: Verdict, unit: str, days: str, *, at_most: bool = False) -> str:
    """The second half of a finding: what the sheets say, how far it is, and what may explain it."""
    evidence = verdict.evidence
    if evidence.counted is None:
        return evidence.silent
    parts = [f"表中{days}为 {evidence.counted:,} {unit}"]
    if evidence.low != evidence.high:
        unwritten = evidence.high - evidence.low - evidence.rejected
        why = [f"{unwritten:,} {unit}没有写明日期或结果"] if unwritten else []
        why += [f"退回 {evidence.rejected:,} 行"] if evidence.rejected else []
        parts[0] += f"（{evidence.low:,} 至 {evidence.high:,}，因{'、'.join(why)}）"
    beyond = verdict.difference or 0
    side = f"{'多' if beyond > 0 else '少'} {abs(beyond):,} {unit}"
    if not beyond:
        parts.append("不矛盾" if verdict.is_by_room else "没有多出" if at_most else "相符")
    elif abs(beyond) <= verdict.tolerance:
        parts.append(f"{side}，在容差 {verdict.tolerance} {unit}之内")
    else:
        parts.append(f"{side}，超过容差 {verdict.tolerance} {unit}")
    return "，".join(parts) + missing_text(verdict)


def missing_text(verdict: Verdict) -> str:
    """Which sheets did not come, where only that keeps the two from being a difference."""
    if verdict.outcome != NO_SHEETS:
        return ""
    days = (
        f"{rules.day_text(a)}至{rules.day_text(b)}" if a != b else rules.day_text(a)
        for a, b in verdict.evidence.missing
    )
    return f"，但没有收到 {'、'.join(days)} 的表，还不能算差异"


# ── the row ───────────────────────────────────────────────────────────────────────────────────

Row = dict[str, Any]
HEAD = (*UNIT, *PLACE, "period_label", "period_start", "period_end", "source_file", "source_sheet", "source_row")


def row_of(
    check: str,
    report: Mapping[str, Any],
    measure: str,
    finding: str,
    *,
    outcome: str = "",
    verdict: Verdict | None = None,
    evidence: Evidence | None = None,
    counted_from: date | None = None,
    **more: Any,
) -> Row:
    """One row of reconciliations out of a report's own row and what came of the comparison."""
    evidence = verdict.evidence if verdict else evidence or Evidence(None)
    is_known = evidence.counted is not None
    return {
        **{name: report.get(name) for name in HEAD},
        "check": check,
        "measure": measure,
        "outcome": outcome or (verdict.outcome if verdict else None),
        "basis": None,
        "reported": None,
        "reported_bound": None,
        "counted_from": counted_from,
        "derived": evidence.counted,
        "derived_low": evidence.low if is_known else None,
        "derived_high": evidence.high if is_known else None,
        "difference": verdict.difference if verdict else None,
        "tolerance": verdict.tolerance if verdict and is_known else None,
        "finding": finding,
        **more,
    }
