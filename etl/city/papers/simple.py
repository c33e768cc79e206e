"""How does a paper without rules of its own become a table?

Its record says which table, what makes two rows the same and which of them stands; the rest follows from the form.
"""

from __future__ import annotations

from campaign.papers import Paper, papers
from campaign.papers.table import Table
from etl import values
from etl.city.accepted import accepted
from etl.city.arrive import typed
from etl.city.relations import SOURCE, City, Relation
from etl.city.setting_aside import set_aside
from etl.forms import BY_ID
from etl.values import Problem

STANDS = {"first": "row_key", "last": "came DESC, row_key DESC"}
"""Which of the rows that are the same stands, as an order."""
MEANT = {"unit": "unit_no", "village": "place_no", "period": "period_start, period_end"}
"""Fields that are compared by what they mean."""


def simple_papers(city: City) -> None:
    """Makes the fates and fills the table of every paper that has a table of its own and no rules of its own."""
    for paper in papers():
        if (
            paper.record
            and isinstance(paper.record.table, Table)
            and paper.record.stands != "own"
            and paper.id in city.typed
        ):
            _simple_paper(city, paper, paper.record.table.name)


def _simple_paper(city: City, paper: Paper, table: str) -> None:
    """Of rows that are the same one stands, the others go into it."""
    if paper.record and paper.record.stands == "last":
        set_aside_sheets_that_differ(city, paper.id)
    rows = city.make(f"{paper.id}_rows", f"{_rows(city, paper.id)} ORDER BY row_key")
    fates = city.fates[paper.id] = city.make(f"{paper.id}_fates", standing(paper, rows))
    fill(city, paper.id, table, rows, fates)


def standing(paper: Paper, rows: Relation) -> str:
    """SQL: which row stands for each row, as the paper declares it: row_key, rule, into_key."""
    record = paper.record
    assert record is not None
    same = ", ".join(MEANT.get(name, f"{name}_key" if name in values.COMPARED else name) for name in record.same)
    return f"""
        SELECT row_key, '{record.rule}' AS rule,
            first_value(row_key) OVER (PARTITION BY {same} ORDER BY {STANDS[record.stands]}) AS into_key
        FROM {rows}"""


def set_aside_sheets_that_differ(city: City, form: str) -> None:
    """Sets aside the rows of one record on several visible sheets of a file that do not agree: no sheet corrects another."""
    paper = BY_ID[form]
    assert paper.record is not None
    if not typed(city, form).rows:
        return
    same = ", ".join(MEANT.get(name, name) for name in paper.record.same)
    columns = {name for name, *_ in city.rows(f"DESCRIBE {city.typed[form]}")}
    said = ", ".join(f.name for f in paper.fields if f.name in columns and f.name not in paper.record.same)
    hidden = ", ".join(str(sheet.number) for sheet in city.sheet if sheet.read.is_hidden) or "NULL"
    groups = city.rows(
        f"""
        SELECT list(row_key ORDER BY row_key)
        FROM ({_rows(city, form)}) JOIN (SELECT sheet_no, source_file FROM {city.sheets}) USING (sheet_no)
        WHERE coalesce(sheet_no NOT IN ({hidden}), true)
        GROUP BY source_file, {same} HAVING count(DISTINCT sheet_no) > 1 AND count(DISTINCT ({said})) > 1
        """
    )
    problems = []
    for (keys,) in groups:
        quoted = "和".join(dict.fromkeys(f"“{city.sheet_at(key)[0].name}”" for key in keys))
        sentence = f"同一份文件的工作表{quoted}各写了一次，写的不一样；请核对哪一张对，或各是哪一个时段的，只留一份"
        field = "period" if paper.has("period") else paper.must_have[0]
        problems += [(key, field, Problem("sheets-differ", sentence)) for key in keys]
    set_aside(city, form, problems)


def _rows(city: City, form: str) -> str:
    if BY_ID[form].has("unit"):
        return accepted(city, form)
    return f"SELECT * FROM {city.typed[form]} WHERE row_key NOT IN (SELECT row_key FROM {city.problems})"


def fill(city: City, form: str, table: str, rows: Relation, fates: Relation, order: str = "row_key") -> None:
    """Fills a table with the rows that stand, with the names of their unit and place, and where they were written."""
    names_unit, names_place = (BY_ID[form].has(name) for name in ("unit", "village"))
    unit = f"LEFT JOIN {city.unit_names} u USING (unit_no)" if names_unit else ""
    place = f"LEFT JOIN {city.place_names} p USING (place_no)" if names_place else ""
    named = ", u.* EXCLUDE (unit_no)" * names_unit + ", p.* EXCLUDE (place_no)" * names_place
    city.fill(
        table,
        f"""
        SELECT r.* {named}, {SOURCE}
        FROM {rows} r JOIN {fates} f USING (row_key) JOIN {city.sheets} USING (sheet_no) {unit} {place}
        WHERE f.into_key = r.row_key ORDER BY {order}
        """,
        of=[rows],
    )
