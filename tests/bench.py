"""What does the product cost against the least that the same work can cost?

Everything is measured in one run on one machine and printed as ratios with their aims. A cost is the processor's seconds
of a command and of all that it starts (`tests.processes`), so that a load in several processes is compared with a read in
one; memory is the sum of PSS over all of them, every 50 ms. The sides take turns, round by round, and the median counts.
`make bench`, or `python -m tests.bench --scale 0.1 --only read` for a quick look; `--big` takes many minutes more.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import openpyxl

from etl.texts.labelled import labelled_texts
from etl.texts.measured import report
from tests import accuracy, bench_asking, bench_serve, masking, outcomes, received, simulation
from tests.bare_read import sheets
from tests.processes import Cost, cost

MIB, GIB = 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True)
class Run:
    """One side, once."""

    cost: Cost
    rows: int = 0
    """Rows that a load read."""
    wrong: str = ""
    """Why this run is not what it should be; empty when it is."""


@dataclass
class Month:
    """The demonstration sheets of one scale in a folder of their own, and a shelf that each full load begins anew."""

    home: Path
    scale: float
    rows: int = field(default=0, init=False)
    """Rows of the last full load."""

    def __post_init__(self) -> None:
        self.empty.mkdir(parents=True)
        python("-m", "etl", "sample", "--out", self.inbox, "--scale", self.scale)
        size = sum(path.stat().st_size for path in sheets(self.inbox)) / MIB
        print(f"demonstration sheets at scale {self.scale:g}: {len(sheets(self.inbox)):,} files, {size:.0f} MiB")

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def shelf(self) -> Path:
        return self.home / "shelf"

    @property
    def empty(self) -> Path:
        return self.home / "empty"

    @cached_property
    def ledgers(self) -> list[Path]:
        """The visit ledgers in .xlsx, the smallest first."""
        return sorted(self.inbox.rglob("走访台账*.xlsx"), key=lambda path: (path.stat().st_size, path))

    def load(self, *options: str) -> Cost:
        """`python -m etl load` as the inbox and the shelf now are."""
        return python("-m", "etl", "load", "--inbox", self.inbox, "--shelf", self.shelf, *options)

    def snapshots(self) -> str:
        """The list of what is on the shelf, the current one marked."""
        return python("-m", "etl", "shelf", "--shelf", self.shelf).output


def python(*words: str | Path | float) -> Cost:
    """What a command of this project costs. Ends the measuring when it fails; that etl rejected rows, 1, is no failure."""
    done = cost([sys.executable, *words])
    if done.exit_code not in ((0, 1) if "etl" in words else (0,)) or "Traceback" in done.errors:
        sys.exit(f"{' '.join(map(str, words))}: {done.exit_code}\n{done.errors}")
    return done


def nothing_read(month: Month) -> Run:
    """The bare read's interpreter and imports alone."""
    return Run(python("-m", "tests.bare_read", month.empty))


def bare_read(month: Month) -> Run:
    return Run(python("-m", "tests.bare_read", month.inbox))


def full_load(month: Month) -> Run:
    shutil.rmtree(month.shelf, ignore_errors=True)
    done = month.load("--json")
    totals = json.loads(done.output)["totals"]
    month.rows, others = totals["rows_read"], len(sheets(month.inbox)) - totals["files"]
    return Run(done, month.rows, f"the bare read has {others:+} files" if others else "")


def load_again(month: Month) -> Run:
    before = month.snapshots()
    done = month.load()
    wrongs = [
        "published a new snapshot" if month.snapshots() != before else "",
        "没有变化 is not in what it says" if "没有变化" not in done.output else "",
    ]
    return Run(done, wrong=", ".join(filter(None, wrongs)))


def load_changed(month: Month) -> Run:
    """A load after one cell of one middle-sized visit ledger was changed; the ledger is then as it was."""
    ledger, before = month.ledgers[len(month.ledgers) // 2], month.snapshots()
    times, original = ledger.stat(), ledger.read_bytes()
    change_a_cell(ledger)
    os.utime(ledger, (times.st_atime, times.st_mtime + 3600))
    done = month.load("--json")
    ledger.write_bytes(original)
    os.utime(ledger, ns=(times.st_atime_ns, times.st_mtime_ns))
    rows = json.loads(done.output)["totals"]["rows_read"]
    wrongs = [
        "published no new snapshot" if month.snapshots() == before else "",
        f"read {rows - month.rows:+} rows" if rows != month.rows else "",
    ]
    return Run(done, rows, ", ".join(filter(None, wrongs)))


def change_a_cell(ledger: Path) -> None:
    """Writes the ledger anew with another 家庭成员数 in its first row of numbers, as an office that corrects itself."""
    book = openpyxl.load_workbook(ledger)
    row = next(row for row in book.worksheets[0].iter_rows() if str(row[0].value) == "1")
    headings = [
        [str(cell.value or "") for cell in above] for above in book.worksheets[0].iter_rows(max_row=row[0].row - 1)
    ]
    column = next(i for line in headings for i, name in enumerate(line) if name.replace("\n", "") in MEMBERS)
    row[column].value = "9人" if row[column].value != "9人" else "8人"
    book.save(ledger)


MEMBERS = ("家庭成员数", "家庭人口")


def office_script(month: Month) -> Run:
    return Run(python("-W", "ignore", "-m", "tests.office_script", month.inbox, month.home / "counts.xlsx"))


def imports(month: Month) -> Run:
    return Run(python("-c", "import etl.__main__"))


def check(month: Month) -> Run:
    return Run(python("-m", "etl", "check", month.ledgers[0]))


SIDES: dict[str, tuple[int, Callable[[Month], Run]]] = {
    "nothing read": (1, nothing_read),
    "bare read": (1, bare_read),
    "full load": (1, full_load),
    "load, nothing changed": (1, load_again),
    "load, one file changed": (1, load_changed),
    "office's script": (1, office_script),
    "import": (1, imports),
    "check": (1, check),
    "full load ×3": (3, full_load),
    "full load ×10": (10, full_load),
}
"""What is run in every round, in this order, on the month of so many times the scale."""


class Measured:
    """The runs of every side, of which the median counts."""

    def __init__(self, runs: dict[str, list[Run]]) -> None:
        self.runs = runs

    def cpu(self, side: str) -> float:
        return statistics.median(run.cost.cpu for run in self.runs[side])

    def wall(self, side: str) -> float:
        return statistics.median(run.cost.wall for run in self.runs[side])

    def peak(self, side: str) -> float:
        return statistics.median(run.cost.peak for run in self.runs[side])

    def rows(self, side: str) -> float:
        return statistics.median(run.rows for run in self.runs[side])

    def wrong(self, sides: tuple[str, ...]) -> str:
        """What went wrong in any run of the sides, each thing once."""
        return "; ".join(dict.fromkeys(run.wrong for side in sides for run in self.runs[side] if run.wrong))


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio with its aim; `sides` are what it needs."""

    name: str
    label: str
    sides: tuple[str, ...]
    of: Callable[[Measured], float]
    aim: float
    is_least: bool = False
    """Whether the aim is the least that it may be, and not the most."""

    @property
    def is_big(self) -> bool:
        return any(SIDES[side][0] > 1 for side in self.sides)

    def line(self, measured: Measured) -> str:
        """What was measured, the aim, and whether it is reached."""
        value, wrong = self.of(measured), measured.wrong(self.sides)
        is_reached = not wrong and (value >= self.aim if self.is_least else value <= self.aim)
        verdict = "reached" if is_reached else "NOT reached"
        return f"{self.label:66}{value:9.3f}  {'≥' if self.is_least else '≤'} {self.aim:<5g} {verdict}{wrong and f' ({wrong})'}"


FIGURES = (
    Figure(
        "read",
        "full load ÷ bare read of the same cells, less its imports",
        ("nothing read", "bare read", "full load"),
        lambda m: m.cpu("full load") / (m.cpu("bare read") - m.cpu("nothing read")),
        5,
    ),
    Figure(
        "again",
        "load, nothing changed ÷ full load",
        ("full load", "load, nothing changed"),
        lambda m: m.cpu("load, nothing changed") / m.cpu("full load"),
        0.02,
    ),
    Figure(
        "changed",
        "load, one file changed ÷ full load",
        ("full load", "load, one file changed"),
        lambda m: m.cpu("load, one file changed") / m.cpu("full load"),
        0.15,
    ),
    Figure(
        "script",
        "an office's script (pandas, openpyxl, …) ÷ full load",
        ("full load", "office's script"),
        lambda m: m.cpu("office's script") / m.cpu("full load"),
        4,
        is_least=True,
    ),
    Figure(
        "memory",
        "peak memory (PSS), full load ×3 ÷ ×1",
        ("full load", "full load ×3"),
        lambda m: m.peak("full load ×3") / m.peak("full load"),
        1.3,
    ),
    Figure(
        "gigabytes",
        "peak memory (PSS), full load ×10, GiB",
        ("full load ×10",),
        lambda m: m.peak("full load ×10") / GIB,
        4,
    ),
    Figure(
        "rows",
        "full load for each row, ×10 ÷ ×1",
        ("full load", "full load ×10"),
        lambda m: (m.cpu("full load ×10") / m.rows("full load ×10")) / (m.cpu("full load") / m.rows("full load")),
        1.2,
    ),
    Figure(
        "check",
        "check of one small file − import of the same program, CPU seconds",
        ("import", "check"),
        lambda m: m.cpu("check") - m.cpu("import"),
        1,
    ),
)

PARTS: dict[str, Callable[[], object]] = {
    "outcomes": outcomes.show,
    "texts": lambda: print("\n" + report(labelled_texts(accuracy.MEASURED))),
    "masker": lambda: print("\n" + masking.report()),
    "roles": lambda: print("\n" + received.report()),
    "rankings": lambda: print("\n" + simulation.report()),
}
"""What is measured in other terms than time, by its own module."""
ASKING = "asking"
SERVE = "serve"


def main() -> None:
    """Builds the demonstration months that are needed, then measures loading, asking and the rest."""
    asked = arguments()
    wanted = [
        figure for figure in FIGURES if (figure.name in asked.only if asked.only else asked.big or not figure.is_big)
    ]
    with tempfile.TemporaryDirectory() as folder:
        months: dict[int, Month] = {}
        sides = [side for side in SIDES if any(side in figure.sides for figure in wanted)]
        if not asked.only or {ASKING, SERVE} & set(asked.only):
            sides = sides or ["full load"]
        for factor in dict.fromkeys(SIDES[side][0] for side in sides):
            months[factor] = Month(Path(folder) / str(factor), asked.scale * factor)
        if wanted:
            loading(wanted, sides, months, asked.rounds)
        if (not asked.only or {ASKING, SERVE} & set(asked.only)) and not months[1].shelf.exists():
            full_load(months[1])
        if not asked.only or ASKING in asked.only:
            bench_asking.show(months[1].shelf, is_big=asked.big)
        if not asked.only or SERVE in asked.only:
            bench_serve.show(months[1].shelf)
    for name, show in PARTS.items():
        if not asked.only or name in asked.only:
            show()


def arguments() -> argparse.Namespace:
    """What to measure, how large and how often."""
    names = [*(figure.name for figure in FIGURES), ASKING, SERVE, *PARTS]
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--scale", type=float, default=1.0, help="1.0 is the whole city's month")
    asked.add_argument("--rounds", type=int, default=3, help="how often each side is run")
    asked.add_argument("--big", action="store_true", help="three and ten times the scale as well")
    asked.add_argument(
        "--only", action="append", choices=names, metavar="NAME", help=f"one of {', '.join(names)}; may be repeated"
    )
    return asked.parse_args()


def loading(wanted: list[Figure], sides: list[str], months: dict[int, Month], rounds: int) -> None:
    """Runs the sides in turn, and prints every figure that they make."""
    runs: dict[str, list[Run]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            factor, run = SIDES[side]
            runs[side].append(run(months[factor]))
    measured = Measured(runs)
    print(f"\n{f'median of {rounds}':30}{'CPU s':>9}{'from':>9}{'to':>9}{'wall s':>9}{'peak MiB':>10}{'rows':>12}")
    for side in sides:
        cpu = [run.cost.cpu for run in runs[side]]
        rows = f"{measured.rows(side):12,.0f}" if measured.rows(side) else ""
        print(
            f"{side:30}{measured.cpu(side):9.2f}{min(cpu):9.2f}{max(cpu):9.2f}{measured.wall(side):9.1f}"
            f"{measured.peak(side) / MIB:10,.0f}{rows}"
        )
    print(f"\n{'':66}{'measured':>9}  aim")
    for figure in wanted:
        print(figure.line(measured))


if __name__ == "__main__":
    sys.exit(main())
