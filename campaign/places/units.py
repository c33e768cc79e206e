"""Which unit does a written name mean?

The register is `data/reference/units.csv`; a roster sheet adds head counts and villages and may
name further units. What was so for a time has `from` and `until` there, a line for each time, and may give a head count
and villages too. A name resolves only by the aliases written there, so that 市委农工办,
武进区委农工办 and 市农委 stay three bodies: names never merge across levels.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from campaign.office import rules
from campaign.places.areas import AREAS, PLACES, REFERENCE, plain


@dataclass(frozen=True, slots=True)
class Term:
    """What the register says of a unit for a time, both days included; without a day, from the start or for good."""

    since: date | None = None
    until: date | None = None
    supervision_group: int | None = None
    cadre_count: int | None = None
    villages: str = ""
    """As written: 富都社区、飞龙社区."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that visits or handles; `unit_name` is its full name."""

    unit_name: str
    short_name: str
    level: str
    zone: str | None
    supervision_group: int | None
    aliases: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    """In the order of time; `supervision_group` is the last one's."""

    @property
    def since(self) -> date | None:
        """The day on which it was founded; None where it has always been there."""
        days = [term.since for term in self.terms if term.since]
        return min(days) if days and len(days) == len(self.terms) else None

    @property
    def until(self) -> date | None:
        """Its last day; None where it goes on."""
        days = [term.until for term in self.terms if term.until]
        return max(days) if days and len(days) == len(self.terms) else None

    @property
    def names(self) -> frozenset[str]:
        """Every name that means this unit, as `plain` text."""
        return _names(self.level, (self.unit_name, self.short_name, *self.aliases))


OWN = "（本级）"
"""After the name of a unit that is also a place's: 天宁区（本级） is the district's office, 天宁区 all that lies there."""
_OF_PLACES = frozenset(name for area in AREAS for name in (area.district, area.zone, area.town_name))


def shown_name(unit: str) -> str:
    """A unit's name as a reader sees it. Sheets, filters and addresses have the name without the addition.

    >>> shown_name("天宁区"), shown_name("红梅街道"), shown_name("市民政局")
    ('天宁区（本级）', '红梅街道（本级）', '市民政局')
    """
    return unit + OWN if unit in _OF_PLACES else unit


def stored_name(shown: str) -> str:
    """The name that a shown one stands for; any other name is as it was.

    >>> stored_name("天宁区（本级）"), stored_name("天宁区(本级)"), stored_name("市民政局（本级）")
    ('天宁区', '天宁区', '市民政局（本级）')
    """
    bare = re.sub(r"[（(]本级[）)]$", "", shown)
    return bare if bare in _OF_PLACES else shown


_TOWN_OFFICES = ("", "人民政府", "政府", "办事处")


@cache
def _names(level: str, written: tuple[str, ...]) -> frozenset[str]:
    own = {plain(name) for name in written if name}
    if level == "镇街" or any(re.search(r"(镇|街道)$", name) for name in own):
        own |= {re.sub(r"(人民政府|政府|办事处)$", "", name) + tail for name in own for tail in _TOWN_OFFICES}
    if written[0] in _OF_PLACES:
        own |= {name + tail for name in own for tail in (plain(OWN), "本级")}
    return frozenset(own | {PLACES.city + name for name in own if name.startswith("市")})


@cache
def registered() -> tuple[Unit, ...]:
    """The units of the register, in its order."""
    units: dict[str, Unit] = {}
    with (REFERENCE / "units.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            earlier = units.get(row["unit_name"])
            terms = sorted([*(earlier.terms if earlier else ()), _term(row)], key=lambda term: term.since or date.min)
            aliases = (*(earlier.aliases if earlier else ()), *filter(None, row["aliases"].split("|")))
            units[row["unit_name"]] = Unit(
                unit_name=row["unit_name"],
                short_name=row["short_name"],
                level=row["level"],
                zone=row["zone"] or None,
                supervision_group=terms[-1].supervision_group,
                aliases=tuple(dict.fromkeys(aliases)),
                terms=tuple(terms),
            )
    return tuple(units.values())


def _term(row: Mapping[str, str]) -> Term:
    """The time that a line of the register is of; its last columns may be missing."""
    since, until = (date.fromisoformat(written) if (written := row.get(n)) else None for n in ("from", "until"))
    group, cadres = (int(written) if (written := row.get(n)) else None for n in ("supervision_group", "cadre_count"))
    return Term(since, until, group, cadres, row.get("villages") or "")


_CAMPAIGN_OFFICE = re.compile(
    rf"({PLACES.city})?市?委?({'|'.join(map(re.escape, rules.NAMES))})?活动(领导小组)?办(公室)?"
)


def is_campaign_office(written: str) -> bool:
    """Whether a name means the office that runs the campaign: it visits nobody, and is no unit of the register.

    >>> [is_campaign_office(name) for name in ("市活动办", "市“三大一实干”活动办公室", "活动办", "市文联活动办")]
    [True, True, True, False]
    """
    return bool(_CAMPAIGN_OFFICE.fullmatch(re.sub(r"[^\w]", "", plain(written))))


@dataclass(frozen=True, slots=True)
class Register:
    """The units that are known and the names that mean them."""

    units: tuple[Unit, ...]
    by_name: dict[str, tuple[Unit, ...]] = field(repr=False)

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Register:
        """A register of `units`."""
        units = tuple(units)
        by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            for name in unit.names:
                by_name[name].append(unit)
        return cls(units, {name: tuple(meant) for name, meant in by_name.items()})

    def find(self, written: str) -> tuple[Unit, ...]:
        """The units that a written name can mean: none, one, or several (then never guessed)."""
        return self.by_name.get(plain(written), ())


@cache
def shipped_register() -> Register:
    """The register as its file has it, before any roster."""
    return Register.of(registered())


@cache
def lead_agencies() -> Mapping[str, tuple[str, ...]]:
    """Each lead agency of 四访四求 with the visits that it leads, as `lead_agencies.csv` has them; none where nobody has said which.

    >>> len(lead_agencies()), lead_agencies()["市工商联"]
    (8, ())
    """
    with (REFERENCE / "lead_agencies.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {row["unit_name"]: tuple(filter(None, row["visits"].split("|"))) for row in csv.DictReader(lines)}
