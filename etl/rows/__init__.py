"""What does each row of one file say: typed values, and a problem for every cell that has none?

Every paper is typed field by field, as its declaration says. A paper with rules of its own has a module here
that names it in `TYPES`; the modules are found by looking, so that nothing is registered anywhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache

import pyarrow as pa

from etl.forms import BY_ID
from etl.rows import plain
from etl.rows.typed import Columns, Sheet, TypedRows, Typing

__all__ = ["Sheet", "TypedRows", "typed_rows"]


@cache
def _own() -> Mapping[str, Typing]:
    """Form id → how its rows are typed, of the papers with rules of their own."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return {form: typing for module in modules for form, typing in getattr(module, "TYPES", {}).items()}


def typed_rows(sheets: Sequence[Sheet]) -> dict[str, tuple[pa.Table, pa.Table, pa.Table]]:
    """Form id → its rows, their problems and their doubtful cells, of those forms that the sheets hold.

    A row has sheet (its place in `sheets`), line, cells (as they are to be taken, by field, then by fact beside the
    table), written (the same as received, where a correction changed the sheet), and the typed columns of its form.
    """
    present = dict.fromkeys(
        s.read.form for s in sheets if s.read.form and s.read.rows is not None and s.read.rows.num_rows
    )
    tables = {}
    for form in present:
        rows = TypedRows(BY_ID[form], sheets)
        columns: Columns = _own().get(form, plain.columns)(rows)
        tables[form] = (rows.table(columns), rows.problems(), rows.doubts())
    return tables


@cache
def empty_rows(form: str) -> pa.Schema:
    """The columns that the rows of a form would have."""
    rows = TypedRows(BY_ID[form], [])
    return rows.table(_own().get(form, plain.columns)(rows)).schema
