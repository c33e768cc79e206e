"""Can the clerk work at the desk: is it said what a sheet would come to, who is loading, and how the last load ended?"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from campaign import __main__ as campaign_commands
from campaign.office import loads
from etl import __main__ as etl_commands
from etl import blanks, build, check_report, city, loading
from etl import shelf as shelves
from etl.forms import BY_ID, FORMS, Form
from etl.forms.form import heading_key, without_brackets
from etl.shelf import NotPublished
from etl.values import Problem
from tests.inbox import Inbox, drawn, workbook

LEDGER = "户主姓名 | 家庭住址 | 村(社区) | 走访单位 | 走访日期 | 家庭成员数 | 户主大名\n"
GOOD = "张甲 | 3组5号 | 马家巷社区 | 政法委 | 3.10 | 3 |\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def report(inbox: Inbox, is_public: bool = False) -> check_report.CheckReport:
    """The report of `check` on every file of an inbox."""
    return check_report.report(inbox.check(), is_public)


# ── check ─────────────────────────────────────────────────────────────────────────────────────


def test_每个坏单元格各占一行_写明工作表_单元格_栏目_写了什么_应当怎样(inbox: Inbox) -> None:
    rows = [
        ["户主姓名", "家庭住址", "村(社区)", "走访单位", "走访日期", "家庭成员数"],
        ["张甲", "3组5号", "马家巷社区", "政法委", "3月上旬", "三四个"],
    ]
    answer = report(inbox.put("台账.xlsx", workbook(rows, names=["走访"])))
    mend = [line for line in answer.text.splitlines() if "需更正：" in line]
    assert len(mend) == 2 == answer.to_mend
    for cell, field, said, right in (
        ("E2", "走访日期", "3月上旬", "2017-03-25"),
        ("F2", "家庭成员数", "三四个", "整数"),
    ):
        (line,) = [line for line in mend if f"“走访” {cell}（{field}）" in line]
        assert f"“{said}”" in line and line.count(said) == 1
        assert right in line.partition("；请")[2]


def test_写明认作哪种表_单位和时段从哪里来(inbox: Inbox) -> None:
    inbox.put("政法委/3月下半月/台账.csv", LEDGER.replace(" | 走访单位", "") + GOOD.replace(" | 政法委", ""))
    (sheet,) = report(inbox).files[0].sheets
    assert sheet.form == "走访台账"
    assert sheet.unit == "市委政法委（文件夹“政法委”）"
    assert sheet.period == "2017年3月下半月（文件夹“3月下半月”）"
    beside = [["走访单位：政法委", "", ""], ["走访户数", "汇总问题数", "解决问题数"], [3, 2, 1]]
    (sheet,) = (
        report(Inbox(inbox.root.parent / "b").put("周报（3月13日-3月19日）.xlsx", workbook(beside))).files[0].sheets
    )
    assert sheet.unit == "市委政法委（写在A1）"
    assert sheet.period == "3月13日—19日（文件名）"


def test_没有写明单位就说怎样写明(inbox: Inbox) -> None:
    inbox.put("台账.csv", LEDGER.replace(" | 走访单位", "") + GOOD.replace(" | 政法委", ""))
    (sheet,) = report(inbox).files[0].sheets
    assert "未写明" in sheet.unit and "文件夹" in sheet.unit


def test_不写单位的表不劝人写单位(inbox: Inbox) -> None:
    inbox.put(
        "留言.csv", "留言编号 | 留言用户 | 留言主题 | 留言时间 | 留言详情\n1 | a | 路灯 | 2017-03-10 | 路灯不亮\n"
    )
    answer = report(inbox)
    assert answer.files[0].sheets[0].form == "网上留言" and "单位：" not in answer.text


def test_采用_归并_退回分别是多少_归并的写明与哪一行重复(inbox: Inbox) -> None:
    bad = GOOD.replace("3.10", "某日").replace("张甲", "张乙")
    (sheet,) = report(inbox.put("台账.csv", LEDGER + GOOD + GOOD + bad)).files[0].sheets
    assert (sheet.rows_read, sheet.rows_kept, sheet.rows_merged, sheet.rows_rejected) == (3, 1, 1, 1)
    (merge,) = sheet.merges
    assert merge.startswith("已有：第3行") and "第2行" in merge
    assert "采用1行，归并1行，退回1行" in "\n".join(sheet.lines())


def test_后来报的更正了先前的_两份都写明(inbox: Inbox) -> None:
    ledger = "问题编号 | 村(社区) | 走访单位 | 反映人 | 反映日期 | 反映问题 | 是否解决\n"
    issue = "A-1 | 马家巷社区 | 政法委 | 张甲 | 3.10 | 路灯不亮 | 待解决\n"
    inbox.put("政法委/3月上半月/台账.csv", ledger + issue, received="2017-03-16")
    inbox.put("政法委/3月下半月/台账.csv", ledger + issue.replace("待解决", "已解决"), received="2017-04-01")
    first, later = (file.sheets[0] for file in report(inbox).files)
    assert (first.rows_kept, first.rows_replaced, later.rows_kept, later.rows_correcting) == (0, 1, 1, 1)
    assert "被更正1行" in "\n".join(first.lines()) and "采用1行（其中更正1行）" in "\n".join(later.lines())


def test_结论只在没有要改的地方时说可以报(inbox: Inbox, tmp_path: Path) -> None:
    assert report(inbox.put("a.csv", LEDGER + GOOD)).verdict.startswith("检查结果：可以上报")
    assert (
        report(
            inbox.put("b.csv", LEDGER + GOOD.replace("张甲 | 3组5号", "张乙 | 3组6号").replace("3.10", "某日"))
        ).verdict
        == "检查结果：有1处需更正，更正后再报"
    )
    inbox.put("c.pdf", b"%PDF-1.4\n")
    answer = report(inbox)
    assert answer.verdict == "检查结果：有2处需更正，更正后再报" == answer.text.splitlines()[-1]
    assert "未读到数据" in report(Inbox(tmp_path / "空").put("a.csv", LEDGER)).verdict


def test_公开的检查结果不写涉及个人的原文(inbox: Inbox) -> None:
    slipped = "3组5号 | 张甲 | 赵大有 | 政法委 | 10000000009 | 3 |\n"
    inbox.put("台账.csv", LEDGER + slipped)
    assert "赵大有" in report(inbox).text and "10000000009" in report(inbox).text
    public = json.dumps(report(inbox, is_public=True).json, ensure_ascii=False)
    assert "赵大有" not in public and "10000000009" not in public
    assert "C2" in public


def test_检查结果的JSON里有全文_结论和要改的处数(inbox: Inbox) -> None:
    file = inbox.put("台账.csv", LEDGER + GOOD.replace("3.10", "某日")).root / "台账.csv"
    done = office("check", "--json", file)
    answer = json.loads(done.stdout)
    assert done.returncode == 1 and done.stderr == ""
    assert answer["to_mend"] == 1 and answer["verdict"] in answer["text"]
    (fault,) = answer["files"][0]["sheets"][0]["faults"]
    assert (fault["cell"], fault["field"], fault["said"]) == ("E2", "走访日期", "某日")


def test_两个村的同名文件一起检查_各有各的答复(tmp_path: Path) -> None:
    for village, day in (("甲", "某甲日"), ("乙", "某乙日")):
        (tmp_path / village).mkdir()
        (tmp_path / village / "台账.csv").write_bytes(
            as_csv(LEDGER + GOOD.replace("张甲", f"张{village}户").replace("3.10", day))
        )
    paths = [tmp_path / "甲" / "台账.csv", tmp_path / "乙" / "台账.csv"]
    answer = check_report.report(build.check(paths))
    assert [file.name for file in answer.files] == [str(path) for path in paths]
    for file, day in zip(answer.files, ("某甲日", "某乙日"), strict=True):
        assert [fault.said for sheet in file.sheets for fault in sheet.faults] == [day]


def as_csv(text: str) -> bytes:
    """A drawn table as the bytes of a csv."""
    return "\n".join(",".join(row) for row in drawn(text)).encode()


def office(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """One command of the office, as it is typed."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *map(str, words)], capture_output=True, text=True, timeout=300, check=False
    )


# ── the command line speaks Chinese ───────────────────────────────────────────────────────────

MISTYPED = (
    "", "laod", "check", "load --inbo", "load --inbox", "load a", "load --json=1", "load --x",
    "sample", "sample --out a --seed x", "sample --out a --scale x", "check a --pub --shelf",
)  # fmt: skip


@pytest.mark.parametrize("typed", MISTYPED)
def test_命令写错时用中文说哪里错_退出码是2(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        etl_commands.main(typed.split())
    assert left.value.code == 2
    said, _, usage = capsys.readouterr().err.partition("用法：")
    assert "命令写得不对" in said and "写法见下" not in said and usage
    commands = set(re.findall("[a-z]+", usage + typed)) | {
        "sample",
        "check",
        "load",
        "shelf",
        "back",
        "freeze",
        "templates",
        "copy",
        "forget",
    }
    assert set(re.findall("[A-Za-z]{2,}", said)) <= commands


def every_parser(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """A parser and those of its commands, and of theirs."""
    below = [p for a in parser._actions if isinstance(a, argparse._SubParsersAction) for p in a.choices.values()]
    return [parser, *(one for p in below for one in every_parser(p))]


@pytest.mark.parametrize("parser", [etl_commands._parser, campaign_commands.parser])
def test_每个命令的说明没有英文的句子(parser: Callable[[], argparse.ArgumentParser]) -> None:
    for command in every_parser(parser()):
        written = re.sub(
            r"--?[a-z-]+|python -m [a-z ]+|\b[A-Z]+\b|\{[a-z,]+\}|[\w/]+\.[a-z]+|Excel|Word", "", command.format_help()
        )
        names = {name for p in every_parser(parser()) for whole in p.prog.split() for name in whole.split("-")}
        assert set(re.findall("[A-Za-z]{2,}", written)) - names == set()


# ── who is loading, and how the last load ended ───────────────────────────────────────────────


def test_第二次装载说出是谁在装_从什么时候(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    inbox.put("a.csv", LEDGER + GOOD)
    with shelves.hold(shelf) as mine, pytest.raises(NotPublished) as why:
        loading.load(inbox.root, shelf)
    assert f"进程 {os.getpid()}" in str(why.value)
    assert mine.who in str(why.value) and "@" in mine.who
    assert mine.since in str(why.value)


def test_别的进程装载时看得到是谁_看一眼不挡住装载(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    assert loads.holder(shelf) is None
    with shelves.hold(shelf) as mine:
        assert loads.holder(shelf) == mine
    assert loads.holder(shelf) is None
    looking = threading.Event()

    def look() -> None:
        while not looking.is_set():
            loads.holder(shelf)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for _ in range(200):
            with shelves.hold(shelf):
                pass
    finally:
        looking.set()
        watcher.join()


def test_装载成功后写明结果和行数(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    done = loading.load(inbox.put("a.csv", LEDGER + GOOD + GOOD.replace("3.10", "某日")).root, shelf)
    last = loads.last_load(shelf)
    assert last is not None
    assert (last.result, last.snapshot, last.pid) == (loads.PUBLISHED, done.snapshot, os.getpid())
    assert last.counts["rows_read"] == 2 and last.counts["rejected"] == 1 and last.counts["kept"] == 1
    assert last.started <= last.ended


def test_装载失败也写明原因_不带单元格的内容(inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = tmp_path / "shelf"
    inbox.root.mkdir()
    with pytest.raises(NotPublished) as why:
        loading.load(inbox.root, shelf)
    last = loads.last_load(shelf)
    assert last is not None and last.result == loads.NOT_PUBLISHED and last.sentence == str(why.value)

    def breaks(*_: object, **__: object) -> None:
        raise ValueError("张甲 10012345678")

    monkeypatch.setattr(city, "make", breaks)
    with pytest.raises(ValueError, match="张甲"):
        loading.load(inbox.put("a.csv", LEDGER + GOOD).root, shelf)
    last = loads.last_load(shelf)
    assert last is not None and last.result == loads.NOT_PUBLISHED
    assert "ValueError" in last.sentence and "张甲" not in last.sentence


def test_被挡住的第二次装载不改上一次的结果(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    loading.load(inbox.put("a.csv", LEDGER + GOOD).root, shelf)
    before = (shelf / loads.LAST_LOAD).read_bytes()
    with shelves.hold(shelf), pytest.raises(NotPublished):
        loading.load(inbox.root, shelf)
    assert (shelf / loads.LAST_LOAD).read_bytes() == before


def test_被杀死的装载看得出中断了(inbox: Inbox, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    loading.load(inbox.put("a.csv", LEDGER + GOOD).root, shelf)
    code = "import sys,time; from pathlib import Path; from etl import shelf\nwith shelf.hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(shelf)], stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None and killed.stdout.readline() == b"held\n"
        running = loads.holder(shelf)
        assert running is not None and running.pid == killed.pid
        assert loads.last_load(shelf) is None
        killed.send_signal(signal.SIGKILL)
    last = loads.last_load(shelf)
    assert last is not None and last.result == loads.BROKEN_OFF and str(killed.pid) in last.sentence


# ── blank papers ──────────────────────────────────────────────────────────────────────────────

BLANKS = {form: (name, content) for form, name, content in blanks.blanks()}
WHERE = "政法委/2017年3月上半月"


def test_官方的四张附件和六种台账都有空白表() -> None:
    names = " ".join(name for name, _ in BLANKS.values())
    annexes, lists = (
        ("附件1", "附件3", "附件4", "附件5"),
        ("走访台账", "问题台账", "周报", "花名册", "回访记录", "联系卡"),
    )
    for paper in (*annexes, *lists):
        assert paper in names


@pytest.mark.parametrize("form", BLANKS)
def test_空白表读得出是哪种表_没有数据_也没有要改的地方(inbox: Inbox, form: str) -> None:
    name, content = BLANKS[form]
    answer = report(inbox.put(f"{WHERE}/{name}", content))
    sheets = [sheet for sheet in answer.files[0].sheets if sheet.form]
    assert [sheet.form for sheet in sheets] == [BY_ID[form].label]
    assert sheets[0].rows_read == 0 and answer.to_mend == 0
    assert not sheets[0].remarks


@pytest.mark.parametrize("form", [form for form, (name, _) in BLANKS.items() if name.endswith("xlsx")])
def test_空白台账的每一栏都认得_日期栏是日期_号码栏是文本_表头不动(form: str) -> None:
    book = openpyxl.load_workbook(BytesIO(BLANKS[form][1]))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    offered = [field for field in BY_ID[form].fields if field.is_offered]
    assert headings == [field.label for field in offered]
    assert sheet.freeze_panes == "A2"
    for field, column in zip(offered, sheet.column_dimensions.values(), strict=True):
        if field.name in ("phone", "contact_phone", "issue_no"):
            assert column.number_format == "@"
        if "date" in field.name:
            assert "yy" in column.number_format
    explained = "\n".join(str(row[0].value) for row in book[blanks.INSTRUCTIONS].rows)
    assert [heading for heading in headings if f"“{heading}”" not in explained] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_空白表里可选的词都是读得懂的(form: Form) -> None:
    for field in form.fields:
        for word in blanks.choices(field):
            assert not isinstance(field.parse(word), Problem)


def filled(name: str, content: bytes, cells: dict[str, object]) -> bytes:
    """A blank with one invented record: in a workbook under its heading, in Word in the box beside the label."""
    out = BytesIO()
    if name.endswith("xlsx"):
        book = openpyxl.load_workbook(BytesIO(content))
        sheet = book.worksheets[0]
        for cell in sheet[1]:
            if cell.value in cells:
                sheet.cell(2, cell.column, cells[cell.value])
        book.save(out)
        return out.getvalue()
    document = docx.Document(BytesIO(content))
    said = {heading_key(label): str(value) for label, value in cells.items()}
    for paragraph in document.paragraphs:
        for label, value in cells.items():
            paragraph.text = re.sub(
                rf"({re.escape(label)}：)_+|_+(?={re.escape(label)})", rf"\g<1>{value}", paragraph.text
            )
    for row in document.tables[0].rows:
        for label, box in zip(row.cells, row.cells[1:], strict=False):
            key = without_brackets(heading_key(label.text))
            if key in said and not box.text:
                box.text = said[key]
    document.save(out)
    return out.getvalue()


PLACE = {"市（区）": "武进区", "镇（街道）": "湖塘镇", "村（社区）": "马家巷社区"}
RECORDS: dict[str, dict[str, object]] = {
    "roster": {"单位名称": "市委政法委", "级别": "市级机关", "干部人数": 30, "联系电话": "10012345678"},
    "visit_ledger": {
        **PLACE, "户主姓名": "张甲", "联系电话": "10012345678", "家庭住址": "3组5号", "家庭成员数": 3,
        "走访人": "李乙", "走访单位": "政法委", "走访日期": date(2017, 3, 10), "走访方式": "普访",
    },
    "household_form": {
        "户主姓名": "张甲", "联系电话": "10012345678", "家庭住址": "3组5号", "家庭成员数": 3,
        "市（区）": "武进区", "镇（街道）": "湖塘镇", "村（社区）": "马家巷社区",
        "采集人（单位）": "李乙（市委政法委）", "走访日期": "2017年3月10日",
    },
    "village_survey": {
        **PLACE, "总户数": 500, "总人口": 1500, "人均可支配收入（元）": 25000, "党员人数": 40,
        "2016年村（社区）集体总收入（万元）": "320.5", "其他方面": "村口没有路灯", "走访单位": "市委政法委",
    },
    "card_counts": {"走访单位": "政法委", "时段": "2017年3月上半月", "发放张数": 30, "走访户数": 30},
    "issue_ledger": {
        **PLACE, "走访单位": "政法委", "反映日期": date(2017, 3, 10), "反映问题": "路灯不亮", "类别": "平安治理",
        "办理方式": "自办", "是否解决": "已解决", "办结日期": date(2017, 3, 12), "群众是否满意": "满意",
    },
    "enterprise_visits": {
        "企业名称": "某某纺织有限公司", "反映问题": "招工难", "是否解决": "待解决", "走访人": "李乙",
        "走访单位": "政法委", "走访日期": date(2017, 3, 10),
    },
    "notable_visits": {
        "名士姓名": "张甲", "类别": "院士", "意见建议": "办好职工夜校", "走访单位": "政法委", "走访日期": date(2017, 3, 10),
    },
    "weekly_report": {
        "走访单位": "政法委", "时段": "3月6日-3月12日", "干部走访人数": 4, "走访户数": 30, "汇总问题数": 8,
        "解决问题数": 2,
    },
}  # fmt: skip


@pytest.mark.parametrize("form", RECORDS)
def test_空白表填上一条就采用一条(inbox: Inbox, form: str) -> None:
    name, content = BLANKS[form]
    answer = report(inbox.put(f"{WHERE}/{name}", filled(name, content, RECORDS[form])))
    (sheet,) = (sheet for sheet in answer.files[0].sheets if sheet.form)
    assert answer.to_mend == 0, answer.text
    assert (sheet.rows_read, sheet.rows_kept) == (1, 1), answer.text


def test_附件4的空白表填上同一户的问题就采用(inbox: Inbox) -> None:
    visit = {**RECORDS["visit_ledger"]}
    inbox.put(f"{WHERE}/走访台账.xlsx", filled(*BLANKS["visit_ledger"], visit))
    document = docx.Document(BytesIO(BLANKS["cadre_list"][1]))
    for paragraph in document.paragraphs:
        paragraph.text = re.sub(
            "(走访人：)_+", r"\1李乙", re.sub("(走访时间：)_+", r"\g<1>2017年3月10日", paragraph.text)
        )
    for cell, said in zip(document.tables[0].rows[1].cells, ("1", "张甲", "路灯不亮", "建议交办"), strict=True):
        cell.text = said
    document.save(inbox.root / WHERE / "附件4.docx")
    answer = report(inbox)
    assert answer.to_mend == 0, answer.text
    assert {sheet.form: sheet.rows_kept for file in answer.files for sheet in file.sheets if sheet.form} == {
        "走访台账": 1, "附件4 走访收集问题清单": 1,
    }  # fmt: skip


def test_回访记录的空白表填上台账里有的问题就采用(inbox: Inbox) -> None:
    issue = {**RECORDS["issue_ledger"], "问题编号": "A-1"}
    followed = {"问题编号": "A-1", "走访单位": "政法委", "回访日期": date(2017, 3, 15), "回访方式": "电话",
                "是否联系上": "是", "是否解决": "已解决", "是否满意": "满意"}  # fmt: skip
    inbox.put(f"{WHERE}/问题台账.xlsx", filled(*BLANKS["issue_ledger"], issue))
    inbox.put(f"{WHERE}/回访记录.xlsx", filled(*BLANKS["followups"], followed))
    answer = report(inbox)
    assert answer.to_mend == 0, answer.text
    assert [sheet.rows_kept for file in answer.files for sheet in file.sheets if sheet.form] == [1, 1], answer.text


def test_附件5的空白表填上就采用(inbox: Inbox) -> None:
    document = docx.Document(BytesIO(BLANKS["village_summary"][1]))
    rows = [row.cells for row in document.tables[0].rows]
    for column, said in zip((1, 3, 5), PLACE.values(), strict=True):
        rows[0][column].text = said
    (safety,) = [cells for cells in rows if heading_key(cells[1].text) == "平安治理"]
    for column, said in zip((2, 3, 4, 5), ("路灯不亮", "1", "2", "3"), strict=True):
        safety[column].text = said
    (inbox.root / WHERE).mkdir(parents=True)
    document.save(inbox.root / WHERE / "附件5.docx")
    answer = report(inbox)
    (sheet,) = answer.files[0].sheets
    assert answer.to_mend == 0, answer.text
    assert (sheet.rows_read, sheet.rows_kept) == (1, 1), answer.text


def test_写空白表时不动已经填过的(tmp_path: Path) -> None:
    assert office("templates", "--out", tmp_path / "表").returncode == 0
    (one, *others) = sorted((tmp_path / "表").iterdir())
    one.write_bytes(b"filled in")
    others[0].unlink()
    done = office("templates", "--out", tmp_path / "表")
    assert done.returncode == 0 and one.name in done.stdout
    assert one.read_bytes() == b"filled in" and others[0].exists()


def test_a_合计_that_its_rows_do_not_come_to_must_be_mended_before_it_is_sent(tmp_path, capsys):
    lines = drawn("""
    市（区） | 武进区 | 镇（街道） | 湖塘镇 | 村（社区） | 马家巷社区
    项 目 | | 具体内容 | 已解决（个） | 待解决（个） | 小计（个）
    意见建议 | 房屋 土地 | 漏水 | 2 | 5 | 7
     | 其他 方面 | 停车难 | 4 | 5 | 9
    合 计 | | | 6 | 10 | 18
    """)
    inbox = Inbox(tmp_path).put("政法委/2017年3月下半月/附件5.xlsx", workbook(lines))
    assert etl_commands.main(["check", *map(str, inbox.root.rglob("*.xlsx"))]) == 1
    said = capsys.readouterr().out
    assert "第5行（合计）" in said and "18" in said and "16" in said
    assert "有1处需更正" in said
