"""Who may come in, as which role, when were they last here, and who should no longer?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from campaign.access import accounts, audit, sessions, users
from campaign.access.accounts import Account, WrongAccount
from campaign.access.roles import ROLES
from campaign.access.scope import Visitor
from campaign.office.rules import CITY_TIME
from pages.parts import door, frame, tables, visiting
from pages.parts.frame import section
from pages.parts.menu import Menu
from pages.parts.view import Room

TITLE = "用户"
ICON = ":material/manage_accounts:"
MENU = Menu("管理", 510, needs="users", opens_empty=True)
QUESTION = "用户、角色和登录情况"

DONE = "users-done"
CHOSEN = "users-chosen"
NEVER = "未登录过"


def render(room: Room | frame.NoSnapshot) -> None:
    """All accounts, and what can be done with the chosen one."""
    st.title(TITLE, anchor=False)
    st.caption(QUESTION)
    if done := st.session_state.pop(DONE, None):
        st.success(tables.plain(done), icon=":material/check_circle:")
    every = accounts.listed()
    here = {one.account for one in sessions.listed()}
    disabled = len([one for one in every if one.is_disabled])
    with st.container(key="conclusion"):
        st.markdown(f"共**{len(every)}个**用户，停用{disabled}个；当前登录**{len(here)}人**。")
    _list(every)
    if chosen := next((one for one in every if one.name == st.session_state.get(CHOSEN)), None):
        _one(chosen, every)
    section("新增用户、重置密码")
    st.markdown("由系统管理员在服务器上办理，操作方法见运行手册“谁能登录”一节；密码由本人当面输入，不经网页传递。")


def _list(every: list[Account]) -> None:
    section("全部用户", "点击一行，可在下方调整角色、停用或结束登录。")
    last = {
        entry.account: entry.at for entry in _entries() if entry.kind == audit.SIGNED_IN
    }  # the newest comes last and stays
    open_now = Counter(one.account for one in sessions.listed())
    shown = pd.DataFrame(
        {
            "用户": [one.name for one in every],
            "角色": [_role(one) for one in every],
            "数据范围": [_part(one) for one in every],
            "状态": ["停用" if one.is_disabled else "正常" for one in every],
            "登录方式": ["密码" if one.has_password else "统一登录" for one in every],
            "最近登录": [last.get(one.name, NEVER) for one in every],
            "当前登录": [f"{open_now[one.name]}处" if one.name in open_now else "" for one in every],
        }
    )

    def choose() -> None:
        rows = (st.session_state.get("users-list") or {}).get("selection", {}).get("rows", [])
        st.session_state[CHOSEN] = every[rows[0]].name if rows and rows[0] < len(every) else None

    st.dataframe(
        shown,
        key="users-list",
        hide_index=True,
        row_height=tables.ROW_HEIGHT,
        height=(min(len(shown), tables.MOST_ROWS_IN_SIGHT) + 1) * tables.ROW_HEIGHT + 3,
        on_select=choose,
        selection_mode="single-row",
    )


def _entries() -> tuple[audit.Entry, ...]:
    try:
        return audit.read().entries
    except audit.NotRecorded:
        return ()


def _role(one: Account) -> str:
    return ROLES[one.role].label if one.role in ROLES else f"{one.role}（无此角色）"


def _part(one: Account) -> str:
    """The account's part of the city in words; as it was written where its role is not there or asks for another."""
    role = ROLES.get(one.role)
    if role is None or len(role.area) != len(one.of):
        return "、".join(one.of)
    return visiting.part_of_the_city(Visitor(one.name, one.name, role, one.of).scope)


# ── one account ───────────────────────────────────────────────────────────────────────────────


def _one(one: Account, every: list[Account]) -> None:
    section(one.name, f"{_role(one)} · {_part(one)}")
    own = one.name == visiting.account()
    with st.container(border=True, key="users-one"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if one.is_disabled:
                _button("恢复使用", "enable", one, "恢复", partial(accounts.enable, one.name))
            elif own:
                st.caption("本人账号的停用、角色调整须由其他管理员办理。")
            else:
                _button("停用", "disable", one, "停用", partial(accounts.disable, one.name))
            _button("结束全部登录", "end", one, "结束登录", partial(sessions.end_all, one.name))
        if not own:
            _another_role(one)
        _open_now(one)


def _button(words: str, key: str, one: Account, what: str, do: Callable[[], object]) -> None:
    st.button(words, key=f"users-{key}", on_click=_do, args=(f"{what}：{one.name}", do))


def _another_role(one: Account) -> None:
    """Another role or part of the city; it holds from that person's next click on."""
    labels = {role.label: role for role in ROLES.values() if role.id != "demonstration"}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        names = list(labels)
        at = names.index(_role(one)) if _role(one) in labels else None
        chosen = st.selectbox("角色", names, index=at, key=f"users-role-{one.name}", width=180)
        role = labels.get(chosen or "")
        if role is None:
            return
        given = one.of if role.id == one.role else ()
        of = [
            st.text_input(
                users.CALLED[name],
                value=given[n] if n < len(given) else "",
                key=f"users-of-{one.name}-{role.id}-{n}",
                width=200,
            )
            for n, name in enumerate(role.area)
        ]
        st.button(
            "确认调整", key="users-change", on_click=_do,
            args=(f"角色：{one.name}，{role.label} {' '.join(of)}".rstrip(), partial(_change, one.name, role.id, of)),
        )  # fmt: skip


def _change(name: str, role: str, of: list[str]) -> None:
    accounts.change(name, role, users.part_of_city(ROLES[role], [part.strip() for part in of]))


def _open_now(one: Account) -> None:
    for session in sessions.listed(one.name):
        begun, seen = (
            f"{datetime.fromtimestamp(at, CITY_TIME):%Y-%m-%d %H:%M}" for at in (session.begun, session.seen)
        )
        st.caption(tables.plain(f"{begun}登录（{session.way}，来自{session.address}），最近使用{seen}。"))


def _do(what: str, do: Callable[[], object]) -> None:
    """Writes it down, then does it: what cannot be written down is not done."""
    try:
        visiting.record(audit.USERS, what=what)
        do()
    except (WrongAccount, audit.NotRecorded) as refusal:
        st.session_state[DONE] = str(refusal)
    else:
        st.session_state[DONE] = f"已办理：{what}。"


if __name__ == "__main__":  # run without app.py
    door.through_app()
