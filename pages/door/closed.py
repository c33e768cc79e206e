"""Which of Streamlit's own addresses are nobody's here?"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

STREAMLITS = "/_stcore/"
USED = ("health", "host-config", "stream", "upload_file/")
"""What the pages need of it; its figures about visitors, its interface for programs and whatever a later version adds stay closed."""
NOT_USED = ("/auth/", "/oauth2callback", "/component/")
"""Streamlit's own way of signing in and foreign components: neither is used."""


@dataclass(slots=True)
class Closed:
    """Answers what no page needs as if it did not exist."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] == "http" and is_closed(scope["path"]):
            await Response(status_code=404)(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"] != f"{STREAMLITS}stream":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)


def is_closed(path: str) -> bool:
    """Whether an address is nobody's.

    >>> [is_closed(path) for path in ("/_stcore/metrics", "/_stcore/agent/mcp", "/auth/login", "/_stcore/health", "/ranking")]
    [True, True, True, False, False]
    """
    if path.startswith(NOT_USED):
        return True
    return path.startswith(STREAMLITS) and not path.removeprefix(STREAMLITS).startswith(USED)
