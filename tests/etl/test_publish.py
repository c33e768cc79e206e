"""Do the old numbers stand until the new ones are whole?"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from campaign import schema
from campaign.numbers.snapshot import open_current
from etl import city, fingerprint, loading, publish, reading
from etl import shelf as shelves
from etl.__main__ import main
from etl.shelf import NotPublished
from tests.drafts import publish_tables
from tests.inbox import Inbox
from tests.processes import session, until

VISIT = "村(社区) | 户主姓名 | 家庭住址 | 走访单位 | 走访日期\n"


def line(n: int) -> str:
    return f"马家巷社区 | 户{n} | 3组{n}号 | 政法委 | 3.10\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox of one household and the shelf that it was loaded onto."""
    root = tmp_path_factory.mktemp("loaded")
    loading.load(Inbox(root / "inbox").put("a.csv", VISIT + line(1)).root, root / "shelf")
    return root


@pytest.fixture
def inbox(loaded, tmp_path):
    """A copy of the inbox."""
    shutil.copytree(loaded / "inbox", tmp_path / "inbox")
    return Inbox(tmp_path / "inbox")


@pytest.fixture
def shelf(loaded, tmp_path):
    """A copy of the shelf: one household is loaded."""
    shutil.copytree(loaded / "shelf", tmp_path / "shelf")
    return tmp_path / "shelf"


def households(shelf: Path) -> int:
    snapshot = open_current(shelf)
    try:
        return int(snapshot.ask(["households"])["households"][0])
    finally:
        snapshot.close()


def test_a_load_publishes_a_database_one_parquet_a_table_and_CURRENT(inbox, tmp_path):
    shelf = tmp_path / "new"
    done = loading.load(inbox.root, shelf)
    home = shelf / shelves.current(shelf)
    assert done.snapshot == home.name and households(shelf) == 1
    counts = duckdb.sql(f"SELECT count(*) FROM '{home}/visits.parquet'").fetchall()[0]
    assert counts == (1,) and len(list(home.glob("*.parquet"))) == len(done.tables)


STEPS = {
    "the database cannot be opened": (duckdb, "connect"),
    "a table cannot be written": (publish, "copy"),
    "a check cannot be read": (publish.pq, "read_metadata"),
    "the disk does not sync": (os, "fsync"),
    "the draft cannot be named": (Path, "rename"),
    "CURRENT cannot be replaced": (Path, "replace"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_any_step_of_publishing_leaves_the_old_numbers(inbox, shelf, monkeypatch, step):
    inbox.put("b.csv", VISIT + line(2))
    owner, name = STEPS[step]

    def fails(*args, **kwargs):
        raise OSError(step)

    with monkeypatch.context() as broken, pytest.raises(OSError, match=step):
        broken.setattr(owner, name, fails)
        loading.load(inbox.root, shelf)
    assert households(shelf) == 1
    loading.load(inbox.root, shelf)
    assert households(shelf) == 2
    assert not list(shelf.glob(".draft-*")), "the next load clears what the broken one left"


@pytest.mark.parametrize("rule", [rule for rule, _ in publish.CHECKS])
def test_a_draft_that_breaks_an_identity_is_not_published_and_says_which(inbox, shelf, monkeypatch, rule):
    monkeypatch.setattr(publish, "CHECKS", ((rule, "SELECT 3"),))
    inbox.put("b.csv", VISIT + line(2))
    with pytest.raises(NotPublished, match=f"{rule}.*差 3"):
        loading.load(inbox.root, shelf)
    assert households(shelf) == 1


BREAKS = {
    "每次走访都属于一户": "DELETE FROM households",
    "村（社区）都在名录中": "UPDATE visits SET village_id = '0'",
    "单位都在单位表中": "UPDATE visits SET unit_name = '无此局'",
    "读到＝采用＋归并＋退回＋应要求删除": "UPDATE source_sheets SET rows_read = 9",
    "读到的每一行都存有原文，应要求删除的除外": "DELETE FROM source_rows",
    "各文件之和等于全部": "UPDATE snapshot SET rows_read = 9",
    "解决日期不早于反映日期": "UPDATE issues SET solved_date = DATE '2017-01-01'",
    "已解决的问题都有解决日期，别的都没有": "UPDATE issues SET status = '待解决'",
    "每个问题都有镇（街道）和单位，群众反映的都有村（社区）": "UPDATE issues SET village_id = NULL",
    "退回的行都写明原因": "UPDATE rejected_rows SET sentence = NULL",
    **{f"{fold.label}合起来行数不变": f"INSERT INTO {fold.name} (rows) VALUES (3)" for fold in schema.FOLDED.values()},
}


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real draft: two households, a solved issue and a rejected row."""
    inbox = Inbox(tmp_path_factory.mktemp("inbox")).put("a.csv", VISIT + line(1))
    inbox.put(
        "b.csv",
        VISIT.replace("走访日期", "意见建议 | 处理落实情况 | 走访日期")
        + line(2).replace("3.10", "路灯不亮 | 已解决 | 3.10"),
    )
    inbox.put("c.csv", VISIT + line(3).replace("3.10", "某日"))
    return publish_tables(inbox.sift(), tmp_path_factory.mktemp("shelf"), "20170401T000000")


@pytest.mark.parametrize(("rule", "query"), publish.CHECKS)
def test_each_check_counts_what_it_says(draft, tmp_path, rule, query):
    """Each identity holds of a real draft, and is broken on purpose once."""
    file = shutil.copy(draft / "campaign.duckdb", tmp_path)
    with duckdb.connect(str(file)) as con:
        assert (con.execute(query).fetchone()[0] or 0) == 0
        con.execute(BREAKS[rule])
        assert con.execute(query).fetchone()[0] > 0


def test_back_restores_the_numbers_of_the_snapshot_before(inbox, shelf):
    loading.load(inbox.put("b.csv", VISIT + line(2)).root, shelf)
    assert households(shelf) == 2
    shelves.back(shelf)
    assert households(shelf) == 1
    with pytest.raises(NotPublished, match="没有更早的数据版本"):
        shelves.back(shelf)


def test_an_open_dashboard_keeps_its_snapshot_while_a_new_one_is_published(inbox, shelf):
    old = open_current(shelf)
    loading.load(inbox.put("b.csv", VISIT + line(2)).root, shelf)
    assert int(old.ask(["households"])["households"][0]) == 1
    assert households(shelf) == 2


def test_the_same_inbox_on_two_shelves_gives_the_same_rows(inbox, shelf, tmp_path):
    inbox.put("b.csv", VISIT + line(2))
    first, second = loading.load(inbox.root, shelf), loading.load(inbox.root, tmp_path / "other")
    for name, table in first.tables.items():
        assert name == "snapshot" or table.equals(second.tables[name]), name


def test_a_load_that_finds_nothing_changed_says_so_and_makes_no_snapshot(inbox, shelf, capsys):
    before = shelves.snapshots(shelf)
    again = loading.load(inbox.root, shelf)
    assert not again.is_new and "没有变化" in again.ending and again.snapshot == shelves.current(shelf)
    assert shelves.snapshots(shelf) == before and again.totals["kept"] == 1
    assert main(["load", "--inbox", str(inbox.root), "--shelf", str(shelf)]) == 0
    assert "没有变化" in capsys.readouterr().out


CHANGES = {
    "a file more": lambda inbox, _: inbox.put("b.csv", VISIT + line(2)),
    "another content": lambda inbox, _: inbox.put("a.csv", VISIT + line(5)),
    "a file less": lambda inbox, _: (inbox.put("c.csv", VISIT + line(3)), (inbox.root / "a.csv").unlink()),
    "another program": lambda _, monkeypatch: monkeypatch.setattr(fingerprint, "code", lambda: "another"),
    "a snapshot that is gone": lambda inbox, _: (inbox.root.parent / "shelf" / "CURRENT").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_the_snapshot_depends_on_makes_another_one(inbox, shelf, monkeypatch, change):
    before = shelves.current(shelf)
    CHANGES[change](inbox, monkeypatch)
    done = loading.load(inbox.root, shelf)
    assert done.is_new and done.snapshot == shelves.current(shelf) != before


def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(inbox, shelf, monkeypatch):
    loading.load(inbox.put("b.csv", VISIT + line(2)).root, shelf)
    monkeypatch.setattr(reading, "ProcessPool", None)
    (inbox.root / "b.csv").unlink()
    loading.load(inbox.root, shelf)
    inbox.put("a.csv", VISIT + line(1) + line(2))
    with pytest.raises(TypeError):
        loading.load(inbox.root, shelf)


DAMAGES = {
    "nothing in it": lambda data: b"",
    "cut in its head": lambda data: data[:50],
    "cut in its rows": lambda data: data[:-40],
    "one bit turned": lambda data: data[:-20] + bytes([data[-20] ^ 1]) + data[-19:],
    "another kind of file": lambda data: b"PK" + data,
    "of an earlier form": lambda data: data.replace(b"staged 1", b"staged 0", 1),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_staged_file_that_is_damaged_is_made_anew(inbox, shelf, damage):
    loading.load(inbox.put("b.csv", VISIT + line(2)).root, shelf)
    kept = sorted((shelf / "readings").glob("*.staged"))
    assert len(kept) == 2
    whole = [file.read_bytes() for file in kept]
    for file, data in zip(kept, whole, strict=True):
        file.write_bytes(DAMAGES[damage](data))
    loading.load(inbox.put("c.csv", VISIT + line(3)).root, shelf)
    assert households(shelf) == 3
    assert [file.read_bytes() for file in kept] == whole


def test_a_staged_file_that_is_damaged_while_it_is_read_is_made_anew(inbox, shelf, monkeypatch):
    loading.load(inbox.put("b.csv", VISIT + line(2)).root, shelf)
    identify = city.identify

    def damaging(files):
        identify(files)
        for file in (shelf / "readings").iterdir():
            file.write_bytes(file.read_bytes()[:-9])

    monkeypatch.setattr(city, "identify", damaging)
    loading.load(inbox.put("c.csv", VISIT + line(3)).root, shelf)
    assert households(shelf) == 3


def test_staged_files_of_files_that_are_gone_are_forgotten(inbox, shelf):
    loading.load(inbox.put("b.csv", VISIT + line(2)).root, shelf)
    (shelf / "readings" / "x.5").write_bytes(b"left behind by a load that was killed")
    (inbox.root / "b.csv").unlink()
    loading.load(inbox.root, shelf)
    assert len(list((shelf / "readings").glob("*.staged"))) == 1
    assert not (shelf / "readings" / "x.5").exists()


def test_a_second_load_says_who_holds_the_shelf(inbox, shelf):
    with shelves.hold(shelf), pytest.raises(NotPublished, match=f"进程 {os.getpid()}"):
        loading.load(inbox.root, shelf)


def test_an_empty_or_missing_inbox_publishes_nothing(shelf, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "none"):
        with pytest.raises(NotPublished):
            loading.load(tmp_path / folder, shelf)
    assert households(shelf) == 1


KILLS = 36


@pytest.mark.slow
def test_a_load_killed_at_random_moments_leaves_the_old_or_the_new_snapshot_whole(inbox, shelf, tmp_path):
    """Every other time only the load itself is killed, and its reading processes must find that out."""
    whole = timed_load(inbox.root, tmp_path / "other")
    chance = random.Random(20170304)
    seen = {"old": 0, "new": 0}
    for kill in range(KILLS):
        before, after = households(shelf), 40 + kill
        inbox.put("b.csv", VISIT + "".join(line(n) for n in range(2, after + 1)))
        process = started_load(inbox.root, shelf)
        time.sleep(chance.uniform(0.3, 1.2) * whole)
        if kill % 2:
            process.send_signal(signal.SIGKILL)
        else:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        until(lambda leader=process.pid: not session(leader))
        found = households(shelf)
        assert found in (before, after)
        seen["new" if found == after else "old"] += 1
        home = shelf / shelves.current(shelf)
        with duckdb.connect(str(home / "campaign.duckdb"), read_only=True) as con:
            for table in schema.TABLES:
                rows = con.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
                assert rows == publish.pq.read_metadata(home / f"{table.name}.parquet").num_rows
    assert min(seen.values()) >= 3, seen
    loading.load(inbox.root, shelf)
    assert households(shelf) == 40 + KILLS - 1
    assert not list(shelf.glob(".draft-*"))


def started_load(inbox: Path, shelf: Path) -> subprocess.Popen:
    """A load as the office starts it, in a session of its own."""
    command = [sys.executable, "-m", "etl", "load", "--inbox", str(inbox), "--shelf", str(shelf)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def timed_load(inbox: Path, shelf: Path) -> float:
    """Seconds that a whole load takes here and now."""
    began = time.monotonic()
    assert started_load(inbox, shelf).wait() == 0
    return time.monotonic() - began
