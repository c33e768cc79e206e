"""Does somebody come in by the provider and by a gateway, at the real server, whichever process answers?"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from campaign.access import accounts, sessions, state
from campaign.office.settings import NOTHING_DONE
from pages.door import gateway, provider
from pages.door.signing_in import COOKIE
from serve import free_ports
from tests.browsing import ROOT, WIDE, looking, serving, settle
from tests.provider import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.browser

GATEWAY = "127.0.0.9"
"""Another address of this machine, which the server is told is the gateway's."""
HEADER = "X-Remote-User"


@pytest.fixture(scope="module")
def city() -> Iterator[Provider]:
    with running() as begun:
        yield begun


@pytest.fixture(scope="module")
def office(city: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an office that has set the provider, and has an account for it and one of its own."""
    folder = tmp_path_factory.mktemp("office")
    file = folder / provider.FILE
    file.write_text(f'issuer = "{city.issuer}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n')
    file.chmod(0o600)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(state.VARIABLE, str(folder))
        accounts.add("lina", "analyst")
        yield folder


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow)], ids=["一个进程", "两个进程"])
def address(request: pytest.FixtureRequest, marked_shelf: Path, office: Path) -> Iterator[str]:
    """A server behind sign-in, by the provider and by a gateway."""
    named = {gateway.VARIABLE: GATEWAY, gateway.USER_VARIABLE: HEADER}
    with serving(marked_shelf, state=office, processes=request.param, **named) as found:
        yield found


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """Somebody who has not been here before."""
    with looking(browser, WIDE) as page:
        yield page


def test_从单位登录进来_看到要的那一页_退出以后看不到(visitor: Page, address: str, city: Provider) -> None:
    city.honest()
    visitor.goto(f"{address}/ranking?district=天宁区")
    visitor.get_by_role("link", name=provider.WAY).click()
    visitor.get_by_label("工号").fill("lina")
    visitor.get_by_role("button", name="确定").click()
    settle(visitor)
    assert re.match(rf"{address}/ranking\?district=", visitor.url)
    assert "督查排名" in visitor.locator("h1").inner_text()
    before = len(city.ended)
    token = next(one["value"] for one in visitor.context.cookies() if one["name"] == COOKIE)
    visitor.goto(f"{address}/signout?token={sessions.token_to_sign_out(token)}")
    visitor.wait_for_url(f"{address}/signin?out=1")
    assert "已退出登录" in visitor.locator(".note").inner_text()
    assert len(city.ended) == before + 1
    visitor.goto(f"{address}/ranking")
    assert visitor.url.startswith(f"{address}/signin")


def test_单位登录的答复不对_留在登录页_说没有登录(visitor: Page, address: str, city: Provider) -> None:
    city.honest()
    city.lie = {"aud": "another"}
    visitor.goto(f"{address}/ranking")
    visitor.get_by_role("link", name=provider.WAY).click()
    visitor.get_by_label("工号").fill("lina")
    visitor.get_by_role("button", name="确定").click()
    assert visitor.locator('[role="alert"]').inner_text() == provider.NOT_PROVED
    visitor.goto(f"{address}/ranking")
    assert visitor.url.startswith(f"{address}/signin")


# ── a gateway ─────────────────────────────────────────────────────────────────────────────────


def asked(address: str, source: str, *headers: tuple[str, str], path: str = "/ranking") -> http.client.HTTPResponse:
    """The answer to one request that comes from an address of this machine."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30, source_address=(source, 0))
    connection.putrequest("GET", path)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    return answer


def cookies(answer: http.client.HTTPResponse) -> str:
    return "; ".join(one.partition(";")[0] for one in answer.headers.get_all("set-cookie") or ())


def test_网关说是谁就是谁(address: str) -> None:
    begun = asked(address, GATEWAY, (HEADER, "lina"))
    assert (begun.status, begun.headers["location"]) == (303, "/ranking")
    answer = asked(address, GATEWAY, (HEADER, "lina"), ("Cookie", cookies(begun)))
    assert answer.status == 200
    without = asked(address, GATEWAY, ("Cookie", cookies(begun)))
    assert without.headers["location"].startswith("/signin")


@pytest.mark.parametrize("name", [HEADER, HEADER.lower(), HEADER.replace("-", "_")])
@pytest.mark.parametrize("also", [(), (("X-Forwarded-For", GATEWAY),), (("Forwarded", f"for={GATEWAY}"),)])
def test_别处来的自称是谁都不算(address: str, name: str, also: tuple[tuple[str, str], ...]) -> None:
    answer = asked(address, "127.0.0.1", (name, "lina"), *also)
    assert answer.headers["location"].startswith("/signin")
    assert "dazoufang=" not in cookies(answer)


def test_网关送来两个的不猜(address: str) -> None:
    assert asked(address, GATEWAY, (HEADER, "lina"), (HEADER, "lina")).status == 400
    assert asked(address, GATEWAY, (HEADER.replace("-", "_"), "lina")).status == 400


def test_从网关打开的页面_没有网关就打不开(address: str) -> None:
    begun = cookies(asked(address, GATEWAY, (HEADER, "lina")))

    def open_from(source: str, *headers: tuple[str, str]) -> None:
        with connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=[("Cookie", begun), *headers],
            source_address=(source, 0),
        ):
            pass

    open_from(GATEWAY, (HEADER, "lina"))
    for source, headers in (("127.0.0.1", ((HEADER, "lina"),)), (GATEWAY, ())):
        with pytest.raises(InvalidStatus):
            open_from(source, *headers)


def test_登录失败按真正来的地址数_不按浏览器写的(address: str) -> None:
    with sessions.state.reading() as kept:
        before = {row["about"] for row in kept.execute("select about from attempt")}
    page = asked(address, "127.0.0.8", path="/signin")
    token = cookies(page)
    form = f"name=nobody&password=wrong&token={re.search('dazoufang_form=([^;]+)', token)[1]}"  # type: ignore[index]
    connection = http.client.HTTPConnection(
        address.removeprefix("http://"), timeout=30, source_address=("127.0.0.8", 0)
    )
    headers = {"Cookie": token, "X-Forwarded-For": "203.0.113.5", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/signin", form, headers)
    assert connection.getresponse().status == 401
    with sessions.state.reading() as kept:
        after = {row["about"] for row in kept.execute("select about from attempt")}
    assert {one for one in after - before if one.startswith("address")} <= {"address 127.0.0.8"}
    assert "address 127.0.0.8" in after


# ── a server for the network ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("options", [["--signed-in"], ["--server.address", "0.0.0.0"]])
def test_没有人能登录的时候_给别人看的服务器不开_说出要用的命令(options: list[str], tmp_path: Path) -> None:
    [port] = free_ports(1)
    started = subprocess.run(
        [sys.executable, "serve.py", "--port", str(port), *options],
        cwd=ROOT,
        env={**os.environ, state.VARIABLE: str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode == NOTHING_DONE
    assert "python -m campaign users add" in started.stderr
