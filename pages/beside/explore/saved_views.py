"""Which views has somebody saved by name?

One small file holds them all: account → name → page and query. Everybody opens and deletes their own and knows of no
others; where nobody signs in all share one account, which has no name. No view holds more than its address does. What
cannot be read is put aside and reported, never overwritten.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import streamlit as st

from pages.parts import leads, tables, visiting

VIEWS_VARIABLE = "DAZOUFANG_VIEWS"
DEFAULT_FOLDER = Path("data/views")
FILE = "views.json"
MOST, LONGEST_NAME, LONGEST_QUERY = 200, 40, 4_000
"""How many views are kept of one account; characters of a name and of an address."""
OWNERS = "owners"
"""What a file is recognised by; one of an earlier day holds the views of the account without a name, and nothing else."""

_NAME, _NOTICE, _DELETED = "view-name", "told-of-views", "deleted-view"

Parameters = Mapping[str, str | tuple[str, ...]]
"""The parameters of an address; one with several values is repeated."""


class NotKept(Exception):
    """A view that cannot be saved, or views that cannot be read; `str()` is the Chinese sentence."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """An address with a name."""

    page: str
    query: str

    @property
    def parameters(self) -> Parameters:
        """The parameters of its address."""
        values_by_name = parse_qs(self.query, keep_blank_values=True)
        return {name: values[0] if len(values) == 1 else tuple(values) for name, values in values_by_name.items()}


def folder() -> Path:
    """The folder that holds the views: the environment variable, else `data/views`."""
    return Path(os.environ.get(VIEWS_VARIABLE) or DEFAULT_FOLDER)


Views = dict[str, SavedView]


def saved(where: Path, owner: str) -> Views:
    """An account's views by name, in the order in which they were saved; NotKept when the file is damaged, which is put aside."""
    return _of_all(where).get(owner, {})


def _of_all(where: Path) -> dict[str, Views]:
    try:
        return _read(where / FILE)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise NotKept(f"常用视图无法读取：{error.strerror}。请告知管理员。") from None
    except ValueError:
        aside = f"{FILE}.{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.damaged"
        try:
            (where / FILE).replace(where / aside)
        except OSError as error:
            raise NotKept(f"常用视图文件已损坏，且无法移出：{error.strerror}。请告知管理员。") from None
        raise NotKept(f"常用视图文件已损坏，已原样移至 {aside} 保留，请告知管理员；可重新保存。") from None


def save(where: Path, owner: str, name: str, page: str, parameters: Parameters, known: frozenset[str]) -> None:
    """Keep a view under a name, of its parameters only the `known` ones; NotKept when it cannot be."""
    name = " ".join(name.split())
    if not name:
        raise NotKept("请输入名称。")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise NotKept(f"名称最多{LONGEST_NAME}个字，不含控制符。")
    if re.search(r"\d{7,}", name):
        raise NotKept("名称中请勿填写电话和证件号。")
    query = urlencode({key: value for key, value in parameters.items() if key in known}, doseq=True)
    if len(query) > LONGEST_QUERY:
        raise NotKept("查询条件过多，无法保存，请减少指标或条件。")
    with _changing(where, owner) as views:
        if name in views:
            raise NotKept(f"名称“{name}”已存在，请更换名称或先删除。")
        if len(views) >= MOST:
            raise NotKept(f"最多保存{MOST}个常用视图，请先删除不用的。")
        views[name] = SavedView(page, query)


def put_back(where: Path, owner: str, name: str, view: SavedView) -> None:
    """Keep a deleted view again, unless its name has been taken since."""
    with _changing(where, owner) as views:
        views.setdefault(name, view)


def delete(where: Path, owner: str, name: str) -> SavedView | None:
    """Forget a view; what it was, None when there was none."""
    with _changing(where, owner) as views:
        return views.pop(name, None)


@contextmanager
def _changing(where: Path, owner: str) -> Iterator[Views]:
    """An account's views to be changed, written with all others as one when all is well; nobody else changes them meanwhile."""
    try:
        where.mkdir(parents=True, exist_ok=True)
        with (where / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            of_all = _of_all(where)
            yield of_all.setdefault(owner, {})
            _write(where, of_all)
    except OSError as error:
        raise NotKept(f"常用视图无法保存：{error.strerror}。请告知管理员。") from None


def _read(file: Path) -> dict[str, Views]:
    """The views of a file by account; ValueError when it does not hold what `_write` writes, today or before there were accounts."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    owners = stored.get(OWNERS) if isinstance(stored, dict) else None
    if isinstance(owners, dict) and not isinstance(owners.get("page"), str):
        return {owner: _views(views) for owner, views in owners.items()}
    return {"": _views(stored)}


def _views(stored: object) -> Views:
    if not isinstance(stored, dict):
        raise ValueError
    views = {}
    for name, view in stored.items():
        match view:
            case {"page": str(page), "query": str(query)} if re.fullmatch(r"[a-z_]+", page):
                views[name] = SavedView(page, query)
            case _:
                raise ValueError
    return views


def _write(where: Path, of_all: Mapping[str, Views]) -> None:
    """All views at once: a crash leaves the file as it was."""
    owners = {
        owner: {name: {"page": view.page, "query": view.query} for name, view in views.items()}
        for owner, views in of_all.items()
        if views
    }
    stored = {OWNERS: owners}
    with tempfile.NamedTemporaryFile("w", dir=where, suffix=".partial", encoding="utf-8", delete=False) as draft:
        try:
            json.dump(stored, draft, ensure_ascii=False, indent=1)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(where / FILE)
        except OSError:
            Path(draft.name).unlink(missing_ok=True)
            raise


# ── on a page ─────────────────────────────────────────────────────────────────────────────────


def offer(page: str, address: Parameters, known: frozenset[str]) -> None:
    """The visitor's saved views to open or delete, and a name for the one in sight; what was done is reported, and a deletion can be undone."""
    notice = st.session_state.pop(_NOTICE, "")
    try:
        views = saved(folder(), visiting.account())
    except NotKept as damaged:
        views, notice = {}, str(damaged)
    with st.popover(
        f"常用视图（{len(views)}）", icon=":material/bookmark:", key="saved-views", on_change="rerun"
    ) as folded:
        if folded.open:
            for name, view in views.items():
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    leads.links({name: leads.to_saved(view.page, view.parameters)})
                    st.button(
                        f"删除 {tables.plain(name)}", key=f"delete-view-{name}", icon=":material/delete:", type="tertiary",
                        on_click=_delete, args=(name,),
                    )  # fmt: skip
            st.text_input("将当前查询保存为", key=_NAME, max_chars=LONGEST_NAME, placeholder="输入名称，如：每周路灯")
            st.button("保存", key="save-view", on_click=_save, args=(page, address, known))
            whose = "仅本人可见" if visiting.account() else "当前未登录，所有人均可查看和删除"
            st.caption(f"保存查询条件，打开时显示最新数据。{whose}。")
    if notice:
        st.caption(tables.plain(notice))
    if _DELETED in st.session_state:
        st.button(
            f"撤销删除“{tables.plain(st.session_state[_DELETED][0])}”",
            key="undo-delete",
            icon=":material/undo:",
            on_click=_undo,
        )


def _save(page: str, address: Parameters, known: frozenset[str]) -> None:
    name = st.session_state.get(_NAME) or ""
    try:
        save(folder(), visiting.account(), name, page, address, known)
    except NotKept as refusal:
        st.session_state[_NOTICE] = str(refusal)
    else:
        st.session_state[_NOTICE] = f"已保存“{name.strip()}”。"
        st.session_state[_NAME] = ""


def _delete(name: str) -> None:
    try:
        was = delete(folder(), visiting.account(), name)
    except NotKept as refusal:
        st.session_state[_NOTICE] = str(refusal)
        return
    if was is not None:
        st.session_state[_DELETED] = (name, was)


def _undo() -> None:
    try:
        put_back(folder(), visiting.account(), *st.session_state.pop(_DELETED))
    except NotKept as refusal:
        st.session_state[_NOTICE] = str(refusal)
