"""Where in the city is it? The districts as a map, the towns and streets as tiles, each coloured by one number.

The borders are shipped with the house, and a browser fetches them from this server once: no map comes from elsewhere. Towns
have no border in any source, and 经开区 has none either: they are tiles, and a block that is marked so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, floor, log10
from typing import Any

import pandas as pd
import streamlit as st

from campaign.judgement.ranking.method import BadMethod, published
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
from pages.parts import bar, charts, leads, tables
from pages.parts.borders import (
    BLOCK,
    BLOCK_LABEL,
    LEGEND_AT,
    LEGEND_STEP,
    LINE_TO,
    NAME_AT,
    NAMED_OUTSIDE,
    Point,
    address,
    hatching,
    have_borders,
    legend_row,
)
from pages.parts.charts import Chart
from pages.parts.frame import section
from pages.parts.view import View, companions

NUMBERS = (COVERAGE, SOLVED_SHARE, SOLVED_IN_14, ISSUES_PER_HOUSEHOLD, HOUSEHOLDS, ISSUES, PENDING, OVERDUE)
"""What a map can be coloured by, the default first."""
JUDGED_BY: Mapping[str, Metric] = {HOUSEHOLDS.id: COVERAGE, ISSUES.id: ISSUES_PER_HOUSEHOLD, PENDING.id: SOLVED_SHARE}
"""A count says only how large a place is: what its places are compared by instead, in words."""
CHOSEN = "map"
"""The name in the address of the number that the maps are coloured by."""
PAGE = "places"

Choose = Callable[[Mapping[str, str]], None]
"""What a click does: it gets the place as the filter bar names it."""

# ── how the map lies ──────────────────────────────────────────────────────────────────────────

EAST = {"district": 120.32, "zone": 120.50}
"""How far the map reaches: the block needs more room."""
WEST, SOUTH, NORTH = 119.10, 31.12, 32.08
MAP_HEIGHT = 410

# ── how the tiles lie ─────────────────────────────────────────────────────────────────────────

ACROSS = 6
"""Tiles in a row: more could not be read on a phone."""
BAND_HEAD = 0.62
"""Height of a district's name above its tiles, in tiles."""
TILE = 41
"""Height of a tile with its gap, in pixels."""
HATCH = "/"
HATCHED: Mapping[str, Any] = {"fillmode": "overlay", "fgopacity": 0.3, "size": 8, "solidity": 0.18}
"""Lines over a number of too few cases, faint enough to read it through them."""

UNEQUAL = 8
"""Counts of which the largest is so many times the smallest are coloured in steps that double."""


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


@dataclass(frozen=True, slots=True)
class Scale:
    """Where each step of colour begins, the lightest first."""

    begins: tuple[float, ...]

    def step(self, value: float) -> int:
        """The step that holds a value; one below all belongs to the first."""
        return max(sum(begin <= value + 1e-9 for begin in self.begins) - 1, 0)

    @property
    def colours(self) -> list[str]:
        """The colour of each step, as far apart as they can be."""
        last = len(charts.MAP_STEPS) - 1
        if len(self.begins) == 1:
            return [charts.MAP_STEPS[1]]
        return [charts.MAP_STEPS[round(i * last / (len(self.begins) - 1))] for i in range(len(self.begins))]


def scale(places: Sequence[Place], number: Metric) -> Scale:
    """Round steps over what the places have; those with too few cases do not stretch it.

    Shares go up evenly. Counts of places of very unequal size do not: each step is about twice the one before.
    """
    values = [p.value for p in places if p.value is not None and not p.is_small]
    values = values or [p.value for p in places if p.value is not None]
    if not values:
        return Scale(())
    low, high = min(values), max(values)
    if low == high:
        return Scale((low,))
    most = len(charts.MAP_STEPS)
    is_count = kinds.base(number) is None
    if is_count and high > UNEQUAL * low:
        return Scale((0.0, *_rounds((1, 2, 5), 1, high)[1 - most :]))
    digits = (1, 2, 2.5, 5) if number.unit == "%" else (1, 2, 5)
    for width in _rounds(digits, max((high - low) / most, 1 if is_count else 0), 10 * (high - low)):
        first = floor(low / width + 1e-9)
        steps = floor(high / width + 1e-9) - first + 1
        if steps <= most:
            break
    return Scale(tuple(round((first + i) * width, 10) for i in range(steps)))


def _rounds(digits: Sequence[float], least: float, most: float) -> list[float]:
    """The digits times every power of ten, from `least` to `most`."""
    powers = range(floor(log10(least)), floor(log10(most)) + 1)
    return [number for p in powers for d in digits if least <= (number := d * 10.0**p) <= most]


# ── the map ───────────────────────────────────────────────────────────────────────────────────


def districts(places: Sequence[Place], number: Metric, *, chosen: str = "") -> Chart:
    """The districts, and 经开区 as a block where it is one of the places, each in the colour of its number."""
    has_block = any(p.name == areas.ECONOMIC_ZONE for p in places)
    steps = scale(places, number)
    rows = legend(steps, places, number)
    figure = charts.as_declared(
        {
            # Words first: Plotly fetches its own map of the world where the first of all is an area.
            "data": [
                _names(places, steps),
                _areas(sorted(places, key=lambda p: p.name == chosen), steps, number, chosen),
                *_map_legend(rows),
                *_hatched_areas(places, steps, rows),
                *_thin_lines(places, chosen),
            ],
            "layout": charts.layout(
                MAP_HEIGHT,
                margin={"l": 0, "r": 0, "t": 8, "b": 0},
                geo={
                    "visible": False,
                    "bgcolor": charts.CLEAR,
                    "projection": {"type": "mercator"},
                    "lonaxis": {"range": [WEST, EAST["zone" if has_block else "district"]]},
                    "lataxis": {"range": [SOUTH, NORTH]},
                },
                clickmode="event+select",
            ),
        }
    )
    return Chart(figure, lambda: _table(places, number))


def _filled(shapes: Sequence[str], colours: Sequence[str], **more: Any) -> dict[str, Any]:
    """Shapes of the file that the browser has, each in its colour."""
    different = list(dict.fromkeys(colours))
    last = max(len(different) - 1, 1)
    return {
        "type": "choropleth",
        "geojson": address(),
        "locations": list(shapes),
        "z": [different.index(colour) for colour in colours],
        "zmin": 0,
        "zmax": last,
        "colorscale": [[i / last, colour] for i, colour in enumerate((different * 2)[: last + 1])],
        "showscale": False,
        "marker": {"line": {"width": 0}},
        "hoverinfo": "skip",
        **more,
    }


def _areas(places: Sequence[Place], steps: Scale, number: Metric, chosen: str) -> dict[str, Any]:
    """The areas, each of which can be clicked all over; the one that is chosen lies on top."""
    widths = [0 if p.name == areas.ECONOMIC_ZONE else 2.5 if p.name == chosen else 1.5 for p in places]
    colours = [charts.INK if p.name == chosen else charts.WHITE for p in places]
    names = [p.name for p in places]
    return _filled(
        names,
        [colour_of(p, steps) for p in places],
        marker={"line": {"width": widths, "color": colours}},
        customdata=names,
        hoverinfo="text",
        hovertext=[_hover(p, number) for p in places],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _hatched_areas(
    places: Sequence[Place], steps: Scale, rows: Sequence[tuple[str, str, bool]]
) -> list[dict[str, Any]]:
    """The lines over what has too few cases, and over its square in the legend, faint as on the tiles."""
    colours = {hatching(p.name): _ink(p, steps) for p in places if p.is_small}
    colours |= {hatching(legend_row(i)): charts.ink_on(c) for i, (_, c, is_hatched) in enumerate(rows) if is_hatched}
    faint = {"line": {"width": 0}, "opacity": HATCHED["fgopacity"]}
    return [_filled(list(colours), list(colours.values()), marker=faint)] if colours else []


def _thin_lines(places: Sequence[Place], chosen: str) -> list[dict[str, Any]]:
    """The lines from a name into its district, and the dashed one round the block."""
    common = {"type": "scattergeo", "mode": "lines", "hoverinfo": "skip"}
    leading = [point for p in places if p.name in LINE_TO for point in (*LINE_TO[p.name], (None, None))]
    lines = [{**common, **_at(leading), "line": {"color": charts.MUTED, "width": 1}}] if leading else []
    if any(p.name == areas.ECONOMIC_ZONE for p in places):
        line = {"color": charts.MUTED, "width": 1.5}
        if chosen == areas.ECONOMIC_ZONE:
            line = {"color": charts.INK, "width": 2.5}
        lines.append({**common, **_at(BLOCK), "line": {**line, "dash": "dash"}})
    return lines


def _at(points: Sequence[Point | tuple[None, None]]) -> dict[str, Any]:
    return {"lon": [x for x, _ in points], "lat": [y for _, y in points]}


def _names(places: Sequence[Place], steps: Scale) -> dict[str, Any]:
    """Each name with its number, and under it the number that must be shown along with it."""
    texts = []
    for p in places:
        # On a phone there is no room for more than the last two characters of a name.
        beside = p.beside.removeprefix("群众").removeprefix("走访")
        small = (beside, BLOCK_LABEL if p.name == areas.ECONOMIC_ZONE else "")
        texts.append("<br>".join([p.name, f"<b>{p.label}</b>", *(f"<sup>{words}</sup>" for words in small if words)]))
    return {
        "type": "scattergeo",
        "mode": "text",
        **_at([NAME_AT[p.name] for p in places]),
        "text": texts,
        "textposition": ["bottom center" if p.name == areas.ECONOMIC_ZONE else "middle center" for p in places],
        "textfont": {
            "size": 13,
            "color": [charts.INK if p.name in NAMED_OUTSIDE else _ink(p, steps) for p in places],
        },
        "hoverinfo": "skip",
    }


def _map_legend(rows: Sequence[tuple[str, str, bool]]) -> list[dict[str, Any]]:
    """The steps of colour below one another, the lightest on top; then what is hatched and what is grey, where there is any."""
    if not rows:
        return []
    x, y = LEGEND_AT
    words = {
        "type": "scattergeo",
        "mode": "text",
        **_at([(x + 0.07, y - i * LEGEND_STEP) for i, _ in enumerate(rows)]),
        "text": [text for text, _, _ in rows],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": charts.INK},
        "hoverinfo": "skip",
    }
    return [_filled([legend_row(i) for i, _ in enumerate(rows)], [colour for _, colour, _ in rows]), words]


# ── the tiles ─────────────────────────────────────────────────────────────────────────────────


def tiles(places: Sequence[Place], number: Metric, *, chosen: str = "") -> Chart:
    """The towns and streets as tiles, six to a row, a band for each district, each tile in the colour of its number."""
    steps = scale(places, number)
    rows = legend(steps, places, number)
    heads: list[dict[str, Any]] = []
    at: list[Point] = []
    height = BAND_HEAD + 0.1
    for name in dict.fromkeys(p.within for p in places):
        members = [p for p in places if p.within == name]
        heads.append(_head(name, height + BAND_HEAD / 2))
        first = height + BAND_HEAD + 0.5
        at += [(i % ACROSS, first + i // ACROSS) for i, _ in enumerate(members)]
        height += BAND_HEAD + ceil(len(members) / ACROSS)
    figure = charts.as_declared(
        {
            "data": [_legend_tiles(rows), _tiles(places, at, steps, number, chosen)],
            "layout": charts.layout(
                int(TILE * height) + 14,
                margin={"l": 0, "r": 0, "t": 12, "b": 2},
                barmode="overlay",
                annotations=heads,
                xaxis={"visible": False, "range": [-0.02, ACROSS - 0.02], "fixedrange": True},
                yaxis={"visible": False, "range": [height, 0], "fixedrange": True},
                clickmode="event+select",
            ),
        }
    )
    return Chart(figure, lambda: _table(places, number))


def _head(name: str, y: float) -> dict[str, Any]:
    return {
        "x": 0, "y": y, "text": f"<b>{name}</b>", "showarrow": False, "xanchor": "left", "yanchor": "middle",
        "xshift": -2, "font": {"size": 12, "color": charts.INK},
    }  # fmt: skip


def _tiles(places: Sequence[Place], at: Sequence[Point], steps: Scale, number: Metric, chosen: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [x for x, _ in at],
        "x": [0.96 for _ in places],
        "y": [y for _, y in at],
        "width": 0.93,
        "text": [f"{areas.short_town(p.name)}<br><b>{p.label}</b>" for p in places],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textangle": 0,
        "insidetextfont": {"size": 11, "color": [_ink(p, steps) for p in places]},
        "customdata": [p.name for p in places],
        "hovertext": [_hover(p, number) for p in places],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": [colour_of(p, steps) for p in places],
            "pattern": _hatched([p.is_small for p in places], [colour_of(p, steps) for p in places]),
            "line": {"color": charts.INK, "width": [2.5 if p.name == chosen else 0 for p in places]},
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _hatched(small: Sequence[bool], colours: Sequence[str]) -> dict[str, Any]:
    shapes = [HATCH if is_small else "" for is_small in small]
    return {**HATCHED, "shape": shapes, "fgcolor": [charts.ink_on(colour) for colour in colours]}


def _legend_tiles(rows: Sequence[tuple[str, str, bool]]) -> dict[str, Any]:
    """The legend as a first row of flat tiles; it cannot be clicked."""
    width = ACROSS / max(len(rows), 1)
    return {
        "type": "bar",
        "orientation": "h",
        "base": [i * width for i, _ in enumerate(rows)],
        "x": [width for _ in rows],
        "y": [BAND_HEAD / 2 for _ in rows],
        "width": BAND_HEAD,
        "text": [text for text, _, _ in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "none",
        "textangle": 0,
        "insidetextfont": {"size": 11, "color": [charts.ink_on(colour) for _, colour, _ in rows]},
        "marker": {
            "color": [colour for _, colour, _ in rows],
            "pattern": _hatched([is_hatched for _, _, is_hatched in rows], [colour for _, colour, _ in rows]),
        },
        "hoverinfo": "skip",
        "unselected": {"marker": {"opacity": 1}},
    }


# ── what both share ───────────────────────────────────────────────────────────────────────────


def colour_of(place: Place, steps: Scale) -> str:
    """The colour of a place; that of no data where it has no number."""
    return charts.NO_DATA if place.value is None else steps.colours[steps.step(place.value)]


def _ink(place: Place, steps: Scale) -> str:
    return charts.ink_on(colour_of(place, steps))


def legend(steps: Scale, places: Sequence[Place], number: Metric) -> list[tuple[str, str, bool]]:
    """Each row of the legend: its words, its colour, whether it is hatched."""
    ends = "以上" if len(steps.begins) > 1 else ""
    rows = [(_edge(number, b) + ends, c, False) for b, c in zip(steps.begins, steps.colours, strict=True)]
    if any(p.is_small for p in places):
        rows.append(("样本不足", charts.MAP_STEPS[1], True))
    if any(p.value is None for p in places):
        rows.append(("暂无数据", charts.NO_DATA, False))
    return rows


def _edge(number: Metric, edge: float) -> str:
    """Where a step begins, in few characters: 72.5%, 0.24, 4,000, 1.5万."""
    unit = number.unit
    if unit == "%":
        return f"{100 * edge:.4g}%"
    if "/" in unit:
        return f"{edge:.3g}"
    return f"{edge / 10_000:g}万" if edge >= 10_000 else f"{edge:,.0f}"


def _hover(place: Place, number: Metric) -> str:
    lines = [f"<b>{place.within}{place.name}</b>", f"{number.label}　{place.label}"]
    return "<br>".join([*lines, *filter(None, (place.beside, place.base, _note(place)))])


def _note(place: Place) -> str:
    return place.reason or ("样本不足，仅供参考" if place.is_small else "")


def _table(places: Sequence[Place], number: Metric) -> pd.DataFrame:
    """The places as rows; empty columns are left out."""
    table = pd.DataFrame(
        {
            "区域": [p.within for p in places],
            "名称": [p.name for p in places],
            number.label: [p.label for p in places],
            "对照": [p.beside for p in places],
            "基数": [p.base for p in places],
            "备注": [_note(p) for p in places],
        }
    )
    return table[[name for name in table.columns if (table[name] != "").any()]]


# ── the numbers of the places ─────────────────────────────────────────────────────────────────


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


def chosen() -> Metric:
    """The number that the maps are coloured by, as it is known before its box is drawn."""
    label = st.session_state.get(CHOSEN) or st.query_params.get(CHOSEN)
    return next((m for m in NUMBERS if m.label == label), NUMBERS[0])


def state(view: View) -> None:
    """State what `where` draws, so that it is asked with the rest of the page."""
    number = chosen()
    for by in (bar.parts(view).by,) if is_of_one(view) else (view.area, "town"):
        for one in dict.fromkeys((number, JUDGED_BY.get(number.id, number))):
            Stated(view, one, by)


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


# ── in words ──────────────────────────────────────────────────────────────────────────────────


def judged(view: View, places: Sequence[Place], number: Metric, by: str, kind: str, within: str = "") -> str:
    """What to see in a map: how the places compare, by what does not only say how large they are, and how the whole stands."""
    whole = f"{view.room.whole}{_whole(view, number).full}"
    instead = JUDGED_BY.get(number.id)
    if instead is None:
        if kinds.base(number) is None:
            return f"{view.label(number)}{whole}；各{kind}大小不同，数量多少不作比较。"
        return seen(places, number, kind, whole)
    compared = towns_of(view, instead, within) if by == "town" else areas_of(view, instead)
    of_whole = f"{view.room.whole}{_whole(view, instead).full}"
    return f"{view.label(number)}{whole}；" + seen(compared, instead, kind, of_whole)


def _whole(view: View, number: Metric) -> Figure:
    """The number of all that the visitor is shown."""
    return view.but(without=bar.OF_PLACES).figures(number)[number]


def seen(places: Sequence[Place], number: Metric, kind: str, whole: str = "") -> str:
    """Who is highest and lowest of those that can be compared, beside the `whole`, and how many cannot."""
    label = number.label
    unit = "" if number.unit == "%" else number.unit
    fit = [p for p in places if p.value is not None and not p.is_small]
    few, none = [p for p in places if p.is_small], [p for p in places if p.value is None]
    if not fit:
        parts = [f"各{kind}{label}暂不能比较"]
    elif len({p.label for p in fit}) == 1:
        parts = [f"{len(fit)}个{kind}的{label}{'均' if len(fit) > 1 else ''}为{fit[0].label}{unit}"]
    else:
        top, bottom = max(fit, key=lambda p: p.value or 0), min(fit, key=lambda p: p.value or 0)
        ends = f"{label}最高{top.name}{top.label}{unit}，最低{bottom.name}{bottom.label}{unit}"
        parts = ["，".join(filter(None, (ends, whole)))]
    if few:
        parts.append(f"{len(few)}个{kind}样本不足，不作比较")
    if none:
        parts.append(_without_number(none, number, kind) if len(none) < len(places) else _why_none(none))
    return "；".join(parts).rstrip("。") + "。"


def _without_number(none: Sequence[Place], number: Metric, kind: str) -> str:
    """How many have no number, and what they lack where that is the same for all: 12个镇街未报总户数."""
    reasons = {p.reason for p in none}
    lacks = next(iter(reasons)) if len(reasons) == 1 else ""
    verb = "未报" if number is COVERAGE else "暂无"
    return f"{len(none)}个{kind}" + (verb + lacks.removeprefix("没有") if lacks.startswith("没有") else "暂无数据")


def _why_none(none: Sequence[Place]) -> str:
    """Why nobody has a number."""
    reasons = {p.reason for p in none}
    return f"暂无数据：{next(iter(reasons))}" if len(reasons) == 1 else "暂无数据"


def meaning(number: Metric) -> str:
    """What the colour means, and what it does not."""
    label, of = number.label, kinds.base(number)
    if of is None:
        return f"颜色越深，{label}越多；各地大小不同，数量多少不作评价。"
    good = {"higher": "，越高越好", "lower": "，越低越好"}.get(number.direction or "", "，高低不作评价")
    return f"颜色越深，{label}越高{good}；斜线为{of.label}不足{published().base(number.id):g}{of.unit}，仅供参考。"


# ── on a page ─────────────────────────────────────────────────────────────────────────────────


def number_chooser() -> Metric:
    """The number that the maps are coloured by, kept in the address."""
    label = st.selectbox(
        "地图指标",
        [m.label for m in NUMBERS],
        key=CHOSEN,
        bind="query-params",
        width=220,
    )
    return next((m for m in NUMBERS if m.label == label), NUMBERS[0])


def where(view: View, key: str = "where", *, below: Callable[[], None] | None = None) -> None:
    """The chosen number by district as a map, and by town as tiles; a click leads to the page of the place.

    The tiles are taller than the map: `below` draws what comes under it.
    """
    number = number_chooser()
    left, right = st.columns(2, gap="medium")
    if is_of_one(view):
        with left:
            show_own(view, number, f"{key}-towns", _to_its_page(view, number))
        with right:
            if below:
                below()
        return
    with left:
        show_areas(view, number, f"{key}-areas", _to_its_page(view, number))
        names = areas.towns_of_each(view.area)
        leads.links({name: address_of(view, number, **{view.area: name}) for name in names}, "各区情况：")
        if below:
            below()
    with right:
        show_towns(view, number, f"{key}-towns", _to_its_page(view, number))


def address_of(view: View, number: Metric, **place: object) -> leads.Address:
    """The page of a place, whose maps show the number that is looked at."""
    address = leads.to_page(PAGE, view.but(without=bar.OF_PLACES), **place)
    return address if number is NUMBERS[0] else {**address, CHOSEN: number.label}


def _to_its_page(view: View, number: Metric) -> Choose:
    """Go to the page of the place that was clicked."""

    def go(place: Mapping[str, str]) -> None:
        conditions = {view.area if name == bar.AREA else name: value for name, value in place.items()}
        leads.go(address_of(view, number, **conditions))

    return go


def show_areas(view: View, number: Metric, key: str, on_choose: Choose) -> None:
    """The districts, or zones, as a map."""
    section(f"各区{view.label(number)}", bar.with_its_zone(view.area) + "点击查看该区。")
    try:
        places = areas_of(view, number)
        sentence, colour = judged(view, places, number, view.area, "区"), meaning(number)
    except BadMethod as error:
        tables.nothing(str(error))
        return
    draw = districts if have_borders([p.name for p in places]) else tiles
    chart = draw(places, number, chosen=str(view.where.get(view.area, "")))
    charts.show(chart, key, sentence, on_choose=partial(_chosen_area, on_choose))
    known = view.but(without=bar.OF_PLACES).of_how_many(number)
    st.caption(colour + (f"{view.room.whole}{known}。" if known else ""))


def _chosen_area(on_choose: Choose, name: str) -> None:
    on_choose({bar.AREA: name})


def smallest_of(view: View, number: Metric) -> tuple[list[Place], str]:
    """The towns in sight, or the villages of the one town that the visitor is shown, and what they are called."""
    parts = bar.parts(view)
    if not is_of_one(view):
        return towns_of(view, number, str(view.where.get(view.area, ""))), "镇街"
    if parts.by == "town":
        return towns_of(view, number, str(view.room.own.get("district") or view.room.own.get("zone"))), "镇街"
    own = [a for a in areas.AREAS if a.town_name == view.room.own["town"]]
    return _places(view, number, "village", {a.village_name: a.town_name for a in own}), parts.name


def show_own(view: View, number: Metric, key: str, on_choose: Choose) -> None:
    """What lies in the one place that the visitor is shown: the towns of a district, the villages of a town."""
    parts, room = bar.parts(view), view.room
    if parts.by == "town":
        show_towns(view, number, key, on_choose, str(room.own.get("district") or room.own.get("zone")))
        return
    section(f"各{parts.name}{view.label(number)}（示意，不代表地理位置）", f"点击查看该{parts.name}。")
    try:
        places, _ = smallest_of(view, number)
        sentence = seen(places, number, parts.name, f"{room.whole}{_whole(view, number).full}")
    except BadMethod as error:
        tables.nothing(str(error))
        return
    chart = tiles(places, number, chosen=str(parts.chosen or ""))
    charts.show(chart, key, sentence, on_choose=lambda village: on_choose({"village": village}))


def show_towns(view: View, number: Metric, key: str, on_choose: Choose, within: str = "") -> None:
    """The towns and streets of the city or of one district as tiles."""
    section(f"{within}各镇（街道）{view.label(number)}（示意，不代表地理位置）", "点击查看该镇（街道）。")
    try:
        places = towns_of(view, number, within)
        sentence = judged(view, places, number, "town", "镇街", within)
    except BadMethod as error:
        tables.nothing(str(error))
        return
    chart = tiles(places, number, chosen=str(view.where.get("town", "")))
    lies_in = {p.name: p.within for p in places}
    charts.show(chart, key, sentence, on_choose=lambda town: on_choose({bar.AREA: lies_in[town], "town": town}))
