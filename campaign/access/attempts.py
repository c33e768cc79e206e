"""Has somebody guessed too often, for one account or from one address?"""

from __future__ import annotations

import ipaddress
import sqlite3
import time

WATCHED = 15 * 60
"""Seconds for which an attempt counts, and so the longest that somebody waits."""
MOST_FOR_ACCOUNT = 5
MOST_FROM_ADDRESS = 20
"""Wrong attempts in that time; an office may come from one address, and not everybody errs on one morning."""


class TooMany(PermissionError):
    """Whoever asks must wait; `str()` is the Chinese sentence."""

    def __init__(self) -> None:
        super().__init__(f"登录失败的次数太多。请过 {WATCHED // 60} 分钟再试，或请管理员重设密码。")


def note(connection: sqlite3.Connection, name: str, address: str) -> None:
    """Counts one attempt before it is judged, so that many at once are as many; TooMany where it is one too many."""
    now = time.time()
    connection.execute("delete from attempt where made < ?", [now - WATCHED])
    for about, most in ((_of_account(name), MOST_FOR_ACCOUNT), (_of_address(address), MOST_FROM_ADDRESS)):
        (made,) = connection.execute("select count(*) from attempt where about = ?", [about]).fetchone()
        if made >= most:
            raise TooMany
    connection.executemany("insert into attempt values (?, ?)", [(_of_account(name), now), (_of_address(address), now)])


def forgive(connection: sqlite3.Connection, name: str, address: str | None = None) -> None:
    """The right password was given, or an administrator has helped: the account's attempts count no more.

    Of the address only the last one is forgiven, for whoever guesses may have an account of their own.
    """
    connection.execute("delete from attempt where about = ?", [_of_account(name)])
    if address is not None:
        connection.execute(
            "delete from attempt where rowid = (select max(rowid) from attempt where about = ?)",
            [_of_address(address)],
        )


def _of_account(name: str) -> str:
    return f"account {name}"


def _of_address(address: str) -> str:
    """An address as one line of it is given to one subscriber: all of an IPv6 network of 64 bits is one."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return f"address {address[:64]}"
    return f"address {ipaddress.ip_network((read, 64), strict=False) if read.version == 6 else read}"
