"""What an office took back without deleting it, struck out or left on a hidden sheet, counts nowhere and is named."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
import xlsxwriter
import xlwt

from etl import check_report
from tests.inbox import Inbox, drawn, rows

VISITS = drawn(
    """
    序号 | 市（区） | 镇（街道） | 村（社区） | 户主姓名 | 联系电话    | 家庭住址 | 意见建议 | 走访人 | 走访日期   | 备注
    1    | 武进区   | 湖塘镇     | 马家巷社区 | 张甲     | 10000000001 | 3组5号   | 路灯不亮 | 钱乙   | 2017-03-20 |
    2    | 武进区   | 湖塘镇     | 马家巷社区 | 李丙     | 10000000002 | 3组6号   | 公交太少 | 钱乙   | 2017-03-20 | 重复
    3    | 武进区   | 湖塘镇     | 马家巷社区 | 王丁     | 10000000003 | 3组7号   | 无       | 钱乙   | 2017-03-20 |
    """
)
LEDGER = drawn(
    """
    问题编号 | 市（区） | 镇（街道） | 村（社区） | 反映人 | 反映问题 | 类别     | 是否解决
    1        | 武进区   | 湖塘镇     | 马家巷社区 | 张甲   | 路灯不亮 | 其他方面 | 已解决
    2        | 武进区   | 湖塘镇     | 马家巷社区 | 李丙   | 公交太少 | 其他方面 | 已解决
    """
)


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


def book(*sheets, hidden=(), struck=(), merges=()) -> bytes:
    """An .xlsx of (name, rows); `struck` are (row, columns) of the first sheet, None for all but the last column."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        strike = workbook.add_format({"font_strikeout": True})
        for n, (name, table) in enumerate(sheets):
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(table):
                for c, text in enumerate(row):
                    is_struck = n == 0 and any(r == one and (cs is None or c in cs) for one, cs in struck)
                    if text:
                        sheet.write_string(r, c, text, strike if is_struck and c < 10 else None)
            for area in merges if n == 0 else ():
                sheet.merge_range(*area, table[area[0]][area[1]])
            if name in hidden:
                sheet.hide()
        workbook.worksheets()[[name not in hidden for name, _ in sheets].index(True)].activate()
    return out.getvalue()


def old_book(table, struck: int) -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("台账")
    strike = xlwt.easyxf("font: struck_out true")
    for r, row in enumerate(table):
        for c, text in enumerate(row):
            if r == struck and c < 10:
                sheet.write(r, c, text, strike)
            else:
                sheet.write(r, c, text)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def document(table, struck: int) -> bytes:
    written = docx.Document()
    shape = written.add_table(len(table), len(table[0]))
    for r, row in enumerate(table):
        for c, text in enumerate(row):
            run = shape.cell(r, c).paragraphs[0].add_run(text)
            run.font.strike = True if r == struck and c < 10 else None
    out = BytesIO()
    written.save(out)
    return out.getvalue()


def calc(table, struck: int) -> bytes:
    from zipfile import ZipFile

    def cell(r: int, c: int, text: str) -> str:
        style = ' table:style-name="ce1"' if r == struck and c < 10 else ""
        return f'<table:table-cell{style} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    lines = "".join(
        f"<table:table-row>{''.join(cell(r, c, text) for c, text in enumerate(row))}</table:table-row>"
        for r, row in enumerate(table)
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = f"""<office:document-content {spaces}><office:automatic-styles>
        <style:style style:name="ce1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet><table:table table:name="台账">{lines}</table:table>
        </office:spreadsheet></office:body></office:document-content>"""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("台账.xlsx", book(("台账", VISITS), struck=[(2, None)])),
        ("台账.xls", old_book(VISITS, 2)),
        ("台账.docx", document(VISITS, 2)),
        ("台账.ods", calc(VISITS, 2)),
    ],
)
def test_a_row_struck_out_whole_is_a_note_whatever_its_remark_says(inbox, name, content):
    inbox.put(f"市文联/3月下半月/{name}", content)
    done = inbox.check()
    assert rows(done.tables["visits"], "source_row") == [(2,), (4,)]
    assert rows(done.tables["source_sheets"], "rows_read", "struck_row_count") == [(2, 1)]
    assert rows(done.tables["note_rows"], "source_row", "kind") == [(3, "划掉")]
    assert "有1行整行划有删除线，按作废处理，不计入" in check_report.report(done).text


def test_letters_struck_out_one_by_one_are_struck_out_too(inbox):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        strike, plain = workbook.add_format({"font_strikeout": True}), workbook.add_format()
        sheet = workbook.add_worksheet("台账")
        for r, row in enumerate(VISITS):
            for c, text in enumerate(row):
                if r == 2 and 3 < c < 10:
                    sheet.write_rich_string(r, c, strike, text[:1], strike, text[1:], plain)
                elif text:
                    sheet.write_string(r, c, text)
    inbox.put("市文联/3月下半月/台账.xlsx", out.getvalue())
    assert inbox.rows("visits", "source_row") == [(2,), (4,)]


def test_a_row_struck_out_in_part_is_read_and_told(inbox):
    inbox.put("市文联/3月下半月/台账.xlsx", book(("台账", VISITS), struck=[(2, {7})]))
    done = inbox.check()
    assert rows(done.tables["source_sheets"], "rows_kept", "struck_row_count") == [(3, 0)]
    assert "有1行部分单元格划有删除线" in check_report.report(done).text


def test_the_first_row_of_a_merged_group_may_be_struck_out_and_the_others_keep_their_village(inbox):
    table = [row.copy() for row in VISITS]
    inbox.put(
        "市文联/3月下半月/台账.xlsx", book(("台账", table), struck=[(1, {0, 4, 5, 6, 7, 8, 9})], merges=[(1, 3, 3, 3)])
    )
    assert inbox.rows("visits", "source_row", "village_name") == [(3, "马家巷社区"), (4, "马家巷社区")]


def test_a_household_form_struck_out_whole_counts_no_household(inbox):
    form = [
        ["户主姓名", "张甲", "联系电话", "10000000001"],
        ["家庭住址", "马家巷3组5号"],
        ["意见建议", "路灯不亮"],
        ["所属地：武进 市（区） 湖塘 镇（街道） 马家巷 村（社区）"],
        ["采集人（单位）：钱乙（市文联）  走访日期：2017.3.20"],
    ]
    inbox.put("市文联/3月下半月/附件3.xlsx", book(("表", form), struck=[(0, {1, 3}), (1, {1}), (2, {1})]))
    done = inbox.check()
    assert done.tables["visits"].num_rows == 0
    assert rows(done.tables["source_sheets"], "struck_row_count", "rows_read") == [(1, 0)]


def test_a_hidden_old_copy_says_nothing_beside_the_visible_sheet(inbox):
    old = [[*row[:7], "待解决"] if n else row for n, row in enumerate(LEDGER)]
    content = book(("0331备份", old), ("问题台账", LEDGER), hidden=["0331备份"])
    inbox.put("市文联/2017年4月上半月/问题台账.xlsx", content)
    done = inbox.check()
    assert rows(done.tables["issues"], "status", "source_sheet") == [("已解决", "问题台账")] * 2
    assert rows(done.tables["source_files"], "refused", "rows_read") == [(None, 2)]
    assert "本工作表为隐藏表，与“问题台账”为同一种表，记录均已在其中，不计入" in check_report.report(done).text


def test_what_only_a_hidden_sheet_holds_is_named_and_not_counted(inbox):
    more = [*VISITS[:2], [*VISITS[2][:4], "赵戊", "10000000009", "9组9号", "河道发黑", "钱乙", "2017-03-21", ""]]
    inbox.put("市文联/3月下半月/台账.xlsx", book(("台账", VISITS), ("旧表", more), hidden=["旧表"]))
    done = inbox.check()
    assert done.tables["visits"].num_rows == 3
    ((refused,),) = rows(done.tables["source_files"], "refused")
    assert "“旧表”是隐藏的" in refused and "第 3 行是“台账”里没有的" in refused


def test_hidden_figures_of_another_week_are_named(inbox):
    week = [["单位", "走访户数", "汇总问题数", "解决问题数"], ["市文联", "10", "3", "1"]]
    sheets = (("3.13-3.19", week), ("3.20-3.26", week))
    inbox.put("市文联/3月下半月/周报.xlsx", book(*sheets, hidden=["3.13-3.19"]))
    done = inbox.check()
    assert done.tables["reports"].num_rows == 1
    assert "“3.13-3.19”是隐藏的" in rows(done.tables["source_files"], "refused")[0][0]


def test_a_hidden_sheet_with_no_visible_one_of_its_form_is_read(inbox):
    inbox.put("市文联/3月下半月/台账.xlsx", book(("台账", VISITS), ("问题", LEDGER), hidden=["问题"]))
    tables = inbox.sift()
    assert rows(tables["source_sheets"], "source_sheet", "rows_read") == [("台账", 3), ("问题", 2)]
