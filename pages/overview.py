"""How far have we got?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from campaign import rules
from campaign.access import Scope
from campaign.dimensions import CannotAnswer
from campaign.kinds import Ratio
from campaign.metrics import COVERAGE, PROGRESS
from campaign.outlook import Outlook, outlook
from campaign.snapshot import Snapshot
from campaign.to_decide import Decision, to_decide
from pages.parts import charts, door, figures, leads, tables
from pages.parts.bar import filters
from pages.parts.frame import Room, View, heading, section

TITLE = "总览"
ICON = ":material/home:"

HEADLINE = ("households", "visits", "issues", "solved", "solved_share", "pending")
DEADLINE = f"{rules.VISIT_DEADLINE.month}月{rules.VISIT_DEADLINE.day}日"
CLICK = "点一条看它由哪些行组成。"
TOP = 8
"""Categories shown: all of 附件5's, the largest first, and what nobody has sorted."""


def render(room: Room) -> None:
    """The month in one screen: the sentence, the numbers, what to decide, the way to the deadline, where and what about."""
    heading(room, TITLE, "走到哪一步了？")
    view = filters(room)
    with st.container(key="conclusion"):
        st.markdown(_conclusion(view))
    figures.cards(HEADLINE, view)
    _to_decide(view)
    _way_to_the_deadline(view)
    left, right = st.columns(2, gap="medium")
    with left:
        _areas(view)
    with right:
        _categories(view)


def _conclusion(view: View) -> str:
    """One sentence that says how it went, from the same numbers as the cards below it."""
    now = view.one(figures.asked(HEADLINE))
    before = view.before.one(HEADLINE) if view.before else {}
    if now["households"] is None and now["issues"] is None:
        return f"{view.span}，{view.place}没有可看的数：{tables.plain(view.why_empty('issues'))}。"
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
        found.append(f"距{DEADLINE}走访期限还有{days}天")
    return found


# ── what to decide ────────────────────────────────────────────────────────────────────────────


def _to_decide(view: View) -> None:
    room = view.room
    found = _decisions(room.snapshot, room.snapshot.id, room.scope, room.scope.label, view.day, _key(view))
    section("要定的事")
    if not found:
        st.markdown("没有要领导定的事。")
        return
    columns = st.columns(len(found), gap="small")
    for column, one in zip(columns, found, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"{tables.plain(one.sentence)} **{tables.plain(one.question)}**")
            state = View(room, view.day, None, view.where, view.area)
            if one.metric:
                leads.links({"看是哪些": leads.to_rows(state, one.metric, **one.where)})
            else:
                leads.links({"看依据": leads.to_page(one.page, state) | {k: str(v) for k, v in one.where.items()}})


def _key(view: View) -> tuple[tuple[str, object], ...]:
    return tuple(sorted((k, tuple(v) if isinstance(v, list) else v) for k, v in view.where.items()))


@st.cache_data(max_entries=60, show_spinner="正在找要定的事…")
def _decisions(
    _snapshot: Snapshot,
    snapshot_id: str,
    _scope: Scope,
    scope_label: str,
    day: date,
    where: tuple[tuple[str, object], ...],
) -> tuple[Decision, ...]:
    return to_decide(_snapshot, day=day, scope=_scope, where=dict(where))


# ── the way to the deadline ───────────────────────────────────────────────────────────────────


def _way_to_the_deadline(view: View) -> None:
    """The running totals against their tasks: the cadres' thirty households, and the households that 附件1 counts."""
    to_date = replace(view, as_of=view.day, period=None)
    left, right = st.columns(2, gap="medium")
    with left:
        section("市级机关走访进度", f"任务是每名干部{rules.HOUSEHOLDS_PER_CADRE}户，只算报来花名册的单位；虚线是匀速。")
        _burn_up(to_date.but(level="市级机关"), PROGRESS, "burn-up-agencies")
    with right:
        section(f"{view.place}一户不落", "任务是附件1的总户数，只算报来附件1的村（社区）；虚线是匀速。")
        _burn_up(to_date, COVERAGE, "burn-up-all")


def _burn_up(view: View, ratio: Ratio, key: str) -> None:
    room = view.room
    try:
        found: Outlook | None = outlook(room.snapshot, ratio, day=view.day, scope=room.scope, where=view.where)
    except CannotAnswer as refusal:
        tables.refused(refusal)
        return
    counted = ratio.top.id
    by_day = view.ask((counted,), by=("day",), running=True).dropna().sort_values("day")
    if found is None or by_day.empty:
        tables.nothing(f"{view.why_empty(ratio.id) or '还没有走访数据'}。")
        return
    chart = charts.burn_up(
        [d.date() if hasattr(d, "date") else d for d in by_day["day"]],
        by_day[counted].astype(float).tolist(),
        tables.brief(counted, found.done),
        start=rules.START,
        deadline=rules.VISIT_DEADLINE,
        target=float(found.task),
        target_label=f"任务 {tables.brief(counted, found.task)}",
    )
    said = f"完成{tables.said(ratio.id, view.one((ratio.id,))[ratio.id])}。{found.sentence}"
    charts.show(chart, key, said)


# ── where and what about ──────────────────────────────────────────────────────────────────────


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
    section("群众反映什么", "浅色为收集问题，深色为其中已解决；右侧为解决率。" + CLICK)
    numbers = view.ask(("issues", "solved", "solved_share"), by=("category",))
    figures.solved_bars(
        numbers, "category", "top-categories", limit=TOP, on_choose=leads.on_click(view, "issues", "category")
    )


if __name__ == "__main__":  # run without app.py
    door.through_app()
