"""Who comes in by the city's identity provider, and who does not?"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from campaign.access import accounts, sessions, state
from campaign.office.settings import WrongSettings
from pages.door import provider, signing_in, ways
from pages.door.signing_in import ACCOUNT, SigningIn
from tests.provider import CLIENT, SECRET, Provider, running

HERE = "http://127.0.0.1:8501"
AT_THE_PROVIDER = httpx2.Client()
"""Somebody's browser, at the provider's own pages."""


async def who(request: Request) -> Response:
    """A page that tells whose it is."""
    return PlainTextResponse(request.scope[ACCOUNT].name)


APP = Starlette(
    routes=[*signing_in.ROUTES, *provider.ROUTES, Route("/{page:path}", who)], middleware=[Middleware(SigningIn)]
)


@pytest.fixture(scope="module")
def city() -> Iterator[Provider]:
    with running() as begun:
        yield begun


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The accounts of an office: one for whoever comes from the provider, a disabled one and a local one."""
    folder = tmp_path_factory.mktemp("users")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(state.VARIABLE, str(folder))
        accounts.add("lina", "analyst")
        accounts.add("wang", "analyst")
        accounts.disable("wang")
        accounts.add("root", "admin", password="walk-to-9-villages")  # pragma: allowlist secret
    return folder / state.FILE


@pytest.fixture
def office(city: Provider, users: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an office that has set the provider and has such accounts."""
    city.honest()
    monkeypatch.setenv(state.VARIABLE, str(tmp_path))
    shutil.copy(users, tmp_path)
    setting = f'issuer = "{city.issuer}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\nlabel = "市统一认证"\n'
    put(tmp_path, setting)
    monkeypatch.setattr(ways, "OTHERS", {})
    monkeypatch.setattr(ways, "OUTSIDE", [])
    monkeypatch.setattr(ways, "LEAVING", {})
    monkeypatch.setattr(signing_in, "OPEN", set(signing_in.OPEN))
    provider.offer()
    yield tmp_path
    forget()


def put(folder: Path, setting: str) -> None:
    file = folder / provider.FILE
    file.write_text(setting)
    file.chmod(0o600)
    forget()


def forget() -> None:
    provider.named.cache_clear()
    provider._registered.cache_clear()


@pytest.fixture
def browser(office: Path) -> TestClient:
    return TestClient(APP, base_url=HERE, follow_redirects=False)


def led_back(browser: TestClient, user: str = "lina", wanted: str = "/ranking") -> str:
    """The address to which the provider sends a browser in which somebody has signed in there."""
    begun = browser.get(f"{provider.START}?{urlencode({'next': wanted})}")
    return AT_THE_PROVIDER.post(begun.headers["location"], data={"user": user}).headers["location"]


def has_come_in(browser: TestClient) -> bool:
    return browser.get("/who").status_code == 200


def sentence(answer: httpx2.Response) -> str:
    found = re.search(r'role="alert">(.*?)<', answer.text)
    return found[1] if found else ""


# ── in ────────────────────────────────────────────────────────────────────────────────────────


def test_登录页通到单位登录_登录以后到原来要的那一页(browser: TestClient, office: Path) -> None:
    asked = browser.get("/ranking?area=武进区")
    page = browser.get(asked.headers["location"])
    link = re.search(r'class="other" href="(.*?)">市统一认证', page.text)
    assert link
    begun = browser.get(link[1])
    back = AT_THE_PROVIDER.post(begun.headers["location"], data={"user": "lina"}).headers["location"]
    answer = browser.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ranking?area=%E6%AD%A6%E8%BF%9B%E5%8C%BA")
    assert browser.get("/who").text == "lina"
    assert [one.way for one in sessions.listed("lina")] == [provider.WAY]


def test_去的时候带着只有这个浏览器知道的三样(browser: TestClient, office: Path) -> None:
    asked = [parse_qs(urlsplit(browser.get(provider.START).headers["location"]).query) for _ in range(2)]
    for one in asked:
        assert one["response_type"] == ["code"]
        assert one["code_challenge_method"] == ["S256"]
        assert one["redirect_uri"] == [HERE + provider.BACK]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


def test_退出的时候_单位登录那边也退出(browser: TestClient, office: Path, city: Provider) -> None:
    browser.get(led_back(browser))
    token = browser.cookies[signing_in.COOKIE]
    answer = browser.get(f"/signout?token={sessions.token_to_sign_out(token)}")
    assert not has_come_in(browser)
    leads = re.search(r"content=\"0;url=(.*?)\"", answer.text)
    assert leads
    asked = urlsplit(leads[1].replace("&amp;", "&"))
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{city.issuer}/end"
    assert parse_qs(asked.query) == {"client_id": [CLIENT], "post_logout_redirect_uri": [f"{HERE}/signin?out=1"]}


def test_单位登录没有退出地址的_只退出看板(browser: TestClient, office: Path, city: Provider) -> None:
    city.metadata = {"end_session_endpoint": None}
    forget()
    browser.get(led_back(browser))
    token = browser.cookies[signing_in.COOKIE]
    answer = browser.get(f"/signout?token={sessions.token_to_sign_out(token)}")
    assert answer.headers["location"] == "/signin?out=1"


# ── not in ────────────────────────────────────────────────────────────────────────────────────

LIES: dict[str, dict[str, object]] = {
    "别人发的": {"iss": "https://other.example.org"},
    "发给别人的": {"aud": "another"},
    "发给别人的_持有人写了看板": {"aud": "another", "azp": CLIENT},
    "也发给别人_持有人是别人": {"aud": [CLIENT, "another"], "azp": "another"},
    "别的一次登录的": {"nonce": "another"},
    "过期的": {"exp": 1_000_000_000},
    "还没有开始的": {"nbf": 9_000_000_000},
    "没有用户名的": {"preferred_username": None},
    "用户名不是文字的": {"preferred_username": ["lina"]},
}


@pytest.mark.parametrize("lie", LIES)
def test_答复里有一样不对_就不算登录(lie: str, browser: TestClient, city: Provider) -> None:
    city.lie = LIES[lie]
    answer = browser.get(led_back(browser))
    assert (answer.status_code, sentence(answer)) == (403, provider.NOT_PROVED)
    assert not has_come_in(browser)


@pytest.mark.parametrize("left_out", ["iss", "aud", "exp", "nonce", "sub", "id_token"])
def test_答复里缺一样_就不算登录(left_out: str, browser: TestClient, city: Provider) -> None:
    city.left_out = (left_out,)
    assert sentence(browser.get(led_back(browser))) == provider.NOT_PROVED
    assert not has_come_in(browser)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_没有签名的_拿公钥当密钥签的_不算登录(algorithm: str, browser: TestClient, city: Provider) -> None:
    city.algorithm = algorithm
    assert sentence(browser.get(led_back(browser))) == provider.NOT_PROVED
    assert not has_come_in(browser)


def test_别的钥匙签的_不算登录(browser: TestClient, city: Provider) -> None:
    city.published = RSAKey.generate_key(2048, {"kid": "one"})
    assert sentence(browser.get(led_back(browser))) == provider.NOT_PROVED
    assert not has_come_in(browser)


def test_换过state的_别的浏览器拿来的_用过的_都不算登录(browser: TestClient, office: Path) -> None:
    back = led_back(browser)
    changed = re.sub(r"state=\w", "state=_", back)
    stranger = TestClient(APP, base_url=HERE, follow_redirects=False)
    assert sentence(stranger.get(back)) == provider.UNFINISHED
    assert sentence(browser.get(changed)) == provider.UNFINISHED
    back = led_back(browser)
    kept = browser.cookies[provider.COOKIE]
    assert browser.get(back).status_code == 303
    assert sentence(browser.get(back)) == provider.UNFINISHED
    stranger.cookies.set(provider.COOKIE, kept)  # somebody who has seen the address and the cookie
    assert sentence(stranger.get(back)) == provider.UNFINISHED
    assert not has_come_in(stranger)


def test_改过的和放久了的cookie不认(browser: TestClient, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back = led_back(browser)
    monkeypatch.setattr(provider, "PATIENCE", -1)
    assert sentence(browser.get(back)) == provider.UNFINISHED
    assert not has_come_in(browser)


def test_在单位登录那边取消了_说没有完成(browser: TestClient, office: Path) -> None:
    back = urlsplit(led_back(browser))
    state_of_it = parse_qs(back.query)["state"][0]
    answer = browser.get(f"{back.path}?error=access_denied&error_description=<b>x</b>&state={state_of_it}")
    assert sentence(answer) == provider.UNFINISHED
    assert "<b>" not in answer.text


def test_另一家说是自己发的_不算登录(browser: TestClient, office: Path) -> None:
    assert sentence(browser.get(led_back(browser) + "&iss=https://other.example.org")) == provider.NOT_PROVED


@pytest.mark.parametrize("user", ["nobody", "wang", "root", "ｌｉｎａ", " lina", "lina\u200b"])
def test_没有用户的_停用的_本地有密码的_写法相近的_都进不来(user: str, browser: TestClient, office: Path) -> None:
    answer = browser.get(led_back(browser, user))
    assert (answer.status_code, sentence(answer)) == (403, provider.NO_ACCOUNT)
    assert not has_come_in(browser)


def test_登录以后停用的_下一次点击就出去(browser: TestClient, office: Path) -> None:
    browser.get(led_back(browser))
    assert has_come_in(browser)
    accounts.disable("lina")
    assert not has_come_in(browser)


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_登录以后不去别的网站(wanted: str, browser: TestClient, office: Path) -> None:
    assert browser.get(led_back(browser, wanted=wanted)).headers["location"] == "/"


def test_没有核实的邮箱不算是谁(browser: TestClient, office: Path, city: Provider) -> None:
    file = office / provider.FILE
    put(office, file.read_text() + 'claim = "email"\n')
    city.lie = {"email": "lina"}
    assert sentence(browser.get(led_back(browser))) == provider.NOT_PROVED
    city.lie = {"email": "lina", "email_verified": True}
    assert browser.get(led_back(browser)).status_code == 303


# ── a provider that is not as it should be ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "https://other.example.org"}, {"token_endpoint": "http://id.example.org/token"}, {"jwks_uri": None}],
)
def test_单位登录的说明不对_不往那里送(metadata: dict[str, str], browser: TestClient, city: Provider) -> None:
    city.metadata = metadata
    forget()
    assert sentence(browser.get(provider.START)) == provider.UNREACHABLE


def test_单位登录停了_说连不上(browser: TestClient, office: Path, city: Provider) -> None:
    put(office, (office / provider.FILE).read_text().replace(city.issuer, "http://127.0.0.1:9"))
    assert sentence(browser.get(provider.START)) == provider.UNREACHABLE


def test_没有设单位登录的_没有这些地址(browser: TestClient, office: Path) -> None:
    (office / provider.FILE).unlink()
    forget()
    assert [browser.get(address).status_code for address in (provider.START, provider.BACK)] == [404, 404]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('issuer = "http://id.example.org"\nclient_id = "a"\n', "https://"),
        ('client_id = "a"\n', "缺 issuer"),
        ('issuer = "https://id.example.org"\nclient_id = "a"\nsecret = "b"\n', "client_secret"),
        ("issuer = \n", "读不出"),
    ],
)
def test_设错了的_说出错在哪里(setting: str, said: str, office: Path) -> None:
    put(office, setting)
    with pytest.raises(WrongSettings, match=re.escape(said)):
        provider.named()


def test_别的用户能读的设置文件不用(office: Path) -> None:
    (office / provider.FILE).chmod(0o644)
    forget()
    with pytest.raises(WrongSettings, match="chmod 600"):
        provider.named()


# ── nothing of it is written down ─────────────────────────────────────────────────────────────


def test_日志和用户文件里没有令牌和密钥(
    browser: TestClient, office: Path, city: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser.get(led_back(browser))
    city.lie = {"nonce": "another"}
    browser.get(led_back(browser))
    assert provider.NOT_PROVED and "signing in at the provider failed" in caplog.text
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("httpx2", "httpcore2")))
    kept = (office / state.FILE).read_bytes().decode("latin-1")
    for secret in (*city.sent, SECRET):
        assert secret not in ours
        assert secret not in kept
