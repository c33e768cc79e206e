"""Is a page's answer asked once, shared by those alone who may see it, and let go with its snapshot?"""

from __future__ import annotations

import ast
import gc
import re
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from campaign.access.roles import ROLES
from campaign.access.scope import EVERYWHERE, Scope
from campaign.numbers.question import Answer, Question
from campaign.numbers.snapshot import FILE
from pages.parts import frame
from pages.parts import view as views
from pages.parts.cached import Answers, Opened, cached, size_of
from pages.parts.view import Room, View
from tests.pages.test_pages import ROOT, opened
from tests.pages_shelf import shelf
from tests.rooms import room_of

KEPT_OPEN = ("overview", "explore", "wall", "rejected")
"""Pages whose callbacks, downloads or fragments outlive the run."""


@pytest.fixture(autouse=True)
def on_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shelf(tmp_path).close()
    monkeypatch.setenv("DAZOUFANG_SHELF", str(tmp_path / "shelf"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


Batches = list[tuple[Question, ...]]


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Batches:
    """What views have asked of a snapshot at once, one entry a time."""
    seen: Batches = []
    answered = views._answered

    def noted(opened: Callable[[], Opened], scope: Scope, key: Hashable, questions: Sequence[Question]) -> list[Answer]:
        if unknown := tuple(question for question in questions if (key, question) not in opened().answers):
            seen.append(unknown)
        return answered(opened, scope, key, questions)

    monkeypatch.setattr(views, "_answered", noted)
    return seen


def open_files(folder: Path) -> list[str]:
    """The snapshots' files that this process has open."""
    targets = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sorted({target for target in targets if target.startswith(str(folder)) and FILE in target})


# ── an old snapshot is let go ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", KEPT_OPEN)
def test_who_stays_on_a_page_keeps_no_old_snapshot_open(tmp_path: Path, page: str) -> None:
    visitors, threads = [], 0
    for n in range(2):
        visitors.append(opened(page))
        threads = threads or threading.active_count()
        shelf(tmp_path, f"2017041{3 + n}T090000002").close()
    visitors.append(opened(page))
    gc.collect()
    (only,) = open_files(tmp_path)
    assert "20170414T090000002" in only
    assert threading.active_count() <= threads


def test_who_comes_back_to_an_old_page_may_still_press_its_buttons(tmp_path: Path) -> None:
    with frame.enter(EVERYWHERE) as room:
        pass
    assert isinstance(room, Room)
    shelf(tmp_path, "20170413T090000002").close()
    with frame.enter(EVERYWHERE):
        gc.collect()
        assert len(View(room).ask(("issues",)).frame) == 1
        assert room.snapshot.id != "20170413T090000002"


# ── answers ───────────────────────────────────────────────────────────────────────────────────


@cached()
def _place(room: Room) -> str:
    """As a page writes it: nothing of the scope is mentioned."""
    return room.scope.label


@cached()
def _issues(view: View) -> pd.DataFrame:
    return view.ask(("issues",)).frame


def test_two_scopes_never_share_an_answer_though_the_function_does_not_mention_them(tmp_path: Path) -> None:
    with shelf(tmp_path, "20170413T090000002") as snapshot:
        whole = room_of(snapshot)
        scopes = [
            Scope("天宁区", ROLES["analyst"], {"district": ("天宁区",)}),
            Scope("天宁区", ROLES["analyst"], {"district": ("武进区",)}),
            Scope("天宁区", ROLES["desk"], {"district": ("天宁区",)}),
        ]
        rooms = [whole, *(Room(whole.opened, scope) for scope in scopes)]
        for room in rooms:
            assert _place(room) == room.scope.label
            _issues(View(room))
            assert len(View(room).ask(("issues",)).frame) == 1
        assert len(whole.answers) == 3 * len(rooms)
        assert _issues(View(rooms[1]))["issues"].iloc[0] != _issues(View(rooms[2]))["issues"].iloc[0]


def test_what_one_visitor_does_to_an_answer_no_other_sees(tmp_path: Path) -> None:
    with shelf(tmp_path, "20170413T090000002") as snapshot:
        view = View(room_of(snapshot))
        for answer in (lambda: _issues(view), lambda: view.ask(("issues",)).frame):
            mine = answer()
            mine["issues"] = -1
            mine.loc[0, "issues"] = -2
            assert answer()["issues"].iloc[0] > 0


def test_answers_take_no_more_than_their_bytes_and_the_longest_unused_go_first() -> None:
    one = size_of("a" * 1000)
    answers = Answers(most=5 * one, most_of_one=2 * one)
    for key in range(5):
        answers.of([key], lambda keys: ["a" * 1000])
    answers.of([0], lambda keys: pytest.fail("was there"))
    answers.of([5], lambda keys: ["a" * 1000])
    assert 1 not in answers and 0 in answers and 5 in answers
    assert answers.of(["large"], lambda keys: ["a" * 9000]) == ["a" * 9000]
    assert "large" not in answers
    assert answers.bytes <= 5 * one


def test_an_answer_that_several_need_at_once_is_made_once() -> None:
    answers, made, may_go_on = Answers(), [], threading.Event()

    def make(keys: list[str]) -> list[str]:
        made.append(keys)
        may_go_on.wait(5)
        return keys

    got: list[list[str]] = []
    visitors = [threading.Thread(target=lambda: got.append(answers.of(["a", "b"], make))) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    may_go_on.set()
    for visitor in visitors:
        visitor.join()
    assert made == [["a", "b"]] and got == [["a", "b"]] * 4


def test_who_waited_for_one_that_failed_makes_it_himself() -> None:
    answers, started, may_fail = Answers(), threading.Event(), threading.Event()

    def fail(keys: list[str]) -> list[str]:
        started.set()
        may_fail.wait(5)
        raise ZeroDivisionError

    def first() -> None:
        with pytest.raises(ZeroDivisionError):
            answers.of(["a"], fail)

    got: list[list[str]] = []
    one = threading.Thread(target=first)
    one.start()
    started.wait(5)
    other = threading.Thread(target=lambda: got.append(answers.of(["a"], lambda keys: ["made"])))
    other.start()
    may_fail.set()
    one.join()
    other.join()
    assert got == [["made"]]


def past_the_cache(text: str) -> list[str]:
    """Where a snapshot is asked, or handed to somebody who asks it, in a function that is not `cached`.

    Who is handed a batch too asks through that. A lambda is run when its button is pressed: it makes a workbook.
    """
    found = []
    for function in [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]:
        if any(ast.unparse(decorator).startswith("cached(") for decorator in function.decorator_list):
            continue
        waiting = {id(inner) for node in ast.walk(function) if isinstance(node, ast.Lambda) for inner in ast.walk(node)}
        for call in [node for node in ast.walk(function) if isinstance(node, ast.Call) and id(node) not in waiting]:
            asked = re.search(r"\.snapshot\.(?!id\b)\w+$", ast.unparse(call.func))
            given = [ast.unparse(one) for one in (*call.args, *(keyword.value for keyword in call.keywords))]
            handed = any(one.endswith(".snapshot") for one in given) and not any(
                one.endswith(".batch") for one in given
            )
            found += [ast.unparse(call)] if asked or handed else []
    return found


def test_no_page_asks_past_the_cache_and_there_is_one_way_to_keep_an_answer() -> None:
    files = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in (ROOT / "pages").rglob("*.py")}
    places = {place: found for place, text in files.items() if (found := past_the_cache(text))}
    # the cache itself, and the time of a number, which asks nothing; names that are opened are kept nowhere
    assert set(places) == {"pages/parts/view.py", "pages/parts/people.py"}, places
    assert [call for call in places["pages/parts/people.py"] if "opened(" not in call] == []
    assert [place for place, text in files.items() if "st.cache_data" in text] == []
    kept = [place for place, text in files.items() if "@st.cache_resource" in text]
    assert sorted(kept) == ["pages/parts/opened.py", "pages/submit.py"]  # what is open, and blank papers of no snapshot


@pytest.mark.parametrize(
    "text",
    [
        "def f(room):\n return room.snapshot.ask('issues')",
        "def f(view):\n return outlook(view.room.snapshot, R)",
        "@st.cache_data\ndef f(room):\n return room.snapshot.rows('issues')",
    ],
)
def test_the_search_for_what_asks_past_the_cache_finds_it(text: str) -> None:
    assert len(past_the_cache(text)) == 1


# ── stated, then answered ─────────────────────────────────────────────────────────────────────


def test_what_is_stated_is_asked_at_once_and_equal_questions_once(tmp_path: Path, batches: Batches) -> None:
    with shelf(tmp_path, "20170413T090000002") as snapshot:
        view = View(room_of(snapshot))
        stated = [view.ask(("issues",)), view.ask(("visits",)), view.ask(("issues",))]
        assert batches == []
        assert len(stated[1].frame) == 1
        assert [len(batch) for batch in batches] == [2]
        assert all(len(asked.frame) == 1 for asked in stated)
        assert len(view.ask(("visits",)).frame) == 1
        assert len(batches) == 1


def test_a_page_seen_again_asks_nothing(tmp_path: Path, batches: Batches) -> None:
    for page in ("overview", "visits", "timeliness"):
        opened(page)
        batches.clear()
        opened(page)
        assert batches == [], page


@pytest.mark.parametrize(
    ("page", "most"), [("overview", 1), ("visits", 1), ("issues", 1), ("timeliness", 2), ("places", 1)]
)
def test_a_page_states_what_it_wants_to_know_before_it_draws(
    small_month: Path, monkeypatch: pytest.MonkeyPatch, batches: Batches, page: str, most: int
) -> None:
    """One batch under new filters; two where a choice on the page itself comes after the first numbers."""
    monkeypatch.setenv("DAZOUFANG_SHELF", str(small_month / "shelf"))
    at = opened(page)
    assert not at.error and batches
    batches.clear()
    at = opened(page, area="武进区")
    assert not at.error
    assert 1 <= len(batches) <= most, [[(q.metrics, q.by, q.where) for q in batch] for batch in batches[most:]]
