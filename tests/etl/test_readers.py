"""Does every file become Grids that lose nothing, or a Chinese sentence?"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, time
from io import BytesIO

import docx
import openpyxl
import pytest
import xlsxwriter
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from msoffcrypto.format.ooxml import OOXMLFile

from etl.readers import Grid, Mark, Unreadable, excel, read
from etl.readers.protected import OWN_PASSWORD
from tests import samples_bad as bad
from tests.inbox import workbook


def sentence(data: bytes, name: str = "") -> str:
    """The sentence `data` is refused with: Chinese, short, without a library's words."""
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    said = str(caught.value)
    assert re.search("[一-鿿]", said) and said.endswith("。") and len(said) <= 80
    assert not re.search(r"Error|Exception|Traceback|calamine|xlrd|lxml", said)
    return said


def xlsx(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(book)
    book.close()
    return out.getvalue()


def rows(grid: Grid) -> list[list[str]]:
    return [grid.row(r) for r in range(grid.n_rows)]


def cell(reference: str, value: object) -> str:
    return f'<c r="{reference}"><v>{value}</v></c>'


# .xlsx: values


def test_数字不带小数点零_日期是日期_空格子是空字符串() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("台账")
        sheet.write_row(1, 1, ["户主", 3, 3.5, 0.1 + 0.2, 1e-7, -4, True, 42819])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(2, 1, date(2017, 3, 25), day)

    (grid,) = read(xlsx(fill))
    assert grid.sheet == "台账"
    assert grid.row(0) == [""] * 9
    assert grid.row(1) == ["", "户主", "3", "3.5", "0.3", "0.0000001", "-4", "TRUE", "42819"]
    assert grid.row(2) == ["", "2017-03-25", *[""] * 7]
    assert grid.address(1, 1) == "B2"


@pytest.mark.parametrize(
    "number_format",
    [
        "yyyy-mm-dd",
        "yyyy/m/d",
        'yyyy"年"m"月"d"日"',
        '[$-804]yyyy"年"m"月"d"日";@',
        '[DBNum1][$-804]yyyy"年"m"月"d"日"',
        'm"月"d"日"',
        "dddd",
    ],
)
@pytest.mark.parametrize("is_1904", [False, True])
def test_日期不论显示成什么样都写成年月日(number_format: str, is_1904: bool) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        style = book.add_format({"num_format": number_format})
        sheet.write_datetime(0, 0, date(2017, 3, 25), style)

    (grid,) = read(xlsx(fill, date_1904=is_1904))
    assert grid.columns == [["2017-03-25"]]


@pytest.mark.parametrize("is_1904", [False, True])
def test_从1904年起算的工作簿里没有日期格式的日子数有记号_别的数和日期没有(is_1904: bool) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, [42819, 41357.5, 100, 420000])
        sheet.write_string(4, 0, "42819")
        sheet.write_datetime(5, 0, date(2017, 3, 25), book.add_format({"num_format": "yyyy-mm-dd"}))

    (grid,) = read(xlsx(fill, date_1904=is_1904))
    assert grid.columns == [["42819", "41357.5", "100", "420000", "42819", "2017-03-25"]]
    assert grid.marks == ({(r, 0): Mark.SERIAL_1904 for r in (0, 1, 4)} if is_1904 else {})


def test_时刻_时分和超过一天的时长各有写法() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for r, (value, style) in enumerate(
            [
                (42819 + 8.5 / 24, "yyyy-mm-dd hh:mm"),
                (8.5 / 24, "hh:mm"),
                (27.5 / 24, "[h]:mm"),
                (42819.9999999, "yyyy-mm-dd hh:mm:ss"),
            ]
        ):
            sheet.write_number(r, 0, value, book.add_format({"num_format": style}))

    (grid,) = read(xlsx(fill))
    assert grid.columns == [["2017-03-25 08:30:00", "08:30:00", "27:30:00", "2017-03-26"]]


def test_错误值写出名字并有记号_写着同样字的文字没有记号() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "#REF!")
        sheet.write_formula(0, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(5, 7, "=NA()", None, "#N/A")

    (grid,) = read(xlsx(fill))
    assert grid.row(0)[:2] == ["#REF!", "#DIV/0!"]
    assert grid.columns[7][5] == "#N/A"
    assert dict(grid.marks) == {(0, 1): Mark.ERROR, (5, 7): Mark.ERROR}


def test_公式没有存下结果的有记号_结果为空文字的没有() -> None:
    out = BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["D9"] = "=SUM(A1:A1)"
    book.save(out)
    (grid,) = read(out.getvalue())
    assert dict(grid.marks) == {(8, 3): Mark.NO_VALUE}
    assert (grid.n_rows, grid.n_columns, grid.columns[3][8]) == (9, 4, "")

    stored_empty = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    (grid,) = read(bad.workbook_of(stored_empty))
    assert not grid.marks
    assert grid.row(0)[1] == "2"


def test_超过十五位的数有记号_写成文字的没有() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 123456789012345)
        sheet.write_number(1, 0, 1234567890123456)
        sheet.write_string(2, 0, "123456789012345678")

    (grid,) = read(xlsx(fill))
    assert grid.columns == [["123456789012345", "1234567890123456", "123456789012345678"]]
    assert dict(grid.marks) == {(1, 0): Mark.LONG_NUMBER}


@pytest.mark.parametrize("number_format", ["aaaa", "[$-804]aaaa;@", "aaa", "e", "ggge"])
@pytest.mark.parametrize("is_1904", [False, True])
def test_只显示星期几或年号的日期也是日期(number_format: str, is_1904: bool) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        style = book.add_format({"num_format": number_format})
        book.add_worksheet().write_datetime(0, 0, date(2017, 3, 25), style)

    def old(book: xlwt.Workbook) -> None:
        style = xlwt.XFStyle()
        style.num_format_str = number_format
        book.dates_1904 = is_1904
        sheet = book.add_sheet("表")
        sheet.write(0, 0, 42819 - 1462 * is_1904, style)
        sheet.write(0, 1, 42819)

    assert read(xlsx(fill, date_1904=is_1904))[0].columns == [["2017-03-25"]]
    assert read(xls(old))[0].row(0) == ["2017-03-25", "42819"]


@pytest.mark.parametrize("number_format", ['"第"0"天"', "0_ ", "G/通用格式", '0"月"', '"aaaa"0', "#,##0.00"])
def test_不是日期的格式不把数读成日期(number_format: str) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_number(0, 0, 42819, book.add_format({"num_format": number_format}))

    assert read(xlsx(fill))[0].columns == [["42819"]]


@pytest.mark.parametrize("number", [14, 31, 57, 58])
def test_中文Excel自带编号的日期格式没有写法也是日期(number: int) -> None:
    parts = bad.unzipped(bad.workbook_of('<row r="1"><c r="A1" s="1"><v>42819</v></c></row>'))
    styles = (
        parts["xl/styles.xml"]
        .decode()
        .replace("</cellXfs>", f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>')
    )
    assert read(bad.zipped({**parts, "xl/styles.xml": styles.encode()}))[0].columns == [["2017-03-25"]]


def test_不是数的数是错误值() -> None:
    (grid,) = read(bad.workbook_of(f'<row r="1">{cell("A1", "NaN")}{cell("B1", "inf")}{cell("C1", "1e400")}</row>'))
    assert grid.row(0) == ["#NUM!"] * 3
    assert dict(grid.marks) == {(0, c): Mark.ERROR for c in range(3)}


def test_一格里的字比Excel放得下的还多就有记号() -> None:
    most = "字" * 32_767
    (grid,) = read(f"{most},{most}字\n".encode())
    assert dict(grid.marks) == {(0, 1): Mark.LONG_TEXT} and grid.columns[1][0] == most + "字"


# .xlsx: shape


def test_批注_文本框_页眉里的字都在_不混进格子() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("台账")
        sheet.write(0, 0, "甲")
        sheet.write_comment(4, 1, "核对过", {"author": "丙"})
        sheet.insert_textbox(2, 0, "走访单位：政法委\n第二行")
        sheet.set_header('&L&"宋体,加粗"&10甲&&乙单位&R第 &P 页')

    (grid,) = read(xlsx(fill))
    assert grid.columns == [["甲"]]
    assert sorted(grid.asides) == [
        (0, "页眉页脚", "甲&乙单位 第 页"),
        (2, "文本框", "走访单位：政法委\n第二行"),
        (4, "批注", "核对过"),
    ]


def test_只写第几页的页脚不值得一提() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("台账")
        sheet.write(0, 0, "甲")
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def numbered(document: docx.document.Document) -> None:
        document.add_table(1, 1).cell(0, 0).text = "甲"
        document.sections[0].footer.paragraphs[0].text = "— 1 —"

    assert read(xlsx(fill))[0].asides == read(word(numbered))[0].asides == ()


def test_批注部分坏了只说批注读不出() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("台账")
        sheet.write(0, 0, "甲")
        sheet.write_comment(0, 0, "核对过")

    (grid,) = read(bad.with_part(xlsx(fill), "xl/comments1.xml", b"<comments><comment"))
    assert grid.columns == [["甲"]] and [kind for _, kind, _ in grid.asides] == ["批注"]


def test_合并的格子都写上内容_超出表格的部分截去() -> None:
    def text(reference: str, said: str) -> str:
        return f'<c r="{reference}" t="inlineStr"><is><t>{said}</t></is></c>'

    sheet = (
        f'<row r="1">{text("A1", "走访台账")}</row>'
        f'<row r="2">{text("A2", "天宁区")}{text("B2", "甲村")}{cell("C2", 1)}</row>'
        f'<row r="3">{text("B3", "乙村")}{cell("C3", 2)}</row>'
    )
    areas = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:D1", "A2:A3", "F11:G900000", "C3:C1048576"))
    (grid,) = read(bad.workbook_of(sheet, tail=f"<mergeCells>{areas}</mergeCells>"))
    assert rows(grid)[:3] == [["走访台账"] * 4, ["天宁区", "甲村", "1", ""], ["天宁区", "乙村", "2", ""]]
    assert grid.merged[:2] == ((0, 0, 0, 3), (1, 0, 2, 0))
    assert grid.n_rows < 2000 and grid.n_columns == 4


def test_合并的错误值每一格都有记号() -> None:
    data = bad.workbook_of(
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>',
        tail='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    )
    (grid,) = read(data)
    assert rows(grid) == [["#REF!", "#REF!"]] * 2
    assert set(grid.marks) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_空的合并区不盖住下面写着的内容() -> None:
    data = bad.workbook_of(
        f'<row r="1">{cell("B1", 7)}</row>', tail='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    assert read(data)[0].row(0) == ["", "7"]


def test_隐藏的行和表都保留并有记号_图表页不打乱后面的表() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("明")
        sheet.write_column(0, 0, ["一", "二", "三"])
        sheet.set_row(1, None, None, {"hidden": True})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=明!$A$1:$A$3"})
        book.add_chartsheet("图").set_chart(chart)
        hidden = book.add_worksheet("暗")
        hidden.write(0, 0, "藏")
        hidden.hide()
        deep = book.add_worksheet("更暗")
        deep.write(0, 0, "深")
        deep.very_hidden()

    grids = read(xlsx(fill))
    assert [(g.sheet, g.is_hidden, g.columns) for g in grids] == [
        ("明", False, [["一", "二", "三"]]),
        ("暗", True, [["藏"]]),
        ("更暗", True, [["深"]]),
    ]
    assert grids[0].hidden_rows == {1}


def test_互相重叠的合并区不拖住进程() -> None:
    areas = '<mergeCell ref="A1:IV1000"/>' * 200
    data = bad.workbook_of(f'<row r="1">{cell("A1", 1)}</row>', tail=f"<mergeCells>{areas}</mergeCells>")
    assert "重叠" in sentence(data)


# .xlsx: written by strange programs


def test_没有写地址的格子_前缀_注释和CDATA都读得出() -> None:
    bare = "<row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row><!-- <c r=\"Z9\"><v>9</v></c> --><row r='4'><c><v>3</v></c></row>"
    (grid,) = read(bad.workbook_of(bare))
    assert rows(grid) == [["1", "#N/A"], ["", ""], ["", ""], ["3", ""]]
    assert dict(grid.marks) == {(0, 1): Mark.ERROR}

    prefixed = '<x:row r="2" hidden="1"><x:c r="B2" t="e"><x:v>#REF!</x:v></x:c></x:row>'
    (grid,) = read(bad.workbook_of(prefixed, root=f'<x:worksheet xmlns:x="{bad.MAIN}">'))
    assert grid.columns[1] == ["", "#REF!"]
    assert grid.hidden_rows == {1}

    inline = '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c t="e">]]></t></is></c></row>'
    (grid,) = read(bad.workbook_of(inline))
    assert grid.columns == [['<c t="e">']] and not grid.marks


def test_行和格子的次序乱了也各归各位() -> None:
    (grid,) = read(bad.workbook_of(f'<row r="3">{cell("C3", 3)}{cell("A3", 1)}</row><row r="1">{cell("B1", 2)}</row>'))
    assert rows(grid) == [["", "2", ""], ["", "", ""], ["1", "", "3"]]


@pytest.mark.parametrize(
    "names",
    [
        {"xl/worksheets/sheet1.xml": "xl/Worksheets/SHEET1.xml"},
        {name: name.replace("/", "\\") for name in bad.unzipped(bad.empty_workbook()) if name.startswith("xl/")},
    ],
    ids=["大小写", "反斜杠"],
)
def test_部件名大小写和斜杠不同也读得出(names: dict[str, str]) -> None:
    data = bad.renamed(bad.workbook_of(f'<row r="1">{cell("A1", 5)}</row>'), names)
    assert read(data)[0].columns == [["5"]]


def test_部件的绝对路径也找得到() -> None:
    data = bad.workbook_of(f'<row r="1">{cell("A1", 5)}</row>')
    relations = bad.unzipped(data)["xl/_rels/workbook.xml.rels"].replace(
        b'Target="worksheets/', b'Target="/xl/worksheets/'
    )
    assert read(bad.with_part(data, "xl/_rels/workbook.xml.rels", relations))[0].columns == [["5"]]


# .xlsx: refused


@pytest.mark.parametrize("reference", ["XFD1048576", "A99999999", "ZZZZ1"])
def test_孤零零的远处一格不拖垮进程_说出表名和大小(reference: str) -> None:
    row = re.sub(r"\D", "", reference)
    data = bad.workbook_of(f'<row r="1">{cell("A1", 1)}</row><row r="{row}">{cell(reference, 1)}</row>')
    said = sentence(data)
    assert "表" in said and "行" in said and "列" in said


def test_远处一格写在第一行里也躲不过() -> None:
    assert "1048576 行" in sentence(bad.workbook_of(f'<row r="1">{cell("XFD1048576", 1)}</row>'))


def test_只有格式没有内容的远处一格不算数() -> None:
    data = bad.workbook_of(f'<row r="1">{cell("A1", 1)}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert read(data)[0].columns == [["1"]]


def test_解开后大得不正常的压缩包不读() -> None:
    assert "大得不正常" in sentence(bad.workbook_of(" " * (20 * 2**20)))


def test_压缩包谎报大小的不读() -> None:
    data = bad.workbook_of(f'<row r="1">{cell("A1", 1)}</row>')
    assert "损坏" in sentence(bad.with_declared_size(data, "xl/worksheets/sheet1.xml", 40))


def test_带DOCTYPE的不读() -> None:
    root = f'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet xmlns="{bad.MAIN}">'
    parts = bad.unzipped(bad.empty_workbook())
    parts["xl/worksheets/sheet1.xml"] = f"{root}<sheetData/></worksheet>".encode()
    assert "DOCTYPE" in sentence(bad.zipped(parts))
    strings = b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'
    assert "DOCTYPE" in sentence(bad.with_part(bad.empty_workbook(), "xl/workbook.xml", strings))


@pytest.mark.parametrize("count", [10**6, 2**32 - 1, 2**64])
def test_共用文字谎报条数的照实读(count: int) -> None:
    data = xlsx(lambda book: book.add_worksheet().write(0, 0, "甲"))
    strings = bad.unzipped(data)["xl/sharedStrings.xml"].decode()
    lying = re.sub(r'uniqueCount="\d+"', f'uniqueCount="{count}"', strings)
    assert read(bad.with_part(data, "xl/sharedStrings.xml", lying))[0].columns == [["甲"]]


def test_内部部件重名的不读() -> None:
    assert "重名" in sentence(bad.repeated_part(bad.empty_workbook(), "xl/worksheets/sheet1.xml"))


def test_同一格写了两次的不读() -> None:
    assert "A1" in sentence(bad.workbook_of(f'<row r="1">{cell("A1", 1)}{cell("A1", 2)}</row>'))


def test_目录里有而文件里没有的表要说出表名() -> None:
    parts = bad.unzipped(bad.empty_workbook())
    del parts["xl/worksheets/sheet1.xml"]
    assert "「表」" in sentence(bad.zipped(parts))


def test_读数程序漏了一格就不收(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bad.workbook_of(f'<row r="1">{cell("A1", 1)}{cell("B1", 2)}</row>')
    honest = excel._columns
    monkeypatch.setattr(excel, "_columns", lambda found: honest([["1", ""] for _ in found]))
    assert "B1" in sentence(data)


def test_Rust的panic变成一句话_中断照样中断() -> None:
    class PanicException(BaseException):
        pass

    def panic() -> None:
        raise PanicException("index out of bounds")

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(Unreadable):
        excel.rust(panic)
    with pytest.raises(KeyboardInterrupt):
        excel.rust(interrupt)


def test_二进制工作簿请另存() -> None:
    assert ".xlsx" in sentence(bad.zipped({"xl/workbook.bin": b"\0", "[Content_Types].xml": "<a/>"}))


# .xls and its container


def xls(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    out = BytesIO()
    book = xlwt.Workbook()
    fill(book)
    book.save(out)
    return out.getvalue()


def test_旧版Excel的日期_错误值_合并_隐藏都读得出() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("台账")
        day, clock, span = xlwt.XFStyle(), xlwt.XFStyle(), xlwt.XFStyle()
        day.num_format_str, clock.num_format_str, span.num_format_str = 'yyyy"年"m"月"d"日"', "h:mm", "[h]:mm"
        sheet.write_merge(0, 0, 0, 3, "题")
        sheet.write(1, 0, date(2017, 3, 25), day)
        sheet.write(1, 1, time(8, 30), clock)
        sheet.write(1, 2, 27.5 / 24, span)
        sheet.write(1, 3, True)
        sheet.row(2).set_cell_error(0, 0x2A)
        sheet.write(2, 1, "#N/A")
        sheet.write(2, 2, 3.0)
        sheet.write(2, 3, 1234567890123456)
        sheet.row(2).hidden = True
        book.add_sheet("暗").visibility = 1

    grid, hidden = read(xls(fill))
    assert rows(grid) == [
        ["题"] * 4,
        ["2017-03-25", "08:30:00", "27:30:00", "TRUE"],
        ["#N/A", "#N/A", "3", "1234567890123456"],
    ]
    assert dict(grid.marks) == {(2, 0): Mark.ERROR, (2, 3): Mark.LONG_NUMBER}
    assert grid.merged == ((0, 0, 0, 3),) and grid.hidden_rows == {2}
    assert hidden.is_hidden and not grid.is_hidden


def test_旧版Excel里提到或嵌着Word不会被当成Word() -> None:
    (grid,) = read(xls(lambda book: book.add_sheet("表").write(0, 0, "WordDocument 与 EncryptedPackage 甲")))
    assert grid.columns == [["WordDocument 与 EncryptedPackage 甲"]]


@pytest.mark.parametrize(
    ("stream", "words"),
    [("EncryptedPackage", "密码"), ("WordDocument", ".docx"), ("PowerPoint Document", "幻灯片"), ("Other", ".xlsx")],
)
def test_旧式容器里装的别的东西要说出是什么(stream: str, words: str) -> None:
    assert words in sentence(bad.ole_with(stream))


def test_损坏的旧版Excel请另存() -> None:
    assert ".xlsx" in sentence(bad.ole_with("Workbook"))


# .ods

ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:automatic-styles><style:style style:name="h" style:family="table"><style:table-properties table:display="false"/>
</style:style></office:automatic-styles><office:body><office:spreadsheet>{}</office:spreadsheet></office:body>
</office:document-content>"""
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(tables: str, **parts: str) -> bytes:
    return bad.zipped({"mimetype": ODS_TYPE, "content.xml": ODS.format(tables), **parts})


def said(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_ods的值_重复_合并_隐藏都读得出() -> None:
    tables = f"""<table:table table:name="台账">
<table:table-row><table:table-cell table:number-columns-spanned="3" office:value-type="string">{said("题")}</table:table-cell>
<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row table:number-rows-repeated="2" table:visibility="filter">
<table:table-cell office:value-type="date" office:date-value="2017-03-25">{said("3月25日")}</table:table-cell>
<table:table-cell office:value-type="time" office:time-value="PT27H30M00S">{said("27:30")}</table:table-cell>
<table:table-cell office:value-type="percentage" office:value="0.5">{said("50%")}</table:table-cell></table:table-row>
<table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">{said("#DIV/0!")}</table:table-cell>
<table:table-cell office:value-type="string">{said("a<text:s text:c='2'/>b<text:line-break/>c")}{said("d")}</table:table-cell>
<table:table-cell office:value-type="float" office:value="3">{said("3.00")}</table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table><table:table table:name="暗" table:style-name="h"/>"""
    grid, hidden = read(ods(tables))
    assert rows(grid) == [
        ["题"] * 3,
        *[["2017-03-25", "27:30:00", "0.5"]] * 2,
        ["#DIV/0!", "a  b\nc\nd", "3"],
    ]
    assert dict(grid.marks) == {(3, 0): Mark.ERROR}
    assert grid.hidden_rows == {1, 2} and grid.merged == ((0, 0, 0, 2),)
    assert hidden.is_hidden and hidden.n_rows == 0


def test_ods里照格式写全的整数留着显示的样子_别的数字不留() -> None:
    cells = (("12", "WT201700012"), ("1", "001"), ("3", "3.00"), ("1234", "1,234"), ("5", "5"))
    row = "".join(
        f'<table:table-cell office:value-type="float" office:value="{v}">{said(t)}</table:table-cell>' for v, t in cells
    )
    (grid,) = read(ods(f'<table:table table:name="台账"><table:table-row>{row}</table:table-row></table:table>'))
    assert dict(grid.displayed) == {(0, 0): "WT201700012", (0, 1): "001"}


def test_ods的批注不混进格子() -> None:
    note = f"<office:annotation>{said('核对过')}</office:annotation>"
    table = f'<table:table table:name="台账"><table:table-row><table:table-cell office:value-type="string">{note}{said("甲")}</table:table-cell></table:table-row></table:table>'
    (grid,) = read(ods(table))
    assert grid.columns == [["甲"]] and grid.asides == ((0, "批注", "核对过"),)


def test_ods声称有极多内容的不读() -> None:
    cells = f'<table:table-cell table:number-columns-repeated="16000" office:value-type="string">{said("a")}</table:table-cell>'
    table = f'<table:table table:name="大"><table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row></table:table>'
    assert "「大」" in sentence(ods(table))


def test_ods有密码的不读_不是表格的不读() -> None:
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    assert "密码" in sentence(ods("", **manifest))
    odt = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}
    assert ".docx" in sentence(bad.zipped(odt))


# .docx


def word(fill: Callable[[docx.document.Document], None]) -> bytes:
    out = BytesIO()
    document = docx.Document()
    fill(document)
    document.save(out)
    return out.getvalue()


def paragraph(inner: str) -> str:
    return f"<w:p {nsdecls('w')}>{inner}</w:p>"


def one_cell(*blocks: str) -> bytes:
    """A Word file with one table of one cell that holds `blocks`."""

    def fill(document: docx.document.Document) -> None:
        box = document.add_table(1, 1).cell(0, 0)._tc
        box.remove(box.p_lst[0])
        for block in blocks:
            box.append(parse_xml(block))

    return word(fill)


def text_of(*blocks: str) -> str:
    (grid,) = read(one_cell(*blocks))
    return grid.columns[0][0]


def test_每张表一格栅_前后的文字各在其上下() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("群众入户调查表")
        document.add_paragraph("")
        document.add_paragraph("编号：1")
        document.add_table(1, 2).cell(0, 0).text = "户主姓名"
        document.add_paragraph("采集人：甲")
        document.add_table(2, 1).cell(1, 0).text = "乙"
        document.add_paragraph("完")

    first, second = read(word(fill))
    assert (first.sheet, second.sheet) == ("表1", "表2")
    assert rows(first) == [["群众入户调查表", ""], ["编号：1", ""], ["户主姓名", ""], ["采集人：甲", ""]]
    assert (first.table_top, first.table_bottom) == (2, 3)
    assert rows(second) == [["采集人：甲"], [""], ["乙"], ["完"]]
    assert (second.table_top, second.table_bottom) == (1, 3)
    assert [first.address(r, 1) for r in (1, 2, 3)] == ["表格上方", "第1行第2列", "表格下方"]


def test_横并竖并的格子都写上内容并列出区域() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("题")
        table = document.add_table(3, 3)
        table.cell(0, 1).merge(table.cell(0, 2)).text = "横"
        table.cell(0, 0).merge(table.cell(1, 0)).text = "竖"
        table.cell(1, 1).merge(table.cell(2, 2)).text = "块"
        table.cell(2, 0).text = "单"

    (grid,) = read(word(fill))
    assert rows(grid)[1:] == [["竖", "横", "横"], ["竖", "块", "块"], ["单", "块", "块"]]
    assert set(grid.merged) == {(1, 0, 2, 0), (1, 1, 1, 2), (2, 1, 3, 2)}


def test_修订按接受后的样子读() -> None:
    inserted = '<w:ins w:id="1" w:author="a"><w:r><w:t>新</w:t></w:r></w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    moved = '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>移走</w:t></w:r></w:moveFrom>'
    assert text_of(paragraph(f"<w:r><w:t>甲</w:t></w:r>{inserted}{deleted}{moved}")) == "甲新"


def test_删除的表行不读() -> None:
    def fill(document: docx.document.Document) -> None:
        table = document.add_table(2, 1)
        table.cell(0, 0).text, table.cell(1, 0).text = "留", "删"
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a"/>'))

    assert read(word(fill))[0].columns == [["留"]]


def test_换行_制表符_内容控件_超链接都在() -> None:
    control = (
        "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>"
    )
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr>'
    link = "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
    inner = f"{stops}<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/></w:r>{control}{link}"
    assert text_of(paragraph(inner), paragraph("<w:r><w:t>丙</w:t></w:r>")) == "甲\n乙\t控件链接\n丙"


def test_勾选框读成打勾或不打勾() -> None:
    symbols = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F0A8"/><w:sym w:font="Wingdings" w:char="F0FD"/></w:r>'
    field = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>'
    assert text_of(paragraph(symbols + field)) == "☑☐☒☑"


def test_没填的控件只是提示语_下拉框读所选的一项() -> None:
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入文字</w:t></w:r>"
        "</w:sdtContent></w:sdt>"
    )
    entries = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in ("满意", "不满意"))
    field = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData></w:fldChar></w:r>'
    assert text_of(paragraph(prompt + field)) == "不满意"


def test_文本框的字只读一次() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    both = (
        f'<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>甲</w:t>'
        f'<mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(both) == "甲\n框"


def test_表中之表的字留在格子里() -> None:
    def fill(document: docx.document.Document) -> None:
        outer = document.add_table(1, 2)
        inner = outer.cell(0, 0).add_table(2, 2)
        for r in range(2):
            for c in range(2):
                inner.cell(r, c).text = f"{r}{c}"

    (grid,) = read(word(fill))
    assert grid.n_columns == 2
    assert grid.columns[0][0].split("\n")[-2:] == ["00\t01", "10\t11"] or "00\t01\n10\t11" in grid.columns[0][0]


def test_没有表的Word是一列正文_什么也没有的是一句话() -> None:
    def fill(document: docx.document.Document) -> None:
        for line in ("简报", "", "走访10户"):
            document.add_paragraph(line)

    (grid,) = read(word(fill))
    assert (grid.sheet, grid.columns, grid.is_word) == ("正文", [["简报", "走访10户"]], True)
    assert "没有文字" in sentence(word(lambda document: None))


def test_页眉_脚注_批注放在第一张表旁边() -> None:
    def fill(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "常州市某局"
        document.add_table(1, 1).cell(0, 0).text = "甲"
        document.add_table(1, 1).cell(0, 0).text = "乙"
        document.add_comment(document.add_paragraph("题").runs, "请核对", author="丙")

    first, second = read(word(fill))
    assert set(first.asides) == {(0, "页眉页脚", "常州市某局"), (0, "批注", "请核对")} and not second.asides


def test_整段嵌着另一份文档的请另存() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("甲")
        document.element.body.insert(0, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="rId9"/>'))

    assert "另存为 .docx" in sentence(word(fill))


def test_半个字的符号不读_整张表照读() -> None:
    halves = "".join(f'<w:sym w:font="x" w:char="{code}"/>' for code in ("D800", "DFFF", "0000", "110000", "zz"))
    assert text_of(paragraph(f"<w:r>{halves}<w:t>甲</w:t></w:r>")) == "甲"


def test_套在外面的内容控件不挡住整张表_行和格子() -> None:
    def fill(document: docx.document.Document) -> None:
        table = document.add_table(2, 2)
        for r in range(2):
            for c in range(2):
                table.cell(r, c).text = f"{r}{c}"
        for element in (table.rows[0]._tr, table.cell(1, 1)._tc, table._tbl):
            control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
            element.addprevious(control)
            control[1].append(element)

    assert rows(read(word(fill))[0]) == [["00", "01"], ["10", "11"]]


def test_Word里跨列数大得离谱的不读() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_table(1, 1).cell(0, 0)._tc.grid_span = 99_999_999

    assert "列" in sentence(word(fill))


# text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_几种编码读出同样的字(encoding: str) -> None:
    text = "序号,户主姓名,意见建议\n1,甲,道路坑洼\n2,乙,路灯不亮，晚上难走\n"
    (grid,) = read(text.encode(encoding))
    assert rows(grid) == [line.split(",") for line in text.splitlines()]


def test_数字多汉字少的GBK不认错() -> None:
    text = "户\n" + "\n".join(f"{i},10{i:09d}" for i in range(200))
    assert read(text.encode("gbk"))[0].columns[0][0] == "户"


def test_生僻字按GB18030读全() -> None:
    text = "姓名,村\n㐂𠮷,甲村\n"
    assert read(text.encode("gb18030"))[0].columns[0][1] == "㐂𠮷"


def test_编码坏了说出第几行() -> None:
    damaged = "姓名,村\n张,李家村\n".encode() + b"\xe6\x9d,x\n"
    assert "第 3 行" in sentence(damaged)
    assert "第 2 行" in sentence("姓名,村\n".encode("gbk") + b"\xff\xff,1\n")


def test_繁体编码不当作简体读成乱码() -> None:
    text = "姓名,地址,備註\n" + "\n".join(
        f"王小明{i},臺北縣板橋區文化路{i}號,關於道路問題的說明與處理" for i in range(30)
    )
    assert "Big5" in sentence(text.encode("big5"))


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_分隔符看内容得出(separator: str) -> None:
    text = "\n".join(separator.join(row) for row in (["序号", "姓名", "村"], ["1", "甲", "乙村"], ["2", "丙", "丁村"]))
    assert rows(read(text.encode())[0]) == [["序号", "姓名", "村"], ["1", "甲", "乙村"], ["2", "丙", "丁村"]]


def test_引号里可以有逗号和换行_长短不齐的行补齐_空行留着() -> None:
    (grid,) = read('题\n\n序号,"意见,\n建议",村\n1,甲\n'.encode())
    assert rows(grid) == [["题", "", ""], ["", "", ""], ["序号", "意见,\n建议", "村"], ["1", "甲", ""]]


def test_格子里带引号的词照读_引号不成对吞了行的不读() -> None:
    assert read('1,"某某"小区,甲\n2,乙,丙\n'.encode())[0].columns[1] == ["某某小区", "乙"]
    assert "第 2 行" in sentence('序号,名\n1,"甲\n2,乙\n3,丙\n'.encode())


def test_文件自己写明的分隔符先于看出来的() -> None:
    assert rows(read("sep=;\r\n甲;1,2,3\r\n乙;4,5,6\r\n".encode())[0]) == [["甲", "1,2,3"], ["乙", "4,5,6"]]


def test_等号引号护住的号码读成号码() -> None:
    assert read('户主,电话\n甲,="010"\n乙,"=""011"""\n'.encode())[0].columns[1] == ["电话", "010", "011"]


def test_空字符说出第几行() -> None:
    assert "第 2 行" in sentence(b"a,b\n1,\0\n")
    assert "第 2 行" in sentence("a,b\n1,\0\n".encode("utf-16"))


def test_UTF32和写了两次的BOM都读得出_没有BOM的UTF16说得出() -> None:
    for data in ("姓名,村\n张,甲\n".encode("utf-32"), "\ufeff\ufeff姓名,村\n张,甲\n".encode()):
        assert rows(read(data)[0]) == [["姓名", "村"], ["张", "甲"]]
    assert "第 1 行" in sentence("姓名,村\n".encode("utf-16-le"))


def test_只用回车换行的旧苹果文件照样分行() -> None:
    assert rows(read("姓名,村\r张,甲\r李,乙\r".encode())[0]) == [["姓名", "村"], ["张", "甲"], ["李", "乙"]]


def test_UTF16写的网页也是网页() -> None:
    assert "网页" in sentence("<html><table><tr><td>1</td></tr></table></html>".encode("utf-16"), "台账.xls")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b" \r\n\t\n", "没有内容"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "图片"),
        (b"%PDF-1.4\n", "PDF"),
        (b"MZ\x90\0\x03", "程序"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\x01\x02\x03\x04\x05abc", "不是文本"),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "网页"),
        (b"<table><tr><td>1</td></tr></table>", "网页"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
        (b'<?xml version="1.0"?><project/>', "XML"),
        (b"{\\rtf1 abc}", "RTF"),
        (bad.zipped({"a.txt": "a"}), "解压"),
        (bad.zipped({"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "OFD"),
        (b"%TSD-Header-###%\x01\x02", "解密"),
        (b"b\x14#eE-SafeNet\0LOCK\0\0", "解密"),
        (bad.zipped({"ppt/presentation.xml": "<a/>"}), "幻灯片"),
        (bad.empty_workbook()[:-40], "损坏"),
        (b"PK\x03\x04", "损坏"),
    ],
)  # fmt: skip
def test_不是表格的说出像什么(data: bytes, words: str) -> None:
    assert words in sentence(data, "台账.xls")


_HTML = "<html xmlns:{0}='urn:schemas-microsoft-com:office:{1}'><table><tr><td>姓名</td></tr></table></html>"
WORD, EXCEL = ("Word", ".docx"), ("Excel", ".xlsx")


@pytest.mark.parametrize(
    ("data", "name", "program"),
    [
        (bad.ole_with("WordDocument"), "旧.doc", WORD),
        (bad.ole_with("WordDocument"), "旧.xls", WORD),
        (bad.ole_with("CONTENTS"), "旧.wps", ("WPS 文字", ".docx")),
        (bad.ole_with("CONTENTS"), "旧.et", ("WPS 表格", ".xlsx")),
        (bad.ole_with("CONTENTS"), "旧.doc", WORD),
        (bad.zipped({"xl/workbook.bin": b"", "[Content_Types].xml": "<a/>"}), "台账.xlsb", EXCEL),
        (bad.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "a.odt", WORD),
        (bad.zipped({"uof.xml": "<a/>"}), "台账.uos", ("WPS", ".xlsx")),
        (b"{\\rtf1 abc}", "台账.doc", WORD),
        (b"{\\rtf1 abc}", "台账.xls", WORD),
        (_HTML.format("x", "excel").encode(), "导出.xls", EXCEL),
        (_HTML.format("w", "word").encode(), "附件3.doc", WORD),
        (b"<html><body><p>1</p></body></html>", "附件3.doc", WORD),
        (b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>", "导出.xls", EXCEL),
        ("<html><table><tr><td>1</td></tr></table></html>".encode("utf-16"), "导出.xls", EXCEL),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "导出.mht", EXCEL),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "附件3.xml", WORD),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "台账.xls", EXCEL),
        (b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>', "台账.uof", ("WPS", ".xlsx")),
    ],
)  # fmt: skip
def test_要另存的文件_说出用哪个程序打开(data: bytes, name: str, program: tuple[str, str]) -> None:
    said = sentence(data, name)
    opens, saved_as = program
    assert re.search(rf"用 {opens}\S*( 或 WPS 文字)?打开", said) or f"用 {opens} " in said, said
    assert (
        saved_as in said and (opens != "Excel" or "Word" not in said) and (opens != "Word" or "Excel 打开" not in said)
    )


# any bytes at all


def small_files() -> list[bytes]:
    def sheet(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("台账")
        page.merge_range(0, 0, 0, 2, "题")
        page.write_row(1, 0, ["甲", 1, 2.5])
        page.write_formula(2, 0, "=1/0", None, "#DIV/0!")

    def table(document: docx.document.Document) -> None:
        document.add_paragraph("题")
        document.add_table(2, 2).cell(0, 0).text = "甲"

    def old(book: xlwt.Workbook) -> None:
        page = book.add_sheet("台账")
        page.write_merge(0, 0, 0, 2, "题")
        page.write(1, 0, "甲")

    cells = f'<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string">{said("甲")}</table:table-cell></table:table-row></table:table>'
    return [xlsx(sheet), word(table), xls(old), ods(cells), "序号,姓名\n1,甲\n".encode("gbk")]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` cut short, or with bytes changed; in a zip, also inside an unpacked part."""
    kind = chance.randrange(3)
    if kind == 0:
        return data[: chance.randrange(len(data))]
    if kind == 1 and data.startswith(b"PK"):
        parts = bad.unzipped(data)
        name = chance.choice([name for name in parts if parts[name]])
        return bad.with_part(data, name, _changed(parts[name], chance))
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(out))
        if chance.random() < 0.5:
            out[at] = chance.randrange(256)
        else:
            del out[at : at + chance.randrange(1, 9)]
            out = out or bytearray(b"x")
    return bytes(out)


def test_弄坏的文件只会读出来或得到一句话() -> None:
    chance = random.Random(20170304)
    refused = 0
    for data in small_files():
        for _ in range(50):
            try:
                grids = read(damaged(data, chance))
            except Unreadable as error:
                refused += 1
                assert re.search("[一-鿿]", str(error))
            else:
                for grid in grids:
                    assert len({len(column) for column in grid.columns}) <= 1
    assert refused > 50


def locked(plain: bytes, password: str) -> bytes:
    out = BytesIO()
    OOXMLFile(BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def test_Excel自己的密码_打开时不问的_照读_别的密码不猜() -> None:
    plain = workbook([["户主姓名"], ["张甲"]])
    (grid,) = read(locked(plain, OWN_PASSWORD))
    assert grid.columns == [["户主姓名", "张甲"]]
    assert "取消密码" in sentence(locked(plain, "123456"))
