"""From whom is it taken who somebody is, and where they come from?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from campaign.access import accounts, sessions, state
from campaign.office.settings import WrongSettings
from pages.door import gateway, peers, signing_in, ways
from pages.door.gateway import FromGateway, SignedInByGateway
from pages.door.signing_in import ACCOUNT, SigningIn

GATEWAY, ANOTHER, VISITOR = "192.0.2.1", "192.0.2.200", "198.51.100.7"
HEADER = "x-remote-user"


async def seen(request: Request) -> Response:
    """What a page behind the door sees of a request."""
    account = request.scope[ACCOUNT]
    return JSONResponse(
        {
            "account": account and account.name,
            "client": request.client and request.client.host,
            "scheme": request.url.scheme,
            "headers": sorted(name for name in request.headers if name.startswith(("x", "forwarded"))),
        }
    )


async def stream(socket: WebSocket) -> None:
    """An open page."""
    await socket.accept()
    await socket.send_text(socket.scope[ACCOUNT].name)
    await socket.close()


APP = Starlette(
    routes=[*signing_in.ROUTES, WebSocketRoute("/stream", stream), Route("/{page:path}", seen)],
    middleware=[Middleware(one) for one in (FromGateway, SignedInByGateway, SigningIn)],
)


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The accounts of an office whose gateway signs in: two for whoever comes by it, a disabled one and a local one."""
    folder = tmp_path_factory.mktemp("users")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(state.VARIABLE, str(folder))
        for name in ("lina", "李娜", "wang"):
            accounts.add(name, "analyst")
        accounts.disable("wang")
        accounts.add("root", "admin", password="walk-to-9-villages")  # pragma: allowlist secret
    return folder / state.FILE


@pytest.fixture(autouse=True)
def office(users: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An office with these accounts and a gateway that signs in."""
    shutil.copy(users, tmp_path)
    monkeypatch.setenv(state.VARIABLE, str(tmp_path))
    monkeypatch.setenv(gateway.VARIABLE, GATEWAY)
    monkeypatch.setenv(gateway.USER_VARIABLE, "X-Remote-User")
    monkeypatch.setattr(ways, "OUTSIDE", [])
    monkeypatch.setattr(peers, "shared", lambda: None)
    gateway.named.cache_clear()
    gateway.offer()
    yield monkeypatch
    gateway.named.cache_clear()


def coming_from(address: str, scheme: str = "http") -> TestClient:
    return TestClient(APP, base_url=f"{scheme}://127.0.0.1", follow_redirects=False, client=(address, 1234))


def answered(browser: TestClient, *headers: tuple[str, str], page: str = "/x") -> httpx2.Response:
    """The answer to one request; a header's characters are sent as UTF-8."""
    return browser.get(page, headers=[(name.encode(), value.encode()) for name, value in headers])


def asked(browser: TestClient, *headers: tuple[str, str]) -> dict[str, object]:
    """What the page sees after the way through the door; {} where none is drawn."""
    answer = answered(browser, *headers)
    if answer.headers.get("location") == "/x":
        answer = answered(browser, *headers)
    return answer.json() if answer.headers.get("content-type") == "application/json" else {}


def account(browser: TestClient, *headers: tuple[str, str]) -> object:
    return asked(browser, *headers).get("account")


# ── who it is ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["lina", "LiNa", "李娜"])
def test_网关说是谁就是谁(name: str) -> None:
    browser = coming_from(GATEWAY)
    assert account(browser, (HEADER, name)) == accounts.one_name(name)
    assert {one.way for one in sessions.listed(name)} == {gateway.WAY}


@pytest.mark.parametrize("address", [ANOTHER, VISITOR, "127.0.0.1", "testclient", "::1"])
@pytest.mark.parametrize("spelling", ["X-Remote-User", "x_remote_user", "X_Remote-User", "x.remote.user"])
def test_别处来的_自称是谁都不算_后面也看不到(address: str, spelling: str, office: pytest.MonkeyPatch) -> None:
    browser = coming_from(address)
    assert account(browser, (spelling, "lina")) is None
    office.setattr(ways, "is_demonstration", lambda: True)
    answer = asked(browser, (spelling, "lina"), ("X-Forwarded-For", VISITOR), ("X-Forwarded-Proto", "https"))
    assert answer == {"account": None, "client": address, "scheme": "http", "headers": []}


@pytest.mark.parametrize(
    "headers",
    [
        [(HEADER, "lina"), (HEADER, "lina")],
        [(HEADER, "lina"), ("X-REMOTE-USER", "root")],
        [(HEADER, "lina"), ("x_remote_user", "lina")],
        [("x_remote_user", "lina")],
        [("x.remote.user", "lina")],
        [(HEADER, "li\x07na")],
        [("x-forwarded-for", VISITOR), ("x-forwarded-for", ANOTHER)],
        [("x-forwarded-proto", "https"), ("X_Forwarded_Proto", "http")],
    ],
)
def test_网关送来两个或写法不一样的_不猜(headers: Sequence[tuple[str, str]]) -> None:
    answer = answered(coming_from(GATEWAY), *headers)
    assert (answer.status_code, answer.text) == (400, gateway.WRONG_HEADERS)


@pytest.mark.parametrize("name", ["nobody", "wang", "root", "ｌｉｎａ"])
def test_没有用户的_停用的_本地有密码的_写法相近的_都进不来(name: str) -> None:
    answer = answered(coming_from(GATEWAY), (HEADER, name))
    assert (answer.status_code, answer.text) == (403, gateway.NO_ACCOUNT)


def test_网关换了人_原来的登录就结束() -> None:
    browser = coming_from(GATEWAY)
    assert account(browser, (HEADER, "lina")) == "lina"
    assert account(browser, (HEADER, "李娜")) == "李娜"
    assert sessions.listed("lina") == []


@pytest.mark.parametrize("address", [GATEWAY, VISITOR])
def test_网关不再说是谁_网关登录的就结束(address: str) -> None:
    browser = coming_from(GATEWAY)
    assert account(browser, (HEADER, "lina")) == "lina"
    stolen = coming_from(address)
    stolen.cookies.update(browser.cookies)
    assert account(stolen) is None
    assert sessions.listed("lina") == []


def test_用密码登录的不受网关影响() -> None:
    browser = coming_from(GATEWAY)
    browser.cookies.set(signing_in.COOKIE, sessions.begin("root", "密码", GATEWAY))
    assert account(browser) == "root"


def test_页面要的东西不会开始一次登录() -> None:
    browser = coming_from(GATEWAY)
    assert answered(browser, (HEADER, "lina"), ("sec-fetch-mode", "cors")).status_code == 401
    assert sessions.listed() == []


def test_打开着的页面也要网关说是谁() -> None:
    browser = coming_from(GATEWAY)
    account(browser, (HEADER, "lina"))
    with browser.websocket_connect("ws://127.0.0.1/stream", headers={HEADER: "lina"}) as socket:
        assert socket.receive_text() == "lina"
    for headers in ({HEADER: "wang"}, {}, {"x_remote_user": "lina"}):
        with pytest.raises(WebSocketDisconnect), browser.websocket_connect("ws://127.0.0.1/stream", headers=headers):
            pass


def test_退出以后的页面不会又登录() -> None:
    answer = answered(coming_from(GATEWAY), (HEADER, "lina"), page="/signin?out=1")
    assert (answer.status_code, sessions.listed()) == (200, [])


# ── where it comes from ───────────────────────────────────────────────────────────────────────

PROXIED = {"x-forwarded-for": VISITOR, "x-forwarded-proto": "https"}


def test_从网关来的_知道人在哪里_走的是https(office: pytest.MonkeyPatch) -> None:
    office.setattr(ways, "is_demonstration", lambda: True)
    answer = asked(coming_from(GATEWAY), *PROXIED.items())
    assert (answer["client"], answer["scheme"]) == (VISITOR, "https")


def test_走https的_cookie只在https上用() -> None:
    answer = answered(coming_from(GATEWAY), (HEADER, "lina"), *PROXIED.items())
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["set-cookie"].startswith("__Host-")
    assert [one.address for one in sessions.listed("lina")] == [VISITOR]


def test_浏览器自己写在前面的地址不算(office: pytest.MonkeyPatch) -> None:
    office.setattr(ways, "is_demonstration", lambda: True)
    answer = asked(coming_from(GATEWAY), ("x-forwarded-for", f"10.0.0.1, {VISITOR}"))
    assert answer["client"] == VISITOR


def test_几个进程的时候_按真正来的地址认网关(office: pytest.MonkeyPatch) -> None:
    kept = peers.Peers.begun()
    office.setattr(peers, "shared", lambda: kept)
    kept.note(1234, GATEWAY)
    assert account(coming_from("127.0.0.1"), (HEADER, "lina")) == "lina"
    kept.note(1234, VISITOR)
    assert account(coming_from("127.0.0.1"), (HEADER, "lina")) is None
    office.setenv(gateway.VARIABLE, "127.0.0.1")
    gateway.named.cache_clear()
    kept.note(1234, None)  # handed on and gone, or past the front: not this machine
    assert account(coming_from("127.0.0.1"), (HEADER, "lina")) is None


# ── as it is set ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("addresses", "header", "said"),
    [
        ("gateway.example.org", "", "IP 地址"),
        ("0.0.0.0/0", "", "所有地址"),
        ("127.0.0.1, ::/0", "", "所有地址"),
        ("", "X-Remote-User", "没有设 DAZOUFANG_GATEWAY"),
        ("127.0.0.1", "X Remote", "请求头的名称"),
    ],
)
def test_设错了的_说出错在哪里(addresses: str, header: str, said: str, office: pytest.MonkeyPatch) -> None:
    office.setenv(gateway.VARIABLE, addresses)
    office.setenv(gateway.USER_VARIABLE, header)
    gateway.named.cache_clear()
    with pytest.raises(WrongSettings, match=said):
        gateway.named()


@pytest.mark.parametrize("addresses", ["192.0.2.1", "10.0.0.1, 192.0.2.0/28", "192.0.2.1 2001:db8::/64"])
def test_地址和网段都可以写(addresses: str, office: pytest.MonkeyPatch) -> None:
    office.setenv(gateway.VARIABLE, addresses)
    gateway.named.cache_clear()
    assert (gateway.named().sent(GATEWAY), gateway.named().sent(f"::ffff:{GATEWAY}")) == (True, True)
    assert not gateway.named().sent(ANOTHER)
