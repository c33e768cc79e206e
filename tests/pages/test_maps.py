"""Does every place stand on the map, in the colour of its number, and never in one that it has not earned?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
import streamlit as st

from campaign.numbers import kinds
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import COVERAGE, ISSUES, SOLVED_SHARE, metric
from campaign.places import areas
from campaign.places.areas import AREAS, DISTRICTS, ECONOMIC_ZONE, ECONOMIC_ZONE_TOWNS, ZONES
from pages.parts import borders, charts, maps
from pages.parts.charts import Chart
from pages.parts.view import View
from tests.rooms import room_of
from tests.tiny import tiny

KINDS = ("district", "zone")
LARGE, SMALL, NO_STATUS, NO_ROWS = "天宁区", "钟楼区", "新北区", "溧阳市"
"""Twenty issues; nineteen, none of them solved; thirty of which nobody says whether they are solved; none at all."""
TOWN_OF = {LARGE: "红梅街道", SMALL: "五星街道", NO_STATUS: "三井街道", NO_ROWS: "溧城镇"}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    snapshot = tiny(
        tmp_path_factory.mktemp("maps"),
        issues=f"""
            ×  | district    | zone        | town_name            | raised_date | solved_date | status
            5  | {LARGE}     | {LARGE}     | {TOWN_OF[LARGE]}     | 2017-03-10  | 2017-03-20  | 已解决
            15 | {LARGE}     | {LARGE}     | {TOWN_OF[LARGE]}     | 2017-03-10  |             | 待解决
            19 | {SMALL}     | {SMALL}     | {TOWN_OF[SMALL]}     | 2017-03-10  |             | 待解决
            30 | {NO_STATUS} | {NO_STATUS} | {TOWN_OF[NO_STATUS]} | 2017-03-10  |             |
            40 | 武进区      | 经开区      | 横林镇               | 2017-03-10  | 2017-03-20  | 已解决
            40 | 武进区      | 武进区      | 湖塘镇               | 2017-03-10  |             | 待解决
        """,
    )
    st.cache_data.clear()
    yield View(room_of(snapshot))
    st.cache_data.clear()


def of_kind(view: View, kind: str) -> View:
    return View(view.room, area=kind)


def drawn(chart: Chart) -> dict[str, object]:
    return json.loads(chart.figure.to_json())


def both(view: View, number: Metric) -> tuple[Chart, Chart]:
    found = maps.areas_of(view, number), maps.towns_of(view, number)
    return maps.districts(found[0], number), maps.tiles(found[1], number)


def shapes_drawn(chart: Chart) -> dict[str, str]:
    """Every shape that is filled, with its colour: areas, squares of the legend, and the lines over both."""
    filled = {}
    for trace in drawn(chart)["data"]:  # type: ignore[attr-defined]
        if trace["type"] == "choropleth":
            colour = {round(at * trace["zmax"]): colour for at, colour in trace["colorscale"]}
            filled |= {name: colour[z] for name, z in zip(trace["locations"], trace["z"], strict=True)}
    return filled


def areas_drawn(chart: Chart) -> dict[str, str]:
    """The colour of each area."""
    return {name: colour for name, colour in shapes_drawn(chart).items() if name in (*DISTRICTS, ECONOMIC_ZONE)}


def hatched(chart: Chart) -> set[str]:
    """The areas with lines over them."""
    return {name for name in areas_drawn(chart) if borders.hatching(name) in shapes_drawn(chart)}


def is_inside(point: borders.Point, rings: Sequence[Sequence[borders.Point]]) -> bool:
    """Whether a line from the point to the east crosses the rings an odd number of times."""
    x, y = point
    crossed = sum(
        (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        for ring in rings
        for (x0, y0), (x1, y1) in pairwise(ring)
    )
    return crossed % 2 == 1


def fetched() -> dict[str, list[list[list[borders.Point]]]]:
    """The polygons of each shape in the file that a browser fetches."""
    return {f["id"]: f["geometry"]["coordinates"] for f in json.loads(borders.shapes())["features"]}


def tiles_drawn(chart: Chart) -> dict[str, dict[str, object]]:
    """Each tile's words, colour and pattern."""
    tiles = next(t for t in drawn(chart)["data"] if t.get("customdata"))  # type: ignore[attr-defined]
    marker = tiles["marker"]
    values = zip(tiles["text"], marker["color"], marker["pattern"]["shape"], strict=True)
    return dict(zip(tiles["customdata"], values, strict=True))


# ── the borders ───────────────────────────────────────────────────────────────────────────────


def test_每个辖市区都有边界_没有别的() -> None:
    assert set(borders.borders()) == set(DISTRICTS)


def test_经开区没有边界_画成方块并说明是示意() -> None:
    assert ECONOMIC_ZONE not in borders.borders()
    assert borders.rings_of(ECONOMIC_ZONE) == (borders.BLOCK,)
    assert "示意" in borders.BLOCK_LABEL
    assert "无边界" in borders.BLOCK_LABEL


def test_相邻的区共用一条边界_之间没有缝() -> None:
    """What only one district has is the city's outline: one closed line, passing each of its points once."""
    sides = Counter(
        frozenset(side) for rings in borders.borders().values() for ring in rings for side in pairwise(ring)
    )
    assert set(sides.values()) == {1, 2}
    outline: dict[borders.Point, list[borders.Point]] = {}
    for side in (side for side, times in sides.items() if times == 1):
        one, other = side
        outline.setdefault(one, []).append(other)
        outline.setdefault(other, []).append(one)
    assert {len(ends) for ends in outline.values()} == {2}
    first = next(iter(outline))
    seen, here = {first}, outline[first][0]
    while here not in seen:
        seen.add(here)
        here = next((p for p in outline[here] if p not in seen), first)
    assert len(seen) == len(outline)


def test_边界文件小_许可证在旁边() -> None:
    assert borders.BORDERS.stat().st_size <= 40_000
    licence = (areas.REFERENCE / "districts_LICENSE.txt").read_text(encoding="utf-8")
    assert "MIT License" in licence
    assert "mapshaper" in licence


@pytest.mark.parametrize("name", ZONES)
def test_区名写在自己的地界里_写在旁边的有引线或方块(name: str) -> None:
    is_within = is_inside(borders.NAME_AT[name], borders.rings_of(name))
    assert is_within != (name in borders.NAMED_OUTSIDE)
    if name in borders.LINE_TO:
        assert is_inside(borders.LINE_TO[name][1], borders.rings_of(name))


@pytest.mark.parametrize("name", ZONES)
def test_浏览器取的边界就是随附的边界_方块也在里面(name: str) -> None:
    points = {tuple(point) for (ring,) in fetched()[name] for point in ring}
    assert points == {point for ring in borders.rings_of(name) for point in ring}


@pytest.mark.parametrize("name", ZONES)
def test_斜线都在自己的地界里_一条隔一条(name: str) -> None:
    """The middle of each line lies inside; the ends lie on the border itself."""
    lines = fetched()[borders.hatching(name)]
    middles = [(sum(x for x, _ in ring[:4]) / 4, sum(y for _, y in ring[:4]) / 4) for (ring,) in lines]
    assert all(is_inside(middle, borders.rings_of(name)) for middle in middles)
    heights = sorted({round((y * borders.STRETCH - x) / borders.HATCH_STEP) for x, y in middles})
    assert {b - a for a, b in pairwise(heights)} == {1}


def test_每个形状都顺时针_不然整个世界都填满() -> None:
    rings = [ring for polygons in fetched().values() for polygon in polygons for ring in polygon]
    assert all(sum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in pairwise(ring)) > 0 for ring in rings)


# ── which places ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "names"), [("district", DISTRICTS), ("zone", ZONES)])
def test_地图上每个区恰好一块(view: View, kind: str, names: tuple[str, ...]) -> None:
    found = maps.areas_of(of_kind(view, kind), SOLVED_SHARE)
    assert [p.name for p in found] == list(names)
    chart = maps.districts(found, SOLVED_SHARE)
    assert sorted(areas_drawn(chart)) == sorted(names)
    clicked = {name for t in drawn(chart)["data"] for name in t.get("customdata", ())}  # type: ignore[attr-defined]
    assert clicked == set(names)


@pytest.mark.parametrize("kind", KINDS)
def test_名录上每个镇街恰好一格(view: View, kind: str) -> None:
    found = maps.towns_of(of_kind(view, kind), SOLVED_SHARE)
    lies_in = {a.town_name: getattr(a, kind) for a in AREAS}
    assert {p.name: p.within for p in found} == lies_in
    assert len(found) == len(lies_in)
    assert set(tiles_drawn(maps.tiles(found, SOLVED_SHARE))) == set(lies_in)


@pytest.mark.parametrize(("kind", "within"), [("district", "武进区"), ("zone", ECONOMIC_ZONE)])
def test_经开区的六个镇街_含时在武进区_不含时单列(view: View, kind: str, within: str) -> None:
    found = maps.towns_of(of_kind(view, kind), ISSUES)
    assert {p.within for p in found if p.name in ECONOMIC_ZONE_TOWNS} == {within}


def test_含不含经开区_武进区的数不同(view: View) -> None:
    found = {kind: {p.name: p.value for p in maps.areas_of(of_kind(view, kind), SOLVED_SHARE)} for kind in KINDS}
    assert found["district"]["武进区"] == 0.5
    assert found["zone"]["武进区"] == 0.0
    assert found["zone"][ECONOMIC_ZONE] == 1.0


def test_镇街的格子_六个一行_不重叠(view: View) -> None:
    chart = maps.tiles(maps.towns_of(view, ISSUES), ISSUES)
    tiles = next(t for t in drawn(chart)["data"] if t.get("customdata"))  # type: ignore[attr-defined]
    places = list(zip(chart.figure.data[-1].base, chart.figure.data[-1].y, strict=True))
    assert len(set(places)) == len(places) == len(tiles["customdata"])
    assert {x for x, _ in places} == set(range(maps.ACROSS))
    assert all(b - a >= 1 for a, b in pairwise(sorted({y for _, y in places})))


def test_格子里的短名不超过四个字_同一个区里不重复() -> None:
    for towns in areas.towns_of_each("district").values():
        short = [areas.short_town(town) for town in towns]
        assert max(map(len, short)) <= 4
        assert len(set(short)) == len(short)


# ── what the colour says ──────────────────────────────────────────────────────────────────────


def test_没有数的是灰的_写明为什么_从不是零(view: View) -> None:
    areas_chart, towns_chart = both(view, SOLVED_SHARE)
    for name in (NO_STATUS, NO_ROWS):
        place = next(p for p in maps.areas_of(view, SOLVED_SHARE) if p.name == name)
        assert (place.value, place.label) == (None, "—")
        assert place.reason
        assert areas_drawn(areas_chart)[name] == charts.NO_DATA
        said, colour, pattern = tiles_drawn(towns_chart)[TOWN_OF[name]]
        assert said.endswith("<b>—</b>")
        assert (colour, pattern) == (charts.NO_DATA, "")
    given = next(p for p in maps.areas_of(view, SOLVED_SHARE) if p.name == SMALL)
    assert (given.value, given.label, given.reason) == (0.0, "0.0%", "")


def test_样本不足的画斜线_够的不画(view: View) -> None:
    """Twenty is enough, nineteen is not: the minimum base of 督查排名."""
    areas_chart, towns_chart = both(view, SOLVED_SHARE)
    assert hatched(areas_chart) == {SMALL}
    assert {name for name, (_, _, shape) in tiles_drawn(towns_chart).items() if shape} == {TOWN_OF[SMALL]}


@pytest.mark.parametrize("metric_id", ["households", "issues", "pending", "overdue"])
def test_件数户数没有样本不足(view: View, metric_id: str) -> None:
    found = [*maps.areas_of(view, metric(metric_id)), *maps.towns_of(view, metric(metric_id))]
    assert not any(p.is_small for p in found)


def test_样本不足的从不说成最高最低(view: View) -> None:
    said = maps.seen(maps.areas_of(of_kind(view, "zone"), SOLVED_SHARE), SOLVED_SHARE, "区", "全市35.3%")
    assert said.startswith("解决率（单位申报）最高经开区100.0%，最低武进区0.0%，全市35.3%；")
    assert SMALL not in said
    assert "1个区样本不足，不作比较" in said
    few_only = [p for p in maps.areas_of(view, SOLVED_SHARE) if p.name in (SMALL, NO_ROWS)]
    assert "暂不能比较" in maps.seen(few_only, SOLVED_SHARE, "区")
    assert SMALL not in maps.seen(few_only, SOLVED_SHARE, "区")


@pytest.mark.parametrize("number", maps.NUMBERS, ids=lambda number: number.id)
def test_件数户数只说明大小_图上的话从不说哪个区最多(view: View, number: Metric) -> None:
    """A large district has much of everything: what its sentence compares is a share, or how many there are to a household."""
    zones = of_kind(view, "zone")
    said = maps.judged(zones, maps.areas_of(zones, number), number, "zone", "区")
    assert number.label in said and "最多" not in said and "最少" not in said
    if kinds.base(number) is None:
        assert f"{number.label}最" not in said


def test_没有报总户数的镇街_说几个没有报(view: View) -> None:
    found = [
        maps.Place("甲", "", 0.7, "70.0%"),
        maps.Place("乙", "", 0.6, "60.0%"),
        *(maps.Place(name, "", None, "—", reason="没有总户数") for name in "丙丁"),
    ]
    assert (
        maps.seen(found, COVERAGE, "镇街", "全市65.0%")
        == "覆盖率最高甲70.0%，最低乙60.0%，全市65.0%；2个镇街未报总户数。"
    )


def test_点一个区_地区页上还是这个数(view: View) -> None:
    addresses = [maps.address_of(view, number, district="武进区") for number in maps.NUMBERS]
    assert [address.get(maps.CHOSEN, COVERAGE.label) for address in addresses] == [n.label for n in maps.NUMBERS]
    assert {address["area"] for address in addresses} == {"武进区"}


def test_数越大颜色越深_图例写出每一档(view: View) -> None:
    found = maps.areas_of(of_kind(view, "zone"), SOLVED_SHARE)
    steps = maps.scale(found, SOLVED_SHARE)
    shown = sorted((p for p in found if p.value is not None), key=lambda p: p.value or 0)
    depth = [charts.MAP_STEPS.index(steps.colours[steps.step(p.value or 0)]) for p in shown]
    assert depth == sorted(depth)
    assert depth[0] < depth[-1]
    words = [text for t in drawn(maps.districts(found, SOLVED_SHARE))["data"] for text in t.get("text") or ()]  # type: ignore[attr-defined]
    for said in ("0%以上", "100%以上", "样本不足", "暂无数据"):
        assert said in words


@pytest.mark.parametrize(
    ("metric_id", "values", "begins"),
    [
        ("solved_share", (0.61, 0.69, 0.7), (0.6, 0.625, 0.65, 0.675, 0.7)),
        ("solved_share", (0.24, 0.31), (0.24, 0.26, 0.28, 0.3)),
        ("issues", (4000.0, 11_000.0), (4000, 6000, 8000, 10_000)),
        ("issues", (112.0, 4686.0), (0, 200, 500, 1000, 2000)),
        ("issues", (3.0, 5.0), (3, 4, 5)),
        ("issues", (0.0, 1.0), (0, 1)),
        ("issues", (0.0, 0.0), (0,)),
        ("issues_per_household", (0.17, 0.26), (0.15, 0.2, 0.25)),
        ("issues", (), ()),
    ],
)
def test_颜色的档是整数_不超过五档(metric_id: str, values: tuple[float, ...], begins: tuple[float, ...]) -> None:
    found = [maps.Place(str(i), "", value, "") for i, value in enumerate(values)]
    steps = maps.scale(found, metric(metric_id))
    assert len(steps.begins) <= len(charts.MAP_STEPS)
    assert steps.begins == pytest.approx(begins)
    assert all(steps.begins[steps.step(value)] <= value for value in values)


def test_万字档(view: View) -> None:
    found = [maps.Place("a", "", 4000.0, ""), maps.Place("b", "", 11_000.0, "")]
    assert [said for said, _, _ in maps.legend(maps.scale(found, ISSUES), found, ISSUES)][-1] == "1万以上"


def test_申报的解决率旁边有群众核实的_悬停和表里都有(view: View) -> None:
    for chart in both(view, SOLVED_SHARE):
        assert "群众核实" in json.dumps(drawn(chart), ensure_ascii=False)
        assert chart.table["对照"].str.startswith("群众核实").all()


def test_可选的数都能画_都有表(view: View) -> None:
    for number in maps.NUMBERS:
        for chart in both(of_kind(view, "zone"), number):
            assert not chart.table.empty
            assert chart.table.columns[0] in ("名称", "区域")


def test_不能这样统计的数_全是灰的_写明原因(view: View) -> None:
    narrowed = view.but(category="房屋土地")
    found = maps.areas_of(narrowed, COVERAGE)
    assert {p.label for p in found} == {"—"}
    assert all(p.reason for p in found)
    assert "暂无数据" in maps.seen(found, COVERAGE, "区")


def test_地图不向外取任何东西(view: View) -> None:
    """Plotly's own maps fetch the world and tiles: what is drawn here are bars, and shapes of this server's own file."""
    for number in maps.NUMBERS:
        for chart in both(of_kind(view, "zone"), number):
            figure = drawn(chart)
            assert not {"map", "mapbox"} & set(figure["layout"])  # type: ignore[call-overload]
            assert "http" not in json.dumps(figure)
            shapes = [t for t in figure["data"] if t["type"] == "choropleth"]  # type: ignore[attr-defined]
            assert {t["geojson"] for t in shapes} <= {borders.address()}
            if shapes:  # the world is fetched where anything of it is seen, or where the first of all is an area
                assert figure["layout"]["geo"]["visible"] is False  # type: ignore[index]
                assert figure["data"][0]["type"] == "scattergeo"  # type: ignore[index]


def test_图里没有边界_只有地名和数(view: View) -> None:
    """The borders reach a browser once, as a file that it keeps: what is drawn anew only names its places."""
    chart = maps.districts(maps.areas_of(of_kind(view, "zone"), SOLVED_SHARE), SOLVED_SHARE)
    points = {point for name in DISTRICTS for ring in borders.rings_of(name) for point in ring}
    lines = [t for t in drawn(chart)["data"] if "lon" in t]  # type: ignore[attr-defined]
    assert not points & {point for t in lines for point in zip(t["lon"], t["lat"], strict=True)}
    assert set(shapes_drawn(chart)) <= set(fetched())


def test_边界变了_地址就变(monkeypatch: pytest.MonkeyPatch) -> None:
    def address() -> str:
        borders.shapes.cache_clear()
        borders.address.cache_clear()
        return borders.address()

    before = address()
    with monkeypatch.context() as changed:
        changed.setattr(borders, "BLOCK", (*borders.BLOCK[:3], borders.BLOCK[0]))
        assert address() != before
    assert address() == before


def test_测试里画的每张图_Plotly都查过() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        charts.as_declared({"data": [{"type": "bar", "nonsense": 1}]})
