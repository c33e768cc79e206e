"""Which pages are there, and where does each stand in the menu? A page is one file: it says so itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Menu:
    """A page's place in the menu."""

    part: str
    """What a visitor comes for: the pages that serve it stand under it."""
    order: int
    """Among all pages; the parts stand in the order of their first pages."""
    is_first: bool = False
    """Whether it is the page at the bare address."""
    is_for_desk: bool = False
    """Whether only the server of the desk opens it, and that one also before the first load."""


def pages_in(folder: ModuleType) -> list[ModuleType]:
    """The pages of a package in the order of the menu: its modules, each with TITLE, ICON, MENU and `render(room)`."""
    names = sorted(found.name for found in iter_modules(folder.__path__) if not found.ispkg)
    return sorted((import_module(f"{folder.__name__}.{name}") for name in names), key=lambda page: page.MENU.order)


def by_part(pages: Sequence[ModuleType]) -> Mapping[str, list[ModuleType]]:
    """The parts of the menu with their pages."""
    parts: dict[str, list[ModuleType]] = {}
    for page in pages:
        parts.setdefault(page.MENU.part, []).append(page)
    return parts


def slug(page: ModuleType) -> str:
    """The last part of a page's address."""
    return page.__name__.rpartition(".")[2]
