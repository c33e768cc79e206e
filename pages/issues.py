"""What was raised, what is solved, and which rows are behind a number?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from campaign.numbers.metrics import ISSUES, OVERDUE, PENDING, RESPONDED_SHARE, SOLVED
from pages.parts import bar, charts, door, figures, leads, tables, visiting
from pages.parts.bar import filters, look_at, toggle, words
from pages.parts.frame import heading, month_label, section
from pages.parts.menu import Menu
from pages.parts.view import Room, Rows, View

TITLE = "问题办理"
ICON = ":material/task_alt:"
MENU = Menu("分析", 330)

HEADLINE = ("issues", "solved", "solved_share", "pending", "overdue", "responded_share")
COUNTS = ("issues", "solved", "solved_share")
DEPARTMENT = (
    "issues", "solved", "pending", "solved_share", "confirmed_share", "asked", "answered_share", "responded_share", "overdue",
    "oldest_open_days",
)  # fmt: skip
LINKED = (ISSUES, SOLVED, PENDING, RESPONDED_SHARE, OVERDUE)
MOST_DEPARTMENTS = 12
COLUMNS = (
    "category", "subcategory", "category_basis", "block", "issue_text", "raised_date", "unit_name", "department", "route", "status", "due_date",
    "solved_date", "district", "town_name", "village_name", "source_file", "source_sheet", "source_row",
)  # fmt: skip


def render(room: Room) -> None:
    """Totals, then places, months and departments; then the rows behind what was clicked."""
    heading(room, TITLE, "群众反映的问题解决了多少，卡在哪里？")
    view = filters(room)
    cards, departments = figures.Cards(view, HEADLINE), Departments(view)
    parts = bar.parts(view)
    places = parts.whole.rows_by(COUNTS, parts.by)
    months = View(view.room, view.day, None, view.where, view.area).rows_by(COUNTS, "month")

    cards.draw()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        section(
            f"各{parts.name}问题与解决",
            f"浅色为收集问题，深色为其中已解决；右侧为解决率。点一条只看这个{parts.name}，再点一次取消。",
        )
        figures.solved_bars(
            places,
            parts.by,
            "issues-areas",
            chosen=parts.chosen,
            on_choose=partial(toggle, parts.key),
        )
    with right:
        section("各月反映的问题", "按反映月份；深色为其中到目前已解决。点一条只看这个月，再点一次取消。")
        _months(months)
    section("各承办单位", "点一条或一行，只看这个单位承办的问题，再点一次取消。多的在前。")
    departments.draw()
    _behind(view)


def _months(months: Rows) -> None:
    bars = [
        charts.Bar(
            month_label(str(row.name)),
            float(row["issues"].value),
            f"{row['issues'].full}<br>{row['solved_share'].full}",
            part=row["solved"].value or 0.0,
        )
        for row in months
        if row.name is not None and row["issues"].value is not None
    ]
    if not bars:
        tables.nothing("没有问题")
        return
    charts.show(charts.columns(bars, height=220), "issues-months", charts.seen(bars), on_choose=partial(look_at, "月"))


class Departments:
    """Who has to solve them, all beside the chosen one; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        all_of_them = view.but(without=("department",))
        self._rows = all_of_them.rows_by(DEPARTMENT, "department", based="department")
        self._whole = all_of_them.figures(*DEPARTMENT)

    def draw(self) -> None:
        """The largest as bars, all as a table."""
        view, chosen = self.view, self.view.where.get("department")
        departments = self._rows.frame.sort_values("issues", ascending=False).reset_index(drop=True)
        choose = partial(toggle, "department")
        left, right = st.columns([2, 3], gap="medium")
        rows = list(self._rows.of(departments))
        with left:
            figures.solved_bars(
                [row for row in rows if row.name is not None],
                "department",
                "issues-departments",
                limit=MOST_DEPARTMENTS,
                chosen=chosen,
                on_choose=choose,
            )
            if unnamed := [row for row in rows if row.name is None]:
                st.caption(f"另有{unnamed[0]['issues'].full}没有写承办单位，列在表中。")
        with right:
            key = f"issues-table-{view.room.snapshot.id}-{words(view)}"
            tables.numbers(self._rows, key, shown=departments, on_choose=choose, chosen=chosen, total=self._whole)
            leads.behind([(view, LINKED)])


def _behind(view: View) -> None:
    """The rows behind the chosen number, each with the file, sheet and row it came from."""
    if not leads.has_rows():
        section("问题明细", visiting.NO_ROWS)
        return
    shown = {number.label: number for number in (ISSUES, SOLVED, PENDING, OVERDUE)}
    section("问题明细", f"{words(view)}。每一件都写明来自哪个文件、哪张表、第几行，点一行看原表；姓名和号码不显示。")
    chosen = st.segmented_control(
        "范围", list(shown), default=next(iter(shown)), required=True, key="issues_rows", bind="query-params"
    )
    counted_by = shown[chosen or next(iter(shown))]
    tables.paged(
        view,
        "issues",
        COLUMNS,
        "issues_page",
        counted_by=counted_by.id,
        note=f"列的是{time}的，不论哪天反映。" if (time := view.other_time(counted_by)) else "",
        order="raised_date",
        descending=True,
        file_name=f"问题明细_{view.room.snapshot.id}.csv",
        on_choose=leads.on_sheet(),
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
