"""Which texts of issues have no category, or a doubtful one, and what was decided of them since the load?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import pandas as pd

from campaign.access.scope import Scope
from campaign.numbers.snapshot import Snapshot
from campaign.office.assigned import Assignment

WAITING, DOUBTFUL, ASSIGNED = "待人工核定", "自动归类待复核", "已人工归类"
BASIS_OF = {WAITING: "待人工", DOUBTFUL: "自动", ASSIGNED: "人工"}
DOUBTFUL_BELOW = 0.7
"""An automatic category that is less likely than this is offered to a person."""
MOST_ROWS = 5_000
NO_GUESS = "无法判断"
_COLUMNS = (
    "issue_text", "text_mark", "category", "subcategory", "category_guess", "category_likelihood", "category_words",
)  # fmt: skip


def texts(snapshot: Snapshot, scope: Scope, which: str, decided: Collection[str]) -> pd.DataFrame:
    """The texts of one kind, each once, those of most issues first: text_mark, issue_text, issues, category,
    category_guess, category_likelihood, category_words.

    `decided` are the marks of texts that a person assigned: those that the snapshot does not hold yet are left out.
    """
    rows = snapshot.rows(
        "issues",
        scope=scope,
        where={"category_basis": BASIS_OF[which]},
        columns=_COLUMNS,
        order="category_likelihood",
        limit=MOST_ROWS,
    )
    if which == DOUBTFUL:
        rows = rows[rows["category_likelihood"] < DOUBTFUL_BELOW]
    if which != ASSIGNED:
        rows = rows[~rows["text_mark"].isin(decided)]
    first = {name: (name, "first") for name in _COLUMNS if name != "text_mark"}
    each = rows.groupby("text_mark", sort=False).agg(issues=("issue_text", "size"), **first).reset_index()
    each = each.sort_values(["issues", "category_guess", "category_likelihood"], ascending=[False, True, False])
    return each.assign(category_guess=each["category_guess"].fillna(NO_GUESS)).reset_index(drop=True)


def decided_since(snapshot: Snapshot, decisions: Iterable[Assignment]) -> int:
    """How many texts were assigned after the snapshot was made, which does not hold them yet."""
    built = snapshot.built_at.replace(tzinfo=UTC)
    return sum(datetime.fromisoformat(one.assigned_at).astimezone() > built for one in decisions)
