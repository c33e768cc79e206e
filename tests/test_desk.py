"""Can the clerk work at the desk: is it said what a sheet would come to, who is loading, and how the last load ended?"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign import __main__ as campaign_commands
from campaign import loads
from etl import __main__ as etl_commands
from etl import build, publish, telling
from etl.publish import NotPublished
from tests.inbox import Inbox, workbook

LEDGER = "户主姓名 | 家庭住址 | 村(社区) | 走访单位 | 走访日期 | 家庭成员数 | 户主大名\n"
GOOD = "张甲 | 3组5号 | 马家巷社区 | 政法委 | 3.10 | 3 |\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def told(inbox: Inbox, is_public: bool = False) -> telling.Told:
    """What `check` says of every file of an inbox."""
    paths = sorted(path for path in inbox.root.rglob("*") if path.is_file())
    return telling.tell(build.check(paths), is_public)


# ── check ─────────────────────────────────────────────────────────────────────────────────────


def test_每个坏单元格各占一行_写明工作表_单元格_栏目_写了什么_应当怎样(inbox: Inbox) -> None:
    rows = [
        ["户主姓名", "家庭住址", "村(社区)", "走访单位", "走访日期", "家庭成员数"],
        ["张甲", "3组5号", "马家巷社区", "政法委", "3月上旬", "三四个"],
    ]
    answer = told(inbox.put("台账.xlsx", workbook(rows, names=["走访"])))
    mend = [line for line in answer.text.splitlines() if "要改" in line]
    assert len(mend) == 2 == answer.to_mend
    for cell, field, said, right in (
        ("E2", "走访日期", "3月上旬", "2017-03-25"),
        ("F2", "家庭成员数", "三四个", "整数"),
    ):
        (line,) = [line for line in mend if f"“走访” {cell}（{field}）" in line]
        assert f"“{said}”" in line and line.count(said) == 1
        assert right in line.partition("；请")[2]


def test_写明认作哪种表_单位和时段从哪里来(inbox: Inbox) -> None:
    inbox.put("政法委/3月下半月/台账.csv", LEDGER.replace(" | 走访单位", "") + GOOD.replace(" | 政法委", ""))
    (sheet,) = told(inbox).files[0].sheets
    assert sheet.form == "走访台账"
    assert sheet.unit == "市委政法委（文件夹“政法委”）"
    assert sheet.period == "2017年3月下半月（文件夹“3月下半月”）"
    beside = [["走访单位：政法委", "", ""], ["走访户数", "汇总问题数", "解决问题数"], [3, 2, 1]]
    (sheet,) = (
        told(Inbox(inbox.root.parent / "b").put("周报（3月13日-3月19日）.xlsx", workbook(beside))).files[0].sheets
    )
    assert sheet.unit == "市委政法委（写在A1）"
    assert sheet.period == "3月13日-3月19日（文件名）"


def test_没有写明单位就说怎样写明(inbox: Inbox) -> None:
    inbox.put("台账.csv", LEDGER.replace(" | 走访单位", "") + GOOD.replace(" | 政法委", ""))
    (sheet,) = told(inbox).files[0].sheets
    assert "没有写明" in sheet.unit and "文件夹" in sheet.unit


def test_采用_归并_退回分别是多少_归并的写明与哪一行重复(inbox: Inbox) -> None:
    bad = GOOD.replace("3.10", "某日").replace("张甲", "张乙")
    (sheet,) = told(inbox.put("台账.csv", LEDGER + GOOD + GOOD + bad)).files[0].sheets
    assert (sheet.rows_read, sheet.rows_kept, sheet.rows_merged, sheet.rows_rejected) == (3, 1, 1, 1)
    (merge,) = sheet.merges
    assert "第3行" in merge and "第2行" in merge


def test_结论只在没有要改的地方时说可以报(inbox: Inbox, tmp_path: Path) -> None:
    assert told(inbox.put("a.csv", LEDGER + GOOD)).verdict.startswith("结论：可以报")
    assert told(inbox.put("b.csv", LEDGER + GOOD.replace("3.10", "某日"))).verdict == "结论：改好 1 处再报"
    inbox.put("c.pdf", b"%PDF-1.4\n")
    answer = told(inbox)
    assert answer.verdict == "结论：改好 2 处再报" == answer.text.splitlines()[-1]
    assert "没有读到数据" in told(Inbox(tmp_path / "空").put("a.csv", LEDGER)).verdict


def test_公开的检查结果不写涉及个人的原文(inbox: Inbox) -> None:
    slipped = "3组5号 | 张甲 | 赵大有 | 政法委 | 10000000009 | 3 |\n"
    inbox.put("台账.csv", LEDGER + slipped)
    assert "赵大有" in told(inbox).text and "10000000009" in told(inbox).text
    public = json.dumps(told(inbox, is_public=True).json, ensure_ascii=False)
    assert "赵大有" not in public and "10000000009" not in public
    assert "C2" in public


def test_检查结果的JSON里有全文_结论和要改的处数(inbox: Inbox) -> None:
    file = inbox.put("台账.csv", LEDGER + GOOD.replace("3.10", "某日")).root / "台账.csv"
    done = office("check", "--json", file)
    answer = json.loads(done.stdout)
    assert done.returncode == 1 and done.stderr == ""
    assert answer["to_mend"] == 1 and answer["verdict"] in answer["text"]
    (fault,) = answer["files"][0]["sheets"][0]["faults"]
    assert (fault["cell"], fault["field"], fault["said"]) == ("E2", "走访日期", "某日")


def office(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """One command of the office, as it is typed."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, words)], capture_output=True, text=True, timeout=300, check=False
    )


# ── the command line speaks Chinese ───────────────────────────────────────────────────────────

MISTYPED = (
    "", "laod", "check", "load --inbo", "load --inbox", "load a", "load --json=1", "load --x",
    "sample", "sample --out a --seed x", "sample --out a --scale x", "check a --pub --shelf",
)  # fmt: skip


@pytest.mark.parametrize("typed", MISTYPED)
def test_命令写错时用中文说哪里错_退出码是2(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        etl_commands.main(typed.split())
    assert left.value.code == 2
    said, _, usage = capsys.readouterr().err.partition("用法：")
    assert "命令写得不对" in said and "写法见下" not in said and usage
    commands = set(re.findall("[a-z]+", usage + typed)) | {"sample", "check", "load", "shelf", "back", "templates"}
    assert set(re.findall("[A-Za-z]{2,}", said)) <= commands


def every_parser(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    below = [p for a in parser._actions if isinstance(a, argparse._SubParsersAction) for p in a.choices.values()]
    return [parser, *below]


@pytest.mark.parametrize("parser", [etl_commands._parser, campaign_commands.parser])
def test_每个命令的说明没有英文的句子(parser: Callable[[], argparse.ArgumentParser]) -> None:
    for command in every_parser(parser()):
        written = re.sub(r"--?[a-z-]+|python -m [a-z ]+|[A-Z=/-]+|\{[a-z,]+\}|[\w/]+\.md", "", command.format_help())
        names = {name for p in every_parser(parser()) for name in p.prog.split()}
        assert set(re.findall("[A-Za-z]{2,}", written)) - names == set()


# ── who is loading, and how the last load ended ───────────────────────────────────────────────


def test_第二次装载说出是谁在装_从什么时候(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    inbox.put("a.csv", LEDGER + GOOD)
    with publish.hold(shelf) as mine, pytest.raises(NotPublished) as why:
        build.load(inbox.root, shelf)
    assert f"进程 {os.getpid()}" in str(why.value)
    assert mine.who in str(why.value) and "@" in mine.who
    assert mine.since in str(why.value)


def test_别的进程装载时看得到是谁_看一眼不挡住装载(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    assert loads.holder(shelf) is None
    with publish.hold(shelf) as mine:
        assert loads.holder(shelf) == mine
    assert loads.holder(shelf) is None
    looking = threading.Event()

    def look() -> None:
        while not looking.is_set():
            loads.holder(shelf)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for _ in range(200):
            with publish.hold(shelf):
                pass
    finally:
        looking.set()
        watcher.join()


def test_装载成功后写明结果和行数(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    done = build.load(inbox.put("a.csv", LEDGER + GOOD + GOOD.replace("3.10", "某日")).root, shelf)
    last = loads.last_load(shelf)
    assert last is not None
    assert (last.result, last.snapshot, last.pid) == (loads.PUBLISHED, done.snapshot, os.getpid())
    assert last.counts["rows_read"] == 2 and last.counts["rejected"] == 1 and last.counts["kept"] == 1
    assert last.started <= last.ended


def test_装载失败也写明原因_不带单元格的内容(inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = tmp_path / "shelf"
    inbox.root.mkdir()
    with pytest.raises(NotPublished) as why:
        build.load(inbox.root, shelf)
    last = loads.last_load(shelf)
    assert last is not None and last.result == loads.NOT_PUBLISHED and last.sentence == str(why.value)

    def breaks(*_: object) -> None:
        raise ValueError("张甲 10012345678")

    monkeypatch.setattr(build, "sift", breaks)
    with pytest.raises(ValueError, match="张甲"):
        build.load(inbox.put("a.csv", LEDGER + GOOD).root, shelf)
    last = loads.last_load(shelf)
    assert last is not None and last.result == loads.NOT_PUBLISHED
    assert "ValueError" in last.sentence and "张甲" not in last.sentence


def test_被挡住的第二次装载不改上一次的结果(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    build.load(inbox.put("a.csv", LEDGER + GOOD).root, shelf)
    before = (shelf / loads.LAST_LOAD).read_bytes()
    with publish.hold(shelf), pytest.raises(NotPublished):
        build.load(inbox.root, shelf)
    assert (shelf / loads.LAST_LOAD).read_bytes() == before


def test_被杀死的装载看得出中断了(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    build.load(inbox.put("a.csv", LEDGER + GOOD).root, shelf)
    code = "import sys,time; from pathlib import Path; from etl import publish\nwith publish.hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(shelf)], stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None and killed.stdout.readline() == b"held\n"
        running = loads.holder(shelf)
        assert running is not None and running.pid == killed.pid
        assert loads.last_load(shelf) is None
        killed.send_signal(signal.SIGKILL)
    last = loads.last_load(shelf)
    assert last is not None and last.result == loads.BROKEN_OFF and str(killed.pid) in last.sentence
