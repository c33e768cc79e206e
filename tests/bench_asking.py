"""What do a page's numbers cost against the same counts in SQL, and what in a city a hundred times as large?

A page is drawn once, and all that it asked is asked again: its questions, batch by batch, with the rows read, compiled
before and answered anew each time. The SQL beside it reads the base tables of the same file on a plain DuckDB cursor in the
same process. 总览's is written by hand below, as somebody would who wants that page and no other, and has every count of
it with the same value, or nothing is measured; shares are left to its reader. Of every page there is also the SQL of each
distinct count alone, as the number's declaration makes it: no statement shared, no folded table, no answer dealt out.

`python -m tests.bench_asking SHELF` measures over a shelf that is there; `make bench` over the one that it loads.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from math import isclose
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from campaign.access.scope import EVERYWHERE
from campaign.numbers.asking import as_frame, needs_of
from campaign.numbers.dimensions import Where
from campaign.numbers.kinds import Metric, Ratio, Share, Span, is_state
from campaign.numbers.metrics import metric
from campaign.numbers.question import Answer, Question, as_key
from campaign.numbers.questions import (
    CATALOG,
    STATE_ON,
    Wanted,
    as_sql,
    events,
    follows_day,
    follows_period,
    plainly,
    together,
)
from campaign.numbers.snapshot import FILE, ITSELF, Snapshot, open_current
from campaign.numbers.store import Embedded, Statement
from campaign.office import rules
from pages.parts.opened import SHELF_VARIABLE
from tests.multiplied import multiplied

ROUNDS = 15


# ── what a page asks ──────────────────────────────────────────────────────────────────────────


@dataclass
class OfPage:
    """All that a page asks of its snapshot when it is drawn for the first time."""

    batches: list[list[Question]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    """What it asks besides questions, such as rows."""


def asked_by(page: str, shelf: Path) -> OfPage:
    """Draws a page of the current snapshot, of which nothing was answered before."""
    from streamlit.testing.v1 import AppTest

    from pages.door import ways
    from tests.pages_shelf import FIRST, forget

    asked, answers, answer = OfPage(), Snapshot.answers, Embedded.answer
    is_answering = [False]

    def noted(snapshot: Snapshot, questions: Iterable[Question], **scope: Any) -> list[Answer]:
        batch = list(questions)
        asked.batches.append(batch)
        is_answering[0] = True
        try:
            return answers(snapshot, batch, **scope)
        finally:
            is_answering[0] = False

    def noted_apart(store: Embedded, statement: Statement) -> Any:
        if not is_answering[0] and statement != ITSELF:
            asked.statements.append(statement)
        return answer(store, statement)

    forget()
    with (
        patch.object(Snapshot, "answers", noted),
        patch.object(Embedded, "answer", noted_apart),
        patch.dict(os.environ, {SHELF_VARIABLE: str(shelf)}),
    ):
        ways.start("127.0.0.1")
        at = AppTest.from_file(str(Path(__file__).resolve().parents[1] / "app.py"), default_timeout=600)
        if page != FIRST:
            at.switch_page(f"pages/{page}.py")
        at.run()
    forget()
    if at.exception or not asked.batches:
        raise RuntimeError(f"{page}: {at.exception or 'asks nothing'}")
    return asked


def answered(snapshot: Snapshot, page: OfPage) -> list[Answer]:
    """All that the page asks, answered anew with every row read."""
    answers = [answer for batch in page.batches for answer in snapshot.answers(batch, scope=EVERYWHERE)]
    for answer in answers:
        assert answer.rows is not None
    for statement in page.statements:
        as_frame(snapshot.store.answer(statement))
    return answers


# ── every number of 总览 has its like in the SQL ────────────────────────────────────────────────

Place = tuple[str, str, tuple[object, ...]]
"""A count with its time and its filters, as a column of the SQL is called; by what it is split; the group."""
Quotient = tuple[Place, Place, int]
"""The counts that a share is made of, and the factor of the lower."""


def of_where(where: Where) -> str:
    """The filters that 总览 has of its own, as a column of the SQL is called: a level of units, and what is told of a state."""
    named = dict(where)
    level, handlers, states = (named.pop(name, None) for name in ("level", "handler_level", "status"))
    told = {None: "", rules.STATUSES: ", told", (None,): ", untold"}
    if named or states not in told:
        raise ValueError(f"not in the SQL by hand: {where}")
    own = [f" {word} {_called(levels)}" for word, levels in (("of", level), ("with", handlers)) if levels]
    return "".join(own) + told[states]


def of_time(span: Span, day: date | None = None) -> str:
    """A time as a column of the SQL is called: up to a day, or from one to another."""
    last = day or span.end or span.day
    return f" {span.start}–{last}" if span.start else f" {last}"


def _place(
    snapshot: Snapshot,
    question: Question,
    day: date | None,
    by: str,
    group: tuple[object, ...],
    m: Metric,
    only: Where = (),
) -> Place:
    span, states = snapshot.spans(question)
    is_of_period = follows_period(m) and not is_state(m)
    time = of_time(span if is_of_period else states, day) if follows_day(m) else ""
    return f"{m.id}{time}{of_where(as_key(dict(question.where) | dict(only)))}", by, group


def numbers_of(snapshot: Snapshot, page: OfPage) -> tuple[dict[Place, float], dict[Place, Quotient]]:
    """Every number of a page by its place, and what its shares are made of; empty ones are left out."""
    numbers: dict[Place, float] = {}
    shares: dict[Place, Quotient] = {}
    for question, answer in [
        qa for batch in page.batches for qa in zip(batch, snapshot.answers(batch, scope=EVERYWHERE), strict=True)
    ]:
        by = [name for name in question.by if not (question.running and name == "day")]
        for row in answer.rows:
            day = row.get(STATE_ON) or (row["day"] if question.running else None)
            at = partial(_place, snapshot, question, day, ",".join(by), tuple(row[name] for name in by))
            for m in map(metric, question.metrics):
                if (value := row[m.id]) is None:
                    continue
                if numbers.setdefault(at(m), value) != value:
                    raise ValueError(f"two values of {at(m)}: {numbers[at(m)]}, {value}")
                if isinstance(m, Share):
                    shares[at(m)] = at(m.part), at(m.whole), 1
                elif isinstance(m, Ratio):
                    shares[at(m)] = at(m.top, m.only), at(m.bottom, m.only), m.times
    return numbers, shares


@dataclass(frozen=True, slots=True)
class ByHand:
    """One statement: the groups first, called as the dimensions are, then counts, called as `of_time` and `of_where` have it."""

    sql: str
    by: tuple[str, ...] = ()
    """With `GROUPING SETS` a column `of` says which of them a row is by."""
    running: tuple[date, ...] = ()
    """All days on which its running totals hold; a day without a row has those of the day before."""


def in_sql(
    statements: Sequence[ByHand], run: Callable[[str], tuple[list[str], list[tuple[Any, ...]]]]
) -> dict[Place, float]:
    """The numbers of the SQL by their places."""
    numbers: dict[Place, float] = {}
    for one in statements:
        names, rows = run(one.sql)
        for cells in carried_on(one, [dict(zip(names, row, strict=True)) for row in rows]):
            left_out = cells.pop("of", 0)
            by = [name for i, name in enumerate(reversed(one.by)) if not left_out >> i & 1][::-1]
            group = ",".join(by), tuple(cells[name] for name in by)
            numbers |= {(name, *group): value for name, value in cells.items() if name not in one.by}
    return numbers


def carried_on(one: ByHand, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows; running totals with their day in the name of the count."""
    if not one.running:
        yield from rows
        return
    on, last = {row.pop("day"): row for row in rows}, dict[str, Any]()
    for day in one.running:
        last = on.get(day, last)
        yield {name.replace("…", f" {day}"): value for name, value in last.items()}


def missing(numbers: Mapping[Place, float], shares: Mapping[Place, Quotient], sql: Mapping[Place, float]) -> list[str]:
    """The numbers of the page that the SQL does not have, or has otherwise; shares it has where it has both their counts."""
    wrong = []
    for place, value in numbers.items():
        if place in shares:
            top, bottom, times = shares[place]
            there = sql.get(top, 0) / (sql[bottom] * times) if sql.get(bottom) else None
            is_there = there is not None and isclose(value, there, rel_tol=1e-9)
        else:
            there = sql.get(place)
            is_there = there == value
        if not is_there:
            wrong.append(f"{place}: {value} and in SQL {there}")
    return wrong


# ── 总览 in SQL ────────────────────────────────────────────────────────────────────────────────


def on(name: str, condition: str, *days: date, of: str = "") -> str:
    """A count as of each of some days; {d} in the condition is the day."""
    return ", ".join(
        f'count(*) FILTER ({condition.format(d=_sql(day))}) AS "{name} {day}{of}"' for day in dict.fromkeys(days)
    )


def within(name: str, condition: str, *periods: tuple[date, date], of: str = "") -> str:
    """A count within each of some periods; {a} and {d} in the condition are its first and last day."""
    return ", ".join(
        f'count(*) FILTER ({condition.format(a=_sql(first), d=_sql(last))}) AS "{name} {first}–{last}{of}"'
        for first, last in dict.fromkeys(periods)
    )


def _sql(day: date) -> str:
    return f"DATE '{day}'"


Levels = tuple[str | None, ...]
"""Levels whose units are compared with one another; None for units of which it is not known."""


def _one_of(column: str, levels: Levels) -> str:
    named = ", ".join(f"'{level}'" for level in levels if level)
    own = [*([f"{column} IN ({named})"] if named else []), *([f"{column} IS NULL"] if None in levels else [])]
    return f"({' OR '.join(own)})"


def _called(levels: Levels) -> str:
    return "、".join(map(str, levels))


def overview_by_hand(now: date, ranked: Sequence[Levels], alone: Sequence[Levels]) -> list[ByHand]:
    """All counts of 总览 over the whole city as of the data's last day, each table read as seldom as its groups allow.

    `ranked` are the levels whose units it compares with one another, `alone` those of which it has the issues all together.
    """
    month, ago, fortnight_ago = now.replace(day=1), rules.month_earlier(now), now - timedelta(days=14)
    march_end = month - timedelta(days=1)
    march = march_end.replace(day=1)
    periods = ((month, now), (march, ago), (march, march_end))
    states = (now, ago, march_end)
    days = tuple(rules.START + timedelta(days=n) for n in range((now - rules.START).days + 1))
    today, level = _sql(now), f"'{rules.TASKED_LEVEL}'"
    of_agencies = f" of {rules.TASKED_LEVEL}"
    first_by_agencies = f"is_first_by_level AND is_unit_rostered AND unit_level = {level}"
    still_open = "solved_date > {d} IS NOT FALSE AND ended_date > {d} IS NOT FALSE AND raised_date <= {d}"
    overdue = f"{still_open} AND due_date < {{d}}"
    reached = "solved_date <= {d} AND reached_date <= {d} AND reached_date >= solved_date"
    asked = f"{reached} AND is_solved_confirmed IS NOT NULL"
    confirmed = f"{reached} AND is_solved_confirmed"
    refuted = f"{reached} AND (satisfaction = '不满意' OR NOT is_solved_confirmed)"
    broken = f"{still_open} AND promised_date < {{d}}"
    age = f"{today} - raised_date"
    ages = " ".join(
        f"WHEN {age} <= {limit} THEN '{band}'" for limit, band in zip(rules.AGE_LIMITS, rules.AGE_BANDS, strict=False)
    )
    units_of_levels = ", ".join(
        f"""count(*) FILTER ({_one_of("unit_level", one)}) AS "units of {_called(one)}" """
        for one in dict.fromkeys(((rules.TASKED_LEVEL,), *ranked))
    )

    of_all = "".join(
        on("issues", _one_of("handler_level", one) + " AND raised_date <= {d}", now, of=f" with {_called(one)}") + ","
        for one in alone
    )

    def of_level(one: Levels) -> str:
        handled, of = f"{_one_of('handler_level', one)}", f" with {_called(one)}"
        told, of_told, in_period = f"{handled} AND status IS NOT NULL", f"{of}, told", "raised_date BETWEEN {a} AND {d}"
        columns = (
            on("issues", handled, now, of=of),
            on("still_open", f"{handled} AND {still_open}", now, of=of),
            on("asked", f"{handled} AND {asked}", now, of=of),
            on("confirmed", f"{handled} AND {confirmed}", now, of=of),
            on("issues", f"{handled} AND status IS NULL", now, of=f"{of}, untold"),
            on("issues", told, now, of=of_told),
            on("issues", f"{told} AND raised_date <= {{d}}", ago, of=of_told),
            on("solved", told + " AND raised_date <= {d} AND solved_date <= {d}", now, ago, of=of_told),
            within("issues", f"{told} AND {in_period}", *periods[:2], of=of_told),
            within("solved", f"{told} AND {in_period} AND solved_date <= {{d}}", *periods[:2], of=of_told),
        )
        return ", ".join(columns)

    return [
        ByHand(f"""SELECT {on("visits", "visit_date <= {d}", *states)},
            {within("visits", "visit_date BETWEEN {a} AND {d}", *periods)},
            {on("households", "is_first AND visit_date <= {d}", *states)},
            {within("households", "is_first AND visit_date BETWEEN {a} AND {d}", *periods)},
            {on("rostered_households", first_by_agencies + " AND visit_date <= {d}", *states, fortnight_ago, of=of_agencies)},
            {on("surveyed_households", "is_first AND is_village_surveyed AND visit_date <= {d}", *states, fortnight_ago)}
            FROM visits"""),
        ByHand(f"""SELECT visit_date AS day, sum(count(*)) OVER days AS "visits…",
            sum(count(*) FILTER (is_first)) OVER days AS "households…",
            sum(count(*) FILTER ({first_by_agencies})) OVER days AS "rostered_households…{of_agencies}",
            sum(count(*) FILTER (is_first AND is_village_surveyed)) OVER days AS "surveyed_households…"
            FROM visits GROUP BY visit_date WINDOW days AS (ORDER BY visit_date)""", running=days),
        ByHand(f"""SELECT {within("visitors_in_period",
            "visit_date BETWEEN {a} AND {d} AND previous_day_out < {a} IS NOT FALSE", *periods)} FROM visitor_days"""),
        ByHand(f"""SELECT {on("issues", "raised_date <= {d}", *states)},
            {within("issues", "raised_date BETWEEN {a} AND {d}", *periods)},
            {on("solved", "raised_date <= {d} AND solved_date <= {d}", *states)},
            {on("pending", "raised_date <= {d} AND solved_date > {d} IS NOT FALSE", *states)},
            {on("still_open", still_open, *states)}, {on("overdue", overdue, *states)},
            {on("asked", asked, *states)}, {on("confirmed", confirmed, *states)}, {on("followed_up", reached, now)},
            {on("refuted", refuted, now)}, {on("broken_promises", broken, now)},{of_all}
            {within("solved_in_period", "solved_date BETWEEN {a} AND {d}", *periods)},
            {within("answered_in_period", "answered_date BETWEEN {a} AND {d}", *periods)} FROM issues"""),
        ByHand("""SELECT day, sum(sum(raised)) OVER days AS "issues…", sum(sum(solved)) OVER days AS "solved…",
            sum(sum(raised) - sum(solved)) OVER days AS "pending…"
            FROM (SELECT raised_date AS day, count(*) AS raised, 0 AS solved FROM issues GROUP BY 1
                  UNION ALL SELECT greatest(raised_date, solved_date), 0, count(*) FROM issues
                  WHERE solved_date IS NOT NULL GROUP BY 1)
            GROUP BY day WINDOW days AS (ORDER BY day)""", running=days),
        ByHand(f"""SELECT category, subcategory, {on("issues", "true", now)}, {on("solved", "solved_date <= {d}", now)}
            FROM issues WHERE raised_date <= {today} GROUP BY 1, 2""", ("category", "subcategory")),
        ByHand(f"""SELECT district, {on("issues", "true", now)}, {on("solved", "solved_date <= {d}", now)},
            {on("still_open", still_open, now)}, {on("overdue", overdue, now)}
            FROM issues WHERE raised_date <= {today} GROUP BY 1""", ("district",)),
        ByHand(f"""SELECT handler, {on("issues", "true", now)}, {on("overdue", overdue, now)},
            {on("refuted", refuted, now)}, {on("broken_promises", broken, now)},
            {", ".join(map(of_level, ranked))}
            FROM issues WHERE raised_date <= {today} GROUP BY 1""", ("handler",)),
        ByHand(f"""SELECT department, {on("issues", "true", now)}
            FROM issues WHERE raised_date <= {today} GROUP BY 1""", ("department",)),
        ByHand(f"""SELECT grouping(district, town_name) AS of, district, town_name AS town,
            {on("households", "is_first AND visit_date <= {d}", now)},
            {on("surveyed_households", "is_first AND is_village_surveyed", now)} FROM visits WHERE visit_date <= {today}
            GROUP BY GROUPING SETS (district, town_name)""", ("district", "town")),
        ByHand("""SELECT grouping(district, town_name) AS of, district, town_name AS town,
            count(household_total) AS surveyed_villages, sum(household_total) AS village_households
            FROM village_profiles GROUP BY GROUPING SETS ((), district, town_name)""", ("district", "town")),
        ByHand("""SELECT grouping(district, town_name) AS of, district, town_name AS town, count(*) AS villages
            FROM areas GROUP BY GROUPING SETS ((), district, town_name)""", ("district", "town")),
        ByHand(f"""SELECT grouping(unit_name, supervision_group) AS of, unit_name AS unit, supervision_group AS "group",
            count(*) AS units, {units_of_levels},
            count(cadre_count) FILTER (unit_level = {level}) AS "rostered_units{of_agencies}"
            FROM units GROUP BY GROUPING SETS ((), unit_name, (unit_name, supervision_group))""", ("unit", "group")),
        ByHand(f"""SELECT {on("cadres", "since > {d} IS NOT TRUE AND until < {d} IS NOT TRUE", now)},
            {on("cadres", f"unit_level = {level} AND since > {{d}} IS NOT TRUE AND until < {{d}} IS NOT TRUE", *states,
                of=of_agencies)} FROM cadres"""),
        ByHand(f"""SELECT {on("objects_visited", "is_first AND visit_date <= {d}", now)},
            {on("enterprises_visited", "is_first AND object_type = '企业' AND visit_date <= {d}", now, march_end)},
            {on("notables_visited", "is_first AND object_type = '名士' AND visit_date <= {d}", now, march_end)}
            FROM object_visits"""),
        ByHand(f"""SELECT {on("object_issues", "raised_date <= {d}", now)},
            {on("enterprise_issues_heard", "object_type = '企业' AND raised_date <= {d}", now, march_end)},
            {on("enterprise_issues_solved", "object_type = '企业' AND raised_date <= {d} AND solved_date <= {d}",
                now, march_end)},
            {on("notable_suggestions", "object_type = '名士' AND raised_date <= {d}", now)} FROM object_issues"""),
        ByHand("SELECT " + ", ".join(f"""sum(figure) FILTER (measure = '{measure}') AS "{name} {now}",
            max(as_of) FILTER (measure = '{measure}'), max(source_file) FILTER (measure = '{measure}')"""
            for name, measure in PUBLISHED.items()) + f"""
            FROM briefing_figures WHERE subject = '{rules.WHOLE_CITY}' AND superseded_on IS NULL"""),
        ByHand(f"""SELECT grouping(unit_name) AS of, unit_name AS unit, {on("reports_missing", "received_date > {d} IS NOT FALSE", now)}
            FROM due_reports WHERE report_due_date <= {today} GROUP BY GROUPING SETS ((), unit_name)""", ("unit",)),
        ByHand(f"""SELECT grouping(unit_name) AS of, unit_name AS unit, {on("disagreeing", "outcome = '差异'", now)}
            FROM reconciliations GROUP BY GROUPING SETS ((), unit_name)""", ("unit",)),
        *(statement for one in ranked for statement in (
            ByHand(f"""SELECT handler, category, CASE {ages} ELSE '{rules.AGE_BANDS[-1]}' END AS age_band,
                {on("issues", "true", now, of=f" with {_called(one)}, told")},
                {on("solved", "solved_date <= {d}", now, of=f" with {_called(one)}, told")} FROM issues
                WHERE raised_date <= {today} AND {_one_of("handler_level", one)} AND status IS NOT NULL GROUP BY ALL""",
                ("handler", "category", "age_band")),
            ByHand(f"""SELECT unit_name AS unit, {on("issues", "true", now, of=f" of {_called(one)}")}
                FROM issues WHERE raised_date <= {today} AND {_one_of("unit_level", one)} GROUP BY 1""", ("unit",)),
            ByHand(f"""SELECT unit_name AS unit, {on("visits", "true", now, of=f" of {_called(one)}")}
                FROM visits WHERE visit_date <= {today} AND {_one_of("unit_level", one)} GROUP BY 1""", ("unit",)),
        )),
    ]  # fmt: skip


PUBLISHED = {
    "published_city_households": "走访户数",
    "published_city_issues": "问题数",
    "published_city_solved": "解决数",
    "enterprises": "走访企业",
    "enterprise_issues": "企业问题数",
    "enterprise_solved": "企业解决数",
    "notables": "走访名士",
}
"""What the city published of itself, as its briefings call it."""


# ── each count of a page alone ────────────────────────────────────────────────────────────────


def each_alone(snapshot: Snapshot, page: OfPage) -> list[str]:
    """The SQL of each distinct need of a page over the base table, with its days and values written into it."""
    plans = {q: snapshot.planned(q, EVERYWHERE) for batch in page.batches for q in batch}
    needs = {need: tuple(ids) for need, ids in needs_of(plans.values()).items()}
    alone = [
        events(need.duration, need.by, (need.where, need.span))
        if need.duration
        else together(need.table, need.by, need.running, (Wanted(ids, need.dated_by),), (need.where, need.span))
        for need, ids in needs.items()
    ]
    rows = [one.build(*one.of, *one.asked) for one in page.statements]
    return list(dict.fromkeys(as_sql(plainly(one)) for one in (*alone, *rows)))


# ── measured ──────────────────────────────────────────────────────────────────────────────────


@contextmanager
def plain(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB over the snapshot's file as the store opens it, and nothing else."""
    with duckdb.connect(":memory:") as con:
        con.execute(f"ATTACH '{home / FILE}' AS {CATALOG} (READ_ONLY)")
        con.execute(f"USE {CATALOG}")
        yield con


def fetched(con: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
    """Each statement with all rows read."""
    for sql in statements:
        con.execute(sql).fetchall()


def in_turn(sides: Sequence[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Seconds of processor of each side, round by round; a first round warms up and does not count."""
    used: list[list[float]] = [[] for _ in sides]
    for n in range(rounds + 1):
        for seconds, side in zip(used, sides, strict=True):
            before = time.process_time()
            side()
            if n:
                seconds.append(time.process_time() - before)
    return used


def of_processor(snapshot: Snapshot, page: OfPage, statements: Sequence[str], home: Path) -> list[list[float]]:
    """Of a page through the snapshot, and of its SQL beside it."""
    with plain(home) as con:
        return in_turn([lambda: answered(snapshot, page), lambda: fetched(con, statements)], ROUNDS)


def against_hand(snapshot: Snapshot, page: OfPage, home: Path) -> list[list[float]]:
    """总览 against its SQL by hand; ValueError where a number is not in that, or is another."""
    questions = [question for batch in page.batches for question in batch]
    ranked, alone = (
        dict.fromkeys(
            levels for one in questions if bool(one.by) is by and (levels := dict(one.where).get("handler_level"))
        )
        for by in (True, False)
    )
    by_hand = overview_by_hand(snapshot.data_date or rules.START, tuple(ranked), tuple(alone))
    with plain(home) as con:

        def run(sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
            cursor = con.execute(sql)
            return [name for name, *_ in cursor.description], cursor.fetchall()

        if wrong := missing(*numbers_of(snapshot, page), in_sql(by_hand, run)):
            raise ValueError("not the same numbers: " + "; ".join(wrong))
    return of_processor(snapshot, page, [one.sql for one in by_hand], home)


def line(label: str, of: Sequence[float], to: Sequence[float], aim: float) -> str:
    """A ratio of medians with its aim, and the milliseconds that both are of."""
    value = statistics.median(of) / statistics.median(to)
    raw = " ÷ ".join(" ".join(f"{one * 1000:.0f}" for one in side) for side in (of, to))
    return f"{label:66}{value:9.2f}  ≤ {aim:<5g} {'reached' if value <= aim else 'NOT reached'}  (ms {raw})"


@contextmanager
def larger(home: Path, times: int, there: Path | None) -> Iterator[Path]:
    """A shelf with so many such cities: the one that is `there`, or one that is made and then deleted."""
    with tempfile.TemporaryDirectory() as folder:
        if there is None:
            multiplied(home, times, Path(folder))
        yield there or Path(folder)


def show(shelf: Path, tenfold: Path | None = None, hundredfold: Path | None = None, *, is_big: bool = False) -> None:
    """Every row with its aim, that of a hundred cities where it `is_big`; the load of the machine before and after."""
    from tests.pages_shelf import FIRST, PAGES

    heading = f"asking, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before, of processor"
    print(f"\n{heading:66}{'measured':>9}  aim", flush=True)
    with open_current(shelf) as snapshot:
        home, pages = shelf / snapshot.id, {page: asked_by(page, shelf) for page in PAGES}
        overview = pages[FIRST]
        print(line("总览 ÷ its counts in SQL by hand", *against_hand(snapshot, overview, home), 2), flush=True)
        with larger(home, 10, tenfold) as ten, open_current(ten) as other:
            print(line("the same, ten such cities", *against_hand(other, overview, ten / other.id), 1.5), flush=True)
        for page, asked in pages.items():
            used = of_processor(snapshot, asked, each_alone(snapshot, asked), home)
            print(line(f"{page} ÷ the SQL of each of its counts alone", *used, 1.5), flush=True)
        if is_big:
            with larger(home, 100, hundredfold) as hundred, open_current(hundred) as other:
                sides = (lambda: answered(other, overview), lambda: answered(snapshot, overview))
                print(line("总览 in a hundred such cities ÷ in one", *in_turn(sides, ROUNDS), 3), flush=True)
    print(f"load {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shelf", type=Path)
    parser.add_argument("--big", action="store_true", help="a hundred such cities as well")
    parser.add_argument("--tenfold", type=Path, help="a shelf that `tests.multiplied` made, and so need not be made")
    parser.add_argument("--hundredfold", type=Path)
    given = parser.parse_args()
    sys.exit(show(given.shelf.resolve(), given.tenfold, given.hundredfold, is_big=given.big))
