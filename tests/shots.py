"""What do the pages look like, on screens and on paper? Renews docs/shots and docs/printed from the shelf's current snapshot.

`python -m tests.shots [page ...]`
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from PIL import Image, ImageChops
from playwright.sync_api import Page

from campaign.access.scope import EVERYWHERE
from campaign.judgement.ranking import published, standing
from campaign.numbers.metrics import metric
from campaign.numbers.snapshot import NoSnapshot, Snapshot, open_current
from tests.browsing import PHONE, ROOT, TABLET, WIDE, NoBrowser, browsing, go, looking, serving, settle, viewing
from tests.pages_shelf import PAGES

FOLDER = ROOT / "docs" / "shots"
PAPER = ROOT / "docs" / "printed"
SIZES = (WIDE, TABLET, PHONE)
PRINTED = ("overview", "ranking", "unit")
"""What is printed most: for a meeting, for a talk with those behind, for a talk with one unit."""
SHEETS = 3
"""Sheets of a page that are kept; below that there are only more rows."""
TALLEST = 2600
"""Pixels of a page that are kept; below that there are only more rows."""
MOST = 8_000_000
"""Bytes of all pictures together: they travel with every clone."""
WHOLE = "() => document.querySelector('[data-testid=\"stMainBlockContainer\"]').scrollHeight"


def main(names: Sequence[str] = ()) -> int:
    """The named pages, else all, in three widths; 2 when there is nothing to show or nothing to show it with, 1 when they are too large."""
    shelf = Path(os.environ.get("DAZOUFANG_SHELF") or ROOT / "data" / "shelf").resolve()
    try:
        with open_current(shelf) as snapshot:
            asked = shown(snapshot)
        for folder in (FOLDER, PAPER):
            folder.mkdir(parents=True, exist_ok=True)
        with serving(shelf) as address, browsing() as browser:
            for size in SIZES:
                for name in names or PAGES:
                    with looking(browser, size) as page:
                        go(page, f"{address}/{name}?{urlencode(asked.get(name, {}))}")
                        take(page, size, FOLDER / f"{name}-{size[0]}.png")
            printed: dict[str, bytes] = {}
            for name in set(names or PAGES) & set(PRINTED):
                with looking(browser, WIDE) as page:
                    go(page, f"{address}/{name}?{urlencode(asked.get(name, {}))}")
                    printed[name] = print_out(page)
        for name, pdf in printed.items():
            sheets(pdf, name)
    except (NoSnapshot, NoBrowser) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    size_of_all = sum(file.stat().st_size for folder in (FOLDER, PAPER) for file in folder.glob("*.png"))
    if size_of_all > MOST:
        sys.stderr.write(f"docs/shots 和 docs/printed 一共 {size_of_all:,} 字节，超过 {MOST:,}。\n")
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
    _keep(Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))), to)


def print_out(page: Page) -> bytes:
    """The page as Ctrl+P prints it."""
    page.evaluate("window.layOutForPaper()")
    return page.pdf(prefer_css_page_size=True, print_background=True)


def sheets(pdf: bytes, name: str) -> None:
    """The first sheets of a printed page as small PNGs: the browser's own viewer shows them, which only runs in a browser with a head."""
    for old in PAPER.glob(f"{name}-*.png"):
        old.unlink()
    with TemporaryDirectory() as folder, viewing() as viewer:
        file = Path(folder) / "page.pdf"
        file.write_bytes(pdf)
        for number in range(1, min(SHEETS, len(re.findall(rb"/Type\s*/Page\b", pdf))) + 1):
            page = viewer.new_page(viewport={"width": 900, "height": 1250})
            page.goto(f"{file.as_uri()}#page={number}&toolbar=0&navpanes=0&view=Fit")
            page.wait_for_timeout(2500)  # the viewer tells nobody when it has drawn
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            around = Image.new("RGB", shot.size, shot.getpixel((0, 0)))
            _keep(shot.crop(ImageChops.difference(shot, around).getbbox()), PAPER / f"{name}-{number}.png")
            page.close()


def _keep(shot: Image.Image, to: Path) -> None:
    shot.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
