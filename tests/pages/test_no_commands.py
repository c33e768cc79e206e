"""Does any page, in any state, ask its reader for a command, or tell where something lies on the server?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from campaign.office import loads
from etl import shelf as shelves
from etl.loading import load, why_not
from pages.beside.submit import intake
from pages.beside.submit.commands import without_paths
from pages.parts import menu
from tests.etl.test_desk import GOOD, LEDGER, as_csv
from tests.pages.test_pages import opened
from tests.pages_shelf import OF_DESK, PAGES, ROOMS, shelf
from tests.signed_in import sign_in

OF_ADMIN = tuple(menu.slug(page) for page in ROOMS if page.MENU.needs in ("users", "audit"))
COMMAND = re.compile(
    r"python|\bmake \w|\betl\b|--[a-z]|\bsystemctl\b|\bchmod\b|data/|[\w-]+\.(?:toml|yml)\b|(?<![:\w])/(?:srv|tmp|home|var|etc)/"
)
"""What somebody types at a terminal, and where things lie."""
SENTENCES = (
    FileNotFoundError(2, "No such file or directory", "/srv/dazoufang/data/inbox"),
    OSError(28, "No space left on device", "/srv/dazoufang/data/shelf/x"),
    shelves.NotPublished("收件目录 /srv/dazoufang/data/inbox 为空，没有可入库的报表"),
    RuntimeError("x"),
)


@pytest.fixture
def empty_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an inbox and no shelf."""
    (tmp_path / "inbox").mkdir()
    for name in ("shelf", "inbox", "state", "assigned", "forgotten"):
        monkeypatch.setenv(f"DAZOUFANG_{name.upper()}", str(tmp_path / name))
    monkeypatch.setattr(intake, "templates", dict)
    streamlit.cache_resource.clear()
    yield tmp_path
    streamlit.cache_resource.clear()


def told(at: AppTest) -> str:
    """All that a page says, also in code boxes, buttons and folds."""
    assert not at.exception
    kinds = ("title", "header", "markdown", "caption", "info", "success", "warning", "error", "code", "text")
    words = [str(one.value) for kind in kinds for one in at.get(kind)]
    return "\n".join([*words, *(button.label for button in at.button)])


def asks_for_nothing(at: AppTest) -> bool:
    """Whether no word of the page is a command or a place on the server."""
    found = COMMAND.findall(told(at))
    assert not found, found
    return True


@pytest.mark.parametrize("page", [*PAGES, *OF_DESK])
def test_before_the_first_load_every_page_says_what_to_do_in_the_browser(
    page: str, empty_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, "desk")
    at = opened(page)
    assert asks_for_nothing(at) and ("报送" in told(at) or page == "submit")


def test_whoever_does_not_load_is_told_whom_to_ask(empty_desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "leader")
    at = opened(PAGES[0])
    assert asks_for_nothing(at) and "收件办公室" in told(at) and "管理员" in told(at)


@pytest.mark.parametrize("current", ["20170412T090000001", "../x"], ids=["gone", "damaged"])
def test_a_snapshot_that_cannot_be_opened_is_told_without_a_command(
    current: str, empty_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, "analyst")
    (empty_desk / "shelf").mkdir()
    (empty_desk / "shelf" / "CURRENT").write_text(current)
    at = opened(PAGES[0])
    assert asks_for_nothing(at) and "暂无数据" in told(at) and "管理员" in told(at)


@pytest.mark.parametrize("role", ["desk", "admin"])
def test_the_pages_of_an_office_ask_for_nothing(role: str, empty_desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf(empty_desk).close()
    sign_in(monkeypatch, role)
    for page in (*OF_DESK, "rejected", "reconciliation", "changes") if role == "desk" else OF_ADMIN:
        assert asks_for_nothing(opened(page))


@pytest.mark.parametrize("why", SENTENCES, ids=lambda why: type(why).__name__)
def test_a_load_that_failed_is_told_without_a_command(
    why: Exception, empty_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf(empty_desk).close()
    sign_in(monkeypatch, "desk")
    ended = loads.LastLoad(loads.now(), loads.now(), loads.NOT_PUBLISHED, why_not(why), 1)
    loads.note(empty_desk / "shelf", ended)
    at = opened("submit")
    assert asks_for_nothing(at) and at.error


def test_a_file_that_the_address_names_is_shown_alone_on_退回数据(
    empty_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit, day in (("市委政法委", "某日"), ("市民政局", "某天")):
        folder = empty_desk / "inbox" / unit / intake.PERIODS[0]
        intake.take(folder, f"{day}.csv", as_csv(LEDGER + GOOD.replace("3.10", day).replace("政法委", unit)), 1 << 20)
    load(empty_desk / "inbox", empty_desk / "shelf")
    sign_in(monkeypatch, "desk")
    whole = opened("rejected")
    assert len(whole.dataframe[-1].value) == 2
    file = f"市委政法委/{intake.PERIODS[0]}/某日.csv"
    whole.query_params["file"] = file
    alone = whole.run()
    assert not alone.exception and alone.dataframe[-1].value["source_file"].tolist() == [file]
    assert "仅列文件" in told(alone)
    alone.button(key="rejected-all-files").click().run()
    assert len(alone.dataframe[-1].value) == 2
    alone.query_params["file"] = "没有这份.csv"
    assert len(alone.run().dataframe[-1].value) == 2


def test_names_of_sheets_are_no_places_on_the_server() -> None:
    said = "2份文件内容此前已收到：市委政法委/3月上半月/台账.xlsx、市民政局/周报.xlsx"
    assert without_paths(said) == said


def test_the_shelf_stays_where_it_was_when_a_page_was_asked(empty_desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(empty_desk / "inbox")
    sign_in(monkeypatch, "desk")
    assert asks_for_nothing(opened("submit"))
