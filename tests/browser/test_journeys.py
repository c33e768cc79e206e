"""Do the ways that people take through the pages lead where they must, step by step in a real browser?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, unquote

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from campaign.judgement.ranking import Place, Standing, published, standing
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import EMPTY, format_headline, format_share
from campaign.places import areas
from campaign.places.units import shown_name, stored_name
from pages import unit as unit_page
from tests import browsing
from tests.browsing import (
    PHONE,
    WIDE,
    back,
    cards,
    choose,
    click_in_chart,
    click_in_table,
    go,
    grids,
    looking,
    ruled,
    serving,
    settle,
)
from tests.pages_shelf import PAGES, shelf

pytestmark = pytest.mark.browser

MARCH = f"month={quote('2017年3月')}"
HOUSEHOLDS_OF_MARCH = 251_633
"""Households of the whole city's March."""


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A visitor who has not been here before."""
    with looking(browser, WIDE) as page:
        yield page


@pytest.fixture
def address(demonstration: str) -> str:
    return demonstration


@pytest.fixture(scope="module")
def snapshot(small_month: Path) -> Iterator[Snapshot]:
    with open_current(small_month / "shelf") as found:
        yield found


@pytest.fixture(params=["small", pytest.param("city", marks=pytest.mark.slow)])
def month(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """Where the month is served, and how many households its sheets were written with."""
    if request.param == "small":
        inbox = request.getfixturevalue("small_month") / "inbox"
        yield request.getfixturevalue("address"), _written(inbox)
        return
    whole = request.getfixturevalue("whole_month")
    assert _written(whole / "inbox") == HOUSEHOLDS_OF_MARCH
    with serving(whole / "shelf") as found:
        yield found, HOUSEHOLDS_OF_MARCH


def _written(inbox: Path) -> int:
    return json.loads((inbox / "manifest.json").read_text(encoding="utf-8"))["month"]["households"]


def card(page: Page, label: str) -> str:
    return next(one.value for one in cards(page) if one.label == label)


def steps(page: Page) -> list[str]:
    return page.locator(".st-key-breadcrumb").inner_text().replace("›", "").split()


# ── a leader ──────────────────────────────────────────────────────────────────────────────────


def test_from_the_city_s_number_down_to_one_cell_and_all_the_way_back(month: tuple[str, int], desk: Page) -> None:
    address, households = month
    go(desk, f"{address}/?{MARCH}")
    assert card(desk, "走访户数") == format_headline("households", households)
    desk.locator(".leads").get_by_role("link", name="走访户数").first.click()
    desk.wait_for_url("**/trace*")
    settle(desk)
    assert f"走访户数 {households:,}户" in desk.locator('[data-testid="stMain"]').inner_text()
    desk.go_back()
    desk.wait_for_url(lambda url: "trace" not in url)
    settle(desk)
    desk.locator(".leads").get_by_role("link", name="武进区").click()
    desk.wait_for_url("**/places*")
    settle(desk)
    of_district = card(desk, "走访户数")
    click_in_chart(desk, "places-towns", "湖塘镇")
    desk.wait_for_url("**town=*")
    settle(desk)
    assert steps(desk) == ["全市", "武进区", "湖塘镇"]
    of_town = card(desk, "走访户数")
    villages, total = grids(desk)[:2]
    assert of_town == format_headline("households", int(total[1][1].replace(",", "")))
    village, *numbers = villages[1]
    click_in_table(desk, desk.locator('[data-testid="stDataFrame"]').first, 0)
    desk.wait_for_url("**village=*")
    settle(desk)
    assert steps(desk)[-1] == village
    of_village = card(desk, "走访户数")
    assert of_village == format_headline("households", int(numbers[0].replace(",", "")))
    click_in_table(desk, desk.locator('[class*="st-key-places-issues-rows"]'), 0)
    desk.wait_for_url("**/trace?source_file=*")
    settle(desk)
    told = desk.locator('[data-testid="stTable"]').first.inner_text()
    row = re.search(r"source_row=(\d+)", desk.url)
    assert row and f"原表第{row[1]}行" in desk.locator("h2").all_inner_texts()
    assert re.search(rf"村（社区）\s+[A-Z]+{row[1]}\s+{village}", told)
    back(desk, "**village=*")
    assert (steps(desk), card(desk, "走访户数")) == (["全市", "武进区", "湖塘镇", village], of_village)
    back(desk, lambda url: "town=" in url and "village=" not in url)
    assert (steps(desk), card(desk, "走访户数")) == (["全市", "武进区", "湖塘镇"], of_town)
    back(desk, lambda url: "places" in url and "town=" not in url)
    assert card(desk, "走访户数") == of_district
    back(desk, lambda url: "places" not in url)
    assert card(desk, "走访户数") == format_headline("households", households)


@pytest.mark.slow
def test_the_breadcrumb_leads_up_step_by_step(address: str, desk: Page, snapshot: Snapshot) -> None:
    village = next(a for a in areas.AREAS if a.town_name == "湖塘镇").village_name
    go(desk, f"{address}/places?{MARCH}&area=武进区&town=湖塘镇&village={village}")
    for up in ("湖塘镇", "武进区", "全市"):
        desk.locator(".st-key-breadcrumb").get_by_role("button", name=up, exact=True).click()
        column = {"湖塘镇": "town", "武进区": "district"}.get(up)
        desk.wait_for_url(lambda url, at=column: ("village" not in url) and (at == "town" or "town" not in url))
        settle(desk)
        where = {column: up} if column else None
        told = snapshot.ask("households", period="2017-03", where=where)["households"].iloc[0]
        assert card(desk, "走访户数") == format_headline("households", told)
        assert "2017年3月" in unquote(desk.url), "the filters of time stay"


# ── a supervisor ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def behind(snapshot: Snapshot) -> tuple[Standing, Place]:
    """A unit in 整改 of the demonstration month, among its peers."""
    stands = (standing(snapshot, group.name) for group in published().groups)
    found = next(one for one in stands if one.of("整改"))
    return found, found.of("整改")[0]


def test_a_unit_in_整改_is_found_opened_and_its_workbook_says_what_the_page_says(
    address: str, desk: Page, behind: tuple[Standing, Place]
) -> None:
    found, place = behind
    go(desk, f"{address}/ranking")
    if found.group != published().groups[0]:
        desk.get_by_role("radio", name=found.group.name).click()
        desk.wait_for_url("**peers=*")
        settle(desk)
    assert f"整改{len(found.of('整改'))}家" in desk.locator(".st-key-tiers").inner_text()
    desk.get_by_role("link", name=place.unit, exact=True).first.click()
    desk.wait_for_url("**/unit*")
    settle(desk)
    assert place.unit in desk.locator("h2").first.inner_text()
    said = desk.locator(".st-key-conclusion").inner_text()
    assert "整改" in said
    heading, *measures = ruled(desk)[f"{place.unit}和{found.group.name}"]
    assert heading[:3] == ["指标", "档次", "本单位"]
    with desk.expect_download() as download:
        desk.get_by_role("button", name="导出Excel").click()
    assert download.value.suggested_filename.startswith(f"单位画像_{place.unit}_")
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    written = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    for label, tier, own, *_ in measures:
        _, in_book, rate, part, whole, *_ = written[label]
        assert in_book == tier
        if part not in (None, EMPTY):
            assert own.startswith(f"{format_share(rate)}（{part:,}/{whole:,}")
    opened = book["尚未办结问题"]
    rows = [row for row in opened.iter_rows(values_only=True) if row[0]]
    assert f"尚有{len(rows) - 1:,}件未办结" in said


LABELS_OF_FUNNEL = """() => {
  const plot = document.querySelector('[class*="st-key-chart-ranking-funnel"] .js-plotly-plot');
  const whole = plot.getBoundingClientRect();
  return [[whole.left, whole.top, whole.right, whole.bottom], ...[...plot.querySelectorAll('.annotation text')].map(t => {
    const box = t.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom];
  })];
}"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize(
    "ranked", ["peers=镇街", "peers=市级机关", "ranked=按地区", "ranked=按地区&territory=镇（街道）"]
)
def test_no_label_of_the_funnel_touches_another(
    address: str, browser: Browser, size: tuple[int, int], ranked: str
) -> None:
    with looking(browser, size) as page:
        go(page, f"{address}/ranking?{ranked}")
        page.locator('[class*="st-key-chart-ranking-funnel"]').scroll_into_view_if_needed()
        settle(page)
        plot, *boxes = page.evaluate(LABELS_OF_FUNNEL)
    assert boxes
    for n, (left, top, right, bottom) in enumerate(boxes):
        assert plot[0] <= left and right <= plot[2] and plot[1] <= top and bottom <= plot[3]
        for other in boxes[:n]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


@pytest.mark.slow
def test_the_first_screen_of_the_ranking_holds_the_sentence_and_eight_rows(address: str, browser: Browser) -> None:
    with looking(browser, WIDE) as page:
        go(page, f"{address}/ranking?peers=镇街")
        ends = page.evaluate(
            """() => [document.querySelector('.st-key-conclusion'), document.querySelectorAll('.ruled tbody tr')[7]]
              .map(one => one.getBoundingClientRect().bottom)"""
        )
    assert max(ends) <= WIDE[1], ends


@pytest.mark.slow
def test_two_units_stand_side_by_side_by_address_and_a_reload_keeps_them(
    address: str, desk: Page, behind: tuple[Standing, Place]
) -> None:
    found, place = behind
    peer = next(p.unit for p in found.of("达标"))
    go(desk, f"{address}/unit?unit={place.unit}")
    box = desk.get_by_role("combobox", name=re.compile("同类单位对比"))
    box.scroll_into_view_if_needed()
    settle(desk)
    box.fill(peer)
    desk.get_by_role("option", name=shown_name(peer), exact=True).click()
    desk.wait_for_url("**against=*")
    settle(desk)
    assert stored_name(unquote(desk.url).rpartition("against=")[2]) == peer
    both = {shown_name(place.unit), shown_name(peer)}
    side_by_side = [table for table in ruled(desk).values() if both <= {*table[0]}]
    assert len(side_by_side) == 1
    desk.reload()
    settle(desk)
    assert side_by_side[0] in ruled(desk).values()
    assert "与同类单位对比" in desk.locator("h2").all_inner_texts()


# ── an analyst ────────────────────────────────────────────────────────────────────────────────


def test_a_table_of_category_by_district_by_week_is_sent_by_its_address_and_each_cell_leads_to_its_rows(
    address: str, desk: Page, browser: Browser, snapshot: Snapshot
) -> None:
    go(desk, f"{address}/explore?{MARCH}&numbers={quote('收集问题')}")
    choose(desk, "columns", "辖市区")
    desk.get_by_role("radio", name="周", exact=True).click()
    desk.wait_for_url("**grain=*")
    settle(desk)
    built = grids(desk)[0]
    said = desk.locator('[data-testid="stMain"]').inner_text()
    whole = int(snapshot.ask("issues", period="2017-03")["issues"].iloc[0])
    assert f"合计：收集问题 {whole:,}件" in said
    with looking(browser, WIDE) as other:
        go(other, desk.url)
        assert grids(other)[0] == built
        assert f"合计：收集问题 {whole:,}件" in other.locator('[data-testid="stMain"]').inner_text()
        table = other.locator('[class*="st-key-explore-"] [data-testid="stDataFrame"]').first
        click_in_table(other, table, row=1, column_at=160)  # the first row of all is the second level of the heading
        other.wait_for_url("**/trace*")
        settle(other)
        first = built[1][1]
        assert f"收集问题 {first}件" in other.locator('[data-testid="stMain"]').inner_text()
        assert f"共{first}条" in other.locator('[data-testid="stMain"]').inner_text()


@pytest.mark.slow
def test_words_in_the_bar_find_the_issues_and_the_address_finds_them_again(
    address: str, desk: Page, browser: Browser, snapshot: Snapshot
) -> None:
    go(desk, f"{address}/explore")
    desk.locator(".st-key-more-filters button").first.click()
    desk.locator(".st-key-text input").fill("路灯")
    desk.locator(".st-key-text input").press("Enter")
    desk.wait_for_url("**text=*")
    settle(desk)
    number = int(snapshot.ask("issues", where={"text": "路灯"})["issues"].iloc[0])
    assert 0 < number < int(snapshot.ask("issues")["issues"].iloc[0])
    assert f"合计：收集问题 {number:,}件" in desk.locator('[data-testid="stMain"]').inner_text()
    desk.keyboard.press("Escape")
    desk.get_by_role("link", name="问题办理").click()
    desk.wait_for_url("**/issues?text=*")
    settle(desk)
    assert card(desk, "收集问题") == f"{number:,}件"
    with looking(browser, PHONE) as other:
        go(other, desk.url)
        assert card(other, "收集问题") == f"{number:,}件"
        assert "关键词“路灯”" in other.locator(".st-key-filters").inner_text()


@pytest.mark.slow
def test_a_view_saved_by_name_is_opened_by_another_visitor(address: str, desk: Page, browser: Browser) -> None:
    go(desk, f"{address}/explore?numbers={quote('收集问题')}&rows={quote('辖市区')}&text={quote('路灯')}")
    table = grids(desk)[0]
    desk.get_by_role("button", name="常用视图").click()
    desk.locator(".st-key-view-name input").fill("各区路灯")
    desk.locator(".st-key-view-name input").press("Enter")
    settle(desk)
    desk.locator(".st-key-save-view button").click()
    desk.get_by_text("已保存“各区路灯”").wait_for()
    with looking(browser, WIDE) as other:
        go(other, f"{address}/explore")
        other.get_by_role("button", name="常用视图（1）").click()
        other.get_by_role("link", name="各区路灯").click()
        other.wait_for_url("**text=*")
        settle(other)
        assert grids(other)[0] == table


# ── one bar ───────────────────────────────────────────────────────────────────────────────────


def test_a_filter_is_said_in_words_stays_from_page_to_page_and_is_cleared_in_one_click(
    address: str, desk: Page
) -> None:
    go(desk, f"{address}/?{MARCH}")
    choose(desk, "area", "武进区")
    for name in ("问题办理", "走访进度", "地区"):
        desk.get_by_role("link", name=name, exact=True).first.click()
        desk.get_by_role("heading", name=name, level=1).wait_for()
        settle(desk)
        assert "统计范围：武进区（含经开区），3月" in desk.locator(".st-key-filters").inner_text()
        assert "area=武进区" in unquote(desk.url)
    desk.get_by_role("button", name="重置").click()
    desk.wait_for_url(lambda url: "area" not in url and "month" not in url)
    settle(desk)
    assert "统计范围：全市，截至4月12日" in desk.locator(".st-key-filters").inner_text()


@pytest.mark.slow
def test_with_and_without_经开区_武进区_has_two_numbers(address: str, desk: Page, snapshot: Snapshot) -> None:
    both = snapshot.ask("households", period="2017-03", where={"district": "武进区"})["households"].iloc[0]
    alone = snapshot.ask("households", period="2017-03", where={"zone": "武进区"})["households"].iloc[0]
    assert both > alone
    go(desk, f"{address}/places?{MARCH}&area=武进区")
    assert card(desk, "走访户数") == format_headline("households", both)
    choose(desk, "apart", "单列")
    assert "apart=单列" in unquote(desk.url)
    assert card(desk, "走访户数") == format_headline("households", alone)
    assert "武进区（不含经开区）" in desk.locator(".st-key-filters").inner_text()


# ── new data while somebody looks ─────────────────────────────────────────────────────────────


def test_a_new_snapshot_announces_itself_and_is_taken_up_with_the_filters_kept(tmp_path: Path, desk: Page) -> None:
    shelf(tmp_path).close()
    with serving(tmp_path / "shelf") as found:
        desk.clock.install()
        go(desk, f"{found}/issues?area=武进区")
        shelf(tmp_path, "20170413T090000001").close()
        desk.clock.fast_forward("00:31")
        desk.locator(".st-key-newer").get_by_text("数据已更新").wait_for()
        desk.get_by_role("button", name="点击刷新").click()
        desk.locator(".st-key-foot").get_by_text("20170413T090000001").wait_for()
        settle(desk)
        assert desk.locator(".st-key-newer").count() == 0
        assert "area=武进区" in unquote(desk.url)
        assert card(desk, "收集问题") == "30件"


@pytest.mark.slow
def test_the_wall_turns_by_itself_takes_up_a_new_snapshot_and_shows_its_scenes_alone(
    tmp_path: Path, desk: Page
) -> None:
    shelf(tmp_path).close()
    with serving(tmp_path / "shelf") as found:
        desk.clock.install()
        go(desk, f"{found}/wall")
        scene = desk.locator("h2").inner_text()
        assert len(browsing.controls_in_sight(desk)) == desk.locator(".st-key-wall-foot button").count()
        shelf(tmp_path, "20170413T090000001").close()
        desk.clock.fast_forward("00:21")
        desk.locator(".st-key-foot").get_by_text("20170413T090000001").wait_for()
        for _ in range(25):  # the server's clock turns the scenes, not the browser's
            if desk.locator("h2").inner_text() != scene:
                break
            desk.clock.fast_forward("00:21")
            desk.wait_for_timeout(1000)
        assert desk.locator("h2").inner_text() != scene


# ── to take along ─────────────────────────────────────────────────────────────────────────────


def test_every_chart_of_a_page_is_read_as_a_table_and_saved_as_a_picture(address: str, desk: Page) -> None:
    go(desk, f"{address}/issues?{MARCH}")
    charts = desk.locator('[class*="st-key-chart-"]')
    assert charts.count() == 4
    for chart in charts.all():
        says = chart.locator("p").first.inner_text()
        assert chart.locator('[data-testid="stPlotlyChart"]').get_attribute("aria-label") == says
        chart.locator('[data-testid="stPlotlyChart"]').hover()
        with desk.expect_download() as download:
            chart.locator('[data-title="保存图片"]').click()
        assert download.value.suggested_filename.endswith(".png")
        assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
        chart.get_by_role("button", name="查看数据表").click()
        desk.locator('[data-testid="stPopoverBody"] table[role="grid"]').wait_for(state="attached")
        table = grids(desk, '[data-testid="stPopoverBody"]')[0]
        assert len(table) > 1
        desk.keyboard.press("Escape")
        desk.locator('[data-testid="stPopoverBody"] table[role="grid"]').wait_for(state="detached")


@pytest.mark.slow
def test_the_portrait_is_printed_on_A4_without_controls_and_without_a_blank_sheet(
    address: str, desk: Page, behind: tuple[Standing, Place]
) -> None:
    go(desk, f"{address}/unit?unit={behind[1].unit}&{unit_page.PRINT}=1")
    assert behind[1].unit in desk.locator("h2").first.inner_text()
    sheets = browsing.printed(desk)
    assert {(round(s.width), round(s.height)) for s in sheets} == {(595, 842)}
    assert len(sheets) > 1
    assert not any(s.is_blank for s in sheets)
    desk.emulate_media(media="print")
    desk.wait_for_function("() => 'paper' in document.documentElement.dataset")
    assert browsing.controls_in_sight(desk) == []


# ── not for everybody ─────────────────────────────────────────────────────────────────────────


def test_the_office_s_page_is_to_anybody_else_like_one_that_there_is_not(address: str, desk: Page) -> None:
    seen = []
    for page in ("no-such-page", "submit"):
        go(desk, f"{address}/{page}")
        seen.append(desk.locator("h1").first.inner_text())
    assert seen[0] == seen[1]
    assert (
        desk.locator('[data-testid="stException"], [data-testid="stFileUploader"], [data-testid="stAlert"]').count()
        == 0
    )
    names = " ".join(desk.locator('[data-testid="stSidebarNavLink"]').all_inner_texts())
    assert "总览" in names and "报送" not in names
    assert len(PAGES) == desk.locator('[data-testid="stSidebarNavLink"]').count()
