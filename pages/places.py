"""How far has one place got: the city, a district, a town or street, a village?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.metrics import COVERAGE, VILLAGE_NEEDS
from campaign.numbers.wording import with_time
from campaign.office import rules
from campaign.places import areas
from campaign.places.units import shown_name
from pages.parts import bar, door, figures, leads, maps, objects, progress, tables
from pages.parts.frame import Room, View, heading, section
from pages.parts.menu import Menu

TITLE = "地区"
ICON = ":material/location_on:"
MENU = Menu("看进度", 120)

HEADLINE = ("households", "coverage", "issues", "solved_share", "pending", "overdue")
COMPARED = ("coverage", "solved_share")
"""Shares that are compared with those of the place around it."""
OF_CHILDREN = (
    "households", "visits", "coverage", "issues", "solved_share", "asked", "confirmed_share", "pending", "overdue",
)  # fmt: skip
OF_UNITS = ("households", "visits", "issues", "solved_share", "asked", "confirmed_share")
LEVELS = {"district": "district", "zone": "zone", "town": "town_name", "village": "village_name"}
"""Dimension of a place → its column in the register."""
PROFILE = (
    "household_total", "population", "income_per_head", "cadre_income", "hamlet_count", "villager_group_count",
    "party_member_count", "party_branch_count", "graduate_official_count", "collective_income", "operating_income",
    "collective_assets", "filled_date",
)  # fmt: skip
COLUMNS = (
    "raised_date", "category", "issue_text", "status", "unit_name", "department", "due_date", "solved_date",
    "source_file", "source_sheet", "source_row",
)  # fmt: skip
"""What is shown of an issue."""
NEED_COLUMNS = ("village_name", "aspect", "issue_text", "unit_name", "source_file", "source_sheet", "source_row")
VISIT_COLUMNS = ("visit_date", "household_id", "unit_name", "visit_type", "source_file", "source_sheet", "source_row")


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way from the city down to a place."""

    dimension: str
    """Empty for the city."""
    name: str


def render(room: Room) -> None:
    """The way down to the place, how far it has got, and what lies in it."""
    heading(room, TITLE, "这个地方走访得怎样，问题办得怎样？")
    view = bar.filters(room)
    steps, several = way_to(view)
    if several:
        _which(view, several)
        return
    if not steps:
        tables.nothing("名录上没有这样的地方：所选的村（社区）不在所选的镇（街道）里。")
        return
    _breadcrumb(steps)
    here = view.but(without=bar.OF_PLACES, **{step.dimension: step.name for step in steps[1:]})
    with st.container(key="conclusion"):
        st.markdown(_conclusion(here, steps))
    figures.cards(HEADLINE, here)
    objects.visited(here)
    match steps[-1].dimension:
        case "town":
            _villages(here, steps)
            _needs(here)
        case "village":
            _village(here)
        case _:
            _mapped(here, steps)
    if steps[-1].dimension in ("town", "village"):
        left, right = st.columns(2, gap="medium")
        with left:
            _way_to_all(here)
        with right:
            _categories(here)
    if steps[-1].dimension == "village":
        _needs(here)
        _rows(here)


# ── which place ───────────────────────────────────────────────────────────────────────────────


def way_to(view: View) -> tuple[list[Step], list[areas.Area]]:
    """The steps from the city to the place that the filters name; or the villages that they can mean, when several.

    What lies above the place need not be chosen, the register knows it. No steps when no place matches.
    """
    chosen = {name: view.where[name] for name in LEVELS if name in view.where}
    matches = [a for a in areas.AREAS if all(getattr(a, LEVELS[name]) == value for name, value in chosen.items())]
    if not matches:
        return [], []
    if "village" in chosen and len(matches) > 1:
        return [], matches
    order = [view.area, "town", "village"]
    deepest = max((order.index(name) for name in chosen if name in order), default=-1)
    steps = [Step(name, getattr(matches[0], LEVELS[name])) for name in order[: deepest + 1]]
    return [Step("", rules.WHOLE_CITY), *steps], []


def _in_the_bar(steps: Sequence[Step]) -> dict[str, str]:
    """A place as the filter bar names it; what lies below it is taken off."""
    chosen = {step.dimension if step.dimension in bar.NAMES else bar.AREA: step.name for step in steps[1:]}
    return {bar.AREA: rules.WHOLE_CITY, "town": bar.ALL, "village": bar.ALL} | chosen


def _go_down(place: Mapping[str, str]) -> None:
    """Put a place that was clicked into the bar: the page is then about it, and the browser's back button goes up again."""
    bar.choose(**{"town": bar.ALL, "village": bar.ALL, **place})


def _go_to(steps: Sequence[Step]) -> None:
    bar.choose(**_in_the_bar(steps))


def _breadcrumb(steps: Sequence[Step]) -> None:
    """The way down; every step but the last leads up again."""
    if len(steps) == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="breadcrumb"):
        for n, step in enumerate(steps[:-1], start=1):
            st.button(
                f":primary[{tables.plain(step.name)}]",
                key=f"up-{n}",
                type="tertiary",
                on_click=_go_to,
                args=(steps[:n],),
            )
            st.markdown("›", width="content")
        st.markdown(f"**{tables.plain(steps[-1].name)}**", width="content")


def _which(view: View, several: Sequence[areas.Area]) -> None:
    """A name that several villages have: the reader chooses one."""
    name = several[0].village_name
    st.markdown(f"有{len(several)}个村（社区）叫“{tables.plain(name)}”，看哪一个？")
    for n, one in enumerate(several):
        steps = [Step("", rules.WHOLE_CITY)]
        steps += [Step(level, getattr(one, LEVELS[level])) for level in (view.area, "town", "village")]
        path = " › ".join(step.name for step in steps[1:])
        st.button(path, key=f"which-{n}", on_click=_go_to, args=(steps,))


# ── how far it is ─────────────────────────────────────────────────────────────────────────────


def _conclusion(here: View, steps: Sequence[Step]) -> str:
    """How far the place has got, in one sentence, its shares along with those of the place around it."""
    now = here.one(figures.needed_for((*HEADLINE, "solved")))
    name = tables.plain(steps[-1].name)
    if now["households"] is None and now["issues"] is None:
        return f"{here.span}，{name}没有可看的数：{tables.plain(here.why_empty('issues'))}。"
    around = here.but(without=(steps[-1].dimension,)).one(COMPARED) if len(steps) > 1 else {}
    parts = []
    if now["households"] is not None:
        parts.append(
            f"走访群众家庭**{tables.brief('households', now['households'])}**（{tables.formatted('visits', now['visits'])}）"
            f"{_beside_around(here, '，覆盖率', 'coverage', now, around, steps)}"
        )
    if now["issues"] is not None:
        parts.append(
            f"收集问题**{tables.formatted('issues', now['issues'])}**，其中已解决{tables.formatted('solved', now['solved'])}"
            f"{_beside_around(here, '，单位申报的解决率', 'solved_share', now, around, steps)}"
        )
    if now["asked"]:
        parts.append(
            f"群众核实{tables.formatted('confirmed_share', now['confirmed_share'])}"
            f"（{here.of_how_many('confirmed_share') or '问过' + tables.formatted('asked', now['asked'])}）"
        )
    if now["overdue"]:
        parts.append(f"{here.label('overdue')}**{tables.formatted('overdue', now['overdue'])}**")
    return f"{here.span}，{name}" + "；".join(parts) + "。"


def _beside_around(
    here: View,
    words: str,
    metric_id: str,
    now: Mapping[str, object],
    around: Mapping[str, object],
    steps: Sequence[Step],
) -> str:
    """A share of the place with its base, its own time and that of the place around it; nothing where it is not known."""
    if now[metric_id] is None:
        return ""
    name = tables.plain(steps[-2].name) if around.get(metric_id) is not None else ""
    beside = f"{name}{tables.formatted(metric_id, around[metric_id])}" if name else ""
    notes = "；".join(filter(None, (here.of_how_many(metric_id), beside)))
    share = f"{with_time(words, here.other_time(metric_id))}**{tables.formatted(metric_id, now[metric_id])}**"
    return share + (f"（{notes}）" if notes else "")


def _way_to_all(here: View) -> None:
    """Households visited so far, and whether the pace reaches all of them by the deadline."""
    section("一户不落", progress.EVERY_HOUSEHOLD)
    progress.burn_up(here, COVERAGE, "places-burn-up")


def _categories(here: View) -> None:
    section("反映什么问题", "浅色为收集问题，深色为其中已解决；右侧为解决率（单位申报）。点一条看它由哪些行组成。")
    numbers = here.ask(("issues", "solved", "solved_share"), by=("category",))
    figures.solved_bars(numbers, "category", "places-categories", on_choose=leads.on_click(here, "issues", "category"))


# ── what lies in it ───────────────────────────────────────────────────────────────────────────


def _mapped(here: View, steps: Sequence[Step]) -> None:
    """The districts and the towns of the city or of one district, in the colours of one number."""
    within = "" if len(steps) == 1 else steps[-1].name
    number = maps.number_chooser()
    left, right = st.columns(2, gap="medium")
    with left:
        maps.show_areas(here, number, "places-areas", _go_down)
        _way_to_all(here)
    with right:
        maps.show_towns(here, number, "places-towns", _go_down, within)
        if within:
            _categories(here)
    if not within:
        _categories(here)


def _villages(here: View, steps: Sequence[Step]) -> None:
    """The villages of a town, those that have most to do first, those without a figure too."""
    town = steps[-1].name
    section(
        f"{town}的村（社区）",
        "点一行往下看。超期的在前，再按待解决多少排；没有走访的也列出。",
    )
    numbers = here.ask(OF_CHILDREN, by=("village_id",))
    listed = pd.DataFrame(
        [{"village": a.village_name, "village_id": a.village_id} for a in areas.AREAS if a.town_name == town]
    )
    villages = listed.merge(numbers, on="village_id", how="left")
    villages = villages.sort_values(["overdue", "pending"], ascending=False, na_position="last", ignore_index=True)
    tables.numbers(
        here,
        villages.drop(columns="village_id"),
        f"places-villages-{here.room.snapshot.id}-{town}",
        total=here.one(OF_CHILDREN),
        on_choose_row=lambda row: _go_to([*steps, Step("village", str(row["village"]))]),
    )


def _village(here: View) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        _profile(here)
    with right:
        _units(here)


def _profile(here: View) -> None:
    """The fields of a village's 附件1; nobody is named."""
    section("基本情况", "附件1 上的，以最后报来的为准。")
    only_place = _as_surveyed(here)
    source = tuple(c.name for c in schema.SOURCE)
    declared = {column.name: column for column in schema.table("village_profiles").columns}
    bounds = {name: f"{name}_bound" for name in PROFILE if f"{name}_bound" in declared}
    profile = only_place.rows("village_profiles", (*PROFILE, *bounds.values(), "unit_name", *source), limit=1)
    if profile.empty:
        tables.nothing("没有报来附件1：总户数不知道，覆盖率没有分母。")
        return
    row = profile.iloc[0].to_dict()
    filled = {name: row[name] for name in PROFILE if tables.is_filled(row[name])}
    st.table(
        pd.DataFrame(
            {
                "栏目": [declared[name].label for name in filled],
                "数": [
                    _fact(value, row.get(bounds.get(name)))
                    + (declared[name].note if declared[name].type == "number" else "")
                    for name, value in filled.items()
                ],
            }
        ).set_index("栏目"),
        border="horizontal",
    )
    leads.links({f"{shown_name(row['unit_name'])}报来的原表": leads.to_row(*(row[name] for name in source))})


def _as_surveyed(here: View, *also: str) -> View:
    """The place alone: an 附件1 is of no day, no unit and no category; `also` names filters that it is narrowed by."""
    return View(here.room, where={name: here.where[name] for name in (*LEVELS, *also) if name in here.where})


def _needs(here: View) -> None:
    """What the villages say of themselves under the six 方面: how many, and the texts without names."""
    section(
        VILLAGE_NEEDS.label,
        "附件1 上书记写的，按六个方面；不是入户收集的问题，从不相加。写无的、没有写的不计。点一行看原表怎么写的。",
    )
    surveyed = _as_surveyed(here, bar.SEARCHED)
    numbers = surveyed.ask((VILLAGE_NEEDS.id,), by=("aspect",))
    if numbers.empty:
        tables.nothing("附件1 上没有写困难和建议，或者没有报来附件1。")
        return
    counted = "、".join(
        f"{row['aspect']}{tables.formatted(VILLAGE_NEEDS.id, row[VILLAGE_NEEDS.id])}"
        for row in numbers.to_dict("records")
    )
    st.markdown(f"{counted}。")
    tables.paged(
        surveyed,
        VILLAGE_NEEDS.table,
        NEED_COLUMNS,
        "places-needs",
        file_name=f"{here.where.get('village') or here.where.get('town')}{VILLAGE_NEEDS.label}.csv",
        order="village_id",
        on_choose=leads.to_its_sheet,
    )


def _fact(value: object, bound: object = None) -> str:
    before, after = ("", " 起") if bound == "起" else (bound if isinstance(bound, str) else "", "")
    return f"{before}{value:,.10g}{after}" if isinstance(value, int | float) else str(value).partition(" ")[0]


def _units(here: View) -> None:
    section("走访它的单位", "点一行看这个单位的画像。每户在每个单位各计一次。")
    units = here.ask(OF_UNITS, by=("unit",)).sort_values("households", ascending=False, ignore_index=True)
    tables.numbers(
        here,
        units,
        f"places-units-{here.room.snapshot.id}-{here.where['village']}",
        on_choose=partial(_to_unit, here),
        empty="没有单位走访过。",
    )


def _to_unit(here: View, unit: str) -> None:
    leads.go(leads.to_page("unit", here.but(without=bar.OF_PLACES), unit=unit))


def _rows(here: View) -> None:
    """The issues and the visits of a village, a page at a time, each leading to its sheet."""
    section("问题和走访", "点一行看原表怎么写的。户主姓名、住址不显示，只有家庭编号。")
    name = here.where["village"]
    raised, visited = st.tabs(["问题", "走访"])
    with raised:
        _paged(here, "issues", COLUMNS, "raised_date", f"{name}问题.csv")
    with visited:
        _paged(here, "visits", VISIT_COLUMNS, "visit_date", f"{name}走访.csv")


def _paged(here: View, table: str, columns: Sequence[str], order: str, file_name: str) -> None:
    try:
        tables.paged(
            here,
            table,
            columns,
            f"places-{table}",
            file_name=file_name,
            order=order,
            descending=True,
            on_choose=leads.to_its_sheet,
        )
    except CannotAnswer as question:
        tables.refused(question)


if __name__ == "__main__":  # run without app.py
    door.through_app()
