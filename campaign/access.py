"""What may whom be shown?

No personal column leaves a snapshot, whatever the scope: who may see one is not decided yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from campaign.schema import Column


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the city that a question is about: dimension → the values it may take."""

    label: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


EVERYWHERE = Scope("全市")


def may_leave(column: Column) -> bool:
    """Whether a page, a file or a log may hold the column's values."""
    return not column.personal
