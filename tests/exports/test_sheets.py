"""Does a workbook open as numbers and days, and come out of a printer as pages that somebody can hand round?"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from campaign.access.scope import DESK, EVERYWHERE
from campaign.months.comparison import months
from campaign.numbers.crosstab import Question, answered
from campaign.numbers.figure import Figure
from campaign.numbers.metrics import ISSUES, SOLVED_SHARE
from campaign.numbers.snapshot import Snapshot
from exports import crosstab, returns, sheets
from exports import months as months_paper
from exports.sheets import DAY, SHARE, Column, Papers
from tests.tiny import tiny

SOURCE = [("统计范围", "全市，截至4月12日")]
ISSUES_DRAWN = """
    ×  | raised_date | solved_date | status | category | district
    40 | 2017-03-07  | 2017-03-20  | 已解决 | 房屋土地 | 天宁区
    10 | 2017-03-15  |             | 待解决 | 房屋土地 | 武进区
    30 | 2017-04-05  |             | 待解决 | 教育文化 | 武进区
"""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Snapshot]:
    with tiny(tmp_path, data_date="2017-04-12", issues=ISSUES_DRAWN) as snapshot:
        yield snapshot


def written(city: Snapshot, *asked: object) -> bytes:
    return crosstab.workbook(city, answered(city, Question(*asked), scope=EVERYWHERE), SOURCE)  # type: ignore[arg-type]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def chart_of(content: bytes) -> str:
    """The one chart of a workbook, as it is written; empty where it has none."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        return parts.read(charts[0]).decode() if charts else ""


def is_ready_for_paper(sheet: Worksheet) -> None:
    """A4, one page wide and as many down as it needs, with the page's number and the source at the foot."""
    setup, foot = sheet.page_setup, f"{sheet.oddFooter.left.text}{sheet.oddFooter.right.text}"
    assert str(setup.paperSize) == "9" and setup.orientation in ("landscape", "portrait"), sheet.title
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
    assert "第 &P 页" in foot.replace("&[Page]", "&P") and "数据版本" in foot and "数据截至" in foot


# ── what stands in a cell ─────────────────────────────────────────────────────────────────────


def test_数是数_日期是日期_占比是百分数_空的写短横() -> None:
    papers = Papers(SOURCE)
    columns = [Column("单位"), Column("件数"), Column("占比", SHARE), Column("日期"), Column("解决率"), Column("达标")]
    papers.table(
        "表", columns, [["=1+1", 56_750, 0.282, date(2017, 3, 20), Figure(SOLVED_SHARE, 0.5), True], [None, None, 0.99999, None, Figure(SOLVED_SHARE), False]]
    )  # fmt: skip
    first, second = list(opened(papers.finish())["表"].iter_rows(min_row=2))
    assert [first[at].value for at in (0, 1, 2, 4, 5)] == ["=1+1", 56_750, 0.282, 0.5, "是"]
    assert first[3].is_date and first[3].value.date() == date(2017, 3, 20)
    assert first[0].data_type == "s", "文字从不是公式"
    assert [cell.number_format for cell in first[1:5]] == ["#,##0", SHARE, DAY, SHARE]
    assert [second[at].value for at in (0, 1, 3, 4)] == ["—"] * 4
    assert (second[2].value, second[2].number_format) == (0.99999, '">99.9%"'), "不到全部不写100%"


def test_带约数的数_格式里写着约数() -> None:
    assert sheets.form_of(Figure(ISSUES, 1226.0, "≥")) == '"≥"#,##0'


# ── on paper ──────────────────────────────────────────────────────────────────────────────────


def test_行列表一页宽_表头每页都有_冻结在表头之下(city: Snapshot) -> None:
    sheet = opened(written(city, ("issues", "solved_share"), ("category",)))["结果"]
    is_ready_for_paper(sheet)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$4:$4" and sheet.freeze_panes == "B5"
    heads = [cell.value for cell in sheet[4]]
    assert heads[:2] == ["类别", "收集问题（件）"]


def test_每张工作表都能打印_写明来源(city: Snapshot) -> None:
    table = months(city, day=date(2017, 4, 12), scope=EVERYWHERE)
    assert table is not None
    books = (written(city, ("issues",), ("category",), "district"), months_paper.workbook(city, table, SOURCE))
    for content in books:
        for sheet in opened(content).worksheets:
            is_ready_for_paper(sheet)
            assert "全市，截至4月12日" in sheet.oddFooter.left.text


def test_退回表也能打印_每页写明单位() -> None:
    cells = (returns.Cell(1, "户主姓名", "A", "张三"), returns.Cell(2, "走访日期", "B", "3月"))
    row = returns.Row("走访台账", "2017年3月", "市甲局", "日期不完整", ("a.xlsx", "表", 5), (("走访日期", "date-unreadable"),), ("", "", ""), cells)  # fmt: skip
    source = [("单位", "市甲局"), ("数据截至", "2017年4月12日"), ("数据版本", "x")]
    book = opened(returns.written([row] * 3, DESK, source))
    for sheet in book.worksheets:
        is_ready_for_paper(sheet)
        assert "单位：市甲局" in sheet.oddFooter.left.text
    listed = book.worksheets[1]
    assert (
        listed.print_title_rows
        == f"${listed.freeze_panes and int(listed.freeze_panes[1:]) - 1}:${int(listed.freeze_panes[1:]) - 1}"
    )


def test_长表竖着印_写明大约几页_短表不写() -> None:
    def top_of(many: int) -> tuple[str, list[str]]:
        papers = Papers(SOURCE)
        papers.table("表", [Column("村（社区）"), Column("件数")], [[f"第{n}村", n] for n in range(many)], title="各村")
        sheet = opened(papers.finish())["表"]
        return sheet.page_setup.orientation, [str(cell.value) for cell in sheet["A"][:3]]

    orientation, words = top_of(1_000)
    assert orientation == "portrait"
    assert any(word.startswith("共1,000行，按A4纸打印约") for word in words)
    orientation, words = top_of(12)
    assert orientation == "landscape"
    assert not any("打印" in word for word in words)


def test_太宽的表不缩到看不清_接着印到旁边一页_每页有行名() -> None:
    papers = Papers(SOURCE)
    papers.table("表", [Column("单位"), *(Column(f"第{n}列的数") for n in range(60))], [["市甲局", *range(60)]])
    sheet = opened(papers.finish())["表"]
    assert sheet.page_setup.fitToWidth > 1 and sheet.print_title_cols == "$A:$A"


def test_列宽放得下里面的字() -> None:
    papers = Papers(SOURCE)
    papers.table("表", [Column("单位"), Column("件数")], [["市人力资源和社会保障局", 1_234_567]])
    sheet = opened(papers.finish())["表"]
    assert sheet.column_dimensions["A"].width >= sheets.width_of("市人力资源和社会保障局")
    assert sheet.column_dimensions["B"].width >= len("1,234,567")


# ── the chart ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "kind", "series"),
    [
        ((("issues", "solved"), ("category",)), 'barDir val="bar"', 1),
        ((("issues",), ("category",), "district"), 'barDir val="bar"', 2),
        ((("issues",), (), "", "month"), 'barDir val="col"', 1),
        ((("issues",), ("category",), "", "month"), "lineChart", 2),
        ((("issues",),), "", 0),
    ],
)
def test_图是Excel自己的图_按类的是条_按时间的是柱或线_一个数没有图(
    city: Snapshot, asked: tuple[object, ...], kind: str, series: int
) -> None:
    drawn = chart_of(written(city, *asked))
    assert kind in drawn and drawn.count("<c:ser>") == series


def test_图画的是表里的格子_不含合计(city: Snapshot) -> None:
    content = written(city, ("issues",), ("category",))
    sheet = opened(content)["结果"]
    names = [cell.value for cell in sheet["A"]]
    first, total = names.index("房屋土地") + 1, names.index("合计") + 1
    drawn = chart_of(content)
    assert f"结果!$B${first}:$B${total - 1}" in drawn.replace("'", "")
    assert f"结果!$A${first}:$A${total - 1}" in drawn.replace("'", "")
