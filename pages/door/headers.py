"""What may a browser do with what it gets? Show it on this address, keep no copy of it, ask nobody else for anything."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.door.scripts import INSTALLED
from pages.door.shell import inline_scripts

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
HTTPS_ONLY = "max-age=31536000"


@dataclass(slots=True)
class SecurityHeaders:
    """Every answer says what may be done with it; only what never changes and holds nothing of anybody may be kept."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; a websocket has no such headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                headers["content-security-policy"] = policy()
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = HTTPS_ONLY
                if message["status"] >= 400 or "immutable" not in headers.get("cache-control", ""):
                    headers["cache-control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


@cache
def policy() -> str:
    """What a page may load, run and be shown in: this server's own, and the very scripts that stand in its pages."""
    hashes = [hashlib.sha256(one.encode()).digest() for one in (*inline_scripts(), INSTALLED)]
    scripts = " ".join(f"'sha256-{b64encode(one).decode()}'" for one in hashes)
    parts = {
        "default-src": "'none'",
        "script-src": f"'self' {scripts}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit and Plotly write their styles where they are needed
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())
