"""Which words may be a password, and is this the one?"""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 128
FEWEST_KINDS = 2
"""Kinds of characters (small and capital letters, figures, others) that a password must have."""
FEWEST_CHARACTERS = 5
"""Different characters that a password must have."""
COMMON = (
    "password", "passw0rd", "p@ssw0rd", "qwerty", "1qaz2wsx", "qazwsx", "abc123", "123abc", "123456", "654321", "12345",
    "88888", "admin", "root", "welcome", "iloveyou", "letmein", "woaini", "changzhou", "dazoufang", "a1b2c3", "asdfgh", "zxcvbn",
)  # fmt: skip
"""What a guesser tries first; a password may hold one, but is then judged by what is left of it."""
_HASHER = PasswordHasher()


class WeakPassword(ValueError):
    """A password that is soon guessed; `str()` is the Chinese sentence."""


def check(password: str, of: str) -> None:
    """WeakPassword where the password of an account of that name is soon guessed."""
    if len(password) < SHORTEST or len(password) > LONGEST:
        raise WeakPassword(f"密码应有 {SHORTEST} 到 {LONGEST} 个字符，现在是 {len(password)} 个。")
    if not password.isprintable():
        raise WeakPassword("密码里有看不见的字符，请重写。")
    kinds = {"小写" if c.islower() else "大写" if c.isupper() else "数字" if c.isdigit() else "其他" for c in password}
    if len(kinds) < FEWEST_KINDS:
        raise WeakPassword("密码太简单：字母、数字、符号至少要有两种。")
    left = password.casefold()
    for guessed in (of.casefold(), *COMMON):
        left = left.replace(guessed, "")
    if len(set(left)) < FEWEST_CHARACTERS:
        raise WeakPassword("密码太容易猜：去掉用户名和常用密码以后，不同的字符不到 5 个。")


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(_one_form(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password of which that is kept; where nothing is kept, no, after as long."""
    try:
        return _HASHER.verify(kept or _of_nobody(), _one_form(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a password should be hashed anew: what is taken for slow enough has changed since."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _of_nobody() -> str:
    return _HASHER.hash("nobody")


def _one_form(password: str) -> str:
    """The same characters however a keyboard made them."""
    return unicodedata.normalize("NFKC", password)[: LONGEST * 4]
