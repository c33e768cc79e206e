"""How far have we got, in one sentence and as a way to the deadline?"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from campaign.judgement.outlook import Pace
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.figure import Figure
from campaign.numbers.kinds import Ratio
from campaign.numbers.wording import format_share
from campaign.office import rules
from pages.parts import charts, tables
from pages.parts.bar import subject
from pages.parts.matter_bars import Matters
from pages.parts.view import View

HEADLINE = ("households", "issues", "solved_share", "pending")
EVERY_HOUSEHOLD = "任务按附件1总户数计（已报附件1的村、社区）。"
DEADLINE = rules.day_text(rules.VISIT_DEADLINE)


class Conclusion:
    """The progress in one sentence, from the same numbers as the cards below it; stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._now = view.figures(*HEADLINE, compared=True)
        self._answered = view.figures("asked", "confirmed_share")
        self._matters = Matters(view)

    @property
    def sentence(self) -> str:
        """The sentence, as Markdown."""
        view, now, whose = self.view, self._now, tables.plain(subject(self.view))
        if now["households"].is_empty and now["issues"].is_empty:
            return f"{view.span}，{whose}暂无数据：{tables.plain(now['issues'].why_empty)}。"
        visited = f"走访群众家庭**{now['households'].brief}**"
        raised = f"收集问题**{now['issues'].brief}**"
        known = [part for part, name in ((visited, "households"), (raised, "issues")) if not now[name].is_empty]
        first = f"{view.span}，{whose}{'，'.join(known)}"
        if not now["solved_share"].is_empty:
            first += f"，解决率**{now['solved_share'].full}**（单位申报）"
        asked, confirmed = self._answered["asked"], self._answered["confirmed_share"]
        parts = [first]
        if asked.value:
            parts.append(f"对申报已解决的问题回访{asked.brief}，群众认可率{confirmed.full}")
        if view.period and (
            changes := [words for name in ("households", "solved_share") if (words := now[name].change_words)]
        ):
            parts.append(f"{view.before_words}{'，'.join(changes)}")
        return "。".join(["；".join(parts), *self._standing_out()]) + "。"

    def _standing_out(self) -> list[str]:
        """What people raise most, in the words that tell something, and the days that are left."""
        parts = [self._matters.sentence] if self._matters.sentence else []
        days = (rules.VISIT_DEADLINE - self.view.day).days
        if days > 0:
            parts.append(f"距{DEADLINE}走访期限还有{days}天")
        return parts


class BurnUp:
    """The running total of a task's households by day, with the task, and whether the pace reaches it in time; stated when made.

    Everything up to the day in sight, whatever the period: a task is not one of a week.
    """

    def __init__(self, view: View, ratio: Ratio) -> None:
        self.ratio, self.view = ratio, replace(view, as_of=view.day, period=None)
        self._pace = Pace(view.room.batch, ratio, day=view.day, where=view.where)
        self._by_day = self.view.ask((ratio.top,), by=("day",), running=True)
        self._done = self.view.figures(ratio)

    def draw(self, key: str, show: charts.Show = charts.show) -> None:
        """The chart as `show` draws it, or why there is none."""
        counted, done = self.ratio.top, self._done[self.ratio]
        try:
            way = self._pace.outlook
        except CannotAnswer as refusal:
            tables.refused(refusal)
            return
        by_day = self._by_day.frame.dropna().sort_values("day")
        if way is None or by_day.empty:
            tables.nothing(f"{done.why_empty or '暂无走访数据'}。")
            return
        needed = f"需日均{Figure(counted, way.needed).brief}" if way.needed and way.left and way.is_projected else ""
        chart = charts.burn_up(
            [d.date() if hasattr(d, "date") else d for d in by_day["day"]],
            by_day[counted.id].astype(float).tolist(),
            Figure(counted, way.done).brief,
            start=rules.START,
            deadline=rules.VISIT_DEADLINE,
            target=float(way.task),
            target_label=f"任务{Figure(counted, way.task).brief}",
            needed_label=needed,
        )
        show(chart, key, f"完成{done.full}，序时进度{format_share(way.even)}；{way.sentence}")
        st.caption("虚线为匀速进度" + ("，橙线为按期完成所需进度。" if needed else "。"))
