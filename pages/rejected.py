"""What could we not read, whose sheet is it, and what would be right?"""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import door, figures, tables
from pages.parts.frame import Room, View, heading, section

TITLE = "退回数据"
ICON = ":material/assignment_return:"

HEADLINE = ("files", "files_refused", "rows_rejected", "accepted_share")
BALANCE = ("rows_read", "rows_kept", "rows_merged", "rows_rejected")
EVERY_UNIT = "全部单位"
EVERY_FIELD = "全部栏目"
COLUMNS = (
    "sentence", "said_shown", "field", "cell", "unit_name", "source_file", "source_sheet", "source_row", "also",
)  # fmt: skip
PAGE = 50
MOST_DOWNLOADED = 100_000
MOST_SHEETS = 20_000
MOST_SENTENCES = 8
MOST_UNITS = 12


def render(room: Room) -> None:
    """Refused files first, then rejected rows by unit and by field, then each row with its cell."""
    heading(room, TITLE, "哪些没有读进来，是谁的表，错在哪一格？")
    view = View(room)
    figures.cards(HEADLINE, view.one(HEADLINE), {}, "")
    found = view.one(BALANCE)
    read, kept, merged, rejected = (f"{tables.label(m)[:2]} {tables.said(m, found[m])}" for m in BALANCE)
    st.caption(f"{read} = {kept} + {merged} + {rejected}，发布前核对。退回的行不计入任何数字，改好重报即可。")
    _refused(view)
    _where(view)
    _rows(view)


def _refused(view: View) -> None:
    section("没有读的文件和工作表", "整张认不出的表不猜、不读，写明找过什么。")
    files = view.rows(
        "source_files", ("source_file", "unit_name", "period_label", "refused"), counted_by="files_refused", limit=500
    )
    _refusals(files, "所有文件都能读。", "refused-files", "source_files")
    sheets = view.rows("source_sheets", ("source_file", "source_sheet", "unit_name", "refused"), limit=MOST_SHEETS)
    sheets = sheets.dropna(subset=["refused"])
    sheets = sheets[~sheets["source_file"].isin(set(files["source_file"]))]
    if len(sheets):
        st.caption("文件能读、其中没有读的工作表")
        _refusals(sheets, "", "refused-sheets", "source_sheets")


def _refusals(found: pd.DataFrame, none: str, key: str, table: str) -> None:
    """Each refusal as a sentence that a phone can show; many of them as a table as well."""
    if found.empty:
        st.markdown(none)
        return
    lines = []
    for row in found.head(MOST_SENTENCES).to_dict("records"):
        sheet = f" · {tables.plain(row['source_sheet'])}" if row.get("source_sheet") else ""
        lines.append(f"- **{tables.plain(row['source_file'])}**{sheet}：{tables.plain(row['refused'])}")
    st.markdown("\n".join(lines))
    if len(found) > MOST_SENTENCES:
        with st.expander(f"全部 {len(found)} 个"):
            tables.rows(found, table, key)


def _where(view: View) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        section("退回行最多的单位", "点一条只看这个单位，再点一次取消。")
        figures.ranked_bars(
            view.ask(("rejections",), by=("unit",)),
            "unit",
            "rejections",
            "rejected-units",
            limit=MOST_UNITS,
            chosen=_chosen("sender", EVERY_UNIT),
            on_choose=partial(figures.toggle, "sender", EVERY_UNIT),
        )
    with right:
        section("退回在哪一栏", "点一条只看这一栏，再点一次取消。")
        figures.ranked_bars(
            view.ask(("rejections",), by=("field",)),
            "field",
            "rejections",
            "rejected-fields",
            limit=MOST_UNITS,
            chosen=_chosen("field", EVERY_FIELD),
            on_choose=partial(figures.toggle, "field", EVERY_FIELD),
        )


def _chosen(key: str, none: str) -> str | None:
    found = st.session_state.get(key)
    return None if found in (None, none) else str(found)


def _rows(view: View) -> None:
    section("退回的行", "每一行写明文件、工作表、单元格、写了什么、为什么退回；涉及个人的原文不显示。")
    with st.container(horizontal=True, vertical_alignment="bottom", key="rejected-filters"):
        for key, none, dimension in (("sender", EVERY_UNIT, "unit"), ("field", EVERY_FIELD, "field")):
            named = view.ask(("rejections",), by=(dimension,)).dropna().sort_values("rejections", ascending=False)
            label = "报送单位" if dimension == "unit" else tables.label(dimension)
            chosen = st.selectbox(label, [none, *named[dimension]], key=key, bind="query-params", width=220)
            if chosen not in (None, none):
                view = view.but(**{dimension: str(chosen)})
        total = view.count_rows("rejected_rows")
        tables.download(
            "下载退回清单（csv）", f"退回清单_{view.room.snapshot.id}.csv", partial(_csv, view), "rejected-download"
        )
    pages = max(1, -(-total // PAGE))
    if st.session_state.get("rejected_page", 1) > pages:
        st.session_state["rejected_page"] = 1
    page = st.pagination(pages, key="rejected_page", bind="query-params") if pages > 1 else 1
    st.caption(f"共 {tables.said('rejections', total)}，第 {page} 页，共 {pages} 页")
    rows = view.rows("rejected_rows", COLUMNS, limit=PAGE, offset=(page - 1) * PAGE)
    tables.rows(rows, "rejected_rows", "rejected-rows", empty="没有退回的行。")


def _csv(view: View) -> bytes:
    rows = view.rows("rejected_rows", COLUMNS, limit=MOST_DOWNLOADED)
    return tables.csv(rows, tables.row_labels("rejected_rows", COLUMNS))


if __name__ == "__main__":  # run without app.py
    door.through_app()
