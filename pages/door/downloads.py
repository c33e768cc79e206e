"""Whose is a file that a page offers for download?

Streamlit gives it to whoever knows its address. Here only those get it whose own page was sent that address: it may have been
passed on to somebody who is shown less.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.door.signing_in import HEADER

PATH = "/media/"
OFFERED = re.compile(rb"/media/([0-9a-f]{32})")
"""An address in what a page is sent, up to the end of the file's hash: what ends it after that runs into what follows."""
MOST = 50_000
"""Offers that are remembered; whose are older draws the page again."""


@dataclass(slots=True)
class Downloads:
    """Remembers which files a page was sent the address of, and gives them to nobody else."""

    app: ASGIApp
    offered: OrderedDict[tuple[str | None, str], None] = field(default_factory=OrderedDict)
    """(token, file) in the order of the offers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        token = Headers(scope=scope).get(HEADER)

        async def remember(message: Message) -> None:
            for offer in OFFERED.finditer(message.get("bytes") or b""):
                self._remember(token, offer[1].decode())
            await send(message)

        if scope["type"] == "websocket":
            await self.app(scope, receive, remember)
        elif (
            scope["path"].startswith(PATH)
            and (token, scope["path"].removeprefix(PATH).partition(".")[0]) not in self.offered
        ):
            await Response(status_code=404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _remember(self, token: str | None, file: str) -> None:
        self.offered[token, file] = None
        self.offered.move_to_end((token, file))
        if len(self.offered) > MOST:
            self.offered.popitem(last=False)
