"""Does a period mean the same days everywhere, and is it compared with days that can be compared?"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from campaign import rules
from campaign.dimensions import CannotAnswer
from campaign.snapshot import Snapshot
from tests.test_numbers import ISSUE_ROWS, VISIT_ROWS, by, one
from tests.tiny import tiny


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    root = tmp_path_factory.mktemp("periods")
    return tiny(root, data_date="2017-04-10", visits=VISIT_ROWS, issues=ISSUE_ROWS)


# ── what a period is called ───────────────────────────────────────────────────────────────────


def test_每一天的月_半月_周_都能按自己的代号问回来() -> None:
    day = date(2016, 12, 20)  # over a year's end, where the ISO year is not the calendar's
    while day < date(2018, 1, 15):
        for period in (rules.month(day.year, day.month), rules.half_month(day), rules.week(day)):
            assert rules.period(period.id) == period
            assert period.start <= day <= period.end
        day += timedelta(days=1)


def test_几个代号是哪几天() -> None:
    said = {
        "2017-02": (date(2017, 2, 1), date(2017, 2, 28)),
        "2017-02-下": (date(2017, 2, 16), date(2017, 2, 28)),
        "2017-03-上": (date(2017, 3, 1), date(2017, 3, 15)),
        "2017-W01": (date(2017, 1, 2), date(2017, 1, 8)),
        "2017-W12": (date(2017, 3, 20), date(2017, 3, 26)),
    }
    assert {name: (rules.period(name).start, rules.period(name).end) for name in said} == said


@pytest.mark.parametrize(
    "said",
    ["2017-13", "2017-3", "0000-01", "2017-03-中", "2017-W53", "2017-W00", "２０１７-03", "三月", "", "2017-03\n"],
)
def test_不是时段的_以中文说明该怎么写(city: Snapshot, said: str) -> None:
    with pytest.raises(CannotAnswer, match=r"时段应写作 2017-03（月）、2017-03-上"):
        city.ask("visits", period=said)


# ── what a period counts ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "as_of", "issues", "solved"),
    [
        ("2017-03", None, 4, 1),
        ("2017-03-上", None, 3, 1),
        ("2017-03-下", None, 1, None),
        ("2017-W09", None, 2, 0),
        ("2017-03-上", date(2017, 3, 5), 2, 0),
        ("2017-03-上", date(2017, 4, 10), 3, 2),
        ("2017-03", date(2017, 4, 1), 4, 1),
        ("2017-04", date(2017, 4, 5), None, None),
        ("2017-04", date(2017, 3, 31), None, None),
    ],
)
def test_时段里的行算到截至日_状态是截至日的(
    city: Snapshot, period: str, as_of: date | None, issues: int | None, solved: int | None
) -> None:
    assert one(city, "issues", period=period, as_of=as_of) == issues
    assert one(city, "solved", period=period, as_of=as_of) == solved
    assert city.count_rows("issues", period=period, as_of=as_of) == (issues or 0)
    assert len(city.rows("issues", period=period, as_of=as_of)) == (issues or 0)


def test_两个半月合起来是一个月_四个半月合起来是累计(city: Snapshot) -> None:
    for metric in ("visits", "households", "issues"):
        halves = by(city, metric, "half")
        months = by(city, metric, "month")
        for month, whole in months.items():
            assert sum(n for half, n in halves.items() if half.startswith(month)) == whole
        assert sum(halves.values()) == one(city, metric)
        assert {half: one(city, metric, period=half, as_of=date(2017, 4, 10)) for half in halves} == halves


def test_半月按先后排_也能累计(city: Snapshot) -> None:
    running = city.ask("visits", by="half", running=True)
    assert running["half"].tolist() == ["2017-03-上", "2017-03-下", "2017-04-上"]
    assert running["visits"].tolist() == [1, 2, 5]
    assert one(city, "visits", where={"half": "2017-04-上"}) == 3


def test_按周筛选和按周问是同一批行(city: Snapshot) -> None:
    weeks = by(city, "visits", "week")
    for monday, n in weeks.items():
        assert one(city, "visits", period=rules.week(pd.Timestamp(monday).date()).id) == n
