"""Several columns of a list may be one field: answers to be ticked, parts of a text, a result that is the status."""

from __future__ import annotations

import pytest

from etl import check_report
from tests.inbox import Inbox, drawn, rows, word, workbook


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


UPPER = ["序号", "镇（街道）", "村（社区）", "反映人", "反映问题"]
PEOPLE = [("张甲", "路灯不亮"), ("李丙", "公交太少"), ("王丁", "小区停车难"), ("赵戊", "河道发黑")]


def ledger(*heads, cells, lead=UPPER):
    """A ledger under one or two rows of headings, with each person's last cells."""
    first, *more = heads
    body = [
        [str(n), "湖塘镇", "马家巷社区", *person, *last]
        for n, (person, last) in enumerate(zip(PEOPLE, cells, strict=False), 1)
    ]
    return [[*lead, *first], *([*([""] * len(lead)), *head] for head in more), *body]


def merges(table, *wide):
    """Two header rows merged downwards over the first columns, and the `wide` areas."""
    return [*((0, c, 1, c) for c in range(len(UPPER))), *wide]


def csv(table) -> bytes:
    return "\n".join(",".join(row) for row in table).encode("gb18030")


TICKED = [("√", ""), ("", "√"), ("√", ""), ("", "")]
STATUSES = [("已解决",), ("待解决",), ("已解决",), (None,)]
PAIR = ledger(["是否解决", ""], ["已解决", "待解决"], cells=TICKED)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合并.xlsx", workbook(PAIR, merges=merges(PAIR, (0, 5, 0, 6)))),
        ("没合并.xlsx", workbook(PAIR)),
        ("写两遍.xlsx", workbook(ledger(["是否解决", "是否解决"], ["已解决", "待解决"], cells=TICKED))),
        ("另存.csv", csv(PAIR)),
        ("一层.csv", csv(ledger(["已解决", "待解决"], cells=TICKED))),
        ("一层.docx", word(ledger(["已解决（打√）", "待解决（打√）"], cells=TICKED))),
        ("是否.xlsx", workbook(ledger(["是否解决", ""], ["是", "否"], cells=TICKED))),
        ("办理情况.xlsx", workbook(ledger(["办理情况", ""], ["已办结", "未办结"], cells=TICKED))),
        (
            "数字.xlsx",
            workbook(
                ledger(["解决情况", ""], ["已解决", "未解决"], cells=[("1", "0"), ("", "1"), ("1", "/"), ("", "")])
            ),
        ),
        ("实心.xlsx", workbook(ledger(["已解决", "待解决"], cells=[("●", "○"), ("○", "●"), ("●", "○"), ("", "")]))),
        ("圈.xlsx", workbook(ledger(["已解决", "待解决"], cells=[("○", "×"), ("", "☑"), ("是", "否"), ("-", "")]))),
    ],
)
def test_the_answer_that_is_ticked_is_the_status(inbox, name, content):
    inbox.put(f"市文联/2017年4月上半月/{name}", content)
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["issues"], "status") == STATUSES


@pytest.mark.parametrize("heads", [(["是否解决", ""], ["已解决", "待解决"]), (["已解决", "待解决"],)])
def test_both_ticked_is_a_problem_at_both_cells(inbox, heads):
    table = ledger(*heads, cells=[("√", ""), ("√", "√"), ("", "√")])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(table))
    done = inbox.check()
    line = len(heads) + 2
    assert rows(done.tables["remarks"], "cell", "rule", "is_left_blank") == [
        (f"F{line}、G{line}", "ticked-twice", True)
    ]
    assert rows(done.tables["issues"], "status") == [("已解决",), (None,), ("待解决",)]
    assert (
        f"F{line}、G{line}（是否解决）填写为“已解决(√)待解决(√)”：是否解决勾选多于一项"
        in check_report.report(done).text
    )


def test_a_word_that_is_no_tick_leaves_its_own_state_open_and_no_other(inbox):
    table = ledger(["已解决", "待解决"], cells=[("√", ""), ("部分", ""), ("", "√")])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(table))
    tables = inbox.sift()
    assert rows(tables["issues"], "status") == [("已解决",), (None,), ("待解决",)]
    assert rows(tables["issues"], "status_written")[1] == ("已解决(部分)待解决()",)
    assert rows(tables["remarks"], "source_row", "rule") == [(3, "status-unknown")]


def test_a_first_record_of_marks_is_no_second_header(inbox):
    table = ledger(["是否解决", ""], cells=[("√", "×"), ("×", "√")])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(table))
    assert inbox.rows("issues", "source_row", "status") == [(2, "已解决"), (3, "待解决")]


def test_satisfaction_and_status_may_both_be_ticked(inbox):
    heads = (["是否解决", "", "群众是否满意", "", ""], ["已解决", "待解决", "满意", "基本满意", "不满意"])
    inbox.put(
        "市文联/2017年4月上半月/问题台账.xlsx",
        workbook(ledger(*heads, cells=[("√", "", "", "√", ""), ("", "√", "", "", "√")])),
    )
    assert inbox.rows("issues", "status", "satisfaction") == [("已解决", "基本满意"), ("待解决", "不满意")]


def test_ways_of_handling_may_be_ticked_beside_a_status_in_words(inbox):
    heads = (["办理方式", "", "", "是否解决"], ["自办", "交办", "解释说明", ""])
    inbox.put(
        "市文联/2017年4月上半月/问题台账.csv",
        csv(ledger(*heads, cells=[("√", "", "", "已解决"), ("", "", "√", "已解释")])),
    )
    assert inbox.rows("issues", "route", "status") == [("自办", "已解决"), ("解释说明", "已解释")]


def test_a_calls_answers_may_be_ticked_under_yes_and_no(inbox):
    table = drawn(
        """
        单位   | 回访日期  | 联系电话    | 是否接通 |    | 是否走访过 |
               |           |             | 是       | 否 | 是         | 否
        市文联 | 2017-4-12 | 10000000001 | √        |    |            | √
        市文联 | 2017-4-12 | 10000000002 | √        |    | √          |
        市文联 | 2017-4-12 | 10000000003 |          | √  |            |
        """
    )
    inbox.put("市信访局/4月/抽查.xlsx", workbook(table))
    kept = inbox.rows("call_checks", "is_answered", "is_visited")
    assert kept == [(True, False), (True, True), (False, None)]


def test_a_status_in_words_keeps_the_row_of_a_question_that_has_a_column_of_its_own(inbox):
    table = ledger(["是否解决", "已解决", "待解决"], cells=[("已解决", "", ""), ("待解决", "", "")])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(table))
    tables = inbox.sift()
    assert rows(tables["issues"], "status") == [("已解决",), ("待解决",)]
    assert rows(tables["source_sheets"], "unknown_headings") == [(["已解决", "待解决"],)]


RESULTS = [("自办", "2017-04-03", "已解决", "2017-04-04"), ("交办", "2017-04-03", "正在办理", "")]
HANDLED = (["办理情况", "", "", ""], ["方式", "交办日期", "结果", "办结日期"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("两层.xlsx", workbook(ledger(*HANDLED, cells=RESULTS), merges=[(0, 5, 0, 8)])),
        ("两层.csv", csv(ledger(*HANDLED, cells=RESULTS))),
        ("两层.docx", word(ledger(*HANDLED, cells=RESULTS))),
        ("一层.xlsx", workbook(ledger(["办理方式", "交办日期", "办理结果", "办结日期"], cells=RESULTS))),
    ],
)
def test_a_result_in_the_words_of_a_status_is_the_status(inbox, name, content):
    inbox.put(f"市文联/2017年4月上半月/{name}", content)
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    assert rows(tables["issues"], "status", "route") == [("已解决", "自办"), ("正在办理", "交办")]


def test_one_odd_word_under_the_result_costs_its_own_cell(inbox):
    table = ledger(["办理结果"], cells=[("已办结",), ("待解决",), ("村里商量过了",), ("已解决。",)])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(table))
    tables = inbox.sift()
    assert rows(tables["issues"], "status") == [("已解决",), ("待解决",), (None,), ("已解决",)]
    assert rows(tables["issues"], "status_written")[2] == ("村里商量过了",)
    assert rows(tables["remarks"], "source_row", "rule") == [(4, "status-unknown")]


def test_a_result_beside_the_status_is_its_text(inbox):
    table = ledger(["办理结果", "是否解决"], cells=[("已解决", "已解决"), ("已转城管局", "正在办理")])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(table))
    assert inbox.rows("issues", "status") == [("已解决",), ("正在办理",)]
    assert {("outcome_text", "F"), ("status", "G")} <= {*inbox.rows("source_columns", "field_name", "place")}


def test_the_course_of_a_matter_stays_its_text_where_the_result_is_the_status(inbox):
    table = ledger(["办理情况", "办理结果"], cells=[("已请物业换灯", "已解决"), ("已报交通局", "待解决")])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(table))
    assert inbox.rows("issues", "status") == [("已解决",), ("待解决",)]
    assert {("outcome_text", "F"), ("status", "G")} <= {*inbox.rows("source_columns", "field_name", "place")}


@pytest.mark.parametrize(
    ("one", "two"), [("意见建议1", "意见建议2"), ("意见建议（一）", "意见建议（二）"), ("意见建议", "意见建议②")]
)
def test_numbered_columns_of_opinions_are_an_issue_each(inbox, one, two):
    table = drawn(
        f"""
        村（社区） | 户主姓名 | 家庭住址 | {one}    | {two}    | 走访日期
        马家巷社区 | 张甲     | 3组5号   | 路灯不亮 | 公交太少 | 2017-03-20
        马家巷社区 | 李丙     | 3组6号   |          | 河道发黑 | 2017-03-20
        马家巷社区 | 王丁     | 3组7号   | 无       |          | 2017-03-20
        """
    )
    inbox.put("市文联/3月下半月/台账.xlsx", workbook(table))
    tables = inbox.sift()
    assert rows(tables["issues"], "issue_text") == [("路灯不亮",), ("公交太少",), ("河道发黑",)]
    assert rows(tables["source_sheets"], "unknown_headings") == [([],)]


def test_numbered_visitors_are_a_cadre_each(inbox):
    table = drawn(
        """
        村（社区） | 户主姓名 | 家庭住址 | 走访人1 | 走访人2 | 走访日期
        马家巷社区 | 张甲     | 3组5号   | 钱乙    | 孙己    | 2017-03-20
        马家巷社区 | 李丙     | 3组6号   | 钱乙    |         | 2017-03-20
        """
    )
    inbox.put("市文联/3月下半月/台账.xlsx", workbook(table))
    assert inbox.rows("visits", "visitor_names") == [("钱乙、孙己",), ("钱乙",)]
