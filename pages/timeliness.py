"""How long does an issue take, and which are stuck?"""

from __future__ import annotations

from math import inf

import streamlit as st

from campaign.numbers.metrics import SOLVED_IN_14, SOLVED_IN_30
from campaign.numbers.wording import with_time
from campaign.office import rules
from pages.parts import bar, charts, door, figures, leads, tables
from pages.parts.bar import filters, subject, words
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Figures, Room, View

TITLE = "办理时效"
ICON = ":material/timer:"
MENU = Menu("分析", 340)

HEADLINE = ("solved_in_14", "solved_in_30", "solve_median", "overdue", "broken_promises", "oldest_open_days")
ON_TIME = ("due", "solved_on_time", "solved_on_time_share", "not_due")
COLUMNS = (
    "issues", "solved_in_14", "solved_in_30", "solve_median", "still_open", "overdue", "broken_promises", "oldest_open_days",
)  # fmt: skip
WAYS = {"地区": "", "责任单位": "handler", "类别": "category", "反映月份": "month"}
"""Label → the dimension that splits the table; empty for the view's own area dimension."""


def render(room: Room) -> None:
    """How fast, with the open ones counted; how old the open ones are; where it is slow; which ones."""
    heading(room, TITLE, "群众反映以后要等多久，哪些卡住了？")
    view = filters(room)
    now, cards = view.figures(*HEADLINE, *ON_TIME, "issues", "still_open"), figures.Cards(view, HEADLINE)
    ages = view.rows_by(("still_open",), "age_band")

    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, now))
    cards.draw()
    left, right = st.columns(2, gap="medium")
    with left:
        section("反映以后多少天解决", "还没有解决的也算在内；解释说明和撤销是另一种了结。")
        _curve(view, now)
    with right:
        section(
            with_time("还没有了结的有多久了", now["still_open"].time),
            "没有解决、也没有解释或撤销的，按反映到当日的天数。" + leads.if_rows("点一条看它由哪些行组成。"),
        )
        figures.ranked_bars(
            [row for row in ages if row.name is not None],
            "age_band",
            "still_open",
            "timeliness-ages",
            in_order=True,
            on_choose=leads.on_click(view, "still_open", "age_band"),
        )
        if not now["due"].is_empty:
            st.caption(_on_time(now))
    section("哪里慢", f"多的在前；看满天数的不到{rules.MINIMUM_WATCHED}件的写“—”，解决不到一半的写“未达到”。")
    _table(view)


def _conclusion(view: View, now: Figures) -> str:
    whose = tables.plain(subject(view))
    early, late, median = now["solved_in_14"], now["solved_in_30"], now["solve_median"]
    if now["issues"].is_empty:
        return f"{view.span}，{whose}没有问题。"
    if early.is_empty:
        return f"{view.span}，{whose}的问题还没有看满 {SOLVED_IN_14.days} 天，看不出快慢。"
    in_days = SOLVED_IN_30.days
    later = f"，还没有看满{in_days}天" if late.is_empty else f"，{in_days}天内**{late.full}**"
    half = f"解决一半要{median.full}" if median.value != inf else "到目前解决的还不到一半"
    return (
        f"{view.span}，{whose}的问题反映后{SOLVED_IN_14.days}天内解决**{early.full}**"
        f"{later}；{half}{f'（{early.reported}）' if early.reported else ''}。"
        f"{now['overdue'].timed_label}{now['overdue'].full}，"
        f"答应了日期没有兑现{now['broken_promises'].full}。"
    )


def _curve(view: View, now: Figures) -> None:
    curve = view.followed(SOLVED_IN_14.id)
    if curve.empty:
        tables.nothing("没有问题")
        return
    marks = {m.days: now[m].full for m in (SOLVED_IN_14, SOLVED_IN_30) if m.days}
    last = int(curve["days"].max())
    shown = {day: words for day, words in marks.items() if day <= last}
    if not shown:
        tables.nothing(f"还没有看满{SOLVED_IN_14.days}天的问题。")
        return
    known = now[SOLVED_IN_14].reported
    charts.show(
        charts.rising(curve["days"].tolist(), curve["share"].tolist(), shown, max(last, 1)),
        "timeliness-curve",
        "反映以后，"
        + "，".join(f"{day}天内解决{words}" for day, words in shown.items())
        + (f"（{known}）。" if known else "。"),
    )


def _on_time(now: Figures) -> str:
    return (
        f"按期办结率 **{now['solved_on_time_share'].full}**"
        f"（到期{now['due'].full}，按期办结{now['solved_on_time'].full}）；"
        f"未到期{now['not_due'].full}另列。没有写时限的按"
        f"{rules.day_text(rules.SOLVE_DEADLINE)}。"
    )


def _table(view: View) -> None:
    chosen = st.segmented_control(
        "按什么看", list(WAYS), default=next(iter(WAYS)), required=True, key="timeliness_by", bind="query-params"
    )
    way, parts = WAYS[chosen or next(iter(WAYS))], bar.parts(view)
    by, here = (way, view) if way else (parts.by, parts.whole)
    rows, whole = here.rows_by(COLUMNS, by, based=by), here.figures(*COLUMNS)
    numbers = rows.frame
    numbers = numbers.sort_values(by if by == "month" else "still_open", ascending=by == "month", na_position="last")
    tables.numbers(
        rows,
        f"timeliness-{by}-{view.room.snapshot.id}-{words(view)}",
        shown=numbers.reset_index(drop=True),
        on_choose=leads.on_click(here, "still_open", by),
        total=whole,
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
