"""Is what somebody did written down for good, and is a line noticed that is no longer as it was?"""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from campaign.access import audit
from campaign.access.state import VARIABLE


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


def three(state: Path) -> Path:
    for number in range(3):
        audit.record(audit.SAW_ROWS, f"甲{number}", "分析", where="溯源", snapshot="20170412-1", what="全市")
    return state / audit.FILE


def test_谁_何时_什么角色_做了什么_都读得出来(state: Path) -> None:
    three(state)
    log = audit.read()
    assert [(entry.account, entry.role, entry.where, entry.what) for entry in log.entries] == [
        (f"甲{number}", "分析", "溯源", "全市") for number in range(3)
    ]
    assert log.is_whole


def test_没有记过的_是空的_也是完整的() -> None:
    assert audit.read() == audit.Log()
    assert audit.read().is_whole


def test_只有本人读得到(state: Path) -> None:
    file = three(state)
    assert {stat.S_IMODE(one.stat().st_mode) & 0o077 for one in (file, file.with_name(audit.LAST), state)} == {0}


def changed(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace("甲1", "乙1"), lines[2]]


def taken_away(lines: list[str]) -> list[str]:
    return [lines[0], lines[2]]


def put_in(lines: list[str]) -> list[str]:
    return [lines[0], lines[1], lines[1], lines[2]]


def exchanged(lines: list[str]) -> list[str]:
    return [lines[1], lines[0], lines[2]]


def first_gone(lines: list[str]) -> list[str]:
    return lines[1:]


@pytest.mark.parametrize("spoil", [changed, taken_away, put_in, exchanged, first_gone])
def test_改过_抽走_插入的行看得出来(state: Path, spoil) -> None:
    file = three(state)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(spoil(lines)), encoding="utf-8")
    assert audit.read().broken


@pytest.mark.parametrize("left", [0, 1, 2])
def test_末尾少了行看得出来(state: Path, left: int) -> None:
    file = three(state)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:left]), encoding="utf-8")
    assert audit.read().is_cut
    file.unlink()
    assert audit.read().is_cut


def test_写到一半断了的行_不连累后面的(state: Path) -> None:
    file = three(state)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    audit.record(audit.DOWNLOADED, "乙", "领导")
    log = audit.read()
    assert log.broken == (3,)
    assert log.entries[-1].account == "乙"


def test_内容里的换行不成为新的一行(state: Path) -> None:
    audit.record(audit.FAILED, "甲\n乙\r丙\ud800", "", what="x" * 5000)
    log = audit.read()
    assert len(log.entries) == 1
    assert log.is_whole
    assert len(log.entries[0].what) < 5000


def test_几个进程同时记_一行不少_一行不乱(state: Path) -> None:
    code = "from campaign.access import audit\nfor n in range(20): audit.by_command(audit.LOADED, 'load', what=str(n))"
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    log = audit.read()
    assert len(log.entries) == 60
    assert log.is_whole
    assert {entry.role for entry in log.entries} == {audit.COMMAND_LINE}


def test_写不进去就说没有做(state: Path) -> None:
    state.write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(audit.NotRecorded, match="未办理"):
        audit.record(audit.SAW_ROWS, "甲", "分析")


def test_没有的事项记不进去(state: Path) -> None:
    with pytest.raises(KeyError):
        audit.record("没有这一项", "甲", "分析")
    assert not state.exists()


def test_每行自己带着哈希_不靠程序也能核对(state: Path) -> None:
    file = three(state)
    hashes = [line.split(" ", 1)[0] for line in file.read_text(encoding="utf-8").splitlines()]
    assert hashes[-1] == file.with_name(audit.LAST).read_text(encoding="ascii")
    assert all(json.loads(line.split(" ", 1)[1])["at"] for line in file.read_text(encoding="utf-8").splitlines())
