"""Which pages are there, and where in the menu is each? A page is one file and declares its own place."""

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
    """What a visitor comes for: the heading of the pages that serve it."""
    order: int
    """Among all pages; the parts are in the order of their first pages."""
    is_first: bool = False
    """Whether it is the page at the bare address."""
    is_for_desk: bool = False
    """Whether only the server of the desk opens it, and that one also before the first load."""


def pages_in(folder: ModuleType) -> list[ModuleType]:
    """The pages of a package in the order of the menu: its modules, each with TITLE, ICON, MENU and `render(room)`."""
    names = sorted(module.name for module in iter_modules(folder.__path__) if not module.ispkg)
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
