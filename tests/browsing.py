"""How does a test look at the pages in a real browser? A server on a free loopback port, and headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from campaign.access import accounts, sessions
from campaign.access.roles import ROLES
from campaign.access.state import VARIABLE
from pages.door.signing_in import COOKIE

ROOT = Path(__file__).resolve().parents[1]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""No name but this machine's is found: a page that needed another server would stand there without it."""
FORBIDDEN = "Content Security Policy"
"""Stands in whatever a browser says of a page that tried what its policy forbids."""
WIDE = (1440, 900)
TABLET = (1024, 768)
PHONE = (390, 844)
SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return !!app && app.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale="true"],[data-testid="stSkeleton"],[data-testid="stAppSkeleton"]')
    && !!document.querySelector('[data-testid="stMain"] h1')
    && [...document.querySelectorAll('.js-plotly-plot')].every(plot => plot._fullLayout);
}"""


class NoBrowser(RuntimeError):
    """Chromium is not installed; `str()` says what to install."""


def chromium() -> str:
    """The browser's path; NoBrowser when there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise NoBrowser(
            "没有找到 Chromium，浏览器测试不能跳过。请安装：apt-get install -y chromium fonts-noto-cjk（需要 root）。"
        )
    return found


_tokens: dict[str, str] = {}
"""The session of whoever has signed in at a server, by its address."""


@contextmanager
def serving(
    shelf: Path,
    *,
    processes: int = 1,
    script: Path | None = None,
    role: str | None = None,
    of: Sequence[str] = (),
    state: Path | None = None,
    **environment: str,
) -> Iterator[str]:
    """The dashboard over `shelf`, or another `script` of Streamlit, on a free loopback port; its address.

    Without a `role` and an own `state` nobody signs in; with one, `go` goes there as somebody of that role, and `cookie`
    is what others need for it. `environment` is added to that of the server.
    """
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    command = [sys.executable, "serve.py", "--port", str(port), "--processes", str(processes)]
    if script:
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with ExitStack() as until_ended:
        own = state or Path(until_ended.enter_context(TemporaryDirectory()))
        if role:
            _tokens[address] = signed_in(own, role, *of)
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "DAZOUFANG_SHELF": str(shelf), VARIABLE: str(own), **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(address, server)
            yield address
        finally:
            _tokens.pop(address, None)
            server.terminate()
            server.wait(timeout=20)


def signed_in(state: Path, role: str, *of: str) -> str:
    """The token of a new session of somebody of that role, who has an account of the role's label in that folder."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(VARIABLE, str(state))
        name = ROLES[role].label
        if accounts.find(name) is None:
            accounts.add(name, role, of)
        return sessions.begin(name, "测试", "127.0.0.1")


def cookie(address: str) -> str:
    """The header of a request of whoever has signed in there."""
    return f"{COOKIE}={_tokens[address]}" if address in _tokens else ""


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert server.poll() is None, "看板服务没有启动"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("看板服务 60 秒内没有响应")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def viewing() -> Iterator[Browser]:
    """Chromium with a head that nobody sees: the one that shows a PDF instead of taking it for a download. Not within `browsing`."""
    with sync_playwright() as playwright:
        heads = ["--headless", "--headless=old"]
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--headless=new"], ignore_default_args=heads
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def looking(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    """A fresh visitor's page of that size, with Chinese as its language; it must not try what the server's policy forbids."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    violations: list[str] = []
    context.on("console", lambda said: violations.append(said.text) if FORBIDDEN in said.text else None)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert violations == [], "页面做了自己的规矩不许做的事"


def come_in(page: Page, address: str) -> None:
    """From now on the browser is that of whoever has signed in at the server of that address."""
    server = "/".join(address.split("/")[:3])
    if server in _tokens:
        page.context.add_cookies([{"name": COOKIE, "value": _tokens[server], "url": server}])


def go(page: Page, address: str) -> None:
    """Open an address, as whoever has signed in at its server, and wait until it is drawn."""
    come_in(page, address)
    page.goto(address)
    settle(page)


def back(page: Page, until: str | Callable[[str], bool]) -> None:
    """One step of the browser's back button, to an address like that."""
    page.go_back()
    page.wait_for_url(until)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page has been drawn and nothing on it is stale."""
    page.wait_for_timeout(300)
    page.wait_for_function(SETTLED, timeout=60_000)
    page.wait_for_timeout(400)
    page.wait_for_function(SETTLED, timeout=60_000)
    page.evaluate("() => document.fonts.ready.then(() => true)")


def latin_words(page: Page) -> set[str]:
    """English words that a visitor sees outside of icons, code and file names."""
    seen = page.evaluate(
        """() => {
          const out = [], skip = '[data-testid=stIconMaterial],[translate=no],[data-testid=stCode],table[role=grid],script,style,noscript,title';
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const parent = walk.currentNode.parentElement;
            if (parent && !parent.closest(skip) && parent.checkVisibility()) out.push(walk.currentNode.data);
          }
          document.querySelectorAll('[aria-label],[title],[placeholder]').forEach(e => {
            if (e.closest('[data-testid=stIconMaterial]') || !e.checkVisibility()) return;
            for (const n of ['aria-label', 'title', 'placeholder']) if (e.getAttribute(n)) out.push(e.getAttribute(n));
          });
          return out.join('\\n');
        }"""
    )
    return set(re.findall(r"[A-Za-z]{3,}", re.sub(r"[\w一-龥/]+\.(?:xlsx|pdf|docx|csv|xls)", "", seen)))


# ── what a visitor reads ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Card:
    """One headline number as it stands on a page."""

    label: str
    value: str
    note: str


def cards(page: Page) -> list[Card]:
    """The headline numbers of a page; `note` is what stands under the value."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMetric]')].map(m => [
          m.querySelector('[data-testid=stMetricLabel] p').innerText,
          m.querySelector('[data-testid=stMetricValue]').innerText,
          m.querySelector('[data-testid=stMetricDelta]')?.innerText || '',
        ])"""
    )
    return [Card(*(str(said).strip() for said in one)) for one in found]


Table = list[list[str]]
"""The rows of a table as words, its heading first."""


def ruled(page: Page) -> dict[str, Table]:
    """The real tables of a page by their captions."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.ruled table')].map(t => [
          t.caption.textContent,
          [...t.rows].map(r => [...r.cells].map(c => c.innerText.trim())),
        ]))"""
    )


def grids(page: Page, within: str = "") -> list[Table]:
    """The drawn tables, as they are told to a screen reader: the rows and columns in sight."""
    page.wait_for_function(
        """within => [...document.querySelectorAll(within + ' [data-testid=stDataFrame]')]
          .every(t => t.querySelectorAll('table[role=grid] tr').length > 1)""",
        arg=within,
    )
    return page.evaluate(
        """within => [...document.querySelectorAll(within + ' [data-testid=stDataFrame]')].map(t =>
          [...t.querySelectorAll('table[role=grid] tr')].map(r =>
            [...r.querySelectorAll('[role=columnheader],[role=gridcell]')].map(c => c.innerText.trim())))""",
        within,
    )


# ── what a visitor does ───────────────────────────────────────────────────────────────────────


def click_in_chart(page: Page, key: str, name: str) -> None:
    """Click the bar or tile that stands for `name` in a chart."""
    chart = page.locator(f".st-key-{key} .js-plotly-plot")
    place = chart.evaluate(
        """(chart, name) => {
          const at = chart.data.findIndex(one => one.customdata?.includes(name));
          return [chart.calcdata.findIndex(one => one[0].trace.index === at), chart.data[at].customdata.indexOf(name)];
        }""",
        name,
    )
    chart.locator(".trace.bars").nth(place[0]).locator(".point path").nth(place[1]).click(force=True)


def click_in_table(page: Page, table: Locator, row: int, column_at: int = 17) -> None:
    """Click so many pixels from the left into a row of a drawn table; the rows are counted from 0 under the heading."""
    table.scroll_into_view_if_needed()
    at = table.locator("canvas").first.bounding_box()
    assert at is not None
    page.mouse.click(at["x"] + column_at, at["y"] + (row + 1.5) * 34)


def choose(page: Page, key: str, option: str) -> None:
    """Choose in a box of the page."""
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


# ── paper ─────────────────────────────────────────────────────────────────────────────────────


def controls_in_sight(page: Page) -> list[str]:
    """What a visitor could press, fill or leave by: paper has none of it."""
    return page.evaluate(
        """() => [...document.querySelectorAll('button, input, textarea, [role=combobox], [data-testid=stSidebar], [data-testid=stHeader], .modebar-btn')]
          .filter(e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && e.getBoundingClientRect().width > 1)
          .map(e => e.ariaLabel || e.innerText || e.className)"""
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of paper: its size in points, and whether anything is printed on it."""

    width: float
    height: float
    is_blank: bool


def printed(page: Page) -> list[Sheet]:
    """The sheets that the browser prints of a page."""
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    objects = {int(n): body for n, body in re.findall(rb"(?m)^(\d+) 0 obj\n(.*?)^endobj", pdf, re.DOTALL)}
    found = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b", body):
            continue
        box = re.search(rb"/MediaBox\s*\[([^\]]+)\]", body)
        drawn = re.search(rb"/Contents\s+(\d+) 0 R", body)
        assert box and drawn
        _, _, width, height = (float(n) for n in box[1].split())
        found.append(Sheet(width, height, not _has_ink(objects[int(drawn[1])])))
    return found


def _has_ink(stream: bytes) -> bool:
    """Whether a page's drawing writes or paints anything: words are shown by Tj and TJ, pictures by Do."""
    held = stream.partition(b"stream\n")[2].rpartition(b"endstream")[0]
    commands = zlib.decompress(held) if b"/FlateDecode" in stream.partition(b"stream\n")[0] else held
    return re.search(rb"\b(?:Tj|TJ|Do)\b", commands) is not None
