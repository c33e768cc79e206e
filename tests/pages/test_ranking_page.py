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

from campaign.judgement.ranking import TIERS, method, published, standing
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


def league_of(at: AppTest) -> list[dict[str, str]]:
    """The rows of the first table, their cells as text by heading."""
    (table,) = (
        table for table in tables_of(at) if re.search(r"的[^：]*，\d+[家个]</caption>", table) and ">同类</th>" in table
    )
    head, *rows = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[1:])
    return [dict(zip(head, (re.sub("<[^>]+>", "", cell) for cell in row), strict=True)) for row in rows]


def folded(at: AppTest) -> set[str]:
    """All that stands in a fold."""
    kinds = ("markdown", "caption", "html")
    return {words_of(one) for fold in at.get("expander") for kind in kinds for one in fold.get(kind)}


def words_of(one: object) -> str:
    return str(one.proto.body).replace("\\", "")  # type: ignore[attr-defined]


def in_sight(at: AppTest) -> list[str]:
    """All that a reader sees without opening a fold."""
    kinds = ("markdown", "caption", "html", "header", "title")
    told = [words_of(one) for kind in kinds for one in at.get(kind)]
    return [words for words in told if words not in folded(at) and "<script>" not in words]


def test_一句话说清同类水平和谁落后_一行说清各档家数(at: AppTest, city: Snapshot) -> None:
    found = standing(city, "市级机关")
    behind = found.of("整改")
    assert f"市级机关解决率（单位申报）**24.4%**（{found.part:,}/{found.whole:,}件）" in said(at)
    assert f"列为整改的**{len(behind)}家**：{behind[0].unit}" in said(at)
    (line,) = (words for words in in_sight(at) if f"**达标{len(found.of('达标'))}家**" in words)
    for tier in TIERS:
        many = len(found.of(tier))
        assert (f"**{tier}{many}家**" in line) == (many > 0 or tier == "整改")


def test_第一张表的各栏_一家一行_数是排名的数(at: AppTest, city: Snapshot) -> None:
    found = standing(city, "市级机关")
    rows = league_of(at)
    assert list(rows[0])[:7] == [
        "单位", "档次", "解决率（单位申报）", "已解决/收集问题（件）", "同类", "少解决（件）", "趋势（百分点）",
    ]  # fmt: skip
    assert [row["单位"] for row in rows] == [p.unit for p in found.of("整改", "关注", "达标", "先进")]
    row = next(row for row in rows if row["单位"] == "市委政法委")
    assert (row["档次"], row["解决率（单位申报）"], row["已解决/收集问题（件）"], row["同类"], row["少解决（件）"]) == (
        "整改", "5.7%", "11 / 194", "24.4%", "36",
    )  # fmt: skip


def test_表紧接在一句结论和各档家数之后_前面没有别的(at: AppTest) -> None:
    drawn = [str(one.type) for one in at.main]
    kinds = [words for words in in_sight(at)]
    assert drawn and kinds
    order = [one for one in _walked(at.main) if one.type in ("markdown", "html", "plotly_chart", "expander", "metric")]
    first = next(n for n, one in enumerate(order) if one.type == "html" and "<table>" in one.proto.body)
    texts = [one for one in order[:first] if one.type == "markdown"]
    assert not any(one.type in ("plotly_chart", "expander", "metric") for one in order[:first])
    assert "列为整改" in texts[-2].value and "**整改" in texts[-1].value


def _walked(block: object) -> Iterator[object]:
    for child in getattr(block, "children", {}).values():
        if getattr(child, "children", None) is not None:
            if child.type == "expander":
                yield child
            yield from _walked(child)
        else:
            yield child


def test_整改和关注的一家一句_只说一次(at: AppTest, city: Snapshot) -> None:
    for place in standing(city, "市级机关").of("整改", "关注"):
        assert said(at).count(place.sentence) == 1
        assert len([line for line in lines_of(at, place.unit)]) == 1


def test_数通到它的行(at: AppTest) -> None:
    (table,) = (table for table in tables_of(at) if ">市委政法委<" in table and "/ 194" in table)
    (row,) = (r for r in table.split("<tr>") if ">市委政法委<" in r)
    assert 'href="trace?metric=solved&amp;' in row and 'href="trace?metric=issues&amp;' in row
    assert f"handler={quote('市委政法委')}" in row
    assert f"only_status={quote(leads.FILLED)}" in row, "没有写是否解决的不在基数里，明细里也没有"


@pytest.mark.parametrize("ranked", ["按单位", "按地区"])
def test_统计的话只在折叠的依据和办法里(at: AppTest, ranked: str) -> None:
    at.segmented_control(key="ranked").set_value(ranked).run()
    assert not at.exception
    for word in ("概率", "控制限", "置信", "先验", "种子", "抽样", "估计值", r"9[05]%区间", "99.8%", "稳定"):
        found = [re.search(f".{{20}}{word}.{{20}}", words) for words in in_sight(at) if re.search(word, words)]
        assert not found, found
    assert any("控制限" in words for words in folded(at)), "折叠里有"


def test_没有单位的档不设标题(at: AppTest, city: Snapshot) -> None:
    found = standing(city, "市级机关")
    headers = [s.value for s in at.header]
    assert ("整改单位" in headers) == bool(found.of("整改")) and ("关注单位" in headers) == bool(found.of("关注"))
    assert not {"先进", "进步", "治理", "样本不足", "未报", "无可评数据"} & set(headers)
    assert "没有这样的" not in said(at)


def test_样本不足和未报的排在后面_折叠_不给位次(at: AppTest, city: Snapshot) -> None:
    found = standing(city, "市级机关")
    rows = {row["单位"] for row in league_of(at)}
    assert not rows & {p.unit for p in found.of("样本不足", "未报", "无可评数据")}
    (fold,) = (fold for fold in at.get("expander") if fold.label.startswith("未定档的单位"))
    told = "".join(words_of(one) for kind in ("markdown", "html") for one in fold.get(kind))
    assert all(p.unit in told for p in found.of("样本不足", "未报"))


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
    captions = "".join(c.value.replace("\\", "") for c in at.caption)
    assert "另有1,200件由花名册以外的单位承办，不评。" in captions
    assert "另有5件未注明是否解决，不计入" in captions
    (link,) = set(re.findall(r'trace\?(metric=issues&[^"]*)"', "".join(tables_of(at)).replace("&amp;", "&")))
    rows = opened("trace", **{name: value for name, (value,) in parse_qs(link).items()})
    assert not rows.exception and "收集问题 **15件**" in said(rows), "明细里也没有没写的5件"


def test_政府办不在整改和关注的名单里(at: AppTest) -> None:
    assert not lines_of(at, "市政府办公室")
    assert next(row for row in league_of(at) if row["单位"] == "市政府办公室")["档次"] == "达标"


def test_名字通到这家的画像(at: AppTest) -> None:
    (line,) = lines_of(at, "市委政法委")
    assert f"](unit?unit={quote('市委政法委')})：" in line
    (league,) = (table for table in tables_of(at) if "/ 194" in table)
    assert f'<a href="unit?unit={quote("市委政法委")}">市委政法委</a>' in league
    assert "=1+1局" not in league, "没有数据的不在排名里"


def test_依据是一张折叠的表_有区间_位次_控制限和稳定性(at: AppTest, city: Snapshot) -> None:
    first = standing(city, "市级机关").of("整改")[0]
    (table,) = (table for table in tables_of(at) if "：依据</caption>" in table)
    assert table in folded(at)
    (row,) = (r for r in table.split("<tr>") if f">{first.unit}<" in r)
    for words in (first.formatted_interval, f"第{first.first}–{first.last}位", first.evidence, f"{first.stays}/200次"):
        assert words.replace(">99", "&gt;99") in row
    assert 'class="span act"' in row


def test_图例写明红色为整改_位次是区间(at: AppTest) -> None:
    (note,) = (c.value for c in at.caption if "红色为整改" in c.value)
    assert "区间重叠的不分先后" in note


@pytest.mark.parametrize("measure", [*METHOD.measures.handling, *METHOD.measures.visiting])
def test_每个指标都排得出(at: AppTest, measure: str) -> None:
    at.selectbox(key="measure").select(metric(measure).label).run()
    assert not at.exception and not at.error


def test_办法逐条印在下面(at: AppTest) -> None:
    for rule in METHOD.sentences:
        assert rule in said(at)


def test_漏斗图只有整改的是红的(at: AppTest, city: Snapshot) -> None:
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
    assert len(red) == len(standing(city, "市级机关").of("整改"))


@pytest.mark.parametrize("width", [300, 1000])
def test_漏斗图的名字再挤也互不相碰_放不下的不写(width: int) -> None:
    """Ten units behind, nearly on one spot, and the words of the lines: whatever is written has a place of its own."""
    dots = [charts.Dot(f"市第{n}人民医院", 100 + n, 0.02 + n / 500, "", charts.RED, True) for n in range(10)]
    dots += [charts.Dot(f"丙{n}局", 20 + 9 * n, 0.3, "") for n in range(40)]
    lines = charts.Limits("正常波动范围", [20, 100, 400], [0.1, 0.2, 0.25], [0.5, 0.4, 0.35])
    figure = charts.funnel(dots, 0.3, "同类30.0%", [lines], "件").figure
    low, high = figure.layout.xaxis.range
    bottom, top = figure.layout.yaxis.range
    boxes = []
    for note in figure.layout.annotations:
        wide = 12 * len(note.text)
        x = width * (note.x - low) / (high - low) + note.xshift
        left = x - {"left": 0, "center": wide / 2, "right": wide}[note.xanchor]
        y = (380 - 46) * (note.y - bottom) / (top - bottom) + note.yshift
        boxes.append((left, y - 7, left + wide, y + 7))
    assert 2 < len(boxes) < 12, "十家挤在一处，写得下几家写几家"
    for n, one in enumerate(boxes):
        for other in boxes[:n]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_只看一个小组_比的还是全部同类(at: AppTest, city: Snapshot) -> None:
    at.selectbox(key="group").select("1").run()
    (line,) = (words for words in in_sight(at) if words.startswith((":red[**整改", "**整改0家**")))
    shown = [int(n) for n in re.findall(r"(\d+)家\*\*", line)]
    assert sum(shown) == len(standing(city, "市级机关", only_group=1).places) < 20
    assert "解决率（单位申报）**24.4%**" in said(at) and "第1督导小组联系的单位中" in said(at)


def test_换到没有这个指标的同类_退回默认指标(at: AppTest) -> None:
    at.selectbox(key="measure").select("处置率").run()
    assert "市级机关处置率" in said(at) or "无法比较" in said(at)
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
        assert not tables_of(at)
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
    first = head_row(sheet.parent, "综合分") + 1
    rows = [
        dict(zip(standings.SCORE_LABELS, row, strict=True)) for row in sheet.iter_rows(min_row=first, values_only=True)
    ]
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
    assert "辖市区解决率（单位申报）**56.5%**（390/690件）" in said(at)
    (line,) = lines_of(at, "天宁区")
    assert "390件中解决90件" in line and f"](places?area={quote('天宁区')})" in line
    assert any("另有5件未写明地点，不评。" in c.value for c in at.caption)
    (league,) = (table for table in tables_of(at) if "90</a>" in table)
    assert ">地区<" in league and "（本级）" not in league
    assert f"area={quote('天宁区')}" in league.partition("trace?")[2], "明细也是这个地方的"
    at.segmented_control(key="territory").set_value("镇（街道）").run()
    assert not at.exception and lines_of(at, "红梅街道")
    assert not any(f"{n}家" in words for words in in_sight(at) for n in range(10))


def test_经开区单列的开关对地区排名也有用(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def names(**more: str) -> list[str]:
        at = by_place(tmp_path / str(len(more)), monkeypatch, ranked="按地区", **more)
        return [row["地区"] for row in league_of(at)]

    assert (names(), names(areas="不含经开区")) == (["天宁区", "武进区"], ["天宁区", "经开区"])


def test_按单位看的同名单位写本级_两个数各有各的名字(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = by_place(tmp_path, monkeypatch, peers="辖市区与经开区")
    assert [row["单位"] for row in league_of(at)] == ["天宁区（本级）"]
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
    head, first, *_ = sheet.iter_rows(min_row=head_row(sheet.parent, "排名"), values_only=True)
    assert head[0] == "地区" and "督导小组" not in head and first[0] in ("天宁区", "红梅街道")
    found.close()


# ── the workbook ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def book(city: Snapshot) -> openpyxl.Workbook:
    made = standings.workbook(city, standing(city, "市级机关"), (("时段", "截至3月31日"), ("同类", "市级机关")))
    return openpyxl.load_workbook(BytesIO(made))


def rows_in(book: openpyxl.Workbook, sheet: str) -> dict[str, dict[str, object]]:
    """The rows of a sheet by unit, their cells by heading."""
    head, *rows = book[sheet].iter_rows(min_row=head_row(book, sheet), values_only=True)
    return {str(row[0]): dict(zip(map(str, head), row, strict=True)) for row in rows}


def head_row(book: openpyxl.Workbook, sheet: str) -> int:
    """The row of a sheet's headings."""
    return next(cell.row for cell in book[sheet]["A"] if cell.value in ("单位", "地区"))


def test_工作簿每家一行_整改在前_没有数据的写横线_不写零(book: openpyxl.Workbook) -> None:
    rows, base = rows_in(book, "排名"), "收集问题（写明是否解决的）"
    assert next(iter(rows)) == "市委政法委"
    first = rows["市委政法委"]
    assert (first[base], first["已解决"], first["档次"], first["少解决（件）"]) == (194, 11, "整改", 36)
    assert first["解决率（单位申报）"] == pytest.approx(11 / 194) and first["同类"] == pytest.approx(0.244, abs=0.001)
    assert str(first["说明"]).startswith("194件中解决11件（5.7%），同类24.4%")
    assert {rows["市台办"][name] for name in (base, "已解决", "解决率（单位申报）", "少解决（件）")} == {"—"}
    proof = rows_in(book, "依据")["市委政法委"]
    assert proof["低于底线的概率"] > 0.99 and proof["控制限"] == "低于99.8%控制限"  # type: ignore[operator]
    assert 0 < proof["位次区间（前）"] < proof["位次区间（后）"] <= 109  # type: ignore[operator]


def written(cell: openpyxl.cell.Cell) -> str:
    """A share or a probability as Excel shows it: a form may say what is written above and below a value."""
    if not isinstance(cell.value, int | float):
        return str(cell.value)
    *ends, form = cell.number_format.split(";")
    for sign, end, words in (re.fullmatch(r'\[([<>])([\d.]+)\]"(.*)"', one).groups() for one in ends):  # type: ignore[union-attr]
        if cell.value > float(end) if sign == ">" else cell.value < float(end):
            return str(words)
    return form.strip('"') if form.startswith('"') else f"{100 * cell.value:.{1 if '.0' in form else 0}f}%"


def test_工作簿的占比不写成全部_概率不写成一定_不定档的没有概率(tmp_path: Path) -> None:
    found = drawn(tmp_path, ("甲局", 9999, 10000), ("乙局", 10000, 10000), ("丙局", 0, 10000), ("丁局", 0, 19))
    book = openpyxl.load_workbook(BytesIO(standings.workbook(found, standing(found, "市级机关"), ())))

    def column(sheet: str, name: str) -> dict[str, str]:
        at = head_row(book, sheet)
        head = [cell.value for cell in book[sheet][at]]
        return {str(row[0].value): written(row[head.index(name)]) for row in book[sheet].iter_rows(min_row=at + 1)}

    assert column("排名", "解决率（单位申报）") == {"甲局": ">99.9%", "乙局": "100.0%", "丙局": "0.0%", "丁局": "0.0%"}
    below = column("依据", "低于底线的概率")
    assert below["丙局"] == ">99%" and below["甲局"] == "<1%"
    assert {column("依据", n)["丁局"] for n in ("低于底线的概率", "高于先进线的概率", "档次不变的次数")} == {"—"}
    found.close()


def test_工作簿的数是数_每张表横排_一页宽_表头每页重复_有图(book: openpyxl.Workbook, city: Snapshot) -> None:
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.title != "排名" or sheet.page_setup.orientation == "landscape", "长的清单竖排"
        assert sheet.page_setup.paperSize == 9
        # the statistics have so many columns that on one page their letters would be under 6 points
        assert sheet.page_setup.fitToWidth in ((1, 2) if sheet.title == "依据" else (None, 1)), "没写的是1"
    for name in ("排名", "依据"):
        at = head_row(book, name)
        assert book[name].print_title_rows == f"${at}:${at}"
    assert len(book["图"]._charts) == 1
    rows = rows_in(book, "排名")
    named = [p.unit for p in standing(city, "市级机关").places if p.part is not None]
    for name in ("解决率（单位申报）", "已解决", "同类"):
        assert all(isinstance(rows[unit][name], int | float) for unit in named), name
    printed = sum(-(-sheet.max_row // 35) for sheet in book if sheet.title != "图") + 1
    assert printed <= 10


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
    for said in (
        "同类水平：30.0%",
        "底线：24.0%",
        "未注明是否解决，不计入：1件",
        "花名册以外的单位承办，不评：1,200件",
    ):
        assert said in "".join(str(sheet.cell(row, 1).value) for row in range(1, 5))
    found.close()


def test_工作簿写明筛选_数据截至_口径版本_数据版本和全部办法(book: openpyxl.Workbook, city: Snapshot) -> None:
    everything = "\n".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c)
    for wanted in ("截至3月31日", "市级机关", "2017年3月31日", rules.DEFINITIONS_VERSION, city.id, *METHOD.sentences):
        assert wanted in everything
    assert all(rule in [row[1] for row in book["办法"].iter_rows(values_only=True)] for rule in METHOD.sentences)


def test_工作簿里没有公式(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1局" for cell in cells)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_工作簿的名字写明同类_指标和快照(city: Snapshot) -> None:
    name = standings.file_name(standing(city, "市级机关"), city.id)
    assert name == f"督查排名_市级机关_解决率（单位申报）_{city.id}.xlsx"
