"""To which villages did each unit truly go? The roster says where it was to go."""

from __future__ import annotations

from etl.city.relations import City


def villages(city: City) -> None:
    """Fills visited_villages out of visits: each unit's first visit in each village."""
    city.fill(
        "visited_villages",
        """
        SELECT *, visit_date AS first_visit_date FROM visits
        QUALIFY row_number() OVER (PARTITION BY unit_name, village_id ORDER BY visit_date, visit_id) = 1
        ORDER BY unit_name, village_id
        """,
        of=[city.visit_rows],
    )
