"""What does every page share: which snapshot, whose view of it, which filters, which heading?

A page is drawn from one snapshot from its first number to its last; a new one is taken up on the
next rerun. Filters live in the URL, so that a view can be sent to somebody else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from campaign.access import DESK, EVERYWHERE, Scope
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import reported
from campaign.numbers.metrics import metric
from campaign.numbers.questions import BOUND
from campaign.numbers.snapshot import CURRENT, NoSnapshot, Snapshot, open_current, open_snapshot
from campaign.numbers.wording import of_how_many, reason, why_empty, with_time
from campaign.office import rules
from campaign.office.desk import is_desk
from pages.parts import tables

SHELF_VARIABLE = "DAZOUFANG_SHELF"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DEFAULT_SHELF = Path("data/shelf")
STALE_DAYS = 7
MOST_WEEKS = 26
"""A snapshot that is older than this is marked as old: the reports are weekly."""
WATCHED_EVERY = 30
"""Seconds between two checks for a newer snapshot."""

Where = Mapping[str, object]
"""Dimension → value, or a list of values; None among them is for rows in which nothing is filled."""


@dataclass(frozen=True, slots=True)
class Room:
    """One visitor in front of one snapshot."""

    snapshot: Snapshot
    scope: Scope

    @property
    def data_date(self) -> date:
        """The last day in the data; the campaign's first day when it has none."""
        return self.snapshot.data_date or rules.START

    @property
    def received_as(self) -> Mapping[str, str]:
        """At the desk: the names under which files came, for those whose shown names hide somebody."""
        return self.snapshot.received_as(self.scope)


@dataclass(frozen=True, slots=True)
class View:
    """What the filters of a page leave in sight: a span of time and some rows."""

    room: Room
    as_of: date | None = None
    period: str | None = None
    where: Where = field(default_factory=dict)
    area: str = "district"
    """The dimension that areas are distinguished by: district or zone."""

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, running: bool = False, **where: object
    ) -> pd.DataFrame:
        """The numbers in sight, one row a group; a number that cannot be split or narrowed this way is empty: see `why_empty`."""
        return self._answer(metrics, by, running, where)[0]

    def _answer(
        self, metrics: Sequence[str], by: Sequence[str], running: bool, where: Mapping[str, object]
    ) -> tuple[pd.DataFrame, dict[str, str]]:
        return _query(
            self.room.snapshot,
            self.room.snapshot.id,
            self.room.scope,
            as_key(self.room.scope.where),
            tuple(metrics),
            tuple(by),
            self.as_of,
            self.period,
            as_key({**self.where, **where}),
            running,
        )

    def one(self, metrics: Sequence[str], **where: object) -> dict[str, object]:
        """The numbers in sight as one row; an empty number is None."""
        rows = self.ask(metrics, **where).to_dict("records")
        row = rows[0] if rows else {}
        return {metric: tables.value(row.get(metric)) for metric in metrics}

    def why_empty(self, metric_id: str) -> str:
        """Why a number in sight is empty, in a few words; empty when it is not."""
        answer, refused = self._answer((metric_id,), (), False, {})
        if metric_id in refused:
            return reason(refused[metric_id])
        if len(answer) and tables.value(answer[metric_id].iloc[0]) is not None:
            return ""
        return why_empty(metric(metric_id), lambda name: self.one((name,))[name], self._rows_in_sight)

    def _rows_in_sight(self, table: str) -> int:
        try:
            return self.count_rows(table)
        except CannotAnswer:
            return 0

    def of_how_many(self, metric_id: str) -> str:
        """How much of a number's base is reported, in words; empty where all of it is, or the number is empty."""
        return next(iter(self.of_how_many_by(metric_id, "").values()), "")

    def of_how_many_by(self, metric_id: str, by: str) -> dict[object, str]:
        """The same by the groups of one dimension, those without words left out; the whole under None where `by` is empty."""
        if reported(metric(metric_id)) is None:
            return {}
        room = self.room
        answer = _reported(
            room.snapshot, room.snapshot.id, room.scope, as_key(room.scope.where), metric_id, by, self.as_of, self.period,
            as_key(self.where),
        )  # fmt: skip
        groups = answer[by] if by else [None] * len(answer)
        words = zip(groups, answer["some"], answer["of"], strict=True)
        return {group: text for group, some, of in words if (text := of_how_many(metric_id, some, of))}

    def label(self, metric_id: str) -> str:
        """A number's label in this view: with its time where that is not the one in sight."""
        return with_time(metric(metric_id).label, self.other_time(metric_id))

    def other_time(self, metric_id: str) -> str:
        """A number's time where that is not the one in sight; else empty."""
        return self.room.snapshot.other_time(metric_id, as_of=self.as_of, period=self.period)

    def at_each_week(self, metrics: Sequence[str]) -> pd.DataFrame:
        """The numbers as they were at the end of every week, `week` first, of half a year at most: what a sparkline shows.

        Of a period only what falls into it: the line ends at the number that the card shows.
        """
        first = self.days.start if self.days else rules.START
        over = [week.end for week in rules.weeks(self.day) if first <= week.end < self.day]
        ends = [*over[-MOST_WEEKS:], self.day]
        states = [replace(self, as_of=end).one(metrics) for end in ends]
        return pd.DataFrame({"week": ends} | {m: [tables.value(one[m]) for one in states] for m in metrics})

    def followed(self, metric_id: str) -> pd.DataFrame:
        """How a duration's share grows with the days."""
        return self.room.snapshot.followed(
            metric_id,
            scope=self.room.scope,
            as_of=self.as_of,
            period=self.period,
            where=dict(self.where) or None,
        )

    def rows(
        self,
        table: str,
        columns: Sequence[str],
        *,
        order: str | None = None,
        descending: bool = False,
        limit: int = 50,
        offset: int = 0,
        counted_by: str | None = None,
    ) -> pd.DataFrame:
        """The rows behind the numbers in sight."""
        return self.room.snapshot.rows(
            table,
            scope=self.room.scope,
            as_of=self.as_of,
            period=self.period,
            where=dict(self.where) or None,
            columns=columns,
            order=order,
            descending=descending,
            limit=limit,
            offset=offset,
            counted_by=counted_by,
        )

    def count_rows(self, table: str, *, counted_by: str | None = None) -> int:
        """How many rows there are behind the numbers in sight."""
        return self.room.snapshot.count_rows(
            table,
            scope=self.room.scope,
            as_of=self.as_of,
            period=self.period,
            where=dict(self.where) or None,
            counted_by=counted_by,
        )

    def but(self, *, without: Sequence[str] = (), **where: object) -> View:
        """The same view with some conditions taken off and others put on."""
        kept = {k: v for k, v in self.where.items() if k not in without}
        return replace(self, where={**kept, **where})

    @property
    def day(self) -> date:
        """The day whose state the view shows; a period still running is shown as of the data's last day."""
        data_date = self.room.data_date
        last = self.days.end if self.days else data_date
        return min(self.as_of or last, data_date)

    @property
    def days(self) -> rules.Period | None:
        """The chosen period; None when everything up to a day is in sight."""
        return rules.period(self.period) if self.period else None

    @property
    def is_running(self) -> bool:
        """Whether the view shows only the first days of its period."""
        return self.days is not None and self.day < self.days.end

    @property
    def before(self) -> View | None:
        """What this view is compared with: as many days of the period before; None when the campaign had not begun.

        A period still running is compared with its first days only, everything up to a day with everything up to the
        same day a month earlier.
        """
        if self.days is None:
            day = rules.month_earlier(self.day)
            return replace(self, as_of=day) if day >= rules.START else None
        earlier, until = rules.days_before(self.days, self.day)
        if earlier.start < rules.START:
            return None
        return replace(self, period=earlier.id, as_of=until if until < earlier.end else None)

    @property
    def span(self) -> str:
        """The span of time in words."""
        if self.days:
            return self.days.label + (f"（至{_day_text(self.day, self.days.start)}）" if self.is_running else "")
        return f"截至{rules.day_text(self.day)}"

    @property
    def before_words(self) -> str:
        """What a change is measured against, in words; empty when there is nothing to measure it against."""
        before = self.before
        if before is None:
            return ""
        if before.days is None:
            return f"较{rules.day_text(before.day)}"
        name = rules.in_its_year(before.days.label)
        if not before.is_running:
            return f"较{name}"
        first, last = before.days.start, before.day
        begins = "" if first == last else f"{first.day}–" if first.month == last.month else f"{rules.day_text(first)}–"
        return f"较{name}同期（{begins}{_day_text(last, first)}）"

    @property
    def place(self) -> str:
        """The area in sight, in words."""
        for name in ("zone", "district"):
            if name in self.where:
                return str(self.where[name])
        return rules.WHOLE_CITY


def _day_text(day: date, after: date) -> str:
    """A day as it is written after another: without its month when that is the same."""
    return f"{day.day}日" if (day.year, day.month) == (after.year, after.month) else rules.day_text(day, after=after)


_SEEN = "snapshot_seen"


def month_label(month: str) -> str:
    """2017-03 as people write it.

    >>> month_label("2017-03")
    '2017年3月'
    """
    return rules.period(month).label


def as_key(where: Where) -> tuple[tuple[str, tuple[object, ...]], ...]:
    """Conditions as a key for a cache."""
    return tuple(sorted((k, tuple(v) if isinstance(v, list | tuple) else (v,)) for k, v in where.items()))


@st.cache_data(max_entries=1500, show_spinner=False)
def _query(
    _snapshot: Snapshot,
    snapshot_id: str,
    _scope: Scope,
    scope_where: tuple[tuple[str, tuple[object, ...]], ...],
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    as_of: date | None,
    period: str | None,
    where: tuple[tuple[str, tuple[object, ...]], ...],
    running: bool,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The numbers, and for each that is refused the reason."""

    def ask(names: Sequence[str]) -> pd.DataFrame:
        conditions = {name: list(values) for name, values in where}
        return _snapshot.ask(
            names, by, scope=_scope, as_of=as_of, period=period, where=conditions or None, running=running
        )

    try:
        return ask(metrics), {}
    except CannotAnswer as refusal:
        if len(metrics) == 1:
            return pd.DataFrame(columns=[*by, *metrics]), {metrics[0]: str(refusal)}
    refused = {}
    for name in metrics:
        try:
            ask((name,))
        except CannotAnswer as refusal:
            refused[name] = str(refusal)
    answerable = [name for name in metrics if name not in refused]
    answer = ask(answerable) if answerable else pd.DataFrame(columns=list(by))
    columns = [name for m in metrics for name in (m, m + BOUND) if name in (*answer, *refused)]
    return answer.assign(**dict.fromkeys(refused))[[*by, *columns]], refused


@st.cache_data(max_entries=500, show_spinner=False)
def _reported(
    _snapshot: Snapshot,
    snapshot_id: str,
    _scope: Scope,
    scope_where: tuple[tuple[str, tuple[object, ...]], ...],
    metric_id: str,
    by: str,
    as_of: date | None,
    period: str | None,
    where: tuple[tuple[str, tuple[object, ...]], ...],
) -> pd.DataFrame:
    """How much of a number's base is reported, by the groups of one dimension or of the whole."""
    conditions = {name: list(values) for name, values in where}
    return _snapshot.reported(
        metric_id, (by,) if by else (), scope=_scope, as_of=as_of, period=period, where=conditions or None
    )


def shelf() -> Path:
    """The folder that holds the snapshots: the environment variable, else `data/shelf`."""
    return Path(os.environ.get(SHELF_VARIABLE) or DEFAULT_SHELF)


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(shelf_path: str, snapshot_id: str) -> Snapshot:
    return open_snapshot(Path(shelf_path), snapshot_id)


def at_the_desk() -> bool:
    """Whether this is the server of the office that loads: configured as one, and listening to this machine only."""
    return is_desk() and st.get_option("server.address") in LOOPBACK


def enter() -> Room | NoSnapshot:
    """The room for this run, or why there is none; reads CURRENT anew every time."""
    try:
        return Room(_opened(str(shelf()), current_id(shelf())), DESK if at_the_desk() else EVERYWHERE)
    except NoSnapshot as missing:
        return missing


def current_id(folder: Path) -> str:
    """The id that CURRENT names at this moment; NoSnapshot when there is none."""
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return open_current(folder).id


def heading(room: Room, title: str, question: str) -> None:
    """The title line of a page with the snapshot that its numbers come from."""
    stamp = room.snapshot
    with st.container(key="heading", gap=None):
        st.title(title, anchor=False)
        st.caption(question)
        day = room.data_date
        st.caption(
            f"数据截至 **{day.year}年{day.month}月{day.day}日** · 快照编号 {stamp.id}"
            f" · 口径 {rules.DEFINITIONS_VERSION}{_age_text(stamp.built_at)}"
        )


def _age_text(built_at: datetime) -> str:
    """A warning that the snapshot is old; empty when it is not."""
    days = (datetime.now(UTC).replace(tzinfo=None) - built_at).days  # a snapshot's stamp is in UTC without a zone
    return f" · :orange[**已有 {days} 天没有装载新数据**]" if days > STALE_DAYS else ""


def section(title: str, note: str = "") -> None:
    """The heading of one part of a page, with what must be known to read it."""
    with st.container(gap="xxsmall"):
        st.header(tables.plain(title), anchor=False)
        if note:
            st.caption(tables.plain(note))


def watch(room: Room) -> None:
    """Show that a newer snapshot has been published, and let the reader switch to it with the filters as they are."""
    last = st.session_state.get(_SEEN)
    if last not in (None, room.snapshot.id):
        st.toast(f"已换上新数据：快照 {room.snapshot.id}", icon=":material/update:")
    st.session_state[_SEEN] = room.snapshot.id
    _look_for_newer(room.snapshot.id)


@st.fragment(run_every=WATCHED_EVERY)
def _look_for_newer(shown: str) -> None:
    try:
        newest = current_id(shelf())
    except NoSnapshot:
        return
    if newest == shown:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="newer", border=True):
        st.markdown(f"有新数据：快照 {newest}。筛选都会留着。", width="content")
        if st.button("换上新数据", key="take-newer", type="primary"):
            st.rerun()


def no_entry(title: str) -> None:
    """What a visitor sees of a page that this server does not open."""
    with st.container(border=True, key="no-entry"):
        st.title(title, anchor=False)
        st.markdown("这一页只在收件办公室的服务器上打开：它收表，也看得到表里的姓名。")
        st.caption("要报表，请交给本单位的收件人，或到收件办公室。别的页都可以看。")


def empty_shelf(missing: NoSnapshot) -> None:
    """What a visitor sees before the first load."""
    with st.container(border=True, key="empty-shelf"):
        st.title("还没有数据", anchor=False)
        # A page does not show where the shelf is on the server.
        reason = str(missing).replace(f" --shelf {shelf()}", "").replace(str(shelf()), "数据架")
        st.markdown(tables.plain(reason))
        st.markdown("把收到的表放进 `data/inbox/单位/时段/`，然后在项目文件夹里运行：")
        st.code("python -m etl load", language=None)
        st.markdown("没有表、只想先看看：")
        st.code("python -m etl sample --out data/inbox\npython -m etl load", language=None)
        st.caption("载入完成后刷新本页即可。")
