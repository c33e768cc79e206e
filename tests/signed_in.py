"""A visitor of a role before pages that a test draws without a server."""

from __future__ import annotations

import pytest

from campaign.access.roles import ROLES
from campaign.access.scope import Visitor
from pages.door import visitor


def sign_in(patched: pytest.MonkeyPatch, role: str, *of: str) -> Visitor:
    """From now on whoever comes is of that role, in that part of the city."""
    comes = Visitor("测试", ROLES[role].label, ROLES[role], of)
    patched.setattr(visitor, "current", lambda: comes)
    return comes
