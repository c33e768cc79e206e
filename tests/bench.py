"""What does the product cost against the least that the same work can cost?

Everything is measured in one run on one machine and printed as ratios; seconds are only there to
say how long the run took. `make bench`, or `python -m tests.bench --scale 0.1` for a quick look.
"""

from __future__ import annotations

import argparse
import csv
import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import duckdb
import pandas as pd
import python_calamine
import xlrd
from lxml import etree

from campaign.snapshot import Snapshot, open_current
from etl import build, publish, sample
from tests import accuracy, outcomes, simulation


def main() -> None:
    """Builds the demonstration month, then measures reading, loading and asking."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scale", type=float, default=1.0)
    scale = asked.parse_args().scale
    with tempfile.TemporaryDirectory() as folder:
        inbox, shelf = Path(folder) / "inbox", Path(folder) / "shelf"
        seconds, manifest = timed(lambda: sample.write(inbox, scale))
        files = [path for path in sorted(inbox.rglob("*")) if path.is_file() and path.name not in build.IGNORED]
        size = sum(path.stat().st_size for path in files) / 2**20
        print(
            f"demonstration sheets at scale {scale}: {manifest['files']:,} files, {size:.0f} MiB, written in {seconds:.1f} s"
        )
        reading(files, inbox, shelf)
        asking(open_current(shelf), shelf)
    outcomes.show()
    print("\n" + accuracy.report(accuracy.read()))
    print("\n" + simulation.report())


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def reading(files: list[Path], inbox: Path, shelf: Path) -> None:
    """A whole load against a bare read of the same files, and against a plain pandas and openpyxl script."""
    bare, cells = timed(lambda: sum(bare_read(path) for path in files))
    load, done = timed(lambda: build.load(inbox, shelf))
    again, _ = timed(lambda: build.load(inbox, shelf))
    plain, _ = timed(lambda: [pandas_read(path) for path in files])
    rows = done.totals["rows_read"]
    print(f"\n{rows:,} rows, {cells:,} cells")
    print(f"{'':44}{'seconds':>9}{'rows/s':>10}{'of a bare read':>16}")
    lines = (
        ("bare read, same libraries, one process", bare),
        ("full load: read, sift, check, publish", load),
        ("full load again, nothing changed", again),
        ("pandas + openpyxl, reading only", plain),
    )
    for label, seconds in lines:
        print(f"{label:44}{seconds:9.1f}{rows / seconds:10,.0f}{seconds / bare:15.2f}x")
    print(f"full load takes {load / plain:.2f} of the time that pandas + openpyxl needs only to read")


def bare_read(path: Path) -> int:
    """Cells of a file, read by the libraries that the readers use and thrown away."""
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "word/document.xml" in package.namelist():
                return sum(1 for _ in etree.fromstring(package.read("word/document.xml")).iter("{*}tc"))
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    if data[:4] == b"\xd0\xcf\x11\xe0":
        book = xlrd.open_workbook(file_contents=data, formatting_info=True)
        return sum(len(sheet.row_values(r)) for sheet in book.sheets() for r in range(sheet.nrows))
    return sum(
        len(row) for row in csv.reader(io.StringIO(decoded(data)), delimiter="\t" if path.suffix == ".tsv" else ",")
    )


def pandas_read(path: Path) -> None:
    """The same file as a plain script would read it."""
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            is_word = "word/document.xml" in package.namelist()
        if is_word:
            for table in docx.Document(io.BytesIO(data)).tables:
                pd.DataFrame([[cell.text for cell in row.cells] for row in table.rows])
        else:
            pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="openpyxl")
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine="xlrd")
    else:
        lines = decoded(data)
        separator = "\t" if path.suffix == ".tsv" else ","
        pd.read_csv(io.StringIO(lines), header=None, sep=separator, names=range(40), dtype=str)


def decoded(data: bytes) -> str:
    """Text in the two encodings that offices use."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


MARCH = date(2017, 3, 31)
QUESTIONS: tuple[tuple[str, Callable[[Snapshot], object], str], ...] = (
    (
        "headline: households, issues, solved",
        lambda snapshot: snapshot.ask(["households", "issues", "solved"], as_of=MARCH),
        """SELECT (SELECT count(*) FROM visits WHERE is_first AND visit_date <= DATE '2017-03-31'),
            (SELECT count(*) FROM issues WHERE raised_date <= DATE '2017-03-31'),
            (SELECT count(*) FROM issues WHERE raised_date <= DATE '2017-03-31' AND solved_date <= DATE '2017-03-31')""",
    ),
    (
        "issues and solved by district",
        lambda snapshot: snapshot.ask(["issues", "solved", "solved_share"], by=["district"], as_of=MARCH),
        """SELECT district, count(*), count(*) FILTER (solved_date <= DATE '2017-03-31'),
            count(*) FILTER (solved_date <= DATE '2017-03-31') / count(*)::DOUBLE
            FROM issues WHERE raised_date <= DATE '2017-03-31' GROUP BY 1 ORDER BY 1""",
    ),
    (
        "issues and solved by department",
        lambda snapshot: snapshot.ask(["issues", "solved"], by=["department"], as_of=MARCH),
        """SELECT department, count(*), count(*) FILTER (solved_date <= DATE '2017-03-31')
            FROM issues WHERE raised_date <= DATE '2017-03-31' GROUP BY 1 ORDER BY 1""",
    ),
    (
        "households by unit",
        lambda snapshot: snapshot.ask(["households", "visits"], by=["unit"], as_of=MARCH),
        """SELECT unit_name, count(*) FILTER (is_first_by_unit), count(*)
            FROM visits WHERE visit_date <= DATE '2017-03-31' GROUP BY 1 ORDER BY 1""",
    ),
    (
        "category by block",
        lambda snapshot: snapshot.ask(["issues"], by=["category", "block"], as_of=MARCH),
        "SELECT category, block, count(*) FROM issues WHERE raised_date <= DATE '2017-03-31' GROUP BY 1, 2 ORDER BY 1, 2",
    ),
)


def asking(snapshot: Snapshot, shelf: Path) -> None:
    """A page's numbers through `ask`, against the same counts in hand-written SQL on the same file."""
    home = shelf / publish.current(shelf)
    with duckdb.connect(str(home / "campaign.duckdb"), read_only=True) as con:
        print(f"\n{'':44}{'ask ms':>9}{'sql ms':>9}{'ask / sql':>11}")
        for label, ask, sql in QUESTIONS:
            ask(snapshot)
            con.execute(sql).fetchall()
            rounds = [
                (timed(lambda ask=ask: ask(snapshot))[0], timed(lambda sql=sql: con.execute(sql).df())[0])
                for _ in range(15)
            ]
            asked, plain = (statistics.median(side) * 1000 for side in zip(*rounds, strict=True))
            print(f"{label:44}{asked:9.1f}{plain:9.1f}{asked / plain:10.1f}x")


if __name__ == "__main__":
    sys.exit(main())
