"""Which traps do the campaign's own papers set, and does each end as its rule says?

One test for each trap that a sheet can carry, named after it. What cannot be known from a sheet is
never filled in, and what can mean two things is a problem with a name.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.inbox import Inbox, drawn, rows, word, workbook

VISITS = "村(社区) | 户主姓名 | 联系电话 | 家庭住址 | 家庭成员数 | 致贫原因 | 困难需求 | 意见建议 | 处理落实情况 | 走访单位 | 走访日期"
ISSUES = "问题编号 | 村(社区) | 走访单位 | 反映人 | 反映日期 | 反映问题 | 类别 | 承办单位 | 是否解决 | 办结日期"
WEEKLY = "单位 | 时段 | 干部走访人数 | 走访户数 | 汇总问题数 | 解决问题数"


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


def visit(
    head: str = "张甲",
    *,
    village: str = "马家巷社区",
    phone: str = "",
    address: str = "3组5号",
    members: str = "",
    poverty: str = "",
    needs: str = "",
    opinion: str = "",
    outcome: str = "",
    unit: str = "政法委",
    day: str = "3.10",
) -> str:
    return " | ".join([village, head, phone, address, members, poverty, needs, opinion, outcome, unit, day])


def visits(*lines: str) -> str:
    return "\n".join([VISITS, *lines])


def issues(*lines: str) -> str:
    return "\n".join([ISSUES, *lines])


class Test附件3:
    def test_同名的两户_住址和电话都不同_仍是两户(self, inbox):
        inbox.put("a.csv", visits(visit(phone="10000000001"), visit(address="8组1号", phone="10000000002")))
        assert inbox.sift()["households"].num_rows == 2

    def test_被Excel变成科学计数的电话_不拿来认户(self, inbox):
        inbox.put(
            "a.csv",
            visits(visit(phone="1.00000E+10"), visit(address="8组1号", phone="1.00000E+10", day="3.11")),
        )
        assert inbox.sift()["households"].num_rows == 2

    @pytest.mark.parametrize(("said", "meant"), [("三口", 3), ("3人", 3), ("３", 3), ("", None)])
    def test_家庭成员数写成三口或3人(self, inbox, said, meant):
        inbox.put("a.csv", visits(visit(members=said)))
        assert inbox.rows("households", "member_count") == [(meant,)]

    def test_家庭成员数不会是约数(self, inbox):
        inbox.put("a.csv", visits(visit(members="3人左右")))
        assert inbox.rows("rejected_rows", "field", "rule") == [("家庭成员数", "count-not-exact")]

    def test_住址的全角半角和幢号写法不同_是一户(self, inbox):
        inbox.put("a.csv", visits(visit(address="阳光花园４ 幢５０２室"), visit(address="阳光花园4幢502", day="3.20")))
        assert inbox.sift()["households"].num_rows == 1

    def test_致贫原因和困难需求空着是常事_不退回_也不算困难家庭(self, inbox):
        inbox.put("a.csv", visits(visit()))
        tables = inbox.sift()
        assert (tables["rejected_rows"].num_rows, rows(tables["households"], "is_poor")) == (0, [(False,)])

    def test_采集人和单位写在一格里_是两件事(self, inbox):
        boxes = drawn("""
        户主姓名 | 张甲 | 联系电话 | 10000000001 | 家庭成员数 | 3
        家庭住址 | 3组5号 | 3组5号 | 3组5号 | 3组5号 | 3组5号
        意见建议 | 无 | 无 | 无 | 无 | 无
        """)
        below = (
            "所属地：武进区 市(区) 湖塘镇 镇(街道) 马家巷社区 村(社区)",
            "采集人(单位)：钱乙（市交通运输局） 走访日期：2017年3月10日",
        )
        inbox.put("a.docx", word("群众入户调查表", boxes, *below))
        assert inbox.rows("visits", "unit_name", "visitor_names") == [("市交通运输局", "钱乙")]

    @pytest.mark.parametrize("said", ["无", "没有", "满意", "没有困难", "暂无", "都挺好，没有意见"])
    def test_无和满意不是问题(self, inbox, said):
        inbox.put("a.csv", visits(visit(opinion=said)))
        assert inbox.sift()["issues"].num_rows == 0

    @pytest.mark.parametrize("said", ["无", "满意", "没有困难"])
    def test_台账上的无和满意也不是问题_退回不计(self, inbox, said):
        inbox.put("a.csv", issues(f"1 | 马家巷社区 | 政法委 | 张甲 | 3.10 | {said} | | | 已解决 | 3.12"))
        tables = inbox.sift()
        assert tables["issues"].num_rows == 0
        assert rows(tables["rejected_rows"], "rule") == [("text-says-none",)]

    def test_一位居民反映两个问题_计两个(self, inbox):
        inbox.put("a.csv", visits(visit(opinion="1.楼道灯坏了没人修；2.小区门口停车难")))
        assert [t for (t,) in inbox.rows("issues", "issue_text")] == ["楼道灯坏了没人修", "小区门口停车难"]


class Test日期:
    @pytest.mark.parametrize(
        "said",
        ["2017.3.25", "3月25日", "2017/3/25", "20170325", "42819", "二〇一七年三月二十五日", "2017-03-25", "17.3.25"],
    )
    def test_同一天的各种写法(self, inbox, said):
        inbox.put("a.csv", visits(visit(day=said)))
        assert inbox.rows("visits", "visit_date") == [(date(2017, 3, 25),)]

    @pytest.mark.parametrize(
        ("said", "rule"),
        [
            ("2016.3.25", "date-outside-campaign"),
            ("2107.3.25", "date-outside-campaign"),
            ("2017.2.28", "date-outside-campaign"),
            ("4月31日", "date-impossible"),
            ("3月上旬", "date-unreadable"),
        ],
    )
    def test_不在大走访期间或日历上没有的日子_退回(self, inbox, said, rule):
        inbox.put("a.csv", visits(visit(day=said)))
        assert inbox.rows("rejected_rows", "rule") == [(rule,)]

    def test_写的星期和日期不合_说的是两天(self, inbox):
        inbox.put(
            "a.csv",
            visits(visit(day="2017年3月25日（星期六）"), visit(address="8组1号", day="2017年3月25日（星期五）")),
        )
        tables = inbox.sift()
        assert rows(tables["visits"], "visit_date") == [(date(2017, 3, 25),)]
        assert rows(tables["rejected_rows"], "rule") == [("date-weekday",)]

    def test_晚于报表时段的走访_退回(self, inbox):
        inbox.put("政法委/2017年3月上半月/a.csv", visits(visit(day="3.30")))
        assert inbox.rows("rejected_rows", "rule") == [("date-after-period",)]


class Test附件4:
    LIST = "序号 | 走访对象 | 反映问题或意见建议 | 办理意见"

    def test_办理意见是打算_不是结果(self, inbox):
        inbox.put("政法委/3月上半月/台账.csv", visits(visit()))
        listed = drawn(f"{self.LIST}\n1 | 张甲 | 路灯不亮 | 已解决")
        inbox.put("政法委/3月上半月/附件4.docx", word("走访人：钱乙", "走访时间：2017年3月10日", listed))
        assert inbox.rows("issues", "issue_text", "status", "solved_date") == [("路灯不亮", None, None)]

    def test_走访时间就是附件3的走访日期_连不上的退回不丢(self, inbox):
        inbox.put("政法委/3月上半月/台账.csv", visits(visit(day="3.10")))
        listed = drawn(f"{self.LIST}\n1 | 张甲 | 路灯不亮 | 转街道")
        inbox.put("政法委/3月上半月/附件4.docx", word("走访人：钱乙", "走访时间：2017年3月11日", listed))
        tables = inbox.sift()
        assert tables["issues"].num_rows == 0
        assert rows(tables["rejected_rows"], "rule") == [("visit-not-found",)]

    def test_同一个问题写在附件3_附件4和台账里_只计一个(self, inbox):
        inbox.put("政法委/3月上半月/台账.csv", visits(visit(opinion="村口路灯不亮")))
        listed = drawn(f"{self.LIST}\n1 | 张甲 | 村口路灯不亮 | 转街道")
        inbox.put("政法委/3月上半月/附件4.docx", word("走访人：钱乙", "走访时间：2017年3月10日", listed))
        inbox.put(
            "政法委/3月上半月/问题.csv",
            issues("7 | 马家巷社区 | 政法委 | 张甲 | 3.10 | 村口路灯不亮 | 平安治理 | | 待解决 |"),
        )
        assert inbox.rows("issues", "form", "category", "status") == [("issue_ledger", "平安治理", "待解决")]


class Test附件5:
    HEAD = """
    市（区） | 武进区 | 镇（街道） | 湖塘镇 | 村（社区） | 马家巷社区
    项 目 | | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）
    """

    def put(self, inbox, lines: str, folder: str = "政法委/2017年3月下半月") -> dict:
        inbox.put(f"{folder}/附件5.xlsx", workbook(drawn(self.HEAD + lines)))
        return inbox.sift()

    def test_标签里的空格和换行不妨碍认出七类(self, inbox):
        found = self.put(inbox, "意 见 建 议 | 房屋 土地 | 漏水 | 1 | 1 | 2\n | 平安 治理 | 路灯 | 1 | | 1")
        assert rows(found["reports"], "block", "category") == [("意见建议", "房屋土地"), ("意见建议", "平安治理")]

    def test_两个合计行都不当作数据(self, inbox):
        found = self.put(
            inbox,
            "困难需求 | 1 | 看病贵 | 1 | 2 | 3\n | 合 计 | | 1 | 2 | 3\n意见建议 | 其他方面 | 停车难 | | 5 | 5\n合 计 | | | 1 | 7 | 8",
        )
        assert [n for (n,) in rows(found["reports"], "issue_count")] == [3, 5]

    def test_最后的合计只算下半块或算全表_都不是差错(self, inbox):
        block = "困难需求 | 1 | 看病贵 | 1 | 2 | 3\n | 合 计 | | 1 | 2 | 3\n意见建议 | 其他方面 | 停车难 | | 5 | 5\n"
        for folder, last in (("政法委/2017年3月上半月", "5"), ("政法委/2017年3月下半月", "8")):
            found = self.put(inbox, block + f"合 计 | | | | | {last}", folder)
        totals = [row for row in rows(found["reconciliations"], "check", "outcome") if row[0] == "半月汇总合计"]
        assert totals
        assert {outcome for _, outcome in totals} == {"一致"}

    def test_合计与各行之和不等_是差异(self, inbox):
        found = self.put(inbox, "意见建议 | 其他方面 | 停车难 | 1 | 5 | 6\n合 计 | | | 1 | 5 | 7")
        assert ("半月汇总合计", "差异") in rows(found["reconciliations"], "check", "outcome")

    def test_零可以空着_已解决加待解决不等于小计的退回(self, inbox):
        found = self.put(inbox, "意见建议 | 房屋土地 | 漏水 | | 2 | 2\n | 其他方面 | 停车 | 1 | 2 | 4")
        assert rows(found["reports"], "solved_count", "pending_count", "issue_count") == [(0, 2, 2)]
        assert rows(found["rejected_rows"], "rule") == [("total-mismatch",)]

    def test_表上没有单位和时段_文件夹也没有_退回(self, inbox):
        inbox.put("附件5.xlsx", workbook(drawn(self.HEAD + "意见建议 | 房屋土地 | 漏水 | 1 | 1 | 2")))
        assert {rule for (rule,) in inbox.rows("rejected_rows", "rule")} <= {"unit-missing", "period-missing"}
        assert inbox.sift()["rejected_rows"].num_rows == 1

    def test_附件5小于全部问题不是差异_大于才是(self, inbox):
        ledger = [
            f"{n} | 马家巷社区 | 政法委 | 张甲 | 3.20 | 第{n}件事没人管 | 其他方面 | | 待解决 |" for n in range(1, 31)
        ]
        inbox.put("政法委/2017年3月下半月/问题.csv", issues(*ledger))
        found = self.put(inbox, "意见建议 | 其他方面 | 没人管 | | 5 | 5")
        fewer = [o for check, o in rows(found["reconciliations"], "check", "outcome") if check == "半月汇总对表"]
        found = self.put(inbox, "意见建议 | 其他方面 | 没人管 | | 60 | 60")
        more = [o for check, o in rows(found["reconciliations"], "check", "outcome") if check == "半月汇总对表"]
        assert set(fewer) == {"一致"}
        assert "差异" in more


class Test数字:
    def weekly(self, inbox, households: str, issues_said: str = "8") -> list[tuple]:
        inbox.put("周报.csv", f"{WEEKLY}\n政法委 | 3月13日-3月19日 | 10 | {households} | {issues_said} | 2")
        return inbox.rows("reports", "household_count", "household_count_bound", "issue_count", "issue_count_bound")

    @pytest.mark.parametrize(
        ("said", "value", "bound"),
        [
            ("80余户", 80, "≥"),
            ("600多", 600, "≥"),
            ("约5万", 50_000, "≈"),
            ("1.2万", 12_000, None),
            ("1,226", 1_226, None),
        ],
    )
    def test_余近约的数带着界(self, inbox, said, value, bound):
        inbox.put("周报.xlsx", workbook([*drawn(WEEKLY), ["政法委", "3月13日-3月19日", "10", said, "8", "2"]]))
        assert inbox.rows("reports", "household_count", "household_count_bound") == [(value, bound)]

    def test_近20条至多二十条(self, inbox):
        assert self.weekly(inbox, "70", "近20条") == [(70, None, 20, "≤")]

    def test_走访户数写成人次_不是户数(self, inbox):
        self.weekly(inbox, "300人次")
        assert inbox.rows("rejected_rows", "field", "rule") == [("走访户数", "count-other-unit")]

    def test_空白_零_无和未报是四件事(self, inbox):
        lines = [
            f"{unit} | 3月13日-3月19日 | 10 | 9 | 8 | {said}"
            for unit, said in (("政法委", ""), ("公安局", "0"), ("财政局", "无"), ("教育局", "未报"))
        ]
        inbox.put("周报.csv", "\n".join([WEEKLY, *lines]))
        solved = dict(inbox.rows("reports", "unit_name", "solved_count"))
        assert solved["市委政法委"] is None
        assert solved["市公安局"] == 0
        assert solved["市教育局"] is None
        assert solved["市财政局"] == 0


class Test单位和地方:
    def test_市国土_区国土分局_经开区国土分局是三个单位_别名不跨级(self):
        from campaign.places.units import Register, registered

        register = Register.of(registered())
        named = {said: {u.unit_name for u in register.find(said)} for said in ("市国土局", "经开区国土分局")}
        assert all(named.values())
        assert named["市国土局"].isdisjoint(named["经开区国土分局"])

    @pytest.mark.parametrize("said", ["第3督查小组", "第三督导小组", "督查3组"])
    def test_督导小组和督查小组是同一回事(self, inbox, said):
        inbox.put("花名册.csv", f"单位名称 | 级别 | 干部人数 | 督导小组\n市委政法委 | 市级机关 | 30 | {said}")
        assert (3,) in [(g,) for u, g in inbox.rows("units", "unit_name", "supervision_group") if u == "市委政法委"]

    def test_村委会反映的问题_不算在哪一户头上(self, inbox):
        inbox.put("a.csv", visits(visit()))
        inbox.put("b.csv", issues("1 | 马家巷社区 | 政法委 | 村委会 | 3.10 | 水泵坏了易淹 | 其他方面 | | 待解决 |"))
        assert inbox.rows("issues", "household_id", "issue_text") == [(None, "水泵坏了易淹")]

    def test_两个单位走访同一个村_户次相加_户数去重(self, inbox):
        inbox.put("a.csv", visits(visit(), visit(unit="公安局", day="3.12")))
        tables = inbox.sift()
        assert (tables["visits"].num_rows, tables["households"].num_rows) == (2, 1)


class Test办理:
    @pytest.mark.parametrize("said", ["正在筹建，争取3月底开放", "街道表示将加大投入", "承诺尽快解决"])
    def test_答应的事不是办成的事(self, inbox, said):
        inbox.put("a.csv", visits(visit(opinion="没有老年食堂", outcome=said)))
        assert [s for (s,) in inbox.rows("issues", "status")] != ["已解决"]

    def test_解决一半不是解决(self, inbox):
        inbox.put("a.csv", visits(visit(opinion="路灯不亮", outcome="已解决一半，其余待解决")))
        assert inbox.rows("issues", "status") == [("正在办理",)]

    def test_许多户反映同一件事_每户各计_不因话相同而合并(self, inbox):
        inbox.put("a.csv", visits(visit(opinion="顶楼漏水"), visit("李乙", address="3组6号", opinion="顶楼漏水")))
        assert inbox.sift()["issues"].num_rows == 2
