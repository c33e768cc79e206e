"""Who may come in, how is it proved, and when does it end? The office's own accounts, without a server."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from campaign import __main__ as campaign
from campaign.access import accounts, attempts, passwords, sessions, state
from campaign.office.settings import WrongSettings
from tests.browsing import ROOT

PASSWORD = "门前有3棵老槐树Tree"  # pragma: allowlist secret
SLOW = passwords._HASHER
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for each test, and passwords that are judged in no time."""
    monkeypatch.setattr(passwords, "_HASHER", QUICK)
    monkeypatch.setattr(passwords, "_of_nobody", lambda: QUICK.hash("nobody"))
    monkeypatch.setenv(state.VARIABLE, str(tmp_path / "state"))
    return tmp_path / "state"


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


# ── where it is kept ──────────────────────────────────────────────────────────────────────────


def test_看一看不生出文件_存了只有自己能读(kept: Path) -> None:
    assert not accounts.any_exist() and accounts.listed() == [] and sessions.listed() == []
    assert accounts.find("desk") is None and sessions.account("x") is None
    assert not kept.exists()
    accounts.add("desk", "desk", password=PASSWORD)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()} == {0o600}


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o666])
def test_别人能读写的文件不用(kept: Path, mode: int) -> None:
    accounts.add("desk", "desk")
    (kept / state.FILE).chmod(mode)
    for ask in (accounts.any_exist, accounts.listed, lambda: sessions.account("x"), lambda: accounts.add("a", "desk")):
        with pytest.raises(WrongSettings, match="chmod 600"):
            ask()


def test_别的用户的文件_说清要用同一个用户(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add("desk", "desk")
    monkeypatch.setattr(os, "access", lambda *asked: False)
    with pytest.raises(WrongSettings, match="同一个用户"):
        accounts.any_exist()


def test_写不进去的地方_一句话说清换哪里(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a-file").touch()
    monkeypatch.setenv(state.VARIABLE, str(tmp_path / "a-file" / "state"))
    with pytest.raises(
        WrongSettings, match=f"用户文件写不到 .*请用能写这个文件夹的用户运行，或用 {state.VARIABLE} 另指"
    ):
        accounts.add("desk", "desk")


def test_不放在程序的文件夹里(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(state.VARIABLE, str(ROOT / "data"))
    with pytest.raises(WrongSettings, match="不能放在程序的文件夹里"):
        accounts.add("desk", "desk")
    assert not (ROOT / "data" / state.FILE).exists()


@pytest.mark.parametrize(("home", "where"), [("/somewhere", "/somewhere/dazoufang"), ("", "~/.local/state/dazoufang")])
def test_没有指定就放在用户自己的地方(monkeypatch: pytest.MonkeyPatch, home: str, where: str) -> None:
    monkeypatch.delenv(state.VARIABLE)
    monkeypatch.setenv("XDG_STATE_HOME", home)
    assert state.folder() == Path(where).expanduser()


def _added(name: str) -> str:
    try:
        return accounts.add(name, "desk").name
    except accounts.WrongAccount:
        return "refused"


def test_几个进程同时添加_一个也不丢_同名的只有一个() -> None:
    names = [f"a{n}" for n in range(20)] + ["same"] * 10
    with ProcessPoolExecutor(4) as many:
        done = list(many.map(_added, names))
    assert done.count("refused") == 9
    assert [one.name for one in accounts.listed()] == sorted({*names})


# ── passwords ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "weak",
    ["", "a1b2c3d4e", "1234567890", "abcdefghijkl", "aaaaaaaaa1", "password123", "Admin123456", "lina201711", "Password2017", "x" * 129, "tab\tinside1x"],  # pragma: allowlist secret
)  # fmt: skip
def test_容易猜的密码不收(weak: str) -> None:
    with pytest.raises(passwords.WeakPassword, match="密码"):
        accounts.add("lina", "desk", password=weak)
    assert accounts.listed() == []


def test_密码只留下算不回来的_每个人的都不一样(kept: Path) -> None:
    accounts.add("a", "desk", password=PASSWORD)
    accounts.add("b", "desk", password=PASSWORD)
    assert PASSWORD.encode() not in everything(kept) and everything(kept).count(b"$argon2id$") == 2
    assert passwords.hashed(PASSWORD) != passwords.hashed(PASSWORD)


def test_同一个字怎么打都是同一个密码_大小写不是() -> None:
    accounts.add("Lina", "desk", password="ｐａｓＳage２０17门")  # pragma: allowlist secret
    assert accounts.with_password("ＬINA ", "pasSage2017门", "").name == "lina"
    with pytest.raises(accounts.NotSignedIn):
        accounts.with_password("lina", "passage2017门", "")


def test_旧算法留下的密码_登录一次就换成新的_新的算一次要几十毫秒(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add("desk", "desk", password=PASSWORD)
    monkeypatch.setattr(passwords, "_HASHER", SLOW)
    accounts.with_password("desk", PASSWORD, "")
    with state.reading() as kept:
        (now,) = kept.execute("select password from account").fetchone()
    assert now.startswith("$argon2id$") and not passwords.is_outdated(now)
    started = time.process_time()
    assert passwords.is_right(PASSWORD, now)
    assert time.process_time() - started > 0.02


@pytest.mark.parametrize("name", ["", " ", "-a", "a b", "a/b", "a" * 65, "<b>", "a\n"])
def test_不能用的用户名(name: str) -> None:
    if name.strip() == "a":
        assert accounts.add(name, "desk").name == "a"
        return
    with pytest.raises(accounts.WrongAccount):
        accounts.add(name, "desk")


# ── coming in ─────────────────────────────────────────────────────────────────────────────────


def test_没有密码的用户_密码登不进() -> None:
    accounts.add("oidc", "desk")
    for password in ("", "nobody", PASSWORD):
        with pytest.raises(accounts.NotSignedIn):
            accounts.with_password("oidc", password, "")
    assert sessions.begin("oidc", "单位登录", "")


def test_停用的和没有的_哪种方式都进不来() -> None:
    accounts.add("desk", "desk", password=PASSWORD)
    token = sessions.begin("desk", "密码", "")
    accounts.disable("desk")
    assert sessions.account(token) is None
    with pytest.raises(accounts.NotSignedIn):
        accounts.with_password("desk", PASSWORD, "")
    for name in ("desk", "nobody"):
        with pytest.raises(accounts.NotSignedIn):
            sessions.begin(name, "单位登录", "")
    accounts.enable("desk")
    assert sessions.account(token) is None  # what has ended does not come back
    assert accounts.with_password("desk", PASSWORD, "").name == "desk"


def test_锁住过一刻钟自己解开_登录成功就不算以前的(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.add("desk", "desk", password=PASSWORD)

    def tried(password: str) -> type[Exception] | None:
        try:
            accounts.with_password("desk", password, "10.0.0.1")
        except (accounts.NotSignedIn, attempts.TooMany) as why:
            return type(why)
        return None

    for _ in range(3):
        assert [tried("wrong") for _ in range(attempts.MOST_FOR_ACCOUNT - 1)] == [accounts.NotSignedIn] * 4
        assert tried(PASSWORD) is None
    assert [tried("wrong") for _ in range(6)] == [accounts.NotSignedIn] * 5 + [attempts.TooMany]
    assert tried(PASSWORD) is attempts.TooMany
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + attempts.WATCHED + 1)
    assert tried(PASSWORD) is None


def test_同一段IPv6地址算一个地址() -> None:
    for n in range(attempts.MOST_FROM_ADDRESS):
        with pytest.raises(accounts.NotSignedIn):
            accounts.with_password(f"nobody{n}", "x", f"2001:db8::{n:x}")
    with pytest.raises(attempts.TooMany):
        accounts.with_password("another", "x", "2001:db8::ffff")
    with pytest.raises(accounts.NotSignedIn):
        accounts.with_password("another", "x", "2001:db8:0:1::1")


# ── sessions ──────────────────────────────────────────────────────────────────────────────────


def test_凭据哪里也不留_名单上看得到人看不到它(kept: Path) -> None:
    accounts.add("desk", "desk")
    token = sessions.begin("desk", "密码", "10.0.0.1")
    assert token.encode() not in everything(kept) and sessions.token_to_sign_out(token) != token
    (one,) = sessions.listed("desk")
    assert (one.account, one.way, one.address) == ("desk", "密码", "10.0.0.1") and token not in repr(one)
    sessions.end_session(one.digest)
    assert sessions.account(token) is None


@pytest.mark.parametrize(("used_every", "ends_after"), [(None, sessions.IDLE), (sessions.IDLE // 2, sessions.LONGEST)])
def test_不动两小时就结束_一直用也只到十二小时(
    monkeypatch: pytest.MonkeyPatch, used_every: int | None, ends_after: int
) -> None:
    accounts.add("desk", "desk")
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start)
    token = sessions.begin("desk", "密码", "")
    for passed in range(0, ends_after, used_every or ends_after):
        monkeypatch.setattr(time, "time", lambda passed=passed: start + passed)
        assert sessions.account(token)
        if used_every:
            sessions.note_use(token)
    monkeypatch.setattr(time, "time", lambda: start + ends_after - 1)
    assert sessions.account(token) and sessions.listed()
    monkeypatch.setattr(time, "time", lambda: start + ends_after)
    sessions.note_use(token)  # too late
    assert sessions.account(token) is None and sessions.listed() == []
    sessions.begin("desk", "密码", "")
    with state.reading() as kept:
        assert kept.execute("select count(*) from session").fetchone()[0] == 1  # what has ended is not kept


def test_改密码停用和结束登录_所有电脑上都退出_别人的不动() -> None:
    accounts.add("a", "desk", password=PASSWORD)
    accounts.add("b", "desk")
    other = sessions.begin("b", "密码", "")
    for end in (
        lambda: accounts.set_password("a", PASSWORD + "2"),
        lambda: sessions.end_all("a"),
        lambda: accounts.disable("a"),
    ):
        tokens = [sessions.begin("a", "密码", "") for _ in range(2)]
        assert all(map(sessions.account, tokens))
        end()
        assert not any(map(sessions.account, tokens)) and sessions.account(other)


def test_换了角色_登录还在_看到的是新角色() -> None:
    accounts.add("a", "desk")
    token = sessions.begin("a", "密码", "")
    accounts.change("a", "unit", ["市民政局"])
    now = sessions.account(token)
    assert now and (now.role, now.of) == ("unit", ("市民政局",))


def test_查一次登录不到几毫秒() -> None:
    """Every run of a page and every message of a browser asks: among a thousand sessions too."""
    accounts.add("a", "desk")
    tokens = [sessions.begin("a", "密码", "") for _ in range(50)]
    started = time.process_time()
    for token in tokens * 4:
        assert sessions.account(token)
    assert (time.process_time() - started) / 200 < 0.005


# ── at the command line ───────────────────────────────────────────────────────────────────────


def users(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "campaign", "users", *words],
        cwd=ROOT, input=given, capture_output=True, text=True, env=os.environ,
    )  # fmt: skip


def test_命令行添加用户_密码从标准输入读_命令里没有地方写() -> None:
    done = users("add", "Lina", "--role", "单位", "--of", "民政局", given=f"{PASSWORD}\n")
    assert (done.returncode, done.stdout) == (0, "已添加 lina：单位（市民政局）。\n"), done.stderr
    assert accounts.with_password("lina", PASSWORD, "").of == ("市民政局",)
    assert "--password" not in users("add", "--help").stdout


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """What a command about users says, and its exit code."""
    code = campaign.main(["users", *words])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


@pytest.mark.parametrize(
    ("role", "of", "kept_role", "kept_of"),
    [
        ("镇街", ["武进区", "湖塘镇"], "town", ("武进区", "湖塘镇")),
        ("辖市区", ["天宁区"], "district", ("天宁区",)),
        ("督导组", ["3"], "supervisor", ("3",)),
        ("leader", [], "leader", ()),
        ("收件办公室", [], "desk", ()),
    ],
)
def test_角色写名称或代号_所属按登记册(
    capsys: pytest.CaptureFixture[str], role: str, of: list[str], kept_role: str, kept_of: tuple[str, ...]
) -> None:
    options = ["--of", *of] if of else []
    assert said(capsys, "add", "a", "--role", role, *options, "--no-password")[0] == 0
    found = accounts.find("a")
    assert found and (found.role, found.of) == (kept_role, kept_of)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--role", "局长"], "没有“局长”这种角色，可以写：领导"),
        (["--role", "单位"], "要用 --of 写明单位"),
        (["--role", "领导", "--of", "天宁区"], "看全市，不写 --of"),
        (["--role", "单位", "--of", "市建设菊"], "没有叫“市建设菊”的单位，可以写"),
        (["--role", "镇街", "--of", "天宁区", "湖塘镇"], "没有叫“湖塘镇”的镇（街道），可以写"),
        (["--role", "辖市区", "--of", "江南区"], "没有叫“江南区”的辖市区，可以写：溧阳市"),
        (["--role", "督导组", "--of", "99"], "没有叫“99”的督导小组，可以写：1"),
    ],
)
def test_登记册上没有的_一句话说清能写什么(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    code, told = said(capsys, "add", "a", *words, "--no-password")
    assert code == 2 and sentence in told and accounts.listed() == []


def test_停用恢复改角色和结束登录都说做了什么(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "add", "a", "--role", "领导", "--no-password")
    sessions.begin("a", "单位登录", "")
    assert said(capsys, "list") == (0, "a\t领导\t统一登录\t1 处登录\n")
    assert said(capsys, "end-sessions", "a") == (0, "a 退出了 1 处登录。\n")
    assert said(capsys, "role", "a", "--role", "分析") == (0, "a 现在是分析。\n")
    assert said(capsys, "disable", "a") == (0, "a 停用了，已经退出。\n")
    assert said(capsys, "list") == (0, "a\t分析\t停用\t0 处登录\n")
    assert said(capsys, "enable", "a") == (0, "a 可以登录了。\n")
    assert said(capsys, "disable", "b") == (2, "没有用户“b”。\n")
