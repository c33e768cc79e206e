"""How does an office say at the command line who may come in? `python -m campaign users …`.

A password is asked for, or read from standard input; it never stands in a command, which others on the machine can list.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from argparse import _SubParsersAction
from collections.abc import Sequence
from difflib import get_close_matches

from campaign.access import accounts, audit, sessions
from campaign.access.accounts import WrongAccount
from campaign.access.passwords import WeakPassword
from campaign.access.roles import ROLES, Role, role_called
from campaign.office import rules
from campaign.office.settings import WrongSettings
from campaign.places import areas, units
from campaign.words.command_line import WRONG, Parser

COMMAND = "users"
ZONE, TOWN, UNIT, GROUP, VILLAGE = "zone", "town", "unit", "group", "village_id"
CALLED = {
    "district": "辖市区",
    ZONE: "报送区",
    TOWN: "镇（街道）",
    UNIT: "单位",
    GROUP: "督导小组",
    VILLAGE: "村（社区）代码",
}


def add_to(commands: _SubParsersAction[Parser]) -> None:
    """The commands about users, among those of `python -m campaign`."""
    about = commands.add_parser(COMMAND, help="谁可以登录：添加、停用、改密码、结束登录")
    doing = about.add_subparsers(dest="doing", required=True, metavar="做什么")
    for name, words in (
        ("add", "添加一个用户；密码当面输入，或从标准输入读一行"),
        ("role", "改一个用户的角色和所属，下一次点击就生效"),
        ("password", "改密码；已经登录的都要重新登录"),
        ("disable", "停用；已经登录的马上退出"),
        ("enable", "恢复使用，登录失败的次数重新算"),
        ("end-sessions", "让一个用户在所有电脑上退出"),
    ):
        one = doing.add_parser(name, help=words, description=words)
        one.add_argument("name", metavar="用户名")
        if name in ("add", "role"):
            one.add_argument("--role", required=True, metavar="角色", help="、".join(r.label for r in ROLES.values()))
            one.add_argument(
                "--of",
                nargs="+",
                action="extend",
                default=[],
                metavar="所属",
                help="例如 市城乡建设局；镇街写 武进区 湖塘镇",
            )
        if name == "add":
            one.add_argument("--no-password", action="store_true", help="不设密码：由单位的统一登录来认")
    doing.add_parser("list", help="列出用户和正在进行的登录")


def run(options: argparse.Namespace) -> int:
    """One of the commands; its exit code."""
    try:
        if options.doing != "list":
            what = " ".join((options.name, getattr(options, "role", ""), *getattr(options, "of", ())))
            audit.by_command(audit.USERS, f"campaign {COMMAND} {options.doing}", what=what)
        print(_done(options))
    except (WrongAccount, WeakPassword, WrongSettings, audit.NotRecorded) as why:
        print(why, file=sys.stderr)
        return WRONG
    return 0


def _done(options: argparse.Namespace) -> str:
    """What was done, as a sentence."""
    name = accounts.one_name(getattr(options, "name", ""))
    if options.doing == "list":
        return "\n".join(_lines()) or "还没有用户。"
    if options.doing in ("add", "role"):
        role = called(options.role)
        of = part_of_city(role, options.of)
        if options.doing == "role":
            accounts.change(name, role.id, of)
            return f"{name} 现在是{role.label}{_of(of)}。"
        account = accounts.add(name, role.id, of, None if options.no_password else asked_password(name))
        return f"已添加 {account.name}：{role.label}{_of(of)}。"
    if options.doing == "password":
        accounts.set_password(name, asked_password(name))
        return f"{name} 的密码改好了；已经登录的要重新登录。"
    if options.doing == "disable":
        accounts.disable(name)
        return f"{name} 停用了，已经退出。"
    if options.doing == "enable":
        accounts.enable(name)
        return f"{name} 可以登录了。"
    return f"{name} 退出了 {sessions.end_all(name)} 处登录。"


def called(written: str) -> Role:
    """The role of that label or id; WrongAccount with those that there are."""
    try:
        return role_called(written)
    except KeyError:
        raise WrongAccount(
            f"没有“{written}”这种角色，可以写：{'、'.join(role.label for role in ROLES.values())}。"
        ) from None


def part_of_city(role: Role, written: Sequence[str]) -> tuple[str, ...]:
    """A value for each dimension of the role's area, as the store has it; WrongAccount where one is not in the registers."""
    needed = "、".join(CALLED[name] for name in role.area)
    if len(written) != len(role.area):
        right = f"“{role.label}”要用 --of 写明{needed}" if needed else f"“{role.label}”看全市，不写 --of"
        raise WrongAccount(f"{right}，现在写了 {len(written)} 项。")
    return tuple(
        _known(name, value, written[:at]) for at, (name, value) in enumerate(zip(role.area, written, strict=True))
    )


def _known(dimension: str, written: str, within: Sequence[str]) -> str:
    """The value that a written one means."""
    if dimension == UNIT:
        meant = {unit.unit_name for unit in units.shipped_register().find(written)}
        near = get_close_matches(written, [unit.unit_name for unit in units.registered()], 5, 0.4)
    elif dimension == GROUP:
        near = [str(number) for number in range(1, rules.SUPERVISION_GROUPS + 1)]
        meant = {written} & {*near}
    elif dimension == VILLAGE:
        meant, near = {written} & {area.village_id for area in areas.AREAS}, []
    elif dimension == TOWN:
        near = [*dict.fromkeys(town for column in ("district", ZONE) for town in _towns(column, within))]
        meant = {written} & {*near}
    else:
        near = [*areas.names_of(dimension)]
        meant = {written} & {*near}
    if len(meant) == 1:
        return meant.pop()
    could = f"，可以写：{'、'.join(near[:30])}" if near else ""
    raise WrongAccount(f"没有叫“{written}”的{CALLED[dimension]}{could}。")


def _towns(column: str, within: Sequence[str]) -> Sequence[str]:
    """The towns of the place that was written before; all towns where none was."""
    return areas.towns_of_each(column).get(within[-1], ()) if within else areas.names_of(TOWN)


def asked_password(name: str) -> str:
    """A password that was typed twice unseen, or the one line of standard input; WeakPassword, WrongAccount."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"{name} 的密码：")
    if getpass.getpass("再输一遍：") != first:
        raise WrongAccount("两遍不一样，没有改。")
    return first


def _lines() -> list[str]:
    """The users, one a line."""
    open_now = [session.account for session in sessions.listed()]
    lines = []
    for one in accounts.listed():
        role = ROLES[one.role].label if one.role in ROLES else f"{one.role}（没有这种角色，不能登录）"
        how = "停用" if one.is_disabled else "密码登录" if one.has_password else "统一登录"
        lines.append(f"{one.name}\t{role}{_of(one.of)}\t{how}\t{open_now.count(one.name)} 处登录")
    return lines


def _of(of: Sequence[str]) -> str:
    return f"（{'、'.join(of)}）" if of else ""
