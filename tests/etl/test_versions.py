"""Of several versions of one thing, which stands, and what of the others is carried over?"""

from __future__ import annotations

from datetime import date

import pytest

from etl import texts
from tests.inbox import Inbox, rows

VISITS = "村(社区)|户主姓名|联系电话|家庭住址|家庭成员数|困难需求|意见建议|处理落实情况|走访人|走访日期"
ISSUES = "问题编号|序号|村(社区)|反映人|反映日期|反映问题|类别|是否解决|办结日期"
FOLLOWUPS = "问题编号|回访日期|回访方式|是否联系上|是否满意|回访人"
FIRST, SECOND = "政法委/3月上半月", "政法委/3月下半月"


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


def visits(*lines: str, by: str = "钱乙") -> str:
    """Lines of a 走访台账: needs, opinion, outcome of 张甲 at 3组5号 on 3月10日."""
    return "\n".join([VISITS, *(f"马家巷社区|张甲||3组5号|3|{line}|{by}|3.10" for line in lines)])


def issues(*lines: str) -> str:
    """Lines of a 问题台账: number, text, state, day of solving; all raised by 张甲."""
    told = (line.split("|") for line in lines)
    return "\n".join([ISSUES, *(f"{no}||马家巷社区|张甲|3.10|{text}||{state}|{day}" for no, text, state, day in told)])


def cadre_list(*said: str) -> str:
    """附件4 of one day's visit to 张甲."""
    lines = "\n".join(f"张甲|{text}|建议协调" for text in said)
    return f"走访人：钱乙 走访时间：3.10||\n走访对象|反映问题或意见建议|办理意见\n{lines}"


class Test没有时段的更正:
    def test_走访台账_没有时段的后来一份_按收到先后算数(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|路灯不亮|"), received="2017-03-16")
        inbox.put("政法委/更正.csv", visits("|北门路灯不亮已半年|"), received="2017-04-20")
        assert inbox.rows("issues", "issue_text") == [("北门路灯不亮已半年",)]

    def test_走访台账_没有时段的先来一份_让位给后来的(self, inbox):
        inbox.put("政法委/先报.csv", visits("|路灯不亮|"), received="2017-03-12")
        inbox.put(f"{FIRST}/a.csv", visits("|北门路灯不亮已半年|"), received="2017-03-16")
        assert inbox.rows("issues", "issue_text") == [("北门路灯不亮已半年",)]

    def test_问题台账_没有时段的后来一份写已解决_算数(self, inbox):
        inbox.put(f"{FIRST}/a.csv", issues("7|路灯不亮|待解决|"), received="2017-03-16")
        inbox.put("政法委/更正.csv", issues("7|路灯不亮|已解决|3.28"), received="2017-04-20")
        assert inbox.rows("issues", "status", "solved_date") == [("已解决", date(2017, 3, 28))]

    def test_问题台账_两份都有时段_仍以时段在后的为准(self, inbox):
        inbox.put(f"{SECOND}/a.csv", issues("7|路灯不亮|已解决|3.28"), received="2017-04-01")
        inbox.put(f"{FIRST}/a.csv", issues("7|路灯不亮|待解决|"), received="2017-04-05")
        inbox.put("政法委/先报.csv", issues("7|路灯不亮|正在办理|"), received="2017-03-20")
        assert inbox.rows("issues", "status") == [("已解决",)]


class Test处理落实情况随意见走:
    @pytest.mark.parametrize(
        ("first", "again", "expected"),
        [
            ("|路灯不亮|已解决", "|路灯不亮|", [("路灯不亮", "已解决")]),
            ("|路灯不亮|正在办理", "||已解决", [("路灯不亮", "已解决")]),
            ("|路灯不亮|已解决", "|路灯不亮。|", [("路灯不亮", "已解决")]),
            ("看病花费大||已解决", "看病花费大||", [("看病花费大", "已解决")]),
            ("看病花费大||正在办理", "||已解决", [("看病花费大", "已解决")]),
            ("|路灯不亮|已解决", "|道路破损|", [("道路破损", None)]),
            ("|路灯不亮|正在办理", "看病花费大||已解决", [("看病花费大", "已解决"), ("路灯不亮", "正在办理")]),
            ("看病花费大|路灯不亮|正在办理", "看病花费大||已解决", [("看病花费大", None), ("路灯不亮", "已解决")]),
        ],
        ids=["重报空着", "只补结果", "只差标点", "困难重报空着", "困难只补结果", "换了意见", "另提困难", "困难照抄"],
    )
    def test_后来的一份(self, inbox, first, again, expected):
        inbox.put(f"{FIRST}/a.csv", visits(first), received="2017-03-16")
        inbox.put(f"{SECOND}/a.csv", visits(again), received="2017-04-01")
        assert sorted(inbox.rows("issues", "issue_text", "status")) == sorted(expected)

    def test_两条意见只补一个结果_看不出是哪一条_都不算(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|路灯不亮|", "|道路破损|"), received="2017-03-16")
        inbox.put(f"{SECOND}/a.csv", visits("||已解决"), received="2017-04-01")
        assert {status for _, status in inbox.rows("issues", "issue_text", "status")} == {None}


class Test谁走访的:
    def test_没有写走访人的两份_不是更正_都算数(self, inbox):
        inbox.put(f"{FIRST}/甲组.csv", visits("|路灯不亮|", by=""), received="2017-03-16")
        inbox.put(f"{FIRST}/乙组.csv", visits("|停车难|", by=""), received="2017-03-17")
        assert sorted(inbox.rows("issues", "issue_text")) == [("停车难",), ("路灯不亮",)]

    def test_名字次序和分隔不同_是同一组人(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|路灯不亮|", by="钱乙、孙 丙"), received="2017-03-16")
        inbox.put(f"{FIRST}/b.csv", visits("|北门路灯不亮|", by="孙丙，钱乙"), received="2017-03-18")
        assert inbox.rows("issues", "issue_text") == [("北门路灯不亮",)]

    def test_同一时刻收到的两份不分先后_都算数(self, inbox):
        inbox.put(f"{FIRST}/a.csv", visits("|路灯不亮|"), received="2017-03-16T09:00:00")
        inbox.put(f"{FIRST}/b.csv", visits("|道路破损|"), received="2017-03-16T09:00:00")
        assert sorted(inbox.rows("issues", "issue_text")) == [("路灯不亮",), ("道路破损",)]


def test_最后一版空着的电话和成员数_取倒数第二版的(inbox):
    head = "村(社区)|户主姓名|联系电话|家庭住址|家庭成员数|意见建议|走访人|走访日期"
    told = ("10000000001|3组5号|3|", "10000000002|3组5号|4|", "|3组5号||路灯不亮")
    for n, line in enumerate(told):
        inbox.put(f"{FIRST}/{n}.csv", f"{head}\n马家巷社区|张甲|{line}|钱乙|3.10", received=f"2017-03-{16 + n}")
    assert inbox.rows("households", "phone", "member_count") == [("10000000002", 4)]


class Test公式错误:
    @pytest.mark.parametrize("error", ["#REF!", " #N/A ", "#DIV/0!"])
    def test_文本文件里的公式错误也退回(self, inbox, error):
        inbox.put(f"{FIRST}/a.csv", issues(f"7|{error}|待解决|", "8|路灯不亮|待解决|"))
        tables = inbox.sift()
        assert rows(tables["rejected_rows"], "source_row", "rule") == [(2, "cell-error")]
        assert rows(tables["issues"], "issue_text") == [("路灯不亮",)]

    def test_话里提到的不算(self, inbox):
        inbox.put(f"{FIRST}/a.csv", issues("7|表格显示#REF!，打不开|待解决|"))
        assert inbox.sift()["rejected_rows"].num_rows == 0


class Test附件4与台账:
    def put(self, inbox, *said: str):
        inbox.put(f"{FIRST}/台账.csv", visits("||"))
        inbox.put(f"{FIRST}/问题.csv", issues("7|路灯不亮|待解决|"))
        return inbox.put(f"{FIRST}/清单.csv", cadre_list(*said)).sift()

    def test_一两个字不算台账里已有(self, inbox):
        tables = self.put(inbox, "灯")
        assert sorted(rows(tables["issues"], "issue_text")) == [("灯",), ("路灯不亮",)]

    def test_台账的话里有的_算已有(self, inbox):
        assert rows(self.put(inbox, "小区路灯不亮了")["merged_rows"], "rule") == [("issue-in-ledger",)]

    def test_只有标点_等于没有写(self, inbox):
        tables = self.put(inbox, "？？")
        assert rows(tables["rejected_rows"], "rule") == [("text-missing",)]

    def test_清单里重复的_以先写的一行为准(self, inbox):
        tables = self.put(inbox, "道路破损", "道路破损")
        assert rows(tables["merged_rows"], "source_row", "into_row", "fate") == [(4, 3, "已有")]


class Test同一天两次回访:
    def put(self, inbox, name: str, *lines: str, received: str = "2017-03-20") -> Inbox:
        inbox.put(f"{FIRST}/问题.csv", issues("8|道路破损|待解决|"))
        return inbox.put(f"{FIRST}/{name}.csv", "\n".join([FOLLOWUPS, *lines]), received=received)

    def test_一张表内每一行都算数(self, inbox):
        self.put(inbox, "回访", "8|3.12|电话|是|不满意|钱乙", "8|3.12|电话|是|满意|孙丙")
        tables = inbox.sift()
        assert sorted(rows(tables["followups"], "satisfaction")) == [("不满意",), ("满意",)]
        assert tables["merged_rows"].num_rows == 0

    def test_一张表内原样两行_是一次(self, inbox):
        self.put(inbox, "回访", "8|3.12|电话|是|满意|钱乙", "8|3.12|电话|是|满意|钱乙")
        tables = inbox.sift()
        assert tables["followups"].num_rows == 1
        assert rows(tables["merged_rows"], "fate") == [("已有",)]

    def test_后来一份取代原来的(self, inbox):
        self.put(inbox, "回访1", "8|3.12|电话|是|不满意|钱乙")
        self.put(inbox, "回访2", "8|3.12|电话|是|满意|钱乙", received="2017-03-25")
        tables = inbox.sift()
        assert rows(tables["followups"], "satisfaction") == [("满意",)]
        assert rows(tables["merged_rows"], "fate") == [("被更正",)]


def test_更正之后又报回原来那一份_以最后报的为准(inbox):
    week = "单位名称|干部走访人数|走访户数|汇总问题数|解决问题数|周次\n政法委|20|{}|5|3|3月6日-3月12日"
    for day, households in ((20, 80), (21, 90), (25, 80)):
        inbox.put(f"政法委/{day}.csv", week.format(households), received=f"2017-03-{day}")
    assert inbox.rows("reports", "household_count", "source_file") == [(80, "政法委/25.csv")]


@pytest.mark.parametrize("said", ["均已解决，停车难除外", "除停车难外均已解决", "除了停车难，其他均已解决"])
def test_除外的话_不说是哪个解决了(said):
    assert texts.outcomes(said, ["路灯不亮", "停车难"]) == ["", ""]


def test_均已解决但某一个没有_只认那一个():
    assert texts.outcomes("均已解决，但停车难尚未解决", ["路灯不亮", "停车难"]) == ["", "尚未解决"]
