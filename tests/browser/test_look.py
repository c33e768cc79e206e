"""Is a page read across a table, by day and by night, with a finger, on paper and in a link that somebody sent?"""

from __future__ import annotations

import io
import re
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests import browsing
from tests.browser.test_browser import PROPER_NAMES, TITLES
from tests.browsing import PHONE, WIDE, go, looking, settle
from tests.pages_shelf import slow_but_for

pytestmark = pytest.mark.browser

SMALLEST, ON_PAPER, BODY = 14, 12, 14
"""Pixels: the smallest type on a screen; on paper of captions and tables (9 pt), and of the body (10.5 pt)."""
CONTRAST = 4.5
"""Of words on their ground, as WCAG asks of text of ordinary size."""
FINGER = 44
"""Pixels that a finger hits."""
WORDS = """() => {
  const shown = [], walk = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest('svg, canvas, style, script, caption, [data-testid=stIconMaterial], table[role=grid], [aria-disabled=true], :disabled')) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || parent.getBoundingClientRect().width < 2) continue;
    shown.push([node.data.trim(), parent]);
  }
  return shown;
}"""


@pytest.fixture
def address(marked: str) -> str:
    return marked


def too_small(page: Page, smallest: float) -> list[str]:
    """What is written smaller."""
    return page.evaluate(
        f"smallest => ({WORDS})().filter(([, e]) => parseFloat(getComputedStyle(e).fontSize) < smallest - 0.01)"
        ".map(([said, e]) => said + ' ' + getComputedStyle(e).fontSize)",
        smallest,
    )


def too_faint(page: Page) -> list[str]:
    """Words that stand out too little from what they stand on."""
    return page.evaluate(
        f"""least => {{
          const on = document.createElement('canvas').getContext('2d', {{ willReadFrequently: true }});
          const numbers = colour => {{ on.clearRect(0, 0, 1, 1); on.fillStyle = colour; on.fillRect(0, 0, 1, 1); return [...on.getImageData(0, 0, 1, 1).data]; }};
          const over = (top, under) => top.slice(0, 3).map((n, i) => n * top[3] / 255 + under[i] * (1 - top[3] / 255));
          const light = rgb => rgb.map(n => n / 255).map(n => n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4).reduce((sum, n, i) => sum + n * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = e => {{
            const layers = [];
            for (; e; e = e.parentElement) layers.push(numbers(getComputedStyle(e).backgroundColor));
            return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
          }};
          return ({WORDS})().map(([said, e]) => {{
            const under = ground(e), ink = over(numbers(getComputedStyle(e).color), under);
            const [high, low] = [light(ink), light(under)].sort((a, b) => b - a);
            return [said, (high + 0.05) / (low + 0.05)];
          }}).filter(([, contrast]) => contrast < least).map(([said, contrast]) => said + ' ' + contrast.toFixed(2));
        }}""",
        CONTRAST,
    )


# ── type and light ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", slow_but_for("overview"))
def test_words_are_large_and_dark_enough_to_be_read_across_a_table_by_day_and_by_night(
    address: str, name: str, page: Page
) -> None:
    go(page, f"{address}/{name}")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"
    assert too_small(page, SMALLEST) == []
    assert too_faint(page) == []
    page.emulate_media(color_scheme="dark")
    settle(page)
    faint = too_faint(page)
    page.emulate_media(color_scheme="light")
    assert faint == []


@pytest.mark.slow
def test_the_chosen_light_and_size_hold_on_every_page_and_after_a_return(address: str, browser: Browser) -> None:
    def press(words: str) -> None:
        page.get_by_role("button", name=words, exact=True).click()
        page.wait_for_load_state()
        settle(page)
        assert page.get_by_role("button", name=words, exact=True).get_attribute("aria-pressed") == "true"

    with looking(browser, WIDE) as page:
        go(page, f"{address}/overview")
        ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
        chart = "getComputedStyle(document.querySelector('.js-plotly-plot .main-svg')).filter"
        day = page.evaluate(ground)
        press("深色")
        press("大字号")
        for name in ("overview", "issues"):
            go(page, f"{address}/{name}")
            assert page.evaluate(ground) != day and "invert" in page.evaluate(chart)
            assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 18
        press("浅色")
        page.emulate_media(color_scheme="dark")
        settle(page)
        assert page.evaluate(ground) == day and page.evaluate(chart) == "none"
        press("跟随系统")
        assert page.evaluate(ground) != day and "invert" in page.evaluate(chart)


# ── a phone ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_the_menu_of_a_phone_closes_once_somebody_has_chosen(address: str, phone: Page) -> None:
    go(phone, f"{address}/overview")
    phone.locator("[data-testid=stExpandSidebarButton]").click()
    link = phone.get_by_role("link", name="问题办理")
    link.wait_for()
    link.click()
    phone.wait_for_url("**/issues*")
    settle(phone)
    assert phone.locator("h1").inner_text() == "问题办理"
    assert phone.locator("[data-testid=stSidebar]").evaluate("e => e.getBoundingClientRect().right") <= 1


@pytest.mark.parametrize("name", slow_but_for())
def test_what_is_pressed_on_a_phone_is_as_large_as_a_finger(address: str, name: str, phone: Page) -> None:
    go(phone, f"{address}/{name}")
    small = phone.evaluate(
        """finger => [...document.querySelectorAll('[data-testid=stMain] :is(a, button, summary, [role=tab], [role=radio], [role=combobox])')].filter(e => {
          if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || e.closest('.modebar-container, table[role=grid], p, li')) return false;
          const box = e.getBoundingClientRect(), around = e.closest('[data-testid=stSelectbox] > div, [data-testid=stMultiSelect] > div, label')?.getBoundingClientRect();
          const reach = parseFloat(getComputedStyle(e, '::after').inset || 0) || 0;
          return box.width > 1 && Math.max(box.height, around?.height ?? 0) - 2 * Math.min(reach, 0) < finger - 0.5;
        }).map(e => (e.ariaLabel || e.innerText || e.className) + ' ' + Math.round(e.getBoundingClientRect().height))""",
        FINGER,
    )
    assert small == []


# ── paper ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [page for page in slow_but_for() if page.values != ("wall",)])
def test_paper_is_the_same_from_a_window_of_any_size(address: str, name: str, browser: Browser) -> None:
    sheets, words = [], []
    for size in (WIDE, PHONE):
        with looking(browser, size) as page:
            go(page, f"{address}/{name}")
            sheets.append(len(browsing.printed(page)))
            page.evaluate("window.layOutForPaper()")
            words.append(page.locator("[data-testid=stMainBlockContainer]").inner_text())
            assert too_small(page, ON_PAPER) == []
            body = page.evaluate(
                "[...document.querySelectorAll('[data-testid=stMarkdownContainer] p')].filter(p => p.checkVisibility() && !p.closest('[data-testid=stCaptionContainer], [data-testid=stMetric], label, button')).map(p => parseFloat(getComputedStyle(p).fontSize))"
            )
            assert not body or max(body) == BODY
            columns = page.evaluate(
                "new Set([...document.querySelectorAll('[data-testid=stColumn]')].filter(e => e.checkVisibility()).map(e => Math.round(e.parentElement.getBoundingClientRect().width - e.getBoundingClientRect().width))).size"
            )
            assert columns <= 1
            cut = page.evaluate(
                "[...document.querySelectorAll('[data-testid=stMainBlockContainer] :is(table, .svg-container)')].filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 186 * 96 / 25.4).map(e => e.innerText.slice(0, 40))"
            )
            assert cut == []
    assert sheets[0] == sheets[1]
    assert words[0] == words[1]


@pytest.mark.slow
def test_every_sheet_names_its_page_and_the_data_that_it_shows(address: str, page: Page) -> None:
    go(page, f"{address}/overview")
    page.evaluate("window.layOutForPaper()")
    rules = page.evaluate("document.getElementById('paper-foot').textContent")
    version = page.locator(".st-key-foot [data-testid=stCaptionContainer]").inner_text().strip()
    assert version in rules and "总览" in rules and "counter(page)" in rules and "counter(pages)" in rules
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("'paper' in document.documentElement.dataset") is False


@pytest.mark.slow
def test_paper_writes_out_all_rows_of_a_table_that_scrolls(demonstration: str, page: Page) -> None:
    go(page, f"{demonstration}/visits")
    page.evaluate("window.layOutForPaper()")
    rows = page.evaluate("[...document.querySelectorAll('.on-paper tbody')].map(e => e.rows.length)")
    assert max(rows) > 14, "no table of this page is longer than what is in sight"
    assert page.locator("[data-testid=stDataFrame]:visible").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".on-paper:visible").count() == 0


# ── what is sent ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_link_says_its_page_and_nothing_of_the_data_to_whoever_has_not_signed_in(marked_shelf: Path) -> None:
    with browsing.serving(marked_shelf, role="leader") as address:
        with urllib.request.urlopen(f"{address}/ranking?area={quote('武进区')}", timeout=10) as answer:
            document = answer.read().decode()
        said = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', document))
        assert re.search("<title>(.*)</title>", document)[1] == said["og:title"]  # type: ignore[index]
        assert said["og:title"].startswith(TITLES["ranking"]) and "看板" in said["og:title"]
        assert said["og:description"] == said["description"] and not re.search(r"\d", said["description"])
        head = document.partition("</head>")[0]
        assert "武进区" not in head and "武进区" not in "".join(said.values())
        with urllib.request.urlopen(said["og:image"], timeout=10) as answer:
            picture = Image.open(io.BytesIO(answer.read()))
        assert min(picture.size) >= 300, "WeChat takes no smaller picture"


@pytest.mark.slow
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_a_page_makes_a_picture_of_itself_to_send(address: str, browser: Browser, size: tuple[int, int]) -> None:
    with looking(browser, size) as page:
        go(page, f"{address}/overview")
        page.get_by_role("button", name="保存长图").click()
        page.locator("dialog.picture img").wait_for(timeout=30_000)
        with page.expect_download() as download:
            page.locator("dialog.picture a").click()
        assert re.fullmatch(r"总览_\d{4}年\d+月\d+日\.png", download.value.suggested_filename)
        with Image.open(download.value.path()) as picture:
            drawn = picture.convert("L")
        assert drawn.width >= 2 * size[0] * 0.7 and drawn.height > drawn.width / 2
        # The head, the cards and the charts below are all painted: no strip of the picture's length is blank.
        heads = [drawn.crop((0, top, drawn.width, top + 800)).getextrema() for top in range(0, drawn.height - 900, 800)]
        assert all(high - low > 100 for low, high in heads)
        page.get_by_role("button", name="关闭").click()
        assert page.locator("dialog.picture").count() == 0


# ── back, and no English ──────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_step_back_returns_to_where_the_page_was(demonstration: str, page: Page) -> None:
    top = "document.querySelector('[data-testid=stMain]').scrollTop"
    go(page, f"{demonstration}/overview")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 700)")
    page.wait_for_timeout(400)
    page.locator(".st-key-chart-top-categories, .leads a").last.scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    before, address = page.evaluate(top), page.url
    assert before > 300
    page.locator(".leads a:visible").last.click()
    page.wait_for_url(lambda url: url != address)
    settle(page)
    page.go_back()
    page.wait_for_url(lambda url: url == address)
    settle(page)
    page.wait_for_function(f"before => Math.abs({top} - before) < 40", arg=before, timeout=15_000)


@pytest.mark.slow
def test_choosing_among_several_is_asked_in_chinese(demonstration: str, page: Page) -> None:
    go(page, f"{demonstration}/explore")
    page.locator("[data-testid=stMultiSelect] input").first.click()
    page.keyboard.type("问题")
    page.get_by_role("option").first.wait_for()
    page.wait_for_timeout(300)
    assert browsing.latin_words(page) - PROPER_NAMES == set()
    page.keyboard.press("Escape")


@pytest.mark.slow
def test_a_lost_connection_is_said_in_chinese(marked_shelf: Path, browser: Browser) -> None:
    with looking(browser, WIDE) as page:
        with browsing.serving(marked_shelf) as address:
            go(page, f"{address}/overview")
        page.wait_for_function(
            "() => document.body.innerText.includes('中断') || document.body.innerText.includes('正在连接')",
            timeout=90_000,
        )
        assert browsing.latin_words(page) - PROPER_NAMES == set()
        page.locator("[role=dialog]").wait_for(timeout=120_000)
        assert browsing.latin_words(page) - PROPER_NAMES == set()
