"""From a number down to the cell: does the way lead to what was written, and only as far as the visitor may go?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from campaign.access.quoting import HIDDEN
from campaign.access.scope import DESK, EVERYWHERE
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import METRICS
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import RULES
from pages import trace
from pages.parts import leads
from pages.parts.view import View
from tests.pages.test_pages import ROOT, everything, opened
from tests.pages_shelf import SENTINEL, look_at
from tests.rooms import room_of
from tests.signed_in import sign_in
from tests.tiny import tiny

FILE = "市民政局/2017年3月/走访台账.xlsx"


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return tiny(
        tmp_path,
        source_columns=f"""
            source_file | source_sheet | position | field_name | field    | place    | is_personal
            {FILE}      | 走访台账     | 1        | village    | 村（社区） | B        | false
            {FILE}      | 走访台账     | 2        | head_name  | 户主姓名 | C        | true
            {FILE}      | 走访台账     | 3        | visit_date | 走访日期 | D        | false
            {FILE}      | 走访台账     | 4        | visit_type | 走访方式 | 第5列    | false
            {FILE}      | 走访台账     | 5        | unit       | 走访单位 | 表格上方 | false
        """,
        source_rows=f"""
            source_file | source_sheet | source_row | cells
            {FILE}      | 走访台账     | 7          | ['富都社区', '李甲', '3月10日', '李乙说的', '市民政局']
            {FILE}      | 走访台账     | 8          | ['富都社区', '李丙', '3月11日', '普访', '市民政局']
            {FILE}      | 走访台账     | 9          | ['李丁', '富都社区', '3月上旬', '普访', '市民政局']
            {FILE}      | 走访台账     | 10         | ['李戊', '李戊', '3月12日', '普访', '市民政局']
        """,
        merged_rows=f"""
            source_file | source_sheet | source_row
            {FILE}      | 走访台账     | 8
        """,
        rejected_rows=f"""
            source_file | source_sheet | source_row | unit_name
            {FILE}      | 走访台账     | 9          | 市民政局
        """,
    )


def said(snapshot: Snapshot, row: int, **scope: object) -> dict[str, str]:
    found = snapshot.origin(FILE, "走访台账", row, **scope)
    return dict(zip(found["field"], found["said"], strict=True))


def test_the_desk_reads_the_row_as_it_was_written_with_the_address_of_every_cell(snapshot: Snapshot) -> None:
    found = snapshot.origin(FILE, "走访台账", 7, scope=DESK)
    assert list(found.itertuples(index=False, name=None)) == [
        ("村（社区）", "B7", "富都社区"),
        ("户主姓名", "C7", "李甲"),
        ("走访日期", "D7", "3月10日"),
        ("走访方式", "第7行第5列", "李乙说的"),
        ("走访单位", "表格上方", "市民政局"),
    ]


def test_others_read_of_a_kept_row_what_names_nobody(snapshot: Snapshot) -> None:
    assert said(snapshot, 7, scope=EVERYWHERE) == {
        "村（社区）": "富都社区",
        "户主姓名": HIDDEN,
        "走访日期": "3月10日",
        "走访方式": HIDDEN,  # free text under a public heading
        "走访单位": "市民政局",
    }
    assert said(snapshot, 10, scope=EVERYWHERE)["村（社区）"] == HIDDEN  # a name under 村（社区）


@pytest.mark.parametrize("row", [8, 9])
def test_others_read_nothing_of_a_row_that_was_merged_or_rejected(snapshot: Snapshot, row: int) -> None:
    assert set(said(snapshot, row, scope=EVERYWHERE).values()) == {HIDDEN}


def test_a_row_that_was_never_read_has_no_cells(snapshot: Snapshot) -> None:
    assert snapshot.origin(FILE, "走访台账", 99, scope=DESK).empty
    assert snapshot.origin("'; DROP TABLE x; --", "走访台账", 7, scope=DESK).empty


def test_the_rows_behind_rejections_are_read_as_written(snapshot: Snapshot) -> None:
    found = snapshot.written("rejected_rows", {"unit": "市民政局"}, scope=DESK)
    assert set(found["source_row"]) == {9}
    assert found["said"].tolist() == ["李丁", "富都社区", "3月上旬", "普访", "市民政局"]


@pytest.mark.parametrize("scope", [DESK, EVERYWHERE], ids=lambda s: s.label)
def test_lists_of_rows_refuse_personal_columns_whoever_asks(snapshot: Snapshot, scope: object) -> None:
    for table, column in (("source_rows", "cells"), ("rejected_rows", "said"), ("visits", "opinion_text")):
        with pytest.raises(CannotAnswer):
            snapshot.rows(table, columns=(column,), scope=scope)
        with pytest.raises(CannotAnswer):
            snapshot.rows(table, where={column: "李"}, columns=("source_row",), scope=scope)


# ── the pages ─────────────────────────────────────────────────────────────────────────────────

LEDGER = {"source_file": "市民政局/2017年3月/问题台账.xlsx", "source_sheet": "问题台账", "source_row": "7"}
REJECTED = {"source_file": FILE, "source_sheet": "走访台账", "source_row": "9"}


@pytest.fixture
def shown(marked_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Snapshot]:
    """The small shelf of the pages."""
    look_at(marked_shelf, monkeypatch)
    with open_current(marked_shelf) as found:
        yield found


def words(at: AppTest) -> str:
    return "\n".join(m.value for m in (*at.markdown, *at.caption, *at.info))


@pytest.mark.parametrize("asked", METRICS, ids=lambda m: m.id)
def test_每个数下面列的行_正好是它数的行(shown: Snapshot, asked: Metric) -> None:
    for part in trace._parts(asked).values():
        where = {name: list(values) for name, values in part.only} or None
        told = shown.ask(part.count.id, where=where)[part.count.id].iloc[0]
        rows = shown.count_rows(part.count.table, counted_by=part.count.id, where=where)
        if not part.count.summed and not pd.isna(told):
            assert rows == told
        elif part.count.summed:
            assert rows == shown.count_rows(part.count.table, where=where)


@pytest.mark.parametrize(
    ("metric_id", "where", "expected"),
    [
        ("households", {"unit": "市民政局"}, 33),
        ("issues", {"district": "武进区"}, 30),
        ("pending", {"department": "市建设局"}, 25),
        ("issues", {"department": leads.UNFILLED}, 20),
        ("issues", {"district": leads.UNFILLED}, 0),
        ("issues", {"unit": leads.UNFILLED}, 0),
        ("solved_share", {"category": "房屋土地", "block": "困难需求"}, 20),
        ("progress", {}, 42),
        ("rejections", {"rule": "date-unreadable"}, 1),
    ],
)
def test_从一个数的地址进来_数和行数与那个数一样(
    shown: Snapshot, metric_id: str, where: dict[str, str], expected: int
) -> None:
    at = opened("trace", **leads.to_rows(View(room_of(shown)), metric_id, **where))
    assert not at.exception and not at.error
    assert f"共{expected}条" in words(at)
    conditions = {name: [None] if value == leads.UNFILLED else value for name, value in where.items()}
    told = View(room_of(shown), where=conditions).figures(metric_id)[metric_id]
    assert told.full in words(at)


def test_地址带着页面的时段_区域和条件(shown: Snapshot) -> None:
    room = room_of(shown)
    month = View(room, None, "2017-03", {"zone": "经开区", "level": "市级机关", "department": "市建设局"}, "zone")
    assert leads.to_rows(month, "issues", category="平安治理") == {
        "metric": "issues",
        "month": "2017年3月",
        "apart": "单列",
        "area": "经开区",
        "level": "市级机关",
        "department": "市建设局",
        "category": "平安治理",
    }
    assert leads.to_rows(View(room, date(2017, 3, 20)), "visits") == {"metric": "visits", "as_of": "2017-03-20"}
    assert leads.to_rows(View(room, room.data_date), "visits") == {"metric": "visits"}


@pytest.mark.parametrize("page", ["overview", "visits", "issues", "categories", "rejected"])
def test_卡片和表下面都有通到行的链接(shown: Snapshot, page: str) -> None:
    sent = everything(opened(page))
    assert leads.COMPOSED in sent
    assert 'href="trace?metric=' in sent


def test_原表的一行_逐格写明地址_在收件办公室连同姓名(shown: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "desk")
    at = opened("trace", **LEDGER)
    table = at.table[0].value
    assert table.index.tolist() == ["反映问题", "是否解决"]
    assert table.to_numpy().tolist() == [["J7", f"{SENTINEL}反映"], ["K7", "已解决"]]
    assert "采用" in words(at)


def test_不在收件办公室_原表的一行不露姓名(shown: Snapshot) -> None:
    at = opened("trace", **LEDGER)
    assert at.table[0].value["原文"].tolist() == ["（涉及个人，不显示）", "已解决"]
    rejected = opened("trace", **REJECTED)
    assert "读不出是哪一天" in words(rejected)
    assert rejected.table[0].value["单元格"].tolist() == ["C9", ":red[**F9**]"]
    assert SENTINEL not in everything(at) + everything(rejected)


@pytest.mark.parametrize(
    "given",
    [
        {**LEDGER, "source_row": "99"},
        {**LEDGER, "source_row": "<b>"},
        {"metric": "没有这个数"},
        {"metric": "issues", "only_group": "天"},
        {"metric": "rows_read", "only_department": "市建设局"},
        {"metric": "households", "only_town": "湖塘镇", "only_unit": "市民政局", "only_department": "x"},
    ],
    ids=str,
)
def test_写错的地址得到一句话_不是报错(shown: Snapshot, given: dict[str, str]) -> None:
    at = opened("trace", **given)
    assert not at.exception and not at.error
    assert at.title[0].value == "溯源"


def test_退回数据按单位_表种_规则列出行数(shown: Snapshot) -> None:
    groups = next(d.value for d in opened("rejected").dataframe if "rule" in d.value)
    assert groups.to_numpy().tolist() == [["市民政局", "走访台账", "日期无法识别", 1]]


def test_代码里的每条退回规则都有中文名() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "etl").rglob("*.py") if "sample" not in p.parts)
    rules = set(re.findall(r'(?:Problem|_word)\([^"]*"([a-z]+(?:-[a-z]+)+)"', code))
    assert rules and rules <= set(RULES)
