"""Which places are compared, and which number has each of them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from campaign.judgement.ranking.method import published
from campaign.numbers import kinds
from campaign.numbers.figure import Figure, in_full
from campaign.numbers.kinds import Metric
from campaign.numbers.metrics import (
    COVERAGE,
    HOUSEHOLDS,
    ISSUES,
    ISSUES_PER_HOUSEHOLD,
    OVERDUE,
    PENDING,
    SOLVED_IN_14,
    SOLVED_SHARE,
    metric,
)
from campaign.numbers.question import value_of
from campaign.numbers.wording import EMPTY, reason, why_empty
from campaign.places import areas
from pages.parts import bar
from pages.parts.view import View, companions

NUMBERS = (COVERAGE, SOLVED_SHARE, SOLVED_IN_14, ISSUES_PER_HOUSEHOLD, HOUSEHOLDS, ISSUES, PENDING, OVERDUE)
"""What a map can be coloured by, the default first."""
JUDGED_BY: Mapping[str, Metric] = {HOUSEHOLDS.id: COVERAGE, ISSUES.id: ISSUES_PER_HOUSEHOLD, PENDING.id: SOLVED_SHARE}
"""A count says only how large a place is: what its places are compared by instead, in words."""
CHOSEN = "map"
"""The name in the address of the number that the maps are coloured by."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place with its number, and what must be known to read it."""

    name: str
    within: str
    """Its district or zone; empty for a district or zone itself."""
    value: float | None
    label: str
    """The number as text, — when there is none."""
    base: str = ""
    """What it is computed from, and of how many that is known: 总户数17,203户；22/130个村（社区）已报总户数."""
    beside: str = ""
    """The number without which this one misleads."""
    is_small: bool = False
    """Whether it has too few cases to be compared."""
    reason: str = ""
    """Why there is no number."""


def areas_of(view: View, number: Metric) -> list[Place]:
    """The districts, or zones, each with its number in the view, whatever place the view is narrowed to."""
    names = areas.towns_of_each(view.area)
    return _places(view, number, view.area, dict.fromkeys(names, ""))


def towns_of(view: View, number: Metric, within: str = "") -> list[Place]:
    """The towns and streets of the city or of one district, each with its number, whatever place the view is narrowed to."""
    each = areas.towns_of_each(view.area)
    names = {town: area for area, towns in each.items() for town in towns if within in ("", area)}
    return _places(view, number, "town", names)


def _places(view: View, number: Metric, by: str, names: Mapping[str, str]) -> list[Place]:
    """Every one of `names` (place → the district it lies in) with its number; BadMethod when no minimum base is declared."""
    stated = Stated(view, number, by)
    of = stated.of
    rows = {row[by]: row for row in stated.answer.answer.rows}
    least = published().base(number.id)
    empty = [name for name in names if value_of(rows.get(name, {}).get(number.id)) is None]
    why = {name: _reason(stated, number, rows.get(name)) for name in empty}
    of_how_many, companions_of_how_many = stated.base.words_by, stated.companions_base.words_by
    places = []
    for name, within in names.items():
        row = rows.get(name, {})
        value, base = value_of(row.get(number.id)), value_of(row.get(of.id)) if of else None
        places.append(
            Place(
                name,
                within,
                value,
                _written(number, value),
                base="；".join(
                    filter(
                        None,
                        (
                            f"{of.label}{in_full(of, base)}" if of and base is not None else "",
                            of_how_many.get(name, "") if value is not None else "",
                        ),
                    )
                ),
                beside=_beside(stated, row, companions_of_how_many.get(name, "")),
                is_small=of is not None and value is not None and (base or 0) < least,
                reason=why.get(name, ""),
            )
        )
    return places


class Stated:
    """What the places of one kind need for a number, stated: itself, its base and what must be shown beside it."""

    def __init__(self, view: View, number: Metric, by: str) -> None:
        here = view.but(without=bar.OF_PLACES)
        self.of = kinds.base(number)
        self.companion = next((metric(name) for name in companions((number.id,))), None)
        self.its_base = self.companion.whole if isinstance(self.companion, kinds.Share) else None
        numbers = (number, self.of, self.companion, self.its_base, *kinds.counts_in(number))
        self.answer = here.ask(tuple(dict.fromkeys(m.id for m in numbers if m)), by=(by,))
        self.whole = here.figures(number)
        self.base = here.base_of(number, by)
        self.companions_base = here.base_of(self.companion or number, by)


def state(view: View) -> None:
    """State what `where` draws, so that it is asked with the rest of the page."""
    number = number_in_address()
    for by in (bar.parts(view).by,) if is_of_one(view) else (view.area, "town"):
        for one in dict.fromkeys((number, JUDGED_BY.get(number.id, number))):
            Stated(view, one, by)


def number_in_address() -> Metric:
    """The number that the address names, else the first."""
    label = st.session_state.get(CHOSEN) or st.query_params.get(CHOSEN)
    return next((m for m in NUMBERS if m.label == label), NUMBERS[0])


def is_of_one(view: View) -> bool:
    """Whether the visitor is shown one place: there is then nothing beside it."""
    return bool(set(bar.OF_PLACES) & view.room.own.keys())


def _reason(stated: Stated, number: Metric, row: Mapping[str, object] | None) -> str:
    """Why a place has no number: what keeps the whole from having one, else what its own row lacks, or that it has none."""
    if refusal := stated.answer.refused.get(number.id):
        return reason(refusal)
    counts = row or {}
    return stated.whole[number].why_empty or why_empty(
        number, lambda name: value_of(counts.get(name)), lambda _: len(counts)
    )


def _written(number: Metric, value: float | None) -> str:
    """A number as a tile holds it: without the unit, which is in the heading."""
    return Figure(number, value).brief.removesuffix(number.unit if number.unit != "%" else "")


def _beside(stated: Stated, row: Mapping[str, object], of_how_many: str) -> str:
    """The number that must be shown along with another, in few words, and of how many that is known; of one with too few
    cases only that it has.
    """
    companion, its_base = stated.companion, stated.its_base
    if companion is None:
        return ""
    name, _, kind = companion.label.partition("（")
    text = in_full(companion, row.get(companion.id))
    if its_base and text != EMPTY and (value_of(row.get(its_base.id)) or 0) < published().base(companion.id):
        text = "样本不足"
    unit = companion.unit if name.endswith(companion.unit) else ""
    known = of_how_many if text not in (EMPTY, "样本不足") else ""
    return "，".join(filter(None, ((kind.removesuffix("）") or name) + text.removesuffix(unit), known)))


def smallest_of(view: View, number: Metric) -> tuple[list[Place], str]:
    """The towns in sight, or the villages of the one town that the visitor is shown, and what they are called."""
    parts = bar.parts(view)
    if not is_of_one(view):
        return towns_of(view, number, str(view.where.get(view.area, ""))), "镇街"
    if parts.by == "town":
        return towns_of(view, number, str(view.room.own.get("district") or view.room.own.get("zone"))), "镇街"
    own = [a for a in areas.AREAS if a.town_name == view.room.own["town"]]
    return _places(view, number, "village", {a.village_name: a.town_name for a in own}), parts.name
