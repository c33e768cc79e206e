"""What holds for every test of a run?"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadFileScheduling

from campaign.access.state import VARIABLE
from pages.door import ways
from tests.everywhere import name_the_whole_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


ROOT = Path(__file__).resolve().parents[1]

name_the_whole_city()


class ByFile(LoadFileScheduling):
    """A file is one worker's, and so are all files of the browser: they share it and its servers, and mostly wait."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        folder = Path(file).parent.as_posix()
        return folder if folder == "tests/browser" else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """How a run with `-n` shares out the tests."""
    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def nobody_s_state_is_written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Accounts and the audit of whoever runs the tests stay as they are, also those of the servers and commands of a test;
    pages that a test draws are the demonstration's."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(VARIABLE, str(tmp_path_factory.mktemp("state")))
        ways.start("127.0.0.1")
        yield


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """Each AppTest reads the metadata of every installed package, in search of components; the packages stay the same."""
    if "streamlit.testing.v1" not in sys.modules:  # then no test of this run draws a page
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="module", autouse=True)
def pages_keep_nothing_from_file_to_file() -> Iterator[None]:
    """What the pages keep of a snapshot they keep by its name, and tests name theirs alike."""
    yield
    if "streamlit.testing.v1" in sys.modules:
        from tests.pages_shelf import forget

        forget()


def pytest_collection_finish() -> None:
    """Has Plotly check every chart that a test draws."""
    if look := sys.modules.get("pages.parts.charts.look"):
        look.is_checked = True


@pytest.fixture(scope="session")
def small_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration month in small; for tests that leave it as it is: `inbox`, `shelf` and what `load --json` printed."""
    return month(tmp_path_factory.getbasetemp(), 0.03)


@pytest.fixture(scope="session")
def whole_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as the city had it."""
    return month(tmp_path_factory.getbasetemp(), 1.0)


def month(folder: Path, scale: float) -> Path:
    """A demonstration month, written and loaded by the office's commands, once for all workers of a run."""
    home = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / f"month-{scale}"
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "shelf").exists():
            etl("sample", "--out", home / "inbox", "--scale", scale, ends=0)
            loaded = etl("load", "--inbox", home / "inbox", "--shelf", home / "shelf.partial", "--json", ends=1)
            (home / "loaded.json").write_text(loaded, encoding="utf-8")
            (home / "shelf.partial").rename(home / "shelf")
    return home


def etl(*words: str | Path | float, ends: int) -> str:
    """What a command of the office prints; it must end so."""
    done = subprocess.run([sys.executable, "-m", "etl", *map(str, words)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == ends, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def demonstration(small_month: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small month, served to everybody who only looks: this is not the desk of the office."""
    from tests import browsing

    views = tmp_path_factory.mktemp("views")
    with browsing.serving(small_month / "shelf", DAZOUFANG_VIEWS=str(views)) as found:
        yield found


@pytest.fixture(scope="session")
def marked_shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shelf of which every personal cell holds a word that nobody else uses; for tests that leave it as it is."""
    from tests.pages_shelf import shelf

    folder = tmp_path_factory.mktemp("marked")
    shelf(folder).close()
    return folder / "shelf"


@pytest.fixture(scope="session")
def marked(marked_shelf: Path) -> Iterator[str]:
    """The same, served to everybody who only looks."""
    from tests import browsing

    with browsing.serving(marked_shelf, DAZOUFANG_VIEWS=str(marked_shelf.with_name("views"))) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, one for each worker."""
    from tests import browsing

    with browsing.browsing() as found:
        yield found


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A visitor at a desk: the program itself is fetched once for the tests of a file."""
    from tests.browsing import WIDE, looking

    with looking(browser, WIDE) as found:
        yield found


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """The same on a phone."""
    from tests.browsing import PHONE, looking

    with looking(browser, PHONE) as found:
        yield found
