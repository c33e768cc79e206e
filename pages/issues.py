"""What is stuck, with whom, what is solved, and which rows are behind a number?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from campaign.numbers.metrics import (
    ISSUES,
    OLDEST_OPEN_DAYS,
    OVERDUE,
    OVERDUE_SHARE,
    PENDING,
    RESPONDED_SHARE,
    SOLVED,
    SOLVED_SHARE,
    STILL_OPEN,
)
from campaign.office import rules
from pages.parts import bar, charts, door, figures, leads, stuck, tables, visiting
from pages.parts.bar import filters, look_at, subject, toggle, words
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Figures, Room, Rows, View

TITLE = "问题办理"
ICON = ":material/task_alt:"
MENU = Menu("分析", 330)

HEADLINE = ("issues", "solved", "solved_share", "pending", "overdue", "responded_share")
COUNTS = ("issues", "solved", "solved_share")
DEPARTMENT = (
    "overdue", "overdue_share", "still_open", "oldest_open_days", "pending", "issues", "solved", "solved_share", "confirmed_share", "asked",
    "answered_share", "responded_share",
)  # fmt: skip
LINKED = (OVERDUE, PENDING, ISSUES, SOLVED, RESPONDED_SHARE)
MOST_DEPARTMENTS = 12
COLUMNS = (
    "raised_date", "issue_text", "due_date", "department", "status", "category", "subcategory", "category_basis", "block", "unit_name", "route",
    "solved_date", "district", "town_name", "village_name", "source_file", "source_sheet", "source_row",
)  # fmt: skip


def render(room: Room) -> None:
    """What is stuck, where and with whom; then what is solved by place and month; then the rows, the oldest overdue first."""
    heading(room, TITLE, "问题解决情况与堵点")
    view = filters(room)
    cards, departments = figures.Cards(view, HEADLINE, ways=False), Departments(view)
    whole = view.figures(*stuck.NUMBERS, "solved_share")
    parts = bar.parts(view)
    places, of_places = (
        parts.whole.rows_by((*COUNTS, *stuck.NUMBERS), parts.by),
        parts.whole.figures(*stuck.NUMBERS, "solved_share"),
    )
    months = View(view.room, view.day, None, view.where, view.area).rows_by(COUNTS, "month")

    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, whole))
    cards.draw()
    choose = partial(toggle, parts.key)
    left, right = st.columns(2, gap="medium")
    with left:
        section(f"各{parts.name}堵点", f"未办结问题中的超期占比，高的在前。点击可筛选该{parts.name}，再次点击取消。")
        stuck.bars(places, parts.by, "issues-stuck-areas", whole=of_places, chosen=parts.chosen, on_choose=choose)
    with right:
        section(
            "承办单位堵点",
            f"超期占比较高的{MOST_DEPARTMENTS}家；{stuck.few('见下表')}。点击可筛选该单位，再次点击取消。",
        )
        departments.draw_bars()
    departments.draw()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        section(
            f"各{parts.name}解决情况",
            f"浅色为收集问题，深色为其中已解决；右侧为解决率。点击可筛选该{parts.name}，再次点击取消。",
        )
        figures.solved_bars(places, parts.by, "issues-areas", chosen=parts.chosen, on_choose=choose, whole=of_places)
    with right:
        section("各月收集问题", "按反映月份；深色为其中目前已解决。点击可筛选该月，再次点击取消。")
        _months(view, months)
    _behind(view)


def _conclusion(view: View, whole: Figures) -> str:
    """How much is open, how much of it is late, how long it has waited."""
    still, overdue, share, oldest = (whole[n] for n in (STILL_OPEN, OVERDUE, OVERDUE_SHARE, OLDEST_OPEN_DAYS))
    before = f"{tables.plain(view.span)}，{tables.plain(subject(view))}"
    if still.is_empty:
        return f"{before}暂无问题。"
    late = f"，其中**{overdue.label}{overdue.brief}**（占{share.full}）" if overdue.value else f"，暂无{overdue.label}"
    longest = f"，最长{oldest.full}" if oldest.value else ""
    solved = "" if whole[SOLVED_SHARE].is_empty else f"；解决率{whole[SOLVED_SHARE].full}"
    return f"{before}{still.timed_label}{still.brief}{late}{longest}{solved}。"


def _months(view: View, months: Rows) -> None:
    by_month = {
        rules.period(str(row.name)).start: charts.Bar(
            "",
            float(row["issues"].value),
            f"{row['issues'].full}<br>{row['solved_share'].full}",
            part=row["solved"].value or 0.0,
        )
        for row in months
        if row.name is not None and row["issues"].value is not None
    }
    if not by_month:
        tables.nothing("暂无问题")
        return
    bars = charts.in_time("月", by_month, months.view)
    charts.show(
        charts.columns(bars, height=220),
        "issues-months",
        charts.over_time(bars),
        on_choose=partial(look_at, "月"),
        unit=ISSUES.unit,
    )


class Departments:
    """Who has to solve them, all beside the chosen one; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        all_of_them = view.but(without=("department",))
        self._rows = all_of_them.rows_by(DEPARTMENT, "department", based="department")
        self._whole = all_of_them.figures(*DEPARTMENT)

    def draw_bars(self) -> None:
        """Those that have the largest part of what is open overdue."""
        stuck.bars(
            self._rows,
            "department",
            "issues-departments",
            whole=self._whole,
            limit=MOST_DEPARTMENTS,
            chosen=self.view.where.get("department"),
            on_choose=partial(toggle, "department"),
        )

    def draw(self) -> None:
        """All as a table, in the same order."""
        view = self.view
        section("各承办单位", f"超期占比高的在前，{stuck.few()}。点击可筛选该单位，再次点击取消。")
        tables.numbers(
            self._rows,
            f"issues-table-{view.room.snapshot.id}-{words(view)}",
            shown=stuck.frame(self._rows),
            on_choose=partial(toggle, "department"),
            chosen=view.where.get("department"),
            total=self._whole,
        )
        leads.behind([(view, LINKED)])


def _behind(view: View) -> None:
    """The rows behind the chosen number, each with the file, sheet and row it came from; of what is open the oldest first."""
    if not leads.has_rows():
        section("问题明细", visiting.NO_ROWS)
        return
    shown = {number.label: number for number in (OVERDUE, PENDING, ISSUES, SOLVED)}
    section("问题明细", f"{words(view)}。逐件列明来源文件、工作表和行号，点击一行查看原表；姓名和号码不显示。")
    chosen = st.segmented_control(
        "范围", list(shown), default=next(iter(shown)), required=True, key="issues_rows", bind="query-params"
    )
    counted_by = shown[chosen or next(iter(shown))]
    is_open = counted_by in (OVERDUE, PENDING)
    order = "反映时间早的在前。" if is_open else "最近反映的在前。"
    tables.paged(
        view,
        "issues",
        COLUMNS,
        "issues_page",
        counted_by=counted_by.id,
        note=order + (f"所列为{time}的问题，不论何时反映。" if (time := view.other_time(counted_by)) else ""),
        empty=f"暂无{counted_by.label}的问题。",
        order="raised_date",
        descending=not is_open,
        file_name=f"问题明细_{counted_by.label}_{view.room.snapshot.id}.csv",
        on_choose=leads.on_sheet(),
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
