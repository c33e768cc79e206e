"""What do the sheets say of a figure that was reported: how many, at least, at most, and do they cover its days?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pyarrow as pa

from campaign.office import rules
from campaign.places.areas import Area
from etl import texts, values
from etl.city.account.rejected import SetAside
from etl.city.relations import City

What = Literal["households", "issues", "solved"]
CITY = ""
"""Stands where a unit's name stands in a claim on the whole city."""
Span = tuple[date, date]
_EVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Claim:
    """A count of a unit, perhaps in one village, of what is dated from `start` to `end`."""

    unit: str
    what: What
    start: date
    end: date
    village: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the sheets tell of a claim.

    `counted` goes by the days that the dashboard counts by, and is None where no sheet tells. An issue whose day or
    outcome is not written, and a rejected row, may belong to the claim or not: they are in `high` and not in `low`.
    """

    counted: int | None
    silent: str = ""
    """Why no sheet tells, in Chinese."""
    low: int = 0
    high: int = 0
    missing: tuple[Span, ...] = ()
    """Days of the claim for which the unit has sent no sheet."""
    rejected: int = 0
    """How many rejected rows `high` makes room for."""


class Ledgers:
    """The accepted visits and issues of a load, counted by unit, village and day."""

    def __init__(self, city: City, set_aside: Iterable[SetAside]) -> None:
        """Needs the tables visits, issues, units and unit_villages; makes rejected_facts and dated_facts."""
        self.city = city
        self._expected = roster(city)
        city.give("rejected_facts", pa.Table.from_pylist(list(rejected_facts(set_aside)), schema=_CLAIMS))
        city.make("dated_facts", _facts(city), of=[city.visit_rows, city.issues_made, city.rejected_facts])
        blank = "SELECT unit_name FROM issues GROUP BY 1 HAVING count(status) = 0"
        self._without_outcome = {unit for (unit,) in city.rows(blank, of=["issues"])}
        self._covered = self._spans()
        places = f"SELECT DISTINCT unit, village FROM {city.dated_facts} WHERE standing = 'sure'"
        self._places = set(city.rows(places, of=[city.dated_facts]))

    def _spans(self) -> dict[tuple[str, What], list[Span]]:
        """The days for which each unit has sent sheets that tell of households, and of issues."""
        spans_of: dict[tuple[str, What], list[Span]] = defaultdict(list)
        for unit, what, start, end in self.city.rows(
            _spans(self.city), of=[self.city.visit_rows, self.city.issue_rows]
        ):
            spans_of[unit, what].append((start, end))
        for unit in {unit for unit, _ in spans_of}:
            # a unit that keeps no list of issues tells them in its visit sheets
            spans = spans_of.get((unit, "issues")) or spans_of[unit, "households"]
            spans_of[unit, "issues"] = spans_of[unit, "solved"] = spans
        return spans_of

    def sent(self, unit: str, start: date, end: date) -> bool:
        """Whether the unit sent a sheet of any day between the two."""
        spans = [*self._covered.get((unit, "households"), ()), *self._covered.get((unit, "issues"), ())]
        return any(first <= end and last >= start for first, last in spans)

    def evidence_for(self, claims: Iterable[Claim]) -> dict[Claim, Evidence]:
        """What the sheets say of each claim."""
        asked = list(dict.fromkeys(claims))
        if not asked:
            return {}
        columns = ("unit", "what", "start", "end", "village")
        table = pa.table({name: [getattr(claim, name) for claim in asked] for name in columns}, schema=_CLAIMS)
        with self.city.seen_as("claims", table.append_column("no", pa.array(range(len(asked)), pa.int32()))):
            counts = self.city.rows(_tell(self.city))
        return {asked[no]: self._evidence(asked[no], *counted) for no, *counted in counts}

    def _evidence(self, claim: Claim, counted: int, low: int, high: int, rejected: int) -> Evidence:
        if claim.unit == CITY:
            return Evidence(counted, "", low, high, tuple(self._missing_anywhere(claim)), rejected)
        spans = self._covered.get((claim.unit, claim.what), [])
        if not spans:
            return Evidence(None, "没有收到这个单位的表")
        if claim.village and (claim.unit, claim.village) not in self._places:
            return Evidence(None, "这个单位的表中没有这个村（社区）")
        if claim.what == "solved" and claim.unit in self._without_outcome:
            return Evidence(None, "这个单位的表中都没有写是否解决，不作零")
        villages = () if claim.village else self._expected.get(claim.unit, ())
        if any((claim.unit, village) not in self._places for village in villages):
            spans = []  # a village of the roster is in no sheet: any day of it may be missing
        return Evidence(counted, "", low, high, tuple(uncovered(claim.start, claim.end, spans)), rejected)

    def _missing_anywhere(self, claim: Claim) -> list[Span]:
        """The days for which some unit of the roster has sent no sheet; all of them where there is no roster."""
        units = [self._covered.get((unit, claim.what), []) for unit in self._expected]
        days = {span for spans in units or [[]] for span in uncovered(claim.start, claim.end, spans)}
        return _joined(days)


def uncovered(start: date, end: date, spans: Iterable[Span]) -> Iterable[Span]:
    """The runs of days from `start` to `end` that no span holds.

    >>> march = lambda day: date(2017, 3, day)
    >>> list(uncovered(march(1), march(31), [(march(10), march(15))]))
    [(datetime.date(2017, 3, 1), datetime.date(2017, 3, 9)), (datetime.date(2017, 3, 16), datetime.date(2017, 3, 31))]
    """
    day = start
    for first, last in sorted(spans):
        if first > end:
            break
        if first > day:
            yield day, first - timedelta(days=1)
        day = max(day, last + timedelta(days=1))
    if day <= end:
        yield day, end


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The days of all spans as runs.

    >>> march = lambda day: date(2017, 3, day)
    >>> _joined([(march(9), march(12)), (march(1), march(3)), (march(2), march(8))])
    [(datetime.date(2017, 3, 1), datetime.date(2017, 3, 12))]
    """
    runs: list[Span] = []
    for first, last in sorted(spans):
        if runs and first <= runs[-1][1] + timedelta(days=1):
            runs[-1] = runs[-1][0], max(runs[-1][1], last)
        else:
            runs.append((first, last))
    return runs


def roster(city: City) -> dict[str, set[str]]:
    """The units that the received roster lists, each with the villages that it gives them."""
    villages: dict[str, set[str]] = {
        unit: set() for (unit,) in city.rows("SELECT unit_name FROM units WHERE source_file IS NOT NULL")
    }
    for unit, village in city.rows("SELECT unit_name, village_id FROM unit_villages", of=["unit_villages"]):
        villages.setdefault(unit, set()).add(village)
    return villages


def rejected_facts(rows: Iterable[SetAside]) -> Iterable[dict[str, Any]]:
    """What the rejected rows of visit and issue sheets may have been: a household, an issue, in which village, of which days.

    A household or issue that is sent and rejected again is one.
    """
    rows = [row for row in rows if _names(row) & {"issue_text", "opinion_text"} and row.unit and not row.is_closed]
    merged: dict[tuple, dict[str, Any]] = {}
    for row, keys in zip(rows, _keys(rows), strict=True):
        for fact, identity in _maybe(row, keys):
            key = (fact["unit"], fact["what"], fact["village"], *(identity or (row.key,)))
            known = merged.setdefault(key, fact)
            known["start"], known["end"] = min(known["start"], fact["start"]), max(known["end"], fact["end"])
    return merged.values()


def _names(row: SetAside) -> set[str]:
    return {field.name for field in (*row.form.fields, *row.form.about)}


def _keys(rows: Sequence[SetAside]) -> list[dict[str, str]]:
    """What each row is compared by, field by field; worked out for all rows at once."""
    columns = (
        keys(pa.array([row.text(name) for row in rows], pa.string())).to_pylist()
        for name, keys in values.COMPARED.items()
    )
    return [dict(zip(values.COMPARED, row, strict=True)) for row in zip(*columns, strict=True)]


def _maybe(row: SetAside, keys: Mapping[str, str]) -> Iterable[tuple[dict[str, Any], tuple[str, ...]]]:
    """The facts of one row, each with what it is known by; () where it is known by nothing."""
    place = values.resolve_place(row.text("district"), row.text("town"), row.text("village"))
    period = row.sheet.period
    fact = {
        "unit": row.unit and row.unit.unit_name,
        "village": place.village_id if isinstance(place, Area) else "",
        "start": period.start if period else rules.START,
        "end": period.end if period else _EVER,
    }
    person = keys["head_name"] or keys["raised_by"]
    house = (keys["address"], keys["phone"])
    if "opinion_text" in _names(row):
        yield fact | {"what": "households"}, (person, *house) if person and any(house) else ()
    raised = [name for name in ("issue_text", "needs_text", "opinion_text") if row.text(name)]
    if any(not texts.says_nothing(row.text(name)) for name in raised):
        text = "".join(keys[name] for name in raised)
        identity = (person, *house, keys["issue_no"], text) if text else ()
        yield fact | {"what": "issues"}, identity
        yield fact | {"what": "solved"}, identity


_CLAIMS = pa.schema(
    [
        ("unit", pa.string()),
        ("what", pa.string()),
        ("start", pa.date32()),
        ("end", pa.date32()),
        ("village", pa.string()),
    ]
)


# a fact is sure, or its row was rejected, or it may be one because its outcome is left blank
def _facts(city: City) -> str:
    """SQL: what the tables hold, counted by unit, village and day; a rejected row may be a fact of any day of its sheet."""
    return f"""
WITH raised AS (
    SELECT unit, village_id, status, raised_date, solved_date, is_solved_date_written,
        -- an issue without a day was raised within its sheet's period
        CASE WHEN raised_date_basis <> 'period' THEN raised_date WHEN first_day <= raised_date THEN first_day
             ELSE greatest(DATE '{rules.START}', raised_date - 15) END AS earliest,
        -- 处理落实情况 has no day: it was written between the visit and the day on which the sheet was closed
        CASE WHEN form IN ('issue_ledger', 'cadre_list') THEN solved_date ELSE greatest(solved_date, last_day) END AS solved_by
    FROM issues i JOIN {_spans_of(city)} USING (source_file, source_sheet),
        (VALUES (unit_name), ('{CITY}')) AS whose (unit)),
facts AS (
    SELECT unit_name AS unit, village_id AS village, 'households' AS what, visit_date AS day, visit_date AS earliest,
        visit_date AS latest, 'sure' AS standing
    FROM visits WHERE is_first_by_unit
    UNION ALL SELECT '{CITY}', village_id, 'households', visit_date, visit_date, visit_date, 'sure' FROM visits WHERE is_first
    UNION ALL SELECT unit, village_id, 'issues', raised_date, earliest, raised_date, 'sure' FROM raised
    UNION ALL SELECT unit, village_id, 'solved', solved_date,
        CASE WHEN is_solved_date_written THEN solved_date ELSE earliest END, solved_by, 'sure'
    FROM raised WHERE solved_date IS NOT NULL
    UNION ALL SELECT unit, village_id, 'solved', NULL, earliest, DATE '{_EVER}', 'blank' FROM raised WHERE status IS NULL
    UNION ALL SELECT u, village, what, NULL, start, "end", 'rejected' FROM {city.rejected_facts}, (VALUES (unit), ('{CITY}')) AS whose (u))
SELECT *, count(*) AS n FROM facts GROUP BY ALL
"""


def _tell(city: City) -> str:
    """SQL: the counts of each claim."""
    return f"""
SELECT no, coalesce(sum(n) FILTER (day BETWEEN start AND "end"), 0)::BIGINT,
    coalesce(sum(n) FILTER (standing = 'sure' AND earliest >= start AND latest <= "end"), 0)::BIGINT,
    coalesce(sum(n) FILTER (earliest <= "end" AND latest >= start), 0)::BIGINT,
    coalesce(sum(n) FILTER (standing = 'rejected' AND earliest <= "end" AND latest >= start), 0)::BIGINT
FROM claims c LEFT JOIN {city.dated_facts} f ON f.unit = c.unit AND f.what = c.what
    AND (c.village = '' OR f.village = c.village OR f.village = '')
GROUP BY no
"""


def _spans_of(city: City) -> str:
    """SQL: the first and last day that each sheet is of; empty where it does not say."""
    return f"(SELECT sheet_no, source_file, source_sheet, period_start AS first_day, period_end AS last_day FROM {city.sheets})"


def _spans(city: City) -> str:
    """SQL: the days for which each unit has sent sheets that tell of households, and of issues."""
    return f"""
WITH seen AS (
    SELECT unit_no, sheet_no, 'households' AS what, min(visit_date) AS first_seen, max(visit_date) AS last_seen
    FROM {city.visit_rows} GROUP BY ALL
    UNION ALL SELECT unit_no, sheet_no, 'issues', min(raised_date), max(raised_date) FROM {city.issue_rows} GROUP BY ALL),
halves AS (
    SELECT *, date_trunc('month', first_seen)::DATE + CASE WHEN day(first_seen) > 15 THEN 15 ELSE 0 END AS half_start,
        CASE WHEN day(last_seen) > 15 THEN last_day(last_seen) ELSE date_trunc('month', last_seen)::DATE + 14 END AS half_end
    FROM seen)
-- a sheet that names no period is of the half months of its days; a list of issues may go back further than its period
SELECT DISTINCT unit_name, what, CASE WHEN what = 'issues' THEN least(first_day, half_start) ELSE coalesce(first_day, half_start) END,
    coalesce(last_day, half_end)
FROM halves JOIN {_spans_of(city)} USING (sheet_no) JOIN {city.unit_names} USING (unit_no)
"""
