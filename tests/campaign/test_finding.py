"""Does somebody find the unit, place, page, number or kind of issue that they have in mind, and nothing that is not theirs?"""

from __future__ import annotations

import pytest

from campaign.finding import MOST, Known, found, nearest
from campaign.places.areas import all_areas
from campaign.places.units import registered

PAGES = {"总览": "overview", "督查排名": "ranking", "问题办理": "issues", "口径": "definitions"}
ALL = Known(PAGES, [unit.unit_name for unit in registered()], all_areas())


def kinds(typed: str, known: Known = ALL) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in found(typed, known)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("民政局", ("单位", "市民政局")),
        ("卫计委", ("单位", "市卫计委")),
        ("湖塘", ("镇（街道）", "湖塘镇")),
        ("湖塘镇", ("镇（街道）", "湖塘镇")),
        ("武进区", ("辖市区", "武进区")),
        ("梅港村", ("村（社区）", "梅港村")),
        ("排名", ("页面", "督查排名")),
        ("覆盖率", ("指标", "覆盖率")),
        ("停车难", ("类别", "停车")),
        ("停車難", ("类别", "停车")),
        ("衛計委", ("单位", "市卫计委")),
        ("ｗｉｆｉ", ("问题中的词", "wifi")),
    ],
)
def test_怎么写都找得到(typed: str, meant: tuple[str, str]) -> None:
    assert meant in kinds(typed)


def test_名称完全一样的在前_问题中的词在最后() -> None:
    results = kinds("停车")
    assert results[0] == ("类别", "停车") and results[-1] == ("问题中的词", "停车")
    assert len(results) <= MOST


def test_同名的村各在哪里都写明() -> None:
    villages = [one for one in found("新华村", ALL) if one.kind == "村（社区）"]
    assert villages and all(one.within for one in villages)
    assert len({one.within for one in villages}) == len(villages)


def test_没有的给出写法相近的() -> None:
    assert "湖塘镇" in nearest("胡塘镇", ALL)


def test_只找得到给他看的单位_地方和页面() -> None:
    own = Known(
        {"总览": "overview"}, ["市民政局"], [a for a in all_areas() if a.town_name == "湖塘镇"], has_issues=False
    )
    assert ("单位", "市民政局") in kinds("民政局", own)
    assert not {kind for kind, _ in (*kinds("卫计委", own), *kinds("督查排名", own))} & {"单位", "页面"}
    assert not [one for one in found("梅港村", own) if one.kind == "村（社区）"]
    assert not [name for name in nearest("梅港寸", own) if name == "梅港村"]


def test_空的和只有空格的什么也不找() -> None:
    assert found("", ALL) == found(" 　", ALL) == []
