"""Does anybody receive a word of a family's who may not? Every field of every paper holds one that stands nowhere else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from campaign import __main__ as asking
from campaign import papers, schema
from campaign.access.roles import ROLES
from campaign.access.scope import DESK, NotAllowed, Scope, Visitor
from campaign.judgement import portrait
from campaign.months import changes, frozen
from campaign.numbers.dimensions import DIMENSIONS, CannotAnswer
from campaign.numbers.metrics import METRICS
from campaign.numbers.question import Question
from campaign.numbers.questions import SOURCE
from campaign.numbers.snapshot import Snapshot, open_current
from etl import __main__ as loading
from etl import freeze
from exports import __main__ as printing
from exports import portrait as portrait_paper
from exports import returns
from tests.canaries import PLACE, SHARED, TEXTS, UNIT, Planted, plant
from tests.inbox import Inbox

VISIT = "村(社区)|户主姓名|家庭住址|走访单位|走访日期\n马家巷社区|甲乙|3组5号|市文联|3.31"
OF: dict[str, str] = {"unit": UNIT, "district": PLACE[0], "zone": PLACE[0], "town": PLACE[1], "group": "1"}
"""The part of the city in which the canaries are planted: what somebody of a role there is shown holds them, if anything does."""
BLIND = [role.id for role in ROLES.values() if "sheets" not in role.rights]
"""The roles that never see a sheet; the unit's own opens a name one by one, and no list holds it."""


def seldom(roles: Iterable[str]) -> list[object]:
    """The roles as parameters, all but the one that is shown most only where there is time."""
    return [role if role == "analyst" else pytest.param(role, marks=pytest.mark.slow) for role in roles]


@dataclass(frozen=True, slots=True)
class City:
    """What was planted, what was printed while it was loaded, and where the shelf is."""

    planted: Planted
    home: Path
    printed: str

    @property
    def shelf(self) -> Path:
        return self.home / "shelf"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """An inbox full of canaries, loaded and frozen where nobody is the desk."""
    return loaded(tmp_path_factory.mktemp("canaries"))


def loaded(home: Path) -> City:
    """The same in a folder."""
    inbox = Inbox(home / "inbox")
    planted = plant(inbox)
    inbox.put("市文联/3月下半月/走访台账.csv", VISIT)
    words = ("load", "--inbox", home / "inbox", "--shelf", home / "shelf")
    printed = run(loading, *words) + run(loading, *words, "--json")
    freeze.freeze(home / "shelf", "2017-03")
    return City(planted, home, printed)


def run(program: object, *words: object) -> str:
    """All that a command prints; it must not fall over."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        program.main([str(word) for word in words])  # type: ignore[attr-defined]
    assert "Traceback" not in out.getvalue()
    return out.getvalue()


@pytest.fixture
def snapshot(city: City) -> Iterator[Snapshot]:
    with open_current(city.shelf) as found:
        yield found


def part_of(role: str) -> tuple[str, ...]:
    """What the account of somebody of that role says of its part of the city: where the canaries are."""
    return tuple(OF[name] for name in ROLES[role].area)


def scope_of(role: str) -> Scope:
    return Visitor("somebody", "somebody", ROLES[role], part_of(role)).scope


def texts_of(data: bytes, name: str = "") -> Iterator[str]:
    """All texts of a file, of a workbook its parts, of an archive its files and their names."""
    yield name
    if data[:2] != b"PK":
        yield data.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for one in archive.namelist():
            yield from texts_of(archive.read(one), one)


def found(city: City, *received: str | bytes) -> dict[str, str]:
    """The fields of the canaries that were received, each with one of them."""
    texts = chain.from_iterable(texts_of(one) if isinstance(one, bytes) else [one] for one in received)
    return {where: token for token, where in city.planted.found_in("\n".join(texts)).items()}


# ── the traps are set ─────────────────────────────────────────────────────────────────────────


def test_every_paper_has_a_row_that_is_kept_and_a_canary_in_every_text(city: City, snapshot: Snapshot) -> None:
    kept = dict(snapshot.ask("rows_kept", by="form", scope=DESK).to_records(index=False).tolist())
    assert [paper.label for paper in papers.papers() if not kept.get(paper.label.split("·")[0])] == []
    planted = {*city.planted.where.values(), *SHARED}
    unplanted = {
        f"{paper.id}.{one.name}"
        for paper in papers.papers()
        for one in paper.fields
        if one.personal and one.name not in TEXTS and f"{paper.id}.{one.name}" not in planted
    }
    # what stands before the paragraphs that are planted, and days and people that single fields say another way
    assert unplanted <= {"briefing.heading", "briefing.before", "briefing.tag", "briefing.written_on"} | {
        f"{paper.id}.{one.name}" for paper in papers.papers() for one in paper.fields if one.kind != "text"
    } | {"weekly_report.first_day", "weekly_report.last_day", "village_summary.block", "village_summary.item"} | {
        "roster.villages",
        "issue_ledger.sequence",
    }


def test_the_office_that_loads_receives_them(city: City, snapshot: Snapshot) -> None:
    """Else nothing would be proved by not receiving them."""
    cells = snapshot.written("source_rows", scope=DESK)["said"].str.cat(sep="\n")
    received = city.planted.found_in(cells + "\n".join(snapshot.received_as(DESK).values()))
    outside = ("表外", "工作表名", "栏目", "认不出", "读不出", "briefing")
    missing = {where for token, where in city.planted.where.items() if token not in received}
    assert [where for where in missing if "." in where and not any(word in where for word in outside)] == []


# ── what leaves whoever asks ──────────────────────────────────────────────────────────────────


def test_no_canary_is_in_what_other_tools_see(city: City, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    run(loading, "copy", folder, "--public", "--shelf", city.shelf)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {".duckdb", ".parquet"} <= {path.suffix for path in files}
    names = [str(path.relative_to(folder)) for path in files]
    assert found(city, *names, *chain.from_iterable(map(_cells, files))) == {}


def _cells(path: Path) -> Iterator[str]:
    """What a file says to whoever opens it with the program that it is for, and its bytes."""
    if path.suffix == ".parquet":
        yield str(duckdb.sql(f"FROM '{path}'").fetchall())
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as con:
            names = [name for (name,) in con.execute("SELECT table_name FROM information_schema.tables").fetchall()]
            yield from (str(con.execute(f'FROM "{name}"').fetchall()) for name in names)
            yield str(con.execute("SELECT comment FROM duckdb_columns()").fetchall())
    yield path.read_bytes().decode("utf-8", "replace")


def test_no_canary_is_printed_by_a_load_or_noted_beside_the_snapshots(city: City) -> None:
    assert found(city, city.printed) == {}
    assert found(city, (city.shelf / "last_load.json").read_text(encoding="utf-8")) == {}


@pytest.mark.slow
def test_no_canary_is_in_what_a_check_prints_for_a_wall(city: City) -> None:
    files = [path for path in (city.home / "inbox").rglob("*") if path.is_file()]
    printed = run(loading, "check", "--public", "--details", *files)
    printed += run(loading, "check", "--public", "--json", *files)
    assert found(city, printed) == {}


def test_no_canary_is_in_a_frozen_months_figures(city: City) -> None:
    (kept,) = frozen.frozen(city.shelf)
    files = [kept.folder / name for name in (frozen.FIGURES, frozen.DEFINITIONS, frozen.FACTS)]
    assert found(city, *chain.from_iterable(map(_cells, files))) == {}


# ── what leaves for each role ─────────────────────────────────────────────────────────────────


COMMANDS = (
    ("ask", "issues", "--by", "handler"),
    ("ask", "issues", "--by", "department", "--format", "csv"),
    ("ask", "issues", "households", "--by", "town", "--format", "json"),
    ("ask", "messages", "--by", "message_category"),
    ("why", "issues", "--period", "2017-03"),
    ("why", "households", "--period", "2017-03", "--format", "json"),
)


@pytest.mark.parametrize("role", seldom(BLIND))
def test_no_canary_is_in_what_a_command_prints_or_writes_for_a_role(city: City, tmp_path: Path, role: str) -> None:
    who = ("--shelf", city.shelf, "--role", role, *(["--of", *part_of(role)] if part_of(role) else []))
    printed = [run(asking, *words, *who) for words in COMMANDS]
    printed.append(run(printing, "returns", "--out", tmp_path / "退回", *who))
    table = ("crosstab", "issues", "households", "--rows", "category", "--columns", "department")
    printed.append(run(printing, *table, "--out", tmp_path / "表.xlsx", *who))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert found(city, *printed, *(path.name for path in files), *(path.read_bytes() for path in files)) == {}


def rows_received(snapshot: Snapshot, scope: Scope) -> Iterator[str]:
    """Every row of every table that a scope is shown and every cell behind it, or the sentence of the refusal."""
    for table in schema.TABLES:
        stands_in_sheets = set(SOURCE) <= {column.name for column in table.columns}
        for look in (partial(snapshot.rows, limit=10_000), *([snapshot.written] if stands_in_sheets else ())):
            try:
                yield look(table.name, scope=scope).to_csv()
            except (CannotAnswer, NotAllowed) as why:
                yield str(why)


@pytest.mark.parametrize("role", seldom(BLIND))
def test_no_canary_is_in_a_row_that_a_role_is_shown(city: City, snapshot: Snapshot, role: str) -> None:
    assert found(city, *rows_received(snapshot, scope_of(role))) == {}


@pytest.mark.slow
@pytest.mark.parametrize("role", BLIND)
def test_no_canary_is_a_value_that_a_role_can_split_a_number_by(city: City, snapshot: Snapshot, role: str) -> None:
    assert found(city, *numbers_received(snapshot, scope_of(role))) == {}


def numbers_received(snapshot: Snapshot, scope: Scope) -> Iterator[str]:
    """Every number by every dimension, or the sentence of the refusal."""
    numbers = tuple(metric.id for metric in METRICS)
    try:
        for answer in snapshot.answers([Question(numbers, (one.id,)) for one in DIMENSIONS], scope=scope):
            yield from (*answer.refused.values(), answer.frame.to_csv())
    except NotAllowed as why:
        yield str(why)


def portrayed(snapshot: Snapshot, scope: Scope) -> bytes:
    """The workbook of the unit whose families the canaries are."""
    unit = portrait.unit_of(snapshot, UNIT, scope=scope)
    return portrait_paper.workbook(snapshot, portrait.portrait(snapshot, unit, scope=scope), (), scope=scope)


@pytest.mark.parametrize("role", seldom(BLIND))
def test_no_canary_is_in_a_paper_that_a_role_downloads(city: City, snapshot: Snapshot, role: str) -> None:
    assert found(city, *papers_received(snapshot, scope_of(role))) == {}


def papers_received(snapshot: Snapshot, scope: Scope) -> Iterator[str | bytes]:
    """The workbooks of rows that go back and of the unit, or the sentence of the refusal."""
    for write in (returns.zipped, portrayed):
        try:
            yield write(snapshot, scope)
        except (CannotAnswer, NotAllowed, ValueError) as why:
            yield str(why)


@pytest.mark.slow
@pytest.mark.parametrize("role", BLIND)
def test_a_search_for_a_familys_word_finds_as_much_as_one_for_a_word_that_nobody_wrote(
    city: City, snapshot: Snapshot, role: str
) -> None:
    """Whoever may count issues by their words must not learn from the count that a name is in one."""
    scope = scope_of(role)
    nobody = counted(snapshot, scope, "从来没有人写过的话")
    tokens = [token for token, where in city.planted.where.items() if "head_name" in where or "phone" in where]
    assert {token for token in tokens if counted(snapshot, scope, token) != nobody} == set()


def counted(snapshot: Snapshot, scope: Scope, word: str) -> object:
    """How many issues hold a word, or why that is not answered."""
    try:
        answer = snapshot.ask("issues", where={"text": [word]}, scope=scope)["issues"].iloc[0]
        return None if pd.isna(answer) else int(answer)
    except (CannotAnswer, NotAllowed) as why:
        return type(why)


def test_no_canary_is_in_why_a_figure_moved(city: City, snapshot: Snapshot) -> None:
    (kept,) = frozen.frozen(city.shelf)
    with frozen.open_frozen(kept) as then:
        moved = [
            changes.moved(then, snapshot, name, period="2017-03", kept=kept, scope=scope_of("analyst"))
            for name in ("households", "issues")
        ]
    assert found(city, *(str(one.record) for one in moved)) == {}
