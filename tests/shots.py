"""What do the pages look like? Renews docs/shots from the shelf's current snapshot: `python -m tests.shots`."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from campaign.snapshot import NoSnapshot, open_current
from tests.browsing import PHONE, ROOT, WIDE, NoBrowser, browsing, looking, serving, settle
from tests.pages_shelf import PAGES

FOLDER = ROOT / "docs" / "shots"
TALLEST = 2600
"""Pixels of a page that are kept; below that there are only more rows."""
WHOLE = "() => document.querySelector('[data-testid=\"stMainBlockContainer\"]').scrollHeight"


def main() -> int:
    """Every page on a desk and on a phone; 2 when there is nothing to show or nothing to show it with."""
    shelf = Path(os.environ.get("DAZOUFANG_SHELF") or ROOT / "data" / "shelf").resolve()
    try:
        open_current(shelf).close()
        FOLDER.mkdir(parents=True, exist_ok=True)
        with serving(shelf) as address, browsing() as browser:
            for size in (WIDE, PHONE):
                for name in PAGES:
                    with looking(browser, size) as page:
                        page.goto(f"{address}/{name}")
                        settle(page)
                        take(page, size, FOLDER / f"{name}-{size[0]}.png")
    except (NoSnapshot, NoBrowser) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    return 0


def take(page: Page, size: tuple[int, int], to: Path) -> None:
    """The whole page as a small PNG of 128 colours."""
    page.set_viewport_size({"width": size[0], "height": max(size[1], min(int(page.evaluate(WHOLE)) + 40, TALLEST))})
    settle(page)
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    shot.quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
