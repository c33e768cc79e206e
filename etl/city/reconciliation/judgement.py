"""Does a reported figure agree with what the sheets tell, and how is that said?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from campaign import rules, schema
from etl.city.reconciliation.claims import Told, What
from etl.city.relations import PLACE, UNIT
from etl.values import Range

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
    return {
        "≥": f"{number} 余{unit}",
        "起": f"至少 {number} {unit}",
        "≤": f"近 {number} {unit}",
        "≈": f"约 {number} {unit}",
    }.get(bound or "", f"{number} {unit}")


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
    return "，".join(parts) + missing_said(verdict)


def missing_said(verdict: Verdict) -> str:
    """Which sheets did not come, where only that keeps the two from being a difference."""
    if verdict.outcome != NO_SHEETS:
        return ""
    days = (f"{day_said(a)}至{day_said(b)}" if a != b else day_said(a) for a, b in verdict.told.missing)
    return f"，但没有收到 {'、'.join(days)} 的表，还不能算差异"


# ── the row ───────────────────────────────────────────────────────────────────────────────────

Row = dict[str, Any]
HEAD = (*UNIT, *PLACE, "period_label", "period_start", "period_end", "source_file", "source_sheet", "source_row")


def pairs(found: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    """Some columns of a table, row by row."""
    return list(zip(*(found[name].to_pylist() for name in names), strict=True))


def row_of(
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
