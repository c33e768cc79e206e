"""Does each role see what docs/roles.md writes, and nothing of another part of the city?"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from inspect import signature
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from campaign import __main__ as asking
from campaign import docs, schema
from campaign.access import rights
from campaign.access.roles import RIGHTS, ROLES
from campaign.access.scope import DESK, NotAllowed, Scope
from campaign.judgement import portrait
from campaign.judgement.ranking import standing
from campaign.numbers import few
from campaign.numbers.choices import areas_in, groups_in
from campaign.numbers.crosstab import Question as Table
from campaign.numbers.crosstab import answered
from campaign.numbers.dimensions import CannotAnswer
from campaign.numbers.metrics import VISITS
from campaign.numbers.question import Question
from campaign.numbers.snapshot import Snapshot
from exports import __main__ as printing
from exports import crosstab as paper
from exports import returns
from tests.pages_shelf import SENTINEL, shelf
from tests.tiny import tiny

PART: Mapping[str, tuple[Any, ...]] = {
    "group": (1,),
    "unit": ("市民政局",),
    "district": ("天宁区",),
    "town": ("红梅街道",),
}
"""Of each dimension the part of the city that a role of the test is shown."""
SHEET = ("市民政局/2017年3月/走访台账.xlsx", "走访台账")
ISSUE = ("市民政局/2017年3月/问题台账.xlsx", "问题台账", 7)


def scope_of(role: str) -> Scope:
    return Scope(ROLES[role].label, ROLES[role], {name: PART[name] for name in ROLES[role].area})


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The pages' shelf: every personal text of it is a word that nobody else uses."""
    with shelf(tmp_path_factory.mktemp("roles")) as snapshot:
        yield snapshot


# ── the truth table ───────────────────────────────────────────────────────────────────────────


def names_somebody(frame: pd.DataFrame) -> bool:
    return SENTINEL in frame.to_csv()


def opens_one(city: Snapshot, scope: Scope) -> bool:
    noted: list[str] = []
    seen = city.opened("issues", *ISSUE, scope=scope, reason="回访", record=noted.append)
    return names_somebody(seen) and len(noted) == 1


def texts(archive: bytes) -> str:
    """Everything in the workbooks of an archive."""
    every = []
    with zipfile.ZipFile(BytesIO(archive)) as books:
        for name in books.namelist():
            with zipfile.ZipFile(BytesIO(books.read(name))) as book:
                every += [book.read(part).decode("utf-8", "replace") for part in book.namelist()]
    return "".join(every)


def has_rows(frame: pd.DataFrame) -> bool:
    return len(frame) > 0


THINGS: Mapping[str, tuple[str, Callable[[Snapshot, Scope], bool]]] = {
    "一个数": ("numbers", lambda city, scope: has_rows(city.ask("visits", scope=scope))),
    "一张行列表": ("numbers", lambda city, scope: bool(answered(city, Table(("visits",)), scope=scope).rows)),
    "名册": ("numbers", lambda city, scope: has_rows(city.rows("units", scope=scope))),
    "全市各单位的排名": ("comparison", lambda city, scope: len(standing(city, "市级机关", scope=scope).places) > 1),
    "逐条的走访": ("rows", lambda city, scope: city.rows("visits", scope=scope, limit=1) is not None),
    "逐条的问题": ("rows", lambda city, scope: city.row_of_each("issues", ("status",), ("issues",), scope=scope) is not None),
    "一个干部一行": ("rows", lambda city, scope: has_rows(city.rows("cadres", scope=scope))),
    "来源行": ("rows", lambda city, scope: city.by_source(VISITS, scope=scope) is not None),
    "打开一户": ("names", opens_one),
    "隐去一半的姓名": ("names", lambda city, scope: has_rows(city.people_of("issues", *ISSUE, scope=scope))),
    "来表的原样": ("sheets", lambda city, scope: names_somebody(city.written("rejected_rows", scope=scope))),
    "退回表带姓名": ("sheets", lambda city, scope: SENTINEL in texts(returns.zipped(city, scope))),
}  # fmt: skip
"""What somebody may want → the right that it needs, and whether it is got."""
TRUTH: Mapping[str, str] = {
    "leader": "numbers comparison",
    "supervisor": "numbers rows",
    "unit": "numbers rows names",
    "district": "numbers rows",
    "town": "numbers rows",
    "analyst": "numbers comparison rows",
    "desk": "numbers comparison rows names sheets",
    "admin": "",
    "demonstration": "numbers comparison rows",
}
"""As the office decided: of each role what it sees of the campaign."""
LACKED = {("名册", "district"), ("名册", "town"), ("一个干部一行", "district"), ("一个干部一行", "town")}
"""Tables that are not of places: whoever is shown a place is told so, and shown nothing."""


@pytest.mark.parametrize("role", TRUTH)
@pytest.mark.parametrize("thing", THINGS)
def test_每种角色得到该得的_不该得的一样也没有(city: Snapshot, thing: str, role: str) -> None:
    right, gets = THINGS[thing]
    if right not in TRUTH[role].split():
        try:
            assert not gets(city, scope_of(role))
        except NotAllowed as refusal:
            assert ROLES[role].label in str(refusal)
        except CannotAnswer:  # nor has its table such a part of the city
            assert ROLES[role].area
    elif (thing, role) in LACKED:
        with pytest.raises(CannotAnswer, match="不能按"):
            gets(city, scope_of(role))
    else:
        assert gets(city, scope_of(role))


def test_真值表写的就是每种角色的() -> None:
    of_campaign = {right for right, _ in THINGS.values()}
    given = {role.id: role.rights & of_campaign for role in ROLES.values()}
    assert given == {role: frozenset(words.split()) for role, words in TRUTH.items()}


def test_文档里的表同真值表一样() -> None:
    heads, _, _, *lines = [line for line in docs.roles().splitlines() if line.startswith("|")]
    assert [cell.strip() for cell in heads.split("|")[2:-1]] == [role.label for role in ROLES.values()]
    cells = {line.split("|")[1].strip(): [cell.strip() for cell in line.split("|")[2:-1]] for line in lines}
    for right in {right for right, _ in THINGS.values()}:
        given = [cell == docs.YES for cell in cells[RIGHTS[right]]]
        assert given == [right in TRUTH[role].split() for role in ROLES], right


def test_每一个出口都先问可不可以(city: Snapshot) -> None:
    """Whoever may do nothing gets nothing out of a snapshot, by whatever method."""
    nobody = scope_of("admin")
    given: dict[str, Any] = {
        "metrics": "visits", "questions": [Question(("visits",))], "metric_id": "solved_in_14", "table": "units",
        "columns": ("unit_name",), "counts": ("units",), "count": VISITS, "source_file": ISSUE[0],
        "source_sheet": ISSUE[1], "source_row": ISSUE[2], "reason": "回访", "record": print,
    }  # fmt: skip
    ways_out = 0
    for name, method in vars(Snapshot).items():
        parameters = signature(method).parameters if callable(method) and not name.startswith("_") else {}
        if "scope" not in parameters or signature(method).return_annotation in ("Plan", "Where", "Scope"):
            continue
        wanted = {p: given[p] for p, one in parameters.items() if p in given and one.default is one.empty}
        if name == "received_as":
            assert city.received_as(nobody) == {}
            continue
        with pytest.raises(NotAllowed):
            getattr(city, name)(**wanted, scope=nobody)
        ways_out += 1
    assert ways_out >= 12


def test_每一种事项都有一问一拦() -> None:
    asked, refused = (
        {name.removeprefix(prefix) for name, one in vars(rights).items() if name.startswith(prefix) and one}
        for prefix in ("may_", "check_may_")
    )
    assert refused >= {"ask", "see_rows", "compare", "see_written", "pick_a_family", "open_names", "see_few"}
    assert refused == asked - {"leave"}


# ── within one's own part of the city ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["district", "supervisor", "unit"])
def test_看一片的人_数和行都只是那一片的(city: Snapshot, role: str) -> None:
    scope = scope_of(role)
    whole, own = (city.ask("visits", scope=one)["visits"].iloc[0] for one in (DESK, scope))
    rows = city.rows("visits", scope=scope, limit=1000)
    assert 0 < own == len(rows) == city.count_rows("visits", scope=scope) < whole
    ((name, values),) = scope.where.items()
    column = {"unit": "unit_name", "group": "supervision_group"}.get(name, name)
    assert set(rows[column]) == set(values)
    other = {"district": "武进区", "group": 2, "unit": "市建设局"}[name]
    assert city.ask("visits", scope=scope, where={name: other})["visits"].isna().all()
    assert city.rows("visits", scope=scope, where={name: other}).empty


def test_分不到那一片的表_不拿全市的来答(city: Snapshot) -> None:
    with pytest.raises(CannotAnswer, match="不能按“辖市区”"):
        city.ask("cadres", scope=scope_of("district"))
    with pytest.raises(CannotAnswer, match="不能按“走访单位”"):
        city.rows("source_rows", columns=("source_row",), scope=scope_of("unit"))


def test_单位看自己来表的行_看不到别人来表的(city: Snapshot) -> None:
    own = city.origin(*SHEET, 9, scope=scope_of("unit"))
    assert len(own) and not names_somebody(own)
    with pytest.raises(CannotAnswer):
        city.origin(*SHEET, 9, scope=Scope("市建设局", ROLES["unit"], {"unit": ("市建设局",)}))


def test_单位只看自己_没有同类(city: Snapshot) -> None:
    own = scope_of("unit")
    with pytest.raises(NotAllowed, match="比较"):
        standing(city, "市级机关", scope=own)
    seen = portrait.portrait(city, portrait.unit_of(city, "市民政局", scope=own), scope=own)
    assert seen.standings == () and seen.facts and all(fact.peers is None for fact in seen.facts)
    with pytest.raises(portrait.NoUnit):
        portrait.unit_of(city, "市建设局", scope=own)


def test_领导看画像_没有逐个的干部(city: Snapshot) -> None:
    leader = scope_of("leader")
    seen = portrait.portrait(city, portrait.unit_of(city, "市民政局", scope=leader), scope=leader)
    assert seen.standings and seen.cadres.empty
    assert len(portrait.portrait(city, seen.unit, scope=DESK).cadres) == 2


def test_可选的村和小组只有自己那一片的(tmp_path: Path) -> None:
    snapshot = tiny(
        tmp_path,
        visits="""
            unit_name | supervision_group | visit_date | district
            市民政局  | 1                 | 2017-03-10 | 武进区
            市建设局  | 2                 | 2017-03-10 | 天宁区
        """,
        unit_villages="""
            unit_name | supervision_group | village_id   | district
            市民政局  | 1                 | 320412100044 | 武进区
        """,
    )
    assert {a.district for a in areas_in(snapshot, scope=scope_of("district"))} == {"天宁区"}
    assert {a.town_name for a in areas_in(snapshot, scope=scope_of("town"))} == {"红梅街道"}
    assert [a.village_name for a in areas_in(snapshot, scope=scope_of("unit"))] == ["马家巷社区"]
    assert len(areas_in(snapshot, scope=DESK)) > 1000
    assert groups_in(snapshot, scope=scope_of("district")) == (2,)
    assert len(groups_in(snapshot, scope=DESK)) > 2


# ── names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Three families of two units."""
    with tiny(
        tmp_path_factory.mktemp("families"),
        households="""
            household_id | head_name | phone       | address                 | district
            1            | 李建宗    | 10000006150 | 金色家园12幢乙单元302室 | 天宁区
            2            | 王二      | 8130 1234   | 3组5号                  | 天宁区
            3            | 欧阳大明  |             | 人民路81号              | 天宁区
        """,
        visits="""
            household_id | visit_date | unit_name | district | source_file | source_sheet | source_row
            1            | 2017-03-02 | 市甲局    | 天宁区   | a.xlsx      | 台账         | 3
            2            | 2017-03-02 | 市乙局    | 天宁区   | a.xlsx      | 台账         | 4
            3            | 2017-03-02 | 市乙局    | 天宁区   | a.xlsx      | 台账         | 5
        """,
    ) as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("row", "masked"),
    [
        (3, ("李*宗", "100****6150", "金色家园12幢***")),
        (4, ("王*", "****", "3组***")),
        (5, ("欧**", None, "人民路***")),
    ],
)
def test_姓名电话住址出来以前就隐去一半(families: Snapshot, row: int, masked: tuple[str | None, ...]) -> None:
    seen = families.people_of("visits", "a.xlsx", "台账", row, scope=DESK)
    assert tuple(seen.astype(object).where(seen.notna(), None).iloc[0]) == masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("81号", "***"),
        ("82弄6号", "82弄***"),
        ("86#404", "***"),
        ("Ｂ座1203室", "Ｂ座***"),
        ("人民路八十一号", "人民路***"),
        ("李家塘12组7号", "李家塘12组***"),
        ("某某花园", "***"),
    ],
)
def test_住址到楼栋为止(tmp_path: Path, address: str, shown: str) -> None:
    snapshot = tiny(
        tmp_path,
        households=f"household_id | address\n1 | {address}",
        visits="household_id | visit_date | source_file | source_sheet | source_row\n1 | 2017-03-02 | a | 台 | 3",
    )
    assert snapshot.people_of("visits", "a", "台", 3, scope=DESK)["address"].iloc[0] == shown


def test_打开一户_先记下事由再打开_一次一行(families: Snapshot) -> None:
    own, noted = Scope("市甲局", ROLES["unit"], {"unit": ("市甲局",)}), list[str]()
    line = ("visits", "a.xlsx", "台账")
    seen = families.opened(*line, 3, scope=own, reason=" 回访 ", record=noted.append)
    assert seen["head_name"].tolist() == ["李建宗"] and noted == ["走访：a.xlsx，台账，第3行；事由：回访"]
    assert families.opened(*line, 4, scope=own, reason="回访", record=noted.append).empty and len(noted) == 1
    with pytest.raises(CannotAnswer, match="事由"):
        families.opened(*line, 3, scope=own, reason="  ", record=noted.append)

    def cannot_note(_: str) -> None:
        raise OSError("磁盘满了")

    with pytest.raises(OSError, match="磁盘满了"):
        families.opened(*line, 3, scope=own, reason="回访", record=cannot_note)


def test_家庭编号不在任何公开的栏目里_也不能用来找人(families: Snapshot) -> None:
    assert not [t.name for t in schema.TABLES if "household_id" in {c.name for c in t.public}]
    for role in ("analyst", "leader", "district"):
        with pytest.raises(CannotAnswer, match="一户人家"):
            families.ask("visits", scope=scope_of(role), where={"household_id": 1})
        with pytest.raises(NotAllowed):
            families.household_of("a.xlsx", "台账", 3, scope=scope_of(role))
    with pytest.raises(CannotAnswer, match="一户人家"):
        families.rows("visits", scope=scope_of("analyst"), where={"household_id": 1})
    number = families.household_of("a.xlsx", "台账", 3, scope=DESK)
    assert families.count_rows("visits", scope=DESK, where={"household_id": number}) == 1
    with pytest.raises(CannotAnswer, match="个人信息"):
        families.rows("visits", scope=DESK, columns=("household_id",))


# ── few families in need ──────────────────────────────────────────────────────────────────────

TOWNS = {"红梅街道": (3, 40), "兰陵街道": (6, 40), "茶山街道": (9, 40)}
"""Of each town the families in need and the others."""


@pytest.fixture(scope="module")
def needy_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines, n = [], 0
    for town, counts in TOWNS.items():
        for is_poor, many in zip(("true", "false"), counts, strict=True):
            for n in range(n + 1, n + many + 1):  # noqa: B020 (each family has a number of its own)
                lines.append(f"{n} | 2017-03-10 | 市甲局 | 天宁区 | {town} | {is_poor} | true | true")
                lines.append(f"{n} | 2017-03-11 | 市甲局 | 天宁区 | {town} | {is_poor} | false | false")
    head = "household_id | visit_date | unit_name | district | town_name | is_poor | is_first | is_first_by_unit"
    heard = [f"{i} | 2017-03-10 | {'重病' if i < 3 else '路灯不亮'} | 天宁区" for i in range(1, 20)]
    issues = "\n".join(["household_id | raised_date | issue_text | district", *heard])
    home = tmp_path_factory.mktemp("needy")
    tiny(home, visits="\n".join([head, *lines]), issues=issues).close()
    return home / "shelf"


@pytest.fixture(scope="module")
def needy(needy_home: Path) -> Iterator[Snapshot]:
    from campaign.numbers.snapshot import open_current

    with open_current(needy_home) as snapshot:
        yield snapshot


def poor_by_town(snapshot: Snapshot, role: str, answer: str = "是") -> dict[str, object]:
    question = Question(("households",), ("town",), (("is_poor", (answer,)),))
    (found,) = snapshot.answers([question], scope=scope_of(role))
    return {str(row["town"]): row["households"] for row in found.rows}


def test_少于五户困难的_不看逐条记录的人看不到_旁边的也不让减出来(needy: Snapshot) -> None:
    assert poor_by_town(needy, "analyst") == {town: poor for town, (poor, _) in TOWNS.items()}
    assert poor_by_town(needy, "leader") == {"红梅街道": None, "兰陵街道": None, "茶山街道": 9}
    assert poor_by_town(needy, "leader", "否") == {"红梅街道": None, "兰陵街道": None, "茶山街道": 40}


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("answer", ["是", "否"])
def test_换一种问法也问不出来(needy: Snapshot, town: str, answer: str) -> None:
    """A place that is hidden in the table is hidden whatever the question."""
    leader, is_hidden = scope_of("leader"), town != "茶山街道"
    poor, place = ("is_poor", (answer,)), ("town", (town,))
    asked = [
        Question(("households", "visits"), (), (poor, place)),
        Question(("households",), (), (("district", ("天宁区",)), poor, place)),
    ]
    for found in needy.answers(asked, scope=leader):
        assert bool(found.refused) == is_hidden and all(few.WHY in why for why in found.refused.values())
    (split,) = needy.answers([Question(("households",), ("is_poor",), (place,))], scope=leader)
    assert split.rows and all((row["households"] is None) == is_hidden for row in split.rows)


def test_减法得不出藏起来的数(needy: Snapshot) -> None:
    """What is shown leaves at least two cells of a line open, so that no one of them follows from the totals."""
    leader = scope_of("leader")
    whole = needy.ask("households", scope=leader, where={"is_poor": "是"})["households"].iloc[0]
    totals = needy.ask("households", "town", scope=leader).set_index("town")["households"].to_dict()
    assert whole == sum(poor for poor, _ in TOWNS.values())
    assert totals == {town: sum(counts) for town, counts in TOWNS.items()}
    assert sum(value is None for value in poor_by_town(needy, "leader").values()) == 2


@pytest.mark.parametrize(
    "question",
    [
        Question(("households",), ("day", "is_poor")),
        Question(("households",), ("week",), (("is_poor", ("是",)),)),
        Question(("households",), (), (("is_poor", ("是",)),), as_of=date(2017, 3, 10)),
        Question(("households",), (), (("is_poor", ("是",)),), period="2017-03-上"),
        Question(("visits",), ("day",), (("is_poor", ("是",)),), running=True),
    ],
)
def test_困难的数不按天看(needy: Snapshot, question: Question) -> None:
    (leader,) = needy.answers([question], scope=scope_of("leader"))
    (analyst,) = needy.answers([question], scope=scope_of("analyst"))
    assert all("整月" in why for why in leader.refused.values()) and leader.refused and not analyst.refused


def test_找病名的字_少于五户的不显示(needy: Snapshot) -> None:
    (found,) = needy.answers([Question(("issues",), (), (("text", ("重病",)),))], scope=scope_of("leader"))
    assert few.WHY in found.refused["issues"]
    assert needy.ask("issues", scope=scope_of("leader"), where={"text": "路灯"})["issues"].iloc[0] == 17


def test_表和工作簿写明为什么没有(needy: Snapshot) -> None:
    table = answered(needy, Table(("households",), ("town",), "is_poor"), scope=scope_of("leader"))
    figures = [table.figure("households", r, c) for r in range(len(table.rows)) for c in range(len(table.columns))]
    assert {figure.why_empty for figure in figures} == {"", few.WHY} and table.is_of_few
    with zipfile.ZipFile(BytesIO(paper.workbook(needy, table, []))) as book:
        assert few.WHY in book.read("xl/sharedStrings.xml").decode()


def test_领导看不了的_一句话说清(city: Snapshot) -> None:
    leader = scope_of("leader")
    with pytest.raises(NotAllowed, match=r"“领导”不看逐条的记录，“走访”表只能看数。"):
        city.rows("visits", scope=leader)
    assert city.count_rows("visits", scope=leader, where={"unit": "市民政局"}) == 33
    with pytest.raises(NotAllowed):
        city.count_rows("visits", scope=leader, where={"is_poor": "是"})


# ── commands ──────────────────────────────────────────────────────────────────────────────────


def test_命令按角色回答(needy_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        "ask",
        "households",
        "--by",
        "town",
        "--where",
        "is_poor=是",
        "--shelf",
        str(needy_home),
        "--format",
        "csv",
    ]

    def answers(*role: str) -> tuple[int, str, str]:
        code, printed = asking.main([*asked, *role]), capsys.readouterr()
        return code, printed.out, printed.err

    assert "红梅街道,3" in answers()[1]
    code, out, why = answers("--role", "领导")
    assert code == 0 and "红梅街道,\n" in out and "茶山街道,9" in out and few.WHY in why
    assert answers("--role", "管理")[::2] == (2, "“管理”不能看指标。\n")
    code, out, why = answers("--role", "单位")
    assert (code, out) == (2, "") and "--of 单位" in why
    assert "街道" not in answers("--role", "辖市区", "--of", "武进区")[1]


def test_命令的csv没有公式(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny(tmp_path, visits="visit_date | unit_name\n2017-03-02 | =1+1\n2017-03-02 | ＠某单位").close()
    assert asking.main(["ask", "visits", "--by", "unit", "--format", "csv", "--shelf", str(tmp_path / "shelf")]) == 0
    assert set(capsys.readouterr().out.splitlines()) == {"unit,visits", "'=1+1,1", "'＠某单位,1"}


def test_工作簿里没有公式(city: Snapshot) -> None:
    """A text is written as a text, whatever it begins with; the one formula that a returned row may have is in no such row."""
    whole = texts(returns.zipped(city, DESK))
    table = answered(city, Table(("visits",), ("unit",)), scope=DESK)
    with zipfile.ZipFile(BytesIO(paper.workbook(city, table, [("筛选", "=1+1")]))) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist())
    assert "=1+1" in sheets and "<f>" not in sheets + whole


def test_行列表的命令按角色写(needy_home: Path, tmp_path: Path) -> None:
    def written(*role: str) -> str:
        out = tmp_path / "表.xlsx"
        wanted = ["crosstab", "visits", "--rows", "town", "--shelf", str(needy_home), "--out", str(out)]
        assert printing.main([*wanted, *role]) == 0
        with zipfile.ZipFile(out) as book:
            return book.read("xl/sharedStrings.xml").decode()

    assert "红梅街道" in written("--role", "镇街", "--of", "天宁区", "红梅街道")
    assert "兰陵街道" not in written("--role", "镇街", "--of", "天宁区", "红梅街道")
    assert "兰陵街道" in written()
