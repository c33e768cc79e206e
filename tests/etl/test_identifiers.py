"""Is a number that people write the same number, however it is written, and what becomes of one that was cut?"""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter

from etl import check_report
from tests.inbox import Inbox, drawn, rows, word, workbook
from tests.products import every_pair

FIRST, SECOND = "市文联/3月下半月", "市文联/2017年4月上半月"
HEADINGS = "问题编号|村（社区）|反映人|反映问题|类别|是否解决"
AGAIN = "问题编号|回访日期|回访方式|是否联系上|是否解决|是否满意|回访人"
PEOPLE = ("张甲", "李乙", "王丙", "赵丁")


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


def ledger(*numbers: str, state: str = "待解决", text: str = "路灯不亮") -> str:
    """A 问题台账 of an issue of each number, each of another person."""
    return "\n".join(
        [
            HEADINGS,
            *(f"{no}|马家巷社区|{who}|{text}|其他方面|{state}" for no, who in zip(numbers, PEOPLE, strict=False)),
        ]
    )


def formatted(number: object, number_format: str, state: str = "待解决") -> bytes:
    """A 问题台账 as .xlsx whose one number is shown by a number format."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for c, heading in enumerate(HEADINGS.split("|")):
            sheet.write(0, c, heading)
        sheet.write(1, 0, number, book.add_format({"num_format": number_format}))
        for c, text in enumerate(["马家巷社区", "张甲", "路灯不亮", "其他方面", state], 1):
            sheet.write(1, c, text)
    return out.getvalue()


@every_pair(
    written=[
        *(("A1", "Ａ１"), ("a7", "A 7"), ("CZ-001", "CZ—001"), ("CZ－1", "cz001"), ("0012", "12"), ("第3号", "第３号")),
        *(
            ("第3号", "3"),
            ("No.5", "5"),
            ("№5", "NO：5"),
            ("编号：8", "8"),
            ("8号", "八号"),
            ("常〔2017〕3号", "常(2017)第03号"),
        ),
        *(("2017/03/001", "2017-3-1"), ("WL 001", "ＷＬ－００１"), ("1,234", "1234"), ("D\u20114", "D\u2212" + "4")),
    ],
    kind=["csv", "docx", "xlsx"],
)
def test_换一种写法的编号是同一个问题(inbox, written, kind):
    one, other = written
    as_file = {"csv": str, "docx": lambda text: word(drawn(text)), "xlsx": lambda text: workbook(drawn(text))}[kind]
    inbox.put(f"{FIRST}/a.{kind}", as_file(ledger(one).replace("1,234", "1，234") if kind == "csv" else ledger(one)))
    inbox.put(f"{SECOND}/a.{kind}", as_file(ledger(other, state="已解决")))
    assert inbox.rows("issues", "issue_no", "status") == [(other, "已解决")]


@pytest.mark.parametrize(("one", "other"), [("A1", "A11"), ("B7", "B-7-1"), ("1-2", "12"), ("B7-1", "B71"), ("甲3", "乙3"), ("3", "3A"), ("10", "100")])  # fmt: skip
def test_不同的编号是不同的问题(inbox, one, other):
    inbox.put(f"{FIRST}/a.csv", ledger(one))
    inbox.put(f"{SECOND}/a.csv", ledger(other, state="已解决"))
    assert len(inbox.rows("issues", "issue_no")) == 2


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [(1, "000", "001"), (12, '"WT2017"00000', "WT201700012"), (7, '"第"0"号"', "第7号"), (70003, "0000-000", "0070-003"), ("7", '"CZ-"@', "CZ-7")],
)  # fmt: skip
def test_编号照单元格显示的样子_回访照着写的认得出(inbox, number, number_format, shown):
    inbox.put(f"{FIRST}/a.xlsx", formatted(number, number_format, "已解决"))
    inbox.put(f"{SECOND}/b.csv", f"{AGAIN}\n{shown}|2017-04-08|电话|是|已解决|满意|钱乙")
    tables = inbox.sift()
    assert rows(tables["issues"], "issue_no", "is_solved_confirmed") == [(shown, True)]


def test_户数不照单元格格式另读(inbox):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(
            [["单位", "走访人数", "走访户数", "问题数", "解决数", "时段"], ["政法委", 20, 80, 5, 3, "3月6日-3月12日"]]
        ):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell, book.add_format({"num_format": '0"户"00'}) if cell == 80 else None)
    inbox.put("a.xlsx", out.getvalue())
    assert inbox.rows("reports", "household_count") == [(80,)]


class Test被截短的编号:
    @pytest.mark.parametrize("cut", ["3.20412E+17", "3.2E+17", "３.２０４１２Ｅ＋17", "3.20412e+17"])
    @pytest.mark.parametrize("kind", ["csv", "docx"])
    def test_不归并两个问题_写明是哪一格(self, inbox, cut, kind):
        as_file = str if kind == "csv" else lambda text: word(drawn(text))
        inbox.put(f"{FIRST}/a.{kind}", as_file(ledger(cut)), received="2017-03-28")
        inbox.put(f"{FIRST}/b.{kind}", as_file(ledger(cut, text="公交站太远")), received="2017-03-30")
        tables = inbox.sift()
        assert len(rows(tables["issues"], "issue_text")) == 2
        assert rows(tables["source_files"], "rows_kept", "rows_rejected") == [(1, 0), (1, 0)]
        assert {rule for (rule,) in rows(tables["remarks"], "rule")} == {"number-cut"}

    def test_Excel里十七位的数也一样_不退回(self, inbox):
        inbox.put(f"{FIRST}/a.xlsx", formatted(320412198001011234, "0"), received="2017-03-28")
        inbox.put(f"{FIRST}/b.xlsx", formatted(320412198001011236, "0").replace(b"\0", b"\0"), received="2017-03-30")
        done = inbox.check()
        assert rows(done.tables["source_files"], "rows_rejected") == [(0,), (0,)]
        assert "A2（问题编号）" in check_report.report(done).text

    def test_csv里末尾变成零的长数字一样(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("320412198001011000", "320412198001012000"), received="2017-03-28")
        assert rows(inbox.sift()["remarks"], "rule", "cell") == [("number-cut", "A2"), ("number-cut", "A3")]

    def test_没有截短的长编号照认(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("2017031512345670", "2017031512345671"))
        inbox.put(f"{SECOND}/a.csv", ledger("２０１７0315 12345670", "2017031512345671", state="已解决"))
        tables = inbox.sift()
        assert rows(tables["issues"], "status") == [("已解决",)] * 2 and not tables["remarks"].num_rows

    def test_回访记录里被截短的_退回并写明原因(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("3.20412E+17", state="已解决"))
        inbox.put(f"{SECOND}/b.csv", f"{AGAIN}\n3.20412E+17|2017-04-08|电话|是|已解决|满意|钱乙")
        tables = inbox.sift()
        assert rows(tables["rejected_rows"], "rule") == [("number-cut",)]
        assert not tables["followups"].num_rows


class Test表格添了一栏:
    def test_后来才有编号_是同一个问题(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("", ""))
        inbox.put(f"{SECOND}/a.csv", ledger("1", "2", state="已解决"))
        assert inbox.rows("issues", "issue_no", "status") == [("1", "已解决"), ("2", "已解决")]

    def test_后来少了编号_回访仍照原编号认(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("7"))
        inbox.put(f"{SECOND}/a.csv", ledger("", state="已解决"))
        inbox.put(f"{SECOND}/b.csv", f"{AGAIN}\n07|2017-04-08|电话|是|已解决|满意|钱乙")
        assert inbox.rows("issues", "issue_no", "status", "is_solved_confirmed") == [("7", "已解决", True)]

    def test_后来才写反映人_是同一个问题(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("").replace("张甲", ""))
        inbox.put(f"{SECOND}/a.csv", ledger("", state="已解决"))
        assert inbox.rows("issues", "raised_by", "status") == [("张甲", "已解决")]

    def test_后来不写反映人_公开的正文仍隐去姓名(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("", text="张甲家门口路灯不亮"))
        inbox.put(f"{SECOND}/a.csv", ledger("", text="张甲家门口路灯不亮", state="已解决").replace("|张甲|", "||"))
        assert inbox.rows("issues", "issue_text", "status") == [("某居民家门口路灯不亮", "已解决")]

    def test_两个编号都可能是它_不猜(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger(""))
        both = ledger("1", "2", state="已解决").replace("李乙", "张甲")
        inbox.put(f"{SECOND}/a.csv", both)
        assert len(inbox.rows("issues", "issue_no")) == 3

    def test_同一句话两个人说_不写人的那一条不归给谁(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("").replace("张甲", ""))
        inbox.put(f"{SECOND}/a.csv", ledger("", "", state="已解决"))
        assert len(inbox.rows("issues", "raised_by")) == 3

    def test_同一张表里一条写人一条不写人_是两个问题(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("", "").replace("李乙", ""))
        assert len(inbox.rows("issues", "raised_by")) == 2


class Test活动办回访:
    @pytest.mark.parametrize("office", ["市活动办", "活动办", "市“三大一实干”活动办公室"])
    def test_全市只有一个的编号_记在那个单位的问题上(self, inbox, office):
        inbox.put(f"{FIRST}/a.csv", ledger("WL-001", "WL-002", state="已解决"))
        inbox.put(f"{office}/4月/b.csv", f"{AGAIN}\nwl—1|2017-04-08|电话|是|已解决|满意|钱乙")
        tables = inbox.sift()
        assert rows(tables["followups"], "unit_name", "issue_no") == [("市文联", "wl—1")]
        assert rows(tables["issues"], "issue_no", "is_solved_confirmed") == [("WL-001", True), ("WL-002", None)]

    def test_两个单位都用的编号_退回来问(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("1")).put("市妇联/3月下半月/a.csv", ledger("１", text="停车难"))
        inbox.put("市活动办/4月/b.csv", f"{AGAIN}\n1|2017-04-08|电话|是|已解决|满意|钱乙")
        tables = inbox.sift()
        assert rows(tables["rejected_rows"], "rule") == [("issue-not-unique",)]
        assert "全市" in rows(tables["rejected_rows"], "sentence")[0][0]

    def test_活动办报的别的表_仍要写明单位(self, inbox):
        inbox.put("市活动办/3月下半月/a.csv", ledger("1"))
        assert inbox.rows("rejected_rows", "rule") == [("unit-unknown",)]

    def test_别的单位仍只能回访自己的问题(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("WL-001"))
        inbox.put("市妇联/4月/b.csv", f"{AGAIN}\nWL-001|2017-04-08|电话|是|已解决|满意|钱乙")
        assert inbox.rows("rejected_rows", "rule") == [("issue-not-found",)]


class Test同一份文件放在两个单位:
    VISITS = "村（社区）|户主姓名|联系电话|家庭住址|意见建议|走访人|走访日期\n马家巷社区|张甲|10000000001|3组5号|路灯不亮|钱乙|3.20"

    def test_只计一份_没有人扰民_两处都写明(self, inbox):
        inbox.put("市信访局/3月下半月/a.csv", self.VISITS).put("市档案局/3月下半月/b.csv", self.VISITS)
        done = inbox.check()
        assert rows(done.tables["households"], "visit_count", "visiting_unit_count") == [(1, 1)]
        assert rows(done.tables["merged_rows"], "rule", "fate") == [("same-file-two-units", "已有")]
        (slip,) = done.report["slips"]
        assert "市信访局/3月下半月/a.csv" in slip and "市档案局/3月下半月/b.csv" in slip
        assert check_report.report(done).text.count(slip) == 2
        assert sorted(rows(done.tables["remarks"], "source_file", "sentence")) == sorted(
            [(path, slip) for path in ("市信访局/3月下半月/a.csv", "市档案局/3月下半月/b.csv")]
        )

    def test_放进了另一个时段的也一样(self, inbox):
        inbox.put("市信访局/3月下半月/a.csv", self.VISITS).put("市档案局/4月/a.csv", self.VISITS)
        assert len(inbox.rows("visits", "unit_name")) == 1

    def test_一个单位的两个叫法是一个单位_不是放错(self, inbox):
        inbox.put("信访局/3月下半月/a.csv", self.VISITS).put("市信访局/3月下半月/a.csv", self.VISITS)
        done = inbox.check()
        assert rows(done.tables["merged_rows"], "rule") == [("same-file",)] and not done.report["slips"]

    def test_两个单位都发空白表_不作声(self, inbox):
        blank = self.VISITS.split("\n")[0]
        inbox.put("市信访局/3月下半月/a.csv", blank).put("市档案局/3月下半月/a.csv", blank)
        assert not inbox.check().report["slips"]


class Test办结早于交办:
    SHEET = "问题编号|村（社区）|反映人|反映日期|反映问题|是否解决|交办日期|办结日期\n1|马家巷社区|张甲|{}|路灯不亮|{}|{}|{}"

    @pytest.mark.parametrize(
        ("raised", "assigned", "solved", "other"),
        [("3.10", "3.28", "3.20", "G2"), ("3.10", "", "3.2", "D2"), ("", "3月28日", "2017-03-20", "G2")],
    )
    def test_照样算解决_两格都写明_用了几天空着(self, inbox, raised, assigned, solved, other):
        inbox.put(f"{FIRST}/a.csv", self.SHEET.format(raised, "已解决", assigned, solved))
        tables = inbox.sift()
        assert rows(tables["issues"], "status", "days_contradict", "is_solved_date_written") == [
            ("已解决", True, False)
        ]
        ((cell, sentence),) = rows(tables["remarks"], "cell", "sentence")
        assert cell == "H2" and "H2" in sentence and other in sentence

    def test_当天办结不算早(self, inbox):
        inbox.put(f"{FIRST}/a.csv", self.SHEET.format("3.20", "已解决", "3.20", "3.20"))
        tables = inbox.sift()
        assert rows(tables["issues"], "days_contradict", "is_solved_date_written") == [(False, True)]
        assert not tables["remarks"].num_rows


class Test退回改好重报:
    def mend(self, inbox: Inbox, bad: str, good: str, after: str = "2017-04-01T09:40:00") -> list[tuple]:
        inbox.put(f"{FIRST}/a.csv", bad, received="2017-04-01T09:00:00")
        inbox.put(f"{FIRST}/b.csv", good, received=after)
        tables = inbox.sift()
        return rows(tables["rejected_rows"], "source_file", "rule"), rows(
            tables["merged_rows"], "rule", "into_file", "into_row"
        )

    @pytest.mark.parametrize(
        "change", [("待解决", "#REF!"), ("马家巷社区", "火星村"), ("路灯不亮", ""), ("其他方面", "#N/A")]
    )
    def test_同一编号改好重报_退回就销_写明由哪一行(self, inbox, change):
        bad = ledger("CZ-001").replace(*change)
        assert self.mend(inbox, bad, ledger("ＣＺ—1")) == ([], [("corrected-later", f"{FIRST}/b.csv", 2)])

    def test_后报的编号是另一个人的_不销(self, inbox):
        rejected, merged = self.mend(inbox, ledger("7", state="#REF!"), ledger("7").replace("张甲", "李乙"))
        assert rejected == [(f"{FIRST}/a.csv", "cell-error")] and not merged

    def test_另一个时段从头编的号_不销(self, inbox):
        inbox.put(f"{FIRST}/a.csv", ledger("7", state="#REF!"), received="2017-04-01")
        inbox.put(f"{SECOND}/a.csv", ledger("7", text="停车难"), received="2017-04-16")
        assert inbox.rows("rejected_rows", "rule") == [("cell-error",)]

    def test_先报的好行不销后报的坏行(self, inbox):
        rejected, _ = self.mend(inbox, ledger("7", state="#REF!"), ledger("7"), after="2017-04-01T08:00:00")
        assert rejected == [(f"{FIRST}/a.csv", "cell-error")]

    VISIT = "村（社区）|户主姓名|联系电话|家庭住址|家庭成员数|意见建议|走访人|走访日期"

    def test_同一人同一村同一天的走访改好重报_退回就销(self, inbox):
        bad = f"{self.VISIT}\n马家巷社区|张　甲|||3|路灯不亮|钱乙|3.20"
        good = f"{self.VISIT}\n马家巷社区|张甲|10000000001|3组5号|3|路灯不亮|钱乙|3.20"
        assert self.mend(inbox, bad, good) == ([], [("corrected-later", f"{FIRST}/b.csv", 2)])

    def test_旁边采用的一户再报一遍_不销退回的另一户(self, inbox):
        stands = "马家巷社区|张甲|10000000001|3组5号|3|路灯不亮|钱乙|3.20"
        bad = f"{self.VISIT}\n{stands}\n马家巷社区|张甲|||3|公交站远|钱乙|3.20"
        rejected, _ = self.mend(inbox, bad, f"{self.VISIT}\n{stands}".replace("|钱乙|", "|孙丙|"))
        assert rejected == [(f"{FIRST}/a.csv", "household-unidentifiable")]

    def test_同名的两户都可能是它_不销(self, inbox):
        bad = f"{self.VISIT}\n马家巷社区|张甲|||3|路灯不亮|钱乙|3.20"
        two = "\n".join(f"马家巷社区|张甲|1000000000{n}|{n}组5号|3|路灯不亮|钱乙|3.20" for n in (1, 2))
        rejected, _ = self.mend(inbox, bad, f"{self.VISIT}\n{two}")
        assert rejected == [(f"{FIRST}/a.csv", "household-unidentifiable")]


@pytest.mark.parametrize("cut", ["1.37769E+10", "1380000000", "137", "123456789", "1377690"])
def test_截短的电话不认作电话_两家不因此是一家(inbox, cut):
    sheet = "村（社区）|户主姓名|联系电话|家庭住址|走访人|走访日期"
    lines = [f"马家巷社区|张甲|{cut}|{n}组5号|钱乙|3.{n}" for n in (1, 2)]
    inbox.put("政法委/3月上半月/a.csv", "\n".join([sheet, *lines]))
    assert inbox.sift()["households"].num_rows == 2
