"""Does the measuring of what a page asks compare the same numbers, and is every one of them in the SQL by hand?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campaign.numbers.question import Question
from campaign.numbers.snapshot import Snapshot, open_current
from tests import bench_asking as bench


@pytest.fixture(scope="module")
def shelf(small_month: Path) -> Path:
    return small_month / "shelf"


@pytest.fixture(scope="module")
def month(shelf: Path) -> Iterator[Snapshot]:
    with open_current(shelf) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def overview(shelf: Path) -> bench.OfPage:
    return bench.asked_by("overview", shelf)


def test_总览的每个数在手写的SQL里都有_数也相同_各边都量(
    shelf: Path, month: Snapshot, overview: bench.OfPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers, shares = bench.numbers_of(month, overview)
    assert len(numbers) > 1000 and len(shares) > 20
    monkeypatch.setattr(bench, "ROUNDS", 2)
    ours, by_hand = bench.against_hand(month, overview, shelf / month.id)
    assert len(ours) == len(by_hand) == 2 and min(*ours, *by_hand) > 0


def test_多问一个手写的SQL里没有的数_就不量(shelf: Path, month: Snapshot, overview: bench.OfPage) -> None:
    more = bench.OfPage([*overview.batches, [Question(("told",))]])
    with pytest.raises(ValueError, match="told"):
        bench.against_hand(month, more, shelf / month.id)


def test_手写的数差一个_率差一点_都说得出来() -> None:
    place, part, whole = (("x", "", ()), ("solved", "", ()), ("issues", "", ()))
    numbers = {place: 0.5, part: 1, whole: 2}
    same = {part: 1, whole: 2}
    assert bench.missing(numbers, {place: (part, whole, 1)}, same) == []
    assert len(bench.missing(numbers, {place: (part, whole, 1)}, same | {whole: 3})) == 2
    assert len(bench.missing(numbers, {place: (part, whole, 1)}, {})) == 3


def test_累计的数_没有行的日子是前一天的(month: Snapshot) -> None:
    one = bench.ByHand("", running=(date(2017, 3, 1), date(2017, 3, 2), date(2017, 3, 3)))
    rows = [{"day": date(2017, 3, 2), "visits…": 5}]
    assert list(bench.carried_on(one, rows)) == [{}, {"visits 2017-03-02": 5}, {"visits 2017-03-03": 5}]


def test_各页问到的都单独写成SQL_读原表_不读合并过的表(shelf: Path, month: Snapshot) -> None:
    page = bench.asked_by("places", shelf)
    alone = bench.each_alone(month, page)
    needs = {sql for sql in alone if "issues" in sql or "visits" in sql}
    assert needs and not any("_by_" in sql.split("FROM")[-1] for sql in needs)
    with bench.plain(shelf / month.id) as con:
        bench.fetched(con, alone)
    again = replace(page, batches=page.batches * 2)
    assert bench.each_alone(month, again) == alone


def test_每一轮各边都跑_第一轮不算() -> None:
    ran: list[str] = []
    used = bench.in_turn([lambda: ran.append("a"), lambda: ran.append("b")], 3)
    assert ran == ["a", "b"] * 4 and [len(side) for side in used] == [3, 3]


@pytest.mark.parametrize(("of", "verdict"), [((2.0, 9.0, 1.0), "  reached"), ((2.1, 2.1, 2.1), "NOT reached")])
def test_取中位数相除_达到目标才写reached(of: tuple[float, ...], verdict: str) -> None:
    assert verdict in bench.line("x", of, (1.0, 1.0, 1.0), 2)
