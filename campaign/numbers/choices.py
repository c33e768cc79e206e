"""What may somebody choose from? The places and 督导小组 that they are shown, and no others: the rest does not exist for them."""

from __future__ import annotations

from campaign.access.scope import Scope
from campaign.numbers.metrics import VISITS
from campaign.numbers.question import Question
from campaign.numbers.snapshot import Snapshot
from campaign.office import rules
from campaign.places.areas import Area, all_areas

PLACES = {"district": "district", "zone": "zone", "town": "town_name", "village_id": "village_id"}
"""A dimension that a part of the city may be written in → what it is of a village."""
EVERY = 1_000_000


def areas_in(snapshot: Snapshot, *, scope: Scope) -> tuple[Area, ...]:
    """The villages of the scope, in the order of the register: those of its places, or those that its units visit or have to."""
    areas = tuple(
        area
        for area in all_areas()
        if all(getattr(area, PLACES[name]) in values for name, values in scope.where.items() if name in PLACES)
    )
    if set(scope.where) <= PLACES.keys():
        return areas
    of_units = [
        snapshot.rows(table, scope=scope, columns=("village_id",), limit=EVERY)["village_id"]
        for table in ("visited_villages", "unit_villages")
    ]
    own = {str(village) for villages in of_units for village in villages.dropna()}
    return tuple(area for area in areas if area.village_id in own)


def groups_in(snapshot: Snapshot, *, scope: Scope) -> tuple[int, ...]:
    """The 督导小组 of the scope: every one in the whole city, else those whose units visited there."""
    if not scope.where:
        return tuple(range(1, rules.SUPERVISION_GROUPS + 1))
    (answer,) = snapshot.answers([Question((VISITS.id,), ("group",))], scope=scope)
    return tuple(sorted(int(row["group"]) for row in answer.rows if row["group"] is not None))
