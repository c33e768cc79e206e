"""Can what somebody writes into an address do more than be read?"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Request, Route

from tests.browsing import settle
from tests.pages_shelf import slow_but_for

pytestmark = pytest.mark.browser

EVIL = "evil.example"
"""A host that nobody may be led to; it is never asked, for every request but the server's own is stopped."""
TEXT = f"![x](//{EVIL}/a)[点](//{EVIL}) http://{EVIL} www.{EVIL} a@{EVIL}"


@pytest.mark.parametrize("name", slow_but_for("issues", "trace"))
def test_a_text_in_the_address_is_no_link_no_picture_and_asks_nobody(marked: str, page: Page, name: str) -> None:
    asked: list[str] = []

    def stop(route: Route, request: Request) -> None:
        asked.append(request.url)
        route.abort()

    page.route(lambda url: not url.startswith((marked, "data:", "blob:")), stop)
    said = quote(TEXT)
    page.goto(
        f"{marked}/{name}?text={said}&unit={said}&metric=issues&only_category={said}&source_file={said}&source_row=7"
    )
    settle(page)
    assert EVIL in page.locator('[data-testid="stMain"]').inner_text() or name not in ("issues", "wall")
    # The page's own links carry the text along, written as an address writes it: %2F%2F, not //.
    led = f'a[href*="//{EVIL}"], a[href*="//www.{EVIL}"], a[href^="mailto:"], img[src*="{EVIL}"]'
    assert page.locator('[data-testid="stMain"]').locator(led).count() == 0
    page.unroute_all()
    assert asked == []
