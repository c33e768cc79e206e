"""How far have we got, in one sentence and as a way to the deadline?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from campaign.judgement.outlook import Outlook, outlook
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Ratio
from campaign.office import rules
from pages.parts import charts, figures, tables
from pages.parts.bar import subject
from pages.parts.frame import View

HEADLINE = ("households", "visits", "issues", "solved", "solved_share", "pending")
EVERY_HOUSEHOLD = "任务是附件1的总户数，只算报来附件1的村（社区）。"
DEADLINE = rules.day_text(rules.VISIT_DEADLINE)


def conclusion(view: View) -> str:
    """The progress in one sentence, from the same numbers as the cards below it."""
    now = view.one(figures.needed_for(HEADLINE))
    whose = tables.plain(subject(view))
    before = view.before.one(HEADLINE) if view.before else {}
    if now["households"] is None and now["issues"] is None:
        return f"{view.span}，{whose}没有可看的数：{tables.plain(view.why_empty('issues'))}。"
    visited = f"走访群众家庭**{tables.brief('households', now['households'])}**"
    raised = f"收集问题**{tables.formatted('issues', now['issues'])}**"
    known = [part for part, n in ((visited, now["households"]), (raised, now["issues"])) if n is not None]
    parts = [f"{view.span}，{whose}{'，'.join(known)}"]
    if now["solved"] is not None:
        parts[0] += (
            f"，其中已解决{tables.formatted('solved', now['solved'])}，"
            f"解决率**{tables.formatted('solved_share', now['solved_share'])}**（单位申报）"
        )
    if now["asked"]:
        parts.append(
            f"申报已解决的，群众认可{tables.formatted('confirmed_share', now['confirmed_share'])}"
            f"（群众核实，{view.of_how_many('confirmed_share') or '问过' + tables.formatted('asked', now['asked'])}）"
        )
    changes = [figures.change_words(m, now[m], before.get(m)) for m in ("households", "solved_share")]
    changes = [c for c in changes if c]
    if changes:
        parts.append(f"{view.before_words}" + "，".join(changes))
    return "；".join([*parts, *_standing_out(view)]) + "。"


def _standing_out(view: View) -> list[str]:
    parts = []
    categories = view.ask(("issues",), by=("category",)).dropna().sort_values("issues", ascending=False)
    categories = categories[categories["category"] != rules.UNCATEGORISED]
    if len(categories) and "category" not in view.where:
        top = categories.iloc[0]
        parts.append(f"已分类的问题中，反映最多的是“{top['category']}”{tables.formatted('issues', top['issues'])}")
    days = (rules.VISIT_DEADLINE - view.day).days
    if days > 0:
        parts.append(f"距{DEADLINE}走访期限还有{days}天")
    return parts


def burn_up(view: View, ratio: Ratio, key: str) -> None:
    """The running total of a task's households by day, with the task, and whether the pace reaches it in time.

    Everything up to the day in sight, whatever the period: a task is not one of a week.
    """
    view, room = replace(view, as_of=view.day, period=None), view.room
    try:
        way: Outlook | None = outlook(room.snapshot, ratio, day=view.day, scope=room.scope, where=view.where)
    except CannotAnswer as refusal:
        tables.refused(refusal)
        return
    counted = ratio.top.id
    by_day = view.ask((counted,), by=("day",), running=True).dropna().sort_values("day")
    if way is None or by_day.empty:
        tables.nothing(f"{view.why_empty(ratio.id) or '还没有走访数据'}。")
        return
    needed = f"要每天{way.needed:,}户" if way.needed and way.left and way.is_projected else ""
    chart = charts.burn_up(
        [d.date() if hasattr(d, "date") else d for d in by_day["day"]],
        by_day[counted].astype(float).tolist(),
        tables.brief(counted, way.done),
        start=rules.START,
        deadline=rules.VISIT_DEADLINE,
        target=float(way.task),
        target_label=f"任务 {tables.brief(counted, way.task)}",
        needed_label=needed,
    )
    done = tables.formatted(ratio.id, view.one((ratio.id,))[ratio.id])
    charts.show(chart, key, f"完成{done}，{way.sentence}")
    st.caption("虚线是从头匀速" + ("，实线是从现在起要的速度。" if needed else "。"))
