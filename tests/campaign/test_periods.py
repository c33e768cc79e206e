"""Does a period mean the same days everywhere, and is it compared with days that can be compared?"""

from __future__ import annotations

from datetime import date, timedelta
from math import inf
from pathlib import Path

import pandas as pd
import pytest

from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.figure import Figure
from campaign.numbers.metrics import SOLVE_MEDIAN, SOLVED_SHARE
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from pages.parts.bar import periods
from pages.parts.view import View
from tests.campaign.test_numbers import ISSUE_ROWS, VISIT_ROWS, by, one
from tests.rooms import room_of
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
    days = {
        "2017-02": (date(2017, 2, 1), date(2017, 2, 28)),
        "2017-02-下": (date(2017, 2, 16), date(2017, 2, 28)),
        "2017-03-上": (date(2017, 3, 1), date(2017, 3, 15)),
        "2017-W01": (date(2017, 1, 2), date(2017, 1, 8)),
        "2017-W12": (date(2017, 3, 20), date(2017, 3, 26)),
    }
    assert {name: (rules.period(name).start, rules.period(name).end) for name in days} == days


@pytest.mark.parametrize(
    "written",
    ["2017-13", "2017-3", "0000-01", "2017-03-中", "2017-W53", "2017-W00", "２０１７-03", "三月", "", "2017-03\n"],
)
def test_不是时段的_以中文说明该怎么写(city: Snapshot, written: str) -> None:
    with pytest.raises(CannotAnswer, match=r"时段应写作 2017-03（月）、2017-03-上"):
        city.ask("visits", period=written)


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


# ── what a period is compared with ────────────────────────────────────────────────────────────


def _view(snapshot: Snapshot, period: str | None = None, as_of: date | None = None) -> View:
    return View(room_of(snapshot), as_of, period)


@pytest.mark.parametrize(
    ("period", "as_of", "span", "words", "earlier", "until"),
    [
        # The data ends on Monday, 10 April.
        ("2017-04", None, "2017年4月（至10日）", "较3月同期（1日—10日）", "2017-03", date(2017, 3, 10)),
        (
            "2017-04-上",
            None,
            "2017年4月上半月（至10日）",
            "较3月下半月同期（16日—25日）",
            "2017-03-下",
            date(2017, 3, 25),
        ),
        ("2017-W15", None, "4月10日-4月16日（至10日）", "较4月3日-4月9日同期（3日）", "2017-W14", date(2017, 4, 3)),
        ("2017-W14", None, "4月3日-4月9日", "较3月27日-4月2日", "2017-W13", None),
        ("2017-03-下", None, "2017年3月下半月", "较3月上半月", "2017-03-上", None),
        (None, None, "截至4月10日", "较3月10日", None, date(2017, 3, 10)),
        (None, date(2017, 4, 2), "截至4月2日", "较3月2日", None, date(2017, 3, 2)),
    ],
)
def test_没完的时段与上一时段的同样几天比_完了的与整个上一时段比(
    city: Snapshot, period: str | None, as_of: date | None, span: str, words: str, earlier: str | None, until: date
) -> None:
    view = _view(city, period, as_of)
    assert (view.span, view.before_words) == (span, words)
    assert view.before is not None
    assert (view.before.period, view.before.as_of) == (earlier, until)


@pytest.mark.parametrize(
    ("period", "as_of"),
    [("2017-03", None), ("2017-03-上", None), ("2017-W10", None), ("2017-W09", None), (None, date(2017, 3, 31))],
)
def test_活动开始前没有可比的_不比(city: Snapshot, period: str | None, as_of: date | None) -> None:
    view = _view(city, period, as_of)
    assert view.before is None and view.before_words == ""


def test_上个月没有这一天的_比到上个月月末(tmp_path: Path) -> None:
    view = _view(tiny(tmp_path, data_date="2017-05-31"))
    assert view.before is not None
    assert view.before.day == date(2017, 4, 30) and view.before_words == "较4月30日"


def test_跨月的一周写明月份(tmp_path: Path) -> None:
    view = _view(tiny(tmp_path, data_date="2017-04-08"), "2017-W14")
    assert view.before_words == "较3月27日-4月2日同期（3月27日—4月1日）"


def test_比较的两边天数相同_状态也各是当天的(tmp_path: Path) -> None:
    snapshot = tiny(
        tmp_path,
        data_date="2017-04-05",
        issues="""
            raised_date | solved_date | status
            2017-03-03  | 2017-03-05  | 已解决
            2017-03-04  | 2017-03-06  | 已解决
            2017-03-06  | 2017-03-06  | 已解决
            2017-04-05  | 2017-04-05  | 已解决
        """,
    )
    view = _view(snapshot, "2017-04")
    assert view.before is not None
    now, before = view.figures("issues", "solved", compared=True), view.before.figures("issues", "solved")
    assert [figure.value for figure in now] == [1, 1]
    assert [figure.value for figure in before] == [figure.before.value for figure in now if figure.before] == [2, 1]


def test_还没有走过一半的_不与别的数相减() -> None:
    assert Figure(SOLVE_MEDIAN, inf, before=Figure(SOLVE_MEDIAN, 12.0)).moved is None
    assert Figure(SOLVED_SHARE, 0.5, before=Figure(SOLVED_SHARE, 0.25)).moved == 0.25


def test_时段列表从最近的排到活动开始() -> None:
    until = date(2017, 4, 12)
    assert [p.id for p in periods("月", until)] == ["2017-04", "2017-03"]
    assert [p.id for p in periods("半月", until)] == ["2017-04-上", "2017-03-下", "2017-03-上"]
    weeks = periods("周", until)
    assert (weeks[0].id, weeks[-1].id) == ("2017-W15", "2017-W09")
    assert len(weeks) == 7
