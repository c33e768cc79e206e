"""Are the village survey, the follow-ups, the card counts and the briefings read, each figure for what it counts?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.inbox import Inbox, word
from tests.shared import SHARED, needs_shared


def published(tmp_path: Path, *paragraphs: str, path: str = "简报.txt") -> list[tuple]:
    """The figures of one text: (subject, measure, figure, bound)."""
    inbox = Inbox(tmp_path).put(path, "\n".join(paragraphs).encode())
    return inbox.rows("briefing_figures", "subject", "measure", "figure", "figure_bound")


def told(tmp_path: Path, sentence: str) -> list[tuple]:
    """The figures of one sentence without its subject."""
    return [figure[1:] for figure in published(tmp_path, sentence)]


# ── 简报 ──────────────────────────────────────────────────────────────────────────────────────


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
def test_余近约多各有界(tmp_path: Path, sentence: str, figures: list[tuple]) -> None:
    assert told(tmp_path, sentence) == figures


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
def test_户与户次_人_人次_类_期各是各的(tmp_path: Path, sentence: str, figures: list[tuple]) -> None:
    assert told(tmp_path, sentence) == figures


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
def test_企业和名士的问题不是家庭的问题(tmp_path: Path, sentence: str, figures: list[tuple]) -> None:
    assert told(tmp_path, sentence) == figures


def test_企业和家庭合写一个数的_哪个都不算(tmp_path: Path) -> None:
    measures = {measure for measure, *_ in told(tmp_path, "走访居民90户、企业12家，收集问题49个，解决20个。")}
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
def test_打算做的_人人要做的_交出去的_说不准的不是数(tmp_path: Path, sentence: str) -> None:
    assert told(tmp_path, sentence) == []


def test_其中的和一部分人家的不作总数(tmp_path: Path) -> None:
    figures = told(tmp_path, "走访居民90户，其中某小区30户，困难家庭12户，收集问题40个，其中解决15个。")
    whole = {measure: figure for measure, figure, _ in figures if "部分" not in measure}
    assert whole == {"走访户数": 90, "问题数": 40, "解决数": 15}


def test_说的是谁_先看句首_再看标题_再看文末括号(tmp_path: Path) -> None:
    figures = published(
        tmp_path,
        "【工作动态】",
        "市民政局深入社区",
        "截至3月18日，市司法局走访60户。利用双休日走访，共走访70户。",
        "",
        "办实事 暖人心",
        "利用双休日共走访80户。            （农委）",
        "三访结合",
        "全市各级各部门累计走访900户。某街道征收办走访10户。                （天宁区）",
    )
    assert [(subject, figure) for subject, _, figure, _ in figures] == [
        ("市司法局", 60),
        ("市司法局", 70),
        ("农委", 80),
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
    assert sheet["form"] is None and "没有找到表头" in sheet["refused"]


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
