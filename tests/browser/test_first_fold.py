"""Does 总览's first screen hold its answer: on a desk how it went, which district lags and what to decide; on a phone the sentence and the numbers?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import browsing
from tests.browsing import PHONE, WIDE, go, looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HEAD_OF_PHONE = 275
"""Pixels of a phone's screen that the title and the folded filters may take."""


@pytest.fixture(scope="module")
def address(small_month: Path) -> Iterator[str]:
    with browsing.serving(small_month / "shelf") as found:
        yield found


def ends(page: Page, of: str) -> float:
    """Where the last thing of a kind ends, in pixels from the top of the window."""
    return float(page.evaluate("of => Math.max(...[...document.querySelectorAll(of)].map(e => e.getBoundingClientRect().bottom))", of))  # fmt: skip


def begins(page: Page, of: str) -> float:
    """Where the first thing of a kind begins."""
    return float(page.evaluate("of => document.querySelector(of).getBoundingClientRect().top", of))


def test_案头一屏里有首句_数字_各区进度和提请研究事项(browser: Browser, address: str) -> None:
    with looking(browser, WIDE) as page:
        go(page, f"{address}/overview")
        order = [begins(page, ".st-key-conclusion"), begins(page, '[data-testid="stMetric"]'), begins(page, ".ruled")]
        assert order == sorted(order)
        assert ends(page, ".st-key-decisions") <= WIDE[1]
        strip = page.locator(".ruled").first
        assert strip.locator("caption").inner_text() == "各区进度"
        box = strip.bounding_box()
        assert box is not None and box["y"] + box["height"] <= WIDE[1]
        for below in (".st-key-published", ".st-key-objects", ".js-plotly-plot"):
            assert page.locator(below).count() == 0 or begins(page, below) >= WIDE[1], f"{below} belongs below"


def test_手机一屏里有首句和数字(browser: Browser, address: str) -> None:
    with looking(browser, PHONE) as page:
        go(page, f"{address}/overview")
        assert ends(page, '[data-testid="stMetric"]') - begins(page, ".st-key-conclusion") <= PHONE[1] - HEAD_OF_PHONE


def test_点一个区的数_到那个区的页面_数没有变(browser: Browser, address: str) -> None:
    with looking(browser, WIDE) as page:
        go(page, f"{address}/overview")
        number = page.locator('.ruled a[href*="map="]').first
        words = number.inner_text()
        number.click()
        page.wait_for_url("**/places?**")
        browsing.settle(page)
        assert page.locator("h1").inner_text() == "地区"
        assert "map=" in page.url and words.partition("（")[0] in page.locator("body").inner_text()
