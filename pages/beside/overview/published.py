"""What has the city published of itself, of which day and in which paper, and how far is it from the sheets?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st

from campaign.numbers.metrics import metric
from campaign.numbers.questions import BOUND
from campaign.numbers.wording import format_value
from campaign.office import rules
from pages.parts import figures, leads, tables
from pages.parts.frame import View

OF_SHEETS: Mapping[str, str] = {
    "published_city_households": "households",
    "published_city_issues": "issues",
    "published_city_solved": "solved",
    "enterprises": "enterprises_visited",
    "enterprise_issues": "enterprise_issues_heard",
    "enterprise_solved": "enterprise_issues_solved",
    "notables": "notables_visited",
}
"""A number that the city published → the number that the sheets come to."""
WORDS: Mapping[str, str] = {
    "published_city_households": "走访群众家庭",
    "published_city_issues": "收集问题",
    "published_city_solved": "解决问题",
    "enterprises": "走访企业",
    "enterprise_issues": "企业反映问题",
    "enterprise_solved": "解决企业问题",
    "notables": "走访名士",
}


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of the whole city: its number, as text, with its day and its paper."""

    metric_id: str
    value: float
    text: str
    day: date | None
    paper: str

    @property
    def is_exact(self) -> bool:
        """Whether it was published without 余, 近 or 约."""
        return self.text[0].isdigit()


def of_city(view: View) -> list[Published]:
    """The whole city's figures that stand in the view; none where only a part of the city is in sight."""
    if view.where or view.room.scope.where:
        return []
    (answer,) = view.ask([*OF_SHEETS]).to_dict("records")
    known = {name: value for name in OF_SHEETS if (value := tables.value(answer[name])) is not None}
    return [
        _with_source(view, name, value, format_value(name, value, answer[name + BOUND]) + metric(name).unit)
        for name, value in known.items()
    ]


def strip(view: View, published: Sequence[Published]) -> None:
    """The figures in one line, where they come from, and what the sheets come to on the same day."""
    if not published:
        return
    days = {one.day for one in published}
    is_one_day = len(days) == 1
    parts = [f"{WORDS[one.metric_id]}**{one.text}**" + ("" if is_one_day else _on(one.day)) for one in published]
    papers = "".join(dict.fromkeys(f"《{tables.plain(PurePosixPath(one.paper).stem)}》" for one in published))
    with st.container(border=True, key="published"):
        st.markdown(f"**全市公布**{_on(published[0].day) if is_one_day else ''}：{'，'.join(parts)}。")
        st.caption(f"来源：{papers}。{_beside_sheets(view, published)}公布数单独列示，不并入其他统计。")
        leads.links(
            {WORDS[one.metric_id]: leads.to_rows(view, one.metric_id) for one in published}, before="查看出处："
        )


def _with_source(view: View, name: str, value: float, text: str) -> Published:
    rows = view.rows("briefing_figures", ("as_of", "source_file"), counted_by=name, limit=1)
    (row,) = rows.to_dict("records")
    day = None if pd.isna(row["as_of"]) else figures.day_of(row["as_of"])
    return Published(name, value, text, day, str(row["source_file"]))


def _on(day: date | None) -> str:
    return f"（截至{rules.day_text(day)}）" if day else "（未注明截止日期）"


def _beside_sheets(view: View, published: Sequence[Published]) -> str:
    """What the sheets come to on the day of each figure, or as far as they reach, and by how much that is less or more."""
    parts, compared = [], 0
    days = {min(one.day or view.day, view.day) for one in published}
    sheets = {day: replace(view, as_of=day, period=None).one(tuple(OF_SHEETS.values())) for day in days}
    for one in published:
        name = OF_SHEETS[one.metric_id]
        counted = sheets[min(one.day or view.day, view.day)][name]
        if counted is None:
            continue
        compared += 1
        apart = counted - one.value
        if not apart:
            continue
        words = f"，比公布数{'多' if apart > 0 else '少'}{tables.formatted(name, abs(apart))}" if one.is_exact else ""
        parts.append(f"{WORDS[one.metric_id]}{tables.formatted(name, counted)}{words}")
    if not compared:
        return "尚未收到走访和问题的报表，无从核对。"
    until = f"截至{rules.day_text(max(days))}" if len(days) == 1 else "截至同日"
    if not parts:
        return f"{until}，与收到的报表合计全部相符。"
    return f"{until}，收到的报表合计：{'；'.join(parts)}{'；其余相符' if compared > len(parts) else ''}。"
