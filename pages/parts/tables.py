"""How is a table shown? Headings, formats and downloads come from the metric and column declarations."""

from __future__ import annotations

import io
import mimetypes
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from math import inf
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.access import audit
from campaign.access.rights import may_see_rows
from campaign.access.scope import may
from campaign.numbers.dimensions import CannotAnswer, as_shown, dimension
from campaign.numbers.figure import headed
from campaign.numbers.kinds import Metric, reported
from campaign.numbers.question import value_of
from campaign.numbers.questions import BOUND
from campaign.numbers.wording import (
    EMPTY,
    OF_HOW_MANY,
    UNFILLED,
    format_share,
    format_value,
    reason,
)
from campaign.papers import papers
from campaign.words.cells import harmless
from pages.parts import paper, people, visiting
from pages.parts.view import Figures, Rows, View

ROW_HEIGHT = 34
MOST_ROWS_IN_SIGHT = 14
PAGE = 50
"""Rows of a long list that are sent at a time."""
TICK_WIDTH = 35
"""Of the column in which a row is ticked."""
NAME_WIDTH = 140
"""Of a unit's name, in pixels: on a phone the first number still fits next to it."""
WIDTHS = {
    "category": 80, "block": 80, "unit_name": 150, "department": 150, "route": 80, "status": 80,
    "raised_date": 95, "due_date": 95, "solved_date": 95, "issue_text": 300, "sentence": 420, "finding": 520, "source_file": 320,
}  # fmt: skip
"""Of columns of rows; others are as wide as what they hold."""
WORD_JOINER = "\u2060"
"""Has no width and keeps an address in a text from becoming a link."""


def numbers(
    rows: Rows,
    key: str,
    *,
    shown: pd.DataFrame | None = None,
    on_choose: Callable[[str], None] | None = None,
    on_choose_row: Callable[[Mapping[str, object]], None] | None = None,
    chosen: object = None,
    total: Figures | None = None,
    empty: str = "暂无数据",
) -> None:
    """A table of numbers by group, and under it the `total` as a row of its own: it is queried, not added up, and sorting does not move it.

    `shown` are the rows as they are listed, where that is not as they were answered. The first column names the row: with
    `on_choose`, a click chooses it and a second one lets it go. With `on_choose_row`, a click chooses the whole row.
    """
    frame = rows.frame if shown is None else shown
    if frame.empty:
        nothing(empty)
        return
    bare = frame.drop(columns=[name for name in frame.columns if name.endswith(BOUND)])
    times = {name: rows.view.other_time(number) for name, number in rows.numbers.items()}
    heads = {
        name: headed(rows.numbers[name], times[name]) if name in rows.numbers else dimension(name).label
        for name in bare.columns
    }
    frame, whole, more = _with_bases(rows, frame, total)
    heads |= more
    cells, settings = _display(rows, frame, heads)
    _on_paper(rows, frame, whole if total is not None else None, heads)
    extra: dict[str, Any] = {}
    if on_choose is not None:
        names = bare[bare.columns[0]].tolist()

        def choose() -> None:
            rows = (st.session_state.get(key) or {}).get("selection", {}).get("rows", [])
            if rows and rows[0] < len(names) and not pd.isna(names[rows[0]]):
                on_choose(str(names[rows[0]]))
            elif not rows and chosen is not None:
                on_choose(str(chosen))

        extra = {"on_select": choose, "selection_mode": "single-row"}
    elif on_choose_row is not None:
        extra = {"on_select": partial(chosen_row, key, bare, on_choose_row), "selection_mode": "single-row"}
    st.dataframe(
        cells,
        key=key,
        hide_index=True,
        column_config=settings,
        height=(min(len(cells), MOST_ROWS_IN_SIGHT) + 1) * ROW_HEIGHT + 3,
        row_height=ROW_HEIGHT,
        placeholder=EMPTY,
        **extra,
    )
    if total is not None:
        _total(
            rows,
            frame.drop(columns=[name for name in frame.columns if name.endswith(BOUND)]),
            whole,
            heads,
            f"{key}-total",
            before=TICK_WIDTH if extra else 0,
        )
        _bases_of_total(total, frame, heads)


def _with_bases(
    rows: Rows, frame: pd.DataFrame, total: Figures | None
) -> tuple[pd.DataFrame, dict[str, object], dict[str, str]]:
    """The table with a column beside each number whose base is partly reported, 202/1,059; the cells of the total; its headings.

    None where what is reported has a column of its own, where every row's base is whole, or for a second number of one base.
    """
    heads: dict[str, str] = {}
    whole: dict[str, object] = {} if total is None else {figure.id: figure.value for figure in total}
    first = frame.columns[0]
    for name, stated in rows.bases.items():
        base = reported(rows.numbers[name])
        if base is None or base.some.id in frame or base.some.label in heads.values() or first in rows.numbers:
            continue
        words = stated.words_by
        of_rows = [
            words.get(group, "").removesuffix(base.words) if is_filled(number) else ""
            for group, number in zip(frame[first], frame[name], strict=True)
        ]
        if any(of_rows):
            column = name + OF_HOW_MANY
            frame = frame.copy()
            frame.insert(int(frame.columns.get_loc(name)) + 1, column, of_rows)
            heads[column] = base.some.label
            if total is not None:
                whole[column] = total[name].reported.removesuffix(base.words)
    return frame, whole, heads


def _bases_of_total(total: Figures, frame: pd.DataFrame, heads: Mapping[str, str]) -> None:
    """How much of its base is reported of each share of the whole that no column says it of: a village's own is whole or none."""
    words = [
        f"{figure.label}{figure.reported}"
        for figure in total
        if figure.id in frame
        and figure.reported
        and (base := reported(figure.number))
        and base.some.label not in heads.values()
        and base.some.id not in frame
    ]
    if words:
        st.caption(f"合计：{'；'.join(words)}。")


def _total(
    rows: Rows,
    frame: pd.DataFrame,
    whole: Mapping[str, object],
    heads: Mapping[str, str],
    key: str,
    *,
    before: int,
) -> None:
    """The whole under the columns of its parts, which begin `before` pixels to the right."""
    named = [name for name in frame.columns if name not in rows.numbers]
    row: dict[str, object] = {name: "合计" if name == named[0] else "" for name in named}
    row |= {name: whole.get(name) for name in frame.columns if name in rows.numbers or name.endswith(OF_HOW_MANY)}
    cells, settings = _display(rows, pd.DataFrame([row])[list(frame.columns)], heads, wider=before)
    st.dataframe(
        cells,
        key=key,
        hide_index=True,
        column_config=settings,
        row_height=ROW_HEIGHT,
        placeholder=EMPTY,
        height=2 * ROW_HEIGHT + 3,
    )


def _display(
    rows: Rows, frame: pd.DataFrame, heads: Mapping[str, str], *, wider: int = 0
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The cells as a table shows them, and the settings of its columns; the first is `wider` than it would be."""
    bounds = {name: frame[name] for name in frame.columns if name.endswith(BOUND)}
    frame = as_shown(frame.drop(columns=list(bounds)))
    shown = frame.copy()
    settings: dict[str, Any] = {}
    for i, name in enumerate(frame.columns):
        if name.endswith(OF_HOW_MANY):
            settings[name] = st.column_config.TextColumn(heads[name], alignment="right", width=_width(heads[name]))
            continue
        if name not in rows.numbers:
            shown[name] = frame[name].fillna(UNFILLED).astype(str)
            settings[name] = st.column_config.TextColumn(
                heads[name], pinned=i == 0, width=NAME_WIDTH + wider if i == 0 else NAME_WIDTH
            )
            continue
        bound = bounds.get(name + BOUND, pd.Series(index=frame.index, dtype=object))
        shown[name], settings[name] = column_of(
            rows.numbers[name], frame[name], bound, heads[name], _width(heads[name])
        )
    return shown, settings


def _on_paper(rows: Rows, frame: pd.DataFrame, whole: Mapping[str, object] | None, heads: Mapping[str, str]) -> None:
    """The table with its total as paper has it."""
    bounds = {name: frame[name] for name in frame.columns if name.endswith(BOUND)}
    written = as_shown(frame.drop(columns=list(bounds)))
    first = written.columns[0]
    numbers = [name for name in written.columns if name in rows.numbers]
    last = (
        {} if whole is None else {first: "合计"} | {name: whole.get(name) for name in written.columns if name in whole}
    )
    for name in written.columns:
        if name in rows.numbers:
            bound = bounds.get(name + BOUND, pd.Series(index=frame.index, dtype=object))
            texts = [format_value(rows.numbers[name], n, b) for n, b in zip(frame[name], bound, strict=True)]
            written[name] = pd.Series(texts, index=written.index, dtype=object)
            last |= {} if whole is None else {name: format_value(rows.numbers[name], whole.get(name))}
        else:
            written[name] = written[name].astype(object).fillna("" if name.endswith(OF_HOW_MANY) else UNFILLED)
    if last:
        written = pd.concat([written, pd.DataFrame([last])])
    paper.table(written, [heads[name] for name in written.columns], numbers=numbers, has_total=bool(last))


def _width(head: str) -> int:
    """Of a column of numbers, in pixels: as wide as its heading, so that a total is aligned with its parts."""
    return 24 + 13 * len(head)


def column_of(
    number: Metric, numbers: pd.Series, bounds: pd.Series, head: str, width: int | None = None
) -> tuple[pd.Series, Any]:
    """The cells of one number as a table shows them, and the settings of their column."""
    unit, note = number.unit, number.note or None
    if bounds.notna().any() or (numbers == inf).fillna(False).any():
        texts = [format_value(number, n, b) for n, b in zip(numbers, bounds, strict=True)]
        settings = st.column_config.TextColumn(head, help=note, width=width, alignment="right")
        return pd.Series(texts, index=numbers.index), settings
    form = "%.1f%%" if unit == "%" else "%.2f" if "/" in unit else "%,d"
    shown = numbers.map(_percent) if unit == "%" else numbers
    return shown, st.column_config.NumberColumn(head, format=form, help=note, width=width)


def matrix(frame: pd.DataFrame, key: str, colours: Mapping[str, str], *, empty: str = "暂无数据") -> None:
    """A table of words, the index naming its rows, whole and without scrolling down; a cell is coloured by its word.

    Of several words in a cell the first decides; a word without a colour is drawn as other text.
    """
    if frame.empty:
        nothing(empty)
        return

    def paint(cell: object) -> str:
        colour = colours.get(str(cell).partition(" ")[0])
        return f"color: {colour}" if colour else ""

    st.dataframe(
        frame.style.map(paint),
        key=key,
        column_config={"_index": st.column_config.TextColumn("", pinned=True, width=NAME_WIDTH)},
        height=(len(frame) + 1) * ROW_HEIGHT + 3,
        row_height=ROW_HEIGHT,
        placeholder=EMPTY,
    )


def bare(frame: pd.DataFrame, key: str) -> None:
    """A small table as it is, its first column in sight however narrow the window."""
    first = {frame.columns[0]: st.column_config.Column(pinned=True)}
    st.dataframe(frame, hide_index=True, key=key, column_config=first, placeholder=EMPTY)


def _percent(share: object) -> float | None:
    """A share as the table prints it: 100.0 only when it is all, 0.0 only when it is none."""
    number = value_of(share)
    return None if number is None else float(re.sub(r"[<>%]", "", format_share(number)))


def rows(
    frame: pd.DataFrame,
    table: str,
    key: str,
    *,
    empty: str = "暂无符合条件的记录",
    on_choose: Callable[[Mapping[str, object]], None] | None = None,
    received_as: Mapping[str, str] = MappingProxyType({}),
    beside: pd.DataFrame | None = None,
) -> None:
    """Rows of a declared table, headed by their 中文名; with `on_choose`, a click chooses one.

    Files in `received_as` are shown under the names that it gives them, and chosen by their own; `beside` are columns of
    words before the others, under their own headings.
    """
    if frame.empty:
        nothing(empty)
        return
    extra: dict[str, Any] = {}
    if on_choose is not None:
        extra = {"on_select": partial(chosen_row, key, frame, on_choose), "selection_mode": "single-row"}
    renamed = {name: frame[name].replace(received_as) for name in ("source_file",) if received_as and name in frame}
    shown = as_shown(frame).assign(**renamed)
    if beside is not None:
        shown = pd.concat([beside, shown], axis="columns")
    labels = row_labels(table, frame.columns)
    paper.table(shown, [labels.get(name, name) for name in shown.columns])
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config={name: _column(table, name, is_first=at == 0) for at, name in enumerate(frame.columns)},
        height=(min(len(frame), MOST_ROWS_IN_SIGHT) + 1) * ROW_HEIGHT + 3,
        row_height=ROW_HEIGHT,
        placeholder=EMPTY,
        **extra,
    )


def chosen_row(key: str, frame: pd.DataFrame, on_choose: Callable[[Mapping[str, object]], None]) -> None:
    """What a click on a row of a table does: hand over the row of `frame` at that position."""
    chosen = (st.session_state.get(key) or {}).get("selection", {}).get("rows", [])
    if chosen and chosen[0] < len(frame):
        on_choose(frame.iloc[chosen[0]].to_dict())


def paged(
    view: View,
    table: str,
    columns: Sequence[str],
    key: str,
    *,
    file_name: str,
    counted_by: str | None = None,
    order: str | None = None,
    descending: bool = False,
    note: str = "",
    empty: str = "暂无符合条件的记录",
    on_choose: Callable[[Mapping[str, object]], None] | None = None,
) -> None:
    """All rows in sight, a page at a time, the page in the address under `key`; and all of them as a csv.

    For whoever sees no rows one line instead.
    """
    if not may_see_rows(view.room.scope, table):
        st.caption(visiting.NO_ROWS)
        return
    try:
        total = view.count_rows(table, counted_by=counted_by)
    except CannotAnswer as question:
        refused(question)
        return
    pages = max(1, -(-total // PAGE))
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-above"):
        if pages > 1:
            st.pagination(pages, key=key, bind="query-params")
        page = st.session_state.get(key, 1) if pages > 1 else 1
        st.caption(f"共{total:,}条" + (f"，第{page}页，共{pages:,}页。" if pages > 1 else "。") + note)
        if total:
            everything = partial(
                view.rows, table, columns, order=order, descending=descending, limit=total, counted_by=counted_by
            )
            download(
                view,
                f"导出全部{total:,}条（csv）",
                file_name,
                lambda: csv(everything(), row_labels(table, columns)),
                f"{key}-download",
            )
    shown = view.rows(
        table,
        columns,
        order=order,
        descending=descending,
        limit=PAGE,
        offset=(page - 1) * PAGE,
        counted_by=counted_by,
    )
    rows(
        shown,
        table,
        f"{key}-rows-{view.room.snapshot.id}-{page}",
        empty=empty,
        on_choose=on_choose,
        received_as=view.room.received_as if "source_file" in columns else MappingProxyType({}),
        beside=people.in_list(view.room, table, shown),
    )


def written(cells: pd.DataFrame, bad: Collection[str] = ()) -> None:
    """The cells of one row of a sheet: field, address and raw text, whole and never read as Markdown.

    Cells of the `bad` fields are red.
    """
    marks = [":red[**%s**]" if field in bad else "%s" for field in cells["field"]]
    shown = pd.DataFrame(
        {
            "栏目": [plain(field) for field in cells["field"]],
            "单元格": [mark % plain(place) for mark, place in zip(marks, cells["place"], strict=True)],
            "原文": [mark % _one_line(raw) for mark, raw in zip(marks, cells["said"], strict=True)],
        }
    )
    st.table(shown.set_index("栏目"), border="horizontal")


def _one_line(raw: str) -> str:
    return plain(" ↵ ".join(raw.split("\n"))) or EMPTY


def is_filled(cell: object) -> bool:
    """Whether a cell of a result holds something."""
    return cell is not None and not pd.isna(cell)  # type: ignore[call-overload]


def _column(table: str, name: str, *, is_first: bool = False) -> Any:
    column = schema.table(table).column(name)
    width = WIDTHS.get(name)
    is_pinned = is_first and width is not None and width <= NAME_WIDTH  # a wide one would be all that a phone shows
    if column.type == "date":
        return st.column_config.DateColumn(column.label, format="YYYY-MM-DD", width=width, pinned=is_pinned)
    if column.type == "instant":
        return st.column_config.DatetimeColumn(column.label, format="YYYY-MM-DD HH:mm")
    if column.type == "integer":
        return st.column_config.NumberColumn(column.label, format="%d")
    if column.type == "flag":
        return st.column_config.CheckboxColumn(column.label)
    if column.type == "texts":
        return st.column_config.ListColumn(column.label)
    return st.column_config.TextColumn(column.label, width=width, pinned=is_pinned)


def row_labels(table: str, names: Sequence[str]) -> dict[str, str]:
    """The 中文名 of columns."""
    return {name: schema.table(table).column(name).label for name in names}


def known_papers() -> None:
    """Which papers are known, and the headings that each of them is known by."""
    st.markdown("\n".join(f"- **{plain(paper.label)}**：{plain(paper.needs)}" for paper in papers()))


def plain(text: object) -> str:
    """Text from a sheet, or from an address, as Markdown shows it: no character of it acts as a mark, and nothing becomes a link."""
    unlinked = re.sub(r"(?i)(?<=https)(?=:)|(?<=http)(?=:)|(?<=ftp)(?=:)|(?<=www)(?=\.)|(?=@)", WORD_JOINER, str(text))
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:])", r"\\\1", unlinked)


def nothing(sentence: str) -> None:
    """A notice in place of a table or chart that has no rows."""
    st.info(plain(sentence), icon=":material/info:")


def refused(question: CannotAnswer) -> None:
    """Why a number cannot be shown under the chosen filters."""
    nothing(f"{reason(question)}。")


def csv(frame: pd.DataFrame, labels: Mapping[str, str]) -> bytes:
    """The rows as a csv that a Chinese spreadsheet opens as it is; no cell can act as a formula."""

    guarded = as_shown(frame).astype(object).map(harmless).rename(columns=dict(labels))
    buffer = io.StringIO()
    guarded.to_csv(buffer, index=False)
    return buffer.getvalue().encode("utf-8-sig")


def download(of: View, words: str, file_name: str, make: Callable[[], bytes], key: str) -> None:
    """A button that makes its file when it is pressed, which is written down first; none for whoever may not take files along."""
    if not may(of.room.scope, "download"):
        return
    what = f"{file_name}：{of.on_record}"
    note = visiting.recorder(audit.DOWNLOADED, snapshot_id=of.room.snapshot.id, what=what)

    def made() -> bytes:
        note()
        return make()

    mime = mimetypes.guess_type(file_name)[0]
    st.download_button(
        words, data=made, file_name=file_name, mime=mime, on_click="ignore", key=key, icon=":material/download:"
    )
