"""Which reports does each unit owe, and are they in?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from campaign.access.scope import Scope
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from campaign.places.units import shown_name

STATES = ("未报", "宽限", "迟报", "已报", "未到期")
"""What became of a report that is owed, the worst first: missing, still within the days of grace, late, in, not due."""
MISSING, GRACE, LATE, RECEIVED, AHEAD = STATES
MEANING = {
    MISSING: f"超过应报日期{rules.REPORT_GRACE_DAYS}天尚未收到",
    GRACE: f"应报日期后{rules.REPORT_GRACE_DAYS}天内，尚未收到",
    LATE: f"收到时已超过应报日期{rules.REPORT_GRACE_DAYS}天",
    RECEIVED: "按时收到",
    AHEAD: "时段尚未结束",
}
MOST_PERIODS = 3
"""Periods shown of each kind of report: the current one and those before it."""
COLUMNS = (
    "report_kind", "period_label", "report_due_date", "unit_name", "unit_level", "village_id", "village_name", "received_date",
)  # fmt: skip
EVERY_ROW = 1_000_000
IN_FORCE = ("since", "until")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What some units owe as of a day."""

    day: date
    reports: pd.DataFrame
    """One row a report: COLUMNS and `state`."""

    @property
    def units(self) -> list[str]:
        """Who owes anything, those with most missing first."""
        missing = self.reports["state"].eq(MISSING).groupby(self.reports["unit_name"]).sum()
        return [str(unit) for unit in missing.sort_index().sort_values(ascending=False, kind="stable").index]

    def of(self, state: str) -> pd.DataFrame:
        """The reports in that state."""
        return self.reports[self.reports["state"] == state]

    def matrix(self) -> pd.DataFrame:
        """A row a unit, a column a period, the latest first: the worst state, with how many of several reports have it.

        The first column counts everything that is missing, also in periods that are not shown.
        """
        missing = self.of(MISSING).groupby("unit_name").size()
        columns = {"累计未报": pd.Series({unit: f"{missing.get(unit, 0)}份" for unit in self.units}, dtype=object)}
        for kind in rules.REPORT_LEVELS:
            of_kind = self.reports[self.reports["report_kind"] == kind]
            ends = sorted(of_kind["report_due_date"].unique(), reverse=True)[:MOST_PERIODS]
            for end in ends:
                due = of_kind[of_kind["report_due_date"] == end]
                columns[heading(kind, due["period_label"].iloc[0])] = due.groupby("unit_name")["state"].agg(_worst)
        return pd.DataFrame(columns, index=self.units).fillna("").rename(index=shown_name)

    def by_period(self) -> pd.DataFrame:
        """A row a kind of report and village, a column a period in the order of time: the state; for one unit's whole calendar."""
        owed = self.reports.assign(
            row=[
                kind if pd.isna(v) else v
                for kind, v in zip(self.reports["report_kind"], self.reports["village_name"], strict=True)
            ],
            period=[
                heading(k, p) for k, p in zip(self.reports["report_kind"], self.reports["period_label"], strict=True)
            ],
        ).sort_values(["report_due_date", "village_id"])
        columns = {
            period: due.groupby("row", sort=False)["state"].agg(_worst)
            for period, due in owed.groupby("period", sort=False)
        }
        return pd.DataFrame(columns, index=list(dict.fromkeys(owed["row"]))).fillna("")

    def coming(self) -> str:
        """What falls due next, in one sentence."""
        ahead = self.of(AHEAD)
        phrases = [
            f"{rules.day_text(end)}应报{kind}{len(due)}份"
            for (end, kind), due in ahead.groupby(["report_due_date", "report_kind"])
        ]
        return f"近期应报：{'，'.join(phrases)}。" if phrases else "近期无应报报表。"

    def reminder(self) -> str:
        """A reminder to the units with missing reports, one line a unit; empty when there are none."""
        missing = self.of(MISSING).sort_values(["report_due_date", "village_id"])
        lines = []
        for unit in self.units:
            own = missing[missing["unit_name"] == unit]
            phrases = []
            for (kind, label), due in own.groupby(["report_kind", "period_label"], sort=False):
                villages = "、".join(dict.fromkeys(due["village_name"].dropna()))
                name = dates(label) + (kind.removeprefix("半月") if label.endswith("半月") else kind)
                phrases.append(name + (f"（{villages}）" if villages else ""))
            if phrases:
                lines.append(f"{shown_name(unit)}：{'；'.join(phrases)}。")
        if not lines:
            return ""
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        receivers = "；".join(to for kind, to in rules.REPORT_TO.items() if kind in set(missing["report_kind"]))
        return "\n".join(
            [f"截至{day}，下列报表已过应报日期，还没有收到，请尽快补报（{receivers}）；已经报送的，请告知。", *lines]
        )


def heading(kind: str, label: str) -> str:
    """The heading of a period for a narrow column.

    >>> heading("周报", "3月20日-3月26日"), heading("半月汇总", "2017年3月上半月")
    ('周报 3月20日—26日', '汇总 3月上半月')
    >>> heading("周报", "2018年1月1日-1月7日"), heading("半月汇总", "2018年3月上半月")
    ('周报 2018年1月1日—7日', '汇总 2018年3月上半月')
    """
    return f"{kind if kind == rules.WEEKLY_REPORT else kind.removeprefix('半月')} {dates(rules.in_its_year(label))}"


def dates(label: str) -> str:
    """The label of a period as a paper writes it: the month once.

    >>> dates("3月20日-3月26日"), dates("3月27日-4月2日"), dates("2018年1月1日-1月7日")
    ('3月20日—26日', '3月27日—4月2日', '2018年1月1日—7日')
    """
    return re.sub(r"(\d+月)(\d+日)-\1", r"\1\2—", label).replace("-", "—")


def _worst(states: pd.Series) -> str:
    """The worst of several states, with how many of them it is.

    >>> _worst(pd.Series(["已报", "未报", "未报"])), _worst(pd.Series(["已报", "已报"])), _worst(pd.Series(["未报"]))
    ('未报 2/3', '已报', '未报')
    """
    worst = min(states, key=STATES.index)
    few = int((states == worst).sum())
    return worst if few == len(states) else f"{worst} {few}/{len(states)}"


def calendar(
    snapshot: Snapshot,
    group: int | None = None,
    *,
    unit: str = "",
    scope: Scope,
    as_of: date | None = None,
) -> Calendar:
    """What the units of one 督导小组, or one `unit`, owe, with the reports of the periods that run on that day."""
    day = min(as_of or date.max, snapshot.data_date or rules.START)
    whose: dict[str, object] = {"unit": unit} if unit else {"group": group}
    due = snapshot.rows(
        "due_reports", scope=scope, as_of=day, where=whose, columns=COLUMNS, order="report_due_date", limit=EVERY_ROW
    )
    reports = pd.concat([due, _ahead(snapshot, whose, scope, day)], ignore_index=True)
    reports["report_due_date"] = pd.to_datetime(reports["report_due_date"]).dt.date
    received = pd.to_datetime(reports["received_date"]).dt.date
    states = [_state(end, came, day) for end, came in zip(reports["report_due_date"], received, strict=True)]
    return Calendar(day, reports.assign(received_date=received, state=states))


def in_force(rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """The rows that hold on a day, by their columns `since` and `until`."""
    since, until = (pd.to_datetime(rows[name]) for name in IN_FORCE)
    then = pd.Timestamp(day)
    return rows[(since.isna() | (since <= then)) & (until.isna() | (until >= then))]


def _state(end: date, came: date | None, day: date) -> str:
    last = end + timedelta(days=rules.REPORT_GRACE_DAYS)
    if came is not None and not pd.isna(came) and came <= day:
        return RECEIVED if came <= last else LATE
    if end > day:
        return AHEAD
    return GRACE if day <= last else MISSING


def _ahead(snapshot: Snapshot, where: dict[str, object], scope: Scope, day: date) -> pd.DataFrame:
    """The reports of the periods that have not ended."""
    units = snapshot.rows(
        "units", scope=scope, where=where, columns=("unit_name", "unit_level", *IN_FORCE), limit=EVERY_ROW
    )
    villages = snapshot.rows(
        "unit_villages",
        scope=scope,
        where=where,
        columns=("unit_name", "unit_level", "village_id", "village_name", *IN_FORCE),
        limit=EVERY_ROW,
    )
    owed = (
        (rules.WEEKLY_REPORT, rules.week(day).end, units),
        (rules.HALF_MONTH_SUMMARY, rules.half_month(day).end, villages),
    )
    tables = []
    for kind, end, owing in owed:
        for period in (p for p in rules.owed_periods(kind, end) if p.end > day):
            own = in_force(owing[owing["unit_level"].isin(rules.REPORT_LEVELS[kind])], period.end)
            tables.append(own.assign(report_kind=kind, period_label=period.label, report_due_date=period.end))
    frame = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return frame.reindex(columns=list(COLUMNS))
