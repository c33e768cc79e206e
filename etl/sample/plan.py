"""Who visits whom on which day, and what comes of it, in the invented campaign?

The plan is numbers only. Its totals for March 2017 are laid down first, and everything else is
drawn so that they come out; the sheets are written from it and from nothing else.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from campaign import rules
from campaign.areas import AREAS, REFERENCE
from etl.sample import people

HOUSEHOLDS, ISSUES, SOLVED = 251_633, 53_986, 13_174
"""March 2017, the whole city, as published."""
MARCH_DAYS = 31
APRIL_DAYS = 12
SHARED = 0.015
"""This part of the families is visited by a second unit."""
NOT_SENT = 0.05
"""This part of the 市级机关 sends nothing."""

IssueForm = Literal["ledger", "cells", "lists", "none"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of `data/reference/units.csv`."""

    name: str
    short_name: str
    level: str
    zone: str
    group: int
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A unit whose own March figures are laid down; `solved` None: its sheets do not say."""

    villages: tuple[tuple[str, str], ...]
    households: int
    issues: int | None
    solved: int | None
    cadres: int
    issue_form: IssueForm = "ledger"
    last_day: int = MARCH_DAYS


EAST_BAY = (("横山桥镇", "东城湾村"),)
PUBLISHED: dict[str, Published] = {
    "市政府办公室": Published(
        (("河海街道", "富都社区"), ("河海街道", "兰翔社区"), ("河海街道", "燕兴社区")), 391, 281, 55, 41, last_day=21
    ),
    "市委政法委": Published((("丁堰街道", "丁堰村"), ("丁堰街道", "梅港村")), 423, 194, 11, 36, last_day=21),
    "市交通运输局": Published((("上兴镇", "吐祥村"),), 91, 54, None, 48, last_day=21),
    "经开区党群工作部": Published(EAST_BAY, 270, 72, 19, 27),
    "经开区战略发展部": Published(EAST_BAY, 83, 18, 5, 14),
    "经开区金融发展局": Published((("遥观镇", "剑湖社区"),), 70, None, None, 10, "none"),
    "经开区国土分局": Published((("潞城街道", "潞城村"), ("横林镇", "横林社区")), 612, 126, 30, 38),
    "常州国税三分局": Published((("丁堰街道", "芳渚村"),), 206, 34, 8, 20, last_day=27),
}
SHARED_IN_EAST_BAY = 20
"""Families of 东城湾村 that 党群工作部 and 战略发展部 both visit."""
SILENT = ("经开区农村工作局", "经开区社会事业局")
BIGGEST_TOWN, BIGGEST_TOWN_HOUSEHOLDS = "湖塘镇", 24_500
WORD_UNITS = ("市科协", "市文联", "市侨联", "市粮食局", "市地震局", "市贸促会")
LIST_UNITS = ("市社科联", "市物价局")
"""They hand on their cadres' 附件4 lists: nothing says what was solved."""
FORM_SHEET_UNITS = ("市红十字会", "市计生协")
XLSX_AS_XLS = "市体育局"
"""It saves .xlsx files under the name .xls."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A unit's part in the invented campaign; `sends` False: nothing ever comes from it."""

    unit: Unit
    villages: tuple[int, ...]
    cadres: int
    sends: bool
    is_late: bool
    issue_form: IssueForm
    status_known: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as named arrays of one length: what a data frame is, at a tenth of its price for small slices."""

    columns: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def take(self, which: np.ndarray | slice) -> Rows:
        """The rows at these positions, or where the mask is true."""
        return Rows({name: column[which] for name, column in self.columns.items()})

    def lists(self, *names: str) -> list[list]:
        """The named columns as plain lists."""
        return [self.columns[name].tolist() for name in names]

    @property
    def frame(self) -> pd.DataFrame:
        """The same as a data frame."""
        return pd.DataFrame(self.columns)


def _rows(frame: pd.DataFrame) -> Rows:
    return Rows({str(name): frame[name].to_numpy() for name in frame.columns})


@dataclass(frozen=True, slots=True)
class Plan:
    """The invented campaign; days count from 1 March 2017, which is day 1.

    households: village, serial, name_id, member_count, is_poor.
    visits: visit, household, sender, day, cadre, partner (-1: none), again; sorted by sender, day.
    issues: visit, sender, household, cadre, day, is_need, category, template, number, solved_day (0: open),
    status, open_status, route, number_in_unit (from 1); sorted by sender, day.
    """

    scale: float
    seed: int
    senders: tuple[Sender, ...]
    households: Rows
    visits: Rows
    issues: Rows


@cache
def units() -> tuple[Unit, ...]:
    """Every unit of the campaign, from `data/reference/units.csv`."""
    with (REFERENCE / "units.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Unit(
                row["unit_name"],
                row["short_name"],
                row["level"],
                row["zone"],
                int(row["supervision_group"]),
                tuple(filter(None, row["aliases"].split("|"))),
            )
            for row in csv.DictReader(lines)
        )


def scaled(number: int, scale: float) -> int:
    """`number` at `scale`, rounded half up."""
    return math.floor(number * scale + 0.5)


def apportion(total: int, weights: np.ndarray, caps: np.ndarray | None = None) -> np.ndarray:
    """`total` split by `weights` into whole numbers, none above its cap; exact by largest remainders."""
    caps = np.full(len(weights), total) if caps is None else caps
    if total > caps.sum():
        raise ValueError(f"{total} does not fit under caps of {caps.sum()}")
    shares = np.zeros(len(weights), dtype=np.int64)
    while (left := total - int(shares.sum())) > 0:
        room = caps - shares
        pull = np.where(room > 0, np.maximum(weights, 1e-9), 0.0)
        wanted = left * pull / pull.sum()
        step = np.minimum(np.floor(wanted).astype(np.int64), room)
        if not step.any():
            order = np.argsort(-(wanted - np.floor(wanted)) - (room <= 0) * -1e9, kind="stable")
            order = order[room[order] > 0][:left]
            step = np.zeros_like(shares)
            step[order] = 1
        shares += step
    return shares


def make_plan(scale: float = 1.0, seed: int = 1) -> Plan:
    """The invented campaign at `scale`; the same for the same scale and seed."""
    random = np.random.default_rng([seed, 2017])
    senders, weights = _senders(random, scale)
    counts = _household_counts(senders, weights, scale)
    households, primary = _households(random, senders, counts)
    visits = _visits(random, senders, households, primary, scale)
    issues = _issues(random, senders, households, visits, scale)
    _give_some_the_same_name(random, households, visits, issues)
    visits.insert(0, "visit", np.arange(len(visits)))
    return Plan(scale, seed, senders, _rows(households), _rows(visits), _rows(issues))


@cache
def real_villages() -> tuple[int, ...]:
    """Where families can live: every area but the five that exist on paper only (虚拟社区, prisons)."""
    return tuple(i for i, area in enumerate(AREAS) if "虚拟" not in area.village_name)


def _senders(random: np.random.Generator, scale: float) -> tuple[tuple[Sender, ...], np.ndarray]:
    """Every unit with its villages, and the households it would visit in March at scale 1."""
    place = {(a.town_name, a.village_name): i for i, a in enumerate(AREAS)}
    by_town: dict[tuple[str, str], list[int]] = {}
    for i in real_villages():
        by_town.setdefault((AREAS[i].district, AREAS[i].town_name), []).append(i)
    spoken_for = {place[where] for given in PUBLISHED.values() for where in given.villages}
    towns = [[v for v in town if v not in spoken_for] for town in by_town.values()]
    kept = {*PUBLISHED, *WORD_UNITS, *LIST_UNITS, *FORM_SHEET_UNITS, XLSX_AS_XLS}
    agencies = [u for u in units() if u.level == "市级机关" and u.name not in kept]
    mute = set(random.choice(len(agencies), round(NOT_SENT * len(agencies)), replace=False).tolist())
    mute_names = {agencies[i].name for i in mute} | set(SILENT)
    senders, weights = [], []
    for unit in units():
        given = PUBLISHED.get(unit.name)
        form: IssueForm = "ledger" if random.random() < 0.92 else "cells"
        late = bool(random.random() < 0.06)
        size = float(random.lognormal(0, 0.45))
        if given:
            villages = tuple(place[where] for where in given.villages)
            cadres, weight, form, late = given.cadres, float(given.households), given.issue_form, False
        elif unit.level == "镇街":
            villages = tuple(_villages_of_town(unit, by_town))
            weight = len(villages) * size
            cadres = max(8, round(len(villages) * 3.4))
        else:
            cadres = int(np.clip(random.lognormal(3.35, 0.6), 8, 150))
            near = [t for t in towns if t and (not unit.zone or AREAS[t[0]].zone == unit.zone)]
            town = near[int(random.integers(len(near)))]
            many = min(len(town), int(random.choice([1, 2, 3], p=[0.3, 0.45, 0.25])))
            villages = tuple(sorted(town.pop(int(random.integers(len(town)))) for _ in range(many)))
            weight = cadres * rules.HOUSEHOLDS_PER_CADRE * float(np.clip(random.beta(4, 5) * 1.1, 0.12, 1.1))
        sends = unit.name not in mute_names and bool(villages)
        cadres = max(2, scaled(cadres, scale))
        status_known = not (given and given.solved is None)
        senders.append(Sender(unit, villages, cadres, sends, late and sends, form, status_known))
        weights.append(weight if sends else 0.0)
    return _form_users(senders), np.array(weights)


def _form_users(senders: list[Sender]) -> tuple[Sender, ...]:
    """The senders, with the few who fill in forms or lists instead of ledgers told so."""
    kept = []
    for s in senders:
        if s.unit.name in (*WORD_UNITS, *FORM_SHEET_UNITS):
            kept.append(replace(s, issue_form="cells"))
        elif s.unit.name in LIST_UNITS:
            kept.append(replace(s, issue_form="lists", status_known=False))
        else:
            kept.append(s)
    return tuple(kept)


def _villages_of_town(unit: Unit, by_town: dict[tuple[str, str], list[int]]) -> list[int]:
    """The villages of a 镇街 unit, whose name may carry its district in front."""
    for (district, town), villages in by_town.items():
        if unit.name in (town, district + town, district[:-1] + town) and AREAS[villages[0]].zone == unit.zone:
            return villages
    return []


def _household_counts(senders: tuple[Sender, ...], weights: np.ndarray, scale: float) -> np.ndarray:
    """How many families each unit is the first to visit in March."""
    names = [s.unit.name for s in senders]
    counts = np.array([scaled(int(w), scale) for w in weights])
    for i, s in enumerate(senders):
        if s.unit.name in (*WORD_UNITS, *FORM_SHEET_UNITS, *LIST_UNITS):
            counts[i] = scaled(140 + 17 * (i % 7), scale)
    counts[names.index("经开区战略发展部")] -= shared_in_east_bay(scale)
    is_town = np.array([s.unit.level == "镇街" for s in senders])
    biggest = names.index(BIGGEST_TOWN)
    counts[is_town] = 0
    counts[biggest] = scaled(BIGGEST_TOWN_HOUSEHOLDS, scale)
    is_town[biggest] = False
    left = scaled(HOUSEHOLDS, scale) - int(counts.sum())
    counts[is_town] = apportion(left, weights[is_town])
    return counts


def shared_in_east_bay(scale: float) -> int:
    """Families that both units of 东城湾村 visit, at `scale`."""
    return min(scaled(SHARED_IN_EAST_BAY, scale), scaled(PUBLISHED["经开区战略发展部"].households, scale))


def _households(
    random: np.random.Generator, senders: tuple[Sender, ...], counts: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray]:
    """The families of March and April, and each one's first visitor; April's come last."""
    sender, village, month = [], [], []
    for in_april in (False, True):
        for i, s in enumerate(senders):
            many = int(counts[i])
            if in_april:
                many = 0 if s.unit.name in PUBLISHED else int(many * 0.12 * random.random())
            if not many:
                continue
            parts = apportion(many, random.gamma(4.0, size=len(s.villages)))
            sender.append(np.full(many, i))
            village.append(np.repeat(np.array(s.villages), parts))
            month.append(np.full(many, in_april))
    primary, where = np.concatenate(sender), np.concatenate(village)
    households = pd.DataFrame({"village": where, "is_april": np.concatenate(month)})
    serial = households.groupby("village").cumcount().to_numpy()
    base = np.random.default_rng(7).integers(0, 115_200, len(AREAS))
    households["serial"] = serial
    households["name_id"] = people.name_ids(base[where], serial)
    households["member_count"] = random.choice([1, 2, 3, 4, 5, 6], len(where), p=[0.06, 0.2, 0.34, 0.2, 0.15, 0.05])
    households["is_poor"] = random.random(len(where)) < 0.035
    return households, primary


def _march_days(random: np.random.Generator, many: int, last_day: int = MARCH_DAYS) -> np.ndarray:
    """Visiting days in March: a slow first week, then more each week, and more on weekends."""
    days = np.arange(1, last_day + 1)
    weekday = (days + 1) % 7  # 1 March 2017 was a Wednesday: 2
    weight = (0.35 + 0.055 * days) * np.where(weekday >= 5, 1.9, 1.0) * np.where(days <= 5, 0.5, 1.0)
    return random.choice(days, many, p=weight / weight.sum())


def _visits(
    random: np.random.Generator,
    senders: tuple[Sender, ...],
    households: pd.DataFrame,
    primary: np.ndarray,
    scale: float,
) -> pd.DataFrame:
    """Every visit once; the same unit never twice at one family on one day."""
    names = [s.unit.name for s in senders]
    in_april = households["is_april"].to_numpy()
    day = _march_days(random, len(households))
    for name, given in PUBLISHED.items():
        own = primary == names.index(name)
        day[own] = _march_days(random, int(own.sum()), given.last_day)
    day[in_april] = random.integers(MARCH_DAYS + 1, MARCH_DAYS + APRIL_DAYS + 1, int(in_april.sum()))
    first = pd.DataFrame({"household": np.arange(len(households)), "sender": primary, "day": day, "again": False})

    shared = _second_units(random, senders, households, primary, scale)
    shared["day"] = _march_days(random, len(shared))
    shared["again"] = False

    free = np.flatnonzero(~in_april & ~np.isin(primary, [names.index(n) for n in PUBLISHED]))
    march_again = random.choice(free[day[free] < MARCH_DAYS], int(len(free) * 0.01), replace=False)
    april_again = random.choice(free, int(len(free) * 0.012), replace=False)
    later = day[march_again] + 1 + (random.random(len(march_again)) * (MARCH_DAYS - day[march_again])).astype(int)
    again = pd.DataFrame(
        {
            "household": np.concatenate([march_again, april_again]),
            "sender": primary[np.concatenate([march_again, april_again])],
            "day": np.concatenate(
                [later, random.integers(MARCH_DAYS + 1, MARCH_DAYS + APRIL_DAYS + 1, len(april_again))]
            ),
            "again": True,
        }
    )
    visits = pd.concat([first, shared, again], ignore_index=True)
    visits = visits.sort_values(["sender", "day", "household"], kind="stable", ignore_index=True)
    cadres = np.array([s.cadres for s in senders])
    keen = random.beta(1.3, 1.0, len(visits))
    visits["cadre"] = np.minimum((keen * cadres[visits["sender"]]).astype(int), cadres[visits["sender"]] - 1)
    partner = (visits["cadre"] + 1 + random.integers(0, 3, len(visits))) % cadres[visits["sender"]]
    alone = (random.random(len(visits)) > 0.25) | (partner == visits["cadre"])
    visits["partner"] = np.where(alone, -1, partner)
    return visits


def _second_units(
    random: np.random.Generator,
    senders: tuple[Sender, ...],
    households: pd.DataFrame,
    primary: np.ndarray,
    scale: float,
) -> pd.DataFrame:
    """Families that a second unit visits in March: those of 东城湾村, and some that their own town calls on too."""
    names = [s.unit.name for s in senders]
    east = np.flatnonzero((primary == names.index("经开区党群工作部")) & ~households["is_april"].to_numpy())
    both = random.choice(east, shared_in_east_bay(scale), replace=False)
    town_of = np.full(len(AREAS), -1)
    for i, s in enumerate(senders):
        if s.unit.level == "镇街" and s.sends:
            town_of[list(s.villages)] = i
    is_agency = np.array([s.unit.level == "市级机关" and s.unit.name not in PUBLISHED for s in senders])
    open_to = np.flatnonzero(is_agency[primary] & ~households["is_april"].to_numpy())
    open_to = open_to[town_of[households["village"].to_numpy()[open_to]] >= 0]
    many = max(0, scaled(HOUSEHOLDS, scale * SHARED) - len(both))
    others = random.choice(open_to, min(many, len(open_to)), replace=False)
    second = town_of[households["village"].to_numpy()[others]]
    return pd.DataFrame(
        {
            "household": np.concatenate([both, others]),
            "sender": np.concatenate([np.full(len(both), names.index("经开区战略发展部")), second]),
        }
    )


def _issues(
    random: np.random.Generator,
    senders: tuple[Sender, ...],
    households: pd.DataFrame,
    visits: pd.DataFrame,
    scale: float,
) -> pd.DataFrame:
    """What the families raise; only on a unit's first visit to them."""
    names = [s.unit.name for s in senders]
    first = ~visits["again"].to_numpy()
    in_march = visits["day"].to_numpy() <= MARCH_DAYS
    by = visits["sender"].to_numpy()
    march_visits = np.bincount(by[first & in_march], minlength=len(senders))
    april_visits = np.bincount(by[first & ~in_march], minlength=len(senders))
    rate = np.clip(random.lognormal(-1.6, 0.5, len(senders)), 0.05, 0.7)
    solve_rate = np.array(
        [random.beta(5, 15) if s.unit.level == "镇街" else random.uniform(0.05, 0.45) for s in senders]
    )
    fixed = {names.index(n): given for n, given in PUBLISHED.items()}
    is_open = np.array([i not in fixed for i in range(len(senders))])
    ours = np.array([scaled(fixed[i].issues or 0, scale) if i in fixed else 0 for i in range(len(senders))])
    caps = np.array([_issue_cap(s, n) for s, n in zip(senders, march_visits, strict=True)])
    ours[is_open] = apportion(scaled(ISSUES, scale) - int(ours.sum()), (rate * march_visits)[is_open], caps[is_open])
    solved = np.array([scaled(fixed[i].solved or 0, scale) if i in fixed else 0 for i in range(len(senders))])
    can_solve = is_open & np.array([s.status_known for s in senders])
    solved[can_solve] = apportion(
        scaled(SOLVED, scale) - int(solved.sum()), (solve_rate * ours)[can_solve], ours[can_solve]
    )
    chosen, march_solved = [], []
    for i, s in enumerate(senders):
        mine = np.flatnonzero((by == i) & first & in_march)
        picked = _pick(random, mine, int(ours[i]), s.issue_form == "ledger")
        done = np.zeros(len(picked), dtype=bool)
        done[random.choice(len(picked), int(solved[i]), replace=False)] = True
        next_month = np.flatnonzero((by == i) & first & ~in_march)
        newer = random.choice(next_month, int(april_visits[i] * min(rate[i], 0.5)), replace=False)
        chosen += [picked, newer]
        march_solved += [done, np.zeros(len(newer), dtype=bool)]
    visit = np.concatenate(chosen).astype(np.int64)
    issues = pd.DataFrame({"visit": visit, "done": np.concatenate(march_solved)})
    issues = issues.sort_values("visit", kind="stable", ignore_index=True)
    for column in ("sender", "household", "cadre", "day"):
        issues[column] = visits[column].to_numpy()[issues["visit"]]
    issues["turn"] = issues.groupby("visit").cumcount()
    issues["number_in_unit"] = issues.groupby("sender").cumcount() + 1
    _say_what(random, households, issues)
    _handle(random, senders, issues)
    return issues.drop(columns="done")


def _issue_cap(sender: Sender, visits: int) -> int:
    """The most issues a unit can raise: one a visit in forms and lists, a few more in a ledger."""
    if sender.issue_form == "none":
        return 0
    return int(visits * (0.8 if sender.issue_form == "ledger" else 0.7))


def _pick(random: np.random.Generator, visits: np.ndarray, many: int, twice_allowed: bool) -> np.ndarray:
    """`many` visits that raise an issue; in a ledger some raise two."""
    second = int(many * 0.07) if twice_allowed else 0
    once = random.choice(visits, many - second, replace=False)
    return np.concatenate([once, random.choice(once, second, replace=False)]) if second else once


def _say_what(random: np.random.Generator, households: pd.DataFrame, issues: pd.DataFrame) -> None:
    """Gives each issue its block, category and words; a family's second issue is of another category."""
    many = len(issues)
    is_need = (random.random(many) < 0.13) & (issues["turn"].to_numpy() == 0)
    category = np.where(
        is_need,
        random.choice(7, many, p=people.NEED_WEIGHTS),
        random.choice(7, many, p=people.OPINION_WEIGHTS / people.OPINION_WEIGHTS.sum()),
    )
    before = np.concatenate([[0], category[:-1]])
    second = issues["turn"].to_numpy() == 1
    category[second] = (before[second] + 1) % 7
    issues["is_need"], issues["category"] = is_need, category
    issues["template"] = random.integers(0, 60, many)
    issues["number"] = random.integers(2, 30, many)
    poor = households["is_poor"].to_numpy(copy=True)
    poor[issues["household"].to_numpy()[is_need]] = True
    households["is_poor"] = poor


def _handle(random: np.random.Generator, senders: tuple[Sender, ...], issues: pd.DataFrame) -> None:
    """Gives each issue its route, its status and, if solved, the day: in March for those that count."""
    many = len(issues)
    day, done = issues["day"].to_numpy(), issues["done"].to_numpy()
    in_cells = np.array([s.issue_form != "ledger" for s in senders])[issues["sender"]]
    known = np.array([s.status_known for s in senders])[issues["sender"]]
    limits = np.array([PUBLISHED[s.unit.name].last_day if s.unit.name in PUBLISHED else MARCH_DAYS for s in senders])
    limit = limits[issues["sender"]]
    solved_day = np.minimum(day + random.geometric(0.17, many) - 1, np.maximum(limit, day))
    solved_day = np.where(in_cells, day, solved_day)
    solved_day = np.where(done, solved_day, 0)
    end = MARCH_DAYS + APRIL_DAYS
    later = ~done & known & ~in_cells & (random.random(many) < 0.10)
    april = np.maximum(day, MARCH_DAYS + 1) + (
        random.random(many) * (end - np.maximum(day, MARCH_DAYS + 1) + 1)
    ).astype(int)
    solved_day = np.where(later, np.minimum(april, end), solved_day)
    new_cells = ~done & in_cells & known & (day > MARCH_DAYS) & (random.random(many) < 0.2)
    issues["solved_day"] = np.where(new_cells, day, solved_day)
    open_status = random.choice([1, 2, 3], many, p=[0.58, 0.27, 0.15])
    status = np.where(issues["solved_day"] > 0, 0, open_status)
    route = random.choice(5, many, p=[0.34, 0.30, 0.24, 0.05, 0.07])
    issues["open_status"], issues["status"] = open_status, status
    issues["route"] = np.where((status == 3), 4, np.where(route == 4, 0, route))


def _give_some_the_same_name(
    random: np.random.Generator, households: pd.DataFrame, visits: pd.DataFrame, issues: pd.DataFrame
) -> None:
    """Lets a few neighbours share a name: two families nevertheless, for they live at two addresses."""
    quiet = np.ones(len(households), dtype=bool)
    quiet[issues["household"]] = False
    village, name = households["village"].to_numpy(), households["name_id"].to_numpy(copy=True)
    at = random.choice(len(households) - 1, len(households) // 250, replace=False)
    at = at[quiet[at] & quiet[at + 1] & (village[at] == village[at + 1])]
    name[at + 1] = name[at]
    households["name_id"] = name


def figures(plan: Plan) -> dict[str, dict]:
    """March 2017 as the plan has it: the city, each district, each zone, each unit.

    A unit that sends nothing has None throughout; one whose sheets do not say has None there.
    """
    visits = plan.visits.take(plan.visits["day"] <= MARCH_DAYS).frame
    issues = plan.issues.take(plan.issues["day"] <= MARCH_DAYS).frame
    solved = (issues["solved_day"] > 0) & (issues["solved_day"] <= MARCH_DAYS)
    village = plan.households["village"]
    result = {
        "month": {
            "households": int(visits["household"].nunique()),
            "visits": len(visits),
            "issues": len(issues),
            "solved": int(solved.sum()),
        }
    }
    for key in ("district", "zone"):
        of_area = np.array([getattr(a, key) for a in AREAS])
        at_visit, at_issue = of_area[village[visits["household"]]], of_area[village[issues["household"]]]
        result[key + "s"] = {
            str(place): {
                "households": int(visits["household"][at_visit == place].nunique()),
                "visits": int((at_visit == place).sum()),
                "issues": int((at_issue == place).sum()),
                "solved": int((solved.to_numpy() & (at_issue == place)).sum()),
            }
            for place in sorted(set(of_area))
        }
    homes = visits.groupby("sender")["household"].nunique()
    raised, done = issues.groupby("sender").size(), solved.groupby(issues["sender"]).sum()
    result["units"] = {}
    for i, s in enumerate(plan.senders):
        says_issues = s.sends and s.issue_form != "none"
        result["units"][s.unit.name] = {
            "households": int(homes.get(i, 0)) if s.sends else None,
            "issues": int(raised.get(i, 0)) if says_issues else None,
            "solved": int(done.get(i, 0)) if says_issues and s.status_known else None,
        }
    return result
