"""Which rows are set aside, whose are they, and what was wrong with each?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from campaign.places.units import Unit
from etl.city.files import SheetOf
from etl.city.relations import City
from etl.city.setting_aside import cells_of
from etl.city.units import unit_columns
from etl.forms import BY_ID, Form
from etl.rows.typed import text_of


@dataclass(slots=True)
class SetAside:
    """One row that is set aside."""

    key: int
    form: Form
    sheet: SheetOf
    cells: list[str | None]
    problems: list[dict[str, Any]]
    """In the order of the form; never empty."""
    unit: Unit | None
    """The unit that the row names, else the one that sent its sheet."""
    is_closed: bool = False
    """Whether it was corrected and sent again."""

    def text(self, name: str) -> str:
        """What the row says in a field."""
        return text_of(self.form, self.cells, name)

    @property
    def rules(self) -> list[str]:
        """The rules that its cells broke."""
        return [problem["rule"] for problem in self.problems]

    @property
    def fields(self) -> frozenset[str]:
        """The fields in which a problem was found."""
        return frozenset(problem["field"] for problem in self.problems)


def set_aside_rows(city: City) -> list[SetAside]:
    """Every row that is set aside, in the order of the sheets."""
    problems = city.records(f"SELECT * FROM {city.problems} ORDER BY row_key, nth", of=[city.problems])
    cells = cells_of(city, [problem["row_key"] for problem in problems])
    rows = []
    for key, of_row in groupby(problems, key=lambda problem: problem["row_key"]):
        sheet, _ = city.sheet_at(key)
        form = BY_ID[sheet.read.form or ""]
        row = SetAside(key, form, sheet, cells[key], list(of_row), sheet.sender)
        if any(field.name == "unit" for field in form.fields):
            own = city.unit(row.text("unit"))
            row.unit = own if isinstance(own, Unit) else row.unit
        rows.append(row)
    return rows


def rejected_rows(city: City, rows: Sequence[SetAside]) -> None:
    """Fills rejected_rows with those that were not corrected since."""
    city.fill_rows("rejected_rows", (_row(city, row) for row in sorted(rows, key=_by_form) if not row.is_closed))


def _by_form(row: SetAside) -> tuple[int, int]:
    return list(BY_ID).index(row.form.id), row.key


def _row(city: City, row: SetAside) -> Mapping[str, Any]:
    first, *others = row.problems
    return {
        **city.source(row.key),
        "cell": first["cell"],
        "form": row.form.label,
        **unit_columns(row.unit),
        "period_label": row.sheet.period and row.sheet.period.label,
        "field": first["label"],
        "rule": first["rule"],
        "said": first["written"],
        "said_shown": first["shown"],
        "sentence": first["sentence"],
        "also": "\n".join(f"{p['cell']}（{p['label']}）：{p['sentence']}" for p in others) or None,
        "bad_fields": [problem["label"] for problem in row.problems],
        "bad_rules": row.rules,
    }
