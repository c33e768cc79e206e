"""Which visits to enterprises, 名士 and organisations were there: the table object_visits?"""

from __future__ import annotations

from etl.city.accepted import object_type
from etl.city.relations import SOURCE, City

_GROUP = "supervision_group IS NOT NULL"


def _is_first(*among: str) -> str:
    return f"row_number() OVER (PARTITION BY {', '.join(('object', *among))} ORDER BY visit_date, row_key) = 1"


def object_visits(city: City) -> None:
    """Fills object_visits, with the flags that let objects be counted as households are."""
    city.fill(
        "object_visits",
        f"""
        WITH kept AS (
            SELECT r.*, object, u.* EXCLUDE (unit_no)
            FROM {city.object_rows} r JOIN {city.object_fates} f USING (row_key) JOIN {city.unit_names} u USING (unit_no)
            WHERE f.into_key = r.row_key)
        SELECT k.*, p.* EXCLUDE (place_no), row_number() OVER (ORDER BY row_key) AS object_visit_id,
            dense_rank() OVER (ORDER BY object) AS object_id, {object_type("raiser")} AS object_type,
            nullif(object_name, '') AS object_name, nullif(object_kind, '') AS object_kind,
            nullif(contacts, '') AS contact_name, nullif(phone, '') AS phone, nullif(address, '') AS object_address,
            nullif(visitor_names, '') AS visitor_names, {SOURCE},
            {_is_first()} AS is_first, {_is_first("unit_no")} AS is_first_by_unit, {_is_first("unit_level")} AS is_first_by_level,
            CASE WHEN {_GROUP} THEN {_is_first("supervision_group")} END AS is_first_by_group,
            CASE WHEN {_GROUP} THEN {_is_first("unit_level", "supervision_group")} END AS is_first_by_level_group
        FROM kept k JOIN {city.object_texts} USING (row_key) JOIN {city.sheets} USING (sheet_no)
        LEFT JOIN {city.place_names} p USING (place_no) ORDER BY row_key
        """,
        of=[city.object_rows],
    )
