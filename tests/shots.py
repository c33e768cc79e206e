"""What do the pages look like? Renews docs/shots from the shelf's current snapshot: `python -m tests.shots [page ...]`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Page

from campaign.access.scope import EVERYWHERE
from campaign.judgement.ranking import published, standing
from campaign.numbers.metrics import metric
from campaign.numbers.snapshot import NoSnapshot, Snapshot, open_current
from tests.browsing import PHONE, ROOT, TABLET, WIDE, NoBrowser, browsing, go, looking, serving, settle
from tests.pages_shelf import PAGES

FOLDER = ROOT / "docs" / "shots"
SIZES = (WIDE, TABLET, PHONE)
TALLEST = 2600
"""Pixels of a page that are kept; below that there are only more rows."""
MOST = 6_000_000
"""Bytes of all pictures together: they travel with every clone."""
WHOLE = "() => document.querySelector('[data-testid=\"stMainBlockContainer\"]').scrollHeight"


def main(names: Sequence[str] = ()) -> int:
    """The named pages, else all, in three widths; 2 when there is nothing to show or nothing to show it with, 1 when they are too large."""
    shelf = Path(os.environ.get("DAZOUFANG_SHELF") or ROOT / "data" / "shelf").resolve()
    try:
        with open_current(shelf) as snapshot:
            asked = shown(snapshot)
        FOLDER.mkdir(parents=True, exist_ok=True)
        with serving(shelf) as address, browsing() as browser:
            for size in SIZES:
                for name in names or PAGES:
                    with looking(browser, size) as page:
                        go(page, f"{address}/{name}?{urlencode(asked.get(name, {}))}")
                        take(page, size, FOLDER / f"{name}-{size[0]}.png")
    except (NoSnapshot, NoBrowser) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    size_of_all = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    if size_of_all > MOST:
        sys.stderr.write(f"docs/shots 一共 {size_of_all:,} 字节，超过 {MOST:,}。\n")
        return 1
    return 0


def shown(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """The pages that show most when they are asked for something, and what they are asked for."""
    asked = {
        "places": {"area": "武进区", "town": "湖塘镇"},
        "explore": {"numbers": metric("issues").label, "rows": "类别", "columns": "辖市区", "grain": "周"},
    }
    unit = a_unit_behind(snapshot)
    return asked | ({"unit": {"unit": unit}} if unit else {})


def a_unit_behind(snapshot: Snapshot) -> str | None:
    """The first unit in 整改 of the first peer group that has one."""
    for group in published().groups:
        for place in standing(snapshot, group.name, scope=EVERYWHERE).of("整改"):
            return place.unit
    return None


def take(page: Page, size: tuple[int, int], to: Path) -> None:
    """The whole page as a small PNG of 128 colours."""
    page.set_viewport_size({"width": size[0], "height": max(size[1], min(int(page.evaluate(WHOLE)) + 40, TALLEST))})
    settle(page)
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    shot.quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
