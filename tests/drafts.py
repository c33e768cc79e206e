"""How do drawn tables come onto a shelf, without an inbox that they were read from?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from etl import city, publish


def publish_tables(tables: Mapping[str, pa.Table], shelf: Path, snapshot_id: str) -> Path:
    """Publishes the tables as a load does with those that it has made; returns the snapshot's folder."""
    draft = publish.begin(shelf, snapshot_id)
    con = city.connected(draft / publish.FILE, [])
    for name, table in tables.items():
        con.register("drawn", table)
        con.execute(f'INSERT INTO "{name}" SELECT * FROM drawn')
        con.unregister("drawn")
    return publish.publish(con, draft, shelf, {"inputs": "", "failed": 0})
