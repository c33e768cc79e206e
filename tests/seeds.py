"""Which sound files of every kind are there to be broken?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import docx
import xlsxwriter
import xlwt

from tests import samples_bad as bad

HEADINGS = [
    "序号",
    "村(社区)",
    "户主姓名",
    "联系电话",
    "家庭住址",
    "家庭成员数",
    "意见建议",
    "处理落实情况",
    "走访单位",
    "走访日期",
]
FAMILY = ["1", "马家巷社区", "张甲", "10012345678", "3组5号", "3人", "路灯不亮", "已解决", "政法委"]
DAY = datetime(2017, 3, 25)  # noqa: DTZ001
BOXES = [
    ["户主姓名", "张甲", "联系电话", "10012345678", "家庭成员数", "3"],
    ["家庭住址", "3组5号"],
    ["家庭收入情况", "务工"],
    ["意见建议", "1. 路灯不亮；2. 停车难"],
    ["意见建议处理落实情况", "已答复"],
]
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="台账">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def drawn_files() -> Iterator[tuple[str, bytes]]:
    """A visit ledger as .xlsx, .xls, .ods and csv in two encodings, and a 附件3 as .docx."""
    yield "台账.xlsx", _xlsx()
    yield "台账.xls", _xls()
    yield "台账.ods", _ods()
    lines = "\n".join(",".join(row) for row in (HEADINGS, [*FAMILY, "2017.3.25"], [*FAMILY, "3月26日"]))
    yield "台账.csv", lines.encode("gb18030")
    yield "台账.txt", lines.replace(",", "\t").encode()
    yield "附件3.docx", _docx()


def _xlsx() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": 'm"月"d"日"'}) as book:
        book.set_properties({"created": DAY})
        sheet = book.add_worksheet("台账")
        sheet.merge_range(0, 0, 0, 9, "走访台账")
        sheet.write_row(1, 0, HEADINGS)
        for r in range(2, 6):
            sheet.write_row(r, 0, [r - 1, *FAMILY[1:], DAY])
        sheet.write_formula(6, 5, "=SUM(F3:F6)", None, 12)
        sheet.write_formula(7, 5, "=1/0", None, "#DIV/0!")
        sheet.write_comment(2, 2, "核对过")
        sheet.set_row(4, None, None, {"hidden": True})
        book.add_worksheet("说明").hide()
    return out.getvalue()


def _xls() -> bytes:
    out = BytesIO()
    book = xlwt.Workbook()
    sheet, day = book.add_sheet("台账"), xlwt.XFStyle()
    day.num_format_str = "yyyy-mm-dd"
    sheet.write_merge(0, 0, 0, 9, "走访台账")
    for c, heading in enumerate(HEADINGS):
        sheet.write(1, c, heading)
        for r in range(2, 6):
            sheet.write(r, c, [*FAMILY, DAY][c], day)
    sheet.row(3).set_cell_error(11, 0x17)
    book.save(out)
    return out.getvalue()


def _ods() -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{said}</text:p></table:table-cell>' for said in row
        )
        + "</table:table-row>"
        for row in (HEADINGS, [*FAMILY, "3月25日"])
    )
    return bad.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ODS.format(rows)})


def _docx() -> bytes:
    document = docx.Document()
    document.core_properties.created = DAY
    document.add_paragraph("群众入户调查表")
    for _ in range(2):
        table = document.add_table(len(BOXES), 6)
        for r, row in enumerate(BOXES):
            if len(row) == 2:
                table.cell(r, 1).merge(table.cell(r, 5))
            for c, said in enumerate(row):
                table.cell(r, c).text = said
        document.add_paragraph("所属地：武进区湖塘镇马家巷社区")
        document.add_paragraph("采集人(单位)：李乙（政法委） 走访日期：2017.3.25")
    out = BytesIO()
    document.save(out)
    return out.getvalue()
