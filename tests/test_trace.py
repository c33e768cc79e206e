"""From a number down to the cell: does the way lead to what was written, and only as far as the visitor may go?"""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.access import DESK, EVERYWHERE, HIDDEN
from campaign.dimensions import CannotAnswer
from campaign.snapshot import Snapshot
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
