"""What should be read off a wall, from across a room, by people who touch nothing?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from campaign.numbers.metrics import COVERAGE, PROGRESS
from campaign.office import rules
from pages.door import visitor
from pages.parts import bar, charts, door, dress, figures, frame, leads, progress, tables
from pages.parts.menu import Menu
from pages.parts.view import Room, View

TITLE = "一张图"
ICON = ":material/present_to_all:"
MENU = Menu("看进度", 130)

TURN = 20
"""Seconds that a scene stays: long enough to be read twice."""
NUMBERS = ("households", "issues", "solved", "solved_share", "confirmed_share", "overdue")
Scene = tuple[str, Callable[[View], None]]


def render(room: Room) -> None:
    """One scene after another, full screen, from whatever snapshot is the newest; the filters of the address hold."""
    dress.full_screen()
    with st.container(key="wall-bar"):  # out of sight: what the address narrows to stays narrowed
        view = bar.filters(room)
    _turn(view)
    with st.container(key="wall-way-out"):
        leads.links({"回到总览": leads.to_page("overview", view)})


@st.fragment(run_every=TURN)
def _turn(view: View) -> None:
    """The scene of this moment, from the snapshot of this moment."""
    visitor.stay()
    with frame.enter(view.room.scope) as newest:
        _scene(replace(view, room=newest) if isinstance(newest, Room) else view)


def _scene(view: View) -> None:
    scenes = (*SCENES, *_districts(view))
    turn = int(time.time() // TURN) % len(scenes)
    title, draw = scenes[turn]
    day = view.room.data_date
    with st.container(key="wall"):
        with st.container(key="heading", gap=None):
            st.title(TITLE, anchor=False)  # for a screen reader; on the screen the scene has its own title
            st.header(title, anchor=False)
            dots = "".join("●" if n == turn else "○" for n in range(len(scenes)))
            st.caption(
                f"{tables.plain(bar.words(view))} · 数据截至 **{day.year}年{day.month}月{day.day}日**"
                f" · 快照编号 {view.room.snapshot.id} · {dots}"
            )
        draw(view)


def _numbers(view: View) -> None:
    conclusion, now = progress.Conclusion(view), view.figures(*NUMBERS)
    with st.container(key="conclusion"):
        st.markdown(conclusion.sentence)
    grid = st.grid(3, min_column_width=150)
    for figure in now:
        grid.metric(
            figure.label,
            figure.brief,
            border=True,
            height="stretch",
            delta_description=figure.footnote or figure.why_empty or None,
        )
    for companion in now.companions:
        st.caption(f"并列看：{figures.beside(companion)}")


def _agencies(view: View) -> None:
    progress.BurnUp(view.but(level=rules.TASKED_LEVEL), PROGRESS).draw("wall-agencies")


def _coverage(view: View) -> None:
    progress.BurnUp(view, COVERAGE).draw("wall-coverage")


def _categories(view: View) -> None:
    figures.solved_bars(view.rows_by(("issues", "solved", "solved_share"), "category"), "category", "wall-categories")


def _areas(view: View) -> None:
    by = bar.parts(view).by
    rows = view.rows_by(("issues", "solved", "solved_share"), by)
    figures.solved_bars([row for row in rows if row.name is not None], by, "wall-areas")


def _visits(view: View) -> None:
    by = bar.parts(view).by
    rows = view.rows_by(("households", "visits"), by)
    figures.ranked_bars([row for row in rows if row.name is not None], by, "households", "wall-visits")


def _weeks(view: View) -> None:
    rows = view.rows_by(("issues", "solved"), "week")
    bars = [
        charts.Bar(
            figures.week_name(row.name), float(row["issues"].value), row["issues"].full, part=row["solved"].value or 0.0
        )
        for row in rows
        if row.name is not None and row["issues"].value is not None
    ]
    if not bars:
        tables.nothing("没有数据")
        return
    charts.show(charts.columns(bars, height=320), "wall-weeks", charts.seen(bars))


def _districts(view: View) -> tuple[Scene, ...]:
    """Scenes that compare places: none where one of them is in sight."""
    parts = bar.parts(view)
    if parts.chosen:
        return ()
    return ((f"各{parts.name}走访户数和走访户次", _visits), (f"各{parts.name}的问题和已解决", _areas))


SCENES: tuple[Scene, ...] = (
    ("走到哪一步了", _numbers),
    (f"{rules.TASKED_LEVEL}：每名干部{rules.HOUSEHOLDS_PER_CADRE}户", _agencies),
    ("一户不落", _coverage),
    ("群众反映什么", _categories),
    ("每周反映的问题，深色为已解决", _weeks),
)


if __name__ == "__main__":  # run without app.py
    door.through_app()
