"""Does a unit's 五个一 say what its paper shows, and no more?"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from campaign.judgement import duties
from campaign.judgement.duties import BadDuties, Done, done, listed, read
from campaign.judgement.portrait import portrait, unit_of
from campaign.numbers.metrics import metric
from campaign.numbers.snapshot import Snapshot
from exports import portrait as paper
from tests.inbox import Inbox, drawn, workbook
from tests.tiny import tiny

UNITS = """
    unit_name | unit_level | supervision_group | is_trained
    市甲局    | 市级机关   | 1                 | true
    市乙局    | 市级机关   | 1                 |
    市丙局    | 市级机关   | 1                 | false
"""


@pytest.fixture
def city(tmp_path: Path) -> Snapshot:
    return tiny(
        tmp_path,
        units=UNITS,
        unit_villages="unit_name | village_id\n 市乙局 | 01\n 市乙局 | 02",
        card_counts="unit_name | card_count | card_count_bound\n 市甲局 | 300 | ≥",
        source_sheets="""
            unit_name | form                      | rows_kept | rows_merged | rows_rejected
            市甲局    | 附件1 村（社区）调查表    | 1         | 1           | 0
            市甲局    | 附件4 走访收集问题清单    | 0         | 9           | 0
            市甲局    | 附件3 群众入户调查表      | 10        | 2           | 3
            市乙局    | 附件3 群众入户调查表      | 0         | 0           | 7
            市乙局    | 附件2 联系卡发放数        | 99        | 0           | 0
        """,
        visits="× | unit_name | form | visit_date\n 3 | 市甲局 | visit_ledger | 2017-03-10\n 9 | 市甲局 | household_form | 2017-03-10",
    )


def of(snapshot: Snapshot, unit: str) -> dict[str, Done]:
    return {one.duty: one for one in done(snapshot, unit)}


def test_有哪种表就是有_写明是哪种几行_全部归并的也是报来了(city: Snapshot) -> None:
    own = of(city, "市甲局")
    assert {one.state for one in own.values()} == {"有"}
    assert own["一份村（社区）调查表"].sentence == "附件1 村（社区）调查表2份"
    assert own["一份问题清单"].sentence == "附件4 走访收集问题清单9行"
    assert own["一份入户调查表"].sentence.startswith("附件3 群众入户调查表12份；走访台账3行")


def test_一家代报几家的_算各家的_不算报的那一家_约数带着界(city: Snapshot) -> None:
    assert of(city, "市甲局")["一张走访联系卡"].sentence == "附件2 联系卡发放数1行；发放联系卡≥300张"
    assert of(city, "市乙局")["一张走访联系卡"].state == "没有"


def test_没有收到的写没有_退回的行不算_应有几个村并列(city: Snapshot) -> None:
    own = of(city, "市乙局")
    assert own["一份入户调查表"].state == "没有"
    assert own["一份村（社区）调查表"].sentence == "没有收到附件1 村（社区）调查表；挂钩村（社区）2个"


def test_培训没有表_花名册上写了才知道_没有写的无从得知(city: Snapshot) -> None:
    states = {unit: of(city, unit)["一次访前培训"].state for unit in ("市甲局", "市乙局", "市丙局")}
    assert states == {"市甲局": "有", "市乙局": "无从得知", "市丙局": "没有"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("是", True), ("已开展", True), ("1次", True), ("否", False), ("未组织", False), ("拟4月", None)],
)
def test_花名册上访前培训一栏_写不清的当作没有写_不退回(tmp_path: Path, written: str, meant: bool | None) -> None:
    roster = drawn(f"单位名称 | 级别 | 干部人数 | 访前培训\n市文联 | 市级机关 | 20 | {written}")
    inbox = Inbox(tmp_path).put("市委组织部/花名册.xlsx", workbook(roster))
    assert dict(inbox.rows("units", "unit_name", "is_trained"))["市文联"] is meant
    assert inbox.rows("rejected_rows", "rule") == []


def test_有几项叫什么都在文件里_换成六个一不改程序(
    tmp_path: Path, city: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "duties.toml"
    more = '\n[[duties]]\nname = "一张入户证"\npapers = []\nwhy = "入户证没有要报的表"\n'
    file.write_text(duties.FILE.read_text(encoding="utf-8").replace("五个一", "六个一", 1) + more, encoding="utf-8")
    monkeypatch.setattr(duties, "listed", lambda: read(file))
    last = done(city, "市甲局")[-1]
    assert (last.duty, last.state, last.sentence) == ("一张入户证", "无从得知", "入户证没有要报的表")


@pytest.mark.parametrize(
    "wrong",
    [
        'papers = ["no_such_paper"]',
        'papers = []\nnumber = "no_such_number"',
        'papers = []\ncolumn = "contact_name"',
        "x = 1",
    ],
)
def test_文件写错的_说出哪一项(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "duties.toml"
    file.write_text(f'title = "五个一"\nsource = "某文"\n[[duties]]\nname = "一项"\n{wrong}\n', encoding="utf-8")
    with pytest.raises(BadDuties, match=r"duties\.toml"):
        read(file)


def test_每一项要么有表看得出来_要么说为什么看不出来() -> None:
    for one in listed().each:
        assert one.papers or one.why
        assert all(metric(name).table for name in (*filter(None, [one.number]), *one.beside))


def test_画像上有_下载的依据里也有(city: Snapshot) -> None:
    seen = portrait(city, unit_of(city, "市甲局"))
    assert seen.duties == done(city, "市甲局")
    book = openpyxl.load_workbook(BytesIO(paper.workbook(city, seen, ())))
    rows = list(book["五个一"].iter_rows(values_only=True))
    assert rows[0] == ("五个一", "是否具备", "依据报表", "说明")
    assert [row[:2] for row in rows[1:]] == [(one.duty, one.state) for one in seen.duties]
