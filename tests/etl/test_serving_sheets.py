"""A sheet that only serves the others makes no file unread; a list is a list, whatever its sheet is called."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter

from etl import check_report
from tests.inbox import Inbox, drawn, rows, workbook

LEDGER = drawn(
    """
    镇（街道） | 村（社区） | 走访人 | 反映人 | 反映问题 | 类别     | 是否解决
    湖塘镇     | 马家巷社区 | 钱乙   | 张甲   | 路灯不亮 | 其他方面 | 已解决
    湖塘镇     | 马家巷社区 | 孙己   | 李丙   | 公交太少 | 其他方面 | 待解决
    """
)
UNKNOWN = drawn(
    """
    编号 | 所在村     | 群众姓名 | 事项描述 | 目前进展
    1    | 马家巷社区 | 张甲     | 路灯不亮 | 已解决
    2    | 马家巷社区 | 李丙     | 公交太少 | 待解决
    3    | 马家巷社区 | 王丁     | 河道发黑 | 待解决
    """
)
CHOICES = drawn(
    """
    办理方式 | 类别     | 是否解决 | 承办单位
    自办     | 房屋土地 | 已解决   | 市城管局
    交办     | 医疗卫生 | 待解决   | 市交通运输局
             | 其他方面 | 已解释   |
    """
)
EXPLAINED = drawn(
    """
    栏目       | 怎样填                 | 例
    反映人     | 写户主姓名             | 张三
    反映问题   | 一行一个问题，写明地点 | 某路路灯不亮
    类别       | 七类之一               | 其他方面
    """
)
PIVOT = drawn(
    """
    行标签   | 计数项:反映问题
    其他方面 | 2
    总计     | 2
    """
)


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


@pytest.mark.parametrize(
    ("name", "helper"),
    [
        ("选项", CHOICES),
        ("数据源", [["已解决"], ["待解决"], ["已解释"]]),
        ("填表说明", EXPLAINED),
        ("Sheet2", PIVOT),
        ("Sheet3", [["某某单位问题台账"], ["编号", "事项", "进展", "群众"]]),
        ("Sheet4", [[""], ["合计户数", "12"]]),
    ],
)
def test_a_sheet_that_serves_the_others_makes_no_file_unread(inbox, name, helper):
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(LEDGER, helper, names=["台账", name]))
    done = inbox.check()
    assert rows(done.tables["source_files"], "refused", "rows_kept") == [(None, 2)]
    assert rows(done.tables["note_rows"], "source_sheet") == [(name,)] * sum(any(row) for row in helper)
    assert f"工作表“{name}”：" in check_report.report(done).text


def test_a_sheet_of_names_serves_where_a_dropdown_takes_them_from_it(inbox):
    for path, source in (("直接.xlsx", "=人员!$A$1:$A$3"), ("名称.xlsx", "=走访干部")):
        out = BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet, people = book.add_worksheet("台账"), book.add_worksheet("人员")
            for r, row in enumerate(LEDGER):
                sheet.write_row(r, 0, row)
            for r, row in enumerate((["钱乙", "科长"], ["孙己", "科员"], ["周庚", "科员"])):
                people.write_row(r, 0, row)
            book.define_name("走访干部", "=人员!$A$1:$A$3")
            sheet.data_validation("C2:C99", {"validate": "list", "source": source})
        inbox.put(f"市文联/2017年4月上半月/{path}", out.getvalue())
    assert {*inbox.rows("source_files", "refused")} == {(None,)}


def test_an_unknown_list_beside_one_that_was_read_is_refused(inbox):
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", workbook(LEDGER, UNKNOWN, names=["台账", "另一张"]))
    assert "事项描述" in inbox.rows("source_files", "refused")[0][0]


def test_a_hidden_sheet_that_is_no_known_paper_is_named_and_refused_by_nobody(inbox):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, table in (("台账", LEDGER), ("Sheet7", UNKNOWN)):
            sheet = book.add_worksheet(name)
            for r, row in enumerate(table):
                sheet.write_row(r, 0, row)
        sheet.hide()
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", out.getvalue())
    done = inbox.check()
    assert rows(done.tables["source_files"], "refused", "rows_kept") == [(None, 2)]
    assert "工作表“Sheet7”：是隐藏的，认不出是哪种表，照存原文，没有计入" in check_report.report(done).text


@pytest.mark.parametrize("name", ["问题情况说明", "填表说明", "填报须知"])
def test_a_list_on_a_sheet_called_instructions_is_a_list(inbox, name):
    inbox.put("市文联/2017年4月上半月/a.xlsx", workbook(LEDGER, names=[name]))
    inbox.put("市文联/2017年4月上半月/b.xlsx", workbook(UNKNOWN, names=[name]))
    known, unknown = inbox.rows("source_files", "refused", "rows_kept")
    assert known == (None, 2)
    assert "事项描述" in unknown[0]


def test_a_serving_sheet_alone_in_its_file_is_still_refused(inbox):
    inbox.put("市文联/2017年4月上半月/选项.xlsx", workbook(CHOICES, names=["选项"]))
    assert inbox.rows("source_files", "refused")[0][0]


def test_a_header_with_a_number_in_a_heading_is_quoted(inbox):
    table = drawn(
        """
        村（社区） | 户名 | 住处   | 诉求1    | 3月走访时间
        马家巷社区 | 张甲 | 1组1号 | 路灯不亮 | 3月20日
        """
    )
    inbox.put("市文联/2017年3月/走访.xlsx", workbook(table))
    ((refused,),) = inbox.rows("source_files", "refused")
    assert "“诉求1”" in refused and "“3月走访时间”" in refused
