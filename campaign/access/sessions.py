"""Who has come in, until when, and how is that ended?

A session begins once something has said who it is: `token = begin(account.name, "单位登录", address)` is all that another way
of signing in has to do, and it hands the token to the browser as pages/door/signing_in.py does. The token itself is kept nowhere.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass

from campaign.access import audit, state
from campaign.access.accounts import SIGN_IN_PAGE, Account, NotSignedIn, account_of, one_name
from campaign.access.roles import ROLES

LONGEST = 12 * 3600
"""Seconds after which everybody signs in anew: a day at the office."""
IDLE = 2 * 3600
"""Seconds without anything being clicked after which a session ends."""
NOTED_EVERY = 60
"""Seconds after which it is written down again that a session is in use."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which somebody has signed in; `digest` names it and opens nothing."""

    digest: str
    account: str
    way: str
    address: str
    begun: float
    seen: float


def begin(name: str, way: str, address: str, instead_of: str | None = None) -> str:
    """A new session's token for an account that something else has identified; the browser's former one ends.

    `way` says in Chinese how it was. NotSignedIn where there is no such account or it is disabled; audit.NotRecorded
    where it cannot be written down who came.
    """
    token = secrets.token_urlsafe(32)
    now = time.time()
    with state.changing() as kept:
        _forget_ended(kept, now)
        if instead_of:
            kept.execute("delete from session where digest = ?", [_digest(instead_of)])
        may = kept.execute("select * from account where name = ? and not is_disabled", [one_name(name)]).fetchone()
        if may is None:
            raise NotSignedIn
        kept.execute(
            "insert into session values (?, ?, ?, ?, ?, ?)", [_digest(token), may["name"], way, address, now, now]
        )
        _record(audit.SIGNED_IN, account_of(may), f"{way}，来自 {address}")
    return token


def _record(kind: str, whose: Account, what: str = "") -> None:
    role = ROLES[whose.role].label if whose.role in ROLES else whose.role
    audit.record(kind, whose.name, role, where=SIGN_IN_PAGE, what=what)


def account(token: str) -> Account | None:
    """Whose session it is, as the account is now; None where it has ended. Costs less than a millisecond."""
    if not state.is_begun():
        return None
    now = time.time()
    with state.reading() as kept:
        row = kept.execute(
            "select account.* from session join account using (name)"
            " where digest = ? and begun > ? and seen > ? and not is_disabled",
            [_digest(token), now - LONGEST, now - IDLE],
        ).fetchone()
    return account_of(row) if row else None


def way(token: str) -> str:
    """In which way a session was begun, as `begin` was given it; "" where there is none."""
    with state.reading() as kept:
        row = kept.execute("select way from session where digest = ?", [_digest(token)]).fetchone()
    return row["way"] if row else ""


def note_use(token: str) -> None:
    """The session is in use; written down when that was not done a short while ago."""
    now = time.time()
    with state.reading() as kept:
        kept.execute(
            "update session set seen = ? where digest = ? and seen < ? and seen > ?",
            [now, _digest(token), now - NOTED_EVERY, now - IDLE],
        )


def end(token: str) -> None:
    """Ends one session, by its own browser."""
    if whose := account(token):
        with suppress(audit.NotRecorded):  # whoever wants to go goes
            _record(audit.SIGNED_OUT, whose)
    end_session(_digest(token))


def end_session(digest: str) -> None:
    """Ends one session, by its name in the list."""
    with state.changing() as kept:
        kept.execute("delete from session where digest = ?", [digest])


def end_all(name: str) -> int:
    """Ends all sessions of an account; how many there were."""
    with state.changing() as kept:
        return kept.execute("delete from session where name = ?", [one_name(name)]).rowcount


def listed(name: str | None = None) -> list[Session]:
    """The sessions that go on, of one account or of all, the newest first."""
    if not state.is_begun():
        return []
    now = time.time()
    with state.reading() as kept:
        rows = kept.execute(
            "select digest, name as account, way, address, begun, seen from session"
            " where begun > ? and seen > ? and (? is null or name = ?) order by begun desc",
            [now - LONGEST, now - IDLE, name, one_name(name or "")],
        ).fetchall()
    return [Session(*row) for row in rows]


def token_to_sign_out(token: str) -> str:
    """What only the session's own pages know, so that no other page can end it."""
    return hashlib.sha256(f"sign out {token}".encode()).hexdigest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _forget_ended(kept: sqlite3.Connection, now: float) -> None:
    kept.execute("delete from session where begun <= ? or seen <= ?", [now - LONGEST, now - IDLE])
