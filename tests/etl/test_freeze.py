"""Is a month that was closed kept as it was, for ever?"""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from campaign import schema
from campaign.months import frozen
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.metrics import METRICS
from campaign.numbers.snapshot import NoSnapshot, open_snapshot
from etl import __main__ as command
from etl import freeze, loading
from etl import shelf as shelves
from etl.shelf import NotPublished
from tests.inbox import Inbox
from tests.tiny import tiny

VISIT = "村(社区) | 户主姓名 | 家庭住址 | 走访单位 | 意见建议 | 处理落实情况 | 走访日期\n"
MARCH = "2017-03"


def line(n: int, day: str = "3.10", opinion: str = "", outcome: str = "") -> str:
    return f"马家巷社区 | 户{n} | 3组{n}号 | 政法委 | {opinion} | {outcome} | {day}\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two households in March, one of them with a solved issue, and one in April."""
    root = tmp_path_factory.mktemp("loaded")
    box = Inbox(root / "inbox")
    box.put("a.csv", VISIT + line(1) + line(2, "3.20", "路灯不亮", "已解决"))
    box.put("b.csv", VISIT + line(3, "4.2"), received="2017-04-03")
    loading.load(box.root, root / "shelf")
    return root


@pytest.fixture
def shelf(loaded: Path, tmp_path: Path) -> Path:
    shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
    return tmp_path / "shelf"


@pytest.fixture(scope="module")
def closed(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with March frozen, for the tests that look at what was kept."""
    root = tmp_path_factory.mktemp("closed")
    shutil.copytree(loaded, root, dirs_exist_ok=True)
    freeze.freeze(root / "shelf", MARCH)
    return root


@pytest.fixture
def kept(closed: Path, tmp_path: Path) -> frozen.Frozen:
    """The frozen March on a copy of its shelf."""
    shutil.copytree(closed, tmp_path, dirs_exist_ok=True)
    return frozen.frozen_month(tmp_path / "shelf", MARCH)


@pytest.fixture
def inbox(shelf: Path) -> Inbox:
    return Inbox(shelf.parent / "inbox")


def kept_value(shelf: Path, metric_id: str, running: bool = False) -> float | None:
    return frozen.kept_figure(frozen.frozen_month(shelf, MARCH), metric_id, running=running)[1]


def test_封存留下当月的数_累计的数_各区各单位的数_和口径(kept: frozen.Frozen, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    assert (kept_value(shelf, "households"), kept_value(shelf, "solved"), kept_value(shelf, "solved_share")) == (
        2,
        1,
        1,
    )
    assert frozen.kept_figure(kept, "households", running=False, where=(("district", ("武进区",)),)) == (True, 2)
    assert frozen.kept_figure(kept, "households", running=False, where=(("unit", ("市委政法委",)),)) == (True, 2)
    defined = {row["metric_id"]: row for row in pq.read_table(kept.folder / frozen.DEFINITIONS).to_pylist()}
    assert set(defined) == {m.id for m in METRICS}
    assert "solved_date" in defined["solved"]["definition_sql"]


def test_每个指标都留下了全市的数(kept: frozen.Frozen) -> None:
    rows = pq.read_table(kept.folder / frozen.FIGURES).to_pylist()
    for span in (frozen.MONTH, frozen.RUNNING):
        assert {r["metric_id"] for r in rows if r["by"] == "" and r["span"] == span} == {m.id for m in METRICS}


def test_没有留下的一格说没有_不说空(kept: frozen.Frozen) -> None:
    assert frozen.kept_figure(kept, "households", running=False, where=(("town", ("红梅街道",)),)) == (False, None)
    assert frozen.kept_figure(kept, "overdue", running=False)[0]


def test_第二次封存同一个月被拒绝_说出何时按哪个快照封存(shelf: Path, inbox: Inbox) -> None:
    first = freeze.freeze(shelf, MARCH)
    loading.load(inbox.put("c.csv", VISIT + line(4)).root, shelf)
    with pytest.raises(NotPublished, match=f"{first.frozen_at}定版"):
        freeze.freeze(shelf, MARCH)
    assert frozen.frozen(shelf) == [first] and kept_value(shelf, "households") == 2


def test_封存的数四次装载之后一个不变(shelf: Path, inbox: Inbox) -> None:
    kept = freeze.freeze(shelf, MARCH)
    before = {file.name: file.read_bytes() for file in kept.folder.iterdir()}
    for n in range(10, 14):
        loading.load(inbox.put(f"{n}.csv", VISIT + line(n)).root, shelf)
    shelves.back(shelf)
    assert {file.name: file.read_bytes() for file in kept.folder.iterdir()} == before
    with frozen.open_frozen(kept) as then:
        assert then.id == kept.snapshot_id
        assert int(then.ask("households", period=MARCH)["households"][0]) == 2


def test_原来的快照从架上拿走_封存的还在(shelf: Path) -> None:
    kept = freeze.freeze(shelf, MARCH)
    (shelf / kept.snapshot_id / "campaign.duckdb").unlink()
    with frozen.open_frozen(kept) as then:
        assert int(then.ask("households", period=MARCH)["households"][0]) == 2


def test_不能硬链接的盘上_封存的是一份拷贝(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*names: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuses)
    kept = freeze.freeze(shelf, MARCH)
    assert (kept.folder / "campaign.duckdb").stat().st_nlink == 1
    with frozen.open_frozen(kept) as then:
        assert int(then.ask("households", period=MARCH)["households"][0]) == 2


@pytest.mark.parametrize(
    ("month", "why"),
    [
        ("2017-04", "2017年4月止于4月30日.*仅到4月2日"),
        ("2017-02", "没有2017年2月的走访和问题"),
        ("2017-03-上", "月份应写作 2017-03"),
        ("2017-W12", "月份应写作 2017-03"),
        ("3月", "月份应写作 2017-03"),
        ("../2017-03", "月份应写作 2017-03"),
    ],
)
def test_没有过完_没有数据_不是月份的_不封存(shelf: Path, month: str, why: str) -> None:
    with pytest.raises(NotPublished, match=why):
        freeze.freeze(shelf, month)
    assert frozen.frozen(shelf) == []


@pytest.mark.parametrize(("last", "is_kept"), [("3.30", False), ("3.31", True)])
def test_数据到了月末那一天就能封存_差一天说等到什么时候(
    tmp_path: Path, last: str, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen, "CUTS", ())
    box = Inbox(tmp_path / "inbox").put("a.csv", VISIT + line(1) + line(2, last))
    loading.load(box.root, tmp_path / "shelf")
    if is_kept:
        assert freeze.freeze(tmp_path / "shelf", MARCH).data_date == "2017-03-31"
    else:
        with pytest.raises(NotPublished, match=f"仅到3月30日；{frozen.WHEN}"):
            freeze.freeze(tmp_path / "shelf", MARCH)


def test_第一次封存_新的文件夹和书架都落了盘(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync

    def seen(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", seen)
    monkeypatch.setattr(frozen, "CUTS", ())
    kept = freeze.freeze(shelf, MARCH)
    folders = [kept.folder, kept.folder.parent, shelf]
    assert [n for n in synced if n in {f.stat().st_ino for f in folders}] == [f.stat().st_ino for f in folders]


def test_空的书架和正在装载的书架_不封存(tmp_path: Path, shelf: Path) -> None:
    with pytest.raises(NotPublished, match="尚无可查看的数据"):
        freeze.freeze(tmp_path / "bare", MARCH)
    with shelves.hold(shelf), pytest.raises(NotPublished, match="正在进行"):
        freeze.freeze(shelf, MARCH)


@pytest.mark.parametrize(
    "step", ["rename", pytest.param("link", marks=pytest.mark.slow), pytest.param("fsync", marks=pytest.mark.slow)]
)
def test_封存到一半断了_不留下半个月_再封存就是(shelf: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise OSError(28, step)

    with monkeypatch.context() as broken, pytest.raises(OSError, match=step):
        broken.setattr(Path if step == "rename" else os, step, fails)
        freeze.freeze(shelf, MARCH)
    assert frozen.frozen(shelf) == []
    freeze.freeze(shelf, MARCH)
    assert not list(shelf.glob(".draft-*"))


def test_装载时的口径写在快照里(shelf: Path) -> None:
    with open_snapshot(shelf, shelves.current(shelf)) as snapshot:
        rows = snapshot.rows("definitions", limit=1000)
    assert rows["metric_id"].tolist() == [m.id for m in METRICS]
    assert rows.set_index("metric_id").loc["households", "metric_unit"] == "户"


def test_命令封存并列出(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["freeze", MARCH, "--shelf", str(shelf)]) == 0
    assert command.main(["freeze", MARCH, "--shelf", str(shelf)]) == command.NOTHING_PUBLISHED
    assert command.main(["shelf", "--shelf", str(shelf)]) == 0
    printed = capsys.readouterr()
    assert "定版 2017-03" in printed.out and "不再改动" in printed.err


class Test早先的快照:
    """A file that an earlier program wrote, without what was declared since."""

    ISSUES = """
        raised_date | solved_date | status | district
        2017-03-10  | 2017-03-20  | 已解决 | 天宁区
        2017-03-11  |             | 待解决 | 天宁区
    """

    def older(self, tmp_path: Path, statement: str) -> Path:
        tiny(tmp_path, issues=self.ISSUES).close()
        with duckdb.connect(str(tmp_path / "shelf" / "tiny" / "campaign.duckdb")) as con:
            con.execute(statement)
        return tmp_path / "shelf"

    def test_用不到新栏目的数照样说得出(self, tmp_path: Path) -> None:
        shelf = self.older(tmp_path, "ALTER TABLE issues DROP COLUMN handler")
        with open_snapshot(shelf, "tiny") as snapshot:
            answer = snapshot.ask(["issues", "solved"], as_of=date(2017, 3, 15), by="district")
            assert answer.to_dict("records") == [{"district": "天宁区", "issues": 2, "solved": 0}]

    def test_用得到的数说缺哪一栏_不说零(self, tmp_path: Path) -> None:
        shelf = self.older(tmp_path, "ALTER TABLE issues DROP COLUMN solved_date")
        with open_snapshot(shelf, "tiny") as snapshot:
            assert int(snapshot.ask("issues")["issues"][0]) == 2
            with pytest.raises(CannotAnswer, match="“问题”表还没有“解决日期”"):
                snapshot.ask("solved")

    def test_没有的表说没有这张表(self, tmp_path: Path) -> None:
        shelf = self.older(tmp_path, "DROP TABLE due_reports")
        with open_snapshot(shelf, "tiny") as snapshot:
            with pytest.raises(CannotAnswer, match="还没有“应报”这张表"):
                snapshot.ask("reports_due")
            with pytest.raises(CannotAnswer, match="还没有“应报”这张表"):
                snapshot.count_rows("due_reports")

    def test_每张表每一栏缺了都打得开(self, tmp_path: Path) -> None:
        tiny(tmp_path, issues=self.ISSUES).close()
        file = tmp_path / "shelf" / "tiny" / "campaign.duckdb"
        with duckdb.connect(str(file)) as con:
            for table in schema.TABLES:
                if table.name != "snapshot":
                    con.execute(f'DROP TABLE "{table.name}"')
        with open_snapshot(tmp_path / "shelf", "tiny") as snapshot, pytest.raises(CannotAnswer):
            snapshot.ask("issues")


def test_封存的月缺了数据文件_说去找备份(kept: frozen.Frozen) -> None:
    (kept.folder / "campaign.duckdb").unlink()
    with pytest.raises(NoSnapshot, match="备份"):
        frozen.open_frozen(kept)
