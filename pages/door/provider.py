"""Does the city's identity provider say who it is? By OpenID Connect, where the office has set one.

The provider proves who somebody is; what they may see says their account here, which has no password. Nothing of what the
provider sends is kept or logged but the name of the account.
"""

from __future__ import annotations

import logging
import os
import secrets
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth, OAuthError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from campaign.access import accounts, state
from campaign.access.accounts import NotSignedIn
from campaign.office.settings import WrongSettings, section
from pages.door import signing_in, ways
from pages.door.peers import KEY_VARIABLE

FILE = "provider.toml"
WAY = "单位登录"
START, BACK = f"{signing_in.SIGN_IN}/provider", f"{signing_in.SIGN_IN}/back"
COOKIE = "dazoufang_provider"
PATIENCE = 600
"""Seconds that somebody may take at the provider's page."""
CLOCKS = 60
"""Seconds by which the provider's clock may differ."""
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""How a provider may sign: with a key of which only the provider has the secret half."""
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
AGAIN = "请再试一次；仍然不行，请联系管理员。"
UNFINISHED = f"登录没有完成，或在单位登录页停得太久。{AGAIN}"
UNREACHABLE = f"单位登录现在连不上。{AGAIN}"
NOT_PROVED = f"单位登录的答复不能采信，没有登录。{AGAIN}"
NO_ACCOUNT = "单位登录认得您，看板里没有您的用户，或者已经停用。请联系管理员。"
_log = logging.getLogger("pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What an office sets of its provider in FILE, in the folder of its state."""

    issuer: str
    client_id: str
    client_secret: str = ""
    claim: str = "preferred_username"
    """What of the provider's answer is the name of the account."""
    label: str = WAY
    scope: str = "openid profile"
    certificates: str = ""
    """A file of the office's own certificate authority."""


class NotProved(PermissionError):
    """The provider's answer does not show who it is; `str()` is the Chinese sentence."""


@cache
def named() -> Provider | None:
    """The provider that the office has set; WrongSettings where it cannot be used."""
    file = state.folder() / FILE
    if not file.is_file():
        return None
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise WrongSettings(f"{file} 别的用户也能读，里面有密钥。请先运行：chmod 600 {file}")
    try:
        provider = section(tomllib.loads(file.read_text(encoding="utf-8-sig")), Provider, FILE)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise WrongSettings(f"{file} 读不出：{why}。") from None
    if not is_secure(provider.issuer):
        raise WrongSettings(f"{FILE} 的 issuer 应以 https:// 开头，写的是“{provider.issuer}”。")
    return provider


def is_secure(address: object) -> bool:
    """Whether nobody on the way reads what is sent to an address.

    >>> [is_secure(a) for a in ("https://id.example.org", "http://127.0.0.1:9/a", "http://id.example.org", None)]
    [True, True, False, False]
    """
    parts = urlsplit(address if isinstance(address, str) else "")
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ways.LOOPBACK)


def offer() -> None:
    """From now on the sign-in page leads to the provider, where one is set."""
    if (provider := named()) is None:
        return
    ways.OTHERS[START] = provider.label
    ways.OUTSIDE.append(WAY)
    ways.LEAVING[WAY] = leaving
    signing_in.OPEN.update((START, BACK))


async def start(request: Request) -> Response:
    """On to the provider, with what only this browser will know when it comes back."""
    if named() is None:
        return Response(status_code=404)
    own = _with_states(request, {})
    back = str(request.url.replace(path=BACK, query="", fragment=""))
    try:
        client = await _client()
        answer = await client.authorize_redirect(own, back, nonce=secrets.token_urlsafe(24))
    except (httpx2.HTTPError, AuthlibBaseError, NotProved, ValueError, RuntimeError) as why:
        return _failed(request, UNREACHABLE, why)
    kept = {"states": own.session, "next": signing_in.own_path(request.query_params.get("next", ""))}
    answer.set_cookie(
        COOKIE, _signer().dumps(kept), max_age=PATIENCE, path=signing_in.SIGN_IN, httponly=True,
        secure=signing_in.is_secure(request), samesite="lax",
    )  # fmt: skip
    return answer


async def back(request: Request) -> Response:
    """Somebody comes back from the provider: in, or a sentence why not."""
    if named() is None:
        return Response(status_code=404)
    try:
        kept = _signer().loads(request.cookies.get(COOKIE, ""), max_age=PATIENCE)
    except BadSignature as why:
        return _failed(request, UNFINISHED, why)
    try:
        name = await _proved(_with_states(request, kept["states"]))
        answer = signing_in.came_in(request, _account_of(name), WAY, kept["next"])
    except OAuthError as why:
        return _failed(request, UNFINISHED, why)
    except httpx2.HTTPError as why:
        return _failed(request, UNREACHABLE, why)
    except (NotProved, AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as why:
        return _failed(request, NOT_PROVED, why)
    except NotSignedIn as why:
        return _failed(request, NO_ACCOUNT, why)
    answer.delete_cookie(COOKIE, path=signing_in.SIGN_IN)
    return answer


async def leaving(request: Request) -> str:
    """The provider's address where somebody signs out there too; "" where it has none."""
    provider = named()
    try:
        end = (await (await _client()).load_server_metadata()).get("end_session_endpoint")
    except (httpx2.HTTPError, NotProved, ValueError):
        return ""
    if provider is None or not is_secure(end):
        return ""
    here = str(request.url.replace(path=signing_in.SIGN_IN, query="out=1", fragment=""))
    return f"{end}{'&' if '?' in end else '?'}" + urlencode(
        {"client_id": provider.client_id, "post_logout_redirect_uri": here}
    )


ROUTES = (Route(START, start), Route(BACK, back))


def _with_states(request: Request, states: dict[str, Any]) -> Request:
    """The request for Authlib, which keeps the state, the nonce and the verifier of a sign-in that has begun in a session."""
    return Request({**request.scope, "session": states}, request.receive)


async def _proved(request: Request) -> str:
    """What the provider has proved of the account's name."""
    provider, client = named(), await _client()
    assert provider is not None
    if request.query_params.get("iss", provider.issuer) != provider.issuer:
        raise NotProved("iss")
    # Authlib itself demands a time, a subject and the nonce, and takes a token of another client for one that we may hold.
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    token = await client.authorize_access_token(request, claims_options=options, leeway=CLOCKS)
    claims: Mapping[str, Any] = token.get("userinfo") or {}
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name:
        raise NotProved(provider.claim)
    if provider.claim == "email" and claims.get("email_verified") is not True:
        raise NotProved("email_verified")
    return name


def _account_of(name: str) -> str:
    """The account that is called so; NotSignedIn where there is none for somebody who comes from a provider.

    One with a password is a local one: whoever is called so elsewhere is somebody else. So is whoever is written with other
    characters that are read as the same.
    """
    account = accounts.find(name)
    if account is None or account.has_password or accounts.one_name(name) != name.lower():
        raise NotSignedIn
    return account.name


async def _client() -> Any:
    """The provider's client, with what the provider says of itself; NotProved where that is another one's, or could be read on its way."""
    provider, client = named(), _registered()
    assert provider is not None
    metadata = await client.load_server_metadata()
    if metadata.get("issuer") != provider.issuer or not all(is_secure(metadata.get(name)) for name in ADDRESSES):
        client.server_metadata.clear()
        raise NotProved("metadata")
    offered = metadata.get("id_token_signing_alg_values_supported") or SIGNED
    metadata["id_token_signing_alg_values_supported"] = [name for name in SIGNED if name in offered]
    return client


@cache
def _registered() -> Any:
    provider = named()
    assert provider is not None
    return OAuth().register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.client_secret or None,
        server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": provider.scope,
            "code_challenge_method": "S256",
            "timeout": 10,
            **({"verify": provider.certificates} if provider.certificates else {}),
            **({} if provider.client_secret else {"token_endpoint_auth_method": "none"}),
        },
    )


@cache
def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(os.environ.get(KEY_VARIABLE) or secrets.token_hex(32), salt=COOKIE)


def _failed(request: Request, sentence: str, why: Exception) -> Response:
    """The sign-in page with the sentence; the log has the kind of failure and nothing that was sent."""
    _log.warning("signing in at the provider failed: %s", type(why).__name__)
    answer = signing_in.page_of_failure(request, sentence)
    answer.delete_cookie(COOKIE, path=signing_in.SIGN_IN)
    return answer
