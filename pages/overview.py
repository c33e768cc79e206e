"""How far have we got?"""

from __future__ import annotations

import streamlit as st

from campaign import rules
from pages.parts import charts, door, figures, leads, tables
from pages.parts.frame import Room, View, filters, heading, section

TITLE = "总览"
ICON = ":material/home:"

HEADLINE = ("households", "visits", "issues", "solved", "solved_share", "pending")
CLICK = "点一条看它由哪些行组成。"
TOP = 8
"""Categories shown: all of 附件5's, the largest first, and what nobody has sorted."""


def render(room: Room) -> None:
    """The month in one screen: the sentence, the numbers, the way to the deadline, where and what about."""
    heading(room, TITLE, "走到哪一步了？")
    view = filters(room)
    now = view.one(figures.asked(HEADLINE))
    before = view.before.one(HEADLINE) if view.before else {}
    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, now, before))
    figures.cards(HEADLINE, now, before, view.before_words, [(view, HEADLINE)])
    _way_to_the_deadline(view)
    left, right = st.columns(2, gap="medium")
    with left:
        _areas(view)
    with right:
        _categories(view)


def _conclusion(view: View, now: dict[str, object], before: dict[str, object]) -> str:
    """One sentence that says how it went, from the same numbers as the cards below it."""
    if now["households"] is None:
        return f"{view.span}，{view.place}还没有走访数据。"
    say = [
        f"{view.span}，{view.place}走访群众家庭**{tables.brief('households', now['households'])}**，"
        f"收集问题**{tables.said('issues', now['issues'])}**，"
        f"已解决{tables.said('solved', now['solved'])}，解决率**{tables.said('solved_share', now['solved_share'])}**"
        f"（单位申报）"
    ]
    if now["asked"]:
        say.append(
            f"申报已解决的，回访问过{tables.said('asked', now['asked'])}，"
            f"群众认可{tables.said('confirmed_share', now['confirmed_share'])}（群众核实）"
        )
    changes = [figures.change_words(m, now[m], before.get(m)) for m in ("households", "solved_share")]
    changes = [c for c in changes if c]
    if changes:
        say.append(f"{view.before_words}" + "，".join(changes))
    return "；".join([*say, *_standing_out(view)]) + "。"


def _standing_out(view: View) -> list[str]:
    found = []
    categories = view.ask(("issues",), by=("category",)).dropna().sort_values("issues", ascending=False)
    categories = categories[categories["category"] != rules.UNCATEGORISED]
    if len(categories):
        top = categories.iloc[0]
        found.append(f"已分类的问题中，反映最多的是“{top['category']}”{tables.said('issues', top['issues'])}")
    days = (rules.VISIT_DEADLINE - view.day).days
    if days > 0:
        deadline = rules.VISIT_DEADLINE
        found.append(f"距{deadline.month}月{deadline.day}日走访期限还有{days}天")
    return found


def _way_to_the_deadline(view: View) -> None:
    deadline = f"{rules.VISIT_DEADLINE.month}月{rules.VISIT_DEADLINE.day}日"
    whole = View(view.room, view.day, None, view.where, view.area)
    agencies = whole.but(level="市级机关")
    if "district" in view.where or "zone" in view.where:
        section(f"{view.place}累计走访户数", f"逐日累计，去重；右侧竖线为走访期限{deadline}。")
        _burn_up(whole, "burn-up-area")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        section(f"{view.place}累计走访户数", f"逐日累计，去重；右侧竖线为走访期限{deadline}。")
        _burn_up(whole, "burn-up-all")
    with right:
        plan = agencies.one(("households", "cadres", "progress"))
        section(
            "市级机关走访进度",
            f"虚线为按每名干部{rules.HOUSEHOLDS_PER_CADRE}户、到{deadline}完成的匀速进度；"
            f"目前完成目标的{tables.said('progress', plan['progress'])}。",
        )
        _burn_up(agencies, "burn-up-agencies", cadres=plan["cadres"])


def _burn_up(view: View, key: str, cadres: object = None) -> None:
    target = float(cadres) * rules.HOUSEHOLDS_PER_CADRE if isinstance(cadres, int | float) else None
    # The target is of the units with a roster, and so is the line beside it.
    counted = "rostered_households" if target else "households"
    by_day = view.ask((counted,), by=("day",), running=True).dropna().sort_values("day")
    if by_day.empty:
        tables.nothing("还没有走访数据")
        return
    last = by_day[counted].iloc[-1]
    charts.show(
        charts.burn_up(
            [d.date() if hasattr(d, "date") else d for d in by_day["day"]],
            by_day[counted].astype(float).tolist(),
            tables.brief(counted, tables.value(last)),
            start=rules.START,
            deadline=rules.VISIT_DEADLINE,
            target=target,
            target_label=f"目标 {tables.brief('households', target)}" if target else "",
        ),
        key,
        f"截至最后一天累计走访{tables.said(counted, last)}",
    )


def _areas(view: View) -> None:
    section(
        "各区走访与问题", ("武进区含经开区。" if view.area == "district" else "经开区单列，武进区不含经开区。") + CLICK
    )
    here = view.but(without=("district", "zone"))
    numbers = here.ask(("households", "visits", "issues", "solved", "solved_share"), by=(view.area,))
    numbers = numbers.dropna(subset=[view.area])
    visited, raised = st.tabs(["走访户数", "问题与解决率"])
    with visited:
        figures.ranked_bars(
            numbers,
            view.area,
            "households",
            "areas-households",
            chosen=view.where.get(view.area),
            on_choose=leads.on_click(here, "households", view.area),
        )
    with raised:
        st.caption("浅色为收集问题，深色为其中已解决；右侧为解决率。")
        figures.solved_bars(
            numbers,
            view.area,
            "areas-issues",
            chosen=view.where.get(view.area),
            on_choose=leads.on_click(here, "issues", view.area),
        )


def _categories(view: View) -> None:
    section("问题类别", "浅色为收集问题，深色为其中已解决；右侧为解决率。" + CLICK)
    numbers = view.ask(("issues", "solved", "solved_share"), by=("category",))
    figures.solved_bars(
        numbers, "category", "top-categories", limit=TOP, on_choose=leads.on_click(view, "issues", "category")
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
