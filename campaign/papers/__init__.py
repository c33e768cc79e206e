"""Which papers does the campaign know? Every file of this folder that declares one; nothing else lists them.

Each file holds one `PAPER`: pure data, from which follow how it is recognised and read, its blank, its table and what
becomes of its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from campaign.papers.paper import BOUNDED, KINDS, Field, Merge, Need, Paper, columns

NO_PAPERS = frozenset({"table", "paper", "fields"})
"""The files that say what a table and a paper are, and what several papers print."""


@cache
def papers() -> tuple[Paper, ...]:
    """Every paper, by the order that each declares and then by id; AttributeError for a file without one."""
    names = (module.name for module in iter_modules(__path__) if module.name not in NO_PAPERS)
    found = (import_module(f"{__name__}.{name}").PAPER for name in names)
    return tuple(sorted(found, key=lambda paper: (paper.order, paper.id)))


def merges() -> Mapping[str, Merge]:
    """Every rule by which a row of some paper is merged into another."""
    return {rule: merge for paper in papers() if paper.record for rule, merge in paper.record.merges.items()}


__all__ = [
    "BOUNDED",
    "KINDS",
    "Field",
    "Merge",
    "Need",
    "Paper",
    "columns",
    "merges",
    "papers",
]
