"""Does a server that speaks Spark Connect answer what the embedded DuckDB answers?

Every number split by one dimension of each kind, and whole and by week in a period and as of a day; the durations, the inputs of
the ranking, and what lies behind a number. The server is Sail, which starts here in seconds, or the one that
DAZOUFANG_TEST_ENGINE names: `make test-spark` names a Spark cluster. What each number costs on both is printed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import ibis
import pandas as pd
import pytest

from campaign.judgement import ranking
from campaign.numbers import spark
from campaign.numbers.kinds import Duration, Metric
from campaign.numbers.metrics import METRICS
from campaign.numbers.question import Question
from campaign.numbers.questions import splits
from campaign.numbers.snapshot import Snapshot, open_current

ONE_OF_EACH_KIND = (
    *("district", "village_id", "unit", "group", "half", "month", "day", "weekday", "weekend", "category"),
    *("age_band", "cadre_band", "issue_band", "off_hours", "is_poor", "status", "form"),
)
TIMES = ({}, {"period": "2017-03"}, {"as_of": date(2017, 3, 20)})
ADDRESS = os.environ.get("DAZOUFANG_TEST_ENGINE", "")

pytestmark = [pytest.mark.slow, pytest.mark.scale]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server on loopback."""
    if ADDRESS:
        yield ADDRESS
        return
    sail = pytest.importorskip("pysail.spark", reason="要装 requirements-scale.txt 里的包（make test-all 会装）")
    server = sail.SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def both(small_month: Path, address: str) -> Iterator[tuple[Snapshot, Snapshot]]:
    """The small month in the embedded store, and through the server."""
    with pytest.MonkeyPatch.context() as patched:
        embedded = open_current(small_month / "shelf")
        patched.setenv(spark.ENGINE_VARIABLE, address)
        connected = open_current(small_month / "shelf")
    assert isinstance(connected.store, spark.Connected)
    with embedded, connected:
        yield embedded, connected


def timed(snapshot: Snapshot, questions: list[Question]) -> tuple[list, float]:
    began = time.perf_counter()
    return snapshot.answers(questions), time.perf_counter() - began


def questions(m: Metric) -> list[Question]:
    """A number split by each kind of dimension that it has, and at each time whole and by week."""
    has = {d.id for d in splits(m)}
    split = [Question((m.id,), (name,)) for name in ONE_OF_EACH_KIND if name in has]
    return split + [Question((m.id,), by, **when) for when in TIMES for by in ((), ("week",)) if has >= set(by)]


@pytest.mark.parametrize("m", METRICS, ids=lambda m: m.id)
def test_every_number_is_the_same(both: tuple[Snapshot, Snapshot], m: Metric) -> None:
    """Counts exactly, shares to 1e-9."""
    asked = questions(m)
    (ours, seconds), (theirs, longer) = (timed(snapshot, asked) for snapshot in both)
    for question, one, other in zip(asked, ours, theirs, strict=True):
        assert one.refused == other.refused
        pd.testing.assert_frame_equal(one.frame, other.frame, rtol=1e-9, atol=0, obj=str(question))
        for name in one.frame.select_dtypes("Int64"):
            assert one.frame[name].equals(other.frame[name]), question
    print(f"{m.id:32} {len(asked):4} 问  DuckDB {seconds:6.2f} s  {ADDRESS or 'Sail':8} {longer:6.2f} s")


@pytest.mark.parametrize("m", [m for m in METRICS if isinstance(m, Duration)], ids=lambda m: m.id)
def test_how_a_duration_grows_with_the_days_is_the_same(both: tuple[Snapshot, Snapshot], m: Metric) -> None:
    by = ["level"] if m.table == "issues" else []
    ours, theirs = (snapshot.followed(m.id, by).sort_values([*by, "days"], ignore_index=True) for snapshot in both)
    assert len(ours)
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-9)


@pytest.mark.parametrize("level", ["市级机关", "辖市区", "镇街"])
def test_the_ranking_is_the_same(both: tuple[Snapshot, Snapshot], level: str) -> None:
    ours, theirs = (ranking.standing(snapshot, level) for snapshot in both)
    assert ours == theirs


@pytest.mark.parametrize("table", ["visits", "issues", "rejected_rows"])
def test_the_rows_behind_a_number_are_the_same(both: tuple[Snapshot, Snapshot], table: str) -> None:
    columns = {"visits": "visit_id", "issues": "issue_id", "rejected_rows": "source_row"}
    for page in ({"limit": 20}, {"limit": 7, "offset": 11}, {"limit": 20, "descending": True}):
        ours, theirs = (snapshot.rows(table, order=columns[table], **page) for snapshot in both)
        assert len(ours)
        pd.testing.assert_frame_equal(ours, theirs)
    one, other = (
        snapshot.count_rows(table, where={"district": ["武进区", "天宁区"]})
        if table != "rejected_rows"
        else snapshot.count_rows(table)
        for snapshot in both
    )
    assert one == other > 0


def test_words_that_are_searched_are_found_the_same(both: tuple[Snapshot, Snapshot]) -> None:
    for words in ("路灯", "垃圾 小区", "100%", "a_b", "（"):
        ours, theirs = (snapshot.ask("issues", "district", where={"text": words}) for snapshot in both)
        pd.testing.assert_frame_equal(ours, theirs, obj=words)


def test_a_page_is_cut_from_rows_in_their_order() -> None:
    """The server is given no offset, which it would cut by numbers of its own."""
    rows = ibis.table({"id": "int64"}, name="rows").order_by("id")
    cut, skipped = spark.from_the_first(rows.limit(7, offset=11))
    assert (skipped, cut.op().n, cut.op().offset) == (11, 18, 0)
    for whole in (rows, rows.limit(7)):
        assert spark.from_the_first(whole)[0].equals(whole) and spark.from_the_first(whole)[1] == 0
