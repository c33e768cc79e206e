"""How do the pages reach a browser? Through one door, compressed, what never changes only once, and no address past `app.py`.

What stands in the door, and in which order, is written at the end: see docs/decisions/0051. Streamlit leaves its scripts
uncompressed and to a proxy; here they are compressed the first time that somebody fetches them, and kept: see docs/decisions/0046.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from dataclasses import dataclass, field

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware

from campaign.office.settings import NOTHING_DONE, WrongSettings
from pages.door import gateway, provider, shell, signing_in, ways
from pages.door.closed import Closed
from pages.door.downloads import Downloads
from pages.door.gateway import FromGateway, SignedInByGateway
from pages.door.headers import SecurityHeaders
from pages.door.hosts import AllowedHosts
from pages.door.signing_in import SigningIn
from pages.door.uploads import Uploads
from pages.parts import door
from serve import PROCESS_COOKIE, PROCESS_VARIABLE, SIGNED_IN_VARIABLE

UNCHANGING = ("/static/", "/borders/")
"""Under them lie Streamlit's own files and the shapes of the maps; the name of each holds a hash of what is in it."""
NOT_WHOLE = ("range", "if-none-match", "if-modified-since")
"""Headers of a request that may be answered with less than the file."""
FOR_EVER = "public, immutable, max-age=31536000"
ENCODINGS = ("br", "gzip")
"""How an answer can be compressed, the smaller first."""


@dataclass(slots=True)
class Compressing:
    """Every answer compressed; those that never change thoroughly and once a process, the others quickly."""

    app: ASGIApp
    thorough: ASGIApp = field(init=False)
    quick: ASGIApp = field(init=False)
    kept: dict[tuple[str, str], list[Message]] = field(default_factory=dict)
    """(path, what the browser can unpack) → the answer; as many as there are files."""

    def __post_init__(self) -> None:
        # Zstandard is left out: Brotli makes less of what is compressed once.
        self.thorough = CompressMiddleware(self.app, zstd=False, brotli_quality=9, gzip_level=9)
        self.quick = CompressMiddleware(self.app, zstd=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; a websocket passes as it is."""
        if not _is_of_an_unchanging_file(scope):
            await self.quick(scope, receive, send)
            return
        wanted = MutableHeaders(scope=scope).get("accept-encoding", "")
        unpacked = ", ".join(name for name in ENCODINGS if name in re.split(r",\s*", wanted))
        MutableHeaders(scope=scope)["accept-encoding"] = unpacked  # so that one kept answer suits all who ask so
        if (answer := self.kept.get((scope["path"], unpacked))) is None:
            answer = await _answered(self.thorough, scope)
            if "immutable" in Headers(raw=answer[0]["headers"]).get("cache-control", ""):
                self.kept[scope["path"], unpacked] = answer
        for message in answer:
            await send(dict(message))


async def _answered(app: ASGIApp, scope: Scope) -> list[Message]:
    """The whole answer, also where whoever fetches it first leaves on the way: all others get what is kept of it."""
    answer: list[Message] = []

    async def keep(message: Message) -> None:
        answer.append(message)

    async def stays() -> Message:
        return await asyncio.get_running_loop().create_future()

    await app(scope, stays, keep)
    return answer


def _is_of_an_unchanging_file(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(UNCHANGING):
        return False
    return not any(name in Headers(scope=scope) for name in NOT_WHOLE)


@dataclass(slots=True)
class Numbered:
    """Every answer tells a browser which of several processes serves it: `serve.py` hands it to the same one again."""

    app: ASGIApp
    number: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; a browser that knows is not told again."""
        if scope["type"] != "http" or HTTPConnection(scope).cookies.get(PROCESS_COOKIE) == self.number:
            await self.app(scope, receive, send)
            return

        async def send_numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{PROCESS_COOKIE}={self.number}; Path=/; HttpOnly; SameSite=Lax"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_numbered)


async def borders(request: Request) -> Response:
    """The shapes that maps are filled with, for a browser to keep for ever."""
    # Not before: what an office has set of its campaign may be wrong, and then a page tells it, not a server that did not start.
    from pages.parts.borders import address, shapes

    if request.url.path != f"/{address()}":
        return Response(status_code=404)
    return Response(shapes(), media_type="application/json", headers={"cache-control": FOR_EVER})


# Before the first request: Streamlit would run `pages/ranking.py` alone for whoever opens /ranking first.
door.close_side_door()
try:
    provider.offer()
    gateway.offer()
    ways.start(st.get_option("server.address"), must_sign_in=SIGNED_IN_VARIABLE in os.environ)
except (ways.NobodySignsIn, WrongSettings) as why:
    sys.stderr.write(f"{why}\n")
    sys.exit(NOTHING_DONE)
number = os.environ.get(PROCESS_VARIABLE)
app = st.App(
    "app.py",
    routes=[*signing_in.ROUTES, *provider.ROUTES, *shell.ROUTES, Route("/borders/{name}", borders)],
    # Whatever passes comes by all of them, from the first to the last.
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(AllowedHosts),
        Middleware(FromGateway),
        Middleware(Closed),
        *([Middleware(Numbered, number)] if number else []),
        Middleware(SignedInByGateway),
        Middleware(SigningIn),
        Middleware(Uploads),
        Middleware(Downloads),
        Middleware(Compressing),
        Middleware(shell.Shell),
    ],
)
