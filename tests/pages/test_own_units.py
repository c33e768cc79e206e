"""Is a unit that shares a place's name called （本级） wherever a unit is meant, and found under every name it has?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from campaign.judgement.due_reports import calendar
from campaign.judgement.portrait import portrait, unit_of
from campaign.judgement.ranking import standing
from campaign.numbers.crosstab import Question, answered
from campaign.numbers.dimensions import DIMENSIONS, UNIT_COLUMNS, as_shown, shown
from campaign.numbers.snapshot import Snapshot
from campaign.places.areas import DISTRICTS, towns_of_each
from campaign.places.units import Register, registered, shown_name, stored_name
from exports import crosstab, standings
from exports import portrait as paper
from pages.parts import tables
from tests.pages.test_pages import beside_the_bar, opened
from tests.pages_shelf import look_at
from tests.tiny import tiny

UNITS = ("天宁区", "红梅街道")
"""Units of the drawn shelf. Nothing of it lies in these places, so that a bare name can only mean the unit."""
BARE = re.compile(rf"(?<![\w（])({'|'.join(UNITS)})(?!（本级）)")
PAGES_OF_UNITS = {
    "visits": {"level": "镇街"},
    "issues": {},
    "ranking": {"peers": "镇街"},
    "unit": {"unit": "红梅街道"},
    "groups": {"group": "3"},
    "reconciliation": {},
    "rejected": {},
    "trace": {"metric": "visits", "unit": "红梅街道"},
    "explore": {"rows": "unit", "numbers": "visits"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def city(folder: Path) -> Iterator[Snapshot]:
    """Two units with a place's name, one without; all issues and visits lie in 湖塘镇 of 武进区."""
    flags = "is_first | is_first_by_unit | is_first_by_level | is_first_by_group | is_first_by_level_group"
    found = tiny(
        folder,
        data_date="2017-04-12",
        units="""
            unit_name | unit_level | supervision_group | short_name | aliases
            天宁区    | 辖市区     | 3                 | 天宁区     |
            红梅街道  | 镇街       | 3                 | 红梅街道   |
            市民政局  | 市级机关   | 3                 | 民政局     |
        """,
        visits=f"""
            ×  | household_id | visit_date | unit_name | unit_level | supervision_group | district | zone   | town_name | village_name | village_id | source_file | source_sheet | source_row | {flags}
            30 | 1            | 2017-03-10 | 天宁区    | 辖市区     | 3                 | 武进区   | 武进区 | 湖塘镇    | 东村         | 01         | a.xlsx      | 表           | 3          | true | true | true | true | true
            30 | 2            | 2017-03-11 | 红梅街道  | 镇街       | 3                 | 武进区   | 武进区 | 湖塘镇    | 东村         | 01         | a.xlsx      | 表           | 4          | true | true | true | true | true
        """,
        issues="""
            ×  | unit_name | unit_level | handler  | handler_level | department | department_level | raised_date | due_date   | solved_date | status | category | district | zone   | town_name | village_name | village_id | source_file | source_sheet | source_row
            40 | 红梅街道  | 镇街       | 红梅街道 | 镇街          | 红梅街道   | 镇街             | 2017-03-01  | 2017-03-20 |             | 待解决 | 平安治理 | 武进区   | 武进区 | 湖塘镇    | 东村         | 01         | a.xlsx      | 表           | 5
            60 | 市民政局  | 市级机关   | 天宁区   | 辖市区        | 天宁区     | 辖市区           | 2017-03-01  | 2017-03-20 | 2017-03-09  | 已解决 | 平安治理 | 武进区   | 武进区 | 湖塘镇    | 东村         | 01         | a.xlsx      | 表           | 6
        """,
        due_reports="""
            report_kind | unit_name | unit_level | supervision_group | period_label   | report_due_date | received_date
            周报        | 天宁区    | 辖市区     | 3                 | 3月6日-3月12日 | 2017-03-12      |
        """,
        rejected_rows="""
            form | unit_name | rule         | field | sentence        | source_file | source_sheet | source_row
            台账 | 天宁区    | date-missing | 日期  | 没有写走访日期。 | a.xlsx      | 表           | 7
        """,
        reconciliations="""
            reconciliation_id | check    | outcome | unit_name | unit_level | period_label   | measure  | reported | derived | difference | finding      | source_file | source_sheet | source_row
            1                 | 周报对表 | 差异    | 天宁区    | 辖市区     | 3月6日-3月12日 | 走访户数 | 33       | 30      | 3          | 差了 3 户。 | a.xlsx      | 表           | 8
        """,
    )
    yield found
    found.close()


@pytest.fixture
def shelved(city: Snapshot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    look_at(folder / "shelf", monkeypatch)
    return city


def test_与地方同名的单位都叫本级_别的单位不叫() -> None:
    towns = {town for towns in towns_of_each("district").values() for town in towns}
    for unit in registered():
        assert (shown_name(unit.unit_name) != unit.unit_name) == (
            unit.unit_name in towns or unit.unit_name in DISTRICTS
        )
        assert stored_name(shown_name(unit.unit_name)) == unit.unit_name
    assert {u.level for u in registered() if shown_name(u.unit_name) != u.unit_name} == {"辖市区", "镇街"}


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("天宁区", "天宁区"), ("天宁区（本级）", "天宁区"), ("天宁区(本级)", "天宁区"), ("天宁区本级", "天宁区"),
        ("红梅街道", "红梅街道"), ("红梅街道（本级）", "红梅街道"), ("红梅街道办事处", "红梅街道"), ("湖塘镇本级", "湖塘镇"),
    ],
)  # fmt: skip
def test_单位自己怎么写都认得_加不加本级是同一家(written: str, unit: str) -> None:
    assert [one.unit_name for one in Register.of(registered()).find(written)] == [unit]


def test_存的名字不变_问的时候写哪一个都行(city: Snapshot) -> None:
    by_unit = city.ask("visits", by="unit")
    assert set(by_unit["unit"]) == {"天宁区", "红梅街道"}
    for written in ("红梅街道", "红梅街道（本级）", "红梅街道(本级)"):
        assert city.ask("visits", where={"unit": written})["visits"].tolist() == [30]
        assert set(city.rows("visits", where={"unit_name": written}, limit=5)["unit_name"]) == {"红梅街道"}
        assert unit_of(city, written).name == "红梅街道"
    assert city.ask("issues", where={"handler": ["天宁区（本级）"]})["issues"].tolist() == [60]
    assert city.ask("issues", where={"district": "天宁区"})["issues"].fillna(0).tolist() == [0], "地方还是地方"


def test_每个装单位的栏目都用同一个叫法() -> None:
    assert {d.column for d in DIMENSIONS if d.names_units} <= UNIT_COLUMNS
    for name in (*UNIT_COLUMNS, "unit", "handler", "department"):
        assert shown(name, "天宁区") == "天宁区（本级）"
    for name in ("district", "zone", "town", "town_name", "village_name"):
        assert shown(name, "天宁区") == "天宁区"


@pytest.mark.parametrize("page", PAGES_OF_UNITS)
def test_页面上的单位叫本级(shelved: Snapshot, page: str) -> None:
    at = opened(page, **PAGES_OF_UNITS[page])
    assert not at.exception
    html = "\n".join(one.proto.body for one in at.get("html"))
    text = re.sub(
        r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), beside_the_bar(at) + re.sub(r'href="[^"]*"', "", html)
    )
    text = re.sub(r"\]\([^)]*\)", "]", text.replace("\\", ""))
    assert "（本级）" in text and not at.error
    assert not (bare := [text[max(0, m.start() - 40) : m.end() + 10] for m in BARE.finditer(text)]), bare


@pytest.mark.parametrize("written", ["红梅街道", "红梅街道（本级）"])
def test_地址里写哪个名字都筛得到这一家(shelved: Snapshot, written: str) -> None:
    at = opened("visits", unit=written)
    assert at.selectbox(key="unit").value == "红梅街道"
    assert "走访单位：红梅街道（本级）" in beside_the_bar(at).replace("\\", "")
    assert not at.warning and "本页不按" not in beside_the_bar(at)
    assert "红梅街道（本级）" in [section.value for section in opened("unit", unit=written).header]


def test_句子里的单位叫本级(city: Snapshot) -> None:
    assert "天宁区（本级）：" in calendar(city, 3).reminder()
    own = portrait(city, unit_of(city, "天宁区"))
    assert own.tiers_sentence().startswith("天宁区（本级）（辖市区，第3督导小组）")


def test_下载的表里的单位叫本级(city: Snapshot) -> None:
    table = answered(city, Question(("visits",), ("unit",)))
    own = portrait(city, unit_of(city, "红梅街道"))
    books = (
        standings.workbook(city, standing(city, "镇街"), ()),
        crosstab.workbook(city, table, ()),
        paper.workbook(city, own, ()),
    )
    for book in books:
        cells = [
            str(c)
            for sheet in openpyxl.load_workbook(BytesIO(book))
            for row in sheet.iter_rows(values_only=True)
            for c in row
            if c
        ]
        assert any("红梅街道（本级）" in cell for cell in cells)
        assert not [cell for cell in cells if BARE.search(cell)]
    assert "红梅街道（本级）" in tables.csv(city.rows("issues", limit=1), {}).decode()
    assert as_shown(city.rows("issues", columns=("town_name",), limit=1))["town_name"].tolist() == ["湖塘镇"]
