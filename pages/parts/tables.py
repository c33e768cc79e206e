"""How is a table shown? Headings, formats and downloads come from the metric and column declarations."""

from __future__ import annotations

import io
import mimetypes
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from campaign import schema
from campaign.numbers.dimensions import CannotAnswer, as_shown, dimension
from campaign.numbers.kinds import reported
from campaign.numbers.metrics import METRICS, metric
from campaign.numbers.questions import BOUND
from campaign.numbers.wording import (
    EMPTY,
    NOT_REACHED,
    OF_HOW_MANY,
    UNFILLED,
    format_headline,
    format_value,
    reason,
    with_time,
)
from campaign.papers import papers

if TYPE_CHECKING:
    from pages.parts.frame import View

NUMBERS = frozenset(m.id for m in METRICS)
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
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run as a formula by a spreadsheet."""


def value(cell: object) -> float | None:
    """A number of a result as Python has it; an empty one is None."""
    if cell is None or pd.isna(cell):  # type: ignore[call-overload]
        return None
    return cell.item() if hasattr(cell, "item") else cell  # type: ignore[return-value]


def formatted(metric_id: str, cell: object) -> str:
    """A number as text for a sentence or the end of a bar, with its unit: 53,986件."""
    text = format_value(metric_id, value(cell))
    unit = metric(metric_id).unit
    return text if text in (EMPTY, NOT_REACHED) or unit == "%" else text + unit


def brief(metric_id: str, cell: object) -> str:
    """A number that must be read at a glance: 25.16万户."""
    return format_headline(metric_id, value(cell))


def label(name: str) -> str:
    """The 中文名 of a metric or a dimension."""
    return metric(name).label if name in NUMBERS else dimension(name).label


def heading(name: str, view: View | None = None) -> str:
    """A column's heading: 中文名, with the unit of a number, and its time where that is not the one in sight."""
    if name not in NUMBERS:
        return dimension(name).label
    unit = metric(name).unit
    head = metric(name).label if unit == "%" else f"{metric(name).label}（{unit}）"
    return with_time(head, view.other_time(name) if view else "")


def numbers(
    view: View,
    frame: pd.DataFrame,
    key: str,
    *,
    on_choose: Callable[[str], None] | None = None,
    on_choose_row: Callable[[Mapping[str, object]], None] | None = None,
    chosen: object = None,
    total: Mapping[str, object] | None = None,
    empty: str = "没有数据",
) -> None:
    """A table of numbers of a view, and under it the `total` as a row of its own: it is queried, not added up, and sorting does not move it.

    The first column names the row: with `on_choose`, a click chooses it and a second one lets it go. With
    `on_choose_row`, a click chooses the whole row.
    """
    if frame.empty:
        nothing(empty)
        return
    bare = frame.drop(columns=[name for name in frame.columns if name.endswith(BOUND)])
    heads = {name: heading(name, view) for name in bare.columns}
    frame, total, more = _with_bases(view, frame, total)
    heads |= more
    shown, settings = _display(frame, heads)
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
        shown,
        key=key,
        hide_index=True,
        column_config=settings,
        height=(min(len(shown), MOST_ROWS_IN_SIGHT) + 1) * ROW_HEIGHT + 3,
        row_height=ROW_HEIGHT,
        placeholder=EMPTY,
        **extra,
    )
    if total is not None:
        _total(
            frame.drop(columns=[name for name in frame.columns if name.endswith(BOUND)]),
            total,
            heads,
            f"{key}-total",
            before=TICK_WIDTH if extra else 0,
        )
        _bases_of_total(view, frame, heads)


def _with_bases(
    view: View, frame: pd.DataFrame, total: Mapping[str, object] | None
) -> tuple[pd.DataFrame, Mapping[str, object] | None, dict[str, str]]:
    """The table with a column beside each number whose base is partly reported, 202/1,059, and its heading.

    None where what is reported has a column of its own, where every row's base is whole, or for a second number of one base.
    """
    heads: dict[str, str] = {}
    for name in [name for name in frame.columns if name in NUMBERS]:
        base = reported(metric(name))
        if base is None or base.some.id in frame or base.some.label in heads.values() or frame.columns[0] in NUMBERS:
            continue
        words = view.of_how_many_by(name, str(frame.columns[0]))
        of_rows = [
            words.get(group, "").removesuffix(base.words) if is_filled(number) else ""
            for group, number in zip(frame[frame.columns[0]], frame[name], strict=True)
        ]
        if any(of_rows):
            column = name + OF_HOW_MANY
            frame = frame.copy()
            frame.insert(int(frame.columns.get_loc(name)) + 1, column, of_rows)
            heads[column] = base.some.label
            if total is not None:
                total = {**total, column: view.of_how_many(name).removesuffix(base.words)}
    return frame, total, heads


def _bases_of_total(view: View, frame: pd.DataFrame, heads: Mapping[str, str]) -> None:
    """How much of its base is reported of each share of the whole that no column says it of: a village's own is whole or none."""
    bases = {name: base for name in frame.columns if name in NUMBERS and (base := reported(metric(name)))}
    unsaid = [
        name for name, base in bases.items() if base.some.label not in heads.values() and base.some.id not in frame
    ]
    words = [f"{label(name)}{of}" for name in unsaid if (of := view.of_how_many(name))]
    if words:
        st.caption(f"合计：{'；'.join(words)}。")


def _total(
    frame: pd.DataFrame, total: Mapping[str, object], heads: Mapping[str, str], key: str, *, before: int
) -> None:
    """The whole under the columns of its parts, which begin `before` pixels to the right."""
    named = [name for name in frame.columns if name not in NUMBERS]
    row = {name: "合计" if name == named[0] else "" for name in named}
    row |= {name: total.get(name) for name in frame.columns if name in NUMBERS or name.endswith(OF_HOW_MANY)}
    shown, settings = _display(pd.DataFrame([row])[list(frame.columns)], heads, wider=before)
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config=settings,
        row_height=ROW_HEIGHT,
        placeholder=EMPTY,
        height=2 * ROW_HEIGHT + 3,
    )


def _display(frame: pd.DataFrame, heads: Mapping[str, str], *, wider: int = 0) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The cells as a table shows them, and the settings of its columns; the first is `wider` than it would be."""
    bounds = {name: frame[name] for name in frame.columns if name.endswith(BOUND)}
    frame = as_shown(frame.drop(columns=list(bounds)))
    shown = frame.copy()
    settings: dict[str, Any] = {}
    for i, name in enumerate(frame.columns):
        if name.endswith(OF_HOW_MANY):
            settings[name] = st.column_config.TextColumn(heads[name], alignment="right", width=_width(heads[name]))
            continue
        if name not in NUMBERS:
            shown[name] = frame[name].fillna(UNFILLED).astype(str)
            settings[name] = st.column_config.TextColumn(
                heads[name], pinned=i == 0, width=NAME_WIDTH + wider if i == 0 else NAME_WIDTH
            )
            continue
        bound = bounds.get(name + BOUND, pd.Series(index=frame.index, dtype=object))
        shown[name], settings[name] = column_of(name, frame[name], bound, heads[name], _width(heads[name]))
    return shown, settings


def _width(head: str) -> int:
    """Of a column of numbers, in pixels: as wide as its heading, so that a total is aligned with its parts."""
    return 24 + 13 * len(head)


def column_of(
    metric_id: str, numbers: pd.Series, bounds: pd.Series, head: str, width: int | None = None
) -> tuple[pd.Series, Any]:
    """The cells of one number as a table shows them, and the settings of their column."""
    unit, note = metric(metric_id).unit, metric(metric_id).note or None
    if bounds.notna().any() or (numbers == inf).fillna(False).any():
        texts = [format_value(metric_id, n, b) for n, b in zip(numbers, bounds, strict=True)]
        settings = st.column_config.TextColumn(head, help=note, width=width, alignment="right")
        return pd.Series(texts, index=numbers.index), settings
    form = "%.1f%%" if unit == "%" else "%.2f" if "/" in unit else "%,d"
    shown = numbers.map(_percent) if unit == "%" else numbers
    return shown, st.column_config.NumberColumn(head, format=form, help=note, width=width)


def matrix(frame: pd.DataFrame, key: str, colours: Mapping[str, str], *, empty: str = "没有数据") -> None:
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


def _percent(share: object) -> float | None:
    """A share as the table prints it: 100.0 only when it is all, 0.0 only when it is none."""
    number = value(share)
    if number is None:
        return None
    return float(re.sub(r"[<>%]", "", format_value("solved_share", number)))


def rows(
    frame: pd.DataFrame,
    table: str,
    key: str,
    *,
    empty: str = "没有符合条件的记录",
    on_choose: Callable[[Mapping[str, object]], None] | None = None,
    received_as: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Rows of a declared table, headed by their 中文名; with `on_choose`, a click chooses one.

    Files in `received_as` are shown under the names that it gives them, and chosen by their own.
    """
    if frame.empty:
        nothing(empty)
        return
    extra: dict[str, Any] = {}
    if on_choose is not None:
        extra = {"on_select": partial(chosen_row, key, frame, on_choose), "selection_mode": "single-row"}
    renamed = {name: frame[name].replace(received_as) for name in ("source_file",) if received_as and name in frame}
    st.dataframe(
        as_shown(frame).assign(**renamed),
        key=key,
        hide_index=True,
        column_config={name: _column(table, name) for name in frame.columns},
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
    empty: str = "没有符合条件的记录",
    on_choose: Callable[[Mapping[str, object]], None] | None = None,
) -> None:
    """All rows in sight, a page at a time, the page in the address under `key`; and all of them as a csv."""
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
        st.caption(f"共 {total:,} 行" + (f"，第 {page} 页，共 {pages:,} 页。" if pages > 1 else "。") + note)
        if total:
            everything = partial(
                view.rows, table, columns, order=order, descending=descending, limit=total, counted_by=counted_by
            )
            download(
                f"下载全部 {total:,} 行（csv）",
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


def _column(table: str, name: str) -> Any:
    column = schema.table(table).column(name)
    width = WIDTHS.get(name)
    if column.type == "date":
        return st.column_config.DateColumn(column.label, format="YYYY-MM-DD", width=width)
    if column.type == "instant":
        return st.column_config.DatetimeColumn(column.label, format="YYYY-MM-DD HH:mm")
    if column.type == "integer":
        return st.column_config.NumberColumn(column.label, format="%d")
    if column.type == "flag":
        return st.column_config.CheckboxColumn(column.label)
    if column.type == "texts":
        return st.column_config.ListColumn(column.label)
    return st.column_config.TextColumn(column.label, width=width)


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

    def safe(cell: object) -> object:
        return "'" + cell if isinstance(cell, str) and cell.startswith(RISKY) else cell

    guarded = as_shown(frame).astype(object).map(safe).rename(columns=dict(labels))
    buffer = io.StringIO()
    guarded.to_csv(buffer, index=False)
    return buffer.getvalue().encode("utf-8-sig")


def download(words: str, file_name: str, make: Callable[[], bytes], key: str) -> None:
    """A button that makes its file when it is pressed."""
    mime = mimetypes.guess_type(file_name)[0]
    st.download_button(
        words, data=make, file_name=file_name, mime=mime, on_click="ignore", key=key, icon=":material/download:"
    )
