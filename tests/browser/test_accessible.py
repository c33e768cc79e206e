"""Can everybody use the pages: is every heading, label, picture and colour told to a machine that reads them aloud?"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from campaign.judgement.ranking import published, standing
from campaign.numbers.snapshot import open_current
from tests.browsing import go, settle
from tests.pages_shelf import slow_but_for

pytestmark = pytest.mark.browser

RUN = "() => axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations)"
GRAVE = ("serious", "critical")
"""Of Streamlit's own widgets nothing is excepted: what they tell wrongly, static/zh.js mends."""


@pytest.fixture(scope="module")
def unit(small_month: Path) -> str:
    """A unit in 整改: its page has every mark that a page of a unit can have."""
    with open_current(small_month / "shelf") as snapshot:
        stands = (standing(snapshot, group.name) for group in published().groups)
        return next(one for one in stands if one.of("整改")).of("整改")[0].unit


@pytest.mark.parametrize("name", slow_but_for("overview", "explore", "unit"))
def test_nothing_grave_is_found_on_a_page_light_or_dark(demonstration: str, name: str, page: Page, unit: str) -> None:
    go(page, f"{demonstration}/{name}" + (f"?unit={unit}" if name == "unit" else ""))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        assert grave(page) == [], scheme


def grave(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds that keeps somebody out: its rule, where, and what is wrong."""
    page.evaluate(AXE_SCRIPT)
    return [
        (rule["id"], str(node["target"]), node["failureSummary"])
        for rule in page.evaluate(RUN)
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def test_a_picture_without_words_is_found(page: Page) -> None:
    page.set_content("<html lang='zh'><title>图</title><main><h1>图</h1><img src='data:,'></main></html>")
    assert [rule for rule, _, _ in grave(page)] == ["image-alt"]
