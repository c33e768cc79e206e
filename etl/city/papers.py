"""How does a paper without rules of its own become a table?

Its record says which table, what makes two rows the same and which of them stands; the rest follows from the form.
"""

from __future__ import annotations

from etl.city.accepted import accepted
from etl.city.relations import SOURCE, City, Relation
from etl.forms import BY_ID

FIRST, LAST = "row_key", "received_at DESC, row_key DESC"


def simple_paper(city: City, form: str, table: str, rule: str, same: str, stands: str) -> None:
    """Makes the form's fates and fills its table: of rows that are the same by `same` one stands, the others go into it."""
    if form not in city.typed:
        return
    columns = {field.name for field in (*BY_ID[form].fields, *BY_ID[form].about)}
    rows = city.make(f"{form}_rows", f"{_rows(city, form)} ORDER BY row_key")
    fates = city.make(
        f"{form}_fates",
        f"""
        SELECT row_key, '{rule}' AS rule, first_value(row_key) OVER (PARTITION BY {same} ORDER BY {stands}) AS into_key
        FROM {rows}
        """,
    )
    city.fates[form] = fates
    fill(city, table, rows, fates, names_unit="unit" in columns, names_place="village" in columns)


def _rows(city: City, form: str) -> str:
    if any(field.name == "unit" for field in (*BY_ID[form].fields, *BY_ID[form].about)):
        return accepted(city, form)
    return f"SELECT * FROM {city.typed[form]} WHERE row_key NOT IN (SELECT row_key FROM {city.problems})"


def fill(
    city: City,
    table: str,
    rows: Relation,
    fates: Relation,
    *,
    names_unit: bool,
    names_place: bool,
    order: str = "row_key",
) -> None:
    """Fills a table with the rows that stand, with the names of their unit and place, and where they were written."""
    unit = f"LEFT JOIN {city.unit_names} u USING (unit_no)" if names_unit else ""
    place = f"LEFT JOIN {city.place_names} p USING (place_no)" if names_place else ""
    named = ", u.* EXCLUDE (unit_no)" * names_unit + ", p.* EXCLUDE (place_no)" * names_place
    city.fill(
        table,
        f"""
        SELECT r.* {named}, {SOURCE}
        FROM {rows} r JOIN {fates} f USING (row_key) JOIN {city.sheets} USING (sheet_no) {unit} {place}
        WHERE f.into_key = r.row_key ORDER BY {order}
        """,
    )
