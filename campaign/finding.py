"""What does somebody mean who types a name, a word or a number's label: a unit, a place, a page, a number, what people said?

Nothing is asked of a snapshot here: what may be found is given, so that nobody finds what their role is not shown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Literal

import opencc

from campaign.numbers.metrics import METRICS
from campaign.office import rules
from campaign.places.areas import REFERENCE, Area
from campaign.places.units import registered, shown_name
from campaign.words import folding

Kind = Literal["页面", "指标", "单位", "辖市区", "镇（街道）", "村（社区）", "类别", "问题中的词"]
MOST = 10
"""Of what is found, the nearest first."""
MOST_OF_A_KIND = 4
SHORTEST = 2
"""Characters of a word that is looked for inside another; a single one is in too many."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that may be meant."""

    kind: Kind
    name: str
    within: str = ""
    """Where it lies, of a place: 武进区湖塘镇."""
    about: Mapping[str, str] = field(default_factory=dict)
    """What it is, by dimension; of a page or a number its id under `page` or `number`."""


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody may find: the pages, units and villages that their role is shown."""

    pages: Mapping[str, str]
    """Title → slug."""
    units: Sequence[str]
    areas: Sequence[Area]
    has_issues: bool = True
    """Whether there is a page of issues for them."""


def found(typed: str, known: Known) -> list[Found]:
    """What may be meant, the nearest first: the very name, names that begin with it, names that hold it."""
    wanted = one_writing(typed)
    if not wanted:
        return []
    matches = sorted(
        (rank, order, one)
        for order, (one, names) in enumerate(_candidates(known))
        if (rank := min((_rank(wanted, name) for name in names), default=9)) < 9
    )  # fmt: skip
    kept: list[Found] = []
    for _, _, one in matches:
        if sum(one.kind == other.kind for other in kept) < MOST_OF_A_KIND:
            kept.append(one)
    if known.has_issues and len(wanted) >= SHORTEST:
        kept = [*kept[: MOST - 1], Found("问题中的词", wanted, about={"text": wanted})]
    return kept[:MOST]


def nearest(typed: str, known: Known) -> list[str]:
    """Names that are written nearly so, for whoever finds nothing."""
    wanted = one_writing(typed)
    names = {one_writing(one.name): one.name for one, _ in _candidates(known)}
    return [names[near] for near in get_close_matches(wanted, names, 3, 0.5)]


def one_writing(typed: str) -> str:
    """What was typed in one way of writing: simplified characters, narrow, small, without blanks.

    >>> one_writing(" 衛計委 "), one_writing("ＬＥＤ燈")
    ('卫计委', 'led灯')
    """
    return "".join(folding.words(_simplified().convert(typed[: folding.MOST_CHARACTERS])))


def _rank(wanted: str, name: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if len(wanted) >= SHORTEST and wanted in name:
        return 2
    return 3 if len(name) > SHORTEST and name in wanted else 9


def _candidates(known: Known) -> Iterator[tuple[Found, Iterable[str]]]:
    for title, slug in known.pages.items():
        yield Found("页面", title, about={"page": slug}), (title,)
    units = set(known.units)
    for unit in registered():
        if unit.unit_name in units:
            name = shown_name(unit.unit_name)
            yield (
                Found("单位", name, about={"unit": unit.unit_name}),
                {name, unit.unit_name, unit.short_name, *unit.aliases},
            )
    yield from _places(known.areas)
    for number in METRICS:
        yield Found("指标", number.label, about={"number": number.id}), (number.label, number.label.partition("（")[0])
    for (category, under), words in _topics().items():
        about = {"category": category} | ({"subcategory": under} if under else {})
        yield Found("类别", under or category, category if under else "", about), (under or category, *words)


def _places(areas: Sequence[Area]) -> Iterator[tuple[Found, Iterable[str]]]:
    districts = dict.fromkeys(area.district for area in areas)
    towns = dict.fromkeys((area.district, area.town_name) for area in areas)
    for district in districts:
        yield Found("辖市区", district, about={"district": district}), (district,)
    for district, town in towns:
        yield Found("镇（街道）", town, district, {"district": district, "town": town}), (town,)
    for area in areas:
        where = {"district": area.district, "town": area.town_name, "village": area.village_name}
        names = (area.village_name, area.official_name)
        yield Found("村（社区）", area.village_name, area.district + area.town_name, where), names


@cache
def _topics() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Each category, and what 其他方面 falls into, with the words that the lexicon has for it."""
    written = tomllib.loads((REFERENCE / "lexicon.toml").read_text(encoding="utf-8"))
    topics: dict[tuple[str, str], list[str]] = {(category, ""): [] for category in rules.CATEGORIES}
    for topic in written["topic"]:
        key = (topic["category"], topic.get("subcategory", ""))
        topics.setdefault(key, []).extend([topic["name"], *topic["words"]])
    return {key: tuple(words) for key, words in topics.items()}


@cache
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
