"""Is a question compiled once for all its days and values, and is each value only ever a value?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from campaign.numbers.kinds import Span
from campaign.numbers.prepared import compiled, prepared
from campaign.numbers.questions import Wanted, together
from campaign.numbers.snapshot import Snapshot
from tests.tiny import tiny


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    result = tiny(
        tmp_path_factory.mktemp("prepared"),
        issues="""
            issue_id | raised_date | unit_name | status | solved_date | issue_text     | supervision_group | is_responded_date_written
            1        | 2017-03-05  | 市民政局  | 已解决 | 2017-03-20  | 路灯 不亮      | 1                 | true
            2        | 2017-03-06  | 市民政局  | 待解决 |             | 路灯亮，路不平 | 1                 | false
            3        | 2017-03-15  | 市建设局  | 已解决 | 2017-03-16  | 停车难         | 2                 | true
        """,
    )
    yield result
    result.close()


def test_另一个日子_另一个单位的问题_不再编译一次(shown: Snapshot) -> None:
    shown.ask(("issues", "solved"), by="unit", where={"unit": "市民政局"}, as_of=date(2017, 3, 20))
    before = compiled.cache_info().misses
    answer = shown.ask(("issues", "solved"), by="unit", where={"unit": "市建设局"}, as_of=date(2017, 3, 15))
    assert answer.to_numpy().tolist() == [["市建设局", 1, 0]]
    assert compiled.cache_info().misses == before


def test_除了要找的字_没有一个值写在SQL里(shown: Snapshot) -> None:
    where = (("group", (7,)), ("unit", ("市'民政局", None)), ("week", (date(2017, 3, 6),)))
    of = ("issues", (), False, (Wanted(("issues",)),))
    sql, values = prepared(together, of, [(where, Span(date(2017, 4, 12), date(2017, 3, 1)))])
    assert set(values.values()) == {
        7,
        "市'民政局",
        date(2017, 3, 6),
        date(2017, 4, 12),
        date(2017, 3, 1),
    }
    assert not any(text in sql for text in ("民政", "2017", "1001", "‹", "900000"))


@pytest.mark.parametrize(
    "unit", ["市'民政局", "‹0›", "$p0", "'; DROP TABLE issues; --", "MAKE_DATE(1001, 1, 1)", "900000001"]
)
def test_值里有引号_像参数_像空格子_也只是一个值(shown: Snapshot, unit: str) -> None:
    assert shown.count_rows("issues", where={"unit": unit}) == 0
    assert shown.count_rows("issues", where={"unit": [unit, "市民政局"]}) == 2


@pytest.mark.parametrize("many", [300, 400, 2000])
def test_一次筛多少个值_日子都还是日子(shown: Snapshot, many: int) -> None:
    units = ["市建设局", *(f"没有的{n}" for n in range(many))]
    assert shown.ask("issues", where={"unit": units}, as_of=date(2017, 3, 31))["issues"].tolist() == [1]
    assert shown.count_rows("issues", where={"unit": units}, as_of=date(2017, 3, 14)) == 0


@pytest.mark.parametrize("text", ["‹0›", "‹٣›", "900000001", "$p0"])
def test_要找的字像空格子_也只是要找的字(shown: Snapshot, text: str) -> None:
    assert shown.count_rows("issues", where={"text": text, "unit": "市民政局"}) == 0


def test_未填_几个值_是否_照样分得开(shown: Snapshot) -> None:
    assert shown.count_rows("issues", where={"department": None}) == 3
    assert shown.count_rows("issues", where={"unit": ["市建设局", "市民政局"], "text": ["路灯 不", "停车"]}) == 3
    assert shown.count_rows("issues", where={"text": "路灯 不亮"}) == 1
    assert shown.count_rows("issues", where={"is_responded_date_written": "是"}) == 2
    assert shown.count_rows("issues", where={"group": 2, "solved_date": "2017-03-16"}) == 1


def test_分页的行数和次序不变(shown: Snapshot) -> None:
    compiled.cache_clear()
    result = [
        shown.rows("issues", columns=("issue_id",), order="raised_date", descending=True, limit=1, offset=n, as_of=day)
        for n, day in ((0, date(2017, 3, 31)), (1, date(2017, 3, 31)), (0, date(2017, 3, 10)))
    ]
    assert [frame["issue_id"].tolist() for frame in result] == [[3], [2], [2]]
    assert compiled.cache_info().misses == 2
