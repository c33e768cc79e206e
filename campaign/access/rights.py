"""What of the campaign may somebody see? One pair a matter: `may_…` answers, `check_may_…` refuses with a sentence."""

from __future__ import annotations

from campaign import schema
from campaign.access.scope import NotAllowed, Scope, check_may, may

OF_ONE = "unit"
"""Whose part of the city is one unit has nobody there to be compared with."""


def may_ask(scope: Scope) -> bool:
    """Whether any number may be asked."""
    return may(scope, "numbers")


def check_may_ask(scope: Scope) -> None:
    """NotAllowed where no number may be asked."""
    check_may(scope, "numbers")


def may_see_rows(scope: Scope, table: str) -> bool:
    """Whether the rows of a table may be seen; those of families and of sheets need a right of their own."""
    return may(scope, _needed(table))


def check_may_see_rows(scope: Scope, table: str) -> None:
    """NotAllowed where the rows of a table may not be seen."""
    if not may_see_rows(scope, table):
        label = schema.table(table).label
        raise NotAllowed(
            f"“{scope.role.label}”不看逐条的记录，“{label}”表只能看数。"
            if may_ask(scope)
            else f"“{scope.role.label}”不能看“{label}”表。"
        )


def _needed(table: str) -> str:
    return "rows" if schema.table(table).one_of else "numbers"


def may_see_few(scope: Scope) -> bool:
    """Whether a number of few families in need may be seen: whoever sees the rows can count them."""
    return may(scope, "rows")


def check_may_see_few(scope: Scope) -> None:
    """NotAllowed where a number of few families in need may not be seen."""
    check_may(scope, "rows")


def may_compare(scope: Scope) -> bool:
    """Whether units and places may be seen beside one another: all of them, or those of one's own part of the city."""
    return may(scope, "comparison") or (may_ask(scope) and bool(scope.where) and OF_ONE not in scope.where)


def check_may_compare(scope: Scope) -> None:
    """NotAllowed where units and places may not be compared."""
    if not may_compare(scope):
        raise NotAllowed(f"“{scope.role.label}”不能看各单位、各地的比较和排名。")


def may_see_written(scope: Scope) -> bool:
    """Whether the sheets may be seen as they were written."""
    return may(scope, "sheets")


def check_may_see_written(scope: Scope) -> None:
    """NotAllowed where the sheets may not be seen as they were written."""
    check_may(scope, "sheets")


def may_pick_a_family(scope: Scope) -> bool:
    """Whether numbers and rows may be narrowed to one family."""
    return may(scope, "names") or may(scope, "sheets")


def check_may_pick_a_family(scope: Scope) -> None:
    """NotAllowed where numbers and rows may not be narrowed to one family."""
    if not may_pick_a_family(scope):
        raise NotAllowed(f"“{scope.role.label}”不能按一户人家看。")


def may_open_names(scope: Scope) -> bool:
    """Whether the names, phones and addresses of one row may be opened."""
    return may(scope, "names")


def check_may_open_names(scope: Scope) -> None:
    """NotAllowed where names may not be opened."""
    check_may(scope, "names")


def may_load(scope: Scope) -> bool:
    """Whether files may be sent, taken back and loaded, and a month closed."""
    return may(scope, "load")


def check_may_load(scope: Scope) -> None:
    """NotAllowed where no files may be sent, taken back or loaded, and no month closed."""
    check_may(scope, "load")
