"""Does a wall fill its window, turn by its keys and by the clock, and scroll nowhere?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pages import wall
from tests.browsing import PHONE, WIDE, go, looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOM = (1920, 1080)
NAMES = [scene.name for scene in wall.SCENES]
LEAST_FILLED = 0.7
"""Of the window's height that the map and the tiles take."""
SCROLLS = """() => [...document.querySelectorAll('html, body, [data-testid=stMain], .st-key-wall, .st-key-wall *')]
  .filter(e => /auto|scroll/.test(getComputedStyle(e).overflowY + getComputedStyle(e).overflowX) && e.clientHeight > 1
      && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1))
  .map(e => e.className || e.tagName)"""
BELOW = """() => [...document.querySelectorAll('[class*="st-key-wall-scene-"] *')]
  .filter(e => e.checkVisibility() && !e.closest('caption, svg') && e.tagName != 'CAPTION'
      && e.getBoundingClientRect().height > 1 && e.getBoundingClientRect().bottom > innerHeight)
  .map(e => e.className || e.tagName)"""


@pytest.fixture(params=[ROOM, WIDE], ids=["1920", "1440"])
def screen(request: pytest.FixtureRequest, browser: Browser, demonstration: str) -> Iterator[Page]:
    with looking(browser, request.param) as page:
        go(page, f"{demonstration}/wall")
        yield page


def in_sight(page: Page, name: str) -> None:
    """Waits until the scene of this name is drawn."""
    pressed = page.locator(".st-key-wall-foot [data-testid=stBaseButton-primary]")
    expect(pressed).to_have_count(1, timeout=20_000)  # for a moment the last scene's is still pressed
    expect(pressed).to_have_text(name, timeout=20_000)
    page.locator(f".st-key-wall-scene-{NAMES.index(name)}").wait_for()


def test_nothing_of_any_scene_scrolls_or_lies_below_the_window(screen: Page) -> None:
    screen.keyboard.press(" ")  # the clock is slower than this machine may be
    for name in NAMES:
        in_sight(screen, name)
        screen.wait_for_timeout(1500)
        assert screen.evaluate(SCROLLS) == [], name
        assert screen.evaluate(BELOW) == [], name
        screen.keyboard.press("ArrowRight")
    in_sight(screen, NAMES[0])


def test_the_map_and_the_tiles_fill_the_first_scene(screen: Page) -> None:
    screen.keyboard.press(" ")
    in_sight(screen, NAMES[0])
    screen.locator(".choroplethlayer path").first.wait_for(timeout=20_000)
    height = screen.viewport_size["height"] if screen.viewport_size else 0
    for part in (".st-key-chart-wall-map [data-testid=stPlotlyChart]", ".tiles", ".st-key-wall-cards-1"):
        box = screen.locator(part).bounding_box()
        assert box is not None and box["height"] >= LEAST_FILLED * height, part
    drawn = screen.locator(".choroplethlayer").first.bounding_box()
    assert drawn is not None and drawn["height"] >= 0.55 * height, "the districts themselves"


def test_arrows_turn_and_the_space_bar_stops_and_goes_on(screen: Page) -> None:
    in_sight(screen, NAMES[0])
    screen.keyboard.press("ArrowRight")
    in_sight(screen, NAMES[1])
    screen.keyboard.press("ArrowLeft")
    in_sight(screen, NAMES[0])
    screen.keyboard.press("ArrowLeft")
    in_sight(screen, NAMES[-1])
    stop = screen.locator(".st-key-wall-stop")
    expect(stop).to_contain_text("暂停")
    screen.keyboard.press(" ")
    expect(stop).to_contain_text("继续")
    screen.keyboard.press(" ")
    expect(stop).to_contain_text("暂停")


def test_a_wall_that_nobody_touches_turns_by_the_clock(browser: Browser, demonstration: str) -> None:
    with looking(browser, WIDE) as page:
        go(page, f"{demonstration}/wall")
        in_sight(page, NAMES[0])
        page.wait_for_timeout(1000 * wall.TURN)
        in_sight(page, NAMES[1])


def test_on_a_phone_a_scene_is_a_list_no_wider_than_the_phone(browser: Browser, demonstration: str) -> None:
    with looking(browser, PHONE) as page:
        go(page, f"{demonstration}/wall")
        page.locator(".tiles").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        left = [box["x"] for part in (".st-key-wall-cards-1", ".tiles") if (box := page.locator(part).bounding_box())]
        assert len(left) == 2 and abs(left[0] - left[1]) < 2, "under one another"
