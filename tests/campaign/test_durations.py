"""Does the time to solve count what is still open, and is the estimator the published one?"""

from __future__ import annotations

from datetime import date, timedelta
from math import inf, isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from campaign.numbers.durations import OPEN, OTHERWISE, SO, curve, estimates
from campaign.numbers.metrics import METRICS
from campaign.numbers.wording import format_headline, format_value
from tests.tiny import tiny

REMISSION = {6: (3, 1), 7: (1, 0), 9: (0, 1), 10: (1, 1), 11: (0, 1), 13: (1, 0), 16: (1, 0), 17: (0, 1), 19: (0, 1),
             20: (0, 1), 22: (1, 0), 23: (1, 0), 25: (0, 1), 32: (0, 2), 34: (0, 1), 35: (0, 1)}  # fmt: skip
"""Freireich and others, Blood 1963: weeks in remission of 21 patients on 6-MP, (relapsed, still in remission)."""
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
"""The product-limit estimate that textbooks print for them: the share still in remission."""


def estimate(table: pd.DataFrame, days: int | None) -> float:
    return estimates(table, [days])[0]


def events(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """Rows that have all been watched for as long as the longest of them."""
    table = pd.DataFrame(rows, columns=["days", "ending", "rows"])
    return table.assign(watched=table["days"].max())


def test_与公布的白血病缓解数据的已知答案一致() -> None:
    table = events(
        *((week, SO, relapsed) for week, (relapsed, _) in REMISSION.items() if relapsed),
        *((week, OPEN, still) for week, (_, still) in REMISSION.items() if still),
    )
    assert table["rows"].sum() == 21
    times, incidence = curve(table)
    answer = dict(zip(times, 1 - incidence, strict=True))
    assert {week: round(answer[week], 3) for week in PUBLISHED} == PUBLISHED
    assert estimate(table, None) == 23


def test_数着行数的事件表与一行一件的一样() -> None:
    counted = events((3, SO, 5), (3, OPEN, 2), (8, OTHERWISE, 4), (9, SO, 7), (20, OPEN, 6))
    each = counted.loc[counted.index.repeat(counted["rows"])].assign(rows=1)
    for days in (5, 14, None):
        assert estimate(counted, days) == pytest.approx(estimate(each, days))


def test_没有未解决的也没有别的了结时_就是解决的比例() -> None:
    table = events((2, SO, 3), (10, SO, 1), (40, SO, 6)).assign(watched=60)
    assert estimate(table, 14) == pytest.approx(0.4)
    assert estimate(table, 30) == pytest.approx(0.4)
    assert estimate(table, None) == 40


def test_解释和撤销是另一种了结_不当作没看完的拿掉() -> None:
    table = events((5, SO, 25), (5, OTHERWISE, 50), (30, OPEN, 25))
    assert estimate(table, 14) == pytest.approx(0.25)
    assert estimate(table, None) == inf, "只有四分之一解决了，解释的不算"


def test_看满天数的不到五件_不猜() -> None:
    assert isnan(estimate(events((3, SO, 4), (10, OPEN, 6)), 14))
    assert isnan(estimate(events((3, SO, 2), (20, OPEN, 2)), 14))
    assert isnan(estimate(events(), 14)) and isnan(estimate(events(), None))


def test_看得最久的碰巧先解决_不当作全都解决() -> None:
    """15 issues of one week: those watched longest are solved, the other 11 are open and were watched for less."""
    table = pd.DataFrame(
        {"days": [4, 6, 1, 3], "ending": [SO, SO, OPEN, OPEN], "watched": [6, 6, 1, 3], "rows": [3, 1, 6, 5]}
    )
    assert isnan(estimate(table, 14)) and estimate(table, None) == inf


def test_都已经了结_照样要看满天数() -> None:
    table = events((3, SO, 4), (10, SO, 6))
    assert isnan(estimate(table, 14))
    assert estimate(table.assign(watched=14), 14) == 1


def test_一件没解决的_比例为零_中位数尚未过半() -> None:
    table = events((20, OPEN, 9), (21, OTHERWISE, 1))
    assert (estimate(table, 14), estimate(table, None)) == (0, inf)
    assert format_value("solve_median", inf) == format_headline("solve_median", inf) == "尚未过半"


def test_当天就解决的算在第零天() -> None:
    assert estimate(events((0, SO, 6), (20, OPEN, 2)), 14) == pytest.approx(0.75)


DAYS_TO_HALF = 50
NEVER = 0.25


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, float]:
    """31 × 2,000 issues raised evenly through March; a quarter is never solved, half of all within 50 days."""
    chance = np.random.default_rng(20170331)
    # Of those that are ever solved two thirds are by day 50: then half of all are.
    rate = -np.log(1 - 0.5 / (1 - NEVER)) / DAYS_TO_HALF
    true_share = (1 - NEVER) * (1 - np.exp(-rate * 15))
    lines = ["× | raised_date | raised_date_basis | solved_date | status"]
    for raised in (date(2017, 3, 1) + timedelta(days=n) for n in range(31)):
        days = np.floor(chance.exponential(1 / rate, 2000))
        days[chance.random(2000) < NEVER] = np.inf
        for day, n in zip(*np.unique(days, return_counts=True), strict=True):
            solved = "" if np.isinf(day) else f"{raised + timedelta(days=int(day))}"
            lines.append(f"{n} | {raised} | written | {solved} | {'已解决' if solved else '待解决'}")
    snapshot = tiny(tmp_path_factory.mktemp("march"), data_date="2017-07-31", issues="\n".join(lines))
    return snapshot, true_share


@pytest.mark.parametrize("cut_off", ["2017-03-31", "2017-04-15", "2017-04-30", "2017-05-31", "2017-06-30"])
def test_均匀反映_中位数五十天的问题_无论哪天截止_十四天比例不差一个百分点(march, cut_off: str) -> None:
    snapshot, truth = march
    answer = snapshot.ask(["solved_in_14", "solve_median"], as_of=date.fromisoformat(cut_off)).iloc[0]
    assert answer["solved_in_14"] == pytest.approx(truth, abs=0.01)
    if cut_off < "2017-04-20":
        assert answer["solve_median"] == inf, "看得最久的还不到五十天"
    else:
        assert answer["solve_median"] == pytest.approx(DAYS_TO_HALF, abs=2)


def test_只算办结的平均天数哪里都没有() -> None:
    root = Path(__file__).resolve().parents[2]
    counting = [
        root / "campaign" / "numbers" / f"{name}.py"
        for name in ("metrics", "kinds", "questions", "durations", "snapshot")
    ]
    for file in (*counting, *(root / "pages").rglob("*.py"), *(root / "exports").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        assert ".mean(" not in text and "avg(" not in text, f"{file}：办结的平均天数不许出现"
    assert not any("平均" in m.label for m in METRICS)


def test_按单位_类别_月份各算各的(tmp_path: Path) -> None:
    snapshot = tiny(
        tmp_path,
        data_date="2017-04-30",
        issues="""
            × | raised_date | raised_date_basis | solved_date | status | district | department | category
            15 | 2017-03-01  | written | 2017-03-05  | 已解决 | 天宁区   | 甲局       | 房屋土地
            5 | 2017-03-01  | written |             | 待解决 | 天宁区   | 甲局       | 房屋土地
            8 | 2017-04-01  | written |             | 待解决 | 武进区   | 乙局       | 医疗卫生
        """,
    )
    for by, expected in (
        ("district", {"天宁区": 0.75, "武进区": 0.0}),
        ("department", {"甲局": 0.75, "乙局": 0.0}),
        ("category", {"房屋土地": 0.75, "医疗卫生": 0.0}),
        ("month", {"2017-03": 0.75, "2017-04": 0.0}),
    ):
        answer = snapshot.ask("solved_in_14", by=by)
        assert dict(zip(answer[by], answer["solved_in_14"], strict=True)) == pytest.approx(expected)
