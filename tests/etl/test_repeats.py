"""What becomes of a row that comes again: the same, corrected, or sent back and mended?"""

from __future__ import annotations

from datetime import date

import pytest

from tests.inbox import Inbox, rows
from tests.products import every_pair

VISITS = "村(社区)|户主姓名|联系电话|家庭住址|家庭成员数|困难需求|意见建议|处理落实情况|走访人|走访日期"
ISSUES = "问题编号|序号|村(社区)|反映人|反映日期|反映问题|类别|是否解决|办结日期"
FIRST, SECOND = "政法委/3月上半月", "政法委/3月下半月"


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


def visits(*lines: str) -> str:
    """Lines of a 走访台账: phone, members, needs, opinion, outcome, day of 张甲 at 3组5号."""
    told = (line.split("|") for line in lines)
    filled = (f"马家巷社区|张甲|{p}|3组5号|{m}|{n}|{o}|{out}|钱乙|{day}" for p, m, n, o, out, day in told)
    return "\n".join([VISITS, *filled])


def issues(*lines: str) -> str:
    """Lines of a 问题台账: number, person, text, state, day of solving."""
    told = (line.split("|") for line in lines)
    return "\n".join(
        [ISSUES, *(f"{no}||马家巷社区|{who}|3.10|{text}||{state}|{day}" for no, who, text, state, day in told)]
    )


def fates(tables, *more: str) -> list[tuple]:
    return sorted(rows(tables["merged_rows"], "source_file", "rule", "fate", *more))


def counts(tables) -> list[tuple]:
    """Each file's rows read, kept, merged, of these replaced, and rejected."""
    return rows(tables["source_files"], "rows_read", "rows_kept", "rows_merged", "rows_replaced", "rows_rejected")


class Test走访台账重报:
    def test_更正后的意见取代原来的_不成为第二个问题(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|||路灯不亮||3.10"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", visits("|||北门路灯不亮已半年||3.10"), received="2017-03-18")
        tables = inbox.sift()
        assert rows(tables["issues"], "issue_text", "source_file") == [("北门路灯不亮已半年", f"{FIRST}/b.csv")]
        assert rows(tables["visits"], "opinion_text", "source_file") == [("北门路灯不亮已半年", f"{FIRST}/b.csv")]
        assert fates(tables) == [(f"{FIRST}/a.csv", "visit-corrected", "被更正")]
        assert counts(tables) == [(1, 0, 1, 1, 0), (1, 1, 0, 0, 0)]

    def test_处理落实情况更正_以后报的为准(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|||路灯不亮|待解决|3.10"), received="2017-03-16")
        inbox.put(f"{SECOND}/a.csv", visits("|||路灯不亮|已解决|3.10"), received="2017-04-01")
        assert inbox.rows("issues", "issue_text", "status") == [("路灯不亮", "已解决")]

    def test_电话和成员数更正_一户以后报的为准(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("10000000001|3||||3.10"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", visits("10000000002|4||||3.10"), received="2017-03-18")
        assert inbox.rows("households", "phone", "member_count", "visit_count") == [("10000000002", 4, 1)]

    def test_后报的一格空白_原来写的仍算数(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("10000000001|3|看病花费大|路灯不亮|已解决|3.10"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", visits("|4||||3.10"), received="2017-03-18")
        tables = inbox.sift()
        assert sorted(rows(tables["issues"], "issue_text", "status")) == [("看病花费大", None), ("路灯不亮", "已解决")]
        assert rows(tables["households"], "phone", "member_count", "is_poor") == [("10000000001", 4, True)]

    def test_后报写无_原来的意见不再算(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|||路灯不亮|已解决|3.10"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", visits("|||无||3.10"), received="2017-03-18")
        assert inbox.sift()["issues"].num_rows == 0

    def test_时段在后的表更正时段在前的_不论收到先后(self, inbox):
        inbox.put(f"{SECOND}/a.csv", visits("|||北门路灯不亮||3.10"), received="2017-04-01")
        inbox.put(f"{FIRST}/a.csv", visits("|||路灯不亮||3.10"), received="2017-04-05")
        assert inbox.rows("issues", "issue_text") == [("北门路灯不亮",)]

    def test_一张表内两行都算数(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|||路灯不亮||3.10", "|||道路破损||3.10"))
        tables = inbox.sift()
        assert sorted(rows(tables["issues"], "issue_text")) == [("路灯不亮",), ("道路破损",)]
        assert fates(tables) == [(f"{FIRST}/a.csv", "same-visit", "已有")]

    def test_同时收到的两张表不分先后_都算数(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|||路灯不亮||3.10")).put(f"{FIRST}/b.csv", visits("|||道路破损||3.10"))
        assert inbox.sift()["issues"].num_rows == 2

    def test_两名干部各报各的_不是更正(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|||路灯不亮||3.10"), received="2017-03-16")
        other = visits("|||道路破损||3.10").replace("钱乙", "孙丙")
        inbox.put(f"{FIRST}/b.csv", other, received="2017-03-18")
        tables = inbox.sift()
        assert (tables["visits"].num_rows, tables["issues"].num_rows) == (1, 2)

    def test_改回原样的以最后一次为准(self, inbox):
        for day, said, heading in (
            (16, "路灯不亮", "意见建议"),
            (18, "北门路灯不亮", "意见建议"),
            (20, "路灯不亮", "意见和建议"),
        ):
            sheet = visits(f"|||{said}|已转|3.10").replace("意见建议", heading)  # no two files of the same bytes
            inbox.put(f"{FIRST}/{day}.csv", sheet, received=f"2017-03-{day}")
        tables = inbox.sift()
        assert rows(tables["issues"], "issue_text") == [("路灯不亮",)]
        assert fates(tables) == [
            (f"{FIRST}/18.csv", "visit-corrected", "被更正"),
            (f"{FIRST}/20.csv", "same-visit", "已有"),
        ]


class Test问题台账重报:
    def test_同一编号更正内容_是一个问题_后来的内容算数(self, inbox):
        inbox.put(f"{FIRST}/a.csv", issues("7|张甲|路灯不亮|待解决|"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", issues("7|张甲|北门路灯不亮已半年|待解决|"), received="2017-03-18")
        tables = inbox.sift()
        assert rows(tables["issues"], "issue_text") == [("北门路灯不亮已半年",)]
        assert fates(tables) == [(f"{FIRST}/a.csv", "same-issue", "被更正")]

    def test_更正后的问题到下一时段办结_仍是一个(self, inbox):
        inbox.put(f"{FIRST}/a.csv", issues("7|张甲|路灯不亮|待解决|"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", issues("7|张甲|北门路灯不亮|待解决|"), received="2017-03-18")
        inbox.put(f"{SECOND}/a.csv", issues("7|张甲|北门路灯不亮|已解决|3.28"), received="2017-04-01")
        assert inbox.rows("issues", "issue_text", "solved_date") == [("北门路灯不亮", date(2017, 3, 28))]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ((FIRST, "7|张甲|路灯不亮|待解决|"), (SECOND, "7|张甲|道路破损|待解决|")),
            ((FIRST, "7|张甲|路灯不亮|待解决|"), (FIRST, "7|李乙|道路破损|待解决|")),
            ((FIRST, "7|张甲|路灯不亮|待解决|"), ("公安局/3月上半月", "7|张甲|道路破损|待解决|")),
            ((FIRST, "|张甲|路灯不亮|待解决|"), (FIRST, "|张甲|道路破损|待解决|")),
            ((FIRST, "7||路灯不亮|待解决|"), (FIRST, "7||道路破损|待解决|")),
        ],
        ids=["又一时段", "又一人", "又一单位", "没有编号", "没有写谁"],
    )
    def test_编号相同而时段_人_单位不同_或没有编号和人_是两个问题(self, inbox, one, other):
        for n, (folder, line) in enumerate((one, other)):
            inbox.put(f"{folder}/{n}.csv", issues(line), received=f"2017-04-0{n + 1}")
        assert inbox.sift()["issues"].num_rows == 2

    def test_一张表内同一编号两次_是两个问题(self, inbox):
        inbox.put(f"{FIRST}/a.csv", issues("7|张甲|路灯不亮|待解决|", "7|张甲|道路破损|待解决|"))
        assert inbox.sift()["issues"].num_rows == 2

    def test_一张表内同一编号两次_另一张表里的也不并入(self, inbox):
        inbox.put(f"{FIRST}/a.csv", issues("7|张甲|路灯不亮|待解决|", "7|张甲|道路破损|待解决|"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", issues("7|张甲|公厕太少|待解决|"), received="2017-03-18")
        assert inbox.sift()["issues"].num_rows == 3

    def test_同时收到的两张表_看不出哪张更正哪张_是两个问题(self, inbox):
        for name, said in (("a", "路灯不亮"), ("b", "道路破损")):
            inbox.put(f"{FIRST}/{name}.csv", issues(f"7|张甲|{said}|待解决|"))
        assert inbox.sift()["issues"].num_rows == 2

    def test_整本重报_采用_更正_已有各是多少(self, inbox):
        people = "张王李赵陈"
        first = [f"{n}|{who}甲|路灯不亮|待解决|" for n, who in enumerate(people)]
        again = [line.replace("待解决|", "已解决|3.12") if n < 2 else line for n, line in enumerate(first)]
        inbox.put(f"{FIRST}/a.csv", issues(*first), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", issues(*again), received="2017-03-18")
        done = inbox.check()
        assert counts(done.tables) == [(5, 0, 5, 2, 0), (5, 5, 0, 0, 0)]
        assert "10行：采用5行（其中更正2行），归并3行，被更正2行，退回0行" in done.sentence


def test_同一户两个单位走访_一户两次(inbox):
    inbox.put("政法委/a.csv", visits("|||||3.10")).put("公安局/a.csv", visits("|||||3.10").replace("钱乙", "孙丙"))
    tables = inbox.sift()
    assert rows(tables["households"], "visit_count", "visiting_unit_count") == [(2, 2)]
    assert tables["merged_rows"].num_rows == 0


def test_两个单位听到同一件事_是两个问题(inbox):
    line = visits("|||路灯不亮||3.10")
    inbox.put("政法委/a.csv", line).put("公安局/a.csv", line.replace("钱乙", "孙丙"))
    assert sorted(inbox.rows("issues", "unit_name")) == [("市公安局",), ("市委政法委",)]


def test_同一问题写在附件3_附件4和台账上_是一个_以台账为准(inbox):
    inbox.put(f"{FIRST}/台账.csv", visits("|||路灯不亮，晚上很黑。||3.10"))
    inbox.put(
        f"{FIRST}/清单.csv",
        "走访人：钱乙 走访时间：3.10||\n走访对象|反映问题或意见建议|办理意见\n张甲|路灯不亮|建议协调",
    )
    inbox.put(f"{FIRST}/问题.csv", issues("7|张甲|路灯不亮，晚上很黑|已解决|3.12"))
    tables = inbox.sift()
    assert rows(tables["issues"], "form", "issue_text", "status") == [("issue_ledger", "路灯不亮，晚上很黑", "已解决")]
    assert fates(tables) == [(f"{FIRST}/清单.csv", "issue-in-ledger", "已有")]


def test_周报重报_以最后收到的为准_原来的是被更正(inbox):
    week = "单位名称|干部走访人数|走访户数|汇总问题数|解决问题数|周次\n政法委|20|{}|5|3|3月6日-3月12日"
    inbox.put("政法委/乙.csv", week.format(80), received="2017-03-13")
    inbox.put("政法委/甲.csv", week.format(83), received="2017-03-15")
    tables = inbox.sift()
    assert rows(tables["reports"], "household_count") == [(83,)]
    assert fates(tables) == [("政法委/乙.csv", "same-report", "被更正")]


def test_周报原样再报_是已有(inbox):
    week = "单位名称|干部走访人数|走访户数|汇总问题数|解决问题数|周次\n政法委|20|80|5|3|3月6日-3月12日"
    inbox.put("政法委/a.csv", week, received="2017-03-13")
    inbox.put("政法委/b.csv", week.replace("周次", "时段"), received="2017-03-15")
    assert fates(inbox.sift()) == [("政法委/a.csv", "same-report", "已有")]


def test_附件5重报_以最后收到的为准(inbox):
    sheet = "市(区)|武进区|村(社区)|马家巷社区|\n项目|具体内容|已解决|待解决|小计\n房屋土地|漏水|{}|2|{}"
    inbox.put(f"{FIRST}/乙.csv", sheet.format(1, 3), received="2017-03-16")
    inbox.put(f"{FIRST}/甲.csv", sheet.format(2, 4), received="2017-03-18")
    tables = inbox.sift()
    assert rows(tables["reports"], "solved_count", "issue_count") == [(2, 4)]
    assert fates(tables) == [(f"{FIRST}/乙.csv", "same-report", "被更正")]


def test_同一份文件两次_逐行已有(inbox):
    text = visits("|||路灯不亮||3.10", "|||无||3.11")
    inbox.put(f"{FIRST}/a.csv", text).put(f"{FIRST}/副本.csv", text)
    tables = inbox.sift()
    assert fates(tables, "source_row", "into_row") == [
        (f"{FIRST}/副本.csv", "same-file", "已有", line, line) for line in (2, 3)
    ]


class Test退回后改好重报:
    """Without a word of which row is corrected; with it see tests/exports/test_returns.py."""

    BAD = visits("10000000001|三四个||路灯不亮||3.8", "10000000001|3||无||3.14")
    MENDED = BAD.replace("三四个", "4")

    def put(self, inbox, mended: str, path: str = f"{FIRST}/重报.csv", received: str = "2017-03-20") -> dict:
        inbox.put(f"{FIRST}/a.csv", self.BAD, received="2017-03-16")
        return inbox.put(path, mended, received=received).sift()

    def test_退回自行销号_说明改好重报在哪一行(self, inbox):
        tables = self.put(inbox, self.MENDED)
        assert tables["rejected_rows"].num_rows == 0
        assert fates(tables, "source_row", "into_file", "into_row", "sentence")[0] == (
            f"{FIRST}/a.csv", "corrected-later", "被更正", 2, f"{FIRST}/重报.csv", 2, "退回后已更正重报",
        )  # fmt: skip
        assert counts(tables) == [(2, 1, 1, 1, 0), (2, 1, 1, 0, 0)]

    def test_没有重报仍是退回(self, inbox):
        inbox.put(f"{FIRST}/a.csv", self.BAD)
        assert inbox.rows("rejected_rows", "source_row", "rule") == [(2, "count-unreadable")]

    @pytest.mark.parametrize(
        ("mended", "path", "received"),
        [
            (
                MENDED.replace("3组5号", "4组1号").replace("10000000001", "10000000002"),
                f"{FIRST}/重报.csv",
                "2017-03-20",
            ),
            (MENDED, "公安局/3月上半月/重报.csv", "2017-03-20"),
            (MENDED, f"{FIRST}/b.csv", "2017-03-10"),
            (MENDED, f"{FIRST}/b.csv", "2017-03-16"),
            (MENDED.replace("|4|", "|三四个人左右|"), f"{FIRST}/重报.csv", "2017-03-20"),
        ],
        ids=["住址和电话都变了", "别的单位", "收到在前", "同一时刻收到_不分先后", "仍旧读不出"],
    )
    def test_不能确定是它的更正_仍是退回(self, inbox, mended, path, received):
        tables = self.put(inbox, mended, path, received)
        assert (f"{FIRST}/a.csv", 2) in rows(tables["rejected_rows"], "source_file", "source_row")

    @pytest.mark.parametrize(
        ("mended", "path", "received"),
        [
            (MENDED.replace("路灯不亮", "道路破损"), f"{FIRST}/重报.csv", "2017-03-20"),
            (MENDED, f"{SECOND}/重报.csv", "2017-03-20"),
            (MENDED, f"{FIRST}/重报.csv", "2017-03-16T00:40:00"),
        ],
        ids=["别的格也变了", "放进别的时段", "一小时内"],
    )
    def test_同一人同一村同一天_别处有变也是它的更正(self, inbox, mended, path, received):
        tables = self.put(inbox, mended, path, received)
        assert (f"{FIRST}/a.csv", 2) not in rows(tables["rejected_rows"], "source_file", "source_row")

    @pytest.mark.parametrize(("said", "bad"), [("马家巷社区", "火星村"), ("3.8", "3月上旬")], ids=["村", "走访日期"])
    def test_错的是哪一户_哪一天_看不出是不是同一次走访_不销号(self, inbox, said, bad):
        whole = visits("10000000001|3|看病花费大|路灯不亮|已转|3.8")
        inbox.put(f"{FIRST}/a.csv", whole.replace(said, bad), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", whole, received="2017-03-20")
        assert inbox.rows("rejected_rows", "source_row") == [(2,)]

    def test_同一份文件里的另一行_不销号(self, inbox):
        inbox.put(f"{FIRST}/a.csv", self.BAD + "\n" + self.MENDED.split("\n")[1])
        assert inbox.rows("rejected_rows", "source_row") == [(2,)]

    def test_一张表里两行退回_只重报一行_看不出是哪一行_都不销号(self, inbox):
        two = visits(*["10000000001|三四个||路灯不亮||3.8"] * 2)
        inbox.put(f"{FIRST}/a.csv", two, received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", visits("10000000001|4||路灯不亮||3.8"), received="2017-03-20")
        assert inbox.sift()["rejected_rows"].num_rows == 2

    def test_再退再报_每一次退回都销号(self, inbox):
        for day, said in ((16, "三四个"), (18, "四五个"), (20, "4")):
            inbox.put(f"{FIRST}/{day}.csv", visits(f"10000000001|{said}||路灯不亮||3.8"), received=f"2017-03-{day}")
        tables = inbox.sift()
        assert [(file, rule) for file, rule, _ in fates(tables)] == [
            (f"{FIRST}/16.csv", "corrected-later"),
            (f"{FIRST}/18.csv", "corrected-later"),
        ]

    def test_问题台账的状态改好_销号(self, inbox):
        head = f"{ISSUES}|承办单位\n"
        bad = (
            head
            + "7||马家巷社区|张甲|3.10|路灯不亮||差不多了||市城管局\n8||马家巷社区|李乙|3.10|道路破损||待解决||市城管局"
        )
        inbox.put(f"{FIRST}/a.csv", bad, received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", bad.replace("差不多了|", "已解决|3.12"), received="2017-03-20")
        tables = inbox.sift()
        assert tables["rejected_rows"].num_rows == 0
        assert sorted(rows(tables["issues"], "issue_no", "status")) == [("7", "已解决"), ("8", "待解决")]

    def test_附件5别的时段的同一项不是更正(self, inbox):
        sheet = "市(区)|武进区|村(社区)|马家巷社区|\n项目|具体内容|已解决|待解决|小计\n房屋土地|漏水|1|2|{}"
        inbox.put(f"{FIRST}/a.csv", sheet.format(4), received="2017-03-16")
        inbox.put(f"{SECOND}/a.csv", sheet.format(3), received="2017-04-01")
        assert inbox.sift()["rejected_rows"].num_rows == 1
        inbox.put(f"{FIRST}/b.csv", sheet.format(3), received="2017-04-02")
        assert inbox.sift()["rejected_rows"].num_rows == 0


WEEK = "单位名称|周次|干部走访人数|走访户数|汇总问题数|解决问题数"
FOLLOWED = "问题编号|回访日期|回访方式|是否联系上|是否满意|回访人"
VILLAGE = "市(区)|武进区|村(社区)|马家巷社区|\n项目||具体内容|已解决|待解决|小计"
ANOTHER_RECORD = {
    "回访_没有这个编号": (FOLLOWED, "9|3.12|电话|是|满意|钱乙", "8|3.12|电话|是|满意|钱乙"),
    "回访_又一天": (FOLLOWED, "8|3月上旬|电话|是|不满意|钱乙", "8|3.18|电话|是|不满意|钱乙"),
    "问题_没有写内容": (
        ISSUES,
        "||马家巷社区|张甲|3.10||平安治理|待解决|",
        "||马家巷社区|张甲|3.10|路灯不亮|平安治理|待解决|",
    ),
    "走访_同名的两户": (
        VISITS,
        "马家巷社区|张甲|10000000001|3组5号|三四个|||已转|钱乙|3.10",
        "马家巷社区|张甲|10000000002|4组1号|3|||已转|钱乙|3.10",
    ),
    "走访_又一次": (VISITS, "马家巷社区|张甲||3组5号|3||||钱乙|3月上旬", "马家巷社区|张甲||3组5号|3||||钱乙|3.12"),
    "走访_又一村": (VISITS, "无此社区|张甲||3组5号|3|||已转|钱乙|3.10", "马家巷社区|张甲||3组5号|3|||已转|钱乙|3.10"),
    "附件5_又一类": (VILLAGE, "意见建议|其中停车||||1", "意见建议|其他方面||||1"),
    "周报_又一单位": (WEEK, "某某无名局|3月6日-3月12日|10|5|2|2", "政法委|3月6日-3月12日|10|5|2|2"),
    "周报_又一周": (WEEK, "政法委|第二周左右|10|5|2|2", "政法委|3月6日-3月12日|10|5|2|2"),
    "花名册_又一单位": (
        "单位名称|级别|干部人数|督导小组",
        "市委政法委|市级机关|三四十|3",
        "市公安局|市级机关|40|3",
    ),
    "联系卡_又一个数": ("单位|时段|发放张数", "政法委|3月上半月|八十几", "政法委|3月上半月|80"),
}
"""Form → a row that is sent back, and one that says nearly the same and is another record, or may be."""


@every_pair(case=list(ANOTHER_RECORD), apart={"同一张表": False, "后来的一份文件": True})
def test_可能是另一条记录的行_没有写明更正哪一行_不销号(inbox, case, apart):
    head, bad, good = ANOTHER_RECORD[case]
    inbox.put(f"{FIRST}/问题.csv", issues("8|李乙|道路破损|待解决|"), received="2017-03-10")
    if apart:
        inbox.put(f"{FIRST}/a.csv", f"{head}\n{bad}", received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", f"{head}\n{good}", received="2017-03-20")
    else:
        inbox.put(f"{FIRST}/a.csv", f"{head}\n{bad}\n{good}", received="2017-03-16")
    tables = inbox.sift()
    assert len(rows(tables["rejected_rows"], "source_row")) == 1
    assert "corrected-later" not in {rule for (rule,) in rows(tables["merged_rows"], "rule")}
