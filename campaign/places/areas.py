"""Which village or community does a written place name mean?

`data/reference/places.toml` names the list: of 常州, that of 2017 with 1,059 villages and communities in 6 districts. Each
has two parents: the administrative `district` (6) and the reporting `zone` (the 6 and 经开区). The
six towns and streets of 经开区 lie in 武进区 by law and report apart.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from campaign.office import rules
from campaign.office.settings import REFERENCE

PLACES = rules.PLACES
ECONOMIC_ZONE = PLACES.apart.name if PLACES.apart else ""
"""The zone that is no district; empty where every district reports for itself."""
AROUND_ECONOMIC_ZONE = PLACES.apart.around if PLACES.apart else ""
"""The district that it lies in."""
ECONOMIC_ZONE_TOWNS = frozenset(PLACES.apart.towns if PLACES.apart else ())
OTHER_DISTRICT_NAMES = PLACES.other_districts
CITY = PLACES.city + "市"


@dataclass(frozen=True, slots=True)
class Area:
    """One village or community."""

    village_id: str
    official_name: str
    village_name: str
    town_id: str
    town_name: str
    district: str
    zone: str
    village_kind: str
    route_to: str


def plain(written: str) -> str:
    """The text without spaces and line breaks, full width made half width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", written))


def short_name(official: str) -> str:
    """The everyday name of a village or community.

    >>> short_name("富都社区居委会"), short_name("优胜村村委会"), short_name("阖闾城村委会")
    ('富都社区', '优胜村', '阖闾城村')
    >>> short_name("遥观社区居委会（含遥观村村委）"), short_name("河滨居委会")
    ('遥观社区', '河滨居委会')
    """
    name = re.sub(r"\(含.*\)$|含[^含]*居委会$", "", plain(official))
    name = re.sub(r"(社区)(居民委员会|居委会)$", r"\1", name)
    name = re.sub(r"(村)(村民委员会|村委会)$", r"\1", name)
    return re.sub(r"村委会$", "村", name)


def _receivers() -> dict[str, str]:
    """The villages whose half-month report goes to somebody else than those of their kind, by their codes."""
    with (REFERENCE / "receivers.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {row["village_code"]: plain(row["route_to"]) for row in csv.DictReader(lines)}


@cache
def all_areas() -> tuple[Area, ...]:
    """The villages and communities, in the order of the list."""
    areas = []
    receivers = _receivers()
    with (REFERENCE / PLACES.register).open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            name = short_name(row["village"])
            kind = "村" if name.endswith("村") else "社区"
            areas.append(
                Area(
                    village_id=row["village_code"],
                    official_name=row["village"],
                    village_name=name,
                    town_id=row["street_code"],
                    town_name=row["street"],
                    district=row["area"],
                    zone=ECONOMIC_ZONE if row["street"] in ECONOMIC_ZONE_TOWNS else row["area"],
                    village_kind=kind,
                    route_to=receivers.get(row["village_code"]) or rules.SUMMARY_TO[kind],
                )
            )
    return tuple(areas)


AREAS = all_areas()
DISTRICTS = PLACES.districts or tuple(dict.fromkeys(area.district for area in AREAS))
ZONES = (*DISTRICTS, *filter(None, (ECONOMIC_ZONE,)))


def short_town(town: str) -> str:
    """The name of a town or street in at most four characters, for a tile of a map.

    >>> short_town("湖塘镇"), short_town("天宁街道"), short_town("南大街街道"), short_town("太湖旅游度假区管委会")
    ('湖塘', '天宁', '南大街', '太湖度假')
    >>> short_town("武进经济开发区"), short_town("高新区"), short_town("西太湖生态休闲区"), short_town("溧阳监狱")
    ('武进开发', '高新区', '西太湖', '溧阳监狱')
    """
    name = re.sub(r"(?<=..)(镇|街道|管委会)$", "", town)
    name = re.sub(r"生态休闲区$", "", name.replace("旅游度假区", "度假"))
    return name.replace("经济开发区", "开发")


@cache
def towns_of_each(column: str) -> dict[str, tuple[str, ...]]:
    """Each `district` or `zone` with its towns and streets, both in the order of the register."""
    names = DISTRICTS if column == "district" else ZONES
    towns = {name: dict.fromkeys(a.town_name for a in AREAS if getattr(a, column) == name) for name in names}
    return {name: tuple(those) for name, those in towns.items()}


@cache
def names_of(column: str) -> tuple[str, ...]:
    """The names of all places of one kind, in the order of the register: `district`, `zone` or `town`."""
    each = towns_of_each("zone" if column == "zone" else "district")
    return tuple(town for towns in each.values() for town in towns) if column == "town" else tuple(each)


_SUFFIX = re.compile(
    r"(社区居民委员会|社区居委会|居民委员会|居委会|社区|村村民委员会|村村委会|村民委员会|村委会|村委|村)$"
)
_TOWN_SUFFIX = re.compile(r"(镇|街道|街道办事处|街道办|镇人民政府|镇政府)$")


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name) or name


@cache
def _village_names() -> tuple[dict[str, list[Area]], dict[str, list[Area]]]:
    """Full names that people write, and bare stems for names that match none of them."""
    full: dict[str, list[Area]] = defaultdict(list)
    bare: dict[str, list[Area]] = defaultdict(list)
    for area in AREAS:
        official = plain(area.official_name)
        names = {official, area.village_name}
        included = re.search(r"含(.+?)\)?$", official)
        if included:
            other = included.group(1)
            names |= {re.sub(r"村委$", "", other), short_name(other)}
        if area.village_name.endswith("社区"):
            names |= {
                area.village_name + "居委会",
                area.village_name + "居民委员会",
                area.village_name[:-2] + "居委会",
                area.village_name[:-2] + "居民委员会",
            }
        elif area.village_name.endswith("居委会"):
            names |= {area.village_name[:-3] + "社区", area.village_name[:-3] + "社区居委会"}
            names |= {area.village_name[:-3] + "居民委员会", area.village_name[:-3] + "社区居民委员会"}
        elif area.village_name.endswith("村"):
            ends = ("委会", "村委会", "委", "民委员会", "村民委员会")
            names |= {area.village_name + end for end in ends}
        names |= {old.name for old in _old_names().get(area.village_id, ())} - {""}
        for name in names:
            full[name].append(area)
        for stem in {_stem(name) for name in names}:
            bare[stem].append(area)
    return full, bare


@dataclass(frozen=True, slots=True)
class OldName:
    """A line of `old_names.csv`: what a village was called, and the town or street it was in; '' where neither changed."""

    name: str
    town: str


@cache
def _old_names() -> dict[str, list[OldName]]:
    """The former names of villages, by their codes."""
    former: dict[str, list[OldName]] = defaultdict(list)
    with (REFERENCE / "old_names.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            former[row["village_code"]].append(OldName(plain(row["village"] or ""), plain(row["street"] or "")))
    return former


@cache
def _towns_of_village(area: Area) -> frozenset[str]:
    """The codes of the towns and streets under which a village is found: where it is, where it was.

    A village keeps its code when it moves, and the code begins with that of the street where it was given.
    """
    old = {old.town for old in _old_names().get(area.village_id, ())} - {""}
    return frozenset({area.town_id, area.village_id[:9], *(f"old:{_TOWN_SUFFIX.sub('', town)}" for town in old)})


@cache
def _district_names() -> dict[str, tuple[str, str]]:
    """Written district → (column of Area, value)."""
    names = {}
    for zone in ZONES:
        column = "zone" if zone == ECONOMIC_ZONE else "district"
        for name in {zone} if zone == ECONOMIC_ZONE else {zone, re.sub(r"[区市]$", "", zone)}:
            names[name] = (column, zone)
    for name, zone in OTHER_DISTRICT_NAMES.items():
        names[name] = ("zone" if zone == ECONOMIC_ZONE else "district", zone)
    return names


@cache
def _town_names() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for area in AREAS:
        for name in {area.town_name, _TOWN_SUFFIX.sub("", area.town_name)}:
            names[name].add(area.town_id)
    for former in _old_names().values():
        for old in former:
            for name in {old.town, _TOWN_SUFFIX.sub("", old.town)} - {""}:
                names[name].add(f"old:{_TOWN_SUFFIX.sub('', old.town)}")
    for other, name in PLACES.other_towns.items():
        names[other] |= names[name]
    return {name: frozenset(ids) for name, ids in names.items()}


_CITY = re.compile(rf"^(?:{PLACES.province}省)?(?:{PLACES.city}市?)?(?=.)")


def city_off(written: str) -> str:
    """The name without the province and city in front of a district."""
    return written if written in OTHER_DISTRICT_NAMES else _CITY.sub("", written)


def district_of(written: str) -> tuple[str, str] | None:
    """What a written district means: ("district", "武进区") or ("zone", "经开区"); None when unknown.

    >>> district_of("常州市武进区"), district_of("高新区"), district_of("经开区"), district_of("江南区")
    (('district', '武进区'), ('district', '新北区'), ('zone', '经开区'), None)
    """
    written = plain(written)
    return _district_names().get(written) or _district_names().get(city_off(written))


def towns_of(written: str) -> frozenset[str]:
    """The codes of the towns and streets that a written name can mean; empty when none."""
    written = plain(written)
    names = _town_names()
    return names.get(written) or names.get(_TOWN_SUFFIX.sub("", written)) or frozenset()


@lru_cache(maxsize=65536)
def find(district: str, town: str, village: str) -> tuple[Area, ...]:
    """Every village that the written place can mean: none, one, or several (then never guessed).

    A district or town that is written but unknown matches nothing. A village cell may carry its
    district and town in front of the name.

    >>> [a.town_name for a in find("高新区", "", "富都")]
    ['河海街道']
    >>> [(a.district, a.town_name) for a in find("", "", "朝阳村")]
    [('天宁区', '雕庄街道'), ('武进区', '横山桥镇')]
    >>> find("武进区", "湖塘镇", "火星村")
    ()
    >>> [a.village_name for name in ("漕溪村民委员会", "韦墅居民委员会") for a in find("", "", name)]
    ['漕溪村', '韦墅社区']

    A bracket names what the village includes, what it was called, or its town; never another place.

    >>> [a.village_name for name in ("剑湖社区（含剑湖村）", "剑湖社区(剑湖村)", "朝阳村（雕庄街道）") for a in find("", "", name)]
    ['剑湖社区', '剑湖社区', '朝阳村']
    >>> find("", "", "富都社区（河海社区）")
    ()
    """
    village = plain(village)
    meant = _find(district, town, village)
    bracket = None if meant else _BRACKET.fullmatch(village)
    if bracket is None:
        return meant
    meant, inner = _find(district, town, bracket[1]), bracket[2]
    if within := district_of(inner):
        return tuple(area for area in meant if getattr(area, within[0]) == within[1])
    if ids := towns_of(inner):
        return tuple(area for area in meant if area.town_id in ids)
    other = _find("", "", inner)
    return tuple(area for area in meant if area in other) if other else meant


_BRACKET = re.compile(r"([^()]+)\((?:含|原|原名)?([^()]+)\)")


def _find(district: str, town: str, village: str) -> tuple[Area, ...]:
    """The same of a name that is taken as it is."""
    within = set(range(len(AREAS)))
    if plain(district):
        meant = district_of(district)
        if meant is None:
            return ()
        within = {i for i in within if getattr(AREAS[i], meant[0]) == meant[1]}
    if plain(town):
        ids = towns_of(town)
        if not ids:
            return ()
        within = {i for i in within if ids & _towns_of_village(AREAS[i])}
    for name in _ways_to_read(village):
        allowed = name[1]
        for names in _village_names():
            hits = [a for a in names.get(name[0], ()) if _index()[a.village_id] in within]
            hits = [a for a in hits if allowed is None or a.village_id in allowed]
            if hits:
                return tuple(dict.fromkeys(hits))
    return ()


@cache
def _index() -> dict[str, int]:
    return {area.village_id: i for i, area in enumerate(AREAS)}


def without_its_town(village: str) -> str:
    """A village as it is written, without a district and a town in front of it.

    >>> without_its_town("武进区湖塘镇马家港社区"), without_its_town("马家港社区")
    ('马家港社区', '马家港社区')
    """
    return _ways_to_read(plain(village))[-1][0]


@cache
def _villages_of(meant: tuple[str, str] | None, ids: frozenset[str] | None) -> frozenset[str]:
    """The codes of the villages of a district and of towns; None for any."""
    return frozenset(
        a.village_id
        for a in AREAS
        if (meant is None or getattr(a, meant[0]) == meant[1]) and (ids is None or ids & _towns_of_village(a))
    )


def _ways_to_read(village: str) -> list[tuple[str, frozenset[str] | None]]:
    """The cell as a name; then with a district and a town taken off its front."""
    ways: list[tuple[str, frozenset[str] | None]] = [(village, None)]
    rest = city_off(village)
    fronts = [("", None)] + [(name, meant) for name, meant in _district_names().items() if rest.startswith(name)]
    towns = [("", None), *_town_names().items()]
    for (d, meant), (t, ids) in product(fronts, towns):
        front = d + t
        if front and rest.startswith(front) and len(rest) > len(front):
            ways.append((rest[len(front) :], _villages_of(meant, ids)))
    return sorted(ways, key=lambda way: -len(way[0]))
