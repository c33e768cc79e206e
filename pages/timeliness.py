"""How long does an issue take, and which are stuck?"""

from __future__ import annotations

import streamlit as st

from campaign.numbers.metrics import SOLVED_IN_14, SOLVED_IN_30
from campaign.numbers.wording import with_time
from campaign.office import rules
from pages.parts import charts, door, figures, leads, tables
from pages.parts.bar import filters, subject, words
from pages.parts.frame import Room, View, heading, section
from pages.parts.menu import Menu

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
    now = view.one(figures.needed_for(HEADLINE) + ON_TIME)
    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, now))
    figures.cards(HEADLINE, view)
    left, right = st.columns(2, gap="medium")
    with left:
        section("反映以后多少天解决", "还没有解决的也算在内；解释说明和撤销是另一种了结。")
        _curve(view)
    with right:
        section(
            with_time("还没有了结的有多久了", view.other_time("still_open")),
            "没有解决、也没有解释或撤销的，按反映到当日的天数；点一条看它由哪些行组成。",
        )
        figures.ranked_bars(
            view.ask(("still_open",), by=("age_band",)).dropna(subset=["age_band"]),
            "age_band",
            "still_open",
            "timeliness-ages",
            in_order=True,
            on_choose=leads.on_click(view, "still_open", "age_band"),
        )
        if now["due"] is not None:
            st.caption(_on_time(now))
    section("哪里慢", f"多的在前；看满天数的不到{rules.MINIMUM_WATCHED}件的写“—”，解决不到一半的写“未达到”。")
    _table(view)


def _conclusion(view: View, now: dict[str, object]) -> str:
    whose = tables.plain(subject(view))
    if view.one(("issues",))["issues"] is None:
        return f"{view.span}，{whose}没有问题。"
    if now["solved_in_14"] is None:
        return f"{view.span}，{whose}的问题还没有看满 {SOLVED_IN_14.days} 天，看不出快慢。"
    later = (
        f"，{SOLVED_IN_30.days}天内**{tables.formatted('solved_in_30', now['solved_in_30'])}**"
        if now["solved_in_30"] is not None
        else f"，还没有看满{SOLVED_IN_30.days}天"
    )
    half = tables.formatted("solve_median", now["solve_median"])
    median = f"解决一半要{half}" if now["solve_median"] != float("inf") else "到目前解决的还不到一半"
    return (
        f"{view.span}，{whose}的问题反映后{SOLVED_IN_14.days}天内解决**{tables.formatted('solved_in_14', now['solved_in_14'])}**"
        f"{later}；{median}{f'（{known}）' if (known := view.of_how_many('solved_in_14')) else ''}。"
        f"{view.label('overdue')}{tables.formatted('overdue', now['overdue'])}，"
        f"答应了日期没有兑现{tables.formatted('broken_promises', now['broken_promises'])}。"
    )


def _curve(view: View) -> None:
    curve = view.followed(SOLVED_IN_14.id)
    if curve.empty:
        tables.nothing("没有问题")
        return
    marks = {m.days: tables.formatted(m.id, view.one((m.id,))[m.id]) for m in (SOLVED_IN_14, SOLVED_IN_30) if m.days}
    last = int(curve["days"].max())
    shown = {day: words for day, words in marks.items() if day <= last}
    if not shown:
        tables.nothing(f"还没有看满{SOLVED_IN_14.days}天的问题。")
        return
    charts.show(
        charts.rising(curve["days"].tolist(), curve["share"].tolist(), shown, max(last, 1)),
        "timeliness-curve",
        "反映以后，"
        + "，".join(f"{day}天内解决{words}" for day, words in shown.items())
        + (f"（{known}）。" if (known := view.of_how_many(SOLVED_IN_14.id)) else "。"),
    )


def _on_time(now: dict[str, object]) -> str:
    return (
        f"按期办结率 **{tables.formatted('solved_on_time_share', now['solved_on_time_share'])}**"
        f"（到期{tables.formatted('due', now['due'])}，按期办结{tables.formatted('solved_on_time', now['solved_on_time'])}）；"
        f"未到期{tables.formatted('not_due', now['not_due'])}另列。没有写时限的按"
        f"{rules.day_text(rules.SOLVE_DEADLINE)}。"
    )


def _table(view: View) -> None:
    chosen = st.segmented_control(
        "按什么看", list(WAYS), default=next(iter(WAYS)), required=True, key="timeliness_by", bind="query-params"
    )
    by = WAYS[chosen or next(iter(WAYS))] or view.area
    here = view.but(without=("district", "zone")) if by == view.area else view
    numbers = here.ask(COLUMNS, by=(by,))
    numbers = numbers.sort_values(by if by == "month" else "still_open", ascending=by == "month", na_position="last")
    tables.numbers(
        here,
        numbers.reset_index(drop=True),
        f"timeliness-{by}-{view.room.snapshot.id}-{words(view)}",
        on_choose=leads.on_click(here, "still_open", by),
        total=here.one(COLUMNS),
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
