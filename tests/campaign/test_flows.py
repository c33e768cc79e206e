"""What happened in a period, whenever it began: by which day is it counted, once for whom, and narrowed by what?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from campaign.__main__ import main, restrictions
from campaign.access.scope import DESK
from campaign.numbers.crosstab import Question, answered
from campaign.numbers.dimensions import CannotAnswer, dimension, dimensions_of
from campaign.numbers.metrics import metric
from campaign.numbers.questions import splits
from campaign.numbers.snapshot import Snapshot
from campaign.places.units import Register, registered
from campaign.words.command_line import WRONG
from etl import values
from etl.rows.visits import names_a_special_group
from tests.campaign.test_each_number import AGAIN, OLD_AND_NEW, OUT
from tests.inbox import Inbox, rows, word, workbook
from tests.tiny import tiny

WEEK = "2017-W12"
PLACE = "天宁区 | 红梅街道 | 北环新村社区"
VILLAGE = "武进区 | 横山桥镇 | 东城湾村"


@pytest.fixture
def again(tmp_path: Path) -> Snapshot:
    return tiny(tmp_path, visits=AGAIN, visitor_days=OUT, issues=OLD_AND_NEW)


def one(snapshot: Snapshot, number: str, **question: object) -> int | None:
    value = snapshot.ask(number, **question)[number].iloc[0]
    return None if pd.isna(value) else int(value)


def by(snapshot: Snapshot, number: str, name: str, **question: object) -> dict[object, int]:
    answer = snapshot.ask(number, by=name, **question).dropna()
    return dict(zip(answer[name], answer[number].astype(int), strict=True))


# ── by which day ──


def test_截至一天的只算到那一天_那天以后解决的还不知道(again: Snapshot) -> None:
    assert one(again, "solved_in_period", as_of=date(2017, 3, 21)) == one(again, "solved", as_of=date(2017, 3, 21)) == 1
    assert one(again, "solved_in_period", period=WEEK, as_of=date(2017, 3, 24)) == 2


@pytest.mark.parametrize(("grain", "parts"), [("month", 1), ("half", 1), ("week", 2), ("day", 4)])
def test_按解决的那天分_各段相加等于累计(again: Snapshot, grain: str, parts: int) -> None:
    each = by(again, "solved_in_period", grain)
    assert (len(each), sum(each.values())) == (parts, one(again, "solved_in_period"))


def test_逐周累计到最后一周就是累计数(again: Snapshot) -> None:
    answer = again.ask(["solved_in_period"], by="week", running=True)
    assert answer["solved_in_period"].tolist() == [3, 4]


def test_星期也按解决的那天(again: Snapshot) -> None:
    assert by(again, "solved_in_period", "weekday") == {"周一": 1, "周三": 2, "周日": 1}
    assert by(again, "solved_in_period", "weekend", period=WEEK) == {"工作日": 2, "周末": 1}
    assert one(again, "solved_in_period", where={"weekday": "周三"}, period=WEEK) == 1


def test_点开期内解决_列出的就是那几件(again: Snapshot) -> None:
    shown = again.rows("issues", period=WEEK, counted_by="solved_in_period", columns=("raised_date", "solved_date"))
    assert sorted(day.day for day in shown["raised_date"]) == [8, 14, 21]
    assert again.count_rows("issues", period=WEEK, counted_by="answered_in_period") == 3


def test_自助查询里同一张表_收集按反映日_期内解决按解决日(again: Snapshot) -> None:
    table = answered(again, Question(("issues", "solved_in_period"), grain="week"))
    solved = [row[0].value for row in table.cells["solved_in_period"]]
    assert solved == [None, None, 3, 1, 4], "the last is the total"
    assert [row[0].value for row in table.cells["issues"]] == [1, 1, 5, None, 7]


# ── each once ──


def test_一户一段时间只计一次_截至以前的第二次不算(again: Snapshot) -> None:
    assert one(again, "households_in_period", period="2017-03-下") == 2
    assert one(again, "households_in_period", period=WEEK, as_of=date(2017, 3, 22)) == 1
    assert by(again, "households_in_period", "day", period=WEEK) == {
        pd.Timestamp(2017, 3, day): 1 for day in (21, 22, 23, 24)
    }


def test_只计一次的数不能累计相加_也不能把几周并在一起(again: Snapshot) -> None:
    for number in ("households_in_period", "visitors_in_period"):
        with pytest.raises(CannotAnswer, match="不能累计相加"):
            again.ask(number, by="week", running=True)
        weeks = {"week": ["2017-03-13", "2017-03-20"]}
        with pytest.raises(CannotAnswer, match="只计一次"):
            again.ask(number, where=weeks)
        assert len(again.ask(number, by="week", where=weeks)) in (1, 2)
        assert one(again, number, where={"week": "2017-03-20"}) == one(again, number, period=WEEK)


def test_几个单位一起问走访人数_各单位相加(again: Snapshot) -> None:
    assert one(again, "visitors_in_period", where={"unit": ["市甲局", "市乙局"]}, period=WEEK) == 3


def test_走访人数不能按地区分_编号不是姓名(again: Snapshot) -> None:
    with pytest.raises(CannotAnswer, match="辖市区"):
        again.ask("visitors_in_period", by="district")
    assert "visitor_no" in again.rows("visitor_days").columns
    assert not [c.name for c in dimensions_of("visitor_days") if c.id in ("district", "village")]


# ── by what ──

FAMILIES = """
    household_id | visit_date | unit_name | is_first | is_first_by_unit | village_kind | route_to   | is_poor | is_special | household_issue_count | household_visit_count | is_off_hours
    1            | 2017-03-18 | 市甲局    | true     | true             | 村           | 市委农工办 | true    | true       | 4                     | 2                     | true
    1            | 2017-03-20 | 市乙局    | false    | true             | 村           | 市委农工办 | true    | true       | 4                     | 2                     | false
    2            | 2017-03-20 | 市甲局    | true     | true             | 社区         | 市民政局   | false   | false      | 0                     | 1                     |
    3            | 2017-03-26 | 市甲局    | true     | true             | 社区         | 市民政局   | true    | false      | 1                     | 1                     | true
"""


@pytest.fixture
def families(tmp_path: Path) -> Snapshot:
    return tiny(tmp_path, visits=FAMILIES)


@pytest.mark.parametrize(
    ("name", "households", "visits"),
    [
        ("village_kind", {"村": 1, "社区": 2}, {"村": 2, "社区": 2}),
        ("route_to", {"市委农工办": 1, "市民政局": 2}, {"市委农工办": 2, "市民政局": 2}),
        ("is_poor", {"是": 2, "否": 1}, {"是": 3, "否": 1}),
        ("is_special", {"是": 1, "否": 2}, {"是": 2, "否": 2}),
        ("issue_band", {"0件": 1, "1件": 1, "3件以上": 1}, {"0件": 1, "1件": 1, "3件以上": 2}),
        ("visit_band", {"1次": 2, "2次": 1}, {"1次": 2, "2次": 2}),
        ("weekday", {"周一": 1, "周六": 1, "周日": 1}, {"周一": 2, "周六": 1, "周日": 1}),
        ("weekend", {"工作日": 1, "周末": 2}, {"工作日": 2, "周末": 2}),
    ],
)
def test_每户按自己的样子分_星期按首次走访那天(
    families: Snapshot, name: str, households: dict[str, int], visits: dict[str, int]
) -> None:
    assert by(families, "households", name) == households
    assert by(families, "visits", name) == visits
    assert list(by(families, "visits", name)) == [v for v in dimension(name).order or visits if v in visits]
    for value, count in households.items():
        assert one(families, "households", where={name: value}) == count
        assert families.count_rows("visits", where={name: value}) == visits[value]


def test_错时走访分户次_不分户_不知道的不作否(families: Snapshot) -> None:
    answer = families.ask("visits", by="off_hours")
    assert answer["visits"].tolist() == [2, 1, 1] and answer["off_hours"].isna().tolist() == [False, False, True]
    with pytest.raises(CannotAnswer, match="要去重"):
        families.ask("households", by="off_hours")


@pytest.mark.parametrize("written", ["是", True, "true", "1"])
def test_是否可以写是_也可以写真(families: Snapshot, written: object) -> None:
    assert one(families, "visits", where={"is_poor": written}) == 3


def test_没有的值说明有哪些(families: Snapshot) -> None:
    with pytest.raises(CannotAnswer, match="周一"):
        families.ask("visits", where={"weekday": "八"})


def test_家庭编号只给能看姓名的用来筛选_从不用来分组(families: Snapshot) -> None:
    assert one(families, "visits", where={"household_id": "1"}, scope=DESK) == 2
    assert one(families, "households", where={"household_id": 1}, scope=DESK) == 1
    with pytest.raises(CannotAnswer, match="一户人家"):
        families.ask("visits", where={"household_id": 1})
    with pytest.raises(CannotAnswer, match="不能用来分组"):
        families.ask("visits", by="household_id", scope=DESK)
    assert "household_id" not in {d.id for d in splits(metric("visits"))}


def test_命令给收件办公室才能看一户(families: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["ask", "visits", "--where", "household_id=1", "--shelf", str(tmp_path / "shelf"), "--format", "json"]
    assert main(asked) == WRONG and "一户人家" in capsys.readouterr().err
    assert main([*asked, "--role", "收件办公室"]) == 0 and '"visits": 2' in capsys.readouterr().out


# ── from the sheets ──

VISITS = f"""
市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访人 | 走访日期 | 走访方式 | 家庭收入情况 | 致贫原因 | 意见建议
{PLACE}   | 甲一 | 3组5号 | 钱学明、宋立军 | 2017年3月20日 | 普访 | 工资     |              | 路灯不亮；没有车位
{PLACE}   | 乙二 | 3组6号 | 钱学明 宋立军  | 3月21日晚上   | 普访 | 低保金   |              |
{VILLAGE} | 丙三 | 3组7号 | 许 新          | 2017年3月25日 | 普访 | 务农     | 主要劳力残疾 | 公交太少
{VILLAGE} | 丁四 | 3组8号 | 钱学明         | 2017年3月22日 | 夜访 | 不是低保户 |            |
"""


def test_从走访台账_谁去过_晚上还是周末_是什么人家(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市民政局/2017年3月下半月/走访台账.csv", VISITS)
    tables = inbox.sift()
    told = rows(
        tables["visits"],
        "is_off_hours",
        "is_special",
        "household_issue_count",
        "household_visit_count",
        "village_kind",
        "route_to",
    )
    assert told == [
        (None, False, 2, 1, "社区", "市民政局"),
        (True, True, 0, 1, "社区", "市民政局"),
        (True, True, 1, 1, "村", "市委农工办"),
        (True, False, 0, 1, "村", "市委农工办"),
    ]
    out = rows(tables["visitor_days"], "visit_date", "visitor_no")
    assert sorted(day.day for day, _ in out) == [20, 20, 21, 21, 22, 25] and len({number for _, number in out}) == 3
    assert {one for (one,) in rows(tables["issues"], "is_poor")} == {False, True}


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (("2017-03-20 19:30:00", "2017/3/22 20:05", "3月23日晚7点"), [True, True, True]),
        (("2017-03-20 09:30:00", "2017/3/22 14:05", "3月23日下午"), [False, False, False]),
        (("2017-03-20 00:00:00", "2017/3/22", "3月23日"), [None, None, None]),
    ],
)
def test_写了钟点才知道是不是晚上(tmp_path: Path, written: tuple[str, ...], known: list[bool | None]) -> None:
    names = ("甲一", "乙二", "丙三")
    sheet = [["市（区）", "镇（街道）", "村（社区）", "户主姓名", "家庭住址", "走访日期"]]
    sheet += [
        [*PLACE.split(" | "), name, f"{n}号", day] for n, (name, day) in enumerate(zip(names, written, strict=True), 1)
    ]
    inbox = Inbox(tmp_path).put("市民政局/2017年3月下半月/走访台账.xlsx", workbook(sheet))
    assert [one for (one,) in inbox.rows("visits", "is_off_hours")] == known


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("低保", True), ("丈夫残疾，独居", True), ("非低保户", False), ("没有残疾，工资收入", False), ("种田", False), ("未纳入低保，妻子重病", True)],
)  # fmt: skip
def test_写了才算特殊群体_写了不是的不算(written: str, is_one: bool) -> None:
    assert names_a_special_group(pa.array([written])).to_pylist() == [is_one]


ISSUES = f"""
市（区） | 镇（街道） | 村（社区） | 编号 | 反映人 | 反映日期 | 反映问题 | 办理方式 | 交办日期 | 是否解决 | 办结日期 | 回访日期 | 群众是否满意
{PLACE} | 1 | 甲一 | 3月8日 | 路灯不亮 | 自办 |         | 已解决   | 3月12日 |         |
{PLACE} | 2 | 乙二 | 3月9日 | 下水不通 | 自办 |         | 已解决   | 3月22日 | 3月25日 | 满意
{PLACE} | 3 | 丙三 | 3月9日 | 没有车位 |      |         | 已解释   | 3月18日 |         |
{PLACE} | 4 | 丁四 | 3月9日 | 公交太少 | 交办 | 3月10日 | 正在办理 |         | 3月21日 | 基本满意
{PLACE} | 5 | 戊五 | 3月9日 | 道路破损 | 交办 | 3月10日 | 正在办理 |         | 3月21日 | 未联系上
{PLACE} | 6 | 己六 | 3月9日 | 垃圾太多 | 交办 | 3月10日 | 正在办理 |         |         |
{PLACE} | 7 | 庚七 | 3月9日 | 噪声太大 |      |         | 已撤销   | 3月11日 |         |
"""
CALLED = """
问题编号 | 回访日期 | 回访方式 | 是否联系上 | 群众是否满意 | 是否解决
6 | 3月14日 | 电话 | 否 |      |
6 | 3月16日 | 电话 | 是 | 满意 | 未解决
6 | 3月20日 | 上门 | 是 | 满意 | 未解决
"""


def test_答复是解决_解释说明_或者回访联系上_取最早的一天_交办不算(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市民政局/2017年3月下半月/问题台账.csv", ISSUES)
    inbox.put("市民政局/2017年3月下半月/回访记录.csv", CALLED)
    told = dict(rows(inbox.sift()["issues"], "issue_no", "answered_date"))
    days = {number: day and day.day for number, day in told.items()}
    assert days == {"1": 12, "2": 22, "3": 18, "4": 21, "5": None, "6": 16, "7": None}


WEEKLY = """
走访单位 | 时段 | 干部走访人数 | 走访户数 | 汇总问题数 | 解决问题数
{unit} | 3月6日-3月12日 | 8 | {a} | 6 | 2
{unit} | 3月13日-3月19日 | 9 | {b} | 8 | 3
{unit} | 3月20日-3月26日 | 7 | {c} | 9 | {solved}
"""


def weekly(tmp_path: Path, unit: str, *figures: str) -> list[tuple]:
    text = WEEKLY.format(unit=unit, **dict(zip(("a", "b", "c", "solved"), figures, strict=True)))
    inbox = Inbox(tmp_path).put(f"{unit}/2017年3月/周报.csv", text)
    own = ("own_visitor_count", "own_household_count", "own_household_count_bound", "own_solved_count")
    return rows(inbox.sift()["reports"], "basis", *own)


def test_累计的周报_当周是两周之差_人数减不出来(tmp_path: Path) -> None:
    assert weekly(tmp_path, "市民政局", "20", "50", "90", "7") == [
        ("累计", None, 20, None, 2),
        ("累计", None, 30, None, 1),
        ("累计", None, 40, None, 4),
    ]


def test_累计的周报报了约数_两周之差是约数_没有填的一周差数记在后一周(tmp_path: Path) -> None:
    assert weekly(tmp_path, "市民政局", "20余", "", "90", "7") == [
        ("累计", None, 20, "≥", 2),
        ("累计", None, None, None, 1),
        ("累计", None, 70, "≈", 4),
    ]


def test_当周的周报照写(tmp_path: Path) -> None:
    assert weekly(tmp_path, "市民政局", "20", "9", "14", "1") == [
        ("当周", 8, 20, None, 2),
        ("当周", 9, 9, None, 3),
        ("当周", 7, 14, None, 1),
    ]


def test_判定不了的周报_当周至多这些(tmp_path: Path) -> None:
    one_week = WEEKLY.splitlines()[1] + "\n市民政局 | 3月20日-3月26日 | 7 | 30 | 9 | 3"
    inbox = Inbox(tmp_path).put("市民政局/2017年3月/周报.csv", one_week)
    assert inbox.rows("reports", "basis", "own_household_count", "own_household_count_bound") == [("未判定", 30, "≤")]


def test_两个人分别报同一次走访_两个人都去过_改过名字的行只算改了以后的(tmp_path: Path) -> None:
    head = "市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | 走访人 | 走访日期\n"
    inbox = Inbox(tmp_path)
    for who in ("张三", "李四"):
        inbox.put(f"市民政局/2017年3月下半月/{who}.csv", head + f"{PLACE} | 甲一 | 3组5号 | {who} | 3月20日")
    tables = inbox.sift()
    assert (tables["visits"].num_rows, tables["visitor_days"].num_rows) == (1, 2)


ONE_AND_TWO = [
    ["张三", "张 三", "张三（组长）", "张三10012345678", "张三副局长", "副局长 张三", "带队领导张三", "张三等3人", "市民政局 张三"],
    ["张三、李四", "张三,李四;", "张三 李四", "张三\n李四", "张三和李四", "1.张三 2.李四", "组长：张三 组员：李四", "张　三　　李四"],
]  # fmt: skip
"""What offices write of one person, and of two."""


@pytest.mark.parametrize(
    "written", [lambda table: word(table), workbook, lambda table: "\n".join("|".join(r) for r in table)]
)
def test_同一个走访人写法不同_只是一个人(tmp_path: Path, written: Callable[[list[list[str]]], bytes | str]) -> None:
    lines = [*ONE_AND_TWO[0], *ONE_AND_TWO[1]]
    if written([["a"]]) == "a":
        lines = [line for line in lines if "\n" not in line]
    head = ["市（区）", "镇（街道）", "村（社区）", "户主姓名", "家庭住址", "走访人", "走访日期"]
    rows_of = [[*PLACE.split(" | "), "甲一", f"3组{n}号", line, "3月20日"] for n, line in enumerate(lines)]
    kind = {bytes: "xlsx", str: "csv"}[type(written([["a"]]))]
    name = "a.docx" if kind == "xlsx" and written is not workbook else f"a.{kind}"
    tables = Inbox(tmp_path).put(f"市民政局/2017年3月下半月/{name}", written([head, *rows_of])).sift()
    assert tables["visits"].num_rows == len(lines) and rows(tables["rejected_rows"], "sentence") == []
    assert len(set(rows(tables["visitor_days"], "visitor_no"))) == 2


@pytest.mark.parametrize(
    ("written", "people"),
    [("李和平", ["李和平"]), ("李一名", ["李一名"]), ("第一组", []), ("干部1、干部2", ["干部1", "干部2"])],
)
def test_名字里的字不当作并列和人数(written: str, people: list[str]) -> None:
    assert values.people(written) == people


POOR = {
    "是否贫困户": {"是": True, "√": True, "建档立卡": True, "是（因病）": True, "否": False, "×": False, "非贫困户": False, "": False},
    "家庭类型": {"低保户": True, "困难家庭": True, "一般户": False, "普通": False, "非低保户": False},
}  # fmt: skip
SPECIAL = {
    "特殊群体": {"独居老人": True, "残疾人": True, "退役军人": True, "√": True, "无": False, "否": False, "普通群众": False, "/": False},
    "是否特殊人群": {"是": True, "不是": False},
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "heading", "answers"),
    [("is_poor", *one) for one in POOR.items()] + [("is_special", *one) for one in SPECIAL.items()],
)
def test_表上有一栏写是否贫困户或特殊群体的_照那一栏(
    tmp_path: Path, column: str, heading: str, answers: dict[str, bool]
) -> None:
    head = f"市（区） | 镇（街道） | 村（社区） | 户主姓名 | 家庭住址 | {heading} | 走访日期\n"
    lines = (f"{PLACE} | 甲一 | 3组{n}号 | {answer} | 3月20日" for n, answer in enumerate(answers))
    tables = Inbox(tmp_path).put("市民政局/2017年3月下半月/a.csv", head + "\n".join(lines)).sift()
    assert rows(tables["source_sheets"], "unknown_headings") == [([],)]
    assert [one for (one,) in rows(tables["visits"], column)] == [*answers.values()]


def test_命令行问一家单位_简称别名都认_花名册上没有的说一声(capsys: pytest.CaptureFixture[str]) -> None:
    register = Register.of(registered())
    for name, meant in register.by_name.items():
        if len({unit.unit_name for unit in meant}) == 1:
            assert restrictions([f"unit={name}"]) == {"unit": [meant[0].unit_name]}
    assert capsys.readouterr().err == ""
    assert restrictions(["unit=火星局", "department=火星局", "unit="]) == {
        "unit": ["火星局", None],
        "department": ["火星局"],
    }
    assert capsys.readouterr().err.count("花名册上没有“火星局”") == 1
