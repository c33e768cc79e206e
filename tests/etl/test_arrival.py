"""When did a file come, which of two came last, and is what came still there?"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from campaign.office import loads, receipts
from campaign.office.receipts import Receipt
from etl import inbox as inbox_of
from etl import loading
from etl import shelf as shelves
from etl.__main__ import main
from etl.inbox import as_first_seen
from etl.order import marks
from etl.shelf import NotPublished
from tests.inbox import Inbox, rows, word, workbook
from tests.products import every_pair

VISITS = "村(社区)|户主姓名|家庭住址|意见建议|走访人|走访日期"
ISSUES = "问题编号|村(社区)|反映人|反映日期|反映问题|是否解决|办结日期"
FIRST = "政法委/3月上半月"
AT = datetime.fromisoformat("2017-03-20T10:00")


def visits(text: str, n: int = 1) -> str:
    return f"{VISITS}\n马家巷社区|户{n}|3组{n}号|{text}|钱乙|3.10"


def issues(*lines: str) -> str:
    told = (line.split("|") for line in lines)
    return "\n".join([ISSUES, *(f"{no}|马家巷社区|张甲|3.10|{text}|{state}|{day}" for no, text, state, day in told)])


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path / "inbox")


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "shelf"


class Test名称分先后:
    """Both files came at one moment, as after a copy."""

    @every_pair(
        names=[
            ("走访台账.csv", "走访台账（更正）.csv"),
            ("走访台账.csv", "4月6日更新走访台账.csv"),
            ("走访台账.csv", "走访台账（2）.csv"),
            ("走访台账（更正）.csv", "走访台账终稿.csv"),
            ("走访台账（4月6日）.csv", "走访台账（4月12日）.csv"),
            ("走访台账20170406.csv", "走访台账20170412.csv"),
            ("更正4月6日/走访台账.csv", "更正4月12日/走访台账.csv"),
            ("走访台账V1.csv", "走访台账V2.csv"),
            ("走访台账第一稿.csv", "走访台账第二稿.csv"),
            ("走访台账.csv", "修改后/走访台账.csv"),
        ],
        is_turned=[False, True],
    )
    def test_更正_更新_终稿_几稿和日期在后的算数(self, inbox, names, is_turned):
        first, later = names
        said = {first: "路灯不亮", later: "北门路灯不亮已半年"}
        for name in sorted(said, reverse=is_turned):
            inbox.put(f"{FIRST}/{name}", visits(said[name]))
        assert inbox.rows("issues", "issue_text") == [("北门路灯不亮已半年",)]

    def test_问题台账和周报也一样(self, inbox):
        inbox.put(f"{FIRST}/4月6日补正台账.csv", issues("7|路灯不亮|已解决|3.12"))
        inbox.put(f"{FIRST}/问题台账.csv", issues("7|路灯不亮|待解决|"))
        weekly = "走访户数|收集问题数|解决问题数|待解决数\n{}|5|2|3"
        inbox.put("政法委/3月6日-3月12日/周报.csv", weekly.format(30))
        inbox.put("政法委/3月6日-3月12日/周报（更正）.csv", weekly.format(40))
        tables = inbox.sift()
        assert rows(tables["issues"], "status") == [("已解决",)]
        assert rows(tables["reports"], "household_count") == [(40,)]

    def test_没有时段的更正_也在有时段的之后(self, inbox):
        inbox.put("政法委/台账更正.csv", visits("北门路灯不亮已半年"))
        inbox.put(f"{FIRST}/走访台账.csv", visits("路灯不亮"))
        assert inbox.rows("issues", "issue_text") == [("北门路灯不亮已半年",)]

    def test_名称没有说的_按收到的先后_差一秒也算(self, inbox):
        inbox.put(f"{FIRST}/b.csv", visits("路灯不亮"), received="2017-03-16T09:00:00")
        inbox.put(f"{FIRST}/a.csv", visits("北门路灯不亮已半年"), received="2017-03-16T09:00:01")
        assert inbox.rows("issues", "issue_text") == [("北门路灯不亮已半年",)]

    def test_一小时内改好重报_问题不多出来_退回的销号(self, inbox):
        head = "村(社区)|户主姓名|联系电话|家庭住址|家庭成员数|困难需求|意见建议|走访人|走访日期"
        good = "马家巷社区|张甲|10000000001|3组5号|3|看病花费大|路灯不亮|钱乙|3.10"
        mended = good.replace("张甲", "李丙").replace("3组5号", "4组1号")
        bad = mended.replace("|3|", "|好几个|")
        inbox.put(f"{FIRST}/台账.csv", f"{head}\n{good}\n{bad}", received="2017-03-16T09:00")
        inbox.put(f"{FIRST}/台账（2）.csv", f"{head}\n{good}\n{mended}", received="2017-03-16T09:40")
        tables = inbox.sift()
        assert tables["issues"].num_rows == 4 and tables["rejected_rows"].num_rows == 0

    def test_分不出先后又写得不一样_说是不一致_不算已有(self, inbox):
        inbox.put(f"{FIRST}/甲.csv", issues("7|路灯不亮|待解决|"))
        inbox.put(f"{FIRST}/乙.csv", issues("7|路灯不亮|已解决|3.12"))
        done = inbox.check()
        ((fate, one, other),) = rows(done.tables["merged_rows"], "fate", "source_file", "into_file")
        assert fate == "不一致" and {one, other} == {f"{FIRST}/甲.csv", f"{FIRST}/乙.csv"}
        assert [tuple(pair) for pair in done.report["unordered"]] == [(one, other, 1)]

    def test_分不出先后而写得一样_还是已有(self, inbox):
        for name in "甲乙":
            inbox.put(f"{FIRST}/{name}.csv", issues("7|路灯不亮|待解决|") + "\n" * (name == "乙"))
        (inbox.root / FIRST / "乙.csv").write_bytes((inbox.root / FIRST / "乙.csv").read_bytes() + b"\n")
        os.utime(inbox.root / FIRST / "乙.csv", (1491004800, 1491004800))
        assert inbox.rows("merged_rows", "fate") == [("已有",)]

    @pytest.mark.parametrize(
        "name", ["周报3.13-3.19.xlsx", "3月1日—3月15日台账.xlsx", "2017年3月台账.xlsx", "台账.xlsx"]
    )
    def test_时段不是日期(self, name):
        assert marks(f"政法委/{name}").day is None


class Test收件簿:
    BYTES = "a" * 64

    def file(self, path: str, at: str, sha256: str = BYTES) -> inbox_of.Received:
        return inbox_of.Received(path, sha256, 1, datetime.fromisoformat(at), Path(path))

    def test_收到时间记一次_拷贝改了文件时间也不变(self):
        book = [Receipt("甲/a.csv", self.BYTES, AT)]
        arrivals = as_first_seen([self.file("甲/a.csv", "2017-05-02")], book)
        assert [one.received_at for one in arrivals.files] == [AT]
        assert len(arrivals.again) == 1 and not arrivals.new

    def test_挪了位置_改了名字_单位文件夹换了名_还是第一次收到的时间(self):
        book = [Receipt("甲/a.csv", self.BYTES, AT)]
        for path in ("甲/4月/a.csv", "甲/b.csv", "甲局/a.csv"):
            arrivals = as_first_seen([self.file(path, "2017-05-02")], book)
            assert arrivals.files[0].received_at == arrivals.new[0].first_seen == AT

    def test_原来那份还在_同样内容再报一份_是又一次收到(self):
        book = [Receipt("甲/a.csv", self.BYTES, AT)]
        arrivals = as_first_seen([self.file("甲/a.csv", "2017-03-20T10:00"), self.file("甲/b.csv", "2017-05-02")], book)
        assert [one.received_at for one in arrivals.files] == [AT, datetime.fromisoformat("2017-05-02")]

    def test_簿子坏了一行_认得出_别的行还在(self, shelf):
        shelf.mkdir()
        kept = [Receipt(f"甲/{n}.csv", self.BYTES, datetime.fromisoformat(f"2017-03-{n:02}T10:00")) for n in (1, 2, 3)]
        receipts.note(shelf, kept)
        assert receipts.read(shelf) == receipts.Book(tuple(kept), True)
        raw = (shelf / receipts.BOOK).read_bytes()
        (shelf / receipts.BOOK).write_bytes(raw.replace(b"2017-03-02", b"2017-03-29"))
        assert receipts.read(shelf) == receipts.Book((kept[0], kept[2]), False)
        (shelf / receipts.BOOK).write_bytes(raw[:-5])
        assert receipts.read(shelf) == receipts.Book(tuple(kept[:2]), False)

    @pytest.mark.parametrize("how", ["half", "gone", "noise"])
    def test_簿子坏了_从快照里找回来(self, inbox, shelf, how):
        inbox.put("a.csv", visits("路灯不亮"), received="2017-03-20T02:00")
        loading.load(inbox.root, shelf)
        book = shelf / receipts.BOOK
        whole = book.read_bytes()
        if how == "gone":
            book.unlink()
        else:
            book.write_bytes(whole[: len(whole) // 2] if how == "half" else os.urandom(200))
        os.utime(inbox.root / "a.csv")
        assert not loading.load(inbox.root, shelf).is_new
        assert book.read_bytes() == whole

    def test_收到的日子是常州的日子_不管机器在哪个时区(self, inbox, shelf):
        inbox.put("a.csv", visits("路灯不亮"), received="2017-03-28T16:30")  # UTC
        read = "from pathlib import Path; from etl.inbox import received; print(received(Path('{}'))[0].received_at)"
        for zone in ("UTC", "America/New_York", "Asia/Tokyo"):
            done = subprocess.run(
                [sys.executable, "-c", read.format(inbox.root)],
                env={**os.environ, "TZ": zone},
                capture_output=True,
                text=True,
                check=True,
            )
            assert done.stdout.strip() == "2017-03-29 00:30:00"


class Test收件夹里有什么:
    def test_打不开的文件夹_断了的链接_管道_都点名(self, inbox, shelf, monkeypatch):
        inbox.put(f"{FIRST}/a.csv", visits("路灯不亮"))
        (inbox.root / FIRST / "走访台账（2）.csv").symlink_to(inbox.root / "没有.csv")
        (inbox.root / "政法委" / "3月下半月").symlink_to(inbox.root / FIRST)
        os.mkfifo(inbox.root / FIRST / "问题台账.csv")
        shut = inbox.root / "市侨联"
        shut.mkdir()
        opened = os.scandir

        def scandir(path):
            if Path(path) == shut:
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path)

        monkeypatch.setattr(os, "scandir", scandir)
        done = loading.load(inbox.root, shelf)
        refused = {file["path"]: file["refused"] for file in done.files}
        assert refused == {
            f"{FIRST}/a.csv": None,
            f"{FIRST}/走访台账（2）.csv": inbox_of.DANGLING,
            "政法委/3月下半月": inbox_of.LINKED,
            f"{FIRST}/问题台账.csv": inbox_of.NO_FILE,
            "市侨联": inbox_of.SHUT,
        }
        assert not done.is_clean and not loading.load(inbox.root, shelf).is_new

    def test_列出之后不见了的文件_只少它自己(self, inbox, monkeypatch):
        inbox.put(f"{FIRST}/a.csv", visits("路灯不亮")).put(f"{FIRST}/b.csv", visits("道路破损", 2))
        walked = os.walk

        def walk(*args, **options):
            yield from walked(*args, **options)
            (inbox.root / FIRST / "a.csv").unlink(missing_ok=True)

        monkeypatch.setattr(os, "walk", walk)
        found = inbox_of.received(inbox.root)
        assert [(one.path, one.obstacle) for one in found] == [
            (f"{FIRST}/a.csv", inbox_of.VANISHED),
            (f"{FIRST}/b.csv", ""),
        ]

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("空.xlsx", workbook([[]]), "空白"),
            ("空.docx", word(""), ""),
            ("说明.docx", word("填表说明：请按时报送。"), ""),
        ],
    )
    def test_没有一行的文件_说明为什么(self, inbox, name, content, why):
        inbox.put(name, content)
        ((refused,),) = inbox.rows("source_files", "refused")
        assert refused and why in refused

    def test_少了的文件点名(self, inbox, shelf):
        inbox.put(f"{FIRST}/a.csv", visits("路灯不亮")).put(f"{FIRST}/b.csv", visits("道路破损", 2))
        loading.load(inbox.root, shelf)
        (inbox.root / FIRST / "b.csv").unlink()
        done = loading.load(inbox.root, shelf)
        assert done.is_new and "b.csv" in done.notices[0] and "1份" in done.notices[0]
        last = loads.last_load(shelf)
        assert last is not None and "b.csv" in last.sentence

    def test_少得太多_要加一个参数才发布(self, inbox, shelf, capsys):
        for n in range(20):
            inbox.put(f"{FIRST}/{n:02}.csv", visits("路灯不亮", n))
        before = loading.load(inbox.root, shelf).snapshot
        for n in range(12):
            (inbox.root / FIRST / f"{n:02}.csv").unlink()
        with pytest.raises(NotPublished, match=r"20份.*12份.*--may-shrink"):
            loading.load(inbox.root, shelf)
        assert shelves.current(shelf) == before
        assert main(["load", "--inbox", str(inbox.root), "--shelf", str(shelf), "--may-shrink"]) == 0
        assert "12份" in capsys.readouterr().out and shelves.current(shelf) != before

    def test_只是挪了位置的_不算少(self, inbox, shelf):
        for n in range(8):
            inbox.put(f"{FIRST}/{n}.csv", visits("路灯不亮", n))
        loading.load(inbox.root, shelf)
        moved_to = inbox.root / FIRST / "走访台账"
        moved_to.mkdir()
        for n in range(8):
            shutil.move(inbox.root / FIRST / f"{n}.csv", moved_to / f"{n}.csv")
        done = loading.load(inbox.root, shelf)
        assert not any("不在收件目录" in notice for notice in done.notices)

    def test_一行也没有读到_不换掉原来的数(self, inbox, shelf):
        inbox.put(f"{FIRST}/a.csv", visits("路灯不亮"))
        before = loading.load(inbox.root, shelf).snapshot
        inbox.put(f"{FIRST}/a.csv", b"%PDF-1.4\n")
        with pytest.raises(NotPublished, match=r"没有一行可以采用.*a\.csv"):
            loading.load(inbox.root, shelf)
        assert shelves.current(shelf) == before and not [*shelf.glob(f"{shelves.DRAFT}*")]


class Test书架:
    def names(self, shelf: Path, *names: str) -> None:
        for name in names:
            (shelf / name).mkdir(parents=True)
            (shelf / name / shelves.FILE).touch()

    def test_只留最新的几个_正在看的不动(self, shelf):
        self.names(shelf, "20170401T000000000", "20170402T000000000", "20170403T000000000", "20170404T000000000")
        shelves.point(shelf, "20170401T000000000")
        assert shelves.keep(shelf, 2) == ["20170402T000000000"]
        assert shelves.snapshots(shelf) == ["20170401T000000000", "20170403T000000000", "20170404T000000000"]
        with pytest.raises(SystemExit):
            main(["shelf", "--shelf", str(shelf), "--keep", "0"])

    def test_机器的钟往回拨了_新快照仍排在最后(self, shelf):
        self.names(shelf, "20990101T000000000")
        assert shelves.named_after(shelf, "20170401T000000000") == "20990101T000000001"
        assert shelves.named_after(shelf, "21000101T000000000") == "21000101T000000000"

    @pytest.mark.parametrize("written", [b"\xff\xfe\x00", b"", b"nothing\n", None])
    def test_CURRENT_读不出_退到最后一个快照(self, shelf, written):
        self.names(shelf, "20170401T000000000", "20170402T000000000")
        if written is not None:
            (shelf / shelves.CURRENT).write_bytes(written)
        assert shelves.back(shelf) == shelves.current(shelf) == "20170402T000000000"
        assert shelves.back(shelf) == "20170401T000000000"

    def test_书架只有本人能看(self, inbox, shelf):
        inbox.put(f"{FIRST}/a.csv", visits("路灯不亮"))
        assert main(["load", "--inbox", str(inbox.root), "--shelf", str(shelf)]) == 0
        others = stat.S_IRWXG | stat.S_IRWXO
        assert not [path for path in (shelf, *shelf.rglob("*")) if path.stat().st_mode & others]

    @pytest.mark.parametrize(
        ("why", "said"),
        [
            (KeyboardInterrupt(), "被人为中断"),
            (OSError(28, os.strerror(28)), "磁盘已满"),
            (RuntimeError(os.strerror(28)), "磁盘已满"),
        ],
    )
    def test_中断和磁盘满_各是一句话_不留草稿_原来的数还在(self, inbox, shelf, monkeypatch, capsys, why, said):
        from etl import publish

        inbox.put(f"{FIRST}/a.csv", visits("路灯不亮"))
        before = loading.load(inbox.root, shelf).snapshot
        inbox.put(f"{FIRST}/b.csv", visits("道路破损", 2))

        def fails(*_):
            raise why

        monkeypatch.setattr(publish, "copy", fails)
        assert main(["load", "--inbox", str(inbox.root), "--shelf", str(shelf)]) == 2
        shown = capsys.readouterr().err
        assert said in shown and "Traceback" not in shown
        assert shelves.current(shelf) == before and not [*shelf.glob(f"{shelves.DRAFT}*")]


class Test名录有时间:
    ROSTER = "单位名称 | 级别 | 干部人数 | 挂钩村 | 督导小组"

    def roster(self, inbox: Inbox, month: str, received: str, *lines: str) -> None:
        inbox.put(f"市委组织部/2017年{month}/花名册.csv", "\n".join([self.ROSTER, *lines]), received=received)

    def test_人数从新花名册起换_以前的日子不变(self, inbox):
        self.roster(inbox, "3月", "2017-03-03", "市文联 | 市级机关 | 2 | 马家巷社区 | 3")
        self.roster(inbox, "4月", "2017-04-10", "市文联 | 市级机关 | 3 | 马家巷社区 | 3")
        listed = inbox.rows("cadres", "since", "until")
        assert sorted(listed, key=str) == [(None, None), (None, None), (date(2017, 4, 10), None)]

    def test_人数减了_多的人到那天为止(self, inbox):
        self.roster(inbox, "3月", "2017-03-03", "市文联 | 市级机关 | 2 | 马家巷社区 | 3")
        self.roster(inbox, "4月", "2017-04-10", "市文联 | 市级机关 | 1 | 富都社区 | 3")
        tables = inbox.sift()
        assert sorted(rows(tables["cadres"], "since", "until"), key=str) == [(None, None), (None, date(2017, 4, 9))]
        assert rows(tables["unit_villages"], "village_name", "since", "until") == [
            ("马家巷社区", None, date(2017, 4, 9)), ("富都社区", date(2017, 4, 10), None),
        ]  # fmt: skip

    def test_几份花名册一起拷来_各按自己的月份(self, inbox):
        self.roster(inbox, "3月", "2017-04-16", "市文联 | 市级机关 | 1 | 马家巷社区 | 3")
        self.roster(inbox, "4月", "2017-04-16", "市文联 | 市级机关 | 2 | 马家巷社区 | 3")
        assert (date(2017, 4, 1), None) in inbox.rows("cadres", "since", "until")

    def test_花名册上写了起止日期_照写的算(self, inbox):
        head = self.ROSTER + " | 成立日期 | 撤销日期"
        inbox.put(
            "市委组织部/花名册.csv",
            f"{head}\n市园博会指挥部 | 市级机关 | 5 | 马家巷社区 | 3 | 2017-03-20 | 2017-04-30",
            received="2017-04-20",
        )
        found = [row for row in inbox.rows("units", "unit_name", "since", "until") if row[0] == "市园博会指挥部"]
        assert found == [("市园博会指挥部", date(2017, 3, 20), date(2017, 4, 30))]

    def test_新单位不欠成立以前的表_老单位不因花名册来得晚而少欠(self, inbox):
        self.roster(inbox, "3月", "2017-03-03", "市文联 | 市级机关 | 2 | 马家巷社区 | 3")
        self.roster(
            inbox,
            "4月",
            "2017-04-10",
            "市文联 | 市级机关 | 2 | 马家巷社区 | 5",
            "市园博会指挥部 | 市级机关 | 5 | 富都社区 | 3",
        )
        inbox.put("市文联/4月/台账.csv", visits("路灯不亮").replace("3.10", "4.23"))
        due = rows(inbox.sift()["due_reports"], "unit_name", "report_kind", "report_due_date", "supervision_group")
        new = [day for unit, kind, day, _ in due if (unit, kind) == ("市园博会指挥部", "周报")]
        assert new == [date(2017, 4, 16), date(2017, 4, 23)]
        old = {day: group for unit, kind, day, group in due if (unit, kind) == ("市文联", "周报")}
        assert min(old) < date(2017, 3, 20) and old[date(2017, 4, 9)] == 3 and old[date(2017, 4, 16)] == 5

    def test_花名册上的简称_认得出几个(self, inbox):
        inbox.put(
            "市委组织部/花名册.csv",
            "单位名称 | 简称 | 级别 | 干部人数\n市园博会指挥部 | 园博办、园博指 | 市级机关 | 5\n市文联 | 文联机关、信访局 | 市级机关 | 5",
        )
        for n, name in enumerate(("园博办", "园博指", "文联机关"), 1):
            inbox.put(f"{name}/3月上半月/台账.csv", visits("路灯不亮", n))
        tables = inbox.sift()
        assert sorted(rows(tables["visits"], "unit_name")) == [("市园博会指挥部",), ("市园博会指挥部",), ("市文联",)]
        (row,) = tables["remarks"].to_pylist()
        assert row["rule"] == "short-name-taken" and "市信访局的名称" in row["sentence"]


class Test登记的名录:
    def test_一个单位几行_各有起止(self, tmp_path, monkeypatch):
        from campaign.places import units

        (tmp_path / "units.csv").write_text(
            "unit_name,short_name,level,zone,supervision_group,aliases,from,until,cadre_count,villages\n"
            "市甲局,甲局,市级机关,,3,,,2017-04-09,30,马家巷社区\n"
            "市甲局,甲局,市级机关,,5,老甲局,2017-04-10,,60,富都社区\n"
            "市乙局,乙局,市级机关,,1,,2017-04-10,2017-04-30,,\n"
        )
        monkeypatch.setattr(units, "REFERENCE", tmp_path)
        one, other = units.registered.__wrapped__()
        assert (one.since, one.until, one.supervision_group, one.aliases) == (None, None, 5, ("老甲局",))
        assert [(t.until or t.since, t.cadre_count) for t in one.terms] == [
            (date(2017, 4, 9), 30),
            (date(2017, 4, 10), 60),
        ]
        assert (other.since, other.until) == (date(2017, 4, 10), date(2017, 4, 30))

    def test_搬了街道的村_老街道新街道都认得(self, monkeypatch):
        from dataclasses import replace

        from campaign.places import areas

        one = next(area for area in areas.AREAS if area.village_name == "富都社区")
        moved = replace(one, town_id="320411002", town_name="三井街道")
        assert areas._towns_of_village(moved) >= {"320411001", "320411002"}

    def test_村的老名字_老街道_写进数据就认得(self, tmp_path):
        script = (
            "from campaign.places import areas; from pathlib import Path;"
            "real = areas._old_names; areas._old_names = lambda: {'320402004001': [areas.OldName('北环社区', '老北环街道')]};"
            "print([a.village_name for a in areas.find('天宁区', '红梅街道', '北环社区')],"
            " [a.village_name for a in areas.find('', '老北环街道', '北环社区')])"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "['北环新村社区'] ['北环新村社区']"
