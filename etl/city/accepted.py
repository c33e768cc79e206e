"""Which typed rows of a form are taken?"""

from __future__ import annotations

from collections.abc import Sequence

from etl.city.arrive import typed
from etl.city.relations import City, Relation
from etl.city.units import of_units, unit_of


def accepted(city: City, form: str, columns: Sequence[str] = ("t.*",), beside: Relation | None = None) -> str:
    """SQL: the rows of a form that are not set aside, with the number of their unit, and when they came.

    `beside` is a relation with a row for each of them.
    """
    joined = f"JOIN {beside} USING (row_key)" if beside else ""
    return f"""
        SELECT {", ".join(columns)}, {unit_of("t")} AS unit_no, sheet.received_at, sheet.came, '{form}' AS form
        FROM {typed(city, form)} t {joined} {of_units(city, "t")}
        WHERE t.row_key NOT IN (SELECT row_key FROM {city.problems})"""
