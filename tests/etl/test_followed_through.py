"""How did an issue end, what was promised, how often was it told, and whom did a follow-up reach?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from campaign.numbers.snapshot import open_current
from campaign.office import rules
from etl import loading, values
from tests.inbox import Inbox, drawn, rows

FIRST, SECOND = "市民政局/2017年3月上半月/", "市民政局/2017年3月下半月/"
PLACE = "天宁区 | 红梅街道 | 北环新村社区"


def by_number(inbox: Inbox, *columns: str) -> dict[str, tuple]:
    """The named columns of each issue, by its number; a single one alone."""
    found = {row["issue_no"]: tuple(row[name] for name in columns) for row in inbox.sift()["issues"].to_pylist()}
    return {number: told[0] if len(columns) == 1 else told for number, told in found.items()}


# ── 了结 ──────────────────────────────────────────────────────────────────────────────────────

ENDED = f"""
市（区） | 镇（街道） | 村（社区） | 编号 | 反映人 | 反映日期 | 反映问题 | 办理方式 | 交办日期 | 是否解决 | 办结日期
{PLACE} | 1 | 甲一 | 3月8日 | 路灯不亮 |      |        | 已撤销   | 3月20日
{PLACE} | 2 | 乙二 | 3月9日 | 下水不通 |      |        | 撤诉     |
{PLACE} | 3 | 丙三 | 3月9日 | 没有车位 |      |        | 已解释   | 3月18日
{PLACE} | 4 | 丁四 | 3月9日 | 公交太少 | 交办 | 3月10日 | 已解释   |
{PLACE} | 5 | 戊五 | 3月9日 | 道路破损 | 自办 |        | 已解决   | 3月19日
{PLACE} | 6 | 己六 | 3月9日 | 垃圾太多 | 交办 | 3月10日 | 正在办理 |
"""


def test_撤销和解释各有了结的日子_不算解决_撤销本身不算处置(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(SECOND + "问题台账.csv", ENDED)
    told = by_number(inbox, "status", "ended_date", "solved_date", "responded_date")
    reached = date(2017, 3, 20)  # the last day that these sheets write down
    assert told["1"] == ("已撤销", date(2017, 3, 20), None, None)
    assert told["2"] == ("已撤销", reached, None, None), (
        "without a day of its own it had ended by the end of the period"
    )
    assert told["3"] == ("已解释", date(2017, 3, 18), None, date(2017, 3, 18))
    assert told["4"] == ("已解释", reached, None, date(2017, 3, 10)), "handing it on is an answer, and not yet its end"
    assert told["5"] == ("已解决", None, date(2017, 3, 19), date(2017, 3, 19))
    assert told["6"] == ("正在办理", None, None, date(2017, 3, 10))


def test_没有写了结日期的取时段末日_写了的照写(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", ENDED)
    told = by_number(inbox, "ended_date", "is_ended_date_written")
    assert (told["1"], told["2"]) == ((date(2017, 3, 20), True), (date(2017, 3, 15), False))
    assert told["5"] == told["6"] == (None, None)


def test_时段末日早于反映日期的_了结不早于反映(tmp_path: Path) -> None:
    late = ENDED.replace("3月9日", "3月17日").replace("3月10日", "3月18日")
    told = by_number(Inbox(tmp_path).put(FIRST + "问题台账.csv", late), "ended_date", "raised_date")
    assert told["2"] == (date(2017, 3, 17), date(2017, 3, 17))


def test_走访表里写已解决的_没有人写过哪天解决_按走访那天(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(
        FIRST + "走访台账.csv",
        f"""
        市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访日期 | 意见建议 | 处理落实情况
        {PLACE} | 甲一 | 3组5号 | 3月8日 | 路灯不亮 | 已解决
        {PLACE} | 乙二 | 3组6号 | 3月9日 | 没有车位 | 正在协调
        """,
    )
    assert inbox.rows("issues", "status", "solved_date", "is_solved_date_written") == [
        ("已解决", date(2017, 3, 8), False),
        ("正在办理", None, None),
    ]


def test_走访表里写已撤回的_是撤销_写已解释的是解释(tmp_path: Path) -> None:
    Inbox(tmp_path).put(
        FIRST + "走访台账.csv",
        f"""
        市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访日期 | 意见建议 | 处理落实情况
        {PLACE} | 甲一 | 3组5号 | 3月8日 | 路灯不亮 | 已撤回
        {PLACE} | 乙二 | 3组6号 | 3月9日 | 没有车位 | 已向群众解释
        """,
    )
    issues = Inbox(tmp_path).sift()["issues"].to_pylist()
    assert [(row["status"], row["ended_date"], row["responded_date"]) for row in issues] == [
        ("已撤销", date(2017, 3, 8), None),
        ("已解释", date(2017, 3, 9), date(2017, 3, 9)),
    ]


# ── 承诺 ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("正在筹建，争取3月底正式向社区居民开放", date(2017, 3, 31)),
        ("街道表示将加大投入，力争4月末完成改造", date(2017, 4, 30)),
        ("4月15日前完成", date(2017, 4, 15)),
        ("2017年5月10日之前解决到位", date(2017, 5, 10)),
        ("承诺于五月十日前解决", date(2017, 5, 10)),
        ("拟于4月上旬安装", date(2017, 4, 10)),
        ("计划5月下旬竣工", date(2017, 5, 31)),
        ("预计完成时间：2017.4.20前", date(2017, 4, 20)),
        ("确保2017-04-20前整改到位", date(2017, 4, 20)),
        ("路面已修复，绿化争取4月底前完成", date(2017, 4, 30)),
        ("计划4月5日开工，争取5月底完工", date(2017, 5, 31)),
        ("已承诺4月底前修好", date(2017, 4, 30)),
        ("将于2018年6月30日前拆除", date(2018, 6, 30)),
    ],
)
def test_承诺的日子_照写明的日_月末和旬末(said: str, day: date) -> None:
    assert values.promised_day(said) == day


@pytest.mark.parametrize(
    "said",
    [
        "",
        "正在协调",
        "3月20日已完成",
        "已于3月20日前完成",
        "3月20日完成了清理",
        "3月20日到现场查看",
        "力争上半年完成",
        "年底前完成",
        "争取本月底完成",
        "4月份完成",
        "争取5月前解决",
        "计划4月5日开工",
        "计划4月15日前完成招标",
        "将于4月10日开会研究解决办法",
        "4月15日前答复",
        "承诺4月15日左右完成",
        "预计4月10日至15日完成",
        "4月10日-4月20日前完成",
        "承诺4月20日前修好路灯，5月10日前完成绿化",
        "无法在4月底前完成",
        "原计划3月底完成，因资金未到位推迟",
        "群众要求4月底前解决",
        "争取3月底完成，现已完成",
        "争取2月30日前完成",
        "3月20日将垃圾清理干净",
        "投入3.5前期费用",
    ],
)
def test_写得含糊的_已经做完的_别人要求的_都不是承诺(said: str) -> None:
    assert values.promised_day(said) is None


def test_没有解决的问题才有承诺日期_早于反映日期的不是承诺(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(
        SECOND + "问题台账.csv",
        f"""
        市（区） | 镇（街道） | 村（社区） | 编号 | 反映人 | 反映日期 | 反映问题 | 办理情况 | 是否解决
        {PLACE} | 1 | 甲一 | 3月8日  | 路灯不亮 | 争取4月底前安装 | 正在办理
        {PLACE} | 2 | 乙二 | 3月9日  | 下水不通 | 争取4月底前安装 | 已解决
        {PLACE} | 3 | 丙三 | 3月20日 | 没有车位 | 3月15日前完成   | 待解决
        {PLACE} | 4 | 丁四 | 3月9日  | 公交太少 | 争取4月底前开通 | 已撤销
        {PLACE} | 5 | 戊五 | 3月9日  | 道路破损 | 争取4月底前修好 |
        """,
    )
    end = date(2017, 4, 30)
    assert by_number(inbox, "promised_date") == {"1": end, "2": None, "3": None, "4": None, "5": end}


def test_走访表的处理落实情况里也有承诺_后一次走访写的为准(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(
        SECOND + "走访台账.csv",
        f"""
        市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访日期 | 意见建议 | 处理落实情况
        {PLACE} | 甲一 | 3组5号 | 3月18日 | 路灯不亮 | 正在协调，争取3月底装好
        {PLACE} | 甲一 | 3组5号 | 3月28日 | 路灯不亮 | 正在协调，4月10日前装好
        """,
    )
    assert inbox.rows("issues", "promised_date", "told_count") == [(date(2017, 4, 10), 2)]


# ── 反映次数 ──────────────────────────────────────────────────────────────────────────────────


def told_count(tmp_path: Path, *sheets: str) -> list[int]:
    inbox = Inbox(tmp_path)
    head = "市（区） | 镇（街道） | 村（社区） | 编号 | 反映人 | 反映日期 | 反映问题 | 是否解决"
    for i, told in enumerate(sheets):
        inbox.put(
            (FIRST, SECOND)[i] + "问题台账.csv", "\n".join([head, *(f"{PLACE} | {row}" for row in drawn_rows(told))])
        )
    return [count for (count,) in inbox.rows("issues", "told_count")]


def drawn_rows(text: str) -> list[str]:
    return [" | ".join(row) for row in drawn(text)]


def test_同一件隔日再反映一次的_是两次(tmp_path: Path) -> None:
    assert told_count(tmp_path, " | 甲一 | 3月8日 | 路灯不亮 | 否\n | 甲一 | 3月12日 | 路灯不亮 | 否") == [2]


def test_同一行在后来的表里再报一遍_带编号的改了日期_都还是一次(tmp_path: Path) -> None:
    row = " | 甲一 | 3月8日 | 路灯不亮 | 否"
    assert told_count(tmp_path / "a", row, row.replace("否", "是")) == [1]
    row = "7 | 甲一 | 3月8日 | 路灯不亮 | 否"
    assert told_count(tmp_path / "b", row, row.replace("3月8日", "3月9日")) == [1]


def test_没有写日期的_分不出是不是又说了一次(tmp_path: Path) -> None:
    assert told_count(tmp_path, " | 甲一 | | 路灯不亮 | 否", " | 甲一 | | 路灯不亮 | 否") == [1]


def test_台账一件_走访表里同一户两天都说了_是两次_两种表不相加(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put(
        SECOND + "走访台账.csv",
        f"""
        市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访日期 | 意见建议
        {PLACE} | 甲一 | 3组5号 | 3月18日 | 路灯不亮
        {PLACE} | 甲一 | 3组5号 | 3月28日 | 路灯不亮
        """,
    )
    head = "市（区） | 镇（街道） | 村（社区） | 反映人 | 反映日期 | 反映问题 | 是否解决"
    inbox.put(SECOND + "问题台账.csv", f"{head}\n{PLACE} | 甲一 | 3月20日 | 路灯不亮 | 否")
    assert inbox.rows("issues", "form", "told_count") == [("issue_ledger", 2)]


# ── 回访 ──────────────────────────────────────────────────────────────────────────────────────

NOTED = f"""
市（区） | 镇（街道） | 村（社区） | 编号 | 反映人 | 反映日期 | 反映问题 | 是否解决 | 回访日期 | 群众是否满意
{PLACE} | 1 | 甲一 | 3月8日 | 路灯不亮 | 已解决 | 3月20日 | 满意
{PLACE} | 2 | 乙二 | 3月9日 | 下水不通 | 已解决 | 3月20日 | 未联系上
{PLACE} | 3 | 丙三 | 3月9日 | 没有车位 | 已解决 |        |
"""
ASKED = "问题编号 | 回访日期 | 是否联系上 | 是否解决 | 是否满意\n"


def test_台账自己写的回访_联系上的有日期_群众说没说解决不知道(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(SECOND + "问题台账.csv", NOTED)
    assert by_number(inbox, "reached_date", "is_solved_confirmed") == {
        "1": (date(2017, 3, 20), None),
        "2": (None, None),
        "3": (None, None),
    }


def test_最后一次联系上的回访说了算_没有联系上的不算_没有问的为空(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(SECOND + "问题台账.csv", NOTED)
    inbox.put(
        SECOND + "回访.csv",
        ASKED
        + """1 | 3月18日 | 是 | 否 | 不满意
        2 | 3月21日 | 是 | 是 | 满意
        2 | 3月23日 | 是 | 否 | 不满意
        2 | 3月25日 | 否 |    | 未联系上
        3 | 3月22日 | 是 |    | 满意""",
    )
    assert by_number(inbox, "reached_date", "is_solved_confirmed") == {
        "1": (date(2017, 3, 20), None),  # the ledger's is later, and did not ask
        "2": (date(2017, 3, 23), False),
        "3": (date(2017, 3, 22), None),
    }


def test_联系上过的_满意与否照最后一次联系上的_后来没联系上不改(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(
        SECOND + "问题台账.csv",
        f"""
        市（区） | 镇（街道） | 村（社区） | 编号 | 反映人 | 反映日期 | 反映问题 | 是否解决 | 回访日期 | 群众是否满意
        {PLACE} | 1 | 甲一 | 3月8日 | 路灯不亮 | 已解决 | 3月25日 | 未联系上
        {PLACE} | 2 | 乙二 | 3月9日 | 下水不通 | 已解决 | 3月25日 | 未联系上
        {PLACE} | 3 | 丙三 | 3月9日 | 没有车位 | 已解决 | 3月25日 | 满意
        {PLACE} | 4 | 丁四 | 3月9日 | 公交太少 | 已解决 | 3月25日 |
        {PLACE} | 5 | 戊五 | 3月9日 | 道路破损 | 已解决 | 3月15日 | 基本满意
        """,
    )
    inbox.put(
        SECOND + "回访.csv",
        ASKED
        + """1 | 3月20日 | 是 | 否 | 不满意
        2 | 3月20日 | 否 |    | 未联系上
        3 | 3月20日 | 是 | 否 | 不满意
        4 | 3月20日 | 是 | 否 | 不满意
        5 | 3月20日 | 否 |    | 未联系上""",
    )
    called, noted = date(2017, 3, 20), date(2017, 3, 25)
    assert by_number(inbox, "satisfaction", "followup_date", "reached_date", "is_solved_confirmed") == {
        "1": ("不满意", called, called, False),
        "2": ("未联系上", noted, None, None),
        "3": ("满意", noted, noted, None),
        "4": ("不满意", called, called, False),
        "5": ("基本满意", date(2017, 3, 15), date(2017, 3, 15), None),
    }


# ── 走访 ──────────────────────────────────────────────────────────────────────────────────────


def disturbed(tmp_path: Path, *visits: tuple[str, str]) -> set[date | None]:
    """When one household that these units visited on these days was visited too often, as each visit says it."""
    head = "市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访单位 | 走访日期\n"
    lines = "\n".join(f"{PLACE} | 甲一 | 3组5号 | {unit} | {day}" for unit, day in visits)
    return {day for (day,) in Inbox(tmp_path).put("走访台账.csv", head + lines).rows("visits", "disturbed_date")}


@pytest.mark.parametrize(
    ("visits", "day"),
    [
        ((("市民政局", "3.1"), ("市司法局", "3.8")), date(2017, 3, 8)),
        ((("市民政局", "3.1"), ("市司法局", "3.9")), None),
        ((("市司法局", "3.8"), ("市民政局", "3.8")), date(2017, 3, 8)),
        ((("市民政局", "3.1"), ("市民政局", "3.2"), ("市民政局", "3.3")), None),
        ((("市民政局", "3.1"), ("市司法局", "3.10"), ("市农委", "3.20")), date(2017, 3, 20)),
        ((("市民政局", "3.1"), ("市司法局", "3.10"), ("市民政局", "3.20"), ("市司法局", "3.29")), None),
        ((("市民政局", "3.1"), ("市司法局", "3.10"), ("市民政局", "3.15"), ("市农委", "3.29")), date(2017, 3, 15)),
    ],
    ids=["seven days", "eight days", "one day", "one unit alone", "third unit", "two units far apart", "first of both"],
)
def test_三个单位或七天内两个单位走访过一户_从那一天起是扰民(tmp_path: Path, visits: tuple, day: date | None) -> None:
    assert disturbed(tmp_path, *visits) == {day}


def test_走访单位报了干部人数的_完成进度才有分母(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put("花名册.csv", "单位名称 | 级别 | 干部人数\n市民政局 | 市级机关 | 20\n市公安局 | 市级机关 |")
    head = "市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访单位 | 走访日期\n"
    units = ("市民政局", "市司法局", "市公安局")
    lines = "\n".join(f"{PLACE} | 户{n} | 3组5号 | {unit} | 3.8" for n, unit in zip("甲乙丙", units, strict=True))
    inbox.put("走访台账.csv", head + lines)
    assert set(inbox.rows("visits", "unit_name", "is_unit_rostered")) == {
        ("市民政局", True),
        ("市司法局", False),
        ("市公安局", False),
    }


# ── 简报 ──────────────────────────────────────────────────────────────────────────────────────


def test_简报里同一个单位同一项_早先的数到后一个截至日为止(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put("a.txt", "截至3月20日，市民政局走访80户，收集问题9个。".encode())
    inbox.put("b.txt", "截至3月27日，民政局走访130户。".encode())
    inbox.put("c.txt", "市民政局走访60户。市公安局走访20户。".encode())
    found = inbox.rows("briefing_figures", "unit_name", "measure", "figure", "superseded_on")
    assert sorted(found, key=lambda row: row[:3]) == sorted(
        [
            ("市民政局", "走访户数", 80, date(2017, 3, 27)),
            ("市民政局", "问题数", 9, None),
            ("市民政局", "走访户数", 130, None),
            ("市民政局", "走访户数", 60, date(2017, 3, 20)),
            ("市公安局", "走访户数", 20, None),
        ],
        key=lambda row: row[:3],
    )


def test_简报里同一天的两个数_两个没有写截至的数_都只有后一个算(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put("a.txt", "截至3月20日，市民政局走访80户。".encode())
    inbox.put("b.txt", "截至3月20日，市民政局走访85户。".encode())
    inbox.put("c.txt", "市公安局走访20户。".encode())
    inbox.put("d.txt", "市公安局走访30户。".encode())
    tables = inbox.sift()
    found = {figure: until for figure, until in rows(tables["briefing_figures"], "figure", "superseded_on")}
    assert found == {80: date(2017, 3, 20), 85: None, 20: rules.START, 30: None}


@pytest.mark.parametrize(("day", "told"), [(19, None), (20, 80), (26, 80), (27, 130), (31, 130)])
def test_倒回去看哪一天_就是那一天已经公布的数(tmp_path: Path, day: int, told: int | None) -> None:
    inbox = Inbox(tmp_path / "inbox")
    inbox.put("a.txt", "截至3月20日，市民政局走访80户。".encode())
    inbox.put("b.txt", "截至3月27日，市民政局走访130户。".encode())
    loading.load(inbox.root, tmp_path / "shelf")
    with open_current(tmp_path / "shelf") as snapshot:
        value = snapshot.ask("published_households", as_of=date(2017, 3, day))["published_households"].iloc[0]
    assert (None if pd.isna(value) else value) == told
