"""How far has one place got: the city, a district, a town or street, a village?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Ratio, Share
from campaign.numbers.metrics import COVERAGE, SOLVED_SHARE, VILLAGE_NEEDS
from campaign.numbers.wording import with_time
from campaign.office import rules
from campaign.places import areas
from campaign.places.units import shown_name
from pages.parts import bar, door, figures, leads, maps, objects, progress, tables, visiting
from pages.parts.frame import heading, section
from pages.parts.matter_bars import Matters
from pages.parts.menu import Menu
from pages.parts.shortfall import VERBS, Shortfall
from pages.parts.view import Room, Rows, View

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
VISIT_COLUMNS = ("visit_date", "unit_name", "visit_type", "source_file", "source_sheet", "source_row")


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way from the city down to a place."""

    dimension: str
    """Empty for the city."""
    name: str


def render(room: Room) -> None:
    """The way down to the place, how far it has got, and what lies in it."""
    heading(room, TITLE, "区域走访与问题办理情况")
    view = bar.filters(room)
    steps, several = way_to(view)
    if several:
        _which(view, several)
        return
    if not steps:
        tables.nothing("所选村（社区）不属于所选镇（街道），请重新选择。")
        return
    _breadcrumb(steps)
    here = view.but(without=bar.OF_PLACES, **{step.dimension: step.name for step in steps[1:]})
    below = {"town": Town, "village": Village}.get(steps[-1].dimension, Mapped)(here, steps)
    conclusion, cards, others = (
        Conclusion(here, steps),
        figures.Cards(here, HEADLINE, ways=False),
        objects.Visited(here),
    )
    costs = _costs(here, steps)
    with st.container(key="conclusion"):
        st.markdown(conclusion.sentence)
    cards.draw()
    if costs:
        costs.draw()
    below.draw()
    others.draw()


# ── which place ───────────────────────────────────────────────────────────────────────────────


def way_to(view: View) -> tuple[list[Step], list[areas.Area]]:
    """The steps from the city, or from the one place that the visitor is shown, to the place that the filters name; or the villages that they can mean, when several.

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
    own = [at for at, name in enumerate(order) if name in view.room.own]
    return steps[own[-1] :] if own else [Step("", view.room.whole), *steps], []


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
    st.markdown(f"名为“{tables.plain(name)}”的村（社区）有{len(several)}个，请选择：")
    for n, one in enumerate(several):
        steps = [Step("", view.room.whole)]
        steps += [Step(level, getattr(one, LEVELS[level])) for level in (view.area, "town", "village")]
        path = " › ".join(step.name for step in steps[1:])
        st.button(path, key=f"which-{n}", on_click=_go_to, args=(steps,))


# ── how far it is ─────────────────────────────────────────────────────────────────────────────


class Conclusion:
    """How far the place has got, in one sentence, its shares along with those of the place around it; stated when made."""

    def __init__(self, here: View, steps: Sequence[Step]) -> None:
        self.here, self.steps = here, steps
        self._now = here.figures(*HEADLINE, "solved", "visits", "asked", "confirmed_share")
        self._around = here.but(without=(steps[-1].dimension,)).figures(*COMPARED) if len(steps) > 1 else None

    @property
    def sentence(self) -> str:
        """The sentence, as Markdown."""
        here, now, name = self.here, self._now, tables.plain(self.steps[-1].name)
        if now["households"].is_empty and now["issues"].is_empty:
            return f"{here.span}，{name}暂无数据：{tables.plain(now['issues'].why_empty)}。"
        parts = []
        if not now["households"].is_empty:
            parts.append(
                f"走访群众家庭**{now['households'].brief}**（{now['visits'].full}）{self._beside('，覆盖率', 'coverage')}"
            )
        if not now["issues"].is_empty:
            parts.append(
                f"收集问题**{now['issues'].full}**，其中已解决{now['solved'].full}"
                f"{self._beside('，单位申报的解决率', 'solved_share')}"
            )
        if now["asked"].value:
            confirmed = now["confirmed_share"]
            parts.append(f"对申报已解决的问题回访{now['asked'].full}，群众认可率{confirmed.full}")
        if now["overdue"].value:
            parts.append(f"{now['overdue'].timed_label}**{now['overdue'].full}**")
        return f"{here.span}，{name}" + "；".join(parts) + "。"

    def _beside(self, words: str, metric_id: str) -> str:
        """A share of the place with its base, its own time and that of the place around it; nothing where it is not known."""
        now, around = self._now[metric_id], self._around[metric_id] if self._around else None
        if now.is_empty:
            return ""
        beside = tables.plain(self.steps[-2].name) + around.full if around and not around.is_empty else ""
        notes = "；".join(filter(None, (now.reported, beside)))
        return f"{with_time(words, now.time)}**{now.full}**" + (f"（{notes}）" if notes else "")


def _costs(here: View, steps: Sequence[Step]) -> Shortfall | None:
    """What costs a district or a town most beside all that the visitor is shown, of the number that the maps show where it can be cut up."""
    parts = {"town": "village", "village": ""}.get(steps[-1].dimension, "town")
    if len(steps) == 1 or not parts:
        return None
    looked_at = maps.number_in_address() if maps.CHOSEN in st.query_params else SOLVED_SHARE
    number = looked_at if isinstance(looked_at, Share | Ratio) and looked_at.id in VERBS else SOLVED_SHARE
    around = here.but(without=bar.OF_PLACES)
    return Shortfall(here, around, steps[-1].name, steps[0].name, by=(parts, "handler", "category"), number=number)


class WayAndCategories:
    """Households visited so far and whether the pace reaches all of them by the deadline, and what was raised; stated when made."""

    def __init__(self, here: View) -> None:
        self.here = here
        self._way = progress.BurnUp(here, COVERAGE)
        self._matters = Matters(here)

    def draw(self) -> None:
        """Side by side."""
        left, right = st.columns(2, gap="medium")
        with left:
            self.draw_way()
        with right:
            self.draw_categories()

    def draw_way(self) -> None:
        """The running total."""
        section("走访覆盖", progress.EVERY_HOUSEHOLD)
        self._way.draw("places-burn-up")

    def draw_categories(self) -> None:
        """The issues by what they are about."""
        self._matters.draw("places-categories")


# ── what lies in it ───────────────────────────────────────────────────────────────────────────


class Mapped:
    """The districts and the towns of the city or of one district, in the colours of one number; stated when made."""

    def __init__(self, here: View, steps: Sequence[Step]) -> None:
        self.here, self.within = here, steps[-1].name if steps[-1].dimension else ""
        self._beside = WayAndCategories(here)
        maps.state(here)

    def draw(self) -> None:
        """The map and the tiles, with what is beside them."""
        number = maps.number_chooser()
        left, right = st.columns(2, gap="medium")
        with left:
            if not maps.is_of_one(self.here):
                maps.show_areas(self.here, number, "places-areas", _go_down)
            self._beside.draw_way()
        with right:
            maps.show_towns(self.here, number, "places-towns", _go_down, self.within)
            if self.within:
                self._beside.draw_categories()
        if not self.within:
            self._beside.draw_categories()


class Town:
    """The villages of a town, those that have most to do first, those without a figure too; stated when made."""

    def __init__(self, here: View, steps: Sequence[Step]) -> None:
        self.here, self.steps = here, steps
        self._villages, self._whole = (
            here.rows_by(OF_CHILDREN, "village_id", based="village"),
            here.figures(*OF_CHILDREN),
        )
        self._needs, self._beside = Needs(here), WayAndCategories(here)

    def draw(self) -> None:
        """The villages, what they need, and what is beside them."""
        steps, town = self.steps, self.steps[-1].name
        section(
            f"{town}的村（社区）",
            "点击一行查看该村（社区）。超期多的在前，其次按待解决由多到少；未走访的也列出。",
        )
        listed = pd.DataFrame(
            [{"village": a.village_name, "village_id": a.village_id} for a in areas.AREAS if a.town_name == town]
        )
        villages = listed.merge(self._villages.frame, on="village_id", how="left")
        villages = villages.sort_values(["overdue", "pending"], ascending=False, na_position="last", ignore_index=True)
        tables.numbers(
            self._villages,
            f"places-villages-{self.here.room.snapshot.id}-{town}",
            shown=villages.drop(columns="village_id"),
            total=self._whole,
            on_choose_row=lambda row: _go_to([*steps, Step("village", str(row["village"]))]),
        )
        self._needs.draw()
        self._beside.draw()


class Village:
    """What a village says of itself, who walks it, and its rows; stated when made."""

    def __init__(self, here: View, steps: Sequence[Step]) -> None:
        self.here = here
        self._units = here.rows_by(OF_UNITS, "unit", based="unit")
        self._needs, self._beside = Needs(here), WayAndCategories(here)

    def draw(self) -> None:
        """From the whole down to its rows."""
        left, right = st.columns(2, gap="medium")
        with left:
            _profile(self.here)
        with right:
            _units(self.here, self._units)
        self._beside.draw()
        self._needs.draw()
        _rows(self.here)


def _profile(here: View) -> None:
    """The fields of a village's 附件1; nobody is named."""
    section("基本情况", "取自附件1，以最近一次报送为准。")
    only_place = _as_surveyed(here)
    source = tuple(c.name for c in schema.SOURCE)
    declared = {column.name: column for column in schema.table("village_profiles").columns}
    bounds = {name: f"{name}_bound" for name in PROFILE if f"{name}_bound" in declared}
    profile = only_place.rows("village_profiles", (*PROFILE, *bounds.values(), "unit_name", *source), limit=1)
    if profile.empty:
        tables.nothing("未报附件1，缺少总户数，无法计算覆盖率。")
        return
    row = profile.iloc[0].to_dict()
    filled = {name: row[name] for name in PROFILE if tables.is_filled(row[name])}
    st.table(
        pd.DataFrame(
            {
                "栏目": [declared[name].label for name in filled],
                "数值": [
                    _fact(value, row.get(bounds.get(name)))
                    + (declared[name].note if declared[name].type == "number" else "")
                    for name, value in filled.items()
                ],
            }
        ).set_index("栏目"),
        border="horizontal",
    )
    leads.links({f"{shown_name(row['unit_name'])}报送的原表": leads.to_row(*(row[name] for name in source))})


def _as_surveyed(here: View, *also: str) -> View:
    """The place alone: an 附件1 is of no day, no unit and no category; `also` names filters that it is narrowed by."""
    return View(here.room, where={name: here.where[name] for name in (*LEVELS, *also) if name in here.where})


class Needs:
    """What the villages say of themselves under the six 方面: how many, and the texts without names; stated when made."""

    def __init__(self, here: View) -> None:
        self.here = here
        self._surveyed = _as_surveyed(here, bar.SEARCHED)
        self._by_aspect = self._surveyed.rows_by((VILLAGE_NEEDS,), "aspect")

    def draw(self) -> None:
        """The numbers in one line, then every text."""
        section(
            VILLAGE_NEEDS.label,
            "取自附件1，由村（社区）书记填写，分六个方面；与入户收集的问题分别统计，不相加。填“无”和未填的不计。"
            + leads.if_rows("点击一行查看原表。"),
        )
        counted = "、".join(f"{row.name}{row[VILLAGE_NEEDS].full}" for row in self._by_aspect)
        if not counted:
            tables.nothing("附件1未填写困难和建议，或未报附件1。")
            return
        st.markdown(f"{counted}。")
        name = self.here.where.get("village") or self.here.where.get("town")
        tables.paged(
            self._surveyed,
            VILLAGE_NEEDS.table,
            NEED_COLUMNS,
            "places-needs",
            file_name=f"{name}{VILLAGE_NEEDS.label}.csv",
            order="village_id",
            on_choose=leads.on_sheet(),
        )


def _fact(value: object, bound: object = None) -> str:
    before, after = ("", " 起") if bound == "起" else (bound if isinstance(bound, str) else "", "")
    return f"{before}{value:,.10g}{after}" if isinstance(value, int | float) else str(value).partition(" ")[0]


def _units(here: View, rows: Rows) -> None:
    section("走访单位", "点击一行查看单位画像。每户在各单位各计一次。")
    tables.numbers(
        rows,
        f"places-units-{here.room.snapshot.id}-{here.where['village']}",
        shown=rows.frame.sort_values("households", ascending=False, ignore_index=True),
        on_choose=partial(_to_unit, here),
        empty="暂无单位走访。",
    )


def _to_unit(here: View, unit: str) -> None:
    leads.go(leads.to_page("unit", here.but(without=bar.OF_PLACES), unit=unit))


def _rows(here: View) -> None:
    """The issues and the visits of a village, a page at a time, each leading to its sheet."""
    if not leads.has_rows():
        section("问题和走访明细", visiting.NO_ROWS)
        return
    section("问题和走访明细", "点击一行查看原表。户主姓名、住址不显示。")
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
            on_choose=leads.on_sheet(),
        )
    except CannotAnswer as question:
        tables.refused(question)


if __name__ == "__main__":  # run without app.py
    door.through_app()
