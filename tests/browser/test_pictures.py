"""Does a chart that is saved as a picture leave the page with its title, scope, day and source around it?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browsing import WIDE, go, looking, serving
from tests.pages_shelf import shelf

WHITE = (255, 255, 255)
EDGE = 40
"""Pixels of a picture around what is in it: at twice the size of the page."""


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE])  # on a phone a chart has no buttons: the page has 保存长图
def test_a_saved_chart_has_words_above_and_below_it_and_a_name_that_tells_what_it_is(
    tmp_path: Path, size: tuple[int, int], browser: Browser
) -> None:
    shelf(tmp_path).close()
    with serving(tmp_path / "shelf") as address, looking(browser, size) as page:
        go(page, f"{address}/issues")
        chart = page.locator(".st-key-chart-issues-areas")
        drawn = chart.locator(".main-svg").first.bounding_box()
        chart.locator('[data-testid="stPlotlyChart"]').hover()
        with page.expect_download() as download:
            chart.locator('[data-title="保存图片"]').click()
        assert drawn is not None
        name = download.value.suggested_filename
        assert name.startswith("各区解决情况_") and name.endswith(".png") and "4月12日" in name
        picture = Image.open(io.BytesIO(Path(download.value.path()).read_bytes())).convert("RGB")
    width, height = picture.size
    assert width >= 2 * drawn["width"] + 2 * EDGE - 2
    assert height > 2 * drawn["height"] + 4 * EDGE, "上面是题目和范围，下面是来源"
    assert picture.getpixel((2, 2)) == picture.getpixel((width - 3, height - 3)) == WHITE, "在深色的页上也是白底"
    title = picture.crop((EDGE, EDGE, width - EDGE, EDGE + 50))
    source = picture.crop((EDGE, height - 2 * EDGE - 20, width - EDGE, height - EDGE // 2))
    for part in (title, source):
        assert part.getextrema()[0][0] < 140, "写着字"
