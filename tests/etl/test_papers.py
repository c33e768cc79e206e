"""Are the village survey, the follow-ups, the card counts and the briefings read, each figure for what it counts?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign import schema
from etl import check_report
from etl.forms.figures import figures
from pages.places import PROFILE
from tests.inbox import Inbox, word, workbook
from tests.shared import SHARED, needs_shared
from tests.tiny import tiny


def published(tmp_path: Path, *paragraphs: str, path: str = "简报.txt") -> list[tuple]:
    """The figures of one text: (subject, measure, figure, bound)."""
    inbox = Inbox(tmp_path).put(path, "\n".join(paragraphs).encode())
    return inbox.rows("briefing_figures", "subject", "measure", "figure", "figure_bound")


def told(sentence: str) -> list[tuple]:
    """What one sentence publishes: (measure, figure, bound)."""
    return [(figure.measure, figure.value, figure.bound) for figure in figures(sentence)]


# ── 简报 ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sentence", "households"),
    [
        ("市民政局走访80户，带动武进区走访群众3000户。", [80]),
        ("市民政局走访80户。各村干部走访200户。", [80]),
        ("市民政局走访80户，比市公安局多20户。", [80]),
        ("市民政局走访80户，较去年同期多走访30户。", [80]),
        ("市民政局走访80户，帮助30户解决用水问题。", [80]),
        ("市民政局走访80户，问卷调查200户。", [80]),
        ("市民政局走访80户，发现问题房屋30户。", [80]),
        ("市民政局负责走访1200户，已走访300户。", [300]),
        ("市民政局主要负责同志带队走访90户。", [90]),
        ("市民政局走访300户，占全村1200户的25%。", [300]),
        ("市民政局走访80户，市公安局20户。", [80, 20]),
    ],
)
def test_走访户数只取本单位已走访的户(sentence: str, households: list[int]) -> None:
    assert [value for measure, value, _ in told(sentence) if measure == "走访户数"] == households


def test_截至的日子只到下一个单位或下一个日子为止_之前不是截至() -> None:
    def days(text: str) -> list[str]:
        return [figure.as_of for figure in figures(text)]

    assert days("截至3月20日，市民政局走访80户。收集问题9个。") == ["3月20日", "3月20日"]
    assert days("截至3月20日，市民政局走访80户。市公安局走访60户。") == ["3月20日", ""]
    assert days("截至3月20日，市民政局走访80户。3月25日走访60户。") == ["3月20日", ""]
    assert days("市民政局到3月31日前全面完成走访，目前收集问题12个。") == [""]


@needs_shared
def test_两份真简报的数字(tmp_path: Path) -> None:
    """True figures, read by eye; persons, 人次, 家 and 位 are no households."""
    for path in sorted((SHARED / "briefings").glob("*.txt")):
        Inbox(tmp_path).put(path.name, path.read_bytes())
    tables = Inbox(tmp_path).sift()
    figures = tables["briefing_figures"].to_pylist()
    counts = {"走访户数", "问题数", "解决数"}
    by_subject: dict[str, dict[str, int]] = {}
    for figure in figures:
        if figure["measure"] in counts:
            by_subject.setdefault(figure["unit_name"] or figure["subject"], {})[figure["measure"]] = figure["figure"]
    assert by_subject == {
        "全市": {"走访户数": 251633, "问题数": 53986, "解决数": 13174},
        "市政府办公室": {"走访户数": 391, "问题数": 281, "解决数": 55},
        "市委政法委": {"走访户数": 423, "问题数": 194, "解决数": 11},
        "市交通运输局": {"走访户数": 91, "问题数": 54},
    }
    others = {(f["measure"], f["counted_in"], f["figure"]) for f in figures if f["subject"] == "全市"}
    assert {
        ("走访企业", "家", 2251),
        ("企业问题数", "个", 913),
        ("企业解决数", "个", 384),
        ("走访名士", "位", 161),
        ("名士意见建议数", "条", 216),
    } <= others
    days = {f["as_of"] for f in figures if f["unit_name"] == "市政府办公室"}
    assert days == {date(2017, 3, 21)}
    assert {f["as_of"] for f in figures if f["subject"] == "全市"} == {date(2017, 3, 31)}, "标题是3月份总结"
    articles = {(f["measure"], f["figure"]) for f in figures if f["counted_in"] == "篇" and not f["superseded_on"]}
    assert articles == {("信息篇数", 144), ("媒体刊载篇数", 160)}
    assert not any(f["percent"] for f in figures)
    assert {f["figure"] for f in figures if f["counted_in"] in ("户", "户次")} == {251633, 391, 423, 91}
    assert tables["rejected_rows"].num_rows == 0


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("某局走访了80余户家庭。", [("走访户数", 80, "≥")]),
        ("共收集群众问题建议近20条。", [("问题数", 20, "≤")]),
        ("走访农户600 余户，发放联系卡600 多张。", [("走访户数", 600, "≥"), ("发放张数", 600, "≥")]),
        ("走访居民270户，征集诉求70 余条。", [("走访户数", 270, None), ("问题数", 70, "≥")]),
        ("走访约1.2万户。", [("走访户数", 12000, "≈")]),
        ("走访三十余户。", [("走访户数", 30, "≥")]),
        ("走访２０６户。", [("走访户数", 206, None)]),
    ],
)
def test_余近约多各有界(sentence: str, figures: list[tuple]) -> None:
    assert told(sentence) == figures


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("走访当天有25名村民办了手续，走访居民30户。", [("人", 25, None), ("走访户数", 30, None)]),
        ("开座谈会5次，参加200余人次，走访40户。", [("人次", 200, "≥"), ("走访户数", 40, None)]),
        ("走访50户次，走访40户。", [("走访户次", 50, None), ("走访户数", 40, None)]),
        ("走访40户，交办问题3类，梳理问题8类。", [("走访户数", 40, None), ("问题类数", 8, None)]),
        ("分成6个小组，派出12名干部走访70户。", [("干部走访人数", 12, None), ("走访户数", 70, None)]),
        ("编发简报9期，走访9户。", [("简报期数", 9, None), ("走访户数", 9, None)]),
    ],
)
def test_户与户次_人_人次_类_期各是各的(sentence: str, figures: list[tuple]) -> None:
    assert told(sentence) == figures


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        (
            "走访群众90户，收集问题40个，解决20个；走访企业12家、收集问题9个，解决4个。",
            [
                ("走访户数", 90, None),
                ("问题数", 40, None),
                ("解决数", 20, None),
                ("走访企业", 12, None),
                ("企业问题数", 9, None),
                ("企业解决数", 4, None),
            ],
        ),
        (
            "走访企业12家。收集问题9个。走访群众90户，收集问题40个。",
            [("走访企业", 12, None), ("企业问题数", 9, None), ("走访户数", 90, None), ("问题数", 40, None)],
        ),
        ("走访名士6位，收集建议8条。", [("走访名士", 6, None), ("名士意见建议数", 8, None)]),
    ],
)
def test_企业和名士的问题不是家庭的问题(sentence: str, figures: list[tuple]) -> None:
    assert told(sentence) == figures


def test_企业和家庭合写一个数的_哪个都不算() -> None:
    measures = {measure for measure, *_ in told("走访居民90户、企业12家，收集问题49个，解决20个。")}
    assert {"走访户数", "走访企业"} < measures and not measures & {"问题数", "企业问题数", "解决数", "企业解决数"}


@pytest.mark.parametrize(
    "sentence",
    [
        "每名干部走访群众不少于30户。",
        "计划走访群众300户，力争解决问题50个。",
        "户均收集问题0.7个。",
        "将41个问题交办镇里，委托市级部门办理问题8件。",
        "辖区共有居民1200户。",
        "走访中一位居民反映食品和用房两个问题。",
        "确保走访群众一户不落、问题办理一个不少。",
        "评议机关时各界反映问题90条，已解决20个。",
        "走访了十几户。",
        "走访30-50户。",
    ],
)
def test_打算做的_人人要做的_交出去的_说不准的不是数(sentence: str) -> None:
    assert told(sentence) == []


def test_其中的和一部分人家的不作总数() -> None:
    figures = told("走访居民90户，其中某小区30户，困难家庭12户，收集问题40个，其中解决15个。")
    whole = {measure: figure for measure, figure, _ in figures if "部分" not in measure}
    assert whole == {"走访户数": 90, "问题数": 40, "解决数": 15}


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("本周新增走访30户，累计走访90户。", [90]),
        ("共走访90户，比上周增加30户。", [90]),
        ("走访农户50户、居民40户。", []),
        ("上半月走访30户，下半月走访40户。", []),
        ("走访群众90户（其中困难家庭20户），收集问题9个。", [90]),
    ],
)
def test_分几段几类写的户数_哪一段都不是总数(sentence: str, whole: list[int]) -> None:
    assert [figure for measure, figure, _ in told(sentence) if measure == "走访户数"] == whole


def test_说的是谁_先看句首_再看标题_再看文末括号(tmp_path: Path) -> None:
    figures = published(
        tmp_path,
        "【工作动态】",
        "市民政局深入社区",
        "截至3月18日，市司法局走访60户。利用双休日走访，共走访70户。",
        "",
        "办实事 暖人心",
        "利用双休日共走访80户。            （市农委）",
        "三访结合",
        "全市各级各部门累计走访900户。某街道征收办走访10户。                （天宁区）",
    )
    assert [(subject, figure) for subject, _, figure, _ in figures] == [
        ("市司法局", 60),
        ("市司法局", 70),
        ("市农委", 80),
        ("全市", 900),
        ("某街道征收办", 10),
    ]


def test_标题写明单位的归标题的单位(tmp_path: Path) -> None:
    figures = published(tmp_path, "红梅街道：走得勤 改得快", "（一）走访勤。共走访80户。       （天宁区）")
    assert figures == [("红梅街道", "走访户数", 80, None)]


def test_不在花名册的分局不并到上级单位(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("a.txt", "办实事\n某税务分局走访80户。     （天宁区）".encode())
    assert inbox.rows("briefing_figures", "subject", "unit_name") == [("某税务分局", None)]


def test_两个单位合写一个数_不归任何一个(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("a.txt", "市民政局、市司法局共走访80户。".encode())
    assert inbox.rows("briefing_figures", "subject", "unit_name") == [("市民政局、市司法局", None)]


def test_单位自己的简报_我局就是文件夹的单位(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市民政局/2017年3月/简报.txt", "我局共走访80户。收集问题9个。".encode())
    assert inbox.rows("briefing_figures", "unit_name", "measure", "as_of") == [
        ("市民政局", "走访户数", date(2017, 3, 31)),
        ("市民政局", "问题数", date(2017, 3, 31)),
    ]


def test_文末括号里的人名不作单位_不出快照(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市民政局/简报.txt", "办实事\n利用双休日走访80户。    （通讯员 甲小一）".encode())
    assert inbox.rows("briefing_figures", "subject", "unit_name") == [("市民政局", "市民政局")]


def test_没有写数字的单位没有行_空不是零(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(
        "a.txt", "市农委走访深入。            （农委）\n市民政局共走访90户。         （市民政局）".encode()
    )
    assert inbox.rows("briefing_figures", "unit_name", "measure") == [("市民政局", "走访户数")]


def test_Word简报照样读_没有数字的行作说明_行数对得上(tmp_path: Path) -> None:
    paper = word("大走访工作简报", "第3期", "截至3月20日，市民政局走访居民90户，收集问题40个。", "各单位要再接再厉。")
    tables = Inbox(tmp_path).put("简报.docx", paper).sift()
    (sheet,) = tables["source_sheets"].to_pylist()
    assert (sheet["form"], sheet["rows_read"], sheet["rows_kept"]) == ("简报", 1, 1)
    assert sheet["note_row_count"] == 3 and sheet["refused"] is None
    assert {row["source_row"] for row in tables["briefing_figures"].to_pylist()} == {3}


def test_没有走访数字的通知照旧不读(tmp_path: Path) -> None:
    paper = word("关于开展大走访活动的通知", "各单位：", "每名机关干部走访群众家庭不少于30户。", "请于4月底前完成。")
    (sheet,) = Inbox(tmp_path).put("通知.docx", paper).sift()["source_sheets"].to_pylist()
    assert sheet["form"] is None and "未找到表头" in sheet["refused"]


@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_文本里的表不当简报(tmp_path: Path, separator: str) -> None:
    lines = [
        "户主姓名,家庭住址,走访日期,意见建议",
        "甲一,1组1号,3月9日,路灯不亮。收集问题2个。",
        "乙二,1组2号,3月9日,无。",
    ]
    text = "\n".join(lines).replace(",", separator)
    (sheet,) = Inbox(tmp_path).put("台账.txt", text.encode()).sift()["source_sheets"].to_pylist()
    assert sheet["form"] == "走访台账"


def test_半角逗号写的简报不当表(tmp_path: Path) -> None:
    text = "某局动态\n截至3月20日,市民政局走访居民90户,收集问题40个。\n市农委走访80户,收集问题9个,解决3个。"
    assert [figure for _, _, figure, _ in published(tmp_path, text)] == [90, 40, 80, 9, 3]


# ── 回访记录 ──────────────────────────────────────────────────────────────────────────────────

LEDGER = """
市（区） | 镇（街道） | 村（社区） | 编号 | 反映人 | 反映日期 | 反映问题 | 是否解决 | 回访日期 | 回访方式 | 群众是否满意
天宁区   | 红梅街道   | 北环新村社区   | 1    | 甲一   | 3月8日   | 路灯不亮 | 待解决   |          |          |
天宁区   | 红梅街道   | 北环新村社区   | 2    | 乙二   | 3月9日   | 下水不通 | 已解决   | 3月20日  | 电话     | 基本满意
"""
FIRST, SECOND = "市民政局/2017年3月上半月/", "市民政局/2017年3月下半月/"


def test_回访对上本单位台账的问题_最后一次联系上的写进问题(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER)
    inbox.put(
        SECOND + "回访.csv",
        """
        问题编号 | 回访日期 | 回访方式 | 是否联系上 | 是否解决 | 是否满意 | 回访人
        1        | 3月18日  | 电话     | 是         | 否       | 不满意   | 丙三
        1        | 3月22日  | 入户     | 是         | 是       | 满意     | 丙三
        1        | 3月24日  | 电话     | 否         |          |          | 丙三
        """,
    )
    tables = inbox.sift()
    followups = tables["followups"].to_pylist()
    issues = {row["issue_no"]: row for row in tables["issues"].to_pylist()}
    assert {row["issue_id"] for row in followups} == {issues["1"]["issue_id"]}
    assert [row["is_reached"] for row in followups] == [True, True, False]
    assert [row["is_solved"] for row in followups] == [False, True, None]
    told = (issues["1"]["followup_date"], issues["1"]["followup_method"], issues["1"]["satisfaction"])
    assert told == (date(2017, 3, 22), "入户", "满意")


def test_群众说解决了不等于单位申报解决(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER)
    inbox.put(SECOND + "回访.csv", "问题编号 | 回访日期 | 是否解决 | 是否满意\n1 | 3月22日 | 是 | 满意")
    issue = next(row for row in inbox.sift()["issues"].to_pylist() if row["issue_no"] == "1")
    assert (issue["status"], issue["solved_date"], issue["satisfaction"]) == ("待解决", None, "满意")


@pytest.mark.parametrize(
    ("day", "answer", "told"),
    [
        ("3月20日", "不满意", (date(2017, 3, 20), "不满意")),
        ("3月22日", "不满意", (date(2017, 3, 22), "不满意")),
        ("3月19日", "不满意", (date(2017, 3, 20), "基本满意")),
        ("3月22日", "未联系上", (date(2017, 3, 20), "基本满意")),
    ],
)
def test_回访记录与台账都写了的_以回访记录为准_台账写得更晚的除外(
    tmp_path: Path, day: str, answer: str, told: tuple
) -> None:
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER)
    inbox.put(SECOND + "回访.csv", f"问题编号 | 回访日期 | 是否满意\n2 | {day} | {answer}")
    issue = next(row for row in inbox.sift()["issues"].to_pylist() if row["issue_no"] == "2")
    assert (issue["followup_date"], issue["satisfaction"]) == told


def test_只有没联系上的回访_问题写未联系上(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER)
    inbox.put(SECOND + "回访.csv", "问题编号 | 回访日期 | 是否联系上 | 是否满意\n1 | 3月22日 | 无人接听 |")
    issue = next(row for row in inbox.sift()["issues"].to_pylist() if row["issue_no"] == "1")
    assert (issue["followup_date"], issue["satisfaction"]) == (date(2017, 3, 22), "未联系上")


def test_编号对上几个问题的退回_说有几个_对不上的也退回(tmp_path: Path) -> None:
    again = LEDGER.replace("3月8日", "3月18日").replace("路灯不亮", "没有车位")
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER).put(SECOND + "问题台账.csv", again)
    inbox.put(SECOND + "回访.csv", "问题编号 | 回访日期 | 是否满意\n1 | 3月22日 | 满意\n9 | 3月22日 | 满意")
    tables = inbox.sift()
    rejected = tables["rejected_rows"].to_pylist()
    assert [row["rule"] for row in rejected] == ["issue-not-unique", "issue-not-found"]
    assert "2 个问题" in rejected[0]["sentence"] and "村（社区）" in rejected[0]["sentence"]
    assert "0 个" in rejected[1]["sentence"] and {row["cell"] for row in rejected} == {"A2", "A3"}
    assert tables["followups"].num_rows == 0


def test_同一编号里回访那天还没有反映的不是候选(tmp_path: Path) -> None:
    again = LEDGER.replace("3月8日", "3月18日").replace("路灯不亮", "没有车位")
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER).put(SECOND + "问题台账.csv", again)
    inbox.put(SECOND + "回访.csv", "问题编号 | 回访日期 | 是否满意\n1 | 3月16日 | 满意")
    tables = inbox.sift()
    issue = next(row for row in tables["issues"].to_pylist() if row["issue_said"] == "路灯不亮")
    assert tables["followups"]["issue_id"].to_pylist() == [issue["issue_id"]]


def test_别的单位同编号的问题不算(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市司法局/2017年3月上半月/问题台账.csv", LEDGER)
    inbox.put(SECOND + "回访.csv", "问题编号 | 回访日期 | 是否满意\n1 | 3月22日 | 满意")
    assert inbox.rows("rejected_rows", "rule") == [("issue-not-found",)]


def test_没联系上却写满意的退回(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER)
    inbox.put(SECOND + "回访.csv", "问题编号 | 回访日期 | 是否联系上 | 是否满意\n1 | 3月22日 | 否 | 满意")
    assert inbox.rows("rejected_rows", "rule", "cell") == [("followup-contradicts", "C2")]


def test_同一次回访再报一遍的归并(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER)
    row = "问题编号 | 回访日期 | 回访方式 | 是否满意\n1 | 3月22日 | 电话 | "
    inbox.put(SECOND + "回访.csv", row + "不满意", received="2017-03-25")
    inbox.put(SECOND + "回访（更正）.csv", row + "满意", received="2017-03-27")
    tables = inbox.sift()
    assert tables["followups"]["satisfaction"].to_pylist() == ["满意"]
    assert tables["merged_rows"]["rule"].to_pylist() == ["same-followup"]


def test_问题台账带回访栏目的仍是问题台账(tmp_path: Path) -> None:
    sheets = Inbox(tmp_path).put(FIRST + "问题台账.csv", LEDGER).sift()["source_sheets"]
    assert sheets["form"].to_pylist() == ["问题台账"]


# ── 联系卡 ────────────────────────────────────────────────────────────────────────────────────


def test_联系卡发放数_张数带界_与走访户数并列(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(
        "联系卡.csv",
        """
        联系卡发放情况统计
        单位     | 时段           | 发放张数 | 走访户数
        市民政局 | 3月13日-3月19日 | 600多张  | 600余户
        市司法局 | 3月13日-3月19日 | 0        |
        市农委   | 3月13日-3月19日 | 90户     | 90
        市卫计委 | 3月13日-3月19日 |          | 80
        合计     |                | 600      |
        """,
    )
    tables = inbox.sift()
    counts = [
        (r["unit_name"], r["card_count"], r["card_count_bound"], r["household_count"], r["household_count_bound"])
        for r in tables["card_counts"].to_pylist()
    ]
    assert counts == [("市民政局", 600, "≥", 600, "≥"), ("市司法局", 0, None, None, None)]
    assert {r["period_end"] for r in tables["card_counts"].to_pylist()} == {date(2017, 3, 19)}
    assert tables["rejected_rows"]["rule"].to_pylist() == ["count-other-unit", "count-missing"]


def test_联系卡同一单位同一时段以最后报来的为准(tmp_path: Path) -> None:
    head = "单位 | 发放张数\n市民政局 | "
    inbox = Inbox(tmp_path).put(SECOND + "联系卡.csv", head + "90", received="2017-04-01")
    inbox.put(SECOND + "联系卡（更正）.csv", head + "95", received="2017-04-03")
    tables = inbox.sift()
    assert tables["card_counts"]["card_count"].to_pylist() == [95]
    assert tables["merged_rows"]["rule"].to_pylist() == ["same-cards"]


def test_周报里带发放张数一栏的仍是周报(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put(
        "市民政局/3月13日-3月19日/周报.csv",
        "单位 | 干部走访人数 | 走访户数 | 汇总问题数 | 解决问题数 | 发放联系卡张数\n市民政局 | 9 | 90 | 40 | 20 | 91",
    )
    assert inbox.rows("source_sheets", "form") == [("周报",)]


# ── 附件1 ─────────────────────────────────────────────────────────────────────────────────────

PLACE_LINE = "天宁 市（区） 红梅 镇（街道） 北环新村 村（社区）"
SIGNED = (
    "北环新村 村（社区） 书记：甲一 电话：10000000001",
    "走访单位市民政局 联系人：乙二 电话：10000000002",
    "日期：2017年3月20日",
)


def survey(**boxes: str) -> list[list[str]]:
    """The table of 附件1, filled in; `boxes` by their printed label without brackets, or a 方面."""
    said = {
        "总户数": "700",
        "总人口": "1900",
        "人均可支配收入": "32000",
        "干部平均年收入": "4.5万元",
        "自然村个数": "",
        "村民小组个数": "0",
        "党员人数": "90",
        "党支部个数": "3",
        "大学生村官人数": "无",
        "集体总收入": "350.5",
        "经营性收入": "120",
        "集体总资产": "1,900",
        "基层党建": "无",
        "公共服务": "缺一间活动室",
        **boxes,
    }
    labels = [
        ("总户数", "总 户 数"),
        ("总人口", "总人口"),
        ("人均可支配收入", "人均可支配收入（元）"),
        ("干部平均年收入", "村（社区）干部平均年收入（元）"),
        ("自然村个数", "自然村个数"),
        ("村民小组个数", "村民小组个数"),
        ("党员人数", "党员人数"),
        ("党支部个数", "党支部个数"),
        ("大学生村官人数", "大学生村官人数"),
        ("集体总收入", "2016年村（社区）集体总收入（万元）"),
        ("经营性收入", "2016年村（社区）\n经营性收入（万元）"),
        ("集体总资产", "2016年村（社区）集体总资产（万元）"),
    ]
    cells = [cell for name, label in labels for cell in (label, said[name])]
    rows = [["基本情况"] * 4] + [cells[i : i + 4] for i in range(0, len(cells), 4)]
    rows.append(["本村存在的主要困难和发展对策建议（可另附纸）"] * 4)
    for aspect in ("基层党建", "村级经济发展", "公共服务", "社会治理及稳定", "就业创业", "其他"):
        rows.append([f"{aspect}方面：", *[said.get(aspect, "")] * 3])
    return rows


def sheet_of(place: str = PLACE_LINE, signed: tuple[str, ...] = SIGNED, **boxes: str) -> list[list[str]]:
    """附件1 as a worksheet: the line above, the table, the lines below."""
    return [["附件1"], [place], *survey(**boxes), *([line] for line in signed)]


def profile(tables: dict, *columns: str) -> tuple:
    (row,) = tables["village_profiles"].to_pylist()
    return tuple(row[column] for column in columns)


@pytest.mark.parametrize("kind", ["word", "workbook"])
def test_附件1_基本情况_地名在表上方_落款在表下方(tmp_path: Path, kind: str) -> None:
    paper = word("附件1", PLACE_LINE, survey(), *SIGNED) if kind == "word" else workbook(sheet_of())
    name = "附件1.docx" if kind == "word" else "附件1.xlsx"
    tables = Inbox(tmp_path).put(name, paper).sift()
    assert tables["rejected_rows"].to_pylist() == []
    assert profile(tables, "village_name", "town_name", "unit_name", "filled_date") == (
        "北环新村社区",
        "红梅街道",
        "市民政局",
        date(2017, 3, 20),
    )
    assert profile(tables, "household_total", "population", "party_member_count") == (700, 1900, 90)
    assert profile(tables, "secretary_name", "secretary_phone") == ("甲一", "10000000001")
    assert profile(tables, "contact_name", "contact_phone") == ("乙二", "10000000002")


def test_附件1_空_0_无各是各的_万和元照所写换算(tmp_path: Path) -> None:
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of())).sift()
    assert profile(tables, "hamlet_count", "villager_group_count", "graduate_official_count") == (None, 0, 0)
    assert profile(tables, "income_per_head", "cadre_income") == (32000.0, 45000.0)
    assert profile(tables, "collective_income", "operating_income", "collective_assets") == (350.5, 120.0, 1900.0)


def test_附件1_标题写了另一个单位的照标题换算(tmp_path: Path) -> None:
    rows = [
        [
            cell.replace("人均可支配收入（元）", "人均可支配收入（万元）").replace(
                "村（社区）集体总收入（万元）", "村（社区）集体总收入（元）"
            )
            for cell in row
        ]
        for row in sheet_of(人均可支配收入="3.2", 集体总收入="3505000")
    ]
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(rows)).sift()
    assert profile(tables, "income_per_head", "collective_income") == (32000.0, 350.5)


@pytest.mark.parametrize(
    ("boxes", "rule", "cells"),
    [
        ({"总户数": "0"}, "no-households", ("B4",)),
        ({"总户数": "1900", "总人口": "700"}, "people-per-household", ("D4", "B4")),
        ({"总人口": "4300"}, "people-per-household", ("D4", "B4")),
        ({"党员人数": "1901"}, "members-over-people", ("B7", "D4")),
        ({"经营性收入": "351"}, "operating-over-total", ("B9", "D8")),
        ({"人均可支配收入": "3.2"}, "money-unit", ()),
        ({"人均可支配收入": "2900"}, "income-out-of-range", ("B5",)),
        ({"干部平均年收入": "200001"}, "income-out-of-range", ("D5",)),
        ({"集体总资产": "19000000"}, "money-unit", ()),
        ({"总人口": "千把人"}, "count-unreadable", ()),
        ({"党支部个数": "3人"}, "count-other-unit", ()),
    ],
)
def test_附件1_不能同时为真的数当作没有填_说出是哪几格_其余照用(
    tmp_path: Path, boxes: dict[str, str], rule: str, cells: tuple[str, ...]
) -> None:
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of(**boxes))).sift()
    assert tables["rejected_rows"].num_rows == 0
    (row,) = tables["remarks"].to_pylist()
    assert row["rule"] == rule and row["unit_name"] == "市民政局"
    assert [cell for cell in cells if cell not in row["sentence"]] == []
    blanked = {"no-households": 1, "people-per-household": 2, "members-over-people": 2, "operating-over-total": 2}
    figures = [column for column in PROFILE if column not in ("hamlet_count", "filled_date")]
    assert profile(tables, *figures).count(None) == blanked.get(rule, 1)
    assert profile(tables, "village_name", "secretary_name") == ("北环新村社区", "甲一")


@pytest.mark.parametrize(
    ("written", "kept"),
    [("约1900人", (1900, "≈")), ("1900余", (1900, "≥")), ("近2000", (2000, "≤")), ("1,900", (1900, None))],
)
def test_附件1_约数带着界(tmp_path: Path, written: str, kept: tuple[int, str | None]) -> None:
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of(总人口=written))).sift()
    assert profile(tables, "population", "population_bound") == kept
    assert profile(tables, "household_total") == (700,) and tables["remarks"].num_rows == 0


def test_附件1_存疑的格要改_表照样采用(tmp_path: Path) -> None:
    done = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of(人均可支配收入="2900"))).check()
    said = check_report.report(done).text
    assert "采用1行" in said and "B5（人均可支配收入（元））填写为“2900”" in said and "有1处需更正" in said


def test_附件1_每户一人半到六人都算得通(tmp_path: Path) -> None:
    for n, people in enumerate(("1050", "4200")):
        Inbox(tmp_path).put(f"{n}.xlsx", workbook(sheet_of(总人口=people)), received=f"2017-04-0{n + 1}")
    assert Inbox(tmp_path).sift()["rejected_rows"].num_rows == 0


def test_附件1_六个方面各成一条_空和无不成条(tmp_path: Path) -> None:
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of(就业创业="培训少"))).sift()
    needs = [(row["aspect"], row["need_text"]) for row in tables["village_needs"].to_pylist()]
    assert needs == [("公共服务", "缺一间活动室"), ("就业创业", "培训少")]


def test_附件1_六个方面按字查得到_公开的文字隐去书记和电话(tmp_path: Path) -> None:
    need = "缺一间活动室，找甲一书记10000000001"
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of(公共服务=need, 就业创业="培训少"))).sift()
    (row, _) = tables["village_needs"].to_pylist()
    assert row["need_text"] == need
    assert row["issue_text"].startswith("缺一间活动室") and not {"甲一", "10000000001"} & set(
        row["issue_text"].split("找")
    )
    assert "甲一" not in row["issue_text"] and "10000000001" not in row["issue_text"]
    with tiny(tmp_path, village_needs="aspect | issue_text\n 公共服务 | 缺一间活动室\n 就业创业 | 培训少") as snapshot:
        answer = snapshot.ask("village_needs", by="aspect", where={"text": "活动室"})
    assert answer[["aspect", "village_needs"]].dropna().values.tolist() == [["公共服务", 1]]


def test_附件1_另附纸的读表下方写的(tmp_path: Path) -> None:
    below = (*SIGNED, "公共服务方面：缺一间活动室，路也窄")
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of(signed=below, 公共服务="另附纸"))).sift()
    assert tables["village_needs"]["need_text"].to_pylist() == ["缺一间活动室，路也窄"]


OTHER_LINE = "天宁 市（区） 红梅 镇（街道） 北环南村 村（社区）"
OTHER_SIGNED = tuple(line.replace("北环新村", "北环南村").replace("甲一", "丙三") for line in SIGNED)


@pytest.mark.parametrize(
    "year", ["2016年度村集体", "2016年末村（社区）集体", "上年度村级集体", "去年集体", "2016年集体"]
)
def test_附件1_年度_年末_上年的集体收入和资产都认(tmp_path: Path, year: str) -> None:
    labels = {f"2016年村（社区）集体{what}（万元）": f"{year}{what}（万元）" for what in ("总收入", "总资产")}
    rows = [[labels.get(text, text) for text in row] for row in sheet_of()]
    assert any(year in text for row in rows for text in row)
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(rows)).sift()
    found = profile(tables, "collective_income", "collective_assets")
    assert found == profile(
        Inbox(tmp_path / "printed").put("附件1.xlsx", workbook(sheet_of())).sift(),
        "collective_income", "collective_assets",
    ) and None not in found  # fmt: skip


LIST_HEAD = [
    "序号",
    "市（区）",
    "镇（街道）",
    "村（社区）",
    "总户数（户）",
    "总人口",
    "党员人数",
    "2016年度村集体总收入（元）",
    "公共服务方面",
    "耕地",
]
LISTED = [
    ["1", "天宁区", "红梅街道", "北环新村社区", "700", "1900", "60", "1500000", "缺活动室", "0"],
    ["2", "天宁区", "红梅街道", "北环南村社区", "500", "1200", "", "", "无", "0"],
]  # fmt: skip


@pytest.mark.parametrize("kind", ["workbook", "csv", "word"])
def test_附件1_汇成一张表_一村一行_各归各村_合计不算(tmp_path: Path, kind: str) -> None:
    every = [LIST_HEAD, *LISTED, ["合计", "", "", "", "1200", "3100", "60", "", "", ""]]
    papers = {
        "workbook": lambda: ("a.xlsx", workbook([["村（社区）基本情况汇总表"], *every])),
        "csv": lambda: ("a.csv", "\n".join(map(",".join, every)).encode("gbk")),
        "word": lambda: ("a.docx", word("村情一览表", every)),
    }
    inbox = Inbox(tmp_path).put(*papers[kind]())
    tables = inbox.sift()
    rows = tables["village_profiles"].to_pylist()
    assert [(row["village_name"], row["household_total"], row["collective_income"]) for row in rows] == [
        ("北环新村社区", 700, 150),
        ("北环南村社区", 500, None),
    ]
    assert tables["village_needs"]["need_text"].to_pylist() == ["缺活动室"]
    assert "耕地" in check_report.report(inbox.check()).text


def test_附件1_汇成一张表_村名不在名录上的那一行退回_别的行照用(tmp_path: Path) -> None:
    wrong = ["3", "天宁区", "红梅街道", "无此村", "90", "200", "", "", "", ""]
    tables = Inbox(tmp_path).put("a.xlsx", workbook([LIST_HEAD, LISTED[0], wrong])).sift()
    assert tables["village_profiles"].num_rows == 1
    assert tables["rejected_rows"]["rule"].to_pylist() == ["place-unknown"]


def test_附件1_六个方面连着写在一格_下一条的序号不留在前一条末尾(tmp_path: Path) -> None:
    needs = "1、基层党建方面：党员流动大。2、村级经济发展方面：无。3、公共服务方面：缺停车位。（4）社会治理及稳定方面：群租房多；五、就业创业方面：无。6.其他方面：河道淤积。"
    rows = [row for row in survey() if not row[0].rstrip("：").endswith("方面")]
    tables = Inbox(tmp_path).put("附件1.docx", word("附件1", PLACE_LINE, [*rows, [needs] * 4], *SIGNED)).sift()
    found = {row["aspect"]: row["need_text"] for row in tables["village_needs"].to_pylist()}
    assert found == {
        "基层党建": "党员流动大。",
        "公共服务": "缺停车位。",
        "社会治理及稳定": "群租房多；",
        "其他": "河道淤积。",
    }


@pytest.mark.parametrize("kind", ["sheets", "word", "below"])
def test_附件1_一份文件几个村_各归各村(tmp_path: Path, kind: str) -> None:
    one, other = sheet_of(), sheet_of(OTHER_LINE, OTHER_SIGNED, 总户数="500")
    papers = {
        "sheets": lambda: workbook(one, other, names=["甲村", "乙村"]),
        "below": lambda: workbook([*one, [""], *other]),
        "word": lambda: word(
            "附件1", PLACE_LINE, survey(), *SIGNED, "附件1", OTHER_LINE, survey(总户数="500"), *OTHER_SIGNED
        ),
    }
    tables = Inbox(tmp_path).put(f"附件1.{'docx' if kind == 'word' else 'xlsx'}", papers[kind]()).sift()
    rows = tables["village_profiles"].to_pylist()
    assert [(row["village_name"], row["household_total"], row["secretary_name"]) for row in rows] == [
        ("北环新村社区", 700, "甲一"),
        ("北环南村社区", 500, "丙三"),
    ]
    assert [row["rows_kept"] for row in tables["source_sheets"].to_pylist()] == [1, 1]


def test_附件1_同一个村以最后收到的为准(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("b.xlsx", workbook(sheet_of(总户数="710")), received="2017-03-20")
    inbox.put("a.xlsx", workbook(sheet_of(总户数="720")), received="2017-03-28")
    tables = inbox.sift()
    assert profile(tables, "household_total", "source_file") == (720, "a.xlsx")
    assert tables["merged_rows"]["rule"].to_pylist() == ["same-village"]


@pytest.mark.parametrize(
    "place",
    ["天宁区红梅街道北环新村社区", "天宁区红梅街道北环新村村（社区）", "所在地：天宁区红梅街道北环新村社区"],
)
def test_附件1_地名不照格式写的也认(tmp_path: Path, place: str) -> None:
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(sheet_of(place))).sift()
    assert profile(tables, "village_name") == ("北环新村社区",)


def test_附件1_地名分格写_词在名后(tmp_path: Path) -> None:
    rows = sheet_of()
    rows[1] = ["天宁", "市（区）", "红梅", "镇（街道）", "北环新村", "村（社区）"]
    tables = Inbox(tmp_path).put("附件1.xlsx", workbook(rows)).sift()
    assert profile(tables, "village_name") == ("北环新村社区",)


def test_附件1_没有写村的退回_两个村同名的不猜(tmp_path: Path) -> None:
    blank = "____市（区）____镇（街道）____村（社区）"
    Inbox(tmp_path).put("a.xlsx", workbook(sheet_of(blank, ("日期：__年__月__日",))))
    Inbox(tmp_path).put("b.xlsx", workbook(sheet_of("朝阳村", ())))
    assert Inbox(tmp_path).rows("rejected_rows", "rule") == [("place-missing",), ("place-ambiguous",)]


def test_空白的附件1没有记录_也不是读不出(tmp_path: Path) -> None:
    blank = dict.fromkeys(
        (
            "总户数",
            "总人口",
            "人均可支配收入",
            "干部平均年收入",
            "自然村个数",
            "村民小组个数",
            "党员人数",
            "党支部个数",
        ),
        "",
    ) | dict.fromkeys(("大学生村官人数", "集体总收入", "经营性收入", "集体总资产", "基层党建", "公共服务"), "")
    paper = word("附件1", "____市（区）____镇（街道）____村（社区）", survey(**blank), "日期：__年__月__日")
    (sheet,) = Inbox(tmp_path).put("附件1.docx", paper).sift()["source_sheets"].to_pylist()
    assert (sheet["form"], sheet["rows_read"], sheet["refused"]) == ("附件1 村（社区）调查表", 0, None)


def test_村的书记和联系人不出快照() -> None:
    public = {column.name for column in schema.VILLAGE_PROFILES.public}
    assert not public & {"secretary_name", "secretary_phone", "contact_name", "contact_phone"}
    assert "need_text" not in {column.name for column in schema.VILLAGE_NEEDS.public}
