"""Does the measuring compare what it says it compares?"""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from campaign.numbers.snapshot import open_current
from tests import bench, office_script
from tests.bare_read import sheets
from tests.processes import Cost


def run(cpu: float, wrong: str = "") -> bench.Run:
    return bench.Run(Cost(cpu, wall=cpu, peak=1, exit_code=0, output="", errors=""), rows=10, wrong=wrong)


def figure(is_least: bool = False) -> bench.Figure:
    return bench.Figure("x", "a ÷ b", ("a", "b"), lambda m: m.cpu("a") / m.cpu("b"), 2, is_least)


@pytest.mark.parametrize(
    ("a", "is_least", "is_reached"),
    [(20, False, True), (20.1, False, False), (20, True, True), (19.9, True, False)],
)
def test_达到目标才写reached(a: float, is_least: bool, is_reached: bool) -> None:
    line = figure(is_least).line(bench.Measured({"a": [run(a)], "b": [run(10)]}))
    assert ("NOT reached" not in line) == is_reached


def test_取中位数_不取最好的一次() -> None:
    assert bench.Measured({"a": [run(9), run(1), run(2)]}).cpu("a") == 2


def test_有一次做得不对_数再好也没有达到() -> None:
    line = figure().line(bench.Measured({"a": [run(1), run(1, "published a new snapshot")], "b": [run(10), run(10)]}))
    assert "NOT reached (published a new snapshot)" in line


def test_每个数要的各边都有_大的只在要求时才量() -> None:
    assert {side for figure in bench.FIGURES for side in figure.sides} == set(bench.SIDES)
    assert {figure.name for figure in bench.FIGURES if figure.is_big} == {"memory", "gigabytes", "rows"}


def test_每一份走访台账都能改一格_只改一格(small_month: Path, tmp_path: Path) -> None:
    ledgers = [path for path in sheets(small_month / "inbox") if path.match("走访台账*.xlsx")]
    for ledger in ledgers[:: len(ledgers) // 15]:
        changed = Path(shutil.copy(ledger, tmp_path / ledger.name))
        bench.change_a_cell(changed)
        before, after = (
            [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in openpyxl.load_workbook(path)]
            for path in (ledger, changed)
        )
        assert sum(a != b for x, y in zip(before, after, strict=True) for a, b in zip(x, y, strict=True)) == 1


@pytest.mark.filterwarnings("ignore::Warning")
def test_办公室的脚本数的是同一回事_各数与装载相差不到一成(small_month: Path, tmp_path: Path) -> None:
    out = tmp_path / "counts.xlsx"
    office_script.main(small_month / "inbox", out)
    counted = pd.read_excel(out, engine="openpyxl").sum(numeric_only=True)
    with open_current(small_month / "shelf") as snapshot:
        (loaded,) = snapshot.ask(["households"]).to_dict("records")
        # what is raised at the door and stands in no ledger the script leaves out
        (ledgers,) = snapshot.ask(["issues", "solved"], where={"form": "issue_ledger"}).to_dict("records")
    loaded |= ledgers
    for name, metric in (("走访户数", "households"), ("反映问题", "issues"), ("已解决", "solved")):
        assert counted[name] == pytest.approx(loaded[metric], rel=0.1), name
