"""Does 总览's first screen tell how it went, which district lags and what to decide, in words that tell something?"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages_shelf import look_at
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]

ISSUES = """
    ×   | district | town_name  | handler | handler_level | category | subcategory | raised_date | due_date   | solved_date | status
    300 | 武进区   | 湖塘镇     | 市甲局  | 市级机关      | 其他方面 | 停车        | 2017-03-10  | 2017-05-31 | 2017-03-20  | 已解决
    700 | 武进区   | 湖塘镇     | 市甲局  | 市级机关      | 其他方面 | 停车        | 2017-03-10  | 2017-05-31 |             | 待解决
    40  | 天宁区   | 雕庄街道   | 市乙局  | 市级机关      | 房屋土地 |             | 2017-03-10  | 2017-05-31 | 2017-03-20  | 已解决
    360 | 天宁区   | 雕庄街道   | 市乙局  | 市级机关      | 房屋土地 |             | 2017-03-10  | 2017-04-01 |             | 待解决
    60  | 新北区   | 西夏墅镇   | 市乙局  | 市级机关      | 其他方面 | 道路市政    | 2017-03-10  | 2017-05-31 | 2017-03-20  | 已解决
    40  | 新北区   | 西夏墅镇   | 市乙局  | 市级机关      | 其他方面 | 其他        | 2017-03-10  | 2017-05-31 |             | 待解决
"""
"""武进区 300 of 1,000 solved, 天宁区 40 of 400, 新北区 60 of 100; the city 400 of 1,500."""
VISITS = """
    ×   | visit_date | unit_name | unit_level | district | is_first
    100 | 2017-03-10 | 市甲局    | 市级机关   | 武进区   | true
    50  | 2017-03-10 | 市甲局    | 市级机关   | 天宁区   | true
"""
AREAS = """
    village_id | village_name | town_name | district | zone
    01         | 新村         | 雕庄街道  | 天宁区   | 天宁区
    02         | 旧村         | 湖塘镇    | 武进区   | 武进区
    03         | 老村         | 西夏墅镇  | 新北区   | 新北区
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("overview")
    tiny(folder, data_date="2017-04-12", issues=ISSUES, visits=VISITS, areas=AREAS).close()
    return folder / "shelf"


def opened(shelf: Path, monkeypatch: pytest.MonkeyPatch, page: str = "overview", **filters: str) -> AppTest:
    look_at(shelf, monkeypatch)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page != "overview":
        at.switch_page(f"pages/{page}.py")
    for name, value in filters.items():
        at.query_params[name] = [value]
    at.run()
    assert not at.exception and not at.error
    return at


def conclusion(at: AppTest) -> str:
    return next(m.value for m in at.markdown if m.value.startswith("截至4月12日，"))


def table(at: AppTest, caption: str) -> list[list[str]]:
    """The rows of the ruled table under a caption, tags left out."""
    (html,) = [h.proto.body for h in at.get("html") if f"<caption>{caption}" in h.proto.body]
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [[re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in rows]


def test_首句说具体问题_不说其他方面最多(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = conclusion(opened(shelf, monkeypatch))
    assert "群众反映较集中的是停车（1,000件）、房屋土地（400件）、道路市政（60件）" in said
    assert "其他方面" not in said


def test_首句不把累计数同一个月前比(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "增加" not in conclusion(opened(shelf, monkeypatch)), "一直累计的数总比一个月前多"


def test_各区按解决率由低到高_明显差于全市的才着色(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(shelf, monkeypatch)
    rows = table(at, "各区进度")
    assert [row[0] for row in rows[1:]] == ["天宁区", "武进区", "新北区", "全市"]
    assert [row[1] for row in rows[1:]] == ["10.0%", "30.0%", "60.0%", "26.7%"]
    assert rows[1][2] == "360件（100.0%）" and rows[2][2] == "0件（0.0%）"
    (html,) = [h.proto.body for h in at.get("html") if "<caption>各区进度" in h.proto.body]
    worse = [re.sub(r"<.*?>", "", cell) for cell in re.findall(r'<td class="number watch">(.*?)</td>', html)]
    assert worse == ["10.0%", "360件（100.0%）"]


def test_点一个区的数_到那个区的页面_还是那个数(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(shelf, monkeypatch)
    (html,) = [h.proto.body for h in at.get("html") if "<caption>各区进度" in h.proto.body]
    links = [unquote(link).replace("&amp;", "&") for link in re.findall(r'href="(.*?)"', html)]
    assert "places?area=天宁区" in links
    for number in ("解决率（单位申报）", "超期未办结", "覆盖率", "走访户数"):
        assert f"places?area=天宁区&map={number}" in links
    of_maps = [h.proto.body for h in opened(shelf, monkeypatch, map="待解决").get("html") if "leads" in h.proto.body]
    assert any("area=天宁区&map=待解决" in unquote(body).replace("&amp;", "&") for body in of_maps), "地图下面的也一样"
    there = opened(shelf, monkeypatch, "places", area="天宁区", map="超期未办结")
    assert there.selectbox(key="map").value == "超期未办结"


def test_选了一个区_差在哪里写明少解决几件_各部分加起来是全部(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """400 × 400/1,500 = 107 expected, 40 solved."""
    for page in ("overview", "places"):
        at = opened(shelf, monkeypatch, page, area="天宁区")
        (said,) = [m.value for m in at.markdown if "少解决" in m.value]
        said = said.replace("\\", "")
        assert "天宁区解决率**10.0%**（40/400件），低于全市26.7%，按全市水平应解决107件，少解决**67件**" in said
        assert "差距最大的镇（街道）为雕庄街道（67件），责任单位为市乙局（67件）" in said
        rows = table(at, "天宁区镇（街道）")
        assert rows[1] == ["雕庄街道", "10.0%", "40/400", "67件"] and len(rows) == 2


def test_好于全市的区_也写明哪里还有差距(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(shelf, monkeypatch, "places", area="新北区")
    (said,) = [m.value for m in at.markdown if "多解决" in m.value]
    assert "高于全市26.7%" in said.replace("\\", "") and "少解决" not in said


def test_问题构成里其他方面按二级类别列_说不出的排在最后(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(shelf, monkeypatch)
    assert "解决率最高道路市政100.0%，最低房屋土地10.0%，合计26.7%。" in [
        m.value.replace("\\", "") for m in at.markdown
    ]
    assert [h.value for h in at.header].index("各区进度") < [h.value for h in at.header].index("提请研究事项")
    assert [h.value for h in at.header][:2] == ["各区进度", "提请研究事项"]
