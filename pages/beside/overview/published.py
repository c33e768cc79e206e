"""What has the city published of itself, of which day and in which paper, and how far is it from the sheets?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st

from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.figure import Figure
from campaign.office import rules
from pages.parts import figures, leads, tables
from pages.parts.cached import cached
from pages.parts.view import View

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
class Source:
    """Where a figure of the whole city was published: its day, and its paper."""

    day: date | None
    paper: str


class Published:
    """The whole city's figures that stand in the view; none where only a part of the city is in sight. Stated when made."""

    def __init__(self, view: View) -> None:
        self.view = view
        is_of_all = not (view.where or view.room.scope.where)
        self._stated = view.figures(*OF_SHEETS) if is_of_all else None
        # Looked up at once, so that what the sheets come to on the same days is asked with the rest of the page.
        self._sources = _sources(view) if is_of_all else {}
        days = {self._compared_on(source) for source in self._sources.values()}
        self._sheets = {day: replace(view, as_of=day, period=None).figures(*OF_SHEETS.values()) for day in days}

    def _compared_on(self, source: Source) -> date:
        """The day of a figure, or the last one that the view reaches."""
        return min(source.day or self.view.day, self.view.day)

    @property
    def known(self) -> list[Figure]:
        """Those that were published."""
        return [figure for figure in self._stated or () if not figure.is_empty]

    def draw(self) -> None:
        """The figures in one line, where they come from, and what the sheets come to on the same day."""
        known = self.known
        if not known:
            return
        sources = {figure.id: self._sources[figure.id] for figure in known}
        days = {source.day for source in sources.values()}
        is_one_day = len(days) == 1
        parts = [
            f"{WORDS[figure.id]}**{figure.full}**" + ("" if is_one_day else _on(sources[figure.id].day))
            for figure in known
        ]
        papers = "".join(f"《{tables.plain(PurePosixPath(name).stem)}》" for name in _papers(sources))
        with st.container(border=True, key="published"):
            st.markdown(f"**全市公布**{_on(next(iter(days))) if is_one_day else ''}：{'，'.join(parts)}。")
            st.caption(f"来源：{papers}。{self._beside_sheets(known, sources)}公布数单独列示，不并入其他统计。")
            leads.links(
                {WORDS[figure.id]: leads.to_rows(self.view, figure.number) for figure in known}, before="查看出处："
            )

    def _beside_sheets(self, known: Sequence[Figure], sources: Mapping[str, Source]) -> str:
        """What the sheets come to on the day of each figure, or as far as they reach, and by how much that is less or more."""
        on = {figure.id: self._compared_on(sources[figure.id]) for figure in known}
        days = set(on.values())
        compared = [
            (figure, counted)
            for figure in known
            if not (counted := self._sheets[on[figure.id]][OF_SHEETS[figure.id]]).is_empty
        ]
        if not compared:
            return "尚未收到走访和问题的报表，无从核对。"
        apart = [text for figure, counted in compared if (text := _apart(figure, counted))]
        until = f"截至{rules.day_text(max(days))}" if len(days) == 1 else "截至同日"
        if not apart:
            return f"{until}，与收到的报表合计全部相符。"
        return f"{until}，收到的报表合计：{'；'.join(apart)}{'；其余相符' if len(compared) > len(apart) else ''}。"


def _apart(published: Figure, counted: Figure) -> str:
    """What the sheets come to where that is not what was published; by how much only where that was exact, without 余, 近 or 约."""
    apart = (counted.value or 0) - (published.value or 0)
    if not apart:
        return ""
    more = f"，比公布数{'多' if apart > 0 else '少'}{Figure(counted.number, abs(apart)).full}"
    return f"{WORDS[published.id]}{counted.full}{more if published.full[0].isdigit() else ''}"


@cached()
def _sources(view: View) -> Mapping[str, Source]:
    """Where each figure was published; only of those that were."""
    room = view.room
    try:
        rows = room.snapshot.row_of_each(
            "briefing_figures",
            ("as_of", "source_file"),
            tuple(OF_SHEETS),
            scope=room.scope,
            as_of=view.as_of,
            period=view.period,
        )
    except CannotAnswer:  # a snapshot of an earlier day knows no such figures
        return {}
    days = [None if pd.isna(day) else figures.day_of(day) for day in rows["as_of"]]
    return dict(zip(rows["counted_by"], map(Source, days, rows["source_file"]), strict=True))


def _papers(sources: Mapping[str, Source]) -> list[str]:
    return list(dict.fromkeys(source.paper for source in sources.values()))


def _on(day: date | None) -> str:
    return f"（截至{rules.day_text(day)}）" if day else "（未注明截止日期）"
