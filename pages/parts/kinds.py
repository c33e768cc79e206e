"""What are issues about, with 其他方面 told by its second level: 停车, 道路市政, 物业管理?

附件5 knows seven categories, and a third of what people raise falls under the last of them: as one bar it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from campaign.judgement import matters
from campaign.office import rules
from pages.parts import bar
from pages.parts.bar import ALL
from pages.parts.view import Number, Row, View

BY = matters.BY
KIND = "kind"
"""What a row of these is named by."""
REST = "其他"
"""The second level's own word for what it does not distinguish."""
_SECOND = {name: f"{rules.OTHER}（{name}）" if name == REST else name for name in rules.SUBCATEGORIES}
UNTOLD = f"{rules.OTHER}（未细分）"
"""What is under 其他方面 and of no second level."""
ORDER = (*rules.CATEGORIES[:-1], *_SECOND.values(), UNTOLD, rules.UNCATEGORISED)
"""The kinds in the order of a table."""
UNTOLD_KINDS = (_SECOND[REST], UNTOLD, rules.UNCATEGORISED)
"""Those that are no answer to what people raise: drawn last and grey."""


class Kinds:
    """Some numbers of a view by kind; stated when made."""

    def __init__(self, view: View, numbers: tuple[Number, ...]) -> None:
        self._rows = view.rows_by(numbers, *BY)

    def __iter__(self) -> Iterator[Row]:
        """A row for each kind, named by it."""
        return (replace(row, of={KIND: name(row)}) for row in self._rows)


def name(row: Row) -> str:
    """What the kind of a row by category and second level is called."""
    category, second = (row.of[dimension] for dimension in BY)
    left = _SECOND[REST] if second == REST else UNTOLD
    return matters.matter(category, second) or (left if category == rules.OTHER else rules.UNCATEGORISED)


def conditions(kind: str) -> dict[str, str]:
    """What the bar narrows to for a kind: dimension → value.

    >>> conditions("停车"), conditions("平安治理")["category"], conditions(UNTOLD)["subcategory"]
    ({'category': '其他方面', 'subcategory': '停车'}, '平安治理', '（未填）')
    """
    second = next((own for own, shown in _SECOND.items() if shown == kind), bar.UNFILLED if kind == UNTOLD else "")
    return {"category": rules.OTHER, "subcategory": second} if second else {"category": kind, "subcategory": ALL}


def chosen(view: View) -> str | None:
    """The kind that a view is narrowed to; None for none, or for all of 其他方面."""
    category, second = (_first(view.where.get(dimension)) for dimension in BY)
    if category == rules.OTHER:
        is_narrowed = "subcategory" in view.where
        return _SECOND.get(str(second), UNTOLD) if is_narrowed else None
    return str(category) if category else None


def toggle(view: View, kind: str) -> None:
    """Narrow the bar to a kind, for a click; a second click on it takes it off again."""
    bar.choose(**(dict.fromkeys(BY, ALL) if chosen(view) == kind else conditions(kind)))


def _first(value: object) -> object:
    return value[0] if isinstance(value, list | tuple) and value else value
