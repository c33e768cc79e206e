"""Does a chart say its judgment, put what is stuck first, keep the place of empty weeks, and leave the page with its words?"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaign.numbers.snapshot import Snapshot
from pages.parts import charts, kinds, picture, stuck
from pages.parts.charts import Bar, Rate
from pages.parts.view import View
from tests.pages.test_pages import opened
from tests.pages_shelf import look_at
from tests.rooms import room_of
from tests.tiny import tiny

ISSUES = """
    × | raised_date | solved_date | status | district | zone   | department | category | subcategory | due_date
    9 | 2017-03-06  | 2017-03-10  | 已解决 | 溧阳市   | 溧阳市 | 市甲局     | 平安治理 |             | 2017-05-31
    21| 2017-03-07  |             | 待解决 | 溧阳市   | 溧阳市 | 市甲局     | 其他方面 | 停车        | 2017-05-31
    3 | 2017-03-21  | 2017-03-22  | 已解决 | 钟楼区   | 钟楼区 | 市乙局     | 其他方面 | 停车        | 2017-05-31
    17| 2017-03-22  |             | 待解决 | 钟楼区   | 钟楼区 | 市乙局     | 其他方面 | 停车        | 2017-03-30
    10| 2017-03-23  |             | 待解决 | 钟楼区   | 钟楼区 | 市乙局     | 房屋土地 |             | 2017-05-31
    9 | 2017-04-10  | 2017-04-11  | 已解决 | 钟楼区   | 钟楼区 | 市丙局     | 其他方面 |             | 2017-05-31
    8 | 2017-03-09  |             | 待解决 | 金坛区   | 金坛区 | 市丙局     | 其他方面 | 其他        | 2017-03-20
"""
"""30, 39 and 8 issues of three districts; none in the weeks from 13 March and from 27 March; the data end on a Wednesday."""


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    drawn = tiny(tmp_path, data_date="2017-04-12", issues=ISSUES)
    look_at(tmp_path / "shelf", monkeypatch)
    return drawn


def chart(at: AppTest, key: str) -> dict[str, object]:
    """What the browser is sent of a chart: its sentence, figure and settings."""
    (found,) = [one.proto for one in at.get("plotly_chart") if key in one.proto.id]
    return {"spec": json.loads(found.spec), "config": json.loads(found.config), "said": found.alt}


def sentences(at: AppTest) -> list[str]:
    return [one.value.replace("\\", "") for one in at.markdown]


# ── the sentence ──────────────────────────────────────────────────────────────────────────────


def test_解决率说最高_最低和全市的_不足二十件的不比(snapshot: Snapshot) -> None:
    said = sentences(opened("issues"))
    assert "解决率最高钟楼区30.8%，最低溧阳市30.0%，全市27.3%。" in said
    assert not any("最多的是" in one and "区" in one for one in said)


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((("甲", 0.5), ("乙", 0.2), ("丙", 0.3)), "率最高甲50.0%，最低乙20.0%，全市9%。"),
        ((("甲", 0.5), ("乙", 0.5), ("丙", 0.3)), "率最高甲、乙均为50.0%，最低丙30.0%，全市9%。"),
        ((("甲", 0.5), ("乙", 0.5)), "2个率相同，均为50.0%，全市9%。"),
        ((("甲", 0.5),), "甲率50.0%，全市9%。"),
        (
            (("甲", 0.5), ("乙", 0.2), ("其他方面", 0.9), ("其他方面（未细分）", 0.1)),
            "率最高甲50.0%，最低乙20.0%，全市9%。",
        ),
        ((), "率全市9%。"),
    ],
)
def test_占比说两头和整体_同高的一起说_其他方面不作两头(rates: tuple[tuple[str, float], ...], said: str) -> None:
    found = [Rate(name, value, f"{value:.1%}") for name, value in rates]
    assert charts.judged("率", found, "全市9%") == said


def test_各区的件数说占比_不说哪个区最多() -> None:
    bars = [
        Bar(name, n, f"{n}户")
        for name, n in (("武进区", 50.0), ("天宁区", 30.0), ("钟楼区", 15.0), ("金坛区", 3.0), ("新北区", 2.0))
    ]
    assert charts.spread("走访户数", bars) == "走访户数各占：武进区50.0%、天宁区30.0%、钟楼区15.0%、其余2个5.0%。"


@pytest.mark.parametrize("largest", ["其他方面", "未分类", "其他方面（其他）", "（未填）"])
def test_其他方面从不说成最多(largest: str) -> None:
    bars = [Bar(largest, 90.0, "90件"), Bar("停车", 9.0, "9件"), Bar("医疗卫生", 5.0, "5件")]
    assert charts.seen(bars) == f"除{largest}外，最多的是停车，9件；最少的是医疗卫生，5件。"
    assert charts.gathered("反映", bars, "件") == "反映较集中的是停车（9件）、医疗卫生（5件）"


def test_问题分类的其他方面由二级类别来说(snapshot: Snapshot) -> None:
    at = opened("categories")
    found = chart(at, "categories-all")
    assert str(found["said"]).startswith("反映较集中的是停车（41件）、房屋土地（10件）、平安治理（9件）")
    names = found["spec"]["data"][0]["y"]  # type: ignore[index]
    assert "其他方面" not in names and names[::-1][:1] == ["停车"]
    assert set(names[:2]) == {"其他方面（其他）", "其他方面（未细分）"}, "分不出的在最后"


@pytest.mark.parametrize("kind", kinds.ORDER)
def test_点一类筛选的就是这一类_再点取消(snapshot: Snapshot, kind: str) -> None:
    chosen = {name: value for name, value in kinds.conditions(kind).items() if value != "全部"}
    where = {name: [None] if value == "（未填）" else value for name, value in chosen.items()}
    assert kinds.chosen(View(room_of(snapshot), where=where)) == kind
    assert kinds.chosen(View(room_of(snapshot), where={"category": "其他方面"})) is None


def test_两向的件数说哪里偏多_不说最大的一格() -> None:
    values = [[90.0, 900.0, 90.0], [60.0, 100.0, 10.0], [50.0, 9.0, 900.0]]
    said = charts.unlike("问题", ["停车", "医疗卫生", "其他方面"], ["天宁区", "武进区", "新北区"], values, fewest=20)
    assert said == "武进区问题中停车偏多，占89.2%，总体48.9%。"
    assert "相近" in charts.unlike(
        "问题", ["停车", "医疗"], ["天宁区", "武进区"], [[20.0, 200.0], [30.0, 300.0]], fewest=20
    )
    assert "武进区" not in charts.unlike(
        "问题", ["停车"], ["天宁区", "武进区"], [[20.0, 200.0]], fewest=20, apart=["武进区"]
    )


# ── time ──────────────────────────────────────────────────────────────────────────────────────

WEEKS = {date(2017, 3, 3): 99.0, date(2017, 3, 6): 30.0, date(2017, 3, 20): 12.0, date(2017, 4, 10): 1.0}


def in_weeks(snapshot: Snapshot, **span: str) -> list[Bar]:
    known = {day: Bar("", value, f"{value:.0f}户") for day, value in WEEKS.items()}
    return charts.in_time("周", known, View(room_of(snapshot), **span))  # type: ignore[arg-type]


def test_没有结束和不足整期的一周说出来_不作比较(snapshot: Snapshot) -> None:
    said = charts.over_time(in_weeks(snapshot))
    assert said.startswith("最高为3月6日—12日，30户；最低为3月20日—26日，12户。")
    assert "3月1日—5日不足整期，4月10日—12日尚未结束，不作比较" in said
    assert "3月13日—19日、3月27日—4月2日、4月3日—9日无记录" in said


def test_选了三月_三月最后几天是不足整期_不是尚未结束(snapshot: Snapshot) -> None:
    march = charts.in_time("周", {date(2017, 3, 28): Bar("", 5.0, "5户")}, View(room_of(snapshot), period="2017-03"))
    assert [(bar.said, bar.is_part, bar.is_running) for bar in march] == [("3月27日—31日", True, False)]


def test_空的一周在图上有位置_写横线(snapshot: Snapshot) -> None:
    drawn = charts.columns(in_weeks(snapshot))
    (bars,) = drawn.figure.data
    assert list(bars.x) == [
        "3.1—<br>3.5", "3.6—<br>3.12", "3.13—<br>3.19", "3.20—<br>3.26", "3.27—<br>4.2", "4.3—<br>4.9", "4.10—<br>4.12",
    ]  # fmt: skip
    assert [text for text, value in zip(bars.text, bars.y, strict=True) if not value] == ["—", "—", "—"]
    assert drawn.table["数"].isna().sum() == 3, "没有记录不是零"


@pytest.mark.parametrize(
    ("page", "key", "filters", "places"),
    [
        ("explore", "explore-chart", {"rows": "不分组", "grain": "周", "numbers": "收集问题"}, 6),
        ("explore", "explore-chart", {"rows": "不分组", "grain": "半月", "numbers": "收集问题"}, 3),
        ("explore", "explore-chart", {"rows": "不分组", "grain": "日", "numbers": "收集问题"}, 38),
        ("issues", "issues-months", {}, 2),
    ],
)
def test_每张随时间的图都不跳过空的时段(
    snapshot: Snapshot, page: str, key: str, filters: dict[str, str], places: int
) -> None:
    found = chart(opened(page, **filters), key)
    assert len(found["spec"]["data"][0]["x"]) == places  # type: ignore[index]
    if places != 38:
        assert "尚未结束" in str(found["said"])


def test_走访每周的图也不跳过(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny(
        tmp_path,
        data_date="2017-04-12",
        visits="""
            × | visit_date | household_id | unit_name | unit_level | is_first | is_first_by_unit | is_first_by_level
            5 | 2017-03-07 | 1            | 市甲局    | 市级机关   | true     | true             | true
            2 | 2017-03-29 | 2            | 市甲局    | 市级机关   | true     | true             | true
        """,
    ).close()
    look_at(tmp_path / "shelf", monkeypatch)
    found = chart(opened("visits"), "visits-weeks")
    assert found["spec"]["data"][0]["y"] == [5, 0, 0, 2, 0, 0]  # type: ignore[index]


# ── what is stuck ─────────────────────────────────────────────────────────────────────────────


def test_堵点按超期占比排_件数大的不在前_不足二十件的在后(snapshot: Snapshot) -> None:
    rows = View(room_of(snapshot)).rows_by(stuck.NUMBERS, "department")
    assert [row.name for row in stuck.in_order(rows)] == ["市乙局", "市甲局", "市丙局"]
    assert stuck.frame(rows)["department"].tolist() == ["市乙局", "市甲局", "市丙局"]
    assert [row["overdue"].value for row in stuck.in_order(rows)] == [17, 0, 8]


def test_问题办理先说堵点_明细先列超期_最早反映的在前(snapshot: Snapshot) -> None:
    at = opened("issues")
    found = chart(at, "issues-stuck-areas")
    assert found["said"] == "超期占比最高钟楼区63.0%，最低溧阳市0.0%，全市44.6%。"
    assert found["spec"]["data"][0]["y"] == ["溧阳市", "钟楼区"], "最上面一条在最后"  # type: ignore[index]
    rows = at.dataframe[-1].value
    assert set(rows["due_date"].astype(str).str[:10]) == {"2017-03-20", "2017-03-30"}
    assert rows["raised_date"].is_monotonic_increasing


def test_办理时效也按堵点排(snapshot: Snapshot) -> None:
    at = opened("timeliness")
    (table,) = [one.value for one in at.dataframe if "still_open" in one.value and len(one.value) > 1]
    assert table["overdue"].tolist() == [17, 0, 8]


# ── the picture ───────────────────────────────────────────────────────────────────────────────


def test_图片带着题目_单位_范围_日期和来源_文件名看得懂(snapshot: Snapshot) -> None:
    found = chart(opened("issues", area="钟楼区"), "issues-stuck-areas")
    words = found["spec"]["layout"]["meta"]["picture"]  # type: ignore[index]
    assert words["title"] == "各区堵点" and words["sentence"] == found["said"]
    assert all(
        part in words["about"] for part in ("统计范围：", "钟楼区", "4月12日", "单位：%", "数据截至2017年4月12日")
    )
    assert words["foot"] == "数据来源：大走访数据看板，各单位报表汇总，数据版本tiny"
    name = found["config"]["toImageButtonOptions"]["filename"]  # type: ignore[index]
    assert name.startswith("各区堵点_") and "钟楼区" in name and "4月12日" in name


def test_图片的文件名不含不能用的字符() -> None:
    assert picture.file_name('收集/解决："周"', "a · b") == "收集_解决_周_a_b"
    assert len(picture.file_name("长" * 200, "全市")) <= picture.LONGEST
