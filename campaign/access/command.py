"""For whom does a command in a terminal answer?

Whoever can run a command can read the files too: what it writes is limited for those who are handed it.
"""

from __future__ import annotations

import argparse

from campaign.access.roles import ROLES, Role, role_called
from campaign.access.scope import NotAllowed, Scope, Visitor
from campaign.places.units import stored_name

NAMES = {
    "district": "辖市区",
    "zone": "报送区",
    "town": "镇（街道）",
    "village_id": "村（社区）代码",
    "group": "督导小组",
    "unit": "单位",
}
"""What the parts of the city are called that a role may be limited to."""


def add_role(command: argparse.ArgumentParser) -> None:
    """The two options by which a command is told for whom it answers."""
    command.add_argument(
        "--role", type=_role, default=ROLES["analyst"], metavar="角色",
        help=f"给谁看：{'、'.join(role.label for role in ROLES.values())}；不写是{ROLES['analyst'].label}",
    )  # fmt: skip
    command.add_argument(
        "--of", nargs="+", default=[], metavar="哪里", help="这个角色看的那一片，例如 --role 单位 --of 市城乡建设局"
    )


def scope_of(options: argparse.Namespace) -> Scope:
    """What the command may write; NotAllowed, in Chinese, where the part of the city is not given as the role needs it."""
    role, of = options.role, tuple(options.of)
    if len(of) != len(role.area):
        wanted = " ".join(NAMES[name] for name in role.area)
        raise NotAllowed(
            f"“{role.label}”看的是一片，请写明：--of {wanted}。" if wanted else f"“{role.label}”看全市，不写 --of。"
        )
    named = (stored_name(value) if name == "unit" else value for name, value in zip(role.area, of, strict=True))
    return Visitor("", role.label, role, tuple(named)).scope


def _role(written: str) -> Role:
    """The role of that name on the command line."""
    try:
        return role_called(written)
    except KeyError:
        raise argparse.ArgumentTypeError(f"没有“{written}”这种角色") from None
