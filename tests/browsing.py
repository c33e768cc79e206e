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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--font-render-hinting=none"]
WIDE = (1440, 900)
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


@contextmanager
def serving(shelf: Path, **desk: str) -> Iterator[str]:
    """The dashboard over `shelf` on a free loopback port; its address. `desk` adds to the environment."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "DAZOUFANG_SHELF": str(shelf), **desk},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


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
def looking(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    """A fresh visitor's page of that size, with Chinese as its language."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


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
