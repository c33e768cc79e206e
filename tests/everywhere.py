"""Whose view does a test have that names nobody's? The program's own: every row of the whole city, without names.

Only what a test itself asks: what the program asks must name its scope in a test too, else it fails.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, isfunction, signature
from typing import Any

from campaign.access.scope import EVERYWHERE
from campaign.judgement import due_reports, duties, outlook, portrait, ranking, to_ask, to_decide
from campaign.judgement.ranking import composite
from campaign.months import changes, comparison
from campaign.numbers import crosstab
from campaign.numbers.snapshot import Snapshot
from exports import portrait as paper

ASKED: tuple[object, ...] = (
    *(Snapshot, due_reports, duties, outlook, portrait, ranking, composite, to_ask, to_decide, changes, comparison),
    *(crosstab, paper),
)
"""What a test asks with a scope."""
TESTS = ("tests.", "__main__")


def name_the_whole_city() -> None:
    """From now on, for tests that are imported after this."""
    for asked in ASKED:
        for name, function in list(vars(asked).items()):
            own = isfunction(function) and function.__module__ in (getattr(asked, "__module__", ""), asked.__name__)
            if own and not name.startswith("_") and _needs_a_scope(function):
                setattr(asked, name, _for_tests(function))


def _needs_a_scope(function: Callable[..., Any]) -> bool:
    scope = signature(function).parameters.get("scope")
    return scope is not None and scope.kind is Parameter.KEYWORD_ONLY and scope.default is Parameter.empty


def _for_tests(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with a scope where a test names none."""

    @wraps(function)
    def asked(*args: Any, **kwargs: Any) -> Any:
        if "scope" not in kwargs and sys._getframe(1).f_globals["__name__"].startswith(TESTS):
            kwargs["scope"] = EVERYWHERE
        return function(*args, **kwargs)

    return asked
