"""Who may send files in, and how much?

Streamlit takes files from whoever has a page open, also one without a box for files, and keeps them in memory.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from pages.door.signing_in import ACCOUNT, HEADER

PATH = "/_stcore/upload_file/"
FILES = 4
"""How many files of the largest size one visitor may have in memory at a time."""
MOST_FILES = 1000
"""However small they are."""


@dataclass(slots=True)
class Uploads:
    """Takes files only into their own page, from a visitor who may load, and no more than a limit at a time."""

    app: ASGIApp
    arriving: Counter[str] = field(default_factory=Counter)
    """Account → bytes that are on their way in."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self.app(scope, receive, send)
            return
        account, session = scope[ACCOUNT], scope["path"].removeprefix(PATH).partition("/")[0]
        token = next((value.decode() for name, value in scope["headers"] if name == HEADER.encode()), None)
        if account is None or not _may_load(account.role) or _token_behind(session) != token:
            await Response(status_code=HTTPStatus.FORBIDDEN)(scope, receive, send)
            return
        most, came = FILES * config.get_option("server.maxUploadSize") << 20, 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += (size := len(message.get("body", b"")))
            self.arriving[account.name] += size
            if _held(token)[0] + self.arriving[account.name] > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        if scope["method"] == "PUT" and _held(token)[1] >= MOST_FILES:
            await Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
            return
        try:
            await self.app(scope, counted, send)
        finally:
            self.arriving[account.name] -= came


def _may_load(role: str) -> bool:
    # Not before: what an office has set of its roles may be wrong, and then a page tells it, not a server that did not start.
    from campaign.access.roles import ROLES

    return role in ROLES and "load" in ROLES[role].rights


def _token_behind(session: str) -> str | None:
    """Whose token came with the open page that Streamlit calls by that name; None where there is no such page."""
    client = Runtime.instance().get_client(session)
    return dict(client.client_context.headers).get(HEADER) if client and client.client_context else None


def _held(token: str | None) -> tuple[int, int]:
    """Bytes and number of the files in memory that are the visitor's, or of a page that is gone and not yet forgotten."""
    files = Runtime.instance().uploaded_file_mgr
    assert isinstance(files, MemoryUploadedFileManager)
    own = [file for page in list(files.file_storage) if _token_behind(page) in (token, None)
           for file in list(files.file_storage.get(page, {}).values())]  # fmt: skip
    return sum(len(file.data) for file in own), len(own)
