"""Does a month stand beside the last one with the same days, and each number as what it is?"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from campaign.months.comparison import NUMBERS, Line, months
from campaign.numbers.kinds import is_state
from campaign.numbers.metrics import metric
from campaign.office import rules
from exports import months as paper
from tests.campaign.test_of_how_many import ALL, opened
from tests.tiny import tiny

VISITS = """
    ×  | visit_date | unit_name | unit_level | district | is_first | is_first_by_unit | is_first_by_level | is_village_surveyed | is_unit_rostered
    40 | 2017-03-05 | 市甲局    | 市级机关   | 天宁区   | true     | true             | true              | true                | true
    20 | 2017-03-20 | 市甲局    | 市级机关   | 天宁区   | true     | true             | true              | true                | true
    30 | 2017-04-05 | 市甲局    | 市级机关   | 天宁区   | true     | true             | true              | true                | true
"""
ISSUES = """
    × | raised_date | due_date   | district | status | solved_date
    8 | 2017-03-05  | 2017-03-10 | 天宁区   | 待解决 |
    2 | 2017-03-05  | 2017-05-31 | 天宁区   | 已解决 | 2017-04-02
    5 | 2017-03-20  | 2017-04-01 | 天宁区   | 待解决 |
    6 | 2017-04-05  | 2017-05-31 | 天宁区   | 待解决 |
"""
VISITORS = """
    unit_name | visitor_no | visit_date | previous_day_out
    市甲局    | 1          | 2017-04-05 |
"""
ROWS = {**ALL, "visits": VISITS, "issues": ISSUES, "visitor_days": VISITORS}


def lines(folder: Path, day: date, data_date: str = "2017-04-12", **where: object) -> dict[str, Line]:
    with tiny(folder, data_date=data_date, **ROWS) as snapshot:
        table = months(snapshot, day=day, where=where or None)
        assert table is not None
        return {line.metric: line for line in table.lines}


def test_没有过完的月只和上月的同样几天比(tmp_path: Path) -> None:
    shown = lines(tmp_path, date(2017, 4, 12))
    assert {n: (shown[n].now, shown[n].then, shown[n].whole) for n in ("households", "issues")} == {
        "households": (30, 40, 60),
        "issues": (6, 10, 15),
    }
    assert (shown["households"].change, shown["issues"].change) == ("−25.0%", "−40.0%")


def test_到末日的状态不论哪天来的_写明截至末日(tmp_path: Path) -> None:
    """Of 21 issues 19 are open on 12 April; of the 10 of the first days of March all were; of the 15 of March all were."""
    shown = lines(tmp_path, date(2017, 4, 12))
    assert (shown["pending"].now, shown["pending"].then, shown["pending"].whole) == (19, 10, 15)
    assert (shown["overdue"].now, shown["overdue"].then, shown["overdue"].whole) == (13, 8, 8)
    assert (shown["coverage"].now, shown["coverage"].then) == (pytest.approx(90 / 600), pytest.approx(40 / 600))
    assert shown["coverage"].base == "2/5个村（社区）已报总户数"
    assert (shown["pending"].change, shown["overdue"].change, shown["coverage"].change) == ("+9", "+5", "+8.3个百分点")
    for name, line in shown.items():
        assert ("截至末日" in line.label) == is_state(metric(name))


def test_过完的月和上月整月比_不再另列全月(tmp_path: Path) -> None:
    with tiny(tmp_path, data_date="2017-05-10", **ROWS) as snapshot:
        table = months(snapshot, day=date(2017, 4, 30))
        running = months(snapshot, day=date(2017, 4, 29))
    assert table is not None and running is not None
    assert table.headings == ("指标", "本月（4月）", "上月（3月）", "环比", "统计基数")
    assert next(line for line in table.lines if line.metric == "households").then == 60
    assert running.headings[:5] == ("指标", "本月（4月1—29日）", "上月同期（3月1—29日）", "环比", "上月全月（3月）")


def test_上月没有那么多天的_比到上月月末(tmp_path: Path) -> None:
    with tiny(tmp_path, data_date="2017-05-31", **ROWS) as snapshot:
        table = months(snapshot, day=date(2017, 5, 30))
    assert table is not None and table.before_until == date(2017, 4, 30) and not table.is_over


def test_活动的第一个月没有上月可比(tmp_path: Path) -> None:
    with tiny(tmp_path, data_date="2017-03-31", **ROWS) as snapshot:
        assert months(snapshot, day=rules.START) is None


def test_筛选答不了的数不列_别的照列(tmp_path: Path) -> None:
    assert set(lines(tmp_path, date(2017, 4, 12), category="房屋土地")) == set()
    assert "coverage" not in lines(tmp_path / "unit", date(2017, 4, 12), unit="市甲局")
    assert "households" in lines(tmp_path / "both", date(2017, 4, 12), unit="市甲局")


def test_上月同期没有的_比不出百分之几() -> None:
    assert Line("issues", 6, 0, 15, "").change == "—" and Line("issues", 6, None, 15, "").change == "—"
    assert Line("overdue", 6, 0, 15, "").change == "+6" and Line("issues", 6, 6, 6, "").change == "0.0%"
    assert Line("coverage", 0.5, 0.504, 0.6, "").change == "−0.4个百分点"


def test_总览上有这张表_工作簿里是数(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tiny(tmp_path, data_date="2017-04-12", snapshot_id="months", **ROWS) as snapshot:
        table = months(snapshot, day=date(2017, 4, 12))
        assert table is not None
        book = load_workbook(io.BytesIO(paper.workbook(snapshot, table, [("筛选", "全市")])))
    rows = {row[0]: row for row in book["结果"].iter_rows(min_row=5, values_only=True)}
    assert rows["走访户数（户）"][1:5] == (30, 40, "−25.0%", 60)
    assert {line.label for line in table.lines} <= {row[0] for row in book["口径"].iter_rows(values_only=True)}
    assert {line.metric for line in table.lines} == set(NUMBERS)
    shown = opened(tmp_path / "shelf", monkeypatch, "overview")
    assert "与上月同样天数相比" in shown["text"].replace("\\", "")
