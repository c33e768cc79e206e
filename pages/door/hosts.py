"""By which names is this server asked, and from which pages?

A foreign page can have a name of its own mean this machine, and a browser then takes both for one house. So a request is
answered only when it asks for a name that the office has set, and when the page that it comes from is of that very address.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.door import ways

VARIABLE = "DAZOUFANG_HOSTS"
"""Names besides those of loopback, with commas or spaces between."""
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy adds: then whoever asks may be on another machine."""
WRONG_NAME = f"这个地址不能打开看板。请用管理员给的地址；管理员：请把名称写进 {VARIABLE}。"
WRONG_PAGE = "别的网站不能打开看板里的内容。请直接打开看板的地址。"
NOT_OPEN_TO_OTHERS = "看板尚未设置用户，仅限本机演示，不能通过代理提供给其他电脑。请联系管理员添加用户后使用。"


def allowed() -> frozenset[str]:
    """The names that this server is asked by, in small letters and without a port."""
    return frozenset(ways.LOOPBACK) | {
        name.lower() for name in re.split(r"[,\s]+", os.environ.get(VARIABLE, "")) if name
    }


@dataclass(slots=True)
class AllowedHosts:
    """Answers only what asks for an allowed name and comes from no foreign page."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; a websocket is refused before it is one."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        status, why = refusal(Headers(scope=scope))
        if not why:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(why, status)(scope, receive, send)


def refusal(headers: Headers) -> tuple[int, str]:
    """The status and the sentence with which a request is refused; ("", 0) for one that is let on."""
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if len(hosts) != 1 or _name(hosts[0]) not in allowed():
        return 421, WRONG_NAME
    # With its port: another program of this machine has the same name.
    if origins and (len(origins) > 1 or not _is_of(origins[0], hosts[0])):
        return 403, WRONG_PAGE
    if ways.is_demonstration() and any(name in headers for name in FORWARDED):
        return 403, NOT_OPEN_TO_OTHERS
    return 0, ""


def _name(host: str) -> str | None:
    """The name in a Host header; None where it is none.

    >>> _name("127.0.0.1:8501"), _name("[::1]:8501"), _name("Kanban.Example."), _name("a@localhost"), _name("localhost/x")
    ('127.0.0.1', '::1', 'kanban.example', None, None)
    """
    if not re.fullmatch(r"[\w.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?", host, re.ASCII):
        return None
    return (urlsplit(f"//{host}").hostname or "").rstrip(".")


def _is_of(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
