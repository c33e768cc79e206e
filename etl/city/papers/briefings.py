"""Which figures did a briefing publish, of whom and as of when?

They are what was published, kept beside what the sheets say, and never mixed in. Whom a figure is of says the
beginning of its clause, else the item's heading, else the unit in brackets at the item's end, else, where a paper names
nobody, the folder it came in. A name that the register does not know stays a name without a unit; a place that it does
not know lies elsewhere, and its figures, as those of another year, are nobody's here: the clerk is told so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from campaign.masking import is_registered
from campaign.office import rules
from campaign.places.areas import Area
from campaign.places.units import Unit
from etl import values
from etl.city.arrive import typed
from etl.city.files import SheetOf
from etl.city.relations import City
from etl.city.setting_aside import remark, set_aside
from etl.city.units import place_columns, unit_columns
from etl.forms.figures import PER_CENT, Figure, figures, is_place, is_sender, named, other_year
from etl.values import Problem

FORM = "briefing"
_SUMMARY = re.compile(
    r"(?:(\d{4})年)?(?<!\d)(\d{1,2})月份?[^\d，。]{0,12}?(?:总结|小结|情况|汇总|通报|简报|汇报|报告|综述|回顾)"
)
"""What is headed so is of the whole month: 3月份总结, 3月份工作情况."""
_AT_THE_END = re.compile(r"(?:(\d{4})年)?(\d{1,2})月份?[底末]")
Row = Mapping[str, Any]


def briefings(city: City) -> None:
    """Fills briefing_figures, a row for each figure that a paragraph publishes of this city and campaign.

    A paragraph without one is set aside, one that has others besides is remarked on.
    """
    names = city.register.by_name
    longest = max(map(len, names), default=0)
    rows = [
        (row, _office(row["tag"], city))
        for row in city.records(f"FROM {typed(city, FORM)} ORDER BY row_key", of=[typed(city, FORM)])
    ]
    tagged = {row["sheet_no"] for row, tag in rows if tag}
    published: list[dict[str, Any]] = []
    passing: list[dict[str, Any]] = []
    refused: list[tuple[int, str, Problem]] = []
    remarked: list[tuple[int, str, Problem]] = []
    for row, tag in rows:
        sheet, _ = city.sheet_at(row["row_key"])
        headed = next((name for text in row["heading"].split("\n") if (name := named(text, names, longest))), "")
        sender = sheet.file.folder_unit if row["sheet_no"] not in tagged else ""
        before = [named(text, names, longest) for text in row["before"].split("\n")]
        elsewhere = next((name for name in (headed, *reversed(before)) if _is_elsewhere(name, city)), "")
        kept, strange = 0, []
        for figure in figures(row["paragraph"], names, longest):
            own = "" if is_sender(figure.subject) else figure.subject
            known = "" if not own or own == rules.WHOLE_CITY else own
            place = own if _is_elsewhere(own, city) else "" if known else elsewhere
            as_of = _as_of(figure, row, sheet)
            problem = _not_of_here(place) if place else _not_of_now(figure, row, as_of)
            if problem or isinstance(as_of, Problem):
                strange.append(problem or as_of)
                continue
            kept += 1
            subject = _without_persons(own or headed or tag or sender)
            is_rate = figure.counted_in == PER_CENT
            one = {
                "subject": subject or None,
                **_whose(subject, city),
                "measure": figure.measure,
                "counted_in": figure.counted_in,
                "figure": None if is_rate else figure.value,
                "percent": figure.value if is_rate else None,
                "figure_bound": figure.bound,
                "as_of": as_of,
                "quote": figure.sentence,
                **city.source(row["row_key"]),
            }
            published.append(one)
            if figure.is_of_some_days:
                passing.append(one)
        to = remarked if kept else refused
        to += [(row["row_key"], "paragraph", problem) for problem in dict.fromkeys(strange)]
    set_aside(city, FORM, refused)
    remark(city, FORM, remarked)
    _supersede(published, {id(one) for one in passing})
    city.fill_rows("briefing_figures", published)


def _supersede(figures: Sequence[dict[str, Any]], passing: set[int]) -> None:
    """Marks each figure with the day from which the next of the same stands; one without a day stands from the start.

    What tells only of some days (`passing`, by identity) never ends a total before it: it does not stand itself.
    """
    last: dict[tuple[str | None, ...], dict[str, Any]] = {}
    for figure in sorted(figures, key=lambda one: one["as_of"] or date.min):
        earlier = last.get(_told(figure))
        if earlier and id(figure) in passing and id(earlier) not in passing:
            figure["superseded_on"] = figure["as_of"] or rules.START
            continue
        if earlier:
            earlier["superseded_on"] = figure["as_of"] or rules.START
        last[_told(figure)] = figure


def _told(row: Mapping[str, Any]) -> tuple[str | None, ...]:
    """What a figure is of: a later figure of the same includes it. A unit is the same by whatever name."""
    whom = row.get("unit_name") or row.get("village_id") or row["subject"]
    return whom, row["measure"], "件" if row["counted_in"] in ("个", "条", "项") else row["counted_in"]


def _office(tag: str, city: City) -> str:
    """What stands in brackets at an item's end, when it is an office; its author's name is not shown."""
    return tag if tag == rules.WHOLE_CITY or _whose(tag, city) or values.is_office(tag) else ""


def _without_persons(subject: str) -> str:
    """A subject in which nobody is named: 李卫镇 is written as a town is, and is none.

    >>> _without_persons("李卫镇"), _without_persons("湖塘镇、李卫镇"), _without_persons("湖塘镇")
    ('某人', '湖塘镇、某人', '湖塘镇')
    """
    return re.sub(r"[^、和与及]+", lambda part: "某人" if values.may_be_a_person(part[0]) else part[0], subject)


def _whose(subject: str, city: City) -> dict[str, Any]:
    """The unit that a subject names, or the village."""
    if not subject or subject == rules.WHOLE_CITY:
        return {}
    unit = city.unit(subject)
    if isinstance(unit, Unit):
        return unit_columns(unit)
    area = values.resolve_place("", "", subject)
    return place_columns(area) if isinstance(area, Area) else {}


# ── of which day, which year, which place ─────────────────────────────────────────────────────


def _as_of(figure: Figure, row: Row, sheet: SheetOf) -> date | Problem | None:
    """截至 as written, else the paper's own day or the end of the month that it is headed with, else the folder's period.

    A day outside the campaign is a problem, one that does not exist is none.
    """
    written = _written_on(row["written_on"], sheet)
    if figure.as_of:
        near = written if isinstance(written, date) else sheet.near
        end = _AT_THE_END.fullmatch(figure.as_of)
        day = _last_of(end, near) if end else values.parse_campaign_date(figure.as_of, near)
        is_outside = isinstance(day, Problem) and day.rule == "date-outside-campaign"
        return _other_time(figure.as_of) if is_outside else day if isinstance(day, date) else None
    if isinstance(written, date) and not rules.START <= written <= rules.LAST_DAY:
        return _other_time(row["written_on"])
    *_, name = sheet.file.path.rsplit(".", 1)[0].split("/")
    headings = [*row["heading"].split("\n"), sheet.read.title, name]
    ends = [end for text in headings if (end := _end_of_month(text, sheet.near))]
    own = [day for day in (*ends[:1], written) if isinstance(day, date)]
    day = min(own) if own else sheet.period.end if sheet.period else None
    return _other_time(f"{day.year}年") if day and not rules.START <= day <= rules.LAST_DAY else day


def _end_of_month(heading: str, near: date) -> date | None:
    """The last day of the month that a heading says it sums up.

    >>> _end_of_month("全市大走访活动三月份总结", rules.START), _end_of_month("4月份工作计划", rules.START)
    (datetime.date(2017, 3, 31), None)
    """
    text = values.in_figures(values.plain(heading))
    match = _SUMMARY.search(text)
    half = values.parse_period(text, near) if match else None
    return half.end if half else match and _last_of(match, near)


def _last_of(match: re.Match[str], near: date) -> date | None:
    """The last day of a month that is written with its year or without; None where there is no such month."""
    year, month = match[1], int(match[2])
    return rules.month(int(year or rules.year_of(month, 1, near)), month).end if 1 <= month <= 12 else None


def _written_on(written: str, sheet: SheetOf) -> date | Problem | None:
    """The paper's own day; one without a year is the campaign's."""
    if not written:
        return None
    has_year = re.match(r"\d{4}", written)
    return values.parse_date(written) if has_year else values.parse_campaign_date(written, sheet.near)


def _not_of_now(figure: Figure, row: Row, as_of: date | Problem | None) -> Problem | None:
    other = figure.other_time or next(filter(None, map(other_year, row["heading"].split("\n"))), "")
    return _other_time(other) if other and not figure.as_of else None


def _other_time(written: str) -> Problem:
    days = f"{rules.START} 至 {rules.LAST_DAY}"
    return Problem(
        "figure-of-other-time", f"写的是{values.excerpt(written)}的数，不在{rules.NAME}期间（{days}），没有计入"
    )


def _is_elsewhere(name: str, city: City) -> bool:
    """Whether a name is a place's that is none of the city's; what may be a person's name is not shown, and stays."""
    return is_place(name) and not (is_registered(name) or values.may_be_a_name(name) or _whose(name, city))


def _not_of_here(place: str) -> Problem:
    return Problem(
        "figure-of-other-place",
        f"写的地方“{values.excerpt(place)}”不在名录和花名册里，这些数没有计入；是本市的，请写全称",
    )
