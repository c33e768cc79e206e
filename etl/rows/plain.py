"""How is a paper typed that has no rules of its own? Field by field, as it declares them."""

from __future__ import annotations

from etl.rows.typed import Columns, TypedRows


def columns(rows: TypedRows) -> Columns:
    """Each field by its own parser; the unit as written, the village, the period."""
    found: dict = {}
    if rows.has("unit"):
        found["unit_text"] = rows.text("unit")
    if rows.has("village"):
        found["place_no"] = rows.places()
    if rows.has("period"):
        found |= rows.periods()
    for field in rows.form.fields:
        if field.name not in ("unit", "district", "town", "village", "period"):
            found |= rows.bounded(field.name) if field.bounded else {field.name: rows.parsed(field.name)}
    return found
