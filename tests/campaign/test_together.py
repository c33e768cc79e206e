"""Do questions that are asked together have the answers that each has alone, in few statements?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from campaign import schema
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.kinds import Duration, Ratio
from campaign.numbers.metrics import METRICS
from campaign.numbers.question import Answer, Question
from campaign.numbers.questions import splits
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.store import Embedded
from tests.tiny import tiny

TIMES = (
    {},
    {"as_of": date(2017, 3, 19)},
    {"period": "2017-03"},
    {"period": "2017-04", "as_of": date(2017, 4, 5)},
    {"period": "2017-W12"},
)
PLACES = ((), (("district", ("武进区",)),), (("level", ("市级机关",)),), (("zone", ("天宁区", "经开区")),))


@pytest.fixture(scope="module")
def month(small_month: Path) -> Iterator[Snapshot]:
    with open_current(small_month / "shelf") as snapshot:
        yield snapshot


def questions(seed: int, many: int) -> list[Question]:
    """Questions as pages and analysts put them: any numbers, any split that one of them has, any time and place."""
    chance = random.Random(seed)
    asked = []
    for _ in range(many):
        first = chance.choice(METRICS)
        others = [m.id for m in chance.sample(METRICS, chance.choice((0, 0, 1, 3)))]
        by = tuple(d.id for d in chance.sample(splits(first), min(len(splits(first)), chance.choice((0, 1, 1, 2)))))
        asked.append(Question((first.id, *others), by, chance.choice(PLACES), **chance.choice(TIMES)))
    return asked


def assert_same(together: Answer, alone: Answer) -> None:
    assert together.refused == alone.refused
    pd.testing.assert_frame_equal(together.frame, alone.frame)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8))])
def test_一起问的_各自的答案和单独问一样_合并过的表和原表一样(month: Snapshot, seed: int) -> None:
    asked, unfolded = questions(seed, 60), replace(month, store=replace(month.store, folded=()))
    answers = month.answers(asked)
    assert sum(not answer.refused for answer in answers) > 20
    for question, answer in zip(asked, answers, strict=True):
        assert_same(answer, unfolded.answers([question])[0])


def as_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    rows = frame.astype(object).to_dict("records")
    return [
        {n: None if pd.isna(c) else c.date() if isinstance(c, pd.Timestamp) else c for n, c in row.items()}
        for row in rows
    ]


@pytest.mark.parametrize("seed", [11, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(12, 16))])
def test_逐行给出的和表里的一样_次序也一样(month: Snapshot, seed: int) -> None:
    of_all = [Question((m.id,), where=place, **time) for m in METRICS for place in PLACES[:2] for time in TIMES[:3]]
    answers = month.answers([*random.Random(seed).sample(of_all, 60), *questions(seed, 60)])
    assert sum(len(answer.rows) for answer in answers) > 500
    for answer in answers:
        assert list(answer.rows) == as_rows(answer.frame)


class Statements(list[str]):
    """The statements that a snapshot is asked."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        fetch = Embedded.fetch

        def noted(store: Embedded, sql: str, *others: object, **more: object) -> object:
            self.append(sql)
            return fetch(store, sql, *others, **more)  # type: ignore[arg-type]

        patched.setattr(Embedded, "fetch", noted)


def test_相同的只问一次_同一张表同样分组的是一条语句(month: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = Statements(monkeypatch)
    city, may = Question(("issues", "solved")), Question(("issues",), as_of=date(2017, 3, 19))
    month.answers([city, city, may, replace(city, period="2017-03"), replace(city, where=PLACES[1])])
    assert len(statements) == 1
    month.answers([Question(("issues",), by) for by in ((), ("district",), ("district",), ("category",))])
    assert len(statements) == 1 + 3


def test_各周末的数是一条语句_和逐日问的一样(month: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    days = tuple(date(2017, 3, day) for day in (5, 12, 19, 26))
    numbers = tuple(m.id for m in METRICS if m.table in ("visits", "issues") and not isinstance(m, Duration | Ratio))
    numbers += ("coverage", "village_households")
    for by in ((), ("district",)):
        alone = [month.answers([Question(numbers, by, as_of=day)])[0].frame.assign(state_on=day) for day in days]
        statements = Statements(monkeypatch)
        (answer,) = month.answers([Question(numbers, by, each_day=days)])
        assert len({sql for sql in statements if '"issues' in sql}) <= 3  # by their own days: solved, answered
        expected = pd.concat(alone, ignore_index=True)[answer.frame.columns]
        got = answer.frame.assign(state_on=answer.frame["state_on"].dt.date)
        key = ["state_on", *by]
        pd.testing.assert_frame_equal(
            got.sort_values(key, ignore_index=True), expected.sort_values(key, ignore_index=True), check_dtype=False
        )


def test_各周末的数_到某日为止的时段也一样_还没有到的日子不能问(month: Snapshot) -> None:
    days = (date(2017, 3, 12), date(2017, 3, 19))
    (answer,) = month.answers([Question(("issues", "solved", "households"), period="2017-03", each_day=days)])
    for day, row in zip(days, answer.frame.itertuples(), strict=True):
        alone = month.ask(("issues", "solved", "households"), period="2017-03", as_of=day).iloc[0]
        assert (row.issues, row.solved, row.households) == tuple(alone)
    for wrong in ((date(2017, 4, 30),), (date(2017, 4, 2),)):
        with pytest.raises(ValueError, match="days of a state"):
            month.answers([Question(("issues",), period="2017-03", each_day=wrong)])


def test_时长不能一次问几个日子_别的数照答(month: Snapshot) -> None:
    days = (date(2017, 3, 12), date(2017, 3, 19))
    (answer,) = month.answers([Question(("solve_median", "issues"), each_day=days)])
    assert list(answer.refused) == ["solve_median"] and [row["issues"] > 0 for row in answer.rows] == [True, True]


def test_不能答的只耽误自己(month: Snapshot) -> None:
    good, bad = Question(("issues",), ("category",)), Question(("households", "issues"), ("category",))
    answers = month.answers([good, bad, good])
    assert [list(answer.refused) for answer in answers] == [[], ["households"], []]
    assert answers[1].frame["issues"].sum() == answers[0].frame["issues"].sum() > 0
    with pytest.raises(CannotAnswer, match="不能按“类别”"):
        month.ask(("issues", "households"), by="category")


def test_没有要问的数_是没有数_不耽误别的(month: Snapshot) -> None:
    nothing, issues = month.answers([Question((), ("category",)), Question(("issues",))])
    assert nothing.rows == () and list(nothing.frame) == ["category"] and issues.first["issues"]
    with pytest.raises(CannotAnswer, match="没有指明要看哪个指标"):
        month.ask(())


def test_早先的快照缺一栏_只有用到它的数说不出(tmp_path: Path) -> None:
    tiny(tmp_path, issues="raised_date | status\n2017-03-02 | 待解决").close()
    (file,) = (tmp_path / "shelf").glob("*/campaign.duckdb")
    with duckdb.connect(str(file)) as con:
        con.execute("ALTER TABLE issues DROP COLUMN answered_date")
    with open_current(tmp_path / "shelf") as older:
        pending, answered = older.answers([Question(("pending", "issues")), Question(("answered",))])
    assert pending.first == {"pending": 1, "issues": 1} and not pending.refused
    assert list(answered.refused) == ["answered"] and "早先的程序" in answered.refused["answered"]
    assert answered.first == {}


def test_合并过的表_行数之和就是原表行数(month: Snapshot) -> None:
    assert {fold.name for fold in month.store.folded} == set(schema.FOLDED)
    for fold in month.store.folded:
        folded = month.store.fetch(
            f"SELECT sum(rows) AS n, count(*) AS kept FROM shelf.main.{fold.name}", {}, is_short=True
        ).to_pylist()[0]
        assert folded["n"] == month.count_rows(fold.of) and 0 < folded["kept"] <= folded["n"]
        assert not [column.name for column in fold.columns if column.personal]
