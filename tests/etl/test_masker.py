"""Is nobody named by a text, a column, a file, a folder or a sheet that everybody may read, and does the rest stay?"""

from __future__ import annotations

import pytest

from campaign import schema
from campaign.papers import papers
from campaign.papers.paper import FREE, Field
from etl.values.kinds import KINDS
from tests import masking
from tests.inbox import Inbox, drawn, rows, workbook

VISITS = "村(社区)|户主姓名|联系电话|家庭住址|家庭成员数|家庭收入情况|致贫原因及现状|困难需求|意见建议|走访人|走访日期"
ISSUES = "问题编号|村(社区)|走访人|反映人|反映日期|反映问题|类别|承办单位|办理方式|文号|协办单位|经办人|是否解决|回访方式|回访日期|难易程度"
MESSAGES = "留言编号|留言用户|留言主题|留言时间|留言详情|一级标签\n"
FOLDER = "政法委/3月上半月"
SOMEBODY, PHONE = "王建国", "13600002211"


@pytest.fixture
def inbox(tmp_path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def public(tables: dict) -> str:
    """Everything that the public columns hold, but for the register of places."""
    columns = ((t.name, c.name) for t in schema.TABLES if t.name != "areas" for c in t.columns if not c.personal)
    return "\n".join(str(tables[table][column].to_pylist()) for table, column in columns)


@pytest.mark.parametrize(("path", "recall"), [(masking.TEXTS, 0.99), (masking.HELD_BACK, 0.98)])
def test_the_masker_takes_out_what_must_not_show_and_leaves_the_rest(path, recall) -> None:
    measured = masking.measure(masking.cases(path))
    assert measured.recall >= recall and measured.stay >= 0.98, masking.report([path])
    assert min(measured.hidden_of, measured.kept_of) > 100


def test_a_text_says_nothing_of_its_own_rows_family(inbox: Inbox) -> None:
    need = "丁招娣家住翠柏里东首第二家，年入8.8万元，患尿毒症，走访人说路灯不亮，电话136.0000.2211"
    cells = f"马家巷社区|丁招娣奶奶|{PHONE}|翠柏里东首第二家|3|家庭年入88000元|患尿毒症三年|{need}|郑海英答应修桥|郑海英、李四|3.10"
    tables = inbox.put(f"{FOLDER}/走访台账.xlsx", workbook(drawn(f"{VISITS}\n{cells}"))).sift()
    said = public(tables)
    assert not [word for word in ("丁招娣", "第二家", "8.8万", "尿毒症", "0000.2211", "郑海英") if word in said]
    assert "路灯不亮" in said and "修桥" in said


def test_what_the_row_that_stands_leaves_out_is_masked_too(inbox: Inbox) -> None:
    head = "问题编号|村(社区)|反映人|反映日期|反映问题|是否解决"
    for name, who in (("a", "丁招娣大妈"), ("b", "")):
        inbox.put(
            f"{FOLDER}/{name}.xlsx", workbook(drawn(f"{head}\nA1|马家巷社区|{who}|3.10|丁招娣家路灯不亮|待解决")),
            received="2017-04-01" if who else "2017-04-02",
        )  # fmt: skip
    assert "丁招娣" not in public(inbox.sift())


@pytest.mark.parametrize(
    "column", ["问题编号", "承办单位", "办理方式", "文号", "协办单位", "经办人", "回访方式", "难易程度", "类别"]
)
@pytest.mark.parametrize("canary", [SOMEBODY, f"{SOMEBODY}家", f"{SOMEBODY} {PHONE}", f"城管局、{SOMEBODY}"])
def test_no_column_carries_a_person_out(inbox: Inbox, column: str, canary: str) -> None:
    names = ISSUES.split("|")
    cells = dict(
        zip(
            names,
            ["1", "马家巷社区", "钱乙", "张甲", "3.10", "路灯不亮", "交通", "", "", "", "", "", "", "", "", ""],
            strict=False,
        )
    ) | {column: canary}
    line = "|".join(cells.get(name, "") for name in names)
    tables = inbox.put(f"{FOLDER}/问题台账.xlsx", workbook(drawn(f"{ISSUES}\n{line}"))).sift()
    said = public(tables)
    assert tables["issues"].num_rows == 1
    assert SOMEBODY not in said and PHONE not in said


def test_free_words_that_name_nobody_stay(inbox: Inbox) -> None:
    line = "保密局201700001|马家巷社区|钱乙|张甲|3.10|路灯不亮|交通|某某物业公司|交办|常〔2017〕3号|环卫所|副科长李四|待解决|上门|3.20|较难"
    tables = inbox.put(f"{FOLDER}/问题台账.xlsx", workbook(drawn(f"{ISSUES}\n{line}"))).sift()
    shown = ("issue_no", "department", "document_no", "co_department", "handler_post", "followup_method", "difficulty")
    kept = ("保密局201700001", "某某物业公司", "常〔2017〕3号", "环卫所", "副科长", "入户", "较难")
    assert rows(tables["issues"], *shown) == [kept]


@pytest.mark.parametrize(("label", "kept"), [("城乡建设", "城乡建设"), (SOMEBODY, None), (f"电话{PHONE}", None)])
def test_a_label_of_another_offices_export_is_shown_where_it_names_nobody(inbox: Inbox, label, kept) -> None:
    inbox.put("市信访局/留言.csv", f"{MESSAGES}L1|某某|路灯|2017-03-10 08:30|路灯不亮|{label}\n")
    assert inbox.rows("messages", "message_category") == [(kept,)]


@pytest.mark.parametrize(
    ("folder", "name", "sheet"),
    [
        (f"{SOMEBODY}/3月上半月", "走访台账", "台账"),
        (f"政法委/{SOMEBODY}家", "走访台账", "台账"),
        ("政法委/翠柏里82弄6号", "走访台账", "台账"),
        (FOLDER, f"{SOMEBODY}136-0000-2211", f"{SOMEBODY}阿姨"),
        (FOLDER, "翠柏里8号", "翠柏新村86#404"),
        (FOLDER, "苏D00A12", "微信wx_yin0000"),
    ],
)
def test_a_file_its_folder_and_its_sheet_name_nobody(inbox: Inbox, folder: str, name: str, sheet: str) -> None:
    cells = f"马家巷社区|张甲|{PHONE}|3组5号|3|||路灯不亮||钱乙|3.10"
    inbox.put(f"{folder}/{name}.xlsx", workbook(drawn(f"{VISITS}\n{cells}"), names=[sheet]))
    said = public(inbox.sift())
    hidden = (SOMEBODY, "136-0000", "82弄", "6号", "8号", "404", "D00A12", "wx_yin")
    assert not [word for word in hidden if word in said]


@pytest.mark.parametrize(
    "folder", ["2017-03-01至15", "2017-03-01-2017-03-15", "20170301-15", "2017.3.1-3.15", "2016-2017学年"]
)
def test_a_folder_by_days_keeps_its_name(inbox: Inbox, folder: str) -> None:
    inbox.put(f"政法委/{folder}/会议纪要.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    assert inbox.rows("source_files", "source_file") == [(f"政法委/{folder}/会议纪要.docx",)]


def test_a_refusal_quotes_no_person_that_stands_for_a_heading(inbox: Inbox) -> None:
    odd = drawn(f"姓名情况|{SOMEBODY}家|{SOMEBODY}|备用{PHONE}|翠柏里82弄6号\n一|二|三|四|五")
    said = public(inbox.put(f"{FOLDER}/a.xlsx", workbook(odd)).sift())
    assert not [word for word in (SOMEBODY, PHONE, "82弄") if word in said]


def test_the_words_that_decided_a_category_name_nobody(inbox: Inbox) -> None:
    cells = f"马家巷社区|陆灯亮|{PHONE}|3组5号|3|||陆灯亮说路灯不亮||钱乙|3.10"
    tables = inbox.put(f"{FOLDER}/走访台账.xlsx", workbook(drawn(f"{VISITS}\n{cells}"))).sift()
    ((text, words),) = rows(tables["issues"], "issue_text", "category_words")
    assert "陆灯亮" not in text and all(word in text for word in words or ())


def test_a_text_without_a_parser_is_personal_until_it_is_declared_otherwise() -> None:
    assert schema.Column("said", "原文").personal and not schema.Column("day", "日期", "date").personal
    assert Field("remark", ("备注",)).personal and not Field("status", ("状态",), "status").personal
    assert all(KINDS[kind].parse for kind in KINDS if kind not in READ_BY_THE_REGISTERS)


READ_BY_THE_REGISTERS = (FREE, "identifier", "unit", "district", "town", "village", "period")
"""Kinds without a parser of cells: free text, and what whole rows are read for."""


def test_free_texts_that_are_declared_public_are_few_and_known() -> None:
    open_ = {
        f"{paper.id}.{f.name}"
        for paper in papers()
        for f in (*paper.fields, *paper.about)
        if f.kind == FREE and not f.personal
    }
    assert open_ == OPEN


OPEN = {
    *("roster.short_name", "roster.villages", "roster.is_trained", "household_form.place", "village_survey.place"),
    *("issue_ledger.sequence", "issue_ledger.department", "village_summary.block", "village_summary.item"),
    *("weekly_report.first_day", "weekly_report.last_day", "briefing.tag", "briefing.written_on"),
}
"""Free texts that rules of the paper's own read: of none of them more than a known word, a place or an office is shown."""
