"""Which views have people saved by name?

One small file holds them all: name → page and query. Whoever reads the pages may save, open and delete; no view holds
more than its address does. What cannot be read is put aside and reported, never overwritten.
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

from pages.parts import leads, tables

VIEWS_VARIABLE = "DAZOUFANG_VIEWS"
DEFAULT_FOLDER = Path("data/views")
FILE = "views.json"
MOST, LONGEST_NAME, LONGEST_QUERY = 200, 40, 4_000
"""How many views are kept; characters of a name and of an address."""

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


def saved(where: Path) -> dict[str, SavedView]:
    """The views by name, in the order in which they were saved; NotKept when the file is damaged, which is put aside."""
    try:
        return _read(where / FILE)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise NotKept(f"常用视图读不出来：{error.strerror}。请告诉管理员。") from None
    except ValueError:
        aside = f"{FILE}.{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.damaged"
        try:
            (where / FILE).replace(where / aside)
        except OSError as error:
            raise NotKept(f"存常用视图的文件坏了，也挪不开：{error.strerror}。请告诉管理员。") from None
        raise NotKept(f"存常用视图的文件坏了，已原样挪到 {aside}，没有丢；请告诉管理员。可以重新存。") from None


def save(where: Path, name: str, page: str, parameters: Parameters, known: frozenset[str]) -> None:
    """Keep a view under a name, of its parameters only the `known` ones; NotKept when it cannot be."""
    name = " ".join(name.split())
    if not name:
        raise NotKept("请先写一个名字。")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise NotKept(f"名字最多 {LONGEST_NAME} 个字，不含控制符。")
    if re.search(r"\d{7,}", name):
        raise NotKept("名字里不要写电话和证件号：常用视图谁都看得到。")
    query = urlencode({key: value for key, value in parameters.items() if key in known}, doseq=True)
    if len(query) > LONGEST_QUERY:
        raise NotKept("这个视图的条件太多，存不下；请少选几个数或条件。")
    with _changing(where) as views:
        if name in views:
            raise NotKept(f"已经有“{name}”了。请换一个名字，或先删掉它。")
        if len(views) >= MOST:
            raise NotKept(f"最多存 {MOST} 个，已经满了。请先删掉不用的。")
        views[name] = SavedView(page, query)


def put_back(where: Path, name: str, view: SavedView) -> None:
    """Keep a deleted view again, unless its name has been taken since."""
    with _changing(where) as views:
        views.setdefault(name, view)


def delete(where: Path, name: str) -> SavedView | None:
    """Forget a view; what it was, None when there was none."""
    with _changing(where) as views:
        return views.pop(name, None)


@contextmanager
def _changing(where: Path) -> Iterator[dict[str, SavedView]]:
    """The views to be changed, written as one when all is well; nobody else changes them meanwhile."""
    try:
        where.mkdir(parents=True, exist_ok=True)
        with (where / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            views = saved(where)
            yield views
            _write(where, views)
    except OSError as error:
        raise NotKept(f"常用视图存不了：{error.strerror}。请告诉管理员。") from None


def _read(file: Path) -> dict[str, SavedView]:
    """The views of a file; ValueError when it does not hold what `_write` writes."""
    stored = json.loads(file.read_text(encoding="utf-8"))
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


def _write(where: Path, views: Mapping[str, SavedView]) -> None:
    """All views at once: a crash leaves the file as it was."""
    stored = {name: {"page": view.page, "query": view.query} for name, view in views.items()}
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
    """The saved views to open or delete, and a name for the one in sight; what was done is reported, and a deletion can be undone."""
    notice = st.session_state.pop(_NOTICE, "")
    try:
        views = saved(folder())
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
            st.text_input("把现在的这张表存为", key=_NAME, max_chars=LONGEST_NAME, placeholder="起个名字，如：每周路灯")
            st.button("存下", key="save-view", on_click=_save, args=(page, address, known))
            st.caption("存的是条件，不是数：打开时总是最新的数。大家都看得到、删得掉。")
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
        save(folder(), name, page, address, known)
    except NotKept as refusal:
        st.session_state[_NOTICE] = str(refusal)
    else:
        st.session_state[_NOTICE] = f"已存下“{name.strip()}”。"
        st.session_state[_NAME] = ""


def _delete(name: str) -> None:
    try:
        was = delete(folder(), name)
    except NotKept as refusal:
        st.session_state[_NOTICE] = str(refusal)
        return
    if was is not None:
        st.session_state[_DELETED] = (name, was)


def _undo() -> None:
    try:
        put_back(folder(), *st.session_state.pop(_DELETED))
    except NotKept as refusal:
        st.session_state[_NOTICE] = str(refusal)
