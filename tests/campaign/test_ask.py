"""Does the command line answer as it promises, to people and to programs?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from campaign import docs
from campaign.__main__ import main
from campaign.numbers.dimensions import DIMENSIONS
from campaign.numbers.metrics import METRICS
from tests.tiny import tiny


@pytest.fixture
def shelf(tmp_path: Path) -> str:
    tiny(
        tmp_path,
        data_date="2017-04-10",
        visits="""
            visit_date | district | unit_name | is_first | is_first_by_unit
            2017-03-02 | 天宁区   | 市甲局    | true     | true
            2017-03-09 | 天宁区   | 市乙局    | false    | true
            2017-04-02 | 武进区   | 市乙局    | true     | true
        """,
        issues="""
            raised_date | district | solved_date | status
            2017-03-02  | 天宁区   | 2017-03-05  | 已解决
            2017-03-03  | 天宁区   |             | 待解决
            2017-03-03  |          |             |
        """,
    ).close()
    return str(tmp_path / "shelf")


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is printed by a command that succeeds."""
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_json_是以维度和指标代号为键的对象列表_空为null(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = answered(
        capsys,
        *("ask", "households", "issues", "solved_share", "--by", "district"),
        *("--shelf", shelf, "--format", "json"),
    )
    assert json.loads(printed) == [
        {"district": "武进区", "households": 1, "issues": None, "solved_share": None},
        {"district": "天宁区", "households": 1, "issues": 2, "solved_share": 0.5},
        {"district": None, "households": None, "issues": 1, "solved_share": None},
    ]


def test_json_日期写作ISO(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = answered(capsys, "ask", "visits", "--by", "week", "--shelf", shelf, "--format", "json")
    assert json.loads(printed) == [
        {"week": "2017-02-27", "visits": 1},
        {"week": "2017-03-06", "visits": 1},
        {"week": "2017-03-27", "visits": 1},
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), 3),
        (("--period", "2017-03"), 2),
        (("--month", "2017-03"), 2),
        (("--period", "2017-W10"), 1),
        (("--period", "2017-03", "--as-of", "2017-03-08"), 1),
        (("--as-of", "2017-03-08"), 1),
        (("--where", "district=天宁区"), 2),
        (("--where", "district=天宁区", "district=武进区"), 3),
        (("--where", "district=天宁区", "--where", "unit=市乙局"), 1),
        (("--where", "district="), None),
    ],
)
def test_筛选和日期(
    shelf: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], expected: int | None
) -> None:
    printed = answered(capsys, "ask", "visits", *arguments, "--shelf", shelf, "--format", "json")
    assert json.loads(printed) == [{"visits": expected}]


def test_维度可以写几个_也可以分开写(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    common = ("--shelf", shelf, "--format", "json")
    together = answered(capsys, "ask", "visits", "--by", "unit", "month", *common)
    apart = answered(capsys, "ask", "visits", "--by", "unit", "--by", "month", *common)
    assert together == apart
    assert list(json.loads(together)[0]) == ["unit", "month", "visits"]


def test_csv_的空是空格子(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = answered(capsys, "ask", "visits", "issues", "--by", "district", "--shelf", shelf, "--format", "csv")
    assert list(csv.reader(io.StringIO(printed))) == [
        ["district", "visits", "issues"],
        ["武进区", "1", ""],
        ["天宁区", "2", "2"],
        ["", "", "1"],
    ]


def test_表格写中文名和数据截至日(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = answered(capsys, "ask", "visits", "solved_share", "--by", "district", "--shelf", shelf)
    for expected in ("走访户次", "解决率", "50.0%", "—", "（未填）", "快照 tiny", "2017-04-10"):
        assert expected in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "nothing"),
        ("ask", "visits", "--by", "nothing"),
        ("ask", "visits", "--by", "category"),
        ("ask", "visits", "--where", "district"),
        ("ask", "visits", "--where", "visitor_names=张某某"),
        ("ask", "visits", "--period", "三月"),
    ],
)
def test_问错了的以中文说明_退出码为2(
    shelf: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert main([*arguments, "--shelf", shelf]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("。\n")


def test_日期写错的退出码为2(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["ask", "visits", "--as-of", "三月", "--shelf", shelf])
    assert left.value.code == 2
    assert "2017-03-25" in capsys.readouterr().err


def test_没有快照时说明该运行的命令(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "visits", "--shelf", str(tmp_path)]) == 2
    assert "python -m etl load" in capsys.readouterr().err


def test_列出全部指标和维度(capsys: pytest.CaptureFixture[str]) -> None:
    printed = answered(capsys, "metrics")
    assert all(m.id in printed and m.label in printed for m in METRICS)
    assert all(d.id in printed for d in DIMENSIONS)


def test_文档与声明不符时核对不通过_重写后通过(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    assert main(["docs", "--check"]) == 2
    assert "python -m campaign docs" in capsys.readouterr().err
    assert main(["docs"]) == 0
    assert main(["docs", "--check"]) == 0
    (tmp_path / "numbers.md").write_text("旧的", encoding="utf-8")
    assert main(["docs", "--check"]) == 2


@pytest.mark.parametrize("words", [["--month", "0000-01"], ["--where", "district=火星"], ["--where", "status=差不多"]])
def test_a_question_that_cannot_be_meant_gets_a_sentence_and_not_an_empty_answer(tmp_path, capsys, words):
    tiny(tmp_path, issues="issue_id | raised_date | district\n1 | 2017-03-02 | 武进区")
    assert main(["ask", "issues", "--shelf", str(tmp_path), *words]) == 2
    printed = capsys.readouterr().err
    assert "Traceback" not in printed and any("\u4e00" <= c <= "\u9fff" for c in printed)
