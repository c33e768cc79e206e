"""Can other programs show the same numbers from what is public, and find nobody's name in it?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from campaign import schema
from campaign.access.quoting import PRINTED_WORDS, is_office
from campaign.masking import is_registered
from campaign.numbers import facts
from campaign.numbers.dimensions import OF_DAY, dimension
from campaign.numbers.kinds import Duration
from campaign.numbers.metrics import METRICS
from campaign.numbers.questions import BOUND
from campaign.numbers.snapshot import open_current
from campaign.places.areas import all_areas
from etl import loading
from etl import shelf as shelves
from etl.shelf import PUBLIC, PUBLIC_FILE
from tests.inbox import Inbox

VISIT = "村(社区) | 户主姓名 | 家庭住址 | 走访单位 | 走访日期\n马家巷社区 | 户{n} | 3组{n}号 | 政法委 | 3.10\n"


@pytest.fixture(scope="module")
def public(small_month) -> Iterator[duckdb.DuckDBPyConnection]:
    """The public file of the small month."""
    with duckdb.connect(str(small_month / "shelf" / PUBLIC / PUBLIC_FILE), read_only=True) as con:
        yield con


# ── the numbers ───────────────────────────────────────────────────────────────────────────────


def questions(public: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, tuple[str, ...], list[tuple]]]:
    """Each view, how it is split, and the numbers that may be split so: whole, and by each dimension."""
    columns = "metric_id, formula, bound_formula, split_by, may_be_split_by"
    for (view,) in public.sql(
        "SELECT DISTINCT view_name FROM numbers WHERE view_name IS NOT NULL ORDER BY 1"
    ).fetchall():
        rows = public.execute(f"SELECT {columns} FROM numbers WHERE view_name = $1", [view]).fetchall()
        asked: dict[tuple[str, ...], list[tuple]] = {}
        for metric_id, formula, bound, split, may in rows:
            for by in (tuple(split), *((*split, name) for name in may)):
                asked.setdefault(by, []).append((metric_id, formula, bound))
        for by, numbers in asked.items():
            yield view, by, numbers


def differing(
    public: duckdb.DuckDBPyConnection, snapshot, view: str, by: tuple[str, ...], numbers: list[tuple]
) -> list:
    """The numbers whose formula gives another answer than the snapshot."""
    keys = list(dict.fromkeys(k for name in by for k in (name, dimension(name).distinguished_by) if k))
    formulas = [f'{formula} AS "{number}"' for number, formula, _ in numbers]
    formulas += [f'{bound} AS "{number}{BOUND}"' for number, _, bound in numbers if bound]
    listed = ", ".join([*(f'"{key}"' for key in keys), *formulas])
    theirs = public.sql(f'SELECT {listed} FROM "{view}" {"GROUP BY ALL" if keys else ""}').df()
    ours = snapshot.ask([number for number, _, _ in numbers], keys)
    wrong = []
    for name in [column for column in ours if column not in keys]:
        mine, other = answers(ours, keys, name), answers(theirs, keys, name)
        if mine.keys() != other.keys() or any(not same(mine[key], other[key]) for key in mine):
            wrong.append((name, by, mine, other))
    return wrong


def answers(frame: pd.DataFrame, keys: list[str], name: str) -> dict[tuple[str, ...], object]:
    """A number by group; a group for which it is nothing, or 0 outside all time, is none."""
    in_time = [key in OF_DAY for key in keys]
    groups = frame[keys].astype("string").fillna("").itertuples(index=False, name=None) if keys else [()] * len(frame)
    found = {}
    for group, value in zip(groups, frame[name], strict=True):
        is_outside = any(not part for part, is_time in zip(group, in_time, strict=True) if is_time)
        if not pd.isna(value) and not (is_outside and value == 0):
            found[tuple(part.removesuffix(".0").removesuffix(" 00:00:00") for part in group)] = value
    return found


def same(one: object, other: object) -> bool:
    return one == other if isinstance(one, str) else float(one) == pytest.approx(float(other), rel=1e-12)


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_every_number_added_up_by_its_formula_is_what_the_snapshot_answers(public, small_month, every):
    """All of them split by all of their dimensions; the quick one takes every seventh question."""
    asked = list(questions(public))[::every]
    with open_current(small_month / "shelf") as snapshot:
        wrong = [one for question in asked for one in differing(public, snapshot, *question)]
    assert not wrong, wrong[0]
    assert len(asked) > 400 / every


def test_every_number_is_in_a_view_or_is_a_time_that_no_sum_gives(public):
    known = {name: view for name, view in public.sql("SELECT metric_id, view_name FROM numbers").fetchall()}
    assert list(known) == [m.id for m in METRICS]
    assert {name for name, view in known.items() if not view} == {m.id for m in METRICS if isinstance(m, Duration)}


def test_every_table_view_and_column_has_its_chinese_name(public):
    for kind in ("duckdb_tables()", "duckdb_views()", "duckdb_columns()"):
        silent = public.sql(f"SELECT * FROM {kind} WHERE NOT internal AND comment IS NULL").fetchall()
        assert not silent, silent[0]
    listed = public.sql("SELECT table_name FROM duckdb_tables()").fetchall()
    assert {name for (name,) in listed} >= {table.name for table in schema.TABLES}


def test_no_view_holds_the_day_that_stands_for_the_last(public):
    compiled = [sql for (sql,) in public.sql("SELECT sql FROM duckdb_views() WHERE NOT internal").fetchall()]
    assert compiled and not any(str(facts.DAY.year) in sql for sql in compiled)
    assert any(facts.as_of(view.sql, facts.DAY) != view.sql for view in facts.facts())


# ── the names ─────────────────────────────────────────────────────────────────────────────────

MASKED = frozenset(
    (
        *("issue_said", "need_text", "needs_text", "opinion_text", "outcome_text", "proposal", "item_text", "quote"),
        *("said", "was", "becomes", "cells", "received_as", "income", "poverty_cause", "object_kind", "visited_when"),
        *("topic", "message_text", "reply_text", "department_said", "co_department_written"),
        *("category_written", "route_written", "status_written", "satisfaction_written", "visit_type_written"),
    )
)
"""Personal columns of sentences and words: what names somebody in them is masked, and the rest is public elsewhere. All
other personal columns name people."""


def values_of(con: duckdb.DuckDBPyConnection, source: str, columns: Iterable[str] | None = None) -> set[str]:
    """The different values of every column of a table, or of some of them, as text."""
    values: set[str] = set()
    for name, kind, *_ in con.execute(f"DESCRIBE FROM {source}").fetchall():
        if columns is None or name in columns:
            each = f'unnest("{name}")' if kind.endswith("[]") else f'"{name}"'
            values |= {
                str(value) for (value,) in con.execute(f"SELECT DISTINCT {each} FROM {source}").fetchall() if value
            }
    return values


def texts_in(folder: Path) -> set[str]:
    """Every text in every file of a folder: in each table, view and Parquet file, and what is noted of them."""
    texts: set[str] = set()
    with duckdb.connect() as con:
        for file in folder.glob("*.parquet"):
            texts |= values_of(con, f"'{file}'")
    for file in folder.glob("*.duckdb"):
        with duckdb.connect(str(file), read_only=True) as con:
            for (name,) in con.sql("SELECT table_name FROM information_schema.tables").fetchall():
                texts |= values_of(con, f'"{name}"')
            for kind in ("duckdb_tables", "duckdb_views", "duckdb_columns"):
                texts |= values_of(con, f"{kind}()")
    return texts


def people(home: Path) -> set[str]:
    """All that names somebody in a snapshot: every value of its columns of names, numbers and addresses, and every name in them."""
    with duckdb.connect(str(home / shelves.FILE), read_only=True) as con:
        values: set[str] = set()
        for table in schema.TABLES:
            naming = [c.name for c in table.columns if c.personal and c.name not in MASKED]
            values |= values_of(con, f'"{table.name}"', naming)
    parts = {part for value in values for part in (value, *re.split(r"[、，,\s]+", value))}
    return {part for part in parts if re.fullmatch(r"\d{7,}", part) or not is_common(part)}


def is_common(value: str) -> bool:
    """Whether a value names nobody: a printed word, a unit, a place, less than two characters that are no digits."""
    return value in PRINTED_WORDS or is_registered(value) or is_office(value) or len(re.sub(r"[\W\d_]", "", value)) < 2


def quoted(people: set[str], texts: set[str]) -> set[str]:
    """Those of the people who stand in a text, as a whole or within it; within a place's or a unit's name stands nobody."""
    places = {name for area in all_areas() for name in (area.village_name, area.town_name)}
    known = re.compile("|".join(sorted(places, key=len, reverse=True)))
    rest = {known.sub("＿", text) for text in texts}
    lengths = {len(name) for name in people}
    return {
        part for text in rest for n in lengths for i in range(len(text) - n + 1) if (part := text[i : i + n]) in people
    }


def test_no_personal_column_and_nobody_is_in_any_public_file(small_month):
    home = small_month / "shelf" / shelves.current(small_month / "shelf")
    named = people(home)
    assert len(named) > 1000
    with duckdb.connect(str(home / PUBLIC / PUBLIC_FILE), read_only=True) as con:
        for table in schema.TABLES:
            shown = [c.name for c in table.outside]
            assert not {"household_id", "is_poor", "is_special"} & set(shown)
            assert [name for name, *_ in con.sql(f'DESCRIBE "{table.name}"').fetchall()] == shown
            assert pq.read_schema(home / PUBLIC / f"{table.name}.parquet").names == shown
    assert not quoted(named, texts_in(home / PUBLIC))
    assert len(quoted(named, texts_in(home))) > 1000, "what looks for names finds those in the files that hold them"


# ── one path ──────────────────────────────────────────────────────────────────────────────────


def snapshot_in(con: duckdb.DuckDBPyConnection) -> str:
    return con.sql("SELECT snapshot_id FROM snapshot").fetchall()[0][0]


def test_a_tool_keeps_one_path_and_an_open_one_keeps_its_snapshot(tmp_path):
    """In one process too, and while the old file is open."""
    inbox, shelf = Inbox(tmp_path / "inbox").put("a.csv", VISIT.format(n=1)), tmp_path / "shelf"
    first = loading.load(inbox.root, shelf).snapshot
    path = str(shelf / PUBLIC / PUBLIC_FILE)
    with duckdb.connect(path, read_only=True) as old:
        second = loading.load(inbox.put("b.csv", VISIT.format(n=2)).root, shelf).snapshot
        with duckdb.connect(path, read_only=True) as new:
            assert (snapshot_in(old), snapshot_in(new)) == (first, second)
        assert old.sql("SELECT count(*) FROM visits").fetchall() == [(1,)]
    shelves.back(shelf)
    with duckdb.connect(path, read_only=True) as again:
        assert snapshot_in(again) == first


def test_a_shelf_that_was_copied_with_its_links_followed_is_loaded_all_the_same(tmp_path):
    inbox = Inbox(tmp_path / "inbox").put("a.csv", VISIT.format(n=1))
    loading.load(inbox.root, tmp_path / "first")
    shelf = Path(shutil.copytree(tmp_path / "first", tmp_path / "shelf"))
    assert not (shelf / PUBLIC).is_symlink()
    second = loading.load(inbox.put("b.csv", VISIT.format(n=2)).root, shelf).snapshot
    with duckdb.connect(str(shelf / PUBLIC / PUBLIC_FILE), read_only=True) as con:
        assert snapshot_in(con) == second
