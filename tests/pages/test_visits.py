"""Does 走访进度 compare only weeks that are over, and places by what is comparable?"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages_shelf import look_at
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]
PLACE = "unit_name | unit_level | village_id | town_name | district"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weeks of 60, 90 and, up to Wednesday, 150 households; 天宁区 has 250 of 500 visited, 新北区 50 of 50."""
    folder = tmp_path_factory.mktemp("visits")
    flags = "is_first | is_first_by_unit | is_first_by_level | is_village_surveyed"
    tianning, xinbei = "市甲局 | 市级机关 | 01 | 雕庄街道 | 天宁区", "市甲局 | 市级机关 | 03 | 西夏墅镇 | 新北区"
    visits = [
        f"{n} | {day} | {place} | true | true | true | true"
        for n, day, place in (
            (60, "2017-03-29", tianning),
            (40, "2017-04-05", tianning),
            (50, "2017-04-05", xinbei),
            (150, "2017-04-12", tianning),
        )
    ]
    tiny(
        folder,
        data_date="2017-04-12",
        visits="\n".join([f"× | visit_date | {PLACE} | {flags}", *visits]),
        village_profiles=f"{PLACE} | household_total\n{tianning} | 500\n{xinbei} | 50",
        areas="village_id | town_name | district | zone\n01 | 雕庄街道 | 天宁区 | 天宁区\n03 | 西夏墅镇 | 新北区 | 新北区",
    ).close()
    return folder / "shelf"


@pytest.fixture
def said(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    look_at(shelf, monkeypatch)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page("pages/visits.py")
    at.run()
    assert not at.exception and not at.error
    return [m.value.replace("\\", "") for m in at.markdown]


def test_没过完的一周不作比较_过完的两周相比(said: list[str]) -> None:
    assert any(one.startswith("最近完整一周（4月3日—9日）新走访90户，较前一周增加30户。") for one in said)


def test_各区比覆盖率_不说大区走访最多(said: list[str]) -> None:
    assert "覆盖率最高新北区100.0%，最低天宁区50.0%，全市54.5%。" in said
    assert not any("最多的是" in words for words in said)
