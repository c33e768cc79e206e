"""How is each number defined in this load? The same for every load of one program, and costly to work out."""

from __future__ import annotations

from campaign import frozen


def definitions() -> list[dict[str, str | None]]:
    """Every number as it is defined today, as rows of the table definitions."""
    return frozen.definitions()
