"""Who is it, before the first byte of a page?

Nothing but the sign-in page, and an empty "I am here" for whoever watches the server, is answered to somebody who has not
signed in. Whose session it is is written into the request here and nowhere else, in HEADER, which a browser cannot send:
`pages/door/visitor.py` and the upload of files read it there.

Another way of signing in proves who it is in its own route and then answers with `came_in(request, account.name, "单位登录", next)`.
Its addresses stand in OPEN, what the sign-in page offers of it in `ways.OTHERS`.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from hmac import compare_digest
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from campaign.access import accounts, attempts, audit, sessions
from campaign.access.accounts import Account
from pages.door import shell, ways

SIGN_IN, SIGN_OUT, HEALTH = "/signin", "/signout", "/_stcore/health"
OPEN = {SIGN_IN, SIGN_OUT, HEALTH, shell.CARD}
"""Addresses that are answered to somebody who has not signed in."""
HEADER = "dazoufang-session"
"""The token of the session, in the request behind the door; a browser's own is taken away."""
ACCOUNT = "dazoufang.account"
"""The account in the scope of the request behind the door; None in the open demonstration."""
COOKIE, FORM_COOKIE = "dazoufang", "dazoufang_form"
PASSWORD_WAY = "密码"
LONGEST_FORM = 1 << 14
"""Bytes of a form that are read at most."""
AT_ONCE = asyncio.Semaphore(2)
"""How many passwords are judged at a time: each takes 64 MB and a tenth of a second."""
PAGE = Path(__file__).resolve().parents[2] / "static" / "signin.html"


@dataclass(slots=True)
class SigningIn:
    """Lets on whoever has signed in, and everybody in the open demonstration; sends others to the sign-in page."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        token = token_of(HTTPConnection(scope))
        account = sessions.account(token) if token else None
        _write(scope, token if account else None, account)
        is_let_on = account is not None or ways.is_demonstration()
        if scope["type"] == "websocket":
            if is_let_on:
                await self.app(scope, _watched(receive, token, account), send)
            else:
                await send({"type": "websocket.close", "code": 1008})
        elif is_let_on or (scope["path"] in OPEN and scope["path"] != HEALTH):
            await self.app(scope, receive, send)
        else:
            await _to_sign_in(Request(scope))(scope, receive, send)


def token_of(connection: HTTPConnection) -> str | None:
    """The token that a browser has; behind https only one that no page of another address could have set."""
    return connection.cookies.get(_cookie(connection))


def _write(scope: Scope, token: str | None, account: Account | None) -> None:
    """Who it is, into the request."""
    # A name with _ for - is the same to whoever reads it as a variable.
    raw = [(name, value) for name, value in scope["headers"] if name.lower().replace(b"_", b"-") != HEADER.encode()]
    scope["headers"] = raw + ([(HEADER.encode(), token.encode())] if token else [])
    scope[ACCOUNT] = account


def _watched(receive: Receive, token: str | None, account: Account | None) -> Receive:
    """What a visitor's page sends; once the session has ended or the account is another, it asks for the whole page instead.

    A part of a page that is drawn by itself would otherwise go on showing what its visitor may no longer see.
    """
    shown_to, noted = account, time.monotonic()

    async def next_message() -> Message:
        nonlocal shown_to, noted
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        account = sessions.account(token) if token else None
        has_changed, shown_to = account != shown_to, account
        if has_changed or (account is None and not ways.is_demonstration()):
            return {"type": "websocket.receive", "bytes": WHOLE_PAGE}
        if account and time.monotonic() - noted > sessions.NOTED_EVERY and _is_of_a_person(message.get("bytes") or b""):
            noted = time.monotonic()
            sessions.note_use(token or "")
        return message

    return next_message


def _whole_page() -> bytes:
    asked = BackMsg()
    asked.rerun_script.SetInParent()
    return asked.SerializeToString()


WHOLE_PAGE = _whole_page()


def _is_of_a_person(sent: bytes) -> bool:
    """Whether somebody clicked; a page that looks for news by itself, or says that it is still there, is nobody."""
    message = BackMsg()
    try:
        message.ParseFromString(sent)
    except DecodeError:
        return False
    return message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun


def _to_sign_in(request: Request) -> Response:
    if request.url.path == HEALTH:
        return Response()
    if not is_navigation(request):
        return Response(status_code=401)
    wanted = own_address(request)
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': wanted})}" if wanted != "/" else SIGN_IN, 303)


def is_navigation(request: Request) -> bool:
    """Whether somebody opens a page, and not a page something that it needs."""
    return request.method == "GET" and request.headers.get("sec-fetch-mode", "navigate") == "navigate"


def own_address(request: Request) -> str:
    """What is asked for, without the server's name."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


# ── the sign-in page ──────────────────────────────────────────────────────────────────────────


async def sign_in(request: Request) -> Response:
    """The page, and what somebody has written into it."""
    if request.method == "POST":
        return await _judged(request)
    wanted = own_path(request.query_params.get("next", ""))
    if request.scope[ACCOUNT] is not None or not ways.are_set():
        return RedirectResponse(wanted, 303)
    return _page(request, wanted, note="已退出登录。" if "out" in request.query_params else "")


async def _judged(request: Request) -> Response:
    form = await _form(request)
    name, wanted = form.get("name", ""), own_path(form.get("next", ""))
    if not compare_digest(form.get("token", "").encode(), request.cookies.get(FORM_COOKIE, "-").encode()):
        return _page(request, wanted, name, why="页面放得太久了，请再填一次。", status=403)
    address = request.client.host if request.client else ""
    try:
        async with AT_ONCE:
            account = await run_in_threadpool(accounts.with_password, name, form.get("password", ""), address)
    except attempts.TooMany as why:
        return _page(request, wanted, name, why=str(why), status=429)
    except accounts.NotSignedIn as why:
        return _page(request, wanted, name, why=str(why), status=401)
    return came_in(request, account.name, PASSWORD_WAY, wanted)


def came_in(request: Request, name: str, way: str, wanted: str) -> Response:
    """The answer to somebody of whom it is proved that the account is theirs: a new session, and on to the page wanted.

    `way` says in Chinese how. NotSignedIn where there is no such account or it is disabled.
    """
    address = request.client.host if request.client else ""
    try:
        token = sessions.begin(name, way, address, instead_of=token_of(request))
    except audit.NotRecorded as why:
        return _page(request, wanted, name, why=str(why), status=503)
    answer = RedirectResponse(own_path(wanted), 303)
    _set_cookie(request, answer, _cookie(request), token, sessions.LONGEST, "lax")
    answer.delete_cookie(FORM_COOKIE, path=SIGN_IN)
    return answer


async def sign_out(request: Request) -> Response:
    """Ends the session of a page that knows its token; asks first whoever only has the address."""
    token = token_of(request)
    if not token:
        return RedirectResponse(SIGN_IN, 303)
    known = (
        (await _form(request)).get("token", "") if request.method == "POST" else request.query_params.get("token", "")
    )
    if not compare_digest(known.encode(), sessions.token_to_sign_out(token).encode()):
        return _asked_to_sign_out(sessions.token_to_sign_out(token))
    way = sessions.way(token)
    sessions.end(token)
    elsewhere = await ways.LEAVING[way](request) if way in ways.LEAVING else ""
    answer = _leaving(elsewhere) if elsewhere else RedirectResponse(f"{SIGN_IN}?out=1", 303)
    answer.delete_cookie(_cookie(request), secure=is_secure(request), httponly=True, samesite="lax")
    return answer


ROUTES = (
    Route(SIGN_IN, sign_in, methods=["GET", "POST"]),
    Route(SIGN_OUT, sign_out, methods=["GET", "POST"]),
)


def own_path(wanted: str) -> str:
    """A path of this server as an address; the first page for anything else.

    >>> own_path("/ranking?area=武进区"), own_path("//evil.example/"), own_path("/\\\\evil.example"), own_path("https://evil.example")
    ('/ranking?area=%E6%AD%A6%E8%BF%9B%E5%8C%BA', '/', '/', '/')
    >>> own_path("/a\\r\\nSet-Cookie: x=1"), own_path(SIGN_IN), own_path("")
    ('/', '/', '/')
    """
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    is_own = (
        wanted.isprintable() and "\\" not in wanted and parts.path.startswith("/") and not parts.path.startswith("//")
    )
    if not is_own or parts.scheme or parts.netloc or unquote(parts.path) in (SIGN_IN, SIGN_OUT):
        return "/"
    return quote(parts.path, safe="/%") + (f"?{quote(parts.query, safe='=&%+,;:@/')}" if parts.query else "")


def _page(
    request: Request, wanted: str, name: str = "", *, why: str = "", note: str = "", status: int = 200
) -> Response:
    token = secrets.token_urlsafe(24)
    spoken = (
        f'<p class="why" role="alert">{escape(why)}</p>'
        if why
        else f'<p class="note">{escape(note)}</p>'
        if note
        else ""
    )
    others = "".join(
        f'<a class="other" href="{escape(address)}?{urlencode({"next": wanted})}">{escape(words)}</a>'
        for address, words in ways.OTHERS.items()
    )
    form = f"""<form method="post" action="{SIGN_IN}">
      <input type="hidden" name="token" value="{token}"><input type="hidden" name="next" value="{escape(wanted)}">
      <label for="name">用户名</label>
      <input id="name" name="name" value="{escape(name)}" maxlength="64" autocomplete="username" autocapitalize="none"
        spellcheck="false" required {"" if name else "autofocus"}>
      <label for="password">密码</label>
      <input id="password" name="password" type="password" maxlength="128" autocomplete="current-password" required
        {"autofocus" if name else ""}>
      <button type="submit">登录</button>
    </form>"""
    answer = _drawn(
        "登录",
        spoken + form + others,
        "只供本单位工作使用。登录、查看姓名和下载都留有记录。",
        status,
        shell.head(_at(request, wanted)),
    )
    _set_cookie(request, answer, FORM_COOKIE, token, 3600, "strict", path=SIGN_IN)
    return answer


def _at(request: Request, wanted: str) -> URL:
    """Where whoever signs in will be: a link that is sent speaks of its page and not of the sign-in page."""
    return request.url.replace(path=urlsplit(wanted).path, query="")


def _asked_to_sign_out(token: str) -> Response:
    form = f"""<form method="post" action="{SIGN_OUT}"><input type="hidden" name="token" value="{token}">
      <button type="submit">退出登录</button></form><a class="other" href="/">返回看板</a>"""
    return _drawn("退出登录", form, "退出后，这台电脑上打开的看板页面都要重新登录。", 200)


def page_of_failure(request: Request, why: str, wanted: str = "/") -> Response:
    """The sign-in page with a sentence why somebody did not come in by another way."""
    return _page(request, wanted, why=why, status=403)


def _leaving(elsewhere: str) -> Response:
    """Signed out here, and on to where else one signs out; no redirect, for a form may lead to none."""
    inside = f"""<meta http-equiv="refresh" content="0;url={escape(elsewhere)}"><p class="note">已退出登录。</p>
      <a class="other" href="{escape(elsewhere)}">同时退出单位登录</a>"""
    return _drawn("退出登录", inside, "退出后，这台电脑上打开的看板页面都要重新登录。", 200)


def _drawn(title: str, inside: str, foot: str, status: int, head: str = "") -> Response:
    head = head or f"<title>{escape(title)} · {escape(shell.campaign())}数据看板</title>"
    filled = Template(PAGE.read_text(encoding="utf-8")).substitute(
        campaign=escape(shell.campaign()), title=escape(title), head=head, inside=inside, foot=escape(foot)
    )
    return HTMLResponse(filled, status)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; {} for one that is too long to be ours."""
    sent = b""
    async for piece in request.stream():
        sent += piece
        if len(sent) > LONGEST_FORM:
            return {}
    try:
        return {name: values[0] for name, values in parse_qs(sent.decode()).items()}
    except ValueError:
        return {}


# ── cookies ───────────────────────────────────────────────────────────────────────────────────


def is_secure(connection: HTTPConnection) -> bool:
    """Whether the browser asked over https."""
    return connection.scope["scheme"] in ("https", "wss")


def _cookie(connection: HTTPConnection) -> str:
    """The cookie's name; a browser lets nobody but this very address, over https, set one that begins with __Host-."""
    return f"__Host-{COOKIE}" if is_secure(connection) else COOKIE


def _set_cookie(
    request: Request, answer: Response, name: str, value: str, seconds: int, same_site: str, path: str = "/"
) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, path=path, secure=is_secure(request), httponly=True, samesite=same_site  # type: ignore[arg-type]
    )  # fmt: skip
    MutableHeaders(raw=answer.raw_headers)["cache-control"] = "no-store"
