"""Is a draft whose numbers contradict one another kept off the shelf, and does it say which, where and by how much?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from campaign import schema
from campaign.numbers import identities
from campaign.numbers.identities import IDENTITIES
from campaign.numbers.snapshot import Snapshot, open_current
from campaign.numbers.wording import rule_name
from etl import shelf as shelves
from etl.shelf import NotPublished
from tests.drafts import publish_tables
from tests.etl.test_papers import OTHER_LINE, OTHER_SIGNED, sheet_of
from tests.inbox import Inbox, workbook
from tests.tiny import tiny

PLACE = "市（区） | 镇（街道） | 村（社区）"
VISITS = f"""
{PLACE} | 户主姓名 | 家庭住址 | 走访单位 | 走访日期
天宁区 | 红梅街道 | 北环新村社区 | 甲一 | 3组5号 | 市民政局 | 3.10
天宁区 | 红梅街道 | 北环新村社区 | 甲一 | 3组5号 | 市司法局 | 3.12
天宁区 | 红梅街道 | 北环新村社区 | 乙二 | 3组6号 | 市民政局 | 4.2
武进区 | 湖塘镇   | 马家巷社区   | 丙三 | 1组1号 | 市司法局 | 3.15
武进区 | 湖塘镇   | 马家巷社区   | 丙三 | 1组1号 | 市司法局 | 3.15
武进区 | 湖塘镇   | 马家巷社区   | 丁四 | 1组2号 | 市司法局 | 某日
"""
ISSUES = f"""
{PLACE} | 走访单位 | 反映人 | 反映日期 | 反映问题 | 类别 | 是否解决 | 办结日期
天宁区 | 红梅街道 | 北环新村社区 | 市民政局 | 甲一 | 3.10 | 路灯不亮 | 其他方面 | 已解决 | 3.20
天宁区 | 红梅街道 | 北环新村社区 | 市民政局 | 乙二 | 4.2  | 屋顶漏水 | 房屋土地 | 待解决 |
武进区 | 湖塘镇   | 马家巷社区   | 市司法局 | 丙三 | 3.15 | 路灯不亮 | 其他方面 | 已解决 | 3.18
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    inbox = Inbox(tmp_path_factory.mktemp("inbox"))
    return inbox.put("走访.csv", VISITS).put("问题.csv", ISSUES).sift()


def corrupted(tables: dict[str, pa.Table], name: str, change: str) -> dict[str, pa.Table]:
    """The tables with one of them spoilt: `change` is what `SELECT` takes from it."""
    with duckdb.connect() as con:
        con.register("good", tables[name])
        spoilt = con.sql(f"SELECT {change}").to_arrow_table().cast(schema.table(name).arrow)
    return {**tables, name: spoilt}


def surveyed(tables: dict[str, pa.Table], households: int) -> dict[str, pa.Table]:
    """With an 附件1 of the first village, which gives its number of households."""
    wanted = schema.table("village_profiles").arrow
    visit = tables["visits"].to_pylist()[0]
    row = {column: visit.get(column) for column in wanted.names} | {"household_total": households}
    return {**tables, "village_profiles": pa.Table.from_pylist([row], schema=wanted)}


def refusal(tables: dict[str, pa.Table], shelf: Path) -> str:
    with pytest.raises(NotPublished) as why:
        publish_tables(tables, shelf, "20170401T000000")
    assert shelves.current(shelf) is None
    return str(why.value)


def test_好的一份照常发布_一条都不破(tables: dict, tmp_path: Path) -> None:
    publish_tables(surveyed(tables, 2), tmp_path, "20170401T000000")
    with open_current(tmp_path) as snapshot:
        assert identities.broken(snapshot) == []


BROKEN = {
    "各辖市区之和等于全市": (
        (
            "visits",
            "* REPLACE (CASE WHEN village_name = '马家巷社区' THEN '无此区' ELSE district END AS district) FROM good",
        ),
        "走访户数按辖市区相加 2（不在其中的：无此区 1），全市 3，差 1",
    ),
    "各报送区之和等于全市": (
        ("issues", "* REPLACE (CASE WHEN village_name = '马家巷社区' THEN NULL ELSE zone END AS zone) FROM good"),
        "已解决按报送区相加 1（不在其中的：（空白） 1），全市 2，差 1",
    ),
    "各类别之和等于全部": (
        ("issues", "* REPLACE ('停车' AS category) FROM good WHERE issue_no IS NULL"),
        "收集问题按类别相加 0（不在其中的：停车 3），全市 3，差 3",
    ),
    "各月之和等于全部": (
        (
            "visits",
            "* REPLACE (CASE WHEN village_name = '马家巷社区' THEN DATE '2017-02-10' ELSE visit_date END AS visit_date) FROM good",
        ),
        "走访户数按月份相加 2，全市 3，差 1",
    ),
    "走访户数就是家庭的数目": (
        ("visits", "* REPLACE (true AS is_first) FROM good"),
        "走访户数 4，“已走访家庭”表 3 行，差 1",
    ),
    "问题不多于反映次数": (
        ("issues", "* REPLACE (0 AS told_count) FROM good"),
        "市民政局：收集问题 2，反映次数 0，多 2",
    ),
    "首次走访的户不多于期内走访的户": (
        ("visits", "* REPLACE (visit_date AS previous_date) FROM good"),
        "2017-03：走访户数 2，期内走访户数 0，多 2",
    ),
    "已解决的都是答复了的": (
        ("issues", "* REPLACE (NULL::DATE AS answered_date) FROM good"),
        "市民政局：已解决 1，已答复 0，多 1",
    ),
    "逐行列出的退回行就是退回行数": (
        ("rejected_rows", "* FROM good WHERE false"),
        "全市：退回的行 0，退回行数 1，差 1",
    ),
    "逐行列出的归并行就是归并行数": (
        ("merged_rows", "* FROM good UNION ALL FROM good"),
        "全市：归并的行 2，归并行数 1，差 1",
    ),
}


@pytest.mark.parametrize("label", BROKEN)
def test_破了一条的不发布_说明哪一条_哪里_差多少(tables: dict, tmp_path: Path, label: str) -> None:
    (name, change), gap = BROKEN[label]
    sentence = refusal(corrupted(tables, name, change), tmp_path)
    assert f"“{label}”不成立：" in sentence and gap in sentence
    assert sentence.startswith("新数据未启用：") and sentence.endswith("原有数字不变")


def test_村里走访的户比总户数还多_不发布_说出是哪个村(tables: dict, tmp_path: Path) -> None:
    assert "天宁区红梅街道北环新村社区：走访户数 2，总户数 1，多 1" in refusal(surveyed(tables, 1), tmp_path)


def test_附件1的总户数少于已走访的_退回那一份_说出两个数_全市照常发布(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox").put("走访.csv", VISITS)
    inbox.put("附件1（新村）.xlsx", workbook(sheet_of(总户数="1", 总人口="3", 党员人数="1")))
    inbox.put("附件1（南村）.xlsx", workbook(sheet_of(OTHER_LINE, OTHER_SIGNED, 总户数="2", 总人口="6", 党员人数="1")))
    sifted = inbox.sift()
    (row,) = (
        sifted["rejected_rows"].filter(pc.equal(sifted["rejected_rows"]["form"], "附件1 村（社区）调查表")).to_pylist()
    )
    assert (row["rule"], row["cell"], rule_name(row["rule"])) == ("total-below-visited", "B4", "总户数少于已走访户数")
    assert "总户数（B4）写的是 1，" in row["sentence"] and "已经走访了这个村（社区） 2 户" in row["sentence"]
    assert set(
        zip(*(sifted["visits"][c].to_pylist() for c in ("village_name", "is_village_surveyed")), strict=True)
    ) == {
        ("北环新村社区", False),
        ("马家巷社区", False),
    }
    publish_tables(sifted, tmp_path / "shelf", "20170401T000000")


def test_附件1的总户数等于已走访的照收_该村的走访都有分母(tmp_path: Path) -> None:
    inbox = (
        Inbox(tmp_path)
        .put("走访.csv", VISITS)
        .put("附件1.xlsx", workbook(sheet_of(总户数="2", 总人口="6", 党员人数="1")))
    )
    assert set(inbox.rows("visits", "village_name", "is_village_surveyed")) == {
        ("北环新村社区", True),
        ("马家巷社区", False),
    }


def test_附件1没有写总户数的_该村没有分母(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("走访.csv", VISITS).put("附件1.xlsx", workbook(sheet_of(总户数="")))
    assert {is_surveyed for (is_surveyed,) in inbox.rows("visits", "is_village_surveyed")} == {False}


LIES = {
    "已解决不多于收集的": ("solved", 5, "全市：已解决 7，收集问题 3，多 4"),
    "已解决与待解决合起来是全部": ("pending", 1, "全市：已解决 2＋待解决 2，收集问题 3，差 1"),
    "期内走访户数不多于走访户次": ("households_in_period", 5, "2017-03：期内走访户数 7，走访户次 3，多 4"),
    "走访户数不多于走访户次": ("visits", -3, "走访户数 2，走访户次 -1，多 3"),
    "采用、归并、退回、应要求删除合起来是读到的": (
        "rows_merged",
        1,
        "走访台账：采用行数 4＋归并行数 2＋退回行数 1＋应要求删除行数 0，读到行数 6，差 1",
    ),
}
"""A part is counted from its whole, so that only a wrong definition can break these: the number, and by how much it lies."""


@pytest.mark.parametrize("label", LIES)
def test_口径错了的也不发布(tables: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, label: str) -> None:
    lying, by_how_much, gap = LIES[label]
    ask = Snapshot.ask

    def lies(self: Snapshot, metrics: object, *args: object, **kwargs: object) -> pd.DataFrame:
        answer = ask(self, metrics, *args, **kwargs)
        return answer.assign(**{lying: answer[lying] + by_how_much}) if lying in answer else answer

    monkeypatch.setattr(Snapshot, "ask", lies)
    sentence = refusal(tables, tmp_path)
    assert f"“{label}”不成立：" in sentence and gap in sentence


def test_每一条都有破它的例子() -> None:
    assert {identity.label for identity in IDENTITIES} == {*BROKEN, *LIES, "走访户数不多于村（社区）的总户数"}


@pytest.fixture(scope="module")
def good(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    shelf = tmp_path_factory.mktemp("good")
    publish_tables(surveyed(tables, 2), shelf, "20170401T000000")
    with open_current(shelf) as snapshot:
        yield snapshot


def first_number(identity: identities.Identity) -> str:
    """The number of an identity that must not be more than it is."""
    return identity.metrics[0]


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda i: f"{i.label}:{first_number(i)}:{','.join(i.by)}")
def test_每一条_哪个数哪种分法_多出来都说得出(good: Snapshot, identity: identities.Identity) -> None:
    whole = identities.answer(good, identity.metrics, ())
    split = identities.answer(good, identity.metrics, identity.by) if identity.by else whole
    assert list(identity.breaches(good, split, whole)) == []
    number = first_number(identity)
    row = split[list(identity.metrics)].dropna().index[0]
    split.loc[row, number] += 1000
    assert list(identity.breaches(good, split, whole)) != []


def test_说不清的一组不比较_不作零(tmp_path: Path) -> None:
    with tiny(
        tmp_path,
        issues="""
            district | zone   | category | unit_name | raised_date | solved_date | answered_date | status | told_count
            天宁区   | 天宁区 | 其他方面 | 甲局      | 2017-03-10  | 2017-03-20  | 2017-03-20    | 已解决 | 1
            武进区   | 经开区 | 社会保障 | 乙局      | 2017-03-11  |             |               |        | 1
        """,
    ) as snapshot:
        assert identities.broken(snapshot) == []


def test_空的一份不破(tmp_path: Path) -> None:
    with tiny(tmp_path) as snapshot:
        assert identities.broken(snapshot) == []


def test_许多处破的_列出几处_说共有几处() -> None:
    assert identities.first_few(["一", "二", "三", "四"]) == "一；二；三；等 4 处"
