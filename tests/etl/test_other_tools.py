"""Does a program that is not ours open the public file, and read in it what the dashboard says?

SQLAlchemy with duckdb-engine, by which Apache Superset, notebooks and many others come to a DuckDB file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign import schema
from campaign.numbers.snapshot import open_current
from etl.shelf import PUBLIC, PUBLIC_FILE

pytestmark = [pytest.mark.slow, pytest.mark.scale]
sqlalchemy = pytest.importorskip("sqlalchemy", reason="要装 requirements-scale.txt 里的包（make test-sail 会装）")


@pytest.fixture(scope="module")
def tool(small_month: Path) -> Iterator[sqlalchemy.Engine]:
    """A tool's connection, as docs/operation.md has it."""
    address = f"duckdb:///{small_month / 'shelf' / PUBLIC / PUBLIC_FILE}"
    options = {"connect_args": {"read_only": True}, "poolclass": sqlalchemy.NullPool}
    engine = sqlalchemy.create_engine(address, **options)
    yield engine
    engine.dispose()


def test_it_finds_every_table_and_view_and_shows_their_chinese_names(tool):
    looked = sqlalchemy.inspect(tool)
    assert set(looked.get_table_names()) >= {table.name for table in schema.TABLES}
    assert "numbers_of_issues" in looked.get_view_names()
    assert looked.get_table_comment("issues")["text"].startswith(schema.ISSUES.label)
    for table in (schema.ISSUES, schema.VISITS, schema.AREAS):
        shown = {column["name"]: column["comment"] for column in looked.get_columns(table.name)}
        assert list(shown) == [column.name for column in table.outside]
        assert all(shown[column.name].startswith(column.label) for column in table.outside)


def test_a_chart_by_district_shows_what_the_dashboard_shows(tool, small_month):
    with tool.connect() as connected:
        said = sqlalchemy.text("SELECT view_name, formula FROM numbers WHERE metric_id = 'solved_share'")
        ((view, formula),) = connected.execute(said).fetchall()
        drawn = connected.execute(sqlalchemy.text(f"SELECT district, {formula} FROM {view} GROUP BY district"))
        theirs = {district: share for district, share in drawn}
    with open_current(small_month / "shelf") as snapshot:
        ours = snapshot.ask("solved_share", "district").set_index("district")["solved_share"].to_dict()
    assert theirs == pytest.approx(ours, rel=1e-12) and len(ours) > 3


def test_it_cannot_write(tool):
    with tool.connect() as connected, pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only"):
        connected.execute(sqlalchemy.text("DELETE FROM visits"))
