"""Does a load go on, whatever one file does to its reader?"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl import build, reading
from tests import crashing
from tests.inbox import Inbox
from tests.samples_bad import workbook_of

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
    reading.read_all([(file, "")])


def loaded(inbox: Inbox) -> tuple[dict[str, str | None], int]:
    """Why each file was refused, by name, and how many visits a load of the inbox keeps."""
    done = build.load(inbox.root, inbox.root.parent / "shelf")
    return {file["path"]: file["refused"] for file in done.files}, done.tables["visits"].num_rows


def test_a_reader_may_fail_in_any_way_and_costs_its_own_file_one_sentence(inbox, monkeypatch):
    for way in crashing.WAYS:
        inbox.put(f"m{way}.xlsx", way.encode())
    monkeypatch.setattr(reading, "read_file", crashing.read_file)
    monkeypatch.setattr(reading, "TIME_LIMIT", 5)
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


def test_a_real_workbook_that_takes_too_long_is_stopped_at_the_limit(inbox, monkeypatch):
    inbox.put("大.xlsx", workbook_of(rows(400_000)))
    monkeypatch.setattr(reading, "TIME_LIMIT", 5)
    refused, visits = loaded(inbox)
    assert refused["大.xlsx"] == reading.TOO_LONG and visits == 2


def test_a_real_workbook_that_needs_too_much_memory_is_stopped_at_the_limit(inbox, monkeypatch):
    inbox.put("大.xlsx", workbook_of(rows(200_000)))
    monkeypatch.setattr(reading, "MEMORY_LIMIT", 600 << 20)
    refused, visits = loaded(inbox)
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
from etl import build, reading
from tests import crashing
if __name__ == "__main__":
    reading.read_file, reading.TIME_LIMIT, reading.GRACE = crashing.read_file, 4, 1
    build.load(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_no_reading_process_outlives_a_killed_load_by_more_than_one_file_s_time(inbox, tmp_path):
    inbox.put("m.xlsx", b"endless loop that ignores being asked to end")
    script = tmp_path / "load.py"
    script.write_text(LOAD, encoding="utf-8")
    root = Path(__file__).resolve().parents[1]
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


def session(leader: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, sid = re.split(r"\) ", stat.read_text())[-1].split()[:4]
        except OSError:
            continue
        if int(sid) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def until(done, seconds: float = 20) -> None:
    """Waits until `done()`; fails when that takes too long."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "不该等这么久"
        time.sleep(0.1)
