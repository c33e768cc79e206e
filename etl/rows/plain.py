"""How is a paper typed that has no rules of its own? Field by field, as it declares them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from etl import values
from etl.rows.typed import Columns, TypedRows
from etl.values import Problem

RESOLVED = ("unit", "district", "town", "village", "period")
"""Kinds that are typed in the registers and the calendar; what the paper's own cell does not say, its sheet may."""


def columns(rows: TypedRows) -> Columns:
    """Each field by its own parser; the unit as written, the village, the period.

    A row is set aside without what is needed, and with an answer that there can only be after another one.
    """
    typed: dict = {}
    if rows.form.has("unit"):
        typed["unit_text"] = rows.text("unit")
    if rows.form.has("village"):
        typed["place_no"] = rows.places()
        rows.require("village", typed["place_no"])
    if rows.form.has("period"):
        typed |= rows.periods()
    for field in rows.form.fields:
        if field.kind == "identifier":
            typed |= rows.identified(field.name)
        elif field.kind not in RESOLVED:
            typed |= rows.bounded(field.name) if field.bounded else {field.name: rows.parsed(field.name)}
    for name in rows.form.record.same if rows.form.record else ():
        if name in values.COMPARED and f"{name}_key" not in typed:
            typed[f"{name}_key"] = values.COMPARED[name](rows.text(name))
    for field in rows.form.fields:
        need = rows.form.need(field.name)
        if need and field.kind not in RESOLVED:
            rows.require(field.name, *(_known_by(rows, typed, name) for name in (field.name, *need.instead)))
    for only in rows.form.record.only if rows.form.record else ():
        answers = reduce(pc.or_, (_is_answer(typed[name], only.besides) for name in only.fields))
        rows.reject_where(pc.and_(answers, pc.invert(typed[only.where])), only.where, Problem(only.rule, only.sentence))
    return typed


def _known_by(rows: TypedRows, typed: Columns, name: str) -> pa.Array:
    """The column that says whether a row has a field: of a number its key, for a mark or a cut number identifies nothing."""
    return typed[f"{name}_key" if rows.form.field(name).kind == "identifier" else name]


def _is_answer(column: pa.Array, besides: Sequence[str]) -> pa.Array:
    """Whether each value is there and none of some words."""
    return pc.and_not(pc.is_valid(column), pc.is_in(column.cast(pa.string()), pa.array(besides, pa.string())))
