"""Does the page of the ranking, and the workbook that is taken from it, say who is named, why, and by which rules?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from campaign import rules
from campaign.ranking import method, published, standing
from campaign.ranking.composite import composite
from campaign.snapshot import Snapshot
from exports import standings
from pages.parts import charts
from tests.test_pages import opened
from tests.test_ranking import the_city

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
def at(city: Snapshot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("DAZOUFANG_SHELF", str(folder / "shelf"))
    st.cache_data.clear()
    st.cache_resource.clear()
    yield opened("ranking")
    st.cache_data.clear()
    st.cache_resource.clear()


def said(at: AppTest) -> str:
    return "\n".join(m.value.replace("\\", "") for m in at.markdown)


def test_一句话说清同类水平和各档家数(at: AppTest, city: Snapshot) -> None:
    found = standing(city, "市级机关")
    shown = {m.label: m.value for m in at.metric}
    assert {tier: shown[tier] for tier in shown} == {tier: f"{len(found.of(tier))}家" for tier in shown}
    assert "同类水平**24.4%**" in said(at)
    assert f"列为整改的**{len(found.of('整改'))}家**" in said(at)


def test_点名的有依据_有通到明细的链接(at: AppTest) -> None:
    (line,) = (s for s in said(at).splitlines() if s.startswith("- **市委政法委**：194件"))
    assert "194件中已解决11件，5.7%，同类24.4%，低于99.8%控制限" in line
    assert "位次第" in line and "次仍为整改" in line and "实际是应有的" in line
    assert "trace?metric=solved" in line and "only_handler=" in line


def test_政府办不在整改和关注的名单里(at: AppTest) -> None:
    assert not any(line.startswith("- **市政府办公室**：281件") for line in said(at).splitlines())


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
    at.selectbox(key="team").select("第1督导小组").run()
    shown = {m.label: int(m.value.removesuffix("家")) for m in at.metric}
    assert sum(shown.values()) == len(standing(city, "市级机关", only_group=1).places) < 20
    assert "同类水平**24.4%**" in said(at)


def test_换到没有这个指标的同类_退回默认指标(at: AppTest) -> None:
    at.selectbox(key="measure").select("回应率").run()
    assert "回应率的同类水平" in said(at) or "无从比较" in said(at)
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
    assert "综合分" not in [s.value for s in at.subheader]
    file = tmp_path / method.FILE.name
    file.write_text(method.FILE.read_text(encoding="utf-8").replace("on = false", "on = true"), encoding="utf-8")
    monkeypatch.setattr(method, "FILE", file)
    method.published.cache_clear()
    st.cache_data.clear()
    try:
        at.run()
        assert not at.exception
        assert "综合分" in [s.value for s in at.subheader]
        scores = composite(city, "市级机关")
        made = standings.workbook(city, standing(city, "市级机关"), (), scores)
    finally:
        monkeypatch.undo()
        method.published.cache_clear()
    sheet = openpyxl.load_workbook(BytesIO(made))["综合分"]
    rows = [dict(zip(standings.SCORE_LABELS, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert {row["单位"] for row in rows} == {one.unit for one in scores}
    assert next(row for row in rows if row["单位"] == "市台办")["综合分"] == "—"


# ── the workbook ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def book(city: Snapshot) -> openpyxl.Workbook:
    made = standings.workbook(city, standing(city, "市级机关"), (("时段", "截至3月31日"), ("同类", "市级机关")))
    return openpyxl.load_workbook(BytesIO(made))


def test_工作簿每家一行_整改在前_没有数据的写横线_不写零(book: openpyxl.Workbook) -> None:
    rows = list(book["排名"].iter_rows(min_row=4, values_only=True))
    head, first = rows[0], dict(zip(rows[0], rows[1], strict=True))
    assert (first["单位"], first["收集问题"], first["已解决"], first["档次"]) == ("市委政法委", 194, 11, "整改")
    assert first["控制限"] == "低于99.8%控制限"
    assert first["依据"].startswith("194件中已解决11件")
    assert 0 < first["位次区间（前）"] < first["位次区间（后）"] <= 109
    missing = next(dict(zip(head, row, strict=True)) for row in rows if row[0] == "市台办")
    assert {missing[name] for name in ("收集问题", "已解决", "解决率（单位申报）", "位次区间（前）")} == {"—"}


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
