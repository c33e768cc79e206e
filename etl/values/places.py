"""Which village or unit does a cell name?"""

from __future__ import annotations

from campaign import areas
from campaign.areas import Area
from campaign.units import Register, Unit
from etl.values.problem import NOTHING, SPACES, Problem, excerpt, plain

PLACE_NUMBER = {area.village_id: number for number, area in enumerate(areas.AREAS)}
"""Each village's place in the list: what a row carries of it until the tables are written."""


def resolve_place(district: str, town: str, village: str) -> Area | Problem | None:
    """The village that a row names; a name that fits several is never guessed.

    >>> resolve_place("", "", "朝阳村").rule, resolve_place("武进区", "", "无此村").rule
    ('place-ambiguous', 'place-unknown')
    """
    if not plain(village):
        return None
    matches = areas.find(district, town, village)
    if len(matches) == 1:
        return matches[0]
    name = "".join(filter(None, (plain(district), plain(town), plain(village))))
    if matches:
        where = "、".join(f"{a.district}{a.town_name}{a.village_name}" for a in matches[:4])
        return Problem("place-ambiguous", f"“{excerpt(name)}”可能是 {where}；请写明市（区）和镇（街道）")
    if plain(district) and areas.district_of(district) is None:
        return Problem(
            "place-unknown", f"市（区）“{excerpt(district)}”不在名录中；请填写 {'、'.join(areas.ZONES)} 之一"
        )
    if plain(town) and not areas.towns_of(town):
        return Problem("place-unknown", f"镇（街道）“{excerpt(town)}”不在 2017 年名录中；请核对名称")
    elsewhere = areas.find("", "", village)
    hint = "；同名的在 " + "、".join(f"{a.district}{a.town_name}" for a in elsewhere[:3]) if elsewhere else ""
    return Problem("place-unknown", f"村（社区）“{excerpt(name)}”不在 2017 年名录中{hint}；请核对名称")


def resolve_unit(raw: str, register: Register) -> Unit | Problem | None:
    """The unit that a cell names, by the register's aliases only."""
    if SPACES.sub("", plain(raw)) in NOTHING:
        return None
    units = register.find(raw)
    if len(units) == 1:
        return units[0]
    if units:
        names = "、".join(unit.unit_name for unit in units)
        return Problem("unit-ambiguous", f"单位“{excerpt(raw)}”可能是 {names}；请写全称")
    return Problem("unit-unknown", f"单位“{excerpt(raw)}”不在花名册中；请写花名册上的全称或简称")
