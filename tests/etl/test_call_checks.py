"""Is the call sheet read as the office that called means it, and as no other paper?"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from campaign import schema
from campaign.access.quoting import HIDDEN
from campaign.access.scope import DESK, EVERYWHERE
from campaign.judgement.portrait import facts, unit_of
from campaign.numbers.snapshot import Snapshot, open_current
from etl import blanks, loading
from etl.check_report import report as tell
from etl.forms import BY_ID
from exports import returns
from tests.inbox import Inbox, rows, word, workbook
from tests.tiny import tiny

LONG = "抽查编号|单位|村（社区）|户主姓名|联系电话|家庭住址|回访日期|是否接通|是否走访过|走访时间|是否留联系卡|反映问题是否属实|是否解决|是否满意|回访人"
CALLED = "1|市民政局|马家巷社区|张甲|10000000001|3组5号|4月6日|接通|来过|3月上旬|有|属实|是|满意|王乙"
UNANSWERED = "2|市民政局|马家巷社区|李丙|10000000002|3组6号|4月6日|无人接听|||||||王乙"
SHORT = "单位|村|家庭住址|回访日期|是否接通|是否走访过|是否留联系卡|是否满意"
CHECKED = "民政局|马家巷社区|3组5号|2017.4.6|√|×|无|不满意"
FOLDER = "市委政法委/电话抽查/"
"""The office that calls is a unit itself."""
FORM = BY_ID["call_checks"]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def sheet(*lines: str) -> str:
    return "\n".join(lines)


# ── the paper ─────────────────────────────────────────────────────────────────────────────────


def test_每一栏照它的意思读_没接通的也是一户次(inbox: Inbox) -> None:
    inbox.put(FOLDER + "抽查.csv", sheet("大走访电话回访抽查表", "填报单位：市委督查室", LONG, CALLED, UNANSWERED))
    tables = inbox.sift()
    first, second = tables["call_checks"].to_pylist()
    assert {name: first[name] for name in ("check_no", "unit_name", "village_name", "district", "call_date")} == {
        "check_no": "1", "unit_name": "市民政局", "village_name": "马家巷社区", "district": "武进区",
        "call_date": date(2017, 4, 6),
    }  # fmt: skip
    answers = ("is_answered", "is_visited", "has_card", "is_true", "is_solved")
    assert [first[name] for name in answers] == [True] * 5
    assert (first["visited_when"], first["satisfaction"]) == ("3月上旬", "满意")
    assert [second[name] for name in answers] == [False, None, None, None, None]
    assert tables["rejected_rows"].num_rows == tables["followups"].num_rows == tables["visits"].num_rows == 0


def test_简表也认得_Word的也认得(inbox: Inbox) -> None:
    inbox.put(FOLDER + "简表.csv", sheet(SHORT, CHECKED))
    inbox.put(
        FOLDER + "简表.docx",
        word("电话回访抽查表", [line.split("|") for line in (SHORT, CHECKED.replace("3组5号", "3组9号"))]),
    )
    wanted = ("unit_name", "address", "is_answered", "is_visited", "has_card", "satisfaction")
    assert inbox.rows("call_checks", *wanted) == [
        ("市民政局", "3组5号", True, False, False, "不满意"),
        ("市民政局", "3组9号", True, False, False, "不满意"),
    ]


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("is_answered", "空号", False),
        ("is_answered", "□接通☑未接通", False),
        ("is_visited", "没来过", False),
        ("is_visited", "走访过。", True),
        ("is_visited", "记不清", None),
        ("is_visited", "/", None),
        ("has_card", "未留", False),
        ("is_true", "不属实", False),
        ("satisfaction", "是", "满意"),
        ("satisfaction", "基本满意", "基本满意"),
        ("satisfaction", "否", "不满意"),
    ],
)
def test_办公室怎么答就怎么读_说不清的不是没有(field: str, written: str, meant: object) -> None:
    parse = FORM.field(field).parse
    assert parse is not None and parse(written) == meant


def test_姓名电话住址和照原文的话都是个人信息() -> None:
    personal = {column.name for column in schema.table("call_checks").columns if column.personal}
    assert personal == {"head_name", "phone", "address", "visited_when", "called_by"}


# ── which paper it is ─────────────────────────────────────────────────────────────────────────

OTHERS = {
    "回访记录": "问题编号|单位|村（社区）|回访日期|回访方式|是否联系上|是否解决|是否满意|回访人",
    "回访记录，接通情况": "编号|单位|回访日期|回访方式|是否接通|是否解决|是否满意|回访人",
    "走访台账": "序号|市(区)|镇(街道)|村(社区)|户主姓名|联系电话|家庭住址|意见建议|走访人|走访单位|走访时间|走访方式",
    "走访台账，带联系卡": "序号|村(社区)|户主姓名|联系电话|家庭住址|走访单位|走访时间|是否留联系卡|是否满意|回访日期",
    "问题台账": "问题编号|村(社区)|走访单位|反映人|反映问题|是否解决|回访方式|回访日期|群众是否满意",
}
OWN = {
    "全表": LONG,
    "简表": SHORT,
    "没有住址的": LONG.replace("家庭住址|", ""),
    "编号写作编号，像回访记录": LONG.replace("抽查编号", "编号"),
    "走访日期、问题是否解决，像走访台账": LONG.replace("走访时间", "走访日期").replace("是否解决", "问题是否解决"),
    "全称": "抽查编号|走访单位|镇（街道）|社区|户主|电话|住址|回访时间|接通情况|是否入户走访|有无联系卡|群众是否满意|抽查人员",
}


@pytest.mark.parametrize("heading", OTHERS)
def test_别的表仍是别的表(inbox: Inbox, heading: str) -> None:
    inbox.put("市民政局/a.csv", sheet(OTHERS[heading], "|".join("1" for _ in OTHERS[heading].split("|"))))
    assert inbox.rows("source_sheets", "form", "refused") == [(heading.partition("，")[0], None)]


@pytest.mark.parametrize("heading", OWN)
def test_抽查表不当作回访记录或走访台账(inbox: Inbox, heading: str) -> None:
    inbox.put("市民政局/a.csv", sheet(OWN[heading], "|".join("1" for _ in OWN[heading].split("|"))))
    assert inbox.rows("source_sheets", "form", "refused", "unknown_headings") == [("电话回访抽查表", None, [])]


# ── what goes back ────────────────────────────────────────────────────────────────────────────

REJECTED = {
    "answer-unknown": (CHECKED.replace("√", "也许"), "E2"),
    "value-missing": (CHECKED.replace("√", ""), "E2"),
    "followup-contradicts": (CHECKED.replace("√", "空号"), "E2"),
    "date-missing": (CHECKED.replace("2017.4.6", ""), "D2"),
    "date-unreadable": (CHECKED.replace("2017.4.6", "4月上旬"), "D2"),
    "unit-missing": (CHECKED.replace("民政局", ""), "A2"),
    "unit-unknown": (CHECKED.replace("民政局", "火星局"), "A2"),
    "place-unknown": (CHECKED.replace("马家巷社区", "火星村"), "B2"),
    "household-unidentifiable": (CHECKED.replace("3组5号", ""), "C2"),
}


@pytest.mark.parametrize("rule", REJECTED)
def test_每条规则一张表_退回一行_指到那一格(inbox: Inbox, rule: str) -> None:
    line, cell = REJECTED[rule]
    inbox.put(FOLDER + "a.csv", sheet(SHORT, line))
    assert inbox.rows("rejected_rows", "rule", "cell", "form") == [(rule, cell, "电话回访抽查表")]
    assert inbox.sift()["call_checks"].num_rows == 0


def test_答了接通以外的写法不认得_只空那一格(inbox: Inbox) -> None:
    lines = [
        CHECKED.replace("√|×|无", answers).replace("3组5", f"3组{n}")
        for n, answers in enumerate(("接通（家属）|走访过两次|有", "接了|好像来过|几张", "√|记不清了|无"))
    ]
    inbox.put(FOLDER + "a.csv", sheet(SHORT, *lines))
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "sentence") == []
    told = rows(tables["call_checks"], "is_answered", "is_visited", "has_card")
    assert told == [(True, True, True), (True, None, None), (True, None, False)]
    assert rows(tables["remarks"], "cell", "is_left_blank") == [("F3", True), ("G3", True)]


def test_自己要的都有一张表退回() -> None:
    assert FORM.record is not None
    own = {need.rule for need in FORM.record.needs} | {only.rule for only in FORM.record.only}
    assert own <= REJECTED.keys()


@pytest.mark.parametrize("kept", ["抽查编号", "联系电话", "家庭住址"])
def test_编号电话住址有一样就认得出是哪一户(inbox: Inbox, kept: str) -> None:
    cells = dict(zip(LONG.split("|"), CALLED.split("|"), strict=True))
    for name in {"抽查编号", "联系电话", "家庭住址"} - {kept}:
        cells[name] = ""
    inbox.put(FOLDER + "a.csv", sheet(LONG, "|".join(cells.values())))
    assert inbox.sift()["call_checks"].num_rows == 1


def test_没接通的写未联系上不矛盾(inbox: Inbox) -> None:
    inbox.put(FOLDER + "a.csv", sheet(LONG, UNANSWERED.replace("||王乙", "|未联系上|王乙")))
    assert inbox.rows("call_checks", "is_answered", "satisfaction") == [(False, "未联系上")]


def test_抽好了还没有打的户不是记录(inbox: Inbox) -> None:
    inbox.put(FOLDER + "a.csv", sheet(LONG, CALLED, "2|市民政局|马家巷社区|李丙|10000000002|3组6号|||||||||"))
    assert inbox.rows("source_sheets", "rows_read", "rows_kept") == [(1, 1)]


def test_没有写单位的_不当作打电话的单位走访的(inbox: Inbox) -> None:
    inbox.put(FOLDER + "a.csv", sheet("填报单位：市委政法委", SHORT, CHECKED.replace("民政局", "")))
    inbox.put(
        FOLDER + "b.csv", sheet("被抽查单位：市民政局", SHORT.replace("单位|", ""), CHECKED.replace("民政局|", ""))
    )
    tables = inbox.sift()
    assert rows(tables["rejected_rows"], "rule", "unit_name") == [("unit-missing", "市委政法委")], "退给报送的单位"
    assert rows(tables["call_checks"], "unit_name", "source_file") == [("市民政局", FOLDER + "b.csv")]


def test_检查时说清哪一格要改_怎样改(inbox: Inbox) -> None:
    answer = tell(
        inbox.put(FOLDER + "a.csv", sheet(SHORT, CHECKED, REJECTED["answer-unknown"][0].replace("3组", "4组"))).check()
    )
    assert "识别为：电话回访抽查表\n    单位：以各行单位栏为准" in answer.text
    assert "E3（是否接通）填写为“也许”：回答不是约定的写法；请填写 是、否 之一" in answer.text
    assert answer.to_mend == 1


# ── sent again ────────────────────────────────────────────────────────────────────────────────


def test_同一户同一天再报_以最后报来的为准_隔天再打是另一次(inbox: Inbox) -> None:
    inbox.put(FOLDER + "a.csv", sheet(SHORT, CHECKED), received="2017-04-07")
    again = CHECKED.replace("×", "√").replace("不满意", "满意")
    inbox.put(FOLDER + "b.csv", sheet(SHORT, again, CHECKED.replace("4.6", "4.7")), received="2017-04-08")
    tables = inbox.sift()
    assert rows(tables["call_checks"], "call_date", "is_visited") == [
        (date(2017, 4, 6), True),
        (date(2017, 4, 7), False),
    ]
    assert rows(tables["merged_rows"], "rule", "fate", "into_file") == [("same-call", "被更正", FOLDER + "b.csv")]


def test_原样再报一遍_已有(inbox: Inbox) -> None:
    inbox.put(FOLDER + "a.csv", sheet(SHORT, CHECKED), received="2017-04-07")
    inbox.put(FOLDER + "b.csv", sheet(SHORT, CHECKED, ""), received="2017-04-08")
    tables = inbox.sift()
    assert tables["call_checks"].num_rows == 1
    assert rows(tables["merged_rows"], "fate") == [("已有",)]


@pytest.mark.parametrize("mended", ["否||3月上旬|||||", "是|来过|3月上旬|有|属实|是|满意|"])
def test_退回后改好重报_两头改哪一头都销掉(inbox: Inbox, mended: str) -> None:
    wrong = CALLED.replace("接通|", "否|")
    inbox.put(FOLDER + "a.csv", sheet(LONG, wrong), received="2017-04-07")
    assert inbox.rows("rejected_rows", "rule") == [("followup-contradicts",)]
    inbox.put(FOLDER + "a（更正）.csv", sheet(LONG, wrong.partition("否|")[0] + mended + "王乙"), received="2017-04-09")
    tables = inbox.sift()
    assert tables["rejected_rows"].num_rows == 0 and tables["call_checks"].num_rows == 1
    assert rows(tables["merged_rows"], "rule") == [("corrected-later",)]


@pytest.fixture
def shelf(inbox: Inbox, tmp_path: Path) -> Snapshot:
    """A kept row, and one that goes back."""
    inbox.put(FOLDER + "a.csv", sheet(SHORT, CHECKED, CHECKED.replace("√", "也许").replace("3组5", "3组6")))
    loading.load(inbox.root, tmp_path / "shelf")
    return open_current(tmp_path / "shelf")


def test_退回的工作簿照原表_改好发回来就读进来_原来的退回销掉(inbox: Inbox, shelf: Snapshot) -> None:
    with shelf:
        ((_, found),) = returns.units(shelf, DESK).items()
        book = openpyxl.load_workbook(BytesIO(returns.written(found, DESK)))
    (bad,) = [cell for page in book for line in page.iter_rows() for cell in line if cell.value == "也许"]
    bad.value = "是"
    out = BytesIO()
    book.save(out)
    tables = inbox.put(FOLDER + "退回改好.xlsx", out.getvalue(), received="2017-04-10").sift()
    assert tables["rejected_rows"].num_rows == 0
    assert tables["call_checks"]["address"].to_pylist() == ["3组5号", "3组6号"]
    assert tables["call_checks"]["unit_name"].to_pylist() == ["市民政局"] * 2


# ── down to the cell, and back to paper ───────────────────────────────────────────────────────


def test_从一行追到每一格_办公室以外看不到住址(shelf: Snapshot) -> None:
    with shelf:
        (row,) = shelf.rows("call_checks", columns=("source_file", "source_sheet", "source_row")).to_dict("records")
        seen = {scope.label: shelf.origin(*row.values(), scope=scope) for scope in (DESK, EVERYWHERE)}
    cells = {label: dict(zip(found["field"], zip(found["place"], found["said"], strict=True), strict=True)) for label, found in seen.items()}  # fmt: skip
    assert cells["收件办公室"]["家庭住址"] == ("C2", "3组5号")
    assert cells["收件办公室"]["是否走访过"] == cells["全市"]["是否走访过"] == ("F2", "×")
    assert cells["全市"]["家庭住址"] == ("C2", HIDDEN)


def test_群众怎么答的_不涉及个人_看得到原文(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put(FOLDER + "a.csv", sheet(SHORT, CHECKED.replace("×", "没来过")))
    loading.load(inbox.root, tmp_path / "shelf")
    with open_current(tmp_path / "shelf") as snapshot:
        (where,) = snapshot.rows("call_checks", columns=("source_file", "source_sheet", "source_row")).to_numpy()
        found = snapshot.origin(*where, scope=EVERYWHERE)
    assert dict(zip(found["field"], found["said"], strict=True))["是否走访过"] == "没来过"


def test_空白表填上就读进来(inbox: Inbox) -> None:
    ((name, content),) = [(name, content) for form, name, content in blanks.blanks() if form == FORM.id]
    book = openpyxl.load_workbook(BytesIO(content))
    page = book.worksheets[0]
    given = dict(zip(LONG.replace("单位", "走访单位").split("|"), CALLED.split("|"), strict=True))
    for cell in page[1]:
        page.cell(2, cell.column, given.pop(str(cell.value), None))
    assert not given, "空白表上没有这一栏"
    out = BytesIO()
    book.save(out)
    answer = tell(inbox.put(FOLDER + name, out.getvalue()).check())
    assert answer.verdict.startswith("检查结果：可以上报"), answer.text
    assert inbox.rows("call_checks", "unit_name", "is_visited", "address") == [("市民政局", True, "3组5号")]


def test_Excel里的日期也读得出(inbox: Inbox) -> None:
    cells = CHECKED.split("|")
    inbox.put(FOLDER + "a.xlsx", workbook([SHORT.split("|"), [*cells[:3], date(2017, 4, 6), *cells[4:]]]))
    assert inbox.rows("call_checks", "call_date") == [(date(2017, 4, 6),)]


# ── where a supervisor looks ──────────────────────────────────────────────────────────────────

UNITS = {
    "units": "unit_name | unit_level | supervision_group\n 市甲局 | 市级机关 | 1\n 市乙局 | 市级机关 | 1",
    "visits": "household_id | visit_date | unit_name | unit_level | is_first_by_unit\n 1 | 2017-03-02 | 市甲局 | 市级机关 | true",
}
CALLS = """
    unit_name | unit_level | call_date  | is_answered | is_visited
    市甲局    | 市级机关   | 2017-03-20 | true        | true
    市甲局    | 市级机关   | 2017-03-20 | true        | false
    市甲局    | 市级机关   | 2017-03-20 | true        |
    市甲局    | 市级机关   | 2017-03-20 | false       |
    市乙局    | 市级机关   | 2017-03-21 | true        | true
"""


def test_单位画像里有电话核实率_连同有几户答了(tmp_path: Path) -> None:
    with tiny(tmp_path, **UNITS, call_checks=CALLS) as city:
        found = {one.metric: one for one in facts(city, unit_of(city, "市甲局"))}
    assert (found["visit_answers"].own, found["verified_share"].own) == (2, 0.5)
    assert found["verified_share"].peers == pytest.approx(2 / 3)


def test_没有抽查的时候画像里不多一行(tmp_path: Path) -> None:
    with tiny(tmp_path, **UNITS) as city:
        assert not {"visit_answers", "verified_share"} & {one.metric for one in facts(city, unit_of(city, "市甲局"))}
