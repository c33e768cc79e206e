"""Is a paper declared once, in one file, and does everything else follow from that?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign import papers, schema
from campaign.numbers.wording import RULES
from campaign.papers import BOUNDED, KINDS, Field, Paper
from etl import values
from etl.forms import BY_ID
from etl.rows import _own
from etl.values import kinds
from tests.inbox import workbook

ROOT = Path(__file__).resolve().parents[2]
NEW_PAPER = '''
"""抽查记录: was the household visited as its unit says?"""

from campaign.papers.table import Dated, Table, Undated
from campaign.papers.fields import FILLED_DATE, PLACE, UNIT, UNIT_NEEDED
from campaign.papers.paper import Field, Need, Paper, Record, columns

_FIELDS = (
    UNIT,
    *PLACE,
    Field("checked_date", ("抽查日期", "核查日期"), "campaign date"),
    Field("is_answered", ("是否接通",), "yes or no"),
    Field("is_known", ("是否知晓",), "yes or no"),
    Field("has_card", ("有无联系卡",), "yes or no", note="户里看得到的"),
    Field("is_true", ("是否属实",), "yes or no"),
)

PAPER = Paper(
    id="spot_checks",
    label="抽查记录",
    shape="list",
    fields=_FIELDS,
    about=(UNIT, *PLACE, FILLED_DATE),
    must_have=("checked_date", "is_answered"),
    record=Record(
        Table("spot_checks", "抽查", "一行一次抽查", Undated("试验"), columns(*_FIELDS)),
        needs=(UNIT_NEEDED, Need("checked_date", "没有写抽查日期")),
        same=("unit", "village", "checked_date"),
        rule="same-check",
        sentence="同一次抽查已有记录，以最后报来的为准",
    ),
)
'''
WHAT_FOLLOWS = """
import json, sys
from pathlib import Path
from campaign import docs, papers, schema
from etl import blanks
from etl.forms import BY_ID, known_forms, read_sheets
from etl.readers import read
form, folder = BY_ID["spot_checks"], Path(sys.argv[1])
[blank] = [(name, content) for form_id, name, content in blanks.blanks() if form_id == form.id]
sheets = [sheet for content in ((folder / "抽查.xlsx").read_bytes(), blank[1]) for sheet in read_sheets(read(content), known_forms())]
print(json.dumps({
    "last": [known.id for known in known_forms()][-1],
    "read": [sheet.form for sheet in sheets],
    "rows": sheets[0].rows.drop_columns(["source_row"]).to_pylist(),
    "tables": [table.name for table in schema.TABLES],
    "ddl": schema.table("spot_checks").ddl,
    "has_docs": "## 抽查 `spot_checks`" in docs.columns(),
    "accepted": blanks.accepted(form.field("has_card")),
    "choices": blanks.choices(form.field("has_card")),
    "merges": list(papers.merges()),
}))
"""


@pytest.fixture(scope="module")
def follows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the programs know of a paper when nothing but its file was added."""
    house = tmp_path_factory.mktemp("house")
    for name in ("etl", "data"):
        (house / name).symlink_to(ROOT / name)
    for folder in ("campaign", "campaign/papers"):
        (house / folder).mkdir()
        for file in (ROOT / folder).iterdir():
            if file.name not in ("papers", "__pycache__"):
                (house / folder / file.name).symlink_to(file)
    (house / "campaign/papers/spot_checks.py").write_text(NEW_PAPER, encoding="utf-8")
    sheet = [
        ["走访单位", "村（社区）", "抽查日期", "是否接通", "有无联系卡", "是否知晓"],
        ["政法委", "马家巷社区", "3.12", "接通", "无", "√"],
    ]
    (house / "抽查.xlsx").write_bytes(workbook(sheet))
    done = subprocess.run(
        [sys.executable, "-c", WHAT_FOLLOWS, str(house)],
        cwd=house, env={**os.environ, "PYTHONPATH": str(house)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_新表只要一个文件_排在最后_自己的表和空白表都认得出(follows: dict[str, object]) -> None:
    assert follows["last"] == "spot_checks"
    explained = None  # the blank's second sheet says how to fill it in, and is no paper
    assert follows["read"] == ["spot_checks", "spot_checks", explained]
    assert follows["rows"] == [
        {
            "unit": "政法委",
            "village": "马家巷社区",
            "checked_date": "3.12",
            "is_answered": "接通",
            "has_card": "无",
            "is_known": "√",
        }
    ]


def test_新表的库表由栏目得出_接在原有的表之后_进栏目说明(follows: dict[str, object]) -> None:
    own = schema.Table("spot_checks", "抽查", "一行一次抽查", schema.Undated("试验"), ())
    tables = [table.name for table in schema.TABLES]
    after = tables.index("messages") + 1
    assert follows["tables"] == [*tables[:after], own.name, *tables[after:]]
    unit, place, source = (
        ", ".join(f'"{c.name}" {schema.DUCKDB[c.type]}' for c in columns)
        for columns in (schema.UNIT, schema.PLACE, schema.SOURCE)
    )
    asked = ", ".join(f'"{name}" BOOLEAN' for name in ("is_answered", "is_known", "has_card", "is_true"))
    assert follows["ddl"] == f'CREATE TABLE "spot_checks" ({unit}, {place}, "checked_date" DATE, {asked}, {source})'
    assert follows["has_docs"] is True


def test_新表的空白表和归并规则由它自己得出(follows: dict[str, object]) -> None:
    assert follows["choices"] == ["是", "否"]
    assert follows["accepted"] == "请填写 是、否 之一"
    assert follows["merges"] == [*papers.merges(), "same-check"]


@pytest.mark.parametrize("paper", papers.papers(), ids=lambda paper: paper.id)
def test_每一栏写的是哪一种_都读得出(paper: Paper) -> None:
    assert {field.kind for field in (*paper.fields, *paper.about)} <= KINDS.keys()


def test_读法都是声明过的种类_带界的种类读出来都带界() -> None:
    assert kinds._PARSERS.keys() <= KINDS.keys()
    bounded = {kind for kind, read in values.KINDS.items() if read.parse and _bound(read.parse)}
    assert bounded == BOUNDED == {kind for kind, read in values.KINDS.items() if read.bounded}


def _bound(parse: Callable[..., object]) -> bool:
    """Whether a parser reads 80余 with its bound."""
    try:
        return isinstance(parse("80余"), values.Quantity)
    except TypeError:  # money, whose label says in what bare numbers are written
        return False


@pytest.mark.parametrize("paper", papers.papers(), ids=lambda paper: paper.id)
def test_一问一答的话只写在是非题里_每一句都读得出(paper: Paper) -> None:
    for field in (*BY_ID[paper.id].fields, *BY_ID[paper.id].about):
        if field.yes or field.no:
            assert field.kind == "yes or no" and field.parse is not None
            assert {field.parse(word) for word in field.yes} <= {True}
            assert {field.parse(word) for word in field.no} <= {False}


@pytest.mark.parametrize("paper", papers.papers(), ids=lambda paper: paper.id)
def test_代替的栏目和先后的回答_只有没有自己规则的表写得(paper: Paper) -> None:
    record = paper.record
    assert record is not None
    if record.only or any(need.instead for need in record.needs):
        assert paper.id not in _own(), "照声明读的表才看这两样"


@pytest.mark.parametrize("paper", papers.papers(), ids=lambda paper: paper.id)
def test_表里写的栏目都是它自己的或库表的_退回的规则有名称(paper: Paper) -> None:
    record = paper.record
    assert record is not None
    printed = {field.name for field in (*paper.fields, *paper.about)}
    columns = {column.name for column in schema.table(record.table_name).columns}
    assert {need.field for need in record.needs} <= printed
    assert set(record.same) <= printed | columns
    assert {one.rule for one in (*record.needs, *record.only)} <= RULES.keys()
    assert {name for need in record.needs for name in need.instead} <= printed
    assert {name for only in record.only for name in (only.where, *only.fields)} <= printed
    named = (*paper.must_have, *paper.marks_a_record, *paper.above)
    assert set(named) <= printed


def test_一条归并规则只有一句话() -> None:
    every = [(rule, merge) for paper in papers.papers() if paper.record for rule, merge in paper.record.merges.items()]
    assert len(set(every)) == len({rule for rule, _ in every})


def test_一栏是几列由种类得出_单位和村按名录_带界的多一列() -> None:
    told = papers.columns(
        Field("unit", ("单位",), "unit"),
        Field("town", ("镇",), "town"),
        Field("village", ("村",), "village"),
        Field("card_count", ("张数(张)",), "cards"),
        Field("who", ("经办人",), personal=True, shown_as="谁办的", note="照原文"),
    )
    names = [*(column.name for column in (*schema.UNIT, *schema.PLACE)), "card_count", "card_count_bound", "who"]
    assert [column.name for column in told] == [*names, *(column.name for column in schema.SOURCE)]
    assert told[len(names) - 3].label == "张数（张）"
    assert told[len(names) - 1] == schema.Column("who", "谁办的", note="照原文", personal=True)
