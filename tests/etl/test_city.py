"""Does the city come to the same whichever papers have come, and in whatever portions and batches?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from campaign import papers
from etl import reading
from etl.city import arrive
from etl.city.relations import City
from tests.inbox import Inbox

ROOT = Path(__file__).resolve().parents[2]
STEPS = sorted((ROOT / "etl" / "city").rglob("*.py"))


@pytest.fixture(scope="module")
def by_form(small_month: Path) -> dict[str, list[Path]]:
    """Some files of the demonstration month for each paper that its first sheet is."""
    found: dict[str, list[Path]] = {}
    for path in sorted((small_month / "inbox").rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            form = next((sheet.form for sheet in reading.read_file(path).sheets if sheet.form), None)
            if form and len(found.setdefault(form, [])) < 3:
                found[form].append(path.relative_to(small_month / "inbox"))
    return found


def copied(small_month: Path, paths: list[Path], root: Path) -> Inbox:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(small_month / "inbox" / path, root / path)
    return Inbox(root)


def same(one: Mapping[str, pa.Table], other: Mapping[str, pa.Table]) -> bool:
    """Whether all tables are equal; the rows of sheets lie in the order in which they came in."""
    return all(name == "snapshot" or ordered(name, one[name]).equals(ordered(name, other[name])) for name in one)


def ordered(name: str, table: pa.Table) -> pa.Table:
    keys = ("source_file", "source_sheet", "source_row")
    return table.sort_by([(key, "ascending") for key in keys]) if name == "source_rows" else table


@pytest.mark.parametrize("form", [paper.id for paper in papers.papers()])
def test_a_step_that_is_left_out_for_want_of_rows_would_have_had_none(
    small_month: Path, by_form: dict[str, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """A relation that no row can come into is not planned: with one paper alone, most are left out."""
    inbox = copied(small_month, by_form[form], tmp_path)
    inbox.sift()  # what an empty relation looks like is known from the second time on
    quick = inbox.sift()
    for name in ("make", "fill", "rows", "records"):
        method = getattr(City, name)
        monkeypatch.setattr(City, name, lambda *a, of=None, method=method, **k: method(*a, **k))
    assert same(quick, inbox.sift())


def test_portions_change_nothing(
    small_month: Path, by_form: dict[str, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = copied(small_month, [path for paths in by_form.values() for path in paths], tmp_path)
    whole = inbox.sift()
    monkeypatch.setattr(arrive, "PORTION", 0)
    assert same(whole, inbox.sift())


def test_every_relation_that_is_declared_is_made_and_read() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in STEPS if path.name != "relations.py")
    declared = set(City.__annotations__)
    made = set(re.findall(r'city\.(?:make|give|view)\(\s*"(\w+)"', text)) | set(
        re.findall(r'linked\(\s*city,\s*"(\w+)"', text)
    )
    assert made == declared
    assert [name for name in declared if f"city.{name}" not in text] == []


def test_no_step_calls_a_relation_by_a_name_in_a_text() -> None:
    """In SQL a relation stands as a field: a name in a text is a wire that no editor, linter or reader sees."""
    names = "|".join(City.__annotations__)
    loose = re.compile(rf"(?:FROM|JOIN|INTO|UPDATE)\s+({names})\b")
    found = [(path.name, name) for path in STEPS for name in loose.findall(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_folder_of_the_city_has_more_than_seven_files() -> None:
    folders = {path.parent for path in STEPS}
    assert {folder.name: n for folder in folders if (n := len(list(folder.glob("*.py")))) > 7} == {}


def test_generic_code_names_no_paper() -> None:
    generic = (
        "arrive",
        "accepted",
        "setting_aside",
        "relations",
        "files",
        "simple",
        "merged",
        "sheets",
        "rejected",
        "resent",
        "typed",
        "plain",
    )
    texts = [
        *STEPS,
        *(ROOT / "etl" / "rows").glob("*.py"),
        ROOT / "etl" / "staging.py",
        ROOT / "exports" / "returns.py",
    ]
    names = re.compile("|".join(f'"{paper.id}"' for paper in papers.papers()))
    found = [
        (path.name, name)
        for path in texts
        if path.stem in generic or path.name in ("staging.py", "returns.py")
        for name in names.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_same_files_in_one_batch_or_in_many_say_the_same(
    small_month: Path, by_form: dict[str, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl import build

    paths = [small_month / "inbox" / path for group in by_form.values() for path in group[:2]]
    together = build.check(paths).tables
    monkeypatch.setattr(reading, "BATCH_FILES", 1)
    assert same(together, build.check(paths).tables)
