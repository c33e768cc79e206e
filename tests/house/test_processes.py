"""Is everything that a command starts counted, whoever waits for it?"""

from __future__ import annotations

import sys
import textwrap

import pytest

from tests.processes import Cost, cost

MIB = 1 << 20
BURN = "import time\nwhile time.process_time() < 0.6: pass"


def cost_of(script: str) -> Cost:
    return cost([sys.executable, "-c", textwrap.dedent(script)])


def starting(script: str, call: str, more: str = "") -> str:
    """A script that starts another: `run` waits for it, `Popen` leaves it behind."""
    return f"import subprocess, sys\nsubprocess.{call}([sys.executable, '-c', {script!r}]{more})"


WAYS = {
    "自己": BURN,
    "子进程_父进程等它": starting(BURN, "run"),
    "孙进程_每一层都等": starting(starting(BURN, "run"), "run"),
    "孙进程_它的父进程不等它": starting(starting(BURN, "Popen"), "run"),
    "子进程_在自己的会话里_没有人等它": starting(BURN, "Popen", ", start_new_session=True"),
    "派生服务器里的进程": f"""
        import multiprocessing
        process = multiprocessing.get_context("forkserver").Process(target=exec, args=({BURN!r}, {{}}))
        process.start()
        process.join()
    """,
}


@pytest.mark.parametrize("script", WAYS.values(), ids=WAYS)
def test_不论在哪一个进程里用去的CPU时间都算进来(script: str) -> None:
    spent = cost_of(script)
    assert spent.exit_code == 0, spent.errors
    assert 0.6 <= spent.cpu < 1.5
    assert spent.wall >= 0.6


def test_等待不算CPU时间() -> None:
    waited = cost_of("import time\ntime.sleep(1)")
    assert waited.wall >= 1 > 0.5 > waited.cpu


def holding(processes: int) -> str:
    """A command whose children hold 60 MiB each at the same time."""
    held = f"import sys\nheld = bytearray({60 * MIB})\nprint(flush=True)\nsys.stdin.read()"
    return f"""
        import subprocess, sys, time
        open_pipes = {{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}}
        children = [subprocess.Popen([sys.executable, "-c", {held!r}], **open_pipes) for _ in range({processes})]
        for child in children:
            child.stdout.readline()
        time.sleep(0.4)
        for child in children:
            child.communicate()
    """


def test_几个进程同时占的内存相加() -> None:
    none, one, two = (cost_of(holding(processes)).peak for processes in (0, 1, 2))
    for more, fewer in ((one, none), (two, one)):
        assert 50 * MIB < more - fewer < 90 * MIB


def test_几个进程共用的内存只算一次() -> None:
    shared = cost_of(f"""
        import os, time
        held = b"1" * {100 * MIB}
        os.fork()
        time.sleep(0.5)
    """)
    assert 100 * MIB < shared.peak < 150 * MIB


def test_命令的退出码和它写出的话都在() -> None:
    ended = cost_of("import sys\nprint('好')\nprint('坏', file=sys.stderr)\nsys.exit(3)")
    assert (ended.exit_code, ended.output, ended.errors) == (3, "好\n", "坏\n")
