"""What a form leaves out is taken where the rest of it proves it, and named where it does not."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter

from etl import check_report
from tests.inbox import Inbox, drawn, rows, word, workbook


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


FIVE = drawn(
    """
    市（区）  | 新北区    | 镇（街道）     | 河海街道       | 村（社区）   | 兰翔社区
    项 目     | 具体内容  | 已解决（个）   | 待解决（个）   | 小计（个）
    困难需求  | 医疗救助  | 0 | 1 | 1
              | 合 计     | 0 | 1 | 1
    意 见 建 议 | 房屋 土地 | 0 | 2 | 2
              | 医疗 卫生 | 0 | 1 | 1
              | 教育 文化 |   |   |
              | 其他 方面 | 2 | 3 | 5
    合 计     |           | 2 | 7 | 9
    """
)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "docx"])
def test_附件5_in_five_columns_has_its_categories_under_具体内容(inbox, kind):
    content = {
        "xlsx": lambda: workbook(FIVE),
        "csv": lambda: "\n".join(map(",".join, FIVE)).encode("gb18030"),
        "docx": lambda: word([row + [""] * (6 - len(row)) for row in FIVE]),
    }[kind]()
    tables = inbox.put(f"市政府办公室/3月下半月/附件5.{kind}", content).sift()
    assert tables["rejected_rows"].num_rows == 0
    assert rows(tables["reports"], "block", "category", "item_text", "issue_count") == [
        ("困难需求", None, "医疗救助", 1),
        ("意见建议", "房屋土地", None, 2),
        ("意见建议", "医疗卫生", None, 1),
        ("意见建议", "其他方面", None, 5),
    ]


SIX = """
    项目     |           | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）
    意见建议 | 房屋 土地 |          | {}           | {}           | {}
"""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (("", "2", "2"), (0, 2, 2)),
        (("3", "", "3"), (3, 0, 3)),
        (("", "", "0"), (0, 0, 0)),
        (("1", "2", ""), (1, 2, 3)),
        (("未报", "2", "2"), (None, 2, 2)),
        (("", "2余", "2余"), (None, 2, 2)),
    ],
)
def test_a_blank_that_the_sum_proves_is_a_number(inbox, written, kept):
    table = [["市（区）", "新北区", "镇（街道）", "河海街道", "村（社区）", "兰翔社区"], *drawn(SIX.format(*written))]
    inbox.put("市政府办公室/3月下半月/附件5.xlsx", workbook(table))
    assert inbox.rows("reports", "solved_count", "pending_count", "issue_count") == [kept]


@pytest.mark.parametrize(("parts", "kept"), [(("1", "2"), [(1, 2, 3)]), (("", "2"), [])])
def test_a_sum_that_nobody_worked_out_is_added_where_its_parts_are_written(inbox, parts, kept):
    table = [["市（区）", "新北区", "镇（街道）", "河海街道", "村（社区）", "兰翔社区"], *drawn(SIX.format(*parts, ""))]
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(table):
            for c, text in enumerate(row):
                if text:
                    sheet.write_string(r, c, text)
        sheet.write_formula(2, 5, "=D3+E3", None, "")
    tables = inbox.put("市政府办公室/3月下半月/附件5.xlsx", out.getvalue()).sift()
    assert rows(tables["reports"], "solved_count", "pending_count", "issue_count") == kept
    assert tables["rejected_rows"].num_rows == 1 - len(kept)


VISITS = drawn(
    """
    市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访人 | 走访日期
    武进区   | 湖塘镇     | 马家巷社区 | 张甲     | 3组5号   | 钱乙   | 2017-03-20
             |            |            | 李丙     | 3组6号   |        |
             |            |            | 王丁     | 3组7号   |        |
    武进区   | 湖塘镇     | 马家巷社区 | 赵戊     | 3组8号   | 钱乙   | 2017-03-21
    """
)


def test_a_csv_of_merged_cells_names_the_cause_and_fills_in_nothing(inbox):
    inbox.put("市文联/3月下半月/台账.csv", "\n".join(map(",".join, VISITS)).encode("gb18030"))
    done = inbox.check()
    assert done.tables["visits"].num_rows == 2
    cause = "合并单元格另存为 csv 后只剩第一格"
    (sentences,) = {*rows(done.tables["rejected_rows"], "sentence")}
    assert cause in sentences[0]
    said = check_report.report(done).text
    assert f"市（区）、镇（街道）、村（社区）、走访人、走访日期仅写在每组第一行：{cause}" in said


def test_the_same_in_a_workbook_that_was_never_merged_is_no_matter_of_csv(inbox):
    inbox.put("市文联/3月下半月/台账.xlsx", workbook(VISITS))
    assert "csv" not in check_report.report(inbox.check()).text


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx"])
def test_data_beyond_the_header_is_named_and_the_rest_is_read(inbox, kind):
    table = drawn(
        """
        村（社区） | 户主姓名 | 家庭住址 | 走访日期   |      |
        马家巷社区 | 张甲     | 3组5号   | 2017-03-20 |      | 已报
        马家巷社区 | 李丙     | 3组6号   | 2017-03-20 | 重访 | 已报
        """
    )
    content = {
        "csv": lambda: "\n".join([",".join(filter(None, table[0])), *map(",".join, table[1:])]).encode(),
        "xlsx": lambda: workbook(table),
        "docx": lambda: word(table),
    }[kind]()
    done = inbox.put(f"市文联/3月下半月/台账.{kind}", content).check()
    assert done.tables["visits"].num_rows == 2
    columns = ("第5列（1行）", "第6列（2行）") if kind == "docx" else ("E列（1行）", "F列（2行）")
    assert f"{'、'.join(columns)}有内容但无栏目名称，未读取" in check_report.report(done).text


@pytest.mark.parametrize("shown_as", ["yyyy-mm-dd;;", '[>=1]yyyy"年"m"月"d"日";""', "[=0]0;yyyy-m-d"])
def test_a_day_taken_from_an_empty_cell_is_no_day(inbox, shown_as):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": shown_as})
        sheet.write_row(0, 0, ["村（社区）", "反映人", "反映问题", "是否解决", "办结日期"])
        sheet.write_row(1, 0, ["马家巷社区", "张甲", "路灯不亮", "已解决"])
        sheet.write_number(1, 4, 42829, day)
        sheet.write_row(2, 0, ["马家巷社区", "李丙", "公交太少", "待解决"])
        sheet.write_number(2, 4, 0, day)
    tables = inbox.put("市文联/2017年4月上半月/台账.xlsx", out.getvalue()).sift()
    assert tables["rejected_rows"].num_rows == 0
    assert [day and day.isoformat() for (day,) in rows(tables["issues"], "solved_date")] == ["2017-04-04", None]


@pytest.mark.parametrize("shown_as", ['[>=1]0;[=0]"无";0', '[>=10000]0.0,"万";0', '[Red][<10]0;0"户"', '[<=9]0;0"d"'])
def test_a_number_is_itself_under_whatever_condition_it_is_shown(inbox, shown_as):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, number = book.add_worksheet(), book.add_format({"num_format": shown_as})
        sheet.write_row(0, 0, ["走访单位", "时段", "走访户数", "汇总问题数", "解决问题数"])
        sheet.write_row(1, 0, ["市文联", "2017年3月13日-3月19日"])
        sheet.write_row(1, 2, [12, 3, 0], number)
    inbox.put("市文联/周报.xlsx", out.getvalue())
    assert inbox.rows("reports", "household_count", "issue_count", "solved_count") == [(12, 3, 0)]


# ── what lost its label ───────────────────────────────────────────────────────────────────────

SEVEN = ("房屋土地", "医疗卫生", "教育文化", "平安治理", "就业创业", "社会保障", "其他方面")


def half_month(*named: str, last: str = "|7|7|14") -> str:
    rows = "\n".join(f"意见建议|{name}||1|1|2" for name in named)
    head = (
        "市（区）|武进区|镇（街道）|湖塘镇|村（社区）|马家巷社区\n项 目||具体内容|已解决（个）|待解决（个）|小计（个）"
    )
    return f"{head}\n{rows}\n||{last}"


@pytest.mark.parametrize("lost", range(7))
def test_七行里丢了一个项目名_其余六个次序不缺_就是那一类_请核对(inbox, lost):
    named = [name if i != lost else "" for i, name in enumerate(SEVEN)]
    inbox.put("政法委/3月下半月/附件5.csv", half_month(*named))
    tables = inbox.sift()
    assert [category for (category,) in rows(tables["reports"], "category")] == [*SEVEN]
    assert [row["rule"] for row in tables["remarks"].to_pylist()] == ["category-by-elimination"]


@pytest.mark.parametrize("named", [["", "", *SEVEN[2:]], ["", *SEVEN[2:]], ["", SEVEN[2], SEVEN[1], *SEVEN[3:]]])
def test_丢了两个_少了一行_次序乱了的_不猜(inbox, named):
    inbox.put("政法委/3月下半月/附件5.csv", half_month(*named, last="|1|1|9"))
    rules = {row["rule"] for row in inbox.sift()["rejected_rows"].to_pylist()}
    assert "category-unknown" in rules


def test_没有名称而各数都是上面之和的末行是合计_不是和的不是(inbox):
    inbox.put("政法委/3月下半月/附件5.csv", half_month(*SEVEN))
    tables = inbox.sift()
    assert [kind for (kind,) in rows(tables["note_rows"], "kind")].count("合计") == 1
    inbox.put("政法委/3月下半月/附件5.csv", half_month(*SEVEN, last="|7|8|15"))
    assert [row["rule"] for row in inbox.sift()["rejected_rows"].to_pylist()] == ["category-unknown"]
