"""Who is before this page, in this run?"""

from __future__ import annotations

import streamlit as st

from campaign.access import sessions
from campaign.access.accounts import Account
from campaign.access.roles import ROLES
from campaign.access.scope import DEMONSTRATION, Visitor
from pages.door import ways
from pages.door.signing_in import HEADER, SIGN_OUT

_OWNER = "whose_page"


class SignedOut(PermissionError):
    """Nobody is: the session has ended, or the account's role is no more; `str()` is the Chinese sentence."""

    def __init__(self, sentence: str = "登录已经结束。为免别人看到，这一页的内容都收起来了。") -> None:
        super().__init__(sentence)


def current() -> Visitor:
    """The visitor of this run; SignedOut where the session has ended.

    Looked up anew in every run, so that whoever was signed out is gone with the next click.
    """
    token = _token()
    account = sessions.account(token) if token else None
    if account is not None:
        visitor = _of(account)
    elif ways.is_demonstration():
        visitor = DEMONSTRATION
    else:
        raise SignedOut
    _leave_nothing_of_another(visitor)
    return visitor


def signing_out() -> str:
    """The address by which this visitor signs out, with what only their own pages know; "" where nobody has signed in."""
    token = _token()
    return f"{SIGN_OUT}?token={sessions.token_to_sign_out(token)}" if token else ""


def stay() -> None:
    """This page is looked at without being clicked, on a wall: its session does not end for that."""
    if token := _token():
        sessions.note_use(token)


def _token() -> str | None:
    return st.context.headers.get(HEADER)


def _of(account: Account) -> Visitor:
    role = ROLES.get(account.role)
    if role is None or len(role.area) != len(account.of):
        raise SignedOut("您的用户还没有可用的角色或所属，请联系管理员。")
    return Visitor(account.name, account.name, role, account.of)


def _leave_nothing_of_another(visitor: Visitor) -> None:
    """What a visitor has chosen and opened goes when the account has become another role's."""
    owner = (visitor.account, visitor.role.id, visitor.of)
    if st.session_state.get(_OWNER, owner) != owner:
        st.session_state.clear()
    st.session_state[_OWNER] = owner
