"""Which official papers can the office take out, and what do they say?"""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pandas as pd
import streamlit as st
from docx.text.paragraph import Paragraph
from python_calamine import CalamineWorkbook

from campaign.access.scope import may
from campaign.numbers.dimensions import shown
from campaign.office import rules
from campaign.office.letterhead import letterhead
from campaign.office.settings import WrongSettings
from exports.documents import called, documents
from exports.documents.document import Document, Order, Source
from exports.documents.filling import WrongTemplate, written
from exports.documents.of_unit import NotToUnit
from pages.parts import bar, door, tables
from pages.parts.cached import cached
from pages.parts.frame import heading, section
from pages.parts.menu import Menu
from pages.parts.view import Room, View

TITLE = "公文与报表"
ICON = ":material/description:"
MENU = Menu("督查", 260, needs="comparison", within=())

DRAFT, FINAL = "征求意见稿", "定稿"
PERIODS = dict(zip(rules.PERIOD_KINDS, ("month", "half", "week"), strict=True))
"""The names in the address of the chosen period, by its kind."""
LISTED = 40
"""Lines of a table that a preview shows; the paper has all."""


def render(room: Room) -> None:
    """One paper of one month: what it says, and as a Word file."""
    heading(room, TITLE, "生成通报、核对函、整改通知书、附件5等，数据与各页一致")
    bar.folded(room, "公文统计全市，按月生成")
    own = {document.title: document for document in documents() if may(room.scope, document.needs)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="papers-choice"):
        title = st.segmented_control(
            "公文", list(own), default=next(iter(own)), required=True, key="paper", bind="query-params"
        )
        document = own[title or next(iter(own))]
        periods = {period.label: period for period in bar.periods(document.rhythm, room.data_date)}
        closed = next((n for n, period in enumerate(periods.values()) if period.end <= room.data_date), 0)
        label = st.selectbox(
            "时段", list(periods), closed, key=f"paper-{PERIODS[document.rhythm]}", bind="query-params", width=bar.WIDER
        )
        issued, number, stage = _of_letters(room) if not document.make else (room.data_date, None, FINAL)
    period = periods[label or next(iter(periods))]
    unit = _unit(room, document, period)
    if document.to and not unit:
        tables.nothing(f"{period.label}没有需要发{document.title}的单位。")
        return
    try:
        name, made = _made(room, document.id, period.id, issued, number, stage != FINAL, unit)
    except (NotToUnit, WrongTemplate, WrongSettings) as why:
        st.error(tables.plain(why), icon=":material/error:")
        return
    tables.download(
        View(room),
        f"下载{document.title}（{'Excel' if document.make else 'Word'}）",
        name,
        lambda: made,
        f"paper-{document.id}",
    )
    st.caption("版式和固定文字在 Word 模板中修改；发文机关、代字、主送、抄送和期限由管理员设定。")
    section("内容预览", "以下为正文和附件内容，版式以下载的文件为准。")
    (_preview_sheets if document.make else _preview)(made)


def _of_letters(room: Room) -> tuple[date, int | None, str | None]:
    """The day on which a letter is issued, its number, and whether it is a draft."""
    issued = st.date_input("成文日期", key="paper-issued", value=room.data_date, width=bar.WIDTH)
    number = st.number_input(
        "发文序号", min_value=1, value=None, step=1, key="paper-number", width=bar.WIDTH, placeholder="可留空"
    )
    stage = st.segmented_control("稿别", [DRAFT, FINAL], default=DRAFT, required=True, key="paper-stage")
    return (issued if isinstance(issued, date) else room.data_date), number, stage


def _unit(room: Room, document: Document, period: rules.Period) -> str:
    """The unit that the paper is for; empty where it is to all, or where no unit is due one."""
    units = {shown("unit", name): name for name in _due(room, document.id, period.id)} if document.to else {}
    if not units:
        return ""
    name = st.selectbox("发给", list(units), key=f"paper-unit-{document.id}", bind="query-params", width=2 * bar.WIDER)
    return units.get(name or "", next(iter(units.values())))


@cached()
def _due(room: Room, document_id: str, period: str) -> tuple[str, ...]:
    document = called(document_id)
    return tuple(document.to(Source(room.snapshot, rules.period(period), room.scope))) if document.to else ()


@cached("正在生成…")
def _made(
    room: Room, document_id: str, period: str, issued: date, number: int | None, is_draft: bool, unit: str
) -> tuple[str, bytes]:
    document = called(document_id)
    source = Source(room.snapshot, rules.period(period), room.scope)
    order = Order(source, letterhead(), issued, number, is_draft=is_draft, unit=unit)
    return document.file_name(order), written(document, order)


def _preview(made: bytes) -> None:
    """The paper's own words and tables, read back from the file."""
    with st.container(border=True, key="paper-preview"):
        for block in docx.Document(BytesIO(made)).iter_inner_content():
            if isinstance(block, Paragraph):
                if text := block.text.strip():
                    is_head = "标题" in (block.style.name if block.style else "")
                    st.markdown(f"**{tables.plain(text)}**" if is_head else tables.plain(text))
            else:
                head, *rows = ([tables.plain(cell.text) for cell in row.cells] for row in block.rows[: LISTED + 1])
                lines = ["|".join(row) for row in (head, ["---"] * len(head), *rows)]
                st.markdown("\n".join(f"|{line}|" for line in lines))
                if len(block.rows) > LISTED + 1:
                    st.caption(f"另有{len(block.rows) - LISTED - 1}行，见下载的文件。")


def _preview_sheets(made: bytes) -> None:
    """The first of a workbook's sheets, and how many there are."""
    book = CalamineWorkbook.from_filelike(BytesIO(made))
    with st.container(border=True, key="paper-preview"):
        first = book.get_sheet_by_index(0)
        rows = [[str(cell) for cell in row] for row in first.to_python()[:LISTED]]
        st.markdown(f"**{tables.plain(first.name)}**")
        st.table(pd.DataFrame(rows), hide_header=True, hide_index=True)
        st.caption(f"工作簿共{len(book.sheet_names)}张表，此处为第一张。")


if __name__ == "__main__":  # run without app.py
    door.through_app()
