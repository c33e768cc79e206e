"""Which pages are there, where in the menu is each, and who has it? A page is one file and declares its own place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from campaign.access.roles import AREAS
from campaign.access.scope import Scope, may


@dataclass(frozen=True, slots=True)
class Menu:
    """A page's place in the menu."""

    part: str
    """What a visitor comes for: the heading of the pages that serve it."""
    order: int
    """Among all pages; the parts are in the order of their first pages."""
    needs: str = "numbers"
    """The right without which it is not there."""
    within: tuple[str, ...] = AREAS
    """The dimensions of a part of the city that all of it can be narrowed to: whoever is shown another part does not have it."""
    opens_empty: bool = False
    """Whether it opens before the first load: what it shows is not of a snapshot."""


def pages_in(folder: ModuleType) -> list[ModuleType]:
    """The pages of a package in the order of the menu: its modules, each with TITLE, ICON, MENU and `render(room)`."""
    names = sorted(module.name for module in iter_modules(folder.__path__) if not module.ispkg)
    return sorted((import_module(f"{folder.__name__}.{name}") for name in names), key=lambda page: page.MENU.order)


def open_to(pages: Sequence[ModuleType], scope: Scope) -> list[ModuleType]:
    """The pages that whoever is shown this scope has; the first of them is at the bare address."""
    return [page for page in pages if may(scope, page.MENU.needs) and set(scope.where) <= set(page.MENU.within)]


def by_part(pages: Sequence[ModuleType]) -> Mapping[str, list[ModuleType]]:
    """The parts of the menu with their pages."""
    parts: dict[str, list[ModuleType]] = {}
    for page in pages:
        parts.setdefault(page.MENU.part, []).append(page)
    return parts


def slug(page: ModuleType) -> str:
    """The last part of a page's address."""
    return page.__name__.rpartition(".")[2]
