"""Does a request still come from where it came from, when `serve.py` has handed it on?"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

import serve
from pages.door import peers
from pages.door.peers import Peers
from serve import LOOPBACK, free_ports, serve_one

ELSEWHERE = "127.0.0.9"
"""Another address of this machine, to come from."""


async def tell(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers where the request comes from."""
    body = peers.address_of(scope["client"]).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def run(awaited: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own, for a browser's loop may run in the thread of the tests."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, awaited).result()


@asynccontextmanager
async def front_and_process(kept: Peers) -> AsyncIterator[tuple[int, int]]:
    """The ports of `serve.py`'s front and of the one process behind it."""
    front_port, port = free_ports(2)
    server = uvicorn.Server(
        uvicorn.Config(tell, host=LOOPBACK, port=port, proxy_headers=False, lifespan="off", log_level="error")
    )
    running = asyncio.create_task(server.serve())
    front = await asyncio.start_server(
        lambda r, w: serve_one(r, w, [port], [kept], itertools.repeat(0)), LOOPBACK, front_port
    )
    yield front_port, port
    front.close()
    server.should_exit = True
    await running


async def asked(port: int, *, times: int = 1, source: str = LOOPBACK) -> list[str]:
    """What one connection is answered, as often as it asks."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port, local_addr=(source, 0))
    answers = []
    for _ in range(times):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        answers.append((await reader.readexactly(length)).decode())
    writer.close()
    await writer.wait_closed()
    return answers


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Peers:
    begun = Peers.begun()
    monkeypatch.setattr(peers, "shared", lambda: begun)
    return begun


def test_经过前面的一条连接_每个请求都知道从哪里来(kept: Peers) -> None:
    async def ask() -> None:
        async with front_and_process(kept) as (front, _):
            assert await asked(front, times=3, source=ELSEWHERE) == [ELSEWHERE] * 3
            assert await asked(front) == [LOOPBACK]

    run(ask())


def test_绕过前面直接来的_不算本机的(kept: Peers) -> None:
    async def ask() -> None:
        async with front_and_process(kept) as (_, port):
            assert await asked(port) == [""]

    run(ask())


def test_连接断了_它的地址就忘了(kept: Peers) -> None:
    async def ask() -> None:
        async with front_and_process(kept) as (front, _):
            await asked(front, source=ELSEWHERE)
            for _ in range(100):
                if not any(kept.behind(port) for port in range(1 << 16)):
                    return
                await asyncio.sleep(0.05)
            raise AssertionError("somebody is still in it")

    run(ask())


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "0.0.0.1"])
def test_记下的地址读回来一样(address: str) -> None:
    kept = Peers.begun()
    kept.note(65535, address)
    assert (kept.behind(65535), kept.behind(0)) == (address, None)
    kept.note(65535, None)
    assert kept.behind(65535) is None


def test_只有一个进程的时候_地址就是连接的地址(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "shared", lambda: None)
    assert peers.address_of(("192.0.2.7", 1)) == "192.0.2.7"
    assert peers.address_of(None) == ""


def test_uvicorn自己不认转发的地址(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in serve.OF_UVICORN.items():
        monkeypatch.setenv(name, value)
    config = uvicorn.Config(tell)
    config.load()
    assert "127.0.0.1" not in config.loaded_app.trusted_hosts
