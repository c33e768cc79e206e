"""Does a file that somebody drops on the page 报送 get into the inbox, whole, once, and answered at once?"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from campaign.access import audit
from campaign.access.roles import ROLES
from campaign.access.scope import NotAllowed, Visitor
from campaign.months import frozen
from campaign.office import loads, sent
from campaign.office.rules import CITY_TIME
from campaign.places.units import registered
from etl import blanks
from etl import inbox as inbox_of
from etl import shelf as shelves
from etl.around import path_period
from etl.loaded import Loaded
from etl.loading import load as etl_load
from etl.shelf import NotPublished
from pages.beside.submit import closing, commands, intake, loading
from tests import browsing
from tests.browser.test_browser import PROPER_NAMES, _too_wide
from tests.browsing import WIDE, go, looking, settle
from tests.etl.test_desk import GOOD, LEDGER, as_csv, office
from tests.inbox import Inbox
from tests.pages.test_pages import opened
from tests.pages_shelf import shelf
from tests.signed_in import sign_in

BLANKS = {name for _, name, _ in blanks.blanks()}


# ── 报送: how a file gets into the inbox ───────────────────────────────────────────────────────

MB = 1 << 20


def test_同名不同内容的另存一份_谁也不覆盖(tmp_path: Path) -> None:
    first = intake.take(tmp_path / "夹", "台账.xlsx", b"one", MB)
    second = intake.take(tmp_path / "夹", "台账.xlsx", b"two", MB)
    third = intake.take(tmp_path / "夹", "台账.xlsx", b"three", MB)
    assert [one.path.name for one in (first, second, third)] == ["台账.xlsx", "台账（2）.xlsx", "台账（3）.xlsx"]
    assert [one.path.read_bytes() for one in (first, second, third)] == [b"one", b"two", b"three"]
    assert "台账（2）.xlsx" in second.remark


def test_内容相同的不再放_说已经有了(tmp_path: Path) -> None:
    intake.take(tmp_path, "台账.xlsx", b"one", MB)
    for name in ("台账.xlsx", "再报.xlsx"):
        again = intake.take(tmp_path, name, b"one", MB)
        assert again.path.name == "台账.xlsx" and "内容相同" in again.remark
    assert [path.name for path in tmp_path.iterdir()] == ["台账.xlsx"]


@pytest.mark.parametrize(
    "name",
    ["../../出去.xlsx", "/etc/出去.xlsx", "..\\..\\出去.xlsx", ".出去.xlsx", "~$出去.xlsx", "出\u202e去\x00.xlsx"],
)
def test_名字里的路径_隐藏记号和看不见的字符都不起作用(tmp_path: Path, name: str) -> None:
    taken = intake.take(tmp_path / "收件夹" / "夹", name, b"x", MB)
    assert taken.path == tmp_path / "收件夹" / "夹" / "出去.xlsx"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [taken.path]


@given(st.text(max_size=400), st.sampled_from(intake.KINDS))
def test_任何名字收下以后都是收件夹里看得见的一个文件(name: str, kind: str) -> None:
    clean = intake.sanitised(f"{name}.{kind}")
    path = PurePosixPath(clean)
    assert path.name == clean and path.suffix == f".{kind}" and len(clean.encode()) <= 200
    assert not clean.startswith((".", "~$")) and not re.search(r"[\x00-\x1f/\\]", clean)
    assert intake.sanitised(clean) == clean


@pytest.mark.parametrize("name", ["病毒.exe", "网页.html", "压缩.zip", "没有后缀", "宏.xlsm", "xlsx"])
def test_不收别的类型(tmp_path: Path, name: str) -> None:
    with pytest.raises(intake.NotTaken, match="未接收"):
        intake.take(tmp_path, name, b"x", MB)
    assert not [*tmp_path.iterdir()]


def test_太大的不收_说上限是多少(tmp_path: Path) -> None:
    assert intake.take(tmp_path, "刚好.xlsx", bytes(MB), MB).path.exists()
    with pytest.raises(intake.NotTaken, match="超过1MB"):
        intake.take(tmp_path, "太大.xlsx", bytes(MB + 1), MB)


def test_写到一半断了不留下半个文件(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(intake.os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        intake.take(tmp_path, "台账.xlsx", b"x", MB)
    assert not [*tmp_path.iterdir()]


def test_放进来的文件不能执行(tmp_path: Path) -> None:
    assert intake.take(tmp_path, "台账.csv", b"#!/bin/sh\n", MB).path.stat().st_mode & 0o111 == 0


def test_放进收件夹的文件装载时按文件夹认出单位和时段(tmp_path: Path) -> None:
    for period in intake.PERIODS:
        intake.take(tmp_path / "市委政法委" / period, "台账.csv", period.encode(), MB)
    found = inbox_of.received(tmp_path)
    assert {file.folder_unit for file in found} == {"市委政法委"}
    periods = [path_period(file.path) for file in found]
    assert {period.label for period in periods if period} == set(intake.PERIODS)


def test_网页问到的答复就是check的答复(tmp_path: Path) -> None:
    content = as_csv(LEDGER + GOOD.replace("3.10", "某日"))
    taken = intake.take(tmp_path / "市委政法委" / intake.PERIODS[0], "-台账.csv", content, MB)
    answer = intake.checked([taken.path])
    assert not isinstance(answer, str)
    assert answer["text"] == office("check", "--", taken.path).stdout
    (file,) = answer["files"]
    assert file["to_mend"] == 1 and file["sheets"][0]["unit"].startswith("市委政法委")


def test_每份文件的答复里没有别人的文件(tmp_path: Path) -> None:
    one = intake.take(tmp_path, "甲村.csv", as_csv(LEDGER + GOOD.replace("3.10", "某甲日")), MB)
    two = intake.take(tmp_path, "乙村.csv", as_csv(LEDGER + GOOD.replace("3.10", "某乙日")), MB)
    answer = intake.checked([one.path, two.path])
    assert not isinstance(answer, str)
    texts = [file["text"] for file in answer["files"]]
    assert ["某甲日" in text for text in texts] == [True, False]
    assert ["某乙日" in text for text in texts] == [False, True]


def test_检查超过时限就停下_连同它开的进程(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beat = tmp_path / "beat"
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\n(while :; do date +%s%N > {beat}; sleep 0.05; done) &\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(commands.sys, "executable", str(slow))
    monkeypatch.setattr(intake, "TIME_LIMIT", 1)
    answer = intake.checked([tmp_path / "台账.csv"])
    assert isinstance(answer, str) and "已停止" in answer
    before = beat.read_text()
    time.sleep(0.5)
    assert beat.read_text() == before


def test_检查程序不答复时说文件已收到(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands.sys, "executable", shutil.which("true"))
    answer = intake.checked([Path("台账.csv")])
    assert isinstance(answer, str) and "文件已收到" in answer


def test_空白表由另一个进程写出来() -> None:
    assert set(intake.templates()) == BLANKS


# ── 报送: the page ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def at_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a shelf and an inbox; the visitor is of the desk."""
    sign_in(monkeypatch, "desk")
    shelf(tmp_path).close()
    (tmp_path / "inbox").mkdir()
    for name in ("shelf", "inbox", "state", "assigned", "forgotten"):
        monkeypatch.setenv(f"DAZOUFANG_{name.upper()}", str(tmp_path / name))
    monkeypatch.setattr(intake, "templates", lambda: {"空白表.xlsx": b"x"})  # another process each time, for nothing
    streamlit.cache_resource.clear()
    yield tmp_path
    streamlit.cache_resource.clear()


def finished(folder: Path) -> loads.LastLoad:
    """How the load ended that was begun."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if last := loads.last_load(folder):
            return last
        time.sleep(0.2)
    raise AssertionError("the load has not ended")


def load_into(folder: Path) -> Loaded:
    """Loads the inbox of the desk here and now."""
    done = etl_load(folder / "inbox", folder / "shelf")
    streamlit.cache_resource.clear()
    return done


def seen(page: str = "submit") -> str:
    """All the words of a page's texts, notices and captions."""
    return all_words(opened(page))


def all_words(at: AppTest) -> str:
    """The same of a page that was opened."""
    assert not at.exception
    kinds = (at.title, at.header, at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def test_还没有快照时也能报送(at_the_desk: Path) -> None:
    shutil.rmtree(at_the_desk / "shelf")
    assert "上传报表" in seen() and "尚未入库" in seen()


def test_报送页说上次装载怎样结束_又来了几份(at_the_desk: Path) -> None:
    inbox, folder = at_the_desk / "inbox", at_the_desk / "shelf"
    ended = loads.LastLoad("2017-04-12 09:00:00", "2017-04-12 09:01:00", loads.NOT_PUBLISHED, "收件目录为空", 1)
    loads.note(folder, ended)
    intake.take(inbox / "市委政法委" / intake.PERIODS[0], "台账.csv", b"x", MB)
    words = seen()
    assert "入库未完成" in words and "收件目录为空" in words and "**1**份" in words


def test_入库进行时报送页说从什么时候开始_到了哪一步_还要多久_没有按钮可以再按(at_the_desk: Path) -> None:
    shelf_of = at_the_desk / "shelf"
    with shelves.hold(shelf_of) as holder:
        soon = f"{datetime.now(CITY_TIME) + timedelta(seconds=61):%Y-%m-%d %H:%M:%S}"
        loads.tell(shelf_of, loads.Progress(holder.pid, holder.since, "读取报表", 12, 58, 3229, 14, soon))
        page = opened("submit")
        words = all_words(page)
    for told in (holder.since[11:16], "已读取12/58个文件", "读到3,229行", "需退回14行", "预计还需"):
        assert told in words.replace("\\", "")
    assert not any(button.label == "入库" for button in page.button)


def test_别的进程留下的进度不算(at_the_desk: Path) -> None:
    shelf_of = at_the_desk / "shelf"
    loads.tell(shelf_of, loads.Progress(1, "2017-04-12 09:00:00", "读取报表", 12, 58))
    with shelves.hold(shelf_of) as holder:
        assert loads.progress(shelf_of, holder) is None


def test_按入库按钮_另一个进程按命令装载_结果是一句话(at_the_desk: Path) -> None:
    inbox = at_the_desk / "inbox"
    intake.take(inbox / "市委政法委" / intake.PERIODS[0], "台账.csv", as_csv(LEDGER + GOOD), MB)
    before = (at_the_desk / "shelf" / "CURRENT").read_text()
    opened("submit").button(key="submit-begin").click().run()
    ended = finished(at_the_desk / "shelf")
    assert ended.pid != os.getpid() and ended.counts["kept"] == 1
    assert (at_the_desk / "shelf" / "CURRENT").read_text() != before
    page = opened("submit")
    (told,) = [one.value for one in page.success if "入库完成" in one.value]
    for words in ("读取1个文件、1行", "采用1行", "退回0行", "文件全部读取成功", "新数据已启用"):
        assert words in told
    assert [entry.what for entry in audit.read().entries if entry.where == "报送"] == ["开始入库"]
    assert not (at_the_desk / "shelf" / loads.PROGRESS).exists()


def test_收件目录为空时按入库_说没有可入库的_不写服务器上的位置(at_the_desk: Path) -> None:
    opened("submit").button(key="submit-begin").click().run()
    finished(at_the_desk / "shelf")
    words = seen()
    assert "入库未完成" in words and "没有可入库的报表" in words and str(at_the_desk) not in words


def test_已有入库在进行_再按不另开一个_也不算失败(at_the_desk: Path) -> None:
    page = opened("submit")
    with shelves.hold(at_the_desk / "shelf") as holder:
        page.button(key="submit-begin").click().run()
        assert not page.error
        assert holder.since[11:16] in all_words(page)
    assert loads.noted(at_the_desk / "shelf") is None


def test_没有入库权限的角色看不到这一页_也开始不了入库_撤不回_定不了版(
    at_the_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    loader = opened("submit")
    monkeypatch.setattr(commands.subprocess, "Popen", lambda *words, **_: begun.append(words))
    for role in ("leader", "analyst", "admin", "demonstration"):
        scope = Visitor("某人", "某人", ROLES[role], ()).scope
        with pytest.raises(NotAllowed):
            loading.begin_load(scope)
        with pytest.raises(NotAllowed):
            closing.freeze(scope, "2017-03")
    sign_in(monkeypatch, "analyst")
    loader.button(key="submit-begin").click().run()  # the page is still open when the role has changed
    assert not begun
    assert not any(button.label == "入库" for button in loader.button)


def test_按钮不带参数_装载的只是服务器自己的收件目录和数据目录(
    at_the_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []

    def noted(*words: str, said: object) -> object:
        begun.append([*words])
        raise OSError

    monkeypatch.setattr(loading, "begun", noted)
    opened("submit").button(key="submit-begin").click().run()
    assert begun == [
        ["load", "--json", "--inbox", str(at_the_desk / "inbox"), "--shelf", str((at_the_desk / "shelf").resolve())]
    ]


# ── 报送: what was sent, and what became of it ─────────────────────────────────────────────────


def sent_file(folder: Path, name: str = "台账.csv", content: str = LEDGER + GOOD) -> sent.Sent:
    """A file that came through the page, as the page notes it."""
    taken = intake.take(folder / "inbox" / "市委政法委" / intake.PERIODS[0], name, as_csv(content), MB)
    intake.note_sent(folder / "shelf", "zhangsan", [(taken.path, "走访台账")])
    return next(entry for entry in sent.read(folder / "shelf") if entry.path.endswith(name))


def listed() -> dict[str, tuple[object, ...]]:
    """File → state, 采用, 归并, 退回, as 报送 lists it."""
    (table,) = [one.value for one in opened("submit").dataframe if "状态" in one.value]
    return {
        row["文件"].rpartition("/")[2]: tuple(row[name] for name in ("状态", "采用", "归并", "退回"))
        for row in table.to_dict("records")
    }


def test_上传的表各写明状态和行数_入库前待入库_入库后已入库或有退回(at_the_desk: Path) -> None:
    sent_file(at_the_desk, "好.csv")
    sent_file(at_the_desk, "错.csv", LEDGER + GOOD.replace("张甲", "李乙").replace("3.10", "某日"))
    assert {state for state, *_ in listed().values()} == {"待入库"}
    load_into(at_the_desk)
    assert listed() == {"好.csv": ("已入库", 1, 0, 0), "错.csv": ("有退回", 0, 0, 1)}


def test_撤回的文件移出收件目录_内容不变_记下是谁什么时候_下次入库不再计入_重报照收(at_the_desk: Path) -> None:
    one, other = (
        sent_file(at_the_desk, "好.csv"),
        sent_file(at_the_desk, "留.csv", LEDGER + GOOD.replace("张甲", "李乙")),
    )
    load_into(at_the_desk)
    inbox = at_the_desk / "inbox"
    content = (inbox / one.path).read_bytes()
    back = intake.take_back(at_the_desk / "shelf", "lisi", one)
    assert not (inbox / one.path).exists() and (inbox / back.aside).read_bytes() == content
    assert back.taken_back_by == "lisi" and back.taken_back_at
    assert [one.path for one in inbox_of.received(inbox)] == [other.path]
    assert listed()["好.csv"][0].startswith("已撤回（lisi") and "再次入库后不再计入" in listed()["好.csv"][0]
    done = load_into(at_the_desk)
    assert done.totals["kept"] == 1 and "其中1份由收件人员撤回" in "".join(done.notices)
    assert "再次入库" not in listed()["好.csv"][0]
    again = sent_file(at_the_desk, "好.csv")
    assert not again.taken_back_at and listed()["好.csv"][0] == "待入库"


def test_在页上撤回_要确认_说已另行保存(at_the_desk: Path) -> None:
    one = sent_file(at_the_desk)
    page = opened("submit")
    page.session_state["submit-sent-1-0"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    page.button(key="submit-take-back").click().run()
    assert any("已撤回，另行保存，未删除" in one.value.replace("\\", "") for one in page.success)
    assert not (at_the_desk / "inbox" / one.path).exists()
    assert audit.read().entries[-1].kind == audit.TAKEN_BACK


def test_别人换过的文件不撤_入库时也不撤(at_the_desk: Path) -> None:
    one = sent_file(at_the_desk)
    (at_the_desk / "inbox" / one.path).write_bytes(b"other")
    with pytest.raises(intake.NotTaken, match="内容已不同"):
        intake.take_back(at_the_desk / "shelf", "", one)
    (at_the_desk / "inbox" / one.path).unlink()
    with pytest.raises(intake.NotTaken, match="已不在收件目录"):
        intake.take_back(at_the_desk / "shelf", "", one)


def test_撤回再多也不当作误删_别的少了许多仍先不启用(tmp_path: Path) -> None:
    inbox, folder = Inbox(tmp_path / "inbox"), tmp_path / "shelf"
    rows = [LEDGER + GOOD.replace("张甲", f"张{name}") for name in "甲乙丙丁戊己庚辛壬癸"]
    for number, content in enumerate(rows):
        inbox.put(f"市委政法委/{number}.csv", content)
    etl_load(inbox.root, folder)
    entries = [sent.Sent("", "", one.path, one.sha256) for one in inbox_of.received(inbox.root)]
    for entry in entries[:7]:
        (inbox.root / entry.path).unlink()
    with pytest.raises(NotPublished, match="7份已不在收件目录"):
        etl_load(inbox.root, folder)
    last = loads.last_load(folder)
    assert last and last.lacks_files
    sent.note(folder, [sent.aside(entry, "2017-04-12 09:00:00", "lisi", "") for entry in entries[:7]])
    assert etl_load(inbox.root, folder).totals["kept"] == 3


# ── 报送: closing a month ──────────────────────────────────────────────────────────────────────


def test_月度定版_由另一个进程做_先确认_结果是一句话_再没有可定的月份(at_the_desk: Path) -> None:
    page = opened("submit")
    assert "定版后，2017年3月的数字、口径和数据永久保留，不再变动" in all_words(page)
    page.button(key="submit-freeze").click().run()
    assert any("2017年3月数据已于" in one.value.replace("\\", "") and "定版" in one.value for one in page.success)
    assert frozen.frozen_month(at_the_desk / "shelf", "2017-03")
    assert "暂无可定版的月份" in all_words(opened("submit"))


def test_月度没有过完不能定版(tmp_path: Path) -> None:
    assert frozen.to_freeze(tmp_path, date(2017, 3, 30)) is None
    month = frozen.to_freeze(tmp_path, date(2017, 3, 31))
    assert month and month.id == "2017-03"
    month = frozen.to_freeze(tmp_path, date(2017, 5, 2))
    assert month and month.id == "2017-04"


def test_单位是花名册上的_时段是六个半月(at_the_desk: Path) -> None:
    page = opened("submit")
    unit, period = page.selectbox(key="submit-unit"), page.selectbox(key="submit-period")
    assert len(unit.options) == len(registered())
    assert period.options == list(intake.PERIODS) and len(period.options) == 6


# ── 报送: in a browser ─────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a desk's server, and the inbox behind it."""
    folder = tmp_path_factory.mktemp("desk")
    shelf(folder).close()
    with browsing.serving(folder / "shelf", DAZOUFANG_INBOX=str(folder / "inbox"), role="desk") as address:
        yield address, folder / "inbox"


@pytest.fixture(scope="module")
def wide(browser: Browser) -> Iterator[Page]:
    """A visitor at a desk who opens the page again for each test: the program itself is fetched once."""
    with looking(browser, WIDE) as page:
        yield page


def choose(page: Page, key: str, words: str) -> None:
    """Chooses what the words find in one of the page's boxes."""
    box = page.locator(f".st-key-{key} input")
    box.click()
    box.fill(words)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")


@pytest.mark.browser
@pytest.mark.parametrize(("visitor", "number"), [("wide", 1), ("phone", 2)], ids=["wide", "phone"])
def test_拖进来的文件进了收件夹_当场看到要改哪一格_答复可以下载(
    request: pytest.FixtureRequest, desk: tuple[str, Path], tmp_path: Path, visitor: str, number: int
) -> None:
    address, inbox = desk
    page: Page = request.getfixturevalue(visitor)
    said = f"某日{number}"
    name = f"走访台账{number}.csv"
    (tmp_path / name).write_bytes(as_csv(LEDGER + GOOD.replace("3.10", said)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, f"{address}/submit")
    choose(page, "submit-unit", "政法委")
    choose(page, "submit-period", "3月下")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(tmp_path / name)
    page.get_by_text(name).first.wait_for()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="上传并检查").click()
    page.locator(".st-key-submit-file-0").wait_for(timeout=60_000)
    settle(page)
    taken = inbox / "市委政法委" / "2017年3月下半月" / name
    assert taken.read_bytes() == (tmp_path / name).read_bytes()
    answer = page.locator(".st-key-submit-file-0").inner_text()
    assert "有1处需更正" in answer and "E2（走访日期）" in answer and said in answer
    assert str(inbox) not in page.content()
    assert _too_wide(page) == []
    assert browsing.latin_words(page) - PROPER_NAMES == set()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    with page.expect_download() as download:
        page.get_by_role("button", name="下载答复").click()
    assert "E2（走访日期）" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.browser
def test_不收的类型和太大的文件用中文说(desk: tuple[str, Path], wide: Page, tmp_path: Path) -> None:
    address, inbox = desk
    before = sorted(inbox.rglob("*"))
    (tmp_path / "照片.png").write_bytes(b"x")
    (tmp_path / "太大.xlsx").write_bytes(bytes((MB << 1) + 1))  # this server keeps to config.toml: 1 MB
    go(wide, f"{address}/submit")
    wide.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([tmp_path / "照片.png", tmp_path / "太大.xlsx"])
    wide.wait_for_timeout(1000)
    told = wide.get_by_test_id("stFileUploader").inner_text()
    assert "不收这种文件" in told and "超过 1 MB" in told
    assert browsing.latin_words(wide) - PROPER_NAMES == {"png"}
    assert sorted(inbox.rglob("*")) == before


@pytest.mark.browser
def test_没有选单位时段或文件就不收(desk: tuple[str, Path], wide: Page) -> None:
    address, inbox = desk
    before = sorted(inbox.rglob("*"))
    go(wide, f"{address}/submit")
    wide.get_by_role("button", name="上传并检查").click()
    wide.get_by_text("尚未上传").wait_for()
    assert wide.locator(".st-key-submit-file-0").count() == 0
    assert sorted(inbox.rglob("*")) == before


@pytest.mark.browser
def test_空白表可以下载(desk: tuple[str, Path], wide: Page) -> None:
    go(wide, f"{desk[0]}/submit")
    for name in sorted(BLANKS):
        with wide.expect_download() as download:
            wide.locator(".st-key-submit-papers").get_by_role("button", name=name, exact=True).click()
        assert download.value.suggested_filename == name
        wide.wait_for_timeout(300)  # the browser stops a page that hands out more than ten files in one breath


@pytest.mark.parametrize(("name", "program"), [("导出.html", "Excel"), ("宏.xlsm", "Excel"), ("附件3.odt", "Word")])
def test_不收的也说出用哪个程序另存(tmp_path: Path, name: str, program: str) -> None:
    with pytest.raises(intake.NotTaken, match=f"用 {program} 打开并另存为"):
        intake.take(tmp_path, name, b"x", 1 << 20)


@pytest.mark.parametrize("name", ["台账.xlsb", "附件3.rtf", "附件3.doc", "台账.et"])
def test_要另存的旧文件照收(tmp_path: Path, name: str) -> None:
    assert intake.take(tmp_path, name, b"x", 1 << 20).path.name == name
