"""How is a row set aside, or remarked on, for what only all files together show?"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from etl.city.relations import PROBLEMS, ROWS_A_SHEET, City, Relation
from etl.forms import BY_ID
from etl.rows.typed import FOUND_TOGETHER, fault
from etl.values import Problem


def cells_of(city: City, keys: Sequence[int]) -> dict[int, list[str | None]]:
    """What the given rows say, field by field and then fact by fact, with the office's corrections."""
    if not keys:
        return {}
    wanted = pa.table({"row_key": pa.array(sorted(set(keys)), pa.int64())})
    with city.seen_as("wanted", wanted):
        cells = city.rows(
            f"""
            SELECT w.row_key, coalesce(c.cells, r.cells)
            FROM wanted w JOIN {city.sheets} s ON s.sheet_no = w.row_key // {ROWS_A_SHEET}
            JOIN source_rows r ON r.source_file = s.source_file AND r.source_sheet = s.source_sheet
                AND r.source_row = w.row_key % {ROWS_A_SHEET}
            LEFT JOIN {city.corrected} c ON c.row_key = w.row_key
            """
        )
    return dict(cells)


def set_aside(city: City, form: str, problems: Sequence[tuple[int, str, Problem]]) -> None:
    """Adds problems: the key of a row, the field at which it is noted, and what is wrong there."""
    _add(city, city.problems, form, problems)


def remark(city: City, form: str, remarks: Sequence[tuple[int, str, Problem]]) -> None:
    """Adds remarks, in the same way: their rows are kept."""
    _add(city, city.doubts, form, remarks)


def _add(city: City, to: Relation, form: str, problems: Sequence[tuple[int, str, Problem]]) -> None:
    if not problems:
        return
    cells = cells_of(city, [key for key, _, _ in problems])
    rows = []
    for key, name, problem in problems:
        sheet, line = city.sheet_at(key)
        one = fault(BY_ID[form], sheet.read, sheet.number, line, cells[key], name, problem, FOUND_TOGETHER)
        rows.append({**one, "row_key": key})
    city.add(to, pa.Table.from_pylist(rows, PROBLEMS))
