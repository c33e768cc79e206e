"""Which issues do the free texts of a visit hold, and of which category is each text?"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from campaign import rules
from etl import texts, values
from etl.sift.sieve import seen


def tell(con: duckdb.DuckDBPyConnection) -> None:
    """Creates `told`: one row for each issue in 困难需求 and 意见建议, with its place in the cell and its own outcome.

    The form's label is 意见建议处理落实情况: beside an opinion it does not speak of the need. Where a cell holds
    several issues, it speaks of those that it names.
    """
    con.execute(
        """
        CREATE TEMP TABLE cells AS
        SELECT * EXCLUDE (needs_raw, opinion_raw, outcome_told)
                REPLACE (CASE WHEN opinion_is_issue THEN '' ELSE outcome_told END AS outcome_text),
            '困难需求' AS block, 'needs_text' AS source_field, needs_raw AS cell FROM visit_rows WHERE needs_is_issue
        UNION ALL BY NAME
        SELECT * EXCLUDE (needs_raw, opinion_raw, outcome_told) REPLACE (outcome_told AS outcome_text), '意见建议' AS block, 'opinion_text' AS source_field, opinion_raw AS cell
        FROM visit_rows WHERE opinion_is_issue
        """
    )
    con.register("parts", _parts(con))
    con.register("part_outcomes", _outcomes(con))
    con.execute(
        """
        CREATE TEMP TABLE told AS
        SELECT c.* EXCLUDE (cell) REPLACE (CASE WHEN p.parts = 1 THEN outcome_text ELSE coalesce(o.outcome, '') END AS outcome_text),
            p.* EXCLUDE (cell, parts)
        FROM cells c JOIN parts p USING (cell)
        LEFT JOIN part_outcomes o ON o.cell = c.cell AND o.said = c.outcome_text AND o.part = p.part
        """
    )
    con.unregister("parts")
    con.unregister("part_outcomes")


def _parts(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The issues of each distinct cell: cell, part (from 0), parts, text_start, text_end, issue_said, text_key."""
    rows = []
    for (cell,) in con.execute("SELECT DISTINCT cell FROM cells").fetchall():
        found = texts.split(cell)
        rows += [(cell, i, len(found), p.start, p.end, cell[p.start : p.end]) for i, p in enumerate(found)]
    cells, part, parts, start, end, said = zip(*rows, strict=True) if rows else ((),) * 6
    shown = seen(pa.chunked_array([pa.array(said, pa.string())]))
    return pa.table(
        {
            "cell": pa.array(cells, pa.string()),
            "part": pa.array(part, pa.int64()),
            "parts": pa.array(parts, pa.int64()),
            "text_start": pa.array(start, pa.int64()),
            "text_end": pa.array(end, pa.int64()),
            "issue_said": shown,
            "text_key": values.text_keys(shown),
        }
    )


def _outcomes(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """What 处理落实情况 says of each of several issues in a cell: cell, said, part, outcome."""
    rows = []
    several = con.execute(
        """
        SELECT cell, outcome_text, list(issue_said ORDER BY part)
        FROM (SELECT DISTINCT cell, outcome_text FROM cells WHERE outcome_text <> '') JOIN parts USING (cell)
        WHERE parts > 1 GROUP BY ALL
        """
    ).fetchall()
    for cell, said, issues in several:
        rows += [(cell, said, i, outcome) for i, outcome in enumerate(texts.outcomes(said, issues))]
    cells, saids, part, outcome = zip(*rows, strict=True) if rows else ((),) * 4
    return pa.table(
        {
            "cell": pa.array(cells, pa.string()),
            "said": pa.array(saids, pa.string()),
            "part": pa.array(part, pa.int64()),
            "outcome": pa.array(outcome, pa.string()),
        }
    )


def judge(con: duckdb.DuckDBPyConnection) -> None:
    """Registers `judged`: for each distinct text of every_issue its automatic category, second level and words.

    The automatic category is empty where it is not sure; the second level is that of an issue of 其他方面.
    """
    asked = con.execute(
        "SELECT issue_said, bool_or(category = $other) FROM every_issue GROUP BY 1", {"other": rules.OTHER}
    ).fetchall()
    found = [texts.classify(said) for said, _ in asked]
    under = [
        texts.second_level(said) if is_other and c.name != rules.OTHER else c.subcategory
        for (said, is_other), c in zip(asked, found, strict=True)
    ]
    con.register(
        "judged",
        pa.table(
            {
                "said": pa.array([said for said, _ in asked], pa.string()),
                "auto": pa.array([c.name if c.is_sure else None for c in found], pa.string()),
                "under": pa.array(under, pa.string()),
                "words": pa.array([list(c.words) or None for c in found], pa.list_(pa.string())),
            }
        ),
    )
