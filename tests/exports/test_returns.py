"""Does a unit get its rejected rows back so that it can correct them, and are they then read?"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from campaign.access.scope import DESK, EVERYWHERE
from campaign.numbers.snapshot import Snapshot, open_current
from exports import returns
from exports.__main__ import main
from tests.drafts import publish_tables
from tests.etl.test_sift import ISSUE, REJECTED, ROW, SHOWN, issues, visits
from tests.inbox import Inbox, rows, word, workbook

YELLOW = "FFFFFF00"
SENT_BACK = "政法委/退回改好.xlsx"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def loaded(inbox: Inbox, shelf: Path) -> tuple[Snapshot, dict[str, pa.Table]]:
    """The inbox as a snapshot, and its tables."""
    tables = inbox.sift()
    publish_tables(tables, shelf, "20170401T000000")
    return open_current(shelf), tables


def returned(inbox: Inbox, tmp_path: Path) -> bytes:
    """The one workbook that goes back."""
    snapshot, _ = loaded(inbox, tmp_path / "shelf")
    with snapshot:
        ((_, found),) = returns.units(snapshot, DESK).items()
        return returns.written(found, DESK)


def corrected(book: bytes, right: Mapping[str, str]) -> bytes:
    """The workbook as the unit sends it: in its yellow cells the wrong text replaced by the right one."""
    opened = openpyxl.load_workbook(BytesIO(book))
    done = set()
    for sheet in opened:
        for line in sheet.iter_rows():
            for cell in line:
                said = "" if cell.value is None else str(cell.value)
                if cell.fill.fgColor.rgb == YELLOW and said in right:
                    cell.value = right[said]
                    done.add(said)
    assert done == set(right), "没有标黄的错处"
    out = BytesIO()
    opened.save(out)
    return out.getvalue()


def texts(book: bytes) -> list[str]:
    """Every text of a workbook."""
    opened = openpyxl.load_workbook(BytesIO(book))
    return [
        str(cell.value) for sheet in opened for line in sheet.iter_rows() for cell in line if cell.value is not None
    ]


@pytest.mark.slow
@pytest.mark.parametrize("rule", SHOWN)
def test_原样发回来的退回表_认得出是原来的表_同样的行同样退回_不因换了格式而混进去(
    inbox: Inbox, tmp_path: Path, rule: str
) -> None:
    inbox.put(SHOWN[rule], REJECTED[rule])
    snapshot, tables = loaded(inbox, tmp_path / "shelf")
    with snapshot:
        book = returns.written([row for found in returns.units(snapshot, DESK).values() for row in found], DESK)
    back = Inbox(tmp_path / "back").put("退回.xlsx" if rule == "unit-missing" else SENT_BACK, book).sift()
    before = rows(tables["rejected_rows"], "form", "period_label", "bad_fields", "bad_rules")
    after = rows(back["rejected_rows"], "form", "period_label", "bad_fields", "bad_rules")
    if rule == "period-missing":
        before = [(form, None, *rest) for form, _, *rest in before]
    assert Counter(map(str, after)) == Counter(map(str, before))
    (read,) = [s for s in back["source_sheets"].to_pylist() if s["form"]]
    assert read["rows_read"] == 1
    assert not read["unknown_headings"]


def test_公式错误_没有结果的公式_丢了末位的数和3点1_原样发回来仍然退回(inbox: Inbox, tmp_path: Path) -> None:
    lines = [
        ["村(社区)", "户主姓名", "联系电话", "家庭住址", "意见建议", "走访单位", "走访日期"],
        ["马家巷社区", "张甲", 123456789012345678, "3组5号", "", "政法委", "3月10日"],
        ["马家巷社区", "张乙", "10000000002", "3组6号", "", "政法委", 3.1],
        ["马家巷社区", "张丙", "10000000003", "3组7号", "路灯", "政法委", "3月10日"],
    ]
    data = BytesIO()
    book = openpyxl.load_workbook(BytesIO(workbook(lines)))
    book.worksheets[0]["E4"] = "=A99"  # openpyxl writes no result
    book.save(data)
    inbox.put("政法委/a.xlsx", data.getvalue())
    snapshot, tables = loaded(inbox, tmp_path / "shelf")
    assert {r for (found,) in rows(tables["rejected_rows"], "bad_rules") for r in found} == {
        "number-too-long",
        "date-ambiguous",
        "formula-without-value",
    }
    with snapshot:
        book = returns.workbook(snapshot, "市委政法委", DESK)
    back = Inbox(tmp_path / "back").put(SENT_BACK, book).sift()
    assert back["visits"].num_rows == 0
    assert back["rejected_rows"].num_rows == 3


CORRECTIONS = {
    "走访台账": ("a.csv", visits(ROW.replace("3.10", "3月上旬")), {"3月上旬": "3月10日"}, "visits"),
    "台账上写在旁边的单位和村": (
        "a.csv",
        "走访单位：政法委 镇（街道）：湖塘镇 村（社区）：马家巷社区||\n户主姓名|家庭住址|走访日期\n张甲|3组5号|3月上旬",
        {"3月上旬": "3月10日"},
        "visits",
    ),
    "问题台账": ("a.csv", issues(ISSUE.replace("3.10", "3月上旬")), {"3月上旬": "3.10"}, "issues"),
    "附件5": (
        "政法委/3月上半月/a.csv",
        REJECTED["total-mismatch"],
        {"4": "3"},
        "reports",
    ),
    "周报": ("a.csv", REJECTED["count-other-unit"], {"80户次": "80"}, "reports"),
    "附件3（Word）": (
        "政法委/3月上半月/a.docx",
        word(
            "附件3 群众入户调查表",
            [
                ["户主姓名", "张甲", "联系电话", "10000000001", "家庭成员数", "三四个"],
                ["家庭住址", *["3组5号"] * 5],
                ["困难需求", *["缺农具"] * 5],
                ["意见建议", *["路灯不亮"] * 5],
            ],
            "所属地：武进区湖塘镇马家巷社区",
            "采集人(单位)：钱乙（政法委） 走访日期：2017.3.10",
        ),
        {"三四个": "3"},
        "visits",
    ),
}


@pytest.mark.parametrize("case", CORRECTIONS)
def test_在黄格里改好发回来的行_按原来的表读进来(inbox: Inbox, tmp_path: Path, case: str) -> None:
    path, sheet, right, table = CORRECTIONS[case]
    inbox.put(path, sheet)
    if path.endswith("docx"):
        assert inbox.rows("rejected_rows", "form") == [("附件3 群众入户调查表",)]
    book = corrected(returned(inbox, tmp_path), right)
    back = Inbox(tmp_path / "back").put(SENT_BACK, book).sift()
    assert back["rejected_rows"].num_rows == 0
    assert back[table].num_rows == 1 or case == "附件3（Word）"
    assert [s["rows_kept"] for s in back["source_sheets"].to_pylist() if s["form"]] == [1]


def test_改好重报后_原来的退回销掉_行数仍然对得上(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put("政法委/3月上半月/a.csv", visits(ROW.replace("3.10", "3月上旬"), ROW.replace("张甲", "张乙")))
    book = corrected(returned(inbox, tmp_path), {"3月上旬": "3月10日"})
    inbox.put("政法委/3月上半月/退回改好.xlsx", book, received="2017-04-10")
    tables = inbox.sift()
    assert tables["rejected_rows"].num_rows == 0
    assert tables["visits"].num_rows == 2
    assert rows(tables["merged_rows"], "rule", "fate") == [("corrected-later", "被更正")]


RETURNED = {
    "村": (visits(ROW.replace("马家巷社区", "火星村")), ("火星村", "马家巷社区")),
    "住址和电话都没写": (visits(ROW.replace("10000000001|3组5号", "|")), ("", "3组5号")),
    "走访日期": (visits(ROW.replace("3.10", "3月上旬")), ("3月上旬", "3月10日")),
    "问题内容": (issues(ISSUE.replace("路灯不亮", "")), ("", "路灯不亮")),
    "问题日期": (issues(ISSUE.replace("3.10", "3月上旬")), ("3月上旬", "3.10")),
    "附件5的小计": (REJECTED["total-mismatch"], ("4", "3")),
    "周报的单位": (
        REJECTED["count-other-unit"].replace("政法委", "无名局").replace("80户次", "80"),
        ("无名局", "政法委"),
    ),
    "周报的户数": (REJECTED["count-other-unit"], ("80户次", "80")),
}


@pytest.mark.parametrize("case", RETURNED)
def test_退回表里改好的行_凭来源各栏销号_不论错的是哪一格(inbox: Inbox, tmp_path: Path, case: str) -> None:
    sheet, right = RETURNED[case]
    inbox.put("政法委/3月上半月/a.csv", sheet)
    (before,) = inbox.rows("rejected_rows", "source_file", "source_sheet", "source_row")
    mended = corrected(returned(inbox, tmp_path), dict([right]))
    tables = inbox.put("政法委/3月上半月/退回改好.xlsx", mended, received="2017-04-10").sift()
    assert tables["rejected_rows"].num_rows == 0
    (merged,) = rows(tables["merged_rows"], "source_file", "source_sheet", "source_row", "rule", "into_file")
    assert merged == (*before, "corrected-later", "政法委/3月上半月/退回改好.xlsx")
    (read,) = [
        s for s in tables["source_sheets"].to_pylist() if s["source_file"].endswith("退回改好.xlsx") and s["form"]
    ]
    assert not read["unknown_headings"]


def naming(*lines: str) -> str:
    """Lines of a 走访台账 that name the rejected row they correct: file, sheet, line."""
    head, *told = visits(*lines).splitlines()
    return "\n".join([f"{head}|来源文件|来源工作表|来源行号", *told])


class Test凭来源各栏销号:
    A = "政法委/3月上半月/a.csv"
    BAD = ROW.replace("3.10", "3月上旬")

    def after(self, inbox: Inbox, mended: str, received: str = "2017-04-10", path: str = "b.csv") -> list[tuple]:
        """The rejected rows that stay, when two families were sent back and `mended` came later."""
        inbox.put(self.A, visits(self.BAD, self.BAD.replace("张甲", "张乙").replace("3组5号", "3组6号")))
        inbox.put(f"政法委/3月上半月/{path}", mended, received=received)
        return inbox.rows("rejected_rows", "source_file", "source_row")

    def sheet(self, inbox: Inbox) -> str:
        inbox.put(self.A, visits(self.BAD))
        ((name,),) = inbox.rows("rejected_rows", "source_sheet")
        return name

    def test_只销它写明的那一行(self, inbox: Inbox) -> None:
        assert self.after(inbox, naming(f"{ROW}|{self.A}|{self.sheet(inbox)}|3")) == [(self.A, 2)]

    def test_两行都写明同一行_销一次(self, inbox: Inbox) -> None:
        name = self.sheet(inbox)
        two = naming(f"{ROW}|{self.A}|{name}|2", f"{ROW.replace('3.10', '3.11')}|{self.A}|{name}|2")
        assert self.after(inbox, two) == [(self.A, 3)]

    @pytest.mark.parametrize(
        ("file", "line", "received"),
        [
            ("政法委/3月上半月/没有了.csv", "2", "2017-04-10"),
            (A, "9", "2017-04-10"),
            (A, "两", "2017-04-10"),
            (A, "2", "2017-03-10"),
        ],
        ids=["文件已不在收件夹", "没有这一行", "行号不是数字", "来源文件收到在后_已不是退回时的那份"],
    )
    def test_写明的行找不到_什么也不销(self, inbox: Inbox, file: str, line: str, received: str) -> None:
        mended = naming(f"{ROW}|{file}|{self.sheet(inbox)}|{line}")
        assert self.after(inbox, mended, received) == [(self.A, 2), (self.A, 3)]

    def test_另一种表的行不销(self, inbox: Inbox) -> None:
        name = self.sheet(inbox)
        ledger = issues(ISSUE).splitlines()
        mended = f"{ledger[0]}|来源文件|来源工作表|来源行号\n{ledger[1]}|{self.A}|{name}|2"
        assert self.after(inbox, mended) == [(self.A, 2), (self.A, 3)]

    def test_写明自己文件里的行_不销(self, inbox: Inbox) -> None:
        name = self.sheet(inbox)
        inbox.put(self.A, naming(f"{self.BAD}|||", f"{ROW}|{self.A}|{name}|2"))
        assert inbox.rows("rejected_rows", "source_row") == [(2,)]

    def test_退回两次才改好_两次退回都销(self, inbox: Inbox) -> None:
        name = self.sheet(inbox)
        inbox.put("政法委/3月上半月/二.csv", naming(f"{self.BAD}|{self.A}|{name}|2"), received="2017-04-10")
        ((second,),) = rows(Inbox(inbox.root).sift()["rejected_rows"], "source_sheet")[1:]
        last = naming(f"{ROW}|政法委/3月上半月/二.csv|{second}|2")
        tables = inbox.put("政法委/3月上半月/三.csv", last, received="2017-04-20").sift()
        assert tables["rejected_rows"].num_rows == 0
        assert {into for (into,) in rows(tables["merged_rows"], "into_file")} == {"政法委/3月上半月/三.csv"}


def test_附件3改名的文件_退回表写的是显示的路径_仍然找得到(inbox: Inbox, tmp_path: Path) -> None:
    book = workbook([line.split("|") for line in visits(ROW.replace("3.10", "3月上旬")).splitlines()])
    form = [["户主姓名", "张甲", "联系电话", ""], ["家庭住址", *["3组5号"] * 3], ["意见建议", *["无"] * 3]]
    both = openpyxl.load_workbook(BytesIO(book))
    sheet = both.create_sheet("附件3")
    for line in form:
        sheet.append(line)
    out = BytesIO()
    both.save(out)
    inbox.put("政法委/3月上半月/张甲.xlsx", out.getvalue())
    files = {file for (file,) in inbox.rows("rejected_rows", "source_file")}
    assert not any("张甲" in file for file in files)
    before = {
        (f, s)
        for f, s, form in inbox.rows("rejected_rows", "source_file", "source_sheet", "form")
        if form == "走访台账"
    }
    ((path, name),) = before
    inbox.put("政法委/3月上半月/b.csv", naming(f"{ROW}|{path}|{name}|2"), received="2017-04-10")
    assert "走访台账" not in {form for (form,) in inbox.rows("rejected_rows", "form")}


def test_两户的附件3一户一张发回_改好一户只进一户(inbox: Inbox, tmp_path: Path) -> None:
    def form(head: str, members: str) -> list[object]:
        return [
            [
                ["户主姓名", head, "联系电话", "", "家庭成员数", members],
                ["家庭住址", *["3组5号" + head] * 5],
                ["意见建议", *["路灯不亮"] * 5],
            ],
            "所属地：武进区湖塘镇马家巷社区",
            "采集人(单位)：钱乙（政法委） 走访日期：2017.3.10",
        ]

    inbox.put("政法委/3月上半月/a.docx", word(*form("张甲", "三四个"), *form("张乙", "四五个")))
    book = corrected(returned(inbox, tmp_path), {"三四个": "3"})
    back = Inbox(tmp_path / "back").put(SENT_BACK, book).sift()
    assert rows(back["households"], "head_name", "member_count") == [("张甲", 3)]
    assert rows(back["rejected_rows"], "rule") == [("count-unreadable",)]


def test_电话和长号码是文字_像公式的话不会变成公式(inbox: Inbox, tmp_path: Path) -> None:
    said = "=HYPERLINK(A1,B1)"
    line = f"马家巷社区|张甲|01000000001|3组5号||{said}||政法委||3月上旬"
    inbox.put("政法委/a.csv", visits(line))
    book = returned(inbox, tmp_path)
    with zipfile.ZipFile(BytesIO(book)) as package:
        inside = "".join(package.read(n).decode() for n in package.namelist() if n.endswith(".xml"))
    assert "<f>" not in inside and "<hyperlink" not in inside
    assert {"01000000001", said} <= set(texts(book))
    back = Inbox(tmp_path / "back").put(SENT_BACK, corrected(book, {"3月上旬": "3月10日"})).sift()
    assert rows(back["visits"], "opinion_text") == [(said,)]


def test_写得太长的格子截短并说明_不会整格丢掉(inbox: Inbox, tmp_path: Path) -> None:
    long = "路" * 40_000
    inbox.put("政法委/a.csv", visits(ROW.replace("3.10", "3月上旬").replace("||||政法委", f"||{long}||政法委")))
    (cut,) = [text for text in texts(returned(inbox, tmp_path)) if text.startswith("路路")]
    assert len(cut) <= 32_767 and cut.endswith(returns.CUT)


def test_不在收件办公室_退回表只有原因和位置(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put("政法委/a.csv", visits(ROW.replace("3.10", "3月上旬"), "赵大有|10000000009|3组5号||||政法委||3.10|"))
    snapshot, _ = loaded(inbox, tmp_path / "shelf")
    with snapshot:
        said = texts(returns.workbook(snapshot, "市委政法委", EVERYWHERE))
        whole = texts(returns.workbook(snapshot, "市委政法委", DESK))
    for name in ("张甲", "3组5号", "10000000001", "赵大有", "10000000009"):
        assert not any(name in text for text in said)
        assert any(name in text for text in whole)
    assert "3月上旬" in said
    assert any("不含姓名" in text for text in said)


def test_每个单位一个工作簿_全部装在一个压缩包里(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put("政法委/a.csv", visits(ROW.replace("3.10", "3月上旬")))
    inbox.put("公安局/a.csv", visits(ROW.replace("3.10", "3月中旬").replace("政法委", "公安局")))
    inbox.put("b.csv", visits(ROW.replace("3.10", "3月下旬").replace("政法委", "")))
    snapshot, _ = loaded(inbox, tmp_path / "shelf")
    with snapshot, zipfile.ZipFile(BytesIO(returns.zipped(snapshot, DESK))) as archive:
        held = {name: texts(archive.read(name)) for name in archive.namelist()}
    days = {
        re.split("_", name)[1]: [d for d in ("3月上旬", "3月中旬", "3月下旬") if d in said]
        for name, said in held.items()
    }
    assert days == {"市委政法委": ["3月上旬"], "市公安局": ["3月中旬"], returns.NO_UNIT: ["3月下旬"]}


def test_命令把每个单位的退回表写进文件夹_没有声明是收件办公室就不带原文(
    inbox: Inbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.put("政法委/a.csv", visits(ROW.replace("3.10", "3月上旬")))
    loaded(inbox, tmp_path / "shelf")[0].close()
    arguments = ["returns", "--shelf", str(tmp_path / "shelf"), "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    (book,) = (tmp_path / "out").iterdir()
    assert not any("张甲" in text for text in texts(book.read_bytes()))
    assert "不含姓名" in capsys.readouterr().out
    assert main([*arguments, "--role", "收件办公室"]) == 0
    assert any("张甲" in text for text in texts(book.read_bytes()))
    assert main(["returns", "--shelf", str(tmp_path / "nothing"), "--out", str(tmp_path / "out")]) == 2
    assert "尚无可查看的数据" in capsys.readouterr().err


def box_form(head: str, *beside: str, members: str = "3") -> list[object]:
    """An 附件3 in Word, with the lines below it."""
    return [
        [
            ["户主姓名", head, "联系电话", "", "家庭成员数", members],
            ["家庭住址", *["3组5号" + head] * 5],
            ["意见建议", *["路灯不亮"] * 5],
        ],
        *beside,
    ]


PLACED, BY, ON = "所属地：武进区湖塘镇马家巷社区", "采集人(单位)：钱乙（政法委）", "走访日期：2017.3.10"
BESIDE = {
    "走访日期": ((PLACED, BY), "2017.3.10"),
    "所属地": ((f"{BY} {ON}",), "武进区湖塘镇马家巷社区"),
    "走访单位": ((PLACED, "采集人：钱乙", ON), "政法委"),
}


def filled_in(book: bytes, right: Mapping[str, str]) -> bytes:
    """The workbook as the unit sends it: beside each label, or below it, its blank yellow cell filled in."""
    opened = openpyxl.load_workbook(BytesIO(book))
    done = set()
    for sheet in opened:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.fill.fgColor.rgb != YELLOW or cell.value is not None:
                    continue
                above = [sheet.cell(r, cell.column).value for r in range(1, cell.row)]
                for label in {sheet.cell(cell.row, max(cell.column - 1, 1)).value, *above} & right.keys():
                    cell.value = right[label]
                    done.add(label)
    assert done == set(right), "没有标黄的空格"
    out = BytesIO()
    opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize("label", BESIDE)
def test_附件3旁边漏写的栏目_退回表里有黄格可填_填了就读进来(inbox: Inbox, tmp_path: Path, label: str) -> None:
    beside, right = BESIDE[label]
    inbox.put("3月上半月/a.docx", word(*box_form("张甲", *beside), *box_form("张乙", *beside)))
    assert inbox.rows("rejected_rows", "field") == [(label,)] * 2
    book = filled_in(returned(inbox, tmp_path), {label: right})
    back = Inbox(tmp_path / "back").put("退回.xlsx", book).sift()
    assert back["rejected_rows"].num_rows == 0
    assert {name for (name,) in rows(back["households"], "head_name")} == {"张甲", "张乙"}


def test_台账旁边没写的单位和村_退回表里有黄格可填(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put("a.csv", "户主姓名|家庭住址|走访日期\n张甲|3组5号|3月10日")
    book = filled_in(returned(inbox, tmp_path), {"走访单位": "政法委", "村（社区）": "马家巷社区"})
    back = Inbox(tmp_path / "back").put("退回.xlsx", book).sift()
    assert back["rejected_rows"].num_rows == 0
    assert back["visits"].num_rows == 1


FAULTY = {
    "走访日期": ([PLACED, BY, "走访日期：3月上旬"], ("3月上旬", "2017.3.10")),
    "所属地": (["所属地：武进区湖塘镇火星村", BY, ON], ("武进区湖塘镇火星村", "武进区湖塘镇马家巷社区")),
}


@pytest.mark.parametrize("label", FAULTY)
def test_附件3改好发回_凭来源各行销号_同一文件里的每一户(inbox: Inbox, tmp_path: Path, label: str) -> None:
    beside, right = FAULTY[label]
    inbox.put("政法委/3月上半月/入户_一.docx", word(*box_form("张甲", *beside), *box_form("张乙", *beside)))
    before = set(inbox.rows("rejected_rows", "source_file", "source_sheet", "source_row"))
    assert len(before) == 2
    mended = corrected(returned(inbox, tmp_path), dict([right]))
    tables = inbox.put("政法委/3月上半月/退回改好.xlsx", mended, received="2017-04-10").sift()
    assert tables["rejected_rows"].num_rows == 0
    closed = rows(tables["merged_rows"], "source_file", "source_sheet", "source_row")
    assert before <= set(closed)
    assert tables["households"].num_rows == 2


def test_附件5板块只写在第一行_退回的行带着它的板块_改好就读进来(inbox: Inbox, tmp_path: Path) -> None:
    head = "镇（街道）：湖塘镇 村（社区）：马家巷社区||||\n项目|项目|具体内容|已解决|待解决|小计"
    lines = ("困难需求|1|缺农具|1|0|1", "|2|缺种子|1|2|4", "|3|缺化肥|2|2|5", "|合计||4|4|8")
    inbox.put("政法委/3月上半月/a.csv", "\n".join((head, *lines)))
    assert inbox.rows("rejected_rows", "rule") == [("total-mismatch",)] * 2
    mended = corrected(returned(inbox, tmp_path), {"4": "3", "5": "4"})
    tables = inbox.put("政法委/3月上半月/退回改好.xlsx", mended, received="2017-04-10").sift()
    assert tables["rejected_rows"].num_rows == 0
    entered = rows(tables["reports"], "item_text", "block", "issue_count")
    assert sorted(entered) == [("缺农具", "困难需求", 1), ("缺化肥", "困难需求", 4), ("缺种子", "困难需求", 3)]
    assert "差异" not in [found for (found,) in rows(tables["reconciliations"], "outcome")]


def test_表头上方写着单位的回访记录_退回后没有没用到的栏目(inbox: Inbox, tmp_path: Path) -> None:
    head = "走访单位：横山桥镇||\n问题编号|回访日期|是否联系上|是否解决|是否满意"
    inbox.put("3月上半月/a.csv", f"{head}\n1|3月下旬|是|是|满意")
    assert inbox.rows("rejected_rows", "form")[0] == ("回访记录",)
    book = corrected(returned(inbox, tmp_path), {"3月下旬": "3月20日"})
    back = Inbox(tmp_path / "back").put("退回.xlsx", book).sift()
    (read,) = [s for s in back["source_sheets"].to_pylist() if s["form"]]
    assert not read["unknown_headings"] and read["rows_read"] == 1
