"""A figure that was reported has changed: by how much, why, and through which files?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from campaign.months.changes import CAUSES, Moved, moved, signed, then_and_now
from campaign.months.frozen import WHEN, Frozen, frozen, frozen_month, open_frozen
from campaign.office import rules
from pages.parts import charts, door, leads, tables
from pages.parts.bar import WIDTH, folded
from pages.parts.cached import cached
from pages.parts.frame import heading, month_label, section
from pages.parts.menu import Menu
from pages.parts.opened import shelf
from pages.parts.view import Room, View

TITLE = "数字变动"
ICON = ":material/history:"
MENU = Menu("督查", 250, within=())

HEADLINE = (
    "households", "visits", "issues", "solved", "solved_share", "confirmed_share", "responded_share", "overdue", "on_time_share",
)  # fmt: skip
SPANS = ("当月", "累计到月末")
CHOSEN = "moved"
"""The number in the address that is taken apart."""


def render(room: Room) -> None:
    """The figures of the frozen month, the same figures now, and for one number the causes and the files."""
    heading(room, TITLE, "已上报数据的变动情况")
    folded(room, "定版数据为全市数据")
    closed = {month_label(kept.month): kept for kept in frozen(shelf())}
    if not closed:
        _nothing_frozen(room)
        return
    with st.container(horizontal=True, key="changes-filters", vertical_alignment="bottom", gap="small"):
        month = st.selectbox("定版月份", list(closed), key="closed", bind="query-params", width=WIDTH)
        span = st.selectbox("统计范围", SPANS, key="span", bind="query-params", width=WIDTH)
    kept = closed.get(month or "") or next(iter(closed.values()))
    running = span == SPANS[1]
    numbers = _then_and_now(room, str(shelf()), kept.month, running)
    changed = [one for one in numbers if one.format_figure(one.then) != one.format_figure(one.now)]
    st.markdown(_sentence(month_label(kept.month), len(numbers), changed))
    st.caption(
        f"{kept.frozen_at}定版，数据截至{rules.day_text(date.fromisoformat(kept.data_date))}，指标口径第{kept.definitions_version}版。"
        "定版数据不再改动；点击一行查看变动原因。"
    )
    _numbers(numbers, f"changes-{kept.month}-{span}")
    named = st.query_params.get(CHOSEN, "")
    chosen = next((one for one in numbers if one.metric_id == named), next(iter(changed), numbers[0]))
    _why(room, kept, chosen, running)


def _nothing_frozen(room: Room) -> None:
    with st.container(border=True, key="nothing-frozen"):
        st.markdown("**尚无定版月份**")
        st.markdown(
            "月报上报后，由收件办公室办理月度数据定版：当时的数字、口径和数据永久保留。此后补报、更正引起的变动，"
            "本页列明变动数量、原因和涉及的报表。"
        )
        st.caption(f"{WHEN}；每月只能定版一次。")
        leads.links({"到报送页办理定版": leads.to_page("submit", View(room))})


def _sentence(month: str, count: int, changed: list[Moved]) -> str:
    if not changed:
        return f"{month}定版的{count}个主要数字均无变动。"
    changes = "，".join(f"{one.label}{one.difference_phrase}" for one in changed)
    return tables.plain(f"{month}定版的{count}个主要数字中，{len(changed)}个有变动：{changes}。")


def _numbers(numbers: tuple[Moved, ...], key: str) -> None:
    """The figures then and now; a click on a row chooses it."""
    shown = pd.DataFrame(
        {
            "指标": [one.figures[0].heading for one in numbers],
            "定版时": [one.figures[0].bare for one in numbers],
            "现在": [one.figures[1].bare for one in numbers],
            "增减": [one.formatted_change for one in numbers],
        }
    )
    ids = pd.DataFrame({"id": [one.metric_id for one in numbers]})
    right = {name: st.column_config.TextColumn(name, alignment="right") for name in ("定版时", "现在", "增减")}
    right["指标"] = st.column_config.TextColumn("指标", width=tables.NAME_WIDTH)
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config=right,
        row_height=tables.ROW_HEIGHT,
        height=(len(shown) + 1) * tables.ROW_HEIGHT + 3,
        on_select=partial(tables.chosen_row, key, ids, _take_apart),
        selection_mode="single-row",
    )


def _take_apart(number: Mapping[str, object]) -> None:
    """Put the number into the address."""
    st.query_params[CHOSEN] = str(number["id"])


# ── one number taken apart ────────────────────────────────────────────────────────────────────


def _why(room: Room, kept: Frozen, chosen: Moved, running: bool) -> None:
    section(f"{chosen.figures[0].label}变动原因")
    if not kept.has_data:
        st.markdown(tables.plain(chosen.headline))
        st.caption("定版数字仍在，当时的数据已清除，无法列明涉及的报表。")
        return
    answer = _explained(room, str(shelf()), kept.month, chosen.metric_id, running)
    st.markdown(tables.plain(answer.headline))
    for note in answer.notes:
        st.info(note, icon=":material/info:")
    for part in answer.parts or (answer,):
        _part(part, is_part=bool(answer.parts))


@cached()
def _then_and_now(room: Room, shelf_path: str, month: str, running: bool) -> tuple[Moved, ...]:
    kept = frozen_month(Path(shelf_path), month)
    assert kept is not None
    return then_and_now(room.snapshot, HEADLINE, kept, scope=room.scope, running=running)


@cached("正在逐行核对…")
def _explained(room: Room, shelf_path: str, month: str, metric_id: str, running: bool) -> Moved:
    kept = frozen_month(Path(shelf_path), month)
    assert kept is not None
    with open_frozen(kept) as then:
        if running:
            return moved(then, room.snapshot, metric_id, scope=room.scope, as_of=kept.last_day, kept=kept)
        return moved(then, room.snapshot, metric_id, scope=room.scope, period=month, kept=kept)


def _part(part: Moved, *, is_part: bool) -> None:
    """One count: its causes as steps, what each means, and the files."""
    if is_part:
        st.markdown(f"**{tables.plain(part.headline)}**")
    if part.causes.empty:
        return
    causes = part.causes.to_dict("records")
    chart = charts.steps(
        [charts.Step(str(one["cause"]), one["change"], signed(one["change"])) for one in causes],
        part.then or 0,
        f"定版时{part.format_figure(part.then)}",
        f"现在{part.format_figure(part.now)}",
    )
    charts.show(chart, f"changes-steps-{part.metric_id}", part.sentence)
    st.caption("　".join(f"**{one['cause']}**：{CAUSES[str(one['cause'])]}" for one in causes))
    _files(part)


def _files(part: Moved) -> None:
    if part.files.empty:
        return
    shown = pd.DataFrame(
        {
            "原因": part.files["cause"],
            "增减": [signed(change) for change in part.files["change"]],
            "文件": part.files["source_file"],
            "行数": part.files["lines"],
        }
    )
    key = f"changes-files-{part.metric_id}"

    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config={
            "原因": st.column_config.TextColumn(width=80),
            "增减": st.column_config.TextColumn(width=60, alignment="right"),
            "文件": st.column_config.TextColumn(width=tables.WIDTHS["source_file"]),
            "行数": st.column_config.NumberColumn(format="%,d", width=60),
        },
        row_height=tables.ROW_HEIGHT,
        height=(min(len(shown), tables.MOST_ROWS_IN_SIGHT) + 1) * tables.ROW_HEIGHT + 3,
        on_select=partial(tables.chosen_row, key, part.files, _go),
        selection_mode="single-row",
    )
    st.caption(leads.if_rows("点击文件可查看其中一行的原表；") + "已撤回的文件不在现有数据中。")


def _go(file: Mapping[str, object]) -> None:
    """To one of the file's lines as it was written, where the snapshot still has it."""
    if file["is_here"]:
        leads.go(leads.to_row(file["line_file"], file["source_sheet"], file["source_row"]))


if __name__ == "__main__":  # run without app.py
    door.through_app()
