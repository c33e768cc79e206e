"""Does 自助查询 show what is asked, lead to the rows of every cell, and say the same in its address and its workbook?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from campaign.numbers.crosstab import Question, answered, name_of
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import EMPTY
from exports import crosstab as paper
from exports.__main__ import main
from pages import explore
from pages.beside.explore.saved_views import saved
from pages.parts import crosstabs, leads
from pages.parts.view import View
from tests.pages.test_pages import everything, opened
from tests.pages_shelf import PUBLIC_TEXT, SENTINEL, look_at
from tests.rooms import room_of

CROSSED = {"columns": "辖市区", "grain": "周", "month": "2017年3月"}
NOTHING = (None,) * 3
"""The weeks of March after the one in which all was raised."""


@pytest.fixture
def snapshot(marked_shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Snapshot]:
    monkeypatch.setenv("DAZOUFANG_VIEWS", str(tmp_path / "views"))
    look_at(marked_shelf, monkeypatch)
    with open_current(marked_shelf) as found:
        yield found


def shown(at: AppTest, place: int = 0) -> list[list[object]]:
    """The cells of a table, an empty one as None."""
    frame: pd.DataFrame = at.dataframe[place].value
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def asked_said(at: AppTest) -> str:
    return next(m.value for m in at.markdown if m.value.startswith("当前查询"))


def refusals(at: AppTest) -> list[str]:
    return [c.value for c in at.caption if "未列出" in c.value]


def test_打开就有一张表_合计是直接统计的(snapshot: Snapshot) -> None:
    at = opened("explore")
    assert not at.exception
    assert shown(at) == [
        ["房屋土地", 20, 20, 100.0, None],
        ["平安治理", 5, 5, 100.0, None],
        ["其他方面", 25, 0, 0.0, None],
        ["合计", 50, 25, 50.0, None],
    ]


def test_类别乘辖市区逐周_是画出来的数(snapshot: Snapshot) -> None:
    at = opened("explore", numbers="收集问题", **CROSSED)
    heads = [(upper, at.dataframe[0].value.columns[i][1]) for i, (upper, _) in enumerate(at.dataframe[0].value.columns)]
    assert [upper for upper, _ in heads] == ["", *["武进区"] * 5, *["合计"] * 5]
    assert shown(at) == [[name, *[n, *NOTHING, n] * 2] for name, n in (("平安治理", 5), ("其他方面", 25), ("合计", 30))]


def test_地址里的条件全都恢复(snapshot: Snapshot) -> None:
    at = opened("explore", numbers="已解决", rows="走访单位", then="类别", columns="辖市区", grain="月", text="路灯")
    assert [at.multiselect("numbers").value, at.selectbox("rows").value, at.selectbox("then").value] == [
        ["已解决"], "走访单位", "类别",
    ]  # fmt: skip
    assert "已解决：行按走访单位、类别，列按辖市区，逐月" in asked_said(at).replace("\\", "")
    assert "关键词“路灯”" in " ".join(m.value for m in at.markdown)


def test_发出去的地址再打开是同一张表(snapshot: Snapshot) -> None:
    first = opened("explore", numbers="已解决", rows="走访单位", **CROSSED)
    address = parse_qs(first.code[0].value.partition("?")[2])
    second = AppTest.from_file(str(Path(explore.__file__).parents[1] / "app.py"), default_timeout=60)
    second.switch_page("pages/explore.py")
    for name, values in address.items():
        second.query_params[name] = values
    second.run()
    assert shown(second) == shown(first)
    assert asked_said(second) == asked_said(first)


def test_不能这样分的数写明原因(snapshot: Snapshot) -> None:
    at = opened("explore", numbers="走访户数")
    assert at.info[0].value == "所选指标均不能按此分组，原因如下。"
    assert [said.replace("\\", "") for said in refusals(at)] == [
        "**走访户数**未列出：“走访”表不能按“类别”统计。",
        "**走访户次**未列出：“走访”表不能按“类别”统计。",
    ]


def test_行列写重了说一句话(snapshot: Snapshot) -> None:
    at = opened("explore", columns="类别")
    assert [i.value for i in at.info] == ["“类别”在行和列里写了两次。"]
    assert not at.exception


def test_搜出来的问题列在下面(snapshot: Snapshot) -> None:
    assert PUBLIC_TEXT in str(shown(opened("explore", text="路灯 不亮"), -1))
    at = opened("explore", text="没有的字")
    assert any("未找到符合条件的问题" in i.value for i in at.info)
    assert shown(at) == [["合计", *[None] * 4]]


@pytest.mark.parametrize("filters", [{}, CROSSED, {"rows": "走访单位", "numbers": "走访户数"}])
def test_任何视图都不发出个人信息(snapshot: Snapshot, filters: dict[str, str]) -> None:
    assert SENTINEL not in everything(opened("explore", **filters))


# ── the rows behind a cell ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("row", "column"), [(0, 0), (1, -1), (-1, 0), (-1, -1)])
def test_一格的地址打开后_行数就是这一格的数(snapshot: Snapshot, row: int, column: int) -> None:
    table = answered(snapshot, Question(("issues",), ("category",), "district", "week"), period="2017-03")
    view = View(room_of(snapshot), period="2017-03")
    address = crosstabs.address_of(view, "issues", table.rows[row], table.columns[column])
    at = opened("trace", **{name: str(value) for name, value in address.items()})
    number = table.cells["issues"][row][column].value
    assert number in (5, 25, 30)
    assert any(f"收集问题 **{number:,.0f}件**" in m.value for m in at.markdown)


def test_点一格去它的行_点空格只说没有(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[leads.Address] = []
    monkeypatch.setattr(leads, "go", gone.append)
    view = View(room_of(snapshot))
    table = answered(snapshot, Question(("issues",), ("category",), "district"))
    places = [("issues", at) for at in range(len(table.columns))]
    for cell in ([0, "cell-1"], [1, "cell-1"], [0, "head-0"], [99, "cell-0"]):
        monkeypatch.setattr(st, "session_state", {"k": {"selection": {"cells": [cell]}}})
        monkeypatch.setattr(st, "toast", lambda *_, **__: None)
        crosstabs._go(view, table, places, "k")
    assert gone == [{"metric": "issues", "area": "天宁区", "category": "房屋土地"}]


# ── the workbook ──────────────────────────────────────────────────────────────────────────────


def test_工作簿说的与页面相同_两层表头_写明口径(snapshot: Snapshot) -> None:
    question = Question(("issues", "solved_share", "households"), ("category",), "district", "week")
    table = answered(snapshot, question, period="2017-03")
    book = openpyxl.load_workbook(BytesIO(paper.workbook(snapshot, table, [("筛选", "3月 · 全市")])))
    sheet = book["结果"]
    lines = [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert lines[0][:2] == ["类别", "收集问题（件）"]
    assert lines[1][:7] == [None, "武进区", *[None] * 4, "合计"]
    assert [lines[2][1], lines[2][5], lines[2][10]] == [name_of("week", date(2017, 3, 6)), "合计", "合计"]
    at = opened("explore", numbers="收集问题", **CROSSED)
    assert [[cell if cell != EMPTY else None for cell in line[:11]] for line in lines[3:]] == shown(at)
    share = sheet.cell(7, 12)
    assert (share.value, share.number_format) == (1.0, "0.0%")
    assert sheet.cell(7, 2).number_format == "#,##0"
    assert sheet.freeze_panes == "B7"
    said = {row[0]: row[1] for row in book["口径"].iter_rows(values_only=True)}
    assert (said["筛选"], said["数据版本"], said["数据截至"]) == ("3月 · 全市", snapshot.id, "2017年4月12日")
    assert said["收集问题"].startswith("单位：件。归并之后的问题")
    assert said["未列出：走访户数"] == "“走访”表不能按“类别”统计。"
    assert SENTINEL not in str([list(row) for s in book for row in s.iter_rows(values_only=True)])


def test_命令写出同样的工作簿(marked_shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "表.xlsx"
    asked = ("crosstab", "issues", "households", "--rows", "category", "--period", "2017-03", "--where", "text=路灯")
    assert main((*asked, "--shelf", str(marked_shelf), "--out", str(out))) == 0
    assert "没有列出 走访户数" in capsys.readouterr().out
    lines = [row[:2] for row in openpyxl.load_workbook(out)["结果"].iter_rows(min_row=5, values_only=True)]
    assert lines == [("平安治理", 5), ("其他方面", 25), ("合计", 30)]
    assert main(("crosstab", "nothing", "--shelf", str(marked_shelf), "--out", str(out))) == 2


# ── views saved by name ───────────────────────────────────────────────────────────────────────


def test_存下_删除_撤销(snapshot: Snapshot, tmp_path: Path) -> None:
    at = opened("explore", columns="辖市区")

    def folded_out() -> AppTest:
        at.session_state["saved-views"] = True
        return at.run()

    folded_out().text_input("view-name").input("各区类别")
    folded_out().button("save-view").click().run()
    views = saved(tmp_path / "views", "")
    assert list(views) == ["各区类别"]
    assert views["各区类别"].parameters["columns"] == "辖市区"
    assert any("已保存“各区类别”" in c.value for c in at.caption)
    folded_out().button("delete-view-各区类别").click().run()
    assert saved(tmp_path / "views", "") == {}
    at.button("undo-delete").click().run()
    assert saved(tmp_path / "views", "") == views
