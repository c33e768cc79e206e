"""Does the page of a place say the same as `ask`, at every level, and of the one place that is meant?"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import format_headline
from campaign.places.areas import AREAS, DISTRICTS, ECONOMIC_ZONE, ECONOMIC_ZONE_TOWNS, ZONES, Area
from pages import places
from pages.parts.bar import OF_PLACES
from tests.pages_shelf import look_at
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]


def area(town: str, village: str) -> Area:
    """The village of the register."""
    return next(a for a in AREAS if (a.town_name, a.village_name) == (town, village))


MANY, TWIN, OTHER_TWIN = area("湖塘镇", "南街社区"), area("横山桥镇", "朝阳村"), area("雕庄街道", "朝阳村")
"""A village of 武进区, one of 经开区, and one of 天宁区 with the same name."""
VILLAGES = (MANY, TWIN, OTHER_TWIN)
HOUSEHOLDS = {MANY: 30, TWIN: 7, OTHER_TWIN: 11}
SOLVED = {MANY: 5, TWIN: 2, OTHER_TWIN: 9}
OPEN = {MANY: 20, TWIN: 1, OTHER_TWIN: 3}


def place(a: Area) -> str:
    return " | ".join((a.village_id, a.village_name, a.town_name, a.district, a.zone))


PLACE = "village_id | village_name | town_name | district | zone"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    folder = tmp_path_factory.mktemp("places")
    visits = [
        f"{n} | {i} | {i} | 2017-03-1{i} | 市民政局 | 市级机关 | 1 | true | true | true | true | {str(a is MANY).lower()} | {place(a)}"
        for i, (a, n) in enumerate(HOUSEHOLDS.items())
    ]
    issues = [
        f"{n} | 2017-03-10 | {solved} | {status} | 房屋土地 | 市民政局 | 市级机关 | 市民政局 | 市民政局 | 市级机关 | 2017-03-31 | "
        f"问题在{a.town_name} | 甲/乙.xlsx | 台账 | 7 | {place(a)}"
        for counts, solved, status in ((SOLVED, "2017-03-20", "已解决"), (OPEN, "", "待解决"))
        for a, n in counts.items()
    ]
    head = "unit_name | unit_level"
    return folder / "shelf", tiny(
        folder,
        data_date="2017-04-12",
        units=f"{head} | supervision_group\n市民政局 | 市级机关 | 1",
        areas="\n".join([PLACE, *(place(a) for a in AREAS)]),
        visits="\n".join(
            [
                f"× | visit_id | household_id | visit_date | {head} | supervision_group | is_first | is_first_by_unit | "
                f"is_first_by_level | is_first_by_group | is_village_surveyed | {PLACE}",
                *visits,
            ]
        ),
        issues="\n".join(
            [
                f"× | raised_date | solved_date | status | category | {head} | department | handler | handler_level | due_date | "
                f"issue_text | source_file | source_sheet | source_row | {PLACE}",
                *issues,
            ]
        ),
        village_profiles=f"""
            {PLACE} | unit_name | household_total | population | secretary_name | source_file | source_sheet | source_row
            {place(MANY)} | 市民政局 | 40 | 120 | 哨兵书记 | 甲/附件1.xlsx | 附件1 | 5
        """,
    )


@pytest.fixture
def snapshot(shelf: tuple[Path, Snapshot], monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    look_at(shelf[0], monkeypatch)
    return shelf[1]


def opened(**filters: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page("pages/places.py")
    for name, value in filters.items():
        at.query_params[name] = [value]
    found = at.run()
    assert not found.exception
    assert not found.error
    return found


def told(snapshot: Snapshot, **where: str) -> list[str]:
    """The headline numbers as `ask` says them."""
    numbers = snapshot.ask(places.HEADLINE, where=where or None).iloc[0]
    return [format_headline(name, numbers[name]) for name in places.HEADLINE]


def steps_up(at: AppTest) -> list[str]:
    """What the breadcrumb leads to."""
    return [b.label.removeprefix(":primary[").removesuffix("]") for b in at.button if (b.key or "").startswith("up-")]


def conclusion(at: AppTest) -> str:
    return next(m.value for m in at.markdown if "截至4月12日，" in m.value)


LEVELS = [
    ({}, {}, [], "全市"),
    ({"area": "武进区"}, {"district": "武进区"}, ["全市"], "武进区"),
    ({"areas": "不含经开区", "area": "武进区"}, {"zone": "武进区"}, ["全市"], "武进区"),
    ({"areas": "不含经开区", "area": ECONOMIC_ZONE}, {"zone": ECONOMIC_ZONE}, ["全市"], ECONOMIC_ZONE),
    ({"area": "武进区", "town": "横山桥镇"}, {"town": "横山桥镇"}, ["全市", "武进区"], "横山桥镇"),
    (
        {"areas": "不含经开区", "area": ECONOMIC_ZONE, "town": "横山桥镇"},
        {"town": "横山桥镇"},
        ["全市", ECONOMIC_ZONE],
        "横山桥镇",
    ),
    (
        {"area": "武进区", "town": "湖塘镇", "village": "南街社区"},
        {"village_id": MANY.village_id},
        ["全市", "武进区", "湖塘镇"],
        "南街社区",
    ),
]


@pytest.mark.parametrize(("chosen", "where", "above", "name"), LEVELS)
def test_每一级的数与ask相同_面包屑通到上面每一级(
    snapshot: Snapshot, chosen: dict[str, str], where: dict[str, str], above: list[str], name: str
) -> None:
    at = opened(**chosen)
    assert [m.value for m in at.metric] == told(snapshot, **where)
    assert steps_up(at) == above
    assert f"截至4月12日，{name}" in conclusion(at)


def test_两个区都有的村名_只看选定的那一个(snapshot: Snapshot) -> None:
    at = opened(town="雕庄街道", village="朝阳村")
    assert [m.value for m in at.metric] == told(snapshot, village_id=OTHER_TWIN.village_id)
    assert at.metric[0].value == "11户"
    assert steps_up(at) == ["全市", "天宁区", "雕庄街道"]
    shown = " ".join(str(frame.value.to_dict()) for frame in at.dataframe)
    assert "问题在雕庄街道" in shown
    assert "问题在横山桥镇" not in shown


def test_没有选镇的同名村_先问是哪一个_点了就是那一个(snapshot: Snapshot) -> None:
    at = opened(village="朝阳村")
    assert not at.metric
    asked = [b for b in at.button if (b.key or "").startswith("which-")]
    assert [b.label for b in asked] == ["天宁区 › 雕庄街道 › 朝阳村", "武进区 › 横山桥镇 › 朝阳村"]
    asked[1].click().run()
    assert [m.value for m in at.metric] == told(snapshot, village_id=TWIN.village_id)


def test_在区里只有一个的同名村_不必问(snapshot: Snapshot) -> None:
    at = opened(area="天宁区", village="朝阳村")
    assert [m.value for m in at.metric] == told(snapshot, village_id=OTHER_TWIN.village_id)


def test_点面包屑回到上一级_下面的都去掉(snapshot: Snapshot) -> None:
    at = opened(area="武进区", town="湖塘镇", village="南街社区")
    at.button(key="up-2").click().run()
    assert [m.value for m in at.metric] == told(snapshot, district="武进区")
    assert steps_up(at) == ["全市"]
    at.button(key="up-1").click().run()
    assert [m.value for m in at.metric] == told(snapshot)
    assert steps_up(at) == []


@pytest.mark.parametrize(("kind", "names"), [("district", DISTRICTS), ("zone", ZONES)])
def test_各区相加等于全市_经开区含与不含都是(snapshot: Snapshot, kind: str, names: tuple[str, ...]) -> None:
    found = snapshot.ask(("households", "issues"), by=(kind,))
    assert set(found[kind]) <= set(names)
    assert found["households"].sum() == sum(HOUSEHOLDS.values())
    assert found["issues"].sum() == sum(SOLVED.values()) + sum(OPEN.values())


def test_武进区含经开区时加上经开区的镇街_不含时没有(snapshot: Snapshot) -> None:
    both, alone = opened(area="武进区"), opened(areas="不含经开区", area="武进区")
    assert (both.metric[0].value, alone.metric[0].value) == ("37户", "30户")
    assert "横山桥镇" in ECONOMIC_ZONE_TOWNS


def test_镇的村全列出_没有走访的也在_合计是全镇的(snapshot: Snapshot) -> None:
    at = opened(area="武进区", town="湖塘镇")
    villages, total = (frame.value for frame in at.dataframe[:2])
    assert sorted(villages["village"]) == sorted(a.village_name for a in AREAS if a.town_name == "湖塘镇")
    assert villages["village"].iloc[0] == "南街社区"
    assert villages["households"].notna().sum() == 1
    assert total["households"].iloc[0] == HOUSEHOLDS[MANY]


def test_村有附件1的_基本情况在_没有书记(snapshot: Snapshot) -> None:
    at = opened(area="武进区", town="湖塘镇", village="南街社区")
    facts = at.table[0].value
    assert facts.loc["总户数"].iloc[0] == "40"
    assert {m.label: m.value for m in at.metric}["覆盖率"] == "75.0%"
    assert "哨兵" not in str(facts)
    assert set(places.PROFILE).isdisjoint({"secretary_name", "secretary_phone", "contact_name", "contact_phone"})


def test_没有附件1的_覆盖率是横线并写明没有总户数(snapshot: Snapshot) -> None:
    at = opened(area="天宁区", town="雕庄街道", village="朝阳村")
    coverage = next(m for m in at.metric if m.label == "覆盖率")
    assert coverage.value == "—"
    assert "总户数" in coverage.delta
    assert any("未报附件1" in i.value for i in at.info)


def test_没有走访的地方_写明没有_不是零(snapshot: Snapshot) -> None:
    at = opened(area="溧阳市", town="溧城镇")
    assert {m.value for m in at.metric} == {"—"}
    assert "暂无数据" in conclusion(at)


def test_其他筛选不能用的数_是横线不是停下(snapshot: Snapshot) -> None:
    at = opened(area="武进区", category="房屋土地")
    shown = {m.label: m.value for m in at.metric}
    assert shown["走访户数"] == "—"
    assert shown["收集问题"] == "28件"


def test_一级都不漏_每个地区级别都能选() -> None:
    assert set(places.LEVELS) == set(OF_PLACES)
