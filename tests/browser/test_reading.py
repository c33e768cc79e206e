"""Is every number on a page the number that `ask` gives under the same filters, read back from what a visitor sees?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
from playwright.sync_api import Page

from campaign.numbers.dimensions import DIMENSIONS, CannotAnswer
from campaign.numbers.metrics import METRICS
from campaign.numbers.questions import BOUND
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import EMPTY, UNFILLED, format_headline, format_value
from campaign.office import rules
from campaign.places.units import stored_name
from tests.browsing import ROOT, cards, go, grids, ruled

pytestmark = pytest.mark.browser

METRIC_OF = {m.label: m for m in METRICS}
HEADED = {m.label if m.unit == "%" else f"{m.label}（{m.unit}）": m for m in METRICS}
DIMENSION_OF = {d.label: d.id for d in DIMENSIONS}


@dataclass(frozen=True)
class Asked:
    """Filters as an address says them, and the same as `ask` takes them."""

    said: str
    address: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, object] = field(default_factory=dict)
    period: str | None = None
    as_of: date | None = None


EVERYTHING = Asked("everything")
MARCH = Asked("March", {"month": "2017年3月"}, period="2017-03")
WITHOUT_ZONE = Asked("武进区不含经开区", {"areas": "不含经开区", "area": "武进区"}, {"zone": "武进区"})
UNIT = Asked("a unit", {"unit": "金坛开发区"}, {"unit": "金坛开发区"})
CATEGORY = Asked(
    "a category in March", {"month": "2017年3月", "category": "房屋土地"}, {"category": "房屋土地"}, "2017-03"
)
DAY = Asked("up to a day", {"as_of": "2017-03-20"}, as_of=date(2017, 3, 20))
WORDS = Asked("words in an issue", {"text": "路灯"}, {"text": "路灯"})
COMBINATIONS = (EVERYTHING, MARCH, WITHOUT_ZONE, UNIT, CATEGORY, DAY, WORDS)
WITH_CARDS = ("overview", "visits", "issues", "timeliness", "places")
READ = [
    *((name, EVERYTHING) for name in WITH_CARDS),
    *(("issues", one) for one in COMBINATIONS[1:]),
    *(("overview", one) for one in (MARCH, WITHOUT_ZONE, CATEGORY)),
    *(("places", one) for one in (WITHOUT_ZONE, WORDS)),
    *(("timeliness", one) for one in (DAY, UNIT)),
    ("visits", DAY),
]  # fmt: skip
"""Page and filters: each combination at least once where all its numbers are, none on a page that leaves it out."""
QUICK = (
    ("overview", EVERYTHING),
    ("overview", MARCH),
    ("places", WITHOUT_ZONE),
    ("timeliness", UNIT),
    ("issues", CATEGORY),
    ("visits", DAY),
    ("issues", WORDS),
)
"""Each combination once, and each page."""
OTHERWISE = {("visits", "progress"): {"level": "市级机关"}}
"""A number that a page tells of fewer rows, and says so: the progress is of the agencies."""


@pytest.fixture(scope="module")
def snapshot(small_month: Path) -> Iterator[Snapshot]:
    with open_current(small_month / "shelf") as found:
        yield found


@pytest.fixture
def address(demonstration: str) -> str:
    return demonstration


def told(
    snapshot: Snapshot, asked: Asked, metric_id: str, by: tuple[str, ...] = (), **where: object
) -> pd.DataFrame | None:
    """What `ask` answers; None when it refuses."""
    conditions = {**asked.where, **where}
    try:
        return snapshot.ask([metric_id], by, period=asked.period, as_of=asked.as_of, where=conditions or None)
    except CannotAnswer:
        return None


def one(found: pd.DataFrame | None, metric_id: str) -> float | None:
    if found is None or not len(found) or pd.isna(found[metric_id].iloc[0]):
        return None
    return found[metric_id].iloc[0].item()


@pytest.mark.parametrize(
    ("name", "asked"),
    [pytest.param(*read, marks=() if read in QUICK else pytest.mark.slow) for read in READ],
    ids=lambda one: one if isinstance(one, str) else one.said,
)
def test_every_card_and_every_row_in_sight_is_what_ask_gives(
    address: str, page: Page, snapshot: Snapshot, name: str, asked: Asked
) -> None:
    go(page, f"{address}/{name}?{urlencode(asked.address)}")
    found = [card for card in cards(page) if card.label in METRIC_OF]
    assert found
    for card in found:
        metric = METRIC_OF[card.label]
        number = one(told(snapshot, asked, metric.id, **OTHERWISE.get((name, metric.id), {})), metric.id)
        assert card.value == format_headline(metric.id, number), card.label
        assert number is not None or (card.value == EMPTY and card.note), "what cannot be told has a reason"
    for table in grids(page):
        _compare(snapshot, asked, table, _rows_of_agencies(name, asked))


def _rows_of_agencies(name: str, asked: Asked) -> Mapping[str, object]:
    """走访进度 lists the agencies alone where their progress is known."""
    is_all = name == "visits" and not asked.period and not {"zone", "district", "level"} & set(asked.where)
    return {"level": "市级机关"} if is_all else {}


def _compare(snapshot: Snapshot, asked: Asked, table: list[list[str]], where: Mapping[str, object]) -> None:
    """Every number of a drawn table that is split by a dimension with the answer for its row; lists of rows are left out."""
    heading, *rows = table
    if heading[0] not in DIMENSION_OF or not rows:
        return
    by = DIMENSION_OF[heading[0]]
    for at, head in enumerate(heading):
        metric = HEADED.get(head)
        if metric is None:
            continue
        whole = told(snapshot, asked, metric.id, **where)
        parts = told(snapshot, asked, metric.id, (by,), **where)
        assert parts is not None
        for row in rows:
            if row[0] == "合计":
                answer = whole
            elif row[0] == UNFILLED:
                answer = parts[parts[by].isna()]
            else:
                answer = parts[parts[by].astype(str) == stored_name(row[0])]
            assert row[at].replace(",", "") in _written(metric.id, answer), (row[0], head)


def _written(metric_id: str, answer: pd.DataFrame | None) -> tuple[str, ...]:
    """How a cell may be written: as everywhere, or without its sign of per cent; blank or with a dash when there is none."""
    number = one(answer, metric_id)
    if number is None or answer is None:
        return ("", EMPTY)
    bound = answer[metric_id + BOUND].iloc[0] if metric_id + BOUND in answer else None
    said = format_value(metric_id, number, None if pd.isna(bound) else bound)
    short = said.replace(",", "").strip("<>%")
    return (said, short, short.removesuffix(".0")) if number != inf else (said,)


@pytest.mark.parametrize("asked", [pytest.param(EVERYTHING, marks=pytest.mark.slow), MARCH], ids=lambda one: one.said)
def test_the_table_by_category_is_附件5_s_and_ask_s(address: str, page: Page, snapshot: Snapshot, asked: Asked) -> None:
    go(page, f"{address}/categories?{urlencode(asked.address)}")
    tables = [rows for rows in ruled(page).values() if rows[0][0] == "板块"]
    assert len(tables) == 1
    # A row of the form ends with its numbers; what stands before them are the block, in its first row, and the category.
    block, seen = "", 0
    for row in tables[0][2:]:
        *names, solved, pending, issues, _, _, _, _ = row
        if len(names) == 2:
            block = names[0]
        if names[-1] not in {"医疗卫生", "房屋土地"} or block not in ("困难需求", "意见建议"):
            continue
        where = {"block": block, "category": names[-1]}
        for said, metric_id in ((solved, "solved"), (pending, "pending"), (issues, "issues")):
            answer = told(snapshot, asked, metric_id, **where)
            assert said.replace(",", "") in _written(metric_id, answer), (where, metric_id)
            seen += 1
    assert seen == 12


def test_the_ranking_s_counts_are_ask_s(address: str, page: Page, snapshot: Snapshot) -> None:
    go(page, f"{address}/ranking?peers=镇街")
    heading, *rows = next(rows for caption, rows in ruled(page).items() if caption.startswith("镇街"))
    assert heading[3] == "已解决/收集问题（件）"
    where = {"status": list(rules.STATUSES)}  # an issue whose outcome nobody wrote judges nobody
    solved = snapshot.ask(["solved", "issues"], ["handler"], where=where).set_index("handler")
    assert len(rows) > 10
    for unit, _, _, counts, *_ in rows:
        part, whole = (int(one.replace(",", "")) for one in counts.split("/"))
        assert (part, whole) == tuple(solved.loc[stored_name(unit), ["solved", "issues"]].astype(int)), unit


@pytest.mark.parametrize("asked", [pytest.param(MARCH, marks=pytest.mark.slow), WITHOUT_ZONE], ids=lambda one: one.said)
def test_the_command_line_gives_the_same(small_month: Path, address: str, page: Page, asked: Asked) -> None:
    go(page, f"{address}/?{urlencode(asked.address)}")
    found = {METRIC_OF[card.label].id: card.value for card in cards(page) if card.label in METRIC_OF}
    command = [
        sys.executable,
        "-m",
        "campaign",
        "ask",
        *found,
        "--shelf",
        str(small_month / "shelf"),
        "--format",
        "json",
    ]
    command += ["--period", asked.period] if asked.period else []
    command += ["--where", *(f"{name}={value}" for name, value in asked.where.items())] if asked.where else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    (row,) = json.loads(done.stdout)
    assert {name: format_headline(name, row[name]) for name in found} == found
