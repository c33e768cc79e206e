"""How may somebody come in here, and what if nobody has set any way?

Where no way is set the pages are an open demonstration, on this machine only. A way of signing in besides the accounts of this
office adds its own question to `are_set`, and to OTHERS what the sign-in page offers.
"""

from __future__ import annotations

from campaign.access import accounts

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Addresses and names that only this machine can use."""
OTHERS: dict[str, str] = {}
"""What the sign-in page offers beside a password: address → Chinese words of the link."""
_started_open = False


class NobodySignsIn(RuntimeError):
    """A server that would be open to other machines; `str()` is the Chinese sentence."""


def are_set() -> bool:
    """Whether there is any way of signing in; then everybody signs in, on this machine too."""
    return bool(OTHERS) or accounts.any_exist()


def start(address: str | None) -> None:
    """What holds from now on for a server that listens at `address`; NobodySignsIn where it would be open to other machines.

    A server that began with sign-in never becomes a demonstration, whatever happens to the file of accounts.
    """
    global _started_open
    _started_open = not are_set()
    if _started_open and address not in LOOPBACK:
        raise NobodySignsIn(
            f"没有设任何登录方式，不能在 {address or '所有地址'} 上提供服务：别的电脑也能打开。"
            "请先添加用户（python -m campaign users add 用户名 --role 管理），或只在本机使用（--server.address 127.0.0.1）。"
        )


def is_demonstration() -> bool:
    """Whether whoever comes is shown the open demonstration: none was set at the start and none is now."""
    return _started_open and not are_set()
