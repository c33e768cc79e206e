"""Does the page of the ranking, and the workbook that is taken from it, say who is named, why, and by which rules?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, quote

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from campaign.judgement.ranking import method, published, standing
from campaign.judgement.ranking.composite import composite
from campaign.numbers.metrics import metric
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from exports import standings
from pages.parts import charts, leads
from tests.campaign.test_ranking import drawn, the_city
from tests.pages.test_pages import opened
from tests.pages_shelf import forget, look_at
from tests.tiny import tiny

METHOD = published()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="module")
def city(folder: Path) -> Iterator[Snapshot]:
    """政法委 11 of 194 and 政府办 55 of 281 among 109 units, one that sent nothing, and a name like a formula."""
    found = the_city(folder, "\n市台办 | 市级机关 | 3\n=1+1局 | 市级机关 | 3")
    yield found
    found.close()


@pytest.fixture
def at(city: Snapshot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    look_at(folder / "shelf", monkeypatch)
    return opened("ranking")


def said(at: AppTest) -> str:
    return "\n".join(m.value.replace("\\", "") for m in at.markdown)


def lines_of(at: AppTest, unit: str) -> list[str]:
    """The lines of lists that begin with a unit's name."""
    return [line for line in said(at).splitlines() if line.startswith(f"- [**{unit}**]")]


def tables_of(at: AppTest) -> list[str]:
    """The tables that are drawn as HTML."""
    return [html.proto.body for html in at.get("html") if "<table>" in html.proto.body]


def test_一句话说清同类水平和各档家数(at: AppTest, city: Snapshot) -> None:
    found = standing(city, "市级机关")
    shown = {m.label: m.value for m in at.metric}
    assert {tier: shown[tier] for tier in shown} == {tier: f"{len(found.of(tier))}家" for tier in shown}
    assert "同类水平**24.4%**" in said(at)
    assert f"列为整改的**{len(found.of('整改'))}家**" in said(at)


def test_点名的有依据_有通到明细的链接(at: AppTest) -> None:
    (line,) = (s for s in lines_of(at, "市委政法委") if "：194件" in s)
    assert "194件中已解决11件，5.7%，同类24.4%，低于99.8%控制限" in line
    assert "位次第" in line and "次仍为整改" in line and "实际是应有的" in line
    assert "trace?metric=solved" in line and "&handler=" in line
    assert f"only_status={quote(leads.FILLED)}" in line, "没有写是否解决的不在基数里，明细里也没有"


def test_花名册以外的单位承办的_页面上写明件数(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny(
        tmp_path,
        issues="""
            ×    | handler | handler_level | raised_date | status
            15   | 甲区局  | 区级部门      | 2017-03-01  | 待解决
            5    | 甲区局  | 区级部门      | 2017-03-01  |
            1200 | 其他    |               | 2017-03-01  | 待解决
        """,
    ).close()
    look_at(tmp_path / "shelf", monkeypatch)
    at = opened("ranking", peers="承办单位")
    assert "另有1,200件由花名册以外的单位承办，不评。" in said(at)
    assert "另有5件没有写是否解决，不计" in said(at)
    (link,) = set(re.findall(r"trace\?(metric=issues&[^)]*)", said(at)))
    rows = opened("trace", **{name: value for name, (value,) in parse_qs(link).items()})
    assert not rows.exception and "收集问题 **15件**" in said(rows), "明细里也没有没写的5件"


def test_政府办不在整改和关注的名单里(at: AppTest) -> None:
    assert not any("：281件" in line for line in lines_of(at, "市政府办公室"))


def test_名字通到这家的画像_漏斗和排名里也是(at: AppTest) -> None:
    (line,) = (s for s in lines_of(at, "市委政法委") if "：194件" in s)
    assert f"](unit?unit={quote('市委政法委')})：" in line
    (league,) = (table for table in tables_of(at) if "的解决率" in table)
    assert f'<a href="unit?unit={quote("市委政法委")}">市委政法委</a>' in league
    assert "=1+1局" not in league, "没有数据的不在排名里"


def test_排名是一张表_整改在前_有基数_区间和位次(at: AppTest, city: Snapshot) -> None:
    found = standing(city, "市级机关")
    (league,) = (table for table in tables_of(at) if "的解决率" in table)
    named = re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', league)
    assert named == [p.unit for p in found.of("整改", "关注", "达标", "先进")]
    first = found.of("整改")[0]
    (row,) = (r for r in league.split("<tr>") if f">{first.unit}<" in r)
    for words in (
        "整改",
        f">{first.whole:,}<",
        f">{first.part:,}<",
        first.formatted_interval,
        f"第{first.first}–{first.last}位",
    ):
        assert words in row
    assert 'class="span act"' in row


def test_图例写明红色在这里是警示(at: AppTest) -> None:
    assert any("红色是要整改的警示" in c.value for c in at.caption)


@pytest.mark.parametrize("measure", [*METHOD.measures.handling, *METHOD.measures.visiting])
def test_每个指标都排得出(at: AppTest, measure: str) -> None:
    at.selectbox(key="measure").select(metric(measure).label).run()
    assert not at.exception and not at.error


def test_办法逐条印在下面(at: AppTest) -> None:
    for rule in METHOD.sentences:
        assert rule in said(at)


def test_漏斗图只有整改的是红的(at: AppTest) -> None:
    specs = [chart.proto.spec for chart in at.get("plotly_chart")]
    found = [spec for spec in specs if '"type":"log"' in spec.replace(" ", "")]
    (funnel,) = found
    drawn = json.loads(funnel)["data"]
    dots = [
        (name, colour)
        for trace in drawn
        if trace.get("customdata")
        for name, colour in zip(trace["customdata"], trace["marker"]["color"], strict=True)
    ]
    assert len(dots) == 109
    red = [name for name, colour in dots if colour == charts.RED]
    assert "市委政法委" in red
    assert len(red) == int({m.label: m.value for m in at.metric}["整改"].removesuffix("家"))


def test_只看一个小组_比的还是全部同类(at: AppTest, city: Snapshot) -> None:
    at.selectbox(key="group").select("1").run()
    shown = {m.label: int(m.value.removesuffix("家")) for m in at.metric}
    assert sum(shown.values()) == len(standing(city, "市级机关", only_group=1).places) < 20
    assert "同类水平**24.4%**" in said(at)


def test_换到没有这个指标的同类_退回默认指标(at: AppTest) -> None:
    at.selectbox(key="measure").select("处置率").run()
    assert "处置率的同类水平" in said(at) or "无从比较" in said(at)
    at.segmented_control(key="peers").set_value("承办单位").run()
    assert not at.exception
    assert at.selectbox(key="measure").value == "解决率（单位申报）"


def test_写错的办法在页面上说明_不出名单(at: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / method.FILE.name
    file.write_text(method.FILE.read_text(encoding="utf-8").replace("behind = 0.90", "behind = 0.10"), encoding="utf-8")
    monkeypatch.setattr(method, "FILE", file)
    method.published.cache_clear()
    try:
        at.run()
        assert not at.exception
        assert "watch < behind" in at.error[0].value
        assert not at.metric
    finally:
        monkeypatch.undo()
        method.published.cache_clear()


def test_综合分启用了才出现_页面和工作簿都有(
    city: Snapshot, at: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "综合分" not in [s.value for s in at.header]
    file = tmp_path / method.FILE.name
    file.write_text(method.FILE.read_text(encoding="utf-8").replace("on = false", "on = true"), encoding="utf-8")
    monkeypatch.setattr(method, "FILE", file)
    method.published.cache_clear()
    forget()
    try:
        at.run()
        assert not at.exception
        assert "综合分" in [s.value for s in at.header]
        scores = composite(city, "市级机关")
        made = standings.workbook(city, standing(city, "市级机关"), (), scores)
    finally:
        monkeypatch.undo()
        method.published.cache_clear()
        forget()
    sheet = openpyxl.load_workbook(BytesIO(made))["综合分"]
    rows = [dict(zip(standings.SCORE_LABELS, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert {row["单位"] for row in rows} == {one.unit for one in scores}
    assert next(row for row in rows if row["单位"] == "市台办")["综合分"] == "—"


# ── places ────────────────────────────────────────────────────────────────────────────────────


def by_place(folder: Path, monkeypatch: pytest.MonkeyPatch, **more: str) -> AppTest:
    tiny(
        folder,
        issues="""
            ×   | handler  | handler_level | unit_name | unit_level | district | zone   | town_name | raised_date | solved_date | status
            90  | 天宁区   | 辖市区        | 天宁区    | 辖市区     | 天宁区   | 天宁区 | 红梅街道  | 2017-03-01  | 2017-03-09  | 已解决
            300 | 市民政局 | 市级机关      | 市民政局  | 市级机关   | 天宁区   | 天宁区 | 红梅街道  | 2017-03-01  |             | 待解决
            300 | 市民政局 | 市级机关      | 市民政局  | 市级机关   | 武进区   | 经开区 | 横林镇    | 2017-03-01  | 2017-03-09  | 已解决
            5   | 市民政局 | 市级机关      | 市民政局  | 市级机关   |          |        |           | 2017-03-01  |             | 待解决
        """,
    ).close()
    look_at(folder / "shelf", monkeypatch)
    return opened("ranking", **more)


def test_按地区看_地址写明_名字通到地区_不写本级(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = by_place(tmp_path, monkeypatch, ranked="按地区")
    assert not at.exception and not at.error
    assert "辖市区合计690件中已解决390件" in said(at)
    (line,) = lines_of(at, "天宁区")
    assert "390件中已解决90件" in line and f"](places?area={quote('天宁区')})" in line
    assert f"area={quote('天宁区')}" in line.partition("trace?")[2], "明细也是这个地方的"
    assert "另有5件没有写清在哪里，不评。" in said(at)
    (league,) = (table for table in tables_of(at) if "的解决率" in table)
    assert ">地区<" in league and "（本级）" not in league
    at.segmented_control(key="territory").set_value("镇（街道）").run()
    assert not at.exception and lines_of(at, "红梅街道")
    assert not any(m.value.endswith("家") for m in at.metric)


def test_经开区单列的开关对地区排名也有用(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def names(**more: str) -> list[str]:
        at = by_place(tmp_path / str(len(more)), monkeypatch, ranked="按地区", **more)
        (league,) = (table for table in tables_of(at) if "的解决率" in table)
        return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', league)

    assert (names(), names(areas="不含经开区")) == (["天宁区", "武进区"], ["天宁区", "经开区"])


def test_按单位看的同名单位写本级_两个数各有各的名字(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = by_place(tmp_path, monkeypatch, peers="辖市区与经开区")
    (league,) = (table for table in tables_of(at) if "的解决率" in table)
    assert "天宁区（本级）" in league and ">天宁区<" not in league
    assert not lines_of(at, "天宁区")


@pytest.mark.parametrize("group", [group.name for group in METHOD.territories])
def test_地区排名的工作簿_写地区_没有督导小组一栏(tmp_path: Path, group: str) -> None:
    found = tiny(
        tmp_path,
        issues="""
            ×  | district | town_name | raised_date | status
            30 | 天宁区   | 红梅街道  | 2017-03-01  | 待解决
        """,
    )
    sheet = openpyxl.load_workbook(BytesIO(standings.workbook(found, standing(found, group), ())))["排名"]
    head, first, *_ = sheet.iter_rows(min_row=4, values_only=True)
    assert head[0] == "地区" and "督导小组" not in head and first[0] in ("天宁区", "红梅街道")
    found.close()


# ── the workbook ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def book(city: Snapshot) -> openpyxl.Workbook:
    made = standings.workbook(city, standing(city, "市级机关"), (("时段", "截至3月31日"), ("同类", "市级机关")))
    return openpyxl.load_workbook(BytesIO(made))


def test_工作簿每家一行_整改在前_没有数据的写横线_不写零(book: openpyxl.Workbook) -> None:
    rows = list(book["排名"].iter_rows(min_row=4, values_only=True))
    head, first = rows[0], dict(zip(rows[0], rows[1], strict=True))
    base = "收集问题（写明是否解决的）"
    assert (first["单位"], first[base], first["已解决"], first["档次"]) == ("市委政法委", 194, 11, "整改")
    assert (first["解决率（单位申报）"], first["低于底线的概率"]) == ("5.7%", ">99%")
    assert first["控制限"] == "低于99.8%控制限"
    assert first["依据"].startswith("194件中已解决11件")
    assert 0 < first["位次区间（前）"] < first["位次区间（后）"] <= 109
    missing = next(dict(zip(head, row, strict=True)) for row in rows if row[0] == "市台办")
    assert {missing[name] for name in (base, "已解决", "解决率（单位申报）", "位次区间（前）")} == {"—"}


def test_工作簿的占比不写成全部_概率不写成一定_不定档的没有概率(tmp_path: Path) -> None:
    found = drawn(tmp_path, ("甲局", 9999, 10000), ("乙局", 10000, 10000), ("丙局", 0, 10000), ("丁局", 0, 19))
    sheet = openpyxl.load_workbook(BytesIO(standings.workbook(found, standing(found, "市级机关"), ())))["排名"]
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    units = {row[0]: dict(zip(head, row, strict=True)) for row in rows if row[0] in ("甲局", "乙局", "丙局", "丁局")}
    rates = {unit: row["解决率（单位申报）"] for unit, row in units.items()}
    assert rates == {"甲局": ">99.9%", "乙局": "100.0%", "丙局": "0.0%", "丁局": "0.0%"}
    assert units["丙局"]["低于底线的概率"] == ">99%" and units["甲局"]["低于底线的概率"] == "<1%"
    assert {units["丁局"][n] for n in ("低于底线的概率", "高于先进线的概率", "档次不变的次数")} == {"—"}
    found.close()


def test_工作簿抬头写明同类水平_底线_和没有评的(tmp_path: Path) -> None:
    found = tiny(
        tmp_path,
        issues="""
            ×     | handler | handler_level | raised_date | solved_date | status
            30    | 甲区局  | 区级部门      | 2017-03-01  | 2017-03-02  | 已解决
            70    | 甲区局  | 区级部门      | 2017-03-01  |             | 待解决
            1     | 甲区局  | 区级部门      | 2017-03-01  |             |
            1200  | 其他    |               | 2017-03-01  |             | 待解决
        """,
    )
    sheet = openpyxl.load_workbook(BytesIO(standings.workbook(found, standing(found, "承办单位"), ())))["排名"]
    for said in ("同类水平：30.0%", "底线：24.0%", "没有写是否解决，不计：1件", "花名册以外的单位承办，不评：1,200件"):
        assert said in sheet["A3"].value
    found.close()


def test_工作簿写明筛选_数据截至_口径版本_快照编号和全部办法(book: openpyxl.Workbook, city: Snapshot) -> None:
    everything = "\n".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c)
    for wanted in ("截至3月31日", "市级机关", "2017-03-31", rules.DEFINITIONS_VERSION, city.id, *METHOD.sentences):
        assert wanted in everything
    assert all(
        rule in "\n".join(str(row[0]) for row in book["排名"].iter_rows(values_only=True)) for rule in METHOD.sentences
    )


def test_工作簿里没有公式(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1局" for cell in cells)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_工作簿的名字写明同类_指标和快照(city: Snapshot) -> None:
    name = standings.file_name(standing(city, "市级机关"), city.id)
    assert name == f"督查排名_市级机关_解决率（单位申报）_{city.id}.xlsx"
