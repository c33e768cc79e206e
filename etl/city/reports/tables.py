"""What did the units report, and what do they still owe: the tables reports and due_reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from campaign.numbers.kinds import MAY_BE_MORE
from campaign.office import rules
from campaign.office.rules import Period
from campaign.places.areas import Area
from etl import values
from etl.city.account.rejected import SetAside
from etl.city.relations import PLACE, SOURCE, UNIT, City
from etl.city.reports.records import FORMS
from etl.rows.reports import NOT_MADE, SUMMARY, WEEKLY
from etl.rows.typed import period_fields, written_period

RUNNING, OWN, UNKNOWN = rules.WEEKLY_BASES


def reports(city: City, bases: Mapping[str, str]) -> None:
    """Fills reports, the weekly ones with the basis of each unit's figures."""
    known = {"unit_name": pa.array(list(bases), pa.string()), "basis": pa.array(list(bases.values()), pa.string())}
    city.give("weekly_bases", pa.table(known))
    own = ", ".join(_own(name) for name in ("visitor", "household", "issue", "solved"))
    city.fill(
        "reports",
        f"""
        WITH sent AS (
        SELECT r.*, u.unit_name, u.unit_level, u.supervision_group, p.* EXCLUDE (place_no), {SOURCE},
            CASE WHEN report_kind = '{WEEKLY}' THEN b.basis END AS basis
        FROM {city.report_rows} r JOIN {city.report_fates} f USING (row_key) JOIN {city.unit_names} u USING (unit_no)
        JOIN {city.sheets} USING (sheet_no) LEFT JOIN {city.place_names} p USING (place_no)
        LEFT JOIN {city.weekly_bases} b USING (unit_name)
        WHERE f.into_key = r.row_key)
        SELECT *, {own} FROM sent
        WINDOW earlier AS (PARTITION BY unit_name, report_kind ORDER BY period_end, period_start) ORDER BY row_key
        """,
        of=[city.report_rows],
    )


def _own(name: str) -> str:
    """SQL: a weekly figure as the week's own, and its bound.

    Of running totals it is what came since the report before, and the bounds of both blur it; how many people went out in a
    week no difference tells. Where nobody knows which of the two a figure is, the week's own is at most it.
    """
    figure, bound = f"{name}_count", f"{name}_count_bound"
    before = (
        f"lag(CASE WHEN {figure} IS NOT NULL THEN {{'n': {figure}, 'bound': {bound}}} END IGNORE NULLS) OVER earlier"
    )
    running = "NULL" if name == "visitor" else f"{figure} - coalesce(({before}).n, 0)"
    return f"""
        CASE basis WHEN '{RUNNING}' THEN {running} WHEN '{OWN}' THEN {figure} WHEN '{UNKNOWN}' THEN {figure} END AS own_{figure},
        CASE WHEN {figure} IS NULL THEN NULL
            WHEN basis = '{RUNNING}' THEN if(({before}).bound IS NULL, {bound}, '≈')
            WHEN basis = '{UNKNOWN}' THEN if({bound} IN {MAY_BE_MORE}, '≈', '≤') ELSE {bound} END AS own_{bound}"""


def due_reports(city: City, set_aside: Sequence[SetAside]) -> None:
    """Fills due_reports: what each 市级机关 and 辖市区 owes by the data's last day, and when it first came.

    Weekly figures from each; 附件5 from each 市级机关 for each village that the roster gives it. A report that
    was corrected came on the day of its first version, and one whose rows were all set aside has come as well.
    """
    if city.data_date is not None:
        city.fill_rows("due_reports", _due(city, city.data_date, _arrivals(city, set_aside)))


def _due(city: City, last: date, came: Mapping[tuple, tuple[date, str]]) -> Iterator[dict[str, Any]]:
    def due(kind: str, unit: Mapping[str, Any], place: Mapping[str, Any], period: rules.Period) -> dict[str, Any]:
        day, path = came.get((kind, unit["unit_name"], place.get("village_id"), period.start), (None, None))
        return {
            **{name: unit[name] for name in UNIT if name != "supervision_group"},
            "supervision_group": city.terms[unit["unit_name"]].group_on(period.end),
            **place,
            "report_kind": kind,
            "period_label": period.label,
            "report_due_date": period.end,
            "received_date": day,
            "source_file": path,
        }

    for unit in city.records("SELECT unit_name, unit_level, since, until FROM units"):
        if unit["unit_level"] in rules.REPORT_LEVELS[WEEKLY]:
            owed = (
                period
                for period in rules.owed_periods(WEEKLY, last)
                if rules.is_owed(period, unit["since"], unit["until"])
            )
            yield from (due(WEEKLY, unit, {}, period) for period in owed)
    for pair in city.records("FROM unit_villages"):
        if pair["unit_level"] in rules.REPORT_LEVELS[SUMMARY]:
            place = {name: pair[name] for name in PLACE}
            owed = (
                period
                for period in rules.owed_periods(SUMMARY, last)
                if rules.is_owed(period, pair["since"], pair["until"])
            )
            yield from (due(SUMMARY, pair, place, period) for period in owed)


def _arrivals(city: City, set_aside: Sequence[SetAside]) -> dict[tuple, tuple[date, str]]:
    """Kind, unit, village and first day → when the report came, in which file; a row that says 未报 is no report."""
    came: dict[tuple, tuple[date, str]] = {}
    for row in set_aside:
        kind = FORMS.get(row.form.id)
        period = written_period(*map(row.text, period_fields(row.form))) if kind else None
        period = period if isinstance(period, Period) else row.sheet.period
        if not kind or not period or row.unit is None or row.is_closed or NOT_MADE.rule in row.rules:
            continue
        village = None
        if kind == SUMMARY:
            place = values.resolve_place(*(row.text(name) for name in ("district", "town", "village")))
            village = place.village_id if isinstance(place, Area) else None
        key = (kind, row.unit.unit_name, village, period.start)
        came[key] = min(came.get(key, (date.max, "")), (row.sheet.file.received_at.date(), row.sheet.file.path))
    found = city.rows(
        f"""
        SELECT report_kind, unit_name, village_id, r.period_start, min(r.received_at)::DATE, arg_min(source_file, r.received_at)
        FROM {city.report_rows} r JOIN {city.unit_names} USING (unit_no) JOIN {city.sheets} USING (sheet_no)
        LEFT JOIN {city.place_names} USING (place_no) GROUP BY ALL
        """,
        of=[city.report_rows],
    )
    return came | {tuple(key): (day, path) for *key, day, path in found}
