"""Does one publisher serve many dashboards, and never half a snapshot?"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import duckdb
import pytest

from campaign.months import frozen
from campaign.numbers.snapshot import Snapshot, open_current
from etl import copies, loading
from etl import shelf as shelves
from etl.__main__ import main
from etl.shelf import PUBLIC, PUBLIC_FILE, NotPublished
from tests.inbox import Inbox

VISITS = "村(社区) | 户主姓名 | 家庭住址 | 走访单位 | 走访日期\n"


class Publisher:
    """An office that loads; each load brings one household more."""

    def __init__(self, root: Path) -> None:
        self.inbox, self.shelf, self.many = Inbox(root / "inbox"), root / "shelf", 0

    def load(self) -> str:
        self.many += 1
        self.inbox.put(f"{self.many}.csv", f"{VISITS}马家巷社区 | 户{self.many} | 3组{self.many}号 | 政法委 | 3.31\n")
        return loading.load(self.inbox.root, self.shelf).snapshot


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    publisher = Publisher(tmp_path)
    publisher.load()
    return publisher


@pytest.fixture
def servers(tmp_path: Path) -> tuple[Path, Path]:
    """The shelves of two dashboards."""
    return tmp_path / "one", tmp_path / "other"


def households(snapshot: Snapshot) -> int:
    return int(snapshot.ask("households")["households"][0])


def shown(shelf: Path) -> int:
    with open_current(shelf) as snapshot:
        return households(snapshot)


def test_two_dashboards_show_what_was_published_each_from_its_own_copy_of_it(publisher, servers):
    one, other = servers
    for server in servers:
        assert main(["copy", str(server), "--shelf", str(publisher.shelf)]) == 0
    with open_current(one) as reader, open_current(other) as another:
        publisher.load()
        assert [shown(server) for server in servers] == [1, 1]
        copies.copy(publisher.shelf, one)
        assert (shown(one), shown(other)) == (2, 1)
        assert (households(reader), households(another)) == (1, 1), "an open dashboard goes on with its snapshot"
        copies.copy(publisher.shelf, other)
    shutil.rmtree(publisher.shelf)
    assert [shown(server) for server in servers] == [2, 2]


def test_a_copy_that_breaks_off_leaves_what_was_shown_and_the_next_one_ends_it(publisher, servers, monkeypatch):
    one, _ = servers
    copies.copy(publisher.shelf, one)
    second = publisher.load()
    whole = len(list((publisher.shelf / second).rglob("*.*")))
    for after in (0, whole // 2, whole - 1):
        with monkeypatch.context() as broken, pytest.raises(OSError, match="磁盘满"):
            broken.setattr(shutil, "copyfile", failing(after))
            copies.copy(publisher.shelf, one)
        assert shown(one) == 1
    assert copies.copy(publisher.shelf, one) == second and shown(one) == 2
    assert not list(one.glob(".draft-*"))


def failing(after: int):
    """Copies so many files, then finds the disk full."""
    copied, real = [], shutil.copyfile

    def copyfile(source, to):
        if len(copied) == after:
            raise OSError("磁盘满")
        copied.append(to)
        return real(source, to)

    return copyfile


def test_a_file_that_came_over_otherwise_is_not_shown(publisher, servers, monkeypatch):
    one, _ = servers
    copies.copy(publisher.shelf, one)
    publisher.load()
    real = shutil.copyfile

    def spoilt(source, to):
        real(source, to)
        if Path(to).name == "visits.parquet":
            data = Path(to).read_bytes()
            Path(to).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    monkeypatch.setattr(shutil, "copyfile", spoilt)
    with pytest.raises(NotPublished, match=r"visits\.parquet"):
        copies.copy(publisher.shelf, one)
    assert shown(one) == 1


def test_frozen_months_come_along_and_stepping_back_works_in_the_copy(publisher, servers):
    one, _ = servers
    assert main(["freeze", "2017-03", "--shelf", str(publisher.shelf)]) == 0
    copies.copy(publisher.shelf, one)
    publisher.load()
    copies.copy(publisher.shelf, one)
    assert [kept.month for kept in frozen.frozen(one)] == ["2017-03"]
    with frozen.open_frozen(frozen.frozen(one)[0]) as kept:
        assert households(kept) == 1
    shelves.back(one)
    assert shown(one) == 1


def test_a_public_copy_holds_nothing_else_is_for_all_to_read_and_keeps_its_path(publisher, servers):
    one, _ = servers
    before = os.umask(0o022)
    try:
        for many in (1, 2, 3, 4):
            assert main(["copy", str(one), "--shelf", str(publisher.shelf), "--public"]) == 0
            with duckdb.connect(str(one / PUBLIC / PUBLIC_FILE), read_only=True) as con:
                assert con.sql("SELECT count(*) FROM visits").fetchall() == [(many,)]
            publisher.load()
    finally:
        os.umask(before)
    assert not list(one.rglob(shelves.FILE)) and len(list(one.glob(f"*/{PUBLIC}/"))) == copies.KEPT_PUBLIC
    for place in (one, *one.glob("2*"), *one.glob("2*/**/*")):
        wanted = 0o755 if place.is_dir() else 0o644
        assert stat.S_IMODE(place.stat().st_mode) == wanted, place


def test_nothing_to_copy_is_answered_with_a_sentence(publisher, servers, tmp_path, capsys):
    assert main(["copy", str(servers[0]), "--shelf", str(tmp_path / "none")]) == 2
    assert main(["copy", str(publisher.shelf), "--shelf", str(publisher.shelf)]) == 2
    assert "没有可拷的快照" in (told := capsys.readouterr().err) and "书架自己" in told
