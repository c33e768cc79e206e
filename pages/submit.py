"""How does a sheet that a unit sent get into the inbox, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import streamlit as st

from campaign.access import audit
from campaign.office import loads
from campaign.places.units import registered, shown_name
from pages.beside.submit import intake
from pages.parts import bar, door, frame, opened, tables, visiting
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room

TITLE = "报送"
ICON = ":material/upload_file:"
MENU = Menu("数据", 430, needs="load", opens_empty=True)
QUESTION = "收到的表放进哪里，有没有要改的？"

ANSWER = "submit-answer"
"""The result for the last lot of files, kept while the visitor stays."""
LOT = "submit-lot"
"""Which lot of files is being chosen: the next one gets a fresh box."""
NOBODY = "请选择，或输入几个字查找"
MANY_LINES = 24
LINE = 24
"""Pixels of one line of the answer."""


def render(room: Room | frame.NoSnapshot) -> None:
    """The box that takes files, the report of check, the last load, the blank papers."""
    if isinstance(room, Room):
        heading(room, TITLE, QUESTION)
        bar.folded(room, "收件不分时段和地区")
    else:
        st.title(TITLE, anchor=False)
        st.caption(QUESTION)
    _box()
    _answer()
    left, right = st.columns(2, gap="large")
    with left:
        _loads()
    with right:
        _papers()


@cache
def _units() -> dict[str, str]:
    """The units of the register: full name → as it is offered."""
    return {
        unit.unit_name: shown_name(unit.unit_name)
        + (f"（{unit.short_name}）" if unit.short_name not in ("", unit.unit_name) else "")
        for unit in registered()
    }


def _box() -> None:
    lot = st.session_state.setdefault(LOT, 0)
    limit = int(st.get_option("server.maxUploadSize"))
    section("放进收件夹", "先选是哪个单位、哪个时段的，再把文件拖进来。同名的不会覆盖，文件里的内容只读不运行。")
    with st.form("submit", border=True, enter_to_submit=False):
        left, right = st.columns(2)
        unit = left.selectbox(
            "报送单位", list(_units()), index=None, format_func=_units().get, placeholder=NOBODY, key="submit-unit"
        )
        period = right.selectbox("时段", intake.PERIODS, index=None, placeholder="请选择", key="submit-period")
        files = st.file_uploader(
            f"文件（一次最多 {intake.MOST_FILES} 个，每个不超过 {limit} MB；Excel、Word、csv 都可以）",
            type=list(intake.KINDS),
            accept_multiple_files=True,
            key=f"submit-files-{lot}",
        )
        if not st.form_submit_button("收下并检查", type="primary", icon=":material/fact_check:"):
            return
    if unit not in _units() or period not in intake.PERIODS or not files:
        st.warning("还没有收：请选好报送单位和时段，并放上文件。", icon=":material/error:")
        return
    if len(files) > intake.MOST_FILES:
        st.warning(f"还没有收：一次最多 {intake.MOST_FILES} 个文件，请分几次放。", icon=":material/error:")
        return
    with st.spinner("正在检查……"):
        st.session_state[ANSWER] = _receive(unit, period, [(file.name, file.getvalue()) for file in files], limit << 20)
    st.session_state[LOT] = lot + 1
    st.rerun()


def _receive(unit: str, period: str, files: Sequence[tuple[str, bytes]], limit: int) -> dict[str, Any]:
    """Puts the files where they belong and checks what a load would make of them."""
    visiting.record(audit.SUBMITTED, what=f"{unit}/{period}：{len(files)}份")  # not by their names, which hold people's
    folder = intake.inbox() / unit / period
    taken, not_taken = [], []
    for name, data in files:
        try:
            taken.append(intake.with_receipt(opened.shelf(), intake.take(folder, name, data, limit)))
        except intake.NotTaken as why:
            not_taken.append(str(why))
        except OSError:
            not_taken.append(
                f"“{intake.sanitised(name)}”没有收：收件夹写不进去，磁盘可能满了或没有权限；请告诉维护人员"
            )
    paths = list(dict.fromkeys(one.path for one in taken))
    return {
        "where": f"{unit}/{period}",
        "taken": [(one.path.name, one.remark) for one in taken],
        "not_taken": not_taken,
        "report": intake.checked(paths) if paths else None,
    }


def _answer() -> None:
    answer = st.session_state.get(ANSWER)
    if not answer:
        return
    section("检查结果", f"{answer['where']}。每份一个答复，可以原样发回给报表的人；答复里有表上的原文，只发给他。")
    for sentence in answer["not_taken"]:
        st.error(tables.plain(sentence), icon=":material/block:")
    report = answer["report"]
    if isinstance(report, str):
        st.error(report, icon=":material/error:")
    remarks = dict(answer["taken"])
    for number, file in enumerate(report["files"] if isinstance(report, Mapping) else ()):
        _file(number, file, remarks, answer["where"])


def _file(number: int, file: Mapping[str, Any], remarks: Mapping[str, str], where: str) -> None:
    """One file: how it came in, the verdict, the whole answer to send on."""
    name = file["name"].rpartition("/")[2]
    text = file["text"].replace(file["name"], f"{where}/{name}")
    with st.container(border=True, key=f"submit-file-{number}"):
        st.markdown(f"**{tables.plain(name)}** · {tables.plain(remarks.get(name, ''))}")
        show = st.warning if file["to_mend"] else st.success
        show(file["verdict"], icon=":material/edit_note:" if file["to_mend"] else ":material/check_circle:")
        lines = len(text.splitlines())
        st.code(text, language=None, wrap_lines=True, height=MANY_LINES * LINE if lines > MANY_LINES else "content")
        if any(sheet["refused"] for sheet in file["sheets"]):
            with st.expander("详情：认得的表，和各表必须有的栏目"):
                tables.known_papers()
        st.download_button(
            "下载答复",
            data=text.encode("utf-8-sig"),
            file_name=f"检查结果_{name}.txt",
            mime="text/plain",
            on_click="ignore",
            key=f"submit-download-{number}",
            icon=":material/download:",
        )


def _loads() -> None:
    section("装载", "放进收件夹的表，装载以后才计入各页的数字。")
    shelf = opened.shelf()
    with st.container(border=True, key="submit-load"):
        if running := loads.holder(shelf):
            st.info(f"正在装载：{tables.plain(running)}。装完之前，各页仍是原来的数字。", icon=":material/sync:")
        elif last := loads.last_load(shelf):
            _last(last)
        else:
            st.markdown("还没有装载过。")
        st.button("看看现在怎样", key="submit-refresh", icon=":material/refresh:")
        st.caption("装载只在命令行或定时任务里做，网页不做：")
        st.code("python -m etl load", language=None)


def _last(last: loads.LastLoad) -> None:
    show = st.success if last.result in loads.WELL_ENDED else st.error
    icon = ":material/check_circle:" if last.result in loads.WELL_ENDED else ":material/error:"
    ended = "" if last.result == loads.BROKEN_OFF else f"，{last.ended} 结束"
    show(f"上次装载{last.result}：{last.started} 开始{ended}。", icon=icon)
    st.markdown(tables.plain(last.sentence) + ("" if last.sentence.endswith("。") else "。"))
    if last.snapshot:
        st.caption(f"快照编号 {last.snapshot}")
    if waiting := intake.since(intake.inbox(), last.started):
        st.markdown(f"从那次装载开始以后，收件夹里又放进 **{waiting}** 份，还没有计入。")


@st.cache_resource(max_entries=1, show_spinner=False)
def _blanks() -> dict[str, bytes]:
    return intake.templates()


def _papers() -> None:
    section("空白表", "官方附件和各种台账的空表，栏目和填法都写好了；照着填的表都认得。")
    with st.container(border=True, key="submit-papers"):
        papers = _blanks()
        if not papers:
            _blanks.clear()  # next time it may work
            st.markdown("空白表没有做出来；请在命令行运行 `python -m etl templates`。")
        for name, content in papers.items():
            st.download_button(
                name, data=content, file_name=name, on_click="ignore", key=f"submit-paper-{name}", type="tertiary",
                icon=":material/description:",
            )  # fmt: skip


if __name__ == "__main__":  # run without app.py
    door.through_app()
