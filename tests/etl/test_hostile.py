"""Does a load go on, whatever one file is, or does to its reader?"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from etl import loading, reading
from etl.loaded import Loaded
from tests import crashing, seeds
from tests import samples_bad as bad
from tests.inbox import Inbox
from tests.processes import session, until
from tests.reads import read_apart

GOOD = """
村(社区)   | 户主姓名 | 家庭住址 | 走访单位 | 走访日期
马家巷社区 | 张甲     | 3组5号   | 政法委   | 3.10
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    """A good file before and one after whatever is put between them."""
    return Inbox(tmp_path / "inbox").put("a好.csv", GOOD).put("z好.csv", GOOD.replace("张甲", "李乙"))


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory) -> None:
    """The reading processes' parent is there and has imported the readers, which the first file's time would include."""
    file = tmp_path_factory.mktemp("warm") / "a.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    read_apart([file])


def loaded(inbox: Inbox) -> tuple[dict[str, str | None], int]:
    """Why each file was refused, by name, and how many visits a load of the inbox keeps."""
    done = loading.load(inbox.root, inbox.root.parent / "shelf")
    return {file["path"]: file["refused"] for file in done.files}, done.tables["visits"].num_rows


MILLION = 1_000_000
LEDGER = ["村(社区)", "户主姓名", "家庭住址", "走访单位", "走访日期", "意见建议"]


def ledger(head: str, **cells: object) -> bytes:
    """A sound 走访台账 of one household, with more rows of odd cells: C3="=1/0"."""
    book = openpyxl.Workbook()
    book.active.append(LEDGER)
    book.active.append(["马家巷社区", head, "3组5号", "政法委", "3.10", ""])
    for reference, said in cells.items():
        book.active[reference] = said
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def row(r: int, head: str) -> dict[str, str]:
    """A further household in row `r`."""
    return dict(zip((f"{c}{r}" for c in "ABCDE"), ("马家巷社区", head, f"{r}组5号", "政法委", "3.10"), strict=True))


def with_bare_rows(data: bytes) -> bytes:
    """The workbook with a million rows below that hold nothing but a format."""
    name = "xl/worksheets/sheet1.xml"
    bare = "".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(100, 1_048_577))
    sheet = bad.unzipped(data)[name].decode().replace("</sheetData>", bare + "</sheetData>")
    return bad.with_part(data, name, sheet)


SOUND = dict(seeds.drawn_files())
SHEET, WORD = "xl/worksheets/sheet1.xml", "word/document.xml"
HOSTILE: dict[str, tuple[bytes, str | None]] = {
    "有密码.xlsx": (bad.ole_with("EncryptedPackage"), "取消密码"),
    "有密码.xls": (bad.xls_with_password(), "取消密码"),
    "零字节.xlsx": (b"", "重新报送"),
    "截断.xlsx": (SOUND["台账.xlsx"][:3000], "没有传完整"),
    "截断.docx": (SOUND["附件3.docx"][:-30], "没有传完整"),
    "截断.ods": (SOUND["台账.ods"][:200], "没有传完整"),
    "截断.xls": (SOUND["台账.xls"][:2000], "另存为 .xlsx"),
    "其实是网页.xls": (b"<html><table><tr><td rowspan=2>1</td><td colspan=3>2</td></tr></table></html>", "其实是网页"),
    "其实是xlsx.xls": (ledger("赵一"), None),
    "其实是csv.xlsx": (GOOD.replace("|", ",").replace("张甲", "赵二").encode("gbk"), None),
    "其实是xls.xlsx": (SOUND["台账.xls"], None),
    "金山表格.et": (SOUND["台账.xls"], None),
    "旧版.doc": (bad.ole_with("WordDocument"), "另存为 .docx"),
    "金山文字.wps": (bad.ole_with("WordDocument"), "另存为 .docx"),
    "微软.wps": (bad.ole_with("CONTENTS"), "另存为"),
    "二进制.xlsb": (bad.zipped({"xl/workbook.bin": b"", "[Content_Types].xml": "<a/>"}), "另存为 .xlsx"),
    "声称百万行.xlsx": (
        bad.with_part(
            ledger("赵三"),
            SHEET,
            re.sub(
                r'<dimension ref="[^"]*"',
                '<dimension ref="A1:XFD1048576"',
                bad.unzipped(ledger("赵三"))[SHEET].decode(),
            ),
        ),
        None,
    ),
    "百万空行.xlsx": (with_bare_rows(ledger("赵四")), None),
    "两百万行.csv": (b"a,b\n" * 2 * MILLION, "太大"),
    "压缩炸弹.xlsx": (bad.with_part(ledger("甲"), "xl/media/a.png", b"\0" * (32 << 20)), "大得不正常"),
    "炸弹谎报大小.xlsx": (
        bad.with_declared_size(bad.with_part(ledger("甲"), SHEET, b" " * (32 << 20)), SHEET, 100),
        "损坏",
    ),
    "极多部件.xlsx": (
        bad.zipped({**bad.unzipped(ledger("甲")), **{f"a/{n}": "" for n in range(20_001)}}),
        "大得不正常",
    ),
    "套娃.zip": (bad.zipped({"a.xlsx": bad.zipped({"b.xlsx": b"\0" * MILLION})}), "解压后"),
    "十亿笑.xlsx": (bad.with_doctype(SOUND["台账.xlsx"], SHEET, "&a9;"), "外部声明"),
    "十亿笑.docx": (bad.with_doctype(SOUND["附件3.docx"], WORD, "&a9;"), "外部声明"),
    "十亿笑.ods": (bad.with_doctype(SOUND["台账.ods"], "content.xml", "&a9;"), "外部声明"),
    "十亿笑在共用文字里.xlsx": (bad.with_doctype(SOUND["台账.xlsx"], "xl/sharedStrings.xml", "&a9;"), "另存为 .xlsx"),
    "外部实体.xlsx": (bad.with_doctype(SOUND["台账.xlsx"], SHEET, "&file;"), "外部声明"),
    "外部实体.docx": (bad.with_doctype(SOUND["附件3.docx"], WORD, "&file;"), "外部声明"),
    "外部实体.ods": (bad.with_doctype(SOUND["台账.ods"], "content.xml", "&file;"), "外部声明"),
    "外部实体在共用文字里.xlsx": (
        bad.with_doctype(SOUND["台账.xlsx"], "xl/sharedStrings.xml", "&file;"),
        "另存为 .xlsx",
    ),
    "公式没有结果.xlsx": (ledger("赵五", **{**row(3, "赵六"), "E3": "=TODAY()"}), None),
    "引用错误.xlsx": (ledger("赵七", **{**row(3, "赵八"), "C3": "#REF!"}), None),
    "百万字.csv": (
        ",".join(LEDGER).encode() + f"\n马家巷社区,赵九,3组5号,政法委,3.10,{'字' * MILLION}\n".encode(),
        None,
    ),
    "单位加密.xlsx": (b"%TSD-Header-###%" + b"\1" * 100, "解密"),
    "图片.docx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "图片"),
}
"""A file's name and bytes, and words of the sentence it is refused with; None where it is read, in part or whole."""
REJECTED = {
    "公式没有结果.xlsx": "formula-without-value",
    "引用错误.xlsx": "cell-error",
    "百万字.csv": "text-too-long",
}
"""The rule by which one row of a file that is read is set aside."""


@pytest.fixture(scope="module")
def all_hostile(tmp_path_factory, warm) -> Loaded:
    """One load of all of them together, between two good files."""
    inbox = Inbox(tmp_path_factory.mktemp("hostile") / "inbox").put("a好.csv", GOOD)
    inbox.put("政法委/z好.csv", GOOD.replace("张甲", "李乙"))
    for name, (data, _) in HOSTILE.items():
        inbox.put(name, data)
    return loading.load(inbox.root, inbox.root.parent / "shelf")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_ends_in_a_sentence_that_says_what_would_be_right(all_hostile, name):
    data, words = HOSTILE[name]
    print_of = hashlib.sha256(data).hexdigest()
    read = all_hostile.tables["source_files"].to_pylist()
    shown = {f["source_file"] for f in read if f["sha256"] == print_of}  # refused, it may go by another name
    shown = shown & {name} or shown
    file = next(file for file in all_hostile.files if file["path"] in shown)
    assert file["refused"] is None if words is None else words in (file["refused"] or ""), file["refused"]
    if words is None:
        assert file["kept"] or file["rejected"] or file["merged"]
    rules = [row["rule"] for row in all_hostile.tables["rejected_rows"].to_pylist() if row["source_file"] in shown]
    if name in REJECTED:
        assert rules == [REJECTED[name]]


def test_the_load_goes_on_with_the_files_before_and_after_the_hostile_ones(all_hostile):
    kept = {file["path"]: file["kept"] for file in all_hostile.files}
    assert all_hostile.snapshot and kept["a好.csv"] == kept["政法委/z好.csv"] == 1


def test_an_external_entity_brings_nothing_of_the_machine_in(all_hostile):
    secret = Path("/etc/hostname").read_text(encoding="utf-8").strip() if Path("/etc/hostname").exists() else ""
    for name in ("source_rows", "note_rows"):
        said = "\n".join(map(str, all_hostile.tables[name].to_pylist()))
        assert not secret or secret not in said


def test_a_reader_may_fail_in_any_way_and_costs_its_own_file_one_sentence(inbox, monkeypatch):
    for way in crashing.WAYS:
        inbox.put(f"m{way}.xlsx", way.encode())
    monkeypatch.setattr(reading, "read_file", crashing.read_file)
    monkeypatch.setattr(reading, "TIME_LIMIT", 5)
    monkeypatch.setattr(reading, "MEMORY_LIMIT", 1 << 30)
    refused, visits = loaded(inbox)
    assert visits == 2 and refused["a好.csv"] is refused["z好.csv"] is None
    for way, (_, sentence) in crashing.WAYS.items():
        assert refused[f"m{way}.xlsx"] == getattr(reading, sentence), way


def test_what_went_wrong_in_the_process_is_tried_again_by_the_next_load(inbox, monkeypatch):
    inbox.put("m.xlsx", b"panic")
    with monkeypatch.context() as failing:
        failing.setattr(reading, "read_file", crashing.read_file)
        assert loaded(inbox)[0]["m.xlsx"] == reading.CRASHED
    assert loaded(inbox)[0]["m.xlsx"] != reading.CRASHED


def rows(count: int) -> str:
    """So many rows of numbers, as a worksheet holds them."""
    return "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>{r}.{ord(c)}</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for r in range(1, count + 1)
    )


@pytest.mark.slow
def test_a_real_workbook_that_takes_too_long_is_stopped_at_the_limit(inbox, monkeypatch):
    inbox.put("大.xlsx", bad.workbook_of(rows(400_000)))
    monkeypatch.setattr(reading, "TIME_LIMIT", 5)
    refused, visits = loaded(inbox)
    assert refused["大.xlsx"] == reading.TOO_LONG and visits == 2


LIMITED = """
import json, sys
from pathlib import Path
from etl import loading, reading
if __name__ == "__main__":
    reading.MEMORY_LIMIT = 600 << 20
    done = loading.load(Path(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps([{file["path"]: file["refused"] for file in done.files}, done.tables["visits"].num_rows]))
"""


def test_a_real_workbook_that_needs_too_much_memory_is_stopped_at_the_limit(inbox, tmp_path):
    """In an interpreter of its own: readers that were started for other tests have other memory already."""
    inbox.put("大.xlsx", bad.workbook_of(rows(200_000)))
    script = tmp_path / "limited.py"
    script.write_text(LIMITED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(inbox.root), str(tmp_path / "shelf")],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        stdout=subprocess.PIPE,
        check=True,
    )
    refused, visits = json.loads(done.stdout.splitlines()[-1])
    assert visits == 2
    assert refused["大.xlsx"] in (reading.TOO_MUCH_MEMORY, reading.CRASHED) or "太大" in refused["大.xlsx"]


def test_a_file_above_the_size_limit_is_not_even_opened(inbox, monkeypatch):
    file = inbox.put("大.xlsx", b"").root / "大.xlsx"
    os.truncate(file, reading.SIZE_LIMIT + 1)
    assert loaded(inbox) == ({"a好.csv": None, "z好.csv": None, "大.xlsx": reading.TOO_BIG}, 2)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="只有 Linux 有这样打得开而读不出的文件")
def test_a_file_that_the_system_does_not_hand_over_is_named_and_the_load_goes_on(inbox):
    (inbox.root / "m.xlsx").symlink_to("/proc/self/mem")
    (inbox.root / "n.xlsx").symlink_to("/proc/self/mem")
    refused, visits = loaded(inbox)
    assert refused["m.xlsx"] == refused["n.xlsx"] == reading.NOT_OPENED and visits == 2
    (inbox.root / "m.xlsx").unlink()
    inbox.put("m.xlsx", GOOD.replace("张甲", "王丙"))
    assert loaded(inbox)[1] == 3


LOAD = """
import sys
from pathlib import Path
from etl import loading, reading
from tests import crashing
if __name__ == "__main__":
    reading.read_file, reading.TIME_LIMIT, reading.GRACE = crashing.read_file, 4, 1
    loading.load(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_no_reading_process_outlives_a_killed_load_by_more_than_one_file_s_time(inbox, tmp_path):
    inbox.put("m.xlsx", b"endless loop that ignores being asked to end")
    script = tmp_path / "load.py"
    script.write_text(LOAD, encoding="utf-8")
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, str(script), str(inbox.root), str(tmp_path / "shelf")],
        env={**os.environ, "PYTHONPATH": str(root)},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: len(session(process.pid)) > 3)
    time.sleep(1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert session(process.pid)
    until(lambda: not session(process.pid))
    assert loaded(inbox.put("m.xlsx", GOOD.replace("张甲", "王丙")))[1] == 3
