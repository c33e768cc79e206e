"""What does an inbox look like in the middle of the campaign, when every person in it is invented?

At scale 1 the sheets of March 2017 hold exactly the published totals; `manifest.json` says what
a correct load finds in them and what was put wrong on purpose. The sample reads nothing with the
project's own readers and forms: its headings and its layouts are its own.

One more paper is a `Paper` (its name and its headings), a function that yields its files from records, and its
place in `PAPERS` below or in `city.PAPERS`.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from campaign.places.areas import AREAS
from etl.sample.city import calls, card_numbers, city_papers
from etl.sample.flaws import BAD_ISSUES, BAD_VISITS
from etl.sample.habits import Habit, habits
from etl.sample.issues import cadre_lists, followups, issue_ledgers
from etl.sample.objects import Visited, enterprise_ledgers, enterprises, notable_ledgers, notables
from etl.sample.office import Injection, Office, cadre_names, texts_of
from etl.sample.paper import Sent
from etl.sample.plan import MARCH_DAYS, Plan, figures, make_plan, scaled, shared_phones
from etl.sample.villages import LEVEL, profile, village_summaries, village_surveys
from etl.sample.visits import household_forms, visit_ledgers

MANIFEST = "manifest.json"
PAPERS: tuple[Callable[[Office], Iterator[Sent]], ...] = (
    visit_ledgers,
    household_forms,
    enterprise_ledgers,
    notable_ledgers,
    issue_ledgers,
    cadre_lists,
    followups,
    village_summaries,
    village_surveys,
)
"""What an office may send, in the order of its folder."""
BAD_ROWS, REPEATED_ROWS = 800, 1_000
"""At scale 1; never fewer than one of each kind."""
WRONG_TOTALS, DISAGREEING_SUMMARIES = 12, 10
ALONE_BELOW = 0.05
"""A smaller inbox is written faster by one process than two can be started."""


def write(out: Path, scale: float = 1.0, seed: int = 1, progress: Callable[[int, int], None] | None = None) -> dict:
    """Writes the demonstration inbox to `out` and returns its manifest, also written there.

    The same scale and seed give the same bytes. `progress` gets units done and units in all.
    """
    plan, ways, _ = _prepared(scale, seed)
    many = len(plan.senders)
    by_size = np.argsort(-np.bincount(plan.visits["sender"], minlength=many), kind="stable").tolist()
    written: dict[int, list[Sent]] = {}
    for done, (i, sent) in enumerate(_written(out, scale, seed, by_size), 1):
        written[i] = sent
        if progress:
            progress(done, many + 1)
    every = [sent for i in range(many) for sent in written[i]]
    every += [_put(out, sent) for sent in city_papers(plan, ways)]
    if progress:
        progress(many + 1, many + 1)
    manifest = _manifest(plan, ways, every)
    (out / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return manifest


@lru_cache(maxsize=2)
def _prepared(scale: float, seed: int) -> tuple[Plan, tuple[Habit, ...], tuple[Injection, ...]]:
    plan = make_plan(scale, seed)
    ways = habits(plan)
    return plan, ways, _injections(plan, ways)


def _written(out: Path, scale: float, seed: int, order: list[int]) -> Iterator[tuple[int, list[Sent]]]:
    """Each sender's files put in place, the biggest senders first."""
    jobs = [(out, scale, seed, i) for i in order]
    if scale < ALONE_BELOW:
        yield from map(_write_sender, jobs)
        return
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        yield from pool.map(_write_sender, jobs)


def _write_sender(job: tuple[Path, float, int, int]) -> tuple[int, list[Sent]]:
    out, scale, seed, i = job
    return i, [_put(out, sent) for sent in papers(office(scale, seed, i))]


def papers(office: Office) -> Iterator[Sent]:
    """Every file that this office sends."""
    if office.sender.sends:
        for paper in PAPERS:
            yield from paper(office)


def office(scale: float, seed: int, i: int) -> Office:
    """The desk of sender `i` of the plan."""
    plan, ways, injections = _prepared(scale, seed)
    visits, issues = (
        rows.take(slice(*rows["sender"].searchsorted([i, i + 1]).tolist())) for rows in (plan.visits, plan.issues)
    )
    sender, texts = plan.senders[i], texts_of(plan, issues)
    return Office(plan, i, sender, ways[i], injections[i], visits, issues, texts, cadre_names(i, sender.cadres))


def _injections(plan: Plan, ways: tuple[Habit, ...]) -> tuple[Injection, ...]:
    """What is put wrong in whose papers: dealt round the offices that keep plain ledgers."""
    dealt = [i for i, habit in enumerate(ways) if habit.is_injected]
    agencies = [i for i in dealt if plan.senders[i].unit.level == LEVEL]
    ledgers = [i for i in dealt if plan.senders[i].issue_form == "ledger"]
    bad_visits, bad_issues = defaultdict(list), defaultdict(list)
    many = max(2 * len(BAD_VISITS), scaled(BAD_ROWS, plan.scale))
    for turn in range(many):
        flaw = BAD_VISITS[turn % len(BAD_VISITS)]
        among = agencies if flaw == "ambiguous-place" else dealt
        bad_visits[among[turn // len(BAD_VISITS) % len(among)]].append(flaw)
    for turn in range(max(4, many // 5)):
        bad_issues[ledgers[turn // 2 % len(ledgers)]].append(BAD_ISSUES[turn % 2])
    repeats = Counter(dealt[turn % len(dealt)] for turn in range(max(8, scaled(REPEATED_ROWS, plan.scale))))
    return tuple(
        Injection(
            tuple(bad_visits[i]),
            tuple(bad_issues[i]),
            repeats[i],
            sends_file_twice=i in agencies[:3],
            sends_ledger_again=i in agencies[3:5],
            wrong_totals=2 if i in agencies[: WRONG_TOTALS // 2] else 0,
            disagreeing_summaries=2 if i in agencies[WRONG_TOTALS // 2 :][: DISAGREEING_SUMMARIES // 2] else 0,
        )
        for i in range(len(plan.senders))
    )


def _put(out: Path, sent: Sent) -> Sent:
    """Writes the file with its time of arrival; returns what the manifest needs of it."""
    path = out / sent.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sent.content)
    os.utime(path, (sent.arrived.timestamp(), sent.arrived.timestamp()))
    return replace(sent, content=b"", row_of={})


def _manifest(plan: Plan, ways: tuple[Habit, ...], every: list[Sent]) -> dict:
    rows: Counter[str] = Counter()
    for sent in every:
        rows[sent.form] += sent.rows
    villages = {v for s in plan.senders if s.sends and s.unit.level == LEVEL for v in s.villages}
    in_march = plan.issues["day"] <= MARCH_DAYS
    called = list(calls(plan))
    return {
        "scale": plan.scale,
        "seed": plan.seed,
        **figures(plan),
        "files": len(every),
        "rows": dict(rows),
        "rejected": [each for sent in every for each in sent.rejected],
        "merged": [each for sent in every for each in sent.merged],
        "disagrees": [each for sent in every for each in sent.disagrees],
        "late": [sent.path for sent in every if sent.is_late],
        "silent": [s.unit.unit_name for s in plan.senders if not s.sends],
        "villages": {
            AREAS[v].village_id: {"household_total": figures_of["总户数"], "population": figures_of["总人口"]}
            for v in sorted(villages)
            for figures_of in (profile(plan, v),)
        },
        "cards": {name: cards for name, (cards, _) in card_numbers(plan).items()},
        "calls": {
            "answered": sum(is_answered for *_, is_answered, _ in called),
            "visited": sum(is_answered and is_visited for *_, is_answered, is_visited in called),
        },
        "weekly_basis": {
            s.unit.unit_name: "累计" if way.reports_cumulative else "当周"
            for s, way in zip(plan.senders, ways, strict=True)
            if s.sends
        },
        "enterprises": _counted(enterprises(plan)),
        "notables": _counted(notables(plan)),
        "shared_phones": shared_phones(plan),
        "raised_by_committees": int((plan.issues["is_committee"] & in_march).sum()),
    }


def _counted(visited: Sequence[Visited]) -> dict[str, int]:
    """How many were visited in March, what they raised, and how much of it is solved by its end."""
    march = [one for one in visited if one.day <= MARCH_DAYS]
    return {
        "visited": len(march),
        "raised": sum(one.raised for one in march),
        "solved": sum(one.solved_day > 0 for one in march),
    }
