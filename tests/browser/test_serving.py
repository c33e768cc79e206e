"""Does every answer come compressed, does a click bring only what changed, and does each visitor stay with one process?"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import os
import random
import re
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.types import Message, Receive, Scope, Send

from asgi import Compressing, Numbered
from pages.parts import borders
from serve import PROCESS_COOKIE, free_ports, process_of
from tests import browsing, crowd, processes
from tests.pages_shelf import shelf
from tests.visitors import visiting

T = TypeVar("T")
SCRIPT = b"let a = 1;\n" * 1000
FOR_EVER = "public, immutable, max-age=31536000"


# ── compressed ────────────────────────────────────────────────────────────────────────────────


class Origin:
    """A server of one long file, which counts how often it is asked."""

    def __init__(self, cache: str = FOR_EVER) -> None:
        self.asked = 0
        self.headers = [(b"content-type", b"text/javascript"), (b"cache-control", cache.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await send({"type": "http.response.start", "status": 200, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": SCRIPT[:5000], "more_body": True})
        await send({"type": "http.response.body", "body": SCRIPT[5000:]})


class Abandoned(Origin):
    """The same server, which stops on the way where whoever fetches the file leaves, as Starlette does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(TimeoutError):
            message = await asyncio.wait_for(receive(), 0.1)
            if message["type"] == "http.disconnect":
                await send({"type": "http.response.start", "status": 200, "headers": self.headers})
                await send({"type": "http.response.body", "body": SCRIPT[:5000], "more_body": True})
                return
        await super().__call__(scope, receive, send)


def run(awaited: Coroutine[Any, Any, T]) -> T:
    """What comes of it; in a thread of its own, for the browser's loop runs in the thread of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, awaited).result()


def answered(
    app: Callable[[Scope, Receive, Send], Awaitable[None]], path: str, *, is_left: bool = False, **headers: str
) -> list[Message]:
    """What comes of one request; with `is_left` whoever sent it is gone at once."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect" if is_left else "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    run(app({"type": "http", "method": "GET", "path": path, "headers": raw}, receive, send))
    return sent


def header(answer: list[Message], name: str) -> str:
    return next((value.decode() for key, value in answer[0]["headers"] if key.decode().lower() == name), "")


def body(answer: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") for message in answer)


@pytest.mark.parametrize("path", ["/static/js/a.js", "/media/a.csv"])
@pytest.mark.parametrize(("accepted", "used"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("", "")])
def test_每个回答都压缩_浏览器解得开哪种用哪种(path: str, accepted: str, used: str) -> None:
    answer = answered(Compressing(Origin()), path, accept_encoding=accepted)
    assert header(answer, "content-encoding") == used
    assert (len(body(answer)) < len(SCRIPT) / 10) == bool(used)
    if used == "gzip":
        assert gzip.decompress(body(answer)) == SCRIPT


def test_不变的文件只压缩一次_第二个人拿到的一样() -> None:
    origin = Origin()
    app = Compressing(origin)
    first, second = (body(answered(app, "/static/js/a.js", accept_encoding="gzip, br")) for _ in range(2))
    assert (first, origin.asked) == (second, 1)
    assert body(answered(app, "/static/js/a.js", accept_encoding="gzip")) != first
    assert body(answered(app, "/static/js/a.js")) == SCRIPT


@pytest.mark.parametrize("only", ["range", "if-none-match", "if-modified-since"])
def test_只要一部分的请求_不留着_也不给它留着的(only: str) -> None:
    origin = Origin()
    app = Compressing(origin)
    answered(app, "/static/js/a.js", accept_encoding="br")
    answered(app, "/static/js/a.js", accept_encoding="br", **{only: "x"})
    assert origin.asked == 2
    assert len(app.kept) == 1


def test_会变的不留_随便写的地址和解压方式占不满内存() -> None:
    changing = Compressing(Origin("no-cache"))
    answered(changing, "/static/nothing", accept_encoding="br")
    assert not changing.kept
    unchanging = Compressing(Origin())
    for i in range(50):
        answered(unchanging, "/static/js/a.js", accept_encoding=f"br, x{i}, gzip;q=0.{i}")
    assert len(unchanging.kept) == 1


def test_whoever_leaves_on_the_way_cuts_the_file_for_nobody_else() -> None:
    app = Compressing(Abandoned())
    answered(app, "/static/js/a.js", is_left=True, accept_encoding="gzip")
    assert gzip.decompress(body(answered(app, "/static/js/a.js", accept_encoding="gzip"))) == SCRIPT


# ── one process for one visitor ───────────────────────────────────────────────────────────────


def head(cookie: str) -> bytes:
    return f"GET / HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("cookie", "number"),
    [
        (f"{PROCESS_COOKIE}=1", 1),
        (f"a=b; {PROCESS_COOKIE}=0; c=d", 0),
        (f"{PROCESS_COOKIE}=7", 2),
        (f"other_{PROCESS_COOKIE}=1", 2),
        ("", 2),
    ],
)
def test_有号的回到自己的进程_没有的和号不对的轮到下一个(cookie: str, number: int) -> None:
    assert process_of(head(cookie), 3, iter([2])) == number


def test_没有号的轮流分到每个进程() -> None:
    turns = itertools.cycle(range(3))
    assert [process_of(head(""), 3, turns) for _ in range(6)] == [0, 1, 2, 0, 1, 2]


def test_进程的号只发一次_认得的不再发() -> None:
    app = Numbered(Origin(), "1")
    assert header(answered(app, "/"), "set-cookie").startswith(f"{PROCESS_COOKIE}=1;")
    assert header(answered(app, "/", cookie=f"{PROCESS_COOKIE}=0"), "set-cookie").startswith(f"{PROCESS_COOKIE}=1;")
    assert header(answered(app, "/", cookie=f"{PROCESS_COOKIE}=1"), "set-cookie") == ""


# ── a real server of two processes ────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("serving")
    shelf(folder).close()
    with browsing.serving(folder / "shelf", processes=2) as found:
        yield found


def fetched(address: str, **headers: str) -> HTTPResponse:
    asked = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return urllib.request.urlopen(asked, timeout=60)


def test_服务器上的每个脚本和样式都压缩了(address: str) -> None:
    page = gzip.decompress(fetched(address + "/", Accept_Encoding="gzip").read()).decode()
    scripts = re.findall(r'="\./(static/[^"]+\.(?:js|css))"', page)
    answers = {name: fetched(f"{address}/{name}", Accept_Encoding="gzip, br") for name in scripts}
    assert {answer.headers["cache-control"] for answer in answers.values()} == {FOR_EVER}
    plain = {name for name, answer in answers.items() if answer.headers["content-encoding"] != "br"}
    assert len(answers) > len(plain)
    assert all(len(answers[name].read()) < 500 for name in plain), "只有几百字节的不压缩"


def test_边界只取一次_别的地址没有(address: str) -> None:
    answer = fetched(f"{address}/{borders.address()}", Accept_Encoding="gzip")
    assert answer.headers["cache-control"] == FOR_EVER
    assert gzip.decompress(answer.read()) == borders.shapes()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(f"{address}/borders/000000000000.json")


async def one_after_the_other(address: str) -> tuple[str, str, list[int]]:
    """What a first run sends, what a change of filter sends, and the bytes of both."""
    async with visiting(address) as visitor:
        first = await visitor.open()
        second = await visitor.choose({"area": "武进区"})
        assert not first.failures + second.failures
        return first.words(), second.words(), [first.size, second.size]


def test_换筛选不再送边界_样式_脚本_也不超过三万字节(address: str) -> None:
    first, second, (_, size) = run(one_after_the_other(address))
    for once in ("--muted:", "stMainBlockContainer", "zhInstalled", "printPage"):
        assert once in first
        assert once not in second
    (x, y) = borders.rings_of("武进区")[0][0]
    for point in (f"{x},{y}", f"[{x}"):
        assert point not in first + second
    assert "where-areas" in second, "地图没有重画，什么也没有证明"
    assert size <= 30_000


async def together(address: str) -> list[tuple[str, str]]:
    """The process and the first words of visitors who come one by one and stay."""
    async with visiting(address) as a, visiting(address) as b, visiting(address) as c:
        visitors = (a, b, c)
        runs = await asyncio.gather(*(visitor.open() for visitor in visitors))
        assert not [failure for run in runs for failure in run.failures]
        return [(visitor.cookies, str("走访户数" in run.words())) for visitor, run in zip(visitors, runs, strict=True)]


def test_来的人轮流到两个进程_同一个进程的第二个人看到一样的(address: str) -> None:
    found = run(together(address))
    assert len({cookies for cookies, _ in found}) == 2
    assert found[0][0] != found[1][0]
    assert {has_number for _, has_number in found} == {"True"}


def test_一个浏览器的每个请求都到同一个进程(address: str) -> None:
    for number in ("0", "1"):
        cookie = f"{PROCESS_COOKIE}={number}"
        assert all(fetched(address, Cookie=cookie).headers["set-cookie"] is None for _ in range(4))


@pytest.mark.browser
def test_几个进程在一起时_第一个人开的深地址也从正门进(address: str, browser: browsing.Browser) -> None:
    with browsing.looking(browser, browsing.WIDE) as page:
        browsing.go(page, f"{address}/ranking")
        assert page.locator("h1").inner_text() == "督查排名"
        assert page.locator('[data-testid="stSidebarNavLink"]').count() > 10


def test_一个进程没了_全部停下_由开它的重新开(tmp_path: Path) -> None:
    shelf(tmp_path).close()
    with browsing.serving(tmp_path / "shelf", processes=2) as address:
        port = address.rpartition(":")[2]
        (front,) = [pid for pid in processes.below(os.getpid()) if {"serve.py", port} <= set(processes.command(pid))]
        drawing = processes.below(front)
        assert len(drawing) == 2
        os.kill(drawing[0], 9)
        processes.until(lambda: not processes.below(front), seconds=40)


def test_分到的端口都不一样() -> None:
    assert len(set(free_ports(8))) == 8


# ── a crowd ───────────────────────────────────────────────────────────────────────────────────


def test_冷的视图没有重复的_也不是热的() -> None:
    def key(choice: crowd.Choice) -> str:
        return json.dumps(choice, sort_keys=True, ensure_ascii=False)

    asked = crowd.Views([{"area": "全市"}], iter([{"area": name} for name in "甲乙丙丁戊己庚辛"]))
    chance = random.Random(1)
    chosen = [key(asked.next(chance)) for _ in range(12)]
    cold = [one for one in chosen if "全市" not in one]
    assert len(set(cold)) == len(cold)
    assert 0 < len(cold) < len(chosen)


@pytest.mark.slow
def test_二十个人同时看_没有一个出错_自己停下(small_month: Path) -> None:
    async def seen(address: str) -> crowd.Waited:
        asked = await crowd.views(address, seed=2)
        await crowd.ask_once(address, asked.warm[:2], 2)
        return await crowd.crowd(address, 20, asked, seconds=20, think=4)

    with browsing.serving(small_month / "shelf", processes=2) as address:
        waited = run(asyncio.wait_for(seen(address), 300))
    assert not waited.failures
    assert len(waited.seconds) >= 20
    assert waited.part(50) <= waited.part(95)
