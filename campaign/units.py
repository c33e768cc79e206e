"""Which unit does a written name mean?

The register is `data/reference/units.csv`; a roster sheet adds head counts and villages and may
name further units. A name resolves only by the aliases written there, so that 市委农工办,
武进区委农工办 and 市农委 stay three bodies: names never merge across levels.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from campaign.areas import REFERENCE, plain


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that visits or handles; `unit_name` is its full name."""

    unit_name: str
    short_name: str
    level: str
    zone: str | None
    supervision_group: int | None
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every name that means this unit, as `plain` text."""
        return _names(self.level, (self.unit_name, self.short_name, *self.aliases))


_TOWN_OFFICES = ("", "人民政府", "政府", "办事处")


@cache
def _names(level: str, written: tuple[str, ...]) -> frozenset[str]:
    own = {plain(name) for name in written if name}
    if level == "镇街":
        own |= {re.sub(r"(人民政府|政府|办事处)$", "", name) + tail for name in own for tail in _TOWN_OFFICES}
    return frozenset(own | {"常州" + name for name in own if name.startswith("市")})


@cache
def registered() -> tuple[Unit, ...]:
    """The units of the register, in its order."""
    with (REFERENCE / "units.csv").open(encoding="utf-8-sig", newline="") as lines:
        return tuple(
            Unit(
                unit_name=row["unit_name"],
                short_name=row["short_name"],
                level=row["level"],
                zone=row["zone"] or None,
                supervision_group=int(row["supervision_group"]) if row["supervision_group"] else None,
                aliases=tuple(filter(None, row["aliases"].split("|"))),
            )
            for row in csv.DictReader(lines)
        )


_CAMPAIGN_OFFICE = re.compile(r"(常州)?市?委?(三大一实干|大走访)?活动(领导小组)?办(公室)?")


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
