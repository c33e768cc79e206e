"""Does a share say of how many it is, wherever it is written, and is a count judged only against what it is a part of?

Two of five villages have sent their 附件1, one of three agencies its roster; of six solved issues four were followed up.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from campaign.__main__ import main
from campaign.judgement.outlook import Outlook, outlook
from campaign.judgement.portrait import portrait, unit_of
from campaign.judgement.to_decide import to_decide
from campaign.numbers.crosstab import Question, answered
from campaign.numbers.dimensions import dimensions_of
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Count, Metric, Reported, judged_against, reported
from campaign.numbers.metrics import COVERAGE, METRICS, PROGRESS, metric
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import OF_HOW_MANY, of_how_many
from campaign.office import rules
from exports import crosstab as paper
from exports import portrait as portrait_paper
from tests.pages_shelf import look_at
from tests.tiny import tiny

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2017, 4, 10)
VILLAGES = {
    "areas": """
        village_id | village_name | town_name | district | zone
        01         | 新村         | 雕庄街道  | 天宁区   | 天宁区
        02         | 旧村         | 雕庄街道  | 天宁区   | 天宁区
        03         | 远村         | 茶山街道  | 天宁区   | 天宁区
        04         | 老村         | 西夏墅镇  | 新北区   | 新北区
        05         | 近村         | 西夏墅镇  | 新北区   | 新北区
    """,
    "village_profiles": """
        village_id | village_name | town_name | district | zone   | unit_name | household_total
        01         | 新村         | 雕庄街道  | 天宁区   | 天宁区 | 市甲局    | 400
        04         | 老村         | 西夏墅镇  | 新北区   | 新北区 | 市甲局    | 200
    """,
    "visits": """
        ×   | visit_date | unit_name | unit_level | village_id | town_name | district | zone   | is_first | is_first_by_unit | is_first_by_level | is_first_by_level_group | is_village_surveyed | is_unit_rostered
        100 | 2017-03-10 | 市甲局    | 市级机关   | 01         | 雕庄街道  | 天宁区   | 天宁区 | true     | true             | true              | true                    | true                | true
        140 | 2017-04-05 | 市甲局    | 市级机关   | 01         | 雕庄街道  | 天宁区   | 天宁区 | true     | true             | true              | true                    | true                | true
        60  | 2017-04-05 | 市甲局    | 市级机关   | 04         | 西夏墅镇  | 新北区   | 新北区 | true     | true             | true              | true                    | true                | true
        50  | 2017-04-05 | 市乙局    | 市级机关   | 02         | 雕庄街道  | 天宁区   | 天宁区 | true     | true             | true              | true                    | false               | false
    """,
}
UNITS = {
    "units": """
        unit_name | unit_level | supervision_group | cadre_count
        市甲局    | 市级机关   | 1                 | 20
        市乙局    | 市级机关   | 1                 |
        市丙局    | 市级机关   | 2                 |
        丁镇      | 镇街       | 2                 |
    """,
    "cadres": """
        ×  | unit_name | unit_level | supervision_group | cadre_name
        20 | 市甲局    | 市级机关   | 1                 | 某某
    """,
}
SOLVED = """
    × | raised_date | raised_date_basis | handler | handler_level | department | category | district | zone   | status | solved_date | followup_date | reached_date | satisfaction | is_solved_confirmed
    3 | 2017-03-10  | written           | 市甲局  | 市级机关      | 市甲局     | 房屋土地 | 天宁区   | 天宁区 | 已解决 | 2017-03-12  | 2017-03-20    | 2017-03-20   | 满意         | true
    1 | 2017-03-10  | written           | 市甲局  | 市级机关      | 市甲局     | 医疗卫生 | 天宁区   | 天宁区 | 已解决 | 2017-03-12  | 2017-03-20    | 2017-03-20   | 不满意       | false
    2 | 2017-03-10  | visit             | 市甲局  | 市级机关      | 市甲局     | 医疗卫生 | 新北区   | 新北区 | 已解决 | 2017-03-12  |               |              |              |
    6 | 2017-03-10  | written           | 市甲局  | 市级机关      | 市甲局     | 医疗卫生 | 新北区   | 新北区 | 待解决 |             |               |              |              |
"""
ALL = {**VILLAGES, **UNITS, "issues": SOLVED}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bases")
    tiny(folder, data_date=DAY.isoformat(), snapshot_id="bases", **ALL).close()
    return folder / "shelf"


@pytest.fixture(scope="module")
def city(shelf: Path) -> Snapshot:
    return open_current(shelf)


def words(snapshot: Snapshot, number: str, **question: object) -> list[str]:
    rows = snapshot.reported(number, **question)  # type: ignore[arg-type]
    return [of_how_many(number, some, of) for some, of in zip(rows["some"], rows["of"], strict=True)]


# ── the declaration, and the answer ───────────────────────────────────────────────────────────

PARTLY = tuple(m for m in METRICS if reported(m))


@pytest.mark.parametrize("number", PARTLY, ids=lambda m: m.id)
def test_报来的是应有的一部分_能按同样的维度分(number: object) -> None:
    base = reported(number)  # type: ignore[arg-type]
    assert isinstance(base, Reported)
    if base.some.table == base.of.table:
        assert base.some.is_part_of(base.of)
    else:
        assert {d.id for d in dimensions_of(base.of.table)} <= {d.id for d in dimensions_of(base.some.table)}


@pytest.mark.parametrize(
    ("number", "question", "expected"),
    [
        ("coverage", {}, ["2/5个村（社区）已报总户数"]),
        ("coverage", {"by": "district"}, ["1/2个村（社区）已报总户数", "1/3个村（社区）已报总户数"]),
        ("coverage", {"where": {"district": "新北区"}}, ["1/2个村（社区）已报总户数"]),
        ("coverage", {"where": {"village_id": "01"}}, [""]),
        ("coverage", {"period": "2017-03"}, ["2/5个村（社区）已报总户数"]),
        ("progress", {}, ["1/3家单位已报花名册"]),
        ("progress", {"where": {"unit": "市甲局"}}, [""]),
        ("cadre_target_share", {}, ["1/4家单位已报花名册"]),
        ("cadre_target_share", {"where": {"group": 1}}, ["1/2家单位已报花名册"]),
        ("confirmed_share", {}, ["4/6件已解决问题已回访核实"]),
        ("confirmed_share", {"where": {"category": "医疗卫生"}}, ["1/3件已解决问题已回访核实"]),
        ("confirmed_share", {"as_of": date(2017, 3, 19)}, [""]),
        ("refuted_share", {}, ["4/6件已解决问题已回访"]),
        ("satisfied_share", {}, ["4/12件有群众评价"]),
        ("solved_in_14", {}, ["10/12件注明反映日期"]),
        ("solved_share", {}, []),
        ("coverage", {"where": {"unit": "市甲局"}}, []),
    ],
)
def test_多少里的多少_照问的范围数_报齐了和没有的不写(
    city: Snapshot, number: str, question: dict[str, object], expected: list[str]
) -> None:
    assert sorted(words(city, number, **question)) == sorted(expected)


# ── where it is written ───────────────────────────────────────────────────────────────────────


def opened(shelf: Path, monkeypatch: pytest.MonkeyPatch, page: str, **given: object) -> dict[str, str]:
    """A page's cards, sentences, captions and headings of tables."""
    look_at(shelf, monkeypatch)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page(f"pages/{page}.py")
    for name, value in given.items():
        at.query_params[name] = value if isinstance(value, list) else [str(value)]
    at.run()
    assert not at.exception and not at.error
    return {
        "cards": "\n".join(f"{m.label} {m.proto.delta_description}" for m in at.metric),
        "text": "\n".join([*(m.value for m in at.markdown), *(c.value for c in at.caption)]),
        "heads": "\n".join(json.dumps(json.loads(f.proto.columns), ensure_ascii=False) for f in at.dataframe),
        "cells": "\n".join(f.value.to_csv() for f in at.dataframe),
        "ruled": "\n".join(html.proto.body for html in at.get("html")),
    }


def test_地区页_卡片_句子_地图和图都写明(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "places")
    assert "覆盖率 300/600户；2/5个村（社区）已报总户数" in shown["cards"]
    text = shown["text"].replace("\\", "")
    assert "覆盖率**50.0%**（2/5个村（社区）已报总户数）" in text, "第一句"
    assert "全市2/5个村（社区）已报总户数。" in text, "地图下面"
    assert "完成50.0%，序时进度67.2%；任务600户（2/5个村（社区）已报总户数）" in text, "走访覆盖的图"
    assert "1/3个村（社区）已报总户数" in text, "各区"


def test_一个镇的村表_合计的覆盖率写明是几个村的(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "places", area="天宁区", town="雕庄街道")
    assert "合计：覆盖率1/2个村（社区）已报总户数。" in shown["text"]
    assert "合计：" not in opened(shelf, monkeypatch, "timeliness")["text"], "表中有一栏的不再写"


def test_只算市级机关的完成进度_卡片也写由什么除以什么(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "完成进度 300/600户；1/3家单位已报花名册" in opened(shelf, monkeypatch, "visits")["cards"]


def test_走访进度和时效页的表_多一栏多少里的多少(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "visits")
    assert "1/3家单位已报花名册" in shown["cards"] and "2/5个村（社区）已报总户数" in shown["cards"]
    shown = opened(shelf, monkeypatch, "timeliness")
    assert shown["heads"].count("注明反映日期的问题") == 2, "表和合计各一栏，三个数同一个底数只写一次"
    assert "6/8" in shown["cells"] and "10/12" in shown["cells"]


def test_自助查询_溯源和总览也写明(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "explore", numbers=["覆盖率"], rows="辖市区")
    assert "覆盖率 **50.0%（2/5个村（社区）已报总户数）**" in shown["text"]
    assert "1/3个村（社区）已报总户数" in shown["cells"]
    assert "（2/5个村（社区）已报总户数）" in opened(shelf, monkeypatch, "trace", metric="coverage")["text"]
    assert "4/6件已解决问题已回访核实" in opened(shelf, monkeypatch, "overview")["text"].replace("\\", "")


def test_督查排名的句子_依据和表写明_群众核实也写明(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(shelf, monkeypatch, "ranking", ranked="按地区", measure="覆盖率")
    text = shown["text"].replace("\\", "")
    assert "辖市区覆盖率**50.0%**（300/600户；2/5个村（社区）已报总户数）" in text
    assert "统计的是已报总户数的村（社区）的户" in text, "不说成各地的全部"
    assert ">底数<" in shown["ruled"] and "1/3个村（社区）已报总户数" in shown["ruled"]
    text = opened(shelf, monkeypatch, "ranking")["text"].replace("\\", "")
    assert "解决率（群众核实）75.0%（4/6件已解决问题已回访核实，其中群众核实已解决3件）" in text
    assert ">底数<" not in opened(shelf, monkeypatch, "ranking")["ruled"], "没有缺的不多一栏"
    assert "（3/4件；4/6件已解决问题已回访核实）" in opened(shelf, monkeypatch, "unit", unit="市甲局")["ruled"], "画像"


def test_工作簿和命令行也写明_问了底数的不再加一栏(
    city: Snapshot, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = answered(city, Question(("coverage", "issues"), ("district",)))
    book = load_workbook(io.BytesIO(paper.workbook(city, table, [])))
    cells = [str(c.value) for row in book["结果"].iter_rows() for c in row]
    assert cells.count("覆盖率：已报总户数的村（社区）") == 1
    assert {"1/3个村（社区）已报总户数", "1/2个村（社区）已报总户数", "2/5个村（社区）已报总户数"} <= set(cells)
    assert any("合计2/5" in str(row[1].value) for row in book["口径"].iter_rows())
    across = answered(city, Question(("confirmed_share",), ("district",), "category"))
    cells = [str(c.value) for row in paper_rows(city, across) for c in row]
    assert "1/3件已解决问题已回访核实" in cells and "3/3件已解决问题已回访核实" not in cells
    for form in ("json", "csv", "table"):
        assert main(["ask", "coverage", "--by", "district", "--shelf", str(shelf), "--format", form]) == 0
        printed = capsys.readouterr().out
        assert "1/3个村（社区）已报总户数" in printed and ("coverage" + OF_HOW_MANY in printed or form == "table")
    assert main(["ask", "confirmed_share", "asked", "--shelf", str(shelf), "--format", "csv"]) == 0
    assert next(csv.reader(io.StringIO(capsys.readouterr().out))) == ["confirmed_share", "asked"]


def paper_rows(city: Snapshot, table: object) -> object:
    return load_workbook(io.BytesIO(paper.workbook(city, table, [])))["结果"].iter_rows()  # type: ignore[arg-type]


def test_画像和它的工作簿也写明_时段里的状态写明截至(city: Snapshot) -> None:
    drawn_up = portrait(city, unit_of(city, "市甲局"), period="2017-03")
    facts = {fact.metric: fact for fact in drawn_up.facts}
    assert facts["progress"].own_of_how_many == "" and facts["progress"].peers_of_how_many == "1/3家单位已报花名册"
    assert facts["solved_in_14"].own_of_how_many == "10/12件注明反映日期"
    assert facts["overdue"].label == "超期未办结（截至3月31日）" and facts["issues"].label == "收集问题"
    book = load_workbook(io.BytesIO(portrait_paper.workbook(city, drawn_up, [])))
    cells = {str(c.value) for sheet in book.worksheets for row in sheet.iter_rows() for c in row}
    assert "1/3家单位已报花名册" in cells
    assert {"完成进度（截至3月31日）", "全村覆盖率（截至3月31日）"} <= cells


# ── no end of the whole from a part of it ─────────────────────────────────────────────────────


def test_报来的不到一半_只说报来多少_不推算哪天走完(city: Snapshot) -> None:
    for ratio, known in ((COVERAGE, "2/5个村（社区）已报总户数"), (PROGRESS, "1/3家单位已报花名册")):
        result = outlook(city, ratio, day=DAY)
        assert result is not None and result.of_how_many == known and not result.is_projected
        assert known in result.sentence and "暂不预测" in result.sentence
        assert "预计" not in result.sentence and "日均" not in result.sentence
    assert not [one for one in to_decide(city, day=DAY) if one.page == "visits"], "推算不出，也就没有要定的"


def test_门槛是数据_刚到门槛的推算_低一点的不推算(city: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    half = Outlook(DAY, 240, 600, 10.0, rules.PROJECTED_FROM_SHARE, "5/10个村（社区）已报总户数")
    assert "预计" in half.sentence and "5/10" in half.sentence
    assert "暂不预测" in replace(half, reported=rules.PROJECTED_FROM_SHARE - 0.01).sentence
    monkeypatch.setattr(rules, "PROJECTED_FROM_SHARE", 0.4)
    assert "预计" in str(getattr(outlook(city, COVERAGE, day=DAY), "sentence", ""))


def test_只看一个报齐的村_照样推算(city: Snapshot) -> None:
    result = outlook(city, COVERAGE, day=DAY, where={"village_id": "01"})
    assert result is not None and result.of_how_many == "" and "预计" in result.sentence


def test_报来的任务都走完了_也说明只是报来的() -> None:
    assert (
        Outlook(DAY, 600, 600, 1.0, 0.2, "1/5个村（社区）已报总户数").sentence
        == "任务600户（1/5个村（社区）已报总户数），已全部完成。"
    )


# ── a count is judged against what it is a part of ────────────────────────────────────────────


def figure(number_id: str, now: dict[str, object], before: dict[str, object], *, in_period: bool = False) -> Figure:
    """A number as it is and as it was, with what it is a part of."""

    def one(number: Metric, whole: Figure | None = None) -> Figure:
        then = Figure(number, before.get(number.id))
        return Figure(number, now.get(number.id), whole=whole, before=then, in_period=in_period)

    number = metric(number_id)
    whole = judged_against(number) if isinstance(number, Count) else None
    return one(number, one(whole) if whole else None)


@pytest.mark.parametrize(
    ("number", "now", "before", "expected"),
    [
        ("overdue", {"overdue": 20, "still_open": 400}, {"overdue": 10, "still_open": 100}, True),
        ("overdue", {"overdue": 20, "still_open": 100}, {"overdue": 10, "still_open": 100}, False),
        ("overdue", {"overdue": 5, "still_open": 10}, {"overdue": 10, "still_open": 100}, False),
        ("overdue", {"overdue": 20, "still_open": 200}, {"overdue": 10, "still_open": 100}, None),
        ("solved", {"solved": 30, "issues": 300}, {"solved": 20, "issues": 100}, False),
        ("solved", {"solved": 10, "issues": 20}, {"solved": 20, "issues": 100}, True),
        ("refuted", {"refuted": 9, "followed_up": 90}, {"refuted": 8, "followed_up": 40}, True),
        ("households", {"households": 900}, {"households": 100}, None),
        ("visits", {"visits": 900}, {"visits": 100}, None),
        (
            "reports_missing",
            {"reports_missing": 4, "reports_due": None},
            {"reports_missing": 1, "reports_due": 9},
            None,
        ),
        ("solved_share", {"solved_share": 0.3}, {"solved_share": 0.2}, True),
        ("refuted_share", {"refuted_share": 0.3}, {"refuted_share": 0.2}, False),
        ("repeat_share", {"repeat_share": 0.3}, {"repeat_share": 0.2}, None),
    ],
)
def test_件数按它占总数的比例看好坏_没有总数的不看(
    number: str, now: dict[str, object], before: dict[str, object], expected: bool | None
) -> None:
    assert figure(number, now, before).is_better is expected


def test_时段里_到末日的状态不拿时段里来的数作总数() -> None:
    now, before = {"pending": 10, "issues": 5}, {"pending": 9, "issues": 50}
    assert figure("pending", now, before).is_better is False
    assert figure("pending", now, before, in_period=True).is_better is None


def test_总数和它的部分同一个单位() -> None:
    for number in METRICS:
        if isinstance(number, Count) and (whole := judged_against(number)):
            assert whole.unit == number.unit and number.is_part_of(whole)
    assert judged_against(metric("households")) is None  # type: ignore[arg-type]
