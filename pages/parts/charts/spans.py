"""How do periods stand side by side, also those in which nothing was reported?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from campaign.numbers.wording import EMPTY
from campaign.office import rules
from pages.parts.charts.lengths import Bar
from pages.parts.charts.look import LIGHT, NAVY
from pages.parts.view import View


def in_time(kind: str, known: Mapping[date, Bar], view: View) -> list[Bar]:
    """A bar for every period of a kind (月, 半月, 周) from the first that is known up to the day in sight, named by its days.

    `known` are bars by any day of their period. A period without one is empty and keeps its place; one of which the view
    shows only some days is a part of itself.
    """
    if not known:
        return []
    by_period = {rules.holding(kind, day): bar for day, bar in known.items()}
    first, until = view.days.start if view.days else rules.START, view.day
    at, last = min(by_period, key=lambda p: p.start), max(max(p.start for p in by_period), until)
    is_over = view.days is not None and not view.is_running
    bars = []
    while at.start <= last:
        bar = _named(kind, at, by_period.get(at), max(at.start, first), min(at.end, until))
        bars.append(replace(bar, is_running=bar.is_part and until < at.end and not is_over))
        at = rules.holding(kind, at.end + timedelta(days=1))
    return bars


def is_cut(period: rules.Period, view: View) -> bool:
    """Whether a view shows only some days of a period: it is compared with none."""
    return period.start < (view.days.start if view.days else rules.START) or period.end > view.day


def days_in_words(first: date, last: date) -> str:
    """Some days as a paper writes them.

    >>> days_in_words(date(2017, 3, 20), date(2017, 3, 26)), days_in_words(date(2017, 3, 27), date(2017, 4, 2))
    ('3月20日—26日', '3月27日—4月2日')
    >>> days_in_words(date(2017, 4, 10), date(2017, 4, 10))
    '4月10日'
    """
    if first == last:
        return rules.day_text(first)
    same = (first.year, first.month) == (last.year, last.month)
    return f"{rules.day_text(first)}—{f'{last.day}日' if same else rules.day_text(last, after=first)}"


def _named(kind: str, period: rules.Period, bar: Bar | None, first: date, last: date) -> Bar:
    """The bar of one period under its name on two lines, or an empty one."""
    is_part = (first, last) != (period.start, period.end) and first <= last
    days = days_in_words(first, last) if first <= last else days_in_words(period.start, period.end)
    label = rules.in_its_year(period.label)
    if kind == "周":
        said, name = days, f"{first.month}.{first.day}—<br>{last.month}.{last.day}"
    else:
        said = days if is_part else label
        name = label.replace("月", "月<br>", 1) if kind == "半月" else label
        name += f"<br>（{days.partition('月')[2]}）" if is_part and kind == "月" else ""
    if bar is None:
        return Bar(name, 0.0, EMPTY, said=said, id=period.label, is_part=is_part, is_empty=True)
    colour = LIGHT if is_part and bar.colour == NAVY and bar.part is None else bar.colour
    return replace(bar, name=name, said=said, id=period.label, is_part=is_part, colour=colour)
