"""Of which period and village is a sheet, where its rows do not say so?

What stands around a table is taken in one order: the line beside it, its title, the sheet's name, the file's name, the
folders from the nearest one up. Lines, title and sheet's name lie in the paper itself: where two of them name different
periods or villages, nobody knows which is meant, and the rows that need to know go back with both named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from campaign.office import rules
from campaign.office.rules import Period
from campaign.places import areas
from campaign.places.areas import Area
from etl import values
from etl.forms import BY_ID, Form, SheetRead
from etl.forms.beside import BESIDE_UNIT, SIGNED_VILLAGE
from etl.values import Problem

TITLE, SHEET_NAME, FILE_NAME, UNIT_LINE = "表格标题", "工作表名", "文件名", "单位一行"


class Source(NamedTuple):
    """A text around a table, and where it is, as a sentence calls it."""

    text: str
    where: str


Named = tuple[Source, Period]


@dataclass(frozen=True, slots=True)
class Around:
    """What the texts around a sheet say that its rows may need."""

    read: SheetRead
    """The sheet with the village that they name as a fact beside it."""
    period: Period | None
    problems: dict[str, Problem]
    """Field → what is wrong with a row that has no other answer to it."""


def around(read: SheetRead, path: str) -> Around:
    """What is known of a sheet in the file of that path; what does not agree and costs no row is added to its doubts."""
    if read.rows is None or read.refused or read.form is None:
        return Around(read, path_period(path), {})
    form = BY_ID[read.form]
    period, problem, doubts = _period(read, form, path)
    village, where, place_problem, place_doubts = _village(read, form, path)
    field = "place" if any(fact.name == "place" for fact in form.about) else "village"
    problems = {name: one for name, one in (("period", problem), (field, place_problem)) if one}
    doubts = [*doubts, *place_doubts]
    if not village and not doubts:
        return Around(read, period, problems)
    about = read.about | ({field: village} if village else {})
    cells = read.cells | ({f"about:{field}": where} if village else {})
    return Around(replace(read, about=about, cells=cells, doubts=[*read.doubts, *doubts]), period, problems)


# ── periods ───────────────────────────────────────────────────────────────────────────────────


def sources(read: SheetRead) -> list[Source]:
    """The texts of the paper itself that may name its period."""
    rest = read.about.get(BESIDE_UNIT, "")
    title = values.plain(read.title).replace(values.plain(rest), " ") if rest else read.title
    line = Source(read.about.get("period", ""), f"{read.cells.get('about:period', '表格旁边')}的时段")
    return [line, Source(title, TITLE), Source(read.sheet, SHEET_NAME)]


def of_path(path: str) -> list[Source]:
    """The file's own name, then its folders from the nearest one up."""
    *folders, name = path.rsplit(".", 1)[0].split("/")
    return [Source(name, FILE_NAME), *(Source(folder, f"文件夹“{folder}”") for folder in reversed(folders))]


def path_period(path: str) -> Period | None:
    """The period that the file's own name or the nearest folder gives; a folder by day gives the half month of its day.

    >>> [period and period.label for period in map(path_period, ("市信访局/2017-03-27/台账.xlsx", "a/3月上半月/3月27日/a.csv", "a/b/c.csv"))]
    ['2017年3月下半月', '2017年3月上半月', None]
    """
    texts = of_path(path)
    return next((period for _, period in (_named(texts) or _by_day(texts))), None)


def _by_day(texts: Sequence[Source]) -> list[Named]:
    """The half months of the folders that name a day."""
    near = _near(texts)
    days = ((source, values.parse_campaign_date(source.text, near)) for source in texts if source.where != FILE_NAME)
    return [(source, rules.half_month(day)) for source, day in days if isinstance(day, date)]


def _period(read: SheetRead, form: Form, path: str) -> tuple[Period | None, Problem | None, list[str]]:
    """The period, what is wrong with a row that needs it, and what does not agree."""
    own, beside_unit, outside = sources(read), Source(read.about.get(BESIDE_UNIT, ""), UNIT_LINE), of_path(path)
    every = [*own, beside_unit, *outside]
    inside = _named(own, every, form.period_days)
    beyond = _named(outside, every, form.period_days)
    apart = next((pair for pair in combinations(inside, 2) if not _nested(pair[0][1], pair[1][1])), None)
    sentences = [_contradiction("时段", *((source.where, one.label) for source, one in apart))] if apart else []
    if apart and form.need("period"):
        return None, Problem("period-contradicts", sentences[0]), []
    named = inside if apart else sorted(inside, key=lambda one: _length(one[1]))
    if not named and (beside := _named([beside_unit], every, form.period_days)):
        # often no more than the month in which it was filled in
        named = [one for one in beyond if _holds(beside[0][1], one[1])] + beside
    named = [*named, *beyond] or _by_day(outside)
    if form.period_days:
        named.sort(key=lambda one: _length(one[1]).days >= form.period_days)
    if named:
        return named[0][1], None, sentences
    if any(values.is_third(source.text) for source in every):
        unclear = values.UNCLEAR_PERIOD
        return (None, unclear, []) if form.need("period") else (None, None, [unclear.sentence])
    return _by_then(every) if not form.need("period") else None, None, sentences


def _named(texts: Iterable[Source], every: Sequence[Source] = (), days: int = 0) -> list[Named]:
    """The texts that name a period, each with it; of no month where one of them names a third of a month."""
    texts = list(texts)
    month = next((p for s in every if (p := values.parse_period(s.text)) and p.kind == "月"), None) if every else None
    thirds = any(values.is_third(source.text) for source in every or texts)
    near = _near(every or texts)
    named = ((s, values.parse_period(s.text, near, around=month) or _ended(s.text, days)) for s in texts if s.text)
    return [(source, period) for source, period in named if period and not (thirds and period.kind == "月")]


_YEAR = re.compile(r"(?<!\d)(20\d\d)年?(?!\d)")


def _near(texts: Sequence[Source]) -> date:
    """The day that periods written without a year are near: in the month that one of the texts names, or in its year."""
    if rules.START.year == rules.LAST_DAY.year:
        return rules.START  # of one year is every day
    years = [(source.text, match) for source in texts if (match := _YEAR.search(source.text))]
    for text, _ in years:
        if period := values.parse_period(text):
            return period.end
    return date(int(years[0][1][1]), 12, 31) if years else rules.START


_BY_THEN = re.compile(r"截[至止](?:到|日期)?[:：]?\s*(\d[\d年月日号./-]*)")


def _ended(text: str, days: int) -> Period | None:
    """The week or half month that a report is of which says 截至 its last day."""
    day = _day_after(_BY_THEN, text) if days else None
    if day is None:
        return None
    if days <= rules.WEEK_DAYS:
        return values.week_ending(day)
    half = rules.half_month(day)
    return half if half.end == day else None


def _by_then(texts: Iterable[Source]) -> Period | None:
    """The month up to the day that a text says 截至, or that is written beside the unit: what is in the paper is no later."""
    for source in texts:
        day = _day_after(_BY_THEN, source.text) or (
            _day_after(re.compile("(.+)"), source.text) if source.where == UNIT_LINE else None
        )
        if day:
            return Period(day.replace(day=1), day, f"截至{rules.day_text(day)}")
    return None


def _day_after(before: re.Pattern[str], text: str) -> date | None:
    match = before.search(values.plain(text))
    day = values.parse_campaign_date(match[1]) if match else None
    return day if isinstance(day, date) else None


def _length(period: Period) -> timedelta:
    return period.end - period.start


def _holds(whole: Period, part: Period) -> bool:
    return whole.start <= part.start and part.end <= whole.end


def _nested(one: Period, other: Period) -> bool:
    return _holds(one, other) or _holds(other, one)


def _contradiction(what: str, one: tuple[str, str], other: tuple[str, str]) -> str:
    return f"{one[0]}写的{what}是{one[1]}，{other[0]}写的是{other[1]}，两处不一致；请核对是哪一个，改成一样的再报"


# ── villages ──────────────────────────────────────────────────────────────────────────────────


def _village(read: SheetRead, form: Form, path: str) -> tuple[str, str, Problem | None, list[str]]:
    """The village of the rows that name none and where it is written, what is wrong with such a row, and what does not agree."""
    if not (form.need("village") or form.need("place")):
        return "", "", None, []
    line = _line(read.about)
    title = read.title
    for fact in filter(None, (text for name, text in read.about.items() if name != SIGNED_VILLAGE)):
        title = title.replace(fact, " ")
    beside = Source("".join(line) if line.village else "", "表格旁边")
    signed = Source(read.about.get(SIGNED_VILLAGE, ""), "表格下方书记一行")
    own = [Source(title, TITLE), Source(read.sheet, SHEET_NAME)]
    named = [(source, places) for source in own if len(places := values.villages_in(source.text)) == 1]
    means = {beside: frozenset(areas.find(*line)), signed: _meant(signed.text)}
    named = [(source, (source.text,)) for source, meant in means.items() if meant] + named
    means |= {source: _meant(places[0]) for source, places in named if source not in means}
    rows = read.texts_of("village")[:-1]
    is_filled = bool(rows) and all(text and text.strip() for text in rows)
    if is_filled and not named:  # nearly all
        return "", "", None, []
    in_rows = {area for text in rows if text for area in areas.find("", "", text)}
    apart = next(
        (
            pair
            for pair in combinations([source for source, _ in named], 2)
            if means[pair[0]].isdisjoint(means[pair[1]])
        ),
        None,
    )
    doubts = [
        f"{source.where}写的村（社区）是{next(iter(places))}，各行写的都是别的村（社区）；已照各行计，请核对"
        for source, places in named
        if in_rows and in_rows.isdisjoint(means[source])
    ]
    if is_filled:
        return "", "", None, doubts
    if apart:
        sentence = _contradiction("村（社区）", *((source.where, _first(named, source)) for source in apart))
        return "", "", Problem("place-contradicts", sentence), []
    if line.village or doubts:
        return "", "", None, doubts
    if signed.text:
        village = line._replace(village=signed.text).line if line.district or line.town else signed.text
        return village, read.cells[f"about:{SIGNED_VILLAGE}"], None, doubts
    beyond = [source for source in of_path(path) if source.text != path.split("/")[0]]
    named += [(source, places) for source in beyond if len(places := values.villages_in(source.text)) == 1]
    if not named and areas.find("", "", read.sheet):
        named = [(own[-1], (read.sheet,))]
    if not named or (in_rows and in_rows.isdisjoint(_meant(named[0][1][0]))):
        return "", "", None, doubts
    source, (village,) = named[0]
    return _with_its_town(village, f"{read.title} {read.sheet} {path}"), source.where, None, doubts


def _line(about: Mapping[str, str]) -> values.Place:
    """The place that the lines beside a table name, whether each name has its label or all stand on one printed line."""
    printed = values.split_place(about.get("place", ""))
    named = (values.split_place(about.get(name, "")).village for name in ("district", "town", "village"))
    return values.Place(*(name or on_line for name, on_line in zip(named, printed, strict=True)))


def _meant(village: str) -> frozenset[Area]:
    return frozenset(areas.find("", "", village))


def _first(named: Sequence[tuple[Source, Sequence[str]]], source: Source) -> str:
    return next(places[0] for one, places in named if one == source)


def _with_its_town(village: str, texts: str) -> str:
    """The village, with the town that the texts name where villages of several towns are called so."""
    meant = _meant(village)
    named = [area for area in meant if area.town_name in texts] if len(meant) > 1 else []
    return f"{named[0].district}{named[0].town_name}{named[0].village_name}" if len(named) == 1 else village
