"""How is a month shown beside the one before: as one table, and as a workbook to take along?"""

from __future__ import annotations

import streamlit as st

from campaign.months import comparison
from campaign.months.comparison import Compared
from exports import months as paper
from pages.parts import bar, ruled, tables
from pages.parts.frame import section
from pages.parts.view import View


class Beside:
    """The month that holds the view's day beside the one before, whatever period is chosen; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._stated = Compared(view.room.batch, day=view.day, where=view.where)

    def draw(self) -> None:
        """The table and its workbook; nothing where it is the first month."""
        table, room, filters = self._stated.months, self.view.room, bar.words(self.view)
        if table is None or not table.lines:
            return
        section(paper.TITLE)
        columns = [ruled.Column(heading, is_number=heading not in paper.WIDTHS) for heading in table.headings]
        ruled.show(paper.TITLE, columns, [[cell or " " for cell in row] for row in table.rows])
        with st.popover("统计说明", icon=":material/info:", type="tertiary", key="months-note"):
            st.markdown(comparison.NOTE)
        tables.download(
            self.view,
            "导出Excel",
            paper.file_name(table, room.snapshot.id),
            lambda: paper.workbook(room.snapshot, table, [("筛选", filters)]),
            "months-workbook",
        )
