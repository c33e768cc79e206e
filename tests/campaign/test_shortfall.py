"""Is what costs a place or a unit most counted as by hand, do the parts make the whole, and is nobody named on few cases?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from campaign.access.roles import ROLES
from campaign.access.scope import EVERYWHERE, Scope
from campaign.judgement.shortfall import Costs, Shortfall
from campaign.numbers.batch import Batch
from campaign.numbers.metrics import ANSWERED_SHARE, COVERAGE, SOLVED_SHARE
from campaign.numbers.snapshot import Snapshot
from tests.tiny import tiny

ISSUES = """
    ×   | district | town_name | handler | category | subcategory | raised_date | solved_date | status
    30  | 天宁区   | 甲镇      | 市甲局  | 房屋土地 |             | 2017-03-10  | 2017-03-20  | 已解决
    70  | 天宁区   | 甲镇      | 市甲局  | 房屋土地 |             | 2017-03-10  |             | 待解决
    40  | 天宁区   | 乙镇      | 市乙局  | 其他方面 | 停车        | 2017-03-10  | 2017-03-20  | 已解决
    10  | 天宁区   | 乙镇      | 市乙局  | 其他方面 | 停车        | 2017-03-10  |             | 待解决
    9   | 天宁区   | 丙镇      | 市丙局  | 其他方面 | 其他        | 2017-03-10  |             | 待解决
    1   | 天宁区   |           | 其他    | 其他方面 |             | 2017-03-10  |             | 待解决
    150 | 武进区   | 丁镇      | 市甲局  | 房屋土地 |             | 2017-03-10  | 2017-03-20  | 已解决
    50  | 武进区   | 丁镇      | 市甲局  | 房屋土地 |             | 2017-03-10  |             | 待解决
    20  | 武进区   | 丁镇      | 市乙局  | 其他方面 | 停车        | 2017-03-10  |             | 待解决
    20  | 武进区   | 丁镇      | 市乙局  | 其他方面 | 停车        | 2017-03-10  | 2017-03-20  | 已解决
"""  # fmt: skip
"""天宁区 70 of 160, the city 240 of 400: 60 %. 房屋土地 180 of 300 in the city, 停车 60 of 90."""


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    with tiny(tmp_path, issues=ISSUES) as drawn:
        yield drawn


def costs_of(snapshot: Snapshot, *by: str, scope: Scope = EVERYWHERE, number=SOLVED_SHARE, **where: object) -> Costs:  # type: ignore[no-untyped-def]
    narrowed = where or {"district": "天宁区"}
    found = Shortfall(Batch(partial(snapshot.answers, scope=scope)), number, where=narrowed, around={}, by=by).costs
    assert found is not None
    return found


def test_一个区比全市水平少解决几件_算得和手算一样(snapshot: Snapshot) -> None:
    """160 × 60 % = 96, of which 70 are solved."""
    whole = costs_of(snapshot).whole
    assert (whole.part, whole.whole, whole.level) == (70, 160, 0.6)
    assert (whole.expected, whole.fewer) == (96, 26)


def test_哪个镇哪个单位拖累最多_排在前面_好的不列(snapshot: Snapshot) -> None:
    """甲镇 100 × 60 % − 30 = 30 fewer; 乙镇 50 × 60 % − 40 = 10 more. 丙镇's nine cases name nobody."""
    costs = costs_of(snapshot, "town", "handler")
    assert [(part.name, part.fewer) for part in costs.by["town"]] == [("甲镇", 30)]
    assert [(part.name, part.fewer) for part in costs.by["handler"]] == [("市甲局", 30)]


def test_列出的和其余的_加起来就是全部(snapshot: Snapshot) -> None:
    for split in ("town", "handler", "category"):
        costs = costs_of(snapshot, split)
        assert sum(part.fewer for part in costs.by[split]) + costs.rest(split) == costs.whole.fewer == 26
    assert costs_of(snapshot, "town").rest("town") == 26 - 30


def test_类别同全市的同一类比_其他方面按二级类别(snapshot: Snapshot) -> None:
    """房屋土地 100 × 180/300 = 60 expected, 30 fewer; 停车 50 × 60/90 = 33 expected, 40 solved. What is left of 其他方面 is no category."""
    (kind,) = costs_of(snapshot, "category").by["category"]
    assert (kind.name, kind.expected, kind.fewer) == ("房屋土地", 60, 30)
    (kind,) = costs_of(snapshot, "category", district="武进区", handler="市乙局").by["category"]
    assert (kind.name, kind.level, kind.where) == ("停车", 60 / 90, {"category": "其他方面", "subcategory": "停车"})
    assert (kind.expected, kind.fewer) == (27, 7)


def test_别的占比也能这样看_不能这样分的不列(tmp_path: Path) -> None:
    """Of 1,000 households in two villages 400 are visited: 甲镇 lacks 500 × 40 % − 100."""
    visits = """
        ×   | visit_date | town_name | district | village_id | is_first | is_village_surveyed
        100 | 2017-03-10 | 甲镇      | 天宁区   | 01         | true     | true
        300 | 2017-03-10 | 乙镇      | 天宁区   | 02         | true     | true
    """
    profiles = """
        village_id | town_name | district | household_total
        01         | 甲镇      | 天宁区   | 500
        02         | 乙镇      | 天宁区   | 500
    """
    with tiny(tmp_path, visits=visits, village_profiles=profiles) as snapshot:
        costs = costs_of(snapshot, "town", "handler", number=COVERAGE, district="天宁区")
        assert [(part.name, part.fewer) for part in costs.by["town"]] == [("甲镇", 100)]
        assert "handler" not in costs.by
        unknown = Shortfall(
            Batch(partial(snapshot.answers, scope=EVERYWHERE)), ANSWERED_SHARE, where={}, around={}, by=("town",)
        )
        assert unknown.costs is None


def test_不足样本的整体_不作比较(snapshot: Snapshot) -> None:
    assert costs_of(snapshot, district="天宁区").is_enough
    assert not costs_of(snapshot, town="丙镇").is_enough


def test_少数困难家庭的数_看不了逐条记录的人从差距里也看不到(tmp_path: Path) -> None:
    """Thirty issues of two families in 甲镇: whoever sees the rows may know, a leader may not."""
    few = [f"15 | 天宁区 | 甲镇 | {n} | 2017-03-10 | | 待解决 | true" for n in (1, 2)]
    many = [
        f"3 | 天宁区 | {town} | {n} | 2017-03-10 | 2017-03-11 | 已解决 | true"
        for town, first in (("乙镇", 10), ("丙镇", 60))
        for n in range(first, first + 40)
    ]
    issues = "\n".join(
        ["× | district | town_name | household_id | raised_date | solved_date | status | is_poor", *few, *many]
    )
    with tiny(tmp_path, issues=issues) as snapshot:
        of_need = {"district": "天宁区", "is_poor": "是"}
        assert [part.name for part in costs_of(snapshot, "town", **of_need).by["town"]] == ["甲镇"]
        leader = Scope("全市", ROLES["leader"], {})
        assert costs_of(snapshot, "town", scope=leader, **of_need).by["town"] == ()
