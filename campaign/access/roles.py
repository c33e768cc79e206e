"""Which roles are there, and what may each do? As the office has written it in `data/reference/roles.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from campaign.office.settings import REFERENCE, WrongSettings, in_force, section, written

FILE = REFERENCE / "roles.toml"
RIGHTS = {
    "numbers": "看指标",
    "comparison": "看各单位、各地的比较和排名",
    "rows": "看逐条的走访和问题，不带姓名",
    "names": "一次打开一户的姓名、电话、住址：写明事由，留下记录",
    "sheets": "看来表的原样，下载带姓名的退回表",
    "load": "报送、入库、月度定版、更正、人工归类",
    "download": "下载表格",
    "views": "存常用视图",
    "users": "管用户和登录",
    "audit": "看谁看过什么",
}
"""What a role may do → how the office calls it."""
AREAS = ("district", "zone", "town", "village_id", "group", "unit")
"""The dimensions that a part of the city may be written in."""
NEEDED = ("analyst", "desk", "admin", "demonstration")
"""Roles that the program itself refers to; the office may change their rights, not leave them out."""


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody may do, and the dimensions that their part of the city is written in."""

    id: str
    label: str
    area: tuple[str, ...] = ()
    rights: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    label: str
    area: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


def read(file: Path = FILE) -> dict[str, Role]:
    """The roles of a file by id; WrongSettings when one is not whole or names what does not exist."""
    name = f"data/reference/{file.name}"
    sections = written(file).get("roles", {})
    roles = {role: _role(role, section(values, _Written, f"{name} 的 {role}")) for role, values in sections.items()}
    if lacking := [role for role in NEEDED if role not in roles]:
        raise WrongSettings(f"{name} 里缺角色 {'、'.join(lacking)}：权限可以改，不能删。")
    return roles


def _role(role: str, values: _Written) -> Role:
    where = f"data/reference/{FILE.name} 的 {role}"
    for names, known, what in (
        (values.area, AREAS, "维度"),
        (values.rights, [*RIGHTS], "事项"),
    ):
        if unknown := [name for name in names if name not in known]:
            raise WrongSettings(f"{where} 写了 {'、'.join(unknown)}，没有这样的{what}。可以写：{'、'.join(known)}。")
    return Role(role, values.label, values.area, frozenset(values.rights))


ROLES = in_force(read)
"""The roles of this office by id."""


def role_called(written_name: str) -> Role:
    """The role of that label or id; KeyError when there is none."""
    return next((role for role in ROLES.values() if role.label == written_name), None) or ROLES[written_name]
