"""Are reported figures laid beside the sheets by the rules, and is every difference, and nothing else, called one?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from campaign.numbers.snapshot import open_current
from campaign.office import rules
from etl import sample
from etl.city.reconciliation.claims import Evidence
from etl.city.reconciliation.judgement import AGREED, DIFFERENT, NO_SHEETS, judged, reported_text
from etl.city.reconciliation.published import briefings, cards
from etl.city.reconciliation.weekly_basis import Week, basis_of
from etl.values import Range, meant
from pages import reconciliation
from tests.inbox import Inbox, word, workbook
from tests.pages.test_pages import everything, opened, snapshot  # noqa: F401 (a fixture)

UNIT, VILLAGE = "市委政法委", "丁堰村"
PLACE = "武进区 | 丁堰街道 | 丁堰村"
WEEKS = ("3月6日—12日", "3月13日—19日", "3月20日—26日", "3月27日—4月2日")


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def visits(days: Sequence[str], bad: int = 0) -> str:
    """A 走访台账 with one family for each day, and rows whose day cannot be read."""
    head = "市(区) | 镇(街道) | 村(社区) | 户主姓名 | 家庭住址 | 意见建议 | 走访日期"
    lines = [
        f"{PLACE} | 张{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'一二三四五六七八九'[n // 10]} | {n + 1}组{n + 3}号 | 无 | {day}"
        for n, day in enumerate(days)
    ]
    lines += [f"{PLACE} | 李{'甲乙丙丁'[n]} | 9{n}组1号 | 无 | 三月某日" for n in range(bad)]
    return "\n".join((head, *lines))


def weekly(*figures: tuple[object, object, object], weeks: Sequence[str] = WEEKS) -> str:
    head = "单位名称 | 走访户数 | 汇总问题数 | 解决问题数 | 周次"
    lines = (f"政法委 | {h} | {i} | {s} | {week}" for (h, i, s), week in zip(figures, weeks, strict=False))
    return "\n".join((head, *lines))


def issues(*rows: str) -> str:
    """A 问题台账; each row is 反映人 | 反映日期 | 是否解决 | 办结日期."""
    head = "序号 | 市(区) | 镇(街道) | 村(社区) | 反映人 | 反映日期 | 是否解决 | 办结日期 | 反映问题"
    lines = (f"{n} | {PLACE} | {row} | 第{n}盏路灯不亮" for n, row in enumerate(rows, 1))
    return "\n".join((head, *lines))


def summary(body: str) -> bytes:
    """An 附件5 of the village: `body` is its lines below the header."""
    top = "市（区） | 武进区 | 镇（街道） | 丁堰街道 | 村（社区） | 丁堰村\n项目 | 类别 | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）"
    lines = [[cell.strip() for cell in line.split("|")] for line in f"{top}\n{body.strip()}".splitlines()]
    return workbook([[int(cell) if cell.isdigit() else cell for cell in line] for line in lines])


def found(tables: dict[str, pa.Table], check: str, measure: str = "") -> list[dict]:
    """The reconciliations of one check, in the order of their periods."""
    rows = [r for r in tables["reconciliations"].to_pylist() if r["check"] == check and measure in r["measure"]]
    return sorted(rows, key=lambda r: (r["period_end"] or date.max, r["source_row"] or 0, r["measure"]))


# ── 周报对表 ──────────────────────────────────────────────────────────────────────────────────


def test_累计的周报与到周末为止的去重户数相比_当周的与当周首次走访相比(inbox: Inbox) -> None:
    days = [f"3月{day}日" for day in (7, 8, 9, 14, 15, 16, 21, 22, 23, 24)]
    inbox.put("政法委/3月/台账.csv", visits(days)).put("周报.csv", weekly((3, 0, 0), (6, 0, 0), (10, 0, 0)))
    tables = inbox.sift()
    assert {r["basis"] for r in tables["reports"].to_pylist()} == {"累计"}
    evidence = found(tables, "周报对表", "走访户数")
    assert [(r["reported"], r["derived"], r["outcome"], r["counted_from"]) for r in evidence] == [
        (3, 3, "一致", rules.START), (6, 6, "一致", rules.START), (10, 10, "一致", rules.START),
    ]  # fmt: skip
    inbox.put("周报.csv", weekly((3, 0, 0), (3, 0, 0), (4, 0, 0)))
    tables = inbox.sift()
    assert {r["basis"] for r in tables["reports"].to_pylist()} == {"当周"}  # the shape alone says 累计
    assert [(r["derived"], r["outcome"]) for r in found(tables, "周报对表", "走访户数")] == [
        (3, "一致"),
        (3, "一致"),
        (4, "一致"),
    ]


def test_超过容差的是差异_说明写出两个数和容差_报来的数不改表中的数(inbox: Inbox) -> None:
    days = [f"3月{day}日" for day in (7, 8, 9, 14, 15, 16, 21, 22, 23, 24)]
    inbox.put("政法委/3月/台账.csv", visits(days)).put("周报.csv", weekly((3, 0, 0), (6, 0, 0), (14, 2, 0)))
    tables = inbox.sift()
    last = found(tables, "周报对表", "走访户数")[-1]
    assert (last["outcome"], last["reported"], last["derived"], last["difference"], last["tolerance"]) == (
        "差异",
        14,
        10,
        4,
        1,
    )
    assert "周报写累计走访 14 户，表中到3月26日为 10 户，多 4 户，超过容差 1 户" in last["finding"]
    assert tables["reconciliations"].to_pylist()[0]["outcome"] == "差异"
    assert tables["households"].num_rows == 10


def test_没有写反映日期的问题可能在时段里的任何一天_不凭它判差异(inbox: Inbox) -> None:
    inbox.put(
        "政法委/2017年3月上半月/台账.csv", issues("王甲 | | 待解决 | ", "王乙 | | 待解决 | ", "王丙 | | 待解决 | ")
    )
    inbox.put("周报.csv", weekly((0, 3, 0)))
    (row,) = found(inbox.sift(), "周报对表", "汇总问题数")
    assert (row["derived"], row["derived_low"], row["derived_high"], row["outcome"]) == (0, 0, 3, "一致")


def test_退回的行可能就是少的那几户_说明里写出来(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月上半月/台账.csv", visits(["3月7日", "3月8日"], bad=3)).put("周报.csv", weekly((5, 0, 0)))
    (row,) = found(inbox.sift(), "周报对表", "走访户数")
    assert (row["derived"], row["derived_high"], row["outcome"]) == (2, 5, "一致")
    assert "退回 3 行" in row["finding"]


def test_有几天的表没有收到_多报的不算差异_是无表(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月下半月/台账.csv", visits(["3月17日", "3月18日", "3月20日"]))
    inbox.put("周报.csv", weekly((20, 0, 0), (40, 0, 0), (60, 0, 0)))
    rows = found(inbox.sift(), "周报对表", "走访户数")
    assert {row["outcome"] for row in rows} == {"无表"}
    assert "没有收到 3月1日至3月15日 的表" in rows[-1]["finding"]


def test_报了数而一张表都没有的是无表_表中的数为空不是零(inbox: Inbox) -> None:
    inbox.put("周报.csv", weekly((20, 5, 1)))
    rows = found(inbox.sift(), "周报对表")
    assert {(row["outcome"], row["derived"], row["difference"]) for row in rows} == {("无表", None, None)}


def test_表中都没有写是否解决的_解决数无从核对_不作零(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月上半月/台账.csv", issues("王甲 | 3月7日 | | ", "王乙 | 3月8日 | | "))
    inbox.put("周报.csv", weekly((0, 2, 1)))
    tables = inbox.sift()
    (solved,) = found(tables, "周报对表", "解决问题数")
    assert (solved["outcome"], solved["derived"]) == ("无表", None)
    assert found(tables, "周报对表", "汇总问题数")[0]["outcome"] == "一致"


def test_应报周报没有报而有表的是未报_没有表也没有报的不在对账里(inbox: Inbox) -> None:
    days = ["3月7日", "3月8日", "3月14日", "3月15日"]
    inbox.put("政法委/2017年3月上半月/台账.csv", visits(days)).put("周报.csv", weekly((2, 0, 0)))
    tables = inbox.sift()  # the data reach 3月15日, so that only the first week is due
    assert [row["outcome"] for row in found(tables, "周报对表", "走访户数")] == ["一致"]
    inbox.put("政法委/2017年3月下半月/台账.csv", visits([*days, "3月22日"]))
    late = found(inbox.sift(), "周报对表", "走访户数")
    assert [(r["outcome"], r["reported"], r["derived"]) for r in late] == [("一致", 2, 2), ("未报", None, 2)]
    assert {r["unit_name"] for r in late} == {UNIT}


def test_周报里没有填的一栏是未报_空白不作零(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月上半月/台账.csv", visits(["3月7日"])).put("周报.csv", weekly((1, "", 0)))
    (row,) = found(inbox.sift(), "周报对表", "汇总问题数")
    assert (row["outcome"], row["reported"]) == ("未报", None)


def test_80余户与83户相符_与95户不相符() -> None:
    for derived, outcome in ((83, AGREED), (80, AGREED), (95, DIFFERENT), (70, DIFFERENT)):
        assert judged(meant(80, "≥"), Evidence(derived, "", derived, derived)).outcome == outcome
    assert judged(meant(20, "≤"), Evidence(18, "", 18, 18)).outcome == AGREED
    assert judged(meant(20, "≤"), Evidence(27, "", 27, 27)).outcome == DIFFERENT


def test_至少5户没有上限_表中多于它不是差异() -> None:
    for derived, outcome in ((22, AGREED), (5, AGREED), (2, DIFFERENT)):
        assert judged(meant(5, "起"), Evidence(derived, "", derived, derived)).outcome == outcome
    assert reported_text(5, "起", "户") == "至少 5 户"


def test_容差是表中数的百分之二_不足一的按一() -> None:
    for reported, derived, outcome in (
        (388, 380, AGREED),
        (389, 380, DIFFERENT),
        (3, 2, AGREED),
        (4, 2, DIFFERENT),
        (372, 380, AGREED),
    ):
        assert judged(Range(reported, reported), Evidence(derived, "", derived, derived)).outcome == outcome


# ── 累计还是当周 ──────────────────────────────────────────────────────────────────────────────


def series(*figures: int, running: str = "", own: str = "") -> list[Week]:
    """Weeks of one figure each; y and n say which fit the sheets, nothing that no sheet tells."""
    evidence = {"y": True, "n": False}
    return [
        Week((figure,), (evidence.get(running[n : n + 1]),), (evidence.get(own[n : n + 1]),))
        for n, figure in enumerate(figures)
    ]


@pytest.mark.parametrize(
    ("weeks", "basis"),
    [
        (series(12, 30, 41), "累计"),
        (series(12, 30, 9, 14), "当周"),
        (series(12, 12, 12), "未判定"),
        (series(0, 0, 0), "未判定"),
        (series(12, 30), "未判定"),
        (series(100, 200, 195, 300), "累计"),
        (series(20, 19, 22, 25), "未判定"),
        (series(7, 12, 15, running="ynn", own="yyy"), "当周"),
        (series(12, 30, 9, running="yyy", own="ynn"), "累计"),
        (series(12, 12, 12, running="ynn", own="yyy"), "当周"),
        (series(12, 30, 41, running="nnn", own="nnn"), "累计"),
        (series(0, 1, 1, 1, running="yyyn", own="yyyy"), "未判定"),
        ([Week((5, 2), (True, True), (True, True)), Week((9, 4), (True, True), (False, False))], "累计"),
    ],
    ids=(
        "只增不减", "多次回落", "各周相同", "全是零", "只有两周", "更正过一次", "像更正也像当周", "递增的当周数",
        "表说是累计", "相同的数表中合当周", "与表都不合时看数列", "数列与表相反时不判", "两周而两项都合累计",
    ),
)  # fmt: skip
def test_周报口径由表中的数判断_判断不了看数列_都不行就不判(weeks: list[Week], basis: str) -> None:
    assert basis_of(weeks)[0] == basis
    assert basis_of(weeks)[1]


def test_口径未判定的_两种都不合才是差异(inbox: Inbox) -> None:
    inbox.put(
        "政法委/2017年3月/台账.csv", visits(["3月2日", "3月7日", "3月8日", "3月14日", "3月15日", "3月16日", "3月17日"])
    )
    inbox.put("周报.csv", weekly((3, 0, 0)))
    (fits,) = found(inbox.sift(), "周报对表", "走访户数")
    assert (fits["basis"], fits["outcome"]) == ("未判定", "一致")
    inbox.put("周报.csv", weekly((9, 0, 0)))
    (neither,) = found(inbox.sift(), "周报对表", "走访户数")
    assert (neither["basis"], neither["outcome"]) == ("未判定", "差异")


# ── 附件5 ─────────────────────────────────────────────────────────────────────────────────────

LEDGER = issues(
    "王甲 | 3月7日 | 已解决 | 3月9日",
    "王乙 | 3月8日 | 待解决 | ",
    "王丙 | 3月9日 | 待解决 | ",
    "王丁 | 3月20日 | 待解决 | ",
)
FEW = "意见建议 | 房屋土地 | 路灯 | 1 | 0 | 1\n | 其他方面 | | 0 | 1 | 1\n合计 | | | 1 | 1 | 2"
MANY = "意见建议 | 房屋土地 | 路灯 | 3 | 0 | 3\n | 其他方面 | | 0 | 4 | 4\n合计 | | | 3 | 4 | 7"


def test_附件5少于表中是应当的_多于表中才是差异(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月/台账.csv", LEDGER).put("政法委/2017年3月上半月/附件5.xlsx", summary(FEW))
    few = found(inbox.sift(), "半月汇总对表")
    assert [(r["measure"], r["reported"], r["derived"], r["outcome"]) for r in few] == [
        ("汇总问题数", 2, 3, "一致"), ("解决问题数", 1, 1, "一致"),
    ]  # fmt: skip
    inbox.put("政法委/2017年3月上半月/附件5.xlsx", summary(MANY))
    many = found(inbox.sift(), "半月汇总对表")
    assert [(r["reported"], r["derived"], r["difference"], r["outcome"]) for r in many] == [
        (7, 3, 4, "差异"),
        (3, 1, 2, "差异"),
    ]
    assert {(r["village_name"], r["period_label"]) for r in many} == {(VILLAGE, "2017年3月上半月")}


def test_附件5重报的_只看后来的一张_前一张多写的行不再算(inbox: Inbox) -> None:
    twice = "困难需求 | | 旧的写法 | 0 | 2 | 2\n" + FEW
    inbox.put("政法委/2017年3月/台账.csv", LEDGER)
    inbox.put("政法委/2017年3月上半月/附件5.xlsx", summary(twice), received="2017-03-16")
    inbox.put("政法委/2017年3月上半月/附件5更正.xlsx", summary(FEW), received="2017-03-20")
    assert [r["reported"] for r in found(inbox.sift(), "半月汇总对表", "汇总问题数")] == [2]


def test_具体内容列的条数与小计不同_只提醒不算差异(inbox: Inbox) -> None:
    body = "意见建议 | 房屋土地 | 1.路灯坏 2.墙面漏水 3.楼道灯 | 1 | 0 | 1\n合计 | | | 1 | 0 | 1"
    inbox.put("政法委/2017年3月/台账.csv", LEDGER).put("政法委/2017年3月上半月/附件5.xlsx", summary(body))
    (row,) = found(inbox.sift(), "半月汇总对表", "汇总问题数")
    assert row["outcome"] == "一致" and "列了 3 条、小计写 1" in row["finding"]


def test_应报附件5没有报而有表的是未报(inbox: Inbox) -> None:
    inbox.put("花名册.csv", "单位名称 | 级别 | 干部人数 | 挂钩村(社区)\n政法委 | 市级机关 | 42 | 丁堰村、梅港村")
    inbox.put("政法委/2017年3月/台账.csv", visits(["3月7日", "3月8日", "3月20日"]))
    rows = found(inbox.sift(), "半月汇总对表")
    assert [(r["outcome"], r["village_name"], r["period_label"]) for r in rows] == [
        ("未报", VILLAGE, "2017年3月上半月")
    ]


BLOCKS = "困难需求 | | 看病贵 | 1 | 1 | 2\n | 合 计 | | {first}\n意 见 建 议 | 房屋 土地 | 漏水 | 1 | 0 | 1\n | 其他 方面 | 停车 | 0 | 4 | 4\n合 计 | | | {last}"


@pytest.mark.parametrize(
    ("first", "last", "outcomes", "words"),
    [
        ("1 | 1 | 2", "1 | 4 | 5", ["一致", "一致"], "合计按意见建议算"),
        ("1 | 1 | 2", "2 | 5 | 7", ["一致", "一致"], "合计按两块算"),
        ("1 | 1 | 2", "2 | 6 | 8", ["一致", "差异"], "都对不上"),
        ("1 | 2 | 3", "1 | 4 | 5", ["差异", "一致"], "合计按意见建议算"),
        ("1 | 1 | 2", "1 | | 5", ["一致", "一致"], "合计按意见建议算"),
    ],
    ids=("只含意见建议", "含两块", "哪种都不对", "困难需求的合计不对", "留空的不核对"),
)
def test_两个合计_最后一个只含意见建议或含两块都对_说明写是哪一种(
    inbox: Inbox, first: str, last: str, outcomes: list[str], words: str
) -> None:
    inbox.put("政法委/2017年3月上半月/附件5.xlsx", summary(BLOCKS.format(first=first, last=last)))
    rows = found(inbox.sift(), "半月汇总合计")
    assert [row["outcome"] for row in rows] == outcomes
    assert [(row["measure"], row["source_row"]) for row in rows] == [("困难需求合计", 4), ("最后合计", 7)]
    assert words in rows[1]["finding"]


def test_合计可以留空_整行没有填的合计不核对(inbox: Inbox) -> None:
    body = "困难需求 | | | | |\n | 合 计 | | | | \n意见建议 | 房屋土地 | 漏水 | | 2 | 2\n合 计 | | | | 2 | 2"
    inbox.put("政法委/2017年3月上半月/附件5.xlsx", summary(body))
    assert [(r["source_row"], r["outcome"]) for r in found(inbox.sift(), "半月汇总合计")] == [(6, "一致")]


def test_有退回行的附件5_改好之前不核对合计(inbox: Inbox) -> None:
    inbox.put(
        "政法委/2017年3月上半月/附件5.xlsx",
        summary(BLOCKS.format(first="1 | 1 | 2", last="1 | 4 | 5").replace("0 | 4 | 4", "0 | 4 | 6")),
    )
    tables = inbox.sift()
    assert tables["rejected_rows"].num_rows == 1 and found(tables, "半月汇总合计") == []


def half(inbox: Inbox, body: str, name: str = "附件5", received: str = "2017-04-01") -> Inbox:
    return inbox.put(f"政法委/2017年3月下半月/{name}.xlsx", summary(body), received=received)


def test_附件5的行只写小计_解决数不知道_不作零(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月/台账.csv", LEDGER)
    half(inbox, "意见建议 | 房屋土地 | | | | 5\n | 其他方面 | | | | 1\n合计 | | | 2 | 4 | 6")
    tables = inbox.sift()
    (solved,) = found(tables, "半月汇总对表", "解决问题数")
    assert (solved["outcome"], solved["reported"]) == ("未报", None)
    (total,) = found(tables, "半月汇总合计")
    assert (total["outcome"], total["reported"]) == ("一致", 6)
    assert "已解决、待解决" in total["finding"]


def test_附件5的行写未报的一栏_各行之和不知道_别的栏照样核对(inbox: Inbox) -> None:
    half(inbox, "意见建议 | 房屋土地 | | 未报 | 3 |\n | 其他方面 | | 1 | 1 | 2\n合计 | | | 2 | 5 | 6")
    (total,) = found(inbox.sift(), "半月汇总合计")
    assert (total["outcome"], total["reported"], total["derived"]) == ("差异", 5, 4)
    assert {r["outcome"] for r in found(inbox.sift(), "半月汇总对表")} == {"未报"}


def test_附件5里已解决未报而小计写了的_不是加不起来(inbox: Inbox) -> None:
    half(inbox, "意见建议 | 房屋土地 | | 未报 | 3 | 5\n | 其他方面 | | | 3 | 5")
    assert [r["source_row"] for r in inbox.sift()["rejected_rows"].to_pylist()] == [4]


@pytest.mark.parametrize("said", ["#REF!", "几十", "9户次"])
def test_合计里读不出的数_整行仍是合计_说明写出来(inbox: Inbox, said: str) -> None:
    half(inbox, f"意见建议 | 其他方面 | 停车难 | 1 | 5 | 6\n合 计 | | | 1 | {said} | 6")
    tables = inbox.sift()
    assert tables["rejected_rows"].num_rows == 0
    (total,) = found(tables, "半月汇总合计")
    assert total["outcome"] == "一致" and f"待解决填写的“{said}”无法识别" in total["finding"]


def test_合计里的约数也是数_周报的合计行不是一个单位(inbox: Inbox) -> None:
    half(inbox, "意见建议 | 其他方面 | 停车难 | 1 | 5余 | 6余\n合 计 | | | 1 | 5余 | 9余")
    inbox.put("周报.csv", weekly((80, 8, 2)) + "\n合计 | 80余户 | 8 | #N/A |")
    tables = inbox.sift()
    assert tables["rejected_rows"].num_rows == 0
    assert [r["kind"] for r in tables["note_rows"].to_pylist()] == ["合计", "合计"]


def test_附件5更正时删掉的行_报数表和对账都不再算(inbox: Inbox) -> None:
    half(inbox, "意见建议 | 房屋土地 | 漏水 | 1 | 1 | 2\n | 其他方面 | 停车难 | 1 | 5 | 6")
    half(inbox, "意见建议 | 其他方面 | 停车难、漏水 | 2 | 6 | 8", "更正", "2017-04-03")
    tables = inbox.sift()
    assert [r["issue_count"] for r in tables["reports"].to_pylist()] == [8]
    assert [r["reported"] for r in found(tables, "半月汇总对表", "汇总问题数")] == [8]
    assert [(r["fate"], r["source_row"]) for r in tables["merged_rows"].to_pylist()] == [("被更正", 3), ("被更正", 4)]


def test_附件5一张表里写法相同的两行_各是一件(inbox: Inbox) -> None:
    half(inbox, "困难需求 | | 看病贵 | 1 | 1 | 2\n | | 看病贵 | 0 | 3 | 3\n | 合计 | | 1 | 4 | 5")
    tables = inbox.sift()
    assert sorted(r["issue_count"] for r in tables["reports"].to_pylist()) == [2, 3]
    assert [r["outcome"] for r in found(tables, "半月汇总合计")] == ["一致"]


def test_报来而全被退回的_不是没有报(inbox: Inbox) -> None:
    inbox.put("花名册.csv", "单位名称 | 级别 | 干部人数 | 挂钩村(社区)\n政法委 | 市级机关 | 42 | 丁堰村")
    inbox.put("政法委/2017年3月/台账.csv", LEDGER)
    inbox.put("政法委/2017年3月上半月/附件5.xlsx", summary("意见建议 | 其他方面 | 停车难 | 1 | 5 | 7"))
    inbox.put("周报.csv", weekly(("八十几", 8, 2)))
    tables = inbox.sift()
    due = {
        (r["report_kind"], r["period_label"]): r for r in tables["due_reports"].to_pylist() if r["unit_name"] == UNIT
    }
    assert due["半月汇总", "2017年3月上半月"]["received_date"] and due["周报", WEEKS[0]]["received_date"]
    assert due["周报", WEEKS[1]]["received_date"] is None
    (paper,) = found(tables, "半月汇总对表")
    assert paper["outcome"] == "未报" and "报来了，各行都被退回" in paper["finding"]
    assert ["退回" in r["finding"] for r in found(tables, "周报对表")] == [True, False]


def test_同一户反复报来反复退回_只算一户(inbox: Inbox) -> None:
    for nth in range(1, 5):
        text = visits(["3月7日"], bad=3).replace("| 无 |", f"| {'没有' * nth} |")
        inbox.put(f"政法委/2017年3月上半月/{nth}.csv", text, received=f"2017-03-{15 + nth}")
    inbox.put("周报.csv", weekly((12, 0, 0)))
    (row,) = found(inbox.sift(), "周报对表", "走访户数")
    assert (row["derived_high"], row["outcome"]) == (4, "差异")


def test_只因没有写明才不算差异的_说不矛盾_不说相符(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月上半月/台账.csv", visits(["3月7日"], bad=3)).put("周报.csv", weekly((4, 0, 0)))
    (row,) = found(inbox.sift(), "周报对表", "走访户数")
    assert row["outcome"] == "一致" and "不矛盾" in row["finding"] and "相符" not in row["finding"]


def test_花名册上还有村没有表_多报的不算差异(inbox: Inbox) -> None:
    roster = "单位名称 | 级别 | 干部人数 | 挂钩村(社区)\n政法委 | 市级机关 | 42 | {}"
    inbox.put("政法委/2017年3月上半月/台账.csv", visits(["3月7日"])).put("周报.csv", weekly((50, 0, 0)))
    for villages, outcome in (("丁堰村、马家巷社区", "无表"), ("丁堰村", "差异")):
        inbox.put("花名册.csv", roster.format(villages))
        assert [r["outcome"] for r in found(inbox.sift(), "周报对表", "走访户数")] == [outcome]


def test_全市的数_还有单位没有交表时不算差异(inbox: Inbox) -> None:
    inbox.put("政法委/2017年3月上半月/台账.csv", visits(["3月7日"]))
    inbox.put("简报.docx", word("工作动态简报", "截至3月14日，全市累计走访群众251633户。"))
    assert [r["outcome"] for r in found(inbox.sift(), "简报对表")] == ["无表"]
    inbox.put("花名册.csv", "单位名称 | 级别 | 干部人数 | 挂钩村(社区)\n政法委 | 市级机关 | 42 | 丁堰村")
    assert [r["outcome"] for r in found(inbox.sift(), "简报对表")] == ["差异"]


# ── 简报, 联系卡 ──────────────────────────────────────────────────────────────────────────────


class Sheets:
    """Ledgers that tell the same of every claim."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.claims: list = []

    def evidence_for(self, claims: Iterator) -> dict:
        self.claims = list(claims)
        return dict.fromkeys(self.claims, self.evidence)


def figure(**more: object) -> list[dict[str, object]]:
    base = {
        "subject": "政法委", "unit_name": UNIT, "unit_level": "市级机关", "supervision_group": 1, "village_id": None,
        "measure": "走访户数", "counted_in": "户", "figure": 80, "figure_bound": None, "as_of": date(2017, 3, 21),
    }  # fmt: skip
    return [base | more]


def test_简报的数与同一单位到同一天为止的表相比_约数看界() -> None:
    sheets = Sheets(Evidence(83, "", 83, 83))
    (row,) = briefings(figure(figure_bound="≥"), sheets)
    assert (row["outcome"], row["reported_bound"], row["derived"]) == (AGREED, "≥", 83)
    assert [(c.unit, c.start, c.end) for c in sheets.claims] == [(UNIT, rules.START, date(2017, 3, 21))]
    (exact,) = briefings(figure(figure=91), sheets)
    assert exact["outcome"] == DIFFERENT and "多 8 户" in exact["finding"]


def test_简报的全市数与全市的表相比_别的量词和项目从不相比() -> None:
    sheets = Sheets(Evidence(80, "", 80, 80))
    (city,) = briefings(figure(subject="全市", unit_name=None), sheets)
    assert city["outcome"] == AGREED and sheets.claims[0].unit == ""
    for other in (
        {"counted_in": "户次"},
        {"measure": "走访企业", "counted_in": "家"},
        {"measure": "问题数", "counted_in": "类"},
    ):
        assert list(briefings(figure(**other), sheets)) == []
    assert list(briefings(figure(subject="某处", unit_name=None), sheets)) == []


def test_简报没有写截至哪天_不多于表中至今的数就不算差异() -> None:
    (less,) = briefings(figure(as_of=None), Sheets(Evidence(391, "", 391, 391)))
    (more,) = briefings(figure(as_of=None, figure=500), Sheets(Evidence(391, "", 391, 391)))
    assert (less["outcome"], more["outcome"]) == (AGREED, DIFFERENT)


@pytest.mark.parametrize(
    ("given", "households", "outcome"),
    [
        (105, 100, AGREED),
        (106, 100, DIFFERENT),
        (90, 100, AGREED),
        (89, 100, DIFFERENT),
        (3, 2, AGREED),
        (600, None, NO_SHEETS),
    ],
)
def test_联系卡每户一张_多于户数的百分之一百零五或少于百分之九十是差异(
    given: int, households: int | None, outcome: str
) -> None:
    count = {
        "unit_name": UNIT,
        "village_id": None,
        "card_count": given,
        "card_count_bound": None,
        "period_start": None,
        "period_end": None,
    }
    evidence = (
        Evidence(None, "没有收到这个单位的表")
        if households is None
        else Evidence(households, "", households, households)
    )
    (row,) = cards([count], Sheets(evidence))
    assert row["outcome"] == outcome


# ── 示范月, 页面 ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def month(small_month: Path) -> tuple[dict, Path]:
    manifest = json.loads((small_month / "inbox" / sample.MANIFEST).read_text(encoding="utf-8"))
    return manifest, small_month / "shelf"


def test_示范月里故意写错的都是差异_别的都不是(month: tuple[dict, Path]) -> None:
    manifest, shelf = month
    with open_current(shelf) as loaded:
        rows = loaded.rows("reconciliations", where={"outcome": "差异"}, limit=10_000)
    assert {(r.unit_name, r.period_label) for r in rows.itertuples()} == {
        (wrong["unit"], wrong["period"]) for wrong in manifest["disagrees"]
    }


def test_示范月里判定的口径都对(month: tuple[dict, Path]) -> None:
    manifest, shelf = month
    with open_current(shelf) as loaded:
        rows = loaded.rows("reports", where={"report_kind": "周报"}, limit=100_000)
    decided = {(r.unit_name, r.basis) for r in rows.itertuples() if r.basis != "未判定"}
    assert decided <= set(manifest["weekly_basis"].items())
    assert len(decided) >= 0.95 * rows["unit_name"].nunique()


def test_每一项表中的数_就是页面点开所列的行数(month: tuple[dict, Path]) -> None:
    with open_current(month[1]) as loaded:
        rows = loaded.rows("reconciliations", limit=100_000)
        known = rows[rows["derived"].notna() & (rows["check"] != "半月汇总合计")]
        several = known.groupby(["check", "outcome", "measure", "basis"], dropna=False).head(2)
        assert len(several) >= 10
        for row in several.to_dict("records"):
            item = {name: reconciliation._plain(value) for name, value in row.items()}
            counted, where = reconciliation.behind(item, loaded.data_date)
            rows_behind = loaded.count_rows(counted.table, where=where, counted_by=counted.id)
            assert rows_behind == item["derived"], item["finding"]


def _items(at: AppTest) -> pd.DataFrame:
    """The table of the reconciled items, among those of the page."""
    return next(table.value for table in at.dataframe if "outcome" in table.value)


def test_对账_最该看的在前_点开一项列出报来的行和表中的行(snapshot) -> None:  # noqa: F811
    at = opened("reconciliation")
    first = _items(at).iloc[0]
    assert (first["outcome"], first["reported"], first["derived"]) == ("差异", 33, 30)
    at = opened("reconciliation", item="1")
    assert not at.exception and not at.error
    said = everything(at)
    assert "周报写累计走访 33 户" in said and "3月1日至3月12日，30户" in said
    st.cache_data.clear()


def test_对账的筛选写在地址里(snapshot) -> None:  # noqa: F811
    shown = _items(opened("reconciliation", by_outcome="一致"))
    assert shown["outcome"].tolist() == ["一致"]
