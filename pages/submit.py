"""How does a sheet that a unit sent get into the inbox, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import streamlit as st

from campaign.access import audit
from campaign.places.units import registered, shown_name
from pages.beside.submit import closing, intake, loading, received
from pages.parts import bar, door, frame, opened, tables, visiting
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room

TITLE = "报送"
ICON = ":material/upload_file:"
MENU = Menu("数据", 430, needs="load", opens_empty=True)
QUESTION = "报表收件与检查"

ANSWER = "submit-answer"
"""The result for the last lot of files, kept while the visitor stays."""
LOT = "submit-lot"
"""Which lot of files is being chosen: the next one gets a fresh box."""
NOBODY = "请选择，或输入单位名称查找"
MANY_LINES = 24
LINE = 24
"""Pixels of one line of the answer."""


def render(room: Room | frame.NoSnapshot) -> None:
    """The box that takes files, the report of check, what was sent, loading, closing a month, the blank papers."""
    if isinstance(room, Room):
        heading(room, TITLE, QUESTION)
        bar.folded(room, "收件不分时段和地区")
    else:
        st.title(TITLE, anchor=False)
        st.caption(QUESTION)
    _box()
    _answer()
    loading.draw(room)
    received.draw(room)
    left, right = st.columns(2, gap="large")
    with left:
        closing.draw(room)
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
    section("上传报表", "请先选择报送单位和时段，再选择或拖入文件。同名文件不会覆盖，文件内容只读取、不运行。")
    with st.form("submit", border=True, enter_to_submit=False):
        left, right = st.columns(2)
        unit = left.selectbox(
            "报送单位", list(_units()), index=None, format_func=_units().get, placeholder=NOBODY, key="submit-unit"
        )
        period = right.selectbox("时段", intake.PERIODS, index=None, placeholder="请选择", key="submit-period")
        files = st.file_uploader(
            f"文件（一次最多{intake.MOST_FILES}个，每个不超过{limit}MB；Excel、Word、csv 均可）",
            type=list(intake.KINDS),
            accept_multiple_files=True,
            key=f"submit-files-{lot}",
        )
        if not st.form_submit_button("上传并检查", type="primary", icon=":material/fact_check:"):
            return
    if unit not in _units() or period not in intake.PERIODS or not files:
        st.warning("尚未上传：请选择报送单位、时段和文件。", icon=":material/error:")
        return
    if len(files) > intake.MOST_FILES:
        st.warning(f"尚未上传：一次最多{intake.MOST_FILES}个文件，请分次上传。", icon=":material/error:")
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
                f"“{intake.sanitised(name)}”未接收：收件目录无法写入，可能是磁盘已满或没有权限，请告知管理员"
            )
    paths = list(dict.fromkeys(one.path for one in taken))
    report = intake.checked(paths) if paths else None
    papers = _papers_in(report)
    intake.note_sent(opened.shelf(), visiting.account(), [(path, papers.get(path.name, "")) for path in paths])
    return {
        "where": f"{unit}/{period}",
        "taken": [(one.path.name, one.remark) for one in taken],
        "not_taken": not_taken,
        "report": report,
    }


def _papers_in(report: Mapping[str, Any] | str | None) -> dict[str, str]:
    """What each file of a report was recognised as: name → 问题台账、走访台账; a file of which nothing was 无法识别."""
    files = report["files"] if isinstance(report, Mapping) else ()
    forms = {
        file["name"].rpartition("/")[2]: dict.fromkeys(sheet["form"] for sheet in file["sheets"] if sheet["form"])
        for file in files
    }
    return {name: "、".join(own) or "无法识别" for name, own in forms.items()}


def _answer() -> None:
    answer = st.session_state.get(ANSWER)
    if not answer:
        return
    section("检查结果", f"{answer['where']}。逐份答复，可原样发回报表人；答复含表内原文，仅发报表人本人。")
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
        show(
            file["verdict"].removeprefix("检查结果："),
            icon=":material/edit_note:" if file["to_mend"] else ":material/check_circle:",
        )
        lines = len(text.splitlines())
        st.code(text, language=None, wrap_lines=True, height=MANY_LINES * LINE if lines > MANY_LINES else "content")
        if file["to_add"]:
            st.caption("表内有栏目名称或用词尚未收录，不影响已识别的内容；请联系管理员补充后重新检查。")
        if any(sheet["refused"] for sheet in file["sheets"]):
            with st.expander("详情：可识别的表及必备栏目"):
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


@st.cache_resource(max_entries=1, show_spinner=False)
def _blanks() -> dict[str, bytes]:
    return intake.templates()


def _papers() -> None:
    section("空白表", "附件和各类台账的空白表，栏目和填写说明齐备；按此模板填报均可识别。")
    with st.container(border=True, key="submit-papers"):
        papers = _blanks()
        if not papers:
            _blanks.clear()  # next time it may work
            st.markdown("空白表未能生成，请刷新重试；仍不成功请联系管理员。")
        for name, content in papers.items():
            st.download_button(
                name, data=content, file_name=name, on_click="ignore", key=f"submit-paper-{name}", type="tertiary",
                icon=":material/description:",
            )  # fmt: skip


if __name__ == "__main__":  # run without app.py
    door.through_app()
