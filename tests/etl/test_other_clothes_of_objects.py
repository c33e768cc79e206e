"""Are the papers of firms and 名士 read in the clothes that offices give them: forms, other headings, other sheets, everyday names?"""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.office import rules
from etl import values
from tests.inbox import Inbox, drawn, rows, word, workbook

FOLDER = "市经信委/3月下半月/"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def visited(tables: dict) -> list[tuple]:
    """What was visited: its kind and the day."""
    return sorted(rows(tables["object_visits"], "object_type", "visit_date"))


def raised(tables: dict) -> list[str]:
    """What firms and 名士 ask for."""
    return sorted(text for (text,) in rows(tables["object_issues"], "issue_text"))


def form_of(name: str, wish: str) -> str:
    return f"""
        企业名称|{name}|企业性质|民营
        法定代表人|张甲|联系电话|
        职工人数|120|经营状况|正常
        企业反映的困难和建议|{wish}
        协调解决情况|已解决
    """


# ── one firm a form ───────────────────────────────────────────────────────────────────────────


def test_一家一张的表_日期写在表下_每张计一家(inbox: Inbox) -> None:
    tables = [drawn(form_of("某某纺织有限公司", "招工难")), drawn(form_of("某某电机厂", "用电贵"))]
    below = [f"走访人：王乙　走访单位：市经信委　走访日期：2017年3月{day}日" for day in (20, 21)]
    inbox.put(FOLDER + "走访.docx", word("企业走访登记表", tables[0], below[0], "企业走访登记表", tables[1], below[1]))
    tables = inbox.sift()
    assert visited(tables) == [("企业", rules.START.replace(day=20)), ("企业", rules.START.replace(day=21))]
    assert raised(tables) == ["招工难", "用电贵"] and tables["visits"].num_rows == 0
    assert {status for (status,) in rows(tables["object_issues"], "status")} == {"已解决"}


def test_一家一张工作表_上下几张_都认(inbox: Inbox) -> None:
    day = "走访时间|2017.3.20|走访人员|王乙"
    one = [["企业走访表"], *drawn(form_of("某某纺织有限公司", "招工难") + day)]
    two = [*one, ["企业走访表"], *drawn(form_of("某某食品厂", "无") + day)]
    inbox.put(FOLDER + "一张.xlsx", workbook(one)).put(FOLDER + "两张.xlsx", workbook(two), received="2017-04-05")
    tables = inbox.sift()
    assert len(visited(tables)) == 2 and raised(tables) == ["招工难"]
    assert tables["rejected_rows"].num_rows == 0


def test_名士一人一张_工作单位是公司_仍是名士(inbox: Inbox) -> None:
    form = drawn("""
        姓名|顾甲|性别|男
        身份（界别）|市政协委员|工作单位|某某集团有限公司
        走访人|王乙|走访日期|2017年3月23日
        意见建议|办好职工夜校
        采纳情况|已采纳
    """)
    inbox.put(FOLDER + "名士.docx", word("走访名士登记表", form))
    tables = inbox.sift()
    assert [kind for kind, _ in visited(tables)] == ["名士"] and raised(tables) == ["办好职工夜校"]


def test_群众入户调查表不是名士的表_台账的表头不是一家一张(inbox: Inbox) -> None:
    family = drawn("""
        户主姓名|顾甲|联系电话||家庭成员数|3
        家庭住址|3组5号
        家庭收入情况|一般
        意见建议|路灯不亮
    """)
    inbox.put(
        FOLDER + "附件3.docx",
        word("群众入户调查表", family, "所属地：溧阳市上兴镇吐祥村", "采集人：王乙 走访日期：2017年3月20日"),
    )
    inbox.put(
        FOLDER + "企业.csv",
        "企业走访表\n企业名称|规模|类型|内容|走访日期\n某某厂|小|诉求|招工难|3月20日\n某某公司|大|建议|减税|3月20日\n某某集团|大|问题|无|3月20日",
    )
    tables = inbox.sift()
    assert tables["visits"].num_rows == 1 and len(visited(tables)) == 3


# ── headings by their words ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "name", "heading"),
    [
        ("服务企业台账", "企业", "诉求内容"),
        ("走访企业汇总表", "企业全称", "需政府协调解决的事项"),
        ("个体工商户走访台账", "商户名称", "反映情况"),
        ("乡贤走访登记表", "乡贤姓名", "对家乡发展的意见建议"),
        ("名士走访台账", "姓名", "征求到的意见"),
    ],
)
def test_栏名没有见过_说的是问题诉求建议的_就是这一栏(inbox: Inbox, title: str, name: str, heading: str) -> None:
    lines = [[title], [name, heading, "问题类别", "走访人", "走访日期"], ["顾甲", "停车难", "其他", "王乙", "3月20日"]]
    tables = inbox.put(FOLDER + "表.xlsx", workbook(lines)).sift()
    assert raised(tables) == ["停车难"] and tables["issues"].num_rows == 0


@pytest.mark.parametrize("heading", ["问题办理进展", "诉求落实情况", "问题数", "反映人", "是否有困难"])
def test_说的是办理_数量_谁的_不是问题(inbox: Inbox, heading: str) -> None:
    lines = [["企业走访表"], ["企业名称", heading, "走访日期"], ["某某电机厂", "正在协调", "3月20日"]]
    assert raised(inbox.put(FOLDER + "表.xlsx", workbook(lines)).sift()) == []


def test_两层表头的问题一组_内容一栏是问题(inbox: Inbox) -> None:
    lines = [
        ["走访企业汇总表", "", "", "", ""],
        ["企业基本情况", "", "走访时间", "企业反映问题", ""],
        ["企业名称", "法人", "", "具体内容", "是否解决"],
        ["某某电机厂", "张甲", "3月20日", "招工难", "是"],
    ]
    tables = inbox.put(FOLDER + "表.xlsx", workbook(lines)).sift()
    assert rows(tables["object_issues"], "issue_text", "status") == [("招工难", "已解决")]


def test_走访台账写反映问题的也是问题_问题台账仍是问题台账(inbox: Inbox) -> None:
    lines = [
        ["户主姓名", "家庭住址", "村（社区）", "反映问题", "走访日期"],
        ["顾甲", "3组5号", "吐祥村", "路灯不亮", "3月20日"],
    ]
    ledger = [[*lines[0], "是否解决"], ["钱乙", "3组6号", "吐祥村", "桥坏了", "3月20日", "已解决"]]
    inbox.put(FOLDER + "走访.xlsx", workbook(lines)).put(FOLDER + "问题.xlsx", workbook(ledger))
    tables = inbox.sift()
    assert sorted(rows(tables["issues"], "issue_text", "status")) == [("桥坏了", "已解决"), ("路灯不亮", None)]


# ── lists of all kinds ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "name"), [("对象类型", "走访对象"), ("走访类型", "姓名/名称"), ("走访对象", "姓名"), ("访别", "对象名称")]
)
def test_一张表有几类_照类别一栏分开(inbox: Inbox, kind: str, name: str) -> None:
    lines = [[kind, name, "地址", "村（社区）", "意见建议", "走访人", "走访日期"]]
    lines += [
        [word_, who, "3组5号", "吐祥村", "停车难", "王乙", "3月20日"]
        for word_, who in (("群众", "顾甲"), ("企业", "强盛"), ("名士", "吴丙"))
    ]
    tables = inbox.put(FOLDER + "台账.xlsx", workbook(lines)).sift()
    assert [kind for kind, _ in visited(tables)] == ["企业", "名士"]
    assert tables["visits"].num_rows == tables["issues"].num_rows == 1 and len(raised(tables)) == 2


@pytest.mark.parametrize("heading", ["问题来源", "来源", "反映人类别"])
def test_问题台账写来源的_照来源分开(inbox: Inbox, heading: str) -> None:
    lines = [["反映人", heading, "村（社区）", "反映问题", "是否解决", "反映日期"]]
    lines += [
        [who, word_, "吐祥村", text, "待解决", "3月20日"]
        for who, word_, text in (("顾甲", "群众", "路灯不亮"), ("阿明", "企业", "办证慢"), ("沈教授", "名士", "办夜校"))
    ]
    tables = inbox.put(FOLDER + "台账.xlsx", workbook(lines)).sift()
    assert rows(tables["issues"], "issue_text") == [("路灯不亮",)] and raised(tables) == ["办夜校", "办证慢"]


def test_没有标题的_工作表名说是名士(inbox: Inbox) -> None:
    head = ["姓名", "身份", "意见建议", "走访人", "走访日期"]
    inbox.put(
        FOLDER + "汇总.xlsx",
        workbook([["企业", *head[1:]], ["某某电机厂", "小微", "减税", "王乙", "3月20日"]],
                 [head, ["余丙", "劳模", "办夜校", "王乙", "3月20日"]], names=["访企业", "访名士"]),
    )  # fmt: skip
    assert [kind for kind, _ in visited(inbox.sift())] == ["企业", "名士"]


# ── names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("names", "many"),
    [
        (("某某化工有限公司", "某某化工有限公司（新厂区）", "某某化工有限公司 王总", "某某化工有限公司（张经理）"), 1),
        (("某某化工有限公司", "某某化工有限公司（武进分公司）"), 2),
        (("某某化工有限公司", "某某化工(集团)有限公司"), 2),
    ],
)
def test_企业名称后面写人写厂区_还是一家_分公司另计(inbox: Inbox, names: tuple[str, ...], many: int) -> None:
    lines = [["企业名称", "走访日期"], *([name, f"3月{20 + n}日"] for n, name in enumerate(names))]
    tables = inbox.put(FOLDER + "表.xlsx", workbook(lines)).sift()
    assert len({one for (one,) in rows(tables["object_visits"], "object_id")}) == many


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(
            (name, "企业")
            for name in ("常州某某重工", "三和轴承", "王记汤包", "老陈面馆", "某某五金加工部", "沙县小吃")
        ),
        *((name, "其他") for name in ("常州三中", "市一中")),
        *((name, "群众") for name in ("张五金", "王一中", "欧阳科技", "李水产", "顾甲（五金加工）", "顾甲 服装加工")),
    ],
)
def test_写行当的是店是厂_三个字的姓名是人(name: str, kind: str) -> None:
    assert values.raiser_of(name) == kind
