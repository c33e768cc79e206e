"""Where is kept who may come in, and who has? In one file outside the repository that only its owner can read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from campaign.office.settings import WrongSettings

VARIABLE = "DAZOUFANG_STATE"
"""The folder, where it is not `dazoufang` in the user's own folder of such things."""
FILE = "accounts.sqlite"
PATIENCE = 10
"""Seconds that one process waits for another that writes."""
REPOSITORY = Path(__file__).resolve().parents[2]
TABLES = """
create table if not exists account (
    name text primary key, role text not null, area text not null, password text, is_disabled integer not null default 0
);
create table if not exists session (
    digest text primary key, name text not null references account on delete cascade,
    way text not null, address text not null, begun real not null, seen real not null
);
create index if not exists session_name on session (name);
create table if not exists attempt (about text not null, made real not null);
create index if not exists attempt_about on attempt (about, made);
"""


def folder() -> Path:
    """The folder of the state of this office: accounts, sessions, and what else is neither data nor code."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser().resolve()
    return Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser().resolve() / "dazoufang"


def is_begun() -> bool:
    """Whether anything was ever kept; WrongSettings where only somebody else may know."""
    try:
        return (folder() / FILE).is_file()
    except PermissionError:
        raise _of_another(folder()) from None


@contextmanager
def reading() -> Iterator[sqlite3.Connection]:
    """The file as it is, for questions; WrongSettings where somebody else could read it."""
    file = _own_file()
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@contextmanager
def changing() -> Iterator[sqlite3.Connection]:
    """A change that is made whole or not at all, one process after another."""
    with reading() as connection:
        connection.execute("pragma foreign_keys = on")
        connection.execute("begin immediate")
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")


def _own_file() -> Path:
    """The file, made where there was none; WrongSettings where it lies in the repository or others may read it."""
    file = folder() / FILE
    if file.is_relative_to(REPOSITORY):
        raise WrongSettings(f"用户文件不能放在程序的文件夹里：{file.parent}。请用 {VARIABLE} 另指一个文件夹。")
    try:
        if not file.exists():
            _make(file)
    except OSError as why:
        raise WrongSettings(
            f"用户文件写不到 {file.parent}（{why.strerror}）。请用能写这个文件夹的用户运行，或用 {VARIABLE} 另指一个文件夹。"
        ) from None
    if not os.access(file, os.R_OK | os.W_OK):
        raise _of_another(file)
    if file.stat().st_mode & 0o077:
        raise WrongSettings(f"{file} 别的用户也能读写，里面是用户和登录。请先运行：chmod 600 {file}")
    return file


def _of_another(file: Path) -> WrongSettings:
    return WrongSettings(
        f"{file} 是别的用户的，这里读不了。命令和服务请用同一个用户运行，或用 {VARIABLE} 另指一个文件夹。"
    )


def _make(file: Path) -> None:
    """The file with its empty tables, for its owner only from the first moment, and whole from the first moment."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{FILE}.{os.getpid()}.{os.urandom(4).hex()}")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(draft)) as connection:
        connection.executescript(TABLES)
    try:
        os.link(draft, file)  # of two processes that make it at once the first one's stays
    except FileExistsError:
        pass
    finally:
        draft.unlink()
