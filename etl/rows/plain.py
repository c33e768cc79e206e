"""How is a paper typed that has no rules of its own? Field by field, as it declares them."""

from __future__ import annotations

from etl.rows.typed import Columns, TypedRows

RESOLVED = ("unit", "district", "town", "village", "period")
"""Kinds that are found in the registers and the calendar; what the paper's own cell does not say, its sheet may."""


def columns(rows: TypedRows) -> Columns:
    """Each field by its own parser; the unit as written, the village, the period. A row without what is needed is set aside."""
    found: dict = {}
    if rows.has("unit"):
        found["unit_text"] = rows.text("unit")
    if rows.has("village"):
        found["place_no"] = rows.places()
        rows.require("village", found["place_no"])
    if rows.has("period"):
        found |= rows.periods()
    for field in rows.form.fields:
        if field.kind not in RESOLVED:
            found |= rows.bounded(field.name) if field.bounded else {field.name: rows.parsed(field.name)}
            rows.require(field.name, found[field.name])
    return found
