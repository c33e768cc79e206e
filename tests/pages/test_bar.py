"""Does the filter bar say what it leaves, and what an address names in vain, and do address and page agree whatever is clicked?"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages_shelf import look_at

ROOT = Path(__file__).resolve().parents[2]
APART, MERGED = "单列", "并入武进区"


@pytest.fixture(autouse=True)
def _shelf(marked_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(marked_shelf, monkeypatch)


def opened(**address: str) -> AppTest:
    """A page that every filter narrows, as whoever gets that address opens it."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page("pages/issues.py")
    for name, value in address.items():
        at.query_params[name] = [value]
    at = at.run()
    assert not at.exception and not at.error
    return at


def scope(at: AppTest) -> str:
    """What the bar says of the page's numbers."""
    (said,) = (m.value for m in at.markdown if m.value.startswith("统计范围"))
    return said.removeprefix("统计范围：").replace("*", "").replace("\\", "")


def warned(at: AppTest) -> str:
    return "".join(one.value for one in at.warning).replace("\\", "")


def told(at: AppTest) -> str:
    """What the bar says of a click or of an address that it has taken up."""
    return "".join(one.value for one in at.info if "“" in one.value).replace("\\", "")


def place(at: AppTest) -> tuple[str, str]:
    """The switch of 经开区 and the chosen district or zone, as their boxes stand."""
    return at.selectbox("apart").value, at.selectbox("area").value


def test_the_scope_is_said_as_an_office_says_it() -> None:
    assert scope(opened()) == "全市，截至4月12日"
    assert scope(opened(area="武进区", town="湖塘镇", month="2017年3月")) == "武进区湖塘镇，3月"
    assert scope(opened(area="武进区", text="路灯")) == "武进区（含经开区），截至4月12日，关键词“路灯”"


@pytest.mark.parametrize(
    ("address", "switch", "area", "said"),
    [
        ({"apart": APART, "area": "经开区"}, APART, "经开区", "经开区"),
        ({"areas": "不含经开区", "area": "经开区"}, APART, "经开区", "经开区"),
        ({"areas": "不含经开区", "area": "武进区"}, APART, "武进区", "武进区（不含经开区）"),
        ({"areas": "含经开区", "area": "武进区"}, MERGED, "武进区", "武进区（含经开区）"),
        ({"area": "武进区"}, MERGED, "武进区", "武进区（含经开区）"),
    ],
)
def test_an_address_with_the_former_words_leads_where_it_led(
    address: dict[str, str], switch: str, area: str, said: str
) -> None:
    at = opened(**address)
    assert place(at) == (switch, area)
    assert scope(at) == f"{said}，截至4月12日"
    assert not at.warning and not told(at)


@pytest.mark.parametrize(
    "address", [{"area": "经开区"}, {"areas": "含经开区", "area": "经开区"}, {"apart": MERGED, "area": "经开区"}]
)
def test_an_address_of_经开区_sets_it_apart_and_says_so(address: dict[str, str]) -> None:
    at = opened(**address)
    assert place(at) == (APART, "经开区")
    assert scope(at) == "经开区，截至4月12日"
    assert told(at) == "链接中的“经开区”为单列区域，已切换为“经开区：单列”。"


@pytest.mark.parametrize(
    ("address", "left", "said"),
    [
        ({"area": "江南区"}, "全市", "链接中的“江南区”无效，已忽略，以下为全市数据。"),
        ({"town": "湖糖镇"}, "全市", "链接中的“湖糖镇”无效，已忽略，以下为全市数据。与“湖糖镇”名称相近的有：湖塘镇。"),
        (
            {"area": "天宁区", "town": "湖塘镇"},
            "天宁区",
            "链接中的“湖塘镇”无效，已忽略，以下为天宁区数据。“湖塘镇”在武进区。",
        ),
        (
            {"area": "武进区", "town": "湖塘镇", "village": "朝阳村"},
            "武进区湖塘镇",
            "链接中的“朝阳村”无效，已忽略，以下为武进区湖塘镇数据。“朝阳村”在天宁区雕庄街道、武进区横山桥镇。",
        ),
        (
            {"apart": APART, "area": "武进区", "town": "横山桥镇"},
            "武进区（不含经开区）",
            "链接中的“横山桥镇”无效，已忽略，以下为武进区（不含经开区）数据。“横山桥镇”在经开区。",
        ),
    ],
)
def test_a_place_that_is_not_there_is_said_above_the_numbers_and_what_they_are_of(
    address: dict[str, str], left: str, said: str
) -> None:
    at = opened(**address)
    assert warned(at).startswith(said)
    assert scope(at) == f"{left}，截至4月12日"


def test_a_switch_that_takes_经开区_away_leaves_武进区_in_which_it_is() -> None:
    at = opened(apart=APART, area="经开区")
    at.selectbox("apart").set_value(MERGED).run()
    assert place(at) == (MERGED, "武进区")
    assert scope(at) == "武进区（含经开区），截至4月12日"
    assert at.query_params["area"] == "武进区"
    assert not at.warning


def test_a_switch_that_sets_经开区_apart_keeps_its_town_in_sight() -> None:
    at = opened(area="武进区", town="横山桥镇")
    at.selectbox("apart").set_value(APART).run()
    assert place(at) == (APART, "经开区")
    assert scope(at) == "经开区横山桥镇，截至4月12日"
    at.selectbox("apart").set_value(MERGED).run()
    assert scope(at) == "武进区横山桥镇，截至4月12日"


def test_a_town_that_another_district_has_not_is_taken_off_and_said() -> None:
    at = opened(area="武进区", town="湖塘镇")
    at.selectbox("area").set_value("天宁区").run()
    assert scope(at) == "天宁区，截至4月12日"
    assert "“湖塘镇”不在天宁区，已取消该项筛选。" in told(at)
    assert not at.warning
    assert "town" not in at.query_params


def test_one_click_takes_everything_off() -> None:
    at = opened(apart=APART, area="经开区", town="横山桥镇", text="路灯")
    at.button("clear-filters").click().run()
    assert at.button("clear-filters").label == "重置"
    assert (place(at), scope(at)) == ((MERGED, "全市"), "全市，截至4月12日")
    assert not at.warning
