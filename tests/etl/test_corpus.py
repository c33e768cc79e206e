"""Do other people's files, some broken on purpose, come through read or refused, never lost or fatal?

The files may not be shipped: these tests run where `DAZOUFANG_SHARED` names the folder that holds
`corpus/`, or where `shared/data` stands beside the repository.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.readers import Grid, Mark, read
from tests.shared import SHARED

ROOT = Path(__file__).resolve().parents[2]
CORPUS = SHARED / "corpus"
MEMORY = 2 * 2**30
SECONDS = 240

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason="DAZOUFANG_SHARED names no folder with a corpus/, nor is there one beside the repository",
)

READ_ALL = """
import json, sys, time
from pathlib import Path
from etl.readers import Unreadable, read
for line in sys.stdin:
    path = Path(line.strip())
    print(json.dumps({"file": str(path)}), flush=True)
    began = time.perf_counter()
    answer = {"refused": None, "grids": []}
    try:
        for grid in read(path.read_bytes(), path.name):
            lengths = {len(column) for column in grid.columns}
            answer["grids"].append([grid.sheet, grid.n_rows, grid.n_columns, len(lengths)])
    except Unreadable as error:
        answer["refused"] = str(error)
    print(json.dumps(answer | {"seconds": time.perf_counter() - began}), flush=True)
"""


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """What became of each file, read in one child process that may not use more than 2 GiB."""
    files = sorted(path for path in SHARED.rglob("*") if path.is_file() and path.parent.name != "reference")
    assert len(files) > 200
    child = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        input="\n".join(map(str, files)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=SECONDS,
        preexec_fn=_limit_memory,
        check=False,
    )
    lines = [json.loads(line) for line in child.stdout.splitlines()]
    assert child.returncode == 0, f"{lines[-1] if lines else 'nothing read'}: {child.stderr[-2000:]}"
    told = {begun["file"]: answer for begun, answer in zip(lines[::2], lines[1::2], strict=True)}
    assert len(told) == len(files)
    return told


def grids(name: str) -> list[Grid]:
    path = CORPUS / name
    return read(path.read_bytes(), path.name)


def test_每个文件都读出来或得到一句话(answers: dict[str, dict[str, Any]]) -> None:
    for file, answer in answers.items():
        if answer["refused"] is None:
            assert answer["grids"], file
        else:
            assert answer["refused"].endswith("。") and len(answer["refused"]) <= 80, file


def test_每张表各列一样长(answers: dict[str, dict[str, Any]]) -> None:
    assert all(lengths <= 1 for answer in answers.values() for *_, lengths in answer["grids"])


def test_没有一个文件读上半分钟(answers: dict[str, dict[str, Any]]) -> None:
    assert max(answer["seconds"] for answer in answers.values()) < 30


def test_好文件不被拒绝(answers: dict[str, dict[str, Any]]) -> None:
    """Of the Excel and Word files only those with a cause that a person could name are refused."""
    causes = ("密码", "xlsb", "损坏", "太大", "没有文字", "内部有误", "看不懂")
    for file, answer in answers.items():
        if Path(file).suffix in (".xlsx", ".xlsm", ".xls", ".ods", ".docx") and answer["refused"]:
            assert any(cause in answer["refused"] for cause in causes), (file, answer["refused"])
    refused = sum(1 for file, a in answers.items() if Path(file).suffix in (".xlsx", ".xlsm") and a["refused"])
    assert refused == 2  # a password, and a part whose checksum is wrong


def test_会让读数程序耗尽内存的旧文件不拖垮进程(answers: dict[str, dict[str, Any]]) -> None:
    for number in ("", "2", "3"):
        assert str(CORPUS / f"calamine/tests_OOM_alloc{number}.xls") in answers


# True contents, looked at with another program: openpyxl, python-docx, xlrd, or by eye.


def test_七种错误值都在() -> None:
    first, *_ = grids("calamine/tests_errors.xlsx")
    assert first.columns == [["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"]]
    assert dict(first.marks) == {(r, 0): Mark.ERROR for r in range(7)}


@pytest.mark.parametrize("name", ["date.xlsx", "date.xls", "date_1904.xlsx", "date_1904.xls"])
def test_两种纪元的日期和时长一样(name: str) -> None:
    (grid,) = grids(f"calamine/tests_{name}")
    assert grid.columns == [["2021-01-01", "2021-01-02", "255:10:10"], ["15", "16", "17"]]


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_新旧两种Excel的批注一样(kind: str) -> None:
    first, *_ = grids(f"easyexcel/easyexcel-test_src_test_resources_extra_extra.{kind}")
    assert first.asides == ((4, "批注", "批注的内容"),)


def test_ISO写法的日期() -> None:
    assert grids("calamine/tests_date_iso.xlsx")[0].columns[0][:3] == [
        "2021-01-01",
        "2021-01-01 10:10:10",
        "10:10:10",
    ]


@pytest.mark.parametrize("name", ["merge_cells.xlsx", "merge_cells.xls"])
def test_合并区填满(name: str) -> None:
    grid = grids(f"calamine/tests_{name}")[0]
    assert grid.merged == ((0, 0, 0, 1), (1, 0, 3, 0), (1, 1, 3, 3))
    assert grid.row(0) == ["Row Merge", "Row Merge", "Not Merged", ""]
    assert all(grid.row(r) == ["Column Merge", *["Chunk Merged"] * 3] for r in (1, 2, 3))


def test_台账八百零八个合并区和每一格都对() -> None:
    grid = grids("office/台账.xlsx")[0]
    sheet = openpyxl.load_workbook(CORPUS / "office/台账.xlsx", data_only=True).worksheets[0]
    areas = {(a.min_row - 1, a.min_col - 1, a.max_row - 1, a.max_col - 1) for a in sheet.merged_cells.ranges}
    assert len(grid.merged) == 808 and set(grid.merged) == areas
    assert grid.row(1)[:6] == ["序号", "单位工程 ", "单位工程 ", "分部工程", "分部工程", "分项工程"]
    assert grid.row(2)[7:9] == ["2018-01-28", "2018-01-31"]
    for row in sheet.iter_rows():
        for said in row:
            if isinstance(said.value, str) and not said.value.startswith("#"):
                assert grid.columns[said.column - 1][said.row - 1].strip() == said.value.strip()


def test_高校名单首尾和分省小计行() -> None:
    (grid,) = grids("office/全国高等学校名单.xls")
    assert (grid.n_rows, grid.n_columns, len(grid.merged)) == (2953, 7, 33)
    assert grid.row(3) == ["北京市（92所）"] * 7
    assert grid.row(4)[:3] == ["1", "北京大学", "4111010001"]
    assert grid.row(2952)[0] == "2919"


def test_另一个程序读乱的表头读得对() -> None:
    (grid,) = grids("office/mkng0_CPI.xls")
    assert grid.row(0)[:2] == ["截止日期_EndDt", "居民消费价格指数CPI_当月同比(上年同月=100)_CPI_YoY"]
    assert grid.row(1)[:2] == ["1987-01-31", "105.1"]


def test_Word的合并格和表间文字() -> None:
    plain, across, down, both = grids("python-docx/features_steps_test_files_tbl-cell-access.docx")
    assert [plain.row(r) for r in range(3)] == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]
    assert across.row(1) == ["4", "4", "6"] and across.merged == ((1, 0, 1, 1),)
    assert down.columns[1] == ["2", "5", "5"] and down.merged == ((1, 1, 2, 1),)
    assert both.row(2) == ["4", "4", "9"] and both.merged == ((1, 0, 2, 1),)


def test_ods重复行和隐藏表() -> None:
    assert len(grids("calamine/tests_number_rows_repeated.ods")) == 3
    hidden = {grid.sheet: grid.is_hidden for grid in grids("calamine/tests_any_sheets.ods")}
    assert hidden["Hidden"] and not hidden["Visible"]


def test_隐藏表和CDATA() -> None:
    hidden = {grid.sheet: grid.is_hidden for grid in grids("calamine/tests_any_sheets.xlsx")}
    assert hidden == {"Visible": False, "Hidden": True, "VeryHidden": True}
    assert grids("calamine/tests_inlineStr_cdata.xlsx")[0].row(0) == ["Hello CDATA", "World"]


def test_声称占满整张表的文件按内容读() -> None:
    grid = grids("calamine/tests_issue_174.xlsx")[0]
    assert grid.n_rows == 2 and grid.row(0)[0] == "Your Ref #"


def test_真实留言一行不少() -> None:
    (grid,) = read((SHARED / "real/taidi_附件3.xlsx").read_bytes())
    assert grid.n_rows == 4327
    assert grid.row(0)[:4] == ["留言编号", "留言用户", "留言主题", "留言时间"]
    assert all(grid.columns[3])
