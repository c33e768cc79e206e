"""What does an identity provider do? One on loopback, to sign in at, that can also be made to lie.

It has the addresses of OpenID Connect that a client needs, a form that takes any name for a proof, and keeps to what it is
asked: a code is good once, for the client and the address that it was made for, and with the verifier of its challenge.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from serve import LOOPBACK, free_ports

CLIENT, SECRET = "dazoufang", "invented-for-a-test"  # pragma: allowlist secret


@dataclass
class Provider:
    """A provider at `issuer`; `lie` changes what it claims, `algorithm` how it signs, `own_key` with whose key."""

    issuer: str
    lie: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    algorithm: str = "RS256"
    signing: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    published: RSAKey | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ended: list[dict[str, str]] = field(default_factory=list)
    """What was asked of the address at which somebody signs out."""
    sent: list[str] = field(default_factory=list)
    """Everything secret that it has given away: codes and tokens."""

    def honest(self) -> None:
        """From now on it tells the truth again."""
        self.lie, self.left_out, self.algorithm, self.published, self.metadata = {}, (), "RS256", None, {}

    def app(self) -> Starlette:
        """Its addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize, methods=["GET", "POST"]),
                Route("/token", self._token, methods=["POST"]),
                Route("/end", self._end),
            ]
        )

    async def _configuration(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/end",
                "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
                **self.metadata,
            }
        )

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [(self.published or self.signing).as_dict(private=False, use="sig", alg="RS256")]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if asked.get("client_id") != CLIENT or asked.get("code_challenge_method") != "S256" or "nonce" not in asked:
            return Response("not a client that is known, or no challenge, or no nonce", 400)
        if request.method == "GET":
            return HTMLResponse(
                f"""<title>统一认证</title><form method="post" action="/authorize?{escape(request.url.query)}">
                <label>工号 <input name="user"></label><button>确定</button></form>"""
            )
        user = parse_qs((await request.body()).decode()).get("user", [""])[0]
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "user": user}
        self.sent.append(code)
        answer = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        kind, _, credentials = request.headers.get("authorization", "").partition(" ")
        is_client = kind == "Basic" and [unquote(part) for part in b64decode(credentials).decode().split(":")] == [
            CLIENT,
            SECRET,
        ]
        challenge = (
            urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        )
        if (
            not asked
            or not is_client
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access, now = secrets.token_urlsafe(16), int(time.time())
        claims = {
            **{"iss": self.issuer, "aud": CLIENT, "sub": f"of {asked['user']}", "nonce": asked["nonce"]},
            **{"iat": now, "exp": now + 300, "preferred_username": asked["user"]},
            **self.lie,
        }
        token = self._signed({name: value for name, value in claims.items() if name not in self.left_out})
        self.sent += [access, token]
        answer = {"access_token": access, "token_type": "Bearer", "id_token": token}
        return JSONResponse({name: value for name, value in answer.items() if name not in self.left_out})

    def _signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            return f"{_base64(header)}.{_base64(claims)}."
        if self.algorithm == "HS256":  # what everybody may know of the key, taken for a secret
            signed = f"{_base64(header)}.{_base64(claims)}"
            key = self.signing.as_pem(private=False)
            return f"{signed}.{urlsafe_b64encode(hmac.digest(key, signed.encode(), 'sha256')).decode().rstrip('=')}"
        return jwt.encode(header, claims, self.signing)

    async def _end(self, request: Request) -> Response:
        self.ended.append(dict(request.query_params))
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 303)


def _base64(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on loopback until the test is over."""
    [port] = free_ports(1)
    provider = Provider(f"http://{LOOPBACK}:{port}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), host=LOOPBACK, port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield provider
    server.should_exit = True
    thread.join(10)
