"""Do words find the issues whose public text holds them, and nothing else?"""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.__main__ import main
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.snapshot import Snapshot
from tests.tiny import tiny

ISSUES = r"""
    issue_id | raised_date | district | solved_date | status | issue_text                     | issue_said
    1        | 2017-03-02  | 天宁区   | 2017-03-05  | 已解决 | 路灯不亮，夜里看不见路         | 张三说路灯不亮
    2        | 2017-03-03  | 天宁区   |             | 待解决 | 灯不亮了三个月，路面也坏       | 李四说灯不亮
    3        | 2017-03-03  | 武进区   |             | 待解决 | ＬＥＤ路灯换成了led路牌        | 王五
    4        | 2017-03-09  | 武进区   | 2017-03-20  | 已解决 | 补贴只发了100%中的60％         | 赵六
    5        | 2017-03-09  | 武进区   |             | 待解决 | 1000户没有补贴                 | 孙七
    6        | 2017-03-10  | 溧阳市   |             | 待解决 | 编号a_b的"井盖"丢了，说是'小事' | 周八
    7        | 2017-03-10  | 溧阳市   |             | 待解决 | 编号axb的井盖丢了 c:\下 [1]     | 吴九
    8        | 2017-03-11  | 溧阳市   |             |        |                                | 郑十说路灯不亮
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return tiny(
        tmp_path,
        issues=ISSUES,
        visits="visit_date | district | is_first\n2017-03-02 | 天宁区 | true",
    )


def found(snapshot: Snapshot, said: object) -> list[int]:
    """The issues that are left, by their ids."""
    rows = snapshot.rows("issues", where={"text": said}, columns=["issue_id"], order="issue_id")
    assert snapshot.count_rows("issues", where={"text": said}) == len(rows)
    counted = snapshot.ask("issues", where={"text": said})["issues"].fillna(0)
    assert counted.tolist() == [len(rows)]
    return rows["issue_id"].tolist()


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("路灯", [1, 3]),
        ("路灯 不亮", [1]),
        ("不亮 灯", [1, 2]),
        ("不亮　灯", [1, 2]),
        (" 灯不亮 ", [1, 2]),
        ("led", [3]),
        ("ＬＥＤ路灯", [3]),
        ("Ｌed路牌", [3]),
        ("，", [1, 2, 6]),
        ("没有的字", []),
    ],
)
def test_每个词都在正文里的问题_全角半角大小写不分(snapshot: Snapshot, said: str, ids: list[int]) -> None:
    assert found(snapshot, said) == ids


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("%", [4]),
        ("100%", [4]),
        ("100％", [4]),
        ("60%", [4]),
        ("a_b", [6]),
        ("a.b", []),
        ("'小事'", [6]),
        ('"井盖"', [6]),
        ("c:\\下", [7]),
        ("[1]", [7]),
        ("(", []),
        (".*", []),
        ("'; DROP TABLE issues; --", []),
    ],
)
def test_百分号下划线引号反斜杠括号都只是字(snapshot: Snapshot, said: str, ids: list[int]) -> None:
    assert found(snapshot, said) == ids


def test_只查公开的正文_不查原话(snapshot: Snapshot) -> None:
    assert found(snapshot, "张三") == []
    assert found(snapshot, "郑十") == []


def test_空白不作条件_几个写法取其一(snapshot: Snapshot) -> None:
    assert found(snapshot, " 　\x00") == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found(snapshot, ["路灯", "井盖"]) == [1, 3, 6, 7]
    assert found(snapshot, None) == [8]


def test_与别的条件并用_并可缩小问题表上的任何一个数(snapshot: Snapshot) -> None:
    numbers = snapshot.ask(["issues", "solved", "solved_share"], by="district", where={"text": "路灯"})
    assert numbers.to_dict("list") == {
        "district": ["武进区", "天宁区"], "issues": [1, 1], "solved": [0, 1], "solved_share": [0.0, 1.0],
    }  # fmt: skip
    solved = snapshot.rows("issues", where={"text": "补贴", "district": "武进区"}, counted_by="solved")
    assert solved["issue_id"].tolist() == [4]


def test_不能按它分组(snapshot: Snapshot) -> None:
    with pytest.raises(CannotAnswer, match="“关键词”（text）只能用来筛选，不能用来分组"):
        snapshot.ask("issues", by="text")


@pytest.mark.parametrize("metric", ["households", "issues_per_household", "rows_rejected"])
def test_没有正文的表说不能按它统计(snapshot: Snapshot, metric: str) -> None:
    with pytest.raises(CannotAnswer, match="表不能按“关键词”（text）统计"):
        snapshot.ask(metric, where={"text": "路灯"})


def test_命令行(snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(("ask", "issues", "--where", "text=路灯 不亮", "--shelf", str(tmp_path / "shelf"), "--format", "csv")) == 0
    )
    assert capsys.readouterr().out == "issues\n1\n"
