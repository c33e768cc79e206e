"""Is a multiplied snapshot so many times the events, and nothing else?"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from campaign import schema
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Count, Share
from campaign.numbers.metrics import METRICS
from campaign.numbers.snapshot import FILE, Snapshot, open_current
from tests.multiplied import IDENTITIES, identities, multiplied

TIMES = 3
EVENTS = {table.name for table in schema.TABLES if identities(table)}


@pytest.fixture(scope="module")
def of_thrice(small_month, tmp_path_factory) -> Path:
    """A shelf with the small month multiplied."""
    shelf: Path = tmp_path_factory.mktemp("multiplied")
    with open_current(small_month / "shelf") as once:
        multiplied(small_month / "shelf" / once.id, TIMES, shelf)
    return shelf


@pytest.fixture(scope="module")
def once_and_thrice(small_month, of_thrice) -> tuple[Snapshot, Snapshot]:
    """The small month, and the same multiplied on a shelf of its own."""
    return open_current(small_month / "shelf"), open_current(of_thrice)


@pytest.mark.parametrize("by", [(), ("district",), ("unit",), ("day",)])
def test_every_count_of_events_is_so_many_times_and_every_share_the_same(once_and_thrice, by):
    once, thrice = once_and_thrice
    counts = [m.id for m in METRICS if isinstance(m, Count) and m.table in EVENTS]
    shares = [m.id for m in METRICS if isinstance(m, Share) and m.table in EVENTS]
    asked = [name for name in (*counts, *shares) if fits(once, name, by)]
    before, after = once.ask(asked, by), thrice.ask(asked, by)
    assert before[list(by)].equals(after[list(by)]) and set(asked) & set(counts) and set(asked) & set(shares)
    for name in set(asked) & set(counts):
        assert (before[name] * TIMES).equals(after[name]), name
    for name in set(asked) & set(shares):
        assert before[name].equals(after[name]), name


def fits(snapshot: Snapshot, name: str, by: tuple[str, ...]) -> bool:
    """Whether the number may be split so."""
    try:
        snapshot.ask(name, by)
    except CannotAnswer:
        return False
    return True


def test_what_is_no_event_is_as_it_was(once_and_thrice):
    once, thrice = once_and_thrice
    others = [table.name for table in schema.TABLES if table.name not in EVENTS]
    assert others and all(once.count_rows(name) == thrice.count_rows(name) for name in others)


def test_no_two_rows_are_the_same_household_visit_or_issue(once_and_thrice, of_thrice):
    _, thrice = once_and_thrice
    for table, name in (("visits", "visit_id"), ("issues", "issue_id")):
        ids = thrice.rows(table, columns=(name,), limit=10**9)[name]
        assert ids.is_unique and ids.notna().all()
    with duckdb.connect(str(of_thrice / thrice.id / FILE), read_only=True) as whole:  # 家庭编号 never leaves a snapshot
        visited, known = (
            [number for (number,) in whole.execute(f"SELECT household_id FROM {table}").fetchall()]
            for table in ("visits", "households")
        )
    assert len(set(known)) == len(known) and set(visited) == set(known)


def test_every_table_with_numbers_of_its_own_rows_is_known():
    """A new table of events is multiplied, or said not to be one."""
    elsewhere = {"reconciliation_id"}
    numbers = {
        c.name for t in schema.TABLES for c in t.columns if c.type == "integer" and c.name.endswith(("_id", "_no"))
    }
    assert numbers - elsewhere == IDENTITIES
