"""Is each paper of the campaign read as its clerk meant it?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from etl import forms, reading
from etl import inbox as inbox_of
from etl.__main__ import main
from etl.forms import BY_ID, FORMS, suggest
from etl.forms.headings import BadHeadings, line_to_write, with_added
from etl.forms.suggest import closest
from tests.inbox import Inbox, drawn, rows, word, workbook


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


VISITS = """
序号 | 市(区) | 镇(街道) | 村(社区) | 户主姓名 | 联系电话 | 家庭住址 | 意见建议 | 走访单位 | 走访日期
1 | 武进区 | 湖塘镇 | 马家巷社区 | 张甲 | 10000000001 | 3组5号 | 无 | 政法委 | 2017.3.10
"""

HOUSEHOLD = [
    ["户主姓名", "张甲", "联系电话", "10000000001", "家庭成员数", "3人"],
    ["家庭住址", *["马家巷3组5号"] * 5],
    ["家庭收入情况（家境情况）", *["一般"] * 5],
    ["致贫原因及现状（贫困户填写）", *[""] * 5],
    ["困难需求（贫困户填写）", *[""] * 5],
    ["意见建议（对居住、就医、教育、文化、平安、社保等）", *["路灯不亮"] * 5],
    ["意见建议处理落实情况", *["已解决"] * 5],
]
BELOW = "所属地：武进 市（区） 湖塘 镇（街道） 马家巷 村（社区）"
COLLECTED = "采集人（单位）：钱乙（市委政法委）  走访日期：2017.3.10"


def test_附件3_in_Word_takes_place_unit_and_day_from_the_lines_below_the_table(inbox):
    inbox.put("附件3.docx", word("附件3 群众入户调查表", HOUSEHOLD, BELOW, COLLECTED))
    tables = inbox.sift()
    wanted = ("village_name", "unit_name", "visit_date", "visitor_names", "opinion_text", "source_sheet")
    assert rows(tables["visits"], *wanted) == [
        ("马家巷社区", "市委政法委", date(2017, 3, 10), "钱乙", "路灯不亮", "表1")
    ]
    assert rows(tables["households"], "head_name", "phone", "member_count") == [("张甲", "10000000001", 3)]
    assert rows(tables["issues"], "issue_text", "block", "status", "form") == [
        ("路灯不亮", "意见建议", "已解决", "household_form")
    ]


def test_附件3_in_one_Word_file_may_stand_several_times(inbox):
    second = [
        ["户主姓名", "李丙", "联系电话", "", "家庭成员数", ""],
        ["家庭住址", *["马家巷4组1号"] * 5],
        *HOUSEHOLD[2:5],
        ["意见建议", *["无"] * 5],
    ]
    inbox.put(
        "附件3.docx",
        word(HOUSEHOLD, BELOW, COLLECTED, "附件3 群众入户调查表", second, BELOW, COLLECTED.replace("10", "12")),
    )
    assert inbox.rows("visits", "visit_date", "source_sheet") == [
        (date(2017, 3, 10), "表1"),
        (date(2017, 3, 12), "表2"),
    ]


def test_附件3_in_Excel_is_one_household_a_sheet(inbox):
    lines = [["群众入户调查表", *[""] * 5], *HOUSEHOLD, [BELOW, *[""] * 5], [COLLECTED, *[""] * 5]]
    merges = [(0, 0, 0, 5), *((r, 1, r, 5) for r in range(2, 8)), (8, 0, 8, 5), (9, 0, 9, 5)]
    inbox.put("附件3.xlsx", workbook(lines, merges=merges))
    assert inbox.rows("visits", "village_name", "unit_name", "visit_date") == [
        ("马家巷社区", "市委政法委", date(2017, 3, 10))
    ]


def test_a_blank_box_is_blank_and_not_the_next_label(inbox):
    blank = [["户主姓名", "张甲", "联系电话", "", "家庭成员数", ""], *HOUSEHOLD[1:]]
    inbox.put("附件3.docx", word(blank, BELOW, COLLECTED))
    assert inbox.rows("households", "phone", "member_count") == [(None, None)]


def test_走访台账_with_title_date_line_two_header_rows_areas_merged_down_totals_and_notes(inbox):
    lines = drawn("""
    市委政法委大走访台账 | | | | | | |
    单位：市委政法委 | | | | 日期：2017年3月20日 | | |
    序号 | 所在地 | | | 户主姓名 | 家庭住址 | 走访情况 |
     | 市(区) | 镇(街道) | 村(社区) | | | 走访日期 | 走访人
    1 | 武进区 | 湖塘镇 | 马家巷社区 | 张甲 | 3组5号 | 3月10日 | 钱乙
    2 | | | | 李丙 | 3组6号 | 3月10日 | 钱乙
    3 | | | | | | |
    合计 | | | | 2 | | |
    注：本表由联络员填写 | | | | | | |
    """)
    merges = [(0, 0, 0, 7), (2, 0, 3, 0), (2, 1, 2, 3), (2, 4, 3, 4), (2, 5, 3, 5), (2, 6, 2, 7)]
    merges += [(4, c, 5, c) for c in (1, 2, 3)] + [(8, 0, 8, 7)]
    inbox.put("台账.xlsx", workbook(lines, merges=merges))
    tables = inbox.sift()
    assert rows(tables["visits"], "village_name", "unit_name", "source_row") == [
        ("马家巷社区", "市委政法委", 5),
        ("马家巷社区", "市委政法委", 6),
    ]
    assert rows(tables["source_sheets"], "rows_read", "note_row_count") == [(2, 2)]
    assert rows(tables["note_rows"], "kind", "source_row") == [("合计", 8), ("备注", 9)]


def test_a_header_may_start_anywhere_and_carry_spaces_and_line_breaks(inbox):
    lines = [
        [""] * 6,
        ["", "户 主\n姓名", "家庭\n住址", "村 （社区）", "走访日期：", "走访单位"],
        ["", "张甲", "3组5号", "马家巷社区", "3.10", "政法委"],
    ]
    inbox.put("a.xlsx", workbook(lines))
    assert inbox.rows("visits", "source_row", "visit_date") == [(3, date(2017, 3, 10))]


def test_附件4_takes_its_place_from_the_visit_that_the_unit_made_that_day(inbox):
    listed = drawn("""
    序号 | 走访对象 | 反映问题或意见建议 | 办理意见
    1 | 张甲 | 小区停车位太少 | 转街道
    2 | 王丁 | 没有公交 | 转交通局
    """)
    inbox.put("政法委/3月上半月/台账.csv", VISITS)
    inbox.put(
        "政法委/3月上半月/附件4.docx",
        word("党员干部走访收集问题清单", "走访人：钱乙", "走访时间：2017年3月10日", listed),
    )
    tables = inbox.sift()
    assert rows(tables["issues"], "issue_text", "village_name", "raised_date", "form") == [
        ("小区停车位太少", "马家巷社区", date(2017, 3, 10), "cadre_list")
    ]
    assert rows(tables["rejected_rows"], "rule", "source_row", "cell") == [("visit-not-found", 3, "第3行第2列")]


def test_附件5_reads_both_blocks_leaves_both_totals_out_and_takes_period_and_unit_from_the_folder(inbox):
    lines = drawn("""
    群众入户调查问题建议汇总表 | | | | |
    市（区） | 武进区 | 镇（街道） | 湖塘镇 | 村（社区） | 马家巷社区
    项 目 | | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）
    困难需求 | 1 | 看病贵 | 1 | 2 | 3
     | 合 计 | | 1 | 2 | 3
    意 见 建 议 | 房屋 土地 | 漏水 | 2 | 2 | 4
     | 医疗 卫生 | | | |
     | 其他 方面 | 停车难 | | 5 | 5
     | 合 计 | | 2 | 7 | 9
    """)
    inbox.put(
        "政法委/2017年3月下半月/附件5.xlsx",
        workbook(lines, merges=[(0, 0, 0, 5), (2, 0, 2, 1), (3, 0, 4, 0), (5, 0, 8, 0)]),
    )
    tables = inbox.sift()
    assert rows(tables["reports"], "block", "category", "solved_count", "pending_count", "issue_count") == [
        ("困难需求", None, 1, 2, 3),
        ("意见建议", "房屋土地", 2, 2, 4),
        ("意见建议", "其他方面", 0, 5, 5),
    ]
    assert set(rows(tables["reports"], "unit_name", "period_label", "village_name")) == {
        ("市委政法委", "2017年3月下半月", "马家巷社区")
    }
    assert [kind for (kind,) in rows(tables["note_rows"], "kind")].count("合计") == 2


def test_问题台账_with_two_level_headers(inbox):
    lines = drawn("""
    序号 | 村(社区) | 反映人 | 反映问题 | 类别 | 承办单位 | 办理情况 | | | 是否解决 | 办结日期
     | | | | | | 方式 | 时限 | 结果 | |
    1 | 马家巷社区 | 张甲 | 路灯不亮 | 平安 治理 | 市住建局 | 委托办理 | 2017.4.20 | 已联系 | 正在办理 |
    2 | 马家巷社区 | 李丙 | 路面坑洼 | 其他 | | 自办 | | | 已解决 | 3月28日
    """)
    merges = [(0, c, 1, c) for c in (0, 1, 2, 3, 4, 5, 9, 10)] + [(0, 6, 0, 8)]
    inbox.put("市政法委/3月下半月/问题台账.xlsx", workbook(lines, merges=merges))
    wanted = ("route", "due_date", "status", "solved_date", "category", "department")
    assert inbox.rows("issues", *wanted) == [
        ("委托办理", date(2017, 4, 20), "正在办理", None, "平安治理", "市住建局"),
        ("自办", date(2017, 5, 31), "已解决", date(2017, 3, 28), "其他方面", "市委政法委"),
    ]


def test_周报_takes_the_week_from_its_cell_its_title_or_its_folder(inbox):
    head = "单位名称 | 干部走访人数 | 走访户数 | 汇总问题数 | 解决问题数"
    inbox.put("a.csv", f"{head} | 周次\n政法委 | 20 | 100 | 30 | 5 | 3月6日-3月12日")
    inbox.put("b.csv", f"大走访周报（3月13日-3月19日） | | | |\n{head}\n政法委 | 20 | 120 | 36 | 6")
    inbox.put("民政局/2017.3.20-3.26/c.csv", f"{head}\n政法委 | 20 | 140 | 40 | 6")
    assert inbox.rows("reports", "unit_name", "period_start", "household_count", "basis") == [
        ("市委政法委", date(2017, 3, 6), 100, "累计"),
        ("市委政法委", date(2017, 3, 13), 120, "累计"),
        ("市委政法委", date(2017, 3, 20), 140, "累计"),
    ]


def test_a_weekly_series_that_falls_is_read_as_each_week_s_own(inbox):
    head = "单位名称 | 走访户数 | 汇总问题数 | 解决问题数 | 周次"
    weeks = ["3月6日-3月12日 ", "3月13日-3月19日", "3月20日-3月26日"]
    body = "\n".join(f"政法委 | {n} | 3 | 1 | {week}" for n, week in zip((100, 60, 80), weeks, strict=True))
    inbox.put("a.csv", f"{head}\n{body}")
    assert {basis for (basis,) in inbox.rows("reports", "basis")} == {"当周"}


def test_单位花名册_gives_head_counts_villages_and_groups_and_never_loses_a_registered_unit(inbox):
    inbox.put(
        "花名册.csv",
        """
        单位名称 | 简称 | 级别 | 干部人数 | 挂钩村(社区) | 督导小组 | 联系人
        政法委 | | 市级机关 | 42 | 丁堰村、梅港村 | 第3组 | 某人
        """,
    )
    tables = inbox.sift()
    known = {row["unit_name"]: row for row in tables["units"].to_pylist()}
    assert (known["市委政法委"]["cadre_count"], known["市委政法委"]["supervision_group"]) == (42, 3)
    assert len([1 for row in known.values() if row["unit_level"] == "市级机关"]) == 109
    assert rows(tables["unit_villages"], "unit_name", "village_name") == [
        ("市委政法委", "丁堰村"),
        ("市委政法委", "梅港村"),
    ]


def test_网上留言_keeps_text_dates_and_real_dates_and_stays_apart_from_issues(inbox):
    from datetime import datetime

    lines = [
        ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"],
        ["1", "U1", "甲", "2019/12/9 7:35:20", "\n\t\t公交太少"],
        ["2", "U2", "乙", datetime(2020, 1, 2, 8, 0), "路灯"],  # noqa: DTZ001
        ["1", "U1", "甲", "2019/12/9 7:35:20", "\n\t\t公交太少"],
    ]
    inbox.put("留言.xlsx", workbook(lines))
    tables = inbox.sift()
    assert [at.isoformat() for (at,) in rows(tables["messages"], "message_at")] == [
        "2019-12-09T07:35:20",
        "2020-01-02T08:00:00",
    ]
    assert rows(tables["merged_rows"], "rule", "source_row", "into_row") == [("same-message", 4, 2)]
    assert tables["issues"].num_rows == 0


def test_a_sheet_that_is_no_known_form_is_refused_with_what_was_looked_for_and_what_was_found(inbox):
    inbox.put("a.csv", "姓名 | 出生年月 | 职称\n张甲 | 1970 | 高级")
    ((why,),) = inbox.rows("source_files", "refused")
    assert "无法识别表种" in why and "走访台账" in why and "“出生年月”" in why


def test_a_form_that_lacks_one_column_is_told_which(inbox):
    inbox.put("a.csv", "序号 | 村(社区) | 反映人 | 反映问题 | 承办单位\n1 | 马家巷社区 | 张甲 | 路灯不亮 | 住建局")
    ((why,),) = inbox.rows("source_files", "refused")
    assert "与问题台账最接近" in why and "缺少是否解决" in why


def test_a_sheet_of_instructions_is_kept_as_notes_and_refused_by_nobody(inbox):
    inbox.put("a.xlsx", workbook(drawn(VISITS), [["一户一行"], ["日期写年月日"]], names=["台账", "填表说明"]))
    tables = inbox.sift()
    assert rows(tables["source_files"], "refused", "rows_kept") == [(None, 1)]
    assert rows(tables["note_rows"], "source_sheet", "said") == [("填表说明", "一户一行"), ("填表说明", "日期写年月日")]


def test_headings_that_no_field_uses_are_named_not_swallowed(inbox):
    inbox.put("a.csv", VISITS.replace("走访日期", "走访日期 | 满意指数").replace("2017.3.10", "2017.3.10 | 5"))
    assert inbox.rows("source_sheets", "unknown_headings") == [(["满意指数"],)]


def test_hidden_sheets_and_rows_are_read_and_marked(inbox, tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("藏")
        book.add_worksheet("面")
        for r, row in enumerate(drawn(VISITS)):
            sheet.write_row(r, 0, row)
        sheet.set_row(1, None, None, {"hidden": True})
        book.worksheets()[1].activate()
        sheet.hide()
    hidden = [
        row
        for row in inbox.rows("source_sheets", "source_sheet", "is_hidden", "hidden_row_count", "rows_kept")
        if row[0] == "藏"
    ]
    assert hidden == [("藏", True, 1, 1)]


def test_the_same_ledger_is_recognised_in_every_file_type(inbox):
    cells = drawn(VISITS)
    inbox.put("a.xlsx", workbook(cells))
    inbox.put("b.csv", VISITS, encoding="gb18030")
    inbox.put("c.csv", VISITS, encoding="utf-8-sig")
    inbox.put("d.docx", word(cells))
    inbox.put("e.tsv", "\n".join("\t".join(row) for row in cells).encode())
    forms = inbox.rows("source_sheets", "source_file", "form", "rows_read")
    assert forms == [(f"{name}", "走访台账", 1) for name in ("a.xlsx", "b.csv", "c.csv", "d.docx", "e.tsv")]


def test_no_two_forms_share_all_the_labels_that_one_is_recognised_by():
    for form in FORMS:
        for other in FORMS:
            if form is not other and form.shape == other.shape:
                wanted = {h for name in form.must_have for h in form.field(name).headings[:1]}
                assert not wanted <= {h for field in other.fields for h in field.headings} or len(form.fields) > len(
                    wanted
                ), (form.id, other.id)


SECOND = [
    ["户主姓名", "李丙", "联系电话", "", "家庭成员数", ""],
    ["家庭住址", *["马家巷4组1号"] * 5],
    *HOUSEHOLD[2:5],
    ["意见建议", *["公交太少"] * 5],
]
LATER = COLLECTED.replace("3.10", "3.12")


def test_several_附件3_in_one_sheet_are_each_read_with_their_own_lines(inbox):
    one, two = ([*form, [BELOW], [line]] for form, line in ((HOUSEHOLD, COLLECTED), (SECOND, LATER)))
    inbox.put("下.xlsx", workbook([*one, [""], *two]))
    inbox.put(
        "上.xlsx",
        workbook(
            [
                [BELOW],
                [COLLECTED.replace("3.10", "3.20")],
                *HOUSEHOLD,
                [BELOW],
                [LATER.replace("3.12", "3.13")],
                *SECOND,
            ]
        ),
    )
    assert sorted(inbox.rows("visits", "source_file", "source_sheet", "source_row", "opinion_text", "visit_date")) == [
        ("上.xlsx", "Sheet1", 3, "路灯不亮", date(2017, 3, 20)),
        ("上.xlsx", "Sheet1·第2户", 12, "公交太少", date(2017, 3, 13)),
        ("下.xlsx", "Sheet1", 1, "路灯不亮", date(2017, 3, 10)),
        ("下.xlsx", "Sheet1·第2户", 11, "公交太少", date(2017, 3, 12)),
    ]


def test_several_附件3_in_one_Word_table_lose_none_and_lend_no_day_to_each_other(inbox):
    inbox.put("附件3.docx", word([*HOUSEHOLD, *SECOND], BELOW, COLLECTED))
    tables = inbox.sift()
    assert rows(tables["visits"], "opinion_text", "source_row") == [("公交太少", 8)]
    assert rows(tables["rejected_rows"], "rule", "source_row") == [("place-missing", 1)]


def test_附件3_side_by_side_is_refused(inbox):
    inbox.put("a.xlsx", workbook([[*a, *b] for a, b in zip(HOUSEHOLD[:6], SECOND, strict=True)]))
    assert "每户一张、上下排列" in inbox.rows("source_sheets", "refused")[0][0]


def test_a_heading_over_two_columns_that_differ_stops_the_sheet_and_names_both(inbox):
    inbox.put(
        "a.csv",
        "村(社区) | 户主姓名 | 家庭住址 | 走访日期 | | 村(社区) | 户主姓名\n马家巷社区 | 张甲 | 3组5号 | 3.10 | | 马家巷社区 | 李丙",
    )
    ((why,),) = inbox.rows("source_files", "refused")
    assert "“户主姓名”有两列（B列和G列）" in why
    assert inbox.rows("visits", "visit_date") == []


def test_a_heading_merged_over_two_columns_that_agree_is_one_column(inbox):
    lines = drawn("村(社区) | 户主姓名 | 家庭住址 | 家庭住址 | 走访日期\n马家巷社区 | 张甲 | 3组5号 | 3组5号 | 3.10")
    inbox.put("政法委/a.xlsx", workbook(lines, merges=[(0, 2, 0, 3), (1, 2, 1, 3)]))
    assert inbox.rows("source_sheets", "rows_kept", "refused") == [(1, None)]


def test_of_two_headings_for_one_field_the_field_s_own_name_wins_and_the_other_is_named(inbox):
    inbox.put(
        "政法委/a.csv",
        "村(社区) | 反映人 | 走访日期 | 反映日期 | 反映问题 | 是否解决\n马家巷社区 | 张甲 | 3.2 | 3.9 | 路灯不亮 | 待解决",
    )
    assert inbox.rows("issues", "raised_date") == [(date(2017, 3, 9),)]
    assert inbox.rows("source_sheets", "unknown_headings") == [(["走访日期"],)]


LEDGER = "村(社区) | 户主姓名 | 家庭住址 | 意见建议 | 走访日期"
VISITED = "马家巷社区 | 张甲 | 3组5号 | 无 | 3.10"


@pytest.mark.parametrize(
    ("between", "row"),
    [
        ("村(社区) | 户主姓名 | 意见建议 | 家庭住址 | 走访日期", 3),
        ("反映人 | 反映问题 | 村(社区) | 是否解决 |", 3),
        ("单位：市公安局 | | | |", 3),
        ("单位 | 市公安局 | | |", 3),
        (f"单位：市公安局 | | | |\n{LEDGER}", 3),
        ("村（社区）：丁堰村 | | | |", 3),
    ],
)
def test_another_table_or_another_place_or_unit_among_the_rows_stops_the_sheet(inbox, between, row):
    inbox.put("政法委/a.csv", f"{LEDGER}\n{VISITED}\n{between}\n马家巷社区 | 李丙 | 3组6号 | 无 | 3.10")
    ((why,),) = inbox.rows("source_files", "refused")
    assert f"第{row}行起是另一张表（或换了单位、村、时段）" in why


def test_a_header_printed_again_on_the_next_page_is_a_note_even_with_the_same_unit_above_it(inbox):
    body = f"单位：政法委 | | | |\n{LEDGER}\n{VISITED}"
    inbox.put("a.csv", f"{body}\n{LEDGER}\n马家巷社区 | 李丙 | 3组6号 | 无 | 3.10\n{body.replace('张甲', '王丁')}")
    tables = inbox.sift()
    assert rows(tables["source_sheets"], "rows_kept", "note_row_count", "refused") == [(3, 3, None)]


def test_two_附件5_in_one_sheet_are_not_added_to_one_village(inbox):
    block = """
    市（区） | 武进区 | 镇（街道） | 丁堰街道 | 村（社区） | {}
    项目 | 项目 | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）
    意见建议 | 房屋土地 | | 2 | 0 | 2
    """
    inbox.put("政法委/2017年3月下半月/a.csv", (block.format("梅港村").rstrip() + block.format("丁堰村")))
    tables = inbox.sift()
    assert "第4行起是另一张表" in rows(tables["source_sheets"], "refused")[0][0]
    assert tables["reports"].num_rows == 0


def test_a_row_with_a_record_in_it_is_never_a_note_or_a_total(inbox):
    inbox.put(
        "政法委/2017年3月上半月/a.csv",
        """
        序号 | 反映人 | 反映问题 | 村(社区) | 是否解决
        1 | 张甲 | 联系人：村委，说路灯不亮 | 马家巷社区 | 待解决
        2 | 张甲 | 注：小区大门夜间不关 | 马家巷社区 | 待解决
        3 | 小计 | 路面坑洼 | 马家巷社区 | 待解决
        合计 | 3件 | | |
        填表人：钱乙 | | 审核人： | 孙丁 | 2017年3月31日
        """,
    )
    tables = inbox.sift()
    assert rows(tables["source_sheets"], "rows_read") == [(3,)]
    assert rows(tables["note_rows"], "kind", "source_row") == [("合计", 5), ("备注", 6)]


def test_a_cell_merged_over_three_columns_of_a_record_hides_no_record(inbox):
    lines = drawn("""
    村(社区) | 户主姓名 | 困难需求 | 意见建议 | 处理落实情况 | 家庭住址 | 走访日期
    马家巷社区 | 张甲 | 无 | | | 3组5号 | 3.10
    以上均已核对 | | | | | |
    """)
    inbox.put("政法委/a.xlsx", workbook(lines, merges=[(1, 2, 1, 4), (2, 0, 2, 6)]))
    assert inbox.rows("source_sheets", "rows_kept", "note_row_count") == [(1, 1)]


@pytest.mark.parametrize("total", ["意见建议小计", "全村合计", "本页小计", "累 计"])
def test_totals_by_any_name_are_left_out_of_附件5(inbox, total):
    inbox.put(
        "政法委/2017年3月下半月/a.csv",
        f"""
        市（区） | 武进区 | 镇（街道） | 丁堰街道 | 村（社区） | 梅港村
        项目 | | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）
        意见建议 | 房屋土地 | | 2个 | 0 | 2
        {total} | | | 2个 | 0 | 2
        """,
    )
    tables = inbox.sift()
    assert rows(tables["reports"], "block", "category", "issue_count") == [("意见建议", "房屋土地", 2)]
    assert rows(tables["note_rows"], "kind") == [("合计",)]


def test_text_in_the_number_or_area_column_alone_is_a_note_and_a_printed_number_is_nothing(inbox):
    inbox.put(
        "政法委/a.csv",
        f"序号 | {LEDGER}\n1 | {VISITED}\n2 | | | | |\n另有12户无人在家 | | | | |\n | 余下未走访 | | | |",
    )
    assert inbox.rows("note_rows", "source_row", "said") == [(4, "另有12户无人在家"), (5, "余下未走访")]


def test_a_label_that_ends_another_word_tells_nothing(inbox):
    inbox.put(
        "政法委/a.csv",
        f"主办单位：市公安局 打印日期：2017年3月31日 | | | |\n{LEDGER}\n{VISITED}\n审核单位：市公安局 | | | |",
    )
    assert inbox.rows("visits", "unit_name") == [("市委政法委",)]


def test_a_row_without_a_day_takes_the_one_that_a_line_calls_the_day_of_the_visits_and_no_other(inbox):
    undated = f"{LEDGER}\n{VISITED.replace('3.10', '')}"
    inbox.put("政法委/a.csv", f"走访日期：2017年3月5日 | | | |\n{undated}")
    inbox.put("政法委/b.csv", f"填报日期：2017年3月6日 | | | |\n{undated}")
    tables = inbox.sift()
    assert rows(tables["visits"], "source_file", "visit_date") == [("政法委/a.csv", date(2017, 3, 5))]
    assert rows(tables["rejected_rows"], "source_file", "rule") == [("政法委/b.csv", "date-missing")]


def test_lines_between_two_Word_tables_belong_to_the_side_on_which_the_first_one_has_its_own(inbox):
    listed = drawn("序号 | 走访对象 | 反映问题或意见建议 | 办理意见\n1 | 张甲 | 小区停车位太少 | 转街道")
    other = drawn("序号 | 走访对象 | 反映问题或意见建议 | 办理意见\n1 | 张甲 | 没有公交 | 转交通局")
    inbox.put("政法委/台账.csv", VISITS)
    inbox.put("政法委/附件4.docx", word("走访时间：____", listed, "走访时间：3月10日", other))
    tables = inbox.sift()
    assert rows(tables["issues"], "issue_text") == [("没有公交",)]
    assert rows(tables["rejected_rows"], "source_sheet", "rule") == [("表1", "date-missing")]


def test_附件5_without_merged_cells_has_its_second_label_column_under_a_blank_heading(inbox):
    inbox.put(
        "政法委/2017年3月下半月/a.csv",
        """
        市（区） | 武进区 | 镇（街道） | 丁堰街道 | 村（社区） | 梅港村
        项 目 | | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）
        意见建议 | 房屋土地 | | 2 | 0 | 2
         | 医疗卫生 | | 5 | 1 | 6
         | 合 计 | | 7 | 1 | 8
        """,
    )
    assert inbox.rows("reports", "category", "issue_count") == [("房屋土地", 2), ("医疗卫生", 6)]


def test_a_table_that_opens_with_a_sentence_on_filling_it_in_is_no_sheet_of_instructions(inbox):
    inbox.put(
        "a.csv",
        "填报说明：请如实填写 | | |\n村(社区) | 户主姓名 | 家庭住址 | 意见建议\n马家巷社区 | 张甲 | 3组5号 | 无",
    )
    assert "缺少走访日期" in inbox.rows("source_files", "refused")[0][0]


def test_a_header_may_stand_below_a_page_of_text(inbox):
    inbox.put("政法委/a.xlsx", workbook([["请逐户填写"]] * 100 + drawn(f"{LEDGER}\n{VISITED}")))
    assert inbox.rows("visits", "source_row") == [(102,)]


@pytest.mark.parametrize("data", ["1 | 张甲 | 10000000001 | 3组5号", "马家巷社区 | 张甲 | 3组5号 | 3月10日"])
def test_a_table_without_a_header_is_refused_without_quoting_its_data(inbox, data):
    inbox.put("a.csv", f"{data}\n{data}")
    ((why,),) = inbox.rows("source_files", "refused")
    assert "未找到表头" in why and "张甲" not in why and "3组5号" not in why


def test_a_refusal_never_says_that_nothing_is_lacking(inbox):
    inbox.put(
        "a.docx",
        word("走访单位：政法委", drawn("村(社区) | 户主姓名 | 家庭住址 | 意见建议\n马家巷社区 | 张甲 | 3组5号 | 无")),
    )
    assert "缺少走访日期" in inbox.rows("source_files", "refused")[0][0]


def test_a_sheet_named_after_its_householder_is_called_by_its_place_in_the_file(inbox):
    inbox.put("政法委/a.xlsx", workbook(drawn(VISITS), [*HOUSEHOLD, [BELOW], [COLLECTED]], names=["台账", "张甲家"]))
    assert inbox.rows("source_sheets", "source_sheet") == [("台账",), ("第2张表",)]


def test_a_file_named_after_the_householder_is_shown_without_the_name(inbox):
    inbox.put("政法委/张甲家庭调查表.docx", word(HOUSEHOLD, BELOW, COLLECTED))
    ((path, sheet),) = inbox.rows("visits", "source_file", "source_sheet")
    assert "张甲" not in path + sheet and path.startswith("政法委/某户家庭调查表#") and path.endswith(".docx")
    assert inbox.rows("source_files", "source_file", "rows_kept") == [(path, 1)]


# ── headings that an office brings with it ────────────────────────────────────────────────────


@pytest.fixture
def added(tmp_path, monkeypatch):
    """Writes the office's own headings in place of those of the project."""
    path = tmp_path.parent / f"{tmp_path.name}.toml"

    def write(text):
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(forms, "HEADINGS", path)
        forms.known_forms.cache_clear()

    yield write
    forms.known_forms.cache_clear()


STRANGE = VISITS.replace("户主姓名", "当家人").replace("走访日期", "上门那天").replace("意见建议", "百姓心声")


def test_a_new_office_s_headings_are_read_once_they_are_written_down_also_those_that_name_the_form(inbox, added):
    inbox.put("a.csv", STRANGE)
    added("")
    assert inbox.rows("source_sheets", "form", "rows_read") == [(None, 0)]
    added('[visit_ledger]\nhead_name = ["当家人"]\nvisit_date = ["上门 那天："]\nopinion_text = ["百姓心声"]')
    tables = inbox.sift()
    assert rows(tables["source_sheets"], "form", "unknown_headings") == [("走访台账", [])]
    assert rows(tables["visits"], "visit_date", "opinion_text") == [(date(2017, 3, 10), "无")]


def test_an_added_heading_also_names_the_fact_beside_the_table(inbox, added):
    added('[household_form]\nvisit_date = ["到户日"]')
    inbox.put("附件3.docx", word("附件3", HOUSEHOLD, BELOW, COLLECTED.replace("走访日期", "到户日")))
    assert inbox.rows("visits", "visit_date") == [(date(2017, 3, 10),)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[visit]\nhead_name = ["当家人"]', r"\[visit\] 不是表种代号.*visit_ledger"),
        ('[visit_ledger]\nhousehold_head = ["当家人"]', "household_head 不是走访台账的栏目代号.*head_name"),
        ('[visit_ledger]\nhead_name = ["联系电话"]', "“联系电话”已经是 phone（联系电话）的名称"),
        ('[visit_ledger]\nhead_name = ["本人"]\nphone = ["本 人"]', "“本 人”已经是 head_name（户主姓名）的名称"),
        ('[visit_ledger]\nhead_name = "当家人"', "方括号"),
        ('[visit_ledger]\nhead_name = [""]', "空的"),
        ("visit_ledger = 1", "先一行"),
        ("[visit_ledger]\nhead_name = [“当家人”]", "半角引号"),
    ],
)
def test_a_heading_that_cannot_be_added_stops_the_load_with_a_sentence(added, capsys, inbox, text, says):
    added(text)
    inbox.put("a.csv", VISITS)
    assert main(["check", str(inbox.root / "a.csv")]) == 2
    assert re.search(says, capsys.readouterr().err)


def test_a_heading_written_down_twice_or_known_already_does_no_harm(added):
    added('[visit_ledger]\nhead_name = ["户主姓名", "当家人", "当家人"]\n[village_summary]\nitem = ["项 目"]')
    assert forms.known_forms()[1].field("head_name").headings.count("当家人") == 1


def test_the_headings_that_the_project_ships_can_be_added():
    known = {form.id: form for form in forms.known_forms()}
    assert known.keys() == {form.id for form in FORMS}
    assert "受访户户主" in known["visit_ledger"].field("head_name").headings


def suggested(inbox):
    ((read,),) = [reading.read_file(file.location).sheets for file in inbox_of.received(inbox.root)]
    return read


def test_an_unknown_heading_is_told_with_the_closest_known_one_and_the_line_to_add(inbox):
    inbox.put("a.csv", VISITS.replace("意见建议", "意见或建议"))
    assert suggest.sentences([suggested(inbox).suggestions]) == [
        "“意见或建议” 如果就是“意见建议”，"
        '请在 data/reference/headings.toml 的 [visit_ledger] 下加一行 opinion_text = ["意见或建议"]',
    ]


def test_the_line_that_was_suggested_for_a_refused_sheet_makes_it_readable(inbox, added):
    inbox.put("a.csv", VISITS.replace("户主姓名", "户主大名").replace("走访日期", "走访月份和日期"))
    added("")
    refused = suggested(inbox)
    assert refused.refused and refused.form is None
    lines = [
        re.search(r"的 \[(\w+)\] 下(?:加一行|把原有的那一行改成) (.+)$", said).groups()
        for said in suggest.sentences([refused.suggestions])
    ]
    assert {form for form, _ in lines} == {"visit_ledger"}
    added("[visit_ledger]\n" + "\n".join(line for _, line in lines))
    assert inbox.rows("source_sheets", "form", "rows_read") == [("走访台账", 1)]


def test_check_tells_the_line_to_add_also_for_a_sheet_that_it_cannot_read(inbox, capsys):
    inbox.put("a.csv", VISITS.replace("户主姓名", "户主大名").replace("走访日期", "走访月份和日期"))
    main(["check", str(inbox.root / "a.csv")])
    assert '"户主大名"]' in capsys.readouterr().out


def test_a_field_that_already_has_added_names_is_told_with_its_whole_line(tmp_path):
    file = tmp_path / "headings.toml"
    file.write_text('[visit_ledger]\nhead_name = ["受访户户主"]\n', encoding="utf-8")
    said = [line_to_write(form, "head_name", ["户主大名"], file) for form in ("visit_ledger", "household_form")]
    assert said == [
        '请在 data/reference/headings.toml 的 [visit_ledger] 下把原有的那一行改成 head_name = ["受访户户主", "户主大名"]',
        '请在 data/reference/headings.toml 末尾加两行：[household_form] 和 head_name = ["户主大名"]',
    ]


def test_lines_pasted_one_after_the_other_add_up_also_for_one_field(added):
    added(
        '[visit_ledger]\nhead_name = ["甲名"]\nhead_name = ["乙名"]\n\n[roster]\nunit = ["丙名"]\n'
        '[visit_ledger]\nvisit_date = [\n  "丁名",\n]\nhead_name = ["甲名", "戊名"]\n'
    )
    known = {form.id: form for form in forms.known_forms()}
    assert {"甲名", "乙名", "戊名"} <= set(known["visit_ledger"].field("head_name").headings)
    assert "丁名" in known["visit_ledger"].field("visit_date").headings
    assert "丙名" in known["roster"].field("unit").headings


@pytest.mark.parametrize(
    "text", ['[visit_ledger]\nhead_name = ["甲"]\nhead_name = [乙]', '\n\n[visit_ledger\nhead_name = ["甲"]']
)
def test_a_line_that_cannot_be_read_is_named_by_its_number(tmp_path, text):
    file = tmp_path / "headings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadHeadings, match="第 3 行读不出"):
        with_added([BY_ID["visit_ledger"]], file)


def test_nothing_is_suggested_for_a_field_that_the_sheet_has_nor_for_a_heading_like_none(inbox):
    inbox.put("a.csv", VISITS.replace("序号", "户主大名").replace("意见建议", "血型"))
    assert suggested(inbox).unknown_headings == ["户主大名", "血型"]
    assert suggested(inbox).suggestions == {}


def test_未解决_is_never_suggested_for_已解决():
    summary = next(form for form in FORMS if form.id == "village_summary")
    found = closest(summary, "尚未解决数", used={"pending_count"})
    assert found is None or found[0].name != "solved_count"


def test_a_known_heading_struck_from_its_form_is_most_often_suggested_for_the_right_field():
    """Of the headings in use, each struck once: nine suggestions in ten name the field that it was struck from."""
    right = wrong = 0
    for form in FORMS:
        for field in form.fields:
            for heading in field.headings[1:]:
                fewer = replace(
                    form,
                    fields=tuple(
                        replace(f, headings=tuple(h for h in f.headings if h != heading)) for f in form.fields
                    ),
                )
                found = closest(fewer, heading)
                right += found is not None and found[0].name == field.name
                wrong += found is not None and found[0].name != field.name
    assert right > 150 and right / (right + wrong) > 0.9


# ── cells that say more, or less, than a number or a day ──────────────────────────────────────

WEEKLY = "单位名称 | 干部走访人数 | 走访户数 | 汇总问题数 | 解决问题数 | 周次"


def test_周报_keeps_the_bound_that_a_number_is_written_with(inbox):
    inbox.put("a.csv", f"{WEEKLY}\n政法委 | 20名 | 80余户 | 近20条 | 约1.2万 | 3月6日-3月12日")
    counts = ("visitor_count", "household_count", "issue_count", "solved_count")
    tables = inbox.sift()
    assert rows(tables["reports"], *counts) == [(20, 80, 20, 12000)]
    assert rows(tables["reports"], *(f"{name}_bound" for name in counts)) == [(None, "≥", "≤", "≈")]


def test_附件5_is_added_up_within_the_bounds_of_its_numbers(inbox):
    head = "市(区)|武进区|村(社区)|马家巷社区|\n项目|具体内容|已解决|待解决|小计"
    lines = ("房屋土地|漏水|10余|5|20", "医疗卫生|看病|10余|5|12", "教育文化|校车|约3|2|9", "平安治理|路灯|近3|2|9")
    inbox.put("政法委/3月上半月/a.csv", "\n".join([head, *lines]))
    tables = inbox.sift()
    assert rows(tables["reports"], "category", "solved_count", "solved_count_bound", "pending_count") == [
        ("房屋土地", 10, "≥", 5),
        ("教育文化", 3, "≈", 2),
    ]
    assert rows(tables["rejected_rows"], "rule", "source_row") == [("total-mismatch", 4), ("total-mismatch", 6)]


def test_blank_0_无_and_未报_stay_four_different_things(inbox):
    weeks = ("3月6日-3月12日", "3月13日-3月19日", "3月20日-3月26日", "3月27日-4月2日")
    said = ("||", "0|0|", "无|无|", "未报|未报|")
    lines = [f"政法委|20|80|{issues_and_solved}{week}" for issues_and_solved, week in zip(said, weeks, strict=True)]
    lines.append("公安局|未报|未报|未报|未报|3月6日-3月12日")
    lines.append("司法局|20|无|3|1|3月6日-3月12日")
    inbox.put("a.csv", "\n".join([WEEKLY, *lines]))
    tables = inbox.sift()
    assert rows(tables["reports"], "period_start", "issue_count", "solved_count") == [
        (date(2017, 3, 6), None, None),
        (date(2017, 3, 13), 0, 0),
        (date(2017, 3, 20), 0, 0),
        (date(2017, 3, 27), None, None),
    ]
    assert rows(tables["rejected_rows"], "rule", "unit_name") == [
        ("report-not-made", "市公安局"),
        ("count-says-none", "市司法局"),
    ]


def test_a_report_that_says_only_未报_was_not_made(inbox):
    inbox.put("b.csv", f"{WEEKLY}\n公安局|未报|未报|未报|未报|3月6日-3月12日\n政法委|20|80|3|1|3月6日-3月12日")
    inbox.put("a.csv", VISITS.replace("2017.3.10", "2017.3.20"))
    due = {
        unit: received
        for unit, label, received in inbox.rows("due_reports", "unit_name", "period_label", "received_date")
        if label == "3月6日—12日"
    }
    assert due["市公安局"] is None and due["市委政法委"] is not None


def test_a_phone_whose_last_digits_are_lost_joins_nobody_and_costs_no_row_that_has_an_address(inbox):
    line = "马家巷社区 | {} | 1.00123E+10 | {} | 政法委 | 3.10"
    inbox.put(
        "a.csv",
        "村(社区) | 户主姓名 | 联系电话 | 家庭住址 | 走访单位 | 走访日期\n"
        + "\n".join([line.format("张甲", "3组5号"), line.format("张甲", "8组1号"), line.format("李乙", "")]),
    )
    tables = inbox.sift()
    assert rows(tables["households"], "address") == [("3组5号",), ("8组1号",)]
    assert rows(tables["rejected_rows"], "rule", "source_row") == [("household-unidentifiable", 4)]


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_bare_serial_is_a_day_unless_the_workbook_counts_from_1904(inbox, is_1904):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": is_1904}) as book:
        sheet = book.add_worksheet()
        head, line = drawn(VISITS)
        sheet.write_row(0, 0, head)
        sheet.write_row(1, 0, line[:-1])
        sheet.write_number(1, len(line) - 1, 42819)
    inbox.put("a.xlsx", out.getvalue())
    tables = inbox.sift()
    assert rows(tables["visits"], "visit_date") == ([] if is_1904 else [(date(2017, 3, 25),)])
    assert rows(tables["rejected_rows"], "rule", "cell") == ([("date-system", "J2")] if is_1904 else [])


def test_a_title_that_names_several_days_is_a_period_and_a_cell_that_does_is_a_problem(inbox):
    inbox.put(
        "政法委/走访台账（3月6日-3月12日）.csv", VISITS.replace("2017.3.10", "3月10日-11日").replace("政法委", "")
    )
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "rule", "period_label") == [("date-is-range", "3月6日—12日")]
