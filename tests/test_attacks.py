"""Can what somebody writes into an address do more than be read?"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Request, Route

from tests import browsing
from tests.browsing import settle
from tests.pages_shelf import shelf, slow_but_for

pytestmark = pytest.mark.browser

EVIL = "evil.example"
"""A host that nobody may be led to; it is never asked, for every request but the server's own is stopped."""
TEXT = f"![x](//{EVIL}/a)[点](//{EVIL}) http://{EVIL} www.{EVIL} a@{EVIL}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("attacks")
    shelf(folder).close()
    with browsing.serving(folder / "shelf", DAZOUFANG_VIEWS=str(folder / "views")) as found:
        yield found


@pytest.mark.parametrize("name", slow_but_for("issues", "explore", "trace", "wall"))
def test_a_text_in_the_address_is_no_link_no_picture_and_asks_nobody(address: str, page: Page, name: str) -> None:
    asked: list[str] = []

    def stop(route: Route, request: Request) -> None:
        asked.append(request.url)
        route.abort()

    page.route(lambda url: not url.startswith((address, "data:", "blob:")), stop)
    said = quote(TEXT)
    page.goto(
        f"{address}/{name}?text={said}&unit={said}&metric=issues&only_category={said}&source_file={said}&source_row=7"
    )
    settle(page)
    assert EVIL in page.locator('[data-testid="stMain"]').inner_text() or name not in ("issues", "wall")
    # The page's own links carry the text along, written as an address writes it: %2F%2F, not //.
    led = f'a[href*="//{EVIL}"], a[href*="//www.{EVIL}"], a[href^="mailto:"], img[src*="{EVIL}"]'
    assert page.locator('[data-testid="stMain"]').locator(led).count() == 0
    page.unroute_all()
    assert asked == []
