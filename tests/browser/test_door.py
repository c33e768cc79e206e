"""Does anything pass the door that should not? Each attack on the real server, as whoever attacks would send it."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from email.message import Message
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from campaign.access import accounts, attempts, sessions, state
from pages.door.gateway import VARIABLE as GATEWAY
from pages.door.hosts import VARIABLE as HOSTS
from pages.door.signing_in import COOKIE, HEADER
from serve import free_ports
from tests import browsing
from tests.browsing import ROOT, WIDE, looking, settle
from tests.pages_shelf import SENTINEL, slow_but_for

pytestmark = pytest.mark.browser

PASSWORD = "门前有3棵老槐树Tree"  # pragma: allowlist secret
UNIT = "市民政局"
PUBLIC_NAME = "kanban.example"
EVIL = "evil.example"
LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0")
HOOK = """
import sys
def watch(event, found):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"):
        with open({log!r}, "a") as log:
            log.write(f"{{found[1] if event in ('socket.connect', 'socket.sendto') else found[0]!r}}\\n")
sys.addaudithook(watch)
"""
"""Has a Python write down whom it asks."""
ROW = {"source_file": f"{UNIT}/2017年3月/问题台账.xlsx", "source_sheet": "问题台账", "source_row": "7"}
"""A row of which the desk is shown names."""


@dataclass(frozen=True, slots=True)
class Door:
    """A server at which people sign in, the folder of their accounts, and what it has asked others."""

    address: str
    state: Path
    log: Path
    first: tuple[int, str]
    """Status and place of what it answered to the first request of all, for a page's own file."""

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def session(self, name: str) -> str:
        """The cookie of somebody who has just signed in."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv(state.VARIABLE, str(self.state))
            return f"{COOKIE}={sessions.begin(name, '测试', '127.0.0.1')}"

    def administer(self, *words: str) -> None:
        """One of the commands about users, as an administrator types it while the server runs."""
        environment = os.environ | {state.VARIABLE: str(self.state)}
        subprocess.run([sys.executable, "-m", "campaign", "users", *words], cwd=ROOT, env=environment, check=True)


@pytest.fixture(scope="module")
def door(marked_shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The small shelf behind sign-in; the very first request is for a page's own file, from nobody."""
    folder = tmp_path_factory.mktemp("door")
    (folder / "sitecustomize.py").write_text(HOOK.format(log=str(folder / "asked")), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(state.VARIABLE, str(folder / "state"))
        for name, role, of in (
            ("desk", "desk", ()),
            ("desk2", "desk", ()),
            ("leaving", "desk", ()),
            ("unit", "unit", (UNIT,)),
            ("analyst", "analyst", ()),
        ):
            accounts.add(name, role, of, PASSWORD)
    environment = {"PYTHONPATH": str(folder), HOSTS: PUBLIC_NAME, "DAZOUFANG_INBOX": str(folder / "inbox")}
    environment[GATEWAY] = "127.0.0.1"
    with browsing.serving(marked_shelf, state=folder / "state", **environment) as address:
        first = asked(address, "/ranking")
        yield Door(address, folder / "state", folder / "asked", (first.status, first.headers["location"]))


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def cookie(self, name: str) -> str:
        """A cookie that the answer sets, with everything that is written after it."""
        return next((one for one in self.headers.get_all("set-cookie") or () if one.startswith(f"{name}=")), "")


def asked(address: str, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
    """The answer to a request with just these headers, `_` for `-`; `host` may be another."""
    where = urlsplit(address)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)) as connection:
        sent = {"host": where.netloc} | {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            sent["content-length"] = str(len(body))
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value.encode())
        connection.endheaders(body)
        got = connection.getresponse()
        return Answer(got.status, got.headers, got.read())


def with_password(door: Door, name: str, password: str, of: str = "198.51.100.1", **fields: str) -> Answer:
    """What comes of the form of the sign-in page, from an address that the web server in front names."""
    page = asked(door.address, "/signin", x_forwarded_for=of)
    token = page.cookie("dazoufang_form").partition(";")[0]
    written = {"name": name, "password": password, "token": token.partition("=")[2]} | fields
    return asked(
        door.address, "/signin", "POST", urlencode(written).encode(),
        cookie=token, x_forwarded_for=of, origin=door.address, content_type="application/x-www-form-urlencoded",
    )  # fmt: skip


# ── a websocket ───────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def page_of(
    door: Door, cookie: str = "", *, host: str = "", origin: str | None = None, existing: str = "", **headers: str
) -> AsyncIterator[ClientConnection]:
    """An open page, as a browser with that cookie has it."""
    where = urlsplit(door.address)
    given = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Cookie": cookie} if cookie else {})
    async with connect(
        f"ws://{host or where.netloc}/_stcore/stream",
        host=where.hostname,
        port=where.port,
        origin=origin,  # type: ignore[arg-type]
        subprotocols=["streamlit", "x", existing] if existing else ["streamlit"],  # type: ignore[list-item]
        additional_headers=given,
        max_size=None,
        proxy=None,
    ) as connection:
        yield connection


async def drawn(page: ClientConnection, name: str = "", **asks: Any) -> list[ForwardMsg]:
    """Everything that comes of one run of a page; `asks` are fields of the request."""
    message = BackMsg()
    message.rerun_script.page_name = name
    message.rerun_script.query_string = urlencode(asks.pop("address", {}))
    message.rerun_script.SetInParent()
    for field, value in asks.items():
        setattr(message.rerun_script, field, value)
    await page.send(message.SerializeToString())
    got = []
    while not got or got[-1].WhichOneof("type") != "script_finished":
        one = ForwardMsg()
        one.ParseFromString(await asyncio.wait_for(page.recv(decode=False), 60))
        got.append(one)
    return got


def words(messages: list[ForwardMsg]) -> str:
    """What was sent, as text; without the menu of the run before, which begins every answer."""
    sent = (m for m in messages if m.WhichOneof("type") != "new_session")
    return "\n".join(m.SerializeToString().decode("utf-8", "replace") for m in sent)


def session_in(messages: list[ForwardMsg]) -> str:
    """Streamlit's own name of an open page."""
    return next(m.new_session.initialize.session_id for m in messages if m.WhichOneof("type") == "new_session")


def run(awaited: Any) -> Any:
    """What comes of it; in a thread of its own, for the browser's loop runs in the thread of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, awaited).result()


def refused(door: Door, **how: Any) -> int:
    """The status with which a websocket is refused; 0 where it is let in."""

    async def tried() -> int:
        try:
            async with page_of(door, **how):
                return 0
        except InvalidStatus as why:
            return why.response.status_code

    return run(tried())


# ── who asks, by which name, from which page ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    "host", [EVIL, f"{EVIL}:8501", f"127.0.0.1.{EVIL}", f"{EVIL}#localhost", "localhost@" + EVIL, "10.0.0.7", ""]
)
def test_别的名称打不开_哪怕登录过(door: Door, host: str) -> None:
    for path in ("/", "/signin", "/_stcore/health", "/_stcore/host-config", "/media/x.csv"):
        answer = asked(door.address, path, host=host, cookie=door.session("desk"))
        assert answer.status == 421 and SENTINEL.encode() not in answer.body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", PUBLIC_NAME, f"{PUBLIC_NAME.upper()}:443"])
def test_自己的名称打得开(door: Door, host: str) -> None:
    assert asked(door.address, "/signin", host=host).status == 200


def test_两个名称的请求不回答(door: Door) -> None:
    with socket.create_connection((urlsplit(door.address).hostname, urlsplit(door.address).port)) as sent:
        sent.sendall(f"GET /signin HTTP/1.1\r\nHost: {door.host}\r\nHost: {EVIL}\r\nConnection: close\r\n\r\n".encode())
        assert re.match(rb"HTTP/1.1 4", sent.recv(1000))


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (EVIL, f"http://{EVIL}"),
        (EVIL, None),
        ("", f"http://{EVIL}"),
        ("", "http://127.0.0.1"),
        ("", "http://127.0.0.1:3000"),
        ("", "null"),
        ("", "file://"),
    ],
)
def test_别的网页连不上_换了名称的也一样(door: Door, host: str, origin: str | None) -> None:
    cookie = door.session("desk")
    assert refused(door, cookie=cookie, host=host, origin=origin) == 403
    assert refused(door, cookie=cookie, origin=door.address) == 0
    if origin:
        assert asked(door.address, "/_stcore/host-config", origin=origin, cookie=cookie).status == 403


def test_代理把外面的名称带进来_只有写明的名称(door: Door) -> None:
    cookie = door.session("desk")
    assert refused(door, cookie=cookie, host=PUBLIC_NAME, origin=f"https://{PUBLIC_NAME}") == 0
    assert refused(door, cookie=cookie, host=PUBLIC_NAME, origin=f"https://www.{PUBLIC_NAME}") == 403


# ── before signing in ─────────────────────────────────────────────────────────────────────────

PATHS = (
    "/",
    "/ranking",
    "/trace",
    "/static/js/",
    "/media/x.csv",
    "/borders/x.json",
    "/_stcore/host-config",
    "/no/such",
)


def test_服务器的第一个请求就打开某一页_也先登录(door: Door) -> None:
    assert door.first == (303, "/signin?next=%2Franking")


@pytest.mark.parametrize("path", PATHS)
def test_没有登录的_什么都不给(door: Door, path: str) -> None:
    assert asked(door.address, path).status == 303
    part = asked(door.address, path, sec_fetch_mode="cors")
    assert (part.status, part.body) == (401, b"")
    assert asked(door.address, path, "POST", b"x").status == 401


def test_没有登录的_连不上页面_只知道服务器在(door: Door) -> None:
    assert refused(door, origin=door.address) == 403
    health = asked(door.address, "/_stcore/health")
    assert (health.status, health.body, health.headers.get_all("set-cookie")) == (200, b"", None)


GUESSES = ("", "0", "a" * 43, "' or 1=1 --", "../../x", "a" * 5000, "%00")


@pytest.mark.parametrize("guess", GUESSES)
def test_猜的登录不算_自己写进请求头的也不算(door: Door, guess: str) -> None:
    known = door.session("desk").partition("=")[2]
    assert asked(door.address, "/", cookie=f"{COOKIE}={guess}").status == 303
    for name in (HEADER, HEADER.title(), HEADER.replace("-", "_")):
        assert asked(door.address, "/", **{"x_y": "1", name: known}).status == 303
    assert refused(door, origin=door.address, cookie=f"{COOKIE}={guess.replace(chr(0), '')}") == 403
    assert refused(door, origin=door.address, **{HEADER.replace("-", "_"): known}) == 403


CLOSED = (
    "metrics",
    "agent/mcp",
    "agent/interact",
    "agent/openapi.json",
    "script-health-check",
    "allowed-message-origins",
)


@pytest.mark.parametrize(
    "path", [*(f"/_stcore/{name}" for name in CLOSED), "/auth/login", "/oauth2callback", "/component/x"]
)
def test_用不着的地址_登录了也没有(door: Door, path: str) -> None:
    assert asked(door.address, path, cookie=door.session("desk")).status == 404
    assert asked(door.address, path).status == 404
    assert asked(door.address, path, "POST", b"{}", cookie=door.session("desk")).status == 404


# ── what comes with an answer ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["/", "/signin", "/_stcore/health", "/_stcore/metrics", "/media/x", "/borders/x", "/index.html"]
)
@pytest.mark.parametrize("name", ["", "desk"])
def test_每个回答都写明只准本站用_不准嵌_不准存(door: Door, path: str, name: str) -> None:
    headers = asked(door.address, path, **({"cookie": door.session(name)} if name else {})).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in policy["script-src"] and "http" not in str(policy) and "*" not in str(policy)
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert headers["referrer-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin" and "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["strict-transport-security"] is None
    assert asked(door.address, path, x_forwarded_proto="https").headers["strict-transport-security"]


def test_只有不变又不涉及人的文件可以存(door: Door) -> None:
    page = asked(door.address, "/", cookie=door.session("desk")).body.decode()
    script = re.search(r'src="\.(/static/js/[^"]+)"', page)
    assert script
    assert "immutable" in asked(door.address, script[1], cookie=door.session("desk")).headers["cache-control"]


@pytest.mark.parametrize(("proto", "name", "secure"), [("http", COOKIE, False), ("https", f"__Host-{COOKIE}", True)])
def test_登录的凭据脚本读不到_别的网站发不出_https下只走https(door: Door, proto: str, name: str, secure: bool) -> None:
    page = asked(door.address, "/signin", x_forwarded_proto=proto)
    form = page.cookie("dazoufang_form")
    written = urlencode({"name": "desk", "password": PASSWORD, "token": form.partition("=")[2].partition(";")[0]})
    came = asked(
        door.address, "/signin", "POST", written.encode(), cookie=form.partition(";")[0], x_forwarded_proto=proto,
        x_forwarded_for="198.51.100.2",
    )  # fmt: skip
    assert came.status == 303
    flags = came.cookie(name).lower()
    assert "httponly" in flags and "samesite=lax" in flags and "path=/;" in flags and "domain" not in flags
    assert ("secure" in flags) == secure and ("secure" in form.lower()) == secure
    assert "samesite=strict" in form.lower() and "httponly" in form.lower()
    kept = came.cookie(name).partition(";")[0]
    assert asked(door.address, "/", cookie=kept, x_forwarded_proto=proto).status == 200
    # A cookie that another name of the house could have set counts for nothing over https.
    assert asked(door.address, "/", cookie=kept.replace("__Host-", ""), x_forwarded_proto="https").status == 303


# ── signing in ────────────────────────────────────────────────────────────────────────────────


def test_登录以后换新的凭据_旧的和别人塞的都作废(door: Door) -> None:
    planted = f"{COOKIE}=planted-by-another"
    former = door.session("desk")
    for before in (planted, former):
        form = asked(door.address, "/signin").cookie("dazoufang_form").partition(";")[0]
        written = urlencode({"name": "desk", "password": PASSWORD, "token": form.partition("=")[2]}).encode()
        came = asked(
            door.address, "/signin", "POST", written, cookie=f"{form}; {before}", x_forwarded_for="198.51.100.3"
        )
        now = came.cookie(COOKIE).partition(";")[0]
        assert now not in (planted, former, "") and asked(door.address, "/", cookie=now).status == 200
        assert asked(door.address, "/", cookie=before).status == 303


@pytest.mark.parametrize(
    "wanted", [f"//{EVIL}/", f"https://{EVIL}/", f"/\\{EVIL}", "javascript:alert(1)", "/signout", "/\r\nX: 1"]
)
def test_登录以后只去自己的页面(door: Door, wanted: str) -> None:
    assert with_password(door, "desk", PASSWORD, "198.51.100.4", next=wanted).headers["location"] == "/"
    assert EVIL not in (asked(door.address, f"/signin?{urlencode({'next': wanted})}").body.decode())


def test_写进登录页的不成为网页(door: Door) -> None:
    answer = with_password(door, '"><script>alert(1)</script>', "x", "198.51.100.5", next='/a"><script>')
    assert answer.status == 401 and b"<script>" not in answer.body


@pytest.mark.parametrize("token", ["", "x", "y" * 32])
def test_登录的表不是自己的页面交来的_不收(door: Door, token: str) -> None:
    written = urlencode({"name": "desk", "password": PASSWORD, "token": token}).encode()
    for cookie in ("", "dazoufang_form=z"):
        answer = asked(door.address, "/signin", "POST", written, **({"cookie": cookie} if cookie else {}))
        assert answer.status == 403 and not answer.cookie(COOKIE)
    token_cookie = {"cookie": f"dazoufang_form={token}"}
    assert asked(door.address, "/signin", "POST", written, origin=f"http://{EVIL}", **token_cookie).status == 403
    assert asked(door.address, "/signin", "POST", b"x" * 100_000).status == 403


def test_别的网页退不了我的登录(door: Door) -> None:
    cookie = door.session("desk")
    for method, path in (("GET", "/signout"), ("GET", "/signout?token=x"), ("POST", "/signout")):
        assert asked(door.address, path, method, b"" if method == "POST" else None, cookie=cookie).status == 200
    assert asked(door.address, "/", cookie=cookie).status == 200
    own = sessions.token_to_sign_out(cookie.partition("=")[2])
    assert asked(door.address, f"/signout?token={own}", cookie=cookie).status == 303
    assert asked(door.address, "/", cookie=cookie).status == 303


def test_猜密码的被锁住_有没有这个用户答得一样(door: Door) -> None:
    for name, of in (("analyst", "203.0.113.1"), ("nobody-here", "203.0.113.2")):
        answers = [with_password(door, name, f"wrong-{n}", of) for n in range(attempts.MOST_FOR_ACCOUNT + 1)]
        assert [one.status for one in answers] == [401] * attempts.MOST_FOR_ACCOUNT + [429]
        assert "用户名或密码不对" in answers[0].body.decode() and "15 分钟" in answers[-1].body.decode()
    # The right password, from elsewhere: what guesses would else learn is which one it is.
    assert with_password(door, "analyst", PASSWORD, "203.0.113.3").status == 429
    door.administer("enable", "analyst")
    assert with_password(door, "analyst", PASSWORD, "203.0.113.3").status == 303


def test_同时猜很多个_也只判前几个(door: Door) -> None:
    with ThreadPoolExecutor(12) as many:
        guessed = many.map(lambda n: with_password(door, "desk2", f"wrong-{n}", f"203.0.114.{n}").status, range(24))
        assert sorted(guessed) == [401] * attempts.MOST_FOR_ACCOUNT + [429] * (24 - attempts.MOST_FOR_ACCOUNT)


def test_一个地址猜很多用户_也被锁住(door: Door) -> None:
    tried = [
        with_password(door, f"nobody{n}", "wrong-wrong", "203.0.115.1").status
        for n in range(attempts.MOST_FROM_ADDRESS + 1)
    ]
    assert tried == [401] * attempts.MOST_FROM_ADDRESS + [429]
    assert with_password(door, "desk", PASSWORD, "203.0.115.1").status == 429
    assert with_password(door, "desk", PASSWORD, "203.0.115.2").status == 303


def test_没有这个用户_也一样久才答(door: Door) -> None:
    def seconds(name: str, of: str) -> float:
        took = []
        for n in range(3):
            started = time.perf_counter()
            with_password(door, name, "wrong-wrong", f"{of}.{n}")
            took.append(time.perf_counter() - started)
        return min(took)

    assert 0.5 < seconds("unit", "203.0.116") / seconds("no-such-person", "203.0.117") < 2


# ── uploads ───────────────────────────────────────────────────────────────────────────────────


def upload(door: Door, cookie: str, session: str, file: str, body: Any, method: str = "PUT") -> int:
    """The status of a file sent to an open page, with what a browser sends beside it."""
    begun = asked(door.address, "/_stcore/health", cookie=cookie)
    xsrf = begun.cookie("_streamlit_xsrf").partition(";")[0]
    if isinstance(body, int):
        body = (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
            + b"x" * body
            + b"\r\n--x--\r\n"
        )
    headers = {
        "cookie": f"{cookie}; {xsrf}",
        "x_xsrftoken": xsrf.partition("=")[2],
        "content_type": "multipart/form-data; boundary=x",
    }
    return asked(door.address, f"/_stcore/upload_file/{session}/{file}", method, body, **headers).status


MB = 1 << 20


def resident(door: Door) -> int:
    """Bytes of memory that the server holds."""
    port = f"--server.port\0{urlsplit(door.address).port}\0".encode()
    (pid,) = (one for one in Path("/proc").glob("[0-9]*") if port in _read(one / "cmdline"))
    return int(re.findall(r"VmRSS:\s+(\d+) kB", (pid / "status").read_text())[0]) << 10


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def test_只有能报送的人_只往自己打开的页面里传(door: Door) -> None:
    async def tried() -> None:
        desk, other, unit = door.session("desk"), door.session("desk"), door.session("unit")
        async with page_of(door, desk) as page, page_of(door, unit) as second:
            own, of_unit = session_in(await drawn(page)), session_in(await drawn(second))
            assert await asyncio.to_thread(upload, door, desk, own, "1", 1000) == 204
            for cookie, session in ((unit, of_unit), (unit, own), (other, own), (desk, of_unit), (desk, "no-such")):
                for method in ("PUT", "DELETE"):
                    assert await asyncio.to_thread(upload, door, cookie, session, "1", 1000, method) == 403
            assert asked(door.address, f"/_stcore/upload_file/{own}/1", "PUT", b"x").status == 401
            assert await asyncio.to_thread(upload, door, desk, own, "1", 0, "DELETE") == 204

    run(tried())


def test_传多少次也占不满内存(door: Door) -> None:
    """Each file is as large as may be, 300 of them; four are kept, and of one that never ends the rest is not read."""

    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
        for _ in range(400):
            yield b"x" * MB

    async def tried() -> tuple[list[int], int]:
        desk = door.session("desk")
        async with page_of(door, desk) as page:
            own = session_in(await drawn(page))
            send = partial(upload, door, desk, own)
            statuses = [await asyncio.to_thread(send, "0", MB - 1000)]
            before = resident(door)
            with ThreadPoolExecutor(4) as many:
                statuses += list(many.map(lambda n: send(str(n), MB - 1000), range(1, 300)))
                for stream in many.map(lambda n: _sent_until_refused(door, desk, own, endless()), range(4)):
                    statuses.append(stream)
            return statuses, resident(door) - before

    statuses, grown = run(tried())
    assert statuses.count(204) <= 4 and set(statuses) <= {204, 413, 0}
    assert grown < 60 * MB


def _sent_until_refused(door: Door, cookie: str, session: str, body: Iterator[bytes]) -> int:
    try:
        return upload(door, cookie, session, "endless", body)
    except (BrokenPipeError, ConnectionResetError):
        return 0


# ── while signed in ───────────────────────────────────────────────────────────────────────────


def test_停用的人_开着的页面下一次点击就什么也没有(door: Door) -> None:
    async def tried() -> tuple[str, str, str]:
        cookie = door.session("leaving")
        async with page_of(door, cookie) as page:
            before = words(await drawn(page, "trace", address=ROW))
            await asyncio.to_thread(door.administer, "disable", "leaving")
            # A part of the page that draws itself is asked for, and the whole page comes.
            by_itself = words(await drawn(page, "trace", fragment_id="any", is_auto_rerun=True))
            after = words(await drawn(page, "trace", address=ROW))
        assert asked(door.address, "/trace", cookie=cookie).status == 303
        assert refused(door, cookie=cookie) == 403
        return before, by_itself, after

    before, by_itself, after = run(tried())
    assert SENTINEL in before
    for words_now in (by_itself, after):
        assert "请重新登录" in words_now and SENTINEL not in words_now and "溯源" not in words_now


def test_换了角色_开着的页面下一次点击就按新的(door: Door) -> None:
    async def tried() -> tuple[str, str]:
        async with page_of(door, door.session("changing")) as page:
            before = words(await drawn(page, "trace", address=ROW))
            await asyncio.to_thread(door.administer, "role", "changing", "--role", "分析")
            return before, words(await drawn(page, "trace", fragment_id="any")) + words(
                await drawn(page, "trace", address=ROW)
            )

    door.administer("add", "changing", "--role", "收件办公室", "--no-password")
    before, after = run(tried())
    assert SENTINEL in before and SENTINEL not in after and "溯源" in after


def test_接不上别人开着的页面(door: Door) -> None:
    async def tried() -> tuple[str, str, str]:
        desk, unit = door.session("desk"), door.session("unit")
        async with page_of(door, desk) as page:
            own = session_in(await drawn(page))
            async with page_of(door, unit, existing=own) as taken:
                others = session_in(await drawn(taken))
        async with page_of(door, unit, existing=own) as taken:
            later = session_in(await drawn(taken))
        return own, others, later

    own, others, later = run(tried())
    assert own not in (others, later)


def test_两种角色同时看_各看各的(door: Door) -> None:
    async def look(name: str) -> list[bool]:
        async with page_of(door, door.session(name)) as page:
            return [SENTINEL in words(await drawn(page, "trace", address=ROW)) for _ in range(5)]

    async def both() -> list[list[bool]]:
        return await asyncio.gather(*(look(name) for name in ("desk", "unit", "desk", "analyst")))

    assert run(both()) == [[True] * 5, [False] * 5, [True] * 5, [False] * 5]


def test_下载只给看到它的人_要一段和压缩的也一样(door: Door) -> None:
    async def tried() -> tuple[str, str, str]:
        desk, other = door.session("desk"), door.session("unit")
        async with page_of(door, desk) as page:
            offered = re.findall(r"/media/[0-9a-f]+\.", words(await drawn(page, "submit")))
            assert offered
            ways: list[Mapping[str, str]] = [
                {},
                {"range": "bytes=0-99"},
                {"accept_encoding": "br, gzip"},
                {"if_none_match": "*"},
            ]
            for way in ways:
                own = await asyncio.to_thread(partial(asked, door.address, offered[0], cookie=desk, **way))
                assert own.status in (200, 206) and own.headers["cache-control"] == "no-store"
                for cookie, status in ((other, 404), (door.session("desk"), 404), ("x=y", 303)):
                    got = await asyncio.to_thread(partial(asked, door.address, offered[0], cookie=cookie, **way))
                    assert (got.status, got.body) == (status, b"")
        return "", "", ""

    run(tried())


def test_问外面的一次也没有(door: Door) -> None:
    """Last of this file's attacks with foreign names; each would have had it look something up."""
    refused(door, cookie=door.session("desk"), origin=f"http://{EVIL}")
    asked(door.address, "/_stcore/host-config", origin=f"http://{EVIL}", cookie=door.session("desk"))
    named = door.log.read_text(encoding="utf-8").splitlines() if door.log.exists() else []
    assert [one for one in named if not any(local in one for local in LOCAL)] == []


# ── where nobody signs in ─────────────────────────────────────────────────────────────────────


def started(folder: Path, shelf: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A server that does not start: what it says."""
    (port,) = free_ports(1)
    own = os.environ | {state.VARIABLE: str(folder), "DAZOUFANG_SHELF": str(shelf)} | environment
    return subprocess.run(
        [sys.executable, "serve.py", "--port", str(port), *options],
        cwd=ROOT, env=own, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_没有设登录_别的地址上不启动(tmp_path: Path, marked_shelf: Path) -> None:
    done = started(tmp_path, marked_shelf, "--server.address", "0.0.0.0")
    assert done.returncode == 2 and "还没有人能登录" in done.stderr and "Traceback" not in done.stderr


def test_用户文件别人能读_不启动(tmp_path: Path, marked_shelf: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(state.VARIABLE, str(tmp_path))
        accounts.add("desk", "desk")
    (tmp_path / state.FILE).chmod(0o644)
    done = started(tmp_path, marked_shelf)
    assert done.returncode == 2 and "chmod 600" in done.stderr and "Traceback" not in done.stderr


def test_没有设登录_只演示给本机_一有用户就都要登录(marked_shelf: Path, tmp_path: Path) -> None:
    with browsing.serving(marked_shelf, state=tmp_path / "state") as address:
        open_door = Door(address, tmp_path / "state", tmp_path, (0, ""))
        assert asked(address, "/").status == 200 and asked(address, "/signin").headers["location"] == "/"
        assert asked(address, "/", host=EVIL).status == 421
        for forwarded in ("x_forwarded_for", "x_real_ip", "via", "forwarded"):
            assert asked(address, "/", **{forwarded: "10.1.1.1"}).status == 403
        assert (
            refused(open_door, origin=f"http://{EVIL}") == 403 and refused(open_door, x_forwarded_for="10.1.1.1") == 403
        )

        async def tried() -> tuple[str, str]:
            async with page_of(open_door, origin=address) as page:
                session = session_in(first := await drawn(page, "trace", address=ROW))
                assert await asyncio.to_thread(upload, open_door, "a=b", session, "1", 1000) == 403
                await asyncio.to_thread(open_door.administer, "add", "desk", "--role", "收件办公室", "--no-password")
                return words(first), words(await drawn(page, "trace", address=ROW))

        first, then = run(tried())
        assert "溯源" in first and SENTINEL not in first
        assert "请重新登录" in then and "溯源" not in then
        assert asked(address, "/").status == 303 and refused(open_door, origin=address) == 403
        with sqlite3.connect(tmp_path / "state" / state.FILE) as emptied:
            emptied.execute("delete from account")


def test_用户都没了_登录过的服务器也不变成演示(marked_shelf: Path, tmp_path: Path) -> None:
    with browsing.serving(marked_shelf, state=tmp_path, role="desk") as address:
        (tmp_path / state.FILE).unlink()
        assert asked(address, "/").status == 303
        assert refused(Door(address, tmp_path, tmp_path, (0, "")), origin=address) == 403


# ── in a browser ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def clerk(browser: Browser) -> Iterator[Page]:
    """A browser; what it does may violate no policy."""
    with looking(browser, WIDE) as page:
        yield page


def test_登录_看要看的页_退出_开着的另一页也要重新登录(door: Door, clerk: Page) -> None:
    page = clerk
    page.goto(f"{door.address}/ranking?kind=district")
    assert "督查排名" in page.title() and page.locator("h1").inner_text() == "登录"
    page.get_by_label("用户名").fill("desk")
    page.get_by_label("密码").fill("不是这个")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_role("alert").inner_text() == "用户名或密码不对。"
    assert page.get_by_label("用户名").input_value() == "desk" and page.get_by_label("密码").input_value() == ""
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{door.address}/ranking?kind=district*")
    settle(page)
    second = page.context.new_page()
    second.goto(f"{door.address}/trace?{urlencode(ROW)}")
    settle(second)
    assert f"{SENTINEL}反映" in second.content()
    page.goto(f"{door.address}/signout")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{door.address}/signin?out=1")
    assert "已退出登录" in page.locator("main").inner_text()
    second.get_by_role("link", name="总览").first.click()
    second.get_by_role("heading", name="请重新登录").wait_for()
    assert SENTINEL not in second.content() and second.locator("[data-testid=stSidebarNav] a").count() == 0
    second.get_by_role("link", name="去登录").click()
    second.wait_for_url(f"{door.address}/signin?next=*")
    second.close()


@pytest.mark.parametrize("name", slow_but_for("overview", "explore"))
def test_每一页都守自己写明的规矩_不问别处(door: Door, clerk: Page, name: str) -> None:
    page = clerk
    token = door.session("desk").partition("=")[2]
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": door.address}])
    asked_of: list[str] = []
    page.on("request", lambda request: asked_of.append(request.url))
    page.goto(f"{door.address}/{name}")
    settle(page)
    assert page.locator("html").get_attribute("lang") == "zh-CN"  # the one script of the pages did run
    assert [url for url in asked_of if not url.startswith((door.address, "data:", "blob:"))] == []


def test_别的网页嵌不进看板(door: Door, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f'<iframe src="{door.address}/signin"></iframe>', encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with HTTPServer(("127.0.0.1", 0), handler) as foreign, closing(browser.new_page()) as page:
        Thread(target=foreign.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{foreign.server_port}/")
        page.wait_for_timeout(500)
        assert "登录" not in page.frames[1].content()
        foreign.shutdown()


@pytest.mark.parametrize("size", [browsing.WIDE, browsing.PHONE], ids=["1440", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_登录页宽窄明暗都好读(door: Door, browser: Browser, size: tuple[int, int], scheme: str) -> None:
    with looking(browser, size) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(f"{door.address}/signin")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert browsing.latin_words(page) == set()
        assert Axe().run(page).response["violations"] == []
