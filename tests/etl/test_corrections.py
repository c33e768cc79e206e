"""Is a known mistake corrected where it stands, kept as it was written, and missed when it is gone?"""

from __future__ import annotations

import json
from datetime import date

import pytest

from campaign.numbers.snapshot import open_current
from etl import build, corrections, loading
from etl import shelf as shelves
from tests.inbox import Inbox, rows, word, workbook

LEDGER = "走访单位：政法委||||\n村(社区)|户主姓名|家庭住址|意见建议|走访日期\n"
PATH = "3月上半月/台账.csv"
ENTRY = {
    "file": PATH,
    "sheet": "数据",
    "row": "4",
    "field": "走访日期",
    "was": "3月上旬",
    "becomes": "2017-03-08",
    "why": "照工作日志",
    "confirmed_by": "政法委办公室",
    "confirmed_on": "2017-04-02",
}


@pytest.fixture
def inbox(tmp_path):
    inbox = Inbox(tmp_path / "inbox")
    return inbox.put(PATH, LEDGER + "马家巷社区|张甲|3组5号||3.10\n马家巷社区|李乙|3组6号|路灯不亮|3月上旬")


def listed(tmp_path, *entries: dict):
    """The list that holds these entries; JSON is YAML too."""
    path = tmp_path / "corrections.yml"
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    return path


def corrected(inbox, tmp_path, *entries: dict):
    return inbox.sift(listed(tmp_path, *entries))


def test_what_was_confirmed_is_counted_and_what_was_written_is_kept(inbox, tmp_path):
    tables = corrected(inbox, tmp_path, ENTRY)
    assert rows(tables["visits"], "source_row", "visit_date") == [(3, date(2017, 3, 10)), (4, date(2017, 3, 8))]
    assert rows(tables["issues"], "raised_date") == [(date(2017, 3, 8),)]
    assert tables["rejected_rows"].num_rows == 0
    written = dict(rows(tables["source_rows"], "source_row", "cells"))[4]
    assert "3月上旬" in written and "2017-03-08" not in written
    (told,) = tables["corrections"].to_pylist()
    assert told == {
        "source_file": PATH,
        "source_sheet": "数据",
        "source_row": 4,
        "cell": "E4",
        "field": "走访日期",
        "was": "3月上旬",
        "becomes": "2017-03-08",
        "why": "照工作日志",
        "confirmed_by": "政法委办公室",
        "confirmed_on": date(2017, 4, 2),
    }


@pytest.mark.parametrize(
    ("change", "unit"),
    [
        ({"row": "", "field": "", "cell": "E4"}, "市委政法委"),
        ({"field": "visit_date"}, "市委政法委"),
        ({"row": "", "field": "走访日期"}, "市委政法委"),
    ],
    ids=["by the cell's address", "by the field's own name", "by the field alone where one cell says so"],
)
def test_a_cell_is_named_by_its_address_or_by_row_and_column(inbox, tmp_path, change, unit):
    entry = {key: said for key, said in {**ENTRY, **change}.items() if said}
    assert rows(corrected(inbox, tmp_path, entry)["visits"], "unit_name") == [(unit,), (unit,)]


def test_a_fact_beside_the_table_is_corrected_for_every_row(inbox, tmp_path):
    beside = {**ENTRY, "field": "走访单位", "was": "政法委", "becomes": "公安局"}
    del beside["row"]
    tables = corrected(inbox, tmp_path, ENTRY, beside)
    assert rows(tables["visits"], "unit_name") == [("市公安局",)] * 2
    assert rows(tables["corrections"], "source_row", "cell") == [(4, "E4"), (None, "A1")]


def test_a_number_that_a_program_spoilt_can_be_corrected(inbox, tmp_path):
    head = ["村(社区)", "户主姓名", "家庭住址", "走访单位", "走访日期"]
    inbox.put("b.xlsx", workbook([head, ["马家巷社区", "王丙", "3组7号", "政法委", 3.1]]))
    spoilt = {**ENTRY, "file": "b.xlsx", "sheet": "Sheet1", "row": "2", "was": "3.1", "becomes": "3月10日"}
    tables = corrected(inbox, tmp_path, ENTRY, spoilt)
    assert tables["rejected_rows"].num_rows == 0
    assert (date(2017, 3, 10), "b.xlsx") in rows(tables["visits"], "visit_date", "source_file")


MISSED = {
    "the file is not there": ({"file": "3月上半月/别的.csv"}, "收件夹里没有这份文件"),
    "the sheet is not there": ({"sheet": "别的"}, "没有这张工作表"),
    "the row is not there": ({"row": "9"}, "没有这一格"),
    "the column is not there": ({"field": "联系电话"}, "没有这一格"),
    "the cell says something else": ({"was": "3月中旬"}, "不是 was 所写的内容"),
    "it corrects nothing": ({"becomes": "3月上旬"}, "没有更正什么"),
    "an unknown word": ({"reason": "x"}, "不认得的项目 reason"),
    "no cell": ({"field": "", "row": ""}, "没有写是哪一格"),
    "a day that is none": ({"confirmed_on": "四月"}, "confirmed_on"),
    "nobody confirmed it": ({"confirmed_by": ""}, "缺 confirmed_by"),
}


@pytest.mark.parametrize(("change", "why"), MISSED.values(), ids=MISSED)
def test_an_entry_that_corrects_nothing_is_named(inbox, tmp_path, change, why):
    with pytest.raises(shelves.NotPublished, match="corrections.yml 第 1 条.*" + why):
        corrected(inbox, tmp_path, {**ENTRY, **change})


@pytest.mark.parametrize("key", corrections.NEEDED)
def test_an_entry_without_a_needed_word_is_named_with_the_word(key, tmp_path):
    path = listed(tmp_path, ENTRY, {name: said for name, said in ENTRY.items() if name != key})
    with pytest.raises(corrections.WrongCorrection, match=f"第 2 条缺 {key}"):
        corrections.known(path)


def test_a_second_correction_of_one_cell_starts_from_what_the_first_one_left(inbox, tmp_path):
    with pytest.raises(shelves.NotPublished, match="第 2 条"):
        corrected(inbox, tmp_path, ENTRY, {**ENTRY, "becomes": "2017-03-09"})


@pytest.mark.parametrize("text", ["- file: [", "file: a.csv", "- 3月上旬\n"], ids=["no YAML", "no list", "no entry"])
def test_a_list_that_cannot_be_read_is_said(inbox, tmp_path, text):
    path = tmp_path / "corrections.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(shelves.NotPublished, match=r"corrections\.yml"):
        inbox.sift(path)


def test_an_entry_that_corrects_nothing_leaves_the_snapshot_as_it_was(inbox, tmp_path):
    shelf = tmp_path / "shelf"
    loading.load(inbox.root, shelf, corrected_by=listed(tmp_path, ENTRY))
    before = shelves.current(shelf)
    with pytest.raises(shelves.NotPublished, match="第 1 条"):
        loading.load(inbox.root, shelf, corrected_by=listed(tmp_path, {**ENTRY, "was": "别的"}))
    assert shelves.current(shelf) == before
    shown = open_current(shelf).rows("corrections", limit=10)
    assert not {"was", "becomes"} & set(shown.columns) and list(shown["why"]) == ["照工作日志"]


def test_a_written_3_10_is_the_text_and_not_the_number(tmp_path):
    path = tmp_path / "corrections.yml"
    entry = "\n  ".join(f"{key}: {said}" for key, said in {**ENTRY, "was": "3.10", "becomes": "3.1"}.items())
    path.write_text(f"- {entry}\n", encoding="utf-8")
    (known,) = corrections.known(path)
    assert (known.was, known.becomes) == ("3.10", "3.1")


def test_an_entry_for_a_copy_points_to_the_file_that_is_counted(inbox, tmp_path):
    (inbox.root / "3月上半月/副本.csv").write_bytes((inbox.root / PATH).read_bytes())
    with pytest.raises(shelves.NotPublished, match=r"与 3月上半月/副本\.csv 完全相同"):
        corrected(inbox, tmp_path, ENTRY)


def test_check_applies_what_fits_the_file_and_leaves_out_the_rest(inbox, tmp_path, monkeypatch):
    others = {**ENTRY, "file": "别的单位/台账.csv"}
    gone = {**ENTRY, "was": "三月上旬"}
    monkeypatch.setattr(corrections, "LISTED", listed(tmp_path, others, gone, ENTRY))
    (tmp_path / "政法委" / "3月上半月").mkdir(parents=True)
    tables = build.check([inbox.root / PATH]).tables
    assert tables["rejected_rows"].num_rows == 1  # alone, the file is called after itself, and no entry is its own
    own = {**ENTRY, "file": tables["source_files"]["source_file"][0].as_py()}
    monkeypatch.setattr(corrections, "LISTED", listed(tmp_path, others, {**own, "was": "三月上旬"}, own))
    tables = build.check([inbox.root / PATH]).tables
    assert tables["rejected_rows"].num_rows == 0 and tables["corrections"].num_rows == 1


def test_the_list_that_ships_is_read_and_corrects_nothing_yet():
    assert corrections.known(corrections.LISTED) == ()


def test_a_paragraph_that_would_publish_no_figure_any_more_is_no_correction(tmp_path):
    said = "市委政法委走访群众80户。"
    inbox = Inbox(tmp_path / "inbox").put("政法委/简报.docx", word("工作动态简报", said))
    ((sheet, row),) = inbox.rows("briefing_figures", "source_sheet", "source_row")
    where = {"file": "政法委/简报.docx", "sheet": sheet, "row": str(row), "field": "简报正文"}
    why = {"why": "核对", "confirmed_by": "办公室", "confirmed_on": "2017-04-02"}
    entry = {**where, "was": said, "becomes": "市委政法委走访群众。", **why}
    with pytest.raises(shelves.NotPublished, match=r"corrections\.yml 第 1 条.*没有一个数字"):
        corrected(inbox, tmp_path, entry)
