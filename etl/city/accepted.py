"""Which typed rows of a form are taken?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from campaign.office import rules
from etl import values
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


def is_family(raiser: str) -> str:
    """SQL: whether a row is of a family."""
    return f"{raiser} IN ({_quoted(kind for kind, of in values.OBJECT_OF.items() if of == rules.OBJECT_TYPES[0])})"


def is_apart(raiser: str) -> str:
    """SQL: whether a row is of an enterprise or a 名士, whose problems are counted apart."""
    return f"{raiser} IN ({_quoted(values.APART)})"


def object_type(raiser: str) -> str:
    """SQL: what kind of object a row is of."""
    cases = " ".join(f"WHEN '{kind}' THEN '{of}'" for kind, of in values.OBJECT_OF.items())
    return f"CASE {raiser} {cases} END"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
