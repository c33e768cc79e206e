"""How much does each role receive that is not for it? `python -m tests.received`, or `python -m tests.bench --only roles`.

A small city in which every field of every paper holds a word of a family's (`tests.canaries`): every row, every number by every
dimension and the workbooks are given to each role, and what is found in them is counted.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from campaign import schema
from campaign.access.roles import ROLES
from campaign.access.scope import NotAllowed, Scope
from campaign.numbers.dimensions import CannotAnswer, column_of
from campaign.numbers.snapshot import Snapshot, open_current
from tests.house import test_canaries as canaries

WAYS = (canaries.rows_received, canaries.numbers_received, canaries.papers_received)
SEES_SHEETS = "sheets"


def report() -> str:
    """A line for each role: texts received, families' words in them, rows that lie outside its part of the city."""
    lines = ["| role | texts received | families' words in them | rows of elsewhere |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        city = canaries.loaded(Path(folder))
        with open_current(city.shelf) as snapshot:
            for role in ROLES.values():
                scope = canaries.scope_of(role.id)
                received = [text for way in WAYS for text in way(snapshot, scope)]
                words = len(canaries.found(city, *received))
                aim = "" if SEES_SHEETS in role.rights else " (aim 0)"
                elsewhere = rows_of_elsewhere(snapshot, scope)
                lines.append(f"| {role.label} | {len(received):,} | {words:,}{aim} | {elsewhere:,} (aim 0) |")
    return "\n".join(lines)


def rows_of_elsewhere(snapshot: Snapshot, scope: Scope) -> int:
    """How many rows of all tables a scope is shown that are not of its part of the city."""
    outside = 0
    for table in schema.TABLES:
        try:
            rows = snapshot.rows(table.name, scope=scope, limit=10_000)
            places = {column_of(table.name, name): values for name, values in scope.where.items()}
        except (CannotAnswer, NotAllowed):
            continue
        for column, values in places.items():
            outside += int((~rows[column].astype(str).isin([*map(str, values)])).sum())
    return outside


if __name__ == "__main__":
    print(report())  # noqa: T201
