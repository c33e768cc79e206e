"""Who may come in, as which role and in which part of the city, and is it them?

Everybody who comes in has an account here, whatever says that it is them: a password that is kept here, the city's identity
provider, or a gateway. Those that another says it of have no password here. What is changed here holds from the next click.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from campaign.access import attempts, audit, passwords, state

NAME = re.compile(r"\w[\w.@+\-]{0,63}")
"""How an account may be called: letters, Chinese characters, figures and . @ + - _."""


SIGN_IN_PAGE = "登录页"
"""Where somebody signs in, as it is written down."""


class NotSignedIn(PermissionError):
    """Nobody comes in with that; `str()` is the Chinese sentence, the same for every reason."""

    def __init__(self) -> None:
        super().__init__("用户名或密码不对。")


class WrongAccount(ValueError):
    """An account that cannot be made or does not exist; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person's way in: the id of the role, and a value for each dimension of the role's area."""

    name: str
    role: str
    of: tuple[str, ...] = ()
    is_disabled: bool = False
    has_password: bool = False


def any_exist() -> bool:
    """Whether this office has accounts at all; then everybody signs in."""
    if not state.is_begun():
        return False
    with state.reading() as kept:
        return kept.execute("select 1 from account limit 1").fetchone() is not None


def listed() -> list[Account]:
    """All accounts by name, the disabled ones too."""
    if not state.is_begun():
        return []
    with state.reading() as kept:
        return [account_of(row) for row in kept.execute("select * from account order by name")]


def find(name: str) -> Account | None:
    """The account of that name, disabled or not."""
    if not state.is_begun():
        return None
    with state.reading() as kept:
        row = kept.execute("select * from account where name = ?", [one_name(name)]).fetchone()
    return account_of(row) if row else None


def add(name: str, role: str, of: Sequence[str] = (), password: str | None = None) -> Account:
    """A new account; without a password for one who comes by another way. WrongAccount, passwords.WeakPassword."""
    name = one_name(name)
    if not NAME.fullmatch(name):
        raise WrongAccount(f"用户名“{name}”不能用：只用汉字、字母、数字和 . @ + - _，不超过 64 个字。")
    kept_password = _checked(password, name)
    try:
        with state.changing() as kept:
            kept.execute(
                "insert into account (name, role, area, password) values (?, ?, ?, ?)",
                [name, role, json.dumps(list(of), ensure_ascii=False), kept_password],
            )
    except sqlite3.IntegrityError:
        raise WrongAccount(f"已有用户“{name}”。") from None
    return Account(name, role, tuple(of), has_password=password is not None)


def change(name: str, role: str, of: Sequence[str] = ()) -> None:
    """Another role or part of the city, from the next click on; WrongAccount."""
    _set(name, "role = ?, area = ?", [role, json.dumps(list(of), ensure_ascii=False)])


def set_password(name: str, password: str) -> None:
    """Another password; whoever came in with the old one is out. WrongAccount, passwords.WeakPassword."""
    _set(name, "password = ?", [_checked(password, one_name(name))], is_out=True)


def disable(name: str) -> None:
    """Whoever has it is out at once and comes in no more, whichever way; WrongAccount."""
    _set(name, "is_disabled = 1", [], is_out=True)


def enable(name: str) -> None:
    """Comes in again, and may err again; WrongAccount."""
    _set(name, "is_disabled = 0", [])


def with_password(name: str, password: str, address: str) -> Account:
    """The account whose password it is; NotSignedIn, or attempts.TooMany after too many wrong ones.

    An unknown or disabled account is answered as a wrong password is, and no sooner. Takes a tenth of a second on purpose.
    """
    name = one_name(name)[:64]
    with state.changing() as kept:
        attempts.note(kept, name, address)
        row = kept.execute("select * from account where name = ? and not is_disabled", [name]).fetchone()
    is_right = passwords.is_right(password, row["password"] if row else None)
    if not is_right:
        # Not the name of nobody: some write their password there.
        with suppress(audit.NotRecorded):
            audit.record(audit.FAILED, name if row else "", "", where=SIGN_IN_PAGE, what=f"来自 {address}")
        raise NotSignedIn
    with state.changing() as kept:
        attempts.forgive(kept, name, address)
        if passwords.is_outdated(row["password"]):
            kept.execute("update account set password = ? where name = ?", [passwords.hashed(password), name])
    return account_of(row)


def account_of(row: sqlite3.Row) -> Account:
    """A row of the table of accounts."""
    return Account(
        row["name"], row["role"], tuple(json.loads(row["area"])), bool(row["is_disabled"]), row["password"] is not None
    )


def one_name(written: str) -> str:
    """A name as it is kept, however it was typed.

    >>> one_name(" ＬiNa ")
    'lina'
    """
    return unicodedata.normalize("NFKC", written).strip().casefold()


def _checked(password: str | None, name: str) -> str | None:
    if password is None:
        return None
    passwords.check(password, name)
    return passwords.hashed(password)


def _set(name: str, assignments: str, values: list[object], *, is_out: bool = False) -> None:
    name = one_name(name)
    with state.changing() as kept:
        done = kept.execute(f"update account set {assignments} where name = ?", [*values, name])
        if not done.rowcount:
            raise WrongAccount(f"没有用户“{name}”。")
        attempts.forgive(kept, name)
        if is_out:
            kept.execute("delete from session where name = ?", [name])
