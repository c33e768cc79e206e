"""Do address, boxes and words of the filter bar agree in a real browser, and does the bar leave the first screen to the numbers?"""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import PHONE, WIDE, back, choose, go, looking, settle

pytestmark = pytest.mark.browser

FINGER = 44
"""Pixels of what a finger hits."""


def said(page: Page) -> dict[str, str]:
    """What the address, the boxes and the words each say of 经开区 and of the place."""
    address = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    return {
        "address": f"{address.get('apart', '并入武进区')} {address.get('area', '全市')}",
        "boxes": " ".join(page.locator(f".st-key-{key} input").input_value() for key in ("apart", "area")),
        "words": page.get_by_text("统计范围：").inner_text().removeprefix("统计范围：").partition("，截至")[0],
    }


def agreed(switch: str, place: str, words: str) -> dict[str, str]:
    return dict.fromkeys(("address", "boxes"), f"{switch} {place}") | {"words": words}


@pytest.mark.slow
def test_经开区_chosen_and_merged_again_stays_the_same_in_address_and_page(
    demonstration: str, browser: Browser
) -> None:
    merged, apart = agreed("并入武进区", "武进区", "武进区（含经开区）"), agreed("单列", "经开区", "经开区")
    with looking(browser, WIDE) as page:
        go(page, f"{demonstration}/issues")
        choose(page, "apart", "单列")
        choose(page, "area", "经开区")
        assert said(page) == apart
        choose(page, "apart", "并入武进区")
        assert said(page) == merged
        page.reload()
        settle(page)
        assert said(page) == merged
        back(page, lambda url: "apart" in url)
        assert said(page) == apart
        assert "已切换为“经开区：单列”" in page.locator(".st-key-filters").inner_text()
        page.reload()
        settle(page)
        assert said(page) == apart
        # As addresses were that were sent before.
        go(page, f"{demonstration}/issues?areas=不含经开区&area=武进区")
        page.wait_for_url(lambda url: "apart" in url and "areas" not in url)
        assert said(page) == agreed("单列", "武进区", "武进区（不含经开区）")


@pytest.mark.slow
def test_a_place_in_vain_is_said_and_the_back_button_leads_out_again(demonstration: str, browser: Browser) -> None:
    with looking(browser, WIDE) as page:
        go(page, f"{demonstration}/issues?area=溧阳市")
        go(page, f"{demonstration}/issues?area=江南区")
        assert said(page) == agreed("并入武进区", "全市", "全市")
        assert "链接中的“江南区”无效，已忽略，以下为全市数据。" in page.locator(".st-key-filters").inner_text()
        for _ in range(2):
            page.go_back()
            settle(page)
        assert said(page) == agreed("并入武进区", "溧阳市", "溧阳市")


def test_on_a_phone_the_boxes_fold_into_one_button(demonstration: str, browser: Browser) -> None:
    with looking(browser, PHONE) as page:
        go(page, f"{demonstration}/issues")
        bar, boxes, fold = (
            page.locator(f) for f in (".st-key-filters", ".st-key-filter-boxes", ".filter-fold summary")
        )
        assert not boxes.is_visible()
        height = bar.evaluate("e => e.getBoundingClientRect().height")
        assert height < 2 * FINGER
        assert fold.evaluate("e => e.getBoundingClientRect().height") >= FINGER
        fold.click()
        boxes.wait_for()
        choose(page, "area", "溧阳市")
        assert boxes.is_visible(), "a choice leaves the boxes open for the next one"
        assert said(page)["words"] == "溧阳市"
        fold.click()
        assert not boxes.is_visible()
        assert bar.evaluate("e => e.getBoundingClientRect().height") < 2 * FINGER


def test_on_a_desk_the_bar_is_one_line(demonstration: str, browser: Browser) -> None:
    with looking(browser, WIDE) as page:
        go(page, f"{demonstration}/issues")
        assert page.locator(".st-key-filter-boxes").evaluate("e => e.getBoundingClientRect().height") < 2 * FINGER
        assert not page.locator(".filter-fold").is_visible()
        assert page.locator(".st-key-filters").evaluate("e => e.getBoundingClientRect().height") < 2.5 * FINGER


@pytest.mark.slow
def test_an_address_that_names_a_week_as_it_was_written_before_leads_there_and_says_so_from_then_on(
    demonstration: str, browser: Browser
) -> None:
    with looking(browser, WIDE) as page:
        for time in ("", "time=周&"):
            go(page, f"{demonstration}/issues?{time}week=3月27日-4月2日")
            for _ in range(2):
                assert "统计范围：全市，3月27日—4月2日" in page.locator(".st-key-filters").inner_text()
                assert "week=3月27日—4月2日" in unquote(page.url)
                page.reload()
                settle(page)
