"""Does the server work behind the nginx of `deploy/nginx.conf`, with TLS, and does nothing pass that a browser made up?"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import socket
import ssl
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, Page

from campaign.access import accounts, state
from pages.door import gateway
from serve import LOOPBACK, free_ports
from tests.browsing import ROOT, serving, settle
from tests.pages_shelf import SENTINEL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "walk-to-9-villages"  # pragma: allowlist secret
NAME = "kanban.example.org"
HEADER = "X-Remote-User"
AROUND = """
{user}daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    include {folder}/dazoufang.conf;
}}
"""
"""What a distribution writes around a site: nothing outside the test's own folder."""


def certificate(folder: Path) -> None:
    """A self-signed certificate of this machine, as `dazoufang.crt` and `dazoufang.key`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK)), x509.DNSName(NAME)]), False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "dazoufang.crt").write_bytes(made.public_bytes(pem))
    (folder / "dazoufang.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


def site(folder: Path, behind: str, https: int, http_port: int, *changes: tuple[str, str]) -> str:
    """`deploy/nginx.conf` with the ports and the certificate of the test, and what an office would change in it."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in (
        ("listen 443 ssl", f"listen {LOOPBACK}:{https} ssl"),
        ("listen 80;", f"listen {LOOPBACK}:{http_port};"),
        ("http://127.0.0.1:8501", behind),
        ("/etc/nginx/dazoufang.", f"{folder}/dazoufang."),
        *changes,
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    return text


@contextmanager
def nginx(folder: Path, behind: str, *changes: tuple[str, str]) -> Iterator[tuple[str, int]]:
    """The address of an nginx with that site, and its port without TLS."""
    https, http_port = free_ports(2)
    certificate(folder)
    (folder / "dazoufang.conf").write_text(site(folder, behind, https, http_port, *changes), encoding="utf-8")
    user = "user root;\n" if os.getuid() == 0 else ""  # else its workers could not read a folder of the tests
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    server = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as tried:
                if tried.connect_ex((LOOPBACK, https)) == 0:
                    break
            time.sleep(0.1)
        yield f"https://{LOOPBACK}:{https}", http_port
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an office with a clerk who has a password and an analyst whom the gateway signs in."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(state.VARIABLE, str(folder))
        accounts.add("clerk", "desk", password=PASSWORD)
        accounts.add("lina", "analyst")
        yield folder


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("inbox")


@pytest.fixture(scope="module")
def server(marked_shelf: Path, office: Path, inbox: Path) -> Iterator[str]:
    """Two processes behind sign-in, as the systemd unit starts them."""
    environment = {"DAZOUFANG_HOSTS": NAME, "DAZOUFANG_INBOX": str(inbox), gateway.VARIABLE: LOOPBACK}
    with serving(marked_shelf, state=office, processes=2, **environment, **{gateway.USER_VARIABLE: HEADER}) as found:
        yield found


@pytest.fixture(scope="module")
def front(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    with nginx(tmp_path_factory.mktemp("nginx"), server) as found:
        yield found


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """Somebody who trusts the office's own certificate."""
    context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
    yield context.new_page()
    context.close()


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/submit")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    settle(page)


def asked(
    address: str, *headers: tuple[str, str], path: str = "/ranking", source: str = LOOPBACK, body: bytes = b""
) -> http.client.HTTPResponse:
    """The answer to one request over TLS."""
    trusting = ssl._create_unverified_context()
    where = address.removeprefix("https://")
    connection = http.client.HTTPSConnection(where, timeout=60, context=trusting, source_address=(source, 0))
    connection.request("POST" if body else "GET", path, body or None, dict(headers))
    answer = connection.getresponse()
    answer.read()
    return answer


def test_在https上登录_页面画得出来_上传的文件收得到(
    visitor: Page, front: tuple[str, int], inbox: Path, tmp_path: Path
) -> None:
    address, _ = front
    sockets: list[str] = []
    visitor.on("websocket", lambda opened: sockets.append(opened.url))
    sign_in(visitor, address)
    assert sockets and sockets[0].startswith(address.replace("https", "wss"))
    cookies = {one["name"]: one for one in visitor.context.cookies()}
    assert cookies["__Host-dazoufang"]["secure"] and cookies["__Host-dazoufang"]["httpOnly"]
    sent = tmp_path / "走访台账.csv"
    sent.write_bytes(os.urandom(900_000))  # more than nginx and the server keep in memory
    for key, words in (("submit-unit", "政法委"), ("submit-period", "3月下")):
        box = visitor.locator(f".st-key-{key} input")
        box.click()
        box.fill(words)
        visitor.wait_for_timeout(500)
        visitor.keyboard.press("Enter")
    visitor.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(sent)
    visitor.get_by_text(sent.name).first.wait_for()
    visitor.wait_for_timeout(1000)
    visitor.get_by_role("button", name="上传并检查").click()
    visitor.locator(".st-key-submit-file-0").wait_for(timeout=60_000)
    [taken] = inbox.rglob(sent.name)
    assert taken.read_bytes() == sent.read_bytes()


def test_每一页都在websocket上画出来(visitor: Page, front: tuple[str, int]) -> None:
    address, _ = front
    sign_in(visitor, address)
    for page in ("", "ranking", "issues", "explore"):
        visitor.goto(f"{address}/{page}")
        settle(visitor)
        assert visitor.locator('[data-testid="stMain"] h1').count()


def test_没有登录的什么也看不到_http换成https(front: tuple[str, int]) -> None:
    address, plain = front
    answer = asked(address)
    assert answer.headers["location"].startswith("/signin")
    assert "max-age" in answer.headers["strict-transport-security"]
    connection = http.client.HTTPConnection(LOOPBACK, plain, timeout=20)
    connection.request("GET", "/ranking?a=1", headers={"Host": NAME})
    moved = connection.getresponse()
    assert (moved.status, moved.headers["location"]) == (301, f"https://{NAME}/ranking?a=1")
    assert asked(address, ("Host", "evil.example")).status == 421
    assert asked(address, path="/_stcore/metrics").status == 404


@pytest.mark.parametrize("name", [HEADER, HEADER.lower(), "X_Remote_User", "X.Remote.User"])
def test_浏览器写的用户名过不去(name: str, front: tuple[str, int]) -> None:
    answer = asked(front[0], (name, "lina"))
    assert (answer.status, "__Host-dazoufang=" in str(answer.headers)) == (303, False)
    assert answer.headers["location"].startswith("/signin")


def test_浏览器写的地址过不去_登录失败按真正的地址数(front: tuple[str, int]) -> None:
    page = asked(front[0], path="/signin", source="127.0.0.7")
    cookies = "; ".join(one.partition(";")[0] for one in page.headers.get_all("set-cookie") or ())
    found = re.search("form=([^;]+)", cookies)
    assert found
    form = f"name=nobody&password=wrong&token={found[1]}".encode()
    forged = (("X-Forwarded-For", "203.0.113.5"), ("Forwarded", "for=203.0.113.5"), ("X-Real-IP", "203.0.113.5"))
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    assert (
        asked(front[0], ("Cookie", cookies), kind, *forged, path="/signin", source="127.0.0.7", body=form).status == 401
    )
    with state.reading() as kept:
        about = {row["about"] for row in kept.execute("select about from attempt")}
    assert "address 127.0.0.7" in about
    assert not any("203.0.113.5" in one for one in about)


def test_太大的在nginx就拦下(front: tuple[str, int]) -> None:
    length = ("Content-Length", str(61 << 20))
    assert asked(front[0], length, path="/_stcore/upload_file/a/b").status == 413


def test_由nginx登录的_说是谁就是谁(browser: Browser, server: str, tmp_path: Path) -> None:
    hashed = b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
    (tmp_path / "users").write_text("".join(f"{name}:{{SHA}}{hashed}\n" for name in ("lina", "nobody", "clerk")))
    signing_in = (
        f'auth_basic "dazoufang"; auth_basic_user_file {tmp_path}/users; proxy_set_header {HEADER} $remote_user;'
    )
    with nginx(tmp_path, server, (f'proxy_set_header {HEADER} "";', signing_in)) as (address, _):
        for name, is_let_in in (("lina", True), ("nobody", False), ("clerk", False)):
            context = browser.new_context(
                ignore_https_errors=True, http_credentials={"username": name, "password": PASSWORD}
            )
            page = context.new_page()
            page.goto(f"{address}/ranking")
            if is_let_in:
                settle(page)
                assert "督查排名" in page.locator("h1").inner_text()
                assert SENTINEL not in page.content()
            else:
                assert page.locator("body").inner_text() == gateway.NO_ACCOUNT
            context.close()
