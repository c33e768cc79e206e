"""Is what a slip of 交办 or 委托办理 is printed from kept: 办理意见, 办理情况, 协办单位, 经办人's post, 文号?"""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import schema
from tests.inbox import Inbox, drawn, rows, word, workbook

HANDLING = ("document_no", "co_department", "handler_post", "proposal", "outcome_text")
LEDGER = """
    序号 | 村（社区） | 反映人 | 反映问题 | 承办单位 | {co} | 办理方式 | {number} | {proposal} | {outcome} | 是否解决 | {by}
    1    | 富都社区   | 张甲   | 路灯不亮 | 市住建局 | 城管局、某某物业公司 | 委托办理 | 常委办〔2017〕12号 | 请尽快修好 | 已派人查看 | 正在办理 | 王五（副科长）
"""
WAYS = (
    {"co": "协办单位", "number": "文号", "proposal": "办理意见", "outcome": "办理情况", "by": "经办人"},
    {"co": "配合部门", "number": "委托办理单编号", "proposal": "处理意见", "outcome": "落实情况", "by": "责任人"},
    {"co": "会办单位", "number": "交办单号", "proposal": "拟办意见", "outcome": "办理结果", "by": "经办人（职务）"},
)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


@pytest.mark.parametrize("headings", WAYS, ids=lambda one: one["co"])
@pytest.mark.parametrize("kind", ["xlsx", "csv", "docx"])
def test_台账上的办理各栏都留着_经办人只留职务(inbox: Inbox, headings: dict[str, str], kind: str) -> None:
    text = LEDGER.format(**headings)
    content = {"xlsx": lambda: workbook(drawn(text)), "csv": lambda: text, "docx": lambda: word(drawn(text))}[kind]()
    inbox.put(f"市文联/3月上半月/台账.{kind}", content)
    assert inbox.rows("issues", *HANDLING) == [
        ("常委办〔2017〕12号", "市城管局、某某物业公司", "副科长", "请尽快修好", "已派人查看")
    ]


def test_办理意见是打算_不是结果_不改是否解决(inbox: Inbox) -> None:
    inbox.put(
        "市文联/3月上半月/台账.csv", "村（社区）|反映问题|办理意见|是否解决\n富都社区|路灯不亮|已解决，建议销号|待解决"
    )
    assert inbox.rows("issues", "status", "proposal", "outcome_text") == [("待解决", "已解决，建议销号", None)]


def test_协办写的是人的不公开_原文只在内部(inbox: Inbox) -> None:
    inbox.put(
        "市文联/3月上半月/台账.csv",
        "村（社区）|反映问题|是否解决|协办单位|经办人\n富都社区|路灯不亮|待解决|李四、建设局|王五",
    )
    ((shown, written, post),) = inbox.rows("issues", "co_department", "co_department_written", "handler_post")
    assert "李四" not in shown and shown.startswith("其他、") and written == "李四、建设局" and post is None
    personal = {c.name for c in schema.ISSUES.columns if c.personal}
    assert {"proposal", "outcome_text", "co_department_written"} <= personal
    assert not {c.name for c in schema.ISSUES.public} & {"handled_by"}


VISITS = """
    村（社区） | 户主姓名 | 家庭住址 | 意见建议 | 处理落实情况 | 走访人 | 走访日期
    富都社区 | 张甲 | 1号 | 路灯不亮 | 正在联系电工 | 丁一 | 3月10日
    富都社区 | 张乙 | 2号 | 缺健身器材 | | 丁一 | 3月10日
"""
LIST = [["走访人：丁一"], ["走访时间：3月10日"], ["序号", "走访对象", "反映问题或意见建议", "办理意见"]]


def test_附件4的办理意见留着_并入台账的问题也带过去(inbox: Inbox) -> None:
    inbox.put("市文联/3月上半月/走访.csv", VISITS)
    entries = [["1", "张甲", "路灯不亮", "建议住建局修"], ["2", "张乙", "缺健身器材", "建议体育局安排"]]
    inbox.put("市文联/3月上半月/附件4.xlsx", workbook([*LIST, *entries]))
    inbox.put(
        "市文联/3月上半月/台账.csv",
        "村（社区）|反映人|反映问题|反映日期|办理情况|是否解决\n富都社区|张甲|路灯不亮|3月10日|已换灯|已解决",
    )
    kept = {text: rest for text, *rest in inbox.rows("issues", "issue_text", "form", "proposal", "outcome_text")}
    assert kept == {
        "路灯不亮": ["issue_ledger", "建议住建局修", "已换灯"],
        "缺健身器材": ["cadre_list", "建议体育局安排", None],
    }


def test_走访表写的处理落实情况也留在问题上(inbox: Inbox) -> None:
    inbox.put("市文联/3月上半月/走访.csv", VISITS)
    assert inbox.rows("issues", "outcome_text") == [("正在联系电工",), (None,)]


@pytest.mark.parametrize(
    "more", [["是否解决"], ["是否解决", "办理情况"], ["协办部门", "办理情况", "是否解决", "经办人"]]
)
def test_附件4添了台账的栏目仍是附件4(inbox: Inbox, more: list[str]) -> None:
    inbox.put("市文联/3月上半月/走访.csv", VISITS)
    answers = {"是否解决": "待解决", "办理情况": "已报", "协办部门": "体育局", "经办人": "科员王五"}
    header, row = [*LIST[2], *more], ["1", "张乙", "缺健身器材", "建议安排", *(answers[name] for name in more)]
    inbox.put("市文联/3月上半月/附件4.xlsx", workbook([*LIST[:2], header, row]))
    tables = inbox.sift()
    kept = {text: rest for text, *rest in rows(tables["issues"], "issue_text", "form", "proposal")}
    assert kept["缺健身器材"] == ["cadre_list", "建议安排"] and tables["rejected_rows"].num_rows == 0
