"""Can any file make a reader answer with something other than sheets or a sentence, or lose what was written?

Broken files go through `read_apart`, as a load reads them: a reader that raises, hangs or dies is told by the
reading process's own sentences, and none of those may come. What once went wrong lies in tests/samples.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers import Grid, Unreadable, read
from tests import mutants, odd_sheets, seeds
from tests.reads import read_apart

SAMPLES = Path(__file__).parents[1] / "samples"
SOUND = list(seeds.drawn_files())


def test_files_broken_at_random_are_read_or_refused_and_never_end_the_reader() -> None:
    broken = list(mutants.mutants(SOUND, 20170304, 250))
    assert [(name, sentence) for name, _, sentence in mutants.fatal(broken)] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_many_files_broken_at_random_are_read_or_refused_and_never_end_the_reader(seed: int) -> None:
    """With other people's files too, where they are."""
    broken = list(mutants.mutants(mutants.seed_files(), seed, 300))
    assert [(name, sentence) for name, _, sentence in mutants.fatal(broken)] == []


def test_breaking_is_the_same_for_the_same_seed_and_breaks_most() -> None:
    first, again = (list(mutants.mutants(SOUND, 7, 60)) for _ in range(2))
    assert first == again
    sound = {data for _, data in SOUND}
    assert sum(data in sound for _, data in first) < 10


KEPT = {
    "nameless-part.xlsx": "没有传完整",
    "four-thousand-million-strings.xlsx": None,
    "half-a-character.docx": None,
    "web-page-in-utf-16.xls": "网页",
    "nul-behind-a-bom.csv": "第 2 行",
    "unfolding-entities.docx": "外部声明",
}
"""Each sample with words of its sentence; None where it is read."""


def test_every_sample_is_in_the_list() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_a_sample_that_once_went_wrong_is_read_or_refused_as_it_should(name: str) -> None:
    (found,) = read_apart([SAMPLES / name])
    assert found.refused is None if KEPT[name] is None else KEPT[name] in (found.refused or "")


@pytest.mark.parametrize("seed", [20170304, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 13))])
def test_whatever_stands_in_whichever_cell_of_any_form_a_load_is_published(seed: int, tmp_path: Path) -> None:
    inbox = odd_sheets.odd_inbox(tmp_path / "inbox", seed)
    tables = odd_sheets.publish_apart(inbox, tmp_path / "draft")
    (told,) = tables["snapshot"].to_pylist()
    assert told["rows_read"] > 300 and told["rows_read"] == sum(
        told[fate] for fate in ("rows_kept", "rows_merged", "rows_rejected")
    )


def sound(grid: Grid) -> None:
    """What must hold of a Grid, whatever it was read from."""
    assert len({len(column) for column in grid.columns}) <= 1
    for column in grid.columns:
        "".join(column).encode("utf-8")
    for r, c in grid.marks:
        assert 0 <= r < grid.n_rows and 0 <= c < grid.n_columns
    assert all(0 <= r < max(grid.n_rows, 1) for r in grid.hidden_rows)
    for top, left, bottom, right in grid.merged:
        assert 0 <= top <= bottom < grid.n_rows and 0 <= left <= right < grid.n_columns


def test_what_is_read_of_a_broken_file_is_whole() -> None:
    read_count = 0
    for name, data in mutants.mutants(SOUND, 20170401, 250):
        try:
            grids = read(data, name)
        except Unreadable as why:
            assert re.search("[一-鿿]", str(why)) and str(why).endswith("。")
            continue
        read_count += 1
        for grid in grids:
            sound(grid)
    assert 50 < read_count < 230


# what was written is what is read, in every kind of file

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")) | st.sampled_from("张村户，、。（）123 \n"), max_size=12
)  # fmt: skip
TABLES = st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=5)
EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Rows without empty ones at the end; a reader may leave those out."""
    kept = [list(row) for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    return kept


def cells(grids: list[Grid]) -> list[list[str]]:
    """The rows of the only grid."""
    (grid,) = grids
    return trimmed([[*grid.row(r), "", "", ""][:3] for r in range(grid.n_rows)])


def as_written(rows: list[list[str]]) -> list[list[str]]:
    """Rows as a workbook shows them: text of blanks alone may be left out, line breaks are \\n."""
    return trimmed([[said if said.strip() else "" for said in row] for row in rows])


@given(TABLES)
@EXAMPLES
def test_every_text_of_an_xlsx_comes_back_as_it_was_written(table: list[list[str]]) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(table):
            for c, said in enumerate(row):
                sheet.write_string(r, c, said)
    assert as_written(cells(read(out.getvalue()))) == as_written(table)


@given(TABLES)
@EXAMPLES
def test_every_text_of_an_xls_comes_back_as_it_was_written(table: list[list[str]]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for r, row in enumerate(table):
        for c, said in enumerate(row):
            sheet.write(r, c, said)
    out = BytesIO()
    book.save(out)
    assert as_written(cells(read(out.getvalue()))) == as_written(table)


@given(TABLES)
@EXAMPLES
def test_every_text_of_a_word_table_comes_back_as_it_was_written(table: list[list[str]]) -> None:
    document = docx.Document()
    drawn = document.add_table(len(table), 3)
    for r, row in enumerate(table):
        for c, said in enumerate(row):
            drawn.cell(r, c).text = said
    out = BytesIO()
    document.save(out)
    (grid,) = read(out.getvalue())
    assert [grid.row(r) for r in range(grid.n_rows)] == [[said.strip("\n") for said in row] for row in table]


@given(TABLES, st.sampled_from([",", "\t", ";"]), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
@EXAMPLES
def test_every_text_of_a_csv_comes_back_in_every_encoding_or_the_file_is_refused(
    table: list[list[str]], separator: str, encoding: str
) -> None:
    rows = [["序号", "姓名", "村"], *([said or "甲" for said in row] for row in table)]
    out = StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    try:
        found = read(out.getvalue().encode(encoding))
    except Unreadable:
        return
    assert cells(found) == rows


@given(
    st.lists(
        st.integers(-(10**14), 10**14) | st.decimals(-(10**6), 10**6, places=3).map(float), min_size=1, max_size=20
    )
)
@EXAMPLES
def test_every_number_of_an_xlsx_comes_back_equal(numbers: list[float]) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_column(0, 0, numbers)
    assert [float(said) for said in read(out.getvalue())[0].columns[0]] == [float(number) for number in numbers]


@given(st.dates(date(1901, 1, 1), date(9999, 12, 31)), st.booleans())
@EXAMPLES
def test_every_day_comes_back_in_both_date_systems(day: date, is_1904: bool) -> None:
    if is_1904 and day < date(1905, 1, 1):
        day = day.replace(year=1999) if (day.month, day.day) != (2, 29) else date(1999, 2, 28)
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": is_1904}) as book:
        book.add_worksheet().write_datetime(0, 0, day, book.add_format({"num_format": 'm"月"d"日"'}))
    assert read(out.getvalue())[0].columns == [[day.isoformat()]]


@given(st.binary(max_size=300))
@settings(EXAMPLES, max_examples=300)
def test_any_bytes_at_all_are_a_sheet_or_a_sentence(data: bytes) -> None:
    try:
        for grid in read(data):
            sound(grid)
    except Unreadable as why:
        assert str(why).endswith("。")
