"""Do the pages stand in a real browser: on a desk and on a phone, by any address, without a foreign request?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser, Error, Page, Request

from tests import browsing
from tests.browsing import PHONE, TABLET, WIDE, looking, settle
from tests.pages_shelf import PAGES, SENTINEL, SNAPSHOT_ID, shelf, slow_but_for

pytestmark = pytest.mark.browser

TITLES = {page: import_module(f"pages.{page}").TITLE for page in PAGES}
PROPER_NAMES = {"csv", "Excel", "Word", "CSV", "PNG"}
"""Words that people at an office desk say in English."""


@pytest.fixture
def address(marked: str) -> str:
    return marked


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """A visitor at a desk who goes from page to page by address: the program itself is fetched once."""
    with looking(browser, WIDE) as page:
        yield page


@contextmanager
def heard(page: Page) -> Iterator[tuple[list[str], list[str]]]:
    """What a page asks for, and which of its scripts fail, from here on."""
    asked: list[str] = []
    failed: list[str] = []

    def ask(request: Request) -> None:
        asked.append(request.url)

    def fail(error: Error) -> None:
        failed.append(str(error))

    page.on("request", ask)
    page.on("pageerror", fail)
    try:
        yield asked, failed
    finally:
        page.remove_listener("request", ask)
        page.remove_listener("pageerror", fail)


def test_the_first_visitor_of_a_fresh_server_gets_the_page_of_a_deep_link_through_app(
    tmp_path: Path, browser: Browser
) -> None:
    shelf(tmp_path).close()
    with browsing.serving(tmp_path / "shelf") as fresh, looking(browser, WIDE) as page:
        page.goto(f"{fresh}/ranking?month={quote('2017年3月')}")
        settle(page)
        assert page.locator("h1").inner_text() == "督查排名"
        assert page.locator('[data-testid="stSidebarNavLink"]').all_inner_texts() != []
        names = " ".join(page.locator('[data-testid="stSidebarNavLink"]').all_inner_texts())
        assert all(title in names for title in TITLES.values())
        assert "ranking" not in names
        assert "month=2017年3月" in unquote(page.url)
        assert page.locator(".st-key-month input").input_value() == "2017年3月"


@pytest.mark.parametrize(
    ("visitor", "name"),
    [
        pytest.param(visitor, name, marks=() if name in quick else pytest.mark.slow)
        for visitor, quick in (("desk", ("overview", "ranking")), ("phone", ("overview", "explore")))
        for name in PAGES
    ],
)
def test_a_page_draws_whole_and_asks_nobody_else(
    request: pytest.FixtureRequest, address: str, name: str, visitor: str
) -> None:
    page: Page = request.getfixturevalue(visitor)
    with heard(page) as (asked, failed):
        page.goto(f"{address}/{name}")
        settle(page)
        assert page.locator("h1").inner_text() == TITLES[name]
        assert SNAPSHOT_ID in page.locator(".st-key-foot").inner_text()
        assert page.locator('[data-testid="stException"],[data-testid="stAlertContentError"]').count() == 0
        assert failed == []
        assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
        assert _too_wide(page) == []
        assert browsing.latin_words(page) - PROPER_NAMES == set()
        assert SENTINEL not in page.content()
        # on a wall nobody presses anything: the numbers stand beside
        assert name == "wall" or _without_table_picture_or_words(page) == []
        if visitor == "desk":
            page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
            settle(page)
            assert _too_wide(page) == []
            page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.emulate_media(color_scheme="dark")
        settle(page)
        dark = _ground(page)
        assert _written_in_its_own_ground(page) == []
        page.emulate_media(color_scheme="light")
        settle(page)
        assert _ground(page) != dark
        assert _written_in_its_own_ground(page) == []
        assert failed == []


@pytest.mark.parametrize("name", slow_but_for("overview", "unit"))
def test_a_page_prints_on_A4_without_a_control_and_without_a_blank_sheet(address: str, name: str, desk: Page) -> None:
    browsing.go(desk, f"{address}/{name}")
    sheets = browsing.printed(desk)
    assert {(round(sheet.width), round(sheet.height)) for sheet in sheets} == {(595, 842)}
    assert not any(sheet.is_blank for sheet in sheets)
    desk.emulate_media(media="print")
    try:
        desk.wait_for_function("() => 'paper' in document.documentElement.dataset")
        assert browsing.controls_in_sight(desk) == []
    finally:
        desk.emulate_media(media="screen")


def _ground(page: Page) -> str:
    """The colour of the page, which is the one that the house has named for it."""
    drawn, named = page.evaluate(
        """() => {
          const app = document.querySelector('[data-testid=stApp]'), probe = app.appendChild(document.createElement('i'));
          probe.style.color = 'var(--page)';
          const found = [getComputedStyle(app).backgroundColor, getComputedStyle(probe).color];
          probe.remove();
          return found;
        }"""
    )
    assert drawn == named
    return drawn


def _without_table_picture_or_words(page: Page) -> list[str]:
    """Charts that cannot be read as a table, taken along as a picture or heard as the sentence over them."""
    return page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].filter(chart => {
          const whole = chart.closest('[class*=st-key-chart-]');
          const says = whole?.querySelector('p')?.innerText;
          return !(says && chart.ariaLabel && whole.querySelector('[class*=st-key-table-]')
            && chart.querySelector('[data-title="保存图片"]'));
        }).map(chart => chart.ariaLabel || chart.outerHTML.slice(0, 200))"""
    )


def _written_in_its_own_ground(page: Page) -> list[str]:
    """Words in the colour of what they stand on."""
    return page.evaluate(
        """() => {
          const ground = e => {
            for (; e; e = e.parentElement) {
              const found = getComputedStyle(e).backgroundColor;
              if (!found.endsWith(', 0)')) return found;
            }
          };
          const walk = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT), out = [];
          while (walk.nextNode()) {
            const parent = walk.currentNode.parentElement;
            if (!walk.currentNode.data.trim() || parent.closest('svg,canvas,style,script') || !parent.checkVisibility()) continue;
            if (getComputedStyle(parent).color === ground(parent)) out.push(walk.currentNode.data);
          }
          return out;
        }"""
    )


def _too_wide(page: Page) -> list[str]:
    """What sticks out to the right of the window, tables and charts that scroll by themselves aside."""
    return page.evaluate(
        """() => {
          const main = document.querySelector('[data-testid="stMain"]');
          const out = [];
          if (document.documentElement.scrollWidth > innerWidth) out.push('document');
          if (main.scrollWidth > main.clientWidth) out.push('main');
          for (const value of document.querySelectorAll('[data-testid="stMetricValue"], .js-plotly-plot text'))
            if (value.getBoundingClientRect().right > innerWidth + 1) out.push(value.textContent);
          return out;
        }"""
    )


def test_a_filter_stays_in_the_address_from_page_to_page_and_after_a_reload(address: str, desk: Page) -> None:
    desk.goto(f"{address}/issues?area={quote('武进区')}")
    settle(desk)
    assert desk.locator('[data-testid="stMetricValue"]').first.inner_text() == "30件"
    desk.get_by_role("link", name="问题分类").click()
    desk.wait_for_url("**/categories*")
    settle(desk)
    assert "area=武进区" in unquote(desk.url)
    desk.reload()
    settle(desk)
    assert desk.locator(".st-key-area input").input_value() == "武进区"


def test_a_click_on_a_bar_shows_the_rows_behind_it_and_a_second_click_lets_go(address: str, desk: Page) -> None:
    desk.goto(f"{address}/issues")
    settle(desk)
    total = desk.locator('[data-testid="stMetricValue"]').first
    assert total.inner_text() == "50件"
    bar = desk.locator(".st-key-issues-areas .bars .point path").last
    bar.click(force=True)
    desk.wait_for_url("**area=*")
    settle(desk)
    chosen = unquote(desk.url).partition("area=")[2]
    assert {"天宁区": "20件", "武进区": "30件"}[chosen] == total.inner_text()
    desk.locator(".st-key-issues-areas .bars .point path").last.click(force=True)
    desk.wait_for_url("**/issues")
    settle(desk)
    assert total.inner_text() == "50件"


def test_a_click_on_a_month_shows_the_rows_of_that_month(address: str, desk: Page) -> None:
    desk.goto(f"{address}/issues")
    settle(desk)
    months = desk.locator(".st-key-issues-months .bars .point path")
    months.first.click(force=True)
    desk.wait_for_url("**month=*")
    settle(desk)
    assert unquote(desk.url).partition("month=")[2].startswith("2017年")
    months.first.click(force=True)
    desk.wait_for_url("**/issues")


def test_a_chosen_kind_of_period_puts_its_latest_into_the_address_and_clearing_it_takes_it_off(
    address: str, desk: Page
) -> None:
    desk.goto(address)
    settle(desk)
    desk.locator(".st-key-time input").click()
    desk.get_by_role("option", name="半月", exact=True).click()
    desk.wait_for_url("**half=*")
    settle(desk)
    assert "half=2017年4月上半月" in unquote(desk.url)
    desk.reload()
    settle(desk)
    assert desk.locator(".st-key-half input").input_value() == "2017年4月上半月"
    desk.locator(".st-key-half").get_by_role("button", name="清除").click()
    desk.wait_for_url(lambda url: "half" not in url and "time" not in url)
    settle(desk)
    assert desk.locator(".st-key-as_of input").input_value() == "2017-04-12"


def test_the_download_carries_a_chinese_name_with_the_snapshot(address: str, desk: Page) -> None:
    desk.goto(f"{address}/rejected")
    settle(desk)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="条（csv）").last.click()
    assert download.value.suggested_filename == f"退回清单_{SNAPSHOT_ID}.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "3月上旬" in text
    assert SENTINEL not in text


def test_an_empty_shelf_tells_what_to_do(tmp_path: Path, browser: Browser) -> None:
    with browsing.serving(tmp_path / "shelf") as fresh, looking(browser, PHONE) as page:
        page.goto(fresh)
        settle(page)
        assert page.locator("h1").inner_text() == "暂无数据"
        assert _too_wide(page) == []
        assert str(tmp_path) not in page.content()


def test_a_missing_browser_is_said_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing.shutil, "which", lambda _: None)
    with pytest.raises(browsing.NoBrowser, match="apt-get install -y chromium"):
        browsing.chromium()
