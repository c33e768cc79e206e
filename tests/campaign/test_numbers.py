"""Does every number count what its definition says, and nothing else?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import duckdb
import pandas as pd
import pytest

from campaign import schema
from campaign.access.scope import DESK, EVERYWHERE, Scope
from campaign.docs import differing
from campaign.numbers.dimensions import DIMENSIONS, OF_DAY, CannotAnswer, Dimension
from campaign.numbers.kinds import Count, Metric, Ratio, Share
from campaign.numbers.metrics import ISSUES, METRICS, SOLVED, VISITS
from campaign.numbers.questions import splits
from campaign.numbers.snapshot import NoSnapshot, Snapshot, open_current, open_snapshot
from campaign.numbers.wording import format_headline, format_share, format_value
from campaign.office import rules
from tests.tiny import drawn, tiny

VISIT_ROWS = """
    household_id | visit_date | unit_name | unit_level | supervision_group | district | zone   | town_name | village_id | village_name | form  | is_first | is_first_by_unit | is_first_by_level | is_first_by_group | is_first_by_level_group | is_unit_rostered
    1            | 2017-03-02 | 市甲局    | 市级机关   | 1                 | 武进区   | 经开区 | 遥观镇    | 01         | 新村         | 附件3 | true     | true             | true              | true              | true                    | true
    1            | 2017-03-20 | 市甲局    | 市级机关   | 1                 | 武进区   | 经开区 | 遥观镇    | 01         | 新村         | 附件3 | false    | false            | false             | false             | false                    | true
    1            | 2017-04-03 | 市乙局    | 市级机关   | 2                 | 武进区   | 经开区 | 遥观镇    | 01         | 新村         | 台账  | false    | true             | false             | true              | true                    | true
    1            | 2017-04-04 | 丙镇      | 镇街       | 1                 | 武进区   | 经开区 | 遥观镇    | 01         | 新村         | 台账  | false    | true             | true              | false             | true                    | true
    2            | 2017-04-05 | 市乙局    | 市级机关   | 2                 | 天宁区   | 天宁区 | 红梅街道  | 02         | 新村         | 台账  | true     | true             | true              | true              | true                    | true
"""
"""Household 1 is visited four times by three units of two levels and two groups, household 2 once."""

ISSUE_ROWS = """
    issue_id | raised_date | solved_date | responded_date | due_date   | status   | category | block    | unit_name | department | route | district
    1        | 2017-03-01  | 2017-03-10  | 2017-03-05     | 2017-05-31 | 已解决   | 房屋土地 | 意见建议 | 市甲局    | 市丁局     | 自办  | 天宁区
    2        | 2017-03-02  | 2017-04-02  | 2017-03-08     | 2017-03-20 | 已解决   | 医疗卫生 | 困难需求 | 市甲局    | 市丁局     | 交办  | 天宁区
    3        | 2017-03-28  |             |                | 2017-05-31 |          | 其他方面 | 意见建议 | 市甲局    |            |       | 武进区
    4        | 2017-04-06  |             | 2017-04-07     | 2017-04-08 | 待解决   | 未分类   | 意见建议 | 市乙局    | 市丁局     | 交办  | 武进区
    5        | 2017-03-09  |             |                | 2017-03-31 |          | 房屋土地 | 意见建议 | 市戊局    | 市己局     |       | 武进区
"""
"""市戊局 never writes whether an issue is solved; 市甲局 does for two in three."""


def one(snapshot: Snapshot, metric: str, **question: object) -> object:
    """The whole's number, None when empty."""
    value = snapshot.ask(metric, **question)[metric].iloc[0]
    return None if pd.isna(value) else value


def by(snapshot: Snapshot, metric: str, dimension: str, **question: object) -> dict[object, object]:
    """The number of each group, None when empty."""
    answer = snapshot.ask(metric, by=dimension, **question)
    return {
        (None if pd.isna(k) else k): (None if pd.isna(v) else v)
        for k, v in zip(answer[dimension], answer[metric], strict=True)
    }


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return tiny(
        tmp_path_factory.mktemp("city"),
        data_date="2017-04-10",
        visits=VISIT_ROWS,
        issues=ISSUE_ROWS,
        cadres="""
            unit_name | unit_level | supervision_group | cadre_name | on_target_date
            市甲局    | 市级机关   | 1                 | 张某某     | 2017-03-15
            市甲局    | 市级机关   | 1                 | 李某某     | 2017-04-02
            市乙局    | 市级机关   | 2                 | 王某某     |
            丙镇      | 镇街       | 1                 | 赵某某     | 2017-03-15
        """,
        due_reports="""
            report_kind | period_label    | report_due_date| unit_name | unit_level | received_date
            半月汇总    | 2017年3月上半月 | 2017-03-15 | 市甲局    | 市级机关   | 2017-03-17
            半月汇总    | 2017年3月上半月 | 2017-03-15 | 市乙局    | 市级机关   | 2017-03-18
            半月汇总    | 2017年3月下半月 | 2017-03-31 | 市甲局    | 市级机关   | 2017-03-31
            半月汇总    | 2017年3月下半月 | 2017-03-31 | 市乙局    | 市级机关   |
            半月汇总    | 2017年4月上半月 | 2017-04-15 | 市甲局    | 市级机关   |
        """,
        source_sheets="""
            source_file | source_sheet | form  | unit_name | refused | rows_read | rows_kept | rows_merged | rows_rejected
            a.xlsx      | Sheet1       | 附件3 | 市甲局    |         | 10        | 7         | 2           | 1
            b.xlsx      | Sheet1       | 附件5 | 市乙局    |         | 4         | 4         | 0           | 0
            c.xlsx      | Sheet1       |       | 市戊局    | 认不出  |           |           |             |
        """,
        rejected_rows="""
            source_file | form  | unit_name | rule            | field    | said       | said_shown
            a.xlsx      | 附件3 | 市甲局    | date-unreadable | 走访日期 | 三月某日来 | 三月某日来
        """,
    )


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return tiny(tmp_path_factory.mktemp("nothing"))


# ── households and visits ─────────────────────────────────────────────────────────────────────


def test_同一户被几个单位走访_全市只计一户_户次照计(city: Snapshot) -> None:
    assert one(city, "households") == 2
    assert one(city, "visits") == 5
    assert one(city, "repeat_share") == pytest.approx(1 - 2 / 5)


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("unit", {"市甲局": 1, "市乙局": 2, "丙镇": 1}),
        ("level", {"市级机关": 2, "镇街": 1}),
        ("group", {1: 1, 2: 2}),
        ("district", {"天宁区": 1, "武进区": 1}),
        ("zone", {"天宁区": 1, "经开区": 1}),
    ],
)
def test_走访户数在每个分组里都是该组去重的户数(city: Snapshot, dimension: str, expected: object) -> None:
    assert by(city, "households", dimension) == expected


@pytest.mark.parametrize(
    "where", [{"unit": "市乙局"}, {"level": "市级机关"}, {"group": 2}, {"group": "2"}, {"unit": ["市乙局"]}]
)
def test_筛选单位级别小组时_户数也按该范围去重(city: Snapshot, where: dict[str, object]) -> None:
    assert one(city, "households", where=where) == 2


def test_每一种分组的走访户数都等于手写的去重计数(city: Snapshot) -> None:
    columns = {"unit": "unit_name", "level": "unit_level", "group": "supervision_group", "zone": "zone"}
    for dimension, column in columns.items():
        sql = f"SELECT {column}, count(DISTINCT household_id) FROM shelf.visits GROUP BY 1"
        expected = dict(city.store.connection.cursor().execute(sql).fetchall())
        assert by(city, "households", dimension) == expected


def test_各月首次走访的户数相加等于累计(city: Snapshot) -> None:
    assert by(city, "households", "month") == {"2017-03": 1, "2017-04": 1}
    march, april = (one(city, "households", period=m) for m in ("2017-03", "2017-04"))
    assert march + april == one(city, "households")


def test_截至某日只计当日为止的走访(city: Snapshot) -> None:
    assert one(city, "visits", as_of=date(2017, 3, 19)) == 1
    assert one(city, "visits", as_of=date(2017, 3, 20)) == 2
    assert one(city, "households", as_of=date(2017, 4, 4)) == 1
    assert one(city, "households", as_of=date(2017, 4, 5)) == 2
    assert one(city, "visits", as_of=date(2017, 3, 1)) is None


@pytest.mark.parametrize("dimension", ["form", "visit_type"])
def test_需要去重才能统计的分组_说明不能统计_而不给错数(city: Snapshot, dimension: str) -> None:
    with pytest.raises(CannotAnswer, match="去重"):
        city.ask("households", by=dimension)
    assert city.ask("visits", by=dimension)["visits"].sum() == 5


@pytest.mark.parametrize(
    ("dimensions", "where"),
    [
        ((), {"unit": ["市甲局", "市乙局"]}),
        ((), {"level": ["市级机关", "镇街"]}),
    ],
)
def test_几个单位合在一起的户数_说明不能相加(
    city: Snapshot, dimensions: tuple[str, ...], where: dict[str, object]
) -> None:
    with pytest.raises(CannotAnswer, match="去重"):
        city.ask("households", by=dimensions, where=where)


def test_级别和督导小组可以一起分_也是去重的户数(city: Snapshot) -> None:
    sql = "SELECT unit_level, supervision_group, count(DISTINCT household_id) FROM shelf.visits GROUP BY 1, 2"
    expected = {(level, group): n for level, group, n in city.store.connection.cursor().execute(sql).fetchall()}
    for level, group in expected:
        assert by(city, "households", "group", where={"level": level})[group] == expected[level, group]
        assert by(city, "households", "level", where={"group": group})[level] == expected[level, group]
    answer = city.ask("households", by=("level", "group")).set_index(["level", "group"])["households"].to_dict()
    assert answer == expected


def test_完成进度可以按督导小组看(city: Snapshot) -> None:
    # 市甲局 is group 1's: one household, two cadres. 市乙局 is group 2's: two households, one cadre.
    assert by(city, "progress", "group") == {1: pytest.approx(1 / 60), 2: pytest.approx(2 / 30)}


def test_没有督导小组的单位_按小组看户数为空_户次照计(tmp_path: Path) -> None:
    flags = "is_first | is_first_by_unit | is_first_by_level | is_first_by_group | is_first_by_level_group"
    snapshot = tiny(
        tmp_path,
        visits=f"""
            household_id | visit_date | unit_name | unit_level | supervision_group | {flags}
            1            | 2017-03-02 | 市甲局    | 市级机关   | 1                 | true  | true | true | true | true
            1            | 2017-03-03 | 某开发区  | 条管单位   |                   | false | true | true |      |
            2            | 2017-03-04 | 某开发区  | 条管单位   |                   | true  | true | true |      |
        """,
    )
    assert by(snapshot, "visits", "group") == {1: 1, None: 2}
    for metric, expected in (("households", 1), ("repeat_share", 0)):
        assert by(snapshot, metric, "group") == {1: expected, None: None}
    assert one(snapshot, "households") == 2


def test_两个同名的村不会并作一个(city: Snapshot) -> None:
    answer = city.ask("visits", by="village")
    assert list(answer.columns) == ["village", "visits"]
    assert sorted(zip(answer["village"], answer["visits"], strict=True)) == [("新村", 1), ("新村", 4)]
    assert by(city, "visits", "village_id") == {"01": 4, "02": 1}


def test_周从周一算起(city: Snapshot) -> None:
    weeks = by(city, "visits", "week")
    assert weeks == {pd.Timestamp(d): n for d, n in [("2017-02-27", 1), ("2017-03-20", 1), ("2017-04-03", 3)]}


# ── cadres and progress ───────────────────────────────────────────────────────────────────────


def test_干部达标率按达标日期和花名册人数(city: Snapshot) -> None:
    assert one(city, "cadre_target_share", as_of=date(2017, 3, 14)) == 0
    assert one(city, "cadre_target_share", period="2017-03") == pytest.approx(2 / 4)
    assert one(city, "cadres_on_target") == 3
    assert by(city, "cadres", "level") == {"市级机关": 3, "镇街": 1}


def test_没有花名册就没有分母_达标率为空(tmp_path: Path) -> None:
    assert one(tiny(tmp_path), "cadre_target_share") is None


def test_完成进度是市级机关户数除以三十倍干部人数(city: Snapshot) -> None:
    assert one(city, "progress") == pytest.approx(2 / (30 * 3))
    assert by(city, "progress", "unit") == {
        "市甲局": pytest.approx(1 / 60),
        "市乙局": pytest.approx(2 / 30),
    }
    assert one(city, "progress", where={"level": "镇街"}) is None


def test_完成进度与不限级别的户数并列时_各算各的(city: Snapshot) -> None:
    answer = city.ask(["households", "progress"], by="level").set_index("level")
    assert answer["households"].to_dict() == {"市级机关": 2, "镇街": 1}
    assert answer["progress"]["市级机关"] == pytest.approx(2 / 90)
    assert pd.isna(answer["progress"]["镇街"])


# ── issues ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "issues", "solved", "overdue", "oldest"),
    [
        (date(2017, 3, 9), 3, 0, 0, 8),
        (date(2017, 3, 10), 3, 1, 0, 8),
        (date(2017, 3, 20), 3, 1, 0, 18),
        (date(2017, 3, 21), 3, 1, 1, 19),
        (date(2017, 4, 1), 4, 1, 2, 30),
        (date(2017, 4, 2), 4, 2, 1, 24),
        (date(2017, 4, 9), 5, 2, 2, 31),
    ],
)
def test_问题数按当日为止的行和当日的状态(
    city: Snapshot, day: date, issues: int, solved: int, overdue: int, oldest: int
) -> None:
    ids = ["issues", "solved", "pending", "overdue", "oldest_open_days"]
    answer = city.ask(ids, as_of=day).iloc[0].tolist()
    assert answer == [issues, solved, issues - solved, overdue, oldest]


def test_某月只计当月反映的问题_状态是月末的(city: Snapshot) -> None:
    answer = city.ask(["issues", "solved", "pending"], period="2017-03").iloc[0].tolist()
    assert answer == [4, 1, 3]
    assert one(city, "solved", where={"month": "2017-03"}) == 2, "不指明月份时，状态是数据截至日的"


def test_月末还没有到时_状态是数据截至日的(city: Snapshot) -> None:
    """Also of what was raised in March: what is open still is open, whichever month it came in."""
    assert (
        one(city, "oldest_open_days", period="2017-04") == one(city, "oldest_open_days", as_of=date(2017, 4, 10)) == 32
    )


def test_全都没有填是否解决的一组为空_不作零(city: Snapshot) -> None:
    ids = ["issues", "solved", "pending", "solved_share", "overdue", "oldest_open_days", "responded"]
    answer = city.ask(ids, by="unit").set_index("unit").loc["市戊局"]
    assert answer["issues"] == 1
    assert answer.drop("issues").isna().all()


def test_有填有未填的一组_未填的按待解决(city: Snapshot) -> None:
    answer = city.ask(["solved", "pending", "solved_share"], by="unit").set_index("unit").loc["市甲局"]
    assert answer.tolist() == [2, 1, pytest.approx(2 / 3)]


def test_没有行的一组为空_全填未解决的一组为零(city: Snapshot) -> None:
    share = by(city, "solved_share", "unit")
    assert share["市乙局"] == 0
    assert "丙镇" not in share
    assert one(city, "solved_share", where={"unit": "丙镇"}) is None
    assert one(city, "issues", where={"unit": "丙镇"}) is None


def test_一方没有的组在并列时为空(city: Snapshot) -> None:
    answer = city.ask(["visits", "issues", "issues_per_household"], by="unit").set_index("unit")
    assert pd.isna(answer.loc["丙镇", "issues"])
    assert pd.isna(answer.loc["市戊局", "visits"])
    assert answer["issues_per_household"]["市甲局"] == 3
    assert pd.isna(answer["issues_per_household"]["丙镇"])


def test_户均问题数是两数各算之后相除(city: Snapshot) -> None:
    assert one(city, "issues_per_household") == pytest.approx(5 / 2)
    assert one(city, "issues_per_household", as_of=date(2017, 3, 31)) == pytest.approx(4 / 1)


def test_处置与解决分开(city: Snapshot) -> None:
    assert one(city, "responded", as_of=date(2017, 3, 7)) == 1
    assert one(city, "responded_share") == pytest.approx(3 / 5)


def test_未填承办单位的自成一组_各组相加等于全部(city: Snapshot) -> None:
    groups = by(city, "issues", "department")
    assert groups == {"市丁局": 3, "市己局": 1, None: 1}
    assert one(city, "issues", where={"department": None}) == 1
    assert one(city, "issues", where={"department": [None, "市己局"]}) == 2


def test_类别按附件5的次序(city: Snapshot) -> None:
    assert city.ask("issues", by="category")["category"].tolist() == [
        "房屋土地",
        "医疗卫生",
        "其他方面",
        "未分类",
    ]


def test_累计数沿时间相加_没有行的日子照前一天(city: Snapshot) -> None:
    answer = city.ask(["visits", "issues", "solved_share"], by="month", running=True).set_index("month")
    assert answer["visits"].tolist() == [2, 5]
    assert answer["issues"].tolist() == [4, 5]
    assert answer["solved_share"].tolist() == [pytest.approx(2 / 4), pytest.approx(2 / 5)]
    days = city.ask(["visits", "issues"], by="day", running=True).set_index("day")
    assert days.loc["2017-03-20"].tolist() == [2, 3]
    assert pd.isna(days.loc["2017-03-01", "visits"])


def test_不能累计的说明原因(city: Snapshot) -> None:
    with pytest.raises(CannotAnswer, match="累计"):
        city.ask("visits", by="unit", running=True)
    with pytest.raises(CannotAnswer, match="累计"):
        city.ask("oldest_open_days", by="day", running=True)


# ── reports and rows ──────────────────────────────────────────────────────────────────────────


def test_报送及时率按应报日期加宽限两天(city: Snapshot) -> None:
    ids = ["reports_due", "reports_received", "reports_missing", "reports_on_time"]
    assert city.ask(ids).iloc[0].tolist() == [4, 3, 1, 2]
    assert one(city, "on_time_share") == pytest.approx(2 / 4)
    assert one(city, "reports_received", as_of=date(2017, 3, 17)) == 1
    assert by(city, "on_time_share", "unit") == {"市甲局": 1, "市乙局": 0}


def test_读到的行等于采用归并退回之和_合格率不含未读的表(city: Snapshot) -> None:
    ids = ["rows_read", "rows_kept", "rows_merged", "rows_rejected"]
    assert city.ask(ids).iloc[0].tolist() == [14, 11, 2, 1]
    assert one(city, "accepted_share") == pytest.approx(13 / 14)
    refused = city.ask([*ids, "accepted_share"], by="unit").set_index("unit").loc["市戊局"]
    assert refused.isna().all()


def test_不分时段的数不随日期变化(city: Snapshot) -> None:
    assert one(city, "rows_read", as_of=date(2017, 3, 1)) == 14
    assert one(city, "rejections", period="2017-03") == 1


# ── every metric ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("metric", "sql"),
    [
        ("visits", "SELECT count(*) FROM shelf.visits"),
        ("households", "SELECT count(DISTINCT household_id) FROM shelf.visits"),
        ("cadres_on_target", "SELECT count(on_target_date) FROM shelf.cadres"),
        ("solved_share", "SELECT count(solved_date) / count(*) FROM shelf.issues"),
        (
            "oldest_open_days",
            "SELECT max(DATE '2017-04-10' - raised_date) FROM shelf.issues WHERE solved_date IS NULL",
        ),
        (
            "on_time_share",
            "SELECT avg((coalesce(received_date, DATE '9999-01-01') <= report_due_date + 2)::INT) "
            "FROM shelf.due_reports WHERE report_due_date <= DATE '2017-04-10'",
        ),
        ("accepted_share", "SELECT sum(rows_kept + rows_merged) / sum(rows_read) FROM shelf.source_sheets"),
        ("rejections", "SELECT count(*) FROM shelf.rejected_rows"),
    ],
)
def test_指标等于手写的SQL(city: Snapshot, metric: str, sql: str) -> None:
    row = city.store.connection.cursor().execute(sql).fetchone()
    assert row is not None
    assert one(city, metric) == pytest.approx(float(row[0]))


Asked = Mapping[Dimension, Sequence[Metric]]
"""Dimension → the numbers that are split by it."""


@cache
def every_split() -> Asked:
    """The numbers that each dimension splits."""
    by_number = {m: splits(m) for m in METRICS}
    return {d: found for d in DIMENSIONS if (found := [m for m, by in by_number.items() if d in by])}


@cache
def one_of_each_kind() -> Asked:
    """Of every kind of number by every kind of dimension the first."""
    first: dict[tuple[type, str], tuple[Dimension, Metric]] = {}
    for split, numbers in every_split().items():
        for number in numbers:
            first.setdefault((type(number), kind(split)), (split, number))
    asked: dict[Dimension, list[Metric]] = defaultdict(list)
    for split, number in first.values():
        asked[split].append(number)
    return asked


def kind(split: Dimension) -> str:
    """How a dimension's value is had from a row: each part of time is a kind, and so is each way of having a column."""
    if split.id in OF_DAY:
        return split.id
    if split.banded_from:
        return "bands of a number"
    if split.order == rules.YES_NO:
        return "yes or no"
    if split.distinguished_by:
        return "names that are told apart by another column"
    return "one of a list" if split.order else "as it stands"


KINDS_THEN_ALL = pytest.mark.parametrize(
    "splits_of", [one_of_each_kind, pytest.param(every_split, marks=pytest.mark.slow)], ids=lambda one: one.__name__
)


def test_每种数按每种维度都有一例() -> None:
    pairs = {(type(m), kind(split)) for split, numbers in every_split().items() for m in numbers}
    examples = [(type(m), kind(split)) for split, numbers in one_of_each_kind().items() for m in numbers]
    assert len(examples) == len(pairs) and set(examples) == pairs
    assert {of for of, _ in pairs} == set(get_args(Metric))
    assert {by for _, by in pairs} == {kind(d) for d in DIMENSIONS if not d.only_narrows}


def test_空快照里每个指标都为空(nothing: Snapshot) -> None:
    answer = nothing.ask([m.id for m in METRICS])
    assert answer[[m.id for m in METRICS]].isna().all(axis=None)


@KINDS_THEN_ALL
def test_空快照里每个可用的维度都能问(nothing: Snapshot, splits_of: Callable[[], Asked]) -> None:
    for split, numbers in splits_of().items():
        assert nothing.ask([m.id for m in numbers], by=split.id).empty, split.id


def test_指标代号和中文名都不重复() -> None:
    assert len({m.id for m in METRICS}) == len(METRICS)
    assert len({m.label for m in METRICS}) == len(METRICS)


def test_整数可为空_占比是小数(city: Snapshot) -> None:
    types = city.ask(["issues", "solved_share", "oldest_open_days", "rows_read", "progress"]).dtypes
    assert [str(t) for t in types] == ["Int64", "float64", "Int64", "Int64", "float64"]


def test_文档与声明一致() -> None:
    assert differing() == []


# ── shares and ratios ─────────────────────────────────────────────────────────────────────────


def test_分子不是由分母得来的占比不能成立() -> None:
    with pytest.raises(CannotAnswer, match="分子可能超出分母"):
        Share(id="x", label="户均", part=ISSUES, whole=VISITS)
    lookalike = Count(id="y", label="另数的问题", unit="件", table="issues", conditions=SOLVED.conditions)
    with pytest.raises(CannotAnswer):
        Share(id="x", label="解决率", part=lookalike, whole=ISSUES)
    with pytest.raises(CannotAnswer):
        Share(id="x", label="倒置", part=ISSUES, whole=SOLVED)
    with pytest.raises(CannotAnswer):
        ISSUES.where(id="z", label="别的列", only=("household_id",))


def test_同一张表上的两数不许用比值绕开占比() -> None:
    with pytest.raises(CannotAnswer, match="占比"):
        Ratio(id="x", label="解决", top=SOLVED, bottom=ISSUES, unit="件")


@KINDS_THEN_ALL
def test_占比从不超出零到一(city: Snapshot, splits_of: Callable[[], Asked]) -> None:
    for split, numbers in splits_of().items():
        shares = [m.id for m in numbers if isinstance(m, Share)]
        if shares:
            values = city.ask(shares, by=split.id)[shares].melt()["value"].dropna()
            assert values.between(0, 1).all(), split.id


# ── filters ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("value", ["'; DROP TABLE visits; --", "甲' OR '1'='1", 'x" OR 1=1', "%", "\\", "甲\n乙"])
def test_筛选值只是值_不是语句(city: Snapshot, value: str) -> None:
    assert one(city, "visits", where={"unit": value}) is None
    assert city.count_rows("visits", where={"unit": value}) == 0
    assert one(city, "visits") == 5


def test_带引号的单位名照样能筛选(tmp_path: Path) -> None:
    snapshot = tiny(tmp_path, issues="unit_name | raised_date\n 某'局\" | 2017-03-01")
    assert one(snapshot, "issues", where={"unit": "某'局\""}) == 1


def test_维度名不能夹带语句(city: Snapshot) -> None:
    for name in ("unit; DROP TABLE visits", "visitor_names", "household_id", ""):
        with pytest.raises(CannotAnswer, match="维度"):
            city.ask("visits", by=name)
        with pytest.raises(CannotAnswer, match=r"维度|一户人家"):
            city.ask("visits", where={name: "x"})


def test_范围与筛选同时满足_不能用筛选走出范围(city: Snapshot) -> None:
    scope = Scope("天宁区", EVERYWHERE.role, {"district": ("天宁区",)})
    assert one(city, "visits", scope=scope) == 1
    assert one(city, "visits", scope=scope, where={"district": "武进区"}) is None
    assert one(city, "visits", scope=scope, where={"district": ["武进区", "天宁区"]}) == 1
    assert (
        one(city, "households", scope=Scope("甲", EVERYWHERE.role, {"unit": ("市甲局",)}), where={"unit": "丙镇"})
        is None
    )
    assert one(city, "visits", scope=Scope("无", EVERYWHERE.role, {"district": ()})) is None


def test_表上没有范围的维度时_拒绝而不是放开(city: Snapshot) -> None:
    scope = Scope("天宁区", EVERYWHERE.role, {"district": ("天宁区",)})
    with pytest.raises(CannotAnswer):
        city.ask("cadres", scope=scope)
    with pytest.raises(CannotAnswer):
        city.rows("rejected_rows", scope=scope)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"metrics": "nothing"}, "没有“nothing”这个指标。现有指标：visits（走访户次）、households（走访户数）"),
        ({"metrics": "visits", "by": "nothing"}, "没有“nothing”这个维度。现有维度：unit（走访单位）"),
        ({"metrics": "visits", "by": "category"}, "“走访”表不能按“类别”（category）统计。可用维度：unit"),
        ({"metrics": "issues_per_household", "by": "category"}, "“走访”表不能按“类别”"),
        ({"metrics": "visits", "period": "2017-13"}, "时段应写作 2017-03（月）"),
        ({"metrics": "visits", "where": {"group": "一"}}, "应写作整数"),
        ({"metrics": "visits", "where": {"day": "三月"}}, "日期"),
        ({"metrics": []}, "哪个指标"),
    ],
)
def test_问错了的以中文说明并列出可用的(city: Snapshot, question: dict[str, object], sentence: str) -> None:
    with pytest.raises(CannotAnswer) as raised:
        city.ask(**question)
    assert sentence in str(raised.value)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda t: t.name)
def test_个人栏目不出快照(city: Snapshot, table: schema.Table) -> None:
    assert list(city.rows(table.name).columns) == [c.name for c in table.public]
    for column in table.columns:
        if column.personal:
            for question in ({"columns": [column.name]}, {"order": column.name}, {"where": {column.name: "x"}}):
                with pytest.raises(CannotAnswer):
                    city.rows(table.name, **question)


def test_数背后的行与数相等(city: Snapshot) -> None:
    for metric in ("issues", "solved", "pending", "overdue", "solved_share", "visits", "households"):
        table = "visits" if metric in ("visits", "households") else "issues"
        count = "solved" if metric == "solved_share" else metric
        for day in (date(2017, 3, 15), date(2017, 4, 10)):
            rows = city.count_rows(table, as_of=day, counted_by=metric)
            assert rows == one(city, count, as_of=day)
            assert len(city.rows(table, as_of=day, counted_by=metric)) == rows


def test_几个数各取一行_与分别去看的一样_没有行的数没有行(city: Snapshot) -> None:
    columns, question = ("issue_id", "status"), {"as_of": date(2017, 4, 10), "where": {"district": "武进区"}}
    counts = ("issues", "solved", "pending", "overdue", "refuted")
    alone = {count: city.rows("issues", columns=columns, counted_by=count, limit=1, **question) for count in counts}
    rows = city.row_of_each("issues", columns, counts, **question).set_index("counted_by")
    assert set(rows.index) == {count for count, row in alone.items() if len(row)} < set(counts)
    for count, row in rows.iterrows():
        assert row.tolist() == alone[count].iloc[0].tolist()
    with pytest.raises(CannotAnswer):
        city.row_of_each("issues", columns, ("issues", "visits"))


def test_明细可排序分页_页间不重不漏(city: Snapshot) -> None:
    question = {"columns": ["issue_id"], "order": "status", "descending": True, "limit": 2}
    pages = [city.rows("issues", offset=i, **question)["issue_id"].tolist() for i in (0, 2, 4)]
    assert sorted(i for page in pages for i in page) == [1, 2, 3, 4, 5]
    assert pages[0] == city.rows("issues", **question)["issue_id"].tolist()


def test_明细可按公开栏目筛选(city: Snapshot) -> None:
    assert city.count_rows("visits", scope=DESK, where={"household_id": 1, "month": "2017-04"}) == 2
    assert city.count_rows("visits", where={"is_first": False}) == 3
    assert city.count_rows("issues", where={"solved_date": None}) == 3
    with pytest.raises(CannotAnswer):
        city.rows("nothing")
    with pytest.raises(CannotAnswer):
        city.rows("issues", counted_by="visits")


# ── the shelf ─────────────────────────────────────────────────────────────────────────────────


def test_没有快照时说明该运行的命令(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="python -m etl load"):
        open_current(tmp_path)
    with pytest.raises(NoSnapshot, match="python -m etl load"):
        open_snapshot(tmp_path, "2017")
    with pytest.raises(NoSnapshot):
        open_snapshot(tmp_path / "shelf", "../shelf")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "campaign.duckdb").write_bytes(b"not a database")
    with pytest.raises(NoSnapshot, match="无法打开"):
        open_snapshot(tmp_path, "broken")


def test_换了当前快照_已打开的仍是旧数_新打开的是新数(tmp_path: Path) -> None:
    old = tiny(tmp_path, snapshot_id="one", visits="visit_date\n2017-03-01")
    new = tiny(tmp_path, snapshot_id="two", visits="visit_date | ×\n2017-03-01 | 3")
    assert (old.id, one(old, "visits")) == ("one", 1)
    assert (new.id, one(new, "visits")) == ("two", 3)


def test_连接只读_不能出库(city: Snapshot, tmp_path: Path) -> None:
    cursor = city.store.connection.cursor()
    for sql in (
        "DELETE FROM shelf.visits",
        f"COPY shelf.visits TO '{tmp_path / 'out.csv'}'",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SET enable_external_access = true",
        f"ATTACH '{tmp_path / 'other.duckdb'}'",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(sql)


def test_快照自报编号和数据截至日(city: Snapshot) -> None:
    assert city.data_date == date(2017, 4, 10)
    assert city.id == "tiny"


# ── how a number is written ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0.0%"), (1 / 53986, "<0.1%"), (13174 / 53986, "24.4%"), (53985 / 53986, ">99.9%"), (1, "100.0%")],
)
def test_不到全部不写百分之百_不是没有不写零(share: float, written: str) -> None:
    assert format_share(share) == written


def test_空写作横线_大数用万(city: Snapshot) -> None:
    assert format_value("households", pd.NA) == "—"
    assert format_value("solved_share", float("nan")) == "—"
    assert format_value("issues", 0) == "0"
    assert format_value("issues_per_household", 0.2145) == "0.21"
    assert format_headline("households", 251633) == "25.16万户"
    assert format_headline("issues", 9999) == "9,999件"
    assert format_headline("solved_share", None) == "—"


# ── the drawing itself ────────────────────────────────────────────────────────────────────────


def test_画错的表会报错_不会悄悄少列(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        tiny(tmp_path / "a", visits="no_such_column\n1")
    with pytest.raises(KeyError):
        tiny(tmp_path / "b", no_such_table="a\n1")
    with pytest.raises(ValueError, match="2 cells"):
        tiny(tmp_path / "c", visits="visit_date\n2017-03-01 | 1")
    assert drawn("a|b\n---+---\n1|") == [["a", "b"], ["1", ""]]


def test_按状态分时_后来才解决的问题在当日还是待解决(tmp_path: Path) -> None:
    snapshot = tiny(
        tmp_path,
        data_date="2017-04-10",
        issues="""
            issue_id | raised_date | solved_date | status
            1        | 2017-03-02  | 2017-03-20  | 已解决
            2        | 2017-03-03  | 2017-03-05  | 已解决
        """,
    )
    then = snapshot.ask(["issues", "solved"], by="status", as_of=date(2017, 3, 11)).set_index("status")
    assert then["issues"].to_dict() == {"已解决": 1, "待解决": 1}
    assert then["solved"].to_dict() == {"已解决": 1, "待解决": 0}
    behind = snapshot.rows(
        "issues", as_of=date(2017, 3, 11), counted_by="pending", columns=["issue_id", "status", "solved_date"]
    )
    assert behind["issue_id"].tolist() == [1] and behind["status"].tolist() == ["待解决"]
    assert behind["solved_date"].isna().all()
