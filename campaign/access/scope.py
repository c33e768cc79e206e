"""What part of the city is somebody shown, and what may they do there?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from campaign.access.roles import RIGHTS, ROLES, Role
from campaign.office import rules
from campaign.schema import Column


class NotAllowed(PermissionError):
    """Something that a role may not see or do; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A role in its part of the city: dimension → the values it may take."""

    label: str
    role: Role
    where: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key(self) -> Hashable:
        """All that distinguishes what this scope is shown, for whoever keeps answers."""
        return self.role, tuple(sorted((name, tuple(values)) for name, values in self.where.items()))

    @property
    def sees_names(self) -> bool:
        """Whether the sheets themselves may be shown, names and all."""
        return may(self, "sheets")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is before the pages: the account's name, how it is called, its role and its part of the city."""

    account: str
    label: str
    role: Role
    of: tuple[str, ...] = ()
    """A value for each dimension of the role's area."""

    @property
    def scope(self) -> Scope:
        """What this visitor is shown; ValueError where the account does not name all of its part of the city."""
        if len(self.of) != len(self.role.area):
            raise ValueError(f"{self.account}: {self.role.area} is not {self.of}")
        where = {name: (value,) for name, value in zip(self.role.area, self.of, strict=True)}
        return Scope("".join(self.of) or rules.WHOLE_CITY, self.role, MappingProxyType(where))


EVERYWHERE = Scope(rules.WHOLE_CITY, Role("program", "本程序", rights=frozenset({"numbers", "comparison", "rows"})))
"""All rows without names: what the program itself compares, checks and freezes, whatever the office lets its roles do."""
DESK = Scope(ROLES["desk"].label, ROLES["desk"])
"""The office that loads: it holds the sheets themselves."""
DEMONSTRATION = Visitor("", ROLES["demonstration"].label, ROLES["demonstration"])
"""Whoever comes to a server on loopback where nobody signs in."""


def may(scope: Scope, right: str) -> bool:
    """Whether the scope's role has a right; KeyError for one that does not exist."""
    if right not in RIGHTS:
        raise KeyError(right)
    return right in scope.role.rights


def check_may(scope: Scope, right: str) -> None:
    """NotAllowed where the scope's role lacks a right."""
    if not may(scope, right):
        raise NotAllowed(f"“{scope.role.label}”不能{RIGHTS[right]}。")


def may_leave(column: Column) -> bool:
    """Whether a page, a file or a log may hold the column's values."""
    return not column.personal
