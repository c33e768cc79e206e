"""What is written in each paragraph of a briefing? Its figures are told apart once all units are known."""

from __future__ import annotations

from etl.rows.typed import Columns, TypedRows


def _briefing(rows: TypedRows) -> Columns:
    return {name: rows.raw(name) for name in ("paragraph", "heading", "tag", "written_on", "before")}


TYPES = {"briefing": _briefing}
