"""What does a link say of itself where it is sent, and what stands in a page before anything of it is drawn?

Whoever shows a link that somebody sent, as WeChat does, reads the title, the summary and the picture of what the address
answers without signing in. It is told the name of the page and what the dashboard is for, and nothing of the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from starlette.datastructures import URL, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

from campaign.office import settings
from pages.door.scripts import FIRST, STATIC

CARD = "/card.png"
"""The address of the picture beside a link: the house of the logo, also for whoever has not signed in."""
SUMMARY = "走访进度、问题办理、督查排名和明细查询。数据登录后查看。"
NEEDS_SCRIPTS = "请在浏览器中启用 JavaScript 后查看。"
_PAGES = Path(__file__).resolve().parents[1]


def campaign() -> str:
    """The name of the campaign; empty where what an office has set of it cannot be used, which the pages say."""
    try:
        return settings.read().name
    except settings.WrongSettings:
        return ""


@cache
def titles() -> dict[str, str]:
    """The last part of each page's address → its title, as the page's file declares it; the pages themselves are not run for it."""
    found = {file.stem: re.search(r'^TITLE = "(.+)"$', file.read_text(encoding="utf-8"), re.M) for file in _PAGES.glob("*.py")}  # fmt: skip
    return {slug: title[1] for slug, title in found.items() if title}


def head(of: URL) -> str:
    """What the head of the document at an address says of it."""
    name = f"{campaign()}数据看板"
    title = titles().get(of.path.strip("/").rpartition("/")[2])
    title = f"{title} · {name}" if title else name
    said = {"og:type": "website", "og:site_name": name, "og:title": title, "og:description": SUMMARY}
    said |= {"og:image": str(of.replace(path=CARD, query="", fragment=""))}
    tags = "".join(f'<meta property="{key}" content="{escape(value)}">' for key, value in said.items())
    return f'<title>{escape(title)}</title><meta name="description" content="{escape(SUMMARY)}">{tags}'


@cache
def _document() -> tuple[str, str]:
    """Streamlit's document before and after the place of its title, in Chinese and with what must run first."""
    document = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    document = document.replace('<html lang="en">', '<html lang="zh-CN">', 1)
    document = re.sub(r"(?s)<!--.*?-->|<link rel=\"service-desc\"[^>]*>", "", document)
    document = re.sub(r"(?s)<noscript>.*?</noscript>", f"<noscript><p>{NEEDS_SCRIPTS}</p></noscript>", document)
    before, _, after = document.partition("<title>Streamlit</title>")
    return f"{before}<script>{FIRST}</script>", after


def inline_scripts() -> list[str]:
    """The scripts that stand in the document itself."""
    return re.findall(r"(?s)<script>(.*?)</script>", "".join(_document()))


@dataclass(slots=True)
class Shell:
    """Answers each address of a page with the document that the scripts draw it in."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; what is no HTML passes as it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_document = False

        async def send_own(message: Message) -> None:
            nonlocal is_document
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_document = message["status"] == 200 and headers.get("content-type", "").startswith("text/html")
                is_document &= "last-modified" in headers  # a file of Streamlit's, and no page of the door
                if is_document:
                    for of_streamlits in ("etag", "last-modified", "accept-ranges", "content-encoding"):
                        del headers[of_streamlits]
                    headers["content-length"] = str(len(body))
            elif is_document:
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
            await send(message)

        before, after = _document()
        body = (before + head(Request(scope).url) + after).encode()
        await self.app(scope, receive, send_own)


async def card(_: Request) -> Response:
    """The picture beside a link."""
    return FileResponse(STATIC / "card.png")


ROUTES = (Route(CARD, card),)
