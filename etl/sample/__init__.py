"""What does an inbox look like in the middle of the campaign, when every person in it is invented?

At scale 1 the sheets of March 2017 hold exactly the published totals; `manifest.json` says what
a correct load finds in them and what was put wrong on purpose.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path

from campaign.areas import AREAS
from etl.sample.city import card_numbers, city_papers
from etl.sample.desk import Injection, Office, Paper, cadre_names, texts_of
from etl.sample.flaws import BAD_ISSUES, BAD_VISITS
from etl.sample.further_papers import profile
from etl.sample.habits import Habit, habits
from etl.sample.offices import papers
from etl.sample.plan import Plan, figures, make_plan, scaled

MANIFEST = "manifest.json"
BAD_ROWS, REPEATED_ROWS = 800, 1_000
"""At scale 1; never fewer than one of each kind."""
WRONG_TOTALS, DISAGREEING_SUMMARIES, DISAGREEING_WEEKS = 12, 10, 8
ALONE_BELOW = 0.05
"""A smaller inbox is written faster by one process than two can be started."""


def write(out: Path, scale: float = 1.0, seed: int = 1, progress: Callable[[int, int], None] | None = None) -> dict:
    """Writes the demonstration inbox to `out` and returns its manifest, also written there.

    The same scale and seed give the same bytes. `progress` is told units done and units in all.
    """
    plan, ways, _ = _prepared(scale, seed)
    senders = range(len(plan.senders))
    by_size = sorted(senders, key=lambda i: -_size(plan, i))
    found: dict[int, list[dict]] = {}
    for done, (i, summaries) in enumerate(_written(out, scale, seed, by_size), 1):
        found[i] = summaries
        if progress:
            progress(done, len(plan.senders) + 1)
    summaries = [summary for i in senders for summary in found[i]]
    summaries += [_put(out, paper) for paper in city_papers(plan, ways, DISAGREEING_WEEKS)]
    if progress:
        progress(len(plan.senders) + 1, len(plan.senders) + 1)
    manifest = _manifest(plan, ways, summaries)
    (out / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return manifest


@lru_cache(maxsize=2)
def _prepared(scale: float, seed: int) -> tuple[Plan, tuple[Habit, ...], tuple[Injection, ...]]:
    plan = make_plan(scale, seed)
    ways = habits(plan)
    return plan, ways, _injections(plan, ways)


def _size(plan: Plan, i: int) -> int:
    by = plan.visits["sender"]
    return int(by.searchsorted(i, side="right") - by.searchsorted(i))


def _written(out: Path, scale: float, seed: int, order: list[int]) -> Iterator[tuple[int, list[dict]]]:
    """Each sender's files put in place, the biggest senders first."""
    jobs = [(out, scale, seed, i) for i in order]
    if scale < ALONE_BELOW:
        yield from map(_write_sender, jobs)
        return
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        yield from pool.map(_write_sender, jobs)


def _write_sender(job: tuple[Path, float, int, int]) -> tuple[int, list[dict]]:
    out, scale, seed, i = job
    return i, [_put(out, paper) for paper in papers(office(scale, seed, i))]


def office(scale: float, seed: int, i: int) -> Office:
    """The desk of sender `i` of the plan."""
    plan, ways, injections = _prepared(scale, seed)
    visits, issues = plan.visits, plan.issues
    mine = slice(visits["sender"].searchsorted(i), visits["sender"].searchsorted(i, side="right"))
    ours = slice(issues["sender"].searchsorted(i), issues["sender"].searchsorted(i, side="right"))
    names = cadre_names(i, plan.senders[i].cadres)
    own = issues.take(ours)
    return Office(plan, i, plan.senders[i], ways[i], injections[i], visits.take(mine), own, texts_of(plan, own), names)


def _injections(plan: Plan, ways: tuple[Habit, ...]) -> tuple[Injection, ...]:
    """What is put wrong in whose papers: dealt round the offices that keep plain ledgers."""
    dealt = [i for i, habit in enumerate(ways) if habit.is_injected]
    agencies = [i for i in dealt if plan.senders[i].unit.level == "市级机关"]
    bad_visits: dict[int, list[str]] = {i: [] for i in dealt}
    bad_issues: dict[int, list[str]] = {i: [] for i in dealt}
    repeats: Counter[int] = Counter()
    many = max(2 * len(BAD_VISITS), scaled(BAD_ROWS, plan.scale))
    for turn in range(many):
        flaw = BAD_VISITS[turn % len(BAD_VISITS)]
        among = agencies if flaw == "ambiguous-place" else dealt
        bad_visits[among[turn // len(BAD_VISITS) % len(among)]].append(flaw)
    ledgers = [i for i in dealt if plan.senders[i].issue_form == "ledger"]
    for turn in range(max(4, many // 5)):
        bad_issues[ledgers[turn // 2 % len(ledgers)]].append(BAD_ISSUES[turn % 2])
    for turn in range(max(8, scaled(REPEATED_ROWS, plan.scale))):
        repeats[dealt[turn % len(dealt)]] += 1
    return tuple(
        Injection(
            tuple(bad_visits.get(i, ())),
            tuple(bad_issues.get(i, ())),
            repeats[i],
            sends_file_twice=i in agencies[:3],
            sends_ledger_again=i in agencies[3:5],
            wrong_totals=2 if i in agencies[: WRONG_TOTALS // 2] else 0,
            disagreeing_summaries=2 if i in agencies[WRONG_TOTALS // 2 :][: DISAGREEING_SUMMARIES // 2] else 0,
        )
        for i in range(len(plan.senders))
    )


def _put(out: Path, paper: Paper) -> dict:
    """Writes the file with its time of arrival; what the manifest needs of it."""
    path = out / paper.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(paper.content)
    os.utime(path, (paper.arrived.timestamp(), paper.arrived.timestamp()))
    return {
        "path": paper.path,
        "form": paper.form,
        "rows": paper.rows,
        "rejected": paper.rejected,
        "merged": paper.merged,
        "disagrees": paper.disagrees,
        "late": paper.is_late,
    }


def _manifest(plan: Plan, ways: tuple[Habit, ...], summaries: list[dict]) -> dict:
    rows: Counter[str] = Counter()
    for summary in summaries:
        rows[summary["form"]] += summary["rows"]

    def gathered(key: str) -> list[dict]:
        return _flat(summary[key] for summary in summaries)

    return {
        "scale": plan.scale,
        "seed": plan.seed,
        **figures(plan),
        "files": len(summaries),
        "rows": dict(rows),
        "rejected": gathered("rejected"),
        "merged": gathered("merged"),
        "disagrees": gathered("disagrees"),
        "late": [summary["path"] for summary in summaries if summary["late"]],
        "silent": [s.unit.name for s in plan.senders if not s.sends],
        "villages": {
            AREAS[v].village_id: {"household_total": of_village.households, "population": of_village.population}
            for s in plan.senders
            if s.sends and s.unit.level == "市级机关"
            for v in s.villages
            for of_village in (profile(plan, v),)
        },
        "cards": {name: cards for name, (cards, _) in card_numbers(plan).items()},
        "weekly_basis": {
            s.unit.name: "累计" if way.reports_cumulative else "当周"
            for s, way in zip(plan.senders, ways, strict=True)
            if s.sends
        },
    }


def _flat(lists: Iterable[list[dict]]) -> list[dict]:
    return [each for some in lists for each in some]
