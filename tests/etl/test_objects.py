"""Are firms, 名士 and committees kept apart from families, and people from all of them?"""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.numbers.snapshot import open_draft
from campaign.office import rules
from etl import values
from etl.check_report import report as tell
from tests.campaign.test_of_how_many import opened
from tests.drafts import publish_tables
from tests.inbox import Inbox, drawn, rows, word, workbook
from tests.tiny import tiny

FOLDER = "市经信委/3月下半月/"
VISITS = "村（社区）|户主姓名|联系电话|家庭住址|家庭成员数|意见建议|走访人|走访日期"
FIRMS = "企业名称|法人代表|联系电话|企业地址|反映问题|办理情况|是否解决|办结日期|走访人|走访日期"
LEDGER = "问题编号|村（社区）|反映人|反映日期|反映问题|是否解决"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def sheet(*lines: str) -> str:
    return "\n".join(lines)


# ── whose name is it ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        *(
            "张大牛",
            "党建国",
            "商会明",
            "校长松",
            "司马学胜",
            "欧阳建厂",
            "李卫镇",
            "陈大村",
            "张学院",
            "王 小 明",
            "周建社",
        ),
        *("李甲（某某公司职工）", "王乙（村委会主任）", "孙丙 某某机械厂", "钱丁、赵戊", "社区居民李四", "3组部分村民"),
        *("张三家", "某某公司职工李某", "(某某集团退休)张三", "独居老人", "", "无"),
    ],
)
def test_人还是人_单位和职务写在后面也一样(name: str) -> None:
    assert values.OBJECT_OF[values.raiser_of(name)] == "家庭"


@pytest.mark.parametrize(
    ("name", "raiser"),
    [
        *((name, "企业") for name in ("武进某某纺织厂", "某某集团", "张三理发店", "李记饭店", "某某农业专业合作社")),
        *(
            (name, "企业")
            for name in ("某某机械有限公司（王经理）", "某某机械有限公司 王总", "某某公司工会", "江南银行某某支行")
        ),
        *(
            (name, "村（社区）")
            for name in ("吐祥村", "吐祥村村委会", "兰翔社区党总支", "某某社区居民委员会", "金色新城业主委员会")
        ),
        *(
            (name, "镇（街道）")
            for name in ("湖塘镇", "湖塘镇人民政府", "红梅街道办事处", "红梅街道民政科", "街道城管科")
        ),
        *(
            (name, "其他")
            for name in ("某某中学", "某某幼儿园", "某某街道卫生服务中心", "永宁路农贸市场", "市实验小学")
        ),
        *((name, "代表委员") for name in ("李甲（市人大代表）", "政协委员王乙")),
    ],
)
def test_单位照名称的结尾认(name: str, raiser: str) -> None:
    assert values.raiser_of(name) == raiser


@pytest.mark.parametrize(
    ("word_", "raiser"),
    [
        ("企业（商户）", "企业"),
        ("社区居民", "群众"),
        ("居民委员会", "村（社区）"),
        ("名士类", "名士"),
        ("政协委员", "代表委员"),
    ],
)
def test_类别一栏的写法认得_认不得的不退行(word_: str, raiser: str) -> None:
    assert values.KINDS["raiser"].parse(word_) == raiser and values.KINDS["raiser"].parse("甲类") is None


# ── papers of their own ───────────────────────────────────────────────────────────────────────


def test_企业走访台账_没有村也收_一家走访两次只计一家(inbox: Inbox, tmp_path: Path) -> None:
    inbox.put(
        FOLDER + "企业.csv",
        sheet(
            "市经信委走访企业情况表", FIRMS,
            "某某纺织有限公司|张甲|||一是招工难；二是用电成本高||待解决||王乙|3月20日",
            "某某纺织有限公司|张甲|||招工难||已解决|3月28日|王乙|3月27日",
            "某某食品厂|李丙|||无||||王乙|3月21日",
        ),
    )  # fmt: skip
    tables = inbox.sift()
    assert rows(tables["object_visits"], "object_type", "object_id", "is_first_by_unit") == [
        ("企业", 1, True), ("企业", 1, False), ("企业", 2, True),
    ]  # fmt: skip
    assert sorted(rows(tables["object_issues"], "issue_text", "status")) == [
        ("招工难", "已解决"),
        ("用电成本高", "待解决"),
    ]
    assert tables["visits"].num_rows == tables["issues"].num_rows == tables["rejected_rows"].num_rows == 0


@pytest.mark.parametrize(
    ("title", "heading", "forms"),
    [
        ("企业走访表", "名称", ["企业走访台账"]),
        ("四访四求走访表", "企业名称", ["企业走访台账"]),
        ("走访名士情况统计表", "姓名", ["名士走访台账"]),
        ("大走访台账", "名士姓名", ["名士走访台账"]),
        ("走访群众、企业、名士台账", "姓名", ["走访台账"]),
        ("走访台账", "姓名", ["走访台账"]),
    ],
)
def test_是哪种表看标题和名称那一栏的栏名(inbox: Inbox, title: str, heading: str, forms: list[str]) -> None:
    lines = [[title], [heading, "类别", "村（社区）", "家庭住址", "意见建议", "走访人", "走访日期"]]
    lines.append(["顾甲", "院士", "吐祥村", "3组5号", "办好职工夜校", "王乙", "3月20日"])
    inbox.put(FOLDER + "表.xlsx", workbook(lines))
    assert inbox.sift()["source_sheets"]["form"].to_pylist() == forms


def test_Word的企业表_同一天两条问题是一次走访两件问题(inbox: Inbox) -> None:
    lines = [
        FIRMS,
        "某某电机厂|||工业大道1号|融资难||待解决|||3月20日",
        "某某电机厂|||工业大道1号|用地紧张||待解决|||3月20日",
    ]
    inbox.put(FOLDER + "企业.docx", word("企业走访表", [line.split("|") for line in lines]))
    tables = inbox.sift()
    assert tables["object_visits"].num_rows == 1 and tables["object_issues"].num_rows == 2
    assert rows(tables["merged_rows"], "rule", "fate") == [("same-object-visit", "已有")]


def test_后来再报的以后来的为准_一件问题不成两件(inbox: Inbox) -> None:
    first, later = "某某电机厂||||融资难||待解决|||3月20日", "某某电机厂||||融资较难||已解决|3月30日||3月20日"
    inbox.put(FOLDER + "企业.csv", sheet("企业走访台账", FIRMS, first))
    inbox.put(FOLDER + "企业（更新）.csv", sheet("企业走访台账", FIRMS, later), received="2017-04-05")
    tables = inbox.sift()
    assert rows(tables["object_issues"], "issue_text", "status") == [("融资较难", "已解决")]
    assert rows(tables["merged_rows"], "rule", "fate") == [("object-visit-corrected", "被更正")]


def test_企业表上没有名称_没有日期的退回_说明缺什么(inbox: Inbox) -> None:
    inbox.put(
        FOLDER + "企业.csv", sheet("企业走访台账", FIRMS, "|张甲|||招工难|||||3月20日", "某某电机厂||||招工难|||||")
    )
    tables = inbox.sift()
    assert sorted(rows(tables["rejected_rows"], "field", "rule")) == [
        ("企业名称", "name-missing"), ("走访日期", "date-missing"),
    ]  # fmt: skip


# ── in lists of families ──────────────────────────────────────────────────────────────────────


def test_走访台账上的企业不是户_没有住址和村也收_职工人数不当家庭成员(inbox: Inbox) -> None:
    inbox.put(
        FOLDER + "台账.csv",
        sheet(
            "走访台账", VISITS,
            "吐祥村|张甲|10000000001|3组5号|3|车位太少|王乙|3月20日",
            "|某某纺织有限公司|||职工120人|招工难|王乙|3月20日",
            "吐祥村|某某小学||||校门口缺少斑马线|王乙|3月20日",
            "|吐祥村村委会||||||3月21日",
        ),
    )  # fmt: skip
    tables = inbox.sift()
    assert tables["households"].num_rows == tables["visits"].num_rows == 1
    assert sorted(rows(tables["object_visits"], "object_type", "village_name"), key=str) == [
        ("企业", None), ("其他", "吐祥村"), ("村（社区）组织", "吐祥村"),
    ]  # fmt: skip
    assert rows(tables["object_issues"], "object_type", "issue_text") == [("企业", "招工难")]
    assert tables["source_files"]["rows_kept"].to_pylist() == [4]


@pytest.mark.parametrize("heading", ["走访对象类别", "走访对象", "对象类型"])
def test_类别一栏先于名称_写在走访对象下面也认(inbox: Inbox, heading: str) -> None:
    inbox.put(
        FOLDER + "台账.csv",
        sheet(
            f"{heading}|{VISITS}",
            "群众|吐祥村|张甲|10000000001|3组5号|3||王乙|3月20日",
            "商户|吐祥村|李老板|10000000002|3组6号|||王乙|3月20日",
            "名士|吐祥村|赵丁|10000000003|3组7号||办好学校|王乙|3月20日",
            "居民|吐祥村|某某公司|10000000004|3组8号|||王乙|3月20日",
        ),
    )
    tables = inbox.sift()
    assert rows(tables["object_visits"], "object_type") == [("企业",), ("名士",)]
    assert tables["visits"].num_rows == 2 and tables["issues"].num_rows == 0


def test_居委会写在户主一栏_它的问题是收集问题_不算哪一户的(inbox: Inbox) -> None:
    inbox.put(FOLDER + "台账.csv", sheet(VISITS, "吐祥村|吐祥村村委会||||办公用房不足|王乙|3月20日"))
    inbox.put(FOLDER + "问题台账.csv", sheet("问题台账", LEDGER, "1|吐祥村|吐祥村村委会|3月20日|办公用房不足|待解决"))
    tables = inbox.sift()
    assert rows(tables["issues"], "raiser", "household_id", "issue_text") == [("村（社区）", None, "办公用房不足")]


# ── who raised it ─────────────────────────────────────────────────────────────────────────────


def test_问题台账_企业的不是收集问题_类别一栏写明的照类别(inbox: Inbox) -> None:
    inbox.put(
        FOLDER + "问题台账.csv",
        sheet(
            f"{LEDGER}|反映人类别",
            "1|吐祥村|张甲|3月20日|路灯不亮|待解决|",
            "2|吐祥村|某某食品厂|3月20日|用电成本高|已解决|",
            "3|吐祥村|李乙|3月20日|招工难|待解决|企业",
            "4|吐祥村|赵丙|3月20日|河道淤积|待解决|人大代表",
            "5|吐祥村|吐祥村村委会|3月20日|吐祥村村委会反映缺抗洪器材|待解决|",
        ),
    )
    tables = inbox.sift()
    assert rows(tables["issues"], "issue_no", "raiser", "issue_text") == [
        ("1", "群众", "路灯不亮"), ("4", "代表委员", "河道淤积"), ("5", "村（社区）", "吐祥村村委会反映缺抗洪器材"),
    ]  # fmt: skip
    assert rows(tables["object_issues"], "issue_text", "status") == [("用电成本高", "已解决"), ("招工难", "待解决")]


def test_附件4_村委会照名称归村_街道归街道_企业另计_认不出在哪里的退回(inbox: Inbox) -> None:
    head = "走访对象|反映问题或意见建议|办理意见"
    lines = [
        "吐祥村村委会|缺抗洪器材|委托",
        "红梅街道城管科|流动摊贩多|交办",
        "某某食品厂|招工难|转办",
        "金色花园业委会|电梯老化|交办",
    ]
    inbox.put(
        FOLDER + "附件4.csv",
        sheet("附件4 党员干部走访收集问题清单", "走访人：王乙", "走访时间：2017年3月11日", head, *lines),
    )
    tables = inbox.sift()
    assert rows(tables["issues"], "raiser", "town_name", "village_name") == [
        ("村（社区）", "上兴镇", "吐祥村"), ("镇（街道）", "红梅街道", None),
    ]  # fmt: skip
    assert rows(tables["object_issues"], "issue_text") == [("招工难",)]
    assert rows(tables["rejected_rows"], "rule", "source_row") == [("place-missing", 8)]


def test_街道反映的没有村的问题_照样发布_群众的没有村的不发布(inbox: Inbox, tmp_path: Path) -> None:
    lines = ["走访对象|反映问题或意见建议|办理意见", "红梅街道城管科|流动摊贩多|交办", "吐祥村村委会|缺抗洪器材|委托"]
    inbox.put(
        FOLDER + "附件4.csv", sheet("附件4 党员干部走访收集问题清单", "走访人：王乙", "走访时间：2017年3月11日", *lines)
    )
    with open_draft(publish_tables(inbox.sift(), tmp_path / "shelf", "20170401T000000")) as snapshot:
        assert snapshot.ask("issues")["issues"].tolist() == [2]
        assert dict(snapshot.ask("issues", by="town").values) == {"红梅街道": 1, "上兴镇": 1}
        told = snapshot.ask("issues", by="village", where={"town": "红梅街道"})
        assert told["issues"].sum() == 1


def test_企业的公开文字里没有名称和人(inbox: Inbox) -> None:
    line = "张三纺织有限公司|李甲|||希望张三纺织有限公司与学校合作，联系李甲10012345678||待解决|||3月20日"
    inbox.put(FOLDER + "企业.csv", sheet(FIRMS, line))
    (text,) = inbox.sift()["object_issues"]["issue_text"].to_pylist()
    assert "张三" not in text and "李甲" not in text and "1001" not in text and "学校合作" in text


# ── what is reported of it ────────────────────────────────────────────────────────────────────


def test_检查写明各是多少行(inbox: Inbox) -> None:
    inbox.put(
        FOLDER + "台账.csv",
        sheet(VISITS, "吐祥村|张甲||3组5号|||王乙|3月20日", "吐祥村|某某食品厂||3组6号|||王乙|3月20日"),
    )
    assert "其中：家庭1行、企业1行；企业、名士、组织不计入走访户数" in tell(inbox.check()).text


def test_每种对象都有说法() -> None:
    assert set(values.OBJECT_OF) == set(rules.RAISERS) and set(values.OBJECT_OF.values()) == set(rules.OBJECT_TYPES)


def test_按走访对象查户数_不和企业相加(tmp_path: Path) -> None:
    objects = "object_id | object_type | visit_date | unit_name | is_first | is_first_by_unit\n1 | 企业 | 2017-03-02 | 市甲局 | true | true"
    with tiny(tmp_path, object_visits=objects) as snapshot:
        assert snapshot.ask("enterprises_visited", where={"object_type": "企业"})["enterprises_visited"].tolist() == [1]
        assert drawn(objects) and snapshot.ask("households", by="object_type").empty


def test_退回的企业行改好重报_退回的那行就了结(inbox: Inbox) -> None:
    bad, good = (
        f"某某电机厂|张甲|10012345678|工业大道1号|融资难||已解决|{day}|王乙|3月20日" for day in ("3月32日", "3月28日")
    )
    inbox.put(FOLDER + "企业.csv", sheet("企业走访台账", FIRMS, bad))
    inbox.put(FOLDER + "企业（改好）.csv", sheet("企业走访台账", FIRMS, good), received="2017-04-05")
    tables = inbox.sift()
    assert tables["rejected_rows"].num_rows == 0 and tables["object_visits"].num_rows == 1
    assert rows(tables["merged_rows"], "rule") == [("corrected-later",)]


def test_问题台账和企业台账写的同一件_以问题台账的状态为准(inbox: Inbox) -> None:
    inbox.put(FOLDER + "企业.csv", sheet("企业走访台账", FIRMS, "某某电机厂||||融资难||待解决||王乙|3月20日"))
    inbox.put(FOLDER + "问题台账.csv", sheet("问题台账", LEDGER, "1||某某电机厂|3月20日|融资难|已解决"))
    tables = inbox.sift()
    assert rows(tables["object_issues"], "form", "status") == [("issue_ledger", "已解决")]
    assert tables["rejected_rows"].num_rows == 0


def test_两个单位走访同名企业是一家_同名小店在两个村是两家(inbox: Inbox) -> None:
    head = "村（社区）|企业名称|走访单位|走访日期"
    lines = ["|某某电机有限公司|市科技局|3月20日", "|某某电机有限公司|市经信委|3月21日"]
    lines += ["吐祥村|便民小吃店|市经信委|3月21日", "马家巷社区|便民小吃店|市经信委|3月21日"]
    inbox.put(FOLDER + "企业.csv", sheet("企业走访台账", head, *lines))
    found = rows(inbox.sift()["object_visits"], "object_id", "is_first", "is_first_by_unit")
    assert found == [(1, True, True), (1, False, True), (2, True, True), (3, True, True)]


def test_没有写明在哪里的企业_地区页上写明有多少_不当成没有(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny(
        tmp_path,
        data_date="2017-04-02",
        visits="× | visit_date | household_id | is_first | unit_name | district\n3 | 2017-03-10 | 1 | true | 市民政局 | 天宁区",
        object_visits="""
            × | object_id | visit_date | object_type | is_first | unit_name | district
            1 | 1         | 2017-03-10 | 企业        | true     | 市民政局  | 天宁区
            2 | 2         | 2017-03-10 | 企业        | true     | 市民政局  |
        """,
    ).close()
    for area, firms in (("天宁区", 1), ("新北区", 0)):
        text = opened(tmp_path / "shelf", monkeypatch, "places", area=area)["text"]
        assert ("走访企业**1家**" in text) == bool(firms)
        assert "全市另有走访企业2家未写明所在村（社区），不计入各地区。" in text
    assert "未写明所在" not in opened(tmp_path / "shelf", monkeypatch, "places")["text"], "全市的在内"
