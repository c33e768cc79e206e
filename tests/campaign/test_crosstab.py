"""Is every cell and every total of a crosstab the answer to its own question?"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pandas as pd
import pytest

from campaign.numbers import crosstab
from campaign.numbers.crosstab import Crosstab, Question, answered, name_of
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.metrics import METRICS
from campaign.numbers.snapshot import Snapshot
from campaign.numbers.wording import as_number
from tests.tiny import tiny

# 市甲局 and 市乙局 both visit household 1; 天宁区 solves 1 of 1, 武进区 1 of 4.
VISITS = """
    visit_date | household_id | unit_name | unit_level | district | is_first | is_first_by_unit | is_first_by_level
    2017-03-02 | 1            | 市甲局    | 市级机关   | 天宁区   | true     | true             | true
    2017-03-09 | 1            | 市乙局    | 市级机关   | 天宁区   | false    | true             | false
    2017-03-22 | 2            | 市乙局    | 市级机关   | 武进区   | true     | true             | true
"""
ISSUES = """
    raised_date | unit_name | unit_level | district | town_name | village_name | village_id | category | solved_date | status | issue_text
    2017-03-02  | 市甲局    | 市级机关   | 天宁区   | 甲镇      | 新民村       | 1          | 平安治理 | 2017-03-05  | 已解决 | 路灯不亮
    2017-03-09  | 市乙局    | 市级机关   | 武进区   | 乙镇      | 新民村       | 2          | 平安治理 |             | 待解决 | 路灯不亮
    2017-03-10  | 市乙局    | 市级机关   | 武进区   | 乙镇      | 新民村       | 2          | 房屋土地 |             | 待解决 | 漏雨
    2017-03-22  | 市乙局    | 市级机关   | 武进区   | 乙镇      | 兴隆村       | 3          | 平安治理 | 2017-03-25  | 已解决 | 噪声
    2017-03-22  | 市乙局    | 市级机关   | 武进区   | 乙镇      |              |            |          |             | 待解决 | 其他
"""
CARDS = """
    unit_name | unit_level | card_count | card_count_bound
    市甲局    | 市级机关   | 100        | ≥
    市乙局    | 市级机关   | 20         |
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return tiny(tmp_path_factory.mktemp("city"), visits=VISITS, issues=ISSUES, card_counts=CARDS)


WEEKS = [date(2017, 2, 27) + timedelta(days=7 * n) for n in range(5)]
"""From the first issue up to the day of the data, the last one without any."""


def drawn(table: Crosstab, number: str) -> list[list[object]]:
    """One number's table as it is read: the heads above, each row with its names before it."""
    levels = max(len(head.names) for head in table.columns)
    before = [""] * len(table.question.down)
    heads = [[*before, *(head.names[level] for head in table.columns)] for level in range(levels)]
    return heads + [
        [*row.names, *(cell.value for cell in cells)]
        for row, cells in zip(table.rows, table.cells[number], strict=True)
    ]


def test_行列和时间_每一层都有合计(city: Snapshot) -> None:
    table = answered(city, Question(("issues",), ("category",), "district", "week"))
    assert drawn(table, "issues") == [
        ["", *["武进区"] * 6, *["天宁区"] * 6, *["合计"] * 6],
        ["", *[*map(name_of, ["week"] * 5, WEEKS), "合计"] * 3],
        ["房屋土地", None, 1, None, None, None, 1, None, None, None, None, None, None, None, 1, None, None, None, 1],
        ["平安治理", None, 1, None, 1, None, 2, 1, None, None, None, None, 1, 1, 1, None, 1, None, 3],
        ["（未填）", None, None, None, 1, None, 1, None, None, None, None, None, None, None, None, None, 1, None, 1],
        ["合计", None, 2, None, 2, None, 4, 1, None, None, None, None, 1, 1, 2, None, 2, None, 5],
    ]  # fmt: skip


def test_两个单位走访的一户_合计里只算一户(city: Snapshot) -> None:
    table = answered(city, Question(("households",), ("unit",)))
    assert drawn(table, "households") == [[""], ["市乙局", 2], ["市甲局", 1], ["合计", 2]][1:]
    assert drawn(table, "visits") == [["市乙局", 2], ["市甲局", 1], ["合计", 3]]


def test_占比的合计是整体的占比_不是各行的平均(city: Snapshot) -> None:
    table = answered(city, Question(("solved_share",), ("district",)))
    assert drawn(table, "solved_share") == [["武进区", 0.25], ["天宁区", 1.0], ["合计", 0.4]]


def test_两层的行只有确有的组合_同名的村分得开_没有惯例顺序的大的在前(city: Snapshot) -> None:
    table = answered(city, Question(("issues",), ("town", "village")))
    assert drawn(table, "issues") == [
        ["乙镇", "新民村", 2], ["乙镇", "兴隆村", 1], ["乙镇", "（未填）", 1], ["甲镇", "新民村", 1], ["合计", "", 5],
    ]  # fmt: skip
    assert table.rows[0].where == {"town": "乙镇", "village": "新民村", "village_id": "2"}
    same_name = answered(city, Question(("issues",), ("village",)))
    assert [row.where.get("village_id") for row in same_name.rows] == ["2", "3", "1", None, None]


def test_没有行时时间作行_没有问题的日子也在(city: Snapshot) -> None:
    table = answered(city, Question(("issues",), (), "district", "half"))
    assert drawn(table, "issues") == [
        ["", "武进区", "天宁区", "合计"],
        ["2017年3月上半月", 2, 1, 3],
        ["2017年3月下半月", 2, None, 2],
        ["合计", 4, 1, 5],
    ]
    days = answered(city, Question(("issues",), (), "", "day"))
    assert len(days.rows) == 31, "2日到末日31日，和合计"
    assert days.rows[2].where == {"day": date(2017, 3, 4)}


def test_不分行列只有一个合计(city: Snapshot) -> None:
    table = answered(city, Question(("issues",)))
    assert [len(table.rows), len(table.columns)] == [1, 1]
    assert drawn(table, "issues") == [[5]]


def test_不能这样分的数不在表里_写明原因(city: Snapshot) -> None:
    table = answered(city, Question(("issues", "households", "cadres"), ("category",)))
    assert list(table.cells) == ["issues"]
    assert "不能按“类别”" in table.left_out["households"] or "不能按“类别”" in table.left_out["visits"]
    assert "不能按“类别”" in table.left_out["cadres"]
    assert answered(city, Question(("cadres",), ("category",))).cells == {}


def test_问不出的合计空着_写明原因(city: Snapshot) -> None:
    table = answered(city, Question(("households",), ("unit",), "level"), where={"unit": ["市甲局", "市乙局"]})
    assert [row[-1].value for row in table.cells["households"]] == [2, 1, None]
    assert "无法相加" in table.without_total["households"]
    several = answered(city, Question(("households",), ("level",)), where={"level": ["市级机关", "镇街"]})
    assert [row[0].value for row in several.cells["households"]] == [2, None]
    assert "无法相加" in several.without_total["households"]
    assert [row[0].value for row in several.cells["visits"]] == [3, 3]


def test_该并列的数总在旁边(city: Snapshot) -> None:
    assert Question(("solved_share",)).shown == ("solved_share", "confirmed_share")
    assert Question(("households", "issues")).shown == ("households", "visits", "issues")


def test_约数带到合计(city: Snapshot) -> None:
    table = answered(city, Question(("cards",), ("unit",)))
    assert [(row[0].value, row[0].bound) for row in table.cells["cards"]] == [(100, "≥"), (20, None), (120, "≥")]


def test_筛选也作用于合计(city: Snapshot) -> None:
    table = answered(city, Question(("issues",), ("district",)), where={"text": "路灯"}, period="2017-03-上")
    assert drawn(table, "issues") == [["武进区", 1], ["天宁区", 1], ["合计", 2]]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"numbers": ()}, "没有指明"),
        ({"numbers": ("none",)}, "没有“none”这个指标"),
        ({"numbers": ("issues",), "rows": ("none",)}, "没有“none”这个维度"),
        ({"numbers": ("issues",), "rows": ("unit", "town", "level")}, "最多按两个维度"),
        ({"numbers": ("issues",), "rows": ("unit",), "columns": "unit"}, "写了两次"),
        ({"numbers": ("issues",), "rows": ("week",)}, "写在时间里"),
        ({"numbers": ("issues",), "columns": "text"}, "只能用来筛选"),
        ({"numbers": ("issues",), "grain": "year"}, "没有“year”这种分法"),
    ],
)
def test_不成表的问题说明原因(question: dict[str, object], sentence: str) -> None:
    with pytest.raises(CannotAnswer, match=sentence):
        Question(**question)  # type: ignore[arg-type]


def test_太大的表不列_说明有多大(city: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crosstab, "MOST_ROWS", 2)
    with pytest.raises(CannotAnswer, match="有 3 行，太大了，最多 2 行"):
        answered(city, Question(("issues",), ("category",)))
    monkeypatch.setattr(crosstab, "MOST_COLUMNS", 2)
    with pytest.raises(CannotAnswer, match="有 3 列，太大了，最多 2 列"):
        answered(city, Question(("issues",), ("district",), "category"))


# ── any question ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(6))
def test_每一格每个合计都等于单独去问(city: Snapshot, seed: int) -> None:
    chance = random.Random(seed)
    names = [d.id for d in chance.sample(crosstab.axes(), 3) if d.id != "district"]
    question = Question(
        ("issues", *(m.id for m in chance.sample(METRICS, 2))),
        tuple(names[: chance.randint(0, 2)]),
        chance.choice(("", "district")),
        chance.choice(("", *crosstab.GRAINS)),
    )
    table = answered(city, question)
    answers: dict[tuple[str, ...], pd.DataFrame] = {}
    for number, rows in table.cells.items():
        for row, cells in zip(table.rows, rows, strict=True):
            for column, cell in zip(table.columns, cells, strict=True):
                where = {**row.where, **column.where}
                split = (number, *where)
                if split not in answers:
                    answers[split] = city.ask(number, by=list(where))
                assert cell.value == of_group(answers[split], number, where), (number, where)


def of_group(answer: pd.DataFrame, number: str, where: dict[str, object]) -> float | None:
    """The number of one group."""
    for name, value in where.items():
        plain = pd.Timestamp(value) if isinstance(value, date) else value
        answer = answer[answer[name].isna() if value is None else answer[name] == plain]
    return as_number(answer[number].iloc[0]) if len(answer) else None
