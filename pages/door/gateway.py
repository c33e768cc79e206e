"""Does a gateway stand before this server, and whom does it say that somebody is?

A gateway is a web server of the office that holds the certificate, and may sign people in by its own means. What it writes into a
request counts only where the request comes from its address; from anybody else the same words are taken out unread.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from campaign.access import accounts, sessions
from campaign.access.accounts import NotSignedIn
from campaign.office.settings import WrongSettings
from pages.door import peers, signing_in, ways

VARIABLE = "DAZOUFANG_GATEWAY"
"""Its addresses or networks, with commas or spaces between."""
USER_VARIABLE = "DAZOUFANG_GATEWAY_USER"
"""The header in which it writes the account of whoever it has signed in; not set where it signs in nobody."""
WAY = "网关"
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-real-ip")
ONCE = ("x-forwarded-for", "x-forwarded-proto")
"""What is read of these."""
USER = "dazoufang.gateway_user"
"""Whom the gateway says that it is, in the scope of a request: "" for nobody."""
WRONG_HEADERS = "网关送来的请求里，同一个请求头有几个，或写法不一样。请管理员检查网关的设置。"
NO_ACCOUNT = "网关送来的用户在看板里没有，或者已经停用。请联系管理员。"


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where requests come from that a gateway has written into, and in which header it writes whose they are."""

    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    user_header: str = ""

    def sent(self, address: str) -> bool:
        """Whether a request from that address is one of the gateway's.

        >>> Gateway((ipaddress.ip_network("10.1.2.0/24"),)).sent("10.1.2.3"), Gateway().sent("127.0.0.1")
        (True, False)
        """
        try:
            written = ipaddress.ip_address(address)
        except ValueError:
            return False
        read = getattr(written, "ipv4_mapped", None) or written
        return any(read in network for network in self.networks)


@cache
def named() -> Gateway:
    """The gateway that the office has named; WrongSettings where that cannot be read."""
    written = [one for one in re.split(r"[,\s]+", os.environ.get(VARIABLE, "")) if one]
    try:
        networks = tuple(ipaddress.ip_network(one) for one in written)
    except ValueError:
        raise WrongSettings(f"{VARIABLE} 应是网关的 IP 地址或网段，写的是“{' '.join(written)}”。") from None
    if any(network.prefixlen == 0 for network in networks):
        raise WrongSettings(f"{VARIABLE} 写成了所有地址：这样谁都可以自称是别人。请只写网关的地址。")
    header = os.environ.get(USER_VARIABLE, "").lower()
    if header and not networks:
        raise WrongSettings(f"设了 {USER_VARIABLE}，没有设 {VARIABLE}：请写明网关的地址。")
    if header and not re.fullmatch(r"[a-z0-9-]+", header):
        raise WrongSettings(f"{USER_VARIABLE} 应是请求头的名称，只用字母、数字和 -，例如 X-Remote-User。")
    return Gateway(networks, header)


def offer() -> None:
    """From now on whoever the gateway has signed in may come in."""
    if signs_in():
        ways.OUTSIDE.append(WAY)


def signs_in() -> bool:
    """Whether the gateway says who people are."""
    return bool(named().user_header)


@dataclass(slots=True)
class FromGateway:
    """What a gateway has written is read where it comes from one, refused where it is not clear, and otherwise taken out."""

    app: ASGIApp
    behind: ASGIApp = field(init=False)

    def __post_init__(self) -> None:
        self.behind = ProxyHeadersMiddleware(self.app, [str(network) for network in named().networks])  # type: ignore[arg-type,assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; whose the request is stands in USER, where it comes from in the scope's client."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        gateway, client = named(), scope["client"]
        scope["client"] = (peers.address_of(client), client[1] if client else 0)
        scope[USER] = ""
        if not gateway.sent(scope["client"][0]):
            scope["headers"] = without((*FORWARDED, gateway.user_header), scope["headers"])
            await self.app(scope, receive, send)
            return
        written = Counter(name.decode("latin-1") for name, _ in scope["headers"])
        user = [value for name, value in scope["headers"] if name.decode("latin-1") == gateway.user_header]
        if any(not is_clear(name, written) for name in (*ONCE, gateway.user_header) if name) or not _is_text(user):
            await refused(WRONG_HEADERS, 400, scope, receive, send)
            return
        scope[USER] = user[0].decode().strip() if user else ""
        scope["headers"] = without((gateway.user_header,), scope["headers"])
        await self.behind(scope, receive, send)  # type: ignore[arg-type]


@dataclass(slots=True)
class SignedInByGateway:
    """Whoever the gateway says it is comes in as that account, and as long as the gateway says so."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; a session counts only in requests of which the gateway says the same as when it was begun."""
        if scope["type"] == "lifespan" or not signs_in():
            await self.app(scope, receive, send)
            return
        name, token = scope[USER], signing_in.token_of(HTTPConnection(scope))
        account = sessions.account(token) if token else None
        if token and account and not _agree(name, account.name, sessions.way(token)):
            sessions.end(token)
            account = None
        if account or not name:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await refused("", 401, scope, receive, send)
        else:
            await _entering(Request(scope), name, self.app)(scope, receive, send)


def _agree(name: str, account: str, way: str) -> bool:
    """Whether a session may go on in a request of which the gateway says that it is somebody's, or "" nobody's.

    >>> _agree("lina", "lina", WAY), _agree("", "lina", "密码"), _agree("", "lina", WAY), _agree("wang", "lina", WAY)
    (True, True, False, False)
    """
    return accounts.one_name(name) == account if name else way != WAY


def _entering(request: Request, name: str, app: ASGIApp) -> ASGIApp:
    """What answers somebody whom the gateway has signed in and who has no session yet."""
    if request.url.path == signing_in.SIGN_IN and "out" in request.query_params:
        return app
    return _came_in(request, name) if signing_in.is_navigation(request) else Response(status_code=401)


def _came_in(request: Request, name: str) -> Response:
    account = accounts.find(name)
    # One with a password is a local one: somebody of the same name elsewhere is somebody else.
    if account is None or account.has_password or accounts.one_name(name) != name.lower():
        return PlainTextResponse(NO_ACCOUNT, 403)
    try:
        return signing_in.came_in(request, account.name, WAY, signing_in.own_address(request))
    except NotSignedIn:
        return PlainTextResponse(NO_ACCOUNT, 403)


async def refused(why: str, status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """The sentence, or a websocket closed before it is one."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(why, status)(scope, receive, send)


def is_clear(name: str, written: Counter[str]) -> bool:
    """Whether a header is there at most once, and under no other spelling of its name.

    >>> [is_clear("x-user", Counter(names)) for names in (["x-user"], [], ["x-user", "x-user"], ["x_user"])]
    [True, True, False, False]
    """
    return written[name] <= 1 and not any(other != name and _plain(other) == name for other in written)


def without(names: tuple[str, ...], headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Headers but for those of these names, however they are spelled.

    >>> without(("x-user",), [(b"x_user", b"a"), (b"X-User", b"b"), (b"host", b"c")])
    [(b'host', b'c')]
    """
    return [(name, value) for name, value in headers if _plain(name.decode("latin-1")) not in names]


def _plain(name: str) -> str:
    """A header's name as one reads it who takes other marks for - , as gateways and programs do.

    >>> _plain("X_Remote.User")
    'x-remote-user'
    """
    return re.sub(r"[^a-z0-9]", "-", name.lower())


def _is_text(values: list[bytes]) -> bool:
    try:
        return all(value.decode().isprintable() for value in values)
    except UnicodeDecodeError:
        return False
