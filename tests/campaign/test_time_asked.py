"""Does a number follow the day or the period of a question, or is its other time shown with it?

April has the rows of March again, so every number that falls into time is half of the whole in each of the two.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from campaign import schema
from campaign.__main__ import SPAN, main
from campaign.judgement.due_reports import calendar
from campaign.judgement.portrait import portrait, unit_of
from campaign.judgement.ranking import standing
from campaign.judgement.to_ask import to_ask
from campaign.months.changes import moved
from campaign.numbers import kinds
from campaign.numbers.crosstab import Question, answered
from campaign.numbers.dimensions import TIMES, CannotAnswer
from campaign.numbers.kinds import Age, Count, Metric
from campaign.numbers.metrics import METRICS, metric
from campaign.numbers.questions import follows_day, follows_period, splits
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import WHOLE_SNAPSHOT
from exports import crosstab as paper
from exports import portrait as portrait_paper
from tests.campaign.test_each_number import ISSUES, VISITS
from tests.pages_shelf import look_at
from tests.tiny import drawn, tiny

ROOT = Path(__file__).resolve().parents[2]
LAST = date(2017, 4, 30)
MONTHS = ("2017-03", "2017-04")
IN_MARCH = {
    "visits": VISITS["visits"],
    "issues": ISSUES,
    "due_reports": """
        report_due_date | unit_name | received_date
        2017-03-12      | 市甲局    | 2017-03-14
        2017-03-19      | 市甲局    |
    """,
    "reconciliations": """
        unit_name | period_end | outcome
        市甲局    | 2017-03-12 | 一致
        市甲局    | 2017-03-12 | 差异
        市甲局    | 2017-03-12 | 无表
        市甲局    | 2017-03-12 | 未报
    """,
    "card_counts": "unit_name | period_end | card_count\n 市甲局 | 2017-03-15 | 40",
    "visitor_days": "unit_name | visitor_no | visit_date\n 市甲局 | 1 | 2017-03-31",
    "reports": """
        report_kind | unit_name | period_end | own_visitor_count | own_household_count | own_issue_count | own_solved_count
        周报        | 市甲局    | 2017-03-12 | 8                 | 40                  | 9               | 4
    """,
    "messages": "message_no | message_at | replied_at\n 001 | 2017-03-31 23:00:00 | 2017-03-31 23:59:59",
    "visited_villages": "unit_name | village_id | first_visit_date\n 市甲局 | 01 | 2017-03-20",
    "object_visits": """
        object_id | object_type | visit_date | unit_name | is_first | is_first_by_unit
        1         | 企业        | 2017-03-10 | 市甲局    | true     | true
        2         | 名士        | 2017-03-11 | 市甲局    | true     | true
    """,
    "object_issues": """
        object_type | raised_date | unit_name | status | solved_date
        企业        | 2017-03-10  | 市甲局    | 已解决 | 2017-03-20
        名士        | 2017-03-11  | 市甲局    |        |
    """,
    "call_checks": "unit_name | call_date | is_answered | is_visited\n 市甲局 | 2017-03-31 | true | true",
    "source_files": """
        source_file | received_at         | refused
        a.xlsx      | 2017-03-31 23:30:00 |
        b.pdf       | 2017-03-15 08:00:00 | 认不出
    """,
}
OF_NO_MONTH = {
    "cadres": VISITS["cadres"],
    "village_profiles": VISITS["village_profiles"],
    "briefing_figures": """
        subject | unit_name | measure    | figure | as_of      | superseded_on
        市甲局  | 市甲局    | 走访户数   | 90     | 2017-03-20 | 2017-04-10
        市甲局  | 市甲局    | 走访户数   | 150    | 2017-04-10 |
        全市    |           | 走访企业   | 2251   | 2017-04-10 |
        全市    |           | 企业问题数 | 913    | 2017-04-10 |
        全市    |           | 企业解决数 | 384    | 2017-04-10 |
        全市    |           | 走访名士   | 161    | 2017-04-10 |
        全市    |           | 走访户数   | 251633 | 2017-04-10 |
        全市    |           | 问题数     | 53986  | 2017-04-10 |
        全市    |           | 解决数     | 13174  | 2017-04-10 |
        市甲局  | 市甲局    | 问题数     | 60     | 2017-04-10 |
        市甲局  | 市甲局    | 解决数     | 20     | 2017-04-10 |
    """,
    "source_sheets": "rows_read | rows_kept | rows_merged | rows_replaced | rows_rejected\n 10 | 6 | 3 | 1 | 1",
    "rejected_rows": "source_file | unit_name\n a.xlsx | 市甲局",
    "merged_rows": "source_file\n a.xlsx",
    "units": "unit_name | unit_level | supervision_group\n 市甲局 | 市级机关 | 1",
    "areas": "village_id\n 01",
    "unit_villages": "unit_name | village_id\n 市甲局 | 01",
    "village_needs": "village_id | aspect\n 01 | 公共服务",
}


def twice(text: str) -> str:
    """Drawn rows of March, and the same in April."""
    header, *rows = drawn(text)
    later = [[cell.replace("2017-03-31", "2017-04-30").replace("2017-03", "2017-04") for cell in row] for row in rows]
    return "\n".join(" | ".join(row) for row in [header, *rows, *later])


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("months")
    tables = {name: twice(text) for name, text in IN_MARCH.items()} | OF_NO_MONTH
    tiny(folder, data_date=LAST.isoformat(), **tables).close()
    return folder / "shelf"


@pytest.fixture(scope="module")
def months(shelf: Path) -> Snapshot:
    return open_current(shelf)


def one(snapshot: Snapshot, number: Metric, **time: object) -> float | None:
    value = snapshot.ask(number.id, **time)[number.id].iloc[0]
    return None if pd.isna(value) else float(value)


# ── the declaration ───────────────────────────────────────────────────────────────────────────


def test_不写时间的表不成立_日期栏目不是日期的也不成立() -> None:
    with pytest.raises(TypeError):
        schema.Table("t", "表", "一行一个", columns=(schema.Column("day", "日期", "date"),))  # type: ignore[call-arg]
    with pytest.raises(KeyError):
        schema.Table("t", "表", "一行一个", schema.Dated("no"), (schema.Column("day", "日期", "date"),))
    with pytest.raises(ValueError, match="no day"):
        schema.Table("t", "表", "一行一个", schema.Dated("name"), (schema.Column("name", "名"),))


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda t: t.name)
def test_有日期的表的行_问哪个月只有哪个月的(months: Snapshot, table: schema.Table) -> None:
    whole = months.count_rows(table.name)
    parts = [months.count_rows(table.name, period=month, as_of=LAST) for month in MONTHS]
    assert sum(parts) == whole if table.dated_by else parts == [whole, whole]


# ── every number ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", METRICS, ids=lambda m: m.id)
def test_每个数问某个时间_或者只是那段时间的_或者写明不是(months: Snapshot, number: Metric) -> None:
    whole = one(months, number)
    assert months.other_time(number.id) == months.other_time(number.id, as_of=LAST) == "", "没有问时间"
    if kinds.is_state(number):
        for month, last in {"2017-03": date(2017, 3, 31), "2017-04": LAST}.items():
            assert months.other_time(number.id, period=month) == f"截至{last.month}月{last.day}日"
            assert one(months, number, period=month) == one(months, number, as_of=last)
        assert months.other_time(number.id, as_of=date(2017, 3, 20)) == ""
        return
    if follows_period(number):
        assert {months.other_time(number.id, period=month) for month in MONTHS} == {""}
        assert months.other_time(number.id, as_of=date(2017, 3, 20)) == ""
        if isinstance(number, Count):
            parts = [one(months, number, period=month, as_of=LAST) or 0 for month in MONTHS]
            assert sum(parts) == (whole or 0) and (not whole or max(parts) < whole)
        return
    assert not [d.id for d in splits(number) if d.id in TIMES]
    with pytest.raises(CannotAnswer):
        months.ask(number.id, by="month")
    for time in ({"period": "2017-03"}, {"period": "2017-04"}, {"as_of": date(2017, 3, 20)}):
        other, value = months.other_time(number.id, **time), one(months, number, **time)
        if not follows_day(number):
            assert (other, value) == (WHOLE_SNAPSHOT, whole)
        else:
            last = {"2017-03": date(2017, 3, 31), "2017-04": LAST}.get(time.get("period"), date(2017, 3, 20))
            assert other == (f"截至{last.month}月{last.day}日" if "period" in time else "")
            assert value == one(months, number, as_of=last)


@pytest.mark.parametrize("number", [m for m in METRICS if isinstance(m, Count) and m.is_state], ids=lambda m: m.id)
def test_状态问某个时段_不论哪天来的都在_明细也是那些行(months: Snapshot, number: Count) -> None:
    """April's open issues are March's too: a state of a month is not a part of the whole."""
    assert one(months, number, period="2017-04") == one(months, number), "四月是最后一个月"
    assert (one(months, number, period="2017-04") or 0) >= (one(months, number, period="2017-03") or 0)
    for question in ({"period": "2017-03"}, {"period": "2017-04"}, {"period": "2017-04", "as_of": date(2017, 4, 5)}):
        rows = months.count_rows(number.table, counted_by=number.id, **question)
        assert rows == (one(months, number, **question) or 0)
    early = {"period": "2017-04", "as_of": date(2017, 4, 5)}
    assert one(months, number, **early) == one(months, number, as_of=date(2017, 4, 5))
    assert months.other_time(number.id, **early) == "截至4月5日"


def test_按时间分组的状态_各组合起来就是那一天的全部(months: Snapshot) -> None:
    by_week = months.ask(("pending", "issues"), by="week", period="2017-04")
    assert by_week["pending"].sum() == one(months, metric("pending"), period="2017-04")
    assert by_week["issues"].sum() == one(months, metric("issues"), period="2017-04")
    assert len(by_week[by_week["issues"].isna() & by_week["pending"].notna()]), "三月反映、四月末还没有解决的"


def test_上面的表让几乎每个计数都有行(months: Snapshot) -> None:
    counts = [m for m in METRICS if isinstance(m, Count)]
    assert sum(bool(one(months, m)) for m in counts) > 0.9 * len(counts)


def test_三种都有_随当日变的是达标和公布的累计数() -> None:
    by_day = {m.id for m in METRICS if not follows_period(m) and follows_day(m)}
    assert {"cadres", "cadres_on_target", "cadre_target_share", "published_households", "enterprises"} <= by_day
    whole = {m.id for m in METRICS if not follows_day(m)}
    assert {"village_households", "rows_read", "accepted_share", "units"} <= whole
    states = {m.id for m in METRICS if kinds.is_state(m)}
    assert {"coverage", "progress", "pending", "still_open", "overdue", "broken_promises", "oldest_open_days"} <= states
    assert not {"cards", "messages", "files", "reconciliations", "issues", "solved", *states} & (by_day | whole)


def test_并列的数和它是同一段时间的() -> None:
    for number in METRICS:
        if name := kinds.beside(number):
            assert follows_period(metric(name)) == follows_period(number), number.id


# ── beyond the data's last day, and without a day ─────────────────────────────────────────────


@pytest.fixture
def late(tmp_path: Path) -> Snapshot:
    return tiny(
        tmp_path,
        data_date="2017-03-28",
        card_counts="""
            unit_name | period_end | card_count
            市甲局    | 2017-03-31 | 40
            市甲局    | 2017-05-15 | 7
            市乙局    |            | 5
        """,
        messages="message_no | message_at\n 001 | 2017-04-02 10:00:00",
        due_reports="report_due_date | unit_name\n 2017-03-26 | 市甲局\n 2017-04-02 | 市甲局",
    )


def test_不问时间时_没有日期的和晚于数据截至日的都在内_应报的除外(late: Snapshot) -> None:
    assert one(late, metric("cards")) == one(late, metric("cards"), as_of=date(2017, 5, 1)) == 52
    assert one(late, metric("messages")) == 1
    assert one(late, metric("reports_due")) == 1, "数据截至日以后到期的，还没有到期"


@pytest.mark.parametrize(
    ("question", "cards"),
    [
        ({"period": "2017-03"}, 40),
        ({"period": "2017-03", "as_of": date(2017, 3, 28)}, 40),
        ({"period": "2017-03", "as_of": date(2017, 3, 27)}, None),
        ({"period": "2017-05"}, 7),
        ({"period": "2017-04"}, None),
        ({"as_of": date(2017, 3, 27)}, None),
    ],
)
def test_还没有过完的月份_报来的整月的数也在内(late: Snapshot, question: dict[str, object], cards: int | None) -> None:
    assert one(late, metric("cards"), **question) == cards


def test_没有日期的自成一组_不丢也不当作哪个月的(late: Snapshot) -> None:
    answer = late.ask("cards", by="month")[["month", "cards"]].astype(object)
    assert answer.where(answer.notna(), None).to_numpy().tolist() == [["2017-03", 40], ["2017-05", 7], [None, 5]]
    table = answered(late, Question(("cards",), grain="month"))
    assert [(row.names[0], cells[0].value) for row, cells in zip(table.rows, table.cells["cards"], strict=True)] == [
        ("2017年3月", 40), ("2017年4月", None), ("2017年5月", 7), ("（未填）", 5), ("合计", 52),
    ]  # fmt: skip


# ── where it is shown ─────────────────────────────────────────────────────────────────────────

OTHER = tuple(m for m in METRICS if not follows_period(m))


def printed(capsys: pytest.CaptureFixture[str], shelf: Path, form: str, *more: str) -> str:
    assert main(["ask", *(m.id for m in METRICS), *more, "--shelf", str(shelf), "--format", form]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("time", [("--period", "2017-03"), ("--as-of", "2017-03-20")])
def test_命令行的表格_csv_json都写明不是所问时间的(
    shelf: Path, months: Snapshot, capsys: pytest.CaptureFixture[str], time: tuple[str, str]
) -> None:
    question = {"--period": {"period": "2017-03"}, "--as-of": {"as_of": date(2017, 3, 20)}}[time[0]]
    times = {m.id: months.other_time(m.id, **question) for m in METRICS}
    heads = printed(capsys, shelf, "table", *time).splitlines()[0].split("  ")
    assert [h.strip() for h in heads if h.strip()] == [
        m.label + (f"（{times[m.id]}）" if times[m.id] else "") for m in METRICS
    ]
    expected = {name + SPAN: note for name, note in times.items() if note}
    assert expected
    for row in (
        json.loads(printed(capsys, shelf, "json", *time))[0],
        next(csv.DictReader(io.StringIO(printed(capsys, shelf, "csv", *time)))),
    ):
        assert {name: note for name, note in row.items() if name.endswith(SPAN)} == expected


def test_没有问时间的命令行_不多一栏(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert SPAN not in printed(capsys, shelf, "json") and WHOLE_SNAPSHOT not in printed(capsys, shelf, "table")


def test_行列表和工作簿的表头写明(months: Snapshot) -> None:
    table = answered(months, Question(tuple(m.id for m in OTHER)), period="2017-03")
    book = load_workbook(io.BytesIO(paper.workbook(months, table, [])))
    cells = {str(c.value) for row in book["结果"].iter_rows() for c in row}
    meant = {str(row[0].value) for row in book["口径"].iter_rows()}
    for m in OTHER:
        unit = "" if m.unit == "%" else f"（{m.unit}）"
        assert f"{m.label}{unit}（{months.other_time(m.id, period='2017-03')}）" in cells
        assert f"{m.label}（{months.other_time(m.id, period='2017-03')}）" in meant


def test_排名和画像里_花名册的数写明是哪个时间的(months: Snapshot) -> None:
    result = standing(months, "市级机关", "cadre_target_share", period="2017-03")
    assert result.label == "干部达标率（截至3月31日）"
    assert standing(months, "市级机关", "cadre_target_share").label == "干部达标率"
    unit = unit_of(months, "市甲局")
    drawn_up = portrait(months, unit, period="2017-03")
    assert [one.label for one in drawn_up.standings if "截至" in one.label] == [result.label]
    sheets = load_workbook(io.BytesIO(portrait_paper.workbook(months, drawn_up, []))).sheetnames
    assert "干部（不分时段）" in sheets and "干部" not in sheets
    assert portrait(months, unit).cadres_time == ""


def test_画像里的对账差异_只列这个时段的(months: Snapshot) -> None:
    unit = unit_of(months, "市甲局")
    assert [len(portrait(months, unit, **time).disagreeing) for time in ({}, {"period": "2017-03"})] == [2, 1]


def test_问单位的话_退回的行写明是不分时段的(months: Snapshot) -> None:
    sentences = {}
    for day in (date(2017, 3, 20), LAST):
        questions = to_ask(months, calendar(months, unit="市甲局", as_of=day), units=["市甲局"])["市甲局"]
        sentences[day] = next(one.sentence for one in questions if one.metric == "rejections")
    assert sentences[date(2017, 3, 20)] == sentences[LAST] + f"（{WHOLE_SNAPSHOT}）"


def test_数字变动写明不随时段变的数(months: Snapshot) -> None:
    assert "“机关干部（截至3月31日）”" in moved(months, months, "cadres", period="2017-03").sentence


def opened(shelf: Path, monkeypatch: pytest.MonkeyPatch, page: str, **given: object) -> str:
    """A page's words, headings of tables and cards."""
    look_at(shelf, monkeypatch)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page(f"pages/{page}.py")
    for name, value in given.items():
        at.query_params[name] = value if isinstance(value, list) else [str(value)]
    at.run()
    assert not at.exception and not at.error
    heads = [json.dumps(json.loads(f.proto.columns), ensure_ascii=False) for f in at.dataframe]
    return "\n".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), *(m.label for m in at.metric), *heads])  # fmt: skip


def test_溯源写明行是不分时段的(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "trace", metric="cadre_target_share", month="2017年3月")
    assert "截至3月31日，全市，干部达标率" in shown
    assert "达标干部（截至3月31日） 1人/机关干部（截至3月31日） 3人" in shown
    assert "记录不分时段" in shown


def test_自助查询写明哪个数是截至那天的(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "explore", numbers=["收集问题", "机关干部"], rows="走访单位", month="2017年3月")
    assert "机关干部（截至3月31日） **3人**" in shown and "收集问题（不分时段）" not in shown
    assert "机关干部（人）（截至3月31日）" in shown


def test_走访进度的单位表_截至早先的一天_花名册的人数是那天的(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "visits", as_of="2017-03-20")
    assert "机关干部（人）" in shown and "不分时段" not in shown


def test_年龄类的数从不当作时段里的() -> None:
    assert all(follows_period(m) for m in METRICS if isinstance(m, Age))
