"""Does another campaign, in another city and year, load by its data files alone? The code is a copy of the house, unchanged."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.house.test_recipes import ROOT, copied, ran
from tests.inbox import Inbox
from tests.pages_shelf import PAGES as EVERY_PAGE

LAID_OVER = Path(__file__).parents[1] / "campaigns" / "dachuan"
GROUPS = """[[groups]]
name = "社区"
levels = ["社区"]

[[groups]]
name = "承办单位"
levels = ["街道", "站所"]
handling_only = true

"""
ROSTER = """
    单位名称   | 级别 | 干部人数 | 督导小组
    南坝社区   | 社区 | 1        | 1
    叶家湾社区 | 社区 | 1        | 2
"""
VISITS = """
    周二民情大走访台账
    区     | 街道     | 社区       | 户主姓名 | 家庭住址    | 走访日期    | 走访人
    达川区 | 翠屏街道 | 南坝社区   | 王甲甲   | 南坝路1号   | 7月9日      | 李一一
    达川区 | 翠屏街道 | 南坝社区   | 王乙乙   | 南坝路2号   | 2019.7.16   | 李一一
    达川区 | 翠屏街道 | 石庙村     | 王丙丙   | 石庙村3组   | 七月十六日  | 李一一
    武进区 | 湖塘镇   | 马家巷社区 | 王丁丁   | 某路4号     | 7月16日     | 李一一
    达川区 | 翠屏街道 | 南坝社区   | 王戊戊   | 南坝路5号   | 2017年3月7日 | 李一一
"""
"""The last two are of another city and of another year."""
OVER_A_NEW_YEAR = """
    社区         | 户主姓名 | 家庭住址    | 走访日期 | 走访人
    四川省达州市达川区翠屏街道叶家湾社区 | 周甲甲 | 叶家湾1号 | 12月31日 | 李二二
    叶家湾社区   | 周乙乙   | 叶家湾2号   | 1月3日   | 李二二
"""
ISSUES = """
    序号 | 区     | 街道     | 社区     | 反映人 | 反映日期 | 反映问题         | 承办单位   | 是否解决 | 办结日期
    1    | 达川区 | 翠屏街道 | 南坝社区 | 王甲甲 | 7月9日   | 南坝路路灯不亮   | 街道城管办 | 已解决   | 7月15日
    2    | 达川区 | 翠屏街道 | 南坝社区 | 王乙乙 | 7月16日  | 小区下水道堵塞   | 街道城管办 | 待解决   |
"""
WEEKLY = """
    单位名称 | 走访户数 | 汇总问题数 | 解决问题数 | 周次
    南坝社区 | 1        | 1          | 0          | 7月9日-7月15日
"""
PAGES = """
import json, sys
import pages
from pages.door import ways
from pages.parts import menu
from streamlit.testing.v1 import AppTest
ways.start("127.0.0.1")
found, words = {}, ""
first, *_ = rooms = menu.pages_in(pages)
for page in [page for page in rooms if menu.slug(page) in sys.argv[1:]]:
    at = AppTest.from_file("app.py", default_timeout=120)
    if page is not first:
        at.switch_page(f"pages/{menu.slug(page)}.py")
    at.run()
    found[menu.slug(page)] = [e.value for e in (*at.exception, *at.error)]
    words += "".join(m.value for m in at.markdown)
print(json.dumps({"failed": {name: why for name, why in found.items() if why}, "pages": len(found), "words": words}))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with the files of 达川 over its own, and a snapshot of two communities' sheets."""
    house = copied(tmp_path_factory.mktemp("house"))
    reference = house / "data" / "reference"
    shutil.copytree(LAID_OVER, reference, dirs_exist_ok=True)
    for name in ("villages_2017.csv", "districts.geojson"):
        (reference / name).unlink()
    ranking = reference / "ranking.toml"
    rules = re.sub(r"\[\[groups\]\].*?(?=\[measures\])", GROUPS, ranking.read_text(encoding="utf-8"), flags=re.DOTALL)
    ranking.write_text(rules, encoding="utf-8")
    Inbox(house / "inbox").put("翠屏街道/花名册.csv", ROSTER, received="2019-07-03").put(
        "南坝社区/2019年7月/走访台账.csv", VISITS, received="2019-07-20"
    ).put("叶家湾社区/2020年1月/走访台账.csv", OVER_A_NEW_YEAR, received="2020-01-08").put(
        "南坝社区/2019年7月/问题台账.csv", ISSUES, received="2019-07-20"
    ).put("南坝社区/2019年7月/周报.csv", WEEKLY, received="2019-07-16")
    ran(house, sys.executable, "-m", "etl", "load", "--inbox", "inbox", "--shelf", "shelf", ends=1)
    return house


def answers(house: Path, *arguments: str) -> list[dict[str, object]]:
    asked = ran(house, sys.executable, "-m", "campaign", "ask", *arguments, "--shelf", "shelf", "--format", "json")
    return json.loads(asked)


def test_走访按自己的名录和日期收_别处别年的退回(house: Path) -> None:
    (whole,) = answers(house, "households", "visits", "rejections")
    assert whole == {"households": 5, "visits": 5, "rejections": 2}
    by_place = answers(house, "households", "--by", "village")
    assert {row["village"]: row["households"] for row in by_place} == {"南坝社区": 2, "叶家湾社区": 2, "石庙村": 1}


def test_没有写年份的日期_跨了年各归各年(house: Path) -> None:
    by_month = {row["month"]: row["households"] for row in answers(house, "households", "--by", "month")}
    assert by_month == {"2019-07": 3, "2019-12": 1, "2020-01": 1}


def test_周从周二算起(house: Path) -> None:
    weeks = {row["week"]: row["households"] for row in answers(house, "households", "--by", "week")}
    assert weeks == {"2019-07-09": 1, "2019-07-16": 2, "2019-12-31": 2}
    assert answers(house, "households", "--period", "2020-W01") == [{"households": 2}]


def test_问题按自己的级别分(house: Path) -> None:
    by_level = answers(house, "issues", "solved", "--by", "level")
    assert by_level == [{"level": "社区", "issues": 2, "solved": 1}]
    (handled,) = answers(house, "issues", "--by", "handler_level")
    assert handled == {"handler_level": "站所", "issues": 2}


def test_应报的周报按自己的级别_自己的周和期限(house: Path) -> None:
    owed = answers(house, "reports_due", "reports_on_time", "--by", "unit")
    assert owed == [
        {"unit": "南坝社区居委会", "reports_due": 26, "reports_on_time": 1},
        {"unit": "叶家湾社区居委会", "reports_due": 26, "reports_on_time": 0},
    ], "the weeks until the data ends, beyond the deadline: this campaign's reports are owed until its end"


def test_完成进度按自己的每人户数(house: Path) -> None:
    (progress,) = answers(house, "progress", "--where", "level=社区")
    assert progress["progress"] == pytest.approx(5 / (2 * 20))


QUICK = ("overview", "places")


@pytest.mark.parametrize(
    "names", [QUICK, pytest.param([page for page in EVERY_PAGE if page not in QUICK], marks=pytest.mark.slow)]
)
def test_每一页都画得出来(house: Path, names: Sequence[str]) -> None:
    drawn = json.loads(ran(house, sys.executable, "-c", PAGES, *names).splitlines()[-1])
    assert drawn["failed"] == {}
    assert drawn["pages"] == len(names)


def test_总览说的是自己的名称和日期(house: Path) -> None:
    words = json.loads(ran(house, sys.executable, "-c", PAGES, "overview").splitlines()[-1])["words"]
    assert "全街道" in words and "全市" not in words and "2017" not in words


def test_口径说的是自己的日期和名称(house: Path) -> None:
    ran(house, sys.executable, "-m", "campaign", "docs")
    written = (house / "docs" / "numbers.md").read_text(encoding="utf-8")
    assert "2019-11-26" in written and "2019-12-03" in written and "街道工作方案" in written
    assert "常州" not in written and "市级机关" not in written


def test_仿造的地方不在代码里() -> None:
    """What the second campaign needs is in its files: none of its names is known to the code."""
    code = [path for folder in ("campaign", "etl", "exports", "pages") for path in (ROOT / folder).rglob("*.py")]
    known = [path.name for path in code if re.search("达川|翠屏街道", path.read_text(encoding="utf-8"))]
    assert known == []
