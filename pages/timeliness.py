"""How long does an issue take, and which are stuck?"""

from __future__ import annotations

from math import inf

import streamlit as st

from campaign.numbers.metrics import SOLVED_IN_14, SOLVED_IN_30
from campaign.numbers.wording import with_time
from campaign.office import rules
from pages.parts import bar, charts, door, figures, leads, stuck, tables
from pages.parts.bar import filters, subject, words
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Figures, Room, Rows, View

TITLE = "办理时效"
ICON = ":material/timer:"
MENU = Menu("分析", 340)

HEADLINE = ("solved_in_14", "solved_in_30", "solve_median", "overdue", "broken_promises", "oldest_open_days")
ON_TIME = ("due", "solved_on_time", "solved_on_time_share", "not_due")
COLUMNS = (
    "overdue", "overdue_share", "still_open", "oldest_open_days", "broken_promises", "issues", "solved_in_14", "solved_in_30",
    "solve_median",
)  # fmt: skip
MOST_BARS = 12
WAYS = {"地区": "", "责任单位": "handler", "类别": "category", "反映月份": "month"}
"""Label → the dimension that splits the table; empty for the view's own area dimension."""


def render(room: Room) -> None:
    """How fast, with the open ones counted; how old the open ones are; where it is slow; which ones."""
    heading(room, TITLE, "问题办理用时与超期未办结情况")
    view = filters(room)
    now, cards = view.figures(*HEADLINE, *ON_TIME, "issues", "still_open"), figures.Cards(view, HEADLINE, ways=False)
    ages = view.rows_by(("still_open",), "age_band")

    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, now))
    cards.draw()
    section(
        "办理较慢的地区和单位",
        f"未办结问题中的超期占比，高的在前；{stuck.few()}。观察期满不足{rules.MINIMUM_WATCHED}件的不列。",
    )
    _slow(view)
    left, right = st.columns(2, gap="medium")
    with left:
        section("反映后办结用时", "含未解决问题；解释说明、撤销单独计。")
        _curve(view, now)
    with right:
        section(
            with_time("未办结问题时长分布", now["still_open"].time),
            "未解决且未作解释说明、未撤销的问题，按反映至当日的天数。" + leads.if_rows("点击查看明细。"),
        )
        figures.ranked_bars(
            [row for row in ages if row.name is not None],
            "age_band",
            "still_open",
            "timeliness-ages",
            in_order=True,
            on_choose=leads.on_click(view, "still_open", "age_band"),
            sentence=_oldest(ages, now),
        )
        if not now["due"].is_empty:
            st.caption(_on_time(now))


def _oldest(ages: Rows, now: Figures) -> str:
    """How much of what is open has waited longest; empty where nothing is open."""
    by_name = {row.name: row["still_open"] for row in ages}
    last = by_name.get(rules.AGE_BANDS[-1])
    if now["still_open"].is_empty:
        return ""
    if last is None or not last.value:
        return f"未办结问题均未超过{rules.AGE_LIMITS[-1]}天。"
    oldest = now["oldest_open_days"]
    return f"{last.full}未办结超过{rules.AGE_LIMITS[-1]}天；最长{oldest.full}。"


def _conclusion(view: View, now: Figures) -> str:
    whose = tables.plain(subject(view))
    early, late, median = now["solved_in_14"], now["solved_in_30"], now["solve_median"]
    if now["issues"].is_empty:
        return f"{view.span}，{whose}暂无问题。"
    if early.is_empty:
        return f"{view.span}，{whose}的问题反映均不足{SOLVED_IN_14.days}天，暂不评价办理快慢。"
    in_days = SOLVED_IN_30.days
    later = f"，反映均不足{in_days}天" if late.is_empty else f"，{in_days}天内解决**{late.full}**"
    half = f"半数问题在{median.full}内办结" if median.value != inf else "目前解决率未过半"
    return (
        f"{view.span}，{whose}{now['overdue'].timed_label}**{now['overdue'].full}**，"
        f"承诺到期未兑现{now['broken_promises'].full}。"
        f"问题反映后{SOLVED_IN_14.days}天内解决**{early.full}**"
        f"{later}；{half}{f'（{early.reported}）' if early.reported else ''}。"
    )


def _curve(view: View, now: Figures) -> None:
    curve = view.followed(SOLVED_IN_14.id)
    if curve.empty:
        tables.nothing("暂无问题")
        return
    marks = {m.days: now[m].full for m in (SOLVED_IN_14, SOLVED_IN_30) if m.days}
    last = int(curve["days"].max())
    shown = {day: words for day, words in marks.items() if day <= last}
    if not shown:
        tables.nothing(f"问题反映均不足{SOLVED_IN_14.days}天。")
        return
    known = now[SOLVED_IN_14].reported
    charts.show(
        charts.rising(curve["days"].tolist(), curve["share"].tolist(), shown, max(last, 1)),
        "timeliness-curve",
        "反映后"
        + "，".join(f"{day}天内解决{words}" for day, words in shown.items())
        + (f"（{known}）。" if known else "。"),
        unit="%",
    )


def _on_time(now: Figures) -> str:
    return (
        f"按期办结率 **{now['solved_on_time_share'].full}**"
        f"（到期{now['due'].full}，按期办结{now['solved_on_time'].full}）；"
        f"未到期{now['not_due'].full}单独计。未填时限的按"
        f"{rules.day_text(rules.SOLVE_DEADLINE)}。"
    )


def _slow(view: View) -> None:
    """What is stuck by place, unit, category or month: the worst as bars, all as a table."""
    chosen = st.segmented_control(
        "分组方式", list(WAYS), default=next(iter(WAYS)), required=True, key="timeliness_by", bind="query-params"
    )
    way, parts = WAYS[chosen or next(iter(WAYS))], bar.parts(view)
    by, here = (way, view) if way else (parts.by, parts.whole)
    rows, whole = here.rows_by(COLUMNS, by, based=by), here.figures(*COLUMNS)
    to_rows = leads.on_click(here, "overdue", by)
    if by != "month":
        stuck.bars(rows, by, f"timeliness-stuck-{by}", whole=whole, limit=MOST_BARS, on_choose=to_rows)
    tables.numbers(
        rows,
        f"timeliness-{by}-{view.room.snapshot.id}-{words(view)}",
        shown=rows.frame if by == "month" else stuck.frame(rows),
        on_choose=leads.on_click(here, "still_open", by),
        total=whole,
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
