"""Is what a briefing tells taken for what it counts, of its own day, year and place, and shown where nothing else has come?"""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import docx
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from campaign.numbers.snapshot import open_current
from etl import check_report, loading
from etl.forms.briefing import dated
from etl.forms.figures import figures
from tests.inbox import Inbox, rows, word
from tests.tiny import tiny

APP = Path(__file__).resolve().parents[2] / "app.py"
DAYS = ("unit_name", "measure", "figure", "as_of")


def told(sentence: str) -> list[tuple]:
    """What a sentence publishes of the campaign: (measure, figure), with the bound where it has one."""
    return [(one.measure, one.value, *filter(None, [one.bound])) for one in figures(sentence) if not one.other_time]


def published(tmp_path: Path, text: str, path: str = "市民政局/简报.txt") -> list[tuple]:
    """Whose figure, of what, how many and as of when, in one text."""
    return Inbox(tmp_path).put(path, text.encode()).rows("briefing_figures", *DAYS)


# ── what is counted ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("截至4月7日，局机关对前期到过的家庭再次上门回访86户，其中12户又提出新问题。", [("回访户数", 86)]),
        (
            "我街道累计走访群众家庭1,860户，另对在外务工家庭补课访54户，电话回访300余户。",
            [("走访户数", 1860), ("补课访户数", 54), ("电话回访户数", 300, "≥")],
        ),
        ("对低保户、独居老人等特殊群体开展重点访47户，收到心愿19个。", [("重点访户数", 47)]),
        ("4月份计划回头访200户。", []),
        ("通过补课访、回头访等方式，累计走访居民420户。", [("走访户数", 420)]),
        (
            "区活动办组织第二轮明查暗访，抽查走访家庭60户，查出问题9个，已督促整改7个。",
            [("督查走访户数", 60), ("督查发现问题数", 9), ("督查整改数", 7)],
        ),
        ("督导组随机抽查联系卡120张，查实问题5个。", [("督查发现问题数", 5)]),
        ("市纪委巡查12个镇（街道），发现走过场等问题4个，通报3起。", [("督查发现问题数", 4)]),
        ("对大走访活动开展专项督查。共发现问题23个，已整改8个。", [("督查发现问题数", 23), ("督查整改数", 8)]),
        (
            "我局走访居民80户，收集问题20个。督查中发现问题3个。",
            [("走访户数", 80), ("问题数", 20), ("督查发现问题数", 3)],
        ),
        ("市委督查室走访居民80户，收集问题20个。", [("走访户数", 80), ("问题数", 20)]),
    ],
)
def test_回访_补课访_重点访_电话回访_督查的数另是一项(sentence: str, right: list[tuple]) -> None:
    assert told(sentence) == right


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("全镇共征得群众意见建议56条，采集诉求31件，已答复办结20件。", [("意见建议数", 56), ("问题数", 31), ("解决数", 20)]),
        ("走访中，居民反馈各类问题78个，当场化解41个。", [("问题数", 78), ("解决数", 41)]),
        ("走访居民90户，解决问题3个，居民反馈问题78个。", [("走访户数", 90), ("解决数", 3), ("问题数", 78)]),
        ("共汇集意见110条，整理出突出问题15个。", [("意见建议数", 110), ("问题数", 15)]),
        ("我局走访居民90户，向有关部门反馈问题12个。", [("走访户数", 90)]),
        ("走访农户412户，搜集诉求40件，归集问题63个，解决群众反映问题11个。",
         [("走访户数", 412), ("问题数", 40), ("问题数", 63), ("解决数", 11)]),
        ("采集民情信息300条。", []),
    ],
)  # fmt: skip
def test_搜集_采集_征得_归集_汇集_整理出_反馈都是收集_向上反馈不是(sentence: str, right: list[tuple]) -> None:
    assert told(sentence) == right


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("办结198件，办结率76.2%，群众满意度98.5%。", [("解决率", 76.2), ("满意率", 98.5)]),
        ("三月份，我局走访农户412户，解决率达95.6％。", [("走访户数", 412), ("解决率", 95.6)]),
        ("走访覆盖率达92%，走访满意率百分之九十七点五。", [("走访率", 92), ("满意率", 97.5)]),
        ("群众满意率稳定在95%以上，答复率近99%。", [("满意率", 95, "起"), ("答复率", 99, "≤")]),
        ("确保群众满意率95%以上，解决率要达到90%。", []),
        ("满意率提高3%，比上周高2%，入户率提高到88%。", [("走访率", 88)]),
        ("解决率由上周的45%提高到58.6%，满意度从3月底的九成五上升至97%。", [("解决率", 58.6)]),
        ("重点企业微信群里的问题15分钟内解答，答复率达100%。", []),
        ("占全村1200户的25%，以120%的劲头落实。", []),
        ("有8个单位走访率不足50%，我局走访率98%。", [("走访率", 98)]),
    ],
)
def test_百分比各是各的率_打算的和涨跌的不是(sentence: str, right: list[tuple]) -> None:
    assert [one for one in told(sentence) if one[0] != "解决数"] == right


def test_百分比另有一栏_不当作个数(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市民政局/简报.txt", "大走访简报\n我局走访居民80户，群众满意率98.5%。".encode())
    assert inbox.rows("briefing_figures", "measure", "counted_in", "figure", "percent") == [
        ("走访户数", "户", 80, None),
        ("满意率", "%", None, 98.5),
    ]


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("梳理问题35个（累计347个），办结22个（累计63个）。", [("问题数", 347), ("解决数", 63)]),
        ("新增走访120户，累计865户。", [("走访户数", 865)]),
        ("本周走访120户（累计865户），收集意见30条，累计达128条。", [("走访户数", 865), ("意见建议数", 128)]),
        ("累计收集问题347个（本周35个），化解63个（本周22个）。", [("问题数", 347), ("解决数", 63)]),
        ("本周走访120户，收集问题35个，解决8个。", []),
        ("新收集问题35个，新办结22个，累计收集345个，累计办结98个。", [("问题数", 345), ("解决数", 98)]),
        ("收集问题分别为房屋土地类120个、医疗卫生类80个，共200个。", [("问题数", 200)]),
        ("走访农户9户、居民8户、商铺住户7户。", []),
        ("收集各类问题90个，解决两类问题11个。", [("问题数", 90), ("解决数", 11)]),
        ("当天走访12户，收集问题3个；截至目前累计走访300户，收集问题90个。", [("走访户数", 300), ("问题数", 90)]),
        ("我局收集问题20个；累计走访80户，收集64个，解决9个。", [("问题数", 20), ("走访户数", 80), ("问题数", 64), ("解决数", 9)]),
        ("走访80户，收集资料64个。", [("走访户数", 80)]),
    ],
)  # fmt: skip
def test_本周新增是累计的一部分_写在括号里的累计也是累计(sentence: str, right: list[tuple]) -> None:
    assert [one for one in told(sentence) if not one[0].endswith("（部分）")] == right


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("走访80户，较上期多解决16个问题。", [("走访户数", 80)]),
        ("收集问题345个，环比减少12个，比上周多化解矛盾5件。", [("问题数", 345)]),
        ("在局领导带领下，全局走访80户。", [("走访户数", 80)]),
    ],
)
def test_比别的多出来的不是数(sentence: str, right: list[tuple]) -> None:
    assert [one for one in told(sentence) if not one[0].endswith("（部分）")] == right


@pytest.mark.parametrize(
    "sentence",
    ["走访户数：1,230；收集问题数：345；解决问题数：98。", "走访户数1230户，问题总数345个，办结数为98。", "走访户数为1230、汇总问题数量345、解决数98"],
)  # fmt: skip
def test_写成某某数多少的_没有量词也读(sentence: str) -> None:
    assert told(sentence) == [("走访户数", 1230), ("问题数", 345), ("解决数", 98)]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("局长带队走访23户，班子成员带头走访156户，全局干部共走访1320户。", 1320),
        ("全局走访1320户，局领导率先走访23户。", 1320),
        ("全局走访1320户。各级领导干部分别走访230户。", 1320),
        ("局主要领导带队走访90户。", 90),
    ],
)
def test_领导走访的只是一部分_没有别的数时也算(tmp_path: Path, text: str, stands: int) -> None:
    inbox = Inbox(tmp_path).put("市卫计委/1.txt", f"大走访简报\n{text}".encode())
    found = inbox.rows("briefing_figures", "unit_name", "figure", "superseded_on")
    assert [(unit, figure) for unit, figure, until in found if until is None] == [("市卫计委", stands)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("走访户数居前的是：市农委1056户、市民政局980户、红梅街道90户。", {("市农委", 1056), ("市民政局", 980), ("红梅街道", 90)}),
        ("走访较多的有市农委（1056户）和市民政局（980户）。", {("市农委", 1056), ("市民政局", 980)}),
        ("【市农委】 截至3月29日，走访群众645户。\n◆市民政局：走访221户。", {("市农委", 645), ("市民政局", 221)}),
        ("[市民政局]\n走访群众221户。", {("市民政局", 221)}),
        ("市农委、市民政局共走访90户。", {("市农委、市民政局", 90)}),
        ("市农委与市民政局12名干部一道走访90户。", {("市农委与市民政局", 90)}),
        ("市农委走访90户、市民政局走访80户。", {("市农委", 90), ("市民政局", 80)}),
        ("市农委走访90户，其中全体干部走访80户。", {("市农委", 90)}),
    ],
)  # fmt: skip
def test_一句里几个单位各是各的数(tmp_path: Path, text: str, right: set[tuple]) -> None:
    inbox = Inbox(tmp_path).put("市活动办/简报.txt", f"大走访简报\n{text}".encode())
    found = inbox.rows("briefing_figures", "subject", "figure", "measure")
    assert {(who, figure) for who, figure, measure in found if measure == "走访户数"} == right


def test_村的数列在其中_不算到镇上_镇后面的数仍是镇的() -> None:
    sentence = "郑陆镇走访7210户，其中花园村走访820户、武城村走访760户；收集问题980个。"
    assert [(one.subject, one.measure, one.value) for one in figures(sentence, {"郑陆镇"}, 3)] == [
        ("郑陆镇", "走访户数", 7210),
        ("花园村", "走访户数（部分）", 820),
        ("武城村", "走访户数（部分）", 760),
        ("郑陆镇", "问题数", 980),
    ]


@pytest.mark.parametrize("title", ["大走访信息", "大走访专项督查通报", "大走访快报"])
def test_只有比例和督查的数_照样是简报(tmp_path: Path, title: str) -> None:
    text = f"{title}\n（4月9日）\n走访率达到92.3%，督导组抽查发现问题17个。"
    found = Inbox(tmp_path).put("市民政局/a.txt", text.encode()).rows("briefing_figures", "measure", "as_of")
    assert found == [("督查发现问题数", date(2017, 4, 9)), ("走访率", date(2017, 4, 9))]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("截至4月2日，市农委干部分成十二个小组，利用周末和晚上时间，累计走访群众家\n庭1,560户，收集问题312个，其中房屋漏水、道路不平、路灯不亮等，已经解决\n102个。", [1560, 312, 102]),
        ("截至4月2日，市农委走访群众1560\n户，收集问题312个，\n解决102个。", [1560, 312, 102]),
        ("市农委大走访见实效\n　　市农委走访1560户。\n市民政局走访90户", [1560, 90]),
        ("进百家门，解百家忧\n市农委走访1560户。", [1560]),
    ],
)  # fmt: skip
def test_网页存成的文本_折断的行接起来_一句话的数都在(tmp_path: Path, text: str, right: list[int]) -> None:
    inbox = Inbox(tmp_path).put("市农委/a.txt", f"大走访简报\n2017-04-03\n{text}\n".encode())
    found = inbox.rows("briefing_figures", "figure", "unit_name")
    assert sorted(figure for figure, _ in found) == sorted(right)
    assert {unit for figure, unit in found if figure != 90} == {"市农委"}


@pytest.mark.parametrize("heading", ["收集问题数", "情况说明"])
def test_简报里夹着表_正文的数照样读(tmp_path: Path, heading: str) -> None:
    table = [["单位", "走访户数", heading, "解决问题数"], *[[f"第{n}组", "1", "2", "3"] for n in range(5)]]
    text = "截至4月7日，全区累计走访群众13260户，解决问题1022个。"
    paper = word("大走访简报", "钟楼区活动办　2017年4月8日", text, table)
    inbox = Inbox(tmp_path).put("钟楼区/简报.docx", paper)
    assert inbox.rows("briefing_figures", *DAYS) == [
        ("钟楼区", "走访户数", 13260, date(2017, 4, 7)),
        ("钟楼区", "解决数", 1022, date(2017, 4, 7)),
    ]


def test_说明里没有自称简报的_不因一句话当作简报(tmp_path: Path) -> None:
    text = word(
        [["单位", "干部走访人数", "走访户数", "汇总问题数", "解决问题数"], ["市民政局", "3", "9", "2", "1"]],
        "本周走访9户。",
    )
    inbox = Inbox(tmp_path).put("市民政局/3月上半月/周报.docx", text)
    assert inbox.rows("briefing_figures", "figure") == []


# ── what takes the place of what ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("later", "stands"),
    [
        ("截至4月11日，我局回头访20户、补课访35户。", 286),
        ("截至4月11日，我局对已走访的家庭电话回访120户。", 286),
        ("4月11日，我局走访居民12户。", 286),
        ("4月份，我局走访居民90户。", 286),
        ("截至4月11日，我局累计走访居民310户。", 310),
        ("4月份以来，我局已累计走访居民310户。", 310),
    ],
)
def test_一天一月的和回访的_不取代以前公布的总数(tmp_path: Path, later: str, stands: int) -> None:
    inbox = Inbox(tmp_path).put("市卫计委/1.txt", "大走访简报\n截至3月28日，我局共走访群众286户。".encode())
    inbox.put("市卫计委/2.txt", f"大走访简报\n发布日期：2017-04-12\n{later}".encode())
    found = inbox.rows("briefing_figures", "measure", "figure", "superseded_on")
    assert [figure for measure, figure, until in found if measure == "走访户数" and until is None] == [stands]


def test_只有一天的数时_那一天的也算_转载的不取代编发的(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市卫计委/1.txt", "大走访简报\n3月25日，我局走访群众70户。".encode())
    inbox.put("市活动办/2.txt", "大走访简报\n编发信息144篇，各网站转载报道160余篇。走访群众9户。".encode())
    found = inbox.rows("briefing_figures", "measure", "figure", "superseded_on")
    assert set(found) == {
        ("走访户数", 70, None),
        ("信息篇数", 144, None),
        ("媒体刊载篇数", 160, None),
        ("走访户数", 9, None),
    }


def test_个_条_件都是问题的量词_后一个取代前一个(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path).put("市卫计委/1.txt", "大走访简报\n截至3月20日，我局收集问题54个。".encode())
    inbox.put("市卫计委/2.txt", "大走访简报\n截至3月31日，我局收集问题81件。".encode())
    assert set(inbox.rows("briefing_figures", "figure", "superseded_on")) == {(54, date(2017, 3, 31)), (81, None)}


# ── as of when ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("市“三大一实干”活动办公室　　2017年3月14日", "2017年3月14日"),
        ("发布日期:2017-04-06", "2017-04-06"),
        ("2017/4/6 10:20　来源：某某日报　作者：某某", "2017/4/6"),
        ("编发时间：2017年3月14日　签发：某某", "2017年3月14日"),
        ("二〇一七年四月三日", "2017年4月3日"),
        ("（2017.3.20）", "2017.3.20"),
        ("（4月9日）", "4月9日"),
        ("大走访活动进展情况（截至4月5日24时）", "4月5日"),
        ("市某局活动办　　三月二十七日", "3月27日"),
        ("4月3日市某局召开推进会", ""),
        ("3月20日至4月5日", ""),
        ("2017年3月15日-20日专项督查", ""),
        ("2017年3月15日，某局走访群众。", ""),
        ("活动3月份总结", ""),
        ("第14期", ""),
    ],
)
def test_报头_发布日期_成文日期是简报自己的日子(line: str, day: str) -> None:
    assert dated(line) == day


def test_报头在表格里_页眉里_照样是简报自己的日子_每段只算一次(tmp_path: Path) -> None:
    body = "市农委共走访农户210户，收集问题58个。"
    for head, foot in ((True, False), (True, True), (False, False)):
        paper = docx.Document()
        if head:
            cells = paper.add_table(1, 2).rows[0].cells
            cells[0].text, cells[1].text = "市活动办", "2017年3月14日"
        else:
            paper.sections[0].header.paragraphs[0].text = "市活动办　2017年3月14日"
        paper.add_paragraph("大走访工作简报")
        paper.add_paragraph(body)
        if foot:
            cells = paper.add_table(1, 2).rows[0].cells
            cells[0].text, cells[1].text = "发送范围", "各辖市、区"
        held = io.BytesIO()
        paper.save(held)
        inbox = Inbox(tmp_path / f"{head}{foot}").put("市农委/简报.docx", held.getvalue())
        day = date(2017, 3, 14)
        assert inbox.rows("briefing_figures", *DAYS) == [
            ("市农委", "走访户数", 210, day),
            ("市农委", "问题数", 58, day),
        ]


BODY = "我局共走访居民120户。"


@pytest.mark.parametrize(
    ("text", "path", "day"),
    [
        ("大走访简报\n第5期\n市民政局　2017年3月14日\n" + BODY, "市民政局/3月下半月/简报.txt", date(2017, 3, 14)),
        ("市民政局大走访见闻\n" + BODY + "\n2017年3月29日", "市民政局/4月上半月/a.txt", date(2017, 3, 29)),
        ("大走访活动3月份工作情况\n市民政局　2017年4月5日\n" + BODY, "市民政局/a.txt", date(2017, 3, 31)),
        ("大走访活动三月份总结\n市民政局　2017年3月27日\n" + BODY, "市民政局/a.txt", date(2017, 3, 27)),
        ("大走访工作情况\n" + BODY, "市民政局/3月份总结.txt", date(2017, 3, 31)),
        ("大走访活动4月份工作计划\n" + BODY, "市民政局/3月下半月/a.txt", date(2017, 3, 31)),
        ("大走访简报\n2017年4月6日\n截至3月20日，" + BODY, "市民政局/a.txt", date(2017, 3, 20)),
        ("大走访简报\n" + BODY, "市民政局/3月上半月/a.txt", date(2017, 3, 15)),
        ("大走访简报\n4月9日\n" + BODY, "市民政局/a.txt", date(2017, 4, 9)),
        ("大走访简报\n4月9日\n截至3月底，" + BODY, "市民政局/a.txt", date(2017, 3, 31)),
        ("大走访简报\n到2017年4月末，" + BODY, "市民政局/a.txt", date(2017, 4, 30)),
        ("大走访简报\n" + BODY, "市民政局/a.txt", None),
    ],
)
def test_哪一天的数_先看截至_再看简报自己的日子和月份_最后看文件夹(
    tmp_path: Path, text: str, path: str, day: date | None
) -> None:
    assert published(tmp_path, text, path) == [("市民政局", "走访户数", 120, day)]


# ── of another year or place ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("大走访简报\n2016年，全镇走访群众2300户，解决问题150个。", "2016年"),
        ("大走访简报\n去年同期，我局走访居民560户。", "去年同期"),
        ("2016年民情走访工作总结\n我局共走访居民120户。", "2016年"),
        ("民情走访见闻\n某某晚报 2019-11-03 08:10\n共走访居民2600户，满意率98%。", "2019-11-03"),
        ("大走访简报\n截至2016年12月31日，我局走访居民120户。", "2016年12月31日"),
        ("大走访简报\n1至2月，全区走访居民120户。", "1至2月"),
        ("大走访简报\n2017年1月至2月，我局走访居民120户。", "2017年1月至2月"),
        ("大走访简报\n今年2月份，我局走访居民120户。", "2月份"),
        ("邻市走访经验\n某某市白杨街道开展民情走访。\n共走访居民880户，收集问题120个。", ""),
        ("大走访简报\n翠屏街道走访居民880户，收集问题120个。", ""),
        ("邻市走访经验\n某某市白杨街道开展民情走访。\n全市走访居民88000户。", ""),
    ],
)
def test_别的年份别的地方的数不算谁的_退回时写明(tmp_path: Path, text: str, why: str) -> None:
    inbox = Inbox(tmp_path).put("红梅街道/学习材料.txt", text.encode())
    tables = inbox.sift()
    assert rows(tables["briefing_figures"], "figure") == []
    ((rule, sentence),) = rows(tables["rejected_rows"], "rule", "sentence")
    assert rule == ("figure-of-other-time" if why else "figure-of-other-place")
    assert why in sentence and "没有计入" in sentence and "红梅街道" not in sentence


@pytest.mark.parametrize(
    "text",
    [
        "对2016年建成的小区，我街道走访80户。",
        "借鉴某某市白杨街道经验，我街道走访80户。",
        "按照2016年度考核意见，我街道走访80户。",
        "今年，我街道走访80户。",
        "2017年3月，红梅街道走访80户。",
    ],
)
def test_说到别的年份和地方_数仍是自己的(tmp_path: Path, text: str) -> None:
    assert [row[:3] for row in published(tmp_path, "大走访简报\n" + text, "红梅街道/简报.txt")] == [
        ("红梅街道", "走访户数", 80)
    ]


def test_一段里有别的年份的数_自己的照算_给提示(tmp_path: Path) -> None:
    text = "大走访简报\n2016年，我局走访居民50户。今年已走访80户。"
    inbox = Inbox(tmp_path).put("市民政局/简报.txt", text.encode())
    tables = inbox.sift()
    assert rows(tables["briefing_figures"], "figure") == [(80,)]
    ((rule,),) = rows(tables["remarks"], "rule")
    assert rule == "figure-of-other-time" and tables["rejected_rows"].num_rows == 0


def test_检查和装载都说外地的数没有计入(tmp_path: Path) -> None:
    text = "民情走访见闻\n2019年7至11月，某某区翠屏街道走访居民1210户。"
    inbox = Inbox(tmp_path / "inbox").put("红梅街道/学习材料.txt", text.encode())
    done = loading.load(inbox.root, tmp_path / "shelf")
    assert done.report["reasons"] == [("简报正文", "简报数据不属本地", 1)]
    told = check_report.report(inbox.check()).text
    assert "某某区翠屏街道" in told and "没有计入" in told


# ── a shelf of briefings alone, and beside sheets ─────────────────────────────────────────────


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """总览 of the shelf below `tmp_path`, as a visitor gets it."""
    monkeypatch.setenv("DAZOUFANG_SHELF", str(tmp_path / "shelf"))

    def opened(**filters: str) -> str:
        st.cache_data.clear()
        st.cache_resource.clear()
        at = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in filters.items():
            at.query_params[name] = [value]
        at.run()
        assert not at.exception and not at.error
        return re.sub(r"[*\\]", "", "\n".join(one.value for one in [*at.markdown, *at.caption]))

    yield opened
    st.cache_data.clear()
    st.cache_resource.clear()


def test_只有简报的快照_总览写全市公布的数_截至哪天_出自哪里(tmp_path: Path, at_home) -> None:
    paper = word("大走访活动3月份总结", "全市累计走访群众家庭31200户，收集问题6100个，解决1500个。")
    inbox = Inbox(tmp_path / "inbox").put("市委组织部/三月.docx", paper)
    loading.load(inbox.root, tmp_path / "shelf")
    with open_current(tmp_path / "shelf") as snapshot:
        assert snapshot.data_date == date(2017, 3, 31)
    shown = at_home()
    assert "全市公布（截至3月31日）：走访群众家庭31,200户，收集问题6,100件，解决问题1,500件。" in shown
    assert "来源：《三月》" in shown and "无从核对" in shown and "没有可看的数" not in shown
    assert "覆盖率" not in shown, "没有表的，不画一屏空图"


def test_有表也有公布数_并列写_差多少照直写(tmp_path: Path, at_home) -> None:
    tiny(
        tmp_path,
        data_date="2017-04-02",
        visits="× | visit_date | household_id | is_first | unit_name\n30 | 2017-03-10 | 1 | true | 市民政局\n9 | 2017-04-01 | 2 | true | 市民政局",
        issues="× | raised_date | unit_name\n5 | 2017-03-10 | 市民政局",
        briefing_figures="""
            subject | measure  | counted_in | figure | as_of      | source_file | source_sheet | source_row
            全市    | 走访户数 | 户         | 100    | 2017-03-31 | a/简报.docx | 正文         | 3
            全市    | 问题数   | 个         | 5      | 2017-03-31 | a/简报.docx | 正文         | 3
        """,
    ).close()
    shown = at_home()
    assert "全市公布（截至3月31日）：走访群众家庭100户，收集问题5件。" in shown
    assert "截至3月31日，收到的报表合计：走访群众家庭30户，比公布数少70户；其余相符。" in shown
    assert "走访群众家庭39户" in shown, "表中数照旧写在前面"
    assert "全市公布" not in at_home(area="天宁区"), "公布的是全市的数"


def test_简报说到表还没有到的日子_不指明日期时也看得到(tmp_path: Path) -> None:
    with tiny(
        tmp_path,
        data_date="2017-03-20",
        briefing_figures="subject | measure | counted_in | figure | as_of\n全市 | 走访户数 | 户 | 100 | 2017-03-31",
    ) as snapshot:
        latest, before, later = (
            snapshot.ask("published_city_households", as_of=day)["published_city_households"].fillna(0).iloc[0]
            for day in (None, date(2017, 3, 15), date(2017, 3, 31))
        )
    assert (latest, before, later) == (100, 0, 100)
