"""How may somebody come in here, and what if nobody has set any way?

Where no way is set the pages are an open demonstration, on this machine only. A way of signing in besides the accounts of this
office adds its own question to `are_set`, and to OTHERS what the sign-in page offers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from campaign.access import accounts, state

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Addresses and names that only this machine can use."""
OTHERS: dict[str, str] = {}
"""What the sign-in page offers beside a password: address → Chinese words of the link."""
LEAVING: dict[str, Callable[[Request], Awaitable[str]]] = {}
"""The way in which a session was begun → the address at which its visitor signs out of that as well; "" for none."""
OUTSIDE: list[str] = []
"""Ways by which somebody comes in with an account that has no password."""
_started_open = False


class NobodySignsIn(RuntimeError):
    """A server that would be open to other machines; `str()` is the Chinese sentence."""


def are_set() -> bool:
    """Whether there is any way of signing in; then everybody signs in, on this machine too."""
    return bool(OUTSIDE) or accounts.any_exist()


def can_anybody() -> bool:
    """Whether there is an account with which somebody can come in now."""
    return any(not one.is_disabled and (one.has_password or bool(OUTSIDE)) for one in accounts.listed())


def start(address: str | None, *, must_sign_in: bool = False) -> None:
    """What holds from now on for a server that listens at `address`; NobodySignsIn where it would be open to others, or to nobody.

    A server that began with sign-in never becomes a demonstration, whatever happens to the file of accounts.
    """
    global _started_open
    _started_open = not are_set()
    if (must_sign_in or address not in LOOPBACK) and not can_anybody():
        raise NobodySignsIn(
            "还没有人能登录，不给别的电脑开。请先添加用户：python -m campaign users add 用户名 --role 收件办公室"
            f"（由单位登录或网关来认的，加 --no-password）；用户放在 {state.folder()}。只想在本机看演示：make run。"
        )


def is_demonstration() -> bool:
    """Whether whoever comes is shown the open demonstration: none was set at the start and none is now."""
    return _started_open and not are_set()
