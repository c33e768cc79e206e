"""Is a unit named as behind only when its figures bear it out?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign.access import Scope
from campaign.dimensions import CannotAnswer
from campaign.ranking import METHOD, PEER_GROUPS, Verdict, judge, standing, wilson
from campaign.snapshot import Snapshot
from tests.tiny import tiny

CITY = 13174 / 53986
"""解决率 of the March summary, 24.4 %."""


@pytest.mark.parametrize(
    ("solved", "issues", "low", "high"),
    [(11, 194, 3.2, 9.9), (55, 281, 15.4, 24.6), (13174, 53986, 24.0, 24.8)],
)
def test_区间与公布数的威尔逊区间一致(solved: int, issues: int, low: float, high: float) -> None:
    assert [round(100 * end, 1) for end in wilson(solved, issues)] == [low, high]


def test_区间不出零到一() -> None:
    assert wilson(0, 30)[0] == 0
    assert wilson(30, 30)[1] == 1


@pytest.mark.parametrize(
    ("solved", "issues", "verdict"),
    [
        (11, 194, "落后"),
        (55, 281, "不足以认定"),
        (0, 19, "样本不足"),
        (0, 20, "不足以认定"),
        (0, 40, "落后"),
        (19, 19, "样本不足"),
        (20, 20, "领先"),
        (5, 20, "不足以认定"),
        (None, 54, "未报"),
        (None, 0, "未报"),
    ],
)
def test_整个区间在同类一侧才认定(solved: int | None, issues: int, verdict: Verdict) -> None:
    assert judge("某局", issues, solved, CITY).verdict == verdict


def test_依据写明件数_区间和同类() -> None:
    expected = "194件中解决11件，5.7%（95%区间3.2%–9.9%），同类24.4%，整个99.8%区间低于同类。"
    assert judge("某局", 194, 11, CITY).sentence == expected


def test_没有报来解决情况的写明收集数_不作零() -> None:
    place = judge("某局", 54, None, CITY)
    assert place.solved is None
    assert place.rate is None
    assert "54件" in place.sentence
    assert "0件" not in place.sentence


@pytest.fixture
def peers(tmp_path: Path) -> Snapshot:
    """市级机关 of 24.4 % together, one of a town, and issues that name no department."""
    return tiny(
        tmp_path,
        units="""
            unit_name      | unit_level | supervision_group
            市委政法委     | 市级机关   | 1
            市政府办公室   | 市级机关   | 1
            市交通运输局   | 市级机关   | 2
            市农工办       | 市级机关   | 2
            市小局         | 市级机关   | 2
            其余市级机关   | 市级机关   | 2
            某镇           | 镇街       | 1
        """,
        issues="""
            ×   | unit_name    | unit_level | supervision_group | department | raised_date | solved_date | status
            11  | 市委政法委   | 市级机关   | 1                 | 甲局       | 2017-03-01  | 2017-03-20  | 已解决
            183 | 市委政法委   | 市级机关   | 1                 | 甲局       | 2017-03-01  |             | 待解决
            55  | 市政府办公室 | 市级机关   | 1                 | 乙局       | 2017-03-01  | 2017-03-20  | 已解决
            226 | 市政府办公室 | 市级机关   | 1                 | 乙局       | 2017-03-01  |             | 待解决
            54  | 市交通运输局 | 市级机关   | 2                 |            | 2017-03-01  |             |
            5   | 市小局       | 市级机关   | 2                 | 乙局       | 2017-03-01  |             | 待解决
            178 | 其余市级机关 | 市级机关   | 2                 | 丙局       | 2017-03-01  | 2017-03-20  | 已解决
            342 | 其余市级机关 | 市级机关   | 2                 | 丙局       | 2017-03-01  |             | 待解决
            40  | 某镇         | 镇街       | 1                 | 丙局       | 2017-03-01  | 2017-03-02  | 已解决
        """,
    )


def test_只与同类比_同类水平不含未报解决情况的单位(peers: Snapshot) -> None:
    ranked = standing(peers, "市级机关")
    assert (ranked.solved, ranked.issues) == (11 + 55 + 178, 194 + 281 + 5 + 520)
    assert ranked.rate == pytest.approx(0.244)
    assert {p.unit: p.verdict for p in ranked.places} == {
        "市委政法委": "落后",
        "市政府办公室": "不足以认定",
        "其余市级机关": "领先",
        "市小局": "样本不足",
        "市交通运输局": "未报",
        "市农工办": "未报",
    }
    assert ranked.places[0].verdict == "落后"


def test_没有报来问题的单位也列出(peers: Snapshot) -> None:
    (missing,) = (p for p in standing(peers, "市级机关").of("未报") if p.unit == "市农工办")
    assert (missing.issues, missing.solved, missing.rate) == (None, None, None)


def test_承办单位按承办单位比_没有写承办单位的另计(peers: Snapshot) -> None:
    ranked = standing(peers, "承办单位")
    assert {p.unit for p in ranked.places} == {"甲局", "乙局", "丙局"}
    assert ranked.unassigned == 54


def test_截至日期之前未解决的不算解决(peers: Snapshot) -> None:
    before = standing(peers, "市级机关", as_of=date(2017, 3, 19))
    assert before.solved == 0
    assert not before.of("落后"), "人人为零时没有人落后"


def test_范围之外的单位不出现(peers: Snapshot) -> None:
    ranked = standing(peers, "市级机关", scope=Scope("第一督导小组", {"group": ("1",)}))
    assert {p.unit for p in ranked.places} == {"市委政法委", "市政府办公室"}
    town = Scope("天宁区", {"district": ("天宁区",)})
    assert standing(peers, "市级机关", scope=town).places == ()


def test_落后的按区间上限由低到高(tmp_path: Path) -> None:
    snapshot = tiny(
        tmp_path,
        issues="""
            ×   | unit_name | unit_level | raised_date | solved_date | status
            2   | 甲镇      | 镇街       | 2017-03-01  | 2017-03-02  | 已解决
            38  | 甲镇      | 镇街       | 2017-03-01  |             | 待解决
            20  | 乙镇      | 镇街       | 2017-03-01  | 2017-03-02  | 已解决
            380 | 乙镇      | 镇街       | 2017-03-01  |             | 待解决
            900 | 丙镇      | 镇街       | 2017-03-01  | 2017-03-02  | 已解决
        """,
    )
    assert [p.unit for p in standing(snapshot, "镇街").of("落后")] == ["乙镇", "甲镇"]


def test_空快照没有名单_也没有同类水平(tmp_path: Path) -> None:
    for group in PEER_GROUPS:
        ranked = standing(tiny(tmp_path / group.label), group)
        assert (ranked.rate, ranked.places, len(ranked.frame())) == (None, (), 0)


def test_表格列出每个单位的依据(peers: Snapshot) -> None:
    frame = standing(peers, "市级机关").frame()
    assert frame["sentence"].str.endswith("。").all()
    assert str(frame["solved"].dtype) == "Int64"


def test_说明写明样本下限和置信水平() -> None:
    assert f"{METHOD.minimum_base} 件" in METHOD.note
    assert "95%" in METHOD.note and "99.8%" in METHOD.note


def test_没有的同类以中文说明(peers: Snapshot) -> None:
    with pytest.raises(CannotAnswer, match="市级机关"):
        standing(peers, "全市")
