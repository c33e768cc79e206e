"""What does every page stand in: which snapshot, whose view of it, which filters, which heading?

A page is drawn from one snapshot from its first number to its last; a new one is taken up on the
next rerun. Filters live in the URL, so that a view can be sent to somebody else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import streamlit as st

from campaign import areas, rules
from campaign.access import DESK, DESK_VARIABLE, EVERYWHERE, Scope
from campaign.snapshot import CURRENT, NoSnapshot, Snapshot, open_current, open_snapshot
from pages.parts import tables

SHELF_VARIABLE = "DAZOUFANG_SHELF"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DEFAULT_SHELF = Path("data/shelf")
WHOLE_TIME = "累计"
KINDS_OF_PERIOD = dict(zip(rules.PERIOD_KINDS, ("month", "half", "week"), strict=True))
"""What the filter bar calls a kind of period → the name in the address of the chosen one."""
TIME, DAY = "time", "as_of"
"""The names in the address of the kind of period, and of the day up to which everything is counted."""
ALL_LEVELS = "全部级别"
AREA_KINDS = {"行政区划": "district", "报送区": "zone"}
"""经开区 belongs to 武进区 on the map and reports for itself; a page adds up by one of the two."""

WIDTH = 140
"""A filter's width in pixels: two stand side by side on a phone."""
WIDER = 190
"""Of a filter with the name of a period, and the cross that clears it."""
NARROW = 90
"""Of a filter with short words: a third stands beside two."""

Where = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Room:
    """One visitor in front of one snapshot."""

    snapshot: Snapshot
    scope: Scope

    @property
    def data_date(self) -> date:
        """The last day that the data speaks of; the campaign's first day when it speaks of none."""
        return self.snapshot.data_date or rules.START


@dataclass(frozen=True, slots=True)
class View:
    """What the filters of a page leave in sight: a span of time and some rows."""

    room: Room
    as_of: date | None = None
    period: str | None = None
    where: Where = field(default_factory=dict)
    area: str = "district"
    """The dimension that areas are told apart by: district or zone."""

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, running: bool = False, **where: str
    ) -> pd.DataFrame:
        """The numbers in sight, one row a group."""
        return _asked(
            self.room.snapshot,
            self.room.snapshot.id,
            self.room.scope,
            _frozen(self.room.scope.where),
            tuple(metrics),
            tuple(by),
            self.as_of,
            self.period,
            _frozen({**self.where, **where}),
            running,
        )

    def one(self, metrics: Sequence[str], **where: str) -> dict[str, object]:
        """The numbers in sight as one row; an empty number is None."""
        found = self.ask(metrics, **where).to_dict("records")
        row = found[0] if found else {}
        return {metric: tables.value(row.get(metric)) for metric in metrics}

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

    def but(self, *, without: Sequence[str] = (), **where: str) -> View:
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
            return self.days.label + (f"（至{_said(self.day, self.days.start)}）" if self.is_running else "")
        return f"截至{self.day.month}月{self.day.day}日"

    @property
    def before_words(self) -> str:
        """What a change is measured against, in words; empty when there is nothing to measure it against."""
        before = self.before
        if before is None:
            return ""
        if before.days is None:
            return f"较{before.day.month}月{before.day.day}日"
        name = before.days.label.removeprefix(f"{before.days.start.year}年")
        if not before.is_running:
            return f"较{name}"
        first, last = before.days.start, before.day
        begins = "" if first == last else f"{first.day}–" if first.month == last.month else f"{_of_year(first)}–"
        return f"较{name}同期（{begins}{_said(last, first)}）"

    @property
    def place(self) -> str:
        """The area in sight, in words."""
        for name in ("zone", "district"):
            if name in self.where:
                return str(self.where[name])
        return rules.WHOLE_CITY


def _said(day: date, after: date) -> str:
    """A day as it is said after another: without its month when that is the same."""
    return f"{day.day}日" if day.month == after.month else _of_year(day)


def _of_year(day: date) -> str:
    return f"{day.month}月{day.day}日"


def month_label(month: str) -> str:
    """2017-03 as people say it.

    >>> month_label("2017-03")
    '2017年3月'
    """
    return rules.period(month).label


def _frozen(where: Where) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((k, (v,) if isinstance(v, str) else tuple(v)) for k, v in where.items()))


@st.cache_data(max_entries=600, show_spinner=False)
def _asked(
    _snapshot: Snapshot,
    snapshot_id: str,
    _scope: Scope,
    scope_where: tuple[tuple[str, tuple[str, ...]], ...],
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    as_of: date | None,
    period: str | None,
    where: tuple[tuple[str, tuple[str, ...]], ...],
    running: bool,
) -> pd.DataFrame:
    conditions = {name: list(values) for name, values in where}
    return _snapshot.ask(
        metrics, by, scope=_scope, as_of=as_of, period=period, where=conditions or None, running=running
    )


def shelf() -> Path:
    """The folder that holds the snapshots: the environment variable, else `data/shelf`."""
    return Path(os.environ.get(SHELF_VARIABLE) or DEFAULT_SHELF)


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(shelf_path: str, snapshot_id: str) -> Snapshot:
    return open_snapshot(Path(shelf_path), snapshot_id)


def at_the_desk() -> bool:
    """Whether this server is the one of the office that loads: told so, and listening to this machine only."""
    return os.environ.get(DESK_VARIABLE) == "1" and st.get_option("server.address") in LOOPBACK


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
            f" · 口径 {rules.DEFINITIONS_VERSION}"
        )


def section(title: str, note: str = "") -> None:
    """The heading of one part of a page, with what must be known to read it."""
    st.subheader(title, anchor=False)
    if note:
        st.caption(note)


def periods(kind: str, until: date) -> list[rules.Period]:
    """The months, half months or weeks of the campaign that have begun by `until`, the latest first."""
    found = [rules.holding(kind, until)]
    while (earlier := rules.before(found[-1])).end >= rules.START:
        found.append(earlier)
    return found


def look_at(kind: str, label: str) -> None:
    """Put a period into the filter bar: for the answer to a click. A second click on it takes it off again."""
    is_drawn = st.session_state.get(TIME) == kind
    if is_drawn and st.session_state.get(KINDS_OF_PERIOD[kind]) == label:
        st.session_state[TIME] = WHOLE_TIME
        return
    st.session_state[TIME] = kind
    _choose(kind, label, is_drawn=is_drawn)


def _choose(kind: str, label: str, *, is_drawn: bool) -> None:
    """Choose a period in its box; one that is not drawn yet would not be written into the address."""
    st.session_state[KINDS_OF_PERIOD[kind]] = label
    if not is_drawn:
        st.query_params[KINDS_OF_PERIOD[kind]] = label


def _span(room: Room) -> tuple[date | None, str | None]:
    """The chosen day or the chosen period of the filter bar."""
    labels = {kind: {p.label: p.id for p in periods(kind, room.data_date)} for kind in KINDS_OF_PERIOD}
    if TIME not in st.session_state and TIME not in st.query_params:
        named = (k for k, key in KINDS_OF_PERIOD.items() if st.query_params.get(key) in labels[k])
        st.session_state[TIME] = next(named, WHOLE_TIME)

    def take_one() -> None:
        kind = st.session_state[TIME]
        if kind in labels:
            before = st.session_state.get(KINDS_OF_PERIOD[kind])
            _choose(kind, before if before in labels[kind] else next(iter(labels[kind])), is_drawn=False)

    def none_is_whole() -> None:
        if st.session_state[KINDS_OF_PERIOD[st.session_state[TIME]]] is None:
            st.session_state[TIME] = WHOLE_TIME

    options = [WHOLE_TIME, *KINDS_OF_PERIOD]
    kind = st.selectbox("时段", options, key=TIME, bind="query-params", width=NARROW, on_change=take_one)
    if kind not in labels:
        days = [(room.data_date - timedelta(days=n)) for n in range((room.data_date - rules.START).days + 1)]
        written = [day.isoformat() for day in days] or [room.data_date.isoformat()]
        day = date.fromisoformat(st.selectbox("截至", written, key=DAY, bind="query-params", width=WIDTH))
        return (day if day < room.data_date else None), None
    # Without a default, so that the address always says which period it is: the latest is another one next week.
    label = st.selectbox(
        kind,
        list(labels[kind]),
        index=None,
        key=KINDS_OF_PERIOD[kind],
        bind="query-params",
        width=WIDER,
        placeholder="请选择",
        on_change=none_is_whole,
    )
    return None, labels[kind].get(label or next(iter(labels[kind])))


def filters(room: Room, *, level: bool = False, area: bool = True, more: Callable[[View], View] | None = None) -> View:
    """The filter bar of a page, kept in the URL; the view that it leaves."""
    where: dict[str, str] = {}
    column = "district"
    with st.container(horizontal=True, key="filters", vertical_alignment="bottom", gap="small"):
        as_of, period = _span(room)
        if area:
            kind = st.selectbox(
                "区域口径",
                list(AREA_KINDS),
                key="areas",
                bind="query-params",
                width=WIDTH,
                help="行政区划：武进区含经开区；报送区：经开区单列。",
            )
            column = AREA_KINDS[kind or next(iter(AREA_KINDS))]
            names = areas.ZONES if column == "zone" else areas.DISTRICTS
            place = st.selectbox("区域", [rules.WHOLE_CITY, *names], key="area", bind="query-params", width=WIDTH)
            if place and place != rules.WHOLE_CITY:
                where[column] = place
        if level:
            chosen_level = st.selectbox(
                "单位级别", [ALL_LEVELS, *rules.LEVELS], key="level", bind="query-params", width=WIDTH
            )
            if chosen_level and chosen_level != ALL_LEVELS:
                where["level"] = chosen_level
        view = View(room, as_of, period, where, column)
        return more(view) if more else view


def empty_shelf(missing: NoSnapshot) -> None:
    """What a visitor sees before the first load."""
    with st.container(border=True, key="empty-shelf"):
        st.title("还没有数据", anchor=False)
        # Where the shelf stands on the server is nobody's business on a page.
        reason = str(missing).replace(f" --shelf {shelf()}", "").replace(str(shelf()), "数据架")
        st.markdown(tables.plain(reason))
        st.markdown("把收到的表放进 `data/inbox/单位/时段/`，然后在项目文件夹里运行：")
        st.code("python -m etl load", language=None)
        st.markdown("没有表、只想先看看：")
        st.code("python -m etl sample --out data/inbox\npython -m etl load", language=None)
        st.caption("载入完成后刷新本页即可。")
