"""Who visits whom on which day, and what comes of it, in the invented campaign?

The plan is numbers only. Its totals for March 2017 are laid down first, and everything else is
drawn so that they come out; the sheets are written from it and from nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from campaign.office import rules
from campaign.places.areas import AREAS
from campaign.places.units import Unit, registered
from etl.sample import people

HOUSEHOLDS, ISSUES, SOLVED = 251_633, 53_986, 13_174
"""March 2017, the whole city, as published."""
MARCH_DAYS, APRIL_DAYS = 31, 12
END = MARCH_DAYS + APRIL_DAYS
SHARED = 0.015
"""This part of the families is visited by a second unit."""
NOT_SENT = 0.05
"""This part of the 市级机关 sends nothing."""
NO_PHONE, KIN, SHOPS = 0.05, 0.02, 0.004
"""Parts of the families: without a phone, with a relative's, and round a shop whose telephone all of them give."""
IDLE = 0.12
"""This part of the units solves hardly anything of what it hears."""
RAISED_BY_COMMITTEE = 0.05
"""This part of a village's issues in a ledger is its committee's own."""
CATEGORIES = len(rules.CATEGORIES)

IssueForm = Literal["ledger", "cells", "lists", "none"]


@dataclass(frozen=True, slots=True)
class Published:
    """A unit whose own March figures are laid down; `solved` None: its sheets do not tell."""

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
EAST_BAY_FIRST, EAST_BAY_SECOND = "经开区党群工作部", "经开区战略发展部"
SHARED_IN_EAST_BAY = 20
"""Families of 东城湾村 that both of these visit."""
SILENT = ("经开区农村工作局", "经开区社会事业局")
BIGGEST_TOWN, BIGGEST_TOWN_HOUSEHOLDS = "湖塘镇", 24_500
WORD_UNITS = ("市科协", "市文联", "市侨联", "市粮食局", "市地震局", "市贸促会")
LIST_UNITS = ("市社科联", "市物价局")
"""They hand on their cadres' 附件4 lists: nothing tells what was solved."""
FORM_SHEET_UNITS = ("市红十字会", "市计生协")
SMALL_UNITS = (*WORD_UNITS, *FORM_SHEET_UNITS, *LIST_UNITS)
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
    dates_issues: bool
    """Whether its ledger has the day on which an issue was raised."""


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


@dataclass(frozen=True, slots=True)
class Plan:
    """The invented campaign; days count from 1 March 2017, which is day 1.

    households: household, village, serial, name_id, phone_id (-1: none), has_landline, member_count, is_poor, is_april, primary.
    visits: visit, household, sender, day, is_evening, cadre, partner (-1: none), again; sorted by sender, day.
    issues: visit, sender, household, cadre, day, is_need, is_committee, category, template, number, solved_day
    (0: open), open_status (until it is solved), route, number_in_unit (from 1); sorted by sender, day.
    """

    scale: float
    seed: int
    senders: tuple[Sender, ...]
    households: Rows
    visits: Rows
    issues: Rows


units = registered
"""Every unit of the campaign."""


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
            step[order[room[order] > 0][:left]] = 1
        shares += step
    return shares


def make_plan(scale: float = 1.0, seed: int = 1) -> Plan:
    """The invented campaign at `scale`; the same for the same scale and seed."""
    random = np.random.default_rng([seed, 2017])
    senders, weights = _senders(random, scale)
    homes = _households(random, senders, _household_counts(senders, weights, scale))
    visits = _visits(random, senders, homes, scale)
    issues = _issues(random, senders, homes, visits, scale)
    _share_names(random, homes, issues)
    _share_phones(random, homes)
    return Plan(scale, seed, senders, homes, visits, issues)


# --- the units ----------------------------------------------------------------------------------------


def _senders(random: np.random.Generator, scale: float) -> tuple[tuple[Sender, ...], np.ndarray]:
    """Every unit with its villages, and the households it would visit in March at scale 1."""
    place = {(a.town_name, a.village_name): i for i, a in enumerate(AREAS)}
    by_town: dict[tuple[str, str], list[int]] = {}
    for i, area in enumerate(AREAS):
        if "虚拟" not in area.village_name:  # nobody lives in those: prisons, communities on paper
            by_town.setdefault((area.district, area.town_name), []).append(i)
    taken = {place[where] for given in PUBLISHED.values() for where in given.villages}
    free_towns = [[v for v in town if v not in taken] for town in by_town.values()]
    mute = _mute(random)
    senders, weights = [], []
    for unit in units():
        name, given = unit.unit_name, PUBLISHED.get(unit.unit_name)
        form: IssueForm = "ledger" if random.random() < 0.92 else "cells"
        is_late, dates_issues = random.random() < 0.06, random.random() < 0.8
        if given:
            villages = tuple(place[where] for where in given.villages)
            cadres, weight, form, is_late, dates_issues = given.cadres, given.households, given.issue_form, False, True
        elif unit.level == "镇街":
            villages = tuple(_villages_of_town(unit, by_town))
            weight = len(villages) * float(random.lognormal(0, 0.6))
            cadres = max(8, round(len(villages) * 3.4))
        else:
            near = [t for t in free_towns if t and (not unit.zone or AREAS[t[0]].zone == unit.zone)]
            town = near[int(random.integers(len(near)))]
            many = min(len(town), int(random.choice([1, 2, 3], p=[0.3, 0.45, 0.25])))
            villages = tuple(sorted(town.pop(int(random.integers(len(town)))) for _ in range(many)))
            cadres = int(np.clip(random.lognormal(3.35, 0.6), 8, 150))
            diligence = float(np.clip(random.beta(2.2, 2.8) * 1.1, 0.08, 1.1))
            weight = cadres * rules.HOUSEHOLDS_PER_CADRE * diligence
        if name in SMALL_UNITS:
            form = "lists" if name in LIST_UNITS else "cells"
            weight = 140 + 17 * (len(senders) % 7)
        sends = name not in mute and bool(villages)
        status_known = name not in LIST_UNITS and not (given and given.solved is None)
        cadres = max(2, scaled(cadres, scale))
        senders.append(
            Sender(unit, villages, cadres, sends, bool(is_late and sends), form, status_known, bool(dates_issues))
        )
        weights.append(weight if sends else 0.0)
    return tuple(senders), np.array(weights)


def _mute(random: np.random.Generator) -> set[str]:
    """The units from which nothing comes."""
    kept = {*PUBLISHED, *SMALL_UNITS, XLSX_AS_XLS}
    agencies = [u.unit_name for u in units() if u.level == "市级机关" and u.unit_name not in kept]
    return {*SILENT, *random.choice(agencies, round(NOT_SENT * len(agencies)), replace=False).tolist()}


def _villages_of_town(unit: Unit, by_town: dict[tuple[str, str], list[int]]) -> list[int]:
    """The villages of a 镇街 unit, whose name may carry its district in front."""
    for (district, town), villages in by_town.items():
        names = (town, district + town, district[:-1] + town)
        if unit.unit_name in names and AREAS[villages[0]].zone == unit.zone:
            return villages
    return []


def _places(senders: tuple[Sender, ...]) -> dict[str, int]:
    return {sender.unit.unit_name: i for i, sender in enumerate(senders)}


def _household_counts(senders: tuple[Sender, ...], weights: np.ndarray, scale: float) -> np.ndarray:
    """How many families each unit is the first to visit in March; the towns visit those that are left."""
    at = _places(senders)
    counts = np.array([scaled(int(w), scale) for w in weights])
    counts[at[EAST_BAY_SECOND]] -= shared_in_east_bay(scale)
    is_town = np.array([s.unit.level == "镇街" for s in senders])
    is_town[at[BIGGEST_TOWN]] = False
    counts[at[BIGGEST_TOWN]] = scaled(BIGGEST_TOWN_HOUSEHOLDS, scale)
    counts[is_town] = 0
    counts[is_town] = apportion(scaled(HOUSEHOLDS, scale) - int(counts.sum()), weights[is_town])
    return counts


def shared_in_east_bay(scale: float) -> int:
    """Families that both units of 东城湾村 visit, at `scale`."""
    return min(scaled(SHARED_IN_EAST_BAY, scale), scaled(PUBLISHED[EAST_BAY_SECOND].households, scale))


# --- the families -------------------------------------------------------------------------------------


def _households(random: np.random.Generator, senders: tuple[Sender, ...], counts: np.ndarray) -> Rows:
    """The families of March and April with each one's first visitor; April's come last."""
    april = np.array([0 if s.unit.unit_name in PUBLISHED else 0.12 for s in senders]) * random.random(len(senders))
    of_month = np.stack([counts, (counts * april).astype(int)])
    parts = [
        (i, village, many, month)
        for month in range(2)
        for i, sender in enumerate(senders)
        if of_month[month, i]
        for village, many in zip(
            sender.villages,
            apportion(of_month[month, i], random.gamma(2.5, size=len(sender.villages))).tolist(),
            strict=True,
        )
    ]
    primary, village, many, month = np.array(parts).T
    where = np.repeat(village, many)
    serial = _count_within(where)
    base = np.random.default_rng(7).integers(0, 115_200, len(AREAS))
    sizes = random.choice([1, 2, 3, 4, 5, 6], len(where), p=[0.06, 0.2, 0.34, 0.2, 0.15, 0.05])
    return Rows(
        {
            "household": np.arange(len(where)),
            "village": where,
            "serial": serial,
            "name_id": people.name_ids(base[where], serial),
            "member_count": sizes,
            "is_poor": random.random(len(where)) < 0.035,
            "is_april": np.repeat(month, many) == 1,
            "primary": np.repeat(primary, many),
        }
    )


def _count_within(group: np.ndarray) -> np.ndarray:
    """How many equal ones stand before each."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    counted = np.empty(len(group), dtype=np.int64)
    counted[order] = np.arange(len(group)) - ordered.searchsorted(ordered)
    return counted


def _share_names(random: np.random.Generator, homes: Rows, issues: Rows) -> None:
    """Lets a few neighbours without issues share a name: two families nevertheless, for they live at two addresses."""
    is_quiet = np.ones(len(homes), dtype=bool)
    is_quiet[issues["household"]] = False
    village, name = homes["village"], homes["name_id"]
    at = random.choice(len(homes) - 1, len(homes) // 250, replace=False)
    at = at[is_quiet[at] & is_quiet[at + 1] & (village[at] == village[at + 1])]
    name[at + 1] = name[at]


def _share_phones(random: np.random.Generator, homes: Rows) -> None:
    """Gives each family its phone, or a relative's, or the shop's round the corner, or none.

    Families of one name in one village keep phones of their own: with one phone they would be one household.
    """
    many = len(homes)
    phone = np.arange(many)
    _, back, times = np.unique(homes["village"] * 1_000_000 + homes["name_id"], return_inverse=True, return_counts=True)
    free = random.permutation(np.flatnonzero(times[back] == 1))
    parents, children = free[: 2 * int(many * KIN / 2)].reshape(2, -1)
    phone[parents] = children  # wherever the children live
    shops = random.choice(many - 5, int(many * SHOPS / 5), replace=False)
    corner = np.setdiff1d(shops[:, None] + np.arange(5), np.flatnonzero(times[back] > 1))
    shops.sort()
    phone[corner] = shops[shops.searchsorted(corner, side="right") - 1]
    has_landline = np.zeros(many, dtype=bool)
    has_landline[corner] = True
    phone[random.choice(np.setdiff1d(free, corner), int(many * NO_PHONE), replace=False)] = -1
    homes.columns["phone_id"], homes.columns["has_landline"] = phone, has_landline


# --- the visits ---------------------------------------------------------------------------------------


def _rhythms(random: np.random.Generator, senders: tuple[Sender, ...]) -> tuple[np.ndarray, np.ndarray]:
    """How likely each unit visits on each day of March, and how often it does so in the evening of a working day.

    The city begins slowly and does more each week, and more on weekends; of the units some come on weekends only,
    some on working days only, and some on a few days that they agree on.
    """
    days = np.arange(1, MARCH_DAYS + 1)
    is_weekend = (days + 1) % 7 >= 5  # 1 March 2017 was a Wednesday
    city = (0.35 + 0.055 * days) * np.where(days <= 5, 0.5, 1.0)
    chances = []
    for sender in senders:
        given = PUBLISHED.get(sender.unit.unit_name)
        ways = [(1.9, 1.0, 31), (1.0, 0.03, 31), (0.0, 1.0, 31), (1.9, 1.0, 7)]
        way = 0 if sender.unit.level == "镇街" or given else random.choice(4, p=[0.55, 0.17, 0.16, 0.12])
        on_weekend, on_working_day, many_days = ways[way]
        chance = city * np.where(is_weekend, on_weekend, on_working_day) * random.uniform(0.7, 1.3, MARCH_DAYS)
        if many_days < MARCH_DAYS:
            chance *= np.isin(days, random.choice(days[6:], many_days, replace=False))
        chance *= days <= (given.last_day if given else MARCH_DAYS)
        chances.append(chance / chance.sum())
    return np.array(chances), random.choice([0.0, 0.1, 0.6], len(senders))


def _visits(random: np.random.Generator, senders: tuple[Sender, ...], homes: Rows, scale: float) -> Rows:
    """Every visit once; the same unit never twice at one family on one day."""
    at, primary, is_april = _places(senders), homes["primary"], homes["is_april"]
    chances, evenings = _rhythms(random, senders)

    def march_days(by: np.ndarray) -> np.ndarray:
        day = np.zeros(len(by), dtype=np.int64)
        for i in np.unique(by).tolist():
            day[by == i] = random.choice(MARCH_DAYS, int((by == i).sum()), p=chances[i]) + 1
        return day

    def april_days(many: int) -> np.ndarray:
        return random.integers(MARCH_DAYS + 1, END + 1, many)

    day = march_days(primary)
    day[is_april] = april_days(int(is_april.sum()))
    second_home, second_unit = _second_units(random, senders, homes, scale)
    free = np.flatnonzero(~is_april & ~np.isin(primary, [at[name] for name in PUBLISHED]))
    in_march = random.choice(free[day[free] < MARCH_DAYS], int(len(free) * 0.01), replace=False)
    in_april = random.choice(free, int(len(free) * 0.012), replace=False)
    later = day[in_march] + 1 + (random.random(len(in_march)) * (MARCH_DAYS - day[in_march])).astype(int)
    home = np.concatenate([np.arange(len(homes)), second_home, in_march, in_april])
    sender = np.concatenate([primary, second_unit, primary[in_march], primary[in_april]])
    day = np.concatenate([day, march_days(second_unit), later, april_days(len(in_april))])
    again = np.arange(len(home)) >= len(homes) + len(second_home)

    many = len(home)
    cadres = np.array([s.cadres for s in senders])[sender]
    uneven = random.uniform(0.8, 2.0, len(senders))[sender]  # in some units a few cadres make most of the visits
    cadre = np.minimum((random.beta(1.3, 1.0, many) ** uneven * cadres).astype(int), cadres - 1)
    partner = (cadre + 1 + random.integers(0, 3, many)) % cadres
    is_alone = (random.random(many) > 0.25) | (partner == cadre)
    is_working_day = (day + 1) % 7 < 5
    visits = Rows(
        {
            "household": home,
            "sender": sender,
            "day": day,
            "is_evening": is_working_day & (random.random(many) < evenings[sender]),
            "cadre": cadre,
            "partner": np.where(is_alone, -1, partner),
            "again": again,
        }
    ).take(np.lexsort((home, day, sender)))
    visits.columns["visit"] = np.arange(many)
    return visits


def _second_units(
    random: np.random.Generator, senders: tuple[Sender, ...], homes: Rows, scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """Families that a second unit visits in March, and which: in 东城湾村, and where their own town calls on them too."""
    at, primary, in_march = _places(senders), homes["primary"], ~homes["is_april"]
    east = np.flatnonzero((primary == at[EAST_BAY_FIRST]) & in_march)
    both = random.choice(east, shared_in_east_bay(scale), replace=False)
    town_of = np.full(len(AREAS), -1)
    for i, sender in enumerate(senders):
        if sender.unit.level == "镇街" and sender.sends:
            town_of[list(sender.villages)] = i
    is_agency = np.array([s.unit.level == "市级机关" and s.unit.unit_name not in PUBLISHED for s in senders])
    open_to = np.flatnonzero(is_agency[primary] & in_march & (town_of[homes["village"]] >= 0))
    many = max(0, scaled(HOUSEHOLDS, scale * SHARED) - len(both))
    others = random.choice(open_to, min(many, len(open_to)), replace=False)
    return (
        np.concatenate([both, others]),
        np.concatenate([np.full(len(both), at[EAST_BAY_SECOND]), town_of[homes["village"][others]]]),
    )


# --- the issues ---------------------------------------------------------------------------------------


def _issues(random: np.random.Generator, senders: tuple[Sender, ...], homes: Rows, visits: Rows, scale: float) -> Rows:
    """What is raised; only on a unit's first visit to a family."""
    by, first, in_march = visits["sender"], ~visits["again"], visits["day"] <= MARCH_DAYS
    march_visits = np.bincount(by[first & in_march], minlength=len(senders))
    rate = np.clip(random.lognormal(-1.6, 0.6, len(senders)), 0.04, 0.7)
    raised, solved = _march_issues(random, senders, march_visits, rate, scale)
    ears = random.gamma(1.2, size=(len(senders), max(s.cadres for s in senders))) + 0.05
    hears = ears[by, visits["cadre"]]  # to one cadre people open up, to another they do not
    chosen, is_done = [], []
    for i, sender in enumerate(senders):
        mine, newer = (np.flatnonzero((by == i) & first & month) for month in (in_march, ~in_march))
        twice = int(raised[i] * 0.07) if sender.issue_form == "ledger" else 0
        chances = hears[mine] / hears[mine].sum() if len(mine) else None
        once = random.choice(mine, raised[i] - twice, replace=False, p=chances)
        picked = np.concatenate([once, random.choice(once, twice, replace=False)])
        done = np.isin(np.arange(raised[i]), random.choice(raised[i], solved[i], replace=False))
        newer = random.choice(newer, int(len(newer) * min(rate[i], 0.5)), replace=False)
        chosen += [picked, newer]
        is_done += [done, np.zeros(len(newer), dtype=bool)]
    visit = np.concatenate(chosen).astype(np.int64)
    order = np.argsort(visit, kind="stable")
    visit, done = visit[order], np.concatenate(is_done)[order]
    of_visit = {name: visits[name][visit] for name in ("sender", "household", "cadre", "day")}
    issues = {"visit": visit, **of_visit, "number_in_unit": _count_within(of_visit["sender"]) + 1}
    issues |= _contents(random, senders, homes, issues)
    issues |= _handling(random, senders, issues, done)
    return Rows(issues)


def _march_issues(
    random: np.random.Generator, senders: tuple[Sender, ...], visits: np.ndarray, rate: np.ndarray, scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """How many issues each unit hears of in March, and how many of them it solves in March."""
    given = [PUBLISHED.get(s.unit.unit_name) for s in senders]
    is_open = np.array([g is None for g in given])
    # one a visit in forms and lists, a few more in a ledger
    most = {"none": 0.0, "ledger": 0.8, "cells": 0.7, "lists": 0.7}
    caps = (visits * np.array([most[s.issue_form] for s in senders])).astype(int)
    raised = np.array([scaled(g.issues or 0, scale) if g else 0 for g in given])
    left = scaled(ISSUES, scale) - int(raised.sum())
    raised[is_open] = apportion(left, (rate * visits)[is_open], caps[is_open])
    solve_rate = [random.beta(5, 13) if s.unit.level == "镇街" else random.uniform(0.05, 0.45) for s in senders]
    solve_rate = np.array(solve_rate) * np.where(random.random(len(senders)) < IDLE, 0.1, 1.0)
    solved = np.array([scaled(g.solved or 0, scale) if g else 0 for g in given])
    can = is_open & np.array([s.status_known for s in senders])
    left = scaled(SOLVED, scale) - int(solved.sum())
    solved[can] = apportion(left, (solve_rate * raised)[can], raised[can])
    return raised, solved


def _contents(
    random: np.random.Generator, senders: tuple[Sender, ...], homes: Rows, issues: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Each issue's block, category and words, and who raised it; a second one on a visit is of another category."""
    many, is_second = len(issues["visit"]), _count_within(issues["visit"]) == 1
    village = homes["village"][issues["household"]]
    names_committees = np.array([s.issue_form == "ledger" and s.dates_issues for s in senders])[issues["sender"]]
    has_committee = np.array([area.village_kind == "村" for area in AREAS])[village]
    is_need = (random.random(many) < 0.13) & ~is_second
    is_committee = ~is_need & names_committees & has_committee & (random.random(many) < RAISED_BY_COMMITTEE)
    opinions = people.OPINION_WEIGHTS / people.OPINION_WEIGHTS.sum()
    needs, wishes = (random.choice(CATEGORIES, many, p=weights) for weights in (people.NEED_WEIGHTS, opinions))
    category = np.where(is_need, needs, wishes)
    category[is_second] = (category[np.flatnonzero(is_second) - 1] + 1) % CATEGORIES
    number = random.integers(2, 30, many)
    number[is_committee] = _count_within(village[is_committee]) + 2
    homes["is_poor"][issues["household"][is_need]] = True
    return {
        "is_need": is_need,
        "is_committee": is_committee,
        "category": category,
        "template": random.integers(0, 60, many),
        "number": number,
    }


def _handling(
    random: np.random.Generator, senders: tuple[Sender, ...], issues: dict[str, np.ndarray], done: np.ndarray
) -> dict[str, np.ndarray]:
    """Each issue's route, its status and, if solved, the day: in March for those that count."""
    many, day, sender = len(done), issues["day"], issues["sender"]
    in_cells = np.array([s.issue_form != "ledger" for s in senders])[sender]
    known = np.array([s.status_known for s in senders])[sender]
    last_day = {name: given.last_day for name, given in PUBLISHED.items()}
    limit = np.array([last_day.get(s.unit.unit_name, MARCH_DAYS) for s in senders])[sender]
    in_march = np.where(in_cells, day, np.minimum(day + random.geometric(0.17, many) - 1, np.maximum(limit, day)))
    from_day = np.maximum(day, MARCH_DAYS + 1)
    in_april = np.minimum(from_day + (random.random(many) * (END - from_day + 1)).astype(int), END)
    is_later = ~done & known & ~in_cells & (random.random(many) < 0.10)
    is_new = ~done & in_cells & known & (day > MARCH_DAYS) & (random.random(many) < 0.2)
    solved_day = np.select([done, is_later, is_new], [in_march, in_april, day])
    open_status = random.choice([1, 2, 3], many, p=[0.58, 0.27, 0.15])
    route = random.choice(5, many, p=[0.34, 0.30, 0.24, 0.05, 0.07])
    return {
        "solved_day": solved_day,
        "open_status": open_status,
        "route": np.where((solved_day == 0) & (open_status == 3), 4, np.where(route == 4, 0, route)),
    }


# --- what must come out -------------------------------------------------------------------------------


def figures(plan: Plan) -> dict[str, dict]:
    """March 2017 as the plan has it: the city, each district, each zone, each unit.

    A unit that sends nothing has None throughout; one whose sheets do not tell has None there.
    """
    visits = plan.visits.take(plan.visits["day"] <= MARCH_DAYS)
    issues = plan.issues.take(plan.issues["day"] <= MARCH_DAYS)
    solved = issues.take((issues["solved_day"] > 0) & (issues["solved_day"] <= MARCH_DAYS))
    many = len(plan.households)

    def tally(names: list[str], group_of: Callable[[Rows], np.ndarray]) -> dict[str, dict[str, int]]:
        homes = np.unique(group_of(visits) * many + visits["household"]) // many
        columns = (homes, *map(group_of, (visits, issues, solved)))
        counts = (np.bincount(column, minlength=len(names)).tolist() for column in columns)
        figures_of = ("households", "visits", "issues", "solved")
        return {
            name: dict(zip(figures_of, row, strict=True))
            for name, row in zip(names, zip(*counts, strict=True), strict=True)
        }

    def by_area(key: str) -> dict[str, dict[str, int]]:
        names, of_area = np.unique([getattr(area, key) for area in AREAS], return_inverse=True)
        return tally(names.tolist(), lambda rows: of_area[plan.households["village"][rows["household"]]])

    of_units = tally([s.unit.unit_name for s in plan.senders], lambda rows: rows["sender"])
    for sender in plan.senders:
        unit = of_units[sender.unit.unit_name]
        del unit["visits"]
        tells_issues = sender.sends and sender.issue_form != "none"
        unit["households"] = unit["households"] if sender.sends else None
        unit["issues"] = unit["issues"] if tells_issues else None
        unit["solved"] = unit["solved"] if tells_issues and sender.status_known else None
    (month,) = tally(["month"], lambda rows: np.zeros(len(rows), dtype=np.int64)).values()
    return {"month": month, "districts": by_area("district"), "zones": by_area("zone"), "units": of_units}


def shared_phones(plan: Plan) -> dict[str, int]:
    """How many phones stand on the sheets of several families, and on how many families'."""
    phones = plan.households["phone_id"] * 2 + plan.households["has_landline"]
    _, times = np.unique(phones[plan.households["phone_id"] >= 0], return_counts=True)
    return {"phones": int((times > 1).sum()), "households": int(times[times > 1].sum())}
