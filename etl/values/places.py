"""Which village or unit does a cell name?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache

from campaign.office import rules
from campaign.places import areas
from campaign.places.areas import Area
from campaign.places.units import Register, Unit, registered
from etl.values.problem import NOTHING, SPACES, Problem, excerpt, plain

PLACE_NUMBER = {area.village_id: number for number, area in enumerate(areas.AREAS)}
"""Each village's place in the list: what a row carries of it until the tables are written."""


MOST_NEAR = 3
"""Names that may be equally near; of more, any could be meant."""
ALIKE_IN_A_TOWN, ALIKE_TOWN, ALIKE_UNIT = 0.6, 0.65, 0.75
"""How much of two names is the same, from 0 to 1, for one to be named beside the other: for a sentence only, nothing is read by it."""
LONG_ENOUGH = 5
"""Characters of a unit's name from which on a likeness tells anything: 市侨办 is nearly 市侨联, and quite another."""


def nearest(written: str, names: Iterable[str]) -> list[str]:
    """The names that differ from what was written in the fewest characters: in one, or in two of more than six.

    None for what has less than four characters, and none where too many are equally near.

    >>> nearest("市信仿局", ["市信访局", "市文联"]), nearest("武进区农办", ["武进区农工办"]), nearest("市侨办", ["市侨联"])
    (['市信访局'], ['武进区农工办'], [])
    """
    if len(written) < 4:
        return []
    most = 1 if len(written) <= 6 else 2
    characters = set(written)
    by_edits: dict[int, list[str]] = {}
    for name in names:
        # an edit takes away one character at most: nearly every name is settled here
        if abs(len(name) - len(written)) <= most and len(characters.difference(name)) <= most:
            by_edits.setdefault(_edits(name, written), []).append(name)
    fewest = min(by_edits, default=len(written))
    near = by_edits[fewest] if fewest <= most else []
    return near if len(near) <= MOST_NEAR else []


def _edits(one: str, other: str) -> int:
    """How many characters must be put in, left out or changed to make one text of the other."""
    row = [*range(len(other) + 1)]
    for i, a in enumerate(one, 1):
        left, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            left, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, left + (a != b))
    return row[-1]


@lru_cache(maxsize=4096)
def nearest_places(district: str, town: str, village: str) -> tuple[Area, ...]:
    """The villages whose names are written almost so, within the district and town that are named; for a sentence only.

    >>> [(area.town_name, area.village_name) for area in nearest_places("武进区", "湖塘镇", "马家港社区")]
    [('湖塘镇', '马家巷社区')]
    >>> [area.village_name for area in nearest_places("", "湖塘镇", "马家巷小区居委")]
    ['马家巷社区']
    >>> nearest_places("", "", "无此村"), nearest_places("", "", "某某居委会")
    ((), ())
    """
    by_name: dict[str, list[Area]] = {}
    for area in areas.AREAS:
        if _lies_in(area, district, town):
            by_name.setdefault(area.village_name, []).append(area)
    bare = areas.without_its_town(village)
    near = nearest(bare, by_name) or nearest(
        plain(village), by_name
    )  # 湖塘社区 is a village of 湖塘镇, and no 社区 of it
    if not near and plain(town):  # a town has few villages: what is less alike can still be meant
        near = nearest(bare + "社区", by_name) + nearest(bare + "村", by_name)
        near = near or get_close_matches(bare, by_name, MOST_NEAR, ALIKE_IN_A_TOWN)
    named = [area for name in near for area in by_name[name]]
    return tuple(named) if len(named) <= MOST_NEAR else ()


def _lies_in(area: Area, district: str, town: str) -> bool:
    meant = areas.district_of(district) if plain(district) else None
    return (meant is None or getattr(area, meant[0]) == meant[1]) and (
        not plain(town) or area.town_id in areas.towns_of(town)
    )


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
        return Problem("place-ambiguous", f"“{excerpt(name)}”可能是{where}；请写明市（区）和镇（街道）")
    if plain(district) and areas.district_of(district) is None:
        return Problem("place-unknown", f"市（区）“{excerpt(district)}”不在名录；请填写{'、'.join(areas.ZONES)}之一")
    if plain(town) and not areas.towns_of(town):
        near = [f"{name}（{place}）" for name, place in _nearest_towns(district, town)]
        return Problem("place-unknown", f"镇（街道）“{excerpt(town)}”不在名录{_alike(near)}；请核对名称")
    if elsewhere := areas.find("", "", village):
        hint = "，同名的有：" + "、".join(map(_where_it_lies, elsewhere[:MOST_NEAR]))
    else:
        hint = _alike([*map(_where_it_lies, nearest_places(district, town, village))])
    return Problem("place-unknown", f"村（社区）“{excerpt(name)}”不在名录{hint}；请核对名称")


def _alike(names: Sequence[str]) -> str:
    return f"，相近的有：{'、'.join(names)}" if names else ""


def _where_it_lies(area: Area) -> str:
    return f"{area.village_name}（{area.district}{area.town_name}）"


@lru_cache(maxsize=1024)
def _nearest_towns(district: str, town: str) -> tuple[tuple[str, str], ...]:
    """The towns whose names are written almost so, each with its district.

    >>> _nearest_towns("", "湖圹镇"), _nearest_towns("", "无此镇")
    ((('湖塘镇', '武进区'),), ())
    """
    by_name = {area.town_name: area.district for area in areas.AREAS if _lies_in(area, district, "")}
    near = nearest(town, by_name) or get_close_matches(town, by_name, MOST_NEAR, ALIKE_TOWN)
    return tuple((name, by_name[name]) for name in near)


def resolve_unit(raw: str, register: Register) -> Unit | Problem | None:
    """The unit that a cell names, by the register's aliases only."""
    if SPACES.sub("", plain(raw)) in NOTHING:
        return None
    units = register.find(raw)
    if len(units) == 1:
        return units[0]
    if units:
        names = "、".join(unit.unit_name for unit in units)
        return Problem("unit-ambiguous", f"单位“{excerpt(raw)}”可能是{names}；请写全称")
    written = areas.plain(raw)
    near = nearest(written, register.by_name)
    if not near and len(written) >= LONG_ENOUGH:
        near = get_close_matches(written, register.by_name, MOST_NEAR, ALIKE_UNIT)
    names = dict.fromkeys(unit.unit_name for name in near for unit in register.by_name[name])
    return Problem("unit-unknown", f"单位“{excerpt(raw)}”不在花名册{_alike([*names])}；请填写花名册上的全称或简称")


def names_a_unit(raw: str) -> bool:
    """Whether a text is one of the names of a unit of the register.

    >>> names_a_unit("市 财政局"), names_a_unit("市财政局 王五")
    (True, False)
    """
    return areas.plain(raw) in _known_units()


@cache
def _known_units() -> frozenset[str]:
    return frozenset(name for unit in registered() for name in unit.names)


_RUN = re.compile(r"[\u3400-\u9fff]+(?:\([\u3400-\u9fff]+\))?")
_PRINTED = re.compile(r"市\(区\)|\(市区\)|镇\(街道\)|村\(社区\)|社区\(村\)")
"""Words of the form: in 马家 村（社区） the name has no word of its own, and 马家村 is another village than 马家社区."""
_ENDS = re.compile(r"村民委员会|村委会|村委|居民委员会|居委会|社区|村")
_AFTER = re.compile("走访|挂钩|联系|结对|关于|对|到|赴|驻|在|的|年|月|日|份|旬|半")
"""A place can begin after these words, not after the name of another place: 湖塘镇塘桥村 is none."""


@lru_cache(maxsize=16384)
def villages_in(text: str) -> tuple[str, ...]:
    """The villages that a title or the name of a sheet, file or folder names by their full names, each as it is written there.

    >>> villages_in("遥观镇塘桥村走访台账"), villages_in("市文联富都社区3月走访情况"), villages_in("附件5_剑湖社区（含剑湖村）")
    (('遥观镇塘桥村',), ('富都社区',), ('剑湖社区(含剑湖村)',))
    >>> villages_in("走访台账"), villages_in("湖塘镇塘桥村"), villages_in("富都社区、河海社区汇总"), villages_in("村（社区）调查表")
    ((), (), ('富都社区', '河海社区'), ())
    """
    line = _PRINTED.sub(" ", SPACES.sub("", plain(text)))
    if not _ENDS.search(line):
        return ()
    named: dict[frozenset[Area], str] = {}
    for run in _RUN.finditer(line):
        name, at = run[0], 0
        for start in _beginnings(name):
            if start < at:
                continue
            ends = sorted(
                {end.end() for end in _ENDS.finditer(name, start)} | ({len(name)} if name[-1] == ")" else set())
            )
            for end in reversed(ends):
                if meant := areas.find("", "", name[start:end]):
                    named.setdefault(frozenset(meant), name[start:end])
                    at = end
                    break
    return tuple(named.values())


def _beginnings(run: str) -> list[int]:
    """Where in a run of characters a place can begin: at its start, in its bracket, after certain words, after a unit or another village."""
    begin = {
        0,
        run.find("(") + 1,
        *(match.end() for match in _AFTER.finditer(run)),
        *(match.end() for match in _ENDS.finditer(run)),
    }
    begin |= {n for n in range(2, len(run)) if run[:n] in _agencies()}
    return sorted(n for n in begin if n < len(run))


@cache
def _agencies() -> frozenset[str]:
    """The names of units that are no place."""
    return frozenset(name for unit in registered() if unit.level == rules.TASKED_LEVEL for name in unit.names)
