"""Does every official paper give the figures that the screen gives, name only on evidence, and keep the form of its kind?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

from campaign.access.roles import ROLES
from campaign.access.scope import EVERYWHERE, NotAllowed, Visitor
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.office import rules, settings
from campaign.office.letterhead import FILE, Letterhead, letterhead, read
from exports.__main__ import main
from exports.documents import documents, of_unit
from exports.documents.document import EVERYWHERE as OF_ALL
from exports.documents.document import Document, Order, Source
from exports.documents.filling import WrongTemplate, written
from tests.inbox import Inbox
from tests.pages_shelf import SENTINEL
from tests.tiny import tiny

ISSUED = date(2017, 4, 5)
UNITS = ("市民政局", "市教育局", "市公安局", "市水利局", "市司法局", "市审计局", "市环保局", "市规划局", "市房管局")
"""The first has solved 2 of 60, each of the others 20 of 60: 162 of 540 are 30 %."""
LATE = "路灯不亮，{{ 7*7 }}<w:p>&"
BULLETIN, VERIFICATION, RECTIFICATION, REMINDER, SUMMARY, HALF_MONTH, SUMS = (
    next(one for one in documents() if one.id == name)
    for name in ("bulletin", "verification", "rectification", "reminder", "summary", "half_month", "half_month_sums")
)
LETTERS = tuple(one for one in documents() if one.lay_out)


@pytest.fixture(scope="module")
def city_shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents") / "shelf"


@pytest.fixture(scope="module")
def city(city_shelf: Path) -> Iterator[Snapshot]:
    """Two districts, nine agencies, of which one has solved far fewer than its peers."""
    issues = [
        "× | unit_name | unit_level | handler | handler_level | district | raised_date | due_date | status | solved_date | category | issue_text"
    ]
    for n, unit in enumerate(UNITS):
        where = "武进区" if n % 2 else "天宁区"
        done = 2 if n == 0 else 20
        issues.append(
            f"{done} | {unit} | 市级机关 | {unit} | 市级机关 | {where} | 2017-03-02 | 2017-05-31 | 已解决 | 2017-03-20 | 平安治理 | 井盖坏了"
        )
        issues.append(
            f"{60 - done - 3} | {unit} | 市级机关 | {unit} | 市级机关 | {where} | 2017-03-02 | 2017-05-31 | 待解决 | | 平安治理 | 井盖坏了"
        )
        issues.append(
            f"3 | {unit} | 市级机关 | {unit} | 市级机关 | {where} | 2017-03-02 | 2017-03-15 | 待解决 | | 平安治理 | {LATE}"
        )
    with tiny(
        city_shelf.parent,
        data_date="2017-03-31",
        units="unit_name | unit_level | cadre_count\n" + "\n".join(f"{unit} | 市级机关 | 5" for unit in UNITS),
        issues="\n".join(issues),
        visits="""
            ×   | visit_id | household_id | visit_date | unit_name | unit_level | district | is_first | is_first_by_unit | is_first_by_level
            900 | 1        | 1            | 2017-03-10 | 市民政局  | 市级机关   | 天宁区   | true     | true             | true
            334 | 2        | 2            | 2017-03-11 | 市教育局  | 市级机关   | 武进区   | true     | true             | true
        """,
    ) as snapshot:  # fmt: skip
        yield snapshot


def ordered(snapshot: Snapshot, document: Document, unit: str = "", role: str = "analyst") -> Order:
    scope = Visitor("", role, ROLES[role], ()).scope
    written_as = {"月": "2017-03", "半月": "2017-03-上"}[document.rhythm]
    source = Source(snapshot, rules.period(written_as), scope)
    return Order(source, Letterhead(), ISSUED, 3, unit=unit)


def made(snapshot: Snapshot, document: Document, unit: str = "") -> Word:
    return docx.Document(BytesIO(written(document, ordered(snapshot, document, unit))))


def text_of(word: Word) -> str:
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


# ── the figures ───────────────────────────────────────────────────────────────────────────────


def test_通报的总体情况就是问到的数(city: Snapshot) -> None:
    text = text_of(made(city, BULLETIN))
    asked = city.ask(["households", "visits", "issues", "solved"], as_of=date(2017, 3, 31)).iloc[0]
    assert (asked["households"], asked["issues"], asked["solved"]) == (1234, 540, 162)
    assert (
        "截至3月31日，全市累计走访群众家庭1,234户（1,234户次），收集梳理各类问题540件，帮助解决具体问题162件，解决率30.0%（单位申报）"
        in text
    )


def test_通报的各辖市区情况表每一格都等于问到的数(city: Snapshot) -> None:
    table = made(city, BULLETIN).tables[0]
    asked = city.ask(
        ["households", "visits", "issues", "solved", "solved_share", "overdue"],
        by=["district"],
        as_of=date(2017, 3, 31),
    )
    of = {row["district"]: row for _, row in asked.iterrows()}
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert {row[0] for row in rows} == set(of)
    for name, households, visits, _, issues, solved, share, overdue in rows:
        row = of[name]
        said = [int(text.replace(",", "")) for text in (households, visits, issues, solved, overdue)]
        assert said == [row["households"], row["visits"], row["issues"], row["solved"], row["overdue"]]
        assert share == f"{row['solved_share']:.1%}"


def test_核对函里是本单位自己的数和自己的问题(city: Snapshot) -> None:
    word = made(city, VERIFICATION, "市民政局")
    figures = {row.cells[0].text: row.cells[1].text for row in word.tables[0].rows}
    assert (figures["走访户数（户）"], figures["收集问题（件）"], figures["已解决（件）"]) == ("900", "60", "2")
    assert len(word.tables[1].rows) == 1 + 3
    assert "超期未办结的问题共3件。" in text_of(word)
    assert "请于2017年4月10日前填写附件2" in text_of(word)


def test_催办单写明每件超期几天_时限最早的在前(city: Snapshot) -> None:
    word = made(city, REMINDER, "市教育局")
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows[1:]]
    assert [(row[5], row[6]) for row in rows] == [("3月15日", "16")] * 3
    assert "由你单位负责办理的问题有3件超过办理时限仍未办结" in text_of(word)


def test_总结五段_谈话要点三问三答_其他方面不算一类(tmp_path: Path) -> None:
    with tiny(
        tmp_path,
        data_date="2017-03-31",
        issues="""
            ×  | unit_name | handler  | handler_level | raised_date | status | solved_date | category | subcategory
            30 | 市民政局  | 市民政局 | 市级机关      | 2017-03-02  | 待解决 |             | 其他方面 | 停车
            20 | 市民政局  | 市民政局 | 市级机关      | 2017-03-02  | 已解决 | 2017-03-03  | 平安治理 |
            40 | 市民政局  | 市民政局 | 市级机关      | 2017-03-02  | 待解决 |             | 其他方面 |
        """,
    ) as snapshot:
        text = text_of(made(snapshot, SUMMARY))
        assert "群众反映较集中的是停车（30件）、平安治理（20件）。" in text
        assert text.count("问：") == text.count("答：") == 3
        assert "已解决20件，解决率（单位申报）22.2%" in text


# ── 附件5 ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def villages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A unit in a 村 and a 社区, with issues of both blocks, one without a block, one raised in the second half of the month."""
    with tiny(
        tmp_path_factory.mktemp("villages"),
        data_date="2017-03-31",
        issues="""
            × | unit_name | district | town_name | village_id   | village_name | village_kind | route_to   | raised_date | solved_date | status | block    | category | issue_text
            3 | 市民政局  | 武进区   | 丁堰街道    | 320412002200 | 梅港村       | 村           | 市委农工办 | 2017-03-02  | 2017-03-10  | 已解决 | 困难需求 | 社会保障 | 养老金低
            1 | 市民政局  | 武进区   | 丁堰街道    | 320412002200 | 梅港村       | 村           | 市委农工办 | 2017-03-02  |             | 待解决 | 困难需求 | 医疗卫生 | 看病贵
            2 | 市民政局  | 武进区   | 丁堰街道    | 320412002200 | 梅港村       | 村           | 市委农工办 | 2017-03-02  |             | 待解决 | 意见建议 | 平安治理 | =1+1路灯不亮
            1 | 市民政局  | 武进区   | 丁堰街道    | 320412002200 | 梅港村       | 村           | 市委农工办 | 2017-03-02  |             | 待解决 |          |          | 说不清
            4 | 市民政局  | 天宁区   | 红梅街道  | 320402004001 | 北环新村社区     | 社区         | 市民政局   | 2017-03-05  |             | 待解决 | 意见建议 | 其他方面 | 停车难
            9 | 市民政局  | 天宁区   | 红梅街道  | 320402004001 | 北环新村社区     | 社区         | 市民政局   | 2017-03-20  |             | 待解决 | 意见建议 | 其他方面 | 停车难
        """,
    ) as snapshot:
        yield snapshot


def sheets_of(snapshot: Snapshot, document: Document, unit: str) -> openpyxl.Workbook:
    made = written(document, ordered(snapshot, document, unit))
    return openpyxl.load_workbook(BytesIO(made), data_only=True)


def lines_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[5] is not None]


def test_附件5一村一张_两块各有合计_小计和合计是公式(villages: Snapshot) -> None:
    book = sheets_of(villages, HALF_MONTH, "市民政局")
    assert set(book.sheetnames) == {"梅港村", "北环新村社区"}
    sheet = book["梅港村"]
    assert [cell.value for cell in sheet[3]] == ["市（区）", "武进区", "镇（街道）", "丁堰街道", "村（社区）", "梅港村"]
    lines = lines_of(sheet)
    assert lines[0][1:] == ("医疗卫生", "1.看病贵", 0, 1, 1)
    assert lines[1][1:] == ("社会保障", "1.养老金低\n2.养老金低\n3.养老金低", 3, 0, 3)
    assert lines[2][1:2] + lines[2][3:] == ("合　计", 3, 1, 4)
    assert [line[1] for line in lines[3:-1]] == list(rules.CATEGORIES)
    assert lines[6][3:] == (0, 2, 2) and lines[-1][0] == "合　计" and lines[-1][3:] == (3, 3, 6)
    formulas = openpyxl.load_workbook(BytesIO(written(HALF_MONTH, ordered(villages, HALF_MONTH, "市民政局"))))["梅港村"]
    assert formulas["F5"].value == "=D5+E5" and str(formulas["F15"].value).startswith("=SUM(")


def test_附件5不是这半个月的不算_没有板块的在表下写明(villages: Snapshot) -> None:
    book = sheets_of(villages, HALF_MONTH, "市民政局")
    assert lines_of(book["北环新村社区"])[-1][3:] == (0, 4, 4)
    notes = [str(cell.value) for row in book["梅港村"].iter_rows(min_row=16) for cell in row if cell.value]
    assert notes == ["说明：另有1件没有写明板块或类别，未列入上表。"]


def test_群众说的话在工作簿里不当公式(villages: Snapshot) -> None:
    made = ZipFile(BytesIO(written(HALF_MONTH, ordered(villages, HALF_MONTH, "市民政局"))))
    formulas = re.findall(r"<f>([^<]*)</f>", "".join(made.read(n).decode() for n in made.namelist() if "sheet" in n))
    assert formulas and all(re.fullmatch(r"[DEF]\d+\+E\d+|(SUM\([DEF]\d+:[DEF]\d+\)\+?)+", one) for one in formulas)


def test_附件5汇总_村报农工办社区报民政局_各表等于问到的数(villages: Snapshot) -> None:
    assert SUMS.to is not None
    assert list(SUMS.to(ordered(villages, SUMS).source)) == ["市委农工办", "市民政局"]
    for receiver, district, sums in (("市委农工办", "武进区", (3, 3, 6)), ("市民政局", "天宁区", (0, 4, 4))):
        book = sheets_of(villages, SUMS, receiver)
        assert book.sheetnames == ["全市", district]
        for sheet in book:
            assert lines_of(sheet)[-1][3:] == sums


def test_附件5再读进来_得到同样的数(villages: Snapshot, tmp_path: Path) -> None:
    """The project's own reader takes it for 附件5, and every line comes back as it was written."""
    inbox = Inbox(tmp_path / "inbox")
    inbox.put("市民政局/2017年3月上半月/附件5.xlsx", written(HALF_MONTH, ordered(villages, HALF_MONTH, "市民政局")))
    reports = inbox.sift()["reports"].to_pylist()
    read_back = {
        (row["village_name"], row["block"], row["category"]): (row["issue_count"], row["solved_count"])
        for row in reports
    }
    counted = {key: figures for key, figures in read_back.items() if figures[0]}
    assert counted == {
        ("梅港村", "困难需求", "医疗卫生"): (1, 0),
        ("梅港村", "困难需求", "社会保障"): (3, 3),
        ("梅港村", "意见建议", "平安治理"): (2, 0),
        ("北环新村社区", "意见建议", "其他方面"): (4, 0),
    }


# ── who is named ──────────────────────────────────────────────────────────────────────────────


def test_通报只点依据充分的单位的名(city: Snapshot) -> None:
    """2 of 60 where the peers have 30 %: all other units are as their peers, and none of them is in the text."""
    body = "\n".join(paragraph.text for paragraph in made(city, BULLETIN).paragraphs)
    assert "市民政局：" in body
    assert not [unit for unit in UNITS[1:] if unit in body]


def test_样本不足时通报谁也不点_落后单位一节不写(tmp_path: Path) -> None:
    with tiny(
        tmp_path,
        data_date="2017-03-31",
        units="unit_name | unit_level\n市民政局 | 市级机关\n市教育局 | 市级机关",
        issues="""
            × | unit_name | unit_level | handler  | handler_level | raised_date | status | solved_date
            5 | 市民政局  | 市级机关   | 市民政局 | 市级机关      | 2017-03-02  | 待解决 |
            9 | 市教育局  | 市级机关   | 市教育局 | 市级机关      | 2017-03-02  | 已解决 | 2017-03-03
        """,
    ) as snapshot:
        body = "\n".join(paragraph.text for paragraph in made(snapshot, BULLETIN).paragraphs)
        assert "市民政局" not in body and "明显落后于同类" not in body
        with pytest.raises(of_unit.NotToUnit, match="没有列为整改的指标"):
            made(snapshot, RECTIFICATION, "市民政局")


def test_整改通知书只发给列为整改的单位(city: Snapshot) -> None:
    assert RECTIFICATION.to is not None
    assert list(RECTIFICATION.to(ordered(city, RECTIFICATION).source)) == ["市民政局"]
    text = text_of(made(city, RECTIFICATION, "市民政局"))
    assert "60件中" in text and "2件" in text
    assert "于2017年4月20日前填写附件2" in text
    with pytest.raises(of_unit.NotToUnit):
        made(city, RECTIFICATION, "市教育局")


def test_没有权利的角色拿不到公文(city: Snapshot) -> None:
    for role in ("admin", "leader"):
        with pytest.raises(NotAllowed):
            written(VERIFICATION, ordered(city, VERIFICATION, "市民政局", role))
    with pytest.raises(NotAllowed):
        written(BULLETIN, ordered(city, BULLETIN, role="admin"))


def test_公文里没有一个涉及个人的格(marked_shelf: Path, tmp_path: Path) -> None:
    with open_current(marked_shelf) as snapshot:
        for document in documents():
            order = ordered(snapshot, document)
            for unit in list(document.to(order.source)) if document.to else [""]:
                packed = ZipFile(BytesIO(written(document, replace(order, unit=unit))))
                assert not [name for name in packed.namelist() if SENTINEL.encode() in packed.read(name)]


# ── the templates ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("document", LETTERS, ids=lambda one: one.id)
def test_模板里写的字段都是声明过的_声明过的都写进了模板(document: Document) -> None:
    written_in = "".join(
        ZipFile(document.template).read(name).decode()
        for name in ZipFile(document.template).namelist()
        if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)
    )
    text = re.sub(r"<[^>]+>", "", written_in)
    used = set(re.findall(r"{{ ([\w.]+) }}", text)) | set(re.findall(r"(?: in | if )(\w+) %}", text))
    declared = {one.name for one in (*OF_ALL, *document.fields)}
    of_lines = {f"{line}.{each.name}" for line in ("行", "条") for one in document.fields for each in one.each}
    assert used - declared - of_lines - {"段"} == set()
    unused = {one.name for one in document.fields} - used
    assert unused == set()


@pytest.mark.parametrize("document", LETTERS, ids=lambda one: one.id)
def test_随带的模板就是程序排出来的(document: Document) -> None:
    out = BytesIO()
    document.lay_out().word.save(out)
    for name in ("word/document.xml", "word/styles.xml"):
        assert ZipFile(out).read(name) == ZipFile(document.template).read(name)


def edited(document: Document, tmp_path: Path, text: str) -> Document:
    """The paper with a template that somebody in the office has written into."""
    word = docx.Document(str(document.template))
    word.paragraphs[-1].add_run(text)
    file = tmp_path / f"{document.title}.docx"
    word.save(str(file))
    return Edited(**{name: getattr(document, name) for name in document.__dataclass_fields__}, file=file)


class Edited(Document):
    """A paper whose template lies elsewhere."""

    __slots__ = ("file",)

    def __init__(self, *, file: Path, **values: object) -> None:
        super().__init__(**values)  # type: ignore[arg-type]
        object.__setattr__(self, "file", file)

    @property
    def template(self) -> Path:
        return self.file


def test_模板里写错的字段_用一句话指出并列出可用的(city: Snapshot, tmp_path: Path) -> None:
    wrong = edited(BULLETIN, tmp_path, "{{ 总体情况汇总 }}")
    with pytest.raises(WrongTemplate, match=r"写了“总体情况汇总”，没有这个字段；可以用的是：.*总体情况"):
        written(wrong, ordered(city, BULLETIN))


def test_花括号没有写对_用一句话指出(city: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(WrongTemplate, match="花括号没有写对"):
        written(edited(BULLETIN, tmp_path, "{{ 标题 "), ordered(city, BULLETIN))


def test_模板不能运行程序(city: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(WrongTemplate):
        written(edited(BULLETIN, tmp_path, "{{ 标题.__class__.__mro__[1].__subclasses__() }}"), ordered(city, BULLETIN))


def test_损坏的模板_用一句话指出(city: Snapshot, tmp_path: Path) -> None:
    broken = edited(BULLETIN, tmp_path, "")
    broken.template.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(WrongTemplate, match="不是 Word 文件"):
        written(broken, ordered(city, BULLETIN))
    broken.template.unlink()
    with pytest.raises(WrongTemplate, match="没有模板"):
        written(broken, ordered(city, BULLETIN))


def test_问题里写的花括号和标记只是文字(city: Snapshot) -> None:
    """What a family said is never computed, nor part of the paper's own markup."""
    assert LATE in text_of(made(city, VERIFICATION, "市民政局"))


# ── the form: GB/T 9704-2012 ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("document", LETTERS, ids=lambda one: one.id)
def test_版面是标准的_A4_天头37_订口28_每页22行(document: Document) -> None:
    for section in docx.Document(str(document.template)).sections:
        sides = (section.page_width, section.page_height, section.top_margin, section.left_margin)
        assert [round(one.mm, 1) for one in sides if one] == [210, 297, 37, 28]
        assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 156  # type: ignore[union-attr]
        grid = section._sectPr.find(qn("w:docGrid"))
        assert grid is not None and 22 * int(grid.get(qn("w:linePitch"))) <= 225 / 25.4 * 72 * 20


def test_正文三号仿宋_标题二号小标宋_一级黑体_二级楷体() -> None:
    styles = docx.Document(str(BULLETIN.template)).styles
    looks = {
        name: (styles[name].element.rPr.rFonts.get(qn("w:eastAsia")), styles[name].font.size.pt)
        for name in ("公文正文", "公文标题", "公文一级标题", "公文二级标题")
    }
    assert looks == {
        "公文正文": ("仿宋_GB2312", 16),
        "公文标题": ("方正小标宋简体", 22),
        "公文一级标题": ("黑体", 16),
        "公文二级标题": ("楷体_GB2312", 16),
    }


def test_发文字号用六角括号_不编虚位_没有给的留空() -> None:
    assert Letterhead().number(2017, 3) == "大走访办〔2017〕3号"
    assert "1号" not in Letterhead().number(2017, None)


def test_每份公文写明数据版本和统计截至哪一天_定稿不写征求意见稿(city: Snapshot) -> None:
    order = ordered(city, BULLETIN)
    for is_draft in (True, False):
        word = docx.Document(BytesIO(written(BULLETIN, replace(order, is_draft=is_draft))))
        feet = "".join(paragraph.text for paragraph in word.sections[0].footer.paragraphs)
        assert f"数据版本{city.id}" in feet and "统计截至2017年3月31日" in feet
        heads = "".join(paragraph.text for paragraph in word.sections[0].header.paragraphs)
        assert ("征求意见稿" in heads) == is_draft


# ── the office's own data, and the command ────────────────────────────────────────────────────


def test_落款和期限是办公室自己写的(tmp_path: Path) -> None:
    file = tmp_path / "letterhead.toml"
    file.write_text('name = "市走访办"\nreply_days = 3\n', encoding="utf-8")
    assert (read(file).name, read(file).reply_days, read(file).code) == ("市走访办", 3, "大走访办")
    file.write_text("replydays = 3\n", encoding="utf-8")
    with pytest.raises(settings.WrongSettings, match="不认识 replydays，是不是 reply_days"):
        read(file)
    assert FILE.is_file() and letterhead() == Letterhead()


def test_一个命令写出一个月的全部公文(
    city: Snapshot, city_shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            [
                "all",
                "--month",
                "2017-03",
                "--issued",
                "2017-04-05",
                "--outbox",
                str(tmp_path),
                "--shelf",
                str(city_shelf),
            ]
        )
        == 0
    )
    assert (
        f"通报1份、核对函{len(UNITS)}份、整改通知书1份、催办单{len(UNITS)}份、月度总结1份、附件5{len(UNITS)}份、附件5汇总0份"
        in capsys.readouterr().out
    )
    names = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.docx")}
    assert "通报_2017年3月_征求意见稿.docx" in names
    assert "整改通知书/整改通知书_市民政局_2017年3月_征求意见稿.docx" in names


@pytest.mark.parametrize("written_to", ["--outbox", "--out"])
def test_写不进去的地方_用一句话说换哪里(
    city: Snapshot, city_shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], written_to: str
) -> None:
    (tmp_path / "a-file").touch()
    command, period = {"--outbox": ("all", "--month"), "--out": ("summary", "--period")}[written_to]
    to = str(tmp_path / "a-file" / "x")
    assert main([command, period, "2017-03", written_to, to, "--shelf", str(city_shelf)]) == 2
    assert f"写不到“{to}”" in capsys.readouterr().err


def test_不该发的整改通知书_命令用一句话回绝(
    city: Snapshot, city_shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.docx"
    asked = [
        "rectification",
        "--unit",
        "市教育局",
        "--period",
        "2017-03",
        "--out",
        str(out),
        "--shelf",
        str(city_shelf),
    ]
    assert main(asked) == 2
    assert "没有列为整改的指标，不能发整改通知书" in capsys.readouterr().err
    assert not out.exists()


def test_人人都是全市的一份时不因谁看而不同(city: Snapshot) -> None:
    """The same paper for whoever may have it: figures do not depend on the reader's role."""
    other = replace(ordered(city, BULLETIN), source=Source(city, rules.period("2017-03"), EVERYWHERE))
    assert text_of(docx.Document(BytesIO(written(BULLETIN, other)))) == text_of(made(city, BULLETIN))
