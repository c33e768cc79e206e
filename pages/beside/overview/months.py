"""How is a month shown beside the one before: as one table, and as a workbook to take along?"""

from __future__ import annotations

from datetime import date

import streamlit as st

from campaign.access import Scope
from campaign.months import comparison
from campaign.months.comparison import Months
from campaign.numbers.dimensions import Where
from campaign.numbers.snapshot import Snapshot
from exports import months as paper
from pages.parts import bar, ruled, tables
from pages.parts.frame import View, as_key, section


def show(view: View) -> None:
    """The month that holds the view's day beside the one before, whatever period is chosen; nothing where it is the first."""
    room = view.room
    table = _months(room.snapshot, room.snapshot.id, room.scope, room.scope.label, view.day, as_key(view.where))
    if table is None or not table.lines:
        return
    section(paper.TITLE, comparison.NOTE)
    columns = [ruled.Column(heading, is_number=heading not in paper.WIDTHS) for heading in table.headings]
    ruled.show(paper.TITLE, columns, [[cell or " " for cell in row] for row in table.rows])
    tables.download(
        "下载工作簿（Excel）",
        paper.file_name(table, room.snapshot.id),
        lambda: paper.workbook(room.snapshot, table, [("筛选", bar.words(view))]),
        "months-workbook",
    )


@st.cache_data(max_entries=60, show_spinner=False)
def _months(
    _snapshot: Snapshot, snapshot_id: str, _scope: Scope, scope_label: str, day: date, where: Where
) -> Months | None:
    conditions = {name: list(values) for name, values in where}
    return comparison.months(_snapshot, day=day, scope=_scope, where=conditions or None)
