"""Does a household that was removed on request stay removed, and do the counts say so?"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from campaign.access import audit
from campaign.months import changes, frozen
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.office import assigned, forgotten
from campaign.office.assigned import Assignment
from campaign.office.forgotten import NotForgotten
from etl import __main__ as command
from etl import forget, freeze, loading
from etl import shelf as shelves
from etl.shelf import NotPublished
from tests.inbox import Inbox, workbook

NAME, PHONE = "褚遂良才", "10900004321"
"""Of the household that asks to be removed: nobody else is called so, but for one family of another village."""
WHY = "本人电话要求"
DAY = "2017-04-02"
VISITS = "村(社区)|户主姓名|家庭住址|联系电话|家庭收入情况|走访人|困难需求|意见建议|走访单位|走访日期"
LEDGER = "村(社区)|问题编号|走访单位|反映人|反映日期|反映问题|类别|是否解决"
CADRES = "走访时间：2017年3月12日|||\n走访对象|反映问题或意见建议|办理意见|办理情况"
CALLS = "抽查编号|走访单位|村(社区)|户主姓名|联系电话|家庭住址|回访日期|是否接通|是否走访过|回访人"
FOLLOWUPS = "问题编号|走访单位|回访日期|回访方式|是否联系上|是否满意|回访人"


def sheet(head: str, *lines: str) -> str:
    return "\n".join([head, *lines])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One family told of by two units and six papers, in many spellings; a neighbour, and a namesake elsewhere."""
    folder = tmp_path_factory.mktemp("loaded")
    box = Inbox(folder / "inbox")
    box.put(
        "政法委/3月上半月/走访台账.csv",
        sheet(
            VISITS,
            f"马家巷社区|{NAME}|３ 组5号|{PHONE}|年收入31415元|甲|缺少轮椅一部||政法委|3.10",
            "马家巷社区|张甲|3组6号|10900000001|低保|甲||路灯不亮|政法委|3.10",
            f"长虹社区|{NAME}|3组5号|10900000003|一般|甲||长虹社区的路灯不亮|政法委|3.11",
        ),
    )
    box.put(
        "市文联/3月上半月/走访台账.csv",
        sheet(
            VISITS,
            "马家巷社区|褚 遂良才（户主）|三组５号||年收入31415元|乙|||市文联|3.12",
            f"马家巷社区|褚遂良才先生||{PHONE[:3]}-{PHONE[3:7]} {PHONE[7:]}|一般|乙||楼道里堆了轮胎|市文联|3.13",
            f"马家巷社区|{NAME}|||一般|乙||缺少轮椅一部|市文联|3.14",
        ),
    )
    box.put(
        "政法委/3月上半月/问题台账.csv",
        sheet(
            LEDGER,
            f"马家巷社区|7|政法委|{NAME}女士|3.10|缺少轮椅一部|社会保障|待解决",
            "马家巷社区|8|政法委|张甲|3.10|路灯不亮|平安治理|待解决",
            f"长虹社区|9|政法委|{NAME}|3.11|长虹社区的路灯不亮|平安治理|待解决",
        ),
    )
    box.put(
        "政法委/3月下半月/问题台账.csv",
        sheet(LEDGER, "马家巷社区||政法委||3.10|缺少轮椅一部|社会保障|已解决"),
        received="2017-04-02",
    )
    box.put(
        "政法委/3月下半月/回访记录.csv",
        sheet(
            FOLLOWUPS,
            "7|政法委|3.28|电话|是|满意|丙",
            "8|政法委|3.28|电话|是|满意|丙",
        ),
    )
    box.put(
        "市督查室/3月下半月/电话回访抽查表.csv",
        sheet(
            CALLS,
            f"1|政法委|马家巷社区|{NAME}|{PHONE}||3.29|是|是|丁",
            "2|政法委|马家巷社区|张甲|10900000001||3.29|是|是|丁",
        ),
    )
    box.put("市文联/3月上半月/附件4.csv", sheet(CADRES, f"{NAME}|楼道里堆了轮胎|请物业清走|已告知"))
    loading.load(box.root, folder / "shelf", assigned_in=folder, forgotten_in=folder)
    return folder


@pytest.fixture
def office(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the inbox, the shelf of one load, the list of requests and the assigned categories."""
    monkeypatch.setenv(forgotten.FOLDER_VARIABLE, str(tmp_path / "forgotten"))
    monkeypatch.setenv(assigned.FOLDER_VARIABLE, str(tmp_path / "assigned"))
    shutil.copytree(loaded, tmp_path, dirs_exist_ok=True, symlinks=True)
    return tmp_path


def load(office: Path) -> Snapshot:
    loading.load(office / "inbox", office / "shelf")
    return open_current(office / "shelf")


def number_of(office: Path, village: str = "马家巷社区") -> int:
    with _database(office) as con:
        query = "SELECT household_id FROM households WHERE head_name = $1 AND village_name = $2"
        return con.execute(query, [NAME, village]).fetchall()[0][0]


def _database(office: Path) -> duckdb.DuckDBPyConnection:
    shelf = office / "shelf"
    return duckdb.connect(str(shelf / str(shelves.current(shelf)) / shelves.FILE), read_only=True)


def ask(office: Path, village: str = "马家巷社区") -> str:
    return forget.by_number(office / "shelf", office / "forgotten", number_of(office, village), WHY, DAY)


OF_THE_FAMILY = (PHONE, PHONE[7:], "31415", "轮椅", "轮胎")
"""What only this family's rows say: the name is its namesake's too."""


def holding(folder: Path, words: tuple[str, ...] = OF_THE_FAMILY) -> dict[str, list[str]]:
    """The files below a folder that hold one of the words, in their bytes or in a database's cells."""
    found = {str(path.relative_to(folder)): [*_found(path, words)] for path in folder.rglob("*") if path.is_file()}
    return {path: words for path, words in found.items() if words}


def _found(path: Path, words: tuple[str, ...]) -> Iterator[str]:
    data = path.read_bytes()
    if path.suffix == ".parquet":
        data += "".join(map(str, duckdb.sql(f"FROM '{path}'").fetchall())).encode()
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as con:
            tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
            data += "".join(str(con.execute(f'FROM "{name}"').fetchall()) for name in tables).encode()
    yield from (word for word in words if word.encode() in data)


# ── in no table ───────────────────────────────────────────────────────────────────────────────


def test_要求删除的一户_以后的快照和读表底稿里一个字都不剩(office: Path) -> None:
    shelf = office / "shelf"
    before = shelves.current(shelf)
    assert holding(shelf / str(before)) and holding(shelf / "readings")  # else nothing could be left behind
    ask(office)
    with load(office) as now:
        assert now.id != before
        assert holding(shelf / now.id) == {}
        assert holding(shelf / "readings") == {}
        # the namesake of another village and the neighbour stay, with their issues, calls and follow-ups
        assert now.ask("households")["households"].iloc[0] == 2
        assert now.ask("issues")["issues"].iloc[0] == 2
        assert len(now.rows("followups")) == 1
        assert len(now.rows("call_checks")) == 1
    with _database(office) as con:
        kept = con.execute("SELECT head_name, village_name FROM households ORDER BY 2").fetchall()
    assert sorted(kept) == sorted([(NAME, "长虹社区"), ("张甲", "马家巷社区")])
    shelves.keep(shelf, 1)
    assert {path.split("/")[0] for path in holding(shelf)} == set()


def test_读到的行_采用归并退回和应要求删除的加起来_一行不差(office: Path) -> None:
    with open_current(office / "shelf") as now:
        before = now.ask(["rows_read", "accepted_share"]).iloc[0]
    ask(office)
    done = loading.load(office / "inbox", office / "shelf")
    assert done.totals["rows_read"] == before["rows_read"]
    assert done.totals["forgotten"] == 9
    assert "应要求删除9行" in done.sentence
    parts = ("kept", "merged", "rejected", "forgotten")
    assert done.totals["rows_read"] == sum(done.totals[part] for part in parts)
    assert any("旧数据版本" in notice for notice in done.notices)
    assert NAME not in str(done.report)
    with open_current(office / "shelf") as now:
        counted = now.ask(["rows_read", "rows_forgotten", "rows_judged", "accepted_share"]).iloc[0]
        assert counted["rows_judged"] == counted["rows_read"] - counted["rows_forgotten"]
        assert counted["accepted_share"] == 1.0 >= before["accepted_share"]  # a rate does not fall by a request


SPELLINGS = (
    f"马家巷社区|褚遂 良 才|四组9号|{PHONE}|一般|戊||新写的话|政法委|3.30",
    "马家巷社区|褚遂良才（已故）|3组 5户||一般|戊||新写的话|政法委|3.29",
    "马家巷社区居委会|褚遂良才|三组５号||一般|戊||新写的话|政法委|3.28",
    f"没有这个社区|{NAME}|四组9号|+86 {PHONE}|一般|戊||新写的话|政法委|3.27",
    f"马家巷社区|{NAME}|三组5号||一般|戊||新写的话|政法委|没有这一天",
)


def test_以后再报来的_写法不同_村名日期写错_也认得出来(office: Path) -> None:
    ask(office)
    Inbox(office / "inbox").put("政法委/3月下半月/走访台账.csv", sheet(VISITS, *SPELLINGS))
    with load(office) as now:
        assert now.ask("rows_forgotten")["rows_forgotten"].iloc[0] == 9 + len(SPELLINGS)
        assert holding(office / "shelf" / now.id, ("新写的话", PHONE)) == {}


def test_搬过家换过电话的_一行接一行连着_也认得出来(office: Path) -> None:
    ask(office)
    later = (
        f"马家巷社区|{NAME}|3组5号|10900007777|一般|戊||新写的话一|政法委|3.28",
        f"马家巷社区|{NAME}|9组1号|10900007777|一般|戊||新写的话二|政法委|3.29",
    )
    Inbox(office / "inbox").put("政法委/3月下半月/走访台账.csv", sheet(VISITS, *later))
    load(office).close()
    assert holding(office / "shelf" / str(shelves.current(office / "shelf")), ("新写的话", "7777")) == {}


def test_同村同名的另一户留下_它的问题也留下(office: Path) -> None:
    box = Inbox(office / "inbox")
    box.put(
        "市司法局/3月下半月/走访台账.csv",
        sheet(VISITS, f"马家巷社区|{NAME}|8组8号|10900008888|一般|戊|||市司法局|3.28"),
    )
    box.put(
        "市司法局/3月下半月/问题台账.csv",
        sheet(LEDGER, f"马家巷社区|1|市司法局|{NAME}|3.28|水管漏水|房屋土地|待解决"),
    )
    with load(office) as before, _database(office) as con:
        at_home = "SELECT household_id FROM households WHERE village_name = '马家巷社区' AND income LIKE '%31415%'"
        (home,) = con.execute(at_home).fetchall()[0]
        assert before.ask("households")["households"].iloc[0] == 4
    forget.by_number(office / "shelf", office / "forgotten", home, WHY, DAY)
    with load(office) as now:
        assert now.ask("households")["households"].iloc[0] == 3
        assert "水管漏水" in now.rows("issues", columns=("issue_text",))["issue_text"].tolist()
    assert holding(office / "shelf" / str(shelves.current(office / "shelf"))) == {}


def test_以户主命名的附件3_说明行_两份相同的文件_更正过的格_都不留(office: Path) -> None:
    box = Inbox(office / "inbox")
    form = [
        ["户主姓名", NAME, "联系电话", PHONE],
        ["家庭住址", "马家巷3组5号"],
        ["家庭收入情况", "年收入31415元"],
        ["意见建议", "路灯不亮"],
        ["所属地：武进 市（区） 湖塘 镇（街道） 马家巷 村（社区）"],
        ["采集人（单位）：钱乙（政法委）  走访日期：2017.3.20"],
        [f"备注：{NAME}一户行动不便"],
    ]
    content = workbook(form, names=[f"{NAME}家"])
    for path in (f"政法委/3月下半月/附件3 {NAME}.xlsx", f"政法委/3月下半月/再报/附件3 {NAME}.xlsx"):
        box.put(path, content)
    with load(office) as before:
        assert before.ask("households")["households"].iloc[0] == 3
        assert {"附件3 群众入户调查表"} <= {*before.rows("merged_rows")["form"]}
    ask(office)
    with load(office) as now:
        folder = office / "shelf" / now.id
        assert holding(folder, (*OF_THE_FAMILY, "行动不便", f"附件3 {NAME}")) == {}
        counted = now.ask(["rows_read", "rows_kept", "rows_merged", "rows_rejected", "rows_forgotten"]).iloc[0]
        assert counted["rows_read"] == counted[["rows_kept", "rows_merged", "rows_rejected", "rows_forgotten"]].sum()


# ── the list ──────────────────────────────────────────────────────────────────────────────────


def test_名单里没有姓名电话住址_只有主人能读_钥匙在旁边(office: Path) -> None:
    ask(office)
    folder = office / "forgotten"
    text = (folder / forgotten.FILE).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 2
    assert [word for word in (NAME, PHONE, "3组5", "马家巷") if word in text] == []
    for path in (folder, folder / forgotten.FILE, folder / forgotten.KEY):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_两个办公室的钥匙不同_同一户的记号也不同(tmp_path: Path) -> None:
    one, other = (forgotten.key_for(tmp_path / name) for name in ("a", "b"))
    assert one.mark("name", NAME) != other.mark("name", NAME)


def test_原因里写了姓名的不收(office: Path) -> None:
    with pytest.raises(NotForgotten, match="原因里写了"):
        forget.by_number(office / "shelf", office / "forgotten", number_of(office), f"{NAME}来电", DAY)
    assert forgotten.requests(office / "forgotten") == []


@pytest.mark.parametrize("harm", ["key gone", "key changed", "line changed"])
def test_名单或钥匙不对_就不装载_免得删去的又回来(office: Path, harm: str) -> None:
    ask(office)
    listed, key = office / "forgotten" / forgotten.FILE, office / "forgotten" / forgotten.KEY
    if harm == "key gone":
        key.unlink()
    elif harm == "key changed":
        key.write_bytes(b"another")
    else:
        listed.write_text(listed.read_text(encoding="utf-8").replace(WHY, "别的原因"), encoding="utf-8")
    with pytest.raises(NotPublished, match="删除名单"):
        load(office)


def test_撤销的一号_下次装载起重新计入_别的号不动(office: Path) -> None:
    with open_current(office / "shelf") as first:
        whole = first.ask(["households", "issues", "rows_kept"]).iloc[0].tolist()
    ask(office)
    ask(office, "长虹社区")
    load(office).close()
    for number in (1, 2):
        forgotten.keep(office / "forgotten", number, "本人改了主意", DAY)
    assert [one.number for one in forgotten.requests(office / "forgotten") if one.kept_since] == [1, 2]
    with load(office) as now:
        assert now.ask(["households", "issues", "rows_kept"]).iloc[0].tolist() == whole
    with pytest.raises(NotForgotten, match="没有第 1 号"):
        forgotten.keep(office / "forgotten", 1, WHY, DAY)


def test_没有要求过删除的_装载与从前一样_也不再读表(office: Path) -> None:
    assert not loading.load(office / "inbox", office / "shelf").is_new
    ask(office)
    assert loading.load(office / "inbox", office / "shelf").is_new
    assert not loading.load(office / "inbox", office / "shelf").is_new


# ── the command ───────────────────────────────────────────────────────────────────────────────


def run(*words: object) -> int:
    return command.main([str(word) for word in words])


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("市文联/3月上半月/走访台账.csv", 2),
        ("市文联/3月上半月/走访台账.csv", 4),
        ("政法委/3月上半月/问题台账.csv", 2),
        ("市督查室/3月下半月/电话回访抽查表.csv", 2),
    ],
)
def test_写它的一行_走访的_退回的_问题的_抽查的_都找得到这一户(
    office: Path, capsys: pytest.CaptureFixture[str], file: str, row: int
) -> None:
    with _database(office) as con:
        sheets = con.execute("SELECT source_sheet FROM source_sheets WHERE source_file = $1", [file]).fetchall()
    words = ("--file", file, "--sheet", sheets[0][0], "--row", row, "--why", WHY, "--day", DAY)
    assert run("forget", *words, "--shelf", office / "shelf") == command.ALL_READ
    printed = capsys.readouterr().out
    assert "第 1 号" in printed and NAME not in printed
    ask(office)
    by_row, by_number = forgotten.requests(office / "forgotten")
    assert by_row.marks == by_number.marks


def test_命令列出名单_不写姓名_说得出还要清什么(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    freeze_march(office)
    shelf = ("--shelf", office / "shelf")
    assert run("forget", number_of(office), "--why", WHY, "--day", DAY, *shelf) == command.ALL_READ
    printed = capsys.readouterr().out
    assert all(words in printed for words in ("etl load", "shelf --keep 1", "2017-03", "--only-figures", "收件夹"))
    assert run("forget", "--list") == command.ALL_READ
    assert capsys.readouterr().out == f"第 1 号　{DAY}　{WHY}　不再计入\n"
    assert run("forget", "--keep", 1, "--why", "改了主意") == command.ALL_READ
    assert run("forget", "--list") == command.ALL_READ
    assert "撤销" in capsys.readouterr().out
    noted = [one.what for one in audit.read().entries if one.kind == audit.FORGOT][-2:]
    assert [word in what for word, what in zip(("已记下", "已撤销"), noted, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "要写明是哪一户"),
        ((1,), "--why"),
        ((999, "--why", WHY), "没有家庭编号 999"),
        (("--file", "没有.csv", "--sheet", "a", "--row", 2, "--why", WHY), "没有“没有.csv”"),
        (("--keep", 5, "--why", WHY), "没有第 5 号"),
    ],
)
def test_认不出是哪一户就不记_说出怎么写(
    office: Path, capsys: pytest.CaptureFixture[str], words: tuple, sentence: str
) -> None:
    assert run("forget", *words, "--shelf", office / "shelf") == command.NOTHING_PUBLISHED
    assert sentence in capsys.readouterr().err
    assert forgotten.requests(office / "forgotten") == []


def test_查一份表_也不看删去的一户_说出几行(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(office)
    run("check", office / "inbox/政法委/3月上半月/走访台账.csv")
    printed = capsys.readouterr().out
    assert "应要求删除1行" in printed and PHONE not in printed


# ── what else is kept ─────────────────────────────────────────────────────────────────────────


def test_人工归类里只有它说过的话_一起删去_别人也说的留下(office: Path) -> None:
    with open_current(office / "shelf") as now:
        issues = now.rows("issues", columns=("text_mark", "issue_text", "town_name"))
    marks = dict(zip(issues["issue_text"], issues["text_mark"], strict=True))
    lines = [Assignment(mark, "社会保障", "", text, "2017-04-01 09:00:00") for text, mark in marks.items()]
    assigned.add(office / "assigned", lines)
    ask(office)
    left = assigned.assigned(office / "assigned")
    assert holding(office / "assigned", ("轮椅", "轮胎")) == {}
    assert marks["路灯不亮"] in left


def freeze_march(office: Path) -> None:
    shelf = office / "shelf"
    Inbox(office / "inbox").put(
        "政法委/4月上半月/走访台账.csv", sheet(VISITS, "马家巷社区|李乙|1组1号||一般|甲|||政法委|4.1")
    )
    load(office).close()
    freeze.freeze(shelf, "2017-03")


def test_封存的月份数字不变_数字变动说得出少了几行_不说是谁_数据可以清掉(office: Path) -> None:
    shelf = office / "shelf"
    freeze_march(office)
    ask(office)
    with load(office) as now:
        (kept,) = frozen.frozen(shelf)
        with frozen.open_frozen(kept) as then:
            moved = changes.moved(then, now, "visits", period="2017-03", kept=kept)
        assert moved.difference == -3
        assert moved.causes[["cause", "change"]].values.tolist() == [[changes.FORGOTTEN, -3]]
        (file,) = moved.files.to_dict("records")
        assert (file["source_file"], file["is_here"]) == (changes.NO_FILE_NAMED, False)
        assert not [word for word in (NAME, "走访台账", "政法委", "市文联") if word in str(moved.record)]
    assert holding(kept.folder)
    assert frozen.only_figures(shelf) == ["2017-03"]
    shelves.keep(shelf, 1)
    assert holding(shelf) == {}
    assert frozen.kept_figure(kept, "visits", running=False) == (True, moved.then)
