"""Which official papers are there? Every file of this folder that declares one; nothing else lists them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from exports.documents.document import Document

NO_DOCUMENTS = frozenset({"document", "filling", "layout", "of_unit"})
"""The files that say what a paper is, how it is filled and laid out, what those to one unit share."""


@cache
def documents() -> tuple[Document, ...]:
    """Every paper, by the order that each declares."""
    names = (module.name for module in iter_modules(__path__) if module.name not in NO_DOCUMENTS)
    found = (import_module(f"{__name__}.{name}").DOCUMENT for name in names)
    return tuple(sorted(found, key=lambda document: (document.order, document.id)))


def called(id_: str) -> Document:
    """The paper of that name on the command line; KeyError for another."""
    return {one.id: one for one in documents()}[id_]
